"""The Retraction Watch data, a CSV file of some 70,000 rows that changes every working day.

Source: gitlab.com/crossref/retraction-watch-data.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from explainer.model.notices import Notice, state_of, state_of_kind
from explainer.model.vocabulary import Register
from explainer.registers.record import Reading, failed

_COLUMNS = frozenset(
    {"OriginalPaperDOI", "OriginalPaperPubMedID", "RetractionNature", "RetractionDate", "RetractionDOI"}
)
_DATES = ("%m/%d/%Y %H:%M", "%m/%d/%Y", "%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S")
_NO_ID = frozenset({"", "0", "unavailable", "n/a"})


def read_file(path: Path, works: Iterable[tuple[str, str]]) -> list[Reading]:
    """Return what the file says of each work, given as (DOI, PMID), in the same order.

    A work that is not in the file has no notice there and counts as clean. If the file cannot be read, or is another
    file, the reading of every work is a failure.
    """
    asked = list(works)
    notices: dict[str, list[Notice]] = {key: [] for doi, pmid in asked for key in _keys(doi, pmid)}
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
            table = csv.DictReader(lines)
            if not set(table.fieldnames or ()) >= _COLUMNS:
                return [failed(Register.RETRACTION_WATCH, "the file lacks columns of this data") for _ in asked]
            empty = True
            for row in table:
                empty = False
                for key in _keys(row["OriginalPaperDOI"] or "", row["OriginalPaperPubMedID"] or ""):
                    if key in notices:
                        notices[key].append(_notice(row))
    except (OSError, csv.Error) as error:
        return [failed(Register.RETRACTION_WATCH, f"the file cannot be read: {error}") for _ in asked]
    if empty:
        return [failed(Register.RETRACTION_WATCH, "the file holds no rows") for _ in asked]
    readings = []
    for doi, pmid in asked:
        of_work = tuple(dict.fromkeys(notice for key in _keys(doi, pmid) for notice in notices[key]))
        readings.append(Reading(Register.RETRACTION_WATCH, state_of(of_work), notices=of_work))
    return readings


def _keys(doi: str, pmid: str) -> list[str]:
    doi, pmid = doi.strip().casefold(), pmid.strip().removesuffix(".0")
    return [f"{kind}:{value}" for kind, value in (("doi", doi), ("pmid", pmid)) if value not in _NO_ID]


def _notice(row: dict[str, str]) -> Notice:
    nature = (row["RetractionNature"] or "").strip().lower()
    state = state_of_kind(nature)
    doi = (row["RetractionDOI"] or "").strip()
    return Notice(state, _day(row["RetractionDate"] or ""), "" if doi.casefold() in _NO_ID else doi, nature[:40])


def _day(value: str) -> date | None:
    for form in _DATES:
        try:
            return datetime.strptime(value.strip(), form).date()
        except ValueError:
            continue
    return None
