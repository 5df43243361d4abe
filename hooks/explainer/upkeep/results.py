"""What the checks on the network return. Plain values: whoever only reads them needs no way to the network."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from explainer.loading.address_inventory import Link
from explainer.model.notices import Difference
from explainer.model.reference import Reference
from explainer.model.searches import Screened, ScreenedWorks, SearchRun
from explainer.model.vocabulary import RunOutcome
from explainer.network.outcome import Outcome
from explainer.registers.record import Reading
from explainer.upkeep.new_works import Retraction


@dataclass(frozen=True, slots=True)
class LinkResult:
    """What is known of an address. `since` is the day on which it was first asked, `good` when it last was good."""

    link: Link
    outcome: Outcome
    detail: str
    moved_to: str = ""
    checked: date = date.min
    since: date = date.min
    good: date | None = None
    cached: bool = False
    asked: bool = True
    """False where it was to be asked and was not: for want of time, or since its host was left alone."""
    kept: bool = False
    """True where the outcome is that of an earlier answer, which this time's missing one does not take back."""

    @property
    def unseen(self) -> date:
        """The day from which on nobody has seen the address good."""
        return self.good or self.since


@dataclass(frozen=True, slots=True)
class LinksReport:
    """The outcome of a run. `online` is false where nothing could be asked; there are no results then."""

    results: tuple[LinkResult, ...] = ()
    online: bool = True
    asked: int = 0
    requests: int = 0
    silent_services: tuple[str, ...] = ()
    resumed: bool = False

    @property
    def not_asked(self) -> int:
        """How many addresses were to be asked and were not."""
        return sum(not result.asked for result in self.results)

    def count(self, outcome: Outcome) -> int:
        """Return how many addresses have an outcome."""
        return sum(result.outcome is outcome for result in self.results)


@dataclass(frozen=True, slots=True)
class Verified:
    """What is known of an entry: what each register said, and in which fields they differ from it."""

    reference: Reference
    readings: tuple[Reading, ...]
    differences: tuple[Difference, ...]

    @property
    def failures(self) -> tuple[Reading, ...]:
        """The registers that gave no usable answer."""
        return tuple(reading for reading in self.readings if reading.failed)

    @property
    def records(self) -> tuple[Reading, ...]:
        """The readings with a record, which the entry was compared with."""
        return tuple(reading for reading in self.readings if reading.record)


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """The outcome of a run. `online` is false where nothing could be asked; there are no entries then."""

    entries: tuple[Verified, ...] = ()
    online: bool = True
    requests: int = 0
    resumed: bool = False


@dataclass(frozen=True, slots=True)
class WatchReport:
    """The outcome of a run. `online` is false where nothing could be asked; nothing has changed then."""

    screened: ScreenedWorks
    new: tuple[Screened, ...] = ()
    runs: tuple[SearchRun, ...] = ()
    retractions: tuple[Retraction, ...] = ()
    online: bool = True
    requests: int = 0

    @property
    def failed(self) -> tuple[SearchRun, ...]:
        """The runs in which a source could not be asked, or not to the end."""
        return tuple(run for run in self.runs if run.outcome is not RunOutcome.DONE)
