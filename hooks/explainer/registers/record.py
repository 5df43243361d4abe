"""What a register says about a work, in one form for all registers, and helpers to read their JSON.

The helpers return an empty value for data of another type: registers do not always keep to their documentation.
"""

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pydantic import TypeAdapter, ValidationError

from explainer.foreign_text import cleaned
from explainer.loading import bibliography_fields
from explainer.loading.exported_references import csl_day, csl_names
from explainer.loading.latex import without_markup
from explainer.loading.odd_characters import without_hidden
from explainer.model.notices import Notice, bare_title
from explainer.model.reference import Name
from explainer.model.vocabulary import Register, State
from explainer.model.web_addresses import DOI
from explainer.network.answer import WebAnswer

NEW_VERSIONS = frozenset({"new_version", "new_edition"})
"""Crossref's kinds of updates that are no notice about the work, but a work that takes its place."""
_LATER = ("is-preprint-of", "is-replaced-by")
"""Crossref's relations to a later version. Of `has-version` it is not said which of the two is later."""
ODD = "an answer that is not in the documented form"


@dataclass(frozen=True, slots=True)
class Record:
    """The bibliographic record of a work in a register: some fields have several values, authors may be editors."""

    register: Register
    titles: tuple[str, ...] = ()
    authors: tuple[Name, ...] = ()
    years: tuple[str, ...] = ()
    journals: tuple[str, ...] = ()
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    preprint: bool = False
    later: tuple[str, ...] = ()
    """Later versions of the work, such as what a preprint was published as: each a DOI, or where it stands."""

    @property
    def first_author(self) -> str:
        """The family name of the first author or editor, or ""."""
        return " ".join(filter(None, (self.authors[0].particle, self.authors[0].family))) if self.authors else ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a register answered about a work: a record and notices, that it does not know the work, or that it failed.

    `state` is the work's state according to this register alone: `UNKNOWN` after a failure, with the reason in `why`.
    """

    register: Register
    state: State
    why: str = ""
    record: Record | None = None
    notices: tuple[Notice, ...] = ()
    day: date | None = None

    @property
    def failed(self) -> bool:
        """Whether the register gave no usable answer, or a record with notices that cannot be read."""
        return self.state is State.UNKNOWN

    @property
    def why_failed(self) -> str:
        """Why it failed: the reason, or the words of the notice that cannot be read."""
        unread = next((notice.said_by for notice in self.notices if notice.state is State.UNKNOWN), "")
        return self.why or f"it has a notice that cannot be read{f' ({unread})' if unread else ''}"


def record_of(register: Register, data: Mapping[str, Any], doi: str = "") -> Record:
    """Return the record in a Crossref message or in CSL-JSON, which name nearly all fields alike; `doi` was asked."""
    plain = tuple(bare_title(title) for title in texts(data.get("title")))
    whole = tuple(f"{title}: {subtitle}" for title in plain for subtitle in texts(data.get("subtitle")))
    later = [row.get("id") for kind in _LATER for row in notes_in(inside(data, "relation", kind))]
    later += [row.get("DOI") for row in rows(data.get("updated-by"))
              if text(row.get("type")).lower().replace("-", "_") in NEW_VERSIONS]  # fmt: skip
    dates = ("issued", "published", "published-print", "published-online")
    journals = ("container-title", "short-container-title", "container-title-short")
    return Record(
        register,
        titles=(*plain, *whole, *(bare_title(title) for title in texts(data.get("original-title")))),
        authors=csl_names(rows(data.get("author")) or rows(data.get("editor"))),
        years=years_of(data.get(name) for name in dates),
        journals=tuple(journal for name in journals for journal in texts(data.get(name))),
        doi=doi_of(data.get("DOI")) or doi,
        later=tuple(doi_of(name) or text(name) for name in later),
        preprint=text(data.get("subtype")) == "preprint",
    )


def failed(register: Register, why: str) -> Reading:
    """Return the reading of a register that could not be asked or understood."""
    return Reading(register, State.UNKNOWN, why)


def absent(register: Register, why: str = "does not know the work") -> Reading:
    """Return the reading of a register that does not know the work."""
    return Reading(register, State.ABSENT, why)


_READINGS = TypeAdapter(Reading)


def as_note(reading: Reading) -> dict[str, Any]:
    """Return a reading as JSON data for the journal, which adds the day."""
    note: dict[str, Any] = _READINGS.dump_python(reading, mode="json", exclude={"day"})
    return note


def from_note(value: Mapping[str, Any], day: date) -> Reading | None:
    """Return the reading from `as_note` data, or None for data of another form."""
    try:
        return replace(_READINGS.validate_python(value), day=day)
    except ValidationError:
        return None


def data_of(answer: WebAnswer) -> dict[str, Any] | str:
    """Return the JSON object of an answer, or the reason why there is none."""
    if answer.trouble is not None or answer.status != 200:
        return answer.why
    data = answer.json()
    return data if isinstance(data, dict) else ODD


def given(**parameters: str) -> dict[str, str]:
    """Return the query parameters that are not empty: every key and mail address is optional."""
    return {name: value for name, value in parameters.items() if value}


def text(value: Any) -> str:
    """Return a text without markup, entities, invisible characters and repeated spaces; "" for any other value."""
    if not isinstance(value, str):
        return ""
    plain = re.sub(r"</?(?!su[bp]>|inf>)[A-Za-z][^<>]{0,200}>", "", value[:5000])  # powers stay: 10<sup>6</sup>
    return " ".join(without_hidden(cleaned(html.unescape(without_markup(plain)))).split())  # some escape twice


def texts(values: Any) -> tuple[str, ...]:
    """Return the different texts in a list (or of a single text), without empty ones."""
    listed = values if isinstance(values, list) else [values]
    return tuple(dict.fromkeys(clean for value in listed[:50] if (clean := text(value))))


def rows(value: Any) -> list[dict[str, Any]]:
    """Return the objects in a list, without its other items; [] for any other value."""
    return [row for row in value[:2000] if isinstance(row, dict)] if isinstance(value, list) else []


def notes_in(value: Any) -> list[dict[str, Any]]:
    """Return the objects in a list of notices, with {} in place of anything else but None.

    A notice that cannot be read must not pass for none.
    """
    listed = value if isinstance(value, list) else [] if value is None else [value]
    return [row if isinstance(row, dict) else {} for row in listed[:2000]]


def inside(value: Any, *names: str) -> Any:
    """Return the value under these keys of nested objects, or None if one of them is missing."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def doi_of(value: Any) -> str:
    """Return a DOI without `https://doi.org/` or `doi:` before it, or "" for any other value."""
    bare = re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", text(value), flags=re.IGNORECASE)
    return bare if len(bare) <= 300 and DOI.match(bare) else ""


def years_of(values: Iterable[Any]) -> tuple[str, ...]:
    """Return the different years of several dates of CSL or Crossref, as far as they are years for an entry."""
    years = dict.fromkeys(str(day.year) for value in values if (day := csl_day(value)))
    return tuple(filter(bibliography_fields.years_of, years))
