"""The file references.lock.json: what was compared with which register, on which day, and what came of it.

Written by `claims verify` only, read by everything else. Its form is told by the models below; keys are sorted and
there is one entry a line group, so that a change of one entry is a change of a few lines in review.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from explainer.model.notices import Notice, Said, together
from explainer.model.reference import Reference
from explainer.model.vocabulary import Register, State
from explainer.problems import Problem
from explainer.rules import describe

LOCK = "references.lock.json"
LOCK_VERSION = 1
MAX_LOCK_BYTES = 16 * 1024 * 1024
_ABOUT = "Written by `claims verify`: what registers said of each entry, and when. Not to be edited by hand."


describe(
    "S24",
    "A lock file that cannot be read",
    "references.lock.json is written by `claims verify` and is of the form that it writes.",
    bad="a merge conflict in references.lock.json",
    good="the file as it is committed, or a new run of claims verify",
)


class Compared(StrEnum):
    """What comparing an entry with the registers showed."""

    SAME = "same"
    DIFFERENT = "different"
    ABSENT = "absent"
    UNKNOWN = "unknown"


class _Locked(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LockedNotice(_Locked):
    """A notice about a work."""

    state: State
    day: date | None = None
    doi: str = ""
    said_by: str = ""


class LockedSaid(_Locked):
    """What a register said, and what it had said before where it failed."""

    state: State
    day: date
    why: str = ""
    notices: tuple[LockedNotice, ...] = ()
    before: LockedSaid | None = None


class LockedDifference(_Locked):
    """A field in which entry and register differ, with both values."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    field: str
    ours: str
    theirs: str
    register_name: Annotated[Register, Field(alias="register")]


class LockedEntry(_Locked):
    """What is known of one entry."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    doi: str = ""
    pmid: str = ""
    fingerprint: str
    compared: Compared
    compared_with: tuple[Register, ...] = ()
    day: date
    differences: tuple[LockedDifference, ...] = ()
    registers: dict[Register, LockedSaid] = Field(default_factory=dict)

    def said(self) -> tuple[Said, ...]:
        """Return what the registers said, as values of the domain."""
        return tuple(_said(register, held) for register, held in self.registers.items())

    @property
    def standing(self) -> State:
        """The standing that the registers together give the work."""
        return together(self.said())


class Lock(_Locked):
    """The whole file."""

    version: int = LOCK_VERSION
    about: str = _ABOUT
    entries: dict[str, LockedEntry] = Field(default_factory=dict)

    @cached_property
    def _by_identifier(self) -> dict[str, list[LockedEntry]]:
        found: dict[str, list[LockedEntry]] = {}
        for one in self.entries.values():
            for identifier in filter(None, (one.doi.casefold(), one.pmid)):
                found.setdefault(identifier, []).append(one)
        return found

    def of_identifiers(self, reference: Reference) -> list[LockedEntry]:
        """Return the entries, under whatever key, that share a DOI or PMID with a reference."""
        named = filter(None, (reference.doi.casefold(), reference.pmid))
        return [one for identifier in named for one in self._by_identifier.get(identifier, ())]


def read_lock(path: str, raw: bytes) -> tuple[Lock | None, list[Problem]]:
    """Read the lock file; returns it, or None with S24 where it cannot be used."""

    def problem(message: str) -> tuple[None, list[Problem]]:
        return None, [Problem("S24", path, message, "Take the committed file back, or run `claims verify` again.")]

    if len(raw) > MAX_LOCK_BYTES:
        return problem(f"is larger than {MAX_LOCK_BYTES:,} bytes")
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        return problem("is not JSON")
    if not isinstance(data, dict) or data.get("version") != LOCK_VERSION:
        return problem(f"is not of version {LOCK_VERSION}")
    try:
        return Lock.model_validate(data), []
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        return problem(f"cannot be used: {where}: {first['msg'][:120]}")


def written(lock: Lock) -> str:
    """Return the text of the file: sorted, indented, empty values left out."""
    data: dict[str, Any] = lock.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    entries = {key: data.get("entries", {})[key] for key in sorted(data.get("entries", {}))}
    whole = {"version": lock.version, "about": lock.about, "entries": entries}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def fingerprint(fields: Mapping[str, str]) -> str:
    """Return a short digest of the compared fields of an entry: it changes when one of them does."""
    text = json.dumps(dict(sorted(fields.items())), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def verifiable(reference: Reference) -> bool:
    """Tell whether there is a register to compare an entry with: it has a DOI or a PMID."""
    return bool(reference.doi or reference.pmid)


def locked(said: Said) -> LockedSaid:
    """Return what a register said in the form of the file."""
    return LockedSaid(
        state=said.state,
        day=said.day,
        why=said.why,
        notices=tuple(
            LockedNotice(state=one.state, day=one.day, doi=one.doi, said_by=one.said_by) for one in said.notices
        ),
        before=locked(said.before) if said.before else None,
    )


def _said(register: Register, held: LockedSaid) -> Said:
    return Said(
        register,
        held.state,
        held.day,
        held.why,
        tuple(Notice(one.state, one.day, one.doi, one.said_by) for one in held.notices),
        _said(register, held.before) if held.before else None,
    )
