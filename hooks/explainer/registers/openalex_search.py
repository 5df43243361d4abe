"""OpenAlex's search, by day of publication. Source: developers.openalex.org, "Search", "Page through results".

The filter by day of entry is for paying users, so that a run asks for half a year of publications, and passes over
those that came in before. Pages follow by cursor with a key; without one OpenAlex refuses cursors, and they follow by
number, to the 10,000th record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from explainer.model.vocabulary import SearchSource, State, WorkKind
from explainer.network.answer import Answer
from explainer.network.settings import Settings
from explainer.registers.record import text
from explainer.registers.source_page import (
    ODD,
    Page,
    SourceRecord,
    Step,
    address_of,
    data_of,
    day_in,
    doi_of,
    inside,
    joined,
    number_of,
    objects,
    pmid_of,
    title_of,
    year_of,
)

AT_ONCE = 100
MOST = 10_000
LAG = timedelta(days=180)
"""A work may come into OpenAlex as long after its publication, and is seen all the same."""
GRACE = timedelta(days=30)
"""What came into OpenAlex longer than this before the day that is asked from is not new."""
BATCH = 50
"""DOIs in one question for identifiers."""

_SELECT = (
    "id,doi,ids,display_name,publication_year,type,created_date,is_retracted,referenced_works,abstract_inverted_index"
)
_KINDS = {"preprint": WorkKind.PREPRINT, "retraction": WorkKind.NOTICE, "erratum": WorkKind.NOTICE,
          "dataset": WorkKind.OTHER, "dissertation": WorkKind.OTHER, "peer-review": WorkKind.OTHER,
          "grant": WorkKind.OTHER, "standard": WorkKind.OTHER, "paratext": WorkKind.OTHER, "other": WorkKind.OTHER,
          "software": WorkKind.OTHER}  # fmt: skip


def first(settings: Settings, words: str, since: date, until: date, page: str = "", before: int = 0) -> Step:
    """Return what to ask for the words, from a page on: a cursor, or a number where there is no key."""
    asked = {
        "search": words,
        "filter": f"from_publication_date:{since - LAG}",
        "select": _SELECT,
        "per_page": str(AT_ONCE),
    }
    asked |= {"cursor": page or "*"} if settings.openalex_key else {"page": page or "1"}

    def read(answer: Answer) -> Page:
        data = data_of(answer)
        listed = None if isinstance(data, str) else objects(data.get("results"))
        if isinstance(data, str) or listed is None:
            return Page(why=data if isinstance(data, str) else ODD)
        total, count = number_of(inside(data, "meta", "count")), before + len(listed)
        following = text(inside(data, "meta", "next_cursor"))
        if not settings.openalex_key:
            following = str(int(page or "1") + 1) if total is not None and count < min(total, MOST) else ""
        more = (
            (first(settings, words, since, until, following, count),) if listed and following not in {"", page} else ()
        )
        records = [_record(row) for row in listed]
        new = tuple(one for one in records if one.added is None or one.added >= since - GRACE)
        return Page(new, more, total, passed_over=len(records) - len(new))

    return Step(_address(settings, asked), read)


def identifiers_of(settings: Settings, dois: Iterable[str]) -> tuple[str, str]:
    """Return the address that asks for OpenAlex's identifiers of DOIs, and what of it a journal may keep it by."""
    named = "|".join(doi.casefold() for doi in dois)
    return _address(settings, {"filter": f"doi:{named}", "select": "id,doi", "per_page": str(AT_ONCE)}), named


def read_identifiers(answer: Answer) -> dict[str, str] | None:
    """Return identifier -> DOI of an answer, or None where it is none."""
    data = data_of(answer)
    listed = None if isinstance(data, str) else objects(data.get("results"))
    if listed is None:
        return None
    return {text(row.get("id")): doi_of(row.get("doi")).casefold() for row in listed if doi_of(row.get("doi"))}


def can_be_asked(doi: str) -> bool:
    """Tell whether a filter can hold a DOI: signs of the filter's own would end it."""
    return not set(doi) & set(",|&+")


def _address(settings: Settings, asked: dict[str, str]) -> str:
    asked |= {"mailto": settings.contact} if settings.contact else {}
    asked |= {"api_key": settings.openalex_key} if settings.openalex_key else {}
    return f"{settings.service('openalex')}/works?{urlencode(asked)}"


def _record(row: Mapping[str, Any]) -> SourceRecord:
    inverted = row.get("abstract_inverted_index")
    return SourceRecord(
        SearchSource.OPENALEX,
        text(row.get("id")),
        title_of(row.get("display_name")),
        year_of(row.get("publication_year")),
        _KINDS.get(text(row.get("type")), WorkKind.ARTICLE),
        doi=doi_of(row.get("doi")),
        pmid=pmid_of(inside(row, "ids", "pmid")),
        url=address_of(row.get("id"), f"https://openalex.org/{quote(text(row.get('id'))[-40:], safe='')}"),
        added=day_in(row.get("created_date")),
        words=joined(text(word) for word in inverted) if isinstance(inverted, dict) else "",
        cites=tuple(_all(row.get("referenced_works"))),
        standing=State.RETRACTED if row.get("is_retracted") is True else None,
    )


def _all(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
