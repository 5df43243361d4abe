"""Suggestions for misspelt words."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def closest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word closest to `word`, or None if none is close."""
    guesses = difflib.get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)
    return guesses[0] if guesses else None


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "", *, mark: str = "") -> str:
    """Return "Did you mean ...?" if a known word is close, else `otherwise`. `mark` is put before the known word."""
    guess = closest(word, known)
    return f"Did you mean `{mark}{guess}`?" if guess else otherwise
