"""Questions that readers ask, to test whether the search finds the pages that answer them.

The file is among the tests, since no page shows it. A site need not have one.
"""

import csv
import io
from dataclasses import dataclass, field, fields

from explainer.problems import Problem, Severity
from explainer.rules import describe

QUESTIONS = "tests/data/search-questions.csv"
HALVES = TUNE, HELD = "tune", "held"
NO_PAGE = "none"

describe(
    "Q02",
    "A question that cannot be read",
    "Each line of tests/data/search-questions.csv has the words that a reader types, who asked, where, a slug of what "
    "is meant, the pages that answer it or `none`, and its half: `tune`, which may be looked at while the search is "
    "changed, or `held`, which only measures it.",
    bad="is it legal,forum,a thread,law,legal,test",
    good="is it legal,forum,a thread,law,/law,tune",
    severity=Severity.WARNING,
)


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
    names = [column.name for column in fields(AskedQuestion) if not column.kw_only]
    rows = csv.DictReader(io.StringIO(raw.decode("utf-8-sig", "replace")))
    if missing := [name for name in names if name not in (rows.fieldnames or ())]:
        message, fix = f"the first line has no column {', '.join(missing)}", f"Let it be `{','.join(names)}`."
        return (), [Problem("Q02", path, message, fix, severity=Severity.WARNING)]
    questions: list[AskedQuestion] = []
    problems: list[Problem] = []
    for row in rows:
        values = [row.get(name) for name in names]
        if None in row or not all(values) or row["half"] not in HALVES:
            fix = f"Give it {', '.join(names)}; `half` is {TUNE} or {HELD}."
            message = "is not a complete question"
            problems.append(Problem("Q02", path, message, fix, rows.line_num, severity=Severity.WARNING))
        else:
            words, said_by, source, meaning, pages, half = (str(value).strip() for value in values)
            questions.append(AskedQuestion(words, said_by, source, meaning, pages, half, line=rows.line_num))
    return tuple(questions), problems
