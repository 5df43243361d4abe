"""Numbers (N): each shown number traced to the number in its source, which prints it in digits or in words."""

import re
from collections.abc import Iterable, Iterator
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal, InvalidOperation

from explainer.checks.amounts import ANY_IN_WORDS, CARDINALS, SCALES, TENS, amounts_in
from explainer.checks.reader_texts import Fault, shown_text, text_rule, without_names
from explainer.checks.runner import Context, Hit, rule, warning
from explainer.checks.sources import notes_of_topics
from explainer.clock import MONTHS
from explainer.loading.citation_syntax import blank, cited_in, cited_in_markdown, find_citations
from explainer.loading.directives import find_directives
from explainer.loading.library import Library
from explainer.loading.prose_page import ProsePage
from explainer.model.claim import Claim
from explainer.problems import Mark

_FIGURE = r"(?:[1-9]\d{0,2}(?:,\d{3}){1,9}(?!,?\d)(?:\.\d+)?|\d+(?:[.,]\d+)?)"
"""A number in digits. A comma before three digits separates thousands, any other stands for a decimal point."""
_DIGITS = re.compile(_FIGURE)
_TYPESET = re.compile(r"(?<=\d)[\u00a0\u2009\u202f](?=\d{3}(?!\d))")
_PLAIN = re.compile(r"(?<![\d.,])(?<!\d )\d{1,3}(?: \d{3})+(?!\d)")
"""Thousands separated by spaces, typographic or plain (SI brochure, 9th edition, section 5.4.4)."""

_UNITS = CARDINALS | {"first": 1, "second": 2, "third": 3}
_ALONE = {"half": 50, "none": 0, "no": 0, "once": 1, "twice": 2}
_COUNT = rf"(?:{ANY_IN_WORDS}|\d[\d,]*)"
RATIO = re.compile(
    rf"(?<![\w.,-])(?P<part>{_COUNT})\s+(?:in|out\s+of|of)\s+(?:every\s+|each\s+)?"
    rf"(?P<whole>{_COUNT})(?![\w-])(?!\s+or\s+more\b)",
    re.IGNORECASE,
)
"""A ratio: one in five, nine out of every ten, 21 of 100."""
_WORD_OR_STOP = re.compile(r"[a-z]+|[^a-z\s-]")


def printed_numbers(printed: str) -> Iterator[Decimal]:
    """Yield every number in a source's words: "1,807", "1 000", "21.4%", "twenty-four", "a hundred and six".

    A plain space before three digits may separate thousands or two numbers: both readings are yielded.
    """
    apart = _TYPESET.sub("", printed)
    joined = _PLAIN.sub(lambda match: match.group().replace(" ", ""), apart)
    for text in dict.fromkeys((joined, apart)):
        for match in _DIGITS.finditer(text):
            yield Decimal(_plain(match.group()))
    yield from (Decimal(number) for number in _in_words(printed.lower()))


def _plain(number: str) -> str:
    """Return a number as Python writes it: "1807" for "1,807", "37.5" for "37,5"."""
    thousands = re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", number)
    return number.replace(",", "") if thousands else number.replace(",", ".")


def _with_commas(text: str) -> str:
    """Return a text with commas in place of spaces between thousands."""
    return _PLAIN.sub(lambda match: match.group().replace(" ", ","), _TYPESET.sub(",", text))


def ratio_of(match: re.Match[str]) -> str:
    """Return a match of `RATIO` in digits: "1 in 5" for "one out of every five"."""
    part, whole = (next(printed_numbers(match[side])) for side in ("part", "whole"))
    return f"{part} in {whole}"


_KINDS = {"unit": _UNITS, "tens": TENS, "scale": SCALES}
_MAY_FOLLOW = {
    "unit": {"tens", "scale", "and"},
    "tens": {"scale", "and"},
    "scale": {"unit", "tens", "scale", "and"},
    "": set(),
}
"""Kind of a word -> the kinds that it can follow within one number."""


def _in_words(text: str) -> Iterator[int]:
    """Yield the numbers written in words; neighbouring words such as "twenty four" are one number."""
    total, part, before = 0, 0, ""
    for word in [*_WORD_OR_STOP.findall(text), "."]:
        kind = next((kind for kind, words in _KINDS.items() if word in words), "")
        if before and before not in _MAY_FOLLOW[kind] and not (word == "and" and before == "scale"):
            yield total + part
            total, part, before = 0, 0, ""
        if kind == "unit":
            part, before = part + _UNITS[word], kind
        elif kind == "tens":
            part, before = part + TENS[word], kind
        elif kind == "scale":
            part, before = (part or 1) * SCALES[word], kind
            if word != "hundred":
                total, part = total + part, 0
        elif word == "and" and before == "scale":
            before = "and"
        elif word in _ALONE:
            yield _ALONE[word]


_NUMBER = re.compile(rf"(?<![\w.]){_FIGURE}")
_SHARE = re.compile(rf"\b(?P<share>{ANY_IN_WORDS})\s+per\s?cent\b", re.IGNORECASE)
"""A percentage in words."""
_MONTH = rf"(?:{'|'.join(MONTHS)})"
_COUNTED = (
    r"people|persons|adults|children|babies|newborns|infants|teenagers|men|women|mothers|boys|girls|patients|users|"
    r"drinkers|chewers|volunteers|participants|respondents|students|workers|drivers|customers|buyers|callers|animals|"
    r"rats|mice|dogs|samples|products|capsules|packets"
)
_NOT_ADJECTIVE = (
    r"an?|the|some|many|most|few|several|these|those|this|that|which|who|when|where|while|and|or|but|to|of|in|on|at|for|"
    r"by|from|with|as|more|fewer|no|not|all|both|each|every|only|about|its?|their|his|her|our|is|are|was|were|had|has|"
    r"have|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|a hundred|hundreds|thousands"
)
_IS_COUNT = rf"\s+(?:(?!(?:{_NOT_ADJECTIVE})\b)[A-Za-z-]+\s+)?(?:{_COUNTED})\b"
"""What follows a number from 1500 to 2099 that is a count and not a year: "2000 people", "1807 US patients"."""
_NOT_TRACED = re.compile(
    rf"\b\d{{1,2}} {_MONTH}(?: \d{{4}})?\b|\b{_MONTH} \d{{1,2}}(?:, \d{{4}})?\b"
    rf"|\b{_MONTH} \d{{4}}\b|\b(?:1[5-9]|20)\d\ds?\b(?!,\d)(?!{_IS_COUNT})"
    r"|(?:\[\^?\d{1,3}(?:\s?[,;\u2013-]\s?\d{1,3})*\])+(?![(\[])"
    r"|\u3010\d[^\u3010\u3011\n]*\u3011|contentReference\[[^\]\n]*\](?:\{[^}\n]*\})?",  # F57 tells of these
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"\b(?:phase|type|stage|class|category|schedule|table|figure|box|appendix|chapter|section|article|annex)"
    r"\s\d+[a-z]?(?:\s?/\s?\d+[a-z]?)?\b(?!\s(?:in|of|out of)\s(?:every\s)?\d)|\bomega-\d\b",
    re.IGNORECASE,
)
"""A number that is a name: phase 2, type 2 diabetes, table 1."""
_RATIO_SLACK = Decimal("2.5")
"""By how many percentage points a plain ratio, such as one in four, may differ from the share that it stands for."""
_DIGIT = re.compile(r"\d")
_PERCENT = re.compile(r"\d\s?(?:%|per ?cent\b)", re.IGNORECASE)
_BASE = re.compile(r"\b(?:of|among|in|with)\b", re.IGNORECASE)
_RELATIVE = re.compile(r"\b(?:odds ratio|relative risk|hazard ratio|times (?:as|more) likely|fold)\b", re.IGNORECASE)

_TO_CALL = re.compile(
    r"(?<![\w.,/=@-])(?!\d{1,3}(?: \d{3})+(?! ?[\d-])|\d{4}-\d{4}\b|\d\d-\d\d-\d{4}\b)"  # no thousands, ISSN or date
    r"(?:(?:\+\d|0\d|1[38]00[ -]\d|1[ -]\(?\d{3}\)?[ -]\d)(?:[ ()\u00a0\u2010-\u2013-]{0,2}\d){5,12}"
    r"|(?:\(\d{3}\) ?|\d{3}-)\d{3}-\d{4})(?![\w/-]|[.,]\d)"
    r"|\b(?:call|dial|ring|text|phone)\s+(?:(?:or|and|call|dial|ring|text|phone|number|the|toll-free)\s+){0,4}"
    r"(?P<short>(?!(?:19|20)\d\d\b)(?:\d{3,6}|\d{2,3}(?: \d{2,3}){1,3})(?:\s+or\s+\d{3,6})?)"
    r"(?![\w-]|[ .,:]\d|\s*%|\s+(?:of|out|times|people|persons|patients|users|others|men|women|minutes|hours|days)\b)",
    re.IGNORECASE,
)
"""A number to call: in one of the forms of phone numbers, or after a word such as `call`."""

PATTERNS = {"number": _NUMBER, "not_traced": _NOT_TRACED, "label": _LABEL, "to_call": _TO_CALL}
"""The patterns of `shown_numbers` by name, for the form in the browser."""


def shown_numbers(text: str, names: tuple[str, ...]) -> list[str]:
    """Return the numbers in a text that need a trace: numbers in digits, and ratios in words as `1 in 5`.

    So do percentages in words. Years, full dates, citations, labels such as "phase 2", numbers to call and declared
    names need none.
    """
    text = _with_commas(_TO_CALL.sub(" ", text))
    ratios = [_share_of(match) for match in _SHARE.finditer(text)]
    for match in RATIO.finditer(text):
        if not (match["part"][0].isdigit() and match["whole"][0].isdigit()):  # at least one side is a word
            ratios.append(ratio_of(match))
            text = f"{text[: match.start()]}{' ' * len(match.group())}{text[match.end() :]}"
    if not _DIGIT.search(text):
        return ratios
    for citation in reversed(find_citations(text)):
        text = f"{text[: citation.start]} {text[citation.end :]}"
    text = _LABEL.sub(" ", _NOT_TRACED.sub(" ", without_names(text, names)))
    return [*ratios, *(_plain(match.group()) for match in _NUMBER.finditer(text))]


def numbers_to_call(text: str) -> Iterator[tuple[int, str]]:
    """Yield (start, number) of each number to call in a text: 1-800-222-1222, +44 116 123, or "call 112 or 999"."""
    for match in _TO_CALL.finditer(text):
        group = "short" if match["short"] else 0
        yield from ((match.start(group), number) for number in re.split(r"\s+or\s+", match[group]))


def matches(shown: str, printed: str) -> bool:
    """Return whether a shown number is one of those that the source prints, perhaps rounded to fewer digits.

    A ratio matches if the source prints both of its numbers, or a percentage close to it.
    """
    if " in " in shown:
        part, whole = map(Decimal, shown.split(" in "))
        numbers = set(printed_numbers(printed))
        return {part, whole} <= numbers or any(abs(n * whole - 100 * part) <= _RATIO_SLACK * whole for n in numbers)
    wanted = Decimal(shown)
    return any(number == wanted or wanted in _roundings(number, wanted) for number in printed_numbers(printed))


def _roundings(number: Decimal, like: Decimal) -> set[Decimal]:
    """Return the number rounded as `like` may have been: to its decimals, to whole, to tens, hundreds and so on.

    At least one digit must be left: 5.1 does not become 10, although that is the nearest ten.
    """
    last, lost = like.normalize().as_tuple().exponent, number.as_tuple().exponent
    if not isinstance(last, int) or not isinstance(lost, int):
        return set()
    rounded: set[Decimal] = set()
    for place in range(min(last, 0), last + 1):
        if place <= lost or place > max(number.adjusted(), 0):
            continue
        step = Decimal(1).scaleb(place)
        try:
            scaled = number / step
            halves = {ROUND_HALF_UP} if scaled % 1 != Decimal("0.5") else {ROUND_UP, ROUND_DOWN}
            rounded |= {scaled.quantize(Decimal(1), rounding=mode) * step for mode in halves}
        except InvalidOperation:  # more digits than the arithmetic keeps; nobody prints such a number
            return set()
    return rounded


def _share_of(match: re.Match[str]) -> str:
    return str(next(printed_numbers(match["share"])))


def _key(text: str) -> str:
    """Return a number of `figures` as `shown_numbers` writes it: "1807" for "1,807", "21" for "21%"."""
    if match := RATIO.fullmatch(text):
        return ratio_of(match)
    if match := _SHARE.fullmatch(text):
        return _share_of(match)
    return _plain(_with_commas(text.rstrip("%").strip()))


def _without_amounts(text: str, context: Context, *, allowed: bool = False) -> str:
    """Return a text with spaces for the amounts that D01 refuses, unless they are `allowed`: no trace would help."""
    for match in amounts_in(text, context.words) if context.parts.health and not allowed else ():
        text = f"{text[: match.start()]}{blank(match)}{text[match.end() :]}"
    return text


def _untraced(shown: Iterable[str], traced: set[str]) -> Iterator[tuple[str, str]]:
    """Yield each number that is not traced, and its name for messages. A ratio is traced if both its numbers are."""
    for value in dict.fromkeys(shown):
        if value not in traced and not (" in " in value and set(value.split(" in ")) <= traced):
            yield value, f"the {'ratio' if ' in ' in value else 'number'} {value}"


@rule(
    "N01",
    "A number without a trace",
    bad='finding: 21 of 100 calls\nfigures: {"21": "21.4%"}',
    good='finding: 21 of 100 calls\nfigures: {"21": "21.4%", "100": "per 100"}',
)
def numbers_traced(claim: Claim, context: Context) -> Iterator[Hit]:
    """Every number in digits stands in `figures` of its finding; those of other texts in any finding's figures.

    So does a ratio in words: `"one in four": 525 (25.5%)`. Years, full dates, labels such as "phase 2", declared names
    and amounts that D01 refuses need none. A number from 1500 to 2099 before people, patients and the like is taken for
    a count: after a year in front of such a word, a comma makes clear what is meant.
    """
    names, allowed = context.parts.names, "D01" in claim.allow
    everywhere: set[str] = set()
    for side, number, finding in claim.findings():
        traced = {_key(shown) for shown in finding.figures}
        everywhere |= traced
        shown = shown_numbers(_without_amounts(finding.finding, context, allowed=allowed), names)
        if finding.frequency:
            shown += [str(finding.frequency.count), str(finding.frequency.of)]
        for value, what in _untraced(shown, traced):
            message = f"{what} is not in this finding's `figures`"
            fix = f'Add `"{value}": <the number as the source prints it>`, or correct the number.'
            yield Hit(message, fix, ("evidence", side, number, "finding"))
    for field in ("short_answer", "what_it_means"):
        text = _without_amounts(getattr(claim, field), context, allowed=allowed)
        for _, what in _untraced(shown_numbers(text, names), everywhere):
            message = f"{what} is in no finding's `figures`"
            fix = "Put it into a finding with its source, or leave it out here."
            yield Hit(message, fix, (field,))


@warning(
    "N02",
    "A figure that is not shown",
    bad='finding: Many calls.\nfigures: {"21": "21.4%"}',
    good='finding: 21 of 100 calls.\nfigures: {"21": "21.4%", "100": "per 100"}',
)
def figures_shown(claim: Claim, context: Context) -> Iterator[Hit]:
    """A figure stands for a number in the finding; one that is not there is a leftover of an earlier wording."""
    for side, number, finding in claim.findings():
        text = _DIGITS.sub(lambda match: _plain(match.group()), _with_commas(finding.finding))
        drawn = {str(finding.frequency.count), str(finding.frequency.of)} if finding.frequency else set()
        ratios = {ratio_of(match) for match in RATIO.finditer(finding.finding)}
        shares = {_share_of(match) for match in _SHARE.finditer(finding.finding)}
        expected = drawn | ratios | shares | {number for ratio in ratios for number in ratio.split(" in ")}
        for shown in finding.figures:
            if not re.search(rf"(?<![\d.]){re.escape(_key(shown))}(?![\d])", text) and _key(shown) not in expected:
                yield Hit(f"the figure {shown} is not in the finding", "Delete it, or correct it.",
                          ("evidence", side, number, "figures", shown), on_key=True)  # fmt: skip


@rule("N03", "A number that the source does not print", bad='figures: {"22": "21.4%"}', good='figures: {"21": "21.4%"}')
def rounding_right(claim: Claim, context: Context) -> Iterator[Hit]:
    """The shown number is the source's own, or the source's number rounded to fewer digits."""
    for side, number, finding in claim.findings():
        for shown, printed in finding.figures.items():
            if not re.fullmatch(r"\d+(?:\.\d+)?(?: in \d+)?", _key(shown)):
                yield Hit(f"`{shown}` is not a number", 'Write figures as `"21": "21.4%"`.',
                          ("evidence", side, number, "figures", shown), on_key=True)  # fmt: skip
            elif not matches(_key(shown), printed):
                message = f"{shown} is neither in `{printed}` nor one of its numbers rounded"
                fix = "Correct the number, or copy the source's number as printed."
                yield Hit(message, fix, ("evidence", side, number, "figures", shown))


@warning(
    "N04",
    "A percentage without its base",
    bad="finding: There was an effect: 21%.",
    good="finding: There was an effect in 21 of every 100 calls.",
)
def percent_has_base(claim: Claim, context: Context) -> Iterator[Hit]:
    """A percentage says what it is a percentage of; better still are numbers as people count them."""
    for side, number, finding in claim.findings():
        text = finding.finding
        for match in _PERCENT.finditer(text):
            if not _BASE.search(text[match.end() : match.end() + 40]):
                yield Hit("a percentage without its base", 'Say of whom: "21 of every 100 calls".',
                          ("evidence", side, number, "finding"))  # fmt: skip
                break


@warning(
    "N05",
    "A relative risk alone",
    bad="finding: The odds ratio was 8.6.",
    good="finding: 9 of 100 people who used it had one, against 1 of 100 who did not.",
)
def relative_has_absolute(claim: Claim, context: Context) -> Iterator[Hit]:
    """A phrase like "twice as likely" says nothing without the number it doubles; give counts."""
    for side, number, finding in claim.findings():
        if (match := _RELATIVE.search(finding.finding)) and not re.search(r"\d+ (?:of|in|out of)\b", finding.finding):
            yield Hit(f"`{match.group()}` without an absolute number", "Add the counts, or leave it out.",
                      ("evidence", side, number, "finding"))  # fmt: skip


_DECIMAL_COMMA = re.compile(r"(?<![\d.,])(?:\d+,\d{1,2}|0,\d+)(?![\d,])")


@text_rule(
    "N09",
    "A decimal comma",
    bad="short_answer: Of them 37,5% slept better.",
    good="short_answer: Of them 37.5% slept better.",
)
def decimals_have_points(text: str, context: Context, claim: Claim | None) -> Iterator[Fault]:
    """In English, a point stands before decimals; a comma between two numbers has a space behind it.

    What a source prints may have a comma: it is read either way. On a site in another language nothing is said.
    """
    if not (context.is_english and _DECIMAL_COMMA.search(text)):
        return
    for match in _DECIMAL_COMMA.finditer(_CITATION_OR_ITEM_NUMBER.sub(lambda cited: " " * len(cited.group()), text)):
        number = match.group().replace(",", ".")
        yield match.start(), f"`{match.group()}` has a decimal comma", f"Write {number}, or a space behind the comma."


_CITATION_OR_ITEM_NUMBER = re.compile(r"\[@[^\[\]]*\]|^[ \t]*\d+[.)]\s|\{:?[ ]*(?:[.#][\w-]+[ ]*)+\}", re.MULTILINE)
"""What holds digits and is no number of the text: [@smith2020, p. 4], the number of an item, { #part-2 }."""


@rule(
    "N06",
    "A number on a page without a trace",
    bad="docs/pain.md: 26 men were tested.   (no source cited on the page has that number)",
    good='figures: {"26": "vicknasingam2020, 26 men"}   in the page\'s front matter, or a finding that traces it',
)
def page_numbers_traced(context: Context) -> Iterator[Hit]:
    """A number on a page is in `figures` of a finding that cites a source of the page, or in the page's own `figures`.

    The same applies to numbers in pictures on the page, and in the notes of docs/data/topics.yml. Years, full dates,
    declared names, the numbers of a list, code and numbers to call (D16) need no trace. A page has its `figures` in its
    front matter; one that it does not show is reported too.
    """
    library = context.library
    if not library.complete:
        return  # a claim that cannot be read may trace it
    traced = _figures_of_sources(library)
    for page in (page for page in library.prose if page.header_is_right):
        known = {_key(shown) for shown in page.figures}.union(
            *(traced.get(key, set()) for key in cited_in_markdown(page.text))
        )
        yield from _untraced_on(page, context, known)
    for path, place, text in notes_of_topics(library):
        known = set[str]().union(*(traced.get(key, set()) for key in cited_in(text)))
        for _, what in _untraced(shown_numbers(_without_amounts(text, context), context.parts.names), known):
            message = f"{what} is in no figure of a source that this sentence cites"
            yield Hit(message, "Cite it, or leave it out.", place, path)


def _untraced_on(page: ProsePage, context: Context, known: set[str]) -> Iterator[Hit]:
    """Yield a hit for each number on a page or its pictures that is not `known`, and each of its figures not shown."""
    seen: set[str] = set()
    for path, text in _shown_by(page, context.library):
        where = "this page" if path == page.path else page.path
        lines = zip(text.split("\n"), _without_amounts(text, context).split("\n"), strict=True)
        for line, (content, traceable) in enumerate(lines, start=1):
            numbers = shown_numbers(content, context.parts.names)
            seen.update(part for value in numbers for part in (value, *value.split(" in ")))
            for value, what in _untraced(shown_numbers(traceable, context.parts.names), known):
                message = f"{what} is in no figure of a source that {where} cites"
                fix = (
                    f'Cite the source whose finding has it, or add `"{value}": <where it comes from>` to '
                    "`figures` in the front matter of the page."
                )
                yield Hit(message, fix, path=path, mark=Mark(line, content.find(value) + 1 or 1))
    for shown in page.figures:
        if _key(shown) not in seen:
            message = f"`figures` has {shown}, which the page does not show"
            yield Hit(message, "Delete it.", path=page.path, mark=page.mark(shown))


def _figures_of_sources(library: Library) -> dict[str, set[str]]:
    """Return key -> numbers known of the source: figures of findings that cite it, and its number of participants."""
    traced: dict[str, set[str]] = {}
    for claim in library.claims.values():
        for _, _, finding in claim.findings():
            for key in finding.cite:
                traced.setdefault(key, set()).update(_key(shown) for shown in finding.figures)
    for reference in library.references.values():
        if reference.participants:
            traced.setdefault(reference.key, set()).add(str(reference.participants))
    return traced


def _shown_by(page: ProsePage, library: Library) -> Iterator[tuple[str, str]]:
    """Yield (path, text) of a page and its pictures, with what needs no trace replaced by spaces."""
    text = shown_text(page.text)
    yield page.path, _CITATION_OR_ITEM_NUMBER.sub(blank, text)
    for directive in find_directives(page.text):
        for name in directive.listed("names"):
            if name in library.pictures:
                yield library.pictures[name].path, library.pictures[name].text
