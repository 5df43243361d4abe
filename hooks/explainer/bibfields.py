"""Which entry types and fields a bibliography may have: BibTeX and biblatex spellings, and our own fields."""

from __future__ import annotations

from explainer.addresses import DOI, PMCID, PMID

TYPES = {
    "article": "article",
    "book": "book",
    "incollection": "incollection",
    "inbook": "incollection",
    "techreport": "report",
    "report": "report",
    "misc": "misc",
    "online": "online",
    "electronic": "online",
    "www": "online",
    "thesis": "thesis",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
}
"""BibTeX and biblatex entry types -> ours."""

ALIASES = {
    "journaltitle": "container",
    "journal": "container",
    "booktitle": "container",
    "school": "publisher",
    "institution": "publisher",
    "organization": "publisher",
    "location": "address",
    "urldate": "accessed",
}
"""BibTeX and biblatex spellings -> our field."""

PLAIN = ("title", "container", "publisher", "address", "edition", "year", "volume", "number", "pages", "doi", "pmid",
          "pmcid", "isbn", "url", "archive_url", "note", "population", "funding", "ties")  # fmt: skip
VERBATIM = frozenset({"doi", "pmid", "pmcid", "isbn", "url", "archive_url"})
"""Addresses and identifiers: in these `--`, `~` and `%` are no LaTeX."""
IDENTIFIERS = {"doi": (DOI, "10.1000/xyz123"), "pmid": (PMID, "12345678"), "pmcid": (PMCID, "PMC1234567")}
"""Identifier -> (its form, an example)."""

SPECIAL = ("author", "editor", "date", "accessed", "design", "participants", "interest", "status", "verified",
           "topics")  # fmt: skip
LEFT_TO_PEOPLE = ("participants", "population", "funding", "ties", "interest", "topics")
"""Fields that no register holds, besides `design`: whoever has the work before them fills them in."""
PASSED_OVER = (
    "month",
    "abstract",
    "keywords",
    "issn",
    "language",
    "howpublished",
    "series",
    "type",
    "eprint",
    "subtitle",
)
KNOWN_FIELDS = tuple(sorted({*PLAIN, *SPECIAL, *ALIASES, *PASSED_OVER} - {"container", "accessed"}))

REQUIRED: dict[str, tuple[tuple[str, ...], ...]] = {
    "article": (("author",), ("title",), ("container",), ("year",)),
    "book": (("author", "editor"), ("title",), ("publisher",), ("year",)),
    "incollection": (("author",), ("title",), ("container",), ("publisher",), ("year",)),
    "report": (("author",), ("title",), ("publisher",), ("year",)),
    "misc": (("title",),),
    "online": (("author",), ("title",), ("url", "note"), ("accessed",)),
    "thesis": (("author",), ("title",), ("publisher",), ("year",)),
}
"""Fields that an entry type must have; in a group, one is enough. Source: the BibTeX manual (Patashnik 1988), and for
`online` the biblatex manual, section 2.1.1, with an access date because web pages change."""

SHOWN = {
    "container": "journal (or booktitle)",
    "accessed": "urldate",
    "publisher": "publisher (or institution, school)",
}


def listed(value: str) -> tuple[str, ...]:
    """Return the parts of a field that lists several things with commas between them."""
    return tuple(part.strip() for part in value.split(",") if part.strip())
