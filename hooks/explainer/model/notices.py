"""What registers say of a work: its standing there, notices about it, and how several registers are put together.

Offline: `claims verify` fills these values, the lock file keeps them, the checks and the pages read them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from explainer.model.reference import Reference
from explainer.model.vocabulary import Register, Standing, State

ADVERSE = frozenset({State.RETRACTED, State.CONCERN})
STANDINGS: Mapping[State, Standing] = {
    State.RETRACTED: Standing.RETRACTED,
    State.CONCERN: Standing.CONCERN,
    State.CORRECTED: Standing.CORRECTED,
}
"""States of registers that say something of a work's standing -> that standing, as entries and pages name it."""

NEWS = frozenset({State.RETRACTED, State.CONCERN, State.CORRECTED, State.REINSTATED})
"""States in which a register has reported something about a work."""

NO_ANSWER = frozenset({State.UNKNOWN, State.ABSENT, State.SKIPPED})
"""States in which a register has reported nothing: it failed, does not have the work, or was not asked."""

_WEIGHT = (Standing.OK, Standing.PREPRINT, Standing.CORRECTED, Standing.CONCERN, Standing.RETRACTED)


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice about a work: what it does, when it came out (if the register says), and where it can be read."""

    state: State
    day: date | None = None
    doi: str = ""
    said_by: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What one register said, on which day. `before` is what it said last where it says nothing this time."""

    register: Register
    state: State
    day: date
    why: str = ""
    notices: tuple[Notice, ...] = ()
    before: Said | None = None

    @property
    def known(self) -> Said:
        """The last thing that the register is known to have said."""
        return self.before.known if self.before and self.state in NO_ANSWER else self


def fields_of(reference: Reference) -> dict[str, str]:
    """Return the fields of an entry that are compared, as it has them; those that it lacks are left out."""
    first = reference.authors[0] if reference.authors else reference.editors[0] if reference.editors else None
    values = {
        "title": reference.title,
        "author": f"{first.particle} {first.family}".strip() if first else "",
        "year": reference.year,
        "journal": reference.container,
        "doi": reference.doi,
        "pmid": reference.pmid,
        "pmcid": reference.pmcid,
    }
    return {name: value for name, value in values.items() if value}


def state_of(notices: Iterable[Notice]) -> State:
    """Return the standing that the notices of one register add up to; without notices it is clean.

    A reinstatement counts where it is not older than the last retraction with a date.
    """
    held = tuple(notices)
    by_state = {state: [notice for notice in held if notice.state is state] for state in State}
    if by_state[State.RETRACTED]:
        return State.REINSTATED if _taken_back(by_state) else State.RETRACTED
    for state in (State.CONCERN, State.UNKNOWN, State.REINSTATED, State.CORRECTED):
        if by_state[state]:
            return state
    return State.CLEAN


def together(said: Iterable[Said]) -> State:
    """Return the standing that all registers together give: the worst that any of them knows.

    A register that says nothing this time (it failed, lost the record, or was not asked) keeps what it said before, if
    that was adverse; else a failure makes the whole unknown, whatever the others say, since it might have been the one
    to know. `clean` needs at least one register that knows the work and none that failed.
    """
    every = tuple(said)
    notices = [notice for one in every for notice in one.known.notices]
    states = {one.known.state for one in every}
    found = state_of(notices)
    if State.RETRACTED in states and found is not State.REINSTATED:
        return State.RETRACTED
    if found in {State.RETRACTED, State.REINSTATED, State.CONCERN}:
        return found
    if State.CONCERN in states:
        return State.CONCERN
    if not every or any(one.state is State.UNKNOWN for one in every):
        return State.UNKNOWN
    if found is State.UNKNOWN:
        return State.UNKNOWN
    if State.CORRECTED in states:
        return State.CORRECTED
    return State.CLEAN if State.CLEAN in states else State.UNKNOWN


def worse(first: Standing, second: Standing) -> Standing:
    """Return the graver of two standings."""
    return max(first, second, key=_WEIGHT.index)


def _taken_back(by_state: Mapping[State, list[Notice]]) -> bool:
    back = [notice.day for notice in by_state[State.REINSTATED]]
    if not back:
        return False
    retracted = [notice.day for notice in by_state[State.RETRACTED] if notice.day]
    dated = [day for day in back if day]
    return not retracted or (bool(dated) and max(dated) >= max(retracted))
