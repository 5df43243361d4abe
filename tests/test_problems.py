"""Problems: their order, and the forms in which people and machines read them."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest

from explainer.building.all_rules import RULES
from explainer.checks.reports import as_listing, as_sarif
from explainer.problems import Problem, Severity, as_github, as_json, as_text, folded, has_errors, in_order

ONE = Problem("F10", "claims/sleep/a.yml", "is wrong", "Mend it.", 3, 7)
WARNING = Problem("W04", "claims/sleep/a.yml", "is long", "", 9, 1, Severity.WARNING)
ADVICE = Problem("B03", "claims", "leans", "Add some.", severity=Severity.ADVICE)


def test_the_location_is_a_link_for_editors_and_of_a_whole_file_its_top() -> None:
    problem = Problem("F17", "bibliography.bib", "is missing", "Add it.")
    assert (problem.severity, problem.location) == (Severity.ERROR, "bibliography.bib:1:1")
    assert ONE.location == "claims/sleep/a.yml:3:7"


def test_what_stands_often_in_a_file_is_told_once_with_the_other_lines() -> None:
    """A name that is gone breaks every line that uses it: one report leaves the others in sight."""
    often = [replace(ONE, line=line) for line in (3, 5, 8, 8)]
    seldom = [replace(ONE, path="claims/sleep/b.yml", line=line) for line in (3, 5, 8)]
    others = [replace(ONE, line=9, message=f"is wrong, {word}") for word in "abcd"]
    told = list(folded([*often, *seldom, *others]))
    assert told[1:] == [*seldom, *others]
    assert told[0] == replace(ONE, message="is wrong (and 3 times more, in lines 5, 8)")


def test_order_is_by_file_then_place_then_code() -> None:
    expected = [
        Problem("Z99", "a.yml", "m", "f", 9, 9),
        Problem("F11", "b.yml", "m", "f", 2, 3),
        Problem("F01", "b.yml", "m", "f", 2, 10),
        Problem("F12", "b.yml", "a", "f", 10, 1),
        Problem("F12", "b.yml", "b", "f", 10, 1),
        Problem("F13", "b.yml", "a", "f", 10, 1),
    ]
    shuffled = expected * 2
    for seed in range(5):
        random.Random(seed).shuffle(shuffled)  # noqa: S311 -- any order will do
        assert in_order(shuffled) == expected, "sorted, and each once"
    assert len(in_order([ONE, replace(ONE, severity=Severity.WARNING)])) == 2, "those of two severities are two"


@pytest.mark.parametrize(
    ("problems", "expected"), [([], False), ([WARNING, ADVICE], False), ([WARNING, ONE], True), ([ONE], True)]
)
def test_only_an_error_stops_a_build(problems: list[Problem], expected: bool) -> None:
    assert has_errors(problems) is expected


def test_text_is_a_line_a_problem_and_its_fix_below_and_names_what_is_no_error() -> None:
    assert as_text([ONE, WARNING, ADVICE]).splitlines() == [
        "claims/sleep/a.yml:3:7 F10 is wrong",
        "    fix: Mend it.",
        "claims/sleep/a.yml:9:1 W04 warning: is long",
        "claims:1:1 B03 advice: leans",
        "    fix: Add some.",
    ]
    assert as_text([]) == as_github([]) == ""


def test_json_has_the_promised_shape_in_the_promised_order() -> None:
    text = as_json([ONE, replace(WARNING, message='says "å\n"')], {"claims": 2, "references": 0})
    assert "å" in text, "letters stay readable"
    read = json.loads(text)
    assert list(read) == ["problems", "checked"]
    assert read["checked"] == {"claims": 2, "references": 0}
    first, second = (list(problem.items()) for problem in read["problems"])
    assert first == [
        ("code", "F10"),
        ("severity", "error"),
        ("path", "claims/sleep/a.yml"),
        ("line", 3),
        ("column", 7),
        ("message", "is wrong"),
        ("fix", "Mend it."),
    ]
    assert [name for name, _ in second] == [name for name, _ in first]
    assert (dict(second)["severity"], dict(second)["message"]) == ("warning", 'says "å\n"')


def test_github_annotations_are_a_line_each_with_level_and_place() -> None:
    assert [
        line.partition("::" + problem.message)[0]
        for line, problem in zip(as_github([ONE, WARNING, ADVICE]).splitlines(), (ONE, WARNING, ADVICE), strict=True)
    ] == [
        "::error file=claims/sleep/a.yml,line=3,col=7,title=F10",
        "::warning file=claims/sleep/a.yml,line=9,col=1,title=W04",
        "::notice file=claims,line=1,col=1,title=B03",
    ]


def test_github_annotations_cannot_be_forged() -> None:
    """A message with a line end or a path with a colon must not start another command or property."""
    nasty = Problem("F12", "a,b:c%.yml", "100% wrong\r\n::error file=x::y", "", 1, 1)
    line = as_github([nasty])
    assert line.count("\n") == 0
    assert line.count("\r") == 0
    properties, message = line.removeprefix("::error ").split("::", 1)
    assert properties.split(",")[0] == "file=a%2Cb%3Ac%25.yml"
    assert message.startswith("100%25 wrong%0D%0A::error file=x::y")


def test_a_listing_shows_each_line_with_its_place_marked() -> None:
    """Of a line that the file does not have, or that is empty, it shows nothing."""
    shown = as_listing([ONE, WARNING, Problem("F11", ONE.path, "is missing", "")], {ONE.path: "\na: x\n  colour: x"})
    assert shown.splitlines() == [
        "claims/sleep/a.yml:1:1 F11 is missing",
        "claims/sleep/a.yml:3:7 F10 is wrong",
        "    3 |   colour: x",
        "      |       ^",
        "    fix: Mend it.",
        "claims/sleep/a.yml:9:1 W04 warning: is long",
    ]


@pytest.mark.parametrize("place", [1, 50, 51, 52, 150, 250, 251, 300])
def test_of_a_long_line_a_listing_shows_what_stands_round_the_place(place: int) -> None:
    line = f"{'a' * (place - 1)}X{'b' * (300 - place)}"
    _, window, mark = as_listing([Problem("F12", "a.yml", "is wrong", "", 1, place)], {"a.yml": line}).splitlines()
    assert window.index("X") == mark.index("^")
    assert len(window.partition("| ")[2]) == 100


def test_sarif_has_the_documentation_of_each_rule_and_the_place_of_each_problem() -> None:
    (run,) = json.loads(as_sarif([ADVICE, ONE], "1.2.3"))["runs"]
    driver = run["tool"]["driver"]
    assert driver["semanticVersion"] == "1.2.3"
    assert [
        (rule["id"], rule["shortDescription"]["text"], rule["fullDescription"]["text"]) for rule in driver["rules"]
    ] == [(code, RULES[code].title, RULES[code].text) for code in ("B03", "F10")]
    assert [rule["defaultConfiguration"]["level"] for rule in driver["rules"]] == ["note", "error"]
    advice, error = run["results"]
    assert (advice["ruleId"], advice["level"], advice["message"]["text"]) == ("B03", "note", "leans. Fix: Add some.")
    place = error["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == ONE.path
    assert place["region"] == {"startLine": 3, "startColumn": 7}
