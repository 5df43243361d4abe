"""Figures: the paragraph below a picture becomes its caption."""

from __future__ import annotations

import re

_BELOW = re.compile(r"<!--x:caption-->\s*</figure>\s*<p>(?P<caption>.*?)</p>", re.DOTALL)
_EMPTY = "<!--x:caption-->"


def with_captions(html: str) -> str:
    """Return a page with the paragraph below each picture inside its figure, so that the two are read as one."""
    if _EMPTY not in html:
        return html
    return _BELOW.sub(r"<figcaption>\g<caption></figcaption>\n</figure>", html).replace(_EMPTY, "")
