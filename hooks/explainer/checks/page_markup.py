"""Markup of prose pages: no HTML that a browser would run (F32), and no markup that shows as it is typed (F39)."""

import posixpath
import re
from collections.abc import Container, Iterator
from difflib import get_close_matches
from html import unescape
from html.parser import HTMLParser

import markdown

from explainer.checks.reader_texts import ALL, Fault, claim_texts, data_texts, hit_in, text_rule
from explainer.checks.runner import Context, Hit, rule
from explainer.checks.sources import notes_of_topics
from explainer.loading.citation_syntax import (
    find_bare_keys,
    find_citations,
    find_half_citations,
    mark_of,
    mask_code,
    mask_markdown,
)
from explainer.loading.prose_page import GIVEN_ID, HEADING, ProsePage, front_matter
from explainer.model.claim import Claim
from explainer.problems import Mark, Severity

ELEMENTS = frozenset("abbr bdi br cite dfn kbd mark q s small span sub sup time u wbr div details summary".split())
"""The HTML elements that a page may have, beside those that Markdown makes."""
ATTRIBUTES = frozenset("class id title lang dir datetime markdown open".split())
"""The attributes that these elements may have."""
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
"""The schemes that links may have, beside addresses within the site."""

_DATA = frozenset({"data-search-exclude"})
"""The only `data-` attribute for pages, which keeps a part out of the search: others control the theme's scripts."""
_TAKEN_IDS = re.compile(r"_.*|md-.*|x-.*|mermaid.*", re.IGNORECASE)
"""Ids that the theme and this package use themselves: `__config`, `__search`, `__drawer` and the like."""

_FROM_MARKDOWN = frozenset(
    "a blockquote code dd dl dt em h1 h2 h3 h4 h5 h6 hr img li ol p pre strong table tbody td th thead tr ul".split()
)
_THEIR_ATTRIBUTES = frozenset("href src alt start colspan rowspan align".split())
_EXTENSIONS = ["abbr", "admonition", "attr_list", "def_list", "fenced_code", "footnotes", "md_in_html", "tables", "toc"]
_SUSPECT = re.compile(
    r"!\[|<(?!!--\s)[a-zA-Z/!?]|--!>|&[#\w]"
    r"|\{[^{}\n]*[=#]|(?:\(<?|\]: *<?|<)(?!https?:|mailto:|tel:)[a-z][a-z0-9+.-]*:",
    re.IGNORECASE,
)
"""A page without any of these has no HTML, and no address with another scheme."""
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_IGNORED_IN_ADDRESSES = re.compile(r"^[\x00-\x20]+|[\t\n\r]")
"""What browsers ignore before and within an address (URL standard, basic URL parser)."""
_ALIGNED = re.compile(r"text-align: (?:left|right|center);")


class _Judge(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[tuple[str, str, re.Pattern[str]]] = []
        """What a page must not contain: what it is, how messages show it, and a pattern that finds it."""
        self.open: list[str] = []

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ELEMENTS - {"br", "wbr"}:
            self.open.append(tag)
        if tag not in ELEMENTS | _FROM_MARKDOWN:
            self.note("an element that a page may not contain", f"<{tag}>", rf"<\s*{re.escape(tag)}(?!\w)")
        for name, value in attrs:
            shown = unescape(value or "")
            if name in {"href", "src"}:
                self._judge_address(shown, is_picture=name == "src")
            elif name == "style" and _ALIGNED.fullmatch(shown):
                continue  # how Markdown aligns the columns of a table
            elif name == "id" and _TAKEN_IDS.fullmatch(shown.strip()):
                written = rf"(?:\bid\s*=\s*[\"']?|#)\s*{re.escape(shown.strip())}"
                self.note("an id that the theme uses itself", f"id={shown.strip()[:40]}", written)
            elif name not in ATTRIBUTES | _THEIR_ATTRIBUTES | _DATA and not name.startswith("aria-"):
                self.note("an attribute that a page may not contain", f"{name}=", rf"\b{re.escape(name)}\s*=")

    def _judge_address(self, address: str, *, is_picture: bool) -> None:
        if is_picture and re.match(r"\s*(?:https?:)?//", address, re.IGNORECASE):
            self.note("a picture of another host, which no page loads", address, re.escape(address))
        scheme = _SCHEME.match(_IGNORED_IN_ADDRESSES.sub("", address))
        if scheme and scheme[1].lower() not in SCHEMES:
            written = rf"{re.escape(scheme[1])}\s*:|\]\(\s*<?[^\s()]*&"  # as it is, or with an entity in it
            self.note("an address that no link may have", f"{scheme[1].lower()}:", written)

    def handle_comment(self, data: str) -> None:
        if data.startswith((">", "->")) or "--!>" in data:  # browsers end the comment there
            self.note("a comment that browsers end too early", f"<!--{data[:20]}", r"<!--(?:-?>)|--!>")

    def handle_decl(self, decl: str) -> None:
        self.note("a declaration, which a page may not contain", f"<!{decl[:20]}>", r"<!(?!--)")

    def handle_pi(self, data: str) -> None:
        self.note("a processing instruction, which a page may not contain", f"<?{data[:20]}>", r"<\?")

    def unknown_decl(self, data: str) -> None:
        self.note("a declaration, which a page may not contain", f"<![{data[:20]}]>", r"<!\[")

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        try:
            return super().parse_marked_section(i, report)
        except AssertionError:  # the parser raises it for `<![` without a name
            self.unknown_decl("")
            return -1

    def note(self, what: str, shown: str, needle: str) -> None:
        self.faults.append((what, shown, re.compile(needle, re.IGNORECASE)))


@rule(
    "F32",
    "HTML that a page may not contain",
    bad="docs/pain.md: <script>alert(1)</script>",
    good="docs/pain.md: Markdown, and of HTML at most br, sub, sup, kbd, abbr, span, div, details and their like",
)
def pages_hold_no_scripts(context: Context) -> Iterator[Hit]:
    """A page is Markdown without anything that a browser would run or load.

    Scripts, event handlers, frames, forms and `javascript:` or `data:` addresses are refused, also if they are written
    with entities or in a list of attributes. So is HTML beyond a short list, and an id of the theme's own parts, which
    its scripts would then find in the page's text.
    """
    for page in context.library.prose:
        if not _SUSPECT.search(page.text):
            continue
        lines, header = page.text.split("\n"), front_matter(page.text)
        body = "\n".join(lines[header.count("\n") + 2 :]) if header else page.text
        source = mask_markdown(page.text.replace("<!--", "\0!--")).replace("\0!--", "<!--")
        judge = _Judge()
        judge.feed(markdown.markdown(body, extensions=_EXTENSIONS))
        judge.close()
        for tag in judge.open:
            judge.note("an element that nothing closes", f"<{tag}>", rf"<\s*{tag}(?!\w)")
        for what, shown, needle in dict.fromkeys(judge.faults):
            fix = f"Write it in Markdown. Of HTML a page may contain: {', '.join(sorted(ELEMENTS))}."
            if what.startswith("an address"):
                fix = "Lead to a page of this site, or to an address with https:, mailto: or tel:."
            elif what.startswith("a picture"):
                fix = "Put the picture below docs/, a drawing into docs/pictures/."
            match = needle.search(source) or needle.search(page.text)
            mark = mark_of(page.text, match.start()) if match else Mark()
            yield Hit(f"contains {what}: `{shown}`", fix, path=page.path, mark=mark)


@rule("F59", "A page with two titles", bad="# Pain\n\n# What to do", good="# Pain\n\n## What to do")
def titles_stand_once(context: Context) -> Iterator[Hit]:
    """A heading with a single `#` is the page's title, and there is one. An id that is given belongs to one heading."""
    for page in context.library.prose:
        seen: set[str] = set()
        for head in HEADING.finditer(mask_code(page.text)):
            given = GIVEN_ID.search(head["title"])
            names = {head["marks"]} & {"#"} | ({given[1]} if given else set())
            for name in names & seen:
                said = "the page has a title already" if name == "#" else f"the id `{name}` belongs to a heading above"
                fix = "Begin it with `## `." if name == "#" else "Give it another id."
                yield hit_in(page.path, page.text, head.start(), said, fix)
            seen |= names


# Markup that would be printed as it is written

_IN_A_LINK = re.compile(r"(?<!\\)\[[^\[\]\n]*\[@[^\[\]\n]*\][^\[\]\n]*\](?=[(\[])")
_BY_LABEL = re.compile(r"(?<![\\!\]])\[(?P<text>[^\[\]\n^@][^\[\]\n]*)\]\[(?P<label>[^\[\]@\n]*)\]")
_NOTE = re.compile(r"(?<!\\)\[\^(?P<label>[^\[\]\s]+)\](?!:)")
_DEFINED = re.compile(r"^[ ]{0,3}\[(?P<label>[^\]\n]+)\]:", re.MULTILINE)
_BOX = re.compile(
    r"""^(?P<indent>[ \t]*)(?P<line>(?:!!!|\?\?\?\+?)
    (?![ ]?[\w-]+(?:[ ]+[\w-]+)*(?:[ ]+".*")?[ ]*\n(?:[ \t]*\n)*(?P=indent)(?:[ ]{4}|\t)).*)""",
    re.MULTILINE | re.VERBOSE,
)
"""A line that was meant to begin a box, without its form or without indented text below."""
_SNIPPET = re.compile(r"^[ \t]*-+8<-+.*$", re.MULTILINE)
_NEARLY = 0.75
"""How like a key of the bibliography a name is that was probably meant as one: `post2020` is like `post2019`."""
_HOW = "Write [@key], [@key, p. 4] or [@a; @b], outside links; words stand before the bracket."


@rule(
    "F39",
    "A citation, link, note or box that is printed as it is written",
    bad="docs/pain.md: It helps few [see @post2019, p. 4]. More [here][nope].",
    good="docs/pain.md: It helps few, see [@post2019, p. 4]. More [here](safety.md).",
)
def nothing_is_printed_raw(context: Context) -> Iterator[Hit]:
    """Nothing looks like a citation without being one; links by a label and footnotes have the line that defines them.

    A box has its title in straight quotation marks, and its text indented. A citation has its closing bracket, and no
    words or hyphen before its key. It does not stand within a link, in front matter, or in a text without citations;
    those with citations are the prose of pages, the notes of topics, and of claims `finding`, `short_answer`,
    `what_it_means`, `base`, `why` of the certainty and the cases, `where` of what is established, and `reason` of a
    withdrawal. A page includes no other file (`--8<--`): no rule would read it, and its citations would be printed as
    they are written.
    """
    library = context.library
    for page in library.prose:
        for start, message, fix in sorted(_in_page(page, mask_code(page.text), library.references)):
            yield hit_in(page.path, page.text, start, message, fix)
    in_claims = "Name the source under `cite` of a finding, or in `short_answer` or `what_it_means`."
    citing_in = {
        (library.claim_paths[claim.id], place) for claim in library.claims.values() for place, _ in claim.citing_texts()
    }
    citing_in |= {(path, place) for path, place, _ in notes_of_topics(library)}
    in_data = "Cite it on a page, or in the note of a topic."
    texts = [(*written, in_claims) for written in claim_texts(library, ALL)]
    texts += [(*written, in_data) for written in data_texts(library, ALL)]
    for path, place, text, instead in texts:
        if "@" not in text:
            continue
        citing = (path, place) in citing_in
        for start, end, wrong in find_half_citations(text, library.references):
            yield Hit(f"`{text[start:end][:60]}` {wrong}", _HOW if citing else instead, place, path)
        if not citing and find_citations(text):
            yield Hit("a citation would be printed here as it is written", instead, place, path)


_LINKED = re.compile(r"(?<!\\)\]\(<?(?P<address>[^()\s<>#?:]+)[^()\s<>:]*>?(?:[ ]+\"[^\"\n]*\")?\)")
_WAY = re.compile(r"^(?:\.{0,2}/)*(?:docs/)?")
_ENDING = re.compile(r"(?:/index)?(?:\.md|\.html?|\.yml)?/?$")
_AS_NEAR = 0.85
"""How similar to the path of a page, from 0 to 1, an address must be to be taken for it."""


@rule(
    "F58",
    "A link to a page by another name",
    bad="docs/pain.md: [Safety](safety.html), [safety](/safety/) or [a claim](claims/heart/slows-the-heart.md)",
    good="docs/pain.md: [Safety](safety.md) and [a claim](claims/slows-the-heart.md)",
)
def links_name_pages(context: Context) -> Iterator[Hit]:
    """A link names a page by its file, from the page on which it stands: a claim is claims/<id>.md without its topic.

    Only a link that clearly means an existing page is reported here; the build reports every other link that is broken.
    """
    library = context.library
    names = {page.name for page in library.prose} | {f"claims/{claim}.md" for claim in library.claim_paths}
    names |= {f"sources/{key}.md" for key in library.references}
    stems = {_ENDING.sub("", name).lower(): name for name in sorted(names)}
    for page in library.prose:
        folder = posixpath.dirname(page.name)
        for match in _LINKED.finditer(mask_code(page.text)):
            address = match["address"].replace("\\", "/")
            target = posixpath.normpath(posixpath.join(folder, address)).lstrip("/")
            if target in names or posixpath.splitext(target)[1] not in {"", ".md", ".html", ".htm", ".yml"}:
                continue
            meant = [_ENDING.sub("", _WAY.sub("", name.lower())) for name in (target, address)]
            meant = [re.sub(r"^claims/[^/]+/", "claims/", name) for name in meant]
            near = [one for name in meant for one in get_close_matches(name, stems, n=1, cutoff=_AS_NEAR)]
            if near and (name := stems[near[0]]) != page.name:
                fix = f"Write ({posixpath.relpath(name, folder or '.')}) behind the words."
                said = f"`{match['address']}` is not the file of a page"
                yield hit_in(page.path, page.text, match.start("address"), said, fix)


@text_rule(
    "F54",
    "The key of a source without brackets",
    severity=Severity.WARNING,
    bad="short_answer: No. One trial saw no longer sleep @smith2020.",
    good="short_answer: No. One trial saw no longer sleep [@smith2020].",
)
def keys_have_brackets(text: str, context: Context, claim: Claim | None) -> Iterator[Fault]:
    """`@` and the key of a source, or nearly one, is printed as it is written. A citation has brackets: [@key].

    Other names after `@`, such as of accounts, are left alone, and so are e-mail addresses and code on pages. An
    account with the name of a source is excused under `allow` or, on a page, written as code.
    """
    if "@" not in text:
        return
    known = {key.casefold(): key for key in context.library.references}
    for start, key in find_bare_keys(text, context.library.references):
        near = get_close_matches(key.casefold(), known, n=1, cutoff=_NEARLY)
        if near:
            said = f"`@{key}` is printed as written, without a link to the source"
            yield start, said, f"Write [@{known[near[0]]}] if it is a citation."


def _in_page(page: ProsePage, text: str, known: Container[str]) -> Iterator[tuple[int, str, str]]:
    for start, end, wrong in find_half_citations(mask_markdown(page.text), known):
        yield start, f"`{page.text[start:end][:60]}` {wrong}", _HOW
    for match in _IN_A_LINK.finditer(text):
        yield match.start(), f"`{match[0][:60]}` has a citation within a link, which would be printed as it is", _HOW
    labels = {match["label"].casefold() for match in _DEFINED.finditer(text)}
    for match in _BY_LABEL.finditer(text):
        if (match["label"] or match["text"]).casefold() not in labels:
            yield match.start(), f"`{match[0][:60]}` leads nowhere: no line defines its label", "Write [text](address)."
    for match in _NOTE.finditer(text):
        if f"^{match['label']}".casefold() not in labels:
            yield match.start(), f"`{match[0][:60]}` is a note that no line defines", "Write the note, or take it out."
    for match in _BOX.finditer(text):
        fix = 'Write `!!! note "Title"`, and the text below it, indented by four spaces.'
        yield match.start("line"), f"`{match['line'][:60]}` does not begin a box, or begins an empty one", fix
    for match in _SNIPPET.finditer(text):
        yield match.start(), "includes another file, which no rule reads", "Write the text in this page."
    header = front_matter(page.text)
    for citation in find_citations(header) if "[@" in header else ():
        start = page.text.find("---\n") + 3 + citation.start
        yield start, "a citation in front matter is printed as it is written", "Cite it in the text of the page."
