"""The content as pages show it: values computed from what authors wrote, for HTML and plain Markdown alike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from datetime import date
from functools import cached_property, wraps
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar

from explainer.loading.citation_syntax import cited_in, cited_in_markdown, find_citations, without_citations
from explainer.loading.directives import find_directives
from explainer.loading.glossary import TermIndex
from explainer.loading.library import Library
from explainer.loading.picture_files import Picture
from explainer.loading.written_texts import texts_of
from explainer.memory import Memory
from explainer.model.claim import Claim, EmptySearch, Finding, NoneFound
from explainer.model.crisis import CrisisLine, crisis_lines, crisis_words
from explainer.model.history import last_day
from explainer.model.reference import Reference
from explainer.model.searches import Screened
from explainer.model.site_data import CareCard, CareSign, SiteData, Statement, Task, TopicNote
from explainer.model.vocabulary import GRADE_STEPS, Design, Kind, Level, Rung, Screening, Standing, Term, Verdict
from explainer.pages.headings import slug
from explainer.pages.how_searched import HowSearched, how_searched, searches_of
from explainer.pages.register_note import RegisterNote, register_note
from explainer.references.vancouver import vancouver
from explainer.rules import Rule

P = ParamSpec("P")
T = TypeVar("T")

_TAG = re.compile(r"<[^>]*>")
_CLAIM_LINK = re.compile(r"\]\(claims/([a-z0-9-]+)\.md[)#]")
"""A link of a page below docs/ to a claim."""
_HEADING = re.compile(r"^#{2,} (.+?)(?: \{ ?#([\w-]+) ?\})?$", re.MULTILINE)
_LISTS_OF_CLAIMS = frozenset({"claims", "evidence-map", "faq", "verdicts-by-topic"})
"""Directives that list claims: a page with one has the dates of these claims."""
_OF_CASES = frozenset({Design.POISON_CENTRE, Design.PHARMACOVIGILANCE, Design.OUTBREAK})  # and the step of cases
PEOPLE = (Rung.CASES, Rung.OBSERVED, Rung.TRIALS, Rung.REVIEWS)
_LADDER = (Rung.CELLS, Rung.ANIMALS, *PEOPLE)
STARTS: Mapping[tuple[Kind, Level], str] = {
    (Kind.EFFECT, Level.HIGH): "starts.effect_high",
    (Kind.EFFECT, Level.LOW): "starts.effect_low",
    (Kind.FREQUENCY, Level.HIGH): "starts.frequency_high",
    (Kind.FREQUENCY, Level.LOW): "starts.frequency_low",
}
"""Kind of claim and first level -> the key of the text that says why its grading starts there."""


class SideView(NamedTuple):
    """One side of the evidence: its findings, or the search without a result."""

    name: str
    title: str
    findings: tuple[Finding, ...]
    search: EmptySearch | None


class RungView(NamedTuple):
    """A step of the evidence ladder, with the works of a claim on it."""

    rung: Rung
    references: tuple[Reference, ...]
    about_people: bool


class GradeStep(NamedTuple):
    """A line of the certainty table: the reason, the steps up or down (below 0), and an explanation."""

    label: str
    steps: int
    explanation: str


class Dates(NamedTuple):
    """The first and last day of the checks, and the day by which the next one is due."""

    first: date
    last: date
    due: date


class Use(NamedTuple):
    """A use of a reference: the claim, what for, and the place in the source."""

    claim: Claim
    role: str
    where: str


def once_per_build(make: Callable[Concatenate[SiteView, P], T]) -> Callable[Concatenate[SiteView, P], T]:
    """Return a function of a view that is called once per build for the same further arguments."""

    @wraps(make)
    def known(view: SiteView, /, *more: P.args, **named: P.kwargs) -> T:
        key = (make, *more, *named.values())
        if key not in view.results:
            view.results[key] = make(view, *more, **named)
        return view.results[key]  # type: ignore[no-any-return] # the result of an earlier call

    return known


class SiteView:
    """The library as pages need it. Costly values are computed once per build, when they are first needed."""

    def __init__(
        self,
        library: Library,
        today: date,
        rules: Mapping[str, Rule] | None = None,
        memory: Memory | None = None,
    ) -> None:
        """Take the content, the day of the build, the rules that the site shows, and the memory of a server.

        Raises ValueError if the library lacks its site data.
        """
        if library.data is None:
            raise ValueError("a library without its site data cannot be shown")
        self.library = library
        self.data: SiteData = library.data
        self.today = today
        self.wording = library.wording
        self.memory = memory or Memory()
        self.rules = dict(rules or {})
        self.topics = {topic.id: topic for topic in self.data.topics}
        self.signs = {sign.id: sign for sign in self.data.care.signs}
        self.terms = TermIndex(self.data.glossary)
        self.results: dict[Hashable, Any] = {}  # of the functions that are called `once_per_build`

    @property
    def author(self) -> str:
        """The authors of the site as one name: those of its citation, else the site itself."""
        site = self.data.site
        return ", ".join(site.citation.authors) if site.citation else site.name

    @once_per_build
    def formatted(self, key: str) -> str:
        """Return a reference in Vancouver style."""
        return vancouver(self.library.references[key], self.wording.plain)

    @once_per_build
    def preview(self, reference: Reference) -> str:
        """Return what a citation shows on hover and focus: authors, title, kind of work, and who was studied."""
        title = reference.title.rstrip(".")
        facts = [f"{reference.short}. {title}{'' if title.endswith(('?', '!')) else '.'}"]
        if reference.design:
            studied = self.studied(reference)
            facts.append(f"{self.wording.label(reference.design)}{studied and ', '}{studied}.")
        if reference.population:
            facts.append(f"{reference.population[0].upper()}{reference.population[1:].rstrip('.')}.")
        return " ".join(facts)

    def studied(self, reference: Reference) -> str:
        """Return how many a work studied, or how many cases it tells of; "" if unknown, or for a case on its own."""
        design, count = reference.design, reference.participants or 0
        cases = design in _OF_CASES or (design is not None and design.rung is Rung.CASES)
        if count < (2 if cases else 1):  # "Case report: one man of 35" needs no count
            return ""
        return self.wording.plain("finding.cases" if cases else "finding.studied", number=self.wording.number(count))

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """All claims by topic; in each topic those that readers need first, then by question."""
        order = {topic: number for number, topic in enumerate(self.topics)}
        first = {name: number for topic in self.data.topics for number, name in enumerate(topic.first)}

        def place(claim: Claim) -> tuple[int, int, str]:
            return order.get(claim.topic, 99), first.get(claim.id, 9999), claim.question

        return tuple(sorted(self.library.claims.values(), key=place))

    def dates_of(self, page: str) -> Dates | None:
        """Return the dates of a prose page: its own, or those of the claims that it lists; None without any."""
        prose = next((prose for prose in self.library.prose if prose.name == page), None)
        if prose and (checked := prose.header.checked) and (due := prose.header.check_by):
            return Dates(checked, checked, due)
        topic = next((topic.id for topic in self.data.topics if topic.page == page), "")
        lists = {directive.name for directive in find_directives(prose.text)} & _LISTS_OF_CLAIMS if prose else ()
        claims = [claim for claim in self.claims if not claim.withdrawn and (claim.topic == topic if topic else lists)]
        if not claims:
            return None
        days = [claim.checked for claim in claims]
        return Dates(min(days), max(days), min(claim.check_by for claim in claims))

    def dates_of_claim(self, claim: Claim) -> Dates:
        """Return the dates of a claim."""
        return Dates(claim.checked, claim.checked, claim.check_by)

    @cached_property
    def report_place(self) -> tuple[str, str]:
        """The page and section on reporting an error: those of the directive `report`, else the page on the method."""
        for page in self.library.prose:
            for directive in find_directives(page.text):
                if directive.name == "report":
                    headings = _HEADING.findall(page.text[: directive.start]) or [("", "")]
                    title, anchor = headings[-1]
                    return page.name, anchor or slug(title)
        return self.data.site.method_page, ""

    def verdicts_of(self, topic: str) -> tuple[tuple[Verdict, int], ...]:
        """Return the number of claims of a topic with each verdict, without verdicts that no claim has."""
        counts = Counter(claim.verdict for claim in self.claims_of(topic))
        return tuple((verdict, counts[verdict]) for verdict in Verdict if counts[verdict])

    @cached_property
    def last_day(self) -> date | None:
        """The last day on which a claim was checked or changed; None without claims."""
        return last_day(self.claims)

    def claims_of(self, topic: str) -> tuple[Claim, ...]:
        """Return the claims of a topic in their order, without withdrawn ones."""
        return tuple(claim for claim in self.claims if claim.topic == topic and claim.withdrawn is None)

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """All references by first author, then year."""

        def place(work: Reference) -> tuple[str, str, str]:
            return (work.authors[0].family if work.authors else work.title).casefold(), work.year, work.key

        return tuple(sorted(self.library.references.values(), key=place))

    @cached_property
    def uses(self) -> Mapping[str, tuple[Use, ...]]:
        """Key of a reference -> its uses by claims."""
        uses: dict[str, dict[tuple[str, str, str], Use]] = {}

        def note(key: str, claim: Claim, role: str, where: str) -> None:
            uses.setdefault(key, {}).setdefault((claim.id, role, where), Use(claim, role, where))

        roles = {side: self.wording.plain(f"uses.{side}") for side in ("for", "against", "unknown")}
        claims_it, in_answer = self.wording.plain("uses.claims"), self.wording.plain("uses.answer")
        for claim in self.claims:
            for appearance in claim.appearances:
                note(appearance.source, claim, claims_it, appearance.where or "")
            for side, _, finding in claim.findings():
                for key in finding.cite:
                    note(key, claim, roles[side], finding.where or "")
            for place, text in claim.citing_texts():
                for citation in find_citations(text):
                    for pointer in citation.pointers:
                        role = roles[str(place[1])] if place[0] == "evidence" else in_answer
                        note(pointer.key, claim, role, pointer.locator)
        return {key: tuple(uses_of_key.values()) for key, uses_of_key in uses.items()}

    @cached_property
    def page_uses(self) -> Mapping[str, tuple[str, ...]]:
        """Key of a reference -> the names of the prose pages that cite it; perhaps none for the article or DISCERN."""
        pages: dict[str, dict[str, None]] = {}
        cited = [
            *((key, page.name) for page in self.library.prose for key in cited_in_markdown(page.text)),
            *((key, self.data.site.doctor_page) for sign in self.data.care.signs for key in sign.cite),
            *(
                (key, topic.page)
                for topic in self.data.topics
                for _, _, note in topic.notes()
                for key in cited_in(note.text or "")
            ),
        ]
        for key, page in cited:
            pages.setdefault(key, {})[page] = None
        for whole in (self.data.article, self.data.discern):
            if whole:
                pages.setdefault(whole.source, {})
        return {key: tuple(names) for key, names in pages.items()}

    def pages_citing(self, key: str) -> int:
        """Return the number of pages that cite a reference, those of claims among them."""
        return len({use.claim.id for use in self.uses.get(key, ())}) + len(self.page_uses.get(key, ()))

    @cached_property
    def page_titles(self) -> Mapping[str, str]:
        """Name of a prose page -> its heading."""
        titles = {}
        for page in self.library.prose:
            heading = next((line[2:].strip() for line in page.text.splitlines() if line.startswith("# ")), page.name)
            titles[page.name] = without_citations(heading)
        return titles

    @once_per_build
    def page_with(self, directive: str) -> str:
        """Return the name of the first page with this directive, without arguments; an empty string if none has it."""
        directives = ((page.name, found) for page in self.library.prose for found in find_directives(page.text))
        return next((page for page, found in directives if found.name == directive and not found.arguments), "")

    @cached_property
    def _tasks_by_claim(self) -> Mapping[str, tuple[Task, ...]]:
        tasks_by_claim: dict[str, list[Task]] = {}
        texts = {page.name: page.text for page in self.library.prose}
        for task in self.data.tasks:
            text = texts.get(task.page, "")
            named = (name for directive in find_directives(text) for name in directive.listed("ids"))
            linked = {*_CLAIM_LINK.findall(text), *named}
            for claim in self.claims:
                if claim.id in linked or claim.topic in task.topics:
                    tasks_by_claim.setdefault(claim.id, []).append(task)
        return {claim: tuple(tasks) for claim, tasks in tasks_by_claim.items()}

    def tasks_of(self, claim: Claim) -> tuple[tuple[Task, str], ...]:
        """Return the tasks of a claim, each with its name: those of its topic, and those whose page links to it."""
        return tuple(
            (task, self.page_titles.get(task.page, task.page)) for task in self._tasks_by_claim.get(claim.id, ())
        )

    def left_out(self, claim: Claim) -> tuple[tuple[str, str, tuple[tuple[TopicNote, Claim | None], ...]], ...]:
        """Return the harms and other options that a claim does not name, as (id, heading, notes of its topic).

        Each note is paired with the claim that has its evidence. Notes that lead to the claim itself are left out.
        """
        topic = self.topics.get(claim.topic)
        groups = (
            ("harms", self.wording.plain("claim.harms"), topic.harms_to_know if topic else ()),
            ("options", self.wording.plain("claim.options"), topic.other_options if topic else ()),
        )
        return tuple(
            (anchor, heading, tuple((note, self.library.claims.get(note.claim or "")) for note in others))
            for anchor, heading, notes in groups
            if (others := [note for note in notes if note.claim != claim.id])
        )

    def related(self, claim: Claim) -> tuple[str, ...]:
        """Return the related claims that the page has no other link to, among its harms and other options."""
        named = {other.id for _, _, notes in self.left_out(claim) for _, other in notes if other}
        return tuple(other for other in claim.related if other in self.library.claims and other not in named)

    def pictures(self, names: str) -> tuple[Picture, ...]:
        """Return the pictures with these names, which are separated by commas. A rule reports unknown names."""
        known = self.library.pictures
        return tuple(known[name] for name in names.split(",") if name in known)

    def sides(self, claim: Claim) -> tuple[SideView, ...]:
        """Return the sides of a claim (for, against and unknown) with their headings."""
        empty = {"for": claim.evidence.for_, "against": claim.evidence.against}
        return tuple(
            SideView(
                name,
                self.wording.plain(f"sides.{name}"),
                findings,
                side.none_found if isinstance(side := empty.get(name), NoneFound) else None,
            )
            for name, findings in claim.evidence.sides()
        )

    def ladder(self, claim: Claim) -> tuple[RungView, ...]:
        """Return the evidence ladder of a claim: the works that its findings cite, by the step that their design is on.

        Only findings for and against count, since a work cited for a gap in knowledge does not fill it, and only works
        on the claim's own subject.
        """
        own = self._cited_studies(claim, about_other=False)
        return tuple(
            RungView(rung, tuple(r for r in own if r.design and r.design.rung is rung), rung in PEOPLE)
            for rung in _LADDER
        )

    def studies_on_other_subjects(self, claim: Claim) -> tuple[Reference, ...]:
        """Return the studies that a claim's findings cite only for another subject."""
        own = {reference.key for reference in self._cited_studies(claim, about_other=False)}
        others = self._cited_studies(claim, about_other=True)
        return tuple(work for work in others if work.key not in own and work.design and work.design.rung in _LADDER)

    def _cited_studies(self, claim: Claim, *, about_other: bool) -> tuple[Reference, ...]:
        known = self.library.references
        keys = [
            key
            for side, _, finding in claim.findings()
            if side != "unknown" and bool(finding.about) is about_other
            for key in finding.cite
        ]
        return tuple(known[key] for key in dict.fromkeys(keys) if key in known)

    def grading(self, claim: Claim) -> tuple[GradeStep, ...]:
        """Return the lines of the certainty table between start and end; none for a claim without certainty."""
        certainty = claim.certainty
        if certainty is None:
            return ()
        changes: list[tuple[Term, int]] = [(reason, -steps) for reason, steps in certainty.rated_down.items()]
        changes += certainty.rated_up.items()
        label, explanation = self.wording.label, self.wording.explanation
        return tuple(GradeStep(label(reason), steps, explanation(reason)) for reason, steps in changes)

    def conclusion(self, claim: Claim) -> str:
        """Return the verdict of a claim with its certainty or kind: "Not shown, low certainty", "Supported, advice"."""
        return f"{self.wording.label(claim.verdict)}, {self.wording.label(claim.basis).lower()}"

    def unsound(self, claim: Claim) -> tuple[tuple[str, Reference], ...]:
        """Return the works of a claim that are retracted or under concern: its page shows a banner for each."""
        cited = [key for _, text in claim.citing_texts() for key in cited_in(text)]
        references = self.library.references
        return tuple(
            (key, references[key])
            for key in dict.fromkeys([*claim.citekeys(), *cited])
            if key in references and references[key].status in {Standing.RETRACTED, Standing.CONCERN}
        )

    def register_note(self, reference: Reference) -> RegisterNote:
        """Return what the registers say of a reference."""
        return register_note(self.library, reference)

    def how_searched(self, claim: Claim) -> HowSearched:
        """Return how evidence on a claim was searched for."""
        return how_searched(self.data, searches_of(self.data, claim))

    def new_evidence(self, claim: Claim) -> tuple[Screened, ...]:
        """Return the works that may touch a claim and wait to be decided on, the newest first."""
        waiting = (work for work in self.data.screened.works if work.status is Screening.TO_READ)
        touching = [work for work in waiting if any(touched.claim == claim.id for touched in work.claims)]
        return tuple(sorted(touching, key=lambda work: (-work.seen.toordinal(), work.title)))

    def care(self, claim: Claim) -> tuple[tuple[CareCard, tuple[CareSign, ...]], ...]:
        """Return the care cards of a claim, most urgent first, each with the claim's signs."""
        chosen = [self.signs[name] for name in claim.see_a_doctor if name in self.signs]
        return tuple(
            (card, signs)
            for card in self.data.care.cards
            if (signs := tuple(sign for sign in chosen if sign.card == card.id))
        )

    @cached_property
    def crisis_lines(self) -> tuple[CrisisLine, ...]:
        """The numbers to call on a page that speaks of suicide."""
        return crisis_lines(self.data.helplines)

    def speaks_of_suicide(self, text: str) -> bool:
        """Tell whether a text, or the text of a piece of HTML, speaks of suicide."""
        return crisis_words(self.data.words.crisis).search(_TAG.sub(" ", text)) is not None

    def is_on_suicide(self, claim: Claim) -> bool:
        """Tell whether the page of a claim speaks of suicide, in a field or in a warning sign."""
        signs = [self.signs[name] for name in claim.see_a_doctor if name in self.signs]
        return any(self.speaks_of_suicide(written.text) for part in (claim, *signs) for written in texts_of(part))

    def is_due(self, claim: Claim) -> bool:
        """Tell whether a claim's check-by date has passed on the day of the build."""
        return claim.check_by < self.today

    @cached_property
    def overdue(self) -> tuple[Claim, ...]:
        """Claims that are due, the longest overdue first."""
        due = (claim for claim in self.claims if self.is_due(claim) and not claim.withdrawn)
        return tuple(sorted(due, key=lambda claim: claim.check_by))

    def statement_views(self) -> tuple[tuple[Statement, str, Claim | None], ...]:
        """Return each statement of the article, with the words quoted from it and the claim that answers it."""
        article = self.data.article
        if article is None:
            return ()
        views = []
        for statement in article.statements:
            claim = self.library.claims.get(statement.claim) if statement.claim else None
            words = next((a.words for a in claim.appearances if a.source == article.source), "") if claim else ""
            views.append((statement, words, claim))
        return tuple(views)

    def latest_changes(self, most: int = 10) -> tuple[tuple[date, Claim, str], ...]:
        """Return the latest change of each claim as (day, claim, note), the newest first."""
        latest = [(claim.changes[-1], len(claim.changes), claim) for claim in self.claims]
        latest.sort(key=lambda entry: (-entry[0].date.toordinal(), -entry[1], entry[2].question))
        return tuple((change.date, claim, change.note) for change, _, claim in latest[:most])


def certainty_marks(basis: Level | Kind) -> int:
    """Return how many of the four certainty marks are filled; 0 for a kind of claim without certainty."""
    return GRADE_STEPS[basis] if isinstance(basis, Level) else 0
