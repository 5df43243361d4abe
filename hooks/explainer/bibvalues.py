"""The form of single values of a reference: years, days, identifiers. Nothing here reads BibTeX."""

from __future__ import annotations

import re
from datetime import date

_YEAR = re.compile(r"(?:1[0-9]|20)\d\d")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def is_year(text: str) -> bool:
    """Tell whether a text is a year in four digits, from 1000 to 2099."""
    return _YEAR.fullmatch(text) is not None


def day_of(text: str) -> date | None:
    """Return the day that a text gives as YYYY-MM-DD, or None where it has another form or is no day."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None
