"""The day of a build, which can be set so that a build can be repeated exactly, and the names of months."""

import os
from datetime import UTC, date, datetime

MONTHS = "January February March April May June July August September October November December".split()
SHORT_MONTHS = tuple(month[:3] for month in MONTHS)
"""The abbreviations of citations (Citing Medicine, chapter 1)."""
LAST_YEAR = 9000
"""The last year that a build can have: Python's calendar ends in 9999, and days are added to that of a build."""


def today() -> date:
    """Return the day of the build: that of SOURCE_DATE_EPOCH (seconds since 1970, UTC) if it is set, else today.

    Raises ValueError, with a message for people, if the variable is anything else: a reproducible build must not
    silently take another day (reproducible-builds.org, "SOURCE_DATE_EPOCH").
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    if epoch:
        try:
            day = datetime.fromtimestamp(int(epoch), tz=UTC).date()
            if day.year > LAST_YEAR:
                raise OverflowError
            return day
        except (ValueError, OverflowError, OSError) as error:  # OSError: out of the range of a platform's clock
            raise ValueError(
                f"SOURCE_DATE_EPOCH is `{epoch[:40]}`, which is not a number of seconds of a day."
            ) from error
    return datetime.now(tz=UTC).date()
