"""The conclusions that changed between two versions of the content, from the data alone: for releases.

`difference` tells reviewers everything that readers will see change; this tells readers what we now say instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from explainer.loading.library import Library
from explainer.model.claim import Claim
from explainer.model.history import Revision, revisions
from explainer.model.vocabulary import Level, Verdict
from explainer.pages.plain_markdown import markdown_escape


@dataclass(frozen=True, slots=True)
class Concluded:
    """A claim in two versions of the content; `before` is None for a new one, `now` for one that is gone."""

    before: Claim | None
    now: Claim | None

    @property
    def entries(self) -> tuple[Revision, ...]:
        """The entries of the claim's history that were added between the two."""
        if self.now is None:
            return ()
        return revisions(self.now)[len(revisions(self.before)) if self.before else 0 :]

    @property
    def changed(self) -> bool:
        """Whether verdict or certainty differ."""
        both = self.before is not None and self.now is not None
        return both and _conclusion(self.before) != _conclusion(self.now)

    @property
    def withdrawn(self) -> bool:
        """Whether the claim was withdrawn between the two."""
        held = self.now is not None and self.now.withdrawn is not None
        return held and (self.before is None or self.before.withdrawn is None)

    @property
    def moved(self) -> bool:
        """Whether the claim has another id now."""
        return self.before is not None and self.now is not None and self.before.id != self.now.id


def compared(old: Library, new: Library) -> tuple[Concluded, ...]:
    """Return every claim of two versions of the content, paired by id or by former id, in the order of questions."""
    former = {name: claim for claim in new.claims.values() for name in claim.moved_from}
    pairs: dict[str, Concluded] = {}
    for name, before in old.claims.items():
        now = new.claims.get(name) or former.get(name)
        pairs[now.id if now else name] = Concluded(before, now)
    for name, now in new.claims.items():
        pairs.setdefault(name, Concluded(None, now))
    return tuple(sorted(pairs.values(), key=lambda pair: _either(pair).question))


def changelog(old: Library, new: Library, names: tuple[str, str]) -> str:
    """Return the changelog of conclusions as Markdown. `names` are those of the two versions."""
    pairs = compared(old, new)
    parts = (
        ("Changed conclusions", [p for p in pairs if p.changed and not p.withdrawn], _changed),
        ("Withdrawn", [p for p in pairs if p.withdrawn], _withdrawn),
        ("New claims", [p for p in pairs if p.before is None and not p.withdrawn], _new),
        ("Moved", [p for p in pairs if p.moved], _moved),
        ("Gone without a reason", [p for p in pairs if p.now is None], _gone),
    )
    lines = [f"# Conclusions from {names[0]} to {names[1]}", ""]
    for title, found, told in parts:
        if found:
            lines += [f"## {title} ({len(found)})", "", *(f"- {told(pair)}" for pair in found), ""]
    if len(lines) == 2:
        lines += ["No conclusion changed.", ""]
    return "\n".join(lines)


def _changed(pair: Concluded) -> str:
    before, now = _said(_conclusion(pair.before)), _said(_conclusion(pair.now))
    return f"**{_question(pair)}** Before: {before}. Now: {now}. {_why(pair.entries)}"


def _withdrawn(pair: Concluded) -> str:
    reason = pair.now.withdrawn.reason if pair.now and pair.now.withdrawn else ""
    return f"**{_question(pair)}** {markdown_escape(reason)}"


def _new(pair: Concluded) -> str:
    return f"**{_question(pair)}** {_said(_conclusion(pair.now))}."


def _moved(pair: Concluded) -> str:
    old, new = (claim.id if claim else "" for claim in (pair.before, pair.now))
    return f"**{_question(pair)}** `{old}` is now `{new}`."


def _gone(pair: Concluded) -> str:
    return f"**{_question(pair)}** Last said: {_said(_conclusion(pair.before))}."


def _why(entries: Iterable[Revision]) -> str:
    notes = " ".join(_notes(entries))
    return f"Why: {notes}" if notes else "No reason is given in the history."


def _notes(entries: Iterable[Revision]) -> Iterator[str]:
    for entry in entries:
        yield f"{'Correction. ' if entry.correction else ''}{markdown_escape(entry.note)} ({entry.day.isoformat()})"


def _conclusion(claim: Claim | None) -> tuple[Verdict, Level] | None:
    return (claim.verdict, claim.certainty.level) if claim else None


def _said(conclusion: tuple[Verdict, Level] | None) -> str:
    return f"{conclusion[0].label}, {conclusion[1].label.lower()}" if conclusion else "nothing"


def _either(pair: Concluded) -> Claim:
    claim = pair.now or pair.before
    assert claim is not None  # noqa: S101 -- a pair is made of at least one
    return claim


def _question(pair: Concluded) -> str:
    return markdown_escape(_either(pair).question)
