"""References in the format of MEDLINE and PubMed (.nbib).

Source: "MEDLINE/PubMed Data Element (Field) Descriptions" (National Library of Medicine). A line is a tag of four
characters, a hyphen, a space and the value; long values continue on lines that are indented by six spaces.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator

from explainer.model.reference import CHAPTERS, Reference, types_written
from explainer.model.vocabulary import Standing
from explainer.references.ris import full_name, span
from explainer.references.vancouver import author_line, pages_short, whole_container, whole_title

WIDTH = 88
_TYPES = types_written("nbib")
_STANDINGS = {Standing.RETRACTED: "Retracted Publication", Standing.PREPRINT: "Preprint"}


def nbib(references: Iterable[Reference]) -> str:
    """Return references as MEDLINE records, with an empty line between them.

    Those with a PMID come first: Zotero recognises a file as MEDLINE only if it begins with `PMID-`.
    """
    ordered = sorted(references, key=lambda reference: not reference.pmid)
    return "\n".join("".join(_line(tag, value) for tag, value in _lines(entry) if value) for entry in ordered)


def _line(tag: str, value: str) -> str:
    """Return a field, wrapped; a word that is longer than a line, such as an address, is not split."""
    wrapped = textwrap.wrap(
        " ".join(value.split()),
        WIDTH,
        initial_indent=f"{tag:<4}- ",
        subsequent_indent=" " * 6,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "".join(f"{line}\n" for line in wrapped)


def _lines(reference: Reference) -> Iterator[tuple[str, str]]:
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
    yield "PB", reference.publisher
    yield "PL", reference.address
    yield "EN", reference.edition
    yield "ISBN", reference.isbn
    yield "PT", _TYPES.get(reference.type, "")
    yield "PT", _STANDINGS.get(reference.status, "")
    yield "PT", reference.genre
    yield "AID", f"{reference.doi} [doi]" if reference.doi else ""
    if reference.pmid:
        yield "PMC", reference.pmcid
    yield "GN", reference.note
