"""OpenAlex: whether it marks a work as retracted, and the DOIs that belong to its identifiers of works.

Source: developers.openalex.org, "Get a single work". Single works are free, but without a key the limits are low;
CLAIMS_WITHOUT=openalex leaves OpenAlex out.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from explainer.model.notices import Notice
from explainer.model.vocabulary import Register, State
from explainer.network.answer import WebAnswer
from explainer.network.settings import Settings
from explainer.registers.record import ODD, Reading, absent, data_of, doi_of, failed, given, inside, rows, text

BATCH = 50
"""DOIs in one request for identifiers."""


def address(settings: Settings, doi: str, pmid: str) -> str:
    """Return the address of a work by its DOI, or by its PMID if it has no DOI."""
    name = f"doi:{quote(doi, safe='/')}" if doi else f"pmid:{quote(pmid, safe='')}"
    who = given(mailto=settings.contact, api_key=settings.openalex_key)
    asked = {"select": "id,doi,ids,is_retracted", **who}
    return f"{settings.service('openalex')}/works/{name}?{urlencode(asked, safe=',')}"


def read_openalex(answer: WebAnswer, doi: str, pmid: str = "") -> Reading:
    """Return whether OpenAlex marks a work as retracted: retracted, clean, absent (404 in its own form) or failed."""
    if answer.trouble is None and answer.status == 404 and inside(answer.json(), "error") is not None:
        return absent(Register.OPENALEX)
    data = data_of(answer)
    if isinstance(data, str):
        return failed(Register.OPENALEX, data)
    if (marked := marks_retracted(data)) is None:
        return failed(Register.OPENALEX, ODD)
    theirs = text(data.get("doi") if doi else inside(data, "ids", "pmid")).casefold()
    theirs = theirs.removeprefix("https://doi.org/").removeprefix("https://pubmed.ncbi.nlm.nih.gov/").rstrip("/")
    if marked:
        return Reading(Register.OPENALEX, State.RETRACTED, notices=(Notice(State.RETRACTED, said_by="is_retracted"),))
    if theirs != (doi or pmid).casefold():  # OpenAlex merges the versions of a work: it may be about another
        return absent(Register.OPENALEX, f"lists it under another {'DOI' if doi else 'PMID'} ({theirs[:80] or 'none'})")
    return Reading(Register.OPENALEX, State.CLEAN)


def marks_retracted(work: Mapping[str, Any]) -> bool | None:
    """Return whether a work is marked as retracted, also by the word for it; None if that cannot be read."""
    return {"true": True, "1": True, "false": False, "0": False}.get(f"{work.get('is_retracted')}".strip().lower())


def works_address(settings: Settings, asked: dict[str, str]) -> str:
    """Return the address of a list of works, chosen by the query parameters `asked`."""
    who = given(mailto=settings.contact, api_key=settings.openalex_key)
    return f"{settings.service('openalex')}/works?{urlencode(asked | who)}"


def identifiers_of(settings: Settings, dois: Iterable[str]) -> tuple[str, str]:
    """Return the address that asks for OpenAlex's identifiers of DOIs, and the DOIs as one text, a journal's key."""
    joined = "|".join(doi.casefold() for doi in dois)
    return works_address(settings, {"filter": f"doi:{joined}", "select": "id,doi", "per_page": "100"}), joined


def read_identifiers(answer: WebAnswer) -> dict[str, str] | None:
    """Return OpenAlex's identifier -> DOI from an answer, or None if it cannot be read."""
    data = data_of(answer)
    if isinstance(data, str) or not isinstance(data.get("results"), list):
        return None
    return {text(row.get("id")): doi.casefold() for row in rows(data["results"]) if (doi := doi_of(row.get("doi")))}


def can_be_filtered(doi: str) -> bool:
    """Return whether a filter can hold a DOI: a character that the filter uses itself would end it."""
    return not set(doi) & set(",|&+")
