"""A new entry of the bibliography: the identifier that was typed, the entry's text, and whether the work is there."""

from __future__ import annotations

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
from explainer.model.reference import Reference
from explainer.model.vocabulary import Design, Interest, Verified
from explainer.model.web_addresses import DOI, PMID
from explainer.references.bibtex import bibtex
from explainer.registers.compare import plain

TO_FILL = ("design", *LEFT_TO_PEOPLE)
"""What only a reader of the work can say, in the order in which entries have it."""

CLOSE = "}\n"

_plain = lru_cache(maxsize=1 << 16)(plain)
"""Titles are compared with each other again and again where many works are added at once."""

_BEFORE = re.compile(r"^(?:https?://(?:www\.|dx\.)?doi\.org/|doi\s*:?\s*|pmid\s*:?\s*)", re.IGNORECASE)
_PUBMED = re.compile(
    r"^https?://(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/(\d+)/?(?:[?#].*)?$", re.IGNORECASE
)


def identify(typed: str) -> tuple[str, str]:
    """Return (DOI, "") or ("", PMID) for what somebody typed or pasted: bare, with a prefix, or as an address.

    Raises ValueError, in words for people, for anything else.
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
    """Return the entry that is this work, and by what it was known: its DOI, its PMID or its title; or None.

    A short title is no proof by itself. Titles count where the year is the same or one of them has none.
    """
    title = _plain(work.title)
    for held in references.values():
        if work.doi and held.doi.casefold() == work.doi.casefold():
            return held, "DOI"
        if work.pmid and held.pmid == work.pmid:
            return held, "PMID"
        same_year = not (held.year and work.year) or held.year == work.year
        if len(title) >= 20 and _plain(held.title) == title and same_year:
            return held, "title"
    return None


def line_with(text: str, identifier: str) -> int | None:
    """Return the line, from 1, of a bibliography in which a field is this identifier: of unreadable entries too."""
    field = rf"^[ \t]*(?:doi|pmid)[ \t]*=[ \t]*[{{\"]{re.escape(identifier)}[}}\"]"
    found = re.search(field, text, re.IGNORECASE | re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found else None


def key_for(references: Iterable[str], work: Reference) -> str:
    """Return a key that is free: the first author's family name and the year, as `post2019` or `post2019_b`."""
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
    """Return the key that a work has in the file it comes from, if that is a key and free, else one of `key_for`."""
    if re.fullmatch(CITEKEY.strip("^$"), work.key) and len(work.key) <= 80 and work.key.casefold() not in taken:
        return work.key
    return key_for(taken, work)


def entry_of(work: Reference, key: str, registers: str) -> str:
    """Return the text of an entry: what registers hold, and marked blanks for what only a reader can know.

    `registers` says in a line above the entry who holds it so.
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
    """Return a commented entry in which only the identifier is filled: for when no register could be asked."""
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
    """Return a bibliography with an entry at its end. Raises ValueError where that would change how it reads."""
    base = text if text.endswith("\n") or not text else f"{text}\n"
    new = f"{base}\n{entry}" if base.strip() else entry
    before, _ = read_bibliography(path, text.encode())
    after, problems = read_bibliography(path, new.encode())
    if any(after.get(key) != one for key, one in before.items()) or any(
        problem.code in {"S01", "S02", "S03"} and problem.line > base.count("\n") for problem in problems
    ):
        raise ValueError(f"the entry cannot be added as it is; print it with --print and add it to {path} by hand.")
    return new
