"""The commands on new evidence: `claims watch` asks the network for new works, `claims screen` decides on each.

Exit status of watch: 0 nothing waits, 1 works wait to be decided on or a source is retracted, 2 a call that cannot be
carried out, 3 nothing could be asked (no file is changed then), 4 nothing waits, but a source could not be asked. A
build never runs it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from explainer.clock import today
from explainer.commands import network_run as run
from explainer.commands.shared import bytes_of, on_terminal, put_out, replace_file, root_option
from explainer.foreign_text import printable
from explainer.problems import errors_in

if TYPE_CHECKING:
    from explainer.loading.library import Library
    from explainer.model.searches import Screened

CITED, ASIDE, LATER, QUIT = "c", "s", "l", "q"


@click.command()
@run.asking_options
@click.argument("topics", nargs=-1, metavar="[TOPIC]...")
@click.option(
    "--reports",
    type=click.Path(file_okay=False, path_type=Path),
    help="Also write a report and a status for each topic into this folder, for issues.",
)
@click.option("--no-write", is_flag=True, help="Leave docs/data/screened.yml and references.lock.json as they are.")
def watch(root: Path, form: str, topics: tuple[str, ...], reports: Path | None, no_write: bool, **options: Any) -> None:
    """Look for new evidence: ask each source the words of docs/data/searches.yml. With TOPICs, only theirs.

    What is new is written to docs/data/screened.yml as works to read; a person decides on each with `claims screen`.
    A retraction that the sources report is written to references.lock.json.
    """
    from explainer.loading.library import BIBLIOGRAPHY, load_library
    from explainer.loading.lockfile import LOCK, written
    from explainer.model.searches import SCREENED, SEARCHES
    from explainer.upkeep.new_works import screened_text
    from explainer.upkeep.watch import new_evidence
    from explainer.upkeep.watch_problems import lock_with, topic_report, watch_counts, watch_problems, watch_summary

    before = {path: bytes_of(root / path) for path in (SCREENED, LOCK)}
    library, found = load_library(root)
    unread = errors_in(found)
    run.tell_unread(unread)
    settings = run.settings_of(options)
    if library.data is None or any(problem.path in {SEARCHES, SCREENED, LOCK} for problem in unread):
        raise click.UsageError(f"the data of the site, {SEARCHES}, {SCREENED} or {LOCK} cannot be read: claims check")
    if any(problem.path == BIBLIOGRAPHY and problem.code.startswith(("F", "S01")) for problem in unread):
        raise click.UsageError(f"{BIBLIOGRAPHY} cannot be read whole, and works that it has would count as new.")
    names = {topic.id: topic.name for topic in library.data.topics}
    if unknown := [topic for topic in topics if topic not in names]:
        raise click.UsageError(f"there is no topic {', '.join(unknown)} in docs/data/topics.yml.")
    searches = [search for search in library.data.searches if not topics or search.topic in topics]
    if not searches:
        raise click.UsageError(f"there is no search in {SEARCHES}: claims explain E01")
    with run.journal_of(options["cache"] or root / ".cache" / "watch.jsonl", form) as journal:
        report = new_evidence(library, searches, settings, journal, today(), progress=run.counter("answers"))
    problems = watch_problems(library, report)
    counts, files = watch_counts(report), {}
    if lock := lock_with(library, report.retractions, today()):
        files[LOCK] = written(lock)
    if report.screened != library.data.screened:
        files[SCREENED] = screened_text(report.screened, _text(before[SCREENED]))
    try:
        for path, text in () if no_write else files.items():
            replace_file(root / path, text, before[path])
    finally:  # a retraction is shown even if it cannot be written
        run.show(
            "New evidence", form, problems, counts, watch_summary(counts, report.failed), options["report"], settings
        )
    if reports is not None:
        reports.mkdir(parents=True, exist_ok=True)
        for topic in dict.fromkeys(search.topic for search in searches):
            status, text = topic_report(topic, names.get(topic, topic), searches, report, library)
            replace_file(reports / f"watch-{topic}.md", text)
            replace_file(reports / f"watch-{topic}.status", f"{status}\n")
    status = run.status_of(problems, incomplete=bool(report.failed))
    raise SystemExit(run.FOUND if counts["waiting"] else status)


@click.command()
@root_option
@click.option("--list", "listing", is_flag=True, help="List what is to be read, and ask nothing.")
@click.option("--by", default="", help="Who decides. Without it, the command asks.")
@click.argument("topics", nargs=-1, metavar="[TOPIC]...")
def screen(root: Path, listing: bool, by: str, topics: tuple[str, ...]) -> None:
    """Go through the works that are to be read, and decide on each. With TOPICs, only theirs.

    Cite a work after its entry is in bibliography.bib (`claims new-source` makes it). Each decision is written to
    docs/data/screened.yml at once, so that nothing is lost by leaving. Without a terminal, they are listed.
    """
    from explainer.loading.library import load_library
    from explainer.model.searches import SCREENED, SEARCHES
    from explainer.model.vocabulary import Screening
    from explainer.upkeep.new_works import screened_text

    before = bytes_of(root / SCREENED)
    library, found = load_library(root)
    if library.data is None or any(problem.path in {SEARCHES, SCREENED} for problem in errors_in(found)):
        raise click.UsageError(f"the data of the site, {SEARCHES} or {SCREENED} cannot be read: claims check")
    screened, topic_of = library.data.screened, {search.id: search.topic for search in library.data.searches}
    waiting = [
        number
        for number, work in enumerate(screened.works)
        if work.status is Screening.TO_READ
        and (not topics or any(topic_of.get(search) in topics for search in work.searches))
    ]
    if listing or not on_terminal():
        for number in waiting:
            put_out(printable("\n".join(_described(screened.works[number], library))))
        click.echo(f"{len(waiting)} works are to be read.", err=True)
        return
    by = by or (click.prompt("Who decides").strip() if waiting else "")
    for place, number in enumerate(waiting, start=1):
        work = screened.works[number]
        click.echo(f"\n{place} of {len(waiting)}\n" + printable("\n".join(_described(work, library))))
        decision = _decision(work, library)
        if decision is None:
            break
        if decision:
            changed = work.model_copy(update={**decision, "by": by, "decided": today(), "program": False})
            works = (*screened.works[:number], changed, *screened.works[number + 1 :])
            screened = screened.model_copy(update={"works": works})
            before = replace_file(root / SCREENED, screened_text(screened, _text(before)), before)
    left = sum(screened.works[number].status is Screening.TO_READ for number in waiting)
    click.echo(f"{len(waiting) - left} decided, {left} left to read.", err=True)


def _text(raw: bytes) -> str:
    return raw.decode("utf-8-sig").replace("\r\n", "\n")


def _decision(work: Screened, library: Library) -> dict[str, object] | None:
    """Ask for the decision on a work; return the fields that change, {} to decide later, or None to quit."""
    from explainer.model.vocabulary import Screening, SetAside

    choice = _answer(
        "[c]ite, [s]et aside, [l]ater, [q]uit", lambda typed: typed[:1].lower(), (CITED, ASIDE, LATER, QUIT)
    )
    if choice == QUIT:
        return None
    if choice == CITED:
        likely = next(filter(None, map(library.by_identifier.get, work.identifiers)), "")
        key = _answer("Key in bibliography.bib", str, library.references, likely)
        return {"status": Screening.CITED, "key": key, "reason": None}
    if choice == ASIDE:
        reasons = list(SetAside)
        for number, reason in enumerate(reasons, start=1):
            click.echo(f"  {number} {reason.label}: {reason.explanation}")
        picked = _answer("Reason", str, [f"{number}" for number in range(1, len(reasons) + 1)])
        note = click.prompt("Note (may be empty)", default="", show_default=False).strip()[:900]
        return {"status": Screening.SET_ASIDE, "reason": reasons[int(picked) - 1], "note": note or work.note}
    return {}


def _answer(question: str, read: Callable[[str], str], allowed: object, default: str = "") -> str:
    """Ask until the answer, as `read` returns it, is allowed; return it."""
    while True:
        answer = read(click.prompt(question, default=default or None).strip())
        if answer in allowed:  # type: ignore[operator] # a tuple, a list or a mapping
            return answer
        click.echo(f"`{answer}` is not one of the answers.")


def _described(work: Screened, library: Library) -> list[str]:
    sources = ", ".join(source.label for source in work.sources)
    lines = [work.title, f"  {work.year or 'no year'}, {work.kind.label.lower()}; {sources}; seen {work.seen}",
             f"  {work.address}"]  # fmt: skip
    lines += [f"  {work.note}"] if work.note else []
    for touched in work.claims:
        claim = library.claims.get(touched.claim)
        lines.append(f"  may touch: {claim.question if claim else touched.claim} ({touched.why})")
    return lines
