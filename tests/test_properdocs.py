"""The same checkout under ProperDocs, the drop-in fork of MkDocs: nothing is lost, nothing differs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from builders import REPOSITORY
from explainer.loading.library import load_library
from site_builders import claims, read_pages, run


@pytest.fixture(scope="module")
def fork_site(tmp_path_factory: pytest.TempPathFactory, real_epoch: str) -> Path:
    """The real content, built strictly with ProperDocs."""
    folder = tmp_path_factory.mktemp("fork") / "site"
    done = run(
        "properdocs", "build", "--strict", "--config-file", "mkdocs.yml", "--site-dir", str(folder),
        cwd=REPOSITORY, epoch=real_epoch,
    )  # fmt: skip
    if done.returncode:
        pytest.fail(f"ProperDocs cannot build the real content:\n{(done.stdout + done.stderr)[-3000:]}", pytrace=False)
    return folder


def main_part(source: str) -> str:
    """Return the main part of a page as it is written."""
    found = re.search(r"<article.*?</article>", source, re.DOTALL)
    return found.group() if found else ""


def test_all_pages_are_there(fork_site: Path) -> None:
    done = claims("built", "--root", REPOSITORY, fork_site)
    assert done.exit_code == 0, done.output[-2000:]


def test_the_pages_are_those_of_mkdocs(fork_site: Path, real_site: Path) -> None:
    ours, theirs = read_pages(real_site), read_pages(fork_site)
    assert set(ours) == set(theirs)
    library, _ = load_library(REPOSITORY)
    assert {f"claims/{claim}/index.html" for claim in library.claims} <= set(theirs)
    differing = [name for name, page in ours.items() if main_part(page.source) != main_part(theirs[name].source)]
    assert differing == []
    empty = [name for name, page in theirs.items() if name != "404.html" and not main_part(page.source)]
    assert empty == []


def test_the_data_is_that_of_mkdocs(fork_site: Path, real_site: Path) -> None:
    def data(site: Path) -> dict[str, bytes]:
        return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*.json")}

    ours = data(real_site)
    assert "claims.json" in ours
    assert data(fork_site) == ours
