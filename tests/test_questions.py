"""The questions that the search is measured by are fit to measure it, and how a measure is taken."""

from __future__ import annotations

import pytest

from builders import REPOSITORY, library_of
from explainer.checks.search_quality import misspelt, rates_of
from explainer.loading.asked_questions import HALVES, HELD, QUESTIONS, TUNE, AskedQuestion, read_questions
from explainer.search.index import Index, IndexEntry
from explainer.search.worker import SearchWorker

HEAD = "words,said_by,source,meaning,pages,half\n"
TO_COME = frozenset({"/family", "/stopping", "/clinicians", "/what-is-in-my-hand"})
"""Pages that are named before they are written."""

QUESTIONS_READ, _ = read_questions(QUESTIONS, (REPOSITORY / QUESTIONS).read_bytes())
ALL = {half: [question for question in QUESTIONS_READ if question.half == half] for half in HALVES}


def test_there_are_enough_and_both_halves_are_alike() -> None:
    assert len(QUESTIONS_READ) >= 200
    sizes = [len(asked) for asked in ALL.values()]
    assert max(sizes) - min(sizes) <= 2
    assert len({question.words.casefold() for question in QUESTIONS_READ}) == len(QUESTIONS_READ)


@pytest.mark.parametrize("shared", ["source", "meaning"])
def test_no_source_and_no_meaning_stands_in_both_halves(shared: str) -> None:
    tune, held = ({getattr(question, shared) for question in ALL[half]} for half in (TUNE, HELD))
    assert tune & held == set()


def test_each_leads_to_pages_of_this_site_and_to_no_shop() -> None:
    library = library_of(REPOSITORY)
    prose = {f"/{page.name.removesuffix('.md')}" for page in library.prose}
    for question in QUESTIONS_READ:
        assert set(question.pages.split()) <= {"none", *library.claims, *prose, *TO_COME}, question.words
        assert "http" not in question.source or not library.shops.why(question.source), question.source
        assert question.said_by != "seller" or "//" not in question.source


@pytest.mark.parametrize("half", HALVES)
def test_misspelt_questions_differ_by_one_word_and_keep_their_answer(half: str) -> None:
    pairs = [(question, wrong) for question in ALL[half] for wrong in misspelt([question])]
    assert len(pairs) > len(ALL[half]) * 0.7
    for question, wrong in pairs:
        before, after = question.words.split(), wrong.words.split()
        assert sum(a != b for a, b in zip(before, after, strict=True)) == 1
        assert wrong.pages == question.pages


def test_a_line_that_is_no_question_is_reported_and_the_others_are_kept() -> None:
    text = HEAD + "is it warm,forum,a thread,warm,tea /safety,tune\nis it,forum,a thread,,tea,tune\nis it,,,,,other\n"
    questions, problems = read_questions("q.csv", text.encode())
    assert [question.words for question in questions] == ["is it warm"]
    assert questions[0].paths() == {"claims/tea/", "safety/"}
    assert [(problem.code, problem.line) for problem in problems] == [("Q02", 3), ("Q02", 4)]


def asked(words: str, pages: str) -> AskedQuestion:
    return AskedQuestion(words, "forum", "a thread", words, pages, TUNE)


def test_rates_count_what_has_a_page() -> None:
    entries = [
        IndexEntry("claims/tea/", "Tea", amounts={"tea": 7.0}),
        IndexEntry("claims/cup/", "Cup", amounts={"cup": 7.0}),
    ]
    search = SearchWorker(Index(entries, frozenset()))
    questions = [asked("tea", "tea"), asked("cup", "tea"), asked("pot", "none"), asked("pot", "later")]
    rates = rates_of(search, questions)
    assert (rates.asked, rates.first, rates.among) == (2, 0.5, 0.5)
    assert [question.words for question in rates.missed] == ["cup"]
    assert rates_of(search, []).asked == 0
