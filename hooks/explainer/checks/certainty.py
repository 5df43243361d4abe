"""Certainty (G): each claim is judged by the method for its kind, and its answer fits the verdict."""

import re
from collections.abc import Iterator, Mapping

from explainer.checks.runner import Context, Hit, advice, rule, warning
from explainer.model.claim import Claim
from explainer.model.vocabulary import Answer, Kind, Level, Rung, Verdict

_STRONG = re.compile(r"\b(causes|proves|definitely|certainly|undoubtedly|guarantees|without doubt)\b", re.IGNORECASE)
FIRM = frozenset({Verdict.SUPPORTED, Verdict.CONTRADICTED, Verdict.MIXED})
_PEOPLE = frozenset({Rung.CASES, Rung.OBSERVED, Rung.TRIALS, Rung.REVIEWS})
YES_NO = re.compile(
    r"^(?:is|are|was|were|does|do|did|can|could|will|would|has|have|had|should|may|might|must)\b", re.IGNORECASE
)
_OPPOSITE = {Answer.YES: Answer.NO, Answer.NO: Answer.YES}

NEEDS: Mapping[Kind, frozenset[str]] = {
    Kind.EFFECT: frozenset({"certainty"}),
    Kind.FREQUENCY: frozenset({"certainty", "base"}),
    Kind.OCCURS: frozenset({"cases"}),
    Kind.FACT: frozenset({"established"}),
    Kind.ADVICE: frozenset({"advised_by"}),
}
"""Kind -> the fields that a claim of this kind needs for its judgement."""
ALSO: Mapping[Kind, frozenset[str]] = {Kind.ADVICE: frozenset({"differs"})}
"""Kind -> the fields that a claim of this kind may have beside those."""
_JUDGED_BY = ("certainty", "base", "cases", "established", "advised_by", "differs")


@rule(
    "G01",
    "The certainty does not add up",
    bad="level: moderate\nstart: low\nrated_down: {indirectness: 1}",
    good="level: very-low\nstart: low\nrated_down: {indirectness: 1}",
)
def arithmetic_holds(claim: Claim, context: Context) -> Iterator[Hit]:
    """The level is the start, less the steps down, plus the steps up. All true reasons count; the floor is very low.

    Source: GRADE handbook, section 5.
    """
    certainty = claim.certainty
    if certainty and certainty.level is not certainty.reached:
        message = f"start `{certainty.start}` and the reasons lead to `{certainty.reached}`, not to `{certainty.level}`"
        fix = f"Write `level: {certainty.reached}`, or correct the reasons."
        yield Hit(message, fix, ("certainty", "level"))


@rule("G02", "A start that GRADE does not have", bad="start: moderate", good="start: low")
def start_is_an_end(claim: Claim, context: Context) -> Iterator[Hit]:
    """Grading starts at high or at low.

    An effect starts at high when a randomised trial answers the question, else at low (GRADE handbook, section 5.1). A
    frequency starts at high when people of a stated group were counted (GRADE guidelines 28; Iorio 2015).
    """
    certainty = claim.certainty
    if certainty and certainty.start in {Level.MODERATE, Level.VERY_LOW}:
        fix = "Write `start: high` or `start: low`."
        yield Hit(f"grading cannot start at `{certainty.start}`", fix, ("certainty", "start"))


@warning(
    "G03",
    "A verb stronger than the certainty",
    bad="short_answer: It causes seizures. (at low certainty)",
    good="short_answer: It may cause seizures.",
)
def verbs_fit(claim: Claim, context: Context) -> Iterator[Hit]:
    """A text says "may" at low certainty, what follows from not knowing at very low; never "causes" or "proves"."""
    if claim.level not in {Level.LOW, Level.VERY_LOW}:
        return
    for field in ("short_answer", "what_it_means"):
        if match := _STRONG.search(getattr(claim, field)):
            message = f"says `{match.group()}`, but the certainty is {claim.level}"
            fix = 'Say "may", or what follows from not knowing.'
            yield Hit(message, fix, (field,))


@rule(
    "G04",
    "Certainty that cells and animals cannot give",
    bad="level: low, with animal studies only",
    good="level: very-low",
)
def people_were_studied(claim: Claim, context: Context) -> Iterator[Hit]:
    """Studies in cells or animals alone never lift a claim about people above very low."""
    if claim.level in {None, Level.VERY_LOW}:
        return
    rungs = _rungs(claim, context)
    if rungs and rungs <= {Rung.CELLS, Rung.ANIMALS}:
        yield Hit("only cells and animals were studied", "Write `level: very-low`.", ("certainty", "level"))


@rule(
    "G05",
    "A firm verdict on very uncertain evidence",
    bad="verdict: contradicted, certainty: very-low",
    good="verdict: unproven",
)
def verdict_fits(claim: Claim, context: Context) -> Iterator[Hit]:
    """`supported`, `contradicted` and `mixed` need at least low certainty, where the kind of claim has one."""
    if claim.level is Level.VERY_LOW and claim.verdict in FIRM:
        fix = "Use `unproven`, or `untested` where nothing in people bears on it."
        yield Hit(f"`{claim.verdict}` at very low certainty", fix, ("verdict",))


@warning(
    "G06",
    "Not shown, although the evidence is good",
    bad="verdict: unproven, certainty: moderate",
    good="verdict: contradicted, certainty: moderate",
)
def good_evidence_answers(claim: Claim, context: Context) -> Iterator[Hit]:
    """`unproven` and `untested` say that studies cannot tell, which at moderate or high certainty they can."""
    if claim.verdict in {Verdict.UNPROVEN, Verdict.UNTESTED} and claim.level in {Level.MODERATE, Level.HIGH}:
        yield Hit(f"`{claim.verdict}` at {claim.level} certainty", "Change the verdict or the grading.", ("verdict",))


@rule(
    "G07",
    "Not judged as its kind asks",
    bad="kind: advice\ncertainty: {level: low, ...}",
    good="kind: advice\nadvised_by: [asa2023]",
)
def judged_by_its_kind(claim: Claim, context: Context) -> Iterator[Hit]:
    """Each kind of claim has its method, and no claim is judged by another's.

    An effect has a certainty; a frequency a certainty and a base; `occurs` says how well its cases are described; a
    fact where it is written and as of when; advice who gives it. Law, chemistry and advice are not graded, and on a
    site that is not about health nothing is.
    """
    needed = NEEDS[claim.kind]
    for field in _JUDGED_BY:
        if field == "certainty" and not context.parts.health:
            continue  # F50 reports it
        is_given = bool(getattr(claim, field))
        if field in needed and not is_given:
            message = f"a claim of kind `{claim.kind}` needs `{field}`"
            yield Hit(message, f"Add `{field}`, or correct the kind.", ("kind",))
        elif is_given and field not in needed | ALSO.get(claim.kind, frozenset()):
            message = f"a claim of kind `{claim.kind}` is not judged by `{field}`"
            yield Hit(message, f"Delete `{field}`, or correct the kind.", (field,), on_key=True)


@rule(
    "G08",
    "Rated up and down at once",
    bad="rated_down: {risk-of-bias: 1}\nrated_up: {large-effect: 1}",
    good="rated_down: {risk-of-bias: 1}",
)
def only_sound_evidence_goes_up(claim: Claim, context: Context) -> Iterator[Hit]:
    """GRADE rates up only what was observed without a trial and has no serious limitation.

    Source: GRADE guidelines 9 (Guyatt 2011).
    """
    certainty = claim.certainty
    if not certainty or not certainty.rated_up:
        return
    if certainty.rated_down:
        yield Hit("rated up although something rates it down", "Delete `rated_up`.", ("certainty", "rated_up"))
    elif certainty.start is Level.HIGH and claim.kind is Kind.EFFECT:
        yield Hit("evidence from trials is not rated up", "Delete `rated_up`.", ("certainty", "rated_up"))


@rule(
    "G09",
    "An answer that does not answer",
    bad="""question: Is it safe?
claim: It stops the heart.
claim_answers: "no"
verdict: supported
short_answer: Yes. It stops ...""",
    good="""question: Is it safe?
claim: It stops the heart.
claim_answers: "no"
verdict: supported
short_answer: No. It stops ...""",
)
def answer_fits_the_verdict(claim: Claim, context: Context) -> Iterator[Hit]:
    """A yes/no question is answered Yes, No, Partly or Nobody knows, as the verdict on the claim says.

    `claim_answers` says which answer the claim means, since title and claim can point opposite ways: "Is it safe?" and
    "It stops the heart". A supported claim gives that answer, a contradicted one the opposite, `partly` gives "Partly",
    and everything else "Nobody knows".
    """
    if claim.withdrawn:
        return
    if context.is_english and not asks_yes_or_no(claim.question):
        if claim.claim_answers:
            fix = "Delete `claim_answers`, or ask so that yes or no is an answer."
            yield Hit("the question cannot be answered by yes or no", fix, ("claim_answers",), on_key=True)
        return
    if claim.claim_answers is None:
        if not context.is_english:
            return  # whether yes or no is an answer is for the author to say
        fix = 'Add `claim_answers: "yes"` if the claim, were it true, would answer yes; else `"no"`.'
        yield Hit("a yes/no question without `claim_answers`", fix, ("question",))
        return
    wanted = context.library.wording.label(answer_to(claim.verdict, claim.claim_answers))
    if not re.match(rf"[*_]*{re.escape(wanted)}\b", claim.short_answer):  # F57 tells of bold text
        message = (
            f"`{claim.verdict}` with `claim_answers: {claim.claim_answers}` is answered `{wanted}`, "
            f"but the short answer begins `{' '.join(claim.short_answer.split()[:3])}`"
        )
        yield Hit(message, f"Begin with {wanted}, or correct the verdict.", ("short_answer",))


def asks_yes_or_no(question: str) -> bool:
    """Return whether an English question is answered by yes or no: it begins with a verb such as "is" or "does"."""
    return YES_NO.match(question) is not None


def answer_to(verdict: Verdict, claim_answers: str) -> Answer:
    """Return the answer that a verdict gives to a yes/no question.

    `claim_answers` is the answer that the claim means, "yes" or "no". Raises ValueError for anything else.
    """
    meant = Answer(claim_answers)  # type: ignore[call-arg]
    if verdict is Verdict.SUPPORTED:
        return meant
    if verdict is Verdict.CONTRADICTED:
        return _OPPOSITE[meant]
    return Answer.PARTLY if verdict is Verdict.PARTLY else Answer.UNKNOWN


@warning(
    "G10",
    "Not studied, although people were",
    bad="verdict: untested, and a finding that rests on a survey of people who use it",
    good="verdict: unproven",
)
def untested_means_untested(claim: Claim, context: Context) -> Iterator[Hit]:
    """`untested` says that nothing in people bears on the claim; works on another subject are marked `about: other`."""
    if claim.verdict is Verdict.UNTESTED and _rungs(claim, context) & _PEOPLE:
        fix = "Use `unproven`, or mark findings on another subject with `about: other`."
        yield Hit("`untested`, but people were studied", fix, ("verdict",))


def _rungs(claim: Claim, context: Context) -> set[Rung]:
    """Return the kinds of studies on the claim's own subject behind its findings for and against."""
    keys = {
        key for side, _, finding in claim.findings() if side != "unknown" and not finding.about for key in finding.cite
    }
    references = (context.library.references.get(key) for key in keys)
    return {reference.design.rung for reference in references if reference and reference.design}


@advice(
    "G11",
    "Claims that nobody has read a second time",
    bad="20 claims with a `second_reading`, and a new one without",
    good="second_reading: {date: ..., agreed: true, verdict: ..., first_verdict: ..., note: ...}",
)
def read_twice(context: Context) -> Iterator[Hit]:
    """Where claims are judged a second time, by someone who sees only the findings, each new claim is too.

    docs/maintaining.md says how. A claim can be published before that; its page then does not mention a second reading.
    """
    claims = [claim for claim in context.library.claims.values() if claim.withdrawn is None]
    once = [claim.id for claim in claims if claim.second_reading is None]
    if once and len(once) < len(claims):
        shown = f"{', '.join(once[:5])}{' and others' if len(once) > 5 else ''}"
        message = f"{len(once)} of {len(claims)} claims were judged once: {shown}"
        yield Hit(message, "Ask for a second reading of each.", path="claims")
