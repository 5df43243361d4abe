"""Words (W), part two: how hard the texts are to read, and technical words that nothing explains."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from explainer.checks.reader_texts import page_texts, reader_texts, shown_texts, without_names
from explainer.checks.runner import Context, Hit, rule
from explainer.loading.library import Library
from explainer.problems import Severity
from explainer.rules import Scope

AIM = 9.0
SLACK = 0.15
"""How much harder a text may become before it counts: a name more or less in a short text moves the grade as far."""

FIX = "Shorten sentences, and use everyday words."

_MARKUP = re.compile(r"\[@[^\[\]]*\]|^[-:| \t]+$|^[ \t]*(?:[-*+]|\d+[.)])\s|[#*_>|`]", re.MULTILINE)


def reading_grades(library: Library) -> Mapping[str, float]:
    """Return the reading grade of each claim file and page by path; texts too short for one are left out."""
    from explainer.checks.readability import flesch_kincaid  # here, since its dictionary takes time to load

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
    scope=Scope.LIBRARY,
    bad="a claim whose sentences average 24 long words",
    good="short sentences, everyday words",
)
def easy_to_read(context: Context) -> Iterator[Hit]:
    """A text should not need more than nine years of school, and a text that was easier must not become harder.

    docs/data/reading.yml keeps the grade that each file has reached; `claims stats --write-reading` lowers it when a
    text became easier and never raises it. A formula cannot tell whether a text is clear: this is advice.
    """
    reading = context.parts.reading
    reached = reading.grades if reading else {}
    for path, grade in reading_grades(context.library).items():
        before = reached.get(path)
        if before is not None and grade > before + SLACK and grade > AIM - 2:
            yield Hit(
                f"has become harder to read: grade {grade}, was {before}", "Shorten sentences and words.", path=path
            )
        elif before is None and grade > AIM:
            yield Hit(f"needs grade {grade}; aim at {AIM:g} or lower", FIX, path=path)


@rule(
    "W07",
    "A technical word that nothing explains",
    severity=Severity.WARNING,
    scope=Scope.LIBRARY,
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
            if found := pattern.search(text):
                yield Hit(f"`{found.group()}` is not explained", fix, place, library.claim_paths[claim.id])
    for path, text in shown_texts(library):
        if found := pattern.search(text):
            yield Hit(
                f"`{found.group()}` is not explained", fix, path=path, line=text.count("\n", 0, found.start()) + 1
            )
