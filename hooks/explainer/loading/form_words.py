"""The fields of the forms in the browser: their order, and the names and help that they have.

The help comes from the models, unless texts/en.yml has other help under `forms.help` for readers who see no files and
keys. The vocabularies explain the values. The lists are in form_words.toml, where a comment explains each.
"""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from explainer.loading.bibliography_fields import HELP
from explainer.loading.field_help import fields_of

_LISTS: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
CLAIM_SECTIONS: Mapping[str, list[str]] = _LISTS["claim_sections"]
SOURCE_SECTIONS: Mapping[str, list[str]] = _LISTS["source_sections"]
ONLY_OF_TYPE: Mapping[str, list[str]] = _LISTS["only_of_type"]
REGISTERS: Mapping[str, list[str]] = _LISTS["registers"]
MADE_BY_THE_FORM: list[str] = _LISTS["made_by_the_form"]
NOT_FOR_A_NEW_CLAIM: list[str] = _LISTS["not_for_a_new_claim"]
NO_HELP: list[str] = _LISTS["no_help"]


def model_help() -> Iterator[tuple[str, str]]:
    """Yield (key, help from the models) for each field of the forms; a key is such as `claim-evidence-for`."""
    for field in fields_of():
        path = field.name.replace("[]", "").replace(".", "-")
        if path.split("-")[0] not in (*MADE_BY_THE_FORM, *NOT_FOR_A_NEW_CLAIM):
            yield f"claim-{path}", field.help
    for name in (name for names in SOURCE_SECTIONS.values() for name in names):
        yield f"source-{name}", HELP[name]


def words_of_forms() -> Iterator[tuple[str, str]]:
    """Yield (key, text) of the texts of the forms that follow from the models: a name and help for each field."""
    for key, text in model_help():
        name = key.rpartition("-")[2]
        yield f"forms.label.{name}", name.capitalize().replace("_", " ")
        yield f"forms.model.{key}", text
