"""Plugins of others that cannot work with pages made from data, and what to do about each.

One clear message before the build replaces an error from inside a template, or a broken page that nobody notices. Other
plugins are left alone; `claims built` checks what they made.
"""

from typing import Any

_UNFIT: dict[str, tuple[str, str]] = {
    "glightbox": (
        "",
        "take out the plugin: it writes a script into each page, which the pages' policy does not let run, so that "
        "pictures would open nothing",
    ),
    "print-site": (
        "",
        "take out the plugin: it renders the theme without the site's own parts; each page prints as it is, and "
        "`make offline` packs the whole site",
    ),
    "i18n": (
        "",
        "take out the plugin: it makes each page anew from a file, and claims are made from data; build each language "
        "as a site",
    ),
    "htmlproofer": (
        "validate_external_urls",
        "set `validate_external_urls: false`: a build asks no other host; `claims links` does",
    ),
    "minify_html": (
        "minify_js",
        "set `minify_js: false`: it would rewrite the theme's scripts, which the pages' policy knows by their digests",
    ),
}
"""Name of a plugin -> the setting that makes it unfit (empty if it always is), and what to do."""


def unfit_plugins(config: Any) -> str:
    """Return which plugins and extensions of a configuration cannot be used and why, a line each; empty if all can."""
    settings = {name.rpartition("/")[2]: getattr(plugin, "config", {}) for name, plugin in config.plugins.items()}
    reasons = [
        f"mkdocs.yml: plugin `{name}`: {what}."
        for name, (setting, what) in _UNFIT.items()
        if name in settings and (not setting or settings[name].get(setting, True))
    ]
    if ((config.mdx_configs or {}).get("pymdownx.snippets") or {}).get("auto_append"):
        reasons.append(
            "mkdocs.yml: extension `pymdownx.snippets`: take out `auto_append`: no rule reads those files, and their "
            "citations would be printed as they are written."
        )
    return "\n".join(reasons)
