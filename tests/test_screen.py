"""`claims screen`: the works to be read, one after another, on a terminal; listed elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import search_cases as cases
from builders import BIBLIOGRAPHY, CLAIM_ID, EPOCH, TODAY, codes, library_of, problems_of, write_site
from explainer.cli import main
from explainer.commands import new_evidence as screen_module
from explainer.model.searches import SCREENED, SEARCHES, Screened

Screen = Callable[..., Any]
TOUCHED = f"[{{claim: {CLAIM_ID}, why: shares the words tea}}]"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    works = cases.work("A second work", claims=TOUCHED, note="A note of ours.") + cases.work("A third", doi="10.5555/3")
    return write_site(tmp_path, **{SEARCHES: cases.SEARCHES, SCREENED: f"# Ours.\n{cases.SCREENED}{works}"})


@pytest.fixture
def screen(root: Path, monkeypatch: pytest.MonkeyPatch) -> Screen:
    """Run the command with what somebody types on a terminal."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)

    def run(*arguments: str, typed: str = "") -> Any:
        monkeypatch.setattr(screen_module, "on_terminal", lambda: bool(typed))
        return CliRunner().invoke(main, ["screen", "--root", str(root), *arguments], input=typed)

    return run


def works_of(root: Path) -> tuple[Screened, ...]:
    data = library_of(root).data
    assert data
    return data.screened.works


@pytest.mark.parametrize(
    ("arguments", "count"), [(("--list",), 3), ((), 3), (("--list", "sleep"), 3), (("--list", "safety"), 0)]
)
def test_works_to_read_are_listed(arguments: tuple[str, ...], count: int, screen: Screen, root: Path) -> None:
    before = (root / SCREENED).read_bytes()
    result = screen(*arguments)
    assert result.exit_code == 0
    assert result.stdout.count("seen 2026-11-20") == count
    assert f"{count} works are to be read." in result.stderr
    if count:
        assert (
            "  2026, article; PubMed; seen 2026-11-20\n  https://doi.org/10.5555/new\n  A note of ours."
            in result.stdout
        )
        assert "may touch: How well does chamomile tea help people sleep? (shares the words tea)" in result.stdout
    assert (root / SCREENED).read_bytes() == before


def test_a_work_is_cited_another_set_aside_and_a_third_left(screen: Screen, root: Path) -> None:
    result = screen(typed="A. Reader\nc\nnobody1999\nsmith2020\nx\ns\n9\n1\nOnly in mice.\nl\n")
    assert result.exit_code == 0, result.output
    assert "`nobody1999`" in result.output
    assert "2 decided, 1 left to read." in result.stderr
    first, second, third = works_of(root)
    assert (first.status, first.key, first.by, first.decided, first.program) == (
        "cited", "smith2020", "A. Reader", TODAY, False,
    )  # fmt: skip
    assert (second.status, second.reason, second.note) == ("set-aside", "not-people", "Only in mice.")
    assert third.status == "to-read"
    assert (root / SCREENED).read_text(encoding="utf-8").startswith("# Ours.\nruns:\n")
    assert codes(problems_of(root)) == []


def test_leaving_keeps_what_was_decided(screen: Screen, root: Path) -> None:
    screen("--by", "A. Reader", typed="s\n4\n\nq\n")
    assert [work.status.value for work in works_of(root)] == ["set-aside", "to-read", "to-read"]
    screen("--by", "B. Reader", typed="s\n2\n\n")  # the terminal is closed in the middle
    assert [work.by for work in works_of(root)] == ["A. Reader", "B. Reader", None]


def test_the_key_of_a_work_that_is_in_the_bibliography_is_proposed(screen: Screen, root: Path) -> None:
    entry = BIBLIOGRAPHY.replace("@article{smith2020", "@article{fresh2026", 1).replace(
        "10.5555/warm.2020.45", "10.5555/FRESH"
    )
    (root / "bibliography.bib").write_text(BIBLIOGRAPHY + "\n" + entry.split("\n}\n")[0] + "\n}\n", encoding="utf-8")
    screen("--by", "A", typed="c\n\nq\n")
    assert works_of(root)[0].key == "fresh2026"


def test_nothing_to_read_asks_nothing(screen: Screen, root: Path) -> None:
    assert "0 decided, 0 left to read." in screen("safety", typed="never read\n").stderr


def test_a_file_that_cannot_be_read_is_left_alone(screen: Screen, root: Path) -> None:
    (root / SCREENED).write_text("works: [unclosed\n", encoding="utf-8")
    assert screen(typed="A\n").exit_code == 2
    assert (root / SCREENED).read_text(encoding="utf-8") == "works: [unclosed\n"


def test_what_was_written_meanwhile_is_not_lost(screen: Screen, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = screen_module._decision

    def slow(*arguments: Any) -> Any:
        decision = usual(*arguments)
        with (root / SCREENED).open("a", encoding="utf-8") as file:
            file.write("# by another program\n")
        return decision

    monkeypatch.setattr(screen_module, "_decision", slow)
    before = (root / SCREENED).read_text(encoding="utf-8")
    result = screen("--by", "A", typed="s\n4\n\nq\n")
    assert result.exit_code == 2
    assert "was changed while this ran" in result.stderr
    assert (root / SCREENED).read_text(encoding="utf-8") == before + "# by another program\n"
