"""Every page of the real site, in a real browser: accessible, quiet, local, and never wider than the window."""

from __future__ import annotations

from pathlib import Path

import pytest

from browsers import launched
from builders import REPOSITORY
from explainer.addressing import claim_page
from explainer.loading.library import load_library
from page_kinds import KINDS, address
from survey import VIEWS, Survey, survey

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

# Rules of axe-core that Material for MkDocs itself breaks, each with the reason why it is left. None, as of 9.8.1.
LEFT_TO_MATERIAL: dict[str, str] = {}
MANY_WORKS = 14


@pytest.fixture(scope="module")
def seen(real_site: Path, home: str) -> Survey:
    with launched():
        """A browser starts here; else this is skipped aloud."""
    pages = [
        path.relative_to(real_site).as_posix().removesuffix("index.html") for path in sorted(real_site.rglob("*.html"))
    ]
    return survey(home, pages, KINDS.values())


def test_every_page_was_looked_at_in_both_colours_and_at_both_widths(seen: Survey, real_site: Path) -> None:
    assert seen.failed == []
    assert len(seen.pages) == len(list(real_site.rglob("*.html"))) > 400
    assert seen.shades == []
    assert {view: seen.checked[view] + seen.coloured[view] for view in VIEWS} == dict.fromkeys(VIEWS, len(seen.pages))
    assert min(seen.checked.values()) > 200


def test_axe_finds_nothing(seen: Survey) -> None:
    assert [it for it in seen.inaccessible if it.split(": ")[1].split()[0] not in LEFT_TO_MATERIAL] == []


def test_the_console_stays_empty_and_the_policy_is_kept(seen: Survey) -> None:
    assert seen.said == []


def test_no_page_asks_another_host(seen: Survey) -> None:
    assert seen.foreign == []


def test_no_page_is_wider_than_its_window(seen: Survey) -> None:
    assert seen.wide == []


def test_a_claim_fills_two_sheets_of_paper(seen: Survey) -> None:
    """And three where it rests on more works than most: their list alone is half a sheet."""
    library, _ = load_library(REPOSITORY)
    assert len(seen.sheets) >= len(library.claims)
    for claim in library.claims.values():
        most = 2 if len(claim.citekeys()) <= MANY_WORKS else 3
        assert seen.sheets[address(claim_page(claim.id))] <= most, claim.id
