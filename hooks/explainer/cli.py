"""The command `claims`: check, explain, new, export, built.

Exit status: 0 clean, 1 problems found, 2 a call that cannot be carried out. Heavy imports stand inside the commands,
so that each starts as fast as it can.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from explainer import __version__

if TYPE_CHECKING:
    from explainer.library import Library
    from explainer.problems import Problem

_root = click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="Folder that holds claims/, bibliography.bib and docs/. Default: here.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="claims")
def main() -> None:
    """Check, explain, add and export the claims of this site. Nothing here touches the network."""


@main.command()
@_root
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "sarif"]),
    default="text",
    help="How to print problems.",
)
@click.option("--select", default="", help="Only rules that begin with one of these: N, G01 (comma-separated).")
@click.option("--ignore", default="", help="No rules that begin with one of these (comma-separated).")
@click.option("--fix", is_flag=True, help="First mend what needs no judgement: spacing, order and case of keys, DOIs.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
def check(root: Path, form: str, select: str, ignore: str, fix: bool, paths: tuple[Path, ...]) -> None:
    """Report every problem of every file. With PATHS, only those in these files or folders.

    The whole content is always read, since a claim can break by what another file says. Exit status 1 if there is an
    error, 0 if there are only warnings and advice.
    """
    from explainer.problems import as_github, as_json, has_errors
    from explainer.reports import as_listing, as_sarif

    wanted = _relative(root, paths) if paths else ["."]
    if fix:
        for path in _mended(root, wanted):
            click.echo(f"mended {path}", err=True)
    library, problems = _examined(root)
    chosen, left_out = _codes(select), _codes(ignore)
    problems = [
        problem
        for problem in problems
        if _below(problem.path, wanted)
        and (not chosen or problem.code.startswith(chosen))
        and not (left_out and problem.code.startswith(left_out))
    ]
    counts = _counts(library, problems)
    if form == "json":
        click.echo(as_json(problems, counts))
    elif form == "sarif":
        click.echo(as_sarif(problems, __version__))
    elif form == "github":
        if problems:
            click.echo(as_github(problems))
    else:
        if problems:
            click.echo(as_listing(problems, _texts(root, library, problems)))
        click.echo(_summary(counts), err=True)
    raise SystemExit(1 if has_errors(problems) else 0)


@main.command()
@click.argument("code")
def explain(code: str) -> None:
    """Tell what the rule CODE means, with a bad and a good example."""
    from explainer.checks import RULES, rule_for
    from explainer.validate import closest

    rule = rule_for(code)
    if rule is None:
        guess = closest(code.upper(), list(RULES))
        raise click.UsageError(f"there is no rule {code}." + (f" Did you mean {guess}?" if guess else ""))
    click.echo(
        f"{rule.code} {rule.title} ({rule.severity})\n\n{rule.text}\n\n"
        f"Bad:\n{_indented(rule.bad)}\n\nGood:\n{_indented(rule.good)}"
    )


@main.command()
@_root
@click.argument("claim_id", metavar="ID")
@click.option("--topic", required=True, help="Topic of the claim: an id of docs/data/topics.yml.")
@click.option("--question", default="", help="The question that readers ask, ending with a question mark.")
@click.option("--dry-run", is_flag=True, help="Print the file instead of writing it.")
def new(root: Path, claim_id: str, topic: str, question: str, dry_run: bool) -> None:
    """Write a commented claim file to fill in. ID becomes the file's name and its address, for ever."""
    from explainer.library import load_library
    from explainer.scaffold import new_claim

    library, _ = load_library(root)
    try:
        path, text = new_claim(library, claim_id, topic, question)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    if dry_run:
        click.echo(text, nl=False)
        return
    target = root / path
    if target.exists():
        raise click.UsageError(f"{path} exists already.")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    click.echo(f"Wrote {path}. Fill in every TODO, then run: claims check {path}")


@main.command()
@_root
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
def export(root: Path, folder: Path) -> None:
    """Write every page as plain Markdown with relative links into DIR, for any other generator."""
    from explainer.clock import today
    from explainer.export import export_pages
    from explainer.problems import as_text, has_errors

    library, problems = _examined(root)
    if has_errors(problems):
        click.echo(as_text([p for p in problems if p.severity == "error"]))
        raise SystemExit(1)
    if folder.exists() and any(folder.iterdir()):
        raise click.UsageError(f"{folder} is not empty.")
    count = export_pages(library, folder, today(), root / "docs")
    click.echo(f"Wrote {count} pages to {folder}.")


@main.command()
@_root
@click.argument("site", metavar="SITE", type=click.Path(exists=True, file_okay=False, path_type=Path))
def built(root: Path, site: Path) -> None:
    """Check a built SITE: a page for each claim and source, no broken internal link or anchor, no foreign asset."""
    from explainer.built import check_site
    from explainer.library import load_library
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


@main.command()
def schema() -> None:
    """Print the JSON Schema of a claim file. `claims/claim.schema.json` holds it for editors."""
    import json

    from explainer.publish import claim_schema

    click.echo(json.dumps(claim_schema(), ensure_ascii=False, indent=2))


def _examined(root: Path) -> tuple[Library, list[Problem]]:
    from explainer.checks import run_checks
    from explainer.clock import today
    from explainer.library import load_library
    from explainer.pages import page_clashes, plan_pages
    from explainer.problems import in_order
    from explainer.views import SiteView

    library, problems = load_library(root)
    problems += run_checks(library, today())
    if library.data:
        problems += page_clashes(library, plan_pages(SiteView(library, today())))
    return library, in_order(problems)


def _counts(library: Library, problems: list[Problem]) -> dict[str, object]:
    from explainer.statistics import tally

    severities = [problem.severity.value for problem in problems]
    return {
        "claims": library.claim_files,
        "references": len(library.references),
        "pages": len(library.prose),
        **tally(library),
        **{
            f"{name}{'s' if name != 'advice' else ''}": severities.count(name)
            for name in ("error", "warning", "advice")
        },
    }


def _summary(counts: dict[str, object]) -> str:
    return (
        f"checked {counts['claims']} claims, {counts['references']} references and {counts['pages']} pages: "
        f"{counts['errors']} errors, {counts['warnings']} warnings, {counts['advice']} pieces of advice"
    )


def _relative(root: Path, paths: tuple[Path, ...]) -> list[str]:
    base = root.resolve()
    wanted = []
    for path in paths:
        full = path if path.is_absolute() else (path if path.exists() else root / path)
        if not full.exists():
            raise click.UsageError(f"there is no {path}.")
        resolved = full.resolve()
        if not resolved.is_relative_to(base):
            raise click.UsageError(f"{path} is not below {root}.")
        wanted.append(resolved.relative_to(base).as_posix())
    return wanted


def _below(path: str, wanted: list[str]) -> bool:
    return any(path == place or path.startswith(f"{place}/") or place == "." for place in wanted)


def _codes(text: str) -> tuple[str, ...]:
    return tuple(code.strip().upper() for code in text.split(",") if code.strip())


def _mended(root: Path, wanted: list[str]) -> list[str]:
    """Mend claim files and the bibliography in place; return the paths of those that changed."""
    from explainer.library import BIBLIOGRAPHY, load_library
    from explainer.mechanical import BIBLIOGRAPHY_MENDERS, CLAIM_MENDERS, mend

    library, _ = load_library(root)
    changed = []
    for path, text in library.texts.items():
        mended = mend(text, BIBLIOGRAPHY_MENDERS if path == BIBLIOGRAPHY else CLAIM_MENDERS)
        if mended != text and "\ufffd" not in text and _below(path, wanted):
            (root / path).write_bytes(mended.encode("utf-8"))
            changed.append(path)
    return changed


def _texts(root: Path, library: Library, problems: list[Problem]) -> dict[str, str]:
    """Return the texts of the files that problems are in, so that the offending lines can be shown."""
    texts = dict(library.texts) | {page.path: page.text for page in library.prose}
    for path in {problem.path for problem in problems} - set(texts):
        if (root / path).is_file():
            texts[path] = (root / path).read_text(encoding="utf-8", errors="replace")
    return texts


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())


if __name__ == "__main__":
    main()
