"""From claim files and a bibliography to pages. Only `mkdocs_events` depends on the site generator."""

from pathlib import Path

__version__ = "0.1.0"

_PACKAGE = Path(__file__).parent
THEME = next(folder for folder in (_PACKAGE / "theme", _PACKAGE.parent / "theme") if folder.is_dir())
"""The folder of our theme: inside the package if it is installed, beside it in a checkout."""
