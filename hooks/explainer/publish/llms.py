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
    site, say = view.data.site, view.wording.plain
    yield f"# {markdown_escape(site.name)}"
    yield ""
    yield f"> {markdown_escape(place.description or say('llms.summary', subject=site.subject))}"
    yield ""
    yield " ".join(markdown_escape(text) for text in filter(None, (site.emergency, site.review_note, site.disclaimer)))
    yield ""
    yield say("llms.how_to_read", licence=markdown_escape(site.data_licence))
    yield ""
    yield f"## {say('llms.pages')}"
    yield ""
    for page in view.library.prose:
        yield f"- [{markdown_escape(view.page_titles[page.name])}]({_copy(place, page.name)})"
    for topic in view.data.topics:
        if claims := view.claims_of(topic.id):
            yield ""
            yield f"## {markdown_escape(topic.name)}"
            yield ""
            for claim in claims:
                said = view.conclusion(claim)
                link = f"[{markdown_escape(claim.question)}]({_copy(place, claim_page(claim.id))})"
                yield f"- {link}: {said}{say('llms.checked', day=claim.checked.isoformat())}"
    yield ""
    yield f"## {say('llms.data')}"
    yield ""
    yield f"- [{say('lists.claims')}]({place.file(DATASET)}): {say('llms.json')}"
    yield f"- [{say('llms.findings')}]({place.file(TABLE)}): CSV"
    yield f"- [{say('llms.references')}]({place.file(bibliography_data(FORMS[1]))}): {FORMS[1].name}"


def _copy(place: Place, name: str) -> str:
    return place.file(place.copies.written(name))
