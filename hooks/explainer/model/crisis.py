"""Texts that mention suicide, and the numbers to call that pages show near them.

Somebody who thinks of suicide may read any page. So a page with a word of `crisis` (docs/data/words.yml) shows the
numbers of crisis lines, ready to dial; rule D14 checks that for prose pages.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from explainer.model.site_data import Country
from explainer.model.vocabulary import HelpKind


class CrisisLine(NamedTuple):
    """A number to call: of a crisis line, or of the emergency services of a country without a known crisis line.

    Emergency services have no `name`: pages call them in the site's own words.
    """

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
    """Return a pattern for phrases of which each word may begin a longer one; without phrases it matches nothing."""
    phrases = (r"\s+".join(rf"{re.escape(part)}\w*" for part in phrase.split()) for phrase in words)
    return re.compile(rf"\b(?:{'|'.join(phrases) or '(?!)'})", re.IGNORECASE)


def crisis_lines(countries: Iterable[Country]) -> tuple[CrisisLine, ...]:
    """Return the numbers of crisis lines, then the emergency numbers of countries without a crisis line.

    If no country has a crisis line, the result is empty.
    """
    crisis: list[CrisisLine] = []
    emergency: list[CrisisLine] = []
    for country in countries:
        of = country.id, country.name, country.regions or (country.id,)
        own = [
            CrisisLine(*of, line.name, line.number or line.tel, line.tel, line.hours or "")
            for line in country.lines
            if line.tel and HelpKind.CRISIS in line.serves
        ]
        crisis += own
        if not own and country.emergency:
            emergency.append(CrisisLine(*of, "", country.emergency, country.emergency, is_emergency=True))
    return (*crisis, *emergency) if crisis else ()
