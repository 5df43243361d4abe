"""References as RIS, for EndNote, Mendeley and most other reference managers.

Source: the RIS format specification (Research Information Systems, 2001) and its tags of 2011. A line is a tag of two
characters, two spaces, a hyphen, a space and the value; a record begins with TY and ends with ER.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from explainer.clock import SHORT_MONTHS
from explainer.model.reference import CHAPTERS, Name, Reference, types_written
from explainer.references.vancouver import whole_container, whole_title

_TYPES = types_written("ris")
_BREAKS = re.compile(r"[\s\x00-\x1f\x85\u2028\u2029]+")


def ris(references: Iterable[Reference]) -> str:
    """Return references as RIS, with an empty line between records and CRLF line ends, as the specification asks."""

    def line(tag: str, value: str) -> str:
        return f"{tag}  - {_BREAKS.sub(' ', value).strip()}\r\n"  # an empty line would end the record

    records = ("".join(line(tag, value) for tag, value in _lines(entry) if value) for entry in references)
    return "\r\n".join(f"{record}ER  - \r\n" for record in records)


def span(pages: str) -> tuple[str, str]:
    """Return the first and the last page of a range; for a single page, that page and ""."""
    match = re.fullmatch(r"\s*([^\s\u2013\u2014-]+)\s*[-\u2013\u2014]+\s*([^\s\u2013\u2014-]+)\s*", pages)
    return (match[1], match[2]) if match else (pages, "")


def full_name(name: Name) -> str:
    """Return a name as "Family, Given, Suffix", with particles before the family name; a body's name unchanged."""
    last = f"{name.particle} {name.family}".strip()
    if name.literal:
        return last
    return ", ".join(part for part in (last, " ".join(name.given), name.suffix) if part)


def _lines(reference: Reference) -> Iterator[tuple[str, str]]:
    first, last = span(reference.pages)
    yield "TY", _TYPES[reference.type]
    yield "ID", reference.key
    for name in reference.authors:
        yield "AU", full_name(name)
    for name in reference.editors:  # A3 for a book, else A2: few readers know the tag ED
        yield "A3" if reference.type == "book" else "A2", full_name(name)
    for name in reference.translators:
        yield "A4", full_name(name)
    for name in reference.holders:
        yield "A2", full_name(name)
    chapter = reference.type in CHAPTERS
    yield "TI", reference.title if chapter else whole_title(reference)
    if reference.type == "article":
        yield "JO", reference.container
        yield "J2", reference.short_container
    elif reference.type == "book":
        yield "T2", reference.series
    else:
        yield "T2", whole_container(reference) if chapter else reference.container
        yield "T3", reference.series
    yield "C3" if reference.type == "inproceedings" else "T3", reference.event
    yield "PB", reference.publisher
    yield "CY", reference.address
    yield "ET", reference.edition
    yield "M3", reference.genre
    yield "PY", reference.year
    yield "DA", _date(reference)
    yield "VL", reference.volume
    yield "IS", reference.number
    yield "SP", first or reference.extent
    yield "EP", last
    yield "SN", reference.isbn
    yield "DO", reference.doi
    yield "AN", reference.pmid
    yield "C2", reference.pmcid
    for _, address in reference.links:
        yield "UR", address
    if reference.url and reference.url not in {address for _, address in reference.links}:
        yield "UR", reference.url
    yield "Y2", reference.accessed.strftime("%Y/%m/%d/") if reference.accessed else ""
    yield "N1", reference.note


def _date(reference: Reference) -> str:
    """Return the date as YYYY/MM/DD/, or "" if only the year is known."""
    name, _, day = reference.month.partition("-")[0].partition(" ")
    if name not in SHORT_MONTHS or not reference.year.isdecimal():
        return ""
    return f"{reference.year}/{SHORT_MONTHS.index(name) + 1:02}/{f'{int(day):02}' if day.isdigit() else ''}/"
