"""The published files beside the pages: their paths, formats and purposes.

`publish` writes the files; pages only need their names to link to them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from explainer.addressing import source_page
from explainer.dataset.records import DATA_VERSION
from explainer.model.reference import Reference
from explainer.model.wording import Wording
from explainer.references.bibtex import bibtex
from explainer.references.exchange_formats import csl_json, nbib, ris

MAJOR = DATA_VERSION.split(".", maxsplit=1)[0]
DATASET = "claims.json"
TABLE = "claims.csv"
CALENDAR = "feeds/check-by.ics"
LLMS = "llms.txt"
FILE_SCHEMA = "claim.schema.json"
FORM_DATA, FORM_WORKS = "assets/form-data.js", "assets/form-works.js"
"""The scripts with the data of the forms in the browser, and with the works that can be cited in them."""


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: the ending of the file's name, the media type, and the format's name for readers."""

    ending: str
    media: str
    name: str


@dataclass(frozen=True, slots=True)
class ReferenceFormat(Format):
    """A format of references, with the function that writes a file in it."""

    write: Callable[[Iterable[Reference]], str]


FORMATS = (
    ReferenceFormat("bib", "application/x-bibtex", "BibTeX", bibtex),
    ReferenceFormat("csl.json", "application/vnd.citationstyles.csl+json", "CSL-JSON", csl_json),
    ReferenceFormat("ris", "application/x-research-info-systems", "RIS", ris),
    ReferenceFormat("nbib", "application/nbib", "NBIB (PubMed)", nbib),
)
"""The formats of references: for LaTeX, for Zotero and pandoc, for EndNote and Mendeley, and PubMed's own."""


class Feed(NamedTuple):
    """A feed: its name in addresses and texts, and whether it has changed conclusions only."""

    name: str
    conclusions: bool


FEEDS = (
    Feed("conclusions", conclusions=True),
    Feed("changes", conclusions=False),
)
FEED_FORMATS = (Format("atom", "application/atom+xml", "Atom"), Format("json", "application/feed+json", "JSON Feed"))


class Output(NamedTuple):
    """A published file, or a kind of file: `path` is the pattern of its paths, `address` the path of an example."""

    path: str
    address: str
    media: str
    what: str


def claim_data(claim_id: str) -> str:
    """Return the path of a claim's data."""
    return f"claims/{claim_id}.json"


def reference_data(citekey: str, form: Format) -> str:
    """Return the path of a reference in a format."""
    return f"{source_page(citekey).removesuffix('.md')}.{form.ending}"


def bibliography_data(form: Format) -> str:
    """Return the path of the whole bibliography in a format."""
    return f"bibliography.{form.ending}"


def schema_data(name: str) -> str:
    """Return the path of a JSON Schema: `claims`, `claim` or `finding`."""
    return f"schema/v{MAJOR}/{name}.schema.json"


def feed_data(feed: Feed, form: Format, topic: str = "") -> str:
    """Return the path of a feed of one topic, or of all topics if `topic` is empty."""
    return f"feeds/{f'{topic}/' if topic else ''}{feed.name}.{form.ending}"


def outputs(
    claims: Iterable[str], references: Iterable[str], topics: Iterable[str], words: Wording
) -> tuple[Output, ...]:
    """Return the published files; kinds of file have the first claim, reference or topic as their example."""
    claim, key, topic = (next(iter(ids), None) for ids in (claims, references, topics))
    schema, feeds = "application/schema+json", [(feed, form) for feed in FEEDS for form in FEED_FORMATS]

    def say(key: str, **values: str) -> str:
        return words.plain(f"published.{key}", **values)

    def of_feed(key: str, feed: Feed, form: Format) -> str:
        return say(key, title=words.plain(f"feeds.{feed.name}"), form=form.name)

    described = (("claims", DATASET), ("claim", claim_data("<id>")), ("finding", say("row", file=TABLE)))
    every: list[tuple[str, str | None, str, str]] = [
        (DATASET, DATASET, "application/json", say("all")),
        (TABLE, TABLE, "text/csv", say("rows")),
        (claim_data("<id>"), claim and claim_data(claim), "application/json", say("claim")),
        *((path := schema_data(name), path, schema, say("schema", what=what)) for name, what in described),
        (FILE_SCHEMA, FILE_SCHEMA, schema, say("claim_schema")),
        *((path := bibliography_data(form), path, form.media, say("references", form=form.name)) for form in FORMATS),
        *(
            (f"sources/<key>.{form.ending}", key and reference_data(key, form), form.media,
             say("reference", form=form.name))
            for form in FORMATS
        ),
        *((path := feed_data(feed, form), path, form.media, of_feed("feed", feed, form)) for feed, form in feeds),
        *(
            (path := feed_data(feed, form, "<topic>"), topic and path.replace("<topic>", topic), form.media,
             of_feed("feed_of_topic", feed, form))
            for feed, form in feeds
        ),
        (CALENDAR, CALENDAR, "text/calendar", say("calendar")),
        (LLMS, LLMS, "text/plain", say("llms")),
    ]  # fmt: skip
    return tuple(Output(path, address, media, what) for path, address, media, what in every if address)
