"""What was said before and why it changed: on claim pages, on the pages of changes and corrections, at old ids."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from builders import CLAIM_ID, claim
from explainer.loading.library import Library
from explainer.model.history import last_day, newest_first, revisions
from explainer.model.vocabulary import Level, Verdict
from publish.conftest import ADDRESS, GONE, OTHER
from site_builders import Page, build, read_pages, run


@pytest.fixture(scope="module")
def pages(small_root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Page]:
    """The small site, built without an address."""
    site = tmp_path_factory.mktemp("built") / "site"
    done = run("mkdocs", "build", "--strict", "--site-dir", str(site), cwd=small_root)
    assert done.returncode == 0, done.stderr[-3000:]
    return read_pages(site)


def of(claim_id: str) -> str:
    return f"claims/{claim_id}/index.html"


# Values


def test_a_certainty_that_is_not_repeated_stays() -> None:
    history = [
        {"date": "2025-01-01", "verdict": "unproven", "certainty": "low", "note": "First published."},
        {"date": "2025-02-01", "verdict": "unproven", "note": "Spelling."},
        {"date": "2025-03-01", "verdict": "unproven", "certainty": "very-low", "note": "A second look."},
    ]
    found = revisions(claim(changes=history))
    assert [one.certainty for one in found] == [Level.LOW, Level.LOW, Level.VERY_LOW]
    assert [one.conclusion_changed for one in found] == [False, False, True]
    assert found[2].certainty_before is Level.LOW
    assert (found[0].kind, found[0].verdict_before) == ("published", None)
    ungraded = {name: value for name, value in history[0].items() if name != "certainty"}
    found = revisions(claim(changes=[ungraded, history[2]]))
    assert [one.conclusion_changed for one in found] == [False, False], "stated for the first time it is no change"


def test_a_withdrawal_ends_a_history() -> None:
    gone = revisions(claim(withdrawn={"date": "2026-07-01", "reason": "Elsewhere."}))[-1]
    assert (gone.kind, gone.verdict, gone.note) == ("withdrawn", None, "Elsewhere.")
    assert (gone.verdict_before, gone.conclusion_changed) == (Verdict.UNPROVEN, True)


def test_entries_of_histories_come_newest_first() -> None:
    entries = newest_first([claim(), claim("b", question="Another one about tea?")])
    assert [one.claim.id for one in entries] == ["b", CLAIM_ID]
    assert last_day([]) is None
    assert last_day([claim()]) == date(2026, 6, 1)


def test_the_real_histories_end_where_the_claims_are(library: Library) -> None:
    for one in library.claims.values():
        last = [entry for entry in revisions(one) if not entry.withdrawal][-1]
        assert (last.verdict, last.certainty) == (one.verdict, one.level), one.id


# Pages


def test_a_claim_page_says_what_was_said_before(pages: dict[str, Page]) -> None:
    text = pages[of(CLAIM_ID)].main
    assert "What we said before, and why it changed" in text
    for words in (
        "3 February 2026: Correction. A new trial. Before: Supported, low certainty. "
        "From then on: Not shown, low certainty.",
        "10 January 2025: First published. Verdict: Supported, low certainty.",
        'A second reading, "a<b" & more.',
    ):
        assert words in text, words
    places = [text.index(day) for day in ("1 June 2026:", "3 February 2026:", "1 June 2025:", "10 January 2025:")]
    assert places == sorted(places), "newest first"
    assert "What we said before" not in pages[of(OTHER)].main, "nothing was said before"


def test_the_page_of_changes_holds_all(pages: dict[str, Page]) -> None:
    text = pages["changes/index.html"].main
    for note in ("First published.", "A clearer sentence.", "A new trial.", "It is answered elsewhere."):
        assert note in text
    assert f"../claims/{CLAIM_ID}/#history" in pages["changes/index.html"].main_links


def test_the_page_of_corrections_holds_corrections_alone(pages: dict[str, Page]) -> None:
    page = pages["corrections/index.html"]
    assert "A new trial." in page.main
    assert "A clearer sentence." not in page.main
    assert "It is answered elsewhere." in page.main, "and says what was withdrawn"
    assert "causes-allergies" in page.main


def test_a_withdrawn_claim_keeps_its_page_with_the_reason(pages: dict[str, Page]) -> None:
    page = pages[of(GONE)]
    assert "Withdrawn on 5 May 2026." in page.main
    assert "It is answered elsewhere." in page.main
    for lists in ("faq/index.html", "sleep/index.html"):
        assert of(GONE).removesuffix("index.html") not in " ".join(pages[lists].main_links)
        assert of(CLAIM_ID).removesuffix("index.html") in " ".join(pages[lists].main_links)


@pytest.mark.parametrize("old", ["causes-allergies", "allergies"])
def test_a_moved_claim_leads_on_from_its_old_address(pages: dict[str, Page], old: str) -> None:
    page = pages[of(old)]
    assert f"../{OTHER}/" in page.main_links
    canonical = [e.attributes["href"] for e in page.elements if e.attributes.get("rel") == "canonical"]
    assert canonical == [f"../{OTHER}/"]
    [refresh] = [e.attributes["content"] for e in page.elements if e.attributes.get("http-equiv") == "refresh"]
    assert refresh == f"0; url=../{OTHER}/"
    assert not any(e.attributes.get("http-equiv") == "refresh" for e in pages[of(OTHER)].elements)


def test_the_canonical_link_of_a_moved_claim_is_whole_where_the_site_has_an_address(
    small_root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    site = build(small_root, site_url=ADDRESS, site_dir=str(tmp_path / "site"))
    pages = read_pages(site)
    for name, wanted in ((of("allergies"), OTHER), (of(OTHER), OTHER)):
        found = [e.attributes["href"] for e in pages[name].elements if e.attributes.get("rel") == "canonical"]
        assert found == [f"{ADDRESS}claims/{wanted}/"]
    assert f"Available from: {ADDRESS}claims/{OTHER}/" in pages[of(OTHER)].main
    assert f"{ADDRESS}claims/{OTHER}/" in (site / "llms.txt").read_text(encoding="utf-8")


def test_pages_say_how_to_cite_them(pages: dict[str, Page]) -> None:
    assert (
        'The "Tea" Group. How well does chamomile tea help people sleep? [Internet]. In: Chamomile, checked. '
        "2025 [updated 2026 Jun 1; evidence checked 2026 Jun 1]. Version 4 of this page."
    ) in pages[of(CLAIM_ID)].main
    assert "Available from" not in pages[of(CLAIM_ID)].main
    assert re.search(
        r"Chamomile, checked: the data \[data set\]\. Version of 2026 Jun 1; data form \d",
        pages["data/index.html"].main,
    )
