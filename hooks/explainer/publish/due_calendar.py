"""The days by which claims are to be checked again, as a calendar for those who keep the site.

Source of the rules: RFC 5545: lines end with CRLF and are folded at 75 octets (section 3.1), texts are escaped
(section 3.3.11), an event has UID and DTSTAMP (section 3.6.1), an event of a whole day has DTSTART as a date.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from explainer import __version__
from explainer.dataset.records import ClaimRecord, Dataset
from explainer.model.wording import Wording
from explainer.pages.site_view import SiteView
from explainer.publish.place import Place

_OCTETS = 75


def calendar(view: SiteView, whole: Dataset, place: Place) -> str:
    """Return the calendar: an event on the `check_by` day of each claim that is kept up."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//claims-explainer//{__version__}//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_escaped(view.wording.plain('calendar.name', site=whole.name))}",
    ]
    for record in sorted(whole.claims, key=lambda one: (one.check_by, one.id)):
        if record.state == "current":
            made_of = record, place, view.wording.all
            make = partial(_event, record, place, view.wording)
            lines += view.memory.recall(("event", record.id), made_of, make)
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in _folded(line))


def _event(record: ClaimRecord, place: Place, words: Wording) -> list[str]:
    return list(_lines(record, place, words))


def _lines(record: ClaimRecord, place: Place, words: Wording) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{record.urn}"
    yield f"DTSTAMP:{record.updated:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{record.check_by:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{record.check_by + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_escaped(words.plain('calendar.event', question=record.question))}"
    told = words.plain("calendar.told", id=record.id, day=record.checked.isoformat())
    yield f"DESCRIPTION:{_escaped(told)}"
    yield f"CATEGORIES:{_escaped(record.topic)}"
    if place.address:
        yield f"URL:{record.page}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    for letter in "\\;,":
        text = text.replace(letter, f"\\{letter}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Yield a line in parts of at most 75 octets, those after the first beginning with a space; no letter is cut."""
    if len(line.encode()) <= _OCTETS:
        yield line
        return
    part, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > _OCTETS:
            yield part
            part, size = " ", 1
        part += letter
        size += octets
    yield part
