"""An internet on 127.0.0.1 for tests: web pages of every kind, and the services in their documented answer forms.

One server plays every host; the name in the request says which. Nothing here asks anything outside this machine.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from explainer.network.settings import SERVICES, Settings


@dataclass(frozen=True)
class Reply:
    """What a page answers: after `wait` seconds a status, headers and a body."""

    status: int = 200
    body: bytes = b"<!doctype html><title>A page</title><p>Here."
    headers: Mapping[str, str] = field(default_factory=dict)
    wait: float = 0.0


class Odd:
    """Answers that are no answers."""

    RESET = "reset"
    SILENT = "silent"
    GARBAGE = "garbage"
    ENDLESS = "endless"
    DRIPPING = "dripping"
    STALLED = "stalled"


@dataclass(frozen=True)
class Asked:
    """A request as the server saw it."""

    host: str
    target: str
    headers: Mapping[str, str]
    begun: float

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def query(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.target).query)


Handler = Callable[[Asked, int], "Reply | str"]
Page = Reply | str | Handler | list["Reply | str"]


class Names(dict[str, str]):
    """Every host is on this machine, but those that nobody knows."""

    def __init__(self, unknown: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._unknown = unknown

    def get(self, host: str, _default: Any = None) -> Any:
        return "" if host in self._unknown else "127.0.0.1"


class Internet:
    """The server. `pages` maps "host/path" (or "host/*") to what is answered; `asked` is what came in, in order."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.pages: dict[str, Page] = {}
        self.asked: list[Asked] = []
        self.most_at_once: Counter[str] = Counter()
        self._now: Counter[str] = Counter()
        self._seen: Counter[tuple[str, str]] = Counter()
        self._tls = tls
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.port = 0

    def __enter__(self) -> Internet:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *error: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    def url(self, host: str, path: str = "/") -> str:
        """Return the address of a page."""
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}{path}"

    def targets(self, host: str | None = None) -> list[str]:
        """Return what was asked for, of one host or of all."""
        return [asked.target for asked in self.asked if host in {None, asked.host}]

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        self._stop = asyncio.Event()
        server = await asyncio.start_server(self._client, "127.0.0.1", 0, ssl=self._tls, backlog=512)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
        await asyncio.sleep(0)

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError, TimeoutError):
            while await self._one(reader, writer):
                pass
        with suppress(Exception):
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        _, target, _ = head[0].split(" ", 2)
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
        host = headers.get("host", "").rpartition(":")[0]
        begun = time.monotonic()
        self._now[host] += 1
        self.most_at_once[host] = max(self.most_at_once[host], self._now[host])
        asked = Asked(host, target, headers, begun)
        self.asked.append(asked)  # before it is answered: whoever has the answer may look here at once
        page = self._page(asked)
        await asyncio.sleep(page.wait if isinstance(page, Reply) else 0)
        self._now[host] -= 1  # likewise: whoever has the answer may ask again before this goes on
        return await (self._oddly(page, writer) if isinstance(page, str) else self._answer(page, writer))

    def _page(self, asked: Asked) -> Reply | str:
        key = (asked.host, asked.target)
        self._seen[key] += 1
        page = self.pages.get(
            f"{asked.host}{asked.path}", self.pages.get(f"{asked.host}/*", Reply(404, b"Nothing here."))
        )
        if isinstance(page, list):
            page = page[min(self._seen[key], len(page)) - 1]
        if callable(page):
            page = page(asked, self._seen[key])
        return page

    async def _answer(self, page: Reply, writer: asyncio.StreamWriter) -> bool:
        headers = {"Content-Type": "text/html", "Content-Length": str(len(page.body)), **page.headers}
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        writer.write(f"HTTP/1.1 {page.status} Some Words\r\n{lines}\r\n".encode("latin-1") + page.body)
        await writer.drain()
        return True

    async def _oddly(self, how: str, writer: asyncio.StreamWriter) -> bool:
        if how == Odd.RESET:
            writer.transport.abort()
        elif how == Odd.GARBAGE:
            writer.write(b"\x00\x01 this is no HTTP\r\n\r\n")
            await writer.drain()
        elif how == Odd.SILENT:
            await asyncio.sleep(30)
        else:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
            while how != Odd.STALLED:
                writer.write(b"x" * (65536 if how == Odd.ENDLESS else 1))
                await writer.drain()
                await asyncio.sleep(0 if how == Odd.ENDLESS else 0.05)
            await asyncio.sleep(30)
        return False


def as_json(data: Any, status: int = 200, **headers: str) -> Reply:
    """Return an answer in JSON."""
    return Reply(status, json.dumps(data).encode(), {"Content-Type": "application/json", **headers})


@dataclass
class Services:
    """The services, filled by tests. `failing` maps a service to what it answers instead."""

    internet: Internet
    dois: dict[str, str] = field(default_factory=dict)
    works: dict[str, dict[str, Any]] = field(default_factory=dict)
    updates: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    csl: dict[str, dict[str, Any]] = field(default_factory=dict)
    pubmed: dict[str, dict[str, Any]] = field(default_factory=dict)
    pmc: dict[str, dict[str, Any]] = field(default_factory=dict)
    openalex: dict[str, bool] = field(default_factory=dict)
    failing: dict[str, Page] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, answer in (
            ("handle", self._handle),
            ("doi", self._doi),
            ("crossref", self._crossref),
            ("ncbi", self._ncbi),
            ("openalex", self._openalex),
        ):
            self.internet.pages[f"{name}.test/*"] = self._or_failing(name, answer)

    def settings(self, **changes: Any) -> Settings:
        """Return settings with which these services are asked, quickly."""
        held: dict[str, Any] = {
            "services": {name: self.internet.url(f"{name}.test", "") for name in SERVICES},
            "allow_private": True,
            "delay": 0.0,
            "backoff": 0.01,
            "timeout": 1.0,
            "tries": 2,
            "resolve": Names(),
        }
        return Settings(**held | changes)

    def _or_failing(self, name: str, answer: Handler) -> Handler:
        def handler(asked: Asked, count: int) -> Reply | str:
            failing = self.failing.get(name)
            if failing is None:
                return answer(asked, count)
            if callable(failing):
                return failing(asked, count)
            return failing[min(count, len(failing)) - 1] if isinstance(failing, list) else failing

        return handler

    def _handle(self, asked: Asked, _count: int) -> Reply:
        """DOI Handbook, "REST API Response Format": 1 found, 100 not found with 404."""
        doi = unquote(asked.path.removeprefix("/api/handles/"))
        if doi.lower() not in {known.lower() for known in self.dois}:
            return as_json({"responseCode": 100, "handle": doi}, 404)
        value = {"format": "string", "value": self.dois.get(doi, "https://publisher.test/")}
        values = [{"index": 1, "type": "URL", "data": value, "ttl": 86400, "timestamp": "2019-02-14T09:31:19Z"}]
        return as_json({"responseCode": 1, "handle": doi, "values": values})

    def _doi(self, asked: Asked, _count: int) -> Reply:
        """citation.doi.org: a redirect to the register's own service, with the record there."""
        doi = unquote(asked.path.lstrip("/"))
        if asked.path.startswith("/records/"):
            record = self.csl[unquote(asked.path.removeprefix("/records/"))]
            return Reply(200, json.dumps(record).encode(), {"Content-Type": asked.headers["accept"]})
        if doi not in self.csl:
            return Reply(404, b"<title>DOI Not Found</title>")
        return Reply(302, b"", {"Location": f"/records/{asked.path.lstrip('/')}"})

    def _crossref(self, asked: Asked, _count: int) -> Reply:
        """api.crossref.org: /works/{doi}, and /works?filter=updates:{doi},updates:{doi}."""
        if asked.path.startswith("/works/"):
            doi = unquote(asked.path.removeprefix("/works/")).lower()
            if doi not in self.works:
                return Reply(404, b"Resource not found.", {"Content-Type": "text/plain"})
            message = {"DOI": doi, **self.works[doi]}
            return as_json({"status": "ok", "message-type": "work", "message-version": "1.0.0", "message": message})
        filters = asked.query["filter"][0].split(",")
        if any(not part.startswith("updates:") for part in filters):  # what a comma in a DOI leads to
            wrong = [
                {"type": "parameter-not-allowed", "value": filters[-1], "message": "Filter specified but there is none"}
            ]
            return as_json({"status": "failed", "message-type": "validation-failure", "message": wrong}, 400)
        dois = [part.removeprefix("updates:").lower() for part in filters]
        items = [item for doi in dois for item in self.updates.get(doi, [])]
        message = {"facets": {}, "total-results": len(items), "items": items, "items-per-page": 1000, "query": {}}
        return as_json({"status": "ok", "message-type": "work-list", "message-version": "1.0.0", "message": message})

    def _ncbi(self, asked: Asked, _count: int) -> Reply:
        """E-utilities, ESummary version 2.0 in JSON: an unknown number stands in the answer with an error."""
        held = self.pubmed if asked.query["db"] == ["pubmed"] else self.pmc
        numbers = asked.query["id"][0].split(",")
        result: dict[str, Any] = {"uids": numbers}
        for number in numbers:
            result[number] = {"uid": number, **held.get(number, {"error": "cannot get document summary"})}
        return as_json({"header": {"type": "esummary", "version": "0.3"}, "result": result})

    def _openalex(self, asked: Asked, _count: int) -> Reply:
        """developers.openalex.org: a single work by doi: or pmid:, with `select`."""
        ident = unquote(asked.path.removeprefix("/works/")).lower()
        if ident not in self.openalex:
            return as_json({"error": "Not found", "message": f"Work {ident} not found"}, 404)
        doi = f"https://doi.org/{ident.removeprefix('doi:')}" if ident.startswith("doi:") else None
        ids = {"pmid": ident.removeprefix("pmid:")}
        return as_json({"id": "https://openalex.org/W1", "doi": doi, "ids": ids, "is_retracted": self.openalex[ident]})


def crossref_work(
    title: str, family: str = "Smith", year: int = 2020, journal: str = "", **more: Any
) -> dict[str, Any]:
    """Return a record as Crossref gives it."""
    return {
        "title": [title],
        "author": [{"given": "Anna", "family": family, "sequence": "first", "affiliation": []}],
        "container-title": [journal] if journal else [],
        "issued": {"date-parts": [[year, 3]]},
        "published-print": {"date-parts": [[year, 3]]},
        "type": "journal-article",
        **more,
    }


def pubmed_summary(
    title: str, author: str = "Smith A", year: str = "2020", journal: str = "", **more: Any
) -> dict[str, Any]:
    """Return a summary as ESummary gives it."""
    return {
        "pubdate": f"{year} Mar 4",
        "epubdate": "",
        "source": journal,
        "fulljournalname": journal,
        "authors": [{"name": author, "authtype": "Author", "clusterid": ""}],
        "title": f"{title}.",
        "pubtype": ["Journal Article"],
        "articleids": [],
        "references": [],
        "sortpubdate": f"{year}/03/04 00:00",
        **more,
    }


@contextmanager
def an_internet(tls: ssl.SSLContext | None = None) -> Iterator[Internet]:
    """Yield a running server and stop it."""
    with Internet(tls) as internet:
        yield internet
