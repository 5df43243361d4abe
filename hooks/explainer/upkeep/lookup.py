"""Looking up a work for a new entry: at Crossref, or else the DOI's own register, and at PubMed."""

import asyncio
from dataclasses import dataclass

from explainer.model.vocabulary import Register, State
from explainer.network.answer import WebAnswer
from explainer.network.journal import Journal
from explainer.network.polite import Polite
from explainer.network.session import OfflineError, Question, asking, readings
from explainer.network.settings import Settings
from explainer.registers import crossref, doi_org, pubmed
from explainer.registers.record import Reading, failed
from explainer.registers.works import Work, crossref_work, csl_work, pubmed_work, together


@dataclass(frozen=True, slots=True)
class LookUp:
    """The work, if a register has it. If there is none, no register was `online`, some failed, or none knows it."""

    work: Work | None = None
    online: bool = True
    failures: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    """Up to three later versions of the work, as in `Record.later`."""


def look_up(settings: Settings, journal: Journal, *, doi: str = "", pmid: str = "") -> LookUp:
    """Ask the registers about a DOI or a PMID and return the work they have. Failures of the network raise nothing."""
    return asyncio.run(_look_up(settings, journal, doi, pmid))


async def _look_up(settings: Settings, journal: Journal, doi: str, pmid: str) -> LookUp:
    said: list[Reading] = []
    at_pubmed = work = None
    async with asking(settings, journal) as polite:
        try:
            if pmid:
                answer = await _answer(polite, pubmed.address(settings, "pubmed", [pmid]))
                at_pubmed = pubmed_work(answer, pmid)
                said.append(pubmed.read_summaries(answer, [pmid])[pmid])
                doi = at_pubmed.reference.doi if at_pubmed else ""
            if doi:
                answer = await _answer(polite, crossref.address(settings, doi))
                work, reading = crossref_work(answer, doi), crossref.read_work(answer, doi)
                if work is None and reading.state not in {State.ABSENT, State.UNKNOWN}:  # such as that of a grant
                    reading = failed(Register.CROSSREF, "a record without a title")
                said.append(reading)
                if reading.state is State.ABSENT:
                    own = await _answer(polite, doi_org.csl_address(settings, doi), doi_org.ACCEPT)
                    work = csl_work(own, doi)
                    said.append(doi_org.read_csl(own, doi))
        except OfflineError:
            return LookUp(at_pubmed, online=at_pubmed is not None)
    if work and at_pubmed:
        # Crossref has the names in full. If the titles differ, PubMed is right: it knows what its own number means.
        merged = together(work, at_pubmed)
        work = together(at_pubmed, work) if merged.other_title else merged
    failures = tuple(f"{reading.register.label}: {reading.why_failed}" for reading in said if reading.failed)
    later = dict.fromkeys(name for reading in said if reading.record for name in reading.record.later)
    others = [name for name in later if name.casefold() not in {"", doi.casefold()}]
    return LookUp(work or at_pubmed, failures=failures, later=tuple(others[:3]))


async def _answer(polite: Polite, address: str, accept: str = "application/json") -> WebAnswer:
    """Return the answer to one question. Raises OfflineError if there is no way to the internet."""
    question = Question(address, lambda answer: answer, accept, whole=True)
    (answer,) = [answer async for answer in readings(polite, [question], known_good=False)]
    return answer
