"""Whole builds of small sites with MkDocs: what comes out, and what happens when something is wrong."""

from __future__ import annotations

import json
import logging
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import html5lib
import markdown
import pytest
import yaml
from mkdocs.exceptions import PluginError
from pydantic import BaseModel, ValidationError

from builders import (
    ARTICLE,
    AT_NIGHT,
    BIBLIOGRAPHY,
    CARE,
    CLAIM_ID,
    EMERGENCY,
    ENTRIES,
    EPOCH,
    GLOSSARY,
    HELPLINES,
    SITE,
    TASKS,
    TOPICS,
    claim_data,
    make_claim,
    write_site,
)
from explainer.model.claim import Claim
from explainer.model.site_data import DATA_FILES
from explainer.publish.page_scripts import SCRIPTS
from site_builders import Page, build, build_on_the_day, claims, fingerprints, read_pages, write_config, write_project

CLAIM_PAGE = f"claims/{CLAIM_ID}/index.html"
OTHER = make_claim(
    question="How does chamomile tea set off allergies?",
    claim="Chamomile tea is dangerous for people with hay fever.",
    topic="safety",
    leaning="alarm",
    related=[CLAIM_ID],
)
WITH_RETRACTED = BIBLIOGRAPHY.replace("status       = {ok}", "status       = {retracted}", 1)
FULL_DATA = {
    "docs/data/helplines.yml": HELPLINES,
    "docs/data/glossary.yml": GLOSSARY,
    "docs/data/article.yml": ARTICLE,
    "docs/data/tasks.yml": TASKS,
    "docs/article.md": "# The article\n\n<!-- explainer:article -->\n",
    "docs/help.md": "# Help\n\n<!-- explainer:helplines -->\n\n<!-- explainer:tell-the-doctor -->\n",
    "docs/lists.md": f"# Lists\n\n<!-- explainer:answers ids={CLAIM_ID} -->\n\n<!-- explainer:faq -->\n\n"
    "<!-- explainer:balance -->\n\n<!-- explainer:changes -->\n\n<!-- explainer:overdue -->\n\n"
    "<!-- explainer:designs -->\n\n<!-- explainer:tasks -->\n",
}


@pytest.fixture(autouse=True)
def _fixed_day(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Builds in this process are those of one day, and leave no log handlers' levels behind."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    logger = logging.getLogger("mkdocs")
    level = logger.level
    yield
    logger.setLevel(level)


def built(root: Path, site: Path, *more: str, status: int) -> Any:
    done = claims("built", "--root", root, site, *more)
    assert done.exit_code == status, done.output[-2000:]
    return done


# A good site


@pytest.fixture(scope="module")
def good_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site on another subject: two topics, all kinds of data, built strictly."""
    root = tmp_path_factory.mktemp("good")
    content = {f"sleep/{CLAIM_ID}": make_claim(related=["sets-off-allergies"]), "safety/sets-off-allergies": OTHER}
    write_project(root, claims=content, **FULL_DATA)
    build_on_the_day(root)
    return root


@pytest.fixture(scope="module")
def good_pages(good_site: Path) -> dict[str, Page]:
    return read_pages(good_site / "site")


def test_a_good_site_has_all_its_pages(good_site: Path, good_pages: dict[str, Page]) -> None:
    wanted = {CLAIM_PAGE, "claims/sets-off-allergies/index.html"}
    wanted |= {f"sources/{key}/index.html" for key in ENTRIES}
    wanted |= {"index.html", "sleep/index.html", "safety/index.html", "claims/index.html", "sources/index.html"}
    assert wanted <= set(good_pages)
    built(good_site, good_site / "site", status=0)


def test_a_claim_page_holds_both_sides_and_its_sources(good_pages: dict[str, Page]) -> None:
    page = good_pages[CLAIM_PAGE]
    data = claim_data()
    for side in ("for", "against", "unknown"):
        for finding in data["evidence"][side]:
            assert finding["finding"] in page.main
    for text in (data["question"], data["claim"], data["short_answer"], data["what_it_means"]):
        assert text in page.main
    assert {"for", "against", "unknown", "certainty", "doctor", "sources"} <= set(page.ids)
    assert {"ref-smith2020", "ref-jones2019", "ref-shop2021"} <= set(page.ids)
    assert "../../sources/smith2020/" in page.main_links
    assert "../sets-off-allergies/" in page.main_links
    assert "../../sources/jones2019/" in page.main_links


def test_claims_lead_to_the_tasks_of_their_topic(good_site: Path, good_pages: dict[str, Page]) -> None:
    assert "../../sleep/" in good_pages["claims/sets-off-allergies/index.html"].main_links
    assert "../sleep/" in good_pages["lists/index.html"].main_links
    assert "x-page--task" in (good_site / "site" / "sleep" / "index.html").read_text(encoding="utf-8")
    assert "x-page--task" not in (good_site / "site" / "safety" / "index.html").read_text(encoding="utf-8")


def test_topics_list_their_own_claims_alone_and_the_navigation_none(good_pages: dict[str, Page]) -> None:
    sleep = good_pages["sleep/index.html"].main_links
    assert f"../claims/{CLAIM_ID}/" in sleep
    assert "../claims/sets-off-allergies/" not in sleep
    page = good_pages["how-we-judge/index.html"]
    assert not any(f"claims/{CLAIM_ID}" in link or "sources/smith2020" in link for link in page.links)


def test_without_a_repository_nothing_offers_to_edit(good_pages: dict[str, Page]) -> None:
    for page in good_pages.values():
        assert not any(element.attributes.get("rel") == "edit" for element in page.elements), page.name
        assert not any("issues/new" in link or "/edit/" in link for link in page.links), page.name


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Page]:
    """The pages of a site in a repository, built strictly: a claim that is overdue, of which is warned, and another."""
    content = {f"sleep/{CLAIM_ID}": make_claim(check_by="2026-07-01"), "safety/sets-off-allergies": OTHER}
    settings = {"repo_url": "https://git.example.org/a/b", "edit_uri": "edit/main/docs/"}
    root = write_project(tmp_path_factory.mktemp("states"), claims=content, settings=settings)
    return read_pages(build_on_the_day(root))


def test_with_a_repository_pages_lead_to_the_file_to_edit_and_an_overdue_claim_says_so(states: dict[str, Page]) -> None:
    links = states[CLAIM_PAGE].links
    assert f"https://git.example.org/a/b/edit/main/claims/sleep/{CLAIM_ID}.yml" in links
    assert any(link.startswith("https://git.example.org/a/b/issues/new?") for link in links)
    assert "https://git.example.org/a/b/edit/main/docs/sleep.md" in states["sleep/index.html"].links
    assert not any("/docs/../" in link for link in links)
    assert "https://git.example.org/a/b/edit/main/bibliography.bib" in states["sources/smith2020/index.html"].links
    assert shown(states[CLAIM_PAGE], "x-note--due") == [True]
    assert shown(states["claims/sets-off-allergies/index.html"], "x-note--due") == [False]


def test_pages_without_folders_work_too(tmp_path: Path) -> None:
    content = {f"sleep/{CLAIM_ID}": make_claim(), "safety/sets-off-allergies": OTHER}
    root = write_project(tmp_path, claims=content, settings={"use_directory_urls": False}, **FULL_DATA)
    pages = read_pages(build(root))
    assert {f"claims/{CLAIM_ID}.html", "sources/smith2020.html", "index.html"} <= set(pages)
    assert "../sources/smith2020.html" in pages[f"claims/{CLAIM_ID}.html"].main_links
    built(root, root / "site", status=0)


# Broken content

BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "a retracted source without a reason": ({"bib": WITH_RETRACTED}, "S15"),
    "a page that clashes with a claim": ({f"docs/claims/{CLAIM_ID}.md": "# Mine\n"}, "F27"),
    "several at once": (
        {
            "claims": {
                f"sleep/{CLAIM_ID}": make_claim(certainty__level="high", related=["nowhere"]),
                "safety/sets-off-allergies": OTHER.replace("verdict: unproven", "verdikt: unproven"),
            },
            "bib": BIBLIOGRAPHY.replace("10.5555/survey.2019.1", "https://doi.org/10.5555/survey.2019.1"),
        },
        "G01 F21 F10 S06",
    ),
}
"""One kind of each: any error stops a build, and test_rules holds which errors there are."""


@pytest.fixture(scope="module")
def plain_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_project(tmp_path_factory.mktemp("plain"))
    build_on_the_day(root)
    return root


@pytest.fixture
def plain_copy(plain_site: Path, tmp_path: Path) -> Path:
    """A built site that a test may break."""
    return Path(shutil.copytree(plain_site, tmp_path / "copy"))


def test_a_site_without_words_of_an_emergency_loads_nothing_for_them(plain_site: Path) -> None:
    assert not (plain_site / "site" / SCRIPTS[0]).exists()
    assert "emergency-" not in (plain_site / "site/index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", BROKEN)
def test_broken_content_stops_the_build_and_leaves_the_last_site(plain_copy: Path, name: str) -> None:
    root = plain_copy
    before = fingerprints(root / "site")
    assert CLAIM_PAGE in before

    content, wanted = BROKEN[name]
    write_site(root, **content)
    with pytest.raises(PluginError) as caught:
        build(root)
    said = str(caught.value)
    for code in wanted.split():
        assert re.search(rf"^\S+\.(?:yml|bib):\d+:\d+ {code} \S", said, re.MULTILINE), f"{code} is not in:\n{said}"
    checked = claims("check", "--root", root)
    assert checked.exit_code == 1
    for line in checked.stdout.splitlines():
        if re.match(r"\S+:\d+:\d+ [A-Z]\d\d (?!warning:|advice:)", line):
            assert line in said
    assert fingerprints(root / "site") == before


def test_a_day_that_is_none_stops_the_build_in_words(plain_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprints(plain_copy / "site")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "9" * 20)
    with pytest.raises(PluginError, match="SOURCE_DATE_EPOCH"):
        build(plain_copy)
    assert fingerprints(plain_copy / "site") == before


def test_a_page_lost_on_the_way_fails_the_build(tmp_path: Path) -> None:
    """Another hook takes the page out of the build, as a plugin or an unread setting might."""
    root = write_project(tmp_path)
    thief = root / "thief.py"
    lost = f"files.get_file_from_path('claims/{CLAIM_ID}.md')"
    thief.write_text(f"def on_env(env, config, files):\n    files.remove({lost})\n    return env\n", encoding="utf-8")
    hooks = yaml.safe_load((root / "mkdocs.yml").read_text(encoding="utf-8"))["hooks"]
    write_config(root, hooks=[*hooks, str(thief)])
    with pytest.raises(PluginError) as caught:
        build(root)
    assert f"claims/sleep/{CLAIM_ID}.yml" in str(caught.value)
    assert "V01" in str(caught.value)


def test_a_site_built_without_the_hook_is_found_out(tmp_path: Path) -> None:
    """MkDocs builds green without its hook; the count of pages does not."""
    root = write_project(tmp_path, hook=False, settings={"theme": {"name": "mkdocs"}})
    config = yaml.safe_load((root / "mkdocs.yml").read_text(encoding="utf-8"))
    plain = {key: value for key, value in config.items() if key != "INHERIT"}
    (root / "mkdocs.yml").write_text(yaml.safe_dump(plain | {"exclude_docs": "/data/"}), encoding="utf-8")
    done = built(root, build(root, strict=False), status=1)
    assert f"claims/{CLAIM_ID}/" in done.output
    assert done.output.count(" V01 ") == 1 + len(ENTRIES)


UNSEEN = {
    "lost": ("<a href='../nowhere/'>Lost</a>", "V02"),
    "anchor": ("<a href='../sleep/#nowhere'>Lost</a>", "V03"),
}


def test_what_mkdocs_does_not_check_is_found_in_the_built_site(tmp_path: Path) -> None:
    """Raw HTML is never looked at by MkDocs."""
    pages = {f"docs/{name}.md": f"# Page {name}\n\n<p>{raw}</p>\n" for name, (raw, _) in UNSEEN.items()}
    root = write_project(tmp_path, **pages)
    done = built(root, build(root), status=1)
    assert done.output.count(" V0") == len(UNSEEN)
    for name, (_, code) in UNSEEN.items():
        assert re.search(rf"docs/{name}\.md:3:\d+ {code} .*{name}/index\.html:\d+", done.output)


# Builds one after another in one process


def test_a_second_build_shows_no_stale_state(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    first = read_pages(build(root))
    assert "claims/sets-off-allergies/index.html" not in first

    write_site(root, claims={"safety/sets-off-allergies": OTHER, f"sleep/{CLAIM_ID}": make_claim(verdict="partly",
               changes__0__verdict="partly")})  # fmt: skip
    second = read_pages(build(root))
    assert "claims/sets-off-allergies/index.html" in second
    assert "../claims/sets-off-allergies/" not in first["safety/index.html"].main_links
    assert any("x-answer--partly" in e.attributes.get("class", "") for e in second[CLAIM_PAGE].elements)
    assert "sets-off-allergies/" in second["claims/index.html"].main_links
    assert "../../claims/sets-off-allergies/" in second["sources/smith2020/index.html"].main_links

    (root / "claims" / "safety" / "sets-off-allergies.yml").unlink()
    third = read_pages(build(root))
    assert "claims/sets-off-allergies/index.html" not in third
    assert "sets-off-allergies/" not in third["claims/index.html"].main_links


def test_builds_can_be_repeated_exactly_also_after_one_that_failed(tmp_path: Path) -> None:
    root = write_project(tmp_path / "root", **FULL_DATA)
    before = fingerprints(build(root))
    write_site(root, claims={f"sleep/{CLAIM_ID}": make_claim(verdict="maybe")}, **FULL_DATA)
    with pytest.raises(PluginError):
        build(root)
    write_site(root, **FULL_DATA)
    after = fingerprints(build(root, site_dir=str(tmp_path / "again")))
    assert {name for name in before if before[name] != after.get(name)} <= {"sitemap.xml.gz"}


def test_two_sites_in_one_process_do_not_mix(tmp_path: Path) -> None:
    one = write_project(tmp_path / "one")
    two = write_project(
        tmp_path / "two",
        claims={"safety/sets-off-allergies": OTHER.replace(f"- {CLAIM_ID}", "").replace("related:", "related: []")},
        **{"docs/data/site.yml": SITE.replace("No clinician has reviewed this page yet.", "Nobody has reviewed this.")},
    )
    build(one)
    pages = read_pages(build(two))
    assert CLAIM_PAGE not in pages
    assert "Nobody has reviewed this." in pages["index.html"].text
    assert "No clinician has reviewed this page yet." not in pages["index.html"].text


# Banners


def shown(page: Page, name: str) -> list[bool]:
    """Return for each note of a kind whether it is shown without JavaScript."""
    return ["hidden" not in element.attributes for element in page.with_class(name)]


def test_a_retracted_source_puts_a_banner_on_its_pages(tmp_path: Path) -> None:
    leaning = make_claim(allow={"S15": "The page tells of the retraction."})
    clear = OTHER.replace("cite:\n    - smith2020", "cite:\n    - jones2019")
    root = write_project(
        tmp_path, claims={f"sleep/{CLAIM_ID}": leaning, "safety/sets-off-allergies": clear}, bib=WITH_RETRACTED
    )
    pages = read_pages(build(root))
    assert shown(pages[CLAIM_PAGE], "x-note--unsound") == [True]
    assert shown(pages["claims/sets-off-allergies/index.html"], "x-note--unsound") == []
    assert shown(pages["sources/smith2020/index.html"], "x-note--unsound") == [True]
    assert shown(pages["sources/jones2019/index.html"], "x-note--unsound") == []


# Texts that are not ours to run

HOSTILE = {
    "html": "<x-evil onclick=\"evil()\">a</x-evil><img src=x onerror='evil()'>",
    "script": "</title></p></article><script>evil()</script><!-- evil",
    "attribute": '" onfocus="evil()" x=\'evil\' autofocus',
    "link": "[a](javascript:evil()) <javascript:evil()> ![b](https://evil.example/b.png)",
    "template": "{{ 7 * 191 }}{% if x %} {# evil #} ${7*191}",
    "markdown": "**evil** __evil__ `evil` | \\[evil] { .evil #evil } http://evil.example",
    "entities": "&lt;x-evil&gt; &#60;x-evil> &amp;lt;x-evil&amp;gt; &evil",
    "marks": "<!--x:open evil--> <!-- explainer:faq --> <!--x:close-->",
    "places": "wzxhzdk:0 klzzwxh:0000 [@nobody2000] [@evil",
    "heading": "# evil { #evil onclick=evil() }",
}


def hostile(model: type[BaseModel], data: Any, text: str, **extra: Any) -> Any:
    """Return valid data with `text` in every place where the model lets it stand."""

    def fits() -> bool:
        try:
            model.model_validate({**data, **extra})
        except ValidationError:
            return False
        return True

    def fill(held: Any) -> None:
        for key in list(held) if isinstance(held, dict) else range(len(held)):
            value = held[key]
            if isinstance(value, (dict, list)):
                fill(value)
            elif isinstance(value, str):
                for attempt in (text, f"{text} evil?"):
                    held[key] = attempt
                    if fits():
                        break
                    held[key] = value

    assert fits()
    fill(data)
    assert fits()
    return data


def full_claim() -> dict[str, Any]:
    """Return a claim in which every field stands that can hold a text."""
    return claim_data(
        related=["sets-off-allergies"],
        appearances__0__where="page 2",
        evidence__against={"none_found": {"searched": "2026-05-01", "terms": "tea and sleep"}},
        evidence__for__0__frequency={"count": 30, "of": 80, "what": "drinkers who slept better"},
        clinical_review={"name": "A. Person, nurse", "date": "2026-06-01"},
        withdrawn={"date": "2026-07-01", "reason": "A reason."},
        allow={"N04": "A reason."},
    )


def hostile_bibliography(text: str) -> str:
    """Return a bibliography with a text in every field that is not of a closed form."""
    latex = re.sub(r"([{}%#$&_])", r"\\\1", text.replace("\\", ""))
    free = ("title", "journal", "publisher", "address", "edition", "volume", "number", "pages", "note")
    ours = ("population", "funding", "ties")
    entries = []
    for key in ENTRIES:
        fields = dict.fromkeys((*free, *ours), f"{{{latex}}}")
        fields |= {"author": f"{{{{{latex}}}}}", "year": "{2020}", "design": "{cross-sectional}"}
        fields |= {"doi": "{10.1000/<x-evil>\"onclick='evil()'}", "archive_url": "{https://evil.example/?<x-evil>}"}
        if key == "shop2021":
            fields |= {"url": "{https://evil.example/?a=1&b=[x](y)}", "doi": "{}"}
            del fields["archive_url"]
        body = "".join(f"  {name} = {value},\n" for name, value in fields.items())
        entries.append(f"@article{{{key},\n{body}}}\n")
    return "\n".join(entries).replace("{https://evil.example/?<x-evil>}", "{https://evil.example/?(x)}")


def hostile_site(root: Path, text: str, **site: Any) -> Path:
    files: dict[str, Any] = {}
    for name, held in {"site": SITE, "topics": TOPICS, "care": CARE, "helplines": HELPLINES, "glossary": GLOSSARY,
                       "article": ARTICLE, "emergency": EMERGENCY, "tasks": TASKS}.items():  # fmt: skip
        value = hostile(DATA_FILES[name], yaml.safe_load(held), text)
        if name == "site":
            value["emergency"] = f"Call. {value['emergency']}"
            value |= site
        if name == "care":  # an emergency card may hold no link, and says to call
            value["cards"][0] = yaml.safe_load(held)["cards"][0]
        if name == "helplines":
            value["countries"][0]["lines"][0]["url"] = "https://evil.example/'onclick=\"evil()"
        files[f"docs/data/{name}.yml"] = yaml.safe_dump(value, allow_unicode=True)
    claim = hostile(Claim, full_claim(), text, id=CLAIM_ID)
    assert text in claim["question"]
    return write_project(
        root,
        claims={f"sleep/{CLAIM_ID}": yaml.safe_dump(claim, allow_unicode=True), "safety/sets-off-allergies": OTHER},
        bib=hostile_bibliography(text),
        **(FULL_DATA | files),
    )


def harms(source: str) -> list[str]:
    """Return what a browser would make of hostile texts, beyond showing them."""
    found = []
    for node in html5lib.parse(source, treebuilder="etree", namespaceHTMLElements=False).iter():
        if not isinstance(node.tag, str):
            if "evil" in (node.text or "") or "explainer:" in (node.text or ""):
                found.append(f"comment {node.text}")
            continue
        if node.tag == "script" and node.get("type") == "application/ld+json":
            json.loads(node.text or "")  # data: never run, and whole, so nothing broke out of it
        elif node.tag == "x-evil" or (node.tag in {"script", "style"} and "evil" in (node.text or "")):
            found.append(node.tag)
        if node.tag in {"strong", "em", "code", "del"} and (node.text or "").strip() == "evil":
            found.append(f"markup {node.tag}")
        for name, value in node.attrib.items():
            if name.startswith("on") or (name in {"autofocus", "x"} and value == "evil"):
                found.append(f"{node.tag} {name}={value}")
            if (name == "class" and "evil" in value) or (name == "id" and value == "evil"):
                found.append(f"{node.tag} {name}={value}")
            if name in {"href", "src", "action"}:
                if value.strip().lower().startswith(("javascript:", "data:", "vbscript:")):
                    found.append(f"{node.tag} {name}={value}")
                if "evil.example" in value and (node.tag != "a" or not value.startswith("https://evil.example/")):
                    found.append(f"{node.tag} {name}={value}")
    if "1337" in source:
        found.append("a template was run")
    return found


@pytest.fixture
def _unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the rules of content: what the readers of files let through must be safe to show all the same."""
    monkeypatch.setattr("explainer.building.build.run_checks", lambda *_, **__: [])
    monkeypatch.setattr("explainer.checks.run_checks", lambda *_, **__: [])


@pytest.mark.usefixtures("_unchecked")
@pytest.mark.parametrize("kind", list(HOSTILE))
def test_hostile_texts_are_shown_and_never_obeyed(tmp_path: Path, kind: str) -> None:
    text = HOSTILE[kind]
    root = hostile_site(tmp_path / "site", text)
    site = build(root, strict=False)
    pages = read_pages(site)
    assert {name: harm for name, page in pages.items() if (harm := harms(page.source))} == {}

    plain = " ".join(text.split())
    assert pages[CLAIM_PAGE].main.count(plain) >= 15
    assert (
        html5lib.parse(pages[CLAIM_PAGE].source, namespaceHTMLElements=False).find("head/title").text.startswith(plain)
    )
    for folder in ("", "help/", "lists/", "glossary/", "article/", "when-to-see-a-doctor/"):
        assert plain in pages[f"{folder}index.html"].main, folder
    for name in ("index.html", CLAIM_PAGE):
        assert pages[name].text.count(plain) > pages[name].main.count(plain), "the emergency line and the note"
    if not re.search(r"\\|--|&\w+;", text):  # these mean something in a bibliography
        assert pages["sources/smith2020/index.html"].main.count(plain) >= 6

    index = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))
    for entry in index["docs"]:
        assert harms(f"<body>{entry['title']}<div>{entry['text']}</div>") == [], entry["location"]
    for path in site.rglob("*.json"):
        json.loads(path.read_text(encoding="utf-8"))
    feeds = [*site.rglob("*.atom")]
    assert feeds
    for path in (*feeds, *site.rglob("*.xml")):
        for element in ET.fromstring(path.read_bytes()).iter():  # noqa: S314 -- written by this test
            assert not re.search(r"x-evil|script|img", element.tag), path.name
            if element.get("type") == "html":
                assert harms(f"<body>{element.text}</body>") == [], path.name

    done = claims("export", "--root", root, tmp_path / "plain")
    assert done.exit_code == 0, done.output
    for path in (tmp_path / "plain").rglob("*.md"):
        written = path.read_text(encoding="utf-8")
        assert written.count("\n---\n") <= 1
        assert harms(markdown.markdown(re.sub(r"\A---\n.*?\n---\n", "", written, flags=re.DOTALL))) == [], path.name


@pytest.mark.usefixtures("_unchecked")
@pytest.mark.parametrize("kind", ["html", "template", *(["script", "attribute", "link"] if AT_NIGHT else [])])
def test_hostile_texts_are_not_obeyed_in_parts_of_lists_either(tmp_path: Path, kind: str) -> None:
    root = hostile_site(tmp_path, HOSTILE[kind], entries_per_page=1)
    for number in range(2):
        text = make_claim(question=f"{HOSTILE[kind]}?", claim=HOSTILE[kind], short_answer=HOSTILE[kind])
        (root / f"claims/sleep/more-{number}.yml").write_text(text, encoding="utf-8")
    pages = read_pages(build(root, strict=False))
    parts = {name for name, page in pages.items() if "x-page--part" in page.source}
    assert {"claims/parts/2/index.html", "lists/faq/2/index.html", "sources/parts/2/index.html"} <= parts
    assert {name: harm for name, page in pages.items() if (harm := harms(page.source))} == {}
    plain = " ".join(HOSTILE[kind].split())
    for name in ("claims/parts/2/index.html", "lists/faq/2/index.html"):
        assert plain in pages[name].main, name


@pytest.mark.parametrize("repository", ["", "https://git.example.org/a/b"])
@pytest.mark.parametrize("contact", ["", "mailto:errors@site.example"])
def test_pages_offer_the_ways_that_there_are(tmp_path: Path, repository: str, contact: str) -> None:
    without = re.sub(r"^contact:.*\n", "", SITE, flags=re.MULTILINE)
    site = without + (f"contact: {contact}\n" if contact else "")
    judge = "# How we judge\n\n<!-- explainer:report -->\n"
    root = write_project(
        tmp_path,
        settings={"repo_url": repository, "site_url": "https://site.example/"},
        **{"docs/data/site.yml": site, "docs/how-we-judge.md": judge},
    )
    pages = read_pages(build(root))
    for name in (f"claims/{CLAIM_ID}/index.html", "sources/smith2020/index.html", "sleep/index.html", "index.html"):
        links = pages[name].main_links
        forms = {link for link in links if link.startswith(f"{repository}/issues/new")}
        assert len(forms) == bool(repository), name
        assert len({link for link in links if link.startswith("mailto:")}) == bool(contact), name
        for form in forms:
            assert parse_qs(urlsplit(form).query)["page"] == [f"https://site.example/{name.removesuffix('index.html')}"]
    told = pages["how-we-judge/index.html"].main
    assert ("names no address for reports" in told) is not bool(contact)
    assert ("does not say where its files are kept" in told) is not bool(repository)
