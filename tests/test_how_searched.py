"""How evidence was searched for, as readers see it: on a claim, on the page of the method, in data and feeds."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import search_cases as cases
from builders import CLAIM_ID, TODAY, claim, library_of, make_claim, published, write_site
from explainer.addressing import Addressing, Face
from explainer.model.searches import SCREENED, SEARCHES
from explainer.pages.how_searched import how_searched
from explainer.pages.page_context import PageContext
from explainer.pages.plan import plan_pages
from explainer.pages.render import Renderer
from explainer.pages.site_view import SiteView

NOT_RUN = "No search has been run yet"
TOUCHED = f"[{{claim: {CLAIM_ID}, why: shares the words tea}}]"
ASIDE = {**cases.ASIDE, "program": "true"}


def view_of(root: Path) -> SiteView:
    return SiteView(library_of(root), TODAY)


def site(tmp_path: Path, screened: str | None = None, searches: str | None = cases.SEARCHES) -> SiteView:
    held = {SEARCHES: searches, SCREENED: screened}
    return view_of(write_site(tmp_path, **{name: text for name, text in held.items() if text is not None}))


def page(view: SiteView, face: Face = Face.SITE) -> str:
    (planned,) = (one for one in plan_pages(view) if one.name == f"claims/{CLAIM_ID}.md")
    return Renderer(view, Addressing(face)).page(planned)


def part(view: SiteView, name: str, face: Face = Face.SITE) -> str:
    addressing = Addressing(face)
    return Renderer(view, addressing).directive(name, {}, PageContext(view, "how.md", addressing))


WORKS = (
    cases.work("Set aside by a program", **ASIDE)
    + cases.work("Cited by a person", **cases.CITED)
    + cases.work("Still to read", doi="10.5555/3", claims=TOUCHED)
)


def test_what_became_of_the_works_is_counted(tmp_path: Path) -> None:
    view = site(tmp_path, cases.SCREENED + WORKS)
    how = how_searched(view.data, [one for one in view.data.searches if one.id == "sleep"])
    flow = how.flow
    assert (flow.seen, flow.works, flow.before) == (12, 4, 8)
    assert (flow.cited, flow.set_aside, flow.waiting, flow.decided, flow.by_programs) == (1, 1, 2, 2, 1)
    assert flow.seen - flow.before == flow.works == flow.cited + flow.set_aside + flow.waiting
    assert [(line.source.value, line.seen, line.read, line.cited) for line in how.lines] == [
        ("pubmed", 12, 2, 1), ("crossref", 0, 0, 0),
    ]  # fmt: skip
    assert [source.value for source in how.not_asked] == ["crossref"]


def test_the_works_of_a_source_are_counted_once_though_its_words_have_changed(tmp_path: Path) -> None:
    older = cases.RUN.replace("sleep[tiab]", "nights[tiab]").replace("2026-11-20", "2026-11-02").replace("12", "7")
    view = site(tmp_path, cases.SCREENED.replace("runs:\n", f"runs:\n{older}") + WORKS)
    lines = how_searched(view.data, view.data.searches[:1]).lines
    assert [(line.source.value, line.words[-14:-6], line.seen, line.read, line.cited) for line in lines] == [
        ("pubmed", "ND sleep", 12, 2, 1), ("crossref", "hamomile", 0, 0, 0), ("pubmed", "D nights", 7, 0, 0),
    ]  # fmt: skip


def test_a_claim_shows_sources_words_days_and_counts(tmp_path: Path) -> None:
    html = page(site(tmp_path, cases.SCREENED + WORKS))
    shown = html[html.index('id="searched"') : html.index('id="about"')]
    assert "Does the tea help people sleep?" in shown
    assert "PubMed</th><td" in shown
    assert "(chamomile[tiab] OR matricaria[mh]) AND sleep[tiab]" in shown
    assert "20 November 2026</td>" in shown
    counts = re.findall(r'class="x-num" data-label="(\w+)">(\d+)<', shown)
    assert counts == [("Seen", "12"), ("Read", "2"), ("Cited", "1")]
    assert f'Crossref</th><td class="x-query">chamomile sleep</td><td colspan="4">{NOT_RUN}' in shown
    assert "Europe PMC" not in shown, "a search of another topic"
    assert "12 records seen, 8 of them seen twice or of works cited already. 4 works to decide on" in shown
    assert "Set aside: 1 not on the claim. 2 wait to be read." in shown
    assert "Computer programs decided on 1 of 2, people on the others." in shown


@pytest.mark.parametrize(
    "screened", [None, "works: []\n", cases.SCREENED.replace("sleep", "safety").replace("pubmed", "openalex")]
)
@pytest.mark.parametrize("face", [Face.SITE, Face.PLAIN])
def test_what_was_not_run_is_said_to_be_so(tmp_path: Path, screened: str | None, face: Face) -> None:
    text = page(site(tmp_path, screened), face)
    assert NOT_RUN in text
    assert "records seen" not in text
    assert "works that nobody has read" not in text


def test_a_failed_run_is_no_search(tmp_path: Path) -> None:
    failed = cases.RUN.replace("outcome: done\n    seen: 12", "outcome: failed\n    why: answered 500")
    html = page(site(tmp_path, f"runs:\n{failed}"))
    assert f"{NOT_RUN}. On 20 November 2026 it could not be asked</td>" in html
    assert "<svg" not in html[html.index('id="searched"') :]
    beside = failed.replace("day: 2026-11-20", "day: 2026-11-21")
    html = page(site(tmp_path / "beside", f"runs:\n{cases.RUN}{beside}"))
    assert "20 November 2026. On 21 November 2026 it could not be asked</td>" in html


def test_a_site_without_searches_says_so(tmp_path: Path) -> None:
    view = site(tmp_path, searches=None)
    assert NOT_RUN in page(view)
    assert part(view, "searches").strip() == f"<p>{NOT_RUN}.</p>"


def test_a_search_of_its_own_counts_for_its_claims_alone(tmp_path: Path) -> None:
    own = cases.SEARCHES.split("searches:\n")[1].split("  - id: safety")[0].replace("id: sleep", "id: own")
    own = own.replace("topic: sleep", f"topic: sleep\n    claims: [{CLAIM_ID}]").replace("help people", "help adults")
    view = site(tmp_path, searches=cases.SEARCHES + own)
    assert [one.id for one in view.how_searched(claim()).searches] == ["sleep", "own"]
    assert [one.id for one in view.how_searched(claim().model_copy(update={"id": "another-claim"})).searches] == [
        "sleep"
    ]


def test_new_works_that_wait_are_shown_below_the_answer_and_in_plain_text(tmp_path: Path) -> None:
    view = site(tmp_path, cases.SCREENED + WORKS)
    html = page(view)
    assert html.index('class="x-answer') < html.index("New evidence to look at:") < html.index('id="meaning"')
    assert "1 work that nobody has read yet may touch this claim" in html
    assert '<a href="https://doi.org/10.5555/3">Still to read</a> (2026, article), seen 20 November 2026' in html
    assert "A new trial of the tea" not in html, "it may touch no claim"
    plain = page(view, Face.PLAIN)
    assert "New evidence to look at:" in plain
    assert "| PubMed |" in plain
    assert "12 records seen" in plain


def test_the_method_page_counts_the_whole(tmp_path: Path) -> None:
    html = part(site(tmp_path, cases.SCREENED + WORKS), "searches")
    assert "Crossref, Europe PMC: no search has been run yet." in html
    questions = ["Does the tea help people sleep?", "Does the tea harm people?"]
    assert re.findall("<details[^>]*><summary>(.*?)</summary>", html) == questions, "a fold each"
    assert re.findall('role="region" aria-label="(.*?)"', html) == questions
    assert html.count("</details>") == 2
    assert html.count("<tr>") == 2 + 3, "two heads, three sources"


READ = {"evidence__for__0__read": {"jones2019": "second-hand"}}


def test_how_much_was_read_is_counted_and_shown(tmp_path: Path) -> None:
    view = view_of(write_site(tmp_path, claims={f"sleep/{CLAIM_ID}": make_claim(**READ)}))
    counted = " ".join(part(view, "read-levels").split())
    assert '<th scope="row">Abstract read</th><td class="x-num">1</td>' in counted
    assert '<th scope="row">Read second-hand</th><td class="x-num">1</td>' in counted
    assert '<th scope="row">Read in the full text</th><td class="x-num">0</td>' in counted
    html = page(view)
    assert "Where in the source: Table 2. Read second-hand." in html
    assert "Where in the source: abstract. Abstract read." in html


@pytest.mark.parametrize(
    ("where", "cite", "read", "reading"),
    [
        ("abstract", ["a"], None, {"abstract": ("a",)}),
        ("abstracts", ["a", "b"], None, {"abstract": ("a", "b")}),
        ("Table 2", ["a"], None, {"full": ("a",)}),
        ("page text", ["a"], None, {"full": ("a",)}),
        ("page text, in part", ["a"], None, {}),
        ("abstract; page text", ["a", "b"], None, {}),
        ("abstract; news report", ["a"], None, {}),
        ("news report that quotes the page text", ["a"], None, {}),
        ("p. 4", ["a"], None, {}),
        ("abstract", ["a", "b"], "full", {"full": ("a", "b")}),
        ("abstract", ["a", "b"], {"b": "second-hand"}, {"abstract": ("a",), "second-hand": ("b",)}),
    ],
)
def test_how_much_was_read_is_what_is_said_and_no_more(
    where: str, cite: list[str], read: object, reading: dict[str, tuple[str, ...]]
) -> None:
    more = {} if read is None else {"read": read}
    found = claim(evidence__for__0={"finding": "It helped.", "cite": cite, "where": where, **more}).findings()[0][2]
    assert {str(level): keys for level, keys in found.reading.items()} == reading


def test_the_data_and_the_feed_hold_it(tmp_path: Path) -> None:
    files = published(site(tmp_path, cases.SCREENED + WORKS))
    whole = json.loads(files["claims.json"])
    assert [one["id"] for one in whole["searches"]] == ["sleep", "safety"]
    assert (whole["search_runs"][0]["source"], whole["search_runs"][0]["seen"]) == ("pubmed", 12)
    assert [one["status"] for one in whole["screened"]] == ["to-read", "set-aside", "cited", "to-read"]
    (record,) = whole["claims"]
    assert (record["searches"], record["new_evidence"]) == (["sleep"], 1)
    items = json.loads(files["feeds/changes.json"])["items"]
    assert [one["title"] for one in items if one["title"].startswith("New evidence")] == [
        "New evidence to look at: How well does chamomile tea help people sleep?"
    ]
    assert items[0]["date_published"] == "2026-11-20T00:00:00Z"
    assert "Still to read</a> (2026, article)" in items[0]["content_html"]
    assert not any("New evidence" in one["title"] for one in json.loads(files["feeds/conclusions.json"])["items"])
    assert "New evidence to look at" in files["feeds/sleep/changes.atom"]
    assert "New evidence to look at" not in files["feeds/safety/changes.atom"]
