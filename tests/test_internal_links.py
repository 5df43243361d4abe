"""Links inside the site: what is broken is told at the place where people wrote it."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders import BIBLIOGRAPHY, CLAIM_ID, CLAIM_PATH, TODAY, library_of, line_of, make_claim, write_site
from builders_more import POLICY
from explainer.building.check_built import Origin, check_site, origins, place_of
from explainer.pages.site_view import SiteView
from explainer.problems import Problem

EXTRA = "# Extra\n\nFirst words.\n\n{link}\n"


def built_site(root: Path, **pages: str) -> Path:
    """Write what a build of the small site leaves, with the given pages."""
    site = root / "site"
    library = library_of(root)
    names = [f"claims/{old}/index.html" for one in library.claims.values() for old in (one.id, *one.moved_from)]
    names += [f"sources/{key}/index.html" for key in library.references]
    for name, text in (
        dict.fromkeys([*names, "index.html", "extra/index.html"], "<h1 id='top'>Page</h1>") | pages
    ).items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(POLICY + text)
    return site


def problems(root: Path, **pages: str) -> list[Problem]:
    return check_site(library_of(root), built_site(root, **pages))


BROKEN = {
    "page": ("<a href='../nowhere/'>x</a>", "[x](nowhere.md)", "V02"),
    "raw page": ("<a href='../nowhere/'>x</a>", "<a href='../nowhere/'>x</a>", "V02"),
    "anchor": (f"<a href='../claims/{CLAIM_ID}/#lost-part'>x</a>", f"[x](claims/{CLAIM_ID}.md#lost-part)", "V03"),
    "anchor here": ("<a href='#lost-part'>x</a>", "[x](#lost-part)", "V03"),
    "image": ("<img src='../assets/lost.png'>", "![x](assets/lost.png)", "V02"),
    "image for wide screens": ("<img src='../index.html' srcset='../index.html 1x, ../assets/lost.png 2x'>",
                               "<img srcset='assets/lost.png'>", "V02"),
    "download": ("<a href='../files/lost.pdf' download>x</a>", "[x](files/lost.pdf)", "V02"),
    "film": ("<video src='../lost.mp4' poster='../index.html'></video>", "<video src='../lost.mp4'></video>", "V02"),
    "poster": ("<video poster='../lost.png'></video>", "<video poster='../lost.png'></video>", "V02"),
    "film from elsewhere": ("<video src='https://films.example.org/a.mp4'></video>",
                            "<video src='https://films.example.org/a.mp4'></video>", "V04"),
    "object": ("<object data='../lost.svg'></object>", "<object data='../lost.svg'></object>", "V02"),
    "form": ("<form action='../lost/'></form>", "<form action='../lost/'></form>", "V02"),
    "refresh": ("<meta http-equiv='refresh' content='0; url=../lost/'>", "<meta content='0; url=../lost/'>", "V02"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_link_on_a_page_has_its_line_there(name: str, tmp_path: Path) -> None:
    html, written, code = BROKEN[name]
    root = write_site(tmp_path, **{"docs/extra.md": EXTRA.format(link=written)})
    (problem,) = problems(root, **{"extra/index.html": f"<h1>Extra</h1>\n\n\n{html}"})
    assert (problem.code, problem.path, problem.line) == (code, "docs/extra.md", 5)
    assert "(built: extra/index.html:4)" in problem.message


def test_a_broken_link_of_a_claim_has_its_line_there(tmp_path: Path) -> None:
    text = make_claim(related=["lost-claim"])
    root = write_site(tmp_path, claims={f"sleep/{CLAIM_ID}": text})
    page = {f"claims/{CLAIM_ID}/index.html": "<h1>Claim</h1><a href='../lost-claim/'>x</a>"}
    (problem,) = problems(root, **page)
    assert (problem.code, problem.path, problem.line) == ("V02", CLAIM_PATH, line_of(text, "lost-claim"))


def test_a_broken_link_of_a_source_is_looked_for_in_its_entry(tmp_path: Path) -> None:
    bib = BIBLIOGRAPHY.replace("title        = {What tea", "note = {See lost-page.},\n  title        = {What tea")
    bib = bib.replace("funding      = {a university}", "funding      = {lost-page}")
    root = write_site(tmp_path, bib=bib)
    (problem,) = problems(root, **{"sources/jones2019/index.html": "<h1>x</h1><a href='../../lost-page/'>x</a>"})
    assert (problem.path, problem.line) == ("bibliography.bib", line_of(bib, "See lost-page"))


def test_a_broken_link_of_a_template_is_told_in_the_built_page(tmp_path: Path) -> None:
    root = write_site(tmp_path, **{"docs/extra.md": EXTRA.format(link="Nothing.")})
    (problem,) = problems(root, **{"extra/index.html": "<h1>Extra</h1>\n<a href='../of-a-template/'>x</a>"})
    assert (problem.path, problem.line) == ("extra/index.html", 2)
    assert "a page made from docs/extra.md" in problem.message


def test_links_that_lead_somewhere(tmp_path: Path) -> None:
    root = write_site(tmp_path, **{"docs/extra.md": "# Extra\n"})
    good = f"""<a href='../claims/{CLAIM_ID}/#top'>x</a><a href='..'>y</a><a href='?q=1'>z</a><a href='#'>t</a>
    <a href='mailto:a@b.example'>m</a><a href='https://example.org/'>w</a>
    <img src='data:image/png,x' srcset='data:image/png,y 2x'><form><input src=''></form>"""
    assert problems(root, **{"extra/index.html": f"<h1 id='top'>x</h1>{good}"}) == []


def test_former_addresses(tmp_path: Path) -> None:
    text = make_claim(moved_from=["old-name", "older-name"])
    root = write_site(tmp_path, claims={f"sleep/{CLAIM_ID}": text})
    there = f"<a href='../{CLAIM_ID}/'>moved</a>"
    pages = {f"claims/{old}/index.html": there for old in ("old-name", "older-name")}
    assert problems(root, **pages) == []
    (problem,) = problems(root, **pages | {"claims/older-name/index.html": "<a href='../../'>elsewhere</a>"})
    assert (problem.code, problem.path, problem.line) == ("V05", CLAIM_PATH, line_of(text, "- older-name"))
    site = built_site(root, **pages)
    (site / "claims/old-name/index.html").unlink()
    (problem,) = check_site(library_of(root), site)
    assert (problem.code, problem.path) == ("V01", CLAIM_PATH)


@pytest.mark.parametrize("directory_urls", [True, False])
def test_every_page_of_the_content_has_an_origin(directory_urls: bool, tmp_path: Path) -> None:
    from explainer.addressing import Addressing
    from explainer.pages.plan import plan_pages

    root = write_site(tmp_path)
    library = library_of(root)
    addressing = Addressing(directory_urls=directory_urls)
    known = origins(library, addressing)
    for name in [page.name for page in plan_pages(SiteView(library, TODAY))] + [page.name for page in library.prose]:
        file = addressing.built(name)
        assert f"{file}index.html" in known or file in known
    assert known["index.html"] == Origin("docs/index.md")


def test_words_are_looked_for_whole(tmp_path: Path) -> None:
    root = write_site(tmp_path, **{"docs/extra.md": "# Extra\n\nlost-claims\n\n[x](lost-claim.md)\n"})
    mark = place_of(library_of(root), Origin("docs/extra.md"), "../lost-claim/")
    assert mark is not None
    assert mark.line == 5
