"""The fields of the published data as tables, from the models themselves: name, what it holds, meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from explainer.dataset.records import ClaimFile, Dataset, FindingRecord

_WORDS = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false", "null": "null"}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of what is said of a type; `group` is the table that tells more, or empty."""

    words: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class DataField:
    """A field of a record."""

    name: str
    type: tuple[Part, ...]
    help: str


@dataclass(frozen=True, slots=True)
class Group:
    """A record with its fields."""

    id: str
    name: str
    help: str
    fields: tuple[DataField, ...]


def data_fields() -> tuple[Group, ...]:
    """Return every record of the published data: claims.json first, its parts after it, then a row of claims.csv."""
    whole = Dataset.model_json_schema(mode="serialization", by_alias=True)
    known: dict[str, Any] = whole["$defs"]
    order = [name for name, one in known.items() if "properties" in one]
    first = ["ClaimRecord", "HistoryRecord", "ReferenceRecord", "TopicRecord", "MovedRecord"]
    groups = [_group("Dataset", whole, known)]
    groups += [_group(name, known[name], known) for name in [*first, *(name for name in order if name not in first)]]
    file = ClaimFile.model_json_schema(mode="serialization", by_alias=True)
    own = {name: held for name, held in file["properties"].items() if name not in known["ClaimRecord"]["properties"]}
    groups.append(_group("ClaimFile", {**file, "properties": own}, known))
    row = FindingRecord.model_json_schema(mode="serialization", by_alias=True)
    groups.append(_group("FindingRow", row, row["$defs"]))  # `Finding` is the part of a claim
    return tuple(groups)


def _group(name: str, schema: dict[str, Any], known: dict[str, Any]) -> Group:
    fields = tuple(
        DataField(field, tuple(_type(held, known)), held.get("description", "").replace("\n", " "))
        for field, held in schema["properties"].items()
    )
    shown = name.removesuffix("Record")
    return Group(shown.lower(), shown, schema.get("description", "").replace("\n", " "), fields)


def _type(held: dict[str, Any], known: dict[str, Any]) -> list[Part]:
    if "$ref" in held:
        name = held["$ref"].rsplit("/", 1)[-1]
        if "enum" in known[name]:
            return _type(known[name], known)
        shown = name.removesuffix("Record")
        return [Part(shown, shown.lower())]
    if "enum" in held:
        return [Part(f"one of: {', '.join(map(str, held['enum']))}")]
    if "const" in held:
        return [Part(str(held["const"]))]
    if options := held.get("anyOf") or held.get("oneOf"):
        parts: list[Part] = []
        for option in options:
            parts += [Part(" or ")] if parts else []
            parts += _type(option, known)
        return parts
    if held.get("type") == "array":
        return [Part("list: "), *_type(held["items"], known)]
    if held.get("type") == "object":
        return [Part("names with values")]
    return [
        Part("date (YYYY-MM-DD)" if held.get("format") == "date" else _WORDS.get(held.get("type", ""), "any value"))
    ]
