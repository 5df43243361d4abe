"""claims.json, claims/<id>.json and claims.csv, read by others and compared with the claims."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd
import pytest

from builders import CLAIM_ID, published
from explainer.dataset.records import FindingRecord
from explainer.loading.library import Library
from explainer.model.claim import Claim, Finding
from explainer.model.history import revisions
from explainer.model.vocabulary import Interest, Rung
from explainer.pages.site_view import SiteView
from explainer.publish.place import Place
from publish.conftest import ADDRESS, GONE, OTHER

Text = Callable[[str], str]


@pytest.fixture
def whole(text: Text) -> Any:
    return json.loads(text("claims.json"))


def test_every_claim_and_reference_is_there_once(whole: Any, library: Library) -> None:
    ids = [record["id"] for record in whole["claims"]]
    assert sorted(ids) == sorted(library.claims)
    keys = [record["key"] for record in whole["references"]]
    assert sorted(keys) == sorted(library.references)
    assert library.data is not None
    assert [record["id"] for record in whole["topics"]] == [topic.id for topic in library.data.topics]


def test_claims_are_published_as_they_were_written(whole: Any, library: Library) -> None:
    for record in whole["claims"]:
        claim = library.claims[record["id"]]
        written = claim.model_dump(mode="json", by_alias=True)
        if written["clinical_review"] is None:
            written["clinical_review"] = "none"
        assert {name: record[name] for name in written} == written
        assert record["cites"] == list(claim.citekeys())
        assert record["state"] == ("withdrawn" if claim.withdrawn else "current")
        assert [(one["date"], one["note"]) for one in record["history"]] == [
            (one.day.isoformat(), one.note) for one in revisions(claim)
        ]
        assert Claim.model_validate({"id": record["id"], **written}) == claim, "it reads back as it was"


def test_each_claim_stands_alone_with_its_references(text: Text, whole: Any) -> None:
    references = {record["key"]: record for record in whole["references"]}
    for record in whole["claims"]:
        one = json.loads(text(f"claims/{record['id']}.json"))
        assert {name: one[name] for name in record} == record
        assert one["references"] == [references[key] for key in record["cites"]]
        assert one["version"] == whole["version"]


def test_references_hold_what_the_bibliography_says(whole: Any, library: Library, view: SiteView) -> None:
    for record in whole["references"]:
        reference = library.references[record["key"]]
        assert record["title"] == reference.title
        assert record["design"] == reference.design
        assert record["participants"] == reference.participants
        for name in ("doi", "pmid", "pmcid", "population", "funding", "ties"):
            assert record[name] == (getattr(reference, name) or None)
        assert record["interests"] == list(reference.interests)
        assert set(record["claims"]) == {use.claim.id for use in view.uses.get(reference.key, ())}
        assert record["text"].startswith(view.formatted(reference.key))


def test_studies_are_the_works_for_and_against_that_are_studies(whole: Any, library: Library) -> None:
    for record in whole["claims"]:
        cited = [key for side in ("for", "against") for key in cited_on(record, side)]
        designs = {key: library.references[key].design for key in cited}
        assert set(record["studies"]) == {key for key, kind in designs.items() if kind and kind.rung is not Rung.OTHER}
        assert len(set(record["studies"])) == len(record["studies"])


def cited_on(record: Any, side: str) -> Iterator[str]:
    held = record["evidence"][side]
    for finding in held if isinstance(held, list) else []:
        yield from finding["cite"]


def test_a_row_is_a_finding(text: Text, library: Library) -> None:
    raw = text("claims.csv")
    assert raw.count("\r\n") == raw.count("\n"), "RFC 4180: lines end with CRLF"
    rows = list(csv.DictReader(io.StringIO(raw, newline="")))
    assert list(rows[0]) == list(FindingRecord.model_fields)
    held = {
        (claim.id, side, number + 1): f for claim in library.claims.values() for side, number, f in claim.findings()
    }
    assert len(rows) == len(held)
    for row in rows:
        finding = held.pop((row["claim"], row["side"], int(row["number"])))
        claim = library.claims[row["claim"]]
        assert row["finding"] == finding.finding
        assert tuple(row["cite"].split()) == finding.cite
        assert json.loads(row["figures"]) == finding.figures
        assert row["where"] == (finding.where or "")
        assert row["frequency_count"] == ("" if finding.frequency is None else str(finding.frequency.count))
        assert (row["verdict"], row["certainty"]) == (claim.verdict, claim.level or "")
        assert row["designs"].split() == [str(library.references[key].design) for key in finding.cite]
    assert held == {}


def test_a_row_has_each_field_of_a_finding() -> None:
    columns = {name.partition("_")[0] for name in FindingRecord.model_fields}
    assert Finding.model_fields.keys() - columns == {"about"}, "add a column to claims.csv, or name it as one left out"


def test_pandas_reads_the_table_with_its_types(text: Text, library: Library) -> None:
    table = pd.read_csv(io.StringIO(text("claims.csv")), parse_dates=["checked", "check_by"])
    assert table["claim"].nunique() == len(library.claims)
    assert str(table["checked"].dtype).startswith("datetime64")
    assert table["number"].dtype == "int64"


# A moved, a withdrawn, a reviewed and a corrected claim


def test_moved_and_withdrawn_claims_stay_in_the_data(small_files: dict[str, str]) -> None:
    whole = json.loads(small_files["claims.json"])
    states = {record["id"]: record["state"] for record in whole["claims"]}
    assert states == {CLAIM_ID: "current", OTHER: "current", GONE: "withdrawn"}
    assert whole["moved"] == [
        {"id": old, "state": "moved", "moved_to": OTHER, "page": f"{ADDRESS}claims/{OTHER}/"}
        for old in ("causes-allergies", "allergies")
    ]
    gone = json.loads(small_files[f"claims/{GONE}.json"])
    assert gone["withdrawn"] == {"date": "2026-05-05", "reason": "It is answered elsewhere."}
    moved = json.loads(small_files["claims/causes-allergies.json"])
    assert moved["moved_to"] == OTHER
    assert moved["data"] == f"{ADDRESS}claims/{OTHER}.json"


def test_only_a_person_who_reviewed_is_named(small_files: dict[str, str]) -> None:
    whole = json.loads(small_files["claims.json"])
    reviews = {record["id"]: record["clinical_review"] for record in whole["claims"]}
    assert reviews[OTHER] == {"name": "A. Person, nurse", "date": "2026-06-01", "orcid": None}
    assert reviews[CLAIM_ID] == "none"
    assert whole["clinical_review"] == "see each claim"


def test_the_history_says_what_was_said_before(small_files: dict[str, str]) -> None:
    record = json.loads(small_files[f"claims/{CLAIM_ID}.json"])
    told = [(one["kind"], one["verdict_before"], one["verdict"], one["certainty"]) for one in record["history"]]
    assert told == [
        ("published", None, "supported", "low"),
        ("text", "supported", "supported", "low"),
        ("conclusion", "supported", "unproven", "low"),
        ("conclusion", "unproven", "unproven", "very-low"),
    ]
    assert [one["correction"] for one in record["history"]] == [False, False, True, False]
    gone = json.loads(small_files[f"claims/{GONE}.json"])["history"][-1]
    assert (gone["kind"], gone["verdict"], gone["conclusion_changed"]) == ("withdrawn", None, True)


def test_interests_are_published_and_escape_nothing(small_files: dict[str, str]) -> None:
    works = {record["key"]: record for record in json.loads(small_files["claims.json"])["references"]}
    assert works["smith2020"]["interests"] == [Interest.INDUSTRY, Interest.LAWSUITS]
    assert works["smith2020"]["funding"] == "a tea company & its BBC friends"
    assert works["jones2019"]["interests"] == []


def test_every_statement_of_ties_is_of_a_kind(library: Library) -> None:
    """Else "sources with industry ties" cannot be answered from the data."""
    assert [key for key, one in library.references.items() if one.ties and not one.interests] == []


# Addresses


def test_without_an_address_nothing_is_invented(small: SiteView) -> None:
    files = published(small)
    whole = json.loads(files["claims.json"])
    for record in (*whole["claims"], *whole["references"], *whole["topics"], *whole["moved"]):
        assert "://" not in record["page"]
        assert not record["page"].startswith("/")
    for name, content in files.items():
        assert "tea.example" not in content.replace("https://tea.example.org/contact", ""), name
        assert "localhost" not in content, name


def test_names_are_the_same_at_every_address(small: SiteView, small_files: dict[str, str]) -> None:
    here, there = json.loads(published(small)["claims.json"]), json.loads(small_files["claims.json"])
    for mine, theirs in zip(here["claims"], there["claims"], strict=True):
        assert mine["urn"] == theirs["urn"]
        assert [one["urn"] for one in mine["history"]] == [one["urn"] for one in theirs["history"]]
    urns = [one["urn"] for record in here["claims"] for one in (record, *record["history"])]
    assert len(set(urns)) == len(urns)
    assert all(urn.startswith("urn:uuid:") for urn in urns)


def test_the_name_of_a_claim_outlives_a_move(small: SiteView) -> None:
    from explainer.publish.place import claim_urn

    moved = small.library.claims[OTHER]
    before = moved.model_copy(update={"id": "causes-allergies", "moved_from": ()})
    once = moved.model_copy(update={"id": "allergies", "moved_from": ("causes-allergies",)})
    assert claim_urn("tea", before) == claim_urn("tea", once) == claim_urn("tea", moved)


@pytest.mark.parametrize("directory_urls", [True, False])
def test_relative_addresses_lead_to_the_pages(directory_urls: bool) -> None:
    from explainer.addressing import Addressing

    place = Place("", Addressing(directory_urls=directory_urls))
    end = "/" if directory_urls else ".html"
    assert place.page("claims/a.md") == f"claims/a{end}"
    assert place.page("claims/a.md", "b", "feeds/x/y.atom") == f"../../claims/a{end}#b"
    assert place.page("index.md", origin="claims/a/") == ("../../" if directory_urls else "../../index.html")
    assert place.file("a/b.json", "a/c.json") == "b.json"
    assert Place("https://a.example/b/", place.addressing).page("index.md") == (
        "https://a.example/b/" if directory_urls else "https://a.example/b/index.html"
    )
