"""The commands on the network: links and verify. Opt-in; a build never runs them.

Exit status: 0 clean, 1 something is dead, retracted or different, 2 a call that cannot be carried out, 3 nothing could
be checked, for want of a way to the internet (no file is changed then), 4 nothing wrong was found, but a service that
was to be asked gave no usable answer.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from explainer.commands.shared import root_option

if TYPE_CHECKING:
    from explainer.library import Library
    from explainer.network.settings import Settings
    from explainer.problems import Problem

CLEAN, FOUND, NOTHING_CHECKED, INCOMPLETE = 0, 1, 3, 4

_OPTIONS = (
    root_option,
    click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text",
                 help="How to print problems."),
    click.option("--since", metavar="COMMIT", help="Only what is new or changed since this commit."),
    click.option("--fresh", is_flag=True, help="Ask even where an answer of the last days is known."),
    click.option("--cache", type=click.Path(dir_okay=False, path_type=Path),
                 help="File with what is known from the last days. Default: in .cache/ of the root."),
    click.option("--report", type=click.Path(dir_okay=False, path_type=Path),
                 help="Also write a report in Markdown, for an issue."),
    click.option("--timeout", type=click.FloatRange(0.1, 600), default=30.0, show_default=True,
                 help="Seconds to wait for one answer."),
    click.option("--delay", type=click.FloatRange(0, 600),
                 help="Seconds between two requests to one host. Default: by service, 1 for pages."),
    click.option("--concurrency", type=click.IntRange(1, 100), default=24, show_default=True,
                 help="How many hosts are asked at the same time."),
    click.option("--allow-private", is_flag=True,
                 help="Also ask addresses that are not public, such as 127.0.0.1. For tests alone."),
)  # fmt: skip


def _network_options(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.command()
@_network_options
@click.option(
    "--patience",
    type=click.IntRange(1, 3650),
    default=60,
    show_default=True,
    help="Days within which an address that is blocked or silent must have been seen good.",
)
@click.option(
    "--site",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Also look at the addresses in this built site.",
)
@click.option("--archive", is_flag=True, help="List the web sources without an archived copy, and ask nothing.")
@click.option("--dry-run", is_flag=True, help="List the addresses that would be asked, and ask nothing.")  # fmt: skip
def links(
    root: Path, form: str, patience: int, site: Path | None, archive: bool, dry_run: bool, **options: Any
) -> None:
    """Ask whether every address on the web is still there: pages, DOIs, PubMed and PubMed Central records."""
    from explainer.changed import library_at, new_links
    from explainer.clock import today
    from explainer.inventory import inventory, without_archive
    from explainer.library import load_library
    from explainer.linkproblems import link_problems
    from explainer.links import check_links
    from explainer.network.journal import Journal
    from explainer.networkreport import links_counts, links_summary

    library, _ = load_library(root)
    if archive:
        found = without_archive(library)
        for reference in found:
            click.echo(f"bibliography.bib:{reference.mark.line} {reference.key} {reference.url}")
        click.echo(f"{len(found)} web sources have no archive_url.", err=True)
        return
    settings, since = _settings(options), options["since"]
    wanted = inventory(library, site)
    if since:
        wanted = new_links(wanted, _usable(library_at, root, since))
    if dry_run:
        for link in wanted:
            click.echo(f"{link.spots[0].path}:{link.spots[0].mark.line} {link.kind.value} {link.address}")
        return
    journal = Journal(options["cache"] or root / ".cache" / "links.jsonl", today())
    whole = False
    try:
        report = asyncio.run(
            check_links(wanted, settings, journal, today(), fresh=options["fresh"], told=_progress("addresses"))
        )
        whole = True
    finally:
        journal.end(whole=whole)
    if not report.online:
        _nothing(form)
    problems = link_problems(library, report.results, today(), patience, every=not since)
    counts = links_counts(report)
    _show("Links", form, problems, counts, links_summary(counts), options["report"], settings)
    raise SystemExit(_status(problems, incomplete=bool(report.silent_services)))


@click.command()
@_network_options
@click.argument("keys", nargs=-1, metavar="[KEY]...")
@click.option("--fix", is_flag=True, help="Print corrected entries as a patch of bibliography.bib; writes nothing.")
@click.option(
    "--retraction-watch",
    "watch_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The Retraction Watch data, a CSV file, to read as well.",
)
@click.option("--no-write", is_flag=True, help="Leave references.lock.json as it is.")  # fmt: skip
def verify(
    root: Path, form: str, keys: tuple[str, ...], fix: bool, watch_file: Path | None, no_write: bool, **options: Any
) -> None:
    """Compare sources with their registers and look for retractions. With KEYs, only these sources.

    What came of it is written to references.lock.json, to be committed; `claims check` and the pages read it there.
    """
    from explainer.changed import library_at, new_references
    from explainer.clock import today
    from explainer.library import load_library
    from explainer.lockfile import LOCK, verifiable, written
    from explainer.network.journal import Journal
    from explainer.networkreport import verify_counts, verify_summary
    from explainer.verify import verify as run_verify
    from explainer.verifyproblems import new_lock, verify_problems

    library, _ = load_library(root)
    settings, since = _settings(options), options["since"]
    if unknown := [key for key in keys if key not in library.references]:
        raise click.UsageError(f"there is no entry {', '.join(unknown)} in bibliography.bib.")
    chosen = [one for key, one in library.references.items() if (not keys or key in keys) and verifiable(one)]
    if since:
        chosen = list(new_references(chosen, _usable(library_at, root, since)))
    journal = Journal(options["cache"] or root / ".cache" / "registers.jsonl", today())
    whole = False
    try:
        report = asyncio.run(
            run_verify(
                chosen, settings, journal, today(),
                watch_file=watch_file, fresh=options["fresh"], told=_progress("answers"),
            )
        )  # fmt: skip
        whole = True
    finally:
        journal.end(whole=whole)
    if not report.online:
        _nothing(form)
    lock = new_lock(library, report.entries, today())
    problems = verify_problems(library, report.entries, lock, today(), every=not (since or keys))
    if not no_write and (chosen or library.lock):
        _replace(root / LOCK, written(lock))
    counts = verify_counts(report)
    _show("Sources", form, problems, counts, verify_summary(counts), options["report"], settings, aside=fix)
    if fix:
        _propose(library, [(entry.reference, entry.differences) for entry in report.entries])
    raise SystemExit(_status(problems, incomplete=any(entry.failures for entry in report.entries)))


def _settings(options: dict[str, Any]) -> Settings:
    from explainer.network.settings import settings_from

    names = ("timeout", "delay", "concurrency", "allow_private")
    settings: Settings = _usable(settings_from, os.environ, **{name: options[name] for name in names})
    return settings


def _usable(function: Callable[..., Any], *arguments: Any, **more: Any) -> Any:
    try:
        return function(*arguments, **more)
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def _nothing(form: str) -> None:
    """Say that nothing could be checked, and leave with that status."""
    from explainer.networkreport import NOTHING
    from explainer.problems import as_json

    if form == "json":
        click.echo(as_json([], {"online": False}))
    elif form == "github":
        click.echo(f"::warning title=Nothing was checked::{NOTHING}")
    click.echo(NOTHING, err=True)
    raise SystemExit(NOTHING_CHECKED)


def _status(problems: list[Problem], *, incomplete: bool) -> int:
    from explainer.problems import has_errors

    return FOUND if has_errors(problems) else INCOMPLETE if incomplete else CLEAN


def _show(
    title: str,
    form: str,
    problems: list[Problem],
    counts: dict[str, object],
    summary: str,
    report: Path | None,
    settings: Settings,
    *,
    aside: bool = False,
) -> None:
    """Print problems and figures; with `aside` the problems leave the standard output to something else."""
    from explainer.networkreport import as_markdown
    from explainer.problems import as_github, as_json, as_text, in_order

    problems = in_order(problems)
    if form == "json":
        click.echo(as_json(problems, {"online": True, **counts}), err=aside)
    elif problems:
        click.echo(as_github(problems) if form == "github" else as_text(problems), err=aside)
    click.echo(summary, err=True)
    if not settings.contact:
        click.echo("No contact was sent: set CLAIMS_CONTACT to a mail address, as the services ask.", err=True)
    if report is not None:
        report.parent.mkdir(parents=True, exist_ok=True)
        report.write_text(as_markdown(title, summary, problems), encoding="utf-8")


def _propose(library: Library, found: list[tuple[Any, Any]]) -> None:
    from explainer.library import BIBLIOGRAPHY
    from explainer.proposal import as_patch, corrected

    old = new = library.texts.get(BIBLIOGRAPHY, "")
    for reference, differences in sorted(found, key=lambda one: -one[0].mark.line):
        new, left = corrected(new, reference, differences)
        if left:
            click.echo(f"{reference.key}: {', '.join(left)} must be corrected by hand", err=True)
    click.echo(as_patch(old, new, BIBLIOGRAPHY), nl=False)


def _replace(path: Path, text: str) -> None:
    """Write a file as a whole, or leave it as it is: never half of it."""
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return
    aside = path.with_name(f"{path.name}.new")
    aside.write_text(text, encoding="utf-8")
    aside.replace(path)


def _progress(what: str) -> Callable[[int, int], None] | None:
    """Return what shows how far a run has come, on a terminal; elsewhere nothing does."""
    if not sys.stderr.isatty():
        return None

    def told(done: int, total: int) -> None:
        filled = 30 * done // max(total, 1)
        bar = "#" * min(filled, 30)
        click.echo(
            f"\r[{bar:<30}] {done} of {max(done, total)} {what}" + ("\n" if done >= total else ""), nl=False, err=True
        )

    return told
