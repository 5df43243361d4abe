"""The search index: the weight of each word on each page.

The weights are computed here, once a build, and the worker in the browser only adds them up for each question.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from explainer.search.stems import is_telling, shared, stem, stems_of, words_of

WEIGHTS = {"leads": 8.0, "title": 7.0, "claim": 4.0, "also": 3.5, "text": 2.0, "words": 0.6}
"""The weight of a word by its place: in a synonym that leads to the page, in the title, in the claim or a heading, in
a synonym of these words, in the short answer, anywhere else."""
HALF = 9.0
"""Repeated words count less each time: a word with this sum of weights has half of the greatest possible weight."""
OFTEN = {"title": 1, "claim": 1}
"""How many times a word counts in a place; three times in all other places."""
COMMON = 0.4
"""The least rarity of a word, however many pages contain it."""
SCALE = 30
"""Weights are stored as whole numbers, multiplied by this."""
PHRASE = 4
"""The most words of a phrase."""
FEW, PROMINENT = 2, 0.2
"""A stem is firm if it is on more pages than this, or if a page gives it this share of its greatest weight."""
TOGETHER = 1.0
"""The greatest rarity of a phrase, as a multiple of the rarity of its words together."""


@dataclass(frozen=True)
class IndexEntry:
    """A page in the index: its address, what a result shows of it, and the words that it is found by."""

    location: str
    title: str
    text: str = ""
    marks: tuple[str, ...] = ()
    boost: float = 1.0
    is_list: bool = False
    """Whether the page lists names of others: no misspelt word is read as a word that is only on such pages."""
    amounts: Mapping[str, float] = field(default_factory=dict)
    """A stem, or a phrase of stems -> its amount on the page, from `amounts_of`."""
    words: frozenset[str] = frozenset()
    """The words that have these stems, from `telling_words`."""


def amounts_of(
    texts: Mapping[str, str], leads: Mapping[str, float], also: Iterable[str], ignored: frozenset[str]
) -> dict[str, float]:
    """Return the stems and phrases that a page is found by, with the sum of their weights.

    `texts` are its texts by their place, one of WEIGHTS; `leads` the typed words that lead to it, with their shares of
    the weight; `also` synonyms of its words; `ignored` the words that say nothing.
    """
    amounts: dict[str, float] = defaultdict(float)
    for place, text in texts.items():
        for one, times in Counter(stems_of(text, ignored)).items():
            amounts[one] += WEIGHTS[place] * min(times, OFTEN.get(place, 3))
    shares: dict[str, float] = {}
    for typed, share in leads.items():
        for key in _keys(typed, ignored):
            shares[key] = max(shares.get(key, 0.0), share)
    for key, share in shares.items():
        amounts[key] += WEIGHTS["leads"] * share
    for key in dict.fromkeys(key for typed in also for key in _keys(typed, ignored)):
        amounts[key] += WEIGHTS["also"]
    return dict(amounts)


def _keys(typed: str, ignored: frozenset[str]) -> Iterator[str]:
    """Yield the stems of typed words, and all words of a phrase that would keep one at most: `passed out`, `low t`."""
    telling, every = stems_of(typed, ignored), [stem(word) for word in words_of(typed, ignored)]
    if telling:
        yield " ".join(telling)
    if len(telling) < 2 <= len(every) <= PHRASE:
        yield " ".join(every)


def telling_words(texts: Iterable[str], ignored: frozenset[str]) -> frozenset[str]:
    """Return the words of the texts, without ignored words and single letters."""
    return frozenset(word for text in texts for word in words_of(text, ignored) if is_telling(word, ignored))


class Index:
    """The index of all pages."""

    def __init__(self, entries: Iterable[IndexEntry], ignored: frozenset[str]) -> None:
        """Compute the weight of each stem and phrase on each page: what few pages contain weighs more."""
        self.entries = tuple(entries)
        self.ignored = ignored
        self._nothing = {stem(word) for word in ignored}
        amounts: dict[str, dict[int, float]] = defaultdict(dict)
        for number, entry in enumerate(self.entries):
            for key, amount in entry.amounts.items():
                amounts[key][number] = amount
        rarity = {
            key: self._rarity(sum(min(1.0, amount / WEIGHTS["text"]) for amount in pages.values()))
            for key, pages in amounts.items()
        }
        self.weights = {
            key: {
                n: max(1, round(SCALE * telling * amount / (HALF + amount) * self.entries[n].boost))
                for n, amount in pages.items()
            }
            for key, pages in sorted(amounts.items())
            for telling in [self._telling(key, rarity)]
        }
        """A stem, or a phrase of stems -> number of a page -> weight."""
        parts = {part for key in self.weights if " " in key for part in key.split() if is_telling(part, ignored)}
        self._parts = parts - self._nothing
        self._outside_lists = {
            key for key, pages in self.weights.items() if any(not self.entries[n].is_list for n in pages)
        }
        self._firm = self._parts - self.weights.keys() | {
            key
            for key in self._outside_lists
            if (count := len(pages := self.weights[key])) > FEW
            or max(pages.values()) >= PROMINENT * SCALE * self._rarity(count)
        }
        """The stems on several pages, or prominent on one, and the words of phrases that are nowhere alone."""
        self.words = self._words()
        """Every word of the index -> its stem."""

    def _words(self) -> dict[str, str]:
        """Return every known word with its stem, in alphabetical order.

        A word that is only on pages of lists counts if no other page has its stem. A stem that no word has counts as a
        word itself.
        """
        words = {word: stem(word) for entry in self.entries for word in entry.words if not entry.is_list}
        stems = set(words.values())
        words |= {word: own for entry in self.entries for word in entry.words if (own := stem(word)) not in stems}
        keys = self._parts | {key for key in self.weights if " " not in key}
        words |= {key: key for key in keys - set(words.values())}
        return dict(sorted(words.items()))

    def _telling(self, key: str, rarity: Mapping[str, float]) -> float:
        """Return what a stem or phrase tells: its rarity, for a phrase limited by that of its words.

        A word that says nothing adds the least rarity, so that `is it safe` weighs hardly more than `safe`. A page that
        mentions a word in passing counts less: many pages do so with a word that few are about.
        """
        parts = [rarity.get(part, COMMON if part in self._nothing else math.inf) for part in key.split()]
        return parts[0] if len(parts) == 1 else min(rarity[key], TOGETHER * sum(parts))

    def _rarity(self, pages: float) -> float:
        return max(COMMON, math.log(1 + (len(self.entries) - pages + 0.5) / (pages + 0.5)))

    def packed(self) -> dict[str, Any]:
        """Return the index as the worker in the browser reads it.

        `words` and `phrases` are in alphabetical order; for each there is a capital letter for the number of letters
        that it shares with the one before, and then its other letters. For each stem of the words in alphabetical
        order, and then for each phrase, `pages` has the numbers of its pages, each as the difference from the number
        before, and `weights` their weights; `marks` says whether it is firm (f), on a page that is not a list (t), or
        neither (l). All are long texts, since a browser parses those faster than lists.
        """
        phrases = [key for key in self.weights if " " in key]
        keys = [*sorted(set(self.words.values())), *phrases]
        rows = [self.weights.get(key, {}) for key in keys]
        return {
            "words": _front_coded(self.words),
            "phrases": _front_coded(phrases),
            "pages": "|".join(",".join(str(page - before) for before, page in pairwise([0, *pages])) for pages in rows),
            "weights": "|".join(",".join(map(str, pages.values())) for pages in rows),
            "marks": "".join("f" if key in self._firm else "t" if key in self._outside_lists else "l" for key in keys),
            "ignored": sorted(self.ignored),
        }


def _front_coded(words: Iterable[str]) -> str:
    coded = []
    before = ""
    for word in words:
        same = shared(word[:25], before)
        coded.append(chr(ord("A") + same) + word[same:])
        before = word
    return "".join(coded)
