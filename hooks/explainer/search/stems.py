"""Words as the search compares them: in lower case, without accents and endings.

The worker in the browser (hooks/theme/assets/search-worker.js) does the same to typed words; a test compares the two.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST = 60
"""The most words of a question that count: somebody may paste a page."""

_MARK = re.compile(r"[\u0300-\u036f]")
_APOSTROPHE = re.compile(r"['\u2019\u02bc]")
_POSSESSIVE = re.compile(r"['\u2019\u02bc]s\b")
_NUMBERED = re.compile(r"(\d)[-\u2010-\u2013 ](?=[a-z]{2}\b)")
_WORD = re.compile(r"[^\W_]+")
ENDINGS = (
    ("ication", "ic"), ("ations", ""), ("ation", ""), ("ancies", ""), ("encies", ""), ("ancy", ""), ("ency", ""),
    ("ances", ""), ("ences", ""), ("ance", ""), ("ence", ""), ("ant", ""), ("ent", ""), ("ions", ""), ("ion", ""),
    ("ives", ""), ("ive", ""), ("ments", ""), ("ment", ""), ("ness", ""), ("ings", ""), ("ing", ""), ("edly", ""),
    ("ies", "y"), ("ied", "y"), ("ers", ""), ("er", ""), ("ed", ""), ("al", ""), ("ly", ""), ("es", ""), ("s", ""),
    ("e", ""),
)  # fmt: skip
"""Endings of words -> their replacement; the first that fits is used."""
PLURALS = frozenset({"s", "es", "ies"})
LEAST = 4
"""The least letters that are left of a word without its ending; one less without a plural's."""


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case, without accents and apostrophes; `5-HT` and `5 ht` become `5ht`."""
    folded = _MARK.sub("", unicodedata.normalize("NFKD", text.lower()))
    folded = _APOSTROPHE.sub("", _POSSESSIVE.sub("", folded))
    return _WORD.findall(_NUMBERED.sub(r"\1", folded))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return a word without its ending, so that its forms are equal: `beers` and `beer`, `addicted` and `addiction`."""
    if not word.isascii() or not word.isalpha():
        return word
    for ending, other in ENDINGS:
        if word.endswith(ending):
            left = len(word) - len(ending)
            if ending in PLURALS:
                if left < LEAST - 1 or word.endswith(("ss", "us", "is")):
                    continue
                rest = word[:left] + other
                return stem(rest) if ending == "s" and len(rest) > LEAST else rest
            if left < LEAST:
                continue
            rest = word[:left] + other
            return rest[:-1] if len(rest) > LEAST and rest[-1] == rest[-2] and rest[-1] not in "lsz" else rest
    return word


def stems_of(text: str, ignored: frozenset[str] = frozenset()) -> list[str]:
    """Return the stems of a text's words, without ignored words and single letters."""
    return [stem(word) for word in words_of(text) if is_telling(word, ignored)]


def is_telling(word: str, ignored: frozenset[str]) -> bool:
    """Return whether a word says something: ignored words and single letters do not."""
    return word not in ignored and (len(word) > 1 or word.isdigit())
