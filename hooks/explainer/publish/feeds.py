"""Feeds of changed conclusions and of all changes, for the whole site and for each topic, as Atom and JSON Feed.

Sources: RFC 4287 (Atom) and JSON Feed 1.1 (jsonfeed.org). Entries have URNs as ids, so that a feed reader knows them
after the site has moved. Days are given as midnight UTC, since histories have no hours. The latest entry of a claim has
the whole answer; earlier entries do not, since the answer of an earlier day may have been another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from markupsafe import Markup
from pydantic_core import to_json

from explainer import __version__
from explainer.addressing import claim_page
from explainer.dataset.file_names import FEED_FORMS, FEEDS, Feed, Form, feed_data
from explainer.dataset.records import ClaimRecord, Dataset, HistoryRecord
from explainer.loading.citation_syntax import without_citations
from explainer.model.claim import Finding, NoneFound
from explainer.model.searches import Screened
from explainer.model.vocabulary import Level, Verdict
from explainer.model.wording import Wording
from explainer.pages.site_view import SiteView
from explainer.publish.place import Place, claim_urn, urn

ATOM = "http://www.w3.org/2005/Atom"
_P = Markup("<p>{}</p>")
_BOLD = Markup("<p><strong>{}</strong> {}</p>")
MOST_ENTRIES = 200
"""A feed is for news; the whole history is in the data and on the page of changes."""


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
    """The content of a feed, whatever its format. Links are as seen from the feed's own path."""

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
    """Return the topic of each feed (empty for all topics) and the function that writes the feed, by its path.

    `whole` returns the content as one record. The text of an entry is made once for all feeds that have it.
    """
    if view.last_day is None:
        return {}
    bodies: dict[str, str] = {}
    return {
        feed_data(feed, form, topic): (topic, partial(_written, view, whole, place, feed, form, topic, bodies))
        for topic in ("", *(topic.id for topic in view.data.topics))
        for feed in FEEDS
        for form in FEED_FORMS
    }


def _written(
    view: SiteView,
    whole: Callable[[], Dataset],
    place: Place,
    feed: Feed,
    form: Form,
    topic: str,
    bodies: dict[str, str],
) -> str:
    path, site, words = feed_data(feed, form, topic), view.data.site, view.wording
    revisions = [
        (record, entry)
        for record in whole().claims
        if not topic or record.topic == topic
        for entry in record.history
        if entry.conclusion_changed or not feed.conclusions
    ]
    revisions.sort(key=lambda pair: (-pair[1].date.toordinal(), pair[0].question, -pair[1].number))
    news = [] if feed.conclusions else [one for one in _new_evidence(view, place, path) if topic in {"", one.topic}]
    changes = [_entry(view, place, path, bodies, *pair) for pair in revisions[:MOST_ENTRIES]]
    entries = tuple(sorted([*news, *changes], key=lambda one: -one.day.toordinal())[:MOST_ENTRIES])
    of_topic = f": {view.topics[topic].name}" if topic else ""
    channel = Channel(
        urn=urn(site.subject, "feed", feed.name, topic),
        title=f"{site.name}: {words.plain(f'feeds.{feed.name}').lower()}{of_topic}",
        subtitle=words.plain("feeds.of_conclusions" if feed.conclusions else "feeds.of_changes"),
        author=view.author,
        home=place.page(view.topics[topic].page if topic else "index.md", origin=path),
        own=place.file(path, path),
        language=place.language,
        updated=entries[0].day if entries else view.last_day or view.today,
        entries=entries,
    )
    return atom(channel) if form.ending == "atom" else json_feed(channel)


def _new_evidence(view: SiteView, place: Place, path: str) -> Iterator[Entry]:
    """Yield an entry for each claim and day with new works that may touch the claim and wait to be decided on."""
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
    """Return a feed in Atom: what RFC 4287 asks for in 4.1.1 and 4.1.2, and for each entry a summary and its text."""
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


def conclusion(verdict: Verdict | None, certainty: Level | None, words: Wording) -> str:
    """Return a conclusion in words: "Not shown, very low certainty". A claim without a verdict is withdrawn."""
    if verdict is None:
        return words.plain("history.withdrawn")
    return f"{words.label(verdict)}, {words.label(certainty).lower()}" if certainty else words.label(verdict)


def summary(entry: HistoryRecord, words: Wording) -> str:
    """Return a sentence on what changed about the conclusion."""
    now = conclusion(entry.verdict, entry.certainty, words)
    if entry.kind == "published":
        return words.plain("feeds.new", now=now)
    if entry.method:
        return words.plain("feeds.method", now=now)
    if not entry.conclusion_changed:
        return words.plain("feeds.stays", now=now)
    before = conclusion(entry.verdict_before, entry.certainty_before, words)
    return words.plain("feeds.changed", before=before, now=now)


def body(record: ClaimRecord, entry: HistoryRecord, notes: Iterable[str], words: Wording) -> str:
    """Return the text of an entry as HTML. `notes` are the site's own lines, which come last."""
    return str(Markup("").join([*_change(record, entry, words), *(_P.format(note) for note in notes)]))


def new_evidence_body(works: Iterable[Screened], words: Wording) -> str:
    """Return the works that wait to be decided on, as HTML."""
    item = Markup('<li><a href="{}">{}</a> ({}, {})</li>')
    no_year = words.plain("feeds.no_year")
    items = [item.format(one.address, one.title, one.year or no_year, words.label(one.kind).lower()) for one in works]
    note = _P.format(words("feeds.undecided"))
    return str(note + Markup("<ul>{}</ul>").format(Markup("").join(items)))


def _change(record: ClaimRecord, entry: HistoryRecord, words: Wording) -> Iterator[Markup]:
    yield _BOLD.format(words("claims.the_claim"), record.claim)
    yield _BOLD.format(words("feeds.what_changed"), summary(entry, words))
    yield _BOLD.format(words("feeds.correction" if entry.correction else "feeds.why"), entry.note)
    if entry.number != len(record.history) or entry.kind == "withdrawn":
        return
    yield _BOLD.format(words("feeds.short_answer"), without_citations(record.short_answer))
    if record.certainty:
        yield _BOLD.format(words("feeds.how_sure"), without_citations(record.certainty.why))
    evidence = record.evidence
    for title, side in (
        (words("sides.for"), evidence.for_),
        (words("sides.against"), evidence.against),
        (words("sides.unknown"), evidence.unknown),
    ):
        yield Markup("<h2>{}</h2>").format(title)
        if isinstance(side, NoneFound):
            yield _P.format(words("feeds.found_nothing", day=side.none_found.searched.isoformat()))
        else:
            yield _list(side)
    yield _BOLD.format(words("feeds.meaning"), without_citations(record.what_it_means))


def _list(findings: Iterable[Finding]) -> Markup:
    items = Markup("").join(Markup("<li>{}</li>").format(without_citations(one.finding)) for one in findings)
    return Markup("<ul>{}</ul>").format(items)
