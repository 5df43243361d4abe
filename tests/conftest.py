"""What whole-site tests share: the real site, built once; a local web server; a browser."""

from __future__ import annotations

import functools
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from builders import REPOSITORY
from site_builders import PLACES, Page, read_pages, run

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

os.environ["NO_MKDOCS_2_WARNING"] = "1"
for _name in PLACES:
    os.environ.pop(_name, None)

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
"""Debian's Chromium first, then a user's Chrome; Playwright's own comes last."""
APPLICATIONS = (Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),)
BROWSER_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that rewrites the expected files of the golden tests."""
    parser.addoption("--update-golden", action="store_true", help="rewrite tests/golden/ from what is rendered now")


@pytest.fixture(scope="session")
def real_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real content, built strictly, once."""
    folder = tmp_path_factory.mktemp("real") / "site"
    done = run("mkdocs", "build", "--strict", "--site-dir", str(folder), cwd=REPOSITORY, epoch=None)
    if done.returncode:
        pytest.fail(f"the real content cannot be built:\n{(done.stdout + done.stderr)[-3000:]}", pytrace=False)
    return folder


@pytest.fixture(scope="session")
def real_pages(real_site: Path) -> dict[str, Page]:
    """Every page of the real site by its path, each read once."""
    return read_pages(real_site)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the name is the library's
        """Say nothing."""


@pytest.fixture(scope="session")
def served() -> Iterator[Callable[[Path], str]]:
    """A function that serves a folder on this machine alone and returns its address, ending with a slash."""
    servers: list[tuple[ThreadingHTTPServer, threading.Thread]] = []

    @functools.cache
    def serve(folder: Path) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}/"

    yield serve
    for server, thread in servers:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)


def _browsers(own: str) -> Iterator[str]:
    for name in BROWSERS:
        if found := shutil.which(name):
            yield found
    yield from (str(path) for path in APPLICATIONS if path.exists())
    if Path(own).exists():
        yield own


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium without a window. Where there is none, tests are skipped aloud, or fail if REQUIRE_BROWSER is set.

    For a module and no longer: while Playwright runs, its event loop stands in the way of every other.
    """
    from playwright import sync_api as sync

    said: list[str] = []
    with sync.sync_playwright() as playwright:
        for path in _browsers(playwright.chromium.executable_path):
            try:
                started = playwright.chromium.launch(executable_path=path, args=BROWSER_ARGUMENTS, timeout=60_000)
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


@pytest.fixture
def page_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """A function that opens a fresh browser context with the options given; all are closed after the test."""
    opened: list[BrowserContext] = []

    def open_context(**options: Any) -> BrowserContext:
        context = browser.new_context(**options)
        opened.append(context)
        return context

    yield open_context
    for context in opened:
        context.close()
