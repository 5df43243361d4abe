"""Faults that `claims check --fix` corrects: spacing, the order of fields, DOIs, page ranges.

Each mender takes a file's text and returns the corrected one. The rules that report these faults call the same
functions, so that the check and `--fix` cannot disagree.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import takewhile
from operator import eq
from typing import NamedTuple

from explainer.checks.runner import Context, Hit
from explainer.loading.library import BIBLIOGRAPHY
from explainer.loading.yaml_reader import read_yaml
from explainer.model.base import file_fields
from explainer.model.claim import Claim
from explainer.problems import Mark, Severity
from explainer.rules import describe

_FIELDS = list(file_fields(Claim))
_TOP_KEY = re.compile(r"^([A-Za-z_]+)[ \t]*:", re.MULTILINE)


class Mender(NamedTuple):
    """A mechanical correction, with the code of the rule that reports the fault, and its message."""

    code: str
    message: str
    mend: Callable[[str], str]


def tidy_spacing(text: str) -> str:
    """Return the text without spaces at line ends, with LF line ends, and with a single one at the end."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    return "\n".join(lines).rstrip("\n") + "\n" if text.strip() else text


def order_keys(text: str) -> str:
    """Return a claim file with its fields in the order of the documentation; comments stay above their field.

    A file is returned unchanged if a field is unknown or occurs twice, if it is not YAML, or if its meaning would
    change: then its author has to decide.
    """
    starts = list(_TOP_KEY.finditer(text))
    names = [match[1] for match in starts]
    if len(set(names)) != len(names) or not set(names) <= set(_FIELDS) or names == sorted(names, key=_FIELDS.index):
        return text
    bounds = [_with_comments(text, match.start()) for match in starts]
    blocks = [text[start:end] for start, end in zip(bounds, [*bounds[1:], len(text)], strict=True)]
    ordered = sorted(zip(names, blocks, strict=True), key=lambda pair: _FIELDS.index(pair[0]))
    tail = "".join(block if block.endswith("\n") else f"{block}\n" for _, block in ordered)
    mended = tidy_spacing(text[: bounds[0]] + tail)
    return mended if _means_the_same(text, mended) else text


def bare_dois(text: str) -> str:
    """Return a bibliography with bare DOIs: no address and no `doi:` before them."""
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


CLAIM_MENDERS = (
    Mender("F28", "has untidy spacing", tidy_spacing),
    Mender("F30", "has its fields in another order than the documentation", order_keys),
)
BIBLIOGRAPHY_MENDERS = (
    Mender("F28", "has untidy spacing", tidy_spacing),
    Mender("S06", "writes a DOI as an address", bare_dois),
    Mender("S18", "writes a page range with another dash than `--`", page_dashes),
)


def menders_of(path: str) -> tuple[Mender, ...]:
    """Return the menders for a file: the bibliography, or a claim file."""
    return BIBLIOGRAPHY_MENDERS if path == BIBLIOGRAPHY else CLAIM_MENDERS


def mend(text: str, menders: tuple[Mender, ...]) -> str:
    """Return the text after all menders; applying them again changes nothing more."""
    for mender in menders:
        text = mender.mend(text)
    return text


def _means_the_same(old: str, new: str) -> bool:
    """Return whether both texts are YAML with the same data; the order of the top-level fields does not count."""
    before, after = (read_yaml("", text.encode())[0] for text in (old, new))
    return before is not None and after is not None and before.data == after.data


def _with_comments(text: str, start: int) -> int:
    """Return where a field's block begins: at the comments right above it, but never at the file's first line."""
    while start > 0:
        before = text.rfind("\n", 0, start - 1) + 1
        line = text[before : start - 1]
        if not line.startswith("#") or before == 0:
            return start
        start = before
    return start


# The rules that report these faults

_UNDECODED = re.compile("[\ufffd\0]")
"""What is left of a file in another encoding, which no mender touches."""
FIX = "Run `claims check --fix`."


def _describe(code: str, title: str, text: str, bad: str, good: str) -> None:
    describe(code, title, text, bad=bad, good=good, severity=Severity.ADVICE, elsewhere=partial(_faults, code))


def _faults(code: str, context: Context) -> Iterator[Hit]:
    for path, text in context.library.texts.items():
        for mender in menders_of(path):
            if mender.code == code and not _UNDECODED.search(text) and (mended := mender.mend(text)) != text:
                same = sum(takewhile(bool, map(eq, text, mended)))  # the letters before the first that differs
                yield Hit(mender.message, FIX, path=path, mark=Mark(text.count("\n", 0, same) + 1))


_describe(
    "F28",
    "Untidy spacing",
    "Spaces that nobody sees make changes look larger than they are. `claims check --fix` takes them out.",
    bad="spaces at the end of a line, Windows line ends, no line end at the end of the file",
    good="none of these",
)
_describe(
    "F30",
    "Fields in another order",
    "One order for all claim files, that of the documentation, makes them easy to compare. `--fix` sorts them.",
    bad="claim: ...\nquestion: ...",
    good="question: ...\nclaim: ...",
)
_describe(
    "S18",
    "A page range with another dash",
    "BibTeX writes a range with two hyphens. `claims check --fix` corrects it.",
    bad="pages = {847-854}",
    good="pages = {847--854}",
)
