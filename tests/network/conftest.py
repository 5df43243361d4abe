"""Fixtures of the tests on the network: all of it is on 127.0.0.1."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from builders import EPOCH, write_site
from explainer.cli import main
from explainer.network import settings as settings_module
from explainer.network.settings import SERVICES
from network.internet import Internet, Names, Services, an_internet

SERVICE_VARIABLES = tuple(name.upper() for name in SERVICES)


@pytest.fixture(autouse=True)
def only_these_services(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no variable of the environment decide whom the tests ask; `tests/loopback` keeps them on this machine."""
    for name in ("CLAIMS_CONTACT", "CLAIMS_WITHOUT", "SITE_URL", "REPO_URL", "OPENALEX_API_KEY", "NCBI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    for name in SERVICE_VARIABLES:
        monkeypatch.delenv(f"CLAIMS_SERVICE_{name}", raising=False)


@pytest.fixture
def internet() -> Iterator[Internet]:
    """A server that plays every host."""
    with an_internet() as running:
        yield running


Claims = Callable[..., Result]


@pytest.fixture
def claims(services: Services, monkeypatch: pytest.MonkeyPatch) -> Claims:
    """The command `claims` in this process, on the day of `builders`, with the services and hosts on this machine.

    It is called with what is typed, with the exit status that it must have, and days after that day, for this call on.
    """
    for name in SERVICE_VARIABLES:
        monkeypatch.setenv(f"CLAIMS_SERVICE_{name}", services.internet.url(f"{name.lower()}.test", ""))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    usual = settings_module.settings_from

    def quick(environment: Mapping[str, str], **changes: Any) -> Any:
        names = Names(("nobody.test",))
        return usual(
            environment, **{**changes, "delay": 0.0, "backoff": 0.01, "tries": 2, "timeout": 1.0, "resolve": names}
        )

    monkeypatch.setattr(settings_module, "settings_from", quick)

    def run(*arguments: str | Path, status: int | None = None, later: int | None = None) -> Result:
        if later is not None:
            monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(EPOCH) + later * 86_400))
        command, *others = (str(argument) for argument in arguments)
        result = CliRunner().invoke(main, [command, "--allow-private", *others])
        assert status in {None, result.exit_code}, result.output
        return result

    return run


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The small site of the builders."""
    return write_site(tmp_path / "root")


@pytest.fixture
def verify(claims: Claims, root: Path) -> Claims:
    """The command `claims verify` on that site."""
    return functools.partial(claims, "verify", "--root", root)


@pytest.fixture
def new_source(claims: Claims, root: Path) -> Claims:
    """The command `claims new-source` on that site."""
    return functools.partial(claims, "new-source", "--root", root)


@pytest.fixture
def services(internet: Internet) -> Services:
    """The services on that server."""
    return Services(internet)
