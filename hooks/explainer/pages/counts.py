"""Counts over the whole library: verdicts, kinds and speakers, what the site has not done, and second readings."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from explainer.loading.library import Library
from explainer.model.claim import SecondReading
from explainer.model.vocabulary import Kind, Leaning, Level, ReadLevel, Speaker, Verdict, Verified


def tally(library: Library) -> dict[str, Any]:
    """Return counts of claims by verdict, basis, kind, leaning and speaker, of verdicts by leaning, and of statements.

    The basis is the certainty, or the kind without one. Values that no claim has are counted as 0: tables show them.
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
    """Return the limits of the site in numbers, each as `x`, and its total as `x_of`.

    A finding counts as read in an abstract if only the abstracts of all its works were read.
    """
    claims = list(library.claims.values())
    findings = [finding for claim in claims for _, _, finding in claim.findings() if finding.cite]
    applies = {
        "unquoted": [not claim.appearances for claim in claims],
        "unquoted_alarming": [not claim.appearances for claim in claims if claim.leaning is Leaning.ALARM],
        "abstracts": [set(finding.reading) == {ReadLevel.ABSTRACT} for finding in findings],
        "partial": [reference.verified is Verified.PARTIAL for reference in library.references.values()],
        "reviewed": [claim.clinical_review is not None for claim in claims],
        "second": [claim.second_reading is not None for claim in claims],
    }
    return {
        name: count
        for limit, each in applies.items()
        for name, count in ((limit, sum(each)), (f"{limit}_of", len(each)))
    }


def read_levels(library: Library) -> list[tuple[ReadLevel | None, int]]:
    """Return each level of reading with the number of citations of findings; level None where a finding names none."""
    current = (claim for claim in library.claims.values() if claim.withdrawn is None)
    findings = [finding for claim in current for _, _, finding in claim.findings()]
    counts = Counter(level for finding in findings for level, keys in finding.reading.items() for _ in keys)
    unsaid = sum(len(finding.cite) for finding in findings) - sum(counts.values())
    return [*((level, counts[level]) for level in ReadLevel), *([(None, unsaid)] if unsaid else [])]


def second_readings(library: Library) -> dict[str, Any]:
    """Return how often two readers agreed, as counts and as Cohen's kappa (None if it is not defined).

    `all` is for all claims, `by_kind` for each kind that was read twice. Certainty is compared only for claims to which
    both readers gave one.
    """
    read = [(claim.kind, claim.second_reading) for claim in library.claims.values() if claim.second_reading]
    by_kind = {kind: [reading for of, reading in read if of is kind] for kind in Kind}
    return {
        "all": _agreement([reading for _, reading in read]),
        "by_kind": {kind: _agreement(readings) for kind, readings in by_kind.items() if readings},
    }


def _agreement(readings: Sequence[SecondReading]) -> dict[str, Any]:
    verdicts = [(reading.first_verdict, reading.verdict) for reading in readings]
    certainties = ((reading.first_certainty, reading.certainty) for reading in readings)
    levels = [(first, second) for first, second in certainties if first and second]
    return {
        "claims": len(readings),
        "verdict_agreed": sum(first is second for first, second in verdicts),
        "verdict_kappa": cohen_kappa(verdicts),
        "graded": len(levels),
        "certainty_agreed": sum(first is second for first, second in levels),
        "certainty_kappa": cohen_kappa(levels),
    }


def cohen_kappa(pairs: Sequence[tuple[object, object]]) -> float | None:
    """Return Cohen's kappa (unweighted) of the categories of two readers, or None if it is not defined.

    It is (observed - expected) / (1 - expected), with the agreement expected from each reader's own shares: Cohen J. A
    coefficient of agreement for nominal scales. Educ Psychol Meas 1960;20:37-46.
    """
    if not pairs:
        return None
    total = len(pairs)
    observed = sum(first == second for first, second in pairs) / total
    ours, theirs = Counter(first for first, _ in pairs), Counter(second for _, second in pairs)
    expected = sum(ours[category] * theirs[category] for category in ours) / total**2
    return None if expected == 1 else (observed - expected) / (1 - expected)
