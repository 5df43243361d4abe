"""The results of `claims watch` as problems, figures, a report for each topic, and retractions for the lock file.

Uses no network itself.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from explainer.foreign_text import as_code
from explainer.loading.library import BIBLIOGRAPHY, Library
from explainer.loading.lockfile import Compared, Lock, LockedEntry, entry_of, fingerprint
from explainer.model.notices import Notice, Said, fields_of
from explainer.model.searches import SCREENED, SEARCHES, Screened, ScreenedWorks, Search, SearchRun
from explainer.model.vocabulary import Register, RunOutcome, Screening, SearchSource, Standing
from explainer.problems import Problem, Severity
from explainer.rules import describe
from explainer.upkeep.new_works import Retraction
from explainer.upkeep.verify_problems import FOR_GOOD

_REGISTERS: Mapping[SearchSource, Register] = {
    SearchSource.PUBMED: Register.PUBMED,
    SearchSource.EUROPE_PMC: Register.EUROPE_PMC,
    SearchSource.CROSSREF: Register.CROSSREF_UPDATES,
    SearchSource.OPENALEX: Register.OPENALEX,
}
"""Source -> the register under which the lock file has the same news. `claims verify` does not ask Europe PMC: what it
said stays until a person excepts it."""

_SHOWN = 100

describe(
    "E11",
    "New evidence to look at",
    "A work that no run had seen before. Found by `claims watch`, which decides nothing: a person screens it.",
    bad="a work in docs/data/screened.yml with `status: to-read`",
    good="the same work, cited or set aside with a reason",
    severity=Severity.ADVICE,
)
describe(
    "E12",
    "A source that could not be asked for what is new",
    "It failed, was busy, or answered in another form than its own. The next run asks it again from the same day on. "
    "If no run has asked it to its end for four weeks, it is an error, so that somebody looks.",
    bad="a source that failed, and passes for one that has nothing new",
    good="the run noted as failed, with the reason",
    severity=Severity.WARNING,
)


@dataclass(frozen=True, slots=True)
class WatchReport:
    """The results of a run."""

    screened: ScreenedWorks
    new: tuple[Screened, ...] = ()
    runs: tuple[SearchRun, ...] = ()
    retractions: tuple[Retraction, ...] = ()
    requests: int = 0

    @property
    def failed(self) -> tuple[SearchRun, ...]:
        """The runs in which a source could not be asked, or not all of its pages."""
        return tuple(run for run in self.runs if run.outcome is not RunOutcome.DONE)

    @property
    def failing(self) -> dict[SearchRun, date]:
        """Those of them that no run has asked to the end for long, with the day since which that is so."""
        return {run: run.first for run in self.failed if run.first and run.day - run.first > FOR_GOOD}


def watch_problems(library: Library, report: WatchReport) -> list[Problem]:
    """Return the problems of a run: E11 a new work, E12 a source that failed, R02 a retracted source."""
    problems = []
    for work in report.new:
        sources = ", ".join(source.label for source in work.sources)
        claims = ", ".join(touched.claim for touched in work.claims)
        may_touch = f"; it may touch {claims}" if claims else ""
        message = f"{work.title} ({work.year or 'no year'}, {work.kind.label.lower()}, {sources}){may_touch}"
        fix = f"Read {work.address}, then run `claims screen`."
        problems.append(Problem("E11", SCREENED, message, fix, severity=Severity.ADVICE))
    for run in report.failed:
        partly = " to its end" if run.outcome is RunOutcome.PARTIAL else ""
        message = f"`{run.search}`: {run.source.label} could not be asked{partly}: {run.why}"
        fix = "It is asked again from the same day on in the next run."
        if f"{run.why}".endswith("too wide") or " says: " in f"{run.why}":
            fix = f"Change its words in {SEARCHES}."
        severity = Severity.WARNING
        if since := report.failing.get(run):
            message, severity = f"{message}. It has been so since {since}", Severity.ERROR
            fix = f"Ask it yourself. Then mend its words in {SEARCHES}, or take the source out of the search."
        problems.append(Problem("E12", SCREENED, message, fix, severity=severity))
    for retraction in _unknown(library, report.retractions):
        by = f" by {retraction.notice}" if retraction.notice else ""
        message = f"`{retraction.key}` is {retraction.state.label.lower()}{by}, says {retraction.source.label}"
        fix = "Run `claims verify`, and take the work out of every finding."
        problems.append(Problem("R02", BIBLIOGRAPHY, message, fix, *library.references[retraction.key].mark))
    return problems


def lock_with(library: Library, retractions: Iterable[Retraction], today: date) -> Lock | None:
    """Return the lock file with the new retractions added, or None if there are none to add.

    `claims verify` keeps them until the register itself withdraws them.
    """
    entries = dict(library.lock.entries) if library.lock else {}
    changed = False
    for retraction in _unknown(library, retractions):
        if register := _REGISTERS.get(retraction.source):
            reference = library.references[retraction.key]
            before = entry_of(Lock(entries=entries), reference) or LockedEntry(
                doi=reference.doi, pmid=reference.pmid, fingerprint=fingerprint(fields_of(reference)),
                compared=Compared.UNKNOWN, day=today,
            )  # fmt: skip
            doi = retraction.notice if "/" in retraction.notice else ""
            notice = Notice(retraction.state, doi=doi, said_by="claims watch")
            said = Said(register, retraction.state, today, notices=(notice,))
            entries[retraction.key] = before.model_copy(update={"registers": {**before.registers, register: said}})
            changed = True
    return Lock(entries=entries) if changed else None


def _unknown(library: Library, retractions: Iterable[Retraction]) -> Iterator[Retraction]:
    """Yield the retractions that neither the bibliography nor the lock file has yet."""
    for retraction in retractions:
        entry = entry_of(library.lock, library.references[retraction.key])
        known = {said.known.state for said in entry.said()} if entry else set()
        declared = library.references[retraction.key].status
        if declared is not Standing.RETRACTED and retraction.state.value not in {declared.value, *known}:
            yield retraction


def topic_report(
    topic: str, name: str, searches: Iterable[Search], report: WatchReport, library: Library
) -> tuple[int, str]:
    """Return the exit status of a topic, and its report in Markdown, for an issue.

    The status is 1 if works wait to be decided on, a source is retracted, or one of those that are searched has failed
    for long; else 4 if one of these could not be asked, else 0.
    """
    ids = {search.id for search in searches if search.topic == topic}
    waiting = [work for work in report.screened.works if work.status is Screening.TO_READ and ids & set(work.searches)]
    new = {work.identifiers for work in report.new}
    count = sum(work.identifiers in new for work in waiting)
    parts = [f"## New evidence to look at: {name}", "",
             f"{len(waiting)} works wait to be decided on, {count} of them new. A program found them and has decided "
             "nothing. Run `claims screen` after merging the pull request with them.", ""]  # fmt: skip
    bad = [each for each in _unknown(library, report.retractions) if topic in library.references[each.key].topics]
    parts += [f"- **{as_code(r.key)} is {r.state.label.lower()}**, says {r.source.label}: `claims verify`" for r in bad]
    for work in waiting[:_SHOWN]:
        parts += _work(work, library)
    if len(waiting) > _SHOWN:
        parts += [f"- and {len(waiting) - _SHOWN} more in {SCREENED}"]
    parts += ["", "### What was asked", ""]
    asked, failing = [run for run in report.runs if run.search in ids], report.failing
    for run in asked:
        result = f"{run.seen} records" if run.outcome is RunOutcome.DONE else as_code(f"{run.why}")
        since = f" **It has been so since {failing[run]}: somebody has to look.**" if run in failing else ""
        parts.append(f"- {run.outcome.label}: {run.source.label}, {as_code(run.words)}: {result}{since}")
    to_do = waiting or bad or any(run in failing for run in asked)
    return (1 if to_do else 4 if any(run in report.failed for run in asked) else 0), "\n".join([*parts, ""])


def _work(work: Screened, library: Library) -> list[str]:
    kind = work.kind.label.lower()
    lines = [f"- {as_code(work.title)} ({work.year or 'no year'}, {kind}; "
             f"{', '.join(source.label for source in work.sources)}), seen {work.seen}: <{work.address}>"]  # fmt: skip
    if work.note:
        lines.append(f"  - {as_code(work.note)}")
    for touched in work.claims:
        question = library.claims[touched.claim].question if touched.claim in library.claims else touched.claim
        lines.append(f"  - may touch {as_code(question)} ({touched.claim}): {as_code(touched.why)}")
    return lines


def watch_counts(report: WatchReport) -> dict[str, object]:
    """Return the figures of a run."""
    return {
        "asked": len(report.runs),
        "failed": len(report.failed),
        "requests": report.requests,
        "new": len(report.new),
        "waiting": sum(work.status is Screening.TO_READ for work in report.screened.works),
        "retractions": len(report.retractions),
    }


def watch_summary(counts: Mapping[str, object], failed: Sequence[SearchRun]) -> str:
    """Return the figures of a run as a sentence."""
    names = sorted({run.source.label for run in failed})
    more = f"; could not be asked, or not to the end: {', '.join(names)}" if names else ""
    return (f"{counts['asked']} questions to sources: {counts['new']} new works, {counts['waiting']} wait to be "
            f"decided on, {counts['retractions']} retractions met on the way{more}")  # fmt: skip
