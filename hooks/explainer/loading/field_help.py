"""The fields of the files that people write, for tables in the guide: name, whether it is required, help.

Those of claim and data files come from their models, those of the bibliography from the list that its reader uses.
"""

from collections.abc import Iterator
from typing import NamedTuple

from pydantic import BaseModel

from explainer.loading.bibliography_fields import ALWAYS, HELP
from explainer.model.base import file_fields, models_in
from explainer.model.claim import Claim
from explainer.model.site_data import DATA_FILES

CLAIM, BIBLIOGRAPHY = "claim", "bibliography"
FILES = (CLAIM, BIBLIOGRAPHY, *DATA_FILES)
"""The files that have a table: claim files, the bibliography, and each file of docs/data/."""


class FieldHelp(NamedTuple):
    """A field of a file; `name` is its path there, such as `evidence.for[].cite`."""

    name: str
    required: bool
    help: str


def fields_of(file: str = CLAIM) -> list[FieldHelp]:
    """Return every field of a file (one of FILES) in its order, the fields of nested models after all of its own."""
    if file == BIBLIOGRAPHY:
        return [FieldHelp(name, name in ALWAYS, text) for name, text in HELP.items()]
    return list(_fields(Claim if file == CLAIM else DATA_FILES[file]))


def _fields(whole: type[BaseModel]) -> Iterator[FieldHelp]:
    seen: set[type[BaseModel]] = {whole}
    parts: list[tuple[str, type[BaseModel]]] = [("", whole)]
    for prefix, model in parts:  # grows while it is gone through
        for name, info in file_fields(model).items():
            path = f"{prefix}{name}"
            yield FieldHelp(path, info.is_required(), info.description or "")
            for inner, listed in models_in(info.annotation):
                if inner not in seen:
                    seen.add(inner)
                    parts.append((f"{path}[]." if listed else f"{path}.", inner))
