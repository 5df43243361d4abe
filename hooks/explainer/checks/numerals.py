"""Numbers as sources print them: in digits, grouped by commas or spaces, and in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")
_TYPESET = re.compile(r"(?<=\d)[\u00a0\u2009\u202f](?=\d{3}(?!\d))")
_PLAIN = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?!\d)")
"""Thousands set apart by spaces, typographic or plain (SI brochure, 9th edition, section 5.4.4)."""

_UNITS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
} | {"first": 1, "second": 2, "third": 3}
_TENS = {word: 10 * n for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
_ALONE = {"half": 50, "none": 0, "no": 0, "once": 1, "twice": 2}
_WORD_OR_STOP = re.compile(r"[a-z]+|[^a-z\s-]")


def printed_numbers(printed: str) -> Iterator[Decimal]:
    """Yield every number that a source's words hold: "1,807", "1 000", "21.4%", "twenty-four", "a hundred and six".

    A plain space between groups of three digits may set thousands apart or part two numbers: both readings are given.
    """
    apart = _TYPESET.sub("", printed)
    joined = _PLAIN.sub(lambda found: found.group().replace(" ", ""), apart)
    for text in dict.fromkeys((joined, apart)):
        for match in _DIGITS.finditer(text):
            yield Decimal(match.group().rstrip(",").replace(",", ""))
    yield from (Decimal(number) for number in _in_words(printed.lower()))


def _in_words(text: str) -> Iterator[int]:
    """Yield the numbers written out, each run of words that belong together as one."""
    total, part, before = 0, 0, ""
    for word in [*_WORD_OR_STOP.findall(text), "."]:
        kind = "unit" if word in _UNITS else "tens" if word in _TENS else "scale" if word in _SCALES else ""
        joins = (
            (kind == "unit" and before in {"tens", "scale", "and"})
            or (kind == "tens" and before in {"scale", "and"})
            or kind == "scale"
        )
        if before and not joins and not (word == "and" and before == "scale"):
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
