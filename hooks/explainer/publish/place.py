"""Where a site is published: addresses for its data, and names that are the same at every address.

If the site has no address, none is invented: links are relative to the file that they are in, and ids are URNs.
"""

import uuid
from dataclasses import dataclass, field, replace
from urllib.parse import quote, urljoin

from explainer.addressing import Addressing, Face, relative
from explainer.model.claim import Claim

_NAMESPACE = uuid.UUID("8a9bb1f3-7c1e-5d0e-9f57-5b7e5c7a4f21")
_LICENCES = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
}


@dataclass(frozen=True, slots=True)
class Place:
    """The address of a site (`site_url`, may be empty), the layout of its pages, and its description in a sentence."""

    address: str = ""
    addressing: Addressing = field(default_factory=Addressing)
    description: str = ""
    language: str = "en"
    """The language of the pages, from `theme.language`; the data names the same one."""

    @property
    def copies(self) -> Addressing:
        """The layout of the plain Markdown copies of the pages: each beside its built page."""
        return replace(self.addressing, face=Face.PLAIN, beside=True)

    def page(self, name: str, anchor: str = "", origin: str = "") -> str:
        """Return the address of a page, named as below docs/, as seen from the file `origin`."""
        return self.file(self.addressing.built(name), origin) + (f"#{anchor}" if anchor else "")

    def file(self, path: str, origin: str = "") -> str:
        """Return the address of a file or built page, both paths from the site's root, as seen from `origin`."""
        if self.address:
            return urljoin(f"{self.address.rstrip('/')}/", quote(path))
        return quote(relative(path, origin))


def urn(subject: str, *parts: str) -> str:
    """Return a name that is the same for the same thing on every machine and at every address.

    It is a UUID of version 5 (RFC 9562, 5.5), made from the subject and ids alone: the id of a feed's entry must never
    change, even if the entry is moved or published again (RFC 4287, 4.2.6).
    """
    return uuid.uuid5(_NAMESPACE, "/".join((subject, *parts))).urn


def claim_urn(subject: str, claim: Claim, *parts: str) -> str:
    """Return the name of a claim, or of a part of it, made from its oldest id so that a move does not change it."""
    return urn(subject, "claim", claim.moved_from[0] if claim.moved_from else claim.id, *parts)


def licence_address(licence: str) -> str:
    """Return the address of a licence by its SPDX id."""
    return _LICENCES.get(licence, f"https://spdx.org/licenses/{quote(licence)}.html")
