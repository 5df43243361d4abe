"""Plain Markdown from the HTML of a page, so that templates are written once and both versions say the same.

Parts that only a browser can use (menus, buttons, drawings with a caption that says the same) are left out. Any other
drawing is replaced by its description for people who cannot see it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser

from explainer.pages.headings import slug

_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_OMITTED = frozenset("button form label noscript option script select style template".split())
_OMITTED_CLASSES = frozenset({"headerlink", "x-crumb", "x-jump"})
_BLOCKS = frozenset(
    "address article aside blockquote caption details dd div dl dt fieldset figcaption figure footer h1 h2 h3 h4 h5 h6 "
    "header hr li main nav ol p pre section summary svg table tbody td th thead tr ul".split()
)
_HEADING = re.compile(r"h[1-6]")
_MARKDOWN_SPECIAL = re.compile(r"([\\`*_{}\[\]>#|])")
_NO_BACKSLASH = str.maketrans({"<": "&lt;", "~": "&#126;"})  # Python-Markdown would show the backslash
_LINE_START = re.compile(r"(?m)^([ \t]*\d*)([-+](?=[\s-])|(?<=\d)[.)](?=\s))")
_LIST = re.compile(r"-\s|\d+\.\s")
_SPACES = re.compile(r"\s+")
_INDENT = "    "
"""The indentation of blocks inside an entry of a list, for Python-Markdown."""


@lru_cache(maxsize=20_000)  # titles of works and questions are on many pages
def markdown_escape(text: str) -> str:
    """Return a plain text for Markdown, with the characters escaped that Markdown would read as markup."""
    text = _MARKDOWN_SPECIAL.sub(r"\\\1", re.sub(r"&(?=#?\w+;)", "&amp;", text))
    return _LINE_START.sub(r"\1\\\2", text.translate(_NO_BACKSLASH))


@dataclass(slots=True)
class Element:
    """An element of a page: its name, its attributes and its content."""

    name: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    @property
    def classes(self) -> list[str]:
        """The classes of the element."""
        return self.attributes.get("class", "").split()

    def all(self, name: str) -> Iterator[Element]:
        """Yield the elements of this name inside this one, in page order, but none that is inside another of them."""
        for child in self.children:
            if isinstance(child, Element):
                if child.name == name:
                    yield child
                else:
                    yield from child.all(name)

    def text(self) -> str:
        """Return all text inside this element."""
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)


class _Tree(HTMLParser):
    """Reads the HTML of our templates and of Markdown, in which elements are closed properly."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        if not _is_for_browsers(element):
            self._open[-1].children.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self._open) - 1, 0, -1):
            if self._open[depth].name == tag:
                del self._open[depth:]
                return

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """Read `<![` without a name as text; the parser would raise AssertionError."""
        try:
            return super().parse_marked_section(i, report)
        except AssertionError:
            return -1


def _is_for_browsers(element: Element) -> bool:
    return (
        element.name in _OMITTED
        or "hidden" in element.attributes
        or element.attributes.get("aria-hidden") == "true"
        or not _OMITTED_CLASSES.isdisjoint(element.classes)
    )


def parse(html: str) -> Element:
    """Return a piece of HTML as a tree. An unclosed element ends with the piece."""
    tree = _Tree()
    tree.feed(html)
    tree.close()
    return tree.root


def plain_markdown(html: str) -> str:
    """Return a piece of HTML as plain Markdown, with blank lines between its blocks."""
    return "\n\n".join(_blocks(parse(html)))


def _blocks(element: Element) -> list[str]:
    """Return the content of an element as Markdown blocks, without a block that repeats the one before it."""
    blocks: list[str] = []
    for block in _all_blocks(element):
        if block and block not in blocks[-1:]:
            blocks.append(block)
    return blocks


def _all_blocks(element: Element) -> Iterator[str]:
    line: list[Element | str] = []
    for child in element.children:
        if isinstance(child, str) or not _has_blocks(child):
            line.append(child)
            continue
        yield _inline(line)
        line = []
        yield from _block(child)
    yield _inline(line)


def _has_blocks(element: Element) -> bool:
    return element.name in _BLOCKS or any(isinstance(part, Element) and _has_blocks(part) for part in element.children)


def _block(element: Element) -> Iterator[str]:
    name = element.name
    if _HEADING.fullmatch(name):
        yield _title(element)
    elif name in {"ul", "ol"}:
        yield _list(element)
    elif name == "dl":
        yield _definitions(element)
    elif name == "table":
        yield from _table(element)
    elif name == "svg":
        yield _drawing(element)
    elif name == "pre":
        yield f"```\n{element.text().strip(chr(10))}\n```"
    elif name == "blockquote":
        yield "\n\n".join(_blocks(element)).replace("\n", "\n> ").join(("> ", ""))
    elif name == "summary":
        yield f"**{_inline(element.children)}**" if element.children else ""
    elif name == "hr":
        yield "---"
    else:
        yield from _blocks(element)


def _title(element: Element) -> str:
    """Return a heading, with an anchor if a Markdown generator would make another id from its text."""
    known = slug(element.text()) == element.attributes.get("id")
    anchor = "" if known else f" {_anchor(element)}"
    return f"{'#' * int(element.name[1])} {_inline(element.children)}{anchor}".rstrip()


def _list(element: Element) -> str:
    entries = []
    for number, entry in enumerate(element.all("li"), start=int(element.attributes.get("start", "1"))):
        if blocks := _blocks(entry):
            entries.append(_entry(f"{number}. " if element.name == "ol" else "- ", _anchor(entry), blocks))
    return ("\n\n" if any("\n\n" in entry for entry in entries) else "\n").join(entries)


def _entry(mark: str, anchor: str, blocks: list[str]) -> str:
    tight = all(_LIST.match(block) for block in blocks[1:])
    text = ("\n" if tight else "\n\n").join(blocks).replace("\n", f"\n{_INDENT}").replace(f"\n{_INDENT}\n", "\n\n")
    return f"{mark}{anchor}{text}"


def _anchor(element: Element) -> str:
    return f'<a id="{element.attributes["id"]}"></a>' if "id" in element.attributes else ""


def _definitions(element: Element) -> str:
    entries, terms = [], []
    for child in element.children:
        if isinstance(child, Element) and child.name == "dt":
            terms.append(_anchor(child) + _inline(child.children))
        elif isinstance(child, Element) and child.name == "dd":
            first, *more = _blocks(child) or [""]
            if _LIST.match(first):
                first, more = "", [first, *more]
            entries.append(_entry("- ", "", [f"{', '.join(terms)}: {first}".rstrip(), *more]))
            terms = []
    return "\n".join(entries)


def _table(element: Element) -> Iterator[str]:
    for caption in element.all("caption"):
        yield _inline(caption.children)
    rows = [
        [
            _SPACES.sub(" ", " ".join(_blocks(cell)))
            for cell in row.children
            if isinstance(cell, Element) and cell.name in {"td", "th"}
        ]
        for row in element.all("tr")
    ]
    if rows:
        head, *body = rows
        empty = [""] * len(head)  # the head of a group of rows is one cell
        lines = [head, ["---"] * len(head), *(row + empty[len(row) :] for row in body)]
        yield "\n".join(f"| {' | '.join(row)} |" for row in lines)


def _drawing(element: Element) -> str:
    """Return the description of a drawing for people who cannot see it, below the drawing if that is a file."""
    parts = {child.name: child for child in element.children if isinstance(child, Element)}
    title = element.attributes.get("aria-label", "") or _text_of(parts.get("title"))
    described = _text_of(parts.get("desc"))
    if "image" in parts:
        image = f"![{markdown_escape(title)}]({parts['image'].attributes['href']})"
        return f"{image}\n\n{markdown_escape(described)}"
    return markdown_escape(" ".join(f"{text.rstrip('.')}." for text in (title, described) if text))


def _text_of(element: Element | None) -> str:
    return _SPACES.sub(" ", element.text()).strip() if element else ""


def _inline(parts: Iterable[Element | str]) -> str:
    return _SPACES.sub(" ", "".join(_words(part) for part in parts)).strip()


def _words(part: Element | str) -> str:
    if isinstance(part, str):
        return markdown_escape(part)
    inside = "".join(_words(child) for child in part.children)
    if part.name == "a":
        return _link(part, inside)
    if "x-cites" in part.classes:
        numbers = ((markdown_escape(link.text()), link.attributes["href"]) for link in part.all("a"))
        return " ".join(f"[\\[{number}\\]]({address})" for number, address in numbers)
    return _wrapped(part.name, inside, part)


def _wrapped(name: str, inside: str, part: Element) -> str:
    if name in {"strong", "b", "em", "i"} and inside.strip():
        mark = "**" if name in {"strong", "b"} else "*"
        return f"{mark}{inside.strip()}{mark}{' ' if inside.endswith(' ') else ''}"
    if name == "code":
        fence = "``" if "`" in part.text() else "`"
        return f"{fence}{part.text()}{fence}"
    if name == "q":
        return f'"{inside}"'
    if name == "svg":
        return _drawing(part)
    if name == "img":
        return f"![{markdown_escape(part.attributes.get('alt', ''))}](<{part.attributes.get('src', '')}>)"
    return f" {inside}" if name == "br" else inside


def _link(link: Element, inside: str) -> str:
    address = link.attributes.get("href", "")
    if not address or not inside.strip() or "x-term" in link.classes:
        return inside
    if re.search(r"[\s()<>]|://", address):
        address = f"<{address}>"
    return f"[{inside.strip()}]({address})"
