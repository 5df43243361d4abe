"""What pages say of the published data: how to cite, what to download, what changed. For templates alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup, escape

from explainer.dataset.field_tables import data_fields
from explainer.dataset.file_names import FEED_FORMS, FEEDS, FORMS, claim_data, feed_data, outputs, reference_data
from explainer.model.history import revisions
from explainer.pages.how_to_cite import cite_claim, cite_dataset, pasted
from explainer.pages.site_view import SiteView


def coded(text: str) -> Markup:
    """Return a text of the models' help with what stands between backticks as code."""
    parts = text.split("`")
    return Markup("").join(Markup("<code>{}</code>").format(p) if n % 2 else escape(p) for n, p in enumerate(parts))


def _data_files(view: SiteView) -> dict[str, Any]:
    topics = [topic.id for topic in view.data.topics]
    return {"files": outputs(view.library.claims, view.library.references, topics)}


def _feeds(view: SiteView) -> dict[str, Any]:
    topics = [(topic.id, topic.name) for topic in view.data.topics]
    return {"feeds": FEEDS, "feed_forms": FEED_FORMS, "scopes": [("", "All topics"), *topics]}


PUBLISHED_PARTS: Mapping[str, Callable[[SiteView], dict[str, Any]]] = {
    "data-files": _data_files,
    "data-fields": lambda _: {"groups": data_fields()},
    "feeds": _feeds,
}
"""Name of a directive -> what its template is given."""

PUBLISHED_WORDS: Mapping[str, Any] = {
    "coded": coded,
    "revisions": revisions,
    "pasted": pasted,
    "cite_claim": cite_claim,
    "cite_dataset": cite_dataset,
    "claim_data": claim_data,
    "reference_data": reference_data,
    "feed_data": feed_data,
    "reference_forms": FORMS,
}
"""Functions and values that every template may use."""
