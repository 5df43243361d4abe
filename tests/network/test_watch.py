"""`claims watch` from its call to its exit status, the works it proposes and the reports it leaves."""

from __future__ import annotations

import errno
import json
import random
import subprocess
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from builders import BIBLIOGRAPHY, CLAIM_ID, TODAY, codes, library_of, problems_of, write_site
from explainer.commands import network_run
from explainer.loading.lockfile import LOCK
from explainer.model.searches import SCREENED, SEARCHES, ScreenedWorks
from explainer.model.vocabulary import Screening, SearchSource, State
from explainer.network import settings as settings_module
from explainer.problems import has_errors
from explainer.registers import pubmed
from explainer.registers.search_sources import AT_ONCE, SourceRecord
from explainer.upkeep.new_works import screened_text, screened_with
from network.conftest import SERVICE_VARIABLES, Claims
from network.internet import Internet, Odd, Reply, as_json
from network.sources import NAMES, Sources

QUERIES = {
    "pubmed": "chamomile[tiab]",
    "europe-pmc": "TITLE:chamomile",
    "clinical-trials": "chamomile",
    "crossref": "chamomile",
    "openalex": "chamomile OR matricaria",
    "federal-register": "chamomile",
}
SEARCH = """\
searches:
  - id: sleep
    topic: sleep
    question: Does the tea help people sleep?
    responsible: The keepers
    start: 2026-11-01
    reviewed: 2026-11-01
    queries:
"""
SAFETY = SEARCH.removeprefix("searches:\n").replace("sleep", "safety") + "      pubmed: tea[tiab]\n"


def linked(kind: str, number: int) -> dict[str, Any]:
    """Return a link from one record to another in the forms of PubMed and of Europe PMC."""
    links = {"commentCorrection": [{"type": kind, "id": f"{number}"}]}
    return {"references": [{"reftype": kind, "pmid": number}], "commentCorrectionList": links}


every_source = pytest.mark.parametrize("source", NAMES)


@pytest.fixture
def sources(internet: Internet, monkeypatch: pytest.MonkeyPatch) -> Sources:
    """The services of `claims watch`, two records a page."""
    for source in AT_ONCE:
        monkeypatch.setitem(AT_ONCE, source, 2)
    monkeypatch.setattr(pubmed, "BATCH", 2)
    return Sources(internet)


@dataclass(frozen=True)
class Watch:
    """The command on the small site below `root`, and what it leaves there."""

    root: Path
    claims: Claims

    def __call__(self, expected: int, *arguments: str | Path, later: int = 0) -> Any:
        """Run the command `later` days after `TODAY`, and see that it ends with a status."""
        result = self.claims("watch", "--root", self.root, *arguments, status=expected, later=later)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    @property
    def held(self) -> ScreenedWorks:
        data = library_of(self.root).data
        assert data
        return data.screened

    @property
    def titles(self) -> list[str]:
        return [work.title for work in self.held.works]

    @property
    def numbers(self) -> list[str]:
        return sorted(title.rpartition(" ")[2] for title in self.titles)

    def run_of(self, source: str, outcome: str = "") -> Any:
        (run,) = (
            one
            for one in self.held.runs
            if one.source == source and one.search == "sleep" and outcome in {"", one.outcome.value}
        )
        return run

    def codes(self, later: int = 0) -> set[str]:
        return set(codes(problems_of(self.root, TODAY + timedelta(days=later))))


@pytest.fixture
def watch(sources: Sources, claims: Claims, tmp_path: Path) -> Watch:
    return Watch(site(tmp_path, *NAMES), claims)


def site(tmp_path: Path, *asked: str, **content: Any) -> Path:
    queries = "".join(f"      {source}: '{QUERIES[source]}'\n" for source in asked)
    return write_site(tmp_path / "site", **{SEARCHES: SEARCH + queries + SAFETY, **content})


# What is new, once


@every_source
def test_new_works_are_proposed_once(source: str, watch: Watch, sources: Sources) -> None:
    sources.add(source, 1, 2, 3, 4, 5)
    sources.add(source, 99, day=date(2026, 1, 1))
    result = watch(1)
    assert watch.numbers == ["1", "2", "3", "4", "5"]
    assert result.stdout.count("E11 advice") == 5
    assert (watch.run_of(source).outcome, watch.run_of(source).seen) == ("done", 5)
    assert all(work.status is Screening.TO_READ and work.sources == (source,) for work in watch.held.works)
    assert len(sources.asked(source)) >= 3, "page by page"
    text = (watch.root / SCREENED).read_text(encoding="utf-8")
    assert watch.codes() <= {"E01"}
    again = watch(1)
    assert "E11" not in again.stdout
    assert (watch.root / SCREENED).read_text(encoding="utf-8") == text, "the same to the last byte"


def test_nothing_is_proposed_while_the_bibliography_cannot_be_read_whole(watch: Watch, sources: Sources) -> None:
    sources.add("pubmed", 1)
    bib = watch.root / "bibliography.bib"
    bib.write_text(bib.read_text(encoding="utf-8").replace("@article{smith2020,", "@article{smith2020, title = {x"))
    assert "bibliography.bib" in watch(2).stderr
    assert watch.titles == []


@every_source
def test_progress_ends_with_the_last_page(
    source: str, watch: Watch, sources: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources.add(source, 1, 2, 3, 4, 5)
    steps: list[tuple[int, int]] = []
    monkeypatch.setattr(network_run, "counter", lambda _: lambda done, total: steps.append((done, total)))
    watch(1)
    assert [done == total for done, total in steps] == [*[False] * (len(steps) - 1), True]


@every_source
def test_a_week_later_only_records_added_since_are_new(source: str, watch: Watch, sources: Sources) -> None:
    sources.add(source, 1, 2)
    watch(1)
    sources.add(source, 3, day=TODAY + timedelta(days=3))
    result = watch(1, later=7)
    assert watch.numbers == ["1", "2", "3"]
    assert result.stdout.count("E11 advice") == 1
    run = watch.run_of(source)
    assert (run.first, run.day, run.since, run.seen) == (TODAY, TODAY + timedelta(days=7), date(2026, 11, 1), 3)


@pytest.mark.parametrize("day", [0, 400], ids=["", "with a clock that was wrong"])
def test_a_record_that_a_source_shows_late_is_not_lost(day: int, watch: Watch, sources: Sources) -> None:
    watch(0, later=day)
    sources.add("pubmed", 1, day=TODAY - timedelta(days=2))
    watch(1, later=4)
    assert watch.numbers == ["1"]
    assert watch.run_of("pubmed").seen == 1


def test_nothing_new_is_no_problem(watch: Watch) -> None:
    result = watch(0)
    assert result.stdout == ""
    assert "7 questions to sources: 0 new works, 0 wait" in result.stderr
    assert {(run.source.value, run.outcome.value, run.seen) for run in watch.held.runs} == {
        (source, "done", 0) for source in NAMES
    }


def test_other_words_are_asked_from_the_beginning(watch: Watch, sources: Sources) -> None:
    sources.add("pubmed", 1)
    watch(1)
    path = watch.root / SEARCHES
    path.write_text(path.read_text().replace("chamomile[tiab]", "camomile[tiab]"), encoding="utf-8")
    sources.subject = "camomile"
    sources.add("pubmed", 2, day=date(2026, 11, 3))
    watch(1, later=14)
    assert watch.numbers == ["1", "2"]
    assert [run.words for run in watch.held.runs if run.source == "pubmed" and run.search == "sleep"] == [
        "chamomile[tiab]", "camomile[tiab]",
    ]  # fmt: skip


def test_only_the_topics_that_were_named(watch: Watch, sources: Sources) -> None:
    sources.add("pubmed", 1)
    sources.subject = "tea"
    watch(1, "safety")
    assert len(sources.asked("pubmed")) == 1
    assert [run.search for run in watch.held.runs] == ["safety"]
    assert watch.held.works[0].searches == ("safety",)


# A source that fails

ANSWERS: dict[str, Any] = {
    "500": Reply(500, b"broken"),
    "429": Reply(429, b"slowly", {"Retry-After": "0"}),
    "a long pause": Reply(429, b"slowly", {"Retry-After": "7200"}),
    "403": Reply(403, b"no"),
    "the connection breaks": Odd.RESET,
    "no HTTP": Odd.GARBAGE,
    "a page": Reply(200, b"<!doctype html><title>Maintenance</title>"),
    "a list": as_json([1, 2]),
    "an object of another form": as_json({"message": {"items": 3}, "results": 3, "studies": 3, "count": "many"}),
    "half an answer": Reply(200, b'{"esearchresult": {"count": "1", '),
    "no total": as_json({"results": [], "studies": [], "meta": {"count": -1}, "resultList": {"result": []}}),
}


FAILING = [(list(NAMES)[(n + more) % len(NAMES)], answer) for n, answer in enumerate(ANSWERS) for more in (0, 3)]


@pytest.mark.parametrize(("source", "answer"), FAILING)
def test_a_source_that_fails_does_not_affect_the_others(
    source: str, answer: str, watch: Watch, sources: Sources
) -> None:
    other = "pubmed" if source != "pubmed" else "crossref"
    sources.add(source, 1)
    sources.add(other, 2)
    sources.failing[source] = ANSWERS[answer]
    result = watch(1)
    assert "E12 warning" in result.stdout
    assert SearchSource(source).label in result.stderr
    assert watch.numbers == ["2"]
    run = watch.run_of(source)
    assert (run.outcome, run.seen) == ("failed", 0)
    assert run.why
    assert watch.run_of(other).outcome == "done"
    sources.failing.clear()
    (watch.root / ".cache/watch.jsonl").unlink(missing_ok=True)
    watch(1, later=30)
    assert watch.numbers == ["1", "2"], "asked again from the same day on"
    assert watch.run_of(source).outcome == "done"


@every_source
def test_a_busy_source_is_asked_again_in_the_same_run(source: str, watch: Watch, sources: Sources) -> None:
    sources.add(source, 1, 2, 3)
    sources.failing[source] = [Reply(429, b"", {"Retry-After": "0"})]
    watch(1)
    assert watch.numbers == ["1", "2", "3"]
    assert watch.run_of(source).outcome == "done"


@every_source
def test_records_before_a_failed_page_are_kept_and_the_rest_comes_later(
    source: str, watch: Watch, sources: Sources
) -> None:
    sources.add(source, 1, 2, 3, 4, 5)
    asked: list[str] = []

    def second_page_fails(one: Any, _count: int) -> Reply | None:
        asked.append(one.target)
        return Reply(500) if len(dict.fromkeys(asked)) > (2 if source == "pubmed" else 1) else None

    sources.failing[source] = second_page_fails  # type: ignore[assignment] # None: what the service itself answers
    watch(1)
    run = watch.run_of(source)
    assert (run.outcome, run.seen) == ("partial", len(watch.titles))
    assert 0 < len(watch.titles) < 5
    assert watch.codes() == set()
    sources.failing.clear()
    watch(1, later=20)
    assert watch.numbers == ["1", "2", "3", "4", "5"]
    run = watch.run_of(source)
    assert (run.outcome, run.seen, run.first) == ("done", 5, None)


def test_a_failure_stands_beside_the_last_good_run(watch: Watch, sources: Sources) -> None:
    sources.add("crossref", 1)
    watch(1)
    sources.failing["crossref"] = Reply(500)
    watch(1, later=7)
    watch(1, later=14)
    assert (watch.run_of("crossref", "done").day, watch.run_of("crossref", "done").seen) == (TODAY, 1)
    assert watch.run_of("crossref", "failed").day == TODAY + timedelta(days=14)
    assert watch.codes(14) == set()


@pytest.mark.parametrize("answered", [True, False])
def test_a_source_that_fails_for_good_is_an_error(
    answered: bool, watch: Watch, sources: Sources, tmp_path: Path
) -> None:
    if answered:
        watch(0)
    sources.failing["crossref"] = Reply(410)
    for later in (7, 28):
        assert "E12 warning" in watch(4, later=later).stdout
    result = watch(1, "--reports", tmp_path, later=36)
    since = f"It has been so since {TODAY + timedelta(days=0 if answered else 7)}"
    assert "E12 `sleep`: Crossref could not be asked: answered 410" in result.stdout
    assert since in result.stdout
    assert since in (tmp_path / "watch-sleep.md").read_text()
    assert [(tmp_path / f"watch-{name}.status").read_text() for name in ("sleep", "safety")] == ["1\n", "0\n"]
    sources.failing.clear()
    watch(0, later=43)
    assert watch.run_of("crossref").outcome == "done"


@pytest.mark.parametrize(
    ("source", "more"),
    [
        ("pubmed", {"error": "cannot get document summary"}),
        ("pubmed", {"uid": "3"}),
        ("europe-pmc", {"id": None}),
        ("clinical-trials", {"identificationModule": None}),
        ("crossref", {"DOI": None}),
        ("openalex", {"id": 7}),
        ("federal-register", {"document_number": None}),
    ],
)
def test_a_record_that_cannot_be_read_is_not_done(
    source: str, more: dict[str, Any], watch: Watch, sources: Sources
) -> None:
    sources.add(source, 1)
    sources.add(source, 2, more=more)
    watch(1)
    run = watch.run_of(source)
    assert (run.outcome, run.why) == ("partial", "gave 1 of 2 records")


@pytest.mark.parametrize(
    ("source", "body", "why"),
    [
        ("pubmed", {"esearchresult": {"count": "0", "errorlist": {"fieldsnotfound": ["tibia"]}}}, "tibia"),
        ("pubmed", {"esearchresult": {"ERROR": "Empty term and query_key - nothing todo"}}, "Empty term"),
        ("pubmed", {"error": "API rate limit exceeded", "count": "11"}, "form"),
        ("europe-pmc", {"version": "6.9", "errCode": 404, "errMsg": "Invalid query"}, "Invalid query"),
        ("crossref", {"status": "failed", "message-type": "validation-failure", "message": []}, "form"),
        ("openalex", {"error": "Invalid query parameters error.", "message": "x"}, "form"),
    ],
)  # fmt: skip
def test_the_message_of_a_source_about_words_that_it_cannot_read_is_reported(
    source: str, body: Any, why: str, watch: Watch, sources: Sources
) -> None:
    sources.failing[source] = as_json(body)
    watch(4)
    run = watch.run_of(source)
    assert run.outcome == "failed"
    assert why in run.why


@pytest.mark.parametrize(
    ("source", "total"),
    [("europe-pmc", 4), ("crossref", 4), ("openalex", 4), ("federal-register", 4), ("crossref", 0), ("openalex", 1)],
)
def test_what_is_given_fits_what_there_is(source: str, total: int, watch: Watch, sources: Sources) -> None:
    """A page again and again is not all there is, nor is a page with more than there is."""
    rows = [{"id": f"{n}", "source": "MED", "DOI": f"10.5555/{n}", "document_number": f"{n}"} for n in (1, 2)]

    def again(_asked: Any, _count: int) -> Reply:
        after = f"t{len(sources.asked(source))}" if len(sources.asked(source)) < 3 else ""
        return as_json({
            "hitCount": total, "nextCursorMark": after, "resultList": {"result": rows}, "count": total,
            "results": rows, "status": "ok", "message-type": "work-list", "meta": {"count": total},
            "message": {"total-results": total, "items": rows, "next-cursor": after},
        })  # fmt: skip

    sources.failing[source] = again
    assert "E12" in watch(1).stdout
    assert (watch.run_of(source).outcome, watch.run_of(source).why) == ("partial", f"gave 2 of {total} records")


ODD_TITLES = {
    "what another encoding became": "Caf\u00c3\u00a9 tea\u00e2\u20ac\u2122s nights",
    "letters of two alphabets": "M\u0456nt te\u0430 and nights",
    "a letter that was lost": "Caf\ufffd tea and nights",
    "private letters": "Tea\ue000 and\U000f0000 nights",
    "blanks that are letters": "Tea\u3164 and\u2800 nights",
    "joiners": "Tea\u200d and\u200c nights\ufe0f",
    "a shop's address": "Tea from kratom.myshopify.com/products/tea and nights",
    "many marks on a letter": "Te\u0301\u0302\u0303\u0304\u0305a and nights",
}


@pytest.mark.parametrize("name", ODD_TITLES)
def test_no_title_or_error_makes_a_file_that_the_next_run_refuses(name: str, watch: Watch, sources: Sources) -> None:
    sources.add("crossref", 1, title=ODD_TITLES[name])
    sources.failing["openalex"] = Reply(500, ODD_TITLES[name].encode() + b"\xff http://a.example:1/x")
    watch(1)
    assert "http://a.example:1/x" in watch.run_of("openalex").why
    text = (watch.root / SCREENED).read_text(encoding="utf-8")
    assert not has_errors(problems_of(watch.root, TODAY))
    watch(1)
    assert (watch.root / SCREENED).read_text(encoding="utf-8") == text


@pytest.mark.parametrize("source", ["europe-pmc", "clinical-trials", "crossref", "openalex"])
def test_endless_pages_are_given_up(
    source: str, watch: Watch, sources: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explainer.upkeep.watch.MOST_PAGES", 5)
    monkeypatch.setenv("OPENALEX_API_KEY", "a-key")
    rows = {"id": "1", "source": "MED", "title": "A tea", "DOI": "10.5555/1", "display_name": "A tea"}

    def on_and_on(_asked: Any, count: int) -> Reply:
        token = f"t{len(sources.asked(source))}"
        return as_json({
            "hitCount": 999, "nextCursorMark": token, "resultList": {"result": [rows]}, "studies": [],
            "nextPageToken": token, "totalCount": 999, "results": [rows], "status": "ok", "message-type": "work-list",
            "meta": {"count": 999, "next_cursor": token},
            "message": {"total-results": 999, "items": [rows], "next-cursor": token},
        })  # fmt: skip

    sources.failing[source] = on_and_on
    watch(4 if source == "clinical-trials" else 1)
    assert "no end" in watch.run_of(source).why
    assert len(sources.asked(source)) == 6


@every_source
def test_words_with_too_many_records_find_nothing(
    source: str, watch: Watch, sources: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources.add(source, 1, 2, 3, 4)
    monkeypatch.setattr("explainer.upkeep.watch.MOST_RECORDS", 3)
    assert "fix: Change its words in docs/data/searches.yml." in watch(4).stdout
    assert watch.run_of(source).why == "would give 4 records, more than 3: the words are too wide"
    assert watch.titles == []
    assert sum("tea" not in target for target in sources.asked(source)) == 1


def test_works_added_to_openalex_before_are_not_new(watch: Watch, sources: Sources) -> None:
    sources.add("openalex", 1, more={"created_date": "2026-06-01"})
    sources.add("openalex", 2)
    watch(1)
    assert watch.numbers == ["2"]
    assert (watch.run_of("openalex").outcome, watch.run_of("openalex").seen) == ("done", 1)


def test_without_a_way_to_the_internet_nothing_changes(
    claims: Claims, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = site(tmp_path, *NAMES)
    for name in SERVICE_VARIABLES:
        monkeypatch.setenv(f"CLAIMS_SERVICE_{name}", "http://nobody.test")
    result = claims("watch", "--root", root, status=3)
    assert "Nothing could be checked" in result.stderr
    assert not (root / SCREENED).exists()
    assert not (root / ".cache").exists()


def test_a_service_that_is_left_out_has_no_run(watch: Watch, sources: Sources, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAIMS_WITHOUT", "openalex")
    watch(0)
    assert sources.asked("openalex") == []
    assert "openalex" not in {run.source for run in watch.held.runs}


def test_with_a_key_openalex_is_read_by_cursor(watch: Watch, sources: Sources, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENALEX_API_KEY", "a-key")
    sources.add("openalex", 1, 2, 3)
    watch(1)
    assert watch.numbers == ["1", "2", "3"]
    assert all(
        "cursor=" in target and "page=" not in target.replace("per_page=", "") for target in sources.asked("openalex")
    )


@pytest.mark.parametrize(
    ("arguments", "words"), [(("no-topic",), "there is no topic no-topic"), (("--budget", "0"), "range")]
)
def test_calls_that_cannot_be_carried_out(arguments: tuple[str, ...], words: str, watch: Watch) -> None:
    assert words in watch(2, *arguments).stderr


def test_a_site_without_searches_and_one_that_cannot_be_read(claims: Claims, tmp_path: Path) -> None:
    result = claims("watch", "--root", write_site(tmp_path / "none"))
    assert (result.exit_code, "there is no search" in result.stderr) == (2, True)
    root = write_site(tmp_path / "broken", **{SEARCHES: SEARCH + SAFETY, SCREENED: "works: [unclosed\n"})
    result = claims("watch", "--root", root, status=2)
    assert (root / SCREENED).read_text() == "works: [unclosed\n"


# Doubles, and what is known

SMITH_DOI = "10.5555/warm.2020.45"
SMITH = "Chamomile tea and sleep: a randomised trial"
LONG = "Warm drinks before bed and what follows"

DOUBLES: dict[str, tuple[list[tuple[str, dict[str, Any]]], int]] = {
    "one DOI, in capitals there": ([("crossref", {"doi": "10.5555/x"}), ("europe-pmc", {"doi": "10.5555/X"})], 1),
    "one PMID": ([("europe-pmc", {"pmid": "77"}), ("openalex", {"pmid": "77"})], 1),
    "one title and year": ([("crossref", {"title": LONG}), ("openalex", {"title": LONG.upper()})], 1),
    "online in December, printed in January": (
        [("crossref", {"title": LONG, "year": 2025}), ("openalex", {"title": LONG})], 1,
    ),
    "by way of a third record": (
        [("crossref", {"doi": "10.5555/x"}), ("openalex", {"pmid": "77"}),
         ("europe-pmc", {"pmid": "77", "doi": "10.5555/x"})], 1,
    ),
    "one title two years apart": ([("crossref", {"title": LONG, "year": 2023}), ("openalex", {"title": LONG})], 2),
    "one short title": ([("crossref", {"title": "The tea"}), ("openalex", {"title": "The tea"})], 2),
    "a preprint and its paper": (
        [("crossref", {"title": LONG, "more": {"type": "posted-content"}}), ("openalex", {"title": LONG})], 2,
    ),
    "a trial and a paper of its name": ([("clinical-trials", {"title": LONG}), ("crossref", {"title": LONG})], 2),
}  # fmt: skip


@pytest.mark.parametrize("name", DOUBLES)
def test_duplicates_are_joined(name: str, watch: Watch, sources: Sources) -> None:
    records, count = DOUBLES[name]
    for number, (source, values) in enumerate(records):
        values.setdefault("title", f"A name of its own for work {number}")
        sources.add(source, number + 1, **values)
    watch(1)
    works = watch.held.works
    assert len(works) == count
    if count == 1:
        assert set(works[0].sources) == {source for source, _ in records}
    assert sum(run.seen for run in watch.held.runs) == len(records)
    assert "E11" not in watch(1).stdout


KNOWN: dict[str, tuple[str, dict[str, Any]]] = {
    "by DOI": ("crossref", {"doi": "10.5555/WARM.2020.45"}),
    "by title and year": ("openalex", {"title": SMITH, "year": 2020}),
    "by title, a year later": ("europe-pmc", {"title": SMITH, "year": 2021}),
}


@pytest.mark.parametrize("name", KNOWN)
def test_works_of_the_bibliography_are_left_out(name: str, watch: Watch, sources: Sources) -> None:
    source, values = KNOWN[name]
    sources.add(source, 1, **values)
    watch(0)
    assert watch.titles == []
    assert watch.run_of(source).seen == 1, "seen, and known already"
    watch(0)
    assert watch.run_of(source).seen == 1


@pytest.mark.parametrize(
    ("url", "source", "number"),
    [("https://clinicaltrials.gov/study/NCT00000007", "clinical-trials", 7),
     ("https://www.federalregister.gov/documents/2026/11/20/2026-00007/other-words", "federal-register", 7)],
)  # fmt: skip
def test_trials_and_documents_are_known_by_their_number(
    url: str, source: str, number: int, sources: Sources, claims: Claims, tmp_path: Path
) -> None:
    entry = f"@online{{tea2026,\n  title = {{Tea}},\n  year = {{2026}},\n  url = {{{url}}},\n}}\n"
    watch = Watch(site(tmp_path, *NAMES, bib=f"{BIBLIOGRAPHY}\n{entry}"), claims)
    sources.add(source, number)
    watch(0)
    assert watch.titles == []


def test_the_paper_of_a_preprint_that_is_cited_is_news(sources: Sources, claims: Claims, tmp_path: Path) -> None:
    bib = BIBLIOGRAPHY.replace("@article{smith2020,\n", "@article{smith2020,\n  status = {preprint},\n", 1)
    root = site(tmp_path, *NAMES, bib=bib)
    sources.add("crossref", 1, title=SMITH, year=2026, doi="10.5555/paper")
    watch = Watch(root, claims)
    watch(1)
    (work,) = watch.held.works
    assert work.note == "Its preprint is in the bibliography as smith2020."


def test_a_work_that_was_set_aside_stays_so_and_gains_other_sources(watch: Watch, sources: Sources) -> None:
    sources.add("pubmed", 1, title=LONG)
    watch(1)
    path = watch.root / SCREENED
    path.write_text(
        path.read_text().replace(
            "status: to-read", "status: set-aside\n  reason: off-topic\n  by: A\n  decided: 2026-11-22"
        ),
        encoding="utf-8",
    )
    sources.add("crossref", 2, title=LONG, doi="10.5555/x")
    watch(0, later=1)
    (work,) = watch.held.works
    assert (work.status, work.reason) == ("set-aside", "off-topic")
    assert work.sources == ("pubmed", "crossref")
    assert work.also == ("10.5555/x",)
    assert watch.codes() == set()


def test_results_posted_for_a_trial_are_news_of_their_own(watch: Watch, sources: Sources) -> None:
    sources.add("clinical-trials", 7, title="Tea at night")
    watch(1)
    sources.works["clinical-trials"].clear()
    sources.add("clinical-trials", 7, title="Tea at night", posted=TODAY + timedelta(days=90))
    result = watch(1, later=100)
    assert [(work.kind, work.trial) for work in watch.held.works] == [
        ("trial", "NCT00000007"), ("trial-results", "NCT00000007"),
    ]  # fmt: skip
    assert "results of a trial" in result.stdout
    assert watch.codes(100) == {"E09"}


def test_the_order_in_which_answers_come_in_does_not_matter(tmp_path: Path) -> None:
    library = library_of(site(tmp_path, *NAMES))
    assert library.data
    kinds = [SearchSource.PUBMED, SearchSource.EUROPE_PMC, SearchSource.CROSSREF, SearchSource.OPENALEX]
    records = [
        SourceRecord(kind, f"{kind}{n}", f"Warm drinks before bed, part {n % 7}", 2025 + n % 2, doi=f"10.5555/{n % 5}")
        for n in range(20) for kind in kinds
    ]  # fmt: skip
    came = [("sleep" if n % 3 else "safety", record) for n, record in enumerate(records)]
    named = {one.id: one for one in library.data.searches}
    texts = set()
    for seed in range(5):
        random.Random(seed).shuffle(came)  # noqa: S311 -- an order, no secret
        held, _ = screened_with(library, ScreenedWorks(), came, named, {}, TODAY)
        texts.add(screened_text(held))
    assert len(texts) == 1


def test_a_host_has_a_budget_of_time(watch: Watch, sources: Sources, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = settings_module.settings_from
    monkeypatch.setattr(
        settings_module, "settings_from", lambda env, **more: usual(env, **{**more, "host_budget": 0.0})
    )
    sources.add("europe-pmc", 1, 2, 3)
    watch(1)
    run = watch.run_of("europe-pmc")
    assert (run.outcome, len(watch.titles)) == ("partial", 2)
    assert run.why == "not asked, since the time for this host was used up"


# Odd records

ODD_RECORDS: dict[str, tuple[str, dict[str, Any]]] = {
    "pubmed, nothing but a number": ("pubmed", dict.fromkeys(("title", "authors", "pubtype", "articleids", "history",
                                                               "references", "pubdate", "sortpubdate"))),
    "europe-pmc, nothing but a number": ("europe-pmc", dict.fromkeys(("title", "pubYear", "pubTypeList", "doi",
                                                                      "dateOfCreation", "firstIndexDate"))),
    "clinical-trials, no modules": ("clinical-trials", {"statusModule": None, "conditionsModule": "x",
                                                        "descriptionModule": [], "referencesModule": 3}),
    "crossref, no title": ("crossref", {"title": [], "issued": {"date-parts": [[None]]}, "reference": "none"}),
    "crossref, lists of the wrong things": ("crossref", {"title": "A title", "created": None, "update-to": 3,
                                                         "reference": [3, {"DOI": 4}]}),
    "crossref, a month and no year": ("crossref", {"issued": {"date-parts": [[None, 3]]}}),
    "crossref, the year 3": ("crossref", {"issued": {"date-parts": [[3, 3]]}}),
    "openalex, no title": ("openalex", {"display_name": None, "ids": None, "abstract_inverted_index": [],
                                        "referenced_works": {"a": 1}, "publication_year": "soon"}),
    "openalex, words for no retraction": ("openalex", {"is_retracted": "False"}),
    "openalex, an odd DOI": ("openalex", {"doi": "https://doi.org/11.22/ not one"}),
    "federal-register, no title": ("federal-register", {"title": None, "publication_date": "today"}),
    "federal-register, an odd address": ("federal-register", {"html_url": "javascript:alert(1)"}),
    "openalex, the address of a shop": ("openalex", {"id": "https://kratom.myshopify.com/products/W7"}),
    "europe-pmc, a source and number with spaces": ("europe-pmc", {"source": "M D", "id": "1 2", "pmid": "no number"}),
    "signs that are not seen": ("crossref", {"title": ["A \u202etea\u0007 &lt;b&gt;of\u0000 night: yes # no"]}),
    "a title without an end": ("crossref", {"title": ["tea " * 4000]}),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD_RECORDS)
def test_odd_records_are_kept_and_break_nothing(name: str, watch: Watch, sources: Sources) -> None:
    source, more = ODD_RECORDS[name]
    sources.add(source, 1, more=more)
    sources.add(source, 2)
    watch(1)
    works = watch.held.works
    assert len(works) == 2
    assert watch.run_of(source).outcome == "done"
    assert all(work.address.startswith("http") for work in works)
    assert watch.codes() == set()
    assert "E11" not in watch(1).stdout


# Which claims it may touch


@pytest.mark.parametrize(
    ("source", "values", "why"),
    [
        ("crossref", {"title": "Chamomile and sleep in nurses"}, "shares the words chamomile, sleep"),
        ("europe-pmc", {"title": "A trial", "words": "They sleep well after chamomile."}, "shares the words"),
        ("crossref", {"title": "A letter", "more": {"reference": [{"DOI": SMITH_DOI.upper()}]}}, "cites smith2020"),
        ("openalex", {"title": "A letter", "more": {"referenced_works": [f"https://openalex.org/W-{SMITH_DOI}"]}},
         "cites smith2020"),
    ],
)  # fmt: skip
def test_claims_that_it_may_touch_are_named_with_the_reason(
    source: str, values: dict[str, Any], why: str, watch: Watch, sources: Sources
) -> None:
    sources.add(source, 1, **values)
    result = watch(1, "sleep")
    (work,) = watch.held.works
    (touched,) = work.claims
    assert touched.claim == CLAIM_ID
    assert why in touched.why
    assert f"it may touch {CLAIM_ID}" in result.stdout


def test_a_work_that_shares_nothing_names_no_claim(watch: Watch, sources: Sources) -> None:
    sources.add("crossref", 1, title="Corrosion of steel in sea water")
    watch(1)
    assert watch.held.works[0].claims == ()


# Retractions on the way


@pytest.mark.parametrize(
    ("source", "values", "register"),
    [
        ("crossref", {"title": "Retraction: Tea", "more": {"update-to": [{"type": "retraction", "DOI": SMITH_DOI}]}},
         "crossref-updates"),
        ("openalex", {"doi": SMITH_DOI, "more": {"is_retracted": True}}, "openalex"),
        ("openalex", {"doi": SMITH_DOI, "more": {"is_retracted": "true"}}, "openalex"),
        ("europe-pmc", {"doi": SMITH_DOI, "more": {"pubTypeList": {"pubType": ["Retracted Publication"]}}},
         "europe-pmc"),
        ("europe-pmc", {"doi": SMITH_DOI, "more": linked("Retraction in", 9)}, "europe-pmc"),
        ("europe-pmc", {"doi": SMITH_DOI, "title": "RETRACTED ARTICLE: Tea"}, "europe-pmc"),
        ("openalex", {"doi": SMITH_DOI, "title": "[Retracted] Tea"}, "openalex"),
        ("crossref", {"doi": SMITH_DOI, "more": {"updated-by": [{"type": "withdrawal", "DOI": "10.5555/n"}]}},
         "crossref-updates"),
    ],
)  # fmt: skip
def test_a_retraction_among_the_records_goes_into_the_lock_file(
    source: str, values: dict[str, Any], register: str, watch: Watch, sources: Sources
) -> None:
    sources.add(source, 1, **values)
    result = watch(1)
    assert "R02 `smith2020` is retracted" in result.stdout.replace("error: ", "")
    assert "1 retractions met on the way" in result.stderr
    lock = watch.root / LOCK
    assert json.loads(lock.read_text())["entries"]["smith2020"]["registers"][register]["state"] == State.RETRACTED
    assert "S13" in watch.codes() or watch.codes()
    text = lock.read_text()
    watch(1 if "update-to" in f"{values}" else 0)
    assert lock.read_text() == text


@pytest.mark.parametrize("source", ["pubmed", "europe-pmc"])
@pytest.mark.parametrize(
    ("link", "state", "kind"),
    [
        ("Retraction of", "retracted", "notice"),
        ("Partial retraction of", "concern", "notice"),
        ("Expression of concern for", "concern", "notice"),
        ("Erratum for", None, "notice"),
        ("Comment on", None, "article"),
        ("Update of", None, "article"),
    ],
)
def test_a_notice_names_the_work_by_its_number(
    source: str, link: str, state: str | None, kind: str, sources: Sources, claims: Claims, tmp_path: Path
) -> None:
    bib = BIBLIOGRAPHY.replace("@article{smith2020,\n", "@article{smith2020,\n  pmid = {77},\n", 1)
    root = site(tmp_path, *NAMES, bib=bib)
    sources.add(source, 1, title="Chamomile tea, once more", more=linked(link, 77))
    watch = Watch(root, claims)
    watch(1)
    assert watch.held.works[0].kind == kind
    lock = root / LOCK
    states = json.loads(lock.read_text())["entries"]["smith2020"]["registers"] if lock.exists() else {}
    assert {register: said["state"] for register, said in states.items()} == ({source: state} if state else {})


def test_a_retraction_counts_although_the_entry_has_another_doi_than_before(watch: Watch, sources: Sources) -> None:
    bib = watch.root / "bibliography.bib"
    bib.write_text(bib.read_text().replace(SMITH_DOI, "10.5555/before"), encoding="utf-8")
    sources.add("crossref", 1, doi="10.5555/before", more={"updated-by": [{"type": "retraction", "DOI": "10.5555/n"}]})
    watch(1)
    bib.write_text(bib.read_text().replace("10.5555/before", SMITH_DOI), encoding="utf-8")
    assert "S20" not in watch.codes(), "that was another work"
    sources.add("crossref", 2, doi=SMITH_DOI, more={"updated-by": [{"type": "retraction", "DOI": "10.5555/m"}]})
    assert "R02 `smith2020` is retracted" in watch(1).stdout
    assert "S20" in watch.codes()


def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)


def test_a_retraction_is_told_even_if_nothing_can_be_written(
    watch: Watch, sources: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources.add("openalex", 1, doi=SMITH_DOI, more={"is_retracted": True})
    with monkeypatch.context() as patch:
        full_disk(patch)
        result = watch(2)
    assert "R02 `smith2020` is retracted" in result.stdout
    assert f"{watch.root / LOCK}: No space left on device" in result.stderr
    assert "R02 `smith2020` is retracted" in watch(1).stdout, "the next run tells it again"


@pytest.mark.parametrize("path", [SCREENED, LOCK])
def test_what_was_written_while_the_sources_were_asked_is_not_lost(path: str, watch: Watch, sources: Sources) -> None:
    sources.add("openalex", 1, doi=SMITH_DOI, more={"is_retracted": True})
    sources.add("pubmed", 1)
    watch(1)
    first = (watch.root / path).read_text(encoding="utf-8")
    sources.add("pubmed", 2)
    sources.add("openalex", 3, doi="10.5555/survey.2019.1", more={"is_retracted": True})

    def meanwhile(_asked: Any, _count: int) -> None:
        (watch.root / path).write_text(first + "\n", encoding="utf-8")

    sources.failing["crossref"] = meanwhile  # type: ignore[assignment] # nothing fails, but the file changes
    result = watch(2)
    assert f"{path} was changed while this ran" in result.stderr
    assert "R02 `jones2019` is retracted" in result.stdout
    assert (watch.root / path).read_text(encoding="utf-8") == first + "\n"
    del sources.failing["crossref"]
    assert "number 2" in watch(1).stdout + (watch.root / SCREENED).read_text(encoding="utf-8")


# What it leaves


def test_a_report_and_a_status_for_each_topic(watch: Watch, sources: Sources, tmp_path: Path) -> None:
    sources.add("crossref", 1, title="Chamomile and sleep in @nurses `now`")
    sources.failing["openalex"] = Reply(500)
    out = tmp_path / "reports"
    watch(1, "--reports", out, "--report", tmp_path / "all.md")
    assert {path.name: path.read_text().strip() for path in out.glob("*.status")} == {
        "watch-sleep.status": "1", "watch-safety.status": "0",
    }  # fmt: skip
    text = (out / "watch-sleep.md").read_text()
    assert "1 works wait to be decided on, 1 of them new" in text
    assert "`` Chamomile and sleep in @nurses 'now' `` (2026, article; Crossref)" in text
    assert f"({CLAIM_ID}): `` shares the words chamomile, sleep ``" in text
    assert "Could not be asked: OpenAlex" in text
    assert "## New evidence" in (tmp_path / "all.md").read_text()


def test_a_retraction_alone_is_in_the_report_of_its_topics(watch: Watch, sources: Sources, tmp_path: Path) -> None:
    sources.add("openalex", 1, doi=SMITH_DOI, more={"is_retracted": True})
    watch(1, "--reports", tmp_path)
    told = {
        path.stem: "`` smith2020 `` is retracted**, says OpenAlex" in path.read_text() for path in tmp_path.glob("*.md")
    }
    assert told == {"watch-sleep": True, "watch-safety": False}
    assert (tmp_path / "watch-sleep.status").read_text() == "1\n"


def test_works_that_wait_are_reported_until_somebody_decides(watch: Watch, sources: Sources, tmp_path: Path) -> None:
    sources.add("crossref", 1)
    watch(1)
    result = watch(1, "--reports", tmp_path / "reports", later=7)
    assert "1 wait to be decided on" in result.stderr
    assert "1 works wait to be decided on, 0 of them new" in (tmp_path / "reports/watch-sleep.md").read_text()


def test_nothing_is_written_if_there_is_nothing_to_write(watch: Watch, sources: Sources) -> None:
    sources.add("crossref", 1)
    watch(1, "--no-write")
    assert not (watch.root / SCREENED).exists()


def test_comments_at_the_top_and_fields_by_hand_are_kept(watch: Watch, sources: Sources) -> None:
    path = watch.root / SCREENED
    path.write_text("# Ours.\n# Read the rules.\nnote: 'Seen: by us'\nruns: []\nworks: []\n", encoding="utf-8")
    sources.add("pubmed", 1)
    watch(1)
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# Ours.\n# Read the rules.\nnote: 'Seen: by us'\nruns:\n")
    assert watch.held.note == "Seen: by us"


def test_problems_as_json(watch: Watch, sources: Sources) -> None:
    sources.add("pubmed", 1)
    found = json.loads(watch(1, "--format", "json").stdout)
    assert [one["code"] for one in found["problems"]] == ["E11"]
    assert {"asked": 7, "failed": 0, "new": 1, "waiting": 1, "retractions": 0}.items() <= found["checked"].items()


MEASURE = """
import asyncio, resource, sys, time
from datetime import date
from pathlib import Path
sys.path[:0] = [sys.argv[1], sys.argv[2]]
from builders import library_of
from explainer.network.journal import Journal
from explainer.network.settings import SERVICES, Settings
from explainer.upkeep.watch import new_evidence
from network.internet import Names
root, port = Path(sys.argv[3]), sys.argv[4]
services = {name: f"http://{name}.test:{port}" for name in SERVICES}
settings = Settings(services=services, allow_private=True, delay=0.0, resolve=Names())
library = library_of(root)
begun, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
today = date(2026, 11, 22)
report = new_evidence(library, library.data.searches, settings, Journal(root / "j", today), today)
from explainer.upkeep.new_works import screened_text
text = screened_text(report.screened)
status = Path("/proc/self/status")  # ru_maxrss starts with what the process that started this one had
most = (
    next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    if status.exists() else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
)
print(len(report.new), len(report.failed), time.monotonic() - begun, most)
"""


def test_five_thousand_records_within_a_minute_and_300_mb(
    internet: Internet, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    served = Sources(internet)
    words = "Adults who sleep badly drank chamomile or hot water before bed for eight weeks. " * 20
    for number in range(1, 1001):
        for source in ("pubmed", "europe-pmc", "crossref", "openalex", "clinical-trials"):
            doi = f"10.5555/{number}" if number % 2 else f"10.5555/{source}.{number}"
            served.add(
                source,
                number,
                doi=doi,
                words=words,
                title=f"Chamomile and sleep {number} {source if number % 2 == 0 else ''}",
            )
    root = site(tmp_path, *NAMES)
    tests = request.path.parents[1]
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(tests.parent / "hooks"), str(tests), str(root), str(internet.port)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    new, failed, took, most = done.stdout.split()
    print(f"5,000 records: {float(took):.1f} s, {int(most) / 1024:.0f} MB")  # noqa: T201 -- with -s
    assert (int(new), int(failed)) == (500 + 500 + 500 * 4 + 500, 0), "odd ones are joined, trials stand alone"
    assert float(took) < 60
    assert int(most) < 300 * 1024
