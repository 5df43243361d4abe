"""Structured data: what a page is about, as JSON-LD with the terms of schema.org, for programs that read pages.

A page has a ClaimReview only if somebody made the claim in a text with an address, and `reviewedBy` only if a person
reviewed it. The rating follows from the verdict; the certainty has no number. Types of schema.org: ClaimReview, Claim,
MedicalWebPage, FAQPage, Dataset, BreadcrumbList.
"""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from explainer.addressing import claim_page
from explainer.dataset.file_names import DATASET, FORMATS, TABLE, bibliography_data
from explainer.dataset.records import DATA_VERSION
from explainer.loading.citation_syntax import without_citations
from explainer.loading.directives import find_directives
from explainer.model.claim import Claim
from explainer.model.history import last_day
from explainer.model.reference import Reference, types_written
from explainer.model.vocabulary import Verdict
from explainer.pages.how_to_cite import cite_dataset
from explainer.pages.long_lists import Part, listing, part_of
from explainer.pages.plan import PageKind
from explainer.pages.site_view import SiteView
from explainer.publish.place import Place, licence_address, urn

Node = dict[str, Any]

_WORKS = types_written("schema")
_RATINGS = {Verdict.SUPPORTED: 5, Verdict.PARTLY: 3, Verdict.MIXED: 3, Verdict.CONTRADICTED: 1}
"""Verdict -> its number from 1 (false) to 5 (true), as readers of ClaimReview use them. Google's guide "Fact Check"
asks for `ratingValue` with its bounds. The other verdicts have no number: studies cannot tell, or there are none."""


class Shown(NamedTuple):
    """A page as it is shown. A generated page has a `kind` and `subject`; a prose page has neither."""

    name: str
    title: str
    description: str = ""
    kind: PageKind | None = None
    subject: str = ""


def structured_data(view: SiteView, place: Place, shown: Shown) -> str:
    """Return the JSON-LD of a page, safe inside a `script` element."""
    origin = place.addressing.built(shown.name)
    page: Node = {
        "@type": "WebPage",
        "name": shown.title,
        "url": place.page(shown.name, origin=origin),
        "description": shown.description,
        "inLanguage": place.language,
        "license": licence_address(view.data.site.data_licence),
    }
    site = view.data.site
    if site.owner:
        page["publisher"] = {"@type": "Organization", "name": site.owner}
    if site.editor:
        page["editor"] = {"@type": "Person", "name": site.editor}
    graph = [page]
    if shown.kind is PageKind.CLAIM:
        claim = view.library.claims[shown.subject]
        page |= _claim_page(view, claim)
        graph += _reviews(view, place, origin, claim)
    elif shown.kind is PageKind.SOURCE:
        page["mainEntity"] = _work(view.library.references[shown.subject], whole=True)
    elif shown.kind is PageKind.PART and shown.subject == "faq":
        page |= _questions_page(view, part_of(view, shown.name)[1], place, origin)
    elif shown.kind is None:
        page |= _prose_page(view, place, origin, shown)
    page["breadcrumb"] = _breadcrumb(view, place, origin, shown)
    return in_script({"@context": "https://schema.org", "@graph": [_filled(node) for node in graph]})


def in_script(data: Any) -> str:
    """Return data as compact JSON in which nothing can end a `script` element or open a comment.

    JSON allows any character to be written as an escape (RFC 8259, section 7); HTML asks that a script has no `<!--`,
    `<script` or `</script` ("Restrictions for contents of script elements").
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


def _claim_page(view: SiteView, claim: Claim) -> Node:
    references = view.library.references
    keys = dict.fromkeys(key for _, _, finding in claim.findings() for key in finding.cite)
    page: Node = {
        **({"@type": "MedicalWebPage"} if view.data.site.health else {}),
        "about": {"@type": "Thing", "name": view.data.site.subject},
        "datePublished": claim.changes[0].date.isoformat(),
        "dateModified": (last_day([claim]) or claim.checked).isoformat(),
        "citation": [_work(references[key]) for key in keys if key in references],
    }
    if claim.clinical_review:  # a check by the authors is no review
        page["lastReviewed"] = claim.clinical_review.date.isoformat()
        page["reviewedBy"] = {"@type": "Person", "name": claim.clinical_review.name}
        if claim.clinical_review.orcid:
            page["reviewedBy"]["identifier"] = f"https://orcid.org/{claim.clinical_review.orcid}"
    return page


def _reviews(view: SiteView, place: Place, origin: str, claim: Claim) -> Iterator[Node]:
    """Yield the review of a claim, if somebody made the claim in a text with an address."""
    references = view.library.references
    sources = [references[one.source] for one in claim.appearances if one.source in references]
    cited = [reference for reference in sources if reference.links]
    if claim.withdrawn or not cited:
        return
    number = _RATINGS.get(claim.verdict)
    yield {
        "@type": "ClaimReview",
        "url": place.file(origin, origin),
        "claimReviewed": claim.claim,
        "itemReviewed": {"@type": "Claim", "text": claim.claim, "appearance": [_work(one) for one in cited]},
        "reviewRating": {
            "@type": "Rating",
            **({"ratingValue": number, "worstRating": 1, "bestRating": 5} if number else {}),
            "alternateName": view.conclusion(claim),
            "ratingExplanation": without_citations(claim.short_answer),
        },
        "author": {"@type": "Organization", "name": view.author},
        "datePublished": claim.changes[0].date.isoformat(),
        "dateModified": claim.changes[-1].date.isoformat(),
        "inLanguage": place.language,
    }


def _prose_page(view: SiteView, place: Place, origin: str, shown: Shown) -> Node:
    """Return what a prose page adds to the data of any page, by its topic and its generated parts."""
    site = view.data.site
    text = next((page.text for page in view.library.prose if page.name == shown.name), "")
    parts = {directive.name for directive in find_directives(text)}
    subject = {"@type": "Thing", "name": site.subject}
    if "faq" in parts:
        return _questions_page(view, listing(view, shown.name, "faq").parts[0], place, origin)
    if "data-files" in parts:
        return {"mainEntity": dataset_node(view, place, origin)}
    if shown.name in {topic.page for topic in view.data.topics} | {site.doctor_page}:
        keys = [key for key, pages in view.page_uses.items() if shown.name in pages]
        works = [_work(view.library.references[key]) for key in keys if key in view.library.references]
        kind = {"@type": "MedicalWebPage"} if site.health else {}
        return kind | {"about": subject, "citation": works}
    return {}


def _questions_page(view: SiteView, part: Part, place: Place, origin: str) -> Node:
    """Return what a page with questions adds: the questions of its part of the list, and where each is answered.

    The answers themselves are left out: they are on the page already, and a copy here made it half as heavy again.
    """
    questions = [
        {
            "@type": "Question",
            "name": claim.question,
            "acceptedAnswer": {"@type": "Answer", "url": place.page(claim_page(claim.id), origin=origin)},
        }
        for claim in part.entries
    ]
    subject = {"@type": "Thing", "name": view.data.site.subject}
    return {"@type": "FAQPage", "about": subject, "mainEntity": questions}


def _work(reference: Reference, *, whole: bool = False) -> Node:
    """Return a cited work: its title and address; with `whole` also its authors, year and journal or book."""
    node: Node = {"@type": _WORKS[reference.type], "name": reference.title}
    if reference.links:
        node["url"] = reference.links[0][1]
    if whole:
        node["author"] = [
            {
                "@type": "Organization" if name.literal else "Person",
                "name": " ".join(filter(None, (*name.given, name.particle, name.family, name.suffix))),
            }
            for name in reference.authors
        ]
        node["datePublished"] = reference.first_year
        node["sameAs"] = [address for _, address in reference.links[1:]]
        if reference.container:
            node["isPartOf"] = {
                "@type": "Periodical" if reference.type == "article" else "CreativeWork",
                "name": reference.container,
            }
    return _filled(node)


def _breadcrumb(view: SiteView, place: Place, origin: str, shown: Shown) -> Node | None:
    """Return the path from the home page: through the topic to a claim, through the list to a source or a rule."""
    site = view.data.site
    way = [("index.md", site.name)]
    if shown.name == "index.md":
        return None
    if shown.kind is PageKind.CLAIM:
        topic = view.topics.get(view.library.claims[shown.subject].topic)
        way += [(topic.page, topic.name)] if topic else []
    elif shown.kind in {PageKind.SOURCE, PageKind.RULE, PageKind.MOVED}:
        parents = {PageKind.SOURCE: site.sources_page, PageKind.RULE: site.rules_page, PageKind.MOVED: site.claims_page}
        parent = parents[shown.kind] or site.claims_page
        way.append((parent, view.page_titles.get(parent, parent)))
    elif shown.kind is PageKind.PART:
        whole, _ = part_of(view, shown.name)
        if whole.subject:
            way.append((site.sources_page, view.page_titles.get(site.sources_page, site.sources_page)))
        way.append((whole.home, whole.home_title(view)))
    way.append((shown.name, shown.title))
    items = [
        {"@type": "ListItem", "position": number, "name": name, "item": place.page(page, origin=origin)}
        for number, (page, name) in enumerate(way, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _filled(node: Node) -> Node:
    return {name: value for name, value in node.items() if value not in (None, "", [], ())}


def dataset_node(view: SiteView, place: Place, origin: str) -> dict[str, Any]:
    """Return the data set: its description, licence, version and day, and the addresses of its files."""
    site, citation, say = view.data.site, view.data.site.citation, view.wording.plain
    files = [
        (DATASET, "application/json", say("published.all")),
        (TABLE, "text/csv", say("published.rows")),
        *((bibliography_data(form), form.media, say("published.references", form=form.name)) for form in FORMATS),
    ]
    about = place.description or say("llms.summary", subject=site.subject)
    node: Node = {
        "@type": "Dataset",
        "@id": urn(site.subject, "dataset"),
        "name": citation.title if citation else site.name,
        "description": f"{about} {say('published.all')}",
        "license": licence_address(site.data_licence),
        "version": DATA_VERSION,
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": view.author},
        "citation": cite_dataset(view, place.address),
        "distribution": [
            {"@type": "DataDownload", "name": name, "encodingFormat": media, "contentUrl": place.file(path, origin)}
            for path, media, name in files
        ],
        "keywords": list(citation.keywords) if citation else [],
        "dateModified": view.last_day.isoformat() if view.last_day else "",
    }
    return _filled(node)
