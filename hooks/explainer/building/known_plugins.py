"""Plugins that cannot work with pages that are made from data, each with the reason and the way out.

One clear message before anything is built, in place of an error from within a template or a page that nobody sees
broken. Plugins that are not named here are let be; `claims built` looks at what they made.
"""

from __future__ import annotations

from typing import Any

_UNFIT = {
    "glightbox": "writes a script into each page, which the pages' policy does not let run: pictures open nothing",
    "print-site": "renders the theme without the site's own parts; each page prints as it is, and `make offline` "
    "packs the whole site",
    "i18n": "looks for a file behind each page, and claims are made from data; build each language as a site",
    "rss": "looks for a file behind each page, and claims are made from data; the site has feeds of its own in feeds/",
    "htmlproofer": "asks other hosts while the site is built; `claims built` checks links within the site, and "
    "`claims links` the others",
}
"""Name of a plugin -> why it does not work here, and what does."""


def unfit_plugins(config: Any) -> str:
    """Return why the plugins of a configuration cannot be used, one line each, or nothing."""
    found = {name.rpartition("/")[2] for name in config.plugins}
    return "\n".join(
        f"mkdocs.yml: take out the plugin `{name}`: it {why}." for name, why in _UNFIT.items() if name in found
    )
