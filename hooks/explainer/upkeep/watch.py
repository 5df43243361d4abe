"""The search for new evidence, `claims watch`: asks each source for the records added since it was last asked.

Each source is asked the words of each search, page by page, all sources at the same time. If one fails, the records of
the others are kept, and the next run asks it again from the same day on. Nothing is decided about the works here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from explainer.loading.library import Library
from explainer.model.searches import ScreenedWorks, Search, SearchRun
from explainer.model.vocabulary import RunOutcome, SearchSource
from explainer.network.answer import Answer
from explainer.network.journal import Journal
from explainer.network.polite import Polite
from explainer.network.session import OfflineError, Question, asking, readings
from explainer.network.settings import Settings
from explainer.registers import openalex
from explainer.registers.search_sources import FIRST_STEPS, OVERLAP, Page, SourceRecord, Step
from explainer.upkeep.links import Progress, batches
from explainer.upkeep.new_works import Known, retractions_in, screened_with
from explainer.upkeep.verify import JSON
from explainer.upkeep.watch_problems import WatchReport

MOST_RECORDS = 2000
"""The most records of a search in a source. If there are more, none is kept: nobody could read them all."""

MOST_PAGES = 200
"""The most pages of a search in a source: an answer with more has no end."""

_IDENTIFIER_DAYS = 365


@dataclass(slots=True)
class _Asking:
    """A source being asked the words of a search, with its records so far."""

    search: Search
    source: SearchSource
    words: str
    before: SearchRun | None
    since: date
    records: dict[str, SourceRecord] = field(default_factory=dict)
    total: int | None = None
    pages: int = 0
    given: int = 0
    why: str = ""


def new_evidence(
    library: Library,
    searches: Sequence[Search],
    settings: Settings,
    journal: Journal,
    today: date,
    *,
    progress: Progress | None = None,
) -> WatchReport:
    """Ask every source of these searches for new records. The report has all screened works, with the new ones added.

    `progress` is called with the number of questions done and of all questions so far.
    """
    data = library.data
    before = data.screened if data else ScreenedWorks()
    asked = [_asking(search, source, words, before, today) for search in searches
             for source, words in search.queries.items()
             if source in FIRST_STEPS and source.value not in settings.without]  # fmt: skip

    async def ask() -> tuple[int, dict[str, str]]:
        async with asking(settings, journal) as polite:
            await _ask_all(polite, asked, settings, today, progress)
            journal.begin()
            cited = any(record.cites for one in asked for record in one.records.values()
                        if one.source is SearchSource.OPENALEX)  # fmt: skip
            names = await _openalex_names(polite, library, settings, journal) if cited else {}
            return polite.requests, names

    try:
        requests, names = asyncio.run(ask())
    except OfflineError:
        return WatchReport(before, online=False)
    records = [(one.search.id, record) for one in asked for record in one.records.values()]
    known = Known(library, before.works)
    screened, new = screened_with(library, before, records, {one.id: one for one in searches}, names, today)
    runs = tuple(_run(one, known, today) for one in asked)
    retractions = retractions_in(library, (record for _, record in records))
    return WatchReport(_at_least_works(_with_runs(screened, runs)), new, runs, retractions, requests=requests)


def _asking(search: Search, source: SearchSource, words: str, works: ScreenedWorks, today: date) -> _Asking:
    done = (run for run in works.runs if _key(run) == (search.id, source, words) and run.outcome is RunOutcome.DONE)
    before = next(done, None)
    since = before.day - OVERLAP if before else search.start
    return _Asking(search, source, words, before, min(max(since, search.start), today))


async def _ask_all(
    polite: Polite, asked: Sequence[_Asking], settings: Settings, today: date, progress: Progress | None
) -> None:
    """Ask for page after page, one of each source at a time; sources that were asked longest ago come first."""
    oldest_first = sorted(asked, key=lambda one: one.before.day if one.before else date.min)
    steps = [(one, FIRST_STEPS[one.source](settings, one.words, one.since, today)) for one in oldest_first]
    done = 0
    while steps:
        following: list[tuple[_Asking, Step]] = []
        questions = [Question(step.address, partial(_paged, one, step), JSON, whole=True) for one, step in steps]
        async for one, page in readings(polite, questions):
            done += 1
            following += [(one, step) for step in _take(one, page)]
            if progress:
                progress(done, done + len(questions))
        steps = sorted(following, key=lambda pair: pair[1].address)


def _paged(one: _Asking, step: Step, answer: Answer) -> tuple[_Asking, Page]:
    return one, step.read(answer)


def _take(one: _Asking, page: Page) -> Iterable[Step]:
    """Keep the records of a page; return the next questions: none if the source failed or its answer has no end."""
    one.pages += 1
    one.why = one.why or page.why
    one.total = page.total if one.total is None else one.total
    one.given += len(page.records) + page.passed_over
    if one.total is not None and one.total > MOST_RECORDS:
        one.why = f"would give {one.total:,} records, more than {MOST_RECORDS:,}: the words are too wide"
        one.records = {}
        return ()
    one.records |= {record.ident or record.url: record for record in page.records}
    if page.more and one.pages > MOST_PAGES:
        one.why = one.why or f"more than {MOST_PAGES} pages: the answer has no end"
        return ()
    return page.more


def _run(one: _Asking, known: Known, today: date) -> SearchRun:
    """Return how asking a source went: done, in part or failed, and how many records it has given by now."""
    why = one.why
    if not why and one.total is not None and one.given < one.total:
        why = f"gave {one.given:,} of {one.total:,} records"
    outcome = RunOutcome.DONE if not why else RunOutcome.PARTIAL if one.records else RunOutcome.FAILED
    earlier = one.before if outcome is RunOutcome.DONE else None
    seen = sum(_counts(record, one.before, known) for record in one.records.values())
    return SearchRun(
        search=one.search.id,
        source=one.source,
        words=one.words,
        first=(earlier.first or earlier.day) if earlier else None,
        day=today,
        since=one.search.start,
        outcome=outcome,
        seen=seen + (earlier.seen if earlier else 0),
        why=why[:300] or None,
    )


def _counts(record: SourceRecord, before: SearchRun | None, known: Known) -> bool:
    """Tell whether no earlier run has counted a record: the days of runs overlap, so that no record is missed."""
    if before is None or (record.added and record.added > before.day):
        return True
    return not known.reference(record) and known.work(record) is None


def _with_runs(screened: ScreenedWorks, runs: Iterable[SearchRun]) -> ScreenedWorks:
    """Return the works with these runs added. A complete run replaces all earlier runs with the same words.

    An incomplete run stands beside the last complete one. Runs with the same words on the same day count as one.
    """
    kept = {(*_key(run), run.outcome is RunOutcome.DONE): run for run in screened.runs}
    for run in runs:
        key = _key(run)
        kept.pop((*key, False), None)
        done = kept.get((*key, True))
        if run.outcome is RunOutcome.DONE and run.first == run.day:
            run = run.model_copy(update={"first": None})
        if run.outcome is not RunOutcome.DONE or run != done:
            kept[*key, run.outcome is RunOutcome.DONE] = run
    return screened.model_copy(update={"runs": tuple(kept.values())})


def _at_least_works(screened: ScreenedWorks) -> ScreenedWorks:
    """Return the works, with the records of each run raised to the number of its works if that is more."""
    runs = []
    for run in screened.runs:
        works = sum(run.search in work.searches and run.source in work.sources for work in screened.works)
        others = sum(one.seen for one in screened.runs if one is not run and _key(one)[:2] == _key(run)[:2])
        low = works - others
        runs.append(run.model_copy(update={"seen": low}) if run.outcome is RunOutcome.DONE and run.seen < low else run)
    return screened.model_copy(update={"runs": tuple(runs)})


def _key(run: SearchRun) -> tuple[str, SearchSource, str]:
    return run.search, run.source, run.words


async def _openalex_names(polite: Polite, library: Library, settings: Settings, journal: Journal) -> dict[str, str]:
    """Return OpenAlex's identifiers of the works of the bibliography -> DOI, from the journal or asked for now."""
    dois = [one.doi for one in library.references.values() if one.doi and openalex.can_be_asked(one.doi)]
    names: dict[str, str] = {}
    questions = []
    for some in batches(dois, openalex.BATCH):
        address, key = openalex.identifiers_of(settings, some)
        if noted := journal.fresh(f"openalex {key}", _IDENTIFIER_DAYS):
            names |= {str(name): str(doi) for name, doi in noted.value.items()}
        else:
            questions.append(Question(address, partial(_identifiers, key), JSON, whole=True))
    async for key, identifiers in readings(polite, questions, known_good=False):
        if identifiers is not None:
            journal.put(f"openalex {key}", identifiers)
            names |= identifiers
    return names


def _identifiers(key: str, answer: Answer) -> tuple[str, dict[str, str] | None]:
    return key, openalex.read_identifiers(answer)
