"""HTML in prose (F32): a page's author writes Markdown, and nothing that a browser would run or load.

The page is turned into HTML with the extensions that sites use, and what comes out is judged: that is what a browser
gets. The place in the file is then looked for in the source, where code is blanked out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser

import markdown

from explainer.checks.runner import Context, Hit, rule
from explainer.loading.citation_syntax import mask_markdown
from explainer.loading.prose_page import front_matter
from explainer.rules import Scope

ELEMENTS = frozenset("abbr bdi br cite dfn kbd mark q s small span sub sup time u wbr div details summary".split())
"""The HTML that a page may hold, beside what Markdown itself makes."""
ATTRIBUTES = frozenset("class id title lang dir datetime markdown open".split())
"""The attributes that these elements may have."""
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
"""What the address of a link may begin with, beside addresses within the site."""

_DATA = frozenset({"data-search-exclude"})
"""Of the attributes for scripts only the one that keeps a part out of the search: others steer the theme's own."""
_TAKEN_IDS = re.compile(r"_.*|md-.*|x-.*|mermaid.*", re.IGNORECASE)
"""Ids by which the theme and this package find their own parts: `__config`, `__search`, `__drawer` and their like."""

_FROM_MARKDOWN = frozenset(
    "a blockquote code dd dl dt em h1 h2 h3 h4 h5 h6 hr img li ol p pre strong table tbody td th thead tr ul".split()
)
_THEIR_ATTRIBUTES = frozenset("href src alt start colspan rowspan align".split())
_EXTENSIONS = ["abbr", "admonition", "attr_list", "def_list", "fenced_code", "footnotes", "md_in_html", "tables", "toc"]
_SUSPECT = re.compile(
    r"<(?!!--\s)[a-zA-Z/!?]|--!>|&[#\w]|\{[^{}\n]*[=#]|(?:\(<?|\]: *<?|<)(?!https?:|mailto:|tel:)[a-z][a-z0-9+.-]*:",
    re.IGNORECASE,
)
"""A page without any of these holds no HTML and no address that could be of another scheme."""
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_IGNORED_IN_ADDRESSES = re.compile(r"^[\x00-\x20]+|[\t\n\r]")
"""What browsers pass over in front of an address and within it (URL standard, basic URL parser)."""
_ALIGNED = re.compile(r"text-align: (?:left|right|center);")


@dataclass(frozen=True, slots=True)
class _Fault:
    """Something that may not stand in a page: what it is, how it is shown in a message, and what to look for."""

    what: str
    shown: str
    needle: re.Pattern[str]


class _Judge(HTMLParser):
    """Notes what HTML holds that a page may not."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[_Fault] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ELEMENTS | _FROM_MARKDOWN:
            self._note("an element that may not stand in a page", f"<{tag}>", rf"<\s*{re.escape(tag)}(?!\w)")
        for name, value in attrs:
            shown = unescape(value or "")
            if name in {"href", "src"}:
                self._judge_address(shown)
            elif name == "style" and _ALIGNED.fullmatch(shown):
                continue  # how Markdown aligns the columns of a table
            elif name == "id" and _TAKEN_IDS.fullmatch(shown.strip()):
                written = rf"(?:\bid\s*=\s*[\"']?|#)\s*{re.escape(shown.strip())}"
                self._note("an id that the theme has, and would lose", f"id={shown.strip()[:40]}", written)
            elif name not in ATTRIBUTES | _THEIR_ATTRIBUTES | _DATA and not name.startswith("aria-"):
                self._note("an attribute that may not stand in a page", f"{name}=", rf"\b{re.escape(name)}\s*=")

    def _judge_address(self, address: str) -> None:
        scheme = _SCHEME.match(_IGNORED_IN_ADDRESSES.sub("", address))
        if scheme and scheme[1].lower() not in SCHEMES:
            written = rf"{re.escape(scheme[1])}\s*:|\]\(\s*<?[^\s()]*&"  # as it is, or with an entity in it
            self._note("an address that no link may have", f"{scheme[1].lower()}:", written)

    def handle_comment(self, data: str) -> None:
        if data.startswith((">", "->")) or "--!>" in data:  # browsers end it there, and read on
            self._note("a comment that ends before its end", f"<!--{data[:20]}", r"<!--(?:-?>)|--!>")

    def handle_decl(self, decl: str) -> None:
        self._note("a declaration, which may not stand in a page", f"<!{decl[:20]}>", r"<!(?!--)")

    def handle_pi(self, data: str) -> None:
        self._note("a processing instruction, which may not stand in a page", f"<?{data[:20]}>", r"<\?")

    def unknown_decl(self, data: str) -> None:
        self._note("a declaration, which may not stand in a page", f"<![{data[:20]}]>", r"<!\[")

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        try:
            return super().parse_marked_section(i, report)
        except AssertionError:  # what the parser does of `<![` with no name behind it
            self.unknown_decl("")
            return -1

    def _note(self, what: str, shown: str, needle: str) -> None:
        self.faults.append(_Fault(what, shown, re.compile(needle, re.IGNORECASE)))


@rule(
    "F32",
    "HTML that a page may not hold",
    scope=Scope.LIBRARY,
    bad="docs/pain.md: <script>alert(1)</script>",
    good="docs/pain.md: Markdown, and of HTML at most br, sub, sup, kbd, abbr, span, div, details and their like",
)
def pages_hold_no_scripts(context: Context) -> Iterator[Hit]:
    """A page in prose is Markdown, and holds nothing that a browser would run or load.

    Scripts, event handlers, frames, forms and `javascript:` or `data:` addresses are refused, also where they are
    written with entities or in a list of attributes; so is other HTML beyond a short list, and an id of the theme's own
    parts, which its scripts would then find in the page's text.
    """
    for page in context.library.prose:
        if not _SUSPECT.search(page.text):
            continue
        header = front_matter(page.text)
        source = mask_markdown(page.text.replace("<!--", "\0!--")).replace("\0!--", "<!--")
        for fault in dict.fromkeys(_faults(_body(page.text, header))):
            line, column = _place(fault, page.text, source)
            yield Hit(
                f"holds {fault.what}: `{fault.shown}`",
                f"Write it in Markdown. Of HTML a page may hold: {', '.join(sorted(ELEMENTS))}.",
                path=page.path,
                line=line,
                column=column,
            )


def _body(text: str, header: str) -> str:
    lines = text.split("\n")
    return "\n".join(lines[header.count("\n") + 2 :]) if header else text


def _faults(body: str) -> list[_Fault]:
    judge = _Judge()
    judge.feed(markdown.markdown(body, extensions=_EXTENSIONS))
    judge.close()
    return judge.faults


def _place(fault: _Fault, text: str, source: str) -> tuple[int, int]:
    """Return line and column, from 1, of a fault; line 1 if the text does not show where it is."""
    for where in (source, text):
        if found := fault.needle.search(where):
            before = text[: found.start()]
            return before.count("\n") + 1, found.start() - (before.rfind("\n") + 1) + 1
    return 1, 1
