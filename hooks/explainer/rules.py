"""What a rule is, and the list of all rules.

A rule is declared beside the code that applies it: in `checks` if it needs the whole content, else where files, the
built site or the network are read.
"""

import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from explainer.problems import Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its code, how much it matters, and its documentation with a bad and a good example."""

    code: str
    severity: Severity
    title: str
    text: str
    bad: str
    good: str
    check: Callable[..., Any] | None = field(default=None, compare=False)
    """The function that checks a claim; None for a rule from which no claim can be excused."""
    elsewhere: Callable[..., Any] | None = field(default=None, compare=False)
    """The function that checks the whole content, or all texts but those of claims."""


GROUPS = {
    "F": "Form: what a file must look like",
    "S": "Sources: what may be leaned on",
    "B": "Balance: both sides by one standard",
    "G": "Certainty: GRADE, and the words that go with it",
    "N": "Numbers: traced and rounded rightly",
    "D": "Safety: no doses, and help that can be reached",
    "W": "Words: plain, fair and respectful",
    "Q": "Questions: what readers look for is found",
    "P": "Pictures: lines and words, described in words, readable on a phone",
    "T": "Time: dates in order, and what is due",
    "V": "The built site: pages and links that are there",
    "E": "Evidence: how it is searched for, and what became of each work",
    "L": "Links: addresses on the web that still lead somewhere",
    "R": "Registers: what they hold of each source, and retractions",
}
"""First letter of a code -> the subject of the group."""

RULES: dict[str, Rule] = {}
"""All rules by code. Modules add theirs when they are imported; `building.all_rules` imports them all."""


def describe(
    code: str,
    title: str,
    text: str,
    *,
    bad: str,
    good: str,
    severity: Severity = Severity.ERROR,
    check: Callable[..., Any] | None = None,
    elsewhere: Callable[..., Any] | None = None,
) -> None:
    """Add a rule to the list. Without `check` and `elsewhere`, its module applies the rule itself.

    `text` says what the rule requires and why; `bad` and `good` are examples. Raises ValueError if the code is taken.
    """
    if code in RULES:
        raise ValueError(f"rule {code} is defined twice")
    text, bad, good = " ".join(text.split()), textwrap.dedent(bad).strip("\n"), textwrap.dedent(good).strip("\n")
    RULES[code] = Rule(code, severity, title, text, bad, good, check, elsewhere)


def rule_for(code: str) -> Rule | None:
    """Return the rule with this code, in upper or lower case, or None."""
    return RULES.get(code.strip().upper())
