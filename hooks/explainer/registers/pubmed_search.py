"""PubMed's search: ESearch gives the numbers, ESummary their records. Source: NBK25499, sections "ESearch", "ESummary".

Asked for by Entrez date (`edat`), the day on which a record came into the database.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

from explainer.model.vocabulary import SearchSource, State, WorkKind
from explainer.network.answer import Answer
from explainer.network.settings import Settings
from explainer.registers import pubmed
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
    number_of,
    pmid_of,
    title_of,
    year_of,
)

AT_ONCE = 500
MOST = 10_000
"""ESearch gives no more of PubMed than the first 10,000 numbers."""


def first(settings: Settings, words: str, since: date, until: date, start: int = 0) -> Step:
    """Return what to ask for the words, from the number `start` on."""
    asked = {"db": "pubmed", "term": words, "datetype": "edat", "mindate": f"{since:%Y/%m/%d}",
             "maxdate": f"{until:%Y/%m/%d}", "retmax": str(AT_ONCE), "retstart": str(start), "retmode": "json",
             "tool": "claims-explainer"}  # fmt: skip
    asked |= {"email": settings.contact} if settings.contact else {}
    asked |= {"api_key": settings.ncbi_key} if settings.ncbi_key else {}

    def read(answer: Answer) -> Page:
        data = data_of(answer)
        result = data if isinstance(data, str) else inside(data, "esearchresult")
        if not isinstance(result, dict):
            return Page(why=result if isinstance(result, str) else ODD)
        count, listed = number_of(result.get("count")), result.get("idlist")
        unknown = [*texts(inside(result, "errorlist", "fieldsnotfound")), *texts(result.get("ERROR"))]
        if unknown or count is None or not isinstance(listed, list):
            return Page(why=f"PubMed says: {unknown[0][:200]}" if unknown else ODD)
        numbers = [found for one in listed if (found := pmid_of(one))]
        more = [_summaries(settings, numbers[n : n + pubmed.BATCH]) for n in range(0, len(numbers), pubmed.BATCH)]
        if numbers and start + len(listed) < min(count, MOST):
            more.append(first(settings, words, since, until, start + len(listed)))
        return Page((), tuple(more), count)

    return Step(f"{settings.service('ncbi')}/esearch.fcgi?{urlencode(asked)}", read)


def _summaries(settings: Settings, numbers: list[str]) -> Step:
    address = pubmed.address(settings.service("ncbi"), "pubmed", numbers, settings.contact, settings.ncbi_key)
    return Step(address, partial(_read, numbers))


def _read(numbers: list[str], answer: Answer) -> Page:
    result = pubmed.result_of(answer)
    if isinstance(result, str):
        return Page(why=result)
    return Page(
        tuple(_record(number, result[number]) for number in numbers if "error" not in result.get(number, {"error": ""}))
    )


def _record(number: str, row: dict[str, Any]) -> SourceRecord:
    ids = {text(one.get("idtype")): one.get("value") for one in rows(row.get("articleids"))}
    kinds = [kind.lower() for kind in texts(row.get("pubtype"))]
    updated = pubmed.updated_work(row)
    targets = [pmid_of(one.get("pmid")) for one in rows(row.get("references"))
               if text(one.get("reftype")).lower().endswith(" of")]  # fmt: skip
    entrez = [one.get("date") for one in rows(row.get("history")) if one.get("pubstatus") == "entrez"]
    reading = pubmed.state_of_summary(row)
    kind = WorkKind.NOTICE if updated else WorkKind.PREPRINT if "preprint" in kinds else WorkKind.ARTICLE
    return SourceRecord(
        SearchSource.PUBMED,
        number,
        title_of(text(row.get("title") or row.get("booktitle")).removesuffix(".").strip("[] ")),
        year_of(row.get("pubdate"), row.get("epubdate"), row.get("sortpubdate")),
        kind,
        doi=doi_of(ids.get("doi")),
        pmid=number,
        added=day_in(*entrez),
        standing=None if reading is State.CLEAN else reading,
        updates=tuple((updated, one) for one in targets if one) if updated else (),
    )
