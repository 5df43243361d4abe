"""Find every text in a model by walking through its types, so that no list of fields is needed.

A text is `Voice.WORDS` unless its type says otherwise (`base.Spoken`). So the rules on amounts, brands and words check
every new field of a model, however deeply it is nested.
"""

from __future__ import annotations

import types
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from explainer.loading.yaml_reader import Place
from explainer.model.base import Spoken, Voice


class WrittenText(NamedTuple):
    """A text, its place in the value, and whose words it is."""

    place: Place
    text: str
    voice: Voice


@dataclass(frozen=True, slots=True)
class _Declared:
    """What a type hint declares for a text itself, for items and for keys; None where it declares nothing."""

    voice: Voice | None = None
    item: _Declared | None = None
    key: _Declared | None = None


_NOTHING = _Declared()
_NO_TEXTS = (int, float, date, Enum)


def texts_of(value: Any, place: Place = ()) -> Iterator[WrittenText]:
    """Yield every text of a model or dataclass and the values in it, in the order of the fields.

    `place` is the place of the value itself. Left out are values of closed lists, dates, numbers, and what a type
    declares to be `Voice.NONE`.
    """
    yield from _walk(value, place, _NOTHING)


def _walk(value: Any, place: Place, declared: _Declared) -> Iterator[WrittenText]:
    if isinstance(value, str):
        if not isinstance(value, Enum) and declared.voice is not Voice.NONE:
            yield WrittenText(place, value, declared.voice or Voice.WORDS)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for number, inner in enumerate(value):
            yield from _walk(inner, (*place, number), declared.item or _NOTHING)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _walk(key, (*place, key), declared.key or _NOTHING)
            yield from _walk(inner, (*place, key), declared.item or _NOTHING)
    elif isinstance(value, BaseModel) or (is_dataclass(value) and not isinstance(value, type)):
        for name, written, hint in _fields(type(value)):
            yield from _walk(getattr(value, name), (*place, written), hint)


@lru_cache(maxsize=256)
def _fields(kind: type[Any]) -> tuple[tuple[str, str, _Declared], ...]:
    """Return (name, name in a file, what its type says) for each field of a model or dataclass that may have texts."""
    hints = get_type_hints(kind, include_extras=True)
    if issubclass(kind, BaseModel):
        names = {name: info.alias or name for name, info in kind.model_fields.items()}
    else:
        names = {field.name: field.name for field in fields(kind)}
    declared = ((name, written, _declared(hints.get(name, Any))) for name, written in names.items())
    return tuple(field for field in declared if not _is_silent(field[2]))


def _declared(hint: Any, voice: Voice | None = None) -> _Declared:
    """Return what a type hint declares. A mark on a list or mapping is for its items, unless they have their own."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        marks = [mark.voice for mark in arguments[1:] if isinstance(mark, Spoken)]
        return _declared(arguments[0], marks[-1] if marks else voice)
    if origin is Literal or (isinstance(hint, type) and issubclass(hint, _NO_TEXTS)):
        return _Declared(Voice.NONE)
    if origin in {Union, types.UnionType}:
        return _either([_declared(part, voice) for part in arguments if part is not type(None)])
    if isinstance(origin, type) and issubclass(origin, Mapping):
        key, item = arguments
        return _Declared(voice, _declared(item, voice), _declared(key, voice))
    if origin in {tuple, list, set, frozenset}:
        return _Declared(voice, _either([_declared(part, voice) for part in arguments if part is not Ellipsis]))
    return _Declared(voice)


def _is_silent(declared: _Declared) -> bool:
    """Return whether a value of this type cannot contain a text, so that it need not be walked through."""
    inner = [part for part in (declared.item, declared.key) if part]
    return all(map(_is_silent, inner)) if inner else declared.voice is Voice.NONE


def _either(members: list[_Declared]) -> _Declared:
    """Return the declaration of a union of types: it is without texts only if all its members are."""

    def first(declared: Iterable[Any]) -> Any:
        return next(filter(None, declared), None)

    voices = [member.voice for member in members]
    silent = bool(voices) and set(voices) == {Voice.NONE}
    voice = Voice.NONE if silent else first(voice for voice in voices if voice is not Voice.NONE)
    return _Declared(voice, first(member.item for member in members), first(member.key for member in members))
