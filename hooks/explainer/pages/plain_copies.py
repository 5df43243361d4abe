"""All pages as plain Markdown: in a folder for another generator, or beside the built pages."""

import posixpath
import re
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

from explainer.addressing import Addressing, Face
from explainer.file_kinds import is_backup
from explainer.loading.citation_syntax import mask_code
from explainer.loading.prose_page import ProsePage
from explainer.pages.page_context import PageContext
from explainer.pages.plain_markdown import markdown_escape
from explainer.pages.plan import PlannedPage, plan_pages
from explainer.pages.prose import expand
from explainer.pages.render import Renderer
from explainer.pages.site_view import SiteView

_ATTRIBUTES = re.compile(r"(?m)^(#{1,6} .*?)\s*\{(?P<list>[^{}\n]*)\}[ \t]*$")
_STYLED = re.compile(r"(?<=[*_)])\{ ?[.#][^{}\n]*\}")
"""The attribute list of words within a line, as in `**Banned**{ .x-state--no }`."""
_ID = re.compile(r"(?:^|\s)#([\w-]+)")
_TITLE = re.compile(r"(?m)^# .*$")
_LINK = re.compile(r"(?<=\]\()(?P<path>[^()\s#<>:]+)(?P<anchor>#[^()\s]*)?(?=(?:\s+\"[^\"]*\")?\))")
_PAGE_ENDINGS = {".md", ".yml", ".yaml"}


def plain_pages(view: SiteView, addressing: Addressing, address: str = "") -> dict[str, Callable[[], str]]:
    """Return the functions that write each page as plain Markdown, by the page's name.

    `addressing` is the layout of the pages. `address` is the site's; if it is empty, citations of pages have none.
    """
    renderer = Renderer(view, addressing, address=address)

    def written(page: PlannedPage | ProsePage) -> str:
        if isinstance(page, PlannedPage):
            text = renderer.page(page)
        else:
            moved = _relocated(page.text, page.name, addressing)
            text, _ = expand(moved, PageContext(view, page.name, addressing), renderer)
            text = _STYLED.sub("", _ATTRIBUTES.sub(_anchored, text))
        return re.sub(r"\n{3,}", "\n\n", _framed(text, page.name, renderer)).rstrip() + "\n"

    pages: list[PlannedPage | ProsePage] = [*plan_pages(view), *view.library.prose]
    return {page.name: partial(written, page) for page in pages}


def _anchored(heading: re.Match[str]) -> str:
    """Return a heading without its attribute list; its id becomes an anchor above it, so that links still work."""
    named = _ID.search(heading["list"])
    return f'<a id="{named[1]}"></a>\n\n{heading[1]}' if named and heading[1].startswith("##") else heading[1]


def _framed(text: str, name: str, renderer: Renderer) -> str:
    """Return a page with the texts that the theme puts around every page: what to do in an emergency, and the notes."""
    site = renderer.view.data.site
    gap = "\n\n"
    below = markdown_escape(site.shown_notes)
    if not site.health:
        return f"{text}{gap}{below}"
    doctor = f"[{markdown_escape(site.emergency_link)}]({renderer.addressing.link(name, site.doctor_page)})"
    above = f"{markdown_escape(site.emergency)} {doctor}"
    return f"{_TITLE.sub(lambda title: title.group() + gap + above, text, count=1)}{gap}{below}"


def export_pages(view: SiteView, folder: Path, docs: Path) -> int:
    """Write all pages as plain Markdown into `folder`; return their number.

    Links between pages are relative paths to .md files. Pictures and other files of `docs` are copied, without data
    files. Raises OSError if the folder cannot be written.
    """
    pages = plain_pages(view, Addressing(Face.PLAIN))
    for name, write in pages.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(write(), encoding="utf-8")
    for path in sorted(docs.rglob("*")):
        relative = path.relative_to(docs)
        hidden = is_backup(path.name) or any(part.startswith(".") for part in relative.parts)
        if path.is_file() and path.suffix not in _PAGE_ENDINGS and not hidden:
            (folder / relative).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, folder / relative)
    return len(pages)


def _relocated(text: str, name: str, addressing: Addressing) -> str:
    """Return a prose page with its links changed for the place of its copy."""
    if not addressing.beside:
        return text

    def moved(match: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), match["path"]))
        address = addressing.link if target.endswith(".md") else addressing.file
        return address(name, target) + (match["anchor"] or "")

    parts = []
    position = 0
    for match in _LINK.finditer(mask_code(text)):
        parts += [text[position : match.start()], moved(match)]
        position = match.end()
    return "".join([*parts, text[position:]])
