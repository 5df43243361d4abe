"""Words (W): plain, fair and respectful, and how hard the texts are to read."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from explainer.checks.reader_texts import (
    ALL,
    SENTENCES,
    TODO,
    Fault,
    claim_texts,
    page_texts,
    sentences,
    shown_texts,
    text_rule,
    texts_in,
    without_names,
)
from explainer.checks.runner import Context, Hit, advice, rule, warning
from explainer.loading.citation_syntax import mark_of
from explainer.loading.library import DATA, Library
from explainer.model.claim import Claim
from explainer.problems import Mark, Severity

MOST_WORDS = 25

_LISTS: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
LOADED, VAGUE_TIME = (
    re.compile(rf"\b(?:{'|'.join(_LISTS[name])})\b", re.IGNORECASE) for name in ("loaded", "vague_times")
)


@text_rule(
    "W01",
    "A loaded word",
    bad="short_answer: A deadly herb.",
    good="short_answer: People have died after taking it together with other drugs.",
)
def loaded_words(text: str, context: Context, claim: Claim | None) -> Iterator[Fault]:
    """Our own words neither sell nor scare, in any field or page. W10 has more such words, which are sometimes right.

    The words of others are theirs: the question, the claim under review, what is quoted, and what a source prints.
    """
    if LOADED.search(text):
        for match in LOADED.finditer(without_names(text, context.parts.names)):
            yield match.start(), f"the loaded word `{match.group()}`", "Say plainly what was seen."


@text_rule(
    "W03",
    "A vague time",
    severity=Severity.WARNING,
    bad="short_answer: It is currently legal.",
    good="short_answer: As of November 2026 it is legal.",
)
def vague_times(text: str, context: Context, claim: Claim | None) -> Iterator[Fault]:
    """Words like "recently" and "currently" go out of date unnoticed. Say "as of" with month and year."""
    for match in VAGUE_TIME.finditer(text):
        yield match.start(), f"the vague time `{match.group()}`", 'Say "as of <month year>".'


@advice("W04", "A long sentence", bad="a sentence of 31 words", good="two sentences of 15 words")
def sentences_short(claim: Claim, context: Context) -> Iterator[Hit]:
    """Sentences of more than 25 words lose readers who are tired or in pain."""
    for place, text in texts_in(claim, SENTENCES):
        for sentence in sentences(text):
            count = len(sentence.split())
            if count > MOST_WORDS:
                yield Hit(f"a sentence of {count} words: `{sentence[:50]}...`", "Make two of it.", place)
                break


@rule("W05", "A TODO that is left", bad="short_answer: TODO", good="the answer, written out")
def nothing_left_to_do(claim: Claim, context: Context) -> Iterator[Hit]:
    """A file made by `claims new` marks what is to be filled in with TODO."""
    places = list(texts_in(claim, ALL))
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


# People come before what they have or take

NAMED_BY_A_THING = re.compile(
    "|".join(rf"(?P<m{n}>\b(?:{pattern})\b)" for n, (pattern, _) in enumerate(_LISTS["mends"])), re.IGNORECASE
)


@text_rule(
    "W08",
    "A person named by what they have or take",
    bad="finding: Half of the addicts came back.",
    good="finding: Half of the people with a use disorder came back.",
)
def people_come_first(text: str, context: Context, claim: Claim | None) -> Iterator[Fault]:
    """People come first: "people who use it", "has a use disorder". Other words shame, and keep people from help.

    The subject's own "users" are among these words.
    """
    lower = text.lower()
    if not any(stem in lower for stem in _LISTS["stems"]):
        return
    plain = without_names(text, context.parts.names)
    named = [
        (match, _LISTS["mends"][int((match.lastgroup or "m0")[1:])][1]) for match in NAMED_BY_A_THING.finditer(plain)
    ]
    if (site := context.parts.site) and (subject := site.subject):
        users = re.finditer(rf"\b{re.escape(subject)} users?\b", plain, re.IGNORECASE)
        named += [(match, f"people who use {subject}") for match in users]
    for match, better in named:
        yield match.start(), f"names people by a thing: `{match.group()}`", f"Say it with people first: {better}."


# Words that sell or scare, but are sometimes right

_SAY_WHAT_WAS_SEEN = "Say what was seen, in numbers where there are some"


@text_rule(
    "W10",
    "A word that sells or scares",
    severity=Severity.WARNING,
    bad="short_answer: Poison centres saw calls skyrocket.",
    good="short_answer: Poison centres had 14 calls in 2011 and 682 in 2017.",
)
def words_that_sell_or_scare(text: str, context: Context, claim: Claim | None) -> Iterator[Fault]:
    """Words that colour instead of informing: "breakthrough" and "completely safe", "skyrocket" and "time bomb".

    One list applies to both sides; docs/data/words.yml adds words about the site's subject. If such a word is the right
    one, `allow` of the claim says why. W01 has the words that never are.
    """
    pattern = _colouring((*context.words.sells, *context.words.scares))
    if not pattern.search(text):
        return
    fix = f"{_SAY_WHAT_WAS_SEEN}; or give the reason under `allow`." if claim else f"{_SAY_WHAT_WAS_SEEN}."
    for match in pattern.finditer(without_names(text, context.parts.names)):
        yield match.start(), f"the word `{' '.join(match.group().split())}` sells or scares", fix


@lru_cache(maxsize=8)
def _colouring(more: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern for all words that sell or scare; `more` are those that the site adds."""
    listed = "|".join([*_LISTS["sells"], *_LISTS["scares"], *map(re.escape, more)])
    return re.compile(rf"\b(?:{listed})(?!\w)", re.IGNORECASE)


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
        texts[library.claim_paths[claim.id]] = [without_names(text, names) for _, text in texts_in(claim, SENTENCES)]
    for path, text in page_texts(library):
        texts[path] = [line for line in _MARKUP.sub(" ", text).split("\n") if line.strip()]
    grades = {path: flesch_kincaid(parts) for path, parts in texts.items()}
    return {path: round(grade, 1) for path, grade in grades.items() if grade is not None}


@advice(
    "W06", "Hard to read", bad="a claim whose sentences average 24 long words", good="short sentences, everyday words"
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


@warning(
    "W07",
    "A technical word that nothing explains",
    bad="`torsade` in a finding and in `jargon` of docs/data/site.yml, but not in the glossary",
    good="the word in docs/data/glossary.yml, or another word",
)
def jargon_explained(context: Context) -> Iterator[Hit]:
    """Words listed as `jargon` in docs/data/site.yml are used only where the glossary explains them."""
    library, site, glossary = context.library, context.parts.site, context.parts.glossary
    if site is None or glossary is None or not site.jargon:
        return
    if not glossary:
        yield Hit("there is no glossary that explains these words", "Add docs/data/glossary.yml.",
                  ("jargon",), f"{DATA}/site.yml")  # fmt: skip
        return
    explained = {form.lower() for term in glossary for form in (term.term, *term.also)}
    missing = [word for word in site.jargon if word.lower() not in explained]
    if not missing:
        return
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, missing))})s?\b", re.IGNORECASE)
    fix = "Explain the word in docs/data/glossary.yml, or use another."
    for path, place, text in claim_texts(library, SENTENCES):
        if match := pattern.search(text):
            yield Hit(f"`{match.group()}` is not explained", fix, place, path)
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
