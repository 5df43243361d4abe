"""Corrected entries: the bibliography with the values of the registers where it differs. Proposed, never written."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from explainer.model.notices import Difference
from explainer.model.reference import Reference

_FIELDS = {
    "title": ("title",),
    "author": ("author", "editor"),
    "year": ("year", "date"),
    "journal": ("journal", "journaltitle", "booktitle"),
    "doi": ("doi",),
    "pmid": ("pmid",),
    "pmcid": ("pmcid",),
}
"""Compared field -> the fields of an entry that may hold it, in the order in which they are looked for."""


def corrected(text: str, reference: Reference, differences: Iterable[Difference]) -> tuple[str, list[str]]:
    """Return the text of a bibliography with an entry corrected, and the fields that a person has to correct.

    Of the authors only the first one's family name is known to differ and only it is replaced. An identifier that
    leads to another work cannot be guessed.
    """
    left = []
    for one in differences:
        start, end = _entry(text, reference)
        found = next((span for name in _FIELDS[one.field] if (span := _value(text, start, end, name))), None)
        value = text[slice(*found)] if found else ""
        if one.theirs.startswith("another work") or not found or (one.field == "author" and one.ours not in value):
            left.append(one.field)
            continue
        theirs = _escaped(one.theirs)
        new = value.replace(one.ours, theirs, 1) if one.field == "author" else theirs
        text = text[: found[0]] + new + text[found[1] :]
    return text, left


def as_patch(old: str, new: str, path: str) -> str:
    """Return the difference of two texts in the form that `patch -p1` and `git apply` read."""
    lines = difflib.unified_diff(old.splitlines(keepends=True), new.splitlines(keepends=True), f"a/{path}", f"b/{path}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _entry(text: str, reference: Reference) -> tuple[int, int]:
    """Return where an entry begins and ends: from its line to the next line that begins with `@`."""
    start = 0
    for _ in range(reference.mark.line - 1):
        start = text.index("\n", start) + 1
    following = re.compile(r"^@", re.MULTILINE).search(text, start + 1)
    return start, following.start() if following else len(text)


def _value(text: str, start: int, end: int, name: str) -> tuple[int, int] | None:
    """Return where the value of a field begins and ends, without its braces or quotation marks."""
    found = re.compile(rf"^[ \t]*{name}[ \t]*=[ \t]*(?=[{{\"\w])", re.MULTILINE | re.IGNORECASE).search(
        text, start, end
    )
    if not found:
        return None
    begin = found.end()
    if text[begin] not in '{"':
        bare = re.compile(r"\w+").match(text, begin)
        return bare.span() if bare else None
    depth = 0
    for position in range(begin, end):
        char = text[position]
        depth += (char == "{") - (char == "}")
        if position > begin and depth == 0 and char in '}"':
            return begin + 1, position
    return None


def _escaped(value: str) -> str:
    """Return a plain text as BibTeX has it: without braces, and with a backslash before what LaTeX reads."""
    return re.sub(r"([&%#_$])", r"\\\1", re.sub(r"[{}\\]", "", value))
