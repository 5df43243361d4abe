"""Crossref's REST API: the record of a DOI, and the notices about it. Source: api.crossref.org/swagger-ui.

We use our own HTTP client. The client library habanero (2.9.2) was tried: it encodes DOIs with `#`, `?` or `%` wrongly,
ignores Retry-After, reads bodies of any size and asks one fixed host for content negotiation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from explainer.model.notices import Notice, bare_title, notice_state, says_retracted, state_of, state_of_kind
from explainer.model.vocabulary import Register, State
from explainer.network.answer import Answer
from explainer.registers.record import ODD, Reading, Record, absent, day_of, failed, given, rows, text, texts, years_of

BATCH = 20
"""DOIs in one request with the filter `updates`: equal filters are joined by "or" (CrossRef/rest-api-doc#234)."""

_NO_NOTICE = frozenset({"new_version", "new_edition"})


def address(base: str, doi: str, contact: str = "") -> str:
    """Return the address of a DOI's record. The whole DOI is percent-encoded, slashes too."""
    return f"{base}/works/{quote(doi, safe='')}" + (f"?{urlencode({'mailto': contact})}" if contact else "")


def can_be_filtered(doi: str) -> bool:
    """Return whether the filter `updates` can hold a DOI: a comma would end it (CrossRef/rest-api-doc#44, #558)."""
    return "," not in doi


def updates_address(base: str, dois: Iterable[str], contact: str = "") -> str:
    """Return the address that asks for all notices that update one of the DOIs."""
    asked = {"filter": ",".join(f"updates:{doi}" for doi in dois), "rows": "1000", "select": "DOI,update-to,updated-by"}
    return f"{base}/works?{urlencode(asked | given(mailto=contact), quote_via=quote, safe='')}"


def read_work(answer: Answer, doi: str) -> Reading:
    """Return what Crossref says of a DOI: record and notices, absent (404 in Crossref's own form), or failed.

    A DOI that was replaced is answered with the record of its successor, which comparing then shows.
    """
    # Crossref's own 404 is the plain text "Resource not found." or JSON; others come from something between.
    if (
        answer.trouble is None
        and answer.status == 404
        and (b"resource not found" in answer.body[:500].lower() or isinstance(answer.json(), dict))
    ):
        return absent(Register.CROSSREF)
    message = message_of(answer, "work")
    if isinstance(message, str):
        return failed(Register.CROSSREF, message)
    if not text(message.get("DOI")):
        return failed(Register.CROSSREF, f"an answer that is about no DOI, not {doi}")
    titles = texts(message.get("title"))
    notices = [notice for row in rows(message.get("updated-by")) if (notice := _notice(row))]
    if any(says_retracted(title) for title in titles):
        notices.append(Notice(State.RETRACTED, said_by="the title"))
    return Reading(Register.CROSSREF, state_of(notices), record=_record(message, titles), notices=tuple(notices))


def read_updates(answer: Answer, dois: Iterable[str]) -> dict[str, Reading]:
    """Return for each DOI what the notices that update it say. A failure counts for every DOI."""
    asked = {doi.casefold(): doi for doi in dois}
    message = message_of(answer, "work-list")
    if not isinstance(message, str) and not isinstance(message.get("items"), list):
        message = "an answer without a list"
    total = None if isinstance(message, str) else message.get("total-results")
    if not isinstance(message, str) and isinstance(total, int) and total > len(message["items"]):
        message = "an answer that is cut off"
    if isinstance(message, str):
        return {doi: failed(Register.CROSSREF_UPDATES, message) for doi in asked.values()}
    found: dict[str, list[Notice]] = {doi: [] for doi in asked}
    for item in rows(message["items"]):
        for update in rows(item.get("update-to")):
            target = text(update.get("DOI")).casefold()
            notice = _notice({**update, "DOI": item.get("DOI")})
            if target in found and notice is not None:
                found[target].append(notice)
    return {
        doi: Reading(Register.CROSSREF_UPDATES, state_of(found[key]), notices=tuple(found[key]))
        for key, doi in asked.items()
    }


def updated_works(message: Mapping[str, Any]) -> list[tuple[State, str]]:
    """Return what a notice's record does to which DOIs; empty for the record of any other work.

    A notice says so in `update-to`, older ones by their title alone, which names no DOI. A new version of a work and a
    work that its publisher updated in place have `update-to` too, but are no notices.
    """
    found: list[tuple[State, str]] = [
        (notice.state, text(row.get("DOI")))
        for row in rows(message.get("update-to"))
        if (notice := _notice(row)) is not None and notice.state is not State.UNKNOWN
    ]
    found = [(state, doi) for state, doi in found if doi.casefold() != text(message.get("DOI")).casefold()]
    named = next((state for title in texts(message.get("title")) if (state := notice_state(title))), None)
    return found or ([(named, "")] if named else [])


def message_of(answer: Answer, kind: str) -> dict[str, Any] | str:
    """Return the `message` of an answer in Crossref's form, or the reason why there is none."""
    if answer.trouble is not None or answer.status != 200:
        return answer.why
    data = answer.json()
    if not isinstance(data, dict) or data.get("status") != "ok" or data.get("message-type") != kind:
        return ODD
    message = data.get("message")
    return message if isinstance(message, dict) else "an answer without a message"


def _notice(row: Mapping[str, Any]) -> Notice | None:
    kind = text(row.get("type")).lower().replace("-", "_").replace(" ", "_")
    if kind in _NO_NOTICE:
        return None
    state = state_of_kind(kind)
    said_by = text(row.get("source")) or "publisher"
    return Notice(
        state,
        day_of(row.get("updated")),
        text(row.get("DOI")),
        said_by if state is not State.UNKNOWN else f"type {kind[:40]}",
    )


def _record(message: Mapping[str, Any], titles: tuple[str, ...]) -> Record:
    first = next(iter(rows(message.get("author")) or rows(message.get("editor"))), {})
    subtitles = texts(message.get("subtitle"))
    plain = tuple(bare_title(title) for title in titles)
    whole = tuple(f"{title}: {subtitle}" for title in plain for subtitle in subtitles)
    return Record(
        Register.CROSSREF,
        titles=(*plain, *whole, *(bare_title(title) for title in texts(message.get("original-title")))),
        first_author=text(first.get("family")) or text(first.get("name")),
        years=years_of(message.get(name) for name in ("issued", "published", "published-print", "published-online")),
        journals=(*texts(message.get("container-title")), *texts(message.get("short-container-title"))),
        doi=text(message.get("DOI")),
    )
