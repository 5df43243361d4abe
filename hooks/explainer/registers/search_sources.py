"""The searches of the sources of evidence: the request for each page of results, and its records in one form.

Each search is a function of settings, words and dates that returns the first `Step`; the page that a step reads has
the steps that follow. References: NBK25499 ("ESearch", "ESummary"); Europe PMC's RESTful web service and its reference
guide 6.9.0, appendix 1; clinicaltrials.gov/data-api/api; api.crossref.org/swagger-ui and crossref.org/documentation,
"REST API filters"; developers.openalex.org, "Search" and "Page through results"; federalregister.gov/developers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode

from explainer.loading.exported_references import csl_day
from explainer.model.notices import NEWS, Notice, notice_state, says_retracted, state_of
from explainer.model.vocabulary import SearchSource, State, WorkKind
from explainer.model.web_addresses import TRIAL, doi_url, safe_url, trial_url
from explainer.network.answer import WebAnswer
from explainer.network.settings import Settings
from explainer.registers import crossref, openalex, pubmed
from explainer.registers.record import ODD, data_of, doi_of, given, inside, rows, text, texts, years_of

OVERLAP = timedelta(days=7)
"""How far a run looks back beyond the last one: a source's search may find a record only days after its date."""

AT_ONCE = {
    SearchSource.PUBMED: 500,
    SearchSource.EUROPE_PMC: 200,
    SearchSource.CLINICAL_TRIALS: 200,
    SearchSource.CROSSREF: 200,
    SearchSource.OPENALEX: 100,
    SearchSource.FEDERAL_REGISTER: 100,
}
"""Records on one page of results."""
MOST = {SearchSource.PUBMED: 10_000, SearchSource.OPENALEX: 10_000, SearchSource.FEDERAL_REGISTER: 2000}
"""The most records of one search in sources whose pages have numbers."""


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A record from a source. `added` is the day on which the source added it, if it says so.

    `words` is the abstract or the like; `cites` are the works that it cites, by DOI, PMID or OpenAlex identifier;
    `standing` is the work's own state, if the source says one; `updates` are the states that a notice gives to other
    works, each with a DOI or PMID.
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
    """The records of one answer, the next steps, and the number of records in all; or why the answer cannot be used.

    `passed_over` counts records that are left out because they are not new.
    """

    records: tuple[SourceRecord, ...] = ()
    more: tuple[Step, ...] = ()
    total: int | None = None
    why: str = ""
    passed_over: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """An address to request, and how to read its answer."""

    address: str
    read: Callable[[WebAnswer], Page]


Rows = list[Mapping[str, Any]]


def _list(
    address: str,
    total: tuple[str, ...],
    listed: tuple[str, ...],
    record: Callable[[Mapping[str, Any]], SourceRecord],
    following: Callable[[dict[str, Any], Rows, int], Step | None],
    *,
    counted: bool = True,
    data_in: Callable[[WebAnswer], dict[str, Any] | str] = data_of,
) -> Step:
    """Return the request for a list of records. `total` and `listed` are the keys of their number and of the list.

    Unless `counted`, the number may be missing. `following` returns the next step from the data, the records and the
    number, which is 0 if it is unknown.
    """

    def read(answer: WebAnswer) -> Page:
        data = data_in(answer)
        number, found = number_of(inside(data, *total)), inside(data, *listed)
        if isinstance(data, str) or not isinstance(found, list) or (counted and number is None):
            said = text(inside(data, "errMsg"))[:200]  # in the form of Europe PMC
            return Page(why=data if isinstance(data, str) else f"it says: {said}" if said else ODD)
        objects: Rows = [row for row in found if isinstance(row, dict)]
        step = following(data, objects, number or 0)
        return Page(tuple(map(record, objects)), (step,) if step else (), number)

    return Step(address, read)


# PubMed: ESearch returns the numbers, ESummary their records. `edat` is the day on which a record was added.


def search_pubmed(settings: Settings, words: str, since: date, until: date, start: int = 0) -> Step:
    """Return the request for PubMed's numbers from `start` on."""
    at_once = AT_ONCE[SearchSource.PUBMED]
    asked = {"db": "pubmed", "term": words, "datetype": "edat", "mindate": f"{since:%Y/%m/%d}",
             "maxdate": f"{until:%Y/%m/%d}", "retmax": str(at_once), "retstart": str(start), "retmode": "json",
             "tool": "claims-explainer", **given(email=settings.contact, api_key=settings.ncbi_key)}  # fmt: skip

    def read(answer: WebAnswer) -> Page:
        data = data_of(answer)
        result = inside(data, "esearchresult")
        if not isinstance(result, dict):
            return Page(why=data if isinstance(data, str) else ODD)
        count, listed = number_of(result.get("count")), result.get("idlist")
        unknown = [*texts(inside(result, "errorlist", "fieldsnotfound")), *texts(result.get("ERROR"))]
        if unknown or count is None or not isinstance(listed, list):
            return Page(why=f"PubMed says: {unknown[0][:200]}" if unknown else ODD)
        numbers = [pmid for value in listed if (pmid := pmid_of(value))]
        parts = [numbers[n : n + pubmed.BATCH] for n in range(0, len(numbers), pubmed.BATCH)]
        more = [_pubmed_summaries(settings, part) for part in parts]
        if numbers and start + len(listed) < min(count, MOST[SearchSource.PUBMED]):
            more.append(search_pubmed(settings, words, since, until, start + len(listed)))
        return Page((), tuple(more), count)

    return Step(f"{settings.service('ncbi')}/esearch.fcgi?{urlencode(asked)}", read)


def _pubmed_summaries(settings: Settings, numbers: list[str]) -> Step:
    def read(answer: WebAnswer) -> Page:
        result = pubmed.result_of(answer)
        if isinstance(result, str):
            return Page(why=result)
        known = ((number, row) for number, row in pubmed.rows_of(answer, numbers) if isinstance(row, dict))
        return Page(tuple(_pubmed_record(number, row) for number, row in known))

    return Step(pubmed.address(settings, "pubmed", numbers), read)


def _pubmed_record(number: str, row: dict[str, Any]) -> SourceRecord:
    ids = {text(ident.get("idtype")): ident.get("value") for ident in rows(row.get("articleids"))}
    kinds = [kind.lower() for kind in texts(row.get("pubtype"))]
    updates = updates_in((text(other.get("reftype")), other.get("pmid")) for other in rows(row.get("references")))
    return SourceRecord(
        SearchSource.PUBMED,
        number,
        title_of(text(row.get("title") or row.get("booktitle")).removesuffix(".").strip("[] ")),
        year_of(row.get("pubdate"), row.get("epubdate"), row.get("sortpubdate")),
        WorkKind.NOTICE if updates or pubmed.updated_work(row)
        else WorkKind.PREPRINT if "preprint" in kinds else WorkKind.ARTICLE,
        doi=doi_of(ids.get("doi")),
        pmid=number,
        added=day_in(*(event.get("date") for event in rows(row.get("history")) if event.get("pubstatus") == "entrez")),
        standing=news("", pubmed.notices_about(row)),
        updates=updates,
    )  # fmt: skip


# Europe PMC, by CREATION_DATE, the day on which a record was added. The last page repeats its cursor, or has none.


def search_europe_pmc(settings: Settings, words: str, since: date, until: date, cursor: str = "*") -> Step:
    """Return the request for Europe PMC's records from a cursor on."""
    asked = {"query": f"({words}) AND CREATION_DATE:[{since} TO {until}]", "format": "json", "resultType": "core",
             "pageSize": str(AT_ONCE[SearchSource.EUROPE_PMC]), "cursorMark": cursor,
             **given(email=settings.contact)}  # fmt: skip

    def following(data: dict[str, Any], listed: Rows, _: int) -> Step | None:
        after = text(data.get("nextCursorMark"))
        wanted = listed and after not in {"", cursor}
        return search_europe_pmc(settings, words, since, until, after) if wanted else None

    address = f"{settings.service('europepmc')}/search?{urlencode(asked)}"
    return _list(address, ("hitCount",), ("resultList", "result"), _europe_pmc_record, following)


def _europe_pmc_record(row: Mapping[str, Any]) -> SourceRecord:
    source, ident, title = text(row.get("source")), text(row.get("id")), title_of(row.get("title"))
    kinds = [kind.lower() for kind in texts(inside(row, "pubTypeList", "pubType"))]
    listed = rows(inside(row, "commentCorrectionList", "commentCorrection"))
    links = [(text(link.get("type")), link.get("id")) for link in listed]
    updates = updates_in(links)
    notices = [Notice(state) for link, _ in links if (state := pubmed.state_of_link(link, to_work=False))]
    return SourceRecord(
        SearchSource.EUROPE_PMC,
        f"{source}/{ident}" if ident else "",
        title,
        year_of(row.get("pubYear"), row.get("firstPublicationDate")),
        WorkKind.NOTICE if updates or notice_state(title) or any(map(pubmed.NOTICE_TYPES.match, kinds))
        else WorkKind.PREPRINT if source == "PPR" else WorkKind.ARTICLE,
        doi=doi_of(row.get("doi")),
        pmid=pmid_of(row.get("pmid")),
        url=f"https://europepmc.org/article/{quote(source[:40], safe='')}/{quote(ident[:80], safe='')}",
        added=day_in(row.get("dateOfCreation"), row.get("firstIndexDate")),
        words=joined([text(row.get("abstractText")), *texts(inside(row, "keywordList", "keyword"))]),
        standing=news(title, [*notices, *pubmed.notices_of_kinds(kinds)]),
        updates=updates,
    )  # fmt: skip


# ClinicalTrials.gov, API version 2. A trial and its posted results are two records; a page may be empty.

_TRIAL_FIELDS = (
    "NCTId,BriefTitle,OfficialTitle,BriefSummary,Condition,StudyFirstPostDate,ResultsFirstPostDate,ReferencePMID"
)


def search_trials(settings: Settings, words: str, since: date, until: date, token: str = "") -> Step:
    """Return the request for the trials of ClinicalTrials.gov from a page token on."""
    posted = " OR ".join(f"AREA[{name}]RANGE[{since},MAX]" for name in ("StudyFirstPostDate", "ResultsFirstPostDate"))
    asked = {"query.term": words, "filter.advanced": posted, "fields": _TRIAL_FIELDS,
             "pageSize": str(AT_ONCE[SearchSource.CLINICAL_TRIALS]), "countTotal": "true", "format": "json",
             **given(pageToken=token)}  # fmt: skip

    def following(data: dict[str, Any], _: Rows, __: int) -> Step | None:
        after = text(data.get("nextPageToken"))
        return search_trials(settings, words, since, until, after) if after not in {"", token} else None

    address, record = f"{settings.service('trials')}/studies?{urlencode(asked)}", partial(_trial_record, since)
    return _list(address, ("totalCount",), ("studies",), record, following, counted=not token)


def _trial_record(since: date, row: Mapping[str, Any]) -> SourceRecord:
    protocol = inside(row, "protocolSection")
    names, status = inside(protocol, "identificationModule"), inside(protocol, "statusModule")
    trial = text(inside(names, "nctId"))
    posted = day_in(inside(status, "resultsFirstPostDateStruct", "date"))
    with_results = posted is not None and posted >= since
    added = posted if with_results else day_in(inside(status, "studyFirstPostDateStruct", "date"))
    cited = rows(inside(protocol, "referencesModule", "references"))
    return SourceRecord(
        SearchSource.CLINICAL_TRIALS,
        trial,
        title_of(inside(names, "briefTitle") or inside(names, "officialTitle")),
        added.year if added else None,
        WorkKind.TRIAL_RESULTS if with_results else WorkKind.TRIAL,
        trial=trial if TRIAL.match(trial) else "",
        url=trial_url(trial[:40]),
        added=added,
        words=joined([text(inside(protocol, "descriptionModule", "briefSummary")),
                      *texts(inside(protocol, "conditionsModule", "conditions"))]),
        cites=tuple(pmid for work in cited if (pmid := pmid_of(work.get("pmid")))),
    )  # fmt: skip


# Crossref, by the day on which a DOI was made. It returns works with any of the words, so a query names only the
# subject.

_CROSSREF_FIELDS = "DOI,title,subtitle,type,issued,published,created,abstract,reference,update-to,updated-by"
"""Each is in Crossref's own list of what `select` may name (CrossRef/rest-api-doc#302); any other is answered 400."""
_CROSSREF_OTHER = frozenset(
    {"dataset", "dissertation", "component", "peer-review", "grant", "standard", "database", "journal"}
)


def search_crossref(
    settings: Settings, words: str, since: date, until: date, cursor: str = "*", before: int = 0
) -> Step:
    """Return the request for Crossref's works from a cursor on; `before` counts the records of the pages before."""
    asked = {"query.bibliographic": words, "filter": f"from-created-date:{since},until-created-date:{until}",
             "select": _CROSSREF_FIELDS, "rows": str(AT_ONCE[SearchSource.CROSSREF]), "cursor": cursor,
             **given(mailto=settings.contact)}  # fmt: skip

    def following(data: dict[str, Any], listed: Rows, total: int) -> Step | None:
        after, count = text(data.get("next-cursor")), before + len(data["items"])
        wanted = listed and after and count < total
        return search_crossref(settings, words, since, until, after, count) if wanted else None

    address, message = f"{settings.service('crossref')}/works?{urlencode(asked)}", crossref.message_of
    return _list(address, ("total-results",), ("items",), _crossref_record, following,
                 data_in=partial(message, kind="work-list"))  # fmt: skip


def _crossref_record(row: Mapping[str, Any]) -> SourceRecord:
    doi, kind = doi_of(row.get("DOI")), text(row.get("type"))
    updates = crossref.updated_works(row)
    years = years_of([row.get("issued"), row.get("published"), row.get("created")])
    title = ": ".join([*texts(row.get("title"))[:1], *texts(row.get("subtitle"))[:1]])
    return SourceRecord(
        SearchSource.CROSSREF,
        doi or text(row.get("DOI")),
        title_of(title),
        year_of(*years),
        WorkKind.NOTICE if updates else WorkKind.PREPRINT if kind == "posted-content"
        else WorkKind.OTHER if kind in _CROSSREF_OTHER else WorkKind.ARTICLE,
        doi=doi,
        url=doi_url(text(row.get("DOI"))[:300]),
        added=csl_day(row.get("created")),
        words=text(row.get("abstract")),
        cites=tuple(cited.casefold() for work in rows(row.get("reference")) if (cited := doi_of(work.get("DOI")))),
        standing=news("", crossref.notices_about(row)),
        updates=tuple((state, target) for state, name in updates if (target := doi_of(name))),
    )  # fmt: skip


# OpenAlex. Only paying users may filter by the day on which a work was added. So a run asks for half a year of
# publications and leaves out works that were added before. Without a key OpenAlex refuses cursors: pages have numbers.

LAG = timedelta(days=180)
"""The longest time between publication of a work and its addition to OpenAlex with which a run still finds it."""
GRACE = timedelta(days=30)
"""A work that was added longer than this before `since` is not new."""
_OPENALEX_FIELDS = (
    "id,doi,ids,display_name,publication_year,type,created_date,is_retracted,referenced_works,abstract_inverted_index"
)
_OPENALEX_KINDS = {
    "preprint": WorkKind.PREPRINT,
    **dict.fromkeys(("retraction", "erratum"), WorkKind.NOTICE),
    **dict.fromkeys("dataset dissertation peer-review grant standard paratext other software".split(), WorkKind.OTHER),
}


def search_openalex(settings: Settings, words: str, since: date, until: date, page: str = "", before: int = 0) -> Step:
    """Return the request for OpenAlex's works from `page` on: a cursor, or a number if there is no key."""
    by_number = not settings.openalex_key
    asked = {"search": words, "filter": f"from_publication_date:{since - LAG}", "select": _OPENALEX_FIELDS,
             "per_page": str(AT_ONCE[SearchSource.OPENALEX]),
             **({"page": page or "1"} if by_number else {"cursor": page or "*"})}  # fmt: skip

    def following(data: dict[str, Any], listed: Rows, total: int) -> Step | None:
        count, after = before + len(listed), text(inside(data, "meta", "next_cursor"))
        if by_number:
            after = str(int(page or "1") + 1) if count < min(total, MOST[SearchSource.OPENALEX]) else ""
        wanted = listed and after not in {"", page}
        return search_openalex(settings, words, since, until, after, count) if wanted else None

    def read(answer: WebAnswer) -> Page:
        whole = step.read(answer)
        new = tuple(record for record in whole.records if record.added is None or record.added >= since - GRACE)
        return replace(whole, records=new, passed_over=len(whole.records) - len(new))

    address = openalex.works_address(settings, asked)
    step = _list(address, ("meta", "count"), ("results",), _openalex_record, following)
    return replace(step, read=read)


def _openalex_record(row: Mapping[str, Any]) -> SourceRecord:
    inverted, cited = row.get("abstract_inverted_index"), row.get("referenced_works")
    title = title_of(row.get("display_name"))
    return SourceRecord(
        SearchSource.OPENALEX,
        text(row.get("id")),
        title,
        year_of(row.get("publication_year")),
        _OPENALEX_KINDS.get(text(row.get("type")), WorkKind.ARTICLE),
        doi=doi_of(row.get("doi")),
        pmid=pmid_of(inside(row, "ids", "pmid")),
        url=address_of(row.get("id"), f"https://openalex.org/{quote(text(row.get('id')).rpartition('/')[2][-40:])}"),
        added=day_in(row.get("created_date")),
        words=joined(text(word) for word in inverted) if isinstance(inverted, dict) else "",
        cites=tuple(work for work in cited if isinstance(work, str)) if isinstance(cited, list) else (),
        standing=State.RETRACTED if openalex.marks_retracted(row) else news(title),
    )


# The Federal Register's documents, by day of publication.

_LAW_FIELDS = ("document_number", "title", "type", "abstract", "html_url", "publication_date")


def search_federal_register(settings: Settings, words: str, since: date, until: date, page: int = 1) -> Step:
    """Return the request for a page of the Federal Register's documents."""
    at_once = AT_ONCE[SearchSource.FEDERAL_REGISTER]
    asked = [
        ("conditions[term]", words),
        ("conditions[publication_date][gte]", f"{since}"),
        ("order", "oldest"),
        ("per_page", str(at_once)),
        ("page", str(page)),
        *(("fields[]", name) for name in _LAW_FIELDS),
    ]

    def following(_: dict[str, Any], listed: Rows, total: int) -> Step | None:
        wanted = listed and page * at_once < min(total, MOST[SearchSource.FEDERAL_REGISTER])
        return search_federal_register(settings, words, since, until, page + 1) if wanted else None

    def data_in(answer: WebAnswer) -> dict[str, Any] | str:
        data = data_of(answer)
        return data if isinstance(data, str) else {"results": [], **data}  # without results there is no list

    address = f"{settings.service('fedreg')}/documents.json?{urlencode(asked)}"
    return _list(address, ("count",), ("results",), _federal_record, following, data_in=data_in)


def _federal_record(row: Mapping[str, Any]) -> SourceRecord:
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


FIRST_STEPS: Mapping[SearchSource, Callable[[Settings, str, date, date], Step]] = {
    SearchSource.PUBMED: search_pubmed,
    SearchSource.EUROPE_PMC: search_europe_pmc,
    SearchSource.CLINICAL_TRIALS: search_trials,
    SearchSource.CROSSREF: search_crossref,
    SearchSource.OPENALEX: search_openalex,
    SearchSource.FEDERAL_REGISTER: search_federal_register,
}
"""Source -> its search for words in the records that it added between two days. `stored-copies` is missing: people look
these up, no program does."""


def title_of(value: Any) -> str:
    """Return a title as plain text without a full stop at its end, or "[No title]"."""
    return text(value).removesuffix(".").strip()[:600] or "[No title]"


def news(title: str, notices: Iterable[Notice] = ()) -> State | None:
    """Return the state of a work after these notices and a mark of retraction in its title, None if nothing is said."""
    state = state_of([*notices, *([Notice(State.RETRACTED)] if says_retracted(title) else [])])
    return state if state in NEWS else None


def updates_in(links: Iterable[tuple[str, Any]]) -> tuple[tuple[State, str], ...]:
    """Return the works that a notice is about, from the kind of each link and its PMID: the new state, and the PMID."""
    found = ((pubmed.state_of_link(link, to_work=True), pmid_of(number)) for link, number in links)
    return tuple((state, pmid) for state, pmid in found if state and pmid)


def address_of(value: Any, otherwise: str) -> str:
    """Return the address of a record, or `otherwise` if it is no address of that host."""
    address = text(value)
    own = address.startswith("/".join(otherwise.split("/")[:3]) + "/")
    return address if own and safe_url(address) and len(address) <= 500 else otherwise


def pmid_of(value: Any) -> str:
    """Return a PMID, which may be the end of an address, or "" for any other value."""
    match = re.search(r"(?:^|/)([1-9]\d{0,8})/?$", str(value) if isinstance(value, int | str) else "")
    return match[1] if match else ""


def year_of(*values: Any) -> int | None:
    """Return the year in the first of several dates that has one, or None."""
    matches = (re.match(r"(1[5-9]|2[0-9])\d\d(?!\d)", str(value or "")) for value in values)
    return next((int(match[0]) for match in matches if match), None)


def day_in(*values: Any) -> date | None:
    """Return the first valid date: 2026-11-29 or 2026/11/29, perhaps with a time after it. None if there is none."""
    for value in values:
        match = re.match(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)", str(value or ""))
        with suppress(ValueError):
            if match:
                return date(*map(int, match.groups()))
    return None


def number_of(value: Any) -> int | None:
    """Return a count, which some sources write as a text, or None for any other value."""
    return int(value) if re.fullmatch(r"[0-9]{1,12}", f"{value}") else None


def joined(words: Iterable[str]) -> str:
    """Return texts as one text of at most 5,000 characters."""
    return " ".join(word for word in words if word)[:5000]
