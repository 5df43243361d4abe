"""The Handle proxy of doi.org: does a DOI exist? Source: DOI Handbook, appendix "DOI REST API"."""

from __future__ import annotations

from urllib.parse import quote

from explainer.network.answer import Answer
from explainer.network.outcome import Judgement, Outcome

_FOUND, _ERROR, _NO_HANDLE, _NO_VALUES = 1, 2, 100, 200


def address(base: str, doi: str) -> str:
    """Return the address that asks for the web addresses of a DOI. Everything but `/` is percent-encoded."""
    return f"{base}/api/handles/{quote(doi, safe='/')}?type=URL"


def judge_doi(answer: Answer) -> Judgement:
    """Return the outcome for a DOI: only the documented answer "handle not found" is dead.

    A 404 in any other form comes from somewhere on the way and says nothing of the DOI.
    """
    if answer.trouble is not None:
        return Judgement(Outcome.UNKNOWN, answer.why)
    data = answer.json()
    code = data.get("responseCode") if isinstance(data, dict) else None
    if answer.status == 200 and code == _FOUND:
        return Judgement(Outcome.OK, "the DOI is registered")
    if answer.status == 404 and code == _NO_HANDLE:
        return Judgement(Outcome.DEAD, "no such DOI is registered")
    if code == _NO_VALUES:
        return Judgement(Outcome.UNKNOWN, "the DOI is registered, but leads to no web address")
    if answer.status in {403, 429}:
        return Judgement(Outcome.BLOCKED, answer.why)
    return Judgement(Outcome.UNKNOWN, f"{answer.why}, not in the documented form")
