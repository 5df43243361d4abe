"""The site packed to be opened from a disk: whole, and usable in a browser without any server."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from builders import AT_NIGHT, REPOSITORY, claim
from explainer.building.written_site import embed_fonts
from long_lists import long_claim
from page_kinds import FULLEST, KINDS
from site_builders import claims, run

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """The site as it is built for a disk: at night that of this checkout, by day a small one with lists as long."""
    if not AT_NIGHT:
        built: Path = request.getfixturevalue("long_offline_site")
        return built
    folder = tmp_path_factory.mktemp("offline") / "site"
    done = run("mkdocs", "build", "--strict", "--site-dir", str(folder), cwd=REPOSITORY, epoch=None, OFFLINE="true")
    assert done.returncode == 0, done.stderr[-3000:]
    return folder


@pytest.fixture(scope="module")
def packed(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zip file that `make offline` writes."""
    checked = claims("built", "--root", ROOT or site.parent, site)
    assert checked.exit_code == 0, checked.output
    folder = tmp_path_factory.mktemp("packed")
    told = claims("offline", "--root", ROOT or site.parent, site, folder)
    assert told.exit_code == 0, told.output
    (found,) = folder.iterdir()
    return found


@pytest.fixture(scope="module")
def unpacked(packed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the zip file's pages stand, under a name as people have them."""
    folder = tmp_path_factory.mktemp("Über uns & co")
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(folder)
    (site,) = folder.iterdir()
    return site


ROOT = REPOSITORY if AT_NIGHT else None
CLAIM = FULLEST if AT_NIGHT else claim("sleep-00", **long_claim("sleep", 0))


def on_disk(kind: str) -> str:
    name = KINDS[kind] if kind != "claim" else f"claims/{CLAIM.id}/"
    return f"{name.rstrip('/')}.html" if name.rstrip("/") not in {"", "claims", "sources"} else f"{name}index.html"


def test_the_zip_file_holds_one_folder_and_no_link_that_needs_a_server(unpacked: Path) -> None:
    pages = sorted(unpacked.rglob("*.html"))
    assert len(pages) > (400 if AT_NIGHT else 80)
    for page in pages:
        for address in re.findall(r'<a [^>]*?href="([^"]*)"', page.read_text(encoding="utf-8")):
            if re.match(r"[a-z]+:|#|\?|$", address):
                continue
            target = (page.parent / re.split(r"[?#]", address)[0]).resolve()
            assert target.is_file(), (page, address)


def test_the_zip_file_is_the_same_when_packed_again(packed: Path, site: Path, tmp_path: Path) -> None:
    told = claims("offline", "--root", ROOT or site.parent, site, tmp_path)
    assert told.exit_code == 0
    assert (tmp_path / packed.name).read_bytes() == packed.read_bytes()


def test_a_site_for_servers_is_not_packed(real_site: Path, tmp_path: Path) -> None:
    told = claims("offline", "--root", REPOSITORY, real_site, tmp_path)
    assert told.exit_code == 2
    assert "make offline" in told.output
    assert not list(tmp_path.iterdir())


def test_a_font_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    sheet = tmp_path / "assets" / "a.css"
    sheet.write_text('@font-face { src: url("f.woff2") }', encoding="utf-8")
    with pytest.raises(FileNotFoundError):
        embed_fonts(tmp_path)
    (tmp_path / "assets" / "f.woff2").write_bytes(b"font")
    assert embed_fonts(tmp_path) == 1
    assert sheet.read_text(encoding="utf-8") == '@font-face { src: url("data:font/woff2;base64,Zm9udA==") }'


@pytest.fixture
def opened(page_context: Callable[..., BrowserContext], unpacked: Path) -> Callable[[str], Page]:
    """A function that opens a kind of page from the disk, where nothing is said to the console."""

    def show(kind: str) -> Page:
        page = page_context(viewport={"width": 1280, "height": 800}).new_page()
        page.on("console", lambda message: said.append(message.text) if message.type != "log" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto((unpacked / on_disk(kind)).as_uri())
        return page

    said: list[str] = []
    asked: list[str] = []
    yield show  # type: ignore[misc]
    assert said == []
    assert [address for address in asked if not address.startswith(("file:", "data:", "blob:", "about:"))] == []


@pytest.mark.browser
@pytest.mark.parametrize("kind", ["home", "sources", "doctor", "evidence-map"])
def test_pages_open_from_the_disk_with_their_look(opened: Callable[[str], Page], kind: str) -> None:
    page = opened(kind)
    assert page.evaluate("async () => (await document.fonts.load('18px \"Source Sans 3\"')).length") == 1
    assert page.evaluate("() => getComputedStyle(document.querySelector('.md-header')).position") == "sticky"


@pytest.mark.browser
def test_a_claim_opened_from_the_disk_shows_its_previews_and_leads_on(opened: Callable[[str], Page]) -> None:
    page = opened("claim")
    mark = page.locator("article .x-cite").first
    mark.hover()
    assert page.evaluate("(e) => getComputedStyle(e, '::after').display", mark.element_handle()) == "block"
    page.locator(".x-crumb a").last.click()
    page.wait_for_url("**/claims/index.html**")
    assert page.locator("h1").is_visible()


@pytest.mark.browser
def test_the_list_of_claims_can_be_filtered_from_the_disk(opened: Callable[[str], Page]) -> None:
    page = opened("all-claims")
    rows = page.locator(".x-claimlist li:visible")
    before = rows.count()
    page.locator("#filter-verdict").select_option(CLAIM.verdict)
    assert 0 < rows.count() < before
    page.reload()
    assert 0 < rows.count() < before


@pytest.mark.browser
def test_the_search_works_from_the_disk(opened: Callable[[str], Page]) -> None:
    page = opened("claim")
    page.keyboard.press("/")
    page.keyboard.type(CLAIM.question.rstrip("?"))
    results = page.locator(".md-search-result__item a")
    results.first.wait_for(state="visible")
    found = [link.get_attribute("href") or "" for link in results.all()[:5]]
    assert any(f"claims/{CLAIM.id}.html" in address for address in found)
