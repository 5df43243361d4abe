"""The note on a source's page about the registers: with which it was compared, on which day, and the result."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from explainer.loading.library import Library
from explainer.loading.lockfile import Compared, LockedEntry, entry_of, is_stale, standing_of, verifiable
from explainer.model.reference import Reference
from explainer.model.vocabulary import State
from explainer.model.wording import Wording

_NAMES = frozenset({"title", "author", "year", "journal", "doi", "pmid", "pmcid"})
"""The fields that have a name for readers."""


@dataclass(frozen=True, slots=True)
class RegisterNote:
    """The note for a source's page. `day` is the day of its oldest answer, or None without answers."""

    compared: str
    notices: str = ""
    day: date | None = None


def register_note(library: Library, reference: Reference) -> RegisterNote:
    """Return what the registers say about a reference, in plain words, and never more than they were asked."""
    say = library.wording.plain
    if not verifiable(reference):
        return RegisterNote(say("registers.no_number"))
    held = entry_of(library.lock, reference)
    if held is None:
        return RegisterNote(say("registers.not_compared"))
    compared = _compared(held, library.wording)
    if is_stale(held, reference):
        compared += f" {say('registers.changed_since')}"
    excepted = library.data.links.records if library.data else ()
    notices = _notices(held, standing_of(reference.key, held.said(), excepted), library.wording)
    return RegisterNote(compared, notices, held.day)


def register_counts(library: Library) -> dict[str, Any]:
    """Return how many references can be compared with a register, how many were, and the oldest day of these."""
    comparable = [one for one in library.references.values() if verifiable(one)]
    held = [entry for one in comparable if (entry := entry_of(library.lock, one)) and not is_stale(entry, one)]
    done = [entry for entry in held if entry.compared is not Compared.UNKNOWN]
    oldest = min((entry.day for entry in done), default=None)
    return {"comparable": len(comparable), "compared": len(done), "oldest": oldest.isoformat() if oldest else None}


def _compared(held: LockedEntry, words: Wording) -> str:
    names = _listed((words.label(register) for register in held.compared_with), words)
    if held.compared is Compared.SAME:
        return words.plain("registers.same", names=names)
    if held.compared is Compared.DIFFERENT:
        fields = dict.fromkeys(one.field for one in held.differences)
        shown = (words.plain(f"registers.field_{name}") if name in _NAMES else name for name in fields)
        return words.plain("registers.different", names=names, fields=_listed(shown, words))
    return words.plain("registers.absent" if held.compared is Compared.ABSENT else "registers.not_asked")


def _notices(held: LockedEntry, standing: State, words: Wording) -> str:
    said = held.said()
    asked = _listed((words.label(one.register) for one in said if one.state in {State.CLEAN, State.CORRECTED}), words)
    failed = _listed((words.label(one.register) for one in said if one.state is State.UNKNOWN), words)
    if standing is State.CLEAN:
        return words.plain("registers.clean", names=asked)
    if standing is State.UNKNOWN:
        why = words.plain("registers.failed", names=failed) if failed else words.plain("registers.unlisted")
        text = words.plain("registers.unknown", why=why)
        return f"{text} {words.plain('registers.no_notice', names=asked)}" if asked else text
    states = {one.register: {one.known.state, *(notice.state for notice in one.known.notices)} for one in said}
    registers = (words.label(register) for register, known in states.items() if standing in known)
    by = _listed(registers, words) or words.plain("registers.a_register")
    return words.plain("registers.says", standing=words.label(standing), names=by)


def _listed(names: Iterable[str], words: Wording) -> str:
    """Return names as a list in a sentence: a, b and c."""
    every = list(names)
    if len(every) < 2:
        return "".join(every)
    return words.plain("registers.listed", names=", ".join(every[:-1]), last=every[-1])
