"""References as CSL-JSON, for Zotero, pandoc and other programs that use the Citation Style Language.

Sources: CSL 1.0.2, appendices III (types) and IV (variables), and the CSL-JSON schema (csl-data.json).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from pydantic_core import to_json

from explainer.clock import SHORT_MONTHS
from explainer.model.reference import CHAPTERS, Name, Reference, types_written
from explainer.model.vocabulary import Standing
from explainer.references.ris import span
from explainer.references.vancouver import edition_number, whole_container, whole_title

_TYPES = types_written("csl")
_NUMBERS = {"report": "number", "patent": "number"}
"""Types whose `number` is the work's own; for others it is the number of an issue."""


def csl_json(references: Iterable[Reference]) -> str:
    """Return references as a CSL-JSON array."""
    return to_json([csl_item(reference) for reference in references], indent=1).decode() + "\n"


def csl_item(reference: Reference) -> dict[str, Any]:
    """Return a reference as a CSL item, without the variables that it has no value for."""
    address = reference.url or (reference.links[0][1] if reference.links else "")
    chapter = reference.type in CHAPTERS
    in_series = bool(reference.series) and (chapter or reference.type == "book")
    number = "collection-number" if in_series else _NUMBERS.get(reference.type, "issue")
    item: dict[str, Any] = {
        "id": reference.key,
        "type": "article" if reference.status is Standing.PREPRINT else _TYPES[reference.type],
        "title": reference.title if chapter else whole_title(reference),
        "author": [_name(name) for name in reference.authors],  # CSL has no word for further authors
        "editor": [_name(name) for name in reference.editors],
        "translator": [_name(name) for name in reference.translators],
        "container-author": [_name(name) for name in reference.book_authors],
        "container-title": whole_container(reference) if chapter else reference.container,
        "container-title-short": reference.short_container,
        "collection-title": reference.series,
        "publisher": reference.publisher,
        "publisher-place": reference.address,
        "event-title": reference.event,
        "edition": edition_number(reference.edition),
        "issued": _issued(reference),
        "volume": "" if reference.main_title else reference.volume,
        number: reference.number,
        "page": "-".join(part for part in span(reference.pages) if part),
        "number-of-pages": reference.extent,
        "genre": reference.genre,
        "version": reference.version,
        "authority": "; ".join(name.family for name in reference.holders),
        "DOI": reference.doi,
        "PMID": reference.pmid,
        "PMCID": reference.pmcid,
        "ISBN": reference.isbn,
        "URL": address,
        "archive": "arXiv" if reference.eprint.startswith("arXiv:") else "",
        "archive_location": reference.eprint,
        "note": reference.note,
        "status": "" if reference.status is Standing.OK else str(reference.status),
    }
    if reference.accessed:
        day = reference.accessed
        item["accessed"] = {"date-parts": [[day.year, day.month, day.day]]}
    return {name: value for name, value in item.items() if value}


def _issued(reference: Reference) -> dict[str, Any] | None:
    """Return the date of publication in numbers, or the words that stand instead of it; None without either."""
    years = re.fullmatch(r"(\d{4})(?:-(\d{4}))?", reference.year)
    if years is None:
        return {"literal": reference.year} if reference.year else None
    if years[2]:
        return {"date-parts": [[int(years[1])], [int(years[2])]]}
    first, _, last = reference.month.partition("-")
    parts = [_date_parts(years[1], first)]
    if last:
        parts.append(_date_parts(years[1], f"{first.split()[0]} {last}" if last.isdigit() else last))
    return {"date-parts": parts}


def _date_parts(year: str, month: str) -> list[int]:
    name, _, day = month.partition(" ")
    if name not in SHORT_MONTHS:
        return [int(year)]
    return [int(year), SHORT_MONTHS.index(name) + 1, *([int(day)] if day.isdigit() else [])]


def _name(name: Name) -> dict[str, str]:
    if name.literal:
        return {"literal": f"{name.particle} {name.family}".strip()}
    parts = {
        "family": name.family,
        "given": " ".join(name.given),
        "non-dropping-particle": name.particle,
        "suffix": name.suffix,
    }
    return {key: value for key, value in parts.items() if value}
