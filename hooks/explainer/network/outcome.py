"""Decide from the answer of a web page whether the address works for readers. Pure functions: no I/O."""

from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from explainer.network import walls
from explainer.network.answer import NOT_ASKED, Trouble, WebAnswer
from explainer.network.guard import exact


class Outcome(StrEnum):
    """The result of checking an address. Only `dead` is a failure of the address itself.

    `doubtful` is a page that answers but does not look like the page that was linked: neither good nor dead.
    """

    OK = "ok"
    MOVED = "moved"
    DEAD = "dead"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"
    DOUBTFUL = "doubtful"


GOOD = frozenset({Outcome.OK, Outcome.MOVED})

_PERMANENT = frozenset({301, 308})
_DEAD = frozenset({404, 410})
_BLOCKED = frozenset({401, 402, 403, 407, 418, 429, 451, 999})
_UNWANTED = (
    (partial(walls.leads_to, "error"), Outcome.DOUBTFUL, "leads to an error page"),
    (walls.leads_to_robots_page, Outcome.BLOCKED, "redirects to a page for robots"),
    (partial(walls.leads_to, "login"), Outcome.BLOCKED, "leads to a page to log in"),
)
"""Pages that a redirect may lead to in place of the page that was linked, unless that is such a page itself."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """An outcome and the reason in words.

    `asked` is false if no request was sent: time had run out, or the host was being left alone.
    """

    outcome: Outcome
    detail: str
    asked: bool = True


def judge(answer: WebAnswer) -> Judgement:
    """Return the outcome of a request for a web page.

    Dead are 404, 410 and an unknown host. Blocked are 401, 402, 403, 407, 418, 429, 451 and 999, and, whatever their
    status, bot walls, logins and redirects to pages for robots: readers may well see the page. Doubtful are pages that
    say "not found", empty pages, parked domains, and redirects to a front page or an error page. Unknown is everything
    else that is not a page.
    """
    if answer.trouble is not None:
        outcome = Outcome.DEAD if answer.trouble is Trouble.NO_HOST else Outcome.UNKNOWN
        return Judgement(outcome, answer.why, asked=answer.trouble not in NOT_ASKED)
    status = answer.status
    if answer.walled:
        return Judgement(Outcome.BLOCKED, f"answers {status}, behind a login or a wall against robots")
    steps = [hop.address for hop in answer.hops]
    if any(walls.leads_to_robots_page(step, by_words=True) for step in steps) and not 200 <= status < 300:
        return Judgement(Outcome.BLOCKED, f"redirects to a page for robots, {steps[-1][:200]}, which answers {status}")
    if status in _DEAD:
        return Judgement(Outcome.DEAD, answer.why)
    if status in _BLOCKED:
        return Judgement(Outcome.BLOCKED, answer.why)
    if not 200 <= status < 300:
        return Judgement(Outcome.UNKNOWN, answer.why)
    return _of_page(answer)


def permanent_address(answer: WebAnswer) -> str:
    """Return the last address that only permanent redirects lead to (301, 308; RFC 9110, section 15.4), or ""."""
    target = ""
    for hop in answer.hops:
        if hop.status not in _PERMANENT:
            break
        target = hop.address
    return target


def _of_page(answer: WebAnswer) -> Judgement:
    """Return the outcome of an answer with a status of 2xx."""
    final = answer.final if answer.hops and answer.final != exact(answer.address) else ""
    if final and not walls.is_front_page(answer.address):
        if walls.leads_to_parked(final):
            return Judgement(Outcome.DOUBTFUL, f"leads to a page of a parked domain, {final[:200]}")
        if walls.is_front_page(final):
            return Judgement(Outcome.DOUBTFUL, "leads to the front page of the site; the page itself may be gone")
    for leads_there, outcome, words in _UNWANTED:
        if final and leads_there(final) and not leads_there(answer.address):
            return Judgement(outcome, f"{words}, {final[:200]}")
    if answer.doubt:
        return Judgement(Outcome.DOUBTFUL, answer.doubt)
    if moved_to := permanent_address(answer):
        return Judgement(Outcome.MOVED, f"has moved to {moved_to[:300]}")
    return Judgement(Outcome.OK, f"answers {answer.status}")
