"""Addresses inside the site: from page to page, relative, in each face that pages have."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from enum import StrEnum


class Face(StrEnum):
    """How a page is written: for the site (HTML parts in Markdown), or plain Markdown for any reader."""

    SITE = "site"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Addressing:
    """How pages link to each other. `directory_urls` is MkDocs's `use_directory_urls`."""

    face: Face = Face.SITE
    directory_urls: bool = True

    def link(self, origin: str, target: str, anchor: str = "") -> str:
        """Return the address of the page `target` as seen from the page `origin`, both named as below docs/.

        For the site that is an address relative to the built page, for plain Markdown the path of the .md file.
        """
        fragment = f"#{anchor}" if anchor else ""
        if origin == target and anchor:
            return fragment
        if self.face is Face.PLAIN:
            return posixpath.relpath(target, posixpath.dirname(origin) or ".") + fragment
        here = self.built(origin)
        there = self.built(target)
        start = here if here.endswith("/") or not here else posixpath.dirname(here)
        relative = posixpath.relpath(there or ".", start or ".")
        if there.endswith("/") or not there:
            relative = "./" if relative == "." else f"{relative}/"
        return relative + fragment

    def built(self, name: str) -> str:
        """Return where MkDocs puts a page, relative to the site's root: `a.md` becomes `a/` or `a.html`."""
        stem = name.removesuffix(".md")
        if stem == "index" or stem.endswith("/index"):
            folder = stem.removesuffix("index")
            return folder if self.directory_urls else f"{folder}index.html"
        return f"{stem}/" if self.directory_urls else f"{stem}.html"


def claim_page(claim_id: str) -> str:
    """Return the name of a claim's page: its id, whatever its topic, so that its address never changes."""
    return f"claims/{claim_id}.md"


def source_page(citekey: str) -> str:
    """Return the name of a reference's page. Characters of a citekey that addresses do not like become hyphens."""
    return f"sources/{re.sub(r'[^A-Za-z0-9_-]', '-', citekey)}.md"


def rule_page(code: str) -> str:
    """Return the name of a rule's page."""
    return f"rules/{code.lower()}.md"
