"""LaTeX in BibTeX values to plain Unicode. The only user of pylatexenc.

pylatexenc knows the commands, accents and Greek letters; this module adds what a title or a name needs and it lacks:
powers and indices, quotation marks, the commands of bibliography styles, HTML that registers leave in titles, and a
word on every command that nobody knows, so that none is dropped without a word. latexcodec was tried on the same set
of 85 spellings: it leaves 44 of them as LaTeX, pylatexenc 22, all of which the tables here add.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

_KEPT = {"\\$": "\ue000", "\\{": "\ue001", "\\}": "\ue002", "\\%": "\ue003", "\\&": "\ue004", "\\#": "\ue005",
         "\\_": "\ue006"}  # fmt: skip
_BARE = {"%": "\ue003", "&": "\ue004", "#": "\ue005", "_": "\ue006", "^": "\ue007", "$": "\ue000"}
"""Signs that mean something to LaTeX and stand for themselves in the texts of a .bib file."""
_BACK = {"\ue000": "$", "\ue001": "{", "\ue002": "}", "\ue003": "%", "\ue004": "&", "\ue005": "#", "\ue006": "_",
         "\ue007": "^", "\ue008": "~"}  # fmt: skip
_UNKNOWN = "\ue010"
"""Stands before the name of a command that nobody knows, and `_END` after it."""
_UNWRITABLE = "\ue012"
_END = "\ue011"
_SIGN = re.compile("[\ue000-\ue008]")

_MATH = re.compile(r"(?<!\\)\$(?! )((?:\\.|[^$\\])+?)(?<! )\$")
"""As pandoc has it, nothing that begins or ends with a space is mathematics, nor is what a digit follows, unless LaTeX
stands in it: amounts of money are none."""
_TAG = re.compile(
    r"</?(?:i|b|u|em|strong|sc|scp|tt|small|span|title|p|jats:\w+)(?:\s[^<>]*)?/?>|<(sup|sub)>([^<>]*)</\1>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z][a-z0-9]*);", re.IGNORECASE)
_SINGLE_QUOTES = re.compile(r"(?<![`\\\w])`(?!`)([^`]*?)'(?![\w'])")
_SWITCH = re.compile(r"\\(?:em|it|bf|sc|sl|tt|rm|sf|itshape|bfseries|scshape|upshape|slshape|mdseries|normalfont|"
                     r"relax|protect|null|nocase|small|footnotesize|boldmath|unboldmath|sffamily|rmfamily|ttfamily|"
                     r"selectfont|allowbreak|nobreak|linebreak|break|displaystyle|textstyle|scriptstyle|limits|nolimits|"
                     r"hfill|null|unskip|ignorespaces|xspace|left|right|big|Big)(?![A-Za-z])\s*")  # fmt: skip
_FONTS = ("mkbibemph", "mkbibitalic", "mkbibbold", "mbox", "hbox", "fbox", "textnormal", "textup", "textsl", "textmd",
          "textlf", "textsc", "textrm", "textsf", "texttt", "bibstring", "uppercase", "lowercase", "nohyphens",
          "textnohyphenation", "operatorname", "mathup", "upshape", "path", "nolinkurl", "bibinfo", "foreignlanguage",
          "NoCaseChange", "MakeSentenceCase", "ce", "acs", "acl", "ac", "textls", "hspace*", "smash", "mathsf",
          "mathnormal", "boldsymbol", "bm", "uline", "ul", "textlatin", "ensuremath", "emph", "textit", "textbf",
          "underline", "mathrm", "mathit", "mathbf", "text", "url")  # fmt: skip
_GREEK = ("alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi "
          "psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega").split()  # fmt: skip
_SIGNS = {
    "textless": "<", "textgreater": ">", "textbar": "|", "textunderscore": "_", "textbackslash": "\\",
    "textasciitilde": "~", "textasciicircum": "^", "slash": "/", "textslash": "/", "textmu": "\u00b5",
    "micro": "\u00b5", "degree": "\u00b0", "textdegree": "\u00b0", "celsius": "\u00b0C", "euro": "\u20ac",
    "EUR": "\u20ac", "pounds": "\u00a3", "textsterling": "\u00a3", "copyright": "\u00a9", "S": "\u00a7", "P": "\u00b6",
    "dots": "\u2026", "ldots": "\u2026", "textellipsis": "\u2026", "dotsc": "\u2026", "cdots": "\u22ef",
    "textquoteright": "\u2019", "textquoteleft": "\u2018", "rq": "\u2019", "lq": "\u2018", "textquotesingle": "'",
    "textquotedbl": '"', "dq": '"', "textapostrophe": "\u2019", "permil": "\u2030", "textpertenthousand": "\u2031",
    "textohm": "\u2126", "ohm": "\u2126", "texttrademark": "\u2122", "textregistered": "\u00ae", "ng": "\u014b",
    "NG": "\u014a", "textprime": "\u2032", "par": " ", "newline": " ", "quad": " ", "qquad": " ", "space": " ",
    "enspace": " ", "thinspace": " ", "enskip": " ", "nobreakspace": "\u00a0", "textcolon": ":", "colon": ":",
    "textnumero": "\u2116", "No": "\u2116", "textdollar": "$", "textpercent": "%", "textampersand": "&",
    "textbraceleft": "{", "textbraceright": "}", "lbrack": "[", "rbrack": "]", "lt": "<", "gt": ">", "ddag": "\u2021",
    "dag": "\u2020", "textasteriskcentered": "*", "textperiodcentered": "\u00b7", "cyrchar": "", "bibnamedelima": " ",
    "bibrangedash": "\u2013", "hyp": "-", "hyphen": "-", "textminus": "\u2212", "newblock": " ", "andothers": "et al.",
    "LaTeX": "LaTeX", "TeX": "TeX", "circ": "\u2218", "prime": "\u2032",
    "i": "\u0131", "j": "\u0237", "-": "", "/": "", ",": " ", ";": " ", ":": " ",
    "!": "", " ": " ", "@": "", "\\": " ", "degreecelsius": "\u00b0C", "textcelsius": "\u2103", "and": "and",
    "glqq": "\u201e", "grqq": "\u201c", "glq": "\u201a", "grq": "\u2018", "flqq": "\u00ab", "frqq": "\u00bb",
    "flq": "\u2039", "frq": "\u203a", **{name: f" {name} " for name in ("log", "ln", "exp", "sin", "cos", "tan")},
    "aa": "\u00e5", "AA": "\u00c5", "lbrace": "{", "rbrace": "}", "hookrightarrow": "\u21aa",
}  # fmt: skip
_DROPPED = ("noop", "noopsort", "sortas", "SortNoop", "vspace", "vphantom", "hphantom")
"""Commands that leave nothing behind, not even what they are given."""
_FRACTIONS = ("frac", "nicefrac", "sfrac", "tfrac")
_TWO_PARTS = (*_FRACTIONS[1:], "foreignlanguage", "bibinfo", "href", "texorpdfstring", "textcolor")
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
"""What stands above the line and is no power: degrees, trade marks, the endings of ordinals."""
_BARE_MARKS = "\u2032\u2033*\u2020\u2021\u00a7\u00b6\u00b0\u2122\u00ae"
_UP = dict(zip(f"{_SHIFTED}n", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"
               "\u207a\u207b\u207b\u207c\u207d\u207e\u207f", strict=True))  # fmt: skip
_UP |= dict(zip("abcdefghijklmoprstuvwxyz", "\u1d43\u1d47\u1d9c\u1d48\u1d49\u1da0\u1d4d\u02b0\u2071\u02b2\u1d4f\u02e1"
                "\u1d50\u1d52\u1d56\u02b3\u02e2\u1d57\u1d58\u1d5b\u02b7\u02e3\u02b8\u1dbb", strict=True))  # fmt: skip
_DOWN = dict(zip(_SHIFTED, "\u2080\u2081\u2082\u2083\u2084\u2085\u2086\u2087\u2088\u2089"
                 "\u208a\u208b\u208b\u208c\u208d\u208e", strict=True))  # fmt: skip


def verbatim(value: str) -> str:
    """Return an address or identifier as it is: only what LaTeX asks for is taken off, braces and backslashes."""
    value = re.sub(r"\\(?:url|nolinkurl|path|href)\s*\{(.*)\}", r"\1", value)
    value = re.sub(r"\\(?:textasciitilde|~)(?:\{\})?", "~", value)
    for name, sign in (("textless", "<"), ("textgreater", ">"), ("textunderscore", "_"), ("textbar", "|"),
                       ("slash", "/"), ("textpercent", "%"), ("sim", "~"), ("percent", "%")):  # fmt: skip
        value = re.sub(rf"\\{name}(?![A-Za-z])(?:\{{\}}|\s+)?", sign, value)
    value = re.sub(r"\$(\\[_<>]|[_<>~])\$", r"\1", value)
    return re.sub(r"[{}]", "", re.sub(r"\\([_%&#$<>/:.-])", r"\1", value)).strip()


def plain_text(value: str, *, markup: bool = False) -> tuple[str, str]:
    """Turn a BibTeX value into plain Unicode: no braces, no LaTeX, no HTML, dashes and quotation marks as printed.

    Letters keep their case. HTML tags for looks are taken off where `markup` is expected, as registers put it
    into titles. Returns the text and what in it could not be written: the first LaTeX command that is not known, or a
    power that has no form in plain text; mostly nothing.
    """
    if not re.search(r"[\\{}$~`<&^_%#]", value):
        return _dashes(value), ""
    value = _entities(_without_tags(value) if markup else value)
    value = _decoded(value) if re.search(r"[\\$~`]", value) else value.replace("{", "").replace("}", "")
    trouble = ""
    if found := re.search(f"[{_UNKNOWN}{_UNWRITABLE}]([^{_END}]*){_END}", value):
        trouble = found[1]
        value = re.sub(f"[{_UNKNOWN}{_UNWRITABLE}]([^{_END}]*){_END}", r"\1", value)
    return _dashes(_SIGN.sub(lambda match: _BACK[match.group()], value)), trouble


def without_markup(text: str) -> str:
    """Return a text that is no LaTeX without HTML tags for looks and entities; powers and indices are Unicode's."""

    def bare(match: re.Match[str]) -> str:
        form = {"sup": "up", "sub": "down"}.get((match[1] or "").lower())
        return re.sub(f"[{_UNWRITABLE}{_END}]", "", _shifted(match[2], form)) if form else ""

    return " ".join(_entities(_TAG.sub(bare, text)).split())


def _dashes(value: str) -> str:
    return value.replace("---", "\u2014").replace("--", "\u2013").replace("``", "\u201c").strip()


def _without_tags(value: str) -> str:
    """Take off the formatting that registers leave in titles; powers and indices become those of LaTeX."""

    def bare(match: re.Match[str]) -> str:
        name = {"sup": "textsuperscript", "sub": "textsubscript"}.get((match[1] or "").lower())
        return f"\\{name}{{{match[2]}}}" if name else ""

    return _TAG.sub(bare, value) if "<" in value else value


def _entities(value: str) -> str:
    """Write out what stands for a single sign in HTML, such as &amp;; a sign that nobody sees stays as it is."""

    def sign(match: re.Match[str]) -> str:
        char = html.unescape(match.group())
        return match.group() if len(char) != 1 or unicodedata.category(char)[0] == "C" or char in "{}\\\ufffd" else char

    return _ENTITY.sub(sign, value.replace("\\&", "&")) if "&" in value and ";" in value else value


def _decoded(value: str) -> str:
    value = re.sub(r"\\([~^])\{\s*\}", lambda match: {"~": "\ue008", "^": "\ue007"}[match[1]], value)
    value = _SINGLE_QUOTES.sub("\u2018\\1\u2019", value)
    value = _TWO_LETTERS.sub(lambda m: f"{m[1] or m[3]}\u0361{m[2] or m[4]}", value)
    value = re.sub(r"\\[(](.+?)\\[)]", r"$\1$", value)
    parts = "".join(_escaped(part) if not math else f"${part}$" for part, math in _parts(value))
    for written, kept in _KEPT.items():
        parts = parts.replace(written, kept)
    parts = _SWITCH.sub("", parts)
    try:
        text = _reader()(parts)
    except (ValueError, RecursionError, IndexError, KeyError, TypeError):
        text = re.sub(r"[\\{}$]", "", parts)
    return re.sub(" +", " ", _as_caron(unicodedata.normalize("NFC", text)))


def _parts(value: str) -> Iterator[tuple[str, bool]]:
    """Yield the stretches of a text, each with whether it is mathematics."""
    end = 0
    for match in _MATH.finditer(value):
        if value[match.end() : match.end() + 1].isdigit() and re.fullmatch(r"[^\\^_]*\d[^\\^_]*", match[1]):
            continue
        yield value[end : match.start()], False
        yield match[1], True
        end = match.end()
    yield value[end:], False


def _escaped(text: str) -> str:
    return re.sub(r"\\.|[%&#_^$]", lambda match: _BARE.get(match.group(), match.group()), text, flags=re.DOTALL)


def _as_caron(text: str) -> str:
    """Return a text with carons where somebody wrote a breve over a letter that no language puts one on, such as r."""
    return re.sub(
        "(\\w)\u0306",
        lambda m: done if len(done := unicodedata.normalize("NFC", f"{m[1]}\u030c")) == 1 else m.group(),
        text,
    )


@cache
def _reader() -> Callable[[str], str]:
    """Return pylatexenc's reader with our commands; made when the first LaTeX is met: it takes 70 ms to import."""
    from pylatexenc.latex2text import (
        LatexNodes2Text,
        MacroTextSpec,
        SpecialsTextSpec,
        get_default_latex_context_db,
    )
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

    def shifted(form: str) -> Any:
        def write(node: Any, l2tobj: Any) -> str:
            return _shifted(inner(node, l2tobj), form)

        return write

    signs = dict(_SIGNS)
    for name in _GREEK:
        letter = unicodedata.lookup(
            f"GREEK {'CAPITAL' if name[0].isupper() else 'SMALL'} LETTER {name.upper().replace('LAMBDA', 'LAMDA')}"
        )
        for prefix in ("text", "up"):
            signs.setdefault(f"{prefix}{name}", letter)
    fonts = dict.fromkeys(_FONTS, "{") | dict.fromkeys(_TWO_PARTS, "{{")
    walker, texts = get_walker_db(), get_default_latex_context_db()
    walker.add_context_category(
        "bibliography",
        prepend=True,
        macros=[
            *(std_macro(name, form) for name, form in fonts.items()),
            *(std_macro(name, "{") for name in (*_DROPPED, "textsuperscript", "textsubscript", "enquote", "mkbibquote",
                                                "mkbibparens", "mkbibbrackets", "hspace", "singlequote", "num")),
            std_macro("enquote*", "{"),
            *(std_macro(name, "") for name in signs),
        ],
        specials=[SpecialsSpec("^", args_parser=MacroStandardArgsParser("{")),
                  SpecialsSpec("_", args_parser=MacroStandardArgsParser("{"))],
    )  # fmt: skip
    texts.add_context_category(
        "bibliography",
        prepend=True,
        macros=[
            *(MacroTextSpec(name, simplify_repl=inner) for name in fonts),
            *(MacroTextSpec(name, simplify_repl=sign.replace("%", "%%")) for name, sign in signs.items()),
            MacroTextSpec("texorpdfstring", simplify_repl=lambda node, l2tobj: inner(node, l2tobj, 1)),
            *(MacroTextSpec(name, simplify_repl=lambda node, l2tobj: f"\u201c{inner(node, l2tobj)}\u201d")
              for name in ("enquote", "mkbibquote")),
            MacroTextSpec("singlequote", simplify_repl=lambda node, l2tobj: f"\u2018{inner(node, l2tobj)}\u2019"),
            MacroTextSpec("mkbibparens", simplify_repl=lambda node, l2tobj: f"({inner(node, l2tobj)})"),
            MacroTextSpec("mkbibbrackets", simplify_repl=lambda node, l2tobj: f"[{inner(node, l2tobj)}]"),
            MacroTextSpec("num", simplify_repl=inner),
            *(MacroTextSpec(name, simplify_repl=fraction) for name in _FRACTIONS),
            *(MacroTextSpec(name, discard=True) for name in _DROPPED),
            MacroTextSpec("hspace", simplify_repl=" "),
            MacroTextSpec("textsuperscript", simplify_repl=shifted("up")),
            MacroTextSpec("textsubscript", simplify_repl=shifted("down")),
        ],
        specials=[
            SpecialsTextSpec("^", simplify_repl=shifted("up")),
            SpecialsTextSpec("_", simplify_repl=shifted("down")),
            SpecialsTextSpec("~", simplify_repl="\u00a0"),
        ],
    )  # fmt: skip
    for name in (
        "cite",
        "citep",
        "citet",
        "footnote",
        "thanks",
        "ref",
        "label",
        "includegraphics",
        "item",
        "input",
        "include",
    ):
        texts.add_context_category(f"no-{name}", prepend=True, macros=[MacroTextSpec(name, simplify_repl=unknown)])
    texts.set_unknown_macro_spec(MacroTextSpec("", simplify_repl=unknown))
    reader = LatexNodes2Text(latex_context=texts, math_mode="text", keep_comments=True, strict_latex_spaces=True)
    return lambda value: str(reader.latex_to_text(value, latex_context=walker))


def _shifted(text: str, form: str) -> str:
    """Return a text as a power or an index, marked as such if plain text cannot show it.

    The endings of ordinals stand as they are (5th), and so do letters of an index (alpha2A, IC50 of a number apart). A
    power never does: 106 is no way to write ten to the sixth.
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
