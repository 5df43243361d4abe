"""Parts of the theme that pages share: rendered once, and never with what belongs to another page."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from explainer.building.own_theme import Frame, quiet_header


@dataclass
class Theme:
    """Stands for the theme: renders a header for the page that it is given, and counts."""

    page: Any
    rendered: list[str] = field(default_factory=list)

    def header(self) -> str:
        self.rendered.append(self.page.file.src_uri)
        sections = "".join(item for item in self.page.toc)
        return f"<header>{self.page.meta.get('title')}{sections} {id(self.page.parent)}</header>"


def page(name: str, title: str, parent: object = None) -> Any:
    return SimpleNamespace(
        file=SimpleNamespace(src_uri=name), meta={"title": title}, parent=parent, toc=["<li>own</li>"]
    )


def test_pages_of_one_folder_and_parent_share_a_part_but_not_their_titles() -> None:
    parent = object()
    frame = Frame({"a.md", "b.md"})
    theme = Theme(page("a.md", "First &amp; only", parent))
    first = frame.once("header", theme.page, "..", theme.header)
    assert "First &amp; only" in first
    assert theme.page.meta["title"] == "First &amp; only"
    assert theme.page.toc == ["<li>own</li>"]
    theme.page = page("b.md", "Second", parent)
    second = frame.once("header", theme.page, "..", theme.header)
    assert second == first.replace("First &amp; only", "Second")
    assert theme.rendered == ["a.md"]


def test_another_folder_parent_or_part_is_rendered_anew() -> None:
    parent = object()
    frame = Frame({"a.md", "b.md", "rules/d.md", "claims/d.md"})
    theme = Theme(page("a.md", "A", parent))
    frame.once("header", theme.page, "..", theme.header)
    frame.once("header", theme.page, "../..", theme.header)
    frame.once("footer", theme.page, "..", theme.header)
    theme.page = page("b.md", "B", object())
    frame.once("header", theme.page, "..", theme.header)
    theme.page = page("rules/d.md", "D", parent)
    frame.once("header", theme.page, "..", theme.header)
    theme.page = page("claims/d.md", "D", parent)
    frame.once("header", theme.page, "..", theme.header)
    assert theme.rendered == ["a.md", "a.md", "a.md", "b.md", "rules/d.md", "claims/d.md"]


def test_pages_in_prose_and_templates_without_a_page_share_nothing() -> None:
    frame = Frame({"a.md"})
    theme = Theme(page("prose.md", "Prose"))
    assert "<li>own</li>" in frame.once("header", theme.page, "..", theme.header)
    frame.once("header", theme.page, "..", theme.header)
    assert theme.rendered == ["prose.md", "prose.md"]
    assert frame.once("header", None, ".", lambda: "whole") == "whole"


def test_the_header_is_no_navigation_and_does_not_say_the_title_once_more() -> None:
    header = (
        '<header><nav class="md-header__inner" aria-label="Header"><a href="." aria-label="Tea">Tea</a>'
        '<div class="md-header__title" data-md-component="header-title">Tea All claims</div>'
        '<form><nav class="md-search__options" aria-label="Search"><button>Clear</button></nav></form></nav></header>'
    )
    assert quiet_header(header) == (
        '<header><div class="md-header__inner"><a href="." aria-label="Tea">Tea</a>'
        '<div class="md-header__title" data-md-component="header-title" aria-hidden="true">Tea All claims</div>'
        '<form><div class="md-search__options"><button>Clear</button></div></form></div></header>'
    )
