"""Counts over the whole library: who says the claims, how the verdicts fall, what the article still lacks."""

from __future__ import annotations

from collections import Counter
from typing import Any

from explainer.library import Library
from explainer.vocabulary import Leaning, Level, Speaker, Verdict


def tally(library: Library) -> dict[str, Any]:
    """Return counts by verdict, certainty, leaning and speaker, verdicts within each leaning, and statements covered.

    Every value of a vocabulary is there, with 0 where nothing has it, so that an empty row shows.
    """
    claims = list(library.claims.values())
    speakers = Counter(appearance.by for claim in claims for appearance in claim.appearances)
    article = library.data.article if library.data else None
    statements = article.statements if article else ()
    return {
        "by_verdict": {str(v): sum(c.verdict is v for c in claims) for v in Verdict},
        "by_certainty": {str(level): sum(c.certainty.level is level for c in claims) for level in Level},
        "by_leaning": {str(side): sum(c.leaning is side for c in claims) for side in Leaning},
        "by_speaker": {
            **{str(who): speakers[who] for who in Speaker},
            "readers": sum(bool(c.asked_by) for c in claims),
        },
        "verdicts_by_leaning": {
            str(side): {str(v): sum(c.leaning is side and c.verdict is v for c in claims) for v in Verdict}
            for side in Leaning
        },
        "statements": {
            "all": len(statements),
            "answered": sum(statement.claim in library.claims for statement in statements),
        },
    }
