"""What each page is found by, as numbers, and the pages that answer a question, best first.

The numbers are worked out here, once a build. Answering is looking them up and adding: a page's score is the sum of the
weights of what was asked, times how much of it the page holds. So the browser's worker stays small, and the same can be
done here, without a browser, to see whether what readers ask is found.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from explainer.search.stems import LONGEST, nearest, stem, stems_of, words_of

WEIGHTS = {"leads": 9.0, "title": 7.0, "claim": 4.0, "also": 3.5, "text": 2.0, "words": 0.6}
"""How much a word counts by where it stands: in what leads to the page, in its title, in the claim or a heading, in
what is typed for these words, in the short answer, anywhere else."""
HALF = 7.0
"""A word that stands in many places counts more, and each time less: at this sum it has half of its whole weight."""
OFTEN = {"title": 1, "claim": 1}
"""As often a word counts where it stands; elsewhere three times."""
COMMON = 0.4
"""The least weight of a word, however many pages hold it."""
SCALE = 30
"""Weights are written as whole numbers; so many make one."""
PHRASE = 4
"""The most words that count as one where something is typed so."""
EVERYWHERE = 0.6
"""A word that more than this share of pages holds may stand within a phrase: `how long does the tea last`."""
LONGER = 0.5
"""Each further word of a phrase adds so much of its weight."""
GUESSED, BEGUN = 0.85, 0.5
"""A word that was misspelt, or is only begun, counts so much of one that was not."""
ALONE = 0.3
"""What remains of a score where a page holds hardly any of the words asked for."""
WORTH = 0.12
"""A page with less than this share of the best score is not shown."""
MOST = 15
"""As many pages are shown at most."""


@dataclass(frozen=True)
class Entry:
    """A page as the search knows it: where it is, what a result shows, and what it is found by."""

    location: str
    title: str
    text: str = ""
    marks: tuple[str, ...] = ()
    boost: float = 1.0
    is_list: bool = False
    """Whether it lists the names of others: words that stand there alone are no guess for what was misspelt."""
    amounts: Mapping[str, float] = field(default_factory=dict)
    """A stem, or stems in a row -> how much it stands there, as `amounts_of` counts it."""


@dataclass(frozen=True)
class Answer:
    """The pages found, best first, and how the question was read."""

    found: tuple[Entry, ...]
    guessed: Mapping[str, str] = field(default_factory=dict)
    """What was typed -> the stem that it was taken for."""
    unknown: tuple[str, ...] = ()
    """What was typed and stands nowhere."""


def amounts_of(
    texts: Mapping[str, str], leads: Mapping[str, float], also: Iterable[str], ignored: frozenset[str]
) -> dict[str, float]:
    """Count what a page is found by.

    `texts` are its texts by where they stand, as in WEIGHTS; `leads` what leads to it, with how much of the whole
    weight each has; `also` what is typed for its words; `ignored` words that tell nothing.
    """
    amounts: dict[str, float] = defaultdict(float)
    for place, text in texts.items():
        for one, times in Counter(stems_of(text, ignored)).items():
            amounts[one] += WEIGHTS[place] * min(times, OFTEN.get(place, 3))
    shares: dict[str, float] = {}
    for typed, share in leads.items():
        if key := " ".join(stems_of(typed, ignored)):
            shares[key] = max(shares.get(key, 0.0), share)
    for key, share in shares.items():
        amounts[key] += WEIGHTS["leads"] * share
    for key in dict.fromkeys(" ".join(stems_of(typed, ignored)) for typed in also):
        if key:
            amounts[key] += WEIGHTS["also"]
    return dict(amounts)


class Index:
    """What pages are found by. Made once, asked as often as wanted."""

    def __init__(self, entries: Iterable[Entry], ignored: frozenset[str]) -> None:
        """Weigh what each page is found by: what few pages hold weighs more."""
        self.entries = tuple(entries)
        self.ignored = ignored
        held: dict[str, dict[int, float]] = defaultdict(dict)
        for number, entry in enumerate(self.entries):
            for key, amount in entry.amounts.items():
                held[key][number] = amount
        self.weights = {
            key: {
                n: max(1, round(SCALE * self._rare(pages) * amount / (HALF + amount) * self.entries[n].boost))
                for n, amount in pages.items()
            }
            for key, pages in sorted(held.items())
        }
        """A stem, or stems in a row -> number of a page -> weight."""
        self._parts = {part for key in self.weights if " " in key for part in key.split()}
        self._likely = dict(self._guesses()) | {word: len(self.entries) for word in sorted(ignored) if len(word) > 4}

    def _rare(self, pages: Mapping[int, float]) -> float:
        return max(COMMON, math.log(1 + (len(self.entries) - len(pages) + 0.5) / (len(pages) + 0.5)))

    def _guesses(self) -> Iterator[tuple[str, int]]:
        """Yield what a misspelt word may have been meant to be, with how many pages hold it."""
        for key, pages in self.weights.items():
            told = any(not self.entries[n].is_list for n in pages)
            if " " not in key and told and (len(key) > 4 or (len(key) == 4 and len(pages) > 2)):
                yield key, len(pages)
        for part in sorted(self._parts):
            if len(part) > 3 and part not in self.weights:
                yield part, 1

    def ask(self, question: str) -> Answer:
        """Return the pages that answer a question, best first, and how it was read."""
        wanted, guessed, unknown = self._read(question)
        rare = {key: self._rare(self.weights[key]) for key in wanted if " " not in key}
        whole = sum(sure * rare[key] for key, sure in wanted.items() if key in rare)
        scores: dict[int, float] = defaultdict(float)
        covered: dict[int, float] = defaultdict(float)
        for key, sure in wanted.items():
            times = sure * (1 + LONGER * key.count(" "))
            for number, weight in self.weights[key].items():
                scores[number] += weight * times
                covered[number] += sure * rare.get(key, 0.0)
        if whole:
            for number in scores:
                scores[number] *= ALONE + (1 - ALONE) * min(1.0, covered[number] / whole)
        order = sorted(scores, key=lambda number: (-scores[number], number))[:MOST]
        best = [number for number in order if scores[number] >= WORTH * scores[order[0]]]
        return Answer(tuple(self.entries[number] for number in best), guessed, tuple(unknown))

    def _read(self, question: str) -> tuple[dict[str, float], dict[str, str], list[str]]:
        """Return what is looked for, with how sure each is; what was guessed; and what stands nowhere."""
        words = [word for word in words_of(question) if word not in self.ignored and (len(word) > 1 or word.isdigit())]
        words = words[:LONGEST]
        guessed: dict[str, str] = {}
        read: list[tuple[str, str]] = []
        for word in words:
            own = stem(word)
            near = "" if own in self.weights or own in self._parts else nearest(word, self._likely)
            if near in self.ignored:
                continue
            if near:
                guessed[word] = near
            read.append((word, near or own))
        words, stems = [word for word, _ in read], [one for _, one in read]
        sure = [GUESSED if word in guessed else 1.0 for word in words]
        asked = list(zip(stems, sure, strict=True))
        often = len(self.entries) * EVERYWHERE
        telling = [(one, how) for one, how in asked if len(self.weights.get(one, ())) <= often]
        wanted: dict[str, float] = {}
        for row in (asked, telling):
            for size in range(1, PHRASE + 1):
                for start in range(len(row) - size + 1):
                    some = row[start : start + size]
                    key = " ".join(one for one, _ in some)
                    if key in self.weights:
                        wanted[key] = max(wanted.get(key, 0.0), min(how for _, how in some))
        covered = {part for key in wanted for part in key.split()}
        unknown: list[str] = []
        for number, word in enumerate(words):
            if stems[number] in covered:
                continue
            begun = self._begun(word) if number == len(words) - 1 else []
            wanted.update(dict.fromkeys(begun, BEGUN))
            if not begun and stems[number] not in self._parts and word not in unknown:
                unknown.append(word)
        return wanted, guessed, unknown

    def _begun(self, word: str) -> list[str]:
        """Return the stems that begin with what is still being typed."""
        return [key for key in self.weights if key.startswith(word) and " " not in key] if len(word) > 2 else []

    def packed(self) -> dict[str, Any]:
        """Return the index as the browser's worker reads it: each stem with page, weight, page, weight and so on."""
        words = {key: [part for pair in pages.items() for part in pair] for key, pages in self.weights.items()}
        return {"words": words, "ignored": sorted(self.ignored), "lists": self._lists()}

    def _lists(self) -> Sequence[int]:
        return [number for number, entry in enumerate(self.entries) if entry.is_list]
