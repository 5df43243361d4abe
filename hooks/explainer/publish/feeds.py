"""Feeds of what changed: changed conclusions apart from all changes, of the whole site and of each topic.

Atom: RFC 4287. JSON Feed: version 1.1 (jsonfeed.org). Entries have URNs as ids, so that a reader's list survives a
move of the site; days are told as midnight UTC, since histories know no hours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from pydantic_core import to_json

from explainer import __version__
from explainer.addressing import claim_page
from explainer.dataset.file_names import FEED_FORMS, FEEDS, Feed, feed_data
from explainer.dataset.records import ClaimRecord, Dataset, HistoryRecord
from explainer.model.searches import Screened
from explainer.pages.site_view import SiteView
from explainer.publish.feedtext import body, new_evidence_body, summary
from explainer.publish.place import Place, claim_urn, urn

ATOM = "http://www.w3.org/2005/Atom"
MOST_ENTRIES = 200
"""A feed tells what is new; the whole history stands in the data and on the page of changes."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a feed."""

    urn: str
    title: str
    link: str
    day: date
    summary: str
    html: str
    topic: str


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed as a value, to be written in any form. `path` is that of its Atom form; the links are as seen from it."""

    urn: str
    title: str
    subtitle: str
    author: str
    home: str
    own: str
    language: str
    updated: date
    entries: tuple[Entry, ...]


def feeds(view: SiteView, whole: Callable[[], Dataset], place: Place) -> dict[str, tuple[str, Callable[[], str]]]:
    """Return the topic of each feed and what writes it, by its path: two of all topics and two of each, in each form.

    `whole` gives the content as one record. What an entry says is worked out once for all feeds that hold it.
    """
    last = view.last_day
    if last is None:
        return {}
    bodies: dict[str, str] = {}
    files: dict[str, tuple[str, Callable[[], str]]] = {}
    for topic in ("", *(topic.id for topic in view.data.topics)):
        for feed in FEEDS:
            for form in FEED_FORMS:
                path = feed_data(feed, form, topic)
                write = atom if form.ending == "atom" else json_feed
                made = partial(_channel, view, whole, place, feed, topic, path, last, bodies)
                files[path] = (topic, partial(_written, write, made))
    return files


def _written(write: Callable[[Channel], str], channel: Callable[[], Channel]) -> str:
    return write(channel())


def _channel(
    view: SiteView,
    content: Callable[[], Dataset],
    place: Place,
    feed: Feed,
    topic: str,
    path: str,
    last: date,
    bodies: dict[str, str],
) -> Channel:
    whole = content()
    found = [
        (record, entry)
        for record in whole.claims
        if not topic or record.topic == topic
        for entry in record.history
        if entry.conclusion_changed or not feed.conclusions
    ]
    found.sort(key=lambda pair: (-pair[1].date.toordinal(), pair[0].question, -pair[1].number))
    site = view.data.site
    words = view.wording
    names = {one.id: one for one in view.data.topics}
    news = [] if feed.conclusions else [one for one in _new_evidence(view, place, path) if topic in {"", one.topic}]
    of_topic = f": {names[topic].name}" if topic else ""
    changes = [_entry(view, place, path, bodies, *pair) for pair in found[:MOST_ENTRIES]]
    entries = tuple(sorted([*news, *changes], key=lambda one: -one.day.toordinal())[:MOST_ENTRIES])
    return Channel(
        urn=urn(whole.subject, "feed", feed.name, topic),
        title=f"{site.name}: {words.plain(f'feeds.{feed.name}').lower()}{of_topic}",
        subtitle=words.plain("feeds.of_conclusions" if feed.conclusions else "feeds.of_changes"),
        author=", ".join(site.citation.authors) if site.citation else site.name,
        home=place.page(names[topic].page if topic else "index.md", origin=path),
        own=place.file(path, path),
        language=place.language,
        updated=entries[0].day if entries else last,
        entries=entries,
    )


def _new_evidence(view: SiteView, place: Place, path: str) -> Iterator[Entry]:
    """Yield an entry for the works that came up on one day, may touch a claim, and wait to be decided on."""
    say = view.wording.plain
    for claim in view.claims:
        days: dict[date, list[Screened]] = {}
        for work in view.new_evidence(claim):
            days.setdefault(work.seen, []).append(work)
        for day, works in days.items():
            yield Entry(
                urn=claim_urn(view.data.site.subject, claim, "new-evidence", day.isoformat()),
                title=say("feeds.new_evidence", question=claim.question),
                link=place.page(claim_page(claim.id), "searched", origin=path),
                day=day,
                summary=say("feeds.works_waiting", number=len(works)),
                html=new_evidence_body(works, view.wording),
                topic=claim.topic,
            )


def _entry(
    view: SiteView, place: Place, path: str, bodies: dict[str, str], record: ClaimRecord, entry: HistoryRecord
) -> Entry:
    if entry.urn not in bodies:
        site = view.data.site
        notes = [site.disclaimer] if record.clinical_review or not site.health else [site.review_note, site.disclaimer]
        bodies[entry.urn] = body(record, entry, notes, view.wording)
    return Entry(
        urn=entry.urn,
        title=record.question,
        link=place.page(claim_page(record.id), "history", origin=path),
        day=entry.date,
        summary=summary(entry, view.wording),
        html=bodies[entry.urn],
        topic=record.topic,
    )


def atom(channel: Channel) -> str:
    """Return a feed in Atom: what section 4.1.1 and 4.1.2 of RFC 4287 ask for, and a summary and the full text."""
    root = Element("feed", {"xmlns": ATOM, "xml:lang": channel.language})
    _text(root, "id", channel.urn)
    _text(root, "title", channel.title)
    _text(root, "subtitle", channel.subtitle)
    _text(root, "updated", _moment(channel.updated))
    _text(SubElement(root, "author"), "name", channel.author)
    SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": channel.own})
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": channel.home})
    _text(root, "generator", "claims-explainer", version=__version__)
    for entry in channel.entries:
        node = SubElement(root, "entry")
        _text(node, "id", entry.urn)
        _text(node, "title", entry.title)
        SubElement(node, "link", {"rel": "alternate", "type": "text/html", "href": entry.link})
        _text(node, "published", _moment(entry.day))
        _text(node, "updated", _moment(entry.day))
        SubElement(node, "category", {"term": entry.topic})
        _text(node, "summary", entry.summary)
        _text(node, "content", entry.html, type="html")
    indent(root, " ")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'


def json_feed(channel: Channel) -> str:
    """Return a feed as JSON Feed 1.1."""
    whole: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "description": channel.subtitle,
        "home_page_url": channel.home,
        "feed_url": channel.own,
        "language": channel.language,
        "authors": [{"name": channel.author}],
        "items": [
            {
                "id": entry.urn,
                "url": entry.link,
                "title": entry.title,
                "summary": entry.summary,
                "content_html": entry.html,
                "date_published": _moment(entry.day),
                "date_modified": _moment(entry.day),
                "tags": [entry.topic],
            }
            for entry in channel.entries
        ],
    }
    return to_json(whole, indent=1).decode() + "\n"


def _text(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = text


def _moment(day: date) -> str:
    """Return a day as a date construct (RFC 4287, section 3.3, after RFC 3339)."""
    return f"{day.isoformat()}T00:00:00Z"
