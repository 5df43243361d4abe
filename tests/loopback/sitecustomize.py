"""Keeps every Python process of the tests on the loopback interface, and notes each that tries to leave it.

Python imports a module of this name at its start. `tests/conftest.py` puts this folder on the path of the tests' own
process and of all processes that they start, and fails a test during which something was noted.
"""

from __future__ import annotations

import os
import socket
import sys
from typing import Any

LOG = "TESTS_LOOPBACK_LOG"
_NAMES = frozenset({"", "localhost", "::1", "::", "0.0.0.0", socket.gethostname()})  # noqa: S104 -- names to allow
_EVENTS = frozenset(
    {
        "socket.connect",
        "socket.sendto",
        "socket.sendmsg",
        "socket.getaddrinfo",
        "socket.gethostbyname",
        "socket.gethostbyaddr",
    }
)


def is_here(host: Any) -> bool:
    """Tell whether a host, as `socket` takes it, is this machine."""
    if host is None:
        return True
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    return name.lower() in _NAMES or name.startswith("127.") or name.lower().startswith("::ffff:127.")


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in _EVENTS:
        return
    target = arguments[0] if event.startswith("socket.get") else arguments[1] if len(arguments) > 1 else None
    if event.startswith(("socket.connect", "socket.send")):
        if not isinstance(target, tuple):  # a socket of this machine's files
            return
        target = target[0]
    if not is_here(target):
        if log := os.environ.get(LOG):
            with open(log, "a", encoding="utf-8") as file:  # noqa: PTH123 -- as little as can be at the start of Python
                file.write(f"{event} {target!r} in {sys.argv[:3]}\n")
        raise OSError(f"a test tried to leave this machine: {event} {target!r}")


if os.environ.get(LOG):
    sys.addaudithook(_watch)
