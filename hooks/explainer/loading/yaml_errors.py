"""Work out why a YAML file cannot be parsed, and what its author meant.

Parsers report where they give up, in terms of their grammar. Contributors need the line to mend, and the cause.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

import yaml

from explainer.loading.odd_characters import named
from explainer.problems import Problem
from explainer.rules import describe

describe(
    "F01",
    "Not valid YAML",
    "The file cannot be read as YAML. Mostly a colon in a text without quotation marks, or an indentation that is off.",
    bad="note: We looked: nothing",
    good='note: "We looked: nothing"',
)

_LIKE_SPACE = re.compile(r"[ -]*(?:[\w-]+ ?:?)?(?P<odd>[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\uff1a])")
"""A line whose indentation or key has a character that only looks like a space or a colon."""
_NO_SPACE = re.compile(r"[ -]*(?P<key>[A-Za-z_]\w*):(?!//)\S")
_FIELD = re.compile(r" *(?:- +)*(?P<key>[\w'\"][^:]*):(?:[ \t]|$)")
_VALUE = re.compile(rf"{_FIELD.pattern} *(?P<value>(?P<sign>(?P<list>[\[{{])|[@`%*&!>|?-])?.*)")
_BULLET = re.compile(r" *(?P<sign>[\u2022\u00b7\u25cf\u25aa\u2010-\u2015\u2212*]|-(?=[^\s-]))\s*")
_REPORTED_LATE = {
    "while scanning a quoted scalar", "while parsing a flow sequence", "while parsing a flow mapping",
    "while parsing a flow node",
}  # fmt: skip
"""Contexts whose errors the parser reports where it gives up, although they are to be mended where they begin."""
_CLOSING = {"[": "]", "{": "}"}
_CLOSES = re.compile(r"[\]}]+(?:[\s,]+(?=[\w-]))?")
_BULLET_OF_YAML = re.compile(r" *- ")
_NO_COMMENT = re.compile(r" *(?://|<!--)")
_SENTENCE = 5
"""A line with at least this many words is taken for a sentence, not for a field and its value."""
_ALL_QUOTED = "Put quotation marks round the whole text"
_WORD = re.compile(r"(?P<head> *(?:- +)*)(?P<word>[\w-]+)(?:[=-]>|[ =;])*(?P<rest>.*)")
"""A line that may be a field without its colon."""


class _Cause(NamedTuple):
    """Why a line cannot be parsed, and how to fix it. Line and column count from 0.

    `mended` is the corrected line. Without it, `meant` returns the corrected lines of the file; it gets the lines as
    they are, and this line and column.
    """

    line: int
    column: int
    said: str
    fix: str
    mended: str | None = None
    meant: Callable[[list[str], int, int], list[str]] = lambda lines, _number, _column: lines


def diagnosed(
    path: str, lines: list[str], error: yaml.MarkedYAMLError, last: yaml.ScalarEvent | None
) -> tuple[Problem, list[str] | None]:
    """Return F01 at the line that has to be mended, with the cause if it can be told, and the lines as probably meant.

    `last` is the last scalar before the error. The lines are None if it cannot be told what was meant.
    """
    no_colon = error.problem == "could not find expected ':'"  # reported at the next line
    within = error.context in _REPORTED_LATE
    mark = ((no_colon or within) and error.context_mark) or error.problem_mark or error.context_mark
    end = max((number for number, line in enumerate(lines) if line.strip()), default=0)
    number = min(mark.line, end) if mark else 0  # the parser may report the line after the last one
    column = mark.column if mark and mark.line <= end else len(lines[end].rstrip()) - 1
    number, no_colon = _line_to_mend(lines, number, column, no_colon=no_colon)
    column = depth(lines[number]) if no_colon else column
    cause = (
        _wrong_character(lines, number, column)
        or _wrong_quotes(lines[number], number, column, error, last)
        or _wrong_line(lines[number], number, column, no_colon=no_colon)
        or _wrong_text(lines[number], number, column, within=within)
        or _wrong_indent(lines, number, column)
    )
    if cause is None:
        fix = "Check the indentation, and put quotation marks round text that holds `: ` or ` #`."
        cause = _Cause(number, column, error.problem or error.context or "cannot be read", fix)
    problem = Problem("F01", path, f"is not valid YAML: {cause.said}", cause.fix, cause.line + 1, cause.column + 1)
    if cause.mended is not None:
        return problem, [*lines[: cause.line], cause.mended, *lines[cause.line + 1 :]]
    meant = cause.meant(lines, cause.line, cause.column)
    return problem, meant if meant != lines else None


def depth(line: str) -> int:
    """Return by how many characters a line is indented."""
    return len(line) - len(line.lstrip())


def _line_to_mend(lines: list[str], number: int, column: int, *, no_colon: bool) -> tuple[int, bool]:
    """Return the number of the line to mend, this one or one above it, and whether that line lacks a colon.

    After a field without a colon, or a list item without a hyphen, the parser reads on to the next colon below.
    """
    field = _FIELD.match(lines[number])
    if not number or not field or column > field.end("key"):
        return number, no_colon
    here, before, written = depth(lines[number]), lines[number - 1], [*range(number - 1, -1, -1)]
    above = next((n for n in written if lines[n].strip() and depth(lines[n]) < here), number)
    if _BULLET.match(lines[above]) and not _LIKE_SPACE.match(lines[number]):
        return above, no_colon
    if re.match(r" *- +[\w-]", lines[above]) and not _FIELD.match(lines[above]):
        return above, True
    if field.end("key") == column and before.strip() and not _FIELD.match(before):
        first = here == 0 or (lines[number - 2].endswith(":") and before.strip()[0].islower())
        if (depth(before) == here and (first or _NO_COMMENT.match(before))) or (
            above == number - 1 and re.match(r" *[a-z_]+ *$", before)
        ):
            return number - 1, True
    return number, no_colon


def _wrong_character(lines: list[str], number: int, column: int) -> _Cause | None:
    """Return the cause if the indentation has a tab, or the line has a character like a space or a colon."""
    line, before = lines[number], lines[number - 1] if number else ""
    bullet = _BULLET.match(line)
    if "\t" in line[bullet.end() if bullet else 0 : column + 1]:
        fix = "Put spaces in place of the tab."
        spaced = [*lines[:number], line.expandtabs()]
        text = not _FIELD.match(line.lstrip()) and before.strip() and not _FIELD.match(before)
        indent = (
            depth(before) + 2 if before.endswith(":") else depth(before) if text else _likely_indent(spaced, number)
        )
        mended = f"{' ' * indent}{line.lstrip()}" if "\t" in line[: depth(line)] else line.replace("\t", "  ")
        return _Cause(number, column, "a tab stands where YAML wants spaces", fix, mended)
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
    if re.fullmatch(r",\s*(?:#.*)?", line[column:]) and line[:column].rstrip().endswith(('"', "'", "]", "}")):
        said = "a comma stands behind the value"
        return _Cause(number, column, said, "Delete it.", line[:column] + line[column + 1 :])
    sign, value = line[column : column + 1], _VALUE.match(line)
    start, end = (last.start_mark, last.end_mark) if last and last.style in {"'", '"'} else (None, None)
    if last and start and end and end.line == number and column >= end.column and not line[end.column : column].strip():
        said = f"the text goes on after its quotation mark `{last.style}` is closed"
        if start.line < end.line:
            said = f"the quotation mark `{last.style}` is closed only on line {end.line + 1}"
        fix = f"{_ALL_QUOTED}, and only there; write a `'` within `'` twice."
        return _Cause(start.line, start.column, said, fix, meant=_quoted)
    if value and value["value"][:1] == '"' and "\\" in value["value"] and "quoted" in (error.context or ""):
        said = "a backslash within double quotation marks begins no character that YAML knows"
        fix = "Write `'` in place of the double quotation marks."
        return _Cause(number, value.start("value"), said, fix, meant=_quoted)
    if error.context in _REPORTED_LATE and sign in {"'", '"'}:
        said = f"the quotation mark `{sign}` is never closed"
        return _Cause(number, column, said, "Close it where the text ends.", meant=_quoted)
    mark = error.problem_mark
    if error.context not in _REPORTED_LATE or sign not in _CLOSING or not mark:
        return None
    if mark.line != number or not line[mark.column :].strip():
        fix = f"Write `{_CLOSING[sign]}` at the end of the list, or quotation marks round the text."
        return _Cause(number, column, f"`{sign}` is never closed", fix, f"{line.rstrip().rstrip(',')}{_CLOSING[sign]}")
    done, rest = line[: mark.column], line[mark.column :]
    if rest[:1] in {"]", "}"}:
        right = _CLOSING[sign]
        said, fix = f"`{rest[0]}` does not close `{sign}`", f"Write `{right}`."
        return _Cause(number, mark.column, said, fix, f"{done}{right}{rest[1:]}")
    if last and start and end and end.column == mark.column and (late := re.search(rf",\s*{last.style}$", done)):
        said = f"the quotation mark `{last.style}` is closed only after a comma"
        mended = f"{done[: late.start()]}{last.style}{late[0]}{rest}"
        return _Cause(number, start.column, said, "Close it where the text ends.", mended)
    place = done.rstrip().rfind(" ") + 1 if rest[0] == ":" else mark.column
    said, fix = f"no comma stands before `{line[place:][:20]}`", "Write a comma between the two."
    return _Cause(number, place, said, fix, f"{line[:place].rstrip()}, {line[place:]}")


def _wrong_line(line: str, number: int, column: int, *, no_colon: bool) -> _Cause | None:
    """Return the cause if a line does not have the form of a field or of a list item."""
    if no_colon and (found := _NO_SPACE.match(line)):
        mended = f"{line[: found.end() - 1]} {line[found.end() - 1 :]}"
        said, fix = f"`{found['key']}:` has no space after its colon", f"Write `{found['key']}: ` and then the value."
        return _Cause(number, column, said, fix, mended)
    if found := _NO_COMMENT.match(line):
        column, fix = depth(line), "Begin it with `# ` instead, or delete the line."
        return _Cause(number, column, f"`{found.group().lstrip()}` begins no comment in YAML", fix, "")
    if line.startswith(("```", "~~~")):
        return _Cause(number, column, "a fence of a code block is no part of the file", "Delete the line.", "")
    if (bold := line.find("**")) >= 0 and not line[:bold].strip(" -"):
        return _Cause(number, bold, "a name cannot begin with `**`", "Delete the asterisks.", line.replace("**", ""))
    if found := _BULLET.match(line):
        column = found.start("sign")
        mended = f"{line[:column]}- {line[found.end() :]}"
        fix = "Begin it with `- `, a hyphen and a space."
        return _Cause(number, column, f"`{found['sign']}` begins no item of a list", fix, mended)
    if no_colon or (not _FIELD.match(line) and line[depth(line) :][:1].isalpha()):
        fix = "Write `field: value`, or delete it. If it belongs to the text above, indent it further than that field."
        return _Cause(number, column, "the line has no colon between a field and its value", fix, meant=_with_colon)
    return None


def _wrong_text(line: str, number: int, column: int, *, within: bool) -> _Cause | None:
    """Return the cause if a text needs quotation marks, or a field has the wrong indentation."""
    value, sign = _VALUE.match(line), line[column : column + 1]
    within = within or sign in {"]", "}"}
    if sign and sign in "@`%" and not (value and value.start("value") == column):
        said, mended = f"a text cannot begin with {_named(sign)}", line[:column] + line[column + 1 :]
        return _Cause(number, column, said, "Delete it, or put quotation marks round the text.", mended)
    if value and value["sign"] and column >= value.start("sign") and not (value["list"] and within):
        said, fix = f"a text cannot begin with {_named(value['sign'])}", f"{_ALL_QUOTED}."
        if value["sign"] == "-":
            fix = f"Begin a list on the next line. For a text: {_ALL_QUOTED}."
        if value["sign"] in "|>":
            fix = f"Begin the text on the next line, indented, or delete the `{value['sign']}`."
        return _Cause(number, value.start("sign"), said, fix, meant=_quoted)
    if value and sign == ":" and column > value.start("value"):
        word = line[:column].split()[-1]
        said = "a colon and a space stand within a text"
        fix = f"{_ALL_QUOTED}, or begin a new line before `{word}:` if that is a field."
        return _Cause(number, column, said, fix, meant=_quoted)
    if (more := _CLOSES.match(line, column)) and (_FIELD.match(line) or not line[:column].strip(" -]}")):
        return _Cause(number, column, f"`{sign}` closes nothing", "Delete it.", line[:column] + line[more.end() :])
    return None


def _named(sign: str) -> str:
    return "a backtick" if sign == "`" else f"`{sign}`"


def _wrong_indent(lines: list[str], number: int, column: int) -> _Cause | None:
    """Return the cause if this field or list item, or one above it, has an indentation that fits nowhere."""
    found = _FIELD.match(lines[number])
    if lines[number].lstrip().startswith("- ") and column <= depth(lines[number]) + 2:
        said, fix = "the item of a list is not indented like the one above it", "Indent it like that one."
        return _Cause(number, depth(lines[number]), said, fix, meant=_reindented)
    if not found or column > found.end("key"):
        return None
    here = depth(lines[number])
    written = [n for n, line in enumerate(lines[:number]) if line.strip(" -") and line[0] != "#"]
    above = next((n for n in reversed(written) if depth(lines[n]) < here), 0)
    name = f"`{lines[above].strip(' -').partition(':')[0]}:`"
    opens = above and lines[above - 1].endswith(":")
    if opens and depth(lines[above - 1]) == depth(lines[above]) and not _BULLET_OF_YAML.match(lines[above]):
        said, mended = f"{name} is not indented like the fields below it", " " * here + lines[above].lstrip()
        return _Cause(above, depth(lines[above]), said, "Indent it like them.", mended)
    after = next((depth(line) for line in lines[number:] if line.strip() and depth(line) < here), 0)
    if opens and after < depth(lines[above]) == here - 2:
        said = f"{name} begins no item of a list, and the fields below it are indented as in one"
        mended = f"{' ' * (here - 2)}- {lines[above].lstrip()}"
        return _Cause(above, here - 2, said, "Begin it with `- `, a hyphen and a space.", mended)
    before = lines[number - 1] if number else ""
    outer = _FIELD.match(before)
    if outer and outer.end() < len(before) and depth(before) < here in _possible_indents(lines, number - 1):
        said = f"`{outer['key']}:` is not indented like the fields beside it"
        return _Cause(number - 1, depth(before), said, "Indent it like them.", " " * here + before.lstrip())
    item = next((line for line in reversed(lines[:number]) if line.startswith(f"{' ' * here}- ")), "")
    if depth(lines[number - 1]) > here and item[here + 2 :].startswith(f"{found['key'].strip()}:"):
        said = f"`{found['key'].strip()}:` begins no item of a list, as it does above"
        fix, mended = "Begin it with `- `, a hyphen and a space.", f"{' ' * here}- {lines[number].lstrip()}"
        return _Cause(number, here, said, fix, mended)
    if len(written) == 1 and depth(lines[written[0]]) > here:
        said, above = "the first field is indented, and those below it are not", written[0]
        return _Cause(above, 0, said, "Delete the spaces before it.", lines[above].lstrip())
    said = f"`{found['key'].strip()}:` is indented neither like a field above it nor as part of it"
    fix = "Indent it like the fields beside it; if it is part of a text, put quotation marks round the whole text."
    return _Cause(number, here, said, fix, meant=_reindented)


def _with_colon(lines: list[str], number: int, _column: int) -> list[str]:
    """Return the lines with this one made a field, `a b` as `a: 'b'`; or part of the text above if no field fits here.

    The lines below that continue it are changed with it.
    """
    line, end, found = lines[number], number + 1, _WORD.match(lines[number])
    while end < len(lines) and depth(lines[end]) >= depth(line) and re.match(r"\s*(?!- )\S", lines[end]):
        if _FIELD.match(lines[end]):
            break
        end += 1
    above = lines[number - 1] if number else ""
    lacks_text = above.endswith((">", ">-", "|", "|-")) or (
        above.endswith(":") and depth(above) == depth(line) and len(line.split()) >= _SENTENCE
    )
    begins = above.endswith(":") or depth(line) in {0, *_possible_indents(lines, number)}
    if lacks_text or not found or not begins:
        indent = " " * (depth(above) + 4 * lacks_text)
        return [*lines[:number], *(indent + text.lstrip() for text in lines[number:end]), *lines[end:]]
    text = "\n".join([found["rest"], *(f"{line[: depth(line)]} {more}" for more in lines[number + 1 : end])])
    if text[:1] not in {"", "[", "{", ">", "|"}:
        text = "'{}'".format(text.replace("'", "''"))
    return [*lines[:number], *f"{found['head']}{found['word']}: {text}".split("\n"), *lines[end:]]


def _reindented(lines: list[str], number: int, _column: int) -> list[str]:
    """Return the lines with this one, and those that belong to it, moved to its likely indentation."""
    here, end = depth(lines[number]), number + 1
    place, own = _likely_indent(lines, number), False
    while end < len(lines) and (
        lines[end].strip() == ""
        or not here != depth(lines[end]) <= max(here, place)
        or (own and depth(lines[end]) > here)
    ):
        own = lines[end].endswith((":", ">-", "|")) if depth(lines[end]) == here else own
        end += 1
    by = place - here
    return [*lines[:number], *(" " * by + line if by > 0 else line[-by:] for line in lines[number:end]), *lines[end:]]


def _likely_indent(lines: list[str], number: int) -> int:
    """Return the indentation that was probably meant: that of the next field, or else the nearest possible one."""
    here, places = depth(lines[number]), _possible_indents(lines, number)
    after = lines[number + 1] if number + 1 < len(lines) else ""
    if _FIELD.match(after) and depth(after) in places and not after.lstrip().startswith("- "):
        return depth(after)
    return min(places, key=lambda place: abs(place - here), default=here)


def _possible_indents(lines: list[str], number: int) -> list[int]:
    """Return the indentations of the fields around this line, or of list items if it is one, the nearest first."""
    item, limit, places = lines[number].lstrip().startswith("- "), len(lines[number]), []
    for line in reversed(lines[:number]):
        if line.strip() and depth(line) < limit:
            limit = depth(line)
            if item and line.lstrip().startswith("- "):
                places.append(limit)
            elif not item and (field := _FIELD.match(line)):
                places.append(field.start("key"))
    return places


def _quoted(lines: list[str], number: int, column: int) -> list[str]:
    """Return the lines with quotation marks round the text of this field, which may continue in more indented lines."""
    line = lines[number]
    if (value := _VALUE.match(line)) and value.start("value") < column:
        column = value.start("value")
    indent = len(line) - len(line.lstrip(" -"))
    end = number + 1
    while end < len(lines) and lines[end].strip() and len(lines[end]) - len(lines[end].lstrip(" ")) > indent:
        end += 1
    head, text = line[:column], "\n".join([line[column:], *lines[number + 1 : end]]).rstrip()
    if text[:1] in {"'", '"'}:  # it was meant to close the text too
        text = text[1:].removesuffix(text[0])
    text = text.replace("'", "''")
    return [*lines[:number], *f"{head}'{text}'".split("\n"), *lines[end:]]
