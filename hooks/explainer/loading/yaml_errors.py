"""Find out why a YAML file cannot be parsed, and how it was meant.

Parsers report where they give up, in words about their grammar. Contributors need the line to mend, and the cause.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import yaml

from explainer.loading.odd_characters import named
from explainer.problems import Problem
from explainer.rules import describe

describe(
    "F01",
    "Not valid YAML",
    (
        "The file cannot be read as YAML. Mostly a colon in a text without quotation marks, or an "
        "indentation that is off."
    ),
    bad="note: We looked: nothing",
    good='note: "We looked: nothing"',
)

_LIKE_SPACE = re.compile(r"[ -]*(?:[\w-]+ ?:?)?(?P<odd>[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\uff1a])")
"""A line with something that looks like a space or a colon, but is none, in or behind its key."""
_NO_SPACE = re.compile(r"[ -]*(?P<key>[A-Za-z_]\w*):(?!//)\S")
_FIELD = re.compile(r" *(?:- +)*(?P<key>[\w'\"][^:]*):(?: |$)")
_VALUE = re.compile(rf"{_FIELD.pattern} *(?P<value>(?P<sign>(?P<list>[\[{{])|[@`%*&!>|?-])?.*)")
_BULLET = re.compile(r" *(?P<sign>[\u2022\u00b7\u25cf\u25aa\u2010-\u2015\u2212*]|-(?=[^\s-]))\s*")
_WITHIN = {
    "while scanning a quoted scalar", "while parsing a flow sequence", "while parsing a flow mapping",
}  # fmt: skip
"""What the parser was within: the error is reported where the parser gives up, and to be mended where it begins."""
_CLOSING = {"[": "]", "{": "}"}
_ALL_QUOTED = "Put quotation marks round the whole text"


class _Cause(NamedTuple):
    """Why a line cannot be parsed, and how to fix it. Line and column count from 0.

    `mended` is the line as it was meant. With `quoted` it is the text from this place on, in quotation marks.
    """

    line: int
    column: int
    said: str
    fix: str
    mended: str | None = None
    quoted: bool = False


def diagnosed(
    path: str, lines: list[str], error: yaml.MarkedYAMLError, last: yaml.ScalarEvent | None
) -> tuple[Problem, list[str] | None]:
    """Return F01 for what the parser could not read, at the line that is to be mended, with its cause if that shows.

    `last` is the last scalar before the error. The second value is the lines of the file as they were surely meant, or
    None if that does not show.
    """
    no_colon = error.problem == "could not find expected ':'"  # reported at the next line
    within = error.context in _WITHIN
    mark = ((no_colon or within) and error.context_mark) or error.problem_mark or error.context_mark
    end = max((number for number, line in enumerate(lines) if line.strip()), default=0)
    number = min(mark.line, end) if mark else 0  # the parser may report the line after the last one
    column = mark.column if mark else 0
    if number and _first_without_colon(lines[number - 1], lines[number], column):
        no_colon, number, column = True, number - 1, len(lines[number]) - len(lines[number].lstrip())
    cause = (
        _wrong_character(lines, number, column)
        or _wrong_quotes(lines[number], number, column, error, last)
        or _wrong_line(lines[number], number, column, no_colon=no_colon)
        or _wrong_text(lines[number], number, column, within=within)
    )
    if cause is None:
        fix = "Check the indentation, and put quotation marks round text that holds `: ` or ` #`."
        cause = _Cause(number, column, error.problem or error.context or "cannot be read", fix)
    problem = Problem("F01", path, f"is not valid YAML: {cause.said}", cause.fix, cause.line + 1, cause.column + 1)
    if cause.quoted:
        return problem, _quoted(lines, cause.line, cause.column)
    if cause.mended is None:
        return problem, None
    return problem, [*lines[: cause.line], cause.mended, *lines[cause.line + 1 :]]


def _first_without_colon(before: str, line: str, column: int) -> bool:
    """Tell whether the line before is a field without its colon, so that the parser reads on to this line's colon."""
    field = _FIELD.match(line)
    if not field or field.end("key") != column or not before.strip() or _FIELD.match(before):
        return False
    indents = [len(text) - len(text.lstrip()) for text in (before, line)]
    return indents[0] == indents[1] and (indents[0] == 0 or _NO_SPACE.match(before) is not None)


def _wrong_character(lines: list[str], number: int, column: int) -> _Cause | None:
    """Return the cause if a tab stands in an indentation, or something that looks like a space or a colon."""
    line, before = lines[number], lines[number - 1] if number else ""
    if "\t" in line[: column + 1]:
        fix = "Put spaces in place of the tab."
        return _Cause(number, column, "a tab stands where YAML wants spaces", fix, line.replace("\t", "  "))
    found = _LIKE_SPACE.match(line) or _LIKE_SPACE.match(before)
    if not found:
        return None
    char, column = found["odd"], found.start("odd")
    wanted, puts = ("colon and a space", ": ") if char == "\uff1a" else ("space", " ")
    if found.string[:column].strip(" "):
        mended = found.string[:column] + puts + found.string[column + 1 :]
    else:  # the indentation: an ideographic space is as wide as two
        rest = found.string.lstrip()
        mended = found.string[: -len(rest)].replace("\u3000", "  ").replace(char, " ") + rest
    said = f"{named(char)} stands where YAML wants a {wanted}"
    return _Cause(number - (found.string is not line), column, said, f"Put a {wanted} in its place.", mended)


def _wrong_quotes(
    line: str, number: int, column: int, error: yaml.MarkedYAMLError, last: yaml.ScalarEvent | None
) -> _Cause | None:
    """Return the cause if a quotation mark or a bracket is not closed, or closed too early."""
    sign, value = line[column : column + 1], _VALUE.match(line)
    start, end = (last.start_mark, last.end_mark) if last and last.style in {"'", '"'} else (None, None)
    if last and start and end and end.line == number and column >= end.column and not line[end.column : column].strip():
        said = f"the text goes on after its quotation mark `{last.style}` is closed"
        if start.line < end.line:
            said = f"the quotation mark `{last.style}` is closed only on line {end.line + 1}"
        fix = f"{_ALL_QUOTED}, and only there; write a `'` within `'` twice."
        return _Cause(start.line, start.column, said, fix, quoted=True)
    if value and value["value"][:1] == '"' and "\\" in value["value"] and "quoted" in (error.context or ""):
        said = "a backslash within double quotation marks begins no character that YAML knows"
        fix = "Write `'` in place of the double quotation marks."
        return _Cause(number, value.start("value"), said, fix, quoted=True)
    if error.context in _WITHIN and sign in {"'", '"'}:
        said = f"the quotation mark `{sign}` is never closed"
        return _Cause(number, column, said, "Close it where the text ends.", quoted=True)
    if error.context in _WITHIN and sign in _CLOSING and _CLOSING[sign] not in line[column:]:
        closed = f"{line.rstrip().rstrip(',')}{_CLOSING[sign]}"
        fix = f"Write `{_CLOSING[sign]}` at the end of the list, or quotation marks round the text."
        return _Cause(number, column, f"`{sign}` is never closed", fix, closed)
    return None


def _wrong_line(line: str, number: int, column: int, *, no_colon: bool) -> _Cause | None:
    """Return the cause if a line has not the form of a field or of an item of a list."""
    if no_colon and (found := _NO_SPACE.match(line)):
        mended = f"{line[: found.end() - 1]} {line[found.end() - 1 :]}"
        said, fix = f"`{found['key']}:` has no space after its colon", f"Write `{found['key']}: ` and then the value."
        return _Cause(number, column, said, fix, mended)
    if line.startswith("```"):
        return _Cause(number, column, "a fence of a code block is no part of the file", "Delete the line.", "")
    if found := _BULLET.match(line):
        column = found.start("sign")
        mended = f"{line[:column]}- {line[found.end() :]}"
        fix = "Begin it with `- `, a hyphen and a space."
        return _Cause(number, column, f"`{found['sign']}` begins no item of a list", fix, mended)
    if no_colon:
        fix = "Write `field: value`; if the line belongs to the text above, indent it further than that field."
        return _Cause(number, column, "the line has no colon between a field and its value", fix)
    return None


def _wrong_text(line: str, number: int, column: int, *, within: bool) -> _Cause | None:
    """Return the cause if a text needs quotation marks, or a field has the wrong indentation."""
    value = _VALUE.match(line)
    within = within or line[column : column + 1] in {"]", "}"}
    if value and value["sign"] and column >= value.start("sign") and not (value["list"] and within):
        sign = "a backtick" if value["sign"] == "`" else f"`{value['sign']}`"
        said = f"a text cannot begin with {sign}"
        return _Cause(number, value.start("sign"), said, f"{_ALL_QUOTED}.", quoted=True)
    if value and line[column : column + 1] == ":" and column > value.start("value"):
        said = "a colon and a space stand within a text"
        return _Cause(number, column, said, f"{_ALL_QUOTED}.", quoted=True)
    if found := _FIELD.match(line):
        said = f"`{found['key'].strip()}:` is indented neither like a field above it nor as part of it"
        fix = "Indent it like the fields beside it; if it is part of a text, put quotation marks round the whole text."
        return _Cause(number, column, said, fix)
    return None


def _quoted(lines: list[str], number: int, column: int) -> list[str]:
    """Return the lines with quotation marks round the text of the field here, which goes on in deeper lines."""
    line = lines[number]
    if (value := _VALUE.match(line)) and value.start("value") < column:
        column = value.start("value")
    indent = len(line) - len(line.lstrip(" -"))
    end = number + 1
    while end < len(lines) and lines[end].strip() and len(lines[end]) - len(lines[end].lstrip(" ")) > indent:
        end += 1
    head, text = line[:column], "\n".join([line[column:], *lines[number + 1 : end]]).rstrip()
    if text[:1] in {"'", '"'}:  # as it was meant: this sign closes the text, or should
        text = text[1:].removesuffix(text[0])
    text = text.replace("'", "''")
    return [*lines[:number], *f"{head}'{text}'".split("\n"), *lines[end:]]
