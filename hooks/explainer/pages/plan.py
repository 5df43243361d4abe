"""The plan of the generated pages: their names, titles, descriptions and origins."""

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from explainer.addressing import claim_page, rule_page, source_page
from explainer.loading.citation_syntax import without_citations
from explainer.loading.library import BIBLIOGRAPHY, DOCS, Library
from explainer.pages.long_lists import USES, listings
from explainer.pages.site_view import SiteView, once_per_build
from explainer.problems import Mark, Problem
from explainer.rules import describe

LONGEST_DESCRIPTION = 155
"""The most characters of a page's description that lists of search results show."""


describe(
    "F27",
    "Two pages with one address",
    "A page of docs/ and a claim or a source would be written to the same place, and one of them would be "
    "lost without notice.",
    bad="docs/claims/x.md beside claims/pain/x.yml",
    good="another name for the page",
)


class PageKind(StrEnum):
    """The kinds of generated pages."""

    CLAIM = "claim"
    SOURCE = "source"
    MOVED = "moved"
    RULE = "rule"
    PART = "part"


class PlannedPage(NamedTuple):
    """A page to be generated. `origin` is the file to edit, `parent` the page that lists it."""

    name: str
    kind: PageKind
    subject: str
    title: str
    description: str
    origin: str
    parent: str
    updated: date


@once_per_build
def plan_pages(view: SiteView) -> tuple[PlannedPage, ...]:
    """Return all generated pages: of claims and their former ids, references, rules, and the further parts of lists."""
    return (*_claims(view), *_sources(view), *_rules(view), *_parts(view))


def page_clashes(library: Library, planned: Iterable[PlannedPage]) -> list[Problem]:
    """Return F27 for each page with the address of another: one would silently overwrite the other."""
    problems = []
    taken = {page.name.lower(): page.path for page in library.prose}
    of_claims: set[str] = set()
    for page in planned:
        key = page.name.lower()
        own = page.kind in {PageKind.CLAIM, PageKind.MOVED}
        if own and key in of_claims:
            continue  # F19 or F25 reports two claims with one address
        if own and key not in taken:
            of_claims.add(key)
        if key in taken:
            message = f"makes the page {page.name} for `{page.subject}`, and so does {taken[key]}"
            mark = library.references[page.subject].mark if page.kind is PageKind.SOURCE else Mark()
            problems.append(Problem("F27", page.origin, message, "Rename one of the two.", *mark))
        taken[key] = f"`{page.subject}` of {page.origin}" if page.kind is PageKind.SOURCE else page.origin
    return problems


def described(text: str) -> str:
    """Return a text, such as a short answer, as the description of a page: cut to the length that search results show.

    So each page has its own: search engines ignore equal descriptions, and readers learn nothing from them.
    """
    text = " ".join(without_citations(text).split())
    if len(text) <= LONGEST_DESCRIPTION:
        return text
    return text[:LONGEST_DESCRIPTION].rpartition(" ")[0].rstrip(" ,;:.") + "\u2026"


def _claims(view: SiteView) -> Iterator[PlannedPage]:
    site = view.data.site
    for claim in view.claims:
        origin = view.library.claim_paths[claim.id]
        yield PlannedPage(
            name=claim_page(claim.id),
            kind=PageKind.CLAIM,
            subject=claim.id,
            title=claim.question,
            description=described(claim.short_answer),
            origin=origin,
            parent=site.claims_page,
            updated=max(claim.checked, claim.changes[-1].date),
        )
        for old in claim.moved_from:
            yield PlannedPage(
                name=claim_page(old),
                kind=PageKind.MOVED,
                subject=claim.id,
                title=view.wording.plain("plan.moved", question=claim.question),
                description=view.wording.plain("plan.has_moved"),
                origin=origin,
                parent=site.claims_page,
                updated=claim.checked,
            )


def _sources(view: SiteView) -> Iterator[PlannedPage]:
    for reference in view.references:
        yield PlannedPage(
            name=source_page(reference.key),
            kind=PageKind.SOURCE,
            subject=reference.key,
            title=f"{reference.short}: {reference.title}" if reference.letter else reference.short,
            description=described(view.wording.plain("plan.source", name=reference.short)),
            origin=BIBLIOGRAPHY,
            parent=view.data.site.sources_page,
            updated=max((use.claim.checked for use in view.uses.get(reference.key, ())), default=view.today),
        )


def _rules(view: SiteView) -> Iterator[PlannedPage]:
    parent = view.data.site.rules_page
    if parent is None:
        return
    for rule in view.rules.values():
        yield PlannedPage(
            name=rule_page(rule.code),
            kind=PageKind.RULE,
            subject=rule.code,
            title=f"{rule.code}: {rule.title}",
            description=view.wording.plain("plan.rule", code=rule.code),
            origin=f"docs/{parent}",
            parent=parent,
            updated=view.today,
        )


def _parts(view: SiteView) -> Iterator[PlannedPage]:
    for whole in listings(view):
        for part in whole.parts[1:]:
            content = f": {part.holds}" if part.holds else ""
            yield PlannedPage(
                name=part.page,
                kind=PageKind.PART,
                subject=whole.name,
                title=whole.title_of(part),
                description=described(f"{whole.title}, {whole.range_of(part)}{content}."),
                origin=BIBLIOGRAPHY if whole.name == USES else f"{DOCS}/{whole.home}",
                parent=whole.home,
                updated=part.updated,
            )
