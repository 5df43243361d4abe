"""What a register holds of a work, in one form for all registers, and what asking for it led to."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from explainer.foreign_text import cleaned
from explainer.model.notices import Notice
from explainer.model.vocabulary import Register, State


@dataclass(frozen=True, slots=True)
class Record:
    """The bibliographic record of a work in a register. Several values where the register gives several."""

    register: Register
    titles: tuple[str, ...] = ()
    first_author: str = ""
    years: tuple[str, ...] = ()
    journals: tuple[str, ...] = ()
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a register answered about a work: a record and notices, that it does not know it, or that it failed.

    `state` is the standing by this register alone. It is `UNKNOWN` for every failure, with the reason in `why`.
    """

    register: Register
    state: State
    why: str = ""
    record: Record | None = None
    notices: tuple[Notice, ...] = ()
    day: date | None = None

    @property
    def failed(self) -> bool:
        """Whether the register gave no usable answer."""
        return self.state is State.UNKNOWN and self.record is None


def failed(register: Register, why: str) -> Reading:
    """Return the reading of a register that could not be asked or understood."""
    return Reading(register, State.UNKNOWN, why)


def absent(register: Register, why: str = "does not know the work") -> Reading:
    """Return the reading of a register that does not know the work."""
    return Reading(register, State.ABSENT, why)


def text(value: Any) -> str:
    """Return a text of a register as plain text: no markup, no entities, no control characters, spaces folded.

    Anything else than a text is empty.
    """
    if not isinstance(value, str):
        return ""
    plain = html.unescape(html.unescape(re.sub(r"</?[A-Za-z][^<>]{0,200}>", "", value[:5000])))  # some escape twice
    return " ".join(cleaned(plain).split())


def texts(values: Any) -> tuple[str, ...]:
    """Return the texts in a list of a register (or a single text), empty ones left out."""
    listed = values if isinstance(values, list) else [values]
    return tuple(dict.fromkeys(found for value in listed[:50] if (found := text(value))))


def rows(value: Any) -> list[dict[str, Any]]:
    """Return the objects in a list of a register; anything else in it, or instead of it, is left out."""
    return [row for row in value[:2000] if isinstance(row, dict)] if isinstance(value, list) else []


def day_of(value: Any) -> date | None:
    """Return a day from `{"date-parts": [[2020, 3, 1]]}` (CSL and Crossref); a missing month or day counts as 1."""
    parts = value.get("date-parts") if isinstance(value, dict) else None
    first = parts[0] if isinstance(parts, list) and parts else None
    if not isinstance(first, list) or not first:
        return None
    try:
        numbers = [int(part) for part in first[:3] if isinstance(part, int | str) and str(part).strip()] + [1, 1]
        return date(*numbers[:3])
    except (ValueError, TypeError, OverflowError):
        return None


def years_of(values: Iterable[Any]) -> tuple[str, ...]:
    """Return the years in several such dates, each once."""
    return tuple(dict.fromkeys(str(found.year) for value in values if (found := day_of(value))))
