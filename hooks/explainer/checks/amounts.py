"""Find what readers could take as a dose: amounts in digits, words and fractions, schedules, and ways to taper.

A doubtful phrase counts as one. What a study measured, how often it measured it, and concentrations do not.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from explainer.clock import MONTHS
from explainer.model.site_data import WordLists

_LISTS: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_UNITS = frozenset(word + ending for word in _LISTS["units"] for ending in ("", "s"))
_PIECES: dict[str, str] = _LISTS["pieces"]
_HOLDERS = frozenset(_LISTS["holders"])
_WORDS = frozenset({*_UNITS, *_PIECES, *_PIECES.values(), *_HOLDERS, "handful", "handfuls"})
"""Every amount has one of these words: looking for them first is many times faster."""
_WORD = re.compile(r"[a-z\u00b5\u03bc]+", re.IGNORECASE)
_AROUND = 60
"""How far, in characters, a phrase can extend before and after one of these words."""


def _any(words: frozenset[str]) -> str:
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


# How many
CARDINALS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
TENS = {word: 10 * n for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
_COUNTING = "|".join(sorted({*CARDINALS, *TENS, *SCALES} - {"zero", "one"}, key=lambda word: (-len(word), word)))
_JOIN = r"(?:[\s-]+(?:and[\s-]+)?)"
MORE_THAN_ONE = (
    rf"(?:(?:an?|one){_JOIN})?(?:{_COUNTING})(?:{_JOIN}(?:{_COUNTING}|one)){{0,6}}"
    r"(?:\s+and\s+(?:a|one)\s+(?:half|quarter|third))?"
    r"|one\s+and\s+(?:a|one)\s+(?:half|quarter|third)"
)
"""Pattern of a number above one in words: "three and a half", "twenty-four", "a hundred and six"."""
ANY_IN_WORDS = rf"(?:{MORE_THAN_ONE}|one)"
"""Pattern of a whole number in words."""
_DIGITS = r"\d[\d.,]{0,14}"  # bounded, so that 1.1.1. costs little
_FRACTION = r"[\u00bc-\u00be\u2150-\u215e]|\d{1,2}/\d{1,2}"
_NUMBER = rf"(?:{_DIGITS}\s?(?:{_FRACTION})|{_FRACTION}|{_DIGITS})"
_IN_DIGITS = rf"{_NUMBER}(?:\s?(?:-|\u2013|to|or)\s?{_NUMBER})?"
_SEVERAL = r"(?:half\s+)?an?\s+dozen|an?\s+(?:couple|pair)\s+of|couple\s+of|a\s+few|several"
_MORE = rf"(?:{_IN_DIGITS}|{MORE_THAN_ONE}|{_SEVERAL})"
_PART = (
    r"(?:half(?:\s+(?:of\s+)?(?:an?|the))?"
    r"|(?:an?\s+|one\s+|two\s+|three\s+)?(?:quarters?|thirds?)\s+(?:of\s+)?(?:an?|the))"
)
_SMALL = rf"(?:{_PART}|\d+[.,]\d+|1|\d{{0,2}}(?:{_FRACTION})(?:\s+an?)?)"
_ONE = r"(?:an?|one|single|another|each)"

# Of what
_LIKE = (
    r"(?:(?:small|large|big|full|whole|heap(?:ed|ing)|level|good|strong|medium|fresh|dried|dry|raw|more|extra|tall|half|quarter)"
    r"\s+){0,2}"
)
_PIECE = "|".join(_PIECES)
_SEVERAL_PIECES = "|".join(_PIECES.values())
_DAILY_PIECE = "|".join(word for word in _PIECES if word not in {"leaf", "drop"})  # a daily leaf chewer is no amount
_IS_TAKEN = (
    r"(?!\s+(?:computers?|pcs?|devices?|makers?|(?:on|to)\s+(?:each|every|an?|the|its|one)\s+"
    r"(?:branch|stem|twig|stalk|shoot|node)(?:es|s)?\b))"
)
_IS_DOSE = (
    r"(?![\s-]?proteins?\b)(?!/(?!(?:kg|day|d|dose|h|hour|night|person)\b))"
    r"(?!\s+per\s+(?:\w*lit(?:re|er)|ml|dl|l|gram|g)\b)"
)
"""What may follow a unit: 10 mg/l is a concentration, 5 g/day and 0.5 mg/kg are doses, and a G protein is neither."""
_HANDFUL_OF = r"(?:leaf|leaves|powder|capsules|tablets|pills|gummies|herbs?|extract|tea|it|them|this)"
_OF_IT = r"(?:\s+of(?:\s+[\w-]+){1,3}?)?"
_TOOK = (
    r"(?:t(?:ook|ak(?:e|es|en|ing))|dr(?:ank|unk|ink(?:s|ing)?)|swallow(?:s|ed|ing)?|chew(?:s|ed|ing)?|ate"
    r"|eat(?:s|en|ing)?|us(?:e|es|ed|ing)|dos(?:e|es|ed|ing)|inject(?:s|ed|ing)?|snort(?:s|ed|ing)?"
    r"|smok(?:e|es|ed|ing)|g(?:ave|iv(?:e|es|en|ing))|administer(?:s|ed|ing)?|brew(?:s|ed|ing)?|mix(?:es|ed|ing)?"
    r"|add(?:s|ed|ing)?|try|start)"
)
_ABOUT = r"(?:(?:up\s+to|about|around|over|only|more\s+than|at\s+least|nearly|almost|some)\s+)?"

# How often
_TIMES = rf"(?:once|twice|thrice|\d\s?[x\u00d7]|(?:{_IN_DIGITS}|{ANY_IN_WORDS}|several|a\s+few|many)\s+times)"
_A_DAY = (
    r"(?:(?:an?|per|each|every|in\s+an?|in\s+the)\s+(?:day|night|morning|afternoon|evening|hour|week)"
    r"|/\s?(?:day|d|night|week))\b"
)
_HOURS = rf"every\s+(?:{_IN_DIGITS}|{ANY_IN_WORDS}|few|other|couple\s+of)\s+(?:hours?|hrs?|h)\b"
_OFTEN = (
    rf"(?:,?\s+(?:{_TIMES}\s+)?(?:daily|nightly|weekly|hourly|{_A_DAY})|\s?/\s?(?:day|d|night|week)\b|,?\s+{_HOURS}"
    r"|\s+(?:at|per|each|every)\s+(?:an?\s+|one\s+)?(?:time|sitting|dose|go|meal)\b|\s+(?:at\s+once|in\s+one\s+go))"
)

_AMOUNT = re.compile(
    r"(?<![\w-])(?<!\d[.,])(?:"
    + "|".join(
        (
            rf"(?:{_MORE}|{_PART}|{_ONE})[\s-]{{0,2}}{_LIKE}(?:{_any(_UNITS)})\b{_IS_DOSE}",  # 5 g/day, half a spoon
            rf"{_MORE}[\s-]{{1,2}}{_LIKE}(?:{_SEVERAL_PIECES})\b{_IS_TAKEN}",  # three and a half glasses
            rf"{_IN_DIGITS}(?:{_SEVERAL_PIECES})\b{_IS_TAKEN}",  # 3caps
            rf"{_MORE}-(?:{_PIECE})\b{_IS_TAKEN}",  # two-capsule
            rf"{_SMALL}\s+{_LIKE}(?:{_PIECE})\b{_IS_TAKEN}",  # half a tablet, 1.5 tablet
            rf"(?:an?|one)\s+{_LIKE}(?:{_PIECE}){_OF_IT}\s+or\s+(?:{ANY_IN_WORDS}|so)\b",  # a glass or two
            rf"{_ONE}\s+{_LIKE}(?:{_PIECE}|{_any(_HOLDERS)}){_OF_IT}{_OFTEN}",  # a glass of tea a day
            rf"(?:daily|nightly|morning|evening)\s+(?:{_DAILY_PIECE})\b{_IS_TAKEN}",  # her daily glass
            rf"(?:{_MORE}|{_PART})\s+{_LIKE}(?:{_any(_HOLDERS)}){_OF_IT}{_OFTEN}",  # two bottles a day
            rf"{_TOOK}\s+{_ABOUT}(?:{_MORE}|{_PART}|the\s+whole|a\s+whole)\s+{_LIKE}(?:{_any(_HOLDERS)})\b",
            rf"(?:(?:{_MORE}|an?|one|half\s+an?)\s+)?{_LIKE}handfuls?\s+of\s+(?:[\w-]+\s+){{0,2}}?{_HANDFUL_OF}\b",
            rf"{_TOOK}\s+(?:an?|one|{_MORE})\s+{_LIKE}handfuls?\b",
        )
    )
    + ")",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d\s")
_DATED = re.compile(rf"\b(?:{'|'.join(MONTHS)}|in|since|until|by|during|early|late|mid)[\s-]$", re.IGNORECASE)
"""What stands before a year: "the plan of July 2026 leaves the plant alone" has no amount."""
_SCHEDULE = re.compile(
    rf"(?<![\w-])(?:(?P<often>{_TIMES}\s+(?:daily|nightly|(?:a|per|each|every)\s+(?:day|night))|{_HOURS}"
    r"|before\s+(?:meals|bed))|on\s+an\s+empty\s+stomach|toss\s+(?:and|&)\s+wash)\b",
    re.IGNORECASE,
)
_OFTEN_WORDS = frozenset("once twice thrice times x hour hours hr hrs h meals bed stomach wash".split())
"""Every match of `_SCHEDULE` has one of these words."""
_STUDIED = (
    r"(?:measur|record|test|sampl|monitor|check|weigh|scor|rat|interview|assess|observ|ask|question|contact|track|scann"
    r"|examin|evaluat|log|not|count)ed|drawn"
)
_DONE = re.compile(rf"\b(?:(?P<studied>{_STUDIED})|{_TOOK})\b", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[.!?;:](?:\s|$)")
_TAPER = re.compile(
    r"\b(?:taper (?:off|down|by|yourself|over)|cut(?:ting)? (?:it )?down by"
    r"|(?:(?:reduce|lower|drop) (?:your|the|it|each|by)|halve (?:your|it)|(?:cut|decrease) (?:your|it in))"
    r"[^.]{0,30}\b(?:by|every|each) (?:a|an|one|half|\d|day|week|few|other))",
    re.IGNORECASE,
)

PATTERNS = {"amount": _AMOUNT, "year": _YEAR, "dated": _DATED, "schedule": _SCHEDULE, "done": _DONE,
            "clause_end": _CLAUSE_END, "taper": _TAPER}  # fmt: skip
"""The patterns of the functions below by name, for the forms in the browser."""


def amounts(text: str) -> Iterator[re.Match[str]]:
    """Yield every amount that people could take: "5 g/day", "three and a half glasses", "a glass a day"."""
    end = 0
    for word in _WORD.finditer(text):
        if word.end() > end and word.group().lower() in _WORDS:
            match = _AMOUNT.search(text, max(end, word.start() - _AROUND), word.end() + _AROUND)
            if match:
                end = match.end()
                if not (_YEAR.match(match.group()) and _DATED.search(text, 0, match.start())):
                    yield match


def amounts_in(text: str, words: WordLists) -> Iterator[re.Match[str]]:
    """Yield every amount in a text, also in the units and numbers of the site's own language."""
    yield from amounts(text)
    yield from _counted(words.amounts, words.numbers).finditer(text)


@lru_cache(maxsize=8)
def _counted(units: tuple[str, ...], numbers: tuple[str, ...]) -> re.Pattern[str]:
    counted = "|".join([r"\d[\d.,]{0,14}", *(re.escape(word) for word in numbers)])
    return re.compile(rf"(?<!\w)(?:{counted})\s?(?:{'|'.join(map(re.escape, units)) or '(?!)'})(?!\w)", re.IGNORECASE)


def schedules(text: str) -> Iterator[re.Match[str]]:
    """Yield every phrase on how often or how to take something, except how often a study measured something.

    "Men who drank tea were tested twice a day" says how often they were tested: the closest verb before it decides.
    """
    if _OFTEN_WORDS.isdisjoint(_WORD.findall(text.lower().replace("\u00d7", "x"))):
        return
    for match in _SCHEDULE.finditer(text):
        clause = _CLAUSE_END.split(text[: match.start()])[-1]
        verbs = list(_DONE.finditer(clause))
        if not (match["often"] and verbs and verbs[-1]["studied"]):
            yield match


def tapers(text: str) -> Iterator[re.Match[str]]:
    """Yield every phrase that reads like a recipe for tapering alone."""
    return _TAPER.finditer(text)
