"""The search of the real site in a real browser: what readers type, what must come first, and how it is shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from builders import REPOSITORY
from explainer.loading.library import load_library
from searching import ask, search_page

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

pytestmark = pytest.mark.browser

CARE = "when-to-see-a-doctor"

# What readers type -> of what one must be among the first three results; a name without a folder is a claim's id.
QUESTIONS: dict[str, tuple[str, ...]] = {
    # Dependence, in the words of those who look for help
    "addicted": ("everyone-becomes-addicted",),
    "is kratom addictive": ("not-addictive-like-opioids",),
    "hooked": ("everyone-becomes-addicted",),
    "come off kratom": ("how-dependence-is-treated",),
    "how do I quit": ("how-dependence-is-treated",),
    "taper": ("how-dependence-is-treated",),
    "withdrawals": ("what-withdrawal-is-like",),
    "how long does withdrawal last": ("how-long-withdrawal-lasts", "what-withdrawal-is-like"),
    "cold turkey": ("what-withdrawal-is-like",),
    "opioid withdrawal": ("helps-come-off-opioids",),
    "suboxone": ("helps-come-off-opioids",),
    "heroin": ("just-like-heroin",),
    # The heart
    "palpitations": ("changes-heart-rhythm",),
    "heart racing": ("changes-heart-rhythm",),
    "heart attack": ("causes-heart-attacks",),
    "high blood pressure": ("raises-blood-pressure",),
    "chest pain": (f"/{CARE}",),
    # Harm
    "die": ("kratom-alone-often-kills",),
    "can you die from kratom?": ("kratom-alone-often-kills",),
    "overdose": (f"/{CARE}",),
    "narcan": ("naloxone-works",),
    "liver": ("destroys-the-liver",),
    "fits": ("causes-seizures",),
    "side effects": ("no-side-effects",),
    "suicidal": (f"/{CARE}",),
    "my child ate some": ("child-swallows-some",),
    # Living with it
    "is it safe in pregnancy": ("safe-in-pregnancy",),
    "breast milk": ("safe-when-breastfeeding",),
    "mixing with alcohol": ("with-alcohol",),
    "can I drink beer": ("with-alcohol",),
    "xanax": ("with-antidepressants-or-sleeping-pills",),
    "drug test": ("shows-on-drug-test",),
    "how long does it stay in your system": ("how-long-in-the-body",),
    "surgery": ("tell-the-surgeon",),
    "can I drive": ("safe-to-drive",),
    "how much is safe": ("is-there-a-safe-amount",),
    # What it is, and for what
    "7-oh": ("is-7-oh-the-same",),
    "7oh": ("is-7-oh-the-same",),
    "maeng da": ("strains-and-colours",),
    "painkiller": ("replaces-painkillers",),
    "back pain": ("chronic-pain-relief",),
    "depression": ("helps-anxiety-low-mood",),
    "does it help with pain?": ("chronic-pain-relief",),
    # The law
    "legal": ("legal-in-the-us", "legal-in-southeast-asia"),
    "is kratom legal in the uk": ("legal-in-the-uk-and-eu",),
    "banned": ("illegal-everywhere",),
    # Misspelt
    "kratum": ("/what-is-kratom",),
    "kratum liver": ("destroys-the-liver",),
    "withdrawl": ("what-withdrawal-is-like",),
    "opiods": ("what-else-helps-pain", "helps-come-off-opioids", "opioid-receptors"),
    # Who wrote it
    "Garcia-Romeu": ("/sources",),
}


@pytest.fixture(scope="module")
def searching(browser: Any, home: str) -> Any:
    """A page of the real site with its search ready."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    yield search_page(context, home)
    context.close()


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_readers_ask_for_is_among_the_first_three(searching: Page, question: str) -> None:
    found = ask(searching, question)
    wanted = {f"{name}/" if name.startswith("/") else f"/claims/{name}/" for name in QUESTIONS[question]}
    assert wanted & set(found[:3]), found[:6]
    own = [number for number, path in enumerate(found) if re.match(r"/(sources|rules)/.", path)]
    assert own == [], "a source or a rule has taken an answer's place"


def test_every_claim_among_the_results_shows_its_verdict(searching: Page) -> None:
    ask(searching, "pain")
    library, _ = load_library(REPOSITORY)
    shown = searching.locator(".md-search-result__item > a:first-child").evaluate_all(
        """(all) => all.map((link) => {
          const line = link.querySelector(".x-found");
          const mark = line && getComputedStyle(line.firstElementChild, "::before");
          return [new URL(link.href).pathname, link.querySelector("h1 + *") === line,
                  line && line.textContent.trim(), mark && mark.maskImage.startsWith("url") && mark.display];
        })"""
    )
    claims = {path.split("/")[2]: rest for path, *rest in shown if path.startswith("/claims/") and path != "/claims/"}
    assert len(claims) > 5
    for name, (below_the_question, words, mark) in claims.items():
        claim = library.claims[name]
        assert words == f"{claim.verdict.label} {claim.basis.label}", name
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
    assert re.search(r"\d+", page.get_by_role("status").first.inner_text())
    options = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}}
    result = Axe().run(page, context=".md-search", options=options)
    broken = [
        f"{v['id']}: {n['target']} {n['failureSummary']}" for v in result.response["violations"] for n in v["nodes"]
    ]
    assert broken == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth")
