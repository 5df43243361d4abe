"""Which entry types and fields a bibliography may have: BibTeX and biblatex spellings, and our own fields."""

from __future__ import annotations

from explainer.model.web_addresses import DOI, PMCID, PMID

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

HELP = {
    "author": "Who wrote it: Family, Given and Family, Given. A body stands in two pairs of braces.",
    "editor": "Who edited a book, in the same form.",
    "title": "The title. Without it there is no entry.",
    "journal": "The journal of an article; `journaltitle` is read too.",
    "booktitle": "The book that a chapter or a paper of a meeting stands in.",
    "publisher": "The publisher; `institution`, `organization` and `school` are read too.",
    "address": "Where the publisher is; `location` is read too.",
    "edition": "The edition of a book, as printed.",
    "year": "The year in four digits. `date`, as YYYY-MM-DD or less, is read where there is none.",
    "volume": "The volume.",
    "number": "The issue, or the number of a report.",
    "pages": "Pages with two hyphens between them, or the number of the article.",
    "doi": "The DOI, bare: 10.1000/xyz123.",
    "pmid": "The number in PubMed, bare.",
    "pmcid": "The number in PubMed Central, with PMC before it.",
    "isbn": "The ISBN; its last digit must fit the others.",
    "url": "The full address of a web page.",
    "archive_url": "The full address of an archived copy of it.",
    "urldate": "The day on which a web page was read, as YYYY-MM-DD.",
    "note": "Anything a reader of the entry should know, such as what could not be seen.",
    "design": "The kind of work. Every entry has it.",
    "participants": "How many were studied, in digits.",
    "population": "Who was studied, in a few words.",
    "funding": "Who paid, as stated.",
    "ties": "The authors' ties, as stated, and where if it was in another paper.",
    "interest": "What kind of stake that is: industry, agency, lawsuits, none-declared, unclear; several with commas.",
    "status": "ok, preprint, corrected, concern or retracted.",
    "verified": "full where every field was seen in the work or in a register, else partial.",
    "topics": "Ids of topics, with commas.",
}
"""Field -> what it is for, as contributors read it. Others, such as `keywords`, are let be and not used."""

ALWAYS = ("title", "design")
"""What an entry of every type must have; `REQUIRED` has what single types need beside it."""

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
