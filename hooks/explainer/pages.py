"""Which pages there are: the generated ones with their places, titles and sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from explainer.addressing import claim_page, source_page
from explainer.library import BIBLIOGRAPHY, Library
from explainer.problems import Problem
from explainer.views import SiteView


class Kind(StrEnum):
    """What a generated page shows."""

    CLAIM = "claim"
    SOURCE = "source"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class PlannedPage:
    """A page to be generated. `origin` is the file to edit, `parent` the page that lists it."""

    name: str
    kind: Kind
    subject: str
    title: str
    description: str
    origin: str
    parent: str
    updated: date


def plan_pages(view: SiteView) -> list[PlannedPage]:
    """Return every generated page: one a claim, one a former id of a claim, one a reference."""
    return [*_claims(view), *_sources(view)]


def page_clashes(library: Library, planned: list[PlannedPage]) -> list[Problem]:
    """Report F27: two pages with one address, which would overwrite each other without a word."""
    problems = []
    taken = {page.name.lower(): page.path for page in library.prose}
    for page in planned:
        key = page.name.lower()
        if key in taken:
            problems.append(
                Problem(
                    "F27",
                    page.origin,
                    f"makes the page {page.name}, and so does {taken[key]}",
                    "Rename one of the two.",
                )
            )
        taken[key] = page.origin
    return problems


def _claims(view: SiteView) -> Iterator[PlannedPage]:
    site = view.data.site
    for claim in view.claims:
        origin = view.library.claim_paths[claim.id]
        topic = view.topics[claim.topic].name if claim.topic in view.topics else claim.topic
        yield PlannedPage(
            name=claim_page(claim.id),
            kind=Kind.CLAIM,
            subject=claim.id,
            title=claim.question,
            description=f"{topic}: what speaks for it, what speaks against it, and what is not known. With sources.",
            origin=origin,
            parent=site.claims_page,
            updated=max(claim.checked, claim.changes[-1].date),
        )
        for old in claim.moved_from:
            yield PlannedPage(
                claim_page(old),
                Kind.MOVED,
                claim.id,
                claim.question,
                "This page has moved.",
                origin,
                site.claims_page,
                claim.checked,
            )


def _sources(view: SiteView) -> Iterator[PlannedPage]:
    for reference in view.references:
        yield PlannedPage(
            name=source_page(reference.key),
            kind=Kind.SOURCE,
            subject=reference.key,
            title=reference.short,
            description=f"What kind of work it is, who was studied and who paid: {reference.short}."[:160],
            origin=BIBLIOGRAPHY,
            parent=view.data.site.sources_page,
            updated=max((use.claim.checked for use in view.uses.get(reference.key, ())), default=view.today),
        )
