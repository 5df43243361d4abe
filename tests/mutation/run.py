"""Try the changes of mutations.json, one after the other, and see whether `make quick` notices.

    .venv/bin/python tests/mutation/run.py          all of them: a quarter of an hour
    .venv/bin/python tests/mutation/run.py 3 17     some, by their number

Those under `mutations` were drawn. Those under `named`, numbered on, are changes that a reader of the code once saw go
unnoticed. Each is made in a copy of this checkout; nothing here changes but mutations.json. It gets, beside each
change, what came of the first run and of the last: the test that failed, `timeout`, or `survived`. A change whose lines
are no longer in the code is `gone`; when many are, draw anew (draw.py). The copy as it is must pass first.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[2]
DATA = Path(__file__).with_name("mutations.json")
LONGEST = 180
"""Seconds of CPU for one run; a change that makes an endless loop is stopped and counts as noticed."""


def copied(into: Path) -> Path:
    """Copy the files of this checkout, as they are, that Git knows or would take."""
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY, capture_output=True, text=True, check=True,
    ).stdout.split("\0")  # fmt: skip
    for name in filter(None, names):
        if (REPOSITORY / name).is_file():
            (into / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(REPOSITORY / name, into / name)
    return into


def quick(root: Path) -> str:
    """Run the tests of `make quick` in a checkout up to the first that fails, and return which that was, or ''."""
    makefile = (root / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    files = re.search(r"^QUICK := (.+)$", makefile, re.MULTILINE)
    assert files, "the Makefile names no tests for `quick`"
    names = [f"tests/test_{name}.py" for name in files[1].split()]
    environment = {**os.environ, "PYTHONPATH": str(root / "hooks"), "PYTHONDONTWRITEBYTECODE": "1"}
    limit = f"ulimit -t {LONGEST}; exec "
    command = [sys.executable, "-m", "pytest", "-q", "-n0", "-x", "-p", "no:cacheprovider", *names]
    done = subprocess.run(
        ["bash", "-c", limit + '"$@"', "bash", *command],
        cwd=root, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode == 0:
        return ""
    if done.returncode < 0:
        return "timeout"
    failed = re.search(r"^(?:FAILED|ERROR) (.+?)(?: - |$)", done.stdout, re.MULTILINE)
    return failed[1] if failed else f"exit status {done.returncode}: {(done.stdout + done.stderr)[-200:]}"


def change(root: Path, mutation: dict[str, Any]) -> bool:
    """Make one change in a checkout. False if its lines are not there, or are there more than once elsewhere."""
    path = root / mutation["file"]
    lines = path.read_text(encoding="utf-8").splitlines()
    before, after = mutation["before"], mutation["after"]
    places = [number for number in range(len(lines)) if lines[number : number + len(before)] == before]
    place = mutation["line"] - 1
    if place not in places:
        if len(places) != 1:
            return False
        place = places[0]
    lines[place : place + len(before)] = after
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return True


def main(wanted: list[int]) -> None:
    """Try the changes with these numbers, from 1 on, or all; write down and print what came of each."""
    data = json.loads(DATA.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        root = copied(Path(folder))
        if failed := quick(root):
            sys.exit(f"Without any change this fails: {failed}")
        for number, mutation in enumerate([*data["mutations"], *data["named"]], 1):
            if wanted and number not in wanted:
                continue
            path = root / mutation["file"]
            kept = path.read_text(encoding="utf-8")
            came = (quick(root) or "survived") if change(root, mutation) else "gone"
            path.write_text(kept, encoding="utf-8")
            mutation.setdefault("first_run", came)
            mutation["last_run"] = came
            DATA.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
            print(f"{number:2} {mutation['file']}:{mutation['line']} {mutation['operator']}: {came}", flush=True)
    for kind in ("mutations", "named"):
        tried = [mutation["last_run"] for mutation in data[kind] if "last_run" in mutation]
        print(f"{kind}: {sum(came not in {'survived', 'gone'} for came in tried)} of {len(tried)} noticed")


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]])
