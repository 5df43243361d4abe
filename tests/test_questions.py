"""The questions that the search is measured by are fit to measure it."""

from __future__ import annotations

import pytest

from builders import REPOSITORY
from explainer.loading.library import load_library
from questions import HALVES, misspelt, questions

ALL = {half: questions(half) for half in HALVES}
TO_COME = frozenset({"/family", "/stopping", "/clinicians", "/what-is-in-my-hand"})
"""Pages that are named before they are written."""


def test_there_are_enough_and_both_halves_are_alike() -> None:
    assert sum(map(len, ALL.values())) >= 200
    sizes = [len(asked) for asked in ALL.values()]
    assert max(sizes) - min(sizes) <= 2
    words = [question.words.casefold() for asked in ALL.values() for question in asked]
    assert len(set(words)) == len(words)


@pytest.mark.parametrize("shared", ["source", "meaning"])
def test_no_source_and_no_meaning_stands_in_both_halves(shared: str) -> None:
    tune, held = ({getattr(question, shared) for question in ALL[half]} for half in HALVES)
    assert tune & held == set()


def test_each_leads_to_pages_of_this_site_and_to_no_shop() -> None:
    library, _ = load_library(REPOSITORY)
    prose = {f"/{page.path.removeprefix('docs/').removesuffix('.md')}" for page in library.prose}
    for question in (question for asked in ALL.values() for question in asked):
        assert question.pages <= {*library.claims, *prose, *TO_COME}, question.words
        assert "http" not in question.source or not library.shops.why(question.source), question.source
        assert question.said_by != "seller" or "//" not in question.source


def test_misspelt_questions_differ_by_one_word_and_keep_their_answer() -> None:
    assert len(list(misspelt(ALL["tune"]))) > len(ALL["tune"]) * 0.7
    pairs = [(right, wrong_one) for right in ALL["tune"] for wrong_one in misspelt([right])]
    for right, wrong_one in pairs:
        before, after = right.words.split(), wrong_one.words.split()
        assert len(before) == len(after)
        assert sum(a != b for a, b in zip(before, after, strict=True)) == 1
        assert wrong_one.pages == right.pages
