"""Which entry types and fields a .bib file may have, and the form of single values: years, dates, identifiers.

The lists are in bibliography_fields.toml, where a comment explains each.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from explainer.clock import MONTHS, SHORT_MONTHS
from explainer.model.reference import types_read
from explainer.model.web_addresses import DOI, PMCID, PMID, safe_url
from explainer.rules import describe

_LISTS: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))

TYPES = types_read("bibtex")
"""Entry type -> our type of work."""
REGISTER_TYPES = types_read("crossref")
"""Type in Crossref or in a register's CSL-JSON -> our type of work; types that are not listed are `misc`."""

PLAIN, SPECIAL, NOTES, LEFT_TO_PEOPLE, PASSED_OVER, ALWAYS = (
    tuple[str, ...](_LISTS[name]) for name in ("plain", "special", "notes", "left_to_people", "passed_over", "always")
)
VERBATIM = frozenset[str](_LISTS["verbatim"])
ALIASES, BETTER, SUBTITLES, GENRES, BIBSTRINGS, SHOWN, HELP = (
    dict[str, str](_LISTS[name]) for name in ("aliases", "better", "subtitles", "genres", "bibstrings", "shown", "help")
)
REQUIRED: dict[str, list[list[str]]] = _LISTS["required"]
REQUIRED_OF_TYPE: dict[str, list[list[str]]] = _LISTS["required_of_type"]

IDENTIFIERS = {"doi": (DOI, "10.1000/xyz123"), "pmid": (PMID, "12345678"), "pmcid": (PMCID, "PMC1234567")}
"""Identifier -> (its pattern, an example)."""
KNOWN_FIELDS = tuple(
    sorted({*PLAIN, *SPECIAL, *ALIASES, *SUBTITLES, *NOTES, *PASSED_OVER}
           - {"container", "short_container", "accessed", "genre", "event", "extent"})
)  # fmt: skip
"""Every field that an entry may have, without the names that only we use."""


def listed(value: str) -> tuple[str, ...]:
    """Return the parts of a field that lists several things with commas between them."""
    return tuple(part.strip() for part in value.split(",") if part.strip())


NOT_YET = frozenset({"n/a", "na", "none", "null", "nan", "undefined", "unknown", "0", "00", "-", "--", "?", "tbd",
                     "in press", "ahead-of-print", "ahead of print", "online first", "epub ahead of print",
                     "no pagination specified"})  # fmt: skip
"""What exports write as volume, number or pages of a work that has none yet."""
SCOPUS_NOTE = re.compile(r"(?:Cited by|Export Date) ?:? ?\d+.*", re.IGNORECASE)
"""A note that Scopus adds: how often the work is cited, or the day of the export."""

# The form of single values

_YEAR = re.compile(r"(?:1[0-9]|20)\d\d")
_YEARS = re.compile(r"((?:1[0-9]|20)\d\d)\s*[-/\u2013\u2014]+\s*((?:1[0-9]|20)\d\d|\d\d)")
_ABOUT = re.compile(r"(?:\[?(?:c|ca|circa|cop|\u00a9|p)\.?\s?)?\[?(?:1[0-9]|20)\d\d\??\]?", re.IGNORECASE)
_NO_YEAR = re.compile(
    r"in press|in print|forthcoming(?: (?:1[0-9]|20)\d\d)?|to appear|to be published|accepted|submitted|under review|"
    r"in preparation|n\.? ?d\.?|no date|undated|date unknown",
    re.IGNORECASE,
)
_ISSN = re.compile(r"\d{4}-?\d{3}[\dXx]")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"(?<=\d\d)[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?$")
_DATE = re.compile(r"[~?]?(\d{4}|\d{3}X|\d\dXX)(?:-(\d\d|XX)(?:-(\d\d|XX))?)?[~?%]?")
_UNSURE = re.compile(r"(\d{4})([~?%])")
_DAY_FORMS = ("%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%d-%B-%Y", "%d-%b-%Y")
_MONTHS = {name.lower(): month[:3] for month in MONTHS for name in (month, month[:3])} | {"sept": "Sep"}
_SEASONS = {"21": "Spring", "22": "Summer", "23": "Autumn", "24": "Winter", "spring": "Spring", "summer": "Summer",
            "autumn": "Autumn", "fall": "Fall", "winter": "Winter"}  # fmt: skip


describe(
    "S05",
    "A value of a reference that is not allowed",
    "`design`, `status` and `verified` come from closed lists; `participants` is a whole number; `year` has four "
    "digits, is a range of years, or says `in press`; dates are dates, written YYYY-MM-DD.",
    bad="design = {trial}",
    good="design = {randomised-trial}",
)
describe(
    "S06",
    "A DOI, PMID, PMCID or ISBN of the wrong form",
    "Identifiers are written bare, without an address before them. The last digit of an ISBN must fit the others.",
    bad="doi = {https://doi.org/10.1000/x}",
    good="doi = {10.1000/x}",
)
describe(
    "S07",
    "An address that pages will not link to",
    "Only full http and https addresses, without user names or spaces.",
    bad="url = {javascript:alert(1)}",
    good="url = {https://example.org/page}",
)


def years_of(text: str) -> str:
    """Return a year in four digits, years as 1984-1986, or words instead of a year; "" for any other text."""
    if _YEAR.fullmatch(text) or _NO_YEAR.fullmatch(text) or _ABOUT.fullmatch(text):
        return text
    if (match := _YEARS.fullmatch(text)) and (last := f"{match[1][: -len(match[2])]}{match[2]}") > match[1]:
        return f"{match[1]}-{last}"
    return ""


def in_words(text: str) -> tuple[str, str] | None:
    """Return year and month (with its day) of a date such as "4 March 2020" or "May 1979", or None."""
    match = re.fullmatch(r"(.*[^\W\d_].*?)[\s,]+((?:1[0-9]|20)\d\d)", text)
    month = month_of(match[1]) if match else ""
    return (match[2], month) if match and month else None


def is_day(month: str, day: int) -> bool:
    """Tell whether a month, given by its short name, has such a day in any year."""
    number = SHORT_MONTHS.index(month) + 1 if month in SHORT_MONTHS else 1
    return 1 <= day <= (29 if number == 2 else 30 if number in {4, 6, 9, 11} else 31)


def day_in_words(text: str, forms: Iterable[str] = _DAY_FORMS) -> date | None:
    """Return the day of a date in one of these forms, by default those of dates of access, or None."""
    for form in forms:
        try:
            return datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
    return None


def date_of(text: str) -> tuple[str, str] | None:
    """Return the year or years of a biblatex date, and its month (with the day if known) or ""; None for other texts.

    A date is YYYY, YYYY-MM or YYYY-MM-DD, or two of them with a slash between (biblatex manual, section 2.3.8), with X
    for unknown digits. An uncertain year is returned in NLM style.
    """
    if match := _UNSURE.fullmatch(text):
        return f"[ca. {match[1]}]" if match[2] == "~" else f"[{match[1]}?]", ""
    first, slash, last = _TIME.sub("", text).partition("/")
    start, end = _point(first), _point(last) if last.strip(" .") else None
    if start is None:
        return None if not end or first.strip(" .") else end
    if not slash or end is None or start == end:
        return start if not (last.strip(" .") and end is None) else None
    if start[0] != end[0]:
        return f"{start[0][:4]}-{end[0][-4:]}", ""
    if not (start[1] and end[1]):
        return start
    same_month = start[1].split()[0] == end[1].split()[0] and " " in start[1] and " " in end[1]
    return start[0], f"{start[1]}-{end[1].split()[1]}" if same_month else f"{start[1]}-{end[1]}"


def _point(text: str) -> tuple[str, str] | None:
    match = _DATE.fullmatch(text.strip())
    if match is None:
        return None
    year, known = match[1], [part for part in match.groups()[1:] if part and part != "XX"]
    if "X" in year:
        return f"{year.replace('X', '0')}-{year.replace('X', '9')}", ""
    if match[2] in _SEASONS:
        return match[1], _SEASONS[match[2]]
    try:
        date(int(year), *(int(part) for part in (*known, 1, 1)[:2]))
    except ValueError:
        return None
    month = SHORT_MONTHS[int(known[0]) - 1] if known and match[2] != "XX" else ""
    return year, f"{month} {int(known[1])}" if month and known[1:] else month


def month_of(text: str) -> str:
    """Return a month in NLM style, "Mar", "Mar 4" or "Jan-Feb", or a season; "" for any other text."""
    words = re.sub(r"[.,~\u00a0]", " ", text.replace("\u2013", "-").replace("/", "-")).strip()
    sides = [side.split() for side in words.split("-") if side.strip()]
    shown = [_one_month(side) for side in sides]
    if not shown or len(shown) > 2:
        return ""
    if len(sides) == 2 and len(sides[1]) == 1 and sides[1][0].isdecimal() and " " in shown[0]:
        return f"{shown[0]}-{sides[1][0]}"
    if len(sides) == 2 and len(sides[0]) == 1 and sides[0][0].isdecimal() and " " in shown[1]:
        month, day = shown[1].split()
        return f"{month} {int(sides[0][0])}-{day}"
    return "-".join(shown) if all(shown) else ""


def _one_month(words: list[str]) -> str:
    names = [_MONTHS[word.lower()] for word in words if word.lower() in _MONTHS]
    days = [int(found[1]) for word in words if (found := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", word))]
    if len(words) == 1 and words[0].lower() in _SEASONS:
        return _SEASONS[words[0].lower()]
    if len(words) == 1 and len(days) == 1 and 1 <= days[0] <= 12:
        return SHORT_MONTHS[days[0] - 1]
    if len(names) != 1 or len(days) > 1 or len(days) != len(words) - 1 or not all(0 < day < 32 for day in days):
        return ""
    return f"{names[0]} {days[0]}" if days else names[0]


def is_isbn(text: str) -> bool:
    """Return whether a text is an ISBN of 10 or 13 digits with a valid check digit (ISO 2108); hyphens do not count.

    idutils could check this too, but takes a third of a second to import. A test compares the two.
    """
    digits = re.sub(r"[ -]", "", text).upper()
    if re.fullmatch(r"97[89]\d{10}", digits):
        return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10 == 0
    if re.fullmatch(r"\d{9}[\dX]", digits):
        return sum((10 if digit == "X" else int(digit)) * (10 - place) for place, digit in enumerate(digits)) % 11 == 0
    return False


def first_isbn(text: str) -> str:
    """Return the first ISBN in a text that may have several, or ""."""
    if is_isbn(text):
        return text
    bare = re.sub(r"\([^()]*\)|ISBN:?", "", text).strip()
    parts = [*re.split(r"\s*[,;/]\s*|\s+(?=97[89]|\d{9}[\dX]\b)|\s+and\s+", bare), *bare.split()]
    return next((part.strip() for part in parts if is_isbn(part.strip())), "")


def day_of(text: str) -> date | None:
    """Return the day of YYYY-MM-DD, perhaps with a time after it; None for any other text."""
    text = _TIME.sub("", text)
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def drop_unfit(texts: dict[str, str]) -> Iterator[tuple[str, str, str, str]]:
    """Remove years, identifiers and addresses of a wrong form from the texts of a reference.

    Yields (code, field, message, fix) for each: S05 a year, S06 an identifier, S07 an address.
    """
    if "year" in texts and not (years := years_of(texts["year"])):
        shown = texts.pop("year")[:60]
        fix = "Write four digits, a range as 1984--1986 or `in press`, or leave the field out."
        yield "S05", "year", f"`{shown}` is not a year", fix
    elif "year" in texts:
        texts["year"] = years
    for name, (pattern, example) in IDENTIFIERS.items():
        if name in texts and (not pattern.match(texts[name]) or texts[name].endswith((".", ","))):
            said = f"`{texts.pop(name)}` does not have the form of a {name.upper()}"
            yield "S06", name, said, f"Write it as {example}, no address or full stop."
    if "isbn" in texts and not (isbn := first_isbn(texts["isbn"])):
        shown = texts.pop("isbn")[:60]
        fix = "Delete it: it is the ISSN of a journal." if _ISSN.fullmatch(shown) else "Copy it again from the book."
        yield "S06", "isbn", f"`{shown}` is not an ISBN, or its last digit does not fit", fix
    elif "isbn" in texts:
        texts["isbn"] = isbn
    for name in ("url", "archive_url"):
        if name in texts and safe_url(texts[name]) is None:
            shown = texts.pop(name)[:80]
            yield "S07", name, f"`{shown}` is not a web address that we link to", "Use a full http or https address."
