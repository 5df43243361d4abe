"""References as CSL-JSON, for Zotero, pandoc and everything that formats citations by the Citation Style Language.

Source of the rules: CSL 1.0.2, appendices III (types) and IV (variables), and the CSL-JSON schema (csl-data.json).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic_core import to_json

from explainer.model.reference import Name, Reference
from explainer.model.vocabulary import Standing
from explainer.references.ris import span

_TYPES = {
    "article": "article-journal",
    "book": "book",
    "incollection": "chapter",
    "report": "report",
    "thesis": "thesis",
    "online": "webpage",
    "misc": "document",
}


def csl_json(references: Iterable[Reference]) -> str:
    """Return references as a CSL-JSON array."""
    return to_json([csl_item(reference) for reference in references], indent=1).decode() + "\n"


def csl_item(reference: Reference) -> dict[str, Any]:
    """Return a reference as a CSL item; what it does not have is left out."""
    authors = [_name(name) for name in reference.authors]
    if reference.more_authors:
        authors.append({"literal": "others"})
    address = reference.url or (reference.links[0][1] if reference.links else "")
    item: dict[str, Any] = {
        "id": reference.key,
        "type": "article" if reference.status is Standing.PREPRINT else _TYPES[reference.type],
        "title": reference.title,
        "author": authors,
        "editor": [_name(name) for name in reference.editors],
        "container-title": reference.container,
        "publisher": reference.publisher,
        "publisher-place": reference.address,
        "edition": reference.edition,
        "issued": {"date-parts": [[int(reference.year)]]} if reference.year.isdecimal() else None,
        "volume": reference.volume,
        "number" if reference.type == "report" else "issue": reference.number,
        "page": "-".join(part for part in span(reference.pages) if part),
        "DOI": reference.doi,
        "PMID": reference.pmid,
        "PMCID": reference.pmcid,
        "ISBN": reference.isbn,
        "URL": address,
        "note": reference.note,
        "status": "" if reference.status is Standing.OK else str(reference.status),
    }
    if reference.accessed:
        day = reference.accessed
        item["accessed"] = {"date-parts": [[day.year, day.month, day.day]]}
    if reference.year and not item["issued"]:
        item["issued"] = {"literal": reference.year}
    return {name: value for name, value in item.items() if value}


def _name(name: Name) -> dict[str, str]:
    if name.literal:
        return {"literal": f"{name.particle} {name.family}".strip()}
    parts = {
        "family": name.family,
        "given": " ".join(name.given),
        "non-dropping-particle": name.particle,
        "suffix": name.suffix,
    }
    return {key: value for key, value in parts.items() if value}
