"""Files that are none, links to folders, and what editors leave behind: problems with a path, or passed over alike."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from builders import CLAIM_PATH, codes, library_of, make_claim, problems_of, write_site
from explainer.file_kinds import is_backup
from site_builders import build, claims, write_project

BACKUPS = ("sleep.md~", "#sleep.md#",
           ".sleep.md.swp", "4913", "Thumbs.db", "sleep.md.orig", "sleep.md.rej", "sleep.md.bak",
           "sleep.md.swp", "desktop.ini", ".DS_Store", ".#sleep.md", "~$sleep.docx", "sleep.md___jb_tmp___",
           "sleep.md.kate-swp", "sleep.BACKUP.123.md")  # fmt: skip
CONTENT = ("sleep.md", "4913.md", "original.md", "back.md", "a~b.md", "template.md", "old-age.md", "thumbs.md", "#1.md")


def pipe(path: Path) -> None:
    os.mkfifo(path)


def a_socket(path: Path) -> None:
    with closing(socket.socket(socket.AF_UNIX)) as made:
        here = Path.cwd()
        os.chdir(path.parent)  # the path of a socket is short
        try:
            made.bind(path.name)
        finally:
            os.chdir(here)


ODD: dict[str, Callable[[Path], None]] = {"pipe": pipe, "socket": a_socket, "folder": Path.mkdir}
PLACES = ("bibliography.bib",
          "references.lock.json", "claims/sleep/odd.yml", CLAIM_PATH, "docs/odd.md", "docs/data/site.yml",
          "docs/data/glossary.yml")  # fmt: skip


@pytest.mark.timeout(20)
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", ODD)
def test_what_is_no_file_is_a_problem_with_a_path(kind: str, place: str, tmp_path: Path) -> None:
    root = write_site(tmp_path / "s")
    (root / place).unlink(missing_ok=True)
    ODD[kind](root / place)
    told = [problem for problem in problems_of(root) if problem.path == place and problem.code != "S31"]
    assert [problem.code for problem in told] == ["F16"], told
    assert told[0].message.startswith(f"is a {kind}") or told[0].message == "cannot be read: Is a directory"
    done = claims("check", "--root", root)
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit)
    assert f"{place}:1:1 F16" in done.output


@pytest.mark.parametrize("place", [*PLACES, "docs/pictures/odd.svg"])
def test_a_huge_file_is_reported_and_not_read(place: str, tmp_path: Path) -> None:
    root = write_site(tmp_path / "s")
    (root / place).parent.mkdir(exist_ok=True)
    with (root / place).open("wb") as file:
        file.truncate(1 << 40)  # a terabyte of nothing: no memory holds it, and no disk has to
    told = [problem for problem in problems_of(root) if problem.path == place and problem.code != "S31"]
    assert [problem.code for problem in told] == ["F02"], told


@pytest.mark.timeout(20)
@pytest.mark.parametrize("kind", ["pipe", "socket"])
def test_a_pipe_with_any_name_below_docs_is_reported(kind: str, tmp_path: Path) -> None:
    root = write_site(tmp_path / "s")
    ODD[kind](root / "docs/odd")
    assert [(p.code, p.path) for p in problems_of(root)] == [("F16", "docs/odd")]


@pytest.mark.parametrize("folder", ["docs", "claims", "docs/pictures"])
@pytest.mark.parametrize("within", [True, False])
def test_a_link_to_a_folder_is_reported_since_generators_follow_it(folder: str, within: bool, tmp_path: Path) -> None:
    root = write_site(tmp_path / "s")
    target = (root if within else tmp_path) / "kept"
    target.mkdir()
    (target / "unread.html").write_text("<script>alert(1)</script>")
    (root / folder).mkdir(exist_ok=True)
    (root / folder / "linked").symlink_to(target)
    told = [problem for problem in problems_of(root) if problem.path == f"{folder}/linked"]
    assert [problem.code for problem in told] == ["F16"]
    assert ("is a link to a folder" if within else "leads out of the project") in told[0].message


def test_backups_are_known_from_content() -> None:
    assert [name for name in (*BACKUPS, *CONTENT) if is_backup(name)] == [*BACKUPS]


def test_backups_stop_nothing_and_are_published_nowhere(tmp_path: Path) -> None:
    root = write_project(tmp_path / "s")
    for folder in ("docs", "claims/sleep", "docs/data", "claims"):
        for name in BACKUPS:
            (root / folder / name).write_text("<script>alert(1)</script> unfinished: [")
    (root / "claims/sleep/x.yml~").write_text(make_claim())
    (root / "claims/sleep/x.yml.orig").write_text(make_claim())
    (root / "docs/extra.html~").write_text("<p>old")
    assert codes(problems_of(root)) == []
    assert len(library_of(root).claims) == 1
    site = build(root)
    published = {path.name for path in site.rglob("*") if path.is_file()}
    assert not {name for name in published if is_backup(name)}
    exported = tmp_path / "out"
    assert claims("export", "--root", root, exported).exit_code == 0
    assert not [path for path in exported.rglob("*") if is_backup(path.name)]
