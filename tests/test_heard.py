"""What whoever hears a page is told, in which order, and how often."""

from __future__ import annotations

import re
from pathlib import Path

from builders import ARTICLE, CLAIM_ID, TODAY, library_of, make_claim, write_site
from explainer.addressing import Addressing, Face, source_page
from explainer.pages.page_context import PageContext
from explainer.pages.plan import plan_pages
from explainer.pages.render import Renderer
from explainer.pages.site_view import SiteView
from explainer.rules import GROUPS


def renderer(root: Path) -> Renderer:
    return Renderer(SiteView(library_of(root), TODAY), Addressing(Face.SITE))


def part(rendered: Renderer, name: str) -> str:
    return rendered.directive(name, {}, PageContext(rendered.view, "page.md", rendered.addressing))


def test_a_question_is_heard_before_its_verdict_in_an_article(tmp_path: Path) -> None:
    root = write_site(tmp_path, **{"docs/data/article.yml": ARTICLE})
    html = part(renderer(root), "article")
    (entry,) = [one for one in html.split("<li ") if f"{CLAIM_ID}" in one]
    assert entry.index("x-statement__says") < entry.index("<a href=") < entry.index("x-verdict--")


def test_a_source_names_each_claim_once_with_all_that_rests_on_it(tmp_path: Path) -> None:
    twice = [
        {"finding": "People slept longer.", "cite": ["jones2019"], "where": "Table 2"},
        {"finding": "They said so.", "cite": ["jones2019"], "where": "abstract"},
    ]
    rendered = renderer(write_site(tmp_path, claims={f"sleep/{CLAIM_ID}": make_claim(evidence__for=twice)}))
    uses = [use for use in rendered.view.uses["jones2019"] if use.claim.id == CLAIM_ID]
    assert len(uses) > 1
    (planned,) = (one for one in plan_pages(rendered.view) if one.name == source_page("jones2019"))
    html = rendered.page(planned)
    shown = html[html.index('id="uses"') :]
    assert shown.count(f"/claims/{CLAIM_ID}/") == 1
    for use in uses:
        assert f"{use.role} ({use.where})" in shown
    assert shown.count("; ") >= len(uses) - 1


def test_the_groups_of_rules_are_sections_that_the_contents_list(tmp_path: Path) -> None:
    html = part(renderer(write_site(tmp_path)), "rules")
    assert re.findall(r"^## (.+?) \{ #group-(\w) ", html, re.MULTILINE) == [
        (name, letter.lower()) for letter, name in GROUPS.items()
    ]
