"""Entries of bibliography.bib as text: new entries, and corrections that registers propose."""

import difflib
import re
import textwrap
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from itertools import chain, count
from string import ascii_lowercase
from urllib.parse import unquote

from explainer.loading.bibliography import read_bibliography
from explainer.loading.bibliography_fields import LEFT_TO_PEOPLE
from explainer.model.base import CITEKEY
from explainer.model.notices import Difference
from explainer.model.reference import Reference
from explainer.model.vocabulary import Design, Interest, Verified
from explainer.model.web_addresses import DOI, PMID
from explainer.references.bibtex import bibtex
from explainer.registers.compare import LONG_TITLE, plain

TO_FILL = ("design", *LEFT_TO_PEOPLE)
"""The fields that only somebody who reads the work can fill in, in the order of an entry."""

_CLOSE = "}\n"
_BEFORE = re.compile(r"^(?:https?://(?:www\.|dx\.)?doi\.org/|doi\s*:?\s*|pmid\s*:?\s*)", re.IGNORECASE)
_PUBMED = re.compile(
    r"^https?://(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/(\d+)/?(?:[?#].*)?$", re.IGNORECASE
)
_FIELDS = {
    "author": ("author", "editor"),
    "year": ("year", "date"),
    "journal": ("journal", "journaltitle", "booktitle"),
    "version": (),
}
"""Compared field -> the fields of an entry that may have its value, the likeliest first, if it is not its own alone."""


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

    A title counts if it is long, and if the years are equal or one of the two has no year.
    """
    title = plain(work.title)
    for entry in references.values():
        if work.doi and entry.doi.casefold() == work.doi.casefold():
            return entry, "DOI"
        if work.pmid and entry.pmid == work.pmid:
            return entry, "PMID"
        same_year = not (entry.year and work.year) or entry.year == work.year
        if len(title) >= LONG_TITLE and plain(entry.title) == title and same_year:
            return entry, "title"
    return None


def line_with(text: str, identifier: str) -> int | None:
    """Return the line, from 1, with this DOI or PMID, even if its entry cannot be read; None if there is none."""
    field = rf"^[ \t]*(?:doi|pmid)[ \t]*=[ \t]*[{{\"]{re.escape(identifier)}[}}\"]"
    match = re.search(field, text, re.IGNORECASE | re.MULTILINE)
    return text.count("\n", 0, match.start()) + 1 if match else None


def key_for(references: Iterable[str], work: Reference) -> str:
    """Return a free key of the first author's family name and the year: `post2019`, `post2019_b`, ... `post2019_27`."""
    taken = {key.casefold() for key in references}
    who = (work.authors or work.editors)[0].family if work.authors or work.editors else work.title
    folded = unicodedata.normalize("NFKD", who).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z]", "", folded.lower())[:40] or "source"
    base = f"{name}{work.first_year}"
    endings = chain(("",), (f"_{letter}" for letter in ascii_lowercase[1:]), (f"_{number}" for number in count(27)))
    return next(key for ending in endings if (key := f"{base}{ending}") not in taken)


def key_like(taken: Collection[str], work: Reference) -> str:
    """Return the key of a work in the file it comes from if that is valid and free, else one from `key_for`."""
    return work.key if is_key(work.key) and work.key.casefold() not in taken else key_for(taken, work)


def is_key(text: str) -> bool:
    """Return whether a text can be the key of an entry."""
    return re.fullmatch(CITEKEY.strip("^$"), text) is not None and len(text) <= 80


def entry_of(work: Reference, key: str, registers: str) -> str:
    """Return the text of an entry: the fields from registers, and blanks for those that only a reader can fill in.

    A comment above the entry says where it comes from, `registers`, and what is to be filled in.
    """
    text = bibtex([replace(work, key=key, verified=Verified.PARTIAL)])
    start = text.index(f"  {'status':<12} =")
    missing = [name for name in TO_FILL if f"\n  {name:<12} = {{" not in text]
    if not missing:
        return text
    blank = {name: f"  {name:<12} = {{}},\n" for name in missing}
    last = blank.pop("topics", "")
    return (
        f"% {key}: from {registers}. To fill in from the work itself: {', '.join(missing)}.\n"
        f"% Delete what the work does not state, and then these lines.\n"
        f"{text[:start]}{''.join(blank.values())}{text[start:].removesuffix(_CLOSE)}{last}{_CLOSE}"
    )


def blank_entry(key: str, *, doi: str = "", pmid: str = "") -> str:
    """Return an entry with only the identifier filled in, and comments on the fields, for work without the network."""
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
        f"@article{{{key},\n{''.join(f'  {name:<12} = {{{value}}},{chr(10)}' for name, value in fields)}{_CLOSE}"
    )


def appended(text: str, entry: str, path: str) -> str:
    """Return a bibliography with an entry added at its end.

    Raises ValueError, with a message for people, if the entry cannot be read or other entries would read differently.
    """
    base = text if text.endswith("\n") or not text else f"{text}\n"
    new = f"{base}\n{entry}" if base.strip() else entry
    before, _ = read_bibliography(path, text.encode())
    after, problems = read_bibliography(path, new.encode())
    if any(after.get(key) != reference for key, reference in before.items()) or any(
        problem.code in {"S01", "S02", "S03"} and problem.line > base.count("\n") for problem in problems
    ):
        raise ValueError(f"the entry cannot be added as it is; print it with --print and add it to {path} by hand.")
    return new


def corrected(text: str, reference: Reference, differences: Iterable[Difference]) -> tuple[str, list[str]]:
    """Return the text of a bibliography with an entry corrected, and the fields that a person has to correct.

    Of the authors only the first one's family name is compared, so only that is replaced. An identifier that leads to
    another work cannot be corrected by a program.
    """
    left = []
    for difference in differences:
        field, ours, theirs = difference.field, difference.ours, difference.theirs
        start, end = _span(text, reference)
        span = next((span for name in _FIELDS.get(field, (field,)) if (span := _value(text, start, end, name))), None)
        value = text[slice(*span)] if span else ""
        if theirs.startswith("another work") or not span or (field == "author" and ours not in value):
            left.append(field)
            continue
        new = value.replace(ours, _escaped(theirs), 1) if field == "author" else _escaped(theirs)
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
    """Return where the value of a field begins and ends, without braces or quotation marks; None if it is missing."""
    field = re.compile(rf"^[ \t]*{name}[ \t]*=[ \t]*(?=[{{\"\w])", re.MULTILINE | re.IGNORECASE)
    if not (match := field.search(text, start, end)):
        return None
    begin = match.end()
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
