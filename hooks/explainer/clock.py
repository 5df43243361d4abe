"""The day of a build, in one place, so that builds can be repeated exactly."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime


def today() -> date:
    """Return the day of the build: that of SOURCE_DATE_EPOCH (seconds since 1970, UTC) if it is set, else today."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    if epoch.isdigit():
        return datetime.fromtimestamp(int(epoch), tz=UTC).date()
    return datetime.now(tz=UTC).date()
