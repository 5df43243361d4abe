"""What pages let the browser do: no foreign host, no script that nobody knows, nothing kept that nobody chose."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browsers import Witness, documented_headers
from builders import CLAIM_ID, library_of
from explainer.building.check_built import check_site
from explainer.building.content_security import DIRECTIVES, ThemeScripts, finished, policy_for
from page_kinds import KINDS
from site_builders import HOOK, build_on_the_day, write_project

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

HEAD = '<!doctype html><html><head><meta charset="utf-8"><title>x</title>'
POLICY = re.compile(r'<meta charset="utf-8">\s*<meta http-equiv="Content-Security-Policy" content="([^"]+)">')


def directives(policy: str) -> dict[str, str]:
    return {name: value for name, _, value in (part.strip().partition(" ") for part in policy.split(";"))}


def digest(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> ThemeScripts:
    """The scripts of a theme: two as they are, and one with a value that its template puts in."""
    folder = tmp_path_factory.mktemp("theme")
    (folder / "partials").mkdir()
    (folder / "base.html").write_text("<script>a()</script><p>{{ title }}</p><script>\nlet é = 1\n</script>")
    (folder / "partials" / "scope.html").write_text('<script>s=new URL("{{ config.scope | d(base_url) }}",x)</script>')
    return ThemeScripts([folder])


def test_a_policy_names_the_themes_scripts_on_its_page_by_digest_and_no_other(scripts: ThemeScripts) -> None:
    page = (
        f'{HEAD}<script>a()</script><script src="b.js"></script><script type="application/json">{{}}</script>'
        '<script type="application/ld+json">{}</script><script>\nlet é = 1\n</script><script>a()</script>'
        '<script>s=new URL("../..",x)</script><article><script>evil()</script></article><script>evil()</script>'
    )
    allowed = directives(policy_for(page, scripts))["script-src"].split()
    assert allowed[0] == "'self'"
    mine = ["a()", "\nlet é = 1\n", 's=new URL("../..",x)']
    assert sorted(allowed[1:]) == sorted(map(digest, mine))


def test_the_frame_of_a_page_has_no_indents_but_its_scripts_and_its_text_stay(scripts: ThemeScripts) -> None:
    script = "<script>\nlet é = 1\n</script>"
    text = "<article><pre>a\n\n    b</pre></article>"
    page = finished(f"{HEAD}</head>\n\n  <body>\n    <nav></nav>\n  {script}{text}", scripts)
    assert f"</head>\n<body>\n<nav></nav>\n{script}{text}" in page
    assert digest("\nlet é = 1\n") in page
    other = f"{HEAD}</head><body>\n\n  <pre>a\n\n  b</pre>"
    assert finished(other, scripts).endswith("<body>\n\n  <pre>a\n\n  b</pre>"), "no page of the theme"


@pytest.mark.parametrize(
    "script",
    ['s=new URL("",x);evil("",x)', "s=new URL(\"'+evil()+'\",x)", 's=new URL("..",x);', "a();evil()", " a()", ""],
)
def test_what_only_resembles_a_script_of_the_theme_is_none(scripts: ThemeScripts, script: str) -> None:
    assert script not in scripts
    assert digest(script) not in policy_for(f"{HEAD}<script>{script}</script>", scripts)


def test_the_policy_is_before_anything_that_loads_or_runs(scripts: ThemeScripts) -> None:
    page = finished(f"{HEAD}<script>a()</script></head></html>", scripts)
    assert POLICY.search(page)
    assert page.index("Content-Security-Policy") < page.index("<title>") < page.index("<script>")
    assert page.count("Content-Security-Policy") == 1


def test_what_the_theme_writes_becomes_valid_and_links_of_prose_discreet(scripts: ThemeScripts) -> None:
    page = finished(
        f'{HEAD}</head><body><input type="checkbox" id="__drawer" autocomplete="off">'
        '<input type="checkbox" id="__search" autocomplete="off"><label tabindex="">x</label><article>'
        '<a href="https://a.example/">a</a><a href="https://b.example/" title="b">b</a><a href="c/">c</a>'
        '<a href="https://d.example/" rel="license">d</a><code>&lt;a href="https://e.example/"&gt;</code></article>',
        scripts,
    )
    assert "autocomplete" not in page
    assert "tabindex" not in page
    rel = ' rel="noopener noreferrer external">'
    assert f'<a href="https://a.example/"{rel}a' in page
    assert f'<a href="https://b.example/" title="b"{rel}b' in page
    assert '<a href="c/">c' in page
    assert '<a href="https://d.example/" rel="license">d' in page
    assert page.count(" rel=") == 3


def test_pages_for_the_disk_name_the_disk(scripts: ThemeScripts) -> None:
    policy = directives(policy_for(HEAD, scripts, offline=True))
    assert policy["script-src"] == "'self' file:"
    assert "data:" in policy["font-src"]
    assert "file:" not in policy_for(HEAD, scripts)


@pytest.mark.parametrize("loose", ["'unsafe-inline'", "'unsafe-eval'", "*", "http:", "https:"])
def test_no_directive_is_loose(loose: str) -> None:
    assert not [name for name, value in DIRECTIVES.items() if loose in value.split()]


def test_every_page_has_a_policy_that_fits_its_scripts(real_site: Path) -> None:
    seen = 0
    for path in real_site.rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        found = POLICY.search(page[:2048])
        assert found, path
        named = set(re.findall(r"'sha256-[^']+'", found[1]))
        assert named == {digest(script) for script in re.findall(r"<script>(.*?)</script>", page, re.DOTALL)}, path
        body = re.sub(r"<script.*?</script>|<(pre|code)\b.*?</\1>", "", page, flags=re.DOTALL)
        assert not re.search(r"<[a-z][^>]*\s(?:on[a-z]+|style)\s*=|(?:href|src|action)=\"\s*javascript:", body), path
        seen += 1
    assert seen > 400


def test_the_documented_headers_allow_what_pages_need_and_no_more() -> None:
    header = directives(documented_headers()["Content-Security-Policy"])
    assert header.pop("frame-ancestors") == "'none'"  # which a page cannot say of itself
    assert header.pop("script-src").replace(" 'unsafe-inline'", "") == DIRECTIVES["script-src"]
    assert header == {name: value for name, value in DIRECTIVES.items() if name != "script-src"}
    assert documented_headers()["Referrer-Policy"] == "no-referrer"
    assert documented_headers()["X-Content-Type-Options"] == "nosniff"
    policy = documented_headers()["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert not re.search(r"https?:|\*|unsafe-eval", policy)


SMUGGLED = """
def on_page_content(html, **kwargs):
    return html + SCRIPT + "</article>" + SCRIPT + "<img src=x onerror='" + RUN + "'>"

def on_page_context(context, page, **kwargs):
    page.title = "x</title>" + SCRIPT

RUN = "document.documentElement.dataset.ran = 1"
SCRIPT = "<script>" + RUN + "</script>"
"""


@pytest.mark.browser
def test_a_script_that_another_hook_smuggles_in_does_not_run_and_is_reported(
    page_context: Callable[..., BrowserContext],
    served: Callable[[Path], str],
    tmp_path: Path,
) -> None:
    smuggler = tmp_path / "smuggler.py"
    smuggler.write_text(SMUGGLED, encoding="utf-8")
    root = write_project(tmp_path / "site", settings={"hooks": [str(HOOK), str(smuggler)]})
    site = build_on_the_day(root, strict=False)
    assert "dataset.ran" in (site / "index.html").read_text(encoding="utf-8")
    page = page_context().new_page()
    for address in ("", f"claims/{CLAIM_ID}/"):
        page.goto(served(site) + address, wait_until="load")
        assert page.evaluate("document.documentElement.dataset.ran") is None
    told = {problem.path for problem in check_site(library_of(root), site) if problem.code == "V07"}
    assert {"index.html", f"claims/{CLAIM_ID}/index.html"} <= told


@pytest.mark.browser
def test_a_script_that_slipped_in_does_not_run(page_context: Callable[..., BrowserContext], home: str) -> None:
    page = page_context().new_page()
    page.goto(home)
    ran = page.evaluate(
        """async () => {
          const script = document.createElement("script");
          script.textContent = "window.slipped = 1";
          document.body.append(script);
          document.body.insertAdjacentHTML("beforeend", "<img src='data:x' onerror='window.slipped = 2'>");
          await new Promise((go) => setTimeout(go, 300));
          try { window.slipped ||= new Function("return 3")(); } catch {}
          return window.slipped;
        }"""
    )
    assert ran is None


KEPT = """async () => ({
  local: Object.keys(localStorage), session: Object.keys(sessionStorage), cookie: document.cookie,
  databases: (await indexedDB.databases()).map((it) => it.name), caches: window.caches ? await caches.keys() : [],
  workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
NOTHING = {"local": [], "session": [], "cookie": "", "databases": [], "caches": [], "workers": 0}


@pytest.mark.browser
def test_a_browser_keeps_nothing_but_chosen_colours_and_country(
    page_context: Callable[..., BrowserContext], home: str
) -> None:
    context = page_context(viewport={"width": 1280, "height": 800}, color_scheme="light")
    page = context.new_page()
    witness = Witness(page, home)
    for kind in ("home", "claim", "all-claims", "doctor", "sources"):
        page.goto(home + KINDS[kind], wait_until="networkidle")
    page.goto(home + KINDS["all-claims"])
    page.locator("#filter-words").fill("heart")
    page.keyboard.press("Tab")
    page.goto(home, wait_until="networkidle")
    page.keyboard.press("/")
    page.keyboard.type("pain")
    page.locator(".md-search-result__item a").first.wait_for(state="visible")
    assert page.evaluate(KEPT) == NOTHING

    page.keyboard.press("Escape")
    for _ in range(3):  # to light, to dark and back to what the system wants: then there is nothing to keep
        page.locator("label[for^=__palette]:visible").first.click()
        page.wait_for_timeout(100)
    assert page.evaluate(KEPT) == NOTHING

    page.locator("label[for^=__palette]:visible").first.click()
    page.goto(home + KINDS["doctor"])
    page.locator("#country").select_option(index=2)
    kept = page.evaluate(KEPT)
    assert sorted(name.rpartition(".")[2] for name in kept.pop("local")) == ["__palette", "helpline-country"]
    assert kept == {name: value for name, value in NOTHING.items() if name != "local"}
    page.locator("#country").select_option(index=0)
    assert len(page.evaluate(KEPT)["local"]) == 1
    assert context.cookies() == []
    assert witness.foreign == []
    left_early = [error for error in witness.errors if error.startswith("failed: ")]  # a picture, as the page was left
    assert [error for error in witness.errors if error not in left_early] == []
