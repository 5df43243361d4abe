"""Every page of the real site, read and not opened: what may differ between pages that are put together alike.

The survey (`survey.py`) does not open every page. What a browser finds on those it opens it would find on the others,
but for what depends on words and values: empty names, ids that lead nowhere, a level of headings left out, the head.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from html.parser import HTMLParser

import pytest

from explainer.html_tags import start_tag, tags
from shapes import shape
from site_builders import VOID, Page, pieces
from survey import opened

NAMED = {"a", "button", "summary", "h1", "h2", "h3", "h4", "h5", "h6", "title", "option", "th", "legend", "figcaption"}
"""Elements that are nothing without a name: the rules empty-heading, link-name, button-name and others of axe."""
FIELDS = {"input", "select", "textarea"}
POINTING = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "headers", "list")
LANDMARKS = {"nav", "aside", "form", "section"}


class _Reader:
    """Notes what is wrong while a page is read; what needs all ids waits for the end."""

    def __init__(self, source: str) -> None:
        self.faults: list[str] = []
        self.ids: Counter[str] = Counter()
        self.pointers: list[tuple[str, str]] = []
        self.fields: list[tuple[str, Mapping[str, str], list[str]]] = []
        self.labelled: set[str] = set()
        self.headings: list[int] = []
        self.landmarks: Counter[tuple[str, str]] = Counter()
        self._open: list[tuple[str, Mapping[str, str], list[str]]] = []
        for text, tag in pieces(source):
            self._say(text)
            if not tag["closing"]:
                self._begin(*start_tag(tag[0]))
            if tag["closing"] or tag[0].endswith("/>"):
                self._end(tag["name"].lower())

    def _begin(self, tag: str, given: Mapping[str, str]) -> None:
        if "id" in given:
            self.ids[given["id"]] += 1
        for name in POINTING:
            self.pointers += [(f"{tag} {name}", goal) for goal in given.get(name, "").split()]
        if tag == "label":
            self.labelled.add(given.get("for", ""))
        if tag == "html" and not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z]+)*", given.get("lang", "")):
            self.faults.append("html without a language")
        if tag == "img" and "alt" not in given:
            self.faults.append(f"img without alt: {given.get('src', '')}")
        if given.get("role") == "img" and not (given.get("aria-label") or given.get("aria-labelledby") or tag == "img"):
            self.faults.append(f"{tag} that is a picture without a name")
        hidden = given.get("type") in {"hidden", "submit", "reset", "button"} or "md-toggle" in given.get("class", "")
        if tag in FIELDS and not hidden:
            around = [said for name, _, said in self._open if name == "label"]
            self.fields.append((tag, given, around[-1] if around else []))
        if int(given.get("tabindex") or 0) > 0:
            self.faults.append(f"{tag} with tabindex {given['tabindex']}")
        theme = "md-nav" in given.get("class", "").split()  # has the contents twice, for a phone and a wide screen
        if tag in {"nav", "aside"} and not (given.get("aria-label") or given.get("aria-labelledby")):
            self.faults.append(f"{tag} without a name: {given.get('class', '')}")
        if tag in LANDMARKS and not theme and (name := given.get("aria-label", "").strip()):
            self.landmarks[tag, name] += 1
        self._say(given.get("alt") or given.get("aria-label") or "")
        if tag in VOID:
            return
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self._open.append((tag, given, []))

    def _say(self, text: str) -> None:
        """Note a text with each open element whose name it may be."""
        for name, _, said in self._open if text else ():
            if name == "label" or name in NAMED:
                said.append(text)

    def _end(self, tag: str) -> None:
        if not any(name == tag for name, _, _ in self._open):
            return
        while True:
            name, given, said = self._open.pop()
            named = given.get("aria-label") or given.get("aria-labelledby") or given.get("title") or "".join(said)
            hidden = given.get("aria-hidden") == "true" or "hidden" in given
            if name in NAMED and (name != "a" or "href" in given) and not hidden and not named.strip():
                self.faults.append(f"{name} without a name: {given.get('href', given.get('id', ''))}")
            if name == tag:
                return


def faults(source: str) -> list[str]:
    """Return what is wrong with a page that can be seen without a browser and depends on words and values."""
    reader = _Reader(source)
    found = reader.faults
    found += [f"id used twice: {name}" for name, count in reader.ids.items() if count > 1]
    found += [f"{what} leads nowhere: {goal}" for what, goal in reader.pointers if goal not in reader.ids]
    for tag, given, around in reader.fields:
        named = given.get("aria-label") or given.get("aria-labelledby") or given.get("title") or "".join(around).strip()
        if not named and given.get("id") not in reader.labelled:
            found.append(f"{tag} without a label: {given.get('id', '')}")
    steps = zip(reader.headings, reader.headings[1:], strict=False)
    found += [f"h{after} follows h{before}" for before, after in steps if after > before + 1]
    found += [f"two {tag} are named {name}" for (tag, name), count in reader.landmarks.items() if count > 1]
    return found


PAGE = '<!doctype html><html lang="en"><head><title>T</title></head><body><h1>One</h1>{}</body></html>'


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ('<a href="x"> </a>', '<a href="x">there</a>'),
        ('<a href="x"><img src="y" alt=""></a>', '<a href="x"><img src="y" alt="there"></a>'),
        ("<button></button>", '<button aria-label="Send"></button>'),
        ("<h2><span> </span></h2>", "<h2><span>Two</span></h2>"),
        ("<h3>Three</h3>", "<h2>Two</h2><h3>Three</h3><h2>Two</h2>"),
        ('<img src="x">', '<img src="x" alt="">'),
        ('<svg role="img"></svg>', '<svg role="img" aria-label="A leaf"></svg>'),
        ('<input id="a">', '<label for="a">Words</label><input id="a">'),
        ("<label><input> </label>", "<label><input> Words</label>"),
        ("<select></select>", '<select aria-label="Topic"></select>'),
        ('<p id="a"></p><p id="a"></p>', '<p id="a"></p><p id="b"></p>'),
        ('<p aria-describedby="a"></p>', '<p aria-describedby="a"></p><p id="a"></p>'),
        ('<p tabindex="1"></p>', '<p tabindex="0"></p>'),
        ("<aside>Words</aside>", '<aside aria-label="In an emergency">Words</aside>'),
        (
            '<nav aria-label="A"></nav><nav aria-label="A"></nav>',
            '<nav aria-label="A"></nav><nav aria-label="B"></nav>',
        ),
        ("<table><tr><th></th></tr></table>", "<table><tr><th>Year</th></tr></table>"),
        ("<details><summary></summary></details>", "<details><summary>More</summary></details>"),
    ],
)
def test_a_fault_is_seen_and_its_mending_too(broken: str, whole: str) -> None:
    assert len(faults(PAGE.format(broken))) == 1
    assert faults(PAGE.format(whole)) == []


def test_a_page_without_a_language_or_a_title_is_seen() -> None:
    assert faults(PAGE.format("").replace(' lang="en"', "")) == ["html without a language"]
    assert faults(PAGE.format("").replace("<title>T", "<title>")) == ["title without a name: "]


def test_no_page_has_a_fault(real_pages: dict[str, Page]) -> None:
    found = {name: said for name, page in real_pages.items() if (said := faults(page.source))}
    assert found == {}


class _Oracle(HTMLParser):
    """Reads tags as the standard library does."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[tuple[str, Mapping[str, str] | None]] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, {name: value or "" for name, value in attrs}))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.seen.append((f"/{tag}", None))


def test_tags_are_read_as_the_standard_library_reads_them(real_pages: dict[str, Page]) -> None:
    """With all that tags may hold; and on every twentieth page of the site."""
    odd = """<!doctype html><p A='1>2' b="<i>" c=d e f = g><img src=x/><br/><!-- <a> --><SCRIPT>if (a<b) "</p>"</SCRIPT>
        <style>a>b{}</style><x-y\n:z="&amp;&copy;">a < b & c</x-y></P>"""
    for source in (odd, *(page.source for page in list(real_pages.values())[::20])):
        read = [(f"/{it['name'].lower()}", None) if it["closing"] else start_tag(it[0]) for it in tags(source)]
        assert read == _Oracle(source).seen


@pytest.mark.parametrize("odd", ["<href=\0>", "<b]'[\0>", "<a\x0b b='>'>", '<a"b>', "<!--<a>"])
def test_no_tag_however_odd_stops_the_reading(odd: str) -> None:
    read = [start_tag(it[0]) for it in tags(f'{odd}--><i id="x">')]
    assert read[-1] == ("i", {"id": "x"})


# Why not every page need be opened


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        (PAGE.format('<p id="b" class="z y"><a href="q">Other words</a> and more</p>'), True),
        (PAGE.format('<p id="a" class="y z"><a href="x">Words</a></p>' * 3), True),
        (PAGE.format('<p id="a" class="y"><a href="x">Words</a></p>'), False),
        (PAGE.format('<p class="y z"><a href="x">Words</a></p>'), False),
        (PAGE.format('<div id="a" class="y z"><a href="x">Words</a></div>'), False),
        (PAGE.format('<div><p id="a" class="y z"><a href="x">Words</a></p></div>'), False),
        (PAGE.format('<p id="a" class="y z"><a href="x"><b>Words</b></a></p>'), False),
        (PAGE.format('<p id="a" class="y z"><a href="x" role="button">Words</a></p>'), False),
        (PAGE.format('<p id="a" class="y z"><a href="x" tabindex="0">Words</a></p>'), False),
    ],
)
def test_words_do_not_change_a_shape_and_all_else_does(changed: str, same: bool) -> None:
    page = PAGE.format('<p id="a" class="y z"><a href="x">Words</a></p>')
    assert (shape(changed) == shape(page)) is same


def test_a_value_that_says_what_an_element_is_changes_a_shape() -> None:
    def of(role: str) -> object:
        return shape(PAGE.format(f'<p role="{role}" title="{role}">x</p>'))

    assert of("note") != of("alert")
    assert shape(PAGE.format('<p title="a">x</p>')) == shape(PAGE.format('<p title="b">x</p>'))


def test_an_element_of_a_drawing_that_closes_itself_holds_nothing() -> None:
    one, three = (shape(PAGE.format(f"<svg>{'<circle/>' * count}<path/></svg>")) for count in (1, 3))
    assert one == three


ITS_OWN = re.compile(
    r"<title>.*?</title>|<script type=\"application/ld\+json\">.*?</script>|<link rel=\"(?:canonical|prev|next)\"[^>]*>"
    r"|<meta (?:name|property)=\"(?:description|og:[a-z:_]+|twitter:[a-z:_]+|citation_[a-z_]+)\"[^>]*>"
    r"|<link rel=\"alternate\" type=\"text/markdown\"[^>]*>",
    re.DOTALL,
)
"""What the head of each page says of that page alone. Nothing of it is loaded, shown or run."""


SCRIPT = re.compile(r"<script(?! type=\"application/ld\+json\").*?</script>", re.DOTALL)


def test_a_page_that_takes_anothers_place_has_its_head_and_its_scripts(real_pages: dict[str, Page]) -> None:
    sources = {name: page.source for name, page in real_pages.items()}
    groups = opened(sources, set())
    assert len(groups) < len(real_pages) / 4
    for name, (twins, alike) in groups.items():
        for other in (*twins, *alike):
            for part in (head_of, SCRIPT.findall):
                assert part(sources[other]) == part(sources[name]), (name, other)


def head_of(source: str) -> str:
    """Return the head of a page without what it says of that page alone."""
    head, _, _ = source.partition("</head>")
    return " ".join(ITS_OWN.sub("", head).split())
