"""The command `claims`: what scripts rely on — exit status, output, files written."""

from __future__ import annotations

import errno
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import site_builders
from builders import (
    BIBLIOGRAPHY,
    CLAIM_ID,
    CLAIM_PATH,
    EPOCH,
    HELPLINES,
    PAGES,
    REPOSITORY,
    line_of,
    make_claim,
    problems_of,
    write_site,
)
from explainer import __version__
from explainer.building.all_rules import RULES
from explainer.cli import main
from explainer.loading.latex import _reader
from explainer.publish.schema import claim_schema
from site_builders import fingerprints

OVERDUE = {"checked": "2020-01-01", "check_by": "2021-01-01", "changes__0__date": "2020-01-01"}
WRONG = make_claim(verdict="perhaps")


@pytest.fixture(autouse=True)
def _on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)


def claims(*arguments: str | Path, status: int | None = None) -> Result:
    """Run the command in this process. Any exception but an exit fails the test, and so does another status."""
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert status in {None, result.exit_code}, result.output
    return result


def run(*arguments: str | Path, cwd: Path, **environment: str) -> Any:
    """Run the command as a process of its own."""
    return site_builders.run("explainer", *map(str, arguments), cwd=cwd, **environment)


# check


def test_a_clean_site_says_nothing_on_stdout_and_exits_0(tmp_path: Path) -> None:
    result = claims("check", "--root", write_site(tmp_path))
    assert (result.exit_code, result.stdout) == (0, "")
    for count in ("1 claims", "4 references", f"{len(PAGES)} pages", "0 errors"):
        assert count in result.stderr


def test_an_error_exits_1_and_is_told_in_every_form_and_nothing_else(tmp_path: Path) -> None:
    """As a line that editors understand, as JSON, and as a GitHub annotation."""
    root = write_site(tmp_path, {f"sleep/{CLAIM_ID}": WRONG})
    result = claims("check", "--root", root, status=1)
    first = result.stdout.splitlines()[0]
    assert re.fullmatch(rf"{CLAIM_PATH}:{line_of(WRONG, 'verdict: perhaps')}:10 F12 .+", first)
    assert "fix:" in result.stdout
    assert "1 errors" in result.stderr
    read = json.loads(claims("check", "--root", root, "--format", "json", status=1).stdout)
    assert {"claims": 1, "references": 4, "pages": len(PAGES), "errors": 1}.items() <= read["checked"].items()
    assert [(p["code"], p["path"], p["severity"]) for p in read["problems"]] == [("F12", CLAIM_PATH, "error")]
    assert set(read["problems"][0]) == {"code", "severity", "path", "line", "column", "message", "fix"}
    noted = claims("check", "--root", root, "--format", "github", status=1).stdout
    assert re.fullmatch(rf"::error file={CLAIM_PATH},line=\d+,col=\d+,title=F12::.+\n", noted)
    assert claims("check", "--root", write_site(tmp_path), "--format", "github", status=0).stdout == ""


def test_warnings_alone_exit_0(tmp_path: Path) -> None:
    root = write_site(tmp_path, {f"sleep/{CLAIM_ID}": make_claim(**OVERDUE)})
    result = claims("check", "--root", root, status=0)
    assert " T03 warning: " in result.stdout
    assert "1 warnings" in result.stderr


def test_the_command_finds_what_the_functions_find(tmp_path: Path) -> None:
    root = write_site(tmp_path, {"sleep/one": WRONG, "sleep/two": "a: [", "law/three": make_claim()}, bib="@article{a")
    listed = json.loads(claims("check", "--root", root, "--format", "json").stdout)["problems"]
    assert [(p["code"], p["path"], p["line"]) for p in listed] == [(p.code, p.path, p.line) for p in problems_of(root)]


@pytest.fixture
def two_wrong(tmp_path: Path) -> Path:
    """A site with an error in a claim, another in a page, and a claim that is fine."""
    files = {"docs/new.md": "# New\n\nTake 5 grams [@nobody2000].\n"}
    return write_site(tmp_path, {"sleep/one": WRONG, "safety/two": make_claim(topic="safety")}, **files)


@pytest.mark.parametrize(
    ("paths", "told"),
    [
        ([], {"claims/sleep/one.yml", "docs/new.md"}),
        (["."], {"claims/sleep/one.yml", "docs/new.md"}),
        (["claims"], {"claims/sleep/one.yml"}),
        (["claims/sleep"], {"claims/sleep/one.yml"}),
        (["claims/sleep/"], {"claims/sleep/one.yml"}),
        (["claims/sleep/one.yml"], {"claims/sleep/one.yml"}),
        (["docs/new.md", "claims/safety"], {"docs/new.md"}),
        (["docs/../claims"], {"claims/sleep/one.yml"}),
        (["claims/safety"], set()),
        (["bibliography.bib"], set()),
    ],
)
@pytest.mark.parametrize("how", ["from the root", "below another", "absolute"])
def test_with_paths_only_their_problems_are_reported_and_count(
    two_wrong: Path, paths: list[str], told: set[str], how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(two_wrong if how == "from the root" else two_wrong.parent)
    here = how == "from the root"
    asked = [str(two_wrong / path) if how == "absolute" or (path == "." and not here) else path for path in paths]
    root = [] if here else ["--root", str(two_wrong)]
    result = claims("check", *root, "--format", "json", *asked)
    assert {problem["path"] for problem in json.loads(result.stdout)["problems"]} == told
    assert result.exit_code == (1 if told else 0)


def test_a_path_does_not_select_another_that_begins_like_it(tmp_path: Path) -> None:
    other = make_claim(topic="sleep-more", question="How does tea help more?", claim="Tea helps more.")
    root = write_site(tmp_path, {"sleep/one": make_claim(), "sleep-more/two": other})
    result = claims("check", "--root", root, "--format", "json", root / "claims" / "sleep")
    assert json.loads(result.stdout)["problems"] == []


@pytest.mark.parametrize(
    "call",
    [
        *("check --root no-such-folder", "check no-such-file.yml", "check /", "check --format xml"),
        *("check --no-such-option", "chek", "--no-such-option", "explain", "explain Q99", "explain ''"),
        *("new", "new an-id", "new 'An Id' --topic sleep", "new ../../an-id --topic sleep"),
        *(f"new {CLAIM_ID} --topic sleep", "new an-id --topic slep", "new an-id --topic ../sleep"),
        "new an-id --topic sleep --question 'Not a question'",
        *("export", "export docs", "export bibliography.bib", "built", "built no-such-folder"),
    ],
)
def test_an_unusable_call_exits_2_says_why_and_writes_nothing(
    tmp_path: Path, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write_site(tmp_path))
    before = fingerprints(tmp_path)
    result = claims(*shlex.split(call), status=2)
    assert result.stdout == ""
    assert "Error: " in result.stderr
    assert fingerprints(tmp_path) == before


def test_a_similar_name_is_suggested(tmp_path: Path) -> None:
    root = write_site(tmp_path)
    assert "`sleep`" in claims("new", "an-id", "--topic", "slep", "--root", root).stderr
    assert "F12" in claims("explain", "F122").stderr


@pytest.mark.parametrize("command", ["", "check", "explain", "new", "export", "built", "schema"])
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_command_has_help(command: str, option: str) -> None:
    assert "Usage:" in claims(*filter(None, [command]), option, status=0).stdout


def test_the_version_and_the_schema_are_printed() -> None:
    assert __version__ in claims("--version", status=0).stdout
    assert json.loads(claims("schema", status=0).stdout) == json.loads(json.dumps(claim_schema()))


# What is chosen, what is mended


def test_rules_can_be_chosen_and_left_out(two_wrong: Path) -> None:
    def codes(*options: str) -> tuple[set[str], int]:
        result = claims("check", "--root", two_wrong, "--format", "json", *options)
        return {problem["code"] for problem in json.loads(result.stdout)["problems"]}, result.exit_code

    assert codes("--select", "F,S11") == ({"F12", "S11"}, 1)
    assert codes("--select", "d01") == ({"D01"}, 1)
    assert codes("--select", "T") == (set(), 0)
    everything, _ = codes()
    assert codes("--ignore", "F, D") == ({code for code in everything if code[0] not in "FD"}, 1)
    assert codes("--select", "F", "--ignore", "F12") == (set(), 0)


@pytest.mark.parametrize(("option", "code"), [("--select", "N0l"), ("--ignore", "ZZ"), ("--select", "F, D99")])
def test_a_code_that_no_rule_has_is_refused_and_hides_nothing(two_wrong: Path, option: str, code: str) -> None:
    result = claims("check", "--root", two_wrong, option, code)
    assert (result.exit_code, result.stdout) == (2, "")
    assert code.rpartition(" ")[2].upper() in result.stderr


def test_grades_of_what_cannot_be_read_are_not_forgotten(tmp_path: Path) -> None:
    root = write_site(tmp_path)
    claims("stats", "--root", root, "--write-reading", status=0)
    before = (root / "docs/data/reading.yml").read_bytes()
    (root / CLAIM_PATH).write_bytes(b"question: \xff")
    refused = claims("stats", "--root", root, "--write-reading", status=2)
    assert CLAIM_PATH in refused.stderr
    assert (root / "docs/data/reading.yml").read_bytes() == before
    claims("stats", "--root", root, status=0)


def test_a_copied_claim_is_told_whichever_of_the_two_files_is_checked(tmp_path: Path) -> None:
    for code, one, other in (("F40", "sleep/a", "sleep/b"), ("F19", "sleep/a", "safety/a")):
        root = write_site(tmp_path / code, {one: make_claim(), other: make_claim(topic=other.partition("/")[0])})
        for name in (one, other):
            assert code in claims("check", "--root", root, root / f"claims/{name}.yml").stdout
        assert claims("check", "--root", root, root / "docs", status=0).stdout == ""


def test_a_comparison_says_what_could_not_be_read(tmp_path: Path) -> None:
    before, now = write_site(tmp_path / "before"), write_site(tmp_path / "now")
    assert claims("diff", "--root", now, before).stderr == ""
    (now / CLAIM_PATH).write_bytes(b"question: \xff")
    told = claims("diff", "--root", now, before).stderr
    assert CLAIM_PATH in told
    assert str(now) in told


def test_fix_mends_what_needs_no_judgement_and_nothing_else(tmp_path: Path) -> None:
    untidy = make_claim().replace("topic: sleep\n", "").replace("leaning:", "topic: sleep   \nleaning:") + "\n\n"
    bib = BIBLIOGRAPHY.replace("{10.5555/warm", "{https://doi.org/10.5555/warm").replace("{45--52}", "{45-52}")
    root = write_site(tmp_path, {f"sleep/{CLAIM_ID}": untidy}, bib)
    claims("check", "--root", root, status=1)
    claims("check", "--root", root, "--fix", status=0)
    assert (root / CLAIM_PATH).read_text(encoding="utf-8") == make_claim()
    assert (root / "bibliography.bib").read_text(encoding="utf-8") == BIBLIOGRAPHY
    assert problems_of(root) == []


def test_fix_changes_neither_correct_nor_unreadable_files(tmp_path: Path) -> None:
    claims_of = {f"sleep/{CLAIM_ID}": make_claim(), "sleep/broken": "a: [\n", "sleep/bytes": b"claim: \xff  \n"}
    root = write_site(tmp_path, claims_of)
    before = fingerprints(root)
    claims("check", "--root", root, "--fix")
    assert fingerprints(root) == before


def test_a_package_that_is_not_installed_is_named_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it is for whoever brings the code up to date, and not yet what it needs."""
    root = write_site(tmp_path, bib=BIBLIOGRAPHY.replace("and sleep", "and \\textbf{sleep}"))
    _reader.cache_clear()
    monkeypatch.setitem(sys.modules, "pylatexenc.latex2text", None)
    result = claims("check", "--root", root, status=1)
    assert "the package `pylatexenc.latex2text` is not installed" in result.stderr
    assert "make site" in result.stderr
    assert "Traceback" not in result.output


# explain, new, export, built, schema


@pytest.mark.parametrize("code", sorted(RULES))
def test_every_rule_is_explained_with_a_bad_and_a_good_example(code: str) -> None:
    told, rule = claims("explain", code.lower(), status=0).stdout, RULES[code]
    assert told.startswith(f"{code} {rule.title}")
    assert rule.text in told
    assert all(line.strip() in told for example in (rule.bad, rule.good) for line in example.splitlines())


def test_new_writes_the_file_that_it_shows_with_dry_run(tmp_path: Path) -> None:
    root = write_site(tmp_path)
    call = ["new", "causes-dreams", "--topic", "safety", "--question", "Does it cause dreams?", "--root", str(root)]
    shown = claims(*call, "--dry-run", status=0)
    target = root / "claims/safety/causes-dreams.yml"
    assert not target.exists(), "a dry run writes nothing"
    written = claims(*call, status=0)
    assert "claims/safety/causes-dreams.yml" in written.stdout
    assert target.read_text(encoding="utf-8") == shown.stdout
    claims(*call, status=2)
    assert target.read_text(encoding="utf-8") == shown.stdout, "never written over"


def test_new_refuses_a_path_that_exists_although_it_is_no_claim(tmp_path: Path) -> None:
    root = write_site(tmp_path)
    (root / "claims/sleep/taken.yml").mkdir()
    claims("new", "taken", "--topic", "sleep", "--root", root, status=2)


@pytest.mark.parametrize(
    ("path", "call"),
    [
        ("claims/sleep/helps-cats.yml", ["new", "helps-cats", "--topic", "sleep", "--no-input"]),
        ("docs/data/reading.yml", ["stats", "--write-reading"]),
        ("bibliography.bib", ["new-source", "--offline", "10.5555/full.1"]),
        ("bibliography.bib", ["check", "--fix"]),
        ("bibliography.bib", ["import", "export.ris"]),
    ],
)
def test_a_full_disk_leaves_every_file_as_it_was(
    path: str, call: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(file: Path, data: bytes) -> int:
        file.write_text(data[:9].decode())
        raise OSError(errno.ENOSPC, "No space left on device")

    export = {"export.ris": "TY  - BOOK\nTI  - Tea\nER  - \n"}
    root = write_site(tmp_path, bib=BIBLIOGRAPHY.replace("{45--52}", "{45-52}"), **export)
    before = {file: file.read_bytes() for file in root.rglob("*.*") if file.is_file()}
    monkeypatch.setattr(Path, "write_bytes", half)
    done = claims(*(root / word if word in export else word for word in call), "--root", root)
    assert done.exit_code == 2
    assert f"{root / path}: No space left on device" in done.stderr
    assert {file: file.read_bytes() for file in root.rglob("*.*") if file.is_file()} == before


def test_ctrl_c_has_a_status_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("explainer.loading.library.load_library", stopped)
    done = claims("stats", "--root", write_site(tmp_path))
    assert (done.exit_code, done.stderr) == (130, "Aborted!\n")


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("call", [["data"], ["export"], ["start", "--name=Tea", "--subject=tea", "--no-input"]])
def test_a_full_disk_leaves_no_half_folder(
    call: list[str], there: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, out = write_site(tmp_path / "site"), tmp_path / "out"
    if there:
        out.mkdir()
    written: list[Path] = []

    def full(file: Path, *_: object, **__: object) -> None:
        file.touch()
        if len(written) == 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(file)

    monkeypatch.setattr(Path, "write_bytes", full)
    monkeypatch.setattr(Path, "write_text", full)
    done = claims(*call, out, *(["--root", root] if call[0] != "start" else []))
    assert done.exit_code == 2
    assert f"{out}: No space left on device" in done.stderr
    assert out.exists() == there
    assert not there or [*out.iterdir()] == []


def test_export_writes_every_page(tmp_path: Path) -> None:
    root = write_site(tmp_path / "site")
    (tmp_path / "out").mkdir()  # an empty one is taken
    claims("export", tmp_path / "out", "--root", root, status=0)
    written = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.md")}
    expected = {name.removeprefix("docs/") for name in PAGES} | {f"claims/{CLAIM_ID}.md", "sources/smith2020.md"}
    assert expected <= written
    (tmp_path / "out/diary.md").write_text("Mine.", encoding="utf-8")
    before = fingerprints(tmp_path / "out")
    claims("export", tmp_path / "out", "--root", root, status=2)
    assert fingerprints(tmp_path / "out") == before, "a folder in use is let be"


def test_export_of_a_site_with_errors_writes_nothing(tmp_path: Path) -> None:
    root = write_site(tmp_path / "site", {f"sleep/{CLAIM_ID}": WRONG})
    result = claims("export", tmp_path / "out", "--root", root, status=1)
    assert f"{CLAIM_PATH}:" in result.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("path", "before", "after", "subject"),
    [
        (CLAIM_PATH, "verdict: unproven", "verdict: mixed", f"claim {CLAIM_ID}"),
        ("bibliography.bib", "Berg, Ole", "Hill, Ole", "reference smith2020"),
        ("bibliography.bib", "Survey Letters", "Letters on Surveys", "reference jones2019"),
        ("docs/data/helplines.yml", 'emergency: "113"', 'emergency: "112"', "data docs/data/helplines.yml"),
        ("docs/faq.md", "A question.", "Another question.", "page docs/faq.md"),
    ],
)
def test_diff_shows_each_change_that_readers_see(
    tmp_path: Path, path: str, before: str, after: str, subject: str
) -> None:
    files = {"docs/data/helplines.yml": HELPLINES, "docs/faq.md": "# Questions\n\nA question.\n"}
    old, new = (write_site(tmp_path / name, **files) for name in ("old", "new"))
    text = (new / path).read_text(encoding="utf-8")
    assert before in text
    (new / path).write_text(text.replace(before, after), encoding="utf-8")
    printed = claims("diff", "--root", new, old).stdout
    assert re.findall(r"^### (.+)$", printed, re.MULTILINE)[-1] == subject
    assert ("### Conclusions" in printed) == (path == CLAIM_PATH)


def test_diff_leaves_out_what_no_page_shows(tmp_path: Path) -> None:
    old = write_site(tmp_path / "old", **{"docs/data/words.yml": "brands: [Tea Palace]\n"})
    new = write_site(tmp_path / "new", **{"docs/data/words.yml": "brands: [Tea Castle]\n"})
    assert "#" not in claims("diff", "--root", new, old).stdout


def test_stats_lists_claims_that_are_due_but_no_withdrawn_ones(tmp_path: Path) -> None:
    gone = make_claim(**OVERDUE, withdrawn={"date": "2026-01-01", "reason": "It is answered elsewhere."})
    root = write_site(tmp_path, {"sleep/late": make_claim(**OVERDUE), "sleep/gone": gone})
    assert json.loads(claims("stats", "--root", root, "--format", "json").stdout)["due"] == ["late"]


def test_stats_writes_a_lower_reading_grade_and_never_a_higher_one(tmp_path: Path) -> None:
    root, reading = write_site(tmp_path), tmp_path / "docs" / "data" / "reading.yml"
    for noted, kept in (("99.0", False), ("0.5", True)):
        reading.write_text(f"grades:\n  {CLAIM_PATH}: {noted}\n", encoding="utf-8")
        claims("stats", "--root", root, "--write-reading")
        assert (f"{CLAIM_PATH}: {noted}" in reading.read_text(encoding="utf-8")) == kept


def test_a_built_site_that_lacks_its_pages_exits_1(tmp_path: Path) -> None:
    root = write_site(tmp_path / "site")
    (tmp_path / "built").mkdir()
    result = claims("built", tmp_path / "built", "--root", root, status=1)
    assert " V01 " in result.stdout


def test_a_hint_names_the_command_as_it_can_be_typed(tmp_path: Path) -> None:
    root = write_site(tmp_path)
    script = root / ".venv/bin/claims"
    script.parent.mkdir(parents=True)
    script.write_text(
        f"#!{sys.executable}\nimport sys; sys.path.insert(0, {str(REPOSITORY / 'hooks')!r})\n"
        "from explainer.cli import main; main()\n",
        encoding="utf-8",
    )
    script.chmod(0o755)
    done = subprocess.run([".venv/bin/claims", "new", "tea-dreams", "--topic", "sleep"], cwd=root, capture_output=True,
                          text=True, timeout=60, check=True)  # fmt: skip
    hint = done.stdout.strip().rpartition("run: ")[2].split()
    assert hint[0] == ".venv/bin/claims"
    again = subprocess.run(hint, cwd=root, capture_output=True, text=True, timeout=60, check=False)
    assert again.returncode == 1
    assert "W05" in again.stdout


# As a process


def test_run_as_a_process_exit_status_and_streams_are_the_same(tmp_path: Path) -> None:
    clean = run("check", "--root", write_site(tmp_path / "clean"), cwd=tmp_path)
    assert (clean.returncode, clean.stdout) == (0, "")
    assert "0 errors" in clean.stderr
    wrong = run("check", "--format", "json", cwd=write_site(tmp_path / "wrong", {f"sleep/{CLAIM_ID}": WRONG}))
    assert wrong.returncode == 1
    assert json.loads(wrong.stdout)["problems"][0]["code"] == "F12"
    assert wrong.stderr == ""
    unusable = run("check", "--root", "none", cwd=tmp_path)
    assert (unusable.returncode, unusable.stdout) == (2, "")


def on_terminal(encoding: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    """Run Python where it writes in an encoding, and return what it wrote as bytes."""
    return subprocess.run(
        [sys.executable, "-X", "utf8=0", *arguments],
        cwd=cwd,
        timeout=60,
        check=False,
        env=site_builders.environment(PYTHONIOENCODING=encoding),
        capture_output=True,
    )


EVERY_FORM = """
from explainer.cli import main
for form in ("text", "json", "github"):
    try:
        main(["check", "--format", form])
    except SystemExit as ended:
        print(ended.code)
"""


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_any_text_can_be_printed_on_any_terminal(tmp_path: Path, encoding: str) -> None:
    root = write_site(tmp_path, {f"sleep/{CLAIM_ID}": make_claim(verdict="vélløst 日本 😀")})
    done = on_terminal(encoding, "-c", EVERY_FORM, cwd=root)
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False), done.stderr
    assert (done.stdout.count(b"F12"), done.stdout.split()[-1]) == (3, b"1")


def test_python_gives_no_warnings(tmp_path: Path) -> None:
    done = run("check", cwd=write_site(tmp_path), PYTHONWARNINGS="error")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("epoch", "code"), [("1767225600", "T02"), ("1893456000", "T03")], ids=["2026", "2030"])
def test_the_day_is_that_of_the_environment(
    tmp_path: Path, epoch: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    assert f" {code} " in claims("check", "--root", write_site(tmp_path)).stdout


@pytest.mark.parametrize(
    "epoch", ["99999999999999999999", "-99999999999999", "253402300799", "soon", "1.5", "9" * 5000]
)
def test_an_invalid_day_in_the_environment_exits_2(tmp_path: Path, epoch: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    result = claims("check", "--root", write_site(tmp_path), status=2)
    assert "SOURCE_DATE_EPOCH" in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("encoding", "arguments"),
    [
        ("cp1252", ("check", "--format", "json")),
        ("utf-16", ("check", "--format", "sarif")),
        ("ascii", ("new", "te", "--topic", "sleep", "--question", "Gj\u00f8r te \u2192 s\u00f8vn?", "--dry-run")),
    ],
)
def test_what_machines_read_is_utf8_on_every_terminal(
    tmp_path: Path, encoding: str, arguments: tuple[str, ...]
) -> None:
    root = write_site(tmp_path, claims={f"sleep/{CLAIM_ID}": make_claim(topic="s\u00f8vn\u2192")})
    done = on_terminal(encoding, "-m", "explainer", *arguments, cwd=root)
    text = done.stdout.decode("utf-8")
    assert "s\u00f8vn" in text
    assert "\u2192" in text
    assert b"\r" not in done.stdout
    if arguments[0] == "check":
        json.loads(text)
