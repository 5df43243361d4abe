"""How hard a text is to read, as a US school grade. A nudge, not a proof: only readers can tell what is clear."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import pyphen

_WORD = re.compile(r"[A-Za-z]+(?:['\u2019][a-z]+)*|\d[\d,.]*")
_SENTENCE_END = re.compile(r"[.!?:]+(?=\s|$)")


def flesch_kincaid(texts: Iterable[str]) -> float | None:
    """Return the Flesch-Kincaid grade of some texts taken together, or None where they hold fewer than 30 words.

    0.39 words per sentence + 11.8 syllables per word - 15.59. Source: Kincaid JP and others. Derivation of new
    readability formulas for Navy enlisted personnel. Research Branch Report 8-75, 1975. A text without a full stop at
    its end, such as a list item, counts as a sentence; a number counts as a word of one syllable.
    """
    words = syllables = sentences = 0
    for text in texts:
        found = _WORD.findall(text)
        if not found:
            continue
        words += len(found)
        syllables += sum(_syllables(word.lower()) for word in found)
        sentences += max(1, len(_SENTENCE_END.findall(text.strip())))
    if words < 30:
        return None
    return 0.39 * words / sentences + 11.8 * syllables / words - 15.59


@lru_cache(maxsize=20_000)
def _syllables(word: str) -> int:
    # Hyphenation points are syllable borders; the library ships its dictionaries, so nothing is fetched.
    return 1 if word[0].isdigit() else len(_hyphenation().positions(word)) + 1


@lru_cache(maxsize=1)
def _hyphenation() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="en_US", left=1, right=1)
