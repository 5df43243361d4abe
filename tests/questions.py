"""The questions that the search is measured by: what people ask on real pages, and where this site answers.

`data/search-questions.csv` has a question a line: `words` as the page asks them, or in a few words of ours what a page
or a thread asks; `said_by` and `source` (a seller's page is named and not linked); a slug of its `meaning`; the `pages`
that answer it, a claim by its id and another page by its path, or `none`; and its `half`. `tune` was looked at while the
search was made, `held` only for the figure. Whatever shares a source or a meaning stands in one half. A page may be
named before it is written: it counts as soon as it is there.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

FILE = Path(__file__).parent / "data" / "search-questions.csv"
HALVES = ("tune", "held")
NOBODY = "none"

_COMMON = frozenset({"kratom", "kratom's", "after", "before", "about", "should", "together", "while", "which", "where"})


@dataclass(frozen=True)
class Question:
    """What somebody looks for, and the pages that answer it: none where this site does not."""

    words: str
    said_by: str
    source: str
    meaning: str
    pages: frozenset[str]
    half: str

    def paths(self) -> set[str]:
        """Return the paths of its pages below the site's address."""
        return {f"{page}/" if page.startswith("/") else f"/claims/{page}/" for page in self.pages}


def questions(half: str) -> list[Question]:
    """Return the questions of a half, in the order of the file."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        Question(**{**row, "pages": frozenset(row["pages"].split()) - {NOBODY}}) for row in rows if row["half"] == half
    ]


def misspelt(asked: Collection[Question]) -> Iterator[Question]:
    """Yield each question that has an answer with its longest telling word misspelt by rule.

    A letter is left out, doubled, swapped with the next, or, if it is a vowel, taken for another. Which of them, and
    where, comes from a digest of the word, so that it is the same each time and nobody chose it. The first letter stays.
    """
    for question in asked:
        words = [word for word in re.findall(r"[^\W\d_]{6,}", question.words) if word.casefold() not in _COMMON]
        if not words or not question.pages:
            continue
        word = max(words, key=len)
        yield replace(question, words=question.words.replace(word, _wrong(word), 1))


def _wrong(word: str) -> str:
    digest = hashlib.sha256(word.encode()).digest()
    at = 1 + digest[0] % (len(word) - 2)
    before, letter, after = word[:at], word[at], word[at + 1 :]
    vowels = "aeiou"
    ways = [before + after, before + letter * 2 + after]
    if after[0] != letter:
        ways.append(before + after[0] + letter + after[1:])
    if letter in vowels:
        ways.append(before + vowels[(vowels.index(letter) + 1 + digest[1] % 4) % 5] + after)
    return ways[digest[2] % len(ways)]
