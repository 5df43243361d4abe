"""The services' answers, read: in their documented forms, and in every form of failure, none of which is clean."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from explainer.model.notices import Said, state_of, together
from explainer.model.vocabulary import Register, State
from explainer.network.answer import Trouble, WebAnswer
from explainer.network.outcome import Outcome
from explainer.network.settings import SERVICES, Settings
from explainer.registers import crossref, doi_org, openalex, pubmed, retraction_watch
from explainer.registers.record import Reading
from network.internet import crossref_work, pubmed_summary

DOI = "10.5555/warm.2020.45"
AWKWARD = (
    "10.1016/S0022-2836(05)80360-2",
    "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2",
    "10.1000/a#b",
    "10.1000/a?b=c&d",
    "10.1000/a%2Fb",
    "10.1000/a,b",
    "10.1000/a b",
    '10.1000/a"b',
    "10.1000/a[b]{c}|d^e`f\\g",
    "10.1000/\u00fc",
    "10.1000/a+b",
    "10.1000/a/../b",
)


def answer(data: Any, status: int = 200, kind: str = "application/json") -> WebAnswer:
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    return WebAnswer("https://service.test/", status, {"content-type": kind}, body)


def work(**more: Any) -> WebAnswer:
    return answer({"status": "ok", "message-type": "work", "message": {"DOI": DOI, **crossref_work("Tea"), **more}})


def update(kind: str, day: tuple[int, ...] = (2021, 5, 6), **more: Any) -> dict[str, Any]:
    return {
        "updated": {"date-parts": [list(day)], "date-time": "2021-05-06T00:00:00Z", "timestamp": 1620259200000},
        "DOI": "10.5555/notice",
        "type": kind,
        "label": kind.title(),
        "source": "publisher",
        **more,
    }


FAILURES: dict[str, WebAnswer] = {
    **{trouble.name: WebAnswer("https://service.test/", trouble=trouble) for trouble in Trouble},
    **{str(status): answer({}, status) for status in (204, 301, 400, 401, 403, 418, 429, 500, 502, 503, 504)},
    "a page": answer(b"<!doctype html><title>Maintenance</title>", 200, "text/html"),
    "nothing": answer(b""),
    "half of it": answer(b'{"status":"ok","message-type":"work","mess'),
    "a list": answer([]),
    "a number": answer(7),
    "nothing in it": answer({}),
    "null": answer(b"null"),
    "very deep": answer(b"[" * 100_000),
    "of another kind": answer(
        {"status": "ok", "message-type": "member", "message": {}, "result": [], "is_retracted": "no"}
    ),
    "a page with 404, in JSON": answer({"detail": "no such route"}, 404),
    "a page with 404": answer(b"<title>Not found</title>", 404, "text/html"),
    "with wrong parts": answer(
        {
            "status": "ok",
            "message-type": "work",
            "message": {"DOI": 5, "title": 7, "author": "x"},
            "result": {"1": "x"},
            "is_retracted": None,
            "title": {},
            "responseCode": "1",
        }
    ),
}


# No failure reads as clean, dead or anything else that is known


@pytest.mark.parametrize("name", FAILURES)
def test_no_failure_counts_as_an_answer(name: str) -> None:
    failed = FAILURES[name]
    readings: list[Reading] = [
        crossref.read_work(failed, DOI),
        *crossref.read_updates(failed, [DOI, "10.5555/b"]).values(),
        *pubmed.read_summaries(failed, ["1", "2"]).values(),
        openalex.read_openalex(failed, DOI),
    ]
    if not name.startswith("a page with 404"):
        readings.append(doi_org.read_csl(failed, DOI))
    for reading in readings:
        assert reading.state is State.UNKNOWN, reading
        assert reading.failed
        assert reading.why
        assert reading.record is None
    assert doi_org.judge_doi(failed).outcome in {Outcome.UNKNOWN, Outcome.BLOCKED}
    for judged in pubmed.judge_numbers(failed, ["1", "2"], "PMID").values():
        assert judged.outcome is Outcome.UNKNOWN
        assert judged.detail


@pytest.mark.parametrize("others", [State.CLEAN, State.ABSENT, State.SKIPPED, State.CORRECTED, None])
@pytest.mark.parametrize("register", list(Register))
def test_one_failure_makes_the_whole_unknown(register: Register, others: State | None) -> None:
    day = date(2027, 1, 1)
    said = [Said(one, others, day) for one in Register if others and one is not register]
    assert together([*said, Said(register, State.UNKNOWN, day, "answered 503")]) is State.UNKNOWN


# Handle


def test_handle_answers() -> None:
    found = {
        "responseCode": 1,
        "handle": DOI,
        "values": [{"index": 1, "type": "URL", "data": {"value": "https://x.test"}}],
    }
    assert doi_org.judge_doi(answer(found)).outcome is Outcome.OK
    assert doi_org.judge_doi(answer({"responseCode": 100, "handle": DOI}, 404)).outcome is Outcome.DEAD
    assert doi_org.judge_doi(answer({"responseCode": 200, "handle": DOI})).outcome is Outcome.UNKNOWN
    assert doi_org.judge_doi(answer({"responseCode": 2, "handle": DOI}, 500)).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize("doi", AWKWARD)
def test_identifiers_are_encoded_once(doi: str) -> None:
    settings = Settings(services=dict.fromkeys(SERVICES, "https://s.test"), contact="me@example.org")
    for address, before in (
        (doi_org.handle_address(settings, doi), "/api/handles/"),
        (crossref.address(settings, doi), "/works/"),
        (doi_org.csl_address(settings, doi), "/"),
        (openalex.address(settings, doi, ""), "/works/doi:"),
    ):
        parts = urlsplit(address)
        assert not parts.fragment
        assert unquote(parts.path.removeprefix(before)) == doi
        assert address.isascii()
        assert not set(address) & set(' <>"{}|\\^`')
    assert "/" not in crossref.address(settings, doi).removeprefix("https://s.test/works/")
    if crossref.can_be_filtered(doi):
        query = parse_qs(urlsplit(crossref.updates_address(settings, [doi, DOI])).query, strict_parsing=True)
        assert query["filter"] == [f"updates:{doi},updates:{DOI}"]
    else:
        assert "," in doi


# Crossref


KINDS = {
    State.RETRACTED: "retraction | withdrawal | removal | retraction-notice | retracted | Retracted Article | "
    "withdrawn | Withdrawn | withdrawal_notice | retraction_and_replacement | article-removal",
    State.CONCERN: "partial_retraction | expression_of_concern | Expression of Concern | partial-retraction | "
    "expression-of-concern-notice | editorial_concern",
    State.CORRECTED: "correction | corrigendum | erratum | addendum | author_correction | published_erratum",
    State.REINSTATED: "reinstatement | retraction_of_retraction | reinstated",
    State.CLEAN: "new_version",
    State.UNKNOWN: "something new | something_new",
}


@pytest.mark.parametrize(("state", "kind"), [(state, kind) for state in KINDS for kind in KINDS[state].split(" | ")])
def test_crossref_updates(state: State, kind: str) -> None:
    forward = crossref.read_work(work(**{"updated-by": [update(kind)]}), DOI)
    item = {"DOI": "10.5555/notice", "update-to": [update(kind, DOI=DOI.upper())]}
    backward = crossref.read_updates(_listed([item]), [DOI])[DOI]
    assert (forward.state, backward.state) == (state, state)
    if state not in {State.CLEAN, State.UNKNOWN}:
        assert forward.notices[0].day == backward.notices[0].day == date(2021, 5, 6)
        assert forward.notices[0].doi == backward.notices[0].doi == "10.5555/notice"


def test_crossref_of_retraction_watch() -> None:
    """Two notices of one retraction, from the publisher and from Retraction Watch, as its tutorial of 2025 has it."""
    both = [update("retraction"), update("retraction", source="retraction-watch", **{"record-id": 12345})]
    reading = crossref.read_work(work(**{"updated-by": both}), DOI)
    assert reading.state is State.RETRACTED
    assert [notice.said_by for notice in reading.notices] == ["publisher", "retraction-watch"]


def test_crossref_record() -> None:
    reading = crossref.read_work(
        work(
            title=["<i>Tea</i> &amp;\n sleep"],
            subtitle=["A trial"],
            author=[{"family": "Berg", "given": "O", "sequence": "first"}],
            **{
                "container-title": ["Journal of Tea"],
                "short-container-title": ["J Tea"],
                "issued": {"date-parts": [[2019, 12, 30]]},
                "published-print": {"date-parts": [[2020]]},
            },
        ),
        DOI,
    )
    assert reading.state is State.CLEAN
    assert reading.record is not None
    assert reading.record.titles == ("Tea & sleep", "Tea & sleep: A trial")
    assert reading.record.first_author == "Berg"
    assert reading.record.years == ("2019", "2020")
    assert reading.record.journals == ("Journal of Tea", "J Tea")
    retracted = crossref.read_work(work(title=["RETRACTED ARTICLE: Tea"]), DOI)
    assert retracted.state is State.RETRACTED
    assert retracted.record is not None
    assert retracted.record.titles == ("Tea",)


def test_crossref_does_not_know_it_or_has_another_in_its_place_or_half_a_list() -> None:
    assert crossref.read_work(answer(b"Resource not found.", 404, "text/plain"), DOI).state is State.ABSENT
    record = crossref.read_work(work(DOI="10.5555/other"), DOI).record
    assert record is not None
    assert record.doi == "10.5555/other"
    assert crossref.read_work(work(DOI=None), DOI).failed
    for listed in (7, "x", {}, [None], [[]]):  # notices that cannot be read are not none
        assert crossref.read_work(work(**{"updated-by": listed}), DOI).state is State.UNKNOWN, listed
    # an incomplete list is a failure
    other = {"DOI": "10.5555/n", "update-to": [{"DOI": "10.5555/other", "type": "retraction"}]}
    for items in ([None], [["x"]], [{"DOI": "10.5555/n"}], [{"update-to": None}], [{"update-to": [None]}], [other]):
        assert crossref.read_updates(_listed(items), [DOI])[DOI].failed, items
    for total in (3, "3", None, -1):
        assert crossref.read_updates(_listed([], total=total), [DOI])[DOI].failed, total


def _listed(items: list[Any], total: Any = ...) -> WebAnswer:
    message = {"items": items, "total-results": len(items) if total is ... else total}
    return answer({"status": "ok", "message-type": "work-list", "message": message})


# Content negotiation


def test_csl_record() -> None:
    record = {
        "type": "dataset",
        "title": "Tea data",
        "author": [{"family": "Berg", "given": "O", "non-dropping-particle": "van der"}],
        "issued": {"date-parts": [[2022, 1, 5]]},
        "publisher": "Zenodo",
        "DOI": "10.5281/ZENODO.1",
    }
    reading = doi_org.read_csl(answer(record, kind=doi_org.ACCEPT), "10.5281/zenodo.1")
    assert reading.record is not None
    assert reading.record.first_author == "van der Berg"
    assert reading.state is State.SKIPPED, "DataCite holds no notices of retraction"
    assert doi_org.read_csl(answer(b"<title>DOI Not Found</title>", 404, "text/html"), DOI).state is State.ABSENT
    assert doi_org.read_csl(answer(b"<title>The dataset</title>", 200, "text/html"), DOI).failed


# PubMed


def summaries(**rows: dict[str, Any]) -> WebAnswer:
    numbered = {name.lstrip("n"): {"uid": name.lstrip("n"), **row} for name, row in rows.items()}
    return answer({"header": {"type": "esummary", "version": "0.3"}, "result": {"uids": list(numbered), **numbered}})


def test_pubmed_record() -> None:
    row = pubmed_summary(
        "Tea and sleep",
        author="van der Berg OJ",
        journal="J Tea",
        fulljournalname="Journal of tea (Oslo)",
        epubdate="2019 Dec 30",
        articleids=[{"idtype": "doi", "value": DOI}, {"idtype": "pmc", "value": "PMC9"}],
    )
    reading = pubmed.read_summaries(summaries(n123=row), ["123"])["123"]
    assert reading.state is State.CLEAN
    record = reading.record
    assert record is not None
    assert (record.titles, record.first_author, record.years) == (("Tea and sleep",), "van der Berg", ("2020", "2019"))
    assert (record.doi, record.pmid, record.pmcid) == (DOI, "123", "PMC9")
    row |= {"title": "[Not Available].", "vernaculartitle": "Tee"}
    record = pubmed.read_summaries(summaries(n123=row), ["123"])["123"].record
    assert record is not None
    assert record.titles == ("Tee",)


@pytest.mark.parametrize(
    ("more", "family"),
    [
        ({"author": "Post S"}, "Post"),
        ({"author": "Suhaimi FW"}, "Suhaimi"),
        ({"author": "Grundmann O Jr"}, "Grundmann"),
        ({"author": "Li X"}, "Li"),
        ({"authors": [{"name": "The Tea Body", "authtype": "CollectiveName"}]}, "The Tea Body"),
    ],
)
def test_pubmed_names(more: dict[str, Any], family: str) -> None:
    record = pubmed.read_summaries(summaries(n1=pubmed_summary("Tea", **more)), ["1"])["1"].record
    assert record is not None
    assert record.first_author == family


@pytest.mark.parametrize(
    ("more", "state"),
    [
        ({"pubtype": ["Journal Article", "Retracted Publication"]}, State.RETRACTED),
        ({"pubtype": ["Retraction of Publication"]}, State.CLEAN),
        *(
            (
                {"references": [{"refsource": "J Tea. 2021;1:1. doi: 10.5555/notice.", "reftype": kind, "pmid": 9}]},
                state,
            )
            for kind, state in (
                ("Retraction in", State.RETRACTED),
                ("Expression of concern in", State.CONCERN),
                ("Erratum in", State.CORRECTED),
                ("Comment in", State.CLEAN),
                (None, State.UNKNOWN),
            )
        ),
        *(({name: value}, State.UNKNOWN) for name in ("references", "pubtype") for value in (None, {}, "x", 7)),
        ({"references": [["Retraction in"]]}, State.UNKNOWN),
        ({"uid": "2"}, State.UNKNOWN),
    ],
)
def test_pubmed_notices(more: dict[str, Any], state: State) -> None:
    assert pubmed.read_summaries(summaries(n1=pubmed_summary("Tea", **more)), ["1"])["1"].state is state


def test_pubmed_does_not_know_it() -> None:
    both = summaries(n1=pubmed_summary("Tea"), n2={"error": "cannot get document summary"})
    assert pubmed.read_summaries(both, ["2"])["2"].state is State.ABSENT
    assert pubmed.judge_numbers(both, ["1", "2"], "PMID")["2"].outcome is Outcome.DEAD
    assert pubmed.judge_numbers(both, ["1", "2"], "PMID")["1"].outcome is Outcome.OK
    assert pubmed.read_summaries(both, ["3"])["3"].failed, "a number that is missing from the answer is unknown"
    assert pubmed.judge_numbers(both, ["3"], "PMID")["3"].outcome is Outcome.UNKNOWN


# OpenAlex


def test_openalex() -> None:
    def said(**more: Any) -> WebAnswer:
        return answer({"id": "https://openalex.org/W1", "doi": f"https://doi.org/{DOI}", "is_retracted": False, **more})

    assert openalex.read_openalex(said(), DOI).state is State.CLEAN
    assert openalex.read_openalex(said(is_retracted=True), DOI).state is State.RETRACTED
    other = "https://doi.org/10.5555/other"
    assert openalex.read_openalex(said(doi=other), DOI).state is State.ABSENT
    assert openalex.read_openalex(said(doi=other, is_retracted=True), DOI).state is State.RETRACTED
    assert openalex.read_openalex(said(is_retracted=None), DOI).failed
    assert openalex.read_openalex(answer(b"A key\x1b: 0123456789abcdef", 401), DOI).why == "answered 401 (A key: ...)"
    ids = {"pmid": "https://pubmed.ncbi.nlm.nih.gov/9"}
    for pmid, state in (("9", State.CLEAN), ("99", State.ABSENT)):
        assert openalex.read_openalex(said(ids=ids), "", pmid).state is state
    assert openalex.read_openalex(answer({"error": "Not found", "message": "..."}, 404), DOI).state is State.ABSENT


# Retraction Watch

COLUMNS = (
    "Record ID,Title,Subject,Institution,Journal,Publisher,Country,Author,URLS,ArticleType,RetractionDate,"
    "RetractionDOI,RetractionPubMedID,OriginalPaperDate,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason,Paywalled,Notes"
)


def row(nature: str, doi: str = DOI, pmid: str = "0", day: str = "5/6/2021 0:00") -> str:
    before = '1,"Tea, hot",,,J Tea,,NO,A,,Research Article'
    return f"{before},{day},unavailable,0,1/2/2020 0:00,{doi},{pmid},{nature},+Error,No,"


def watched(tmp_path: Path, *rows: str, columns: str = COLUMNS, encoding: str = "utf-8-sig") -> list[Reading]:
    path = tmp_path / "retraction_watch.csv"
    path.write_text("\n".join([columns, *rows]) + "\n", encoding=encoding)
    return retraction_watch.read_file(path, [(DOI, ""), ("", "77"), ("10.5555/other", "")])


def test_retraction_watch(tmp_path: Path) -> None:
    first, second, third = watched(
        tmp_path, row("Retraction", doi=DOI.upper()), row("Expression of concern", "unavailable", "77")
    )
    assert (first.state, second.state, third.state) == (State.RETRACTED, State.CONCERN, State.CLEAN)
    assert first.notices[0].day == date(2021, 5, 6)
    assert first.notices[0].doi == ""


@pytest.mark.parametrize(
    ("rows", "state"),
    [
        ([("Retraction", "5/6/2021 0:00"), ("Reinstatement", "7/1/2022 0:00")], State.REINSTATED),
        ([("Reinstatement", "7/1/2020 0:00"), ("Retraction", "5/6/2021 0:00")], State.RETRACTED),
        ([("Retraction", "whenever"), ("Reinstatement", "7/1/2022 0:00")], State.REINSTATED),
        ([("Correction", "5/6/2021 0:00")], State.CORRECTED),
        ([("Something else", "5/6/2021 0:00")], State.UNKNOWN),
    ],
)
def test_retraction_watch_natures(tmp_path: Path, rows: list[tuple[str, str]], state: State) -> None:
    assert watched(tmp_path, *(row(nature, day=day) for nature, day in rows))[0].state is state


LONGER = [(f"{DOI}9", "770"), (f"{DOI}/a", "1077"), ("unavailable", "77.5")]
"""The names of other works, which are longer."""


@pytest.mark.parametrize(
    ("doi", "pmid"),
    [(f"https://doi.org/{DOI}", "0"), (f"doi:{DOI.upper()}", "0"), (f"{DOI}.", ""), (f"{DOI};10.5555/more", ""),
     (DOI.replace("/", "%2F"), ""), (f"{DOI}\u200b", ""), ("unavailable", "0077"), ("", "PMID: 77"), ("", "78; 77.0"),
     *LONGER],
)  # fmt: skip
def test_retraction_watch_names_a_work_in_many_ways(tmp_path: Path, doi: str, pmid: str) -> None:
    states = [reading.state for reading in watched(tmp_path, row("Retraction", doi=doi, pmid=pmid))]
    told = State.CLEAN if (doi, pmid) in LONGER else State.RETRACTED
    assert sorted(states) == [State.CLEAN, State.CLEAN, told]


@pytest.mark.parametrize(
    "damaged",
    [
        row("Retraction")[:70],
        '1,"Tea',
        row("Retraction", doi="10.5555/x") + ",more",
        row("Retraction", "").replace(", hot", '"'),
    ],
)
def test_a_damaged_retraction_watch_file_clears_nothing(tmp_path: Path, damaged: str) -> None:
    other = row("Correction", doi="10.5555/far")
    assert all(reading.failed and "has not the columns" in reading.why for reading in watched(tmp_path, other, damaged))
    told = watched(tmp_path, row("Retraction"), damaged)
    assert [reading.state for reading in told] == [State.RETRACTED, State.UNKNOWN, State.UNKNOWN]


def test_an_empty_unreadable_or_other_file_is_a_failure_and_one_in_another_encoding_is_read(tmp_path: Path) -> None:
    assert all(reading.failed for reading in watched(tmp_path))
    for columns in ("a,b,c", "", COLUMNS.replace("OriginalPaperDOI", "DOI"), f"{COLUMNS},OriginalPaperDOI"):
        assert all(reading.failed for reading in watched(tmp_path, row("Retraction"), columns=columns)), columns
    assert all(reading.failed for reading in retraction_watch.read_file(tmp_path / "none.csv", [(DOI, "")]))
    other = watched(tmp_path, row("Retraction").replace("A,,Res", "\u00c5,,Res"), encoding="cp1252")
    assert other[0].state is State.RETRACTED


# All registers together


def said(register: Register, state: State, *notices: tuple[State, date | None], before: Said | None = None) -> Said:
    from explainer.model.notices import Notice

    return Said(register, state, date(2027, 1, 1), "", tuple(Notice(kind, day) for kind, day in notices), before)


CLEAN = said(Register.PUBMED, State.CLEAN)
D2020, D2022 = date(2020, 1, 1), date(2022, 1, 1)
RETRACTED = said(Register.CROSSREF, State.RETRACTED, (State.RETRACTED, D2020))
BACK = said(Register.RETRACTION_WATCH, State.REINSTATED, (State.REINSTATED, D2022))
FAILED = said(Register.OPENALEX, State.UNKNOWN)


@pytest.mark.parametrize(
    ("every", "state"),
    [
        ([CLEAN], State.CLEAN),
        ([], State.UNKNOWN),
        ([CLEAN, RETRACTED], State.RETRACTED),
        ([RETRACTED, FAILED], State.RETRACTED),
        ([CLEAN, FAILED], State.UNKNOWN),
        ([said(Register.DOI, State.SKIPPED)], State.UNKNOWN),
        ([said(Register.OPENALEX, State.ABSENT), said(Register.DOI, State.SKIPPED)], State.UNKNOWN),
        ([CLEAN, said(Register.OPENALEX, State.RETRACTED, (State.RETRACTED, None))], State.RETRACTED),
        ([RETRACTED, BACK], State.REINSTATED),
        (
            [
                said(Register.CROSSREF, State.RETRACTED, (State.RETRACTED, D2022)),
                said(Register.RETRACTION_WATCH, State.REINSTATED, (State.REINSTATED, D2020)),
            ],
            State.RETRACTED,
        ),
        ([CLEAN, said(Register.CROSSREF, State.CONCERN, (State.CONCERN, D2020))], State.CONCERN),
        ([CLEAN, said(Register.CROSSREF, State.CORRECTED, (State.CORRECTED, D2020))], State.CORRECTED),
        ([CLEAN, said(Register.CROSSREF, State.UNKNOWN, (State.UNKNOWN, None))], State.UNKNOWN),
        ([said(Register.CROSSREF, State.UNKNOWN, before=RETRACTED), CLEAN], State.RETRACTED),
        ([said(Register.CROSSREF, State.UNKNOWN, before=said(Register.CROSSREF, State.CLEAN)), CLEAN], State.UNKNOWN),
    ],
)
def test_together(every: list[Said], state: State) -> None:
    assert together(every) is state
    assert together(reversed(every)) is state
    assert state_of([]) is State.CLEAN
