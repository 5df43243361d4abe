"""The built site, looked at from outside.

Is every page there, does every link lead somewhere, is nothing foreign?

Knows nothing of the generator that built it, so that a generator which left the claim pages out is found out.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from explainer.addressing import Addressing, claim_page, source_page
from explainer.library import Library
from explainer.problems import Problem

_LINKS = {
    "a": "href",
    "area": "href",
    "link": "href",
    "img": "src",
    "script": "src",
    "iframe": "src",
    "source": "src",
    "use": "href",
}
_ASSETS = {"img", "script", "iframe", "source", "use"}
_CANONICAL = {"canonical", "alternate", "prev", "next", "edit"}


@dataclass(slots=True)
class _Page:
    """What a built page holds: anchors, links (element, address, line) and its origin if it says so."""

    anchors: set[str] = field(default_factory=set)
    links: list[tuple[str, str, int]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = _Page()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        for name in ("id", "name"):
            if value := held.get(name):
                self.page.anchors.add(value)
        rel = set((held.get("rel") or "").split())
        if tag == "link" and rel & _CANONICAL:
            return
        address = held.get(_LINKS.get(tag, ""))
        if address is not None:
            kind = "asset" if tag in _ASSETS or (tag == "link" and "stylesheet" in rel) else "link"
            self.page.links.append((kind, address, self.getpos()[0]))


def missing_pages(library: Library, names: set[str], directory_urls: bool = True) -> list[Problem]:
    """Report V01 for each claim or reference whose page is not among the built files; `names` are relative paths."""
    addressing = Addressing(directory_urls=directory_urls)
    wanted = [(library.claim_paths[claim], claim_page(claim)) for claim in library.claims]
    wanted += [("bibliography.bib", source_page(key)) for key in library.references]
    problems = []
    for origin, page in wanted:
        built = addressing.built(page)
        file = f"{built}index.html" if built.endswith("/") else built
        if file not in names:
            problems.append(
                Problem(
                    "V01",
                    origin,
                    f"has no page in the built site ({file})",
                    "Check that mkdocs.yml names the hook hooks/mkdocs_hooks.py, and build again.",
                )
            )
    return problems


def check_site(library: Library, site: Path) -> list[Problem]:
    """Check a built site and return the problems.

    V01 a claim or reference without its page, V02 a link to a page or file that is not there, V03 a link to an anchor
    that is not there, V04 an asset from another host. Paths of problems are relative to the site, but for V01.
    """
    files = {path.relative_to(site).as_posix(): path for path in sorted(site.rglob("*")) if path.is_file()}
    directory_urls = not any(
        name.startswith("claims/") and not name.endswith("index.html") and name.endswith(".html") for name in files
    )
    problems = missing_pages(library, set(files), directory_urls)
    pages = {name: _read(path) for name, path in files.items() if name.endswith(".html")}
    for name, page in pages.items():
        problems += _broken(name, page, pages, files)
    return problems


def _read(path: Path) -> _Page:
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader.page


def _broken(name: str, page: _Page, pages: dict[str, _Page], files: dict[str, Path]) -> Iterator[Problem]:
    for kind, address, line in page.links:
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            if kind == "asset" and parts.scheme != "data":
                yield Problem(
                    "V04", name, f"loads {address[:100]} from another host", "Ship the file with the site.", line
                )
            continue
        target = _target(name, parts.path, files)
        if target is None:
            yield Problem("V02", name, f"links to {address[:100]}, which is not there", "Correct the link.", line)
        elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].anchors:
            yield Problem(
                "V03", name, f"links to {address[:100]}, but that page has no such anchor", "Correct the anchor.", line
            )


def _target(name: str, path: str, files: dict[str, Path]) -> str | None:
    if not path:
        return name
    if path.startswith("/"):
        joined = path.lstrip("/")  # absolute addresses appear only on 404.html, which serves any place
        if name != "404.html":
            return None
    else:
        joined = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(path)))
    joined = unquote(joined)
    for candidate in (joined, posixpath.join(joined, "index.html").lstrip("./")):
        if candidate in files:
            return candidate
    return name if name == "404.html" else None
