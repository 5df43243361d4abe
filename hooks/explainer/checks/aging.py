"""Time (T) and words (W) that age: what was true "as of" a month, and facts that change within a year."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from explainer.checks.reader_texts import SENTENCES
from explainer.checks.runner import Context, Hit, rule
from explainer.checks.text_rules import Fault, text_rule
from explainer.clock import MONTHS
from explainer.model.claim import Claim
from explainer.model.vocabulary import Design
from explainer.problems import Severity

FAST = timedelta(days=366)
"""How long law, and how many people use something, are taken to stay as they were."""

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


def _old(text: str, today: date, window: timedelta) -> Iterator[re.Match[str]]:
    """Yield each "as of" whose whole month or year lies further back than the window."""
    for found in _AS_OF.finditer(text):
        year = int(found["year"])
        month = (
            MONTHS.index(found["month"].capitalize()) + 1
            if found["month"]
            else _LAST_MONTH.get((found["part"] or "").lower(), 12)
        )
        if today - date(year, month, monthrange(year, month)[1]) > max(window, timedelta(0)):
            yield found


@rule(
    "T06",
    "Law or numbers of people not checked for a year",
    severity=Severity.WARNING,
    bad="topic: law\nchecked: 2025-01-01\ncheck_by: 2028-01-01",
    good="topic: law\nchecked: 2026-11-22\ncheck_by: 2027-05-22",
)
def fast_facts_are_fresh(claim: Claim, context: Context) -> Iterator[Hit]:
    """Law, and how many people use something, change fast: such claims are checked once a year, whatever `check_by` is.

    Meant are claims of a topic with `ages_fast` in docs/data/topics.yml, and those with a finding that cites a law or
    counts how many people use it.
    """
    if context.today - claim.checked <= FAST or claim.withdrawn is not None:
        return
    references = context.library.references
    if claim.topic in {topic.id for topic in context.parts.topics or () if topic.ages_fast}:
        why = f"its topic is `{claim.topic}`"
    elif any(
        references[key].design is Design.LAW for _, _, one in claim.findings() for key in one.cite if key in references
    ):
        why = "it cites a law"
    elif any(_PREVALENCE.search(one.finding) for _, _, one in claim.findings()):
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
    """A sentence with "as of" tells how things stand. Older than the time between two checks, it may be wrong.

    That time is a claim's own, from `checked` to `check_by`, and a year for pages, data and references.
    """
    for found in _old(text, context.today, claim.check_by - claim.checked if claim else FAST):
        yield found.start(), f"`{found.group()}` lies further back than the time between two checks", _FIX_AS_OF
