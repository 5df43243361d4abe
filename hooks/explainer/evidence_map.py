"""The evidence map: where each claim stands, verdict by certainty, grouped by topic.

Laid out here, drawn by a template.
"""

from __future__ import annotations

from dataclasses import dataclass

from explainer.model import Claim
from explainer.sitedata import Topic
from explainer.views import SiteView
from explainer.vocabulary import Level, Verdict

LABELS, COLUMN, MARK, HEAD, TITLE, GAP = 126, 122, 34, 40, 40, 18
"""Sizes in the picture's units: the labels' width, a verdict's width, a mark's place, then heights."""

_PER_LINE = COLUMN // MARK


@dataclass(frozen=True, slots=True)
class MapMark:
    """A claim in the picture: the top left corner of its mark."""

    claim: Claim
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class MapRow:
    """The claims of one certainty within a topic."""

    level: Level
    y: int
    height: int
    marks: tuple[MapMark, ...]


@dataclass(frozen=True, slots=True)
class MapGroup:
    """A topic with its rows, surest first; `y` is where its title stands, `bottom` where its last row ends."""

    topic: Topic
    y: int
    bottom: int
    rows: tuple[MapRow, ...]


@dataclass(frozen=True, slots=True)
class EvidenceMap:
    """The whole picture. `columns` are the verdicts with the middle of each column."""

    width: int
    height: int
    columns: tuple[tuple[Verdict, int], ...]
    groups: tuple[MapGroup, ...]


def evidence_map(view: SiteView) -> EvidenceMap:
    """Lay out all claims that are not withdrawn. Topics and certainties without a claim take no room."""
    groups: list[MapGroup] = []
    y = HEAD
    for topic in view.data.topics:
        claims = view.claims_of(topic.id)
        if not claims:
            continue
        start, y = y, y + TITLE
        rows: list[MapRow] = []
        for level in (Level.ESTABLISHED, Level.HIGH, Level.MODERATE, Level.LOW, Level.VERY_LOW):
            here = tuple(claim for claim in claims if claim.certainty.level is level)
            if here:
                rows.append(_row(level, y, here))
                y += rows[-1].height
        groups.append(MapGroup(topic, start, y, tuple(rows)))
        y += GAP
    columns = tuple((verdict, LABELS + number * COLUMN + COLUMN // 2) for number, verdict in enumerate(Verdict))
    return EvidenceMap(LABELS + len(columns) * COLUMN, y, columns, tuple(groups))


def _row(level: Level, y: int, claims: tuple[Claim, ...]) -> MapRow:
    marks: list[MapMark] = []
    lines = 1
    for number, verdict in enumerate(Verdict):
        here = [claim for claim in claims if claim.verdict is verdict]
        lines = max(lines, -(-len(here) // _PER_LINE))
        used = min(len(here), _PER_LINE) * MARK
        left = LABELS + number * COLUMN + (COLUMN - used) // 2
        for place, claim in enumerate(here):
            marks.append(MapMark(claim, left + place % _PER_LINE * MARK, y + 4 + place // _PER_LINE * MARK))
    return MapRow(level, y, lines * MARK + 8, tuple(marks))
