"""Prose pages: replacing their directives, numbering their citations and explaining their terms.

This takes two steps, with the conversion of Markdown between them. `expand` returns Markdown in which each citation is
a placeholder that Markdown leaves alone; `finish` puts the links into the HTML. For plain Markdown, `expand` writes the
citations itself.
"""

import re
from html import unescape

from markupsafe import Markup

from explainer.loading.citation_syntax import Citation, find_in_markdown
from explainer.loading.directives import Directive, find_directives
from explainer.pages.headings import with_quiet_links
from explainer.pages.page_context import PageContext
from explainer.pages.plain_markdown import plain_markdown
from explainer.pages.render import Renderer

# Private-use characters: nobody types them, and Markdown leaves them alone.
_OPEN, _CLOSE = "\ue000", "\ue001"
_DIGITS = "\ue010\ue011\ue012\ue013\ue014\ue015\ue016\ue017\ue018\ue019"
"""Private-use characters instead of digits, which would become part of the ids of headings."""
_PLACEHOLDER = re.compile(f" ?{_OPEN}([{_DIGITS}]+){_CLOSE}")
_AS_DIGITS = str.maketrans(_DIGITS, "0123456789")
_AS_PRIVATE = str.maketrans("0123456789", _DIGITS)
_TITLE = re.compile(r"^# .+$", re.MULTILINE)
_TAG = re.compile(r"(<!--.*?-->|<[^>]+>)", re.DOTALL)
_NAME = re.compile(r"</?([a-zA-Z][\w-]*)")
_TO_TICK = re.compile(r"<li>\[ \] (.*?)</li>", re.DOTALL)
_TICKED = r'<li class="x-tick"><label><input type="checkbox"> \1</label></li>'
"""A line `- [ ] text`, as in GitHub's lists of things to do, becomes a box to tick, on screen and on paper."""
_TOOL = re.compile(r'<div class="admonition tool">\s*<p class="admonition-title">(?P<title>.*?)</p>', re.DOTALL)
"""The head of a box with a list to tick or a diary to fill in; a button below it prints that box by itself."""
_NOT_EXPLAINED = frozenset({"a", "code", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "script", "style", "button", "svg",
                            "summary", "th", "caption", "dt", "q", "nav", "label"})  # fmt: skip
_VOID = frozenset({"br", "hr", "img", "input", "wbr", "meta", "link", "col", "source"})
_BELOW = re.compile(
    r"<!--x:caption-->\s*</figure>\s*<p>(?P<caption>.*?)</p>(?:\s*(?P<steps><ol>(?:(?!<[ou]l\b).)*?</ol>))?", re.DOTALL
)
"""What becomes a caption: the paragraph below a picture, and the numbered list that may follow, the steps shown."""
_EMPTY = "<!--x:caption-->"


def expand(markdown: str, context: PageContext, renderer: Renderer) -> tuple[str, list[Markup]]:
    """Return a page's Markdown with its generated parts and source list, and the citations for its placeholders."""
    citations: list[Markup] = []
    edits: list[tuple[int, int, str]] = []
    replaced: list[Citation | Directive] = [*find_in_markdown(markdown), *find_directives(markdown)]
    for syntax in sorted(replaced, key=lambda syntax: syntax.start):  # in page order, which numbers the sources
        if isinstance(syntax, Directive):
            text = f"\n{renderer.directive(syntax.name, syntax.arguments, context)}\n"
        elif context.plain:
            text = plain_markdown(context.cite(syntax.pointers))
        else:
            text = f"{_OPEN}{str(len(citations)).translate(_AS_PRIVATE)}{_CLOSE}"
            citations.append(context.cite(syntax.pointers))
        edits.append((syntax.start, syntax.end, text))
    if (title := _TITLE.search(markdown)) and (below := renderer.below_title(context)):
        edits = sorted([*edits, (title.end(), title.end(), f"\n\n{below}\n")], key=lambda edit: edit[:2])
    for start, end, replacement in reversed(edits):
        markdown = markdown[:start] + replacement + markdown[end:]
    if sources := renderer.sources(context):
        heading = f"## {context.view.wording.plain('claim.sources')}"
        heading += "" if context.plain else " { #sources data-search-exclude }"
        markdown = f"{markdown.rstrip()}\n\n{heading}\n\n{sources}\n"
    return markdown, citations


def without_placeholders(text: str) -> str:
    """Return a text without citations, for titles, tables of contents and attributes, which cannot have links."""
    return _PLACEHOLDER.sub("", text) if _OPEN in text else text


def finish(html: str, context: PageContext, citations: list[Markup]) -> str:
    """Return the HTML of a prose page with boxes to tick, and links for citations and for terms at their first use."""

    def shown(match: re.Match[str]) -> str:
        number = int(match[1].translate(_AS_DIGITS))
        space = " " if match[0].startswith(" ") else ""
        return f"{space}{citations[number]}" if number < len(citations) else ""

    html = _TO_TICK.sub(_TICKED, with_quiet_links(html))
    several = len(_TOOL.findall(html)) > 1  # then each button says which list it prints

    def with_button(head: re.Match[str]) -> str:
        title = Markup(without_placeholders(_TAG.sub("", head["title"])))  # noqa: S704 -- of the page's own HTML
        words = context.view.wording("doctor.print_this" if several else "doctor.print")
        # The title stands above, but not for those who go from button to button.
        name = Markup(' aria-label="{}: {}"').format(words, title) if several else ""
        return (
            f'{head[0]}<p class="x-sheet__print">'
            f'<button type="button" class="x-button" data-print="tool"{name}>{words}</button></p>'
        )

    html = _TOOL.sub(with_button, html)
    # A link does not fit into a tag, such as the title of an abbreviation or the text of a picture.
    html = "".join(
        without_placeholders(piece) if number % 2 else _PLACEHOLDER.sub(shown, piece)
        for number, piece in enumerate(_TAG.split(html))
    )
    if context.name != context.view.data.site.glossary_page:
        html = _explain(html, context)
    return with_captions(html)


def _explain(html: str, context: PageContext) -> str:
    """Link glossary terms in running text, but not in links, code, headings and the like, nor in blocks of ours."""
    out: list[str] = []
    closed_to: list[str] = []  # the open elements, from the outermost in which no term is linked
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
            explained = context.prose(unescape(piece))
            out.append(explained if "<" in explained else piece)
    return "".join(out)


def with_captions(html: str) -> str:
    """Return a page with the paragraph below each picture, and the steps that may follow, as the figure's caption."""
    if _EMPTY not in html:
        return html

    def caption(match: re.Match[str]) -> str:
        text = f"<p>{match['caption']}</p>\n{match['steps']}" if match["steps"] else match["caption"]
        return f"<figcaption>{text}</figcaption>\n</figure>"

    return _BELOW.sub(caption, html).replace(_EMPTY, "")
