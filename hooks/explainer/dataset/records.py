"""The records of the published data, each declared once with its types and the description of each field.

`model` declares what a claim file says; this module declares what is published beyond that. `publish.serialize` fills
the records, and the JSON Schemas and the tables of fields on the site are made from these declarations.
"""

from datetime import date
from functools import cache
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, field_serializer

from explainer.model.base import Slug
from explainer.model.claim import Claim, Review
from explainer.model.searches import Screened, Search, SearchRun
from explainer.model.vocabulary import Design, Interest, Kind, Leaning, Level, Rung, Standing, Verdict, Verified

DATA_VERSION = "2.1.0"
"""Version of the records by semantic versioning (semver.org, 2.0.0): a changed or removed field makes a new major
version, an added field a new minor version. The major version is part of the schemas' addresses."""


class Published(BaseModel):
    """Base of all records: frozen, and without unknown fields."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        use_attribute_docstrings=True,
        populate_by_name=True,
        json_schema_serialization_defaults_required=True,
        defer_build=True,
    )


class HistoryRecord(Published):
    """An entry of a claim's history: what was said before, what is said from that day on, and why."""

    urn: str
    """A URN that stays the same for ever, also where the claim or the site moves."""
    claim: Slug
    """Id of the claim."""
    number: int
    """Place in the claim's history, from 1."""
    date: date
    """The day of the entry."""
    kind: Literal["published", "conclusion", "method", "withdrawn", "text"]
    """published: the first entry; conclusion: verdict or certainty changed; method: only the way of judging changed;
    withdrawn; text: neither changed."""
    verdict: Verdict | None
    """The verdict from that day on; null from a withdrawal on."""
    certainty: Level | None
    """The certainty from that day on; null from a withdrawal on."""
    verdict_before: Verdict | None
    """The verdict until then; null in the first entry."""
    certainty_before: Level | None
    """The certainty until then; null in the first entry."""
    conclusion_changed: bool
    """Whether verdict or certainty is another one than before. A first publication changes nothing."""
    correction: bool
    """Whether an error of ours was mended."""
    method: bool
    """Whether only the way of judging changed."""
    note: str
    """What changed, and why."""


class ReferenceRecord(Published):
    """A work of the bibliography, with what kind of work it is, who was studied and who paid."""

    key: str
    """Its key, as claims cite it."""
    text: str
    """The reference in Vancouver (NLM) style."""
    type: str
    """article, book, incollection, inproceedings, report, thesis, online, dataset, software, patent, unpublished or
    misc."""
    title: str
    """Its title."""
    authors: tuple[str, ...]
    """Authors as family name and initials, in their order; bodies by their name. Ends with `et al.` where the record
    names no more of them."""
    container: str | None
    """The journal or book that it is part of."""
    year: str | None
    """The year of publication, years as 1984-1986, or `in press`."""
    doi: str | None
    """Its DOI."""
    pmid: str | None
    """Its number in PubMed."""
    pmcid: str | None
    """Its number in PubMed Central."""
    links: tuple[str, ...]
    """Addresses of the work: by DOI, PubMed and PubMed Central, else its own. A seller's page has none."""
    archive: str | None
    """Address of an archived copy. A seller's page has none."""
    page: str
    """Its page on the site; relative to the site's root where the site's address is not known."""
    design: Design | None
    """What kind of work it is."""
    step: Rung | None
    """Its step on the evidence ladder; `other` is no study."""
    participants: int | None
    """How many people, animals, calls or the like were studied."""
    population: str | None
    """Who was studied."""
    funding: str | None
    """Who paid, where a statement was seen."""
    ties: str | None
    """The authors' ties, where a statement was seen."""
    interests: tuple[Interest, ...]
    """What kind of stake funding and ties are. Empty means that no statement was seen, not that there is no stake."""
    status: Standing
    """The state of the work today, such as corrected or retracted."""
    verified: Verified
    """How far the record was checked against what was seen."""
    claims: tuple[Slug, ...]
    """Ids of the claims that use it."""


class ClaimRecord(Claim):
    """A claim as it is published: all that its file says, and what follows from it."""

    id: Slug
    """The claim's id: the name of its file and part of its address, for ever."""
    urn: str
    """A URN that stays the same for ever, also where the claim or the site moves."""
    page: str
    """The claim's page; relative to the site's root where the site's address is not known."""
    state: Literal["current", "withdrawn"]
    """Whether the claim is kept up. One that is not stays in the data, with the reason under `withdrawn`."""
    updated: date
    """The last day on which the claim was checked or changed."""
    cites: tuple[str, ...]
    """Keys of all works that the claim uses, in page order; those where the claim is made come last."""
    studies: tuple[str, ...]
    """Keys of the studies among the works cited for or against it. Laws, statements and overviews are no studies."""
    history: tuple[HistoryRecord, ...]
    """What was said before and why it changed, oldest first: `changes` in full, and the withdrawal."""
    searches: tuple[Slug, ...]
    """Ids of the searches that are run for it. None: no search has been run."""
    new_evidence: int
    """How many works that nobody has decided on may touch it."""

    @field_serializer("clinical_review")
    def _say_none_openly(self, value: Review | None) -> Review | Literal["none"]:
        return value or "none"


class MovedRecord(Published):
    """A former id of a claim. Its address leads to the claim's page."""

    id: Slug
    """The former id."""
    state: Literal["moved"] = "moved"
    """Always `moved`."""
    moved_to: Slug
    """Id of the claim today."""
    page: str
    """The claim's page today; relative to the site's root where the site's address is not known."""


class TopicRecord(Published):
    """A topic, by which claims are grouped."""

    id: Slug
    """Its key."""
    name: str
    """Its name for readers."""
    summary: str
    """What it is about."""
    page: str
    """Its page; relative to the site's root where the site's address is not known."""


class FindingRecord(Published):
    """A row of claims.csv: one finding, with the claim that it speaks to."""

    claim: Slug
    """Id of the claim."""
    state: Literal["current", "withdrawn"]
    """Whether the claim is kept up."""
    topic: Slug
    """Key of the claim's topic."""
    question: str
    """The title of the claim's page."""
    sentence: str
    """The one sentence under review."""
    leaning: Leaning
    """Which side the claim helps if believed."""
    verdict: Verdict
    """Which way the evidence points."""
    kind: Kind
    """What kind of sentence the claim is."""
    certainty: Level | None
    """How sure anyone can be; empty where the kind of claim has no certainty."""
    checked: date
    """The day on which the evidence was last checked."""
    check_by: date
    """The day by which it should be checked again."""
    side: Literal["for", "against", "unknown"]
    """Whether the finding speaks for the claim, against it, or says what is not known."""
    number: int
    """Its place on that side, from 1."""
    finding: str
    """The finding in plain words."""
    cite: str
    """Keys of the works that it rests on, with spaces between them."""
    designs: str
    """What kinds of works these are, in the same order."""
    where: str
    """The place in the source."""
    read: str
    """How much of the works was read, in the same order: full, abstract, second-hand or not-stated."""
    figures: str
    """JSON: every number shown -> the number as the source prints it."""
    frequency_count: int | None
    """A natural frequency: how many."""
    frequency_of: int | None
    """Of how many."""
    frequency_what: str
    """What is counted."""


class ClaimFile(ClaimRecord):
    """claims/<id>.json: one claim with the works that it uses, to be read on its own."""

    schema_address: str = Field(alias="$schema")
    """Address of the JSON Schema."""
    version: str
    """Version of the data form."""
    licence: str
    """Licence of texts and data, as an SPDX id."""
    references: tuple[ReferenceRecord, ...]
    """The works that the claim uses."""


class Dataset(Published):
    """claims.json: everything."""

    schema_address: str = Field(alias="$schema")
    """Address of the JSON Schema."""
    version: str
    """Version of the data form."""
    name: str
    """The site's name."""
    subject: str
    """What the site is about."""
    licence: str
    """Licence of texts and data, as an SPDX id."""
    citation: str
    """How to cite the data."""
    updated: date | None
    """The last day on which a claim was checked or changed; null where there is no claim."""
    clinical_review: str
    """`none` while no clinician has reviewed any claim."""
    topics: tuple[TopicRecord, ...]
    """The topics."""
    claims: tuple[ClaimRecord, ...]
    """All claims, also those withdrawn."""
    moved: tuple[MovedRecord, ...]
    """Former ids of claims."""
    references: tuple[ReferenceRecord, ...]
    """All works of the bibliography."""
    searches: tuple[Search, ...]
    """How evidence is searched for."""
    search_runs: tuple[SearchRun, ...]
    """Which source was asked what, when, and how many records it gave. A source without a run was never asked."""
    screened: tuple[Screened, ...]
    """The works that searches brought up, and what was decided about each."""


def plain(record: BaseModel) -> dict[str, Any]:
    """Return a record as plain data for JSON, under the names that are published."""
    return record.model_dump(mode="json", by_alias=True)


_WORDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "null": "null",
    "object": "names with values",
}
"""Type in JSON Schema -> what the tables call it."""


class TypeText(NamedTuple):
    """A piece of the text that describes a type; `group` is the id of the table of that record, or empty."""

    words: str
    group: str = ""


class DataField(NamedTuple):
    """A field of a record."""

    name: str
    type: tuple[TypeText, ...]
    help: str


class FieldTable(NamedTuple):
    """A record with its fields."""

    id: str
    name: str
    help: str
    fields: tuple[DataField, ...]


def data_fields() -> tuple[FieldTable, ...]:
    """Return a table for each record: claims.json first, then its parts, then what a claim's own file and a row add."""
    whole = json_schema(Dataset)
    known: dict[str, Any] = whole["$defs"]
    first = ["ClaimRecord", "HistoryRecord", "ReferenceRecord", "TopicRecord", "MovedRecord"]
    names = dict.fromkeys([*first, *(name for name, schema in known.items() if "properties" in schema)])
    tables = [_table("Dataset", whole, known), *(_table(name, known[name], known) for name in names)]
    file, row = json_schema(ClaimFile), json_schema(FindingRecord)
    own = {name: field for name, field in file["properties"].items() if name not in known["ClaimRecord"]["properties"]}
    tables.append(_table("ClaimFile", {**file, "properties": own}, known))
    tables.append(_table("FindingRow", row, row["$defs"]))  # `Finding` is the part of a claim
    return tuple(tables)


@cache
def json_schema(record: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON Schema of a record as it is published. It is made once: callers leave it as it is."""
    return record.model_json_schema(mode="serialization", by_alias=True)


def _table(name: str, schema: dict[str, Any], known: dict[str, Any]) -> FieldTable:
    fields = tuple(
        DataField(field, tuple(_type(inner, known)), inner.get("description", "").replace("\n", " "))
        for field, inner in schema["properties"].items()
    )
    shown = name.removesuffix("Record")
    return FieldTable(shown.lower(), shown, schema.get("description", "").replace("\n", " "), fields)


def _type(schema: dict[str, Any], known: dict[str, Any]) -> list[TypeText]:
    """Describe the type in a JSON Schema; `known` are the schema's definitions."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        if "enum" in known[name]:
            return _type(known[name], known)
        shown = name.removesuffix("Record")
        return [TypeText(shown, shown.lower())]
    if options := schema.get("anyOf") or schema.get("oneOf"):
        return [text for option in options for text in (TypeText(" or "), *_type(option, known))][1:]
    if schema.get("type") == "array":
        return [TypeText("list: "), *_type(schema["items"], known)]
    if "enum" in schema:
        return [TypeText(f"one of: {', '.join(map(str, schema['enum']))}")]
    if "const" in schema:
        return [TypeText(str(schema["const"]))]
    is_date = schema.get("format") == "date"
    return [TypeText("date (YYYY-MM-DD)" if is_date else _WORDS.get(schema.get("type", ""), "any value"))]
