"""LaTeX in BibTeX values: what is taken as written, and what readers of LaTeX leave lying about."""

from __future__ import annotations

import re

_FORMATTING = re.compile(
    r"\\(?:emph|mkbibemph|url|enquote|ensuremath|text(?:it|bf|sc|rm|tt|up|sl|normal|superscript|subscript))\s*(?=\{)"
    r"|\\(?:em|it|bf|sc|sl|tt|rm|itshape|bfseries)(?![A-Za-z])\s*|\\/"
)
_DOTLESS = re.compile(r"(\\[`'^\"~=])\s*\{?\\([ij])(?![A-Za-z])\s*\}?")
_MATH = re.compile(r"(?<!\\)\$([^$\\]*)\$")
_LITERAL = {"\\$": "\ue000", "\\{": "\ue001", "\\}": "\ue002"}
_LEFT_OVER = re.compile(r"\\[A-Za-z]+|\\\S")


def verbatim(value: str) -> str:
    """Return an address or identifier as it was written; only the backslashes that LaTeX asks for go."""
    if value.startswith("{") and value.endswith("}"):
        value = value[1:-1]
    return re.sub(r"\\([_&%#$~{}])(?:\{\})?", r"\1", value).strip()


def prepare(value: str) -> str:
    """Return a text without what only changes its looks, and with the rest in the spelling that decoders know.

    A bare `%` is a per cent sign in a .bib file; decoders would take it for the start of a comment.
    """
    for written, kept in _LITERAL.items():
        value = value.replace(written, kept)
    value = _DOTLESS.sub(r"\1{\2}", _FORMATTING.sub("", value))
    value = _MATH.sub(lambda match: re.sub(r"[_^]", "", match[1]), value)
    value = re.sub(r"(?<!\\)%", r"\\%", value)
    return value.replace("\\,", " ").replace("\\ ", " ").replace("``", "\u201c").replace("''", "\u201d")


def finish(value: str) -> str:
    """Return a decoded text with dashes as printed and the signs that `prepare` put aside."""
    value = value.replace("$", "")
    for written, kept in _LITERAL.items():
        value = value.replace(kept, written[1:])
    return value.replace("---", "\u2014").replace("--", "\u2013").strip()


def left_over(value: str) -> str:
    """Return the first LaTeX command that is still in a text, or nothing."""
    found = _LEFT_OVER.search(value)
    return found.group() if found else ""
