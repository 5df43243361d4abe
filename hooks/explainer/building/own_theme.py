"""The theme that belongs to the package: templates, style sheets and scripts, laid over Material for MkDocs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

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


def scripts_in_own_words(words: Wording) -> dict[str, Callable[[], str]]:
    """Return what writes each script that says something otherwise than the package does; none for most sites."""
    made: dict[str, Callable[[], str]] = {}
    for name in SPEAKING:
        text = (theme_folder() / name).read_text(encoding="utf-8")
        if any(words.all[f"scripts.{key}"] != said for key, said in texts_in(text).items()):
            made[name] = partial(worded, text, words)
    return made


def texts_in(script: str) -> dict[str, str]:
    """Return the words in a script by their keys."""
    found = _TEXTS.search(script)
    return dict(json.loads(found[1])) if found else {}


def theme_folder() -> Path:
    """Return the folder of the theme: inside the installed package, beside it in a checkout."""
    package = Path(__file__).parent.parent
    return next(folder for folder in (package / "theme", package.parent / "theme") if folder.is_dir())
