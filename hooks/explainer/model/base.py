"""The base of all models of authored data, and their types of texts, keys and dates."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Annotated, Any, get_args, get_origin

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

SLUG = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"
CITEKEY = r"^[A-Za-z][A-Za-z0-9_:.+-]*$"
LONGEST_KEY = 80


class Voice(Enum):
    """Whose words a text is. It decides which rules read it: see `checks.reader_texts`."""

    SENTENCES = "sentences of ours"
    WORDS = "other words of ours: a label, a note"
    QUOTED = "words of others, shown as theirs"
    NONE = "no words: a key, an address, a value of a list"


@dataclass(frozen=True, slots=True)
class Spoken:
    """Marks a type with the voice of its texts, and says why. Texts of unmarked types are `Voice.WORDS`."""

    voice: Voice
    why: str


Slug = Annotated[
    str, StringConstraints(pattern=SLUG, max_length=80), Spoken(Voice.NONE, "a key, of small letters and hyphens")
]
Citekey = Annotated[
    str,
    StringConstraints(pattern=CITEKEY, max_length=LONGEST_KEY),
    Spoken(Voice.NONE, "the key of an entry, without spaces"),
]


QUESTION_END = r"[?\uff1f\u061f\u037e\u055e\u1367]$"
"""The question marks of the Latin, Chinese and Japanese, Arabic, Greek, Armenian and Ethiopic scripts."""


class Unquoted(str):
    """A value without quotation marks in which YAML sees a number, or true or false; as it was typed."""


def as_id(text: str) -> str:
    """Return a text as an id that may have been meant: `other-claim` for `Other claim`."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def as_typed(value: object) -> object:
    """Return a value that a text may have. Raises PydanticCustomError for a bare `true` or `false`: no words are meant.

    A number is a text as it was typed, such as that of a helpline.
    """
    return quoted(value) if isinstance(value, Unquoted) and value[:1] in "tTfF" else value


def quoted(value: object) -> object:
    """Return a value that every YAML program reads as a text; raises PydanticCustomError for an unquoted number too."""
    if isinstance(value, Unquoted):
        raise PydanticCustomError("unquoted", "is no text", {"typed": str(value)})
    return value


def one_line(value: object) -> object:
    """Return a text with line ends folded into spaces: a text is one paragraph, however its file wraps it."""
    value = as_typed(value)
    if not isinstance(value, str):
        return value
    folded = " ".join(value.split())
    return value if folded == value else folded  # mostly the same: a second copy would only take memory


# Validators run from the last to the first: line ends are folded before the length is measured.
Line = Annotated[str, StringConstraints(min_length=1, max_length=300), BeforeValidator(one_line)]
Text = Annotated[
    str,
    StringConstraints(min_length=1, max_length=900),
    BeforeValidator(one_line),
    Spoken(Voice.SENTENCES, "long enough for sentences"),
]
Listed = Annotated[Line, Spoken(Voice.NONE, "words that rules look for; no page shows them")]
Quoted = Annotated[Line, Spoken(Voice.QUOTED, "in the words of those who say it, or of a source")]
Question = Annotated[
    str,
    StringConstraints(min_length=8, max_length=90, pattern=QUESTION_END),
    BeforeValidator(one_line),
    Spoken(Voice.QUOTED, "in the words of those who ask"),
]
RuleCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]\d{2}$"), Spoken(Voice.NONE, "the code of a rule")]


def _iso_day(value: object) -> object:
    """Refuse anything but YYYY-MM-DD: pydantic would take a bare number as seconds since 1970."""
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value.strip()):
        raise PydanticCustomError("date_parsing", "is not a date", {})
    return value


def _orcid(value: str) -> str:
    """Refuse an ORCID iD with a wrong check character (ISO 7064, MOD 11-2)."""
    total = 0
    for digit in value.replace("-", "")[:-1]:
        total = (total + int(digit)) * 2
    if "0123456789X"[(12 - total % 11) % 11] != value[-1]:
        context = {"fix": "Copy it again from orcid.org."}
        raise PydanticCustomError("not_an_orcid", "is no ORCID iD: its last character does not fit the others", context)
    return value


Orcid = Annotated[
    str,
    StringConstraints(pattern=r"^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$"),
    AfterValidator(_orcid),
    Spoken(Voice.NONE, "a number of a register"),
]
Day = Annotated[date, BeforeValidator(_iso_day)]
Steps = Annotated[int, Field(ge=1, le=2)]


class Authored(BaseModel):
    """Base of the models of authored data: frozen, and strict about unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, defer_build=True)


def file_fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return the fields of a model by their names in a file, without those that are not written there."""
    return {info.alias or name: info for name, info in model.model_fields.items() if not info.exclude}


def models_in(annotation: Any, *, listed: bool = False) -> Iterator[tuple[type[BaseModel], bool]]:
    """Yield the models in a field's annotation, each with whether it is the item of a list."""
    if isinstance(annotation, type) and get_origin(annotation) is None:
        if issubclass(annotation, BaseModel):
            yield annotation, listed
        return
    for part in get_args(annotation):
        yield from models_in(part, listed=listed or get_origin(annotation) is tuple)
