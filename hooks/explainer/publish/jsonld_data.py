"""The data set in the words of schema.org (type Dataset), for the page that offers it."""

from __future__ import annotations

from typing import Any

from explainer.dataset.file_names import DATASET, FORMS, TABLE, Form, bibliography_data
from explainer.dataset.records import DATA_VERSION
from explainer.pages.how_to_cite import cite_dataset
from explainer.pages.site_view import SiteView
from explainer.publish.place import Place, licence_address, urn


def dataset_node(view: SiteView, place: Place, origin: str) -> dict[str, Any]:
    """Return the data set: what it is, under which licence, of which day and form, and where its parts are."""
    site = view.data.site
    citation = site.citation
    updated = view.last_day
    say = view.wording.plain
    parts = [
        Form(DATASET, "application/json", say("published.all")),
        Form(TABLE, "text/csv", say("published.rows")),
        *(Form(bibliography_data(form), form.media, say("published.references", form=form.name)) for form in FORMS),
    ]
    told = place.description or say("llms.summary", subject=site.subject)
    node: dict[str, Any] = {
        "@type": "Dataset",
        "@id": urn(site.subject, "dataset"),
        "name": citation.title if citation else site.name,
        "description": f"{told} {say('published.all')}",
        "license": licence_address(site.data_licence),
        "version": DATA_VERSION,
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": ", ".join(citation.authors) if citation else site.name},
        "citation": cite_dataset(view, place.address),
        "distribution": [
            {
                "@type": "DataDownload",
                "name": part.name,
                "encodingFormat": part.media,
                "contentUrl": place.file(part.ending, origin),
            }
            for part in parts
        ],
    }
    if citation and citation.keywords:
        node["keywords"] = list(citation.keywords)
    if updated:
        node["dateModified"] = updated.isoformat()
    return node
