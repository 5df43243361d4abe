"""The chart of the evidence over the years: how many works of each kind that the site cites appeared in each year.

It is laid out here and drawn by a template.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from explainer.model.vocabulary import Rung
from explainer.pages.site_view import PEOPLE, SiteView

WIDTH, SIDE, LABEL, UNIT, GAP, AXIS = 340, 14, 30, 4, 16, 26
"""Sizes in units of the chart: its width, the margin at each side, then the heights of a row's label, of one work, of
the space between rows and of the axis."""

ROWS = (*reversed(PEOPLE), Rung.ANIMALS, Rung.CELLS)
"""The rows from top to bottom, those that say most about people first."""


@dataclass(frozen=True, slots=True)
class Column:
    """The works of a year in a row: the left edge and top of the column, its height, and the number of works.

    `lower` is the height of its lower part, which is for works about people.
    """

    year: int
    x: float
    y: float
    height: float
    count: int
    lower: float


class Row(NamedTuple):
    """The works of a kind, or all works (`rung` is None): the places of the label and of the ground line."""

    rung: Rung | None
    total: int
    y: float
    ground: float
    columns: tuple[Column, ...]

    @property
    def peak(self) -> Column | None:
        """The first of the highest columns: its number is shown, as a scale for the others."""
        return max(self.columns, key=lambda column: column.count, default=None)


class ResearchYears(NamedTuple):
    """The whole chart, and its table: a line for each year with works, with a count for each kind."""

    width: int
    height: float
    bar: float
    rows: tuple[Row, ...]
    ticks: tuple[tuple[int, float], ...]
    years: tuple[tuple[int, tuple[int, ...]], ...]
    undated: int
    total: int
    people: int


def research_years(view: SiteView) -> ResearchYears:
    """Count and lay out the works that findings cite, by year and by step of the evidence ladder.

    Works without a step (laws, statements and the like) are left out; works without a year count as undated. Withdrawn
    claims do not count.
    """
    claims = [claim for claim in view.claims if claim.withdrawn is None]
    keys = {key for claim in claims for _, _, finding in claim.findings() for key in finding.cite}
    cited = [view.library.references[key] for key in keys if key in view.library.references]
    works = [(work.design.rung, work.first_year) for work in cited if work.design and work.design.rung in ROWS]
    dated = [(rung, int(year)) for rung, year in works if year.isdigit()]
    counts = Counter(dated)
    present = sorted({year for _, year in dated})
    first, last = (present[0], present[-1]) if present else (0, 0)
    step = (WIDTH - 2 * SIDE) / (last - first + 1)
    x_of = {year: round(SIDE + (year - first) * step, 1) for year in range(first, last + 1)}
    rows = _rows(counts, {year: x_of[year] for year in present})
    return ResearchYears(
        width=WIDTH,
        height=rows[-1].ground + AXIS,
        bar=round(step * 0.72, 1),
        rows=rows,
        ticks=tuple((year, x) for year, x in x_of.items() if present and year % 10 == 0),
        years=tuple((year, tuple(counts[rung, year] for rung in ROWS)) for year in present),
        undated=len(works) - len(dated),
        total=len(works),
        people=sum(rung in PEOPLE for rung, _ in dated),
    )


def _rows(counts: Mapping[tuple[Rung, int], int], x_of: Mapping[int, float]) -> tuple[Row, ...]:
    """Lay out the row of all works, and one for each step below it; `x_of` has the place of each year with works."""
    rows: list[Row] = []
    y = 0.0
    for rung in (None, *ROWS):
        wanted = ROWS if rung is None else (rung,)
        by_year = {year: sum(counts[kind, year] for kind in wanted) for year in x_of}
        people = {year: sum(counts[kind, year] for kind in wanted if kind in PEOPLE) for year in x_of}
        ground = y + LABEL + max(by_year.values(), default=0) * UNIT
        columns = tuple(
            Column(year, x_of[year], ground - count * UNIT, count * UNIT, count, UNIT * people[year])
            for year, count in by_year.items()
            if count
        )
        rows.append(Row(rung, sum(by_year.values()), y, ground, columns))
        y = ground + GAP
    return tuple(rows)
