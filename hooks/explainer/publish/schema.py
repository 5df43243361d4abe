"""JSON Schemas (2020-12) of what contributors write and of what is published, all made from the models."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from explainer.dataset.file_names import schema_data
from explainer.dataset.records import DATA_VERSION, ClaimFile, Dataset, FindingRecord
from explainer.loading.library import Library
from explainer.model.claim import OF_HEALTH_CLAIMS, Claim, PlainClaim
from explainer.model.vocabulary import Leaning, Speaker
from explainer.publish.place import Place, urn

DIALECT = "https://json-schema.org/draft/2020-12/schema"
PUBLISHED: dict[str, type[BaseModel]] = {"claims": Dataset, "claim": ClaimFile, "finding": FindingRecord}
"""Name of a schema -> the record that it describes: claims.json, claims/<id>.json and a row of claims.csv."""


def claim_schema(library: Library | None = None) -> dict[str, Any]:
    """Return the JSON Schema of a claim file, for editors and other tools: that of a site, or without one the usual."""
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
    """Return the JSON Schema of a published form: `claims`, `claim` or `finding`.

    Its id is its address, or a URN where the site has none; both hold the major version. Fields that it does not name
    are let be, so that data of a later minor version still fits.
    """
    held = place or Place()
    path = schema_data(name)
    schema = _open(PUBLISHED[name].model_json_schema(mode="serialization", by_alias=True))
    return {
        "$schema": DIALECT,
        "$id": held.file(path) if held.address else urn("schema", path),
        "$comment": f"version {DATA_VERSION}",
        **schema,
    }


def form(name: str) -> dict[str, str]:
    """Return the fields of a published form as path -> type, to compare one version of the form with the next."""
    schema = PUBLISHED[name].model_json_schema(mode="serialization", by_alias=True)
    found: dict[str, str] = {}
    _walk(schema, schema["$defs"], "", found)
    return dict(sorted(found.items()))


def _open(node: Any) -> Any:
    """Return a schema that does not forbid further fields, but where only the form of their names tells them apart."""
    if isinstance(node, list):
        return [_open(value) for value in node]
    if not isinstance(node, dict):
        return node
    closed = node.get("additionalProperties") is False and "patternProperties" not in node
    return {key: _open(value) for key, value in node.items() if not (closed and key == "additionalProperties")}


def _walk(node: dict[str, Any], known: dict[str, Any], path: str, found: dict[str, str]) -> None:
    if "$ref" in node:
        node = known[node["$ref"].rsplit("/", 1)[-1]]
    if options := node.get("anyOf") or node.get("oneOf"):
        for option in options:
            _walk(option, known, path, found)
    elif node.get("type") == "array":
        _walk(node["items"], known, f"{path}[]", found)
    elif node.get("type") == "object" and "properties" in node:
        for name, value in node["properties"].items():
            _walk(value, known, f"{path}.{name}" if path else name, found)
    elif node.get("type") == "object":
        found[path] = _joined(found, path, "object")
    else:
        said = "|".join(map(str, node["enum"])) if "enum" in node else str(node.get("const", node.get("type", "any")))
        found[path] = _joined(found, path, said)


def _joined(found: dict[str, str], path: str, said: str) -> str:
    return f"{found[path]} or {said}" if path in found and said not in found[path].split(" or ") else said
