"""A calendar of the days by which claims have to be checked again, for the people who keep the site.

The rules are those of RFC 5545: lines end with CRLF and are folded at 75 octets (3.1), texts are escaped (3.3.11), an
event has UID and DTSTAMP (3.6.1), and an event of a whole day has a date as DTSTART.
"""

from collections.abc import Iterator
from datetime import timedelta

from explainer import __version__
from explainer.dataset.records import ClaimRecord, Dataset
from explainer.model.wording import Wording
from explainer.pages.site_view import SiteView
from explainer.publish.place import Place

_OCTETS = 75


def calendar(view: SiteView, whole: Dataset, place: Place) -> str:
    """Return the calendar: an event on the `check_by` day of each claim that is not withdrawn."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//claims-explainer//{__version__}//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_escaped(view.wording.plain('calendar.name', site=whole.name))}",
    ]
    for record in sorted(whole.claims, key=lambda one: (one.check_by, one.id)):
        if record.state == "current":
            lines += _event(record, place, view.wording)
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in _folded(line))


def _event(record: ClaimRecord, place: Place, words: Wording) -> list[str]:
    description = words.plain("calendar.told", id=record.id, day=record.checked.isoformat())
    return [
        "BEGIN:VEVENT",
        f"UID:{record.urn}",
        f"DTSTAMP:{record.updated:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{record.check_by:%Y%m%d}",
        f"DTEND;VALUE=DATE:{record.check_by + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(words.plain('calendar.event', question=record.question))}",
        f"DESCRIPTION:{_escaped(description)}",
        f"CATEGORIES:{_escaped(record.topic)}",
        *([f"URL:{record.page}"] if place.address else []),
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    for letter in "\\;,":
        text = text.replace(letter, f"\\{letter}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Yield a line in parts of at most 75 octets. All but the first begin with a space; no letter is cut in two."""
    part, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > _OCTETS:
            yield part
            part, size = " ", 1
        part += letter
        size += octets
    yield part
