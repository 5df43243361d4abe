"""Questions that readers ask, to test whether the search finds the pages that answer them.

The file is among the tests, since no page shows it. A site need not have one.
"""

import csv
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
    first, *lines = text.splitlines() or [""]
    head = [name.strip(' "') for name in first.split(",")]
    if missing := [name for name in names if name not in head]:
        message, fix = f"the first line has no column {', '.join(missing)}", f"Let it be `{','.join(names)}`."
        problems.append(Problem("Q02", path, message, fix, severity=Severity.WARNING))
        return
    for number, line in enumerate(lines, start=2):
        try:  # each line by itself, so that a quotation mark that nothing closes takes no other line with it
            cells = [cell.strip() for row in csv.reader([line], strict=True) for cell in row]
        except csv.Error:
            cells = []
        values = [dict(zip(head, cells, strict=False)).get(name) for name in names]
        if line and (len(cells) != len(head) or not all(values) or values[-1] not in HALVES or {*line} & {*"\0\ufffd"}):
            fix = f"Give it {', '.join(names)}; `half` is {TUNE} or {HELD}; quote a text with a comma."
            problems.append(Problem("Q02", path, "is not a complete question", fix, number, severity=Severity.WARNING))
        elif line:
            yield AskedQuestion(*map(str, values), line=number)
