"""Safety (D): nothing that could be taken as instructions for taking it, and help that can be reached."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from explainer.checks.amounts import amounts, schedules, tapers
from explainer.checks.reader_texts import ALL, all_texts, library_hits
from explainer.checks.runner import Context, Hit, rule
from explainer.model.claim import Claim
from explainer.model.vocabulary import Urgency
from explainer.problems import Severity
from explainer.rules import Scope

HELPLINE_AGE = timedelta(days=365)
_AMOUNT_FIX = "Leave the amount out. If it is none that anybody takes, say so under `allow`."


@rule(
    "D01",
    "An amount",
    bad="finding: They took 5 grams.",
    good="finding: They took a modest single amount.",
)
def no_amounts(claim: Claim, context: Context) -> Iterator[Hit]:
    """No text of a claim names an amount, in digits or in words: people would take it as a dose.

    Every field is read, those too that quote others or a source. Where a harm cannot be understood without an amount,
    `allow` gives the reason.
    """
    for place, text in all_texts(claim):
        for found in amounts(text):
            yield Hit(f"names an amount: `{found.group()}`", _AMOUNT_FIX, place)
            break


@rule(
    "D02",
    "A schedule or a way of taking it",
    bad="what_it_means: Take it twice a day.",
    good="what_it_means: Talk to a clinician first.",
)
def no_schedule(claim: Claim, context: Context) -> Iterator[Hit]:
    """No text of a claim says how often or how to take it. How often a study measured something is another matter."""
    for place, text in all_texts(claim):
        for found in schedules(text):
            yield Hit(f"names a schedule or a way of taking it: `{found.group()}`", "Leave it out.", place)
            break


@rule(
    "D03",
    "A way to taper alone",
    bad="what_it_means: Taper down by a little every week.",
    good="what_it_means: Ask a clinician to plan it with you.",
)
def no_taper(claim: Claim, context: Context) -> Iterator[Hit]:
    """Coming off is planned with a clinician; a recipe for doing it alone can harm."""
    for place, text in all_texts(claim):
        for found in tapers(text):
            yield Hit(f"reads like a way to taper: `{found.group()}`", "Point to a clinician instead.", place)
            break


@rule(
    "D04",
    "An amount, a schedule or a taper on a page",
    scope=Scope.LIBRARY,
    bad="docs/safety.md: Most people take 5 grams.",
    good="docs/safety.md: No safe amount is known.",
)
def pages_name_no_dose(context: Context) -> Iterator[Hit]:
    """What D01 to D03 say of claims holds for all else that is shown: pages and their code, pictures, data, references.

    Of a reference all is read that we write, such as who was studied. What the work itself prints, such as its title,
    is read of sellers' pages, news and commentaries: how a study or an official notice is called is not ours to choose.
    """
    for find, what in ((amounts, "an amount"), (schedules, "a schedule"), (tapers, "a way to taper")):
        yield from library_hits(context.library, find, f"names {what}: `{{found}}`", "Leave it out.", ALL, code=True)


@rule(
    "D05",
    "A helpline that was not checked for a year",
    severity=Severity.WARNING,
    scope=Scope.LIBRARY,
    bad="checked: 2024-01-01",
    good="a date within the last year",
)
def helplines_fresh(context: Context) -> Iterator[Hit]:
    """Numbers change. Each is looked up again at least once a year."""
    for country_number, country in enumerate(context.parts.helplines or ()):
        for number, line in enumerate(country.lines):
            place = ("countries", country_number, "lines", number, "checked")
            if line.checked > context.latest:
                yield Hit(
                    "the date lies in the future",
                    "Write the day on which it was checked.",
                    place,
                    "docs/data/helplines.yml",
                )
            elif context.today - line.checked > HELPLINE_AGE:
                yield Hit(f"`{line.name}` was checked on {line.checked}", "Look the number up again, and set the date.",
                          place, "docs/data/helplines.yml")  # fmt: skip


@rule(
    "D06",
    "No emergency card",
    scope=Scope.LIBRARY,
    bad="docs/data/care.yml without a card of urgency `emergency`",
    good="a first card with `urgency: emergency`, and signs on every card",
)
def emergency_card_exists(context: Context) -> Iterator[Hit]:
    """The care advice begins with what is an emergency, and no card is empty."""
    care = context.parts.care
    path = "docs/data/care.yml"
    if care and care.cards[0].urgency is not Urgency.EMERGENCY:
        yield Hit("the first card is not the emergency card", "Put it first.", ("cards", 0), path)
    used = {sign.card for sign in care.signs} if care else set()
    for number, card in enumerate(care.cards if care else ()):
        if card.id not in used:
            yield Hit(f"the card `{card.id}` has no signs", "Add signs, or delete it.", ("cards", number), path)
    for country_number, country in enumerate(context.parts.helplines or ()):
        for number, line in enumerate(country.lines):
            if not (line.number or line.url):
                yield Hit(f"`{line.name}` has neither a number nor an address", "Add one.",
                          ("countries", country_number, "lines", number), "docs/data/helplines.yml")  # fmt: skip
