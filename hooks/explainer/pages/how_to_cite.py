"""Citations to copy, as plain text: of a work that the site uses, of a page of the site, and of the data.

They follow "Citing Medicine" (2nd edition, National Library of Medicine), chapters 24 (databases on the Internet) and
25 (web sites and parts of them). Readers add the day of access themselves.
"""

from datetime import date
from urllib.parse import urljoin

from explainer.addressing import Addressing, claim_page
from explainer.dataset.records import DATA_VERSION
from explainer.model.claim import Claim
from explainer.model.history import last_day
from explainer.model.reference import Reference
from explainer.pages.site_view import SiteView


def pasted(view: SiteView, reference: Reference) -> str:
    """Return a reference in Vancouver style with its identifiers, or with its address if it has none."""
    names = {"doi": reference.doi, "PubMed PMID": reference.pmid, "PubMed Central PMCID": reference.pmcid}
    ids = [f"{name}: {value}" for name, value in names.items() if value]
    if not ids and reference.links:
        ids.append(view.wording.plain("cite.available", address=reference.links[0][1]))
    return f"{view.formatted(reference.key)} {'; '.join(ids)}".rstrip()


def cite_claim(view: SiteView, claim: Claim, address: str, addressing: Addressing) -> str:
    """Return the citation of a claim's page: authors, title, dates, version, and its address unless `address` is ""."""
    say, checked = view.wording.plain, _day(view, claim.checked)
    updated = _day(view, last_day([claim]) or claim.checked)
    parts = [
        say("cite.page", authors=_authors(view), title=claim.question),
        say("cite.in", site=view.data.site.name),
        say("cite.dates", year=claim.changes[0].date.year, updated=updated, checked=checked),
        say("cite.version", number=len(claim.changes)),
    ]
    return " ".join([*parts, *_where(view, address, addressing.built(claim_page(claim.id)))])


def cite_dataset(view: SiteView, address: str) -> str:
    """Return the citation of the data: authors, title, day, version, and the site's address unless it is ""."""
    site, say = view.data.site, view.wording.plain
    parts = [
        say("cite.data", authors=_authors(view), title=site.citation.title if site.citation else site.name),
        *([say("cite.version_of", day=_day(view, view.last_day))] if view.last_day else []),
        say("cite.data_form", version=DATA_VERSION, licence=site.data_licence),
    ]
    return " ".join([*parts, *_where(view, address, "")])


def _authors(view: SiteView) -> str:
    site = view.data.site
    return view.author if site.citation else view.wording.plain("cite.contributors", site=site.name)


def _where(view: SiteView, address: str, path: str) -> list[str]:
    at = urljoin(address.rstrip("/") + "/", path)
    return [view.wording.plain("cite.available", address=at)] if address else []


def _day(view: SiteView, day: date) -> str:
    month = view.wording.plain(f"dates.short_{day.month}")
    return view.wording.plain("dates.cited", year=day.year, month=month, day=day.day)
