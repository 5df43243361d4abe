"""Readings as data and back, so that a run can write down what a register said and a later one need not ask again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from explainer.model.notices import Notice
from explainer.model.vocabulary import Register, State
from explainer.registers.record import Reading, Record


def as_note(reading: Reading) -> dict[str, Any]:
    """Return a reading as data for the journal."""
    record = reading.record
    return {
        "register": reading.register.value,
        "state": reading.state.value,
        "why": reading.why,
        "record": None
        if record is None
        else {
            "titles": record.titles,
            "first_author": record.first_author,
            "years": record.years,
            "journals": record.journals,
            "doi": record.doi,
            "pmid": record.pmid,
            "pmcid": record.pmcid,
        },
        "notices": [
            {
                "state": one.state.value,
                "day": one.day.isoformat() if one.day else None,
                "doi": one.doi,
                "by": one.said_by,
            }
            for one in reading.notices
        ],
    }


def from_note(value: Mapping[str, Any], day: date) -> Reading | None:
    """Return the reading that data from the journal stands for, or None where it is not of that form."""
    try:
        register = Register(value["register"])  # type: ignore[call-arg] # by value: the others belong to members
        held = value["record"]
        record = None
        if held is not None:
            lists = {name: tuple(str(one) for one in held[name]) for name in ("titles", "years", "journals")}
            words = {name: str(held[name]) for name in ("first_author", "doi", "pmid", "pmcid")}
            record = replace(Record(register), **lists, **words)  # type: ignore[arg-type] # the fields' own names
        notices = tuple(
            Notice(
                State(one["state"]),  # type: ignore[call-arg] # by value, as above
                date.fromisoformat(one["day"]) if one["day"] else None,
                str(one["doi"]),
                str(one["by"]),
            )
            for one in value["notices"]
        )
        state = State(value["state"])  # type: ignore[call-arg] # by value, as above
        return Reading(register, state, str(value["why"]), record, notices, day)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
