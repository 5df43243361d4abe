"""How evidence is searched for (docs/data/searches.yml), and what was decided on each work (docs/data/screened.yml).

People write the first file: questions, and queries for each source. In the second, `claims watch` adds runs and works,
and people (or a program that says so) decide on each work with `claims screen`.
"""

from typing import Annotated, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from explainer.model.base import Authored, Citekey, Day, Line, Slug, Spoken, Text, Voice, one_line
from explainer.model.vocabulary import RunOutcome, Screening, SearchSource, SetAside, WorkKind
from explainer.model.web_addresses import DOI, PMID, TRIAL, doi_url, pmid_url, trial_url

SEARCHES = "docs/data/searches.yml"
SCREENED = "docs/data/screened.yml"

_PRINTED = Spoken(Voice.NONE, "what a work or a source prints, not our words")
Query = Annotated[
    str,
    StringConstraints(min_length=1, max_length=1500),
    BeforeValidator(one_line),
    Spoken(Voice.NONE, "a query in the syntax of a source"),
]
WorkTitle = Annotated[str, StringConstraints(min_length=1, max_length=600), BeforeValidator(one_line), _PRINTED]
Ident = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=r"^\S+$"), _PRINTED]
Doi = Annotated[str, StringConstraints(pattern=DOI.pattern, max_length=300), _PRINTED]
Pmid = Annotated[str, StringConstraints(pattern=PMID.pattern), _PRINTED]
TrialId = Annotated[str, StringConstraints(pattern=TRIAL.pattern), _PRINTED]
Address = Annotated[str, StringConstraints(pattern=r"^https?://\S+$", max_length=500), _PRINTED]
Shared = Annotated[Line, Spoken(Voice.NONE, "words that a work and a claim share; no page shows them")]
Said = Annotated[Line, _PRINTED]
Year = Annotated[int, Field(ge=1500, le=2999)]


class Search(Authored):
    """A search: its question, and the words for each source that is asked."""

    id: Slug
    """Key of the search, for runs and works. A search of a whole topic is best named like the topic."""
    topic: Slug
    """Key of a topic in docs/data/topics.yml."""
    claims: tuple[Slug, ...] = ()
    """Ids of the claims that it is for, where they need words of their own. Without it: all claims of the topic."""
    question: Line
    """What is looked for, in one plain sentence."""
    responsible: Line
    """Who keeps the words and sees that it is run and screened."""
    start: Day
    """The first run asks for what sources took in since this day."""
    reviewed: Day
    """The day on which somebody last looked over the words."""
    queries: Annotated[dict[SearchSource, Query], Field(min_length=1)]
    """Source -> the words in its own syntax: pubmed, europe-pmc, clinical-trials, crossref, openalex, federal-register.
    `stored-copies` names look-ups in copies of pages, which are no database; `claims watch` does not ask them."""


class Searches(Authored):
    """The file docs/data/searches.yml."""

    note: Line | None = None
    """A remark for those who edit the file."""
    searches: Annotated[tuple[Search, ...], Field(min_length=1)]
    """The searches."""


class SearchRun(Authored):
    """What came of asking one source the words of one search: one entry for each source, search and wording."""

    search: Slug
    """Id of the search in docs/data/searches.yml."""
    source: SearchSource
    """The source that was asked."""
    words: Query
    """The words as they were asked."""
    first: Day | None = None
    """The day on which it was first asked so, where that is another than `day`. For a run that failed: the last day on
    which it was asked to its end, or else the first on which it failed."""
    day: Day
    """The day on which it was last asked so. For a run that failed: the day of the failure."""
    since: Day | None = None
    """Only what the source took in since this day was asked for; left out where everything was."""
    outcome: RunOutcome
    """done, partial (an answer broke off: what came by then is kept) or failed (nothing came)."""
    seen: Annotated[int, Field(ge=0)] = 0
    """How many records it gave in all, each counted once."""
    why: Said | None = None
    """What went wrong, for partial and failed."""

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if self.outcome is not RunOutcome.DONE and not self.why:
            context = {"field": "why", "fix": "Say here what the source answered."}
            raise PydanticCustomError("no_reason", "says that something went wrong, and not what", context)
        if self.outcome is RunOutcome.FAILED and self.seen:
            context = {"field": "seen", "fix": "Delete it, or write `outcome: partial`."}
            raise PydanticCustomError("failed_and_seen", "counts records of a run that failed", context)
        return self


class Touched(Authored):
    """A claim that a work may touch, and why that was thought."""

    claim: Slug
    """Id of the claim."""
    why: Shared
    """The words they share, or works that both cite."""


class Screened(Authored):
    """A work that a search brought up, and what was decided about it."""

    title: WorkTitle
    """Its title, as the source prints it."""
    year: Year | None = None
    """The year in which it was published or registered."""
    kind: WorkKind = WorkKind.ARTICLE
    """article, preprint, trial, trial-results, law, notice or other."""
    doi: Doi | None = None
    """Its DOI."""
    pmid: Pmid | None = None
    """Its number in PubMed."""
    trial: TrialId | None = None
    """Its number in ClinicalTrials.gov."""
    url: Address | None = None
    """Where its abstract or its record is read. Needed where there is no DOI, PMID or trial number."""
    also: tuple[Ident, ...] = ()
    """Other identifiers or addresses of the same work, so that it is known again."""
    searches: Annotated[tuple[Slug, ...], Field(min_length=1)]
    """Ids of the searches that brought it up; they say its topics."""
    sources: Annotated[tuple[SearchSource, ...], Field(min_length=1)]
    """The sources that gave it. Each has a run of one of these searches."""
    seen: Day
    """The day on which it was first seen."""
    claims: tuple[Touched, ...] = ()
    """Claims that it may touch, and why: a proposal, or what the screener saw."""
    status: Screening
    """to-read, cited or set-aside."""
    reason: SetAside | None = None
    """Why it was set aside: not-people, no-new-data, not-readable or off-topic. Only for set-aside."""
    key: Citekey | None = None
    """Its key in bibliography.bib. Only for cited."""
    by: Line | None = None
    """Who decided. Left out while it is to be read."""
    program: bool = False
    """Whether a program decided, and no person."""
    decided: Day | None = None
    """The day of the decision."""
    note: Text | None = None
    """Anything else: what was read of it, or a notice on it."""

    @model_validator(mode="after")
    def _is_known_by_something(self) -> Self:
        if not (self.doi or self.pmid or self.trial or self.url):
            context = {"field": "title", "fix": "Add what the work is known by: its `doi`, `pmid`, `trial` or `url`."}
            raise PydanticCustomError("no_identifier", "has no doi, pmid, trial or url beside it", context)
        return self

    @property
    def identifiers(self) -> tuple[str, ...]:
        """Its identifiers in lower case. The results of a trial are another work than the trial."""
        posted = "#results" if self.kind is WorkKind.TRIAL_RESULTS else ""
        listed = [self.doi or "", self.pmid or "", f"{self.trial}{posted}" if self.trial else "", *self.also]
        return tuple(dict.fromkeys(name.casefold() for name in listed if name)) or (str(self.url).casefold(),)

    @property
    def address(self) -> str:
        """Its own address, or that of its identifier."""
        if self.url:
            return self.url
        if self.pmid:
            return pmid_url(self.pmid)
        return trial_url(self.trial) if self.trial else doi_url(self.doi or "")


class ScreenedWorks(Authored):
    """The file docs/data/screened.yml: which sources were asked, and what became of what they gave."""

    note: Line | None = None
    """A remark for those who edit the file."""
    runs: tuple[SearchRun, ...] = ()
    """Which source was asked what, when, and how many records it gave."""
    works: tuple[Screened, ...] = ()
    """The works, each once."""
