"""Decode the LaTeX in BibTeX values to plain Unicode. Wraps pylatexenc.

pylatexenc knows most commands, accents and Greek letters. This module adds what titles and names need beyond that:
powers and indices, quotation marks, the commands of bibliography styles (latex.toml), HTML that registers leave in
titles, and a report of every unknown command, so that none is dropped silently. Of 85 spellings that were tried,
latexcodec leaves 44 as LaTeX and pylatexenc 22; those 22 are added here.
"""

import html
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

_HIDDEN = {sign: chr(0xE000 + number) for number, sign in enumerate("${}%&#_^~")}
"""Sign that is special to LaTeX -> the private character that stands for the plain sign while LaTeX is decoded."""
_BACK = {ord(hidden): sign for sign, hidden in _HIDDEN.items()}
_UNKNOWN = "\ue010"
"""Marks the beginning of an unknown command, as `_UNWRITABLE` of a power without a plain form; `_END` ends both."""
_UNWRITABLE = "\ue012"
_END = "\ue011"
_TROUBLE = re.compile(f"[{_UNKNOWN}{_UNWRITABLE}]([^{_END}]*){_END}")

_MATH = re.compile(r"(?<!\\)\$(?! )((?:\\.|[^$\\])+?)(?<! )\$")
"""As in pandoc, what begins or ends with a space is not mathematics. Neither is text without LaTeX before a digit: that
is an amount of money."""
_TAG = re.compile(
    r"</?(?:i|b|u|em|strong|sc|scp|tt|small|span|title|p|jats:\w+)(?:\s[^<>]*)?/?>|<(sup|sub|inf)>([^<>]*)</\1>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:\\?#\d+|#x[0-9a-f]+|[a-z][a-z0-9]*);", re.IGNORECASE)
_SINGLE_QUOTES = re.compile(r"(?<![`\\\w])`(?!`)([^`]*?)'(?![\w'])")
_COMMANDS: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_SWITCH = re.compile(rf"\\(?:{'|'.join(_COMMANDS['switches'])})(?![A-Za-z])\s*")
_TWO_LETTERS = re.compile(r"\\t(?:\s*\{\s*(\w)(\w)\s*\}|\s+(\w)(\w))")

_SHIFTED = "0123456789+-\u2212=()"
_MARKS = {
    "\u2218": "\u00b0",
    "\u25cb": "\u00b0",
    "TM": "\u2122",
    "SM": "\u2120",
    "R": "\u00ae",
    **{ending: ending for ending in ("st", "nd", "rd", "th", "e", "er", "re", "o", "a", "\u00e8me", "\u00e8re")},
}
"""Superscripts that are no powers: degrees, trade marks, the endings of ordinals."""
_BARE_MARKS = "\u2032\u2033*\u2020\u2021\u00a7\u00b6\u00b0\u2122\u00ae"
_UP = dict(zip(f"{_SHIFTED}n", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"
               "\u207a\u207b\u207b\u207c\u207d\u207e\u207f", strict=True))  # fmt: skip
_UP |= dict(zip("abcdefghijklmoprstuvwxyz", "\u1d43\u1d47\u1d9c\u1d48\u1d49\u1da0\u1d4d\u02b0\u2071\u02b2\u1d4f\u02e1"
                "\u1d50\u1d52\u1d56\u02b3\u02e2\u1d57\u1d58\u1d5b\u02b7\u02e3\u02b8\u1dbb", strict=True))  # fmt: skip
_DOWN = dict(zip(_SHIFTED, "\u2080\u2081\u2082\u2083\u2084\u2085\u2086\u2087\u2088\u2089"
                 "\u208a\u208b\u208b\u208c\u208d\u208e", strict=True))  # fmt: skip


def verbatim(value: str) -> str:
    """Return an address or identifier without the braces and escapes that LaTeX needs."""
    value = re.sub(r"\\(?:url|nolinkurl|path|href)\s*\{(.*)\}", r"\1", value)
    value = re.sub(r"\\(?:textasciitilde|~)(?:\{\})?", "~", value)
    for name, sign in (("textless", "<"), ("textgreater", ">"), ("textunderscore", "_"), ("textbar", "|"),
                       ("slash", "/"), ("textpercent", "%"), ("sim", "~"), ("percent", "%")):  # fmt: skip
        value = re.sub(rf"\\{name}(?![A-Za-z])(?:\{{\}}|\s+)?", sign, value)
    value = re.sub(r"\$(\\[_<>]|[_<>~])\$", r"\1", value)
    return re.sub(r"[{}]", "", re.sub(r"\\([_%&#$<>/:.-])", r"\1", value)).strip()


def plain_text(value: str, *, markup: bool = False) -> tuple[str, str]:
    """Return a BibTeX value as plain Unicode without braces and LaTeX, and what could not be decoded.

    The latter is the first unknown LaTeX command, or a power that plain text cannot show (with `^` before it); "" if
    all was decoded. Letters keep their case. With `markup`, HTML tags for formatting, which registers leave in titles,
    are removed.
    """
    if not re.search(r"[\\{}$~`<&^_%#]", value):
        return _dashes(value), ""
    value = _entities(_without_tags(_entities(value)) if markup else value)  # Crossref's .bib has &lt;i&gt;
    value = _decoded(value) if re.search(r"[\\$~`]", value) else value.replace("{", "").replace("}", "")
    trouble = _TROUBLE.search(value)
    return _dashes(_TROUBLE.sub(r"\1", value).translate(_BACK)), trouble[1] if trouble else ""


def without_markup(text: str) -> str:
    """Return a text (not LaTeX) without formatting tags and entities; superscripts and subscripts are Unicode's."""
    bare = re.sub(f"[{_UNWRITABLE}{_END}]", "", _without_tags(_entities(text)))
    return " ".join(_entities(bare).split())


def _dashes(value: str) -> str:
    value = value.replace("---", "\u2014").replace("--", "\u2013")
    return value.replace("``", "\u201c").replace("''", "\u201d").strip()


def _without_tags(value: str) -> str:
    """Return a text without formatting tags; superscripts and subscripts are Unicode's."""

    def bare(match: re.Match[str]) -> str:
        form = {"sup": "up", "sub": "down", "inf": "down"}.get((match[1] or "").lower())
        return _shifted(match[2], form) if form else ""

    return _TAG.sub(bare, value) if "<" in value else value


def _entities(value: str) -> str:
    """Return a text with HTML entities decoded, except those of invisible characters."""

    def sign(match: re.Match[str]) -> str:
        char = html.unescape(match.group().replace("\\", ""))
        return match.group() if len(char) != 1 or unicodedata.category(char)[0] == "C" or char in "{}\\\ufffd" else char

    return _ENTITY.sub(sign, value.replace("\\&", "&")) if "&" in value and ";" in value else value


def _decoded(value: str) -> str:
    value = re.sub(r"\\([~^])\{\s*\}", lambda match: _HIDDEN[match[1]], value)
    value = _SINGLE_QUOTES.sub("\u2018\\1\u2019", value)
    value = _TWO_LETTERS.sub(lambda m: f"{m[1] or m[3]}\u0361{m[2] or m[4]}", value)
    value = re.sub(r"\\[(](.+?)\\[)]", r"$\1$", value)
    parts = "".join(_escaped(part) if not math else f"${part}$" for part, math in _parts(value))
    for sign in "${}%&#_":
        parts = parts.replace(f"\\{sign}", _HIDDEN[sign])
    parts = _SWITCH.sub("", parts)
    try:
        text = _reader()(parts)
    except (ValueError, RecursionError, IndexError, KeyError, TypeError):
        text = re.sub(r"[\\{}$]", "", parts)
    return re.sub(" +", " ", _as_caron(unicodedata.normalize("NFC", text)))


def _parts(value: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a text, each with whether it is mathematics."""
    end = 0
    for match in _MATH.finditer(value):
        if value[match.end() : match.end() + 1].isdigit() and re.fullmatch(r"[^\\^_]*\d[^\\^_]*", match[1]):
            continue
        yield value[end : match.start()], False
        yield match[1], True
        end = match.end()
    yield value[end:], False


def _escaped(text: str) -> str:
    """Return text that is not mathematics with its bare special signs hidden, since they mostly mean themselves."""
    return re.sub(r"\\.|[%&#_^$]", lambda match: _HIDDEN.get(match[0], match[0]), text, flags=re.DOTALL)


def _as_caron(text: str) -> str:
    """Return a text with a caron in place of a breve on letters that never have a breve, such as r."""
    return re.sub(
        "(\\w)\u0306",
        lambda m: done if len(done := unicodedata.normalize("NFC", f"{m[1]}\u030c")) == 1 else m.group(),
        text,
    )


@cache
def _reader() -> Callable[[str], str]:
    """Return pylatexenc's decoder with our commands; made only when it is needed, since its import takes 70 ms."""
    from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, SpecialsTextSpec, get_default_latex_context_db
    from pylatexenc.latexwalker import get_default_latex_context_db as get_walker_db
    from pylatexenc.macrospec import MacroStandardArgsParser, SpecialsSpec, std_macro

    def inner(node: Any, l2tobj: Any, number: int = -1) -> str:
        arguments = node.nodeargd.argnlist if node.nodeargd else []
        chosen = arguments[number] if arguments else None
        return "" if chosen is None else str(l2tobj.nodelist_to_text([chosen]))

    def unknown(node: Any) -> str:
        return f"{_UNKNOWN}\\{node.macroname}{_END}"

    def fraction(node: Any, l2tobj: Any) -> str:
        over, under = inner(node, l2tobj, 0), inner(node, l2tobj, 1)
        return f"{over}/{under}" if over and under else unknown(node)

    def shifted(form: str) -> Callable[[Any, Any], str]:
        return lambda node, l2tobj: _shifted(inner(node, l2tobj), form)

    def put_in(frame: str) -> Callable[[Any, Any], str]:
        return lambda node, l2tobj: frame.format(inner(node, l2tobj))

    signs = _signs()
    two = [*_COMMANDS["fractions"][1:], *_COMMANDS["two_arguments"]]
    fonts = dict.fromkeys(_COMMANDS["fonts"], "{") | dict.fromkeys(two, "{{")
    one = ("textsuperscript", "textsubscript", "enquote", "enquote*", "mkbibquote", "mkbibparens", "mkbibbrackets",
           "hspace", "singlequote", "num")  # fmt: skip
    around = {"enquote": "\u201c{}\u201d", "mkbibquote": "\u201c{}\u201d", "singlequote": "\u2018{}\u2019",
              "mkbibparens": "({})", "mkbibbrackets": "[{}]", "num": "{}"}  # fmt: skip
    walker, texts = get_walker_db(), get_default_latex_context_db()
    walker.add_context_category(
        "bibliography",
        prepend=True,
        macros=[
            *(std_macro(name, form) for name, form in fonts.items()),
            *(std_macro(name, "{") for name in (*_COMMANDS["dropped"], *one)),
            *(std_macro(name, "") for name in signs),
        ],
        specials=[SpecialsSpec(sign, args_parser=MacroStandardArgsParser("{")) for sign in "^_"],
    )
    texts.add_context_category(
        "bibliography",
        prepend=True,
        macros=[
            *(MacroTextSpec(name, simplify_repl=inner) for name in fonts),
            *(MacroTextSpec(name, simplify_repl=sign.replace("%", "%%")) for name, sign in signs.items()),
            MacroTextSpec("texorpdfstring", simplify_repl=lambda node, l2tobj: inner(node, l2tobj, 1)),
            *(MacroTextSpec(name, simplify_repl=put_in(frame)) for name, frame in around.items()),
            *(MacroTextSpec(name, simplify_repl=fraction) for name in _COMMANDS["fractions"]),
            *(MacroTextSpec(name, discard=True) for name in _COMMANDS["dropped"]),
            MacroTextSpec("hspace", simplify_repl=" "),
            MacroTextSpec("textsuperscript", simplify_repl=shifted("up")),
            MacroTextSpec("textsubscript", simplify_repl=shifted("down")),
        ],
        specials=[
            SpecialsTextSpec("^", simplify_repl=shifted("up")),
            SpecialsTextSpec("_", simplify_repl=shifted("down")),
            SpecialsTextSpec("~", simplify_repl="\u00a0"),
        ],
    )
    refused = [MacroTextSpec(name, simplify_repl=unknown) for name in _COMMANDS["refused"]]
    texts.add_context_category("refused", prepend=True, macros=refused)
    texts.set_unknown_macro_spec(MacroTextSpec("", simplify_repl=unknown))
    reader = LatexNodes2Text(latex_context=texts, math_mode="text", keep_comments=True, strict_latex_spaces=True)
    return lambda value: str(reader.latex_to_text(value, latex_context=walker))


def _signs() -> dict[str, str]:
    r"""Return the commands that stand for characters, with \textalpha and \upalpha for each Greek letter."""
    signs: dict[str, str] = dict(_COMMANDS["signs"])
    for name in _COMMANDS["greek"]:
        case = "CAPITAL" if name[0].isupper() else "SMALL"
        letter = unicodedata.lookup(f"GREEK {case} LETTER {name.upper().replace('LAMBDA', 'LAMDA')}")
        signs = {f"text{name}": letter, f"up{name}": letter} | signs
    return signs


def _shifted(text: str, form: str) -> str:
    """Return a text as superscript (`form` is "up") or subscript ("down") in Unicode.

    The endings of ordinals (5th) and letters of an index that Unicode lacks stay as they are. A power that Unicode
    lacks is marked as undecoded: 10 to the sixth must not become 106.
    """
    text = text.strip()
    if form == "up" and text in _MARKS:
        return _MARKS[text]
    table = _UP if form == "up" else _DOWN
    if text and all(letter in table for letter in text):
        return "".join(table[letter] for letter in text)
    if form == "up" and text and not all(letter in _BARE_MARKS for letter in text):
        return f"{_UNWRITABLE}^{text}{_END}"
    return text
