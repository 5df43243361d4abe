"""The check of sources, `claims verify`: what registers hold of each, and whether any has been retracted.

Asks Crossref (or the DOI's own register, by content negotiation), PubMed and OpenAlex, and reads the Retraction Watch
file where one is given. Every register's answer stands by itself, with its day; none that failed counts as clean.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path

from explainer.model.reference import Reference
from explainer.model.vocabulary import Register, State
from explainer.network.answer import Answer
from explainer.network.journal import Journal
from explainer.network.session import Question, ask_all, asking, online
from explainer.network.settings import Settings
from explainer.registers import crossref, doi_metadata, openalex, pubmed, retraction_watch
from explainer.registers.compare import Difference, compare
from explainer.registers.reading_json import as_note, from_note
from explainer.registers.record import Reading

MOST_DAYS = 6
"""For how many days an answer of a register holds. A failure holds only within the run that met it."""

Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Verified:
    """What is known of an entry: what each register said, and in which fields they differ from it."""

    reference: Reference
    readings: tuple[Reading, ...]
    differences: tuple[Difference, ...]

    @property
    def failures(self) -> tuple[Reading, ...]:
        """The registers that gave no usable answer."""
        return tuple(reading for reading in self.readings if reading.failed)

    @property
    def records(self) -> tuple[Reading, ...]:
        """The readings with a record, which the entry was compared with."""
        return tuple(reading for reading in self.readings if reading.record)


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """The outcome of a run. `online` is false where nothing could be asked; there are no entries then."""

    entries: tuple[Verified, ...] = ()
    online: bool = True
    requests: int = 0
    resumed: bool = False


@dataclass(slots=True)
class _Run:
    """The state of one run: the readings so far, by register and identifier."""

    journal: Journal
    today: date
    fresh: bool
    told: Told | None
    total: int = 0
    readings: dict[tuple[Register, str], Reading] = field(default_factory=dict)

    def take(self, ident: str, reading: Reading) -> None:
        self.readings[reading.register, ident] = replace(reading, day=self.today)
        self.journal.put(_key(reading.register, ident), as_note(reading))
        if self.told:
            self.told(len(self.readings), self.total)

    def known(self, register: Register, ident: str) -> bool:
        """Tell whether a reading is there already: of this run, or young and not a failure."""
        if (register, ident) in self.readings:
            return True
        key = _key(register, ident)
        noted = self.journal.fresh(key, 0 if self.fresh else MOST_DAYS)
        reading = from_note(noted.value, noted.day) if noted else None
        if reading is None or (reading.failed and self.journal.fresh(key, 0) is None):
            return False
        self.readings[register, ident] = reading
        return True


async def verify(
    references: Sequence[Reference],
    settings: Settings,
    journal: Journal,
    today: date,
    *,
    watch_file: Path | None = None,
    fresh: bool = False,
    told: Told | None = None,
) -> VerifyReport:
    """Ask the registers about every reference that has a DOI or PMID and return what they said, in their order.

    The journal is written as answers come in, but only once somebody has answered at all.
    """
    run = _Run(journal, today, fresh, told)
    dois = list(dict.fromkeys(one.doi.lower() for one in references if one.doi))
    pmids = list(dict.fromkeys(one.pmid for one in references if one.pmid))
    async with asking(settings, journal) as polite:
        first = _first_questions(references, dois, pmids, run, settings)
        run.total = len(run.readings) + len(dois) * 2 + len(pmids) + len(references)
        for step in (1, 2):
            questions = first if step == 1 else _second_questions(dois, run, settings)
            there, done = (True, set()) if polite.answered else await online(polite, questions)
            if not there:
                return VerifyReport(online=False)
            if questions:
                journal.begin()
            await ask_all(polite, [question for question in questions if question.address not in done])
    watched = _watched(references, watch_file, today)
    return VerifyReport(
        tuple(_verified(one, run, watched.get(one.key), settings) for one in references),
        requests=polite.requests,
        resumed=journal.resumed,
    )


def sources_verified(
    references: Sequence[Reference],
    settings: Settings,
    journal: Journal,
    today: date,
    *,
    watch_file: Path | None = None,
    fresh: bool = False,
    told: Told | None = None,
) -> VerifyReport:
    """Run `verify` to its end, for callers that are not asynchronous."""
    return asyncio.run(verify(references, settings, journal, today, watch_file=watch_file, fresh=fresh, told=told))


def _first_questions(
    references: Iterable[Reference], dois: Iterable[str], pmids: Iterable[str], run: _Run, settings: Settings
) -> list[Question]:
    questions: list[Question] = []
    for doi in dois:
        if not run.known(Register.CROSSREF, doi):
            address = crossref.address(settings.service("crossref"), doi, settings.contact)
            questions.append(_question(address, doi, partial(crossref.read_work, doi=doi), run))
    open_pmids = [pmid for pmid in pmids if not run.known(Register.PUBMED, pmid)]
    for part in _parts(open_pmids, pubmed.BATCH):
        address = pubmed.address(settings.service("ncbi"), "pubmed", part, settings.contact, settings.ncbi_key)
        questions.append(_batch(address, partial(pubmed.read_summaries, numbers=part), run))
    if "openalex" not in settings.without:
        for doi, pmid in dict.fromkeys((one.doi.lower(), "" if one.doi else one.pmid) for one in references):
            if not run.known(Register.OPENALEX, doi or pmid):
                address = openalex.address(
                    settings.service("openalex"), doi, pmid, settings.contact, settings.openalex_key
                )
                questions.append(_question(address, doi or pmid, partial(openalex.read_openalex, doi=doi), run))
    return questions


def _second_questions(dois: Iterable[str], run: _Run, settings: Settings) -> list[Question]:
    """Return what only the first answers tell to ask.

    For DOIs that Crossref does not have, their own register; for the others, notices that say they update them.
    """
    questions: list[Question] = []
    theirs: list[str] = []
    for doi in dois:
        first = run.readings.get((Register.CROSSREF, doi))
        if first is not None and first.state is State.ABSENT:
            if not run.known(Register.DOI, doi):
                questions.append(
                    _question(
                        doi_metadata.address(settings.service("doi"), doi),
                        doi,
                        partial(doi_metadata.read_csl, doi=doi),
                        run,
                        accept=doi_metadata.ACCEPT,
                    )
                )
        elif not crossref.can_be_filtered(doi):
            why = "the filter for notices cannot hold a comma"
            run.take(doi, Reading(Register.CROSSREF_UPDATES, State.SKIPPED, why))
        elif not run.known(Register.CROSSREF_UPDATES, doi):
            theirs.append(doi)
    for part in _parts(theirs, crossref.BATCH):
        address = crossref.updates_address(settings.service("crossref"), part, settings.contact)
        questions.append(_batch(address, partial(crossref.read_updates, dois=part), run))
    return questions


def _question(
    address: str, ident: str, read: Callable[[Answer], Reading], run: _Run, *, accept: str = "application/json"
) -> Question:
    return Question(address, lambda answer: run.take(ident, read(answer)), accept=accept, whole=True)


def _batch(address: str, read: Callable[[Answer], Mapping[str, Reading]], run: _Run) -> Question:
    def take(answer: Answer) -> None:
        for ident, reading in read(answer).items():
            run.take(ident, reading)

    return Question(address, take, accept="application/json", whole=True)


def _watched(references: Iterable[Reference], path: Path | None, today: date) -> dict[str, Reading]:
    if path is None:
        return {}
    listed = list(references)
    readings = retraction_watch.read_file(path, [(one.doi, one.pmid) for one in listed])
    return {one.key: replace(reading, day=today) for one, reading in zip(listed, readings, strict=True)}


def _verified(reference: Reference, run: _Run, watched: Reading | None, settings: Settings) -> Verified:
    asked = [(Register.CROSSREF, reference.doi), (Register.CROSSREF_UPDATES, reference.doi),
             (Register.DOI, reference.doi), (Register.PUBMED, reference.pmid),
             (Register.OPENALEX, reference.doi or reference.pmid)]  # fmt: skip
    readings = [found for register, ident in asked if ident and (found := run.readings.get((register, ident.lower())))]
    if "openalex" in settings.without:
        readings.append(Reading(Register.OPENALEX, State.SKIPPED, "left out by CLAIMS_WITHOUT", day=run.today))
    if watched is not None:
        readings.append(watched)
    records = [reading.record for reading in readings if reading.record]
    return Verified(reference, tuple(readings), compare(reference, records) if records else ())


def _parts(items: Sequence[str], size: int) -> list[list[str]]:
    return [list(items[start : start + size]) for start in range(0, len(items), size)]


def _key(register: Register, ident: str) -> str:
    return f"{register.value} {ident}"
