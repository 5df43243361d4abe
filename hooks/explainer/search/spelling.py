"""Words as the search compares them, and the known stems that are nearest to a misspelt word.

Common slips cost less than others: letters doubled or swapped, a neighbouring key, a wrong vowel, letters that sound
alike. The worker in the browser (hooks/theme/assets/search-worker.js) does the same, and a test compares the two.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate, pairwise, takewhile
from operator import eq

LONGEST = 60
"""The most words of a question that count: somebody may paste a page."""

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


SLIP = 20
"""The cost of an extra, missing or wrong letter. Costs are whole numbers, so that Python and JavaScript agree."""
COSTS = {"double": 7, "sound": 9, "vowel": 10, "swap": 12, "mute": 13, "key": 15, "first": 5, "ending": 3, "rest": 6}
"""The costs of the common slips; `first` is added for the first letter, `ending` and `rest` are for what follows a
stem: one of ENDINGS, or any other letter."""
LIMITS = (0, 0, 0, 12, 14, 20, 26, 30, 34, 37, 40)
"""The greatest cost for a word, by its number of letters; the last number is for longer words."""
FAR = 99
"""A cost above every limit."""
BAND = 4
"""The greatest difference between the positions of two letters that are compared."""
SOUNDS = (
    "ae e|ai ay|au aw|au o|b p|c k|c s|cc x|ch k|ch sh|ch tch|cian tion|ck k|cs x|d t|dge ge|ea ee|ee ie|ei ie|eu u|"
    "f gh|f ph|f v|g gh|g j|gn n|ight ite|i y|kn n|ks x|kw qu|le el|m mb|m n|n pn|oe e|oo u|ou ow|ou u|ph v|ps s|"
    "r rh|r wr|s z|sc s|shun tion|sion tion|t th|us ous|w wh"
)
"""Pairs of letters that sound alike."""
KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
VOWELS = "aeiouy"
MUTE = "aehiou"
"""Letters that people leave out or add more often than others."""
MOST = 5
"""The most stems that a word is read as."""
WITHIN = 12
"""Stems that cost more than the nearest by more than this are left out."""


def _beside() -> Iterator[str]:
    for row, keys in enumerate(KEYS):
        for at, key in enumerate(keys):
            below = KEYS[row + 1][max(0, at - 1) : at + 1] if row + 1 < len(KEYS) else ""
            for other in keys[at + 1 : at + 2] + below:
                yield from (key + other, other + key)


BESIDE = frozenset(_beside())
"""Pairs of letters on neighbouring keys, each way round."""
_ALIKE: dict[str, list[tuple[str, str]]] = {}
"""The last letters of two spellings -> the spellings, each way round."""
for _pair in SOUNDS.split("|"):
    for _one, _other in (_pair.split(" "), _pair.split(" ")[::-1]):
        _ALIKE.setdefault(_one[-1] + _other[-1], []).append((_one, _other))
_ENDINGS = frozenset(ending for one, _ in ENDINGS for ending in (one, f"{one.removesuffix('s')}s"))


@lru_cache(maxsize=2000)
def _change(known: str, typed: str) -> int:
    """Return the cost of typing one letter for another."""
    if known == typed:
        return 0
    if known in VOWELS and typed in VOWELS:
        return COSTS["vowel"]
    if (known, typed) in _ALIKE.get(known + typed, ()):
        return COSTS["sound"]
    return COSTS["key"] if known + typed in BESIDE else SLIP


def _extra(word: str, at: int) -> int:
    """Return the cost of the letter at a position of a word if the other word lacks it."""
    letter = word[at]
    if at and word[at - 1] == letter:
        return COSTS["double"]
    return COSTS["mute"] if at and letter in MUTE else SLIP


def _added(typed: str, at: int) -> int:
    """Return the cost of a typed letter that does not belong there."""
    beside = (at and typed[at - 1 : at + 1] in BESIDE) or typed[at : at + 2] in BESIDE
    return min(_extra(typed, at), COSTS["key"] if beside else SLIP)


def limit_of(letters: int) -> int:
    """Return the greatest cost for a word of so many letters."""
    return LIMITS[min(letters, len(LIMITS) - 1)]


def shared(one: str, other: str) -> int:
    """Return the number of letters at the start that two words share."""
    return sum(takewhile(bool, map(eq, one, other)))


def _compared(known: Iterable[tuple[str, int]], typed: str, most: int) -> Iterator[tuple[str, list[list[int]]]]:
    """Yield each known word that is near, with the rows of its edit distance: one row for each of its first letters.

    `known` is in alphabetical order, each word with the number of letters that it shares with the word before: the rows
    of these letters are used again.
    """
    added = [_added(typed, at) for at in range(len(typed))]
    rows = [list(accumulate(added, initial=0))]
    lows = [0]  # the least cost in each row
    beside: dict[str, _Beside] = {}
    dead = FAR
    for word, same in known:
        if same >= dead:
            continue
        dead = FAR
        del rows[same + 1 :], lows[same + 1 :]
        for i in range(same + 1, len(word) + 1):
            letter = word[i - 1]
            if letter not in beside:
                beside[letter] = _beside_each(letter, typed)
            rows.append(_row(word, i, typed, rows, added, beside[letter]))
            lows.append(min(rows[i]))
            if lows[i] > most and lows[i - 1] > most - COSTS["double"]:
                dead = i
                break
        yield word, rows


_Beside = list[tuple[int, list[tuple[str, int]]]]
"""For each typed letter: the cost against a known letter, and the known spellings that sound alike, with the number of
letters typed for each."""


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
        cost = above[j - 1] + change  # comparing takes half the time of `min`
        if (other := above[j] + missing) < cost:
            cost = other
        if (other := row[j - 1] + added[j - 1]) < cost:
            cost = other
        if change and j > 1 and letter == typed[j - 2] and before == typed[j - 1]:
            cost = min(cost, rows[i - 2][j - 2] + COSTS["swap"])
        for a, size in alike:
            if known.endswith(a, 0, i):
                cost = min(cost, rows[i - len(a)][j - size] + COSTS["sound"])
        row[j] = cost + (COSTS["first"] if cost and i == j == 1 else 0)
    return row


class Speller:
    """Finds the known words that a misspelt word may stand for."""

    def __init__(self, known: Iterable[tuple[str, str, float]]) -> None:
        """Take the known words, each with its stem and how common it is."""
        self.known = {word: (stem, common) for word, stem, common in sorted(known)}
        self._heads = [(word, shared(word, before)) for before, word in pairwise(["", *self.known])]
        self._found: dict[tuple[str, str], tuple[tuple[str, int], ...]] = {}

    def near(self, word: str, own: str = "") -> tuple[tuple[str, int], ...]:
        """Return the stems that a word may stand for with their costs, the nearest first; never `own`, its own stem."""
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
    """Return the cost of the letters after a stem, which the stem is not known to have there."""
    if not rest or rest in _ENDINGS:
        return COSTS["ending"]
    return COSTS["rest"] * len(rest) if len(rest) < 3 else FAR
