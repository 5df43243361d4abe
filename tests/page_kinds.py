"""The kinds of pages that readers meet, each with the address of one that has the most to show."""

from __future__ import annotations

from builders import REPOSITORY
from explainer.addressing import claim_page, rule_page, source_page
from explainer.loading.validate import read_fields
from explainer.model.claim import Claim


def fullest_claim() -> Claim:
    """Return the claim with the most to show: a picture of people, and the most findings.

    It is chosen by the text of its file, since each process that runs tests would read the whole library for it.
    """
    texts = {path: path.read_text(encoding="utf-8") for path in REPOSITORY.glob("claims/*/*.yml")}
    path = max(texts, key=lambda path: ("frequency:" in texts[path], texts[path].count("- finding:"), path.stem))
    claim = read_fields(str(path), texts[path].encode(), Claim, {"id": path.stem}).value
    assert claim, path
    return claim


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
