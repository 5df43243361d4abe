"""All web addresses of the content: each once, of its kind, with the places where it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from builders import CARE, ENTRIES, library_of, write_site
from explainer.loading.address_inventory import Link, LinkKind, Spot, inventory, without_archive
from explainer.problems import Mark

PAGE = "docs/extra.md"


def links_of(root: Path, text: str = "", **files: str) -> dict[str, Link]:
    """Return the links of a small site with a page of this text, without those that it has anyway."""
    own = {link.address for link in inventory(library_of(write_site(root / "own")))}
    library = library_of(write_site(root / "more", **{PAGE: f"# Extra\n\n{text}\n", **files}))
    return {link.address: link for link in inventory(library) if link.address not in own}


@pytest.mark.parametrize(
    ("written", "kind", "ident", "address"),
    [
        ("https://doi.org/10.5555/A.1", LinkKind.DOI, "10.5555/a.1", "https://doi.org/10.5555/a.1"),
        ("http://dx.doi.org/10.5555/a%2E1", LinkKind.DOI, "10.5555/a.1", "https://doi.org/10.5555/a.1"),
        ("https://WWW.doi.org/10.5555/a.1", LinkKind.DOI, "10.5555/a.1", "https://doi.org/10.5555/a.1"),
        ("https://doi.org/help", LinkKind.PAGE, "https://doi.org/help", "https://doi.org/help"),
        ("https://pubmed.ncbi.nlm.nih.gov/123", LinkKind.PMID, "123", "https://pubmed.ncbi.nlm.nih.gov/123/"),
        ("https://www.ncbi.nlm.nih.gov/pubmed/123/", LinkKind.PMID, "123", "https://pubmed.ncbi.nlm.nih.gov/123/"),
        (
            "https://pubmed.ncbi.nlm.nih.gov/?term=tea",
            LinkKind.PAGE,
            *["https://pubmed.ncbi.nlm.nih.gov/?term=tea"] * 2,
        ),
        (
            "https://pmc.ncbi.nlm.nih.gov/articles/pmc12/",
            LinkKind.PMCID,
            "PMC12",
            "https://pmc.ncbi.nlm.nih.gov/articles/PMC12/",
        ),
        ("https://a.example/x?y=1#part", LinkKind.PAGE, *["https://a.example/x?y=1"] * 2),
    ],
)
def test_an_address_is_of_the_kind_by_which_it_is_checked(
    tmp_path: Path, written: str, kind: LinkKind, ident: str, address: str
) -> None:
    (link,) = links_of(tmp_path, f"See <{written}>.").values()
    assert (link.kind, link.ident, link.address) == (kind, ident, address)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See https://a.example/x.", "https://a.example/x"),
        ("(https://a.example/x)", "https://a.example/x"),
        ("(see https://a.example/x_(y))", "https://a.example/x_(y)"),
        ("[x](https://a.example/x)", "https://a.example/x"),
        ("[x](https://a.example/x_(y)), then (more)", "https://a.example/x_(y)"),
        ('[x](https://a.example/x "Title")', "https://a.example/x"),
        ("[x](https://a.example/x)(more", "https://a.example/x"),
        ("[https://a.example/x](https://a.example/x)", "https://a.example/x"),
        ("**https://a.example/x**?!", "https://a.example/x"),
        ("https://a.example/x?a=1&amp;b=2", "https://a.example/x?a=1&b=2"),
        ("[x]: https://a.example/x", "https://a.example/x"),
        ("https://user:word@a.example/x", None),
        ("`https://a.example/x` and\n\n```\nhttps://a.example/y\n```\n", None),
    ],
)
def test_an_address_in_a_page_ends_where_its_sentence_goes_on(tmp_path: Path, text: str, found: str | None) -> None:
    assert list(links_of(tmp_path, text)) == [found] * (found is not None)


def test_an_address_has_every_place_where_it_stands_and_addresses_stand_in_order(tmp_path: Path) -> None:
    at_once = "`one`\n`two` https://b.example/ and https://a.example/ and https://a.example/"
    links = links_of(tmp_path, at_once, **{"docs/data/care.yml": CARE + "# https://c.example/\n"})
    assert list(links) == ["https://a.example/", "https://b.example/"]
    assert links["https://b.example/"].spots == (Spot(PAGE, Mark(4, 7)),)
    assert links["https://a.example/"].spots == (Spot(PAGE, Mark(4, 30)), Spot(PAGE, Mark(4, 53)))


def entry(key: str, **fields: str) -> str:
    text = ENTRIES["health2022"].replace("health2022", key)
    text = re.sub(r"(?m)^  url .*\n", "", text)
    return text.replace(",\n", ",\n" + "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items()), 1)


def test_each_identifier_and_address_of_a_work_stands_at_its_field(tmp_path: Path) -> None:
    fields = {
        "doi": "10.5555/All",
        "pmid": "123",
        "pmcid": "PMC12",
        "url": "https://a.example/x",
        "archive_url": "https://web.archive.org/web/2026/https://a.example/x",
    }
    bib = "\n".join([*ENTRIES.values(), entry("all2022", **fields), entry("none2022")])
    library = library_of(write_site(tmp_path, bib=bib))
    top = bib[: bib.index("@online{all2022")].count("\n") + 1
    spots = {link.ident: link.spots for link in inventory(library) if link.spots[0].mark.line > top}
    assert spots == {
        ident: (Spot("bibliography.bib", Mark(top + number, 3)),)
        for number, ident in enumerate(
            ["10.5555/all", "123", "PMC12", "https://a.example/x", fields["archive_url"]], start=1
        )
    }


def test_a_field_that_stands_in_no_line_of_its_own_is_told_at_its_column(tmp_path: Path) -> None:
    bib = "\n".join(
        [
            *ENTRIES.values(),
            "@online{a2022, title={T}, url={https://a.example/}}",
            entry("b2022", url="https://b.example/"),
        ]
    )
    library = library_of(write_site(tmp_path, bib=bib))
    (spot,) = next(link for link in inventory(library) if link.ident == "https://a.example/").spots
    assert spot.mark == Mark(library.references["a2022"].mark.line, len("@online{a2022, title={T}, u"))


def test_a_work_that_is_only_a_page_needs_an_archived_copy(tmp_path: Path) -> None:
    page = {"url": "https://a.example/x"}
    works = {
        "z2022": page,
        "page2022": page,
        "doi2022": page | {"doi": "10.5555/a"},
        "pmid2022": page | {"pmid": "123"},
        "pmcid2022": page | {"pmcid": "PMC12"},
        "kept2022": page | {"archive_url": "https://web.archive.org/web/2026/https://a.example/x"},
        "paper2022": {},
    }
    bib = "\n".join(entry(key, **fields) for key, fields in works.items())
    library = library_of(write_site(tmp_path, bib=bib))
    assert [one.key for one in without_archive(library)] == ["page2022", "z2022"]


def test_a_built_site_adds_what_no_file_of_the_content_has(tmp_path: Path) -> None:
    library = library_of(write_site(tmp_path / "root"))
    pages = {
        "a.html": '<p>\n <a href="https://a.example/">x</a><a href="https://health.example.org/tired#top">x</a>\n'
        '<img src="http://b.example/x.png"><a href="b/">x</a><a href="mailto:a@b.example">x</a><a>x</a>',
        "b/c.html": '<a href="https://a.example/">x</a>'
        + "".join(
            f'<link rel="{rel}" href="https://own.example/">' for rel in ("canonical", "next", "prev", "alternate")
        )
        + '<link rel="license" href="HTTPS://c.example/">',
    }
    for name, text in pages.items():
        (tmp_path / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / name).write_text(text)
    own = inventory(library)
    more = [link for link in inventory(library, tmp_path / "site") if link not in own]
    assert {link.address: link.spots for link in more} == {
        "HTTPS://c.example/": (Spot("site/b/c.html", Mark(1, pages["b/c.html"].index('<link rel="license') + 1)),),
        "https://a.example/": (Spot("site/a.html", Mark(2, 2)),),
        "http://b.example/x.png": (Spot("site/a.html", Mark(3, 1)),),
    }
