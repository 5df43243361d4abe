"""A site to open from a disk: its fonts are put into its style sheets, and its files are collected for packing.

A page from a disk has an origin of its own: the browser loads scripts, style sheets and pictures for it, but no fonts
and no data.
"""

from __future__ import annotations

import base64
import re
from pathlib import Path

OFFLINE_WORKER = "assets/iframe-worker.js"
"""The theme's plugin does not add its own script if a script has this name."""
_FONT = re.compile(r'url\("(?P<path>[^":]+\.woff2)"\)')
_NOT_NEEDED = re.compile(r"\.map$|^search/search_index\.json$|^(sitemap\.xml(\.gz)?|robots\.txt)$|^404\.html$")


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
