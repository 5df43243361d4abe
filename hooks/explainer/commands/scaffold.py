"""A new claim file to fill in, with comments from the model's own descriptions, and the questions it is made from."""

import re
import textwrap
import unicodedata
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import click

from explainer.checks.certainty import asks_yes_or_no
from explainer.clock import today
from explainer.loading.library import Library
from explainer.model.base import QUESTION_END, SLUG
from explainer.model.claim import MAX_QUOTED_WORDS, Claim
from explainer.model.vocabulary import Leaning, Speaker, Term, Verdict
from explainer.problems import did_you_mean

_TEMPLATE = Path(__file__).with_name("claim.yml.tmpl")
"""A claim file, then how a claim is judged on a site about health and on another, then its warning signs."""
READERS = "readers"
_SMALL = frozenset(
    "a an and are be can do does for from has have how if in is it of on or that the to was what when".split()
)


class Asked(NamedTuple):
    """What is known of a new claim. All but the topic may be empty: the file then has a TODO or the usual value."""

    topic: str
    question: str = ""
    claim: str = ""
    leaning: str = ""
    by: str = ""
    source: str = ""
    words: str = ""


def new_claim(library: Library, claim_id: str, asked: Asked) -> tuple[str, str]:
    """Return the path (relative to the root) and the text of a new claim file.

    The text passes every check but W05, which names each TODO left in it. Raises ValueError, with a message for people,
    if the id is not valid or is taken, if the topic or the source is unknown, or if a text is not valid.
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
    skeleton, graded, not_graded, signs = _TEMPLATE.read_text(encoding="utf-8").split("%%\n")
    text = skeleton.format(
        **helps,
        judged=(graded if health else not_graded).format(day=day),
        signs=signs.format(**helps) if health else "",
        conclusion="verdict: unproven, certainty: very-low" if health else "verdict: unproven",
        question=_scalar(question),
        claim=_scalar(sentence),
        topic=asked.topic,
        leaning=_one_of(asked.leaning or Leaning.NEUTRAL, library.terms(Leaning)),
        said=_said(library, asked),
        answers='claim_answers: "yes"' if asks_yes_or_no(question) else '# claim_answers: "yes"',
        begins="Nobody knows. " if asks_yes_or_no(question) else "",
        verdicts=" | ".join(Verdict),
        day=day,
        later=day + timedelta(days=365),
    )
    return f"claims/{asked.topic}/{claim_id}.yml", text


def fit_id(library: Library, claim_id: str) -> str:
    """Return the id of a new claim; raises ValueError if it is not valid, or is or was the id of another claim."""
    if not re.fullmatch(SLUG, claim_id) or len(claim_id) > 80:
        raise ValueError(f"`{claim_id}` is not a valid id: use lower-case letters, digits and single hyphens.")
    if claim_id in library.claim_paths:
        raise ValueError(f"{library.claim_paths[claim_id]} has this id already.")
    if moved := next((claim.id for claim in library.claims.values() if claim_id in claim.moved_from), None):
        raise ValueError(f"`{claim_id}` is a former id of the claim `{moved}`, and its address leads there.")
    return claim_id


def fit_topic(library: Library, topic: str) -> str:
    """Return the id of a topic; raises ValueError if there is no such topic."""
    topics = [known.id for known in library.parts.topics or ()]
    if not topics:
        raise ValueError("docs/data/topics.yml has no topic that can be read; run this where the site is, or --root.")
    if topic not in topics:
        hint = did_you_mean(topic, topics, f"Known: {', '.join(topics)}.")
        raise ValueError(f"there is no topic `{topic}`. {hint}")
    return topic


def fit_question(question: str) -> str:
    """Return a question on one line; raises ValueError if it is not one, or too long or short."""
    question = " ".join(question.split())
    if not 8 <= len(question) <= 90 or not re.search(QUESTION_END, question) or not question.isprintable():
        raise ValueError("a question has 8 to 90 characters, none of them hidden, and ends with a question mark.")
    return question


def fit_source(library: Library, key: str) -> str:
    """Return the key of the text in which the claim is made; raises ValueError if no entry has it."""
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
    """Return quoted words on one line; raises ValueError if there are none or too many."""
    text = fit_line(text, 300)
    if not 0 < len(text.split()) <= MAX_QUOTED_WORDS:
        raise ValueError(f"one to {MAX_QUOTED_WORDS} words are quoted, exactly as written there.")
    return text


def _said(library: Library, asked: Asked) -> str:
    """Return the lines on who makes the claim, or, without a source, how to add them later."""
    by = _one_of(asked.by, library.terms(Speaker)) if asked.by else ""
    if asked.source:
        if not (by and asked.words.strip()):
            raise ValueError("a source needs --by and --words too: who makes the claim there, and in which words.")
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
        raise ValueError(f"`{value}` is not one of: {', '.join(vocabulary)}.")
    return value


def _scalar(text: str) -> str:
    """Return the text as a YAML double-quoted scalar where a plain one could be misread."""
    if re.fullmatch(r"[A-Za-z][\w ,'()/-]* [\w ,'()/-]*[\w)?]", text, re.ASCII):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def ask(library: Library, claim_id: str, given: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Ask for all facts that were not given; return the id of the claim, and the facts for `Asked`.

    The questions go to the error stream, so that a printed file stays whole. After an invalid answer the question is
    asked again. Raises Abort if the input ends or is interrupted.
    """
    facts = dict(given)
    if not facts["question"]:
        facts["question"] = _asked("The question that readers ask, with a question mark", fit_question)
    if not claim_id:
        claim_id = _asked("The id: the file's name and its address, for ever", lambda text: fit_id(library, text),
                          _slug(facts["question"]), needed=True)  # fmt: skip
    if not facts["topic"]:
        topics = [topic.id for topic in library.parts.topics or ()]
        facts["topic"] = _asked(f"The topic ({', '.join(topics)})", lambda text: fit_topic(library, text), needed=True)
    if not facts["claim"]:
        facts["claim"] = _asked("The sentence under review, as those who say it would say it",
                                  lambda text: fit_line(text, 300))  # fmt: skip
    if not facts["leaning"]:
        facts["leaning"] = _choice(
            "Which side does it help if people believe it", [*library.terms(Leaning)], Leaning.NEUTRAL
        )
    if not (facts["by"] or facts["source"]):
        facts["by"] = _choice("Who says it (readers: they only ask it)", [*library.terms(Speaker), READERS], READERS)
    if facts["by"] == READERS:
        facts["by"] = ""
    elif not facts["source"]:
        facts["source"] = _asked("The key in bibliography.bib of the text that says so",
                                lambda text: fit_source(library, text))  # fmt: skip
    if facts["source"] and not facts["words"]:
        facts["words"] = _asked("The telling words, exactly as written there", fit_words, needed=True)
    return claim_id, facts


def _asked(what: str, fit: Callable[[str], str], suggested: str = "", *, needed: bool = False) -> str:
    """Ask until the answer is valid. Optional fields may be left empty."""
    while True:
        more = "" if needed else " (Enter: later)"
        text = click.prompt(f"{what}{more}", default=suggested, show_default=bool(suggested), err=True).strip()
        if not text and not needed:
            return ""
        try:
            return fit(text)
        except ValueError as error:
            click.echo(f"  {error}", err=True)


def _choice(what: str, values: list[str], usual: str) -> str:
    answer: str = click.prompt(what, type=click.Choice([str(value) for value in values]), default=str(usual), err=True)
    return answer


def _slug(question: str) -> str:
    plain = unicodedata.normalize("NFKD", question).encode("ascii", "ignore").decode().lower()
    words = [word for word in re.findall(r"[a-z0-9]+", plain) if word not in _SMALL]
    return "-".join(words)[:60].strip("-")
