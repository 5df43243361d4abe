"""A site is always whole: one build at a time, one exchange, and failures that say their cause and leave nothing."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from builders import AT_NIGHT, CLAIM_ID, REPOSITORY
from explainer.building import put_in_place as module
from explainer.building.put_in_place import BusyError, one_build, put_in_place, restore
from explainer.cli import main
from explainer.commands import build_site
from site_builders import environment, python, write_project

pytestmark = pytest.mark.skipif(os.name != "posix", reason="locks and signals of POSIX")


def call(root: Path, *more: str, **variables: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "explainer", "site", "--root", str(root), *more],
        env=environment(**variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(root: Path, *more: str, **variables: str) -> tuple[int, str, str]:
    """Run the command in this process, which starts another for the build itself."""
    done = CliRunner().invoke(main, ["site", "--root", str(root), *more], env=environment(**variables))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout, done.stderr


def folder(path: Path, **files: str) -> Path:
    path.mkdir(parents=True)
    for name, text in files.items():
        (path / name).write_text(text)
    return path


def left(root: Path) -> list[str]:
    """What a build left beside the site that is not for readers."""
    names = [path.name for path in (root / ".build").iterdir()] if (root / ".build").is_dir() else []
    beside = [path.name for path in root.iterdir() if re.match(r"\.site\.", path.name)]
    return [name for name in [*names, *beside] if name not in {"build.lock", "social"}]


def at_work(root: Path) -> list[str]:
    """The processes that speak of a folder, this test's own aside."""
    found = []
    for entry in Path("/proc").iterdir() if Path("/proc").is_dir() else ():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                words = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
            if str(root) in words:
                found.append(words)
    return found


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project with a built site."""
    root = write_project(tmp_path_factory.mktemp("builds") / "project")
    status, _, err = run(root)
    assert status == 0, err
    assert (root / "site/index.html").is_file()
    return root


@pytest.fixture
def copy(project: Path, tmp_path: Path) -> Path:
    root = tmp_path / "copy"
    shutil.copytree(project, root, symlinks=True)
    return root


def test_two_builds_at_once_leave_a_whole_site(copy: Path) -> None:
    first = call(copy)
    time.sleep(0.3)
    second = call(copy)
    said = [process.communicate(timeout=180)[1] for process in (first, second)]
    assert [first.returncode, second.returncode] == [0, 0], said
    waited = "".join(said)
    assert re.search(r"Another build is running: process \d+ on \S+, since \S+\. Waiting", waited)
    assert (copy / "site/index.html").is_file()
    assert left(copy) == []


def test_a_build_that_does_not_end_is_named_and_not_waited_for_for_ever(copy: Path) -> None:
    with one_build(copy / ".build/build.lock"):
        status, _, err = run(copy, "--wait", "0")
    assert status == 2
    assert f"process {os.getpid()} on " in err
    assert (copy / "site/index.html").is_file()


def test_a_lock_ends_with_its_holder(tmp_path: Path) -> None:
    code = "import sys, time; from pathlib import Path; from explainer.building.put_in_place import one_build\n"
    code += "with one_build(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "lock")], env=environment(), stdout=subprocess.PIPE
    )
    assert holder.stdout
    assert holder.stdout.readline() == b"held\n"
    told: list[str] = []
    with (
        pytest.raises(BusyError, match=f"process {holder.pid} "),
        one_build(tmp_path / "lock", patience=0.3, tell=told.append),
    ):
        pass
    assert len(told) == 1
    holder.kill()
    holder.wait()
    holder.stdout.close()
    with one_build(tmp_path / "lock", patience=5):
        assert json.loads((tmp_path / "lock").read_text())["process"] == os.getpid()
    assert (tmp_path / "lock").read_text() == ""


def test_readers_see_a_whole_site_all_the_time(tmp_path: Path) -> None:
    site = folder(tmp_path / "site", page="0")
    missing: list[Any] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            try:
                (site / "page").read_text()
            except OSError as error:
                missing.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(1, 200):
        put_in_place(folder(tmp_path / "new", page=str(number)), site)
    stop.set()
    reader.join()
    assert (site / "page").read_text() == "199"
    if sys.platform == "linux":
        assert not missing
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site"]


@pytest.mark.parametrize("kind", ["absolute", "relative", "dangling"])
def test_a_link_is_followed(kind: str, tmp_path: Path) -> None:
    target = tmp_path / "www" / "pages"
    if kind == "dangling":
        target.parent.mkdir()
    else:
        folder(target, page="old")
    site = tmp_path / "project" / "site"
    site.parent.mkdir()
    site.symlink_to(Path("../www/pages") if kind == "relative" else target)
    put_in_place(folder(tmp_path / "project/.build/new", page="new"), site)
    assert site.is_symlink()
    assert (target / "page").read_text() == "new"
    assert [path.name for path in target.parent.iterdir()] == ["pages"]


def test_without_an_exchange_the_old_site_is_put_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_exchanged", lambda *_: False)
    site = folder(tmp_path / "site", page="old")
    put_in_place(folder(tmp_path / "new", page="new"), site)
    assert (site / "page").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_new_site_that_cannot_take_its_place_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_exchanged", lambda *_: False)
    site = folder(tmp_path / "site", page="old")
    rename = Path.rename

    def refused(self: Path, target: Path) -> Path:
        if self.name == ".site.new":
            raise OSError(errno.EACCES, "refused")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(OSError, match="refused"):
        put_in_place(folder(tmp_path / "new", page="new"), site)
    assert (site / "page").read_text() == "old"


def test_a_build_killed_between_its_two_steps_is_put_right(copy: Path) -> None:
    (copy / "site").rename(copy / ".site.old")
    (copy / "docs/sleep.md").write_text("# Sleep\n\n[broken](nowhere.md)\n")
    status, _, err = run(copy)
    assert status == 1
    assert "was put back" in err
    assert (copy / "site/index.html").is_file()
    assert not restore(copy / "site")


RENAME = os.rename


def across(source: Path, target: Path) -> None:
    """Rename as `os.rename` does where the new site is on another disk."""
    if Path(source).name == "new":
        raise OSError(errno.EXDEV, "another disk")
    RENAME(source, target)


def test_another_disk_and_a_mount_point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", across)
        put_in_place(folder(tmp_path / "new", page="1"), folder(tmp_path / "site", page="0", old="0"))
    assert {path.name: path.read_text() for path in (tmp_path / "site").iterdir()} == {"page": "1"}
    monkeypatch.setattr(module.os.path, "ismount", lambda _: True)
    put_in_place(folder(tmp_path / "new", page="2", more="2"), tmp_path / "site")
    assert {path.name: path.read_text() for path in (tmp_path / "site").iterdir()} == {"page": "2", "more": "2"}
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_site_that_does_not_fit_on_its_disk_leaves_the_old_one_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half_way(source: Path, target: Path, **_: Any) -> None:
        folder(target, page="half")
        raise shutil.Error([(str(source), str(target), "[Errno 28] No space left on device")])

    new, site = folder(tmp_path / "new", page="new", more="new"), folder(tmp_path / "site", page="old")
    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", across)
        patch.setattr(module.shutil, "copytree", half_way)
        with pytest.raises(OSError, match="No space left"):
            put_in_place(new, site)
    assert {path.name for path in tmp_path.iterdir()} == {"new", "site"}
    monkeypatch.setattr(module.os.path, "ismount", lambda _: True)
    with monkeypatch.context() as patch:
        patch.setattr(module.shutil, "disk_usage", lambda _: SimpleNamespace(free=8191))
        with pytest.raises(OSError, match="No space left"):
            put_in_place(new, site)
    assert {path.name: path.read_text() for path in site.iterdir()} == {"page": "old"}
    monkeypatch.setattr(module.shutil, "disk_usage", lambda _: SimpleNamespace(free=8192))
    put_in_place(new, site)
    assert {path.name for path in site.iterdir()} == {"page", "more"}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_after_the_build_itself_leaves_nothing_either(
    number: signal.Signals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = folder(tmp_path / "site", **{"page": "old", "404.html": ""})
    monkeypatch.setattr(build_site, "run_generator", lambda _root, _generator, new, _lock: folder(new, page="new"))
    monkeypatch.setattr(build_site, "check_built_site", lambda *_: os.kill(os.getpid(), number))
    result = CliRunner().invoke(main, ["site", "--root", str(tmp_path)])
    assert result.exit_code == 128 + number
    assert (site / "page").read_text() == "old"
    assert left(tmp_path) == []


@pytest.mark.parametrize("names", [["index.md"], ["404.html", ".git"]])
def test_a_folder_that_holds_other_files_is_never_replaced(names: list[str], tmp_path: Path) -> None:
    docs = folder(tmp_path / "docs", **dict.fromkeys(names, "mine"))
    result = CliRunner().invoke(main, ["site", "--root", str(tmp_path), "--site-dir", str(docs)])
    assert result.exit_code == 2
    assert "choose another folder" in result.output
    assert sorted(path.name for path in docs.iterdir()) == sorted(names)


# Failures

FAILING: dict[str, tuple[dict[str, str], str]] = {
    "content": ({"claims/sleep/broken.yml": "question: [\n"}, "fix: "),
    "a page outside nav": ({"docs/extra.md": "# Extra\n\nWords.\n"}, "extra.md"),
    "a broken link": ({"docs/sleep.md": "# Sleep\n\n[x](nowhere.md)\n"}, "nowhere.md"),
    "a setting": ({"mkdocs.yml": "site_name: [\n"}, "mkdocs.yml"),
    "a full disk": (
        {"fails.py": "def on_post_build(config):\n    raise OSError(28, 'No space left', 'x')\n"},
        "The build failed: [Errno 28] No space left: 'x'",
    ),
}


@pytest.mark.parametrize("name", FAILING)
def test_a_failing_build_ends_with_its_cause_and_leaves_the_site(name: str, copy: Path) -> None:
    files, cause = FAILING[name]
    before = {path: path.stat().st_mtime_ns for path in (copy / "site").rglob("*")}
    for path, text in files.items():
        (copy / path).write_text(text)
    if "fails.py" in files:
        config = copy / "mkdocs.yml"
        config.write_text(config.read_text().replace("hooks:\n", "hooks:\n- fails.py\n", 1))
    status, out, err = run(copy)
    assert status == 1, (out, err)
    assert cause in [line for line in err.splitlines() if line.strip()][-1], err
    assert "Bad file descriptor" not in err
    assert "Traceback" not in err
    assert {path: path.stat().st_mtime_ns for path in (copy / "site").rglob("*")} == before
    assert left(copy) == []
    assert at_work(copy) == []
    if name == "a full disk":
        done = CliRunner().invoke(main, ["preview", "--root", str(copy), CLAIM_ID], env=environment())
        assert (done.exit_code, done.stderr) == (1, f"{cause}\n"), "a preview says it as shortly"


def test_a_failure_behind_a_process_at_work_shows_itself_alone(copy: Path) -> None:
    """MkDocs itself, strict: a warning after the files beside the pages were written by a process of their own."""
    (copy / "docs/sleep.md").write_text("# Sleep\n\n[x](nowhere.md)\n")
    few = "import explainer.building.build as build; build.MANY_FILES = 1"
    code = f"{few}; from mkdocs.__main__ import cli; cli()"
    done = python("-c", code, "build", "--strict", "--site-dir", str(copy / "out"), cwd=copy)
    assert done.returncode == 1
    assert "Bad file descriptor" not in done.stderr
    assert "Traceback" not in done.stderr
    assert re.search(r"nowhere\.md|Aborted with", done.stderr.strip().splitlines()[-1])
    assert at_work(copy) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL, *([signal.SIGHUP] if AT_NIGHT else [])])
def test_a_build_that_is_stopped_leaves_nothing_at_work(number: signal.Signals, copy: Path) -> None:
    before = sorted(path.name for path in (copy / "site").iterdir())
    process = call(copy)
    deadline = time.monotonic() + 60
    while not (copy / ".build/site.new").is_dir() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(number)
    process.communicate(timeout=30)
    deadline = time.monotonic() + 20
    while at_work(copy) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert at_work(copy) == []
    assert sorted(path.name for path in (copy / "site").iterdir()) == before
    if number == signal.SIGKILL:  # what only the next build can clear away
        assert run(copy)[0] == 0
    assert left(copy) == []


def test_make_site_is_strict_and_quiet(copy: Path) -> None:
    """`--quiet` alone would keep MkDocs from counting warnings (mkdocs issue 4126)."""
    (copy / "docs/extra.md").write_text("# Extra\n\nWords.\n")
    done = python("-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(copy / "out"), cwd=copy)
    assert done.returncode == 1
    assert "extra.md" in done.stderr
    text = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    assert re.search(r"^site: .*\n\t@\$\(BIN\)/claims site$", text, re.MULTILINE)


def test_a_warning_of_a_plugin_stops_the_build_too(copy: Path) -> None:
    (copy / "warns.py").write_text(
        "import logging\n"
        "def on_post_build(config):\n"
        "    logging.getLogger('mkdocs.plugins.warns').warning('a page is not as it should be')\n"
    )
    config = copy / "mkdocs.yml"
    config.write_text(config.read_text().replace("hooks:\n", "hooks:\n- warns.py\n", 1))
    status, _, err = run(copy)
    assert status == 1
    assert "a page is not as it should be" in err


def test_a_link_to_a_place_on_a_generated_page_passes(copy: Path) -> None:
    claim = next((copy / "claims").rglob("*.yml")).stem
    (copy / "docs/sleep.md").write_text(f"# Sleep\n\n[its history](claims/{claim}.md#history)\n")
    status, _, err = run(copy)
    assert status == 0, err
    (copy / "docs/sleep.md").write_text(f"# Sleep\n\n[nowhere](claims/{claim}.md#no-such-place)\n")
    assert run(copy)[0] == 1
