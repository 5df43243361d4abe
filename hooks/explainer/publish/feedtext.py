"""What an entry of a feed says: the change, and for the latest entry of a claim the whole answer of today.

The answer of today stands with the latest entry alone, since that of an earlier day may have been another one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from markupsafe import Markup

from explainer.dataset.records import ClaimRecord, HistoryRecord
from explainer.loading.citation_syntax import without_citations
from explainer.model.claim import Finding, NoneFound
from explainer.model.searches import Screened
from explainer.model.vocabulary import Level, Verdict

_P = Markup("<p>{}</p>")
_BOLD = Markup("<p><strong>{}</strong> {}</p>")


def conclusion(verdict: Verdict | None, certainty: Level | None) -> str:
    """Return a conclusion in words: "Not shown, very low certainty"; without a verdict it is withdrawn."""
    if verdict is None:
        return "withdrawn"
    return f"{verdict.label}, {certainty.label.lower()}" if certainty else verdict.label


def summary(entry: HistoryRecord) -> str:
    """Return in one line what became of the conclusion."""
    now = conclusion(entry.verdict, entry.certainty)
    if entry.kind == "published":
        return f"New: {now}."
    if entry.method:
        return f"The way of judging changed. Now: {now}."
    if not entry.conclusion_changed:
        return f"The conclusion stays: {now}."
    return f"Before: {conclusion(entry.verdict_before, entry.certainty_before)}. Now: {now}."


def body(record: ClaimRecord, entry: HistoryRecord, notes: Iterable[str]) -> str:
    """Return the full text of an entry as HTML. `notes` are the site's own lines, put at its end."""
    return str(Markup("").join([*_change(record, entry), *(_P.format(note) for note in notes)]))


def new_evidence_body(works: Iterable[Screened]) -> str:
    """Return as HTML which works wait to be decided on."""
    item = Markup('<li><a href="{}">{}</a> ({}, {})</li>')
    items = [item.format(one.address, one.title, one.year or "no year", one.kind.label.lower()) for one in works]
    note = _P.format("A program found them. Nobody has decided on them, and the claim does not rest on them.")
    return str(note + Markup("<ul>{}</ul>").format(Markup("").join(items)))


def _change(record: ClaimRecord, entry: HistoryRecord) -> Iterator[Markup]:
    yield _BOLD.format("The claim:", record.claim)
    yield _BOLD.format("What changed:", summary(entry))
    yield _BOLD.format("Correction:" if entry.correction else "Why:", entry.note)
    if entry.number != len(record.history) or entry.kind == "withdrawn":
        return
    yield _BOLD.format("Short answer:", without_citations(record.short_answer))
    if record.certainty:
        yield _BOLD.format("How sure anyone can be:", without_citations(record.certainty.why))
    evidence = record.evidence
    for title, side in (
        ("What speaks for it", evidence.for_),
        ("What speaks against it", evidence.against),
        ("What nobody knows yet", evidence.unknown),
    ):
        yield Markup("<h2>{}</h2>").format(title)
        if isinstance(side, NoneFound):
            yield _P.format(f"We searched on {side.none_found.searched.isoformat()} and found nothing.")
        else:
            yield _list(side)
    yield _BOLD.format("What this means for you:", without_citations(record.what_it_means))


def _list(findings: Iterable[Finding]) -> Markup:
    items = Markup("").join(Markup("<li>{}</li>").format(without_citations(one.finding)) for one in findings)
    return Markup("<ul>{}</ul>").format(items)
