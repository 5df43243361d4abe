"""Feeds and the calendar, read by feedparser, icalendar and json, and held to the rules of their formats."""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree as ET

import feedparser
import icalendar
import pytest

from builders import CLAIM_ID
from explainer.dataset.file_names import CALENDAR, FEED_FORMATS, FEEDS, Feed, feed_data
from explainer.loading.library import Library
from explainer.model.history import Revision, revisions
from explainer.pages.site_view import SiteView
from explainer.publish.feeds import ATOM, MOST_ENTRIES
from publish.conftest import ADDRESS, GONE, OTHER

Text = Callable[[str], str]
ATOM_FORM, JSON_FORM = FEED_FORMATS
CONCLUSIONS, CHANGES = FEEDS
HOST = "https://reader.example/"


def scopes(library: Library) -> list[str]:
    assert library.data is not None
    return ["", *(topic.id for topic in library.data.topics)]


def expected(library: Library, feed: Feed, topic: str) -> list[Revision]:
    found = [one for claim in library.claims.values() for one in revisions(claim) if not topic or claim.topic == topic]
    return [one for one in found if one.conclusion_changed or not feed.conclusions]


def read(raw: str) -> Any:
    parsed = feedparser.parse(raw.encode(), response_headers={"content-type": "application/atom+xml; charset=utf-8"})
    assert not parsed.bozo, parsed.bozo_exception
    assert parsed.version == "atom10"
    return parsed


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.name)
def test_atom_holds_every_change_of_its_kind(text: Text, library: Library, view: SiteView, feed: Feed) -> None:
    seen = 0
    waiting = {
        view.wording.plain("feeds.new_evidence", question=claim.question): claim
        for claim in view.claims
        if not feed.conclusions and view.new_evidence(claim)
    }
    for topic in scopes(library):
        parsed = read(text(feed_data(feed, ATOM_FORM, topic)))
        wanted = expected(library, feed, topic)
        changes = [entry for entry in parsed.entries if entry.title not in waiting]
        news = {entry.title for entry in parsed.entries} & set(waiting)
        assert news == {title for title, claim in waiting.items() if topic in {"", claim.topic}}
        assert len(changes) == min(len(wanted), MOST_ENTRIES - (len(parsed.entries) - len(changes)))
        titles = {one.claim.question for one in wanted}
        for entry in changes:
            assert entry.title in titles
            claim = next(c for c in library.claims.values() if c.question == entry.title)
            assert entry.tags[0].term == claim.topic
            assert claim.claim in html.unescape(entry.content[0].value)
            assert entry.content[0].type == "text/html"
        assert len({entry.id for entry in parsed.entries}) == len(parsed.entries)
        seen += len(parsed.entries)
    assert seen > 0


def test_conclusions_are_apart_from_other_changes(text: Text) -> None:
    conclusions = {entry.id for entry in read(text(feed_data(CONCLUSIONS, ATOM_FORM))).entries}
    changes = [entry.id for entry in read(text(feed_data(CHANGES, ATOM_FORM))).entries]
    # A full feed of all changes ends earlier than that of conclusions, which are fewer.
    assert set(changes) - conclusions
    assert len(changes) == MOST_ENTRIES or conclusions < set(changes)
    for entry in read(text(feed_data(CONCLUSIONS, ATOM_FORM))).entries:
        assert entry.summary.startswith("Before: ")


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.name)
def test_atom_keeps_the_rules(text: Text, library: Library, feed: Feed) -> None:
    """RFC 4287: what a feed and an entry must have once (4.1.1, 4.1.2), dates (3.3), ids (4.2.6), links (4.2.7)."""

    def one(node: ET.Element, name: str) -> ET.Element:
        [found] = node.findall(f"{{{ATOM}}}{name}")
        return found

    for topic in scopes(library):
        root = ET.fromstring(text(feed_data(feed, ATOM_FORM, topic)))  # noqa: S314 -- our own output
        assert root.tag == f"{{{ATOM}}}feed"
        updated = one(root, "updated").text or ""
        assert one(one(root, "author"), "name").text
        assert {link.get("rel") for link in root.findall(f"{{{ATOM}}}link")} == {"self", "alternate"}
        for node in (root, *root.findall(f"{{{ATOM}}}entry")):
            assert urlsplit(one(node, "id").text or "").scheme == "urn"
            assert (one(node, "title").text or "").strip()
            moment = datetime.fromisoformat(one(node, "updated").text or "")
            assert moment.tzinfo is not None
            assert moment <= datetime.fromisoformat(updated)
        for node in root.findall(f"{{{ATOM}}}entry"):
            links = [link.get("rel") for link in node.findall(f"{{{ATOM}}}link")]
            assert links == ["alternate"]
            content = one(node, "content")
            assert content.get("type") == "html"
            assert len(list(content)) == 0
            assert (one(node, "summary").text or "").strip()


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.name)
def test_json_feeds_say_what_atom_says(text: Text, library: Library, feed: Feed) -> None:
    """JSON Feed 1.1: version, title and items; an item has an id that is a string, and content."""
    for topic in scopes(library):
        held = json.loads(text(feed_data(feed, JSON_FORM, topic)))
        parsed = read(text(feed_data(feed, ATOM_FORM, topic)))
        assert held["version"] == "https://jsonfeed.org/version/1.1"
        assert held["title"] == parsed.feed.title
        assert held["authors"] == [{"name": parsed.feed.author}]
        assert [item["id"] for item in held["items"]] == [entry.id for entry in parsed.entries]
        for item, entry in zip(held["items"], parsed.entries, strict=True):
            assert item["title"] == entry.title
            assert item["summary"] == entry.summary
            assert item["content_html"]
            assert datetime.fromisoformat(item["date_modified"]).date() == date(*entry.updated_parsed[:3])
            assert item["tags"] == [entry.tags[0].term]


def test_links_lead_to_pages_of_the_site(text: Text, real_site: Path, library: Library) -> None:
    for topic in scopes(library):
        path = feed_data(CHANGES, ATOM_FORM, topic)
        parsed = read(text(path))
        for link in (parsed.feed.link, *(entry.link for entry in parsed.entries)):
            there = urlsplit(urljoin(f"{HOST}{path}", link)).path.lstrip("/")
            assert (real_site / there / "index.html").is_file(), link
        page = (real_site / "claims" / next(iter(library.claims)) / "index.html").read_text(encoding="utf-8")
        assert 'id="history"' in page


def test_pages_tell_of_the_feeds(real_site: Path, library: Library) -> None:
    for name in ("index.html", "pain/index.html", f"claims/{next(iter(library.claims))}/index.html"):
        page = (real_site / name).read_text(encoding="utf-8")
        for feed in FEEDS:
            title = library.wording(f"feeds.{feed.name}")
            assert f'type="application/atom+xml" title="{title}"' in page


# A small site at an address


def entries(files: dict[str, str], feed: Feed, topic: str = "") -> list[Any]:
    found: list[Any] = json.loads(files[feed_data(feed, JSON_FORM, topic)])["items"]
    return found


def test_a_feed_tells_what_was_said_before_and_why(small_files: dict[str, str]) -> None:
    told = [(item["title"], item["summary"]) for item in entries(small_files, CONCLUSIONS)]
    sleep, nerves = "How well does chamomile tea help people sleep?", "How does chamomile tea calm the nerves?"
    assert told == [
        (sleep, "Before: Not shown, low certainty. Now: Not shown, very low certainty."),
        (nerves, "Before: Not shown, very low certainty. Now: withdrawn."),
        (sleep, "Before: Supported, low certainty. Now: Not shown, low certainty."),
    ]
    first, gone, correction = (item["content_html"] for item in entries(small_files, CONCLUSIONS))
    assert "<strong>Correction:</strong> A new trial." in correction
    assert "It is answered elsewhere." in gone
    assert "A second reading, &#34;a&lt;b&#34; &amp; more." in first


def test_only_the_latest_entry_holds_the_answer_of_today(small_files: dict[str, str]) -> None:
    latest, *earlier = [item for item in entries(small_files, CHANGES) if "help people sleep" in item["title"]]
    assert "In a survey of 80 tea drinkers" in latest["content_html"]
    assert "Short answer" in latest["content_html"]
    for item in earlier:
        assert "In a survey of 80 tea drinkers" not in item["content_html"]
    allergies = next(item for item in entries(small_files, CHANGES) if "allergies" in item["title"])
    assert "[@" not in allergies["content_html"]
    assert "We searched on 2026-05-01 and found nothing." in allergies["content_html"]


def test_a_page_without_a_review_says_so_in_the_feed(small_files: dict[str, str], small: SiteView) -> None:
    for item in entries(small_files, CHANGES):
        reviewed = "allergies" in item["title"]
        assert (small.data.site.review_note in item["content_html"]) is not reviewed


def test_addresses_are_whole_where_the_site_has_one(small_files: dict[str, str]) -> None:
    held = json.loads(small_files[feed_data(CHANGES, JSON_FORM, "sleep")])
    assert held["feed_url"] == f"{ADDRESS}feeds/sleep/changes.json"
    assert held["home_page_url"] == f"{ADDRESS}sleep/"
    assert {item["url"] for item in held["items"]} == {f"{ADDRESS}claims/{name}/#history" for name in (CLAIM_ID, GONE)}


def test_a_topic_has_its_own_changes(small_files: dict[str, str]) -> None:
    assert {item["tags"][0] for item in entries(small_files, CHANGES, "safety")} == {"safety"}
    assert entries(small_files, CONCLUSIONS, "safety") == []
    assert read(small_files[feed_data(CONCLUSIONS, ATOM_FORM, "safety")]).entries == []


# The calendar


def events(raw: str) -> dict[str, Any]:
    calendar = icalendar.Calendar.from_ical(raw.encode())
    assert calendar.errors == []
    assert str(calendar["version"]) == "2.0"
    assert str(calendar["prodid"])
    return {str(event["summary"]): event for event in calendar.walk("VEVENT")}


def test_the_calendar_has_the_day_of_each_claim(text: Text, library: Library) -> None:
    raw = text(CALENDAR)
    found = events(raw)
    kept = [claim for claim in library.claims.values() if not claim.withdrawn]
    assert len(found) == len(kept)
    for claim in kept:
        event = found[f"Check again: {claim.question}"]
        assert event["dtstart"].dt == claim.check_by
        assert (event["dtend"].dt - event["dtstart"].dt).days == 1
        assert event["dtstamp"].dt.utcoffset() == timedelta(0)
        assert claim.id in str(event["description"])
    assert len({str(event["uid"]) for event in found.values()}) == len(found)


def test_the_calendar_keeps_the_rules(text: Text) -> None:
    """RFC 5545, section 3.1: lines end with CRLF and have at most 75 octets."""
    raw = text(CALENDAR)
    assert raw.count("\r\n") == raw.count("\n")
    assert all(len(line.encode()) <= 75 for line in raw.split("\r\n"))


def test_the_calendar_leaves_out_what_is_withdrawn_and_knows_addresses(small_files: dict[str, str]) -> None:
    found = events(small_files[CALENDAR])
    assert set(found) == {
        "Check again: How well does chamomile tea help people sleep?",
        "Check again: How does chamomile tea set off allergies?",
    }
    assert {str(event["url"]) for event in found.values()} == {f"{ADDRESS}claims/{n}/" for n in (CLAIM_ID, OTHER)}
