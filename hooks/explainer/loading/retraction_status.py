"""The standing of references: what their entries say, put together with what the registers are known to say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from explainer.loading.lockfile import Compared, Lock, LockedEntry, LockedSaid, fingerprint
from explainer.model.exceptions import RecordException, RecordField
from explainer.model.notices import ADVERSE, STANDINGS, Said, fields_of, together, worse
from explainer.model.reference import Reference
from explainer.model.vocabulary import Register, State


def entry_of(lock: Lock | None, reference: Reference) -> LockedEntry | None:
    """Return what the lock file holds of a reference, or None.

    Where the entry has another key, DOI or PMID by now, only bad news counts, and only of a register that was asked by
    an identifier that the entry still has: a new PMID or key takes back no retraction that a DOI led to.
    """
    held = lock.entries.get(reference.key) if lock else None
    if held and (held.doi.casefold(), held.pmid) == (reference.doi.casefold(), reference.pmid):
        return held
    for one in (held,) if held else lock.of_identifiers(reference) if lock else ():
        if news := _still_true(one, reference):
            return one.model_copy(update={"compared": Compared.UNKNOWN, "compared_with": (), "differences": (),
                                          "doi": reference.doi, "pmid": reference.pmid, "registers": news})  # fmt: skip
    return None


def _still_true(held: LockedEntry, reference: Reference) -> dict[Register, LockedSaid]:
    """Return the bad news that registers gave for an identifier that this reference has too."""
    same = {"doi": bool(held.doi) and held.doi.casefold() == reference.doi.casefold(),
            "pmid": bool(held.pmid) and held.pmid == reference.pmid}  # fmt: skip
    asked_by = {Register.PUBMED: ("pmid",), Register.RETRACTION_WATCH: ("doi", "pmid"),
                Register.OPENALEX: ("doi",) if held.doi else ("pmid",)}  # fmt: skip
    return {
        said.register: held.registers[said.register]
        for said in held.said()
        if said.known.state in ADVERSE and any(same[name] for name in asked_by.get(said.register, ("doi",)))
    }


def is_stale(held: LockedEntry, reference: Reference) -> bool:
    """Tell whether a compared field of an entry has changed since it was compared."""
    return held.fingerprint != fingerprint(fields_of(reference))


def standing_of(key: str, said: Iterable[Said], exceptions: Iterable[RecordException]) -> State:
    """Return the standing that registers give a work, leaving out those that an exception says are wrong."""
    listed = [one for one in exceptions if one.key == key and one.field is RecordField.STANDING]
    return together(
        one for one in said if not any(exception.covers(key, "standing", one.register) for exception in listed)
    )


def with_standing(
    references: Mapping[str, Reference], lock: Lock | None, exceptions: Iterable[RecordException]
) -> dict[str, Reference]:
    """Return the references with the standing that counts: the graver of the entry's own and the registers'.

    Everything that looks at a reference's status, rules and pages alike, thereby knows of a retraction. Where the
    registers know worse, `declared` keeps what the entry says.
    """
    excused = tuple(exceptions)
    found = {}
    for key, reference in references.items():
        held = entry_of(lock, reference)
        theirs = STANDINGS.get(standing_of(key, held.said(), excused)) if held else None
        status = worse(reference.status, theirs) if theirs else reference.status
        found[key] = (
            reference if status is reference.status else replace(reference, status=status, declared=reference.status)
        )
    return found
