"""Rules on single texts, applied to every text that is shown: of claims, pages, pictures, data and references."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from explainer.checks.reader_texts import OWN, other_texts, texts_in
from explainer.checks.runner import Context, Hit
from explainer.model.base import Voice
from explainer.model.claim import Claim
from explainer.problems import Severity
from explainer.rules import Scope, describe

Fault = tuple[int, str, str]
"""Where in a text a fault begins, what is wrong, and how to mend it."""
Find = Callable[[str, Context, Claim | None], Iterator[Fault]]


def text_rule(
    code: str,
    title: str,
    *,
    bad: str,
    good: str,
    severity: Severity = Severity.ERROR,
    voices: frozenset[Voice] = OWN,
    in_claims: frozenset[Voice] | None = None,
    in_code: bool = False,
) -> Callable[[Find], Find]:
    """Register a function that finds the faults of a text as a rule; its docstring becomes the rule's documentation.

    The function is given a text, the context, and the claim that the text stands in, or None for any other text. Of a
    claim's text the first fault is a problem, which the claim's `allow` can excuse; elsewhere every fault is one.
    `voices` says whose words are read, `in_claims` whose in claims where that differs; `in_code`, whether code that a
    page shows is read too.
    """

    def register(find: Find) -> Find:
        def on_claim(claim: Claim, context: Context) -> Iterator[Hit]:
            for place, text in texts_in(claim, in_claims or voices):
                for _, message, fix in find(text, context, claim):
                    yield Hit(message, fix, place)
                    break

        def elsewhere(context: Context) -> Iterator[Hit]:
            for text, at in other_texts(context.library, voices, code=in_code):
                for start, message, fix in find(text, context, None):
                    yield at(message, fix, start)

        text = find.__doc__ or ""
        describe(code, title, text, bad=bad, good=good, severity=severity, scope=Scope.CLAIM, check=on_claim,
                 elsewhere=elsewhere)  # fmt: skip
        return find

    return register
