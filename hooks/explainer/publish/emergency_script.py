"""The script with the words of an emergency and the telephone numbers, for the panel on each page."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from explainer.model.search_words import EmergencyWords
from explainer.model.site_data import Country
from explainer.model.vocabulary import HelpKind

SCRIPTS = ("assets/emergency-data.js", "assets/emergency-words.js", "assets/emergency.js")
"""The scripts of the panel: the words and numbers, which a build writes; the matching; the panel itself."""


def emergency_script(words: EmergencyWords, countries: Iterable[Country], doctor_page: str) -> str:
    """Return the script with the words and the numbers.

    `countries` are the countries with helplines; `doctor_page` is the address of the care advice, from the site's root.
    """
    offered = {kind for group in words.groups for kind in group.offers}
    data = {
        "doctor": doctor_page,
        "panel": words.panel.model_dump(mode="json"),
        "countries": [_country(country, offered, words.panel.emergency) for country in countries],
        "words": words.model_dump(mode="json", exclude={"panel"}, exclude_defaults=True),
    }
    return f"self.emergencyHelp={json.dumps(data, ensure_ascii=False, separators=(',', ':'))};\n"


def _country(country: Country, offered: set[HelpKind], emergency: str) -> dict[str, Any]:
    """Return a country for the panel: its name, its regions, and the lines that can be dialled, by kind of help."""
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
