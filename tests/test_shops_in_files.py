"""No file that is published holds a shop's address."""

from __future__ import annotations

import gzip
import re
import shutil
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from builders import ARTICLE, BIBLIOGRAPHY, GLOSSARY, HELPLINES, SITE, TODAY, library_of, make_claim, published
from explainer.building.check_built import check_site
from explainer.loading import library as library_module
from explainer.loading.address_inventory import inventory, without_archive
from explainer.model.shop_addresses import LEFT_OUT, Shops
from explainer.pages.site_view import SiteView
from explainer.publish.place import Place
from site_builders import build_on_the_day, claims, read_pages, write_project

FILM = "films.example/watch?v=tea"
COPY = "copies.example/AbC12"
UNSEEN = re.compile(rf"shop\.example|{re.escape(FILM)}|{re.escape(COPY)}", re.IGNORECASE)
"""What no file may hold: the host of one seller's page, another page on a host of many, an archived copy."""

SELLERS = f"""
@online{{film2022,
  author       = {{{{Tea Shop}}}},
  title        = {{A film about our tea}},
  year         = {{2022}},
  url          = {{https://{FILM}}},
  archive_url  = {{https://{COPY}}},
  urldate      = {{2026-05-03}},
  note         = {{Five minutes long.}},
  design       = {{seller-page}},
  verified     = {{full}},
}}
"""
BIB = BIBLIOGRAPHY.replace(
    "  urldate      = {2026-06-01},\n  design       = {seller-page}",
    "  archive_url  = {https://web.archive.org/web/20260601/https://shop.example.org/tea},\n"
    "  urldate      = {2026-06-01},\n  design       = {seller-page}",
)
CONTENT = {
    "bib": BIB + SELLERS,
    "claims": {
        "sleep/helps-people-sleep": make_claim(
            appearances=[
                {"source": "shop2021", "by": "seller", "words": "sleep through the night", "where": "at the top"},
                {"source": "film2022", "by": "seller", "words": "never wake again"},
            ],
            short_answer="Nobody can say yet. The only study asked few people, and sellers say more [@shop2021].",
        )
    },
    "docs/data/words.yml": "not_shops: [films.example, copies.example]\n",
    "docs/data/article.yml": ARTICLE,
    "docs/data/glossary.yml": GLOSSARY,
    "docs/data/helplines.yml": HELPLINES,
    "docs/data/site.yml": f"{SITE}data_page: data.md\n",
    "docs/article.md": "# An article\n\nA seller's [@shop2021; @film2022, end].\n\n<!-- explainer:article -->\n",
    "docs/data.md": "# Data\n\n<!-- explainer:data-files -->\n\n<!-- explainer:feeds -->\n",
    "docs/faq.md": "# Questions\n\n<!-- explainer:faq -->\n",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small site that cites two sellers in every way that there is."""
    return write_project(tmp_path_factory.mktemp("sellers"), **CONTENT)


@pytest.fixture(scope="module")
def site(project: Path) -> Path:
    """It, built at an address."""
    root = project.parent / f"{project.name}-built"
    settings = {"site_url": "https://tea.example/", "extra": {"generator": False}}
    write_project(root, settings=settings, **CONTENT)
    return build_on_the_day(root)


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the name and the content of every file below a folder, unpacked where it is packed."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            with suppress(OSError, EOFError, zlib.error):
                content = gzip.decompress(content)
            yield path.relative_to(folder).as_posix(), content.decode("utf-8", "replace")


def test_no_file_of_a_built_site_holds_the_address_of_a_seller(project: Path, site: Path) -> None:
    """Whatever writes a file, today's writers and those still to come."""
    held = dict(texts(site))
    assert [name for name, text in held.items() if UNSEEN.search(text)] == []
    assert check_site(library_of(project), site) == [], "the check of a built site agrees"
    # All forms are there, and the works themselves are in them.
    told = {name.partition(".")[2] for name, text in held.items() if "Why our tea is good for your nights" in text}
    assert told >= {"html", "md", "json", "bib", "csl.json", "ris", "nbib"}
    kinds = {name.rpartition(".")[2] for name in held}
    assert kinds >= {"html", "md", "json", "csv", "bib", "ris", "nbib", "atom", "ics", "txt", "xml"}


def test_the_pages_name_the_work_and_the_day_and_say_why_there_is_no_link(site: Path) -> None:
    pages = read_pages(site)
    for key, title in (
        ("shop2021", "Why our tea is good for your nights [Internet]. 2021 [cited 2026 Jun 1]."),
        ("film2022", "A film about our tea [Internet]. 2022 [cited 2026 May 3]."),
    ):
        page = pages[f"sources/{key}/index.html"]
        assert f"Tea Shop. {title}" in page.main
        assert LEFT_OUT in page.main
        assert not [link for link in page.main_links if "://" in link and link != "https://tea.example.org/contact"]
    assert f"Five minutes long. {LEFT_OUT}" in pages["sources/film2022/index.html"].main
    sources = pages["sources/index.html"]
    assert "https://health.example.org/tired" in "".join(pages["sources/health2022/index.html"].main_links)
    assert "Why our tea is good for your nights" in sources.main


def test_what_is_written_outside_a_build_holds_none_either(project: Path, tmp_path: Path) -> None:
    for command in ("export", "data"):
        done = claims(command, "--root", project, tmp_path / command)
        assert done.exit_code == 0, done.output
        held = dict(texts(tmp_path / command))
        assert held
        assert [name for name, text in held.items() if UNSEEN.search(text)] == []
    library = library_of(project)
    assert not [link.address for link in inventory(library) if UNSEEN.search(link.address)]
    assert "https://health.example.org/tired" in {link.address for link in inventory(library)}
    assert [one.key for one in without_archive(library)] == ["health2022"]


def test_without_the_one_decision_the_addresses_would_be_everywhere(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the tests above cannot pass for want of anything to find."""
    monkeypatch.setattr(library_module, "without_shops", lambda references, *_, **__: (dict(references), Shops()))
    files = published(SiteView(library_of(project), TODAY), Place("https://tea.example/"))
    leaks = {name for name, text in files.items() if UNSEEN.search(text)}
    assert leaks >= {
        "claims.json", "claims/helps-people-sleep.json", "sources/shop2021/index.md",
        "claims/helps-people-sleep/index.md", "bibliography.bib", "bibliography.ris", "bibliography.csl.json",
    }  # fmt: skip


LEAKS = {
    "more.json": '{"url": "https:\\/\\/Shop.example.org\\/tea"}',
    "more.txt": "See www.shop.example.org.",
    "claims/helps-people-sleep/index.html": "<p>shop.example.org</p>",
    "sources/film2022/index.html": f'<a data-to="https://{FILM}">x</a>',
    "more.js": f"go('//{COPY}')",
    "link.html": '<a href="https://shop.example.org/other">x</a>',
    "form.html": "<form action=//shop.example.org></form>",
    "copy.html": '<a href="https://web.archive.org/web/2026/https%3A%2F%2Fshop%2Eexample.org/">x</a>',
    "mail.html": '<a href="mailto:me@&#115;hop.example.org">x</a>',
    "more.gz": gzip.compress(b"one\nhttps://shop.example.org/tea\n"),
}
INNOCENT = {"less.html": "<p>a-shop.example.org, shop.example</p>", "less.gz": b"\x1f\x8bis not packed"}


def test_a_file_that_holds_one_all_the_same_fails_the_check(project: Path, site: Path, tmp_path: Path) -> None:
    shutil.copytree(site, tmp_path / "site")
    for name, more in (LEAKS | INNOCENT).items():
        with (tmp_path / "site" / name).open("ab") as file:
            file.write(b"\n" + more.encode() if isinstance(more, str) else more)
    problems = check_site(library_of(project), tmp_path / "site")
    assert {problem.code for problem in problems} == {"S28", "V06"}, "pages without a policy are found out too"
    problems = [problem for problem in problems if problem.code == "S28"]
    assert sorted(problem.path for problem in problems) == sorted(LEAKS)
    (packed,) = (problem for problem in problems if problem.path == "more.gz")
    assert packed.line == 2
    done = claims("built", "--root", project, tmp_path / "site")
    assert done.exit_code == 1
    assert done.output.count(" S28 ") == len(LEAKS)
