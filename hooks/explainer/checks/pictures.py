"""Pictures (P): lines and words alone, told in words, and readable on a phone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from explainer.checks.runner import Context, Hit, Scope, document, rule
from explainer.loading.directives import find_directives
from explainer.loading.picture_files import LEAST_TEXT, MAX_BYTES, PHONE_WIDTH
from explainer.loading.validate import closest
from explainer.problems import Severity

document(
    "P01",
    "A picture with more than lines and words",
    (
        f"A picture is an SVG file of at most {MAX_BYTES // 1024} KB with the elements svg, title, desc, g, path, "
        "circle, ellipse, rect, line, polyline, polygon, text and tspan. Colours are none, currentColor or the page's "
        "own, such as var(--x-accent, currentColor), so that it fits light, dark and paper. Scripts, styles, links, "
        "other files and everything else are refused, since pages show it inline. The colour of the emergency card is "
        "not among them."
    ),
    bad='<circle r="4" fill="#f00" onclick="alert(1)"/>',
    good='<circle r="4" fill="var(--x-accent, currentColor)"/>',
)
document(
    "P02",
    "A picture that is not told in words",
    (
        "`title` names the picture and `desc` tells what it shows, both as the first elements. Who does not see the "
        "picture, and who reads the page as plain text, has nothing else."
    ),
    bad='<svg viewBox="0 0 340 200"><text>Leaf</text></svg>',
    good='<svg viewBox="0 0 340 200"><title>The leaf</title><desc>A pointed leaf with its veins.</desc></svg>',
)
document(
    "P03",
    "A picture with letters too small for a phone",
    (
        f"On a phone a picture is {PHONE_WIDTH} pixels wide. Its letters are at least {LEAST_TEXT} pixels high there, "
        "reckoned from `viewBox`, which starts at 0 0, and `font-size`."
    ),
    bad='<svg viewBox="0 0 900 300"> with <text font-size="14">',
    good='<svg viewBox="0 0 340 300"> with <text font-size="14">',
)


@rule(
    "P04",
    "A picture that is not there",
    scope=Scope.LIBRARY,
    bad="<!-- explainer:picture names=leef -->",
    good="<!-- explainer:picture names=leaf -->",
)
def pictures_exist(context: Context) -> Iterator[Hit]:
    """`names` are files of docs/pictures/ without their ending, with commas; a page shows each of them once."""
    known = context.library.pictures
    for page in context.library.prose:
        shown: Counter[str] = Counter()
        for found in find_directives(page.text):
            if found.name != "picture":
                continue
            at = {"path": page.path, "line": found.mark.line, "column": found.mark.column}
            names = [name for name in found.arguments.get("names", "").split(",") if name]
            if not names:
                yield Hit("names no picture", "Write names=leaf, or names=tree,leaf.", **at)  # type: ignore[arg-type]
            shown.update(names)
            for name in names:
                if name not in known:
                    guess = closest(name, list(known))
                    fix = f"Did you mean `{guess}`?" if guess else f"Add docs/pictures/{name}.svg."
                    yield Hit(f"there is no picture `{name}` that can be shown", fix, **at)  # type: ignore[arg-type]
                elif shown[name] > 1:
                    yield Hit(f"shows `{name}` a second time", "Show it once a page.", **at)  # type: ignore[arg-type]


@rule(
    "P05",
    "A picture without a caption",
    scope=Scope.LIBRARY,
    bad="<!-- explainer:picture names=leaf -->\n\n## The next heading",
    good="<!-- explainer:picture names=leaf -->\n\nThe leaf. Schematic, not to scale. [@flora2021]",
)
def pictures_have_captions(context: Context) -> Iterator[Hit]:
    """The paragraph below a picture is its caption: it cites the sources, or says that the drawing is schematic."""
    for page in context.library.prose:
        for found in find_directives(page.text):
            caption = re.match(r"\s*([^\n]+(?:\n[^\n]+)*)", page.text[found.end :])
            if found.name == "picture" and not (caption and re.search(r"\[@|\bschematic\b", caption[1], re.IGNORECASE)):
                yield Hit(
                    "the paragraph below the picture neither cites a source nor says that it is schematic",
                    "Write the caption there: what the picture shows, and whence it is known.",
                    path=page.path, line=found.mark.line, column=found.mark.column,
                )  # fmt: skip


@rule(
    "P06",
    "A picture that no page shows",
    severity=Severity.WARNING,
    scope=Scope.LIBRARY,
    bad="docs/pictures/leaf.svg, and no page that names it",
    good="<!-- explainer:picture names=leaf -->",
)
def pictures_are_shown(context: Context) -> Iterator[Hit]:
    """A picture without a page has no caption and no sources, and its numbers are traced nowhere."""
    shown = {
        name
        for page in context.library.prose
        for found in find_directives(page.text)
        if found.name == "picture"
        for name in found.arguments.get("names", "").split(",")
    }
    for name, picture in context.library.pictures.items():
        if name not in shown:
            yield Hit(f"no page shows `{name}`", "Show it, or delete it.", path=picture.path)
