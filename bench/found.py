"""Prints how many of the questions that readers ask find a page that answers them.

`bench/found.py` asks the half for tuning and names what missed. `bench/found.py held` asks the other half, and names
nothing: it is kept for a figure that nobody tuned for.
"""

from __future__ import annotations

import sys
from pathlib import Path

from explainer.addressing import Addressing
from explainer.loading.asked_questions import HALVES, HELD, TUNE
from explainer.loading.library import load_library
from explainer.search.entries import make_index
from explainer.search.measure import Rates, misspelt, rates_of


def main(half: str) -> None:
    """Print the rates of a half. Exits with a message where there is no such half or no site."""
    library, _ = load_library(Path.cwd())
    if half not in HALVES or library.data is None:
        sys.exit(f"usage: bench/found.py [{TUNE}|{HELD}], in the folder of a site whose data can be read")
    asked = [question for question in library.questions if question.half == half]
    index = make_index(library, library.data, Addressing())
    for name, rates in (("as asked", rates_of(index, asked)), ("misspelt", rates_of(index, misspelt(asked)))):
        print(_line(name, rates))
        for question in rates.missed if half == TUNE else ():
            print(f"    {question.words}")


def _line(name: str, rates: Rates) -> str:
    return f"{name}: {rates.asked} questions, right page first {rates.first:.1%}, in three {rates.among:.1%}"


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else TUNE)
