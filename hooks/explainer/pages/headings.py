"""Headings of generated pages as HTML, each with an id and a link to itself, like those from Markdown.

Generated pages are not Markdown, since parsing it would take more than half of a build; so their headings are noted
here for the table of contents.
"""

import re
from html import escape
from typing import NamedTuple

from markupsafe import Markup

from explainer.loading.prose_page import heading_id

SECTIONS = frozenset(
    "meaning doctor for against unknown harms options ladder certainty related sources searched about history bad good "
    "cite uses".split()
)
"""The ids of the sections in the templates of generated pages."""
_SELF_LINK = re.compile(r'(?P<link><a class="headerlink" [^>]*)(?P<rest>>[^<]*</a>)(?P<title></h1>)?')


class Permalink(NamedTuple):
    """The link of a heading to itself: its mark (HTML) and its tooltip. Without a mark there is no link."""

    mark: str = "&para;"
    title: str = "Permanent link"


class Heading(NamedTuple):
    """A heading of a page. `title` is HTML."""

    level: int
    anchor: str
    title: str

    def html(self, permalink: Permalink, *, searched: bool = True) -> Markup:
        """Return the element of the heading. With `searched`, the text below it belongs into a search index."""
        kept_out = "" if searched else " data-search-exclude"
        link = ""
        if permalink.mark:
            named = f' title="{escape(permalink.title)}"' if permalink.title else ""
            link = f'<a class="headerlink" href="#{self.anchor}"{named}>{permalink.mark}</a>'
        text = f'<h{self.level}{kept_out} id="{self.anchor}">{self.title}{link}</h{self.level}>'
        return Markup(with_quiet_links(text))  # noqa: S704 -- the title is HTML; anchors have letters, digits and hyphens only


def with_quiet_links(html: str) -> str:
    """Return HTML in which links of headings to themselves are for the mouse only: no tab stop, and not read aloud.

    The table of contents has the same links. The link of a page's title is removed: it leads to the page itself.
    """
    return _SELF_LINK.sub(
        lambda match: match["title"] or f'{match["link"]} tabindex="-1" aria-hidden="true"{match["rest"]}', html
    )


def slug(title: str) -> str:
    """Return the id of a title: letters, digits and hyphens, and `_1` at its end if a section of our templates has it.

    Python-Markdown's `toc` makes the same ids (`slugify` and `unique`), so that all pages have ids of one form.
    """
    anchor = heading_id(title)
    return f"{anchor}_1" if anchor in SECTIONS or not anchor else anchor
