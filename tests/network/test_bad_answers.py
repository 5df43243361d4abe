"""Hostile and broken answers: each is one outcome, the rest of the run goes on, and it ends in time."""

from __future__ import annotations

import asyncio
import json
import re
import time
from pathlib import Path
from typing import Any

import pytest

from builders import EPOCH, write_site
from explainer.loading.lockfile import LOCK
from explainer.network.answer import Trouble, WebAnswer
from explainer.network.client import client
from explainer.network.outcome import Outcome, judge
from explainer.network.polite import Polite
from network.conftest import Claims
from network.internet import Asked, Internet, Names, Page, Reply, Services, crossref_work
from network.test_links import HERE, known, lines, site_with
from network.test_manners import Clock, World, busy, ok, polite
from network.test_verify import JONES, SMITH, filled, lock_of, update

__all__ = ["filled", "known"]  # fixtures
LATE = "Fri, 31 Dec 9999 23:59:59 -0100"

ODD: dict[str, tuple[Page, str]] = {
    "a pause until the year 10000": (Reply(429, headers={"Retry-After": LATE}), "L04"),
    "a pause of 31 years": (Reply(503, headers={"Retry-After": "999999999"}), "L05"),
    "a pause of many digits": (Reply(503, headers={"Retry-After": "9" * 5000}), "L05"),
    "a redirect to a host of bytes": (Reply(302, headers={"Location": "http://\xff.localhost/"}), "L05"),
    "a redirect to half an address": (Reply(302, headers={"Location": "http://[::1"}), "L05"),
    "a redirect to a port of letters": (Reply(302, headers={"Location": "http://a.test:x/"}), "L05"),
    "a redirect to a long label": (Reply(302, headers={"Location": f"http://{'a' * 300}.test/"}), "L05"),
    "a redirect to two dots": (Reply(302, headers={"Location": "http://a..test/"}), "L05"),
    "a redirect with escape codes": (Reply(302, headers={"Location": "http://a.test:1/\x1b[31m\x07"}), "L05"),
    "a length below nothing": (Reply(headers={"Content-Length": "-5"}), "L05"),
    "a length of letters": (Reply(headers={"Content-Length": "x"}), "L05"),
    "a header without a name": (Reply(headers={"": "x"}), "L05"),
    "a cookie of nothing": (Reply(302, headers={"Location": "/x", "Set-Cookie": "=;;;\xff"}), "L05"),
    "a kind of nonsense": (Reply(headers={"Content-Type": "\xff;;=;charset=\xff"}), ""),
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_answer_affects_no_other_address(name: str, tmp_path: Path, known: Services, claims: Claims) -> None:
    page, code = ODD[name]
    known.internet.pages |= {"web.test/x": page, "zzz.test/gone": Reply(404)}
    url = known.internet.url
    root = site_with(tmp_path, known.internet, "/x", **{"docs/z.md": f"# Z\n\n<{url('zzz.test', '/gone')}>\n"})
    result = claims("links", "--root", root, "--report", tmp_path / "r.md", status=1)
    assert len(lines(result, "L01")) == 1, "the page that is gone is reported all the same"
    assert not code or len(lines(result, code)) == 1, result.output
    assert not set(result.output + (tmp_path / "r.md").read_text()) & set("\x1b\x07\xff")
    claims("links", "--root", root, status=1)  # the cache can be read again


def test_a_link_that_is_the_address_of_a_service(tmp_path: Path, known: Services, claims: Claims) -> None:
    url = known.internet.url
    probed = [
        url("handle.test", f"/api/handles/{SMITH}?type=URL"),
        url("handle.test", "/"),
        url("crossref.test", "/works/x"),
    ]
    page = "# Z\n\n" + "\n".join(f"<{address}>\n" for address in probed)
    result = claims("links", "--root", site_with(tmp_path, known.internet, **{"docs/z.md": page}))
    assert "7 addresses" in result.stderr, result.output
    assert not lines(result, "L05") + lines(result, "L04")


HOSTILE: dict[str, Any] = {
    "half a letter": {"title": ["Chamomile tea \ud800 and sleep: a randomised trial"]},
    "a year of 31 digits": {"issued": {"date-parts": [[10**30, 1, 1]]}},
    "a year of minus one": {"published-print": {"date-parts": [[-1]]}, "issued": {"date-parts": [[None]]}},
    "a month of text": {"issued": {"date-parts": [["2020", "March"]]}},
    "numbers without an end": {"issued": {"date-parts": [[float("inf"), float("nan")]]}},
    "notices of nonsense": {
        "updated-by": [None, 7, {"type": 5, "updated": {"date-parts": [[10**30]]}}, {"type": "x\ud800"}]
    },
    "a title of numbers": {"title": [7, None, {}]},
    "an author of a list": {"author": [["x"]]},
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_records_do_not_end_a_run(name: str, tmp_path: Path, filled: Services, claims: Claims) -> None:
    filled.works[SMITH] |= HOSTILE[name]
    filled.works[JONES]["updated-by"] = [update("retraction")]
    root = write_site(tmp_path)
    for form in ("text", "json"):
        result = claims("verify", "--root", root, "--format", form, status=1)
        assert "jones2019" in result.stdout
    assert lock_of(root)["jones2019"]["registers"]["crossref"]["state"] == "retracted"
    assert not re.search(r"[\ud800-\udfff]|\\ud800", (root / LOCK).read_text())
    assert claims("new-source", "--root", write_site(tmp_path / "n", bib=""), "--print", SMITH).exit_code in {0, 1, 4}


ASKED = ["crossref", "openalex", "ncbi", "handle"]
NONSENSE = [b'{"a": ' + b"9" * 100_000 + b"}", b'"\\ud800"', b"[" * 50_000, b"\x00" * 9, b"NaN"]


@pytest.mark.parametrize(("service", "body"), [(ASKED[n % 4], NONSENSE[n % 5]) for n in range(8)])
def test_a_body_of_nonsense_is_not_an_answer(
    service: str, body: bytes, root: Path, filled: Services, verify: Claims, claims: Claims
) -> None:
    filled.failing[service] = Reply(200, body, {"Content-Type": "application/json"})
    assert verify().exit_code in {0, 4}
    assert claims("links", "--root", root).exit_code in {0, 1, 4}
    assert (root / LOCK).exists()


def test_a_reader_that_fails_affects_no_other_answer(
    tmp_path: Path, known: Services, claims: Claims, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever slips through: one address fails, and the others are judged."""
    known.internet.pages |= {"web.test/x": HERE, "web.test/gone": Reply(404)}

    def slips(answer: WebAnswer) -> Any:
        if answer.address.endswith("/x") and answer.trouble is None:
            raise RuntimeError("a slip")
        return judge(answer)

    monkeypatch.setattr("explainer.upkeep.links.judge", slips)
    result = claims("links", "--root", site_with(tmp_path, known.internet, "/x", "/gone"), status=1)
    assert "cannot be read: RuntimeError" in lines(result, "L05")[0]
    assert len(lines(result, "L01")) == 1


# Is there a network?


def only(root: Path, internet: Internet, *hosts: str) -> Path:
    """A site that has links to these hosts alone."""
    bib = "@misc{a, title = {T}, year = {2020}, note = {x}}\n"
    text = "".join(f"- <{internet.url(host, '/page')}>\n" for host in hosts)
    return write_site(root, bib=bib, **{"docs/more.md": f"# More\n\n{text}"})


def test_dead_hosts_do_not_hide_a_dead_page(
    tmp_path: Path, services: Services, claims: Claims, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead = [f"a{number}.nobody.test" for number in range(12)]
    monkeypatch.setattr(Names, "get", lambda _self, host, _=None: "" if "nobody" in host else "127.0.0.1")
    result = claims("links", "--root", only(tmp_path, services.internet, *dead, "z.test"), status=1)
    assert len(lines(result, "L01")) == 13


def test_no_host_is_reported_dead_if_the_network_fails_during_a_run(
    tmp_path: Path, services: Services, claims: Claims, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first hosts answer; then no name is known any more, not even those of the services."""
    down: list[bool] = []

    def first(asked: Asked, _count: int) -> Reply:
        down.append(True)
        return HERE

    services.internet.pages["a.test/page"] = first
    monkeypatch.setattr(Names, "get", lambda _self, _host, _=None: "" if down else "127.0.0.1")
    hosts = ["a.test", *(f"b{number}.test" for number in range(12))]
    for host in hosts[1:]:
        services.internet.pages[f"{host}/page"] = Reply(wait=0.2)
    result = claims("links", "--root", only(tmp_path, services.internet, *hosts))
    assert down
    assert not lines(result, "L01"), result.output
    assert "there is no way to the internet" in result.stdout


@pytest.mark.parametrize("back_at", [2, 3, 4, 5, 8])
def test_no_host_is_reported_dead_if_the_network_fails_for_a_while(
    back_at: int, tmp_path: Path, services: Services, claims: Claims, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One name is not known at first, nor any other while that is so: whenever the network is back, b.test is there."""
    lost: list[str] = []
    services.internet.pages |= {"a.test/page": HERE, "b.test/page": HERE}

    def known(_self: Names, host: str, _default: Any = None) -> str:
        if host == "a.test" or len(lost) >= back_at or (host != "b.test" and not lost):
            return "127.0.0.1"
        lost.append(host)
        return ""

    monkeypatch.setattr(Names, "get", known)
    result = claims("links", "--root", only(tmp_path, services.internet, "a.test", "b.test"))
    assert lost[0] == "b.test"
    assert len(lost) == back_at, "it came back within the run"
    assert not lines(result, "L01"), result.output
    assert result.exit_code in {0, 4}
    assert result.exit_code == 0 or "there is no way to the internet" in result.stdout


def test_an_unknown_host_is_confirmed_only_once(
    tmp_path: Path, services: Services, claims: Claims, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Being sure of a dead host costs two probes and one more look, and not for each of its pages."""
    monkeypatch.setattr(Names, "get", lambda _self, host, _=None: "" if "nobody" in host else "127.0.0.1")
    pages = "".join(f"- <{services.internet.url('nobody.test', f'/{number}')}>\n" for number in range(3))
    root = write_site(
        tmp_path, bib="@misc{a, title = {T}, year = {2020}, note = {x}}\n", **{"docs/more.md": f"# M\n\n{pages}"}
    )
    result = claims("links", "--root", root)
    assert len(lines(result, "L01")) == 3, result.output
    assert len([one for one in services.internet.asked if one.path == "/"]) == 3, (
        "one before the run, and two for the host"
    )


# Dead is dead until it is seen good


@pytest.mark.parametrize("answer", [Reply(500), Reply(403), Reply(200, b"<title>Just a moment...</title>")])
def test_a_dead_link_stays_dead_without_an_answer(
    answer: Page, tmp_path: Path, known: Services, claims: Claims
) -> None:
    known.internet.pages["web.test/x"] = Reply(404)
    root = site_with(tmp_path, known.internet, "/x")
    claims("links", "--root", root, status=1)
    known.internet.pages["web.test/x"] = answer
    for days in (7, 14):
        result = claims("links", "--root", root, status=1, later=days)
        assert lines(result, "L01")[0].count("is dead: answered 404; now: answe") == 1
    known.internet.pages["web.test/x"] = HERE
    claims("links", "--root", root, status=0)


# Time


def test_a_busy_host_does_not_use_up_the_run() -> None:
    """200 questions to a host that asks for a minute each time: ten hours, without a budget."""
    clock = Clock()
    world = World(clock, **{str(n): [busy(429, retry_after="60")] for n in range(200)})
    manners = polite(world)

    async def run() -> list[WebAnswer]:
        return [await manners.ask(f"http://a.test/{n}") for n in range(200)]

    begun = clock.now
    answers = asyncio.run(run())
    assert clock.now - begun < 30 * 60
    assert {answer.trouble for answer in answers[10:]} <= {Trouble.GIVEN_UP, Trouble.HOST_TIME}
    assert answers[0].status == 429


@pytest.mark.parametrize(
    ("budget", "trouble"), [({"run_budget": 600.0}, Trouble.OUT_OF_TIME), ({"host_budget": 600.0}, Trouble.HOST_TIME)]
)
def test_a_run_and_each_host_have_a_time_limit(budget: dict[str, float], trouble: Trouble) -> None:
    clock = Clock()
    answers = {str(n): [busy(429, retry_after="60"), ok()] for n in range(0, 40, 2)}
    manners = polite(World(clock, **answers), **budget)

    async def run() -> list[WebAnswer]:
        return [await manners.ask(f"http://a.test/{n}") for n in range(40)]

    begun = clock.now
    found = asyncio.run(run())
    assert clock.now - begun <= 600
    assert found[0].status == 200
    assert found[-1].trouble is trouble
    if trouble is Trouble.HOST_TIME:
        assert asyncio.run(manners.ask("http://b.test/1")).status == 200


def test_addresses_that_were_not_asked_are_reported_and_come_first_the_next_time(
    tmp_path: Path, known: Services, claims: Claims, monkeypatch: pytest.MonkeyPatch
) -> None:
    known.internet.pages["web.test/*"] = lambda _asked, _count: Reply(wait=0.15)
    root = site_with(tmp_path, known.internet, *(f"/{number}" for number in range(20)))
    seen: list[list[str]] = []
    for days in range(0, 140, 7):  # as many runs as a busy machine needs
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(EPOCH) + days * 86400))
        before = len(known.internet.asked)
        begun = time.monotonic()
        result = claims("links", "--root", root, "--host-budget", "0.02")
        assert time.monotonic() - begun < 20
        assert result.exit_code == 4, result.output
        assert "not asked, since time ran out" in result.stderr
        assert "the time for this host was used up" in lines(result, "L05")[-1]
        seen.append([one.path for one in known.internet.asked[before:] if one.host == "web.test"])
        if set().union(*seen) == {f"/{number}" for number in range(20)}:
            break
    else:
        pytest.fail(f"some were never asked: {seen}")
    first, second = seen[:2]
    assert 0 < len(first) < 20
    assert not set(first) & set(second[: 20 - len(first)]), "those that were left come first"


def test_registers_that_were_not_asked_in_time_are_not_clean(root: Path, filled: Services, verify: Claims) -> None:
    entry = (
        "@article{{a{0}, title = {{T}}, author = {{A, B}}, journal = {{J}}, year = {{2020}}, doi = {{10.5555/a{0}}}}}\n"
    )
    many = "".join(entry.format(number) for number in range(6))
    for number in range(6):
        filled.works[f"10.5555/a{number}"] = crossref_work("T", "A", 2020, "J")

    def slow(asked: Asked, _count: int) -> Reply:
        said = {"doi": f"https://doi.org/{asked.path.partition('doi:')[2]}", "is_retracted": False}
        return Reply(200, json.dumps(said).encode(), wait=0.5)

    filled.failing["openalex"] = slow
    (root / "bibliography.bib").write_text((root / "bibliography.bib").read_text() + many)
    verify("--host-budget", "0.01", status=4)
    states = {key: entry["registers"]["openalex"] for key, entry in lock_of(root).items()}
    left = [one for one in states.values() if one["state"] == "unknown"]
    assert left
    assert all("time for this host" in one["why"] for one in left)
    before = len(filled.internet.targets("openalex.test"))
    verify("--host-budget", "0.01")
    again = filled.internet.targets("openalex.test")[before:]
    assert again
    assert not set(again) & set(filled.internet.targets("openalex.test")[:before]), "the oldest first"


# Names of hosts


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("http://stra\u00dfe.test:{port}/x", "xn--strae-oqa.test"),
        ("http://jobb%C3%B6rse.test:{port}/x", "xn--jobbrse-d1a.test"),
        ("http://JOBB\u00d6RSE.test:{port}/x", "xn--jobbrse-d1a.test"),
        ("http://fa\u00df.\u03b5\u03bb\u03bb\u03b1\u03c2.test:{port}/x", "xn--fa-hia.xn--mxahsa0b.test"),
    ],
)
def test_hosts_are_looked_up_by_idna_2008(address: str, host: str, services: Services) -> None:
    services.internet.pages[f"{host}/x"] = HERE

    async def asked() -> WebAnswer:
        held = services.settings()
        async with client(held) as sending:
            return await Polite(held, sending.get).ask(address.replace("{port}", str(services.internet.port)))

    assert judge(asyncio.run(asked())).outcome is Outcome.OK
    assert services.internet.asked[-1].host == host
