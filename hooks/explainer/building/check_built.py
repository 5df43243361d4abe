"""The built site, looked at from outside.

Is every page there, does every link lead somewhere, is nothing foreign?

Knows nothing of the generator that built it, so that a generator which left the claim pages out is found out.
"""

from __future__ import annotations

import gzip
import posixpath
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from explainer.addressing import Addressing, claim_page, source_page
from explainer.building.content_security import script_digest
from explainer.building.link_origins import Origin, origins, place_of
from explainer.loading.library import Library
from explainer.model.shop_addresses import Shops, split_address
from explainer.problems import Problem
from explainer.rules import describe

_LINKS = {
    "a": ("href",),
    "area": ("href",),
    "link": ("href",),
    "img": ("src", "srcset"),
    "script": ("src",),
    "iframe": ("src",),
    "source": ("src", "srcset"),
    "use": ("href", "xlink:href"),
    "video": ("src", "poster"),
    "audio": ("src",),
    "track": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "input": ("src",),
    "form": ("action",),
}
_NO_ASSETS = {"a", "area", "link", "form"}
_RUN = {"module", "text/javascript", "application/javascript"}
_CANONICAL = {"canonical", "alternate", "prev", "next", "edit"}


describe(
    "V01",
    "A page that was not built",
    "Each claim and each reference has its page in the built site; else the build fails.",
    bad="mkdocs.yml without the hook",
    good="hooks: [hooks/mkdocs_hooks.py]",
)
describe(
    "V02",
    "A broken link in the built site",
    "Every internal link leads to a page or file of the site.",
    bad="[Pain](pian.md)",
    good="[Pain](pain.md)",
)
describe(
    "V03",
    "A link to an anchor that is not there",
    "The part behind `#` names a place on the page.",
    bad="[Pain](pain.md#nowhere)",
    good="[Pain](pain.md#key-messages)",
)
describe(
    "V04",
    "A file from another host",
    "Pages load nothing from elsewhere: no fonts, scripts, pictures or frames.",
    bad="an image from another site",
    good="the image in docs/",
)
describe(
    "V05",
    "A former address that leads nowhere",
    "A claim that was renamed keeps its former address as a page that leads to the new one.",
    bad="moved_from: [old-id],  and a page claims/old-id/ without a link to the claim",
    good="moved_from: [old-id],  and a page claims/old-id/ that links to the claim",
)
describe(
    "V06",
    "A page without its policy",
    "Each page says in its Content-Security-Policy what a browser may run and load. A plugin can lose it.",
    bad="a plugin that minifies pages and drops the policy",
    good="the plugin left out, or told to leave `meta` as it is",
)
describe(
    "V07",
    "A script that the policy does not allow",
    "Only the theme's inline scripts run, and no event handler or `javascript:` address does.",
    bad="a plugin that writes <script>...</script> into pages",
    good="a file of the site, loaded by `extra_javascript`",
)
describe(
    "S28",
    "A shop in the built site",
    (
        "No file of the built site links to a shop, and none holds the address of a seller's page, whatever wrote it: "
        "a page, the theme, a plugin or a file that was added by hand."
    ),
    bad='<a href="https://teaville.example/">Our tests</a> in a page that a plugin writes',
    good="the same page without the link",
)


@dataclass(slots=True)
class _Page:
    """What a built page holds: anchors, links (element, address, line), its policy, and what would run (what, line)."""

    anchors: set[str] = field(default_factory=set)
    links: list[tuple[str, str, int]] = field(default_factory=list)
    policy: str = ""
    runs: list[tuple[str, int]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = _Page()
        self._script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        self._note_what_runs(tag, held)
        for name in ("id", "name"):
            if value := held.get(name):
                self.page.anchors.add(value)
        rel = set((held.get("rel") or "").split())
        if tag == "link" and rel & _CANONICAL:
            return
        if tag == "meta" and (held.get("http-equiv") or "").lower() == "refresh":
            self._note("link", (held.get("content") or "").partition("=")[2].strip(" '\""))
        for name in _LINKS.get(tag, ()):
            address = held.get(name)
            if address is None:
                continue
            kind = "link" if tag in _NO_ASSETS and "stylesheet" not in rel else "asset"
            several = name == "srcset" and "data:" not in address
            for one in (part.split()[0] for part in address.split(",") if part.strip()) if several else (address,):
                self._note(kind, one)

    def handle_data(self, data: str) -> None:
        if self._script:
            self._script = False
            self.page.runs.append((script_digest(data), self.getpos()[0]))

    def _note_what_runs(self, tag: str, held: dict[str, str | None]) -> None:
        line = self.getpos()[0]
        if tag == "meta" and (held.get("http-equiv") or "").lower() == "content-security-policy":
            self.page.policy = held.get("content") or ""
        self._script = tag == "script" and "src" not in held and (held.get("type") or "module") in _RUN
        for name, value in held.items():
            if name.startswith("on"):
                self.page.runs.append((f"the event handler `{name}`", line))
            elif name in {"href", "src", "action"} and (value or "").strip().lower().startswith("javascript:"):
                self.page.runs.append(("a `javascript:` address", line))

    def _note(self, kind: str, address: str) -> None:
        self.page.links.append((kind, address, self.getpos()[0]))


def missing_pages(library: Library, is_there: Callable[[str], bool], directory_urls: bool = True) -> list[Problem]:
    """Report V01 for each claim or reference whose page is not among the built files.

    `is_there` tells of a path relative to the site's root whether there is such a file.

    A claim's former addresses are pages too.
    """
    addressing = Addressing(directory_urls=directory_urls)
    claims = library.claims.values()
    wanted = [(library.claim_paths[c.id], claim_page(name)) for c in claims for name in (c.id, *c.moved_from)]
    wanted += [("bibliography.bib", source_page(key)) for key in library.references]
    problems = []
    for origin, page in wanted:
        file = _file(addressing, page)
        if not is_there(file):
            problems.append(
                Problem(
                    "V01",
                    origin,
                    f"has no page in the built site ({file})",
                    "Check that mkdocs.yml names the hook hooks/mkdocs_hooks.py, and build again.",
                )
            )
    return problems


def check_site(library: Library, site: Path) -> list[Problem]:
    """Check a built site and return the problems.

    V01 a claim or reference without its page, V02 a link to a page or file that is not there, V03 a link to an anchor
    that is not there, V04 an asset from another host, V05 a former address that does not lead to its claim, V06 a page
    without its policy, V07 something on it that the policy does not let run, S28 a link to a shop or a file with the
    address of a seller's page. A problem is told at the place where the link was written; where a template made it,
    at its place in the built page.
    """
    files = {path.relative_to(site).as_posix(): path for path in sorted(site.rglob("*")) if path.is_file()}
    directory_urls = not any(
        name.startswith("claims/") and not name.endswith("index.html") and name.endswith(".html") for name in files
    )
    problems = missing_pages(library, files.__contains__, directory_urls)
    pages = {name: _read(path) for name, path in files.items() if name.endswith(".html")}
    known = origins(library, directory_urls)
    to_shops = {name: list(_to_shops(name, page, library.shops)) for name, page in pages.items()}
    for name, page in pages.items():
        problems += _unguarded(name, page)
        found = [*_broken(name, page, pages, files), *to_shops[name]]
        problems += [_at_origin(library, known.get(name), one) for one in found]
    others = {name: path for name, path in files.items() if not to_shops.get(name)}
    return [*problems, *_lost(library, pages, directory_urls), *_holding_shops(others, library.shops)]


def _unguarded(name: str, page: _Page) -> Iterator[Problem]:
    if not page.policy:
        fix = "Leave out the plugin or hook that rewrites pages, or keep it from dropping the policy."
        yield Problem("V06", name, "has no Content-Security-Policy", fix)
    for what, line in page.runs:
        if what not in page.policy:
            shown = "an inline script that is not the theme's" if what.startswith("'sha256-") else what
            yield Problem("V07", name, f"holds {shown}", "Take it out: it does not run, and nothing should.", line)


@dataclass(frozen=True, slots=True)
class _Found:
    """A broken link: the address as it stands in the built page, and the problem as seen there."""

    address: str
    problem: Problem


def _at_origin(library: Library, origin: Origin | None, found: _Found) -> Problem:
    """Return the problem at the place where the link was written, if that is known."""
    problem = found.problem
    if origin is None:
        return problem
    mark = place_of(library, origin, found.address)
    if mark is None:
        return replace(problem, message=f"{problem.message} (a page made from {origin.path})")
    seen = f"{problem.message} (built: {problem.path}:{problem.line})"
    return replace(problem, path=origin.path, line=mark.line, column=mark.column, message=seen)


def _lost(library: Library, pages: dict[str, _Page], directory_urls: bool) -> Iterator[Problem]:
    addressing = Addressing(directory_urls=directory_urls)
    for claim in library.claims.values():
        for number, old in enumerate(claim.moved_from):
            page = pages.get(_file(addressing, claim_page(old)))
            there = addressing.link(claim_page(old), claim_page(claim.id))
            if page is not None and not any(address.partition("#")[0] == there for _, address, _ in page.links):
                mark = library.mark(library.claim_paths[claim.id], ("moved_from", number))
                yield Problem(
                    "V05",
                    library.claim_paths[claim.id],
                    f"its former address {old} does not lead to it",
                    "Check the template moved.html.j2.",
                    mark.line,
                    mark.column,
                )


def _file(addressing: Addressing, page: str) -> str:
    built = addressing.built(page)
    return f"{built}index.html" if built.endswith("/") else built


def _read(path: Path) -> _Page:
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader.page


def _broken(name: str, page: _Page, pages: dict[str, _Page], files: dict[str, Path]) -> Iterator[_Found]:
    for kind, address, line in page.links:
        if problem := _wrong(name, kind, address, pages, files):
            yield _Found(address, replace(problem, line=line))


def _to_shops(name: str, page: _Page, shops: Shops) -> Iterator[_Found]:
    for _, address, line in page.links:
        if (urlsplit(address).netloc or ":" in address[:8]) and shops.is_listed(address):
            said = f"links to {split_address(address)[0]}, which is a shop's"
            yield _Found(address, Problem("S28", name, said, "Delete the link.", line))


def _holding_shops(files: dict[str, Path], shops: Shops) -> Iterator[Problem]:
    """Report the files that hold an address of a seller's page in any form, packed ones too."""
    if not shops.unseen:
        return
    any_of_them = "|".join(map(re.escape, shops.unseen))
    pattern = re.compile(rf"(?<![\w-])(?:{any_of_them})(?![\w-])".encode(), re.IGNORECASE)
    for name, path in files.items():
        content = path.read_bytes()
        with suppress(OSError, EOFError, zlib.error):  # not packed after all
            content = gzip.decompress(content)
        if match := pattern.search(content):
            said = f"holds {match.group().decode()}, where a seller's page is"
            line = content.count(b"\n", 0, match.start()) + 1
            yield Problem("S28", name, said, "Take it out of what writes this file.", line)


def _wrong(name: str, kind: str, address: str, pages: dict[str, _Page], files: dict[str, Path]) -> Problem | None:
    parts, shown = urlsplit(address), address[:100]
    if parts.scheme or parts.netloc:
        if kind == "asset" and parts.scheme != "data":
            return Problem("V04", name, f"loads {shown} from another host", "Ship the file with the site.")
        return None
    target = _target(name, parts.path, files)
    if target is None:
        return Problem("V02", name, f"links to {shown}, which is not there", "Correct the link.")
    if parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].anchors:
        return Problem("V03", name, f"links to {shown}, but that page has no such anchor", "Correct the anchor.")
    return None


def _target(name: str, path: str, files: dict[str, Path]) -> str | None:
    if not path:
        return name
    if path.startswith("/"):
        joined = path.lstrip("/")  # absolute addresses appear only on 404.html, which serves any place
        if name != "404.html":
            return None
    else:
        joined = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(path)))
    joined = unquote(joined)
    for candidate in (joined, posixpath.join(joined, "index.html").lstrip("./")):
        if candidate in files:
            return candidate
    return name if name == "404.html" else None
