"""The results of `claims verify` as problems, and as the lock file that keeps them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from explainer.loading.library import BIBLIOGRAPHY, Library
from explainer.loading.lockfile import Compared, Lock, LockedEntry, entry_of, fingerprint, standing_of
from explainer.model.exceptions import EXCEPTIONS, RecordException, RecordField, has_expired
from explainer.model.notices import ADVERSE, NEWS, NO_ANSWER, Said, fields_of
from explainer.model.reference import Reference
from explainer.model.vocabulary import Register, Standing, State
from explainer.problems import Problem, Severity
from explainer.registers.record import Reading
from explainer.rules import describe
from explainer.upkeep.results import Verified

_SILENT = {State.ABSENT: "it does not have the work", State.SKIPPED: "it was not asked",
           State.UNKNOWN: "it could not be asked"}  # fmt: skip
_ACCEPTED = {State.RETRACTED: {Standing.RETRACTED}, State.CONCERN: {Standing.CONCERN, Standing.RETRACTED}}


describe(
    "R01",
    "An entry that its register has differently",
    "Title, first author, year, journal or an identifier differ. Found by `claims verify`, with both values.",
    bad="year = {2018},  where Crossref has 2019",
    good="year = {2019},",
)
describe(
    "R02",
    "A source that is retracted or under concern",
    "Any one of the registers says so: Crossref, PubMed, OpenAlex or Retraction Watch. Found by `claims verify`.",
    bad="a finding that rests on a retracted paper",
    good="the finding without it, or a claim about the retraction itself",
)
describe(
    "R03",
    "An identifier that no register knows",
    "The DOI or PMID of an entry leads to no record. Mostly a slip of the pen. Found by `claims verify`.",
    bad="doi = {10.1080/15563650.2019.156923}",
    good="doi = {10.1080/15563650.2019.1569236}",
)
describe(
    "R04",
    "A register that could not be asked",
    "It failed, was busy, or answered in another form than its own. That says nothing of the work, and is never clean.",
    bad="a failed question that is taken for no retraction",
    good="the state unknown, and another run",
    severity=Severity.WARNING,
)
describe(
    "R05",
    "A source that has been corrected or reinstated",
    "A correction may touch numbers that a claim shows; a retraction may have been taken back. Someone has to read it.",
    bad="status = {ok},  while a correction has been published",
    good="status = {corrected},  after reading the correction",
    severity=Severity.WARNING,
)


def said_of(entry: Verified, before: LockedEntry | None) -> tuple[Said, ...]:
    """Return what the registers said of an entry. Bad news stays until the register that reported it withdraws it.

    One that failed keeps what it had said the time before; one that has lost its record, or was not asked this time,
    keeps what it had told of a retraction, concern or correction.
    """
    earlier = {one.register: one.known for one in before.said()} if before else {}
    asked = {reading.register for reading in entry.readings}
    unasked = (one for register, one in earlier.items() if register not in asked and one.state in NEWS)
    return (*(_said(reading, earlier.get(reading.register)) for reading in entry.readings), *unasked)


def new_lock(library: Library, entries: Iterable[Verified], today: date) -> Lock:
    """Return the lock file after a run: entries that were looked at, the others as they were, none that is gone."""
    held = dict(library.lock.entries) if library.lock else {}
    for entry in entries:
        held[entry.reference.key] = _locked_entry(entry, entry_of(library.lock, entry.reference), today)
    return Lock(entries={key: one for key, one in held.items() if key in library.references})


def verify_problems(
    library: Library, entries: Iterable[Verified], lock: Lock, today: date, *, every: bool = True
) -> list[Problem]:
    """Return the problems of the entries.

    R01 differences, R02 retracted or doubted, R03 an identifier that leads nowhere, R04 registers that failed, R05
    corrected or reinstated, L06 an exception that is not needed, L07 one that has run out. That none needs an
    exception can only be told where `every` entry was looked at.
    """
    listed = library.data.links.records if library.data else ()
    valid = [one for one in listed if not has_expired(one, today)]
    needed: set[RecordException] = set()
    looked_at: set[str] = set()
    problems: list[Problem] = []
    for entry in entries:
        looked_at.add(entry.reference.key)
        said = lock.entries[entry.reference.key].said()
        needed |= _needed(entry, said, listed)
        problems += _differing(entry, valid)
        problems += _missing(entry)
        problems += _standing(entry.reference, said, valid)
        problems += _failed(entry)
    for number, one in enumerate(listed):
        mark = library.mark(EXCEPTIONS, ("records", number))
        if has_expired(one, today):
            words, fix = f"the exception for {one.key} ended on {one.until}", "Look again; then correct or renew it."
            problems.append(Problem("L07", EXCEPTIONS, words, fix, mark.line, mark.column))
        elif one not in needed and one.key in looked_at and every:
            words = f"{one.key} needs no exception for {one.field.value}"
            problems.append(Problem("L06", EXCEPTIONS, words, "Delete the exception.", mark.line, mark.column))
    return problems


def _said(reading: Reading, before: Said | None) -> Said:
    day = reading.day or date.min
    kept = None
    if before and reading.state in NO_ANSWER:
        told = before.state in NEWS or (reading.failed and before.state not in {State.UNKNOWN, State.SKIPPED})
        kept = before if told else None
    return Said(reading.register, reading.state, day, reading.why, reading.notices, kept)


def _locked_entry(entry: Verified, before: LockedEntry | None, today: date) -> LockedEntry:
    reference = entry.reference
    if entry.records:
        compared = Compared.DIFFERENT if entry.differences else Compared.SAME
    elif entry.failures or not _unknown_to_all(entry):
        compared = Compared.UNKNOWN
    else:
        compared = Compared.ABSENT
    days = [reading.day for reading in entry.readings if reading.day]
    return LockedEntry(
        doi=reference.doi,
        pmid=reference.pmid,
        fingerprint=fingerprint(fields_of(reference)),
        compared=compared,
        compared_with=tuple(reading.register for reading in entry.records),
        day=min(days, default=today),
        differences=entry.differences,
        registers={one.register: one for one in said_of(entry, before)},
    )


def _differing(entry: Verified, excepted: Iterable[RecordException]) -> Iterator[Problem]:
    key = entry.reference.key
    for one in entry.differences:
        if not any(exception.covers(key, one.field, one.register) for exception in excepted):
            yield _problem(
                entry.reference,
                "R01",
                f"`{key}`: {one.field} is `{one.ours}` here and `{one.theirs}` in {one.register.label}",
                f"Correct the entry (--fix proposes it), or except it in {EXCEPTIONS}.",
            )


def _missing(entry: Verified) -> Iterator[Problem]:
    states = {reading.register: reading.state for reading in entry.readings}
    reference = entry.reference
    if reference.doi and states.get(Register.CROSSREF) is State.ABSENT and states.get(Register.DOI) is State.ABSENT:
        yield _problem(reference, "R03", f"`{reference.key}`: no register knows the DOI {reference.doi}",
                       "Look it up and correct it.")  # fmt: skip
    if reference.pmid and states.get(Register.PUBMED) is State.ABSENT:
        yield _problem(reference, "R03", f"`{reference.key}`: PubMed has no record {reference.pmid}",
                       "Look it up and correct it.")  # fmt: skip


def _standing(reference: Reference, said: tuple[Said, ...], excepted: list[RecordException]) -> Iterator[Problem]:
    state = standing_of(reference.key, said, excepted)
    declared = reference.declared or reference.status
    named = "; ".join(_named(one) for one in said if one.known.state is state or one.known.notices)
    if state in ADVERSE and declared not in _ACCEPTED[state]:
        fix = f"Take it out of every finding, or set `status = {{{state}}}` and explain it under `allow`."
        yield _problem(reference, "R02", f"`{reference.key}` is {state.label.lower()}: {named}", fix)
    elif state is State.CORRECTED and declared in {Standing.OK, Standing.PREPRINT}:
        fix = "Read the correction and what it touches; then set `status = {corrected}`."
        yield _problem(reference, "R05", f"`{reference.key}` has been corrected: {named}", fix, Severity.WARNING)
    elif state is State.REINSTATED:
        yield _problem(reference, "R05", f"`{reference.key}` has been reinstated: {named}", "Read the notice.",
                       Severity.WARNING)  # fmt: skip


def _failed(entry: Verified) -> Iterator[Problem]:
    for reading in entry.failures:
        yield _problem(
            entry.reference,
            "R04",
            f"`{entry.reference.key}`: {reading.register.label} could not be asked: {reading.why}",
            "Nothing is known from there; run it again later.",
            Severity.WARNING,
        )


def _needed(entry: Verified, said: Iterable[Said], listed: Iterable[RecordException]) -> set[RecordException]:
    key = entry.reference.key
    states: Mapping[Register, State] = {one.register: one.known.state for one in said}
    found = set()
    for one in listed:
        if one.key != key:
            continue
        if one.field is RecordField.STANDING:
            used = any(state not in {State.CLEAN, State.ABSENT, State.SKIPPED} and one.covers(key, "standing", register)
                       for register, state in states.items())  # fmt: skip
        else:
            used = bool(entry.failures) or any(one.covers(key, d.field, d.register) for d in entry.differences)
        if used:
            found.add(one)
    return found


def _unknown_to_all(entry: Verified) -> bool:
    return any(reading.state is State.ABSENT for reading in entry.readings)


def _named(one: Said) -> str:
    known = one.known
    notices = ", ".join(
        " ".join(
            part for part in (n.state.value, str(n.day or ""), n.doi, f"({n.said_by})" if n.said_by else "") if part
        )
        for n in known.notices
    )
    since = f" on {known.day}; {_SILENT[one.state]} now" if known is not one and one.state in _SILENT else ""
    return f"{known.register.label}: {notices or known.state.value}{since}"


def _problem(reference: Reference, code: str, message: str, fix: str, severity: Severity = Severity.ERROR) -> Problem:
    return Problem(code, BIBLIOGRAPHY, message, fix, reference.mark.line, reference.mark.column, severity)


def entries_by(entries: Iterable[Verified]) -> dict[str, object]:
    """Return how many entries stand where, by what the registers said this time."""
    states = [standing_of(entry.reference.key, said_of(entry, None), ()) for entry in entries]
    return {state.value: states.count(state) for state in State if state not in {State.ABSENT, State.SKIPPED}}
