"""A new claim file to fill in, commented from the model's own field help."""

from __future__ import annotations

import re
import textwrap
from datetime import timedelta

from explainer.authored import SLUG
from explainer.clock import today
from explainer.library import Library
from explainer.model import Claim
from explainer.validate import closest

_SKELETON = """\
# yaml-language-server: $schema=../claim.schema.json
{help_question}
question: {question}
{help_claim}
claim: TODO the sentence as those who say it would say it
topic: {topic}
{help_leaning}
leaning: neutral
{help_appearances}
# appearances:
#   - source: a-key-of-bibliography.bib
#     by: seller            # seller | user | news | official | researcher
#     words: at most twelve words exactly as written there
asked_by: readers
# supported | partly | mixed | unproven | contradicted
verdict: unproven
certainty:
  level: very-low           # high | moderate | low | very-low | established
  start: low                # high when a randomised trial in people answers the question, else low
  # Reasons, 1 or 2 each: risk-of-bias, inconsistency, indirectness, imprecision, publication-bias.
  rated_down: {{indirectness: 1}}
  why: TODO the grading in one or two plain sentences
{help_short_answer}
short_answer: TODO the answer for someone who reads nothing else
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
{help_see_a_doctor}
see_a_doctor: [todo]
related: []
checked: {day}
check_by: {later}
changes:
  - {{date: {day}, verdict: unproven, certainty: very-low, note: First published.}}
"""


def new_claim(library: Library, claim_id: str, topic: str, question: str = "") -> tuple[str, str]:
    """Return the path (relative to the root) and the text of a new claim file.

    The text passes every check but W05, which names each TODO left in it. Raises ValueError, with a sentence for the
    person at the keyboard, where the id is unfit or taken, the topic unknown, or the question is none.
    """
    if not re.fullmatch(SLUG, claim_id) or len(claim_id) > 80:
        raise ValueError(f"`{claim_id}` is no fit id: use lower-case letters, digits and single hyphens.")
    if claim_id in library.claim_paths:
        raise ValueError(f"{library.claim_paths[claim_id]} has this id already.")
    topics = [known.id for known in library.data.topics] if library.data else []
    if topic not in topics:
        guess = closest(topic, topics)
        raise ValueError(
            f"there is no topic `{topic}`. " + (f"Did you mean `{guess}`?" if guess else f"Known: {', '.join(topics)}.")
        )
    question = " ".join(question.split()) or "TODO what a reader would ask?"
    if not question.endswith("?") or not 8 <= len(question) <= 90 or not question.isprintable():
        raise ValueError("a question has 8 to 90 characters, none of them hidden, and ends with a question mark.")
    day = today()
    helps = {
        f"help_{name}": textwrap.fill(
            " ".join((field.description or "").split()), 100, initial_indent="# ", subsequent_indent="# "
        )
        for name, field in Claim.model_fields.items()
    }
    text = _SKELETON.format(**helps, question=_quoted(question), topic=topic, day=day, later=day + timedelta(days=365))
    return f"claims/{topic}/{claim_id}.yml", text


def _quoted(text: str) -> str:
    """Return the text as a YAML double-quoted scalar where a plain one could be misread."""
    if re.fullmatch(r"[A-Za-z][\w ,'()/-]*\?", text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
