"""Where a page speaks of suicide: which texts do, which numbers stand there, and in what order."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from builders import CARE, CLAIM_ID, GLOSSARY, HELPLINES, SITE, TODAY, library_of, make_claim, write_site
from builders_more import CRISIS_LINE
from explainer.addressing import Addressing, Face
from explainer.model.crisis import crisis_lines, crisis_words
from explainer.pages.page_context import PageContext
from explainer.pages.plan import PageKind, plan_pages
from explainer.pages.prose import expand
from explainer.pages.render import Renderer
from explainer.pages.site_view import SiteView
from site_builders import build, write_project

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

FRAMES = False

TWO = (
    HELPLINES.replace("      - name: Poison line\n", f"{CRISIS_LINE}      - name: Poison line\n")
    + """\
  - id: se
    name: Sweden
    regions: [se, ax]
    emergency: "112"
    lines:
      - name: Somebody to talk to
        serves: [crisis]
        url: https://health.example.org/chat
        purpose: Talk about anything.
        sources: [{name: Health Service}]
        checked: 2026-06-01
"""
)
"""Helplines of one country with a crisis line and of one whose crisis line cannot be dialled."""

THREE = TWO + TWO[TWO.index('  - id: "no"') : TWO.index("  - id: se")].replace('"no"', "fo").replace("Norway", "Faroes")

FOUR = THREE + TWO[TWO.index("  - id: se") :].replace("id: se", "id: dk").replace("Sweden", "Denmark").replace(
    "regions: [se, ax]", "regions: [dk]"
)
"""The same with a second country of which no crisis line can be dialled: more than a list shows in any case."""

MANY = FOUR + "".join(
    THREE[THREE.index("  - id: fo") :].replace("id: fo", f"id: x{n}").replace("Faroes", f"Land {n}") for n in range(2)
)
"""The same with two countries more that have a crisis line: four in all."""

CARDS = CARE.replace("has a swelling throat after the tea", "has suicidal thoughts").replace(
    "Ask before you stop a medicine.", "If you think about suicide, ring a crisis line."
)


def rendered(root: Path, face: Face, name: str = "docs/extra.md", **content: str) -> str:
    """Return the body of a page of a small site with helplines: prose with its directives in place, or a claim."""
    view = view_of(root, **content)
    renderer = Renderer(view, Addressing(face))
    for planned in plan_pages(view):
        if planned.name == name:
            return renderer.body(planned)[0]
    page = next(page for page in view.library.prose if page.path == name)
    return expand(page.text, PageContext(view, page.name, Addressing(face)), renderer)[0]


def view_of(root: Path, helplines: str = TWO, claims: dict[str, str] | None = None, **content: str) -> SiteView:
    write_site(root, claims=claims, **{"docs/data/helplines.yml": helplines, **content})
    return SiteView(library_of(root), TODAY)


def numbers(text: str) -> list[str]:
    """Return the numbers that a text dials, in order."""
    return re.findall(r'(?:href="|\]\()tel:(\+?\d+)', text)


OWN = ["116123", "112"]
"""What a page that speaks of suicide dials: the crisis line, and emergency services where there is none."""


# Words


def test_words_are_found_as_they_begin() -> None:
    found = ["suicide", "Suicidal thoughts", "She ended her life.", "end  her\nlife", "SUICIDE"]
    others = ["the end of life", "insecticide", "her life ended", "a weekend her life changed", ""]
    assert [text for text in (*found, *others) if crisis_words(("suicid", "end her life")).search(text)] == found
    assert not crisis_words(()).search("suicide")


# Numbers


def test_crisis_lines_come_first_and_a_country_without_one_has_its_emergency_number(tmp_path: Path) -> None:
    found = crisis_lines(view_of(tmp_path).data.helplines)
    assert [(line.country, line.regions, line.name, line.tel, line.is_emergency) for line in found] == [
        ("no", ("no",), "Crisis line", "116123", False),
        ("se", ("se", "ax"), "", "112", True),
    ]
    alone = view_of(tmp_path / "alone", helplines=HELPLINES).data.helplines
    assert crisis_lines(alone) == (), "emergency numbers alone are no crisis lines"


# Pages


@pytest.mark.parametrize("face", list(Face))
def test_the_directive_shows_the_numbers_with_whom_they_reach(tmp_path: Path, face: Face) -> None:
    text = rendered(tmp_path, face, **{"docs/extra.md": "# Extra\n\nOn suicide.\n\n<!-- explainer:crisis-lines -->\n"})
    assert numbers(text) == OWN
    for word in ("Norway", "Crisis line", "116 123", "At any hour", "Sweden", "Emergency services"):
        assert word in text
    assert "call now" in text


def test_emergency_services_are_called_in_the_words_of_the_site(tmp_path: Path) -> None:
    own = {"docs/data/texts.yml": "texts:\n  crisis:\n    emergency_services: Notruf\n"}
    page = {"docs/extra.md": "# Extra\n\nOn suicide.\n\n<!-- explainer:crisis-lines -->\n"}
    text = rendered(tmp_path, Face.SITE, **page, **own)
    assert "Sweden: Notruf" in text
    assert "Emergency services" not in text


FIELDS = {
    "finding": {"evidence__unknown__0__finding": "Nobody has studied suicide."},
    "quotation": {"appearances__0__words": "it drove her to suicide"},
    "note": {"changes__0__note": "Took out a story of suicide."},
    "sign": {"see_a_doctor": ["swollen-throat"]},
}


@pytest.mark.parametrize("face", list(Face))
@pytest.mark.parametrize("field", FIELDS)
def test_a_claim_that_speaks_of_it_in_any_field_shows_the_numbers_above_see_a_doctor(
    tmp_path: Path, face: Face, field: str
) -> None:
    made = {f"sleep/{CLAIM_ID}": make_claim(**FIELDS[field])}
    text = rendered(tmp_path, face, f"claims/{CLAIM_ID}.md", claims=made, **{"docs/data/care.yml": CARDS})
    assert numbers(text) == OWN
    before, _, after = text.partition('id="doctor"' if face is Face.SITE else "## See a doctor")
    assert not numbers(before)
    assert after.find("tel:112") < after.find("has suicidal thoughts" if field == "sign" else "badly for weeks")


@pytest.mark.parametrize("face", list(Face))
def test_other_claims_show_no_numbers(tmp_path: Path, face: Face) -> None:
    assert numbers(rendered(tmp_path, face, f"claims/{CLAIM_ID}.md")) == []


@pytest.mark.parametrize("face", list(Face))
def test_a_care_card_shows_them_once_below_its_signs_and_what_to_do(tmp_path: Path, face: Face) -> None:
    page = {"docs/extra.md": "# Extra\n\n<!-- explainer:care-cards -->\n"}
    text = rendered(tmp_path, face, **page, **{"docs/data/care.yml": CARDS})
    above, text = text.split("Do not wait", 1)
    assert numbers(above) == ["112", "113"], "the emergency numbers, above the signs"
    assert numbers(text) == [*OWN, "113", "112", *OWN], "between them the emergency numbers, below the signs"
    sign, after = text.find("has suicidal thoughts"), text.find("ring a crisis line")
    assert sign < text.find("Stay with the person") < text.find("call now") < text.find("tel:116123")
    assert after < text.rfind("tel:116123")
    assert text[sign:].find("tel:116123") < 600
    assert text[after:].find("tel:116123") < 400


@pytest.mark.parametrize("face", list(Face))
def test_the_glossary_and_the_list_of_answers_show_them_in_the_entry(tmp_path: Path, face: Face) -> None:
    page = {"docs/extra.md": "# Extra\n\n<!-- explainer:glossary -->\n\n<!-- explainer:faq -->\n"}
    terms = GLOSSARY.replace("asks people once", "asks people about suicide")
    made = {
        "sleep/one": make_claim(question="When is one so?"),
        "sleep/two": make_claim(question="When is two so?", short_answer="Suicide was not studied."),
        "sleep/three": make_claim(question="When is zero so?", topic="sleep"),
    }
    text = rendered(tmp_path, face, claims=made, **page, **{"docs/data/glossary.yml": terms})
    assert numbers(text) == OWN * 2
    entry = text[text.find("about suicide") :]
    assert entry.find("tel:116123") < 500
    answer = text[text.find("Suicide was not") :]
    assert answer.find("tel:116123") < answer.find("When is zero so?")


@pytest.mark.parametrize("face", list(Face))
@pytest.mark.parametrize("directive", ["changes", "history", "corrections", "withdrawn", "claims"])
def test_a_history_has_them_in_its_entry_and_claims_above(tmp_path: Path, face: Face, directive: str) -> None:
    own: dict[str, Any] = {"withdrawn": {"date": "2026-06-01", "reason": "So."}} if directive == "withdrawn" else {}
    own |= {"changes__0__correction": True}
    made = {f"sleep/{n}": make_claim(question=f"Is {n} so?", **own) for n in ("one", "suicide", "zero")}
    text = rendered(tmp_path, face, claims=made, **{"docs/extra.md": f"<!-- explainer:{directive} -->\n"})
    parts = re.split(r"Is (?:one|suicide|zero) so\?", text)
    assert [numbers(part) for part in parts] == ([OWN, [], [], []] if directive == "claims" else [[], [], OWN, []])


@pytest.mark.parametrize("face", list(Face))
@pytest.mark.parametrize("directive", ["history", "claims"])
def test_each_further_part_of_a_long_list_shows_them_too(tmp_path: Path, face: Face, directive: str) -> None:
    made = {f"sleep/claim-{n}": make_claim(question=f"When is suicide number {n} so?") for n in range(3)}
    site = {"docs/data/site.yml": f"{SITE}entries_per_page: 1\n", "docs/extra.md": f"<!-- explainer:{directive} -->\n"}
    view = view_of(tmp_path, claims=made, **site)
    parts = [page for page in plan_pages(view) if page.kind is PageKind.PART and page.parent == "extra.md"]
    assert len(parts) == 2
    for planned in parts:
        assert numbers(Renderer(view, Addressing(face)).body(planned)[0]) == OWN


@pytest.mark.parametrize("face", list(Face))
def test_titles_of_works_call_for_no_numbers(tmp_path: Path, face: Face) -> None:
    page = {"docs/extra.md": "# Extra\n\n<!-- explainer:sources -->\n"}
    bib = "@misc{line2020, title = {A line for suicide}, design = {record}}\n"
    view = view_of(tmp_path, **page, bib=bib)
    text = Renderer(view, Addressing(face)).directive("sources", {}, PageContext(view, "extra.md", Addressing(face)))
    assert "A line for suicide" in text
    assert numbers(text) == []


# In a browser


PAGE = """\
# Help

[On suicide](#on-suicide)

<!-- explainer:care-cards -->

<!-- explainer:helplines -->

## On suicide

<!-- explainer:crisis-lines -->
"""


@pytest.fixture(scope="module")
def small_sites(tmp_path_factory: pytest.TempPathFactory, served: Callable[[Path], str]) -> Callable[[str], str]:
    """A function that returns the address of a small site with these helplines, which speaks of it on three places."""

    @functools.cache
    def built(helplines: str) -> str:
        files = {
            "docs/when-to-see-a-doctor.md": PAGE,
            "docs/data/care.yml": CARDS,
            "docs/data/helplines.yml": helplines,
        }
        return served(build(write_project(tmp_path_factory.mktemp("crisis"), **files)))

    return built


@pytest.fixture
def show(page_context: Callable[..., BrowserContext], small_sites: Callable[[str], str]) -> Callable[..., Page]:
    """A function that opens that page, with options for the browser's context."""

    def go(helplines: str = THREE, at: str = "", languages: Sequence[str] = (), **options: object) -> Page:
        page = page_context(viewport={"width": 390, "height": 800}, **options).new_page()
        if languages:
            page.add_init_script(f"Object.defineProperty(navigator, 'languages', {{get: () => {[*languages]}}});")
        page.goto(f"{small_sites(helplines)}when-to-see-a-doctor/{at}")
        return page

    return go


BOX = ".x-crisisbox [data-crisis] > li"


def order(page: Page, lines: str = BOX) -> list[str]:
    found: list[str] = page.locator(lines).evaluate_all("lines => lines.map(line => line.dataset.of)")
    return found


@pytest.mark.browser
def test_the_chosen_country_stands_first_everywhere_and_its_line_dials(show: Callable[..., Page]) -> None:
    page = show(locale="en")
    first = order(page)
    assert first == ["no", "fo", "se"]
    chosen = "se"
    page.locator("#country-top").select_option(chosen)
    assert order(page) == ["se", "no", "fo"]
    assert page.locator("[data-crisis]").count() == 3
    assert page.locator("[data-crisis] > li:visible").count() == 3, "no other country stands in the way"
    for number in range(3):
        line = page.locator("[data-crisis]").nth(number).locator("> li").first
        assert line.get_attribute("data-of") == chosen
        assert re.fullmatch(r"tel:\+?\d+", line.locator("a").get_attribute("href") or "")
        assert line.locator("a").is_visible()
        assert (line.locator("a").bounding_box() or {})["height"] >= 44
    page.reload()
    assert order(page)[0] == chosen, "remembered"
    page.locator(".x-crisisbox").get_by_role("button", name="Other countries").press("Enter")
    assert page.locator(f"{BOX}:visible").count() == 3
    assert page.evaluate("document.activeElement.closest('[data-of]').dataset.of") == "no"
    page.locator("#country-top").select_option("")
    assert order(page) == first
    assert page.locator("[data-crisis] > li:visible").count() == 9
    assert page.get_by_role("button", name="Other countries").count() == 0


@pytest.mark.browser
def test_without_a_choice_the_region_of_the_language_stands_first(show: Callable[..., Page]) -> None:
    page = show(locale="sv-AX")
    assert order(page) == ["se", "no", "fo"], "one of the regions of Sweden here"
    assert page.locator("[data-crisis] > li:visible").count() == 3
    page.locator(".x-crisisbox").get_by_role("button", name="Other countries").press("Enter")
    assert page.locator(f"{BOX}:visible").count() == 3, "the region is only a guess"
    assert order(show(locale="fo-FO")) == ["fo", "no", "se"]
    assert order(show(languages=["fo", "fo-FO", "sv-SE"])) == ["fo", "no", "se"], "the region of the first language"
    assert order(show(languages=["fo", "sv-SE"])) == ["no", "fo", "se"], "the region of another language says nothing"
    assert order(show(locale="de-DE")) == ["no", "fo", "se"], "a place without a number here"


@pytest.mark.browser
def test_the_guess_stands_first_wherever_all_countries_stand_and_the_choice_says_so(show: Callable[..., Page]) -> None:
    page = show(locale="sv-SE")
    choices = page.locator("[data-country-choice]")
    assert choices.count() == 2
    for choice in choices.all():
        assert choice.locator("option:checked").inner_text() == "All countries, Sweden first"
    for parts in (".x-callnow [data-country]", "details[data-country]"):
        found = page.locator(f"{parts}:visible").evaluate_all("(parts) => parts.map((part) => part.dataset.country)")
        assert found == ["se", "no", "fo"], "a guess hides nobody"
    assert not page.locator("[data-own-number] a").count(), "a guess is no choice"
    assert show(locale="de-DE").locator("#country-top option:checked").inner_text() == "All countries"


def shown(page: Page) -> list[int]:
    """Return how many lines each list shows."""
    lists = page.locator("[data-crisis]")
    return [lists.nth(number).locator("> li:visible").count() for number in range(lists.count())]


@pytest.mark.browser
@pytest.mark.parametrize("locale", ["ja-JP", "de"])
def test_where_no_country_is_known_one_list_stands_and_the_others_unfold(
    show: Callable[..., Page], locale: str
) -> None:
    page = show(FOUR, locale=locale)
    assert shown(page) == [2, 0, 0], "crisis lines stand in the first"
    others = page.get_by_role("button", name="Other countries")
    folded = page.get_by_role("button", name="Numbers by country")
    assert (others.count(), folded.count()) == (1, 2)
    assert all((button.bounding_box() or {})["height"] >= 44 for button in [*others.all(), *folded.all()])
    folded.last.press("Enter")
    assert shown(page) == [2, 0, 4]
    assert page.evaluate("document.activeElement === document.querySelector('.x-crisisbox [data-crisis] a')")
    others.press("Enter")
    assert shown(page) == [4, 0, 4]
    assert page.evaluate("document.activeElement.closest('[data-of]').dataset.of") == "se"

    page.locator("#country-top").select_option("dk")
    assert shown(page) == [1, 1, 1]
    page.locator("#country-top").select_option("")
    assert shown(page) == [2, 0, 0]
    page.emulate_media(media="print")
    hidden = page.locator("[data-crisis] > li").evaluate_all(
        "(lines) => lines.filter((line) => getComputedStyle(line).display === 'none').length"
    )
    assert hidden == 0, "on paper all stand"


@pytest.mark.browser
def test_of_many_crisis_lines_the_first_three_stand(show: Callable[..., Page]) -> None:
    page = show(MANY, locale="ja-JP")
    assert shown(page) == [3, 0, 0]
    page.get_by_role("button", name="Other countries").press("Enter")
    assert shown(page) == [6, 0, 0]


@pytest.mark.browser
def test_the_list_that_a_link_leads_to_is_the_one_that_stands(show: Callable[..., Page]) -> None:
    page = show(FOUR, at="#on-suicide", locale="ja-JP")
    assert shown(page) == [0, 0, 2]
    page = show(FOUR, locale="ja-JP")
    page.get_by_role("link", name="On suicide", exact=True).first.press("Enter")
    page.wait_for_function("() => !document.querySelector('.x-crisisbox [data-crisis] > li').hidden", polling=50)
    assert shown(page)[0] == 2, "what stood stays"


@pytest.mark.browser
def test_without_javascript_all_numbers_are_shown(show: Callable[..., Page]) -> None:
    page = show(java_script_enabled=False)
    lines = page.locator("[data-crisis] a[href^='tel:']")
    assert lines.count() == 9
    assert all(line.is_visible() for line in lines.all())
