"""The panel of help in a browser: it opens from every search box, dials, knows the country, and is heard."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from builders import HELPLINES, SYNONYMS
from searching import ask, search_page
from site_builders import build_on_the_day, write_project
from survey import SCHEMES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser

LINE = """\
      - name: {name}
        serves: [{kind}]
        number: {number}
        tel: "{tel}"
        purpose: Help.
        sources: [{{name: Health Service}}]
        checked: 2026-06-01
"""
COUNTRIES = (
    HELPLINES
    + LINE.format(name="Night line", kind="crisis", number="116 111", tel="116111")
    + '  - id: uk\n    name: United Kingdom\n    regions: [gb]\n    emergency: "999"\n    lines:\n'
    + LINE.format(name="Ambulance service", kind="emergency", number='"999"', tel="999")
    + LINE.format(name="Samaritans", kind="crisis", number="116 123", tel="116123")
    + "  - id: qq\n    name: Nowhere\n    lines:\n"
    + LINE.format(name="Reports", kind="report", number="1", tel="11")
)
KEY = "helpline-country"
BREATHING = "he cannot breathe or swollen throat, throat swollen"
SUICIDE = "i want to die"


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A function that builds the small site with an index of a kind: `whole`, or `offline`."""

    @functools.cache
    def built(kind: str) -> Path:
        root = tmp_path_factory.mktemp(kind)
        write_project(
            root,
            settings={"extra": {"generator": False}},
            **{
                "docs/data/helplines.yml": COUNTRIES,
                "docs/data/synonyms.yml": SYNONYMS,
                "docs/index.md": "# Chamomile, checked\n\nA tea.\n\n<!-- explainer:search -->\n",
                "docs/help.md": "# Lines\n\n<!-- explainer:helplines -->\n",
            },
        )
        return build_on_the_day(root, OFFLINE="true" if kind == "offline" else "false")

    return built


@pytest.fixture(scope="module")
def addresses(sites: Callable[[str], Path], served: Callable[[Path], str]) -> Callable[[str], str]:
    """A function that serves such a site and returns its address."""
    return lambda kind: served(sites(kind))


class Box:
    """A search box with its panel."""

    def __init__(self, page: Page, inside: str) -> None:
        self.page = page
        self.field = page.locator(f"{inside} input:is([type=search], .md-search__input)")
        self.panel = page.locator(f"{inside} .x-help")
        self.said = page.locator(f"{inside} .x-help__said")

    def type(self, text: str, *, letters: bool = False) -> None:
        """All but the last letter is put in at once, as by a reader who pastes; with `letters` each is typed."""
        self.field.fill("" if letters else text[:-1])
        self.panel.wait_for(state="attached")  # fetched when the box is turned to
        self.field.press_sequentially(text if letters else text[-1])

    def numbers(self) -> list[str]:
        return [link.get_attribute("href") or "" for link in self.panel.locator("ul:visible a").all()]

    def country(self) -> str:
        return str(self.panel.locator("select").evaluate("(e) => e.selectedOptions[0].textContent"))

    def focused(self) -> str:
        return str(self.page.evaluate("() => document.activeElement.href || document.activeElement.tagName"))


@pytest.fixture(scope="module", params=["header", "home"])
def one_box(request: pytest.FixtureRequest, browser: Browser, addresses: Any) -> Box:
    """The search box of every page, and that of home, for a reader from Norway: one page for all who choose nothing."""
    page = browser.new_context(locale="nb-NO", reduced_motion="reduce").new_page()
    if request.param == "home":
        page.goto(addresses("whole"))
        return Box(page, "article")
    return header(page, f"{addresses('whole')}sleep/")


@pytest.fixture
def box(one_box: Box) -> Box:
    one_box.field.fill("")
    return one_box


def header(page: Page, address: str) -> Box:
    page.goto(address)
    page.keyboard.press("/")
    return Box(page, ".md-search")


def test_help_opens_while_it_is_typed_and_closes_with_other_words(box: Box) -> None:
    box.type("the tea", letters=True)
    assert not box.panel.is_visible()
    box.type(SUICIDE, letters=True)
    assert box.panel.is_visible()
    assert box.panel.get_by_text("Ring now").is_visible()
    assert box.panel.get_by_text("You can talk to someone now.").is_visible()
    assert box.numbers() == ["tel:116111", "tel:113"]
    assert box.country() == "Norway"
    box.type(BREATHING)
    assert box.numbers() == ["tel:113", "tel:+4722591300"]
    assert "22 59 13 00" in box.panel.inner_text()
    assert "always" in box.panel.inner_text(), "the hours of a line"
    doctor = box.panel.get_by_role("link", name="What to do")
    assert str(doctor.evaluate("(e) => e.pathname")) == "/when-to-see-a-doctor/"
    box.type("does the tea help")
    assert not box.panel.is_visible()
    box.type("want to die and cant breathe")
    assert box.numbers() == ["tel:113", "tel:+4722591300", "tel:116111"], "each kind of help once"


def test_the_panel_is_announced_once_and_named(box: Box) -> None:
    box.field.focus()  # which fetches the panel
    assert box.said.get_attribute("role") == "status"
    box.said.evaluate(
        """(said) => {
          window.heard = [];
          new MutationObserver(() => heard.push(said.textContent)).observe(said, {childList: true});
        }"""
    )
    box.type(f"{SUICIDE} and more", letters=True)
    assert box.page.evaluate("() => heard") == ["Numbers stand below the box."]
    box.type("tea")
    assert box.said.text_content() == ""
    box.type(SUICIDE)
    assert box.page.evaluate("() => heard.filter(Boolean).length") == 2
    assert box.page.get_by_role("region", name="Ring now").count() == 1


def test_the_keyboard_goes_from_the_box_to_the_numbers(box: Box) -> None:
    before = box.page.url
    box.type(SUICIDE)
    box.page.keyboard.press("Enter")
    assert box.focused() == "tel:116111"
    assert box.page.url == before, "Enter leads nowhere past the help"
    assert box.panel.is_visible()
    box.field.focus()
    stops = []
    for _ in range(4):
        box.page.keyboard.press("Tab")
        assert box.panel.is_visible()
        stops.append(box.focused())
    assert stops[:3] == ["tel:116111", "tel:113", "SELECT"]
    assert stops[3].endswith("/when-to-see-a-doctor/")
    box.page.keyboard.press("Shift+Tab")
    assert box.focused() == "SELECT"


def test_the_country_is_changed_in_one_tap_and_remembered(kept_page: Callable[..., Page], addresses: Any) -> None:
    page = kept_page(locale="nb-NO")
    page.goto(addresses("whole"))
    box = Box(page, "article")
    box.type(SUICIDE)
    box.panel.locator("select").select_option("United Kingdom")
    assert box.numbers() == ["tel:116123", "tel:999"]
    assert box.panel.locator("select").is_visible()
    assert page.evaluate("(key) => localStorage.getItem(key)", KEY) == "uk"
    for inside in ("article", ".md-search"):
        page.reload()
        if inside == ".md-search":
            page.keyboard.press("/")
        box = Box(page, inside)
        box.type(SUICIDE)
        assert box.country() == "United Kingdom"
        assert box.numbers() == ["tel:116123", "tel:999"]


def test_no_number_is_borrowed_where_a_country_has_none(kept_page: Callable[..., Page], addresses: Any) -> None:
    box = header(kept_page(locale="nb-NO"), addresses("whole"))
    box.type(SUICIDE)
    box.panel.locator("select").focus()
    box.page.keyboard.press("u")  # the theme moves the focus to its box on any key
    assert box.focused() == "SELECT"
    assert box.numbers() == ["tel:116123", "tel:999"]
    box.page.keyboard.press("Escape")
    assert not box.panel.is_visible()
    box.page.keyboard.press("/")
    box.type(BREATHING)
    assert box.numbers() == ["tel:999"]
    assert "No poison line is confirmed for United Kingdom." in box.panel.inner_text()
    box.panel.locator("select").select_option("Nowhere")
    assert box.numbers() == []
    assert "No number is confirmed for Nowhere." in box.panel.inner_text()
    box.panel.locator("select").select_option("Elsewhere")
    assert box.numbers() == []
    assert "Ring the emergency number of your country." in box.panel.inner_text()
    assert box.page.evaluate("(key) => localStorage.getItem(key)", KEY) == "other"
    box.page.reload()
    box.page.keyboard.press("/")
    box.type(SUICIDE)
    assert box.country() == "Elsewhere"
    assert box.numbers() == []


NORWAY, KINGDOM = ["tel:116111", "tel:113"], ["tel:116123", "tel:999"]
ANY = "Ring the emergency number of your country."
LANGUAGES = {
    "nb nb-NO en-GB": ("Norway", NORWAY, ""),
    "nb en-GB": ("Pick a country", [], ANY),
    "en-001 en": ("Pick a country", [], ANY),
    "en-GB": ("United Kingdom", KINGDOM, ""),
    "en": ("Pick a country", [], ANY),
    "en-SG": ("Singapore", [], "No number is confirmed for Singapore."),
    "zh-Hant-TW": ("Taiwan", [], "No number is confirmed for Taiwan."),
    "nb-NO": ("Norway", NORWAY, ""),
}


def test_without_a_choice_the_country_is_that_of_the_language(
    page_context: Callable[..., BrowserContext], addresses: Any
) -> None:
    """And where nothing can be kept a choice lasts as long as the page."""
    context = page_context(locale="nb-NO")
    # A browser fills the list up with languages of its own; what is tried here is what a page is told.
    context.add_init_script(
        """window.spoken = "en";
        Object.defineProperty(navigator, "languages", {get: () => [...spoken.split(" "), "en"]});
        Object.defineProperty(navigator, "language", {get: () => spoken.split(" ")[0]});
        Object.defineProperty(window, "localStorage", {get() { throw new Error("off"); }});"""
    )
    box = header(context.new_page(), addresses("whole"))
    for languages, (named, numbers, says) in LANGUAGES.items():
        box.page.evaluate("(languages) => { window.spoken = languages; }", languages)
        box.type(SUICIDE)
        told = box.panel.locator(".x-help__without").inner_text().strip()
        assert (box.country(), box.numbers(), told) == (named, numbers, says), languages
        box.field.fill("")
    box.type(SUICIDE)
    box.panel.locator("select").select_option("United Kingdom")
    assert box.numbers() == KINGDOM


def test_a_choice_on_the_page_and_one_in_the_panel_are_the_same(kept_page: Callable[..., Page], addresses: Any) -> None:
    page = kept_page(locale="nb-NO")
    page.goto(f"{addresses('whole')}help/")
    page.locator("#country").select_option("uk")
    page.keyboard.press("Escape")
    page.locator(".md-search__input").focus()
    box = Box(page, ".md-search")
    box.type(SUICIDE)
    assert box.country() == "United Kingdom"
    box.panel.locator("select").select_option("Norway")
    assert page.locator("#country").input_value() == "no"
    assert page.locator("details[data-country=no]").get_attribute("open") is not None


@pytest.fixture(scope="module")
def searching(browser: Browser, addresses: Any) -> Page:
    """A page whose search can be waited for."""
    return search_page(browser.new_context(locale="nb-NO"), f"{addresses('whole')}sleep/")


def test_arrows_go_through_the_panel_to_the_results(searching: Page) -> None:
    ask(searching, SUICIDE)
    stops = []
    for _ in range(4):
        searching.keyboard.press("ArrowDown")
        stops.append(searching.evaluate("() => document.activeElement.href"))
    assert stops[:2] == ["tel:116111", "tel:113"]
    assert stops[2].endswith("/when-to-see-a-doctor/")
    assert searching.evaluate("() => !!document.activeElement.closest('.md-search-result')")
    searching.locator(".md-search .x-help ul a").nth(1).focus()
    searching.keyboard.press("ArrowUp")
    searching.keyboard.press("ArrowUp")
    assert searching.evaluate("() => document.activeElement.matches('.md-search__input')")


def test_help_opens_and_what_is_found_leads_to_it_too(searching: Page) -> None:
    panel = searching.locator(".md-search .x-help")
    assert ask(searching, "want die")[:1] == ["/safety/"], "other words are looked up instead"
    assert panel.is_visible()
    assert "/safety/" in ask(searching, "cant breathe"), "other words are looked up as well"
    assert panel.is_visible()
    assert ask(searching, "zzz") == []
    ask(searching, "zzz cant breathe zzz")
    assert panel.is_visible()
    assert ask(searching, "insomnia")[:1] != []
    assert not panel.is_visible()


def test_words_that_open_no_panel_still_have_a_way_to_help_above_the_results(searching: Page) -> None:
    page = searching  # left for another in the end
    way = page.locator(".md-search .x-help-way a")
    ask(page, "insomnia")
    assert way.is_visible()
    result = page.locator(".md-search-result__link").first
    assert way.bounding_box()["y"] < result.bounding_box()["y"]  # type: ignore[index]
    for keys in (["ArrowDown"], ["Tab", "ArrowDown"]):
        ask(page, "insomnia")
        for key in keys:
            page.keyboard.press(key)
        assert page.evaluate("() => document.activeElement.matches('.md-search-result__link')"), keys
        page.keyboard.press("ArrowUp")
    ask(page, SUICIDE)
    assert not way.is_visible(), "the panel leads there itself"
    ask(page, "insomnia")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/when-to-see-a-doctor/")


def test_from_home_the_search_itself_is_still_to_be_had(kept_page: Callable[..., Page], addresses: Any) -> None:
    """And a question in the address opens the help at once."""
    page = kept_page(locale="nb-NO")
    page.goto(addresses("whole"))
    box = Box(page, "article")
    box.type(SUICIDE)
    page.get_by_role("button", name="Search", exact=True).last.click()
    page.wait_for_url("**/claims/?q=*")
    page.locator(".md-search .x-help").wait_for(state="visible", timeout=5_000)


def test_help_opens_from_a_disk(page_context: Callable[..., BrowserContext], sites: Callable[[str], Path]) -> None:
    page = page_context(locale="nb-NO").new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto((sites("offline") / "sleep.html").as_uri())
    page.keyboard.press("/")
    box = Box(page, ".md-search")
    box.type(SUICIDE)
    assert box.numbers() == ["tel:116111", "tel:113"]
    assert str(box.panel.get_by_role("link", name="What to do").get_attribute("href")).endswith(
        "/when-to-see-a-doctor.html"
    )
    assert errors == []


def test_help_needs_no_index_and_without_the_script_of_the_helplines_a_choice_lasts_as_long_as_the_page(
    page_context: Callable[..., BrowserContext], addresses: Any
) -> None:
    context = page_context(locale="nb-NO")
    for lost in ("**/search/**", "**/search-worker.js", "**/helplines.js"):
        context.route(lost, lambda route: route.abort())
    box = header(context.new_page(), addresses("whole"))
    box.type(SUICIDE)
    assert box.panel.is_visible()
    box.panel.locator("select").select_option("United Kingdom")
    assert box.numbers() == ["tel:116123", "tel:999"]
    box.type(BREATHING)
    assert box.country() == "United Kingdom"


@pytest.mark.parametrize("inside", ["article", ".md-search"])
def test_on_a_phone_the_number_is_in_sight_with_its_keyboard(
    kept_page: Callable[..., Page], addresses: Any, inside: str
) -> None:
    page = kept_page(locale="nb-NO", viewport={"width": 360, "height": 420})  # what a keyboard leaves
    page.goto(addresses("whole"))
    if inside == ".md-search":
        page.get_by_role("button", name="Search", exact=True).first.click()
    box = Box(page, inside)
    box.type(SUICIDE)
    edge = box.panel.locator("ul a").first.bounding_box()
    assert edge is not None
    assert edge["y"] >= 0
    assert edge["y"] + edge["height"] <= 420
    field = box.field.bounding_box()
    assert field is not None
    assert field["y"] >= 0, "and what is typed too"


@pytest.mark.parametrize("inside", ["article", ".md-search"])
@pytest.mark.parametrize("width", [360, 1280])
def test_without_javascript_a_search_box_leads_to_help(
    kept_page: Callable[..., Page], addresses: Any, inside: str, width: int
) -> None:
    page = kept_page(java_script_enabled=False, viewport={"width": width, "height": 780})
    page.goto(addresses("whole"))
    if inside == ".md-search" and width < 1000:
        page.locator("label.md-header__button[for=__search]").click()
    field = Box(page, inside).field
    field.fill("i want to die")
    if inside == ".md-search":
        assert page.locator(".md-search noscript a").is_visible()
    field.press("Enter")
    page.wait_for_url("**/when-to-see-a-doctor/**")
    assert page.locator("h1").inner_text().startswith("When to see a doctor")


def test_the_panel_is_accessible_large_and_fits(kept_page: Callable[..., Page], home: str) -> None:
    """The real site's, wide in light colours and on a phone in dark: width and colours do not touch each other."""
    from axe_playwright_python.sync_playwright import Axe

    page = kept_page(reduced_motion="reduce", locale="en-US")
    page.goto(home)
    for inside in (".md-search", "article"):
        page.set_viewport_size({"width": 1280, "height": 780})
        page.keyboard.press("/" if inside == ".md-search" else "Escape")
        box = Box(page, inside)
        box.type("took too much and want to die")
        box.panel.wait_for()
        assert box.numbers()[0] == "tel:911"
        assert {"tel:988", "tel:+18002221222"} <= set(box.numbers())
        for width, scheme in ((1280, "light"), (360, "dark")):
            page.set_viewport_size({"width": width, "height": 780})
            page.emulate_media(color_scheme=scheme)
            page.wait_for_function("(it) => document.body.dataset.mdColorScheme === it", arg=SCHEMES[scheme])
            options = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]},
                       "resultTypes": ["violations"]}  # fmt: skip
            result = Axe().run(page, context=f"{inside} .x-help", options=options)
            assert [v["id"] for v in result.response["violations"]] == []
            assert page.evaluate(SMALLER, inside) == [], "smaller than the text"
            for link in box.panel.locator("ul a").all():
                assert (link.bounding_box() or {"height": 0})["height"] >= 44
            assert page.evaluate("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth")


SMALLER = """(inside) => {
  const size = (e) => parseFloat(getComputedStyle(e).fontSize);
  const body = size(document.querySelector("article"));
  return [...document.querySelectorAll(`${inside} .x-help :is(p, a, label, select, span, strong)`)]
    .filter((e) => size(e) < body).map((e) => e.className || e.tagName);
}"""


def test_the_real_site_leads_to_help_first(browser: Browser, home: str) -> None:
    """What the search finds for an emergency begins with the page on help, whatever the panel shows."""
    page = search_page(browser.new_context(locale="en-US"), home)
    for text in (
        "i want to die",
        "blue lips",
        "hallucinating",
        "cant stop throwing up",
        "took too much 7oh",
        "wont wake up",
    ):
        assert ask(page, text)[0] == "/when-to-see-a-doctor/", text
        assert page.locator(".md-search .x-help").is_visible(), text
    assert "dogs" in ask(page, "my dog ate kratom")[0]
    assert page.locator(".md-search .x-help").is_visible()
    assert not page.locator(".md-search .x-help select").is_visible(), "no number of a country is for pets"
    for text in ("over the counter medicine for kratom withdrawal", "seniors over 65"):
        assert "/claims/naloxone-works/" not in ask(page, text)[:5], text
        assert not page.locator(".md-search .x-help").is_visible(), text
    page.context.close()
