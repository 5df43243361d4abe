"""Suggestions for misspelt words."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "", *, mark: str = "") -> str:
    """Return "Did you mean ...?" if a known word is close, else `otherwise`. `mark` is put before the known word."""
    guesses = difflib.get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)
    return f"Did you mean `{mark}{guesses[0]}`?" if guesses else otherwise
