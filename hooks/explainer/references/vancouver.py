"""References in Vancouver (NLM) style.

Follows "Citing Medicine" (2nd edition, National Library of Medicine) where it applies: authors as family name and
initials, six at most and then "et al.", titles in the case they have, year;volume(issue):pages with shortened page
ranges, "[Internet]" and the date of access for web pages. Journal titles are written in full, since readers who are
not librarians know no abbreviations. pybtex's own engine is not used: it lower-cases titles, has no such style, and
costs more than the rest of a build.
"""

from __future__ import annotations

import re
from datetime import date

from explainer.clock import SHORT_MONTHS
from explainer.model.reference import Name, Reference

MOST_AUTHORS = 6
_ORDINALS = {"II": "2nd", "III": "3rd", "IV": "4th", "V": "5th"}


def vancouver(reference: Reference) -> str:
    """Return the reference as plain text, without its links, ending with a full stop."""
    who = _people(reference.authors, reference.more_authors)
    if not who and reference.type != "incollection":
        who = _editors(reference)
    tail = _TAILS.get(reference.type, _other)(reference)
    return " ".join(_sentence(part) for part in (who, _title(reference), *tail) if part)


def author_line(name: Name) -> str:
    """Return one name as NLM writes it: "Smith GA", "van der Berg J Jr", "Jones JG 2nd"; a body keeps its name."""
    if name.literal or not name.given:
        return f"{name.particle} {name.family}".strip()
    initials = "".join(_initials(given) for given in name.given)
    suffix = _ORDINALS.get(name.suffix, name.suffix.rstrip("."))
    return " ".join(part for part in (name.particle, name.family, initials, suffix) if part)


def pages_short(pages: str) -> str:
    """Shorten a page range as NLM does: 847-854 becomes 847-54. Ranges with letters are kept whole."""
    match = re.fullmatch(r"(\d+)\s*[-\u2013]+\s*(\d+)", pages)
    if not match:
        return pages
    first, last = match.groups()
    if len(first) == len(last) and int(last) > int(first):
        kept = next(n for n in range(len(first)) if first[n] != last[n])
        last = last[kept:]
    return f"{first}\u2013{last}"


def _people(names: tuple[Name, ...], more: bool = False) -> str:
    listed = [author_line(name) for name in names[:MOST_AUTHORS]]
    if listed and (more or len(names) > MOST_AUTHORS):
        listed.append("et al.")
    return ", ".join(listed)


def _editors(reference: Reference) -> str:
    who = _people(reference.editors)
    return f"{who}, {'editors' if len(reference.editors) > 1 else 'editor'}" if who else ""


def _initials(given: str) -> str:
    if given.isupper() and len(given) <= 3 and "." not in given:
        return given  # already initials: "KL"
    return "".join(part[0].upper() for part in re.split(r"[\s.\-\u2010\u2011]+", given) if part)


def _title(reference: Reference) -> str:
    mark = {"online": " [Internet]", "thesis": " [thesis]"}.get(reference.type, "")
    return f"{reference.title}{mark}"


def _article(reference: Reference) -> tuple[str, ...]:
    issue = reference.volume + (f"({reference.number})" if reference.number else "")
    where = f"{reference.year};{issue}" if issue and reference.year else reference.year or issue
    if reference.pages:
        where += f":{pages_short(reference.pages)}" if where else f"p. {pages_short(reference.pages)}"
    return reference.container, where


def _published(reference: Reference) -> str:
    house = ": ".join(part for part in (reference.address, reference.publisher) if part)
    return "; ".join(part for part in (house, reference.year) if part)


def _book(reference: Reference) -> tuple[str, ...]:
    edition = f"{reference.edition} ed" if reference.edition else ""
    return edition, _published(reference)


def _chapter(reference: Reference) -> tuple[str, ...]:
    whole = ". ".join(part for part in (_editors(reference), reference.container) if part)
    pages = f"p. {pages_short(reference.pages)}" if reference.pages else ""
    return f"In: {whole}" if whole else "", _published(reference), pages


def _report(reference: Reference) -> tuple[str, ...]:
    number = f"Report No.: {reference.number}" if reference.number else ""
    return _published(reference), number


def _online(reference: Reference) -> tuple[str, ...]:
    cited = f"[cited {_day(reference.accessed)}]" if reference.accessed else ""
    return (" ".join(part for part in (_published(reference) or reference.container, cited) if part),)


def _other(reference: Reference) -> tuple[str, ...]:
    first, second = _article(reference) if reference.container else (_published(reference), "")
    cited = f"[cited {_day(reference.accessed)}]" if reference.accessed else ""
    return first, second, cited


_TAILS = {
    "article": _article,
    "book": _book,
    "incollection": _chapter,
    "report": _report,
    "thesis": _book,
    "online": _online,
}


def _day(day: date) -> str:
    return f"{day.year} {SHORT_MONTHS[day.month - 1]} {day.day}"


def _sentence(part: str) -> str:
    return part if part.endswith((".", "?", "!")) else f"{part}."
