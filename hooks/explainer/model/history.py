"""The history of claims: what was said before, what is said now, and why. Made from `changes` alone.

A withdrawal is the last entry of a history: from that day on nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from explainer.model.claim import Claim
from explainer.model.vocabulary import Level, Verdict


@dataclass(frozen=True, slots=True)
class Revision:
    """An entry of a claim's history. `number` counts from 1; `verdict` is None from a withdrawal on.

    `certainty` is the one that held from that day on, also where the entry does not repeat it. The two `before` are
    those of the entry above; both are None in the first entry.
    """

    claim: Claim
    number: int
    day: date
    note: str
    verdict: Verdict | None
    certainty: Level | None
    verdict_before: Verdict | None = None
    certainty_before: Level | None = None
    correction: bool = False
    method: bool = False

    @property
    def first(self) -> bool:
        """Whether the claim was published with this entry."""
        return self.number == 1

    @property
    def withdrawal(self) -> bool:
        """Whether the claim was withdrawn with this entry."""
        return self.verdict is None

    @property
    def conclusion_changed(self) -> bool:
        """Whether the verdict or the certainty is another one than before, by the same method.

        A first publication changes nothing, and neither does another way of judging.
        """
        now, before = (self.verdict, self.certainty), (self.verdict_before, self.certainty_before)
        return not self.first and not self.method and now != before

    @property
    def kind(self) -> str:
        """What the entry is: published, withdrawn, method, conclusion, or text where the conclusion stayed."""
        if self.first:
            return "published"
        if self.withdrawal:
            return "withdrawn"
        if self.method:
            return "method"
        return "conclusion" if self.conclusion_changed else "text"


def revisions(claim: Claim) -> tuple[Revision, ...]:
    """Return the history of a claim, oldest first."""
    found: list[Revision] = []
    verdict: Verdict | None = None
    certainty: Level | None = None
    for number, change in enumerate(claim.changes, start=1):
        ungraded = change.method or (number == len(claim.changes) and claim.level is None)
        held = change.certainty if ungraded else change.certainty or certainty
        if certainty is None and number > 1:
            certainty = held  # the entries before did not say it: then it is not known to have changed
        found.append(
            Revision(
                claim,
                number,
                change.date,
                change.note,
                change.verdict,
                held,
                verdict,
                certainty,
                change.correction,
                change.method,
            )
        )
        verdict, certainty = change.verdict, held
    if gone := claim.withdrawn:
        found.append(Revision(claim, len(found) + 1, gone.date, gone.reason, None, None, verdict, certainty))
    return tuple(found)


def newest_first(claims: Iterable[Claim]) -> tuple[Revision, ...]:
    """Return the entries of several histories, newest first; on one day by question, the later entry first."""
    found = [revision for claim in claims for revision in revisions(claim)]
    return tuple(sorted(found, key=lambda r: (-r.day.toordinal(), r.claim.question, -r.number)))


def last_day(claims: Iterable[Claim]) -> date | None:
    """Return the last day on which any of the claims changed or was checked, or None without claims."""
    days = [day for claim in claims for day in (claim.checked, *(revision.day for revision in revisions(claim)))]
    return max(days, default=None)
