"""The texts around the content by key, which a site may have in another language or in other words.

The package has all of them in English: those of pages in texts/en.yml, those of vocabularies beside their values. A
site's docs/data/texts.yml replaces any of them.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from explainer.model import vocabulary
from explainer.model.vocabulary import Term

Texts = Mapping[str, Any]
"""The texts of a file: nested groups, down to single texts."""

SHOWN = (
    vocabulary.Kind, vocabulary.Verdict, vocabulary.Answer, vocabulary.Level, vocabulary.Described,
    vocabulary.DownReason, vocabulary.UpReason, vocabulary.Speaker, vocabulary.Leaning, vocabulary.Rung,
    vocabulary.Design, vocabulary.Standing, vocabulary.Verified, vocabulary.Interest, vocabulary.Urgency,
    vocabulary.State, vocabulary.Register, vocabulary.SearchSource, vocabulary.WorkKind, vocabulary.SetAside,
    vocabulary.ReadLevel,
)  # fmt: skip
"""The vocabularies whose words pages show."""
SLOT = re.compile(r"\{([a-z_]+)\}")
"""A placeholder in a text."""
ONE, OTHER = "one", "other"
"""The plural forms of an English text with a `count`: for 1, and for any other number. Languages have up to six."""


class Wording:
    """The texts of one site. Calling it returns a text for HTML: escaped, except values that are `Markup`."""

    def __init__(self, texts: Mapping[str, str], language: str = "en") -> None:
        """Take the texts by full key, such as `claim.doctor`, and the language that they are in."""
        self.all = texts
        self._language = language

    def group(self, name: str) -> dict[str, str]:
        """Return the texts of a group by their keys without the name of the group."""
        return {key.removeprefix(f"{name}."): text for key, text in self.all.items() if key.startswith(f"{name}.")}

    def __call__(self, key: str, **values: Any) -> Markup:
        """Return a text for HTML. Raises KeyError for an unknown key."""
        text = self._form(key, values)
        safe = Markup(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;"))  # noqa: S704 -- escaped here
        return safe.format(**values) if values else safe

    def link(self, address: str, words: str) -> Markup:
        """Return a link to put into a text. `address` must be escaped already."""
        return Markup('<a href="{}">{}</a>').format(Markup(address), words)  # noqa: S704 -- see above

    def plain(self, key: str, **values: Any) -> str:
        """Return a text that is not for HTML, such as a feed's title. Raises KeyError for an unknown key."""
        text = self._form(key, values)
        return text.format(**values) if values else text

    def for_script(self, key: str) -> str | dict[str, str]:
        """Return a text for a script to fill in, or its plural forms if it has a count. Raises KeyError if unknown."""
        return self.group(key) or self.all[key]

    def label(self, term: Term) -> str:
        """Return the label of a value of a vocabulary."""
        return self.all.get(f"{_group(type(term))}.{term.value}.label", term.label)

    def explanation(self, term: Term) -> str:
        """Return the explanation of a value of a vocabulary."""
        return self.all.get(f"{_group(type(term))}.{term.value}.explanation", term.explanation)

    def heading(self, kind: vocabulary.Kind) -> str:
        """Return the heading above the judgement of a claim of this kind."""
        return self.all.get(f"{_group(type(kind))}.{kind.value}.heading", kind.heading)

    def date(self, day: date) -> str:
        """Return a date for readers: 22 November 2026."""
        return self.plain("dates.long", day=day.day, month=self.plain(f"dates.month_{day.month}"), year=day.year)

    def number(self, number: int) -> str:
        """Return a whole number for readers: 1,234."""
        return f"{number:,}".replace(",", self.plain("numbers.thousands"))

    def _form(self, key: str, values: Mapping[str, Any]) -> str:
        if "count" in values and key not in self.all:
            number = int(re.sub(r"\D", "", str(values["count"])))
            return self.all[f"{key}.{_form_of(self._language)(number)}"]
        return self.all[key]


@lru_cache(maxsize=4)
def counting_forms(language: str) -> tuple[str, ...]:
    """Return the plural forms of a language for whole numbers, by Unicode's CLDR, such as one, few and many."""
    return tuple(dict.fromkeys(map(_form_of(language), range(200))))


@lru_cache(maxsize=4)
def _form_of(language: str) -> Callable[[int], str]:
    """Return the function from a number to its plural form; a language that CLDR does not know counts like English."""
    if language.startswith("en"):
        return lambda number: ONE if number == 1 else OTHER
    from babel.core import Locale, UnknownLocaleError  # here, since English does not need it

    try:
        return Locale.parse(language, sep="-").plural_form
    except UnknownLocaleError:
        return _form_of("en")


def flat(texts: Texts, above: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text of a file with its full key."""
    for name, text in texts.items():
        key = f"{above}{name}"
        if isinstance(text, Mapping):
            yield from flat(text, f"{key}.")
        else:
            yield key, str(text)


def words_of_vocabularies() -> Iterator[tuple[str, str]]:
    """Yield the words of the vocabularies that pages show, with their full keys: `verdict.mixed.label`."""
    for kind in SHOWN:
        for term in kind:
            for name in ("label", "explanation", *(("heading",) if kind is vocabulary.Kind else ())):
                yield f"{_group(kind)}.{term.value}.{name}", getattr(term, name)


def _group(kind: type[Term]) -> str:
    return kind.__name__.lower()
