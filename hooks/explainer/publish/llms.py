"""llms.txt (llmstxt.org): a list of the pages in plain Markdown, for programs that read text.

It has a heading with the site's name, the summary as a quotation, notes on how to use the texts, and lists of links.
"""

from collections.abc import Iterator

from explainer.addressing import claim_page
from explainer.dataset.file_names import DATASET, FORMATS, TABLE, bibliography_data
from explainer.pages.plain_markdown import markdown_escape
from explainer.pages.site_view import SiteView
from explainer.publish.place import Place


def llms_txt(view: SiteView, place: Place) -> str:
    """Return the text of llms.txt."""
    return "\n\n".join("\n".join(block) for block in _blocks(view, place)) + "\n"


def _blocks(view: SiteView, place: Place) -> Iterator[list[str]]:
    site, say, copies = view.data.site, view.wording.plain, place.copies

    def link(title: str, page: str) -> str:
        return f"- [{markdown_escape(title)}]({place.file(copies.written(page))})"

    yield [f"# {markdown_escape(site.name)}"]
    yield [f"> {markdown_escape(place.description or say('llms.summary', subject=site.subject))}"]
    yield [" ".join(markdown_escape(text) for text in (site.emergency, site.review_note, site.disclaimer) if text)]
    yield [say("llms.how_to_read", licence=markdown_escape(site.data_licence))]
    yield [f"## {say('llms.pages')}"]
    yield [link(view.page_titles[page.name], page.name) for page in view.library.prose]
    for topic in view.data.topics:
        if claims := view.claims_of(topic.id):
            yield [f"## {markdown_escape(topic.name)}"]
            yield [
                f"{link(claim.question, claim_page(claim.id))}: {view.conclusion(claim)}"
                f"{say('llms.checked', day=claim.checked.isoformat())}"
                for claim in claims
            ]
    yield [f"## {say('llms.data')}"]
    yield [
        f"- [{say('lists.claims')}]({place.file(DATASET)}): {say('llms.json')}",
        f"- [{say('llms.findings')}]({place.file(TABLE)}): CSV",
        f"- [{say('llms.references')}]({place.file(bibliography_data(FORMATS[1]))}): {FORMATS[1].name}",
    ]
