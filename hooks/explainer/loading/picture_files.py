"""Pictures: SVG files of lines and words, which pages show inline.

Anyone may contribute a picture, and inline SVG can run scripts. So only listed elements, attributes and values are
accepted, and the picture is written anew from them: nothing of the file itself reaches a page. Colours are the page's
own, so that a picture fits light and dark.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple
from xml.parsers import expat

from markupsafe import Markup, escape

from explainer.loading.citation_syntax import blank
from explainer.loading.odd_characters import hidden_in
from explainer.loading.yaml_reader import decode
from explainer.problems import Problem, has_errors
from explainer.rules import describe

FOLDER = "docs/pictures"
MAX_BYTES = 8 * 1024
PHONE_WIDTH, LEAST_TEXT = 328, 12
"""The width of a picture in CSS pixels on the narrowest usual phone, and the smallest letters there."""

MOST_SIZE, TALLEST, MOST_LEVELS = 2000, 4, 20
"""The largest width in units of the picture, its height as a multiple of the width, and the levels of elements."""
NAMESPACE = "http://www.w3.org/2000/svg"
GROUPS = frozenset({"svg", "g"})
SHAPES = frozenset({"path", "circle", "ellipse", "rect", "line", "polyline", "polygon"})

_NUMBER = r"-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
_NUMBERS = rf"\s*{_NUMBER}(?:[\s,]+{_NUMBER})*\s*"
_COLOUR = r"none|currentColor|var\(--x-(?:ink|soft|rule|edge|accent|paper|raised|sunk), ?(?:none|currentColor)\)"
_VALUES: dict[str, str] = {
    **dict.fromkeys(
        "x y x1 y1 x2 y2 cx cy r rx ry dx dy width height font-size stroke-width opacity fill-opacity stroke-opacity "
        "stroke-dashoffset".split(),
        _NUMBER,
    ),
    **dict.fromkeys(("fill", "stroke"), _COLOUR),
    "d": r"[MmZzLlHhVvCcSsQqTtAa0-9\s,.-]+",
    "points": _NUMBERS,
    "stroke-dasharray": _NUMBERS,
    "transform": rf"(?:(?:translate|rotate)\({_NUMBERS}\)\s*)+",
    "stroke-linecap": "butt|round|square",
    "stroke-linejoin": "miter|round|bevel",
    "fill-rule": "nonzero|evenodd",
    "text-anchor": "start|middle|end",
    "font-weight": "400|600|700",
    "font-style": "normal|italic",
}
_ATTRIBUTES = {name: re.compile(values) for name, values in _VALUES.items()}
_OF_ROOT = {"viewBox": re.compile(_NUMBERS), "font-family": re.compile("sans-serif"), "xmlns": re.compile(NAMESPACE)}
_TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
_FIX = "See `claims explain P01` for what a picture may hold."


describe(
    "P01",
    "A picture with more than lines and words",
    f"A picture is an SVG file of at most {MAX_BYTES // 1024} KB and {MOST_LEVELS} levels with the elements svg, "
    "title, desc, g, path, circle, ellipse, rect, line, polyline, polygon, text and tspan. Colours are none, "
    "currentColor or the page's own, such as var(--x-accent, currentColor), so that it fits light, dark and paper. "
    "Scripts, styles, links, other files and everything else are refused, since pages show it inline. The colour "
    "of the emergency card is kept for that card.",
    bad='<circle r="4" fill="#f00" onclick="alert(1)"/>',
    good='<circle r="4" fill="var(--x-accent, currentColor)"/>',
)
describe(
    "P02",
    "A picture without a description in words",
    "`title` names the picture and `desc` says what it shows, both as the first elements. People who do not see the "
    "picture, or read the page as plain text, have nothing else.",
    bad='<svg viewBox="0 0 340 200"><text>Leaf</text></svg>',
    good='<svg viewBox="0 0 340 200"><title>The leaf</title><desc>A pointed leaf with its veins.</desc></svg>',
)
describe(
    "P03",
    "A picture with letters too small for a phone",
    f"On a phone a picture is {PHONE_WIDTH} pixels wide. Its letters are at least {LEAST_TEXT} pixels high there, "
    "calculated from `viewBox`, which starts at 0 0, and `font-size`. A picture is at most "
    f"{MOST_SIZE} units wide and {TALLEST} times as high as wide.",
    bad='<svg viewBox="0 0 900 300"> with <text font-size="14">',
    good='<svg viewBox="0 0 340 300"> with <text font-size="14">',
)


class Picture(NamedTuple):
    """A picture: its words, its size, and its content as safe SVG."""

    name: str
    path: str
    title: str
    description: str
    width: str
    height: str
    content: Markup
    text: str
    """The file with everything but its words replaced by spaces; lines stay the same."""


def read_picture(path: str, raw: bytes) -> tuple[Picture | None, list[Problem]]:
    """Return a picture, or None if it must not be shown, and the problems: those of `decode`, P01 to P03 and F04.

    Raises nothing for any input.
    """
    if len(raw) > MAX_BYTES:
        return None, [Problem("P01", path, f"has {len(raw)} bytes; {MAX_BYTES} are allowed", "Draw with fewer points.")]
    text, undecoded = decode(path, raw)
    if has_errors(undecoded):
        return None, undecoded
    reader = _PictureParser(path)
    try:
        reader.parser.Parse(text, True)
    except _RefusedError:
        pass  # already reported
    except expat.ExpatError as error:
        message = f"is not XML: {expat.errors.messages[error.code]}"
        reader.problems.append(Problem("P01", path, message, _FIX, error.lineno, error.offset + 1))
    if reader.problems:
        return None, reader.problems
    title, description = (" ".join("".join(reader.words[name]).split()) for name in ("title", "desc"))
    if not (title and description):
        fix = "Add <title> and <desc> as the first elements: the picture in words, for people who do not see it."
        return None, [Problem("P02", path, "has no title or no description", fix)]
    problems = [] if reader.width else [Problem("P03", path, "has no `viewBox` that starts at 0 0", "Add one.")]
    if reader.width > MOST_SIZE or reader.height > TALLEST * reader.width:
        message = f"is {reader.width:g} units wide and {reader.height:g} high"
        fix = f"Draw it at most {MOST_SIZE} units wide, and {TALLEST} times as high as wide."
        problems.append(Problem("P03", path, message, fix))
    for size, line in reader.sizes if reader.width else ():
        shown = size * min(1.0, PHONE_WIDTH / reader.width)
        if shown < LEAST_TEXT:
            message = f"letters of {size:g} are {shown:.1f} pixels high on a phone; the minimum is {LEAST_TEXT}"
            problems.append(Problem("P03", path, message, "Draw the picture narrower, or the letters larger.", line))
    if problems:
        return None, problems
    name = path.rsplit("/", 1)[-1].removesuffix(".svg")
    content = Markup("").join(reader.written)
    words = _TAG.sub(blank, text)
    return Picture(name, path, title, description, f"{reader.width:g}", f"{reader.height:g}", content, words), undecoded


class _RefusedError(Exception):
    """Stops the parser at a document type, whose entities could expand without end."""


class _PictureParser:
    """Parses a file, reports what it must not contain, and writes the rest anew. The root becomes a group."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.written: list[Markup] = []
        self.words: dict[str, list[str]] = {"title": [], "desc": []}
        self.sizes: list[tuple[float, int]] = []
        self.width = self.height = 0.0
        self._open: list[tuple[str, float]] = []
        self.parser = expat.ParserCreate("UTF-8")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartCdataSectionHandler = lambda: self._report("has a CDATA section")
        self.parser.ProcessingInstructionHandler = lambda *_: self._report("has a processing instruction")

    def _report(self, message: str, code: str = "P01", fix: str = _FIX) -> None:
        line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
        self.problems.append(Problem(code, self.path, message, fix, line, column))

    def _doctype(self, *_: object) -> None:
        self._report("has a document type")
        raise _RefusedError

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        root = not self._open
        inside, size = self._open[-1] if self._open else ("", 16.0)
        given = self._allowed(name, inside, attributes)
        size = float(given.get("font-size", size))
        self._open.append((name, size))
        if len(self._open) == MOST_LEVELS + 1:
            self._report(f"is nested more than {MOST_LEVELS} levels deep")
        if name in {"text", "tspan"}:
            self.sizes.append((size, self.parser.CurrentLineNumber))
        if root:
            box = [float(number) for number in given.pop("viewBox", "").replace(",", " ").split()]
            if len(box) == 4 and box[:2] == [0, 0] and min(box[2:]) >= 1:
                self.width, self.height = box[2:]
            given = {key: value for key, value in given.items() if key not in _OF_ROOT}
        if name not in self.words:
            shown = Markup("").join(Markup(' {}="{}"').format(key, value) for key, value in given.items())
            self.written.append(Markup("<{}{}>").format("g" if root else name, shown))

    def _allowed(self, name: str, inside: str, attributes: Mapping[str, str]) -> dict[str, str]:
        """Return the attributes that an element may have; report others, and an element in the wrong place."""
        if not _fits(name, inside):
            self._report(f"`{name}` is not allowed {f'in `{inside}`' if inside else 'at the top'}")
            return {}
        given = {}
        for key, value in attributes.items():
            values = _ATTRIBUTES.get(key) or (None if inside else _OF_ROOT.get(key))
            if values is None:
                self._report(f"`{name}` may have no `{key}`")
            elif not values.fullmatch(value):
                self._report(f"`{key}` of `{name}` may not be `{value[:40]}`")
            else:
                given[key] = " ".join(value.split())
        return given

    def _end(self, name: str) -> None:
        self._open.pop()
        if name not in self.words:
            self.written.append(Markup("</{}>").format("g" if name == "svg" else name))

    def _text(self, text: str) -> None:
        name = self._open[-1][0] if self._open else ""
        if hidden := next(hidden_in(text.replace("\n", " ")), None):  # `decode` has seen those that stand there as such
            self._report(f"{hidden[1]}, written as an escape", "F04", "Delete the escape.")
        if name in self.words:
            self.words[name].append(text)
        elif name in {"text", "tspan"}:
            self.written.append(escape(re.sub(r"\s+", " ", text)))
        elif text.strip() and name in GROUPS | SHAPES:
            self._report("has words outside `text`")


def _fits(name: str, inside: str) -> bool:
    """Return whether an element is allowed in another; title and description only at the top."""
    if name == "svg":
        return not inside
    if name in {"title", "desc"}:
        return inside == "svg"
    return inside == "text" if name == "tspan" else inside in GROUPS and name in GROUPS | SHAPES | {"text"}
