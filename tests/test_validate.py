"""From a document to a claim: every fault has a code, the place of the fault itself, and a way to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from pydantic import BaseModel, StringConstraints

from builders import CLAIM_PATH, DROP, SITE, claim_data, line_of, make_claim
from explainer.loading.prose_page import Header
from explainer.loading.validate import _FIXES_BY_PATTERN, read_fields, salvage, validate
from explainer.loading.yaml_reader import Document, read_yaml
from explainer.model.claim import Claim
from explainer.model.site_data import DATA_FILES, SiteTexts
from explainer.model.vocabulary import Kind, Level
from explainer.problems import Problem, did_you_mean


def patterns_in(hint: Any, seen: set[Any]) -> Iterator[str]:
    """Yield every form that a text must have in a type, and in the models in it."""
    if isinstance(hint, type) and get_origin(hint) is None:
        if issubclass(hint, BaseModel) and hint not in seen:
            seen.add(hint)
            for inner in get_type_hints(hint, include_extras=True).values():
                yield from patterns_in(inner, seen)
        return
    yield from (str(part.pattern) for part in get_args(hint) if isinstance(part, StringConstraints) and part.pattern)
    for part in get_args(hint):
        yield from patterns_in(part, seen)


@pytest.mark.parametrize("model", [Claim, Header, *DATA_FILES.values()])
def test_every_form_of_a_text_has_words_of_its_own_that_mend_it(model: type[BaseModel]) -> None:
    """The words for an id would mislead whoever writes a DOI or the words of a search."""
    assert set(patterns_in(model, set())) <= _FIXES_BY_PATTERN.keys()


def document_of(text: str) -> Document:
    document, problems = read_yaml(CLAIM_PATH, text.encode())
    assert document is not None, problems
    return document


def problems_in(text: str) -> list[Problem]:
    value, problems = validate(document_of(text), Claim, {"id": "x"})
    assert (value is None) == bool(problems)
    return problems


def only(**changes: Any) -> tuple[Problem, str]:
    """Return the single problem that a changed claim has, and the claim's text."""
    text = make_claim(**changes)
    problems = problems_in(text)
    assert len(problems) == 1, problems
    assert problems[0].path == CLAIM_PATH
    assert problems[0].message
    assert problems[0].fix
    return problems[0], text


def test_a_misspelt_field_is_one_problem_and_not_missing_too() -> None:
    for wrong in ("verdikt", "verdict\u00a0"):
        problem, _ = only(verdict=DROP, **{wrong: "unproven"})
        assert (problem.code, problem.fix) == ("F10", "Did you mean `verdict`?")
    assert "U+00A0" in problem.message
    problem, _ = only(certainty__start=DROP, certainty__strat="low")
    assert (problem.code, problem.fix) == ("F10", "Did you mean `start`?")


def test_a_word_that_may_not_stand_there_is_not_to_be_quoted() -> None:
    text = make_claim().replace("see_a_doctor:\n- tired-for-weeks", "see_a_doctor: yes")
    read = read_fields(CLAIM_PATH, text.encode(), Claim, {"id": "x"})
    assert [problem.code for problem in (*read.syntax, *read.meaning)] == ["F13"]


def test_a_valid_claim_is_a_value_without_problems() -> None:
    value, problems = validate(document_of(make_claim()), Claim, {"id": "helps-people-sleep"})
    assert not problems
    assert value is not None
    assert value.id == "helps-people-sleep"
    assert value.verdict.value == "unproven"
    assert value.evidence.sides()[0][1][0].figures == {"80": "n = 80", "30": "30 (37.5%)"}


SECOND_READING = {
    "date": "2026-07-01",
    "agreed": "true",
    "verdict": "unproven",
    "certainty": "very-low",
    "first_verdict": "unproven",
    "first_certainty": "very-low",
    "note": "Both readers graded alone.",
}

REQUIRED = """question claim topic kind verdict short_answer evidence what_it_means see_a_doctor checked check_by
changes""".split()

LONG = "word " * 61
THIRTEEN = "one two three four five six seven eight nine ten eleven twelve 13th"

FAULTS: dict[str, list[tuple[dict[str, Any], str, str]]] = {
    # what is missing, reported where its group begins and named
    "F11": [
        *(({field: DROP}, "", field) for field in REQUIRED),
        ({"certainty__level": DROP}, "  start: low", "level"),
        ({"certainty__why": DROP}, "  level: very-low", "why"),
        ({"evidence__against": DROP}, "  for:", "against"),
        ({"evidence__for__0__finding": DROP}, "  - cite:", "finding"),
        ({"changes__0__note": DROP}, "- date:", "note"),
        ({"appearances__0__by": DROP}, "- source:", "by"),
    ],
    "F12": [
        # outside a closed list, reported with what was probably meant
        ({"verdict": "suported"}, "verdict: suported", "`supported`"),
        ({"verdict": "Not shown"}, "verdict:", "Did you mean `unproven`"),  # the words of the pages
        ({"claim_answers": "No"}, "claim_answers:", "Did you mean `no`"),
        ({"verdict": "zzz"}, "verdict:", "Allowed: supported, partly, mixed, unproven, untested, contradicted."),
        ({"verdict": "x" * 60}, "verdict:", f"`verdict` has the unknown value `{'x' * 60}`"),
        ({"verdict": "x" * 61}, "verdict:", f"`verdict` has the unknown value `{'x' * 57}...`"),
        ({"verdict": "mostly true"}, "verdict: mostly", "`partly`"),
        ({"verdict": "not-shown"}, "verdict: not-shown", "`unproven`"),
        ({"appearances__0__by": "Vendor"}, "by:", "`seller`"),
        ({"claim_answers": "Yes"}, "claim_answers:", 'Allowed: "yes", "no"'),
        ({"verdict": ""}, "verdict:", "`verdict` is empty"),
        ({"evidence__for__0__cite": ["jones2019; smith2020"]}, "- jones2019", "`[jones2019, smith2020]`"),
        *(
            ({"related": [name]}, f"- {name}", "Write `other-claim`.")
            for name in (
                "safety/other-claim",
                "other-claim.yml",
                "Other claim",
                "https://a.example/claims/other-claim/",
            )
        ),
        ({"evidence__for__0__cite": ["10.5555/survey.2019.1"]}, "- 10.5555", "neither DOI nor PMID"),
        ({"certainty__level": "very low"}, "level:", "`very-low`"),
        ({"certainty__start": "hihg"}, "start:", "`high`"),
        ({"certainty__rated_down": {"risk-of-bais": "1"}}, "risk-of-bais", "`risk-of-bias`"),
        ({"certainty__rated_up": {"large_effect": "1"}}, "large_effect", "`large-effect`"),
        ({"leaning": "alarming"}, "leaning:", "`alarm`"),
        ({"appearances__0__by": "sellers"}, "by:", "`seller`"),
        ({"changes__0__verdict": "un-proven"}, "  verdict:", "`unproven`"),
        ({"changes__0__certainty": "lo"}, "  certainty:", "`low`"),
        # of another form
        ({"question": "Chamomile tea helps people sleep."}, "question:", ""),
        ({"topic": "Sleep Well"}, "topic:", ""),
        ({"topic": "sleep-"}, "topic:", ""),
        ({"asked_by": "writers"}, "asked_by:", ""),
        ({"related": ["fine", "Not_Fine"]}, "- Not_Fine", ""),
        ({"see_a_doctor": ["tired for weeks"]}, "- tired for", ""),
        ({"see_a_doctor": ["Not A Slug"]}, "Not A Slug", ""),  # its list is not called empty
        ({"moved_from": ["../../etc"]}, "- ../../etc", ""),
        ({"evidence__for__0__cite": ["jones2019", "9lives"]}, "- 9lives", ""),
        ({"appearances__0__source": "a b"}, "source:", ""),
        ({"allow": {"balance": "why"}}, "balance:", ""),
        ({"allow": {"B1": "why"}}, "B1:", ""),
        # what cannot be seen in it is named
        ({"see_a_doctor": ["tired-for-weeks\u00a0"]}, "- tired", "U+00A0 (NO-BREAK SPACE)"),
        ({"related": ["\u201ctea"]}, "- \u201c", "U+201C (LEFT DOUBLE QUOTATION MARK)"),
        ({"see_a_doctor": [""]}, "- ''", "is empty"),
    ],
    "F13": [
        ({"check_by": "2027\u201106-01"}, "check_by:", "U+2011 (NON-BREAKING HYPHEN)"),
        ({"check_by": "\uff12\uff10\uff12\uff17-06-01"}, "check_by:", "U+FF12 (FULLWIDTH DIGIT TWO)"),
        ({"certainty__rated_down": {"imprecision": "\uff11"}}, "imprecision:", "U+FF11"),
        ({"question": ["Does it?"]}, "- Does it?", ""),
        ({"evidence__unknown": ["Nobody knows."]}, "- Nobody knows.", "`finding: `"),
        ({"evidence__against": "none"}, "against: none", "`none_found`"),
        ({"evidence__for__0__cite": [["smith2020"]], "evidence__for__0__read": "full"}, "- - smith2020", ""),
        ({"claim": {"text": "x"}}, "text: x", ""),
        ({"certainty": "very-low"}, "certainty: very-low", ""),
        ({"certainty": ["low"]}, "- low", ""),
        ({"certainty__rated_down": ["imprecision"]}, "- imprecision", ""),
        ({"certainty__rated_down": {"imprecision": "one"}}, "imprecision: one", ""),
        ({"certainty__rated_down": {"imprecision": ["1"]}}, "- '1'", ""),
        ({"evidence": "none"}, "evidence: none", ""),
        ({"evidence__for": "nothing"}, "for: nothing", ""),
        ({"evidence__unknown": "nothing"}, "unknown: nothing", ""),
        ({"evidence__for__0": "It helps."}, "- It helps.", ""),
        ({"evidence__for__0__cite": "jones2019"}, "cite: jones2019", ""),
        ({"evidence__for__0__figures": ["80"]}, "- '80'", ""),
        ({"see_a_doctor": "tired-for-weeks"}, "see_a_doctor: tired", ""),
        ({"related": "another"}, "related: another", ""),
        ({"checked": "yesterday"}, "checked: yesterday", ""),
        ({"checked": "2026-13-01"}, "checked:", ""),
        *(({"check_by": day}, "check_by:", "") for day in ("2027-02-29", "22.11.2027", "20270101", "1795000000")),
        ({"check_by": "2027-06-01T00:00:00"}, "check_by:", ""),
        ({"check_by": ["2027-06-01"]}, "- '2027", ""),
        ({"changes": "First published."}, "changes: First", ""),
        ({"changes__0__date": "soon"}, "- date: soon", ""),
        ({"evidence__for": {"none_found": {"searched": "lately", "terms": "x"}}}, "searched: lately", ""),
        ({"clinical_review": "yes please"}, "clinical_review:", ""),
        ({"withdrawn": "true"}, "withdrawn:", ""),
        ({"second_reading": {**SECOND_READING, "agreed": "perhaps"}}, "agreed:", ""),
        ({"allow": "B01"}, "allow: B01", ""),
    ],
    "F14": [
        ({"short_answer": LONG.strip()}, "short_answer:", ""),
        ({"appearances__0__words": THIRTEEN}, "words:", ""),
        *(({"claim": text}, "claim:", "") for text in ("", "   ", "x" * 301)),
        ({"what_it_means": "x" * 901}, "what_it_means:", ""),
        *(({"question": text}, "question:", "") for text in ("Why?", "x" * 90 + "?")),
        ({"topic": "x" * 81}, "topic:", ""),
        *(({name: []}, f"{name}:", "") for name in ("see_a_doctor", "changes")),
        *(({f"evidence__{side}": []}, f"{side}:", "") for side in ("for", "unknown")),
        ({"evidence__for__0__where": ""}, "where: ''", ""),
        ({"evidence__for__0__figures": {"80": "", "30": "30"}}, "'80':", ""),
        ({"certainty__why": ""}, "why:", ""),
    ],
    "F15": [
        ({"appearances": []}, "appearances:", ""),
        ({"appearances": DROP}, "question:", ""),
        *(({"certainty__rated_down": {"imprecision": steps}}, "imprecision:", "") for steps in ("3", "0")),
        ({"evidence__for__0__frequency": {"count": "9", "of": "8", "what": "cups"}}, "count:", ""),
        ({"evidence__for__0__frequency": {"count": "9", "of": "1001", "what": "cups"}}, "of:", ""),
        ({"evidence__for__0__frequency": {"count": "-1", "of": "10", "what": "cups"}}, "count:", ""),
    ],
}
"""Code -> changes to a claim, a part of the line on which the one fault is reported, and what the report says."""


@pytest.mark.parametrize(
    ("code", "changes", "part", "said"), [(code, *fault) for code, faults in FAULTS.items() for fault in faults]
)
def test_a_fault_is_reported_at_its_place(code: str, changes: dict[str, Any], part: str, said: str) -> None:
    problem, text = only(**changes)
    assert (problem.code, problem.line) == (code, line_of(text, part) if part else 1)
    assert said in problem.message + problem.fix
    assert code != "F11" or (said in problem.message and said in problem.fix)


@pytest.mark.parametrize(
    ("changes", "key", "told"),
    [
        ({"verdikt": "mixed"}, "verdikt:", "verdict"),
        ({"Question": "x"}, "Question:", "question"),
        ({"certainty__levl": "low"}, "levl:", "level"),
        ({"evidence__fro": []}, "fro:", "for"),
        ({"evidence__for__0__wher": "p. 2"}, "wher:", "where"),
        ({"evidence__for__0__frequency": {"count": "1", "of": "2", "what": "x", "wht": "y"}}, "wht:", "what"),
        ({"changes__0__notes": "x"}, "notes:", "note"),
        ({"appearances__0__word": "x"}, "word:", "words"),
        ({"evidence__for": {"none_found": {"searched": "2026-01-01", "terms": "x", "term": "y"}}}, "term:", "terms"),
        ({"evidence__for": DROP, "evidence__for_": []}, "for_:", "for"),  # the name in the code is none in a file
        # what a chat program says above the file, and a field at another level
        ({"Sure! Here is the file you asked for": ""}, "Sure!", "Delete the line, "),
        ({"cite": "a, b"}, "cite: a, b", "It belongs to `evidence.for`: "),
        ({"level": "zzz"}, "level: zzz", "It belongs to `certainty`: "),
        ({"certainty__verdict": "zzz"}, "verdict: zzz", "It belongs to no other field: "),
    ],
)
def test_an_unknown_field_is_reported_at_its_name_with_what_was_probably_meant(
    changes: dict[str, Any], key: str, told: str
) -> None:
    problem, text = only(**changes)
    assert (problem.code, problem.line) == ("F10", line_of(text, key))
    assert problem.column == text.split("\n")[problem.line - 1].index(key) + 1
    assert problem.fix.startswith(told if " " in told else f"Did you mean `{told}`?")


@pytest.mark.parametrize("name", ["findings", "none_found", "[key]", "for", "\0", "0", "None"])
def test_an_unknown_field_may_have_any_name(name: str) -> None:
    """Names that the validation uses within itself are names like any other in a file."""
    document = document_of(make_claim())
    assert isinstance(document.data, dict)
    odd = Document(document.path, {**document.data, name: "x"}, document.values, document.keys)
    value, problems = validate(odd, Claim, {"id": "x"})
    assert value is None
    assert [problem.code for problem in problems] == ["F10"]
    assert salvage(odd, Claim, {"id": "x"}) is not None or name == "[key]"


def test_a_field_that_only_the_program_sets_may_not_be_written() -> None:
    text = make_claim() + "id: another-name\n"
    value, problems = validate(document_of(text), Claim, {"id": "x"})
    assert [(p.code, p.line, p.column) for p in problems] == [("F10", line_of(text, "id: another"), 1)]
    assert value is None or value.id == "x", "the name of the file wins"


def test_every_form_of_a_text_is_told_in_its_own_words() -> None:
    document, _ = read_yaml("docs/data/site.yml", SITE.replace("https://tea", "tea").encode())
    assert document is not None
    _, [problem] = validate(document, SiteTexts)
    assert "mailto:" in problem.fix


def test_a_finding_without_the_hyphen_of_a_list_is_known_as_one() -> None:
    text = make_claim().replace("  - finding: In a small", "    finding: In a small", 1)
    fixes = [problem.fix for problem in problems_in(text) if problem.code == "F10"]
    assert len(fixes) == 1
    assert "`- `" in fixes[0]
    assert len(problems_in(text)) == 1


def test_all_faults_of_a_file_are_reported_at_once() -> None:
    text = make_claim(
        question="No question",
        verdict="perhaps",
        verdikt="x",
        checked="yesterday",
        see_a_doctor=[],
        certainty__why=DROP,
        evidence__for__0__cite=["9"],
        evidence__against__0__frequency={"count": "x", "of": "10", "what": "cups"},
        changes__0__notes="x",
    )
    problems = problems_in(text)
    assert sorted(p.code for p in problems) == ["F10", "F10", "F11", "F12", "F12", "F12", "F13", "F13", "F14"]
    assert len({(p.line, p.column) for p in problems}) == len(problems), "each has its own place"


@pytest.mark.parametrize("review", ["none", {"name": "A. Berg, pharmacist", "date": "2026-07-01"}])
def test_a_review_that_has_not_been_may_be_said_openly(review: object) -> None:
    assert not problems_in(make_claim(clinical_review=review))


@pytest.mark.parametrize(
    ("word", "expected"), [("suported", "supported"), ("VERDICT", "verdict"), ("zzz", ""), ("", ""), ("x" * 5000, "")]
)
def test_the_closest_known_word_is_suggested_if_it_is_close(word: str, expected: str) -> None:
    suggestion = did_you_mean(word, ["supported", "verdict", "mixed"])
    assert suggestion.partition("`")[2].partition("`")[0] == expected


def test_a_broken_claim_is_salvaged_for_the_other_checks() -> None:
    text = make_claim(verdict="perhaps", verdikt="x", certainty__start="midle", evidence__for__0__wher="p. 2",
                      check_by="next year", certainty__rated_down={"imprecision": "one"}, claim=LONG)  # fmt: skip
    value = salvage(document_of(text), Claim, {"id": "x"})
    assert value is not None
    assert value.short_answer == claim_data()["short_answer"]


@pytest.mark.parametrize("changes", [{"checked": DROP}, {"evidence": "x"}, {"certainty__rated_down": {"bias": "1"}}])
def test_what_is_too_broken_is_not_salvaged(changes: dict[str, Any]) -> None:
    document = document_of(make_claim(**changes))
    before = repr(document.data)
    assert salvage(document, Claim, {"id": "x"}) is None
    assert repr(document.data) == before, "the document stays as it was"


class OfTwoLists(BaseModel):
    """A model with a value of either of two closed lists: pydantic's place of its fault is not one in the file."""

    basis: Kind | Level


def test_a_fault_whose_place_is_not_in_the_file_ends_the_salvage_and_no_more() -> None:
    assert salvage(document_of("basis: nonsense\n"), OfTwoLists) is None
    assert salvage(document_of("basis: effect\nmore: x\n"), OfTwoLists) == OfTwoLists(basis=Kind.EFFECT)
