"""The commands about the site as a whole: export, built, stats, diff, schema."""

from __future__ import annotations

from pathlib import Path

import click

from explainer.commands.shared import examined, put_out, root_option


@click.command()
@root_option
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
def export(root: Path, folder: Path) -> None:
    """Write every page as plain Markdown with relative links into DIR, for any other generator."""
    from explainer.building.all_rules import RULES
    from explainer.clock import today
    from explainer.pages.plain_copies import export_pages
    from explainer.pages.site_view import SiteView
    from explainer.problems import as_text, has_errors

    library, problems = examined(root)
    if has_errors(problems):
        click.echo(as_text([p for p in problems if p.severity == "error"]))
        raise SystemExit(1)
    if folder.exists() and any(folder.iterdir()):
        raise click.UsageError(f"{folder} is not empty.")
    count = export_pages(SiteView(library, today(), RULES), folder, root / "docs")
    click.echo(f"Wrote {count} pages to {folder}.")


@click.command()
@root_option
@click.argument("site", metavar="SITE", type=click.Path(exists=True, file_okay=False, path_type=Path))
def built(root: Path, site: Path) -> None:
    """Check a built SITE: a page for each claim and source, no broken link or anchor, no foreign asset, no shop."""
    from explainer.building.check_built import check_site
    from explainer.loading.library import load_library
    from explainer.problems import as_text, in_order

    library, _ = load_library(root)
    problems = in_order(check_site(library, site))
    if problems:
        click.echo(as_text(problems))
    click.echo(
        f"checked {site}: {len(library.claims)} claims, {len(library.references)} references, {len(problems)} problems",
        err=True,
    )
    raise SystemExit(1 if problems else 0)


@click.command()
@root_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print the figures.")
@click.option("--write-reading", is_flag=True, help="Note grades that became lower in docs/data/reading.yml.")
def stats(root: Path, form: str, write_reading: bool) -> None:
    """Show counts, balance, reading grades, what is due, and how far the article is answered."""
    import json

    from explainer.clock import today
    from explainer.commands.stats import overview, overview_text, write_reading_grades
    from explainer.loading.library import load_library

    library, _ = load_library(root)
    figures = overview(library, today())
    if form == "json":
        put_out(json.dumps(figures, ensure_ascii=False, indent=2))
    else:
        click.echo(overview_text(figures))
    if write_reading:
        click.echo(f"wrote {write_reading_grades(root, library)}", err=True)


@click.command()
@root_option
def schema(root: Path) -> None:
    """Print the JSON Schema of a claim file of the site. `claims/claim.schema.json` holds it for editors."""
    import json

    from explainer.loading.library import load_library
    from explainer.publish import claim_schema

    put_out(json.dumps(claim_schema(load_library(root)[0]), ensure_ascii=False, indent=2))


@click.command()
@root_option
def texts(root: Path) -> None:
    """Print the words of the pages as the site has them now, in the form of docs/data/texts.yml.

    To say some otherwise, or all in another language, save what is printed there and change it.
    """
    from explainer.loading.library import load_library
    from explainer.loading.page_texts import as_file

    put_out(as_file(load_library(root)[0].wording), nl=False)


@click.command()
@root_option
@click.argument("before", metavar="OLD", type=click.Path(exists=True, file_okay=False, path_type=Path))
def diff(root: Path, before: Path) -> None:
    """Show as Markdown what the public will see change from the content in folder OLD: verdicts, numbers, sentences."""
    from explainer.loading.library import load_library
    from explainer.versions.diff import as_markdown, differences

    old, _ = load_library(before)
    new, _ = load_library(root)
    put_out(as_markdown(differences(old, new)), nl=False)
