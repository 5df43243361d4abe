"""Reading in other ways: by keyboard, without JavaScript, on paper, in forced colours, and choosing from lists."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from statistics import median_low
from typing import TYPE_CHECKING, Any

import pytest

from browsers import count_sheets, most_sheets, too_wide
from builders import REPOSITORY, library_of
from explainer.addressing import claim_page
from page_kinds import FULLEST, KINDS, address

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

pytestmark = pytest.mark.browser
FRAMES = False

LIBRARY = library_of(REPOSITORY)
_BY_LENGTH = sorted((len(claim.findings()), claim.id) for claim in LIBRARY.claims.values())
TYPICAL = LIBRARY.claims[median_low(_BY_LENGTH)[1]]
"""A claim with as many findings as the one in the middle."""


@pytest.fixture
def show(kept_page: Callable[..., Page], home: str) -> Callable[..., Page]:
    """A function that opens an address of the real site, with options for the browser's context."""

    def go(place: str, width: int = 1280, **options: Any) -> Page:
        page = kept_page(
            viewport={"width": width, "height": 800}, **{"reduced_motion": "reduce", "locale": "en-GB", **options}
        )
        page.goto(home + place)
        return page

    return go


def test_a_name_stays_within_its_line(show: Callable[..., Page]) -> None:
    """No style of what it stands in may make a block of it."""
    shown = "() => [...document.querySelectorAll('.x-name')].map((name) => getComputedStyle(name).display)"
    assert set(show(KINDS["home"]).evaluate(shown)) == {"inline"}


# By keyboard

FOCUS = """() => {
  // The choice of colours is a field without size; its label beside it is what is seen.
  const focus = document.activeElement, e = focus.matches(".md-option") ? focus.nextElementSibling : focus,
        s = getComputedStyle(e), box = e.getBoundingClientRect();
  return {is: e.tagName.toLowerCase() + "." + e.className,
          outline: s.outlineStyle !== "none" && parseFloat(s.outlineWidth),
          shadow: s.boxShadow !== "none", seen: box.width > 0 && box.height > 0, in: Boolean(e.closest("article")),
          tab: Boolean(e.closest(".md-tabs"))};
}"""


@pytest.mark.parametrize("kind", ["claim", "all-claims", "doctor", "sources"])
def test_the_keyboard_goes_from_the_skip_link_through_the_tabs_to_the_text(
    show: Callable[..., Page], kind: str
) -> None:
    page = show(KINDS[kind])
    stops = []
    for _ in range(60):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        stops.append(stop)
        assert stop["seen"], stop
        assert stop["outline"] or stop["shadow"], stop
        if stop["in"] and len([it for it in stops if it["in"]]) > 8:
            break
    assert "md-skip" in stops[0]["is"]
    first_tab = next(number for number, stop in enumerate(stops) if stop["tab"])
    first_of_text = next(number for number, stop in enumerate(stops) if stop["in"])
    assert first_tab < first_of_text


def test_a_country_is_chosen_by_keyboard_and_remembered(show: Callable[..., Page]) -> None:
    page = show(KINDS["doctor"])
    page.locator("#country-top").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("#country-top").input_value()
    assert chosen
    assert page.locator("#country").input_value() == chosen
    shown = page.locator("details.x-country:visible")
    assert shown.count() == 1
    assert shown.first.get_attribute("open") is not None
    assert page.locator(".x-callnow li:visible").count() == 1
    own, signs = page.locator("[data-own-number] a"), page.locator(".x-card--emergency")
    assert own.get_attribute("href") == page.locator(".x-callnow li:visible a").get_attribute("href")
    assert own.bounding_box()["y"] < signs.bounding_box()["y"]  # type: ignore[index]
    page.set_viewport_size({"width": 360, "height": 800})
    assert signs.bounding_box()["y"] < page.locator(".x-callnow").bounding_box()["y"]  # type: ignore[index]
    page.reload()
    assert page.locator("#country-top").input_value() == chosen
    assert page.locator("details.x-country:visible").count() == 1


def test_a_link_to_a_country_or_a_work_unfolds_it(show: Callable[..., Page]) -> None:
    page = show(KINDS["doctor"] + "#country-nz")
    assert page.locator("#country-nz").get_attribute("open") is not None
    assert page.locator("#country-nz .x-line").first.is_visible()
    page = show(KINDS["doctor"])
    folded = page.locator("details.x-worklist")
    assert folded.get_attribute("open") is None
    mark = page.locator(".x-card--today .x-worksof").first
    mark.press("Enter")
    target = page.locator(str(mark.get_attribute("href")))
    target.wait_for(state="visible")
    assert page.evaluate("(e) => e.getBoundingClientRect().top", target.element_handle()) < 800


@pytest.mark.parametrize("place", [KINDS["sources"], KINDS["evidence-map"], "dependence/", KINDS["prose"]])
def test_a_table_that_a_phone_shows_as_a_list_is_heard_as_a_table(show: Callable[..., Page], place: str) -> None:
    """With as many rows, cells and heads of columns as on a wide screen: else a cell is named by the wrong column."""

    page = show(place)

    def heard() -> Counter[str]:
        session = page.context.new_cdp_session(page)
        nodes = session.send("Accessibility.getFullAXTree")["nodes"]
        session.detach()
        roles = Counter(node["role"]["value"] for node in nodes if not node["ignored"])
        return Counter(
            {role: roles[role] for role in ("table", "row", "columnheader", "rowheader", "cell", "gridcell")}
        )

    wide = heard()
    assert wide["columnheader"] > 2
    page.set_viewport_size({"width": 360, "height": 800})
    assert heard() == wide


def test_the_signs_of_an_emergency_begin_on_the_first_screen(show: Callable[..., Page]) -> None:
    page = show(KINDS["doctor"])
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        heading = page.locator(".x-card--emergency .x-card__heading").bounding_box()
        assert heading
        assert heading["y"] + heading["height"] <= 800, width


# Choosing from lists


def wait_for_all(page: Page) -> None:
    """Wait until the filter has looked at every part of its list, of which a page shows one."""
    page.locator("[data-filter-count]").filter(has_text=re.compile(r"\d of \d")).wait_for()


@pytest.mark.parametrize(
    ("kind", "row", "field"), [("all-claims", ".x-claimlist li", "verdict"), ("sources", ".x-sources tbody tr", "kind")]
)
def test_a_list_is_filtered_by_keyboard_and_the_choice_stands_in_the_address(
    show: Callable[..., Page], kind: str, row: str, field: str
) -> None:
    page = show(KINDS[kind])
    rows, shown = page.locator(row), page.locator(f"{row}:visible")
    own = rows.count()
    every = int(page.locator("[data-filter]").get_attribute("data-filter-total") or own)
    status = page.locator("[data-filter-count]")
    assert shown.count() == own
    assert str(every) in status.inner_text()

    page.locator("#filter-words").focus()
    page.keyboard.type("HEART  kratom")
    wait_for_all(page)
    some = shown.count()
    assert 0 < some < every
    assert f"{some} of {every}" in status.inner_text()
    assert "words=HEART" in page.url

    page.locator(f"#filter-{field}").focus()
    page.keyboard.press("ArrowDown")
    chosen = page.locator(f"#filter-{field}").input_value()
    assert f"{field}={chosen}" in page.url
    page.locator("#filter-words").fill("")
    fit = shown.count()
    assert fit == page.locator(f"{row}[data-{field}='{chosen}']").count() > 0

    page.reload()
    wait_for_all(page)
    assert shown.count() == fit
    page.locator(".x-filter [type=reset]").press("Enter")
    assert shown.count() == own
    assert "?" not in page.url
    assert page.evaluate("() => document.activeElement.id") == "filter-words"

    page.keyboard.type("nothing has these words")
    assert shown.count() == 0
    assert "search" in status.inner_text()


def test_a_filter_takes_no_notice_of_accents_case_and_choices_it_does_not_know(show: Callable[..., Page]) -> None:
    page = show(KINDS["sources"] + "?kind=none-such&words=dodulik")
    wait_for_all(page)
    rows = page.locator(".x-sources tbody tr:visible")
    assert rows.count() >= 1
    assert all("Dodulík" in text for text in rows.all_inner_texts())
    assert page.locator("#filter-kind").input_value() == ""


def test_claims_are_found_by_each_who_says_them(show: Callable[..., Page]) -> None:
    page = show(KINDS["all-claims"])
    choice = page.locator("#filter-who")
    values = [value for value in choice.locator("option").evaluate_all("(all) => all.map((it) => it.value)") if value]
    assert set(values) >= {speaker for claim in LIBRARY.claims.values() for speaker in claim.speakers()}
    for value in values:
        choice.select_option(value)
        wanted = sum(value in claim.speakers() for claim in LIBRARY.claims.values())
        assert page.locator(".x-claimlist li:visible").count() == wanted
        assert f"who={value}" in page.url


def test_works_are_found_by_who_paid(show: Callable[..., Page]) -> None:
    page = show(KINDS["sources"] + "?paid=industry")
    wait_for_all(page)
    wanted = sum("industry" in {str(it) for it in reference.interests} for reference in LIBRARY.references.values())
    assert page.locator(".x-sources tbody tr:visible").count() == wanted > 0


# Copying

COPIED = "navigator.clipboard.readText()"


def says_something_else(page: Page, old: str) -> None:
    """Wait until the status beside the buttons has other words."""
    page.wait_for_function(
        "(old) => document.querySelector('.x-share [role=status]').textContent !== old", arg=old, polling=50
    )


def test_link_and_citation_are_copied_and_it_is_said(show: Callable[..., Page], home: str) -> None:
    """By the clipboard, and where it refuses in the old way; where nothing can be copied that is said too."""
    page = show(f"{KINDS['claim']}?h=heart#for", permissions=["clipboard-read", "clipboard-write"])
    said = page.locator(".x-share [role=status]")
    link, cite = page.locator(".x-share [data-copy]").all()
    before = ""
    for refuse in ("", "navigator.clipboard.writeText = () => Promise.reject(new Error('no'));"):
        page.evaluate(f"() => navigator.clipboard.writeText('').then(() => {{ {refuse} }})")
        link.press("Enter")
        says_something_else(page, before)
        assert page.evaluate(COPIED) == home + KINDS["claim"]
        first = said.inner_text()
        cite.press("Space")
        says_something_else(page, first)
        assert page.evaluate(COPIED) == page.locator("#cite-line").inner_text()
        assert FULLEST.question in page.evaluate(COPIED)
        before = said.inner_text()
        assert page.evaluate("() => document.activeElement.dataset.said") == before
    page.evaluate("() => { document.execCommand = () => false; }")
    link.press("Enter")
    says_something_else(page, before)
    assert said.inner_text() not in {one.get_attribute("data-said") for one in (link, cite)}


# Without JavaScript


@pytest.mark.parametrize("kind", [*KINDS, "what-is-kratom"])
def test_without_javascript_pages_read_fit_and_follow_the_readers_colours(show: Callable[..., Page], kind: str) -> None:
    """320 CSS pixels are what WCAG 2.2 (1.4.10, Reflow) asks for; 180 show a phone with letters twice as large."""
    page = show(KINDS.get(kind, f"{kind}/"), 320, java_script_enabled=False, color_scheme="dark")
    assert too_wide(page) == []
    page.set_viewport_size({"width": 180, "height": 400})
    assert too_wide(page) == []
    page.set_viewport_size({"width": 360, "height": 800})
    shade = page.evaluate("() => getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)[0]")
    assert shade < 128
    text = page.locator("article").inner_text()
    assert len(text) > {"not-there": 100, "claim": 800, "doctor": 800, "faq": 800, "sources": 800}.get(kind, 400)
    controls = "form.x-filter, .x-chooser, .x-share, .x-sheet__print"
    assert not [it for it in page.locator(controls).all() if it.is_visible()]
    if kind == "claim":
        assert page.locator("#cite-line").is_visible()
        assert [finding for _, _, finding in FULLEST.findings() if finding.finding[:40] not in text] == []
    if kind == "doctor":
        numbers = page.locator(".x-callnow .x-tel")
        assert numbers.count() >= 8
        assert all(number.is_visible() for number in numbers.all())
        page.locator("details.x-country summary").first.press("Enter")
        assert page.locator("details.x-country .x-line").first.is_visible()


# On paper


def test_a_typical_claim_fills_two_sheets_with_all_that_matters(show: Callable[..., Page]) -> None:
    page = show(address(claim_page(TYPICAL.id)))
    assert count_sheets(page) <= most_sheets(TYPICAL)
    page.emulate_media(media="print")
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    text = page.locator("body").inner_text()
    assert LIBRARY.data is not None
    for _, _, finding in TYPICAL.findings():
        assert finding.finding in text
        if finding.where:
            assert finding.where in text
    assert LIBRARY.data.site.emergency in text
    assert LIBRARY.data.site.review_note in text
    assert page.locator(".x-short").is_visible()
    for name in ("for", "against", "unknown", "certainty", "sources"):
        assert page.locator(f"#{name}").is_visible(), name
    assert page.locator(".x-references li").count() == len(page.locator(".x-references li:visible").all())
    for control in (".md-tabs", ".x-share", ".x-jump", ".md-search", ".md-top"):
        assert not page.locator(control).first.is_visible(), control
    page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("details.x-where[open]").count() == 0


def test_the_list_for_the_doctor_is_one_sheet_with_the_emergency_line(show: Callable[..., Page]) -> None:
    page = show(KINDS["doctor"])
    assert count_sheets(page) == 1
    page.emulate_media(media="print")
    assert LIBRARY.data is not None
    assert LIBRARY.data.site.emergency in page.locator(".x-sheet__foot").inner_text()
    for note in LIBRARY.data.care.tell_the_doctor:
        assert note.text in page.locator(".x-sheet").inner_text()
    assert not page.locator(".x-cards").first.is_visible()


def test_each_task_fills_at_most_both_sides_of_a_sheet_with_all_its_text_and_sources(show: Callable[..., Page]) -> None:
    assert LIBRARY.data is not None
    assert LIBRARY.data.tasks
    for task in LIBRARY.data.tasks:
        page = show(address(task.page))
        assert count_sheets(page) <= 2, task.page
        page.emulate_media(media="print")
        text = page.locator("body").inner_text()
        assert LIBRARY.data.site.emergency in text
        assert LIBRARY.data.site.review_note in text
        for part in ("article > :is(p:not(.x-take), ul, ol, h1, h2)", ".x-references li", ".x-crisis li"):
            parts = page.locator(part)
            assert parts.count() == len(page.locator(f"{part}:visible").all()), (task.page, part)


def test_the_leaflet_of_each_topic_is_one_sheet_with_what_matters_most(show: Callable[..., Page]) -> None:
    assert LIBRARY.data is not None
    for topic in LIBRARY.data.topics:
        page = show(address(topic.page))
        page.evaluate("() => { window.print = () => window.dispatchEvent(new Event('beforeprint')); }")
        page.locator("[data-print=leaflet]").press("Enter")
        page.emulate_media(media="print")
        text = page.locator("body").inner_text()
        for needed in (LIBRARY.data.site.emergency, LIBRARY.data.site.review_note):
            assert needed in text
        assert page.locator("article > h2:visible").count() == 2
        assert page.locator(".x-claimlist li:visible").count() >= 5
        assert count_sheets(page) == 1, topic.page
        assert page.evaluate("() => document.documentElement.className.includes('x-leaflet')") is False


# By ear

VOICES = """(local) => {
  window.said = [];
  const speech = {getVoices: () => [{lang: "en-GB", localService: local}, {lang: "xx-XX", localService: true}],
                  speak: (piece) => window.said.push(piece.text), cancel: () => { window.said = []; }};
  Object.defineProperty(window, "speechSynthesis", {value: speech});
  window.SpeechSynthesisUtterance = function (text) { this.text = text; this.addEventListener = () => {}; };
}"""


@pytest.mark.parametrize("local", [True, False], ids=["a voice of the device", "a voice from elsewhere"])
def test_a_page_is_read_aloud_by_voices_of_the_device_alone(
    page_context: Callable[..., BrowserContext], home: str, local: bool
) -> None:
    page = page_context().new_page()
    page.add_init_script(f"({VOICES})({str(local).lower()})")
    page.goto(home + KINDS["claim"])
    button = page.locator("[data-listen]")
    assert button.is_visible() is local
    if not local:
        return
    button.press("Enter")
    said = page.evaluate("() => window.said")
    assert said[0] == FULLEST.question
    told = " ".join(said)
    assert told.index(FULLEST.claim) < told.index(FULLEST.verdict.label), "the claim is heard before its verdict"
    assert all(finding.finding.split("[")[0].strip()[:40] in told for _, _, finding in FULLEST.findings())
    button.press("Enter")
    assert page.evaluate("() => window.said") == []


# Layout


MOVING = """() => [...document.querySelectorAll("*")].flatMap((e) => [e, "::before", "::after"].map((part) =>
  getComputedStyle(e, part === e ? null : part)))
  .filter((s) => s.transitionDuration.split(", ").some((t) => parseFloat(t) > 0)
                 || s.animationName !== "none" || s.scrollBehavior === "smooth").length"""


@pytest.mark.parametrize("kind", list(KINDS))
def test_all_ends_at_the_edge_of_a_column_and_the_margin_is_used(show: Callable[..., Page], kind: str) -> None:
    """And on the main kinds nothing moves where the reader wants no motion."""
    page = show(KINDS[kind])
    if kind in {"home", "claim", "all-claims", "doctor", "faq"}:
        assert page.evaluate(MOVING) == 0
        page.locator("body").press("End")
        assert page.evaluate("() => document.getAnimations().length") == 0
        page.locator("body").press("Home")
    columns = 1 + page.locator(".x-wide").count()
    for width in (1024, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        edges = page.evaluate(
            """() => [...document.querySelectorAll("article > :is(p, ul, ol, dl, figure, details, div:not(.x-search))")]
              .filter((it) => it.checkVisibility() && it.offsetWidth && getComputedStyle(it).clipPath === "none")
              .map((it) => Math.round(it.getBoundingClientRect().right))"""
        )
        assert 0 < len(set(edges)) <= columns, (width, set(edges))
    heads = "() => [...document.querySelectorAll('thead th')].map((it) => getComputedStyle(it).fontWeight)"
    assert set(page.evaluate(heads)) <= {"700"}
    if columns == 2:
        return
    assert page.locator(".x-margin:visible").bounding_box()["x"] > edges[0]  # type: ignore[index]
    page.set_viewport_size({"width": 360, "height": 800})
    contents = page.locator(".x-contents > summary")
    assert contents.bounding_box()["y"] < 420  # type: ignore[index]
    contents.press("Enter")
    assert page.locator(".x-contents a").first.is_visible()


# As the reader's system asks


@pytest.mark.parametrize("kind", ["home", "claim", "evidence-map", "doctor", "article"])
def test_marks_and_cards_are_told_apart_in_forced_colours(show: Callable[..., Page], kind: str) -> None:
    page = show(KINDS[kind], forced_colors="active")
    assert too_wide(page) == []
    same = page.evaluate(
        """() => {
          const paper = getComputedStyle(document.body).backgroundColor;
          return [...document.querySelectorAll("article :is(a, p, li, h1, h2, .x-icon, .x-dots, .x-bar i, .x-map a)")]
            .filter((e) => e.checkVisibility())
            .filter((e) => {
              const s = getComputedStyle(e);
              return e.matches("i") ? s.backgroundColor === paper && s.borderStyle === "none" : s.color === paper;
            })
            .map((e) => `${e.tagName} ${e.className.baseVal ?? e.className}`);
        }"""
    )
    assert same == []
    if kind == "doctor":
        line = "(e) => getComputedStyle(e).borderBottomStyle"
        assert page.evaluate(line, page.locator(".x-card__heading").first.element_handle()) == "solid"
