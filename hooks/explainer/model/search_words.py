"""The words that readers type into the search: synonyms, and words of an emergency.

A search finds the words that stand in a text, but people in need type other words than a careful text uses. So each
claim is found by its synonyms too (docs/data/synonyms.yml), which only the search index has. When words of an emergency
are typed (docs/data/emergency.yml), the search opens with a panel of help, whatever its ranking says. The reader's
browser decides that (assets/emergency-words.js), without a server, so words and numbers go there as a script.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from explainer.model.base import Authored, Line, Listed, Slug, Spoken, Voice
from explainer.model.vocabulary import HelpKind

_TYPED = Spoken(Voice.NONE, "what readers type; no page shows it")
SearchWord = Annotated[str, StringConstraints(pattern=r"^[^\W_]+(?:[-'\u2019 ][^\W_]+)*$", max_length=60), _TYPED]
PagePath = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9/-]*\.md$"), Spoken(Voice.NONE, "the address of a page")
]

_WORD = re.compile(r"[^\W_]+")


class Synonym(Authored):
    """Words that readers type for one thing."""

    typed: Annotated[tuple[SearchWord, ...], Field(min_length=1)]
    """What readers type: other words, everyday words, common misspellings."""
    means: tuple[SearchWord, ...] = ()
    """Beginnings of the words that claims use for it. A claim that uses one is found by what is typed."""
    pages: tuple[PagePath, ...] = ()
    """Pages found by what is typed whatever words they use, the best first: claims/<id>.md, or pages below docs/."""

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Self:
        if not self.means and not self.pages:
            fix = "Add `means`, with words that the site uses, or `pages`."
            raise PydanticCustomError("leads_nowhere", "leads nowhere", {"fix": fix})
        return self


class Synonyms(Authored):
    """The file docs/data/synonyms.yml: the words of the search."""

    note: Line | None = None
    """A remark for those who edit the file."""
    ignore: tuple[Annotated[str, StringConstraints(pattern=r"^[^\W\d_]+$", max_length=20), _TYPED], ...] = ()
    """Words that tell nothing of what is looked for, such as `is` and `the`. A search leaves them out."""
    synonyms: tuple[Synonym, ...] = ()
    """The groups of words."""


def typed_for(text: str, synonyms: Iterable[Synonym]) -> list[str]:
    """Return what readers may type for the words of a text: the same text always gives the same order."""
    folded = text.casefold()
    words = f" {' '.join(_WORD.findall(folded))}"  # a single word stands for every word that begins with it

    def is_in_text(meant: str) -> bool:
        form = meant.casefold()
        return f" {form}" in words if _WORD.fullmatch(form) else form in folded

    groups = (synonym.typed for synonym in synonyms if any(map(is_in_text, synonym.means)))
    return list(dict.fromkeys(typed for group in groups for typed in group))


# Words of an emergency

EMERGENCY = "docs/data/emergency.yml"

_FORM = r"(?:[A-Z]+|[^\W_A-Z]+\*?)"
_PART = rf"{_FORM}(?:\|{_FORM})*"
_RUN = rf"{_PART}(?:(?: |\+| \.\.\. ){_PART})*"
Phrase = Annotated[str, StringConstraints(pattern=rf"^{_RUN}(?: ~ {_RUN})?$", max_length=200), _TYPED]
Word = Annotated[str, StringConstraints(pattern=r"^[^\W_A-Z]+\*?$", max_length=40), _TYPED]
WordList = Annotated[str, StringConstraints(pattern=r"^[A-Z]+$", max_length=20), _TYPED]
OfCountry = Annotated[str, StringConstraints(pattern=r"\{country\}", max_length=300)]

_GAP = re.compile(r" \.\.\. | ~ | |\+")


class EmergencyGroup(Authored):
    """One kind of emergency: what is typed for it, and what helps."""

    id: Slug
    """Key of the group."""
    offers: tuple[HelpKind, ...]
    """The kinds of helplines that the panel shows, in this order: emergency, poison, crisis, treatment, advice.

    Empty where no such line helps, as with an animal: then the panel only says what to do.
    """
    lead: Line
    """What to do, in one or two short sentences."""
    typed: Annotated[tuple[Phrase, ...], Field(min_length=1)]
    """Phrases that open the panel wherever they stand in what is typed."""
    alone: tuple[Phrase, ...] = ()
    """Phrases that open it only when nothing else is typed."""
    always: bool = False
    """Whether general questions open it too."""
    searches_also: Listed | None = None
    """Words looked up beside those typed, so that the results begin with the page on help."""
    searches_instead: Listed | None = None
    """Words looked up in place of those typed, where those would lead away from help."""


class PanelTexts(Authored):
    """What the panel says. Its links and numbers come from the helplines."""

    heading: Line
    """What to do, as its heading."""
    announce: Line
    """What a screen reader says when the panel opens: that help is there, and how to reach it."""
    emergency: Line
    """The name of emergency services, for a country whose lines name none."""
    country: Line
    """The label of the choice of country."""
    choose: Line
    """The first choice, while no country is known."""
    other: Line
    """The last choice, for a country that is not listed."""
    unknown: Line
    """What to do while no country is known."""
    no_emergency: OfCountry
    """What to do where no emergency number is confirmed for {country}."""
    no_poison: OfCountry
    """That no poison centre is confirmed for {country}."""
    no_crisis: OfCountry
    """That no crisis line is confirmed for {country}."""
    doctor: Line
    """The words of the link to the page with the care advice."""


class EmergencyWords(Authored):
    """The file docs/data/emergency.yml: words that open the panel of help in the search."""

    panel: PanelTexts
    """The texts of the panel."""
    lists: dict[WordList, Annotated[tuple[Word, ...], Field(min_length=1)]] = Field(default_factory=dict)
    """Lists of words under a name in capitals, which stands for any of them in a phrase."""
    groups: Annotated[tuple[EmergencyGroup, ...], Field(min_length=1)]
    """The kinds of emergency. Where several are typed at once, the help of those named first stands first."""
    exceptions: tuple[Phrase, ...] = ()
    """Phrases to ignore, such as `over the counter`. The rest of what is typed still counts."""
    questions: tuple[Phrase, ...] = ()
    """Phrases of general questions, which open only groups with `always`, unless a phrase of `acute` is typed too."""
    acute: tuple[Phrase, ...] = ()
    """Phrases that speak of somebody, or of now."""
    spelt_right: tuple[Word, ...] = ()
    """Correctly spelt words that differ from an emergency word in one letter and must not count as it."""

    def list_names(self) -> Iterator[tuple[tuple[int | str, ...], str]]:
        """Yield the place of each phrase, with each name of a list in it."""
        owners: list[tuple[tuple[int | str, ...], Authored]] = [((), self)]
        owners += [(("groups", number), group) for number, group in enumerate(self.groups)]
        for place, owner in owners:
            for name in ("typed", "alone", "exceptions", "questions", "acute"):
                for number, phrase in enumerate(getattr(owner, name, ())):
                    for form in chain.from_iterable(forms_of(phrase)):
                        if form.isupper():
                            yield (*place, name, number), form

    def forms(self, phrase: str) -> list[tuple[str, ...]]:
        """Return the alternatives for each word of a phrase, with lists expanded."""
        return [
            tuple(word for form in forms for word in (self.lists.get(form, ()) if form.isupper() else (form,)))
            for forms in forms_of(phrase)
        ]


def orders_of(phrase: str) -> list[str]:
    """Return a phrase with its halves in both orders, if it says `~`."""
    first, _, second = phrase.partition(" ~ ")
    return [f"{first} ... {second}", f"{second} ... {first}"] if second else [phrase]


def forms_of(phrase: str) -> list[list[str]]:
    """Return the alternatives for each word of a phrase: words and names of lists."""
    return [part.split("|") for part in _GAP.split(phrase)]
