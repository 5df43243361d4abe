"""Parse the syntax of a .bib file to entries with fields and places; macros and inheritance are resolved.

Wraps pybtex's parser and adds line and column of every entry and field, recovery after a syntax error, macros in any
case, BibTeX's `crossref`, and biblatex's `crossref` and `xdata`.
"""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pybtex.database.input.bibtex import LowLevelParser, UndefinedMacro, month_names
from pybtex.exceptions import PybtexError
from pybtex.scanner import PrematureEOF
from pybtex.utils import CaseInsensitiveDict

from explainer.loading.citation_syntax import mark_of
from explainer.problems import Mark, Problem, Severity
from explainer.rules import describe

describe(
    "S01",
    "Not valid BibTeX",
    "An entry cannot be read. Mostly a brace or a comma is missing, or a text without braces is not an abbreviation.",
    bad="@article{a2020, title = {x}",
    good="@article{a2020,\n  title = {x},\n}",
)
describe(
    "S02",
    "A citekey that is used twice",
    "Two entries have one key; upper and lower case count as the same.",
    bad="@article{a2020, ...} @article{A2020, ...}",
    good="a2020 and a2020b",
)
describe(
    "S08",
    "An unknown or repeated field of a reference",
    "A field that nobody reads is most often a misspelt one.",
    bad="jornal = {...}",
    good="journal = {...}",
    severity=Severity.WARNING,
)

_FULL_MONTHS = {name.lower(): name for name in month_names.values()} | {"sept": "September"}
_RESTARTS = 200
"""How often parsing restarts at the next entry after an error: each restart may cost a scan of the rest of the file."""
_START = re.compile(r"^[ \t]*@[ \t]*\w+[ \t]*[{(]", re.MULTILINE)
_NO_ENTRIES = frozenset({"string", "preamble"})
_MORE = re.compile(r"\s*,\s*(?P<name>[A-Za-z][\w-]*)\s*=\s*[{\"\w]")
"""A field after the end of an entry."""
_KEYLESS = "the entry has no key"
_NO_KEY = re.compile(r"(@[ \t]*\w+[ \t]*[{(])\s*(?:,|\w+\s*=)")
_SPACE_IN_KEY = re.compile(r"@[ \t]*\w+[ \t]*[{(]\s*[^\s,={}]+[ \t]+[^\s,={}]+\s*,")
_ENDS_IN_NAME = re.compile(r",\s*[A-Za-z][\w-]*\s*\Z")
_NEXT_FIELD = re.compile(r"[A-Za-z][\w-]*\s*=")
_HIDING = re.compile(r"%[^\n]*\Z|@\s*comment\s*[{(][^{}]*\Z", re.IGNORECASE)
"""What people write before an entry to hide it, although BibTeX reads the entry all the same."""
_BARE = r"(?:article|(?:in)?book|in[cp]\w+|misc|online|report|\w*thesis|dataset)"
_KEYS = re.compile(
    rf"(?:@\s*|^[ \t]*(?={_BARE}\{{))(\w+)\s*[{{(]\s*([^\s,{{}}()=]+)(?=[\s,])(?!\s*=)", re.MULTILINE | re.IGNORECASE
)
_STRAY = re.compile(r"^[ \t]*(?P<text>(?:(?P<type>\w+)[ \t]*[{(][ \t]*(?P<key>[^\s,{}()=]+))?[^%\s@}].*)", re.MULTILINE)
"""A line that is part of no entry and no comment; with a type and a key it is an entry without its `@`."""


@dataclass(slots=True)
class Field:
    """The value of a field, and its place."""

    value: str
    mark: Mark


@dataclass(slots=True)
class Entry:
    """An entry of the file; after `inherit` with the fields that it inherits."""

    type: str
    key: str
    mark: Mark
    whole: bool
    """False if a syntax error cuts it short, or an entry that it inherits from is not there."""
    fields: dict[str, Field] = field(default_factory=dict)


class _MarkingParser(LowLevelParser):  # type: ignore[misc]
    """pybtex's parser, remembering where entries and fields begin."""

    def __init__(self, text: str, handle_error: Callable[[Exception], None]) -> None:
        # A copy: pybtex writes the file's @string macros into the dictionary that it is given.
        macros = CaseInsensitiveDict(_FULL_MONTHS | month_names)
        super().__init__(text, macros=macros, handle_error=handle_error)
        self.entry_mark = Mark()
        self.field_marks: list[Mark] = []
        self.field_start = 0
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
        start = self.field_start = self.pos
        super().parse_field()
        if self.current_field_name and self.current_value:
            self.field_marks.append(self.mark_at(start))


def keys_in(text: str) -> frozenset[str]:
    """Return the keys of all that looks like an entry of a work, in lower case: also of entries with syntax errors."""
    return frozenset(match[2].lower() for match in _like_entries(text) if match[1].lower() != "xdata")


def _like_entries(text: str) -> Iterator[re.Match[str]]:
    """Yield each place that looks like the beginning of an entry; group 2 is the key."""
    return (match for match in _KEYS.finditer(text) if match[1].lower() not in {*_NO_ENTRIES, "comment"})


def read_entries(path: str, text: str) -> tuple[list[Entry], list[Problem]]:
    """Return the entries of a file in order, and the problems: S01 for syntax, S08 for a repeated field.

    An entry with a syntax error has the fields before it. Raises nothing for any input.
    """
    problems: list[Problem] = []
    entries: list[Entry] = []
    faults = restarts = 0

    def report(error: Exception) -> None:
        nonlocal faults
        faults += 1
        position = len(text) if isinstance(error, PrematureEOF) else min(parser.pos, len(text))
        mark = parser.mark_at(max(position - 1, 0) if position == len(text) else position)
        of = f"`{parser.current_entry_key}`: " if parser.current_entry_key else ""
        if isinstance(error, UndefinedMacro):
            bare.add(parser.field_start)
            name = str(error).rpartition(": ")[2]
            where = f"`{parser.current_field_name}` is " if parser.current_field_name else ""
            message = f"{of}{where}`{name}` without braces, and no @string defines that"
            fix = f"Put the text in braces, or define it: @string{{{name} = {{...}}}}."
        else:
            fix = "Check the braces and commas of this entry: `name = {value},` one a line."
            said = str(error).split(": ", 1)[-1]
            if said.endswith(" expected") and (here := text[position : position + 20].split()):
                wanted = said.removesuffix(" expected").replace("'}'", "a comma or `}`")
                wanted = wanted.replace("field", "a").replace("'", "`")
                said = f"`{here[0]}` stands where {wanted} belongs"
            said, fix = _cause(text, position, parser) or (said, fix)
            restart()
            if any(parser.mark_at(start).line == mark.line for start in bare):
                return  # more of the text without braces
            message = f"{'' if said == _KEYLESS else of}is not valid BibTeX: {said}"
        problems.append(Problem("S01", path, message, fix, *mark))

    def restart() -> None:
        """Continue at the next line that begins an entry: a missing brace must not swallow all that follow."""
        nonlocal restarts
        following = _START.search(text, parser.command_start + 1) if parser.command_start is not None else None
        if following and following.start() < parser.pos and restarts < _RESTARTS:
            restarts += 1
            parser.pos = following.end() - len(following.group().lstrip())

    parser = _MarkingParser(text, report)
    known, done, sound = 0, 0, True
    bare: set[int] = set()
    try:
        for kind, body in parser:
            whole, known = faults == known, faults
            problems += _stray(path, text, done, parser.command_start) if whole and sound else []
            done, sound = parser.pos, whole
            if kind.lower() in _NO_ENTRIES or body[0] is None:
                continue
            key, fields = body
            entry = Entry(kind.lower(), key, parser.entry_mark, whole)
            if whole and (more := _MORE.match(text, parser.pos)):
                entry.whole = sound = False
                said = f"`{key}`: a brace too many ends the entry before `{more['name']}`"
                fix = "Delete one of the braces before the comma."
                problems.append(Problem("S01", path, said, fix, *parser.mark_at(more.start("name"))))
            if hiding := _HIDING.search(text, max(parser.command_start - 500, 0), parser.command_start):
                problems.append(_not_hidden(path, entry, hiding.group()))
            for (name, parts), mark in zip(fields, parser.field_marks, strict=False):
                name = name.lower()
                if name in entry.fields:
                    message, fix = f"`{key}`: the field `{name}` is repeated", "Keep one of the two."
                    problems.append(Problem("S08", path, message, fix, *mark, Severity.WARNING))
                else:
                    entry.fields[name] = Field(" ".join("".join(parts).split()), mark)
            entries.append(entry)
        problems += _stray(path, text, done, len(text)) if sound and faults == known else []
    except (PybtexError, RecursionError) as error:
        report(error)
    problems += _lost(path, text, entries, problems)
    return entries, problems


def _cause(text: str, position: int, parser: _MarkingParser) -> tuple[str, str] | None:
    """Return why an entry cannot be read at a place, and how to fix it; None if the place does not show that."""
    here = text[position : position + 1]
    begun = text[parser.command_start or 0 : position]
    if found := _NO_KEY.match(text, parser.command_start or 0):
        return _KEYLESS, f"Write one, and a comma, after the brace: `{found[1]}smith2020,`."
    if _SPACE_IN_KEY.match(text, parser.command_start or 0):
        return "a space stands in its key", "Write the key as one word: a letter first, then letters and digits."
    if here == "%":
        return "`%` stands in the entry", "Within an entry `%` begins no comment: delete it and the rest of its line."
    if here and here in "\u201c\u201d\u201e\u201f\u2018\u2019\u00ab\u00bb":
        return f"`{here}` is no quotation mark of BibTeX", "Write the value in braces: `name = {value},`."
    if here == ":" and _ENDS_IN_NAME.search(begun):
        return "`:` stands in the place of `=`", "Write `name = {value},`."
    if _NEXT_FIELD.match(text, position) and begun.rstrip()[-1:] in {"}", '"', *"0123456789"}:
        return "the field before has no comma at its end", "Write a comma after its value: `name = {value},`."
    if re.match(r'[\w-]+\s*=\s*"[^"]*\Z', text[parser.field_start : position]):
        line = parser.mark_at(parser.field_start).line
        return f"the quotation mark of line {line} is not closed", "Close it, or write the value in braces."
    following = re.search(r"@\s*\w+\s*\Z", begun[1:])
    if (here in {"", "@"} or following) and parser.field_start > (parser.command_start or 0):
        begun_at = parser.field_start if _NEXT_FIELD.match(text, parser.field_start) else parser.command_start or 0
        line = parser.field_marks[-1].line if following else parser.mark_at(begun_at).line
        open_from = f"a brace is not closed from line {line} on"
        return open_from, "Write the missing `}` at the end of the value or the entry."
    return None


def _stray(path: str, text: str, start: int, end: int) -> list[Problem]:
    """Return S01 for the first line between two places that is part of no entry and no comment: it is never read."""
    found = None if "@" in text[start:end] else _STRAY.search(text, start, end)
    if not found:
        return []
    mark = mark_of(text, found.start("text"))
    if found["key"]:
        said, fix = f"`{found['key']}`: has no `@` before `{found['type']}`", f"Write `@{found['type']}`."
        return [Problem("S01", path, said, fix, *mark)]
    said = f"`{found['text'][:60].strip()}` is part of no entry, so it is never read"
    fix = "Write `%` before a remark. For works in another format: claims import FILE."
    return [Problem("S01", path, said, fix, *mark, Severity.WARNING)]


def _not_hidden(path: str, entry: Entry, hiding: str) -> Problem:
    """Return the warning for an entry after `%` or in `@comment`, which is read all the same."""
    sign = "`%`" if hiding.startswith("%") else "`@comment`"
    said = f"`{entry.key}`: is after {sign}, which does not hide an entry in BibTeX, so it is read"
    fix = "Delete the entry, or what stands before it."
    return Problem("S01", path, said, fix, *entry.mark, Severity.WARNING)


def _lost(path: str, text: str, entries: Iterable[Entry], problems: Iterable[Problem]) -> list[Problem]:
    """Return S01 for each entry that was lost to a syntax error before it."""
    known = {entry.key.lower() for entry in entries}
    reported = " ".join(problem.message for problem in problems if problem.code == "S01").lower()
    lost: list[Problem] = []
    for match in _like_entries(text) if reported else ():
        key = match[2]
        if key.lower() not in known and f"`{key.lower()}`" not in reported:
            known.add(key.lower())
            message = f"`{key}`: cannot be read because of a syntax error before it"
            fix = "Mend the entry before it first."
            lost.append(Problem("S01", path, message, fix, *mark_of(text, match.start())))
    return lost


def by_key(path: str, entries: Iterable[Entry]) -> tuple[dict[str, Entry], list[Problem]]:
    """Return the entries by key in lower case, and S02 for each entry whose key an earlier one has."""
    kept: dict[str, Entry] = {}
    problems: list[Problem] = []
    for entry in entries:
        first = kept.setdefault(entry.key.lower(), entry)
        if first is not entry:
            message = f"the key `{entry.key}` is used twice (first on line {first.mark.line})"
            fix = "Delete one entry, or give it another key."
            problems.append(Problem("S02", path, message, fix, *entry.mark))
    return kept, problems


_LISTS: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_PARTS, _NOT_INHERITED = frozenset[str](_LISTS["parts"]), frozenset[str](_LISTS["not_inherited"])
_AS_BOOK, _AS_MAIN, _AS_JOURNAL = (dict[str, str](_LISTS[name]) for name in ("as_book", "as_main", "as_journal"))


def inherit(path: str, entries: Mapping[str, Entry]) -> list[Problem]:
    """Add the fields that entries inherit by `xdata` and `crossref`; return S05 for unknown keys and for loops."""
    problems: list[Problem] = []
    done: set[str] = set()

    def fill(entry: Entry, heirs: tuple[str, ...]) -> None:
        """Complete an entry, its parents first; `heirs` are the keys of the entries that inherit from it."""
        if entry.key in done:
            return
        for name in ("xdata", "crossref"):
            if name not in entry.fields:
                continue
            source = entry.fields[name]
            for key in (part.strip() for part in source.value.split(",")):
                parent = entries.get(key.lower())
                if parent is None or parent.key in (*heirs, entry.key):
                    why = "there is no such entry" if parent is None else "that leads back to it"
                    entry.whole = False
                    message = f"`{entry.key}`: `{name}` names `{key}`, and {why}"
                    fix = "Correct the key, or write the fields into the entry itself."
                    problems.append(Problem("S05", path, message, fix, *source.mark))
                    continue
                fill(parent, (*heirs, entry.key))
                for inherited, value in _inherited(entry, parent, whole=name == "xdata"):
                    entry.fields.setdefault(inherited, Field(value, source.mark))
        done.add(entry.key)

    for entry in entries.values():
        fill(entry, ())
    return problems


def _inherited(entry: Entry, parent: Entry, *, whole: bool) -> Iterable[tuple[str, str]]:
    """Return the fields that an entry inherits from another, under their new names; of equal names the first counts."""
    values = {name: field.value for name, field in parent.fields.items()}
    if whole:
        return [(name, value) for name, value in values.items() if name not in {"xdata", "crossref"}]
    part = entry.type in _PARTS
    inherited = [(name, value) for name, value in values.items() if name not in _NOT_INHERITED]
    if part and "author" in values:
        if "author" not in entry.fields and entry.type not in {"inbook", "bookinbook", "suppbook"}:
            inherited.remove(("author", values["author"]))
        inherited.append(("bookauthor", values["author"]))
    if parent.type.startswith("mv"):
        names: Mapping[str, str] = _AS_MAIN
    elif part:
        names = _AS_BOOK
    else:
        names = _AS_JOURNAL if parent.type == "periodical" or entry.type == "article" else {}
    inherited += [(ours, values[name]) for name, ours in names.items() if name in values]
    # A classic parent has both: `booktitle` for the papers in it, `title` for itself. So the former comes first.
    return sorted(inherited, key=lambda pair: pair[0] != "booktitle")
