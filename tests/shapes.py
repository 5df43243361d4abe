"""Tells built pages apart by how they are put together, whatever their words.

Two pages of one shape are the same templates around other words. A style sheet, a script and a rule that looks at how
elements are nested cannot tell them apart, so one of them is enough for those.
"""

from __future__ import annotations

import functools

from explainer.html_tags import start_tag, tags
from site_builders import VOID

Shape = frozenset[tuple[str, ...]]

MEANING = frozenset(
    {"aria-current", "aria-expanded", "aria-hidden", "aria-live", "autocomplete", "dir", "lang", "rel", "role", "scope",
     "tabindex", "type"}
)  # fmt: skip
"""Attributes whose value says what an element is. Of all others it counts only whether they are there."""

OF_WORDS = "span.x-name"
"""Keeps a name on one line wherever words have one: it belongs to the words, and its look is that of their element."""


@functools.cache
def _element(source: str) -> str:
    tag, attributes = start_tag(source)
    given = dict(attributes)
    classes = "".join(f".{name}" for name in sorted(given.pop("class", "").split()))
    said = "".join(sorted(f"[{name}={value}]" if name in MEANING else f"[{name}]" for name, value in given.items()))
    return f"{tag}{classes}{said}"


@functools.cache
def shape(source: str) -> Shape:
    """Return which elements a page's body has: each with its classes and attributes, and all that it stands in."""
    found: set[tuple[str, ...]] = set()
    names: list[str] = []
    within: list[tuple[str, ...]] = [()]
    for tag in tags(source[source.find("<body") :]):
        name = tag["name"].lower()
        if tag["closing"]:
            if name in names:
                while names.pop() != name:
                    within.pop()
                within.pop()
        else:
            element = _element(tag[0])
            here = within[-1] if element == OF_WORDS else (*within[-1], element)
            found.add(here)
            if name not in VOID and not tag[0].endswith("/>"):
                names.append(name)
                within.append(here)
    return frozenset(found)
