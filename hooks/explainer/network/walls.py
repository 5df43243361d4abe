"""Recognise bot walls, and pages that answer 200 but are not the page that was linked, by how the HTML begins.

A bot wall asks visitors to prove that they are human, and says little else. Good pages too may load scripts of the
services that put up walls, or have a title that begins like a wall's. So nothing counts as a sign of a wall on a page
with much text, and only scripts that no good page loads count.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from fnmatch import translate
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from explainer.foreign_text import cleaned

MOST = 48 * 1024
"""How many characters of a page are looked at."""

_SHORT = 1500
"""A page with less visible text than this may be a wall; pages with something to read have more."""
_TINY = 120
_BARE = 20
_SOON = 60
"""The seconds within which a redirect leaves readers no time to read the page."""

_PLAIN = str.maketrans({"\u2019": "'", "\u0131": "i", "\u0142": "l", "\u0111": "d", "\u00f0": "d"})


def _folded(text: str) -> str:
    """Return a text in lower case and without accents, as the lists of words are compared."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.lower().translate(_PLAIN))
    return unicodedata.normalize("NFC", "".join(char for char in apart if not unicodedata.combining(char)))


_LISTS = tomllib.loads(Path(__file__).with_name("page_words.toml").read_text(encoding="utf-8"))
_WORDS: dict[str, list[str]] = {name: [*map(_folded, words)] for name, words in _LISTS.items()}
_WALL_TITLES, _NOT_FOUND, _SERVER_DEFAULTS, _SERVER_ERRORS = (
    re.compile("|".join(map(translate, _WORDS[name])))
    for name in ("wall_titles", "not_found", "server_defaults", "server_errors")
)
_WALL_MARKS, _CAPTCHAS, _PROOFS, _PARKED, _FOR_SALE, _PAGES, _GONE, _ERRORS = (
    re.compile(f"(?<![a-z])({'|'.join(re.escape(words) for words in sorted(_WORDS[name], key=len, reverse=True))})")
    for name in ("wall_marks", "captchas", "proofs", "parked", "for_sale", "pages", "gone", "errors")
)
_ERROR_404 = re.compile(rf"{_ERRORS.pattern}\W*4(04|10)|4(04|10)\W*{_ERRORS.pattern}")
_ORCHESTRATED = re.compile(r"challenge-platform/h/\w{1,9}/orchestrate/")  # Cloudflare's challenge; `/jsd/` is no wall
_PAGE_GONE = re.compile(
    r"(?:(?:the|this|that|your|requested|web) ?){0,4}(?:page|file|article|content|document|resource|url|item|post)\b"
    r".{0,60}?\b(?:not found|not exist|n.t exist|no longer (?:exists?|available|here)|not be found|n.t be found"
    r"|not available|unavailable|has been (?:removed|deleted))"
)
_BEFORE = re.compile(
    r"^(?:oops|sorry|whoops|uh[- ]?oh|hmm|error|(?:error |http )?(?:404|410)(?: error)?)[\s!.,:\u2013\u2014-]+(?=\S)"
)
_AFTER = re.compile(r"[\s:(\u2013\u2014-]+(?:error )?(?:404|410)\)?$")
_SEPARATORS = re.compile(r"\s+[|\u2013\u2014\u00b7\u2022\u00bb\u203a\u00ab:-]+\s+|\s*[|\u00b7\u2022\u00bb\u203a]+\s*")
_SALE_TITLE = re.compile(r"[\w-]+(?:\.[\w-]+)+ (?:is|may be) for sale")
_REFRESH = re.compile(r"^\s*(\d*)[\d.]*\s*(?:[;,\s]\s*)?(?:url\s*=\s*)?[\"']?\s*([^\"']*)", re.IGNORECASE)
_SENT_ON = re.compile(r"\blocation(?:\.href)?\s*=(?!=)|\blocation\.(?:replace|assign)\s*\(")
_SHOWS = re.compile(
    r"<(?:audio|canvas|embed|form|frame|iframe|image|img|input|link|object|picture|script|style|svg|video)\b|http-equiv"
)
"""What may show something on a page without a word of text, or bring the text later."""
_BEGINS_AS_PAGE = re.compile(r"\s*<(?:!doctype html|html)\b", re.IGNORECASE)
_BLANKS = b" \t\r\n\f\0\xef\xbb\xbf"
_CRASHED = re.compile(r"(?:php )?(?:fatal error|parse error|uncaught \w+)\b|traceback \(most recent call last\)")
_EMPTY = "answers with an empty page"
_SAYS_GONE = "shows a page that says \u201cnot found\u201d, with a status that says it was"
_FRONT = re.compile(r"/?(?:[a-z]{2}(?:[-_][a-z]{2,4})?/?)?(?:(?:index|default|home|main)(?:\.\w{2,5})?)?/?")


@dataclass(frozen=True, slots=True)
class PageSigns:
    """Whether a page is a bot wall, and why it may not be the page that was linked, or ""."""

    walled: bool = False
    doubt: str = ""


WALL_HEADERS = ("cf-mitigated", "x-amzn-waf-action", "x-sucuri-block")
"""Headers of walls: Cloudflare's (its documentation, "Detect a Challenge Page response"), AWS WAF's and Sucuri's."""


def signs(headers: Mapping[str, str], start: bytes, address: str, *, whole: bool = False) -> PageSigns:
    """Return what the headers (names in lower case) and the first bytes of an answer say about the page at `address`.

    With `whole` the first bytes are all of it: then an answer without any is in doubt, whatever its kind, and so is
    HTML that shows nothing, and a few words, or a short text in JSON, that say "not found". Any other answer that is
    not HTML, by its header or by how it begins, says nothing, unless a header says that it is a wall.
    """
    if any(headers.get(name) for name in WALL_HEADERS):
        return PageSigns(walled=True)
    if whole and not start.strip(_BLANKS):
        return PageSigns(doubt=_EMPTY)
    kind = headers.get("content-type", "").lower()
    text = _decoded(start, kind)[:MOST]
    if not ("html" in kind or (not kind and "<" in text[:200]) or _BEGINS_AS_PAGE.match(text)):
        said = " ".join(text.lower().split())
        texts = [said, *re.findall(r'"([^"]*)"', said)] if len(said) < _SHORT else []
        return PageSigns(doubt=_SAYS_GONE if whole and any(map(_says_not_found, texts)) else "")
    page = _VisibleText()
    with suppress(AssertionError, ValueError):  # the parser of the standard library gives up on some markup
        # A tag makes the parser hand out the text before it; closing the parser would read hostile markup many times.
        page.feed(f"{text}<p>")
    page.refresh(headers.get("refresh", ""))
    source = text.lower()
    doubt = _doubt(page, source, address)
    if whole and len(text) < MOST and not page.shown and not page.title.strip() and not _SHOWS.search(source):
        doubt = doubt or _EMPTY
    return PageSigns(_is_walled(page, source), doubt)


def _is_walled(page: _VisibleText, source: str) -> bool:
    shown = page.shown
    if len(shown) >= _SHORT:
        return False
    if any(_WALL_TITLES.match(part) for part in page.title_parts) or _WALL_MARKS.search(source):
        return True
    if _ORCHESTRATED.search(source) or ("_incapsula_resource" in source and len(shown) < _BARE):
        return True
    if _CAPTCHAS.search(source):
        return bool(len(shown) < _BARE or _PROOFS.search(shown))
    return len(shown) < _TINY * 3 and bool(_PROOFS.search(shown))


def _doubt(page: _VisibleText, source: str, address: str) -> str:
    names = [*page.title_parts, *(part for heading in page.headings for part in _parts(heading))]
    if page.says_gone or any(_says_not_found(part) for part in names):
        return _SAYS_GONE
    if len(page.shown) < _TINY * 4 and _PAGE_GONE.search(page.shown):
        return "shows a short page that says it is gone"
    if len(page.shown) < _SHORT and (_PARKED.search(source) or _FOR_SALE.search(page.shown)):
        return "shows a page of a domain that is parked or for sale"
    if any(_SALE_TITLE.fullmatch(part) or _FOR_SALE.fullmatch(part) for part in page.title_parts):
        return "shows a page of a domain that is parked or for sale"
    if len(page.shown) < _SHORT * 2 and any(_SERVER_DEFAULTS.match(part) for part in names):
        return "shows the page that a server shows before it has pages"
    if len(page.shown) < _SHORT and (_CRASHED.match(page.shown) or any(_SERVER_ERRORS.match(part) for part in names)):
        return "shows an error of its server, with a status that says there is none"
    for seconds, target in page.refreshes:
        there = _joined(address, target)
        if seconds <= _SOON and there.partition("#")[0] != address.partition("#")[0]:
            return f"sends its readers on to {there[:200]} by a line in the page (meta refresh)"
    if len(page.shown) < _TINY and _SENT_ON.search(page.scripts):
        return "shows nothing and sends its readers elsewhere by a script"
    return ""


def _joined(address: str, target: str) -> str:
    try:
        return cleaned(urljoin(address, target))
    except ValueError:
        return cleaned(target)


def _says_not_found(name: str) -> bool:
    if len(name) > 120:
        return False
    bare = name
    while (shorter := _AFTER.sub("", _BEFORE.sub("", bare))) != bare:
        bare = shorter
    if len(bare) < 70 and ":" not in bare and _PAGES.search(bare) and _GONE.search(bare):
        return True
    whole = _NOT_FOUND.match(name) or _NOT_FOUND.match(bare) or _ERROR_404.fullmatch(name)
    return bool(whole or _PAGE_GONE.fullmatch(bare))


@dataclass
class _VisibleText(HTMLParser):
    """Collects a page's visible text, title and headings, and where it redirects its readers."""

    title: str = ""
    headings: list[str] = field(default_factory=list)
    scripts: str = ""
    refreshes: list[tuple[int, str]] = field(default_factory=list)
    says_gone: bool = False
    _text: list[str] = field(default_factory=list)
    _within: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    @cached_property
    def shown(self) -> str:
        """The text that readers see, folded, with single spaces; to be asked for when the page is read."""
        return _folded(" ".join("".join(self._text).split()))

    @property
    def title_parts(self) -> list[str]:
        """The title and its parts in lower case: most titles are the page's name, a separator and the site's name."""
        return _parts(self.title)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag in {"title", "h1", "h2", "script", "style", "noscript", "template", "svg"}:
            self._within.append(tag)
        if tag in {"h1", "h2"}:
            self.headings.append("")
        elif tag == "meta":
            self._meta(attributes)
        elif tag == "body" and "error404" in attributes.get("class", "").lower().split():
            self.says_gone = True
        self._text.append(" ")

    def _meta(self, attributes: Mapping[str, str]) -> None:
        content = attributes.get("content", "")
        if attributes.get("http-equiv", "").lower() == "refresh" and not {"noscript", "template"} & set(self._within):
            self.refresh(content)
        if attributes.get("name", "").lower() == "prerender-status-code" and content.strip() in {"404", "410"}:
            self.says_gone = True

    def refresh(self, content: str) -> None:
        """Add the target and the delay of a meta refresh, or of the `Refresh` header, to `refreshes`."""
        match = _REFRESH.match(content)
        if match and match[2].strip():
            self.refreshes.append((int(match[1][:6] or "0"), match[2].strip()))

    def handle_endtag(self, tag: str) -> None:
        if tag in self._within:
            while self._within.pop() != tag:
                pass
        self._text.append(" ")

    def handle_data(self, data: str) -> None:
        if "title" in self._within and "svg" not in self._within:
            self.title += data
        elif "script" in self._within:
            self.scripts += data
        elif not {"style", "template", "svg"} & set(self._within):
            self._text.append(data)
            if self.headings and {"h1", "h2"} & set(self._within):
                self.headings[-1] += data


def leads_to_robots_page(address: str, *, by_words: bool = False) -> bool:
    """Return whether the target of a redirect is a page for robots.

    With `by_words` one word in any path segment is enough, for an answer whose status is an error anyway.
    """
    host, parts = urlsplit(address).hostname or "", _segments(address)
    if host.startswith(("captcha.", "consent.")) or _WALL_MARKS.search(host):
        return True
    if parts and parts[-1] in _WORDS["robot_paths"]:
        return True
    words = {word for part in parts for word in re.split(r"[_-]", part)}
    return by_words and not words.isdisjoint(_WORDS["robot_words"])


def leads_to(kind: str, address: str) -> bool:
    """Return whether an address is that of a page of a `kind`: `login` or `error`."""
    return not set(_segments(address)).isdisjoint(_WORDS[f"{kind}_paths"])


def leads_to_parked(address: str) -> bool:
    """Return whether an address belongs to a seller of domains, or is the landing page of a parked domain."""
    parts = urlsplit(address)
    return bool(_PARKED.search(f"{parts.hostname}{parts.path}".lower())) or parts.path.rstrip("/").lower() == "/lander"


def is_front_page(address: str) -> bool:
    """Return whether an address is the front page of a site, or of one of its languages."""
    parts = urlsplit(address)
    plain = not parts.query or re.search(r"404|not-?found|error|missing|redirect", parts.query.lower())
    return bool(plain and _FRONT.fullmatch(parts.path.lower()))


def _segments(address: str) -> list[str]:
    """Return the path segments of an address in lower case, without file extensions."""
    return [re.sub(r"\.\w{2,5}$", "", part) for part in urlsplit(address).path.lower().split("/") if part]


def _parts(name: str) -> list[str]:
    """Return a title and its parts, folded, without punctuation: "Not found! | Site" has the part "not found"."""
    whole = _folded(" ".join(name.split())[:300])
    ends = " .!?\u2026:\u2013\u2014-'\"\u201c\u201d"
    return [bare for part in (whole, *_SEPARATORS.split(whole)) if (bare := part.strip(ends))]


def _decoded(start: bytes, kind: str) -> str:
    pattern = r"charset\s*=\s*[\"']?([\w.:-]{1,40})"
    named = re.search(pattern, kind) or re.search(pattern, start[:2048].decode("latin-1").lower())
    if start[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return start.decode("utf-16", errors="replace")
    for encoding in (named[1] if named else "utf-8", "utf-8"):
        with suppress(LookupError, ValueError):
            text = start.decode(encoding, errors="replace")
            break
    return start.decode("cp1252", errors="replace") if "\ufffd" in text[:-3] else text  # the end may be cut
