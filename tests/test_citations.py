"""The grammar of citations, their numbers, and what in a Markdown page is no citation."""

from __future__ import annotations

import re

import markdown
import pytest

from explainer.checks.reader_texts import shown_text
from explainer.loading.citation_syntax import (
    Pointer,
    find_citations,
    find_in_markdown,
    mark_of,
    without_citations,
)
from explainer.problems import Mark
from test_properties import hold_page

MARKDOWN = markdown.Markdown(extensions=["attr_list", "admonition", "tables", "def_list", "fenced_code"])
"""With the extensions that change where code begins, of those that mkdocs.yml and MkDocs itself switch on."""


def keys(text: str) -> list[str]:
    """Return the keys that a Markdown text cites, in order."""
    return [pointer.key for citation in find_in_markdown(text) for pointer in citation.pointers]


# The grammar


@pytest.mark.parametrize(
    ("text", "pointers"),
    [
        ("[@post2019]", [("post2019", "")]),
        ("[@post2019, Table 2]", [("post2019", "Table 2")]),
        ("[@post2019,p. 4]", [("post2019", "p. 4")]),
        ("[@post2019, Table 2, row 3]", [("post2019", "Table 2, row 3")]),
        ("[@a; @b]", [("a", ""), ("b", "")]),
        ("[@a;@b]", [("a", ""), ("b", "")]),
        ("[@a, Table 2; @other]", [("a", "Table 2"), ("other", "")]),
        ("[@a; @b, p. 4; @c, abstract]", [("a", ""), ("b", "p. 4"), ("c", "abstract")]),
        ("[@a, pp. 4\u20135 (text: \u201cx\u201d)]", [("a", "pp. 4\u20135 (text: \u201cx\u201d)")]),
        ("[@a,\nTable 2;\n@b]", [("a", "Table 2"), ("b", "")]),
        ("[@WHO:2021_kratom-x+y.z]", [("WHO:2021_kratom-x+y.z", "")]),
        ("[@a, ]", [("a", "")]),
    ],
)
def test_a_citation_points_to_keys_and_places(text: str, pointers: list[tuple[str, str]]) -> None:
    (citation,) = find_citations(f"Calls rose {text}.")
    assert citation.pointers == tuple(Pointer(key, locator) for key, locator in pointers)
    assert (citation.start, citation.end) == (11, 11 + len(text))


@pytest.mark.parametrize(
    "text",
    [
        "[@]", "[@ a]", "[@1a]", "[@-a]", "[@a b]", "[@a; b]", "[@a;]", "[@a; @b;]", "[@a, p. 4; 5]", "[@a @b]",
        "[@a\n@b]", "[@a, [x]", "[@a; @1]", "[@\u00e4]",
    ],
)  # fmt: skip
def test_what_begins_like_a_citation_and_is_none_points_nowhere(text: str) -> None:
    (citation,) = find_citations(f"Calls rose {text}.")
    assert citation.pointers == ()
    assert citation.start == 11


@pytest.mark.parametrize(
    "text",
    [
        "@post2019",
        "[post2019]",
        "(@post2019)",
        "[see @post2019]",
        "[@post2019",
        "@a]",
        "[]",
        "An [@a open.\n\nText [x].",
    ],
)
def test_other_brackets_are_no_citations(text: str) -> None:
    assert find_citations(text) == []


def test_a_long_citation_is_not_lost() -> None:
    many = [f"key{number}2020, Table {number}, row {number}" for number in range(20)]
    (citation,) = find_citations(f"[@{'; @'.join(many)}]")
    assert len(citation.pointers) == 20


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("As [@a]: it rose.", ["a"]), ("It rose [@a][@b].", ["a", "b"]), ("It rose [@a] [@b].", ["a", "b"]),
        ("It rose ([@a]).", ["a"]), ("It rose [@a] (much).", ["a"]), ("[@a]: at the start of a line", ["a"]),
    ],
)  # fmt: skip
def test_what_is_beside_a_citation_does_not_hide_it(text: str, cited: list[str]) -> None:
    assert [pointer.key for citation in find_citations(text) for pointer in citation.pointers] == cited
    assert keys(text) == cited


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("It rose [@a].", "It rose."), ("It rose [@a, p. 4], then fell [@b; @c].", "It rose, then fell."),
        ("[@a] It rose.", " It rose."), ("It rose [x](y).", "It rose [x](y)."), ("", ""),
    ],
)  # fmt: skip
def test_citations_can_be_left_out(text: str, bare: str) -> None:
    assert without_citations(text) == bare


@pytest.mark.parametrize(
    ("position", "mark"), [(0, Mark(1, 1)), (2, Mark(1, 3)), (3, Mark(2, 1)), (5, Mark(2, 3)), (7, Mark(4, 1))]
)
def test_a_position_has_a_line_and_a_column(position: int, mark: Mark) -> None:
    assert mark_of("ab\ncd\n\nef", position) == mark


# Markdown. Each text cites [@yes...] where it is prose and [@no...] where it is not.

NOT_PROSE = {
    "code span": "Write `[@no]` [@yes].",
    "code span of two ticks": "Write ``a ` [@no]`` [@yes].",
    "code span over a line's end": "Write `a\n[@no]` [@yes].",
    "fence": "```\n[@no]\n```\n\n[@yes]",
    "fence with a language": "``` yaml\n[@no]\n```\n\n[@yes]",
    "fence of tildes with ticks in it": "~~~\n[@no]\n```\n[@no2]\n~~~\n\n[@yes]",
    "fence of four": "````\n[@no]\n```\n[@no2]\n````\n\n[@yes]",
    "fence in a list": "- item\n\n    ```\n    [@no]\n    ```\n\n    [@yes]",
    "indented code": "Text [@yes]\n\n    [@no]\n\n    more [@no2]\n\nText [@yes2]",
    "code indented by a tab": "Text\n\n\t[@no]\n\nText [@yes]",
    "code at the start": "    [@no]\n\nText [@yes]",
    "code below a heading": "## Heading [@yes]\n\n    [@no]\n",
    "code right below a heading": "## Heading [@yes]\n    [@no]\n",
    "code in a list": "- item\n\n        [@no]\n\n    [@yes]",
    "code after a list": "- item [@yes]\n\nText.\n\n    [@no]\n",
    "code of two lines": "Text [@yes]\n\n    code\n    [@no]\n",
    "code in a list in a list": "- item\n    - inner\n\n            [@no]\n\n        [@yes]",
    "code in an admonition": "!!! note\n    text [@yes]\n\n        [@no]\n",
    "code after an admonition": "!!! note\n    text [@yes]\n\nAfter it.\n\n    [@no]\n",
    "code in a quotation": "> text [@yes]\n>\n>     [@no]\n",
    "code of HTML": "<pre>\n[@no]\n</pre>\n\n<code>[@no2]</code> [@yes]",
    "script": "<script>\nlet a = ['[@no]'];\n</script>\n\n[@yes]",
    "attribute": '<span title="[@no]">[@yes]</span>',
    "comment": "<!-- [@no] --> [@yes]",
    "comment over paragraphs": "<!-- [@no]\n\n[@no2] -->\n\n[@yes]",
    "link": "[@no](page.md) [@yes]",
    "link with a title": '[@no](page.md "a title") [@yes]',
    "words of a link": "[see [@no]](page.md) [@yes]",
    "words of a picture": "![shows [@no]](a.png) [@yes]",
    "words of a link by reference": "[see [@no]][page] [@yes]\n\n[page]: a.md\n",
    "target of a link": "[words](page.md#[@no]) [@yes]",
    "definition of a link": '[words][page] [@yes]\n\n[page]: https://example.org "[@no]"\n',
    "address in angle brackets": "<https://example.org/[@no]> [@yes]",
    "e-mail": "Write to me@no.example.org [@yes].",
    "e-mail in angle brackets": "Write to <me@no.example.org> [@yes].",
    "escaped bracket": "A \\[@no] bracket [@yes].",
    "front matter": "---\ntitle: About [@no]\ndescription: On [@no2]\n---\n\n[@yes]\n",
}


@pytest.mark.parametrize("name", NOT_PROSE)
def test_only_prose_cites(name: str) -> None:
    text = NOT_PROSE[name]
    wanted = [found for found in re.findall(r"@(\w+)", text) if found.startswith("yes")]
    assert wanted
    assert keys(text) == wanted


PROSE = {
    "list": "- item [@yes]\n- item [@yes2]",
    "paragraph in a list": "- item\n\n    more [@yes]\n\n    and more [@yes2]",
    "paragraph in a numbered list": "1. item\n\n    more [@yes]\n\n2. item [@yes2]",
    "list in a list": "- item\n    - inner [@yes]\n\n        more [@yes2]\n\n    outer again [@yes3]",
    "list that goes on without indentation": "- item\nwhich goes on\n\n    more [@yes]",
    "admonition": "!!! note\n    text [@yes]\n\n    more [@yes2]",
    "admonition in a list": "- item\n\n    !!! note\n        text [@yes]\n\n        more [@yes2]",
    "definition list": "Term\n:   text [@yes]\n\n    more [@yes2]",
    "table": "| a | b |\n|---|---|\n| x [@yes] | y [@yes2; @yes3, p. 2] |",
    "quotation": "> text [@yes]\n> more [@yes2]",
    "heading": "## Heading [@yes]",
    "bold and italic": "**[@yes]** *x [@yes2]* _[@yes3]_",
    "indented line within a paragraph": "Text\n    which goes on [@yes]",
    "element of HTML": '<p class="x">text [@yes]</p>',
    "one tick": "It's one ` tick [@yes].",
    "one tick in each of two paragraphs": "One ` tick.\n\n[@yes]\n\nAnother ` tick.",
    "escaped ticks": "Not \\` code [@yes] \\` here.",
    "after an e-mail": "me@example.org [@yes]",
    "less than": "where p < 0.05 [@yes] and p > 0.01",
    "rule across the page": "Text [@yes]\n\n---\n\nText [@yes2]\n\n---\n\n[@yes3]",
    "rule at the top": "---\n\nText [@yes]\n",
    "three spaces": "Text.\n\n   [@yes]\n\nText.\n    [@yes2]\n",
    "seven spaces in a list": "- One.\n\n       [@yes]\n\n    - Two.\n\n        [@yes2]\n",
}


@pytest.mark.parametrize("name", PROSE)
def test_prose_cites_wherever_it_stands(name: str) -> None:
    assert keys(PROSE[name]) == re.findall(r"@(yes\d?)", PROSE[name])


@pytest.mark.parametrize("name", [*(name for name in NOT_PROSE if "code" in name or "fence" in name), *PROSE])
def test_what_is_code_is_what_the_markdown_of_the_site_makes_code(name: str) -> None:
    """The texts above, through Python-Markdown itself: nothing that we take for prose comes out as code."""
    html = MARKDOWN.reset().convert((NOT_PROSE | PROSE)[name])
    code = " ".join(re.findall(r"<(?:code|pre)[^>]*>.*?</(?:code|pre)>", html, re.DOTALL))
    prose = re.sub(r"<(code|pre)[^>]*>.*?</\1>", "", html, flags=re.DOTALL)
    assert not re.search(r"@yes", code)
    assert not re.search(r"@no\d?\]", prose)
    assert re.search(r"@yes", prose)


@pytest.mark.parametrize("text", [*NOT_PROSE.values(), *PROSE.values()])
def test_masking_keeps_every_place(text: str) -> None:
    hold_page(text.encode())


@pytest.mark.parametrize("link", ["[tea](a.md)", '[tea](a.md "Warm")', '[tea](a.md  "Warm, [not] hot")'])
def test_words_behind_a_link_keep_their_place(link: str) -> None:
    text = f"See {link}, then milk."
    shown = shown_text(text)
    assert len(shown) == len(text)
    assert shown.index("milk") == text.index("milk")
    assert "a.md" not in shown
    assert ("Warm" in shown) == ("Warm" in link), "readers see the title"
