"""The check of links, `claims links`: what is known of every address on the web that the site holds.

DOIs are asked for at doi.org, PMIDs and PMCIDs at NCBI, pages at their hosts. Each address is asked once a run, and
not at all while what is known of it is young enough. Only what is dead fails, and what nobody has seen good for long.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from explainer.loading.address_inventory import Kind, Link
from explainer.network.answer import Answer
from explainer.network.journal import Journal, Noted
from explainer.network.outcome import GOOD, Judgement, Outcome, judge
from explainer.network.session import Question, ask_all, asking, online
from explainer.network.settings import Settings
from explainer.registers import doi_handle, pubmed

MOST_DAYS: Mapping[Outcome, int] = {
    Outcome.OK: 6,
    Outcome.MOVED: 6,
    Outcome.BLOCKED: 3,
    Outcome.DEAD: 0,
    Outcome.UNKNOWN: 0,
}
"""For how many days a result holds: the weekly run asks everything, a pull request what is new or was not good."""

Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class LinkResult:
    """What is known of an address. `since` is the day on which it was first asked, `good` when it last was good."""

    link: Link
    outcome: Outcome
    detail: str
    moved_to: str = ""
    checked: date = date.min
    since: date = date.min
    good: date | None = None
    cached: bool = False

    @property
    def unseen(self) -> date:
        """The day from which on nobody has seen the address good."""
        return self.good or self.since


@dataclass(frozen=True, slots=True)
class LinksReport:
    """The outcome of a run. `online` is false where nothing could be asked; there are no results then."""

    results: tuple[LinkResult, ...] = ()
    online: bool = True
    asked: int = 0
    requests: int = 0
    silent_services: tuple[str, ...] = ()
    resumed: bool = False

    def count(self, outcome: Outcome) -> int:
        """Return how many addresses have an outcome."""
        return sum(result.outcome is outcome for result in self.results)


@dataclass(slots=True)
class _Run:
    """The state of one run: what is known so far, and whom to tell."""

    journal: Journal
    today: date
    told: Told | None
    total: int
    done: dict[str, LinkResult] = field(default_factory=dict)
    services: dict[str, list[bool]] = field(default_factory=dict)

    def take(self, link: Link, judged: Judgement) -> None:
        before = self.journal.get(link.address)
        result = _result(link, judged, before, self.today)
        self.done[link.address] = result
        self.journal.put(link.address, _noted(result))
        self.tell()

    def tell(self) -> None:
        if self.told:
            self.told(len(self.done), self.total)


async def check_links(
    links: Sequence[Link],
    settings: Settings,
    journal: Journal,
    today: date,
    *,
    patience: int = 60,
    fresh: bool = False,
    told: Told | None = None,
) -> LinksReport:
    """Ask about every link and return what is known of each, in their order.

    `fresh` asks even where the journal's results are young; what has not been seen good for `patience` days is always
    asked. `told` is called with how many are done of how many. The journal is written as results come in, but only
    once somebody has answered at all.
    """
    run = _Run(journal, today, told, len(links))
    for link in links:
        known = _known(link, journal, fresh=fresh)
        if known and (known.outcome in GOOD or (today - known.unseen).days <= patience or journal.resumed):
            run.done[link.address] = known
    open_links = [link for link in links if link.address not in run.done]
    cached = len(run.done)
    async with asking(settings, journal) as polite:
        questions = _questions(open_links, run, settings)
        there, done = await online(polite, questions)
        if not there:
            return LinksReport(online=False)
        if open_links:
            journal.begin()
        run.tell()
        await ask_all(polite, [question for question in questions if question.address not in done])
    return LinksReport(
        results=tuple(run.done[link.address] for link in links),
        asked=len(links) - cached,
        requests=polite.requests,
        silent_services=tuple(name for name, heard in run.services.items() if not any(heard)),
        resumed=journal.resumed,
    )


def links_checked(
    links: Sequence[Link],
    settings: Settings,
    journal: Journal,
    today: date,
    *,
    patience: int = 60,
    fresh: bool = False,
    told: Told | None = None,
) -> LinksReport:
    """Run `check_links` to its end, for callers that are not asynchronous."""
    return asyncio.run(check_links(links, settings, journal, today, patience=patience, fresh=fresh, told=told))


def _questions(links: Iterable[Link], run: _Run, settings: Settings) -> list[Question]:
    by_kind: dict[Kind, list[Link]] = {kind: [] for kind in Kind}
    for link in links:
        by_kind[link.kind].append(link)
    questions = [_doi_question(link, run, settings) for link in by_kind[Kind.DOI]]
    for kind, database in ((Kind.PMID, "pubmed"), (Kind.PMCID, "pmc")):
        parts = (by_kind[kind][start : start + pubmed.BATCH] for start in range(0, len(by_kind[kind]), pubmed.BATCH))
        questions += [_number_question(part, database, run, settings) for part in parts]
    return questions + [_page_question(link, run) for link in by_kind[Kind.PAGE]]


def _page_question(link: Link, run: _Run) -> Question:
    return Question(link.address, lambda answer: run.take(link, judge(answer)))


def _doi_question(link: Link, run: _Run, settings: Settings) -> Question:
    def take(answer: Answer) -> None:
        judged = doi_handle.judge_doi(answer)
        run.services.setdefault("doi.org", []).append(judged.outcome in {Outcome.OK, Outcome.DEAD})
        run.take(link, judged)

    return Question(doi_handle.address(settings.service("handle"), link.ident), take, whole=True)


def _number_question(links: list[Link], database: str, run: _Run, settings: Settings) -> Question:
    numbers = {link.ident.removeprefix("PMC"): link for link in links}

    def take(answer: Answer) -> None:
        judged = pubmed.judge_numbers(answer, numbers, "PMID" if database == "pubmed" else "PMCID")
        for number, link in numbers.items():
            run.services.setdefault("NCBI", []).append(judged[number].outcome in {Outcome.OK, Outcome.DEAD})
            run.take(link, judged[number])

    address = pubmed.address(settings.service("ncbi"), database, numbers, settings.contact, settings.ncbi_key)
    return Question(address, take, whole=True)


def _result(link: Link, judged: Judgement, before: Noted | None, today: date) -> LinkResult:
    good = today if judged.outcome in GOOD else _day(before, "good")
    return LinkResult(
        link,
        judged.outcome,
        judged.detail,
        judged.moved_to,
        checked=today,
        since=_day(before, "since") or today,
        good=good,
    )


def _known(link: Link, journal: Journal, *, fresh: bool) -> LinkResult | None:
    """Return what the journal says of a link, if that still holds; with `fresh` only what this run has learned."""
    noted = journal.get(link.address)
    try:
        outcome = Outcome(noted.value["outcome"]) if noted else None
    except (KeyError, ValueError):
        return None
    if noted is None or outcome is None or journal.fresh(link.address, 0 if fresh else MOST_DAYS[outcome]) is None:
        return None
    return LinkResult(
        link,
        outcome,
        str(noted.value.get("detail", "")),
        str(noted.value.get("moved_to", "")),
        checked=noted.day,
        since=_day(noted, "since") or noted.day,
        good=_day(noted, "good"),
        cached=True,
    )


def _noted(result: LinkResult) -> dict[str, Any]:
    return {
        "outcome": result.outcome.value,
        "detail": result.detail,
        "moved_to": result.moved_to,
        "since": result.since.isoformat(),
        "good": result.good.isoformat() if result.good else None,
    }


def _day(noted: Noted | None, name: str) -> date | None:
    value = noted.value.get(name) if noted else None
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
