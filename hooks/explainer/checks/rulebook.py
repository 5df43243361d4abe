"""What a rule is, for those who apply rules and those who show them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from explainer.problems import Severity


class Scope(StrEnum):
    """What a rule looks at: one claim at a time, the whole library, or the text while it is read."""

    CLAIM = "claim"
    LIBRARY = "library"
    READING = "reading"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its code, how much it matters, and its documentation with a bad and a good example."""

    code: str
    severity: Severity
    scope: Scope
    title: str
    text: str
    bad: str
    good: str
    check: Callable[..., Any] | None = field(default=None, compare=False)


GROUPS = {
    "F": "Form: what a file must look like",
    "S": "Sources: what may be leaned on",
    "B": "Balance: both sides by one standard",
    "G": "Certainty: GRADE, and the words that go with it",
    "N": "Numbers: traced and rounded rightly",
    "D": "Safety: no doses, and help that can be reached",
    "W": "Words: plain, fair and respectful",
    "P": "Pictures: lines and words, told in words, readable on a phone",
    "T": "Time: dates in order, and what is due",
    "V": "The built site: pages and links that are there",
    "L": "Links: addresses on the web that still lead somewhere",
    "R": "Registers: what they hold of each source, and retractions",
}
"""First letter of a code -> what its group is about."""
