"""What a page's context writes: escaped texts, citations, glossary terms and links, in both faces."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from builders import BIBLIOGRAPHY, GLOSSARY, TODAY, examples, library_of, write_site
from explainer.addressing import Addressing, Face
from explainer.loading.citation_syntax import Pointer
from explainer.model.vocabulary import Design
from explainer.pages.page_context import PageContext
from explainer.pages.plain_markdown import markdown_escape, plain_markdown
from explainer.pages.plan import plan_pages
from explainer.pages.site_view import SiteView

_MARKDOWN = markdown.Markdown(extensions=["attr_list", "admonition", "tables", "def_list", "toc", "fenced_code"])
"""The Markdown of the site: what mkdocs.yml and MkDocs itself switch on."""


def as_html(text: str) -> str:
    return str(_MARKDOWN.reset().convert(text))


HOSTILE = {
    "script": "<script>alert(1)</script>",
    "picture": '<img src=x onerror="alert(1)">',
    "end of an element": "</p></div></section>",
    "comment": "<!-- explainer:faq -->",
    "less and more": "p < 0.05 and q > 0.1 & more",
    "quotes": "\"double\" and 'single'",
    "entity": "&lt;b&gt; &copy; &#60;i&#62; &amp;amp;",
    "ampersand": "R&D, a && b; AT&T;",
    "expression": "{{ 7 * 7 }}",
    "statement": "{% for x in y %}{{ x }}{% endfor %}",
    "remark": "{# nothing #}",
    "attributes": "Title { #id .class onclick=x }",
    "emphasis": "*one* **two** _three_ __four__ ~~five~~",
    "code": "`code` ``more``",
    "link": "[words](https://evil.example) ![picture](x.png) [ref][ref]",
    "autolink": "<https://evil.example> and <me@evil.example>",
    "heading": "# heading",
    "quotation": "> quoted",
    "list": "- item",
    "plus list": "+ item",
    "numbered list": "1. item",
    "numbered list with a bracket": "12) item",
    "table": "a | b | c",
    "rule": "***",
    "dashes": "---",
    "backslash": "C:\\new\\table \\* \\\\",
    "tilde": "about ~50, ~~~ and ~",
    "mathematics": "$x_1$ and \\(y\\)",
    "year at the start": "2019 was warm. 3. rank",
}


class _Texts(HTMLParser):
    """Collects the elements and the text of HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.tags.append(f"comment: {data}")


def parsed(text: str) -> _Texts:
    reader = _Texts()
    reader.feed(text)
    reader.close()
    return reader


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> SiteView:
    return SiteView(library_of(write_site(tmp_path_factory.mktemp("s"), **{"docs/data/glossary.yml": GLOSSARY})), TODAY)


@pytest.fixture
def site(view: SiteView) -> PageContext:
    return PageContext(view, "claims/x.md", Addressing())


@pytest.fixture
def plain(view: SiteView) -> PageContext:
    return PageContext(view, "claims/x.md", Addressing(Face.PLAIN))


@pytest.fixture(params=Face)
def context(view: SiteView, request: pytest.FixtureRequest) -> PageContext:
    """A page in either face."""
    return PageContext(view, "x.md", Addressing(request.param))


def with_reference(view: SiteView, **fields: object) -> SiteView:
    """Return the view with one reference changed."""
    references = dict(view.library.references)
    references["smith2020"] = replace(references["smith2020"], **fields)  # type: ignore[arg-type]
    return SiteView(replace(view.library, references=references), TODAY)


# Escaping


@pytest.mark.parametrize("name", HOSTILE)
def test_a_text_shows_as_it_was_written_wherever_it_stands(site: PageContext, plain: PageContext, name: str) -> None:
    text = HOSTILE[name]
    for shown in (f"<p>{site.text(text)}</p>", as_html(plain_markdown(plain.text(text)))):
        read = parsed(shown)
        assert (read.text, read.tags) == (text, ["p"])
    heading = parsed(as_html(f"# {markdown_escape(text)}\n"))
    assert (heading.text, heading.tags) == (text, ["h1"])
    assert {attribute for attribute, _ in heading.attributes} == {"id"}
    item = parsed(as_html(f"- first {markdown_escape(text)}"))
    assert (item.text.strip(), item.tags) == (f"first {text}", ["ul", "li"])
    cells = parsed(as_html(f"| a | b |\n|---|---|\n| {markdown_escape(text)} | end |\n"))
    assert cells.tags.count("td") == 2
    assert cells.text.split() == ["a", "b", *text.split(), "end"]


def test_each_line_of_a_text_is_escaped() -> None:
    text = "First\n- second\n3. third\n# fourth"
    assert parsed(as_html(markdown_escape(text))).tags == ["p"]


@settings(deadline=None, derandomize=True, max_examples=examples(300))
@given(st.text(alphabet="<>&;#\"'{}[]()*_`~|\\!-+.1a xX=/", min_size=1, max_size=30).map(str.strip).filter(bool))
def test_no_text_becomes_markup(text: str) -> None:
    read = parsed(as_html(f"Words {markdown_escape(text)} end"))
    assert read.tags == ["p"]
    assert read.text == f"Words {text} end"


def test_texts_are_marked_as_escaped_so_that_templates_do_not_do_it_twice(context: PageContext) -> None:
    assert isinstance(context.text("a < b"), Markup)
    assert [str(context.text(text)) for text in ("", " ", "\n")] == ["", " ", "\n"]


# Citations


def links(text: str) -> Iterator[dict[str, str]]:
    """Yield the attributes and the words of each link."""
    for attributes, words in re.findall(r"<a ([^>]*)>(.*?)</a>", text):
        yield {**{k: html.unescape(v) for k, v in re.findall(r'([\w-]+)="([^"]*)"', attributes)}, "words": words}


def test_on_the_site_a_citation_links_to_the_list_of_sources(site: PageContext) -> None:
    shown = str(site.text("It rose [@smith2020, Table 2; @jones2019]. Again [@smith2020]."))
    found = list(links(shown))
    assert [(link["href"], link["words"]) for link in found] == [
        ("#ref-smith2020", "1, Table 2"),
        ("#ref-jones2019", "2"),
        ("#ref-smith2020", "1"),
    ]
    assert all("Smith 2020" in link["aria-label"] for link in (found[0], found[2]))
    assert "Chamomile tea and sleep" in found[0]["data-preview"]
    assert parsed(shown).text.startswith("It rose [1, Table 2, 2].")


def test_in_plain_markdown_a_citation_links_to_the_list_of_sources(plain: PageContext) -> None:
    shown = plain_markdown(plain.text("It rose [@smith2020, Table 2; @jones2019]."))
    read = parsed(as_html(shown))
    assert read.text == "It rose [1, Table 2] [2]."
    assert [value for name, value in read.attributes if name == "href"] == ["#ref-smith2020", "#ref-jones2019"]


def test_the_page_knows_what_it_cited_by_number(context: PageContext) -> None:
    context.text("[@jones2019] [@smith2020] [@jones2019]")
    context.cite(["health2022", Pointer("smith2020", "p. 4")])
    cited = [(1, "jones2019"), (2, "smith2020"), (3, "health2022")]
    assert [(number, reference.key) for number, reference in context.cited()] == cited


def test_an_unknown_key_takes_no_number_and_shows_nothing(context: PageContext) -> None:
    assert str(context.cite(["nobody1999"])) == ""
    assert context.cited() == []
    assert str(context.cite([])) == ""


@pytest.mark.parametrize("face", Face)
def test_a_hostile_place_in_a_source_is_shown_and_not_obeyed(view: SiteView, face: Face) -> None:
    context = PageContext(view, "x.md", Addressing(face))
    shown = context.cite([Pointer("smith2020", '<b onclick="x">*p. 4*')])
    read = parsed(str(shown) if face is Face.SITE else as_html(plain_markdown(shown)))
    assert '<b onclick="x">*p. 4*' in read.text
    assert set(read.tags) <= {"span", "a", "p"}
    assert "onclick" not in {name for name, _ in read.attributes}


def test_a_hostile_reference_cannot_leave_the_attribute_of_its_preview(view: SiteView) -> None:
    hostile = '"><script>alert(1)</script>'
    context = PageContext(with_reference(view, title=hostile, population=hostile), "x.md", Addressing())
    (link,) = links(str(context.cite(["smith2020"])))
    assert hostile.rstrip(".") in link["data-preview"]
    assert parsed(str(context.cite(["smith2020"]))).tags == ["span", "a"]


def test_a_preview_says_who_what_kind_and_who_was_studied(view: SiteView) -> None:
    reference = view.library.references["smith2020"]
    preview = view.preview(reference)
    for part in ("Smith 2020", reference.title, Design.RANDOMISED_TRIAL.label, "40", "40 adults in Norway"):
        assert part in preview
    assert ".." not in preview
    assert "  " not in preview


def test_works_of_one_name_are_told_apart_wherever_they_are_named(tmp_path: Path) -> None:
    bib = re.sub(r"(?s)Jones, [^}]+(.*?)\{2019\}", r"Smith, Anna\1{2020}", BIBLIOGRAPHY)
    view = SiteView(library_of(write_site(tmp_path, bib=bib)), TODAY)
    context = PageContext(view, "x.md", Addressing())
    for key, name in (("jones2019", "Smith 2020a"), ("smith2020", "Smith 2020b")):
        work = view.library.references[key]
        (link,) = links(str(context.cite([key])))
        assert (work.short, link["data-preview"].partition(". ")[0]) == (name, name)
        assert f">{name}<" in context.source_name(work)
        assert f"{name}: {work.title}" in [page.title for page in plan_pages(view)]


@pytest.mark.parametrize(
    ("design", "participants", "shown"),
    [
        (Design.CASE_REPORT, 1, ""),
        (Design.CASE_REPORT, 2, "2 cases"),
        (Design.AUTOPSY, 1214, "1,214 cases"),
        (Design.POISON_CENTRE, 660, "660 cases"),
        (Design.RANDOMISED_TRIAL, 1, "1 studied"),
        (Design.RANDOMISED_TRIAL, None, ""),
        (None, 40, "40 studied"),
    ],
)
def test_works_of_cases_count_cases_and_a_single_one_is_not_counted(
    view: SiteView, design: Design | None, participants: int | None, shown: str
) -> None:
    changed = with_reference(view, design=design, participants=participants)
    assert changed.studied(changed.library.references["smith2020"]) == shown


def test_a_preview_of_a_bare_reference_has_no_gaps(view: SiteView) -> None:
    bare = with_reference(view, design=None, participants=None, population="", title="A title.", year="")
    preview = bare.preview(bare.library.references["smith2020"])
    assert preview.endswith("A title.")
    assert ".." not in preview
    assert "None" not in preview


# Glossary terms


def test_the_first_use_of_a_term_is_explained_on_each_page_of_the_site_alone(
    site: PageContext, plain: PageContext, view: SiteView
) -> None:
    shown = str(site.text("A survey & a survey.")) + str(site.text("One more survey, and an RCT."))
    found = list(links(shown))
    assert [(link["href"], link["words"]) for link in found] == [
        ("../../glossary/#term-survey", "survey"),
        ("../../glossary/#term-randomised-trial", "RCT"),
    ]
    assert found[0]["data-preview"] == "A study that asks people once."
    assert parsed(shown).text == "A survey & a survey.One more survey, and an RCT."
    assert "x-term" in str(PageContext(view, "x.md", Addressing()).text("A survey."))
    assert plain_markdown(plain.text("A survey.")) == "A survey."


def test_a_hostile_definition_stays_in_its_attribute(site: PageContext) -> None:
    shown = str(site.term("x", '"><script>alert(1)</script>', "<b>words</b>"))
    assert parsed(shown).tags == ["a"]
    assert parsed(shown).text == "<b>words</b>"


# Links


@pytest.mark.parametrize(
    ("face", "directory_urls", "claim", "source", "page"),
    [
        (Face.SITE, True, "../other/", "../../sources/smith2020/", "../../pain/#top"),
        (Face.SITE, False, "other.html", "../sources/smith2020.html", "../pain.html#top"),
        (Face.PLAIN, True, "other.md", "../sources/smith2020.md", "../pain.md#top"),
    ],
)
def test_links_are_relative_to_the_page(
    view: SiteView, face: Face, directory_urls: bool, claim: str, source: str, page: str
) -> None:
    context = PageContext(view, "claims/x.md", Addressing(face, directory_urls))
    assert context.claim_url("other") == claim
    assert context.source_url("smith2020") == source
    assert context.url("pain.md", "top") == page
