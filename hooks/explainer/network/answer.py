"""The result of one request: the server's response, or the reason why there is none."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from explainer.foreign_text import cleaned


class Trouble(StrEnum):
    """Why there is no usable response. The value is what people read."""

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


NOT_ASKED = frozenset({Trouble.PAUSED, Trouble.GIVEN_UP, Trouble.OUT_OF_TIME, Trouble.HOST_TIME})
"""No request was sent, so nothing is known: the address is asked first in the next run."""

NO_RESPONSE = frozenset({Trouble.NO_HOST, Trouble.LOOKUP, Trouble.CONNECTION, Trouble.RESET, Trouble.TIMEOUT})
"""A request was sent and no server responded: tried again after a pause."""

BUSY = frozenset({429, 500, 502, 503, 504})
"""HTTP statuses that mean "not now": tried again after a pause."""


@dataclass(frozen=True, slots=True)
class Hop:
    """A redirect: its status, and the address it leads to."""

    status: int
    address: str


@dataclass(frozen=True, slots=True)
class WebAnswer:
    """A response; `trouble` says why it cannot be used, and `status` is 0 if there was none.

    Header names are in lower case. `body` is kept only if the request asked for the whole body. A web page has `walled`
    instead, whether it is a bot wall, and `doubt`, why it may not be the page that was linked. `cookies` are the raw
    Set-Cookie headers.
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
        """Whether any server responded, whatever it said."""
        return self.status > 0 or self.trouble in {Trouble.CERTIFICATE, Trouble.MALFORMED}

    @property
    def final(self) -> str:
        """The address that responded after all redirects."""
        return self.hops[-1].address if self.hops else self.address

    @property
    def why(self) -> str:
        """The status or the trouble, where, and what a service said of it in a text or JSON, in words for people."""
        words = f"answered {self.status}" if self.trouble is None else self.trouble.value
        said = b"" if self.trouble or self.body.lstrip()[:1] == b"<" else self.body[:2000]
        plain = " ".join(cleaned(said.decode(errors="replace")).split())
        detail = self.detail or re.sub(r"(?=[\w-]*\d)[\w-]{16,}", "...", plain)[:200]  # some give a key back
        where = f" at {self.final[:200]}, where it redirects to" if self.hops else ""
        return f"{words}{where}{f' ({detail})' if detail else ''}"

    def json(self) -> Any:
        """Return the parsed body, or None if it is not JSON."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None
