"""The claim: its fields with their types, validation and help.

Contributors read the field descriptions in the JSON Schema, in their editor and in the documentation.
"""

import re
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Discriminator, Field, StringConstraints, Tag, model_validator
from pydantic_core import PydanticCustomError

from explainer.model.base import (
    Authored,
    Citekey,
    Day,
    Line,
    Orcid,
    Question,
    Quoted,
    RuleCode,
    Slug,
    Spoken,
    Steps,
    Text,
    Voice,
)
from explainer.model.vocabulary import (
    GRADE_STEPS,
    Described,
    DownReason,
    Kind,
    Leaning,
    Level,
    ReadLevel,
    Speaker,
    UpReason,
    Verdict,
)

MAX_QUOTED_WORDS = 12
MAX_ANSWER_WORDS = 60
_WHOLE = ("table", "page text", "full text", "figure", "text of the ", "report text")
_PART = re.compile(r"in part|beginning|excerpt|opening|first part|summar|title")
_HEARSAY = re.compile(r"news|quoted|as given|copies of a report")


class Appearance(Authored):
    """A place where somebody makes the claim."""

    source: Citekey
    """Key in bibliography.bib of the text in which the claim is made."""
    by: Speaker
    """Who says it."""
    words: Quoted
    """The telling words exactly as written there, at most 12 words."""
    where: Line | None = None
    """Where in that text, if it is long."""

    @model_validator(mode="after")
    def _words_are_few(self) -> Self:
        count = len(self.words.split())
        if count > MAX_QUOTED_WORDS:
            context = {"count": count, "most": MAX_QUOTED_WORDS, "field": "words"}
            raise PydanticCustomError("too_many_words", "quotes {count} words; {most} are the most", context)
        return self


class Certainty(Authored):
    """How sure anyone can be, with GRADE's reasons."""

    level: Level
    """high, moderate, low or very-low: start, less the steps down, plus the steps up, and never below very-low."""
    start: Level
    """Where grading starts. An effect: high when a randomised trial in people answers the question, else low. A
    frequency: high when people of a stated group were counted, else low."""
    rated_down: dict[DownReason, Steps] = Field(default_factory=dict)
    """Steps down by reason: risk-of-bias, inconsistency, indirectness, imprecision, publication-bias; 1 or 2 each."""
    rated_up: dict[UpReason, Steps] = Field(default_factory=dict)
    """Steps up by reason, only where no trial was done and nothing goes down: large-effect, dose-response,
    opposing-bias."""
    why: Text
    """The grading in one or two plain sentences."""

    @property
    def reached(self) -> Level:
        """The level that start, rated_down and rated_up lead to, within the scale."""
        steps = GRADE_STEPS[self.start] - sum(self.rated_down.values()) + sum(self.rated_up.values())
        return {step: level for level, step in GRADE_STEPS.items()}[min(max(steps, 1), 4)]


class Cases(Authored):
    """How well the cases are described on which it rests whether something happens at all."""

    described: Described
    """The best-described case, by the WHO-UMC terms: certain, probable, possible, unlikely, conditional or
    not-assessable."""
    why: Text
    """Why, in one or two plain sentences: timing, other causes, what happened when it was stopped."""


class Established(Authored):
    """Where a matter of fact is written, and as of when."""

    where: Line
    """The text, flora, analysis or record in which it stands, in a few words."""
    as_of: Day
    """The day on which it was read there."""


class Frequency(Authored):
    """A natural frequency that is worth a picture: `count` of `of` people."""

    count: Annotated[int, Field(ge=0)]
    """How many."""
    of: Annotated[int, Field(ge=1, le=1000)]
    """Of how many; at most 1000."""
    what: Line
    """What is counted, in a few words."""

    @model_validator(mode="after")
    def _part_of_whole(self) -> Self:
        if self.count > self.of:
            fix = "Write the part under `count`, and the whole under `of`."
            context = {"count": self.count, "of": self.of, "field": "count", "fix": fix}
            raise PydanticCustomError("part_over_whole", "counts {count} of {of}", context)
        return self


def _read_by(where: str) -> ReadLevel | None:
    """Return how much was read as far as the words of `where` say, else None."""
    words = where.lower().replace("abstracts", "abstract")
    whole = any(sign in words for sign in _WHOLE)
    if "abstract" in words:
        return None if whole or "p. " in words or _HEARSAY.search(words) else ReadLevel.ABSTRACT
    return ReadLevel.FULL if whole and not _PART.search(words) and not _HEARSAY.search(words) else None


class Finding(Authored):
    """One result, in plain words, with where it comes from."""

    finding: Text
    """One or two plain sentences: who was studied, where, how many, what was seen, what it cannot show."""
    cite: tuple[Citekey, ...] = ()
    """Keys in bibliography.bib. Required in `for` and `against`."""
    where: Line | None = None
    """Where in the source: abstract, Table 2, p. 4. Required when something is cited."""
    figures: dict[str, Quoted] = Field(default_factory=dict)
    """Every number shown in the finding -> the number as the source prints it."""
    frequency: Frequency | None = None
    """A natural frequency to be drawn as a picture of people."""
    about: Literal["other"] | None = None
    """`other` where the works cited are on another subject than the claim's own, and only bear on it."""
    read: Annotated[
        dict[Citekey, ReadLevel],
        BeforeValidator(lambda value: value, json_schema_input_type=ReadLevel | dict[Citekey, ReadLevel]),
    ] = Field(default_factory=dict)
    """How much was read: full, abstract or second-hand, for all works cited or as `key: level`. Without it `where`
    decides, as far as it says so."""

    @model_validator(mode="before")
    @classmethod
    def _one_level_for_all(cls, data: Any) -> Any:
        level = data.get("read") if isinstance(data, dict) else None
        if level not in tuple(ReadLevel):
            return data
        if not data.get("cite"):
            context = {"field": "read", "fix": "Write under `cite` what was read, or delete `read`."}
            raise PydanticCustomError("nothing_read", "says how much was read, and cites nothing", context)
        cited = data["cite"] if isinstance(data["cite"], list | tuple) else ()
        return {**data, "read": {key: level for key in cited if isinstance(key, str)}}

    @property
    def reading(self) -> dict[ReadLevel, tuple[str, ...]]:
        """Level -> keys of the works of which so much was read, by `read` or else by `where`, if either says it."""
        levels = {key: self.read.get(key) or _read_by(self.where or "") for key in self.cite}
        return {level: keys for level in ReadLevel if (keys := tuple(k for k in levels if levels[k] is level))}


class EmptySearch(Authored):
    """When and how a side was searched in vain."""

    searched: Day
    """The day of the search."""
    terms: Line
    """What was searched for, and where."""


class NoneFound(Authored):
    """An empty side, honestly: nothing was found, and this is how we looked."""

    none_found: EmptySearch
    """When and with which words it was searched."""


def _kind_of_side(value: object) -> str:
    """Return which form of a side is meant, so that an error names a place in that form."""
    return "none_found" if isinstance(value, (dict, NoneFound)) else "findings"


Side = Annotated[
    Annotated[tuple[Finding, ...], Field(min_length=1), Tag("findings")] | Annotated[NoneFound, Tag("none_found")],
    Discriminator(_kind_of_side),
]
SIDE_TAGS = frozenset({"findings", "none_found"})
"""The tags above, which appear in pydantic's error locations but not in the file."""


class Evidence(Authored):
    """What speaks for the claim, what speaks against it, and what nobody knows."""

    for_: Side = Field(alias="for")
    """Findings that speak for the claim, or `none_found`."""
    against: Side
    """Findings that speak against the claim, or `none_found`."""
    unknown: Annotated[tuple[Finding, ...], Field(min_length=1)]
    """What nobody has studied, or why the studies cannot tell."""

    def sides(self) -> tuple[tuple[str, tuple[Finding, ...]], ...]:
        """Return the findings as ("for", ...), ("against", ...), ("unknown", ...); an empty side is ()."""
        return (
            ("for", self.for_ if isinstance(self.for_, tuple) else ()),
            ("against", self.against if isinstance(self.against, tuple) else ()),
            ("unknown", self.unknown),
        )


class Change(Authored):
    """One entry of a claim's history."""

    date: Day
    """The day of the change."""
    verdict: Verdict
    """The verdict from that day on."""
    certainty: Level | None = None
    """The certainty from that day on."""
    note: Line
    """What changed, and why."""
    correction: bool = False
    """Whether an error of ours was mended with it; it is then listed among the corrections."""
    method: bool = False
    """Whether only the way of judging changed, and not the evidence."""


class Review(Authored):
    """A clinician's review of the text."""

    name: Line
    """The reviewer's name and profession."""
    date: Day
    """The day of the review."""
    orcid: Orcid | None = None
    """The reviewer's ORCID iD, such as 0000-0002-1825-0097, if they have one."""


class Withdrawal(Authored):
    """Why a claim is no longer kept up. Its page stays, with this reason."""

    date: Day
    """The day of withdrawal."""
    reason: Text
    """Why, in plain words."""


class SecondReading(Authored):
    """An independent second grading, made without seeing the first."""

    date: Day
    """The day of the second reading."""
    agreed: bool
    """Whether verdict and, where there is one, certainty were the same at first."""
    verdict: Verdict
    """The second reader's verdict, before any discussion."""
    certainty: Level | None = None
    """The second reader's certainty, before any discussion, where the kind of claim has one."""
    first_verdict: Verdict
    """The first reader's verdict at that time."""
    first_certainty: Level | None = None
    """The first reader's certainty at that time."""
    note: Line
    """What was compared and what came of a difference."""


class Claim(Authored):
    """One sentence under review, with the evidence on it and an answer for readers."""

    id: Slug = Field(exclude=True)
    """The file's name without its ending; set by the reader, never written in the file."""
    question: Question
    """The page's title: a question, never a verdict."""
    claim: Quoted
    """The one sentence under review, as those who say it would say it."""
    topic: Slug
    """Key of a topic in docs/data/topics.yml; also the name of the folder."""
    leaning: Leaning = Leaning.NEUTRAL
    """Which side the claim helps if believed: promise, alarm or neutral."""
    appearances: tuple[Appearance, ...] = ()
    """Places where the claim is made. At least one, or `asked_by: readers`."""
    asked_by: Annotated[str, StringConstraints(pattern=r"^readers$")] | None = None
    """`readers` for a question that readers ask and no citable text claims."""
    kind: Kind
    """What kind of sentence the claim is: effect, frequency, occurs, fact or advice. It decides how it is judged."""
    claim_answers: Literal["yes", "no"] | None = None
    """Which answer to a yes/no question the claim means. "Is it safe?" and "It kills" point opposite ways: "no"."""
    verdict: Verdict
    """Which way the evidence points, on the claim."""
    certainty: Certainty | None = None
    """How sure anyone can be. For an effect or a frequency, and for nothing else."""
    base: Annotated[Line, Spoken(Voice.SENTENCES, "read like a finding")] | None = None
    """Who was counted, where and when. For a frequency."""
    cases: Cases | None = None
    """How well the cases are described. For `occurs`."""
    established: Established | None = None
    """Where it is written, and as of when. For a fact."""
    advised_by: tuple[Citekey, ...] = ()
    """Keys in bibliography.bib of those who advise it. For advice."""
    differs: tuple[Citekey, ...] = ()
    """Keys in bibliography.bib of those who advise otherwise. For advice."""
    short_answer: Text
    """At most 60 words, for someone who reads nothing else. To a yes/no question it begins Yes, No, Partly or Nobody
    knows."""
    evidence: Evidence
    """What speaks for it, against it, and what nobody knows."""
    what_it_means: Text
    """What a reader can take from this."""
    see_a_doctor: Annotated[tuple[Slug, ...], Field(min_length=1)]
    """Ids of signs in docs/data/care.yml that fit the claim."""
    related: tuple[Slug, ...] = ()
    """Ids of other claims that help to understand this one."""
    checked: Day
    """The day on which the evidence was last checked."""
    check_by: Day
    """The day by which it should be checked again."""
    changes: Annotated[tuple[Change, ...], Field(min_length=1)]
    """The history, oldest first."""
    clinical_review: Annotated[
        Review | None,
        BeforeValidator(
            lambda value: None if value == "none" else value, json_schema_input_type=Review | Literal["none"] | None
        ),
    ] = None
    """The clinician's review, when there has been one; until then `none` (or leave it out)."""
    second_reading: SecondReading | None = None
    """An independent second grading, when there has been one."""
    moved_from: tuple[Slug, ...] = ()
    """Former ids of this claim, oldest first; their addresses lead here."""
    withdrawn: Withdrawal | None = None
    """Set when the claim is no longer kept up; its page stays with the reason."""
    allow: dict[RuleCode, Line] = Field(default_factory=dict, json_schema_extra={"additionalProperties": False})
    """Rules that do not fit this claim, each with the reason."""

    @model_validator(mode="after")
    def _someone_says_it_and_the_answer_is_short(self) -> Self:
        if not self.appearances and self.asked_by is None:
            what = "says neither who makes the claim nor that readers ask it"
            fix = "Add who says it below `appearances`, or write `asked_by: readers`."
            raise PydanticCustomError("nobody_says_it", what, {"field": "appearances", "fix": fix})
        count = len(self.short_answer.split())
        if count > MAX_ANSWER_WORDS:
            context = {"count": count, "most": MAX_ANSWER_WORDS, "field": "short_answer"}
            raise PydanticCustomError("too_many_words", "has {count} words; {most} are the most", context)
        return self

    def findings(self) -> tuple[tuple[str, int, Finding], ...]:
        """Return (side, position on it, finding) for every finding, in page order."""
        return tuple((side, n, f) for side, findings in self.evidence.sides() for n, f in enumerate(findings))

    def speakers(self) -> tuple[str, ...]:
        """Return who makes the claim, without repeats: values of `Speaker`, and `readers` if readers ask it."""
        speakers = dict.fromkeys(appearance.by.value for appearance in self.appearances)
        return (*speakers, self.asked_by) if self.asked_by else tuple(speakers)

    def citekeys(self) -> tuple[str, ...]:
        """Return the cited keys in page order, without repeats; those of appearances come last."""
        keys = [key for _, _, finding in self.findings() for key in finding.cite]
        keys += [*self.advised_by, *self.differs, *(appearance.source for appearance in self.appearances)]
        return tuple(dict.fromkeys(keys))

    def citing_texts(self) -> tuple[tuple[tuple[str | int, ...], str], ...]:
        """Return (place, text) of the texts in which pages show citations, written `[@key]`, in page order."""
        places: list[tuple[tuple[str | int, ...], str | None]] = [
            (("withdrawn", "reason"), self.withdrawn.reason if self.withdrawn else None),
            (("short_answer",), self.short_answer),
            (("what_it_means",), self.what_it_means),
            *((("evidence", side, number, "finding"), each.finding) for side, number, each in self.findings()),
            (("certainty", "why"), self.certainty.why if self.certainty else None),
            (("base",), self.base),
            (("cases", "why"), self.cases.why if self.cases else None),
            (("established", "where"), self.established.where if self.established else None),
        ]
        return tuple((place, text) for place, text in places if text)

    @property
    def level(self) -> Level | None:
        """The level of the certainty, or None for kinds of claims that have none."""
        return self.certainty.level if self.certainty else None

    @property
    def basis(self) -> Level | Kind:
        """What pages show beside the verdict: the level of the certainty, or else the kind of claim."""
        return self.level or self.kind

    @property
    def conclusion(self) -> str:
        """The verdict and its basis: "Not shown, low certainty", "Supported, advice"."""
        return f"{self.verdict.label}, {self.basis.label.lower()}"


OF_HEALTH_CLAIMS = ("see_a_doctor", "certainty", "clinical_review")
"""Fields of claims that only a site about health has."""


class PlainClaim(Claim):
    """A claim of a site that is not about health: it names no signs to see a doctor with."""

    see_a_doctor: tuple[Slug, ...] = ()
    """Only claims of a site about health have it."""
