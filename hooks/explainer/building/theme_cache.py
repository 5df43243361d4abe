"""What surrounds the pages: parts of the theme that are the same on many of them, rendered once for all.

Generated pages stand outside the navigation, so that header, menu and footer of those in one folder with one parent
differ in the page's title alone. For a site of many pages they would be most of what a template engine has to do.
The theme's own list of a page's sections, which generated pages hide, is left out of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_TITLE = "\ue000title\ue001"


class Frame:
    """The shared parts of one build. `generated` are the names of the pages that may share them."""

    def __init__(self, generated: set[str]) -> None:
        self._generated = generated
        self._kept: dict[tuple[str, str, str, int], str] = {}

    def once(self, part: str, page: Any, base_url: str, render: Callable[[], str]) -> str:
        """Return a part of the theme for a page: what `render` gives, or what it gave for the page's like before.

        `page` is the page as the theme knows it, or None; `base_url` leads from it to the site's root. Of what a page
        has for itself a shared part may show the title alone.
        """
        if page is None or page.file.src_uri not in self._generated:
            return render()
        folder = page.file.src_uri.rpartition("/")[0]  # links are as seen from there
        key = (part, folder, base_url, id(page.parent))
        if key not in self._kept:
            title, toc = page.meta["title"], page.toc
            page.meta["title"], page.toc = _TITLE, []
            try:
                self._kept[key] = render()
            finally:
                page.meta["title"], page.toc = title, toc
        return self._kept[key].replace(_TITLE, page.meta["title"])
