"""Safety (D): nothing that could be taken as instructions for use, no brands, and help that can be reached."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import lru_cache
from itertools import chain

from explainer.checks.amounts import amounts, schedules, tapers
from explainer.checks.emergency import CARE, HELPLINES
from explainer.checks.reader_texts import ALL, Fault, any_of, text_rule
from explainer.checks.runner import Context, Hit, rule
from explainer.model.claim import Claim
from explainer.model.vocabulary import Urgency
from explainer.problems import Severity

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
    for match in _if_health(context, amounts(text), _own_amounts(context)(text)):
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
    for match in _if_health(context, schedules(text), _own_schedules(context)(text)):
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


def _own_amounts(context: Context) -> Callable[[str], Iterator[re.Match[str]]]:
    """Return the function that finds amounts in the site's own language, by the lists of docs/data/words.yml."""
    words = context.parts.words
    return _pattern(words.amounts, words.numbers).finditer if words and words.amounts else lambda _: iter(())


def _own_schedules(context: Context) -> Callable[[str], Iterator[re.Match[str]]]:
    words = context.parts.words
    return any_of(words.schedules).finditer if words and words.schedules else lambda _: iter(())


@lru_cache(maxsize=8)
def _pattern(units: tuple[str, ...], numbers: tuple[str, ...]) -> re.Pattern[str]:
    counted = "|".join([r"\d[\d.,]{0,14}", *(re.escape(word) for word in numbers)])
    return re.compile(rf"(?<!\w)(?:{counted})\s?(?:{'|'.join(map(re.escape, units))})(?!\w)", re.IGNORECASE)


def _shown(match: re.Match[str]) -> str:
    return " ".join(match.group().split())


@rule(
    "D05",
    "A helpline that was not checked for a year",
    severity=Severity.WARNING,
    bad="checked: 2024-01-01",
    good="a date within the last year",
)
def helplines_fresh(context: Context) -> Iterator[Hit]:
    """Numbers change. Each is looked up again at least once a year."""
    for country_number, country in enumerate(context.parts.helplines or ()):
        for number, line in enumerate(country.lines):
            place = ("countries", country_number, "lines", number, "checked")
            if line.checked > context.latest:
                message = "the date lies in the future"
                fix = "Write the day on which it was checked."
                yield Hit(message, fix, place, HELPLINES)
            elif context.today - line.checked > HELPLINE_AGE:
                yield Hit(f"`{line.name}` was checked on {line.checked}", "Look the number up again, and set the date.",
                          place, HELPLINES)  # fmt: skip


@rule(
    "D06",
    "No emergency card",
    bad="docs/data/care.yml without a card of urgency `emergency`",
    good="a first card with `urgency: emergency`, and signs on every card",
)
def emergency_card_exists(context: Context) -> Iterator[Hit]:
    """The care advice begins with what is an emergency, no card is empty, and a helpline has a number or an address."""
    care = context.parts.care
    if care and care.cards[0].urgency is not Urgency.EMERGENCY:
        yield Hit("the first card is not the emergency card", "Put it first.", ("cards", 0), CARE)
    used = {sign.card for sign in care.signs} if care else set()
    for number, card in enumerate(care.cards if care else ()):
        if card.id not in used:
            yield Hit(f"the card `{card.id}` has no signs", "Add signs, or delete it.", ("cards", number), CARE)
    for country_number, country in enumerate(context.parts.helplines or ()):
        for number, line in enumerate(country.lines):
            if not (line.number or line.url):
                yield Hit(f"`{line.name}` has neither a number nor an address", "Add one.",
                          ("countries", country_number, "lines", number), HELPLINES)  # fmt: skip


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
    if not (words := context.parts.words) or not words.brands:
        return
    fix = f"{_NO_NAME} A claim about a named document may say so under `allow`." if claim else _NO_NAME
    for match in any_of(words.brands).finditer(text):
        yield match.start(), f"names a brand or a shop: `{_shown(match)}`", fix
