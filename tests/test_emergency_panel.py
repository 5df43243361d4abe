"""The panel of help in a browser: it opens from every search box, dials, knows the country, and is heard."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from builders import HELPLINES, SYNONYMS
from explainer.publish.page_scripts import SCRIPTS
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

    def type(self, text: str) -> None:
        self.field.fill("")
        self.panel.wait_for(state="attached")  # fetched when the box is turned to
        self.field.press_sequentially(text)

    def numbers(self) -> list[str]:
        return [link.get_attribute("href") or "" for link in self.panel.locator("ul:visible a").all()]

    def country(self) -> str:
        return str(self.panel.locator("select").evaluate("(e) => e.selectedOptions[0].textContent"))

    def focused(self) -> str:
        return str(self.page.evaluate("() => document.activeElement.href || document.activeElement.tagName"))


@pytest.fixture(params=["header", "home"])
def box(request: pytest.FixtureRequest, kept_page: Callable[..., Page], addresses: Any) -> Box:
    """The search box of every page, and that of home, for a reader from Norway."""
    page = kept_page(locale="nb-NO", reduced_motion="reduce")
    if request.param == "home":
        page.goto(addresses("whole"))
        return Box(page, "article")
    page.goto(f"{addresses('whole')}sleep/")
    page.keyboard.press("/")
    return Box(page, ".md-search")


def header(page: Page, address: str) -> Box:
    page.goto(address)
    page.keyboard.press("/")
    return Box(page, ".md-search")


def test_help_opens_while_it_is_typed_and_closes_with_other_words(box: Box) -> None:
    box.type("the tea")
    assert not box.panel.is_visible()
    box.type(SUICIDE)
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


def test_all_kinds_of_help_are_shown_once_where_several_are_needed(box: Box) -> None:
    box.type("want to die and cant breathe")
    assert box.numbers() == ["tel:113", "tel:+4722591300", "tel:116111"]


def test_the_panel_is_announced_once_and_named(box: Box) -> None:
    box.field.focus()  # which fetches the panel
    assert box.said.get_attribute("role") == "status"
    box.said.evaluate(
        """(said) => {
          window.heard = [];
          new MutationObserver(() => heard.push(said.textContent)).observe(said, {childList: true});
        }"""
    )
    box.type(f"{SUICIDE} and more")
    assert box.page.evaluate("() => heard") == ["Numbers stand below the box."]
    box.type("tea")
    assert box.said.text_content() == ""
    box.type(SUICIDE)
    assert box.page.evaluate("() => heard.filter(Boolean).length") == 2
    assert box.page.get_by_role("region", name="Ring now").count() == 1


def test_the_keyboard_goes_from_the_box_to_the_numbers(box: Box) -> None:
    box.type(SUICIDE)
    stops = []
    for _ in range(4):
        box.page.keyboard.press("Tab")
        assert box.panel.is_visible()
        stops.append(box.focused())
    assert stops[:3] == ["tel:116111", "tel:113", "SELECT"]
    assert stops[3].endswith("/when-to-see-a-doctor/")
    box.page.keyboard.press("Shift+Tab")
    assert box.focused() == "SELECT"


def test_enter_leads_to_the_help_and_nowhere_past_it(box: Box) -> None:
    before = box.page.url
    box.type(SUICIDE)
    box.page.keyboard.press("Enter")
    assert box.focused() == "tel:116111"
    assert box.page.url == before
    assert box.panel.is_visible()


def test_the_country_is_changed_in_one_tap_and_remembered(box: Box) -> None:
    box.type(SUICIDE)
    box.panel.locator("select").select_option("United Kingdom")
    assert box.numbers() == ["tel:116123", "tel:999"]
    assert box.panel.locator("select").is_visible()
    assert box.page.evaluate("(key) => localStorage.getItem(key)", KEY) == "uk"
    box.page.reload()
    if "md-search" in str(box.panel):
        box.page.keyboard.press("/")
    box.type(SUICIDE)
    assert box.country() == "United Kingdom"
    assert box.numbers() == ["tel:116123", "tel:999"]


def test_letters_in_the_choice_of_country_choose_and_do_not_go_to_the_box(
    kept_page: Callable[..., Page], addresses: Any
) -> None:
    """The theme moves the focus to its box on any key."""
    box = header(kept_page(locale="nb-NO"), addresses("whole"))
    box.type(SUICIDE)
    box.panel.locator("select").focus()
    box.page.keyboard.press("u")
    assert box.focused() == "SELECT"
    assert box.numbers() == ["tel:116123", "tel:999"]
    box.page.keyboard.press("Escape")
    assert not box.panel.is_visible()


def test_arrows_go_through_the_panel_to_the_results(
    page_context: Callable[..., BrowserContext], addresses: Any
) -> None:
    page = search_page(page_context(locale="nb-NO"), addresses("whole"))
    ask(page, SUICIDE)
    stops = []
    for _ in range(4):
        page.keyboard.press("ArrowDown")
        stops.append(page.evaluate("() => document.activeElement.href"))
    assert stops[:2] == ["tel:116111", "tel:113"]
    assert stops[2].endswith("/when-to-see-a-doctor/")
    assert page.evaluate("() => !!document.activeElement.closest('.md-search-result')")
    page.locator(".md-search .x-help ul a").nth(1).focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("() => document.activeElement.matches('.md-search__input')")


@pytest.mark.parametrize(
    ("languages", "named", "numbers", "says"),
    [
        ("nb nb-NO en-GB", "Norway", ["tel:116111", "tel:113"], ""),
        ("nb en-GB", "Pick a country", [], "Ring the emergency number of your country."),
        ("en-001 en", "Pick a country", [], "Ring the emergency number of your country."),
        ("en-GB", "United Kingdom", ["tel:116123", "tel:999"], ""),
        ("nb-NO", "Norway", ["tel:116111", "tel:113"], ""),
        ("en", "Pick a country", [], "Ring the emergency number of your country."),
        ("en-SG", "Singapore", [], "No number is confirmed for Singapore."),
        ("zh-Hant-TW", "Taiwan", [], "No number is confirmed for Taiwan."),
    ],
)
def test_without_a_choice_the_country_is_that_of_the_language(
    page_context: Callable[..., BrowserContext],
    addresses: Any,
    languages: str,
    named: str,
    numbers: list[str],
    says: str,
) -> None:
    context = page_context(locale=languages.split()[0])
    # A browser fills the list up with languages of its own; what is tried here is what a page is told.
    context.add_init_script(
        f"Object.defineProperty(navigator, 'languages', {{get: () => {[*languages.split(), 'en']}}});"
    )
    box = header(context.new_page(), addresses("whole"))
    box.type(SUICIDE)
    assert box.country() == named
    assert box.numbers() == numbers
    assert box.panel.locator(".x-help__without").inner_text().strip() == says


def test_no_number_is_borrowed_where_a_country_has_none(kept_page: Callable[..., Page], addresses: Any) -> None:
    box = header(kept_page(locale="nb-NO"), addresses("whole"))
    box.type(BREATHING)
    box.panel.locator("select").select_option("United Kingdom")
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


def test_a_choice_on_the_page_and_one_in_the_panel_are_the_same(
    page_context: Callable[..., BrowserContext], addresses: Any
) -> None:
    page = page_context(locale="nb-NO").new_page()
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


def test_a_country_is_asked_for_where_nothing_can_be_kept(
    page_context: Callable[..., BrowserContext], addresses: Any
) -> None:
    context = page_context(locale="nb-NO")
    context.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('off'); }});")
    box = header(context.new_page(), addresses("whole"))
    box.type(SUICIDE)
    assert box.numbers() == ["tel:116111", "tel:113"]
    box.panel.locator("select").select_option("United Kingdom")
    assert box.numbers() == ["tel:116123", "tel:999"]


def test_help_opens_and_what_is_found_leads_to_it_too(
    page_context: Callable[..., BrowserContext], addresses: Any
) -> None:
    page = search_page(page_context(locale="nb-NO"), f"{addresses('whole')}sleep/")
    assert ask(page, "want die")[:1] == ["/safety/"], "other words are looked up instead"
    assert page.locator(".md-search .x-help").is_visible()
    assert "/safety/" in ask(page, "cant breathe"), "other words are looked up as well"
    assert page.locator(".md-search .x-help").is_visible()
    assert ask(page, "zzz") == []
    ask(page, "zzz cant breathe zzz")
    assert page.locator(".md-search .x-help").is_visible()
    assert ask(page, "insomnia")[:1] != []
    assert not page.locator(".md-search .x-help").is_visible()


def test_words_that_open_no_panel_still_have_a_way_to_help_above_the_results(
    page_context: Callable[..., BrowserContext], addresses: Any
) -> None:
    page = search_page(page_context(locale="nb-NO"), f"{addresses('whole')}sleep/")
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


def test_help_needs_no_index(page_context: Callable[..., BrowserContext], addresses: Any) -> None:
    page = page_context(locale="nb-NO").new_page()
    page.route("**/search/**", lambda route: route.abort())
    page.route("**/workers/**", lambda route: route.abort())
    page.goto(f"{addresses('whole')}sleep/")
    page.keyboard.press("/")
    box = Box(page, ".md-search")
    box.type(SUICIDE)
    assert box.panel.is_visible()
    assert box.numbers() == ["tel:116111", "tel:113"]


def test_a_question_in_the_address_opens_help_at_once(
    page_context: Callable[..., BrowserContext], addresses: Any
) -> None:
    page = page_context(locale="nb-NO").new_page()
    page.goto(f"{addresses('whole')}claims/?q=want+to+die")
    page.locator(".md-search .x-help").wait_for(state="visible", timeout=5_000)


def test_from_home_the_search_itself_is_still_to_be_had(
    page_context: Callable[..., BrowserContext], addresses: Any
) -> None:
    page = page_context(locale="nb-NO").new_page()
    page.goto(addresses("whole"))
    box = Box(page, "article")
    box.type(SUICIDE)
    page.get_by_role("button", name="Search", exact=True).last.click()
    page.wait_for_url("**/claims/?q=*")
    assert page.locator(".md-search .x-help").is_visible()


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


def test_without_the_script_of_the_helplines_a_choice_lasts_as_long_as_the_page(
    page_context: Callable[..., BrowserContext], addresses: Any
) -> None:
    context = page_context(locale="nb-NO")
    context.route("**/helplines.js", lambda route: route.abort())
    box = header(context.new_page(), addresses("whole"))
    box.type(SUICIDE)
    box.panel.locator("select").select_option("United Kingdom")
    assert box.numbers() == ["tel:116123", "tel:999"]
    box.type(BREATHING)
    assert box.country() == "United Kingdom"


@pytest.mark.parametrize("inside", ["article", ".md-search"])
def test_on_a_phone_the_number_is_in_sight_with_its_keyboard(
    page_context: Callable[..., BrowserContext], addresses: Any, inside: str
) -> None:
    page = page_context(locale="nb-NO", viewport={"width": 360, "height": 420}).new_page()  # what a keyboard leaves
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
    page_context: Callable[..., BrowserContext], addresses: Any, inside: str, width: int
) -> None:
    context = page_context(java_script_enabled=False, viewport={"width": width, "height": 780})
    page = context.new_page()
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


def test_a_site_without_such_words_loads_nothing_for_them(tmp_path: Path) -> None:
    site = build_on_the_day(write_project(tmp_path))
    assert not (site / SCRIPTS[0]).exists()
    assert "emergency-" not in (site / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("inside", ["article", ".md-search"])
def test_the_panel_is_accessible_large_and_fits(
    page_context: Callable[..., BrowserContext], home: str, inside: str
) -> None:
    """The real site's, wide in light colours and on a phone in dark: width and colours do not touch each other."""
    from axe_playwright_python.sync_playwright import Axe

    page = page_context(reduced_motion="reduce", locale="en-US").new_page()
    page.goto(home if inside == "article" else f"{home}law/")
    if inside == ".md-search":
        page.keyboard.press("/")
    box = Box(page, inside)
    box.field.fill("took too much and want to die")
    page.wait_for_timeout(400)
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
        small = page.evaluate(
            """(inside) => {
              const size = (e) => parseFloat(getComputedStyle(e).fontSize);
              const body = size(document.querySelector("article"));
              return [...document.querySelectorAll(`${inside} .x-help :is(p, a, label, select, span, strong)`)]
                .filter((e) => size(e) < body).map((e) => e.className || e.tagName);
            }""",
            inside,
        )
        assert small == [], "smaller than the text"
        for link in box.panel.locator("ul a").all():
            assert (link.bounding_box() or {"height": 0})["height"] >= 44
        assert page.evaluate("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth")


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
