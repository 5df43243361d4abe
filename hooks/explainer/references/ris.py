"""References as RIS, for EndNote, Mendeley and most other reference managers.

Source of the rules: the RIS format specification (Research Information Systems, 2001) and its tags of 2011: a line is
two characters, two spaces, a hyphen, a space and the value; a record begins with TY and ends with ER.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from explainer.model.reference import Name, Reference

_TYPES = {
    "article": "JOUR",
    "book": "BOOK",
    "incollection": "CHAP",
    "report": "RPRT",
    "thesis": "THES",
    "online": "ELEC",
    "misc": "GEN",
}


def ris(references: Iterable[Reference]) -> str:
    """Return references as RIS, with an empty line between records; lines end as the specification has it (CRLF)."""
    records = ("".join(f"{tag}  - {value}\r\n" for tag, value in _lines(one) if value) for one in references)
    return "\r\n".join(f"{record}ER  - \r\n" for record in records)


def span(pages: str) -> tuple[str, str]:
    """Return the first and the last page of a range; where it is none, the whole and nothing."""
    match = re.fullmatch(r"\s*([^\s\u2013\u2014-]+)\s*[-\u2013\u2014]+\s*([^\s\u2013\u2014-]+)\s*", pages)
    return (match[1], match[2]) if match else (pages, "")


def full_name(name: Name) -> str:
    """Return a name as "Family, Given, Suffix", with particles before the family; a body keeps its name."""
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
    for name in reference.editors:
        yield "ED", full_name(name)
    yield "TI", reference.title
    yield "JO" if reference.type == "article" else "T2", reference.container
    yield "PB", reference.publisher
    yield "CY", reference.address
    yield "ET", reference.edition
    yield "PY", reference.year
    yield "VL", reference.volume
    yield "IS", reference.number
    yield "SP", first
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
