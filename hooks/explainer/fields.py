"""The fields of a claim file as a table, from the model itself: name, whether it must be there, what it is for."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel

from explainer.model import Appearance, Certainty, Change, Claim, Evidence, Finding, Frequency, SecondReading


@dataclass(frozen=True, slots=True)
class FieldHelp:
    """A field as contributors meet it; `name` is the path in the file."""

    name: str
    required: bool
    help: str


_PARTS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("", Claim),
    ("appearances[].", Appearance),
    ("certainty.", Certainty),
    ("evidence.", Evidence),
    ("evidence.for[].", Finding),
    ("evidence.for[].frequency.", Frequency),
    ("changes[].", Change),
    ("second_reading.", SecondReading),
)


def claim_fields() -> list[FieldHelp]:
    """Return every field of a claim file in the order of the file, parts after the whole."""
    return [
        FieldHelp(f"{prefix}{info.alias or name}", info.is_required(), info.description or "")
        for prefix, model in _PARTS
        for name, info in model.model_fields.items()
        if not (model is Claim and name == "id")
    ]
