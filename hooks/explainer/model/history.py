"""The history of claims, made from `changes`: what was said when, and why. A withdrawal is the last entry."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from explainer.model.claim import Claim
from explainer.model.vocabulary import Level, Verdict


class Revision(NamedTuple):
    """An entry of a claim's history. `number` counts from 1; a withdrawal has no `verdict`.

    `certainty` is the one from that day on, also if the entry does not repeat it. `verdict_before` and
    `certainty_before` are those of the previous entry, or None.
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
        """Whether this entry published the claim."""
        return self.number == 1

    @property
    def withdrawal(self) -> bool:
        """Whether this entry withdrew the claim."""
        return self.verdict is None

    @property
    def conclusion_changed(self) -> bool:
        """Whether the verdict or the certainty changed, except by publication or by another method of judging."""
        now, before = (self.verdict, self.certainty), (self.verdict_before, self.certainty_before)
        return not self.first and not self.method and now != before

    @property
    def kind(self) -> str:
        """The kind of entry: published, withdrawn, method, conclusion, or text if the conclusion stayed the same."""
        if self.first:
            return "published"
        if self.withdrawal:
            return "withdrawn"
        if self.method:
            return "method"
        return "conclusion" if self.conclusion_changed else "text"


def revisions(claim: Claim) -> tuple[Revision, ...]:
    """Return the history of a claim, oldest first."""
    entries: list[Revision] = []
    verdict: Verdict | None = None
    certainty: Level | None = None
    for number, change in enumerate(claim.changes, start=1):
        ungraded = change.method or (number == len(claim.changes) and claim.level is None)
        now = change.certainty if ungraded else change.certainty or certainty
        if certainty is None and number > 1:
            certainty = now  # no entry before says it, so it is not known to have changed
        before, kinds = (verdict, certainty), (change.correction, change.method)
        entries.append(Revision(claim, number, change.date, change.note, change.verdict, now, *before, *kinds))
        verdict, certainty = change.verdict, now
    if gone := claim.withdrawn:
        entries.append(Revision(claim, len(entries) + 1, gone.date, gone.reason, None, None, verdict, certainty))
    return tuple(entries)


def newest_first(claims: Iterable[Claim]) -> tuple[Revision, ...]:
    """Return the entries of several histories, newest first; those of one day by question, later entries first."""
    entries = [revision for claim in claims for revision in revisions(claim)]
    return tuple(sorted(entries, key=lambda r: (-r.day.toordinal(), r.claim.question, -r.number)))


def last_day(claims: Iterable[Claim]) -> date | None:
    """Return the last day on which any of the claims was changed or checked; None without claims."""
    days = [day for claim in claims for day in (claim.checked, *(revision.day for revision in revisions(claim)))]
    return max(days, default=None)
