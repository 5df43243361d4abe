"""Questions (Q): whether the search finds the pages that answer what readers ask, also misspelt."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from explainer.addressing import Addressing, source_page
from explainer.checks.runner import Context, Hit, warning
from explainer.loading.asked_questions import NO_PAGE, QUESTIONS, TUNE, AskedQuestion
from explainer.problems import Mark, did_you_mean
from explainer.search.entries import make_index
from explainer.search.worker import SearchWorker

SHOWN = 3
"""The number of results that a reader looks at."""

_LONG_WORD = re.compile(r"[^\W\d_]{6,}")
_OFTEN = 0.25
"""Words in more than this share of the questions say nothing, such as the name of the subject."""
_VOWELS = "aeiou"


class Rates(NamedTuple):
    """The shares of questions that find a right page first, and among the first three; `missed` are the others."""

    asked: int
    first: float
    among: float
    missed: tuple[AskedQuestion, ...]


def rates_of(search: SearchWorker, questions: Iterable[AskedQuestion]) -> Rates:
    """Ask each question whose answer is in the index, and return how many find it."""
    first = among = asked = 0
    missed = []
    for question in questions:
        right = question.paths() & search.locations
        if not right:
            continue
        asked += 1
        found = search.ask(question.words).found[:SHOWN]
        first += bool(found) and found[0] in right
        if right & set(found):
            among += 1
        else:
            missed.append(question)
    return Rates(asked, first / asked if asked else 1.0, among / asked if asked else 1.0, tuple(missed))


def misspelt(questions: Iterable[AskedQuestion]) -> Iterator[AskedQuestion]:
    """Yield each question with its longest word misspelt by rule; questions without a word to misspell are left out.

    A letter is left out, doubled, swapped with the next one, or, if it is a vowel, replaced by another vowel. A digest
    of the word decides which and where, so that nobody chooses the slip and it is the same each time. The first letter
    stays.
    """
    questions = tuple(questions)
    counts = Counter(word for question in questions for word in set(_LONG_WORD.findall(question.words.casefold())))
    common = {word for word, times in counts.items() if times > max(3, len(questions) * _OFTEN)}
    for question in questions:
        words = [word for word in _LONG_WORD.findall(question.words) if word.casefold() not in common]
        if words:
            word = max(words, key=len)
            yield replace(question, words=question.words.replace(word, _wrong(word), 1))


def _wrong(word: str) -> str:
    digest = hashlib.sha256(word.encode()).digest()
    at = 1 + digest[0] % (len(word) - 2)
    before, letter, after = word[:at], word[at], word[at + 1 :]
    ways = [before + after, before + letter * 2 + after]
    if after[0] != letter:
        ways.append(before + after[0] + letter + after[1:])
    if letter in _VOWELS:
        ways.append(before + _VOWELS[(_VOWELS.index(letter) + 1 + digest[1] % 4) % 5] + after)
    return ways[digest[2] % len(ways)]


AMONG, FIRST, MISSPELT = 0.95, 0.80, 0.95
"""The smallest allowed shares of questions that find a right page among the first three results, of those that find it
first, and of misspelt questions that find it among the first three."""
FEW = 20
"""With fewer questions a share says little."""

_FIX = (
    "Add the words to docs/data/synonyms.yml, or name the found page in the file if it answers too. "
    "Look for a change that helps all questions of that kind."
)


@warning(
    "Q01",
    "What readers ask is not found",
    bad="among the first three results of 20 questions, 18 times the page that answers",
    good="19 times",
)
def questions_are_found(context: Context) -> Iterator[Hit]:
    """Of 100 questions in tests/data/search-questions.csv, at least 95 find a right page in three results, 80 first.

    Of 100 misspelt ones, 95 find it in three. The search of the readers is asked, without a browser. Only the half for
    tuning is asked, and only what a page of this site answers: a question that nobody has answered yet is no fault.
    """
    library = context.library
    asked = [question for question in library.questions if question.half == TUNE]
    if library.data is None or not library.complete or not asked:
        return
    search = SearchWorker(make_index(library, library.data, Addressing()))
    right = rates_of(search, asked)
    if right.asked < FEW:
        return
    wrong = rates_of(search, misspelt(asked))
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


@warning(
    "Q02",
    "A question that cannot be read, or whose page is not there",
    bad="is it legal,forum,a thread,law,legal,test",
    good="is it legal,forum,a thread,law,/law,tune",
)
def questions_name_pages(context: Context) -> Iterator[Hit]:
    """Each line of tests/data/search-questions.csv has a reader's words, who asked, where, and a slug of what is meant.

    Then come the ids of claims and addresses of pages that answer it, or `none`, and its half: `tune`, which may be
    looked at while the search is changed, or `held`, which only measures it.
    """
    library = context.library
    pages = (*library.page_files, *map(source_page, library.references))
    known = {NO_PAGE, *library.claim_paths, *(f"/{Addressing().built(name).rstrip('/')}" for name in pages)}
    for question in library.questions:
        for name in question.pages.split():
            if name not in known:
                fix = did_you_mean(name, known, "Write the id of a claim, the address of a page such as /law, or none.")
                yield Hit(f"there is no page `{name}`", fix, path=QUESTIONS, mark=Mark(question.line))
