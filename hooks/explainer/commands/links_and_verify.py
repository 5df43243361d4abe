"""The commands that check the content against the network: links and verify. A build never runs them.

Exit status: 0 clean, 1 something is dead, retracted or different, 2 a call that cannot be carried out, 3 nothing could
be checked without a way to the internet (no file is changed then), 4 no problem, but a service gave no usable answer,
time ran out, or a file could not be read.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from explainer.clock import today
from explainer.commands import network_run as run
from explainer.commands.shared import bytes_of, no_pipe, put_out, replace_file

if TYPE_CHECKING:
    from explainer.loading.library import Library


@click.command()
@run.network_options
@click.option(
    "--patience",
    type=click.IntRange(1, 3650),
    default=60,
    show_default=True,
    help="Days within which an address that is blocked or silent must have worked.",
)
@click.option(
    "--site",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Also look at the addresses in this built site.",
)
@click.option("--archive", is_flag=True, help="List the web sources without an archived copy, and ask nothing.")
@click.option("--dry-run", is_flag=True, help="List the addresses that would be asked, and ask nothing.")
def links(
    root: Path, form: str, patience: int, site: Path | None, archive: bool, dry_run: bool, **options: Any
) -> None:
    """Ask whether every address on the web is still there: pages, DOIs, PubMed and PubMed Central records."""
    from explainer.loading.address_inventory import inventory, without_archive
    from explainer.loading.library import load_library
    from explainer.upkeep.link_problems import link_problems, links_counts, links_summary
    from explainer.upkeep.links import links_checked
    from explainer.versions.since_commit import library_at, new_links

    library, problems_of_files = load_library(root)
    unread = run.tell_unread(problems_of_files)
    if archive:
        missing = without_archive(library)
        for reference in missing:
            click.echo(f"bibliography.bib:{reference.mark.line} {reference.key} {reference.url}")
        click.echo(f"{len(missing)} web sources have no archive_url.", err=True)
        return
    settings, since = run.settings_of(options), options["since"]
    wanted = inventory(library, site)
    if since:
        wanted = new_links(wanted, run.usable(library_at, root, since))
    if dry_run:
        for link in wanted:
            click.echo(f"{link.spots[0].path}:{link.spots[0].mark.line} {link.kind.value} {link.address}")
        return
    with run.journal_of(options["cache"] or root / ".cache" / "links.jsonl", form) as journal:
        report = links_checked(
            wanted, settings, journal, today(),
            patience=patience, fresh=options["fresh"], progress=run.counter("addresses"),
        )  # fmt: skip
    problems = link_problems(library, report.results, today(), patience, every=not since)
    counts = links_counts(report)
    run.show("Links", form, problems, counts, links_summary(counts), options["report"], settings)
    raise SystemExit(run.status_of(problems, incomplete=bool(unread or report.silent_services or report.not_asked)))


@click.command()
@run.network_options
@click.argument("keys", nargs=-1, metavar="[KEY]...")
@click.option("--fix", is_flag=True, help="Print corrected entries as a patch of bibliography.bib; writes nothing.")
@click.option(
    "--retraction-watch",
    "watch_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    callback=no_pipe,
    help="The Retraction Watch data, a CSV file, to read as well.",
)
@click.option("--no-write", is_flag=True, help="Leave references.lock.json as it is.")
def verify(
    root: Path, form: str, keys: tuple[str, ...], fix: bool, watch_file: Path | None, no_write: bool, **options: Any
) -> None:
    """Compare sources with their registers and look for retractions. With KEYs, only these sources.

    The results are written to references.lock.json, to be committed; `claims check` and the pages read it there.
    """
    from explainer.loading.library import load_library
    from explainer.loading.lockfile import LOCK, verifiable, written
    from explainer.upkeep.verify import sources_verified
    from explainer.upkeep.verify_problems import new_lock, verify_counts, verify_problems, verify_summary
    from explainer.versions.since_commit import library_at, new_references

    before = bytes_of(root / LOCK)
    library, problems_of_files = load_library(root)
    unread = run.tell_unread(problems_of_files)
    settings, since = run.settings_of(options), options["since"]
    if not no_write and any(problem.path == LOCK for problem in problems_of_files):
        raise click.UsageError(
            f"{LOCK} cannot be read, and a new one would forget what registers said before: take the committed file "
            "back, or delete it to begin anew."
        )
    if unknown := [key for key in keys if key not in library.references]:
        raise click.UsageError(f"there is no entry {', '.join(unknown)} in bibliography.bib.")
    named = [entry for key, entry in library.references.items() if not keys or key in keys]
    chosen = [reference for reference in named if verifiable(reference)]
    if since:
        chosen = list(new_references(chosen, run.usable(library_at, root, since)))
    with run.journal_of(options["cache"] or root / ".cache" / "registers.jsonl", form) as journal:
        report = sources_verified(
            chosen, settings, journal, today(),
            watch_file=watch_file, fresh=options["fresh"], progress=run.counter("answers"),
        )  # fmt: skip
    lock = new_lock(library, report.entries, today())
    problems = verify_problems(library, report.entries, lock, today(), every=not (since or keys))
    counts = verify_counts(report)
    try:
        if not no_write and (chosen or library.lock):
            replace_file(root / LOCK, written(lock), before)
    finally:  # a retraction is shown even if it cannot be written
        run.show("Sources", form, problems, counts, verify_summary(counts), options["report"], settings, aside=fix)
    if fix:
        _propose(library, [(entry.reference, entry.differences) for entry in report.entries])
    raise SystemExit(run.status_of(problems, incomplete=unread or any(entry.failures for entry in report.entries)))


def _propose(library: Library, differing: list[tuple[Any, Any]]) -> None:
    """Print a patch of the bibliography for (reference, differences), the last entry first, so that lines stay."""
    from explainer.loading.library import BIBLIOGRAPHY
    from explainer.upkeep.bibtex_entries import as_patch, corrected

    old = new = library.texts.get(BIBLIOGRAPHY, "")
    for reference, differences in sorted(differing, key=lambda pair: -pair[0].mark.line):
        new, left = corrected(new, reference, differences)
        if left:
            click.echo(f"{reference.key}: {', '.join(left)} must be corrected by hand", err=True)
    put_out(as_patch(old, new, BIBLIOGRAPHY), nl=False)
