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
from explainer.references.vancouver import author_line, pages_short

WIDTH = 88
_TYPES = {"article": "Journal Article", "report": "Technical Report", "thesis": "Academic Dissertation"}
_STANDINGS = {Standing.RETRACTED: "Retracted Publication", Standing.PREPRINT: "Preprint"}


def nbib(references: Iterable[Reference]) -> str:
    """Return references as MEDLINE records, with an empty line between them."""
    return "\n".join("".join(_line(tag, value) for tag, value in _lines(one) if value) for one in references)


def _line(tag: str, value: str) -> str:
    """Return a field on as many lines as it takes; a word that is longer than a line, an address say, is not cut."""
    line = f"{tag:<4}- {' '.join(value.split())}"
    if len(line) <= WIDTH:
        return f"{line.rstrip()}\n"
    told = textwrap.fill(
        line,
        WIDTH,
        subsequent_indent=" " * 6,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return f"{told}\n"


def _lines(reference: Reference) -> Iterator[tuple[str, str]]:
    first, last = span(reference.pages)
    yield "PMID", reference.pmid
    yield "VI", reference.volume
    yield "IP", reference.number
    yield "DP", reference.year
    yield "TI", reference.title if re.search(r"[.?!]$", reference.title) else f"{reference.title}."
    yield "BTI" if reference.type == "incollection" else "JT", reference.container
    yield "PG", pages_short(f"{first}-{last}").replace("\u2013", "-") if last else first
    yield "LID", f"{reference.doi} [doi]" if reference.doi else ""
    for name in reference.authors:
        if name.literal:
            yield "CN", author_line(name)
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
    yield "AID", f"{reference.doi} [doi]" if reference.doi else ""
    yield "PMC", reference.pmcid
    yield "GN", reference.note
