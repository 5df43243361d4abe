"""The real content, as it is in this checkout: no error, and everything answered that the site set out to answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from explainer.checks import run_checks
from explainer.checks.reading_grade import reading_grades
from explainer.clock import today
from explainer.loading.library import Library, load_library
from explainer.model.vocabulary import Design, Leaning, Verdict
from explainer.pages.counts import limits, tally
from explainer.problems import Severity, as_text, in_order

ROOT = Path(__file__).parent.parent

# Every line of the list that the site set out to answer, beside the article's statements: the alarms and the questions.
ALARMS = (
    "kratom-alone-often-kills just-like-heroin everyone-becomes-addicted no-effect-on-pain synthetic-drug "
    "stops-breathing-like-opioids withdrawal-as-bad-as-heroin one-use-stops-the-heart destroys-the-liver "
    "causes-seizures all-contaminated babies-born-dependent only-people-with-a-drug-problem illegal-everywhere"
).split()
QUESTIONS = (
    "leaves-of-a-tree is-7-oh-the-same how-long-in-the-body shows-on-drug-test legal-in-the-us legal-in-the-uk-and-eu "
    "legal-in-southeast-asia legal-in-australia-canada-new-zealand what-is-in-the-product strains-and-colours "
    "helps-come-off-opioids what-withdrawal-is-like how-dependence-is-treated naloxone-works with-alcohol "
    "with-antidepressants-or-sleeping-pills with-heart-medicines safe-to-drive safe-in-pregnancy "
    "safe-when-breastfeeding raises-blood-pressure who-is-at-higher-heart-risk is-there-a-safe-amount tell-the-surgeon "
    "talk-to-a-clinician child-swallows-some helps-anxiety-low-mood what-else-helps-pain"
).split()


@pytest.fixture(scope="module")
def library() -> Library:
    loaded, problems = load_library(ROOT)
    problems += run_checks(loaded, today())
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    assert not errors, as_text(in_order(errors))
    return loaded


def test_every_statement_of_the_article_is_answered_in_its_own_words(library: Library) -> None:
    article = library.data.article if library.data else None
    assert article is not None
    assert [statement.id for statement in article.statements] == [f"S{number}" for number in range(1, 25)]
    for statement in article.statements:
        claim = library.claims[statement.claim or ""]
        assert any(appearance.source == article.source for appearance in claim.appearances), statement.id


@pytest.mark.parametrize("claim_id", ALARMS)
def test_every_alarm_is_answered(library: Library, claim_id: str) -> None:
    assert library.claims[claim_id].leaning is Leaning.ALARM


@pytest.mark.parametrize("claim_id", QUESTIONS)
def test_every_question_is_answered(library: Library, claim_id: str) -> None:
    assert claim_id in library.claims


def test_there_are_enough_claims_of_both_sides_and_every_verdict_occurs(library: Library) -> None:
    counts = tally(library)
    assert len(library.claims) >= 60
    assert counts["by_leaning"]["alarm"] >= 15
    assert counts["by_leaning"]["alarm"] >= len(library.claims) / 4
    assert all(counts["by_verdict"][verdict] for verdict in Verdict)
    assert counts["statements"] == {"all": 24, "answered": 24}


def test_the_references_are_enough_and_no_seller_is_evidence(library: Library) -> None:
    assert len(library.references) >= 140
    for claim in library.claims.values():
        cited = {key for _, _, finding in claim.findings() for key in finding.cite}
        assert all(library.references[key].design is not Design.SELLER_PAGE for key in cited), claim.id


def test_every_claim_was_read_twice_and_none_is_said_to_be_reviewed(library: Library) -> None:
    counted = limits(library)
    assert counted["second"] == counted["second_of"]
    assert counted["reviewed"] == 0


def test_the_texts_can_be_read_by_many(library: Library) -> None:
    grades = sorted(reading_grades(library).values())
    assert grades[len(grades) // 2] <= 9
    assert grades[-1] <= 11


def test_the_glossary_has_the_words(library: Library) -> None:
    assert library.data is not None
    assert len(library.data.glossary) >= 40
