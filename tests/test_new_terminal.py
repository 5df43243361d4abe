"""`claims new` where somebody can answer, and where nobody can: it asks on a terminal, and waits nowhere else."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from builders import AT_NIGHT, write_site
from site_builders import environment

pty = pytest.importorskip("pty", reason="no pseudo-terminals on this system")

COMMAND = [sys.executable, "-m", "explainer", "new"]
LIMIT = 30.0


ENVIRONMENT = environment(TERM="dumb", NO_COLOR="1")


def talk(root: Path, arguments: list[str], answers: list[tuple[str, str]]) -> tuple[int, str]:
    """Run the command on a terminal; when the words are seen, type the answer. Return its exit status and all it said.

    Raises where a question does not come, or the command does not end, within the limit.
    """
    pid, terminal = pty.fork()
    if not pid:
        os.chdir(root)
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # jobs in the background begin with Ctrl-C switched off
        os.execve(sys.executable, [*COMMAND, *arguments], ENVIRONMENT)  # noqa: S606 -- our own interpreter
    said, left, seen = "", list(answers), 0
    until = time.monotonic() + LIMIT
    while time.monotonic() < until:
        if left and left[0][0] in said[seen:]:
            seen = len(said)
            time.sleep(0.3)  # as a person would: Python loses a Ctrl-C that comes in the moment of the question
            os.write(terminal, left.pop(0)[1].encode())
            continue
        ready, _, _ = select.select([terminal], [], [], 0.2)
        if ready:
            try:
                part = os.read(terminal, 65536)
            except OSError:  # how Linux tells that the other side has closed
                break
            if not part:
                break
            said += part.decode("utf-8", "replace")
    else:
        os.kill(pid, 9)
        os.waitpid(pid, 0)
        os.close(terminal)
        raise AssertionError(f"the command waits; left to answer: {left}; it said: {said}")
    os.close(terminal)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    assert not left, f"never asked: {left}; it said: {said}"
    return status, said


def test_on_a_terminal_it_asks_for_all_that_is_missing(tmp_path: Path) -> None:
    root = write_site(tmp_path)
    status, said = talk(
        root,
        [],
        [
            ("question that readers ask", "Does chamomile tea cause\n"),
            ("question mark", "Does chamomile tea cause dreams?\n"),
            ("[chamomile-tea-cause-dreams]", "causes-dreams\n"),
            ("topic (sleep, safety)", "slep\n"),
            ("Did you mean `sleep`?", "sleep\n"),
            ("sentence under review", "Chamomile tea gives you dreams.\n"),
            ("Which side", "alarm\n"),
            ("Who says it", "seller\n"),
            ("key in bibliography.bib", "shop2021\n"),
            ("telling words", "dreams all night\n"),
        ],
    )
    assert status == 0, said
    data = yaml.safe_load((root / "claims/sleep/causes-dreams.yml").read_text(encoding="utf-8"))
    assert data["question"] == "Does chamomile tea cause dreams?"
    assert data["claim"] == "Chamomile tea gives you dreams."
    assert (data["topic"], data["leaning"]) == ("sleep", "alarm")
    assert data["appearances"] == [{"source": "shop2021", "by": "seller", "words": "dreams all night"}]


def test_what_is_given_is_not_asked_and_enter_leaves_it_for_later(tmp_path: Path) -> None:
    root = write_site(tmp_path)
    status, said = talk(
        root,
        ["causes-dreams", "--topic", "sleep"],
        [("question that readers ask", "\n"), ("sentence", "\n"), ("Which side", "\n"), ("Who says it", "\n")],
    )
    assert status == 0, said
    assert "The id" not in said
    assert "The topic" not in said
    text = (root / "claims/sleep/causes-dreams.yml").read_text(encoding="utf-8")
    assert "question: TODO" in text
    assert "asked_by: readers" in text


@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_breaking_off_writes_nothing(tmp_path: Path, key: str) -> None:
    root = write_site(tmp_path)
    before = sorted(root.rglob("*"))
    status, said = talk(root, ["causes-dreams"], [("question that readers ask", key)])
    assert status == 1
    assert "Traceback" not in said
    assert sorted(root.rglob("*")) == before


def test_no_input_asks_nothing_on_a_terminal(tmp_path: Path) -> None:
    status, said = talk(write_site(tmp_path), ["causes-dreams", "--topic", "sleep", "--no-input"], [])
    assert status == 0
    assert "question that readers ask" not in said


CALLS: dict[str, tuple[list[str], int]] = {
    "nothing given": ([], 2),
    "an id": (["causes-dreams"], 2),
    "all that is needed": (["causes-dreams", "--topic", "sleep"], 0),
}
WAYS = [(way, call) for way in ("pipe", "closed", "nothing") for call in CALLS]
BY_DAY = [(way, call) for way, call in WAYS if way == "pipe" or call == "nothing given"]


@pytest.mark.parametrize(("way", "call"), WAYS if AT_NIGHT else BY_DAY)
def test_where_nobody_can_answer_it_never_waits(tmp_path: Path, way: str, call: str) -> None:
    root, (arguments, status) = write_site(tmp_path), CALLS[call]
    command = [*COMMAND, *arguments]
    if way == "closed":
        command = ["sh", "-c", 'exec "$@" <&-', "sh", *command]
    reads, writes = os.pipe()  # a pipe that stays open and silent: reading from it would wait for ever
    try:
        done = subprocess.run(
            command,
            cwd=root,
            env=ENVIRONMENT,
            stdin={"pipe": reads, "nothing": subprocess.DEVNULL}.get(way),
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )
    finally:
        os.close(reads)
        os.close(writes)
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    assert (root / "claims/sleep/causes-dreams.yml").is_file() == (status == 0)
    if status:
        assert "is missing" in done.stderr
