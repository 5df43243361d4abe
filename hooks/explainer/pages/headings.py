"""Headings of generated pages, as finished HTML: each with an id and a link to itself, like those that Markdown makes.

Generated pages are no Markdown, since parsing it is more than half of a build; so their contents list is kept here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from explainer.loading.prose_page import heading_id

SECTIONS = frozenset(
    "meaning doctor for against unknown harms options ladder certainty related sources searched about history bad good "
    "cite uses".split()
)
"""Ids that the templates give to the sections of generated pages."""
_SELF_LINK = re.compile(r'(?P<link><a class="headerlink" [^>]*)(?P<rest>>[^<]*</a>)(?P<title></h1>)?')


@dataclass(frozen=True, slots=True)
class Permalink:
    """The link of a heading to itself: its mark, which is HTML, and what it is called. Without a mark there is none."""

    mark: str = "&para;"
    title: str = "Permanent link"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a page. `title` is HTML."""

    level: int
    anchor: str
    title: str

    def html(self, permalink: Permalink, *, searched: bool = True) -> Markup:
        """Return the heading's element; `searched` tells whether what follows it belongs into a search index."""
        kept_out = "" if searched else " data-search-exclude"
        link = ""
        if permalink.mark:
            named = f' title="{escape(permalink.title)}"' if permalink.title else ""
            link = f'<a class="headerlink" href="#{self.anchor}"{named}>{permalink.mark}</a>'
        text = f'<h{self.level}{kept_out} id="{self.anchor}">{self.title}{link}</h{self.level}>'
        return Markup(with_quiet_links(text))  # noqa: S704 -- escaped by whoever made the title; anchors hold letters, digits and hyphens


def with_quiet_links(html: str) -> str:
    """Return HTML in which a heading's link to itself is for the mouse alone: not read aloud, no stop of the keyboard.

    The list of contents leads to the same. A page's title has no such link: it would be the page's own address.
    """
    return _SELF_LINK.sub(
        lambda it: it["title"] or f'{it["link"]} tabindex="-1" aria-hidden="true"{it["rest"]}',
        html,
    )


def slug(title: str) -> str:
    """Return a title as an id: letters, digits and hyphens, and a number where a section of pages has that id.

    The same as `slugify` and `unique` of Python-Markdown's `toc`, so that pages in prose and generated ones agree.
    """
    found = heading_id(title)
    return f"{found}_1" if found in SECTIONS or not found else found
