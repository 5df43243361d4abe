"""The form of the data: versions, schemas, the field table and the example in the documentation."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from referencing.jsonschema import EMPTY_REGISTRY

from builders import REPOSITORY
from explainer.dataset.file_names import FILE_SCHEMA, schema_data
from explainer.dataset.records import DATA_VERSION, ClaimFile, Dataset, FindingRecord, data_fields
from explainer.publish.place import Place
from explainer.publish.schema import PUBLISHED, published_schema

SNAPSHOT = REPOSITORY / "tests" / "data" / "data-form.json"
PAGE = REPOSITORY / "docs" / "data-and-feeds.md"


def walk(node: dict[str, Any], known: dict[str, Any], path: str, found: dict[str, str]) -> None:
    if "$ref" in node:
        node = known[node["$ref"].rsplit("/", 1)[-1]]
    if options := node.get("anyOf") or node.get("oneOf"):
        for option in options:
            walk(option, known, path, found)
    elif node.get("type") == "array":
        walk(node["items"], known, f"{path}[]", found)
    elif node.get("type") == "object" and "properties" in node:
        for name, value in node["properties"].items():
            walk(value, known, f"{path}.{name}" if path else name, found)
    elif node.get("type") == "object":
        found[path] = joined(found, path, "object")
    else:
        said = "|".join(map(str, node["enum"])) if "enum" in node else str(node.get("const", node.get("type", "any")))
        found[path] = joined(found, path, said)


def joined(found: dict[str, str], path: str, said: str) -> str:
    return f"{found[path]} or {said}" if path in found and said not in found[path].split(" or ") else said


def form(name: str) -> dict[str, str]:
    """Return the fields of a published form as path -> type, to compare one version of the form with the next."""
    schema = PUBLISHED[name].model_json_schema(mode="serialization", by_alias=True)
    found: dict[str, str] = {}
    walk(schema, schema["$defs"], "", found)
    return dict(sorted(found.items()))


def forms() -> dict[str, dict[str, str]]:
    return {name: form(name) for name in PUBLISHED}


def level(before: dict[str, dict[str, str]], now: dict[str, dict[str, str]]) -> str:
    """Return which part of the version a change of the form asks for: major, minor or nothing."""
    paths = {(name, path) for name in before for path in before[name]}
    kept = {(name, path) for name in now for path in now[name]}
    both = [
        (before[name][path], now[name][path]) for name, path in paths & kept if before[name][path] != now[name][path]
    ]
    if paths - kept or any(set(words(old)) - set(words(new)) for old, new in both):
        return "major"
    return "minor" if kept - paths or both else ""


def words(said: str) -> list[str]:
    """Return the types or the words of a vocabulary that a field may hold."""
    return re.split(r" or |\|", said)


def raised(before: str, now: str) -> str:
    old, new = ([int(part) for part in version.split(".")] for version in (before, now))
    if new[0] > old[0]:
        return "major"
    return "minor" if new[:2] > old[:2] else ""


def test_a_changed_form_has_a_new_version(request: pytest.FixtureRequest) -> None:
    """A changed or removed field is a major version, an added one a minor; then run pytest --update-golden."""
    kept = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
    needed, said = level(kept["forms"], forms()), raised(kept["version"], DATA_VERSION)
    assert not needed or said in {needed, "major"}, f"a new {needed} version is needed: see DATA_VERSION"
    if request.config.getoption("--update-golden"):
        now = {"version": DATA_VERSION, "forms": forms()}
        SNAPSHOT.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
        return
    assert kept == {"version": DATA_VERSION, "forms": forms()}, "run: pytest --update-golden"


@pytest.mark.parametrize(
    ("change", "needed"),
    [
        (lambda fields: fields.update({"claims[].verdikt": fields.pop("claims[].verdict")}), "major"),
        (lambda fields: fields.pop("claims[].studies[]"), "major"),
        (lambda fields: fields.update({"claims[].checked": "integer"}), "major"),
        (lambda fields: fields.update({"claims[].state": "current"}), "major"),
        (lambda fields: fields.update({"claims[].state": "current|withdrawn|paused"}), "minor"),
        (lambda fields: fields.update({"claims[].mood": "string"}), "minor"),
        (len, ""),
    ],
    ids=["renamed", "removed", "another type", "a word less", "a word more", "added", "the same"],
)
def test_a_change_needs_a_major_or_minor_version(change: Callable[[dict[str, str]], object], needed: str) -> None:
    changed = forms()
    change(changed["claims"])
    assert level(forms(), changed) == needed


def test_the_major_version_is_in_the_addresses_of_the_schemas() -> None:
    for name in PUBLISHED:
        assert schema_data(name) == f"schema/v{DATA_VERSION.split('.')[0]}/{name}.schema.json"
        here, there = published_schema(name), published_schema(name, Place("https://a.example/b"))
        assert here["$id"].startswith("urn:uuid:")
        assert there["$id"] == f"https://a.example/b/{schema_data(name)}"
        assert here["$comment"] == f"version {DATA_VERSION}"


@pytest.mark.parametrize("name", [*map(schema_data, PUBLISHED), FILE_SCHEMA])
def test_published_schemas_are_schemas(text: Callable[[str], str], name: str) -> None:
    schema = json.loads(text(name))
    jsonschema.Draft202012Validator.check_schema(schema)
    for title, held in {"whole": schema, **schema["$defs"]}.items():
        for field, told in held.get("properties", {}).items():
            assert told.get("description", "").strip(), f"{title}.{field}"


def checked(schema: dict[str, Any]) -> jsonschema.protocols.Validator:
    return jsonschema.Draft202012Validator(
        schema, registry=EMPTY_REGISTRY, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )


def test_the_data_fit_their_schemas(text: Callable[[str], str], real_site: Path) -> None:
    whole = json.loads(text("claims.json"))
    checked(json.loads(text(schema_data("claims")))).validate(whole)
    one = checked(json.loads(text(schema_data("claim"))))
    for record in whole["claims"]:
        one.validate(json.loads(text(f"claims/{record['id']}.json")))
    assert (real_site / whole["$schema"]).is_file()
    first = json.loads(text(f"claims/{whole['claims'][0]['id']}.json"))
    assert (real_site / "claims" / first["$schema"]).resolve().is_file()


def test_the_data_hold_no_field_that_is_not_declared(small_files: dict[str, str]) -> None:
    Dataset.model_validate_json(small_files["claims.json"])
    ClaimFile.model_validate_json(small_files["claims/helps-people-sleep.json"])


def test_a_schema_allows_later_fields_and_checks_the_known_ones(text: Callable[[str], str]) -> None:
    whole = json.loads(text("claims.json"))
    schema = checked(json.loads(text(schema_data("claims"))))
    whole["claims"][0]["later"] = 1
    schema.validate(whole)
    del whole["claims"][0]["verdict"]
    assert not schema.is_valid(whole)


def test_the_field_table_is_whole() -> None:
    groups = {group.id: {field.name: field for field in group.fields} for group in data_fields()}
    assert set(groups["dataset"]) == {info.alias or name for name, info in Dataset.model_fields.items()}
    assert set(groups["finding"]) >= {"finding", "cite", "where", "figures", "frequency"}
    assert set(groups["claim"]) | set(groups["claimfile"]) == {
        info.alias or name for name, info in ClaimFile.model_fields.items()
    }
    rows = next(group for group in data_fields() if "claims.csv" in group.help)
    assert [field.name for field in rows.fields] == list(FindingRecord.model_fields)
    for group in data_fields():
        assert group.help, group.id
        for field in group.fields:
            assert field.help, field.name
            assert "".join(part.words for part in field.type)
            assert all(part.group in groups for part in field.type if part.group), field.name


def test_the_page_shows_the_table(real_site: Path) -> None:
    page = (real_site / "data-and-feeds" / "index.html").read_text(encoding="utf-8")
    for group in data_fields():
        assert f'id="data-{group.id}"' in page
        for field in group.fields:
            assert f"<code>{field.name}</code>" in page


def test_the_example_on_the_page_has_the_form() -> None:
    shown = json.loads(
        re.findall(r"^```json\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)[0]
    )

    def relaxed(node: Any) -> Any:  # shortened: nothing is required, and nothing may be there that is not declared
        if isinstance(node, list):
            return [relaxed(value) for value in node]
        if not isinstance(node, dict):
            return node
        kept = {key: relaxed(value) for key, value in node.items() if key not in {"required", "default"}}
        return kept | ({"additionalProperties": False} if "properties" in kept else {})

    schema = relaxed(published_schema("claim"))
    jsonschema.Draft202012Validator(schema).validate(shown)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema).validate(shown | {"verdikt": "unproven"})
