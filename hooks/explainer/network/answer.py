"""The result of one request: the server's answer, or the reason why there is no answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Trouble(StrEnum):
    """Why there is no usable answer. The value is what people read."""

    NO_HOST = "the host is not known"
    LOOKUP = "the host's name could not be looked up"
    CONNECTION = "the host did not take the connection"
    RESET = "the connection broke"
    TIMEOUT = "no answer in time"
    CERTIFICATE = "the certificate is not valid"
    MALFORMED = "the answer is not HTTP"
    TOO_LARGE = "the answer is too large"
    REFUSED = "not asked"
    LOOP = "the redirects go in a circle"
    REDIRECTS = "too many redirects"
    PAUSED = "the host asked for a longer pause"
    GIVEN_UP = "not asked, since the host did not answer several times"
    OFFLINE = "there is no way to the internet"
    OUT_OF_TIME = "not asked, since the time for this run was used up"
    HOST_TIME = "not asked, since the time for this host was used up"


WITHOUT_ANSWER = frozenset({Trouble.NO_HOST, Trouble.LOOKUP, Trouble.CONNECTION, Trouble.RESET, Trouble.TIMEOUT,
                            Trouble.GIVEN_UP, Trouble.OFFLINE})  # fmt: skip
"""Troubles in which nobody answered: all that a machine without internet ever sees."""

NOT_ASKED = frozenset({Trouble.PAUSED, Trouble.GIVEN_UP, Trouble.OUT_OF_TIME, Trouble.HOST_TIME})
"""Troubles in which the address itself was not asked: nothing is learned, and it comes first the next time."""

WORTH_ANOTHER_TRY = frozenset({Trouble.NO_HOST, Trouble.LOOKUP, Trouble.CONNECTION, Trouble.RESET, Trouble.TIMEOUT})
BUSY = frozenset({429, 500, 502, 503, 504})
"""Statuses that say "not now": tried again after a pause."""


@dataclass(frozen=True, slots=True)
class Hop:
    """A redirect: the status with which it was given, and the address it led to."""

    status: int
    address: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `status` is 0 and `trouble` set where nothing usable did; header names are in lower case.

    `body` is kept for answers of services only; of pages it is known whether they are a wall against robots, and why
    they may not be the page that was linked (`doubt`). `cookies` are the Set-Cookie headers, as they came.
    """

    address: str
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    trouble: Trouble | None = None
    detail: str = ""
    hops: tuple[Hop, ...] = ()
    walled: bool = False
    doubt: str = ""
    cookies: tuple[str, ...] = ()

    @property
    def reached(self) -> bool:
        """Whether some server answered, whatever it said."""
        return self.status > 0 or self.trouble in {Trouble.CERTIFICATE, Trouble.MALFORMED}

    @property
    def final(self) -> str:
        """The address that answered in the end."""
        return self.hops[-1].address if self.hops else self.address

    @property
    def why(self) -> str:
        """What happened, for people: the status, or the trouble."""
        if self.trouble is None:
            return f"answered {self.status}" + (f" ({self.detail})" if self.detail else "")
        return f"{self.trouble.value}" + (f" ({self.detail})" if self.detail else "")

    def json(self) -> Any:
        """Return the body parsed as JSON, or None if it is not JSON."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None
