"""The check of links, `claims links`: asks whether every address on the site still leads somewhere.

DOIs are asked for at doi.org, PMIDs and PMCIDs at NCBI, pages at their hosts. An address is asked for once a run, and
not at all while its last result is recent. An address fails only if it is dead, or if nobody has seen it good for long.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from explainer.loading.address_inventory import Link, LinkKind
from explainer.network.answer import WebAnswer
from explainer.network.journal import Journal
from explainer.network.outcome import GOOD, Judgement, Outcome, judge
from explainer.network.session import Question, asking, readings
from explainer.network.settings import Settings
from explainer.registers import doi_org, pubmed
from explainer.upkeep.link_problems import LinkResult, LinksReport

MOST_DAYS: Mapping[Outcome, int] = {Outcome.OK: 6, Outcome.MOVED: 6, Outcome.BLOCKED: 3, Outcome.DOUBTFUL: 3}
"""The days for which a result counts as recent. A weekly run so asks for all addresses, a pull request for those that
are new or were not good."""

_SERVICES: Mapping[LinkKind, str] = {LinkKind.DOI: "doi.org", LinkKind.PMID: "NCBI", LinkKind.PMCID: "NCBI"}
"""Kind of identifier -> the service that is asked about it; pages are asked for at their own hosts."""

_RESULTS = TypeAdapter(LinkResult)
_KEPT = {"outcome", "detail", "since", "good"}
"""What the journal keeps of a result."""

Progress = Callable[[int, int], None]
"""A function to call with the number of things done, and the number of all."""

T = TypeVar("T")


def links_checked(
    links: Sequence[Link],
    settings: Settings,
    journal: Journal,
    today: date,
    *,
    patience: int = 60,
    fresh: bool = False,
    progress: Progress | None = None,
) -> LinksReport:
    """Return a report with the result of each link, in their order.

    A recent result is taken from the journal; all other addresses are asked for now, those asked longest ago first, and
    with `fresh` all are. An address that nobody has seen good for more than `patience` days is always asked for. Each
    result goes into the journal, but no file is written before the first answer. An address that was not asked because
    time ran out keeps its old result there, and so comes first the next time. `progress` is called with the number of
    links done and of all links. Raises OfflineError if there is no way to the internet.
    """
    known = {
        link.address: result
        for link in links
        if (result := _known(link, journal, fresh=fresh))
        and (result.outcome in GOOD or (today - result.unseen).days <= patience or journal.resumed)
    }
    unknown = [link for link in links if link.address not in known]
    asked_on = {link.address: noted.day for link in unknown if (noted := journal.get(link.address))}
    unknown.sort(key=lambda link: asked_on.get(link.address, date.min))

    async def ask() -> LinksReport:
        results = dict(known)
        async with asking(settings, journal) as polite:
            async for judged in readings(polite, _questions(unknown, settings)):
                journal.begin()
                for link, judgement in judged.items():
                    result = _result(link, judgement, _before(link, journal), today)
                    if result.asked:
                        journal.put(link.address, _RESULTS.dump_python(result, mode="json", include=_KEPT))
                    results[link.address] = result
                    if progress:
                        progress(len(results), len(links))
            return LinksReport(
                results=tuple(results[link.address] for link in links),
                asked=sum(results[link.address].asked for link in unknown),
                requests=polite.requests,
                silent_services=_silent_services(results[link.address] for link in unknown),
            )

    return asyncio.run(ask())


def _silent_services(results: Iterable[LinkResult]) -> tuple[str, ...]:
    answered: dict[str, bool] = {}
    for result in results:
        if service := _SERVICES.get(result.link.kind):
            usable = result.outcome in {Outcome.OK, Outcome.DEAD} and not result.kept
            answered[service] = answered.get(service, False) or usable
    return tuple(service for service, any_answer in answered.items() if not any_answer)


def _questions(links: Iterable[Link], settings: Settings) -> list[Question[Mapping[Link, Judgement]]]:
    by_kind: dict[LinkKind, list[Link]] = {kind: [] for kind in LinkKind}
    for link in links:
        by_kind[link.kind].append(link)
    questions = [
        _question(link, doi_org.handle_address(settings, link.ident), doi_org.judge_doi, whole=True)
        for link in by_kind[LinkKind.DOI]
    ]
    for kind, database in ((LinkKind.PMID, "pubmed"), (LinkKind.PMCID, "pmc")):
        questions += [_number_question(part, database, settings) for part in batches(by_kind[kind], pubmed.BATCH)]
    return questions + [_question(link, link.address, judge) for link in by_kind[LinkKind.PAGE]]


def batches(items: Sequence[T], size: int) -> Iterator[list[T]]:
    """Yield the items in lists of at most `size`, as many as a service takes in one question."""
    return (list(items[start : start + size]) for start in range(0, len(items), size))


def _question(
    link: Link, address: str, judged: Callable[[WebAnswer], Judgement], *, whole: bool = False
) -> Question[Mapping[Link, Judgement]]:
    return Question(address, lambda answer: {link: judged(answer)}, whole=whole)


def _number_question(links: list[Link], database: str, settings: Settings) -> Question[Mapping[Link, Judgement]]:
    numbers = {link.ident.removeprefix("PMC"): link for link in links}
    name = "PMID" if database == "pubmed" else "PMCID"

    def read(answer: WebAnswer) -> Mapping[Link, Judgement]:
        judged = pubmed.judge_numbers(answer, numbers, name)
        return {link: judged[number] for number, link in numbers.items()}

    return Question(pubmed.address(settings, database, numbers), read, whole=True)


def _result(link: Link, judged: Judgement, before: LinkResult | None, today: date) -> LinkResult:
    """Return the result of a link. A dead link stays dead until it is seen good, or a person adds an exception.

    A missing answer changes nothing: otherwise a run while a host is down would close the issue about its dead page.
    """
    good = today if judged.outcome in GOOD else before.good if before else None
    outcome, detail, kept = judged.outcome, judged.detail, False
    if before and before.outcome is Outcome.DEAD and outcome not in {*GOOD, Outcome.DEAD}:
        outcome, detail, kept = Outcome.DEAD, f"{before.detail.partition('; now: ')[0]}; now: {detail}", True
    since = before.since if before else today
    return LinkResult(link, outcome, detail, since=since, good=good, asked=judged.asked, kept=kept)


def _known(link: Link, journal: Journal, *, fresh: bool) -> LinkResult | None:
    """Return the recent result of a link in the journal, or None; with `fresh` only a result of this run is recent."""
    result = _before(link, journal)
    most = 0 if fresh or result is None else MOST_DAYS.get(result.outcome, 0)
    return result if journal.fresh(link.address, most) else None


def _before(link: Link, journal: Journal) -> LinkResult | None:
    """Return the last result of a link in the journal, or None without one that can be read."""
    noted = journal.get(link.address)
    try:
        return _RESULTS.validate_python({"since": noted.day, **noted.value, "link": link}) if noted else None
    except ValidationError:
        return None
