"""What is done to a site once all its pages are written: visits made lighter, and a site to open from a disk.

Material's style sheet has rules for much that a site may not use. Each page asks for one sheet with what is used,
instead of five. A page from a disk has an origin of its own: the browser loads scripts, style sheets and pictures for
it, but no fonts and no data.
"""

import base64
import re
from collections.abc import Iterator, Set
from pathlib import Path

from explainer import THEME

SHEETS = ("stylesheets/main.*.css", "stylesheets/palette.*.css", "explainer.css", "parts.css", "search.css")
"""The style sheets of every page, in their order, below assets/."""
ONE_SHEET = "explainer.css"
"""The one that they become, below assets/."""

OFFLINE_WORKER = "assets/iframe-worker.js"
"""The theme's plugin does not add its own script if a script has this name."""

_FONT = re.compile(r'url\("(?P<path>[^":]+\.woff2)"\)')
_NOT_NEEDED = re.compile(r"\.map$|^search/search_index\.json$|^(sitemap\.xml(\.gz)?|robots\.txt)$|^404\.html$")
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
    for own in THEME.glob("assets/*.[cj]s*"):
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

    Ours (x-), and those of the marks in search results (md-tag--), are left out, so that their rules are kept: our
    scripts put these names together from parts.
    """
    names = {name or value for name, value in _NEEDED.findall(_WITHIN.sub("", selector))}
    return {name for name in names if not name.startswith(("x-", "md-tag--"))}


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


def embed_fonts(site: Path) -> int:
    """Put the fonts that the site's own style sheets name into the style sheets; return how many there were.

    Raises OSError if a font is missing.
    """
    count = 0
    for sheet in sorted((site / "assets").glob("*.css")):
        text = sheet.read_text(encoding="utf-8")
        fonts = {match[0]: sheet.parent / match["path"] for match in _FONT.finditer(text)}
        for url, font in fonts.items():
            data = base64.b64encode(font.read_bytes()).decode()
            text = text.replace(url, f'url("data:font/woff2;base64,{data}")')
        if fonts:
            sheet.write_text(text, encoding="utf-8")
        count += len(fonts)
    return count


def offline_files(site: Path) -> dict[str, bytes]:
    """Return the files of a site built for a disk by their path, without those that only a server needs.

    Raises ValueError if the site was not built for a disk.
    """
    if not (site / "search" / "search_index.js").is_file():
        raise ValueError(f"{site} was not built to be opened from a disk")
    files = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if not _NOT_NEEDED.search(name)}
