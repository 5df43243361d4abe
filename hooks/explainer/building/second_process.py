"""Work in a second process: with two cores, work whose result nobody waits for costs no time."""

import multiprocessing
import os
import threading
import traceback
from collections.abc import Callable, Iterable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess


class SecondProcess:
    """A second process at work, and the pipe to which it writes its error, or "" once it is done."""

    def __init__(self, process: BaseProcess, errors: Connection) -> None:
        self._process, self._errors = process, errors

    def finish(self) -> None:
        """Wait until the work is done. Raises RuntimeError with the error of the process if it failed."""
        if self._errors.closed:
            return
        try:
            error = self._errors.recv()
        except EOFError:
            error = "a process that wrote files ended before it was done"
        self.stop()
        if error:
            raise RuntimeError(error)

    def stop(self) -> None:
        """End the process at once, if it is still at work, because its work is no longer needed."""
        self._process.terminate()
        self._process.join()
        self._errors.close()


def begin(jobs: Iterable[Callable[[], object]]) -> SecondProcess | None:
    """Begin the jobs in a second process with a copy of this one's memory, and return it.

    Returns None and does nothing if that is not possible: on a system without `fork`, with a single core, or with other
    threads in this process, which a fork would cut off.
    """
    if not hasattr(os, "fork") or (os.cpu_count() or 1) < 2 or threading.active_count() > 1:
        return None
    forked = multiprocessing.get_context("fork")
    reader, writer = forked.Pipe(duplex=False)
    process = forked.Process(target=_work, args=(jobs, os.getpid(), writer), daemon=True)
    process.start()
    writer.close()
    return SecondProcess(process, reader)


def _work(jobs: Iterable[Callable[[], object]], parent: int, errors: Connection) -> None:
    try:
        for job in jobs:
            if os.getppid() != parent:  # it was killed, so nobody needs the rest
                return
            job()
        errors.send("")
    except BaseException:
        errors.send(traceback.format_exc())
