"""The day of a build, in one place, so that builds can be repeated exactly; and how days are written."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime

MONTHS = "January February March April May June July August September October November December".split()
SHORT_MONTHS = tuple(month[:3] for month in MONTHS)
"""As citations abbreviate them (Citing Medicine, chapter 1)."""
LAST_YEAR = 9000
"""Days are reckoned with from here on, and Python's calendar ends in 9999."""


def today() -> date:
    """Return the day of the build: that of SOURCE_DATE_EPOCH (seconds since 1970, UTC) if it is set, else today.

    Raises ValueError, in words for people, where the variable holds no such number: a build that was asked to come out
    the same each time must not take another day without a word (reproducible-builds.org, "SOURCE_DATE_EPOCH").
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    if epoch:
        try:
            day = datetime.fromtimestamp(int(epoch), tz=UTC).date()
            if day.year > LAST_YEAR:
                raise OverflowError
            return day
        except (ValueError, OverflowError, OSError) as error:  # OSError: what a platform's own clock cannot hold
            raise ValueError(f"SOURCE_DATE_EPOCH is `{epoch[:40]}`, which is no number of seconds of a day.") from error
    return datetime.now(tz=UTC).date()


def long_date(day: date) -> str:
    """Write a date for readers: 22 November 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
