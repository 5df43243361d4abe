"""`claims start`: a site on another subject, made of the installed package alone."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from explainer.commands.start import requirements
from site_builders import build, claims, read_pages
from test_kinds_of_site import OF_HEALTH

ASKED = ("--name", "Bridges, checked", "--subject", "wooden bridges", "--address", "https://bridges.example/")
OF_MEDICINE = re.compile(rf"{OF_HEALTH.pattern}|see_a_doctor", re.IGNORECASE)
OF_FORM = re.compile(r'the form "([^"]+)"')
NAMED_BY_THE_FORM = re.compile(r"certainty|dose|PubMed|PMID", re.IGNORECASE)
"""Fields of the form of claims and of references, which the page on them names."""


def started(folder: Path, *options: str) -> Path:
    done = claims("start", folder, *ASKED, *options)
    assert done.exit_code == 0, done.output
    return folder


def texts(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in files}


@pytest.mark.parametrize("health", ["--health", "--no-health"])
def test_a_new_site_has_no_problem_and_builds(tmp_path: Path, health: str) -> None:
    root = started(tmp_path / "new", health, "--licence", "CC0-1.0")
    written = texts(root)
    there = {yaml.safe_load(text).get("name") for name, text in written.items() if "ISSUE_TEMPLATE" in name}
    named = {found for name, text in written.items() if name.endswith(".md") for found in OF_FORM.findall(text)}
    assert named
    assert named <= there, "issue forms"
    told = json.loads(claims("check", "--root", root, "--format", "json").stdout)
    assert [problem["code"] for problem in told["problems"]] == ["F45"]  # who answers for it is for its makers to say
    assert told["checked"]["claims"] == 1
    site = build(root)
    assert claims("built", "--root", root, site).exit_code == 0
    pages = read_pages(site)
    assert "wooden bridges" in pages["index.html"].main
    assert "https://bridges.example/" in pages["index.html"].source
    assert ("when-to-see-a-doctor/index.html" in pages) is (health == "--health")
    docs = [text for name, text in written.items() if name.startswith("docs/")]
    assert not any(re.search("kratom|@@|mitragyn", text, re.IGNORECASE) for text in docs)
    assert json.loads(written.pop("claims/claim.schema.json"))["title"] == "Claim file"
    if health == "--no-health":  # there is no word of medicine
        found = {name: set(OF_MEDICINE.findall(text.replace("health:", ""))) for name, text in written.items()}
        assert {name: words for name, words in found.items() if words} == {}
        for name, page in pages.items():
            words = {word for word in OF_HEALTH.findall(page.text) if not NAMED_BY_THE_FORM.fullmatch(word)}
            assert name == "contribute/index.html" or words == set(), name


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    done = claims("start", tmp_path, *ASKED)
    assert done.exit_code == 2
    assert "is not empty" in done.output
    assert {path.name for path in tmp_path.iterdir()} == {".git", "mine.txt"}
    (tmp_path / "mine.txt").unlink()
    started(tmp_path)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--name", ""), "--name is missing"),
        (("--subject", "<b>"), "--subject: at most"),
        (("--subject", 'the "best" bridges'), "docs/index.md would be wrong: `description` holds"),
        (("--subject", "*bridges*"), "would be wrong: `*bridges*` is bold or italic"),
        (("--address", "bridges.example"), "--address begins with"),
        (("--engine", "nowhere/claims_explainer-1.whl"), "there is no nowhere"),
    ],
)
def test_invalid_options_are_reported_and_nothing_is_written(
    tmp_path: Path, options: tuple[str, ...], told: str
) -> None:
    done = claims("start", tmp_path / "new", *ASKED, *options)
    assert done.exit_code == 2
    assert told in done.output
    assert not (tmp_path / "new").exists()


def test_the_package_is_taken_from_a_registry_an_address_a_path_or_a_folder(tmp_path: Path) -> None:
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    with pytest.raises(ValueError, match="no wheel"):
        requirements(str(wheels), tmp_path)
    wheel = wheels / "claims_explainer-1.0-py3-none-any.whl"
    wheel.touch()
    assert requirements("claims-explainer>=1", tmp_path) == "claims-explainer>=1"
    assert requirements("https://example.org/e.whl", tmp_path) == "claims-explainer @ https://example.org/e.whl"
    assert requirements(str(wheel), tmp_path) == f"claims-explainer @ {wheel.as_uri()}"
    assert requirements(str(wheels), tmp_path) == "--find-links wheels\nclaims-explainer"
    (wheels / "mkdocs-1.6.1-py3-none-any.whl").touch()
    assert requirements(str(wheels), tmp_path / "new").startswith(f"--no-index\n--find-links {wheels.as_posix()}\n")
