"""The content of this checkout with a claim more and its source, and a first review by a clinician: all stays green.

Claim and source are a newcomer's: made in the site's own forms alone, in a browser, downloaded, and put into a copy.
The review is one of a claim that is there, whichever it is.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import pytest
import yaml

import test_built_html as of_pages
from browsers import launched
from builders import AT_NIGHT, REPOSITORY, make_yaml
from explainer.clock import today
from explainer.loading.library import Library, load_library
from site_builders import Page, claims, read_pages, run
from test_claim_form import fill_in
from test_source_form import add_what_a_reader_says

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not AT_NIGHT, reason="only at night: by day the forms are driven on a small site"),
]
MORE, KEY = "chamomile-tea-shorten-night", "berg2024"
REVIEW = {"name": "A. Berg, physician", "date": today()}
TITLE = "What tea drinkers say of their nights, for a test"


@pytest.fixture(scope="module")
def made(home: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A claim and its source as the forms of the built site hand them over for download, by their files' names."""
    data = load_library(REPOSITORY)[0]
    assert data.data
    topic, seller = data.data.topics[0].name, next(k for k, r in data.references.items() if r.design == "seller-page")
    folder, files = tmp_path_factory.mktemp("downloads"), {}
    with launched() as browser:
        page = browser.new_page(locale="en-GB")

        def hand_over() -> None:
            with page.expect_download() as started:
                page.get_by_role("link", name="Download the file").click()
            files[started.value.suggested_filename] = folder / started.value.suggested_filename
            started.value.save_as(folder / started.value.suggested_filename)

        page.goto(f"{home}add-a-source/")
        page.get_by_label("An article in a journal").check()
        for name, text in {"author": "Berg, Anna", "title": TITLE, "journal": "Survey Letters", "year": "2024",
                           "volume": "7", "pages": "1-9", "funding": "a university"}.items():  # fmt: skip
            page.locator(f"[name={name}]").first.fill(text)
        add_what_a_reader_says(page, topic)
        hand_over()
        page.goto(f"{home}add-a-claim/")
        fill_in(page, topic, seller, KEY, data.data.care.signs[0].text)
        page.get_by_role("button", name="Check, and make the file").click()
        hand_over()
    return files


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, made: dict[str, Path]) -> Path:
    """A copy of the content and the generator with the claim and the source. One of its claims is reviewed."""
    folder = tmp_path_factory.mktemp("grown")
    for name in ("claims", "docs", "hooks"):
        shutil.copytree(REPOSITORY / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    for path in REPOSITORY.iterdir():
        if path.is_file():
            shutil.copyfile(path, folder / path.name)
    second = sorted((folder / "claims").glob("*/*.yml"))[1]
    reviewed = yaml.safe_load(second.read_text(encoding="utf-8")) | {"clinical_review": REVIEW}
    second.write_text(make_yaml(reviewed), encoding="utf-8")
    topic = re.search(r"^topic: (\S+)", made[f"{MORE}.yml"].read_text(encoding="utf-8"), re.MULTILINE)
    assert topic
    shutil.copyfile(made[f"{MORE}.yml"], folder / "claims" / topic[1] / f"{MORE}.yml")
    with (folder / "bibliography.bib").open("a", encoding="utf-8") as bibliography:
        bibliography.write("\n" + made[f"{KEY}.bib"].read_text(encoding="utf-8"))
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
    assert library.references[KEY].title == TITLE
    reviewed = {name for name, claim in library.claims.items() if claim.clinical_review}
    assert reviewed - {name for name, claim in before.claims.items() if claim.clinical_review} != set()


def test_the_whole_check_says_nothing_against_them(root: Path) -> None:
    """As `make check` runs it: no error, and not a word on the new files."""
    done = claims("check", "--root", root)
    assert done.exit_code == 0, done.output[-3000:]
    assert f"{MORE}.yml" not in done.output
    assert KEY not in done.output


@pytest.mark.skipif(not os.environ.get("EVERY_VIEW"), reason="only at night: the build of the whole site takes long")
def test_the_built_site_stays_whole(root: Path, site: Path, pages: dict[str, Page], library: Library) -> None:
    done = claims("built", "--root", root, site)
    assert done.exit_code == 0, done.output[-3000:]
    of_pages.test_every_claim_source_and_prose_page_is_built(pages, library)
    of_pages.test_each_claim_page_holds_all_that_its_file_says(pages, library)
    of_pages.test_every_page_says_that_no_clinician_has_reviewed_it(pages, library)
    assert MORE in {claim["id"] for claim in json.loads((site / "claims.json").read_text(encoding="utf-8"))["claims"]}
