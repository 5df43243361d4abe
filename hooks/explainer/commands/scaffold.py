"""A new claim file to fill in, commented from the model's own field help."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from datetime import timedelta

from explainer.checks.certainty import asks_yes_or_no
from explainer.clock import today
from explainer.loading.library import Library
from explainer.model.base import SLUG
from explainer.model.claim import MAX_QUOTED_WORDS, Claim
from explainer.model.vocabulary import Leaning, Speaker, Term, Verdict
from explainer.suggestions import did_you_mean

_SKELETON = """\
# yaml-language-server: $schema=../claim.schema.json
{help_question}
question: {question}
{help_claim}
claim: {claim}
topic: {topic}
{help_leaning}
leaning: {leaning}
{help_appearances}
{said}
{help_kind}
kind: effect
{help_claim_answers}
{answers}
# {verdicts}
verdict: unproven
{judged}{help_short_answer}
short_answer: {begins}TODO the answer for someone who reads nothing else
evidence:
  # Findings, or: for: {{none_found: {{searched: {day}, terms: "what was searched, and where"}}}}
  for:
    - finding: TODO who was studied, where, how many, what was seen, what it cannot show
      cite: [TODO]
      where: abstract
      # figures: {{"21": "21.4%", "100": per 100}}   # every number shown: as the source prints it
  against:
    - finding: TODO the strongest true case of the other side
      cite: [TODO]
      where: abstract
  unknown:
    - finding: TODO what nobody has studied, or why the studies cannot tell
{help_what_it_means}
what_it_means: TODO what a reader can take from this
{signs}related: []
checked: {day}
check_by: {later}
changes:
  - {{date: {day}, {conclusion}, note: First published.}}
"""


_GRADED = """\
# For an effect or a frequency. A frequency has `base: who was counted, where, when` as well. Instead of it stand:
# for `occurs` cases: {{described: probable, why: ...}}; for a fact established: {{where: ..., as_of: {day}}};
# for advice advised_by: [a-key] and, where somebody differs, differs: [a-key].
certainty:
  level: very-low           # high | moderate | low | very-low
  start: low                # high when a randomised trial in people answers the question, else low
  # All true reasons, 1 or 2 each: risk-of-bias, inconsistency, indirectness, imprecision, publication-bias.
  rated_down: {{indirectness: 1}}
  why: TODO the grading in one or two plain sentences
"""
_NOT_GRADED = """\
# A frequency has `base: who was counted, where, when`. For `occurs` stands cases: {{described: probable, why: ...}};
# for a fact established: {{where: ..., as_of: {day}}}; for advice advised_by: [a-key] and, where somebody differs,
# differs: [a-key].
"""
"""How a claim is judged on a site about health, and on another."""
_SIGNS = """\
{help_see_a_doctor}
see_a_doctor: [todo]
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of a new claim. All but the topic may be empty: a TODO then stands in its place."""

    topic: str
    question: str = ""
    claim: str = ""
    leaning: str = Leaning.NEUTRAL.value
    by: str = ""
    source: str = ""
    words: str = ""


def new_claim(library: Library, claim_id: str, asked: Asked) -> tuple[str, str]:
    """Return the path (relative to the root) and the text of a new claim file.

    The text passes every check but W05, which names each TODO left in it. Raises ValueError, with a sentence for the
    person at the keyboard, where the id is unfit or taken, the topic or the source unknown, or a text of no fit form.
    """
    fit_id(library, claim_id)
    fit_topic(library, asked.topic)
    question = fit_question(asked.question) if asked.question.strip() else "TODO what a reader would ask?"
    sentence = fit_line(asked.claim, 300) or "TODO the sentence as those who say it would say it"
    day = today()
    helps = {
        f"help_{name}": textwrap.fill(
            " ".join((field.description or "").split()), 100, initial_indent="# ", subsequent_indent="# "
        )
        for name, field in Claim.model_fields.items()
    }
    health = library.parts.health
    text = _SKELETON.format(
        **helps,
        judged=(_GRADED if health else _NOT_GRADED).format(day=day),
        signs=_SIGNS.format(**helps) if health else "",
        conclusion="verdict: unproven, certainty: very-low" if health else "verdict: unproven",
        question=_scalar(question),
        claim=_scalar(sentence),
        topic=asked.topic,
        leaning=_one_of(asked.leaning, library.terms(Leaning)),
        said=_said(library, asked),
        answers='claim_answers: "yes"' if asks_yes_or_no(question) else '# claim_answers: "yes"',
        begins="Nobody knows. " if asks_yes_or_no(question) else "",
        verdicts=" | ".join(Verdict),
        day=day,
        later=day + timedelta(days=365),
    )
    return f"claims/{asked.topic}/{claim_id}.yml", text


def fit_id(library: Library, claim_id: str) -> str:
    """Return the id of a new claim; raises ValueError if it is not valid or already in use."""
    if not re.fullmatch(SLUG, claim_id) or len(claim_id) > 80:
        raise ValueError(f"`{claim_id}` is no fit id: use lower-case letters, digits and single hyphens.")
    if claim_id in library.claim_paths:
        raise ValueError(f"{library.claim_paths[claim_id]} has this id already.")
    return claim_id


def fit_topic(library: Library, topic: str) -> str:
    """Return the id of a topic; raises ValueError where there is no such topic."""
    topics = [known.id for known in library.parts.topics or ()]
    if topic not in topics:
        hint = did_you_mean(topic, topics, f"Known: {', '.join(topics)}.")
        raise ValueError(f"there is no topic `{topic}`. {hint}")
    return topic


QUESTION_MARKS = "?\uff1f\u061f\u037e\u055e\u1367"
"""Of Latin, Chinese and Japanese, Arabic, Greek, Armenian and Ethiopic script."""


def fit_question(question: str) -> str:
    """Return a question on one line; raises ValueError if it is unfit in form or length."""
    question = " ".join(question.split())
    if (
        question[-1:] not in QUESTION_MARKS
        or not question
        or not 8 <= len(question) <= 90
        or not question.isprintable()
    ):
        raise ValueError("a question has 8 to 90 characters, none of them hidden, and ends with a question mark.")
    return question


def fit_source(library: Library, key: str) -> str:
    """Return the key of the text in which the claim is made; raises ValueError where no entry has it."""
    if key not in library.references:
        hint = did_you_mean(key, library.references, "Add it first, or leave it out for now.")
        raise ValueError(f"`{key}` is not in bibliography.bib. {hint}")
    return key


def fit_line(text: str, most: int) -> str:
    """Return a text on one line; raises ValueError if it is too long or has control characters."""
    text = " ".join(text.split())
    if not text.isprintable() or len(text) > most:
        raise ValueError(f"a text here has at most {most} characters, none of them hidden.")
    return text


def fit_words(text: str) -> str:
    """Return quoted words on one line; raises ValueError where there are more than may be quoted."""
    text = fit_line(text, 300)
    if not 0 < len(text.split()) <= MAX_QUOTED_WORDS:
        raise ValueError(f"one to {MAX_QUOTED_WORDS} words are quoted, exactly as written there.")
    return text


def _said(library: Library, asked: Asked) -> str:
    """Return who makes the claim; where no text can be named yet, how to say it later."""
    by = _one_of(asked.by, library.terms(Speaker)) if asked.by else ""
    if asked.source:
        if not (by and asked.words.strip()):
            raise ValueError("who makes the claim in that text, and in which words, belong to it: --by and --words.")
        source, words = fit_source(library, asked.source), _scalar(fit_words(asked.words))
        return f"appearances:\n  - source: {source}\n    by: {by}\n    words: {words}"
    speakers = " | ".join(library.terms(Speaker))
    return (
        "# appearances:\n#   - source: a-key-of-bibliography.bib\n"
        f"#     by: {(by or 'seller'):<20}  # {speakers}\n"
        "#     words: at most twelve words exactly as written there\nasked_by: readers"
    )


def _one_of(value: str, vocabulary: tuple[Term, ...]) -> str:
    if value not in vocabulary:
        raise ValueError(f"`{value}` is none of: {', '.join(vocabulary)}.")
    return value


def _scalar(text: str) -> str:
    """Return the text as a YAML double-quoted scalar where a plain one could be misread."""
    if re.fullmatch(r"[A-Za-z][\w ,'()/-]* [\w ,'()/-]*[\w)?]", text, re.ASCII):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
