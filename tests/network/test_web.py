"""Pages of every kind, through the whole way: guard, manners, client, outcome."""

from __future__ import annotations

import asyncio
import gzip
import shutil
import ssl
import subprocess
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from explainer.network.answer import Trouble, WebAnswer
from explainer.network.client import client
from explainer.network.outcome import Outcome, judge
from explainer.network.polite import Polite
from network.internet import Internet, Names, Odd, Page, Reply, Services, an_internet

PAGE = Reply()


def ask(services: Services, address: str, *, whole: bool = False, **settings: Any) -> WebAnswer:
    async def asked() -> WebAnswer:
        held = services.settings(**settings)
        async with client(held) as sending:
            return await Polite(held, sending.get).ask(address, whole=whole)

    return asyncio.run(asked())


def moved(status: int, to: str) -> Reply:
    return Reply(status, b"", {"Location": to})


CASES: dict[str, tuple[Page, Outcome, str]] = {
    "ok": (PAGE, Outcome.OK, "answers 200"),
    "no content": (Reply(204, b""), Outcome.DOUBTFUL, "empty page"),
    "moved for good": (moved(301, "/new"), Outcome.MOVED, "/new"),
    "moved for good, 308": (moved(308, "/new"), Outcome.MOVED, "/new"),
    "elsewhere for now": (moved(302, "/new"), Outcome.OK, "answers 200"),
    "moved to the front page": (moved(301, "/"), Outcome.DOUBTFUL, "front page"),
    "moved to what is gone": (moved(301, "/gone"), Outcome.DEAD, "redirects"),
    "looping": (moved(302, "/page"), Outcome.UNKNOWN, "circle"),
    "redirect without a place": (Reply(302, b""), Outcome.UNKNOWN, "answered 302"),
    "slow": (Reply(wait=3), Outcome.UNKNOWN, "no answer in time"),
    "silent": (Odd.SILENT, Outcome.UNKNOWN, "no answer in time"),
    "resetting": (Odd.RESET, Outcome.UNKNOWN, "broke"),
    "not HTTP": (Odd.GARBAGE, Outcome.UNKNOWN, "not HTTP"),
    "401": (Reply(401), Outcome.BLOCKED, "401"),
    "403": (Reply(403), Outcome.BLOCKED, "403"),
    "404": (Reply(404), Outcome.DEAD, "404"),
    "410": (Reply(410), Outcome.DEAD, "410"),
    "429 for ever": (Reply(429), Outcome.BLOCKED, "429"),
    "451": (Reply(451), Outcome.BLOCKED, "451"),
    "999": (Reply(999), Outcome.BLOCKED, "999"),
    "400": (Reply(400), Outcome.UNKNOWN, "400"),
    "500": (Reply(500), Outcome.UNKNOWN, "500"),
    "503 then ok": ([Reply(503), PAGE], Outcome.OK, "answers 200"),
    "reset then ok": ([Odd.RESET, PAGE], Outcome.OK, "answers 200"),
    "429 with Retry-After, then ok": ([Reply(429, headers={"Retry-After": "0"}), PAGE], Outcome.OK, "answers 200"),
    "429 with a long Retry-After": (Reply(429, headers={"Retry-After": "3600"}), Outcome.BLOCKED, "3,600 seconds"),
    "503 with a long Retry-After": (Reply(503, headers={"Retry-After": "3600"}), Outcome.UNKNOWN, "3,600 seconds"),
    "huge": (Reply(headers={"Content-Length": str(10**12)}), Outcome.OK, "answers 200"),
    "endless": (Odd.ENDLESS, Outcome.OK, "answers 200"),
    "dripping": (Odd.DRIPPING, Outcome.OK, "answers 200"),
    "stalled after its head": (Odd.STALLED, Outcome.OK, "answers 200"),
    "wrong charset": (
        Reply(body=b"<title>Caf\xe9</title>\xff\xfe\x00", headers={"Content-Type": "text/html; charset=utf-99"}),
        Outcome.OK,
        "answers 200",
    ),
    "wrong compression": (Reply(headers={"Content-Encoding": "gzip"}), Outcome.OK, "answers 200"),
    "Cloudflare's wall": (Reply(403, headers={"cf-mitigated": "challenge"}), Outcome.BLOCKED, "403"),
    "a wall with 503": (Reply(503, b"<html><title>Just a moment...</title>"), Outcome.BLOCKED, "wall"),
    "a wall with 200": (Reply(200, b"<TITLE>Pardon Our Interruption</TITLE>"), Outcome.BLOCKED, "wall"),
    "a wall of AWS with 202": (Reply(202, b"", {"x-amzn-waf-action": "challenge"}), Outcome.BLOCKED, "wall"),
    "to a file": (moved(302, "file:///etc/passwd"), Outcome.UNKNOWN, "only http and https"),
    "to ftp": (moved(301, "ftp://example.test/"), Outcome.UNKNOWN, "only http and https"),
    "to data": (moved(302, "data:text/html,hello"), Outcome.UNKNOWN, "only http and https"),
    "to a user name": (moved(302, "http://me:secret@example.test/"), Outcome.UNKNOWN, "user name"),
    "to nonsense": (moved(302, "http://[::1"), Outcome.UNKNOWN, "not a web address"),
    "to a host that nobody knows": (moved(302, "http://nobody.test/"), Outcome.DEAD, "not known at http"),
    "with a space in its place": (moved(301, "/a b"), Outcome.MOVED, "/a%20b"),
    "to bytes that are no UTF-8": (moved(302, "/caf\xe9"), Outcome.OK, "answers 200"),
    "with backslashes": (moved(302, "\\new?a\\b"), Outcome.OK, "answers 200"),
    "to a long address": (moved(302, f"/{'s' * 9000}"), Outcome.OK, "answers 200"),
}


@pytest.mark.parametrize("name", CASES)
def test_outcome(name: str, services: Services) -> None:
    page, outcome, words = CASES[name]
    pages = services.internet.pages
    pages |= dict.fromkeys((f"a.test/{path}" for path in ("new", "", "a%20b", "caf%E9", "s" * 9000)), PAGE)
    pages["a.test/page"] = page
    begun = time.monotonic()
    judged = judge(ask(services, services.internet.url("a.test", "/page"), resolve=Names(("nobody.test",))))
    assert (judged.outcome, words in judged.detail) == (outcome, True), judged
    assert time.monotonic() - begun < 5
    if outcome is Outcome.MOVED:
        assert services.internet.url("a.test", "") in judged.detail


def test_an_unknown_host_is_dead_and_not_one_that_takes_no_connection(services: Services) -> None:
    for address, trouble, outcome in (
        ("http://nobody.test/", Trouble.NO_HOST, Outcome.DEAD),
        ("http://a.test:1/", Trouble.CONNECTION, Outcome.UNKNOWN),
    ):
        answer = ask(services, address, resolve=Names(("nobody.test",)))
        assert (answer.trouble, judge(answer).outcome) == (trouble, outcome)


def test_too_many_redirects(services: Services) -> None:
    for number in range(20):
        services.internet.pages[f"a.test/{number}"] = moved(302, f"/{number + 1}")
    assert ask(services, services.internet.url("a.test", "/0")).trouble is Trouble.REDIRECTS


def test_a_chain_of_moves_names_its_end(services: Services) -> None:
    services.internet.pages |= {
        "a.test/1": moved(301, services.internet.url("b.test", "/2")),
        "b.test/2": moved(308, "/3"),
        "b.test/3": moved(302, "/now"),
        "b.test/now": PAGE,
    }
    judged = judge(ask(services, services.internet.url("a.test", "/1")))
    assert judged.detail == f"has moved to {services.internet.url('b.test', '/3')}"


# What is refused


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "ftp://a.test/",
        "gopher://a.test/",
        "javascript:alert(1)",
        "//a.test/",
        "",
        "http:///x",
        "http://user@a.test/",
        "http://a.test:99999/",
    ],
)
def test_only_web_addresses_are_asked(services: Services, address: str) -> None:
    answer = ask(services, address)
    assert answer.trouble is Trouble.REFUSED
    assert services.internet.asked == []


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "10.0.0.1", "169.254.169.254", "router.local", "0.0.0.0"],  # noqa: S104 -- refused
)
def test_private_addresses_are_refused(services: Services, host: str) -> None:
    answer = ask(services, f"http://{host}:{services.internet.port}/", allow_private=False)
    assert answer.trouble is Trouble.REFUSED
    assert services.internet.asked == []


def test_a_name_that_leads_to_a_private_address_is_refused(services: Services) -> None:
    """The resolver of the tests gives 127.0.0.1 for every name, as a hostile one could."""
    answer = ask(services, services.internet.url("innocent.example.com"), allow_private=False)
    assert answer.trouble is Trouble.REFUSED
    assert "not on the public internet" in answer.detail
    assert services.internet.asked == []


def test_a_redirect_to_a_private_address_is_refused(services: Services) -> None:
    """Asked through a client that sees the first host as public: only the redirect is private."""
    held = services.settings(allow_private=False, resolve={})
    target = f"http://127.0.0.1:{services.internet.port}/secret"

    async def asked() -> WebAnswer:
        async with client(held) as sending:

            async def get(address: str, **more: Any) -> WebAnswer:
                if "public.example.com" in address:
                    return WebAnswer(address, 302, {"location": target})
                return await sending.get(address, **more)

            return await Polite(held, get).ask("https://public.example.com/")

    answer = asyncio.run(asked())
    assert answer.trouble is Trouble.REFUSED
    assert judge(answer).outcome is Outcome.UNKNOWN
    assert services.internet.asked == []


@pytest.mark.parametrize(
    "body", [b"x" * 5000, Odd.ENDLESS, gzip.compress(b"x" * 10_000_000)], ids=["long", "endless", "bomb"]
)
def test_oversized_answers_of_services_are_refused(services: Services, body: bytes | str) -> None:
    packed = isinstance(body, bytes) and body[:2] == b"\x1f\x8b"
    headers = {"Content-Encoding": "gzip"} if packed else {}
    services.internet.pages["a.test/"] = body if isinstance(body, str) else Reply(200, body, headers)
    answer = ask(services, services.internet.url("a.test"), whole=True, most_answer=4000)
    assert answer.body == b""
    assert answer.trouble in {Trouble.TOO_LARGE, Trouble.MALFORMED, Trouble.RESET}


def test_an_announced_size_that_is_too_large_is_refused_at_once(services: Services) -> None:
    services.internet.pages["a.test/"] = Reply(headers={"Content-Length": str(10**12)})
    begun = time.monotonic()
    answer = ask(services, services.internet.url("a.test"), whole=True, timeout=5)
    assert answer.trouble is Trouble.TOO_LARGE
    assert time.monotonic() - begun < 2


# Certificates


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not there to make a certificate with")
    subprocess.run(
        """openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=good.test -addext
        subjectAltName=DNS:good.test -keyout key.pem -out cert.pem""".split(),
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=60,
    )
    return folder


def test_certificates(certificate: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    with an_internet(context) as internet:
        services = Services(internet)
        internet.pages["good.test/"] = internet.pages["bad.test/"] = PAGE
        trusted = {"ca_file": certificate / "cert.pem"}
        assert ask(services, internet.url("good.test"), **trusted).status == 200
        wrong_name = ask(services, internet.url("bad.test"), **trusted)
        nobody_knows = ask(services, internet.url("good.test"))
    for answer in (wrong_name, nobody_knows):
        assert answer.trouble is Trouble.CERTIFICATE
        assert answer.reached
        assert judge(answer).outcome is Outcome.UNKNOWN


# Manners


def test_the_agent_says_who_asks(services: Services) -> None:
    services.internet.pages["a.test/"] = PAGE
    ask(services, services.internet.url("a.test"), contact="someone@example.org", home="https://example.org/")
    agent = services.internet.asked[0].headers["user-agent"]
    assert agent.startswith("claims-explainer/")
    assert agent.endswith("(+https://example.org/; mailto:someone@example.org)")
    ask(services, services.internet.url("a.test", "/2"))
    assert "(" not in services.internet.asked[1].headers["user-agent"]


def test_retry_after_is_kept(internet: Internet, services: Services) -> None:
    internet.pages["a.test/"] = [Reply(429, headers={"Retry-After": "1"}), PAGE]
    assert ask(services, internet.url("a.test")).status == 200
    first, second = internet.asked
    assert second.begun - first.begun >= 0.95


def test_a_host_is_asked_one_at_a_time_and_left_alone_between(internet: Internet, services: Services) -> None:
    internet.pages["a.test/*"] = internet.pages["b.test/*"] = Reply(wait=0.02)

    async def many() -> None:
        held = services.settings(delay=0.1)
        async with client(held) as sending:
            polite = Polite(held, sending.get)
            await asyncio.gather(
                *(polite.ask(internet.url(host, f"/{n}")) for host in ("a.test", "b.test") for n in range(5))
            )

    asyncio.run(many())
    assert set(internet.most_at_once.values()) == {1}
    for host in ("a.test", "b.test"):
        times = [asked for asked in internet.asked if asked.host == host]
        assert len(times) == 5
        assert all(later.begun - earlier.begun >= 0.1 for earlier, later in pairwise(times))
