"""Tells built pages apart by how they are put together, whatever their words.

Two pages of one shape are the same templates around other words. A style sheet, a script and a rule that looks at how
elements are nested cannot tell them apart, so one of them is enough for those.
"""

from __future__ import annotations

import functools
import re
from html.parser import HTMLParser

from site_builders import VOID

Shape = frozenset[tuple[str, ...]]

MEANING = frozenset(
    {"aria-current", "aria-expanded", "aria-hidden", "aria-live", "autocomplete", "dir", "lang", "rel", "role", "scope",
     "tabindex", "type"}
)  # fmt: skip
"""Attributes whose value says what an element is. Of all others it counts only whether they are there."""


_RAW = re.compile(r"(<(script|style)\b[^>]*>).*?(?=</\2)", re.DOTALL)
_TAG = re.compile(r"<!--.*?-->|<(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*)(?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.DOTALL)


class _Reader(HTMLParser):
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        classes = "".join(f".{name}" for name in sorted(given.pop("class", "").split()))
        said = "".join(sorted(f"[{name}={value}]" if name in MEANING else f"[{name}]" for name, value in given.items()))
        self.element = f"{tag}{classes}{said}"


@functools.cache
def _element(tag: str) -> str:
    reader = _Reader()
    reader.feed(tag)
    return reader.element


@functools.cache
def shape(source: str) -> Shape:
    """Return which elements a page's body has: each with its classes and attributes, and all that it stands in."""
    found: set[tuple[str, ...]] = set()
    names: list[str] = []
    within: list[tuple[str, ...]] = [()]
    for match in _TAG.finditer(_RAW.sub(r"\1", source[source.find("<body") :])):
        name = match["name"].lower() if match["name"] else ""
        if match["end"]:
            if name in names:
                while names.pop() != name:
                    within.pop()
                within.pop()
        elif name:
            here = (*within[-1], _element(match[0]))
            found.add(here)
            if name not in VOID and not match[0].endswith("/>"):
                names.append(name)
                within.append(here)
    return frozenset(found)
