"""The command on the network that looks for new evidence: watch. Opt-in; a build never runs it.

Exit status: 0 nothing waits, 1 works wait to be decided on or a source is retracted, 2 a call that cannot be carried
out, 3 nothing could be asked (no file is changed then), 4 nothing waits, but a source could not be asked.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from explainer.commands.network_run import (
    FOUND,
    asking_options,
    counter,
    journal_of,
    nothing_checked,
    replace_file,
    settings_of,
    show,
    status_of,
    tell_unread,
)


@click.command()
@asking_options
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
    A retraction that is met on the way is written to references.lock.json.
    """
    from explainer.clock import today
    from explainer.loading.library import load_library
    from explainer.loading.lockfile import LOCK, written
    from explainer.model.searches import SCREENED, SEARCHES
    from explainer.upkeep.screened_file import screened_text
    from explainer.upkeep.watch import new_evidence
    from explainer.upkeep.watch_problems import (
        lock_with,
        topic_report,
        watch_counts,
        watch_problems,
        watch_summary,
    )

    library, unread = load_library(root)
    tell_unread(unread)
    settings = settings_of(options)
    if library.data is None or any(problem.path in {SEARCHES, SCREENED, LOCK} for problem in unread):
        raise click.UsageError(f"the data of the site, {SEARCHES}, {SCREENED} or {LOCK} cannot be read: claims check")
    names = {topic.id: topic.name for topic in library.data.topics}
    if unknown := [topic for topic in topics if topic not in names]:
        raise click.UsageError(f"there is no topic {', '.join(unknown)} in docs/data/topics.yml.")
    searches = [one for one in library.data.searches if not topics or one.topic in topics]
    if not searches:
        raise click.UsageError(f"there is no search in {SEARCHES}: claims explain E01")
    with journal_of(options["cache"] or root / ".cache" / "watch.jsonl") as journal:
        report = new_evidence(library, searches, settings, journal, today(), progress=counter("answers"))
    if not report.online:
        nothing_checked(form)
    problems = watch_problems(library, report)
    if not no_write:
        path = root / SCREENED
        if report.screened != library.data.screened:
            replace_file(path, screened_text(report.screened, _text(path)))
        if lock := lock_with(library, report.retractions, today()):
            replace_file(root / LOCK, written(lock))
    counts = watch_counts(report)
    show("New evidence", form, problems, counts, watch_summary(counts, report.failed), options["report"], settings)
    if reports is not None:
        reports.mkdir(parents=True, exist_ok=True)
        for topic in dict.fromkeys(one.topic for one in searches):
            status, text = topic_report(topic, names.get(topic, topic), searches, report, library)
            (reports / f"watch-{topic}.md").write_text(text, encoding="utf-8")
            (reports / f"watch-{topic}.status").write_text(f"{status}\n", encoding="utf-8")
    status = status_of(problems, incomplete=bool(report.failed))
    raise SystemExit(FOUND if counts["waiting"] else status)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""
