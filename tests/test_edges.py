"""Single lines of the engine that a change could slip past other tests: what each says or shows at its edges."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from builders import (
    BIBLIOGRAPHY,
    CLAIM_ID,
    GLOSSARY,
    SITE,
    TODAY,
    WriteSite,
    codes,
    library_of,
    make_claim,
    problems_of,
    write_site,
)  # fmt: skip
from builders_more import drawing
from explainer.addressing import Addressing
from explainer.checks.fixes import CLAIM_MENDERS, mend
from explainer.checks.search_quality import misspelt
from explainer.html_tags import tags
from explainer.loading.asked_questions import TUNE, AskedQuestion
from explainer.loading.picture_files import read_picture
from explainer.model.vocabulary import SetAside
from explainer.pages.evidence_map import NARROW, WIDE, Layout, evidence_map
from explainer.pages.how_searched import WIDTH, Flow
from explainer.pages.how_to_cite import cite_claim, cite_dataset, pasted
from explainer.pages.long_lists import listing
from explainer.pages.page_context import PageContext
from explainer.pages.plain_copies import export_pages
from explainer.pages.prose import expand, finish
from explainer.pages.render import Renderer
from explainer.pages.site_view import SiteView
from explainer.references.exchange_formats import csl_json


def view_of(root: Path, **files: str) -> SiteView:
    return SiteView(library_of(write_site(root, **files)), TODAY)


# Asking and drawing


def test_a_word_of_most_questions_is_not_misspelt() -> None:
    words = ("sleeping", "breathing", "working", "driving", "knitting")
    asked = [AskedQuestion(f"kratom {word}", "forum", "a thread", word, "none", TUNE) for word in words]
    wrong = [question.words.split() for question in misspelt(asked)]
    assert [first for first, _ in wrong] == ["kratom"] * 5
    assert all(word != meant for (_, word), meant in zip(wrong, words, strict=True))


@pytest.mark.parametrize(("width", "found"), [(328, []), (329, ["P03"])])
def test_letters_as_wide_as_a_phone_shows_them_are_large_enough(width: int, found: list[str]) -> None:
    text = drawing('<text x="4" y="20" font-size="12">The flower</text>', box=f"0 0 {width} 100")
    assert codes(read_picture("docs/pictures/flower.svg", text.encode())[1]) == found


# Mending


def test_comments_go_with_the_field_below_them_and_a_first_line_stays() -> None:
    claim = make_claim()
    question, rest = claim.split("\n", 1)
    assert question.startswith("question:")
    told = f"# for the editor\n# why it is asked\n# who asked it\n{question}\n{rest}"
    statement, after = rest.split("\n", 1)
    mixed = f"# for the editor\n{statement}\n# why it is asked\n# who asked it\n{question}\n{after}"
    assert mend(mixed, CLAIM_MENDERS) == told


# Grading


@pytest.mark.parametrize(("designs", "people"), [
    (("animal", "laboratory"), False), (("animal", "animal"), False), (("laboratory", "laboratory"), False),
    (("animal", "case-report"), True), (("laboratory", "cohort"), True),
])  # fmt: skip
def test_cells_and_animals_together_give_no_more_than_either(
    shared_site: WriteSite, designs: tuple[str, str], people: bool
) -> None:
    bib = BIBLIOGRAPHY
    for old, new in zip(("randomised-trial", "cross-sectional"), designs, strict=True):
        assert f"{{{old}}}" in bib
        bib = bib.replace(f"{{{old}}}", f"{{{new}}}")
    low = {"certainty__level": "low", "certainty__rated_down": {}, "changes__0__certainty": "low"}
    root = shared_site(claims={f"sleep/{CLAIM_ID}": make_claim(**low)}, bib=bib)
    assert ("G04" in codes(problems_of(root))) is not people


# Reading


def test_an_element_out_of_place_is_reported_with_its_place() -> None:
    box = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 328 100"><title>T</title><desc>D</desc>{}</svg>'
    inner = read_picture("docs/pictures/a.svg", box.format("<circle><rect/></circle>").encode())
    outer = read_picture("docs/pictures/a.svg", b'<rect xmlns="http://www.w3.org/2000/svg"/>')
    assert "`rect` is not allowed in `circle`" in str(inner)
    assert "`rect` is not allowed at the top" in str(outer)


# Pages


@pytest.mark.parametrize("layout", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("counted", [False, True], ids=["marks", "counts"])
def test_rows_of_the_map_are_below_each_other(tmp_path: Path, layout: Layout, counted: bool) -> None:
    graded = {"very-low": {"imprecision": 1}, "low": {}}
    claims = {
        f"sleep/{level}-{number}": make_claim(
            question=f"Is it {level} {number}?", certainty__level=level, certainty__rated_down=down,
            changes__0__certainty=level,
        )
        for level, down in graded.items() for number in range(9)
    }  # fmt: skip
    site = f"{SITE}entries_per_page: {1 if counted else 500}\n"
    library = library_of(write_site(tmp_path, claims=claims, **{"docs/data/site.yml": site}))
    drawn = evidence_map(SiteView(library, TODAY), layout)
    (group,) = drawn.groups
    first, second = group.rows
    assert drawn.counted is counted
    assert (bool(first.marks), bool(first.cells)) == (not counted, counted)
    assert first.y == group.y + layout.title
    assert second.y == first.y + first.height
    assert drawn.height == second.y + second.height + layout.gap
    assert first.height > 0
    for row in group.rows:
        for part in (*row.marks, *row.cells):
            assert row.y <= part.y < row.y + row.height
            assert layout.labels <= part.x < drawn.width
        for cell in row.cells:
            assert cell.width <= layout.column - 4, "a gap to the next column"


def test_boxes_of_a_search_are_beside_and_below_each_other_within_their_drawing() -> None:
    aside = ((SetAside.NOT_PEOPLE, 2), (SetAside.OFF_TOPIC, 1))
    flow = Flow(seen=9, works=7, cited=3, waiting=1, aside=aside, by_programs=0, decided=6)
    boxes = flow.boxes
    assert [box.count for box in boxes] == [9, 2, 7, 4, 3]
    for down, out in ((boxes[0], boxes[1]), (boxes[2], boxes[3])):
        assert down.y == out.y
        assert down.x + down.width < out.x
        assert (down.aside, out.aside) == (False, True)
    assert boxes[0].y < boxes[2].y < boxes[4].y < flow.height
    for box in boxes:
        assert 0 <= box.x < box.x + box.width <= WIDTH


def test_terms_are_explained_again_after_what_is_closed_to_them(tmp_path: Path) -> None:
    context = PageContext(view_of(tmp_path, **{"docs/data/glossary.yml": GLOSSARY}), "x.md", Addressing())
    term = "survey"
    html = f"<p><a href='x'><em>{term}</em> {term}</a> and {term}, <code>{term}</code></p>"
    shown = finish(html, context, [])
    assert shown.count("x-term") == 1
    assert shown.index("x-term") > shown.index("</a>")
    assert f"<em>{term}</em> {term}</a>" in shown
    assert f"<code>{term}</code>" in shown


@pytest.mark.parametrize("before", [" ", "", "("])
def test_a_space_before_a_citation_stays_and_none_is_added(tmp_path: Path, before: str) -> None:
    view = view_of(tmp_path)
    context = PageContext(view, "x.md", Addressing())
    text, citations = expand(f"Words{before}[@smith2020].", context, Renderer(view, Addressing()))
    shown = finish(f"<p>{text.splitlines()[0]}</p>", context, citations)
    assert re.sub(r"<[^>]*>", "", shown).startswith(f"Words{before}[1]")


def test_lists_get_boxes_to_tick_and_a_tool_a_button_that_prints_it(tmp_path: Path) -> None:
    context = PageContext(view_of(tmp_path), "x.md", Addressing())
    title = '<p class="admonition-title">A diary</p>'
    ticked = finish("<ul>\n<li>[ ] a sign</li>\n<li>[x] no sign</li>\n<li>other [ ]</li>\n</ul>", context, [])
    assert ticked.count("checkbox") == 1
    assert '<label><input type="checkbox"> a sign</label>' in ticked
    tool = finish(f'<div class="admonition tool">\n{title}\n<p>x</p></div>', context, [])
    assert tool.startswith(f'<div class="admonition tool">\n{title}<p class="x-sheet__print">')
    assert tool.index("A diary") < tool.index('data-print="tool"') < tool.index("<p>x</p>")
    assert "Print this list on one page</button>" in tool
    other = title.replace("A diary", "Ask &amp; <em>tell</em>")
    both = finish("".join(f'<div class="admonition tool">\n{it}\n</div>' for it in (title, other)), context, [])
    assert 'aria-label="Print this list: A diary">Print this list</button>' in both
    assert 'aria-label="Print this list: Ask &amp; tell">Print this list</button>' in both
    assert 'aria-label="Print' not in tool
    assert "data-print" not in finish(f'<div class="admonition note">\n{title}\n</div>', context, [])


def test_pictures_and_other_files_go_with_an_export_and_content_does_not(tmp_path: Path) -> None:
    text = "# Extra { #top }\n\nText.\n\n## Part { #part .wide }\n\nText.\n\n### Other { .wide }\n\nText.\n"
    files = {"docs/pictures/leaf.svg": "<svg/>", "docs/sheet.pdf": "%PDF", "docs/.hidden/x.pdf": "x",
             "docs/extra.md": text}  # fmt: skip
    view = view_of(tmp_path / "site", **files)
    count = export_pages(view, tmp_path / "out", tmp_path / "site" / "docs")
    written = {
        path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*") if path.is_file()
    }
    others = {name for name in written if not name.endswith(".md")}
    assert others == {"pictures/leaf.svg", "sheet.pdf"}
    assert count == len(written) - len(others) > 3
    assert (tmp_path / "out" / "sheet.pdf").read_text() == "%PDF"
    copy = (tmp_path / "out" / "extra.md").read_text(encoding="utf-8")
    assert copy.startswith("# Extra\n\n")
    assert '\n\nText.\n\n<a id="part"></a>\n\n## Part\n\nText.\n\n### Other\n\nText.\n\n' in copy


@pytest.mark.parametrize(("checked", "changed", "day"), [
    ("2026-10-02", "2026-09-01", date(2026, 10, 2)), ("2026-10-02", "2026-11-03", date(2026, 11, 3)),
])  # fmt: skip
def test_a_part_of_a_list_of_claims_is_as_new_as_its_newest_claim(
    tmp_path: Path, checked: str, changed: str, day: date
) -> None:
    claims = {f"sleep/{name}": make_claim(question=f"Is it {name}?", checked=checked, changes__0__date=changed)
              for name in (CLAIM_ID, "another")}  # fmt: skip
    site = f"{SITE}entries_per_page: 1\n"
    view = SiteView(library_of(write_site(tmp_path, claims=claims, **{"docs/data/site.yml": site})), TODAY)
    parts = listing(view, "claims/index.md", "claims").parts
    assert {part.updated for part in parts} == {day}


def test_a_part_of_the_withdrawn_is_as_new_as_the_day_they_went(tmp_path: Path) -> None:
    gone = {"date": "2026-11-03", "reason": "Of no use."}
    claims = {f"sleep/{name}": make_claim(question=f"Is it {name}?", withdrawn=withdrawn)
              for name, withdrawn in ((CLAIM_ID, None), ("another", gone))}  # fmt: skip
    view = SiteView(library_of(write_site(tmp_path, claims=claims)), TODAY)
    (part,) = listing(view, "claims/index.md", "withdrawn").parts
    assert (len(part.entries), part.updated) == (1, date(2026, 11, 3))


@pytest.mark.parametrize(("population", "shown"), [("40 adults", "40 adults."), ("adults.", "Adults."), ("", "")])
def test_a_preview_says_who_was_studied_as_a_sentence(tmp_path: Path, population: str, shown: str) -> None:
    view = view_of(tmp_path)
    reference = replace(view.library.references["smith2020"], population=population, title="Tea", design=None)
    preview = view.preview(reference)
    assert preview == f"{reference.short}. Tea. {shown}".rstrip()


def test_a_work_known_by_a_link_alone_is_written_out_with_it(tmp_path: Path) -> None:
    reference = view_of(tmp_path).library.references["smith2020"]
    linked = replace(reference, url="", doi="10.1000/tea", pmid="", pmcid="", isbn="")
    assert json.loads(csl_json([linked]))[0]["URL"] == "https://doi.org/10.1000/tea"
    assert "URL" not in json.loads(csl_json([replace(linked, doi="")]))[0]


def test_a_work_is_pasted_with_its_identifiers_or_else_with_its_address(tmp_path: Path) -> None:
    view = view_of(tmp_path)
    work, page, shop = (view.library.references[key] for key in ("smith2020", "health2022", "shop2021"))
    assert pasted(view, work).endswith(". doi: 10.5555/warm.2020.45")
    both = replace(work, pmid="7", pmcid="PMC8")
    assert pasted(view, both).endswith(" doi: 10.5555/warm.2020.45; PubMed PMID: 7; PubMed Central PMCID: PMC8")
    assert pasted(view, page).endswith("[cited 2026 Jun 1]. Available from: https://health.example.org/tired")
    assert pasted(view, shop).endswith("[cited 2026 Jun 1].")


@pytest.mark.parametrize("address", ["https://tea.example.org", "https://tea.example.org/", ""])
def test_claims_and_data_are_cited_with_their_address_where_it_is_known(tmp_path: Path, address: str) -> None:
    view = view_of(tmp_path)
    at = " Available from: https://tea.example.org/" if address else ""
    page = f"{at}claims/{CLAIM_ID}/" if address else ""
    assert cite_claim(view, view.claims[0], address, Addressing()).endswith(
        f"2026 [updated 2026 Jun 1; evidence checked 2026 Jun 1]. Version 1 of this page.{page}"
    )
    assert cite_dataset(view, address).endswith(f"; licence CC-BY-4.0.{at}")


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "part", ["<a", "<a ", "<a=", '<a b="', "<a '\">", "<script>", "<script ", "<!--", "<style></x"]
)
def test_tags_that_are_not_closed_cost_no_more_than_their_length(part: str) -> None:
    assert len([*tags(part * 100_000)]) <= 100_000


def test_tags_are_those_that_browsers_see() -> None:
    page = """<p title=it's class='a>b'>x</p><!-- <i> --><script>"<b>"</script><a href = "x>y" b<c><img alt=" <u>"""
    assert [tag[0] for tag in tags(page)] == [
        "<p title=it's class='a>b'>", "</p>", "<script>", "</script>", '<a href = "x>y" b<c>',
    ]  # fmt: skip


def test_pages_that_answer_a_question_are_claims_by_id_and_others_by_path() -> None:
    asked = AskedQuestion("Is it legal?", "reader", "letters", "legal", "/law none sleep", "tune")
    assert asked.paths() == {"law/", "claims/sleep/"}


@pytest.mark.parametrize(("day", "told"), [("2031-06-05", []), ("2031-06-06", ["T01"])])
def test_five_years_are_the_longest_until_the_next_check(shared_site: WriteSite, day: str, told: list[str]) -> None:
    """Each counts as 366 days."""
    text = make_claim(checked="2026-06-01", check_by=day)
    assert codes(problems_of(shared_site(claims={f"sleep/{CLAIM_ID}": text}))) == told


def test_a_citation_of_an_entry_that_others_only_inherit_from_says_what_it_lacks(tmp_path: Path) -> None:
    heir = "@incollection{heir, author = {Smith, Anna}, title = {One leaf}, crossref = {warm}}"
    bib = f"{BIBLIOGRAPHY}\n{heir}\n@book{{warm, title = {{On tea}}, publisher = {{House}}, year = {{2020}}}}\n"
    root = write_site(tmp_path, claims={f"sleep/{CLAIM_ID}": make_claim(evidence__for__0__cite=["warm"])}, bib=bib)
    [told] = [problem for problem in problems_of(root) if "`warm`" in problem.message]
    assert (told.code, "`design`" in told.fix) == ("S31", True)
