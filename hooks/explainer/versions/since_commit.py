"""The content as it was at a commit, and what is new since then: a pull request answers for its own changes only."""

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path

from explainer.foreign_text import printable
from explainer.loading.address_inventory import Link, inventory
from explainer.loading.library import Library, load_library
from explainer.model.notices import fields_of
from explainer.model.reference import Reference


def library_at(root: Path, commit: str) -> Library:
    """Return the content below `root` as it was at a commit. Raises ValueError, with the reason, if git fails."""
    where = _git(root, "rev-parse", "--show-prefix").decode().strip()
    known = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}^{{commit}}").decode().strip()
    packed = _git(root, "archive", "--format=tar", f"{known}:{where}" if where else known)
    with tempfile.TemporaryDirectory(prefix="claims-") as folder:
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(folder, filter="data")
        return load_library(Path(folder))[0]


def new_links(links: Iterable[Link], before: Library) -> tuple[Link, ...]:
    """Return the addresses that the content did not have before."""
    old = {(link.kind, link.ident) for link in inventory(before)}
    return tuple(link for link in links if (link.kind, link.ident) not in old)


def new_references(references: Iterable[Reference], before: Library) -> tuple[Reference, ...]:
    """Return the references that are new, or in which a field that `claims verify` compares has changed."""
    old = before.references
    return tuple(new for new in references if new.key not in old or fields_of(new) != fields_of(old[new.key]))


def last_tag(root: Path) -> str:
    """Return the newest tag before the checked-out commit, or "" if there is none or git fails."""
    try:
        return _git(root, "describe", "--tags", "--abbrev=0", "HEAD^").decode().strip()
    except ValueError:
        return ""


def _git(root: Path, *arguments: str) -> bytes:
    """Return what git prints below `root`; raises ValueError, with the reason, if it fails."""
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=True, timeout=120)  # noqa: S603, S607 -- git of the machine, arguments of our own
    except FileNotFoundError as error:
        raise ValueError("git is not installed, and only git can tell what has changed.") from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").partition("\n")[0].removeprefix("fatal: ")
        said = printable(said) or "it knows no such tag or commit (a shallow clone: git fetch --unshallow --tags)"
        raise ValueError(f"git cannot tell what has changed since then: {said}.") from error
    except subprocess.TimeoutExpired as error:
        raise ValueError(f"git has not answered in time: git {' '.join(arguments)}.") from error
    return done.stdout
