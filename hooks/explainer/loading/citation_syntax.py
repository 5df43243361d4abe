"""Citations, written `[@key]`, `[@key, Table 2]` or `[@a; @b]`, and their numbers on a page.

In Markdown, code, links, addresses, e-mail addresses, HTML tags and comments are masked before citations are looked
for.
"""

import re
from collections.abc import Container, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from explainer.problems import Mark

_KEY = r"[A-Za-z][A-Za-z0-9_:.+-]*"
_CITATION = re.compile(rf"\[(@{_KEY}(?:,[^\[\];@]*)?(?:;\s*@{_KEY}(?:,[^\[\];@]*)?)*)\]")
# What may be meant as a citation. It may span lines, but not paragraphs; followed by `(` or `[` it is a link.
_LOOKALIKE = re.compile(r"\[@(?:[^\]\n]|\n(?![ \t]*\n)){0,1000}\](?!\(|\[(?!@))")
_OPENED = re.compile(rf"(?<!\\)\[@{_KEY}(?<![.:])")
_LINK = re.compile(r"(?<!\\)\[@[^\[\]]*\][(\[]")
_BARE = re.compile(rf"(?<![\w.+/\\@-])@(?P<key>{_KEY})(?![\w@:.+-])")
_WORDS_BEFORE = re.compile(rf"(?<!\\)\[(?!@)[^\[\]\n]*?(?:(?<![\w.+-])|(?<=\[-))@(?P<key>{_KEY})[^\[\]\n]*\](?!\()")
_PART = re.compile(rf"@(?P<key>{_KEY})(?:,\s*(?P<locator>[^;]*))?")


class Pointer(NamedTuple):
    """One key of a citation, and the place in the source, if given."""

    key: str
    locator: str = ""


class Citation(NamedTuple):
    """A citation and its place in a text. `pointers` is empty if it is malformed."""

    start: int
    end: int
    pointers: tuple[Pointer, ...]


def find_citations(text: str) -> list[Citation]:
    """Return the citations of a plain text in order, malformed ones too."""
    citations = []
    for match in _LOOKALIKE.finditer(text):
        whole = _CITATION.fullmatch(match.group())
        parts = _PART.finditer(whole.group(1)) if whole else ()
        pointers = tuple(Pointer(part["key"].rstrip(".:"), " ".join((part["locator"] or "").split())) for part in parts)
        citations.append(Citation(match.start(), match.end(), pointers))
    return citations


def find_half_citations(text: str, known: Container[str]) -> list[tuple[int, int, str]]:
    """Return (start, end, what is wrong) of each malformed citation that `find_citations` does not recognise.

    These are `[@key` without a closing bracket, and `[see @key]` with a key that is `known` or has a year.
    """
    taken = [(citation.start, citation.end) for citation in find_citations(text)]
    taken += [match.span() for match in _LINK.finditer(text)]
    found = [
        (*match.span(), "is not a citation, and would be printed as written")
        for match in _WORDS_BEFORE.finditer(text)
        if (key := match["key"].rstrip(".:")) in known or re.search(r"\d{4}", key)
    ]
    found += [
        (*match.span(), "has no closing bracket, and would be printed as written")
        for match in _OPENED.finditer(text)
        if not any(start <= match.start() < end for start, end in taken)
    ]
    return sorted(found)


def find_bare_keys(text: str, known: Container[str]) -> list[tuple[int, str]]:
    """Return (start, key) of each `@key` without brackets in a plain text, except in code and e-mail addresses."""
    spans = [(citation.start, citation.end) for citation in find_citations(text)]
    spans += [(start, end) for start, end, _ in find_half_citations(text, known)]
    return [
        (match.start(), match["key"].rstrip(".:"))
        for match in _BARE.finditer(text)
        if not any(start <= match.start() < end for start, end in spans)
    ]


def cited_in(text: str) -> list[str]:
    """Return the keys that a plain text cites, in order and with repeats."""
    return [pointer.key for citation in find_citations(text) for pointer in citation.pointers]


def without_citations(text: str) -> str:
    """Return a plain text without its citations, for places without a list of sources."""
    for citation in reversed(find_citations(text)):
        text = text[: citation.start].rstrip() + text[citation.end :]
    return text


def find_in_markdown(markdown: str) -> list[Citation]:
    """Return the citations of a Markdown text, without those in code, links, addresses, HTML and front matter."""
    return find_citations(mask_markdown(markdown))


def cited_in_markdown(markdown: str) -> list[str]:
    """Return the keys that the prose of a Markdown text cites, in order and with repeats."""
    return cited_in(mask_markdown(markdown))


def mark_of(text: str, position: int) -> Mark:
    """Return the line and column, from 1, of a position in a text."""
    return Mark(text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position))


_SPAN = r"(?<!\\)(?<!(?<!\\)`)(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)*?(?<!`)(?P=ticks)(?!`)"
"""A code span, within a paragraph."""
# Inline parts that are not prose. The order matters: code takes precedence, as in Markdown.
_MASKED = re.compile(
    rf"(?xs){_SPAN}"
    r"""
    | <!--.*?-->                                      # comment
    | <(?P<raw>pre|code|script|style)\b[^<>]*>.*?</(?P=raw)>   # code as HTML
    | </?[A-Za-z][^<>\0]*>                            # HTML tag
    | <[a-z][a-z0-9+.-]*:[^<>\s]*>                    # <https://...>
    | \\\[(?:@[\w:.+-]+)?                             # an escaped bracket with its key: no citation
    | !?\[(?:[^\[\]]|\[[^\[\]]*\])*\](?:\([^()\s]*(?:\s+"[^"]*")?\)|\[[^\[\]@]*\])   # link or image
    | ^[ ]{0,3}\[(?![@^])[^\]]+\]:[^\n]*$             # link definition
    | (?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+                    # e-mail
    """,
    re.MULTILINE,
)
_CODE = re.compile(_SPAN, re.DOTALL)
_FENCE = re.compile(r"^(?P<indent>[ \t]*)(?P<fence>`{3,}|~{3,})[^`\n]*$")
_QUOTE = re.compile(r"^(?: {0,3}>[ ]?)+")
_CONTAINER = re.compile(r"(?P<list>[-*+]\s|\d+[.)]\s)|!!!|\?\?\?|===|\[\^|:\s")


def mask_markdown(markdown: str) -> str:
    """Return the text with everything but prose replaced by spaces; length and lines stay the same."""
    return _blanked(_MASKED, markdown)


def mask_code(markdown: str) -> str:
    """Return the text with code and front matter replaced by spaces; length and lines stay the same."""
    return _blanked(_CODE, markdown)


@lru_cache(maxsize=512)  # a dozen rules ask for each page
def _blanked(pattern: re.Pattern[str], markdown: str) -> str:
    lines = markdown.split("\n")
    for number in _code_lines(lines):
        lines[number] = " " * len(lines[number])
    return pattern.sub(blank, "\n".join(lines))


def blank(match: re.Match[str]) -> str:
    """Return spaces in place of a match, with its line ends, so that length and lines of a text stay the same."""
    return re.sub(r"[^\n]", " ", match.group())


def unclosed_fence(markdown: str) -> int | None:
    """Return the line, from 1, of a code block that is never closed, or None."""
    opened: list[int] = []
    for _ in _code_lines(markdown.split("\n"), opened):
        pass
    return opened[-1] + 1 if opened else None


def front_matter_end(lines: Sequence[str]) -> int:
    """Return the number of lines of a page's front matter with its fences; 0 without any."""
    if not lines or lines[0].rstrip() != "---":
        return 0
    return next((number for number, line in enumerate(lines[1:], start=2) if line.rstrip() == "---"), 0)


def _code_lines(lines: list[str], open_fence: list[int] | None = None) -> Iterator[int]:
    """Yield the numbers, from 0, of the lines that are front matter, fenced code or indented code.

    If a code block is never closed, the number of its first line is added to `open_fence`.
    """
    header = front_matter_end(lines)
    fenced = set(_fenced_lines(lines, header, [] if open_fence is None else open_fence))
    blank_before, code = True, False
    # Open lists, admonitions and the like: where their content begins, and whether they are lists, which a line
    # without indentation continues.
    inside: list[tuple[int, bool]] = []
    for number, line in enumerate(lines):
        if number < header or number in fenced:
            yield number
            continue
        text = _QUOTE.sub("", line.expandtabs(4))
        if not text.strip():
            blank_before = True
            continue
        indent = len(text) - len(text.lstrip())
        marker = _CONTAINER.match(text, indent)
        while inside and indent < inside[-1][0] and (blank_before or code or marker or not inside[-1][1]):
            inside.pop()
        start = inside[-1][0] if inside else 0
        code = (blank_before or code) and indent >= start + 4
        if code:
            yield number
        elif marker and indent < start + 4:
            inside.append((start + 4, marker["list"] is not None))
        blank_before = text.startswith("#")


def _fenced_lines(lines: list[str], header: int, open_fence: list[int]) -> Iterator[int]:
    fence = ""
    for number, line in enumerate(lines[header:], start=header):
        opened = _FENCE.match(line)
        if fence:
            yield number
            if opened and opened["fence"].startswith(fence) and line.strip() == opened["fence"]:
                fence = ""
                open_fence.clear()
        elif opened:
            fence = opened["fence"]
            open_fence.append(number)
            yield number
