"""`claims links` from its call to its exit status and its files."""

from __future__ import annotations

import functools
import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from builders import BIBLIOGRAPHY, REPOSITORY, SITE, library_of, write_site
from explainer.commands import network_run
from explainer.commands.network_run import counter
from explainer.loading.address_inventory import LinkKind, inventory, without_archive
from explainer.problems import Mark
from network.conftest import SERVICE_VARIABLES, Claims
from network.internet import Internet, Odd, Page, Reply, Services
from site_builders import environment, python, run

HERE = Reply()
LINKS = "docs/data/links.yml"
UNLINKED = {"docs/data/site.yml": re.sub(r"(?m)^contact: .*\n", "", SITE)}
"""The site's own texts without an address on the web."""


def site_with(root: Path, internet: Internet, *paths: str, host: str = "web.test", **more: Any) -> Path:
    """Write the small site with its two web addresses on our server, and further ones on a page.

    That of the seller's page is nobody's to ask for, so a newspaper says what it says.
    """
    bib = BIBLIOGRAPHY.replace("https://shop.example.org/", internet.url("paper.test")).replace(
        "https://health.example.org/", internet.url("health.test")
    )
    bib = bib.replace("{seller-page}", "{news}")
    internet.pages |= {"paper.test/tea": HERE, "health.test/tired": HERE}
    listed = "\n".join(f"- [link]({internet.url(host, path)})" for path in paths)
    return write_site(root, bib=bib, **{"docs/more.md": f"# More\n\n{listed}\n", **UNLINKED, **more})


@pytest.fixture
def known(services: Services) -> Services:
    """The services, which know the two DOIs of the small site."""
    services.dois |= {"10.5555/warm.2020.45": "", "10.5555/survey.2019.1": ""}
    return services


@pytest.fixture
def links(claims: Claims, tmp_path: Path) -> Claims:
    """The command `claims links` on the site in the folder of the test."""
    return functools.partial(claims, "links", "--root", tmp_path)


def lines(result: Result, code: str) -> list[str]:
    return [line for line in result.stdout.splitlines() if f" {code} " in line]


def tree(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


# What is asked


def test_everything_is_there(tmp_path: Path, known: Services, links: Claims) -> None:
    site_with(tmp_path, known.internet)
    result = links()
    assert (result.exit_code, result.stdout) == (0, "")
    assert "4 addresses, 4 of them asked now: 4 ok, 0 moved, 0 dead, 0 blocked, 0 unknown" in result.stderr
    assert len(known.internet.asked) == 4
    assert sorted(known.internet.targets("handle.test")) == [
        "/api/handles/10.5555/survey.2019.1?type=URL",
        "/api/handles/10.5555/warm.2020.45?type=URL",
    ]


def test_every_kind_of_address_is_asked_in_its_way(tmp_path: Path, known: Services, links: Claims) -> None:
    known.pubmed["77"] = {"title": "Tea."}
    known.pmc["9"] = {"title": "Tea."}
    page = (
        "# More\n\nSee <https://pubmed.ncbi.nlm.nih.gov/77/>, https://doi.org/10.5555/WARM.2020.45, the\n"
        "[article](https://pmc.ncbi.nlm.nih.gov/articles/PMC9/ 'Tea') and "
        "[gone](https://www.ncbi.nlm.nih.gov/pubmed/78).\n\n"
        "`https://in-code.test/` and\n\n```\nhttps://in-a-block.test/\n```\n"
    )
    site_with(tmp_path, known.internet, **{"docs/other.md": page})
    result = links(status=1)
    assert lines(result, "L01") == [
        "docs/other.md:4:73 L01 https://pubmed.ncbi.nlm.nih.gov/78/ is dead: no record has this PMID"
    ]
    numbers = [asked.query["id"] for asked in known.internet.asked if asked.host == "ncbi.test"]
    assert sorted(numbers) == [["77,78"], ["9"]]
    assert len(known.internet.targets("handle.test")) == 2, "the DOI on the page is that of an entry"


OUTCOMES: dict[str, tuple[Page, str, int]] = {
    "404": (Reply(404), "L01", 1),
    "moved": (Reply(301, b"", {"Location": "/new"}), "L03", 0),
    "not found with 200": (Reply(200, b"<title>Page not found</title>"), "L08", 0),
    "403": (Reply(403), "L04", 0),
    "500": (Reply(500), "L05", 0),
}
"""An answer of each outcome; which answers lead to it is in test_web."""


@pytest.mark.parametrize("name", OUTCOMES)
def test_only_dead_addresses_fail(name: str, tmp_path: Path, known: Services, claims: Claims) -> None:
    page, code, status = OUTCOMES[name]
    known.internet.pages |= {"web.test/x": page, "web.test/": HERE, "web.test/new": HERE}
    result = claims("links", "--root", site_with(tmp_path, known.internet, "/x"), status=status)
    (line,) = [line for line in result.stdout.splitlines() if not line.startswith(" ")]
    assert re.match(rf"docs/more\.md:3:\d+ {code} .*web\.test:\d+/x ", line), line


def test_an_unknown_host_is_dead_where_others_answer(tmp_path: Path, known: Services, claims: Claims) -> None:
    result = claims("links", "--root", site_with(tmp_path, known.internet, "/", host="nobody.test"), status=1)
    assert "the host is not known" in result.stdout


def test_a_doi_that_nobody_registered(tmp_path: Path, services: Services, claims: Claims) -> None:
    services.dois["10.5555/warm.2020.45"] = ""
    result = claims("links", "--root", site_with(tmp_path, services.internet), status=1)
    assert lines(result, "L01")[0].endswith("no such DOI is registered")
    assert lines(result, "L01")[0].startswith("bibliography.bib:")


@pytest.mark.parametrize("failure", [Reply(500), Reply(403), Odd.RESET, Reply(404, b"<title>Not found</title>")])
def test_a_service_that_fails_is_neither_clean_nor_dead(
    failure: Page, tmp_path: Path, services: Services, claims: Claims
) -> None:
    services.failing["handle"] = failure
    result = claims("links", "--root", site_with(tmp_path, services.internet), status=4)
    assert "doi.org gave no usable answer at all" in result.stderr
    assert not lines(result, "L01")
    assert len(lines(result, "L05") + lines(result, "L04")) == 2


# No internet


@pytest.mark.parametrize(("name", "port"), [("nobody.test", 80), ("web.test", 1)], ids=["no names", "no connection"])
def test_without_internet_nothing_is_said_or_changed(
    name: str, port: int, tmp_path: Path, services: Services, claims: Claims
) -> None:
    root = site_with(tmp_path, services.internet, *(f"/{n}" for n in range(30)))
    elsewhere = f"http://{name}:{port}"
    for path in (root / "docs/more.md", root / "bibliography.bib"):
        path.write_text(re.sub(r"http://[a-z]+\.test:\d+", elsewhere, path.read_text()))
    before = tree(root)
    result = _elsewhere(claims, elsewhere, "links", "--root", root, "--report", root / "report.md")
    assert result.exit_code == 3
    assert result.stdout == ""
    assert "Nothing could be checked" in result.stderr
    assert tree(root) == before
    assert services.internet.asked == []


def _elsewhere(claims: Claims, base: str, *arguments: str | Path) -> Result:
    with pytest.MonkeyPatch.context() as patch:
        for name in SERVICE_VARIABLES:
            patch.setenv(f"CLAIMS_SERVICE_{name}", base)
        return claims(*arguments)


@pytest.mark.parametrize("command", ["links", "verify"])
def test_a_machine_without_internet(command: str, tmp_path: Path) -> None:
    """The command as people call it, its services on a port that nobody listens on."""
    bib = re.sub(r"https://(shop|health)\.example\.org", "http://127.0.0.1:9", BIBLIOGRAPHY)
    root = write_site(tmp_path, bib=bib, **UNLINKED)
    before = tree(root)
    base = {f"CLAIMS_SERVICE_{name}": "http://127.0.0.1:9" for name in SERVICE_VARIABLES}
    done = run("explainer", command, "--allow-private", "--timeout", "1", cwd=root, **base)
    assert done.returncode == 3, done.stderr
    assert "Nothing could be checked: there is no way to the internet from here. No file was changed." in done.stderr
    assert done.stdout == ""
    assert tree(root) == before


# Memory


def test_recent_answers_are_not_asked_for_again(tmp_path: Path, known: Services, links: Claims) -> None:
    known.internet.pages |= {"web.test/403": Reply(403), "web.test/404": Reply(404), "web.test/500": Reply(500)}
    site_with(tmp_path, known.internet, "/403", "/404", "/500")
    links()
    first = len(known.internet.asked)
    result = links()
    again = known.internet.asked[first:]
    assert {asked.target for asked in again} == {"/404", "/500"}, (
        "what was not good is asked again, the rest has its days"
    )
    assert result.exit_code == 1
    links("--fresh")
    assert len(known.internet.asked) > first + len(again) + 5


@pytest.mark.parametrize(
    ("days", "asked"), [(5, {"/404", "/500", "/403"}), (6, {"/404", "/500", "/403", "/tea", "/tired"})]
)
def test_results_count_as_recent_for_their_days(
    days: int, asked: set[str], tmp_path: Path, known: Services, links: Claims
) -> None:
    known.internet.pages |= {"web.test/403": Reply(403), "web.test/404": Reply(404), "web.test/500": Reply(500)}
    site_with(tmp_path, known.internet, "/403", "/404", "/500")
    links()
    first = len(known.internet.asked)
    links(later=days)
    assert {asked.path for asked in known.internet.asked[first:] if asked.host != "handle.test"} == asked


@pytest.mark.parametrize("name", ["403", "500"])
def test_an_address_that_nobody_saw_good_for_long_fails(
    name: str, tmp_path: Path, known: Services, links: Claims
) -> None:
    known.internet.pages["web.test/x"] = HERE
    site_with(tmp_path, known.internet, "/x")
    links(status=0)
    known.internet.pages["web.test/x"] = OUTCOMES[name][0]
    for days, status in ((7, 0), (60, 0), (61, 1)):
        result = links(later=days)
        assert result.exit_code == status, (days, result.output)
    assert "has not been seen working for 61 days" in lines(result, "L02")[0]
    known.internet.pages["web.test/x"] = HERE
    links(status=0)


def test_a_killed_run_resumes(tmp_path: Path, internet: Internet) -> None:
    """Killed while it waits for the 21st page; the next run asks for what is left, and for nothing twice."""
    paths = [f"/{n:03}" for n in range(40)]
    internet.pages["127.0.0.1/*"] = lambda asked, _count: Reply(404 if asked.path.endswith("3") else 200, wait=0.02)
    bib = re.sub(r"  (doi|url) .*\n", "", BIBLIOGRAPHY).replace("urldate", "note = {seen},\n  urldate")
    listed = "\n".join(f"- <{internet.url('127.0.0.1', path)}>" for path in paths)
    root = write_site(tmp_path, bib=bib, **{"docs/more.md": f"# More\n\n{listed}\n", **UNLINKED})
    call = ["-m", "explainer", "links", "--allow-private", "--delay", "0.02"]
    with subprocess.Popen([sys.executable, *call], cwd=root, env=environment(), stderr=subprocess.DEVNULL) as running:
        deadline = time.monotonic() + 30
        while len(internet.asked) < 20 and time.monotonic() < deadline:
            time.sleep(0.01)
        running.send_signal(signal.SIGKILL)
    killed_at = len(internet.asked)
    assert 20 <= killed_at < 40
    time.sleep(0.1)
    done = python(*call, cwd=root)
    assert done.returncode == 1
    assert "40 addresses" in done.stderr
    assert "4 dead" in done.stderr
    seen = internet.targets()
    assert set(seen) == set(paths)
    assert len(seen) - 40 <= 1, "at most the page that was being asked for when the run was killed"


# Exceptions


def exception(address: str, until: str = "2027-05-01") -> str:
    return f"addresses:\n  - address: {address}\n    reason: Seen in a browser on 2026-11-01.\n    until: {until}\n"


def test_an_exception_excuses(tmp_path: Path, known: Services, links: Claims) -> None:
    known.internet.pages["web.test/x"] = Reply(404)
    address = known.internet.url("web.test", "/x")
    for given in (address, "web.test"):
        site_with(tmp_path, known.internet, "/x", **{LINKS: exception(given)})
        result = links()
        assert (result.exit_code, result.stdout) == (0, ""), result.output


@pytest.mark.parametrize(
    ("page", "address", "until", "code"),
    [
        (HERE, "web.test", "2027-05-01", "L06"),
        (Reply(404), "other.test", "2027-05-01", "L06"),
        (Reply(404), "web.test", "2026-11-21", "L07"),
        (HERE, "web.test", "2026-11-21", "L07"),
    ],
    ids=["good", "nowhere", "expired", "expired and good"],
)
def test_an_exception_that_is_not_needed_fails(
    page: Page, address: str, until: str, code: str, tmp_path: Path, known: Services, links: Claims
) -> None:
    known.internet.pages["web.test/x"] = page
    site_with(tmp_path, known.internet, "/x", **{LINKS: exception(address, until)})
    result = links(status=1)
    assert lines(result, code)[0].startswith(f"{LINKS}:2:")
    assert bool(lines(result, "L01")) is (isinstance(page, Reply) and page.status == 404)


# Other ways to call it


def test_files_that_cannot_be_read_are_reported(tmp_path: Path, known: Services, links: Claims) -> None:
    site_with(tmp_path, known.internet, **{"claims/sleep/broken.yml": "question: [\n"})
    result = links()
    assert "(claims/sleep/broken.yml)" in result.stderr
    assert result.exit_code == 4


def test_json_and_annotations(tmp_path: Path, known: Services, links: Claims) -> None:
    known.internet.pages["web.test/x"] = Reply(404)
    site_with(tmp_path, known.internet, "/x")
    said = json.loads(links("--format", "json").stdout)
    assert [problem["code"] for problem in said["problems"]] == ["L01"]
    assert (said["checked"]["addresses"], said["checked"]["dead"], said["checked"]["online"]) == (5, 1, True)
    assert links("--format", "github").stdout.startswith("::error file=docs/more.md,line=3,")


def test_a_report_for_an_issue(tmp_path: Path, known: Services, links: Claims) -> None:
    known.internet.pages["web.test/*"] = Reply(404)
    site_with(tmp_path, known.internet, "/@someone")
    report = tmp_path / "out" / "links.md"
    links("--report", report)
    text = report.read_text()
    assert "### To be mended (1)" in text
    assert re.search(r"`` docs/more\.md:3 `` `` \S+/@someone is dead: answered 404 ``", text)


def test_dry_run_and_archive_ask_nothing(tmp_path: Path, services: Services, links: Claims) -> None:
    site_with(tmp_path, services.internet, "/x")
    listed = links("--dry-run", status=0)
    assert len(listed.stdout.splitlines()) == 5
    archive = links("--archive", status=0)
    assert [line.split()[1] for line in archive.stdout.splitlines()] == ["health2022", "shop2021"]
    assert services.internet.asked == []


def test_only_what_is_new_since_a_commit(tmp_path: Path, known: Services, links: Claims) -> None:
    root = site_with(tmp_path, known.internet, "/old")
    commit(root)
    (root / "docs/more.md").write_text(f"# More\n\n{known.internet.url('web.test', '/new')}\n")
    known.internet.pages |= {"web.test/new": HERE}
    links("--since", "HEAD", status=0)
    assert known.internet.targets() == ["/new"]
    for named in ("nowhere", "--help", ""):
        wrong = links("--since", named or " ", status=2)
        assert "git cannot tell" in wrong.stderr


def git(root: Path, *arguments: str) -> str:
    who = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "init.defaultBranch=main"]
    return subprocess.run(
        ["git", *who, *arguments], cwd=root, check=True, capture_output=True, timeout=30
    ).stdout.decode()


def commit(root: Path) -> None:
    """Make a folder a repository with all of it in one commit."""
    git(root, "init", "--quiet")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message", "first")


@pytest.mark.parametrize(
    "arguments", [["--patience", "0"], ["--timeout", "-1"], ["--concurrency", "0"], ["--nonsense"], ["--format", "xml"]]
)
def test_unusable_calls(arguments: list[str], tmp_path: Path, claims: Claims) -> None:
    claims("links", "--root", write_site(tmp_path), *arguments, status=2)


def test_an_unusable_contact(tmp_path: Path, claims: Claims, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAIMS_CONTACT", "nobody")
    result = claims("links", "--root", write_site(tmp_path), status=2)
    assert "CLAIMS_CONTACT is not a mail address." in result.stderr


def test_the_contact_goes_where_services_look_for_it(
    tmp_path: Path, known: Services, claims: Claims, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAIMS_CONTACT", "me@example.org")
    result = claims("links", "--root", site_with(tmp_path, known.internet))
    assert all("mailto:me@example.org" in asked.headers["user-agent"] for asked in known.internet.asked)
    assert "No contact was sent" not in result.stderr


@pytest.mark.parametrize("terminal", [True, False])
def test_progress_is_shown_on_a_terminal_alone(
    terminal: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: terminal)
    told = counter("addresses")
    assert (told is not None) is terminal
    if told:
        told(5, 10)
        told(10, 10)
        shown = capsys.readouterr().err
        assert "5 of 10 addresses" in shown
        assert shown.endswith("10 of 10 addresses\n")


@pytest.mark.parametrize(("command", "without"), [("links", ""), ("verify", ""), ("verify", "openalex")])
def test_progress_ends_with_the_last_answer(
    command: str, without: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, known: Services, claims: Claims
) -> None:
    monkeypatch.setenv("CLAIMS_WITHOUT", without)
    steps: list[tuple[int, int]] = []
    monkeypatch.setattr(network_run, "counter", lambda _: lambda done, total: steps.append((done, total)))
    claims(command, "--root", site_with(tmp_path, known.internet))
    assert [done == total for done, total in steps] == [*[False] * (len(steps) - 1), True]


def test_a_cache_that_cannot_be_written_is_an_unusable_call(tmp_path: Path, known: Services, claims: Claims) -> None:
    (tmp_path / "file").write_text("")
    root = site_with(tmp_path / "root", known.internet)
    for command in ("links", "verify"):
        result = claims(command, "--root", root, "--cache", tmp_path / "file" / "cache.jsonl", status=2)
        assert "cannot be written" in result.stderr
    (tmp_path / "itself").symlink_to("itself")
    result = claims("links", "--root", root, "--report", tmp_path / "itself")
    assert isinstance(result.exception, SystemExit), result.exception


# The inventory


def test_the_real_inventory_holds_every_address_that_pages_show(real_site: Path) -> None:
    known = {link.address.lower() for link in inventory(library_of(REPOSITORY))}
    shown = set()
    for path in real_site.rglob("*.md"):
        text = re.sub(r"(?ms)^```.*?^```|`[^`]+`", "", path.read_text(encoding="utf-8"))
        shown |= {found.lower() for found in re.findall(r"\]\(<?(https?://[^\s<>]+?)>?\)(?=[\s.,;:)]|$)", text)}
    assert len(shown) > 300
    missing = {address for address in shown if address.partition("#")[0] not in known}
    assert not missing


def test_the_real_inventory_has_each_once_with_its_place() -> None:
    library = library_of(REPOSITORY)
    links = inventory(library)
    assert len({(link.kind, link.ident) for link in links}) == len(links)
    kinds = {kind: sum(link.kind is kind for link in links) for kind in LinkKind}
    assert all(kinds.values())
    for link in links:
        assert all(spot.mark.line >= 1 and (REPOSITORY / spot.path).is_file() for spot in link.spots)
    reference = next(one for one in library.references.values() if one.doi)
    spot = next(link for link in links if link.ident == reference.doi.lower()).spots[0]
    assert "doi" in (REPOSITORY / spot.path).read_text().splitlines()[spot.mark.line - 1]
    assert all(one.url and not one.archive_url for one in without_archive(library))


def test_an_address_is_listed_unless_it_is_in_code(tmp_path: Path) -> None:
    page = (
        '---\nfigures: {"12": "https://header.example.org/a"}\n---\n# More\n\nA backtick ` by itself.\n\n'
        "https://prose.example.org/b\n\n`https://span.example.org/c`\n\n    https://indented.example.org/d\n\n"
        "```\nhttps://fenced.example.org/e\n```\n"
    )
    links = inventory(library_of(write_site(tmp_path, **{"docs/more.md": page})))
    places = {link.address: link.spots[0].mark for link in links if link.spots[0].path == "docs/more.md"}
    assert places == {"https://header.example.org/a": Mark(2, 18), "https://prose.example.org/b": Mark(8, 1)}
