"""A run on the network from its first question to its last: what every command that asks does in the same way.

Before anything else a few hosts are tried once. If none of them answers there is no way to the internet: the run ends,
nothing is written, and nothing that was not seen is taken for dead, clean or anything else.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from explainer.network.answer import BUSY, Answer
from explainer.network.client import Client
from explainer.network.journal import Journal
from explainer.network.polite import Polite
from explainer.network.settings import Settings

PROBES = 8
"""How many hosts are tried before a run is given up as one without internet."""

PAUSES = "pauses of hosts"


@dataclass(frozen=True, slots=True)
class Question:
    """An address to ask: how, and what to do with the answer."""

    address: str
    take: Callable[[Answer], None]
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


async def online(polite: Polite, questions: Iterable[Question]) -> tuple[bool, set[str]]:
    """Try one address on each of a few hosts, once; tell whether anybody answered, and which addresses are done.

    What was answered well is taken; the rest is left to be asked in full. Hosts that were asked to be left alone count
    as answered: somebody said so.
    """
    by_host: dict[str, Question] = {}
    for question in questions:
        by_host.setdefault(question.host, question)
    tried = list(by_host.values())[:PROBES]
    if not tried:
        return True, set()
    answers = await asyncio.gather(*(polite.ask(q.address, accept=q.accept, whole=q.whole, tries=1) for q in tried))
    done = set()
    for question, answer in zip(tried, answers, strict=True):
        if answer.reached and answer.status not in BUSY:
            question.take(answer)
            done.add(question.address)
    if not polite.answered and not polite.pauses:
        polite.offline = True
        return False, set()
    return True, done


async def ask_all(polite: Polite, questions: Iterable[Question]) -> None:
    """Ask all questions, the hosts side by side, those of one host one after the other, in the order given."""
    lanes: dict[str, list[Question]] = {}
    for question in questions:
        lanes.setdefault(question.host, []).append(question)

    async def along(lane: list[Question]) -> None:
        for question in lane:
            question.take(await polite.ask(question.address, accept=question.accept, whole=question.whole))

    async with asyncio.TaskGroup() as group:
        for lane in lanes.values():
            group.create_task(along(lane))


def _pauses(value: Mapping[str, Any]) -> dict[str, float]:
    now = time.time()
    return {
        host: float(until)
        for host, until in value.items()
        if isinstance(until, int | float) and now < until < now + 30 * 86400
    }
