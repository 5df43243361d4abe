"""A browser and a web server for those who look at a built site: tests, and `make screenshots`."""

from __future__ import annotations

import functools
import gzip
import os
import re
import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from builders import REPOSITORY

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from explainer.model.claim import Claim

BROWSERS = (
    "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
)  # fmt: skip
"""Debian's Chromium without a window first, which costs a quarter less of the processors than the whole; then the
whole, and a user's Chrome. Playwright's own comes last."""
APPLICATIONS = (Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),)
BROWSER_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--in-process-gpu", "--num-raster-threads=1",
                     "--disable-background-networking", "--no-first-run", "--disable-site-isolation-trials",
                     "--font-render-hinting=none", "--js-flags=--single-threaded --min-semi-space-size=64",
                     "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"]  # fmt: skip
"""Pictures are drawn in the browser's own process by one thread: a page then costs a sixth less of the processors.
Without processes for sites no spare one is started with each page, which costs a twentieth less: nothing here shows one
site within another. Without hinting the Chromium without a window sets text as the whole does. Scripts compiled in the
thread that runs them, with more room before the first clearing up, cost a sixth less. The last keeps the browser on
this machine: no other name leads anywhere.
"""
WITHOUT_FRAMES = "--disable-threaded-compositing"
"""With it the Chromium without a window draws nothing until a page is printed: to load one costs a third less. Pages
are laid out and their scripts run, but nothing waits for a frame: no picture, no click, no requestAnimationFrame."""

_TEXTS = (".html", ".css", ".js", ".json", ".svg", ".xml", ".txt", ".md", ".csv", ".bib", ".atom")


def browser_paths(own: str) -> Iterator[str]:
    """Yield the Chromiums of this machine; `own` is where Playwright keeps one if it has been asked to."""
    for name in BROWSERS:
        if found := shutil.which(name):
            yield found
    yield from (str(path) for path in APPLICATIONS if path.exists())
    if Path(own).exists():
        yield own


@contextmanager
def launched(*, frames: bool = True) -> Iterator[Browser]:
    """Start a Chromium without a window, for tests that only read even without `frames`.

    Where there is none, the test is skipped aloud, or fails if REQUIRE_BROWSER is set.
    """
    from playwright import sync_api as sync

    said: list[str] = []
    arguments = BROWSER_ARGUMENTS if frames else [*BROWSER_ARGUMENTS, WITHOUT_FRAMES]
    with sync.sync_playwright() as playwright:
        for path in browser_paths(playwright.chromium.executable_path):
            try:
                started = playwright.chromium.launch(executable_path=path, args=arguments, timeout=60_000)
            except sync.Error as error:
                said.append(f"{path}: {error.message.splitlines()[0]}")
                continue
            yield started
            started.close()
            return
    reason = "no Chromium starts here: " + ("; ".join(said) or "none found")
    if os.environ.get("REQUIRE_BROWSER"):
        pytest.fail(f"REQUIRE_BROWSER is set, but {reason}", pytrace=False)
    pytest.skip(reason)


def documented_headers() -> dict[str, str]:
    """Return the headers that the guide asks hosts to send with every answer."""
    guide = (REPOSITORY / "docs" / "maintaining-links.md").read_text(encoding="utf-8")
    block = re.search(r"```text\n(Content-Security-Policy: .*?)```", guide, re.DOTALL)
    assert block, "the guide no longer shows the headers"
    return dict(line.split(": ", 1) for line in block[1].strip().splitlines())


ASKS_REGISTERS = "/add-a-source/"
"""The page that may ask registers, by its address on the server."""


def documented_exception() -> str:
    """Return the policy that the guide asks hosts to send with the page that may ask registers."""
    guide = (REPOSITORY / "docs" / "maintaining-links.md").read_text(encoding="utf-8")
    _, policy = re.findall(r"^Content-Security-Policy: (.*)$", guide, re.MULTILINE)
    return str(policy)


class _Handler(SimpleHTTPRequestHandler):
    """Sends files as a good host does: with the documented headers, compressed, kept where names change."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else a body waits 40 ms for what acknowledges its headers
    headers_sent: Mapping[str, str] = {}

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the name is the library's
        """Say nothing."""

    def end_headers(self) -> None:
        asks = self.path.partition("?")[0] == ASKS_REGISTERS
        for name, value in self.headers_sent.items():
            policy = asks and name == "Content-Security-Policy"
            self.send_header(name, documented_exception() if policy else value)
        super().end_headers()

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if path.is_dir() and self.path.partition("?")[0].endswith("/"):
            path /= "index.html"
        if not path.is_file() or path.suffix not in _TEXTS:
            super().do_GET()
            return
        body = compressed(path) if "gzip" in self.headers.get("Accept-Encoding", "") else path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        if "gzip" in self.headers.get("Accept-Encoding", ""):
            self.send_header("Content-Encoding", "gzip")
        lasting = "assets" in path.parts  # while a page is open nothing is built anew, so the others are kept too
        self.send_header("Cache-Control", "public, max-age=31536000, immutable" if lasting else "no-cache")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a page that is left while it loads hangs up."""


@functools.cache
def compressed(path: Path) -> bytes:
    """Return a file as a web server of today sends it."""
    return gzip.compress(path.read_bytes(), 6, mtime=0)


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine alone; gives its address, ending with a slash."""
    handler = type("Handler", (_Handler,), {"headers_sent": documented_headers()})
    server = _Server(("127.0.0.1", 0), functools.partial(handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)


class Witness:
    """Notes what a page says to the console and where it asks for things."""

    def __init__(self, page: Page, home: str) -> None:
        self.errors: list[str] = []
        self.foreign: list[str] = []
        host = urlsplit(home).netloc
        page.on("console", lambda message: self._console(message))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("requestfailed", lambda request: self.errors.append(f"failed: {request.url}"))
        page.on("response", lambda answer: self._answer(answer))

        def decide(route: Any) -> None:
            parts = urlsplit(route.request.url)
            if parts.scheme in {"data", "blob"} or parts.netloc == host:
                route.continue_()
            else:
                self.foreign.append(route.request.url)
                route.abort()

        page.route("**/*", decide)

    def _console(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.errors.append(f"{message.type}: {message.text}")

    def _answer(self, answer: Any) -> None:
        if answer.status >= 400:
            self.errors.append(f"{answer.status}: {answer.url}")


MANY_WORKS = 14
"""A claim that rests on more works may fill a third sheet: their list alone is half of one."""


def most_sheets(claim: Claim) -> int:
    """Return how many sheets of A4 a claim may fill when it is printed."""
    return 2 if len(claim.citekeys()) <= MANY_WORKS else 3


def count_sheets(page: Page) -> int:
    """Return how many sheets of A4 the page fills when it is printed."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True)))


TOO_WIDE = """() => {
  const root = document.documentElement, width = root.clientWidth;
  if (root.scrollWidth <= width) return [];
  return [...document.body.querySelectorAll("*")]
    .filter((e) => e.getBoundingClientRect().right > width + 1)
    .slice(0, 8)
    .map((e) => `${e.tagName.toLowerCase()}.${e.className} ${Math.round(e.getBoundingClientRect().right)}`)
    .concat([`the page is ${root.scrollWidth} wide, the window ${width}`]);
}"""


def too_wide(page: Page) -> list[str]:
    """Return what sticks out of the window to the right, where the page as a whole can be scrolled sideways."""
    found: list[str] = page.evaluate(TOO_WIDE)
    return found
