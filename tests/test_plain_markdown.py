"""Plain Markdown is read from the HTML of a page, so that both faces say the same."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import CLAIM_ID, TODAY, library_of, site_of_all_parts
from explainer.addressing import Addressing, Face
from explainer.building.all_rules import RULES
from explainer.loading.directives import DIRECTIVES
from explainer.pages.page_context import PageContext
from explainer.pages.plain_markdown import plain_markdown
from explainer.pages.plan import plan_pages
from explainer.pages.render import Renderer
from explainer.pages.site_view import SiteView

as_html = partial(markdown.markdown, extensions=["tables", "fenced_code", "def_list", "attr_list"])
FOR_BROWSERS = {"button", "form", "label", "noscript", "option", "select"}
CLASSES_FOR_BROWSERS = {"headerlink", "x-crumb", "x-jump"}
ONLY_ON_THE_SITE = (
    "As data JSON plain text",
    "BibTeX CSL JSON RIS NBIB PubMed",
    "Where this comes from",
    "The reference as text to copy",
)
"""Words that lead to files which lie beside the site's pages alone, and the handle of a fold that explains itself."""


class _Words(HTMLParser):
    """Collects the words that a reader of HTML gets: of drawings their title and description, nothing hidden."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"br", "input", "img"}:
            return
        told = dict(attrs)
        unseen = tag in FOR_BROWSERS or "hidden" in told or told.get("aria-hidden") == "true"
        unseen |= not CLASSES_FOR_BROWSERS.isdisjoint((told.get("class") or "").split())
        inside = [name for name, _ in self._open]
        drawn = "svg" in inside and not (inside[-1] == "svg" and inside.count("svg") == 1 and tag in {"title", "desc"})
        self._open.append((tag, unseen or drawn))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Do nothing: such an element has no words."""

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            name, _ = self._open.pop()
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        if not any(unseen for _, unseen in self._open) and (not self._open or self._open[-1][0] != "svg"):
            self.words += re.findall(r"\w+", data)


def words(text: str) -> list[str]:
    reader = _Words()
    reader.feed(text)
    reader.close()
    return reader.words


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> SiteView:
    return SiteView(library_of(site_of_all_parts(tmp_path_factory.mktemp("site"))), TODAY, RULES)


def faces(view: SiteView) -> Iterator[tuple[str, str, str]]:
    """Yield each generated page and each directive with its HTML and its plain Markdown."""
    site, plain = (Renderer(view, Addressing(face)) for face in (Face.SITE, Face.PLAIN))
    for planned in plan_pages(view):
        yield planned.name, site.body(planned)[0], plain.body(planned)[0]
    for name in DIRECTIVES:
        arguments = {"ids": CLAIM_ID, "topic": "sleep"}
        shown = [
            face.directive(name, arguments, PageContext(view, "page.md", face.addressing)) for face in (site, plain)
        ]
        yield name, as_html(shown[0]), shown[1]


def test_both_faces_of_a_page_say_the_same_words_in_the_same_order(view: SiteView) -> None:
    seen = 0
    for name, site, plain in faces(view):
        shown = " ".join(words(site))
        for only in ONLY_ON_THE_SITE:
            shown = re.sub(f" ?{only}", "", shown)
        if site.count("<svg") > 1:  # a drawing that is there for two widths is told once
            shown = re.sub(r"(\b\w[\w ]{50,}) \1", r"\1", shown)
        assert " ".join(words(as_html(plain))) == shown, name
        seen += len(shown) > 100
    assert seen > 20


CASES = {
    "paragraphs": ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
    "a heading whose id its text gives": ('<h2 id="two-words">Two words</h2>', "## Two words"),
    "a heading with another id": ('<h2 id="x">Two words</h2>', '## Two words <a id="x"></a>'),
    "a permalink": ('<h2 id="a">A<a class="headerlink" href="#a">&para;</a></h2>', "## A"),
    "a list": ("<ul><li>one</li><li><b>two</b></li></ul>", "- one\n- **two**"),
    "a list in a list": ("<ul><li>one<ul><li>two</li></ul></li></ul>", "- one\n    - two"),
    "an entry of two paragraphs": ("<ol><li><p>one</p><p>two</p></li></ol>", "1. one\n\n    two"),
    "a list with a start": ('<ol start="4"><li>four</li></ol>', "4. four"),
    "an entry to link to": ('<ul><li id="x">one</li></ul>', '- <a id="x"></a>one'),
    "terms": ("<dl><dt>a</dt><dd>one</dd><dt>b</dt><dd>two</dd></dl>", "- a: one\n- b: two"),
    "a list as a definition": ("<dl><dt>a</dt><dd><ul><li>one</li></ul></dd></dl>", "- a:\n    - one"),
    "a table": (
        "<table><caption>C</caption><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2|3</td></tr></table>",
        "C\n\n| a | b |\n| --- | --- |\n| 1 | 2\\|3 |",
    ),
    "a row of one cell": (
        '<table><tr><th>a</th><th>b</th></tr><tr><th colspan="2">c</th></tr></table>',
        "| a | b |\n| --- | --- |\n| c |  |",
    ),
    "a link": ('<p><a href="../a/">there</a></p>', "[there](../a/)"),
    "a link to the web": ('<a href="https://a.example/x(1)">w</a>', "[w](<https://a.example/x(1)>)"),
    "a number to dial": ('<a href="tel:112">112</a>', "[112](tel:112)"),
    "a term of the glossary": ('a <a class="x-term" href="g/">term</a>', "a term"),
    "citations": (
        'It rose <span class="x-cites">[<a href="#ref-a">1</a>, <a href="#ref-b">2, p. 4</a>]</span>.',
        "It rose [\\[1\\]](#ref-a) [\\[2, p. 4\\]](#ref-b).",
    ),
    "a fold": ("<details><summary>More</summary><p>Text.</p></details>", "**More**\n\nText."),
    "what only a browser uses": ("<p>a</p><form><button>Go</button></form><script>x</script>", "a"),
    "what is hidden": ('<p hidden>a</p><p aria-hidden="true">b</p><p>c</p>', "c"),
    "a drawing": ('<svg role="img"><title>T</title><desc>D.</desc><path d="M0"/></svg>', "T. D."),
    "a drawing in a file": ('<svg><image href="a.svg"/><title>T</title><desc>D.</desc></svg>', "![T](a.svg)\n\nD."),
    "a drawing that adorns": ('<p><svg aria-hidden="true"><text>x</text></svg>a</p>', "a"),
    "code": ("<p><code>a_b*c</code></p>", "`a_b*c`"),
    "code with a backtick": ("<p><code>a`b</code></p>", "``a`b``"),
    "lines of code": ("<pre><code>a:\n  - b\n</code></pre>", "```\na:\n  - b\n```"),
    "a quotation": ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n> \n> b"),
    "quoted words": ("<q>words</q>", '"words"'),
    "a break": ("a<br>b", "a b"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize("name", CASES)
def test_each_element_becomes_markdown(name: str) -> None:
    given_html, wanted = CASES[name]
    assert plain_markdown(given_html) == wanted


TEXTS = st.text(alphabet="<>&;#\"'{}[]()*_`~|\\!-+.1a xX=/:", min_size=1, max_size=30).map(str.strip).filter(bool)


@given(TEXTS)
def test_a_text_stays_a_text_wherever_it_stands(text: str) -> None:
    escaped = html.escape(text)
    page = f"<p>{escaped}</p><ul><li>a {escaped}</li></ul><table><tr><th>{escaped}</th></tr></table>"
    shown = as_html(plain_markdown(page))
    assert words(shown) == words(page)
    assert set(re.findall(r"<(\w+)", shown)) <= {"p", "ul", "li", "table", "thead", "tbody", "tr", "th", "td"}


@given(st.text(alphabet="<>/ab\"'= !-[]pqul", max_size=40))
def test_no_html_however_broken_is_refused(text: str) -> None:
    assert isinstance(plain_markdown(text), str)


def test_deep_nesting_is_read() -> None:
    assert plain_markdown("<div>" * 200 + "a" + "</div>" * 200) == "a"


def test_no_template_writes_plain_markdown_by_itself() -> None:
    templates = Path(__file__).parent.parent / "hooks" / "explainer" / "pages" / "templates"
    assert {path.name for path in templates.rglob("*.j2") if not path.name.endswith(".html.j2")} == set()
