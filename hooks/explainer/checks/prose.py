"""What several rules need: the reader texts of a claim and of the site's pages, with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from explainer.checks.registry import Hit
from explainer.citations import mark_of, mask_markdown
from explainer.library import Library
from explainer.model import Claim
from explainer.source import Path as Place
from explainer.synonyms import SYNONYMS

TODO = "TODO"
"""What `claims new` leaves to be filled in; a rule of its own reports it, so that others pass it over."""

SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9\"'\u201c])")


def reader_texts(claim: Claim) -> Iterator[tuple[Place, str]]:
    """Yield the claim's own sentences, each with its place. Words quoted from others are not among them."""
    yield ("short_answer",), claim.short_answer
    yield ("certainty", "why"), claim.certainty.why
    for side, number, finding in claim.findings():
        yield ("evidence", side, number, "finding"), finding.finding
    yield ("what_it_means",), claim.what_it_means


def page_texts(library: Library) -> Iterator[tuple[str, str]]:
    """Yield (path, text) of the prose pages; code, links' targets, HTML and declared names are blanked out in place."""
    names = library.data.site.names if library.data else ()
    for page in library.prose:
        yield page.path, without_names(shown_text(page.text), names)


def shown_text(markdown: str) -> str:
    """Return a page's text with everything blanked out that readers do not see as prose; lengths stay the same."""
    return mask_markdown(_keep_link_words(markdown))


def page_hits(library: Library, pattern: re.Pattern[str], message: str, fix: str) -> Iterator[Hit]:
    """Yield a hit for every match of a pattern in the prose pages; `{found}` in the message is the match."""
    for path, text in page_texts(library):
        for match in pattern.finditer(text):
            mark = mark_of(text, match.start())
            yield Hit(message.format(found=match.group().strip()), fix, path=path, line=mark.line, column=mark.column)


def data_texts(library: Library) -> Iterator[tuple[str, Place, str]]:
    """Yield (path, place, text) of every text value of the data files that readers see."""
    for path, document in library.documents.items():
        if not path.startswith("docs/data/") or path == SYNONYMS:  # its words are what readers type, and never shown
            continue
        stack: list[tuple[Place, object]] = [((), document.data)]
        while stack:
            place, value = stack.pop()
            if isinstance(value, dict):
                stack += [((*place, key), inner) for key, inner in value.items()]
            elif isinstance(value, list):
                stack += [((*place, number), inner) for number, inner in enumerate(value)]
            elif isinstance(value, str):
                yield path, place, value


def without_names(text: str, names: tuple[str, ...]) -> str:
    """Return the text with declared names blanked out in place, the longest first."""
    return _names_pattern(names).sub(lambda match: " " * len(match.group()), text) if names else text


@lru_cache(maxsize=8)
def _names_pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(names, key=len, reverse=True)
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
