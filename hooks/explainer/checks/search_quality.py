"""Questions (Q): whether the search finds the pages that answer what readers ask."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.addressing import Addressing
from explainer.checks.runner import Context, Hit, rule
from explainer.loading.asked_questions import QUESTIONS, TUNE
from explainer.problems import Mark, Severity
from explainer.search.entries import make_index
from explainer.search.measure import Rates, misspelt, rates_of

AMONG, FIRST, MISSPELT = 0.95, 0.80, 0.95
"""The smallest allowed shares of questions that find a right page among the first three results, of those that find it
first, and of misspelt questions that find it among the first three."""
FEW = 20
"""With fewer questions a share says little."""

_FIX = (
    "Add the words to docs/data/synonyms.yml, or name the found page in the file if it answers too. "
    "Look for a change that helps all questions of that kind."
)


@rule(
    "Q01",
    "What readers ask is not found",
    severity=Severity.WARNING,
    bad="among the first three results of 20 questions, 18 times the page that answers",
    good="19 times",
)
def questions_are_found(context: Context) -> Iterator[Hit]:
    """Of 100 questions in tests/data/search-questions.csv, at least 95 find a right page in three results, 80 first.

    Of 100 misspelt ones, 95 find it in three. The ranking is computed here without a browser; a test checks that
    the browser's search gives the same answers. Only the half for tuning is asked, and only what a page of this site
    answers: a question that nobody has answered yet is not a fault of the search.
    """
    library = context.library
    asked = [question for question in library.questions if question.half == TUNE]
    if library.data is None or not library.complete or not asked:
        return
    index = make_index(library, library.data, Addressing())
    right = rates_of(index, asked)
    if right.asked < FEW:
        return
    wrong = rates_of(index, misspelt(asked))
    aims = [
        (f"{_count(right.among, right)} find a right page among the first three", right, right.among, AMONG),
        (f"{_count(right.first, right)} find a right page first", right, right.first, FIRST),
    ]
    if wrong.asked >= FEW:
        aims += [(f"{_count(wrong.among, wrong)}, misspelt, find one among three", wrong, wrong.among, MISSPELT)]
    if short := [(text, rates, aim) for text, rates, share, aim in aims if share < aim]:
        message = "; ".join(f"{text}, and at least {aim:.0%} should" for text, _, aim in short)
        missed = [question for _, rates, _ in short for question in rates.missed]
        named = ", ".join(f"`{question.words}`" for question in missed[:5])
        mark = Mark(missed[0].line if missed else 1)
        yield Hit(f"{message}{f'. Missed: {named}' if named else ''}", _FIX, path=QUESTIONS, mark=mark)


def _count(share: float, rates: Rates) -> str:
    return f"{round(share * rates.asked)} of {rates.asked} questions"
