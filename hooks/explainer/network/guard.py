"""Which addresses may be requested: http and https on the public internet, and nothing else.

Contributors write the addresses, and strangers decide where they redirect. Without this guard a link could make the
machine that checks it send requests into its own network (OWASP, server-side request forgery prevention cheat sheet).
"""

import ipaddress
import re
from contextlib import suppress
from urllib.parse import quote, unquote, urlsplit, urlunsplit

_LOCAL_NAMES = tuple(
    "localhost localdomain local internal intranet private corp home lan home.arpa in-addr.arpa ip6.arpa "
    "onion alt invalid".split()
)

_NOT_PUBLIC = tuple(
    ipaddress.ip_network(network)
    for network in (
        # IANA IPv4 Special-Purpose Address Registry, and multicast. Written out: what Python's `is_global` says of
        # them changes from version to version (192.0.0.192, where Oracle Cloud answers with credentials).
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
        # Cloud platforms: public by number, but only reachable from machines that run there. Azure's WireServer, IBM
        # Cloud's service network, Google's private access to its APIs.
        "168.63.129.16/32", "161.26.0.0/16", "166.8.0.0/14", "199.36.153.4/30", "199.36.153.8/30",
        # IANA IPv6 Special-Purpose Address Registry, within global unicast.
        "2001::/23", "2001:db8::/32", "2620:4f:8000::/48", "3fff::/20",
    )
)  # fmt: skip
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_EMBEDDING = tuple(
    (ipaddress.IPv6Network(network), shift)
    for network, shift in (
        ("::ffff:0:0/96", 0),  # IPv4-mapped
        ("::ffff:0:0:0/96", 0),  # IPv4-translated (RFC 7915)
        ("64:ff9b::/96", 0),  # NAT64 (RFC 6052)
        ("2002::/16", 80),  # 6to4
    )
)
"""IPv6 networks that embed an IPv4 address, and the number of bits to the right of the IPv4 address."""

_HOST = re.compile(r"[^\x00-\x20\x7f#%/:<>?@\[\\\]^`{|}\"]+")
_NUMBER = re.compile(r"(?:0[xX][0-9a-fA-F]*|[0-9]+)")


class NotPublicError(OSError):
    """A host name resolves to an address that is not on the public internet."""


def refusal(address: str, *, allow_private: bool = False) -> str:
    """Return why an address may not be requested, or "" if it may.

    Refused are schemes other than http and https, addresses without a host or with a user name and, unless
    `allow_private` (for tests), local names and IP addresses that are not public, in any notation.
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
    if parts.username is not None or parts.password is not None or "\\" in address:
        return "it carries a user name"
    name = _host_name(host)
    if name is None:
        return "it is not a web address"
    if allow_private:
        return ""
    name = name.rstrip(".").lower()
    literal = _literal(name)
    if literal is not None:
        return "" if is_public(literal) else f"{name} is not on the public internet"
    if "." not in name or any(name == local or name.endswith(f".{local}") for local in _LOCAL_NAMES):
        return f"{name} is a local name"
    return ""


def exact(address: str) -> str:
    """Return an address as it is sent: without a fragment, in ASCII, with nothing decoded or encoded a second time.

    A host name that is not ASCII, or is percent-encoded, becomes its IDNA form (IDNA 2008, UTS #46 non-transitional:
    an eszett stays an eszett). A text that cannot be an address is returned unchanged.
    """
    try:
        parts = urlsplit(address.strip())
        netloc = parts.netloc
        if not netloc.isascii() or "%" in netloc:
            before, at, rest = netloc.rpartition("@")
            named, colon, port = rest.rpartition(":") if re.search(r":\d*$", rest) else (rest, "", "")
            if not named.startswith("["):
                named = _host_name(named) or ""
                if not named:
                    return address
            netloc = f"{before}{at}{named}{colon}{port}"
            if not netloc.isascii():
                return address
    except (ValueError, UnicodeError):
        return address
    safe = "%/:?@!$&'()*+,;=~-._[]"
    path, query = (quote(part, safe=safe, errors="surrogateescape") for part in (parts.path or "/", parts.query))
    return urlunsplit((parts.scheme.lower(), netloc, path, query, ""))


def is_public(address: str) -> bool:
    """Return whether an IP address is on the public internet.

    An IPv6 address that embeds an IPv4 address is public if the IPv4 address is. All others are public if they are
    global unicast, but neither Teredo nor ISATAP with a private IPv4 address.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        for network, shift in _EMBEDDING:
            if ip in network:
                return is_public(str(ipaddress.IPv4Address((int(ip) >> shift) & 0xFFFFFFFF)))
        if ip not in _GLOBAL_UNICAST:
            return False
        if (int(ip) >> 32) & 0xFCFFFFFF == 0x5EFE and not is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))):
            return False
    return not any(ip in network for network in _NOT_PUBLIC if network.version == ip.version)


def _host_name(host: str) -> str | None:
    """Return a host (an IPv6 address without brackets) as it is looked up, in ASCII, or None if it cannot be a host."""
    if ":" in host:
        return host if _literal(host) is not None else None
    name = unquote(host, errors="replace") if "%" in host else host
    if not name.isascii():
        name = _in_ascii(name)
    return name if _HOST.fullmatch(name) and len(name) <= 255 else None


def _in_ascii(name: str) -> str:
    import idna  # here, since it loads tables that few runs need

    with suppress(UnicodeError):
        return idna.encode(name, uts46=True).decode("ascii")
    with suppress(UnicodeError):  # what IDNA 2008 forbids but browsers accept: emoji, underscores
        return name.encode("idna").decode("ascii")
    return ""


def _literal(host: str) -> str | None:
    """Return the IP address that a host stands for, in any notation that systems and browsers accept; None for a name.

    A host whose last part is a number is an IPv4 address (WHATWG URL, "ends in a number"): `127.1`, `0x7f.0.0.1`,
    `017700000001`, `2130706433`. If it cannot be parsed it counts as 0.0.0.0, which is not public.
    """
    bare = host.strip("[]").partition("%")[0]
    with suppress(ValueError):
        return str(ipaddress.ip_address(bare))
    parts = host.rstrip(".").split(".")
    if ":" in host or not _NUMBER.fullmatch(parts[-1]):
        return None
    with suppress(ValueError):
        *first, last = (int(re.sub(r"^0(?![xX])", "0o0", part), 0) for part in parts)
        if len(first) < 4 and 0 <= last < 256 ** (4 - len(first)) and all(0 <= number < 256 for number in first):
            return str(ipaddress.IPv4Address(last + sum(n << (24 - 8 * place) for place, n in enumerate(first))))
    return "0.0.0.0"  # noqa: S104 -- stands for an address to refuse
