"""JSON Schemas (2020-12) of claim files and of the published data, made from the models."""

from typing import Any

from pydantic import BaseModel

from explainer.dataset.file_names import schema_data
from explainer.dataset.records import DATA_VERSION, ClaimFile, Dataset, FindingRecord, json_schema
from explainer.loading.library import Library
from explainer.model.claim import OF_HEALTH_CLAIMS, Claim, PlainClaim
from explainer.model.vocabulary import Leaning, Speaker
from explainer.publish.place import Place, urn

DIALECT = "https://json-schema.org/draft/2020-12/schema"
PUBLISHED: dict[str, type[BaseModel]] = {"claims": Dataset, "claim": ClaimFile, "finding": FindingRecord}
"""Name of a schema -> the record that it describes: claims.json, claims/<id>.json and a row of claims.csv."""


def claim_schema(library: Library | None = None) -> dict[str, Any]:
    """Return the JSON Schema of a claim file, for editors and other tools; without a library, with the usual values."""
    library = library or Library()
    health = library.parts.health
    schema = (Claim if health else PlainClaim).model_json_schema(by_alias=True)
    for name in ("id",) if health else ("id", *OF_HEALTH_CLAIMS):
        schema["properties"].pop(name)
    schema["required"].remove("id")
    for kind in (Speaker, Leaning):
        schema["$defs"][kind.__name__]["enum"] = [term.value for term in library.terms(kind)]
    return {"$schema": DIALECT, **schema, "title": "Claim file"}


def published_schema(name: str, place: Place | None = None) -> dict[str, Any]:
    """Return the JSON Schema of published data: `claims`, `claim` or `finding`.

    Its id is its address, or a URN if the site has no address; both contain the major version. Unknown fields are
    allowed, so that data of a later minor version is still valid.
    """
    place, path = place or Place(), schema_data(name)
    return {
        "$schema": DIALECT,
        "$id": place.file(path) if place.address else urn("schema", path),
        "$comment": f"version {DATA_VERSION}",
        **_open(json_schema(PUBLISHED[name])),
    }


def _open(node: Any) -> Any:
    """Return a schema that allows unknown fields, except where a pattern of their names tells fields apart."""
    if isinstance(node, list):
        return [_open(value) for value in node]
    if not isinstance(node, dict):
        return node
    closed = node.get("additionalProperties") is False and "patternProperties" not in node
    return {key: _open(value) for key, value in node.items() if not (closed and key == "additionalProperties")}
