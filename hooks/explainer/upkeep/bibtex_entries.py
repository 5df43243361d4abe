"""Entries of bibliography.bib as text: new ones, and corrections proposed by registers."""

from __future__ import annotations

import difflib
import re
import textwrap
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from urllib.parse import unquote

from explainer.loading.bibliography import read_bibliography
from explainer.loading.bibliography_fields import LEFT_TO_PEOPLE
from explainer.model.base import CITEKEY
from explainer.model.notices import Difference
from explainer.model.reference import Reference
from explainer.model.vocabulary import Design, Interest, Verified
from explainer.model.web_addresses import DOI, PMID
from explainer.references.bibtex import bibtex
from explainer.registers.compare import plain

TO_FILL = ("design", *LEFT_TO_PEOPLE)
"""The fields that only a reader of the work can fill in, in the order of an entry."""

CLOSE = "}\n"

_plain = lru_cache(maxsize=1 << 16)(plain)
"""`plain`, cached: an import of many works compares the same titles again and again."""

_BEFORE = re.compile(r"^(?:https?://(?:www\.|dx\.)?doi\.org/|doi\s*:?\s*|pmid\s*:?\s*)", re.IGNORECASE)
_PUBMED = re.compile(
    r"^https?://(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/(\d+)/?(?:[?#].*)?$", re.IGNORECASE
)


def identify(typed: str) -> tuple[str, str]:
    """Return (DOI, "") or ("", PMID) for a typed or pasted identifier: bare, with a prefix, or as an address.

    Raises ValueError, with a message for people, for anything else.
    """
    from idutils import is_doi, is_pmid, normalize_doi, normalize_pmid  # here: a third of a second to import

    text = typed.strip()
    if found := _PUBMED.match(text):
        text = found[1]
    elif text.lower().startswith(("http://", "https://")) and "%" in text:
        text = unquote(text)
    text = _BEFORE.sub("", text).strip()
    if is_pmid(text) and PMID.match(pmid := normalize_pmid(text)):
        return "", pmid
    if is_doi(text) and DOI.match(doi := normalize_doi(text)):
        return doi, ""
    raise ValueError(f"`{typed[:80]}` is neither a DOI, such as 10.1000/xyz123, nor a PMID, such as 12345678.")


def already_there(references: Mapping[str, Reference], work: Reference) -> tuple[Reference, str] | None:
    """Return the entry of a work, and by what it was recognised: "DOI", "PMID" or "title"; None if it has no entry.

    Short titles prove nothing. Titles count if the years are equal or one of the two has no year.
    """
    title = _plain(work.title)
    for one in references.values():
        if work.doi and one.doi.casefold() == work.doi.casefold():
            return one, "DOI"
        if work.pmid and one.pmid == work.pmid:
            return one, "PMID"
        same_year = not (one.year and work.year) or one.year == work.year
        if len(title) >= 20 and _plain(one.title) == title and same_year:
            return one, "title"
    return None


def line_with(text: str, identifier: str) -> int | None:
    """Return the line, from 1, with this DOI or PMID, even if its entry cannot be read; None if there is none."""
    field = rf"^[ \t]*(?:doi|pmid)[ \t]*=[ \t]*[{{\"]{re.escape(identifier)}[}}\"]"
    found = re.search(field, text, re.IGNORECASE | re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found else None


def key_for(references: Iterable[str], work: Reference) -> str:
    """Return a free key of the first author's family name and the year, as `post2019` or `post2019_b`.

    Raises ValueError if all such keys are taken.
    """
    taken = {key.casefold() for key in references}
    who = (work.authors or work.editors)[0].family if work.authors or work.editors else work.title
    folded = unicodedata.normalize("NFKD", who).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z]", "", folded.lower())[:40] or "source"
    key = f"{name}{work.first_year}"
    for letter in "bcdefghijklmnopqrstuvwxyz":
        if key not in taken:
            return key
        key = f"{name}{work.first_year}_{letter}"
    raise ValueError(f"all keys {name}{work.first_year} to {key} are taken: give one with --key.")


def key_like(taken: Collection[str], work: Reference) -> str:
    """Return the key of a work in the file it comes from if that is valid and free, else one from `key_for`."""
    return work.key if is_key(work.key) and work.key.casefold() not in taken else key_for(taken, work)


def is_key(text: str) -> bool:
    """Tell whether a text can be the key of an entry."""
    return re.fullmatch(CITEKEY.strip("^$"), text) is not None and len(text) <= 80


def entry_of(work: Reference, key: str, registers: str) -> str:
    """Return the text of an entry: the fields from registers, and blanks for those that only a reader can fill in.

    A comment above the entry names the `registers` that it comes from.
    """
    text = bibtex([replace(work, key=key, verified=Verified.PARTIAL)])
    start = text.index(f"  {'status':<12} =")
    open_ones = [name for name in TO_FILL if f"\n  {name:<12} = {{" not in text]
    if not open_ones:
        return text
    blank = {name: f"  {name:<12} = {{}},\n" for name in open_ones}
    last = blank.pop("topics", "")
    return (
        f"% {key}: from {registers}. To fill in from the work itself: {', '.join(open_ones)}.\n"
        f"% Delete what the work does not state, and then these lines.\n"
        f"{text[:start]}{''.join(blank.values())}{text[start:].removesuffix(CLOSE)}{last}{CLOSE}"
    )


def blank_entry(key: str, *, doi: str = "", pmid: str = "") -> str:
    """Return an entry with the identifier alone and a comment at every field, for when no register could be asked."""
    designs = textwrap.fill(", ".join(Design), 100, initial_indent="% design: ", subsequent_indent="%   ")
    known = [(name, value) for name, value in (("doi", doi), ("pmid", pmid)) if value]
    seen = [(name, "") for name in ("author", "title", "journal", "year", "volume", "number", "pages")]
    left = [(name, "") for name in TO_FILL]
    fields = [*seen, *known, *left[:-1], ("verified", Verified.PARTIAL.value), left[-1]]
    return (
        f"% {key}: no register was read. Fill in every field from the work itself, and delete what it does not state.\n"
        "% The entry type is article for a paper in a journal; others are book, incollection, report, thesis, online,\n"
        "% misc. The key is mostly the first author's name and the year.\n"
        "% author: Family, Given and Family, Given; a body stands in two pairs of braces.  pages: 45--52\n"
        f"{designs}\n"
        "% participants: how many were studied, in digits.  population: who they were.  funding, ties: as stated.\n"
        f"% interest: {', '.join(Interest)}.  topics: as in docs/data/topics.yml.\n"
        "% verified: full once you saw every field in the work or in a register. Then delete these lines.\n"
        f"@article{{{key},\n{''.join(f'  {name:<12} = {{{value}}},{chr(10)}' for name, value in fields)}{CLOSE}"
    )


def appended(text: str, entry: str, path: str) -> str:
    """Return a bibliography with an entry added at its end. Raises ValueError if others would read differently."""
    base = text if text.endswith("\n") or not text else f"{text}\n"
    new = f"{base}\n{entry}" if base.strip() else entry
    before, _ = read_bibliography(path, text.encode())
    after, problems = read_bibliography(path, new.encode())
    if any(after.get(key) != one for key, one in before.items()) or any(
        problem.code in {"S01", "S02", "S03"} and problem.line > base.count("\n") for problem in problems
    ):
        raise ValueError(f"the entry cannot be added as it is; print it with --print and add it to {path} by hand.")
    return new


_FIELDS = {
    "title": ("title",),
    "author": ("author", "editor"),
    "year": ("year", "date"),
    "journal": ("journal", "journaltitle", "booktitle"),
    "doi": ("doi",),
    "pmid": ("pmid",),
    "pmcid": ("pmcid",),
}
"""Compared field -> the fields of an entry that may have its value, the likeliest first."""


def corrected(text: str, reference: Reference, differences: Iterable[Difference]) -> tuple[str, list[str]]:
    """Return the text of a bibliography with an entry corrected, and the fields that a person has to correct.

    Registers compare the first author's family name only, so only that is replaced. An identifier that leads to another
    work cannot be guessed.
    """
    left = []
    for one in differences:
        start, end = _span(text, reference)
        span = next((span for name in _FIELDS[one.field] if (span := _value(text, start, end, name))), None)
        value = text[slice(*span)] if span else ""
        if one.theirs.startswith("another work") or not span or (one.field == "author" and one.ours not in value):
            left.append(one.field)
            continue
        theirs = _escaped(one.theirs)
        new = value.replace(one.ours, theirs, 1) if one.field == "author" else theirs
        text = text[: span[0]] + new + text[span[1] :]
    return text, left


def as_patch(old: str, new: str, path: str) -> str:
    """Return the difference of two texts as a patch for `patch -p1` or `git apply`."""
    lines = difflib.unified_diff(old.splitlines(keepends=True), new.splitlines(keepends=True), f"a/{path}", f"b/{path}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _span(text: str, reference: Reference) -> tuple[int, int]:
    """Return where an entry begins and ends: from its line to the next line that begins with `@`."""
    start = 0
    for _ in range(reference.mark.line - 1):
        start = text.index("\n", start) + 1
    following = re.compile(r"^@", re.MULTILINE).search(text, start + 1)
    return start, following.start() if following else len(text)


def _value(text: str, start: int, end: int, name: str) -> tuple[int, int] | None:
    """Return where the value of a field begins and ends, without braces or quotation marks; None without the field."""
    field = re.compile(rf"^[ \t]*{name}[ \t]*=[ \t]*(?=[{{\"\w])", re.MULTILINE | re.IGNORECASE)
    if not (found := field.search(text, start, end)):
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
    """Return a plain text for BibTeX: without braces, and with a backslash before characters special to LaTeX."""
    return re.sub(r"([&%#_$])", r"\\\1", re.sub(r"[{}\\]", "", value))
