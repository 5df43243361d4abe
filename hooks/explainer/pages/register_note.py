"""The note on a source's page about the registers: with which it was compared, on which day, and the result."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from explainer.loading.library import Library
from explainer.loading.lockfile import Compared, LockedEntry, entry_of, is_stale, standing_of, verifiable
from explainer.model.reference import Reference
from explainer.model.vocabulary import State
from explainer.model.wording import Wording

_NAMES = frozenset({"title", "author", "year", "journal", "doi", "pmid", "pmcid"})
"""The fields that have a name in the site's texts."""


class RegisterNote(NamedTuple):
    """The note for a source's page. `day` is the day of its oldest answer, or None without answers."""

    compared: str
    notices: str = ""
    day: date | None = None


def register_note(library: Library, reference: Reference) -> RegisterNote:
    """Return what the registers say about a reference, in plain words, and nothing that they were not asked."""
    say = library.wording.plain
    if not verifiable(reference):
        return RegisterNote(say("registers.no_number"))
    entry = entry_of(library.lock, reference)
    if entry is None:
        return RegisterNote(say("registers.not_compared"))
    compared = _compared(entry, library.wording)
    if is_stale(entry, reference):
        compared += f" {say('registers.changed_since')}"
    excepted = library.data.links.records if library.data else ()
    notices = _notices(entry, standing_of(reference.key, entry.said(), excepted), library.wording)
    return RegisterNote(compared, notices, entry.day)


def register_counts(library: Library) -> dict[str, Any]:
    """Return how many references can be compared with a register, how many were, and the oldest day of these."""
    comparable = [reference for reference in library.references.values() if verifiable(reference)]
    days = [
        entry.day
        for reference in comparable
        if (entry := entry_of(library.lock, reference))
        and not is_stale(entry, reference)
        and entry.compared is not Compared.UNKNOWN
    ]
    oldest = min(days).isoformat() if days else None
    return {"comparable": len(comparable), "compared": len(days), "oldest": oldest}


def _compared(entry: LockedEntry, words: Wording) -> str:
    names = _listed((words.label(register) for register in entry.compared_with), words)
    if entry.compared in {Compared.SAME, Compared.DIFFERENT}:
        later = [
            words.plain("registers.later", name=each.theirs) for each in entry.differences if each.field == "version"
        ]
        fields = dict.fromkeys(each.field for each in entry.differences if each.field != "version")
        if not fields:
            return " ".join([*later, words.plain("registers.same", names=names)])
        shown = (words.plain(f"registers.field_{name}") if name in _NAMES else name for name in fields)
        return " ".join([*later, words.plain("registers.different", names=names, fields=_listed(shown, words))])
    return words.plain("registers.absent" if entry.compared is Compared.ABSENT else "registers.not_asked")


def _notices(entry: LockedEntry, standing: State, words: Wording) -> str:
    answers = entry.said()
    answered = (answer for answer in answers if answer.state in {State.CLEAN, State.CORRECTED})
    asked = _listed((words.label(answer.register) for answer in answered), words)
    failed = _listed((words.label(answer.register) for answer in answers if answer.state is State.UNKNOWN), words)
    if standing is State.CLEAN:
        return words.plain("registers.clean", names=asked)
    if standing is State.UNKNOWN:
        why = words.plain("registers.failed", names=failed) if failed else words.plain("registers.unlisted")
        text = words.plain("registers.unknown", why=why)
        return f"{text} {words.plain('registers.no_notice', names=asked)}" if asked else text
    registers = (
        words.label(answer.register)
        for answer in answers
        if standing in {answer.known.state, *(notice.state for notice in answer.known.notices)}
    )
    by = _listed(registers, words) or words.plain("registers.a_register")
    return words.plain("registers.says", standing=words.label(standing), names=by)


def _listed(names: Iterable[str], words: Wording) -> str:
    """Return names as a list in a sentence: a, b and c."""
    *most, last = list(names) or [""]
    return words.plain("registers.listed", names=", ".join(most), last=last) if most else last
