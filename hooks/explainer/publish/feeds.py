"""Feeds of changed conclusions and of all changes, for the whole site and for each topic, as Atom and JSON Feed.

Sources: RFC 4287 (Atom) and JSON Feed 1.1 (jsonfeed.org). Entries have URNs as ids, so that a feed reader knows them
after the site has moved. Days are given as midnight UTC, since histories have no hours. The latest entry of a claim has
the whole answer; earlier entries do not, since the answer of an earlier day may have been another.
"""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from pydantic_core import to_json

from explainer import __version__
from explainer.addressing import claim_page
from explainer.dataset.file_names import FEED_FORMATS, FEEDS, Feed, Format, feed_data
from explainer.dataset.records import ClaimRecord, Dataset, HistoryRecord
from explainer.model.searches import Screened
from explainer.model.vocabulary import Level, Verdict
from explainer.model.wording import Wording
from explainer.pages.render import environment
from explainer.pages.site_view import SiteView
from explainer.publish.place import Place, claim_urn, urn

ATOM = "http://www.w3.org/2005/Atom"
MOST_ENTRIES = 200
"""The most entries of a feed; the whole history is in the data and on the page of changes."""


def feeds(view: SiteView, whole: Callable[[], Dataset], place: Place) -> dict[str, tuple[str, Callable[[], str]]]:
    """Return the topic of each feed (empty for all topics) and the function that writes the feed, by its path.

    `whole` returns the content as one record. The text of an entry is made once for all feeds that have it.
    """
    if view.last_day is None:
        return {}
    bodies: dict[str, str] = {}
    site, words = view.data.site, view.wording

    def written(feed: Feed, form: Format, topic: str) -> str:
        path = feed_data(feed, form, topic)
        revisions = [
            (record, entry)
            for record in whole().claims
            if not topic or record.topic == topic
            for entry in record.history
            if entry.conclusion_changed or not feed.conclusions
        ]
        revisions.sort(key=lambda pair: (-pair[1].date.toordinal(), pair[0].question, -pair[1].number))
        waiting = () if feed.conclusions else _new_evidence(view, place, path)
        news = [one for one in waiting if topic in {"", *one["tags"]}]
        changes = [_revision(view, place, path, bodies, *pair) for pair in revisions[:MOST_ENTRIES]]
        items = sorted([*news, *changes], key=lambda item: str(item["date_published"]), reverse=True)[:MOST_ENTRIES]
        of_topic = f": {view.topics[topic].name}" if topic else ""
        content = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": f"{site.name}: {words.plain(f'feeds.{feed.name}').lower()}{of_topic}",
            "description": words.plain("feeds.of_conclusions" if feed.conclusions else "feeds.of_changes"),
            "home_page_url": place.page(view.topics[topic].page if topic else "index.md", origin=path),
            "feed_url": place.file(path, path),
            "language": place.language,
            "authors": [{"name": view.author}],
            "items": items,
        }
        if form.ending != "atom":
            return to_json(content, indent=1).decode() + "\n"
        updated = items[0]["date_published"] if items else _moment(view.last_day or view.today)
        return _atom(content, urn(site.subject, "feed", feed.name, topic), updated)

    return {
        feed_data(feed, form, topic): (topic, partial(written, feed, form, topic))
        for topic in ("", *(topic.id for topic in view.data.topics))
        for feed in FEEDS
        for form in FEED_FORMATS
    }


def _new_evidence(view: SiteView, place: Place, path: str) -> Iterator[dict[str, Any]]:
    """Yield an entry for each claim and day with new works that may touch the claim and wait to be decided on."""
    say = view.wording.plain
    for claim in view.claims:
        days: dict[date, list[Screened]] = {}
        for work in view.new_evidence(claim):
            days.setdefault(work.seen, []).append(work)
        for day, works in days.items():
            name = claim_urn(view.data.site.subject, claim, "new-evidence", day.isoformat())
            link = place.page(claim_page(claim.id), "searched", origin=path)
            title = say("feeds.new_evidence", question=claim.question)
            text = say("feeds.works_waiting", number=len(works))
            yield _item(name, title, link, day, text, _written(view, "new-evidence", works=works), claim.topic)


def _revision(
    view: SiteView, place: Place, path: str, bodies: dict[str, str], record: ClaimRecord, entry: HistoryRecord
) -> dict[str, Any]:
    if entry.urn not in bodies:
        site = view.data.site
        notes = [site.disclaimer] if record.clinical_review or not site.health else [site.review_note, site.disclaimer]
        told = {"record": record, "entry": entry, "summary": summary(entry, view.wording)}
        bodies[entry.urn] = _written(view, "entry", notes=notes, **told)
    link, text = place.page(claim_page(record.id), "history", origin=path), summary(entry, view.wording)
    return _item(entry.urn, record.question, link, entry.date, text, bodies[entry.urn], record.topic)


def _item(name: str, title: str, link: str, day: date, text: str, html: str, topic: str) -> dict[str, Any]:
    return {
        "id": name,
        "url": link,
        "title": title,
        "summary": text,
        "content_html": html,
        "date_published": _moment(day),
        "date_modified": _moment(day),
        "tags": [topic],
    }


def _atom(content: dict[str, Any], name: str, updated: str) -> str:
    """Return a JSON Feed as Atom: the elements of RFC 4287, 4.1.1 and 4.1.2, and a summary and text for each entry."""
    root = Element("feed", {"xmlns": ATOM, "xml:lang": content["language"]})
    _text(root, "id", name)
    _text(root, "title", content["title"])
    _text(root, "subtitle", content["description"])
    _text(root, "updated", updated)
    _text(SubElement(root, "author"), "name", content["authors"][0]["name"])
    SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": content["feed_url"]})
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": content["home_page_url"]})
    _text(root, "generator", "claims-explainer", version=__version__)
    for item in content["items"]:
        node = SubElement(root, "entry")
        _text(node, "id", item["id"])
        _text(node, "title", item["title"])
        SubElement(node, "link", {"rel": "alternate", "type": "text/html", "href": item["url"]})
        _text(node, "published", item["date_published"])
        _text(node, "updated", item["date_modified"])
        SubElement(node, "category", {"term": item["tags"][0]})
        _text(node, "summary", item["summary"])
        _text(node, "content", item["content_html"], type="html")
    indent(root, " ")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'


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


def _written(view: SiteView, template: str, **values: object) -> str:
    """Return the text of an entry as HTML without line ends, from a template."""
    lines = environment(view).get_template(f"feeds/{template}.html.j2").render(values).split("\n")
    return "".join(map(str.strip, lines))
