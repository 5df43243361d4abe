"""Plugins of others that cannot work with pages made from data, and what to do about each.

One clear message before the build replaces an error from inside a template, or a broken page that nobody notices. Other
plugins are left alone; `claims built` checks what they made.
"""

import tomllib
from pathlib import Path
from typing import Any

_UNFIT: dict[str, dict[str, str]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
"""Name of a plugin -> the `setting` that makes it unfit (empty if it always is), and what to do `instead`."""


def unfit_plugins(config: Any) -> str:
    """Return which plugins and extensions of a configuration cannot be used and why, a line each; empty if all can."""
    settings = {name.rpartition("/")[2]: getattr(plugin, "config", {}) for name, plugin in config.plugins.items()}
    reasons = [
        f"mkdocs.yml: plugin `{name}`: {about['instead']}."
        for name, about in _UNFIT.items()
        if name in settings and (not about["setting"] or settings[name].get(about["setting"], True))
    ]
    if ((config.mdx_configs or {}).get("pymdownx.snippets") or {}).get("auto_append"):
        reasons.append(
            "mkdocs.yml: extension `pymdownx.snippets`: take out `auto_append`: no rule reads those files, and their "
            "citations would be printed as they are written."
        )
    return "\n".join(reasons)
