"""Making texts from elsewhere, such as titles from registers and answers of servers, safe to keep and to print.

A terminal obeys escape sequences, a CI log obeys commands in its lines (`##[...]`, `::...::`), and marks of writing
direction can show characters in another order than they have in the file.
"""

import re

# Invisible characters that no text needs and that change how others are shown: C0 and C1 controls except tab and line
# feed, lone surrogates, marks and overrides of direction, word joiners, line separators, tags, noncharacters.
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb"
    "\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_LOG_COMMAND = re.compile(r"##(?=\[)|^(\s*):(?=:)", re.MULTILINE)


def cleaned(text: str) -> str:
    """Return a text without invisible characters. Tabs and line feeds stay; other line ends become a space."""
    return _UNSEEN.sub(lambda match: " " if match[0] in "\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029" else "", text)


def printable(text: str) -> str:
    r"""Return a text to print, with escapes such as `\x1b` for invisible characters.

    A space breaks the commands of CI logs: `##[group]` anywhere in a line, `::error::` at its beginning.
    """
    shown = _UNSEEN.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)
    return _LOG_COMMAND.sub(lambda match: "## " if match[1] is None else f"{match[1]}: ", shown)


def as_code(text: str) -> str:
    """Return a text as inline code of Markdown, where it can neither make links nor mention anybody."""
    return f"`` {' '.join(cleaned(text).split()).replace('`', chr(39))} ``"
