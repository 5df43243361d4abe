"""The site in a real browser: quiet, local, no wider than the window, usable by keyboard and without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from builders import CLAIM_ID
from page_kinds import KINDS
from site_builders import build_on_the_day, write_project

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

pytestmark = pytest.mark.browser

SCHEMES = ("light", "dark")
WIDTHS = (360, 1280)
OPEN = Callable[..., "Page"]


PAGES = {
    "a claim": KINDS["claim"],
    "pictures": "what-is-kratom/",
    "a tracing": "heart-rhythm/",
}


WORKS = (
    "# Works\n\n## One\n\nAsk [@smith2020], and write it down.\n\n| Who | What |\n|---|---|\n"
    "| A trial [@smith2020] | Relief |\n\n- A list.\n\n## Two\n\nNo work.\n\n## Three\n\n1. Call [@smith2020].\n"
)
BOXES_OF = '!!! warning "Call now"\n\n    Words.\n\n    - one\n\n!!! note "Good to know"\n\n    Words.'
MORE = {
    "docs/works.md": WORKS,
    "docs/tools.md": '# Tools\n\nWords.\n\n!!! tool "One"\n    - [ ] first\n\n!!! tool "Two"\n    - [ ] second\n',
    "docs/boxes.md": f"# Boxes\n\nWords.\n\n{BOXES_OF}\n",
}


@pytest.fixture(scope="module")
def small_home(tmp_path_factory: pytest.TempPathFactory, served: Callable[[Path], str]) -> str:
    """The address of a small site with some more pages, built on a day on which its claim is not due."""
    return served(build_on_the_day(write_project(tmp_path_factory.mktemp("small"), **MORE)))


@pytest.fixture
def opened(kept_page: Callable[..., Page]) -> Callable[..., Page]:
    """A function that gives an empty page of a window, with options for the browser's context."""
    usual = {"reduced_motion": "reduce", "locale": "en-GB"}
    return lambda width=1280, scheme="light", **options: kept_page(
        viewport={"width": width, "height": 800}, color_scheme=scheme, **usual, **options
    )


@pytest.mark.parametrize("name", ["pictures", "a tracing"])
def test_words_in_pictures_are_large_enough_and_can_be_selected(opened: OPEN, home: str, name: str) -> None:
    page = opened(360)
    page.goto(home + PAGES[name])
    heights = page.evaluate(
        """() => [...document.querySelectorAll(".x-picture text")].map((e) => {
          const svg = e.ownerSVGElement, box = svg.getBoundingClientRect();
          return parseFloat(getComputedStyle(e).fontSize) * box.width / svg.viewBox.baseVal.width;
        })"""
    )
    assert len(heights) >= 10
    assert min(heights) >= 12
    chosen = page.evaluate(
        """() => {
          const range = document.createRange();
          range.selectNodeContents(document.querySelector(".x-picture text"));
          getSelection().removeAllRanges();
          getSelection().addRange(range);
          return [getSelection().toString(), document.querySelector(".x-picture text").textContent];
        }"""
    )
    assert chosen[0].strip() == chosen[1].strip() != ""


RATIO = """
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map(Number).map((v) => v / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (...two) => {
    const [less, more] = two.map(light).sort((a, b) => a - b);
    return (more + 0.05) / (less + 0.05);
  };
"""


@pytest.mark.parametrize("scheme", SCHEMES)
def test_lines_of_pictures_stand_out_from_the_paper(opened: OPEN, home: str, scheme: str) -> None:
    """WCAG 2.2, 1.4.11: what is needed to understand a picture has 3:1, its words (1.4.3) 4.5:1."""
    page = opened(1280, scheme)
    page.goto(home + PAGES["pictures"])
    ratios = page.evaluate(
        f"""() => {{ {RATIO}"""
        """
          const paper = getComputedStyle(document.body).backgroundColor;
          const of = (selector, property) => [...document.querySelectorAll(selector)]
            .map((e) => ratio(getComputedStyle(e)[property], paper));
          return {
            words: Math.min(...of(".x-picture text", "fill")),
            accent: Math.min(...of('.x-picture [stroke*="accent"]', "stroke")),
            edge: Math.min(...of('.x-picture [stroke*="edge"]', "stroke")),
          };
        }"""
    )
    assert ratios["words"] >= 4.5
    assert min(ratios["accent"], ratios["edge"]) >= 3


def tab_to(page: Page, selector: str, most: int = 400) -> None:
    """Press the tabulator key until the focus stands on an element."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"the keyboard does not reach {selector}")


PREVIEW = """() => {
  const e = document.activeElement, style = getComputedStyle(e, "::after");
  return {shown: style.display !== "none" && style.visibility !== "hidden", says: style.content,
          text: e.dataset.preview, wide: document.documentElement.scrollWidth - document.documentElement.clientWidth};
}"""


@pytest.mark.parametrize("width", WIDTHS)
def test_a_citation_shows_its_source_on_keyboard_focus_without_javascript(opened: OPEN, home: str, width: int) -> None:
    page = opened(width, java_script_enabled=False)
    page.goto(home + PAGES["a claim"])
    before = page.evaluate("() => getComputedStyle(document.querySelector('.x-cite'), '::after').display")
    assert before == "none"
    tab_to(page, ".x-cite")
    preview = page.evaluate(PREVIEW)
    assert preview["shown"]
    assert preview["text"]
    assert preview["text"][:30] in preview["says"]
    assert preview["wide"] <= 0

    page.keyboard.press("Enter")
    target = page.evaluate("() => document.querySelector(':target') && document.querySelector(':target').id")
    assert target
    assert target.startswith("ref-")


def test_a_preview_can_be_dismissed_and_comes_back(opened: OPEN, home: str) -> None:
    """WCAG 2.2, 1.4.13: content on hover or focus is dismissible without moving the focus."""
    page = opened()
    page.goto(home + PAGES["a claim"])
    tab_to(page, ".x-term")
    for key in ("Enter", "Escape", " ", "Escape"):
        page.keyboard.press(key)
        assert page.evaluate(PREVIEW)["shown"] is (key != "Escape")
        expanded = page.evaluate("() => document.activeElement.getAttribute('aria-expanded')")
        assert expanded == ("false" if key == "Escape" else "true")


def test_one_link_a_section_leads_from_its_text_to_its_works(opened: OPEN, home: str) -> None:
    page = opened()
    page.goto(home + KINDS["topic"])
    assert page.locator("article a.x-cite").count() == 0
    works, heads = page.locator("article .x-worksof"), page.locator("article h2").count()
    assert 3 < works.count() < heads
    for text in works.all_inner_texts():
        assert re.fullmatch(r"Sources of this section: \d+(, \d+)*", text), "numbers alone, each once"
    works.first.focus()
    assert works.first.is_visible()
    page.keyboard.press("Enter")
    assert str(page.evaluate("() => document.querySelector(':target').id")).startswith("ref-")
    page.goto(home + KINDS["topic"])
    page.locator("article .x-cite").first.click()
    assert str(page.evaluate("() => document.querySelector(':target').id")).startswith("ref-")


def test_the_link_to_the_works_of_a_section_stands_after_its_last_block(opened: OPEN, small_home: str) -> None:
    """Within a sentence or a row of a table it would be heard in the midst of them, and part a number from a comma."""
    page = opened()
    page.goto(f"{small_home}works/")
    links = page.locator("article .x-worksof")
    assert links.evaluate_all(
        "links => links.map(it => [it.previousElementSibling.localName, it.nextElementSibling?.id])"
    ) == [["ul", "two"], ["ol", "sources"]]
    said = page.evaluate("() => document.querySelector('article').innerText")
    assert "Ask [1], and write it down." in said
    assert "Call [1]." in said
    assert page.locator("article td").first.inner_text() == "A trial [1]"
    links.first.focus()
    assert links.first.bounding_box()["height"] > 10  # type: ignore[index]
    links.first.blur()
    assert links.first.bounding_box()["height"] == 1  # type: ignore[index]


def test_a_button_prints_the_one_list_that_it_stands_in(opened: OPEN, small_home: str) -> None:
    page = opened()
    page.goto(f"{small_home}tools/")
    page.evaluate("() => { window.print = () => {}; }")
    page.get_by_role("button", name="Print this list: Two").click()
    page.emulate_media(media="print")
    shown = page.locator("article").inner_text()
    assert ("Two" in shown, "second" in shown) == (True, True)
    assert ("Words" in shown, "first" in shown) == (False, False)


BOX = (
    f"(box) => {{ {RATIO}"
    """
  const style = getComputedStyle(box);
  return {ratio: ratio(style.borderTopColor, style.backgroundColor), inside: style.backgroundColor,
          paper: getComputedStyle(document.body).backgroundColor, drawn: style.appearance};
}"""
)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_empty_boxes_look_empty_and_their_edges_stand_out(opened: OPEN, home: str, scheme: str) -> None:
    """WCAG 2.2, 1.4.11. What the browser itself draws is a grey that looks filled on dark paper."""
    page = opened(360, scheme)
    for place, boxes in (("stopping/", ".x-tick input"), ("add-a-claim/", ".x-option input")):
        page.goto(home + place)
        box = page.locator(boxes).first
        box.wait_for()
        seen = box.evaluate(BOX)
        assert seen["ratio"] >= 3, place
        assert seen["inside"] == seen["paper"], place
        box.check()
        assert box.evaluate(BOX)["drawn"] != "none", "a ticked one is the browser's own"


def test_the_keyboard_reaches_the_text_first(opened: OPEN, home: str) -> None:
    page = opened()
    page.goto(home + PAGES["a claim"])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    top = page.evaluate("() => document.querySelector('h1').getBoundingClientRect().top")
    assert 0 <= top < 400
    assert page.evaluate("() => document.querySelector(':target') === document.querySelector('article h1')")


STOP = """() => {
  const stop = document.activeElement, place = stop.getBoundingClientRect();
  const top = document.elementFromPoint(Math.max(place.left, 0) + 5, place.top + 5);
  return {inside: Boolean(stop.closest(".md-sidebar--primary")), text: stop.textContent.trim(),
    seen: Boolean(top) && (stop.contains(top) || top.contains(stop)),
    open: document.getElementById("__drawer").checked};
}"""


def stops_in_menu(page: Page) -> list[str]:
    """Go on from a link in the phone's menu until the focus leaves it; return the links' words on the way."""
    words = []
    while (stop := page.evaluate(STOP))["inside"]:
        assert stop["seen"], f"the focus is on what cannot be seen: {stop['text']}"
        words.append(stop["text"])
        page.keyboard.press("Tab")
    assert not stop["open"], "the menu stays open over what has the focus"
    return words


def test_the_menu_of_a_phone_is_used_by_keyboard_and_closes_on_escape(opened: OPEN, home: str) -> None:
    page = opened(360)
    page.goto(home + KINDS["doctor"])
    menu = page.get_by_role("button", name="Menu", exact=True)
    menu.press("Enter")
    page.wait_for_function("() => document.activeElement.matches('.md-sidebar--primary .md-nav__link')")
    assert "Home" in stops_in_menu(page)
    menu.press("Enter")
    level = page.locator(".md-sidebar--primary").get_by_role("button", name="Questions", exact=True).first
    level.press(" ")
    page.wait_for_function("() => document.activeElement.matches('.md-nav__toggle:checked ~ .md-nav a')")
    assert level.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Shift+Tab")  # to the name of the level, which leads back
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.matches('label.md-nav__link')")
    page.keyboard.press("Escape")
    page.wait_for_function("() => !document.getElementById('__drawer').checked")
    assert menu.evaluate("(button) => button === document.activeElement")


def test_a_phones_search_leads_back_to_its_button_on_escape(opened: OPEN, home: str) -> None:
    page = opened(360)
    page.goto(home + KINDS["doctor"])
    button = page.get_by_role("button", name="Search", exact=True).first
    button.press("Enter")
    page.locator(".md-search__input").press("Escape")
    page.wait_for_function("() => !document.getElementById('__search').checked")
    page.wait_for_function("(button) => button === document.activeElement", arg=button.element_handle())


@pytest.mark.parametrize(("day", "shown"), [("2026-11-23", False), ("2027-06-01", False), ("2027-06-02", True)])
def test_the_banner_of_a_page_that_is_due_appears_by_the_readers_clock(
    page_context: Callable[..., BrowserContext], small_home: str, day: str, shown: bool
) -> None:
    page = page_context(timezone_id="UTC").new_page()
    page.clock.set_fixed_time(f"{day}T12:00:00Z")
    page.goto(f"{small_home}claims/{CLAIM_ID}/", wait_until="networkidle")
    note = page.locator(".x-note--due")
    assert note.count() == 1
    assert note.is_visible() is shown


def test_colours_follow_the_system_until_a_reader_chooses(opened: OPEN, home: str) -> None:
    """Opened in light, nothing clicked, and then the system turns dark (mkdocs-material 3123)."""
    page = opened()
    page.goto(home, wait_until="networkidle")
    colour = "() => getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(colour)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("(old) => getComputedStyle(document.body).backgroundColor !== old", arg=light)
    dark = page.evaluate(colour)
    page.goto(home + PAGES["a claim"], wait_until="networkidle")
    assert page.evaluate(colour) == dark
    assert page.evaluate("() => localStorage.length") == 0, "nobody has chosen anything"
    page.emulate_media(color_scheme="light")
    page.wait_for_function("(old) => getComputedStyle(document.body).backgroundColor !== old", arg=dark)
    page.locator("label[for^=__palette]:visible").first.click()  # light, chosen
    page.wait_for_timeout(100)
    page.emulate_media(color_scheme="dark")
    page.reload(wait_until="networkidle")
    assert page.evaluate(colour) == light, "a choice stays"


def test_readers_can_choose_dark_colours(opened: OPEN, home: str) -> None:
    page = opened()
    page.goto(home, wait_until="networkidle")
    colour = "() => getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(colour)
    for _ in range(2):  # from the system's colours to light ones, and to dark ones
        page.locator("label[for^=__palette]:visible").first.click()
        page.wait_for_timeout(100)
    page.wait_for_function("(old) => getComputedStyle(document.body).backgroundColor !== old", arg=light)
    dark = page.evaluate(colour)
    page.goto(home + PAGES["a claim"], wait_until="networkidle")
    assert page.evaluate(colour) == dark


BOXES = """() => [...document.querySelectorAll(".admonition")].map((box) => {
  const size = (e) => parseFloat(getComputedStyle(e).fontSize);
  const title = box.querySelector(".admonition-title");
  const mark = getComputedStyle(title, "::before");
  const prose = document.querySelector("article > p");
  return {
    text: Math.min(size(title), ...[...box.querySelectorAll("p, li")].map(size)) / size(prose),
    mark: (mark.maskImage || mark.webkitMaskImage).includes("M12 2 1 21h22z") ? "triangle" : "other",
    kind: box.classList.contains("warning") ? "triangle" : "other",
    seen: parseFloat(mark.width) > 12 && mark.backgroundColor !== getComputedStyle(box).backgroundColor,
  };
})"""


def test_a_safety_box_is_as_large_as_its_text_and_its_mark_is_a_warning(opened: OPEN, small_home: str) -> None:
    page = opened()
    page.goto(f"{small_home}boxes/")
    for width, (scheme, named) in product(WIDTHS, {"light": "default", "dark": "slate"}.items()):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function("(it) => document.body.dataset.mdColorScheme === it", arg=named)
        seen = page.evaluate(BOXES)
        assert len(seen) == 2
        for box in seen:
            assert box["text"] >= 1
            assert box["mark"] == box["kind"]
            assert box["seen"]
