"""The questions that `claims new` asks on a terminal, one for each thing that is missing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import click

from explainer.commands.scaffold import fit_id, fit_line, fit_question, fit_source, fit_topic, fit_words
from explainer.model.vocabulary import Leaning, Speaker

if TYPE_CHECKING:
    from explainer.loading.library import Library

READERS = "readers"


def ask(library: Library, claim_id: str, given: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Return the id and what else is known of the claim, after asking for what was not given.

    Questions stand on the error stream, so that a printed file stays whole. An answer that is unfit is asked for
    again. Raises Abort where the input ends or is broken off.
    """
    held = dict(given)
    if not held["question"]:
        held["question"] = _asked("The question that readers ask, with a question mark", fit_question)
    if not claim_id:
        claim_id = _asked("The id: the file's name and its address, for ever", lambda text: fit_id(library, text),
                          _slug(held["question"]), needed=True)  # fmt: skip
    if not held["topic"]:
        topics = [topic.id for topic in library.parts.topics or ()]
        held["topic"] = _asked(f"The topic ({', '.join(topics)})", lambda text: fit_topic(library, text), needed=True)
    if not held["sentence"]:
        held["sentence"] = _asked("The sentence under review, as those who say it would say it",
                                  lambda text: fit_line(text, 300))  # fmt: skip
    if not held["leaning"]:
        held["leaning"] = _choice(
            "Which side does it help if people believe it", [*library.terms(Leaning)], Leaning.NEUTRAL
        )
    if not (held["by"] or held["source"]):
        held["by"] = _choice("Who says it (readers: they only ask it)", [*library.terms(Speaker), READERS], READERS)
    if held["by"] == READERS:
        held["by"] = ""
    elif not held["source"]:
        held["source"] = _asked("The key in bibliography.bib of the text that says so",
                                lambda text: fit_source(library, text))  # fmt: skip
    if held["source"] and not held["words"]:
        held["words"] = _asked("The telling words, exactly as written there", fit_words, needed=True)
    return claim_id, held


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
    """Return an id made of a question's words, as a suggestion."""
    plain = unicodedata.normalize("NFKD", question).encode("ascii", "ignore").decode().lower()
    words = [word for word in re.findall(r"[a-z0-9]+", plain) if word not in _SMALL]
    return "-".join(words)[:60].strip("-")


_SMALL = frozenset(
    "a an and are be can do does for from has have how if in is it of on or that the to was what when".split()
)
