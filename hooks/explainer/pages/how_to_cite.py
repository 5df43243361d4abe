"""How to cite: a work that the site uses, a page of the site, and the data as a whole. Ready to paste, as plain text.

Follows "Citing Medicine" (2nd edition, National Library of Medicine), chapters 24 (databases on the Internet) and 25
(web sites and parts of them). The day of access is the reader's to add.
"""

from __future__ import annotations

from datetime import date
from urllib.parse import urljoin

from explainer.addressing import Addressing, claim_page
from explainer.clock import SHORT_MONTHS
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
        ids.append(f"Available from: {reference.links[0][1]}")
    return " ".join([view.formatted(reference.key), *(["; ".join(ids)] if ids else [])])


def cite_claim(view: SiteView, claim: Claim, address: str = "", addressing: Addressing | None = None) -> str:
    """Return how to cite a claim's page: who, what, the day of its text, its version, and where, if that is known."""
    updated = last_day([claim]) or claim.checked
    parts = [f"{_authors(view)}. {claim.question} [Internet].", f"In: {view.data.site.name}.", _dates(claim, updated)]
    parts.append(f"Version {len(claim.changes)} of this page.")
    return " ".join([*parts, *_where(address, (addressing or Addressing()).built(claim_page(claim.id)))])


def cite_dataset(view: SiteView, address: str = "") -> str:
    """Return how to cite the data: who, what, its day, the version of its form, and where, if that is known."""
    updated = view.last_day
    day = f"Version of {_day(updated)}; " if updated else ""
    version = f"{day}data form {DATA_VERSION}; licence {view.data.site.data_licence}."
    return " ".join([f"{_authors(view)}. {_title(view)} [data set].", version, *_where(address, "")])


def _authors(view: SiteView) -> str:
    site = view.data.site
    return ", ".join(site.citation.authors) if site.citation else f"The contributors of {site.name}"


def _title(view: SiteView) -> str:
    site = view.data.site
    return site.citation.title if site.citation else site.name


def _dates(claim: Claim, updated: date) -> str:
    return f"{claim.changes[0].date.year} [updated {_day(updated)}; evidence checked {_day(claim.checked)}]."


def _where(address: str, path: str) -> list[str]:
    return [f"Available from: {urljoin(address.rstrip('/') + '/', path)}"] if address else []


def _day(day: date) -> str:
    return f"{day.year} {SHORT_MONTHS[day.month - 1]} {day.day}"
