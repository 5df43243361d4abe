"""Send one request if the guard allows it, and read the response as far as the limits allow. Wraps aiohttp.

Redirects are not followed here: each step is a request of its own, checked by the guard and paused by its own host.
"""

from __future__ import annotations

import errno
import re
import socket
import ssl
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from aiohttp.abc import ResolveResult
from yarl import URL

from explainer.foreign_text import cleaned
from explainer.network.answer import Trouble, WebAnswer
from explainer.network.guard import NotPublicError, is_public, refusal
from explainer.network.settings import Settings
from explainer.network.walls import MOST, WALL_HEADERS, signs

_KEPT = ("location", "retry-after", "content-type", "refresh", *WALL_HEADERS)
_LONGEST_HEADER = 64 * 1024
"""Bytes of one header; some policies and cookies are larger than the 8,190 that aiohttp allows by itself."""
_LONGEST_KEPT = 16 * 1024
"""Characters that are kept of one header. Addresses of logins (SAML) have thousands."""
_UNKNOWN_NAME = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})
"""The resolver's errors for a name that does not exist; all others are failures of the look-up."""

_TROUBLES: tuple[tuple[tuple[type[BaseException], ...], Trouble], ...] = (
    ((aiohttp.ClientConnectorCertificateError, ssl.SSLCertVerificationError), Trouble.CERTIFICATE),
    ((TimeoutError,), Trouble.TIMEOUT),
    ((aiohttp.ClientConnectorError,), Trouble.CONNECTION),
    (
        (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError, aiohttp.ClientPayloadError, ConnectionError),
        Trouble.RESET,
    ),
)


class _PublicOnly(aiohttp.ThreadedResolver):
    """The system's DNS resolver, refusing host names that resolve to addresses that are not public.

    The check stands here because aiohttp connects to the very addresses that this returns. Checked earlier, a second
    look-up could return others (DNS rebinding).
    """

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        name = self._settings.resolve.get(host, host)
        if not name:
            raise socket.gaierror(socket.EAI_NONAME, "no such host")
        resolved = await super().resolve(name, port, family)
        if not self._settings.allow_private and not all(is_public(entry["host"]) for entry in resolved):
            raise NotPublicError(errno.EACCES, "not on the public internet", host)
        return [{**entry, "hostname": host} for entry in resolved]


@asynccontextmanager
async def client(settings: Settings) -> AsyncIterator[Client]:
    """Open a session of requests."""
    context = ssl.create_default_context(cafile=str(settings.ca_file) if settings.ca_file else None)
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(resolver=_PublicOnly(settings), ssl=context, limit=settings.concurrency),
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": settings.agent},
        timeout=aiohttp.ClientTimeout(total=settings.timeout, sock_connect=settings.connect_timeout),
        trust_env=False,
        max_line_size=_LONGEST_HEADER,
        max_field_size=_LONGEST_HEADER,
        max_headers=1000,
    ) as session:
        yield Client(settings, session)


@dataclass(frozen=True, slots=True)
class Client:
    """Sends requests by an open session."""

    _settings: Settings
    _session: aiohttp.ClientSession

    async def get(self, address: str, *, accept: str = "", whole: bool = False, cookie: str = "") -> WebAnswer:
        """Send one GET request and return the answer. Raises nothing: a failure of the network is an answer too.

        `accept` and `cookie` are the values of these headers. With `whole` the whole body is read, and refused if it is
        larger than `most_answer`. Without it only the beginning is read, enough to recognise a bot wall, and
        decompressed if the server compressed it without being asked.
        """
        if why := refusal(address, allow_private=self._settings.allow_private):
            return WebAnswer(address, trouble=Trouble.REFUSED, detail=why)
        headers = {"Accept": accept or "text/html,application/xhtml+xml,*/*;q=0.8"}
        # Pages are requested uncompressed, so that no small body can grow in memory (a decompression bomb).
        headers["Accept-Encoding"] = "gzip, deflate" if whole else "identity"
        if cookie:
            headers["Cookie"] = cookie
        try:
            url = URL(address, encoded=True)  # unchanged: no part of a DOI may be decoded, or encoded a second time
            async with self._session.get(
                url, headers=headers, allow_redirects=False, auto_decompress=whole
            ) as response:
                kept = {name: _header(response.headers[name]) for name in _KEPT if name in response.headers}
                cookies = tuple(response.headers.getall("set-cookie", ()))[:50]
                body, trouble = await self._body(response, whole)
                if whole:
                    return WebAnswer(address, response.status, kept, body, trouble, cookies=cookies)
                start = _decompressed(body, response.headers.get("content-encoding", ""))
                ended = trouble is None and len(body) < self._settings.most_page and bool(start or not body)
                shown = signs(kept, start, address, whole=ended)
                # The status of a page is enough, however its body ends; a part of a service's answer is of no use.
                return WebAnswer(
                    address, response.status, kept, walled=shown.walled, doubt=shown.doubt, cookies=cookies
                )
        except Exception as error:  # any failure of the network is an answer; KeyboardInterrupt is not
            trouble, detail = _trouble(error)
            return WebAnswer(address, trouble=trouble, detail=detail)

    async def _body(self, response: aiohttp.ClientResponse, whole: bool) -> tuple[bytes, Trouble | None]:
        most = self._settings.most_answer if whole else self._settings.most_page
        body = bytearray()
        try:
            if whole and (response.content_length or 0) > most:
                return b"", Trouble.TOO_LARGE
            while len(body) < most + whole:
                part = await response.content.read(most + whole - len(body))
                if not part:
                    return bytes(body), None
                body += part
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
            return bytes(body), _trouble(error)[0]
        finally:
            if not response.content.at_eof():
                response.close()  # the rest is not needed, and may be endless
        return (b"", Trouble.TOO_LARGE) if whole else (bytes(body), None)


def _header(value: str) -> str:
    """Return a header without invisible characters, and with %E9 for a byte that is not UTF-8, as browsers send it."""
    escaped = re.sub("[\udc80-\udcff]", lambda byte: f"%{ord(byte[0]) - 0xDC00:02X}", value[:_LONGEST_KEPT])
    return cleaned(escaped)


def _decompressed(body: bytes, encoding: str) -> bytes:
    """Return the beginning of a compressed body, or b"" for a compression that the standard library cannot undo."""
    if encoding.strip().lower() in {"", "identity"}:
        return body
    for window in (47, 15, -15):  # gzip or zlib by its header, zlib, bare deflate
        try:
            return zlib.decompressobj(window).decompress(body, 2 * MOST)
        except zlib.error:
            continue
    return body if body.lstrip()[:1] == b"<" else b""


def _trouble(error: BaseException) -> tuple[Trouble, str]:
    """Return the trouble that an exception of aiohttp or of the socket stands for, with a detail where one helps."""
    inner = getattr(error, "os_error", None) or error
    if isinstance(inner, NotPublicError) or isinstance(inner.__cause__, NotPublicError):
        return Trouble.REFUSED, "it leads to an address that is not on the public internet"
    if isinstance(error, aiohttp.ClientConnectorDNSError | socket.gaierror):
        number = inner.errno if isinstance(inner, OSError) else None
        return (Trouble.NO_HOST if number in _UNKNOWN_NAME else Trouble.LOOKUP), ""
    if isinstance(error, aiohttp.InvalidURL):
        return Trouble.REFUSED, "it is not a web address"
    trouble = next(
        (trouble for kinds, trouble in _TROUBLES if isinstance(error, kinds) or isinstance(inner, kinds)), None
    )
    return trouble or Trouble.MALFORMED, "" if trouble else type(error).__name__
