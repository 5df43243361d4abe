"""What a first visit costs: bytes over the wire, compressed as hosts do it, and requests."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browsers import compressed
from builders import REPOSITORY, library_of
from page_kinds import KINDS

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

VISIT, REQUESTS = 150_000, 20
"""A first visit in all, which comes over a slow line in some seconds."""
HEAVIEST = ("home", "claim", "sources", "doctor", "evidence-map", "faq", "safety/", "add-a-claim/")
"""These are the heaviest, or load what no other does; how much a page itself weighs is asked of each by V08."""
SEARCH_VISIT, SEARCH_CLAIM = 14_000, 120_000 / 110
"""The search with every visit, and up to the first result for each claim."""
USUAL_CLAIM, USUAL_SOURCE = 17_000, 9_000
"""What the page of a claim or a source in the middle weighs at most: what templates add counts on each, and what one
claim or page in prose has more than others is told by V08.
"""


def test_pages_are_light(real_site: Path) -> None:
    for folder, most in (("claims", USUAL_CLAIM), ("sources", USUAL_SOURCE)):
        sizes = [len(compressed(path)) for path in (real_site / folder).glob("*/index.html")]
        assert statistics.median(sizes) <= most, folder


def test_the_search_is_light(real_site: Path) -> None:
    """A visit carries its script, worker and style alone; the index comes with the first question."""
    library = library_of(REPOSITORY)
    visit = sum(len(compressed(path)) for path in (real_site / "assets").glob("search*"))
    index = len(compressed(real_site / "search" / "search_index.json"))
    assert visit <= SEARCH_VISIT
    assert visit + index <= SEARCH_CLAIM * max(110, len(library.claims))


@pytest.mark.browser
@pytest.mark.parametrize("kind", HEAVIEST)
def test_a_first_visit_is_light(page_context: Callable[..., BrowserContext], home: str, kind: str) -> None:
    page = page_context().new_page()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[float] = []
    asked: list[str] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.on("request", lambda request: asked.append(request.url) if request.url.startswith("http") else None)
    page.goto(home + KINDS.get(kind, kind), wait_until="networkidle")
    page.mouse.wheel(0, 20_000)
    page.wait_for_timeout(100)
    assert len(sizes) >= 8
    assert sum(sizes) <= VISIT
    assert len(asked) <= REQUESTS


@pytest.mark.browser
def test_the_index_of_the_search_comes_when_it_is_wanted(
    page_context: Callable[..., BrowserContext], home: str
) -> None:
    page = page_context().new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(home, wait_until="networkidle")
    assert not [address for address in asked if "search_index" in address]
    page.locator("article input[type=search]").fill("heart")
    page.keyboard.press("Enter")
    page.locator(".md-search-result__item a").first.wait_for(state="visible")
    assert [address for address in asked if "search_index" in address]
