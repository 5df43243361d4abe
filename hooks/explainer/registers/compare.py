"""Compare an entry of the bibliography with the records of registers, and works with each other.

Texts are compared by their words and digits: case, accents, punctuation, dashes and spaces do not count, since the
registers differ in them among themselves. A field is right if any register has the same.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from explainer.model.notices import Difference, fields_of
from explainer.model.reference import Reference
from explainer.model.vocabulary import Register, WorkKind
from explainer.registers.record import Record

SAME_WORK = 0.6
"""Titles with a lower ratio of similarity belong to different works: two spellings of one title have a far higher one,
two titles of one research group mostly a lower one. It decides only which difference is reported, "another work" or
"another spelling"."""

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
"""Signs and letters that Unicode normalisation leaves alone -> plain letters, or the word for them."""


@lru_cache(maxsize=1 << 16)  # many works are compared with the same titles
def plain(text: str) -> str:
    """Return the words of a text in a spelling for comparison: lower case, no accents or punctuation, Greek by name."""
    lower = unicodedata.normalize("NFKC", text).casefold().translate(_SPELLED)
    letters = "".join(ch for ch in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(ch))
    return " ".join(re.findall(r"\w+", letters.replace("'", "").replace("\u2019", "").replace("_", " ")))


def compare(reference: Reference, records: Sequence[Record]) -> tuple[Difference, ...]:
    """Return the differences between an entry and the records that its identifiers lead to.

    An identifier that leads to another work is one difference, and that work is not compared further. The records of
    the same work are compared by identifiers, title, first author, year and journal.
    """
    ours = fields_of(reference)
    differences: list[Difference] = []
    kept = []
    for record in records:
        if not record.titles or any(same_work(ours["title"], title) for title in record.titles):
            kept.append(record)
        else:
            field = "pmid" if record.register is Register.PUBMED else "doi"
            who = f"{record.first_author}: " if record.first_author else ""
            theirs = f"another work ({who}{record.titles[0][:160]})"
            differences.append(Difference(field, ours.get(field, ""), theirs, record.register))
    differences += _identifiers(ours, kept)
    for field, theirs_of in (
        ("title", lambda record: record.titles),
        ("author", lambda record: (record.first_author,) if record.first_author else ()),
        ("year", lambda record: record.years),
        ("journal", lambda record: record.journals),
    ):
        values = [(record.register, value) for record in kept for value in theirs_of(record)]
        if field in ours and values and not any(_equal(field, ours[field], value) for _, value in values):
            register, value = values[0]
            differences.append(Difference(field, ours[field], value, register))
    return tuple(differences)


def _identifiers(ours: dict[str, str], records: Iterable[Record]) -> Iterable[Difference]:
    """Return the identifiers that a record has differently; an identifier that the entry lacks does not differ."""
    differences = {}
    for record in records:
        for field, theirs in (("doi", record.doi), ("pmid", record.pmid), ("pmcid", record.pmcid)):
            if field in ours and theirs and ours[field].casefold() != theirs.casefold():
                differences[field] = Difference(field, ours[field], theirs, record.register)
    return differences.values()


def same_work(ours: str, theirs: str) -> bool:
    """Return whether two titles are similar enough to be two spellings of the same title."""
    ours, theirs = plain(ours), plain(theirs)
    return ours in theirs or theirs in ours or SequenceMatcher(None, ours, theirs).ratio() >= SAME_WORK


def _equal(field: str, ours: str, theirs: str) -> bool:
    if field == "year":
        return ours[:4] == theirs
    if field == "title":
        return plain(ours) == plain(theirs) or plain(ours).replace(" ", "") == plain(theirs).replace(" ", "")
    if field == "journal":
        return bool(_journal(ours) & _journal(theirs))
    return _author(ours, theirs)


def _journal(name: str) -> set[str]:
    """Return the forms of a journal's name for comparison: whole, without the place in brackets, without a subtitle."""
    short = _PLACE.sub("", name)
    return {_LEADING.sub("", plain(form)) for form in (name, short, short.partition(":")[0], short.partition(" = ")[0])}


def _author(ours: str, theirs: str) -> bool:
    """Return whether two family names are the same: registers leave out particles, and cut names of several parts."""
    first, second = plain(ours).split(), plain(theirs).split()
    if "".join(first) == "".join(second):
        return True
    short, long = sorted((first, second), key=len)
    return bool(short) and short in (long[: len(short)], long[-len(short) :])


# Records that share no identifier: the same work by a long title and the year

LONG_TITLE = 20
"""The letters of a title from which on it identifies a work: many papers have a title of one word."""

_BY_NUMBER = frozenset({WorkKind.TRIAL, WorkKind.TRIAL_RESULTS, WorkKind.LAW})
"""Kinds that have a number of their own, and often a title that others have too."""


def title_keys(title: str, year: int | None, kind: WorkKind) -> tuple[str, ...]:
    """Return the key of a work made of its title and year, or () if its title does not identify it.

    A preprint and the paper that it becomes are two works: the paper is news.
    """
    words = plain(title)
    if kind in _BY_NUMBER or len(words) < LONG_TITLE or title.startswith("[No title"):
        return ()
    group = "preprint" if kind is WorkKind.PREPRINT else "notice" if kind is WorkKind.NOTICE else "work"
    return (f"{group} {words} {year or ''}",)


def near_title_keys(title: str, year: int | None, kind: WorkKind) -> tuple[str, ...]:
    """Return the keys of a title for its year, for the years before and after, and for no year.

    A paper may be online in December and printed in January.
    """
    years = (year, year - 1, year + 1, None) if year else (None,)
    return tuple(key for near in years for key in title_keys(title, near, kind))
