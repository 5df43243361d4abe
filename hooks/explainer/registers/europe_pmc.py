"""Europe PMC's search, with preprints. Source: its RESTful web service and reference guide 6.9.0, appendix 1.

Asked for by CREATION_DATE, the day of entry into the database. Pages follow by cursor; an answer without a next cursor,
or with the one that was asked, is the last.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from explainer.model.notice_words import notice_state, state_of_kind
from explainer.model.vocabulary import SearchSource, State, WorkKind
from explainer.network.answer import Answer
from explainer.network.settings import Settings
from explainer.registers.record import rows, text, texts
from explainer.registers.source_page import (
    ODD,
    Page,
    SourceRecord,
    Step,
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

AT_ONCE = 200


def first(settings: Settings, words: str, since: date, until: date, cursor: str = "*") -> Step:
    """Return what to ask for the words, from a cursor on."""
    asked = {"query": f"({words}) AND CREATION_DATE:[{since} TO {until}]", "format": "json", "resultType": "core",
             "pageSize": str(AT_ONCE), "cursorMark": cursor}  # fmt: skip
    asked |= {"email": settings.contact} if settings.contact else {}

    def read(answer: Answer) -> Page:
        data = data_of(answer)
        if isinstance(data, str):
            return Page(why=data)
        total, listed = number_of(data.get("hitCount")), objects(inside(data, "resultList", "result"))
        if total is None or listed is None:
            said = text(data.get("errMsg"))
            return Page(why=f"Europe PMC says: {said[:200]}" if said else ODD)
        following = text(data.get("nextCursorMark"))
        more = (first(settings, words, since, until, following),) if listed and following not in {"", cursor} else ()
        return Page(tuple(_record(row) for row in listed), more, total)

    return Step(f"{settings.service('europepmc')}/search?{urlencode(asked)}", read)


def _record(row: Mapping[str, Any]) -> SourceRecord:
    source, ident = text(row.get("source")), text(row.get("id"))
    kinds = [kind.lower() for kind in texts(inside(row, "pubTypeList", "pubType"))]
    title = title_of(row.get("title"))
    updated = notice_state(title) or next(
        (state_of_kind(kind) for kind in kinds if kind.startswith("retraction of")), None
    )
    links = rows(inside(row, "commentCorrectionList", "commentCorrection"))
    targets = [pmid_of(one.get("id")) for one in links if text(one.get("type")).lower().endswith(" of")]
    kind = WorkKind.NOTICE if updated else WorkKind.PREPRINT if source == "PPR" else WorkKind.ARTICLE
    return SourceRecord(
        SearchSource.EUROPE_PMC,
        f"{source}/{ident}",
        title,
        year_of(row.get("pubYear"), row.get("firstPublicationDate")),
        kind,
        doi=doi_of(row.get("doi")),
        pmid=pmid_of(row.get("pmid")),
        url=f"https://europepmc.org/article/{quote(source[:40], safe='')}/{quote(ident[:80], safe='')}",
        added=day_in(row.get("dateOfCreation"), row.get("firstIndexDate")),
        words=joined([text(row.get("abstractText")), *texts(inside(row, "keywordList", "keyword"))]),
        standing=State.RETRACTED if "retracted publication" in kinds else None,
        updates=tuple((updated, one) for one in targets if one) if updated else (),
    )
