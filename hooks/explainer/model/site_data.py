"""The models of the data files, docs/data/*.yml: what a site is about, its topics, care advice, helplines and so on.

The package itself knows no subject.
"""

from dataclasses import dataclass, field
from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from explainer.model.base import Authored, Citekey, Day, Line, Listed, Quoted, Slug, Spoken, Text, Voice
from explainer.model.exceptions import Exceptions
from explainer.model.search_words import EmergencyWords, PagePath, Synonyms
from explainer.model.searches import Address, ScreenedWorks, Search, Searches
from explainer.model.vocabulary import (
    OF_HEALTH,
    Design,
    HelpKind,
    Leaning,
    OpenTerm,
    Rung,
    Speaker,
    T,
    Term,
    Urgency,
    term_of,
)

_CODE = Spoken(Voice.NONE, "an address, the code of a place, language or licence, or a number that a phone dials")
Contact = Annotated[
    str, StringConstraints(pattern=r"^(?:mailto:[^\s@?]+@[^\s@?]+|https://\S+)$", max_length=200), _CODE
]
Region = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$"), _CODE]
PhoneNumber = Annotated[str, StringConstraints(pattern=r"^[0-9]{2,6}$"), _CODE]
PhoneLink = Annotated[str, StringConstraints(pattern=r"^\+?[0-9]{2,20}$"), _CODE]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$"), _CODE]
Licence = Annotated[
    str,
    StringConstraints(pattern=r"^(?:CC0-1\.0|CC-BY(?:-NC)?(?:-SA|-ND)?-[1-4]\.[05]|[ABD-Z][\w+]*(?:[.-][\w+]+)*)$"),
    _CODE,
]
PageText = Annotated[str, StringConstraints(min_length=1, max_length=1500)]
ENGLISH = "en"
"""The language of the package's own texts, and of the words that its rules know."""
HEALTH_FIELDS = ("emergency", "emergency_link", "doctor_page", "review_note")
"""Fields of site.yml that a site about health has, and no other."""
ENTRIES_PER_PAGE = 500
"""A page with so many entries still loads and filters at once, also on a phone."""


class TopicNote(Authored):
    """What a reader of any claim on a topic should know beside it: a sentence, the claim with its evidence, or both."""

    text: Text | None = None
    """One or two sentences, with citations such as [@key] unless `claim` has the evidence."""
    claim: Slug | None = None
    """Id of the claim that has the evidence; its own page leaves the note out."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.text or self.claim):
            context = {"field": "text", "fix": "Add `text` with a sentence, or `claim` with the id of a claim."}
            raise PydanticCustomError("says_nothing", "has neither a text nor a claim", context)
        return self


class Topic(Authored):
    """A group of claims with a page of its own."""

    id: Slug
    """Key used in `topic:` of a claim; also the folder of its claims."""
    name: Line
    """Name for readers."""
    page: PagePath
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
        """Return (field, position in it, note) for each note."""
        fields = {"harms_to_know": self.harms_to_know, "other_options": self.other_options}
        return tuple((field, nth, note) for field, notes in fields.items() for nth, note in enumerate(notes))


class Topics(Authored):
    """The file docs/data/topics.yml."""

    topics: Annotated[tuple[Topic, ...], Field(min_length=1)]
    """The topics in the order in which pages list them."""


class Task(Authored):
    """A short page that helps with something to be done. Claims that it links to lead to it."""

    page: PagePath
    """The page below docs/. Its heading is the name of the task."""
    summary: Line
    """One sentence: what a reader finds there."""
    topics: tuple[Slug, ...] = ()
    """Topics whose claims all lead to it, beside those that the page links to."""


class Tasks(Authored):
    """The file docs/data/tasks.yml: pages for those who have something to do or to decide."""

    tasks: Annotated[tuple[Task, ...], Field(min_length=1)]
    """The tasks in the order in which pages list them."""


class HowToCite(Authored):
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
    language: Language = ENGLISH
    """The language of the site, as browsers name it: `de`, `pt-BR`. Other than `en` needs docs/data/texts.yml."""
    health: bool = True
    """Whether the site is about health. With `false` it has no care advice, no clinical review and no GRADE."""
    emergency: Line = ""
    """The line at the top of every page: what to do in an emergency. A site about health needs it."""
    emergency_link: Line = ""
    """The words of the link that follows it. A site about health needs them."""
    doctor_page: PagePath = ""
    """The page with the care advice, below docs/. A site about health needs it."""
    method_page: PagePath
    """The page that explains verdicts and certainty, below docs/."""
    glossary_page: PagePath
    """The page with the glossary, below docs/."""
    sources_page: PagePath
    """The page that lists all references, below docs/."""
    claims_page: PagePath
    """The page that lists all claims, below docs/."""
    review_note: Line = ""
    """What a page says while no clinician has reviewed it. A site about health needs it."""
    written_by: Line | None = None
    """Who wrote the texts, as pages say it below their title: it leads to the page on the method."""
    owner: Line | None = None
    """Who publishes the site and answers for it: a person or a body."""
    editor: Line | None = None
    """Who decides what it says, where that is another than the owner."""
    disclaimer: Line
    """One sentence: what the site is not."""
    decision_aid: bool = False
    """Whether readers decide about their health by it: then topics name harms and other options, and
    docs/data/discern.yml says where pages answer what a reader needs to decide."""
    data_licence: Licence = "CC-BY-4.0"
    """SPDX licence id of the texts and data."""
    rules_page: PagePath | None = None
    """The page that lists the rules of the check, below docs/; without it the rules have no pages."""
    data_page: PagePath | None = None
    """The page on the data and the feeds, below docs/; without it no page links there."""
    contact: Contact | None = None
    """Where errors are reported without an account: `mailto:` and an address, or the https address of a form. Without
    it pages say that there is no such way."""
    citation: HowToCite | None = None
    """How the site and its data ask to be cited."""
    jargon: tuple[Line, ...] = ()
    """Technical words that may only be used where the glossary explains them."""
    entries_per_page: Annotated[int, Field(ge=1, le=5000)] = ENTRIES_PER_PAGE
    """The most entries of a list on one page; a longer list goes on on pages of its own."""
    names: tuple[Line, ...] = ()
    """Names that hold digits or loaded words and are neither numbers nor our words: a substance, an institute."""

    @model_validator(mode="after")
    def _health_has_its_texts(self) -> Self:
        lacking = next((name for name in HEALTH_FIELDS if self.health and not getattr(self, name)), None)
        if lacking:
            raise PydanticCustomError("missing", "is missing", {"field": lacking})
        return self

    @property
    def shown_notes(self) -> str:
        """The note on every page: that no clinician has reviewed it (on a site about health), and the disclaimer."""
        return f"{self.review_note} {self.disclaimer}".lstrip()


class ReadingGrades(Authored):
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
    url: Address | None = None
    """Its address, where it is an official or lasting one."""


class HelplineEntry(Authored):
    """A number to call, or a service on the web."""

    name: Line
    """The service."""
    serves: tuple[HelpKind, ...] = ()
    """What it gives: emergency, poison, crisis, treatment, advice or report."""
    number: Quoted | None = None
    """The number as it is printed."""
    tel: PhoneLink | None = None
    """The number as a phone dials it."""
    url: Address | None = None
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
    amounts: tuple[Listed, ...] = ()
    """Units of what people take, beside the English ones that are known: no text has one after a number."""
    numbers: tuple[Listed, ...] = ()
    """Numbers in words in the site's language, which count before a unit as digits do."""
    schedules: tuple[Listed, ...] = ()
    """Words in the site's language that say how often to take something, or how to take ever less of it."""
    emergencies: tuple[Listed, ...] = ()
    """Words of an emergency in the site's language, each as it begins. Where they stand, the way to help stands too."""
    crisis: Annotated[tuple[Listed, ...], Field(min_length=1)] = ("suicid", "self-harm")
    """Words of a text after which somebody may need a crisis line, each as it begins. Numbers to call stand near it."""


class Statement(Authored):
    """A statement of a text that the site goes through."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Z]\d+$"), Spoken(Voice.NONE, "a letter and a number")]
    """Its number."""
    says: Line
    """What it says, in our words."""
    claim: Slug | None = None
    """The claim that answers it; left out while none does."""


class Article(Authored):
    """docs/data/article.yml: a text whose statements are checked one by one, in its order."""

    source: Citekey
    """The text."""
    statements: Annotated[tuple[Statement, ...], Field(min_length=1)]
    """Its statements, in its order."""


class OwnValue(Authored):
    """A value of a vocabulary: one that the package has, by its id alone or with other words, or one of the site's."""

    id: Slug
    """What claims and the bibliography write."""
    label: Line = ""
    """The word for readers. A value that the package does not have needs one."""
    explanation: Line = ""
    """What it means, in one sentence. A value that the package does not have needs one."""


class OwnDesign(OwnValue):
    """A kind of work."""

    rung: Rung | None = None
    """The step of a kind of work that the package does not have on the evidence ladder; left out, `other`."""


class Vocabularies(Authored):
    """docs/data/vocabulary.yml: who makes claims, whom a claim helps, and kinds of works, where a site has its own."""

    speakers: tuple[OwnValue, ...] = ()
    """All values of `by` of an appearance, in the order in which pages list them."""
    leanings: tuple[OwnValue, ...] = ()
    """All values of `leaning` of a claim. `neutral` helps no side and is always one of them."""
    designs: tuple[OwnDesign, ...] = ()
    """All values of `design` in the bibliography. `seller-page` is always one of them."""

    @model_validator(mode="after")
    def _own_values_have_words(self) -> Self:
        for kind, name in OPEN.items():
            for number, value in enumerate(getattr(self, name)):
                if value.id not in list(kind) and not (value.label and value.explanation):
                    context = {"field": "label" if not value.label else "explanation"}
                    raise PydanticCustomError("missing", f"{name}[{number}]: is missing", context)
        return self


OPEN: dict[type[OpenTerm], str] = {Speaker: "speakers", Leaning: "leanings", Design: "designs"}
"""Vocabulary that a site may extend -> the field of docs/data/vocabulary.yml."""
_ALWAYS: dict[Any, Any] = {Leaning: Leaning.NEUTRAL, Design: Design.SELLER_PAGE}


def terms_of(kind: type[T], own: Vocabularies | None, *, health: bool = True) -> tuple[T, ...]:
    """Return the values of a vocabulary on a site, in the order in which pages list them.

    These are the values in `own` (the site's vocabulary.yml), or the package's if it does not list this vocabulary; a
    site that is not about health has those of health only if it lists them.
    """
    listed = getattr(own, OPEN[kind]) if own and kind in OPEN else ()  # type: ignore[index]
    if not listed:
        return tuple(term for term in kind if health or term not in OF_HEALTH)
    package = {term.value: term for term in kind}
    terms = [package.get(value.id) or _own(kind, value) for value in listed]
    always = _ALWAYS.get(kind)
    return tuple(terms) if always is None or always in terms else (*terms, always)


def own_values(own: Vocabularies | None) -> dict[tuple[type, str], Term]:
    """Return the values that a site adds to the vocabularies, by vocabulary and id."""
    listed = ((kind, value) for kind, name in OPEN.items() for value in (getattr(own, name) if own else ()))
    return {(kind, value.id): _own(kind, value) for kind, value in listed if value.id not in list(kind)}


def _own(kind: type[T], value: OwnValue) -> T:
    own = (value.rung or Rung.OTHER,) if isinstance(value, OwnDesign) else ()
    return term_of(kind, value.id, value.label, value.explanation, *own)


class PageTexts(Authored):
    """docs/data/texts.yml: words of the pages in another language, or said otherwise. `claims texts` lists them."""

    texts: Annotated[
        dict[str, dict[str, PageText | dict[str, PageText | dict[str, PageText]]]],
        Spoken(Voice.NONE, "words around the content, which speak of no subject"),
    ]
    """The texts by group and key, as `claims texts` prints them. What is left out stands as it is in the package."""


NO_CARE = Care.model_construct(cards=(), signs=(), tell_the_doctor=())
"""The care advice of a site that is not about health."""
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

    page: PagePath
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


@dataclass(frozen=True)
class DataParts:
    """The data files one by one, for the rules: one that cannot be read hides no other.

    A field is None if its file cannot be read, or is required and missing. For a missing file that is not required it
    is empty, or None if its model has no empty value.
    """

    site: SiteTexts | None = None
    topics: tuple[Topic, ...] | None = None
    care: Care | None = None
    helplines: tuple[Country, ...] | None = ()
    glossary: tuple[GlossaryTerm, ...] | None = ()
    article: Article | None = None
    reading: ReadingGrades | None = None
    links: Exceptions | None = None
    words: WordLists | None = None
    synonyms: Synonyms | None = None
    emergency: EmergencyWords | None = None
    tasks: tuple[Task, ...] | None = ()
    texts: PageTexts | None = None
    vocabulary: Vocabularies | None = None
    searches: tuple[Search, ...] | None = ()
    screened: ScreenedWorks | None = None
    discern: Discern | None = None
    health: bool = True
    """Whether the site is about health, if site.yml could be read that far."""
    names: tuple[str, ...] = ()
    """The site's declared names, if site.yml could be read that far."""
    whole: bool = False
    """Whether every data file was read. If not, rules that need all of them are skipped."""


@dataclass(frozen=True, kw_only=True)
class SiteData(DataParts):
    """All data of a site, for the pages: it exists only if every file was read."""

    site: SiteTexts
    topics: tuple[Topic, ...]
    care: Care = NO_CARE
    helplines: tuple[Country, ...] = ()
    glossary: tuple[GlossaryTerm, ...] = ()
    links: Exceptions = field(default_factory=Exceptions)
    words: WordLists = field(default_factory=WordLists)
    synonyms: Synonyms = field(default_factory=Synonyms)
    tasks: tuple[Task, ...] = ()
    searches: tuple[Search, ...] = ()
    screened: ScreenedWorks = field(default_factory=ScreenedWorks)


DATA_FILES: dict[str, type[Authored]] = {
    "site": SiteTexts,
    "topics": Topics,
    "care": Care,
    "helplines": Helplines,
    "glossary": Glossary,
    "article": Article,
    "reading": ReadingGrades,
    "links": Exceptions,
    "words": WordLists,
    "synonyms": Synonyms,
    "emergency": EmergencyWords,
    "tasks": Tasks,
    "texts": PageTexts,
    "vocabulary": Vocabularies,
    "searches": Searches,
    "screened": ScreenedWorks,
    "discern": Discern,
}
"""File name (without .yml) below docs/data/ -> its model."""

REQUIRED_DATA = ("site", "topics")
REQUIRED_FOR_HEALTH = {
    "care": "Add the file, with the signs for which to see a doctor; see the documentation.",
    "words": "Add the file, with the brands and shops that no text may name: `brands: []` if there are none.",
}
"""The data files that a site about health must have beside those -> how to add them."""
HEALTH_DATA = ("care", "helplines", "emergency")
"""The data files that only a site about health has."""
