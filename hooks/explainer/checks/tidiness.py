"""Tidiness (F28 to F30, F36, S18): what `claims check --fix` mends by itself."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.checks.fixes import BIBLIOGRAPHY_MENDERS, CLAIM_MENDERS, first_difference
from explainer.checks.runner import BIBLIOGRAPHY, Context, Hit, rule
from explainer.problems import Severity
from explainer.rules import Scope

FIX = "Run `claims check --fix`."


def _hits(context: Context, code: str) -> Iterator[Hit]:
    for path, text in context.library.texts.items():
        for mender in BIBLIOGRAPHY_MENDERS if path == BIBLIOGRAPHY else CLAIM_MENDERS:
            if mender.code == code and (mended := mender.mend(text)) != text:
                yield Hit(mender.message, FIX, path=path, line=first_difference(text, mended))


@rule(
    "F28",
    "Untidy spacing",
    severity=Severity.ADVICE,
    scope=Scope.LIBRARY,
    bad="spaces at a line's end, Windows line ends, no line end at the end of the file",
    good="none of these",
)
def spacing_tidy(context: Context) -> Iterator[Hit]:
    """Spaces that nobody sees make changes look larger than they are. `claims check --fix` takes them out."""
    yield from _hits(context, "F28")


@rule(
    "F29",
    "A field name with capital letters",
    severity=Severity.ADVICE,
    scope=Scope.LIBRARY,
    bad="Verdict: mixed",
    good="verdict: mixed",
)
def names_lower_case(context: Context) -> Iterator[Hit]:
    """Field names are in lower case. `claims check --fix` mends them."""
    yield from _hits(context, "F29")


@rule(
    "F30",
    "Fields in another order",
    severity=Severity.ADVICE,
    scope=Scope.LIBRARY,
    bad="claim: ...\nquestion: ...",
    good="question: ...\nclaim: ...",
)
def fields_in_order(context: Context) -> Iterator[Hit]:
    """One order for all claim files, that of the documentation, makes them easy to compare. `--fix` sorts them."""
    yield from _hits(context, "F30")


@rule(
    "F36",
    "A claim in the first form",
    scope=Scope.LIBRARY,
    bad="certainty: {level: established, ...}",
    good="kind: fact\nestablished: {where: ..., as_of: ...}",
)
def kinds_written(context: Context) -> Iterator[Hit]:
    """Until version 2 of the claim file, facts had the certainty `established`. Now every claim states its kind.

    `claims check --fix` makes such a claim one of kind `fact`. You then write where it stands. The kind of any other
    claim is for you to say: effect, frequency, occurs, fact or advice.
    """
    yield from _hits(context, "F36")


@rule(
    "S18",
    "A page range with another dash",
    severity=Severity.ADVICE,
    scope=Scope.LIBRARY,
    bad="pages = {847-854}",
    good="pages = {847--854}",
)
def dashes_double(context: Context) -> Iterator[Hit]:
    """BibTeX writes a range with two hyphens. `claims check --fix` mends it."""
    yield from _hits(context, "S18")
