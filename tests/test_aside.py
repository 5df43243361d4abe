"""Work in a process of its own: done when it says so, and told when it fails."""

from __future__ import annotations

import os
import threading
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from explainer.building.second_process import begin
from site_builders import python

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")

SCRIPT = """
import sys, time
from pathlib import Path
from typing import Any
from explainer.building.second_process import begin
folder = Path(sys.argv[1])
def fail():
    raise OSError("the disk is full")
jobs = {
    "done": [lambda n=n: (folder / str(n)).write_text(str(n)) for n in range(300)],
    "failed": [lambda: (folder / "first").write_text("1"), fail],
    "stopped": [lambda: time.sleep(60)],
}[sys.argv[2]]
aside = begin(jobs)
assert aside is not None
if sys.argv[2] == "stopped":
    aside.stop()
else:
    aside.finish()
"""


def run(folder: Path, case: str) -> Any:
    """Run a case in a process without other threads, as a build is."""
    return python("-c", SCRIPT, str(folder), case)


two_cores = pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="a single core")


@two_cores
def test_all_jobs_are_done_when_it_has_finished(tmp_path: Path) -> None:
    done = run(tmp_path, "done")
    assert done.returncode == 0, done.stderr
    assert {path.read_text() for path in tmp_path.iterdir()} == {str(number) for number in range(300)}


@two_cores
def test_what_went_wrong_is_reported_in_its_own_words(tmp_path: Path) -> None:
    done = run(tmp_path, "failed")
    assert done.returncode == 1
    assert "RuntimeError" in done.stderr
    assert "the disk is full" in done.stderr
    assert (tmp_path / "first").exists()


@two_cores
def test_it_can_be_stopped(tmp_path: Path) -> None:
    started = time.monotonic()
    assert run(tmp_path, "stopped").returncode == 0
    assert time.monotonic() - started < 40


def test_beside_other_threads_nothing_is_begun(tmp_path: Path) -> None:
    waiting = threading.Event()
    thread = threading.Thread(target=waiting.wait)
    thread.start()
    try:
        assert begin([partial((tmp_path / "never").write_text, "x")]) is None
    finally:
        waiting.set()
        thread.join()
    assert not (tmp_path / "never").exists()
