"""The real content, as it is in this checkout."""

from __future__ import annotations

from pathlib import Path

from explainer.checks import run_checks
from explainer.clock import today
from explainer.library import load_library
from explainer.problems import Severity, as_text, in_order

ROOT = Path(__file__).parent.parent


def test_the_content_has_no_error() -> None:
    library, problems = load_library(ROOT)
    problems += run_checks(library, today())
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    assert library.claims
    assert not errors, as_text(in_order(errors))
