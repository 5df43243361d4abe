"""Words (W): plain, fair and respectful."""

from __future__ import annotations

import re
from collections.abc import Iterator

from explainer.checks.reader_texts import (
    TODO,
    all_texts,
    reader_texts,
    sentences,
    without_names,
)
from explainer.checks.runner import Context, Hit, rule
from explainer.checks.text_rules import Fault, text_rule
from explainer.model.claim import Claim
from explainer.problems import Severity

MOST_WORDS = 25

LOADED = re.compile(
    r"\b(?:miracles?|miraculous|natural high|wonder (?:drug|herb)|game[- ]changer|deadly|killer|horrifying|terrifying|"
    r"scourge|epidemic of|shocking|scary|nightmare)\b",
    re.IGNORECASE,
)
VAGUE_TIME = re.compile(
    r"\b(?:recently|currently|nowadays|at the moment|these days|lately|in recent years)\b", re.IGNORECASE
)


@text_rule(
    "W01",
    "A loaded word",
    bad="short_answer: A deadly herb.",
    good="short_answer: People have died after taking it together with other drugs.",
)
def loaded_words(text: str, context: Context, claim: Claim | None) -> Iterator[Fault]:
    """Our own words, in whatever field or page, neither sell nor scare. W10 has more such words, now and then right.

    What others say is theirs: the question, the claim under review, what is quoted, and what a source prints.
    """
    if LOADED.search(text):
        for found in LOADED.finditer(without_names(text, context.names)):
            yield found.start(), f"the loaded word `{found.group()}`", "Say plainly what was seen."


@text_rule(
    "W03",
    "A vague time",
    severity=Severity.WARNING,
    bad="short_answer: It is currently legal.",
    good="short_answer: As of November 2026 it is legal.",
)
def vague_times(text: str, context: Context, claim: Claim | None) -> Iterator[Fault]:
    """Words like "recently" and "currently" age without a sign. Say "as of" with month and year."""
    for found in VAGUE_TIME.finditer(text):
        yield found.start(), f"the vague time `{found.group()}`", 'Say "as of <month year>".'


@rule(
    "W04",
    "A long sentence",
    severity=Severity.ADVICE,
    bad="a sentence of 31 words",
    good="two sentences of 15 words",
)
def sentences_short(claim: Claim, context: Context) -> Iterator[Hit]:
    """Sentences of more than 25 words lose readers who are tired or in pain."""
    for place, text in reader_texts(claim):
        for sentence in sentences(text):
            count = len(sentence.split())
            if count > MOST_WORDS:
                yield Hit(f"a sentence of {count} words: `{sentence[:50]}...`", "Make two of it.", place)
                break


@rule(
    "W05",
    "A TODO that is left",
    bad="short_answer: TODO",
    good="the answer, written out",
)
def nothing_left_to_do(claim: Claim, context: Context) -> Iterator[Hit]:
    """A file made by `claims new` marks what is to be filled in with TODO."""
    places = list(all_texts(claim))
    places += [
        (("see_a_doctor", number), sign) for number, sign in enumerate(claim.see_a_doctor) if sign == TODO.lower()
    ]
    for side, number, finding in claim.findings():
        places += [(("evidence", side, number, "cite", at), key) for at, key in enumerate(finding.cite) if key == TODO]
    signs = [sign.id for sign in context.parts.care.signs] if context.parts.care else []
    for place, text in places:
        if re.search(rf"\b{TODO}\b", text) or text == TODO.lower():
            fix = f"Use one of: {', '.join(signs)}." if signs and place[0] == "see_a_doctor" else "Write it out."
            yield Hit("still says TODO", fix, place)
