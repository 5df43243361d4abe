"""Words as the search compares them: folded, without endings, and read in spite of a slip of the finger.

The browser's worker (hooks/theme/assets/search-worker.js) does the same to what a reader types. A test compares them.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

SWAP = 0.75
"""Two letters in each other's place, beside one slip."""
STEMMED = 0.1
"""What comes near without its ending alone, beside one slip."""
DOUBLED = 0.75
"""Letters that were doubled, beside one slip."""
LEFT_OVER = 0.25
"""What each letter after a known stem counts, beside one slip."""
LONGEST = 60
"""As many words of a question are looked at: somebody may paste a page."""

_MARK = re.compile(r"[\u0300-\u036f]")
_APOSTROPHE = re.compile(r"['\u2019\u02bc]")
_POSSESSIVE = re.compile(r"['\u2019\u02bc]s\b")
_NUMBERED = re.compile(r"(\d)[-\u2010-\u2013 ](?=[a-z]{2}\b)")
_WORD = re.compile(r"[^\W_]+")
_DOUBLED = re.compile(r"(.)\1+")
ENDINGS = (
    ("ication", "ic"), ("ations", ""), ("ation", ""), ("ancies", ""), ("encies", ""), ("ancy", ""), ("ency", ""),
    ("ances", ""), ("ences", ""), ("ance", ""), ("ence", ""), ("ant", ""), ("ent", ""), ("ions", ""), ("ion", ""),
    ("ives", ""), ("ive", ""), ("ments", ""), ("ment", ""), ("ness", ""), ("ings", ""), ("ing", ""), ("edly", ""),
    ("ies", "y"), ("ied", "y"), ("ers", ""), ("er", ""), ("ed", ""), ("al", ""), ("ly", ""), ("es", ""), ("s", ""),
    ("e", ""),
)  # fmt: skip
"""What a word may end with -> what stands there then; the first that fits."""
PLURALS = frozenset({"s", "es", "ies"})
LEAST = 4
"""As many letters an ending leaves at least; a plural one less."""


def words_of(text: str) -> list[str]:
    """Return the words of a text in small letters, without accents and apostrophes; `5-HT` and `5 ht` are `5ht`."""
    folded = _MARK.sub("", unicodedata.normalize("NFKD", text.lower()))
    folded = _APOSTROPHE.sub("", _POSSESSIVE.sub("", folded))
    return _WORD.findall(_NUMBERED.sub(r"\1", folded))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return a word without its ending, so that its forms meet: `beers` and `beer`, `addicted` and `addiction`."""
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
    """Return the stems of a text's words but for those ignored and single letters."""
    return [stem(word) for word in words_of(text) if word not in ignored and (len(word) > 1 or word.isdigit())]


def slips(typed: str, known: str, most: int) -> float:
    """Return how many slips turn a known stem into the beginning of what was typed; infinity for more than `most`.

    A slip is a letter too many, one too few or another one; two letters in each other's place are a little less. What
    is typed may go on after the stem, as its ending, at a small cost for each letter.
    """
    older: list[float] = []
    row: list[float] = [float(n) for n in range(len(typed) + 1)]
    for i, letter in enumerate(known, 1):
        above, row, before = row, [float(i)], older
        for j, other in enumerate(typed, 1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == typed[j - 2] and known[i - 2] == other:
                cost = min(cost, before[j - 2] + SWAP)
            row.append(cost)
        older = above
        if min(row) > most:
            return math.inf
    least = math.inf
    for left in range(min(_ending(known), len(typed)) + 1):
        cost = row[len(typed) - left]
        if cost <= most and (not cost or left <= (3 if len(known) > 7 else 2)):
            least = min(least, cost + left * LEFT_OVER)
    return least


def nearest(word: str, known: Mapping[str, float]) -> str:
    """Return the known stem that a word was most likely meant to be, or nothing. `known` says how common each is.

    Words of four letters are not guessed at; up to seven letters may hold one slip, and longer ones two.
    """
    if len(word) < 5 or not word.isalpha():
        return ""
    most = 1 if len(word) < 8 else 2
    single = _DOUBLED.sub(r"\1", word)
    forms = ((word, 0.0), (stem(word), STEMMED), (stem(single), STEMMED if single == word else DOUBLED))
    best = (math.inf, 0.0)
    found = ""
    for candidate, common in known.items():
        if candidate[0] != word[0]:
            continue
        may = min(most, 1 if len(candidate) < 7 else 2)
        for form, before in forms:
            if -may <= len(form) - len(candidate) <= may + _ending(candidate):
                order = (before + slips(form, candidate, may), -common)
                if order < best and order[0] < math.inf:
                    best, found = order, candidate
    return found


def _ending(stem: str) -> int:
    return 3 if len(stem) < 5 else 4
