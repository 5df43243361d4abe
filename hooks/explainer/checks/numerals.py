"""Parse numbers as sources print them: in digits, grouped by commas or spaces, and in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")
_TYPESET = re.compile(r"(?<=\d)[\u00a0\u2009\u202f](?=\d{3}(?!\d))")
_PLAIN = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?!\d)")
"""Thousands separated by spaces, typographic or plain (SI brochure, 9th edition, section 5.4.4)."""

_CARDINALS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
_UNITS = _CARDINALS | {"first": 1, "second": 2, "third": 3}
_TENS = {word: 10 * n for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
_ALONE = {"half": 50, "none": 0, "no": 0, "once": 1, "twice": 2}

_COUNTING = "|".join(sorted({*_CARDINALS, *_TENS, *_SCALES} - {"zero", "one"}, key=lambda word: (-len(word), word)))
_JOIN = r"(?:[\s-]+(?:and[\s-]+)?)"
MORE_THAN_ONE = (
    rf"(?:(?:an?|one){_JOIN})?(?:{_COUNTING})(?:{_JOIN}(?:{_COUNTING}|one)){{0,6}}"
    r"(?:\s+and\s+(?:a|one)\s+(?:half|quarter|third))?"
    r"|one\s+and\s+(?:a|one)\s+(?:half|quarter|third)"
)
"""Pattern of a number above one in words: "three and a half", "twenty-four", "a hundred and six"."""
ANY_IN_WORDS = rf"(?:{MORE_THAN_ONE}|one)"
"""Pattern of a whole number in words."""
_COUNT = rf"(?:{ANY_IN_WORDS}|\d[\d,]*)"
RATIO = re.compile(
    rf"(?<![\w.,-])(?P<part>{_COUNT})\s+(?:in|out\s+of|of)\s+(?:every\s+|each\s+)?"
    rf"(?P<whole>{_COUNT})(?![\w-])(?!\s+or\s+more\b)",
    re.IGNORECASE,
)
"""A ratio: one in five, nine out of every ten, 21 of 100."""
_WORD_OR_STOP = re.compile(r"[a-z]+|[^a-z\s-]")


def printed_numbers(printed: str) -> Iterator[Decimal]:
    """Yield every number in a source's words: "1,807", "1 000", "21.4%", "twenty-four", "a hundred and six".

    A plain space before three digits may separate thousands or two numbers: both readings are yielded.
    """
    apart = _TYPESET.sub("", printed)
    joined = _PLAIN.sub(lambda match: match.group().replace(" ", ""), apart)
    for text in dict.fromkeys((joined, apart)):
        for match in _DIGITS.finditer(text):
            yield Decimal(match.group().rstrip(",").replace(",", ""))
    yield from (Decimal(number) for number in _in_words(printed.lower()))


def ratios_in_words(text: str) -> Iterator[re.Match[str]]:
    """Yield the matches of `RATIO` in which at least one side is a word."""
    return (match for match in RATIO.finditer(text) if not (match["part"][0].isdigit() and match["whole"][0].isdigit()))


def ratio_of(match: re.Match[str]) -> str:
    """Return a match of `RATIO` in digits: "1 in 5" for "one out of every five"."""
    part, whole = (next(printed_numbers(match[side])) for side in ("part", "whole"))
    return f"{part} in {whole}"


_KINDS = {"unit": _UNITS, "tens": _TENS, "scale": _SCALES}
_MAY_FOLLOW = {
    "unit": {"tens", "scale", "and"},
    "tens": {"scale", "and"},
    "scale": {"unit", "tens", "scale", "and"},
    "": set(),
}
"""Kind of a word -> the kinds that it can follow within one number."""


def _in_words(text: str) -> Iterator[int]:
    """Yield the numbers written in words; neighbouring words such as "twenty four" are one number."""
    total, part, before = 0, 0, ""
    for word in [*_WORD_OR_STOP.findall(text), "."]:
        kind = next((kind for kind, words in _KINDS.items() if word in words), "")
        if before and before not in _MAY_FOLLOW[kind] and not (word == "and" and before == "scale"):
            yield total + part
            total, part, before = 0, 0, ""
        if kind == "unit":
            part, before = part + _UNITS[word], kind
        elif kind == "tens":
            part, before = part + _TENS[word], kind
        elif kind == "scale":
            part, before = (part or 1) * _SCALES[word], kind
            if word != "hundred":
                total, part = total + part, 0
        elif word == "and" and before == "scale":
            before = "and"
        elif word in _ALONE:
            yield _ALONE[word]
