"""Long lists in parts, so that no page grows with the number of claims for ever.

A list is a directive of a prose page, or the uses of a source on its page. With up to `entries_per_page` entries
(docs/data/site.yml) it is whole. A longer list has its first part there, and each further part on a page of its own. A
group of entries, such as a topic, is cut only if it is longer than a part; its heading in later parts then says so.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple

from explainer.addressing import source_page
from explainer.loading.directives import find_directives
from explainer.model.claim import Claim
from explainer.model.history import Revision, newest_first
from explainer.model.reference import Reference
from explainer.model.wording import Wording
from explainer.pages.site_view import SiteView, once_per_build

USES = "uses"
"""The name of the list on a source's page, which is not a directive."""

FILTERED = frozenset({"claims", "sources"})
"""The lists whose pages have a filter."""


class Group(NamedTuple):
    """Entries below one heading. `continued` is the heading in a part that does not have the first of them."""

    key: str
    title: str
    entries: tuple[Any, ...]
    continued: str = ""

    @property
    def heading(self) -> str:
        """The title in this part."""
        return self.continued or self.title


class Part(NamedTuple):
    """A part of a list: its page, the numbers of its first and last entry, and its content in words."""

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


class Listing(NamedTuple):
    """A list: the name of its directive, its first page, and for the uses of a source its key as `subject`."""

    name: str
    home: str
    subject: str
    title: str
    total: int
    parts: tuple[Part, ...]
    words: Wording

    @property
    def split(self) -> bool:
        """Whether the list has more than one part."""
        return len(self.parts) > 1

    @property
    def filtered(self) -> bool:
        """Whether its page has a filter, which works on all parts."""
        return self.name in FILTERED

    @property
    def begun_later(self) -> Iterator[tuple[Part, Group]]:
        """Each group that begins in a further part, with that part."""
        for part in self.parts[1:]:
            yield from ((part, group) for group in part.groups if group.key and not group.continued)

    def home_title(self, view: SiteView) -> str:
        """Return the title of the list's first page."""
        return view.library.references[self.subject].short if self.subject else view.page_titles[self.home]

    def range_of(self, part: Part) -> str:
        """Return which entries a part has, and of how many, in words."""
        first, last, total = (self.words.number(number) for number in (part.first, part.last, self.total))
        if part.first == part.last:
            return self.words.plain("parts.entry", first=first, total=total)
        return self.words.plain("parts.entries", first=first, last=last, total=total)

    def title_of(self, part: Part) -> str:
        """Return the title of a part's page."""
        return self.words.plain("parts.title", title=self.title, number=part.number, parts=len(self.parts))


class _Kind(NamedTuple):
    """How a list is made: the key of its title, its groups, and the day of an entry and its name in a range."""

    title: str
    groups: Callable[[SiteView, str], Iterable[Group]]
    day: Callable[[Any, SiteView], date]
    label: Callable[[Any, SiteView], str] = lambda _, _view: ""


@once_per_build
def listings(view: SiteView) -> tuple[Listing, ...]:
    """Return all lists of the site that are in parts, in the order of their pages."""
    return tuple(whole for whole in _listings(view) if whole.split)


@once_per_build
def part_of(view: SiteView, page: str) -> tuple[Listing, Part]:
    """Return the list and the part on a generated page. Raises KeyError if the page has none."""
    return {part.page: (whole, part) for whole in listings(view) for part in whole.parts[1:]}[page]


@once_per_build
def page_of_topic(view: SiteView, topic: str) -> str:
    """Return the page on which a topic begins in the list of all claims."""
    home = view.data.site.claims_page
    long = [whole for whole in listings(view) if (whole.home, whole.name) == (home, "claims")]
    later = (part.page for whole in long for part, group in whole.begun_later if group.key == topic)
    return next(later, home)


def split(groups: Iterable[Group], most: int, words: Wording) -> list[list[Group]]:
    """Return groups in one or more parts of at most `most` entries. A group is cut only if it is longer than that."""
    parts: list[list[Group]] = [[]]
    room = most
    for group in groups:
        entries, continued = group.entries, ""
        if len(entries) > room and room < most:
            parts.append([])
            room = most
        while True:
            fitting, entries = entries[:room], entries[room:]
            parts[-1].append(Group(group.key, group.title, fitting, continued))
            room -= len(fitting)
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
        directives = (found for found in find_directives(page.text) if not found.arguments.get("topic"))
        for name in dict.fromkeys(directive.name for directive in directives if directive.name in LISTS):
            yield listing(view, page.name, name)
    most = view.data.site.entries_per_page
    for key, uses in view.uses.items():
        if len(uses) > most and key in view.library.references:
            yield listing(view, source_page(key), USES, key)


@once_per_build
def listing(view: SiteView, home: str, name: str, subject: str = "") -> Listing:
    """Return the list of the directive `name` on the page `home`; with `subject`, the uses of a source."""
    kind = _USES if name == USES else LISTS[name]
    title = view.wording.plain(kind.title, **({"name": view.library.references[subject].short} if subject else {}))
    stem = home.removesuffix(".md").removesuffix("index").strip("/")
    folder = f"{stem}/{'parts' if stem.rpartition('/')[2] == name else name}".lstrip("/")
    parts: list[Part] = []
    first = 1
    for number, groups in enumerate(
        split(kind.groups(view, subject), view.data.site.entries_per_page, view.wording), start=1
    ):
        page = f"{folder}/{number}.md" if number > 1 else home  # in a deeper folder than pages of claims and sources
        last = first + sum(len(group.entries) for group in groups) - 1
        updated = max((kind.day(entry, view) for group in groups for entry in group.entries), default=view.today)
        parts.append(Part(number, page, first, last, _holds(view, kind, groups), updated, tuple(groups)))
        first = last + 1
    return Listing(name, home, subject, title, first - 1, tuple(parts), view.wording)


def _holds(view: SiteView, kind: _Kind, groups: Sequence[Group]) -> str:
    """Return the content of a part in words: its groups, or its first and last entry if groups have no titles."""
    if any(group.title for group in groups):
        return ", ".join(group.heading for group in groups if group.entries)
    entries = [entry for group in groups for entry in group.entries]
    ends = dict.fromkeys(kind.label(entry, view) for entry in (*entries[:1], *entries[-1:]))
    if not ends or not all(ends):
        return ""
    first, *last = ends
    return view.wording.plain("parts.range", first=first, last=last[0]) if last else first


def _by_topic(view: SiteView, _: str) -> Iterator[Group]:
    for topic in view.data.topics:
        yield Group(topic.id, topic.name, view.claims_of(topic.id))


def _gone(view: SiteView, _: str) -> Iterator[Group]:
    yield Group("gone", view.wording.plain("lists.gone"), tuple(claim for claim in view.claims if claim.withdrawn))
    moved = tuple((old, claim) for claim in view.claims for old in claim.moved_from)
    yield Group("moved", view.wording.plain("lists.moved"), moved)


def _in_one_group(entries: Callable[[SiteView, str], Iterable[Any]]) -> Callable[[SiteView, str], Iterable[Group]]:
    """Return a function that puts all entries into one group without a title."""
    return lambda view, subject: [Group("", "", tuple(entries(view, subject)))]


def _claim_day(claim: Claim, _: SiteView) -> date:
    return max(claim.checked, claim.changes[-1].date)


def _source_day(reference: Reference, view: SiteView) -> date:
    return max((use.claim.checked for use in view.uses.get(reference.key, ())), default=view.today)


def _gone_day(entry: Claim | tuple[str, Claim], _: SiteView) -> date:
    if isinstance(entry, tuple):
        return entry[1].checked
    return entry.withdrawn.date if entry.withdrawn else entry.checked


def _due(claim: Claim, view: SiteView) -> str:
    return view.wording.plain("overdue.due", day=view.wording.date(claim.check_by))


def _revisions(title: str, entries: Callable[[SiteView, str], Iterable[Revision]]) -> _Kind:
    groups = _in_one_group(entries)
    return _Kind(title, groups, lambda entry, _: entry.day, lambda entry, view: view.wording.date(entry.day))


_CORRECTED = attrgetter("correction")
LISTS: dict[str, _Kind] = {
    "claims": _Kind("lists.claims", _by_topic, _claim_day),
    "sources": _Kind(
        "lists.sources", _in_one_group(lambda view, _: view.references), _source_day, lambda work, _: work.short
    ),
    "faq": _Kind("lists.faq", _by_topic, _claim_day),
    "history": _revisions("lists.history", lambda view, _: newest_first(view.claims)),
    "corrections": _revisions("lists.corrections", lambda view, _: filter(_CORRECTED, newest_first(view.claims))),
    "overdue": _Kind("lists.overdue", _in_one_group(lambda view, _: view.overdue), _claim_day, _due),
    "withdrawn": _Kind("lists.withdrawn", _gone, _gone_day),
}
"""Name of a directive -> its list."""

_USES = _Kind("lists.uses", _in_one_group(lambda view, key: view.uses.get(key, ())), lambda use, _: use.claim.checked)
