"""From records of sources to works: doubles joined, what is known left out, what is new proposed. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from explainer.loading.library import Library
from explainer.model.notices import ADVERSE
from explainer.model.searches import Screened, ScreenedWorks, Search
from explainer.model.vocabulary import Screening, SearchSource, Standing, State, WorkKind
from explainer.registers.compare import near_titles, titles_of
from explainer.registers.search_sources import SourceRecord
from explainer.upkeep.touching import Touching

_ORDER = list(SearchSource)
_LINKS = ("doi", "pmid", "trial")
_NUMBERED = re.compile(r"(?<=/)(?:nct\d{8}|\d{4}-\d{5})(?=/|$)")
"""The number of a trial, or of a document of the Federal Register, as addresses have it."""


@dataclass(frozen=True, slots=True)
class Retraction:
    """A retraction or concern that was met on the way, about a work of the bibliography."""

    key: str
    state: State
    source: SearchSource
    notice: str
    """The DOI or number of the notice; empty where the record of the work itself says it."""


@dataclass(slots=True)
class _Group:
    """Records that are one work, with the searches that brought them up."""

    records: list[SourceRecord] = field(default_factory=list)
    searches: set[str] = field(default_factory=set)


def names_of(record: SourceRecord) -> list[str]:
    """Return the identifiers of a record, folded, its address where it has no other."""
    posted = "#results" if record.kind is WorkKind.TRIAL_RESULTS else ""
    names = [record.doi, record.pmid, f"{record.trial}{posted}" if record.trial else ""]
    names += [record.ident] if record.kind is WorkKind.LAW else []
    return [name.casefold() for name in names if name] or [record.url.casefold()]


class Known:
    """What is known already: the bibliography, and the works that were seen before."""

    def __init__(self, library: Library, works: Sequence[Screened]) -> None:
        """Collect identifiers and titles."""
        self._references: dict[str, str] = {}
        self._works: dict[str, int] = {}
        self.preprints: dict[str, str] = {}
        for one in library.references.values():
            preprint = one.status is Standing.PREPRINT
            kind = WorkKind.PREPRINT if preprint else WorkKind.ARTICLE
            year = int(one.year[:4]) if one.year[:4].isdigit() else None
            numbers = _NUMBERED.findall(one.url.casefold())
            for name in (one.doi.casefold(), one.pmid, *numbers, *titles_of(one.title, year, kind)):
                if name:
                    self._references.setdefault(name, one.key)
            if preprint:
                self.preprints |= dict.fromkeys(titles_of(one.title, None, WorkKind.ARTICLE), one.key)
        for number, work in enumerate(works):
            for name in (*work.identifiers, *titles_of(work.title, work.year, work.kind)):
                self._works.setdefault(name, number)

    def reference(self, record: SourceRecord) -> str:
        """Return the key of a record's entry in the bibliography, or nothing."""
        return next((self._references[name] for name in _every(record) if name in self._references), "")

    def by_identifier(self, identifier: str) -> str:
        """Return the key of the entry with a DOI or PMID, or nothing."""
        return self._references.get(identifier.casefold(), "")

    def work(self, record: SourceRecord) -> int | None:
        """Return the number of the work that a record is, or None."""
        return next((self._works[name] for name in _every(record) if name in self._works), None)


def _every(record: SourceRecord) -> Iterable[str]:
    yield from names_of(record)
    yield from near_titles(record.title, record.year, record.kind)


def screened_with(
    library: Library,
    held: ScreenedWorks,
    came: Iterable[tuple[str, SourceRecord]],
    searches: Mapping[str, Search],
    openalex: Mapping[str, str],
    today: date,
) -> tuple[ScreenedWorks, tuple[Screened, ...]]:
    """Return the works with what came, and those of them that are new.

    `came` are records with the search that brought each up. A known work gains searches, sources and identifiers; a
    work of the bibliography is left out. The order in which answers came in does not matter.
    """
    known, touching = Known(library, held.works), Touching(library)
    works = list(held.works)
    fresh: list[tuple[str, SourceRecord]] = []
    for search, record in sorted(came, key=lambda one: (_ORDER.index(one[1].source), one[1].ident, one[0])):
        number = known.work(record)
        if number is not None:
            works[number] = _seen_again(works[number], search, record)
        elif not known.reference(record):
            fresh.append((search, record))
    new = [_work(group, searches, touching, known, openalex, today) for group in _joined(fresh)]
    new.sort(key=lambda work: (work.searches, -(work.year or 0), work.title, work.identifiers))
    return held.model_copy(update={"works": (*works, *new)}), tuple(new)


def retractions_in(library: Library, records: Iterable[SourceRecord]) -> tuple[Retraction, ...]:
    """Return the retractions of works of the bibliography: what records say of themselves, and of other works."""
    known = Known(library, ())
    found = set()
    for record in records:
        if record.standing in ADVERSE and (key := known.reference(record)):
            found.add(Retraction(key, record.standing, record.source, ""))
        for state, target in record.updates:
            if state in ADVERSE and (key := known.by_identifier(target)):
                found.add(Retraction(key, state, record.source, record.doi or record.ident))
    return tuple(sorted(found, key=lambda one: (one.key, one.state, one.source, one.notice)))


def _joined(came: Sequence[tuple[str, SourceRecord]]) -> list[_Group]:
    """Return the records in groups that share an identifier or a title, also by way of a third record."""
    parent = list(range(len(came)))

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    owner: dict[str, int] = {}
    for number, (_, record) in enumerate(came):
        for name in _every(record):
            if name in owner:
                low, high = sorted((root(owner[name]), root(number)))
                parent[high] = low
        for name in (*names_of(record), *titles_of(record.title, record.year, record.kind)):
            owner.setdefault(name, number)
    groups: dict[int, _Group] = {}
    for number, (search, record) in enumerate(came):
        group = groups.setdefault(root(number), _Group())
        group.records.append(record)
        group.searches.add(search)
    return list(groups.values())


def _work(
    group: _Group,
    searches: Mapping[str, Search],
    touching: Touching,
    known: Known,
    openalex: Mapping[str, str],
    today: date,
) -> Screened:
    records = sorted(group.records, key=lambda one: (_ORDER.index(one.source), one.ident))
    first = records[0]
    values = {name: next((getattr(one, name) for one in records if getattr(one, name)), None) for name in _LINKS}
    also = {name for one in records for name in (one.doi, one.pmid) if name}
    also -= {one for one in also if one.casefold() in {str(value).casefold() for value in values.values()}}
    found_by = sorted(group.searches)
    cites = [openalex.get(one, one) for record in records for one in record.cites]
    topics = {searches[name].topic for name in found_by}
    narrow = all(searches[name].claims for name in found_by)
    only = {claim for name in found_by for claim in searches[name].claims} if narrow else set()
    words = " ".join(record.words for record in records)
    notes = [f"{one.source.label} marks it as {one.standing.label.lower()}." for one in records if one.standing]
    preprints = [known.preprints.get(name) for name in titles_of(first.title, None, first.kind)]
    notes += [f"Its preprint is in the bibliography as {key}." for key in preprints if key]
    return Screened(
        title=first.title,
        year=next((one.year for one in records if one.year), None),
        kind=first.kind,
        **values,
        url=next((one.url for one in records if one.url), None) if not any(values.values()) else None,
        also=tuple(sorted(also | {one.ident for one in records if one.kind is WorkKind.LAW})),
        searches=tuple(found_by),
        sources=tuple(dict.fromkeys(one.source for one in records)),
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
