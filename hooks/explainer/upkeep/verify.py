"""The check of sources, `claims verify`: compares each with its registers and looks for retractions.

Asks Crossref (or the DOI's own register, by content negotiation), PubMed and OpenAlex, and reads the Retraction Watch
file if there is one. Each register's answer is kept by itself, with its day; a failure never counts as clean.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path

from explainer.model.notices import Notice, notice_state, state_of
from explainer.model.reference import Reference
from explainer.model.vocabulary import Register, State
from explainer.network.answer import NOT_ASKED, WebAnswer
from explainer.network.journal import Journal
from explainer.network.session import Question, asking, readings
from explainer.network.settings import Settings
from explainer.registers import crossref, doi_org, openalex, pubmed, retraction_watch
from explainer.registers.compare import compare
from explainer.registers.record import Reading, as_note, from_note
from explainer.upkeep.links import Progress, batches
from explainer.upkeep.verify_problems import SourceResult, VerifyReport

MOST_DAYS = 6
"""The days for which an answer of a register counts as recent. A failure counts only within its own run."""

JSON = "application/json"

_LEFT = tuple(trouble.value for trouble in NOT_ASKED)

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
        """Keep an answer, also in the journal unless the register was not asked: then the next run asks it first."""
        self.readings[reading.register, ident] = replace(reading, day=self.today)
        if not reading.why.startswith(_LEFT):
            self.journal.put(_key(reading.register, ident), as_note(reading))

    def asked_on(self, ident: str) -> date:
        """Return the day on which the registers were last asked about an identifier, the oldest if they differ."""
        days = [noted.day for register in Register if (noted := self.journal.get(_key(register, ident)))]
        return min(days, default=date.min)

    def known(self, register: Register, ident: str) -> bool:
        """Return whether there is an answer already: one of this run, or a recent one that is not a failure."""
        if (register, ident) in self.readings:
            return True
        key = _key(register, ident)
        noted = self.journal.fresh(key, 0 if self.fresh else MOST_DAYS)
        reading = from_note(noted.value, noted.day) if noted else None
        if reading is None or (reading.failed and self.journal.fresh(key, 0) is None):
            return False
        self.readings[register, ident] = reading
        return True


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
    """Return a report with the result of each reference, in their order.

    The results come from recent answers in the journal, or else the registers are asked now; with `fresh` they are
    asked in any case. Each answer goes into the journal, but no file is written before the first one. `watch_file` is
    the Retraction Watch data, a CSV file. `progress` is called with the number of answers and the greatest number that
    there can be. Raises OfflineError if there is no way to the internet.
    """
    run = _Run(settings, journal, today, fresh)
    most = len(_dois(references)) * 2 + len(_pmids(references))  # about a DOI two questions are asked
    if "openalex" not in settings.without:
        most += len({reference.doi.lower() or reference.pmid for reference in references})

    def asked_on(reference: Reference) -> date:
        identifiers = filter(None, (reference.doi.lower(), reference.pmid))
        return min(map(run.asked_on, identifiers), default=date.min)

    oldest_first = sorted(references, key=asked_on)

    async def ask() -> int:
        async with asking(settings, journal) as polite:
            for questions in (_first_questions, _second_questions):
                async for answered in readings(polite, questions(oldest_first, run)):
                    journal.begin()
                    for ident, reading in answered.items():
                        run.take(ident, reading)
                    if progress:
                        progress(len(run.readings), max(len(run.readings), most))
            return polite.requests

    requests = asyncio.run(ask())
    watched: Sequence[Reading | None] = [None] * len(references)
    if watch_file:
        watched = retraction_watch.read_file(watch_file, [(one.doi, one.pmid) for one in references])
    entries = tuple(_verified(one, run, read) for one, read in zip(references, watched, strict=True))
    return VerifyReport(entries, requests=requests)


def _dois(references: Iterable[Reference]) -> list[str]:
    return list(dict.fromkeys(reference.doi.lower() for reference in references if reference.doi))


def _pmids(references: Iterable[Reference]) -> list[str]:
    return list(dict.fromkeys(reference.pmid for reference in references if reference.pmid))


def _first_questions(references: Sequence[Reference], run: _Run) -> list[Question[Mapping[str, Reading]]]:
    settings = run.settings
    questions = [
        _question(crossref.address(settings, doi), doi, partial(crossref.read_work, doi=doi))
        for doi in _dois(references)
        if not run.known(Register.CROSSREF, doi)
    ]
    open_pmids = [pmid for pmid in _pmids(references) if not run.known(Register.PUBMED, pmid)]
    for part in batches(open_pmids, pubmed.BATCH):
        address = pubmed.address(settings, "pubmed", part)
        questions.append(Question(address, partial(pubmed.read_summaries, numbers=part), JSON, whole=True))
    if "openalex" not in settings.without:
        for doi, pmid in dict.fromkeys((one.doi.lower(), "" if one.doi else one.pmid) for one in references):
            if not run.known(Register.OPENALEX, doi or pmid):
                address = openalex.address(settings, doi, pmid)
                questions.append(_question(address, doi or pmid, partial(openalex.read_openalex, doi=doi, pmid=pmid)))
    return questions


def _second_questions(references: Sequence[Reference], run: _Run) -> list[Question[Mapping[str, Reading]]]:
    """Return the questions after the first answers: to the register of a DOI that Crossref lacks, and on notices."""
    settings = run.settings
    questions: list[Question[Mapping[str, Reading]]] = []
    at_crossref: list[str] = []
    for doi in _dois(references):
        first = run.readings.get((Register.CROSSREF, doi))
        if first is not None and first.state is State.ABSENT:
            if not run.known(Register.DOI, doi):
                read = partial(doi_org.read_csl, doi=doi)
                questions.append(_question(doi_org.csl_address(settings, doi), doi, read, doi_org.ACCEPT))
        elif not crossref.can_be_filtered(doi):
            why = "the filter for notices cannot hold a comma"
            run.take(doi, Reading(Register.CROSSREF_UPDATES, State.SKIPPED, why))
        elif not run.known(Register.CROSSREF_UPDATES, doi):
            at_crossref.append(doi)
    for part in batches(at_crossref, crossref.BATCH):
        address = crossref.updates_address(settings, part)
        questions.append(Question(address, partial(crossref.read_updates, dois=part), JSON, whole=True))
    return questions


def _question(
    address: str, ident: str, read: Callable[[WebAnswer], Reading], accept: str = JSON
) -> Question[Mapping[str, Reading]]:
    """Return a question about a single work; its value is the reading under the work's identifier."""
    return Question(address, lambda answer: {ident: read(answer)}, accept, whole=True)


def _verified(reference: Reference, run: _Run, watched: Reading | None) -> SourceResult:
    asked = [(Register.CROSSREF, reference.doi), (Register.CROSSREF_UPDATES, reference.doi),
             (Register.DOI, reference.doi), (Register.PUBMED, reference.pmid),
             (Register.OPENALEX, reference.doi or reference.pmid)]  # fmt: skip
    known = (run.readings.get((register, ident.lower())) for register, ident in asked if ident)
    readings = [_with_title(reading, reference) for reading in known if reading]
    if "openalex" in run.settings.without:
        readings.append(Reading(Register.OPENALEX, State.SKIPPED, "left out by CLAIMS_WITHOUT", day=run.today))
    if watched is not None:
        readings.append(replace(watched, day=run.today))
    records = [reading.record for reading in readings if reading.record]
    return SourceResult(reference, tuple(readings), compare(reference, records) if records else ())


def _with_title(reading: Reading, reference: Reference) -> Reading:
    """Return a reading with what its title says, if the register has a notice under the very identifier of a work.

    Some publishers put "Notice of Retraction:" before the title of a work and leave it under its DOI.
    """
    titles = reading.record.titles if reading.record and not notice_state(reference.title) else ()
    said = tuple(Notice(state, said_by="the title") for title in titles if (state := notice_state(title)))
    notices = (*reading.notices, *said[:1])
    return replace(reading, state=state_of(notices), notices=notices) if said else reading


def _key(register: Register, ident: str) -> str:
    return f"{register.value} {ident}"
