"""What each generated file is made of, as values to compare: while they are the same, the file is the same.

Beside what stands here every file depends on the site's data, configuration and templates and on the day; `serving`
adds those. A value that a template or writer uses and that is left out here would leave a stale page: the test that
compares a served site with one built cold is what holds this module in step.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from explainer.citations import find_citations, find_in_markdown
from explainer.directives import find_directives
from explainer.model import Claim
from explainer.pages import Kind, PlannedPage
from explainer.prosepage import ProsePage
from explainer.reference import Reference
from explainer.views import SiteView


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
    claim = view.library.claims[planned.subject]
    related = [(other.id, other.question) for name in claim.related if (other := view.library.claims.get(name))]
    return planned, claim, _cited(view, claim), related


def of_reference(view: SiteView, reference: Reference) -> tuple[Any, ...]:
    """Return what is told of a reference: itself, and where it is used."""
    name = f"reference {reference.key}"  # no page has a space in its name
    if name not in view.made_of:
        view.made_of[name] = _of_reference(view, reference)
    return view.made_of[name]


def _of_reference(view: SiteView, reference: Reference) -> tuple[Any, ...]:
    uses = [(use.claim.id, use.claim.question, use.role, use.where) for use in view.uses.get(reference.key, ())]
    return reference, uses, view.page_uses.get(reference.key, ())


def of_claim_file(view: SiteView, claim: Claim) -> tuple[Any, ...]:
    """Return what a claim's record is made of: itself, and all that is told of the works it cites."""
    return claim, [of_reference(view, reference) for reference in _cited(view, claim)]


def of_prose_copy(view: SiteView, page: ProsePage) -> tuple[Any, ...]:
    """Return what the plain copy of a page in prose is made of."""
    if any(True for _ in find_directives(page.text)):
        return page, of_everything(view)
    keys = {pointer.key for citation in find_in_markdown(page.text) for pointer in citation.pointers}
    return page, [view.library.references.get(key) for key in sorted(keys)]


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
