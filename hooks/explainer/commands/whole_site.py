"""The commands about the site as a whole: export, built, stats, diff, schema, texts."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from explainer.clock import today
from explainer.commands.network_run import tell_unread
from explainer.commands.shared import (
    check_built_site,
    examined,
    filled_at_once,
    put_out,
    refuse_full,
    replace_file,
    root_option,
    stop_on_errors,
)

if TYPE_CHECKING:
    from explainer.loading.library import Library

SOON = timedelta(days=60)
"""How far ahead a claim counts as due soon."""
READING = "docs/data/reading.yml"


@click.command()
@root_option
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
def export(root: Path, folder: Path) -> None:
    """Write every page as plain Markdown with relative links into DIR, for any other generator."""
    from explainer.building.all_rules import RULES
    from explainer.pages.plain_copies import export_pages
    from explainer.pages.site_view import SiteView

    library, problems = examined(root)
    stop_on_errors(problems)
    refuse_full(folder)
    with filled_at_once(folder) as new:
        count = export_pages(SiteView(library, today(), RULES), new, root / "docs")
    click.echo(f"Wrote {count} pages to {folder}.")


@click.command()
@root_option
@click.argument("site", metavar="SITE", type=click.Path(exists=True, file_okay=False, path_type=Path))
def built(root: Path, site: Path) -> None:
    """Check a built SITE: a page for each claim and source, no broken link or anchor, no foreign asset, no shop."""
    check_built_site(root, site, str(site))


@click.command()
@root_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print the figures.")
@click.option("--write-reading", is_flag=True, help="Write grades that became lower into docs/data/reading.yml.")
def stats(root: Path, form: str, write_reading: bool) -> None:
    """Show counts, balance, reading grades, what is due, and how far the article is answered."""
    from explainer.loading.library import load_library

    library, problems = load_library(root)
    unread = tell_unread(problems)
    if write_reading and unread:
        raise click.UsageError(f"{READING} would lose the grades of files with errors; mend these first: claims check")
    figures = overview(library, today())
    if form == "json":
        put_out(json.dumps(figures, ensure_ascii=False, indent=2))
    else:
        click.echo(overview_text(figures))
    if write_reading:
        write_reading_grades(root, library)
        click.echo(f"wrote {READING}", err=True)


@click.command()
@root_option
def schema(root: Path) -> None:
    """Print the JSON Schema of a claim file of the site. `claims/claim.schema.json` holds it for editors."""
    from explainer.loading.library import load_library
    from explainer.publish.schema import claim_schema

    put_out(json.dumps(claim_schema(load_library(root)[0]), ensure_ascii=False, indent=2))


@click.command()
@root_option
def texts(root: Path) -> None:
    """Print the words of the pages as the site has them now, in the form of docs/data/texts.yml.

    To change some words, or to translate them all, save the output as that file and edit it.
    """
    from explainer.loading.library import load_library
    from explainer.loading.page_texts import as_file

    put_out(as_file(load_library(root)[0].wording), nl=False)


@click.command()
@root_option
@click.argument("before", metavar="OLD", type=click.Path(exists=True, file_okay=False, path_type=Path))
def diff(root: Path, before: Path) -> None:
    """Show as Markdown what readers will see change from the content in folder OLD: verdicts, numbers, sentences."""
    from explainer.loading.library import load_library
    from explainer.versions.diff import as_markdown, differences

    old, lost_before = load_library(before)
    new, lost = load_library(root)
    for folder, problems in ((before, lost_before), (root, lost)):
        tell_unread(problems, f"of {folder} ", "stands here as if it were not there")
    put_out(as_markdown(differences(old, new)), nl=False)


def overview(library: Library, today: date) -> dict[str, Any]:
    """Return the figures of a library as plain data for JSON. Withdrawn claims are never due."""
    import statistics

    from explainer.checks.words import reading_grades
    from explainer.pages.counts import limits, second_readings, tally

    grades = reading_grades(library)
    current = [claim for claim in library.claims.values() if claim.withdrawn is None]
    return {
        "claims": len(library.claims),
        "references": len(library.references),
        **tally(library),
        "limits": limits(library),
        "second_readings": second_readings(library),
        "reading": {
            "median": statistics.median(grades.values()) if grades else None,
            "highest": max(grades.values(), default=None),
            "hardest": dict(sorted(grades.items(), key=lambda item: -item[1])[:5]),
        },
        "due": sorted(claim.id for claim in current if claim.check_by < today),
        "due_soon": sorted(claim.id for claim in current if today <= claim.check_by < today + SOON),
    }


def overview_text(figures: dict[str, Any]) -> str:
    """Return the figures as lines for a terminal, nested figures indented below their name."""
    lines: list[str] = []

    def add(name: str, value: Any, depth: int) -> None:
        label = f"{'  ' * depth}{name.replace('_', ' ')}"
        if isinstance(value, dict):
            lines.append(f"{label}:")
            for key, inner in value.items():
                add(str(key), inner, depth + 1)
        elif isinstance(value, list):
            lines.append(f"{label}: {', '.join(map(str, value)) or 'none'}")
        else:
            lines.append(f"{label}: {f'{value:.2f}' if isinstance(value, float) else value}")

    for name, value in figures.items():
        add(name, value, 0)
    return "\n".join(lines)


def write_reading_grades(root: Path, library: Library) -> None:
    """Write the lowest reading grade that each file has reached so far into docs/data/reading.yml.

    Raises OSError if the file cannot be written.
    """
    from explainer.checks.words import reading_grades

    reading = library.data.reading if library.data else None
    before = reading.grades if reading else {}
    grades = {path: min(grade, before.get(path, grade)) for path, grade in sorted(reading_grades(library).items())}
    head = "# The reading grade of each file, which may only go down. Written by `claims stats --write-reading`.\n"
    body = "".join(f"  {path}: {grade}\n" for path, grade in grades.items())
    replace_file(root / READING, f"{head}grades:\n{body}")
