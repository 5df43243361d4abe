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
from explainer.model.wording import Wording

_P = Markup("<p>{}</p>")
_BOLD = Markup("<p><strong>{}</strong> {}</p>")


def conclusion(verdict: Verdict | None, certainty: Level | None, words: Wording) -> str:
    """Return a conclusion in words: "Not shown, very low certainty"; without a verdict it is withdrawn."""
    if verdict is None:
        return words.plain("history.withdrawn")
    return f"{words.label(verdict)}, {words.label(certainty).lower()}" if certainty else words.label(verdict)


def summary(entry: HistoryRecord, words: Wording) -> str:
    """Return in one line what became of the conclusion."""
    now = conclusion(entry.verdict, entry.certainty, words)
    if entry.kind == "published":
        return words.plain("feeds.new", now=now)
    if entry.method:
        return words.plain("feeds.method", now=now)
    if not entry.conclusion_changed:
        return words.plain("feeds.stays", now=now)
    before = conclusion(entry.verdict_before, entry.certainty_before, words)
    return words.plain("feeds.changed", before=before, now=now)


def body(record: ClaimRecord, entry: HistoryRecord, notes: Iterable[str], words: Wording) -> str:
    """Return the full text of an entry as HTML. `notes` are the site's own lines, put at its end."""
    return str(Markup("").join([*_change(record, entry, words), *(_P.format(note) for note in notes)]))


def new_evidence_body(works: Iterable[Screened], words: Wording) -> str:
    """Return as HTML which works wait to be decided on."""
    item = Markup('<li><a href="{}">{}</a> ({}, {})</li>')
    no_year = words.plain("feeds.no_year")
    items = [item.format(one.address, one.title, one.year or no_year, words.label(one.kind).lower()) for one in works]
    note = _P.format(words("feeds.undecided"))
    return str(note + Markup("<ul>{}</ul>").format(Markup("").join(items)))


def _change(record: ClaimRecord, entry: HistoryRecord, words: Wording) -> Iterator[Markup]:
    yield _BOLD.format(words("claims.the_claim"), record.claim)
    yield _BOLD.format(words("feeds.what_changed"), summary(entry, words))
    yield _BOLD.format(words("feeds.correction" if entry.correction else "feeds.why"), entry.note)
    if entry.number != len(record.history) or entry.kind == "withdrawn":
        return
    yield _BOLD.format(words("feeds.short_answer"), without_citations(record.short_answer))
    if record.certainty:
        yield _BOLD.format(words("feeds.how_sure"), without_citations(record.certainty.why))
    evidence = record.evidence
    for title, side in (
        (words("sides.for"), evidence.for_),
        (words("sides.against"), evidence.against),
        (words("sides.unknown"), evidence.unknown),
    ):
        yield Markup("<h2>{}</h2>").format(title)
        if isinstance(side, NoneFound):
            yield _P.format(words("feeds.found_nothing", day=side.none_found.searched.isoformat()))
        else:
            yield _list(side)
    yield _BOLD.format(words("feeds.meaning"), without_citations(record.what_it_means))


def _list(findings: Iterable[Finding]) -> Markup:
    items = Markup("").join(Markup("<li>{}</li>").format(without_citations(one.finding)) for one in findings)
    return Markup("<ul>{}</ul>").format(items)
