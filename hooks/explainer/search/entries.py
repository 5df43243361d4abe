"""The entries of the search index, one for each claim and each prose page, made from the content itself.

A check and a build thus make the same index. Generated pages such as those of sources and rules have no entry, so that
they never take the place of an answer; the pages that list them are found by their names.
"""

import re
from collections.abc import Collection, Iterator
from functools import partial

from explainer.addressing import Addressing, claim_page
from explainer.loading.citation_syntax import front_matter_end, without_citations
from explainer.loading.library import Library
from explainer.loading.prose_page import ProsePage, front_matter
from explainer.loading.yaml_reader import read_yaml
from explainer.memory import Memory
from explainer.model.claim import Claim
from explainer.model.search_words import typed_for
from explainer.model.site_data import SiteData
from explainer.model.wording import Wording
from explainer.rules import RULES
from explainer.search.index import Index, IndexEntry, amounts_of, telling_words
from explainer.search.stems import words_of

WITHDRAWN = "search.withdrawn"
"""The key of the mark beside a withdrawn claim."""
OLD = 0.4
"""The weight of a withdrawn claim; a current claim has 1."""
PROSE = 0.9
"""The weight of a prose page; a claim with the same words comes first."""
SHARES = (1.0, 0.7, 0.5, 0.35)
"""The share of a synonym's weight that each of its pages gets, in the order in which the synonym names them."""
LEAST, GREATEST = 0.3, 1.5
"""The limits of the weight that a page can set with `search: {boost: ...}`."""

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
_HEADING = re.compile(r"^#{2,}\s+(.*?)#*$", re.MULTILINE)
_TITLE = re.compile(r"^#\s+(.*?)#*$", re.MULTILINE)


def make_index(
    library: Library, data: SiteData, addressing: Addressing, claims: Collection[str] | None = None,
    memory: Memory | None = None,
) -> Index:  # fmt: skip
    """Return the index of a site: its prose pages and its claims, or only the claims whose pages `claims` names."""
    memory = memory or Memory()
    ignored = frozenset(word for text in data.synonyms.ignore for word in words_of(text))
    entries = []
    for claim in library.claims.values():
        if claims is None or claim_page(claim.id) in claims:
            made_of = (claim, data.synonyms, addressing, library.wording.all)
            make = partial(_claim, claim, data, addressing, ignored, library.wording)
            entries.append(memory.recall(("search", claim.id), made_of, make))
    entries += _prose(library, data, addressing, ignored)
    return Index(entries, ignored)


def _claim(claim: Claim, data: SiteData, addressing: Addressing, ignored: frozenset[str], words: Wording) -> IndexEntry:
    name = claim_page(claim.id)
    answer = without_citations(claim.short_answer)
    rest = [
        without_citations(claim.what_it_means),
        *(appearance.words for appearance in claim.appearances),
        *(finding.finding for _, _, finding in claim.findings()),
    ]
    texts = {"title": claim.question, "claim": claim.claim, "text": answer, "words": " ".join(rest)}
    leads = _leads(data, name)
    also = typed_for(f"{claim.question} {claim.claim}", data.synonyms.synonyms)
    judged = f"{words.plain('claims.the_claim')} {claim.claim}"  # the verdict is about it, not about the question
    marks = judged, words.label(claim.verdict), words.label(claim.basis)
    return IndexEntry(
        location=addressing.built(name),
        title=claim.question,
        text=answer,
        marks=(words.plain(WITHDRAWN),) if claim.withdrawn else marks,
        boost=1.0 if claim.withdrawn is None else OLD,
        amounts=amounts_of(texts, leads, also, ignored),
        words=telling_words([*texts.values(), *leads, *also], ignored),
    )


def _prose(library: Library, data: SiteData, addressing: Addressing, ignored: frozenset[str]) -> Iterator[IndexEntry]:
    site = data.site
    lists = {site.sources_page, site.rules_page, site.claims_page}
    for page in library.prose:
        document, _ = read_yaml(page.path, front_matter(page.text).encode())
        fields = document.data if document else {}
        settings = value if isinstance(value := fields.get("search"), dict) else {}
        if settings.get("exclude") == "true":
            continue
        lines = page.text.split("\n")
        body = _TAG.sub(" ", "\n".join(lines[front_matter_end(lines) :]))
        body = _LINK.sub(r"\1", without_citations(body))
        heading = match[1].strip() if (match := _TITLE.search(body)) else ""
        title = heading or str(fields.get("title", "")) or page.name
        described = str(fields.get("description", ""))
        texts = {
            "title": f"{heading} {fields.get('title', '')}",
            "claim": " ".join(_HEADING.findall(body)),
            "text": described,
            "words": f"{body} {' '.join(_listed(page, library, data))}",
        }
        leads = _leads(data, page.name)
        boost = str(settings.get("boost", ""))
        weight = float(boost) ** 0.3 if _NUMBER.fullmatch(boost) else 1.0
        yield IndexEntry(
            location=addressing.built(page.name),
            title=title,
            text=described,
            boost=PROSE * (LEAST if page.name in lists else min(GREATEST, max(LEAST, weight))),
            is_list=page.name in lists,
            amounts=amounts_of(texts, leads, (), ignored),
            words=telling_words([*texts.values(), *leads], ignored),
        )


def _listed(page: ProsePage, library: Library, data: SiteData) -> Iterator[str]:
    """Yield the words of a page's generated lists, which its own text does not contain."""
    if page.name == data.site.sources_page:
        for reference in library.references.values():
            yield reference.title
            yield from (author.family for author in reference.authors)
    if page.name == data.site.rules_page:
        yield from RULES
    if page.name == data.site.glossary_page:
        yield from (term.term for term in data.glossary)
    if data.site.health and page.name == data.site.doctor_page:
        yield from (sign.text for sign in data.care.signs)
        yield from (f"{country.name} {' '.join(line.name for line in country.lines)}" for country in data.helplines)


def _leads(data: SiteData, name: str) -> dict[str, float]:
    """Return the typed words that lead to a page -> the page's share: see SHARES."""
    shares: dict[str, float] = {}
    for synonym in data.synonyms.synonyms:
        if name in synonym.pages:
            share = SHARES[min(synonym.pages.index(name), len(SHARES) - 1)]
            for typed in synonym.typed:
                shares[typed] = max(shares.get(typed, 0.0), share)
    return shares
