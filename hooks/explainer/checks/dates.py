"""Time (T): dates in the right order, claims and pages that are due, and statements that age."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from explainer.checks.reader_texts import SENTENCES, Fault, text_rule
from explainer.checks.runner import Context, Hit, at_entry, rule, warning
from explainer.clock import MONTHS
from explainer.loading.yaml_reader import Place
from explainer.model.claim import Claim
from explainer.model.vocabulary import Design
from explainer.problems import Severity


@rule(
    "T01",
    "Dates out of order",
    bad="checked: 2026-11-22\ncheck_by: 2026-01-01",
    good="checked: 2026-11-22\ncheck_by: 2027-11-22",
)
def dates_in_order(claim: Claim, context: Context) -> Iterator[Hit]:
    """`check_by` comes after `checked`; `changes` stand oldest first."""
    if claim.check_by <= claim.checked:
        yield Hit("`check_by` is not after `checked`", "Set a later day.", ("check_by",))
    for number in range(1, len(claim.changes)):
        if claim.changes[number].date < claim.changes[number - 1].date:
            yield Hit("`changes` are not oldest first", "Sort them by date.", ("changes", number, "date"))


@rule("T02", "A date in the future", bad="checked: 2199-01-01", good="the day on which the work was done")
def nothing_from_the_future(claim: Claim, context: Context) -> Iterator[Hit]:
    """Work that was done is not dated in the future. Tomorrow is allowed: further east it may have begun."""
    dates: list[tuple[Place, date]] = [(("checked",), claim.checked)]
    dates += [(("changes", number, "date"), change.date) for number, change in enumerate(claim.changes)]
    readings = {"clinical_review": claim.clinical_review, "second_reading": claim.second_reading}
    dates += [((name, "date"), reading.date) for name, reading in readings.items() if reading]
    for place, day in dates:
        if day > context.latest:
            yield Hit(f"{day} lies in the future", "Write the day on which it was done.", place)


@warning(
    "T03",
    "A claim that is due",
    bad="check_by: 2020-01-01",
    good="a day that is still to come",
)
def not_overdue(claim: Claim, context: Context) -> Iterator[Hit]:
    """After `check_by` the page shows a banner until someone has looked at the evidence again."""
    if claim.check_by < context.today and claim.withdrawn is None:
        message = f"was to be checked again by {claim.check_by}"
        yield Hit(message, "Check the evidence, then set both dates.", ("check_by",))


LONGEST_YEARS = 5
"""Years after which a claim is checked again at the latest."""


@rule(
    "T07",
    "A claim that never falls due",
    bad="checked: 2026-11-22\ncheck_by: 2999-01-01",
    good="checked: 2026-11-22\ncheck_by: 2027-11-22",
)
def falls_due(claim: Claim, context: Context) -> Iterator[Hit]:
    """`check_by` is at most five years after `checked`: a claim that is never checked again becomes wrong unnoticed."""
    if _too_far(claim.checked, claim.check_by):
        message = f"is to be checked again by {claim.check_by}, {claim.check_by.year - claim.checked.year} years on"
        fix = f"Set a day within {LONGEST_YEARS} years of `checked`; a year is usual."
        yield Hit(message, fix, ("check_by",))


def _too_far(checked: date, due: date) -> bool:
    return (due - checked).days > LONGEST_YEARS * 366


@rule(
    "T10",
    "Dates of a page that do not fit",
    bad="---\nchecked: 2026-11-22\n---",
    good="---\nchecked: 2026-11-22\ncheck_by: 2027-11-22\n---",
)
def page_dates_fit(context: Context) -> Iterator[Hit]:
    """A page has both dates in its front matter or none: `checked` in the past, `check_by` within five years after it.

    Readers see both below the title. A page without them that lists the claims of a topic shows the claims' dates.
    """
    for page in context.library.prose:
        checked, due = page.header.checked, page.header.check_by
        if not page.header_is_right or not (checked or due):
            continue
        if checked is None or due is None:
            name = "checked" if checked else "check_by"
            hit = "has one of `checked` and `check_by`", "Add the other, or take it out."
        elif checked > context.latest:
            name = "checked"
            hit = f"was checked on {checked}, which lies in the future", "Write the day on which it was done."
        elif due <= checked or _too_far(checked, due):
            name = "check_by"
            hit = f"is due again on {due}", f"Set a day within {LONGEST_YEARS} years after `checked`."
        else:
            continue
        yield Hit(*hit, path=page.path, mark=page.mark(name))


@warning(
    "T11",
    "A page that is due",
    bad="---\nchecked: 2019-01-01\ncheck_by: 2020-01-01\n---",
    good="a day that is still to come",
)
def page_not_overdue(context: Context) -> Iterator[Hit]:
    """After `check_by` a page in prose shows a banner until someone has read it against its sources again."""
    for page in context.library.prose:
        checked, due = page.header.checked, page.header.check_by
        if checked and due and checked < due < context.today:
            message, fix = f"was to be checked again by {due}", "Read it against its sources, then set both dates."
            yield Hit(message, fix, path=page.path, mark=page.mark("check_by"))


@rule(
    "T04",
    "A history that does not end where the claim stands",
    bad="verdict: mixed\nchanges: [{date: 2026-11-22, verdict: unproven, note: First published.}]",
    good="a last change with the verdict and certainty of today",
)
def history_ends_here(claim: Claim, context: Context) -> Iterator[Hit]:
    """The last entry of `changes` gives the claim's verdict and certainty, so that no change goes unnoticed."""
    last = claim.changes[-1]
    place = ("changes", len(claim.changes) - 1)
    if last.verdict is not claim.verdict:
        message = f"the last change says `{last.verdict}`, the claim `{claim.verdict}`"
        fix = "Add a change that says why."
        yield Hit(message, fix, (*place, "verdict"))
    if last.certainty is not None and last.certainty is not claim.level:
        level = f"`{claim.level}`" if claim.level else "has none"
        message = f"the last change says `{last.certainty}`, the claim {level}"
        fix = "Add a change that says why."
        yield Hit(message, fix, (*place, "certainty"))


@rule("T05", "A reference from the future", bad="urldate = {2199-01-01}", good="urldate = {2026-11-22}")
def accessed_by_today(context: Context) -> Iterator[Hit]:
    """A web source was read in the past; a day's difference between time zones is allowed.

    A work is of next year at the latest: journals print the year of an issue that is still to come.
    """
    for reference in context.library.references.values():
        if reference.accessed and reference.accessed > context.latest:
            message = f"`{reference.key}` was accessed in the future"
            yield at_entry(reference, message, "Write the day on which it was read.")
        if reference.year.isdecimal() and int(reference.year) > context.latest.year + 1:
            message = f"`{reference.key}` is of the year {reference.year}, which lies in the future"
            yield at_entry(reference, message, "Write the year in which the work was published.")


# What was true "as of" a month, and facts that change within a year

FAST = timedelta(days=366)
"""How long statements on law, and on how many people use something, count as current."""

_AS_OF = re.compile(
    rf"\bas of (?:(?P<part>early|mid|late)[- ])?(?:(?P<month>{'|'.join(MONTHS)}) )?(?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_LAST_MONTH = {"early": 4, "mid": 8, "late": 12}
_PREVALENCE = re.compile(
    r"\b(?:prevalence|(?:past|last)[- ](?:year|month)|ever used"
    r"|of every [\d,]+ (?:adults|people|students) (?:in|aged))\b",
    re.IGNORECASE,
)
_FIX_AS_OF = 'Look again and write the month in which you did; where it is history, write "in" instead of "as of".'


@warning(
    "T06",
    "Law or numbers of people not checked for a year",
    bad="topic: law\nchecked: 2025-01-01\ncheck_by: 2028-01-01",
    good="topic: law\nchecked: 2026-11-22\ncheck_by: 2027-05-22",
)
def fast_facts_are_fresh(claim: Claim, context: Context) -> Iterator[Hit]:
    """Law, and how many people use something, change fast: such claims are checked once a year, whatever `check_by` is.

    These are the claims of a topic with `ages_fast` in docs/data/topics.yml, and those with a finding that cites a law
    or counts how many people use it.
    """
    if context.today - claim.checked <= FAST or claim.withdrawn is not None:
        return
    references = context.library.references
    if claim.topic in {topic.id for topic in context.parts.topics or () if topic.ages_fast}:
        why = f"its topic is `{claim.topic}`"
    elif any(
        references[key].design is Design.LAW
        for _, _, finding in claim.findings()
        for key in finding.cite
        if key in references
    ):
        why = "it cites a law"
    elif any(_PREVALENCE.search(finding.finding) for _, _, finding in claim.findings()):
        why = "it counts how many people use it"
    else:
        return
    yield Hit(f"was last checked on {claim.checked}, and {why}", "Check it again, and set both dates.", ("checked",))


@text_rule(
    "W12",
    'An "as of" that has grown old',
    severity=Severity.WARNING,
    in_claims=SENTENCES,
    bad="short_answer: As of May 2020 it is legal.",
    good="short_answer: As of November 2026 it is legal.",
)
def old_as_of(text: str, context: Context, claim: Claim | None) -> Iterator[Fault]:
    """A sentence with "as of" that is older than the time between two checks may be wrong by now.

    That time is the claim's own, from `checked` to `check_by`, and a year for pages, data and references.
    """
    window = max(claim.check_by - claim.checked if claim else FAST, timedelta(0))
    for match in _AS_OF.finditer(text):
        year, month = int(match["year"]), _LAST_MONTH.get((match["part"] or "").lower(), 12)
        if match["month"]:
            month = MONTHS.index(match["month"].capitalize()) + 1
        if context.today - date(year, month, monthrange(year, month)[1]) > window:
            yield match.start(), f"`{match.group()}` lies further back than the time between two checks", _FIX_AS_OF
