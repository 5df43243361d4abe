"""doi.org: whether a DOI exists (Handle proxy), and its record as CSL-JSON from the register that it belongs to.

Sources: DOI Handbook, appendix "DOI REST API", and citation.doi.org/docs.html on content negotiation. DataCite, mEDRA
and others have CSL-JSON; other registers answer 406 or with a web page, which says nothing about the DOI.
"""

from urllib.parse import quote

from explainer.model.notices import Notice, says_retracted
from explainer.model.vocabulary import Register, State
from explainer.network.answer import WebAnswer
from explainer.network.outcome import Judgement, Outcome
from explainer.network.settings import Settings
from explainer.registers.record import Reading, absent, failed, record_of, texts

ACCEPT = "application/vnd.citationstyles.csl+json"
_FOUND, _NO_HANDLE, _NO_VALUES = 1, 100, 200
"""Response codes of the Handle proxy."""


def handle_address(settings: Settings, doi: str) -> str:
    """Return the address that asks for the web addresses of a DOI. Everything but `/` is percent-encoded."""
    return f"{settings.service('handle')}/api/handles/{quote(doi, safe='/')}?type=URL"


def judge_doi(answer: WebAnswer) -> Judgement:
    """Return the outcome for a DOI. It is dead only after the documented answer "handle not found".

    Any other 404 comes from a server between us and the proxy, and says nothing about the DOI.
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


def csl_address(settings: Settings, doi: str) -> str:
    """Return the address of a DOI's CSL-JSON. Everything but `/` is percent-encoded (DOI Handbook, on encoding)."""
    return f"{settings.service('doi')}/{quote(doi, safe='/')}"


def read_csl(answer: WebAnswer, doi: str) -> Reading:
    """Return the reading of a DOI: its record, absent (404) or failed.

    CSL-JSON has no notices; only a title may say "retracted".
    """
    if answer.trouble is None and answer.status == 404:
        return absent(Register.DOI, "no register has a record of the DOI")
    if answer.trouble is not None or answer.status != 200:
        return failed(Register.DOI, answer.why)
    data = answer.json()
    if not isinstance(data, dict) or not texts(data.get("title")):
        return failed(Register.DOI, "an answer that is not CSL-JSON")
    record = record_of(Register.DOI, data, doi)
    if any(says_retracted(title) for title in texts(data.get("title"))):
        notice = Notice(State.RETRACTED, said_by="the title")
        return Reading(Register.DOI, State.RETRACTED, record=record, notices=(notice,))
    return Reading(Register.DOI, State.SKIPPED, "holds no notices of retraction", record=record)
