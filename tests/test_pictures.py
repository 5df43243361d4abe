"""Pictures: what of an SVG file reaches a page, and how a page shows it."""

from __future__ import annotations

import re
from pathlib import Path

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import REPOSITORY, TODAY, codes, library_of, problems_of, real_content, write_site
from builders_more import drawing
from explainer.addressing import Addressing, Face
from explainer.loading.picture_files import GROUPS, MAX_BYTES, NAMESPACE, SHAPES, Picture, read_picture
from explainer.pages.page_context import PageContext
from explainer.pages.prose import expand, finish
from explainer.pages.render import Renderer
from explainer.pages.site_view import SiteView
from explainer.problems import has_errors
from site_builders import build, write_project

PATH = "docs/pictures/flower.svg"


def read(text: str) -> Picture:
    picture, problems = read_picture(PATH, text.encode())
    assert problems == []
    assert picture is not None
    return picture


def refused(text: str | bytes) -> list[str]:
    picture, problems = read_picture(PATH, text if isinstance(text, bytes) else text.encode())
    assert picture is None
    return sorted({problem.code for problem in problems})


ATTACKS = {
    "script": "<script>alert(1)</script>",
    "style": "<style>* { background: url(//example.org) }</style>",
    "foreign HTML": "<foreignObject><iframe src='//example.org'/></foreignObject>",
    "link": '<a href="javascript:alert(1)"><path d="M0 0"/></a>',
    "image": '<image href="https://example.org/a.png"/>',
    "use": '<use href="other.svg#x"/>',
    "animation": '<path d="M0 0"><set attributeName="d" to="M1 1"/></path>',
    "event": '<path d="M0 0" onload="alert(1)"/>',
    "style attribute": '<path d="M0 0" style="fill: red"/>',
    "class": '<path d="M0 0" class="x-emergency"/>',
    "id": '<path d="M0 0" id="search"/>',
    "url colour": '<path d="M0 0" fill="url(https://example.org)"/>',
    "fixed colour": '<path d="M0 0" stroke="red"/>',
    "the emergency card's colour": '<path d="M0 0" stroke="var(--x-emergency, currentColor)"/>',
    "path that closes its quote": '<path d="M0 0&quot; onload=&quot;alert(1)"/>',
    "other namespace": '<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>',
    "namespace of its own": '<g xmlns="http://www.w3.org/1999/xhtml"/>',
    "processing instruction": "<?xml-stylesheet href='https://example.org'?>",
    "CDATA": "<text><![CDATA[<script>alert(1)</script>]]></text>",
    "scaled letters": '<g transform="scale(.1)"><text>small</text></g>',
    "loose words": "5 grams",
    "digits of another script": '<rect x="\u0663" width="\uff11"/>',
    "points of another script": '<path d="M\u0663 0"/>',
    "elements without end": "<g>" * 30 + "</g>" * 30,
    "a title within": '<path d="M0 0"><title>other</title></path>',
    "a picture within": '<svg viewBox="0 0 9 9"/>',
}


@pytest.mark.parametrize("name", ATTACKS)
def test_what_is_no_line_and_no_word_is_refused(name: str) -> None:
    assert refused(drawing(ATTACKS[name])) == ["P01"]


@pytest.mark.parametrize("place", ["<text>a%sb</text>", "<title>a%sb</title>"])
@pytest.mark.parametrize("escape", ["&#x202e;", "&#x200b;", "&#127;", "&#xfffc;"])
def test_a_hidden_character_may_not_be_written_as_an_escape_either(place: str, escape: str) -> None:
    picture = drawing(place % escape) if "text" in place else drawing().replace("The flower", f"The {escape}flower")
    assert refused(picture) == ["F04"]


@pytest.mark.parametrize("box", ["0 0 328 9999999999", "0 0 10 9999", "0 0 .00001 .00001", "0 0 2001 9", "0 0 5"])
def test_a_picture_has_a_size_that_a_page_can_show(box: str) -> None:
    assert refused(drawing().replace("0 0 328 100", box)) == ["P03"]
    assert read(drawing().replace("0 0 328 100", "0 0 328 1312")).height == "1312"


def test_entities_are_refused_before_they_can_grow() -> None:
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(9))
    assert refused(f"<!DOCTYPE svg [{lines}]>{drawing('<text>&l8;</text>')}") == ["P01"]
    assert refused('<!DOCTYPE svg SYSTEM "file:///etc/passwd">' + drawing()) == ["P01"]


def test_a_picture_that_cannot_be_shown_is_not_missing_too(tmp_path: Path) -> None:
    page = "# Extra\n\n<!-- explainer:picture names=leaf -->\n\nThe leaf. [@smith2020]\n"
    root = write_site(tmp_path, **{"docs/extra.md": page, "docs/pictures/leaf.svg": "<svg"})
    assert codes(problems_of(root)) == ["P01"]


def test_bytes_that_are_no_picture_are_reported() -> None:
    assert refused(b"\x89PNG\r\n") == ["F03"]
    assert refused("") == ["P01"]
    assert refused("{}") == ["P01"]
    assert refused("<html/>") == ["P01"]
    assert refused(drawing("<text>hid\u200bden</text>")) == ["F04"]
    assert refused(drawing().encode() + b" " * MAX_BYTES) == ["P01"]


def test_only_what_was_read_is_written() -> None:
    picture = read(
        "<?xml version='1.0'?>\n<!-- a note -->\n"
        + drawing(
            """<g
              stroke="var(--x-accent,currentColor)"><!-- <script> --><path d="M0 0
              L9 9"/></g><text x="1" y="2">A &lt;b&gt; &amp;amp; "c"  d</text>"""
        )
    )
    assert picture.title == "The flower"
    assert picture.description == "A flower with its stalk."
    assert (picture.width, picture.height) == ("328", "100")
    assert picture.content == (
        '<g fill="none" stroke="currentColor"><g stroke="var(--x-accent,currentColor)"><path d="M0 0 L9 9"></path></g>'
        '<text x="1" y="2">A &lt;b&gt; &amp;amp; &#34;c&#34; d</text></g>'
    )


def test_words_keep_their_lines_and_markup_is_no_word() -> None:
    text = drawing('<path d="M77 77"/>\n<text x="55">Many flowers</text>')
    picture = read(text)
    assert [line.strip() for line in picture.text.split("\n")] == [
        "", "The flower", "A flower with its stalk.", "", "Many flowers", "", "",
    ]  # fmt: skip
    assert len(picture.text) == len(text)


ALLOWED = GROUPS | SHAPES | {"text", "tspan"}
PIECES = st.sampled_from([
    "<g>", "</g>", '<path d="M0 0"/>', "<script>", "</script>", '<text x="1">', "</text>", "<![CDATA[", "]]>", "&lt;",
    "&#60;script&#62;", "<!--", "-->", "<?x ?>", ' onload="x"', '"', ">", "<", "&", "<title>", "</title>",
    "</svg>", "\x00", "<a xmlns:x='y' x:href='z'/>", "<TEXT>", "<!DOCTYPE x>", "--", '<rect fill="none" x="1"/>',
])  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=6), max_size=8).map("".join))
def test_whatever_a_file_holds_only_the_closed_list_reaches_a_page(inside: str) -> None:
    picture, problems = read_picture(PATH, drawing(inside).encode("utf-8", "replace"))
    assert (picture is None) == has_errors(problems)
    if picture is not None:
        read_by_browsers = html5lib.parseFragment(f"<svg>{picture.content}</svg>", treebuilder="etree")
        elements = [element for element in read_by_browsers.iter() if element is not read_by_browsers]
        assert {element.tag for element in elements} <= {f"{{{NAMESPACE}}}{name}" for name in ALLOWED}
        assert {name for element in elements for name in element.attrib} <= {"d", "x", "fill", "stroke"}
        assert len(elements) == len(re.findall(r"<[a-z]", picture.content)) + 1  # and nothing fell out of it


@given(st.binary(max_size=200))
def test_bytes_of_any_kind_are_reported_and_never_break(raw: bytes) -> None:
    picture, problems = read_picture(PATH, raw)
    assert picture is None
    assert problems


def view_of(root: Path, **more: str) -> SiteView:
    written = {PATH: drawing(), "docs/pictures/stalk.svg": drawing().replace("The flower", "The stalk"), **more}
    return SiteView(library_of(write_site(root, **written)), TODAY)


def shown(view: SiteView, face: Face, text: str) -> tuple[str, PageContext]:
    addressing = Addressing(face)
    context = PageContext(view, "deep/page.md", addressing)
    return expand(text, context, Renderer(view, addressing))[0], context


def test_a_page_shows_pictures_in_order_with_their_words_and_caption(tmp_path: Path) -> None:
    root = write_project(
        tmp_path,
        **{
            PATH: drawing(),
            "docs/pictures/stalk.svg": drawing().replace("The flower", "The stalk"),
            "docs/extra.md": "# Extra\n\n<!-- explainer:picture names=stalk,flower -->\n\n"
            "A *trial* saw it [@smith2020].\nIt is schematic.\n\nMore text.\n",
        },
    )
    html = (build(root) / "extra" / "index.html").read_text(encoding="utf-8")
    figure = re.search(r'<figure class="x-picture">.*?</figure>', html, re.DOTALL)
    assert figure
    tags = re.findall(r'<svg [^>]*role="img" aria-labelledby="([\w-]+)" aria-describedby="([\w-]+)"', figure[0])
    assert tags == [("picture-stalk-title", "picture-stalk-text"), ("picture-flower-title", "picture-flower-text")]
    for title, described in tags:
        assert len(re.findall(f'<title id="{title}">The (?:flower|stalk)</title>', html)) == 1
        assert len(re.findall(f'<desc id="{described}">A flower with its stalk.</desc>', html)) == 1
    caption = re.search(r"<figcaption>(.*?)</figcaption>", figure[0], re.DOTALL)
    assert caption
    assert "<em>trial</em>" in caption[1]
    assert 'href="#ref-smith2020"' in caption[1]
    assert "More text" not in caption[1]
    assert "<p>More text.</p>" in html
    assert "x:caption" not in html


def test_a_picture_without_a_paragraph_below_leaves_no_trace_of_the_search_for_it(tmp_path: Path) -> None:
    view = view_of(tmp_path)
    text, context = shown(view, Face.SITE, "<!-- explainer:picture names=flower -->\n\n<h2>Next</h2>\n\n<p>x</p>\n")
    html = finish(text, context, [])
    assert "x:caption" not in html
    assert "figcaption" not in html


def test_a_numbered_list_below_the_caption_belongs_to_the_picture_and_other_lists_do_not(tmp_path: Path) -> None:
    view = view_of(tmp_path)
    picture = "<!-- explainer:picture names=flower -->\n\n<p>Schematic.</p>\n"
    steps = "<ol>\n<li>Look.</li>\n<li>Smell.</li>\n</ol>"
    for below, taken in ((steps, True), (steps.replace("ol>", "ul>"), False), (f"<p>x</p>\n{steps}", False)):
        text, context = shown(view, Face.SITE, f"{picture}{below}\n<ol><li>Other.</li></ol>")
        figure, rest = finish(text, context, []).split("</figure>")
        assert ("<p>Schematic.</p>" in figure, "Smell." in figure, "Smell." in rest) == (taken, taken, not taken)
        assert "Other." in rest
    text, context = shown(view, Face.SITE, f"{picture}<ol><li>Look:<ol><li>up</li></ol></li></ol>")
    assert "<ol><li>Look:<ol><li>up</li></ol></li></ol>" in finish(text, context, []).split("</figure>")[1]


def test_plain_markdown_has_the_file_and_the_words(tmp_path: Path) -> None:
    text, _ = shown(
        view_of(tmp_path), Face.PLAIN, "<!-- explainer:picture names=flower -->\n\nA caption [@smith2020].\n"
    )
    assert "![The flower](../pictures/flower.svg)" in text
    assert "\nA flower with its stalk.\n" in text
    assert text.index("its stalk.") < text.index("A caption")


def real_pictures() -> list[Path]:
    return sorted((REPOSITORY / "docs" / "pictures").glob("*.svg"))


@pytest.mark.parametrize("path", real_pictures(), ids=lambda path: path.stem)
def test_the_pictures_of_this_site_can_be_shown_and_say_enough(path: Path) -> None:
    picture = read(path.read_text(encoding="utf-8"))
    assert len(picture.description) > 60
    labels = re.findall(r"<text[^>]*>([^<]+)</text>", picture.content)
    assert len(labels) >= 3


def test_every_figure_of_a_picture_is_traced_by_the_page_that_shows_it() -> None:
    """The rule does it; this holds that there are figures to trace, so that it is not kept by having none."""
    library, problems = real_content()
    assert not [problem for problem in problems if problem.path.endswith(".svg")]
    assert sum(bool(re.search(r"(?<![\w-])\d{2,}", picture.text)) for picture in library.pictures.values()) >= 3
