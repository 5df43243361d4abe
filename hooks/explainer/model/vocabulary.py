"""The vocabularies: the closed lists of values, each declared once with its label and its explanation for readers.

The schema, the pages, the rules and the documentation all take them from here.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from inspect import get_annotations
from typing import Any, Self, TypeVar

T = TypeVar("T", bound="Term")


class Term(StrEnum):
    """A vocabulary value that also carries a label and an explanation for readers."""

    label: str
    explanation: str

    def __new__(cls, value: str, label: str, explanation: str, *more: object) -> Self:
        """Create a value: the short word on the page, one plain sentence, and the fields that its vocabulary adds."""
        return term_of(cls, value, label, explanation, *more)


def term_of(kind: type[T], value: str, *fields: object) -> T:
    """Return a value of a vocabulary, also one that only a site has, with the values of its fields in their order."""
    term = str.__new__(kind, value)
    term._value_ = term._name_ = value
    for name, held in zip(("label", "explanation", *get_annotations(kind)), fields, strict=False):
        setattr(term, name, held)
    return term


_own: ContextVar[Mapping[tuple[type, str], Term]] = ContextVar("_own")


class OpenTerm(Term):
    """A value of a vocabulary that a site may extend: `known` makes the values of a site valid."""

    @classmethod
    def _missing_(cls, value: object) -> Any:
        return _own.get({}).get((cls, str(value)))


@contextmanager
def known(own: Mapping[tuple[type, str], Term]) -> Iterator[None]:
    """Within the context, accept the values of a site, by vocabulary and id, as values of their vocabularies."""
    token = _own.set(own)
    try:
        yield
    finally:
        _own.reset(token)


class Kind(Term):
    """What kind of sentence a claim is. The kind decides by which method it is judged."""

    heading: str
    """Stands above what a claim of this kind shows beside its verdict."""

    EFFECT = (
        "effect",
        "An effect",
        "Whether one thing brings about another. Judged by GRADE: which studies there are, and how far to trust them.",
        "How sure can anyone be?",
    )
    FREQUENCY = (
        "frequency",
        "How often",
        "How many people it happens to. Judged by who was counted, and by GRADE for how sure that share is.",
        "How sure can anyone be?",
    )
    OCCURS = (
        "occurs",
        "Judged by cases",
        "Whether something happens at all. One well-described case can answer that, so cases are weighed one by one.",
        "How well are the cases described?",
    )
    FACT = (
        "fact",
        "A matter of fact",
        "What a law, a flora or an analysis says. Judged by where it is written.",
        "Where is it written?",
    )
    ADVICE = (
        "advice",
        "Advice",
        "What somebody should do. Judged by who advises it and who differs.",
        "Who advises it?",
    )

    @property
    def graded(self) -> bool:
        """Whether GRADE has a certainty for sentences of this kind."""
        return self in {Kind.EFFECT, Kind.FREQUENCY}


class Verdict(Term):
    """Which way the evidence points. How sure anyone can be is a separate answer."""

    # Words, mark and colours of a verdict are declared only here.
    mark: str
    """SVG of 24 by 24 with the colours `currentColor` and `var(--x-paper)` only."""
    light: str
    dark: str

    SUPPORTED = (
        "supported",
        "Supported",
        "The evidence points this way.",
        '<circle cx="12" cy="12" r="10" fill="currentColor"/>'
        '<path d="M7 12.5l3.4 3.4L17 9" fill="none" stroke="var(--x-paper)" stroke-width="2.4" '
        'stroke-linecap="round" stroke-linejoin="round"/>',
        "#174a86",
        "#94bff2",
    )
    PARTLY = (
        "partly",
        "Partly true",
        "One part of the claim holds and another does not. The short answer says which.",
        '<circle cx="12" cy="12" r="9" fill="none" stroke="currentColor" stroke-width="2"/>'
        '<path d="M12 3a9 9 0 0 1 0 18z" fill="currentColor"/>',
        "#4b4690",
        "#b9b4f5",
    )
    MIXED = (
        "mixed",
        "Evidence is mixed",
        "Studies that could answer it disagree.",
        '<circle cx="12" cy="12" r="10" fill="currentColor"/>'
        '<path d="M10.5 7.5L6 12l4.500 4.500M13.500 7.500L18 12l-4.500 4.500" fill="none" '
        'stroke="var(--x-paper)" stroke-width="2.200" stroke-linecap="round" stroke-linejoin="round"/>',
        "#6b4a80",
        "#d3b3e6",
    )
    UNPROVEN = (
        "unproven",
        "Not shown",
        "People were studied, and the studies cannot tell. That is a gap in the evidence, not proof of the opposite.",
        '<circle cx="12" cy="12" r="9" fill="none" stroke="currentColor" stroke-width="2.400" '
        'stroke-dasharray="3.600 2.055"/>',
        "#55606c",
        "#b8c2cc",
    )
    UNTESTED = (
        "untested",
        "Not studied",
        "Nothing in people bears on it.",
        '<circle cx="12" cy="12" r="9" fill="none" stroke="currentColor" stroke-width="1.600"/>'
        '<circle cx="12" cy="12" r="1.800" fill="currentColor"/>',
        "#55606c",
        "#b8c2cc",
    )
    CONTRADICTED = (
        "contradicted",
        "Contradicted",
        "The evidence points the other way, or a good example shows that it is not always so.",
        '<circle cx="12" cy="12" r="10" fill="currentColor"/>'
        '<path d="M6.800 12h10.400" fill="none" stroke="var(--x-paper)" stroke-width="2.800" '
        'stroke-linecap="round"/>',
        "#7a4708",
        "#e8b873",
    )


class Answer(Term):
    """How a short answer to a yes/no question begins."""

    YES = ("yes", "Yes", "The answer to the question is yes.")
    NO = ("no", "No", "The answer to the question is no.")
    PARTLY = ("partly", "Partly", "The answer is yes in one part and no in another.")
    UNKNOWN = ("unknown", "Nobody knows", "The studies cannot tell, or there are none.")


class Level(Term):
    """How sure anyone can be, by GRADE. Only effects and frequencies have a certainty."""

    HIGH = ("high", "High certainty", "Further research is very unlikely to change this.")
    MODERATE = ("moderate", "Moderate certainty", "Further research could change this.")
    LOW = ("low", "Low certainty", "Further research is likely to change this.")
    VERY_LOW = ("very-low", "Very low certainty", "We cannot tell how near this is to the truth.")


GRADE_STEPS: dict[Level, int] = {Level.VERY_LOW: 1, Level.LOW: 2, Level.MODERATE: 3, Level.HIGH: 4}
"""GRADE's four levels as steps, so that rating down and up is arithmetic (GRADE handbook, section 5)."""


class Described(Term):
    """How well the best cases are described: the terms of the WHO-UMC system for judging single cases."""

    CERTAIN = (
        "certain",
        "Certain",
        "The timing fits, nothing else explains it, and it came back when the same was taken again.",
    )
    PROBABLE = (
        "probable",
        "Probable",
        "The timing fits, other causes are unlikely, and stopping helped as one would expect.",
    )
    POSSIBLE = ("possible", "Possible", "The timing fits, but something else could explain it just as well.")
    UNLIKELY = ("unlikely", "Unlikely", "The timing hardly fits, or something else explains it.")
    CONDITIONAL = ("conditional", "More data needed", "There are cases, but too little is known of them yet.")
    NOT_ASSESSABLE = (
        "not-assessable",
        "Cannot be judged",
        "The reports say too little, or contradict each other, and cannot be completed.",
    )


class DownReason(Term):
    """GRADE's five reasons to be less sure."""

    RISK_OF_BIAS = ("risk-of-bias", "Risk of bias", "The way the studies were done could have misled them.")
    INCONSISTENCY = ("inconsistency", "Inconsistency", "The studies do not agree with each other.")
    INDIRECTNESS = (
        "indirectness",
        "Indirectness",
        "The studies looked at other people, other products or another question.",
    )
    IMPRECISION = ("imprecision", "Imprecision", "Too few people were studied for a firm number.")
    PUBLICATION_BIAS = (
        "publication-bias",
        "Publication bias",
        "Results that did not please may never have been published.",
    )


class UpReason(Term):
    """GRADE's three reasons to be more sure of what was only observed."""

    LARGE_EFFECT = ("large-effect", "Large effect", "The effect is too large to be explained away easily.")
    DOSE_RESPONSE = ("dose-response", "Dose and response", "More of the cause goes with more of the effect.")
    OPPOSING_BIAS = (
        "opposing-bias",
        "Bias would work the other way",
        "Every likely error would have hidden the effect, and it was seen all the same.",
    )


class Speaker(OpenTerm):
    """Who makes a claim."""

    SELLER = ("seller", "a seller", "Someone who sells or promotes it.")
    USER = ("user", "someone who uses it", "A person who uses it, speaking of their own experience.")
    NEWS = ("news", "a news report", "A newspaper, broadcaster or news site.")
    OFFICIAL = ("official", "an official body", "A government agency or a public health body.")
    RESEARCHER = ("researcher", "a researcher", "A researcher, in a paper or a statement.")
    CLINIC = ("clinic", "a clinic", "A clinic, a rehab or another service that treats people.")
    CAMPAIGN = ("campaign", "a campaign group", "A campaign, a trade group or another body that takes a side.")


class Leaning(OpenTerm):
    """Which side a claim helps if it is believed; it says nothing about whether the claim is true."""

    PROMISE = ("promise", "Promising", "The claim makes it look better or safer.")
    ALARM = ("alarm", "Alarming", "The claim makes it look worse or more dangerous.")
    NEUTRAL = ("neutral", "Neutral", "The claim helps neither side; mostly questions that readers ask.")


class Rung(Term):
    """The steps of the evidence ladder, from furthest from people to the best overview."""

    CELLS = ("cells", "Cells and chemistry", "Test tubes, cells and product analyses. No people.")
    ANIMALS = ("animals", "Animals", "Studies in animals. What they show may not hold in people.")
    CASES = ("cases", "Single cases", "Reports of one person or a few. They show what can happen, not how often.")
    OBSERVED = ("observed", "Surveys and registers", "Many people asked or counted, without a fair comparison.")
    TRIALS = ("trials", "Experiments with people", "People given the substance or a dummy under watch.")
    REVIEWS = ("reviews", "Systematic reviews", "All studies on a question, searched for and weighed together.")
    OTHER = ("other", "Background", "Laws, official statements, guidance and overviews. Not studies.")


class Design(OpenTerm):
    """What kind of work a reference is."""

    rung: Rung
    """Its step on the evidence ladder."""

    SYSTEMATIC_REVIEW = (
        "systematic-review",
        "Systematic review",
        "Searched for all studies on a question by a stated method.",
        Rung.REVIEWS,
    )
    NARRATIVE_REVIEW = ("narrative-review", "Overview article", "Experts sum up what they chose to read.", Rung.OTHER)
    GUIDELINE = ("guideline", "Guideline", "Advice for clinicians or patients from a panel.", Rung.OTHER)
    RANDOMISED_TRIAL = (
        "randomised-trial",
        "Randomised trial",
        "Chance decided who got what, so that the groups can be compared fairly.",
        Rung.TRIALS,
    )
    HUMAN_LABORATORY = (
        "human-laboratory",
        "Laboratory study with people",
        "Volunteers were given something under watch and measured.",
        Rung.TRIALS,
    )
    COHORT = ("cohort", "Cohort", "A group of people followed over time.", Rung.OBSERVED)
    CROSS_SECTIONAL = ("cross-sectional", "Survey or snapshot", "People asked or measured once.", Rung.OBSERVED)
    QUALITATIVE = ("qualitative", "Interviews", "People told their experience in their own words.", Rung.OBSERVED)
    CASE_SERIES = ("case-series", "Case series", "Several patients described.", Rung.CASES)
    CASE_REPORT = ("case-report", "Case report", "One patient, or a few, described.", Rung.CASES)
    POISON_CENTRE = (
        "poison-centre",
        "Poison-centre records",
        "Calls to poison centres. They count people who called or were called about, not all who use it.",
        Rung.OBSERVED,
    )
    PHARMACOVIGILANCE = (
        "pharmacovigilance",
        "Reports of side effects",
        "Reports sent in to a register. They cannot say how often something happens.",
        Rung.OBSERVED,
    )
    AUTOPSY = ("autopsy", "Death records", "Deaths that were examined. They count people who died.", Rung.CASES)
    OUTBREAK = ("outbreak", "Outbreak investigation", "Health officers traced the source of an illness.", Rung.OBSERVED)
    ANIMAL = ("animal", "Animal study", "Studied in animals.", Rung.ANIMALS)
    LABORATORY = ("laboratory", "Laboratory study", "Studied in cells, or by chemical analysis.", Rung.CELLS)
    LABORATORY_ANIMAL = (
        "laboratory-animal",
        "Laboratory and animal study",
        "Studied in cells and in animals.",
        Rung.ANIMALS,
    )
    WEBSITE_SURVEY = ("website-survey", "Survey of websites", "Counted what web pages say or sell.", Rung.OTHER)
    OFFICIAL = ("official", "Official statement", "What an agency or a public body says.", Rung.OTHER)
    LAW = ("law", "Law", "A law, a rule, or an official notice of one.", Rung.OTHER)
    INFORMATION_PAGE = (
        "information-page",
        "Patient information",
        "A page for patients from a health body.",
        Rung.OTHER,
    )
    RECORD = ("record", "Register entry", "An entry in a public register or catalogue.", Rung.OTHER)
    NEWS = ("news", "News report", "What journalists reported.", Rung.OTHER)
    COMMENTARY = ("commentary", "Commentary", "The opinion of its authors.", Rung.OTHER)
    FORUM_POST = (
        "forum-post",
        "Forum post",
        "What people wrote in public of what they lived or heard. It shows what is said, not what is so.",
        Rung.OTHER,
    )
    SELLER_PAGE = (
        "seller-page",
        "Seller's page",
        "Shown only as the place where a claim is made, never as evidence.",
        Rung.OTHER,
    )


OF_HEALTH: frozenset[Term] = frozenset(
    {
        Speaker.CLINIC, Design.GUIDELINE, Design.RANDOMISED_TRIAL, Design.HUMAN_LABORATORY, Design.CASE_SERIES,
        Design.CASE_REPORT, Design.POISON_CENTRE, Design.PHARMACOVIGILANCE, Design.AUTOPSY, Design.OUTBREAK,
        Design.ANIMAL, Design.LABORATORY_ANIMAL, Design.INFORMATION_PAGE,
    }
)  # fmt: skip
"""Values about patients and medicines, which a site that is not about health has only if it lists them."""


class Standing(Term):
    """Where a published work stands today."""

    # From the best to the worst: which of two is worse goes by this order.
    OK = ("ok", "No notice known", "No correction, concern or retraction is known to us.")
    PREPRINT = ("preprint", "Preprint", "Not yet checked by other scientists.")
    CORRECTED = ("corrected", "Corrected", "A correction has been published.")
    CONCERN = ("concern", "Under concern", "The journal has published an expression of concern.")
    RETRACTED = ("retracted", "Retracted", "The journal has withdrawn it. It is no evidence.")


class Verified(Term):
    """How far the record of a reference was checked against what was seen."""

    FULL = ("full", "Details checked", "Every field shown was seen in a copy of the source or its register entry.")
    PARTIAL = (
        "partial",
        "Details checked in part",
        "Some details of this entry, such as its year or pages, or the source's own page, could not be seen.",
    )


class Interest(Term):
    """What stake the authors or payers of a work have in its subject, as far as it was stated where we looked."""

    INDUSTRY = ("industry", "Companies", "Paid by companies, their consultants or interest groups, or tied to them.")
    AGENCY = ("agency", "Agency", "Tied to a body that regulates or polices the subject.")
    LAWSUITS = ("lawsuits", "Lawsuits", "Took part in lawsuits on the subject, as a party or an expert witness.")
    NONE_DECLARED = ("none-declared", "None declared", "The authors state that they have none.")
    UNCLEAR = ("unclear", "Unclear", "Something was stated, but not enough to tell what kind of interest it is.")


class Urgency(Term):
    """How soon to get help."""

    EMERGENCY = ("emergency", "Emergency", "Call emergency services now.")
    TODAY = ("today", "Today", "Get medical advice today.")
    SOON = ("soon", "Soon", "Make an appointment.")


class HelpKind(Term):
    """What a helpline gives, so that a page can pick the one that an emergency needs."""

    EMERGENCY = ("emergency", "Emergency services", "Sends help to a life at risk.")
    POISON = ("poison", "Poison centre", "Says what to do after somebody took or swallowed something.")
    CRISIS = ("crisis", "Crisis line", "Is there for somebody who thinks of suicide, and those beside them.")
    TREATMENT = ("treatment", "Treatment", "Helps somebody to find treatment for the use of a substance.")
    ADVICE = ("advice", "Health advice", "Answers other questions on health.")
    REPORT = ("report", "Reports", "Takes reports of what a product did, and gives no advice.")


class State(Term):
    """The standing of a work as a register gives it. A register that could not be asked is never clean."""

    CLEAN = ("clean", "No notice", "The register knows the work and no notice about it.")
    CORRECTED = ("corrected", "Corrected", "A correction has been published.")
    CONCERN = ("concern", "Under concern", "An expression of concern, or a retraction of a part, has been published.")
    RETRACTED = ("retracted", "Retracted", "The work has been retracted or withdrawn.")
    REINSTATED = ("reinstated", "Reinstated", "A retraction has been taken back.")
    UNKNOWN = ("unknown", "Could not be asked", "The register gave no usable answer. That says nothing of the work.")
    ABSENT = ("absent", "Not listed", "The register does not know the work.")
    SKIPPED = ("skipped", "Not asked", "The register was not asked, for the reason given.")


class Register(Term):
    """The registers that are asked."""

    CROSSREF = ("crossref", "Crossref", "The register of DOIs of most journals, with their notices.")
    CROSSREF_UPDATES = ("crossref-updates", "Crossref notices", "Notices in Crossref that say what they update.")
    DOI = ("doi", "the DOI's own register", "Asked through doi.org: DataCite, mEDRA and others.")
    PUBMED = ("pubmed", "PubMed", "The register of the U.S. National Library of Medicine.")
    OPENALEX = ("openalex", "OpenAlex", "An open catalogue of research.")
    EUROPE_PMC = ("europe-pmc", "Europe PMC", "Papers and preprints in the life sciences; only `claims watch` asks it.")
    RETRACTION_WATCH = ("retraction-watch", "Retraction Watch", "A database of retractions, read from a file.")


class SearchSource(Term):
    """Where evidence is searched for."""

    PUBMED = ("pubmed", "PubMed", "The database of the U.S. National Library of Medicine.")
    EUROPE_PMC = ("europe-pmc", "Europe PMC", "Papers and preprints in the life sciences.")
    CLINICAL_TRIALS = ("clinical-trials", "ClinicalTrials.gov", "The U.S. register of studies with people.")
    CROSSREF = ("crossref", "Crossref", "The register of DOIs of most journals.")
    OPENALEX = ("openalex", "OpenAlex", "An open catalogue of research.")
    FEDERAL_REGISTER = ("federal-register", "Federal Register", "Rules and notices of the U.S. government.")
    STORED_COPIES = (
        "stored-copies",
        "Stored copies",
        "Look-ups in stored copies of public pages. Not a database: what is not stored there is missed.",
    )


class RunOutcome(Term):
    """What came of asking a source."""

    DONE = ("done", "Asked", "Every record that the source gave was read.")
    PARTIAL = ("partial", "Asked in part", "An answer broke off. What came by then is kept; the rest is asked again.")
    FAILED = ("failed", "Could not be asked", "The source gave no usable answer.")


class WorkKind(Term):
    """What a search brings up."""

    ARTICLE = ("article", "Article", "A paper, a book or a part of one.")
    PREPRINT = ("preprint", "Preprint", "Not yet checked by other scientists.")
    TRIAL = ("trial", "Registered trial", "A study with people that has been registered. It has no results yet.")
    TRIAL_RESULTS = ("trial-results", "Results of a trial", "Results that were posted in the register.")
    LAW = ("law", "Rule or notice", "A rule, a proposed rule or a notice of a government.")
    NOTICE = ("notice", "Notice on a work", "A retraction, correction or expression of concern.")
    OTHER = ("other", "Other", "A data set, a thesis, a page or anything else.")


class Screening(Term):
    """What was decided about a work that a search brought up."""

    TO_READ = ("to-read", "To read", "Nobody has decided on it yet.")
    CITED = ("cited", "Cited", "It is in our bibliography.")
    SET_ASIDE = ("set-aside", "Set aside", "It was left out, for the reason given.")


class SetAside(Term):
    """Why a work was set aside."""

    NOT_PEOPLE = ("not-people", "not on people", "It did not study people, and studies of people are known.")
    NO_NEW_DATA = ("no-new-data", "no new data", "It tells again what works cited here tell.")
    NOT_READABLE = ("not-readable", "could not be read", "Neither its text nor an abstract could be read.")
    OFF_TOPIC = ("off-topic", "not on the claim", "It does not bear on any claim here.")


class ReadLevel(Term):
    """How much of a cited work was read for a finding."""

    FULL = ("full", "Read in the full text", "The passage was read in the full text, not always all of it.")
    ABSTRACT = ("abstract", "Abstract read", "Only the abstract or a summary by its authors was read.")
    SECOND_HAND = ("second-hand", "Read second-hand", "Only what somebody else says of the work was read.")
