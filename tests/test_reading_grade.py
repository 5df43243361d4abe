"""How hard a text is to read: the formula, and when a file is told that it is too hard or became harder."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders import library_of, problems_of, rewrite_site
from explainer.checks.words import AIM, SLACK, flesch_kincaid, reading_grades

PATH = "docs/extra.md"
HARD = "# Extra\n\n" + "Epidemiological heterogeneity necessitates characterisation. " * 12


@pytest.mark.parametrize(
    ("texts", "words", "sentences", "syllables"),
    [
        (["tea " * 30], 30, 1, 30),
        (["tea. " * 30], 30, 30, 30),
        (["tea " * 15 + ".", "", "water " * 15], 30, 2, 45),
        (["tea 1000 " * 15], 30, 1, 30),
        (["tea tea! " * 10 + "tea tea? " * 5], 30, 15, 30),
    ],
)
def test_the_grade_is_that_of_the_formula(texts: list[str], words: int, sentences: int, syllables: int) -> None:
    assert flesch_kincaid(texts) == pytest.approx(0.39 * words / sentences + 11.8 * syllables / words - 15.59)


def test_a_text_of_fewer_than_thirty_words_has_no_grade() -> None:
    assert flesch_kincaid(["tea " * 29]) is None
    assert flesch_kincaid([]) is None


def told(root: Path, text: str, reached: float | None) -> int:
    reading = {} if reached is None else {"docs/data/reading.yml": f'grades:\n  {PATH}: "{reached}"\n'}
    problems = problems_of(rewrite_site(root, **{PATH: text}, **reading))
    return sum((problem.code, problem.path) == ("W06", PATH) for problem in problems)


def test_a_file_is_told_once_it_became_harder_than_it_was(tmp_path: Path) -> None:
    grade = reading_grades(library_of(rewrite_site(tmp_path, **{PATH: HARD})))[PATH]
    assert grade > AIM
    assert told(tmp_path, HARD, None) == 1
    assert told(tmp_path, HARD, grade - SLACK - 0.1) == 1
    assert told(tmp_path, HARD, grade - SLACK + 0.1) == 0
    assert told(tmp_path, HARD, grade + 1) == 0
    easy = "# Extra\n\n" + "The tea is warm. " * 12
    assert told(tmp_path, easy, None) == 0
    assert told(tmp_path, easy, -30.0) == 0, "an easy text may become harder"
