"""The results of `claims links`: what is known of each address, as problems and as figures. Uses no network itself."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from explainer.loading.address_inventory import Link
from explainer.loading.library import Library
from explainer.model.exceptions import EXCEPTIONS, AddressException, RecordException
from explainer.network.outcome import GOOD, Outcome
from explainer.problems import Problem, Severity
from explainer.rules import describe

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
    page, an error page, nothing at all, or a page that sends its readers elsewhere. Found by `claims links`; a person
    has to look.""",
    bad="https://example.org/report, which leads to the front page since the site was made new",
    good="the report's new address, its archived copy, or an exception after a look in a browser",
    severity=Severity.WARNING,
)


@dataclass(frozen=True, slots=True)
class LinkResult:
    """What is known of an address: `since` is the day on which it was first asked for, `good` the last day it was good.

    `asked` is false if it should have been asked and was not: time ran out, or its host was left alone. `kept` is true
    if the outcome is from an earlier run, because this run got no answer.
    """

    link: Link
    outcome: Outcome
    detail: str
    since: date = date.min
    good: date | None = None
    asked: bool = True
    kept: bool = False

    @property
    def unseen(self) -> date:
        """The day since which nobody has seen the address good."""
        return self.good or self.since


@dataclass(frozen=True, slots=True)
class LinksReport:
    """The results of a run."""

    results: tuple[LinkResult, ...] = ()
    asked: int = 0
    requests: int = 0
    silent_services: tuple[str, ...] = ()

    @property
    def not_asked(self) -> int:
        """The number of addresses that should have been asked and were not."""
        return sum(not result.asked for result in self.results)


def links_counts(report: LinksReport) -> dict[str, object]:
    """Return the figures of a run."""
    return {
        "addresses": len(report.results),
        "asked": report.asked,
        "requests": report.requests,
        **{outcome.value: sum(result.outcome is outcome for result in report.results) for outcome in Outcome},
        "not_asked": report.not_asked,
        "silent_services": list(report.silent_services),
    }


def links_summary(counts: Mapping[str, Any]) -> str:
    """Return the figures of a run as a sentence."""
    outcomes = ", ".join(f"{counts[outcome.value]} {outcome.value}" for outcome in Outcome)
    silent = "".join(f"; {name} gave no usable answer at all" for name in counts["silent_services"])
    left = counts["not_asked"]
    why = "not asked, since time ran out or their host was left alone: they come first the next time"
    more = f"; {left} {why}" if left else ""
    return f"{counts['addresses']} addresses, {counts['asked']} of them asked now: {outcomes}{more}{silent}"


def link_problems(
    library: Library, results: Iterable[LinkResult], today: date, patience: int, *, every: bool = True
) -> list[Problem]:
    """Return the problems of the addresses: L01 dead, L02 not seen good for `patience` days, L03 to L05 and L08.

    Addresses with an exception have no L01, L02 and L08. An exception that no failing address needs is L06, an expired
    one L07. Without `every`, only some addresses were asked for, and an exception that covers none of them is left out.
    """
    results = tuple(results)
    exceptions = library.data.links.addresses if library.data else ()
    needed: set[int] = set()
    problems: list[Problem] = []
    for result in results:
        covering = [number for number, each in enumerate(exceptions) if each.covers(result.link.address)]
        if result.outcome not in GOOD:
            needed |= set(covering)
        excused = any(exceptions[number].until >= today for number in covering)
        problems += _of_result(result, today, patience, excused)
    for number, exception in enumerate(exceptions):
        address, idle = exception.address, ""
        covered = any(exception.covers(result.link.address) for result in results)
        if number not in needed and (covered or every):
            idle = f"{address} {'is good' if covered else 'is nowhere on the site'} and needs no exception"
        problems += exception_problems(library, ("addresses", number), address, exception, today, idle)
    return problems


def exception_problems(
    library: Library,
    place: tuple[str, int],
    name: str,
    exception: AddressException | RecordException,
    today: date,
    idle: str,
) -> Iterator[Problem]:
    """Yield the problem of an exception: L07 if it has expired, else L06 with the message `idle` if there is one."""
    mark = library.mark(EXCEPTIONS, place)
    if exception.until < today:
        message = f"the exception for {name} ended on {exception.until}"
        fix = "Look again; then correct, renew or delete it."
        yield Problem("L07", EXCEPTIONS, message, fix, *mark)
    elif idle:
        yield Problem("L06", EXCEPTIONS, idle, "Delete the exception.", *mark)


def _of_result(result: LinkResult, today: date, patience: int, excused: bool) -> Iterator[Problem]:
    unseen = (today - result.unseen).days
    what = f"is {result.outcome.value}"
    if result.outcome is Outcome.DEAD and not excused:
        code, severity, fix = "L01", Severity.ERROR, "Correct the address, or use its archived copy."
    elif result.outcome not in GOOD and unseen > patience and not excused:
        code, severity, fix = "L02", Severity.ERROR, f"Look at it; then correct it, or except it in {EXCEPTIONS}."
        what = f"has not been seen working for {unseen} days"
    elif result.outcome in _NOTED and not (excused and result.outcome is Outcome.DOUBTFUL):
        code, severity, fix = _NOTED[result.outcome]
    else:
        return
    spot, *others = result.link.spots
    more = f"; it is also in {', '.join(f'{other.path}:{other.mark.line}' for other in others[:5])}" if others else ""
    message = f"{result.link.address} {what}: {result.detail}{more}"
    yield Problem(code, spot.path, message, fix, *spot.mark, severity)
