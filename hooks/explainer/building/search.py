"""What a search finds: an entry a claim, the pages in prose, and what those pages list.

The theme's own search plugin makes entries of HTML, section by section. For generated pages that costs a fifth of a
build, fills two thirds of the index with sources and rules, and cannot tell an answer from a footnote. So each claim
is given one entry, made of the claim itself; sources and rules have none, and the page that lists them is found by
their names. Everything stands in the form that the theme's search worker reads (its docs.json of `location`, `title`,
`text`, `tags`, `boost`), with three more fields that it searches and never shows:
`leads`, `also` and `words`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial
from html import unescape
from typing import Any

from explainer.addressing import Addressing, claim_page, rule_page
from explainer.loading.citation_syntax import without_citations
from explainer.model.claim import Claim
from explainer.model.synonyms import SynonymIndex
from explainer.model.vocabulary import Kind, Level, Verdict
from explainer.pages.site_view import SiteView

Entry = dict[str, Any]

FIELDS = {"leads": 2000.0, "title": 1000.0, "also": 500.0, "text": 4.0, "words": 1.0}
"""How much a match weighs: in what leads to this page, in its title, in what readers type for its words, in the short
answer, anywhere else. The theme's own weights for title and text are a thousand and one."""

CLAIM_BOOST = 4.0
"""Answers come first: a claim weighs this much more than a page in prose with the same words."""

OLD_BOOST = 0.5
"""A withdrawn claim is found, below those that are kept up."""

WITHDRAWN = "Withdrawn"

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_CONTRACTED = "(?:s|t|re|ve|ll|d|m)?"


def mark_kinds() -> dict[str, str]:
    """Return the words that stand beside a result -> their kind, by which the theme's CSS picks shape and colour."""
    verdicts = {verdict.label: verdict.value for verdict in Verdict}
    return verdicts | {basis.label: "certainty" for basis in (*Level, *Kind)} | {WITHDRAWN: "withdrawn"}


class SearchEntries:
    """Makes the entries of a build."""

    def __init__(self, view: SiteView, addressing: Addressing) -> None:
        """Take the view and the way pages are addressed."""
        self._view = view
        self._addressing = addressing
        self._index = SynonymIndex(view.data.synonyms.synonyms)
        self._ignored = frozenset(word.casefold() for word in view.data.synonyms.ignore)

    def claims(self, pages: Collection[str]) -> Iterator[Entry]:
        """Yield an entry for each claim whose page is among those named."""
        for claim in self._view.claims:
            if (name := claim_page(claim.id)) in pages:
                made_of = (claim, self._view.data.synonyms, self._addressing)
                yield self._view.memory.recall(("search", claim.id), made_of, partial(self._claim, claim, name))

    def finished(self, written: Mapping[str, Any], pages: Collection[str]) -> dict[str, Any]:
        """Return the search index: the claims of the pages named, and what the theme's plugin made of prose pages.

        `written` is the plugin's index. Its settings are kept but for the fields, and the separator where the site
        names words to leave out.
        """
        config = dict(written["config"])
        config["fields"] = {name: {"boost": boost} for name, boost in FIELDS.items()}
        if self._ignored:
            config["separator"] = separator(self._ignored)
        docs = [_with_plain_letters(entry) for entry in (*self.claims(pages), *self._prose(written["docs"]))]
        return {"config": config, "docs": docs}

    def _claim(self, claim: Claim, name: str) -> Entry:
        text = without_citations(claim.short_answer)
        known = self._new_words(claim.question, ())
        leads = self._new_words(" ".join(self._index.of_page(name)), ())
        typed = self._index.of_text(f"{claim.question} {claim.claim}")
        also = self._new_words(f"{claim.claim} {' '.join(typed)}", known)
        known += also + self._new_words(text, known)
        far = " ".join(_far(claim))
        words = self._new_words(f"{far} {' '.join(self._index.of_text(f'{text} {far}'))}", known)
        marks = [claim.verdict.label, claim.basis.label] if claim.withdrawn is None else [WITHDRAWN]
        return {
            "location": self._addressing.built(name),
            "title": _escaped(claim.question),
            "text": f"<p>{_escaped(text)}</p>",
            **({"leads": _escaped(" ".join(leads))} if leads else {}),
            "also": _escaped(" ".join(also)),
            "words": _escaped(" ".join(words)),
            "tags": marks,
            "boost": CLAIM_BOOST if claim.withdrawn is None else OLD_BOOST,
        }

    def _prose(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        names = {self._addressing.built(page.name): page.name for page in self._view.library.prose}
        titles: dict[str, str] = {}
        for entry in entries:
            place, _, part = entry["location"].partition("#")
            if part and not entry["text"] and entry["title"] == titles.get(place):
                continue  # a heading inside what is left out: the plugin keeps its place without a word
            titles.setdefault(place, entry["title"])
            if not part and (name := names.get(place)):
                entry = entry | self._named(name)
            yield entry

    def _named(self, name: str) -> Entry:
        """Return by what else a page is found: what is typed for it, and the names of what it lists."""
        site = self._view.data.site
        listed: list[str] = []
        if name == site.sources_page:
            listed = [author.family for reference in self._view.references for author in reference.authors]
            listed += [reference.title for reference in self._view.references]
        elif name == site.rules_page:
            listed = [rule_page(code).rpartition("/")[2].removesuffix(".md") for code in self._view.rules]
        found = {"leads": " ".join(self._index.of_page(name)), "words": " ".join(self._new_words(" ".join(listed), ()))}
        return {field: _escaped(text) for field, text in found.items() if text}

    def _new_words(self, text: str, known: Collection[str]) -> list[str]:
        """Return the words of a text, each once, without those known and those that tell nothing."""
        left_out = self._ignored.union(known)
        return [word for word in dict.fromkeys(_WORD.findall(text.casefold())) if word not in left_out]


def separator(ignored: Collection[str]) -> str:
    """Return the pattern of JavaScript at which the theme's search splits texts and questions into words.

    The words to leave out are part of it. Otherwise a question such as "is it safe" is a search for all words that
    begin with "is" and "it", since the theme looks for beginnings and asks its list of stop words for whole texts
    alone. Single letters fall with them, and the endings of "can't" and "it's". No look-behind: phones before 2023
    cannot read it.
    """
    words = "|".join(f"[{word[0].lower()}{word[0].upper()}]{word[1:].lower()}" for word in sorted(ignored))
    marks = r"""[\s\-/,.;:!?()\[\]"\u2010-\u2015\u2018\u201c-\u201e\u2026]+"""
    return rf"{marks}|['\u2019]{_CONTRACTED}\b|\b(?:{words}|[a-zA-Z])\b"


def _with_plain_letters(entry: Entry) -> Entry:
    """Return an entry that is found without its accents too, as readers type. Most have none, and stay as they are."""
    found: dict[str, str] = {}
    for shown, hidden in (("title", "also"), ("text", "words"), ("also", "also"), ("words", "words")):
        text = entry.get(shown, "")
        if text and not text.isascii() and (words := _plain(text)):
            found[hidden] = " ".join(filter(None, (found.get(hidden, entry.get(hidden, "")), *words)))
    return entry | found if found else entry


def _plain(text: str) -> list[str]:
    """Return the words of a text that have accents, each once, without them."""
    words: dict[str, None] = {}
    for word in _WORD.findall(unescape(re.sub(r"<[^>]*>", " ", text))):
        if not word.isascii():
            letters = unicodedata.normalize("NFKD", word.casefold())
            plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
            if plain != unicodedata.normalize("NFKD", word.casefold()):
                words[_escaped(plain)] = None
    return list(words)


def _far(claim: Claim) -> Iterator[str]:
    yield without_citations(claim.what_it_means)
    yield from (appearance.words for appearance in claim.appearances)
    yield from (finding.finding for _, _, finding in claim.findings())


def _escaped(text: str) -> str:
    """Escape a text as the plugin does: the worker reads HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
