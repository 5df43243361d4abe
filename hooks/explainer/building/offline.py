"""A site that opens from a disk: what its pages cannot load there is put into its style sheets; the whole is packed.

A browser gives each page of a disk an origin of its own, and loads no font and no data for it. Scripts, style sheets
and pictures it loads.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

OFFLINE_WORKER = "assets/iframe-worker.js"
"""Its name is what keeps the theme's plugin from adding its own."""
_FONT = re.compile(r'url\("(?P<path>[^":]+\.woff2)"\)')
_NOT_NEEDED = re.compile(r"\.map$|^search/search_index\.json$|^(sitemap\.xml(\.gz)?|robots\.txt)$|^404\.html$")


def embed_fonts(site: Path) -> int:
    """Put the fonts that the site's own style sheets name into them, and return how many were put in.

    Raises OSError where a font is not there.
    """
    count = 0
    for sheet in sorted((site / "assets").glob("*.css")):
        text = sheet.read_text(encoding="utf-8")
        named = {match[0]: match["path"] for match in _FONT.finditer(text)}
        for written, path in named.items():
            text = text.replace(written, _embedded(sheet.parent / path))
        if named:
            sheet.write_text(text, encoding="utf-8")
        count += len(named)
    return count


def offline_files(site: Path) -> Mapping[str, bytes]:
    """Return the files of a site built for the disk by their path, without those that only a server has a use for.

    Raises ValueError where the site was not built for the disk.
    """
    if not (site / "search" / "search_index.js").is_file():
        raise ValueError(f"{site} was not built to be opened from a disk")
    return dict(_wanted(site))


def _wanted(site: Path) -> Iterator[tuple[str, bytes]]:
    for path in site.rglob("*"):
        name = path.relative_to(site).as_posix()
        if path.is_file() and not _NOT_NEEDED.search(name):
            yield name, path.read_bytes()


def _embedded(font: Path) -> str:
    return f'url("data:font/woff2;base64,{base64.b64encode(font.read_bytes()).decode()}")'
