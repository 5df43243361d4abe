"""A page of docs/ as its author wrote it: text, sections and front matter."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Annotated, Literal
from urllib.parse import quote

from pydantic import BeforeValidator, Field

from explainer.loading.citation_syntax import front_matter_end, mark_of, mask_code, without_citations
from explainer.loading.validate import read_fields
from explainer.loading.yaml_reader import Document
from explainer.model.base import Authored, Day, quoted
from explainer.problems import Mark, Problem
from explainer.rules import describe

describe(
    "F33",
    "A file that would be published unread",
    "Files below docs/ are published as they are. HTML, scripts, XML and drawings outside docs/pictures/ run in "
    "browsers, without the policy of pages and unread by any rule. A page is read if its name ends with .md; one as "
    "plain text or in the form of a word processor is not, and a claim, data or references only in their own place. "
    "Other files, such as a PDF, are there because a page leads to them.",
    bad="docs/extra.html, docs/extra.js, docs/extra.svg, docs/extra.docx, docs/extra.txt, docs/extra.yml or a "
    "docs/extra.pdf that no page leads to",
    good="docs/extra.md, docs/pictures/extra.svg or docs/extra.png",
)

_RUN_BY_BROWSERS = frozenset(
    ".cjs .hta .htm .html .js .mht .mhtml .mjs .shtml .svg .svgz .swf .wasm .xht .xhtml .xml .xsl .xslt".split()
)
_DOCUMENTS = frozenset(
    ".adoc .doc .docx .epub .fodt .ipynb .mdx .odt .org .pages .qmd .rmd .rst .rtf .tex .textile .wpd .wps".split()
)
_PLAIN = frozenset({"", ".log", ".text", ".txt"})
_FOR_PROGRAMS = re.compile(r"robots\.txt|security\.txt|_headers|_redirects|[A-Z]+")
"""The names of plain texts that servers read, and of those such as LICENSE and CNAME."""
_DOWNLOADS = frozenset(".csv .json .odp .ods .pdf .ppt .pptx .tsv .xls .xlsx .zip".split())
_OF_OTHER_PLACES = frozenset({".bib", ".yaml", ".yml"})
HEADING = re.compile(r"^(?P<marks>#{1,6})[ \t]+(?P<title>.+)$", re.MULTILINE)
_ATTRIBUTES = re.compile(r"[ \t]*\{[^{}]*\}[ \t]*$")
GIVEN_ID = re.compile(r"\{[^{}]*#([\w-]+)[^{}]*\}[ \t]*$")
_LIKE_PAGES = re.compile(r"\.(?:md(?:\.\w+)?|markdown|mdown|mkdn?)$", re.IGNORECASE)
_LIKE_FIELDS = re.compile(r"\s*(?:---|\+\+\+|[\u2013\u2014]+\s*\n)|\ufeff| {0,3}[A-Za-z0-9_-]+:")
"""The top of a page that a site generator may take for front matter: other fences, or fields without any."""
_LATE = re.compile(
    r"^---\n(?:(?:title|description|hide|search|check\w+|figures):.*\n(?:[ \t].*\n)*)+---$", re.MULTILINE
)
"""Front matter within a page, which would be printed."""
_PRINTED = {"title": re.compile("[<>]"), "description": re.compile('[<>"]')}
"""Field that the theme prints without escaping -> the characters that could break out of it."""


_Shown = Annotated[str, BeforeValidator(quoted)]
"""A text that site generators read too. Unquoted numbers are refused, since they would read `1.10` as `1.1`."""


class Searched(Authored):
    """How the search treats a page."""

    boost: float | None = Field(None, gt=0)
    """How much more it counts than others."""
    exclude: bool = False
    """Whether the search leaves it out."""


class Header(Authored):
    """The front matter of a page. Other fields are refused: they could choose a template or redirect readers."""

    title: _Shown | None = None
    """The title in the browser."""
    description: _Shown | None = None
    """The description for search engines."""
    hide: tuple[Literal["feedback", "footer", "navigation", "path", "tags", "toc"], ...] = ()
    """Parts of the theme to hide."""
    search: Searched | None = None
    """How the search treats the page."""
    checked: Day | None = None
    """The day on which the page was last checked against its sources."""
    check_by: Day | None = None
    """The day by which it should be checked again."""
    figures: dict[str, Annotated[str, Field(min_length=1)]] = Field(default_factory=dict)
    """Number on the page that no finding traces -> where it comes from."""


@dataclass(frozen=True, slots=True)
class ProsePage:
    """A page of docs/."""

    path: str
    name: str
    text: str
    header: Header = field(default_factory=Header)
    header_is_right: bool = True
    """Whether nothing is wrong with the front matter. If not, `header` has what could be read of it."""

    def mark(self, name: str) -> Mark:
        """Return the place of a field of the front matter; the top of the page if it is not there."""
        above = front_matter(self.text)
        key = re.search(rf"(?:^|[{{,])[ ]*(?P<key>(['\"]?){re.escape(name)}\2:)", above, re.MULTILINE)
        return mark_of(above, key.start("key")) if key else Mark()

    @property
    def figures(self) -> Mapping[str, str]:
        """Number on the page that no finding traces -> where it comes from."""
        return self.header.figures


def sections(text: str) -> dict[str, str]:
    """Return the text of each section of a page by the id of its heading; a section includes those below it.

    `lead` is the text between the page's title and its first section. Headings in code do not count.
    """
    body = mask_code(text)
    heads = list(HEADING.finditer(body))
    title = next((head.end() for head in heads if len(head["marks"]) == 1), 0)
    first = next((head.start() for head in heads if len(head["marks"]) > 1), len(body))
    texts = {"lead": body[title:first]}
    for number, head in enumerate(heads):
        later = (other.start() for other in heads[number + 1 :] if len(other["marks"]) <= len(head["marks"]))
        given = GIVEN_ID.search(head["title"])
        name = given[1] if given else heading_id(without_citations(_ATTRIBUTES.sub("", head["title"])))
        texts.setdefault(name, body[head.end() : next(later, len(body))])
    return texts


def heading_id(title: str) -> str:
    """Return the id that site generators give to a heading: lower-case letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain).strip().lower())


def front_matter(text: str) -> str:
    """Return a page's front matter without its fences, each line at its number in the file, or ""."""
    lines = text.split("\n")
    return "\n".join(["", *lines[1 : front_matter_end(lines) - 1]]) if front_matter_end(lines) else ""


def unfit_file(path: str, pages: Iterable[str]) -> str:
    """Return how to fix a file below docs/ that would be published without being checked, or "" for any other file.

    `pages` are the texts of the pages, which may lead to it.
    """
    suffix, name = PurePosixPath(path).suffix, PurePosixPath(path).name
    if suffix != ".md" and _LIKE_PAGES.search(path):
        return "Let its name end with .md."
    if suffix.lower() in _DOCUMENTS or (suffix.lower() in _PLAIN and not _FOR_PROGRAMS.fullmatch(name)):
        return "Write a page in Markdown, with a name that ends with .md."
    if suffix.lower() in _OF_OTHER_PLACES:
        return "Claims belong in claims/<topic>/, data in docs/data/, and references in bibliography.bib."
    if suffix.lower() in _DOWNLOADS and not any(name in text or quote(name) in text for text in pages):
        return "Lead to it from a page, or delete it; what it says belongs in a page."
    if suffix.lower() in _RUN_BY_BROWSERS and (suffix != ".svg" or path != f"docs/pictures/{name}"):
        return "Write a page in Markdown; pictures belong in docs/pictures/, and the theme's files in hooks/theme/."
    return ""


def read_front_matter(path: str, text: str) -> tuple[Header, list[Problem]]:
    """Return a page's parsed front matter, and the problems.

    The problems are those of `read_fields`, F08 for fields that are not between two lines `---`, and F32
    for HTML in a text that the theme does not escape.
    """
    header = front_matter(text)
    if not header or not text.startswith("---\n"):
        if not _LIKE_FIELDS.match(text):
            late = _LATE.search(mask_code(text))
            fix = "Put the page's fields at its very top, between two lines `---`."
            said = "the page's fields stand below its top"
            return Header(), [Problem("F08", path, said, fix, mark_of(text, late.start()).line)] if late else []
        fix = "Put the page's fields between two lines `---` at its very top; else begin the page with its heading."
        return Header(), [Problem("F08", path, "begins with what a site generator may take for fields", fix)]
    read = read_fields(path, header.encode(), Header)
    html = _html(read.document) if read.document else ()
    return read.value or read.salvaged or Header(), [*read.syntax, *read.meaning, *html]


def _html(document: Document) -> Iterator[Problem]:
    for name, pattern in _PRINTED.items():
        value = document.data.get(name)
        if isinstance(value, str) and (found := pattern.search(value)):
            message = f"`{name}` holds `{found.group()}`, which a browser would read as HTML"
            yield Problem("F32", document.path, message, "Say it in words alone.", *document.mark((name,)))
