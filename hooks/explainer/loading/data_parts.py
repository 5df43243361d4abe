"""The data files of a site one by one: what the checks go by, so that one file that cannot be read silences no other.

Pages are made of `SiteData`, which is there as a whole or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from explainer.loading.yaml_reader import Document
from explainer.model.base import Authored
from explainer.model.emergency_words import EmergencyWords
from explainer.model.exceptions import Exceptions
from explainer.model.searches import ScreenedWorks, Search
from explainer.model.site_data import (
    DATA_FILES,
    Article,
    Care,
    Country,
    Discern,
    GlossaryTerm,
    PageTexts,
    Reading,
    SiteData,
    SiteTexts,
    Task,
    Topic,
    Vocabularies,
    WordLists,
)
from explainer.model.synonyms import Synonyms

INNER = {"topics": "topics", "helplines": "countries", "glossary": "terms", "tasks": "tasks", "searches": "searches"}
"""Data file -> the field that holds all of it, for files that are one list."""


@dataclass(frozen=True, slots=True)
class DataParts:
    """Each data file by itself. None is a file that is missing though it must be there, or cannot be read.

    A file that need not be there and is not is empty, as in `SiteData`.
    """

    site: SiteTexts | None = None
    topics: tuple[Topic, ...] | None = None
    care: Care | None = None
    helplines: tuple[Country, ...] | None = ()
    glossary: tuple[GlossaryTerm, ...] | None = ()
    article: Article | None = None
    reading: Reading | None = None
    links: Exceptions | None = None
    words: WordLists | None = None
    synonyms: Synonyms | None = None
    emergency: EmergencyWords | None = None
    tasks: tuple[Task, ...] | None = ()
    texts: PageTexts | None = None
    vocabulary: Vocabularies | None = None
    health: bool = True
    """Whether the site is about health, wherever site.yml could be read that far."""
    searches: tuple[Search, ...] | None = ()
    screened: ScreenedWorks | None = None
    discern: Discern | None = None
    names: tuple[str, ...] = ()
    """The site's declared names, wherever site.yml could be read that far."""
    whole: bool = False
    """Whether every data file was read. If not, rules that need all of them are skipped."""


def parts_of(read: Mapping[str, Authored | None], documents: Mapping[str, Document], *, whole: bool) -> DataParts:
    """Return the parts from what each data file was read as; None stands for one that could not be read."""
    held: dict[str, Any] = {name: value and _inner(name, value) for name, value in read.items()}
    site = held.get("site")
    names = site.names if site else _raw_names(documents)
    return DataParts(**held, health=is_about_health(site, documents), names=names, whole=whole)


def whole_of(data: SiteData | None) -> DataParts:
    """Return the parts of whole data; nothing is known of a site that has none."""
    if data is None:
        return DataParts()
    held = {name: getattr(data, name) for name in DATA_FILES}
    return DataParts(**held, health=data.site.health, names=data.site.names, whole=True)


def is_about_health(site: Authored | None, documents: Mapping[str, Document]) -> bool:
    """Tell whether a site is about health, by its site.yml as far as it could be read; yes, unless it says no."""
    if isinstance(site, SiteTexts):
        return site.health
    document = documents.get("docs/data/site.yml")
    return not (document and isinstance(document.data, dict) and document.data.get("health") == "false")


def site_data(read: Mapping[str, Authored | None]) -> SiteData:
    """Return all data of a site from its files, each of which was read."""
    return SiteData.model_construct(**{name: _inner(name, value) for name, value in read.items() if value})


def _inner(name: str, value: Authored) -> Any:
    return getattr(value, INNER[name]) if name in INNER else value


def _raw_names(documents: Mapping[str, Document]) -> tuple[str, ...]:
    """Return the declared names of a site.yml that breaks its form elsewhere: without them, names would be numbers."""
    document = documents.get("docs/data/site.yml")
    listed = document.data.get("names") if document and isinstance(document.data, dict) else None
    return tuple(name for name in listed if isinstance(name, str) and name) if isinstance(listed, list) else ()
