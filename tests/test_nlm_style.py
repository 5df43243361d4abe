"""References of every kind held against a citeproc with NLM's own style; see tests/data/nlm/README.md."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from builders import REPOSITORY
from explainer.loading.bibliography import read_bibliography
from explainer.loading.bibliography_fields import TYPES
from explainer.references.vancouver import vancouver

FOLDER = REPOSITORY / "tests" / "data" / "nlm"
REFERENCES, PROBLEMS = read_bibliography("entries.bib", (FOLDER / "entries.bib").read_bytes())
CITEPROC: dict[str, str] = json.loads((FOLDER / "citeproc.json").read_text(encoding="utf-8"))
DIFFERENCES: dict[str, dict[str, str]] = json.loads((FOLDER / "differences.json").read_text(encoding="utf-8"))


def plain(text: str) -> str:
    """Return a text with straight apostrophes and plain hyphens: typography is not compared."""
    return text.replace("\u2019", "'").replace("\u2013", "-")


def test_there_are_150_works_and_all_kinds() -> None:
    assert set(REFERENCES) == set(CITEPROC)
    assert len(CITEPROC) >= 150
    assert set(Counter(one.type for one in REFERENCES.values())) == set(TYPES.values())
    assert {problem.code for problem in PROBLEMS} <= {"S04"}, "some works lack a field on purpose, and nothing else"


@pytest.mark.parametrize("key", CITEPROC)
def test_a_work_is_written_as_the_citeproc_writes_it_or_as_a_rule_has_it(key: str) -> None:
    expected = DIFFERENCES[key]["text"] if key in DIFFERENCES else plain(CITEPROC[key])
    assert plain(vancouver(REFERENCES[key])) == expected


@pytest.mark.parametrize("key", DIFFERENCES)
def test_a_difference_is_one_and_names_its_rule(key: str) -> None:
    assert DIFFERENCES[key]["text"] != plain(CITEPROC[key])
    assert DIFFERENCES[key]["rule"].startswith("Ch. ")
