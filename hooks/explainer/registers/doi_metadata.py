"""Content negotiation at doi.org: the record of a DOI from its own register (DataCite, mEDRA, ...) as CSL-JSON.

Source: citation.doi.org/docs.html. A register that knows no CSL-JSON answers 406 or with a page, which says nothing.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from explainer.model.notice_words import bare_title, says_retracted
from explainer.model.notices import Notice
from explainer.model.vocabulary import Register, State
from explainer.network.answer import Answer
from explainer.registers.record import Reading, Record, absent, failed, rows, text, texts, years_of

ACCEPT = "application/vnd.citationstyles.csl+json"


def address(base: str, doi: str) -> str:
    """Return the address of a DOI. Everything but `/` is percent-encoded (DOI Handbook, on encoding)."""
    return f"{base}/{quote(doi, safe='/')}"


def read_csl(answer: Answer, doi: str) -> Reading:
    """Return the record of a DOI, that no register has it (404), or failed.

    It holds no notices of retraction; only a title may say so.
    """
    if answer.trouble is None and answer.status == 404:
        return absent(Register.DOI, "no register has a record of the DOI")
    if answer.trouble is not None or answer.status != 200:
        return failed(Register.DOI, answer.why)
    data = answer.json()
    if not isinstance(data, dict) or not texts(data.get("title")):
        return failed(Register.DOI, "an answer that is no CSL-JSON")
    record = _record(data, doi)
    if any(says_retracted(title) for title in texts(data.get("title"))):
        notice = Notice(State.RETRACTED, said_by="the title")
        return Reading(Register.DOI, State.RETRACTED, record=record, notices=(notice,))
    return Reading(Register.DOI, State.SKIPPED, "holds no notices of retraction", record=record)


def _record(data: dict[str, Any], doi: str) -> Record:
    first = next(iter(rows(data.get("author")) or rows(data.get("editor"))), {})
    particle = text(first.get("non-dropping-particle"))
    family = f"{particle} {text(first.get('family'))}".strip()
    return Record(
        Register.DOI,
        titles=tuple(bare_title(title) for title in texts(data.get("title"))),
        first_author=family or text(first.get("literal")) or text(first.get("name")),
        years=years_of(data.get(name) for name in ("issued", "published-print", "published-online")),
        journals=(*texts(data.get("container-title")), *texts(data.get("container-title-short"))),
        doi=text(data.get("DOI")) or doi,
    )
