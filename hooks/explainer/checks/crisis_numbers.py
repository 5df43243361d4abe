"""Safety (D), part four: where a text speaks of suicide, a number to call stands near it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, pairwise

from explainer.checks.emergency import CARDS
from explainer.checks.reader_texts import ALL, all_texts, data_texts, page_texts
from explainer.checks.runner import Context, Hit, rule
from explainer.loading.citation_syntax import mark_of
from explainer.loading.directives import find_directives
from explainer.loading.prose_page import ProsePage
from explainer.loading.written_texts import texts_of
from explainer.model.crisis import crisis_lines, crisis_words
from explainer.model.site_data import WordLists
from explainer.rules import Scope

HELPLINES = "docs/data/helplines.yml"
LINES = "crisis-lines"

_HEADING = re.compile(r"^#{1,6}\s", re.MULTILINE)


@rule(
    "D14",
    "A crisis without a number to tap",
    scope=Scope.LIBRARY,
    bad="docs/dependence.md: Some people think of suicide.",
    good="docs/dependence.md: Some people think of suicide.\n\n<!-- explainer:crisis-lines -->",
)
def crises_have_numbers(context: Context) -> Iterator[Hit]:
    """A page in prose that uses a word of `crisis` in docs/data/words.yml has the crisis lines in the same section.

    A section runs from one heading to the next; care cards that speak of it will do, since they have the lines too.
    Pages made of data show them by themselves: claims, care cards, the glossary, lists. For all of these
    docs/data/helplines.yml needs a line that `serves` a crisis and can be dialled.
    """
    if context.parts.helplines is None or not context.parts.health:
        return
    words = context.parts.words or WordLists()
    pattern = crisis_words(words.crisis)
    texts = {page.path: page for page in context.library.prose}
    care = context.parts.care
    on_cards = {CARDS} if care and any(pattern.search(one.text) for one in texts_of(care)) else set()
    known = bool(crisis_lines(context.parts.helplines))
    for path, shown in page_texts(context.library):
        far = (
            _far_from_help(texts[path], shown, pattern, {LINES} | on_cards)
            if known
            else islice(pattern.finditer(shown), 1)
        )
        for found in far:
            mark = mark_of(shown, found.start())
            message, fix = _told(found.group(), known)
            yield Hit(message, fix, path=path, line=mark.line, column=mark.column)
    if not known:
        yield from _of_data(context, pattern)


def _told(words: str, known: bool) -> tuple[str, str]:
    """Return message and fix."""
    words = " ".join(words.split())
    if known:
        fix = f"Add the line <!-- explainer:{LINES} --> to this section."
        return f"speaks of a crisis (`{words}`), and no number to call stands in this section", fix
    fix = f"Add a line with `serves: [crisis]` and `tel` to {HELPLINES}."
    return f"speaks of a crisis (`{words}`), and there is no crisis line that can be dialled", fix


def _far_from_help(page: ProsePage, shown: str, pattern: re.Pattern[str], helpful: set[str]) -> Iterator[re.Match[str]]:
    """Yield the first place of each section that speaks of a crisis and has none of the helpful directives."""
    starts = [0, *(heading.start() for heading in _HEADING.finditer(shown)), len(shown)]
    helped = [one.start for one in find_directives(page.text) if one.name in helpful]
    for start, end in pairwise(starts):
        found = pattern.search(shown, start, end)
        if found and not any(start <= place < end for place in helped):
            yield found


def _of_data(context: Context, pattern: re.Pattern[str]) -> Iterator[Hit]:
    """Yield the first place of each claim and data file that speaks of a crisis."""
    for claim in context.library.claims.values():
        for place, text in all_texts(claim):
            if found := pattern.search(text):
                yield Hit(*_told(found.group(), False), place, context.library.claim_paths[claim.id])
                break
    seen = {HELPLINES}
    for path, place, text in data_texts(context.library, ALL):
        if path not in seen and (found := pattern.search(text)):
            seen.add(path)
            yield Hit(*_told(found.group(), False), place, path)
