"""The shared parts of the commands that use the network: options, output, progress and exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from explainer.clock import today
from explainer.commands.shared import no_pipe, put_out, replace_file, root_option
from explainer.foreign_text import as_code
from explainer.problems import Problem, Severity, as_github, as_json, as_text, errors_in, has_errors, in_order

if TYPE_CHECKING:
    from explainer.network.journal import Journal
    from explainer.network.settings import Settings

CLEAN, FOUND, NOTHING_CHECKED, INCOMPLETE = 0, 1, 3, 4

_OF_ADDRESSES = (
    click.option("--since", metavar="COMMIT", help="Only what is new or changed since this commit."),
    click.option("--fresh", is_flag=True, help="Ask even where an answer of the last days is known."),
)
timeout_option = click.option(
    "--timeout", type=click.FloatRange(0.1, 600), default=30.0, show_default=True,
    help="Seconds to wait for one answer.",
)  # fmt: skip
private_option = click.option(
    "--allow-private", is_flag=True, help="Also ask addresses that are not public, such as 127.0.0.1. For tests alone."
)
_OPTIONS = (
    root_option,
    click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text",
                 help="How to print problems."),
    *_OF_ADDRESSES,
    click.option("--cache", type=click.Path(dir_okay=False, path_type=Path), callback=no_pipe,
                 help="File with the answers of the last days. Default: in .cache/ of the root."),
    click.option("--report", type=click.Path(dir_okay=False, path_type=Path),
                 help="Also write a report in Markdown, for an issue."),
    timeout_option,
    click.option("--budget", type=click.FloatRange(0.001, 1440), default=75.0, show_default=True,
                 help="Minutes for the whole run. What is not asked by then is listed, and comes first the next time."),
    click.option("--host-budget", type=click.FloatRange(0.001, 1440), default=30.0, show_default=True,
                 help="Minutes for one host, from the first time that it is asked."),
    click.option("--delay", type=click.FloatRange(0, 600),
                 help="Seconds between two requests to one host. Default: by service, 1 for pages."),
    click.option("--concurrency", type=click.IntRange(1, 100), default=24, show_default=True,
                 help="How many hosts are asked at the same time."),
    private_option,
)  # fmt: skip

NOTHING = "Nothing could be checked: there is no way to the internet from here. No file was changed."
_SHOWN = 200


def network_options(command: Callable[..., None], *, without: Sequence[Any] = ()) -> Callable[..., None]:
    """Return a command with the options of the commands that use the network, except those of `without`."""
    for option in reversed(_OPTIONS):
        if option not in without:
            command = option(command)
    return command


asking_options = partial(network_options, without=_OF_ADDRESSES)
"""The same without `--since` and `--fresh`."""


def settings_of(options: dict[str, Any]) -> Settings:
    """Return the settings from the environment and these options; raises UsageError for invalid ones."""
    from explainer.network.settings import settings_from

    changes = {name: options[name] for name in ("timeout", "delay", "concurrency", "allow_private")}
    for name, option in (("run_budget", "budget"), ("host_budget", "host_budget")):
        if option in options:
            changes[name] = options[option] * 60
    settings: Settings = usable(settings_from, os.environ, **changes)
    return settings


def usable(function: Callable[..., Any], *arguments: Any, **more: Any) -> Any:
    """Return the result of a function; raises UsageError in place of its ValueError."""
    try:
        return function(*arguments, **more)
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def nothing_checked(form: str) -> None:
    """Print why nothing could be checked, and exit with status 3."""
    if form == "json":
        put_out(as_json([], {"online": False}))
    elif form == "github":
        click.echo(f"::warning title=Nothing was checked::{NOTHING}")
    click.echo(NOTHING, err=True)
    raise SystemExit(NOTHING_CHECKED)


def tell_unread(problems: list[Problem], of: str = "", so: str = "is not looked at") -> bool:
    """Print a warning if some content could not be read, with the consequence `so`; return whether that is the case."""
    files = sorted({problem.path for problem in errors_in(problems)})
    if files:
        shown = ", ".join(files[:5])
        click.echo(f"Files {of}with errors ({shown}): what cannot be used of them {so}. Run: claims check", err=True)
    return bool(files)


def status_of(problems: list[Problem], *, incomplete: bool) -> int:
    """Return the exit status of a run with these problems; `incomplete` if something could not be read or asked."""
    return FOUND if has_errors(problems) else INCOMPLETE if incomplete else CLEAN


def show(
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
    """Print problems and figures, and write the `report` if a path is given.

    With `aside`, problems go to the error stream. Raises OSError if the report cannot be written.
    """
    problems = in_order(problems)
    if form == "json":
        put_out(as_json(problems, {"online": True, **counts}), err=aside)
    elif problems:
        click.echo(as_github(problems) if form == "github" else as_text(problems), err=aside)
    click.echo(summary, err=True)
    if not settings.contact:
        click.echo("No contact was sent: set CLAIMS_CONTACT to a mail address, as the services ask.", err=True)
    if report is not None:
        report.parent.mkdir(parents=True, exist_ok=True)
        replace_file(report, as_markdown(title, summary, problems))


def counter(what: str) -> Callable[[int, int], None] | None:
    """Return a callback that shows progress on a terminal, or None without a terminal."""
    if not sys.stderr.isatty():
        return None

    def show_progress(done: int, total: int) -> None:
        bar, end = "#" * min(30 * done // max(total, 1), 30), "\n" if done >= total else ""
        click.echo(f"\r[{bar:<30}] {done} of {max(done, total)} {what}{end}", nl=False, err=True)

    return show_progress


@contextmanager
def journal_of(path: Path, form: str = "text") -> Iterator[Journal]:
    """Open the cache of answers, and close it even after an error. Raises UsageError if it cannot be written.

    If there is no way to the internet, print that and exit with status 3.
    """
    from explainer.network.journal import Journal
    from explainer.network.session import OfflineError

    journal = Journal(path, today())
    whole = False
    try:
        try:
            yield journal
            whole = True
        finally:
            journal.end(whole=whole)
    except OfflineError:
        nothing_checked(form)
    except OSError as error:
        raise click.UsageError(f"the cache {path} cannot be written: {error.strerror or error}.") from error


def as_markdown(title: str, summary: str, problems: Sequence[Problem]) -> str:
    """Return a report in Markdown for an issue: errors first, then the rest. Texts from elsewhere are shown as code."""
    parts = [f"## {title}", "", f"{summary}.", ""]
    for heading, errors in (("To be mended", True), ("Good to know", False)):
        if chosen := [problem for problem in problems if (problem.severity is Severity.ERROR) is errors]:
            parts += [f"### {heading} ({len(chosen)})", ""]
            for problem in chosen[:_SHOWN]:
                place, message = as_code(f"{problem.path}:{problem.line}"), as_code(problem.message)
                parts.append(f"- {problem.code} {place} {message} {problem.fix}")
            if len(chosen) > _SHOWN:
                parts.append(f"- and {len(chosen) - _SHOWN} more")
            parts.append("")
    if not problems:
        parts += ["Nothing to mend.", ""]
    return "\n".join(parts)
