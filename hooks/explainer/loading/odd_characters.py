"""Find characters that cannot be seen, that look like other characters, or that come from a wrong encoding."""

import re
import unicodedata
from collections.abc import Iterator

# Bidirectional marks can show a reader other text than the file holds (Unicode TR36); zero-width characters hide in
# words; line and paragraph separators end lines for YAML but not for editors. Format characters (Cf) are recognized by
# their category. These are the others that show nothing: Unicode's Default_Ignorable_Code_Point, and the empty Braille
# cell. U+FFFC stands for a picture that was lost in pasting, U+FFFD for a character that a program could not decode.
_HIDDEN = {
    chr(code)
    for code in (0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810), *range(0x2028, 0x202A), 0x2065, 0x2800,
                 0x3164, *range(0xFE00, 0xFE10), 0xFFA0, 0xFFFC, 0xFFFD, *range(0xE0000, 0xE1000))
}  # fmt: skip
_SEEN = {chr(code) for code in (*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD)}
"""Format characters that are visible: signs of Arabic, Syriac and Kaithi."""
_JOINERS = "\u200c\u200d"
_PICTURE_FORMS = "\ufe0e\ufe0f"
_STACK = re.compile("[\u0300-\u036f\u0483-\u0489\u1dc0-\u1dff\u20d0-\u20ff]{4,}")

_TWIN = (
    "\u0400-\u058f\u13a0-\u13ff\u0391\u0392\u0395-\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf"
)
"""Letters that can be mistaken for Latin ones: all Cyrillic, Armenian and Cherokee ones, and some Greek ones."""
_MIXED = re.compile(rf"[^\W\d_]*(?:[A-Za-z][{_TWIN}]|[{_TWIN}][A-Za-z])[^\W\d_]*")
_STYLED = re.compile("[\U0001d400-\U0001d7ff\uff21-\uff3a\uff41-\uff5a]+")
_GARBLED = re.compile("[\u00c2\u00c3][\u0080-\u00bf\u0152-\u2122]|\u00e2[\u0080-\u00bf\u0152-\u2122]{2}")
"""Two or three bytes of UTF-8 that were read as Windows-1252."""
_CLOSING = "\u00bb\u201c\u201d\u2019"


def is_hidden(char: str, before: str = "") -> bool:
    """Return whether a character is not allowed in a file; `before` is the character in front of it.

    Joiners are allowed in scripts that need them, such as Persian, and variation selectors after a symbol.
    """
    if char in _JOINERS:
        return not ("\u0600" <= before < "\u2000" and unicodedata.category(before)[0] in "LM")
    if char in _PICTURE_FORMS:
        return not before or unicodedata.category(before)[0] != "S"
    kind = unicodedata.category(char)  # private characters (Co) are shown as nothing or as a box
    shows_nothing = kind in {"Co", "Cf"} or (kind == "Cc" and char != "\t") or ord(char) & 0xFFFE == 0xFFFE
    return char in _HIDDEN or (shows_nothing and char not in _SEEN)


def without_hidden(line: str) -> str:
    """Return a line without the characters that are not allowed in a file, and with at most three marks on a letter."""
    if line.isascii() and line.isprintable():
        return line
    seen = "".join(char for before, char in zip(f" {line}", line, strict=False) if not is_hidden(char, before))
    return _STACK.sub(lambda marks: marks[0][:3], seen)


def named(char: str) -> str:
    """Return a character's number and name for a message."""
    return f"U+{ord(char):04X} ({unicodedata.name(char, 'control character')})"


def hidden_in(line: str) -> Iterator[tuple[int, str, str]]:
    """Yield (column, message, fix) for each character of a line that is not allowed in a file."""
    before = ""
    for column, char in enumerate(line, start=1):
        if is_hidden(char, before):
            lost = char == "\ufffd"
            yield column, f"has {named(char)}", "Write the letter that was lost." if lost else "Delete the character."
        before = char
    for match in _STACK.finditer(line):
        yield match.start() + 1, f"has {len(match[0])} marks over one letter", "Delete the marks."


def suspect_in(line: str) -> Iterator[tuple[str, int, str, str]]:
    """Yield (code, column, message, fix) for visible characters that are almost certainly not the intended ones."""
    for match in _GARBLED.finditer(line):
        if meant := _decoded_again(match[0]):
            before = line[match.start() - 1 : match.start()]
            if match[0][-1] in _CLOSING and before.isupper():
                continue  # a word in capitals within quotation marks
            said = f"`{match[0]}` is what `{meant}` becomes in a wrong encoding"
            yield "F03", match.start() + 1, said, f"Write `{meant}`, or save the file as UTF-8 again."
    for match in _MIXED.finditer(line):
        odd = next(char for char in match[0] if re.match(f"[{_TWIN}]", char))
        said = f"`{match[0][:40]}` mixes alphabets: it has {named(odd)}"
        yield "F04", match.start() + 1, said, "Type the word again."
    for match in _STYLED.finditer(line):
        plain = unicodedata.normalize("NFKC", match[0])
        yield "F04", match.start() + 1, f"`{match[0][:40]}` only looks like `{plain[:40]}`", f"Write `{plain[:40]}`."


def _decoded_again(garbled: str) -> str:
    """Return the character whose UTF-8 bytes were read as these two or three characters, or ""."""
    try:
        raw = b"".join(char.encode("latin-1" if char < "\u0100" else "cp1252") for char in garbled)
        return raw.decode("utf-8")
    except UnicodeError:
        return ""
