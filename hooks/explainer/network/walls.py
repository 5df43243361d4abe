"""Walls against robots: pages that stand before the real one and ask visitors to prove that they are people."""

from __future__ import annotations

from collections.abc import Mapping

# As titles, or as parts of the page, at Cloudflare, Imperva, DataDome, PerimeterX and others. Looked for as bytes, so
# that no charset matters.
_MARKS = (
    b"<title>just a moment",
    b"<title>attention required! | cloudflare",
    b"<title>access denied",
    b"<title>access to this page has been denied",
    b"<title>pardon our interruption",
    b"<title>are you a robot",
    b"<title>client challenge",
    b"<title>human verification",
    b"<title>verifying you are human",
    b"/cdn-cgi/challenge-platform/h/",
    b"_incapsula_resource",
    b"geo.captcha-delivery.com",
    b"px-captcha",
)


def is_wall(headers: Mapping[str, str], start: bytes) -> bool:
    """Tell whether an answer is such a wall, by its headers (names in lower case) or by how its page begins.

    `cf-mitigated: challenge` is Cloudflare's own mark (its documentation, "Detect a Challenge Page response"), and
    `x-amzn-waf-action` that of AWS WAF.
    """
    if "challenge" in headers.get("cf-mitigated", "").lower() or headers.get("x-amzn-waf-action"):
        return True
    lower = start.lower()
    return any(mark in lower for mark in _MARKS)
