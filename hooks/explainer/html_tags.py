"""The tags of built pages, read several times as fast as html.parser reads them.

The same tags stand on many pages: each is parsed once, and callers keep what they made of it. This is for pages that
were built, and no safeguard against hostile HTML: a tag that is not closed is left out.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from html.parser import HTMLParser

_NO_HTML = re.compile(r"<!--.*?(?:-->|\Z)|(<(script|style)\b[^>]*(?:>|\Z))(.*?)(?=</\2|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(
    r"""<(?P<closing>/?)(?P<name>[a-zA-Z][^\s/>]*+)
    [^>=]*+(?:=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z))?+[^>=]*+)*+(?P<end>>?+)""",
    re.VERBOSE,
)
"""A tag, or what is left of the page where it is not closed: as in browsers, nothing there is a tag."""


def tags(page: str) -> Iterator[re.Match[str]]:
    """Yield each tag of a page: a match with the groups `name` as written and `closing`, '/' for an end tag.

    The positions are those in `page`. What looks like a tag in a comment, a script or a style sheet is left out.
    """
    blank = _NO_HTML.sub(lambda found: (found[1] or "").ljust(len(found[0])), page)
    return (found for found in _TAG.finditer(blank) if found["end"])


class _StartTag(HTMLParser):
    read: tuple[str, dict[str, str]] = ("", {})
    """What was read: nothing of a tag that html.parser does not take for one, with a NUL in its name."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.read = tag, {name: value or "" for name, value in attrs}


@lru_cache(maxsize=50_000)
def start_tag(source: str) -> tuple[str, Mapping[str, str]]:
    """Return the name of a start tag and its attributes, '' for one without a value. Nobody may change the mapping."""
    parser = _StartTag()
    parser.feed(source)
    return parser.read
