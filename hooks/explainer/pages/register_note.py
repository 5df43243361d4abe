"""What a source's page says of the registers: compared or not, with which, on which day, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from explainer.loading.library import Library
from explainer.loading.lockfile import Compared, LockedEntry, verifiable
from explainer.loading.retraction_status import entry_of, is_stale, standing_of
from explainer.model.reference import Reference
from explainer.model.vocabulary import State

_NAMES = {"title": "title", "author": "first author", "year": "year", "journal": "journal", "doi": "DOI",
          "pmid": "PubMed number", "pmcid": "PubMed Central number"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RegisterNote:
    """One line for a source's page. `day` is the day of the oldest answer that it rests on, or None without answers."""

    compared: str
    notices: str = ""
    day: date | None = None


def register_note(library: Library, reference: Reference) -> RegisterNote:
    """Return what is known from the registers about a reference, in plain words; never more than was asked."""
    if not verifiable(reference):
        return RegisterNote("It has no DOI or PubMed number, so there is no register to compare it with.")
    held = entry_of(library.lock, reference)
    if held is None:
        return RegisterNote("Not yet compared with the registers.")
    compared = _compared(held)
    if is_stale(held, reference):
        compared += " This record has changed since."
    excepted = library.data.links.records if library.data else ()
    return RegisterNote(compared, _notices(held, standing_of(reference.key, held.said(), excepted)), held.day)


def register_counts(library: Library) -> dict[str, Any]:
    """Return how many references could be compared with a register, how many were, and the oldest day of that."""
    comparable = [one for one in library.references.values() if verifiable(one)]
    held = [entry for one in comparable if (entry := entry_of(library.lock, one)) and not is_stale(entry, one)]
    done = [entry for entry in held if entry.compared is not Compared.UNKNOWN]
    oldest = min((entry.day for entry in done), default=None)
    return {
        "comparable": len(comparable),
        "compared": len(done),
        "oldest": oldest.isoformat() if oldest else None,
    }


def _compared(held: LockedEntry) -> str:
    names = _listed(register.label for register in held.compared_with)
    if held.compared is Compared.SAME:
        return f"Compared with {names}: title, first author, year and journal agree as far as they are given."
    if held.compared is Compared.DIFFERENT:
        fields = _listed(dict.fromkeys(_NAMES.get(one.field, one.field) for one in held.differences))
        return f"Compared with {names}: the {fields} there differ from ours."
    if held.compared is Compared.ABSENT:
        return "No register knows its DOI or PubMed number."
    return "The registers could not be asked."


def _notices(held: LockedEntry, standing: State) -> str:
    said = held.said()
    asked = _listed(one.register.label for one in said if one.state in {State.CLEAN, State.CORRECTED})
    failed = _listed(one.register.label for one in said if one.state is State.UNKNOWN)
    if standing is State.CLEAN:
        return f"No notice of a correction, concern or retraction in {asked}."
    if standing is State.UNKNOWN:
        why = f"{failed} could not be asked" if failed else "no register of retractions lists it"
        return f"Whether it was retracted is not known: {why}." + (f" No notice in {asked}." if asked else "")
    telling = _listed(
        one.register.label
        for one in said
        if one.known.state is standing or any(n.state is standing for n in one.known.notices)
    )
    return f"{standing.label}, says {telling or 'a register'}."


def _listed(names: Iterable[str]) -> str:
    """Return names as people list them: a, b and c."""
    every = list(names)
    return f"{', '.join(every[:-1])} and {every[-1]}" if len(every) > 1 else "".join(every)
