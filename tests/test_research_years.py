"""The course of the evidence: which works are counted, in which year and row, and that picture and table agree."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from builders import CLAIM_ID, ENTRIES, TODAY, library_of, make_claim, write_site
from explainer.addressing import Addressing, Face
from explainer.model.vocabulary import Rung
from explainer.pages.page_context import PageContext
from explainer.pages.render import Renderer
from explainer.pages.research_years import LABEL, ROWS, UNIT, WIDTH, ResearchYears, research_years
from explainer.pages.site_view import PEOPLE, SiteView

FIRST = ENTRIES["smith2020"]


def work(key: str, design: str, year: str) -> str:
    text = re.sub(r"(?m)^  (?:doi|pmid|pmcid) .*\n", "", FIRST).replace("smith2020", key)
    text = re.sub(r"(?m)^  title .*\n", f"  title = {{The title of {key}, long enough to be told apart}},\n", text)
    text = re.sub(r"(?m)^  design .*\n", f"  design = {{{design}}},\n", text)
    return re.sub(r"(?m)^  year .*\n", f"  year = {{{year}}},\n" if year else "", text)


WORKS = {
    "trial2020": ("randomised-trial", "2020"),
    "trial2020b": ("human-laboratory", "2020"),
    "mice2020": ("animal", "2020"),
    "cells1999": ("laboratory", "1999"),
    "law2001": ("law", "2001"),
    "survey2010": ("cross-sectional", "2010"),
    "later": ("cohort", ""),
}


def view_of(root: Path, cited: list[str], **claim: object) -> SiteView:
    bib = "\n".join([*ENTRIES.values(), *(work(key, *facts) for key, facts in WORKS.items())])
    text = make_claim(evidence__for__0__cite=cited, **claim)
    return SiteView(library_of(write_site(root, claims={f"sleep/{CLAIM_ID}": text}, bib=bib)), TODAY)


def years_of(root: Path, cited: list[str], **claim: object) -> ResearchYears:
    return research_years(view_of(root, cited, **claim))


def counted(years: ResearchYears) -> dict[tuple[Rung, int], int]:
    return {(row.rung, column.year): column.count for row in years.rows if row.rung for column in row.columns}


def test_works_of_findings_are_counted_by_year_and_kind(tmp_path: Path) -> None:
    before = counted(years_of(tmp_path / "a", ["smith2020"]))
    years = years_of(tmp_path / "b", ["smith2020", *WORKS])
    added = {place: count - before.get(place, 0) for place, count in counted(years).items()}
    assert {place: count for place, count in added.items() if count} == {
        (Rung.TRIALS, 2020): 2,
        (Rung.ANIMALS, 2020): 1,
        (Rung.CELLS, 1999): 1,
        (Rung.OBSERVED, 2010): 1,
    }
    assert years.undated == 1
    everything = years.rows[0]
    assert everything.rung is None
    assert everything.total == sum(row.total for row in years.rows[1:]) == years.total - years.undated
    assert years.people == sum(row.total for row in years.rows if row.rung in PEOPLE)


def test_a_work_that_only_a_page_cites_and_a_withdrawn_claim_do_not_count(tmp_path: Path) -> None:
    assert (Rung.CELLS, 1999) not in counted(years_of(tmp_path / "a", ["smith2020"]))
    gone = {"date": "2026-01-01", "reason": "It was not clear what it meant."}
    assert counted(years_of(tmp_path / "b", ["cells1999"], withdrawn=gone)) == {}


def test_a_site_without_such_works_has_a_picture_of_nothing(tmp_path: Path) -> None:
    years = years_of(tmp_path, ["smith2020"], withdrawn={"date": "2026-01-01", "reason": "It was not clear enough."})
    assert (years.total, years.years, years.ticks) == (0, (), ())
    assert all(row.peak is None for row in years.rows)
    view = view_of(tmp_path / "again", ["smith2020"], withdrawn={"date": "2026-01-01", "reason": "It was not clear."})
    for face in Face:
        addressing = Addressing(face)
        part = Renderer(view, addressing).directive("research-years", {}, PageContext(view, "page.md", addressing))
        assert "<rect" not in part


def test_columns_stand_in_their_place(tmp_path: Path) -> None:
    years = years_of(tmp_path, ["smith2020", *WORKS])
    bottom = 0.0
    for row in years.rows:
        assert row.y >= bottom
        for column in row.columns:
            assert column.x >= 0
            assert column.x + years.bar <= WIDTH
            assert column.height == column.count * UNIT
            assert column.y + column.height == row.ground
            assert column.y >= row.y + LABEL
            assert column.lower <= column.height
        assert sorted(column.x for column in row.columns) == [column.x for column in row.columns]
        bottom = row.ground
    assert years.height > bottom
    first, last = years.years[0][0], years.years[-1][0]
    assert [year for year, _ in years.ticks] == [year for year in range(first, last + 1) if year % 10 == 0]


@pytest.mark.parametrize("face", Face)
def test_picture_and_table_say_the_same(tmp_path: Path, face: Face) -> None:
    view = view_of(tmp_path, ["smith2020", *WORKS])
    years = research_years(view)
    addressing = Addressing(face)
    part = Renderer(view, addressing).directive("research-years", {}, PageContext(view, "page.md", addressing))
    if face is Face.SITE:
        lines = re.findall(r'<tr><th scope="row">([^<]+)</th>(.*?)</tr>', part)
        table = {name: [int(cell) for cell in re.findall(r">(\d+)</td>", cells)] for name, cells in lines}
        drawn = len(re.findall(r"<rect ", part))
        in_rows = sum(len(row.columns) for row in years.rows[1:])
        both = sum(0 < column.lower < column.height for column in years.rows[0].columns)
        assert drawn == in_rows + len(years.rows[0].columns) + both
        assert 'role="img"' in part
    else:
        lines = re.findall(r"(?m)^\| ([\w ]+) \|((?: \d+ \|)+)$", part)
        table = {name: [int(cell) for cell in re.findall(r"\d+", cells)] for name, cells in lines}
    assert table.pop("All years") == [*(row.total for row in years.rows[1:]), years.rows[0].total]
    assert table == {str(year): [*counts, sum(counts)] for year, counts in years.years}
    assert all(len(counts) == len(ROWS) for _, counts in years.years)
    assert "only works that this site cites" in part
