"""The check of sources, `claims verify`: compares each with its registers and looks for retractions.

Asks Crossref (or the DOI's own register, by content negotiation), PubMed and OpenAlex, and reads the Retraction Watch
file if one is given. The answer of each register is kept by itself, with its day; a failed one never counts as clean.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path

from explainer.model.reference import Reference
from explainer.model.vocabulary import Register, State
from explainer.network.answer import NOT_ASKED, Answer
from explainer.network.journal import Journal
from explainer.network.polite import Polite
from explainer.network.session import OfflineError, Question, asking, readings
from explainer.network.settings import Settings
from explainer.registers import crossref, doi_org, openalex, pubmed, retraction_watch
from explainer.registers.compare import compare
from explainer.registers.record import Reading, as_note, from_note
from explainer.upkeep.links import Progress, batches
from explainer.upkeep.verify_problems import SourceResult, VerifyReport

MOST_DAYS = 6
"""The days that an answer of a register counts as recent. A failure counts only within its own run."""

JSON = "application/json"

_LEFT = frozenset(trouble.value for trouble in NOT_ASKED)

Readings = dict[tuple[Register, str], Reading]
"""The answers of registers, by register and identifier (a DOI in lower case, or a PMID)."""


@dataclass(frozen=True, slots=True)
class _Run:
    """The settings of a run, and the answers so far."""

    settings: Settings
    journal: Journal
    today: date
    fresh: bool
    readings: Readings = field(default_factory=dict)

    def take(self, ident: str, reading: Reading) -> None:
        """Keep an answer, in the journal too unless the register was not asked: then it comes first the next time."""
        self.readings[reading.register, ident] = replace(reading, day=self.today)
        if reading.why not in _LEFT:
            self.journal.put(_key(reading.register, ident), as_note(reading))

    def asked_on(self, ident: str) -> date:
        """Return the day on which the registers were last asked about a work, the oldest if they differ."""
        days = [noted.day for register in Register if (noted := self.journal.get(_key(register, ident)))]
        return min(days, default=date.min)

    def known(self, register: Register, ident: str) -> bool:
        """Tell whether there is an answer already: one of this run, or a recent one that is no failure."""
        if (register, ident) in self.readings:
            return True
        key = _key(register, ident)
        noted = self.journal.fresh(key, 0 if self.fresh else MOST_DAYS)
        reading = from_note(noted.value, noted.day) if noted else None
        if reading is None or (reading.failed and self.journal.fresh(key, 0) is None):
            return False
        self.readings[register, ident] = reading
        return True


async def ask_registers(polite: Polite, references: Sequence[Reference], run: _Run) -> AsyncIterator[int]:
    """Ask the registers about every reference with a DOI or PMID; yield the number of answers so far after each.

    Answers go into the journal as they come in, beginning with the first. Raises OfflineError if nobody answers.
    """
    oldest_first = sorted(references, key=lambda one: min((run.asked_on(ident) for ident in (one.doi.lower(), one.pmid)
                                                           if ident), default=date.min))  # fmt: skip
    for questions in (_first_questions, _second_questions):
        async for answered in readings(polite, questions(oldest_first, run)):
            run.journal.begin()
            for ident, reading in answered.items():
                run.take(ident, reading)
            yield len(run.readings)


def sources_verified(
    references: Sequence[Reference],
    settings: Settings,
    journal: Journal,
    today: date,
    *,
    watch_file: Path | None = None,
    fresh: bool = False,
    progress: Progress | None = None,
) -> VerifyReport:
    """Return the result of each reference, in their order, from recent answers in the journal or asked for now.

    `watch_file` is the Retraction Watch data, a CSV file. With `fresh`, recent answers do not count. `progress` is
    called with the number of answers and the most that there can be.
    """
    run = _Run(settings, journal, today, fresh)
    most = len(_dois(references)) * 2 + len(_pmids(references)) + len(references)  # Crossref is asked twice

    async def ask() -> int:
        async with asking(settings, journal) as polite:
            async for done in ask_registers(polite, references, run):
                if progress:
                    progress(done, max(done, most))
            return polite.requests

    try:
        requests = asyncio.run(ask())
    except OfflineError:
        return VerifyReport(online=False)
    watched = _watched(references, watch_file, today)
    entries = tuple(_verified(one, run, watched.get(one.key)) for one in references)
    return VerifyReport(entries, requests=requests)


def _dois(references: Iterable[Reference]) -> list[str]:
    return list(dict.fromkeys(one.doi.lower() for one in references if one.doi))


def _pmids(references: Iterable[Reference]) -> list[str]:
    return list(dict.fromkeys(one.pmid for one in references if one.pmid))


def _first_questions(references: Sequence[Reference], run: _Run) -> list[Question[Mapping[str, Reading]]]:
    settings = run.settings
    questions: list[Question[Mapping[str, Reading]]] = []
    for doi in _dois(references):
        if not run.known(Register.CROSSREF, doi):
            address = crossref.address(settings.service("crossref"), doi, settings.contact)
            questions.append(_question(address, doi, partial(crossref.read_work, doi=doi)))
    open_pmids = [pmid for pmid in _pmids(references) if not run.known(Register.PUBMED, pmid)]
    for part in batches(open_pmids, pubmed.BATCH):
        address = pubmed.address(settings.service("ncbi"), "pubmed", part, settings.contact, settings.ncbi_key)
        questions.append(Question(address, partial(pubmed.read_summaries, numbers=part), JSON, whole=True))
    if "openalex" not in settings.without:
        for doi, pmid in dict.fromkeys((one.doi.lower(), "" if one.doi else one.pmid) for one in references):
            if not run.known(Register.OPENALEX, doi or pmid):
                service, key = settings.service("openalex"), settings.openalex_key
                address = openalex.address(service, doi, pmid, settings.contact, key)
                questions.append(_question(address, doi or pmid, partial(openalex.read_openalex, doi=doi)))
    return questions


def _second_questions(references: Sequence[Reference], run: _Run) -> list[Question[Mapping[str, Reading]]]:
    """Return the questions that depend on the first answers.

    A DOI that Crossref does not have is asked for at its own register, and for all others Crossref for notices about
    them.
    """
    settings = run.settings
    questions: list[Question[Mapping[str, Reading]]] = []
    at_crossref: list[str] = []
    for doi in _dois(references):
        first = run.readings.get((Register.CROSSREF, doi))
        if first is not None and first.state is State.ABSENT:
            if not run.known(Register.DOI, doi):
                address = doi_org.csl_address(settings.service("doi"), doi)
                read = partial(doi_org.read_csl, doi=doi)
                questions.append(_question(address, doi, read, doi_org.ACCEPT))
        elif not crossref.can_be_filtered(doi):
            why = "the filter for notices cannot hold a comma"
            run.take(doi, Reading(Register.CROSSREF_UPDATES, State.SKIPPED, why))
        elif not run.known(Register.CROSSREF_UPDATES, doi):
            at_crossref.append(doi)
    for part in batches(at_crossref, crossref.BATCH):
        address = crossref.updates_address(settings.service("crossref"), part, settings.contact)
        questions.append(Question(address, partial(crossref.read_updates, dois=part), JSON, whole=True))
    return questions


def _question(
    address: str, ident: str, read: Callable[[Answer], Reading], accept: str = JSON
) -> Question[Mapping[str, Reading]]:
    """Return a question about one work, with its answer under the work's identifier."""
    return Question(address, lambda answer: {ident: read(answer)}, accept, whole=True)


def _watched(references: Iterable[Reference], path: Path | None, today: date) -> dict[str, Reading]:
    if path is None:
        return {}
    listed = list(references)
    readings = retraction_watch.read_file(path, [(one.doi, one.pmid) for one in listed])
    return {one.key: replace(reading, day=today) for one, reading in zip(listed, readings, strict=True)}


def _verified(reference: Reference, run: _Run, watched: Reading | None) -> SourceResult:
    asked = [(Register.CROSSREF, reference.doi), (Register.CROSSREF_UPDATES, reference.doi),
             (Register.DOI, reference.doi), (Register.PUBMED, reference.pmid),
             (Register.OPENALEX, reference.doi or reference.pmid)]  # fmt: skip
    readings = [found for register, ident in asked if ident and (found := run.readings.get((register, ident.lower())))]
    if "openalex" in run.settings.without:
        readings.append(Reading(Register.OPENALEX, State.SKIPPED, "left out by CLAIMS_WITHOUT", day=run.today))
    if watched is not None:
        readings.append(watched)
    records = [reading.record for reading in readings if reading.record]
    return SourceResult(reference, tuple(readings), compare(reference, records) if records else ())


def _key(register: Register, ident: str) -> str:
    return f"{register.value} {ident}"
