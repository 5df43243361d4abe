"""The guide to a site of one's own, followed to the letter; and what it lists, held against the program."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml

from builders import AT_NIGHT, REPOSITORY, make_yaml, problems_of, write_site
from explainer.loading.directives import DIRECTIVES
from explainer.loading.page_texts import wording_of
from explainer.model.site_data import DATA_FILES
from explainer.rules import RULES
from site_builders import build, claims, read_pages
from test_rules import made

GUIDE = (REPOSITORY / "docs" / "make-a-site.md").read_text(encoding="utf-8")
DATA_FILE = re.compile(r"`(docs/data/\w+\.yml)`(?=[^`]*:$)")
FILE = re.compile(r"`(claims/[\w/-]+\.yml)`")


def blocks() -> Iterator[tuple[str, str, str]]:
    """Yield the language of each block of code in the guide, its text, and the paragraph above it."""
    for found in re.finditer(r"(?P<above>[^\n]*)\n\n```(?P<language>\w+)\n(?P<text>.*?)```", GUIDE, re.DOTALL):
        yield found["language"], found["text"], found["above"]


def test_whoever_follows_the_guide_has_a_site_with_a_claim_of_their_own(
    tmp_path: Path, wheel: Path, offline: Callable[[Path], dict[str, str]]
) -> None:
    """Each command runs as it stands, but for those that fetch packages: here they are found without the network."""
    shutil.copytree(wheel.parent, tmp_path / "wheels")
    here, surroundings, upgraded = tmp_path, offline(tmp_path / "tools-of-test"), False
    for language, text, above in blocks():
        if language == "yaml" and (named := FILE.search(above)):
            (here / named[1]).write_text(text, encoding="utf-8")
        for line in text.splitlines() if language == "sh" else ():
            if "pip wheel" in line or (upgraded and not AT_NIGHT):
                continue  # the wheel is built already, and after an upgrade to the same one all is as before
            upgraded = line == "make upgrade"
            if line == "python3 -m venv tools":
                offline_tools(tmp_path, offline)
                continue
            if line.startswith("cd "):
                here /= line.removeprefix("cd ")
                offline(here)
                continue
            done = subprocess.run(
                ["bash", "-ec", line.replace("make ", f"make PYTHON={sys.executable} ", 1)],
                cwd=here, env=surroundings, capture_output=True, text=True, timeout=120, check=False,
            )  # fmt: skip
            assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
            assert line != "make test" or "Ran 3 tests" in done.stderr
    assert (here / "site/claims/dates-tell-a-time-zone/index.html").is_file()
    assert (here / ".venv/bin/claims").is_file()
    assert not any("kratom" in path.read_bytes().decode("utf-8", "replace").lower() for path in written(here))
    assert "texts:" in (here / "texts.yml").read_text(encoding="utf-8")


def test_the_guides_signs_and_numbers_to_call_stand_on_a_new_site_about_health(tmp_path: Path) -> None:
    """Before, its page says that there are no numbers. Cards and signs are added to those that it has."""
    root = tmp_path / "new"
    done = claims("start", root, "--name", "Tea, checked", "--subject", "green tea", "--no-input")
    assert done.exit_code == 0, done.output
    texts = wording_of(None)
    assert "docs/data/helplines.yml" in (root / "README.md").read_text(encoding="utf-8")
    before = read_pages(build(root))
    assert texts.plain("helplines.none") in before["when-to-see-a-doctor/index.html"].main
    assert texts.plain("claim.signs_alone") in before["claims/dates-begin-with-the-year/index.html"].main
    named = {found[1]: text for kind, text, above in blocks() if kind == "yaml" and (found := DATA_FILE.search(above))}
    assert set(named) == {"docs/data/care.yml", "docs/data/helplines.yml", "docs/data/emergency.yml"}
    care = yaml.safe_load((root / "docs/data/care.yml").read_text(encoding="utf-8"))
    for part, more in yaml.safe_load(named.pop("docs/data/care.yml")).items():
        care[part] += more
    for path, text in {**named, "docs/data/care.yml": make_yaml(care)}.items():
        (root / path).write_text(text, encoding="utf-8")
    after = read_pages(build(root))
    assert "a toothache that does not go away" in after["when-to-see-a-doctor/index.html"].main
    assert "tel:911" in after["when-to-see-a-doctor/index.html"].source
    assert texts.plain("claim.all_signs") in after["claims/dates-begin-with-the-year/index.html"].main
    told = json.loads(claims("check", "--root", root, "--format", "json").stdout)
    assert [problem["code"] for problem in told["problems"]] == ["F45"]


def written(site: Path) -> Iterator[Path]:
    """Yield every file of a site and of its built pages."""
    return (path for path in site.rglob("*") if path.is_file() and ".venv" not in path.parts)


def offline_tools(folder: Path, offline: Callable[[Path], dict[str, str]]) -> None:
    offline(folder)
    (folder / ".venv").rename(folder / "tools")


def test_the_rule_that_the_guide_writes_is_one(tmp_path: Path) -> None:
    text = (REPOSITORY / "docs" / "change-the-program.md").read_text(encoding="utf-8")
    [module] = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    cases = re.findall(r'`"W99": \[(made\(.*?\))\]`', text)
    assert "W99" not in RULES
    try:
        exec(compile(module, "guide", "exec"), {})  # noqa: S102 -- the guide's own code
        for case, told in zip(cases, (["W99"], []), strict=True):
            root = write_site(tmp_path / str(len(told)), **eval(case, {"made": made}).content)  # noqa: S307 -- as above
            assert [problem.code for problem in problems_of(root)] == told
    finally:
        del RULES["W99"]


def test_the_guide_names_every_data_file_and_shows_every_directive() -> None:
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", GUIDE, re.MULTILINE)
    named = {name: (what, needed) for files, what, needed in rows for name in re.findall(r"`(\w+)\.yml`", files)}
    assert set(named) == set(DATA_FILES) == {name for name in DATA_FILES if all(map(str.strip, named[name]))}
    assert {path.stem for path in (REPOSITORY / "docs" / "data").iterdir()} <= set(DATA_FILES)
    assert set(re.findall(r"<!-- explainer:([\w-]+)", GUIDE)) == set(DIRECTIVES)
