"""Every page as plain Markdown in a folder, for any generator that comes later."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from explainer.addressing import Addressing, Face
from explainer.context import PageContext
from explainer.documents import expand
from explainer.pages import plan_pages
from explainer.render import Renderer
from explainer.views import SiteView

_ATTRIBUTES = re.compile(r"(?m)^(#{1,6} .*?)\s*\{[^{}\n]*\}\s*$")
_PAGE_ENDINGS = {".md", ".yml", ".yaml"}


def export_pages(view: SiteView, folder: Path, docs: Path) -> int:
    """Write all pages, generated and prose, as plain Markdown into `folder`; return how many.

    Links between pages are relative paths to .md files. Pictures and other files of `docs` are copied; data files are
    not. Raises OSError where the folder cannot be written.
    """
    library = view.library
    addressing = Addressing(Face.PLAIN)
    renderer = Renderer(view, addressing)
    count = 0
    for planned in plan_pages(view):
        _write(folder / planned.name, renderer.page(planned))
        count += 1
    for page in library.prose:
        text, _ = expand(page.text, PageContext(view, page.name, addressing), renderer)
        _write(folder / page.name, _ATTRIBUTES.sub(r"\1", text))
        count += 1
    for path in sorted(docs.rglob("*")):
        relative = path.relative_to(docs)
        if (
            path.is_file()
            and path.suffix not in _PAGE_ENDINGS
            and not any(part.startswith(".") for part in relative.parts)
        ):
            (folder / relative).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, folder / relative)
    return count


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(re.sub(r"\n{3,}", "\n\n", text).rstrip() + "\n", encoding="utf-8")
