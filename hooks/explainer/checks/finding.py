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
"""The least shares of questions that find a right page among the first three, first, and misspelt among three."""
FEW = 20
"""With fewer questions a share says little."""

_FIX = (
    "Lead the words to the page in docs/data/synonyms.yml, or name the page in the file if it answers too. "
    "Mend the kind and not the one question."
)


@rule(
    "Q01",
    "What readers ask is not found",
    severity=Severity.WARNING,
    bad="among the first three results of 20 questions, 18 times the page that answers",
    good="19 times",
)
def questions_are_found(context: Context) -> Iterator[Hit]:
    """Of the questions in tests/data/search-questions.csv, at least 95 of 100 find a right page in three, 80 at once.

    Of misspelt ones, 95 of 100 find one in three. The ranking is computed here without a browser; a test checks that
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
    short = [
        (f"{_count(right.among, right)} find a right page among the first three", right, right.among, AMONG),
        (f"{_count(right.first, right)} find a right page first", right, right.first, FIRST),
    ]
    if wrong.asked >= FEW:
        short += [(f"{_count(wrong.among, wrong)}, misspelt, find one among three", wrong, wrong.among, MISSPELT)]
    short = [one for one in short if one[2] < one[3]]
    if short:
        said = "; ".join(f"{text}, and at least {aim:.0%} should" for text, _, _, aim in short)
        missed = [question for _, rates, _, _ in short for question in rates.missed]
        named = ", ".join(f"`{question.words}`" for question in missed[:5])
        mark = Mark(missed[0].line if missed else 1)
        yield Hit(f"{said}{f'. Missed: {named}' if named else ''}", _FIX, path=QUESTIONS, mark=mark)


def _count(share: float, rates: Rates) -> str:
    return f"{round(share * rates.asked)} of {rates.asked} questions"
