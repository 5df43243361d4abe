"""From a place in the built site back to the file that people write: which one it is, and where in it a link stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from explainer.addressing import Addressing, claim_page, source_page
from explainer.loading.library import BIBLIOGRAPHY, Library
from explainer.problems import Mark


@dataclass(frozen=True, slots=True)
class Origin:
    """The file that a built page is made from, and its lines that matter: `first` counts from 1, `last` may be 0."""

    path: str
    first: int = 1
    last: int = 0


def origins(library: Library, directory_urls: bool = True) -> Mapping[str, Origin]:
    """Return for each built page of the content, by its file below the site's root, what it is made from."""
    addressing = Addressing(directory_urls=directory_urls)
    found: dict[str, Origin] = {}

    def note(page: str, origin: Origin) -> None:
        built = addressing.built(page)
        found[f"{built}index.html" if not built or built.endswith("/") else built] = origin

    for page in library.prose:
        note(page.name, Origin(page.path))
    for claim in library.claims.values():
        for name in (claim.id, *claim.moved_from):
            note(claim_page(name), Origin(library.claim_paths[claim.id]))
    starts = sorted(reference.mark.line for reference in library.references.values())
    for reference in library.references.values():
        following = next((line for line in starts if line > reference.mark.line), 0)
        note(source_page(reference.key), Origin(BIBLIOGRAPHY, reference.mark.line, following - 1 if following else 0))
    return found


def place_of(library: Library, origin: Origin, address: str) -> Mark | None:
    """Return where in its file a link stands, or None where its words are not there: a template made it then.

    Looks for the address as it is, for its last part (the id of a claim, the name of a picture) and for its anchor.
    """
    lines = _text(library, origin.path).splitlines()
    last = origin.last or len(lines)
    for wanted in _spellings(address):
        whole = re.compile(rf"(?<![\w-]){re.escape(wanted)}(?![\w-])")
        for number in range(origin.first, min(last, len(lines)) + 1):
            if match := whole.search(lines[number - 1]):
                return Mark(number, match.start() + 1)
    return None


def _text(library: Library, path: str) -> str:
    if path in library.texts:
        return library.texts[path]
    return next((page.text for page in library.prose if page.path == path), "")


def _spellings(address: str) -> Iterable[str]:
    parts = urlsplit(address)
    path = unquote(parts.path).rstrip("/")
    name = path.rpartition("/")[2]
    stem = name.removesuffix(".html").removesuffix(".md")
    spellings = (address, unquote(address), path, f"{stem}.md", name, stem, unquote(parts.fragment))
    return [one for one in dict.fromkeys(spellings) if len(one) > 2 and set(one) - set("./")]
