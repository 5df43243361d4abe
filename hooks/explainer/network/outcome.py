"""From an answer to an outcome: is the address alive for readers? Pure, so that every case can be listed and tested."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from explainer.network.answer import Answer, Trouble


class Outcome(StrEnum):
    """What a check of an address says. Only `dead` is a failure of the address itself."""

    OK = "ok"
    MOVED = "moved"
    DEAD = "dead"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"


GOOD = frozenset({Outcome.OK, Outcome.MOVED})

_PERMANENT = frozenset({301, 308})
_DEAD = frozenset({404, 410})
_BLOCKED = frozenset({401, 402, 403, 407, 418, 429, 451, 999})


@dataclass(frozen=True, slots=True)
class Judgement:
    """An outcome with its reason in words, and the new address where there is one."""

    outcome: Outcome
    detail: str
    moved_to: str = ""


def judge(answer: Answer) -> Judgement:
    """Return the outcome of asking for a web page.

    404, 410 and a host that nobody knows are dead. 401, 403, 429, 451, 999 and pages that ask for proof of being
    human are blocked: the page may well be there for readers. Everything else that is not a page is unknown.
    """
    if answer.trouble is not None:
        return Judgement(_of_trouble(answer), answer.why)
    status = answer.status
    if status in _DEAD:
        where = f" at {answer.final[:200]}, where it redirects to" if answer.hops else ""
        return Judgement(Outcome.DEAD, f"answers {status}{where}")
    if status in _BLOCKED:
        return Judgement(Outcome.BLOCKED, answer.why)
    if answer.walled:
        return Judgement(Outcome.BLOCKED, f"answers {status}, behind a wall against robots")
    if not 200 <= status < 300:
        return Judgement(Outcome.UNKNOWN, answer.why)
    moved_to = permanent_address(answer)
    if not moved_to:
        return Judgement(Outcome.OK, f"answers {status}")
    if _to_front(answer.address, moved_to):
        return Judgement(Outcome.MOVED, "leads to the front page of the site; the page itself may be gone", moved_to)
    return Judgement(Outcome.MOVED, f"has moved to {moved_to[:300]}", moved_to)


def permanent_address(answer: Answer) -> str:
    """Return the address to which permanent redirects (301, 308; RFC 9110, section 15.4) lead, or nothing."""
    target = ""
    for hop in answer.hops:
        if hop.status not in _PERMANENT:
            break
        target = hop.address
    return target


def _of_trouble(answer: Answer) -> Outcome:
    return Outcome.DEAD if answer.trouble is Trouble.NO_HOST else Outcome.UNKNOWN


def _to_front(address: str, moved_to: str) -> bool:
    before, after = urlsplit(address), urlsplit(moved_to)
    return before.path.strip("/") != "" and after.path.strip("/") == "" and not after.query
