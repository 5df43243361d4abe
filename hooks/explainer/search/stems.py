"""Words as the search compares them.

The worker that answers (hooks/theme/assets/search-worker.js) splits questions into words and stems in the same way, and
a test compares the two.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import takewhile
from operator import eq

_MARK = re.compile(r"[\u0300-\u036f]")
_APOSTROPHE = re.compile(r"['\u2019\u02bc]")
_POSSESSIVE = re.compile(r"['\u2019\u02bc]s\b")
_NUMBERED = re.compile(r"(\d)[-\u2010-\u2013 ](?=([a-z]{2})\b)")
_WORD = re.compile(r"[^\W_]+")
_CONTRACTED = re.compile(r"(\w{2,})(?:nt|ve)|(\w{2,})s|(\w{3,})re", re.ASCII)
"""A word with what is left of `not`, `have`, `is` or `are`: `havent`, `weve`, `thats`, `theyre`; never `sore`."""
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


def words_of(text: str, ignored: frozenset[str] = frozenset()) -> list[str]:
    """Return the words of a text in lower case, without accents and apostrophes; `5-HT` and `5 ht` become `5ht`.

    An ignored word stays apart from a number: `3 of`.
    """
    folded = _MARK.sub("", unicodedata.normalize("NFKD", text.lower()))
    folded = _APOSTROPHE.sub("", _POSSESSIVE.sub("", folded))
    return _WORD.findall(_NUMBERED.sub(lambda both: both[0] if both[2] in ignored else both[1], folded))


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
    return [stem(word) for word in words_of(text, ignored) if is_telling(word, ignored)]


def is_telling(word: str, ignored: frozenset[str]) -> bool:
    """Return whether a word says something: ignored words, their contractions and single letters do not."""
    short = _CONTRACTED.fullmatch(word)
    if word in ignored or (short and short[short.lastindex or 0] in ignored):
        return False
    return len(word) > 1 or word.isdigit()


def shared(one: str, other: str) -> int:
    """Return the number of letters at the start that two words share."""
    return sum(takewhile(bool, map(eq, one, other)))
