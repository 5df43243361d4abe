"""The search of the real site in a real browser: it answers as the index does, and shows what it found."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from explainer.addressing import Addressing
from explainer.checks.search_quality import SHOWN
from explainer.loading.asked_questions import TUNE
from explainer.loading.library import Library
from explainer.search.entries import make_index
from explainer.search.worker import SearchWorker
from searching import ask, search_page

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def searching(browser: Any, home: str) -> Any:
    """A page of the real site with its search ready."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    yield search_page(context, home)
    context.close()


def test_what_a_reader_types_into_the_box_is_found(searching: Page, library: Library) -> None:
    """So what is measured without a browser holds for readers."""
    assert library.data is not None
    search = SearchWorker(make_index(library, library.data, Addressing()))
    compared = 0
    for question in [one for one in library.questions if one.half == TUNE][:24]:
        found = ask(searching, question.words)
        if searching.locator(".md-search .x-help").is_visible():
            continue  # with the words of an emergency more is looked up
        own = [f"/{location}" for location in search.ask(question.words).found]
        assert found[:SHOWN] == own[:SHOWN], question.words
        compared += 1
    assert compared > 10


def test_unknown_words_are_named_above_the_results(searching: Page) -> None:
    note = searching.locator(".x-search-note")
    assert note.get_attribute("role") == "status"
    ask(searching, "liver zzyzx")
    assert note.inner_text() == "Nothing here is about \u201czzyzx\u201d. The nearest answers:"
    ask(searching, "zzyzx")
    assert note.inner_text() == "Nothing here is about \u201czzyzx\u201d."
    ask(searching, "livver")
    assert "\u201clivver\u201d" in note.inner_text()
    ask(searching, "liver")
    assert note.inner_text() == ""


def test_nothing_typed_is_read_as_html(searching: Page) -> None:
    ask(searching, "<img src=x onerror=alert(1)> liver <b>zzyzx</b>")
    assert searching.locator(".md-search__output img, .x-search-note b").count() == 0


def test_every_claim_among_the_results_shows_what_it_says_and_its_verdict(searching: Page, library: Library) -> None:
    ask(searching, "pain")
    shown = searching.locator(".md-search-result__item > a:first-child").evaluate_all(
        """(all) => all.map((link) => {
          const line = link.querySelector(".x-found");
          const mark = line && getComputedStyle(line.children[1], "::before");
          return [new URL(link.href).pathname, link.querySelector("h1 + *") === line,
                  line && line.textContent.trim(), mark && mark.maskImage.startsWith("url") && mark.display];
        })"""
    )
    claims = {path.split("/")[2]: rest for path, *rest in shown if path.startswith("/claims/") and path != "/claims/"}
    assert len(claims) > 5
    for name, (below_the_question, words, mark) in claims.items():
        claim = library.claims[name]
        # "Is it safe? Supported" would be taken for "it is safe" where the claim says that it is not.
        assert words == f"The claim: {claim.claim} {claim.verdict.label} {claim.basis.label}", name
        assert below_the_question
        assert mark not in {None, False, "none"}, name
    assert searching.locator(".md-search-result nav").count() == 0  # no landmark for navigation in every result


def test_the_keyboard_goes_through_the_results(searching: Page) -> None:
    ask(searching, "liver")
    searching.keyboard.press("ArrowDown")
    assert searching.evaluate("() => document.activeElement.pathname") == "/claims/destroys-the-liver/"
    searching.keyboard.press("ArrowDown")
    assert searching.evaluate("() => document.activeElement.pathname") != "/claims/destroys-the-liver/"
    searching.keyboard.press("Escape")
    assert not searching.locator(".md-search__output").is_visible()


def test_enter_leads_to_the_first_result(browser: Any, home: str) -> None:
    page = search_page(browser.new_context(reduced_motion="reduce"), f"{home}safety/")
    ask(page, "liver", letters=True)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert urlsplit(page.url).path == "/claims/destroys-the-liver/"
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_open_search_is_accessible_and_says_how_much_it_found(
    page_context: Callable[..., BrowserContext], home: str, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = page_context(viewport={"width": 360, "height": 780}, color_scheme=scheme, reduced_motion="reduce").new_page()
    page.goto(f"{home}?q=addicted", wait_until="networkidle")
    page.locator(".md-search-result__item .x-found").first.wait_for()
    page.wait_for_timeout(400)
    assert re.fullmatch(r"The \d+ best matches", page.get_by_role("status").first.inner_text())
    options = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]},
               "resultTypes": ["violations"]}  # fmt: skip
    result = Axe().run(page, context=".md-search", options=options)
    broken = [
        f"{v['id']}: {n['target']} {n['failureSummary']}" for v in result.response["violations"] for n in v["nodes"]
    ]
    assert broken == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth")
