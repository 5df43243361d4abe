"""References in the format of MEDLINE and PubMed (.nbib).

Source of the rules: "MEDLINE/PubMed Data Element (Field) Descriptions" (National Library of Medicine): a tag of four
characters, a hyphen and a space; long values go on, indented by six spaces; records have an empty line between them.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator

from explainer.model.reference import Reference
from explainer.model.vocabulary import Standing
from explainer.references.ris import full_name, span
from explainer.references.vancouver import author_line, pages_short, whole_container, whole_title

WIDTH = 88
_TYPES = {
    "article": "Journal Article",
    "book": "Book",
    "incollection": "Book Chapter",
    "report": "Technical Report",
    "thesis": "Academic Dissertation",
    "inproceedings": "Congress",
    "dataset": "Dataset",
}
_STANDINGS = {Standing.RETRACTED: "Retracted Publication", Standing.PREPRINT: "Preprint"}


def nbib(references: Iterable[Reference]) -> str:
    """Return references as MEDLINE records, with an empty line between them.

    Those that PubMed has come first: Zotero takes a file for MEDLINE only if `PMID-` stands at its beginning.
    """
    ordered = sorted(references, key=lambda reference: not reference.pmid)
    return "\n".join("".join(_line(tag, value) for tag, value in _lines(one) if value) for one in ordered)


def _line(tag: str, value: str) -> str:
    """Return a field on as many lines as it takes; a word that is longer than a line, an address say, is not cut."""
    line = f"{tag:<4}- {' '.join(value.split())}"
    if len(line) <= WIDTH:
        return f"{line.rstrip()}\n"
    told = textwrap.fill(
        " ".join(value.split()),
        WIDTH,
        initial_indent=f"{tag:<4}- ",
        subsequent_indent=" " * 6,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return f"{told}\n"


def _lines(reference: Reference) -> Iterator[tuple[str, str]]:
    first, last = span(reference.pages)
    yield "PMID", reference.pmid
    if not reference.pmid:
        yield "PMC", reference.pmcid
        yield "OWN", "NOTNLM"
    yield "VI", reference.volume
    yield "IP", reference.number
    yield "DP", " ".join(part for part in (reference.year, reference.month) if part)
    chapter = reference.type in {"incollection", "inproceedings"}
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
            yield "FAU", f"{author_line(name)},"  # Zotero and EndNote know no CN; the comma says that it is one name
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
