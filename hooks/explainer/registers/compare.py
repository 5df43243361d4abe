"""An entry of the bibliography beside the records that registers hold of it: what differs, with both values.

Texts are compared by their words: letters' case, accents, punctuation, dashes and spaces do not count, since registers
disagree on them among themselves. Words and figures do. A field is right if any register has it so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from explainer.model.notices import fields_of
from explainer.model.reference import Reference
from explainer.model.vocabulary import Register
from explainer.registers.record import Record

FIELDS = ("title", "author", "year", "journal", "doi", "pmid", "pmcid")
SAME_WORK = 0.6
"""Titles less alike than this belong to different works; two spellings of one title are far above, two titles of one
research group mostly below. Only used to tell "another work" from "another spelling": both are reported."""

_PLACE = re.compile(r"\s*\((?:[^()]*)\)\s*$")
_LEADING = re.compile(r"^(?:the|der|die|das|la|le|el|los|les) ")
_SPELLED = str.maketrans(
    {
        "&": " and ", "+": " plus ", "%": " percent ", "\u00f8": "o", "\u00e6": "ae", "\u0153": "oe", "\u00df": "ss",
        "\u0142": "l", "\u0111": "d", "\u00f0": "d", "\u00fe": "th", "\u0131": "i", "\u03b1": " alpha ",
        "\u03b2": " beta ", "\u03b3": " gamma ", "\u03b4": " delta ", "\u03ba": " kappa ", "\u03bc": " mu ",
        "\u03c9": " omega ",
    }
)  # fmt: skip
"""Signs and letters that fold to no plain letter by themselves: ae, oe, ss, d, th, the Greek ones, and words."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which an entry and the registers differ. `theirs` is what the register has."""

    field: str
    ours: str
    theirs: str
    register: Register


def plain(text: str) -> str:
    """Return the words of a text in one spelling: lower case, no accents, Greek letters by name, no punctuation."""
    lower = unicodedata.normalize("NFKC", text).casefold().translate(_SPELLED)
    letters = "".join(ch for ch in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(ch))
    return " ".join(re.findall(r"\w+", letters.replace("'", "").replace("\u2019", "").replace("_", " ")))


def compare(reference: Reference, records: Sequence[Record]) -> tuple[Difference, ...]:
    """Return the differences between an entry and the records that its identifiers led to.

    First whether each identifier leads to this work at all, then title, first author, year and journal. An
    identifier that leads to another work is one difference, and what that other work is called is not compared.
    """
    ours = fields_of(reference)
    kept = [record for record in records if _same_work(ours["title"], record)]
    found: list[Difference] = []
    for record in records:
        if record not in kept:
            field = "pmid" if record.register is Register.PUBMED else "doi"
            found.append(Difference(field, ours.get(field, ""), _named(record), record.register))
    found += _identifiers(ours, kept)
    for field, theirs_of in (
        ("title", lambda record: record.titles),
        ("author", lambda record: (record.first_author,) if record.first_author else ()),
        ("year", lambda record: record.years),
        ("journal", lambda record: record.journals),
    ):
        held = [(record.register, value) for record in kept for value in theirs_of(record)]
        if field in ours and held and not any(_equal(field, ours[field], value) for _, value in held):
            register, value = held[0]
            found.append(Difference(field, ours[field], value, register))
    return tuple(found)


def _identifiers(ours: dict[str, str], records: Iterable[Record]) -> list[Difference]:
    """Return the identifiers that a record has differently; one that the entry lacks is no difference."""
    found = {}
    for record in records:
        for field, theirs in (("doi", record.doi), ("pmid", record.pmid), ("pmcid", record.pmcid)):
            if field in ours and theirs and ours[field].casefold() != theirs.casefold():
                found[field] = Difference(field, ours[field], theirs, record.register)
    return list(found.values())


def same_work(ours: str, theirs: str) -> bool:
    """Tell whether two titles are alike enough to be those of one work, spelled in two ways."""
    one, other = plain(ours), plain(theirs)
    return one in other or other in one or SequenceMatcher(None, one, other).ratio() >= SAME_WORK


def _same_work(title: str, record: Record) -> bool:
    return not record.titles or any(same_work(title, value) for value in record.titles)


def _named(record: Record) -> str:
    who = f"{record.first_author}: " if record.first_author else ""
    return f"another work ({who}{record.titles[0][:160]})"


def _equal(field: str, ours: str, theirs: str) -> bool:
    if field == "year":
        return ours[:4] == theirs
    if field == "title":
        return plain(ours) == plain(theirs) or plain(ours).replace(" ", "") == plain(theirs).replace(" ", "")
    if field == "journal":
        return bool(_journal(ours) & _journal(theirs))
    return _author(ours, theirs)


def _journal(name: str) -> set[str]:
    """Return the spellings of a journal's name: whole, without its place in brackets, without its subtitle."""
    short = _PLACE.sub("", name)
    return {_LEADING.sub("", plain(form)) for form in (name, short, short.partition(":")[0], short.partition(" = ")[0])}


def _author(ours: str, theirs: str) -> bool:
    """Tell whether two family names are one: registers leave particles out, and cut names of several parts."""
    first, second = plain(ours).split(), plain(theirs).split()
    if "".join(first) == "".join(second):
        return True
    short, long = sorted((first, second), key=len)
    return bool(short) and short in (long[: len(short)], long[-len(short) :])
