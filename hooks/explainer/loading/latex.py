"""LaTeX in BibTeX values: what the reader of LaTeX leaves lying about."""

from __future__ import annotations

import re

_FORMATTING = re.compile(
    r"\\(?:emph|mkbibemph|url|enquote|ensuremath|text(?:it|bf|sc|rm|tt|up|sl|normal|superscript|subscript))\s*(?=\{)"
    r"|\\(?:em|it|bf|sc|sl|tt|rm|itshape|bfseries)(?![A-Za-z])\s*|\\/"
)
_DOTLESS = re.compile(r"(\\[`'^\"~=])\s*(?:\{\s*\\([ij])\s*\}|\\([ij])(?![A-Za-z])\s*)")
_MATH = re.compile(r"(?<!\\)\$([^$\\\s]*)\$")  # with a space inside, a dollar sign means dollars
_LITERAL = {"\\$": "\ue000", "\\{": "\ue001", "\\}": "\ue002"}
_LEFT_OVER = re.compile(r"\\[A-Za-z]+|\\\S")


def verbatim(value: str) -> str:
    """Return an address or identifier as it is: only the braces and backslashes that LaTeX asks for are taken off."""
    value = re.sub(r"\\(?:textasciitilde|~)(?:\{\})?", "~", value)
    return re.sub(r"[{}]", "", re.sub(r"\\([_%&#$])", r"\1", value)).strip()


def prepare(value: str) -> str:
    """Return a text without what only changes its looks, and with the rest in the spelling that decoders know.

    A bare `%` is a per cent sign in a .bib file; decoders would take it for the start of a comment.
    """
    for written, kept in _LITERAL.items():
        value = value.replace(written, kept)
    value = _DOTLESS.sub(lambda match: f"{match[1]}{{{match[2] or match[3]}}}", _FORMATTING.sub("", value))
    value = _MATH.sub(lambda match: re.sub(r"[_^]", "", match[1]), value)
    value = re.sub(r"(?<!\\)%", r"\\%", value)
    return value.replace("\\,", " ").replace("\\ ", " ").replace("``", "\u201c").replace("''", "\u201d")


def finish(value: str) -> str:
    """Return a decoded text with dashes as printed and the signs that `prepare` put aside."""
    for written, kept in _LITERAL.items():
        value = value.replace(kept, written[1:])
    return value.replace("---", "\u2014").replace("--", "\u2013").strip()


def left_over(value: str) -> str:
    """Return the first LaTeX command that is still in a text, or nothing."""
    found = _LEFT_OVER.search(value)
    return found.group() if found else ""
