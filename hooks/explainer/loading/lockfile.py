"""The lock file references.lock.json: what registers said of each entry of the bibliography, and when.

`claims verify` and `claims watch` write it. Keys are sorted and each value is on a line of its own, so that a changed
entry is a few changed lines in review.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from explainer.model.exceptions import RecordException
from explainer.model.notices import ADVERSE, STANDINGS, Difference, Said, fields_of, together, worse
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
    """The result of comparing an entry with the registers."""

    SAME = "same"
    DIFFERENT = "different"
    ABSENT = "absent"
    UNKNOWN = "unknown"


def _with_register(said: Any, register: object) -> Any:
    """Return what a register said, as the file has it, with the register that is its key there.

    Anything but a mapping is returned unchanged, for pydantic to refuse.
    """
    if not isinstance(said, dict):
        return said
    before = {"before": _with_register(said["before"], register)} if "before" in said else {}
    return {**said, "register": register, **before}


def _with_registers(registers: Any) -> Any:
    is_file = isinstance(registers, dict)
    return {name: _with_register(said, name) for name, said in registers.items()} if is_file else registers


class LockedEntry(BaseModel, frozen=True, extra="forbid"):
    """What registers said of one entry, and the identifiers that it had when it was compared."""

    doi: str = ""
    pmid: str = ""
    fingerprint: str
    compared: Compared
    compared_with: tuple[Register, ...] = ()
    day: date
    differences: tuple[Difference, ...] = ()
    registers: Annotated[dict[Register, Said], BeforeValidator(_with_registers)] = Field(default_factory=dict)

    def said(self) -> tuple[Said, ...]:
        """Return what each register said."""
        return tuple(self.registers.values())

    @property
    def standing(self) -> State:
        """The state of the work according to all registers."""
        return together(self.said())


class Lock(BaseModel, frozen=True, extra="forbid"):
    """The whole file."""

    version: int = LOCK_VERSION
    about: str = _ABOUT
    entries: dict[str, LockedEntry] = Field(default_factory=dict)

    @cached_property
    def _by_identifier(self) -> dict[str, list[LockedEntry]]:
        by_identifier: dict[str, list[LockedEntry]] = {}
        for entry in self.entries.values():
            for identifier in filter(None, (entry.doi.casefold(), entry.pmid)):
                by_identifier.setdefault(identifier, []).append(entry)
        return by_identifier

    def of_identifiers(self, reference: Reference) -> list[LockedEntry]:
        """Return the entries, under any key, that share a DOI or PMID with a reference."""
        identifiers = filter(None, (reference.doi.casefold(), reference.pmid))
        return [entry for identifier in identifiers for entry in self._by_identifier.get(identifier, ())]


def read_lock(path: str, raw: bytes) -> tuple[Lock | None, list[Problem]]:
    """Return the lock file, or None and a problem S24 if it cannot be used."""

    def problem(message: str) -> tuple[None, list[Problem]]:
        return None, [Problem("S24", path, message, "Take the committed file back, or run `claims verify` again.")]

    if len(raw) > MAX_LOCK_BYTES:
        return problem(f"is larger than {MAX_LOCK_BYTES:,} bytes")
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        return problem("is not JSON")
    if not isinstance(data, dict) or data.get("version") != LOCK_VERSION:
        return problem(f"is not version {LOCK_VERSION}")
    try:
        return Lock.model_validate(data), []
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        return problem(f"cannot be used: {where}: {first['msg'][:120]}")


def written(lock: Lock) -> str:
    """Return the text of the file: sorted and indented, without empty values."""
    data: dict[str, Any] = lock.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    entries = {key: data.get("entries", {})[key] for key in sorted(data.get("entries", {}))}
    whole = {"version": lock.version, "about": lock.about, "entries": entries}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def fingerprint(fields: Mapping[str, str]) -> str:
    """Return a short hash of the fields of an entry that are compared."""
    text = json.dumps(dict(sorted(fields.items())), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def verifiable(reference: Reference) -> bool:
    """Return whether an entry can be compared with a register: whether it has a DOI or a PMID."""
    return bool(reference.doi or reference.pmid)


# The standing of references: the worse of what their entries and the registers say


def entry_of(lock: Lock | None, reference: Reference) -> LockedEntry | None:
    """Return the lock file's entry for a reference, or None.

    If the key, DOI or PMID has changed since, only adverse notices count, of registers that were asked by an identifier
    that the reference still has: a new key or PMID does not undo a retraction that was found by its DOI.
    """
    locked = lock.entries.get(reference.key) if lock else None
    if locked and (locked.doi.casefold(), locked.pmid) == (reference.doi.casefold(), reference.pmid):
        return locked
    for former in (locked,) if locked else lock.of_identifiers(reference) if lock else ():
        if adverse := _still_adverse(former, reference):
            unknown = {"compared": Compared.UNKNOWN, "compared_with": (), "differences": ()}
            now = {"doi": reference.doi, "pmid": reference.pmid, "registers": adverse}
            return former.model_copy(update=unknown | now)
    return None


def _still_adverse(locked: LockedEntry, reference: Reference) -> dict[Register, Said]:
    """Return the adverse notices of registers that were asked by an identifier which the reference still has."""
    same = {"doi": bool(locked.doi) and locked.doi.casefold() == reference.doi.casefold(),
            "pmid": bool(locked.pmid) and locked.pmid == reference.pmid}  # fmt: skip
    either = ("doi", "pmid")
    asked_by = {Register.PUBMED: ("pmid",), Register.RETRACTION_WATCH: either, Register.EUROPE_PMC: either,
                Register.OPENALEX: ("doi",) if locked.doi else ("pmid",)}  # fmt: skip
    return {
        register: said
        for register, said in locked.registers.items()
        if said.known.state in ADVERSE and any(same[name] for name in asked_by.get(register, ("doi",)))
    }


def is_stale(locked: LockedEntry, reference: Reference) -> bool:
    """Return whether a field of an entry has changed since it was compared."""
    return locked.fingerprint != fingerprint(fields_of(reference))


def standing_of(key: str, said: Sequence[Said], exceptions: Sequence[RecordException]) -> State:
    """Return the state of a work from the registers, except those that an exception declares wrong."""
    return together(
        answer
        for answer in said
        if not any(exception.covers(key, "standing", answer.register) for exception in exceptions)
    )


def with_standing(
    references: Mapping[str, Reference], lock: Lock | None, exceptions: Iterable[RecordException]
) -> dict[str, Reference]:
    """Return the references with the worse of their own `status` and that of the registers.

    So the rules and the pages see a retraction wherever they look at `status`. If the registers know worse, `declared`
    keeps the entry's own.
    """
    exceptions = tuple(exceptions)
    updated = {}
    for key, reference in references.items():
        locked = entry_of(lock, reference)
        theirs = STANDINGS.get(standing_of(key, locked.said(), exceptions)) if locked else None
        status = worse(reference.status, theirs) if theirs else reference.status
        same = status is reference.status
        updated[key] = reference if same else replace(reference, status=status, declared=reference.status)
    return updated
