"""The vocabulary of schema.org, read from the package pydantic2-schemaorg, which is made from its definitions.

The package's source is read and not run: types with what they descend from, properties with what they may hold.
"""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

_NO_RANGE = {"List", "Optional", "Union"}
_TEXT = {"str", "Text", "URL", "AnyUrl", "Date", "DateTime", "date", "datetime", "ISO8601Date"}
_CONTAINERS = {"@context", "@graph"}


@cache
def folder() -> Path:
    spec = importlib.util.find_spec("pydantic2_schemaorg")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


@cache
def read(name: str) -> tuple[tuple[str, ...], dict[str, frozenset[str]]]:
    """Return what a type descends from, and its own properties with what they may hold. KeyError: no such type."""
    path = folder() / f"{name}.py"
    if not path.is_file():
        raise KeyError(name)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    [node] = [one for one in tree.body if isinstance(one, ast.ClassDef)]
    own: dict[str, frozenset[str]] = {}
    for field in node.body:
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            held = {part.id for part in ast.walk(field.annotation) if isinstance(part, ast.Name)}
            held |= {str(part.value) for part in ast.walk(field.annotation) if isinstance(part, ast.Constant)}
            own[field.target.id.rstrip("_")] = frozenset(held - _NO_RANGE)
    return tuple(base.id for base in node.bases if isinstance(base, ast.Name)), own


@cache
def ancestors(name: str) -> frozenset[str]:
    """Return a type and all that it descends from."""
    try:
        bases, _ = read(name)
    except KeyError:
        return frozenset({name})
    return frozenset({name}).union(*(ancestors(base) for base in bases))


def properties(name: str) -> dict[str, frozenset[str]]:
    """Return every property of a type with what it may hold."""
    read(name)
    found: dict[str, frozenset[str]] = {}
    for one in ancestors(name):
        if (folder() / f"{one}.py").is_file():
            found |= read(one)[1]
    return found


def faults(node: Any, place: str = "") -> Iterator[str]:
    """Yield what is wrong with JSON-LD: unknown types, properties that a type lacks, values that do not fit."""
    if isinstance(node, list):
        for number, value in enumerate(node):
            yield from faults(value, f"{place}[{number}]")
        return
    if not isinstance(node, dict):
        return
    if "@graph" in node:
        if set(node) != _CONTAINERS or node["@context"] != "https://schema.org":
            yield f"{place}: no context of schema.org"
        yield from faults(node["@graph"], f"{place}@graph")
        return
    kind = node.get("@type", "")
    try:
        known = properties(kind)
    except KeyError:
        yield f"{place}: no type {kind}"
        return
    for name, value in node.items():
        if name in {"@type", "@id"}:
            continue
        if name not in known:
            yield f"{place}.{name}: {kind} has no such property"
            continue
        for one in value if isinstance(value, list) else [value]:
            if not fits(one, known[name]):
                yield f"{place}.{name}: {one!r:.60} is none of {sorted(known[name])}"
        yield from faults(value, f"{place}.{name}")


def fits(value: Any, wanted: frozenset[str]) -> bool:
    if isinstance(value, dict):
        return bool(ancestors(value.get("@type", "")) & wanted)
    if isinstance(value, bool):
        return bool(wanted & {"bool", "Boolean"})
    if isinstance(value, int):
        return bool(wanted & {"int", "Integer", "Number", "float", "StrictInt", "StrictFloat"})
    return isinstance(value, str) and bool(wanted & _TEXT)
