"""Headings of generated pages: like those that Markdown makes of a page in prose."""

from __future__ import annotations

import re
from pathlib import Path

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import CLAIM_ID, TODAY, write_site
from explainer.addressing import Addressing
from explainer.loading.library import load_library
from explainer.loading.prose_page import sections
from explainer.pages.headings import SECTIONS, Heading, Permalink, slug, with_quiet_links
from explainer.pages.plan import plan_pages
from explainer.pages.render import Renderer
from explainer.pages.site_view import SiteView

TITLES = st.text(st.characters(categories=["L", "N", "Zs", "Pd", "Po"]), max_size=40)


def by_markdown(title: str) -> str:
    """Return the id that Python-Markdown gives a heading, on a page that has the sections of a generated one."""
    before = "".join(f"## x {{ #{name} }}\n\n" for name in sorted(SECTIONS))
    escaped = re.sub(r"([^\w\s])", r"\\\1", title, flags=re.ASCII)
    html = markdown.markdown(f"{before}# {escaped}\n", extensions=["toc", "attr_list"])
    found = re.search(r'<h1 id="([^"]*)"', html)
    assert found, html
    return found[1]


@pytest.mark.parametrize(
    "title",
    [
        "Does it help?",
        "What about 7-OH & co.",
        "Über Kräuter",
        "sources",
        "About",
        "A -- b",
        "100 % of 3",
        "snake_case",
    ],
)
def test_a_title_becomes_the_id_that_markdown_would_give_it(title: str) -> None:
    assert slug(title) == by_markdown(title)


@given(TITLES)
def test_an_id_is_never_empty_nor_that_of_a_section(title: str) -> None:
    found = slug(title)
    assert found not in SECTIONS
    assert re.fullmatch(r"[a-z0-9_-]+", found)


def test_a_heading_links_to_itself_as_told() -> None:
    made = Heading(2, "sources", "Sources")
    quiet = ' tabindex="-1" aria-hidden="true">#</a></h2>'
    assert made.html(Permalink("#", 'A "link"')) == (
        f'<h2 id="sources">Sources<a class="headerlink" href="#sources" title="A &quot;link&quot;"{quiet}'
    )
    written = '<h2 id="a">A <code>"b"</code><a class="headerlink" href="#a">#</a></h2><p><a href="#a">#</a></p>'
    assert with_quiet_links(written) == written.replace(">#</a></h2>", quiet)
    assert with_quiet_links('<h1 id="a">A<a class="headerlink" href="#a">#</a></h1>') == '<h1 id="a">A</h1>'
    assert made.html(Permalink("")) == '<h2 id="sources">Sources</h2>'
    assert "data-search-exclude" in made.html(Permalink(), searched=False)


def test_every_section_of_a_page_is_known(tmp_path: Path) -> None:
    write_site(tmp_path)
    view = SiteView(load_library(tmp_path)[0], TODAY)
    planned = plan_pages(view)
    assert f"claims/{CLAIM_ID}.md" in {page.name for page in planned}
    for page in planned:
        _, headings = Renderer(view, Addressing()).body(page)
        assert headings[0].level == 1
        assert {one.anchor for one in headings[1:]} <= SECTIONS, page.name


def test_a_section_goes_to_the_next_heading_of_its_level_and_the_lead_to_any() -> None:
    for first in ("##", "###"):
        text = f"# T\n\nLead.\n\n{first} A\n\nOne.\n\n### B {{ #own }}\n\nTwo.\n\n## C\n\n```\n# x\n```\n"
        shown = {name: " ".join(part.split()) for name, part in sections(text).items()}
        assert (shown["lead"], shown["own"]) == ("Lead.", "Two.")
        assert shown["a"] == ("One." if first == "###" else "One. ### B { #own } Two.")
        assert list(shown) == ["lead", "t", "a", "own", "c"]
    assert sections("Lead.\n\n## A\n")["lead"].strip() == "Lead.", "also without a title"
