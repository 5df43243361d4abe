"""llms.txt: a list of the pages in plain Markdown, for programs that read text. Form: llmstxt.org.

A heading with the name, a quote with the summary, what to know before use, and lists of links.
"""

from __future__ import annotations

from collections.abc import Iterator

from explainer.addressing import claim_page
from explainer.dataset.file_names import DATASET, FORMS, TABLE, bibliography_data
from explainer.pages.plain_markdown import markdown_escape
from explainer.pages.site_view import SiteView
from explainer.publish.place import Place


def llms_txt(view: SiteView, place: Place) -> str:
    """Return the text of llms.txt."""
    return "\n".join(_lines(view, place)) + "\n"


def _lines(view: SiteView, place: Place) -> Iterator[str]:
    site = view.data.site
    yield f"# {markdown_escape(site.name)}"
    yield ""
    yield f"> {markdown_escape(place.description or f'Claims about {site.subject}, with the evidence on both sides.')}"
    yield ""
    yield " ".join(markdown_escape(text) for text in filter(None, (site.emergency, site.review_note, site.disclaimer)))
    yield ""
    beside = "a certainty (GRADE) or, where it has none, " if site.health else ""
    yield (
        f"Each claim has a verdict (which way the evidence points) and beside it {beside}"
        "what kind of claim it is. Quote both, with the day on which the evidence was checked. "
        f"Licence of texts and data: {markdown_escape(site.data_licence)}."
    )
    yield ""
    yield "## Pages"
    yield ""
    for page in view.library.prose:
        yield f"- [{markdown_escape(view.page_titles[page.name])}]({_copy(place, page.name)})"
    for topic in view.data.topics:
        if claims := view.claims_of(topic.id):
            yield ""
            yield f"## {markdown_escape(topic.name)}"
            yield ""
            for claim in claims:
                said = claim.conclusion
                link = f"[{markdown_escape(claim.question)}]({_copy(place, claim_page(claim.id))})"
                yield f"- {link}: {said}; checked {claim.checked.isoformat()}"
    yield ""
    yield "## Data"
    yield ""
    yield f"- [All claims]({place.file(DATASET)}): JSON, with findings, histories and references"
    yield f"- [All findings]({place.file(TABLE)}): CSV"
    yield f"- [All references]({place.file(bibliography_data(FORMS[1]))}): {FORMS[1].name}"


def _copy(place: Place, name: str) -> str:
    return place.file(place.copies.written(name))
