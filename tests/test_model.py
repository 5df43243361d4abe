"""The domain types: frozen values, GRADE's arithmetic, the order of findings, one declaration for file and schema."""

from __future__ import annotations

import json
import re
from contextlib import nullcontext
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError as SchemaError
from pydantic import BaseModel, ValidationError

from builders import CLAIM_ID, CLAIM_PATH, DROP, claim, claim_data, line_of, make_claim
from explainer.loading.field_help import fields_of
from explainer.loading.validate import validate
from explainer.loading.yaml_reader import read_yaml
from explainer.model.claim import Claim, Frequency, NoneFound
from explainer.model.vocabulary import GRADE_STEPS, Design, Leaning, Level, Rung, Verdict
from explainer.publish.schema import claim_schema

MINIMAL = {"leaning": DROP, "related": DROP, "appearances": DROP, "asked_by": "readers"}


def test_values_are_frozen() -> None:
    value = claim()
    with pytest.raises(ValidationError):
        value.verdict = Verdict.SUPPORTED  # type: ignore[misc]
    with pytest.raises(ValidationError):
        value.certainty.level = Level.HIGH  # type: ignore[misc]


def test_what_may_be_left_out_has_an_honest_value() -> None:
    value = claim(**MINIMAL)
    assert value.leaning is Leaning.NEUTRAL
    assert (value.appearances, value.asked_by) == ((), "readers")
    assert value.related == value.moved_from == ()
    assert value.clinical_review is value.second_reading is value.withdrawn is None
    assert value.allow == {}


def test_texts_lose_the_space_around_them_and_dates_are_days() -> None:
    value = claim(claim="  It helps. \n", checked="2026-06-01")
    assert value.claim == "It helps."
    assert value.checked == date(2026, 6, 1)


@pytest.mark.parametrize(
    ("start", "down", "up", "reached"),
    [
        ("high", {}, {}, Level.HIGH),
        ("low", {}, {}, Level.LOW),
        ("high", {"risk-of-bias": "1"}, {}, Level.MODERATE),
        ("high", {"risk-of-bias": "2", "imprecision": "1", "inconsistency": "1"}, {}, Level.VERY_LOW),
        ("low", {"indirectness": "1"}, {}, Level.VERY_LOW),
        ("low", {"indirectness": "2", "imprecision": "2"}, {}, Level.VERY_LOW),
        ("low", {}, {"large-effect": "2"}, Level.HIGH),
        ("low", {}, {"dose-response": "1"}, Level.MODERATE),
        ("low", {}, {"large-effect": "2", "dose-response": "1"}, Level.HIGH),
    ],
)
def test_grade_is_arithmetic(start: str, down: dict[str, str], up: dict[str, str], reached: Level) -> None:
    graded = claim(certainty={"level": "low", "start": start, "rated_down": down, "rated_up": up, "why": "So."})
    assert graded.certainty is not None
    assert graded.certainty.reached is reached


def test_grade_has_four_levels() -> None:
    assert [GRADE_STEPS[level] for level in (Level.VERY_LOW, Level.LOW, Level.MODERATE, Level.HIGH)] == [1, 2, 3, 4]
    assert list(GRADE_STEPS) == list(reversed(Level))


def test_findings_come_in_page_order_with_their_place() -> None:
    value = claim(
        evidence__for__1={"finding": "Second for.", "cite": ["smith2020"], "where": "p. 1"},
        evidence__unknown__1={"finding": "Second unknown."},
    )
    assert [f"{side} {n}" for side, n, _ in value.findings()] == "for 0,for 1,against 0,unknown 0,unknown 1".split(",")


def test_an_empty_side_has_no_findings_and_says_how_it_was_searched() -> None:
    value = claim(evidence__for={"none_found": {"searched": "2026-05-01", "terms": "tea, in a library"}})
    assert dict(value.evidence.sides())["for"] == ()
    assert isinstance(value.evidence.for_, NoneFound)
    assert value.evidence.for_.none_found.searched == date(2026, 5, 1)
    assert [side for side, _, _ in value.findings()] == ["against", "unknown"]


def test_citekeys_come_in_page_order_each_once_and_appearances_last() -> None:
    value = claim(
        appearances__1={"source": "smith2020", "by": "news", "words": "it helps"},
        evidence__for__0__cite=["jones2019", "smith2020"],
        evidence__unknown__0__cite=["health2022", "jones2019"],
    )
    assert value.citekeys() == ("jones2019", "smith2020", "health2022", "shop2021")


def test_the_texts_that_may_cite_are_those_that_the_templates_show_with_citations() -> None:
    value = claim(
        base="Adults.",
        cases={"described": "certain", "why": "It was seen."},
        established={"where": "a handbook", "as_of": "2026-05-01"},
        withdrawn={"date": "2026-05-01", "reason": "It was wrong."},
    )
    template = files("explainer.pages").joinpath("templates/claim.html.j2").read_text(encoding="utf-8")
    named = set(re.findall(r"page\.text\(claim\.([\w.]+)\)", template))
    places = [place for place, _ in value.citing_texts()]
    assert {".".join(map(str, place)) for place in places if place[0] != "evidence"} == named
    assert [place for place in places if place[0] == "evidence"] == [
        ("evidence", side, number, "finding") for side, number, _ in value.findings()
    ]


@pytest.mark.parametrize(
    ("model", "data", "fits"),
    [
        *((Claim, claim_data(appearances__0__words=" ".join("w" * n), id="x"), n == 12) for n in (12, 13)),
        *((Claim, claim_data(short_answer=" ".join(["word"] * n), id="x"), n == 60) for n in (60, 61)),
        (Claim, claim_data(appearances=[], id="x"), False),
        *((Frequency, {"count": n, "of": of, "what": "cups"}, True) for n, of in ((0, 1), (1000, 1000))),
        *((Frequency, {"count": n, "of": of, "what": "cups"}, False) for n, of in ((11, 10), (1, 0))),
    ],
)
def test_quotes_and_answers_are_short_and_parts_are_within_their_whole(
    model: type[BaseModel], data: dict[str, Any], fits: bool
) -> None:
    with nullcontext() if fits else pytest.raises(ValidationError):
        assert getattr(model.model_validate(data), "count", None) == data.get("count")


def test_a_value_written_out_and_read_again_is_the_same() -> None:
    value = claim(
        evidence__for__0__frequency={"count": "30", "of": "80", "what": "slept better"},
        clinical_review={"name": "A. Berg, pharmacist", "date": "2026-07-01"},
        moved_from=["makes-you-sleep"],
        allow={"B01": "The evidence is lopsided."},
    )
    written = json.loads(value.model_dump_json(by_alias=True))
    assert "id" not in written, "the id is the file's name"
    assert Claim.model_validate({**written, "id": CLAIM_ID}) == value


def test_every_design_stands_on_a_rung() -> None:
    assert {design.rung for design in Design} == set(Rung)


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = claim_schema()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        MINIMAL,
        {"evidence__for": {"none_found": {"searched": "2026-05-01", "terms": "tea"}}},
        {"clinical_review": "none"},
        {"clinical_review": {"name": "A. Berg", "date": "2026-07-01"}},
        {"withdrawn": {"date": "2026-07-01", "reason": "Nobody claims it."}},
        {"certainty": DROP, "kind": "fact", "established": {"where": "the law", "as_of": "2026-05-01"}},
        {"certainty": DROP, "kind": "advice", "advised_by": ["smith2020"], "differs": ["jones2019"]},
        {"certainty": DROP, "kind": "occurs", "cases": {"described": "probable", "why": "It came back."}},
        {"kind": "frequency", "base": "80 tea drinkers in Norway, 2019", "claim_answers": "no"},
        {"allow": {"B01": "So."}},
    ],
)
def test_editors_accept_what_the_check_accepts(changes: dict[str, Any], validator: Draft202012Validator) -> None:
    claim(**changes)
    validator.validate(claim_data(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"verdict": "perhaps"},
        {"verdict": DROP},
        {"verdikt": "mixed"},
        {"id": "another"},
        {"question": "A statement."},
        {"question": "Why?"},
        {"certainty__rated_down": {"bias": 1}},
        {"certainty__level": "medium"},
        {"evidence__for": []},
        {"evidence__for": "none"},
        {"evidence__for__0__cite": ["not a key"]},
        {"evidence__for_": []},
        {"see_a_doctor": []},
        {"changes": []},
        {"related": ["Not A Slug"]},
        {"asked_by": "writers"},
        {"allow": {"B1": "So."}},
        {"claim": ""},
    ],
)
def test_editors_refuse_what_the_check_refuses(changes: dict[str, Any], validator: Draft202012Validator) -> None:
    data = claim_data(**changes)
    with pytest.raises(SchemaError):
        validator.validate(data)
    with pytest.raises(ValidationError):
        Claim.model_validate({**data, "id": 7} if "id" in data else {**data, "id": "x"})


def test_help_lists_the_fields_of_a_file_and_then_those_of_its_parts() -> None:
    names = [row.name for row in fields_of()]
    assert names[:3] == ["question", "claim", "topic"]
    assert "id" not in names, "it is the name of the file"
    assert {"evidence.for[].cite", "evidence.for.none_found.terms", "withdrawn.date"} <= set(names)
    assert [(row.name, row.required) for row in fields_of("glossary")] == [
        ("terms", True), ("terms[].id", True), ("terms[].term", True), ("terms[].also", False),
        ("terms[].definition", True),
    ]  # fmt: skip


def test_nothing_here_is_about_the_subject_of_the_real_site() -> None:
    """The tests' own content must not lean on the real one."""
    text = (Path(__file__).parent / "builders.py").read_text(encoding="utf-8").lower()
    assert "kratom" not in text


# ORCID iDs

ORCIDS = ("0000-0002-1825-0097", "0000-0001-5109-3700", "0000-0002-1694-233X")


@pytest.mark.parametrize("orcid", ORCIDS)
def test_an_orcid_is_kept_and_every_other_last_character_is_refused(orcid: str) -> None:
    idutils = pytest.importorskip("idutils")
    held = claim(clinical_review={"name": "A Nurse", "date": "2026-06-01", "orcid": orcid}).clinical_review
    assert held is not None
    assert held.orcid == orcid
    for last in "0123456789X":
        typed = orcid[:-1] + last
        text = make_claim(clinical_review={"name": "A Nurse", "date": "2026-06-01", "orcid": typed})
        document, _ = read_yaml(CLAIM_PATH, text.encode())
        assert document is not None
        value, problems = validate(document, Claim, {"id": "x"})
        assert (value is not None) == (typed == orcid) == bool(idutils.is_orcid(typed)), typed
        if value is None:
            assert [(p.code, p.line) for p in problems] == [("F15", line_of(text, "orcid:"))]


@pytest.mark.parametrize("orcid", ["https://orcid.org/0000-0002-1825-0097", "0000000218250097", "0000-0002-1825-009x"])
def test_an_orcid_has_one_form(orcid: str) -> None:
    text = make_claim(clinical_review={"name": "A Nurse", "date": "2026-06-01", "orcid": orcid})
    document, _ = read_yaml(CLAIM_PATH, text.encode())
    assert document is not None
    value, problems = validate(document, Claim, {"id": "x"})
    assert value is None
    assert [p.code for p in problems] == ["F12"]
    assert "0000-0002-1825-0097" in problems[0].fix
