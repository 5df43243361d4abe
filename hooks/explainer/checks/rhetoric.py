"""Words (W), part four: words that sell or scare, and are now and then right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from explainer.checks.reader_texts import without_names
from explainer.checks.runner import Context
from explainer.checks.text_rules import Fault, text_rule
from explainer.model.claim import Claim
from explainer.problems import Severity

_SELLS = (
    r"breakthroughs?|revolutionary|cure-?alls?|panaceas?|super ?(?:herbs?|foods?|plants?)|magic(?:al(?:ly)?)?"
    r"|amazing(?:ly)?"
    r"|incredibl[ey]|astonishing(?:ly)?|life-changing|(?:all|100 ?%)[- ]natural|side-effect[- ]free|risk-free"
    r"|(?:completely|perfectly|totally|absolutely|100 ?%) (?:safe|harmless)|ancient (?:wisdom|secrets?)"
    r"|nature's (?:own|answer|gift|cure)|gentle alternative|too good to be true|doctors hate|best-kept secret|holistic"
)
_SCARES = (
    r"(?:ticking )?time ?bombs?|plagues?|plagued|menaces?|zombies?|russian roulette|death traps?|horrific|horror"
    r"|devastat(?:es?|ed|ing)|gateway drugs?|hooked|skyrocket(?:s|ed|ing)?|out of control"
    r"|ravag(?:es?|ed|ing)|wreak(?:s|ed|ing)? havoc|chilling|sinister|lurking|tragic(?:ally)?|dreadful|toxic brew"
    r"|explosion (?:of|in)|flood(?:ed|ing) the|hidden dangers?|legal highs?|playing with fire"
)
_STEMS = (
    "breakth", "revolut", "cure", "panacea", "super", "magic", "amazing", "incredib", "astonish", "changing", "natur",
    "free", "safe", "harmless", "ancient", "gentle", "too good", "doctors hate", "best-kept", "holistic", "bomb",
    "plague", "menace", "zombie", "roulette", "trap", "horr", "devastat", "gateway", "hooked", "skyrocket", "control",
    "ravag", "havoc", "chilling", "sinister", "lurking", "tragic", "dreadful", "brew", "explosion", "flood", "hidden",
    "legal", "fire",
)  # fmt: skip
"""One of these is in every text that the pattern matches: looking for them first is many times faster."""

_FIX = "Say what was seen, in numbers where there are some"


@lru_cache(maxsize=8)
def _pattern(more: tuple[str, ...]) -> re.Pattern[str]:
    listed = "".join(f"|{re.escape(word)}" for word in more)
    return re.compile(rf"\b(?:{_SELLS}|{_SCARES}{listed})(?!\w)", re.IGNORECASE)


def _words(context: Context) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """Return the pattern of all such words, and the stems of which each text that it matches holds one."""
    words = context.parts.words
    more = (*words.sells, *words.scares) if words else ()
    return _pattern(more), (*_STEMS, *(word.lower() for word in more))


@text_rule(
    "W10",
    "A word that sells or scares",
    severity=Severity.WARNING,
    bad="short_answer: Poison centres saw calls skyrocket.",
    good="short_answer: Poison centres had 14 calls in 2011 and 682 in 2017.",
)
def words_that_sell_or_scare(text: str, context: Context, claim: Claim | None) -> Iterator[Fault]:
    """Words that colour instead of telling: "breakthrough" and "completely safe", "skyrocket" and "time bomb".

    Both sides are held to the one list; docs/data/words.yml adds the words that are about the site's subject. Now and
    then such a word is the right one: then `allow` of the claim says why. W01 has the words that never are.
    """
    pattern, stems = _words(context)
    lower = text.lower()
    if not any(stem in lower for stem in stems):
        return
    fix = f"{_FIX}; or give the reason under `allow`." if claim else f"{_FIX}."
    for found in pattern.finditer(without_names(text, context.names)):
        yield found.start(), f"the word `{' '.join(found.group().split())}` sells or scares", fix
