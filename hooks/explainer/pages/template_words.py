"""Functions and values that every template may use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from explainer.dataset.file_names import FORM_DATA, FORM_WORKS, FORMS, claim_data, feed_data, reference_data
from explainer.model.history import revisions
from explainer.pages.how_to_cite import cite_claim, cite_dataset, pasted


def coded(text: str) -> Markup:
    """Return a text of the models' help with what stands between backticks as code."""
    parts = text.split("`")
    return Markup("").join(Markup("<code>{}</code>").format(p) if n % 2 else escape(p) for n, p in enumerate(parts))


TEMPLATE_WORDS: Mapping[str, Any] = {
    "coded": coded,
    "revisions": revisions,
    "pasted": pasted,
    "cite_claim": cite_claim,
    "cite_dataset": cite_dataset,
    "claim_data": claim_data,
    "reference_data": reference_data,
    "feed_data": feed_data,
    "reference_forms": FORMS,
    "form_data": FORM_DATA,
    "form_works": FORM_WORKS,
}
"""Functions and values that every template may use."""
