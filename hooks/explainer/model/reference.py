"""The reference: the bibliographic record of a work, with our own fields on what kind of work it is."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count, product
from pathlib import Path
from string import ascii_lowercase
from typing import Annotated, Any

from explainer.model.base import Citekey, Slug, Spoken, Voice
from explainer.model.vocabulary import Design, Interest, Standing, Verified
from explainer.model.web_addresses import doi_url, pmcid_url, pmid_url, safe_url
from explainer.problems import Mark

Printed = Annotated[str, Spoken(Voice.QUOTED, "printed on the work itself")]
Number = Annotated[str, Spoken(Voice.NONE, "a number in a register, or an address")]

CHAPTERS = frozenset({"incollection", "inproceedings"})
"""Types of works that are part of a book."""
_TYPES: dict[str, dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("work_types.toml").read_text(encoding="utf-8")
)


WORK_TYPES = tuple(_TYPES)
"""Our types of works, in the order of forms."""


def types_read(form: str) -> dict[str, str]:
    """Return a mapping from the types of a format (bibtex, crossref, csl or ris) to our types of works."""
    return {name: ours for ours, names in _TYPES.items() for name in names.get(form, ())}


def types_written(form: str) -> dict[str, str]:
    """Return a mapping from our types of works to those of a format (csl, ris, nbib or schema) that has it."""
    written = {ours: names[form] for ours, names in _TYPES.items() if form in names}
    return {ours: name if isinstance(name, str) else name[0] for ours, name in written.items()}


@dataclass(frozen=True, slots=True)
class Name:
    """An author or editor. A body has only `family`, and `literal`; a person may have all the other parts."""

    family: Printed
    given: tuple[Printed, ...] = ()
    particle: Printed = ""
    suffix: Printed = ""
    literal: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """An entry of bibliography.bib in plain Unicode; an empty text means that the entry has no such field.

    The references of a library have no addresses of shops (see `shop_addresses`), so that no writer can link to one.
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
    """The authors of the book, if they are others than those of the chapter."""
    holders: tuple[Name, ...] = ()
    """The holders of a patent."""
    main_title: Printed = ""
    """The title of a work in several volumes, if `title` (or the container of a chapter) is that of one volume."""
    container: Printed = ""
    short_container: Printed = ""
    """The journal's name as NLM abbreviates it."""
    publisher: Printed = ""
    address: Printed = ""
    edition: str = ""
    year: str = ""
    """A year, a range of years (1984-1986), or words instead of one (in press)."""
    month: str = ""
    """The month, with the day if it is known, or a season: Mar 4, Jan-Feb, Summer."""
    volume: str = ""
    number: str = ""
    series: Printed = ""
    pages: str = ""
    extent: str = ""
    """The number of pages of the whole work."""
    genre: Printed = ""
    """The kind of thesis, report or patent: master's thesis, Working paper."""
    version: str = ""
    event: Printed = ""
    """The meeting with its days and its place: Tea Conference; 2019 May 3-5; Oslo."""
    doi: Number = ""
    pmid: Number = ""
    pmcid: Number = ""
    eprint: Number = ""
    """The name of a preprint's archive and the number in it: arXiv:2001.01234."""
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
    """The `status` of the entry itself, if registers know worse and `status` is theirs."""
    verified: Verified = Verified.PARTIAL
    topics: tuple[Slug, ...] = ()
    undated: Annotated[str, Spoken(Voice.NONE, "a word around the content")] = "no date"
    """What readers see if the year is not known, in the site's language."""
    letter: Annotated[str, Spoken(Voice.NONE, "a letter")] = ""
    """What tells works with the same name and year apart: see `with_letters`."""
    mark: Mark = field(default_factory=Mark)
    marks: Annotated[tuple[tuple[str, Mark], ...], Spoken(Voice.NONE, "fields")] = ()
    """The fields of the entry in the file, each with its place."""

    def mark_of(self, name: str) -> Mark:
        """Return the place of a field in the file; that of the entry if it has no such field."""
        return dict(self.marks).get(name, self.mark)

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        """Addresses of the work as (label, address): DOI, PubMed, PubMed Central, arXiv, or else its `url`."""
        links = []
        if self.doi:
            links.append((f"doi:{self.doi}", doi_url(self.doi)))
        if self.pmid:
            links.append((f"PMID {self.pmid}", pmid_url(self.pmid)))
        if self.pmcid:
            links.append((self.pmcid, pmcid_url(self.pmcid)))
        if self.eprint.startswith("arXiv:"):
            links.append((self.eprint, f"https://arxiv.org/abs/{self.eprint.removeprefix('arXiv:')}"))
        if not links and (address := safe_url(self.url)):
            links.append((address, address))
        return tuple(links)

    @property
    def first_year(self) -> str:
        """The year of publication in four digits, the first of a range; "" if it is not known."""
        match = re.search(r"[0-9]{4}", self.year)
        return match.group() if match else ""

    @property
    def short(self) -> str:
        """First author and year, as people refer to a paper: "Post 2019"; the title of a work without authors.

        With its letter it is "Post 2019b", or "Post, no date (b)" where there is no year to put it after.
        """
        who = self.authors[0] if self.authors else None
        name = f"{who.particle} {who.family}".strip() if who else _cut(self.title)
        shown = f"{name} {self.year}".strip() if self.year else f"{name}, {self.undated}"
        return f"{shown}{self.letter}" if shown[-1:].isdecimal() or not self.letter else f"{shown} ({self.letter})"


def with_letters(references: Mapping[str, Reference]) -> dict[str, Reference]:
    """Return the references of a library with the letters a, b, c for those that would share their short name.

    The letters follow the order of the keys, which never change, so no work of another name and no new order of the
    file moves them. A new work of the same name takes its place by its key, and those after it move by one letter: with
    a key that comes after theirs (`post2019`, then `post2019sleep`) they keep theirs. Addresses are made of keys alone.
    """
    sharing: dict[str, list[str]] = {}
    for key in sorted(references):
        sharing.setdefault(references[key].short, []).append(key)
    letters: dict[str, str] = {}
    for keys in sharing.values():
        in_turn = ("".join(name) for length in count(1) for name in product(ascii_lowercase, repeat=length))
        letters |= zip(keys, in_turn, strict=False) if len(keys) > 1 else ()  # a to z, then aa, ab and so on
    return {key: replace(work, letter=letters[key]) if key in letters else work for key, work in references.items()}


def _cut(title: str, most: int = 40) -> str:
    """Return a title of at most `most` letters, cut between words, with an ellipsis if it was cut."""
    if len(title) <= most:
        return title
    whole = title[:most].rpartition(" ")[0].rstrip(" ,.:;-\u2013(")
    return f"{whole or title[: most - 1]}\u2026"
