"""The texts of claims, pages, data files and the bibliography with their places, and rules on single texts.

The texts of claims, data and the bibliography are collected by their types (`written_texts`), so that rules read every
field but those declared as `Voice.NONE`. Which rules read which voices:

- amounts, ways of taking it, brands, crises (`ALL`): all words, also those of others;
- words that sell, scare, age, or name people by what they take (`OWN`): all words of ours;
- certainty, the length of sentences, reading ease (`SENTENCES`): our sentences.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache, partial

from explainer.checks.runner import Context, Hit, at_entry
from explainer.loading.citation_syntax import blank, front_matter_end, mark_of, mask_code, mask_markdown
from explainer.loading.library import DATA, Library
from explainer.loading.read_files import INNER
from explainer.loading.written_texts import WrittenText, texts_of
from explainer.loading.yaml_reader import Place
from explainer.model.base import Voice
from explainer.model.claim import Claim
from explainer.model.reference import Reference
from explainer.model.site_data import DATA_FILES
from explainer.model.vocabulary import Design
from explainer.problems import Severity
from explainer.rules import describe

TODO = "TODO"
"""What `claims new` leaves to be filled in. Rule W05 reports it; others skip it."""

SENTENCES = frozenset({Voice.SENTENCES})
OWN = frozenset({Voice.SENTENCES, Voice.WORDS})
ALL = frozenset({*OWN, Voice.QUOTED})

_LINK = re.compile(r'\[([^\[\]]+)\](\([^()\s]*(\s+"[^"]*")?\))')
_CHOSEN = frozenset({None, Design.SELLER_PAGE, Design.NEWS, Design.COMMENTARY})
"""Designs of works that another source can replace, so that their titles have to follow the rules too."""

_FIGURES = re.compile(r"^figures:.*(?:\n[ \t].*|\n(?=\n))*", re.MULTILINE)
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9\"'\u201c])")


def texts_in(claim: Claim, voices: frozenset[Voice]) -> Iterator[tuple[Place, str]]:
    """Yield the texts of a claim in any of the voices, with their places."""
    return ((written.place, written.text) for written in _texts(claim) if written.voice in voices)


_last: tuple[Claim | None, tuple[WrittenText, ...]] = (None, ())
"""The last claim and its texts: a dozen rules read the same claim in turn, and to hash it would take longer."""


def _texts(claim: Claim) -> tuple[WrittenText, ...]:
    global _last
    if _last[0] is not claim:
        _last = claim, tuple(texts_of(claim))
    return _last[1]


@lru_cache(maxsize=1)  # a dozen rules read the same texts in turn
def page_texts(library: Library) -> tuple[tuple[str, str], ...]:
    """Return (path, text) of the prose pages, with code, link targets, HTML and declared names replaced by spaces."""
    names = library.parts.names
    return tuple((page.path, without_names(shown_text(page.text), names)) for page in library.prose)


@lru_cache(maxsize=1)
def shown_texts(library: Library) -> tuple[tuple[str, str], ...]:
    """Return (path, text) of the prose pages as `page_texts` does, then of their front matter and of pictures."""
    names = library.parts.names
    front = ((page.path, _FIGURES.sub(blank, _parted(page.text)[0])) for page in library.prose)
    pictures = ((picture.path, picture.text) for picture in library.pictures.values())
    return *page_texts(library), *((path, without_names(text, names)) for path, text in (*front, *pictures))


@lru_cache(maxsize=512)
def shown_text(markdown: str) -> str:
    """Return a page's text with everything but visible prose replaced by spaces; lengths stay the same."""
    return mask_markdown(_LINK.sub(_words_of_link, markdown))


def _words_of_link(match: re.Match[str]) -> str:
    """Return spaces for the target of a link, with its words and its title, which readers see."""
    title = match[3] or ""
    return f" {match[1]} {' ' * (len(match[2]) - len(title) - 1)}{title} "


@lru_cache(maxsize=512)
def _code_text(markdown: str) -> str:
    """Return a page's text with everything but its code replaced by spaces."""
    head, body = _parted(markdown)
    left = mask_code(markdown)[len(head) :]
    return re.sub(r"[^\n]", " ", head) + "".join(
        a if a == "\n" or a != b else " " for a, b in zip(body, left, strict=True)
    )


def _parted(markdown: str) -> tuple[str, str]:
    """Return a page's front matter, without the closing fence, and the rest of the page."""
    lines = markdown.split("\n")
    closing = front_matter_end(lines)
    end = len("\n".join(lines[: closing - 1])) if closing else 0
    return markdown[:end], markdown[end:]


At = Callable[[int, str, str], Hit]
"""Makes a hit of the place in the text where a fault begins, a message and a fix."""


def other_texts(library: Library, voices: frozenset[Voice] = OWN, *, code: bool = False) -> Iterator[tuple[str, At]]:
    """Yield every published text outside claims, each with a function that makes a hit in it.

    These are pages with their front matter (with `code` also the code on them), pictures, and the texts of data files
    and the bibliography in these `voices`. Declared names are replaced by spaces. What a work itself prints, such as
    its title, is left out for studies and official works: they are cited for what they show, whatever they are called.
    """
    shown = [*shown_texts(library), *((page.path, _code_text(page.text)) for page in library.prose if code)]
    yield from ((text, partial(hit_in, path, text)) for path, text in shown if text.strip())
    yield from ((text, at) for voice, text, at in _others(library) if voice in voices)


@lru_cache(maxsize=1)
def _others(library: Library) -> tuple[tuple[Voice, str, At], ...]:
    """Return (voice, text without declared names, function that makes a hit) of all data files and references."""
    names = library.parts.names
    texts: list[tuple[Voice, str, At]] = [
        (written.voice, without_names(written.text, names), partial(_in_data, path, written.place))
        for path, written in _data(library)
    ]
    for reference in library.references.values():
        for written in texts_of(reference):
            if written.text and (written.voice is not Voice.QUOTED or reference.design in _CHOSEN):
                at = partial(_in_reference, reference, str(written.place[0]))
                texts.append((written.voice, without_names(written.text, names), at))
    return tuple(texts)


def hit_in(path: str, text: str, start: int, message: str, fix: str) -> Hit:
    """Return a hit at a position of a file's text."""
    return Hit(message, fix, path=path, mark=mark_of(text, start))


def _in_data(path: str, place: Place, _: int, message: str, fix: str) -> Hit:
    return Hit(message, fix, place, path)


def _in_reference(reference: Reference, field: str, _: int, message: str, fix: str) -> Hit:
    return at_entry(reference, f"`{field}` of `{reference.key}`: {message}", fix)


def claim_texts(library: Library, voices: frozenset[Voice]) -> Iterator[tuple[str, Place, str]]:
    """Yield (path, place, text) of every text of the claims in any of the voices."""
    for claim in library.claims.values():
        yield from ((library.claim_paths[claim.id], *written) for written in texts_in(claim, voices))


def data_texts(library: Library, voices: frozenset[Voice] = OWN) -> Iterator[tuple[str, Place, str]]:
    """Yield (path, place, text) of every text of the data files in any of the voices."""
    return ((path, written.place, written.text) for path, written in _data(library) if written.voice in voices)


@lru_cache(maxsize=1)
def _data(library: Library) -> tuple[tuple[str, WrittenText], ...]:
    """Return (path, text) of all texts of the data files."""
    places: dict[str, Place] = {name: (INNER[name],) if name in INNER else () for name in DATA_FILES}
    return tuple(
        (f"{DATA}/{name}.yml", written)
        for name, place in places.items()
        for written in texts_of(getattr(library.parts, name), place)
    )


def without_names(text: str, names: tuple[str, ...]) -> str:
    """Return the text with declared names replaced by spaces, the longest first."""
    return any_of(names).sub(blank, text) if names else text


@lru_cache(maxsize=16)
def any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern for any of these whole words or phrases, in any case, the longest first, or for none."""
    listed = "|".join(map(re.escape, sorted(words, key=len, reverse=True))) or "(?!)"
    listed = listed.replace("\\ ", r"(?:[\s*_-]|&nbsp;)*")  # "Tea\nPalace", "**Tea** Palace", "TeaPalace"
    return re.compile(rf"(?<!\w)(?:{listed})(?!\w)", re.IGNORECASE)


def sentences(text: str) -> list[str]:
    """Split a text into sentences at full stops, question and exclamation marks before a capital or a digit."""
    return [part.strip() for part in SENTENCE.split(text.strip()) if part.strip()]


# Rules on single texts, applied to every text that is shown

Fault = tuple[int, str, str]
"""The position of a fault in a text, a message and a fix."""
Find = Callable[[str, Context, Claim | None], Iterator[Fault]]


def text_rule(
    code: str,
    title: str,
    *,
    bad: str,
    good: str,
    severity: Severity = Severity.ERROR,
    voices: frozenset[Voice] = OWN,
    in_claims: frozenset[Voice] | None = None,
    in_code: bool = False,
) -> Callable[[Find], Find]:
    """Return a decorator that registers a function as a rule on single texts; its docstring documents the rule.

    The function gets a text, the context, and the claim that has the text (None for other texts), and yields faults. In
    a text of a claim only the first fault is reported, and `allow` can excuse it; elsewhere all faults are. `voices`
    says whose words are read (in claims `in_claims`, if given), `in_code` whether the code on pages is read too.
    """

    def register(find: Find) -> Find:
        def on_claim(claim: Claim, context: Context) -> Iterator[Hit]:
            for place, text in texts_in(claim, in_claims or voices):
                for _, message, fix in find(text, context, claim):
                    yield Hit(message, fix, place)
                    break

        def elsewhere(context: Context) -> Iterator[Hit]:
            for text, at in other_texts(context.library, voices, code=in_code):
                for fault in find(text, context, None):
                    yield at(*fault)

        text = find.__doc__ or ""
        describe(code, title, text, bad=bad, good=good, severity=severity, check=on_claim, elsewhere=elsewhere)
        return find

    return register
