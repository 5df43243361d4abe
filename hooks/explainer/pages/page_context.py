"""The page that a template writes: its links, citations and texts, and the links to report an error on it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from html import escape as escape_text
from urllib.parse import quote, urlencode, urljoin

from markupsafe import Markup, escape

from explainer.addressing import Addressing, Face, claim_page, source_page
from explainer.loading.citation_syntax import Pointer, find_citations
from explainer.model.reference import Reference
from explainer.model.wording import Wording
from explainer.pages.headings import Heading, Permalink, slug
from explainer.pages.long_lists import page_of_topic
from explainer.pages.plain_markdown import markdown_escape
from explainer.pages.site_view import SiteView

# A name that begins with a place number: 5-HT, 5-hydroxytryptamine. Spans of time, as 24-hour, have shorter words. A
# part of a longer name, as in 17-AB-7, is left alone: what is longer than a narrow column has to break.
_NAME = re.compile(r"(?<![\w-])\d{1,2}-(?:[A-Z]{1,5}|[A-Za-z][a-z]{6,18})(?![\w-])")
_TAG = re.compile(r"(<!--.*?-->|<[^>]+>)", re.DOTALL)
FORM = "number.yml"
"""The issue form for errors, in .github/ISSUE_TEMPLATE/."""
PAGE_FIELD = "page"
"""The id of the form's field for the address of the page."""
_LET_BE = re.compile(r"</?(?:code|pre|svg|script|style|textarea|option)\b(?!.*/>)")


@dataclass(frozen=True, slots=True)
class Reporting:
    """The ways to report an error on a site: the repository's form with the page filled in, or mail without an account.

    `repository`, `address` and `contact` may be empty.
    """

    words: Wording
    repository: str = ""
    address: str = ""
    contact: str = ""
    addressing: Addressing = field(default_factory=Addressing)

    def form(self, name: str = "", title: str = "") -> str:
        """Return the address of the form for the page `name`, named as below docs/; empty without a repository.

        GitHub fills in the fields of an issue form from parameters with the ids of the fields.
        """
        if not self.repository:
            return ""
        given = {"template": FORM} | self._page(name, title)
        return f"{self.repository.rstrip('/')}/issues/new?{urlencode(given, quote_via=quote)}"

    def without_account(self, name: str = "", title: str = "") -> str:
        """Return the address for reports without an account: the site's contact, a mail with a subject if it can be."""
        if not self.contact.startswith("mailto:") or not name:
            return self.contact
        given = self._page(name, title)
        mail = {"subject": given["title"], "body": f"{given[PAGE_FIELD]}\n\n"}
        return f"{self.contact}?{urlencode(mail, quote_via=quote)}"

    def _page(self, name: str, title: str) -> dict[str, str]:
        """Return the title of the report, and the page's address (its path on a site without an address)."""
        if not name:
            return {}
        path = self.addressing.built(name)
        page = urljoin(f"{self.address.rstrip('/')}/", path) if self.address else path or "index.html"
        return {"title": self.words.plain("report.title", title=title), PAGE_FIELD: page}


@dataclass(slots=True)
class PageContext:
    """The state of a page while it is written: its place, the numbers of its sources, the terms explained so far."""

    view: SiteView
    name: str
    addressing: Addressing
    numbers: dict[str, int] = field(default_factory=dict)
    explained: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    headings: list[Heading] = field(default_factory=list)
    permalink: Permalink = field(default_factory=Permalink)

    @property
    def plain(self) -> bool:
        """Whether the page becomes plain Markdown."""
        return self.addressing.face is Face.PLAIN

    def heading(self, level: int, title: str, anchor: str = "", *, searched: bool = True) -> Markup:
        """Return a heading of a generated page, and note it for the page's table of contents.

        Without an `anchor`, its id is made from its title.
        """
        heading = Heading(level, anchor or slug(title), escape_text(title, quote=False))
        self.headings.append(heading)
        return heading.html(self.permalink, searched=searched)

    def section(self, level: int, title: str, anchor: str) -> Markup:
        """Return a heading in a prose page. For the site it is Markdown, for MkDocs's table of contents."""
        if self.plain:
            return self.heading(level, title, anchor)
        shown = markdown_escape(title).replace('"', "&quot;")
        return Markup(f"{'#' * level} {shown} {{ #{anchor} data-search-exclude }}")  # noqa: S704 -- escaped here

    def url(self, target: str, anchor: str = "") -> str:
        """Return the relative address of another page of the site."""
        return self.addressing.link(self.name, target, anchor)

    def claim_url(self, claim_id: str) -> str:
        """Return the relative address of a claim's page."""
        return self.url(claim_page(claim_id))

    def topic_url(self, topic: str) -> str:
        """Return the relative address of a topic in the list of all claims."""
        return self.url(page_of_topic(self.view, topic), f"topic-{topic}")

    def chosen_url(self, topic: str, verdict: str, certainty: str = "") -> str:
        """Return the relative address of the list of all claims, with these values in its filter."""
        chosen = f"?topic={topic}&verdict={verdict}"
        return f"{self.url(self.view.data.site.claims_page)}{chosen}{'&certainty=' if certainty else ''}{certainty}"

    def source_url(self, key: str) -> str:
        """Return the relative address of a reference's page."""
        return self.url(source_page(key))

    def source_name(self, reference: Reference) -> Markup:
        """Return the name of a work below a finding, with a link to its page where it is named for the first time."""
        if reference.key in self.named and not self.plain:
            return Markup('<span class="x-study__name">{}</span>').format(reference.short)
        self.named.add(reference.key)
        link = Markup('<a class="x-study__name" href="{}">{}</a>')
        return link.format(self.source_url(reference.key), reference.short)

    def copy(self) -> str:
        """Return the path of the plain Markdown copy of this page in the site."""
        return replace(self.addressing, face=Face.PLAIN, beside=True).written(self.name)

    def file_url(self, path: str) -> str:
        """Return the relative address of a published file, named from the site's root.

        It is empty in an export of plain Markdown, except for pictures: other files are not exported.
        """
        if self.plain and not self.addressing.beside and not path.startswith("pictures/"):
            return ""
        return self.addressing.file(self.name, path)

    def text(self, text: str) -> Markup:
        """Return an author's text as HTML, with links for its citations and for the first use of each term."""
        parts: list[Markup] = []
        position = 0
        for citation in find_citations(text):
            parts += [self.prose(text[position : citation.start]), self.cite(citation.pointers)]
            position = citation.end
        return Markup("").join([*parts, self.prose(text[position:])])

    def cite(self, pointers: Iterable[Pointer | str], *, named_below: bool = False) -> Markup:
        """Return a citation: numbers that link to the page's source list, with a preview of each source.

        If the works are `named_below` with links of their own, the numbers are not links: twice as many links would
        burden people who use a screen reader or the keyboard.
        """
        shown = []
        for pointer in pointers:
            if isinstance(pointer, str):
                pointer = Pointer(pointer)
            reference = self.view.library.references.get(pointer.key)
            if reference is not None:
                shown.append(self._number(pointer, reference, linked=self.plain or not named_below))
        if not shown:
            return Markup("")
        return Markup('<span class="x-cites">[{}]</span>').format(Markup(", ").join(shown))

    def cited(self) -> list[tuple[int, Reference]]:
        """Return the references cited on the page so far, by number."""
        references = self.view.library.references
        return [(number, references[key]) for key, number in self.numbers.items()]

    def _number(self, pointer: Pointer, reference: Reference, *, linked: bool) -> Markup:
        number = self.numbers.setdefault(pointer.key, len(self.numbers) + 1)
        locator = f", {pointer.locator}" if pointer.locator else ""
        label = f"{number}{locator}"
        if not linked:
            return escape(label)
        return Markup('<a class="x-cite" href="#ref-{}" aria-label="{}: {}" data-preview="{}">{}</a>').format(
            pointer.key, label, reference.short, self.view.preview(reference), label
        )

    def prose(self, text: str) -> Markup:
        """Return a text as HTML with its new glossary terms linked to their definitions."""
        parts: list[Markup] = []
        position = 0
        for found in self.view.terms.find(text, self.explained) if text.strip() else ():
            words = text[found.start : found.end]
            term = self.term(found.term.id, found.term.definition, words)
            parts += [escape(text[position : found.start]), term]
            position = found.end
        return Markup("").join([*parts, escape(text[position:])])

    def term(self, term_id: str, definition: str, words: str) -> Markup:
        """Return a glossary term: a link to its entry, with its definition on hover and focus."""
        address = self.url(self.view.data.site.glossary_page, f"term-{term_id}")
        link = Markup('<a class="x-term" href="{}" data-preview="{}">{}</a>')
        return link.format(address, definition, words)


def unbroken_page(html: str) -> str:
    """Return HTML in which each name such as 5-HT or 5-hydroxytryptamine stays on one line, but in code and drawings.

    A hyphen that does not break (U+2011) would do that too, but then neither a copy of the text nor a search in the
    page would find the name as people type it.
    """
    pieces = _TAG.split(html)
    closed = 0  # how many elements are open in which nothing is touched
    for number, piece in enumerate(pieces):
        if number % 2:
            if _LET_BE.match(piece):
                closed += -1 if piece.startswith("</") else 1
        elif not closed and "-" in piece:
            pieces[number] = _NAME.sub(r'<span class="x-name">\g<0></span>', piece)
    return "".join(pieces)
