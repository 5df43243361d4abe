"""The search index: the weight of each word on each page, and the pages that answer a question, best first.

The weights are computed here, once a build. Answering a question only adds them up: the score of a page is the sum of
the weights of the words asked for, reduced if the page lacks some of them. So the worker in the browser stays small,
and a check can ask the questions of readers here, without a browser.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from explainer.search.spelling import FAR, LONGEST, Speller, is_telling, shared, stem, stems_of, words_of

WEIGHTS = {"leads": 9.0, "title": 7.0, "claim": 4.0, "also": 3.5, "text": 2.0, "words": 0.6}
"""The weight of a word by its place: in a synonym that leads to the page, in the title, in the claim or a heading, in
a synonym of these words, in the short answer, anywhere else."""
HALF = 7.0
"""Repeated words count less each time: a word with this sum of weights has half of the greatest possible weight."""
OFTEN = {"title": 1, "claim": 1}
"""How many times a word counts in a place; three times in all other places."""
COMMON = 0.4
"""The least rarity of a word, however many pages contain it."""
SCALE = 30
"""Weights are stored as whole numbers, multiplied by this."""
PHRASE = 4
"""The most words of a phrase."""
EVERYWHERE = 0.6
"""Words on more than this share of the pages may interrupt a phrase: `how long does the tea last`."""
LONGER = 0.5
"""The share of its weight that a phrase gains for each word after the first."""
GUESSED, BEGUN = 0.85, 0.5
"""The share of its weight that a word keeps if it was misspelt, or is not typed to its end."""
DOUBT = 0.02
"""What a further reading of a misspelt word loses for each point that it costs more than the first."""
ALTERNATIVES = 3
"""The most readings of a word that are tried within phrases."""
SPLIT = 8
"""The cost of reading a word as two words run together; costs of slips are in `spelling`."""
PIECES = (99, 99, 8, 5, 3, 2, 1)
"""The cost of each of the words run together, by its number of letters; the last number is for longer words."""
REST = 5
"""The least letters of each of two words run together, if one of them is misspelt too."""
FEW, PROMINENT = 2, 0.2
"""A stem is firm if it is on more pages than this, or if a page gives it this share of its greatest weight."""
UNSURE, SMALL = 0.5, 13
"""A known word that is not firm may be a slip for a firm word: if the slip costs no more than SMALL, the firm word
counts too, with this share of its weight."""
TOGETHER = 1.0
"""The greatest rarity of a phrase, as a multiple of the rarity of its words together."""
NAMED, WHOLE = 0.5, 0.5
"""The share of its score that a page gains if its whole title is asked for, and again if nothing else is."""
ALONE = 0.3
"""The share of its score that a page keeps if it contains almost none of the words asked for."""
WORTH = 0.12
"""Pages with less than this share of the best score are not shown."""
MOST = 15
"""The most pages that are shown."""


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


@dataclass(frozen=True)
class SearchResults:
    """The pages that answer a question, best first, and how its words were read."""

    found: tuple[IndexEntry, ...]
    guessed: Mapping[str, str] = field(default_factory=dict)
    """A misspelt word -> the stem that it was read as."""
    unknown: tuple[str, ...] = ()
    """The words that are on no page."""


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
        amounts: dict[str, dict[int, float]] = defaultdict(dict)
        for number, entry in enumerate(self.entries):
            for key, amount in entry.amounts.items():
                amounts[key][number] = amount
        self.weights = {
            key: {
                n: max(1, round(SCALE * self._telling(key, amounts) * amount / (HALF + amount) * self.entries[n].boost))
                for n, amount in pages.items()
            }
            for key, pages in sorted(amounts.items())
        }
        """A stem, or a phrase of stems -> number of a page -> weight."""
        parts = {part for key in self.weights if " " in key for part in key.split() if is_telling(part, ignored)}
        self._parts = parts - {stem(word) for word in ignored}
        self._outside_lists = {
            key for key, pages in self.weights.items() if any(not self.entries[n].is_list for n in pages)
        }
        self._firm = self._parts - self.weights.keys() | {
            key
            for key in self._outside_lists
            if len(pages := self.weights[key]) > FEW or max(pages.values()) >= PROMINENT * SCALE * self._rare(pages)
        }
        """The stems on several pages, or prominent on one, and the words of phrases that are nowhere alone."""
        self.words = self._words()
        """Every word of the index -> its stem."""
        self._titles = [
            {key: self._rare(self.weights[key]) for key in stems_of(entry.title, ignored) if key in self.weights}
            for entry in self.entries
        ]
        self._speller = Speller(self._guesses())

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

    def _telling(self, key: str, amounts: Mapping[str, Mapping[int, float]]) -> float:
        """Return the rarity of a stem or phrase; for a phrase it is limited by the rarity of its words."""
        parts = [self._rare(amounts[part]) if part in amounts else math.inf for part in key.split()]
        return parts[0] if len(parts) == 1 else min(self._rare(amounts[key]), TOGETHER * sum(parts))

    def _rare(self, pages: Mapping[int, float]) -> float:
        return max(COMMON, math.log(1 + (len(self.entries) - len(pages) + 0.5) / (len(pages) + 0.5)))

    def _guesses(self) -> Iterator[tuple[str, str, float]]:
        """Yield the words that a misspelt word may stand for, each with its stem and how common it is."""
        for word, own in self.words.items():
            if len(word) > 3 and (own in self._firm or (own in self._outside_lists and len(word) > 4)):
                yield word, own, len(self.weights.get(own, ())) + (len(self.entries) if own in self._firm else 0)
        for word in self.ignored:
            if len(word) > 2:
                yield word, "", 2 * len(self.entries)

    def ask(self, question: str) -> SearchResults:
        """Return the pages that answer a question, best first, and how its words were read."""
        slots, phrases, guessed, unknown = self._read(question)
        scores: dict[int, float] = defaultdict(float)
        covered: dict[int, float] = defaultdict(float)
        within: dict[str, set[int]] = defaultdict(set)  # a page with a phrase counts as having each of its words
        for key in phrases:
            for part in key.split():
                within[part].update(self.weights[key])
        whole = 0.0
        for slot in slots:
            best: dict[int, float] = {}
            share: dict[int, float] = {}
            for key, sure in slot.items():
                rare = sure * self._rare(self.weights[key])
                for number in self.weights[key].keys() | within[key]:
                    best[number] = max(best.get(number, 0.0), sure * self.weights[key].get(number, 0))
                    share[number] = max(share.get(number, 0.0), rare)
            first = next(iter(slot))
            whole += slot[first] * self._rare(self.weights[first])
            for number, score in best.items():
                scores[number] += score
                covered[number] += share[number]
        for key, sure in phrases.items():
            times = sure * (1 + LONGER * key.count(" "))
            for number, weight in self.weights[key].items():
                scores[number] += weight * times
        if whole:
            for number in scores:
                scores[number] *= ALONE + (1 - ALONE) * min(1.0, covered[number] / whole)
        for number in scores:
            scores[number] *= 1 + self._named(number, slots, whole)
        order = sorted(scores, key=lambda number: (-scores[number], number))[:MOST]
        best_ones = [number for number in order if scores[number] >= WORTH * scores[order[0]]]
        return SearchResults(tuple(self.entries[number] for number in best_ones), guessed, tuple(unknown))

    def _named(self, number: int, slots: Sequence[Mapping[str, float]], whole: float) -> float:
        """Return the share of its score that a page gains because the question names its title: see NAMED and WHOLE."""
        title = self._titles[number]
        sure = {key: how for slot in slots for key, how in slot.items()}
        asked = sum(rare * sure.get(key, 0.0) for key, rare in title.items())
        if not asked:
            return 0.0
        named = asked / sum(title.values())
        return NAMED * named + WHOLE * named * min(1.0, asked / whole)

    def _joined(self, words: Sequence[str]) -> list[str]:
        """Join words that were typed apart, such as `with drawal`: one of them is odd, and together they are known."""
        joined: list[str] = []
        for word in words:
            before = joined[-1] if joined else ""
            odd = self._is_odd(before) or self._is_odd(word)
            if before and odd and (before + word in self.ignored or stem(before + word) in self._outside_lists):
                joined[-1] = before + word
            else:
                joined.append(word)
        return joined

    def _is_odd(self, word: str) -> bool:
        return word not in self.ignored and (len(word) < 3 or stem(word) not in self._firm)

    def _split(self, word: str) -> tuple[list[str], int]:
        """Return the known words that a word is made of without spaces, and the cost; [] and FAR if there are none."""
        best: list[tuple[int, list[str]]] = [(SPLIT, []), *((FAR, []) for _ in word)]
        for end in range(2, len(word) + 1):
            for start in range(end - 1):
                part = word[start:end]
                if part in self.ignored or (end - start > 2 and self.words.get(part) in self._firm):
                    cost = best[start][0] + PIECES[min(end - start, len(PIECES) - 1)]
                    if cost < best[end][0]:
                        best[end] = cost, [*best[start][1], part]
        cost, parts = best[-1]
        return (parts, cost) if len(parts) > 1 else ([], FAR)

    def _torn(self, word: str) -> list[str]:
        """Return the stems of two words that were typed without a space, one of them misspelt; [] if there are none.

        The one is the longest known word at either end, the other the word nearest to the rest.
        """
        best: tuple[int, list[str]] = FAR, []
        for is_left in (True, False):
            for size in range(len(word) - REST, REST - 1, -1):
                part, rest = (word[:size], word[size:]) if is_left else (word[-size:], word[:-size])
                if self.words.get(part) not in self._firm:
                    continue
                near = self._speller.near(rest)
                if near and near[0][0] and near[0][1] < best[0]:
                    own = self.words[part]
                    best = near[0][1], [own, near[0][0]] if is_left else [near[0][0], own]
                break
        return best[1]

    def _meant(self, word: str, *, is_last: bool) -> tuple[list[dict[str, float]], str]:
        """Return how a word can be read: stems with their certainty, and the likeliest reading if it is on no page.

        The stems are in a list with an item for each word that was meant.
        """
        own = stem(word)
        if own in self.weights or own in self._parts:
            other = () if own in self._firm else self._speller.near(word, own)
            return [{own: 1.0} | {one: UNSURE for one, cost in other if one in self._firm and cost <= SMALL}], ""
        near = self._speller.near(word)
        parts, cost = self._split(word)
        is_split = parts and cost < (near[0][1] if near else FAR)
        stems = [self.words[part] for part in parts if part not in self.ignored] if is_split else []
        if not near and not is_split:
            stems = self._torn(word)
        if is_split or stems:
            return [{one: GUESSED} for one in stems], " ".join(stems)
        if near and not near[0][0]:
            return [], ""
        slot = {one: GUESSED - DOUBT * (cost - near[0][1]) for one, cost in near if one}
        still_typed = is_last and len(word) > 2
        keys = [key for key in self.weights if key.startswith(word) and " " not in key] if still_typed else []
        begun = {one: max(BEGUN, slot.get(one, 0.0)) for one in keys}
        return [slot | begun], near[0][0] if near else ""

    def _read(self, question: str) -> tuple[list[dict[str, float]], dict[str, float], dict[str, str], list[str]]:
        """Return the words of a question as stems with their certainty, its phrases, the guesses and unknown words."""
        words = self._joined(words_of(question, self.ignored)[: 3 * LONGEST])
        telling = [number for number, word in enumerate(words) if is_telling(word, self.ignored)][:LONGEST]
        guessed: dict[str, str] = {}
        read: list[tuple[str, dict[str, float]]] = []
        every: list[dict[str, float]] = []
        for number, word in enumerate(words):
            if number not in telling:
                every.append({stem(word): 1.0})
                continue
            readings, likely = self._meant(word, is_last=number == telling[-1])
            if likely:
                guessed[word] = likely
            read += [(word, slot) for slot in readings]
            every += readings
        often = len(self.entries) * EVERYWHERE
        asked = [slot for _, slot in read]
        rarer = [slot for slot in asked if not slot or len(self.weights.get(next(iter(slot)), ())) <= often]
        phrases: dict[str, float] = {}
        for row in (asked, rarer, every):
            for start in range(len(row)):
                keys = {"": 1.0}
                for size, slot in enumerate(row[start : start + PHRASE]):
                    some = list(slot.items())[:ALTERNATIVES]
                    keys = {f"{key} {one}".lstrip(): min(how, sure) for key, how in keys.items() for one, sure in some}
                    for key, sure in keys.items():
                        if size and key in self.weights:
                            phrases[key] = max(phrases.get(key, 0.0), sure)
        slots: list[dict[str, float]] = []
        unknown: list[str] = []
        for word, slot in read:
            known = {one: sure for one, sure in slot.items() if one in self.weights}
            if known and known not in slots:
                slots.append(known)
            if not slot and word not in unknown:
                unknown.append(word)
        return slots, phrases, guessed, unknown

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
