"""CITATION.cff, the file in which a repository says how to be cited.

Source of the rules: Citation File Format 1.2.0. Values are written as JSON strings, which are YAML as well.
"""

from __future__ import annotations

import json
from datetime import date

from explainer.pages.site_view import SiteView


def citation_cff(view: SiteView, version: str, released: date) -> str:
    """Return the text of CITATION.cff for a version that was released on a day.

    Raises ValueError where docs/data/site.yml does not say how the site asks to be cited.
    """
    site = view.data.site
    if site.citation is None:
        raise ValueError("docs/data/site.yml has no `citation`: it says who made the data and what it is called.")
    lines = [
        "cff-version: 1.2.0",
        "message: If you use the texts, the data or the generator, please cite them as below.",
        f"title: {_text(site.citation.title)}",
        "type: dataset",
        "authors:",
        *(f"  - name: {_text(name)}" for name in site.citation.authors),
        f"version: {_text(version)}",
        f"date-released: {_text(released.isoformat())}",
        f"license: {site.data_licence}",
    ]
    if site.citation.keywords:
        lines.append(f"keywords: [{', '.join(_text(word) for word in site.citation.keywords)}]")
    return "\n".join(lines) + "\n"


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
