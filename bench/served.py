"""How long it takes from saving a claim until the changed page is served."""

from __future__ import annotations

import os
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

LIMIT = 180.0


def seconds_until_served(root: Path, mkdocs: str, edits: int = 3) -> float:
    """Serve a site on localhost, edit a claim several times, and return the median seconds until each edit is served.

    Raises TimeoutError where the server does not answer within the limit.
    """
    port = _free_port()
    command = [mkdocs, "serve", "--dirty", "--quiet", "--dev-addr", f"127.0.0.1:{port}"]
    claim = min((root / "claims").rglob("*.yml"))
    address = f"http://127.0.0.1:{port}/claims/{claim.stem}/"
    original = claim.read_text(encoding="utf-8")
    process = subprocess.Popen(command, cwd=root, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        _wait_for(address, "")
        taken = []
        for number in range(edits):
            time.sleep(1.5)
            word = f"Edited{number}x{os.getpid()}"
            started = time.perf_counter()
            claim.write_text(original.replace("short_answer: >-\n  ", f"short_answer: >-\n  {word} "), encoding="utf-8")
            _wait_for(address, word)
            taken.append(time.perf_counter() - started)
        return sorted(taken)[len(taken) // 2]
    finally:
        process.terminate()
        process.wait(30)
        claim.write_text(original, encoding="utf-8")


def _wait_for(address: str, word: str) -> None:
    limit = time.monotonic() + LIMIT
    while time.monotonic() < limit:
        try:
            with urllib.request.urlopen(address, timeout=LIMIT) as answer:
                if word in answer.read().decode("utf-8"):
                    return
        except OSError:
            pass
        time.sleep(0.02)
    raise TimeoutError(f"{address} did not show {word!r}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
