"""What the files hold, from their bytes alone: the same bytes always give the same."""

from __future__ import annotations

from dataclasses import dataclass, field

from explainer.loading.prose_page import ProsePage, read_front_matter
from explainer.loading.validate import salvage, validate
from explainer.loading.yaml_reader import (
    MAX_BIBLIOGRAPHY_BYTES,
    MAX_DATA_BYTES,
    MAX_PAGE_BYTES,
    Document,
    decode,
    read_yaml,
)
from explainer.model.base import Authored
from explainer.model.claim import Claim
from explainer.model.searches import ScreenedWorks
from explainer.problems import Problem


@dataclass(frozen=True, slots=True)
class ReadClaim:
    """A claim file as it was read: its text and marks, the claim or what could be saved of it, and its problems."""

    text: str
    form: list[Problem]
    document: Document | None = None
    claim: Claim | None = None
    rest: Claim | None = None
    meaning: list[Problem] = field(default_factory=list)


def read_claim(shown: str, name: str, raw: bytes, model: type[Claim] = Claim) -> ReadClaim:
    """Return what a claim file holds. `shown` is its path as problems name it, `name` its id, `model` its form."""
    text = raw.decode("utf-8", errors="replace")
    document, form = read_yaml(shown, raw)
    if document is None:
        return ReadClaim(text, form)
    claim, meaning = validate(document, model, {"id": name})
    rest = None if claim else salvage(document, model, {"id": name})
    return ReadClaim(text, form, document, claim, rest, meaning)


def read_data(
    shown: str, model: type[Authored], raw: bytes
) -> tuple[Document | None, Authored | None, Authored | None, list[Problem]]:
    """Return what a data file holds: its marks, the value of its `model`, what could be saved of it, the problems.

    Something is saved where nothing is wrong but a field too many: then the rest is checked all the same.
    """
    most = MAX_BIBLIOGRAPHY_BYTES if model is ScreenedWorks else MAX_DATA_BYTES  # works come in by themselves
    document, problems = read_yaml(shown, raw, most)
    value, found = validate(document, model) if document else (None, [])
    spare = document and {problem.code for problem in found} == {"F10"}
    return document, value, salvage(document, model) if document and spare else None, [*problems, *found]


def read_prose(shown: str, name: str, raw: bytes) -> tuple[ProsePage | None, list[Problem]]:
    """Return a page in prose as it was written, named as below docs/, or None where it is no text; and the problems."""
    text, problems = decode(shown, raw, MAX_PAGE_BYTES)
    if problems:
        return None, problems
    header, problems = read_front_matter(shown, text)
    return ProsePage(shown, name, text, header), problems
