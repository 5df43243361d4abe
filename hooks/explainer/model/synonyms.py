"""The words that readers type (docs/data/synonyms.yml): what they mean in the words of the claims, and where they lead.

A search finds the words that stand in a text. People in need type other words than a careful text uses, so each claim
is found under its synonyms too. They are written into the search index alone and shown nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from explainer.model.base import Authored, Line, Spoken, Voice

SYNONYMS = "docs/data/synonyms.yml"

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
    def _leads_somewhere(self) -> Synonym:
        if not self.means and not self.pages:
            raise PydanticCustomError("leads_nowhere", "leads nowhere: give `means` or `pages`", {})
        return self


class Synonyms(Authored):
    """The file docs/data/synonyms.yml: the words of the search."""

    note: Line | None = None
    """A remark for those who edit the file."""
    ignore: tuple[Annotated[str, StringConstraints(pattern=r"^[^\W\d_]+$", max_length=20), _TYPED], ...] = ()
    """Words that tell nothing of what is looked for, such as `is` and `the`. A search leaves them out."""
    synonyms: tuple[Synonym, ...] = ()
    """The groups of words."""


class SynonymIndex:
    """Finds, for a text, what readers may type for its words. Reads each text once, however many synonyms there are."""

    def __init__(self, synonyms: Iterable[Synonym]) -> None:
        """Sort the synonyms by what they stand for."""
        self._single: dict[str, list[str]] = {}
        self._several: dict[str, list[str]] = {}
        for synonym in synonyms:
            for meant in synonym.means:
                form = meant.casefold()
                kept = self._single if _WORD.fullmatch(form) else self._several
                kept.setdefault(form, []).extend(synonym.typed)
        self._lengths = sorted({len(form) for form in self._single})

    def of_text(self, text: str) -> list[str]:
        """Return what is typed for the words of a text, in a stable order."""
        folded = text.casefold()
        found = [typed for form, typed in self._several.items() if form in folded]
        for word in dict.fromkeys(_WORD.findall(folded)):
            found += [self._single[word[:n]] for n in self._lengths if n <= len(word) and word[:n] in self._single]
        return list(dict.fromkeys(typed for group in found for typed in group))
