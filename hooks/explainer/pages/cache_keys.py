"""What each generated file is made of, as values to compare: while they are the same, the file is the same.

Beside what stands here every file depends on the site's data, configuration and templates and on the day; `serving`
adds those. A value that a template or writer uses and that is left out here would leave a stale page: the test that
compares a served site with one built cold is what holds this module in step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from explainer.loading.citation_syntax import cited_in, find_citations, find_in_markdown
from explainer.loading.directives import find_directives
from explainer.loading.prose_page import ProsePage
from explainer.model.claim import Claim
from explainer.model.history import Revision
from explainer.model.reference import Reference
from explainer.pages.long_lists import USES, page_of_topic, part_of
from explainer.pages.plan import Kind, PlannedPage
from explainer.pages.site_view import SiteView, Use


def of_page(view: SiteView, planned: PlannedPage) -> tuple[Any, ...]:
    """Return what a generated page is made of, in either face. Asked for both, so it is worked out once a view."""
    if planned.name not in view.made_of:
        view.made_of[planned.name] = _of_page(view, planned)
    return view.made_of[planned.name]


def _of_page(view: SiteView, planned: PlannedPage) -> tuple[Any, ...]:
    if planned.kind is Kind.RULE:
        return planned, view.rules[planned.subject]
    if planned.kind is Kind.SOURCE:
        reference = view.library.references[planned.subject]
        return planned, *of_reference(view, reference), view.register_note(reference)
    if planned.kind is Kind.PART:
        return planned, *_of_part(view, planned)
    claim = view.library.claims[planned.subject]
    related = [(other.id, other.question) for name in claim.related if (other := view.library.claims.get(name))]
    beside = page_of_topic(view, claim.topic), view.tasks_of(claim), view.report_place, *_of_notes(view, claim)
    return planned, claim, _cited(view, claim), related, *beside


def _of_notes(view: SiteView, claim: Claim) -> tuple[Any, ...]:
    """Return what a claim's page tells of the claims and works behind its topic's notes; the notes are data."""
    notes = [pair for _, _, notes in view.left_out(claim) for pair in notes]
    keys = [key for note, _ in notes for key in cited_in(note.text or "")]
    others = [_of_listed_claim(view, other) for _, other in notes if other]
    return others, [view.library.references.get(key) for key in keys]


def _of_part(view: SiteView, planned: PlannedPage) -> tuple[Any, ...]:
    """Return what a part shows of each entry, and the words of the links to the other parts."""
    found, part = part_of(view, planned.name)
    told = partial(_ENTRIES[found.name], view)
    groups = [(group.key, group.continued, list(map(told, group.entries))) for group in part.groups]
    return found.total, groups, [(one.page, one.first, one.holds) for one in found.parts]


def _of_listed_claim(_: SiteView, claim: Claim) -> tuple[Any, ...]:
    marks = claim.verdict, claim.basis
    return claim.id, claim.question, claim.claim, *marks, claim.leaning, claim.speakers()


def _of_answer(view: SiteView, claim: Claim) -> tuple[Any, ...]:
    return claim.short_answer, *_of_listed_claim(view, claim)


def _of_listed_source(view: SiteView, reference: Reference) -> tuple[Any, ...]:
    return reference, len({use.claim.id for use in view.uses.get(reference.key, ())})


def _of_revision(_: SiteView, entry: Revision) -> tuple[Any, ...]:
    before = entry.verdict_before, entry.certainty_before
    told = entry.number, entry.day, entry.note, entry.verdict, entry.certainty, entry.correction, entry.method
    return entry.claim.id, entry.claim.question, before, told


def _of_due(_: SiteView, claim: Claim) -> tuple[Any, ...]:
    return claim.id, claim.question, claim.check_by


def _of_gone(_: SiteView, entry: Claim | tuple[str, Claim]) -> tuple[Any, ...]:
    old, claim = entry if isinstance(entry, tuple) else ("", entry)
    return old, claim.id, claim.question, claim.withdrawn


def _of_use(_: SiteView, use: Use) -> tuple[Any, ...]:
    return use.claim.id, use.claim.question, use.role, use.where


_ENTRIES: Mapping[str, Callable[[SiteView, Any], tuple[Any, ...]]] = {
    "claims": _of_listed_claim,
    "sources": _of_listed_source,
    "faq": _of_answer,
    "history": _of_revision,
    "corrections": _of_revision,
    "overdue": _of_due,
    "withdrawn": _of_gone,
    USES: _of_use,
}
"""Name of a list -> what the list shows of an entry."""


def of_reference(view: SiteView, reference: Reference) -> tuple[Any, ...]:
    """Return what a list shows of a reference: the work itself, and where it is used."""
    name = f"reference {reference.key}"  # no page has a space in its name
    if name not in view.made_of:
        view.made_of[name] = _of_reference(view, reference)
    return view.made_of[name]


def _of_reference(view: SiteView, reference: Reference) -> tuple[Any, ...]:
    uses = [(use.claim.id, use.claim.question, use.role, use.where) for use in view.uses.get(reference.key, ())]
    return reference, uses, view.page_uses.get(reference.key, ())


def of_claim_file(view: SiteView, claim: Claim) -> tuple[Any, ...]:
    """Return what a claim's record is made of: the claim, and everything shown of the works that it cites."""
    return claim, [of_reference(view, reference) for reference in _cited(view, claim)]


def of_prose_copy(view: SiteView, page: ProsePage) -> tuple[Any, ...]:
    """Return what the plain copy of a page in prose is made of."""
    if any(True for _ in find_directives(page.text)):
        return page, of_everything(view)
    keys = {pointer.key for citation in find_in_markdown(page.text) for pointer in citation.pointers}
    return page, view.dates_of(page.name), view.report_place, [view.library.references.get(key) for key in sorted(keys)]


def of_topic(view: SiteView, topic: str) -> tuple[Any, ...]:
    """Return what the feeds of a topic are made of, or those of all topics where `topic` is empty."""
    return view.last_day, tuple(claim for claim in view.claims if not topic or claim.topic == topic)


def of_everything(view: SiteView) -> tuple[Any, ...]:
    """Return all content, for what is made of the whole."""
    library = view.library
    return view.claims, view.references, library.prose, library.lock, library.claim_paths, library.pictures


def _cited(view: SiteView, claim: Claim) -> list[Reference]:
    """Return the references that a claim names anywhere, in its lists or in its sentences."""
    known = view.library.references
    keys = view.memory.recall(("cited", claim.id), claim, partial(_keys, claim))
    return [known[key] for key in keys if key in known]


def _keys(claim: Claim) -> tuple[str, ...]:
    texts = find_citations(claim.model_dump_json())
    named = [pointer.key for citation in texts for pointer in citation.pointers]
    sources = [appearance.source for appearance in claim.appearances]
    return tuple(dict.fromkeys([*claim.citekeys(), *sources, *named]))
