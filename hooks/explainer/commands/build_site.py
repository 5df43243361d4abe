"""The command `claims site`: build the site strictly, check the result, and put it in place in one step."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import click

from explainer.commands.shared import check_built_site, root_option
from explainer.foreign_text import printable

_SYSTEM_ERROR = re.compile(r"\w+Error: \[Errno \d+\] ")


@click.command("site")
@root_option
@click.option("--site-dir", type=click.Path(file_okay=False, path_type=Path), help="Where to put it. Default: site.")
@click.option("--generator", type=click.Choice(["mkdocs", "properdocs"]), default="mkdocs", show_default=True,
              help="Which generator builds.")  # fmt: skip
@click.option("--wait", type=click.FloatRange(0, 86400), default=900.0, show_default=True,
              help="Seconds to wait for another build to end.")  # fmt: skip
def site(root: Path, site_dir: Path | None, generator: str, wait: float) -> None:
    """Build the site strictly, check it, and put it in its place in one step.

    The last good site stays until the new one is complete. Only one build runs at a time: a second one says which, and
    waits. Exit status: 0 the new site is in place, 1 the build failed or its pages have problems, 2 a call that cannot
    be carried out, or another build that did not end.
    """
    from explainer.building.put_in_place import BusyError, one_build, put_in_place, restore

    place = site_dir or root / "site"
    _refuse_place(place)
    work = root / ".build"
    new = work / "site.new"
    try:
        tell = partial(click.echo, err=True)
        with _ended_by_signals(), one_build(work / "build.lock", patience=wait, tell=tell) as lock:
            if restore(place):
                click.echo(f"{place} was put back: an earlier build was stopped while replacing it.", err=True)
            shutil.rmtree(new, ignore_errors=True)
            try:
                run_generator(root, generator, new, lock)
                check_built_site(root, new, "the new site")
                put_in_place(new, place)
            finally:
                shutil.rmtree(new, ignore_errors=True)
    except BusyError as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{place} cannot be written: {_said(error)}") from error


def _refuse_place(place: Path) -> None:
    """Raise UsageError for a folder whose files are not those of a site: the new one would take their place."""
    if (place / ".git").exists():
        raise click.UsageError(f"{place} is a checkout of Git, which a site would replace; choose another folder.")
    if not place.is_dir() or (place / "404.html").is_file():  # every build writes one
        return
    if any(not path.name.startswith(".") for path in place.iterdir()):
        raise click.UsageError(f"{place} holds files that are no built site; empty it, or choose another folder.")


def _said(error: OSError) -> str:
    """Return what went wrong and with which file; of several files, which `shutil` reports together, the first."""
    if isinstance(error, shutil.Error) and isinstance(error.args[0], list):
        return str(error.args[0][0][-1])
    return f"{error.strerror or error}" + (f": {error.filename}" if error.filename else "")


def run_generator(root: Path, generator: str, new: Path, lock: int | None = None, *, only: str = "") -> None:
    """Build the site strictly into `new`, or the page of one claim, `only`, without its neighbours.

    If that fails, exit with the cause as the last line of the output. `lock` stays open in the process that builds.
    """
    from explainer.building.put_in_place import end_with_parent

    command = [sys.executable, "-m", generator, "build", "--quiet", "--site-dir", str(new.absolute())]
    command += ["--config-file", "mkdocs.yml", *(() if only else ("--strict",))]
    more: dict[str, Any] = {"preexec_fn": end_with_parent} if os.name == "posix" else {}
    lines: list[str] = []
    trace = False
    with subprocess.Popen(  # noqa: S603 -- our own command
        command, cwd=root, stderr=subprocess.PIPE, text=True, errors="replace",
        pass_fds=() if lock is None else (lock,),
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "CLAIMS_ONLY": only}, **more,
    ) as child:  # fmt: skip
        try:
            assert child.stderr is not None  # noqa: S101 -- it was asked for above
            for line in child.stderr:
                lines.append(line.rstrip())
                trace = trace or lines[-1] == "Traceback (most recent call last):"
                if not trace:
                    click.echo(printable(lines[-1]), err=True)
            status = child.wait()
        except BaseException:
            _end(child)
            raise
    if (
        status and trace and _SYSTEM_ERROR.match(lines[-1])
    ):  # a full disk, a file without permission: no fault of a program
        click.echo(f"The build failed: {printable(lines[-1].partition(': ')[2])}", err=True)
        raise SystemExit(1)
    for line in lines[lines.index("Traceback (most recent call last):") :] if trace else ():
        click.echo(printable(line), err=True)
    if status:
        cause = next((line for line in lines if line.startswith(("WARNING", "ERROR"))), "")
        if lines and lines[-1].lstrip().startswith("Aborted") and cause:
            click.echo(f"The build failed: {printable(cause.partition('-')[2].strip())}", err=True)
        raise SystemExit(1)


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Make SIGTERM and SIGHUP raise SystemExit, so that the child process and the unfinished site go."""

    def end(number: int, _frame: object) -> None:
        raise SystemExit(128 + number)

    before: dict[int, Callable[..., Any] | int | None] = {}
    for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
        before[number] = signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(child: subprocess.Popen[str]) -> None:
    """Ask a process to end, and kill it if it has not after five seconds."""
    child.terminate()
    try:
        child.wait(5)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
