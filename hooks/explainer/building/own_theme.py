"""The theme that belongs to the package: templates, style sheets and scripts, laid over Material for MkDocs."""

from __future__ import annotations

from pathlib import Path

STYLES = ("assets/explainer.css", "assets/parts.css", "assets/pictures.css", "assets/search.css")
"""Style sheets of every page; print.css and noscript.css stand in main.html."""
SCRIPTS = ("assets/explainer.js", "assets/filter.js", "assets/helplines.js", "assets/search.js")
"""Scripts of every page, each begun when the page is read."""
MATERIAL = "material"
"""The name of the theme that ours is laid over."""


def theme_folder() -> Path:
    """Return the folder of the theme: inside the installed package, beside it in a checkout."""
    package = Path(__file__).parent.parent
    return next(folder for folder in (package / "theme", package.parent / "theme") if folder.is_dir())
