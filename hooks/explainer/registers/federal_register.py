"""The Federal Register's documents, by day of publication. Source: federalregister.gov/developers, "Documents".

Pages follow by number. The service gives no more than the first 2,000 documents of a search.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from explainer.model.vocabulary import SearchSource, WorkKind
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
    number_of,
    objects,
    title_of,
    year_of,
)

AT_ONCE = 100
MOST = 2000
_FIELDS = ("document_number", "title", "type", "abstract", "html_url", "publication_date")


def first(settings: Settings, words: str, since: date, until: date, page: int = 1) -> Step:
    """Return what to ask for the words, from a page on."""
    asked = [("conditions[term]", words), ("conditions[publication_date][gte]", f"{since}"), ("order", "oldest"),
             ("per_page", str(AT_ONCE)), ("page", str(page)), *(("fields[]", name) for name in _FIELDS)]  # fmt: skip

    def read(answer: Answer) -> Page:
        data = data_of(answer)
        if isinstance(data, str):
            return Page(why=data)
        total, listed = number_of(data.get("count")), objects(data.get("results", []))
        if total is None or listed is None:
            return Page(why=ODD)
        rest = bool(listed) and page * AT_ONCE < min(total, MOST)
        more = (first(settings, words, since, until, page + 1),) if rest else ()
        return Page(tuple(_record(row) for row in listed), more, total)

    return Step(f"{settings.service('fedreg')}/documents.json?{urlencode(asked)}", read)


def _record(row: Mapping[str, Any]) -> SourceRecord:
    number = quote(text(row.get("document_number"))[:40], safe="")
    return SourceRecord(
        SearchSource.FEDERAL_REGISTER,
        number,
        title_of(row.get("title")),
        year_of(row.get("publication_date")),
        WorkKind.LAW,
        url=address_of(row.get("html_url"), f"https://www.federalregister.gov/d/{number}"),
        added=day_in(row.get("publication_date")),
        words=text(row.get("abstract")),
    )
