"""Long lists in parts: no page grows without end with the number of claims.

A list is a directive of a page in prose, or the uses of a source on its page. Up to `entries_per_page` of
docs/data/site.yml it stands whole where it is asked for. Past that its first part stands there, and each further part
is a page of its own. A group of entries, such as a topic, that fits into a part is never cut; of a longer one the
parts that go on with it say so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from explainer.addressing import source_page
from explainer.loading.directives import find_directives
from explainer.model.claim import Claim
from explainer.model.history import Revision, newest_first
from explainer.model.reference import Reference
from explainer.model.wording import Wording
from explainer.pages.site_view import SiteView, Use

USES = "uses"
"""The list on a source's page, which is no directive."""

FILTERED = frozenset({"claims", "sources"})
"""The lists whose pages have a filter."""


@dataclass(frozen=True, slots=True)
class Group:
    """Entries below one heading; `continued` is another title, where the part before holds the first of them."""

    key: str
    title: str
    entries: tuple[Any, ...]
    continued: str = ""

    @property
    def heading(self) -> str:
        """The title, with a word for readers who have not seen the beginning."""
        return self.continued or self.title


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a list: the page it stands on, the numbers of its first and last entry, and what it holds, in words."""

    number: int
    page: str
    first: int
    last: int
    holds: str
    updated: date
    groups: tuple[Group, ...]

    @property
    def entries(self) -> tuple[Any, ...]:
        """All entries, whatever their group."""
        return tuple(entry for group in self.groups for entry in group.entries)

    def of(self, key: str) -> tuple[Any, ...]:
        """Return the entries of one group."""
        return tuple(entry for group in self.groups if group.key == key for entry in group.entries)


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: the directive that asks for it, its page, and for the uses of a source the citekey."""

    name: str
    home: str
    subject: str
    title: str
    total: int
    parts: tuple[Part, ...]
    words: Wording

    @property
    def split(self) -> bool:
        """Whether the list has more than the one part on its page."""
        return len(self.parts) > 1

    @property
    def filtered(self) -> bool:
        """Whether its page has a filter that looks at all parts."""
        return self.name in FILTERED

    @property
    def begun_later(self) -> Iterator[tuple[Part, Group]]:
        """Each group that begins in a later part, with that part."""
        for part in self.parts[1:]:
            yield from ((part, group) for group in part.groups if group.key and not group.continued)

    def home_title(self, view: SiteView) -> str:
        """Return the title of the page that the list begins on."""
        return view.library.references[self.subject].short if self.subject else view.page_titles[self.home]

    def range_of(self, part: Part) -> str:
        """Say which entries of how many a part holds."""
        first, last, total = (self.words.number(number) for number in (part.first, part.last, self.total))
        if part.first == part.last:
            return self.words.plain("parts.entry", first=first, total=total)
        return self.words.plain("parts.entries", first=first, last=last, total=total)

    def title_of(self, part: Part) -> str:
        """Return the title of a part's page."""
        return self.words.plain("parts.title", title=self.title, number=part.number, parts=len(self.parts))


@dataclass(frozen=True, slots=True)
class _Kind:
    """How one kind of list is made: its title's text, its groups, and of an entry the day and its name in a range."""

    title: str
    groups: Callable[[SiteView, str], Iterable[Group]]
    day: Callable[[Any, SiteView], date]
    label: Callable[[Any, SiteView], str]


def listing(view: SiteView, home: str, name: str, subject: str = "") -> Listing:
    """Return the list that the directive `name` asks for on the page `home`; with `subject` the uses of a source."""
    key = (home, name)
    if key not in view.lists:
        view.lists[key] = _listing(view, home, name, subject)
    return view.lists[key]  # type: ignore[no-any-return] # nothing else is kept there


def listings(view: SiteView) -> tuple[Listing, ...]:
    """Return every list of the site that is in parts, in the order of their pages."""
    if ("", "") not in view.lists:
        view.lists["", ""] = tuple(found for found in _listings(view) if found.split)
    return view.lists["", ""]  # type: ignore[no-any-return] # nothing else is kept there


def part_of(view: SiteView, page: str) -> tuple[Listing, Part]:
    """Return the list and the part that a generated page shows. Raises KeyError where the page shows none."""
    if ("", "parts") not in view.lists:
        view.lists["", "parts"] = {part.page: (found, part) for found in listings(view) for part in found.parts[1:]}
    return view.lists["", "parts"][page]  # type: ignore[no-any-return] # nothing else is kept there


def page_of_topic(view: SiteView, topic: str) -> str:
    """Return the page on which a topic begins in the list of all claims. Every claim's page asks for it."""
    home = view.data.site.claims_page
    if ("", "topics") not in view.lists:
        long = [found for found in listings(view) if (found.home, found.name) == (home, "claims")]
        view.lists["", "topics"] = {group.key: part.page for found in long for part, group in found.begun_later}
    return view.lists["", "topics"].get(topic, home)  # type: ignore[no-any-return] # nothing else is kept there


def split(groups: Iterable[Group], most: int, words: Wording) -> list[list[Group]]:
    """Return groups in parts of at most `most` entries. What fits into one part is not cut; there is always a part."""
    parts: list[list[Group]] = [[]]
    room = most
    for group in groups:
        entries, continued = group.entries, ""
        if len(entries) > room and room < most:
            parts.append([])
            room = most
        while True:
            here, entries = entries[:room], entries[room:]
            parts[-1].append(Group(group.key, group.title, here, continued))
            room -= len(here)
            if not entries:
                break
            parts.append([])
            room = most
            continued = words.plain("parts.continued", title=group.title)
    return parts


def _listings(view: SiteView) -> Iterator[Listing]:
    for page in view.library.prose:
        if not any(f"explainer:{name}" in page.text for name in LISTS):
            continue
        found = [one for one in find_directives(page.text) if one.name in LISTS and not one.arguments.get("topic")]
        for name in dict.fromkeys(one.name for one in found):
            yield listing(view, page.name, name)
    most = view.data.site.entries_per_page
    for key, uses in view.uses.items():
        if len(uses) > most and key in view.library.references:
            yield listing(view, source_page(key), USES, key)


def _listing(view: SiteView, home: str, name: str, subject: str) -> Listing:
    kind = _USES if name == USES else LISTS[name]
    title = view.wording.plain(kind.title, **({"name": view.library.references[subject].short} if subject else {}))
    stem = home.removesuffix(".md").removesuffix("index").strip("/")
    folder = f"{stem}/{'parts' if stem.rpartition('/')[2] == name else name}".lstrip("/")
    parts: list[Part] = []
    first = 1
    for number, groups in enumerate(
        split(kind.groups(view, subject), view.data.site.entries_per_page, view.wording), start=1
    ):
        page = f"{folder}/{number}.md" if number > 1 else home  # deeper than pages of claims and sources: no clash
        last = first + sum(len(group.entries) for group in groups) - 1
        updated = max((kind.day(entry, view) for group in groups for entry in group.entries), default=view.today)
        parts.append(Part(number, page, first, last, _holds(view, kind, groups), updated, tuple(groups)))
        first = last + 1
    return Listing(name, home, subject, title, first - 1, tuple(parts), view.wording)


def _holds(view: SiteView, kind: _Kind, groups: Sequence[Group]) -> str:
    """Say what a part holds: its groups, or where they have no names, from which entry to which."""
    if any(group.title for group in groups):
        return ", ".join(group.heading for group in groups if group.entries)
    entries = [entry for group in groups for entry in group.entries]
    ends = dict.fromkeys(kind.label(entry, view) for entry in (*entries[:1], *entries[-1:]))
    if not all(ends):
        return ""
    if not ends:
        return ""
    first, *last = ends
    return view.wording.plain("parts.range", first=first, last=last[0]) if last else first


def _by_topic(view: SiteView, _: str) -> Iterator[Group]:
    for topic in view.data.topics:
        yield Group(topic.id, topic.name, view.claims_of(topic.id))


def _all_sources(view: SiteView, _: str) -> Iterator[Group]:
    yield Group("", "", view.references)


def _history(view: SiteView, _: str) -> Iterator[Group]:
    yield Group("", "", newest_first(view.claims))


def _corrections(view: SiteView, _: str) -> Iterator[Group]:
    yield Group("", "", tuple(entry for entry in newest_first(view.claims) if entry.correction))


def _overdue(view: SiteView, _: str) -> Iterator[Group]:
    yield Group("", "", view.overdue)


def _withdrawn(view: SiteView, _: str) -> Iterator[Group]:
    yield Group("gone", view.wording.plain("lists.gone"), tuple(claim for claim in view.claims if claim.withdrawn))
    moved = tuple((old, claim) for claim in view.claims for old in claim.moved_from)
    yield Group("moved", view.wording.plain("lists.moved"), moved)


def _uses(view: SiteView, key: str) -> Iterator[Group]:
    yield Group("", "", view.uses.get(key, ()))


def _claim_day(claim: Claim, _: SiteView) -> date:
    return max(claim.checked, claim.changes[-1].date)


def _revision_day(revision: Revision, _: SiteView) -> date:
    return revision.day


def _source_day(reference: Reference, view: SiteView) -> date:
    return max((use.claim.checked for use in view.uses.get(reference.key, ())), default=view.today)


def _gone_day(entry: Claim | tuple[str, Claim], _: SiteView) -> date:
    return (
        entry[1].checked if isinstance(entry, tuple) else (entry.withdrawn.date if entry.withdrawn else entry.checked)
    )


def _use_day(use: Use, _: SiteView) -> date:
    return use.claim.checked


def _nameless(_: Any, _view: SiteView) -> str:
    return ""


def _told_day(revision: Revision, view: SiteView) -> str:
    return view.wording.date(revision.day)


def _due(claim: Claim, view: SiteView) -> str:
    return view.wording.plain("overdue.due", day=view.wording.date(claim.check_by))


LISTS: dict[str, _Kind] = {
    "claims": _Kind("lists.claims", _by_topic, _claim_day, _nameless),
    "sources": _Kind("lists.sources", _all_sources, _source_day, lambda reference, _: reference.short),
    "faq": _Kind("lists.faq", _by_topic, _claim_day, _nameless),
    "history": _Kind("lists.history", _history, _revision_day, _told_day),
    "corrections": _Kind("lists.corrections", _corrections, _revision_day, _told_day),
    "overdue": _Kind("lists.overdue", _overdue, _claim_day, _due),
    "withdrawn": _Kind("lists.withdrawn", _withdrawn, _gone_day, _nameless),
}
"""Name of a directive -> its list."""

_USES = _Kind("lists.uses", _uses, _use_day, _nameless)
