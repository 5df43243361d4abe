"""Many addresses on many hosts: bounded in time and in memory, and polite all the same."""

from __future__ import annotations

import time
import tracemalloc
from datetime import date
from pathlib import Path

from explainer.loading.address_inventory import Link, LinkKind, Spot
from explainer.network.journal import Journal
from explainer.network.outcome import Outcome
from explainer.problems import Mark
from explainer.upkeep.links import links_checked
from network.internet import Internet, Reply, Services

HOSTS, EACH = 200, 10
BODY = b"<!doctype html><title>A page</title>" + b"x" * 50_000


def test_two_thousand_addresses_on_two_hundred_hosts(tmp_path: Path, internet: Internet, services: Services) -> None:
    replies = [Reply(body=BODY), Reply(body=BODY), Reply(body=BODY), Reply(404), Reply(403)]
    for number in range(HOSTS):
        internet.pages[f"h{number:03}.test/*"] = lambda asked, _count: replies[int(asked.path[1:]) % len(replies)]
    links = [
        Link(address, LinkKind.PAGE, address, (Spot("docs/a.md", Mark()),))
        for number in range(HOSTS)
        for path in range(EACH)
        if (address := internet.url(f"h{number:03}.test", f"/{path}"))
    ]
    settings = services.settings(delay=0.01, timeout=20.0, concurrency=24)
    journal = Journal(tmp_path / "links.jsonl", date(2027, 3, 1))
    tracemalloc.start()
    begun = time.monotonic()
    report = links_checked(links, settings, journal, date(2027, 3, 1))
    took = time.monotonic() - begun
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    journal.end(whole=True)
    print(f"{len(links)} addresses on {HOSTS} hosts: {took:.1f} s, peak {peak / 1e6:.1f} MB")  # noqa: T201 -- with -s
    assert {outcome: report.count(outcome) for outcome in Outcome} == {
        Outcome.OK: 1200,
        Outcome.MOVED: 0,
        Outcome.DEAD: 400,
        Outcome.BLOCKED: 400,
        Outcome.UNKNOWN: 0,
        Outcome.DOUBTFUL: 0,
    }
    assert len(internet.asked) == len({(asked.host, asked.target) for asked in internet.asked}) == 2000
    assert set(internet.most_at_once.values()) == {1}, "one at a time to each host"
    assert took < 45
    assert peak < 50e6, "2,000 pages of 50 KB would be 100 MB if they were kept"
    assert (tmp_path / "links.jsonl").stat().st_size < 1_000_000
