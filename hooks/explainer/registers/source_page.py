"""What a source gives for the words of a search, in one form for all sources: records, page by page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from explainer.model.vocabulary import SearchSource, State, WorkKind
from explainer.model.web_addresses import DOI, safe_url
from explainer.network.answer import Answer
from explainer.registers.record import text

ODD = "an answer that is not in the documented form"

OVERLAP = timedelta(days=7)
"""How far a run looks back before the last one: sources take in a record some days before their search has it."""


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A record that a source gave. `added` is the day on which the source took it in, where it says so.

    `words` is the abstract or the like; `cites` are DOIs, or identifiers of OpenAlex, of the works that it cites;
    `standing` is what the source says of the work itself, `updates` what the work does to others, by DOI or PMID.
    """

    source: SearchSource
    ident: str
    title: str
    year: int | None = None
    kind: WorkKind = WorkKind.ARTICLE
    doi: str = ""
    pmid: str = ""
    trial: str = ""
    url: str = ""
    added: date | None = None
    words: str = ""
    cites: tuple[str, ...] = ()
    standing: State | None = None
    updates: tuple[tuple[State, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """What one answer holds: records, what to ask next, how many records there are in all; or why it is of no use.

    `passed_over` are records that an earlier run has seen.
    """

    records: tuple[SourceRecord, ...] = ()
    more: tuple[Step, ...] = ()
    total: int | None = None
    why: str = ""
    passed_over: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """An address to ask, and how to read the answer."""

    address: str
    read: Callable[[Answer], Page]


def data_of(answer: Answer) -> dict[str, Any] | str:
    """Return the JSON object of an answer, or why there is none."""
    if answer.trouble is not None or answer.status != 200:
        return answer.why
    data = answer.json()
    return data if isinstance(data, dict) else ODD


def objects(value: Any) -> list[Mapping[str, Any]] | None:
    """Return the objects in a list of records, or None where it is no list; what is no object is left out."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else None


def inside(value: Any, *names: str) -> Any:
    """Return what stands in nested objects under these names, or None where one of them is missing."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def title_of(value: Any) -> str:
    """Return a title as plain text without its last stop, or words that say that there is none."""
    return text(value).removesuffix(".").strip()[:600] or "[No title]"


def doi_of(value: Any) -> str:
    """Return a DOI without what stands before it, or nothing where it is none."""
    found = re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", text(value), flags=re.IGNORECASE)
    return found if len(found) <= 300 and DOI.match(found) else ""


def address_of(value: Any, otherwise: str) -> str:
    """Return the address of a record, or another one where the source gives none that a page may link."""
    found = text(value)
    return found if safe_url(found) and len(found) <= 500 else otherwise


def pmid_of(value: Any) -> str:
    """Return a PMID, which may stand at the end of an address, or nothing where it is none."""
    found = re.search(r"(?:^|/)([1-9]\d{0,8})/?$", str(value) if isinstance(value, int | str) else "")
    return found[1] if found else ""


def year_of(*values: Any) -> int | None:
    """Return the year in the first of several dates that has one."""
    for value in values:
        if found := re.match(r"(1[5-9]|2[0-9])\d\d(?!\d)", str(value or "")):
            return int(found[0])
    return None


def day_in(*values: Any) -> date | None:
    """Return the first of several dates that is one: 2026-11-29, 2026/11/29 or with a time after it."""
    for value in values:
        if found := re.match(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)", str(value or "")):
            try:
                return date(int(found[1]), int(found[2]), int(found[3]))
            except ValueError:
                continue
    return None


def number_of(value: Any) -> int | None:
    """Return a count, which some sources write as a text, or None where it is none."""
    return (
        int(value)
        if isinstance(value, int) or (isinstance(value, str) and value.isascii() and value.isdigit())
        else None
    )


def joined(words: Iterable[str]) -> str:
    """Return texts as one, cut where nobody needs more of them."""
    return " ".join(word for word in words if word)[:5000]
