"""What the commands share: where the content is, and checking it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from explainer.loading.library import Library
    from explainer.problems import Problem

root_option = click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="Folder that holds claims/, bibliography.bib and docs/. Default: here.",
)


def called() -> str:
    """Return how to call this command again from here: `claims` where that is found, else its path, `.venv/bin/claims`.

    A hint that is typed as it stands has to work.
    """
    path = Path(sys.argv[0]).absolute()
    found = shutil.which("claims")
    if path.name != "claims" or (found and Path(found).absolute() == path):
        return "claims"
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else "claims"


def put_out(text: str, *, nl: bool = True, err: bool = False) -> None:
    """Print a text that is read by machines or kept in a file: as UTF-8 whatever the terminal's own encoding is.

    Windows would else write JSON, YAML and patches in its code page, with other line ends, which their readers refuse.
    """
    click.echo((text + "\n" * nl).encode("utf-8", "backslashreplace"), nl=False, err=err)


def examined(root: Path) -> tuple[Library, list[Problem]]:
    """Load and check the content below `root`; return it with all problems in order."""
    from explainer.checks import run_checks
    from explainer.clock import today
    from explainer.loading.library import DOCS, load_library
    from explainer.pages.plan import page_clashes, plan_pages
    from explainer.pages.site_view import SiteView
    from explainer.problems import in_order
    from explainer.publish import file_clashes

    library, problems = load_library(root)
    problems += run_checks(library, today())
    if library.data:
        view = SiteView(library, today())
        problems += [*page_clashes(library, plan_pages(view)), *file_clashes(view, root / DOCS)]
    return library, in_order(problems)
