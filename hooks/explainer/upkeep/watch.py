"""The search for new evidence, `claims watch`: what sources took in since they were last asked. Decides nothing.

Each source is asked the words of each search, page by page, side by side with the others. One that fails takes nothing
from the others: what came is kept, and the next run asks it again from the same day on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import TypeAlias

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
from explainer.upkeep.new_works import Known, retractions_in, screened_with
from explainer.upkeep.results import WatchReport

MOST_RECORDS = 2000
"""Records of one search in one source: nobody could read more. None of them is kept; better words are asked anew."""

MOST_PAGES = 200
"""Pages of one search in one source: more of them is an answer without an end."""

_IDENTIFIER_DAYS = 365

Progress = Callable[[int, int], None]
Asked: TypeAlias = tuple[str, SearchSource]


@dataclass(slots=True)
class _Asking:
    """One source asked the words of one search: what came so far."""

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
    """Ask every source of these searches for what is new and return it with the works as they are to be kept.

    `progress` is called with how many questions are done of how many.
    """
    data = library.data
    held = data.screened if data else ScreenedWorks()
    asked = [_asking(search, source, words, held, today) for search in searches
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
        return WatchReport(held, online=False)
    came = [(one.search.id, record) for one in asked for record in one.records.values()]
    known = Known(library, held.works)
    screened, new = screened_with(library, held, came, {one.id: one for one in searches}, names, today)
    runs = tuple(_run(one, known, today) for one in asked)
    whole = _at_least_works(_with_runs(screened, runs))
    return WatchReport(whole, new, runs, retractions_in(library, (record for _, record in came)), requests=requests)


def _asking(search: Search, source: SearchSource, words: str, held: ScreenedWorks, today: date) -> _Asking:
    done = (run for run in held.runs if _key(run) == (search.id, source, words) and run.outcome is RunOutcome.DONE)
    before = next(done, None)
    since = before.day - OVERLAP if before else search.start
    return _Asking(search, source, words, before, min(max(since, search.start), today))


async def _ask_all(
    polite: Polite, asked: Sequence[_Asking], settings: Settings, today: date, progress: Progress | None
) -> None:
    """Ask page after page, a round of questions at a time, those first that were asked longest ago."""
    oldest_first = sorted(asked, key=lambda one: one.before.day if one.before else date.min)
    steps = [(one, FIRST_STEPS[one.source](settings, one.words, one.since, today)) for one in oldest_first]
    done = 0
    while steps:
        following: list[tuple[_Asking, Step]] = []
        questions = [Question(step.address, partial(_paged, one, step), "application/json", whole=True)
                     for one, step in steps]  # fmt: skip
        async for one, page in readings(polite, questions):
            done += 1
            following += [(one, step) for step in _take(one, page)]
            if progress:
                progress(done, done + len(questions))
        steps = sorted(following, key=lambda pair: pair[1].address)


def _paged(one: _Asking, step: Step, answer: Answer) -> tuple[_Asking, Page]:
    return one, step.read(answer)


def _take(one: _Asking, page: Page) -> Iterable[Step]:
    """Keep what a page holds; return what to ask next: nothing where the source failed, or has no end."""
    one.pages += 1
    one.why = one.why or page.why
    one.total = page.total if one.total is None else one.total
    one.given += len(page.records) + page.passed_over
    if one.total is not None and one.total > MOST_RECORDS:
        one.why, one.records = (
            f"would give {one.total:,} records, more than {MOST_RECORDS:,}: the words are too wide",
            {},
        )
        return ()
    one.records |= {record.ident or record.url: record for record in page.records}
    if page.more and one.pages > MOST_PAGES:
        one.why = one.why or f"more than {MOST_PAGES} pages: the answer has no end"
        return ()
    return page.more


def _run(one: _Asking, known: Known, today: date) -> SearchRun:
    """Return what came of asking: done, in part, or nothing."""
    why = one.why
    if not why and one.total is not None and one.given < one.total:
        why = f"gave {one.given:,} of {one.total:,} records"
    outcome = RunOutcome.DONE if not why else RunOutcome.PARTIAL if one.records else RunOutcome.FAILED
    before = one.before
    seen = sum(_counts(record, before, known) for record in one.records.values())
    return SearchRun(
        search=one.search.id,
        source=one.source,
        words=one.words,
        first=(before.first or before.day) if before and outcome is RunOutcome.DONE else None,
        day=today,
        since=one.search.start,
        outcome=outcome,
        seen=seen + (before.seen if before and outcome is RunOutcome.DONE else 0),
        why=why[:300] or None,
    )


def _counts(record: SourceRecord, before: SearchRun | None, known: Known) -> bool:
    """Tell whether a record was not counted in an earlier run: runs overlap, so that nothing is lost between them."""
    if before is None or (record.added and record.added > before.day):
        return True
    number = known.work(record)
    return not known.reference(record) and number is None


def _with_runs(held: ScreenedWorks, runs: Iterable[SearchRun]) -> ScreenedWorks:
    """Return the works with these runs: a run that went well takes the place of those of its wording.

    One that did not stands beside the last that did. Same-day runs of one wording are one.
    """
    kept = {(*_key(run), run.outcome is RunOutcome.DONE): run for run in held.runs}
    for run in runs:
        key = _key(run)
        kept.pop((*key, False), None)
        done = kept.get((*key, True))
        if run.outcome is RunOutcome.DONE and run.first == run.day:
            run = run.model_copy(update={"first": None})
        if run.outcome is not RunOutcome.DONE or run != done:
            kept[*key, run.outcome is RunOutcome.DONE] = run
    return held.model_copy(update={"runs": tuple(kept.values())})


def _at_least_works(held: ScreenedWorks) -> ScreenedWorks:
    """Return the runs with counts no smaller than the works that came from each."""
    runs = []
    for run in held.runs:
        works = sum(run.search in work.searches and run.source in work.sources for work in held.works)
        others = sum(one.seen for one in held.runs if one is not run and _key(one)[:2] == _key(run)[:2])
        low = works - others
        runs.append(run.model_copy(update={"seen": low}) if run.outcome is RunOutcome.DONE and run.seen < low else run)
    return held.model_copy(update={"runs": tuple(runs)})


def _key(run: SearchRun) -> tuple[str, SearchSource, str]:
    return run.search, run.source, run.words


async def _openalex_names(polite: Polite, library: Library, settings: Settings, journal: Journal) -> dict[str, str]:
    """Return OpenAlex's identifiers of the bibliography's works -> DOI, from the journal or asked now."""
    dois = [one.doi for one in library.references.values() if one.doi and openalex.can_be_asked(one.doi)]
    names: dict[str, str] = {}
    questions = []
    for part in _parts(dois, openalex.BATCH):
        address, kept_by = openalex.identifiers_of(settings, part)
        noted = journal.fresh(f"openalex {kept_by}", _IDENTIFIER_DAYS)
        if noted:
            names |= {str(name): str(doi) for name, doi in noted.value.items()}
        else:
            read = partial(_identifiers, kept_by)
            questions.append(Question(address, read, "application/json", whole=True))
    async for kept_by, found in readings(polite, questions, known_good=False):
        if found is not None:
            journal.put(f"openalex {kept_by}", found)
            names |= found
    return names


def _identifiers(kept_by: str, answer: Answer) -> tuple[str, dict[str, str] | None]:
    return kept_by, openalex.read_identifiers(answer)


def _parts(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (items[start : start + size] for start in range(0, len(items), size))
