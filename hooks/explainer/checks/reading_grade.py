"""Words (W): how hard the texts are to read, and technical words that nothing explains."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from explainer.checks.reader_texts import page_texts, reader_texts, shown_texts, without_names
from explainer.checks.runner import Context, Hit, rule
from explainer.loading.citation_syntax import mark_of
from explainer.loading.library import Library
from explainer.problems import Mark, Severity

AIM = 9.0
SLACK = 0.15
"""How much harder a text may become without a report: one name in a short text can change its grade so much."""

FIX = "Shorten sentences, and use everyday words."

_MARKUP = re.compile(r"\[@[^\[\]]*\]|^[-:| \t]+$|^[ \t]*(?:[-*+]|\d+[.)])\s|[#*_>|`]", re.MULTILINE)


def reading_grades(library: Library) -> Mapping[str, float]:
    """Return the reading grade of each claim file and page by path, without those that are too short for a grade."""
    names = library.parts.names
    texts: dict[str, list[str]] = {}
    for claim in library.claims.values():
        texts[library.claim_paths[claim.id]] = [without_names(text, names) for _, text in reader_texts(claim)]
    for path, text in page_texts(library):
        texts[path] = [line for line in _MARKUP.sub(" ", text).split("\n") if line.strip()]
    grades = {path: flesch_kincaid(parts) for path, parts in texts.items()}
    return {path: round(grade, 1) for path, grade in grades.items() if grade is not None}


@rule(
    "W06",
    "Hard to read",
    severity=Severity.ADVICE,
    bad="a claim whose sentences average 24 long words",
    good="short sentences, everyday words",
)
def easy_to_read(context: Context) -> Iterator[Hit]:
    """A text should not need more than nine years of school, and from grade seven on it should not become harder.

    docs/data/reading.yml keeps the grade that each file has reached; `claims stats --write-reading` lowers it when a
    text became easier and never raises it. A formula cannot tell whether a text is clear: this is advice.
    """
    reading = context.parts.reading
    reached = reading.grades if reading else {}
    for path, grade in reading_grades(context.library).items():
        before = reached.get(path)
        if before is not None and grade > before + SLACK and grade > AIM - 2:
            yield Hit(f"has become harder to read: grade {grade}, was {before}", FIX, path=path)
        elif before is None and grade > AIM:
            yield Hit(f"needs grade {grade}; aim at {AIM:g} or lower", FIX, path=path)


@rule(
    "W07",
    "A technical word that nothing explains",
    severity=Severity.WARNING,
    bad="`torsade` in a finding and in `jargon` of docs/data/site.yml, but not in the glossary",
    good="the word in docs/data/glossary.yml, or another word",
)
def jargon_explained(context: Context) -> Iterator[Hit]:
    """Words listed as `jargon` in docs/data/site.yml are used only where the glossary explains them."""
    library, site, glossary = context.library, context.parts.site, context.parts.glossary
    if site is None or glossary is None or not site.jargon:
        return
    explained = {form.lower() for term in glossary for form in (term.term, *term.also)}
    missing = [word for word in site.jargon if word.lower() not in explained]
    if not missing:
        return
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, missing))})s?\b", re.IGNORECASE)
    fix = "Explain the word in docs/data/glossary.yml, or use another."
    for claim in library.claims.values():
        for place, text in reader_texts(claim):
            if match := pattern.search(text):
                yield Hit(f"`{match.group()}` is not explained", fix, place, library.claim_paths[claim.id])
    for path, text in shown_texts(library):
        if match := pattern.search(text):
            mark = Mark(mark_of(text, match.start()).line)
            yield Hit(f"`{match.group()}` is not explained", fix, path=path, mark=mark)


# The Flesch-Kincaid grade: advice, not proof. Only readers can tell what is clear.

_WORD = re.compile(r"[A-Za-z]+(?:['\u2019][a-z]+)*|\d[\d,.]*")
_SENTENCE_END = re.compile(r"[.!?:]+(?=\s|$)")


def flesch_kincaid(texts: Iterable[str]) -> float | None:
    """Return the Flesch-Kincaid grade of several texts together, or None if they have fewer than 30 words.

    0.39 words per sentence + 11.8 syllables per word - 15.59. Source: Kincaid JP and others. Derivation of new
    readability formulas for Navy enlisted personnel. Research Branch Report 8-75, 1975. A text without a full stop at
    its end, such as a list item, counts as a sentence; a number counts as a word of one syllable.
    """
    words = syllables = sentences = 0
    for text in texts:
        text_words = _WORD.findall(text)
        if not text_words:
            continue
        words += len(text_words)
        syllables += sum(_syllables(word.lower()) for word in text_words)
        sentences += max(1, len(_SENTENCE_END.findall(text.strip())))
    if words < 30:
        return None
    return 0.39 * words / sentences + 11.8 * syllables / words - 15.59


@lru_cache(maxsize=20_000)
def _syllables(word: str) -> int:
    # Hyphenation points are syllable borders; the library ships its dictionaries, so nothing is fetched.
    return 1 if word[0].isdigit() else len(_hyphenation().positions(word)) + 1


@lru_cache(maxsize=1)
def _hyphenation() -> Any:
    import pyphen  # here, since its dictionary takes time to load

    return pyphen.Pyphen(lang="en_US", left=1, right=1)
