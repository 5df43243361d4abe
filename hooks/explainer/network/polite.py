"""Rate limits: one request at a time to a host, a pause after each, and a longer one if the host asks for it.

Every request of a run goes through one `Polite`. It has a lane for each host: hosts are asked in parallel, and the
requests to one host one after another. It follows redirects, each step in the lane of the host that it leads to,
retries requests that may succeed later, and counts the responses.
"""

import asyncio
import random
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import aiohttp
from yarl import URL

from explainer.network.answer import BUSY, NO_RESPONSE, NOT_ASKED, Hop, Trouble, WebAnswer
from explainer.network.guard import exact
from explainer.network.settings import Settings

LONGEST_PAUSE = 30 * 86400
"""The longest pause in seconds that a host can ask for: a pause of years is a mistake, or a hostile server."""

_FOR_A_TOP_LEVEL = re.compile(r";\s*domain\s*=\s*\.?[^.;]+(?:;|$)", re.IGNORECASE)
"""A cookie for all hosts of a top-level domain, which aiohttp would send to each of them."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
Get = Callable[..., Awaitable[WebAnswer]]


class _Request(NamedTuple):
    """A request: the arguments of `Client.get`."""

    address: str
    accept: str
    whole: bool
    cookie: str = ""


@dataclass(slots=True)
class _Lane:
    """The state of a host: when it may be asked again, and how many times in a row it was silent or busy.

    `begun` is the time of the run's first request to it.
    """

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0
    paused_until: float = 0.0
    silent: int = 0
    busy: int = 0
    begun: float | None = None


class Polite:
    """Sends requests politely. `get` sends a single request (`Client.get`); tests replace clock, sleep and chance."""

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
        self._known: dict[_Request, asyncio.Future[WebAnswer]] = {}
        self._begun = clock()
        self._probe: asyncio.Future[bool] | None = None
        self.answered = 0
        self.requests = 0
        self.offline = False
        for host, until in (pauses or {}).items():
            self._lane(host).paused_until = until

    @property
    def pauses(self) -> dict[str, float]:
        """Host that asked for a pause -> the end of the pause in seconds since 1970; only pauses that are not over."""
        now = self._clock()
        return {host: lane.paused_until for host, lane in self._lanes.items() if lane.paused_until > now}

    async def reaches_known_good(self) -> bool:
        """Return whether any of the services responds to a new request; those that asked for a pause are left out.

        A call during another call shares its result.
        """
        if self._probe is None or self._probe.done():
            self._probe = asyncio.ensure_future(self._probed())
        return await asyncio.shield(self._probe)

    async def _probed(self) -> bool:
        for address in dict.fromkeys(f"{self._settings.service(name)}/" for name in self._settings.services):
            if _host(address) in self.pauses:
                continue
            answer = await self._get(address, accept="", whole=False)
            self.requests += 1
            if answer.reached:
                self.answered += 1
                return True
        return False

    async def ask(self, address: str, *, accept: str = "", whole: bool = False, tries: int | None = None) -> WebAnswer:
        """Return the answer of an address after redirects, which are its `hops`.

        `accept` and `whole` are as in `Client.get`; `tries` replaces `tries` of the settings.
        """
        hops: list[Hop] = []
        jar = aiohttp.CookieJar(unsafe=True)  # sites that redirect until they see their own cookie would never end
        request = _Request(exact(address), accept, whole)
        seen = {request}
        while True:
            answer = await self._known_or_asked(request, tries or self._settings.tries)
            target = answer.headers.get("location", "")
            if answer.trouble is not None or answer.status not in _REDIRECTS or not target:
                return replace(answer, address=address, hops=tuple(hops))
            cookies = [header for header in answer.cookies if not _FOR_A_TOP_LEVEL.search(header)]
            jar.update_cookies_from_headers(cookies, URL(request.address, encoded=True))
            target = _next(request.address, target)
            hops.append(Hop(answer.status, target))
            request = request._replace(address=target, cookie=_cookies(jar, target))
            if request in seen:
                return WebAnswer(address, trouble=Trouble.LOOP, hops=tuple(hops))
            if len(hops) > self._settings.most_redirects:
                return WebAnswer(address, trouble=Trouble.REDIRECTS, hops=tuple(hops))
            seen.add(request)

    async def _known_or_asked(self, request: _Request, tries: int) -> WebAnswer:
        """Send a request, or share the answer if this run has sent the same request already."""
        if request in self._known:
            return await asyncio.shield(self._known[request])
        future = self._known[request] = asyncio.get_running_loop().create_future()
        try:
            answer = await self._tried(request, tries)
        except BaseException:
            future.cancel()
            raise
        future.set_result(answer)
        if (not answer.reached and answer.trouble is not Trouble.REFUSED) or answer.status in BUSY:
            del self._known[request]  # so that a retry sends a new request
        return answer

    async def _tried(self, request: _Request, tries: int) -> WebAnswer:
        """Send a request up to `tries` times, with growing pauses, and return the last answer."""
        lane = self._lane(_host(request.address))
        answer: WebAnswer | None = None
        for attempt in range(1, tries + 1):
            before, answer = answer, await self._in_turn(lane, request)
            if before is not None and answer.trouble in NOT_ASKED:
                return before  # the last response says more than that no further request was sent
            if answer.status not in BUSY and answer.trouble not in NO_RESPONSE:
                return answer
            asked_for = retry_after(answer.headers.get("retry-after", ""), self._clock())
            if asked_for is not None and asked_for > self._settings.longest_pause:
                lane.paused_until = max(lane.paused_until, self._clock() + min(asked_for, LONGEST_PAUSE))
                return replace(answer, detail=f"asks to wait {round(asked_for):,} seconds")
            jitter = 0.5 + self._chance()  # or all would retry at once
            pause = self._settings.backoff * 2 ** (attempt - 1) * jitter
            lane.free_at = max(lane.free_at, self._clock() + max(asked_for or 0.0, pause if attempt < tries else 0.0))
            if self.offline:
                break
        assert answer is not None, "at least one try"  # noqa: S101 -- a slip in our own code
        return answer

    async def _in_turn(self, lane: _Lane, request: _Request) -> WebAnswer:
        """Send a request once its host may be asked, or return why it is not sent."""
        address, accept, whole, cookie = request
        async with lane.lock:
            if refused := self._closed(lane, address):
                return refused
            while (wait := lane.free_at - self._clock()) > 0:
                await self._sleep(wait)
            if refused := self._closed(lane, address):
                return refused
            async with self._places:
                self.requests += 1
                lane.begun = self._clock() if lane.begun is None else lane.begun
                answer = await self._get(address, accept=accept, whole=whole, cookie=cookie)
            if answer.reached:
                self.answered += 1
                lane.silent = 0
                lane.busy = lane.busy + 1 if answer.status in BUSY else 0
            elif answer.trouble in NO_RESPONSE:
                lane.silent += 1
            if answer.reached or answer.trouble is not Trouble.NO_HOST:
                lane.free_at = max(lane.free_at, self._clock() + self._settings.delay_for(_host(address)))
            return answer

    def _closed(self, lane: _Lane, address: str) -> WebAnswer | None:
        """Return the answer for an address that must not be requested now, or None if it may be."""
        if self.offline:
            return WebAnswer(address, trouble=Trouble.OFFLINE)
        if lane.paused_until > self._clock():
            until = datetime.fromtimestamp(lane.paused_until, tz=UTC)
            return WebAnswer(address, trouble=Trouble.PAUSED, detail=f"until {until:%Y-%m-%d %H:%M} UTC")
        if max(lane.silent, lane.busy) >= self._settings.give_up_after * self._settings.tries:
            return WebAnswer(address, trouble=Trouble.GIVEN_UP)
        # Judged by the time at which the request could be sent: waiting for one that is then refused is wasted time.
        when = max(self._clock(), lane.free_at)
        if when - self._begun > self._settings.run_budget:
            return WebAnswer(address, trouble=Trouble.OUT_OF_TIME)
        if lane.begun is not None and when - lane.begun > self._settings.host_budget:
            return WebAnswer(address, trouble=Trouble.HOST_TIME)
        return None

    def _lane(self, host: str) -> _Lane:
        return self._lanes.setdefault(host, _Lane())


def retry_after(value: str, now: float) -> float | None:
    """Return the seconds that a Retry-After header asks for, a number or an HTTP date (RFC 9110, section 10.2.3).

    None for any other value.
    """
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - now)
    except (ValueError, TypeError, OverflowError):
        return None


def _cookies(jar: aiohttp.CookieJar, address: str) -> str:
    """Return the Cookie header for an address, or ""."""
    try:
        cookies = jar.filter_cookies(URL(address, encoded=True))
    except ValueError:  # the address is refused when it is asked for
        return ""
    return "; ".join(f"{name}={cookie.coded_value}" for name, cookie in cookies.items())


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").rstrip(".")
    except ValueError:
        return ""


def _next(here: str, target: str) -> str:
    path = re.split(r"[?#]", target, maxsplit=1)[0]
    target = path.replace("\\", "/") + target[len(path) :]  # as browsers read it
    try:
        return exact(urljoin(here, target.strip()))
    except ValueError:
        return target.strip()[:500]
