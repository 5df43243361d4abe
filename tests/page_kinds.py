"""The kinds of pages that readers meet, each with the address of one that has the most to show."""

from __future__ import annotations

from builders import REPOSITORY, library_of
from explainer.addressing import claim_page, rule_page, source_page
from explainer.model.claim import Claim


def fullest_claim() -> Claim:
    """Return the claim with the most to show: a picture of people, and the most findings."""
    library = library_of(REPOSITORY)
    return max(
        library.claims.values(),
        key=lambda claim: (any(f.frequency for _, _, f in claim.findings()), len(claim.findings()), claim.id),
    )


def address(name: str) -> str:
    """Return where a page stands in a built site."""
    stem = name.removesuffix(".md")
    return stem.removesuffix("index") if stem.endswith("index") else f"{stem}/"


FULLEST = fullest_claim()

KINDS = {
    "home": "",
    "claim": address(claim_page(FULLEST.id)),
    "topic": "heart-rhythm/",
    "all-claims": "claims/",
    "evidence-map": "evidence-map/",
    "article": "article/",
    "faq": "faq/",
    "sources": "sources/",
    "source": address(source_page(FULLEST.citekeys()[0])),
    "doctor": "when-to-see-a-doctor/",
    "prose": "how-we-judge/",
    "glossary": "glossary/",
    "rule": address(rule_page("N01")),
    "not-there": "404.html",
}
