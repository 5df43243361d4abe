"""JSON-LD of every page: read by extruct, held to schema.org's own vocabulary, compared with the claims."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import extruct
import pytest

from builders import CLAIM_ID
from explainer.addressing import Addressing, claim_page, source_page
from explainer.loading.library import Library
from explainer.model.vocabulary import Verdict
from explainer.pages.plan import PageKind
from explainer.pages.site_view import SiteView
from explainer.publish.jsonld import Shown, in_script, structured_data
from explainer.publish.place import Place
from publish.conftest import ADDRESS, GONE, OTHER
from publish.schemaorg import faults, properties
from site_builders import Page

MOST_BYTES, A_WORK = 3_000, 200
"""What the data of a page weighs without the works that it cites, and with each; not of the list of all questions."""


@pytest.fixture(scope="module")
def graphs(real_pages: dict[str, Page]) -> dict[str, dict[str, Any]]:
    """The JSON-LD of each page as extruct reads it: type -> node."""
    found = {}
    for name, page in real_pages.items():
        if name == "404.html":
            continue
        [held] = extruct.extract(page.source, syntaxes=["json-ld"])["json-ld"]
        assert list(faults(held, name)) == []
        found[name] = {node["@type"]: node for node in held["@graph"]}
        assert len(found[name]) == len(held["@graph"])
    return found


def of_claim(claim_id: str) -> str:
    return f"claims/{claim_id}/index.html"


def test_the_vocabulary_is_that_of_schema_org() -> None:
    assert "claimReviewed" in properties("ClaimReview")
    assert "itemReviewed" in properties("ClaimReview")
    assert "lastReviewed" in properties("MedicalWebPage")
    assert list(faults({"@type": "Clame"})) == [": no type Clame"]
    assert list(faults({"@type": "Claim", "apearance": "x"})) != []
    assert list(faults({"@type": "Claim", "appearance": {"@type": "Person", "name": "x"}})) != []
    assert list(faults({"@type": "WebPage", "lastReviewed": True})) != []


def test_every_page_says_what_it_is(graphs: dict[str, dict[str, Any]], real_pages: dict[str, Page]) -> None:
    for name, graph in graphs.items():
        page = next(node for kind, node in graph.items() if kind.endswith("Page"))
        assert page["name"], name
        assert page["url"] == "./", "relative, since the site has no address here"
        assert page["license"] == "https://creativecommons.org/licenses/by/4.0/"
        source = real_pages[name].source
        assert source.count('type="application/ld+json"') == 1


def test_breadcrumbs_lead_from_the_first_page_to_this_one(graphs: dict[str, dict[str, Any]], real_site: Path) -> None:
    for name, graph in graphs.items():
        page = next(node for kind, node in graph.items() if kind.endswith("Page"))
        if name == "index.html":
            assert "breadcrumb" not in page
            continue
        items = page["breadcrumb"]["itemListElement"]
        assert [item["position"] for item in items] == list(range(1, len(items) + 1))
        here = (real_site / name).parent
        assert (here / items[0]["item"]).resolve() == real_site.resolve()
        assert (here / items[-1]["item"]).resolve() == here.resolve()
        for item in items:
            assert (here / item["item"] / "index.html").is_file(), (name, item)
            assert item["name"].strip()


def test_claim_pages_name_their_day_and_their_sources(graphs: dict[str, dict[str, Any]], library: Library) -> None:
    for claim in library.claims.values():
        page = graphs[of_claim(claim.id)]["MedicalWebPage"]
        assert ("lastReviewed" in page) is bool(claim.clinical_review)
        cited = dict.fromkeys(key for _, _, finding in claim.findings() for key in finding.cite)
        assert [work["name"] for work in page.get("citation", [])] == [library.references[key].title for key in cited]
        assert page["name"] == claim.question
        assert "reviewedBy" not in page or claim.clinical_review


def test_a_claim_made_in_a_text_with_an_address_has_a_review(
    graphs: dict[str, dict[str, Any]], library: Library
) -> None:
    told = 0
    for claim in library.claims.values():
        made = [library.references[one.source] for one in claim.appearances]
        cited = [reference for reference in made if reference.links]
        review = graphs[of_claim(claim.id)].get("ClaimReview")
        assert (review is not None) is (bool(cited) and claim.withdrawn is None), claim.id
        if review is None:
            continue
        told += 1
        assert review["claimReviewed"] == claim.claim
        assert [one["url"] for one in review["itemReviewed"]["appearance"]] == [one.links[0][1] for one in cited]
        assert claim.verdict.label in review["reviewRating"]["alternateName"]
        assert claim.basis.label.lower() in review["reviewRating"]["alternateName"]
        rating = review["reviewRating"]
        if claim.verdict in {Verdict.UNPROVEN, Verdict.UNTESTED}:
            assert "ratingValue" not in rating
            continue
        assert rating["worstRating"] <= rating["ratingValue"] <= rating["bestRating"]
        assert (rating["ratingValue"] == 5) is (claim.verdict is Verdict.SUPPORTED)
    assert told > 0


def test_the_list_of_questions_leads_to_every_answer(graphs: dict[str, dict[str, Any]], library: Library) -> None:
    questions = graphs["faq/index.html"]["FAQPage"]["mainEntity"]
    kept = {claim.question: f"../claims/{claim.id}/" for claim in library.claims.values() if not claim.withdrawn}
    assert {question["name"]: question["acceptedAnswer"]["url"] for question in questions} == kept
    assert [name for name, graph in graphs.items() if "FAQPage" in graph] == ["faq/index.html"]


def test_the_page_of_the_data_describes_the_data_set(graphs: dict[str, dict[str, Any]], real_site: Path) -> None:
    node = graphs["data-and-feeds/index.html"]["WebPage"]["mainEntity"]
    assert node["@type"] == "Dataset"
    whole = json.loads((real_site / "claims.json").read_text(encoding="utf-8"))
    assert node["version"] == whole["version"]
    assert node["dateModified"] == whole["updated"]
    assert node["citation"] == whole["citation"]
    assert len(node["description"]) >= 50
    for part in node["distribution"]:
        assert (real_site / "data-and-feeds" / part["contentUrl"]).resolve().is_file(), part


def test_source_pages_describe_their_work(graphs: dict[str, dict[str, Any]], library: Library) -> None:
    for key, reference in library.references.items():
        work = graphs[f"{source_page(key).removesuffix('.md')}/index.html"]["WebPage"]["mainEntity"]
        assert work["name"] == reference.title
        assert len(work.get("author", [])) == len(reference.authors)
        assert work.get("datePublished", "") == reference.year


def test_the_structured_data_of_a_page_stays_small(real_pages: dict[str, Page]) -> None:
    sizes, heavy = [], {}
    for name, page in real_pages.items():
        if found := re.search(r'<script type="application/ld\+json">(.*?)</script>', page.source, re.DOTALL):
            sizes.append(len(found[1].encode()))
            if sizes[-1] > MOST_BYTES + A_WORK * works_in(json.loads(found[1])) and name != "faq/index.html":
                heavy[name] = sizes[-1]
    assert heavy == {}
    assert sorted(sizes)[len(sizes) // 2] < 1_500


def works_in(node: Any) -> int:
    """Return how many works a node of JSON-LD and all within it cite."""
    if isinstance(node, list):
        return sum(map(works_in, node))
    if not isinstance(node, dict):
        return 0
    return sum(len(value) if name == "citation" else works_in(value) for name, value in node.items())


# A small site


def node_of(view: SiteView, shown: Shown, address: str = ADDRESS) -> dict[str, Any]:
    held = json.loads(structured_data(view, Place(address), shown))
    assert list(faults(held)) == []
    return {node["@type"]: node for node in held["@graph"]}


def shown_claim(claim_id: str) -> Shown:
    return Shown(claim_page(claim_id), "A title", "A description.", PageKind.CLAIM, claim_id)


def test_only_a_person_is_named_as_reviewer(small: SiteView) -> None:
    page = node_of(small, shown_claim(OTHER))["MedicalWebPage"]
    assert page["reviewedBy"] == {"@type": "Person", "name": "A. Person, nurse"}
    assert "reviewedBy" not in node_of(small, shown_claim(CLAIM_ID))["MedicalWebPage"]


def test_claims_of_readers_and_withdrawn_claims_have_no_review(small: SiteView) -> None:
    assert "ClaimReview" in node_of(small, shown_claim(CLAIM_ID))
    assert "ClaimReview" not in node_of(small, shown_claim(OTHER)), "readers ask it"
    assert "ClaimReview" not in node_of(small, shown_claim(GONE)), "it is withdrawn"


def test_addresses_are_whole_where_the_site_has_one(small: SiteView) -> None:
    graph = node_of(small, shown_claim(CLAIM_ID))
    assert graph["MedicalWebPage"]["url"] == f"{ADDRESS}claims/{CLAIM_ID}/"
    assert graph["ClaimReview"]["url"] == f"{ADDRESS}claims/{CLAIM_ID}/"
    appearances = graph["ClaimReview"]["itemReviewed"]["appearance"]
    assert [work["url"] for work in appearances] == ["https://health.example.org/tired"], "no seller's page"
    items = graph["MedicalWebPage"]["breadcrumb"]["itemListElement"]
    assert [item["item"] for item in items] == [ADDRESS, f"{ADDRESS}sleep/", f"{ADDRESS}claims/{CLAIM_ID}/"]
    data = node_of(small, Shown("data.md", "Data"))["WebPage"]["mainEntity"]
    assert data["creator"]["name"] == 'The "Tea" Group'
    assert data["distribution"][0]["contentUrl"] == f"{ADDRESS}claims.json"


def test_a_page_of_a_site_without_an_address_names_its_own_file(small: SiteView) -> None:
    place = Place("", Addressing(directory_urls=False))
    page, review = json.loads(structured_data(small, place, shown_claim(CLAIM_ID)))["@graph"]
    assert (page["url"], review["url"]) == (f"{CLAIM_ID}.html", f"{CLAIM_ID}.html")


@pytest.mark.parametrize("evil", ["</script><script>evil()</script>", "<!-- evil", "a\u2028b", "]]>&amp;"])
def test_nothing_in_the_data_can_end_the_script(evil: str) -> None:
    written = in_script({"name": evil})
    assert not re.search(r"[<>&\u2028\u2029]", written)
    assert json.loads(written) == {"name": evil}
