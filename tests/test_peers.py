"""What users of similar tools ran into, held here: pages, plugins, settings and data of all kinds."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.robotparser import RobotFileParser

import pytest
from mkdocs.exceptions import PluginError
from mkdocs.theme import Theme

from builders import (
    CLAIM_ID,
    REPOSITORY,
    SITE,
    TODAY,
    codes,
    library_of,
    make_claim,
    problems_of,
    write_site,
)
from explainer.addressing import Addressing
from explainer.building.content_security import guarded_redirect, script_digest
from explainer.building.known_plugins import unfit_plugins
from explainer.building.own_theme import theme_language
from explainer.pages.plan import PageKind, plan_pages
from explainer.pages.site_view import SiteView
from explainer.publish import data_files
from explainer.publish.place import Place
from explainer.publish.schema import PUBLISHED, claim_schema, published_schema
from explainer.search.entries import make_index
from explainer.search.worker import SearchWorker
from site_builders import Page, build, claims, write_project

CITED = "# Extra page [@smith2020]\n\n## Heading cites [@jones2019, p. 4]\n\nText [@smith2020].\n"


def page_of(site: Path, name: str) -> Page:
    return Page(name, (site / name / "index.html").read_text(encoding="utf-8"))


# Citations in headings and titles (janeway 328, jekyll-scholar 66)


def test_citations_in_headings_leak_nowhere_and_move_no_anchor(tmp_path: Path) -> None:
    root = write_project(tmp_path, **{"docs/extra.md": CITED})
    site = build(root)
    page = page_of(site, "extra")
    for path in site.rglob("*"):
        if path.is_file() and path.suffix in {".html", ".json", ".txt", ".md", ".xml"}:
            assert not re.search("[\ue000-\ue01f]", path.read_text(encoding="utf-8")), path
    assert page.title == "Extra page - Small site"
    assert "heading-cites" in page.ids
    assert not [name for name in page.ids if name.startswith("heading-cites") and name != "heading-cites"]
    assert "heading-cites" in {link.partition("#")[2] for link in page.links}
    assert page.main.count("[1]") + page.main.count("1") > 1, "the heading itself shows its citation"
    first = set(page.ids)
    (root / "docs/extra.md").write_text(CITED.replace("## Heading", "Before [@shop2021].\n\n## Heading"))
    assert first <= set(page_of(build(root), "extra").ids), "an anchor does not move with a citation above it"


def test_an_abbreviation_holds_no_html(tmp_path: Path) -> None:
    text = "# Extra\n\nThe TEA was warm.\n\n*[TEA]: A drink [@smith2020]\n"
    extensions = ["attr_list", "abbr", "toc"]
    root = write_project(tmp_path, settings={"markdown_extensions": extensions}, **{"docs/extra.md": text})
    (abbr,) = [element for element in page_of(build(root, strict=False), "extra").elements if element.tag == "abbr"]
    assert abbr.attributes["title"] == "A drink"


# Search engines


def test_home_is_named_once_and_the_map_of_the_site_says_only_what_is_known(tmp_path: Path) -> None:
    claim = make_claim(moved_from=["former-name"])
    home = "---\ntitle: Small site\n---\n\n# Welcome\n"
    root = write_project(tmp_path, claims={f"sleep/{CLAIM_ID}": claim}, **{"docs/index.md": home})
    site = build(root, site_url="https://tea.example.org/")
    assert "<title>Small site</title>" in (site / "index.html").read_text()
    sitemap = (site / "sitemap.xml").read_text()
    entries = dict(re.findall(r"<loc>([^<]+)</loc>\s*(?:<lastmod>([^<]+)</lastmod>)?", sitemap))
    assert f"https://tea.example.org/claims/{CLAIM_ID}/" in entries
    assert not [address for address in entries if "former-name" in address], "a page that leads on is no page to list"
    assert list(map(str, entries)).count(f"https://tea.example.org/claims/{CLAIM_ID}/") == 1
    assert entries["https://tea.example.org/sleep/"] == "", "a page in prose has no day that is known"
    assert entries[f"https://tea.example.org/claims/{CLAIM_ID}/"]
    assert "https://tea.example.org/" in entries


def test_robots_are_led_to_the_map_of_the_site(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    site = build(root, site_url="https://tea.example.org/checked")
    read = RobotFileParser()
    read.parse((site / "robots.txt").read_text().splitlines())
    assert read.site_maps() == ["https://tea.example.org/checked/sitemap.xml"]
    assert read.can_fetch("AnyBot", f"https://tea.example.org/checked/claims/{CLAIM_ID}/")
    (root / "docs/robots.txt").write_text("User-agent: *\nDisallow: /\n")
    assert (build(root, site_url="https://tea.example.org/") / "robots.txt").read_text().endswith("Disallow: /\n")
    (root / "docs/robots.txt").unlink()
    assert not (build(root) / "robots.txt").exists(), "without an address there is no map to lead to"


def test_pages_of_claims_have_descriptions_of_their_own() -> None:
    view = SiteView(library_of(REPOSITORY), TODAY)
    told = [page.description for page in plan_pages(view) if page.kind is PageKind.CLAIM]
    assert len(set(told)) == len(told) > 50
    assert not [text for text in told if len(text) > 160 or "[@" in text or not text.strip()]


@pytest.mark.parametrize(("typed", "page"), [("cafe", f"claims/{CLAIM_ID}/"), ("caf\u00e9", f"claims/{CLAIM_ID}/"),
                                             ("muller", "extra/"), ("na\u00efve", "extra/")])  # fmt: skip
def test_a_word_is_found_with_its_accents_and_without(tmp_path: Path, typed: str, page: str) -> None:
    claim = make_claim(question="How does tea in a caf\u00e9 help people sleep?")
    text = "# M\u00fcller\n\n## Naive\n\nThe study was na\u00efve.\n"
    library = library_of(write_site(tmp_path, claims={f"sleep/{CLAIM_ID}": claim}, **{"docs/extra.md": text}))
    assert library.data is not None
    assert SearchWorker(make_index(library, library.data, Addressing())).ask(typed).found[:1] == (page,)


# Settings


@pytest.mark.parametrize("value", ["", " "])
def test_an_empty_day_is_no_day(value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_project(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", value)
    build(root)
    assert claims("check", "--root", root).exit_code == 0


@pytest.mark.parametrize("name", ["llms.txt", "claims.json", "claims.csv"])
def test_a_file_of_ones_own_is_not_written_over(name: str, tmp_path: Path) -> None:
    root = write_project(tmp_path)
    (root / "docs" / name).write_text("mine")
    shown = claims("check", "--root", root)
    assert f"docs/{name}:1:1 F27 would be written over by {name}" in shown.output
    with pytest.raises(PluginError, match=rf"docs/{re.escape(name)}:1:1 F27 would be written over"):
        build(root)


def test_the_theme_speaks_the_language_of_the_site_if_need_be_without_its_region(tmp_path: Path) -> None:
    site = build(write_project(tmp_path, **{"docs/data/site.yml": f"{SITE}language: en-GB\n"}))
    assert '<html lang="en"' in (site / "claims" / CLAIM_ID / "index.html").read_text()
    folders = ["nowhere", *Theme("material").dirs]
    assert [theme_language(one, folders) for one in ("pt-BR", "de-AT", "de")] == ["pt-BR", "de", "de"]
    with pytest.raises(ValueError, match=r"docs/data/site\.yml: .*`mt-MT`.* partials/languages/mt-MT\.html"):
        theme_language("mt-MT", folders)


def test_data_says_the_language_that_pages_say(tmp_path: Path) -> None:
    site = build(write_project(tmp_path, settings={"theme": {"language": "de"}}))
    page = (site / "claims" / CLAIM_ID / "index.html").read_text()
    assert '<html lang="de"' in page
    assert set(re.findall(r'"inLanguage":"(\w+)"', page)) == {"de"}
    feeds = list((site / "feeds").glob("*.atom")) + list((site / "feeds").glob("*.xml"))
    assert feeds
    assert all('xml:lang="de"' in feed.read_text() for feed in feeds)


@pytest.mark.parametrize("mark", ["?", "\uff1f", "\u061f", "\u037e"])
def test_questions_end_in_every_script(mark: str, tmp_path: Path) -> None:
    question = f"How does chamomile tea help people sleep{mark}"
    root = write_site(tmp_path, claims={f"sleep/{CLAIM_ID}": make_claim(question=question)})
    assert codes(problems_of(root)) == []
    made = claims(
        "new", "another-claim", "--root", root, "--topic", "sleep", "--question", question, "--dry-run", "--no-input"
    )
    assert made.exit_code == 0, made.output


# Plugins


def configured(plugin: str, settings: dict[str, Any], extensions: dict[str, Any] | None = None) -> Any:
    plugins = {"material/search": SimpleNamespace(config={}), plugin: SimpleNamespace(config=settings)}
    return SimpleNamespace(plugins=plugins, mdx_configs=extensions or {})


WORKING = [("redirects", {}), ("minify", {"minify_html": True}), ("rss", {}), ("git-revision-date-localized", {}),
           ("htmlproofer", {"validate_external_urls": False}), ("minify_html", {"minify_js": False})]  # fmt: skip


@pytest.mark.parametrize(
    ("plugin", "settings"),
    [("glightbox", {}), ("print-site", {}), ("i18n", {}), ("htmlproofer", {}), ("minify_html", {}),
     ("minify_html", {"minify_js": True}), ("htmlproofer", {"validate_external_urls": True}), *WORKING],
)  # fmt: skip
def test_a_plugin_that_cannot_work_is_named_with_the_way_out(plugin: str, settings: dict[str, Any]) -> None:
    told = rf"mkdocs\.yml: plugin `{plugin}`: (take out the plugin|set `\w+: false`): .+"
    assert re.fullmatch("" if (plugin, settings) in WORKING else told, unfit_plugins(configured(plugin, settings)))


def test_a_build_with_what_cannot_work_ends_with_that_alone(tmp_path: Path) -> None:
    snippets = {"pymdownx.snippets": {"auto_append": ["includes/words.md"]}}
    root = write_project(tmp_path, settings={"markdown_extensions": ["attr_list", "toc", snippets]})
    with pytest.raises(PluginError, match=r"^mkdocs\.yml: extension `pymdownx\.snippets`: take out `auto_append`: .*$"):
        build(root)


MINIFIED = {
    "minify_html": True, "minify_js": True, "minify_css": True, "cache_safe": True,
    "js_files": ["assets/own.js"], "css_files": ["assets/own.css"],
    "htmlmin_opts": {"remove_comments": True, "remove_optional_attribute_quotes": True, "remove_empty_space": True},
}  # fmt: skip


def test_minify_keeps_the_policy_and_the_scripts(tmp_path: Path) -> None:
    """The plugin itself, mkdocs-minify-plugin, with all that it can do."""
    theme = tmp_path / "own"  # a site's own folder for the theme, the only place where a site has scripts
    (theme / "assets").mkdir(parents=True)
    (theme / "assets/own.js").write_text("const own = 1;\n")
    (theme / "assets/own.css").write_text(".own { color: inherit }\n")
    own = {"extra_javascript": ["assets/own.js"], "extra_css": ["assets/own.css"], "theme": {"custom_dir": str(theme)}}
    site = build(write_project(tmp_path, settings={"plugins": ["search", {"minify": MINIFIED}], **own}))
    page = (site / "sleep/index.html").read_text()
    assert '<meta charset=utf-8><meta http-equiv="Content-Security-Policy"' in page
    assert re.search(r"assets/own\.\w+\.min\.js", page), "the plugin was at work"
    assert claims("built", "--root", tmp_path, site).exit_code == 0


def test_redirects_lead_to_claims_and_have_a_policy(tmp_path: Path) -> None:
    """The plugin itself, mkdocs-redirects: its pages lead on, with what stands behind `#`, and nothing else runs."""
    maps = {
        "old.md": f"claims/{CLAIM_ID}.md",
        "older/name.md": "sleep.md#sleep",
        "away.md": "https://tea.example.org/x",
    }
    root = write_project(tmp_path, settings={"plugins": ["search", {"redirects": {"redirect_maps": maps}}]})
    site = build(root)
    for name, target in (("old", f"../claims/{CLAIM_ID}/"), ("older/name", "../../sleep/#sleep"),
                         ("away", "https://tea.example.org/x")):  # fmt: skip
        page = (site / name / "index.html").read_text()
        assert f'content="0; url={target}"' in page
        (script,) = re.findall(r"<script>(.*?)</script>", page)
        assert script_digest(script) in page.partition("Content-Security-Policy")[2].partition(">")[0]
    shown = claims("built", "--root", root, site)
    assert shown.exit_code == 0, shown.output
    assert build(root, use_directory_urls=False)
    assert "Content-Security-Policy" in (site / "old.html").read_text()
    assert "sha256" not in guarded_redirect('<meta charset="utf-8"><script>alert(1)</script>')


ASKS_FOR_FILES = """
from pathlib import Path

def on_page_content(html, page, config, files):
    Path(page.file.abs_src_path).stat()
    return html
"""


def test_plugins_that_ask_for_the_file_of_a_page_are_given_it(tmp_path: Path) -> None:
    """As rss, git-authors and git-revision-date-localized do, to tell when a page was written and by whom."""
    root = write_project(tmp_path)
    (root / "asks.py").write_text(ASKS_FOR_FILES)
    (root / "mkdocs.yml").write_text((root / "mkdocs.yml").read_text().replace("hooks:\n", "hooks:\n- asks.py\n", 1))
    assert (build(root) / f"claims/{CLAIM_ID}/index.html").is_file()


# Data


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@sum", "\t=1"])
def test_no_cell_is_a_formula(start: str, tmp_path: Path) -> None:
    finding = f"{start} Tea was given, and sleep was longer."
    root = write_site(tmp_path, claims={f"sleep/{CLAIM_ID}": make_claim(evidence__for__0__finding=finding)})
    library = library_of(root)
    assert CLAIM_ID in library.claims
    table = data_files(SiteView(library, TODAY), Place())["claims.csv"]
    cells = [cell for row in csv.reader(io.StringIO(table)) for cell in row]
    assert any(start.strip() in cell for cell in cells)
    assert not [cell for cell in cells if cell[:1] in "=+-@\t\r" and cell]


def test_texts_of_the_site_are_escaped_in_llms_txt(tmp_path: Path) -> None:
    note = "Read [this](https://evil.example.org/) <b>now</b>."
    site = SITE.replace("No clinician has reviewed this page yet.", f'"{note}"')
    root = write_site(tmp_path, **{"docs/data/site.yml": site})
    text = data_files(SiteView(library_of(root), TODAY), Place())["llms.txt"]
    assert "https://evil.example.org/" in text
    assert "[this](https" not in text
    assert "<b>" not in text


def test_schemas_hold_only_keywords_of_their_dialect() -> None:
    """As ajv in strict mode asks: an unknown keyword is mostly a slip."""
    known = set(
        "$schema $id $comment $defs $ref title description type properties required items enum const anyOf oneOf allOf "
        "additionalProperties patternProperties minLength maxLength pattern format minimum maximum minItems maxItems "
        "uniqueItems default prefixItems propertyNames minProperties maxProperties exclusiveMinimum exclusiveMaximum "
        "markdownDescription examples if then else not".split()
    )

    def unknown(node: Any, within: str = "") -> set[str]:
        if isinstance(node, list):
            return set().union(*(unknown(one) for one in node)) if node else set()
        if not isinstance(node, dict):
            return set()
        found = set() if within in {"properties", "$defs", "patternProperties"} else set(node) - known
        names = within in {"properties", "$defs"}
        values = {key: value for key, value in node.items() if key not in {"default", "const", "enum", "examples"}}
        return found.union(*(unknown(value, "" if names else key) for key, value in values.items()))

    for schema in (*(published_schema(name) for name in PUBLISHED), claim_schema()):
        assert unknown(schema) - {"markdownDescription"} == set()
