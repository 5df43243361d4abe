"""What several rules need: the reader texts of a claim and of the site's pages, with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from explainer.checks.runner import Hit
from explainer.loading.citation_syntax import mark_of, mask_markdown
from explainer.loading.library import Library
from explainer.loading.yaml_reader import Path as Place
from explainer.model.claim import Claim
from explainer.model.emergency_words import EMERGENCY, TYPED
from explainer.model.synonyms import SYNONYMS

TODO = "TODO"
"""What `claims new` leaves to be filled in; a rule of its own reports it, so that others pass it over."""

WORDS = "docs/data/words.yml"
"""The lists of words that the rules look for, which no reader sees."""

SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9\"'\u201c])")


def reader_texts(claim: Claim) -> Iterator[tuple[Place, str]]:
    """Yield the claim's own sentences, each with its place. Words quoted from others are not among them."""
    yield ("short_answer",), claim.short_answer
    if claim.certainty:
        yield ("certainty", "why"), claim.certainty.why
    if claim.cases:
        yield ("cases", "why"), claim.cases.why
    if claim.base:
        yield ("base",), claim.base
    for side, number, finding in claim.findings():
        yield ("evidence", side, number, "finding"), finding.finding
    yield ("what_it_means",), claim.what_it_means


def own_texts(claim: Claim) -> Iterator[tuple[Place, str]]:
    """Yield all words of a claim that are ours: its sentences, what its pictures count, the notes of its history."""
    yield from reader_texts(claim)
    for side, number, finding in claim.findings():
        if finding.frequency:
            yield ("evidence", side, number, "frequency", "what"), finding.frequency.what
    for number, change in enumerate(claim.changes):
        yield ("changes", number, "note"), change.note
    if claim.second_reading:
        yield ("second_reading", "note"), claim.second_reading.note
    if claim.withdrawn:
        yield ("withdrawn", "reason"), claim.withdrawn.reason


def page_texts(library: Library) -> Iterator[tuple[str, str]]:
    """Yield (path, text) of the prose pages; code, links' targets, HTML and declared names are blanked out in place."""
    names = library.parts.names
    for page in library.prose:
        yield page.path, _plain_page(page.text, names)


def shown_texts(library: Library) -> Iterator[tuple[str, str]]:
    """Yield (path, text) of the prose pages and of the words in pictures, as `page_texts` does."""
    names = library.parts.names
    yield from page_texts(library)
    for picture in library.pictures.values():
        yield picture.path, without_names(picture.text, names)


@lru_cache(maxsize=512)  # a dozen rules ask for each page
def _plain_page(markdown: str, names: tuple[str, ...]) -> str:
    return without_names(shown_text(markdown), names)


@lru_cache(maxsize=512)
def shown_text(markdown: str) -> str:
    """Return a page's text with everything blanked out that readers do not see as prose; lengths stay the same."""
    return mask_markdown(_keep_link_words(markdown))


def page_hits(library: Library, pattern: re.Pattern[str], message: str, fix: str) -> Iterator[Hit]:
    """Yield a hit for every match of a pattern in prose pages and pictures; `{found}` in the message is the match."""
    for path, text in shown_texts(library):
        for match in pattern.finditer(text):
            mark = mark_of(text, match.start())
            yield Hit(message.format(found=match.group().strip()), fix, path=path, line=mark.line, column=mark.column)


def data_texts(library: Library) -> Iterator[tuple[str, Place, str]]:
    """Yield (path, place, text) of every text value of the data files that readers see."""
    for path, document in library.documents.items():
        if not path.startswith("docs/data/") or path in {WORDS, SYNONYMS}:  # words that readers never see
            continue
        unseen = TYPED if path == EMERGENCY else frozenset()
        stack: list[tuple[Place, object]] = [((), document.data)]
        while stack:
            place, value = stack.pop()
            if isinstance(value, dict):
                stack += [((*place, key), inner) for key, inner in value.items() if key not in unseen]
            elif isinstance(value, list):
                stack += [((*place, number), inner) for number, inner in enumerate(value)]
            elif isinstance(value, str):
                yield path, place, value


def without_names(text: str, names: tuple[str, ...]) -> str:
    """Return the text with declared names blanked out in place, the longest first."""
    return any_of(names).sub(lambda match: " " * len(match.group()), text) if names else text


@lru_cache(maxsize=16)
def any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern for any of these words or phrases as whole words, the longest first, in any case."""
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)


def sentences(text: str) -> list[str]:
    """Split a text into sentences at full stops, question and exclamation marks before a capital or a digit."""
    return [part.strip() for part in SENTENCE.split(text.strip()) if part.strip()]


def _keep_link_words(markdown: str) -> str:
    """Blank out the target of each link but keep its words, which readers see."""
    return re.sub(
        r"(?<!!)\[([^\[\]]+)\](\([^()\s]*\))",
        lambda match: f" {match.group(1)} " + " " * len(match.group(2)),
        markdown,
    )
