"""The script that hands the words of an emergency and the numbers to dial to the pages."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from explainer.model.search_words import EmergencyWords
from explainer.model.site_data import Country
from explainer.model.vocabulary import HelpKind

SCRIPTS = ("assets/emergency-data.js", "assets/emergency-words.js", "assets/emergency.js")
"""What a page loads to open the panel: the words and numbers, which a build writes; the matching; the panel."""


def emergency_script(words: EmergencyWords, countries: Iterable[Country], doctor_page: str) -> str:
    """Return the script that hands the words and the numbers to the pages.

    `countries` are those of the helplines, `doctor_page` the address of the care advice as seen from the site's root.
    """
    offered = {kind for group in words.groups for kind in group.offers}
    told = {
        "doctor": doctor_page,
        "panel": words.panel.model_dump(mode="json"),
        "countries": [_country(country, offered, words.panel.emergency) for country in countries],
        "words": words.model_dump(mode="json", exclude={"panel"}, exclude_defaults=True),
    }
    return f"self.emergencyHelp={json.dumps(told, ensure_ascii=False, separators=(',', ':'))};\n"


def _country(country: Country, offered: set[HelpKind], emergency: str) -> dict[str, Any]:
    """Return a country as the panel needs it: its name, regions, and the lines that can be dialled, by kind."""
    lines: dict[str, list[list[str]]] = {}
    if country.emergency:
        named = [line.name for line in country.lines if HelpKind.EMERGENCY in line.serves]
        lines[HelpKind.EMERGENCY] = [[named[0] if named else emergency, country.emergency, country.emergency]]
    for line in country.lines:
        for kind in line.serves:
            if kind in offered and kind is not HelpKind.EMERGENCY and line.tel:
                hours = [line.hours] if line.hours else []
                lines.setdefault(kind, []).append([line.name, line.number or line.tel, line.tel, *hours])
    return {"id": country.id, "name": country.name, "regions": country.regions or (country.id,), "lines": lines}
