"""Texts that speak of suicide, and the numbers to call that stand near them.

Somebody who thinks of suicide may read any page. So wherever a text uses a word of `crisis` in docs/data/words.yml, the
page shows the numbers of crisis lines, which a tap dials. The rule D14 holds that for pages in prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from explainer.model.site_data import Country
from explainer.model.vocabulary import HelpKind

EMERGENCY_SERVICES = "Emergency services"


@dataclass(frozen=True, slots=True)
class CrisisLine:
    """A number to call: of a crisis line, or of emergency services where a country has no crisis line that we know."""

    country: str
    place: str
    regions: tuple[str, ...]
    name: str
    number: str
    tel: str
    hours: str = ""
    is_emergency: bool = False


@lru_cache(maxsize=16)
def crisis_words(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern for texts that speak of suicide. Of each phrase every word may go on: "end her life" in "ended".

    Without words nothing is found.
    """
    phrases = (r"\s+".join(rf"{re.escape(part)}\w*" for part in phrase.split()) for phrase in words)
    return re.compile(rf"\b(?:{'|'.join(phrases) or '(?!)'})", re.IGNORECASE)


def crisis_lines(countries: Iterable[Country]) -> tuple[CrisisLine, ...]:
    """Return the numbers to call, those of crisis lines first; a country without one has its emergency number."""
    found: list[CrisisLine] = []
    others: list[CrisisLine] = []
    for country in countries:
        of = country.id, country.name, country.regions or (country.id,)
        own = [
            CrisisLine(*of, line.name, line.number or line.tel, line.tel, line.hours or "")
            for line in country.lines
            if line.tel and HelpKind.CRISIS in line.serves
        ]
        found += own
        if not own and country.emergency:
            others.append(CrisisLine(*of, EMERGENCY_SERVICES, country.emergency, country.emergency, "", True))
    return (*found, *others) if found else ()
