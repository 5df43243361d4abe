"""The package as others install it: whole, from a checkout that stays as it was, and able to build a site alone."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

from builders import CLAIM_ID, REPOSITORY, write_site
from explainer import THEME
from explainer.building.own_theme import STYLES, styles_with_verdicts
from explainer.model.vocabulary import Verdict
from site_builders import run, write_config

TWO_LINES = '"""The events of the package."""\nfrom explainer.mkdocs_events import *\n'


def files(folder: Path) -> set[str]:
    """Return every file below a folder but caches that Python and tests write."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    }


def test_a_wheel_holds_engine_theme_and_templates_and_leaves_nothing_behind(wheel: Path) -> None:
    expected = {
        *(f"explainer/{name}" for name in files(REPOSITORY / "hooks" / "explainer")),
        *(f"explainer/theme/{name}" for name in files(REPOSITORY / "hooks" / "theme")),
    }
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
        assert [name for name in held if b"kratom" in archive.read(name).lower()] == []
    assert {name for name in held if ".dist-info/" not in name} == expected
    assert {path.name for path in (REPOSITORY / "hooks").iterdir()} - {"__pycache__"} == {
        "explainer",
        "mkdocs_hooks.py",
        "theme",
    }
    assert not (REPOSITORY / "build").exists()


def test_an_installed_package_builds_a_site_by_a_hook_of_two_lines(wheel: Path, tmp_path: Path) -> None:
    installed = tmp_path / "installed"
    done = run("pip", "install", "--no-deps", "--no-index", "-q", "--target", str(installed), str(wheel), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    root = tmp_path / "site-of-others"
    write_site(root)
    (root / "hooks").mkdir()
    (root / "hooks" / "mkdocs_hooks.py").write_text(TWO_LINES, encoding="utf-8")
    write_config(root, hooks=["hooks/mkdocs_hooks.py"])
    path = os.pathsep.join([str(installed), os.environ.get("PYTHONPATH", "")])
    code = (
        "import explainer; print(explainer.__file__); from mkdocs.__main__ import cli; cli(['build', '--strict', '-q'])"
    )
    (tmp_path / "built_here.py").write_text(code, encoding="utf-8")
    done = run("built_here", cwd=root, PYTHONPATH=os.pathsep.join([str(tmp_path), path]))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(installed))
    page = (root / "site" / "claims" / CLAIM_ID / "index.html").read_text(encoding="utf-8")
    assert "x-emergency" in page
    assert "assets/explainer.css" in page
    assert (root / "site" / "assets" / "explainer.js").is_file()


def test_a_new_verdict_brings_its_mark_and_its_colours() -> None:
    """All that a verdict needs is declared with it: of those that the style sheets do not know, a build adds them."""
    sheet = styles_with_verdicts((THEME / STYLES[0]).read_text(encoding="utf-8"))
    less = sheet.replace("--x-mixed:", "--x-other:")
    added = styles_with_verdicts(less).removeprefix(less)
    assert f"--x-mixed: {Verdict.MIXED.light}" in added
    assert f"--x-mixed: {Verdict.MIXED.dark}" in added
    assert ".md-tag--mixed { color" in added
    for verdict in Verdict:
        assert f"--x-{verdict}: {verdict.light};" in sheet
        assert f"--x-{verdict}: {verdict.dark};" in sheet
    assert len({verdict.mark for verdict in Verdict}) == len(Verdict)
