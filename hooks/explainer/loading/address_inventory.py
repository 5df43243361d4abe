"""All web addresses in the content, with the places where they are written.

DOIs, PMIDs and PMCIDs, also those written as addresses, are kinds of their own, since each is checked in its own
register: a DOI exists or not, whatever its publisher's page does to robots.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

from explainer.html_tags import start_tag, tags
from explainer.loading.citation_syntax import mark_of, mask_code
from explainer.loading.library import BIBLIOGRAPHY, DATA, Library
from explainer.loading.prose_page import front_matter
from explainer.loading.yaml_reader import scalars
from explainer.model.reference import Reference
from explainer.model.searches import SCREENED
from explainer.model.vocabulary import Screening
from explainer.model.web_addresses import DOI, PMCID, PMID, doi_url, pmcid_url, pmid_url, safe_url
from explainer.problems import Mark


class LinkKind(StrEnum):
    """The kind of an address, which decides where it is checked."""

    DOI = "doi"
    PMID = "pmid"
    PMCID = "pmcid"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the content where an address is written."""

    path: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Link:
    """An address of the site. `ident` is the bare DOI, PMID or PMCID, or the address of a page."""

    address: str
    kind: LinkKind
    ident: str
    spots: tuple[Spot, ...]


_SHOWN: dict[LinkKind, Callable[[str], str]] = {
    LinkKind.DOI: doi_url, LinkKind.PMID: pmid_url, LinkKind.PMCID: pmcid_url, LinkKind.PAGE: str,
}  # fmt: skip
"""Kind of an address -> the function that returns the address of an identifier."""
_ADDRESS = re.compile(r"https?://[^\s<>\"'`\\]+", re.IGNORECASE)
_PUBMED = re.compile(r"^(?:pubmed\.ncbi\.nlm\.nih\.gov|(?:www\.)?ncbi\.nlm\.nih\.gov/pubmed)/(\d+)/?$")
_PMC = re.compile(
    r"^(?:pmc\.ncbi\.nlm\.nih\.gov|(?:www\.)?ncbi\.nlm\.nih\.gov/pmc)/articles/(PMC\d+)/?$", re.IGNORECASE
)


def inventory(library: Library, site: Path | None = None) -> tuple[Link, ...]:
    """Return all addresses of the references, the data files and the prose (without code), sorted by address.

    `site` is a built site whose pages may have more, from templates for example. An address that the content has is not
    listed at built pages too, and any other is listed at the first page only.
    """
    spots: dict[tuple[LinkKind, str], list[Spot]] = {}
    for address, spot in (*written_addresses(library), *(_in_site(site) if site else ())):
        if not safe_url(address):
            continue
        kind, ident = _kind_of(address)
        listed = spots.setdefault((kind, ident), [])
        if spot not in listed and not (listed and spot.path.startswith("site/")):
            listed.append(spot)
    links = (Link(_SHOWN[kind](ident), kind, ident, tuple(listed)) for (kind, ident), listed in spots.items())
    return tuple(sorted(links, key=lambda link: link.address))


def without_archive(library: Library) -> tuple[Reference, ...]:
    """Return the references that are only web pages and have no archived copy: they disappear with the page."""
    return tuple(
        reference
        for reference in sorted(library.references.values(), key=lambda reference: reference.key)
        if reference.url and not reference.archive_url and not (reference.doi or reference.pmid or reference.pmcid)
    )


def written_addresses(library: Library) -> Iterator[tuple[str, Spot]]:
    """Yield every address in the content as it is written, with its place, even those that no page may link to."""
    for reference in library.references.values():
        for address, field in (
            (doi_url(reference.doi) if reference.doi else "", "doi"),
            (pmid_url(reference.pmid) if reference.pmid else "", "pmid"),
            (pmcid_url(reference.pmcid) if reference.pmcid else "", "pmcid"),
            (reference.url, "url"),
            (reference.archive_url, "archive_url"),
        ):
            if address:
                yield address, Spot(BIBLIOGRAPHY, reference.mark_of(field))
    for path, document in library.documents.items():
        if path.startswith(f"{DATA}/") and path not in {f"{DATA}/links.yml", SCREENED}:
            for place, value in scalars(document.data):
                if _ADDRESS.match(value):
                    yield value, Spot(path, document.mark(place))
    for number, work in enumerate(library.parts.screened.works if library.parts.screened else ()):
        if work.status is Screening.TO_READ:  # pages show no others
            yield work.address, Spot(SCREENED, library.mark(SCREENED, ("works", number)))
    for page in library.prose:
        for text in (front_matter(page.text), mask_code(page.text)):  # front matter counts as code
            for match in _ADDRESS.finditer(text):
                yield unescape(_trimmed(match.group())), Spot(page.path, mark_of(text, match.start()))


def _in_site(site: Path) -> Iterator[tuple[str, Spot]]:
    for path in sorted(site.rglob("*.html")):
        text = path.read_text(encoding="utf-8", errors="replace")
        for tag in tags(text):
            if not tag["closing"] and (address := _address_in(tag[0])):
                yield address, Spot(f"site/{path.relative_to(site).as_posix()}", mark_of(text, tag.start()))


@lru_cache(maxsize=50_000)
def _address_in(source: str) -> str:
    """Return the address on the web that a start tag leads to or loads; '' if none, or one of the site itself."""
    name, attributes = start_tag(source)
    address = attributes.get("href") or attributes.get("src") or ""
    own = name == "link" and attributes.get("rel") in {"canonical", "next", "prev", "alternate"}
    return address if address.lower().startswith(("http://", "https://")) and safe_url(address) and not own else ""


def _kind_of(address: str) -> tuple[LinkKind, str]:
    """Return the kind of an address, and its identifier in normal form."""
    parts = urlsplit(address)
    host, rest = (parts.hostname or "").lower(), f"{(parts.hostname or '').lower()}{parts.path}"
    if host in {"doi.org", "dx.doi.org", "www.doi.org"} and DOI.match(doi := unquote(parts.path.lstrip("/"))):
        return LinkKind.DOI, doi.lower()
    if (match := _PUBMED.match(rest)) and PMID.match(match[1]):
        return LinkKind.PMID, match[1]
    if (match := _PMC.match(rest)) and PMCID.match(match[1].upper()):
        return LinkKind.PMCID, match[1].upper()
    return LinkKind.PAGE, address.partition("#")[0]


def _trimmed(address: str) -> str:
    """Return an address in Markdown without the punctuation that ends the sentence or link around it."""
    address, depth = address.partition("](")[0], 0
    for position, char in enumerate(address):
        depth += (char == "(") - (char == ")")
        if depth < 0:  # as in [text](address): the first bracket that was not opened ends the address
            address = address[:position]
            break
    return address.rstrip(".,;:!?*_|]}")
