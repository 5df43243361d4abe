"""What is published beside the pages: which files there are, in which form, and what for.

Only names stand here, so that pages can link to what `publish` writes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from explainer.addressing import source_page
from explainer.dataset.records import DATA_VERSION
from explainer.model.wording import Wording

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
    """A feed: its name in addresses and texts, and whether it holds changed conclusions alone."""

    name: str
    conclusions: bool


FEEDS = (
    Feed("conclusions", conclusions=True),
    Feed("changes", conclusions=False),
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


def outputs(
    claims: Iterable[str], references: Iterable[str], topics: Iterable[str], words: Wording
) -> tuple[Output, ...]:
    """Return what is published, each family with the first of the given ids as its example."""

    def say(key: str, **values: str) -> str:
        return words.plain(f"published.{key}", **values)

    found = [
        Output(DATASET, DATASET, "application/json", say("all")),
        Output(TABLE, TABLE, "text/csv", say("rows")),
    ]
    if claim := next(iter(claims), None):
        found.append(Output(claim_data("<id>"), claim_data(claim), "application/json", say("claim")))
    for name, what in (("claims", DATASET), ("claim", claim_data("<id>")), ("finding", say("row", file=TABLE))):
        path = schema_data(name)
        found.append(Output(path, path, "application/schema+json", say("schema", what=what)))
    found.append(Output(FILE_SCHEMA, FILE_SCHEMA, "application/schema+json", say("claim_schema")))
    for form in FORMS:
        path = bibliography_data(form)
        found.append(Output(path, path, form.media, say("references", form=form.name)))
    for key in list(references)[:1]:
        for form in FORMS:
            path = f"sources/<key>.{form.ending}"
            found.append(Output(path, reference_data(key, form), form.media, say("reference", form=form.name)))
    for feed in FEEDS:
        for form in FEED_FORMS:
            path = feed_data(feed, form)
            found.append(
                Output(path, path, form.media, say("feed", title=words.plain(f"feeds.{feed.name}"), form=form.name))
            )
    for topic in list(topics)[:1]:
        for feed in FEEDS:
            for form in FEED_FORMS:
                path = feed_data(feed, form, "<topic>")
                what = say("feed_of_topic", title=words.plain(f"feeds.{feed.name}"), form=form.name)
                found.append(Output(path, feed_data(feed, form, topic), form.media, what))
    found.append(Output(CALENDAR, CALENDAR, "text/calendar", say("calendar")))
    found.append(Output(LLMS, LLMS, "text/plain", say("llms")))
    return tuple(found)
