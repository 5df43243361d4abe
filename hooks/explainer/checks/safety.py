"""Safety (D): nothing that could be taken as instructions for use, no brands, and help that can be reached."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import lru_cache
from itertools import chain, islice, pairwise
from operator import ne

from explainer.checks.amounts import amounts_in, schedules, tapers
from explainer.checks.reader_texts import (
    ALL,
    SENTENCES,
    Fault,
    any_of,
    claim_texts,
    data_texts,
    hit_in,
    page_texts,
    text_rule,
    texts_in,
)
from explainer.checks.runner import Context, Hit, rule, warning
from explainer.checks.traced_numbers import numbers_to_call
from explainer.loading.citation_syntax import mask_code
from explainer.loading.directives import find_directives
from explainer.loading.prose_page import ProsePage
from explainer.loading.written_texts import texts_of
from explainer.loading.yaml_reader import Place
from explainer.model.claim import Claim
from explainer.model.crisis import crisis_lines, crisis_words
from explainer.model.search_words import EMERGENCY, orders_of
from explainer.model.site_data import Country, HelplineEntry
from explainer.model.vocabulary import HelpKind, Urgency

HELPLINE_AGE = timedelta(days=365)
_LEAVE_OUT = "Leave it out."


@text_rule(
    "D01",
    "An amount",
    voices=ALL,
    in_code=True,
    bad="finding: They took 5 grams.",
    good="finding: They took a modest single amount.",
)
def names_no_amount(text: str, context: Context, claim: Claim | None) -> Iterator[Fault]:
    """No text names an amount, in digits or in words: people would take it as a dose.

    Every field is read, also those that quote others or a source, and so are pages with their code, pictures, data and
    references. If a harm cannot be understood without an amount, `allow` of the claim gives the reason. Of a reference
    everything is read that we write, such as who was studied. What the work itself prints, such as its title, is read
    for sellers' pages, news and commentaries only: we do not choose the title of a study or an official notice.
    """
    fix = "Leave the amount out. If nobody takes it, say so under `allow`." if claim else _LEAVE_OUT
    for match in _if_health(context, amounts_in(text, context.words)):
        yield match.start(), f"names an amount: `{_shown(match)}`", fix


@text_rule(
    "D02",
    "A schedule or a way of taking it",
    voices=ALL,
    in_code=True,
    bad="what_it_means: Take it twice a day.",
    good="what_it_means: Talk to a clinician first.",
)
def names_no_schedule(text: str, context: Context, claim: Claim | None) -> Iterator[Fault]:
    """No text says how often or how to take it. How often a study measured something may be said."""
    for match in _if_health(context, schedules(text), any_of(context.words.schedules).finditer(text)):
        yield match.start(), f"names a schedule or a way of taking it: `{_shown(match)}`", _LEAVE_OUT


@text_rule(
    "D03",
    "A way to taper alone",
    voices=ALL,
    in_code=True,
    bad="what_it_means: Taper down by a little every week.",
    good="what_it_means: Ask a clinician to plan it with you.",
)
def names_no_taper(text: str, context: Context, claim: Claim | None) -> Iterator[Fault]:
    """Coming off is planned with a clinician; a recipe for doing it alone can harm."""
    for match in _if_health(context, tapers(text)):
        yield match.start(), f"reads like a way to taper: `{_shown(match)}`", "Point to a clinician instead."


def _if_health(context: Context, *matches: Iterator[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Return all the matches on a site about health, none on others: nobody would take an amount there as a dose."""
    return chain(*matches) if context.parts.health else iter(())


def _shown(match: re.Match[str]) -> str:
    return " ".join(match.group().split())


@warning(
    "D05", "A helpline that was not checked for a year", bad="checked: 2024-01-01", good="a date within the last year"
)
def helplines_fresh(context: Context) -> Iterator[Hit]:
    """Numbers change. Each is looked up again at least once a year."""
    for place, line in _helplines(context):
        if line.checked > context.latest:
            fix = "Write the day on which it was checked."
            yield Hit("the date lies in the future", fix, (*place, "checked"), HELPLINES)
        elif context.today - line.checked > HELPLINE_AGE:
            message, fix = f"`{line.name}` was checked on {line.checked}", "Look the number up again, and set the date."
            yield Hit(message, fix, (*place, "checked"), HELPLINES)


def _helplines(context: Context) -> Iterator[tuple[Place, HelplineEntry]]:
    """Yield each helpline with its place in docs/data/helplines.yml."""
    for country_number, country in enumerate(context.parts.helplines or ()):
        for number, line in enumerate(country.lines):
            yield ("countries", country_number, "lines", number), line


@rule(
    "D06",
    "No emergency card",
    bad="docs/data/care.yml without a card of urgency `emergency`",
    good="a first card with `urgency: emergency`, and signs on every card",
)
def emergency_card_exists(context: Context) -> Iterator[Hit]:
    """The care advice begins with what is an emergency, no card is empty, and a helpline can be dialled or opened."""
    care = context.parts.care
    if care and care.cards[0].urgency is not Urgency.EMERGENCY:
        yield Hit("the first card is not the emergency card", "Put it first.", ("cards", 0), CARE)
    used = {sign.card for sign in care.signs} if care else set()
    for number, card in enumerate(care.cards if care else ()):
        if card.id not in used:
            yield Hit(f"the card `{card.id}` has no signs", "Add signs, or delete it.", ("cards", number), CARE)
    for place, line in _helplines(context):
        if not ((line.number and line.tel) or line.url):
            message = f"`{line.name}` can be neither dialled nor opened"
            yield Hit(message, "Add `number` and `tel`, or `url`.", place, HELPLINES)


_DIALLED = re.compile(r"\d(?:[ .\u00a0\u2010-\u2015-]*\d)*")
_TAPPED = re.compile(r"\[(?P<shown>[^\[\]\n]*)\]\(tel:(?P<tel>[^()\s]+)\)")


@rule(
    "D15",
    "A number that rings somewhere else",
    bad='number: 22 59 13 00\ntel: "+4722591308"',
    good='number: 22 59 13 00\ntel: "+4722591300"',
)
def numbers_ring_as_printed(context: Context) -> Iterator[Hit]:
    """A helpline is read by its `number` and dialled by its `tel`, so `tel` ends with the digits of `number`.

    A zero that stands before the number within its country may be left out. A number with letters, such as
    1-800-555-HELP, is not compared. The `emergency` number of a country is the `tel` of a line that serves an
    emergency, if the country has one. On a page, the words of a link that dials hold no other number than it dials.
    """
    for place, line in _helplines(context):
        shown = line.number or ""
        printed = list(map(_bare, _DIALLED.findall(shown)))
        if line.tel and printed and not re.search(r"[A-Z]{3}", shown) and not line.tel.endswith(tuple(printed)):
            message = f"`{line.name}` shows {shown}, and a tap dials {line.tel}"
            yield Hit(message, "Correct the one that is wrong.", (*place, "tel"), HELPLINES)
    for nth, country in enumerate(context.parts.helplines or ()):
        urgent = [line.tel for line in country.lines if HelpKind.EMERGENCY in line.serves and line.tel]
        if country.emergency and urgent and country.emergency not in urgent:
            message = f"the emergency number {country.emergency} is not that of its line, {urgent[0]}"
            yield Hit(message, "Correct the one that is wrong.", ("countries", nth, "emergency"), HELPLINES)
    for page in context.library.prose:
        for link in _TAPPED.finditer(mask_code(page.text)):
            if not link["tel"].endswith(_bare(link["shown"])):
                message = f"the text shows {link['shown']}, and a tap dials {link['tel']}"
                yield hit_in(page.path, page.text, link.start("tel"), message, "Correct the one that is wrong.")


@text_rule(
    "D16",
    "A number to call that is not listed",
    voices=ALL,
    bad="docs/safety.md: In the US, call 1-800-222-1221.   (helplines.yml has 1-800-222-1222)",
    good="docs/safety.md: In the US, call 1-800-222-1222.",
)
def numbers_are_listed(text: str, context: Context, claim: Claim | None) -> Iterator[Fault]:
    """A number that a text tells readers to call is in docs/data/helplines.yml, where it is checked once a year.

    Another one cites in the same paragraph where it was seen. One that differs from a listed number in one or two
    digits is told in any case: it would ring somewhere else.
    """
    for start, shown in numbers_to_call(text) if context.parts.helplines is not None else ():
        known, number = _numbers_of(context.parts.helplines), _bare(shown)
        within = any(
            listed.endswith(number) or number.endswith(listed) for listed in known if min(len(listed), len(number)) > 6
        )
        if number in known or within or (len(number) < 7 and not known):  # an emergency number, without helplines
            continue
        near = [listed for listed in known if len(listed) == len(number) > 6 and sum(map(ne, listed, number)) < 3]
        if near:
            yield start, f"the number {shown} is not quite that of `{known[near[0]]}`", f"Correct it as in {HELPLINES}."
        elif "[@" not in text[text.rfind("\n", 0, start) + 1 :].partition("\n")[0]:
            fix = f"Correct it, list it in {HELPLINES}, or cite in this paragraph where you saw it."
            yield start, f"nothing says where the number to call {shown} is from", fix


@lru_cache(maxsize=4)
def _numbers_of(countries: tuple[Country, ...]) -> Mapping[str, str]:
    """Return each number that can be dialled, without zeros before it -> the name of its line."""
    known = {_bare(country.emergency): country.name for country in countries if country.emergency}
    for line in (line for country in countries for line in country.lines):
        numbers = _DIALLED.findall(f"{line.number} {line.tel}; {line.note}")
        known |= {_bare(number): line.name for number in numbers}
    return known


def _bare(number: str) -> str:
    """Return the digits of a number, without zeros before the number within a country."""
    return re.sub(r"^0+(?=[1-9])", "", re.sub(r"\D", "", number))


# Brands and shops, which the site's own data lists

_NO_NAME = "Leave the name out: say `a product` or `a seller`."


@text_rule(
    "D07",
    "A brand or a shop",
    voices=ALL,
    in_code=True,
    bad="finding: Tea Palace capsules held more than the label said.   (Tea Palace is in docs/data/words.yml)",
    good="finding: One brand's capsules held more than the label said.",
)
def brands(text: str, context: Context, claim: Claim | None) -> Iterator[Fault]:
    """No text names a brand or a shop of the trade: even a warning that names one tells people where to buy.

    docs/data/words.yml lists them. Every field is read, also those that quote others: quote the words beside the name.
    A claim about a named document, such as a recall, gives that reason under `allow`. References are read as for D01.
    """
    fix = f"{_NO_NAME} A claim about a named document may say so under `allow`." if claim else _NO_NAME
    for match in any_of(context.words.brands).finditer(text):
        yield match.start(), f"names a brand or a shop: `{_shown(match)}`", fix


@warning(
    "D17",
    "A list of names that was emptied",
    bad="brands: []   beside shops: [teaville.example]",
    good="brands: [Tea Palace]   or no line `brands` at all",
)
def no_list_was_emptied(context: Context) -> Iterator[Hit]:
    """Without its names no rule finds a brand or a shop, and nothing else would tell that `brands` or `shops` is empty.

    A file all of whose lists are empty is that of a new site.
    """
    filled = any(getattr(context.words, name) for name in ("brands", "shops", "sells", "scares"))
    for name in ("brands", "shops") if filled else ():
        if name in context.words.model_fields_set and not getattr(context.words, name):
            fix = "Put the names back. If there are none, delete this line."
            yield Hit(f"`{name}` is empty: no rule finds one", fix, (name,), "docs/data/words.yml")


CARE = "docs/data/care.yml"
CARDS = "care-cards"

_CALL = re.compile(r"\b(?:call|ring|dial|phone)\b", re.IGNORECASE)
_LINK = re.compile(r"\]\(|https?://|<a\b", re.IGNORECASE)
_SIGN = re.compile(
    r"\b(?<!anti-)(?:overdos(?:e|es|ed|ing)|seizures?(?! (?:medicine|drug))|cardiac arrests?|heart attacks?|strokes?"
    r"|coma|collaps(?:e|es|ed|ing)|chest pains?|stop(?:s|ped|ping)? breathing|cannot be woken)\b",
    re.IGNORECASE,
)


@rule(
    "D09",
    "An emergency card without the call for help",
    bad="docs/data/care.yml: an emergency card that says `Rest and wait`",
    good="heading: Call emergency services now if someone",
)
def emergencies_say_call(context: Context) -> Iterator[Hit]:
    """The line at the top of every page and each emergency card say to call, and nothing there leads elsewhere.

    The page of the care advice shows the cards, since every page sends readers in an emergency there.
    """
    site, care = context.parts.site, context.parts.care
    if site and site.health and context.is_english and not _CALL.search(site.emergency):
        yield Hit("`emergency` does not say to call anybody", "Say what to do: call emergency services.",
                  ("emergency",), "docs/data/site.yml")  # fmt: skip
    for number, card in enumerate(care.cards if care else ()):
        if card.urgency is not Urgency.EMERGENCY:
            continue
        if context.is_english and not _CALL.search(f"{card.heading} {card.lead}"):
            yield Hit(f"the card `{card.id}` does not begin with whom to call", "Say it in its heading or lead.",
                      ("cards", number, "heading"), CARE)  # fmt: skip
        if _LINK.search(f"{card.heading} {card.lead} {card.after}"):
            yield Hit(f"the emergency card `{card.id}` contains a link", "Take it out: nobody should read on now.",
                      ("cards", number), CARE)  # fmt: skip
    for page in context.library.prose:
        shown = {directive.name for directive in find_directives(page.text)}
        if site and site.health and page.name == site.doctor_page and CARDS not in shown:
            yield Hit("this page should show what to do in an emergency, and has no care cards",
                      f"Add the line <!-- explainer:{CARDS} -->.", path=page.path)  # fmt: skip


@rule(
    "D10",
    "A claim on an emergency without its warning sign",
    bad="finding: Some people had a seizure.\nsee_a_doctor: [tired-for-weeks]",
    good="finding: Some people had a seizure.\nsee_a_doctor: [seizure, tired-for-weeks]",
)
def emergencies_have_signs(claim: Claim, context: Context) -> Iterator[Hit]:
    """A claim that speaks of an overdose, a seizure, a heart attack or the like names a sign of an emergency card."""
    care = context.parts.care
    if care is None:
        return
    urgent = {card.id for card in care.cards if card.urgency is Urgency.EMERGENCY}
    signs = {sign.id: sign.card for sign in care.signs}
    if any(sign not in signs or signs[sign] in urgent for sign in claim.see_a_doctor):
        return
    for _, text in texts_in(claim, SENTENCES):
        if match := _sign(text, context):
            yield Hit(f"speaks of an emergency (`{match.group()}`), but no sign in `see_a_doctor` is one",
                      "Add the sign of the emergency card that fits.", ("see_a_doctor",), on_key=True)  # fmt: skip
            return


@rule(
    "D11",
    "An emergency on a page without the way to help",
    bad="docs/safety.md: Some people had a seizure.   (no link to the page of the care advice)",
    good="docs/safety.md: Some people had a seizure. [When to see a doctor](when-to-see-a-doctor.md)",
)
def emergencies_lead_to_help(context: Context) -> Iterator[Hit]:
    """A page that speaks of an emergency links, in its own text, to the page of the care advice, or shows its cards."""
    site = context.parts.site
    if site is None or not site.health or site.doctor_page not in context.library.page_files:
        return
    texts = {page.path: page.text for page in context.library.prose}
    target = site.doctor_page.rpartition("/")[2]
    for path, shown in page_texts(context.library):
        text = texts[path]
        has_cards = any(directive.name == CARDS for directive in find_directives(text))
        if has_cards or f"{target})" in text or f"{target}#" in text:
            continue
        if match := _sign(shown, context):
            message = f"speaks of an emergency (`{match.group()}`) and does not link to docs/{site.doctor_page}"
            yield hit_in(path, text, match.start(), message, "Link to it in the text.")


def _sign(text: str, context: Context) -> re.Match[str] | None:
    """Return the first mention of an emergency in a text, in English or in the site's own language."""
    return _SIGN.search(text) or crisis_words(context.words.emergencies).search(text)


@rule(
    "D12",
    "Helplines without the words of an emergency",
    bad="docs/data/helplines.yml without docs/data/emergency.yml",
    good="docs/data/emergency.yml with the words that open the panel of help in the search",
)
def search_knows_emergencies(context: Context) -> Iterator[Hit]:
    """A site with helplines is read by people who need them: its search opens with help when they type an emergency."""
    if context.parts.helplines and context.parts.emergency is None and EMERGENCY not in context.library.documents:
        yield Hit("there are helplines, but the search has no words for an emergency",
                  f"Add {EMERGENCY} with such words.", path="docs/data/helplines.yml")  # fmt: skip


@rule(
    "D13",
    "An exception that silences an emergency",
    bad="typed: [want die]\nexceptions: [die]",
    good="typed: [want die]\nexceptions: [to+die+for]",
)
def exceptions_leave_emergencies(context: Context) -> Iterator[Hit]:
    """The words of an exception are ignored, so no exception may be part of a phrase of an emergency: help must open.

    An exception that needs words of such a phrase has other words beside them.
    """
    words = context.parts.emergency
    if words is None:
        return
    typed = [
        (group.id, phrase, [words.forms(order) for order in orders_of(phrase)])
        for group in words.groups
        for phrase in (*group.typed, *group.alone)
    ]
    for number, exception in enumerate(words.exceptions):
        ignored = [words.forms(order) for order in orders_of(exception)]
        for group, phrase, orders in typed:
            if any(_is_inside(short, long) for short in ignored for long in orders):
                yield Hit(f"the exception `{exception}` silences `{phrase}` of the group `{group}`",
                          "Add the words that make it harmless to the exception.",
                          ("exceptions", number), EMERGENCY)  # fmt: skip


def _is_inside(short: list[tuple[str, ...]], long: list[tuple[str, ...]]) -> bool:
    """Return whether the words of one phrase can occur in a row within another phrase."""
    return any(
        all(_overlap(forms, long[start + number]) for number, forms in enumerate(short))
        for start in range(len(long) - len(short) + 1)
    )


@lru_cache(maxsize=100_000)  # the phrases share a few hundred words, which meet again and again
def _overlap(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Return whether some word matches a form of both; the form `seiz*` matches every word that begins with seiz."""
    return any(
        a == b or (a.endswith("*") and b.startswith(a[:-1])) or (b.endswith("*") and a.startswith(b[:-1]))
        for a in first
        for b in second
    )


# A number to call near every text that speaks of suicide

HELPLINES = "docs/data/helplines.yml"
LINES = "crisis-lines"

_HEADING = re.compile(r"^#{1,6}\s", re.MULTILINE)


@rule(
    "D14",
    "A crisis without a number to tap",
    bad="docs/dependence.md: Some people think of suicide.",
    good="docs/dependence.md: Some people think of suicide.\n\n<!-- explainer:crisis-lines -->",
)
def crises_have_numbers(context: Context) -> Iterator[Hit]:
    """A page in prose that uses a word of `crisis` in docs/data/words.yml has the crisis lines in the same section.

    A section runs from one heading to the next. Care cards that use such a word are enough, since they show the lines
    too. Generated parts show them by themselves: claims, care cards, the glossary, lists. For all of these
    docs/data/helplines.yml needs a line that `serves` a crisis and can be dialled.
    """
    if context.parts.helplines is None or not context.parts.health:
        return
    pattern = crisis_words(context.words.crisis)
    if not crisis_lines(context.parts.helplines):
        yield from islice(_mentions(context, pattern), 1)  # one line that is missing is one fault
        return
    pages = {page.path: page for page in context.library.prose}
    care = context.parts.care
    cards_show_lines = care and any(pattern.search(written.text) for written in texts_of(care))
    helpful = {LINES, CARDS} if cards_show_lines else {LINES}
    fix = f"Add the line <!-- explainer:{LINES} --> to this section."
    for path, shown in page_texts(context.library):
        for match in _far_from_help(pages[path], shown, pattern, helpful):
            message = f"speaks of a crisis (`{_shown(match)}`), but this section has no number to call"
            yield hit_in(path, shown, match.start(), message, fix)


def _far_from_help(page: ProsePage, shown: str, pattern: re.Pattern[str], helpful: set[str]) -> Iterator[re.Match[str]]:
    """Yield the first mention of a crisis in each section without one of the helpful directives."""
    starts = [0, *(heading.start() for heading in _HEADING.finditer(shown)), len(shown)]
    helped = [directive.start for directive in find_directives(page.text) if directive.name in helpful]
    for start, end in pairwise(starts):
        match = pattern.search(shown, start, end)
        if match and not any(start <= place < end for place in helped):
            yield match


def _mentions(context: Context, pattern: re.Pattern[str]) -> Iterator[Hit]:
    """Yield a hit for every mention of a crisis on a site without a line for one: in pages, claims and data."""
    fix = f"Add a line with `serves: [crisis]` and `tel` to {HELPLINES}, or put the file back if it was lost."
    said = "speaks of a crisis (`{}`), and there is no crisis line that can be dialled"
    for path, shown in page_texts(context.library):
        for match in pattern.finditer(shown):
            yield hit_in(path, shown, match.start(), said.format(_shown(match)), fix)
    for path, place, text in (*claim_texts(context.library, ALL), *data_texts(context.library, ALL)):
        if path != HELPLINES and (found := pattern.search(text)):
            yield Hit(said.format(_shown(found)), fix, place, path)
