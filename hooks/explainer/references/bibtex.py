"""References as BibTeX that `loading.bibliography` reads back as the same references.

Sources: the BibTeX manual (Patashnik 1988) and the biblatex manual, section 2.1 (`@online`, `@report`, `@thesis`).
Texts are Unicode with LaTeX's own characters escaped; words with capitals stand in braces, since styles lower-case
titles.
"""

import re
from collections.abc import Iterable, Iterator

from explainer.model.reference import Name, Reference

_SPECIAL = {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "$": r"\$", "%": r"\%",
    "&": r"\&", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}", "\u2014": "---", "\u2013": "--",
    "\u00a0": "~",
}  # fmt: skip
_CONTAINERS = {"incollection": "booktitle", "inproceedings": "booktitle"}
_PUBLISHERS = {"thesis": "school", "report": "institution"}
_TAG = re.compile(r"<(?=/?[A-Za-z])")
_CAPITAL = re.compile(r"(?<!^)(?<![\w\\])[^\W_]*[A-Z][^\W_]*")


def bibtex(references: Iterable[Reference]) -> str:
    """Return the text of a .bib file, with an empty line between the entries."""
    return "\n".join(_entry(reference) for reference in references)


def _entry(reference: Reference) -> str:
    fields = "".join(f"  {name:<12} = {{{value}}},\n" for name, value in _fields(reference) if value)
    return f"@{reference.type}{{{reference.key},\n{fields}}}\n"


def _fields(reference: Reference) -> Iterator[tuple[str, str]]:
    """Yield (name, value) of the fields in the order of a reference, then of our own; values may be empty."""
    yield "author", _people(reference.authors, more=reference.more_authors)
    yield "editor", _people(reference.editors, more=reference.more_editors)
    yield "translator", _people(reference.translators)
    yield "bookauthor", _people(reference.book_authors)
    yield "holder", _people(reference.holders)
    yield "maintitle", _title(reference.main_title)
    yield "title", _title(reference.title)
    yield _CONTAINERS.get(reference.type, "journal"), _escaped(reference.container)
    yield "shortjournal", _escaped(reference.short_container)
    yield _PUBLISHERS.get(reference.type, "publisher"), _escaped(reference.publisher)
    yield "eventtitle", _escaped(reference.event)
    for name in ("address", "edition", "year", "month", "volume", "number", "series", "pages"):
        yield name, _escaped(getattr(reference, name))
    yield "pagetotal", _escaped(reference.extent)
    yield "type", _escaped(reference.genre)
    yield "version", _escaped(reference.version)
    archive, colon, number = reference.eprint.rpartition(":")
    yield "eprint", number
    yield "eprinttype", archive.lower() if colon else ""
    for name in ("doi", "pmid", "pmcid", "isbn", "url", "archive_url"):
        yield name, getattr(reference, name).replace("{", "%7B").replace("}", "%7D")  # since BibTeX counts braces
    yield "urldate", reference.accessed.isoformat() if reference.accessed else ""
    yield "note", _escaped(reference.note)
    yield "design", reference.design or ""
    yield "participants", "" if reference.participants is None else str(reference.participants)
    for name in ("population", "funding", "ties"):
        yield name, _escaped(getattr(reference, name))
    yield "interest", ", ".join(reference.interests)
    yield "status", reference.status
    yield "verified", reference.verified
    yield "topics", ", ".join(reference.topics)


def _people(names: Iterable[Name], *, more: bool = False) -> str:
    return " and ".join([*map(_name, names), *(["others"] if more else [])])


def _name(name: Name) -> str:
    """Return a name as "von Last, Jr, First"; a body's name stands in braces, so that BibTeX does not split it."""
    last = " ".join(part for part in (name.particle, name.family) if part)
    if name.literal or (not name.given and not re.fullmatch(r"[\w'\u2019-]+", last)):
        return f"{{{_escaped(last)}}}"
    # BibTeX would read words in lower case as particles, and split the name at commas and `and`.
    lower = any(re.sub(r"[\W\d_]", "", word)[:1].islower() for word in name.family.split())
    loose = lower or re.search(r"[,;&]| and ", name.family)
    family = f"{{{_escaped(name.family)}}}" if loose else _escaped(name.family)
    given = " ".join(
        f"{{{_escaped(part)}}}" if re.search("[,;&]", part) or part == "and" else _escaped(part) for part in name.given
    )
    first = " ".join(part for part in (_escaped(name.particle), family) if part)
    if name.suffix:
        return f"{first}, {_escaped(name.suffix)}, {given}".rstrip(" ")
    return f"{first}, {given}" if given else first


def _title(text: str) -> str:
    return _CAPITAL.sub(lambda match: f"{{{match.group()}}}", _escaped(text))


def _escaped(text: str) -> str:
    """Return a text with LaTeX's own characters escaped. Unbalanced braces are left out, since BibTeX counts them."""
    depth, lowest = 0, 0
    for letter in text:
        depth += (letter == "{") - (letter == "}")
        lowest = min(lowest, depth)
    if depth or lowest < 0:
        text = text.replace("{", "").replace("}", "")
    text = "".join(_SPECIAL.get(letter, letter) for letter in text)
    return _TAG.sub(r"\\textless{}", text)
