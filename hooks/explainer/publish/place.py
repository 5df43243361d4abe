"""Where a site is published: addresses for data, and names that stay the same wherever it is.

Without a site address nothing is invented: links are relative to the file that holds them, and ids are URNs.
"""

from __future__ import annotations

import posixpath
import uuid
from dataclasses import dataclass, field, replace
from urllib.parse import quote, urljoin

from explainer.addressing import Addressing, Face
from explainer.model.claim import Claim

_NAMESPACE = uuid.UUID("8a9bb1f3-7c1e-5d0e-9f57-5b7e5c7a4f21")
_LICENCES = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A site's address (`site_url`), or nothing, how its pages lie, and what it says of itself in a sentence."""

    address: str = ""
    addressing: Addressing = field(default_factory=Addressing)
    description: str = ""
    language: str = "en"
    """Of the pages, as `theme.language` has it: the data says the same."""

    @property
    def copies(self) -> Addressing:
        """How the plain Markdown copies of the pages lie: each beside its built page."""
        return replace(self.addressing, face=Face.PLAIN, beside=True)

    def page(self, name: str, anchor: str = "", origin: str = "") -> str:
        """Return the address of a page, named as below docs/, as seen from the file `origin`."""
        return self.file(self.addressing.built(name), origin) + (f"#{anchor}" if anchor else "")

    def file(self, path: str, origin: str = "") -> str:
        """Return the address of a file or built page, both paths from the site's root, as seen from `origin`."""
        if self.address:
            return urljoin(f"{self.address.rstrip('/')}/", quote(path))
        relative = posixpath.relpath(
            path or ".", (origin if origin.endswith("/") else posixpath.dirname(origin)) or "."
        )
        if path.endswith("/") or not path:
            return "./" if relative == "." else f"{quote(relative)}/"
        return quote(relative)


def urn(subject: str, *parts: str) -> str:
    """Return a name that is the same for the same thing on every machine and at every address.

    A UUID of version 5 (RFC 9562, section 5.5) as a URN. RFC 4287, section 4.2.6, asks that an entry's id never
    changes, also where it is relocated or republished; so it rests on the subject and ids alone.
    """
    return uuid.uuid5(_NAMESPACE, "/".join((subject, *parts))).urn


def claim_urn(subject: str, claim: Claim, *parts: str) -> str:
    """Return the name of a claim, or of a part of it: that of its oldest id, so that a move does not change it."""
    return urn(subject, "claim", claim.moved_from[0] if claim.moved_from else claim.id, *parts)


def licence_address(licence: str) -> str:
    """Return the address of a licence by its SPDX id."""
    return _LICENCES.get(licence, f"https://spdx.org/licenses/{quote(licence)}.html")
