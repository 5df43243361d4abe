"""OpenAlex: whether a work is marked as retracted, and the DOIs of its identifiers.

Source: developers.openalex.org, "Get a single work". Single works are free, but without a key the limits are low;
CLAIMS_WITHOUT=openalex leaves OpenAlex out.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote, urlencode

from explainer.model.notices import Notice
from explainer.model.vocabulary import Register, State
from explainer.network.answer import Answer
from explainer.network.settings import Settings
from explainer.registers.record import ODD, Reading, absent, data_of, doi_of, failed, given, rows, text

BATCH = 50
"""DOIs in one request for identifiers."""


def address(base: str, doi: str, pmid: str, contact: str = "", key: str = "") -> str:
    """Return the address of a work by its DOI, or by its PMID if it has no DOI."""
    name = f"doi:{quote(doi, safe='/')}" if doi else f"pmid:{quote(pmid, safe='')}"
    asked = {"select": "id,doi,ids,is_retracted", **given(mailto=contact, api_key=key)}
    return f"{base}/works/{name}?{urlencode(asked, safe=',')}"


def read_openalex(answer: Answer, doi: str) -> Reading:
    """Return whether OpenAlex marks a work as retracted: retracted, clean, absent (404 in its own form) or failed."""
    data = answer.json() if answer.trouble is None else None
    if answer.trouble is None and answer.status == 404 and isinstance(data, dict) and "error" in data:
        return absent(Register.OPENALEX)
    if answer.trouble is not None or answer.status != 200:
        return failed(Register.OPENALEX, answer.why)
    if not isinstance(data, dict) or not isinstance(data.get("is_retracted"), bool):
        return failed(Register.OPENALEX, ODD)
    theirs = text(data.get("doi")).casefold().removeprefix("https://doi.org/")
    if data["is_retracted"]:
        return Reading(Register.OPENALEX, State.RETRACTED, notices=(Notice(State.RETRACTED, said_by="is_retracted"),))
    if doi and theirs != doi.casefold():  # OpenAlex merges the versions of a work: this record may be about another
        return absent(Register.OPENALEX, f"lists it under another DOI ({theirs[:80] or 'none'})")
    return Reading(Register.OPENALEX, State.CLEAN)


def works_address(settings: Settings, asked: dict[str, str]) -> str:
    """Return the address of a list of works."""
    asked |= given(mailto=settings.contact, api_key=settings.openalex_key)
    return f"{settings.service('openalex')}/works?{urlencode(asked)}"


def identifiers_of(settings: Settings, dois: Iterable[str]) -> tuple[str, str]:
    """Return the address that asks for OpenAlex's identifiers of DOIs, and the list of them, as a key for a journal."""
    named = "|".join(doi.casefold() for doi in dois)
    return works_address(settings, {"filter": f"doi:{named}", "select": "id,doi", "per_page": "100"}), named


def read_identifiers(answer: Answer) -> dict[str, str] | None:
    """Return OpenAlex's identifier -> DOI from an answer, or None if it cannot be read."""
    data = data_of(answer)
    if isinstance(data, str) or not isinstance(data.get("results"), list):
        return None
    return {text(row.get("id")): doi.casefold() for row in rows(data["results"]) if (doi := doi_of(row.get("doi")))}


def can_be_asked(doi: str) -> bool:
    """Return whether a filter can hold a DOI: the filter's own signs would end it."""
    return not set(doi) & set(",|&+")
