"""References in the forms of other programs: CSL-JSON, RIS and NBIB.

CSL-JSON is for Zotero, pandoc and other programs that use the Citation Style Language. Sources: CSL 1.0.2, appendices
III (types) and IV (variables), and the CSL-JSON schema (csl-data.json).

RIS is for EndNote, Mendeley and most other reference managers. Source: the RIS format specification (Research
Information Systems, 2001) and its tags of 2011. A line is a tag of two characters, two spaces, a hyphen, a space and
the value; a record begins with TY and ends with ER.

NBIB is the format of MEDLINE and PubMed. Source: "MEDLINE/PubMed Data Element (Field) Descriptions" (National Library
of Medicine). A line is a tag of four characters, a hyphen, a space and the value; long values continue on lines that
are indented by six spaces.
"""

import re
import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic_core import to_json

from explainer.clock import SHORT_MONTHS
from explainer.model.reference import CHAPTERS, Name, Reference, types_written
from explainer.model.vocabulary import Standing
from explainer.references.vancouver import author_line, edition_number, pages_short, whole_container, whole_title

_CSL_TYPES, _RIS_TYPES, _NBIB_TYPES = types_written("csl"), types_written("ris"), types_written("nbib")
_NUMBERS = {"report": "number", "patent": "number"}
"""Types whose `number` is the work's own; for others it is the number of an issue."""
_BREAKS = re.compile(r"[\s\x00-\x1f\x85\u2028\u2029]+")
_NBIB_WIDTH = 88
_STANDINGS = {Standing.RETRACTED: "Retracted Publication", Standing.PREPRINT: "Preprint"}


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


def csl_json(references: Iterable[Reference]) -> str:
    """Return references as a CSL-JSON array."""
    return to_json([csl_item(reference) for reference in references], indent=1).decode() + "\n"


def csl_item(reference: Reference) -> dict[str, Any]:
    """Return a reference as a CSL item, without the variables that it has no value for."""
    address = reference.url or (reference.links[0][1] if reference.links else "")
    chapter = reference.type in CHAPTERS
    in_series = bool(reference.series) and (chapter or reference.type == "book")
    number = "collection-number" if in_series else _NUMBERS.get(reference.type, "issue")
    item: dict[str, Any] = {
        "id": reference.key,
        "type": "article" if reference.status is Standing.PREPRINT else _CSL_TYPES[reference.type],
        "title": reference.title if chapter else whole_title(reference),
        "author": [_name(name) for name in reference.authors],  # CSL has no word for further authors
        "editor": [_name(name) for name in reference.editors],
        "translator": [_name(name) for name in reference.translators],
        "container-author": [_name(name) for name in reference.book_authors],
        "container-title": whole_container(reference) if chapter else reference.container,
        "container-title-short": reference.short_container,
        "collection-title": reference.series,
        "publisher": reference.publisher,
        "publisher-place": reference.address,
        "event-title": reference.event,
        "edition": edition_number(reference.edition),
        "issued": _issued(reference),
        "volume": "" if reference.main_title else reference.volume,
        number: reference.number,
        "page": "-".join(part for part in span(reference.pages) if part),
        "number-of-pages": reference.extent,
        "genre": reference.genre,
        "version": reference.version,
        "authority": "; ".join(name.family for name in reference.holders),
        "DOI": reference.doi,
        "PMID": reference.pmid,
        "PMCID": reference.pmcid,
        "ISBN": reference.isbn,
        "URL": address,
        "archive": "arXiv" if reference.eprint.startswith("arXiv:") else "",
        "archive_location": reference.eprint,
        "note": reference.note,
        "status": "" if reference.status is Standing.OK else str(reference.status),
    }
    if reference.accessed:
        day = reference.accessed
        item["accessed"] = {"date-parts": [[day.year, day.month, day.day]]}
    return {name: value for name, value in item.items() if value}


def _issued(reference: Reference) -> dict[str, Any] | None:
    """Return the date of publication in numbers, or the words that stand instead of it; None without either."""
    years = re.fullmatch(r"(\d{4})(?:-(\d{4}))?", reference.year)
    if years is None:
        return {"literal": reference.year} if reference.year else None
    if years[2]:
        return {"date-parts": [[int(years[1])], [int(years[2])]]}
    first, _, last = reference.month.partition("-")
    parts = [_date_parts(years[1], first)]
    if last:
        parts.append(_date_parts(years[1], f"{first.split()[0]} {last}" if last.isdigit() else last))
    return {"date-parts": parts if parts[0] != parts[-1] else parts[:1]}


def _date_parts(year: str, month: str) -> list[int]:
    name, _, day = month.partition(" ")
    if name not in SHORT_MONTHS:
        return [int(year)]
    return [int(year), SHORT_MONTHS.index(name) + 1, *([int(day)] if day.isdigit() else [])]


def _name(name: Name) -> dict[str, str]:
    if name.literal:
        return {"literal": f"{name.particle} {name.family}".strip()}
    parts = {
        "family": name.family,
        "given": " ".join(name.given),
        "non-dropping-particle": name.particle,
        "suffix": name.suffix,
    }
    return {key: value for key, value in parts.items() if value}


def ris(references: Iterable[Reference]) -> str:
    """Return references as RIS, with an empty line between records and CRLF line ends, as the specification asks."""

    def line(tag: str, value: str) -> str:
        return f"{tag}  - {_BREAKS.sub(' ', value).strip()}\r\n"  # an empty line would end the record

    records = ("".join(line(tag, value) for tag, value in _ris_lines(entry) if value) for entry in references)
    return "\r\n".join(f"{record}ER  - \r\n" for record in records)


def _ris_lines(reference: Reference) -> Iterator[tuple[str, str]]:
    first, last = span(reference.pages)
    yield "TY", _RIS_TYPES[reference.type]
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
    for tag, field in {"PB": "publisher", "CY": "address", "ET": "edition", "M3": "genre", "PY": "year"}.items():
        yield tag, getattr(reference, field)
    yield "DA", _ris_date(reference)
    yield "VL", reference.volume
    yield "IS", reference.number
    yield "SP", first or reference.extent
    yield "EP", last
    for tag, field in {"SN": "isbn", "DO": "doi", "AN": "pmid", "C2": "pmcid"}.items():
        yield tag, getattr(reference, field)
    for _, address in reference.links:
        yield "UR", address
    if reference.url and reference.url not in {address for _, address in reference.links}:
        yield "UR", reference.url
    yield "Y2", reference.accessed.strftime("%Y/%m/%d/") if reference.accessed else ""
    yield "N1", reference.note


def _ris_date(reference: Reference) -> str:
    """Return the date as YYYY/MM/DD/, or "" if only the year is known."""
    name, _, day = reference.month.partition("-")[0].partition(" ")
    if name not in SHORT_MONTHS or not reference.year.isdecimal():
        return ""
    return f"{reference.year}/{SHORT_MONTHS.index(name) + 1:02}/{f'{int(day):02}' if day.isdigit() else ''}/"


def nbib(references: Iterable[Reference]) -> str:
    """Return references as MEDLINE records, with an empty line between them.

    Those with a PMID come first: Zotero recognises a file as MEDLINE only if it begins with `PMID-`.
    """
    ordered = sorted(references, key=lambda reference: not reference.pmid)
    return "\n".join("".join(_nbib_line(tag, value) for tag, value in _nbib_lines(entry) if value) for entry in ordered)


def _nbib_line(tag: str, value: str) -> str:
    """Return a field, wrapped; a word that is longer than a line, such as an address, is not split."""
    wrapped = textwrap.wrap(
        " ".join(value.split()),
        _NBIB_WIDTH,
        initial_indent=f"{tag:<4}- ",
        subsequent_indent=" " * 6,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "".join(f"{line}\n" for line in wrapped)


def _nbib_lines(reference: Reference) -> Iterator[tuple[str, str]]:
    first, last = span(reference.pages)
    yield "PMID", reference.pmid
    if not reference.pmid:
        yield "PMC", reference.pmcid
        yield "OWN", "NOTNLM"
    yield "VI", reference.volume
    yield "IP", reference.number
    yield "DP", " ".join(part for part in (reference.year, reference.month) if part)
    chapter = reference.type in CHAPTERS
    title = reference.title if chapter else whole_title(reference)
    yield "TI", title if re.search(r"[.?!]$", title) else f"{title}."
    if chapter:
        yield "BTI", whole_container(reference)
    else:
        yield "BTI", title if reference.type == "book" else ""
        yield "JT", reference.container
        yield "TA", reference.short_container
    yield "CTI", reference.series
    yield "PG", pages_short(f"{first}-{last}").replace("\u2013", "-") if last else first
    yield "LID", f"{reference.doi} [doi]" if reference.doi else ""
    for name in reference.authors:
        if name.literal:
            yield "CN", author_line(name)
            yield "FAU", f"{author_line(name)},"  # for Zotero and EndNote, which ignore CN; the comma keeps it one name
        else:
            yield "FAU", full_name(name)
            yield "AU", author_line(name)
    for name in reference.editors:
        yield "FED", full_name(name)
        yield "ED", author_line(name)
    for tag, field in {"PB": "publisher", "PL": "address", "EN": "edition", "ISBN": "isbn"}.items():
        yield tag, getattr(reference, field)
    yield "PT", _NBIB_TYPES.get(reference.type, "")
    yield "PT", _STANDINGS.get(reference.status, "")
    yield "PT", reference.genre
    yield "AID", f"{reference.doi} [doi]" if reference.doi else ""
    if reference.pmid:
        yield "PMC", reference.pmcid
    yield "GN", reference.note
