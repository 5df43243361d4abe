"""The queries of the documentation are run, and answer what the claims themselves answer."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import jq
import pandas as pd
import pytest

from builders import REPOSITORY
from explainer.loading.library import Library
from explainer.model.history import revisions
from explainer.model.vocabulary import Interest, Rung

PAGE = (REPOSITORY / "docs" / "data-and-feeds.md").read_text(encoding="utf-8")
SINCE = date(2026, 1, 1)
Rows = Counter[tuple[str, ...]]


def blocks() -> dict[str, dict[str, str]]:
    """Return the queries of the page: question -> language -> text."""
    part = PAGE.split("## Example queries", 1)[1].split("\n## ", 1)[0]
    found = {}
    for section in part.split("\n### ")[1:]:
        title, _, rest = section.partition("\n")
        found[title.strip()] = dict(re.findall(r"^```(\w+)\n(.*?)^```", rest, re.DOTALL | re.MULTILINE))
    return found


def by_verdict(library: Library) -> Rows:
    counted = Counter(
        (c.verdict.value, c.level.value if c.level else "") for c in library.claims.values() if not c.withdrawn
    )
    return Counter((*pair, str(count)) for pair, count in counted.items())


def on_one_study(library: Library) -> Rows:
    found: Rows = Counter()
    for claim in library.claims.values():
        works = {key for side, _, finding in claim.findings() if side != "unknown" for key in finding.cite}
        designs = {key: library.references[key].design for key in works}
        studies = [key for key, design in designs.items() if design and design.rung is not Rung.OTHER]
        if len(studies) == 1 and not claim.withdrawn:
            found[claim.id, studies[0]] += 1
    return found


def industry(library: Library) -> Rows:
    tied = [one for one in library.references.values() if Interest.INDUSTRY in one.interests]
    return Counter((one.key, one.funding, one.ties) for one in tied)


def changed(library: Library) -> Rows:
    found: Rows = Counter()
    for claim in library.claims.values():
        for one in revisions(claim):
            if one.conclusion_changed and one.day >= SINCE:
                values = (one.verdict_before, one.verdict, one.certainty_before, one.certainty)
                found[claim.id, one.day.isoformat(), *(value or "" for value in values)] += 1
    return found


QUESTIONS: dict[str, Callable[[Library], Rows]] = {
    "Claims by verdict and certainty": by_verdict,
    "Claims that rest on one study": on_one_study,
    "Sources with industry ties": industry,
    "Conclusions changed since a date": changed,
}


def with_jq(query: str) -> Rows:
    """Run a command of jq in its library; only the options that the page uses are known."""
    words = shlex.split(query)
    assert words.pop(0) == "jq"
    named: dict[str, Any] = {}
    while words[0].startswith("-"):
        option = words.pop(0)
        assert option in {"-r", "--arg"}, option
        if option == "--arg":
            name, value = words.pop(0), words.pop(0)
            named[name] = value
    program, file = words
    lines = jq.compile(program, args=named).input_text(Path(file).read_text(encoding="utf-8")).all()
    return Counter(tuple(part.replace("\\\\", "\\") for part in line.split("\t")) for line in lines)


def with_pandas(query: str) -> Rows:
    held: dict[str, Any] = {}
    exec(compile(query, "data-and-feeds.md", "exec"), held)  # noqa: S102 -- our own documentation
    return rows(held["answer"])


def with_duckdb(query: str) -> Rows:
    with duckdb.connect() as connection:
        return rows(connection.sql(query).df())


def rows(table: pd.DataFrame) -> Rows:
    def said(value: Any) -> str:
        if pd.isna(value):
            return ""
        return value.strftime("%Y-%m-%d") if hasattr(value, "strftime") else str(value)

    return Counter(tuple(said(value) for value in row) for row in table.itertuples(index=False))


RUN = {"sh": with_jq, "python": with_pandas, "sql": with_duckdb}


def test_every_question_is_asked_in_every_way() -> None:
    assert set(blocks()) == set(QUESTIONS)
    for asked in blocks().values():
        assert set(asked) == set(RUN)


@pytest.mark.parametrize("way", list(RUN))
@pytest.mark.parametrize("question", list(QUESTIONS))
def test_a_query_answers_its_question(
    real_site: Path, library: Library, monkeypatch: pytest.MonkeyPatch, question: str, way: str
) -> None:
    monkeypatch.chdir(real_site)
    wanted = QUESTIONS[question](library)
    assert wanted, "a question without an answer tests nothing"
    assert RUN[way](blocks()[question][way]) == wanted


@pytest.mark.parametrize("way", list(RUN))
def test_withdrawn_claims_are_told_apart(
    small_files: dict[str, str], small: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    for name in ("claims.json", "claims.csv"):
        (tmp_path / name).write_bytes(small_files[name].encode())
    monkeypatch.chdir(tmp_path)
    for question, answer in QUESTIONS.items():
        wanted = answer(small.library)
        assert RUN[way](blocks()[question][way]) == wanted, question
    assert any(row[3] == "" for row in changed(small.library)), "a withdrawal is a changed conclusion"
