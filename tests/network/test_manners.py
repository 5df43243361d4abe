"""Manners and memory, with a clock of our own: nothing here waits."""

from __future__ import annotations

import asyncio
import json
from datetime import date
from email.utils import formatdate
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from builders import site_of_all_parts
from explainer.network.answer import Trouble, WebAnswer
from explainer.network.guard import exact, is_public, refusal
from explainer.network.journal import Journal
from explainer.network.polite import Polite, retry_after
from explainer.network.settings import SERVICES, Settings, settings_from
from site_builders import python

TODAY = date(2027, 3, 1)


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


class World:
    """Answers in the order given, by address; notes when each was asked."""

    def __init__(self, clock: Clock, **answers: list[WebAnswer]) -> None:
        self.clock = clock
        self.answers = answers
        self.asked: list[tuple[str, float]] = []

    async def get(self, address: str, **_: Any) -> WebAnswer:
        self.asked.append((address, self.clock.now))
        queue = self.answers.get(address.rpartition("/")[2], [ok(address)])
        return queue.pop(0) if len(queue) > 1 else queue[0]


def ok(address: str = "") -> WebAnswer:
    return WebAnswer(address, 200)


def busy(status: int = 429, **headers: str) -> WebAnswer:
    return WebAnswer("", status, {name.replace("_", "-"): value for name, value in headers.items()})


def polite(world: World, *, chance: float = 0.5, **settings: Any) -> Polite:
    held = Settings(**{"delay": 0.0, "backoff": 2.0, "tries": 3, **settings})
    return Polite(held, world.get, clock=world.clock, sleep=world.clock.sleep, chance=lambda: chance)


def test_pauses_between_requests() -> None:
    clock = Clock()
    world = World(clock)
    manners = polite(world, delay=1.0)

    async def run() -> None:
        await asyncio.gather(*(manners.ask(f"http://a.test/{n}") for n in range(3)), manners.ask("http://b.test/0"))

    asyncio.run(run())
    times = [when for address, when in world.asked if "//a.test" in address]
    assert [later - earlier for earlier, later in pairwise(times)] == [1.0, 1.0]


@pytest.mark.parametrize("chance", [0.0, 0.5, 1.0])
def test_back_off_grows_and_has_jitter(chance: float) -> None:
    clock = Clock()
    world = World(clock, x=[busy(500), busy(502), ok()])
    assert asyncio.run(polite(world, chance=chance).ask("http://a.test/x")).status == 200
    assert clock.slept == [2.0 * (0.5 + chance), 4.0 * (0.5 + chance)]


def test_tries_end() -> None:
    world = World(Clock(), x=[busy(503)])
    assert asyncio.run(polite(world).ask("http://a.test/x")).status == 503
    assert len(world.asked) == 3


@pytest.mark.parametrize("in_words", [False, True])
def test_retry_after_is_waited_for_by_everybody_who_asks_that_host(in_words: bool) -> None:
    clock = Clock()
    value = formatdate(clock.now + 60, usegmt=True) if in_words else "60"
    world = World(clock, x=[busy(429, retry_after=value), ok()])
    manners = polite(world)

    async def run() -> None:
        await asyncio.gather(manners.ask("http://a.test/x"), manners.ask("http://a.test/y"))

    begun = clock.now
    asyncio.run(run())
    assert world.asked[0][0].endswith("x")
    assert all(when - begun >= 60 for _, when in world.asked[1:])


def test_a_long_retry_after_closes_the_host_for_this_run_and_the_next() -> None:
    clock = Clock()
    world = World(clock, x=[busy(429, retry_after="3600")])
    manners = polite(world)

    async def run() -> list[WebAnswer]:
        return [await manners.ask(f"http://a.test/{name}") for name in "xyz"]

    first, second, third = asyncio.run(run())
    assert first.status == 429
    assert second.trouble is third.trouble is Trouble.PAUSED
    assert len(world.asked) == 1
    assert manners.pauses == {"a.test": clock.now + 3600}
    again = Polite(Settings(), world.get, clock=clock, sleep=clock.sleep, pauses=manners.pauses)
    assert asyncio.run(again.ask("http://a.test/y")).trouble is Trouble.PAUSED
    clock.now += 3601
    assert asyncio.run(again.ask("http://a.test/y")).status == 200


def test_a_host_that_never_answers_is_given_up() -> None:
    world = World(Clock(), **{str(n): [WebAnswer("", trouble=Trouble.TIMEOUT)] for n in range(20)})
    manners = polite(world, tries=2, give_up_after=3)

    async def run() -> list[WebAnswer]:
        return [await manners.ask(f"http://a.test/{n}") for n in range(20)]

    answers = asyncio.run(run())
    assert [answer.trouble for answer in answers] == [Trouble.TIMEOUT] * 3 + [Trouble.GIVEN_UP] * 17
    assert len(world.asked) == 6


def test_nothing_is_asked_twice() -> None:
    clock = Clock()
    world = World(
        clock, old=[WebAnswer("", 301, {"location": "/new"})], other=[WebAnswer("", 302, {"location": "/new#part"})]
    )
    manners = polite(world)

    async def run() -> list[WebAnswer]:
        return await asyncio.gather(
            *(manners.ask(f"http://a.test/{name}") for name in ("old", "other", "new", "new", "old"))
        )

    answers = asyncio.run(run())
    assert {answer.status for answer in answers} == {200}
    assert sorted(address for address, _ in world.asked) == [
        f"http://a.test/{name}" for name in ("new", "old", "other")
    ]


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        (" 7 ", 7.0),
        ("0", 0.0),
        ("99999999999999999999", 999999999.0),
        ("Thu, 01 Jan 1970 00:00:10 GMT", 10.0),
        ("Wed, 01 Jan 1969 00:00:00 GMT", 0.0),
        ("soon", None),
        ("", None),
        ("-5", None),
        ("1.5", None),
        ("\u0663", None),
    ],
)
def test_retry_after_values(value: str, seconds: float | None) -> None:
    assert retry_after(value, 0.0) == seconds


# The guard


PUBLIC = (
    "8.8.8.8 2606:4700::1111 ::ffff:8.8.8.8 64:ff9b::808:808 ::ffff:0:808:808 2002:808:808::1 2606:4700::5efe:808:808"
)
PRIVATE = [
    *"127.0.0.1 10.1.2.3 192.168.0.1 172.16.0.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 255.255.255.255".split(),
    *"::1 :: fe80::1 fc00::1 ff02::1 ::ffff:127.0.0.1 2002:7f00:1:: 64:ff9b::7f00:1 fe80::1%eth0 nonsense".split(),
    # Azure's WireServer, Oracle Cloud, Alibaba Cloud, Amazon's containers, IBM Cloud, Google's private way
    *"168.63.129.16 192.0.0.192 100.100.100.200 169.254.170.2 161.26.0.10 199.36.153.8".split(),
    *("fd00:ec2::254", "fe80::a9fe:a9fe"),  # Amazon and OpenStack, IPv6
    *"192.0.2.1 198.18.0.1 198.51.100.7 203.0.113.7 192.88.99.1 240.0.0.1".split(),
    *("::7f00:1", "::ffff:0:7f00:1"),  # IPv4-compatible, IPv4-translated
    *("64:ff9b:1::a00:1", "64:ff9b::a9fe:a9fe"),  # NAT64, of a network's own and not
    *("2002:a9fe:a9fe::", "2001:0:4136:e378:8000:63bf:3fff:fdd2"),  # 6to4, Teredo
    *"2001:db8::1 3fff::1 5f00::1 100::1 fec0::1".split(),
    *("2606:4700::5efe:7f00:1", "2606:4700::200:5efe:a00:1"),  # ISATAP
]


@pytest.mark.parametrize("address", [*PUBLIC.split(), *PRIVATE])
def test_public_addresses(address: str) -> None:
    assert is_public(address) is (address in PUBLIC.split())


@pytest.mark.parametrize(
    "address",
    (
        "http://a.localhost/ | http://LOCALHOST./ | http://x.internal/ | "
        "http://metadata.google.internal/computeMetadata/v1/ | http://[::ffff:10.0.0.1]/ | http://router/ | "
        "http://printer.home.arpa/ | http://x.intranet/ | http://127.1/ | http://2130706433/ | "
        "http://0x7f000001/ | http://0177.0.0.1/ | http://0x7f.0.0.1/ | http://0/ | http://10.65535/ | "
        "http://169.254.169.254./ | http://256.1.1.1/ | http://[::1%25lo]/ | http://%31%32%37.0.0.1/ | "
        "http://\uff11\uff12\uff17.0.0.1/ | http://127\u30020\u30020\u30021/ | "
        "http://\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3/"
    ).split(" | "),
)
def test_local_names(address: str) -> None:
    assert refusal(address)
    assert not refusal(address, allow_private=True)


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("http://a.test", "http://a.test/"),
        ("http://a.test/x#part", "http://a.test/x"),
        ("http://a.test/a b", "http://a.test/a%20b"),
        ("http://a.test/%3C%2F", "http://a.test/%3C%2F"),
        ("http://a.test/\u00fc?q=\u00fc", "http://a.test/%C3%BC?q=%C3%BC"),
        ("http://\u00fc.test/", "http://xn--tda.test/"),
        ("HTTP://A.test/X", "http://A.test/X"),
        ("http://stra\u00dfe.test/", "http://xn--strae-oqa.test/"),
        ("http://jobb%C3%B6rse.test:80/", "http://xn--jobbrse-d1a.test:80/"),
        ("http://\u00fc@\u00fc.test/", "http://\u00fc@\u00fc.test/"),
        ("http://a_b.test/", "http://a_b.test/"),
        ("http://i\u2764.test/", "http://xn--i-7iq.test/"),
    ],
)
def test_addresses_go_out_as_they_are(address: str, sent: str) -> None:
    assert exact(address) == sent


# Settings


def test_settings_from_the_environment() -> None:
    given = {
        "CLAIMS_CONTACT": "mailto:me@example.org",
        "CLAIMS_SERVICE_CROSSREF": "https://mirror.example.org/api/",
        "CLAIMS_WITHOUT": "openalex",
        "SITE_URL": "https://site.example.org/",
    }
    settings = settings_from(given, timeout=5.0)
    assert settings.contact == "me@example.org"
    assert settings.service("crossref") == "https://mirror.example.org/api"
    assert settings.services["handle"] == SERVICES["handle"]
    assert settings.without == {"openalex"}
    assert settings.timeout == 5.0
    assert settings_from({}).agent.count("@") == 0, "no contact is invented"


@pytest.mark.parametrize(
    "wrong",
    [
        {"CLAIMS_CONTACT": "nobody"},
        {"CLAIMS_CONTACT": "a@b\r\nX-Evil: 1"},
        {"CLAIMS_CONTACT": "a@b@c"},
        {"CLAIMS_WITHOUT": "crossref"},
        {"CLAIMS_SERVICE_NCBI": "file:///etc"},
        {"CLAIMS_SERVICE_NCBI": "http://127.0.0.1/"},
    ],
)
def test_unusable_settings(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"CLAIMS_\w+"):
        settings_from(wrong)


def test_default_services_are_public_and_encrypted() -> None:
    for base in SERVICES.values():
        assert base.startswith("https://")
        assert not refusal(base)


def test_a_check_loads_nothing_of_the_network(tmp_path: Path) -> None:
    code = (
        "import sys; from explainer.cli import main; from click.testing import CliRunner; "
        "result = CliRunner().invoke(main, ['check', '--root', sys.argv[1]]); "
        "print(sorted({'aiohttp', 'asyncio', 'explainer.network.client'} & set(sys.modules)))"
    )
    assert python("-c", code, str(site_of_all_parts(tmp_path))).stdout.strip() == "[]"


# The journal


def test_a_journal_keeps_its_results(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    journal = Journal(path, TODAY)
    journal.put("early", {"n": 0})
    assert not path.exists(), "nothing is written before somebody has answered"
    journal.begin()
    journal.put("late", {"n": 1})
    journal.put("late", {"n": 2, "title": "one line\u2028of JSON"})
    journal.end(whole=True)
    again = Journal(path, TODAY)
    noted = again.get("late")
    assert noted is not None
    assert noted.value == {"n": 2, "title": "one line\u2028of JSON"}
    assert again.get("early") is not None
    assert not again.resumed
    assert path.read_text().count('"late"') == 1


@pytest.mark.parametrize(
    ("days", "most", "fresh"), [(0, 1, True), (5, 6, True), (6, 6, False), (0, 0, False), (-1, 6, False)]
)
def test_results_age(tmp_path: Path, days: int, most: int, fresh: bool) -> None:
    path = tmp_path / "j.jsonl"
    journal = Journal(path, TODAY)
    journal.begin()
    journal.put("key", {})
    journal.end(whole=True)
    later = Journal(path, date.fromordinal(TODAY.toordinal() + days))
    assert (later.fresh("key", most) is not None) is fresh


def test_a_killed_run_is_continued(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    journal = Journal(path, TODAY)
    journal.begin()
    journal.put("key", {"n": 1})
    journal.end(whole=False)
    with path.open("a") as file:
        file.write('{"key": "torn", "day": "2027-0')  # the machine stopped here
    again = Journal(path, TODAY)
    assert again.resumed
    assert again.fresh("key", 0) is not None
    assert again.get("torn") is None
    again.begin()
    again.put("next", {})
    again.end(whole=False)
    assert all(json.loads(line) for line in path.read_text().splitlines() if "torn" not in line)
    assert Journal(path, TODAY).fresh("next", 0) is not None
    assert not Journal(path, date(2027, 3, 3)).resumed, "after a day it is a new run"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        '[]\n1\nnull\n["begin"]\n"begin"\n',
        "\x00\xff",
        '{"key": "a", "day": "x", "run": 1, "value": {}}',
        '{"key": "a", "value": {}}',
        '{"begin": "x", "v": 1, "day": 5}',
        '{"begin": 1e999, "v": 1, "day": "2027-03-01"}\n{"key": "a", "day": "2027-01-01", "run": 1e999, "value": {}}',
        "[" * 100_000,
        '{"key": "a", "day": "2027-01-01", "run": 1, "value": []}',
    ],
)
def test_damaged_lines_of_a_journal_are_skipped(tmp_path: Path, text: str) -> None:
    path = tmp_path / "j.jsonl"
    path.write_text(text, encoding="utf-8", errors="surrogateescape")
    journal = Journal(path, TODAY)
    assert journal.get("a") is None
    journal.begin()
    journal.put("b", {"n": 1})
    journal.end(whole=True)
    assert Journal(path, TODAY).get("b") is not None
