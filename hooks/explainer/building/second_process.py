"""Work done in a process of its own: what gives nothing back costs no time where there are two cores."""

from __future__ import annotations

import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress

_MOST_WORDS = 60_000
"""A pipe holds as much without a reader, so that a process that fails need not wait for one."""


class Aside:
    """A process that is at work."""

    def __init__(self, process: int, words: int) -> None:
        """Take the number of the process, and the end of a pipe at which it says what went wrong."""
        self._process, self._words = process, words
        self._ended = False

    def finish(self) -> None:
        """Wait until all is done. Raises RuntimeError with the process's own words where something failed.

        Once it has ended, there is nothing more to wait for: nothing happens then.
        """
        if self._ended:
            return
        self._ended = True
        with os.fdopen(self._words, "rb") as pipe:
            said = pipe.read().decode(errors="replace")
        _, status = os.waitpid(self._process, 0)
        if status:
            raise RuntimeError(said or "a process that wrote files ended before it was done")

    def stop(self) -> None:
        """End the process at once: nobody wants what it does any more. Nothing happens where it has ended."""
        if self._ended:
            return
        with suppress(ProcessLookupError):
            os.kill(self._process, signal.SIGTERM)
        with suppress(RuntimeError):
            self.finish()


def begin(jobs: Iterable[Callable[[], object]]) -> Aside | None:
    """Begin to do the jobs in a process of its own, with all that this one holds in memory, and return it.

    Returns None, and does nothing, where that cannot be: a system without `fork`, a single core, or other threads in
    this process, which a fork would leave behind half-done.
    """
    if not hasattr(os, "fork") or (os.cpu_count() or 1) < 2 or threading.active_count() > 1:
        return None
    reader, writer = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    parent = os.getpid()
    process = os.fork()
    if process:
        os.close(writer)
        return Aside(process, reader)
    status = 1
    try:
        for job in jobs:
            if os.getppid() != parent:  # it was killed: nobody wants this any more
                break
            job()
        else:
            status = 0
    except BaseException:
        os.write(writer, traceback.format_exc().encode()[-_MOST_WORDS:])
    finally:
        os._exit(status)  # without what this process does when it ends: that is the other's to do
