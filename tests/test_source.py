"""YAML to data with places: what was typed stays what was typed, and what YAML does in silence is told."""

from __future__ import annotations

import time
from typing import Any

import pytest
import yaml

from explainer.building.all_rules import RULES
from explainer.loading.lockfile import read_lock
from explainer.loading.yaml_reader import MAX_BYTES, MAX_DEPTH, MOST_UNREADABLE, Document, decode, read_yaml
from explainer.problems import Mark, Problem


def read(text: str | bytes) -> tuple[Document | None, list[Problem]]:
    return read_yaml("x.yml", text.encode() if isinstance(text, str) else text)


def good(text: str) -> Document:
    document, problems = read(text)
    assert not problems
    assert document is not None
    return document


def found(text: str | bytes) -> list[tuple[str, int, int]]:
    return [(problem.code, problem.line, problem.column) for problem in read(text)[1]]


TEXT = """\
# a comment
question: Why?   # another
evidence:
  for:
    - finding: One.
      cite: [a1, b2]
      figures: {"21": "21.4%"}
  against: {none_found: {searched: 2026-11-22}}
note: >-
  Folded
  text.
last: |
  kept
"""


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        (("question",), (2, 11), (2, 1)),
        (("evidence",), (4, 3), (3, 1)),
        (("evidence", "for"), (5, 5), (4, 3)),
        (("evidence", "for", 0), (5, 7), None),
        (("evidence", "for", 0, "finding"), (5, 16), (5, 7)),
        (("evidence", "for", 0, "cite", 1), (6, 18), None),
        (("evidence", "for", 0, "figures", "21"), (7, 23), (7, 17)),
        (("evidence", "against", "none_found", "searched"), (8, 36), (8, 26)),
        (("note",), (9, 7), (9, 1)),
        (("last",), (12, 7), (12, 1)),
        # a place that is not there is that of what encloses it
        (("evidence", "for", 0, "where"), (5, 7), None),
        (("evidence", "for", 7, "cite", 3), (5, 5), None),
        (("nothing",), (2, 1), None),
    ],
)
def test_every_value_and_key_has_its_place(
    path: tuple[str | int, ...], value: tuple[int, int], key: tuple[int, int] | None
) -> None:
    document = good(TEXT)
    assert document.mark(path) == Mark(*value)
    assert document.mark(path, key=True) == Mark(*(key or value))
    assert Document("x.yml", {}, {}, {}).mark(path) == Mark(1, 1)


@pytest.mark.parametrize("scalar", "yes Yes NO no on Off y N 1:30 12:34:56 -1:30 010 0_7 ~ null NULL".split())
def test_words_that_other_programs_change_are_reported_unless_quoted(scalar: str) -> None:
    assert found(f"ok: fine\na: {scalar}\n") == [("F07", 2, 4)]
    assert found(f"a:\n  - fine\n  - {scalar}\n") == [("F07", 3, 5)]
    for quoted in (f'"{scalar}"', f"'{scalar}'"):
        assert good(f"a: {quoted}\n").data == {"a": scalar}
    assert good(f"a: it says {scalar} here\n").data == {"a": f"it says {scalar} here"}


@pytest.mark.parametrize(
    ("text", "places"),
    [
        # a word that other programs change, as a key
        ("no: Norway\n", [("F07", 1, 1)]),
        ("{no: Norway}\n", [("F07", 1, 2)]),
        # a date where none belongs, or in a list
        ("words: 2026-11-22\n", [("F07", 1, 8)]),
        ("checked: [2026-11-22]\n", [("F07", 1, 11)]),
        # keys are equal when their text is, however quoted
        ("a: 1\n'a': 2\n\"a\": 3\n", [("F05", 2, 1), ("F05", 3, 1)]),
        ("a: 1\nb:\n  c: 2\n  c: 3\na: 4\n", [("F05", 4, 3), ("F05", 5, 1)]),
        # a second document
        ("a: 1\n---\nb: no\n---\nc: 2\n", [("F08", 2, 1)]),
        # what makes a file mean other than it shows
        ("a: &x 1\n", [("F06", 1, 4)]),
        ("a: &x {b: 1}\n", [("F06", 1, 4)]),
        ("a: &x [1]\n", [("F06", 1, 4)]),
        ("&x a: 1\n", [("F06", 1, 1)]),
        ("a: &x 1\nb: *x\n", [("F06", 1, 4), ("F06", 2, 4)]),
        ("a: [*x, 1]\n", [("F06", 1, 5)]),
        ("*x : 1\nb: 2\n", [("F06", 1, 1)]),
        ("a: !!str 1\n", [("F06", 1, 4)]),
        ("a: !thing {b: 1}\n", [("F06", 1, 4)]),
        ("a: !!python/object/apply:os.system [id]\n", [("F06", 1, 4)]),
        ("<<: {b: 1}\n", [("F06", 1, 1)]),
        ("a:\n  <<: [1]\n", [("F06", 2, 3)]),
        ("a: &x !!str 1\n", [("F06", 1, 4), ("F06", 1, 4)]),
        # syntax, where it is, with what comes before it
        ("a: 1\nb: [1, 2]]\nc: 3\n", [("F01", 2, 10)]),
        ("a: no\na: 1\nb: ]\n", [("F01", 3, 4), ("F07", 1, 4), ("F05", 2, 1)]),
        # a line that cannot be read is not explained by the last line
        ("a: b: c\nx:\u00a0z", [("F01", 1, 5), ("F01", 2, 3)]),
        # every hidden character, and no other problem is hidden by one
        ("a: \u200b1\nb: 2\u202e\n\x00c: 3\n", [("F04", 1, 4), ("F04", 2, 5), ("F04", 3, 1)]),
        ("a: so\u200bber\nb: no\nc: d: e\n", [("F04", 1, 6), ("F01", 3, 5), ("F07", 2, 4)]),
        ("a: 1\rb: 2\n", [("F04", 1, 5)]),
        # nesting, whose first level is the file itself
        (f"b: 1\na: {'[' * MAX_DEPTH}1{']' * MAX_DEPTH}\n", [("F09", 2, 3 + MAX_DEPTH)]),
        (f"b: 1\na: {'[' * (MAX_DEPTH - 1)}1{']' * (MAX_DEPTH - 1)}\n", []),
        ("{a: " * 900 + "1" + "}" * 900, [("F09", 1, 4 * MAX_DEPTH + 1)]),
        # what is no UTF-8
        (b"\xff\xfea\x00:\x00", [("F03", 1, 1)]),
        (b"a: 1\nb: caf\xe9\n", [("F03", 2, 7)]),
        (b"a: 1\n\nb: \xc3\x28", [("F03", 3, 4)]),
        (b"a: \xed\xa0\x80", [("F03", 1, 4)]),
        (b"a: \xc0\xaf", [("F03", 1, 4)]),
        (b"a: \xf4\x90\x80\x80", [("F03", 1, 4)]),
        (b"a: \xe2\x82", [("F03", 1, 4)]),
    ],
)
def test_every_problem_of_a_file_is_reported_at_its_place(
    text: str | bytes, places: list[tuple[str, int, int]]
) -> None:
    assert found(text) == places
    assert read(text)[0] is None or not {"F03", "F09"} & {code for code, _, _ in places}


def test_what_is_below_a_second_key_is_still_read_for_its_problems() -> None:
    document, problems = read("a: {x: 1}\na:\n  x: [no]\n  x: 2\nb: yes\n")
    assert [(p.code, p.line) for p in problems] == [("F05", 2), ("F07", 3), ("F05", 4), ("F07", 5)]
    assert document is not None
    assert document.data == {"a": {"x": "1"}, "b": "yes"}
    assert (document.mark(("a",), key=True), document.mark(("a", "x"))) == (Mark(1, 1), Mark(1, 8))


@pytest.mark.parametrize(
    ("text", "codes", "data"),
    [
        (
            TEXT,
            "",
            {
                "question": "Why?",
                "evidence": {
                    "for": [{"finding": "One.", "cite": ["a1", "b2"], "figures": {"21": "21.4%"}}],
                    "against": {"none_found": {"searched": "2026-11-22"}},
                },
                "note": "Folded text.",
                "last": "kept\n",
            },
        ),
        # scalars stay the text that was typed, and dates may be bare where dates belong
        *(
            (f"a: {typed}\n", "", {"a": typed})
            for typed in (*"1.10 1e3 007b true True 3 0 0.5 10:99 -5 Norway nope None =".split(), "")
        ),
        *((f"{key}: 2026-11-22\n", "", {key: "2026-11-22"}) for key in ("date", "checked", "check_by", "searched")),
        ("a: [{date: 2026-11-22}]\n", "", {"a": [{"date": "2026-11-22"}]}),
        ("words: '2026-11-22'\n", "", {"words": "2026-11-22"}),
        ("words: since 2026-11-22\n", "", {"words": "since 2026-11-22"}),
        ("'<<': 1\n", "", {"<<": "1"}),  # a merge key in quotation marks is a plain key
        ("a: 1\nb:\n  c: 2\n  c: 3\na: 4\n", "F05 F05", {"a": "1", "b": {"c": "2"}}),
        ("a: 1\n---\nb: no\n---\nc: 2\n", "F08", {"a": "1"}),
        ("a: so\u200bber\n", "F04", {"a": "sober"}),
        ("{}\n", "", {}),
        ("*x : [1]\na: 2\n", "F06", {"a": "2"}),  # an alias as a key leaves the rest as it is
        ("? [x, z]\n: 1\na: 2\nb: 3\n", "F08", {"a": "2", "b": "3"}),
        ("? {x: 1}\n: [1, {c: 2}]\na: 2\nb: 3\n", "F08", {"a": "2", "b": "3"}),
        ("{[x]: 1, a: 2, b: 3}\n", "F08", {"a": "2", "b": "3"}),
        ("? - x\na: 2\nb: 3\n", "F08", {"a": "2", "b": "3"}),
        ('a: "\\u00e5\\n\\t\\"\\\\"\n', "", {"a": 'å\n\t"\\'}),  # escapes of what a text may have
        ("a: 'a \\u202e that is none'\n", "", {"a": "a \\u202e that is none"}),
        # joiners that a text needs are allowed in quotation marks
        ('a: "\u0645\u06cc\u200c\u062e"\n', "", {"a": "\u0645\u06cc\u200c\u062e"}),
        ('a: "\u2600\ufe0f"\n', "", {"a": "\u2600\ufe0f"}),
    ],
)
def test_a_file_holds_what_can_be_read_of_it(text: str, codes: str, data: dict[str, Any]) -> None:
    document, problems = read(text)
    assert document is not None
    assert document.data == data
    assert " ".join(problem.code for problem in problems) == codes


def test_aliases_are_never_followed() -> None:
    """A billion laughs: ten aliases of ten aliases. It must cost no more than its bytes."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    started = time.process_time()
    document, problems = read("\n".join(lines))
    assert time.process_time() - started < 2
    assert {problem.code for problem in problems} == {"F06"}
    assert document is not None
    assert document.data["a11"] == [""] * 10  # type: ignore[index, call-overload]


@pytest.mark.parametrize(
    "text",
    [
        "a: b: c\n", "a: [1, 2\n", "a: {b: 1\nc: 2\n", "a: 'open\n", 'a: "open\n', "a:\n\t- b\n", "a: 1\n  b: 2\n",
        "- a\nb: c\n", "a: @at\n", "a: `tick\n", "a: %b\n", "]\n", "a: [x", "a: |9x\n", '"\\z": 1\n', 'a: "\\z"\n',
        'a: "b" c\n', "a:b\nc: 1\n", "a: 1\n* b\nc: 1\n", "```yaml\na: 1\n", '"\\uD800": 1\n',
        "%YAML 9.9\n---\na: 1\n", "a: " + "[" * 3000, "? ? ? a\n]",
    ],
)  # fmt: skip
def test_what_is_no_yaml_is_one_problem_with_a_place(text: str) -> None:
    _, problems = read(text)
    errors = [problem for problem in problems if problem.code == "F01"]
    assert len(errors) == 1
    assert 1 <= errors[0].line <= text.count("\n") + 1
    assert errors[0].column >= 1
    assert "\n" not in errors[0].message


MISTAKES = [
    ("a:\n  f:\n    - b: x\n  d: q\n      e: w", "a:\n  f:\n    - b: x\n      d: q\n      e: w", 4, 3, "beside it"),
    ("a:\n  - b: x\n   c:\n     d: w\n   e: v", "a:\n  - b: x\n    c:\n      d: w\n    e: v", 3, 4, "indented"),
    ("a:\n  - b: x\n    c: z\n  b: q\n    c: w", "a:\n  - b: x\n    c: z\n  - b: q\n    c: w", 4, 3, "item of a list"),
    ("a: >-\n  it is\n\tmore", "a: it is more", 3, 1, "tab"),
    ("a: x\n\tb: z", "a: x\nb: z", 2, 1, "tab"),
    ("a: x: y", "a: 'x: y'", 1, 5, "colon"),
    ("a: x\n  b: z w", "a: x\nb: z w", 2, 3, "indented"),
    ("a:\n  - b: x\n     c: z\n    d: w", "a:\n  - b: x\n    c: z\n    d: w", 3, 6, "indented"),
    ("a:\n  - b: x\n   c: z\n    d: w", "a:\n  - b: x\n    c: z\n    d: w", 3, 4, "indented"),
    ("a:\n  b:\n    - x: z\n   c:\n     - w", "a:\n  b:\n    - x: z\n  c:\n    - w", 4, 4, "indented"),
    ("a:\n  - b: x\n   - b: z", "a:\n  - b: x\n  - b: z", 3, 4, "indented"),
    ("a:\n  b: x\n    c: z", "a:\n  - b: x\n    c: z", 2, 3, "item of a list"),
    ("a:\n  \u2013 b: x\n    c: z", "a:\n  - b: x\n    c: z", 2, 3, "item of a list"),
    ("a:\nb: x\n  c: z", "a:\n  b: x\n  c: z", 2, 1, "`b:` is not indented like the fields below"),
    (" a: x", "a: x", 1, 1, "first field is indented"),
    ("a: x y: z\n  and on", "a: 'x y: z\n  and on'", 1, 7, "colon"),
    ('a: "x', "a: x", 1, 4, "never closed"),
    ("a: 'x", "a: x", 1, 4, "never closed"),
    ("a: 'x\nb: it's", "a: x\nb: it's", 1, 4, "closed only on line 2"),
    ('a: "x" y', "a: 'x\" y'", 1, 4, "goes on after"),
    ("a: 'it's x'", "a: it's x", 1, 4, "goes on after"),
    ('a: "C:\\Users"', "a: C:\\Users", 1, 4, "backslash"),
    *((f"a: {sign} x", f"a: '{sign} x'", 1, 4, "begin with") for sign in "@`%*>|-?"),
    ("a: [x] y", "a: '[x] y'", 1, 4, "begin with"),
    ("a: [x, z", "a: [x, z]", 1, 4, "never closed"),
    ("a: {x: z", "a: {x: z}", 1, 4, "never closed"),
    ("a:x", "a: x", 1, 1, "space after its colon"),
    ("a\uff1ax", "a: x", 1, 2, "FULLWIDTH"),
    ("a:\u00a0x", "a: x", 1, 3, "NO-BREAK"),
    ("a:\n  b:x\n  c: 1", "a:\n  b: x\n  c: 1", 2, 3, "space after its colon"),
    ("a:\n\tb: x", "a:\n  b: x", 2, 1, "tab"),
    ("a:\n- x\n\u2022 z", "a:\n- x\n- z", 3, 1, "item of a list"),
    ("a:\n- x\n* z", "a:\n- x\n- z", 3, 1, "item of a list"),
    ("a:\n- x\n-z", "a:\n- x\n- z", 3, 1, "item of a list"),
    ("```yaml", "", 1, 1, "fence"),
    ("a = x", "a: x", 1, 1, "no colon"),
    ("a\n  - b: x\n    c: z", "a:\n  - b: x\n    c: z", 1, 1, "no colon"),
    ("a: x\nb [z, w]", "a: x\nb: [z, w]", 2, 1, "no colon"),
    ("a:\n  b\n    c: 1", "a:\n  b:\n    c: 1", 2, 3, "no colon"),
    ("a: >-\nit's x\nand z", "a: >-\n  it's x\n  and z", 2, 1, "no colon"),
    ("a:\n  b: >-\n      x\n    and z\n  c: w", "a:\n  b: x and z\n  c: w", 4, 5, "no colon"),
    ('a: ["x" z]', 'a: ["x", z]', 1, 9, "no comma"),
    ("a: {x: z w: v}", "a: {x: z, w: v}", 1, 10, "no comma"),
    ("a:\n  - b >-\n      x\n    c: z", "a:\n  - b: x\n    c: z", 2, 3, "no colon"),
    ("a:\n  - b: x\n\tc: z\n    d: w", "a:\n  - b: x\n    c: z\n    d: w", 3, 1, "tab"),
    ("a:\n  - b: x\n    @c: z", "a:\n  - b: x\n    c: z", 3, 5, "begin with"),
    ('a: {"x": "z, "w": v}', 'a: {"x": "z", "w": v}', 1, 10, "only after a comma"),
    ("a: [x}", "a: [x]", 1, 6, "does not close"),
    ("a: [x]]", "a: [x]", 1, 7, "closes nothing"),
    ("a:\n  ]b: x", "a:\n  b: x", 2, 3, "closes nothing"),
    ("a:\n  ]}, b: x", "a:\n  b: x", 2, 3, "closes nothing"),
    ("a:\n  - x\n  ]\n  - z", "a:\n  - x\n  - z", 3, 3, "closes nothing"),
    ("a: [x\n  ]]", "a: [x]", 2, 4, "closes nothing"),
    ("a: [x],", "a: [x]", 1, 7, "a comma"),
    ("a: [\n  x\n], # z", "a: [x]", 3, 2, "a comma"),
    ('a: "x",', "a: x", 1, 7, "a comma"),
    ('a: "x", # z', "a: x", 1, 7, "a comma"),
    ("a: [@x]", "a: [x]", 1, 5, "begin with"),
    ("a:\n  - b: x\n  \u2022\tb: z", "a:\n  - b: x\n  - b: z", 3, 3, "item of a list"),
    ("a => x", "a: x", 1, 1, "no colon"),
    ("a: x\n// z", "a: x", 2, 1, "no comment"),
    ("a:\n  <!-- z -->\n  b: x", "a:\n  b: x", 2, 3, "no comment"),
    ("a:\n- b: x\n    c: z\n  d: w", "a:\n- b: x\n  c: z\n  d: w", 3, 5, "neither"),
    ("a:\nno field, but a sentence here\nb: x", "a: no field, but a sentence here\nb: x", 2, 1, "no colon"),
    ("~~~yaml", "", 1, 1, "fence"),
    ("a: \u2018x\u2019", "a: x", 1, 4, "does not begin"),
    ("**a:** x", "a: x", 1, 1, "**"),
    ("a: {\u201cx\u201d: \u201cz\u201d}", "a: {x: z}", 1, 5, "does not begin"),
    ('a: x."', "a: x.", 1, 4, "does not begin"),
]
"""What a line is, what was meant ("" where that does not show), line and column to mend, and a word of the message."""


@pytest.mark.parametrize(("written", "meant", "line", "column", "said"), MISTAKES)
def test_a_mistake_is_reported_where_it_is_to_be_mended_with_its_cause(
    written: str, meant: str, line: int, column: int, said: str
) -> None:
    document, problems = read(f"{written}\nlast: 1\n")
    assert [(p.code, p.line, p.column) for p in problems] == [("F01", line, column)]
    assert said in problems[0].message
    assert (document.data if document else None) == (good(f"{meant}\nlast: 1\n").data if meant else None) or not meant


def test_one_run_reports_every_mistake_and_what_the_rest_of_the_file_holds() -> None:
    text = "a: x: y\nb: @c\nb: 2\nd: 'open\ne: no\nf: [1, 2\ng: last\n"
    assert found(text) == [("F01", 1, 5), ("F01", 2, 4), ("F01", 4, 4), ("F01", 6, 4), ("F05", 3, 1), ("F07", 5, 4)]
    text = "a:\n  - b: x\n     c: no\n    d z\ne\nf: ]\nf: yes\n"
    assert found(text)[:4] == [("F01", 3, 6), ("F01", 4, 5), ("F01", 5, 1), ("F01", 6, 4)]
    assert found(text)[4:] == [("F07", 3, 9), ("F05", 7, 1), ("F07", 7, 4)], "columns are those of the file"
    assert len(found("".join(f"a{number}: @b\n" for number in range(50)))) == MOST_UNREADABLE


LINES = [f"{letter}:\n  - {letter}{letter}: x" for letter in "abcd"]


@pytest.mark.parametrize(("begin", "said"), [("+", "`+`"), ("> ", "`>`"), ("12 ", "its number")])
def test_a_text_that_was_copied_with_signs_is_one_problem(begin: str, said: str) -> None:
    _, [problem] = read("\n".join(f"{begin}{line}" for line in "\n".join(LINES).split("\n")))
    assert (problem.code, problem.line) == ("F01", 1)
    assert f"begins with {said}" in problem.message


def test_an_indentation_of_odd_spaces_is_one_problem_and_the_rest_is_read() -> None:
    text = "\n".join([*LINES, *(line.upper() for line in LINES)]).replace("  ", "\u00a0\u00a0")
    document, [problem] = read(text)
    assert (problem.code, problem.line, problem.message[:8]) == ("F01", 2, "8 lines ")
    assert document is not None
    assert document.data["a"] == [{"aa": "x"}]  # type: ignore[index,call-overload]


def test_a_text_that_was_pasted_twice_is_one_problem() -> None:
    _, [problem] = read("\n".join([*LINES, *LINES]))
    assert (problem.code, problem.line, problem.message[:9]) == ("F05", 9, "4 fields ")


def test_many_mistakes_cost_no_more_than_their_number() -> None:
    started = time.process_time()
    for text in ("a: @b\n" * 10_000, "<<<<<<< a\n" * 6_000, f"a: {' ' * 60_000}b: c", f"a: {'x: ' * 20_000}"):
        assert read(text)[1]
    assert time.process_time() - started < 10


@pytest.mark.parametrize("name", ["claims/x.yml", "bibliography.bib", "docs/x.md"])
def test_two_versions_that_git_could_not_merge_are_reported_alone(name: str) -> None:
    text, problems = decode(name, b"a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> patch-1\n")
    assert not text
    assert [(p.code, p.path, p.line) for p in problems] == [("F56", name, 2)]
    assert not decode(name, b"A title\n=======\n\n<<<<<<< is a mark, >>>>>>> too\n")[1]


@pytest.mark.parametrize("text", ["", "\n", "# nothing\n", "just words\n", "- a\n- b\n", "[]\n", "3\n", "---\n"])
def test_a_file_without_fields_is_reported(text: str) -> None:
    document, problems = read(text)
    assert document is None
    assert [problem.code for problem in problems] == ["F08"]


def test_the_limits_are_those_that_the_guide_to_the_rules_gives() -> None:
    assert RULES["F02"].text == "A claim file may have 64 KB, a data file 512 KB, a page 512 KB, the bibliography 8 MB."
    _, problems = read_lock("references.lock.json", b" " * (16 * 1024 * 1024 + 1))
    assert [problem.message for problem in problems] == ["is larger than 16,777,216 bytes"]
    _, problems = read_lock("references.lock.json", b" " * 16 * 1024 * 1024)
    assert [problem.message for problem in problems] == ["is not JSON"]


def test_size_has_a_limit_that_counts_bytes() -> None:
    fits = b"a: " + b"x" * (MAX_BYTES - 4) + b"\n"
    assert not read(fits)[1]
    document, problems = read(fits + b"\n")
    assert document is None
    assert [(p.code, p.line) for p in problems] == [("F02", 1)]
    assert read_yaml("x.yml", fits + b"\n", MAX_BYTES * 2)[0] is not None
    assert [p.code for p in read(("å" * (MAX_BYTES // 2)).encode() + b"a")[1]] == ["F02"]


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm() -> None:
    document = good("\ufeffa: 1\r\nb:\r\n  - c\r\n")
    assert document.data == {"a": "1", "b": ["c"]}
    assert document.mark(("b", 0)) == Mark(3, 5)


HIDDEN = "\x00\x07\x1b\x7f\x85\xad\u200b\u200d\u200f\u2028\u2029\u202a\u202e\u2060\u2066\u2069\ufeff"


@pytest.mark.parametrize("char", HIDDEN, ids=lambda char: f"U+{ord(char):04X}")
def test_characters_that_hide_or_reorder_text_are_reported(char: str) -> None:
    assert found(f"a: 1\nb: so{char}ber\n") == [("F04", 2, 6)]
    _, problems = decode("docs/x.md", f"one\ntwo {char}\n".encode())
    assert [(p.code, p.path, p.line, p.column) for p in problems] == [("F04", "docs/x.md", 2, 5)]
    assert found(f'a: 1\nb: "so\\u{ord(char):04x}ber"\n') == [("F04", 2, 4)], "where an escape writes them too"


@pytest.mark.parametrize("char", ["å", "ß", "\u2013", "“", "\xa0", "é", "日", "😀", "\u0301", "\t"])
def test_letters_of_any_language_are_fine(char: str) -> None:
    text, problems = decode("x", f"one {char} two\n".encode())
    assert text == f"one {char} two\n"
    assert not problems


@pytest.mark.parametrize(
    "text",
    [
        TEXT, "a: no\n<<: {b: 1}\nb: 1:30\n", "a: &x 1\nb: *x\n", "? [x]\n: 1\na: ~\n", 'a: "\\u202e"\n',
        "a: 1\n---\nb: 2\n", "a: b: c\nd: @x\n", "a: 'open\nb: it's\n", 'a: "b" c\nd: "open\ne: 1\n',
        "a: [b, c\nd: 1\n", "a:\n  \u2022 b\n  -c\nd: {e: 1\n", 'a: "C:\\Users"\nb:c\nd: 1\n',
    ],
)  # fmt: skip
def test_both_parsers_of_pyyaml_read_alike(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """PyYAML uses libyaml where it is there, and its own parser elsewhere. Contributors must see the same."""
    fast = read(text)
    monkeypatch.setattr("explainer.loading.yaml_reader._Loader", yaml.SafeLoader)
    assert read(text) == fast
