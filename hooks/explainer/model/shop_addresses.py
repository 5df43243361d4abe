"""Shops: which web addresses are shops', and which addresses of sources are therefore not published.

The site links to no shop. So references at a shop's address lose all addresses while the content is loaded, and
nothing that writes pages, feeds or data can have them. They remain in bibliography.bib, to check what a seller said,
and in `Shops.withheld`, for the rules.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from urllib.parse import unquote

from explainer.model.reference import Reference
from explainer.model.vocabulary import Design

LEFT_OUT = "Its address is left out, since this site links to no shop."
"""The note of a source whose address is not published."""

_PLATFORMS = re.compile(
    r"(?:^|\.)(?:myshopify\.com|mybigcommerce\.com|bigcartel\.com|square\.site|ecwid\.com|etsy\.com|amzn\.to|walmart\.com"
    r"|(?:amazon|ebay|alibaba|aliexpress)\.(?:com?\.)?[a-z]{2,3})$|\.(?:shop|store|buy)$|^(?:shops?|store|buy)\.[^.]+\.[^.]"
)
"""Hosts that are shops by their names."""
_SHORTENERS = re.compile(r"(?:^|\.)(?:bit\.ly|tinyurl\.com|t\.co|goo\.gl|ow\.ly|is\.gd|buff\.ly|linktr\.ee)$")
_PATHS = re.compile(
    r"(?i)/(?:(?:shop|store|cart|basket|checkout|product-category|add-to-cart)(?=[/?#]|$)|(?:products?|collections)/[^/?#])"
    r"|[?&]add-to-cart="
)
"""Paths in the usual shop software."""
_PUBLIC = re.compile(r"(?:^|\.)(?:gov|mil|edu|int|europa\.eu|nhs\.uk|(?:gov|govt|gob|gouv|go|ac|edu)\.[a-z]{2})$")
"""Hosts of governments, health services and universities, which have products and collections too."""

_FILES = re.compile(r"\.(?:md|ya?ml|html?|bib|json|svg|png|py|js|css|csv|txt|xml)$")
"""File extensions: a word without a scheme that ends so is a file name, not a host."""

_ADDRESSES, _IDENTIFIERS = ("url", "archive_url"), ("doi", "pmid", "pmcid")
"""The fields of a reference that are addresses, and those from which addresses are made."""
_ARCHIVES = re.compile(r"(?:^|\.)(?:archive\.(?:org|ph|today|is|md|fo|li|vn)|perma\.cc|ghostarchive\.org)$")
"""Hosts of web archives."""
_INNER = re.compile(r"(?i)(?<=[/=])(?:https?:/{1,2})?(?:[\w-]+\.)+[^\W\d][\w-]+(?=[/?&#:]|$)")
"""An address within another one, as in archives and redirects."""
_IN_TEXT = re.compile(
    r"(?i)(?:https?:)?//[^\s<>\"'`|{}\\]+|(?<![\w./-])(?:[\w-]+\.)+[^\W\d][\w-]+(?![\w@-])(?:[/?#:][^\s<>\"'`|{}\\]*)?"
)
_HAS_ADDRESS = re.compile(r"\.[^\W\d]|//|\\")
"""A quick test that every text with an address passes (a backslash may escape one in YAML)."""


@dataclass(frozen=True, slots=True)
class Shops:
    """What is known of shops. All hosts are in lower case and without `www.`."""

    listed: frozenset[str] = frozenset()
    """Known shops: the hosts of sellers' pages, and those that the data lists."""
    pages: frozenset[str] = frozenset()
    """Sellers' pages on hosts that have other pages too, each as host and path."""
    others: frozenset[str] = frozenset()
    """Hosts that are no shops, whatever they look like."""
    names: tuple[str, ...] = ()
    """Brands and other words in the names of shops' hosts, in lower-case letters and digits only."""
    withheld: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Citekey -> field -> address or identifier that is not published."""

    def is_listed(self, address: str) -> bool:
        """Return whether an address, or one within it, is a known shop's."""
        split = map(split_address, _parts(address))
        return any(_is_within(host, self.listed) or f"{host}{path}" in self.pages for host, path in split)

    def why(self, address: str) -> str:
        """Return why an address counts as a shop's, worded to follow its host in a message; "" if it does not."""
        if self.is_listed(address):
            return "is a shop's address"
        for number, part in enumerate(_parts(address)):
            host, path = split_address(part)
            bare = "//" not in part[:8]
            if "." not in host or (bare and (number or _FILES.search(host))):
                continue
            if _is_within(host, self.others) or _PUBLIC.search(host):
                continue
            labels = [_squashed(label) for label in host.split(".")[:-1]]
            if any(label == name or (len(name) > 4 and name in label) for label in labels for name in self.names):
                return "looks like a shop's address by its name"
            if _SHORTENERS.search(host):
                return "hides where it leads, which may be a shop"
            if _PLATFORMS.search(host):
                return "looks like a shop's address by its host"
            if _PATHS.search(path):
                return "looks like a shop's address by its path"
        return ""

    def in_text(self, text: str) -> Iterator[tuple[int, str, str]]:
        """Yield (start, address, why) for each shop's address in a text, in full or as a bare host."""
        if may_hold_address(text):
            for match in _IN_TEXT.finditer(text):
                address = match.group().rstrip(".,;:!?*_)]")
                if why := self.why(address):
                    yield match.start(), address, why

    def left_out_of(self, text: str) -> str:
        """Return a text with `...` in the place of each shop's address."""
        for _, address, _ in [*self.in_text(text)]:
            text = text.replace(address, "...")
        return text

    @property
    def unseen(self) -> tuple[str, ...]:
        """The withheld addresses, which no published file may contain: the host, or host and path on a shared host."""
        whole = [fields[name] for fields in self.withheld.values() for name in _ADDRESSES if name in fields]
        about = [split_address(_target(address)) for address in whole]
        return tuple(sorted({host if _is_within(host, self.listed) else f"{host}{path}" for host, path in about}))


def without_shops(
    references: Mapping[str, Reference],
    listed: Iterable[str] = (),
    others: Iterable[str] = (),
    brands: Iterable[str] = (),
    note: str = LEFT_OUT,
) -> tuple[dict[str, Reference], Shops]:
    """Return the references as they may be published, and what is known of shops.

    A seller's page (`design = {seller-page}`) and anything else at a shop's address loses every address and identifier,
    and gets the `note`. The three lists are `shops`, `not_shops` and `brands` of docs/data/words.yml.
    """
    sellers = {key: entry for key, entry in references.items() if entry.design is Design.SELLER_PAGE}
    shops = _known_shops(sellers.values(), tuple(listed), others, brands)
    published = dict(references)
    withheld = {}
    for key, entry in references.items():
        if key in sellers or any(map(shops.why, _addresses(entry))):
            taken = {name: value for name in (*_ADDRESSES, *_IDENTIFIERS) if (value := getattr(entry, name))}
            if taken:
                withheld[key] = taken
                notes = f"{entry.note} {note}".strip()
                published[key] = replace(entry, url="", archive_url="", doi="", pmid="", pmcid="", note=notes)
    return published, replace(shops, withheld=withheld)


def _known_shops(
    sellers: Iterable[Reference], words: tuple[str, ...], others: Iterable[str], brands: Iterable[str]
) -> Shops:
    """Return which hosts are shops, by the lists and the addresses of sellers' pages."""
    shops = Shops(
        listed=frozenset(_host(word) for word in words if "." in word),
        others=frozenset(map(_host, others)),
        names=tuple(name for name in map(_squashed, (*brands, *(word for word in words if "." not in word))) if name),
    )
    whole = [address for entry in sellers for address in _addresses(entry)]
    about = [split_address(_target(address)) for address in whole]
    hosts = {host for host, _ in about if not (_ARCHIVES.search(host) or _is_within(host, shops.others))}
    pages = frozenset(f"{host}{path}" for host, path in {*about, *map(split_address, whole)})
    return replace(shops, listed=shops.listed | hosts, pages=pages)


def _addresses(reference: Reference) -> list[str]:
    return [address for name in _ADDRESSES if (address := getattr(reference, name))]


def _target(address: str) -> str:
    """Return the address that an archived or redirecting address leads to, or the address itself."""
    whole, *inner = _parts(address)
    about = next(iter(inner), "")
    return about if about and ("://" in about[:8] or _ARCHIVES.search(split_address(whole)[0])) else whole


def _is_within(host: str, hosts: frozenset[str]) -> bool:
    """Return whether a host is one of `hosts` or a subdomain of one."""
    labels = host.split(".")
    return any(".".join(labels[start:]) in hosts for start in range(len(labels) - 1))


def may_hold_address(text: str, start: int = 0) -> bool:
    """Return whether a text may contain an address at or after `start`: a quick test, without false negatives."""
    return _HAS_ADDRESS.search(text, start) is not None


@lru_cache(maxsize=50_000)  # pages link to the same works again and again
def split_address(address: str) -> tuple[str, str]:
    """Return the host of an address in normal form, and the rest without a trailing slash and anchor.

    The scheme may be missing. Raises nothing.
    """
    bare = re.sub(r"(?i)^(?:https?:)?/*", "", unquote(address).strip().replace("\\", "/"))
    end = next((number for number, letter in enumerate(bare) if letter in "/?#"), len(bare))
    return _host(bare[:end]), bare[end:].partition("#")[0].rstrip("/")


@lru_cache(maxsize=50_000)
def _parts(address: str) -> tuple[str, ...]:
    """Return an address and those within it, the outer one first."""
    plain = unquote(unquote(address))
    own = re.match(r"(?i)(?:https?:)?/*", plain)
    begins = own.end() if own else 0
    return (plain, *(plain[match.start() :] for match in _INNER.finditer(plain) if match.start() > begins))


def _host(name: str) -> str:
    """Return a host in lower-case ASCII without `https://`, user, port, `www.` and trailing dot or slash."""
    host = re.sub(r"^\w+://|:\d*$", "", name.rpartition("@")[2].rstrip("/")).strip(". ").lower()
    if not host.isascii():
        with suppress(UnicodeError):
            host = host.encode("idna").decode()
    return host.removeprefix("www.")


def _squashed(name: str) -> str:
    return re.sub(r"[\W_]", "", name).lower()
