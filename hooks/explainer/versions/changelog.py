"""The conclusions that changed between two versions of the content, as Markdown for a release.

`diff` shows reviewers every change that readers will see; this shows readers what the site concludes now instead.
"""

from collections.abc import Iterable

from explainer.loading.library import Library
from explainer.model.claim import Claim
from explainer.model.history import revisions
from explainer.pages.plain_markdown import markdown_escape


def changelog(old: Library, new: Library, names: tuple[str, str]) -> str:
    """Return the changelog of conclusions as Markdown. `names` are the names of the two versions."""
    titles = ("Changed conclusions", "Withdrawn", "New claims", "Moved", "Gone without a reason")
    parts: dict[str, list[str]] = {title: [] for title in titles}
    for claim, before, now in sorted(_pairs(old, new), key=lambda pair: pair[0].question):
        question = f"- **{markdown_escape(claim.question)}**"
        if now is None:
            parts["Gone without a reason"].append(f"{question} Last said: {claim.conclusion}.")
        elif now.withdrawn and not (before and before.withdrawn):
            parts["Withdrawn"].append(f"{question} {markdown_escape(now.withdrawn.reason)}")
        elif before is None:
            parts["New claims"].append(f"{question} {now.conclusion}.")
        elif before.conclusion != now.conclusion:
            parts["Changed conclusions"].append(f"{question} {_changed(before, now)}")
        if before and now and before.id != now.id:
            parts["Moved"].append(f"{question} `{before.id}` is now `{now.id}`.")
    lines = [f"# Conclusions from {names[0]} to {names[1]}", ""]
    for title, listed in parts.items():
        if listed:
            lines += [f"## {title} ({len(listed)})", "", *listed, ""]
    return "\n".join(lines if len(lines) > 2 else [*lines, "No conclusion changed.", ""])


def _pairs(old: Library, new: Library) -> Iterable[tuple[Claim, Claim | None, Claim | None]]:
    """Return every claim as it is or was last, as it was (None if new), and as it is (None if deleted).

    The claims of the two versions are paired by id or former id.
    """
    former = {name: claim for claim in new.claims.values() for name in claim.moved_from}
    pairs: dict[str, tuple[Claim, Claim | None, Claim | None]] = {}
    for name, before in old.claims.items():
        now = new.claims.get(name) or former.get(name)
        pairs[now.id if now else name] = (now or before, before, now)
    for name, now in new.claims.items():
        pairs.setdefault(name, (now, None, now))
    return pairs.values()


def _changed(before: Claim, now: Claim) -> str:
    """Return both conclusions, and the notes that the history gained between the versions."""
    added = revisions(now)[len(revisions(before)) :]
    notes = " ".join(
        f"{'Correction. ' if entry.correction else ''}{markdown_escape(entry.note)} ({entry.day.isoformat()})"
        for entry in added
    )
    why = f"Why: {notes}" if notes else "No reason is given in the history."
    return f"Before: {before.conclusion}. Now: {now.conclusion}. {why}"
