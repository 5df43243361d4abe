"""A plain-Markdown copy beside each page, and llms.txt, which lists them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from builders import published
from explainer.addressing import Addressing, Face
from explainer.loading.library import Library
from explainer.pages.plain_copies import plain_pages
from explainer.pages.site_view import SiteView
from explainer.publish.place import Place
from site_builders import Page
from test_export import LINK, without_code

Text = Callable[[str], str]
LINKED = re.compile(r"(?<!\\)\[((?:[^\[\]\\]|\\.)*)\]\(<?[^()\s<>]*(?:\([^()\s<>]*\)[^()\s<>]*)*>?\)")
"""A link with its words; an inner link of a picture is none of it."""


def links(text: str) -> list[str]:
    return LINK.findall(without_code(text))


def test_each_page_has_its_copy_beside_it(real_site: Path, real_pages: dict[str, Page]) -> None:
    for name, page in real_pages.items():
        if name == "404.html":
            continue
        copy = real_site / Path(name).with_suffix(".md")
        assert copy.is_file(), name
        [told] = re.findall(r'<link[^>]*type="text/markdown"[^>]*>', page.source)
        assert ' href="index.md"' in told, name
    assert len(list(real_site.rglob("*.md"))) == len(real_pages) - 1


def test_a_copy_is_what_the_export_writes(small: SiteView) -> None:
    """But for its links, which lead to the other copies, and to data that an export does not hold."""
    exported, copies = (
        plain_pages(small, layout) for layout in (Addressing(Face.PLAIN), Place("", Addressing()).copies)
    )
    assert exported.keys() == copies.keys()

    def words(text: str) -> str:
        return re.sub(r"(?m)^moved_to: .*", "", LINKED.sub(r"\1", text))

    for name, written in exported.items():
        assert words(copies[name]()) == words(written()), name


@pytest.mark.parametrize("directory_urls", [True, False])
def test_an_authors_links_are_rewritten_and_code_is_left_alone(small: SiteView, directory_urls: bool) -> None:
    place = Place("", Addressing(directory_urls=directory_urls))
    copies = plain_pages(small, place.copies)
    faq, sleep = copies["faq.md"](), copies["sleep.md"]()
    assert ("[sleep](../sleep/index.md#more)" if directory_urls else "[sleep](sleep.md#more)") in faq
    assert "`[not](a-link.md)`" in faq
    assert ("![A cup](../pictures/cup.svg)" if directory_urls else "![A cup](pictures/cup.svg)") in sleep
    files = published(small, place)
    for name in [name for name in files if name.endswith(".md")]:
        for address in links(files[name]):
            if not urlsplit(address).scheme and (path := urlsplit(address).path):
                there = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
                assert there in files or there == "pictures/cup.svg", (name, address)


def test_llms_txt_has_its_form(text: Text, library: Library) -> None:
    """llmstxt.org: a heading, a quote, paragraphs, then lists of links under headings of the second level."""
    told = text("llms.txt")
    lines = told.splitlines()
    assert library.data is not None
    assert lines[0] == f"# {library.data.site.name}"
    assert lines[2].startswith("> ")
    head, *sections = re.split(r"^## ", told, flags=re.MULTILINE)
    assert library.data.site.review_note in head
    assert "http" not in told, "no address is invented"
    for section in sections:
        _, *rows = section.strip().splitlines()
        assert all(re.match(r"- \[.+\]\(.+\)", row) for row in rows if row), section[:40]


def test_llms_txt_names_every_page_and_claim(text: Text, real_site: Path, library: Library) -> None:
    named = links(text("llms.txt"))
    assert len(named) == len(set(named))
    for address in named:
        assert (real_site / address).is_file(), address
    for claim in library.claims.values():
        assert (f"claims/{claim.id}/index.md" in named) is (claim.withdrawn is None)
    for page in library.prose:
        assert Addressing(beside=True).written(page.name) in named
