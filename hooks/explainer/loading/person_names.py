"""Parse lists of names in BibTeX, by BibTeX's rules and biblatex's extended format, and warn of likely mistakes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from pybtex.bibtex.utils import split_name_list, split_tex_string
from pybtex.database import InvalidNameString, Person

from explainer.loading.latex import plain_text
from explainer.model.reference import Name
from explainer.problems import Severity
from explainer.rules import describe

describe(
    "S30",
    "A list of names that comes out wrong",
    (
        "BibTeX separates names only by the word `and`, and takes the last word of a name without a comma for the "
        "family name. So names in the style of printed lists, and bodies without braces, are misread."
    ),
    bad="author = {Smith AB, Jones C},\nauthor = {Food and Drug Administration},",
    good="author = {Smith, A. B. and Jones, C.},\nauthor = {{Food and Drug Administration}},",
    severity=Severity.WARNING,
)

_BRACED = re.compile(r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}")
"""A name within one pair of braces is a body's; `{\\'A}lvarez, Jos{\\'e}` is a person's."""
_BY_KEY = re.compile(
    r"\s*\"?(family|given|prefix|suffix|useprefix|id|family-i|given-i|prefix-i|suffix-i)\s*=", re.IGNORECASE
)
_OPTION = re.compile(r"([a-z]+)\s*=\s*(\S+)")
"""A part of biblatex's list that is no name: an option, or `xdata`, from which names are inherited."""
_LONE_COMMAND = re.compile(r"(?<!\{)\\([A-Za-z]{2,}|[oOlLij])(?=\s)\s+(?=\S)")
_ACCENT_AND_LETTER = re.compile(r"\\([uvHcdbkr])\s+(\w)")
_INITIALS = re.compile(r"[A-Z]{1,4}|(?:[A-Z]\.[ -]?){1,4}|(?:[A-Z]\.?-[A-Z]\.?)")
_PRINTED = re.compile(r"[^\W\d_][\w'\u2019-]*(?: [^\W\d_][\w'\u2019-]*){0,3} [A-Z]{1,4}")
"""A name in the style of printed lists: Smith AB."""
_BODY = re.compile(
    r"\b(?:Administration|Organi[sz]ation|Agency|Universit\w+|Institut\w*|Cent(?:er|re)s?|Department|Ministry|Committee|"
    r"Council|Association|Academy|Society|Societies|Service|Services|Office|Foundation|Groups?|Consortium|Network|"
    r"Collaboration|Collaborative|Collaborators|Team|Bureau|Board|Commission|Authority|Inc|Ltd|LLC|GmbH|Company|"
    r"Corporation|College|Federation|Program|Programme|Hospital|Clinic|Laborator\w+|Initiative|Project|Investigators|Bank|Congress|Senate|Court|Police|News|Times|Tribune|Herald|Magazine|"
    r"Division|Directorate|Secretariat|Library|Parliament|Government|Nations|Union|Trust|Alliance|Registry|Press)\b"
)
_RANK = re.compile(r"(?:[JS]r\.?|I{2,3}|IV)")
_DOTTED = re.compile(r"(?P<family>[^\W\d_]*[^\W\d_A-Z][\w' \u2019-]*) (?P<initials>(?:[A-Z]\.[ -]?)+)")
"""Initials with full stops behind the family name: Smith A. B."""
_DEGREE = re.compile(r"(?:^|[\s,])(?:Dr|Prof|Professor|Ph\.? ?D|M\.D|MPH|M\.?Sc)(?![\w-])")
_GIVEN = frozenset(
    "adam adrian alan albert alexander alexandra alice amanda amy ana andrea andreas andrew angela anita ann anna "
    "anne anthony antonio barbara beatrice benjamin bernard brian bruno camille carl carla carlos carmen carol "
    "caroline catherine cecilia charles charlotte christian christina christine christopher claire clara claudia "
    "colin craig daniel daniela david deborah denis diana diego dominique donald donna dorothy edward elena "
    "elisabeth elizabeth ellen emily emma eric erik eva evelyn fabio felix fernando florian francesca francesco "
    "francis frank franz frederick fritz gary george gerald gerard giorgio giovanni giulia graham greta guido "
    "gunther hannah hans harry heather helen helena henri henrik henry hugo ian ines ingrid irene isabel isabella "
    "ivan jack jacob jacques james jan jane janet jason jean jeffrey jennifer jens jessica joan johan johanna "
    "johannes john jonathan jorg jorge jose joseph joshua juan judith julia julie jurgen karen karin karl katharina "
    "katherine kathleen keith kenneth kevin klaus kristina larry lars laura lena linda lisa lorenzo louis louise "
    "luca lucas lucia lucy luigi luis luisa magdalena manuel marco margaret margarita maria marie marina mario mark "
    "markus marta martha martin mary matthew matthias maurice max megan melissa michael michel michelle miguel "
    "monica nancy natalie nicholas nicola nicole nigel nils nina nora olaf oliver olivia oscar paola pascal "
    "patricia patrick paul paula paulo pedro peter philip philippe pierre rachel ralph raymond rebecca regina "
    "renate richard robert roberto roger ronald rosa ruth samuel sandra sara sarah scott sebastian sergio sharon "
    "sofia sonja sophia sophie stefan stefano stephanie stephen steven stuart susan susanne sven sylvia teresa "
    "theodor theresa thomas timothy tom tomas ulrich ursula valentina vanessa vera victor victoria vincent virginia "
    "walter wendy werner wilhelm william wolfgang yvonne".split()
)
"""Common given names, without accents: with them, two whole names are told from a name of two families."""
_PROTECTED = re.compile(r"(?<!\\.)\{(?!\\)")
"""A brace that holds words together, not an accent and its letter."""
_NO_LETTER = re.compile(r"[\d<>]|\S@\S|\w\?")
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
        if trouble:
            unknown.append(trouble)
        return shown

    parts = _parts(value, result)
    for part in parts:
        if part.lower() == "others":
            result.more = True
        elif not re.sub(r"[\s,{}~.]", "", part):
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
    return Name(
        family=write(" ".join(person.last_names)),
        given=tuple(given),
        particle=" ".join(particle),
        suffix=write(" ".join(person.lineage_names)),
    )


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
    loose = part.replace("\\&", "&")
    while (bare := re.sub(r"\{[^{}]*\}", "x", loose)) != loose:  # commas in braces do not separate
        loose = bare
    pieces = [piece.strip() for piece in (loose if "{" in part else text).split(",")]
    if ";" in loose or re.search(r"\s&\s", loose):
        yield f"`{text[:80]}` is read as one name", "Write `and` between names: Smith, Anna and Jones, Carl."
    elif len(pieces) > 1 and all(_PRINTED.fullmatch(piece) for piece in pieces):
        people = " and ".join(_with_comma(piece) for piece in pieces[:3])
        yield f"`{text[:80]}` is read as {shown(name)}", f"Write: {people}{' ...' if pieces[3:] else ''}."
    elif len(pieces) > 1 and (not pieces[-1] or re.match(r"(?:[A-Z]\. ?)+[A-Z]\w", pieces[0])):
        yield (
            f"`{text[:80]}` is read as {shown(name)}",
            "Write `and` between names, and a comma after the family name alone: Smith, Anna and Jones, Carl.",
        )
    elif text.count(",") == 1 and not _PROTECTED.search(part) and all(map(_is_whole_name, text.split(","))):
        first, _, second = text.partition(",")
        two, one = f"{_family_first(first)} and {_family_first(second)}", f"{{{first.strip()}}}, {second.strip()}"
        yield f"`{text[:80]}` is read as {shown(name)}", f"Write: {two}. If this is one person: {one}."
    elif len(pieces) > 3 or (len(pieces) == 3 and not _is_suffix(pieces[1]) and " " in pieces[2]):
        yield (
            f"`{text[:80]}` is read as {'one name' if name.literal else shown(name)}",
            "Write `and` between names: Smith, Anna and Jones, Carl. A body needs two pairs of braces.",
        )
    elif (len(pieces) == 3 and _is_suffix(pieces[2]) and not _is_suffix(pieces[1])) or (
        len(pieces) < 3 and " " in pieces[0] and _RANK.fullmatch(pieces[0].split()[-1])
    ):
        yield (f"`{text[:80]}` is read as {shown(name)}", "Write: Family, Jr., Given, as in King, Jr., Martin Luther.")
    elif len(pieces) == 1 and "{" not in part and _PRINTED.fullmatch(text) and _INITIALS.fullmatch(text.split()[-1]):
        yield f"`{text[:80]}` is read as {shown(name)}", f"Write: {_with_comma(text)}. For a body: {{{{{text[:80]}}}}}."
    elif len(pieces) == 1 and "{" not in part and (dotted := _DOTTED.fullmatch(text.rstrip())):
        yield f"`{text[:80]}` is read as {shown(name)}", f"Write: {dotted['family']}, {dotted['initials']}"
    elif not name.literal and (_DEGREE.search(text) or _NO_LETTER.search(" ".join((name.family, *name.given)))):
        yield f"`{text[:80]}` is read as {shown(name)}", "Write the name alone, without degrees, numbers and addresses."
    elif re.search(r"\bet\.? al\b", text):
        yield f"`{text[:80]}` is read as {shown(name)}", "Write `and others` for further names."


def _misread_bodies(parts: list[str], names: list[Name]) -> Iterator[tuple[str, str]]:
    """Yield (message, fix) where bodies without braces are parsed as people."""
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
    elif len(single) == len(loose) == len(parts) == 2:
        yield (
            f"`{whole[:80]}` is read as two people of one name each",
            f"If it is a body, write {{{{{whole[:80]}}}}}; else add the given names.",
        )


def _is_whole_name(text: str) -> bool:
    """Return whether a text is surely a given and a family name, as in Anna B. Smith, and no family of two words."""
    words = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().replace("~", " ").split()
    return (
        2 <= len(words) <= 5
        and words[-1][0].isupper()
        and len(words[-1].rstrip(".")) > 1
        and words[0].partition("-")[0].lower() in _GIVEN
        and words[-1].partition("-")[0].lower() not in _GIVEN
    )


def _family_first(whole: str) -> str:
    words = whole.split()
    start = next((number for number, word in enumerate(words) if word[0].islower()), -1)
    return f"{' '.join(words[start:])}, {' '.join(words[:start])}"


def _is_suffix(text: str) -> bool:
    return bool(re.fullmatch(r"(?:[JS]r\.?|[IVX]+|\d+(?:st|nd|rd|th)|M\.?D\.?|Ph\.?D\.?|Esq\.?)", text, re.IGNORECASE))


def _with_comma(printed: str) -> str:
    family, _, initials = printed.rpartition(" ")
    return f"{family}, {' '.join(f'{letter}.' for letter in initials.replace('.', '').replace('-', ''))}"
