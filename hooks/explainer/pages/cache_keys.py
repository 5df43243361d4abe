"""Cache keys of the generated files: the values that each is made of. While these are equal, the file is the same.

All files also depend on the site's data, configuration, templates and day, which `serving` adds. If a template uses a
value that is missing here, its page becomes stale; a test compares a served site with one built from scratch.
"""

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any

from explainer.loading.citation_syntax import cited_in, cited_in_markdown
from explainer.loading.directives import find_directives
from explainer.loading.prose_page import ProsePage
from explainer.model.claim import Claim
from explainer.model.reference import Reference
from explainer.pages.long_lists import USES, page_of_topic, part_of
from explainer.pages.plan import PageKind, PlannedPage
from explainer.pages.site_view import SiteView, once_per_build


@once_per_build
def of_page(view: SiteView, planned: PlannedPage) -> tuple[Any, ...]:
    """Return the values that a generated page is made of, as HTML and as plain Markdown."""
    if planned.kind is PageKind.RULE:
        return planned, view.rules[planned.subject]
    if planned.kind is PageKind.SOURCE:
        reference = view.library.references[planned.subject]
        return planned, *of_reference(view, reference), view.register_note(reference)
    if planned.kind is PageKind.PART:
        return planned, *_of_part(view, planned)
    claim = view.library.claims[planned.subject]
    related = [(other.id, other.question) for name in claim.related if (other := view.library.claims.get(name))]
    places = page_of_topic(view, claim.topic), view.tasks_of(claim), view.report_place
    return planned, claim, _cited(view, claim), related, *places, *_of_notes(view, claim)


def _of_notes(view: SiteView, claim: Claim) -> tuple[Any, ...]:
    """Return what a claim's page shows of the claims and works behind its topic's notes, which are data of the site."""
    notes = [pair for _, _, notes in view.left_out(claim) for pair in notes]
    keys = [key for note, _ in notes for key in cited_in(note.text or "")]
    others = [_of_listed_claim(other) for _, other in notes if other]
    return others, [view.library.references.get(key) for key in keys]


def _of_part(view: SiteView, planned: PlannedPage) -> tuple[Any, ...]:
    whole, part = part_of(view, planned.name)
    shown = _ENTRIES[whole.name]
    groups = [(group.key, group.continued, list(map(shown, group.entries))) for group in part.groups]
    counts = [view.pages_citing(work.key) for work in part.entries] if whole.name == "sources" else []
    return whole.total, groups, counts, [(one.page, one.first, one.holds) for one in whole.parts]


def _of_listed_claim(claim: Claim) -> tuple[Any, ...]:
    return claim.id, claim.question, claim.claim, claim.verdict, claim.basis, claim.leaning, claim.speakers()


_of_gone = attrgetter("id", "question", "withdrawn")
_of_use = attrgetter("claim.id", "claim.question", "role", "where")
_of_revision = attrgetter(
    "claim.id", "claim.question", "verdict_before", "certainty_before", "number", "day", "note", "verdict", "certainty",
    "correction", "method",
)  # fmt: skip
_ENTRIES: Mapping[str, Callable[[Any], Any]] = {
    "claims": _of_listed_claim,
    "sources": lambda work: work,
    "faq": lambda claim: (claim.short_answer, *_of_listed_claim(claim)),
    "history": _of_revision,
    "corrections": _of_revision,
    "overdue": attrgetter("id", "question", "check_by"),
    "withdrawn": lambda entry: (entry[0], _of_gone(entry[1])) if isinstance(entry, tuple) else _of_gone(entry),
    USES: _of_use,
}
"""Name of a list -> the values that the list shows of an entry."""


@once_per_build
def of_reference(view: SiteView, reference: Reference) -> tuple[Any, ...]:
    """Return the values that are shown of a reference: the work itself, and where it is used."""
    uses = list(map(_of_use, view.uses.get(reference.key, ())))
    return reference, uses, view.page_uses.get(reference.key, ())


def of_claim_file(view: SiteView, claim: Claim) -> tuple[Any, ...]:
    """Return the values that a claim's record is made of: the claim, and the works that it cites."""
    return claim, [of_reference(view, reference) for reference in _cited(view, claim)]


def of_prose_copy(view: SiteView, page: ProsePage) -> tuple[Any, ...]:
    """Return the values that the plain copy of a prose page is made of."""
    if find_directives(page.text):
        return page, of_everything(view)
    cited = [view.library.references.get(key) for key in sorted(set(cited_in_markdown(page.text)))]
    return page, view.dates_of(page.name), view.report_place, cited


def of_topic(view: SiteView, topic: str) -> tuple[Any, ...]:
    """Return the values that the feeds of a topic are made of; an empty `topic` stands for all topics."""
    return view.last_day, tuple(claim for claim in view.claims if not topic or claim.topic == topic)


def of_everything(view: SiteView) -> tuple[Any, ...]:
    """Return all content, for files that are made of all of it."""
    library = view.library
    return view.claims, view.references, library.prose, library.lock, library.claim_paths, library.pictures


def _cited(view: SiteView, claim: Claim) -> list[Reference]:
    """Return the references that a claim names anywhere, in its fields or in its sentences."""
    keys = dict.fromkeys([*claim.citekeys(), *cited_in(claim.model_dump_json())])
    return [view.library.references[key] for key in keys if key in view.library.references]
