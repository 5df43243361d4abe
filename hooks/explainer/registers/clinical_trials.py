"""ClinicalTrials.gov's API, version 2: trials registered and results posted. Source: clinicaltrials.gov/data-api/api.

Pages follow by `pageToken`; the last has none, and a page may be empty. A trial and its results are two records.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from explainer.model.vocabulary import SearchSource, WorkKind
from explainer.model.web_addresses import TRIAL, trial_url
from explainer.network.answer import Answer
from explainer.network.settings import Settings
from explainer.registers.record import rows, text, texts
from explainer.registers.source_page import (
    ODD,
    Page,
    SourceRecord,
    Step,
    data_of,
    day_in,
    inside,
    joined,
    number_of,
    objects,
    pmid_of,
    title_of,
)

AT_ONCE = 200
_FIELDS = "NCTId,BriefTitle,OfficialTitle,BriefSummary,Condition,StudyFirstPostDate,ResultsFirstPostDate,ReferencePMID"


def first(settings: Settings, words: str, since: date, until: date, token: str = "") -> Step:
    """Return what to ask for the words, from a page's token on."""
    posted = " OR ".join(f"AREA[{name}]RANGE[{since},MAX]" for name in ("StudyFirstPostDate", "ResultsFirstPostDate"))
    asked = {"query.term": words, "filter.advanced": posted, "fields": _FIELDS, "pageSize": str(AT_ONCE),
             "countTotal": "true", "format": "json"}  # fmt: skip
    asked |= {"pageToken": token} if token else {}

    def read(answer: Answer) -> Page:
        data = data_of(answer)
        listed = data if isinstance(data, str) else objects(data.get("studies"))
        if isinstance(data, str) or isinstance(listed, str) or listed is None:
            return Page(why=data if isinstance(data, str) else ODD)
        following = text(data.get("nextPageToken"))
        more = (first(settings, words, since, until, following),) if following not in {"", token} else ()
        return Page(tuple(_record(row, since) for row in listed), more, number_of(data.get("totalCount")))

    return Step(f"{settings.service('trials')}/studies?{urlencode(asked)}", read)


def _record(row: Mapping[str, Any], since: date) -> SourceRecord:
    protocol = inside(row, "protocolSection")
    trial = text(inside(protocol, "identificationModule", "nctId"))
    status = inside(protocol, "statusModule")
    registered = day_in(inside(status, "studyFirstPostDateStruct", "date"))
    posted = day_in(inside(status, "resultsFirstPostDateStruct", "date"))
    with_results = posted is not None and posted >= since
    added = posted if with_results else registered
    named = inside(protocol, "identificationModule", "briefTitle") or inside(
        protocol, "identificationModule", "officialTitle"
    )
    cited = rows(inside(protocol, "referencesModule", "references"))
    return SourceRecord(
        SearchSource.CLINICAL_TRIALS,
        trial,
        title_of(named),
        added.year if added else None,
        WorkKind.TRIAL_RESULTS if with_results else WorkKind.TRIAL,
        trial=trial if TRIAL.match(trial) else "",
        url=trial_url(trial[:40]),
        added=added,
        words=joined([text(inside(protocol, "descriptionModule", "briefSummary")),
                      *texts(inside(protocol, "conditionsModule", "conditions"))]),
        cites=tuple(found for one in cited if (found := pmid_of(one.get("pmid")))),
    )  # fmt: skip
