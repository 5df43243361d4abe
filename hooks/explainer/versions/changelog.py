"""The conclusions that changed between two versions of the content, as Markdown for a release.

`diff` shows reviewers every change that readers will see; this shows readers what the site concludes now instead.
"""

from __future__ import annotations

from dataclasses import dataclass

from explainer.loading.library import Library
from explainer.model.claim import Claim
from explainer.model.history import revisions
from explainer.pages.plain_markdown import markdown_escape


@dataclass(frozen=True, slots=True)
class _Pair:
    """A claim in two versions of the content: `before` is None for a new claim, `now` for a deleted one."""

    before: Claim | None
    now: Claim | None

    @property
    def question(self) -> str:
        """The question of the claim, as it is asked now or else as it was asked last."""
        return markdown_escape((self.now or self.before).question)  # type: ignore[union-attr] # one of them is there

    @property
    def changed(self) -> bool:
        """Whether the claim is in both versions, and the verdict, or the certainty or kind beside it, differs."""
        return bool(self.before and self.now and self.before.conclusion != self.now.conclusion)

    @property
    def withdrawn(self) -> bool:
        """Whether the claim was withdrawn between the two versions."""
        return bool(self.now and self.now.withdrawn) and not (self.before and self.before.withdrawn)


def changelog(old: Library, new: Library, names: tuple[str, str]) -> str:
    """Return the changelog of conclusions as Markdown. `names` are the names of the two versions."""
    pairs = _pairs(old, new)
    moved = [pair for pair in pairs if pair.before and pair.now and pair.before.id != pair.now.id]
    parts = (
        ("Changed conclusions", [p for p in pairs if p.changed and not p.withdrawn], _changed),
        ("Withdrawn", [p for p in pairs if p.withdrawn], _withdrawn),
        ("New claims", [p for p in pairs if p.before is None and not p.withdrawn], lambda p: f"{p.now.conclusion}."),
        ("Moved", moved, lambda p: f"`{p.before.id}` is now `{p.now.id}`."),
        ("Gone without a reason", [p for p in pairs if not p.now], lambda p: f"Last said: {p.before.conclusion}."),
    )
    lines = [f"# Conclusions from {names[0]} to {names[1]}", ""]
    for title, listed, text in parts:
        if listed:
            lines += [f"## {title} ({len(listed)})", "", *(f"- **{p.question}** {text(p)}" for p in listed), ""]
    return "\n".join(lines if len(lines) > 2 else [*lines, "No conclusion changed.", ""])


def _pairs(old: Library, new: Library) -> list[_Pair]:
    """Return every claim of the two versions, paired by id or former id, in the order of their questions."""
    former = {name: claim for claim in new.claims.values() for name in claim.moved_from}
    pairs: dict[str, _Pair] = {}
    for name, before in old.claims.items():
        now = new.claims.get(name) or former.get(name)
        pairs[now.id if now else name] = _Pair(before, now)
    for name, now in new.claims.items():
        pairs.setdefault(name, _Pair(None, now))
    return sorted(pairs.values(), key=lambda pair: (pair.now or pair.before).question)  # type: ignore[union-attr]


def _changed(pair: _Pair) -> str:
    """Return both conclusions, and the notes that the history gained between the versions."""
    assert pair.before is not None  # noqa: S101 -- a changed conclusion has a claim before and now
    assert pair.now is not None  # noqa: S101
    added = revisions(pair.now)[len(revisions(pair.before)) :]
    notes = " ".join(
        f"{'Correction. ' if entry.correction else ''}{markdown_escape(entry.note)} ({entry.day.isoformat()})"
        for entry in added
    )
    why = f"Why: {notes}" if notes else "No reason is given in the history."
    return f"Before: {pair.before.conclusion}. Now: {pair.now.conclusion}. {why}"


def _withdrawn(pair: _Pair) -> str:
    return markdown_escape(pair.now.withdrawn.reason) if pair.now and pair.now.withdrawn else ""
