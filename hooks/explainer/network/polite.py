"""Manners: one request at a time to a host, a pause after each, and longer ones where a host asks for them.

Every request of a run goes through one `Polite`. It keeps a lane for each host, so that hosts are asked side by side
and each of them alone, follows redirects step by step through the lanes of the hosts they lead to, tries again what
is worth it, and counts how many servers answered at all.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

from explainer.network.answer import BUSY, WITHOUT_ANSWER, WORTH_ANOTHER_TRY, Answer, Hop, Trouble
from explainer.network.guard import exact
from explainer.network.settings import Settings

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
Get = Callable[..., Awaitable[Answer]]


@dataclass(slots=True)
class _Lane:
    """What is known of a host: when it may be asked again, and how often nobody answered in a row."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0
    paused_until: float = 0.0
    silent: int = 0


class Polite:
    """Asks addresses with manners. `get` sends one request (`Client.get`); clock, sleep and chance can be replaced."""

    def __init__(
        self,
        settings: Settings,
        get: Get,
        *,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
        pauses: Mapping[str, float] | None = None,
    ) -> None:
        self._settings = settings
        self._get = get
        self._clock, self._sleep, self._chance = clock, sleep, chance
        self._lanes: dict[str, _Lane] = {}
        self._places = asyncio.Semaphore(settings.concurrency)
        self._known: dict[tuple[str, str], asyncio.Future[Answer]] = {}
        self.answered = 0
        self.requests = 0
        self.offline = False
        for host, until in (pauses or {}).items():
            self._lane(host).paused_until = until

    @property
    def pauses(self) -> dict[str, float]:
        """Hosts that asked for a pause which is not over: host -> the end, in seconds since 1970."""
        now = self._clock()
        return {host: lane.paused_until for host, lane in self._lanes.items() if lane.paused_until > now}

    async def ask(self, address: str, *, accept: str = "", whole: bool = False, tries: int | None = None) -> Answer:
        """Return the answer of an address, redirects followed; `hops` of the answer are the steps on the way.

        `accept` and `whole` are those of `Client.get`; `tries` replaces the number of tries that the settings give.
        """
        hops: list[Hop] = []
        here = exact(address)
        seen = {here}
        while True:
            answer = await self._known_or_asked(here, accept, whole, tries or self._settings.tries)
            target = answer.headers.get("location", "")
            if answer.trouble is not None or answer.status not in _REDIRECTS or not target:
                return replace(answer, address=address, hops=tuple(hops))
            here = _next(here, target)
            hops.append(Hop(answer.status, here))
            trouble = (
                Trouble.LOOP
                if here in seen
                else Trouble.REDIRECTS
                if len(hops) > self._settings.most_redirects
                else None
            )
            if trouble:
                return Answer(address, trouble=trouble, hops=tuple(hops))
            seen.add(here)

    async def _known_or_asked(self, address: str, accept: str, whole: bool, tries: int) -> Answer:
        """Ask an address, or share the answer if this run has asked it already, in its own right or as a redirect."""
        key = (address, accept)
        if key in self._known:
            return await asyncio.shield(self._known[key])
        future = self._known[key] = asyncio.get_running_loop().create_future()
        try:
            answer = await self._ask_once_or_more(address, accept, whole, tries)
        except BaseException:
            future.cancel()
            raise
        future.set_result(answer)
        if not answer.reached or answer.status in BUSY:
            del self._known[key]  # asked again where the run tries it once more
        return answer

    async def _ask_once_or_more(self, address: str, accept: str, whole: bool, tries: int) -> Answer:
        lane = self._lane(_host(address))
        for attempt in range(1, tries + 1):
            answer = await self._in_turn(lane, address, accept, whole)
            if answer.status not in BUSY and answer.trouble not in WORTH_ANOTHER_TRY:
                return answer
            asked_for = retry_after(answer.headers.get("retry-after", ""), self._clock())
            if asked_for is not None and asked_for > self._settings.longest_pause:
                lane.paused_until = max(lane.paused_until, self._clock() + asked_for)
                return replace(answer, detail=f"asks to wait {round(asked_for):,} seconds")
            pause = (
                self._settings.backoff * 2 ** (attempt - 1) * (0.5 + self._chance())
            )  # with jitter, or all retry at once
            lane.free_at = max(lane.free_at, self._clock() + max(asked_for or 0.0, pause if attempt < tries else 0.0))
            if self.offline:
                break
        return answer

    async def _in_turn(self, lane: _Lane, address: str, accept: str, whole: bool) -> Answer:
        async with lane.lock:
            if refused := self._closed(lane, address):
                return refused
            while (wait := lane.free_at - self._clock()) > 0:
                await self._sleep(wait)
            if refused := self._closed(lane, address):
                return refused
            async with self._places:
                self.requests += 1
                answer = await self._get(address, accept=accept, whole=whole)
            if answer.reached:
                self.answered += 1
                lane.silent = 0
            elif answer.trouble in WITHOUT_ANSWER:
                lane.silent += 1
            if answer.reached or answer.trouble is not Trouble.NO_HOST:
                lane.free_at = max(lane.free_at, self._clock() + self._settings.delay_for(_host(address)))
            return answer

    def _closed(self, lane: _Lane, address: str) -> Answer | None:
        """Return the answer for an address that is not asked now, or None if it can be asked."""
        if self.offline:
            return Answer(address, trouble=Trouble.OFFLINE)
        if lane.paused_until > self._clock():
            until = datetime.fromtimestamp(lane.paused_until, tz=UTC)
            return Answer(address, trouble=Trouble.PAUSED, detail=f"until {until:%Y-%m-%d %H:%M} UTC")
        if lane.silent >= self._settings.give_up_after * self._settings.tries:
            return Answer(address, trouble=Trouble.GIVEN_UP)
        return None

    def _lane(self, host: str) -> _Lane:
        return self._lanes.setdefault(host, _Lane())


def retry_after(value: str, now: float) -> float | None:
    """Return the seconds that a Retry-After header asks for: a number or an HTTP date (RFC 9110, section 10.2.3)."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - now)
    except (ValueError, TypeError, OverflowError):
        return None


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").rstrip(".")
    except ValueError:
        return ""


def _next(here: str, target: str) -> str:
    try:
        return exact(urljoin(here, target.strip()))
    except ValueError:
        return target.strip()[:500]
