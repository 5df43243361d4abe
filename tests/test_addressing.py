"""Links between pages: what MkDocs itself would compute, and paths between files for plain Markdown."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import urljoin

import pytest
from mkdocs.structure.files import File

from explainer.addressing import Addressing, Face, claim_page, source_page
from explainer.model.base import CITEKEY, SLUG

PAGES = (
    "index.md | pain.md | when-to-see-a-doctor.md | claims/index.md | claims/slows-the-heart.md | "
    "claims/relieves-pain.md | sources/index.md | sources/post2019.md | deep/in/folders/index.md | "
    "deep/in/folders/page.md | reindex.md | my-index/page.md"
).split(" | ")
BASE = "https://example.org/project/"


def file(name: str, directory_urls: bool) -> File:
    return File(name, src_dir="docs", dest_dir="site", use_directory_urls=directory_urls)


def address_of(name: str, directory_urls: bool) -> str:
    """Return where MkDocs puts a page, as an address below the site's root."""
    url = file(name, directory_urls).url
    return "" if url == "./" else url


@pytest.mark.parametrize("directory_urls", [True, False])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_where_mkdocs_puts_it(name: str, directory_urls: bool) -> None:
    built = Addressing(directory_urls=directory_urls).built(name)
    assert built == address_of(name, directory_urls)
    dest = file(name, directory_urls).dest_uri
    assert dest == (f"{built}index.html" if built.endswith("/") or not built else built)


@pytest.mark.parametrize("directory_urls", [True, False])
@pytest.mark.parametrize("target", PAGES)
def test_a_link_is_the_one_that_mkdocs_writes_with_an_anchor_at_its_end(target: str, directory_urls: bool) -> None:
    addressing = Addressing(directory_urls=directory_urls)
    assert addressing.link(target, target, "part-2") == "#part-2"
    for origin in PAGES:
        link = addressing.link(origin, target)
        here = urljoin(BASE, address_of(origin, directory_urls))
        assert urljoin(here, link) == urljoin(BASE, address_of(target, directory_urls)), origin
        assert not link.startswith("/"), origin
        if origin != target:
            assert link == file(target, directory_urls).url_relative_to(file(origin, directory_urls)), origin
            assert addressing.link(origin, target, "part-2") == f"{link}#part-2", origin


@pytest.mark.parametrize("directory_urls", [True, False])
@pytest.mark.parametrize("target", PAGES)
def test_plain_markdown_links_from_file_to_file(target: str, directory_urls: bool) -> None:
    addressing = Addressing(Face.PLAIN, directory_urls=directory_urls)
    for origin in PAGES:
        link = addressing.link(origin, target)
        assert posixpath.normpath(posixpath.join(posixpath.dirname(origin), link)) == target, origin


def test_plain_markdown_links_within_a_page_by_the_anchor_alone() -> None:
    plain = Addressing(Face.PLAIN)
    assert plain.link("claims/a.md", "claims/a.md", "ref-x") == "#ref-x"
    assert plain.link("claims/a.md", "glossary.md", "term-x") == "../glossary.md#term-x"


@pytest.mark.parametrize("claim_id", ["slows-the-heart", "a", "is-7-hydroxy-strong"])
def test_a_claim_has_its_page_whatever_its_topic(claim_id: str) -> None:
    assert re.fullmatch(SLUG, claim_id)
    assert claim_page(claim_id) == f"claims/{claim_id}.md"


@pytest.mark.parametrize(
    ("key", "page"),
    [
        ("post2019", "sources/post2019.md"),
        ("Post_2019-a", "sources/Post_2019-a.md"),
        ("WHO:2021", "sources/WHO-2021.md"),
        ("a.b+c", "sources/a-b-c.md"),
    ],
)
def test_a_reference_has_a_page_that_an_address_can_hold(key: str, page: str) -> None:
    assert re.fullmatch(CITEKEY, key)
    assert source_page(key) == page
    assert file(page, True).url == page.removesuffix(".md") + "/"


@pytest.mark.parametrize("key", ["../../etc/passwd", "a/b", "a\\b", "..", "a b", "a?b#c%d", "\u00e4"])
def test_no_key_leads_out_of_its_folder(key: str) -> None:
    page = source_page(key)
    assert posixpath.dirname(page) == "sources"
    assert posixpath.normpath(page) == page
