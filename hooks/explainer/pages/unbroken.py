"""Short names with a hyphen, such as 5-HT: a browser would end a line after their hyphen.

A hyphen that does not break (U+2011) would mend that too, but then neither a copy of the text nor a search in the page
would find the name as people type it.
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape

# What stands before or after a longer name, as in 17-AB-7, is left alone: that may have to break.
_NAME = re.compile(r"(?<![\w-])\d{1,2}-[A-Z]{1,5}(?![\w-])")


def unbroken(text: str) -> Markup:
    """Return a text, escaped, in which each short name with a hyphen stays on one line."""
    return unbroken_html(escape(text))


def unbroken_html(text: str) -> Markup:
    """Do the same with a text that is escaped already and holds no tags."""
    if "-" not in text:
        return Markup(text)  # noqa: S704 -- escaped by whoever calls
    return Markup(_NAME.sub(r'<span class="x-name">\g<0></span>', str(text)))  # noqa: S704 -- likewise
