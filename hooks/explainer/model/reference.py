"""The reference: the bibliographic record of a work, with our own fields on what kind of work it is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from explainer.model.base import Citekey, Slug, Spoken, Voice
from explainer.model.vocabulary import Design, Interest, Standing, Verified
from explainer.model.web_addresses import doi_url, pmcid_url, pmid_url, safe_url
from explainer.problems import Mark

Printed = Annotated[str, Spoken(Voice.QUOTED, "stands so on the work")]
Number = Annotated[str, Spoken(Voice.NONE, "a number of a register, or an address")]


@dataclass(frozen=True, slots=True)
class Name:
    """An author or editor. A body has only `family`; a person may have given names, particles and a suffix."""

    family: Printed
    given: tuple[Printed, ...] = ()
    particle: Printed = ""
    suffix: Printed = ""
    literal: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """A record of bibliography.bib. Texts are plain Unicode; an empty text means that the field is not there.

    A library holds shops' pages without their addresses (see `shops`), so whoever writes a record links to none.
    """

    key: Citekey
    type: Annotated[str, Spoken(Voice.NONE, "a value of a list")]
    title: Printed
    authors: tuple[Name, ...] = ()
    more_authors: bool = False
    editors: tuple[Name, ...] = ()
    more_editors: bool = False
    translators: tuple[Name, ...] = ()
    book_authors: tuple[Name, ...] = ()
    """Who wrote the book that a chapter by somebody else stands in."""
    holders: tuple[Name, ...] = ()
    """Who holds a patent."""
    main_title: Printed = ""
    """The title of the whole, where `title`, or the container of a chapter, is that of one volume."""
    container: Printed = ""
    short_container: Printed = ""
    """The journal's name as NLM abbreviates it."""
    publisher: Printed = ""
    address: Printed = ""
    edition: str = ""
    year: str = ""
    """A year, a range of years (1984-1986), or what is said in place of one (in press)."""
    month: str = ""
    """The month, the day too if it is known, or a season: Mar 4, Jan-Feb, Summer."""
    volume: str = ""
    number: str = ""
    series: Printed = ""
    pages: str = ""
    extent: str = ""
    """How many pages the whole has."""
    genre: Printed = ""
    """What kind of thesis, report or patent it is: master's thesis, Working paper."""
    version: str = ""
    event: Printed = ""
    """A meeting, its days and its place: Tea Conference; 2019 May 3-5; Oslo."""
    doi: Number = ""
    pmid: Number = ""
    pmcid: Number = ""
    eprint: Number = ""
    """The number of a preprint after the name of its archive: arXiv:2001.01234."""
    isbn: Number = ""
    url: Number = ""
    archive_url: Number = ""
    accessed: date | None = None
    note: str = ""
    design: Design | None = None
    participants: int | None = None
    population: str = ""
    funding: str = ""
    ties: str = ""
    interests: tuple[Interest, ...] = ()
    status: Standing = Standing.OK
    declared: Annotated[str, Spoken(Voice.NONE, "a value of a list")] = ""
    """What the entry itself says of its standing, where registers know worse and `status` says that."""
    verified: Verified = Verified.PARTIAL
    topics: tuple[Slug, ...] = ()
    undated: Annotated[str, Spoken(Voice.NONE, "a word around the content")] = "no date"
    """What stands in place of the year where none is known, in the site's language."""
    mark: Mark = field(default_factory=Mark)

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        """Addresses of the work as (label, address): DOI, PubMed, PubMed Central, arXiv; else its own safe one."""
        found = []
        if self.doi:
            found.append((f"doi:{self.doi}", doi_url(self.doi)))
        if self.pmid:
            found.append((f"PMID {self.pmid}", pmid_url(self.pmid)))
        if self.pmcid:
            found.append((self.pmcid, pmcid_url(self.pmcid)))
        if self.eprint.startswith("arXiv:"):
            found.append((self.eprint, f"https://arxiv.org/abs/{self.eprint.removeprefix('arXiv:')}"))
        if not found and (address := safe_url(self.url)):
            found.append((address, address))
        return tuple(found)

    @property
    def first_year(self) -> str:
        """The year of publication in four digits, the first of several; nothing where none is known."""
        found = re.search(r"[0-9]{4}", self.year)
        return found.group() if found else ""

    @property
    def short(self) -> str:
        """First author and year, as people name a paper: "Post 2019". A work without authors goes by its title."""
        who = self.authors[0] if self.authors else None
        name = f"{who.particle} {who.family}".strip() if who else _cut(self.title)
        return f"{name} {self.year}".strip() if self.year else f"{name}, {self.undated}"


def _cut(title: str, most: int = 40) -> str:
    """Return a title in at most so many letters, cut between words; an ellipsis says that there is more."""
    if len(title) <= most:
        return title
    whole = title[:most].rpartition(" ")[0].rstrip(" ,.:;-\u2013(")
    return f"{whole or title[: most - 1]}\u2026"
