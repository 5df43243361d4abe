"""The serializer: a claim as plain data, and the schema of a claim file. Every output is made from here."""

from __future__ import annotations

from typing import Any

from explainer.model import Claim
from explainer.reference import Reference
from explainer.views import SiteView

DATA_VERSION = "1.0.0"
"""Version of the data form, by semantic versioning: a changed or removed field is a new major version."""


def claim_record(view: SiteView, claim: Claim) -> dict[str, Any]:
    """Return a claim as JSON-ready data: what its file says, its id, and the references it cites."""
    written = claim.model_dump(mode="json", by_alias=True, exclude_defaults=False)
    references = view.library.references
    return {
        "id": claim.id,
        **written,
        "clinical_review": written["clinical_review"] or "none",
        "references": [reference_record(view, references[key]) for key in claim.citekeys() if key in references],
    }


def reference_record(view: SiteView, reference: Reference) -> dict[str, Any]:
    """Return a reference as JSON-ready data, with its formatted text and addresses."""
    return {
        "key": reference.key,
        "text": view.formatted(reference.key),
        "links": [address for _, address in reference.links],
        "doi": reference.doi or None,
        "pmid": reference.pmid or None,
        "pmcid": reference.pmcid or None,
        "year": reference.year or None,
        "design": str(reference.design) if reference.design else None,
        "participants": reference.participants,
        "population": reference.population or None,
        "funding": reference.funding or None,
        "ties": reference.ties or None,
        "status": str(reference.status),
        "verified": str(reference.verified),
    }


def claim_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a claim file, for editors and other tools."""
    schema = Claim.model_json_schema(by_alias=True)
    schema["properties"].pop("id")
    schema["required"].remove("id")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Claim file"}
