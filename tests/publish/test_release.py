"""Releases: the same bytes from the same content, checksums that hold, and conclusions that changed."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tomllib
import zipfile
from datetime import date
from pathlib import Path

import pytest
import yaml

from builders import CLAIM_ID, CLAIM_PATH, REPOSITORY, TODAY, library_of, make_claim, write_site
from explainer import __version__
from explainer.clock import today
from explainer.loading.library import Library
from explainer.pages.site_view import SiteView
from explainer.publish.release import citation_cff, release_files, release_name, zipped
from explainer.versions.changelog import changelog
from explainer.versions.since_commit import last_tag
from network.test_links import commit, git
from publish.conftest import GONE, OTHER
from site_builders import build, claims, fingerprints, run, write_project


@pytest.mark.skipif(not os.environ.get("EVERY_VIEW"), reason="only at night: by day a small site is built twice")
def test_the_whole_site_is_the_same_when_built_again(tmp_path: Path, real_site: Path, real_epoch: str) -> None:
    done = run("mkdocs", "build", "--strict", "--site-dir", str(tmp_path), cwd=REPOSITORY, epoch=real_epoch)
    assert done.returncode == 0, done.stderr[-3000:]
    one, two = fingerprints(real_site), fingerprints(tmp_path)
    assert len(one) > 1000
    assert [name for name in one if two.get(name) != one[name]] == []
    assert set(one) == set(two)


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory, real_site: Path) -> Path:
    """A release of the real site."""
    folder = tmp_path_factory.mktemp("released")
    done = run("explainer", "release", str(real_site), str(folder), cwd=REPOSITORY)
    assert done.returncode == 0, done.stderr
    return folder


def test_a_release_is_the_same_when_made_again(tmp_path: Path) -> None:
    root = tmp_path / "project"
    write_project(root)
    site = build(root)
    for name in ("one", "two"):
        done = run("explainer", "release", "--root", str(root), str(site), str(tmp_path / name), cwd=REPOSITORY)
        assert done.returncode == 0, done.stderr
    one = fingerprints(tmp_path / "one")
    assert len(one) > 1
    assert one == fingerprints(tmp_path / "two")
    assert claims("release", "--root", root, site, site / "in").exit_code == 2, "else the next one would hold this one"


def test_a_release_holds_data_schema_site_and_checksums(released: Path, real_site: Path, view: SiteView) -> None:
    name = release_name(view, __version__)
    packed = released / f"{name}.zip"
    told = (released / f"{name}.zip.sha256").read_text(encoding="utf-8")
    assert told == f"{hashlib.sha256(packed.read_bytes()).hexdigest()}  {name}.zip\n"
    with zipfile.ZipFile(packed) as archive:
        assert archive.testzip() is None
        held = {entry.removeprefix(f"{name}/"): archive.read(entry) for entry in archive.namelist()}
        assert {entry.date_time[:3] for entry in archive.infolist()} == {(TODAY.year, TODAY.month, TODAY.day)}
    sums = dict(reversed(line.split("  ", 1)) for line in held.pop("SHA256SUMS").decode().splitlines())
    assert sums == {path: hashlib.sha256(content).hexdigest() for path, content in held.items()}
    site = {path.removeprefix("site/"): content for path, content in held.items() if path.startswith("site/")}
    assert {path: hashlib.sha256(content).hexdigest() for path, content in site.items()} == fingerprints(real_site)
    assert held["data/claims.json"] == site["claims.json"]
    assert {"LICENSE", "CITATION.cff", "README.txt", "CONCLUSIONS.md", "schema/v2/claims.schema.json"} <= set(held)
    assert view.data.site.review_note in held["README.txt"].decode()


def test_a_folder_that_is_no_site_is_refused(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    done = claims("release", "--root", write_site(tmp_path / "root"), tmp_path / "site", tmp_path / "out")
    assert done.exit_code == 2
    assert "no built site" in done.output
    assert not (tmp_path / "out").exists()


def test_a_release_without_an_earlier_tag_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    root = write_site(tmp_path / "root")
    claims("data", "--root", root, tmp_path / "site")
    done = claims("release", "--root", root, tmp_path / "site", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert "No earlier tag is known here, so every claim counts as new" in done.stderr
    done = claims("release", "--root", root, "--since", "v1", tmp_path / "site", tmp_path / "out")
    assert done.exit_code == 2
    assert "git cannot tell" in done.stderr


def test_zip_files_do_not_depend_on_the_order_of_their_files() -> None:
    files = {"b": b"2", "a": b"1"}
    assert zipped("x", files, TODAY) == zipped("x", dict(reversed(files.items())), TODAY)
    with zipfile.ZipFile(io.BytesIO(zipped("x", files, date(1970, 1, 1)))) as archive:
        assert archive.namelist() == ["x/a", "x/b"]


def test_the_site_must_hold_the_data(view: SiteView) -> None:
    with pytest.raises(KeyError):
        release_files(view, "1", {}, {})


# Changelog of conclusions


def library(root: Path, **changes: object) -> Library:
    return library_of(write_site(root, claims={f"sleep/{CLAIM_ID}": make_claim(**changes)}))


def history(*entries: tuple[str, str, str]) -> list[dict[str, str]]:
    return [{"date": day, "verdict": verdict, "certainty": "low", "note": note} for day, verdict, note in entries]


def test_a_changed_conclusion_is_reported_with_its_reason(tmp_path: Path) -> None:
    first = ("2025-01-01", "unproven", "First published.")
    before = library(tmp_path / "a", changes=history(first), certainty__level="low", certainty__rated_down={})
    now = library(
        tmp_path / "b",
        verdict="supported",
        certainty__level="low",
        certainty__rated_down={},
        changes=history(first, ("2026-05-01", "supported", "A new *trial*.")),
    )
    told = changelog(before, now, ("v1", "v2"))
    assert told.startswith("# Conclusions from v1 to v2\n")
    assert "## Changed conclusions (1)" in told
    assert "Before: Not shown, low certainty. Now: Supported, low certainty." in told
    assert r"Why: A new \*trial\*. (2026-05-01)" in told
    assert "First published." not in told


def test_new_moved_withdrawn_and_missing_claims_are_reported(small: SiteView) -> None:
    empty = Library()
    told = changelog(empty, small.library, ("nothing", "v1"))
    assert "## New claims (2)" in told
    assert "## Withdrawn (1)" in told
    old = dict(small.library.claims)
    old["allergies"] = old.pop(OTHER).model_copy(update={"id": "allergies", "moved_from": ()})
    old[GONE] = old[GONE].model_copy(update={"withdrawn": None})
    told = changelog(Library(claims=old), small.library, ("v1", "v2"))
    assert "`allergies` is now `sets-off-allergies`" in told
    assert "It is answered elsewhere." in told
    told = changelog(small.library, empty, ("v2", "v3"))
    assert "## Gone without a reason (3)" in told


def test_a_release_without_changes_says_so(library: Library) -> None:
    assert "No conclusion changed." in changelog(library, library, ("v1", "v1"))


def test_two_tags_are_compared_from_the_data(tmp_path: Path) -> None:
    commit(write_site(tmp_path))
    git(tmp_path, "tag", "v1")
    both = [*history(("2026-06-01", "unproven", "First published.")),
            {"date": "2026-06-01", "verdict": "mixed", "certainty": "very-low", "note": "They disagree."}]  # fmt: skip
    (tmp_path / CLAIM_PATH).write_text(make_claim(verdict="mixed", changes=both), encoding="utf-8")
    git(tmp_path, "commit", "--quiet", "-am", "two")
    git(tmp_path, "tag", "v2")
    done = claims("changelog", "--root", tmp_path, "v1", "v2")
    assert done.exit_code == 0, done.output
    assert "Before: Not shown, very low certainty. Now: Evidence is mixed, very low certainty." in done.output
    assert claims("changelog", "--root", tmp_path, "v1").output == done.output.replace("to v2", "to now")
    assert "No conclusion changed." in claims("changelog", "--root", tmp_path, "v2").output
    assert last_tag(tmp_path) == "v1", "the newest before the checked-out commit"
    unknown = claims("changelog", "--root", tmp_path, "v9")
    assert unknown.exit_code == 2


# CITATION.cff


def test_the_citation_file_is_in_step(view: SiteView) -> None:
    text = (REPOSITORY / "CITATION.cff").read_text(encoding="utf-8")
    held = yaml.safe_load(text)
    released = date.fromisoformat(held["date-released"])
    assert text == citation_cff(view, __version__, released), "run: make citation"
    assert released <= max(today(), TODAY)
    assert held["cff-version"] == "1.2.0"
    assert held["version"] == __version__
    assert held["license"] == view.data.site.data_licence
    assert view.data.site.citation is not None
    assert [author["name"] for author in held["authors"]] == list(view.data.site.citation.authors)
    done = claims("citation", "--root", REPOSITORY, "--released", held["date-released"])
    assert done.output == text


def test_the_version_of_the_package_is_that_of_the_citation() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["tool"]["hatch"]["version"] == {"path": "hooks/explainer/__init__.py"}
    assert re.fullmatch(r"\d+\.\d+\.\d+", __version__)


def test_a_site_that_does_not_say_how_to_be_cited_gets_no_file(tmp_path: Path) -> None:
    done = claims("citation", "--root", write_site(tmp_path))
    assert done.exit_code == 2
    assert "citation" in done.output


# The data without a site


def test_the_data_can_be_written_without_building_the_site(tmp_path: Path, small_root: Path) -> None:
    done = run("explainer", "data", "--root", str(small_root), str(tmp_path / "out"), cwd=REPOSITORY)
    assert done.returncode == 0, done.stderr
    whole = json.loads((tmp_path / "out" / "claims.json").read_text(encoding="utf-8"))
    assert len(whole["claims"]) == 3
    assert b"\r\n" in (tmp_path / "out" / "claims.csv").read_bytes()
    again = claims("data", "--root", small_root, tmp_path / "out")
    assert again.exit_code == 2, "a folder that holds something is refused"
