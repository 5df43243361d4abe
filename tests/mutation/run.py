"""Make changes to the code, one after the other, and see whether `make quick` notices.

    .venv/bin/python tests/mutation/run.py                              all of them: half an hour
    .venv/bin/python tests/mutation/run.py drawn-20261128.json 3 17     some of a file, by their number

The changes in drawn-SEED.json were drawn at random (draw.py); those in by-hand.json a reader of the code once saw go
unnoticed. Each is made in a copy of this checkout; nothing here changes but those files. They get, beside each change,
what came of the first run and of the last: the test that failed, `timeout`, or `survived`. A change whose lines are no
longer in the code is `gone`; when many are, draw anew. A change that no test could notice has the reason under
`equivalent`, written by hand, and is not counted. The copy as it is must pass first.
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
HERE = Path(__file__).parent
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


def quick(root: Path, changed: str = "") -> str:
    """Run the tests of `make quick` in a checkout up to the first that fails, and return which that was, or ''.

    Files of tests that name the `changed` module go first, by themselves: a change that is noticed ends early.
    """
    makefile = (root / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    files = re.search(r"^QUICK := (.+)$", makefile, re.MULTILINE)
    assert files, "the Makefile names no tests for `quick`"
    names = [f"tests/test_{name}.py" for name in files[1].split()]
    module = ".".join(changed.removesuffix(".py").split("/")[-2:])
    near = [name for name in names if module in (root / name).read_text(encoding="utf-8")]
    far = [name for name in names if name not in near]
    return (near and first_failure(root, near)) or (far and first_failure(root, far)) or ""


def first_failure(root: Path, names: list[str]) -> str:
    """Run some files of tests up to the first test that fails, and return which that was, or ''."""
    own = {"PYTHONPATH": str(root / "hooks"), "PYTHONDONTWRITEBYTECODE": "1", "MAKE_QUICK": "1"}
    limit = f"ulimit -t {LONGEST}; exec "
    command = [sys.executable, "-m", "pytest", "-q", "-n0", "-x", "-p", "no:cacheprovider", *names]
    done = subprocess.run(
        ["bash", "-c", limit + '"$@"', "bash", *command],
        cwd=root, env={**os.environ, **own}, capture_output=True, text=True, check=False,
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


def main(names: list[str], wanted: list[int]) -> None:
    """Make the changes of these files with these numbers, from 1 on, or all; write down and print what came of each."""
    with tempfile.TemporaryDirectory() as folder:
        root = copied(Path(folder))
        if failed := quick(root):
            sys.exit(f"Without any change this fails: {failed}")
        for path in [HERE / name for name in names] or sorted(HERE.glob("*.json")):
            data = json.loads(path.read_text(encoding="utf-8"))
            for number, mutation in enumerate(data["mutations"], 1):
                if wanted and number not in wanted:
                    continue
                module = root / mutation["file"]
                kept = module.read_text(encoding="utf-8")
                came = (quick(root, mutation["file"]) or "survived") if change(root, mutation) else "gone"
                module.write_text(kept, encoding="utf-8")
                mutation.setdefault("first_run", came)
                mutation["last_run"] = came
                path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
                print(f"{number:2} {mutation['file']}:{mutation['line']} {mutation['operator']}: {came}", flush=True)
            tried = [it["last_run"] for it in data["mutations"] if "last_run" in it and "equivalent" not in it]
            print(f"{path.name}: {sum(came not in {'survived', 'gone'} for came in tried)} of {len(tried)} noticed")


if __name__ == "__main__":
    arguments = sys.argv[1:]
    main([it for it in arguments if not it.isdecimal()], [int(it) for it in arguments if it.isdecimal()])
