"""What a misspelt word was probably meant to be."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def closest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that `word` was probably meant to be, or None."""
    guesses = difflib.get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)
    return guesses[0] if guesses else None


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "", *, mark: str = "") -> str:
    """Return "Did you mean ...?" where a known word is close, else `otherwise`. `mark` stands before the guess."""
    guess = closest(word, known)
    return f"Did you mean `{mark}{guess}`?" if guess else otherwise
