"""References in Vancouver (NLM) style, after "Citing Medicine" (2nd edition, National Library of Medicine).

Authors are a family name and initials, at most six and then "et al."; titles keep their case; then come the date,
volume(issue):pages with shortened page ranges, and for web pages "[Internet]" and the date of access. A journal's title
is abbreviated if the entry has the abbreviation of the NLM Catalog (`shortjournal`), else written in full: a made-up
abbreviation would mislead. pybtex's own engine is not used: it lower-cases titles, has no such style, and takes longer
than the rest of a build.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping

from explainer.clock import SHORT_MONTHS
from explainer.model.reference import CHAPTERS, Name, Reference

WORDS: Mapping[str, str] = {
    "nlm.et_al": "et al.",
    **{f"nlm.{role}": role for role in ("editor", "editors", "translator", "translators", "inventor", "inventors",
                                        "assignee", "assignees", "thesis", "dataset", "software", "unpublished",
                                        "patent")},
    "nlm.online": "Internet",
    "nlm.report": "Report",
    "nlm.report_number": "{kind} No.: {number}",
    "nlm.edition": "{nth} ed.",
    **{f"nlm.{ending}": f"{{number}}{ending}" for ending in ("st", "nd", "rd", "th")},
    "nlm.volume": "Vol. {number}",
    "nlm.in_series": "no. {number}",
    "nlm.version": "Version {number}",
    "nlm.extent": "{number} p.",
    "nlm.pages": "p. {pages}",
    "nlm.in_book": "In: {book}",
    "nlm.cited": "[cited {day}]",
    "dates.cited": "{year} {month} {day}",
    **{f"dates.short_{number}": month for number, month in enumerate(SHORT_MONTHS, 1)},
}  # fmt: skip
"""The words in a reference by key, in NLM's English. A site may replace them."""
Say = Callable[..., str]
"""A function from a key of `WORDS` and values to the words: `model.wording.Wording.plain` or `english`."""
MOST_AUTHORS = 6
_SUFFIXES = {"II": "2nd", "III": "3rd", "IV": "4th", "V": "5th"}
"""Ranks in a family. They are English on every site and so not in `WORDS`: PubMed writes and finds names like this,
whatever the language of the work, and so do NBIB files and the published data."""
_PARTICLES = frozenset("da das de del dela della den der des di do dos du e el la las le les lo los ten ter the van "
                       "vom von y zu zum zur 't".split())  # fmt: skip
"""Particles between given names, which are written out: Williams AC de C."""
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
             "twelfth")  # fmt: skip
_MEDIA = frozenset({"online", "thesis", "dataset", "software", "unpublished"})
_MONTH = re.compile(rf"\b(?:{'|'.join(SHORT_MONTHS)})\b")


def english(key: str, **values: object) -> str:
    """Return a word in NLM's English."""
    return WORDS[key].format(**values)


def vancouver(reference: Reference, say: Say = english) -> str:
    """Return the reference as plain text without its links, ending with a full stop, in the words of `say`."""
    who = _people(reference.authors, say, reference.more_authors)
    if reference.type == "patent":
        who = _inventors(reference, say)
    elif not who and reference.type not in CHAPTERS:
        who = _editors(reference, say) or _role(reference.translators, "translator", say)
    tail = _TAILS.get(reference.type, _other)(reference, say)
    parts = filter(None, (who, _title(reference, say), *tail))
    return " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in parts)


def author_line(name: Name) -> str:
    """Return a name in NLM style: "Smith GA", "van der Berg J Jr", "Jones JG 2nd"; a body's name unchanged."""
    initials = "" if name.literal else _initials_of(name.given)
    suffix = _SUFFIXES.get(name.suffix, name.suffix.rstrip("."))
    return " ".join(part for part in (name.particle, name.family, initials, suffix) if part)


def pages_short(pages: str) -> str:
    """Return a page range shortened as NLM does: 847-854 becomes 847-54, S12-S19 becomes S12-9, 5-5 becomes 5."""
    match = re.fullmatch(r"([A-Za-z]?)(\d+)\s*[-\u2013]+\s*\1(\d+)", pages)
    if not match:
        return pages
    letter, first, last = match.groups()
    if first == last:
        return f"{letter}{first}"
    if len(first) == len(last) and int(last) > int(first):
        kept = next(n for n in range(len(first)) if first[n] != last[n])
        last = last[kept:]
    elif letter:
        last = f"{letter}{last}"
    return f"{letter}{first}\u2013{last}"


def edition_text(edition: str, say: Say = english) -> str:
    """Return an edition in NLM style: 3, 3rd, Third and "3rd edition" all become "3rd ed."."""
    bare = re.sub(r"[\s,]*\b(?:edition|edn|ed)\b\.*$", "", edition.strip(), flags=re.IGNORECASE).strip()
    if not bare:
        return edition
    number = _ORDINALS.index(bare.lower()) + 1 if bare.lower() in _ORDINALS else 0
    if match := re.fullmatch(r"(\d{1,3})(?:st|nd|rd|th)?\.?", bare, re.IGNORECASE):
        number = int(match[1])
    if number:
        return say("nlm.edition", nth=ordinal(number, say))
    if re.search(r"(?i)\b(?:aufl|[e\u00e9]dic|\u00e9d|druk|uitg|utg|op?pl|uppl|izd|wyd|vyd)", bare):
        return bare if bare.endswith(".") else f"{bare}."
    if bare.lower() == "revised":
        bare = "Rev." if bare[0].isupper() else "rev."
    return say("nlm.edition", nth=bare)


def edition_number(edition: str) -> str:
    """Return the number of an edition, such as 3 for "3rd ed."; an edition without a number unchanged."""
    match = re.match(r"(\d+)(?:st|nd|rd|th) ed\.$", edition_text(edition))
    return match[1] if match else edition


def whole_title(reference: Reference, say: Say = english) -> str:
    """Return the title of a work; for one volume of several, the title of the whole comes first."""
    if not reference.main_title:
        return reference.title
    return f"{reference.main_title.rstrip('.')}. {_volume(reference, say)}{reference.title}"


def whole_container(reference: Reference, say: Say = english) -> str:
    """Return the title of a chapter's book; for one volume of several, the title of the whole comes first."""
    if not reference.main_title:
        return reference.container
    return f"{reference.main_title.rstrip('.')}. {_volume(reference, say)}{reference.container}".rstrip(", ")


def ordinal(number: int, say: Say) -> str:
    """Return a number as 1st, 2nd, 3rd, 4th, 11th, 21st."""
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return say(f"nlm.{ending}", number=number)


def _people(names: tuple[Name, ...], say: Say, more: bool = False) -> str:
    listed = [author_line(name) for name in names[:MOST_AUTHORS]]
    if listed and (more or len(names) > MOST_AUTHORS):
        listed.append(say("nlm.et_al"))
    return ", ".join(listed)


def _role(names: tuple[Name, ...], role: str, say: Say, more: bool = False) -> str:
    """Return people with their role: "Smith A, Jones B, editors"."""
    who = _people(names, say, more)
    return f"{who}, {say(f'nlm.{role}s' if more or len(names) > 1 else f'nlm.{role}')}" if who else ""


def _editors(reference: Reference, say: Say) -> str:
    return _role(reference.editors, "editor", say, reference.more_editors)


def _secondary(reference: Reference, say: Say) -> str:
    """Return the editors and translators of a work, without those that stand in the place of its authors."""
    editors = _editors(reference, say) if reference.authors else ""
    first = reference.authors or reference.editors
    translators = _role(reference.translators, "translator", say) if first else ""
    return "; ".join(part for part in (editors, translators) if part)


def _inventors(reference: Reference, say: Say) -> str:
    inventors, holders = _role(reference.authors, "inventor", say, reference.more_authors), reference.holders
    return "; ".join(part for part in (inventors, _role(holders, "assignee", say)) if part)


def _initials_of(given: tuple[str, ...]) -> str:
    """Return the initials of given names; particles between them are written out, nicknames left out."""
    shown = ""
    for part in " ".join(given).split():  # braces may hold several: {W. M. P. van der} Aalst
        if part[:1] in "([\"\u201c\u2018'" and part[-1:] in ")]\"\u201d\u2019'" and len(part) > 1:
            continue  # a nickname: Robert (Bob)
        if part in _PARTICLES:
            shown += f" {part} "
        else:
            shown += _initials(part)
    return " ".join(shown.split())


def _initials(given: str) -> str:
    first = next(filter(_is_letter, given), "")
    if first and first.lower() == first.upper():
        return f" {given}"  # a script without capitals has no initials
    if given.isupper() and len(given) <= 3 and "." not in given:
        return given  # already initials: "KL"
    parts = re.split(r"[\s.\-\u2010-\u2013]+", given)
    return "".join(next(filter(_is_letter, part), "").upper() for part in parts)


def _is_letter(character: str) -> bool:
    """Return whether a character is a letter that can be an initial: no modifier, such as an apostrophe in a name."""
    return character.isalpha() and unicodedata.category(character) != "Lm"


def _title(reference: Reference, say: Say) -> str:
    title = reference.title if reference.type in CHAPTERS else whole_title(reference, say)
    medium = say(f"nlm.{reference.type}") if reference.type in _MEDIA else ""
    if reference.genre and reference.type in {"thesis", "dataset", "software", "unpublished"}:
        medium = reference.genre
    return f"{title} [{medium}]" if medium else title


def _volume(reference: Reference, say: Say) -> str:
    return f"{say('nlm.volume', number=reference.volume)}, " if reference.volume else ""


def _date(reference: Reference, say: Say) -> str:
    month = _MONTH.sub(lambda m: say(f"dates.short_{SHORT_MONTHS.index(m[0]) + 1}"), reference.month)
    return " ".join(part for part in (reference.year, month) if part)


def _article(reference: Reference, say: Say) -> tuple[str, ...]:
    issue = reference.volume + (f"({reference.number})" if reference.number else "")
    day = _date(reference, say)
    where = f"{day};{issue}" if issue and day else day or issue
    if reference.pages:
        pages = pages_short(reference.pages)
        where += f":{pages}" if where else say("nlm.pages", pages=pages)
    return reference.short_container or reference.container, where


def _published(reference: Reference, day: str | None = None) -> str:
    house = ": ".join(part for part in (reference.address, reference.publisher) if part)
    return "; ".join(part for part in (house, reference.year if day is None else day) if part)


def _series(reference: Reference, say: Say) -> str:
    """Return the series of a book and its number there, in brackets."""
    if not reference.series:
        return ""
    number = reference.number if reference.type in {"book", *CHAPTERS} else ""
    number = say("nlm.in_series", number=number) if number[:1].isdigit() else number
    return f"({'; '.join(part for part in (reference.series, number) if part)})"


def _version(reference: Reference, say: Say) -> str:
    version = reference.version
    return say("nlm.version", number=version) if version[:1].isdigit() else version


def _book(reference: Reference, say: Say) -> tuple[str, ...]:
    edition, volume, pages = _edition_volume_pages(reference, say)
    extent = say("nlm.extent", number=reference.extent) if reference.extent.isdigit() else reference.extent
    length = "; ".join(part for part in (extent, pages) if part)
    return edition, _secondary(reference, say), volume, _published(reference), length, _series(reference, say)


def _chapter(reference: Reference, say: Say) -> tuple[str, ...]:
    who = [_people(reference.book_authors, say), _editors(reference, say)]
    inside = ". ".join(part for part in (*who, whole_container(reference, say)) if part)
    book = say("nlm.in_book", book=inside) if inside else ""
    edition, volume, pages = _edition_volume_pages(reference, say)
    translators = _role(reference.translators, "translator", say)
    published, series = _published(reference), _series(reference, say)
    event = reference.event if reference.event != reference.container else ""
    return book, edition, translators, volume, event, published, pages, series


def _edition_volume_pages(reference: Reference, say: Say) -> tuple[str, str, str]:
    """Return these parts of a book or chapter; a volume with a title of its own already stands before that title."""
    volume = say("nlm.volume", number=reference.volume) if reference.volume and not reference.main_title else ""
    pages = say("nlm.pages", pages=pages_short(reference.pages)) if reference.pages else ""
    return edition_text(reference.edition, say), volume, pages


def _report(reference: Reference, say: Say) -> tuple[str, ...]:
    kind = reference.genre or say("nlm.report")
    number = ""
    if reference.number:
        number = say("nlm.report_number", kind=f"{kind[0].upper()}{kind[1:]}", number=reference.number)
    return _secondary(reference, say), _published(reference, _date(reference, say)), _series(reference, say), number


def _online(reference: Reference, say: Say) -> tuple[str, ...]:
    cited = _cited(reference, say)
    shown = _published(reference, _date(reference, say))
    if reference.container and not (reference.publisher or reference.address):
        shown = "; ".join(part for part in (reference.container, shown) if part)
    return (" ".join(part for part in (shown, cited) if part),)


def _patent(reference: Reference, say: Say) -> tuple[str, ...]:
    kind = reference.genre or say("nlm.patent")
    country_named = reference.genre.lower().startswith(tuple(reference.address.lower().split()[:1]))
    place = "" if country_named else reference.address
    number = " ".join(part for part in (place, kind, reference.number) if part)
    return f"{number[0].upper()}{number[1:]}", _date(reference, say)


def _other(reference: Reference, say: Say) -> tuple[str, ...]:
    part_of = _article(reference, say) if reference.container else (_published(reference, _date(reference, say)),)
    return _version(reference, say), _secondary(reference, say), *part_of, _cited(reference, say)


_TAILS = {
    "article": _article,
    "book": _book,
    "incollection": _chapter,
    "inproceedings": _chapter,
    "report": _report,
    "thesis": _book,
    "online": _online,
    "patent": _patent,
}


def _cited(reference: Reference, say: Say) -> str:
    if (day := reference.accessed) is None:
        return ""
    month = say(f"dates.short_{day.month}")
    return say("nlm.cited", day=say("dates.cited", year=day.year, month=month, day=day.day))
