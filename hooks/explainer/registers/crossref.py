"""Crossref's REST API: the record of a DOI, and the notices about it. Source: api.crossref.org/swagger-ui.

We use our own HTTP client. The client library habanero (2.9.2) was tried: it encodes DOIs with `#`, `?` or `%` wrongly,
ignores Retry-After, reads bodies of any size and asks one fixed host for content negotiation.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from explainer.loading.exported_references import csl_day
from explainer.model.notices import Notice, notice_state, says_retracted, state_of, state_of_kind
from explainer.model.vocabulary import Register, State
from explainer.network.answer import WebAnswer
from explainer.network.settings import Settings
from explainer.registers.record import (
    NEW_VERSIONS,
    ODD,
    Reading,
    absent,
    data_of,
    doi_of,
    failed,
    given,
    inside,
    notes_in,
    record_of,
    rows,
    text,
    texts,
)

BATCH = 20
"""DOIs in one request with the filter `updates`: equal filters are joined by "or" (CrossRef/rest-api-doc#234)."""


def address(settings: Settings, doi: str) -> str:
    """Return the address of a DOI's record. The whole DOI is percent-encoded, slashes too."""
    contact = f"?{urlencode({'mailto': settings.contact})}" if settings.contact else ""
    return f"{settings.service('crossref')}/works/{quote(doi, safe='')}{contact}"


def can_be_filtered(doi: str) -> bool:
    """Return whether the filter `updates` can hold a DOI: a comma would end it (CrossRef/rest-api-doc#44, #558)."""
    return "," not in doi


def updates_address(settings: Settings, dois: Iterable[str]) -> str:
    """Return the address that asks for all notices that update one of the DOIs."""
    asked = {"filter": ",".join(f"updates:{doi}" for doi in dois), "rows": "1000", "select": "DOI,update-to,updated-by"}
    asked |= given(mailto=settings.contact)
    return f"{settings.service('crossref')}/works?{urlencode(asked, quote_via=quote, safe='')}"


def read_work(answer: WebAnswer, doi: str) -> Reading:
    """Return what Crossref says of a DOI: record and notices, absent (404 in Crossref's own form), or failed.

    For a DOI that was replaced, Crossref returns the record of its successor; the comparison then shows the difference.
    """
    # Crossref's own 404 is the plain text "Resource not found." or of its form; others come from servers in between.
    if (
        answer.trouble is None
        and answer.status == 404
        and (b"resource not found" in answer.body[:500].lower() or inside(answer.json(), "message-type"))
    ):
        return absent(Register.CROSSREF)
    message = message_of(answer, "work")
    if isinstance(message, str):
        return failed(Register.CROSSREF, message)
    if not text(message.get("DOI")):
        return failed(Register.CROSSREF, f"an answer that is about no DOI, not {doi}")
    notices = notices_about(message)
    return Reading(Register.CROSSREF, state_of(notices), record=record_of(Register.CROSSREF, message), notices=notices)


def notices_about(message: Mapping[str, Any]) -> tuple[Notice, ...]:
    """Return what a record says about its own work: in its lists of notices, of itself, and by a mark in its title."""
    own = text(message.get("DOI")).casefold()
    in_place = [row for row in rows(message.get("update-to")) if own and text(row.get("DOI")).casefold() == own]
    notices = [notice for row in (*notes_in(message.get("updated-by")), *in_place) if (notice := _notice(row))]
    if any(says_retracted(title) for title in texts(message.get("title"))):
        notices.append(Notice(State.RETRACTED, said_by="the title"))
    return tuple(notices)


def read_updates(answer: WebAnswer, dois: Iterable[str]) -> dict[str, Reading]:
    """Return for each DOI what the notices that update it say. A failure counts for every DOI."""
    asked = {doi.casefold(): doi for doi in dois}
    message = message_of(answer, "work-list")
    if not isinstance(message, str) and not isinstance(message.get("items"), list):
        message = "an answer without a list"
    if not isinstance(message, str) and message.get("total-results") != len(message["items"]):
        message = "an answer that is cut off"
    notices: dict[str, list[Notice]] = {doi: [] for doi in asked}
    for item in () if isinstance(message, str) else notes_in(message["items"]):
        updates = [(text(update.get("DOI")).casefold(), update) for update in rows(item.get("update-to"))]
        if notices.keys().isdisjoint(target for target, _ in updates):
            message = "an answer with a notice about none of the works"
        for target, update in updates:
            notice = _notice({**update, "DOI": item.get("DOI")})
            if target in notices and notice is not None:
                notices[target].append(notice)
    if isinstance(message, str):
        return {doi: failed(Register.CROSSREF_UPDATES, message) for doi in asked.values()}
    return {
        doi: Reading(Register.CROSSREF_UPDATES, state_of(notices[key]), notices=tuple(notices[key]))
        for key, doi in asked.items()
    }


def updated_works(message: Mapping[str, Any]) -> list[tuple[State, str]]:
    """Return the works that a notice is about, each as the state that it gives the work and the DOI.

    A notice names them in `update-to`; older notices are known by their title alone, and then the DOI is "". The list
    is empty for any other record: a new version of a work and a work that its publisher updated in place have
    `update-to` too, but are not notices.
    """
    own = doi_of(message.get("DOI")).casefold()
    updates: list[tuple[State, str]] = [
        (notice.state, doi)
        for row in rows(message.get("update-to"))
        if (notice := _notice(row)) is not None
        and notice.state is not State.UNKNOWN
        and (doi := doi_of(row.get("DOI"))).casefold() != own
    ]
    by_title = next((state for title in texts(message.get("title")) if (state := notice_state(title))), None)
    return updates or ([(by_title, "")] if by_title else [])


def message_of(answer: WebAnswer, kind: str) -> dict[str, Any] | str:
    """Return the `message` of an answer in Crossref's form, or the reason why there is none."""
    data = data_of(answer)
    if isinstance(data, str):
        return data
    if data.get("status") != "ok" or data.get("message-type") != kind:
        return ODD
    message = data.get("message")
    return message if isinstance(message, dict) else "an answer without a message"


def _notice(row: Mapping[str, Any]) -> Notice | None:
    kind = text(row.get("type")).lower().replace("-", "_").replace(" ", "_")
    if kind in NEW_VERSIONS:
        return None
    state = state_of_kind(kind)
    said_by = f"type {kind[:40] or 'missing'}" if state is State.UNKNOWN else text(row.get("source")) or "publisher"
    return Notice(state, csl_day(row.get("updated")), text(row.get("DOI")), said_by)
