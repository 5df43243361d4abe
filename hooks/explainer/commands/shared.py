"""The shared parts of the commands: the root of the content, checking it, and printing."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from explainer.clock import today
from explainer.file_kinds import odd_kind
from explainer.problems import Problem, as_text, errors_in, has_errors, in_order

if TYPE_CHECKING:
    from explainer.loading.library import Library

root_option = click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="Folder that holds claims/, bibliography.bib and docs/. Default: here.",
)


def no_pipe(_context: click.Context, _parameter: click.Parameter, path: Path | None) -> Path | None:
    """Return a path. Raises BadParameter for a pipe with a name, which might never end: `/dev/stdin` has none."""
    if path and path.exists() and not path.is_relative_to("/dev") and (odd := odd_kind(path)):
        raise click.BadParameter(f"{path} {odd}.")
    return path


def called() -> str:
    """Return `claims`, or its path if the shell would not find it, so that a hint can be typed as it is."""
    path = Path(sys.argv[0]).absolute()
    on_path = shutil.which("claims")
    if path.name != "claims" or (on_path and Path(on_path).absolute() == path):
        return "claims"
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else "claims"


def put_out(text: str, *, nl: bool = True, err: bool = False) -> None:
    """Print a text for programs or files as UTF-8, whatever the encoding of the terminal is.

    Otherwise Windows would write JSON, YAML and patches in its code page and with its line ends, which other programs
    reject.
    """
    click.echo((text + "\n" * nl).encode("utf-8", "backslashreplace"), nl=False, err=err)


def on_terminal() -> bool:
    """Return whether a person can answer questions: not in a pipe, in a CI job, or with a closed input."""
    return all(stream is not None and not stream.closed and stream.isatty() for stream in (sys.stdin, sys.stderr))


def refuse_full(folder: Path, besides: str = "") -> None:
    """Raise UsageError if a folder has any entry other than `besides`."""
    if folder.exists() and any(path.name != besides for path in folder.iterdir()):
        raise click.UsageError(f"{folder} is not empty.")


@contextmanager
def filled_at_once(folder: Path) -> Iterator[Path]:
    """Yield an empty folder to write into; what it holds then goes into `folder`, or nothing does after an error.

    Raises OSError, which names `folder`, if that cannot be written.
    """
    there = folder.exists()
    aside = folder / ".new"  # on the same disk, so that moving needs no room
    try:
        aside.mkdir(parents=True)
        yield aside
        for path in [*aside.iterdir()]:
            path.rename(folder / path.name)
    except OSError as error:
        if error.filename and not Path(error.filename).is_relative_to(aside):
            raise
        raise OSError(error.errno, error.strerror, str(folder)) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        if not there:
            with suppress(OSError):  # it is not empty
                folder.rmdir()


def stop_on_errors(problems: list[Problem]) -> None:
    """Print the errors among the problems and exit with status 1, if there are any."""
    if has_errors(problems):
        click.echo(as_text(errors_in(problems)))
        raise SystemExit(1)


def check_built_site(root: Path, site: Path, name: str) -> None:
    """Check a built site and print its problems and figures; exit with status 1 if there is an error."""
    from explainer.building.check_built import check_site
    from explainer.loading.library import load_library

    library, _ = load_library(root)
    problems = in_order(check_site(library, site))
    counts = f"{len(library.claims)} claims, {len(library.references)} references, {len(problems)} problems"
    click.echo(f"checked {name}: {counts}", err=True)
    if problems:
        click.echo(as_text(problems))
    if has_errors(problems):
        raise SystemExit(1)


def examined(root: Path) -> tuple[Library, list[Problem]]:
    """Load and check the content below `root`; return it with all its problems in order."""
    from explainer.checks import run_checks
    from explainer.loading.library import DOCS, load_library
    from explainer.pages.plan import page_clashes, plan_pages
    from explainer.pages.site_view import SiteView
    from explainer.publish import file_clashes

    library, problems = load_library(root)
    problems += run_checks(library, today())
    if library.data:
        view = SiteView(library, today())
        problems += [*page_clashes(library, plan_pages(view)), *file_clashes(view, root / DOCS)]
    return library, in_order(problems)


def bytes_of(path: Path) -> bytes:
    """Return what a file holds, and nothing for a missing one."""
    return path.read_bytes() if path.is_file() else b""


def replace_file(path: Path, content: str | bytes, before: bytes | None = None) -> bytes:
    """Write a file in one step, so that it is never half written; return what it holds then.

    Line ends are written as they are in `content`, on every system. Raises OSError, which names `path`, if the file
    cannot be written, and UsageError if it no longer holds what it held `before`: what somebody else has written there
    in the meantime would be lost. The file is then as it was.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    if before is not None and bytes_of(path) != before:
        raise click.UsageError(f"{path} was changed while this ran, and stays as it is now. Run the same again.")
    if path.is_file() and path.read_bytes() == data:
        return data
    there = path.resolve()  # what a symbolic link leads to
    aside = there.with_name(f"{there.name}.new")
    try:
        aside.write_bytes(data)
        aside.replace(there)
    except OSError as error:
        with suppress(OSError):  # a disk that cannot be written to
            aside.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(path)) from error
    return data
