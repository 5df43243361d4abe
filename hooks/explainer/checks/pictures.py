"""Pictures (P): only lines and words, with a text alternative, and readable on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from explainer.checks.runner import Context, Hit, rule
from explainer.loading.directives import Directive, find_directives
from explainer.loading.prose_page import ProsePage
from explainer.problems import Severity, did_you_mean


@rule(
    "P04",
    "A picture that is not there",
    bad="<!-- explainer:picture names=leef -->",
    good="<!-- explainer:picture names=leaf -->",
)
def pictures_exist(context: Context) -> Iterator[Hit]:
    """`names` are files of docs/pictures/ without their ending, with commas; a page shows each of them once."""
    seen: set[tuple[str, str]] = set()
    for page, directive, names in _shown(context):
        at = partial(Hit, path=page.path, mark=directive.mark)
        if not names:
            yield at("names no picture", "Write names=leaf, or names=tree,leaf.")
        for name in names:
            if name not in context.library.pictures:
                fix = did_you_mean(name, context.library.pictures, f"Add docs/pictures/{name}.svg.")
                yield at(f"there is no picture `{name}` that can be shown", fix)
            elif (page.path, name) in seen:
                yield at(f"shows `{name}` a second time", "Show it once a page.")
            seen.add((page.path, name))


def _shown(context: Context) -> Iterator[tuple[ProsePage, Directive, list[str]]]:
    """Yield (page, directive, names of pictures) for every directive that shows pictures."""
    for page in context.library.prose:
        for directive in find_directives(page.text):
            if directive.name == "picture":
                yield page, directive, [name for name in directive.arguments.get("names", "").split(",") if name]


@rule(
    "P05",
    "A picture without a caption",
    bad="<!-- explainer:picture names=leaf -->\n\n## The next heading",
    good="<!-- explainer:picture names=leaf -->\n\nThe leaf. Schematic, not to scale. [@flora2021]",
)
def pictures_have_captions(context: Context) -> Iterator[Hit]:
    """The paragraph below a picture is its caption: it cites the sources, or says that the drawing is schematic."""
    for page, directive, _ in _shown(context):
        caption = re.match(r"\s*([^\n]+(?:\n[^\n]+)*)", page.text[directive.end :])
        if not (caption and re.search(r"\[@|\bschematic\b", caption[1], re.IGNORECASE)):
            message = "the paragraph below the picture neither cites a source nor says that it is schematic"
            fix = "Write the caption there: what the picture shows, and its sources."
            yield Hit(message, fix, path=page.path, mark=directive.mark)


@rule(
    "P06",
    "A picture that no page shows",
    severity=Severity.WARNING,
    bad="docs/pictures/leaf.svg, and no page that names it",
    good="<!-- explainer:picture names=leaf -->",
)
def pictures_are_shown(context: Context) -> Iterator[Hit]:
    """A picture without a page has no caption and no sources, and its numbers are traced nowhere."""
    shown = {name for _, _, names in _shown(context) for name in names}
    for name, picture in context.library.pictures.items():
        if name not in shown:
            yield Hit(f"no page shows `{name}`", "Show it, or delete it.", path=picture.path)
