"""Tells built pages apart by how they are put together, whatever their words.

Two pages of one shape are the same templates around other words. A style sheet, a script and a rule that looks at how
elements are nested cannot tell them apart, so one of them is enough for those.
"""

from __future__ import annotations

import functools
from html.parser import HTMLParser

from site_builders import VOID

Shape = frozenset[tuple[str, ...]]

MEANING = frozenset(
    {"aria-current", "aria-expanded", "aria-hidden", "aria-live", "autocomplete", "dir", "lang", "rel", "role", "scope",
     "tabindex", "type"}
)  # fmt: skip
"""Attributes whose value says what an element is. Of all others it counts only whether they are there."""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.shape: set[tuple[str, ...]] = set()
        self._open: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        classes = "".join(f".{name}" for name in sorted(given.pop("class", "").split()))
        said = "".join(sorted(f"[{name}={value}]" if name in MEANING else f"[{name}]" for name, value in given.items()))
        element = f"{tag}{classes}{said}"
        if any(name == "body" for name, _ in self._open) or tag == "body":
            self.shape.add((*(one for _, one in self._open), element))
        if tag not in VOID:
            self._open.append((tag, element))

    def handle_endtag(self, tag: str) -> None:
        if any(name == tag for name, _ in self._open):
            while self._open.pop()[0] != tag:
                pass


@functools.cache
def shape(source: str) -> Shape:
    """Return which elements a page's body has: each with its classes and attributes, and all that it stands in."""
    reader = _Reader()
    reader.feed(source)
    reader.close()
    return frozenset(reader.shape)
