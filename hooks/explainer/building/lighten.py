"""Make visits lighter once all pages are written: one style sheet with what they use, and scripts without comments.

Material's style sheet has rules for much that a site may not use. Each page asks for one sheet instead of five.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from pathlib import Path

from explainer.building.own_theme import theme_folder

SHEETS = ("stylesheets/main.*.css", "stylesheets/palette.*.css", "explainer.css", "parts.css", "search.css")
"""The style sheets of every page, in their order, below assets/."""
ONE_SHEET = "explainer.css"
"""The one that they become, below assets/."""

_TEXT = r"""("[^"]*"|'[^']*'|url\((?!["'])[^)]*\))"""
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_BLANK = re.compile(_TEXT + r"|\s+")
_AROUND = re.compile(_TEXT + r"|\s*([{};,])\s*|(?<=[\w-]:)\s+")
_PIECE = re.compile(_TEXT + r"|[{}();,]")
_DRAWING = re.compile(r"(?<=[;{])(--[\w-]+):url\(" + _TEXT + r"\);?")
_JS_COMMENT = re.compile(r"^[ \t]*(?://.*)?\n|^[ \t]+", re.MULTILINE)
_CLASSES = re.compile(r'\bclass="([^"]*)"|\b(?:dir|data-md-color-\w+)="(\w+)')
_NEEDED = re.compile(r"\.(-?[_a-zA-Z][\w-]*)|\[(?:dir|data-md-color-\w+)=\"?(\w+)")
_WITHIN = re.compile(r":(?:not|is|where|has)\((?:[^()]|\([^()]*\))*\)")
_WORD = re.compile(r"[\w-]{4,}")


def lighten(site: Path) -> None:
    """Join a built site's style sheets, without rules that no page needs, and take the comments out of our scripts."""
    assets = site / "assets"
    values: set[tuple[str, str]] = set()
    for page in site.rglob("*.html"):
        values.update(_CLASSES.findall(page.read_text(encoding="utf-8")))
    used = {name for classes, value in values for name in (*classes.split(), value)}
    for script in assets.rglob("*.js"):
        used.update(_WORD.findall(script.read_text(encoding="utf-8")))
    for own in theme_folder().glob("assets/*.[cj]s*"):
        if own.name not in SHEETS and (path := assets / own.name).is_file():
            text = path.read_text(encoding="utf-8")
            path.write_text(_JS_COMMENT.sub("", text) if path.suffix == ".js" else short(text), encoding="utf-8")
    paths = [path for name in SHEETS for path in assets.glob(name)]
    whole = wanted(short("".join(path.read_text(encoding="utf-8") for path in paths)), used)
    for path in paths:
        path.unlink()
    whole = _DRAWING.sub(lambda match: match[0] if f"var({match[1]})" in whole else "", whole)
    (assets / ONE_SHEET).write_text(whole, encoding="utf-8")


def short(sheet: str) -> str:
    """Return a style sheet without its comments and without spaces that it does not need."""
    sheet = _BLANK.sub(lambda match: match[1] or " ", _CSS_COMMENT.sub("", sheet))
    return _AROUND.sub(lambda match: match[1] or match[2] or "", sheet).replace(";}", "}").strip()


def wanted(sheet: str, used: Set[str]) -> str:
    """Return a style sheet, as `short` returns it, without the selectors that need a class which is not in `used`.

    A rule without any selector left is removed, and so is an @media or @supports without any rule left.
    """
    kept = []
    for head, body in _rules(sheet):
        if head.startswith(("@media", "@supports")):
            inside = wanted(body, used)
            kept.append(f"{head}{{{inside}}}" if inside else "")
        elif head.startswith("@") or not head:
            kept.append(f"{head}{{{body}}}" if head else f"{body};")
        elif needed := [selector for selector in _selectors(head) if _classes(selector) <= used]:
            kept.append(f"{','.join(needed)}{{{body}}}")
    return "".join(kept)


def _classes(selector: str) -> set[str]:
    """Return the classes that a selector needs, without those inside :not() and the like.

    Ours (x-) are left out, so that their rules are kept: our scripts put some of these names together from parts.
    """
    names = {name or value for name, value in _NEEDED.findall(_WITHIN.sub("", selector))}
    return {name for name in names if not name.startswith("x-")}


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Yield the head and the body of each rule; a statement such as @charset is a body with an empty head."""
    depth, start, brace = 0, 0, 0
    for piece in _PIECE.finditer(sheet):
        if piece[0] == "{":
            depth += 1
            brace = piece.start() if depth == 1 else brace
        elif piece[0] == "}":
            depth -= 1
            if depth == 0:
                yield sheet[start:brace], sheet[brace + 1 : piece.start()]
                start = piece.end()
        elif piece[0] == ";" and depth == 0:
            yield "", sheet[start : piece.start()]
            start = piece.end()


def _selectors(head: str) -> list[str]:
    """Return the selectors of a rule, which are separated by the commas that are outside brackets."""
    depth, start, parts = 0, 0, []
    for piece in _PIECE.finditer(head):
        depth += {"(": 1, ")": -1}.get(piece[0], 0)
        if piece[0] == "," and depth == 0:
            parts.append(head[start : piece.start()])
            start = piece.end()
    return [*parts, head[start:]]
