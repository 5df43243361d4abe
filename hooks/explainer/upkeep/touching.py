"""Which claims a new work may touch, and why: words that they share, and works that both cite. A proposal, no more."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping

from explainer.loading.library import Library
from explainer.model.claim import Claim
from explainer.model.searches import Touched
from explainer.search.stems import stem, words_of

MOST = 5
"""As many claims are named for a work, the likeliest first."""
LEAST_WORDS = 2
_COMMON = 0.3
"""A word that stands in more of the claims tells none from another."""
_FEW = 8
"""A site of fewer claims is too small for words to be common on it."""


class Touching:
    """Finds the claims that a work may touch. Reads each claim once."""

    def __init__(self, library: Library) -> None:
        """Collect the words of each claim that is kept up, and which claims cite which work."""
        ignored = frozenset(library.data.synonyms.ignore) if library.data else frozenset()
        claims = [one for one in library.claims.values() if one.withdrawn is None]
        self._words = {one.id: _stems(f"{one.question} {one.claim}", ignored) for one in claims}
        counts = Counter(word for words in self._words.values() for word in words)
        most = max(_COMMON * len(claims), 1 if len(claims) >= _FEW else len(claims))
        self._weight = {word: math.log(1 + len(claims) / n) for word, n in counts.items() if n <= most}
        self._with: dict[str, list[str]] = defaultdict(list)
        for claim_id, words in self._words.items():
            for word in words:
                self._with[word].append(claim_id)
        self._citing: dict[str, list[str]] = defaultdict(list)
        for claim in claims:
            for key in claim.citekeys():
                self._citing[key].append(claim.id)
        self._topics = {one.id: one.topic for one in claims}
        self._keys = _keys(library, claims)

    def claims(
        self, title: str, words: str, cites: Iterable[str], topics: Collection[str], only: Collection[str]
    ) -> tuple[Touched, ...]:
        """Return the claims of these topics (or `only` these claims) that a work may touch, the likeliest first."""
        keys = [key for one in cites if (key := self._keys.get(one.casefold()))]
        cited: dict[str, list[str]] = defaultdict(list)
        for key in dict.fromkeys(keys):
            for claim_id in self._citing[key]:
                cited[claim_id].append(key)
        shared: dict[str, list[str]] = defaultdict(list)
        originals: dict[str, str] = {}
        for word in words_of(f"{title} {words}"):
            originals.setdefault(stem(word), word)
        for one in originals:
            if one in self._weight:
                for claim_id in self._with[one]:
                    shared[claim_id].append(one)
        likely = []
        for claim_id in {*cited, *shared}:
            common = sorted(shared[claim_id], key=lambda one: (-self._weight[one], one))
            if (only and claim_id not in only) or self._topics[claim_id] not in topics:
                continue
            if claim_id in cited or len(common) >= min(LEAST_WORDS, len(self._words[claim_id])):
                score = 5.0 * len(cited[claim_id]) + sum(self._weight[one] for one in common)
                likely.append((-score, claim_id, common))
        return tuple(
            Touched(claim=claim_id, why=_why([originals[one] for one in common], cited[claim_id]))
            for _, claim_id, common in sorted(likely)[:MOST]
        )


def _why(words: list[str], keys: list[str]) -> str:
    parts = [f"cites {', '.join(keys[:5])}, as the claim does"] if keys else []
    parts += [f"shares the words {', '.join(words[:6])}"] if words else []
    return "; ".join(parts)[:300]


def _stems(text: str, ignored: frozenset[str]) -> frozenset[str]:
    return frozenset(stem(word) for word in words_of(text) if word not in ignored and len(word) > 2)


def _keys(library: Library, claims: Iterable[Claim]) -> Mapping[str, str]:
    """Return DOI or PMID -> key, of the works that claims cite."""
    used = {key for claim in claims for key in claim.citekeys()}
    return {
        identifier: one.key
        for one in library.references.values()
        if one.key in used
        for identifier in (one.doi.casefold(), one.pmid)
        if identifier
    }
