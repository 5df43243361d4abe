"""Parse lists of names in BibTeX, by BibTeX's rules and biblatex's extended format, and warn of likely mistakes."""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pybtex.bibtex.utils import split_name_list, split_tex_string
from pybtex.database import InvalidNameString, Person

from explainer.loading.latex import plain_text
from explainer.model.reference import Name
from explainer.problems import Severity
from explainer.rules import describe

describe(
    "S30",
    "A list of names that comes out wrong",
    "BibTeX separates names only by the word `and`, and takes the last word of a name without a comma for the family "
    "name. So names in the style of printed lists, and bodies without braces, are misread.",
    bad="author = {Smith AB, Jones C},\nauthor = {Food and Drug Administration},",
    good="author = {Smith, A. B. and Jones, C.},\nauthor = {{Food and Drug Administration}},",
    severity=Severity.WARNING,
)

_LISTS: dict[str, list[str]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_BRACED = re.compile(r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}")
"""A name within one pair of braces is a body's; `{\\'A}lvarez, Jos{\\'e}` is a person's."""
_BY_KEY = re.compile(
    r"\s*\"?(family|given|prefix|suffix|useprefix|id|family-i|given-i|prefix-i|suffix-i)\s*=", re.IGNORECASE
)
_OPTION = re.compile(r"([a-z]+)\s*=\s*(\S+)")
"""A part of biblatex's list that is not a name: an option, or `xdata`, from which names are inherited."""
_LONE_COMMAND = re.compile(r"(?<!\{)\\([A-Za-z]{2,}|[oOlLij])(?=\s)\s+(?=\S)")
_ACCENT_AND_LETTER = re.compile(r"\\([uvHcdbkr])\s+(\w)")
_PRINTED = re.compile(
    r"(?P<family>[^\W\d_][\w'\u2019-]*(?: [^\W\d_][\w'\u2019-]*){0,3}) (?P<initials>[A-Z]{1,4}|(?:[A-Z]\.[ -]?)+)"
)
"""A name as printed lists have it: Smith AB, or Smith A. B."""
_BODY = re.compile(rf"\b(?:{'|'.join(_LISTS['bodies'])})\b")
_BODY_ONLY = re.compile(r"\w+(?:tion|sion|tee|ium|ty|ties|cil|ncy|stry|ators|emy)|Groups?|Network|Institut\w*|Team")
"""Of these words, those that are no family name: Google Scholar writes `Organization, World Health`."""
_PERSON = r"[^\W\d][\w'.-]*(?: [\w'.-]+){0,2}, ?[\w'. -]{1,40}"
_PEOPLE = re.compile(rf"\{{{_PERSON}(?: and {_PERSON})+\}}")
"""Several people with commas in their names, within the braces of a body."""
_ENDS_IN_RANK = re.compile(r"(.*?),? ([JS]r\.?|I{2,3}|IV)")
_SMALL_INITIAL = re.compile(r"a|[^\W\d_vd]\.")
"""A middle initial as Mendeley writes it, Kimberly a. Dick; `v.` is von."""
_DEGREE = re.compile(r"(?:^|[\s,])(?:Dr|Prof|Professor|Ph\.? ?D|M\.D|MPH|M\.?Sc)(?![\w-])")
_GIVEN = frozenset(_LISTS["given"])
_FAMILY = frozenset(_LISTS["family"])
_PROTECTED = re.compile(r"(?<!\\.)\{(?!\\)")
"""A brace that holds words together, not an accent and its letter."""
_NO_LETTER = re.compile(r"[\d\u00b2\u00b3\u00b9\u2070-\u2079<>*\u2020\u2021\u00a7\u00b6+|/\[\]:]|\S@\S|\w\?|\(eds?\b")
_SEPARATOR = re.compile(r";|\s(?:&|und|et(?! al)|og|och)\s|\sand(?=[A-Z])")
"""Separators of names other than `and`."""
_ET_AL = re.compile(r"(?:et\.? al\.?|and others|u\. ?a\.)", re.IGNORECASE)


@dataclass(slots=True)
class NameList:
    """The names of a list, and its problems as (severity, message, fix)."""

    names: tuple[Name, ...] = ()
    more: bool = False
    """Whether the list ends with "and others"."""
    problems: list[tuple[Severity, str, str]] = field(default_factory=list)

    def report(self, severity: Severity, message: str, fix: str) -> None:
        """Add a problem."""
        self.problems.append((severity, message, fix))


def read_names(value: str) -> NameList:
    """Parse a list of names. An empty name is an error; a list that is probably misread is a warning (S30)."""
    result = NameList()
    names: list[Name] = []
    unknown: list[str] = []
    misread: list[tuple[str, str]] = []

    def plain(text: str) -> str:
        shown, trouble = plain_text(text)
        unknown.extend([trouble] if trouble else re.findall(r"\\\W?\w*", shown))  # or LaTeX escaped once more
        return shown

    parts = _parts(value, result)
    for part in parts:
        if part.lower() == "others":
            result.more = True
        elif not re.sub(r"[\s,{}~.?*-]", "", part):
            result.report(Severity.ERROR, "the list has an empty name", "Delete it, or write the name.")
        elif _BY_KEY.match(part.removeprefix("{")):
            names.append(_by_key(part[1:-1] if _BRACED.fullmatch(part) else part, plain))
        elif option := _OPTION.fullmatch(part):
            if option[1] == "xdata":
                message = f"biblatex would take names from the entry `{option[2]}`"
                result.report(Severity.ERROR, message, "Write the names into the list.")
        elif _BRACED.fullmatch(part):
            names.append(Name(plain(part), literal=True))
        elif _ET_AL.fullmatch(part):
            result.more = True
            result.report(Severity.WARNING, f"`{part}` is not a name", "Write `and others`.")
        elif not (read := _person(part, plain)).family and not read.literal:
            result.report(Severity.ERROR, f"`{part[:80]}` has no family name", "Write it before the comma.")
        else:
            names.append(read)
            misread += _misread(part, names[-1])
    misread += _misread_bodies(parts, names)
    if misread:
        message, fix = misread[0]
        others = f", and {len(misread) - 1} more of this list likewise" if len(misread) > 1 else ""
        result.report(Severity.WARNING, f"{message}{others}", fix)
    if unknown:
        message = f"`{unknown[0]}` is LaTeX that we cannot read"
        result.report(Severity.ERROR, message, "Write the letter or sign itself.")
    if "others" in [part.lower() for part in parts[:-1]]:
        result.report(Severity.WARNING, "names stand after `others`", "Write `and others` at the end.")
    result.names = tuple(name for name in names if name.family or name.given)
    return result


def _parts(value: str, result: NameList) -> list[str]:
    """Return the names of a list as they are written, without an `and` at either end, which is reported."""
    value = _ACCENT_AND_LETTER.sub(r"\\\1{\2}", re.sub(r"\\(?:textquoteright|rq)(?:\{\}|(?![A-Za-z]))\s*", "'", value))
    value = _LONE_COMMAND.sub(r"{\\\1}", re.sub(r"\\[,;:]", "~", value))  # a thin space does not separate names
    value = _without_empty(value, result)
    return list(split_name_list(value)) if value else []


def _without_empty(value: str, result: NameList) -> str:
    """Return a list without each `and` that lacks a name before or after it, which is reported."""
    if re.search(r"(?i)\sand\s+and\s", value):
        result.report(Severity.ERROR, "the list has an empty name", "Delete it, or write the name.")
        value = re.sub(r"(?i)\sand(?:\s+and)+(?=\s)", " and", value)
    if re.search(r"(?i)(?:^|\s)and\s*$|^\s*and\s", value):
        said = "the list begins or ends with `and`"
        result.report(Severity.ERROR, said, "Delete the `and`, or add the name.")
        value = re.sub(r"(?i)\s+and\s*$|^\s*and\s+", "", value)
    return value


def shown(name: Name) -> str:
    """Return how a name was parsed, for messages: "given name Smith, family name AB"."""
    given = " ".join(name.given)
    family = f"{name.particle} {name.family}".strip()
    return f"given name {given}, family name {family}" if given else f"the name {family} alone"


def _person(part: str, write: Callable[[str], str]) -> Name:
    try:
        person = Person(part)
    except InvalidNameString:
        return Name(write(part), literal=True)
    given = [write(name) for name in (*person.first_names, *person.middle_names)]
    particle = [write(name) for name in person.prelast_names]
    if len(split_tex_string(part, ",")) == 1:
        while not given and particle and particle[0][:1].isupper():  # its capital is in braces: \'{E}va, {E}va
            given.append(particle.pop(0))
    while particle and _SMALL_INITIAL.fullmatch(particle[0]):
        given.append(particle.pop(0))
    family, suffix = write(" ".join(person.last_names)), write(" ".join(person.lineage_names))
    if "{" in part and not suffix and (ranked := _ENDS_IN_RANK.fullmatch(family)):
        family, suffix = ranked.groups()
    return Name(family, tuple(given), " ".join(particle), suffix)


def _by_key(part: str, write: Callable[[str], str]) -> Name:
    """Parse a name in biblatex's extended format: family=Berg, given=Jan, prefix=van der."""
    values: dict[str, str] = {}
    for piece in split_tex_string(part, ","):
        name, equals, value = piece.partition("=")
        if equals:
            values[name.strip().strip('"').lower()] = write(value.strip().strip('"'))
    family, given = values.get("family", ""), values.get("given", "")
    if not given and " " in family and not values.get("prefix"):
        return Name(family, literal=True)
    return Name(
        family or given, tuple(given.split()) if family else (), values.get("prefix", ""), values.get("suffix", "")
    )


def _misread(part: str, name: Name) -> Iterator[tuple[str, str]]:
    """Yield (message, fix) for a name that is probably misread, such as several names, or initials after the family."""
    text, _ = plain_text(part)
    loose = re.sub(r"&#?\w+;", "x", part.replace("\\&", "&"))  # letters that are written as in HTML
    while (bare := re.sub(r"\{[^{}]*\}", "x", loose)) != loose:  # commas in braces do not separate
        loose = bare
    pieces = [piece.strip() for piece in (loose if "{" in part else text).split(",")]
    if _SEPARATOR.search(loose):
        yield f"`{text[:80]}` is read as one name", "Write `and` between names: Smith, Anna and Jones, Carl."
    elif len(pieces) > 1 and all(_PRINTED.fullmatch(piece) for piece in pieces):
        people = " and ".join(_with_comma(piece) for piece in pieces[:3])
        yield f"`{text[:80]}` is read as {shown(name)}", f"Write: {people}{' ...' if pieces[3:] else ''}"
    elif len(pieces) > 1 and (not pieces[-1] or re.match(r"(?:[A-Z]\. ?)+[A-Z]\w", pieces[0])):
        yield (
            f"`{text[:80]}` is read as {shown(name)}",
            "Write `and` between names, and a comma after the family name alone: Smith, Anna and Jones, Carl.",
        )
    elif len(pieces) == 2 and _BODY.fullmatch(pieces[0]) and _BODY_ONLY.fullmatch(pieces[0]):
        fix = f"A body needs braces of its own: {{{{{' '.join(reversed(pieces))}}}}}."
        yield f"`{text[:80]}` is read as {shown(name)}", fix
    elif text.count(",") == 1 and not _PROTECTED.search(part) and (two := _two_people(text)):
        one = f"{{{pieces[0]}}}, {pieces[1]}"
        yield f"`{text[:80]}` is read as {shown(name)}", f"Write: {two}. If this is one person: {one}."
    elif len(pieces) > 3 or (len(pieces) == 3 and not any(map(_is_suffix, pieces[1:]))):
        yield (
            f"`{text[:80]}` is read as {'one name' if name.literal else shown(name)}",
            "Write `and` between names: Smith, Anna and Jones, Carl. A body needs two pairs of braces.",
        )
    elif (len(pieces) == 3 and _is_suffix(pieces[2]) and not _is_suffix(pieces[1])) or (
        len(pieces) < 3 and (_ENDS_IN_RANK.fullmatch(pieces[0]) or pieces[-1].rstrip(".") in {"Jr", "Sr"})
    ):
        yield (f"`{text[:80]}` is read as {shown(name)}", "Write: Family, Jr., Given, as in King, Jr., Martin Luther.")
    elif len(pieces) == 1 and "{" not in part and _PRINTED.fullmatch(text):
        yield f"`{text[:80]}` is read as {shown(name)}", f"Write: {_with_comma(text)} For a body: {{{{{text[:80]}}}}}."
    elif not name.literal and (_DEGREE.search(text) or _NO_LETTER.search(" ".join((name.family, *name.given)))):
        yield f"`{text[:80]}` is read as {shown(name)}", "Write the name alone, without degrees, numbers and addresses."
    elif re.search(r"\bet\.? al\b", text):
        yield f"`{text[:80]}` is read as {shown(name)}", "Write `and others` for further names."


def _misread_bodies(parts: list[str], names: list[Name]) -> Iterator[tuple[str, str]]:
    """Yield (message, fix) where bodies without braces are parsed as people, and people in braces as a body."""
    for part in parts:
        if _BRACED.fullmatch(part) and _PEOPLE.fullmatch(part) and not _BODY.search(part):
            fix = "Write one pair of braces: author = {Smith, Anna and Jones, Carl}."
            yield f"`{part[:80]}` is read as one body", fix
    loose = [part for part in parts if "," not in part and not _BRACED.fullmatch(part) and part.lower() != "others"
             and not _BY_KEY.match(part)]  # fmt: skip
    if not loose:
        return
    whole = " and ".join(loose)
    single = [part for part in loose if re.fullmatch(r"[^\W\d_][\w-]+", part)]
    if any(_BODY.search(part) and " " in part for part in loose) or (
        any(_BODY.search(part) for part in loose) and len(loose) > 1
    ):
        read = "; ".join(shown(name) for name in names if not name.literal)
        yield f"`{whole[:100]}` is read as {read[:160]}", f"A body needs braces of its own: {{{{{whole[:100]}}}}}."
    elif len(single) == len(loose) == len(parts) == 2 and "".join(single) != "".join(single).swapcase():
        yield (
            f"`{whole[:80]}` is read as two people of one name each",
            f"If it is a body, write {{{{{whole[:80]}}}}}; else add the given names.",
        )


def _two_people(text: str) -> str:
    """Return how to write two whole names with a comma between, Anna B. Smith or Smith Anna, else "".

    Both must have a known given name at the same end, or begin with a known family name: otherwise a family name of
    two words would be taken for a whole name.
    """
    for last in (False, True):
        people = []
        for words in (part.replace("~", " ").split() for part in text.split(",")):
            plain = unicodedata.normalize("NFKD", " ".join(words)).encode("ascii", "ignore").decode().lower().split()
            known = [word.partition("-")[0] in _GIVEN or (last and len(word.rstrip(".")) == 1) for word in plain]
            if last and plain and plain[0] in _FAMILY:
                known = [word != plain[0] for word in plain]
            if not 2 <= len(known) <= 5 or len(known) != len(words) or known[0] is last or known[-1] is not last:
                break
            start = known.index(True) if last else next((n for n, word in enumerate(words) if word[0].islower()), -1)
            given, family = (words[start:], words[:start]) if last else (words[:start], words[start:])
            if len(family[-1].rstrip(".")) == 1 or not family[-1][0].isupper():
                break
            people.append(f"{' '.join(family)}, {' '.join(given)}")
        if len(people) == 2:
            return " and ".join(people)
    return ""


def _is_suffix(text: str) -> bool:
    return bool(re.fullmatch(r"(?:[JS]r\.?|[IVX]+|\d+(?:st|nd|rd|th)|M\.?D\.?|Ph\.?D\.?|Esq\.?)", text, re.IGNORECASE))


def _with_comma(printed: str) -> str:
    family, initials = found.groups() if (found := _PRINTED.fullmatch(printed)) else (printed, "")
    return f"{family}, {initials if '.' in initials else ' '.join(f'{letter}.' for letter in initials)}"
