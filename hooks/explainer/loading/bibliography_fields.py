"""Which entry types and fields a .bib file may have, in BibTeX's, biblatex's and our spelling.

The lists stand in bibliography_fields.toml, each with a word on what it is.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from explainer.model.reference import types_read
from explainer.model.web_addresses import DOI, PMCID, PMID

_LISTS: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))

TYPES = types_read("bibtex")
"""Entry type -> our type of work."""
REGISTER_TYPES = types_read("crossref")
"""Type in Crossref or in a register's CSL-JSON -> our type of work; all others are `misc`."""

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
