"""Every text is read by the rules on amounts, brands and words unless its type says that it is none.

So each test here adds fields to what people write, deep inside too, and no code is told of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, Literal, get_args, get_type_hints

import pytest
from pydantic import Field, StringConstraints

from builders import CARE, CLAIM_ID, SITE, TODAY, claim_data
from explainer.building.all_rules import RULES
from explainer.checks.runner import Context, Hit
from explainer.loading.library import Library
from explainer.loading.written_texts import texts_of
from explainer.loading.yaml_reader import read_yaml
from explainer.model.base import Authored, Line, Slug, Spoken, Text, Voice
from explainer.model.claim import Claim
from explainer.model.reference import Reference
from explainer.model.site_data import DATA_FILES, Care, CareSign, DataParts, SiteTexts, WordLists
from explainer.model.vocabulary import Design

WORDS = WordLists(brands=("Tea Palace",), sells=("sleepy gold",))

OF_CLAIMS = {
    "D01": "They had three and a half glasses a day.",
    "D02": "Take it twice a day.",
    "D03": "Taper off slowly.",
    "D07": "Tea Palace has it.",
    "W01": "A miracle.",
    "W03": "It is currently so.",
    "W05": "TODO",
    "W08": "Addicts like it.",
    "W10": "It is sleepy gold.",
}
OF_OTHERS = {
    "D01": "They had ten leaves.",
    **{code: OF_CLAIMS[code] for code in ("D02", "D03", "D07", "W01", "W03", "W08", "W10")},
}
"""Rule -> a text that breaks it."""


class Deep(Authored):
    """A part that a model might get one day."""

    plain: str = ""
    line: Line | None = None
    several: tuple[str, ...] = ()
    either: int | str = 0
    named: dict[str, Text] = Field(default_factory=dict)
    inner: tuple[Deep, ...] = ()


class LargerClaim(Claim):
    """A claim with a field more."""

    deep: Deep | None = None


class LargerSign(CareSign):
    """A sign with fields more."""

    deep: Deep


class LargerCare(Care):
    """Care advice with a field more in each sign."""

    signs: tuple[LargerSign, ...]  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Stamp:
    """A part that a reference might get one day."""

    words: str = ""


@dataclass(frozen=True, slots=True)
class LargerReference(Reference):
    """A reference with fields more."""

    remark: str = ""
    stamps: tuple[Stamp, ...] = ()


PLACES: list[tuple[str | int, ...]] = [
    ("plain",), ("line",), ("several", 0), ("several", 2), ("either",), ("named", "key"), ("inner", 1, "plain"),
    ("inner", 0, "inner", 0, "named", "a b"),
]  # fmt: skip
"""Where in `Deep` a text can stand."""


def deep(place: tuple[str | int, ...], text: str) -> dict[str, Any]:
    """Return the data of a `Deep` with a text at a place and harmless ones around it."""
    first, *rest = place
    if first == "several":
        return {"several": ["fine"] * int(rest[0]) + [text]}
    if first == "named":
        return {"named": {"other": "fine", str(rest[0]): text}}
    if first == "inner":
        return {"inner": [{"plain": "fine"}] * int(rest[0]) + [deep(tuple(rest[1:]), text)]}
    return {str(first): text}


def hits(code: str, *subject: Any, **content: Any) -> list[Hit]:
    check = RULES[code].check if subject else RULES[code].elsewhere
    assert check is not None
    parts = content.pop("parts", DataParts(words=WORDS))
    return list(check(*subject, Context(Library(read_data=parts, **content), TODAY)))


@pytest.mark.parametrize("place", PLACES, ids=str)
@pytest.mark.parametrize("code", OF_CLAIMS)
def test_a_field_added_deep_inside_a_claim_is_read(code: str, place: tuple[str | int, ...]) -> None:
    claim = LargerClaim.model_validate({**claim_data(), "id": CLAIM_ID, "deep": deep(place, OF_CLAIMS[code])})
    found = hits(code, claim)
    assert [hit.place for hit in found] == [("deep", *place)]


@pytest.mark.parametrize("place", PLACES, ids=str)
@pytest.mark.parametrize("code", OF_OTHERS)
def test_a_field_added_deep_inside_a_data_file_is_read(code: str, place: tuple[str | int, ...]) -> None:
    document, _ = read_yaml("docs/data/care.yml", CARE.encode())
    assert document is not None
    data: dict[str, Any] = dict(document.data)
    data["signs"] = [{**sign, "deep": {}} for sign in data["signs"]]
    for text, places in (("fine", []), (OF_OTHERS[code], [("signs", 1, "deep", *place)])):
        data["signs"][1]["deep"] = deep(place, text)
        found = hits(code, parts=DataParts(words=WORDS, care=LargerCare.model_validate(data)))
        assert [(hit.path, hit.place) for hit in found] == [("docs/data/care.yml", place) for place in places]


@pytest.mark.parametrize("code", OF_OTHERS)
def test_a_field_added_to_a_reference_is_read(code: str) -> None:
    entry = LargerReference("smith2020", "article", "Tea and sleep", design=Design.COHORT)
    for changed, field in (
        (entry, ""),
        (replace(entry, remark=OF_OTHERS[code]), "remark"),
        (replace(entry, stamps=(Stamp("fine"), Stamp(OF_OTHERS[code]))), "stamps"),
        (replace(entry, population=OF_OTHERS[code]), "population"),
    ):
        found = hits(code, references={"smith2020": changed})
        assert [hit.path for hit in found] == ["bibliography.bib"] * bool(field)
        assert all(hit.message.startswith(f"`{field}` of `smith2020`") for hit in found)


def test_what_a_type_says_decides_and_in_doubt_a_text_is_read() -> None:
    class Example(Authored):
        """Fields of every kind."""

        key: Slug
        maybe_key: Slug | None
        keys: dict[Slug, tuple[Slug, ...]]
        key_or_text: Slug | str
        day: date | str
        kind: Design
        closed: Literal["yes", "no"]
        said: Annotated[tuple[str, ...], Spoken(Voice.QUOTED, "by others")]
        long: Text

    value = Example.model_validate(
        {
            "key": "a", "maybe_key": "b", "keys": {"c": ["d"]}, "key_or_text": "e", "day": "f", "kind": "cohort",
            "closed": "yes", "said": ["g", "h"], "long": "i",
        }
    )  # fmt: skip
    assert [(one.place, one.text, one.voice) for one in texts_of(value, ("top",))] == [
        (("top", "key_or_text"), "e", Voice.WORDS),
        (("top", "day"), "f", Voice.WORDS),
        (("top", "said", 0), "g", Voice.QUOTED),
        (("top", "said", 1), "h", Voice.QUOTED),
        (("top", "long"), "i", Voice.SENTENCES),
    ]


# What is left out


def marks(hint: Any) -> Iterator[tuple[Spoken, list[Any]]]:
    """Yield every mark in a type hint, with the other marks beside it."""
    for part in get_args(hint):
        yield from marks(part)
    for mark in getattr(hint, "__metadata__", ()):
        if isinstance(mark, Spoken):
            yield mark, [other for other in hint.__metadata__ if other is not mark]


def parts_of(*wholes: type[Any]) -> list[type[Any]]:
    """Return models and dataclasses with all that their fields are made of."""
    found = list(wholes)
    for kind in found:  # grows while it is gone through
        todo = list(get_type_hints(kind, include_extras=True).values())
        for hint in todo:
            todo += get_args(hint)
            own = isinstance(hint, type) and (hasattr(hint, "model_fields") or hasattr(hint, "__dataclass_fields__"))
            if own and hint not in found:
                found.append(hint)
    return found


def test_what_is_no_text_says_why_and_has_no_room_for_one() -> None:
    """A field is left out by a type whose form holds no sentence, or as no page shows it, or it is not ours to word."""
    excused = ("no page shows", "not our words", "in the syntax of a source")
    of_files = {Reference, DATA_FILES["reading"], DATA_FILES["texts"]}
    # Identifiers that their reader holds to a form; names of files
    seen = set()
    for kind in parts_of(Claim, Reference, *DATA_FILES.values()):
        for name, hint in get_type_hints(kind, include_extras=True).items():
            for mark, others in marks(hint):
                assert mark.why.strip()
                seen.add(mark.voice)
                patterns = [one.pattern for one in others if isinstance(one, StringConstraints) and one.pattern]
                if mark.voice is Voice.NONE and kind not in of_files and not any(why in mark.why for why in excused):
                    assert patterns, f"{kind.__name__}.{name}"
                    allowed = [
                        re.sub(r"\[\^[^]]*\]", "", str(pattern)) for pattern in patterns
                    ]  # but for what it rules out
                    assert not any(r"\s" in pattern or " " in pattern for pattern in allowed)
    assert seen == {Voice.NONE, Voice.QUOTED, Voice.SENTENCES}


def test_the_site_texts_are_read_but_for_pages_and_names_of_files() -> None:
    document, _ = read_yaml("docs/data/site.yml", SITE.encode())
    assert document is not None
    places = {str(one.place[0]) for one in texts_of(SiteTexts.model_validate(document.data))}
    unread = {name for name in SiteTexts.model_fields if name.endswith("_page")} | {"contact", "data_licence"}
    assert places == set(document.data) - unread
