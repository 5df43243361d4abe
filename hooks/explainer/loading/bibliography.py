"""BibTeX text to references. The only user of pybtex.

pybtex reads the syntax, the names and the LaTeX; this module adds what it lacks: the line and column of every entry
and field, all problems in one run, biblatex spellings, and our own fields.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pybtex.bibtex.utils import split_name_list
from pybtex.database import InvalidNameString, Person
from pybtex.database.input.bibtex import LowLevelParser, month_names
from pybtex.exceptions import PybtexError
from pybtex.richtext import Text

from explainer.loading.bibliography_fields import (
    ALIASES,
    KNOWN_FIELDS,
    LEFT_TO_PEOPLE,
    PLAIN,
    REQUIRED,
    SHOWN,
    TYPES,
    VERBATIM,
    listed,
)
from explainer.loading.bibliography_values import day_of, unfit
from explainer.loading.latex import finish, left_over, prepare, verbatim
from explainer.loading.yaml_reader import MAX_BIBLIOGRAPHY_BYTES, decode
from explainer.model.reference import Name, Reference
from explainer.model.vocabulary import Design, Interest, Standing, Term, Verified
from explainer.problems import Mark, Problem, Severity
from explainer.rules import describe
from explainer.suggestions import did_you_mean

_BRACED = re.compile(r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}")
"""A name within one pair of braces is a body's; `{\\'A}lvarez, Jos{\\'e}` is none."""


describe(
    "S01",
    "Not valid BibTeX",
    "An entry cannot be read. Mostly a brace or a comma is missing.",
    bad="@article{a2020, title = {x}",
    good="@article{a2020,\n  title = {x},\n}",
)
describe(
    "S02",
    "A citekey that stands twice",
    "Two entries with one key; letters' case does not count.",
    bad="@article{a2020, ...} @article{A2020, ...}",
    good="a2020 and a2020b",
)
describe(
    "S03",
    "An unknown entry type",
    "Known are article, book, incollection, techreport, report, misc, online, thesis and their kin.",
    bad="@artikel{...}",
    good="@article{...}",
)
describe(
    "S04",
    "A missing field of a reference",
    (
        "An article needs author, title, journal and year; a web page author, title, url (or a note that "
        "says where it was read) and urldate; and so on."
    ),
    bad="@article{a2020, title = {x}}",
    good="@article{a2020, author = {...}, title = {...}, journal = {...}, year = {2020}}",
)
describe(
    "S26",
    "A blank field of a reference",
    "`claims new-source` leaves blank what only a reader of the work can know: who was studied, who paid, which ties.",
    bad="funding = {},",
    good="funding = {US National Institutes of Health},   or no such line, where the work says nothing",
    severity=Severity.WARNING,
)
describe(
    "S08",
    "An unknown or repeated field of a reference",
    "A field that nobody reads is most often a misspelt one.",
    bad="jornal = {...}",
    good="journal = {...}",
    severity=Severity.WARNING,
)


@dataclass(slots=True)
class _Field:
    value: str
    mark: Mark


@dataclass(slots=True)
class _Entry:
    type: str
    key: str
    mark: Mark
    whole: bool = True  # False where a syntax error cuts it short
    fields: dict[str, _Field] = field(default_factory=dict)


class _MarkingParser(LowLevelParser):  # type: ignore[misc]
    """pybtex's parser, remembering where entries and fields begin."""

    def __init__(self, text: str, handle_error: Callable[[Exception], None]) -> None:
        # A copy: pybtex writes the file's @string macros into the dictionary that it is given.
        super().__init__(text, macros=dict(month_names), handle_error=handle_error)
        self.entry_mark = Mark()
        self.field_marks: list[Mark] = []
        self._line_starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def mark_at(self, position: int) -> Mark:
        line = bisect_right(self._line_starts, position)
        return Mark(line, position - self._line_starts[line - 1] + 1)

    def parse_command(self) -> Any:
        self.entry_mark = self.mark_at(self.command_start)
        self.field_marks = []
        return super().parse_command()

    def parse_field(self) -> None:
        self.eat_whitespace()
        start = self.pos
        super().parse_field()
        if self.current_field_name and self.current_value:
            self.field_marks.append(self.mark_at(start))


def read_bibliography(path: str, raw: bytes) -> tuple[dict[str, Reference], list[Problem]]:
    """Read a .bib file.

    Returns the usable references by citekey and the problems: S01 syntax, S02 a key that stands twice, S03 unknown
    type, S04 missing field, S05 value not allowed, S06 form of an identifier, S07 unsafe address, S08 field that
    stands twice or is unknown, and F02 to F04 for the file itself. Raises nothing for any input.
    """
    text, problems = decode(path, raw, MAX_BIBLIOGRAPHY_BYTES)
    references: dict[str, Reference] = {}
    folded: dict[str, str] = {}
    for entry in _entries(path, text, problems):
        if (first := folded.get(entry.key.lower())) is not None:
            where = references[first].mark.line if first in references else "above"
            said = f"the key `{entry.key}` stands twice (first on line {where})"
            problems.append(_problem("S02", path, entry.mark, said, "Delete one entry, or give it another key."))
            continue
        folded[entry.key.lower()] = entry.key
        reference, found = _reference(path, entry)
        problems += found
        if reference:
            references[reference.key] = reference
    return references, problems


def _entries(path: str, text: str, problems: list[Problem]) -> Iterator[_Entry]:
    faults = 0

    def report(error: Exception) -> None:
        nonlocal faults
        faults += 1
        position = min(parser.pos, len(text))
        mark = parser.mark_at(max(position - 1, 0) if position == len(text) else position)
        said = str(error).split(": ", 1)[-1]
        fix = "Check the braces and commas of this entry: `name = {value},` one a line."
        problems.append(_problem("S01", path, mark, f"is not valid BibTeX: {said}", fix))

    parser = _MarkingParser(text, report)
    known = 0
    try:
        for kind, body in parser:
            whole, known = faults == known, faults
            if kind.lower() in {"string", "preamble"} or body[0] is None:
                continue
            key, fields = body
            entry = _Entry(kind, key, parser.entry_mark, whole)
            for (name, parts), mark in zip(fields, parser.field_marks, strict=False):
                name = name.lower()
                if name in entry.fields:
                    problems.append(
                        _problem(
                            "S08",
                            path,
                            mark,
                            f"`{key}`: the field `{name}` stands twice",
                            "Keep one of the two.",
                            Severity.WARNING,
                        )
                    )
                    continue
                entry.fields[name] = _Field(" ".join("".join(parts).split()), mark)
            yield entry
    except (PybtexError, RecursionError) as error:
        report(error)


def _reference(path: str, entry: _Entry) -> tuple[Reference | None, list[Problem]]:
    problems: list[Problem] = []

    def say(code: str, name: str, message: str, fix: str, severity: Severity = Severity.ERROR) -> None:
        mark = entry.fields[name].mark if name in entry.fields else entry.mark
        problems.append(_problem(code, path, mark, f"`{entry.key}`: {message}", fix, severity))

    kind = TYPES.get(entry.type.lower())
    if kind is None:
        say(
            "S03",
            "",
            f"`@{entry.type}` is not an entry type that we know",
            did_you_mean(entry.type, TYPES, f"Use one of: {', '.join(TYPES)}.", mark="@"),
        )
        return None, problems

    values: dict[str, str] = {}
    spelled: dict[str, str] = {}
    for name, held in entry.fields.items():
        if name not in KNOWN_FIELDS:
            say(
                "S08",
                name,
                f"the field `{name}` is not known",
                did_you_mean(name, KNOWN_FIELDS, "Delete it."),
                Severity.WARNING,
            )
            continue
        ours = ALIASES.get(name, name)
        if held.value and ours not in values:
            values[ours], spelled[ours] = held.value, name
    if "date" in values and "year" not in values:
        if re.match(r"\d{4}(?!\d)", values["date"]):
            values["year"], spelled["year"] = values["date"][:4], "date"
        else:
            say("S05", "date", "the date does not begin with a year", "Write it as YYYY-MM-DD, YYYY-MM or YYYY.")

    partial = values.get("verified") == Verified.PARTIAL  # says openly that not every field could be seen
    for group in REQUIRED[kind]:
        if partial and group != ("title",):
            continue
        if entry.whole and not any(name in values for name in group):
            shown = " or ".join(SHOWN.get(name, name) for name in group)
            fix = f"Add the field {shown}, or, where it could not be seen, say `verified = {{partial}}`."
            say("S04", "", f"has no {shown}", fix)

    authors, more = _names(values.get("author", ""))
    editors, _ = _names(values.get("editor", ""))
    texts = {name: (verbatim if name in VERBATIM else _plain)(values[name]) for name in PLAIN if name in values}
    for name, text in texts.items():
        if name not in VERBATIM and (command := left_over(text)):
            say("S05", spelled[name], f"`{command}` is LaTeX that we cannot read", "Write the letter or sign itself.")
    for code, name, message, fix in unfit(texts):
        say(code, spelled[name], message, fix)
    for name in LEFT_TO_PEOPLE:
        if name in entry.fields and not entry.fields[name].value:
            say(
                "S26",
                name,
                f"`{name}` is blank",
                "Fill it in as the work states it, or delete the line.",
                Severity.WARNING,
            )

    def term(name: str, vocabulary: type[Term], held: str = "") -> Any:
        if not (held := held or values.get(name, "")):
            return None
        try:
            return vocabulary(held)  # type: ignore[call-arg] # by value: the other arguments belong to members
        except ValueError:
            allowed = [str(value) for value in vocabulary]
            say(
                "S05",
                name,
                f"`{name}` has the unknown value `{held[:60]}`",
                f"{did_you_mean(held, allowed)} Allowed: {', '.join(allowed)}.".lstrip(),
            )
            return None

    participants = values.get("participants")
    if participants is not None and not re.fullmatch(r"\d{1,9}", participants):
        say("S05", "participants", "`participants` is not a whole number", "Write digits only.")
        participants = None
    accessed = day_of(values.get("accessed", ""))
    if "accessed" in values and accessed is None:
        say("S05", spelled["accessed"], "the access date is not a date that exists", "Write it as YYYY-MM-DD.")

    if not texts.get("title"):
        if "title" in texts:
            say("S04", "title", "has a title that shows nothing", "Write the title.")
        return None, problems
    return (
        Reference(
            key=entry.key,
            type=kind,
            authors=authors,
            more_authors=more,
            editors=editors,
            accessed=accessed,
            design=term("design", Design),
            participants=int(participants) if participants else None,
            status=term("status", Standing) or Standing.OK,
            verified=term("verified", Verified) or Verified.PARTIAL,
            topics=listed(values.get("topics", "")),
            interests=tuple(
                i for held in listed(values.get("interest", "")) if (i := term("interest", Interest, held))
            ),
            mark=entry.mark,
            **texts,
        ),
        problems,
    )


def _names(value: str) -> tuple[tuple[Name, ...], bool]:
    """Read a BibTeX name list; the second value says whether it ends with "and others"."""
    names: list[Name] = []
    more = False
    for part in split_name_list(value) if value else []:
        if part == "others":
            more = True
        elif _BRACED.fullmatch(part):
            names.append(Name(_plain(part), literal=True))
        else:
            try:
                person = Person(part)
            except InvalidNameString:
                names.append(Name(_plain(part), literal=True))
                continue
            names.append(
                Name(
                    family=_plain(" ".join(person.last_names)),
                    given=tuple(_plain(given) for given in (*person.first_names, *person.middle_names)),
                    particle=_plain(" ".join(person.prelast_names)),
                    suffix=_plain(" ".join(person.lineage_names)),
                )
            )
    return tuple(names), more


def _plain(value: str) -> str:
    """Turn BibTeX text into plain Unicode: no braces, no LaTeX, dashes as printed. Letters keep their case."""
    if any(ch in value for ch in "\\{}$~%`"):
        value = prepare(value)
        try:
            value = str(Text.from_latex(value))
        except (PybtexError, ValueError, RecursionError):
            value = re.sub(r"[\\{}$]", "", value)
    return finish(value)


def _problem(code: str, path: str, mark: Mark, message: str, fix: str, severity: Severity = Severity.ERROR) -> Problem:
    return Problem(code, path, message, fix, mark.line, mark.column, severity)
