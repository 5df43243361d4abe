"""Problems: what is wrong, where, and how to correct it.

All parts of the package return `Problem` values for bad input instead of raising, so that one run can report
everything. Problems are printed as text for people, JSON for programs, or GitHub annotations for CI.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from difflib import get_close_matches
from enum import StrEnum
from typing import NamedTuple

from explainer.foreign_text import printable


class Severity(StrEnum):
    """How much a problem matters: an error stops the build; a warning and advice do not."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


class Mark(NamedTuple):
    """A place in a file; line and column count from 1."""

    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    `path` is relative to the root of the content, with forward slashes; `line` and `column` count from 1, and are 1 if
    the problem concerns a whole file. `message` says what is wrong, `fix` how to correct it.
    """

    code: str
    path: str
    message: str
    fix: str
    line: int = 1
    column: int = 1
    severity: Severity = field(default=Severity.ERROR)

    @property
    def location(self) -> str:
        """`path:line:column`, which editors and terminals turn into a link."""
        return f"{self.path}:{self.line}:{self.column}"

    @property
    def headline(self) -> str:
        """`path:line:column CODE message`, with the severity before the message unless it is an error."""
        label = "" if self.severity is Severity.ERROR else f"{self.severity.value}: "
        return f"{self.location} {self.code} {label}{self.message}"


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "", *, mark: str = "") -> str:
    """Return "Did you mean ...?" if a known word is close, else `otherwise`. `mark` is put before the known word."""
    guess = nearest(word, known)
    return f"Did you mean `{mark}{guess}`?" if guess else otherwise


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that is most like a word, or "" if none is close."""
    return next(iter(get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)), "")


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems without repeats, sorted by file, then place, then code."""
    return sorted(dict.fromkeys(problems), key=lambda p: (p.path, p.line, p.column, p.code, p.message))


def folded(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the problems; one that a file has more than three times comes once, with the other lines."""
    alike: dict[Problem, list[Problem]] = {}
    for problem in problems:
        alike.setdefault(replace(problem, line=1, column=1), []).append(problem)
    for first, *others in alike.values():
        if len(others) < 3:
            yield from (first, *others)
        else:
            lines = ", ".join(str(line) for line in sorted({other.line for other in others}))
            yield replace(first, message=f"{first.message} (and {len(others)} times more, in lines {lines})")


def has_errors(problems: Iterable[Problem]) -> bool:
    """Return whether any problem is an error, so that a build must stop."""
    return bool(errors_in(problems))


def errors_in(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems that are errors."""
    return [problem for problem in problems if problem.severity is Severity.ERROR]


def as_text(problems: Sequence[Problem]) -> str:
    """Return the headline of each problem, with the fix indented below."""
    lines: list[str] = []
    for problem in problems:
        lines.append(problem.headline)
        if problem.fix:
            lines.append(f"    fix: {problem.fix}")
    return printable("\n".join(lines))


def as_json(problems: Sequence[Problem], checked: Mapping[str, object]) -> str:
    """Return `{"problems": [...], "checked": {...}}` as JSON; `checked` holds figures of what was checked."""
    listed = [
        {key: asdict(problem)[key] for key in ("code", "severity", "path", "line", "column", "message", "fix")}
        for problem in problems
    ]
    return json.dumps({"problems": listed, "checked": dict(checked)}, ensure_ascii=False, indent=2)


_ANNOTATION = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "notice"}


def as_github(problems: Sequence[Problem]) -> str:
    """Return GitHub workflow commands, which show each problem beside its line in a pull request.

    Characters are escaped as in the Actions toolkit: `%`, CR and LF everywhere, `:` and `,` in properties too.
    """
    lines = []
    for problem in problems:
        place = f"file={_escape_property(problem.path)},line={problem.line},col={problem.column}"
        text = _escape_data(f"{problem.message} Fix: {problem.fix}")
        lines.append(f"::{_ANNOTATION[problem.severity]} {place},title={_escape_property(problem.code)}::{text}")
    return "\n".join(lines)


def _escape_data(text: str) -> str:
    return printable(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _escape_property(text: str) -> str:
    return _escape_data(text).replace(":", "%3A").replace(",", "%2C")
