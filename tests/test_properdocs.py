"""The same content under ProperDocs, the drop-in fork of MkDocs: nothing is lost, nothing differs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from builders import AT_NIGHT, REPOSITORY
from explainer.loading.library import Library
from site_builders import claims, read_pages, run

pytestmark = pytest.mark.skipif(not AT_NIGHT, reason="only at night: it is the fork, which CI does not build with")


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The real content, built strictly with MkDocs and with ProperDocs."""
    folder = tmp_path_factory.mktemp("sites")
    for program in ("mkdocs", "properdocs"):
        said = ["build", "--strict", "--config-file", "mkdocs.yml", "--site-dir", str(folder / program)]
        done = run(program, *said, cwd=REPOSITORY, epoch=None)
        if done.returncode:
            pytest.fail(f"{program} cannot build the content:\n{(done.stdout + done.stderr)[-3000:]}", pytrace=False)
    return {program: folder / program for program in ("mkdocs", "properdocs")}


def main_part(source: str) -> str:
    """Return the main part of a page as it is written."""
    found = re.search(r"<article.*?</article>", source, re.DOTALL)
    return found.group() if found else ""


def test_all_pages_are_there(sites: dict[str, Path]) -> None:
    done = claims("built", "--root", REPOSITORY, sites["properdocs"])
    assert done.exit_code == 0, done.output[-2000:]


def test_the_pages_are_those_of_mkdocs(library: Library, sites: dict[str, Path]) -> None:
    ours, theirs = read_pages(sites["mkdocs"]), read_pages(sites["properdocs"])
    assert set(ours) == set(theirs)
    assert {f"claims/{claim}/index.html" for claim in library.claims} <= set(theirs)
    differing = [name for name, page in ours.items() if main_part(page.source) != main_part(theirs[name].source)]
    assert differing == []
    empty = [name for name, page in theirs.items() if name != "404.html" and not main_part(page.source)]
    assert empty == []


def test_the_data_is_that_of_mkdocs(sites: dict[str, Path]) -> None:
    def data(site: Path) -> dict[str, bytes]:
        return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*.json")}

    ours = data(sites["mkdocs"])
    assert "claims.json" in ours
    assert data(sites["properdocs"]) == ours
