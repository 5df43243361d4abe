"""What may be asked at all: http and https on the public internet, and nothing else.

Addresses come from contributors, and where they redirect to is up to strangers. Without this guard a link could make
the machine that checks it ask its own network (server-side request forgery; OWASP SSRF prevention cheat sheet).
"""

from __future__ import annotations

import ipaddress
from urllib.parse import quote, urlsplit, urlunsplit

_LOCAL_NAMES = ("localhost", "local", "internal", "lan", "home.arpa", "onion")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class NotPublicError(OSError):
    """Raised where a host's name leads to an address that is not on the public internet."""


def refusal(address: str, *, allow_private: bool = False) -> str:
    """Return why an address is not asked, or an empty text.

    Refused are schemes other than http and https, addresses without a host or with a user name, and, unless
    `allow_private` (tests), local names and addresses that are not public.
    """
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "it is not a web address"
    if parts.scheme.lower() not in {"http", "https"}:
        return f"only http and https are asked, not {parts.scheme[:20] or 'an address without a scheme'}"
    if not host:
        return "it names no host"
    if parts.username is not None or parts.password is not None:
        return "it carries a user name"
    if allow_private:
        return ""
    name = host.rstrip(".").lower()
    if any(name == local or name.endswith(f".{local}") for local in _LOCAL_NAMES):
        return f"{name} is a local name"
    literal = _literal(name)
    if literal is not None and not is_public(literal):
        return f"{name} is not on the public internet"
    return ""


def exact(address: str) -> str:
    """Return an address as it goes over the wire: no fragment, ASCII only, nothing decoded or encoded a second time.

    A host in other letters becomes its IDNA form; an address that cannot be one is returned as it is.
    """
    try:
        parts = urlsplit(address.strip())
        host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return address
    safe = "%/:?@!$&'()*+,;=~-._[]"
    path, query = (quote(part, safe=safe, errors="surrogateescape") for part in (parts.path or "/", parts.query))
    return urlunsplit((parts.scheme.lower(), host, path, query, ""))


def is_public(address: str) -> bool:
    """Tell whether an IP address is on the public internet, looking through IPv6 forms that carry an IPv4 address."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            ip = inner
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not ip.is_unspecified


def _literal(host: str) -> str | None:
    try:
        return str(ipaddress.ip_address(host.partition("%")[0]))
    except ValueError:
        return None
