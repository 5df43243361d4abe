"""A real `mkdocs serve`: what is saved is seen, what is broken is said, and the server lives on."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from builders import BIBLIOGRAPHY, CLAIM_ID, CLAIM_PATH, make_claim
from site_builders import environment, write_project

PATIENCE = 40.0
"""Seconds after which a test gives up. A rebuild takes about one."""


class Server:
    """A running `mkdocs serve` of a small site."""

    def __init__(self, root: Path, log: Path, *options: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.root = root
        self._log = log
        with log.open("wb") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "mkdocs", "serve", *options, "--dev-addr", f"127.0.0.1:{self.port}"],
                cwd=root,
                env=environment(PYTHONUNBUFFERED="1"),
                stdout=said,
                stderr=subprocess.STDOUT,
            )

    @property
    def said(self) -> str:
        """Everything that the server has written so far."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def page(self, address: str, *, failed: bool = False) -> str:
        """Return a page as it is served now, or with `failed` the one that says why there is none; else nothing."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{address}", timeout=5) as answer:
                return "" if failed else str(answer.read(), "utf-8")
        except urllib.error.HTTPError as error:
            with error:
                return error.read().decode("utf-8") if failed else ""
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            return ""

    def until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait until something holds; fail with the server's words if it does not, or if the server dies."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.process.poll() is not None:
                pytest.fail(f"the server ended while waiting until {what}:\n{self.said[-3000:]}")
            if holds():
                return
            time.sleep(0.1)
        pytest.fail(f"waited in vain until {what}:\n{self.said[-3000:]}")

    def shows(self, address: str, words: str) -> None:
        self.until(lambda: words in self.page(address), f"{address} shows {words!r}")

    def save(self, path: str, text: str) -> None:
        """Write a file as an editor does, into place."""
        aside = self.root / "saving.tmp"
        aside.write_text(text, encoding="utf-8")
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        aside.replace(target)


@pytest.fixture(params=[(), ("--dirty",)], ids=["whole", "what-changed"])
def server(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Server]:
    started = Server(write_project(tmp_path / "site"), tmp_path / "said.txt", *request.param)
    yield started
    started.process.terminate()
    try:
        started.process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        started.process.kill()
        started.process.wait(timeout=10)


CLAIM_ADDRESS = f"claims/{CLAIM_ID}/"


def test_serving_follows_every_save_and_survives_errors(server: Server) -> None:
    server.shows(CLAIM_ADDRESS, "How well does chamomile tea help people sleep?")
    # The script that reloads a page differs from page to page: no policy could name it, and pages would not reload.
    assert "Content-Security-Policy" not in server.page(CLAIM_ADDRESS)

    server.save(CLAIM_PATH, make_claim(question="How does chamomile tea mend the night?"))
    server.shows(CLAIM_ADDRESS, "How does chamomile tea mend the night?")
    server.shows("sleep/", "How does chamomile tea mend the night?")

    server.save("bibliography.bib", BIBLIOGRAPHY.replace("Journal of Warm Drinks", "Annals of Kettles"))
    server.shows("sources/smith2020/", "Annals of Kettles")

    server.save(CLAIM_PATH, make_claim(verdict="maybe"))
    told = re.compile(rf"{re.escape(CLAIM_PATH)}:\d+:\d+ F12 ")
    server.until(lambda: bool(told.search(server.said)), "the server says what is wrong")
    assert server.process.poll() is None
    server.until(lambda: bool(told.search(server.page("sleep/", failed=True))), "every page says what is wrong")

    server.save("bibliography.bib", BIBLIOGRAPHY + "\n@article{half<b>2020,\n  title = {Half of an en")
    server.until(
        lambda: "bibliography.bib:" in server.page("sources/", failed=True), "a half-written entry is named in the page"
    )
    assert "<b>" not in server.page("sources/", failed=True)
    assert server.page("assets/explainer.css"), "what is no page is served"
    server.save("bibliography.bib", BIBLIOGRAPHY)

    server.save(CLAIM_PATH, make_claim(question="When is chamomile tea mended again?"))
    server.shows(CLAIM_ADDRESS, "When is chamomile tea mended again?")

    server.save("claims/safety/sets-off-allergies.yml", make_claim(topic="safety", question="When is it a new claim?"))
    server.shows("claims/sets-off-allergies/", "When is it a new claim?")
    server.shows("claims/", "When is it a new claim?")
