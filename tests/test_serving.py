"""A served site after any edit is, byte for byte, the site that a cold build makes; and an edit builds little."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from mkdocs.exceptions import PluginError

from builders import REPOSITORY, write_site
from explainer.memory import Memory, Written
from explainer.mkdocs_events import on_serve
from site_builders import environment, write_config

FAILING = {"a build that fails before it writes", "a build that fails half way"}
HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the driver saw, edit by edit, on a site with its own copy of the generator."""
    folder = tmp_path_factory.mktemp("serving")
    root = folder / "project"
    write_site(root)
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
    shutil.copytree(REPOSITORY / "hooks", root / "hooks", ignore=ignored)
    write_config(
        root,
        hooks=[str(root / "hooks/mkdocs_hooks.py")],
        nav=[{"Home": "index.md"}, *sorted(path.name for path in (root / "docs").glob("*.md") if path.stem != "index")],
    )
    done = subprocess.run(
        [sys.executable, str(HERE / "serving_driver.py"), str(folder)],
        env=environment(PYTHONPATH=os.pathsep.join([str(root / "hooks"), str(HERE)])),
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def test_what_is_served_is_what_a_cold_build_makes(served: dict[str, Any]) -> None:
    seen = {name: told for name, told in served.items() if name not in FAILING}
    assert len(seen) > 30
    assert {name: told for name, told in seen.items() if told["error"] or told["cold_error"] or told["differing"]} == {}


def test_a_failed_build_fails_cold_too(served: dict[str, Any]) -> None:
    for name in FAILING:
        assert served[name]["error"]
        assert served[name]["cold_error"]
    assert served["a build that fails before it writes"]["untouched"]


def test_an_edit_builds_the_pages_it_changes_and_no_others(served: dict[str, Any]) -> None:
    everything = served["the configuration"]
    assert everything["pages"] == everything["all"] - 1  # all but 404.html, which is no page
    assert served["nothing at all"]["pages"] == 0
    assert 1 <= served["a sentence of a claim"]["pages"] <= 3
    assert served["a style sheet put back from an older day"]["pages"] == 0


def test_an_edit_leaves_the_parts_of_lists_that_do_not_show_it(served: dict[str, Any]) -> None:
    assert served["a sentence that no list shows"]["pages"] <= 2  # the claim's own, and its works' if they tell of it
    assert served["a short answer shown in another part"]["pages"] <= 3
    assert served["a part that is no longer there"]["all"] < served["a work in another part"]["all"] - 4, (
        "claims and parts"
    )


def test_memory_makes_anew_only_what_is_made_of_something_else() -> None:
    memory, made = Memory(), []

    def make() -> int:
        made.append(1)
        return len(made)

    assert [memory.recall("a", (1, "x"), make) for _ in range(3)] == [1, 1, 1]
    assert memory.recall("a", (2, "x"), make) == 2
    assert memory.recall("a", (1, "x"), make) == 3
    assert memory.recall("b", (1, "x"), make) == 4


def test_a_file_of_a_build_that_failed_is_written_again() -> None:
    written = Written()
    written.begin()
    assert written.is_new("a", 1)
    assert written.is_new("a", 1), "asked again in one build it says the same"
    assert written.end({"a"}) == set()
    written.begin()
    assert not written.is_new("a", 1)
    assert written.is_new("b", 1)  # and then the build fails
    written.begin()
    assert written.is_new("b", 1)
    assert written.is_new("c", 1)  # and fails again
    written.begin()
    assert written.is_new("b", 1)
    assert written.end({"b"}) == {"a", "c"}


@pytest.mark.parametrize(("port", "why"), [(0, "Address already in use"), (99999, "port must be 0-65535")])
def test_a_server_that_cannot_listen_says_so(port: int, why: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, socket.socket() as other:
        address = SimpleNamespace(host="127.0.0.1", port=port or taken.getsockname()[1])
        bind = partial(other.bind, (address.host, address.port))
        server = SimpleNamespace(builder=None, serve_request=None, server_bind=bind, set_app=print)
        with pytest.raises(PluginError, match=f"cannot listen at 127.0.0.1:{address.port}: .*{why}"):
            on_serve(server, SimpleNamespace(dev_addr=address), None).server_bind()
