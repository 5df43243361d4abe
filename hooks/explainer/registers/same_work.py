"""When two records are one work though they share no identifier: by a long title and the year."""

from __future__ import annotations

from functools import lru_cache

from explainer.model.vocabulary import WorkKind
from explainer.registers.compare import plain

LEAST = 20
"""A title of fewer letters is no proof: many papers are called by one word."""

_BY_NUMBER = frozenset({WorkKind.TRIAL, WorkKind.TRIAL_RESULTS, WorkKind.LAW})
"""Kinds that carry a number of their own, and often the title of something else."""

_plain = lru_cache(maxsize=1 << 16)(plain)


def titles_of(title: str, year: int | None, kind: WorkKind) -> tuple[str, ...]:
    """Return what a work is known by beside its identifiers; nothing where its title proves nothing.

    A preprint and the paper that it becomes are two works: the paper is news.
    """
    words = _plain(title)
    if kind in _BY_NUMBER or len(words) < LEAST or title.startswith("[No title"):
        return ()
    group = "preprint" if kind is WorkKind.PREPRINT else "notice" if kind is WorkKind.NOTICE else "work"
    return (f"{group} {words} {year or ''}",)


def near_titles(title: str, year: int | None, kind: WorkKind) -> tuple[str, ...]:
    """Return the same for the years beside it too: a paper is online in December and printed in January."""
    years = (year, year - 1, year + 1, None) if year else (None,)
    return tuple(name for one in years for name in titles_of(title, one, kind))
