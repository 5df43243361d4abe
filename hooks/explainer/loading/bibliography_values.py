"""The form of single values of a reference: years, days, identifiers. Nothing here reads BibTeX."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from explainer.loading.bibliography_fields import IDENTIFIERS
from explainer.model.web_addresses import safe_url
from explainer.rules import describe

_YEAR = re.compile(r"(?:1[0-9]|20)\d\d")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


describe(
    "S05",
    "A value of a reference that is not allowed",
    (
        "`design`, `status` and `verified` come from closed lists; `participants` is a whole number; `year` has four "
        "digits; dates are dates, written YYYY-MM-DD."
    ),
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


def is_year(text: str) -> bool:
    """Tell whether a text is a year in four digits, from 1000 to 2099."""
    return _YEAR.fullmatch(text) is not None


def is_isbn(text: str) -> bool:
    """Tell whether a text is an ISBN of 10 or 13 digits, hyphens and spaces aside, whose check digit fits (ISO 2108).

    idutils has this too. It takes a third of a second to import, which every check of a bibliography with one book
    would pay; a test holds that both say the same.
    """
    digits = re.sub(r"[ -]", "", text).upper()
    if re.fullmatch(r"97[89]\d{10}", digits):
        return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10 == 0
    if re.fullmatch(r"\d{9}[\dX]", digits):
        return sum((10 if digit == "X" else int(digit)) * (10 - place) for place, digit in enumerate(digits)) % 11 == 0
    return False


def day_of(text: str) -> date | None:
    """Return the day that a text gives as YYYY-MM-DD, or None where it has another form or is no day."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def unfit(texts: dict[str, str]) -> Iterator[tuple[str, str, str, str]]:
    """Take years, identifiers and addresses of a wrong form out of the texts of a reference.

    Yields (code, field, what is wrong, how to mend it) for each: S05 a year, S06 an identifier, S07 an address.
    """
    if "year" in texts and not is_year(texts["year"]):
        shown = texts.pop("year")[:60]
        yield "S05", "year", f"`{shown}` is not a year", "Write four digits, or leave the field out."
    for name, (pattern, example) in IDENTIFIERS.items():
        if name in texts and not pattern.match(texts[name]):
            shown = texts.pop(name)
            yield "S06", name, f"`{shown}` is not the form of a {name.upper()}", f"Write it as {example}, no address."
    if "isbn" in texts and not is_isbn(texts["isbn"]):
        shown = texts.pop("isbn")[:60]
        yield "S06", "isbn", f"`{shown}` is no ISBN, or its last digit does not fit", "Copy it anew from the book."
    for name in ("url", "archive_url"):
        if name in texts and safe_url(texts[name]) is None:
            shown = texts.pop(name)[:80]
            yield "S07", name, f"`{shown}` is not a web address that we link to", "Use a full http or https address."
