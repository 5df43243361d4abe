"""How evidence was searched for: the sources with their words and days, and a flow diagram as in PRISMA.

PRISMA 2020 (doi 10.1136/bmj.n71), figure 1: records identified, removed before screening, screened, excluded with
reasons, included. A source that was not asked is not counted.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, NamedTuple

from explainer.model.claim import Claim
from explainer.model.searches import Screened, Search, SearchRun
from explainer.model.site_data import SiteData
from explainer.model.vocabulary import RunOutcome, Screening, SearchSource, SetAside

WIDTH = 328
SHOWN = 130
"""The most characters of a source's query on a claim's page; the page on the method shows all."""
_BOX, _GAP, _SIDE = 44, 16, 176


class SourceLine(NamedTuple):
    """A source in a search: its words, the days it was asked, the number of its records, and the decisions on them."""

    search: Search
    source: SearchSource
    words: str
    first: date | None
    day: date | None
    seen: int
    read: int
    cited: int
    failed: SearchRun | None
    """The last run, if it failed or is incomplete."""


@dataclass(frozen=True, slots=True)
class Box:
    """A box of the diagram: its place, its number, and the key of the text that says what it counts."""

    x: int
    y: int
    width: int
    count: int
    words: str
    aside: bool = False

    @property
    def middle(self) -> float:
        """The horizontal middle of the box."""
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Flow:
    """The numbers of all records: those seen, the distinct works among them, and the decisions on these."""

    seen: int
    works: int
    cited: int
    waiting: int
    aside: tuple[tuple[SetAside, int], ...]
    by_programs: int
    decided: int
    height: ClassVar[int] = 3 * _BOX + 2 * _GAP + 4
    """The height of the diagram."""

    @property
    def before(self) -> int:
        """Records that were not screened: duplicates, and works that the bibliography already had."""
        return self.seen - self.works

    @property
    def set_aside(self) -> int:
        """Works that were set aside."""
        return sum(count for _, count in self.aside)

    @property
    def boxes(self) -> tuple[Box, ...]:
        """The boxes of the diagram: the steps on the left, and what each removes on the right."""
        left, right = _SIDE - _GAP - 4, WIDTH - _SIDE - 2
        rows = (
            ((self.seen, "box_seen"), (self.before, "box_before")),
            ((self.works, "box_works"), (self.set_aside + self.waiting, "box_aside")),
            ((self.cited, "box_cited"), None),
        )
        boxes = []
        for row, (down, out) in enumerate(rows):
            y = 2 + row * (_BOX + _GAP)
            boxes.append(Box(2, y, left, *down))
            if out:
                boxes.append(Box(_SIDE, y, right, *out, aside=True))
        return tuple(boxes)


class HowSearched(NamedTuple):
    """How evidence on a claim, a topic or the whole site was searched for."""

    searches: tuple[Search, ...]
    lines: tuple[SourceLine, ...]
    flow: Flow
    shown: int = SHOWN

    @property
    def asked(self) -> tuple[SourceLine, ...]:
        """The sources that have answered at least once."""
        return tuple(line for line in self.lines if line.day)

    @property
    def cut(self) -> bool:
        """Whether a claim's page cuts the words of a source short."""
        return any(len(line.words) > self.shown for line in self.lines)

    @property
    def not_asked(self) -> tuple[SearchSource, ...]:
        """The sources that have words but were never asked, each once."""
        done = {line.source for line in self.asked}
        return tuple(dict.fromkeys(line.source for line in self.lines if line.source not in done))


def searches_of(data: SiteData, claim: Claim) -> tuple[Search, ...]:
    """Return the searches for a claim: those that name it, and those for its whole topic."""
    return tuple(
        search
        for search in data.searches
        if claim.id in search.claims or (search.topic == claim.topic and not search.claims)
    )


def how_searched(data: SiteData, searches: Sequence[Search]) -> HowSearched:
    """Return the results of these searches: a line for each source that has a query or was asked, and the flow."""
    ids = {search.id for search in searches}
    works = [work for work in data.screened.works if ids & set(work.searches)]
    runs = [run for run in data.screened.runs if run.search in ids]
    lines = [line for search in searches for line in _lines(search, runs, works)]
    by_status = Counter(work.status for work in works)
    reasons = Counter(work.reason for work in works if work.status is Screening.SET_ASIDE)
    decided = [work for work in works if work.status is not Screening.TO_READ]
    flow = Flow(
        seen=max(sum(run.seen for run in runs), len(works)),
        works=len(works),
        cited=by_status[Screening.CITED],
        waiting=by_status[Screening.TO_READ],
        aside=tuple((reason, reasons[reason]) for reason in SetAside if reasons[reason]),
        by_programs=sum(work.program for work in decided),
        decided=len(decided),
    )
    return HowSearched(tuple(searches), tuple(lines), flow)


def _lines(search: Search, runs: Iterable[SearchRun], works: Iterable[Screened]) -> Iterable[SourceLine]:
    own = [run for run in runs if run.search == search.id]
    words = dict.fromkeys(search.queries.items())
    words |= {(run.source, run.words): None for run in own}
    shown: set[SearchSource] = set()
    for source, text in words:
        asked = [run for run in own if (run.source, run.words) == (source, text)]
        done = [run for run in asked if run.outcome is not RunOutcome.FAILED]
        failed = next((run for run in asked if run.outcome is not RunOutcome.DONE), None)
        counted = [work for work in works if search.id in work.searches and source in work.sources]
        if source in shown:
            counted = []  # an older query of the same source: its works are counted already
        shown |= {source} if done else set()
        yield SourceLine(
            search,
            source,
            text,
            first=min((run.first or run.day for run in done), default=None),
            day=max((run.day for run in done), default=None),
            seen=sum(run.seen for run in done),
            read=sum(work.status is not Screening.TO_READ for work in counted),
            cited=sum(work.status is Screening.CITED for work in counted),
            failed=failed,
        )
