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
from explainer.model.reference import Name, Reference
from explainer.model.vocabulary import Register, Standing, WorkKind
from explainer.registers.record import Record, doi_of

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
    not_said = [record for record in kept if record.preprint and reference.status is Standing.OK]
    differences += [Difference("status", "ok", "preprint", record.register) for record in not_said[:1]]
    this = "preprint" if reference.status is Standing.PREPRINT else reference.year
    later = [Difference("version", this, name[:300], record.register) for record in kept for name in record.later]
    differences += [
        version for version in later if version.theirs.casefold() not in {"", ours.get("doi", "").casefold()}
    ][:1]
    return tuple(differences)


def co_authors(reference: Reference, records: Iterable[Record]) -> Difference | None:
    """Return the first co-author in whom an entry and its registers differ, or None if any register has the same.

    People are compared, not bodies, by their names in order; the first author is one of the fields of `compare`. A list
    that a register cuts short is no difference, nor is one that ends with "and others".
    """
    first: Difference | None = None
    for record in records:
        bodies = {name.family for name in (*reference.authors, *record.authors) if name.literal}
        ours, theirs = ([name for name in names if name.family not in bodies]
                        for names in (reference.authors, record.authors))  # fmt: skip
        if len(ours) < 1 or len(theirs) < 2 or not _same_person(ours[0], theirs[0]):
            continue
        pairs = zip(ours, theirs, strict=False)
        odd = next((place for place, pair in enumerate(pairs) if not _same_person(*pair)), min(len(ours), len(theirs)))
        if odd == len(theirs) or (odd == len(ours) and reference.more_authors):
            return None
        here, there = (f"{names[odd].family[:160]} ({odd + 1} of {len(names)})" if odd < len(names) else "nobody more"
                       for names in (ours, theirs))  # fmt: skip
        first = first or Difference("author", here, there, record.register)
    return first


def _same_person(ours: Name, theirs: Name) -> bool:
    """Return whether two names may be those of one person: in other letters, written out otherwise, or turned round."""
    family, other = (_folded(name.particle, name.family) for name in (ours, theirs))
    whole, other_whole = (_folded(name.particle, name.family, *name.given) for name in (ours, theirs))
    turned = set(family.split()) <= set(other_whole.split()) or set(other.split()) <= set(whole.split())
    return turned or not f"{family}{other}".isascii() or _author(family, other)


def _folded(*parts: str) -> str:
    """Return parts of a name for comparison, where "Mueller" and "Aas" are M\u00fcller and \u00c5s."""
    return re.sub(r"([aou])e|a(?=a)", r"\1", plain(" ".join(parts)))


def _identifiers(ours: dict[str, str], records: Iterable[Record]) -> Iterable[Difference]:
    """Return the identifiers that a record has differently; an identifier that the entry lacks does not differ."""
    differences = {}
    for record in records:
        for field, theirs in (("doi", doi_of(record.doi)), ("pmid", record.pmid), ("pmcid", record.pmcid)):
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
