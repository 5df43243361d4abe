"""OpenAlex: whether a work is marked as retracted there. Source: developers.openalex.org, "Get a single work".

Asking for single works is free, but without a key OpenAlex allows little; CLAIMS_WITHOUT=openalex leaves it out.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode

from explainer.model.notices import Notice
from explainer.model.vocabulary import Register, State
from explainer.network.answer import Answer
from explainer.registers.record import Reading, absent, failed, text


def address(base: str, doi: str, pmid: str, contact: str = "", key: str = "") -> str:
    """Return the address of a work by its DOI, or by its PMID where it has none."""
    name = f"doi:{quote(doi, safe='/')}" if doi else f"pmid:{quote(pmid, safe='')}"
    asked = {"select": "id,doi,ids,is_retracted"}
    asked |= {"mailto": contact} if contact else {}
    asked |= {"api_key": key} if key else {}
    return f"{base}/works/{name}?{urlencode(asked, safe=',')}"


def read_openalex(answer: Answer, doi: str) -> Reading:
    """Return whether a work is marked: retracted, clean, absent (404 in OpenAlex's own form), or failed."""
    data = answer.json() if answer.trouble is None else None
    if answer.trouble is None and answer.status == 404 and isinstance(data, dict) and "error" in data:
        return absent(Register.OPENALEX)
    if answer.trouble is not None or answer.status != 200:
        return failed(Register.OPENALEX, answer.why)
    if not isinstance(data, dict) or not isinstance(data.get("is_retracted"), bool):
        return failed(Register.OPENALEX, "an answer that is not in the documented form")
    theirs = text(data.get("doi")).casefold().removeprefix("https://doi.org/")
    if data["is_retracted"]:
        return Reading(Register.OPENALEX, State.RETRACTED, notices=(Notice(State.RETRACTED, said_by="is_retracted"),))
    if doi and theirs != doi.casefold():  # versions of a work are one record there, which may be about another version
        return absent(Register.OPENALEX, f"lists it under another DOI ({theirs[:80] or 'none'})")
    return Reading(Register.OPENALEX, State.CLEAN)
