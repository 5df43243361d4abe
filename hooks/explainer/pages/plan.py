"""The plan of the generated pages: their names, titles, descriptions and origins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from explainer.addressing import claim_page, rule_page, source_page
from explainer.loading.citation_syntax import without_citations
from explainer.loading.library import BIBLIOGRAPHY, DOCS, Library
from explainer.pages.long_lists import USES, listings
from explainer.pages.site_view import SiteView
from explainer.problems import Mark, Problem
from explainer.rules import describe

MOST_DESCRIBED = 160
"""The most characters of the description of a source or of a part of a list: search engines show no more."""


describe(
    "F27",
    "Two pages with one address",
    (
        "A page of docs/ and a claim or a source would be written to the same place, and one would be "
        "lost without a word."
    ),
    bad="docs/claims/x.md beside claims/pain/x.yml",
    good="another name for the page",
)


class Kind(StrEnum):
    """The kinds of generated pages."""

    CLAIM = "claim"
    SOURCE = "source"
    MOVED = "moved"
    RULE = "rule"
    PART = "part"


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


def plan_pages(view: SiteView) -> tuple[PlannedPage, ...]:
    """Return all generated pages: of claims and their former ids, references, rules, and further parts of lists."""
    return view.once("pages", lambda: (*_claims(view), *_sources(view), *_rules(view), *_parts(view)))


def page_clashes(library: Library, planned: Iterable[PlannedPage]) -> list[Problem]:
    """Report F27: two pages with one address, which would overwrite each other silently."""
    problems = []
    taken = {page.name.lower(): page.path for page in library.prose}
    of_claims: set[str] = set()
    for page in planned:
        key = page.name.lower()
        own = page.kind in {Kind.CLAIM, Kind.MOVED}
        if own and key in of_claims:
            continue  # F19 or F25 reports two claims with one address
        if own and key not in taken:
            of_claims.add(key)
        if key in taken:
            said = f"makes the page {page.name} for `{page.subject}`, and so does {taken[key]}"
            mark = library.references[page.subject].mark if page.kind is Kind.SOURCE else Mark()
            fix = "Rename one of the two."
            problems.append(Problem("F27", page.origin, said, fix, mark.line, mark.column))
        taken[key] = f"`{page.subject}` of {page.origin}" if page.kind is Kind.SOURCE else page.origin
    return problems


LONGEST_DESCRIPTION = 155
"""The most characters of the description of a claim, as lists of search results show it."""


def described(answer: str) -> str:
    """Return the description of a claim's page: its short answer, cut to the length that lists of results show.

    So each page has its own: search engines ignore equal descriptions, and readers learn nothing from them.
    """
    text = " ".join(without_citations(answer).split())
    if len(text) <= LONGEST_DESCRIPTION:
        return text
    return text[:LONGEST_DESCRIPTION].rpartition(" ")[0].rstrip(" ,;:.") + "\u2026"


def _claims(view: SiteView) -> Iterator[PlannedPage]:
    site = view.data.site
    for claim in view.claims:
        origin = view.library.claim_paths[claim.id]
        yield PlannedPage(
            name=claim_page(claim.id),
            kind=Kind.CLAIM,
            subject=claim.id,
            title=claim.question,
            description=described(claim.short_answer),
            origin=origin,
            parent=site.claims_page,
            updated=max(claim.checked, claim.changes[-1].date),
        )
        for old in claim.moved_from:
            yield PlannedPage(
                claim_page(old),
                Kind.MOVED,
                claim.id,
                view.wording.plain("plan.moved", question=claim.question),
                view.wording.plain("plan.has_moved"),
                origin,
                site.claims_page,
                claim.checked,
            )


def _sources(view: SiteView) -> Iterator[PlannedPage]:
    shared = Counter(reference.short for reference in view.references)
    for reference in view.references:
        unique = shared[reference.short] == 1  # else the title of the work is added
        yield PlannedPage(
            name=source_page(reference.key),
            kind=Kind.SOURCE,
            subject=reference.key,
            title=reference.short if unique else f"{reference.short}: {reference.title}",
            description=view.wording.plain("plan.source", name=reference.short)[:MOST_DESCRIBED],
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
            kind=Kind.RULE,
            subject=rule.code,
            title=f"{rule.code}: {rule.title}",
            description=view.wording.plain("plan.rule", code=rule.code),
            origin=f"docs/{parent}",
            parent=parent,
            updated=view.today,
        )


def _parts(view: SiteView) -> Iterator[PlannedPage]:
    for found in listings(view):
        for part in found.parts[1:]:
            content = f": {part.holds}" if part.holds else ""
            text = f"{found.title}, {found.range_of(part)}{content}."
            yield PlannedPage(
                name=part.page,
                kind=Kind.PART,
                subject=found.name,
                title=found.title_of(part),
                description=text if len(text) <= MOST_DESCRIBED else f"{text[: MOST_DESCRIBED - 1].rstrip()}\u2026",
                origin=BIBLIOGRAPHY if found.name == USES else f"{DOCS}/{found.home}",
                parent=found.home,
                updated=part.updated,
            )
