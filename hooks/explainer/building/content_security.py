"""The last touch to a finished page: its Content-Security-Policy, and the theme's markup made valid.

A policy inside the page works on every host, even if headers cannot be set. It allows the theme's own inline scripts by
their digests and no others: a script that slipped in through a text, a title or a plugin does not run.
https://www.w3.org/TR/CSP3/
"""

import base64
import hashlib
import re
from collections.abc import Container, Iterable
from functools import lru_cache
from pathlib import Path

DIRECTIVES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "frame-src": "'none'",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
}
"""What every page allows; `data:` is for the drawings in the theme's style sheets."""

_INDENT = re.compile(r"(<script\b.*?</script>)|\n\s+", re.DOTALL)
_CHARSET = '<meta charset="utf-8">'
_ANY_CHARSET = re.compile(r"""<meta\s+charset=(["']?)utf-8\1\s*/?>""", re.IGNORECASE)
# All inline scripts that run have no attributes; those of type JSON are data and never run.
_INLINE = "<script>"
_FILLED_IN = re.compile(r"\{\{.*?\}\}")
_ADDRESS = r"[\w./:-]*"
# The script of the plugin `redirects`, which keeps the part of the address after `#`.
_LEADS_ON = re.compile(
    r"""var anchor=window\.location\.hash\.substr\(1\);location\.href="[^"\\<>\s]*"\+\(anchor\?"#"\+anchor:""\)"""
)
# Links to other hosts. Those of our templates have a `rel`; those that people write in prose have none.
_OUTWARD = '<a href="http'
# Invalid HTML of the theme. Without the first attribute, Firefox would keep a menu open on reload;
# assets/explainer.js sets it again, since a script may set what markup may not.
_INVALID = (
    (' id="__drawer" autocomplete="off"', ' id="__drawer"'),
    (' id="__search" autocomplete="off"', ' id="__search"'),
    (' tabindex=""', ""),
)


class ThemeScripts:
    """The inline scripts of a theme's templates, to recognise the theme's own scripts on a page."""

    def __init__(self, folders: Iterable[Path]) -> None:
        """Read the templates in the folders of a theme. A value that a template fills in may be an address."""
        templates = (path for folder in folders for path in sorted(folder.rglob("*.html")))
        read = (path.read_text(encoding="utf-8", errors="replace") for path in templates)
        texts = {script for template in read for script in _inline(template)}
        self._whole = frozenset(text for text in texts if not _FILLED_IN.search(text))
        filled = [_ADDRESS.join(map(re.escape, _FILLED_IN.split(text))) for text in sorted(texts - self._whole)]
        self._patterns = tuple(re.compile(pattern) for pattern in filled)

    def __contains__(self, script: str) -> bool:
        return script in self._whole or any(pattern.fullmatch(script) for pattern in self._patterns)


def finished(html: str, scripts: Container[str], *, offline: bool = False, connect: Iterable[str] = ()) -> str:
    """Return a rendered page with its policy right after its encoding, with valid markup and discreet links.

    `scripts` are the theme's. `offline` is for pages opened from a disk, where 'self' means nothing because pages have
    no origin. `connect` are the other hosts that this page may ask. A page that declares no encoding gets no policy,
    since it is not made by the theme.
    """
    # Before the article are the theme's invalid markup, and its blank lines and deep indents, which weigh half a
    # kilobyte; links without a `rel` are in the article.
    frame, start, text = html.partition("<article")
    if start:
        frame = _INDENT.sub(lambda found: found[1] or "\n", frame)
    for wrong, right in _INVALID:
        frame = frame.replace(wrong, right, 1)
    html = frame + start + _discreet(text)
    policy = policy_for(html, scripts, offline=offline, connect=connect)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    if _CHARSET in html:
        return html.replace(_CHARSET, f"{_CHARSET}\n      {meta}", 1)
    return _ANY_CHARSET.sub(lambda found: f"{found[0]}{meta}", html, count=1)  # as plugins that minify write it


def guarded_redirect(html: str, *, offline: bool = False) -> str:
    """Return a page of the plugin `redirects` with a policy that allows only its own script, which leads on."""
    return finished(html, [script for script in _inline(html) if _LEADS_ON.fullmatch(script)], offline=offline)


def policy_for(html: str, scripts: Container[str], *, offline: bool = False, connect: Iterable[str] = ()) -> str:
    """Return the policy of a page: that of all pages, and the digests of the theme's scripts on this page."""
    digests = sorted(script_digest(script) for script in set(_inline(html)) if script in scripts)
    directives = DIRECTIVES | {
        "script-src": " ".join([DIRECTIVES["script-src"], *digests]),
        "connect-src": " ".join([DIRECTIVES["connect-src"], *connect]),
    }
    text = "; ".join(f"{name} {value}" for name, value in directives.items())
    if offline:  # allow the disk itself, and the fonts inside style sheets
        text = text.replace("'self'", "'self' file:").replace("font-src", "font-src data:")
    return text


def _discreet(text: str) -> str:
    """Return HTML whose links to other hosts do not tell them where their reader came from.

    String methods are several times as fast here as a regular expression.
    """
    first, *links = text.split(_OUTWARD)
    parts = [first]
    for link in links:
        attributes, end, rest = link.partition(">")
        rel = "" if " rel=" in attributes else ' rel="noopener noreferrer external"'
        parts.append(f"{_OUTWARD}{attributes}{rel}{end}{rest}")
    return "".join(parts)


def _inline(html: str) -> list[str]:
    return [part.partition("</script>")[0] for part in html.split(_INLINE)[1:]]


@lru_cache(maxsize=64)
def script_digest(script: str) -> str:
    """Return the digest by which a policy names an inline script. A site has few scripts, on hundreds of pages."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
