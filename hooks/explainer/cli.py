"""The command `claims`: start, check, explain, new, import, preview, stats, export, links, verify, watch and more.

Exit status: 0 clean, 1 problems, 2 a call that cannot be carried out. Slow imports are inside the commands, so that
each command starts as fast as it can.
"""

from __future__ import annotations

import errno
import io
import re
import sys
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING, Any

import click

from explainer import __version__
from explainer.clock import today
from explainer.commands.build_site import site
from explainer.commands.links_and_verify import links, verify
from explainer.commands.network_run import usable
from explainer.commands.new_evidence import screen, watch
from explainer.commands.new_source import import_references, new_source
from explainer.commands.published_data import changelog, citation, data, offline, release
from explainer.commands.shared import examined, put_out, replace_file, root_option
from explainer.commands.start import start
from explainer.commands.whole_site import built, diff, export, schema, stats, texts
from explainer.commands.write_claim import new, preview
from explainer.problems import Problem, as_github, as_json, did_you_mean, has_errors

if TYPE_CHECKING:
    from explainer.loading.library import Library


_CLAIM_FILE = re.compile(r"claims/\S+\.yml")
"""A claim file that a problem of another file names: of two that are the same, either may be the one in question."""


class _FileError(click.ClickException):
    """A file or folder that cannot be read or written: status 1 would mean that something is wrong with the content."""

    exit_code = 2


class _Commands(click.Group):
    """The commands. An unreadable file or a missing package is reported in one line."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] == __package__:
                raise
            raise click.ClickException(
                f"the package `{error.name}` is not installed: what is installed is older than the code. "
                "Run `make site`, which installs what is needed, and try again."
            ) from error
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise
            where = f"{error.filename}: " if error.filename else ""
            raise _FileError(f"{where}{error.strerror or error}") from error
        except RuntimeError as error:
            if not str(error).startswith("Symlink loop"):  # so Python before 3.13 says
                raise
            raise _FileError(f"{error}: the link leads to itself") from error
        except KeyboardInterrupt:
            click.echo("Aborted!", err=True)
            raise SystemExit(130) from None  # as shells have it


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="claims")
def main() -> None:
    """Check, explain, add and export the claims. Only links, verify, watch and new-source touch the network."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a letter that the terminal lacks must not hide a problem
    usable(today)


@main.command()
@root_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "sarif"]),
    default="text",
    help="How to print problems.",
)
@click.option("--select", default="", help="Only rules that begin with one of these: N, G01 (comma-separated).")
@click.option("--ignore", default="", help="No rules that begin with one of these (comma-separated).")
@click.option("--fix", is_flag=True, help="First mend what needs no judgement: spacing, order of keys, DOIs.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
def check(root: Path, form: str, select: str, ignore: str, fix: bool, paths: tuple[Path, ...]) -> None:
    """Report every problem of every file. With PATHS, only those in these files or folders.

    The whole content is always read, since a claim can break by what another file says. Exit status 1 if there is an
    error, 0 if there are only warnings and advice.
    """
    from explainer.checks.reports import as_listing, as_sarif

    wanted = _relative(root, paths) if paths else ["."]
    chosen, left_out = _codes(select), _codes(ignore)
    if fix:
        for path in _mended(root, wanted):
            click.echo(f"mended {path}", err=True)
    library, problems = examined(root)
    problems = [
        problem
        for problem in problems
        if (_below(problem.path, wanted) or any(_below(path, wanted) for path in _CLAIM_FILE.findall(problem.message)))
        and (not chosen or problem.code.startswith(chosen))
        and not (left_out and problem.code.startswith(left_out))
    ]
    counts = _counts(library, problems)
    if form == "json":
        put_out(as_json(problems, counts))
    elif form == "sarif":
        put_out(as_sarif(problems, __version__))
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
    """Explain what the rule CODE means, with a bad and a good example."""
    from explainer.building.all_rules import RULES, rule_for

    rule = rule_for(code)
    if rule is None:
        raise click.UsageError(f"there is no rule {code}. {did_you_mean(code.upper(), RULES)}".rstrip())
    click.echo(
        f"{rule.code} {rule.title} ({rule.severity})\n\n{rule.text}\n\n"
        f"Bad:\n{indent(rule.bad, '    ')}\n\nGood:\n{indent(rule.good, '    ')}"
    )


def _counts(library: Library, problems: list[Problem]) -> dict[str, object]:
    """Return the figures of what was checked, for `as_json` and the summary."""
    from explainer.pages.counts import tally
    from explainer.pages.register_note import register_counts

    severities = [problem.severity.value for problem in problems]
    return {
        "claims": library.claim_files,
        "references": len(library.references),
        "pages": len(library.prose),
        **tally(library),
        "registers": register_counts(library),
        "errors": severities.count("error"),
        "warnings": severities.count("warning"),
        "advice": severities.count("advice"),
    }


def _summary(counts: dict[str, Any]) -> str:
    registers = counts["registers"]
    advice = f"{counts['advice']} {'piece' if counts['advice'] == 1 else 'pieces'} of advice"
    return (
        f"checked {counts['claims']} claims, {counts['references']} references and {counts['pages']} pages: "
        f"{counts['errors']} errors, {counts['warnings']} warnings, {advice}\n"
        f"{registers['compared']} of {registers['comparable']} references with a DOI or PMID compared with registers"
        + (f", the oldest on {registers['oldest']}" if registers["oldest"] else "; run: claims verify")
    )


def _relative(root: Path, paths: tuple[Path, ...]) -> list[str]:
    """Return paths relative to the root. Raises UsageError for one that is missing or not below the root."""
    base = root.resolve()
    wanted = []
    for path in paths:
        full = path if path.is_absolute() else (path if path.exists() else root / path)
        if not full.exists():
            raise click.UsageError(f"there is no {path}.")
        resolved = full.resolve()
        if not resolved.is_relative_to(base):
            raise click.UsageError(f"{path} is not below the folder {base}.")
        wanted.append(resolved.relative_to(base).as_posix())
    return wanted


def _below(path: str, wanted: list[str]) -> bool:
    return any(path == place or path.startswith(f"{place}/") or place == "." for place in wanted)


def _codes(text: str) -> tuple[str, ...]:
    """Return the beginnings of codes in a list. Raises UsageError for one that no rule has: it would hide much."""
    from explainer.building.all_rules import RULES

    codes = tuple(code.strip().upper() for code in text.split(",") if code.strip())
    for code in codes:
        if not any(rule.startswith(code) for rule in RULES):
            raise click.UsageError(f"no rule begins with {code}. {did_you_mean(code, RULES)}".rstrip())
    return codes


def _mended(root: Path, wanted: list[str]) -> list[str]:
    """Correct the wanted claim files and bibliography in place; return the paths of the changed files."""
    from explainer.checks.fixes import mend, menders_of
    from explainer.loading.library import load_library

    library, _ = load_library(root)
    changed = []
    for path, text in library.texts.items():
        mended = mend(text, menders_of(path))
        if mended != text and "\ufffd" not in text and _below(path, wanted):
            replace_file(root / path, mended)
            changed.append(path)
    return changed


def _texts(root: Path, library: Library, problems: list[Problem]) -> dict[str, str]:
    """Return the texts of the files that have problems, so that their lines can be shown."""
    texts = dict(library.texts) | {page.path: page.text for page in library.prose}
    for path in {problem.path for problem in problems} - set(texts):
        if (root / path).is_file() and not (root / path).is_symlink():
            texts[path] = (root / path).read_text(encoding="utf-8", errors="replace")
    return texts


for _command in (
    start, new, new_source, import_references, preview, stats, diff, export, built, schema, texts, links, verify, watch,
    screen, data, citation, changelog, release, offline, site,
):  # fmt: skip
    main.add_command(_command)
