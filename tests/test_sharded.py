"""The search of a large site: an index in parts, in a subfolder, under a strict policy, with the same box and keys."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import re
import threading
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from mkdocs.exceptions import PluginError

from builders import CLAIM_ID, EPOCH, SYNONYMS, make_claim
from explainer.building import sharded
from explainer.building.sharded import NoPagefindError, worker_config, write_shards
from searching import ask, results, search_page
from site_builders import build, fingerprints, write_project

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

needs_pagefind = pytest.mark.skipif(find_spec("pagefind") is None, reason="Pagefind is not installed")

SETTINGS = '<script id="__config" type="application/json">{"base": ".", "search": "a.js", "translations": {}}</script>'
FALLBACK = {"title": "All claims", "location": "claims/"}
REST = "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'"


def small(root: Path, claims: int = 3) -> Path:
    """Write a small site with an index in parts."""
    texts = {
        "sleep/night-tea": make_claim(question="How does tea help at night?", claim="Tea <b>& honey</b> help at night.")
    }
    texts |= {f"sleep/{CLAIM_ID}": make_claim()}
    texts |= {f"sleep/other-{n}": make_claim(question=f"When is cup number {n} warm?") for n in range(claims)}
    files: dict[str, Any] = {"docs/data/synonyms.yml": SYNONYMS}
    return write_project(root, claims=texts, settings={"extra": {"search": "sharded", "generator": False}}, **files)


@pytest.fixture(scope="module")
def parted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small site with an index in parts, built below the folder `sub` of what is served."""
    root = small(tmp_path_factory.mktemp("sharded"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
        return build(root, site_dir=str(root / "www" / "sub")).parent


@pytest.fixture(params=["'self' 'wasm-unsafe-eval'", "'self'"], ids=["with-wasm", "without-wasm"])
def guarded(parted: Path, request: pytest.FixtureRequest) -> Iterator[tuple[str, bool]]:
    """The address of the site under a policy that allows no inline script but the theme's own, by their hashes."""
    texts = [path.read_text(encoding="utf-8") for path in parted.rglob("*.html")]
    inline = {code for text in texts for code in re.findall(r"<script>(.*?)</script>", text, re.DOTALL)}
    digests = {base64.b64encode(hashlib.sha256(code.encode()).digest()).decode() for code in inline}
    hashes = " ".join(f"'sha256-{digest}'" for digest in sorted(digests))
    policy = f"{REST}; worker-src 'self'; script-src {request.param} {hashes}"

    class Handler(SimpleHTTPRequestHandler):
        def end_headers(self) -> None:
            self.send_header("Content-Security-Policy", policy)
            super().end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the name is the library's
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(parted))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/sub/", "wasm" in request.param
        server.shutdown()
        thread.join(10)


@needs_pagefind
def test_what_is_loaded_at_once_holds_no_entry(parted: Path) -> None:
    index = json.loads((parted / "sub/search/search_index.json").read_text(encoding="utf-8"))
    assert index["docs"] == []
    assert index["config"]["parts"]["folder"] == "search/parts/"
    names = {path.suffix for path in (parted / "sub/search/parts").rglob("*") if path.is_file()}
    assert {".pf_index", ".pf_fragment", ".pf_meta", ".pf_filter"} <= names
    assert not list((parted / "sub/search/parts").glob("*ui*")), "files that no page uses"
    for page in parted.rglob("*.html"):
        if (text := page.read_text(encoding="utf-8")).count("__config"):
            assert re.search(r'"search": "[./]*assets/search-sharded\.js"', text), page


@needs_pagefind
def test_the_same_content_gives_the_same_parts(tmp_path: Path) -> None:
    docs = [{"location": f"p{n}/", "title": f"Page {n}", "text": f"<p>Words {n}</p>"} for n in range(30)]
    made = []
    for name in ("a", "b"):
        write_shards({"config": {}, "docs": docs}, tmp_path / name / "search" / "parts", FALLBACK)
        made.append(fingerprints(tmp_path / name))
    assert made[0] == made[1]


@needs_pagefind
@pytest.mark.browser
def test_readers_search_as_before(guarded: tuple[str, bool], page_context: Callable[..., BrowserContext]) -> None:
    home, wasm = guarded
    page = search_page(page_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce"), f"{home}sleep/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    found = ask(page, "insomnia")
    if not wasm:  # a policy that forbids it: the list of all claims, and not a search that finds nothing
        assert found == ["/sub/claims/"]
        return
    assert f"/sub/claims/{CLAIM_ID}/" in found
    assert all(url.startswith(home) for url in asked)
    for path, marks in results(page):
        if re.fullmatch(r"/sub/claims/[a-z0-9-]+/", path):
            assert re.match(r"\w.* certainty|\w.* Established fact", marks), path
    assert ask(page, "is it the tea at night")[0] == "/sub/claims/night-tea/"
    assert ask(page, "allergic")[0] == f"/sub/claims/{CLAIM_ID}/"  # what leads there comes first
    assert "/sub/safety/" in ask(page, "anaphylaxis")
    assert ask(page, "xyzzyx") == []
    assert page.locator(".md-search-result b, .md-search-result script").count() == 0
    ask(page, "night")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("() => document.activeElement.pathname") == "/sub/claims/night-tea/"
    page.keyboard.press("ArrowUp")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.startswith(f"{home}claims/night-tea/")


def test_without_pagefind_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharded, "find_spec", lambda _: None)
    with pytest.raises(NoPagefindError, match=r"pip install 'pagefind\[bin\]'"):
        write_shards({"config": {}, "docs": []}, tmp_path / "search" / "parts", FALLBACK)


def test_an_unknown_switch_stops_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    root = write_project(tmp_path, settings={"extra": {"search": "shards"}})
    with pytest.raises(PluginError, match="`whole` or `sharded`"):
        build(root)


def test_the_theme_is_given_another_worker() -> None:
    html = f"<p>&amp;</p>{SETTINGS}<p>after</p>"
    changed = worker_config(html, "../b.js")
    assert changed.startswith("<p>&amp;</p><script")
    assert changed.endswith("</script><p>after</p>")
    settings = json.loads(changed.split('json">')[1].split("</script>")[0])
    assert settings["search"] == "../b.js"
    assert settings["base"] == "."


@pytest.mark.parametrize("html", ["<p>nothing</p>", SETTINGS.replace('"search"', '"find"')])
def test_a_theme_that_has_changed_stops_the_build(html: str) -> None:
    with pytest.raises(ValueError, match="settings have changed"):
        worker_config(html, "b.js")
