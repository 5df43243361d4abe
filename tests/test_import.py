"""`claims import`: exports of reference managers and of PubMed become entries of the bibliography."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from builders import BIBLIOGRAPHY, codes, library_of, problems_of, write_site
from explainer.cli import main
from explainer.loading.bibliography import read_bibliography
from explainer.loading.exported_references import read_export
from explainer.model.reference import Name, Reference
from explainer.model.vocabulary import Standing, Verified
from explainer.problems import Mark
from explainer.references.bibtex import bibtex
from explainer.references.csl import csl_json
from explainer.references.nbib import nbib
from explainer.references.ris import ris
from explainer.upkeep.bibtex_entries import TO_FILL

ZOTERO: list[dict[str, Any]] = [
    {
        "id": "http://zotero.org/users/1/items/ABCD",
        "type": "article-journal",
        "title": "Dreams after <i>Matricaria</i> tea in 10<sup>2</sup> adults &amp; more",
        "author": [
            {"family": "Berg", "given": "Jan Ole", "non-dropping-particle": "van der", "suffix": "Jr."},
            {"literal": "The Tea & Sleep Group"},
        ],
        "container-title": "Journal of Warm Drinks",
        "container-title-short": "J Warm Drinks",
        "issued": {"date-parts": [["2024", 3, "5"]]},
        "volume": "9",
        "issue": "2",
        "page": "101-110",
        "DOI": "https://doi.org/10.5555/dreams.2024.7",
        "note": "PMID: 31234567\nPMCID: PMC7654321\nread in a hurry",
        "URL": "https://x.example/a",
        "accessed": {"date-parts": [[2026, 11, 1]]},
    }
]
RIS = (
    "TY  - CHAP\r\nID  - lee2021\r\nAU  - Lee, Bo\r\nAU  - World Tea Organization\r\nA2  - Roy, Al\r\n"
    "TI  - Green tea\r\nT2  - The book of tea\r\nPB  - Tea Press\r\nCY  - Oslo\r\nPY  - 2021\r\nSP  - 110\r\n"
    "EP  - 119\r\n"
    "SN  - 978-0-00-000000-2\r\nER  - \r\n"
)
MEDLINE = """
PMID- 32345678
OWN - NLM
DP  - 2019 Mar 4
TI  - Tea and sleep in a long title that
      goes on.
PG  - 847-54
LID - 10.5555/tea.2019 [doi]
FAU - Post, Sara L
AU  - Post SL
CN  - Tea Group
JT  - Letters of tea
TA  - Lett Tea
PT  - Journal Article
"""


def run(root: Path, name: str, content: str | bytes, *more: str) -> Result:
    path = root.parent / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return CliRunner().invoke(main, ["import", "--root", str(root), str(path), *more])


def added(root: Path) -> dict[str, Reference]:
    """Return the entries that the default bibliography does not have; nothing else may have changed."""
    text = (root / "bibliography.bib").read_text(encoding="utf-8")
    assert text.startswith(BIBLIOGRAPHY), "what was there stays to the letter"
    held = read_bibliography("bibliography.bib", BIBLIOGRAPHY.encode())[0]
    return {key: one for key, one in library_of(root).references.items() if key not in held}


def test_csl_json_as_zotero_writes_it(tmp_path: Path) -> None:
    root = write_site(tmp_path / "site")
    done = run(root, "zotero.json", json.dumps(ZOTERO))
    assert done.exit_code == 0, done.output
    [(key, work)] = added(root).items()
    assert key == "berg2024"
    assert work == Reference(
        key=key, type="article", title="Dreams after Matricaria tea in 10\u00b2 adults & more",
        authors=(Name("Berg", ("Jan", "Ole"), "van der", "Jr."), Name("The Tea & Sleep Group", literal=True)),
        container="Journal of Warm Drinks", short_container="J Warm Drinks", year="2024", month="Mar 5", volume="9",
        number="2", pages="101\u2013110", doi="10.5555/dreams.2024.7", pmid="31234567", pmcid="PMC7654321",
        note="read in a hurry", url="https://x.example/a", accessed=work.accessed, status=Standing.OK,
        verified=Verified.PARTIAL, mark=work.mark,
    )  # fmt: skip
    assert str(work.accessed) == "2026-11-01"


def test_what_only_a_reader_knows_is_marked_and_told(tmp_path: Path) -> None:
    root = write_site(tmp_path / "site")
    done = run(root, "zotero.json", json.dumps(ZOTERO))
    text = (root / "bibliography.bib").read_text(encoding="utf-8")
    assert "% berg2024: from zotero.json. To fill in from the work itself:" in text
    for name in TO_FILL:
        assert f"  {name:<12} = {{}},\n" in text
        assert name in done.stderr
    assert {"S26", "S17"} <= set(codes(problems_of(root)))


def test_ris(tmp_path: Path) -> None:
    root = write_site(tmp_path / "site")
    assert run(root, "export.ris", RIS).exit_code == 0
    [(key, work)] = added(root).items()
    assert key == "lee2021"
    assert (work.type, work.container, work.publisher, work.address) == (
        "incollection", "The book of tea", "Tea Press", "Oslo",
    )  # fmt: skip
    assert work.authors == (Name("Lee", ("Bo",)), Name("World Tea Organization", literal=True))
    assert work.editors == (Name("Roy", ("Al",)),)
    assert (work.pages, work.isbn, work.year) == ("110\u2013119", "978-0-00-000000-2", "2021")


def test_nbib_as_pubmed_writes_it(tmp_path: Path) -> None:
    root = write_site(tmp_path / "site")
    assert run(root, "pubmed.nbib", MEDLINE).exit_code == 0
    [(key, work)] = added(root).items()
    assert key == "post2019"
    assert work.title == "Tea and sleep in a long title that goes on"
    assert work.authors == (Name("Post", ("Sara", "L")), Name("Tea Group", literal=True))
    assert (work.container, work.short_container, work.month) == ("Letters of tea", "Lett Tea", "Mar 4")
    assert (work.pages, work.doi, work.pmid) == ("847\u2013854", "10.5555/tea.2019", "32345678")


def test_a_bib_file_keeps_its_keys(tmp_path: Path) -> None:
    root = write_site(tmp_path / "site")
    done = run(root, "mine.bib", "@article{MyKey, author={Lee, Bo}, title={Green tea}, journal={J}, year=2021}")
    assert done.exit_code == 0
    assert list(added(root)) == ["MyKey"]


@pytest.mark.parametrize("field", ["doi", "pmid", "title"])
def test_a_double_is_refused_and_the_others_are_added(tmp_path: Path, field: str) -> None:
    root = write_site(tmp_path / "site")
    held = library_of(root).references["smith2020"]
    value = {"doi": held.doi, "pmid": "111", "title": held.title}[field]
    if field == "pmid":
        path = root / "bibliography.bib"
        path.write_text(BIBLIOGRAPHY.replace("@article{smith2020,\n", "@article{smith2020,\n  pmid = {111},\n"))
    double = {"type": "article-journal", "title": "Another title of the same work", "DOI": "", field.upper(): value}
    if field == "title":
        double = {"type": "article-journal", "title": value}
    done = run(root, "x.json", json.dumps([double, *ZOTERO]))
    assert done.exit_code == 1
    assert "is there already" in done.stderr
    assert "`smith2020`" in done.stderr
    assert "berg2024" in library_of(root).references
    assert "Added 1, left out 1." in done.stderr


def test_a_work_that_is_in_the_file_twice_is_added_once(tmp_path: Path) -> None:
    root = write_site(tmp_path / "site")
    assert run(root, "x.json", json.dumps(ZOTERO * 2)).exit_code == 1
    assert list(added(root)) == ["berg2024"]


def test_a_second_run_adds_nothing(tmp_path: Path) -> None:
    root = write_site(tmp_path / "site")
    run(root, "x.json", json.dumps(ZOTERO))
    before = (root / "bibliography.bib").read_bytes()
    assert run(root, "x.json", json.dumps(ZOTERO)).exit_code == 1
    assert (root / "bibliography.bib").read_bytes() == before


def test_print_writes_nothing(tmp_path: Path) -> None:
    root = write_site(tmp_path / "site")
    done = run(root, "x.json", json.dumps(ZOTERO), "--print")
    assert done.exit_code == 0
    assert "@article{berg2024," in done.stdout
    assert added(root) == {}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "empty"),
        ("hello", "none of CSL-JSON, RIS, NBIB (PubMed) and BibTeX"),
        ('[{"title": ', "not valid JSON"),
        ("[" * 100_000, "not valid JSON"),
        (b"\xff\xfe\x00", "UTF-8"),
    ],
)
def test_a_file_of_another_kind_is_refused(tmp_path: Path, content: str | bytes, said: str) -> None:
    root = write_site(tmp_path / "site")
    done = run(root, "x.json", content)
    assert done.exit_code == 2
    assert said in done.output
    assert added(root) == {}


@pytest.mark.parametrize(
    "parts", [[[float("inf")]], [[10**40, 1]], [["x"]], [[2020, "March"]], {}, [[-1]], [[None, 3]]]
)
def test_dates_of_nonsense_are_no_dates(tmp_path: Path, parts: Any) -> None:
    root = write_site(tmp_path / "site")
    item = {"type": "book", "title": "Tea", "issued": {"date-parts": parts}}
    assert run(root, "x.json", json.dumps([item])).exit_code in {0, 1}
    [work] = added(root).values()
    assert work.title == "Tea"
    assert work.year in {"", "2020"}


def test_what_a_page_must_not_link_to_or_show_is_left_out_and_told(tmp_path: Path) -> None:
    root = write_site(tmp_path / "site")
    item = {
        "type": "webpage",
        "title": "Tea\u202e\x07 time",
        "URL": "javascript:alert(1)",
        "DOI": "10.1/x",
        "PMID": "x",
    }
    done = run(root, "x.json", json.dumps([item, {"type": "book"}, 7]))
    assert done.exit_code == 1
    [work] = added(root).values()
    assert (work.title, work.url, work.doi, work.pmid) == ("Tea time", "", "", "")
    for field in ("url", "doi", "pmid"):
        assert f"so its {field} is left out" in done.stderr
    assert "item 2 of x.json has no title" in done.stderr
    assert "item 3 of x.json is not a record" in done.stderr
    assert "F04" not in codes(problems_of(root))


WORKS = (
    Reference("a2020", "article", "Tea and sleep", authors=(Name("Berg", ("Jan", "O."), "van der"),),
              container="Letters", short_container="Lett", year="2020", month="Mar 4", volume="1", number="2",
              pages="1\u20139",
              doi="10.5555/x", pmid="12", pmcid="PMC34"),
    Reference("b2020", "book", "The book of tea", authors=(Name("Lee", ("Bo",)),), editors=(Name("Roy", ("Al",)),),
              publisher="Press", address="Oslo", edition="2", year="2020", series="Plants", isbn="978-0-00-000000-2"),
    Reference("c2020", "incollection", "Green tea", authors=(Name("Lee", ("Bo",)),),
              editors=(Name("Roy", ("Al",)),), container="The book of tea", publisher="Press",
              address="Oslo", year="2020", pages="1\u20139"),
    Reference("r2020", "report", "Tea in schools", authors=(Name("Health Service", literal=True),),
              publisher="Ministry", year="2020", number="7"),
)  # fmt: skip


@pytest.mark.parametrize("work", WORKS, ids=lambda one: one.type)
@pytest.mark.parametrize(("write", "lost"), [
    (bibtex, ()),
    (csl_json, ()),
    (ris, ()),
    (nbib, ("key", "series")),
], ids=["bibtex", "csl", "ris", "nbib"])  # fmt: skip
def test_our_own_forms_come_back(work: Reference, write: Any, lost: tuple[str, ...]) -> None:
    export = read_export("x", write([work]).encode())
    assert export.left_out == []
    [back] = export.works
    same = {name: getattr(work, name) for name in lost}
    address = {"url": work.url} if work.links else {}
    assert replace(back, mark=Mark(), **same, **address) == replace(work, mark=Mark())


@pytest.mark.parametrize(
    ("title", "back"),
    [
        ("Tea {and {all} that} comes", "Tea {and {all} that} comes"),
        ("Tea {and sleep", "Tea and sleep"),
        ("Tea and} sleep", "Tea and sleep"),
        ("Tea} and {sleep", "Tea and sleep"),
        ("Tea <5 and <i>sleep", "Tea <5 and <i>sleep"),
    ],
)
def test_braces_come_back_where_they_are_paired_and_other_signs_always(title: str, back: str) -> None:
    """BibTeX counts braces, also those with a backslash: one too many would swallow the entries that follow."""
    written = bibtex([replace(WORKS[0], title=title), WORKS[1]])
    references, problems = read_bibliography("bibliography.bib", written.encode())
    assert [one.title for one in references.values()] == [back, WORKS[1].title]
    assert "S01" not in codes(problems)
