"""How well the search answers the questions of readers."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from explainer.loading.asked_questions import AskedQuestion
from explainer.search.index import Index

SHOWN = 3
"""The number of results that a reader looks at."""

_LONG_WORD = re.compile(r"[^\W\d_]{6,}")
_OFTEN = 0.25
"""Words in more than this share of the questions say nothing, such as the name of the subject."""
_VOWELS = "aeiou"


@dataclass(frozen=True)
class Rates:
    """The shares of questions that find a right page first, and among the first three; `missed` are the others."""

    asked: int
    first: float
    among: float
    missed: tuple[AskedQuestion, ...]


def rates_of(index: Index, questions: Iterable[AskedQuestion]) -> Rates:
    """Ask each question whose answer is in the index, and return how many find it."""
    locations = {entry.location for entry in index.entries}
    first = among = asked = 0
    missed = []
    for question in questions:
        right = question.paths() & locations
        if not right:
            continue
        asked += 1
        found = [entry.location for entry in index.ask(question.words).found[:SHOWN]]
        first += bool(found) and found[0] in right
        if right & set(found):
            among += 1
        else:
            missed.append(question)
    return Rates(asked, first / asked if asked else 1.0, among / asked if asked else 1.0, tuple(missed))


def misspelt(questions: Iterable[AskedQuestion]) -> Iterator[AskedQuestion]:
    """Yield each question with its longest word misspelt by rule; questions without a word to misspell are left out.

    A letter is left out, doubled, swapped with the next one, or, if it is a vowel, replaced by another vowel. A digest
    of the word decides which and where, so that nobody chooses the slip and it is the same each time. The first letter
    stays.
    """
    questions = tuple(questions)
    counts = Counter(word for question in questions for word in set(_LONG_WORD.findall(question.words.casefold())))
    common = {word for word, times in counts.items() if times > max(3, len(questions) * _OFTEN)}
    for question in questions:
        words = [word for word in _LONG_WORD.findall(question.words) if word.casefold() not in common]
        if words:
            word = max(words, key=len)
            yield replace(question, words=question.words.replace(word, _wrong(word), 1))


def _wrong(word: str) -> str:
    digest = hashlib.sha256(word.encode()).digest()
    at = 1 + digest[0] % (len(word) - 2)
    before, letter, after = word[:at], word[at], word[at + 1 :]
    ways = [before + after, before + letter * 2 + after]
    if after[0] != letter:
        ways.append(before + after[0] + letter + after[1:])
    if letter in _VOWELS:
        ways.append(before + _VOWELS[(_VOWELS.index(letter) + 1 + digest[1] % 4) % 5] + after)
    return ways[digest[2] % len(ways)]
