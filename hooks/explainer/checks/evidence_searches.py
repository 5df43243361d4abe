"""Searches (E): how evidence is searched for, what was asked, and what became of each work."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise

from explainer.checks.runner import Context, Hit, rule, warning
from explainer.loading.yaml_reader import Place
from explainer.model.searches import SCREENED, SEARCHES, Screened, ScreenedWorks, Search
from explainer.model.vocabulary import RunOutcome, Screening
from explainer.registers.compare import title_keys
from explainer.registers.query_syntax import faults

UNREAD_DAYS = 90
"""Days after which a work without a decision is reported."""
REVIEW = timedelta(days=366)


def _searches(context: Context) -> tuple[Search, ...]:
    return context.parts.searches or ()


def _screened(context: Context) -> ScreenedWorks:
    return context.parts.screened or ScreenedWorks()


@rule(
    "E01",
    "A topic without a search",
    bad="a topic in topics.yml that no search in searches.yml names",
    good="- {id: pain, topic: pain, ...}",
)
def every_topic_is_searched(context: Context) -> Iterator[Hit]:
    """Where docs/data/searches.yml says how evidence is searched for, it does so for each topic as a whole.

    A search for some of a topic's claims alone leaves the others unsearched.
    """
    whole = {search.topic for search in _searches(context) if not search.claims}
    for topic in context.parts.topics or () if _searches(context) else ():
        if topic.id not in whole:
            yield Hit(f"the topic `{topic.id}` has no search", "Add a search without `claims`.", path=SEARCHES)


@rule(
    "E02",
    "Words that a source cannot read",
    bad="pubmed: (kava[tiab OR kavain[title-abstract]) and sleep",
    good="pubmed: (kava[tiab] OR kavain[tiab]) AND sleep[tiab]",
)
def queries_can_be_read(context: Context) -> Iterator[Hit]:
    """A source that cannot read a query mostly searches for something else without saying so.

    Brackets and quotation marks are closed, operators between words are in capitals, and field tags are known. Crossref
    takes plain words only.
    """
    for number, search in enumerate(_searches(context)):
        for source, words in search.queries.items():
            for fault in faults(source, words):
                yield Hit(f"the query for {source.label} {fault}", f"Write it as {source.label} reads it.",
                          ("searches", number, "queries", source.value), SEARCHES)  # fmt: skip


@rule(
    "E03",
    "A search, run or work that names something that does not exist",
    bad="- {search: pian, source: pubmed, ...}",
    good="- {search: pain, source: pubmed, ...}",
)
def names_lead_somewhere(context: Context) -> Iterator[Hit]:
    """Topics, claims, searches and keys that searches.yml and screened.yml name exist."""
    topics = {topic.id for topic in context.parts.topics or ()}
    claims, searches = context.library.claim_paths, {search.id for search in _searches(context)}
    for number, search in enumerate(_searches(context)):
        place: Place = ("searches", number)
        if context.parts.topics is not None and search.topic not in topics:
            yield Hit(f"there is no topic `{search.topic}`", "Use an id of topics.yml.", (*place, "topic"), SEARCHES)
        yield from _unknown(search.claims, claims, "claim", (*place, "claims"), SEARCHES)
    if context.parts.searches is None:
        return
    screened = _screened(context)
    for number, run in enumerate(screened.runs):
        yield from _unknown([run.search], searches, "search", ("runs", number, "search"), SCREENED)
    for number, work in enumerate(screened.works):
        place = ("works", number)
        yield from _unknown(work.searches, searches, "search", (*place, "searches"), SCREENED)
        yield from _unknown([touched.claim for touched in work.claims], claims, "claim", (*place, "claims"), SCREENED)


def _unknown(names: Iterable[str], known: Iterable[str], what: str, place: Place, path: str) -> Iterator[Hit]:
    for name in names:
        if name not in known:
            yield Hit(f"there is no {what} `{name}`", f"Use the id of an existing {what}.", place, path)


@rule(
    "E04",
    "A wrong date of a search or a decision",
    bad="seen: 2026-11-29\ndecided: 2026-11-01",
    good="seen: 2026-11-29\ndecided: 2026-11-30",
)
def search_dates_in_order(context: Context) -> Iterator[Hit]:
    """What was done is not dated in the future; a work is decided on after it was seen; a run begins before it ends."""
    for number, search in enumerate(_searches(context)):
        yield from _days(context, (("start", search.start), ("reviewed", search.reviewed)), ("searches", number),
                         SEARCHES, ordered=False)  # fmt: skip
    screened = _screened(context)
    for number, run in enumerate(screened.runs):
        pairs = (("since", run.since), ("first", run.first), ("day", run.day))
        yield from _days(context, pairs, ("runs", number), SCREENED)
    for number, work in enumerate(screened.works):
        yield from _days(context, (("seen", work.seen), ("decided", work.decided)), ("works", number), SCREENED)


def _days(
    context: Context, pairs: Iterable[tuple[str, date | None]], place: Place, path: str, *, ordered: bool = True
) -> Iterator[Hit]:
    given = [(name, day) for name, day in pairs if day]
    for name, day in given:
        if day > context.latest:
            fix = "Write the day on which it was done."
            yield Hit(f"`{name}`: {day} lies in the future", fix, (*place, name), path)
            return
    for (before, first), (after, second) in pairwise(given) if ordered else ():
        if second < first:
            yield Hit(f"`{after}` ({second}) is before `{before}` ({first})", "Correct one of them.",
                      (*place, after), path)  # fmt: skip


@warning(
    "E05",
    "Words that nobody has looked over for a year",
    bad="reviewed: 2020-01-01",
    good="reviewed: 2026-11-29",
)
def words_are_reviewed(context: Context) -> Iterator[Hit]:
    """New names come up, and sources change what they read: once a year somebody looks over the words of a search."""
    for number, search in enumerate(_searches(context)):
        if context.today - search.reviewed > REVIEW:
            yield Hit(f"the words of `{search.id}` were last looked over on {search.reviewed}",
                      "Look them over, then set the day.", ("searches", number, "reviewed"), SEARCHES)  # fmt: skip


@rule(
    "E06",
    "An incomplete decision",
    bad="status: set-aside",
    good="status: set-aside\nreason: off-topic\nby: A. Reader\ndecided: 2026-11-29",
)
def decisions_are_whole(context: Context) -> Iterator[Hit]:
    """A work that is set aside has a reason, one that is cited the key of its entry; both say who decided and when.

    A work that is still to be read has none of these.
    """
    for number, work in enumerate(_screened(context).works):
        needed = {"by", "decided"} if work.status is not Screening.TO_READ else set()
        needed |= {"reason"} if work.status is Screening.SET_ASIDE else set()
        needed |= {"key"} if work.status is Screening.CITED else set()
        given = {name for name in ("by", "decided", "reason", "key") if getattr(work, name)}
        place: Place = ("works", number, "status")
        if missing := sorted(needed - given):
            yield Hit(f"`{_short(work)}` is {work.status.label.lower()} without {', '.join(missing)}",
                      "Add it; `claims screen` asks for it.", place, SCREENED)  # fmt: skip
        elif spare := sorted(given - needed):
            yield Hit(f"`{_short(work)}` is {work.status.label.lower()} and has {', '.join(spare)}",
                      "Delete it, or correct the status.", place, SCREENED)  # fmt: skip


@rule(
    "E07",
    "A work whose status contradicts the bibliography",
    bad="status: set-aside, for a work whose DOI is in bibliography.bib",
    good="status: cited\nkey: smith2020",
)
def status_fits_bibliography(context: Context) -> Iterator[Hit]:
    """What is set aside or still to be read is not in the bibliography; what is cited is there, under its key."""
    library = context.library
    if library.unread is None:
        return
    for number, work in enumerate(_screened(context).works):
        entry = next(filter(None, map(library.by_identifier.get, work.identifiers)), None)
        place: Place = ("works", number, "status")
        if work.status is not Screening.CITED and entry:
            yield Hit(f"`{_short(work)}` is {work.status.label.lower()}, and `{entry}` in the bibliography",
                      "Set it to cited, or take it out of the bibliography.", place, SCREENED)  # fmt: skip
        elif work.key and work.key not in library.references and work.key.lower() not in library.unread:
            yield Hit(f"there is no entry `{work.key}` in bibliography.bib", "Use the key of the work's entry.",
                      ("works", number, "key"), SCREENED)  # fmt: skip
        elif work.key and entry and entry != work.key:
            yield Hit(f"`{_short(work)}` is `{entry}` in the bibliography, not `{work.key}`", "Use that key.",
                      ("works", number, "key"), SCREENED)  # fmt: skip


@rule("E08", "A work listed twice", bad="two works with one DOI", good="one work, with the sources of both")
def works_stand_once(context: Context) -> Iterator[Hit]:
    """A work is known by its DOI, PMID or trial number, or by a long title and its year.

    Listed twice, it would be counted twice. A trial and its results, posted later, are two works with a decision each.
    """
    first_with: dict[str, int] = {}
    for number, work in enumerate(_screened(context).works):
        names = [*work.identifiers, *title_keys(work.title, work.year, work.kind)]
        before = next((first_with[name] for name in names if name in first_with), None)
        if before is not None:
            yield Hit(f"`{_short(work)}` is also work {before + 1} of the list", "Keep one, with the sources of both.",
                      ("works", number), SCREENED)  # fmt: skip
        for name in names:
            first_with.setdefault(name, number)


@warning(
    "E09",
    "A work that nobody has read for 90 days",
    bad="seen: 2026-01-01\nstatus: to-read",
    good="seen: 2026-01-01\nstatus: set-aside\nreason: off-topic",
)
def unread_for_long(context: Context) -> Iterator[Hit]:
    """New evidence that lies unread is no better than none. `claims screen` walks through what is to be read."""
    for number, work in enumerate(_screened(context).works):
        days = (context.today - work.seen).days
        if work.status is Screening.TO_READ and days > UNREAD_DAYS:
            yield Hit(f"`{_short(work)}` has been unread for {days} days", "Run `claims screen`.",
                      ("works", number, "seen"), SCREENED)  # fmt: skip


@rule(
    "E10",
    "A count that does not fit its works",
    bad="a work with `sources: [pubmed]`, and no run of PubMed",
    good="- {search: pain, source: pubmed, outcome: done, seen: 12, ...}",
)
def counts_fit(context: Context) -> Iterator[Hit]:
    """A work came from a source that was asked, and a source gave at least as many records as works came from it.

    Otherwise the numbers would include a source that was never asked. A source, search and wording has one entry, and
    another for a last run that broke off or failed.
    """
    screened = _screened(context)
    seen: dict[tuple[str, str], int] = defaultdict(int)
    entries = set()
    for number, run in enumerate(screened.runs):
        key = (run.search, run.source, run.words, run.outcome is RunOutcome.DONE)
        if key in entries:
            yield Hit(f"{run.source.label} has two runs of `{run.search}` with the same words", "Merge them.",
                      ("runs", number), SCREENED)  # fmt: skip
        entries.add(key)
        seen[run.search, run.source] += run.seen
    came: dict[tuple[str, str], int] = defaultdict(int)
    for number, work in enumerate(screened.works):
        pairs = [(search, source) for search in work.searches for source in work.sources]
        for source in work.sources:
            if not any((search, source) in seen for search in work.searches):
                yield Hit(f"`{_short(work)}` came from {source.label}, which has no run of `{work.searches[0]}`",
                          "Add the run, or correct the source.", ("works", number, "sources"), SCREENED)  # fmt: skip
        if len(work.searches) == 1 or len(work.sources) == 1:  # else it is not known which search gave it where
            for pair in pairs:
                came[pair] += 1
    for number, run in enumerate(screened.runs):
        if came.pop((run.search, run.source), 0) > seen[run.search, run.source]:
            yield Hit(f"{run.source.label} gave fewer records for `{run.search}` than there are works from it",
                      "Correct the count of records.", ("runs", number, "seen"), SCREENED)  # fmt: skip


def _short(work: Screened) -> str:
    return work.title if len(work.title) <= 60 else f"{work.title[:57]}..."
