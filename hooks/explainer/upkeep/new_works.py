"""From the records of sources to new works: duplicates joined, known works left out, and the claims they may touch.

It also writes docs/data/screened.yml, the file that keeps the works. Uses no network itself.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from explainer.loading.library import Library
from explainer.model.notices import ADVERSE
from explainer.model.searches import Screened, ScreenedWorks, Search, Touched
from explainer.model.vocabulary import Screening, SearchSource, Standing, State, WorkKind
from explainer.registers.compare import near_title_keys, title_keys
from explainer.registers.search_sources import SourceRecord
from explainer.search.stems import stem, words_of

# The faster dumper is there where PyYAML was built with libyaml.
_Base: type[Any] = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_ORDER = list(SearchSource)
_IDENTIFIERS = ("doi", "pmid", "trial")
_NUMBERED = re.compile(r"(?<=/)(?:nct\d{8}|\d{4}-\d{5})(?=/|$)")
"""The number of a trial, or of a document of the Federal Register, in an address."""
_MOST_CLAIMS = 5
"""The most claims that are named for a work."""
_FEWEST_WORDS = 2
"""The fewest words that a work must share with a claim to touch it, if it cites none of the claim's sources."""
_COMMON_SHARE = 0.3
"""A word in more than this share of the claims does not tell them apart."""
_FEW_CLAIMS = 8
"""On a site with fewer claims no word counts as common."""


@dataclass(frozen=True, slots=True)
class Retraction:
    """A retraction of a work of the bibliography, or a concern about it, that a record of a source reports."""

    key: str
    state: State
    source: SearchSource
    notice: str
    """The DOI or number of the notice; "" if the record of the work itself reports the retraction."""


def names_of(record: SourceRecord) -> list[str]:
    """Return the identifiers of a record in lower case, or its address if it has none."""
    posted = "#results" if record.kind is WorkKind.TRIAL_RESULTS else ""
    names = [record.doi, record.pmid, f"{record.trial}{posted}" if record.trial else ""]
    names += [record.ident] if record.kind is WorkKind.LAW else []
    return [name.casefold() for name in names if name] or [record.url.casefold()]


class Known:
    """The known works: those of the bibliography, and those that earlier runs found."""

    def __init__(self, library: Library, works: Sequence[Screened]) -> None:
        self._references: dict[str, str] = {}
        self._works: dict[str, int] = {}
        self.preprints: dict[str, str] = {}
        for one in library.references.values():
            preprint = one.status is Standing.PREPRINT
            kind = WorkKind.PREPRINT if preprint else WorkKind.ARTICLE
            year = int(one.year[:4]) if one.year[:4].isdigit() else None
            numbers = _NUMBERED.findall(one.url.casefold())
            for name in (one.doi.casefold(), one.pmid, *numbers, *title_keys(one.title, year, kind)):
                if name:
                    self._references.setdefault(name, one.key)
            if preprint:
                self.preprints |= dict.fromkeys(title_keys(one.title, None, WorkKind.ARTICLE), one.key)
        for number, work in enumerate(works):
            for name in (*work.identifiers, *title_keys(work.title, work.year, work.kind)):
                self._works.setdefault(name, number)

    def reference(self, record: SourceRecord) -> str:
        """Return the key of a record's entry in the bibliography, or ""."""
        return next((self._references[name] for name in _all_names(record) if name in self._references), "")

    def work(self, record: SourceRecord) -> int | None:
        """Return the number of a record's work among the earlier works, or None."""
        return next((self._works[name] for name in _all_names(record) if name in self._works), None)


def _all_names(record: SourceRecord) -> Iterable[str]:
    yield from names_of(record)
    yield from near_title_keys(record.title, record.year, record.kind)


def screened_with(
    library: Library,
    before: ScreenedWorks,
    records: Iterable[tuple[str, SourceRecord]],
    searches: Mapping[str, Search],
    openalex: Mapping[str, str],
    today: date,
) -> tuple[ScreenedWorks, tuple[Screened, ...]]:
    """Return the screened works with the new ones added, and the new works alone.

    `records` are records of sources, each with the id of its search; their order makes no difference. `openalex` has
    the DOIs of OpenAlex's identifiers. A known work gains searches, sources and identifiers; a work of the bibliography
    is left out.
    """
    known, touching = Known(library, before.works), Touching(library)
    works = list(before.works)
    fresh: list[tuple[str, SourceRecord]] = []
    for search, record in sorted(records, key=lambda pair: (_ORDER.index(pair[1].source), pair[1].ident, pair[0])):
        number = known.work(record)
        if number is not None:
            works[number] = _seen_again(works[number], search, record)
        elif not known.reference(record):
            fresh.append((search, record))
    new = [_work(group, searches, touching, known, openalex, today) for group in _joined(fresh)]
    new.sort(key=lambda work: (work.searches, -(work.year or 0), work.title, work.identifiers))
    return before.model_copy(update={"works": (*works, *new)}), tuple(new)


def retractions_in(library: Library, records: Iterable[SourceRecord]) -> tuple[Retraction, ...]:
    """Return the retractions of works of the bibliography that records report, of themselves or of other works."""
    known = Known(library, ())
    retractions = set()
    for record in records:
        if record.standing in ADVERSE and (key := known.reference(record)):
            retractions.add(Retraction(key, record.standing, record.source, ""))
        for state, target in record.updates:
            if state in ADVERSE and (key := library.by_identifier.get(target.casefold(), "")):
                retractions.add(Retraction(key, state, record.source, record.doi or record.ident))
    return tuple(sorted(retractions, key=lambda found: (found.key, found.state, found.source, found.notice)))


def _joined(records: Sequence[tuple[str, SourceRecord]]) -> list[list[tuple[str, SourceRecord]]]:
    """Return the records in groups that share an identifier or a title, directly or through other records."""
    owner: dict[str, list[tuple[str, SourceRecord]]] = {}
    for search, record in records:
        group = [(search, record)]
        for met in {id(met): met for name in _all_names(record) if (met := owner.get(name))}.values():
            group += met
        for _, each in group:
            owner |= dict.fromkeys((*names_of(each), *title_keys(each.title, each.year, each.kind)), group)
    return list({id(group): group for group in owner.values()}.values())


def _work(
    group: Iterable[tuple[str, SourceRecord]],
    searches: Mapping[str, Search],
    touching: Touching,
    known: Known,
    openalex: Mapping[str, str],
    today: date,
) -> Screened:
    records = sorted((found for _, found in group), key=lambda record: (_ORDER.index(record.source), record.ident))
    first = records[0]
    values = {name: next(filter(None, (getattr(record, name) for record in records)), None) for name in _IDENTIFIERS}
    shown = {str(value).casefold() for value in values.values()}
    also = {name for record in records for name in (record.doi, record.pmid) if name and name.casefold() not in shown}
    found_by = sorted({search for search, _ in group})
    cites = [openalex.get(cited, cited) for record in records for cited in record.cites]
    topics = {searches[name].topic for name in found_by}
    narrow = all(searches[name].claims for name in found_by)
    only = {claim for name in found_by for claim in searches[name].claims} if narrow else set()
    words = " ".join(record.words for record in records)
    notes = [f"{r.source.label} marks it as {r.standing.label.lower()}." for r in records if r.standing]
    preprints = [known.preprints.get(name) for name in title_keys(first.title, None, first.kind)]
    notes += [f"Its preprint is in the bibliography as {key}." for key in preprints if key]
    return Screened(
        title=first.title,
        year=next((record.year for record in records if record.year), None),
        kind=first.kind,
        **values,
        url=next((record.url for record in records if record.url), None) if not any(values.values()) else None,
        also=tuple(sorted(also | {record.ident for record in records if record.kind is WorkKind.LAW})),
        searches=tuple(found_by),
        sources=tuple(dict.fromkeys(record.source for record in records)),
        seen=today,
        claims=touching.claims(first.title, words, cites, topics, only),
        status=Screening.TO_READ,
        note=" ".join(dict.fromkeys(notes)) or None,
    )


def _seen_again(work: Screened, search: str, record: SourceRecord) -> Screened:
    more = [name for name in (record.doi, record.pmid) if name and name.casefold() not in work.identifiers]
    changes = {
        "searches": tuple(sorted({*work.searches, search})),
        "sources": tuple(sorted({*work.sources, record.source}, key=_ORDER.index)),
        "also": (*work.also, *more),
    }
    return work.model_copy(update={name: new for name, new in changes.items() if new != getattr(work, name)})


class Touching:
    """Finds the claims that a work may touch: claims that share words with it, or that cite a work that it cites."""

    def __init__(self, library: Library) -> None:
        ignored = frozenset(library.data.synonyms.ignore) if library.data else frozenset()
        claims = [claim for claim in library.claims.values() if claim.withdrawn is None]
        self._words = {claim.id: _stems(f"{claim.question} {claim.claim}", ignored) for claim in claims}
        counts = Counter(word for words in self._words.values() for word in words)
        most = max(_COMMON_SHARE * len(claims), 1 if len(claims) >= _FEW_CLAIMS else len(claims))
        self._weight = {word: math.log(1 + len(claims) / n) for word, n in counts.items() if n <= most}
        self._with: dict[str, list[str]] = defaultdict(list)
        for claim_id, words in self._words.items():
            for word in words:
                self._with[word].append(claim_id)
        self._citing: dict[str, list[str]] = defaultdict(list)
        for claim in claims:
            for key in claim.citekeys():
                self._citing[key].append(claim.id)
        self._topics = {claim.id: claim.topic for claim in claims}
        self._keys = {name: key for name, key in library.by_identifier.items() if key in self._citing}

    def claims(
        self, title: str, words: str, cites: Iterable[str], topics: Collection[str], only: Collection[str]
    ) -> tuple[Touched, ...]:
        """Return the claims that a work may touch, the likeliest first, each with the reason.

        Only claims of these topics count and, unless `only` is empty, only those with these ids.
        """
        keys = [key for identifier in cites if (key := self._keys.get(identifier.casefold()))]
        cited: dict[str, list[str]] = defaultdict(list)
        for key in dict.fromkeys(keys):
            for claim_id in self._citing[key]:
                cited[claim_id].append(key)
        shared: dict[str, list[str]] = defaultdict(list)
        originals: dict[str, str] = {}
        for word in words_of(f"{title} {words}"):
            originals.setdefault(stem(word), word)
        for word_stem in originals:
            if word_stem in self._weight:
                for claim_id in self._with[word_stem]:
                    shared[claim_id].append(word_stem)
        likely = []
        for claim_id in {*cited, *shared}:
            common = sorted(shared[claim_id], key=lambda each: (-self._weight[each], each))
            if (only and claim_id not in only) or self._topics[claim_id] not in topics:
                continue
            if claim_id in cited or len(common) >= min(_FEWEST_WORDS, len(self._words[claim_id])):
                score = 5.0 * len(cited[claim_id]) + sum(self._weight[each] for each in common)
                likely.append((-score, claim_id, common))
        return tuple(
            Touched(claim=claim_id, why=_why([originals[each] for each in common], cited[claim_id]))
            for _, claim_id, common in sorted(likely)[:_MOST_CLAIMS]
        )


def _why(words: list[str], keys: list[str]) -> str:
    parts = [f"cites {', '.join(keys[:5])}, as the claim does"] if keys else []
    parts += [f"shares the words {', '.join(words[:6])}"] if words else []
    return "; ".join(parts)[:300]


def _stems(text: str, ignored: frozenset[str]) -> frozenset[str]:
    return frozenset(stem(word) for word in words_of(text) if word not in ignored and len(word) > 2)


class _Dumper(_Base):  # type: ignore[misc] # one of two classes, see _Base
    """Writes repeated values out each time: our own reader of YAML refuses anchors."""

    def ignore_aliases(self, _data: object) -> bool:
        return True


_Dumper.add_multi_representer(str, lambda dumper, text: dumper.represent_str(str(text)))  # values of vocabularies


def screened_text(works: ScreenedWorks, before: str = "") -> str:
    """Return the text of the file. Only the comments at the top of the text `before` are kept."""
    lines = before.splitlines(keepends=True)
    head = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    data = works.model_dump(exclude_defaults=True, exclude_none=True)
    return "".join(lines[:head]) + yaml.dump(
        data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120, default_flow_style=None
    )
