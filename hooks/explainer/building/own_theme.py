"""The theme that belongs to the package: templates, style sheets and scripts, laid over Material for MkDocs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from urllib.parse import quote

from explainer.model.vocabulary import Verdict
from explainer.model.wording import Wording

STYLES = ("assets/explainer.css", "assets/parts.css", "assets/search.css")
"""Style sheets of every page; those that not every page needs stand in main.html."""
SCRIPTS = ("assets/explainer.js", "assets/helplines.js", "assets/search.js")
"""Scripts of every page, each begun when the page is read."""
SPEAKING = (*SCRIPTS, "assets/filter.js")
"""Scripts that hold words which readers see."""
MATERIAL = "material"
"""The name of the theme that ours is laid over."""


_TEXTS = re.compile(r"const TEXTS = (\{.*?\n *\});", re.DOTALL)


def worded(script: str, words: Wording) -> str:
    """Return a script with the words that its readers see in the site's own, by the keys that it names them with."""

    def own(found: re.Match[str]) -> str:
        texts = {key: words.all[f"scripts.{key}"] for key in json.loads(found[1])}
        return f"const TEXTS = {json.dumps(texts, ensure_ascii=False)};"

    return _TEXTS.sub(own, script)


def own_assets(words: Wording) -> dict[str, Callable[[], str]]:
    """Return what writes each file of the theme that is another on this site: scripts in its words, new verdicts."""
    made: dict[str, Callable[[], str]] = {}
    sheet = (theme_folder() / STYLES[0]).read_text(encoding="utf-8")
    if styles_with_verdicts(sheet) != sheet:
        made[STYLES[0]] = partial(styles_with_verdicts, sheet)
    for name in SPEAKING:
        text = (theme_folder() / name).read_text(encoding="utf-8")
        if any(words.all[f"scripts.{key}"] != said for key, said in texts_in(text).items()):
            made[name] = partial(worded, text, words)
    return made


def styles_with_verdicts(sheet: str, verdicts: Iterable[Verdict] = tuple(Verdict)) -> str:
    """Return a style sheet with the colours and the marks of the verdicts that it does not know.

    Those that it knows are tuned by hand. `sheet` is explainer.css, which holds the colours.
    """
    more = [one for one in verdicts if f"--x-{one}:" not in sheet]
    dark = '[data-md-color-scheme="slate"]'
    return sheet + "".join(
        f"\n:root {{ --x-{one}: {one.light}; }}\n{dark} {{ --x-{one}: {one.dark}; }}\n"
        f'[class*="--{one}"] {{ --x-tone: var(--x-{one}); }}\n'
        f'.md-tag--{one} {{ color: var(--x-tone); --md-tag-icon: url("data:image/svg+xml,{quote(_icon(one))}"); }}\n'
        for one in more
    )


def _icon(verdict: Verdict) -> str:
    """Return the mark of a verdict as a drawing of its own, in one colour: what is paper on a page is left open."""
    mark = verdict.mark.replace("currentColor", "#000").replace("var(--x-paper)", "#fff")
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">{mark}</svg>'


def texts_in(script: str) -> dict[str, str]:
    """Return the words in a script by their keys."""
    found = _TEXTS.search(script)
    return dict(json.loads(found[1])) if found else {}


def theme_folder() -> Path:
    """Return the folder of the theme: inside the installed package, beside it in a checkout."""
    package = Path(__file__).parent.parent
    return next(folder for folder in (package / "theme", package.parent / "theme") if folder.is_dir())
