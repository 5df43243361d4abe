"""What a search finds: the entries of claims and pages, the words that readers type, and where texts are split."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from builders import CLAIM_ID, SYNONYMS, TODAY, library_of, make_claim, problems_of, write_site
from explainer.addressing import Addressing, claim_page
from explainer.building.search import FIELDS, SearchEntries, mark_kinds, separator
from explainer.model.synonyms import Synonym, SynonymIndex
from explainer.model.vocabulary import Kind, Level, Verdict
from explainer.pages.site_view import SiteView


def entries_of(root: Path, *, synonyms: str | None = SYNONYMS, **claim: Any) -> SearchEntries:
    files = {"docs/data/synonyms.yml": synonyms} if synonyms else {}
    write_site(root, claims={f"sleep/{CLAIM_ID}": make_claim(**claim)}, **files)
    assert [problem for problem in problems_of(root) if problem.severity == "error"] == []
    return SearchEntries(SiteView(library_of(root), TODAY), Addressing())


def written(*docs: dict[str, Any]) -> dict[str, Any]:
    """Return what the theme's plugin writes."""
    return {"config": {"lang": ["en"], "separator": "x", "fields": {}}, "docs": list(docs)}


def test_a_claim_is_one_entry_made_of_its_question_answer_and_verdict(tmp_path: Path) -> None:
    made = entries_of(tmp_path)
    (entry,) = made.claims([claim_page(CLAIM_ID)])
    claim = library_of(tmp_path).claims[CLAIM_ID]
    assert entry["location"] == f"claims/{CLAIM_ID}/"
    assert entry["title"] == claim.question
    assert entry["tags"] == [claim.verdict.label, claim.basis.label]
    assert "[@" not in entry["text"]
    assert claim.short_answer.split(".")[0][:30] in entry["text"]
    for _, _, finding in claim.findings():
        for word in re.findall(r"[a-z]{5,}", finding.finding.casefold()):
            assert any(word in entry.get(field, "").casefold() for field in FIELDS), word


def test_a_claim_whose_page_is_not_built_has_no_entry(tmp_path: Path) -> None:
    assert list(entries_of(tmp_path).claims(["claims/another.md"])) == []


def test_a_withdrawn_claim_says_so_and_comes_after_the_others(tmp_path: Path) -> None:
    old = entries_of(tmp_path / "old", withdrawn={"date": "2026-05-01", "reason": "It was two claims."})
    new = entries_of(tmp_path / "new")
    (withdrawn,), (kept,) = (list(made.claims([claim_page(CLAIM_ID)])) for made in (old, new))
    assert withdrawn["tags"] == ["Withdrawn"]
    assert withdrawn["boost"] < 1 < kept["boost"]


def test_what_readers_type_is_found_and_never_shown(tmp_path: Path) -> None:
    (entry,) = entries_of(tmp_path).claims([claim_page(CLAIM_ID)])
    assert {"insomnia", "cannot"} <= set(entry["also"].split())
    assert {"allergic", "anaphylaxis"} <= set(entry["leads"].split())
    shown = f"{entry['title']} {entry['text']}".casefold()
    assert "insomnia" not in shown
    assert "anaphylaxis" not in shown


def test_without_synonyms_claims_are_found_by_their_own_words_and_the_theme_splits_them(tmp_path: Path) -> None:
    made = entries_of(tmp_path, synonyms=None)
    (entry,) = made.claims([claim_page(CLAIM_ID)])
    assert "leads" not in entry
    assert made.finished(written(), [])["config"]["separator"] == "x"


def test_texts_are_escaped_as_the_worker_reads_them(tmp_path: Path) -> None:
    (entry,) = entries_of(tmp_path, claim="Tea <b>& honey</b> helps.").claims([claim_page(CLAIM_ID)])
    assert "<" not in entry["also"]
    (entry,) = entries_of(tmp_path / "2", short_answer="Less < more & <i>so</i>.").claims([claim_page(CLAIM_ID)])
    assert entry["text"] == "<p>Less &lt; more &amp; &lt;i&gt;so&lt;/i&gt;.</p>"


def test_pages_keep_their_sections_and_lose_those_left_out(tmp_path: Path) -> None:
    made = entries_of(tmp_path)
    page = {"location": "safety/", "title": "Safety", "text": "<p>Words.</p>"}
    part = {"location": "safety/#rare", "title": "Rare", "text": ""}
    empty = {"location": "safety/#left-out", "title": "Safety", "text": ""}
    index = made.finished(written(page, part, empty), [])
    assert [entry["location"] for entry in index["docs"]] == ["safety/", "safety/#rare"]
    first, second = index["docs"]
    assert {"allergic", "anaphylaxis"} <= set(first["leads"].split())
    assert second == part
    assert index["config"]["fields"] == {name: {"boost": boost} for name, boost in FIELDS.items()}
    assert index["config"]["lang"] == ["en"]


def test_the_page_of_all_sources_is_found_by_authors_and_titles(tmp_path: Path) -> None:
    made = entries_of(tmp_path)
    index = made.finished(written({"location": "sources/", "title": "Sources", "text": ""}), [])
    words = set(index["docs"][0]["words"].split())
    for reference in library_of(tmp_path).references.values():
        assert {name.family.casefold() for name in reference.authors if name.family.isalpha()} <= words


def test_every_mark_of_a_result_has_a_shape_or_a_colour() -> None:
    kinds = mark_kinds()
    labels = {value.label for terms in (Verdict, Level, Kind) for value in terms}
    assert labels | {"Withdrawn"} == set(kinds)
    style = (Path(__file__).parent.parent / "hooks/theme/assets/search.css").read_text(encoding="utf-8")
    for verdict in Verdict:
        assert re.search(rf"\.md-tag--{verdict} \{{[^}}]*--md-tag-icon: url", style), verdict


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Is it safe?", ["safe"]),
        ("The tea isn't warm, it's hot", ["tea", "isn", "warm", "hot"]),
        ("long-lasting pain\u2014today", ["long", "lasting", "pain", "today"]),
        ("NO, the no-tea", ["NO", "tea"]),
        ("istanbul items", ["istanbul", "items"]),
        ("a b 7-OH", ["7", "OH"]),
    ],
)
def test_texts_are_split_into_words_that_tell_something(text: str, words: list[str]) -> None:
    pattern = separator(frozenset({"is", "it", "the", "no"}))
    assert "(?<" not in pattern  # no look-behind: old phones cannot read it
    assert [part for part in re.split(pattern, text) if part] == words


def test_synonyms_are_found_by_beginnings_of_words_and_by_phrases() -> None:
    index = SynonymIndex(
        [
            Synonym(typed=("hooked", "habit"), means=("addict", "not stop")),
            Synonym(typed=("hooked",), means=("depend",), pages=("help.md",)),
        ]
    )
    assert index.of_text("Addiction and DEPENDENCE") == ["hooked", "habit"]
    assert index.of_text("They could not stop.") == ["hooked", "habit"]
    assert index.of_text("An unaddicted, independent person stopped.") == []
    assert index.of_page("help.md") == ["hooked"]
    assert index.of_page("other.md") == []
