"""Markup of other programs (F57), which pages would print as written."""

import re
import tomllib
from collections.abc import Container, Iterator
from pathlib import Path
from typing import Any

from explainer.checks.reader_texts import OWN, SENTENCES, claim_texts, data_texts, hit_in
from explainer.checks.runner import Context, Hit, rule, warning
from explainer.loading.citation_syntax import mask_code, mask_markdown
from explainer.loading.library import SETTINGS, Library

_LISTS: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_Markup = tuple[re.Pattern[str], str, str]
"""A pattern, what it matches, and how to mend it."""


def _markup(pattern: str, said: str, fix: str) -> _Markup:
    return re.compile(pattern, re.MULTILINE), said, _LISTS["fixes"][fix]


_ANYWHERE, _ON_PAGES, _IN_FIELDS = (
    [_markup(*row) for row in _LISTS[name]] for name in ("everywhere", "pages", "fields")
)
_OF_EXTENSIONS = [(_markup(*row), frozenset(names)) for *row, names in _LISTS["extensions"]]
"""Markup of extensions of Markdown, each with the names under which mkdocs.yml may turn on what reads it."""
_KEY = re.compile(r"(?<![\w\]\\!])\[(?P<key>[A-Za-z][\w:.+-]*)\](?![(\[:])")
_BY_NAME = re.compile(
    r"\((?:see )?(?P<name>[A-Z][\w\u2019'-]+)(?: et al\.?| (?:and|&) [A-Z][\w\u2019'-]+)?,? (?P<year>\d{4})[a-z]?\)"
)

_EMPTY = re.compile(r"(?<!\\)(?:!?\[\s*\]\((?=\S)|\[[^\[\]\n]+\]\(\s*\))")
_BLOCK = re.compile(r"(?:^[ \t]*\S[^\n]*(?:\n|\Z))+", re.MULTILINE)
_HEADS = re.compile(r"(?:[ \t]*(?:#|!!!|\?\?\?|===)[^\n]*\n)*")
_PROSE = re.compile(r"(?P<indent>[ \t]*)(?![-*+]\s|\d+[.)]\s|[|>:<\[\s])")
_ROW = re.compile(r"^[ \t]*\|.*$", re.MULTILINE)
_UNDERLINED = re.compile(r"^(?![ \t]*(?:[-*+#>|:]|\d+[.)]|[a-z_]+:|$))[^\n]*\n-+[ \t]*$", re.MULTILINE)
_BOLD = re.compile(r"(?<![\\*])\*\*(?!\*)")


@rule(
    "F57",
    "Markup of another program",
    bad="short_answer: It helps few people [Smith 2020]. Most stop \\cite{jones2019}.",
    good="short_answer: It helps few people [@smith2020]. Most stop [@jones2019].",
)
def no_markup_of_others(context: Context) -> Iterator[Hit]:
    """Citations, links, boxes and lists as other programs write them would be printed as they are written.

    So would Markdown and HTML in the fields of claims and of data files: they hold words, and citations where F39 says
    so. Quotations may contain any sign. A list has an empty line above it, and so has a table, whose second line is
    `|---|---|` with as many columns as the first; a row has no more cells than that. Links and pictures have words, and
    an address is the target of a link. A page may use what an extension reads that mkdocs.yml turns on.
    """
    library = context.library
    works = {(work.authors[0].family, work.year): key for key, work in library.references.items() if work.authors}
    settings = library.documents.get(SETTINGS)
    listed = settings.data.get("markdown_extensions") if settings else None
    on = set(re.findall(r"[\w.]+", str(listed)))
    on_pages = [*_ON_PAGES, *(markup for markup, names in _OF_EXTENSIONS if not names & on)]
    in_fields = [*_IN_FIELDS, *(markup for markup, _ in _OF_EXTENSIONS)]
    for page in library.prose:
        defined = set(re.findall(r"^[ ]{0,3}\[([^\]\n]+)\]:", page.text, re.MULTILINE))
        for start, said, fix in _found(mask_markdown(page.text), on_pages, library, works, defined):
            yield hit_in(page.path, page.text, start, said, fix)
        for start, said, fix in _blocks(mask_code(page.text)):
            yield hit_in(page.path, page.text, start, said, fix)
    for voices, named in ((SENTENCES, works), (OWN - SENTENCES, {})):  # a label may name a work
        for path, place, text in (*claim_texts(library, voices), *data_texts(library, voices)):
            for _, said, fix in [*_found(text, in_fields, library, named, ())][:1]:
                yield Hit(said, fix, place, path)


@warning(
    "F60",
    "A setting that the pages need",
    bad="mkdocs.yml without `- attr_list` below `markdown_extensions`",
    good="the setting, as `claims start` writes it",
)
def settings_are_whole(context: Context) -> Iterator[Hit]:
    """mkdocs.yml has the package's hook and the search, publishes no data file, and reads the markup of the pages."""
    settings = context.library.documents.get(SETTINGS)
    data = settings.data if settings else {}
    pages = "\n".join(page.text for page in context.library.prose)
    for name, value, used, lost in _LISTS["needed"] if data and "INHERIT" not in data else ():
        given = str(data.get(name, "search" if name == "plugins" else ""))  # the search is on by itself
        if not re.search(value, given) and re.search(used, pages, re.MULTILINE):
            lacking = value.partition("|")[0]
            yield Hit(f"`{name}` lacks {lacking}: {lost}", f"Put {lacking} back.", (name,), SETTINGS, on_key=True)


def _found(
    text: str,
    more: list[_Markup],
    library: Library,
    works: dict[tuple[str, str], str],
    defined: Container[str],
) -> Iterator[tuple[int, str, str]]:
    """Yield where markup begins, what is wrong with it, and how to mend it. Addresses of shops are for S27 to tell."""
    for pattern, said, fix in (*_ANYWHERE, *more):
        for match in pattern.finditer(text):
            if match.group().strip("[]") not in defined and not library.shops.why(match.group()):
                shown = " ".join(match.group().split())
                yield match.start(), f"`{shown[:60]}` {said}, and would be printed as written", fix
    for match in _KEY.finditer(text):
        if match["key"] in library.references and match["key"] not in defined:
            yield match.start(), f"`{match.group()}` is a key without its `@`", f"Write [@{match['key']}]."
    for match in _BY_NAME.finditer(text):
        if key := works.get((match["name"], match["year"])):
            yield match.start(), f"`{match.group()}` names a source without a link to it", f"Write [@{key}]."


def _blocks(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield the same for malformed lists, tables and headings, bold text without an end, and links without words."""
    for match in _EMPTY.finditer(text):
        fix = "Write [text](page.md), or ![what it shows](leaf.png)."
        yield match.start(), f"`{match.group()}` has no words or no address", fix
    for match in _UNDERLINED.finditer(text):
        fix = "Write `## ` before a heading; leave an empty line above a line that parts two texts."
        yield match.start(), "the line below makes this a heading, which no rule takes for one", fix
    for block in _BLOCK.finditer(text):
        heads = _HEADS.match(block.group())
        start = block.start() + (heads.end() if heads else 0)
        body = text[start : block.end()]
        prose = _PROSE.match(body)
        if prose and (item := re.search(rf"\n{prose['indent']}((?:[-*+]|1[.)])\s+\S[^\n]*)", body)):
            said = f"`{item[1][:60]}` does not begin a list, and would be printed as written"
            yield start + item.start(1), said, "Leave an empty line above it."
        if len(bold := [*_BOLD.finditer(body)]) % 2:
            yield start + bold[-1].start(), "`**` is not closed in its paragraph", "Close it, or delete it."
        rows = [*_ROW.finditer(body)]
        cells = [len(re.findall(r"(?<!\\)\|", row.group().strip().removesuffix("|"))) for row in rows]
        line = rows[1].group() if rows[1:] else ""
        if rows and (rows[0].start() or not re.fullmatch(r"[|:\s-]*-[|:\s-]*", line) or cells[0] != cells[1]):
            fix = "Leave an empty line above it; its second line is `|---|---|`, with as many columns as the first."
            yield start + rows[0].start(), "this is not a table, and would be printed as written", fix
        elif longer := next((row for row, count in zip(rows, cells, strict=True) if count > cells[0]), None):
            fix = "Write `\\|` for a `|` within a cell."
            yield start + longer.start(), "the row has more cells than the first, and the last would be lost", fix
