"""What is published beside the pages: which files there are, in which form, and what for.

Only names stand here, so that pages can link to what `publish` writes.
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
FORM_DATA, FORM_WORKS = "assets/form-data.js", "assets/form-works.js"
"""What the forms in the browser ask by."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form in which references are handed over: ending of the file, media type, name for readers."""

    ending: str
    media: str
    name: str


FORMS = (
    Form("bib", "application/x-bibtex", "BibTeX"),
    Form("csl.json", "application/vnd.citationstyles.csl+json", "CSL-JSON"),
    Form("ris", "application/x-research-info-systems", "RIS"),
    Form("nbib", "application/nbib", "NBIB (PubMed)"),
)
"""For LaTeX, for Zotero and pandoc, for EndNote and Mendeley, and as PubMed gives its records."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: its name in addresses, its title, and whether it holds changed conclusions alone."""

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
    """A published file or a family of them. `address` is where one is to be found; `path` names them all."""

    path: str
    address: str
    media: str
    what: str


def claim_data(claim_id: str) -> str:
    """Return the path of a claim's data."""
    return f"claims/{claim_id}.json"


def reference_data(citekey: str, form: Form) -> str:
    """Return the path of a reference in one of the forms."""
    return f"{source_page(citekey).removesuffix('.md')}.{form.ending}"


def bibliography_data(form: Form) -> str:
    """Return the path of the whole bibliography in one of the forms."""
    return f"bibliography.{form.ending}"


def schema_data(name: str) -> str:
    """Return the path of a JSON Schema: `claims`, `claim` or `finding`."""
    return f"schema/v{MAJOR}/{name}.schema.json"


def feed_data(feed: Feed, form: Form, topic: str = "") -> str:
    """Return the path of a feed, of all topics or of one."""
    return f"feeds/{topic}/{feed.name}.{form.ending}" if topic else f"feeds/{feed.name}.{form.ending}"


def outputs(claims: Iterable[str], references: Iterable[str], topics: Iterable[str]) -> tuple[Output, ...]:
    """Return what is published, each family with the first of the given ids as its example."""
    found = [
        Output(DATASET, DATASET, "application/json", "Everything: claims, findings, histories, references."),
        Output(TABLE, TABLE, "text/csv", "A row a finding, with the claim that it speaks to."),
    ]
    for claim in list(claims)[:1]:
        what = "One claim with the works that it uses."
        found.append(Output(claim_data("<id>"), claim_data(claim), "application/json", what))
    for name, what in (("claims", DATASET), ("claim", claim_data("<id>")), ("finding", f"a row of {TABLE}")):
        path = schema_data(name)
        found.append(Output(path, path, "application/schema+json", f"The JSON Schema of {what}."))
    found.append(Output(FILE_SCHEMA, FILE_SCHEMA, "application/schema+json", "The JSON Schema of a claim file."))
    for form in FORMS:
        path = bibliography_data(form)
        found.append(Output(path, path, form.media, f"All references as {form.name}."))
    for key in list(references)[:1]:
        for form in FORMS:
            path = f"sources/<key>.{form.ending}"
            found.append(Output(path, reference_data(key, form), form.media, f"One reference as {form.name}."))
    for feed in FEEDS:
        for form in FEED_FORMS:
            path = feed_data(feed, form)
            found.append(Output(path, path, form.media, f"{feed.title}, as {form.name}."))
    for topic in list(topics)[:1]:
        for feed in FEEDS:
            for form in FEED_FORMS:
                path = feed_data(feed, form, "<topic>")
                what = f"{feed.title} of one topic, as {form.name}."
                found.append(Output(path, feed_data(feed, form, topic), form.media, what))
    found.append(Output(CALENDAR, CALENDAR, "text/calendar", "The days by which claims are to be checked again."))
    found.append(
        Output(LLMS, LLMS, "text/plain", "A list of all pages in plain Markdown, for programs that read text.")
    )
    return tuple(found)
