"""The content of this checkout with a claim more, read once, and a first review by a clinician: every test stays green.

Both are made in a copy, out of claims that are there, whichever these are.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest
import yaml

import test_built_html as of_pages
import test_real_content as of_content
from builders import REPOSITORY, make_yaml
from explainer.clock import today
from explainer.loading.library import Library, load_library
from site_builders import Page, claims, read_pages, run

MORE = "one-claim-more"
REVIEW = {"name": "A. Berg, physician", "date": today()}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the content and the generator. Its first claim stands twice, its second one is reviewed."""
    folder = tmp_path_factory.mktemp("grown")
    for name in ("claims", "docs", "hooks"):
        shutil.copytree(REPOSITORY / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    for path in REPOSITORY.iterdir():
        if path.is_file():
            shutil.copyfile(path, folder / path.name)
    first, second, *_ = sorted((folder / "claims").glob("*/*.yml"))
    more = yaml.safe_load(first.read_text(encoding="utf-8"))
    more = {name: value for name, value in more.items() if name not in {"second_reading", "moved_from"}}
    more |= {"question": re.sub(r"\?$", ", once more?", more["question"])}
    (first.parent / f"{MORE}.yml").write_text(make_yaml(more), encoding="utf-8")
    reviewed = yaml.safe_load(second.read_text(encoding="utf-8")) | {"clinical_review": REVIEW}
    second.write_text(make_yaml(reviewed), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def library(root: Path) -> Library:
    return load_library(root)[0]


@pytest.fixture(scope="module")
def site(root: Path) -> Path:
    """The copy, built strictly."""
    done = run("mkdocs", "build", "--strict", cwd=root, epoch=None, PYTHONPATH=str(root / "hooks"))
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    return root / "site"


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Page]:
    return {name: page for name, page in read_pages(site).items() if name != "404.html"}


def test_there_is_a_claim_more_and_a_review(library: Library) -> None:
    before = load_library(REPOSITORY)[0]
    assert set(library.claims) == {*before.claims, MORE}
    assert library.claims[MORE].second_reading is None
    reviewed = {name for name, claim in library.claims.items() if claim.clinical_review}
    assert reviewed - {name for name, claim in before.claims.items() if claim.clinical_review} != set()


def test_the_content_tests_stay_green(root: Path, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_content, "ROOT", root)
    of_content.test_the_content_has_no_error()
    of_content.test_every_statement_of_the_article_is_answered_in_its_own_words(library)


@pytest.mark.skipif(not os.environ.get("EVERY_VIEW"), reason="only at night: the build of the whole site takes long")
def test_the_built_site_stays_whole(root: Path, site: Path, pages: dict[str, Page], library: Library) -> None:
    done = claims("built", "--root", root, site)
    assert done.exit_code == 0, done.output[-3000:]
    of_pages.test_every_claim_source_and_prose_page_is_built(pages, library)
    of_pages.test_each_claim_page_holds_all_that_its_file_says(pages, library)
    of_pages.test_every_page_says_that_no_clinician_has_reviewed_it(pages, library)
    of_pages.test_the_published_data_holds_every_claim_and_says_that_nobody_reviewed_it(site, library)
