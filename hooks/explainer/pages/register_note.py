"""What a source's page says of the registers: compared or not, with which, on which day, and what came of it."""

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
"""Fields that a text names."""


@dataclass(frozen=True, slots=True)
class RegisterNote:
    """One line for a source's page. `day` is the day of the oldest answer that it rests on, or None without answers."""

    compared: str
    notices: str = ""
    day: date | None = None


def register_note(library: Library, reference: Reference) -> RegisterNote:
    """Return what is known from the registers about a reference, in plain words; never more than was asked."""
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
        told = words.plain("registers.unknown", why=why)
        return f"{told} {words.plain('registers.no_notice', names=asked)}" if asked else told
    telling = (
        words.label(one.register)
        for one in said
        if one.known.state is standing or any(n.state is standing for n in one.known.notices)
    )
    by = _listed(telling, words) or words.plain("registers.a_register")
    return words.plain("registers.says", standing=words.label(standing), names=by)


def _listed(names: Iterable[str], words: Wording) -> str:
    """Return names as people list them: a, b and c."""
    every = list(names)
    if len(every) < 2:
        return "".join(every)
    return words.plain("registers.listed", names=", ".join(every[:-1]), last=every[-1])
