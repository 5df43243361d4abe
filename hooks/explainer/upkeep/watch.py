"""The search for new evidence, `claims watch`: asks each source for the records added since it was last asked.

Each source is asked the words of each search, page by page, all sources at the same time. If a source fails, the
records of the others are kept, and the next run asks it again from the same day on. Nothing is decided about the works
here.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from explainer.loading.library import Library
from explainer.loading.odd_characters import without_hidden
from explainer.model.searches import ScreenedWorks, Search, SearchRun
from explainer.model.vocabulary import RunOutcome, SearchSource
from explainer.network.answer import WebAnswer
from explainer.network.journal import Journal
from explainer.network.polite import Polite
from explainer.network.session import Question, asking, readings
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
"""The most pages of a search in a source: an answer with more counts as endless."""

_IDENTIFIER_DAYS = 365


@dataclass(slots=True)
class _Query:
    """The words of a search, the source that is asked for them, and its records so far."""

    search: Search
    source: SearchSource
    words: str
    before: SearchRun | None
    since: date
    not_since: date
    """The day since which it has not been asked to its end, if it is not now."""
    records: dict[str, SourceRecord] = field(default_factory=dict)
    total: int | None = None
    pages: int = 0
    passed_over: int = 0
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
    """Ask every source of these searches for new records, and return a report with the new works.

    It also has all screened works, with the new ones added. `progress` is called with the number of questions done and
    of all questions so far. Raises OfflineError if there is no way to the internet.
    """
    data = library.data
    before = data.screened if data else ScreenedWorks()
    queries = [_query(search, source, words, before, today) for search in searches
               for source, words in search.queries.items()
               if source in FIRST_STEPS and source.value not in settings.without]  # fmt: skip

    async def ask() -> tuple[int, dict[str, str]]:
        async with asking(settings, journal) as polite:
            await _ask_all(polite, queries, settings, today, progress)
            journal.begin()
            cited = any(record.cites for query in queries for record in query.records.values()
                        if query.source is SearchSource.OPENALEX)  # fmt: skip
            names = await _openalex_names(polite, library, settings, journal) if cited else {}
            return polite.requests, names

    requests, names = asyncio.run(ask())
    records = [(query.search.id, replace(record, title=library.shops.left_out_of(record.title)))
               for query in queries for record in query.records.values()]  # fmt: skip
    known = Known(library, before.works)
    screened, new = screened_with(library, before, records, {search.id: search for search in searches}, names, today)
    runs = tuple(_run(query, library, known, today) for query in queries)
    retractions = retractions_in(library, (record for _, record in records))
    return WatchReport(_at_least_works(_with_runs(screened, runs)), new, runs, retractions, requests=requests)


def _query(search: Search, source: SearchSource, words: str, works: ScreenedWorks, today: date) -> _Query:
    asked = (search.id, source, words)
    runs = [run for run in works.runs if _key(run) == asked and run.day <= today]  # a wrong clock must hide nothing
    before = next((run for run in runs if run.outcome is RunOutcome.DONE), None)
    not_since = [run.day if run is before else run.first or run.day for run in runs]
    since = before.day - OVERLAP if before else search.start
    return _Query(search, source, words, before, min(max(since, search.start), today), min(not_since, default=today))


async def _ask_all(
    polite: Polite, queries: Sequence[_Query], settings: Settings, today: date, progress: Progress | None
) -> None:
    """Ask for page after page of each query; those asked longest ago come first."""
    oldest_first = sorted(queries, key=lambda query: query.before.day if query.before else date.min)
    steps = [(query, FIRST_STEPS[query.source](settings, query.words, query.since, today)) for query in oldest_first]
    done = asked = 0
    while steps:
        following: list[tuple[_Query, Step]] = []
        questions = [_question(query, step) for query, step in steps]
        asked += len(questions)
        async for query, page in readings(polite, questions):
            done += 1
            following += [(query, step) for step in _take(query, page)]
            if progress:
                progress(done, asked + len(following))
        steps = sorted(following, key=lambda pair: pair[1].address)


def _question(query: _Query, step: Step) -> Question[tuple[_Query, Page]]:
    return Question(step.address, lambda answer: (query, step.read(answer)), JSON, whole=True)


def _take(query: _Query, page: Page) -> Iterable[Step]:
    """Keep the records of a page and return the next steps: none if the source failed or its answer seems endless."""
    query.pages += 1
    query.why = query.why or page.why
    query.total = page.total if query.total is None else query.total
    records = {record.ident: record for record in page.records if record.ident}  # the others cannot be read
    query.passed_over += page.passed_over
    if query.total is not None and query.total > MOST_RECORDS:
        query.why = f"would give {query.total:,} records, more than {MOST_RECORDS:,}: the words are too wide"
        query.records = {}
        return ()
    query.records |= records
    if page.more and query.pages > MOST_PAGES:
        query.why = query.why or f"more than {MOST_PAGES} pages: the answer has no end"
        return ()
    return page.more


def _run(query: _Query, library: Library, known: Known, today: date) -> SearchRun:
    """Return the run of a query: done, partial or failed, and how many records the source has given so far.

    A source that gives the same page again and again has not given all: each record counts once.
    """
    why, given = query.why, len(query.records) + query.passed_over
    if not why and query.total is not None and given != query.total:
        why = f"gave {given:,} of {query.total:,} records"
    outcome = RunOutcome.DONE if not why else RunOutcome.PARTIAL if query.records else RunOutcome.FAILED
    earlier = query.before if outcome is RunOutcome.DONE else None
    seen = sum(_counts(record, query.before, known) for record in query.records.values())
    return SearchRun(
        search=query.search.id,
        source=query.source,
        words=query.words,
        first=(earlier.first or earlier.day) if earlier else query.not_since if why else None,
        day=today,
        since=query.search.start,
        outcome=outcome,
        seen=seen + (earlier.seen if earlier else 0),
        why=library.shops.left_out_of(without_hidden(why))[:300] or None,
    )


def _counts(record: SourceRecord, before: SearchRun | None, known: Known) -> bool:
    """Return whether a record is to be counted: the days of runs overlap, so an earlier run may have counted it."""
    if before is None or (record.added and record.added > before.day):
        return True
    return not known.reference(record) and known.work(record) is None


def _with_runs(screened: ScreenedWorks, runs: Iterable[SearchRun]) -> ScreenedWorks:
    """Return the works with these runs added. A complete run replaces all earlier runs with the same words.

    An incomplete run replaces the last incomplete one, and is kept beside the last complete one.
    """
    kept = {(*_key(run), run.outcome is RunOutcome.DONE): run for run in screened.runs}
    for run in runs:
        key, is_done = _key(run), run.outcome is RunOutcome.DONE
        if is_done:
            kept.pop((*key, False), None)
        kept[*key, is_done] = run if run.first != run.day else run.model_copy(update={"first": None})
    return screened.model_copy(update={"runs": tuple(kept.values())})


def _at_least_works(screened: ScreenedWorks) -> ScreenedWorks:
    """Return the works, with the number of records of each complete run raised so that it covers the run's works."""
    runs = []
    for run in screened.runs:
        works = sum(run.search in work.searches and run.source in work.sources for work in screened.works)
        others = sum(other.seen for other in screened.runs if other is not run and _key(other)[:2] == _key(run)[:2])
        low = works - others
        runs.append(run.model_copy(update={"seen": low}) if run.outcome is RunOutcome.DONE and run.seen < low else run)
    return screened.model_copy(update={"runs": tuple(runs)})


def _key(run: SearchRun) -> tuple[str, SearchSource, str]:
    return run.search, run.source, run.words


async def _openalex_names(polite: Polite, library: Library, settings: Settings, journal: Journal) -> dict[str, str]:
    """Return the DOIs of the bibliography by OpenAlex's identifiers, from the journal or asked for now."""
    dois = [reference.doi for reference in library.references.values()
            if reference.doi and openalex.can_be_filtered(reference.doi)]  # fmt: skip
    names: dict[str, str] = {}
    questions = []
    for part in batches(dois, openalex.BATCH):
        address, key = openalex.identifiers_of(settings, part)
        if noted := journal.fresh(f"openalex {key}", _IDENTIFIER_DAYS):
            names |= {str(name): str(doi) for name, doi in noted.value.items()}
        else:
            questions.append(Question(address, partial(_identifiers, key), JSON, whole=True))
    async for key, identifiers in readings(polite, questions, known_good=False):
        if identifiers is not None:
            journal.put(f"openalex {key}", identifiers)
            names |= identifiers
    return names


def _identifiers(key: str, answer: WebAnswer) -> tuple[str, dict[str, str] | None]:
    return key, openalex.read_identifiers(answer)
