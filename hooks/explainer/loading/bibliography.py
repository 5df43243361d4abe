"""BibTeX text to references. The only user of pybtex.

pybtex reads the syntax, the names and the LaTeX; this module adds what it lacks: the line and column of every entry
and field, all problems in one run, biblatex spellings, and our own fields.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

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

_T = TypeVar("_T", bound=Term)

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
        reader = _EntryReader(path, entry)
        reference = reader.reference()
        problems += reader.problems
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


class _EntryReader:
    """Reads one entry, and collects what is wrong with it."""

    def __init__(self, path: str, entry: _Entry) -> None:
        self.problems: list[Problem] = []
        self._path, self._entry = path, entry
        self._values: dict[str, str] = {}
        """Our name of a field -> what it says."""
        self._spelled: dict[str, str] = {}
        """Our name of a field -> the name under which the entry has it."""

    def reference(self) -> Reference | None:
        """Return the work that the entry describes, or None where it cannot be told which."""
        entry = self._entry
        kind = TYPES.get(entry.type.lower())
        if kind is None:
            hint = did_you_mean(entry.type, TYPES, f"Use one of: {', '.join(TYPES)}.", mark="@")
            self._say("S03", "", f"`@{entry.type}` is not an entry type that we know", hint)
            return None
        self._read_values()
        self._miss_required(kind)
        self._miss_blank()
        texts = self._texts()
        design = self._term("design", Design)
        status = self._term("status", Standing) or Standing.OK
        verified = self._term("verified", Verified) or Verified.PARTIAL
        interests = [self._term("interest", Interest, word) for word in listed(self._values.get("interest", ""))]
        participants, accessed = self._participants(), self._accessed()
        if not texts.get("title"):
            if "title" in texts:
                self._say("S04", "title", "has a title that shows nothing", "Write the title.")
            return None
        authors, more_authors = _names(self._values.get("author", ""))
        return Reference(
            key=entry.key,
            type=kind,
            authors=authors,
            more_authors=more_authors,
            editors=_names(self._values.get("editor", ""))[0],
            accessed=accessed,
            design=design,
            participants=participants,
            status=status,
            verified=verified,
            topics=listed(self._values.get("topics", "")),
            interests=tuple(interest for interest in interests if interest),
            mark=entry.mark,
            **texts,
        )

    def _say(self, code: str, name: str, message: str, fix: str, severity: Severity = Severity.ERROR) -> None:
        """Note a problem at the field `name`, as the entry spells it, or at the entry where it has no such field."""
        fields = self._entry.fields
        mark = fields[name].mark if name in fields else self._entry.mark
        self.problems.append(_problem(code, self._path, mark, f"`{self._entry.key}`: {message}", fix, severity))

    def _read_values(self) -> None:
        for name, held in self._entry.fields.items():
            if name not in KNOWN_FIELDS:
                hint = did_you_mean(name, KNOWN_FIELDS, "Delete it.")
                self._say("S08", name, f"the field `{name}` is not known", hint, Severity.WARNING)
                continue
            ours = ALIASES.get(name, name)
            if held.value and ours not in self._values:
                self._values[ours], self._spelled[ours] = held.value, name
        day = self._values.get("date")
        if day is None or "year" in self._values:
            return
        if re.match(r"\d{4}(?!\d)", day):
            self._values["year"], self._spelled["year"] = day[:4], "date"
        else:
            fix = "Write it as YYYY-MM-DD, YYYY-MM or YYYY."
            self._say("S05", "date", "the date does not begin with a year", fix)

    def _miss_required(self, kind: str) -> None:
        partial = self._values.get("verified") == Verified.PARTIAL  # says openly that not every field could be seen
        for group in REQUIRED[kind]:
            if partial and group != ("title",):
                continue
            if self._entry.whole and not any(name in self._values for name in group):
                shown = " or ".join(SHOWN.get(name, name) for name in group)
                fix = f"Add the field {shown}, or, where it could not be seen, say `verified = {{partial}}`."
                self._say("S04", "", f"has no {shown}", fix)

    def _miss_blank(self) -> None:
        for name in LEFT_TO_PEOPLE:
            if name in self._entry.fields and not self._entry.fields[name].value:
                fix = "Fill it in as the work states it, or delete the line."
                self._say("S26", name, f"`{name}` is blank", fix, Severity.WARNING)

    def _texts(self) -> dict[str, str]:
        """Return the fields that are plain text, without those whose form does not fit."""
        values = {name: self._values[name] for name in PLAIN if name in self._values}
        texts = {name: (verbatim if name in VERBATIM else _plain)(value) for name, value in values.items()}
        for name, text in texts.items():
            if name not in VERBATIM and (command := left_over(text)):
                fix = "Write the letter or sign itself."
                self._say("S05", self._spelled[name], f"`{command}` is LaTeX that we cannot read", fix)
        for code, name, message, fix in unfit(texts):
            self._say(code, self._spelled[name], message, fix)
        return texts

    def _term(self, name: str, vocabulary: type[_T], word: str = "") -> _T | None:
        """Return the value of a vocabulary that the field `name` gives, or the `word` in it; None without one."""
        word = word or self._values.get(name, "")
        if not word:
            return None
        try:
            return vocabulary(word)  # type: ignore[call-arg] # by value: the other arguments belong to members
        except ValueError:
            allowed = [str(value) for value in vocabulary]
            fix = f"{did_you_mean(word, allowed)} Allowed: {', '.join(allowed)}.".lstrip()
            self._say("S05", name, f"`{name}` has the unknown value `{word[:60]}`", fix)
            return None

    def _participants(self) -> int | None:
        count = self._values.get("participants")
        if count is not None and not re.fullmatch(r"\d{1,9}", count):
            self._say("S05", "participants", "`participants` is not a whole number", "Write digits only.")
            return None
        return int(count) if count else None

    def _accessed(self) -> date | None:
        accessed = day_of(self._values.get("accessed", ""))
        if "accessed" in self._values and accessed is None:
            spelled = self._spelled["accessed"]
            self._say("S05", spelled, "the access date is not a date that exists", "Write it as YYYY-MM-DD.")
        return accessed


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
