"""What runs on a schedule: the workflows' form, and the scripts behind their make targets, with stand-ins for `claims`
and `gh`."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from builders import REPOSITORY
from network.test_links import commit, git

WORKFLOWS = ("links.yml", "verify.yml", "watch.yml", "pages.yml")
SCRIPTS = ("upkeep", "changed", "issue", "propose")


def workflow(name: str) -> dict[Any, Any]:
    read: dict[Any, Any] = yaml.safe_load((REPOSITORY / ".github/workflows" / name).read_text(encoding="utf-8"))
    return read


def steps(name: str) -> list[dict[str, Any]]:
    return [step for job in workflow(name)["jobs"].values() for step in job["steps"]]


# The workflows


@pytest.mark.parametrize("name", WORKFLOWS)
def test_workflows_are_pinned_need_no_secret_and_leave_forks_alone(name: str) -> None:
    text = (REPOSITORY / ".github/workflows" / name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if "uses:" in line:
            assert re.search(r"uses: actions/[a-z/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line
    assert "secrets." not in text
    assert "pull_request_target" not in text
    held = workflow(name)
    assert held["permissions"] == {"contents": "read"}
    assert held[True]["schedule"], "`on` is read as true by YAML 1.1"
    for job in held["jobs"].values():
        assert job["timeout-minutes"] <= 90
        assert job["runs-on"] == "ubuntu-24.04"
        needs = job.get("needs")
        condition = job.get("if", held["jobs"][needs]["if"] if needs else "")
        assert condition
        assert "!github.event.repository.fork" in condition or condition == "github.event_name == 'pull_request'"


def test_one_action_has_one_hash_everywhere() -> None:
    pins: dict[str, set[str]] = {}
    for path in (REPOSITORY / ".github/workflows").glob("*.yml"):
        for action, pin in re.findall(r"uses: (actions/[a-z-]+)[a-z/-]*@([0-9a-f]+)", path.read_text(encoding="utf-8")):
            pins.setdefault(action, set()).add(pin)
    assert all(len(found) == 1 for found in pins.values()), pins


@pytest.mark.parametrize("name", WORKFLOWS)
def test_every_script_part_is_a_make_target(name: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", (REPOSITORY / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    runs = [step["run"] for step in steps(name) if "run" in step]
    assert runs
    for run in runs:
        words = run.split()
        assert words[0] == "make", run
        assert {word for word in words[1:] if "=" not in word} <= targets
        assert "${{" not in run, "what comes from outside goes through the environment"


def test_no_job_that_runs_packages_may_write_or_has_credentials() -> None:
    """A package that is installed could use them: what writes is a job of its own, which installs nothing."""
    for path in sorted((REPOSITORY / ".github/workflows").glob("*.yml")):
        for name, job in workflow(path.name)["jobs"].items():
            runs = [step.get("run", "") for step in job["steps"]]
            installs = any("setup-python" in step.get("uses", "") for step in job["steps"])
            granted = {**workflow(path.name)["permissions"], **job.get("permissions", {})}
            if installs:
                assert "write" not in granted.values(), (path.name, name)
                assert not any("GH_TOKEN" in step.get("env", {}) for step in job["steps"])
            else:
                assert {run.split()[1] for run in runs if run} <= {"issue", "propose"}, (path.name, name)
            for step in job["steps"]:
                if "actions/checkout" in step.get("uses", ""):
                    assert step["with"]["persist-credentials"] is False, (path.name, name)


def test_only_the_job_that_reports_may_write_and_needs_no_package() -> None:
    for name in ("links.yml", "verify.yml", "watch.yml"):
        jobs = workflow(name)["jobs"]
        assert [job for job, held in jobs.items() if "permissions" in held] == ["report"]
        assert jobs["report"]["permissions"]["issues"] == "write"
        assert jobs["report"]["needs"] == "all"
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    assert re.search(r"^issue: ##", makefile, re.MULTILINE), "without a prerequisite that installs"
    assert re.search(r"^propose: ##", makefile, re.MULTILINE)


# The scripts


class Workshop:
    """A copy of the scripts with stand-ins: `claims` ends as it is told, `gh` writes down what it is asked."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / ".ci").mkdir(parents=True)
        for script in SCRIPTS:
            shutil.copy(REPOSITORY / ".ci" / script, root / ".ci" / script)
        self.asked = root / "gh.log"
        self.program(
            root / ".venv/bin/claims",
            'echo "claims $*" >> claims.log\n'
            'while [ $# -gt 0 ]; do if [ "$1" = --report ]; then echo "a report of @someone" > "$2"; fi; shift; done\n'
            'exit "${CLAIMS_ENDS:-0}"\n',
        )
        self.program(
            root / "bin/gh", 'echo "gh $*" >> "$GH_LOG"\ncase "$*" in *list*) printf "%s" "${GH_LISTS:-}" ;; esac\n'
        )

    @staticmethod
    def program(path: Path, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/usr/bin/env bash\n{text}")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def run(
        self, script: str, *arguments: str, status: int | None = None, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a script, and see that it ends with a status."""
        kept = {name: value for name, value in os.environ.items() if name != "GITHUB_ACTIONS"}
        path = f"{self.root / 'bin'}:{os.environ['PATH']}"
        done = subprocess.run(
            ["bash", f".ci/{script}", *arguments],
            cwd=self.root,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
            env={**kept, "PATH": path, "GH_LOG": str(self.asked), **variables},
        )
        assert status in {None, done.returncode}, done.stdout + done.stderr
        return done

    @property
    def log(self) -> list[str]:
        return self.asked.read_text().splitlines() if self.asked.exists() else []


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path / "shop")


@pytest.fixture
def remote(workshop: Workshop, tmp_path: Path) -> Path:
    """A repository that the workshop, committed, is a clone of."""
    there = tmp_path / "remote.git"
    git(tmp_path, "init", "--quiet", "--bare", str(there))
    (workshop.root / ".gitignore").write_text("*.log\nbin/\n.venv/\n")
    commit(workshop.root)
    git(workshop.root, "remote", "add", "origin", str(there))
    return there


@pytest.mark.parametrize("script", SCRIPTS)
def test_scripts_can_be_run(script: str) -> None:
    path = REPOSITORY / ".ci" / script
    assert path.stat().st_mode & stat.S_IXUSR
    assert "set -euo pipefail" in path.read_text()


@pytest.mark.parametrize("ends", [0, 1, 3, 4])
def test_upkeep_leaves_reports(ends: int, workshop: Workshop) -> None:
    workshop.run("upkeep", CLAIMS_ENDS=str(ends), status=ends)
    for check in ("links", "verify"):
        assert (workshop.root / f".build/upkeep/{check}.status").read_text() == f"{ends}\n"
        assert (workshop.root / f".build/upkeep/{check}.md").exists()


def test_upkeep_of_one_check_with_a_built_site_and_a_file(workshop: Workshop) -> None:
    (workshop.root / "site").mkdir()
    (workshop.root / "site/index.html").write_text("")
    workshop.run("upkeep", "links")
    workshop.run("upkeep", "verify", RETRACTION_WATCH="retraction_watch.csv")
    first, second = (workshop.root / "claims.log").read_text().splitlines()
    assert first.endswith("--site site")
    assert second.endswith("--retraction-watch retraction_watch.csv")
    workshop.run("upkeep", "nonsense", status=2)


@pytest.mark.parametrize(
    ("ends", "status", "words"), [(0, 0, ""), (1, 1, ""), (2, 2, ""), (3, 0, "NOT CHECKED"), (4, 0, "CHECKED IN PART")]
)
def test_a_service_that_is_down_does_not_block_a_change(ends: int, status: int, words: str, workshop: Workshop) -> None:
    done = workshop.run("changed", "origin/main", CLAIMS_ENDS=str(ends), status=status)
    assert words in done.stdout
    log = (workshop.root / "claims.log").read_text()
    assert "claims links --since origin/main --format text" in log
    assert "--no-write" in log


CLOSED = ["gh issue close 7 --comment The latest run found nothing left to mend."]
EDITED = ["gh issue edit 7 --body-file .build/upkeep/links.issue.md"]
OPENED = [
    "gh label create upkeep: links --force --color d4c5f9 --description "
    "Kept by make issue CHECK=links; set by no one else.",
    "gh issue create --title Links that need mending --label upkeep: links --body-file .build/upkeep/links.issue.md",
]


@pytest.mark.parametrize(
    ("ends", "open_issue", "did"),
    [
        ("0", "", []),
        ("0", "7", CLOSED),
        ("1", "", OPENED),
        ("1", "7", EDITED),
        ("3", "7", []),
        ("4", "7", []),
        ("3", "", []),
    ],
)
def test_there_is_one_issue(ends: str, open_issue: str, did: list[str], workshop: Workshop) -> None:
    workshop.run("upkeep", "links", CLAIMS_ENDS=ends)
    done = workshop.run("issue", "links", GH_LISTS=open_issue, status=0)
    assert workshop.log[1:] == did
    assert ("stays as it is" in done.stdout) is (ends in {"3", "4"})


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not there to read the answer as gh does")
def test_an_issue_of_a_stranger_is_left_alone(workshop: Workshop) -> None:
    """A stand-in that knows issues by label and author, as gh does: a stranger's of the same title is not ours."""
    workshop.program(
        workshop.root / "bin/gh",
        'echo "gh $*" >> "$GH_LOG"\n'
        'case "$*" in *"issue list"*)\n'
        'case "$*" in *"--label upkeep: links"*"--author app/github-actions"*) found="$OURS" ;;\n'
        '*) found="$OURS $THEIRS" ;; esac\n'
        'for n in $found; do echo "{\\"number\\": $n}"; done | jq -s . | jq -r "${@: -1}" ;;\nesac\n',
    )
    workshop.run("upkeep", "links", CLAIMS_ENDS="1")
    workshop.run("issue", "links", OURS="", THEIRS="666", status=0)
    assert any("issue create" in line for line in workshop.log)
    workshop.asked.unlink()
    workshop.run("issue", "links", OURS="9 7", THEIRS="666", status=0)
    assert workshop.log[1:] == EDITED


def test_whoever_runs_it_can_say_who_the_author_is(workshop: Workshop) -> None:
    workshop.run("upkeep", "links", CLAIMS_ENDS="0")
    workshop.run("issue", "links", ISSUE_AUTHOR="@me")
    assert "--author @me" in workshop.log[0]


def test_a_pull_request_names_a_commit_and_has_a_budget_of_time(workshop: Workshop) -> None:
    workshop.run("changed", "", status=2)
    workshop.run("changed", "HEAD", "links")
    minutes = re.search(r"--budget (\d+)", (workshop.root / "claims.log").read_text())
    assert minutes
    for name in ("links.yml", "verify.yml"):
        assert int(minutes[1]) < workflow(name)["jobs"]["changed"]["timeout-minutes"]
        assert workflow(name)["jobs"]["all"]["timeout-minutes"] > 75, "the budget of a whole run"


def test_without_gh_the_scripts_say_what_they_would_do(workshop: Workshop) -> None:
    (workshop.root / "bin/gh").unlink()
    kept = workshop.root / "kept"
    for name in ("bash", "cat", "head", "iconv", "dirname", "git", "mkdir", "rm"):
        found = shutil.which(name)
        assert found
        kept.mkdir(exist_ok=True)
        (kept / name).symlink_to(found)
    workshop.run("upkeep", "links", CLAIMS_ENDS="1")
    done = workshop.run("issue", "links", PATH=str(kept), status=0)
    assert "gh is not installed; this would run: gh issue create" in done.stdout


@pytest.mark.parametrize("begin", ["", " "], ids=["between two letters", "through a letter"])
@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_an_issue_is_never_too_long(begin: str, locale: str, workshop: Workshop) -> None:
    workshop.run("upkeep", "links", CLAIMS_ENDS="1")
    (workshop.root / ".build/upkeep/links.md").write_text(begin + "\u00fc" * 100_000, encoding="utf-8")
    workshop.run("issue", "links", status=0, LC_ALL=locale)
    assert any("issue create" in line for line in workshop.log)
    body = (workshop.root / ".build/upkeep/links.issue.md").read_bytes()
    assert len(body) <= 60_000
    assert set(body.decode("utf-8").strip()) == {"\u00fc"}


WITHOUT_A_TOPIC = ("nonsense", "watch-", "watch-../x", "watch-a b")


@pytest.mark.parametrize(
    ("arguments", "ends"), [([], "0"), (["links"], "2"), *(([topic], "0") for topic in WITHOUT_A_TOPIC)]
)
def test_an_issue_without_a_result_or_topic_fails_with_a_message(
    arguments: list[str], ends: str, workshop: Workshop
) -> None:
    workshop.run("upkeep", "links", CLAIMS_ENDS=ends)
    assert workshop.run("issue", *arguments).returncode != 0


def test_the_lock_file_is_proposed_once(workshop: Workshop, remote: Path) -> None:
    assert "unchanged" in workshop.run("propose").stdout
    for number, listed in ((1, ""), (2, "12")):
        (workshop.root / "references.lock.json").write_text(f"{number}\n")
        workshop.run("propose", GH_LISTS=listed, status=0)
    created = [line for line in workshop.log if "pr create" in line]
    assert len(created) == 1
    assert "--head registers/lock --base main" in created[0]
    assert git(remote, "show", "registers/lock:references.lock.json") == "2\n"
    assert "unchanged" in workshop.run("propose").stdout


@pytest.mark.parametrize("what", ["verify", "watch"])
def test_nothing_is_called_unchanged_where_git_cannot_tell(what: str, workshop: Workshop, tmp_path: Path) -> None:
    (workshop.root / "references.lock.json").write_text("1\n")
    done = workshop.run("propose", what, GIT_CEILING_DIRECTORIES=str(tmp_path))
    assert done.returncode != 0
    assert "unchanged" not in done.stdout


# New evidence: an issue a topic


def watched(workshop: Workshop, **topics: int) -> None:
    """Leave the reports of a run of `claims watch`, with the status of each topic."""
    workshop.run("upkeep", "watch", CLAIMS_ENDS="1")
    for topic, status in topics.items():
        (workshop.root / f".build/upkeep/watch-{topic}.md").write_text("works")
        (workshop.root / f".build/upkeep/watch-{topic}.status").write_text(f"{status}\n")


def test_each_topic_has_an_issue_of_its_own(workshop: Workshop) -> None:
    watched(workshop, heart=4, pain=1, safety=0)
    assert (workshop.root / "claims.log").read_text().strip().endswith("--reports .build/upkeep")
    done = workshop.run("issue", "watch", GH_LISTS="", status=0)
    assert [line for line in workshop.log if " list " not in line] == [
        "gh label create upkeep: watch-pain --force --color d4c5f9 --description "
        "Kept by make issue CHECK=watch-pain; set by no one else.",
        "gh issue create --title New evidence to look at: pain --label upkeep: watch-pain "
        "--body-file .build/upkeep/watch-pain.issue.md",
    ]
    assert "claims watch-heart" in done.stdout
    assert "stays as it is" in done.stdout
    workshop.asked.unlink()
    workshop.run("issue", "watch", GH_LISTS="7")
    assert [line for line in workshop.log if " list " not in line] == [
        "gh issue edit 7 --body-file .build/upkeep/watch-pain.issue.md",
        "gh issue close 7 --comment The latest run found nothing left to mend.",
    ]


def test_a_topic_whose_issue_fails_does_not_stop_the_others(workshop: Workshop) -> None:
    workshop.program(
        workshop.root / "bin/gh",
        'echo "gh $*" >> "$GH_LOG"\ncase "$*" in *create*heart*) echo "HTTP 502" >&2; exit 1 ;; esac',
    )
    watched(workshop, heart=1, pain=1)
    done = workshop.run("issue", "watch", status=1)
    assert any("issue create --title New evidence to look at: pain" in line for line in workshop.log)
    assert done.stderr == "HTTP 502\nnot done, for the reasons above: watch-heart\n"


@pytest.mark.parametrize(("ends", "status"), [("1", 1), ("2", 1), ("3", 0), ("137", 1)])
def test_a_run_that_asked_nothing_touches_no_issue(ends: str, status: int, workshop: Workshop) -> None:
    watched(workshop, pain=1)
    workshop.run("upkeep", "watch", CLAIMS_ENDS=ends)
    workshop.run("issue", "watch", GH_LISTS="7", status=status)
    assert workshop.log == [], "the reports of the run before are gone"


def test_new_works_are_proposed_on_a_branch_of_their_own(workshop: Workshop, remote: Path) -> None:
    assert "unchanged" in workshop.run("propose", "watch").stdout
    (workshop.root / "docs/data").mkdir(parents=True)
    (workshop.root / "docs/data/screened.yml").write_text("works: []\n")
    workshop.run("propose", "watch", status=0)
    (created,) = (line for line in workshop.log if "pr create" in line)
    assert "--head evidence/new --base main --title New evidence to look at" in created
    workshop.run("propose", "nonsense", status=2)
