"""Work in a second process: with two cores, work whose result nobody waits for costs no time."""

from __future__ import annotations

import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress

_MOST_BYTES = 60_000
"""The most bytes of an error that is passed on: a pipe takes that many without a reader."""


class SecondProcess:
    """A second process at work."""

    def __init__(self, process: int, errors: int) -> None:
        """Take the number of the process, and the end of the pipe to which it writes its error."""
        self._process, self._errors = process, errors
        self._ended = False

    def finish(self) -> None:
        """Wait until the work is done. Raises RuntimeError with the error of the process if it failed.

        Does nothing if it was called before.
        """
        if self._ended:
            return
        self._ended = True
        with os.fdopen(self._errors, "rb") as pipe:
            error = pipe.read().decode(errors="replace")
        _, status = os.waitpid(self._process, 0)
        if status:
            raise RuntimeError(error or "a process that wrote files ended before it was done")

    def stop(self) -> None:
        """End the process at once, because its work is no longer needed."""
        if self._ended:
            return
        with suppress(ProcessLookupError):
            os.kill(self._process, signal.SIGTERM)
        with suppress(RuntimeError):
            self.finish()


def begin(jobs: Iterable[Callable[[], object]]) -> SecondProcess | None:
    """Begin the jobs in a second process with a copy of this one's memory, and return it.

    Returns None and does nothing if that is not possible: on a system without `fork`, with a single core, or with other
    threads in this process, which a fork would cut off.
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
        return SecondProcess(process, reader)
    status = 1
    try:
        for job in jobs:
            if os.getppid() != parent:  # the parent was killed, so nobody needs the rest
                break
            job()
        else:
            status = 0
    except BaseException:
        os.write(writer, traceback.format_exc().encode()[-_MOST_BYTES:])
    finally:
        os._exit(status)  # skips the exit handlers, which belong to the parent
