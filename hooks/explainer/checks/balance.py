"""Balance (B): both sides by one standard, and what a reader needs to decide about health (B06, B07, S34).

DISCERN judges written information on treatment choices (Charnock and others, 1999). Neither this code nor the data
repeats the words of its questions.
"""

import re
from collections.abc import Iterator

from explainer.checks.runner import Context, Hit, advice, rule, warning
from explainer.loading.citation_syntax import find_citations, find_in_markdown
from explainer.loading.prose_page import ProsePage, sections
from explainer.model.claim import Claim, Finding, NoneFound
from explainer.model.site_data import Discern, DiscernPage
from explainer.model.vocabulary import Leaning

MOST_LOPSIDED = 3
LEAST_SHARE = 2 / 3
"""The smallest allowed share of a side, as a part of an even share: with two sides, a third of the claims that lean."""

_VERDICT_WORDS = re.compile(
    r"\b(myth|debunked|hoax|proven|disproven|unproven|contradicted|supported|truth about|fact or fiction|false"
    r"|wrong)\b",
    re.IGNORECASE,
)


@warning(
    "B01",
    "One side far longer than the other",
    bad="for: one finding of 20 words; against: five findings of 40 words each",
    good="both sides at similar length, or `allow: {B01: why the evidence itself is lopsided}`",
)
def sides_are_even(claim: Claim, context: Context) -> Iterator[Hit]:
    """The longer side may have at most three times the words of the shorter one, unless a reason says why."""
    for_, against = claim.evidence.for_, claim.evidence.against
    if isinstance(for_, NoneFound) or isinstance(against, NoneFound):
        return
    short, long = sorted((("for", _words(for_)), ("against", _words(against))), key=lambda side: side[1])
    if long[1] > MOST_LOPSIDED * short[1]:
        message = f"`{long[0]}` has {long[1]} words, `{short[0]}` only {short[1]}"
        fix = f"Write the strongest true case under `{short[0]}`, or give the reason under `allow: {{B01: ...}}`."
        yield Hit(message, fix, ("evidence", short[0]), on_key=True)


def _words(findings: tuple[Finding, ...]) -> int:
    return sum(len(finding.finding.split()) for finding in findings)


@rule(
    "B02",
    "A verdict in the title",
    bad="question: Is it a myth that ginger eases nausea?",
    good="question: Does ginger ease nausea?",
)
def title_gives_nothing_away(claim: Claim, context: Context) -> Iterator[Hit]:
    """The title is a question and does not carry the answer: people share titles without the page below."""
    if match := _VERDICT_WORDS.search(claim.question):
        message = f"the question contains the word `{match.group()}`"
        fix = "Ask openly, as someone would who does not know the answer."
        yield Hit(message, fix, ("question",))


@advice(
    "B03",
    "The site leans",
    bad="40 claims that lean, 3 of them alarming",
    good="40 claims that lean, 14 or more of them alarming and 14 or more promising",
)
def site_is_even(context: Context) -> Iterator[Hit]:
    """At least a third of the claims that lean come from each side, so that readers of both find theirs checked."""
    leaning = [claim.leaning for claim in context.library.claims.values() if claim.leaning is not Leaning.NEUTRAL]
    sides = [side for side in context.library.terms(Leaning) if side is not Leaning.NEUTRAL]
    for side in sides:
        if len(leaning) >= 8 and leaning.count(side) < LEAST_SHARE * len(leaning) / len(sides):
            message = f"only {leaning.count(side)} of {len(leaning)} claims that lean are on the side `{side}`"
            fix = "Add claims of that side."
            yield Hit(message, fix, path="claims")


# What a reader needs to decide about health

TOPICS = "docs/data/topics.yml"
DISCERN = "docs/data/discern.yml"
LISTS = ("harms_to_know", "other_options")
SOURCES, CHECKED = "sources", "checked"
"""Places on a page that are not headings, beside `lead`: its sources, and the line with its dates."""

_WORD = re.compile(r"\w")


@rule(
    "B06",
    "A topic that leaves out harms or other options",
    bad="site.yml: decision_aid: true, and in topics.yml a topic without `other_options`",
    good="other_options:\n  - {text: Exercise may ease it a little. [@verville2023], claim: what-else-helps}",
)
def topics_name_the_rest(context: Context) -> Iterator[Hit]:
    """Where `decision_aid` of docs/data/site.yml is true, each topic names harms to know and other options.

    A claim is one sentence, and somebody may decide by it alone. So its page also says what the claim leaves out.
    """
    if not (context.parts.site and context.parts.site.decision_aid):
        return
    for number, topic in enumerate(context.parts.topics or ()):
        for field in LISTS:
            if not getattr(topic, field):
                fix = f"Add `{field}`: sentences with citations, or ids of claims."
                yield Hit(f"the topic `{topic.id}` has no `{field}`", fix, ("topics", number), TOPICS)


@rule(
    "S34",
    "A sentence on a topic without a source",
    bad="harms_to_know:\n  - text: Some people come to depend on it.",
    good="harms_to_know:\n  - text: Some people come to depend on it.\n    claim: everyone-becomes-addicted",
)
def notes_have_a_source(context: Context) -> Iterator[Hit]:
    """A sentence under `harms_to_know` or `other_options` cites a source, or names the claim that has the evidence."""
    for number, topic in enumerate(context.parts.topics or ()):
        for field, nth, note in topic.notes():
            if note.text and not note.claim and not find_citations(note.text):
                fix = "Add a citation such as [@key], or `claim` with the id of a claim."
                place = ("topics", number, field, nth, "text")
                yield Hit("this sentence has neither a source nor a claim", fix, place, TOPICS)


@rule(
    "B07",
    "A question for a decision that a page does not answer",
    bad="discern.yml: at: {without: if-you-do-nothing}   and no such heading on the page",
    good="the heading, with an answer below it, or unfit: {without: why the question does not fit this page}",
)
def pages_answer_discern(context: Context) -> Iterator[Hit]:
    """Where `decision_aid` of site.yml is true, docs/data/discern.yml says where pages answer DISCERN's questions.

    All pages of topics and tasks are in it. For each question a page has a place with words below it, or a reason why
    the question does not fit. A place is the id of a heading, `lead` for the text above the first section, `sources`
    for the list of what the page cites, or `checked` for the line with its dates. A program cannot tell whether the
    answer is a good one: people read that.
    """
    discern, site = context.parts.discern, context.parts.site
    if discern is None:
        if site and site.decision_aid and DISCERN not in context.library.documents and context.parts.whole:
            yield Hit("is missing", "Say in it where each page answers the questions of DISCERN.", path=DISCERN)
        return
    pages = {page.name: page for page in context.library.prose}
    for number, listed in enumerate(discern.pages):
        at = ("pages", number)
        if listed.page not in context.library.page_files:
            yield Hit(f"there is no page docs/{listed.page}", "Correct its name.", (*at, "page"), DISCERN)
        elif listed.page in pages:
            for message, fix, *place in _faults(discern, listed, pages[listed.page]):
                yield Hit(message, fix, (*at, *place), DISCERN, on_key=bool(place))
    asked = [*(topic.page for topic in context.parts.topics or ()), *(task.page for task in context.parts.tasks or ())]
    for name in dict.fromkeys(asked):
        if name in context.library.page_files and name not in {listed.page for listed in discern.pages}:
            yield Hit(f"the page {name} is not in it", "Add it under `pages`.", ("pages",), DISCERN, on_key=True)


def _faults(discern: Discern, listed: DiscernPage, page: ProsePage) -> Iterator[tuple[str, ...]]:
    """Yield (message, fix, field, key) for each question without an answer or a reason on a page, and wrong names."""
    below = sections(page.text)
    known = [question.id for question in discern.questions]
    for field in ("at", "unfit"):
        for name in getattr(listed, field):
            if name not in known:
                yield f"there is no question `{name}`", f"Use one of: {', '.join(known)}.", field, name
            elif field == "at" and name in listed.unfit:
                yield f"`{name}` stands under both `at` and `unfit`", "Keep one of the two.", field, name
    for question in discern.questions:
        if question.id in listed.unfit:
            continue
        place = listed.at.get(question.id, question.at)
        where = ("at", question.id) if question.id in listed.at else ()
        if place == CHECKED or (place == SOURCES and find_in_markdown(page.text)):
            continue
        if place not in below:
            fix = f"Name another place, or say under `unfit` why it does not fit. Known: {', '.join(below)}."
            yield f"{page.name} has no place `{place}` to answer `{question.id}`", fix, *where
        elif not _WORD.search(below[place]):
            yield f"there is no text below `{place}` of {page.name}", "Write the answer, or name another place.", *where
