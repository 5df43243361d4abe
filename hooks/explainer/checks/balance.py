"""Balance (B): both sides by one standard, made checkable."""

from __future__ import annotations

import re
from collections.abc import Iterator

from explainer.checks.runner import Context, Hit, rule
from explainer.model.claim import Claim, Finding, NoneFound
from explainer.model.vocabulary import Leaning
from explainer.problems import Severity
from explainer.rules import Scope

MOST_LOPSIDED = 3
LEAST_SHARE = 2 / 3
"""Of an even share: of two sides each has at least a third of the claims that lean."""

_VERDICT_WORDS = re.compile(
    r"\b(myth|debunked|hoax|proven|disproven|unproven|contradicted|supported|truth about|fact or fiction|false"
    r"|wrong)\b",
    re.IGNORECASE,
)


def _words(findings: tuple[Finding, ...]) -> int:
    return sum(len(finding.finding.split()) for finding in findings)


@rule(
    "B01",
    "One side far longer than the other",
    severity=Severity.WARNING,
    bad="for: one finding of 20 words; against: five findings of 40 words each",
    good="both sides told at like length, or `allow: {B01: why the evidence itself is lopsided}`",
)
def sides_are_even(claim: Claim, context: Context) -> Iterator[Hit]:
    """The longer side may have at most three times the words of the shorter one, unless a reason says why."""
    for_, against = claim.evidence.for_, claim.evidence.against
    if isinstance(for_, NoneFound) or isinstance(against, NoneFound):
        return
    short, long = sorted((("for", _words(for_)), ("against", _words(against))), key=lambda side: side[1])
    if long[1] > MOST_LOPSIDED * short[1]:
        yield Hit(
            f"`{long[0]}` has {long[1]} words, `{short[0]}` only {short[1]}",
            f"Tell the strongest true case of `{short[0]}`, or give the reason under `allow: {{B01: ...}}`.",
            ("evidence", short[0]),
            on_key=True,
        )


@rule(
    "B02",
    "A verdict in the title",
    bad="question: Is it a myth that ginger eases nausea?",
    good="question: Does ginger ease nausea?",
)
def title_gives_nothing_away(claim: Claim, context: Context) -> Iterator[Hit]:
    """The title is a question and does not carry the answer: people share titles without the page below."""
    if found := _VERDICT_WORDS.search(claim.question):
        yield Hit(
            f"the question holds the word `{found.group()}`",
            "Ask openly, as someone would who does not know the answer.",
            ("question",),
        )


@rule(
    "B03",
    "The site leans",
    severity=Severity.ADVICE,
    scope=Scope.LIBRARY,
    bad="40 claims that lean, 3 of them alarming",
    good="40 claims that lean, 14 or more of them alarming and 14 or more promising",
)
def site_is_even(context: Context) -> Iterator[Hit]:
    """At least a third of the claims that lean come from each side, so that readers of both find theirs checked."""
    leaning = [claim.leaning for claim in context.library.claims.values() if claim.leaning is not Leaning.NEUTRAL]
    sides = [side for side in context.library.terms(Leaning) if side is not Leaning.NEUTRAL]
    for side in sides:
        if len(leaning) >= 8 and leaning.count(side) < LEAST_SHARE * len(leaning) / len(sides):
            yield Hit(
                f"only {leaning.count(side)} of {len(leaning)} claims that lean are on the side `{side}`",
                "Add claims of that side.",
                path="claims",
            )
