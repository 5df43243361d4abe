"""The headers that docs/maintaining-links.md gives for other hosts: the real site works under them in a browser."""

from __future__ import annotations

import functools
import re
import threading
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from builders import REPOSITORY

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

PAGES = ("", "claims/", "faq/", "when-to-see-a-doctor/", "maintaining-links/", "evidence-map/", "rules/")


def headers() -> dict[str, str]:
    text = (REPOSITORY / "docs/maintaining-links.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```text\n(Content-Security-Policy:.*?)```", text, re.DOTALL)
    return dict(line.split(": ", 1) for line in block.strip().splitlines())


@pytest.fixture
def guarded(real_site: Path) -> Iterator[str]:
    class Handler(SimpleHTTPRequestHandler):
        def end_headers(self) -> None:
            for name, value in headers().items():
                self.send_header(name, value)
            super().end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the name is the library's
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(real_site))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join(10)


def test_the_headers_allow_nothing_from_elsewhere() -> None:
    policy = headers()["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert not re.search(r"https?:|\*|unsafe-eval", policy)
    assert headers()["X-Content-Type-Options"] == "nosniff"


@pytest.mark.browser
def test_the_site_works_under_its_headers(guarded: str, page_context: Callable[..., BrowserContext]) -> None:
    page = page_context().new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if "Content Security Policy" in message.text else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in PAGES:
        response = page.goto(guarded + path)
        assert response is not None
        assert response.status == 200, path
        page.wait_for_load_state("networkidle")
    page.goto(guarded)
    page.fill("input.md-search__input", "heart", force=True)
    page.wait_for_selector(".md-search-result__item", state="attached", timeout=15_000)
    assert said == []
