"""The Retraction Watch data, a CSV file of some 70,000 rows that changes every working day.

Source: gitlab.com/crossref/retraction-watch-data.
"""

import csv
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote

from explainer.foreign_text import cleaned
from explainer.loading.bibliography_fields import day_in_words
from explainer.model.notices import Notice, state_of, state_of_kind
from explainer.model.vocabulary import Register, State
from explainer.registers.record import Reading, failed

_COLUMNS = frozenset(
    {"OriginalPaperDOI", "OriginalPaperPubMedID", "RetractionNature", "RetractionDate", "RetractionDOI"}
)
_DATES = ("%m/%d/%Y %H:%M", "%m/%d/%Y", "%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S")
_NO_ID = frozenset({"", "0", "unavailable", "n/a"})
_DOIS = (re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+"), re.compile(r"10\.\d{4,9}(?:\.\d+)*/[^\s;|,]+"))
"""A DOI in a field, and one of several: a DOI may have the very signs that stand between two of them."""
_PMID = re.compile(r"(?<![\d.])0*([1-9]\d{0,8})(?:\.0)?(?![\d.])")
"""A number as the file may have it: `77`, `77.0`, `PMID: 77`, `77; 78`."""


def read_file(path: Path, works: Iterable[tuple[str, str]]) -> list[Reading]:
    """Return what the file says of each work, given as (DOI, PMID), in the same order.

    A work that is not in the file has no notice there and counts as clean. If the file cannot be read, or is another
    file, the reading of every work is a failure. In a file that is cut off or damaged, only what it has counts.
    """
    asked = list(works)
    notices: dict[str, list[Notice]] = {key: [] for doi, pmid in asked for key in _keys(doi, pmid)}
    damaged, empty = "", True
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
            table = csv.DictReader(lines)
            if sorted(_COLUMNS) != sorted(name for name in table.fieldnames or () if name in _COLUMNS):
                return [failed(Register.RETRACTION_WATCH, "the file lacks columns of this data") for _ in asked]
            for row in table:
                empty = False
                if None in row or None in row.values():
                    damaged = damaged or f"line {table.line_num} of the file has not the columns of the first"
                for key in _named(row["OriginalPaperDOI"] or "", row["OriginalPaperPubMedID"] or ""):
                    if key in notices:
                        notices[key].append(_notice(row))
    except (OSError, csv.Error) as error:
        return [failed(Register.RETRACTION_WATCH, f"the file cannot be read: {error}") for _ in asked]
    if empty:
        return [failed(Register.RETRACTION_WATCH, "the file holds no rows") for _ in asked]
    readings = []
    for doi, pmid in asked:
        of_work = tuple(dict.fromkeys(notice for key in _keys(doi, pmid) for notice in notices[key]))
        state = state_of((*of_work, Notice(State.UNKNOWN)) if damaged else of_work)
        readings.append(Reading(Register.RETRACTION_WATCH, state, damaged, notices=of_work))
    return readings


def _keys(doi: str, pmid: str) -> list[str]:
    return [f"{kind}:{value}" for kind, value in (("doi", doi.casefold()), ("pmid", pmid)) if value]


def _named(dois: str, pmids: str) -> set[str]:
    """Return the keys of all works that a row may mean: by address, several in one field, with a full stop."""
    plain = cleaned(dois).casefold()
    found = {doi for text in {plain, unquote(plain)} for pattern in _DOIS for doi in pattern.findall(text)}
    found |= {doi.rstrip(".") for doi in found}
    return {f"doi:{doi}" for doi in found} | {f"pmid:{number}" for number in _PMID.findall(pmids)}


def _notice(row: dict[str, str]) -> Notice:
    nature = (row["RetractionNature"] or "").strip().lower()
    state = state_of_kind(nature)
    doi = (row["RetractionDOI"] or "").strip()
    day = day_in_words(row["RetractionDate"] or "", _DATES)
    return Notice(state, day, "" if doi.casefold() in _NO_ID else doi, nature[:40])
