"""The published files beside the pages: their paths, formats and purposes.

`publish` writes the files; pages only need their names to link to them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from explainer.addressing import source_page
from explainer.dataset.records import DATA_VERSION

MAJOR = DATA_VERSION.split(".", maxsplit=1)[0]
DATASET = "claims.json"
TABLE = "claims.csv"
CALENDAR = "feeds/check-by.ics"
LLMS = "llms.txt"
FILE_SCHEMA = "claim.schema.json"
FORM_DATA = "assets/form-data.js"
"""The script with the data of the forms in the browser."""


@dataclass(frozen=True, slots=True)
class Form:
    """A file format: the ending of the file's name, the media type, and the format's name for readers."""

    ending: str
    media: str
    name: str


FORMS = (
    Form("bib", "application/x-bibtex", "BibTeX"),
    Form("csl.json", "application/vnd.citationstyles.csl+json", "CSL-JSON"),
    Form("ris", "application/x-research-info-systems", "RIS"),
    Form("nbib", "application/nbib", "NBIB (PubMed)"),
)
"""The formats of references: for LaTeX, for Zotero and pandoc, for EndNote and Mendeley, and PubMed's own."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: its name in addresses, its title, and whether it has changed conclusions only."""

    name: str
    title: str
    conclusions: bool


FEEDS = (
    Feed("conclusions", "Changed conclusions", conclusions=True),
    Feed("changes", "All changes", conclusions=False),
)
FEED_FORMS = (Form("atom", "application/atom+xml", "Atom"), Form("json", "application/feed+json", "JSON Feed"))


@dataclass(frozen=True, slots=True)
class Output:
    """A published file, or a kind of file: `path` is the pattern of its paths, `address` the path of an example."""

    path: str
    address: str
    media: str
    what: str


def claim_data(claim_id: str) -> str:
    """Return the path of a claim's data."""
    return f"claims/{claim_id}.json"


def reference_data(citekey: str, form: Form) -> str:
    """Return the path of a reference in a format."""
    return f"{source_page(citekey).removesuffix('.md')}.{form.ending}"


def bibliography_data(form: Form) -> str:
    """Return the path of the whole bibliography in a format."""
    return f"bibliography.{form.ending}"


def schema_data(name: str) -> str:
    """Return the path of a JSON Schema: `claims`, `claim` or `finding`."""
    return f"schema/v{MAJOR}/{name}.schema.json"


def feed_data(feed: Feed, form: Form, topic: str = "") -> str:
    """Return the path of a feed of one topic, or of all topics if `topic` is empty."""
    return f"feeds/{f'{topic}/' if topic else ''}{feed.name}.{form.ending}"


def outputs(claims: Iterable[str], references: Iterable[str], topics: Iterable[str]) -> tuple[Output, ...]:
    """Return the published files; kinds of file have the first claim, reference or topic as their example."""
    claim, key, topic = (next(iter(ids), None) for ids in (claims, references, topics))
    schema, feeds = "application/schema+json", [(feed, form) for feed in FEEDS for form in FEED_FORMS]
    every: list[tuple[str, str | None, str, str]] = [
        (DATASET, DATASET, "application/json", "Everything: claims, findings, histories, references."),
        (TABLE, TABLE, "text/csv", "A row a finding, with the claim that it speaks to."),
        (claim_data("<id>"), claim and claim_data(claim), "application/json", "One claim with the works that it uses."),
        *(
            (schema_data(name), schema_data(name), schema, f"The JSON Schema of {what}.")
            for name, what in (("claims", DATASET), ("claim", claim_data("<id>")), ("finding", f"a row of {TABLE}"))
        ),
        (FILE_SCHEMA, FILE_SCHEMA, schema, "The JSON Schema of a claim file."),
        *((path := bibliography_data(it), path, it.media, f"All references as {it.name}.") for it in FORMS),
        *(
            (f"sources/<key>.{it.ending}", key and reference_data(key, it), it.media, f"One reference as {it.name}.")
            for it in FORMS
        ),
        *((path := feed_data(feed, it), path, it.media, f"{feed.title}, as {it.name}.") for feed, it in feeds),
        *(
            (feed_data(feed, it, "<topic>"), topic and feed_data(feed, it, topic), it.media,
             f"{feed.title} of one topic, as {it.name}.")
            for feed, it in feeds
        ),
        (CALENDAR, CALENDAR, "text/calendar", "The days by which claims are to be checked again."),
        (LLMS, LLMS, "text/plain", "A list of all pages in plain Markdown, for programs that read text."),
    ]  # fmt: skip
    return tuple(Output(path, address, media, what) for path, address, media, what in every if address)
