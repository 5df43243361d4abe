"""The evidence map: all claims by verdict and by certainty or kind, grouped by topic.

It is laid out here and drawn by a template. If there are more claims than a list has on one page, a mark for each would
be of no use, so the map shows counts.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from explainer.model.claim import Claim
from explainer.model.site_data import Topic
from explainer.model.vocabulary import Kind, Level, Verdict
from explainer.pages.site_view import SiteView

ROWS: tuple[Level | Kind, ...] = (*Level, Kind.OCCURS, Kind.FACT, Kind.ADVICE)
"""The levels of certainty, surest first, then the kinds of claims without certainty."""


def map_rows(view: SiteView) -> tuple[Level | Kind, ...]:
    """Return the rows of the map on this site: only on a site about health do claims have a certainty."""
    return ROWS if view.data.site.health else tuple(Kind)


class Layout(NamedTuple):
    """The sizes of the map, in units of the picture. A label is beside its row, or above it if there is no room."""

    labels: int
    column: int
    mark: int
    head: int
    above: int
    title: int = 40
    gap: int = 18

    @property
    def per_line(self) -> int:
        """The number of marks side by side in a column."""
        return self.column // self.mark


WIDE = Layout(labels=126, column=122, mark=34, head=40, above=0)
NARROW = Layout(labels=0, column=65, mark=32, head=4, above=22, title=70)
"""The map for phones, no wider than a phone, so that nobody has to scroll sideways. The heads of the columns stand
below each topic's title: those at the top are out of sight soon."""


class MapMark(NamedTuple):
    """A claim on the map: the top left corner of its mark."""

    claim: Claim
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class MapCell:
    """The number of claims of a row with a verdict: the top left corner, the width, and the length of its bar."""

    verdict: Verdict
    count: int
    x: int
    y: int
    width: int
    bar: int


@dataclass(frozen=True, slots=True)
class MapRow:
    """The claims with one certainty or kind: a mark for each, or in a map of counts a cell for each verdict."""

    basis: Level | Kind
    y: int
    height: int
    marks: tuple[MapMark, ...]
    cells: tuple[MapCell, ...] = ()

    def count(self, verdict: Verdict) -> int:
        """Return the number of claims in a cell of a map of counts."""
        return next((cell.count for cell in self.cells if cell.verdict is verdict), 0)


class MapGroup(NamedTuple):
    """A topic with its rows, surest first. `y` is the place of its title."""

    topic: Topic
    y: int
    rows: tuple[MapRow, ...]


class EvidenceMap(NamedTuple):
    """The whole map. `columns` are the verdicts with the middle of each column; if `counted`, it shows counts."""

    layout: Layout
    width: int
    height: int
    columns: tuple[tuple[Verdict, int], ...]
    groups: tuple[MapGroup, ...]
    counted: bool = False


def evidence_map(view: SiteView, layout: Layout = WIDE) -> EvidenceMap:
    """Lay out all claims that are not withdrawn. Topics and rows without claims are left out."""
    topics = [(topic, claims) for topic in view.data.topics if (claims := view.claims_of(topic.id))]
    counted = sum(len(claims) for _, claims in topics) > view.data.site.entries_per_page
    counts = Counter((claim.topic, claim.basis, claim.verdict) for _, claims in topics for claim in claims)
    most = max(counts.values(), default=0)
    groups: list[MapGroup] = []
    y = layout.head
    for topic, claims in topics:
        start, y = y, y + layout.title
        rows: list[MapRow] = []
        for basis in map_rows(view):
            if of_basis := [claim for claim in claims if claim.basis is basis]:
                rows.append(_row(basis, y, of_basis, layout, most if counted else 0))
                y += rows[-1].height
        groups.append(MapGroup(topic, start, tuple(rows)))
        y += layout.gap
    middle = layout.labels + layout.column // 2
    columns = tuple((verdict, middle + number * layout.column) for number, verdict in enumerate(Verdict))
    return EvidenceMap(layout, layout.labels + len(columns) * layout.column, y, columns, tuple(groups), counted)


def _row(basis: Level | Kind, y: int, claims: Sequence[Claim], layout: Layout, most: int) -> MapRow:
    """Lay out a row: marks if `most` is 0, else counts. `most` is the highest count, which has the longest bar."""
    marks: list[MapMark] = []
    cells: list[MapCell] = []
    lines, size, top = 1, layout.mark, y + layout.above + 4
    for number, verdict in enumerate(Verdict):
        chosen = [claim for claim in claims if claim.verdict is verdict]
        width = min(layout.column - 4, 3 * size) if most else min(len(chosen), layout.per_line) * size
        left = layout.labels + number * layout.column + (layout.column - width) // 2
        if most and chosen:
            cells.append(MapCell(verdict, len(chosen), left, top, width, max(2, len(chosen) * (width - 8) // most)))
        elif not most:
            lines = max(lines, -(-len(chosen) // layout.per_line))
            for place, claim in enumerate(chosen):
                line, column = divmod(place, layout.per_line)
                marks.append(MapMark(claim, left + column * size, top + line * size))
    return MapRow(basis, y, layout.above + lines * size + 8, tuple(marks), tuple(cells))
