"""The results of a check of links as problems, with the exceptions of the site taken into account. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from explainer.loading.library import Library
from explainer.model.exceptions import EXCEPTIONS, AddressException, has_expired
from explainer.network.outcome import GOOD, Outcome
from explainer.problems import Problem, Severity
from explainer.rules import describe
from explainer.upkeep.results import LinkResult

_NOTED = {
    Outcome.MOVED: ("L03", Severity.ADVICE, "Write the new address."),
    Outcome.DOUBTFUL: ("L08", Severity.WARNING, f"Look at it; then correct it, or except it in {EXCEPTIONS}."),
    Outcome.BLOCKED: ("L04", Severity.ADVICE, "Look at it in a browser; if it is there, nothing has to be done."),
    Outcome.UNKNOWN: ("L05", Severity.WARNING, "It is asked again in the next run."),
}


describe(
    "L01",
    "A dead address",
    "404, 410, a host that nobody knows, or an identifier that its register does not have. Found by `claims links`.",
    bad="https://example.org/page-that-is-gone",
    good="the page's new address, or its archived copy",
)
describe(
    "L02",
    "An address not seen good for too long",
    "An address that is blocked or gives no answer is not dead. But somebody must have seen it good within a set time.",
    bad="an address that has answered 403 for three months",
    good="an exception with its reason and an end, after a look in a browser",
)
describe(
    "L03",
    "An address that has moved",
    "It leads on to another address for good. The old one may stop working.",
    bad="http://example.org/old",
    good="https://example.org/new",
    severity=Severity.ADVICE,
)
describe(
    "L04",
    "An address that robots may not see",
    "The host turned the check away (403, 429, a wall against robots). Readers most likely see the page.",
    bad="a check that takes this for dead, or for fine",
    good="a note, and a look in a browser now and then",
    severity=Severity.ADVICE,
)
describe(
    "L05",
    "An address that gave no answer",
    "Time ran out, the server failed, or its certificate is not valid. It is asked again in the next run.",
    bad="a check that takes this for fine",
    good="a note, until the address answers or is seen to be gone",
    severity=Severity.WARNING,
)


describe(
    "L08",
    "An address whose page may be gone",
    """The server says that the page is there, and what it shows says otherwise: "not found", a parked domain, the front
    page, an error page, or a page that sends its readers elsewhere. Found by `claims links`; a person has to look.""",
    bad="https://example.org/report, which leads to the front page since the site was made new",
    good="the report's new address, its archived copy, or an exception after a look in a browser",
    severity=Severity.WARNING,
)


def link_problems(
    library: Library, results: Iterable[LinkResult], today: date, patience: int, *, every: bool = True
) -> list[Problem]:
    """Return the problems of the addresses: L01 dead, L02 not seen good for `patience` days, the others to know of.

    Excepted addresses are left out of L01, L02 and L08. An exception that no failing address needs is L06, one that has
    run out L07; that none needs it can only be told where `every` address was looked at.
    """
    held = tuple(results)
    listed = library.data.links.addresses if library.data else ()
    needed: set[int] = set()
    problems: list[Problem] = []
    for result in held:
        covering = [number for number, one in enumerate(listed) if one.covers(result.link.address)]
        if result.outcome not in GOOD:
            needed |= set(covering)
        excused = any(not has_expired(listed[number], today) for number in covering)
        problems += _of_result(result, today, patience, excused)
    problems += _of_exceptions(library, listed, needed, held, today, every=every)
    return problems


def _of_result(result: LinkResult, today: date, patience: int, excused: bool) -> Iterator[Problem]:
    unseen = (today - result.unseen).days
    if result.outcome is Outcome.DEAD and not excused:
        yield _problem(result, "L01", "is dead", "Correct the address, or use its archived copy.", Severity.ERROR)
    elif result.outcome not in GOOD and unseen > patience and not excused:
        words = f"has not been seen good for {unseen} days"
        yield _problem(
            result, "L02", words, f"Look at it; then correct it, or except it in {EXCEPTIONS}.", Severity.ERROR
        )
    elif result.outcome in _NOTED and not (excused and result.outcome is Outcome.DOUBTFUL):
        code, severity, fix = _NOTED[result.outcome]
        yield _problem(result, code, f"is {result.outcome.value}", fix, severity)


def _of_exceptions(
    library: Library,
    listed: tuple[AddressException, ...],
    needed: set[int],
    results: tuple[LinkResult, ...],
    today: date,
    *,
    every: bool,
) -> Iterator[Problem]:
    for number, one in enumerate(listed):
        mark = library.mark(EXCEPTIONS, ("addresses", number))
        covered = [result for result in results if one.covers(result.link.address)]
        if has_expired(one, today):
            yield Problem("L07", EXCEPTIONS, f"the exception for {one.address} ended on {one.until}",
                          "Look again; then correct, renew or delete it.", mark.line, mark.column)  # fmt: skip
        elif number not in needed and (covered or every):
            what = "is good" if covered else "is nowhere on the site"
            yield Problem("L06", EXCEPTIONS, f"{one.address} {what} and needs no exception",
                          "Delete the exception.", mark.line, mark.column)  # fmt: skip


def _problem(result: LinkResult, code: str, what: str, fix: str, severity: Severity) -> Problem:
    spot, *others = result.link.spots
    more = f"; it also stands in {', '.join(f'{o.path}:{o.mark.line}' for o in others[:5])}" if others else ""
    return Problem(
        code,
        spot.path,
        f"{result.link.address} {what}: {result.detail}{more}",
        fix,
        spot.mark.line,
        spot.mark.column,
        severity,
    )
