"""A run on the network from its first question to its last: what every command that asks does in the same way.

Before anything else a few hosts are tried once. If none of them answers, and no known good host either, there is no way
to the internet: the run ends, nothing is written, and nothing that was not seen is taken for dead, clean or anything
else.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

from explainer.network.answer import BUSY, Answer, Trouble
from explainer.network.client import Client
from explainer.network.journal import Journal
from explainer.network.polite import LONGEST_PAUSE, Polite
from explainer.network.settings import Settings

PROBES = 8
"""How many hosts are tried before known good ones decide whether there is a way to the internet."""

PAUSES = "pauses of hosts"

T = TypeVar("T")


class OfflineError(Exception):
    """There is no way to the internet from here: neither a host that was tried nor a known good one has answered."""


@dataclass(frozen=True, slots=True, eq=False)
class Question(Generic[T]):
    """An address to ask, and how to read the answer. `read` is pure: what it returns is all that comes of it."""

    address: str
    read: Callable[[Answer], T]
    accept: str = ""
    whole: bool = False

    @property
    def host(self) -> str:
        """The host that is asked first."""
        return (urlsplit(self.address).hostname or "").lower()


@asynccontextmanager
async def asking(settings: Settings, journal: Journal) -> AsyncIterator[Polite]:
    """Open the way to the network for a run; the pauses that hosts asked for are kept from run to run."""
    noted = journal.get(PAUSES)
    pauses = _pauses(noted.value if noted else {})
    async with Client(settings) as client:
        polite = Polite(settings, client.get, pauses=pauses)
        yield polite
        if polite.pauses != pauses:
            journal.put(PAUSES, dict(polite.pauses))


async def readings(polite: Polite, questions: Sequence[Question[T]], *, known_good: bool = True) -> AsyncIterator[T]:
    """Ask all questions and yield what their answers say, as they come in.

    Hosts are asked side by side, the questions of one host one after the other in the order given. Before anything
    else a few hosts are tried once, unless somebody has answered in this run already; where none of them answers, known
    good hosts decide whether there is a way to the internet (with `known_good`; a single question needs no others).
    Raises OfflineError where these do not answer either.

    A host that nobody knows is news only while there is a way to the internet: see `_sure`.
    """
    left = list(questions)
    unknown: set[str] = set()
    if not polite.answered and left:
        for question, answer in await _tried(polite, left):
            if answer.reached and (answer.status not in BUSY or question.host in polite.pauses):
                left.remove(question)
                yield _read(question, answer)
        silent = not polite.answered and not polite.pauses
        if silent and not (known_good and await polite.reaches_known_good()):
            polite.offline = True
            raise OfflineError
    lanes: dict[str, deque[Question[T]]] = {}
    for question in left:
        lanes.setdefault(question.host, deque()).append(question)
    waiting: dict[asyncio.Task[Answer], Question[T]] = {}

    def ask_next(lane: deque[Question[T]]) -> None:
        if lane:
            question = lane.popleft()
            waiting[asyncio.create_task(_sure(polite, question, unknown))] = question

    for lane in lanes.values():
        ask_next(lane)
    try:
        while waiting:
            done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                question, answer = waiting.pop(task), task.result()
                ask_next(lanes[question.host])
                yield _read(question, answer)
    finally:
        for task in waiting:
            task.cancel()


def _read(question: Question[T], answer: Answer) -> T:
    """Return what an answer says. One that cannot be read is no answer, and the rest of the run goes on."""
    try:
        return question.read(answer)
    except Exception as error:  # a reader must not fail; if one does, it is one outcome and not the end of the run
        unread = Answer(
            question.address, trouble=Trouble.MALFORMED, detail=f"it cannot be read: {type(error).__name__}"
        )
        return question.read(unread)


async def _tried(polite: Polite, questions: Iterable[Question[T]]) -> list[tuple[Question[T], Answer]]:
    """Ask the first question of each of a few hosts, once."""
    by_host: dict[str, Question[T]] = {}
    for question in questions:
        by_host.setdefault(question.host, question)
    tried = list(by_host.values())[:PROBES]
    answers = await asyncio.gather(*(_answer(polite, question, tries=1) for question in tried))
    return list(zip(tried, answers, strict=True))


async def _sure(polite: Polite, question: Question[Any], unknown: set[str]) -> Answer:
    """Ask, and believe that nobody knows a host only if that is so between two answers of known good hosts.

    A network that drops and comes back within a run knows no host for a while, and one probe at another moment tells
    nothing of that while. Where the known good hosts do not answer, what was not known is not reached. `unknown` are
    the hosts of this run of which it is sure; they are added to.
    """
    if question.host in unknown:
        return Answer(question.address, trouble=Trouble.NO_HOST)
    answer = await _answer(polite, question)
    if answer.trouble is not Trouble.NO_HOST or (host := urlsplit(answer.final).hostname or "") in unknown:
        return answer
    if await polite.reaches_known_good():
        answer = await _answer(polite, question, tries=1)
        if answer.trouble is not Trouble.NO_HOST:
            return answer
        if await polite.reaches_known_good():
            unknown.add(host)
            return answer
    return replace(answer, trouble=Trouble.OFFLINE)


async def _answer(polite: Polite, question: Question[Any], tries: int | None = None) -> Answer:
    try:
        return await polite.ask(question.address, accept=question.accept, whole=question.whole, tries=tries)
    except Exception as error:  # as in _read
        return Answer(question.address, trouble=Trouble.MALFORMED, detail=type(error).__name__)


def _pauses(value: Mapping[str, Any]) -> dict[str, float]:
    now = time.time()
    return {
        host: float(until)
        for host, until in value.items()
        if isinstance(until, int | float) and now < until <= now + LONGEST_PAUSE
    }
