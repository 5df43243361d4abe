"""Find glossary terms in texts, so that the first use on a page can explain the term."""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from explainer.model.site_data import GlossaryTerm

_WORD = re.compile(r"[^\W_]+(?:[-'\u2019][^\W_]+)*")


class Occurrence(NamedTuple):
    """A glossary term and its place in a text."""

    term: GlossaryTerm
    start: int
    end: int


class TermIndex:
    """Looks up terms word by word, so that the time does not grow with the number of terms."""

    def __init__(self, terms: Iterable[GlossaryTerm]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str, GlossaryTerm]]] = {}
        for term in terms:
            for form in (term.term, *term.also):
                words = tuple(match.group().lower() for match in _WORD.finditer(form))
                for variant in {words, (*words[:-1], f"{words[-1]}s")} if words else ():
                    self._by_first.setdefault(variant[0], []).append((variant, form, term))
        for candidates in self._by_first.values():
            candidates.sort(key=lambda candidate: -len(candidate[0]))  # the longest form wins

    def find(self, text: str, seen: set[str]) -> list[Occurrence]:
        """Return the first use of each term that is not in `seen`, in order, and add them to `seen`."""
        lowered = [word.lower() for word in _WORD.findall(text)]
        starts = [position for position, word in enumerate(lowered) if word in self._by_first]
        if not starts:
            return []
        words = list(_WORD.finditer(text))
        occurrences: list[Occurrence] = []
        free = 0  # the first word after the last term
        for position in starts:
            if position < free:
                continue
            for variant, form, term in self._by_first.get(lowered[position], ()):
                taken = words[position : position + len(variant)]
                if tuple(lowered[position : position + len(variant)]) == variant and _together(text, taken, form):
                    if term.id not in seen:
                        seen.add(term.id)
                        occurrences.append(Occurrence(term, words[position].start(), taken[-1].end()))
                    free = position + len(variant)
                    break
        return occurrences


def _together(text: str, words: list[re.Match[str]], form: str) -> bool:
    """Return whether the words are separated by spaces only, or by what separates them in the term itself."""
    gaps = (text[left.end() : right.start()] for left, right in pairwise(words))
    return all(gap.isspace() or gap in form for gap in gaps)
