"""Prints how many of the questions that readers ask find a page that answers them.

`bench/found.py` asks the half for tuning and names what missed. `bench/found.py held` asks the other half, and names
nothing: it is kept for a figure that nobody tuned for. `bench/found.py robust [SEED ...]` misspells the half for
tuning, and what pages ask or are called themselves, in many ways by chance. With `-v` it names what missed.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from misspellings import KINDS, NotHereError, misspell

from explainer.addressing import Addressing
from explainer.checks.search_quality import Rates, misspelt, rates_of
from explainer.loading.asked_questions import HALVES, HELD, TUNE, AskedQuestion
from explainer.loading.library import Library, load_library
from explainer.search.entries import make_index
from explainer.search.index import Index
from explainer.search.worker import SearchWorker

ROBUST = "robust"


def main(what: str, *more: str) -> None:
    """Print the rates of a half. Exits with a message where there is no such half or no site."""
    library, _ = load_library(Path.cwd())
    if what not in (*HALVES, ROBUST) or library.data is None:
        sys.exit(f"usage: bench/found.py [{TUNE}|{HELD}|{ROBUST}], in the folder of a site whose data can be read")
    asked = [question for question in library.questions if question.half == (TUNE if what == ROBUST else what)]
    index = make_index(library, library.data, Addressing())
    search = SearchWorker(index)
    if what == ROBUST:
        seeds = [int(one) for one in more if one.isdigit()] or [1]
        _robust(search, [*asked, *_own(library, index)], seeds, is_named="-v" in more)
        return
    for name, rates in (("as asked", rates_of(search, asked)), ("misspelt", rates_of(search, misspelt(asked)))):
        print(_line(name, rates))
        for question in rates.missed if what == TUNE else ():
            print(f"    {question.words}")


def _own(library: Library, index: Index) -> list[AskedQuestion]:
    """Return as questions what claims ask and what pages are called: each answers its own."""
    asked = [AskedQuestion(claim.question, "", "", "", claim.id, TUNE) for claim in library.claims.values()]
    claims = {f"claims/{claim}/" for claim in library.claims}
    pages = [entry for entry in index.entries if entry.location not in claims and not entry.is_list]
    return asked + [AskedQuestion(entry.title, "", "", "", f"/{entry.location.rstrip('/')}", TUNE) for entry in pages]


def _robust(search: SearchWorker, asked: list[AskedQuestion], seeds: list[int], *, is_named: bool) -> None:
    print(_line("as asked", rates_of(search, asked)))
    every: list[AskedQuestion] = []
    for kind in KINDS:
        wrong = []
        for seed in seeds:
            for question in asked:
                try:
                    wrong.append(replace(question, words=misspell(question.words, kind, seed)))
                except NotHereError:
                    continue
        rates = rates_of(search, wrong)
        print(_line(kind, rates))
        every += wrong
        for question in rates.missed if is_named else ():
            print(f"    {question.words} -> {question.pages}")
    print(_line("all", rates_of(search, every)))


def _line(name: str, rates: Rates) -> str:
    return f"{name}: {rates.asked} questions, right page first {rates.first:.1%}, in three {rates.among:.1%}"


if __name__ == "__main__":
    main(*(sys.argv[1:] or [TUNE]))
