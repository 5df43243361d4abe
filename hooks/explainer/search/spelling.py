"""What a misspelt word may have been meant to be: the known stems from which it differs least.

Slips that people make cost less than others: letters doubled or swapped, a key beside, a vowel for a vowel, what sounds
alike. The browser's worker (hooks/theme/assets/search-worker.js) does the same. A test compares them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from explainer.search.stems import ENDINGS

SLIP = 20
"""What a letter too many, too few or another one costs. Costs are whole numbers, the same in every language."""
COSTS = {"double": 7, "sound": 9, "vowel": 10, "swap": 12, "mute": 13, "key": 15, "first": 5, "ending": 3, "rest": 6}
"""What costs less than a slip; what one in the first letter costs more; another ending, or a letter, after a stem."""
LIMITS = (0, 0, 0, 12, 14, 20, 26, 30, 34, 37, 40)
"""How much may differ in a word of so many letters; the last number stands for longer words."""
FAR = 99
"""More than any limit."""
BAND = 4
"""So many letters more or fewer are compared at most."""
SOUNDS = (
    "ae e|ai ay|au aw|au o|b p|c k|c s|cc x|ch k|ch sh|ch tch|cian tion|ck k|cs x|d t|dge ge|ea ee|ee ie|ei ie|eu u|"
    "f gh|f ph|f v|g gh|g j|gn n|ight ite|i y|kn n|ks x|kw qu|le el|m mb|m n|n pn|oe e|oo u|ou ow|ou u|ph v|ps s|"
    "r rh|r wr|s z|sc s|shun tion|sion tion|t th|us ous|w wh"
)
"""Letters that are heard alike, in pairs."""
KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
VOWELS = "aeiouy"
MUTE = "aehiou"
"""Letters that are left out or put in more readily than others."""
MOST = 5
"""So many stems a word is taken for at most."""
WITHIN = 12
"""What costs so much more than the nearest is left out."""


def _beside() -> Iterator[str]:
    for row, keys in enumerate(KEYS):
        for at, key in enumerate(keys):
            below = KEYS[row + 1][max(0, at - 1) : at + 1] if row + 1 < len(KEYS) else ""
            for other in keys[at + 1 : at + 2] + below:
                yield from (key + other, other + key)


BESIDE = frozenset(_beside())
"""Letters that lie beside each other, each way round."""
_ALIKE: dict[str, list[tuple[str, str]]] = {}
"""The last letters of two spellings -> the spellings, each way round."""
for _pair in SOUNDS.split("|"):
    for _one, _other in (_pair.split(" "), _pair.split(" ")[::-1]):
        _ALIKE.setdefault(_one[-1] + _other[-1], []).append((_one, _other))
_ENDINGS = frozenset(ending for one, _ in ENDINGS for ending in (one, f"{one.removesuffix('s')}s"))


@lru_cache(maxsize=2000)
def _change(known: str, typed: str) -> int:
    """Return what it costs that one letter stands for another."""
    if known == typed:
        return 0
    if known in VOWELS and typed in VOWELS:
        return COSTS["vowel"]
    if (known, typed) in _ALIKE.get(known + typed, ()):
        return COSTS["sound"]
    return COSTS["key"] if known + typed in BESIDE else SLIP


def _extra(word: str, at: int) -> int:
    """Return what it costs that the letter at this place of a word is missing in the other."""
    letter = word[at]
    if at and word[at - 1] == letter:
        return COSTS["double"]
    return COSTS["mute"] if at and letter in MUTE else SLIP


def _added(typed: str, at: int) -> int:
    """Return what it costs that a letter was typed that does not belong there."""
    beside = (at and typed[at - 1 : at + 1] in BESIDE) or typed[at : at + 2] in BESIDE
    return min(_extra(typed, at), COSTS["key"] if beside else SLIP)


def limit_of(letters: int) -> int:
    """Return how much may differ in a word of so many letters."""
    return LIMITS[min(letters, len(LIMITS) - 1)]


def shared(one: str, other: str) -> int:
    """Return how many letters two words begin with in common."""
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    return same


def _compared(known: Iterable[tuple[str, int]], typed: str, most: int) -> Iterator[tuple[str, list[list[int]]]]:
    """Yield the known words, each with what its first letters cost beside those typed, as far as they are near.

    `known` is in alphabetical order, each with how many letters it shares with the one before: those are compared once.
    """
    added = [_added(typed, at) for at in range(len(typed))]
    first = [0]
    for cost in added:
        first.append(first[-1] + cost)
    rows = [first]
    beside: dict[str, _Beside] = {}
    dead = FAR
    for one, same in known:
        if same >= dead:
            continue
        dead = FAR
        del rows[same + 1 :]
        for i in range(same + 1, len(one) + 1):
            letter = one[i - 1]
            if letter not in beside:
                beside[letter] = _beside_each(letter, typed)
            rows.append(_row(one, i, typed, rows, added, beside[letter]))
            if min(rows[i]) > most and min(rows[i - 1]) > most - COSTS["double"]:
                dead = i
                break
        yield one, rows


_Beside = list[tuple[int, list[tuple[str, int]]]]
"""For each letter typed: what it costs for a known one, and the spellings heard alike, of the known and how long."""


def _beside_each(letter: str, typed: str) -> _Beside:
    return [
        (
            _change(letter, other),
            [(a, len(b)) for a, b in _ALIKE.get(letter + other, ()) if typed.endswith(b, 0, j)],
        )
        for j, other in enumerate(typed, 1)
    ]


def _row(known: str, i: int, typed: str, rows: list[list[int]], added: list[int], beside: _Beside) -> list[int]:
    above = rows[i - 1]
    letter, before = known[i - 1], known[i - 2] if i > 1 else ""
    missing = _extra(known, i - 1)
    row = [above[0] + missing] + [FAR] * len(typed)
    for j in range(max(1, i - BAND), min(len(typed), i + BAND) + 1):
        change, alike = beside[j - 1]
        cost = min(above[j] + missing, row[j - 1] + added[j - 1], above[j - 1] + change)
        if change and j > 1 and letter == typed[j - 2] and before == typed[j - 1]:
            cost = min(cost, rows[i - 2][j - 2] + COSTS["swap"])
        for a, size in alike:
            if known.endswith(a, 0, i):
                cost = min(cost, rows[i - len(a)][j - size] + COSTS["sound"])
        row[j] = cost + (COSTS["first"] if cost and i == j == 1 else 0)
    return row


class Speller:
    """Finds what a word may have been meant to be among words that are known."""

    def __init__(self, known: Iterable[tuple[str, str, float]]) -> None:
        """Take the words, each with its stem and how common it is."""
        self.known = {word: (stem, common) for word, stem, common in sorted(known)}
        self._heads = [(word, shared(word, before)) for before, word in pairwise(["", *self.known])]
        self._found: dict[tuple[str, str], tuple[tuple[str, int], ...]] = {}

    def near(self, word: str, own: str = "") -> tuple[tuple[str, int], ...]:
        """Return the stems of the words that one may have been meant to be, with what each costs, the nearest first.

        `own` is the word's own stem, where that is known and others are looked for.
        """
        key = word, own
        if key not in self._found:
            self._found[key] = tuple(self._near(word, own)) if word.isalpha() else ()
        return self._found[key]

    def _near(self, word: str, own: str) -> list[tuple[str, int]]:
        size = len(word)
        most = limit_of(size + (size > 4))
        if not most:
            return []
        rests = [(at, cost) for at in range(3, size + 1) if (cost := _rest(word[at:])) < FAR]
        best: dict[str, tuple[int, float]] = {}
        for known, rows in _compared(self._heads, word, most):
            stem, common = self.known[known]
            if own and stem == own:
                continue
            cost = rows[-1][size] if len(rows) > len(known) else FAR
            cost = cost if cost <= min(most, limit_of(len(known) + (len(known) < size))) else FAR
            if len(rows) > len(stem) > 3 and known.startswith(stem):
                inner = min((rows[len(stem)][at] + more for at, more in rests), default=FAR)
                cost = min(cost, inner if inner <= limit_of(min(size, max(5, len(stem)))) else FAR)
            if cost < FAR and (stem not in best or (cost, -common) < best[stem]):
                best[stem] = cost, -common
        found = sorted((cost, common, stem) for stem, (cost, common) in best.items())
        return [(stem, cost) for cost, _, stem in found[:MOST] if cost <= found[0][0] + WITHIN]


def _rest(rest: str) -> int:
    """Return what it costs that letters stand after a stem that it was not seen with."""
    if not rest or rest in _ENDINGS:
        return COSTS["ending"]
    return COSTS["rest"] * len(rest) if len(rest) < 3 else FAR
