"""Prose pages: their directives replaced, their citations numbered, their terms explained.

Works in two steps, since Markdown lies between. `expand` takes the page as written and returns Markdown in which each
citation is a placeholder that no Markdown rule can touch; `finish` takes the HTML made of it and puts the links in.
For plain Markdown `expand` writes the citations at once.
"""

from __future__ import annotations

import re
from html import unescape

from markupsafe import Markup, escape

from explainer.citations import Citation, find_in_markdown
from explainer.context import PageContext
from explainer.directives import find_directives
from explainer.render import Renderer

# Private-use characters: nobody types them, and Markdown leaves them alone.
_OPEN, _CLOSE = "\ue000", "\ue001"
_PLACEHOLDER = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_HELD_BLOCK = re.compile(f"<p>{_OPEN}(\\d+){_CLOSE}</p>")
_HEADING = re.compile(r"^(#{1,6} .*)$", re.MULTILINE)
_SECTION = re.compile(r"<!--x:(?:open (?P<classes>[a-z _-]+)|(?P<close>close))-->")
_TAG = re.compile(r"(<!--.*?-->|<[^>]+>)", re.DOTALL)
_UNSEARCHED = re.compile(r"<(svg|details|nav|button)\b.*?</\1>|<ol[^>]* data-search-exclude>.*?</ol>", re.DOTALL)
_NAME = re.compile(r"</?([a-zA-Z][\w-]*)")
_NOT_EXPLAINED = frozenset({"a", "code", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "script", "style", "button", "svg",
                            "summary", "th", "caption", "dt", "q", "nav", "label"})  # fmt: skip
_VOID = frozenset({"br", "hr", "img", "input", "wbr", "meta", "link", "col", "source"})


def expand(markdown: str, context: PageContext, renderer: Renderer) -> tuple[str, list[Markup]]:
    """Return a page's Markdown with its directives and source list in place, and what its placeholders stand for."""
    held: list[Markup] = []
    edits: list[tuple[int, int, str]] = []
    jobs: list[tuple[int, int, object]] = [(c.start, c.end, c) for c in find_in_markdown(markdown)]
    jobs += [(d.start, d.end, d) for d in find_directives(markdown)]
    for start, end, job in sorted(jobs, key=lambda item: item[0]):  # in page order, so that sources are numbered in it
        if isinstance(job, Citation):
            shown = context.cite(job.pointers)
            if context.plain:
                edits.append((start, end, str(shown)))
            else:
                held.append(shown)
                edits.append((start, end, f"{_OPEN}{len(held) - 1}{_CLOSE}"))
        else:
            part = renderer.directive(job.name, dict(job.arguments), context)  # type: ignore[attr-defined]
            edits.append((start, end, f"\n{part}\n"))
    for start, end, replacement in reversed(edits):
        markdown = markdown[:start] + replacement + markdown[end:]
    if sources := renderer.sources(context):
        heading = "## Sources" if context.plain else "## Sources { #sources data-search-exclude }"
        markdown = f"{markdown.rstrip()}\n\n{heading}\n\n{sources}\n"
    return markdown, held


def finish(html: str, context: PageContext, held: list[Markup]) -> str:
    """Return a prose page's HTML with its citations and the first use of each glossary term linked."""
    html = _PLACEHOLDER.sub(lambda match: str(held[int(match[1])]) if int(match[1]) < len(held) else "", html)
    if context.name == context.view.data.site.glossary_page:
        return html
    return _explain(html, context)


def hold(markdown: str) -> tuple[str, list[str]]:
    """Return a generated page's Markdown with each block between headings as a placeholder, and those blocks.

    The blocks are finished HTML. Markdown would only copy them, at the price of parsing them: more than half of a
    build. Headings stay, since contents lists and search are made of them.
    """
    blocks: list[str] = []
    lines: list[str] = []
    for part in _HEADING.split(markdown):
        if _HEADING.match(part):
            lines.append(part)
        elif part.strip():
            lines.append(f"{_OPEN}{len(blocks)}{_CLOSE}")
            blocks.append(part.strip())
    return "\n\n".join(lines) + "\n", blocks


def release(html: str, blocks: list[str]) -> str:
    """Return the page's HTML with its blocks in their places, and layout marks, comments until here, as elements."""
    html = _HELD_BLOCK.sub(lambda match: blocks[int(match[1])], html)
    return _SECTION.sub(_element, html)


def words_only(html: str, blocks: list[str]) -> str:
    """Return the page's headings with the words of its blocks, for a search index: no marks, no folded details.

    An index reads nothing but words, and parsing the finished HTML for them would cost a fifth of a build.
    """
    return _SECTION.sub("", _HELD_BLOCK.sub(lambda match: f"<p>{_words(blocks[int(match[1])])}</p>", html))


def _words(block: str) -> str:
    return "" if block.startswith("<nav") else " ".join(_TAG.sub(" ", _UNSEARCHED.sub(" ", block)).split())


def _element(mark: re.Match[str]) -> str:
    if mark["close"]:
        return "</div>"
    names = (name.removeprefix("x-") for name in mark["classes"].split())
    return '<div class="{}">'.format(" ".join(f"x-{name}" for name in names))


def _explain(html: str, context: PageContext) -> str:
    """Link glossary terms in running text, never inside links, code, headings and the like, nor in our own blocks."""
    out: list[str] = []
    closed_to: list[str] = []  # open elements, from the outermost in which nothing is explained
    for number, piece in enumerate(_TAG.split(html)):
        if number % 2:
            out.append(piece)
            name = _NAME.match(piece)
            if not name or piece.startswith("<!--"):
                continue
            tag = name.group(1).lower()
            if piece.startswith("</"):
                if closed_to and closed_to[-1] == tag:
                    closed_to.pop()
            elif (
                not piece.endswith("/>")
                and tag not in _VOID
                and (closed_to or tag in _NOT_EXPLAINED or 'class="x-' in piece)
            ):
                closed_to.append(tag)
        elif closed_to or not piece.strip():
            out.append(piece)
        else:
            out.append(_explain_text(piece, context))
    return "".join(out)


def _explain_text(piece: str, context: PageContext) -> str:
    text = unescape(piece)
    found = context.view.terms.find(text, context.explained)
    if not found:
        return piece
    parts: list[str] = []
    position = 0
    for occurrence in found:
        words = text[occurrence.start : occurrence.end]
        parts += [
            str(escape(text[position : occurrence.start])),
            str(context.term(occurrence.term.id, occurrence.term.definition, words)),
        ]
        position = occurrence.end
    return "".join([*parts, str(escape(text[position:]))])
