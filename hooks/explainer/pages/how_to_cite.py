"""How to cite: a work that the site uses, a page of the site, and the data as a whole. Ready to paste, as plain text.

Follows "Citing Medicine" (2nd edition, National Library of Medicine), chapters 24 (databases on the Internet) and 25
(web sites and parts of them). The day of access is the reader's to add.
"""

from __future__ import annotations

from datetime import date
from urllib.parse import urljoin

from explainer.addressing import Addressing, claim_page
from explainer.dataset.records import DATA_VERSION
from explainer.model.claim import Claim
from explainer.model.history import last_day
from explainer.model.reference import Reference
from explainer.pages.site_view import SiteView


def pasted(view: SiteView, reference: Reference) -> str:
    """Return a reference in Vancouver style with its identifiers, or its address where it has none."""
    ids = []
    if reference.doi:
        ids.append(f"doi: {reference.doi}")
    if reference.pmid:
        ids.append(f"PubMed PMID: {reference.pmid}")
    if reference.pmcid:
        ids.append(f"PubMed Central PMCID: {reference.pmcid}")
    if not ids and reference.links:
        ids.append(view.wording.plain("cite.available", address=reference.links[0][1]))
    return " ".join([view.formatted(reference.key), *(["; ".join(ids)] if ids else [])])


def cite_claim(view: SiteView, claim: Claim, address: str = "", addressing: Addressing | None = None) -> str:
    """Return how to cite a claim's page: who, what, the day of its text, its version, and where, if that is known."""
    updated = last_day([claim]) or claim.checked
    say = view.wording.plain
    parts = [
        say("cite.page", authors=_authors(view), title=claim.question),
        say("cite.in", site=view.data.site.name),
        _dates(view, claim, updated),
        say("cite.version", number=len(claim.changes)),
    ]
    return " ".join([*parts, *_where(view, address, (addressing or Addressing()).built(claim_page(claim.id)))])


def cite_dataset(view: SiteView, address: str = "") -> str:
    """Return how to cite the data: who, what, its day, the version of its form, and where, if that is known."""
    updated = view.last_day
    say = view.wording.plain
    day = f"{say('cite.version_of', day=_day(view, updated))} " if updated else ""
    version = day + say("cite.data_form", version=DATA_VERSION, licence=view.data.site.data_licence)
    return " ".join([say("cite.data", authors=_authors(view), title=_title(view)), version, *_where(view, address, "")])


def _authors(view: SiteView) -> str:
    site = view.data.site
    return (
        ", ".join(site.citation.authors) if site.citation else view.wording.plain("cite.contributors", site=site.name)
    )


def _title(view: SiteView) -> str:
    site = view.data.site
    return site.citation.title if site.citation else site.name


def _dates(view: SiteView, claim: Claim, updated: date) -> str:
    days = {"updated": _day(view, updated), "checked": _day(view, claim.checked)}
    return view.wording.plain("cite.dates", year=claim.changes[0].date.year, **days)


def _where(view: SiteView, address: str, path: str) -> list[str]:
    at = urljoin(address.rstrip("/") + "/", path)
    return [view.wording.plain("cite.available", address=at)] if address else []


def _day(view: SiteView, day: date) -> str:
    month = view.wording.plain(f"dates.short_{day.month}")
    return view.wording.plain("dates.cited", year=day.year, month=month, day=day.day)
