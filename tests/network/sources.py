"""The sources of `claims watch` on 127.0.0.1: each answers searches in its documented form, page by page.

Tests fill them with works; every service gives those that it took in within the time that was asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from network.internet import Asked, Internet, Page, Reply, as_json
from network.internet import pubmed_summary as summary

DAY = date(2026, 11, 20)
NAMES = {
    "pubmed": "ncbi",
    "europe-pmc": "europepmc",
    "clinical-trials": "trials",
    "crossref": "crossref",
    "openalex": "openalex",
    "federal-register": "fedreg",
}
"""Source -> the service that is asked."""

PATHS = {
    "pubmed": "esearch.fcgi",
    "europe-pmc": "search",
    "clinical-trials": "studies",
    "crossref": "works",
    "openalex": "works",
    "federal-register": "documents.json",
}


@dataclass(frozen=True)
class Work:
    """A work as any source may have it; `more` is written over what the source would answer."""

    number: int
    title: str = ""
    day: date = DAY
    doi: str | None = None
    pmid: str | None = None
    year: int = 2026
    words: str = ""
    posted: date | None = None
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.title or f"A study of the warm tea, number {self.number}"


class Sources:
    """The services. `works` maps a source to what it has; `failing` maps one to what it answers instead.

    PubMed gives works only to a query with the word `subject`, so that two searches can differ.
    """

    def __init__(self, internet: Internet) -> None:
        self.internet = internet
        self.works: dict[str, list[Work]] = {source: [] for source in NAMES}
        self.failing: dict[str, Page] = {}
        self.subject = "chamomile"
        answers: dict[str, Callable[[Asked], Reply]] = {
            "pubmed": self._esearch,
            "europe-pmc": self._europe_pmc,
            "clinical-trials": self._trials,
            "crossref": self._crossref,
            "openalex": self._openalex,
            "federal-register": self._federal_register,
        }
        for source, answer in answers.items():
            internet.pages[f"{NAMES[source]}.test/{PATHS[source]}"] = self._or_failing(source, answer)
        internet.pages["ncbi.test/esummary.fcgi"] = lambda asked, _: self._esummary(asked)

    def add(self, source: str, *numbers: int, **values: Any) -> None:
        """Give a source works with these numbers."""
        self.works[source] += [Work(number, **values) for number in numbers]

    def asked(self, source: str) -> list[str]:
        """Return the searches that a source was asked."""
        host, path = f"{NAMES[source]}.test", f"/{PATHS[source]}"
        return [one.target for one in self.internet.asked if one.host == host and one.path == path]

    def _or_failing(self, source: str, answer: Callable[[Asked], Reply]) -> Callable[[Asked, int], Reply | str]:
        def handler(asked: Asked, count: int) -> Reply | str:
            failing = self.failing.get(source)
            if callable(failing):
                failing = failing(asked, count)
            if isinstance(failing, list):
                failing = failing[count - 1] if count <= len(failing) else None
            return failing if failing is not None else answer(asked)

        return handler

    def _within(self, source: str, since: str, until: str = "9999-12-31") -> list[Work]:
        return [work for work in self.works[source] if since <= f"{work.posted or work.day}" <= until]

    def _esearch(self, asked: Asked) -> Reply:
        """NBK25499, "ESearch", in JSON."""
        query = {name: values[0] for name, values in asked.query.items()}
        assert query["datetype"] == "edat"
        given = self._within("pubmed", query["mindate"].replace("/", "-"), query["maxdate"].replace("/", "-"))
        given = given if self.subject in query["term"] else []
        start, size = int(query["retstart"]), int(query["retmax"])
        part = given[start : start + size]
        result = {"count": f"{len(given)}", "retmax": f"{len(part)}", "retstart": f"{start}",
                  "idlist": [f"{work.number}" for work in part], "translationset": [],
                  "querytranslation": query["term"]}  # fmt: skip
        return as_json({"header": {"type": "esearch", "version": "0.3"}, "esearchresult": result})

    def _esummary(self, asked: Asked) -> Reply:
        numbers = asked.query["id"][0].split(",")
        held = {f"{work.number}": work for work in self.works["pubmed"]}
        result: dict[str, Any] = {"uids": numbers}
        for number in numbers:
            work = held.get(number)
            if work is None:
                result[number] = {"uid": number, "error": "cannot get document summary"}
                continue
            ids = [{"idtype": "doi", "idtypen": 3, "value": work.doi}] if work.doi else []
            dates = [{"pubstatus": "pubmed", "date": "2026/01/01 06:00"},
                     {"pubstatus": "entrez", "date": f"{work.day:%Y/%m/%d} 06:00"}]  # fmt: skip
            result[number] = {"uid": number, **summary(work.name, year=f"{work.year}", articleids=ids, history=dates),
                              **work.more}  # fmt: skip
        return as_json({"header": {"type": "esummary", "version": "0.3"}, "result": result})

    def _europe_pmc(self, asked: Asked) -> Reply:
        """Europe PMC's RESTful web service: the last page has no next cursor, or the one that was asked."""
        query = {name: values[0] for name, values in asked.query.items()}
        found = re.search(r"CREATION_DATE:\[(\S+) TO (\S+)\]$", query["query"])
        assert found
        assert query["resultType"] == "core"
        given = self._within("europe-pmc", found[1], found[2])
        cursor, size = query["cursorMark"], int(query["pageSize"])
        start = 0 if cursor == "*" else int(cursor.removeprefix("AoE="))
        part = given[start : start + size]
        rows = [{"id": f"{work.number}", "source": "MED", "pmid": work.pmid, "doi": work.doi, "title": f"{work.name}.",
                 "pubYear": f"{work.year}", "abstractText": work.words, "firstIndexDate": f"{work.day}",
                 "dateOfCreation": f"{work.day}", "pubTypeList": {"pubType": ["Journal Article"]}, **work.more}
                for work in part]  # fmt: skip
        more = {"nextCursorMark": f"AoE={start + size}"} if start + size < len(given) else {"nextCursorMark": cursor}
        return as_json({"version": "6.9", "hitCount": len(given), **more, "resultList": {"result": rows}})

    def _trials(self, asked: Asked) -> Reply:
        """ClinicalTrials.gov, API v2: the last page has no token, and a page may be empty."""
        query = {name: values[0] for name, values in asked.query.items()}
        since = re.findall(r"AREA\[(?:Study|Results)FirstPostDate\]RANGE\[(\S+),MAX\]", query["filter.advanced"])
        assert since == [since[0]] * 2
        given = self._within("clinical-trials", since[0])
        start, size = int(query.get("pageToken", "t0")[1:]), int(query["pageSize"])
        studies = []
        for work in given[start : start + size]:
            status: dict[str, Any] = {"studyFirstPostDateStruct": {"date": f"{work.day}", "type": "ACTUAL"}}
            if work.posted:
                status["resultsFirstPostDateStruct"] = {"date": f"{work.posted}", "type": "ACTUAL"}
            study = {
                "identificationModule": {"nctId": f"NCT{work.number:08}", "briefTitle": work.name},
                "statusModule": status,
                "descriptionModule": {"briefSummary": work.words},
                "conditionsModule": {"conditions": ["Insomnia"]},
                **work.more,
            }
            studies.append({"protocolSection": study, "hasResults": bool(work.posted)})
        more = {"nextPageToken": f"t{start + size}"} if start + size < len(given) else {}
        return as_json({"studies": studies, **more, **({} if start else {"totalCount": len(given)})})

    def _crossref(self, asked: Asked) -> Reply:
        """api.crossref.org: deep paging with cursors; the last page is followed by empty ones."""
        query = {name: values[0] for name, values in asked.query.items()}
        filters = dict(one.split(":") for one in query["filter"].split(","))
        given = self._within("crossref", filters["from-created-date"], filters["until-created-date"])
        cursor, size = query["cursor"], int(query["rows"])
        start = 0 if cursor == "*" else int(cursor.removeprefix("DnF="))
        items = [{"DOI": work.doi or f"10.5555/c{work.number}", "title": [work.name], "type": "journal-article",
                  "issued": {"date-parts": [[work.year, 3]]}, "abstract": f"<jats:p>{work.words}</jats:p>",
                  "created": {"date-parts": [[work.day.year, work.day.month, work.day.day]]}, **work.more}
                 for work in given[start : start + size]]  # fmt: skip
        message = {"facets": {}, "total-results": len(given), "items": items, "items-per-page": size, "query": {},
                   "next-cursor": f"DnF={start + size}"}  # fmt: skip
        return as_json({"status": "ok", "message-type": "work-list", "message-version": "1.0.0", "message": message})

    def _openalex(self, asked: Asked) -> Reply:
        """developers.openalex.org: cursors with a key, numbers of pages without; works by day of publication."""
        query = {name: values[0] for name, values in asked.query.items()}
        if query["filter"].startswith("doi:"):
            dois = query["filter"].removeprefix("doi:").split("|")
            results = [{"id": f"https://openalex.org/W-{doi}", "doi": f"https://doi.org/{doi}"} for doi in dois]
            return as_json({"meta": {"count": len(results)}, "results": results, "group_by": []})
        if "cursor" in query and "api_key" not in query:
            return as_json({"error": "Unauthorized", "message": "Cursor paging needs an API key"}, 401)
        since = query["filter"].removeprefix("from_publication_date:")
        given = self._within("openalex", since)
        size = int(query["per_page"])
        at = query.get("cursor", "")
        start = (int(query["page"]) - 1) * size if "page" in query else 0 if at == "*" else int(at.removeprefix("Ils="))
        results = [{"id": f"https://openalex.org/W{work.number}", "doi": work.doi and f"https://doi.org/{work.doi}",
                    "ids": {"pmid": work.pmid and f"https://pubmed.ncbi.nlm.nih.gov/{work.pmid}"},
                    "display_name": work.name, "publication_year": work.year, "type": "article",
                    "created_date": f"{work.day}", "is_retracted": False, "referenced_works": [],
                    "abstract_inverted_index": {word: [n] for n, word in enumerate(work.words.split())}, **work.more}
                   for work in given[start : start + size]]  # fmt: skip
        following = f"Ils={start + size}" if "cursor" in query and results else None
        meta = {"count": len(given), "per_page": size, "page": None, "next_cursor": following}
        return as_json({"meta": meta, "results": results, "group_by": []})

    def _federal_register(self, asked: Asked) -> Reply:
        """federalregister.gov, API v1: an answer without documents has no `results`."""
        query = {name: values[0] for name, values in asked.query.items()}
        given = self._within("federal-register", query["conditions[publication_date][gte]"])
        page, size = int(query["page"]), int(query["per_page"])
        rows = [{"document_number": f"2026-{work.number:05}", "title": work.name, "type": "Notice",
                 "abstract": work.words or None, "publication_date": f"{work.day}",
                 "html_url": f"https://www.federalregister.gov/documents/2026/11/20/2026-{work.number:05}/tea",
                 **work.more} for work in given[(page - 1) * size : page * size]]  # fmt: skip
        whole = {"count": len(given), "description": "Documents", "total_pages": -(-len(given) // size)}
        return as_json({**whole, "results": rows} if rows else whole)
