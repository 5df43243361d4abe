"""The standing of references: the worse of what their entries and the registers say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from explainer.loading.lockfile import Compared, Lock, LockedEntry, fingerprint
from explainer.model.exceptions import RecordException, RecordField
from explainer.model.notices import ADVERSE, STANDINGS, Said, fields_of, together, worse
from explainer.model.reference import Reference
from explainer.model.vocabulary import Register, State


def entry_of(lock: Lock | None, reference: Reference) -> LockedEntry | None:
    """Return the lock file's entry for a reference, or None.

    If the key, DOI or PMID has changed since, only bad news counts, from registers that were asked by an identifier
    that the reference still has: a new key or PMID does not undo a retraction that its DOI led to.
    """
    held = lock.entries.get(reference.key) if lock else None
    if held and (held.doi.casefold(), held.pmid) == (reference.doi.casefold(), reference.pmid):
        return held
    for one in (held,) if held else lock.of_identifiers(reference) if lock else ():
        if news := _still_true(one, reference):
            return one.model_copy(update={"compared": Compared.UNKNOWN, "compared_with": (), "differences": (),
                                          "doi": reference.doi, "pmid": reference.pmid, "registers": news})  # fmt: skip
    return None


def _still_true(locked: LockedEntry, reference: Reference) -> dict[Register, Said]:
    """Return the bad news of registers that were asked by an identifier which the reference still has."""
    same = {"doi": bool(locked.doi) and locked.doi.casefold() == reference.doi.casefold(),
            "pmid": bool(locked.pmid) and locked.pmid == reference.pmid}  # fmt: skip
    asked_by = {Register.PUBMED: ("pmid",), Register.RETRACTION_WATCH: ("doi", "pmid"),
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
    wrong = {
        one.register for one in said for rule in exceptions if rule.covers(key, RecordField.STANDING, one.register)
    }
    return together(one for one in said if one.register not in wrong)


def with_standing(
    references: Mapping[str, Reference], lock: Lock | None, exceptions: Iterable[RecordException]
) -> dict[str, Reference]:
    """Return the references with the worse of their own `status` and that of the registers.

    So the rules and the pages see a retraction wherever they look at `status`. If the registers know worse, `declared`
    keeps the entry's own.
    """
    excused = tuple(exceptions)
    found = {}
    for key, reference in references.items():
        locked = entry_of(lock, reference)
        theirs = STANDINGS.get(standing_of(key, locked.said(), excused)) if locked else None
        status = worse(reference.status, theirs) if theirs else reference.status
        found[key] = (
            reference if status is reference.status else replace(reference, status=status, declared=reference.status)
        )
    return found
