"""Counts over the whole library: who says the claims, how the verdicts fall, what the article still lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from explainer.loading.library import Library
from explainer.model.claim import SecondReading
from explainer.model.vocabulary import Kind, Leaning, Level, ReadLevel, Speaker, Verdict, Verified


def tally(library: Library) -> dict[str, Any]:
    """Return counts by verdict, by what stands beside it, by kind, leaning and speaker, and verdicts by leaning.

    Every value of a vocabulary is there, with 0 where nothing has it, so that an empty row shows.
    """
    claims = list(library.claims.values())
    speakers = Counter(appearance.by for claim in claims for appearance in claim.appearances)
    sides = library.terms(Leaning)
    article = library.data.article if library.data else None
    statements = article.statements if article else ()
    return {
        "by_verdict": {str(v): sum(c.verdict is v for c in claims) for v in Verdict},
        "by_basis": {str(basis): sum(c.basis is basis for c in claims) for basis in (*Level, *Kind)},
        "by_kind": {str(kind): sum(c.kind is kind for c in claims) for kind in Kind},
        "by_leaning": {str(side): sum(c.leaning is side for c in claims) for side in sides},
        "by_speaker": {
            **{str(who): speakers[who] for who in library.terms(Speaker)},
            "readers": sum(bool(c.asked_by) for c in claims),
        },
        "verdicts_by_leaning": {
            str(side): {str(v): sum(c.leaning is side and c.verdict is v for c in claims) for v in Verdict}
            for side in sides
        },
        "statements": {
            "all": len(statements),
            "answered": sum(statement.claim in library.claims for statement in statements),
        },
    }


def limits(library: Library) -> dict[str, int]:
    """Return what the site has not done or seen, in numbers: (part, whole) pairs as `x` and `x_of`.

    Findings count as read in an abstract when all works that they cite were read there alone.
    """
    claims = list(library.claims.values())
    alarming = [claim for claim in claims if claim.leaning is Leaning.ALARM]
    findings = [finding for claim in claims for _, _, finding in claim.findings() if finding.cite]
    references = list(library.references.values())
    return {
        "unquoted": sum(not claim.appearances for claim in claims),
        "unquoted_of": len(claims),
        "unquoted_alarming": sum(not claim.appearances for claim in alarming),
        "unquoted_alarming_of": len(alarming),
        "abstracts": sum(set(finding.reading) == {ReadLevel.ABSTRACT} for finding in findings),
        "abstracts_of": len(findings),
        "partial": sum(reference.verified is Verified.PARTIAL for reference in references),
        "partial_of": len(references),
        "reviewed": sum(claim.clinical_review is not None for claim in claims),
        "reviewed_of": len(claims),
        "second": sum(claim.second_reading is not None for claim in claims),
        "second_of": len(claims),
    }


def read_levels(library: Library) -> list[tuple[ReadLevel | None, int]]:
    """Return how many citations of findings rest on how much of the work; None where the finding does not say it."""
    counts = Counter(
        level
        for claim in library.claims.values()
        if claim.withdrawn is None
        for _, _, finding in claim.findings()
        for level, keys in finding.reading.items()
        for _ in keys
    )
    cited = sum(len(finding.cite) for claim in library.claims.values() if claim.withdrawn is None
                for _, _, finding in claim.findings())  # fmt: skip
    unsaid = cited - sum(counts.values())
    return [*((level, counts[level]) for level in ReadLevel), *([(None, unsaid)] if unsaid else [])]


def second_readings(library: Library) -> dict[str, Any]:
    """Return how often two readers agreed, as counts and as Cohen's kappa (None where it is not defined).

    `all` is about all claims, `by_kind` about those of each kind that has any; the certainty only about claims to which
    both readers gave one.
    """
    read = [(claim.kind, claim.second_reading) for claim in library.claims.values() if claim.second_reading]
    kinds = [kind for kind in Kind if any(kind is of for of, _ in read)]
    return {
        "all": _agreement([reading for _, reading in read]),
        "by_kind": {kind: _agreement([reading for of, reading in read if of is kind]) for kind in kinds},
    }


def _agreement(readings: Sequence[SecondReading]) -> dict[str, Any]:
    verdicts = [(reading.first_verdict, reading.verdict) for reading in readings]
    levels = [(one.first_certainty, one.certainty) for one in readings if one.first_certainty and one.certainty]
    return {
        "claims": len(readings),
        "verdict_agreed": sum(first is second for first, second in verdicts),
        "verdict_kappa": cohen_kappa(verdicts),
        "graded": len(levels),
        "certainty_agreed": sum(first is second for first, second in levels),
        "certainty_kappa": cohen_kappa(levels),
    }


def cohen_kappa(pairs: Sequence[tuple[object, object]]) -> float | None:
    """Return Cohen's kappa (unweighted) of two readers' categories, or None where it is not defined.

    Source: Cohen J. A coefficient of agreement for nominal scales. Educ Psychol Meas 1960;20:37-46:
    (observed - expected) / (1 - expected), with the agreement expected from each reader's own shares.
    """
    if not pairs:
        return None
    total = len(pairs)
    observed = sum(first == second for first, second in pairs) / total
    ours, theirs = Counter(first for first, _ in pairs), Counter(second for _, second in pairs)
    expected = sum(ours[category] * theirs[category] for category in ours) / total**2
    return None if expected == 1 else (observed - expected) / (1 - expected)
