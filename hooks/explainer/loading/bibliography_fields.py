"""Which entry types and fields a bibliography may have: BibTeX and biblatex spellings, and our own fields."""

from __future__ import annotations

from explainer.model.web_addresses import DOI, PMCID, PMID

TYPES = {
    "article": "article",
    "suppperiodical": "article",
    "review": "article",
    "book": "book",
    "mvbook": "book",
    "booklet": "book",
    "collection": "book",
    "mvcollection": "book",
    "proceedings": "book",
    "mvproceedings": "book",
    "reference": "book",
    "mvreference": "book",
    "periodical": "book",
    "manual": "book",
    "incollection": "incollection",
    "suppcollection": "incollection",
    "inbook": "incollection",
    "bookinbook": "incollection",
    "suppbook": "incollection",
    "inreference": "incollection",
    "inproceedings": "inproceedings",
    "conference": "inproceedings",
    "techreport": "report",
    "report": "report",
    "standard": "report",
    "thesis": "thesis",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "bachelorsthesis": "thesis",
    "online": "online",
    "electronic": "online",
    "www": "online",
    "webpage": "online",
    "dataset": "dataset",
    "software": "software",
    "patent": "patent",
    "unpublished": "unpublished",
    **dict.fromkeys(
        ("misc", "artwork", "audio", "bibnote", "commentary", "image", "jurisdiction", "legal", "legislation", "letter",
         "movie", "music", "performance", "video", "preprint", "customa", "customb", "customc", "customd", "custome",
         "customf"),
        "misc",
    ),
}  # fmt: skip
"""BibTeX and biblatex entry types -> ours: those of the BibTeX manual, and of the biblatex manual, sections 2.1.1 to
2.1.3, with `webpage`, `bachelorsthesis` and `preprint`, which reference managers write."""

REGISTER_TYPES = {
    "journal-article": "article", "article-journal": "article", "article": "article",
    "book": "book", "monograph": "book", "edited-book": "book", "reference-book": "book",
    "book-chapter": "incollection", "book-section": "incollection", "chapter": "incollection",
    "proceedings-article": "inproceedings", "paper-conference": "inproceedings",
    "report": "report", "report-component": "report",
    "dissertation": "thesis", "thesis": "thesis", "dataset": "dataset", "software": "software",
}  # fmt: skip
"""Types of Crossref (api.crossref.org/types) and of CSL-JSON -> our types; all others are `misc`."""

GENRES = {"phdthesis": "dissertation", "mastersthesis": "master's thesis", "bachelorsthesis": "bachelor's thesis"}
"""What an entry type says of the kind of work, where no field `type` does."""

BIBSTRINGS = {
    "phdthesis": "dissertation",
    "mathesis": "master's thesis",
    "mastersthesis": "master's thesis",
    "bathesis": "bachelor's thesis",
    "candthesis": "candidate thesis",
    "techreport": "Technical report",
    "resreport": "Research report",
    "software": "software",
    "datacd": "data CD",
    "audiocd": "audio CD",
    "patent": "patent",
    "patentus": "United States patent",
    "patenteu": "European patent",
    "patentde": "German patent",
    "patentfr": "French patent",
    "patentuk": "United Kingdom patent",
    "patreq": "patent request",
    "patrequs": "United States patent request",
    "patreqeu": "European patent request",
    "patreqde": "German patent request",
    "patreqfr": "French patent request",
    "patrequk": "United Kingdom patent request",
}
"""Values of biblatex's field `type` that stand for words (biblatex manual, section 4.9.2.13) -> the words."""

ALIASES = {
    "journaltitle": "container",
    "journal": "container",
    "booktitle": "container",
    "institution": "publisher",
    "school": "publisher",
    "organization": "publisher",
    "howpublished": "publisher",
    "location": "address",
    "urldate": "accessed",
    "accessdate": "accessed",
    "lastaccessed": "accessed",
    "lastvisited": "accessed",
    "issue": "number",
    "eid": "pages",
    "article-number": "pages",
    "articleno": "pages",
    "artnum": "pages",
    "type": "genre",
    "eventtitle": "event",
    "shortjournal": "short_container",
    "pagetotal": "extent",
    "archiveprefix": "eprinttype",
    "pmc": "pmcid",
    "city": "address",
    "arxivid": "eprint",
}
"""BibTeX and biblatex spellings -> our field. Where an entry has several, the first of this list counts."""

BETTER = {
    "issue": "number",
    "article-number": "eid",
    "articleno": "eid",
    "artnum": "eid",
    "accessdate": "urldate",
    "lastaccessed": "urldate",
    "lastvisited": "urldate",
    "pmc": "pmcid",
    "city": "address",
    "arxivid": "eprint",
}
"""Spellings that are read, but that neither BibTeX nor biblatex has -> what to write."""

PLAIN = ("title", "subtitle", "maintitle", "container", "short_container", "publisher", "address", "edition", "year",
         "volume", "number", "series", "pages", "extent", "genre", "version", "event", "venue", "doi", "pmid", "pmcid",
         "isbn", "url", "archive_url", "note", "population", "funding", "ties")  # fmt: skip
VERBATIM = frozenset({"doi", "pmid", "pmcid", "isbn", "url", "archive_url"})
"""Addresses and identifiers: in these `--`, `~` and `%` are no LaTeX."""
IDENTIFIERS = {"doi": (DOI, "10.1000/xyz123"), "pmid": (PMID, "12345678"), "pmcid": (PMCID, "PMC1234567")}
"""Identifier -> (its form, an example)."""

SPECIAL = ("author", "editor", "translator", "bookauthor", "holder", "date", "month", "eventdate", "eprint",
           "eprinttype", "accessed", "design", "participants", "interest", "status", "verified", "topics")  # fmt: skip
SUBTITLES = {"mainsubtitle": "maintitle", "booksubtitle": "container", "journalsubtitle": "container"}
"""Fields that go on with another, after a colon."""
NOTES = ("titleaddon", "booktitleaddon", "maintitleaddon", "addendum", "annote", "annotation", "pubstate")
"""Fields kept in the note of an entry without a note: a reference has no place of its own for them."""
LEFT_TO_PEOPLE = ("participants", "population", "funding", "ties", "interest", "topics")
"""Fields that no register holds, besides `design`: whoever has the work before them fills them in."""
PASSED_OVER = (
    "abstract", "keywords", "issn", "language", "day", "crossref", "xref", "xdata", "ids", "entryset", "related",
    "relatedtype", "relatedstring", "relatedoptions", "entrysubtype", "options", "presort", "sortkey", "sortname",
    "sorttitle", "sortyear", "sortshorthand", "label", "shorthand", "shorthandintro", "shortauthor", "shorteditor",
    "shorttitle", "shortseries", "key", "execute", "gender", "hyphenation", "langid", "langidopts", "indextitle",
    "indexsorttitle", "indexkey", "library", "file", "pdf", "origdate", "origyear", "origlanguage", "origlocation",
    "origpublisher", "origtitle", "reprinttitle", "afterword", "annotator", "commentator", "foreword", "introduction",
    "editora", "editorb", "editorc", "editoratype", "editorbtype", "editorctype", "editortype", "authortype",
    "bookpagination", "pagination", "chapter", "part", "volumes", "issuetitle", "issuesubtitle", "issuetitleaddon",
    "journaltitleaddon", "eventtitleaddon", "eprintclass", "primaryclass", "isan", "ismn", "isrn", "iswc", "issueaddon",
    "nameaddon", "namea", "nameb", "namec", "nameatype", "namebtype", "namectype", "lista", "listb", "listc", "listd",
    "liste", "listf", "usera", "userb", "userc", "userd", "usere", "userf", "verba", "verbb", "verbc", "citekey",
    "timestamp", "owner", "groups", "date-added", "date-modified", "creationdate", "modificationdate", "added-at",
    "biburl", "bibsource", "interhash", "intrahash", "copyright", "affiliation", "mendeley-groups", "mendeley-tags",
    "rating", "urn", "lccn", "mrnumber", "mrclass", "zblnumber", "crossreflist", "isbn10", "isbn13",
    "size", "price", "contents", "comment", "review", "priority", "readstatus", "nationality", "assignee", "dayfiled",
    "monthfiled", "yearfiled", "revision", "bdsk-url-1", "bdsk-url-2", "bdsk-file-1", "adsurl", "adsnote",
    "slaccitation", "numpages",
    "collaboration", "reportnumber", "keyword", "bibdate", "acknowledgement", "fjournal", "coden", "html",
)  # fmt: skip
"""Fields of BibTeX, biblatex and reference managers that a reference does not show: sorting, labels, files and the
like, and what belongs to no printed reference."""
KNOWN_FIELDS = tuple(
    sorted({*PLAIN, *SPECIAL, *ALIASES, *SUBTITLES, *NOTES, *PASSED_OVER}
           - {"container", "short_container", "accessed", "genre", "event", "extent"})
)  # fmt: skip

HELP = {
    "author": "Who wrote it: Family, Given and Family, Given. A body stands in two pairs of braces.",
    "editor": "Who edited a book, in the same form.",
    "translator": "Who translated it, in the same form.",
    "title": "The title. Without it there is no entry.",
    "subtitle": "The rest of the title. `mainsubtitle`, `booksubtitle` and `journalsubtitle` are read too.",
    "journal": "The journal of an article; `journaltitle` is read too.",
    "shortjournal": "The journal's abbreviation in the NLM Catalog. References show it in place of the full name.",
    "booktitle": "The book that a chapter or a paper of a meeting stands in.",
    "bookauthor": "Who wrote the book, where somebody else wrote the chapter.",
    "maintitle": "The title of a work in several volumes, where `title` or `booktitle` is that of one volume.",
    "eventtitle": "The meeting that a paper was given at, with `eventdate` and `venue`.",
    "eventdate": "The days of the meeting, as 2019-05-03/2019-05-05.",
    "venue": "Where the meeting was.",
    "publisher": "The publisher; `institution`, `school`, `organization` and `howpublished` are read too.",
    "address": "Where the publisher is; `location` is read too.",
    "edition": "The edition of a book: 2, 2nd, Revised.",
    "year": "The year in four digits, years as 1984--1986, or `in press`. `date`, as YYYY-MM-DD or less, is read too.",
    "month": "The month, as jan or January, with or without the day.",
    "volume": "The volume.",
    "number": "The issue, or the number of a report, a patent or of a book in a series.",
    "series": "The series that a book is part of.",
    "pages": "Pages with two hyphens between them, or the number of the article, as in `eid`.",
    "pagetotal": "How many pages a book has.",
    "type": "What kind of report or thesis it is: Working paper, master's thesis.",
    "version": "The version of a data set or of software.",
    "holder": "Who holds a patent.",
    "eprint": "The number of a preprint.",
    "eprinttype": "Where that is: arxiv, pubmed; `archiveprefix` is read too.",
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
    "inproceedings": (("author",), ("title",), ("container", "event"), ("year",)),
    "report": (("author",), ("title",), ("publisher",), ("year",)),
    "misc": (("title",),),
    "online": (("author",), ("title",), ("url", "note"), ("accessed",)),
    "thesis": (("author",), ("title",), ("publisher",), ("year",)),
    "dataset": (("author", "editor"), ("title",), ("year",)),
    "software": (("author", "editor"), ("title",), ("year",)),
    "patent": (("author",), ("title",), ("number",), ("year",)),
    "unpublished": (("author",), ("title",)),
}
"""Fields that an entry type must have; in a group, one is enough. Source: the BibTeX manual (Patashnik 1988), the
biblatex manual, section 2.1.1, and for `online` an access date, because web pages change."""

REQUIRED_OF_TYPE: dict[str, tuple[tuple[str, ...], ...]] = {
    **dict.fromkeys(("manual", "booklet", "periodical", "standard"), (("title",),)),
    **dict.fromkeys(("proceedings", "mvproceedings"), (("title",), ("year",))),
    **dict.fromkeys(("inreference",), (("title",), ("container",), ("year",))),
}
"""Entry types of which BibTeX asks less than of their kin."""

SHOWN = {
    "container": "journal (or booktitle)",
    "accessed": "urldate",
    "publisher": "publisher (or institution, school)",
    "event": "eventtitle",
}


def listed(value: str) -> tuple[str, ...]:
    """Return the parts of a field that lists several things with commas between them."""
    return tuple(part.strip() for part in value.split(",") if part.strip())
