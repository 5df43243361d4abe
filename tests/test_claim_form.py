"""The form for a claim in a browser: what it asks, what it tells, and that its file is one that the check accepts."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from browsers import Witness, too_wide
from builders import CLAIM_ID, TODAY, library_of, problems_of, write_plain_site, write_site
from explainer.checks.amounts import PATTERNS, amounts, schedules, tapers
from explainer.checks.runner import run_checks
from explainer.loading.form_words import CLAIM_SECTIONS, MADE_BY_THE_FORM, NOT_FOR_A_NEW_CLAIM
from explainer.loading.library import load_library
from explainer.loading.page_texts import wording_of
from explainer.model import vocabulary
from explainer.model.claim import Claim
from explainer.pages.site_view import SiteView
from explainer.publish.page_scripts import form_data, javascript
from site_builders import build, read_pages, write_config, write_project
from test_rules import BROKEN, KEPT

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

OPEN = Callable[..., "BrowserContext"]
REPO = "https://git.example.org/a/b"
LABELS = wording_of(None).group("forms.label")
FORM_PAGE = "# Add a claim\n\n<!-- explainer:claim-form -->\n"
GUIDE = "# Guide\n\n<!-- explainer:fields -->\n"
DIRECTIVES = {"docs/add-a-claim.md": FORM_PAGE, "docs/guide.md": GUIDE}


@pytest.fixture(scope="session")
def form_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small site with the form, and with the address of a repository."""
    root = write_project(tmp_path_factory.mktemp("form"), settings={"repo_url": REPO}, **DIRECTIVES)
    build(root)
    return root


@pytest.fixture
def form(page_context: OPEN, form_site: Path, served: Callable[[Path], str]) -> Page:
    """The page of the form, opened; the browser's day is the one on which tests check."""
    page = page_context(viewport={"width": 1280, "height": 800}, locale="en-GB").new_page()
    page.clock.set_fixed_time(f"{TODAY.isoformat()}T12:00:00")
    page.goto(f"{served(form_site / 'site')}add-a-claim/")
    return page


# What it asks by


def test_every_field_of_a_claim_is_asked_or_left_out_for_a_reason() -> None:
    asked = [name for names in CLAIM_SECTIONS.values() for name in names]
    known = {info.alias or name for name, info in Claim.model_fields.items()} - {"id"}
    assert sorted([*asked, *MADE_BY_THE_FORM, *NOT_FOR_A_NEW_CLAIM]) == sorted(known)


def test_the_form_asks_by_the_models_and_the_data(tmp_path: Path) -> None:
    library = library_of(write_site(tmp_path))
    told = form_data(SiteView(library, TODAY))
    assert [value for value, _, _ in told["values"]["Design"]] == list(vocabulary.Design)
    assert [sign for _, signs in told["signs"] for sign, _ in signs] == [sign.id for sign in library.data.care.signs]  # type: ignore[union-attr]
    assert {work[0] for work in told["works"]} == set(library.references)
    assert [name for name, _, _ in told["topics"]] == ["sleep", "safety"]
    assert told["schema"]["properties"]["question"]["description"]
    assert set(told["kinds"]) == {"certainty", "base", "cases", "established", "advised_by", "differs"}


@pytest.mark.parametrize("pattern", ["(?i)a", r"a\Z", "(?P<a>b)(?P=a)", "a++"])
def test_a_pattern_that_browsers_lack_is_refused(pattern: str) -> None:
    import re

    compiled = re.compile(pattern) if pattern != "a++" else type("Fake", (), {"pattern": pattern, "flags": 0})()
    with pytest.raises(ValueError, match="unknown to browsers"):
        javascript(compiled)  # type: ignore[arg-type]


def test_without_scripts_the_page_says_so_and_leads_to_the_guide(form_site: Path) -> None:
    page = read_pages(form_site / "site")["add-a-claim/index.html"]
    assert "The form needs JavaScript." in page.text
    assert "../guide/" in page.main_links
    for name, other in read_pages(form_site / "site").items():
        assert ("assets/claim-form.js" in other.source) is (name == "add-a-claim/index.html"), name


# What it writes


TYPED = (
    "plain words", "a: b", "a #b", "- a", "? a", "'a'", '"a"', "a\\nb", "{a: b}", "[a]", "*a", "&a", "!a", "%a", "@a",
    "`a`", "|", ">", "> a", "no", "Yes", "null", "~", "true", "on", "1", "1.5", "0x1f", "1e3", "2026-11-22", "12:30:45",
    "a, b", "a:", ":", "#", "--- a", "...", "søvn é", "\U0001f37a tea", "line\none", "tab\there", "a  b", " a ",
    "\u00a0a\u2028b\u0085c", "\ufeffa", "a\u200bb", "\x7f\x80\x9f", "=", "<<", "<< a", "a" * 200, "it's", "100% sure",
    "a long text: with a colon, a # sign and \"quotes\" that goes on and on until it is folded into several lines of a "
    "file, - with a dash, and ends so: ", "x " * 120,
)  # fmt: skip


def strings() -> list[str]:
    """Return texts that people type or paste, and texts put together at random of what YAML reads as more."""
    drawn = random.Random(26)  # noqa: S311 -- the same texts each time
    signs = [*"abc XYZ 019 :#-?,[]{}&*!|>'\"%@`~\\/.=<\n\t\u00e9\u2028\U0001f642\x85", ": ", " #", "- "]
    return [*TYPED, *("".join(drawn.choices(signs, k=drawn.randint(1, 140))) for _ in range(400))]


@pytest.mark.browser
def test_every_text_reads_back_as_it_was_typed(form: Page) -> None:
    """Against PyYAML in the reader of claim files, many at once: as a value, in a list, as a key, deep inside."""
    texts = [" ".join(text.split()) for text in strings()]
    texts = [text for text in texts if text]
    values = [
        {"question": text, "list": [text, "b"], "checked": text, "figures": {text: text, "checked": "2026-11-22"},
         "evidence": {"for": [{"finding": text, "cite": ["a"], "where": text}, {"finding": "b"}]}}
        for text in texts
    ]  # fmt: skip
    written = form.evaluate("(values) => values.map((one) => claimForm.yaml(one))", values)
    assert len(written) > 400
    for value, text in zip(values, written, strict=True):
        read = yaml.safe_load(text)
        if isinstance(read["checked"], date):
            read["checked"] = read["checked"].isoformat()
        assert read == value, text


@pytest.mark.browser
def test_what_reads_like_a_dose_is_told_as_the_check_tells_it(form: Page) -> None:
    texts = [text for code in ("D01", "D02", "D03") for case in (*BROKEN[code], *KEPT[code]) for text in _texts(case)]
    texts += [
        "In July 2026 leaves were sold.",
        "three and a half glasses a day",
        "They were measured twice a day.",
        "ten leaves a day",
    ]
    found = form.evaluate(
        "(texts) => texts.map((one) => claimForm.doses(one).map(([kind, words]) => [kind, words]))", texts
    )
    told = [
        [
            [kind, match.group()]
            for kind, find in (("amount", amounts), ("schedule", schedules), ("taper", tapers))
            for match in find(text)
        ]
        for text in texts
    ]
    assert sum(map(len, told)) > 20
    differing = {
        text: (mine, theirs)
        for text, mine, theirs in zip(texts, told, found, strict=True)
        if bool(mine) != bool(theirs)
    }
    assert differing == {}
    assert set(PATTERNS) >= {"amount", "schedule", "taper"}


def _texts(case: Any) -> list[str]:
    """Return the texts of a case of the rules' tests: the lines of its claim."""
    return [
        line.strip()
        for text in (case.content.get("claims") or {}).values()
        for line in str(text).splitlines()
        if len(line) > 20
    ]


# Filling it in


def fill_in(
    page: Page, topic: str = "Sleep", seller: str = "shop2021", source: str = "jones2019",
    sign: str = "have slept badly for weeks",
) -> None:  # fmt: skip
    """Fill in the form as a newcomer would: by the names of its fields, side by side with the sources."""
    main = page.get_by_role("main")

    def part(name: str) -> Any:
        return main.locator(f"[data-part='{name}']")

    main.get_by_label("Question", exact=True).fill("Does chamomile tea shorten the night?")
    main.get_by_label(LABELS["claim"]).first.fill('Chamomile tea: "it shortens the night" #1')
    main.get_by_label(topic, exact=False).first.check()
    main.get_by_label("Alarming").check()
    main.get_by_role("button", name="Add: Place").click()
    place = main.get_by_role("group", name="Place 1")
    place.get_by_label("Source").fill(seller)
    place.get_by_label("a seller").check()
    place.get_by_label(LABELS["words"]).fill("- it shortens the night: really")

    first = part(LABELS["for"])
    first.get_by_label("Finding", exact=True).fill("In a survey of 80 tea drinkers in Norway, 30 slept less.")
    first.get_by_label("Source 1").fill(source)
    first.get_by_label("Where", exact=True).fill("Table 2")
    printed = first.get_by_label("As the source prints it")
    printed.nth(0).fill("n = 80")
    printed.nth(1).fill("30 (37.5%)")
    second = part(LABELS["against"])
    second.get_by_label("I looked and found nothing").check()
    second.get_by_label("Terms").fill("trials of tea and the length of sleep, in registers")
    part(LABELS["unknown"]).get_by_label("Finding", exact=True).fill("Nobody has studied people who sleep badly.")

    main.get_by_label("An effect").check()
    main.get_by_role("group", name=LABELS["claim_answers"]).get_by_label("Yes").check()
    main.get_by_label("Not shown").check()
    main.get_by_role("group", name=LABELS["start"]).get_by_label("Low certainty").check()
    main.get_by_role("group", name="Imprecision").get_by_label("1 step").check()
    main.get_by_label("Why", exact=True).first.fill("Only one small survey asked people about it.")
    main.get_by_label("Short answer").fill("Nobody knows. The only study asked few people, and no others.")
    main.get_by_label("What it means").fill("A warm cup may be pleasant. Whether it changes the night is not known.")
    main.get_by_label(sign).check()


@pytest.mark.browser
def test_a_claim_made_by_the_form_alone_passes_the_check(form: Page, form_site: Path, tmp_path: Path) -> None:
    fill_in(form)
    assert "Very low certainty" in form.locator(".x-level").inner_text()
    form.get_by_role("button", name="Check, and make the file").click()
    heading = form.get_by_role("heading", name="The file is ready")
    heading.wait_for(state="visible")
    assert form.evaluate("document.activeElement.textContent") == "The file is ready"
    with form.expect_download() as started:
        form.get_by_role("link", name="Download the file").click()
    assert started.value.suggested_filename == "shorten-night.yml"
    root = tmp_path / "copy"
    shutil.copytree(form_site, root, ignore=shutil.ignore_patterns("site"))
    started.value.save_as(root / "claims" / "sleep" / started.value.suggested_filename)
    text = (root / "claims/sleep/shorten-night.yml").read_text(encoding="utf-8")
    library, problems = load_library(root)
    problems += run_checks(library, TODAY)
    assert [problem for problem in problems if problem.severity.value != "advice"] == []
    made = library.claims["shorten-night"]
    assert made.claim == 'Chamomile tea: "it shortens the night" #1'
    assert made.appearances[0].words == "- it shortens the night: really"
    assert made.findings()[0][2].figures == {"80": "n = 80", "30": "30 (37.5%)"}
    assert (made.changes[0].date, made.changes[0].verdict, made.level) == (TODAY, made.verdict, "very-low")
    assert [problem.code for problem in problems if problem.path.endswith("shorten-night.yml")] == []
    opened = form.get_by_role("link", name="Open it in GitHub").get_attribute("href") or ""
    assert opened.startswith(f"{REPO}/new/main/claims/sleep?filename=shorten-night.yml&value=")
    assert parse_qs(urlsplit(opened).query)["value"] == [text]


@pytest.mark.browser
def test_what_is_wrong_stands_on_top_and_at_its_field(form: Page) -> None:
    form.get_by_role("main").get_by_label("Question", exact=True).fill("How well does chamomile tea help people sleep?")
    form.get_by_role("main").get_by_label(LABELS["claim"]).first.fill("Chamomile tea makes you sleep through the night")
    form.get_by_label("Short answer").fill("Take 5 grams of it.")
    form.get_by_label("The name of the file").fill(CLAIM_ID)
    form.get_by_role("button", name="Check, and make the file").click()
    summary = form.locator(".x-summary")
    form.locator(".x-summary:focus").wait_for()
    told = summary.inner_text()
    for words in ("Topic: Choose one.", "5 grams", f"under the name {CLAIM_ID}", "A claim has this name already.",
                  "What nobody knows, Finding 1: Finding: This has to be filled in."):  # fmt: skip
        assert words in told, told
    summary.get_by_role("link", name="5 grams").click()
    field = form.locator("textarea:focus")
    assert field.get_attribute("name") == "short_answer"
    assert field.get_attribute("aria-invalid") == "true"
    error = form.locator(f"#{(field.get_attribute('aria-describedby') or '').split()[-1]}")
    assert "5 grams" in error.inner_text()
    assert not form.get_by_role("link", name="Download the file").is_visible()


@pytest.mark.browser
def test_each_group_is_heard_with_its_side_its_help_and_its_message(form: Page) -> None:
    main = form.get_by_role("main")
    for side in ("for", "against"):
        assert main.get_by_role("group", name=f"{LABELS[side]}: {LABELS['findings']}", exact=True).is_visible()
    assert main.get_by_role("group", name=LABELS["findings"], exact=True).count() == 0
    form.get_by_role("button", name="Check, and make the file").click()
    form.locator(".x-summary:focus").wait_for()
    groups = form.evaluate("""() => [...document.querySelectorAll("form fieldset")].map((group) => {
      const own = [...group.children].filter((it) => it.matches(".x-hint, .x-error:not([hidden])"));
      return [group.querySelector("legend").textContent, own.map((it) => it.id).join(" "),
        group.getAttribute("aria-describedby") || "", own.some((it) => it.matches(".x-error"))];
    })""")
    assert [group for group in groups if group[1] != group[2]] == []
    assert any(message for *_, message in groups)


@pytest.mark.browser
def test_only_the_fields_that_a_kind_needs_are_asked(form: Page) -> None:
    fields = {"certainty": "Certainty", "base": "Who was counted", "cases": "The cases",
              "established": "Where it is written", "advised_by": "Who advises it"}  # fmt: skip
    wanted = {"An effect": {"certainty"}, "How often": {"certainty", "base"}, "Judged by cases": {"cases"},
              "A matter of fact": {"established"}, "Advice": {"advised_by"}}  # fmt: skip
    for kind, names in wanted.items():
        form.get_by_label(kind, exact=False).first.check()
        shown = {name for name, label in fields.items() if form.get_by_text(label, exact=True).first.is_visible()}
        assert shown == names, kind


@pytest.mark.browser
def test_a_long_file_has_a_link_without_its_text_and_says_what_to_do(form: Page) -> None:
    fill_in(form)
    side = form.locator(f"[data-part='{LABELS['unknown']}']")
    for n in range(2, 14):
        side.get_by_role("button", name="Add another: Finding").click()
        side.get_by_label("Finding", exact=True).nth(n - 1).fill("Nobody has studied this question in people. " * 18)
    form.get_by_role("button", name="Check, and make the file").click()
    opened = form.get_by_role("link", name="Open it in GitHub").get_attribute("href") or ""
    assert len(opened) < 200
    assert opened.endswith("?filename=shorten-night.yml")
    assert "too long for a link" in form.locator(".x-result").inner_text()


@pytest.mark.browser
def test_a_draft_is_kept_only_where_the_reader_says_so(form: Page) -> None:
    question = form.get_by_role("main").get_by_label("Question", exact=True)
    kept = "Object.keys(localStorage).filter((name) => name.includes('draft'))"
    question.fill("Does it help?")
    form.clock.run_for(1000)
    assert form.evaluate(kept) == []
    form.get_by_label("Keep a draft").check()
    form.get_by_role("button", name="Add: Place").click()
    form.get_by_label(LABELS["words"]).fill("it helps")
    form.clock.run_for(1000)
    form.reload()
    assert question.input_value() == "Does it help?"
    assert form.get_by_label(LABELS["words"]).input_value() == "it helps"
    form.get_by_label("Keep a draft").uncheck()
    assert form.evaluate(kept) == []


@pytest.mark.browser
def test_without_a_repository_the_file_is_still_handed_over(
    page_context: OPEN, served: Callable[[Path], str], tmp_path: Path
) -> None:
    """On a phone, and with nothing asked of any other host."""
    home = served(build(write_project(tmp_path, **DIRECTIVES)))
    page = page_context(viewport={"width": 360, "height": 740}).new_page()
    witness = Witness(page, home)
    page.goto(f"{home}add-a-claim/")
    fill_in(page)
    assert too_wide(page) == []
    page.get_by_role("button", name="Check, and make the file").click()
    result = page.locator(".x-result")
    assert "does not say where its files are kept" in result.inner_text()
    assert "undefined" not in result.inner_text()
    assert result.get_by_role("link", name="Open it in GitHub").count() == 0
    assert result.get_by_role("link", name="Download the file").is_visible()
    assert too_wide(page) == []
    assert (witness.foreign, witness.errors) == ([], [])


@pytest.mark.browser
def test_a_site_that_is_not_about_health_is_asked_for_less(
    page_context: OPEN, served: Callable[[Path], str], tmp_path: Path
) -> None:
    root = tmp_path / "site"
    write_plain_site(root, **DIRECTIVES)
    write_config(root)
    home = served(build(root))
    page = page_context().new_page()
    page.clock.set_fixed_time(f"{TODAY.isoformat()}T12:00:00")
    witness = Witness(page, home)
    page.goto(f"{home}add-a-claim/")
    key = next(iter(library_of(root).references))
    page.locator("[name=question]").fill("How long do wooden bridges carry lorries?")
    page.locator("[name=claim]").fill("Wooden bridges carry lorries for ever.")
    page.get_by_label("Bridges", exact=True).check()
    page.get_by_label(LABELS["asked_by"]).check()
    for side in ("for", "against", "unknown"):
        part = page.locator(f"[data-part='{LABELS[side]}']")
        part.get_by_label("Finding", exact=True).fill(f"A county looked at its bridges, and that speaks {side} it.")
        if side != "unknown":
            part.get_by_label("Source 1").fill(key)
            part.get_by_label("Where", exact=True).fill("abstract")
    page.get_by_label("A matter of fact").check()
    page.get_by_role("group", name=LABELS["established"]).get_by_label("Where", exact=True).fill("a register")
    page.get_by_label("As of").fill("2026-06-01")
    page.get_by_label("Not shown").check()
    page.get_by_label("Short answer").fill("Nobody has counted how long they do.")
    page.get_by_label("What it means").fill("Ask who keeps the bridge.")
    page.get_by_role("button", name="Check, and make the file").click()
    assert not page.locator(".x-summary").is_visible(), page.locator(".x-summary").inner_text()
    text = page.locator(".x-file").input_value()
    assert not {"see_a_doctor", "certainty"} & set(yaml.safe_load(text))
    (root / "claims/bridges/carry-lorries.yml").write_text(text, encoding="utf-8")
    told = [problem for problem in problems_of(root) if problem.path.endswith("carry-lorries.yml")]
    assert [problem for problem in told if problem.severity.value != "advice"] == []
    assert (witness.foreign, witness.errors) == ([], [])
