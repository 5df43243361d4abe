"""Exceptions from `claims links` and `claims verify` (docs/data/links.yml), each with a reason and an end."""

from datetime import timedelta
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import ConfigDict, Field

from explainer.model.base import Authored, Citekey, Day, Line, Quoted
from explainer.model.vocabulary import Register

EXCEPTIONS = "docs/data/links.yml"

LONGEST = timedelta(days=366)
"""How long an exception may last: once a year somebody looks again."""


class AddressException(Authored):
    """An address, or all of a host, that may fail the check of links for a while."""

    address: Quoted
    """The full address as it stands in the content, or a host alone for every address on it."""
    reason: Line
    """Why it fails and who has looked at it, in plain words."""
    until: Day
    """The last day on which the exception holds; at most a year ahead."""

    def covers(self, address: str) -> bool:
        """Return whether the exception is for this address of the site."""
        if "/" not in self.address:
            return (urlsplit(address).hostname or "") == self.address.lower()
        return address == self.address


class RecordException(Authored):
    """A field in which an entry may differ from a register for a while."""

    model_config = ConfigDict(populate_by_name=True)

    key: Citekey
    """Key of the entry in bibliography.bib."""
    field: Literal["title", "author", "year", "journal", "doi", "pmid", "pmcid", "status", "version", "standing"]
    """What may differ: title, author, year, journal, a number, status, version, or standing for a wrong notice."""
    register_name: Annotated[Register | None, Field(alias="register")] = None
    """The register that is wrong: crossref, crossref-updates, doi, pubmed, openalex or retraction-watch; or all."""
    reason: Line
    """Why ours is right, and where that was seen."""
    until: Day
    """The last day on which the exception holds; at most a year ahead."""

    def covers(self, key: str, field: str, register: Register) -> bool:
        """Return whether the exception is for this difference of an entry."""
        return self.key == key and self.field == field and self.register_name in {None, register}


class Exceptions(Authored):
    """The file docs/data/links.yml."""

    addresses: tuple[AddressException, ...] = ()
    """Addresses that may fail."""
    records: tuple[RecordException, ...] = ()
    """Entries that may differ."""
