"""The package's own theme: templates, style sheets and scripts that are laid over Material for MkDocs."""

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from explainer import THEME
from explainer.model.vocabulary import Verdict
from explainer.model.wording import Wording

STYLES = ("assets/explainer.css", "assets/parts.css", "assets/search.css")
"""The style sheets of every page; main.html adds those that some pages need."""
SCRIPTS = ("assets/explainer.js", "assets/helplines.js", "assets/search.js")
"""The scripts of every page, which are deferred."""
SPEAKING = (*SCRIPTS, "assets/filter.js")
"""The scripts with texts for readers."""
MATERIAL = "material"
"""The name of the theme that ours is laid over."""
_TITLE = "\ue000title\ue001"
"""A placeholder for the title of a page in a part that pages share."""

_NAV = re.compile(r'<nav(?: (class="[^"]*"))?[^>]*>|</nav>')
_TEXTS = re.compile(r"const TEXTS = (\{.*?\n *\});", re.DOTALL)


def theme_language(language: str, folders: Iterable[str]) -> str:
    """Return the language whose texts of the theme a site takes: its own, or that without its region.

    `folders` are those of the theme. Raises ValueError if the theme has texts in neither.
    """
    for one in (language, language.partition("-")[0]):
        if any((Path(folder) / f"partials/languages/{one}.html").is_file() for folder in folders):
            return one
    raise ValueError(
        f"docs/data/site.yml: the theme has no texts in the language `{language}`. Write them into "
        f"partials/languages/{language}.html in a folder that mkdocs.yml names under `theme: custom_dir`."
    )


def worded(script: str, words: Wording) -> str:
    """Return a script with its texts for readers replaced by the site's own, under the same keys."""

    def own(match: re.Match[str]) -> str:
        texts = {key: words.for_script(f"scripts.{key}") for key in json.loads(match[1])}
        return f"const TEXTS = {json.dumps(texts, ensure_ascii=False)};"

    return _TEXTS.sub(own, script)


def own_assets(words: Wording) -> dict[str, str]:
    """Return the files of the theme that differ on this site: scripts with its own texts, styles of its verdicts."""
    assets: dict[str, str] = {}
    sheet = (THEME / STYLES[0]).read_text(encoding="utf-8")
    if (extended := styles_with_verdicts(sheet)) != sheet:
        assets[STYLES[0]] = extended
    for name in SPEAKING:
        script = (THEME / name).read_text(encoding="utf-8")
        if any(words.for_script(f"scripts.{key}") != text for key, text in texts_in(script).items()):
            assets[name] = worded(script, words)
    return assets


def styles_with_verdicts(sheet: str, verdicts: Iterable[Verdict] = tuple(Verdict)) -> str:
    """Return the style sheet explainer.css with colours and marks added for the verdicts that it lacks.

    The colours in the file itself are tuned by hand.
    """
    dark = '[data-md-color-scheme="slate"]'
    added = ""
    for verdict in verdicts:
        if f"--x-{verdict}:" not in sheet:
            mark = verdict.mark.replace("currentColor", "#000").replace("var(--x-paper)", "#fff")
            drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">{mark}</svg>'
            icon = f"data:image/svg+xml,{quote(drawing)}"
            added += (
                f"\n:root {{ --x-{verdict}: {verdict.light}; }}\n{dark} {{ --x-{verdict}: {verdict.dark}; }}\n"
                f'[class*="--{verdict}"] {{ --x-tone: var(--x-{verdict}); }}\n'
                f'.md-tag--{verdict} {{ color: var(--x-tone); --md-tag-icon: url("{icon}"); }}\n'
            )
    return sheet + added


def texts_in(script: str) -> dict[str, str | dict[str, str]]:
    """Return the texts for readers in a script by their keys; a text with a count as its plural forms."""
    match = _TEXTS.search(script)
    return dict(json.loads(match[1])) if match else {}


def quiet_header(header: str) -> str:
    """Return the theme's header without its landmarks for navigation, which lead nowhere, and with a silent title.

    The title is the name of the site or of the page. Screen readers read both anyway, in a link and in the heading.
    """
    shown = header.replace('data-md-component="header-title"', 'data-md-component="header-title" aria-hidden="true"')
    return _NAV.sub(lambda tag: "</div>" if tag[0] == "</nav>" else f"<div {tag[1]}>" if tag[1] else "<div>", shown)


class Frame:
    """The parts of the theme around the page that many pages share, each rendered once per build.

    Generated pages are not in the navigation, so the header, menu and footer of those in one folder with one parent
    differ only in the page's title. On a site with many pages, rendering them would be most of the work of the template
    engine. The theme's list of a page's sections, which generated pages hide, is left out.
    """

    def __init__(self, generated: set[str]) -> None:
        self._generated = generated
        self._kept: dict[tuple[str, str, str, int], str] = {}

    def once(self, part: str, page: Any, base_url: str, render: Callable[[], str]) -> str:
        """Return a part of the theme for a page, from `render` or from an earlier page that shares the part.

        `page` is the page in the theme, or None; `base_url` leads from it to the site's root. Of what differs between
        pages, a shared part may show only the title.
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
