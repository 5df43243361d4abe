"""The form of the published data: one declaration a record, with its types, its JSON Schema and its field help.

What a claim file says is declared in `model`; here stands what is published beside it. `publish.records` fills these
records, every output is made from them, and the field table and the schemas are made from the declarations.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_serializer

from explainer.model.base import Slug
from explainer.model.claim import Claim, Review
from explainer.model.searches import Screened, Search, SearchRun
from explainer.model.vocabulary import Design, Interest, Kind, Leaning, Level, Rung, Standing, Verdict, Verified

DATA_VERSION = "2.1.0"
"""Version of the data form, by semantic versioning (semver.org, 2.0.0): a changed or removed field is a new major
version, an added one a new minor version. The major version is part of the schemas' addresses."""


class Published(BaseModel):
    """Base of what is published: frozen, and strict about what it holds."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        use_attribute_docstrings=True,
        populate_by_name=True,
        json_schema_serialization_defaults_required=True,
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
    """The journal or book it stands in."""
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
    """Where the work stands today."""
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
    """What was said before and why it changed, oldest first: `changes` worked out, and the withdrawal."""
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
    """Where in the source it stands."""
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
    """Return a record as JSON-ready data, with the names that the published form has."""
    return record.model_dump(mode="json", by_alias=True)
