"""The results of `claims verify` as problems, as figures, and as the lock file that keeps them. Uses no network."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from explainer.loading.library import BIBLIOGRAPHY, Library
from explainer.loading.lockfile import Compared, Lock, LockedEntry, entry_of, fingerprint, standing_of
from explainer.model.exceptions import EXCEPTIONS, RecordException
from explainer.model.notices import ADVERSE, NEWS, NO_ANSWER, Difference, Said, fields_of
from explainer.model.reference import Reference
from explainer.model.vocabulary import Register, Standing, State
from explainer.problems import Problem, Severity
from explainer.registers.compare import co_authors
from explainer.registers.record import Reading, Record
from explainer.rules import describe
from explainer.upkeep.link_problems import exception_problems

FOR_GOOD = timedelta(days=28)
"""A register or source that has failed in every run for so long is for a person to look at: it may never come back."""

_SILENT = {State.ABSENT: "it does not have the work", State.SKIPPED: "it was not asked",
           State.UNKNOWN: "it could not be asked"}  # fmt: skip
_ACCEPTED = {State.RETRACTED: {Standing.RETRACTED}, State.CONCERN: {Standing.CONCERN, Standing.RETRACTED}}

describe(
    "R01",
    "An entry that its register has differently",
    "Title, first author, year, journal or an identifier differ, or there is a later version: a preprint that has been "
    "published, a review that has been updated. Found by `claims verify`, with both values.",
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
    "It failed, was busy, or answered in another form than its own. That says nothing of the work, and is never clean. "
    "If it has failed in every run for four weeks, it is an error, so that somebody looks.",
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
describe(
    "R06",
    "A co-author whom every register has differently",
    "A name is missing, elsewhere or spelled otherwise in each register that lists the co-authors. The work decides.",
    bad="author = {Smith, Anna and Lee, Bo},  where Crossref has Smith, Berg and Lee",
    good="author = {Smith, Anna and Berg, Ole and Lee, Bo},",
    severity=Severity.ADVICE,
)


@dataclass(frozen=True, slots=True)
class SourceResult:
    """The answers of the registers about an entry, and the fields in which they differ from it."""

    reference: Reference
    readings: tuple[Reading, ...]
    differences: tuple[Difference, ...]

    @property
    def failures(self) -> tuple[Reading, ...]:
        """The registers that gave no usable answer."""
        return tuple(reading for reading in self.readings if reading.failed)

    @property
    def records(self) -> tuple[Record, ...]:
        """The records that the entry was compared with."""
        return tuple(reading.record for reading in self.readings if reading.record)

    @property
    def remarks(self) -> tuple[Difference, ...]:
        """The co-author in whom the entry differs from every record, if there is one."""
        return tuple(filter(None, [co_authors(self.reference, self.records)]))


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """The results of a run."""

    entries: tuple[SourceResult, ...] = ()
    requests: int = 0


def verify_counts(report: VerifyReport) -> dict[str, object]:
    """Return the figures of a run."""
    states = [standing_of(entry.reference.key, said_of(entry, None), ()) for entry in report.entries]
    return {
        "entries": len(report.entries),
        "compared": sum(bool(entry.records) for entry in report.entries),
        "differing": sum(bool(entry.differences) for entry in report.entries),
        "not_fully_asked": sum(bool(entry.failures) for entry in report.entries),
        "requests": report.requests,
        **{state.value: states.count(state) for state in State if state not in {State.ABSENT, State.SKIPPED}},
    }


def verify_summary(counts: Mapping[str, object]) -> str:
    """Return the figures of a run as a sentence."""
    failed = counts["not_fully_asked"]
    more = f"; for {failed} not every register could be asked, so a retraction may be missing" if failed else ""
    return (
        f"{counts['entries']} entries, {counts['compared']} compared with a register: "
        f"{counts['differing']} differ, {counts['retracted']} retracted, {counts['concern']} under concern{more}"
    )


def said_of(entry: SourceResult, before: LockedEntry | None) -> tuple[Said, ...]:
    """Return what each register says about an entry. Bad news stays until its register withdraws it.

    If a register failed, what it said `before` is kept, or else the day since which it has failed. If it no longer has
    a record, or was not asked this time, only its news of a retraction, concern or correction is kept.
    """
    earlier = {said.register: said.known for said in before.said()} if before else {}
    asked = {reading.register for reading in entry.readings}
    unasked = (said for register, said in earlier.items() if register not in asked and said.state in NEWS)
    told = (_of_this_work(reading, entry.reference, earlier.get(reading.register)) for reading in entry.readings)
    return (*(_said(reading, earlier.get(reading.register)) for reading in told), *unasked)


def new_lock(library: Library, entries: Iterable[SourceResult], today: date) -> Lock:
    """Return the lock file after a run: the checked entries are new, the others as before, deleted references gone.

    A reference whose entry cannot be read is not deleted: what registers said of it is kept until it can be read again.
    """
    locked_entries = dict(library.lock.entries) if library.lock else {}
    for entry in entries:
        locked_entries[entry.reference.key] = _locked_entry(entry, entry_of(library.lock, entry.reference), today)
    if library.unread is None:
        return Lock(entries=locked_entries)
    kept = {*library.references, *(key for key in locked_entries if key.lower() in library.unread)}
    return Lock(entries={key: entry for key, entry in locked_entries.items() if key in kept})


def verify_problems(
    library: Library, entries: Iterable[SourceResult], lock: Lock, today: date, *, every: bool = True
) -> list[Problem]:
    """Return the problems of the entries.

    R01 differences, R02 retracted or under concern, R03 an unknown identifier, R04 registers that failed, R05 corrected
    or reinstated, R06 other co-authors, L06 an exception that is not needed, L07 an expired one. Without `every`, only
    some entries were checked, and no exception counts as not needed.
    """
    listed = library.data.links.records if library.data else ()
    valid = [exception for exception in listed if exception.until >= today]
    needed: set[RecordException] = set()
    looked_at: set[str] = set()
    problems: list[Problem] = []
    for entry in entries:
        looked_at.add(entry.reference.key)
        said = lock.entries[entry.reference.key].said()
        needed |= _needed(entry, said, listed)
        failing = {each.register: each.known.day for each in said if today - each.known.day > FOR_GOOD} if every else {}
        problems += _of_entry(entry, valid, failing)
        problems += _standing(entry.reference, said, valid)
    for number, exception in enumerate(listed):
        is_idle = exception not in needed and exception.key in looked_at and every
        idle = f"{exception.key} needs no exception for {exception.field}" if is_idle else ""
        problems += exception_problems(library, ("records", number), exception.key, exception, today, idle)
    return problems


def _of_this_work(reading: Reading, reference: Reference, before: Said | None) -> Reading:
    """Return a reading, as one that failed if the register has news of the work and now answers about another DOI."""
    doi = reading.record.doi if reading.record and reading.register in {Register.CROSSREF, Register.DOI} else ""
    another = doi and doi.casefold() != reference.doi.casefold()
    if another and before and before.state in NEWS and reading.state not in NEWS:
        return replace(reading, state=State.UNKNOWN, why=f"an answer about another DOI, {doi}")
    return reading


def _said(reading: Reading, before: Said | None) -> Said:
    kept, day = None, reading.day or date.min
    if before and reading.state in NO_ANSWER:
        had_answered = before.state not in {State.UNKNOWN, State.SKIPPED}
        kept = before if before.state in NEWS or (reading.failed and had_answered) else None
        day = min(day, before.day) if before.state is reading.state is State.UNKNOWN else day
    return Said(reading.register, reading.state, day, reading.why, reading.notices, kept)


def _locked_entry(entry: SourceResult, before: LockedEntry | None, today: date) -> LockedEntry:
    reference = entry.reference
    if entry.records:
        compared = Compared.DIFFERENT if entry.differences else Compared.SAME
    elif entry.failures or all(reading.state is not State.ABSENT for reading in entry.readings):
        compared = Compared.UNKNOWN
    else:
        compared = Compared.ABSENT
    days = [reading.day for reading in entry.readings if reading.day]
    return LockedEntry(
        doi=reference.doi,
        pmid=reference.pmid,
        fingerprint=fingerprint(fields_of(reference)),
        compared=compared,
        compared_with=tuple(record.register for record in entry.records),
        day=min(days, default=today),
        differences=entry.differences,
        registers={each.register: each for each in said_of(entry, before)},
    )


def _of_entry(
    entry: SourceResult, excepted: Sequence[RecordException], failing: Mapping[Register, date]
) -> Iterator[Problem]:
    """Yield the differences, unknown identifiers and failed registers of an entry; `failing` have failed for long."""
    reference, key = entry.reference, entry.reference.key
    fixes = {"R01": "Correct the entry (--fix proposes it)", "R06": "Look at the work, and correct the entry"}
    told = [("R01", each) for each in entry.differences] + [("R06", each) for each in entry.remarks]
    for code, difference in told:
        if not any(exception.covers(key, difference.field, difference.register) for exception in excepted):
            fix = f"{'Cite that one' if difference.field == 'version' else fixes[code]}, or except it in {EXCEPTIONS}."
            severity = Severity.ERROR if code == "R01" else Severity.ADVICE
            yield _problem(reference, code, f"`{key}`: {difference.words}", fix, severity)
    absent = {reading.register for reading in entry.readings if reading.state is State.ABSENT}
    fix = "Look it up and correct it."
    if reference.doi and {Register.CROSSREF, Register.DOI} <= absent:
        yield _problem(reference, "R03", f"`{key}`: no register knows the DOI {reference.doi}", fix)
    if reference.pmid and Register.PUBMED in absent:
        yield _problem(reference, "R03", f"`{key}`: PubMed has no record {reference.pmid}", fix)
    for reading in entry.failures:
        message = f"`{key}`: {reading.register.label} gave no usable answer: {reading.why_failed}"
        since = failing.get(reading.register)
        if since and not any(each.covers(key, "standing", reading.register) for each in excepted):
            message += f". It has given none since {since}"
            fix = f"Look there yourself, then correct the identifier or except `standing` in {EXCEPTIONS}."
            yield _problem(reference, "R04", message, fix)
        else:
            fix = "Nothing is known from there. The next run asks again; if it stays so, look there yourself."
            yield _problem(reference, "R04", message, fix, Severity.WARNING)


def _standing(reference: Reference, said: tuple[Said, ...], excepted: list[RecordException]) -> Iterator[Problem]:
    state = standing_of(reference.key, said, excepted)
    declared = reference.declared or reference.status
    named = "; ".join(_named(each) for each in said if each.known.state is state or each.known.notices)
    if state in ADVERSE and declared not in _ACCEPTED[state]:
        fix = f"Take it out of every finding, or set `status = {{{state}}}` and explain it under `allow`."
        yield _problem(reference, "R02", f"`{reference.key}` is {state.label.lower()}: {named}", fix)
    elif state is State.CORRECTED and declared in {Standing.OK, Standing.PREPRINT}:
        fix = "Read the correction and what it touches; then set `status = {corrected}`."
        yield _problem(reference, "R05", f"`{reference.key}` has been corrected: {named}", fix, Severity.WARNING)
    elif state is State.REINSTATED:
        yield _problem(reference, "R05", f"`{reference.key}` has been reinstated: {named}", "Read the notice.",
                       Severity.WARNING)  # fmt: skip


def _needed(entry: SourceResult, said: Iterable[Said], listed: Iterable[RecordException]) -> set[RecordException]:
    """Return the exceptions that cover news or a difference of an entry."""
    key, harmless = entry.reference.key, {State.CLEAN, State.ABSENT, State.SKIPPED}
    news = [("standing", each.register) for each in said if each.known.state not in harmless]
    differing = [(each.field, each.register) for each in (*entry.differences, *entry.remarks)]
    return {
        exception
        for exception in listed
        if any(exception.covers(key, *facts) for facts in (*news, *differing))
        or (exception.key == key and exception.field != "standing" and entry.failures)
    }


def _named(said: Said) -> str:
    known = said.known
    facts = [(n.state.value, str(n.day or ""), n.doi, f"({n.said_by})" if n.said_by else "") for n in known.notices]
    notices = ", ".join(" ".join(filter(None, parts)) for parts in dict.fromkeys(facts))
    since = f" on {known.day}; {_SILENT[said.state]} now" if known is not said and said.state in _SILENT else ""
    return f"{known.register.label}: {notices or known.state.value}{since}"


def _problem(reference: Reference, code: str, message: str, fix: str, severity: Severity = Severity.ERROR) -> Problem:
    return Problem(code, BIBLIOGRAPHY, message, fix, *reference.mark, severity)
