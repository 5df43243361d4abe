"""Relative addresses inside the site, from page to page, for HTML pages and for plain Markdown."""

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile
from operator import eq
from urllib.parse import quote

_UNFIT = re.compile(r"[^A-Za-z0-9_-]")


class Face(StrEnum):
    """How a page is written: for the site (with HTML parts), or as plain Markdown for other programs."""

    SITE = "site"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Addressing:
    """How pages link to each other. `directory_urls` is MkDocs's `use_directory_urls`.

    With `beside`, each plain Markdown page is in the built site beside its HTML, as `a/index.md` or `a.md`.
    """

    face: Face = Face.SITE
    directory_urls: bool = True
    beside: bool = False

    def link(self, origin: str, target: str, anchor: str = "") -> str:
        """Return the address of the page `target`, relative to the page `origin`; both are named as below docs/.

        For the site it is the address of the built page, for plain Markdown the path of the .md file.
        """
        fragment = f"#{anchor}" if anchor else ""
        if origin == target and anchor:
            return fragment
        if self.face is Face.PLAIN:
            return relative(self.written(target), self.written(origin)) + fragment
        return relative(self.built(target), self.built(origin)) + fragment

    def file(self, origin: str, path: str) -> str:
        """Return the address of another file, named from the site's root, relative to the page `origin`."""
        return quote(relative(path, self.written(origin) if self.face is Face.PLAIN else self.built(origin)))

    def built(self, name: str) -> str:
        """Return the path of a built page from the site's root: `a.md` becomes `a/` or `a.html`."""
        stem = name.removesuffix(".md")
        if stem == "index" or stem.endswith("/index"):
            folder = stem.removesuffix("index")
            return folder if self.directory_urls else f"{folder}index.html"
        return f"{stem}/" if self.directory_urls else f"{stem}.html"

    def written(self, name: str) -> str:
        """Return the path of the plain Markdown of a page: its own name, or beside the built page."""
        if not self.beside:
            return name
        built = self.built(name)
        return f"{built}index.md" if built.endswith("/") or not built else f"{built.removesuffix('.html')}.md"


def relative(target: str, origin: str) -> str:
    """Return the path of `target` relative to the file or folder `origin`, both from the site's root and without dots.

    Folders end with a slash; the root is "". `posixpath.relpath` would ask for the working directory each time, which
    takes long over all links of all pages.
    """
    target_parts = [part for part in target.split("/") if part not in {"", "."}]
    origin_folders = origin.split("/")[:-1]
    shared = sum(takewhile(bool, map(eq, target_parts, origin_folders)))
    path = "/".join([".."] * (len(origin_folders) - shared) + target_parts[shared:])
    return f"{path or '.'}/" if target.endswith("/") or not target else path


def claim_page(claim_id: str) -> str:
    """Return the name of a claim's page: its id without the topic, so that its address never changes."""
    return f"claims/{claim_id}.md"


def source_page(citekey: str) -> str:
    """Return the name of a reference's page: its key, with hyphens for characters that do not fit into an address."""
    return f"sources/{_UNFIT.sub('-', citekey)}.md"


def rule_page(code: str) -> str:
    """Return the name of a rule's page."""
    return f"rules/{code.lower()}.md"
