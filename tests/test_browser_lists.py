"""Long lists in a browser: chosen from over all parts, by keyboard too, read without JavaScript and from a disk."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from browsers import Witness, too_wide
from builders import AT_NIGHT
from long_lists import CLAIMS, MOST, VERDICTS, WORKS
from survey import SCHEMES, SHADE

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

pytestmark = pytest.mark.browser
FRAMES = False

ALL = sum(CLAIMS.values())
ROWS = ".x-claimlist li:visible"
STATUS = "[data-filter-count]"


@pytest.fixture
def long_home(long_site: Path, served: Callable[[Path], str]) -> str:
    """The address at which it is served."""
    return served(long_site)


@pytest.fixture
def blank(page_context: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """A function that opens an empty page, with options for the browser's context."""

    def go(width: int = 1280, **options: Any) -> Page:
        context = page_context(viewport={"width": width, "height": 800}, reduced_motion="reduce", **options)
        context.set_default_timeout(20_000)
        return context.new_page()

    return go


@pytest.fixture
def kept(kept_page: Callable[..., Page]) -> Callable[..., Page]:
    """The same for tests that only read: pages with the same options are one page."""
    return lambda width=1280, **options: kept_page(
        viewport={"width": width, "height": 800}, reduced_motion="reduce", **options
    )


def says(page: Page, text: str) -> None:
    """Wait until the status says a text."""
    page.wait_for_function(
        "([where, text]) => document.querySelector(where).textContent.includes(text)",
        arg=[STATUS, text],
        polling=50,
    )


def test_nothing_more_is_loaded_before_somebody_chooses(blank: Callable[..., Page], long_home: str) -> None:
    page = blank()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    witness = Witness(page, long_home)
    page.goto(f"{long_home}claims/", wait_until="networkidle")
    assert page.locator(ROWS).count() == MOST
    assert page.locator(STATUS).inner_text() == f"{ALL} claims, {MOST} of them on this page"
    assert not [address for address in asked if "/parts/" in address]

    page.locator("#filter-topic").select_option("safety")
    says(page, f"{CLAIMS['safety']} of {ALL} claims")
    fetched = [address.removeprefix(long_home) for address in asked if "/parts/" in address]
    assert fetched == [f"claims/parts/{number}/" for number in (2, 3, 4, 5)]
    page.locator("#filter-topic").select_option("sleep")
    says(page, f"{CLAIMS['sleep']} of {ALL} claims")
    assert len([address for address in asked if "/parts/" in address]) == len(fetched), "once is enough"
    assert (witness.errors, witness.foreign) == ([], [])


def test_a_choice_in_the_address_is_made_over_all_parts(kept: Callable[..., Page], long_home: str) -> None:
    page = kept()
    page.goto(f"{long_home}claims/?topic=safety&verdict=contradicted&words=NUMBER")
    wanted = len(range(1, CLAIMS["safety"], len(VERDICTS)))
    says(page, f"{wanted} of {ALL} claims")
    rows = page.locator(ROWS)
    assert rows.count() == wanted
    assert page.locator(".x-claims h2:visible").all_inner_texts() == ["Safety"]
    assert not page.locator("nav.x-parts").is_visible()
    assert page.evaluate(
        "() => new Set([...document.querySelectorAll('[id]')].map((e) => e.id)).size"
    ) == page.evaluate("() => document.querySelectorAll('[id]').length")
    rows.last.locator("a").press("Enter")
    page.wait_for_url("**/claims/safety-*/")
    assert "Does safety tea" in page.locator("h1").inner_text()
    page.go_back()
    says(page, f"{wanted} of {ALL} claims")

    page.locator(".x-filter [type=reset]").press("Enter")
    assert page.locator(ROWS).count() == MOST
    assert page.locator("nav.x-parts").is_visible()
    assert page.locator(".x-claims h2:visible").all_inner_texts() == ["Sleep"]
    assert "?" not in page.url


def test_words_are_looked_for_in_the_sources_of_all_parts(kept: Callable[..., Page], long_home: str) -> None:
    page = kept()
    page.goto(f"{long_home}sources/?words=writer{WORKS - 1}")
    says(page, f"1 of {WORKS + 4} works")
    link = page.locator(".x-sources tbody tr:visible a")
    link.press("Enter")
    page.wait_for_url(f"**/sources/work{WORKS - 1}/")


def test_the_keyboard_chooses_over_all_parts_and_hears_what_goes_on(blank: Callable[..., Page], long_home: str) -> None:
    page = blank()
    held: list[Any] = []
    page.route("**/claims/parts/*/", lambda route: held.append(route))
    page.goto(f"{long_home}claims/")
    page.locator("#filter-words").focus()
    page.keyboard.type("tea number 24")
    says(page, f"Loading all {ALL} claims")
    assert page.evaluate(f"() => document.querySelector('{STATUS}').getAttribute('role')") == "status"
    for route in held:
        route.continue_()
    says(page, f"1 of {ALL} claims")
    assert page.evaluate("() => document.activeElement.id") == "filter-words"
    assert page.locator(ROWS).inner_text().startswith("Does sleep tea number 24 help?")


def test_a_part_that_cannot_be_loaded_is_told_and_can_be_tried_again(
    blank: Callable[..., Page], long_home: str
) -> None:
    page = blank()
    page.route("**/claims/parts/4/", lambda route: route.abort())
    page.route("**/claims/parts/5/", lambda route: route.fulfill(status=503, body="<li data-words=''>wrong</li>"))
    page.goto(f"{long_home}claims/?topic=safety")
    says(page, f"0 of {CLAIMS['sleep']} claims. The {CLAIMS['safety']} others could not be loaded")
    assert page.locator("nav.x-parts").is_visible()
    again = page.locator("[data-filter-again]")
    assert again.is_visible()
    page.locator("#filter-topic").select_option("sleep")
    says(page, f"{CLAIMS['sleep']} of {CLAIMS['sleep']} claims. The {CLAIMS['safety']} others")

    page.unroute("**/claims/parts/4/")
    page.unroute("**/claims/parts/5/")
    page.locator("#filter-topic").select_option("safety")
    again.press("Enter")
    says(page, f"{CLAIMS['safety']} of {ALL} claims")
    assert page.locator(ROWS).count() == CLAIMS["safety"]
    assert not again.is_visible()
    assert page.evaluate("() => document.activeElement.id") == "filter-words"


@pytest.mark.parametrize("home", ["claims/", "sources/", "faq/"])
def test_every_part_is_read_without_javascript(kept: Callable[..., Page], long_home: str, home: str) -> None:
    page = kept(320, java_script_enabled=False)
    page.goto(long_home + home)
    rows = page.locator(".x-claimlist li, .x-sources tbody tr, .x-question")
    seen: list[str] = []
    while True:
        assert too_wide(page) == []
        assert not page.locator(".x-filter").is_visible()
        assert 0 < rows.count() <= MOST
        seen += [row.locator("a").first.inner_text() or str(row.get_attribute("id")) for row in rows.all()]
        following = page.locator("nav.x-parts a[rel=next]")
        if not following.count():
            break
        with page.expect_navigation(wait_until="load"):
            following.press("Enter")
    assert len(seen) == (WORKS + 4 if home == "sources/" else ALL)
    page.locator(".x-crumb a").last.press("Enter")
    assert page.url == long_home + home


def test_a_number_of_the_map_leads_to_as_many_claims(kept: Callable[..., Page], long_home: str) -> None:
    for width, picture in ((1280, "wide"), (360, "narrow")):
        page = kept(width)
        page.goto(f"{long_home}evidence-map/")
        cell = page.locator(f".x-map--{picture} a[aria-label^='Safety'][aria-label*='Partly']")
        count = len(range(2, CLAIMS["safety"], len(VERDICTS)))
        assert cell.get_attribute("aria-label") == f"Safety: {count} claims, Partly true, low certainty"
        assert too_wide(page) == []
        cell.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/claims/?*")
        says(page, f"{count} of {ALL} claims")


SURVEYED = ["claims/", "sources/parts/2/", "changes/history/2/", "evidence-map/"]
"""The real site has such pages too, and by day they are looked at there."""


@pytest.mark.parametrize("place", [
    "claims/parts/3/", "faq/parts/4/", "sources/jones2019/uses/2/", "claims/?topic=safety",
    *(SURVEYED if AT_NIGHT else []),
])  # fmt: skip
def test_axe_finds_nothing(kept: Callable[..., Page], long_home: str, place: str) -> None:
    """On a wide screen in light colours and on a narrow one in dark: width and colours do not touch each other."""
    from axe_playwright_python.sync_playwright import Axe

    page = kept()
    page.goto(long_home + place, wait_until="load")
    if "?" in place:
        says(page, f"{CLAIMS['safety']} of {ALL} claims")
    for scheme, width in (("light", 1280), ("dark", 320)):
        page.evaluate("(scheme) => { document.body.dataset.mdColorScheme = scheme; }", SCHEMES[scheme])
        assert (page.evaluate(SHADE) > 128) is (scheme == "light")
        page.set_viewport_size({"width": width, "height": 800})
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        assert [(place, one["id"], one["nodes"][0]["html"][:200]) for one in found] == []
        assert too_wide(page) == [], place


def test_from_a_disk_parts_are_read_and_the_filter_says_what_it_sees(
    blank: Callable[..., Page], long_offline_site: Path
) -> None:
    page = blank()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type != "log" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto((long_offline_site / "claims/index.html").as_uri())
    page.locator("#filter-verdict").select_option("unproven")
    listed = sorted(range(CLAIMS["sleep"]), key=str)[:MOST]  # by question
    seen = sum(number % len(VERDICTS) == 0 for number in listed)
    says(page, f"{seen} of {MOST} claims. The {ALL - MOST} others could not be loaded")
    assert page.locator(ROWS).count() == seen
    numbers = []
    while following := page.locator("nav.x-parts a[rel=next]").all():
        with page.expect_navigation():
            following[0].press("Enter")
        numbers.append(re.search(r"part (\d) of 5", page.locator("h1").inner_text())[1])  # type: ignore[index]
    assert numbers == ["2", "3", "4", "5"]
    assert said == []
