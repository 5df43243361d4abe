"""Certainty (G): GRADE's arithmetic and the words that go with it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from explainer.checks.runner import Context, Hit, rule
from explainer.model.claim import Claim
from explainer.model.vocabulary import GRADE_STEPS, Level, Rung, Verdict
from explainer.problems import Severity
from explainer.rules import Scope

_STRONG = re.compile(r"\b(causes|proves|definitely|certainly|undoubtedly|guarantees|without doubt)\b", re.IGNORECASE)


@rule(
    "G01",
    "The certainty does not add up",
    bad="level: moderate\nstart: low\nrated_down: {indirectness: 1}",
    good="level: very-low\nstart: low\nrated_down: {indirectness: 1}",
)
def arithmetic_holds(claim: Claim, context: Context) -> Iterator[Hit]:
    """GRADE starts high (trial) or low (no trial) and goes down for five reasons, up for three, to end at `level`.

    Source: GRADE handbook, section 5.
    """
    certainty = claim.certainty
    reached = certainty.reached
    if reached is None or certainty.level is Level.ESTABLISHED:
        if (certainty.level is Level.ESTABLISHED) != (certainty.start is Level.ESTABLISHED):
            yield Hit("`established` is not graded: it stands in both `level` and `start`, or in neither",
                      "Write `start: established`, or grade the evidence.", ("certainty", "level"))  # fmt: skip
        elif certainty.rated_down or certainty.rated_up:
            yield Hit(
                "`established` is not graded, but reasons are given", "Delete the reasons.", ("certainty", "level")
            )
        return
    if GRADE_STEPS[certainty.level] != min(max(reached, 1), 4):
        name = next(level for level, step in GRADE_STEPS.items() if step == min(max(reached, 1), 4))
        yield Hit(
            f"start `{certainty.start}` and the reasons lead to `{name}`, not to `{certainty.level}`",
            f"Write `level: {name}`, or correct the reasons.",
            ("certainty", "level"),
        )
    elif reached < 1 or reached > 4:
        yield Hit("the reasons lead past the end of the scale", "Keep the weightiest reasons.", ("certainty", "level"))


@rule(
    "G02",
    "A start that GRADE does not have",
    bad="start: moderate",
    good="start: low",
)
def start_is_an_end(claim: Claim, context: Context) -> Iterator[Hit]:
    """Grading starts at high when a randomised trial answers the question, else at low.

    Rating up is for what was only observed.
    """
    certainty = claim.certainty
    if certainty.start in {Level.MODERATE, Level.VERY_LOW}:
        yield Hit(
            f"grading cannot start at `{certainty.start}`",
            "Write `start: high` or `start: low`.",
            ("certainty", "start"),
        )
    elif certainty.start is Level.HIGH and certainty.rated_up:
        yield Hit("evidence from trials is not rated up", "Delete `rated_up`.", ("certainty", "rated_up"))


@rule(
    "G03",
    "A verb stronger than the certainty",
    severity=Severity.WARNING,
    bad="short_answer: It causes seizures. (at low certainty)",
    good="short_answer: It may cause seizures.",
)
def verbs_fit(claim: Claim, context: Context) -> Iterator[Hit]:
    """At low or very low certainty a text says "may" or "we are very uncertain whether", never "causes" or "proves"."""
    if claim.certainty.level not in {Level.LOW, Level.VERY_LOW}:
        return
    for field in ("short_answer", "what_it_means"):
        if found := _STRONG.search(getattr(claim, field)):
            yield Hit(
                f"says `{found.group()}`, but the certainty is {claim.certainty.level}",
                'Say "may", or that we are very uncertain.',
                (field,),
            )


@rule(
    "G04",
    "Certainty that cells and animals cannot give",
    bad="level: low, with animal studies only",
    good="level: very-low",
)
def people_were_studied(claim: Claim, context: Context) -> Iterator[Hit]:
    """Studies in cells or animals alone never lift a claim about people above very low."""
    if claim.certainty.level in {Level.VERY_LOW, Level.ESTABLISHED}:
        return
    rungs = set()
    for side, _, finding in claim.findings():
        if side == "unknown":
            continue
        for key in finding.cite:
            reference = context.library.references.get(key)
            if reference and reference.design:
                rungs.add(reference.design.rung)
    if rungs and rungs <= {Rung.CELLS, Rung.ANIMALS}:
        yield Hit("only cells and animals were studied", "Write `level: very-low`.", ("certainty", "level"))


@rule(
    "G05",
    "A firm verdict on very uncertain evidence",
    severity=Severity.WARNING,
    bad="verdict: contradicted, certainty: very-low",
    good="verdict: unproven, or `allow: {G05: the reason}`",
)
def verdict_fits(claim: Claim, context: Context) -> Iterator[Hit]:
    """`supported` or `contradicted` at very low certainty needs a reason under `allow`.

    Mostly `unproven` or `mixed` is meant.
    """
    if claim.certainty.level is Level.VERY_LOW and claim.verdict in {Verdict.SUPPORTED, Verdict.CONTRADICTED}:
        yield Hit(
            f"`{claim.verdict}` at very low certainty",
            "Use `unproven` or `mixed`, or give the reason under `allow: {G05: ...}`.",
            ("verdict",),
        )


@rule(
    "G06",
    "Not shown, although a trial answers",
    severity=Severity.WARNING,
    bad="verdict: unproven, start: high",
    good="verdict: mixed, start: high",
)
def trial_answers(claim: Claim, context: Context) -> Iterator[Hit]:
    """`unproven` means that no study in people can answer; grading that starts at high says that a trial does."""
    if claim.verdict is Verdict.UNPROVEN and claim.certainty.start is Level.HIGH:
        yield Hit(
            "`unproven`, but grading starts at a trial that answers", "Change the verdict or the start.", ("verdict",)
        )


@rule(
    "G11",
    "Claims that nobody has read a second time",
    severity=Severity.ADVICE,
    scope=Scope.LIBRARY,
    bad="20 claims with a `second_reading`, and a new one without",
    good="second_reading: {date: ..., agreed: true, verdict: ..., first_verdict: ..., note: ...}",
)
def read_twice(context: Context) -> Iterator[Hit]:
    """Where a site has its claims judged a second time, by someone who sees the findings alone, each new one is due.

    docs/maintaining.md says how. A claim is published without it, and its page does not claim one.
    """
    claims = [claim for claim in context.library.claims.values() if claim.withdrawn is None]
    once = [claim.id for claim in claims if claim.second_reading is None]
    if once and len(once) < len(claims):
        shown = f"{', '.join(once[:5])}{' and others' if len(once) > 5 else ''}"
        what = f"{len(once)} of {len(claims)} claims were judged once: {shown}"
        yield Hit(what, "Ask for a second reading of each.", path="claims")
