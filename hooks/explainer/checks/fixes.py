"""What a program can mend without judging: spacing, keys, an older form of claims, DOIs, dashes in page ranges.

Each mender takes a file's text and returns the mended one. The rules that report these faults ask the same functions,
so the check and `claims check --fix` cannot disagree.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from explainer.loading.bibliography_fields import KNOWN_FIELDS
from explainer.loading.yaml_reader import read_yaml
from explainer.model.claim import Claim

_FIELDS = [info.alias or name for name, info in Claim.model_fields.items() if name != "id"]
_ORDER = {name: number for number, name in enumerate(_FIELDS)}
_TOP_KEY = re.compile(r"^([A-Za-z_]+)[ \t]*:", re.MULTILINE)
_CHECKED = re.compile(r"^checked:[ \t]*['\"]?(\d{4}-\d{2}-\d{2})", re.MULTILINE)
_CERTAINTY_BLOCK = re.compile(r"^certainty:(?:[ \t]*\n(?:[ \t]+.*\n|\n)*)", re.MULTILINE)
_BIB_FIELD = re.compile(r"^([ \t]*)([A-Za-z_]+)([ \t]*=)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Mender:
    """A mechanical repair: the code of the rule that reports the fault, and how it is mended."""

    code: str
    message: str
    mend: Callable[[str], str]


def tidy_spacing(text: str) -> str:
    """Return the text without spaces at line ends, with LF line ends, and with one line end at its end."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    return "\n".join(lines).rstrip("\n") + "\n" if text.strip() else text


def lower_keys(text: str) -> str:
    """Return a claim file with the field names at its top level in lower case, where that makes them known fields."""
    lowered = _TOP_KEY.sub(
        lambda match: (
            match.group().replace(match[1], match[1].lower()) if match[1].lower() in _ORDER else match.group()
        ),
        text,
    )
    return lowered if lowered == text or _means_the_same(text, lowered) else text


def order_keys(text: str) -> str:
    """Return a claim file with its fields in the order of the documentation; comments stay above their field.

    A file with a field that is unknown or stands twice is returned as it is, and so is one that is no YAML or would
    come to mean something else: what is meant is for its author to say.
    """
    starts = list(_TOP_KEY.finditer(text))
    names = [match[1] for match in starts]
    if len(set(names)) != len(names) or not set(names) <= set(_ORDER) or _in_order(names):
        return text
    bounds = [_with_comments(text, match.start()) for match in starts]
    blocks = [text[start:end] for start, end in zip(bounds, [*bounds[1:], len(text)], strict=True)]
    head = text[: bounds[0]]
    ordered = sorted(zip(names, blocks, strict=True), key=lambda pair: _ORDER[pair[0]])
    tail = "".join(block if block.endswith("\n") else f"{block}\n" for _, block in ordered)
    mended = tidy_spacing(head + tail)
    return mended if _means_the_same(text, mended) else text


def facts_by_kind(text: str) -> str:
    """Return a claim file of the first form with `level: established` written as `kind: fact`, its only sure meaning.

    Where it is written is for a person to say, so `established.where` is left as TODO, which rule W05 reports. Of any
    other claim without a `kind` only its author can tell the kind; such a file is returned as it is.
    """
    block = _CERTAINTY_BLOCK.search(text)
    checked = _CHECKED.search(text)
    if not block or not checked or "level: established" not in block[0] or re.search(r"^kind:", text, re.MULTILINE):
        return text
    fact = f"kind: fact\nestablished:\n  where: TODO\n  as_of: {checked[1]}\n"
    text = text[: block.start()] + fact + text[block.end() :]
    text = re.sub(r"^[ \t]+(?:first_)?certainty: established\n", "", text, flags=re.MULTILINE)
    return re.sub(r",[ \t]*(?:first_)?certainty: established(?=[,}])", "", text)


def bare_dois(text: str) -> str:
    """Return a bibliography with DOIs bare: no address, no `doi:` before them."""
    return re.sub(
        r"(?im)^([ \t]*doi[ \t]*=[ \t]*[{\"])[ \t]*(?:https?://(?:dx\.)?doi\.org/|doi:[ \t]*)(10\.)", r"\1\2", text
    )


def page_dashes(text: str) -> str:
    """Return a bibliography with page ranges written with BibTeX's two hyphens."""
    return re.sub(
        r"(?im)^([ \t]*pages[ \t]*=[ \t]*[{\"][ \t]*[A-Za-z]?\d+)[ \t]*(?:-(?!-)|\u2013|\u2014)[ \t]*([A-Za-z]?\d)",
        r"\1--\2",
        text,
    )


def lower_bib_fields(text: str) -> str:
    """Return a bibliography with known field names in lower case."""
    return _BIB_FIELD.sub(
        lambda match: f"{match[1]}{match[2].lower()}{match[3]}" if match[2].lower() in KNOWN_FIELDS else match.group(),
        text,
    )


CLAIM_MENDERS = (
    Mender("F28", "has untidy spacing", tidy_spacing),
    Mender("F29", "has a field name with capital letters", lower_keys),
    Mender("F36", "is written in the first form of claims, which called facts `established`", facts_by_kind),
    Mender("F30", "has its fields in another order than the documentation", order_keys),
)
BIBLIOGRAPHY_MENDERS = (
    Mender("F28", "has untidy spacing", tidy_spacing),
    Mender("F29", "has a field name with capital letters", lower_bib_fields),
    Mender("S06", "writes a DOI as an address", bare_dois),
    Mender("S18", "writes a page range with another dash than `--`", page_dashes),
)


def mend(text: str, menders: tuple[Mender, ...]) -> str:
    """Apply menders one after the other; applying them again changes nothing more."""
    for mender in menders:
        text = mender.mend(text)
    return text


def first_difference(old: str, new: str) -> int:
    """Return the number, from 1, of the first line in which two texts differ."""
    for number, (before, after) in enumerate(zip(old.split("\n"), new.split("\n"), strict=False), start=1):
        if before != after:
            return number
    return min(old.count("\n"), new.count("\n")) + 1


def _means_the_same(old: str, new: str) -> bool:
    """Tell whether both texts are YAML with the same data, whatever the order and case of the fields at the top."""
    before, after = (read_yaml("", text.encode())[0] for text in (old, new))
    if before is None or after is None or not (isinstance(before.data, dict) and isinstance(after.data, dict)):
        return False
    fields = [{name.lower(): value for name, value in data.items()} for data in (before.data, after.data)]
    return len(before.data) == len(after.data) and fields[0] == fields[1]


def _in_order(names: list[str]) -> bool:
    places = [_ORDER[name] for name in names]
    return places == sorted(places)


def _with_comments(text: str, start: int) -> int:
    """Return where a field's block begins: at the comment lines right above it, but never at the file's first line."""
    while start > 0:
        before = text.rfind("\n", 0, start - 1) + 1
        line = text[before : start - 1]
        if not line.startswith("#") or before == 0:
            return start
        start = before
    return start
