"""Plugins of others: what cannot work with pages that are made from data, and what is seen to so that it can.

One clear message before anything is built, in place of an error from within a template or a page that nobody sees
broken. Plugins that are not named here are let be; `claims built` looks at what they made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Settings = Mapping[str, Any]


def _always(_: Settings) -> bool:
    return True


_UNFIT: dict[str, tuple[str, Callable[[Settings], bool]]] = {
    "glightbox": (
        "take out the plugin: it writes a script into each page, which the pages' policy does not let run, so that "
        "pictures would open nothing",
        _always,
    ),
    "print-site": (
        "take out the plugin: it renders the theme without the site's own parts; each page prints as it is, and "
        "`make offline` packs the whole site",
        _always,
    ),
    "i18n": (
        "take out the plugin: it makes each page anew from a file, and claims are made from data; build each language "
        "as a site",
        _always,
    ),
    "htmlproofer": (
        "set `validate_external_urls: false`: a build asks no other host; `claims links` does",
        lambda settings: bool(settings.get("validate_external_urls", True)),
    ),
    "minify_html": (
        "set `minify_js: false`: it would rewrite the theme's scripts, which the pages' policy knows by their digests",
        lambda settings: bool(settings.get("minify_js", True)),
    ),
}
"""Name of a plugin -> what to do and why, and whether its settings make it unfit."""


def unfit_plugins(config: Any) -> str:
    """Return why plugins and extensions of a configuration cannot be used, one line each, or nothing."""
    held = {name.rpartition("/")[2]: getattr(plugin, "config", {}) for name, plugin in config.plugins.items()}
    told = [
        f"mkdocs.yml: plugin `{name}`: {what}."
        for name, (what, is_unfit) in _UNFIT.items()
        if name in held and is_unfit(held[name])
    ]
    if ((config.mdx_configs or {}).get("pymdownx.snippets") or {}).get("auto_append"):
        told.append(
            "mkdocs.yml: extension `pymdownx.snippets`: take out `auto_append`: no rule reads those files, and their "
            "citations would be printed as they are written."
        )
    return "\n".join(told)
