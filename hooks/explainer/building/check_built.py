"""The check of a built site: its pages, its links, and whether it loads or runs anything from elsewhere.

It knows only the content and the files of the site, not the generator, so that it notices if the generator left out the
claim pages. A problem is reported at the place where people wrote the link, if that can be found.
"""

from __future__ import annotations

import gzip
import posixpath
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from explainer.addressing import Addressing, claim_page, source_page
from explainer.building.content_security import script_digest
from explainer.html_tags import start_tag, tags
from explainer.loading.directives import find_directives
from explainer.loading.library import BIBLIOGRAPHY, Library
from explainer.model.shop_addresses import Shops, split_address
from explainer.problems import Mark, Problem, Severity
from explainer.rules import describe

_LINKS = {
    **dict.fromkeys(("a", "area", "link"), ("href",)),
    **dict.fromkeys(("script", "iframe", "audio", "track", "embed", "input"), ("src",)),
    **dict.fromkeys(("img", "source"), ("src", "srcset")),
    "use": ("href", "xlink:href"),
    "video": ("src", "poster"),
    "object": ("data",),
    "form": ("action",),
}
"""Element -> its attributes with addresses."""
_NO_ASSETS = {"a", "area", "link", "form"}
_RUN = {"module", "text/javascript", "application/javascript"}
_CLAIM_BYTES, _PAGE_BYTES, _LISTED_BYTES = 20_000, 35 * 1024, 430
"""The most bytes, compressed, of a claim's page, of any other page, and for each claim of a page that lists claims."""
_LISTING = frozenset({"claims", "faq", "evidence-map", "changes", "history", "corrections"})
"""Directives whose content grows with each claim."""
_SCRIPT_END = re.compile("</script", re.IGNORECASE)
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
    good="the plugin left out, or configured to leave `meta` as it is",
)
describe(
    "V07",
    "A script that the policy does not allow",
    "Only the theme's inline scripts run, and no event handler or `javascript:` address does.",
    bad="a plugin that writes <script>...</script> into pages",
    good="a file of the site, loaded by `extra_javascript`",
)
describe(
    "V08",
    "A heavy page",
    "Over a slow line it takes long. As it is sent, compressed, the page of a claim weighs 20 kB at most and any "
    "other page 35 kB; one that lists claims may weigh 430 bytes for each claim of the site, if that is more.",
    bad="a claim with forty long findings",
    good="the findings that decide, and what belongs to another question in a claim of its own",
    severity=Severity.WARNING,
)
describe(
    "S28",
    "A shop in the built site",
    "No file of the built site links to a shop or has the address of a seller's page in it, whatever wrote it: "
    "a page, the theme, a plugin or a file that was added by hand.",
    bad='<a href="https://teaville.example/">Our tests</a> in a page that a plugin writes',
    good="the same page without the link",
)


@dataclass(slots=True)
class _BuiltPage:
    """A built page: its anchors, links (kind, address, line), policy, and what would run on it (what, line)."""

    anchors: set[str] = field(default_factory=set)
    links: list[tuple[str, str, int]] = field(default_factory=list)
    policy: str = ""
    runs: list[tuple[str, int]] = field(default_factory=list)


@lru_cache(maxsize=50_000)
def _notes(source: str) -> list[tuple[str, str]]:
    """Return what of a start tag matters: its "anchor"s, "link"s and "asset"s, the "policy", and what it "runs"."""
    name, values = start_tag(source)
    notes = [("anchor", value) for attribute in ("id", "name") if (value := values.get(attribute))]
    meta = values.get("http-equiv", "").lower() if name == "meta" else ""
    if meta == "content-security-policy":
        notes.append(("policy", values.get("content", "")))
    if name == "script" and "src" not in values and (values.get("type") or "module") in _RUN:
        notes.append(("runs", ""))  # what the element holds
    for attribute, value in values.items():
        if attribute.startswith("on"):
            notes.append(("runs", f"the event handler `{attribute}`"))
        elif attribute in {"href", "src", "action"} and value.strip().lower().startswith("javascript:"):
            notes.append(("runs", "a `javascript:` address"))
    rel = set(values.get("rel", "").split())
    if name == "link" and rel & _CANONICAL:
        return notes
    if meta == "refresh":
        notes.append(("link", values.get("content", "").partition("=")[2].strip(" '\"")))
    kind = "link" if name in _NO_ASSETS and "stylesheet" not in rel else "asset"
    for attribute in _LINKS.get(name, ()):
        address = values.get(attribute)
        if address and attribute == "srcset" and "data:" not in address:
            notes += [(kind, candidate.split()[0]) for candidate in address.split(",") if candidate.strip()]
        elif address is not None:
            notes.append((kind, address))
    return notes


def missing_pages(library: Library, is_there: Callable[[str], bool], addressing: Addressing) -> list[Problem]:
    """Return V01 for each claim, former id of a claim and reference without a page.

    `is_there` returns whether the site has a file, by its path from the site's root.
    """
    claims = library.claims.values()
    pages = [(library.claim_paths[c.id], claim_page(name)) for c in claims for name in (c.id, *c.moved_from)]
    pages += [(BIBLIOGRAPHY, source_page(key)) for key in library.references]
    fix = "Check that mkdocs.yml names the hook hooks/mkdocs_hooks.py, and build again."
    files = [(path, _file(addressing, page)) for path, page in pages]
    return [
        Problem("V01", path, f"has no page in the built site ({file})", fix)
        for path, file in files
        if not is_there(file)
    ]


def check_site(library: Library, site: Path) -> list[Problem]:
    """Check a built site and return the problems: V01 to V08, and S28 for a shop.

    The problem of a link is reported where the link was written; if a template made it, in the built page.
    """
    files = {path.relative_to(site).as_posix(): path for path in sorted(site.rglob("*")) if path.is_file()}
    bare = any(
        name.startswith("claims/") and not name.endswith("index.html") and name.endswith(".html") for name in files
    )
    addressing = Addressing(directory_urls=not bare)
    problems = missing_pages(library, files.__contains__, addressing)
    pages = {name: _read(path) for name, path in files.items() if name.endswith(".html")}
    known = origins(library, addressing)
    to_shops = {name: list(_to_shops(name, page, library.shops)) for name, page in pages.items()}
    for name, page in pages.items():
        problems += _unguarded(name, page)
        wrong = ((address, line, _wrong(name, kind, address, pages, files)) for kind, address, line in page.links)
        broken = [(address, replace(problem, line=line)) for address, line, problem in wrong if problem]
        for address, problem in [*broken, *to_shops[name]]:
            problems.append(_at_origin(library, known.get(name), address, problem))
    problems += _heavy(library, {name: files[name] for name in pages}, known)
    others = {name: path for name, path in files.items() if not to_shops.get(name)}
    return [*problems, *_dead_ends(library, pages, addressing), *_naming_shops(others, library.shops)]


def _heavy(library: Library, pages: dict[str, Path], known: Mapping[str, Origin]) -> Iterator[Problem]:
    """Yield V08 for each page that is too heavy for readers on a slow line."""
    listing = {page.path for page in library.prose if any(d.name in _LISTING for d in find_directives(page.text))}
    for name, path in pages.items():
        origin = known[name].path if name in known else name
        most = _CLAIM_BYTES if origin in library.claim_paths.values() else _PAGE_BYTES
        if origin in listing:
            most = max(most, _LISTED_BYTES * len(library.claims))
        # A page that is small enough as it is need not be compressed to see that.
        if path.stat().st_size > most and (size := len(gzip.compress(path.read_bytes(), 6))) > most:
            message = f"weighs {size:,} bytes when {name} is sent; the limit is {most:,}"
            yield Problem("V08", origin, message, "Shorten it, or split it in two.", severity=Severity.WARNING)


def _unguarded(name: str, page: _BuiltPage) -> Iterator[Problem]:
    """Yield V06 for a page without its policy, and V07 for what would run on it against the policy."""
    if not page.policy:
        fix = "Leave out the plugin or hook that rewrites pages, or keep it from dropping the policy."
        yield Problem("V06", name, "has no Content-Security-Policy", fix)
    for what, line in page.runs:
        if what not in page.policy:
            shown = "an inline script that is not the theme's" if what.startswith("'sha256-") else what
            yield Problem("V07", name, f"has {shown}", "Take it out: browsers do not run it.", line)


def _dead_ends(library: Library, pages: dict[str, _BuiltPage], addressing: Addressing) -> Iterator[Problem]:
    """Yield V05 for each former address of a claim whose page does not lead to the claim."""
    for claim in library.claims.values():
        for number, old in enumerate(claim.moved_from):
            page = pages.get(_file(addressing, claim_page(old)))
            there = addressing.link(claim_page(old), claim_page(claim.id))
            if page is not None and not any(address.partition("#")[0] == there for _, address, _ in page.links):
                path = library.claim_paths[claim.id]
                message, fix = f"its former address {old} does not lead to it", "Check the template moved.html.j2."
                yield Problem("V05", path, message, fix, *library.mark(path, ("moved_from", number)))


def _file(addressing: Addressing, page: str) -> str:
    """Return the path of a page's file in the built site."""
    built = addressing.built(page)
    return f"{built}index.html" if built.endswith("/") or not built else built


def _read(path: Path) -> _BuiltPage:
    text = path.read_text(encoding="utf-8")
    page, line, counted = _BuiltPage(), 1, 0
    for tag in tags(text):
        for kind, value in () if tag["closing"] else _notes(tag[0]):
            line, counted = line + text.count("\n", counted, tag.start()), tag.start()
            if kind == "anchor":
                page.anchors.add(value)
            elif kind == "policy":
                page.policy = value
            elif kind == "runs" and (what := value or _script(text, tag.end())):
                page.runs.append((what, line))
            elif kind != "runs":
                page.links.append((kind, value, line))
    return page


def _script(page: str, start: int) -> str:
    """Return the digest of the script that begins at a position; '' for one without a word."""
    script = _SCRIPT_END.split(page[start:], maxsplit=1)[0]
    return script_digest(script) if script else ""


def _to_shops(name: str, page: _BuiltPage, shops: Shops) -> Iterator[tuple[str, Problem]]:
    """Yield each address of a shop as it is in the built page, with the problem."""
    for _, address, line in page.links:
        if (urlsplit(address).netloc or ":" in address[:8]) and shops.is_listed(address):
            message = f"links to {split_address(address)[0]}, which is a shop's"
            yield address, Problem("S28", name, message, "Delete the link.", line)


def _naming_shops(files: dict[str, Path], shops: Shops) -> Iterator[Problem]:
    """Yield S28 for each file with the address of a seller's page in any form, compressed files too."""
    if not shops.unseen:
        return
    names = [name.encode() for name in map(str.lower, shops.unseen)]
    pattern = re.compile(rb"(?<![\w-])(?:" + b"|".join(map(re.escape, names)) + rb")(?![\w-])")
    for name, path in files.items():
        content = path.read_bytes()
        with suppress(OSError, EOFError, zlib.error):  # not compressed
            content = gzip.decompress(content)
        lower = content.lower()
        # To look for each name first takes a third of the time: hardly any file has one.
        if any(shop in lower for shop in names) and (match := pattern.search(lower)):
            message = f"names {content[slice(*match.span())].decode()}, where a seller's page is"
            line = content.count(b"\n", 0, match.start()) + 1
            yield Problem("S28", name, message, "Take it out of what writes this file.", line)


def _wrong(name: str, kind: str, address: str, pages: dict[str, _BuiltPage], files: dict[str, Path]) -> Problem | None:
    """Return the problem of a link on the page `name` (V02, V03 or V04); None if the link is right."""
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
    """Return the file that a path on the page `name` leads to; None if there is none."""
    if not path:
        return name
    if path.startswith("/"):
        if name != "404.html":  # it is shown at any address, so its own addresses are absolute
            return None
        joined = path.lstrip("/")
    else:
        joined = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(path)))
    joined = unquote(joined)
    for candidate in (joined, posixpath.join(joined, "index.html").lstrip("./")):
        if candidate in files:
            return candidate
    return name if name == "404.html" else None


# From a built page back to the file that people write


class Origin(NamedTuple):
    """The file that a built page is made from, and the lines of it, from `first` to `last` (0: to the end)."""

    path: str
    first: int = 1
    last: int = 0


def origins(library: Library, addressing: Addressing) -> Mapping[str, Origin]:
    """Return a mapping of each built page of the content, by its path from the site's root, to what it is made from."""
    made_from = {page.name: Origin(page.path) for page in library.prose}
    for claim in library.claims.values():
        for name in (claim.id, *claim.moved_from):
            made_from[claim_page(name)] = Origin(library.claim_paths[claim.id])
    starts = sorted(reference.mark.line for reference in library.references.values())
    for reference in library.references.values():
        following = next((line for line in starts if line > reference.mark.line), 1)
        made_from[source_page(reference.key)] = Origin(BIBLIOGRAPHY, reference.mark.line, following - 1)
    return {_file(addressing, page): origin for page, origin in made_from.items()}


def _at_origin(library: Library, origin: Origin | None, address: str, problem: Problem) -> Problem:
    """Return the problem of a link, at the place where the link was written if that is known."""
    if origin is None:
        return problem
    mark = place_of(library, origin, address)
    if mark is None:
        return replace(problem, message=f"{problem.message} (a page made from {origin.path})")
    message = f"{problem.message} (built: {problem.path}:{problem.line})"
    return replace(problem, path=origin.path, line=mark.line, column=mark.column, message=message)


def place_of(library: Library, origin: Origin, address: str) -> Mark | None:
    """Return where in its file a link was written; None if it is not there, because a template made it.

    Looks for the address itself, for its last part (the id of a claim, the name of a picture) and for its anchor.
    """
    texts = {page.path: page.text for page in library.prose} | dict(library.texts)
    lines = texts.get(origin.path, "").splitlines()
    for wanted in _spellings(address):
        whole = re.compile(rf"(?<![\w-]){re.escape(wanted)}(?![\w-])")
        for number in range(origin.first, min(origin.last or len(lines), len(lines)) + 1):
            if match := whole.search(lines[number - 1]):
                return Mark(number, match.start() + 1)
    return None


def _spellings(address: str) -> Iterable[str]:
    """Return how a link may be written in its file: whole, without `.html`, by the name alone, by its anchor."""
    parts = urlsplit(address)
    path = unquote(parts.path).rstrip("/")
    name = path.rpartition("/")[2]
    stem = name.removesuffix(".html").removesuffix(".md")
    spellings = (address, unquote(address), path, f"{stem}.md", name, stem, unquote(parts.fragment))
    return [text for text in dict.fromkeys(spellings) if len(text) > 2 and set(text) - set("./")]
