"""Retraction notices: what registers and titles say about a work's standing, and how several registers are combined.

Offline: `claims verify` collects these values, the lock file keeps them, the rules and the pages use them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from explainer.model.reference import Reference
from explainer.model.vocabulary import Register, Standing, State

ADVERSE = frozenset({State.RETRACTED, State.CONCERN})
STANDINGS: Mapping[State, Standing] = {
    State.RETRACTED: Standing.RETRACTED,
    State.CONCERN: Standing.CONCERN,
    State.CORRECTED: Standing.CORRECTED,
}
"""State in a register -> the standing of the work, in the words of entries and pages."""

NEWS = frozenset({State.RETRACTED, State.CONCERN, State.CORRECTED, State.REINSTATED})
"""States after a notice about a work."""

NO_ANSWER = frozenset({State.UNKNOWN, State.ABSENT, State.SKIPPED})
"""States without information: the register failed, does not have the work, or was not asked."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice about a work: what it does, its day (if the register says), its DOI, and who or what says so."""

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    state: State
    day: date | None = None
    doi: str = ""
    said_by: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What one register said about a work on a day. If it gave no information, `before` is what it said last."""

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    register: Annotated[Register, Field(exclude=True)]  # the lock file has it as the key
    state: State
    day: date
    why: str = ""
    notices: tuple[Notice, ...] = ()
    before: Said | None = None

    @property
    def known(self) -> Said:
        """The last information that the register gave."""
        return self.before.known if self.before and self.state in NO_ANSWER else self


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which an entry and the registers differ, with the value of one register (`theirs`)."""

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    field: str
    ours: str
    theirs: str
    register: Register

    @property
    def words(self) -> str:
        """Both values, in words for people."""
        if self.field == "version":
            return f"there is a later version than this one (`{self.ours}`), says {self.register.label}: {self.theirs}"
        return f"{self.field} is `{self.ours}` here and `{self.theirs}` in {self.register.label}"


def fields_of(reference: Reference) -> dict[str, str]:
    """Return the fields of an entry that are compared with registers, without those that it lacks."""
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
    """Return the state of a work after all its notices; without notices it is clean.

    A reinstatement counts if no retraction has a date, or if it has one that is not before that of the last retraction.
    """
    listed = tuple(notices)
    by_state = {state: [notice for notice in listed if notice.state is state] for state in State}
    if by_state[State.RETRACTED]:
        return State.REINSTATED if _taken_back(by_state) else State.RETRACTED
    for state in (State.CONCERN, State.UNKNOWN, State.REINSTATED, State.CORRECTED):
        if by_state[state]:
            return state
    return State.CLEAN


def together(said: Iterable[Said]) -> State:
    """Return the state of a work from all registers: the worst that any of them knows.

    A register without information this time keeps what it said before if that was adverse. Otherwise a failure makes
    the state unknown, since that register might have been the one to know. `clean` needs at least one register that
    knows the work, and none that failed.
    """
    answers = tuple(said)
    states = {answer.known.state for answer in answers}
    by_notices = state_of(notice for answer in answers for notice in answer.known.notices)
    if State.RETRACTED in states and by_notices is not State.REINSTATED:
        return State.RETRACTED
    if by_notices in {State.RETRACTED, State.REINSTATED, State.CONCERN}:
        return by_notices
    if State.CONCERN in states:
        return State.CONCERN
    if not answers or by_notices is State.UNKNOWN or any(answer.state is State.UNKNOWN for answer in answers):
        return State.UNKNOWN
    if State.CORRECTED in states:
        return State.CORRECTED
    return State.CLEAN if State.CLEAN in states else State.UNKNOWN


def worse(first: Standing, second: Standing) -> Standing:
    """Return the worse of two standings."""
    return max(first, second, key=list(Standing).index)


def _taken_back(by_state: Mapping[State, list[Notice]]) -> bool:
    back = [notice.day for notice in by_state[State.REINSTATED]]
    if not back:
        return False
    retracted = [notice.day for notice in by_state[State.RETRACTED] if notice.day]
    dated = [day for day in back if day]
    return not retracted or (bool(dated) and max(dated) >= max(retracted))


# The words by which registers and publishers say that a work is retracted, doubted or corrected. Words and not lists of
# names: registers add names (`retraction-notice`, `withdrawn_article`), and an unknown one must not count as nothing.

_KINDS = (
    (re.compile(r"reinstat|unretract|retraction of (?:the |a )?retraction|retract\w* in error"), State.REINSTATED),
    (re.compile(r"partial\w* (?:retract|withdr)"), State.CONCERN),
    (re.compile(r"retract|withdr[ae]w|remov(?:al|ed)"), State.RETRACTED),
    (re.compile(r"concern"), State.CONCERN),
    (re.compile(r"correct|corrig|errat|addend|clarif|amend"), State.CORRECTED),
)
"""Pattern in the name of a kind of notice -> its state; the first that matches counts."""

_WORK = r"(?:[ -]+(?:article|chapter|paper|publication|preprint|book|report|study|manuscript))?"
_GONE = r"(?:retracted|withdrawn|removed)"
_LEADING = (
    # [Retracted] Title, (Retracted article) Title
    re.compile(
        rf"^\W*[\[(\u3010\uff3b]\s*{_GONE}{_WORK}\s*[:.]?\s*[\])\u3011\uff3d]\s*[:.\u2013\u2014-]?\s*", re.IGNORECASE
    ),
    # Retracted: Title, RETRACTED ARTICLE. Title, Withdrawn - Title
    re.compile(rf"^\W*{_GONE}{_WORK}\W*?(?:[:\uff1a]|\s[\u2013\u2014-]\s|\.\s)\s*", re.IGNORECASE),
    re.compile(r"^\W*temporary removal\s*:\s*", re.IGNORECASE),
)
_CAPITALS = re.compile(r"^\W*(?:RETRACTED|WITHDRAWN)(?:[ -]+(?:ARTICLE|CHAPTER|PAPER))?\s+")
"""Without punctuation the word counts only in capitals, before a title that is not: "Withdrawn patients" is a title."""
_TRAILING = re.compile(
    rf"\s*(?:[\[(]\s*(?:retracted|withdrawn){_WORK}\b[^\])]*[\])]|\s[\u2013\u2014-]\s*(?:retracted|withdrawn){_WORK})\W*$",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"^\W*(?:(?:retraction|withdrawal) (?:note|notice)\b"
    r"|(?:notice|statement|note) of (?:retraction|withdrawal|concern)\b"
    r"|(?:partial )?retraction(?:\W*\Z|\s*[:\u2013\u2014]| to\b| of[: ]+[\"\u201c'\u2018\[])"
    r"|(?:editorial )?expression of (?:editorial )?concern\b"
    r"|(?:author |publisher |editorial )?correction(?:\W*\Z|\s*[:\u2013\u2014]| to[: ]+)"
    r"|(?:corrigendum|erratum|errata)\b)",
    re.IGNORECASE,
)


def state_of_kind(kind: str) -> State:
    """Return the state of a work after a notice of this kind; UNKNOWN if the name of the kind does not say."""
    words = re.sub(r"[\W_]+", " ", kind).strip().lower()
    return next((state for pattern, state in _KINDS if pattern.search(words)), State.UNKNOWN)


def says_retracted(title: str) -> bool:
    """Return whether a publisher has marked a title as that of a retracted work."""
    return bare_title(title) != title.strip()


def bare_title(title: str) -> str:
    """Return a title without a publisher's mark of retraction before or after it."""
    bare = title.strip()
    mark = next((match for pattern in _LEADING if (match := pattern.match(bare))), None)
    if mark is None and not bare.isupper():
        mark = _CAPITALS.match(bare)
    bare = bare[mark.end() :] if mark else bare
    return (_TRAILING.sub("", bare) or bare).strip()


def notice_state(title: str) -> State | None:
    """Return what a notice with this title ("Retraction: ...") does to another work; None for other titles."""
    match = _NOTICE.match(title)
    return state_of_kind(match[0]) if match else None
