"""Validate documents with pydantic, and turn its errors into problems with a place and a fix."""

import copy
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path, PurePosixPath
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from explainer.loading.odd_characters import named
from explainer.loading.yaml_reader import MAX_BYTES, Document, Place, read_yaml
from explainer.model.base import CITEKEY, QUESTION_END, SLUG, as_id, file_fields, models_in
from explainer.model.claim import SIDE_TAGS
from explainer.model.vocabulary import Term
from explainer.problems import Problem, did_you_mean, nearest
from explainer.rules import describe

M = TypeVar("M", bound=BaseModel)

_MANY, _SENTENCE = 4, 7
_SIDES = frozenset({("evidence", "for"), ("evidence", "against")})
_KEY_RULES = frozenset({"enum", "string_pattern_mismatch"})
_LISTS: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_LABELS: dict[str, str] = _LISTS["meant"] | {
    term.label.casefold().replace("-", " "): str(term) for kind in Term.__subclasses__() for term in kind
}
"""What pages and other people call a value of a vocabulary -> the value."""
_EXPECTED: dict[str, list[str]] = _LISTS["expected"]


describe(
    "F10",
    "An unknown field",
    "A field that nobody reads is most often a misspelt one.",
    bad="verdikt: mixed",
    good="verdict: mixed",
)
describe(
    "F11",
    "A missing field",
    "Every claim is complete, or it is not published.",
    bad="a claim without `short_answer`",
    good="a claim with every required field",
)
describe(
    "F12",
    "A value that is not allowed",
    "Verdicts, certainty, reasons, ids and the like come from closed lists or have a fixed form.",
    bad="verdict: maybe",
    good="verdict: mixed",
)
describe(
    "F13",
    "The wrong kind of value",
    "A list where a text is meant, a word where a date is meant, and so on. A text is not a bare `true` or `false`; a "
    "number is taken as it was typed, but not as title or description of a page, which site generators read too.",
    bad="checked: yesterday",
    good="checked: 2026-11-22",
)
describe(
    "F14",
    "Too long or too short",
    "A short answer has at most 60 words, a quotation at most 12; lists that need an entry are not empty.",
    bad="words: a sentence of twenty words",
    good="words: the telling phrase",
)
describe(
    "F15",
    "Fields that do not fit together",
    "For example: a claim says who makes it, or `asked_by: readers`.",
    bad="a claim without `appearances` and `asked_by`",
    good="asked_by: readers",
)


@dataclass(frozen=True, slots=True)
class ReadFile(Generic[M]):
    """A YAML file: its document, its value (or what could be salvaged of one), and its problems.

    `syntax` has the problems of the YAML, `meaning` those of the fields.
    """

    syntax: list[Problem]
    document: Document | None = None
    value: M | None = None
    salvaged: M | None = None
    meaning: list[Problem] = field(default_factory=list)


def read_fields(
    path: str, raw: bytes, model: type[M], extra: Mapping[str, object] | None = None, *, most: int = MAX_BYTES
) -> ReadFile[M]:
    """Return a YAML file of at most `most` bytes, read as a value of `model`; `extra` is as for `validate`.

    A problem F07 is left out if its value is wrong there even in quotation marks.
    """
    document, syntax = read_yaml(path, raw, most)
    if document is None:
        return ReadFile(syntax)
    value, meaning = validate(document, model, extra)
    wrong = {(problem.line, problem.column) for problem in meaning}
    syntax = [problem for problem in syntax if problem.code != "F07" or (problem.line, problem.column) not in wrong]
    return ReadFile(syntax, document, value, salvage(document, model, extra) if value is None else None, meaning)


def validate(
    document: Document, model: type[M], extra: Mapping[str, object] | None = None
) -> tuple[M | None, list[Problem]]:
    """Return a document as a value of `model` (None if it is invalid) and the problems: F10 to F15.

    `extra` has fields that the file itself must not have, such as the id from its name. Problems with a line whose
    reading was guessed are left out, since the guess may be wrong.
    """
    extra = extra or {}
    problems: list[Problem] = []
    for name in sorted(extra.keys() & document.data.keys()):
        message, fix = f"`{name}` is not a known field", "Delete it: it is not written in the file."
        problems.append(Problem("F10", document.path, message, fix, *document.mark((name,), key=True)))
    try:
        return model.model_validate({**document.data, **extra}), problems
    except ValidationError as error:
        guessed = {place[-1:] for place, mark in document.keys.items() if mark.line in document.guessed}
        own = [item for item in _own_errors(error) if item["type"] != "missing" or item["loc"][-1:] not in guessed]
        unknown = [(item["loc"], _untagged(item["loc"])) for item in own if item["type"] == "extra_forbidden"]
        misspelt = {
            (*place[:-1], nearest(str(where[-1]), _fields_at(model, where[:-1])))
            for place, where in unknown
            if document.mark(where, key=True).line not in document.guessed
        }
        loose = {item["loc"][:-2] for item in own if item["type"] == "extra_forbidden" and item["loc"][-1] == "finding"}
        errors = [
            item
            for item in own
            if not (item["type"] == "missing" and item["loc"] in misspelt)
            and (item["loc"][:-2] not in loose or item["loc"][-1] == "finding")  # one `- ` that lacks is one fault
        ]
        problems += _whole([_problem(document, model, item) for item in errors])
        return None, [problem for problem in problems if problem.code == "F11" or problem.line not in document.guessed]


def _whole(problems: list[Problem]) -> list[Problem]:
    """Return the problems with one for many fields that are missing at the top: mostly a part of the file was lost."""
    missing = [problem for problem in problems if problem.code == "F11" and "." not in problem.message]
    if len(missing) < _MANY:
        return problems
    said = f"{', '.join(problem.message.split()[0] for problem in missing)} are missing"
    once = replace(missing[0], message=said, fix="Add these fields. If the end of the file was lost, put it back.")
    return [once, *(problem for problem in problems if problem not in missing)]


def _own_errors(error: ValidationError) -> list[ErrorDetails]:
    """Return the errors without "too short" for a list that pydantic finds too short only because an item is wrong."""
    details = error.errors()
    broken = {detail["loc"][:n] for detail in details for n in range(len(detail["loc"]))}
    return [detail for detail in details if detail["type"] != "too_short" or detail["loc"] not in broken]


def _problem(document: Document, model: type[BaseModel], detail: ErrorDetails) -> Problem:
    kind, context = detail["type"], detail.get("ctx") or {}
    place: Place = detail["loc"]
    is_key = place[-1:] == ("[key]",) and kind in _KEY_RULES  # pydantic's mark, but a file may have such a key too
    if is_key:
        place = place[:-1]
    where = _untagged(place)
    if "field" in context:
        where = (*where, str(context["field"]))
    name = place_name(where)
    mark = document.mark(where, key=is_key or kind == "extra_forbidden")

    def problem(code: str, message: str, fix: str) -> Problem:
        return Problem(code, document.path, message, fix, *mark)

    if kind == "extra_forbidden":
        return problem("F10", f"`{name}` is not a known field{_odd(str(where[-1]))}", _hint(model, where))
    if kind == "missing":
        return problem("F11", f"`{name}` is missing", f"Add the field `{where[-1]}`{_one_of(model, where)}.")
    if kind in {"enum", "literal_error"}:
        allowed = [value.strip().strip("'") for value in str(context["expected"]).replace(" or ", ", ").split(",")]
        shown = str(where[-1]) if is_key else str(detail["input"])
        hint = did_you_mean(_LABELS.get(shown.casefold().replace("-", " "), shown), allowed)
        quoted = (f'"{value}"' if value in {"yes", "no"} else value for value in allowed)
        fix = f"{hint} Allowed: {', '.join(quoted)}.".lstrip()
        return problem("F12", f"`{name}` " + (f"has the unknown value `{_short(shown)}`" if shown else "is empty"), fix)
    if kind == "string_pattern_mismatch":
        fix = _FIXES_BY_PATTERN.get(str(context["pattern"]), "Change its form.")
        shown = str(detail["input"])
        fix = _rewritten(shown, str(context["pattern"])) or fix
        if where == ("id",):  # no field: the file's name
            return problem("F12", f"the file's name has the wrong form: `{_short(shown)}`{_odd(shown)}", fix)
        said = f"has the wrong form: `{_short(shown)}`{_odd(shown)}" if shown else "is empty"
        return problem("F12", f"`{name}` {said}", fix)
    if kind in {"string_too_long", "too_many_words"}:
        most = context.get("max_length")
        message = f"`{name}` is longer than {most} characters" if most else f"`{name}` {detail['msg']}"
        return problem("F14", message, "Shorten it.")
    if kind == "unquoted":
        typed = context["typed"]
        message = f"`{name}` is `{typed}`, which other YAML programs do not read as text"
        return problem("F13", message, f'Write the text in words, or in quotation marks: "{typed}".')
    if kind in _EXPECTED:
        wrong, fix = _EXPECTED[kind]
        if where in _SIDES and kind in {"too_short", "tuple_type"}:
            fix = "Write a finding, with `- finding: `; if a search found none, write `none_found` as in the guide."
        elif kind.startswith("model_") and isinstance(detail["input"], str) and isinstance(where[-1], int):
            fix = f"Begin it with the name of a field, such as `{_fields_at(model, where)[0]}: `."
        code = "F14" if kind in {"too_short", "string_too_short"} else "F13"
        return problem(code, f"`{name}` {wrong}{_odd(str(detail['input'])) if 'parsing' in kind else ''}", fix)
    said, fix = _LISTS["unfit"].get(kind, (detail["msg"].replace("{", "{{").replace("}", "}}"), context.get("fix", "")))
    return problem("F15", f"`{name}` {said.format_map(context)}", fix.format_map(context))


def _hint(model: type[BaseModel], where: Place) -> str:
    """Return how to mend an unknown field."""
    name, known = str(where[-1]), _fields_at(model, where[:-1])
    if name in known:  # a field of a list's items, where the list itself is expected
        return "It belongs to an item of a list: begin that with `- `, and indent its other fields like the first."
    if re.match(r"-\S|\d+[.)] |[\u2022\u00b7*\u2013\u2014]\s", name):
        return "Begin the item of a list with `- `, a hyphen and a space."
    if len(name.split()) > 2:
        return "Delete the line, or put it in quotation marks into the field whose text it is part of."
    if where[1:] and name in _fields_at(model, ()):
        return "It belongs to no other field: begin its line without spaces."
    owner = _owner(model, name)
    return did_you_mean(
        name,
        known,
        f"It belongs to `{owner}`: write it there." if owner else f"Known here: {', '.join(sorted(known))}.",
    )


def _owner(model: type[BaseModel], name: str, way: str = "") -> str:
    """Return the field of `model`, or the path to one within it, that has a field of this name, or ""."""
    inner = [
        (f"{way}{field}", one) for field, info in file_fields(model).items() for one, _ in models_in(info.annotation)
    ]
    found = (path for path, one in inner if name in _fields_at(one, ()))
    return next(found, "") or next(filter(None, (_owner(one, name, f"{path}.") for path, one in inner)), "")


def _untagged(place: Place) -> Place:
    """Return pydantic's place without the tags of the two sides, which are not in the file."""
    return tuple(part for n, part in enumerate(place) if not (place[:n] in _SIDES and part in SIDE_TAGS))


def _rewritten(typed: str, pattern: str) -> str:
    """Return how to write a text as an id or as keys, if it was meant as some, or ""."""
    keys = re.split(r"[,;\s]+", typed)
    if pattern == CITEKEY and all(re.fullmatch(CITEKEY, key) for key in keys):
        return f"Write each key as an item of its own: `[{', '.join(keys)}]`."
    name = as_id(re.sub(r"\.(?:yml|md)$", "", PurePosixPath(typed).name))
    fits = pattern == SLUG and name and typed.isascii() and len(name.split("-")) < _SENTENCE
    return f"Write `{name}`." if fits else ""


def _fields_at(model: type[BaseModel], where: Place) -> list[str]:
    """Return the names of the fields that are allowed at a place in their order, from the model's annotations."""
    models: set[type[BaseModel]] = {model}
    for part in where:
        if isinstance(part, int):
            continue
        models = {
            inner
            for owner in models
            for name, info in owner.model_fields.items()
            if part in (name, info.alias)
            for inner, _ in models_in(info.annotation)
        } or models
    return [name for owner in models for name in file_fields(owner)]


def _one_of(model: type[BaseModel], where: Place) -> str:
    """Return ": one, two or three" for a field of `model` with a closed list of values, else ""."""
    info = model.model_fields.get(str(where[0])) if len(where) == 1 else None
    kind = info.annotation if info else None
    if not (isinstance(kind, type) and issubclass(kind, Enum)):
        return ""
    *most, last = (str(value) for value in kind)
    return f": {', '.join(most)} or {last}"


def place_name(where: Place) -> str:
    """Write a path as people would: `evidence.for[2].cite`, counting from 1."""
    name = ""
    for part in where:
        name += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if name else str(part)
    return name or "the file"


_FIXES_BY_PATTERN: dict[str, str] = {
    **_LISTS["forms"],
    QUESTION_END: "End it with a question mark.",
    CITEKEY: "Use a key of bibliography.bib, such as smith2020: no `@`, brackets or page, and neither DOI nor PMID.",
}


def _odd(value: str) -> str:
    """Return a remark on the first character that is neither ASCII nor a letter, such as an odd space, or ""."""
    char = next((char for char in value if not char.isascii() and not char.isalpha()), "")
    return f"; it has {named(char)}" if char else ""


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


_STAND_INS = {"date_from_datetime_parsing": "2000-01-01", "date_parsing": "2000-01-01",
              "date_from_datetime_inexact": "2000-01-01", "int_parsing": "1", "bool_parsing": "false"}  # fmt: skip
"""Kind of error -> any valid value of that type."""


def salvage(document: Document, model: type[M], extra: Mapping[str, object] | None = None) -> M | None:
    """Return a value of `model` from an invalid document, so that the rest of the file can be checked in the same run.

    Unknown fields are dropped, texts that are too long are cut, and a value that is not allowed, or is no date or
    number, is replaced by one that is valid. If anything else is wrong, the result is None. The value is for rules only
    and must never be shown.
    """
    data = copy.deepcopy({**document.data, **(extra or {})})
    for _ in range(2):
        try:
            return model.model_validate(data)
        except ValidationError as error:
            if not all(_mended(data, detail) for detail in _own_errors(error)):
                return None
    return None


def _mended(data: Any, detail: ErrorDetails) -> bool:
    """Correct one error in the data, in place; return whether that was possible."""
    kind, most = detail["type"], detail.get("ctx", {}).get("max_length")
    if kind not in {"extra_forbidden", "enum", "string_too_long", *_STAND_INS} or detail["loc"][-1] in {"id", "[key]"}:
        return False
    *way, last = _untagged(detail["loc"])
    try:
        for part in way:
            data = data[part]
        if kind == "extra_forbidden":
            del data[last]
        elif kind == "string_too_long":
            data[last] = data[last][:most]
        elif kind in _STAND_INS:
            data[last] = _STAND_INS[kind]
        else:
            data[last] = str(detail.get("ctx", {})["expected"]).split("'")[1]
    except (KeyError, IndexError, TypeError):
        return False
    return True
