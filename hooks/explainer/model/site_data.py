"""The data of one site: its subject, topics, care advice, helplines, glossary and texts.

The engine knows no subject. Everything a site says about itself is in docs/data/*.yml and is typed here.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from explainer.model.base import Authored, Citekey, Day, Line, Listed, Slug, Spoken, Text, Voice
from explainer.model.emergency_words import EmergencyWords
from explainer.model.exceptions import Exceptions
from explainer.model.searches import ScreenedWorks, Search, Searches
from explainer.model.synonyms import Synonyms
from explainer.model.vocabulary import HelpKind, Urgency

_CODE = Spoken(Voice.NONE, "an address, the code of a place, or a number that a phone dials")
PageName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9/-]*\.md$"), _CODE]
WebAddress = Annotated[str, StringConstraints(pattern=r"^https?://\S+$", max_length=500), _CODE]
Contact = Annotated[
    str, StringConstraints(pattern=r"^(?:mailto:[^\s@?]+@[^\s@?]+|https://\S+)$", max_length=200), _CODE
]
Region = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$"), _CODE]
PhoneNumber = Annotated[str, StringConstraints(pattern=r"^[0-9]{2,6}$"), _CODE]
PhoneLink = Annotated[str, StringConstraints(pattern=r"^\+?[0-9]{2,20}$"), _CODE]
ENTRIES_PER_PAGE = 500
"""A page of as many entries is read and searched at once, also on a phone."""


class TopicNote(Authored):
    """What a reader of any claim on a topic should know beside it: a sentence, the claim with its evidence, or both."""

    text: Text | None = None
    """One or two sentences, with citations such as [@key] unless `claim` has the evidence."""
    claim: Slug | None = None
    """Id of the claim that has the evidence; its own page leaves the note out."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.text or self.claim):
            raise PydanticCustomError("says_nothing", "has neither a text nor a claim", {"field": "text"})
        return self


class Topic(Authored):
    """A group of claims with a page of its own."""

    id: Slug
    """Key used in `topic:` of a claim; also the folder of its claims."""
    name: Line
    """Name for readers."""
    page: PageName
    """The topic's page below docs/."""
    summary: Line
    """One sentence: what the topic is about."""
    first: tuple[Slug, ...] = ()
    """Its claims that readers need first, in that order; lists show the others after them, by question."""
    ages_fast: bool = False
    """Whether its facts age fast, as law does: its claims are checked again within a year."""
    harms_to_know: tuple[TopicNote, ...] = ()
    """Harms that every claim page of the topic names, whatever the claim says."""
    other_options: tuple[TopicNote, ...] = ()
    """Other things that a reader can do, which every claim page of the topic names, with what they do."""

    def notes(self) -> tuple[tuple[str, int, TopicNote], ...]:
        """Return each note with the field that it stands in and its place there."""
        fields = {"harms_to_know": self.harms_to_know, "other_options": self.other_options}
        return tuple((field, nth, note) for field, notes in fields.items() for nth, note in enumerate(notes))


class Topics(Authored):
    """The file docs/data/topics.yml."""

    topics: Annotated[tuple[Topic, ...], Field(min_length=1)]
    """The topics in the order in which pages list them."""


class Task(Authored):
    """A short page that helps with something to be done. Claims that it links to lead to it."""

    page: PageName
    """The page below docs/. Its heading is the name of the task."""
    summary: Line
    """One sentence: what a reader finds there."""
    topics: tuple[Slug, ...] = ()
    """Topics whose claims all lead to it, beside those that the page links to."""


class Tasks(Authored):
    """The file docs/data/tasks.yml: pages for those who have something to do or to decide."""

    tasks: Annotated[tuple[Task, ...], Field(min_length=1)]
    """The tasks in the order in which pages list them."""


class Citation(Authored):
    """How the site and its data ask to be cited. CITATION.cff is made from it."""

    title: Line
    """The title of the data."""
    authors: Annotated[tuple[Line, ...], Field(min_length=1)]
    """Who made it: people or bodies, by their full names."""
    keywords: tuple[Line, ...] = ()
    """What it is about, in single words."""


class SiteTexts(Authored):
    """docs/data/site.yml: the subject and what the site says of itself on every page."""

    name: Line
    """The site's name."""
    subject: Line
    """What the site is about, in a word or two."""
    emergency: Line
    """The line at the top of every page: what to do in an emergency."""
    emergency_link: Line
    """The words of the link that follows it."""
    doctor_page: PageName
    """The page with the care advice, below docs/."""
    method_page: PageName
    """The page that explains verdicts and certainty, below docs/."""
    glossary_page: PageName
    """The page with the glossary, below docs/."""
    sources_page: PageName
    """The page that lists all references, below docs/."""
    claims_page: PageName
    """The page that lists all claims, below docs/."""
    review_note: Line
    """What a page says while no clinician has reviewed it."""
    written_by: Line | None = None
    """Who wrote the texts, as pages say it below their title: it leads to the page on the method."""
    owner: Line | None = None
    """Who publishes the site and answers for it: a person or a body."""
    editor: Line | None = None
    """Who decides what it says, where that is another than the owner."""
    disclaimer: Line
    """One sentence: what the site is not."""
    health: bool = False
    """Whether readers decide about their health by it: then topics name harms and other options, and
    docs/data/discern.yml says where pages answer what a reader needs to decide."""
    data_licence: Line = "CC-BY-4.0"
    """SPDX licence id of the texts and data."""
    rules_page: PageName | None = None
    """The page that lists the rules of the check, below docs/; without it the rules have no pages."""
    data_page: PageName | None = None
    """The page on the data and the feeds, below docs/; without it no page links there."""
    contact: Contact | None = None
    """Where errors are reported without an account: `mailto:` and an address, or the https address of a form. Without
    it pages say that there is no such way."""
    citation: Citation | None = None
    """How the site and its data ask to be cited."""
    jargon: tuple[Line, ...] = ()
    """Technical words that may only be used where the glossary explains them."""
    entries_per_page: Annotated[int, Field(ge=1, le=5000)] = ENTRIES_PER_PAGE
    """The most entries of a list on one page; a longer list goes on on pages of its own."""
    names: tuple[Line, ...] = ()
    """Names that hold digits or loaded words and are neither numbers nor our words: a substance, an institute."""


class Reading(Authored):
    """The file docs/data/reading.yml: the reading grade that each file has reached. Written by `claims stats`."""

    grades: dict[Annotated[str, _CODE], float]
    """Path -> US school grade."""


class CareCard(Authored):
    """One urgency, as a card: the heading says the action."""

    id: Slug
    """Key of the card."""
    urgency: Urgency
    """emergency, today or soon."""
    heading: Line
    """The action, as a heading that the signs complete."""
    lead: Line
    """One short line below the heading."""
    after: Text
    """What to do while waiting, or where to go."""


class CareSign(Authored):
    """A sign that a reader can see or feel."""

    id: Slug
    """Key used in `see_a_doctor:` of a claim."""
    card: Slug
    """The card it stands on."""
    text: Line
    """Completes the card's heading."""
    short: Line
    """The sign in a few words, for lists."""
    group: Slug
    """What it belongs to: heart, overdose, liver, ..."""
    cite: Annotated[tuple[Citekey, ...], Field(min_length=1)]
    """References that support it."""


class DoctorNote(Authored):
    """A line of the list to take to the doctor."""

    text: Line
    """What to tell."""


class Care(Authored):
    """The file docs/data/care.yml."""

    cards: Annotated[tuple[CareCard, ...], Field(min_length=1)]
    """The cards, most urgent first."""
    signs: Annotated[tuple[CareSign, ...], Field(min_length=1)]
    """All signs."""
    tell_the_doctor: Annotated[tuple[DoctorNote, ...], Field(min_length=1)]
    """What to tell the doctor, as short lines to print."""


class HelplineSource(Authored):
    """Where a helpline was seen."""

    name: Line
    """The page or its owner."""
    url: WebAddress | None = None
    """Its address, where it is an official or lasting one."""


class HelplineEntry(Authored):
    """A number to call, or a service on the web."""

    name: Line
    """The service."""
    serves: tuple[HelpKind, ...] = ()
    """What it gives: emergency, poison, crisis, treatment, advice or report."""
    number: Line | None = None
    """The number as it is printed."""
    tel: PhoneLink | None = None
    """The number as a phone dials it."""
    url: WebAddress | None = None
    """The address of a web service."""
    hours: Line | None = None
    """When it answers; left out where it was not seen."""
    purpose: Line
    """What it is for."""
    note: Line | None = None
    """Anything that limits it."""
    sources: Annotated[tuple[HelplineSource, ...], Field(min_length=1)]
    """Where it was seen."""
    checked: Day
    """The day it was checked."""


class Country(Authored):
    """The helplines of a country."""

    id: Slug
    """Two-letter code in lower case."""
    name: Line
    """Name for readers."""
    regions: tuple[Region, ...] = ()
    """ISO codes of the places where these numbers were confirmed, in lower case; without them, the `id` is the code."""
    emergency: PhoneNumber | None = None
    """The emergency number as a phone dials it, where confirmed."""
    lines: Annotated[tuple[HelplineEntry, ...], Field(min_length=1)]
    """The services."""


class Helplines(Authored):
    """The file docs/data/helplines.yml."""

    countries: Annotated[tuple[Country, ...], Field(min_length=1)]
    """Countries in the order in which the page lists them."""


class GlossaryTerm(Authored):
    """A word explained."""

    id: Slug
    """Key and anchor of the term."""
    term: Line
    """The word."""
    also: tuple[Line, ...] = ()
    """Other forms of it that readers meet."""
    definition: Text
    """One or two plain sentences."""


class Glossary(Authored):
    """The file docs/data/glossary.yml."""

    terms: Annotated[tuple[GlossaryTerm, ...], Field(min_length=1)]
    """All terms."""


class WordLists(Authored):
    """The file docs/data/words.yml: names and words about the subject that the rules look for. No page shows it."""

    brands: tuple[Listed, ...] = ()
    """Brands and shops of the subject's trade: never named in our own sentences, nor their hosts linked."""
    shops: tuple[Listed, ...] = ()
    """Hosts of shops, such as teaville.example, and words in the names of such hosts: never linked."""
    not_shops: tuple[Listed, ...] = ()
    """Hosts that look like a shop's but are not, and hosts that sellers share with others."""
    sells: tuple[Listed, ...] = ()
    """Words that promise too much of the subject, beside those that promise too much of anything."""
    scares: tuple[Listed, ...] = ()
    """Words that frighten about the subject, beside those that frighten about anything."""
    crisis: tuple[Listed, ...] = ("suicid", "self-harm")
    """Words of a text after which somebody may need a crisis line, each as it begins. Numbers to call stand near it."""


class Statement(Authored):
    """A statement of a text that the site goes through."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Z]\d+$"), Spoken(Voice.NONE, "a letter and a number")]
    """Its number."""
    says: Line
    """What it says, in our words."""
    claim: Slug | None = None
    """The claim that answers it; none while it is not answered yet."""


class Article(Authored):
    """docs/data/article.yml: a text whose statements are checked one by one, in its order."""

    source: Citekey
    """The text."""
    statements: Annotated[tuple[Statement, ...], Field(min_length=1)]
    """Its statements, in its order."""


HeadingId = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=120), Spoken(Voice.NONE, "the id of a heading")
]


class DiscernQuestion(Authored):
    """A question that a page for a decision on health has to answer."""

    id: Slug
    """Key of the question."""
    asks: Line
    """What it asks, in our words."""
    at: HeadingId
    """Where pages answer it unless they name another place: the id of a heading, or `lead`, `sources` or `checked`."""


class DiscernPage(Authored):
    """A page with the places where it answers the questions."""

    page: PageName
    """The page below docs/."""
    at: dict[Slug, HeadingId] = Field(default_factory=dict)
    """Question -> where this page answers it, if not at the usual place."""
    unfit: dict[Slug, Line] = Field(default_factory=dict)
    """Question -> why it does not fit this page."""


class Discern(Authored):
    """The file docs/data/discern.yml: the questions of DISCERN, and where each page of a topic or task answers them."""

    source: Citekey
    """The work that the questions come from."""
    questions: Annotated[tuple[DiscernQuestion, ...], Field(min_length=1)]
    """The questions in its order."""
    pages: Annotated[tuple[DiscernPage, ...], Field(min_length=1)]
    """The pages, those of all topics and tasks at least."""


class SiteData(Authored):
    """All data of a site."""

    site: SiteTexts
    topics: tuple[Topic, ...]
    care: Care
    helplines: tuple[Country, ...] = ()
    glossary: tuple[GlossaryTerm, ...] = ()
    article: Article | None = None
    reading: Reading | None = None
    links: Exceptions = Exceptions()
    words: WordLists = WordLists()
    synonyms: Synonyms = Synonyms()
    emergency: EmergencyWords | None = None
    tasks: tuple[Task, ...] = ()
    searches: tuple[Search, ...] = ()
    screened: ScreenedWorks = ScreenedWorks()
    discern: Discern | None = None


DATA_FILES: dict[str, type[Authored]] = {
    "site": SiteTexts,
    "topics": Topics,
    "care": Care,
    "helplines": Helplines,
    "glossary": Glossary,
    "article": Article,
    "reading": Reading,
    "links": Exceptions,
    "words": WordLists,
    "synonyms": Synonyms,
    "emergency": EmergencyWords,
    "tasks": Tasks,
    "searches": Searches,
    "screened": ScreenedWorks,
    "discern": Discern,
}
"""File name (without .yml) below docs/data/ -> its model."""

REQUIRED_DATA = ("site", "topics", "care")
