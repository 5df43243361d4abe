"""A strict YAML parser that keeps the place of every key and value.

It is made for files from strangers: every scalar stays the text that was typed (`1.10` and `no` keep their form), and
what YAML does silently is a problem: duplicate keys, anchors, aliases, tags, merge keys, several documents, and plain
words that other YAML 1.1 parsers convert.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import yaml

from explainer.loading.odd_characters import hidden_in, suspect_in, without_hidden
from explainer.loading.yaml_errors import depth, diagnosed
from explainer.model.base import Unquoted
from explainer.problems import Mark, Problem, Severity
from explainer.rules import describe

MAX_BYTES = 64 * 1024
MAX_DATA_BYTES = 512 * 1024
MAX_PAGE_BYTES = 512 * 1024
MAX_BIBLIOGRAPHY_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 20

Place = tuple[str | int, ...]
Data = str | list["Data"] | dict[str, "Data"]

_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# Plain scalars that YAML 1.1 converts (yaml.org/type: bool, int base 60 and 8, null).
_TRAP = re.compile(
    r"""(?x) ^(?:
      (?P<bool> yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF|y|Y|n|N )
    | (?P<sexagesimal> [-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)? )
    | (?P<octal> [-+]?0[0-7_]+ )
    | (?P<null> ~|null|Null|NULL )
    )$"""
)
_DATE = re.compile(r"^\d{4}-\d{1,2}-\d{1,2}$")
_DATE_KEYS = frozenset("as_of check_by checked date day decided first reviewed searched seen since start until".split())
_TRAP_READS = {
    "bool": "true or false",
    "sexagesimal": "a number of base 60",
    "octal": "an octal number",
    "null": "nothing",
}
_IMPLICIT: Mapping[str, list[tuple[str, re.Pattern[str]]]] = yaml.SafeLoader.yaml_implicit_resolvers
"""First character of a plain scalar -> what YAML 1.1 may make of it: (tag, the form of such values)."""
_CONVERTED = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("bool", "int", "float"))
_MERGE = "<<"
MOST_UNREADABLE = 20
"""The most syntax errors that are reported in one file: each costs another pass over it."""
_UNMERGED = re.compile(r"^(?:<{7} (?:\S+|Updated upstream)|>{7} (?:\S+(?: \(.*\))?|Stashed changes))$", re.MULTILINE)
"""The first and the last of the lines that Git writes around two versions of a text. One may be left over."""
_NOT_PLAIN = re.compile(rb"\{\\rtf|%PDF-|PK\x03\x04|\s*<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE)
"""The first bytes of RTF, PDF, zipped files such as Word's, and saved web pages."""
_COMMENT = re.compile(r"\s+(?P<text>#(?P<number>[^\s#!]?).*)")
_COPIED = {"`+`": re.compile(r"\+"), "`>`": re.compile(">"), "its number": re.compile(r" *\d+(?:[ \t|]|$)")}
"""How every line begins that was copied from a diff, a quotation, or a view with line numbers."""
_ODD_INDENT = re.compile(r" *[\u00a0\u2000-\u200a\u202f\u205f][\u00a0\u2000-\u200a\u202f\u205f ]*")
_PASTED_TWICE = 4
"""At least this many repeated fields at the top level are one problem: the text was pasted twice. In a list two are."""
_OTHER_QUOTES = re.compile(
    '[\u201c\u201d\u201e\u00ab][^\u201c-\u201e\u00ab\u00bb]*[\u201c\u201d\u00bb]|[^"]*"|\u2018[^\u2018\u2019]*\u2019'
)
"""A text in a word processor's quotation marks, or with only the closing one of YAML's."""
_SENTENCE = 5
"""A text with at least this many words is a sentence, and nobody writes a comment after one."""

describe(
    "F02",
    "Too large",
    f"A claim file may have {MAX_BYTES // 1024} KB, a data file {MAX_DATA_BYTES // 1024} KB, a page "
    f"{MAX_PAGE_BYTES // 1024} KB, the bibliography {MAX_BIBLIOGRAPHY_BYTES // 1024**2} MB.",
    bad="a claim file of 80 KB",
    good="two claims, or shorter findings",
)
describe(
    "F03",
    "Not UTF-8",
    "Files are UTF-8 text. Other encodings would show wrong letters. Letters that another program read in the wrong "
    "encoding are a warning.",
    bad="a file saved as Latin-1 or UTF-16",
    good="the same file saved as UTF-8",
)
describe(
    "F04",
    "Hidden characters",
    "Control characters, zero-width characters and those that reverse the reading direction can hide or change what a "
    "reviewer sees. Words with letters of two alphabets, which no search and no rule finds, are a warning.",
    bad="a zero-width space inside a word",
    good="the word without it",
)
describe(
    "F05",
    "A key that is used twice",
    "Most YAML programs keep one of two equal keys without saying so; here it is an error.",
    bad="topic: pain\ntopic: heart",
    good="topic: heart",
)
describe(
    "F06",
    "Anchors, aliases, tags or merge keys",
    "They make a file mean something other than it shows.",
    bad="related: *others",
    good="related: [slows-the-heart]",
)
describe(
    "F07",
    "A word that other YAML programs change",
    "YAML 1.1 converts some plain words: no becomes false, 1:30 becomes 90, and a date becomes a date object. "
    "Quotation marks keep them as they are.",
    bad="words: no",
    good='words: "no"',
)
describe(
    "F08",
    "Not one set of fields",
    "A file holds one document with `key: value` lines, and keys are plain words.",
    bad="- a list\n- at the top",
    good="question: ...\nclaim: ...",
)
describe(
    "F09",
    "Too deep",
    "Lists and groups of fields may be nested 20 levels deep.",
    bad="[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]",
    good="[1]",
)
describe(
    "F56",
    "Two versions of one place",
    "Git writes both versions of a place that two people have changed into the file, each between its marks. A page "
    "would show both.",
    bad="<<<<<<< main\nverdict: mixed\n=======\nverdict: partly\n>>>>>>> patch-1",
    good="verdict: mixed",
)
describe(
    "F38",
    "A text that ends at a comment",
    "In YAML ` #` begins a comment, even within a text without quotation marks: what follows is never read. A note "
    "after a word or two is allowed; after a sentence, or with a number, it is mostly part of the text.",
    bad="finding: Sleep was worse in lot #2, and the same elsewhere.",
    good='finding: "Sleep was worse in lot #2, and the same elsewhere."',
    severity=Severity.WARNING,
)


@dataclass(frozen=True, slots=True)
class Document:
    """The data of a YAML file, and the place of every key and value.

    `values` and `keys` map a path such as `("evidence", "for", 0, "cite")` to the place of the value or of its key.
    """

    path: str
    data: dict[str, Data]
    values: Mapping[Place, Mark]
    keys: Mapping[Place, Mark]
    guessed: frozenset[int] = frozenset()
    """The lines that were not valid YAML and were read as they were probably meant."""

    def mark(self, path: Place, *, key: bool = False) -> Mark:
        """Return the place of the value (or key) at `path`, or of the nearest value around it."""
        if key and path in self.keys:
            return self.keys[path]
        while path not in self.values:
            if not path:
                return Mark()
            path = path[:-1]
        return self.values[path]


def scalars(data: Data, place: Place = (), *, keys: bool = False) -> Iterator[tuple[Place, str]]:
    """Yield every value of a file's data with its place; with `keys` also the keys, at the place of their values."""
    if not isinstance(data, (dict, list)):
        yield place, data
        return
    for name, item in enumerate(data) if isinstance(data, list) else data.items():
        if keys and isinstance(name, str):
            yield (*place, name), name
        yield from scalars(item, (*place, name), keys=keys)


def decode(path: str, raw: bytes, max_bytes: int = MAX_BYTES) -> tuple[str, list[Problem]]:
    """Return the text of a file, and problems with its size, encoding, unmerged versions and hidden characters.

    The text is empty after an error with the size or the encoding, and if Git could not merge it. Characters that are
    not allowed are left out, so that the rest can be checked in the same run. What only looks wrong is a warning.
    """
    if len(raw) > max_bytes:
        message = f"is {len(raw):,} bytes long; the limit is {max_bytes:,}"
        return "", [Problem("F02", path, message, "Shorten or split the file.")]
    fix = "Save it as plain text, with the encoding UTF-8."
    if _NOT_PLAIN.match(raw) or raw.count(0) * 4 > len(raw):
        said = "is a file of a word processor or a browser" if _NOT_PLAIN.match(raw) else "is not UTF-8 text"
        return "", [Problem("F03", path, said, fix)]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - (raw.rfind(b"\n", 0, error.start) + 1) + 1
        return "", [Problem("F03", path, "is not UTF-8 text", fix, line, column)]
    text = text.replace("\r\n", "\n")
    if "\n" not in text:
        text = text.replace("\r", "\n")  # the line ends of old Macs
    problems = []
    if unmerged := _UNMERGED.search(text):
        fix = "Keep what is right of the two versions, and delete the lines of `<<<<<<<`, `=======` and `>>>>>>>`."
        said, line = "has two versions that Git could not merge", text.count("\n", 0, unmerged.start()) + 1
        return "", [Problem("F56", path, said, fix, line)]
    lines = text.split("\n")
    for number, content in enumerate(lines, start=1):
        if content.isascii() and content.isprintable():
            continue
        for column, said, fix in hidden_in(content):
            problems.append(Problem("F04", path, said, fix, number, column))
            lines[number - 1] = without_hidden(content)
        for code, column, said, fix in suspect_in(content):
            problems.append(Problem(code, path, said, fix, number, column, Severity.WARNING))
    return "\n".join(lines), problems


def read_yaml(path: str, raw: bytes, max_bytes: int = MAX_BYTES) -> tuple[Document | None, list[Problem]]:
    """Return the document of a YAML file, or None if it cannot be parsed, and the problems (F01 to F09, F38).

    After a syntax error with a known cause, the rest is read as if that were corrected, so that one run reports all
    problems. Raises nothing for any input.
    """
    text, odd = decode(path, raw, max_bytes)
    if not text and odd:
        return None, odd
    typed = lines = text.split("\n")
    written = [line for line in lines if line.strip()]
    for sign, form in _COPIED.items():
        if len(written) > _SENTENCE and all(map(form.match, written)):
            fix = "Copy the text of the file itself: on GitHub with the button that copies the raw file."
            return None, [*odd, Problem("F01", path, f"each line begins with {sign}, as it was copied", fix)]
    spaced = [number for number, line in enumerate(lines) if _ODD_INDENT.match(line)]
    if len(spaced) > _SENTENCE:
        said = f"{len(spaced)} lines are indented with characters that only look like spaces"
        odd = [*odd, Problem("F01", path, said, "Put spaces in their place.", spaced[0] + 1)]
        lines = [_ODD_INDENT.sub(lambda indent: " " * len(indent.group()), line, count=1) for line in lines]
        typed = lines
    unreadable: list[Problem] = []
    hiding = {problem.line for problem in odd if problem.severity is Severity.ERROR}
    while True:
        builder = _Builder(path, lines, [*odd, *unreadable])
        try:
            builder.consume(yaml.parse("\n".join(lines), Loader=_Loader))
            break
        except yaml.MarkedYAMLError as error:
            problem, mended = diagnosed(path, lines, error, builder.last)
            problem = replace(problem, column=_column_typed(problem, typed, lines))
            last = unreadable[-1] if unreadable else Mark(0)
            if problem.line in hiding or (problem.line, problem.column) <= (last.line, last.column):
                return None, builder.problems  # it follows from what is reported already
            unreadable.append(problem)
            builder.problems.append(problem)
            if mended is None or len(unreadable) == MOST_UNREADABLE:
                return None, builder.problems
            lines = mended
        except yaml.YAMLError as error:
            problem = Problem("F01", path, f"is not valid YAML: {error}".splitlines()[0], "Rewrite the marked text.")
            return None, [*builder.problems, problem]
    if any(problem.code == "F09" for problem in builder.problems):
        return None, builder.problems
    if not isinstance(builder.root, dict):
        fix = "Write the fields as `key: value`, one a line."
        return None, [*builder.problems, Problem("F08", path, "has no `key: value` lines", fix)]
    guessed = frozenset(problem.line for problem in unreadable)
    values, keys, problems = builder.values, builder.keys, builder.problems
    if unreadable:
        values, keys = (
            {at: Mark(mark.line, _column_typed(mark, typed, lines)) for at, mark in of.items()} for of in (values, keys)
        )
        told = {Mark(p.line, p.column) for p in unreadable}
        seen = [p for p in problems[len(odd) + len(unreadable) :] if Mark(p.line, p.column) not in told]
        new = (p for p in seen if p.code != "F05" or p.line not in guessed)
        moved = (replace(problem, column=_column_typed(problem, typed, lines)) for problem in new)
        problems = [*odd, *unreadable, *moved]
    for column in {problem.column for problem in problems if problem.code == "F05"}:
        twice = [problem for problem in problems if problem.code == "F05" and problem.column == column]
        if len(twice) >= (_PASTED_TWICE if column == 1 else 2):
            said = f"{len(twice)} fields stand here that stand above already"
            fix = (
                "Delete what was pasted twice."
                if column == 1
                else "Begin a new item of the list with `- `, or delete them."
            )
            once = replace(twice[0], message=said, fix=fix)
            problems = [once if problem == twice[0] else problem for problem in problems if problem not in twice[1:]]
    return Document(path, builder.root, values, keys, guessed), problems


def _column_typed(place: Mark | Problem, typed: list[str], lines: list[str]) -> int:
    """Return the column of a place in the file: lines that were mended may be indented differently."""
    return max(1, place.column + depth(typed[place.line - 1]) - depth(lines[place.line - 1]))


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being built."""

    data: list[Data] | dict[str, Data]
    path: Place
    key: str | None = None
    here: Place = ()  # the path of `key`
    skip: bool = False  # the value of a duplicate key is parsed for its problems, and dropped


@dataclass(slots=True)
class _Builder:
    """Builds the data from parser events, with a stack of its own, so that deep nesting cannot exhaust Python's."""

    path: str
    lines: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    values: dict[Place, Mark] = field(default_factory=dict)
    keys: dict[Place, Mark] = field(default_factory=dict)
    root: Data | None = None
    _stack: list[_Open] = field(default_factory=list)
    _documents: int = 0
    last: yaml.ScalarEvent | None = None

    def consume(self, events: Iterator[yaml.Event]) -> None:
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                self._documents += 1
                if self._documents == 2:
                    fix = "Delete the line `---` and what follows."
                    self._report("F08", event, "has more than one document", fix)
            elif self._documents > 1:
                continue
            elif isinstance(event, yaml.AliasEvent):
                self._report("F06", event, f"uses the alias `*{event.anchor}`", "Write the value out in full.")
                self._add("", event)
            elif isinstance(event, yaml.ScalarEvent):
                self._scalar(event)
            elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                self._open(event)
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                self._stack.pop()

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        self.last = event
        self._refuse_decoration(event)
        if event.style == '"' and (hidden := next(hidden_in(event.value.replace("\n", " ")), None)):
            _, message, _ = hidden
            self._report("F04", event, f"{message}, written as an escape", "Delete the escape.")
        is_key = bool(self._stack) and isinstance(self._stack[-1].data, dict) and self._stack[-1].key is None
        plain = not event.style  # None from PyYAML's own parser, "" from libyaml's
        if plain and _OTHER_QUOTES.fullmatch(event.value):
            said = f'`{event.value[-1]}` ends a text that `"` does not begin'
            if not any(said == problem.message and problem.line == _mark(event).line for problem in self.problems):
                fix = 'Put `"` at both ends of each such text of this line, or at neither.'
                self._report("F01", event, said, fix)
            event.value = event.value.strip('\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb"')
        trap = _TRAP.match(event.value) if plain else None
        reads = _TRAP_READS[str(trap.lastgroup)] if trap else ""
        if plain and _DATE.match(event.value) and (self._stack[-1].key if self._stack else None) not in _DATE_KEYS:
            reads = "a date"
        if reads:
            message = f"`{event.value}` is read as {reads} by other YAML programs"
            self._report("F07", event, message, f'Put it in quotation marks: "{event.value}".')
        if not is_key:
            if plain:
                self._refuse_lost_text(event)
            kinds = _IMPLICIT.get(event.value[:1], ()) if plain else ()
            converts = any(tag in _CONVERTED and form.match(event.value) for tag, form in kinds)
            self._add(Unquoted(event.value) if converts else event.value, event)
            return
        top = self._stack[-1]
        name = sys.intern(event.value)  # thousands of files have the same few keys
        here = (*top.path, name)
        if name == _MERGE and plain:
            self._report("F06", event, "uses a merge key `<<`", "Write the fields out in full.")
        if name in top.data:
            first = self.keys[here]
            self._report("F05", event, f"`{name}` is used twice (first on line {first.line})", "Keep one of the two.")
            top.skip = True
        else:
            self.keys[here] = _mark(event)
        top.key, top.here = name, here

    def _refuse_lost_text(self, event: yaml.ScalarEvent) -> None:
        """Report F38: a comment that was probably meant as part of the text."""
        end = event.end_mark
        if end is None or end.line >= len(self.lines) or "#" not in self.lines[end.line]:
            return
        rest = self.lines[end.line][end.column :]
        lost = _COMMENT.match(rest)
        if lost and (lost["number"] or len(event.value.split()) >= _SENTENCE):
            column = end.column + lost.start("text") + 1
            message = f"the text ends here: `{lost['text'][:60]}` is a comment, and is never read"
            fix = "Put the whole text in quotation marks, or put a note on a line of its own."
            self.problems.append(Problem("F38", self.path, message, fix, end.line + 1, column, Severity.WARNING))

    def _open(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        self._refuse_decoration(event)
        top = self._stack[-1] if self._stack else None
        is_key = top is not None and isinstance(top.data, dict) and top.key is None
        if is_key:
            self._report("F08", event, "uses a list or mapping as a key", "Use a plain word as the key.")
        if len(self._stack) == MAX_DEPTH:
            self._report("F09", event, f"is nested more than {MAX_DEPTH} levels deep", "Flatten the structure.")
        data: list[Data] | dict[str, Data] = {} if isinstance(event, yaml.MappingStartEvent) else []
        if top is not None and is_key:
            path: Place = (*top.path, "\0key")
            top.key, top.skip = "", True  # its value is parsed for its problems, and dropped
        else:
            path = self._add(data, event)
        self._stack.append(_Open(data, path))

    def _add(self, value: Data, event: yaml.Event) -> Place:
        """Add a value to the collection being built and return its path."""
        if not self._stack:
            self.root = value
            self.values[()] = _mark(event)
            return ()
        top = self._stack[-1]
        if isinstance(top.data, list):
            here: Place = (*top.path, len(top.data))
            top.data.append(value)
            self.values[here] = _mark(event)
            return here
        key, skip = top.key, top.skip
        if key is None:  # an alias as a key; the caller reports it
            top.key, top.skip = "", True
            return top.path
        top.key, top.skip = None, False
        if skip:
            return (*top.path, key, "\0second")  # so that the places of the first value are kept
        here = top.here
        top.data[key] = value
        self.values[here] = _mark(event)
        return here

    def _refuse_decoration(self, event: yaml.NodeEvent) -> None:
        if event.anchor:
            self._report("F06", event, f"sets the anchor `&{event.anchor}`", "Delete it.")
        if tag := getattr(event, "tag", None):
            self._report("F06", event, f"uses the tag `{tag}`", "Delete it.")

    def _report(self, code: str, event: yaml.Event, message: str, fix: str) -> None:
        self.problems.append(Problem(code, self.path, message, fix, *_mark(event)))


def _mark(event: yaml.Event) -> Mark:
    start = event.start_mark
    return Mark(start.line + 1, start.column + 1) if start else Mark()
