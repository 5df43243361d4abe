"""Questions that readers ask, to test whether the search finds the pages that answer them.

The file is among the tests, since no page shows it. A site need not have one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field, fields

from explainer.problems import Problem, Severity

QUESTIONS = "tests/data/search-questions.csv"
HALVES = TUNE, HELD = "tune", "held"
NO_PAGE = "none"


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question in a reader's words, and the pages that answer it."""

    words: str
    said_by: str
    source: str
    meaning: str
    pages: str
    """Ids of claims and paths of other pages, such as `/law`, with spaces between; `none` if no page answers it."""
    half: str
    line: int = field(default=1, kw_only=True)

    def paths(self) -> frozenset[str]:
        """Return the paths of the pages below the root of the site."""
        named = [page for page in self.pages.split() if page != NO_PAGE]
        return frozenset(f"{page[1:]}/" if page.startswith("/") else f"claims/{page}/" for page in named)


def read_questions(path: str, raw: bytes) -> tuple[tuple[AskedQuestion, ...], list[Problem]]:
    """Return the questions of the file, and a problem Q02 for each line without a complete question."""
    problems: list[Problem] = []
    return tuple(_questions(path, raw.decode("utf-8-sig", "replace"), problems)), problems


def _questions(path: str, text: str, problems: list[Problem]) -> Iterator[AskedQuestion]:
    names = [column.name for column in fields(AskedQuestion) if not column.kw_only]
    rows = csv.DictReader(io.StringIO(text))
    if missing := [name for name in names if name not in (rows.fieldnames or ())]:
        message, fix = f"the first line has no column {', '.join(missing)}", f"Let it be `{','.join(names)}`."
        problems.append(Problem("Q02", path, message, fix, severity=Severity.WARNING))
        return
    for row in rows:
        values = [row.get(name) for name in names]
        if None in row or not all(values) or row["half"] not in HALVES:
            fix = f"Give it {', '.join(names)}; `half` is {TUNE} or {HELD}."
            message = "is not a complete question"
            problems.append(Problem("Q02", path, message, fix, rows.line_num, severity=Severity.WARNING))
        else:
            words, said_by, source, meaning, pages, half = (str(value).strip() for value in values)
            yield AskedQuestion(words, said_by, source, meaning, pages, half, line=rows.line_num)
