"""References as BibTeX, in the spelling that `bibliography` reads: what is written here reads back as it was.

Source of the rules: the BibTeX manual (Patashnik 1988) and the biblatex manual, section 2.1 (`@online`, `@report`,
`@thesis`). Texts are Unicode; characters that mean something to LaTeX are escaped, and words with capitals are kept
in braces, since styles lower-case titles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from explainer.model.reference import Name, Reference

_SPECIAL = {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "$": r"\$", "%": r"\%",
    "&": r"\&", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}", "\u2014": "---", "\u2013": "--",
}  # fmt: skip
_CONTAINERS = {"incollection": "booktitle"}
_PUBLISHERS = {"thesis": "school", "report": "institution"}
_CAPITAL = re.compile(r"(?<!^)(?<![\w\\])[^\W_]*[A-Z][^\W_]*")


def bibtex(references: Iterable[Reference]) -> str:
    """Return references as the text of a .bib file, an entry each with a line between."""
    return "\n".join(_entry(reference) for reference in references)


def _entry(reference: Reference) -> str:
    fields = "".join(f"  {name:<12} = {{{value}}},\n" for name, value in _fields(reference) if value)
    return f"@{reference.type}{{{reference.key},\n{fields}}}\n"


def _fields(reference: Reference) -> Iterator[tuple[str, str]]:
    """Yield the fields in the order of a reference, then our own."""
    authors = [*map(_name, reference.authors), *(["others"] if reference.more_authors else [])]
    yield "author", " and ".join(authors)
    yield "editor", " and ".join(map(_name, reference.editors))
    yield "title", _title(reference.title)
    yield _CONTAINERS.get(reference.type, "journal"), _escaped(reference.container)
    yield _PUBLISHERS.get(reference.type, "publisher"), _escaped(reference.publisher)
    for name in ("address", "edition", "year", "volume", "number", "pages"):
        yield name, _escaped(getattr(reference, name))
    for name in ("doi", "pmid", "pmcid", "isbn", "url", "archive_url"):
        yield name, _address(getattr(reference, name))
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


def _name(name: Name) -> str:
    """Return a name as "von Last, Jr, First"; that of a body stands in braces, so that nothing in it is split."""
    last = " ".join(part for part in (name.particle, name.family) if part)
    if name.literal or (not name.given and len(last.split()) > 1):
        return f"{{{_escaped(last)}}}"
    # Words in lower case would be read as a particle: "y" in a family name of several words is none.
    family = f"{{{_escaped(last)}}}" if not name.particle and re.search(r" [a-z]", last) else _escaped(last)
    return ", ".join([family, *(_escaped(part) for part in (name.suffix, " ".join(name.given)) if part)])


def _title(text: str) -> str:
    return _CAPITAL.sub(lambda match: f"{{{match.group()}}}", _escaped(text))


def _escaped(text: str) -> str:
    """Return a text with LaTeX's own characters escaped. BibTeX counts braces, so single ones are left out."""
    depth, lowest = 0, 0
    for letter in text:
        depth += (letter == "{") - (letter == "}")
        lowest = min(lowest, depth)
    if depth or lowest < 0:
        text = text.replace("{", "").replace("}", "")
    return "".join(_SPECIAL.get(letter, letter) for letter in text)


def _address(text: str) -> str:
    """Return an address or identifier: as it is, but for braces, which BibTeX would count."""
    return text.replace("{", "%7B").replace("}", "%7D")
