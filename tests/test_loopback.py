"""The tests' own guard: no process of theirs leaves the loopback interface without being noticed."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from site_builders import environment


def noted() -> str:
    """Return what was noted, and forget it, so that this test does not fail for it."""
    log = Path(os.environ["TESTS_LOOPBACK_LOG"])
    text = log.read_text(encoding="utf-8") if log.exists() else ""
    log.unlink(missing_ok=True)
    return text


@pytest.mark.parametrize(
    "attempt",
    [
        lambda: socket.create_connection(("192.0.2.1", 80), timeout=1),
        lambda: socket.getaddrinfo("example.org", 80),
        lambda: socket.gethostbyname("example.org"),
        lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.1", 53)),
        lambda: urllib.request.urlopen("http://example.org/", timeout=1),
    ],
    ids=["connection", "name", "old name", "datagram", "page"],
)
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_this_process_stays_here(attempt: object) -> None:
    with pytest.raises(OSError, match="leave this machine"):
        attempt()  # type: ignore[operator]
    assert noted()


@pytest.mark.parametrize("path", ["", "somewhere"])
def test_a_process_of_a_test_stays_here(path: str) -> None:
    code = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(PYTHONPATH=path), capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "leave this machine" in done.stderr
    assert "192.0.2.1" in noted()


def test_this_machine_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname(), timeout=5):
        pass
    assert not noted()
