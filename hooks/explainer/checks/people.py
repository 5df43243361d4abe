"""Words (W), part three: people come before what they have or take."""

from __future__ import annotations

import re
from collections.abc import Iterator

from explainer.checks.reader_texts import without_names
from explainer.checks.runner import Context
from explainer.checks.text_rules import Fault, text_rule
from explainer.model.claim import Claim

_KINDS = "drug|regular|heavy|chronic|daily|frequent|habitual|long-term|problem|illicit|substance|opioid|heroin|cannabis"
_BODIES = (
    "clinics?|cent(?:re|er)s?|hospitals?|institutes?|services?|administration|agency|agencies|commission|unit|council"
)
"""What the name of a body may end with: a drug abuse clinic calls itself so."""
_MENDS: tuple[tuple[str, str], ...] = (
    (r"junkies?|druggies?|potheads?|crackheads?|dope ?fiends?", "people who use drugs"),
    (r"(?:addicted|dependent) (?:babies|baby|newborns?|infants?)|born addicted", "born dependent"),
    (r"addicts?", "people with a use disorder"),
    (r"abusers?", "people who use it"),
    (rf"(?:drug|substance|alcohol|opioid) abuse(?! (?:{_BODIES})\b)", "use, or use disorder"),
    (r"alcoholics|an alcoholic(?! drink| beverage)", "people with an alcohol use disorder"),
    (rf"(?:{_KINDS}) (?:drug )?users?|non-?users?", "people who use it regularly, or who do not use it"),
    (r"(?:stay|stays|stayed|staying|get|gets|got|getting|gone|been) clean", "stopped, or do not use it"),
    (r"(?:clean|dirty) (?:urine|tests?|samples?)", "a negative or positive test"),
    (r"(?:drug|opioid|heroin) habits?|kick(?:s|ed|ing)? the habit", "use, or stopping"),
    (r"drug[- ]seek(?:ing|ers?)", "asking for relief"),
    (r"suffer(?:s|ed|ing)? from|sufferers?|afflicted with", "has, or people with"),
    (r"victims? of (?:addiction|dependence|drugs?|pain)", "people with"),
    (r"commit(?:s|ted|ting)? suicide|(?:failed|successful) suicides?", "died by suicide, or tried to take their life"),
    (r"diabetics|epileptics|schizophrenics|the (?:mentally ill|disabled|addicted)", "people with the illness"),
)
"""What a text says -> what it could say. Sources: NIDA, "Words Matter"; APA Style, "Bias-free language"."""

_STEMS = (
    "addict", "abus", "junk", "drugg", "pothead", "crackhead", "fiend", "alcoholic", "user", "clean", "dirty", "habit",
    "seek", "suffer", "afflict", "victim", "suicid", "diabetic", "epileptic", "schizo", "mentally", "disabled",
    "baby", "babies", "newborn", "infant", "born",
)  # fmt: skip
"""One of these is in every text that the pattern matches: looking for them first is many times faster."""

NAMED_BY_A_THING = re.compile(
    "|".join(rf"(?P<m{n}>\b(?:{said})\b)" for n, (said, _) in enumerate(_MENDS)), re.IGNORECASE
)


@text_rule(
    "W08",
    "A person named by what they have or take",
    bad="finding: Half of the addicts came back.",
    good="finding: Half of the people with a use disorder came back.",
)
def people_come_first(text: str, context: Context, claim: Claim | None) -> Iterator[Fault]:
    """People come first: "people who use it", "has a use disorder". Words that name a thing instead keep help away.

    The subject's own "users" are among these words.
    """
    lower = text.lower()
    if not any(stem in lower for stem in _STEMS):
        return
    plain = without_names(text, context.names)
    found = [(match, _MENDS[int((match.lastgroup or "m0")[1:])][1]) for match in NAMED_BY_A_THING.finditer(plain)]
    if (site := context.parts.site) and (subject := site.subject):
        users = re.finditer(rf"\b{re.escape(subject)} users?\b", plain, re.IGNORECASE)
        found += [(match, f"people who use {subject}") for match in users]
    for match, better in found:
        yield match.start(), f"names people by a thing: `{match.group()}`", f"Say it with people first: {better}."
