"""Parse the files of a site from their bytes. Pure functions: the same bytes always give the same result."""

from collections.abc import Mapping
from typing import Any

from explainer.loading.citation_syntax import front_matter_end
from explainer.loading.prose_page import ProsePage, read_front_matter
from explainer.loading.yaml_reader import MAX_PAGE_BYTES, Document, decode
from explainer.model.base import Authored
from explainer.model.site_data import DataParts, SiteData, SiteTexts
from explainer.problems import Problem, has_errors

INNER = {"topics": "topics", "helplines": "countries", "glossary": "terms", "tasks": "tasks", "searches": "searches"}
"""Data file that is one list -> the field with that list."""


def read_prose(shown: str, name: str, raw: bytes) -> tuple[ProsePage | None, list[Problem]]:
    """Return a page of docs/ (None if it is not text) and the problems. `name` is its path below docs/."""
    text, odd = decode(shown, raw, MAX_PAGE_BYTES)
    if has_errors(odd) and not text:
        return None, odd
    header, problems = read_front_matter(shown, text)
    lines = text.split("\n")
    if not "".join(lines[front_matter_end(lines) :]).strip():
        fix = "Put the text back, or delete the file and what leads to it."
        return None, [*odd, *problems, Problem("F11", shown, "the page has no text", fix)]
    return ProsePage(shown, name, text, header, not has_errors(problems)), [*odd, *problems]


def data_of(
    read: Mapping[str, Authored | None], salvaged: Mapping[str, Authored | None], site: Document | None
) -> tuple[SiteData | None, DataParts]:
    """Return all data for the pages (None if any file could not be read) and, for the rules, what could be read.

    `read` has the value of each data file that exists or is required, or None if it could not be read. `salvaged` has
    what could be saved of some of those. `site` is the document of site.yml.
    """
    listed = site.data.get("names") if site else None
    values = {**read, **salvaged}
    about = values.get("site")
    # Names declared in a site.yml that is invalid elsewhere count, so that names with digits are not taken for numbers.
    names = tuple(name for name in listed if isinstance(name, str) and name) if isinstance(listed, list) else ()
    common: dict[str, Any] = {
        "health": is_about_health(about, site),
        "names": about.names if isinstance(about, SiteTexts) else names,
        "whole": None not in read.values(),
    }
    content: dict[str, Any] = {
        name: getattr(value, INNER[name]) if value and name in INNER else value for name, value in values.items()
    }
    return SiteData(**content, **common) if common["whole"] else None, DataParts(**content, **common)


def is_about_health(about: Authored | None, site: Document | None) -> bool:
    """Return `health` of site.yml, as far as it could be read: true unless it says otherwise."""
    if isinstance(about, SiteTexts):
        return about.health
    return not (site and site.data.get("health") == "false")
