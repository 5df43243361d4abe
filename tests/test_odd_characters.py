"""Characters that hide, that look like others, or that a wrong encoding left behind, in each kind of file."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders import BIBLIOGRAPHY, CLAIM_ID, CLAIM_PATH, codes, line_of, make_claim, problems_of, write_site
from explainer.loading.yaml_reader import decode, read_yaml
from explainer.problems import Problem, Severity


def found(text: str) -> list[Problem]:
    _, problems = decode("x", text.encode())
    return problems


@pytest.mark.parametrize(
    "char",
    ["\u034f", "\u115f", "\u17b4", "\u180b", "\u180e", "\u2065", "\u2800", "\u3164", "\ufe00", "\ufe0f", "\uffa0",
     "\ufff9", "\ufffc", "\ufffe", "\ufffd", "\U000e0041", "\U000e0100", "\u200b", "\u202e", "\u2028", "\0", "\x02",
     "\ue000"],
)  # fmt: skip
def test_what_shows_nothing_may_not_stand_in_a_word(char: str) -> None:
    (problem,) = found(f"warm\n  te{char}a")
    assert (problem.code, problem.line, problem.column, problem.severity) == ("F04", 2, 5, Severity.ERROR)
    assert f"U+{ord(char):04X}" in problem.message


@pytest.mark.parametrize(
    "text",
    ["caf\u00e9", "cafe\u0301", "Nguye\u0302\u0303n", "\u041a\u0440\u0430\u0442\u043e\u043c \u0438 \u0447\u0430\u0439",
     "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0915\u094d\u200d\u0937", "\u0600\u0661", "\u2600\ufe0f",
     "5 \u03bcg of \u03b1-tea, \u0394\u2079",
     "\u0391\u03c1\u03b9\u03c3\u03c4", "a\u202fb", "a\tb", "\u00abCAF\u00c9\u00bb",
     "MA\u00c7\u00c3\u00bb", "\u00c2ge, \u00c3o", "\u8336", "\U0001f375"],
)  # fmt: skip
def test_what_writing_needs_may_stand(text: str) -> None:
    assert found(text) == []


def test_a_heap_of_marks_is_told_once() -> None:
    (problem,) = found("te" + "\u0301" * 40 + "a")
    assert (problem.code, problem.column) == ("F04", 3)


@pytest.mark.parametrize(
    ("garbled", "meant"),
    [("M\u00c3\u00bcller", "\u00fc"), ("caf\u00c3\u00a9", "\u00e9"), ("it\u00e2\u20ac\u2122s", "\u2019"),
     ("37\u00c2\u00b0", "\u00b0"), ("5\u00e2\u20ac\u201c6", "\u2013")],
)  # fmt: skip
def test_letters_in_a_wrong_encoding_are_a_warning_that_names_the_right_ones(garbled: str, meant: str) -> None:
    (problem,) = found(garbled)
    assert (problem.code, problem.severity) == ("F03", Severity.WARNING)
    assert f"`{meant}`" in problem.message


@pytest.mark.parametrize(
    "word", ["t\u0435a", "\u0422ea", "sm\u03bfke", "t\u0585a", "\U0001d42d\U0001d41e\U0001d41a", "\uff54\uff45\uff41"]
)
def test_a_word_of_two_alphabets_is_a_warning(word: str) -> None:
    problems = found(f"a {word}")
    assert {(problem.code, problem.column, problem.severity) for problem in problems} == {("F04", 3, Severity.WARNING)}


def test_a_warning_keeps_nothing_from_being_read(tmp_path: Path) -> None:
    claim = make_claim().replace("A warm cup", "A w\u0430rm cup")
    bib = BIBLIOGRAPHY.replace("Smith, Anna", "M\u00c3\u00bcller, Anna")
    page = "# Extra\n\nA w\u0430rm cup.\n"
    problems = problems_of(write_site(tmp_path, {f"sleep/{CLAIM_ID}": claim}, bib, **{"docs/extra.md": page}))
    assert {problem.severity for problem in problems} == {Severity.WARNING}
    assert {problem.path for problem in problems if problem.code in {"F03", "F04"}} == {
        CLAIM_PATH, "bibliography.bib", "docs/extra.md"
    }  # fmt: skip


def test_line_ends_of_old_macs_are_read(tmp_path: Path) -> None:
    claim = make_claim().replace("\n", "\r")
    problems = problems_of(write_site(tmp_path, {f"sleep/{CLAIM_ID}": claim}, BIBLIOGRAPHY.replace("\n", "\r")))
    assert not [problem for problem in problems if problem.severity is not Severity.ADVICE]


# What keeps YAML from being read


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("topic: sleep", "topic:sleep", "topic:"), ("topic: sleep", "topic:\u00a0sleep", "NO-BREAK SPACE"),
        ("topic: sleep", "topic\uff1a sleep", "FULLWIDTH COLON"), ("  level:", "\u00a0\u00a0level:", "NO-BREAK SPACE"),
        ("  level:", "\u3000level:", "IDEOGRAPHIC SPACE"), ("  level:", "\tlevel:", "tab"),
    ],
)  # fmt: skip
def test_the_line_and_the_cause_are_told(old: str, new: str, said: str) -> None:
    text = make_claim().replace(old, new, 1)
    document, problems = read_yaml("x.yml", text.encode())
    assert document is not None
    assert document.data == read_yaml("x.yml", make_claim().encode())[0].data  # type: ignore[union-attr]
    assert codes(problems) == ["F01"]
    assert said in problems[0].message
    assert problems[0].line == line_of(text, new)


def test_a_colon_without_a_space_in_an_address_is_not_the_cause() -> None:
    _, problems = read_yaml("x.yml", b'a: "b\nurl: https://example.org\n')
    assert codes(problems) == ["F01"]
    assert "space" not in problems[0].message
