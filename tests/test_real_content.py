"""The content of this checkout, whatever it says: it has no error, and what it promises to answer is answered.

What content owes beyond that is a rule with a code: a claim more, or a first review by a clinician, fails no test.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from builders import make_claim, real_content, write_site
from explainer.checks import run_checks
from explainer.clock import today
from explainer.loading.library import load_library
from explainer.problems import Severity, as_text, in_order


def test_the_content_has_no_error() -> None:
    """Errors as `claims check` tells them today."""
    library, problems = real_content()
    found = [*problems, *run_checks(library, today(), errors_only=True)]
    errors = in_order(problem for problem in found if problem.severity is Severity.ERROR)
    assert not errors, as_text(errors)


def test_every_statement_of_the_article_is_answered_in_its_own_words() -> None:
    library, _ = real_content()
    article = library.data.article if library.data else None
    for statement in article.statements if article else ():
        claim = library.claims[statement.claim or ""]
        assert any(appearance.source == article.source for appearance in claim.appearances), statement.id


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"clinical_review": {"name": "A. Berg, physician", "date": "2026-06-01"}},
        {"second_reading": {"date": "2026-06-01", "agreed": True, "verdict": "unproven", "certainty": "very-low",
                            "first_verdict": "unproven", "first_certainty": "very-low", "note": "Both alone."}},
    ],
    ids=["a claim more, read once", "a first review by a clinician", "a claim more, read twice"],
)  # fmt: skip
def test_what_the_content_does_not_owe_fails_nothing(tmp_path: Path, changes: dict[str, object]) -> None:
    root = write_site(tmp_path, claims={"sleep/one-more": make_claim(**changes)})
    loaded, problems = load_library(root)
    found = [*problems, *run_checks(loaded, loaded.claims["one-more"].checked)]
    assert [problem for problem in found if problem.severity is Severity.ERROR] == []
