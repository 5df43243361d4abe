"""Measures what a search costs a reader, at several sizes.

Bytes are those sent, compressed, to a browser that has seen nothing of the site yet. Times are from opening a page with
a question to its first result, as medians, from a server on this machine: as fast as it goes, and as slowly as a phone
with a poor signal is served. Writes the last section of bench/RESULTS.md: `make bench SEARCH=1`.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import os
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from corpus import PROJECT, write_corpus

WORK = PROJECT / ".build" / "bench"
RESULTS = PROJECT / "bench" / "RESULTS.md"
HEADING = "## Search"
VOCABULARY = 12_000
QUESTION = "liver pain at night"
SLOW = (0.15, 200_000.0)
"""A poor signal: seconds until an answer begins, and bytes a second for all answers together (1.6 Mbit/s)."""
FAST = (0.0, float("inf"))
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PACKED = frozenset({".html", ".js", ".css", ".json", ".svg"})


@dataclass(frozen=True)
class Found:
    """What the search costs: bytes with every visit, bytes and seconds to the first result."""

    claims: int
    raw: int
    visit: int
    bytes: int
    requests: int
    fast: float
    slow: float
    build: float


class _Server(SimpleHTTPRequestHandler):
    """Sends files compressed, as slowly as told, and counts what belongs to the search."""

    protocol_version = "HTTP/1.1"
    pace = FAST
    sent: dict[str, int]
    lock = threading.Lock()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the name is the library's
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer with a file."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        latency, speed = type(self).pace
        time.sleep(latency)
        body = _packed(path) if path.is_file() else b""
        self.send_response(200 if path.is_file() else 404)
        self.send_header("Content-Type", self.guess_type(str(path)))
        if path.suffix in PACKED:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        for start in range(0, len(body), 16_384):
            piece = body[start : start + 16_384]
            with self.lock:  # the line is shared
                time.sleep(len(piece) / speed)
            self.wfile.write(piece)
        if "search" in self.path.partition("?")[0]:
            type(self).sent[self.path] = len(body)


@functools.cache
def _packed(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), 9) if path.suffix in PACKED else path.read_bytes()


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Server, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def measure(sizes: list[int], rounds: int) -> list[Found]:
    """Build sites of these sizes and search them. Raises RuntimeError where a build fails."""
    from playwright.sync_api import sync_playwright

    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    table = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for size in sizes:
            root = WORK / f"{size}-search"
            write_corpus(root, size, min(size, 5000), vocabulary=VOCABULARY)
            build = _build(root)
            table.append(_searched(browser, root / "site", size, build, rounds))
            print(f"searched {size}", file=sys.stderr)
        browser.close()
    return table


def _build(root: Path) -> float:
    mkdocs = Path(sys.executable).parent / "mkdocs"
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    command = [str(mkdocs), "build", "--quiet", "--site-dir", str(root / "site")]
    before = os.times()
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    after = os.times()
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return after.children_user + after.children_system - before.children_user - before.children_system


def _searched(browser: Any, site: Path, size: int, build: float, rounds: int) -> Found:
    times: dict[tuple[float, float], list[float]] = {FAST: [], SLOW: []}
    with _served(site) as home:
        _Server.pace, _Server.sent = FAST, {}
        context = browser.new_context()
        context.new_page().goto(home, wait_until="networkidle")
        visit = sum(_Server.sent.values())
        context.close()
        for pace, taken in times.items():
            for _ in range(rounds):
                _Server.pace, _Server.sent = pace, {}
                context = browser.new_context()
                page = context.new_page()
                page.set_default_timeout(180_000)
                page.goto(f"{home}?q={QUESTION.replace(' ', '+')}", wait_until="commit")
                page.locator(".md-search-result__item").first.wait_for(state="attached")
                taken.append(page.evaluate("() => performance.now()") / 1000)
                context.close()
        sent = dict(_Server.sent)
        if os.environ.get("SHOW"):
            print(*sorted((v, k) for k, v in sent.items()), sep="\n", file=sys.stderr)
    files = [path for path in (site / "search").rglob("*") if path.is_file()]
    return Found(
        claims=size,
        raw=sum(path.stat().st_size for path in files),
        visit=visit,
        bytes=sum(sent.values()),
        requests=len(sent),
        fast=statistics.median(times[FAST]),
        slow=statistics.median(times[SLOW]),
        build=build,
    )


def section(table: list[Found]) -> str:
    """Return the results as the section of a Markdown page."""
    head = "claims|files [kB]|sent with every visit [kB]|sent up to the first result [kB]|requests"
    head += "|seconds to it|on a slow line|build CPU [s]"
    lines = [
        HEADING,
        "",
        f"Written by `make bench SEARCH=1` on {time.strftime('%Y-%m-%d')}. Bytes as sent (gzip), of the search alone "
        "and with nothing kept by the browser. Seconds from opening a page with a question of several words to its "
        "first result; the slow line answers after 0.15 s and gives 200 kB a second.",
        "",
        f"| {head.replace('|', ' | ')} |",
        "|---" * (head.count("|") + 1) + "|",
    ]
    for one in table:
        kilo = [f"{value / 1000:,.0f}" for value in (one.raw, one.visit, one.bytes)]
        cells = [
            f"{one.claims:,}",
            *kilo,
            str(one.requests),
            f"{one.fast:.2f}",
            f"{one.slow:.2f}",
            f"{one.build:.1f}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def kept_section() -> str:
    """Return the section as it stands in bench/RESULTS.md, or nothing."""
    text = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    return text[text.index(HEADING) :] if HEADING in text else ""


def write(table: list[Found]) -> None:
    """Put the section at the end of bench/RESULTS.md, in place of an older one."""
    text = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else "# Measured\n"
    RESULTS.write_text(f"{text.partition(HEADING)[0].rstrip()}\n\n{section(table)}", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="110,300,3000")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    write(measure([int(size) for size in options.sizes.split(",")], options.rounds))
