"""The requests of one run, for all commands.

First a few hosts are tried once. If none of them responds, and none of the services either, there is no connection to
the internet: the run ends without writing anything, and so reports nothing as dead or clean that it did not see.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

from explainer.network.answer import BUSY, Trouble, WebAnswer
from explainer.network.client import client
from explainer.network.journal import Journal
from explainer.network.polite import LONGEST_PAUSE, Polite
from explainer.network.settings import Settings

PROBES = 8
"""How many hosts are tried before the services decide whether there is a connection to the internet."""

PAUSES = "pauses of hosts"
"""The journal's key for the pauses that hosts asked for."""

T = TypeVar("T")


class OfflineError(Exception):
    """There is no connection to the internet: neither the hosts that were tried nor the services responded."""


@dataclass(frozen=True, slots=True, eq=False)
class Question(Generic[T]):
    """A request, and the pure function that turns its answer into a value. The options are those of `Client.get`."""

    address: str
    read: Callable[[WebAnswer], T]
    accept: str = ""
    whole: bool = False

    @property
    def host(self) -> str:
        """The host of the address, which may redirect to others."""
        return (urlsplit(self.address).hostname or "").lower()


@asynccontextmanager
async def asking(settings: Settings, journal: Journal) -> AsyncIterator[Polite]:
    """Open a client for a run. The journal keeps the pauses that hosts asked for from run to run."""
    noted = journal.get(PAUSES)
    pauses = _pauses(noted.value if noted else {})
    async with client(settings) as sending:
        polite = Polite(settings, sending.get, pauses=pauses)
        yield polite
        if polite.pauses != pauses:
            journal.put(PAUSES, dict(polite.pauses))


async def readings(polite: Polite, questions: Sequence[Question[T]], *, known_good: bool = True) -> AsyncIterator[T]:
    """Send all questions and yield the value of each answer as it comes in.

    Hosts work in parallel, the questions to one host run in the given order. Unless a server has responded in this run
    already, a few hosts are tried once first; if none of them responds, the services decide whether there is a
    connection, or without `known_good` there is none. Raises OfflineError if there is no connection.
    A host is reported as unknown only while there is a connection: see `_sure`.
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
    locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def answered(question: Question[T]) -> tuple[Question[T], WebAnswer]:
        async with locks[question.host]:
            return question, await _sure(polite, question, unknown)

    tasks = [asyncio.create_task(answered(question)) for question in left]
    try:
        for done in asyncio.as_completed(tasks):
            yield _read(*await done)
    finally:
        for task in tasks:
            task.cancel()


def _read(question: Question[T], answer: WebAnswer) -> T:
    """Return the value of an answer. An answer that `read` fails on counts as malformed, and the run continues."""
    try:
        return question.read(answer)
    except Exception as error:  # a bug in one reader costs one result, not the whole run
        unread = WebAnswer(
            question.address, trouble=Trouble.MALFORMED, detail=f"it cannot be read: {type(error).__name__}"
        )
        return question.read(unread)


async def _tried(polite: Polite, questions: Iterable[Question[T]]) -> list[tuple[Question[T], WebAnswer]]:
    """Send the first question to each of a few hosts, once."""
    by_host: dict[str, Question[T]] = {}
    for question in questions:
        by_host.setdefault(question.host, question)
    tried = list(by_host.values())[:PROBES]
    answers = await asyncio.gather(*(_answer(polite, question, tries=1) for question in tried))
    return list(zip(tried, answers, strict=True))


async def _sure(polite: Polite, question: Question[Any], unknown: set[str]) -> WebAnswer:
    """Send a question; report its host as unknown only if the services respond both before and after that.

    If the connection drops for a while, no host is known meanwhile, and a probe at another moment does not show it.
    Otherwise the trouble is OFFLINE. `unknown` collects the hosts of this run that are certainly unknown.
    """
    if question.host in unknown:
        return WebAnswer(question.address, trouble=Trouble.NO_HOST)
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


async def _answer(polite: Polite, question: Question[Any], tries: int | None = None) -> WebAnswer:
    try:
        return await polite.ask(question.address, accept=question.accept, whole=question.whole, tries=tries)
    except Exception as error:  # as in _read
        return WebAnswer(question.address, trouble=Trouble.MALFORMED, detail=type(error).__name__)


def _pauses(value: Mapping[str, Any]) -> dict[str, float]:
    now = time.time()
    return {
        host: float(until)
        for host, until in value.items()
        if isinstance(until, int | float) and now < until <= now + LONGEST_PAUSE
    }
