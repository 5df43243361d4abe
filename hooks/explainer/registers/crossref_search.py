"""Crossref's search: works with any of the words, by the day on which their DOI was made.

Sources: api.crossref.org/swagger-ui, and crossref.org/documentation, "REST API filters". Pages follow by cursor until
one is empty. Since any of the words is enough, a search is only of use with names of its subject.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from explainer.model.notice_words import says_retracted
from explainer.model.vocabulary import SearchSource, State, WorkKind
from explainer.model.web_addresses import doi_url
from explainer.network.answer import Answer
from explainer.network.settings import Settings
from explainer.registers import crossref
from explainer.registers.record import day_of, rows, text, texts, years_of
from explainer.registers.source_page import ODD, Page, SourceRecord, Step, doi_of, number_of, objects, title_of

AT_ONCE = 200
_SELECT = "DOI,title,subtitle,type,issued,published,created,abstract,reference,update-to"
_OTHER = frozenset({"dataset", "dissertation", "component", "peer-review", "grant", "standard", "database", "journal"})


def first(settings: Settings, words: str, since: date, until: date, cursor: str = "*", before: int = 0) -> Step:
    """Return what to ask for the words, from a cursor on; `before` is how many records came before it."""
    asked = {"query.bibliographic": words, "filter": f"from-created-date:{since},until-created-date:{until}",
             "select": _SELECT, "rows": str(AT_ONCE), "cursor": cursor}  # fmt: skip
    asked |= {"mailto": settings.contact} if settings.contact else {}

    def read(answer: Answer) -> Page:
        message = crossref.message_of(answer, "work-list")
        if isinstance(message, str):
            return Page(why=message)
        total, listed = number_of(message.get("total-results")), objects(message.get("items"))
        if total is None or listed is None:
            return Page(why=ODD)
        following, count = text(message.get("next-cursor")), before + len(message["items"])
        more = (
            (first(settings, words, since, until, following, count),) if listed and following and count < total else ()
        )
        return Page(tuple(_record(row) for row in listed), more, total)

    return Step(f"{settings.service('crossref')}/works?{urlencode(asked)}", read)


def _record(row: Mapping[str, Any]) -> SourceRecord:
    doi, kind = doi_of(row.get("DOI")), text(row.get("type"))
    updates = tuple((state, target) for state, target in crossref.updated_works(row) if target)
    years = years_of([row.get("issued"), row.get("published"), row.get("created")])
    title = ": ".join([*texts(row.get("title"))[:1], *texts(row.get("subtitle"))[:1]])
    return SourceRecord(
        SearchSource.CROSSREF,
        doi or text(row.get("DOI")),
        title_of(title),
        int(years[0]) if years else None,
        WorkKind.NOTICE if updates else WorkKind.PREPRINT if kind == "posted-content"
        else WorkKind.OTHER if kind in _OTHER else WorkKind.ARTICLE,
        doi=doi,
        url=doi_url(text(row.get("DOI"))[:300]),
        added=day_of(row.get("created")),
        words=text(row.get("abstract")),
        cites=tuple(found.casefold() for one in rows(row.get("reference")) if (found := doi_of(one.get("DOI")))),
        standing=State.RETRACTED if title and says_retracted(title) else None,
        updates=updates,
    )  # fmt: skip
