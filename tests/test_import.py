"""`claims import`: exports of reference managers and of PubMed become entries of the bibliography."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import date
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
from explainer.references.exchange_formats import csl_json, nbib, ris
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


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_site(tmp_path / "site")


def run(root: Path, name: str, content: str | bytes, *more: str, status: int) -> Result:
    path = root.parent / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    done = CliRunner().invoke(main, ["import", "--root", str(root), str(path), *more])
    assert done.exit_code == status, done.output
    return done


def added(root: Path) -> dict[str, Reference]:
    """Return the entries that the default bibliography does not have; nothing else may have changed."""
    text = (root / "bibliography.bib").read_text(encoding="utf-8")
    assert text.startswith(BIBLIOGRAPHY), "what was there stays to the letter"
    held = read_bibliography("bibliography.bib", BIBLIOGRAPHY.encode())[0]
    return {key: one for key, one in library_of(root).references.items() if key not in held}


def test_csl_json_as_zotero_writes_it(root: Path) -> None:
    run(root, "zotero.json", json.dumps(ZOTERO), status=0)
    [(key, work)] = added(root).items()
    assert key == "berg2024"
    assert work == Reference(
        key=key, type="article", title="Dreams after Matricaria tea in 10\u00b2 adults & more",
        authors=(Name("Berg", ("Jan", "Ole"), "van der", "Jr."), Name("The Tea & Sleep Group", literal=True)),
        container="Journal of Warm Drinks", short_container="J Warm Drinks", year="2024", month="Mar 5", volume="9",
        number="2", pages="101\u2013110", doi="10.5555/dreams.2024.7", pmid="31234567", pmcid="PMC7654321",
        note="read in a hurry", url="https://x.example/a", accessed=work.accessed, status=Standing.OK,
        verified=Verified.PARTIAL, mark=work.mark, marks=work.marks,
    )  # fmt: skip
    assert str(work.accessed) == "2026-11-01"


def test_what_only_a_reader_knows_is_marked_and_told(root: Path) -> None:
    done = run(root, "zotero.json", json.dumps(ZOTERO), status=0)
    text = (root / "bibliography.bib").read_text(encoding="utf-8")
    assert "% berg2024: from zotero.json. To fill in from the work itself:" in text
    for name in TO_FILL:
        assert f"  {name:<12} = {{}},\n" in text
        assert name in done.stderr
    assert {"S26", "S17"} <= set(codes(problems_of(root)))


def test_what_is_piped_in_is_read(root: Path) -> None:
    reads, writes = os.pipe()
    os.write(writes, json.dumps(ZOTERO).encode())
    os.close(writes)
    done = CliRunner().invoke(main, ["import", "--root", str(root), f"/dev/fd/{reads}"])
    os.close(reads)
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("field", ["doi", "pmid", "title"])
def test_a_double_is_refused_and_the_others_are_added(root: Path, field: str) -> None:
    held = library_of(root).references["smith2020"]
    value = {"doi": held.doi, "pmid": "111", "title": held.title}[field]
    if field == "pmid":
        path = root / "bibliography.bib"
        path.write_text(BIBLIOGRAPHY.replace("@article{smith2020,\n", "@article{smith2020,\n  pmid = {111},\n"))
    double = {"type": "article-journal", "title": "Another title of the same work", "DOI": "", field.upper(): value}
    if field == "title":
        double = {"type": "article-journal", "title": value}
    done = run(root, "x.json", json.dumps([double, *ZOTERO]), status=1)
    assert "is there already" in done.stderr
    assert "`smith2020`" in done.stderr
    assert "berg2024" in library_of(root).references
    assert "Added 1, left out 1." in done.stderr


def test_a_work_that_is_in_the_file_twice_is_added_once_and_not_again(root: Path) -> None:
    for _ in range(2):
        run(root, "x.json", json.dumps(ZOTERO * 2), status=1)
        assert list(added(root)) == ["berg2024"]


def test_print_writes_nothing(root: Path) -> None:
    done = run(root, "x.json", json.dumps(ZOTERO), "--print", status=0)
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
        ("\x1c\n\u2028", "has U+001C"),
    ],
)
def test_a_file_of_another_kind_is_refused(root: Path, content: str | bytes, said: str) -> None:
    done = run(root, "x.json", content, status=2)
    assert said in done.output
    assert added(root) == {}


@pytest.mark.parametrize(
    "parts", [[[float("inf")]], [[10**40, 1]], [["x"]], [[2020, "March"]], {}, [[-1]], [[None, 3]]]
)
def test_dates_of_nonsense_are_no_dates(root: Path, parts: Any) -> None:
    item = {"type": "book", "title": "Tea", "issued": {"date-parts": parts}}
    run(root, "x.json", json.dumps([item]), status=0)
    [work] = added(root).values()
    assert work.title == "Tea"
    assert work.year in {"", "2020"}


def test_what_a_page_must_not_link_to_or_show_is_left_out_and_told(root: Path) -> None:
    item = {
        "type": "webpage",
        "title": "Tea\u202e\x07 time",
        "URL": "javascript:alert(1)",
        "DOI": "10.1/x",
        "PMID": "x",
    }
    done = run(root, "x.json", json.dumps([item, {"type": "book"}, 7]), status=1)
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
    (bibtex, ()), (csl_json, ()), (ris, ()), (nbib, ("key", "series")),
], ids=["bibtex", "csl", "ris", "nbib"])  # fmt: skip
def test_our_own_forms_come_back(work: Reference, write: Any, lost: tuple[str, ...]) -> None:
    export = read_export("x", write([work]).encode())
    assert export.left_out == []
    [back] = export.works
    same = {name: getattr(work, name) for name in lost}
    address = {"url": work.url} if work.links else {}
    bare = {"mark": Mark(), "marks": ()}
    assert replace(back, **bare, **same, **address) == replace(work, **bare)


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


# Field by field: what each tag of an export becomes


def read_work(text: str) -> dict[str, Any]:
    """Return the fields of the one work in an export that say anything, but its title."""
    export = read_export("x", text.encode())
    assert not export.left_out
    (work,) = export.works
    fields = {name: getattr(work, name) for name in Reference.__dataclass_fields__}
    plain = Reference("", "misc", work.title)
    return {name: value for name, value in fields.items() if value != getattr(plain, name)}


LEE, LI, ROY = Name("Lee", ("Bo",)), Name("Li", ("Al",)), Name("Roy", ("Al",))
ISBN = "9780000000002"


@pytest.mark.parametrize(
    ("item", "fields"),
    [
        ({"type": "article"}, {"status": Standing.PREPRINT}),
        ({"type": "article-journal", "genre": "Preprint"}, {"type": "article", "status": Standing.PREPRINT}),
        (
            {"type": "article-journal", "container-title": ["Letters", "L"], "journalAbbreviation": "Lett",
             "publisher": "P", "publisher-place": "Oslo", "collection-title": "S", "ISBN": ISBN},
            {"type": "article", "container": "Letters", "short_container": "Lett"},
        ),
        (
            {"type": "book", "container-title-short": "L", "publisher": "P", "publisher-place": "Oslo",
             "collection-title": "S", "collection-number": "4", "ISBN": ISBN, "genre": "x", "number-of-pages": "200",
             "edition": 2},
            {"type": "book", "publisher": "P", "address": "Oslo", "series": "S", "number": "4", "isbn": ISBN,
             "extent": "200", "edition": "2"},
        ),
        ({"type": "thesis", "genre": "Master"}, {"type": "thesis", "genre": "Master"}),
        ({"type": "paper-conference", "event": "E"}, {"type": "inproceedings", "event": "E"}),
        ({"event-title": "E", "event": "F"}, {"event": "E"}),
        ({"number": "", "issue": " ", "collection-number": 3}, {"number": "3"}),
        ({"number": "1", "issue": "2"}, {"number": "1"}),
        ({"volume": True, "version": 1.2, "edition": []}, {"version": "1.2"}),
        ({"citation-key": "k", "id": "i"}, {"key": "k"}),
        ({"page": "s1--s9"}, {"pages": "s1\u2013s9"}),
        ({"page": "12-15, 20"}, {"pages": "12-15, 20"}),
        ({"article-number": "e12"}, {"pages": "e12"}),
        ({"DOI": "doi: 10.5555/A"}, {"doi": "10.5555/A"}),
        (
            {"note": "DOI: 10.5555/a\narXiv: 2101.00001v2\npmid:12\nPMCID: PMC3\nread"},
            {"doi": "10.5555/a", "eprint": "arXiv:2101.00001v2", "pmid": "12", "pmcid": "PMC3", "note": "read"},
        ),
        ({"note": "DOI: 10.5555/a", "DOI": "10.5555/b"}, {"doi": "10.5555/b"}),
        ({"note": "arXiv: a,b"}, {}),
        ({"issued": {"date-parts": [[2019], [2021]]}}, {"year": "2019-2021"}),
        ({"issued": {"date-parts": [[2020, 1, 2], [2020, 5]]}}, {"year": "2020", "month": "Jan 2"}),
        ({"issued": {"date-parts": [[2020, 12]]}}, {"year": "2020", "month": "Dec"}),
        ({"issued": {"date-parts": [[2020, 13, 1]]}}, {"year": "2020"}),
        ({"issued": {"date-parts": [[2020, 0, 1]]}}, {"year": "2020"}),
        ({"issued": {"date-parts": [[], "x", [2020]]}}, {"year": "2020"}),
        ({"issued": {"raw": "2020-03-04"}}, {"year": "2020", "month": "Mar 4"}),
        ({"issued": {"literal": "2020/3"}}, {"year": "2020", "month": "Mar"}),
        ({"issued": {"raw": "2020T10:00"}}, {"year": "2020"}),
        ({"issued": {"literal": "2019-2021"}}, {"year": "2019-2021"}),
        ({"issued": {"raw": "Autumn 2020"}}, {"year": "2020", "month": "Autumn"}),
        ({"issued": {"literal": "Spring 2020"}}, {"year": "2020", "month": "Spring"}),
        ({"volume": "n/a", "issue": "n/a", "page": "-"}, {}),
        ({"title": "RETRACTED: Tea"}, {"status": Standing.RETRACTED}),
        ({"issued": "2020"}, {"year": "2020"}),
        ({"author": ["Lee, Bo", "Li, Al"]}, {"authors": (LEE, LI)}),
        ({"accessed": {"raw": "2026-11-01"}}, {"accessed": date(2026, 11, 1)}),
        ({"accessed": {"date-parts": [[2026, 11]]}}, {}),
        ({"accessed": {"date-parts": [[2026, 13, 1]]}}, {}),
        ({"accessed": {"date-parts": [[10**20, 1, 1]]}}, {}),
        (
            {"author": [{"name": "Body"}, {"family": "Lee", "name": "Body"}, {"family": "Tea Group"}, {}, 7,
                        {"family": "Lee", "given": "Bo A", "dropping-particle": "de", "non-dropping-particle": "la",
                         "suffix": "Jr"}]},
            {"authors": (Name("Body", literal=True), Name("Lee"), Name("Tea Group", literal=True),
                         Name("Lee", ("Bo", "A"), "de la", "Jr"))},
        ),
        ({"author": {"family": "Lee"}}, {"authors": (Name("Lee"),)}),
        (
            {"type": "chapter", "ISBN": ISBN, "editor": [{"family": "Lee", "given": "Bo"}],
             "translator": [{"family": "Li", "given": "Al"}], "container-author": [{"family": "Roy", "given": "Al"}]},
            {"type": "incollection", "isbn": ISBN, "editors": (LEE,), "translators": (LI,), "book_authors": (ROY,)},
        ),
    ],
)  # fmt: skip
def test_each_field_of_csl_json_goes_where_it_belongs(item: dict[str, Any], fields: dict[str, Any]) -> None:
    assert read_work(json.dumps([{"title": "Tea"} | item])) == fields


@pytest.mark.parametrize(
    ("record", "fields"),
    [
        (
            "JOUR|AU  - Lee, Bo|A1  - van der Berg, Jan Ole, Jr.|A2  - Roy, Al|ED  - Li, Al|JO  - Letters|J2  - Lett|"
            "T2  - Other|T3  - S|PB  - P|CY  - Oslo|M1  - 9|IS  - 2|SP  - 10|EP  - 19|SN  - 9780000000002|M3  - x|"
            "C3  - Meeting",
            {"type": "article", "authors": (LEE, Name("Berg", ("Jan", "Ole"), "van der", "Jr.")), "editors": (LI, ROY),
             "container": "Letters", "short_container": "Lett", "number": "2", "pages": "10\u201319"},
        ),
        ("jour|AU  - Lee, Bo; Li, Al|PY  - May 2019", {"type": "article", "authors": (LEE, LI), "year": "2019",
         "month": "May"}),
        ("JOUR|AU  - Lee, Bo and Li, Al|JO\u00a0 -Letters|VL\t-\t2", {"type": "article", "authors": (LEE, LI),
         "container": "Letters", "volume": "2"}),
        ("JOUR|J2  - Lett|M1  - 9|SP  - 10|EP  - 10", {"type": "article", "container": "Lett", "pages": "10"}),
        ("JOUR|T2  - Letters|JA  - Lett", {"type": "article", "container": "Letters", "short_container": "Lett"}),
        (
            "BOOK|A3  - Roy, Al|A2  - Li, Al|T2  - Series|T3  - Other|JO  - x|PB  - P|PP  - Oslo|SP  - 200|EP  - 210|"
            "SN  - 9780000000002|M1  - 4|M3  - x",
            {"type": "book", "editors": (ROY,), "series": "Series", "publisher": "P", "address": "Oslo",
             "extent": "200", "isbn": ISBN, "number": "4"},
        ),
        ("BOOK|SP  - xii", {"type": "book"}),
        ("GEN|ID  - lee2021", {"key": "lee2021"}),
        ("CHAP|BT  - B|T3  - S|SN  - 9780000000002|SP  - 7",
         {"type": "incollection", "container": "B", "series": "S", "isbn": ISBN, "pages": "7"}),
        ("CONF|T2  - B|T3  - S|C3  - Meeting", {"type": "inproceedings", "container": "B", "event": "Meeting"}),
        ("PAT|A2  - Firm|AU  - Lee, Bo|M3  - Patent|ED  - Roy, Al",
         {"type": "patent", "authors": (LEE,), "holders": (Name("Firm"),), "genre": "Patent"}),
        ("RPRT|M3  - Working paper", {"type": "report", "genre": "Working paper"}),
        ("THES|M3  - Thesis", {"type": "thesis", "genre": "Thesis"}),
        ("GEN|PY  - 2020|DA  - 2021/03/04/", {"year": "2021", "month": "Mar 4"}),
        ("GEN|PY  - 2020|DA  - March", {"year": "2020", "month": "Mar"}),
        ("GEN|PY  - 2020|DA  - MAR 4", {"year": "2020", "month": "Mar 4"}),
        # authors in the order of the file, whichever of their two tags they stand under
        ("GEN|A1  - Lee, Bo|AU  - Li, Al", {"authors": (LEE, LI)}),
        ("GEN|AU  - Lee Jr., Bo", {"authors": (Name("Lee", ("Bo",), suffix="Jr"),)}),
        ("GEN|AU  - Lee B.|AU  - van Dyke J.-P.|AU  - Lee, Bo Jr.|AU  - M&uuml;ller, J|AU  - Lee, B II",
         {"authors": (Name("Lee", ("B.",)), Name("Dyke", ("J.", "-P."), "van"), Name("Lee", ("Bo",), suffix="Jr"),
                      Name("M\u00fcller", ("J",)), Name("Lee", ("B",), suffix="II"))}),
        # what publishers write for a volume, number and pages that a work does not have yet
        ("JOUR|VL  - n/a|IS  - ahead-of-print|SP  - 1|EP  - n/a", {"type": "article", "pages": "1"}),
        ("JOUR|VL  - 0|SP  - No Pagination Specified", {"type": "article"}),
        ("JOUR|SP  - 1-9|EP  - 9", {"type": "article", "pages": "1\u20139"}),
        ("JOUR|SP  - 2-1|EP  - 2-9", {"type": "article", "pages": "2-1\u20132-9"}),
        ("JOUR|C7  - e12", {"type": "article", "pages": "e12"}),
        ("JOUR|AR  - ARTN 12|C7  - 13", {"type": "article", "pages": "12"}),
        # accession numbers of databases that are not PubMed
        *((f"GEN|AN  - 123|{base}", {}) for base in ("DB  - Embase", "DB  - rzh", "DP  - EBSCOhost")),
        *((f"GEN|AN  - 123|{base}", {"pmid": "123"}) for base in ("DB  - Ovid MEDLINE(R)", "DP  - NLM")),
        ("GEN|N1  - Export Date: 13 July 2022; Cited By: 10|N1  - Cited By :10|N1  - one", {"note": "one"}),
        ("THES|M3  - 10.5555/a|N1  - 10.5555/a", {"type": "thesis", "doi": "10.5555/a"}),
        ("GEN|PY  - 2019-2021", {"year": "2019-2021"}),
        ("GEN|DA  - 2020/12", {"year": "2020", "month": "Dec"}),
        ("GEN|DA  - 2020/01", {"year": "2020", "month": "Jan"}),
        ("GEN|DA  - 2020/13/1", {"year": "2020"}),
        ("GEN|DA  - 2020/00/1", {"year": "2020"}),
        ("GEN|DA  - 2020//4", {"year": "2020"}),
        (
            "GEN|AN  - 123|C2  - x|C2  - PMC12|UR  - https://a.example/; https://b.example/|N1  - one|N1  - two|"
            "Y2  - 2026/11/01|DO  - 10.5555/a",
            {"pmid": "123", "pmcid": "PMC12", "url": "https://a.example/", "note": "one two",
             "accessed": date(2026, 11, 1), "doi": "10.5555/a"},
        ),
        ("GEN|AN  - x1|Y2  - 2026/13/01", {}),
        ("GEN|N1  - doi: 10.5555/a|N1  - one", {"doi": "10.5555/a", "note": "one"}),
        ("THES|M3  - DOI:10.5555/a|N1  - see doi: 10.5555/b", {"type": "thesis", "doi": "10.5555/a",
         "note": "see doi: 10.5555/b"}),
        ("GEN|UR  - https://doi.org/10.5555/a", {"doi": "10.5555/a", "url": "https://doi.org/10.5555/a"}),
        ("GEN|AU  - Lee,|AU  - Plato|AU  - Lee, , Bo|A4  - Li, Al",
         {"authors": (Name("Lee", literal=True), Name("Plato"), LEE), "translators": (LI,)}),
    ],
)  # fmt: skip
def test_each_tag_of_ris_goes_where_it_belongs(record: str, fields: dict[str, Any]) -> None:
    assert read_work("\n".join([f"TY  - {record}|TI  - Tea|ER  - "]).replace("|", "\n")) == fields


@pytest.mark.parametrize(
    ("record", "fields"),
    [
        (
            "JT  - Letters|AU  - Post SL Jr|AU  - Plato|AU  - van der Berg J|CN  - Group",
            {"type": "article", "container": "Letters", "authors": (Name("Post", ("S.", "L."), suffix="Jr"),
             Name("Plato"), Name("van der Berg", ("J.",)), Name("Group", literal=True))},
        ),
        ("FAU - Lee, Bo|AU  - X Y|FAU - Plato|FAU - Group,|FAU - |FED - Roy, Al",
         {"authors": (LEE, Name("Plato")), "editors": (ROY,)}),
        ("TA  - Lett|PB  - P|PL  - Oslo|ISBN- 9780000000002", {"type": "article", "container": "Lett"}),
        ("JT  - Letters|TA  - Lett", {"type": "article", "container": "Letters", "short_container": "Lett"}),
        ("BTI - The book.|PB  - P|PL  - Oslo|ISBN- 9780000000002 (e)|EN  - 2",
         {"type": "incollection", "container": "The book.", "publisher": "P", "address": "Oslo", "isbn": ISBN,
          "edition": "2"}),
        ("BTI - Tea", {"type": "book"}),
        ("PT  - Dissertation|JT  - L", {"type": "thesis"}),
        ("PT  - Technical Report", {"type": "report"}),
        ("PT  - Dataset", {"type": "dataset"}),
        ("PT  - Journal Article|PT  - Retracted Publication", {"status": Standing.RETRACTED}),
        ("PT  - Preprint", {"status": Standing.PREPRINT}),
        ("DP  - 2019 Mar 4", {"year": "2019", "month": "Mar 4"}),
        ("DP  - 2019-2020", {"year": "2019-2020"}),
        ("DP  - Spring", {}),
        ("PG  - e847-54", {"pages": "e847\u2013e854"}),
        ("PG  - 12-34", {"pages": "12\u201334"}),
        ("PG  - 8-54", {"pages": "8\u201354"}),
        ("PG  - 847", {"pages": "847"}),
        ("LID - 1042 [pii]", {"pages": "1042"}),
        ("LID - 10.5555/a [doi]", {"doi": "10.5555/a"}),
        ("LID - e12 [pii]|PG  - 7", {"pages": "7"}),
        ("DP  - Apr 2019", {"year": "2019", "month": "Apr"}),
        ("FAU - Lee, Bo 3rd|FAU - Lee, Bo A Jr",
         {"authors": (Name("Lee", ("Bo",), suffix="3rd"), Name("Lee", ("Bo", "A"), suffix="Jr"))}),
        ("AU  - Lee, Bo", {"authors": (LEE,)}),
        ("RIN - Letters. 2021;3:4", {"status": Standing.RETRACTED}),
        ("ECI - Letters. 2021;3:4", {"status": Standing.CONCERN}),
        ("LID - S1 [pii]|AID - 10.5555/a [doi]|PMC - PMC12|GN  - note|VI  - 1|IP  - 2",
         {"doi": "10.5555/a", "pmcid": "PMC12", "note": "note", "volume": "1", "number": "2"}),
    ],
)  # fmt: skip
def test_each_tag_of_pubmed_goes_where_it_belongs(record: str, fields: dict[str, Any]) -> None:
    assert read_work(f"PMID- 1|TI  - Tea.|{record}".replace("|", "\n")) == {"pmid": "1", **fields}


@pytest.mark.parametrize(
    ("text", "titles", "left_out"),
    [
        ('{"items": [{"title": "A"}, {"title": "B"}]}', ["A", "B"], []),
        ('{"references": [{"title": "A"}]}', ["A"], []),
        ('{"title": ["A", "B"]}', ["A"], []),
        ('[{}, 7, {"title": "A"}]', ["A"], ["item 1 of x has no title", "item 2 of x is not a record"]),
        ("TY  - BOOK\nBT  - A\nER  - \n\nTY  - JOUR\nT1  - B\ngoes on\n\n  here\nER  - \nTY  - JOUR\nCT  - C",
         ["A", "B goes on here", "C"], []),
        ("TY  - JOUR\nTI  - A\nTY  - JOUR\nTI  - B\nER  - \n", ["A", "B"], []),
        ("TY - JOUR\nTI - A\nER - \nTY - BOOK\nTI - B\nER -\n", ["A", "B"], []),
        ("TY  - JOUR\nTI  - A\nAB  - x\nUS - based\nER  - \n", ["A"], []),
        ("TY  - JOUR\nBT  - A\nER  - \n", [], ["record 1 of x has no title"]),
        ("TY  - CHAP\r\nTI  - Tea\r\nER  - \r\n", ["Tea"], []),
        ("\nPMID- 1\nOWN - NLM\nTI  - Tea.\n", ["Tea"], []),
        ("PMID- 1\nTI  - A...\n\n\nPMID- 2\nTI  - B\n      goes on.\n", ["A...", "B goes on"], []),
        ("OWN - NLM\nBTI - A.\n\nPMID- 2\n", ["A"], ["record 2 of x has no title"]),
    ],
)  # fmt: skip
def test_works_are_kept_apart_and_one_without_a_title_is_told(
    text: str, titles: list[str], left_out: list[str]
) -> None:
    export = read_export("x", text.encode())
    assert [work.title for work in export.works] == titles
    assert export.left_out == left_out


def test_a_bib_file_tells_what_is_lost_and_what_to_check_by_line() -> None:
    text = "@article{a, title={A}, year=2020}\n@article{a, title={B}}\n@article{c, title={C}, doi={x}, colour={red}}\n"
    export = read_export("x", text.encode())
    assert [work.key for work in export.works] == ["a", "c"]
    assert [note[:8] for note in export.notes] == ["line 3: "], "a field we do not know is not told"
    assert [told[:8] for told in export.left_out] == ["line 2: "]
    keyless = read_export("x", b"@article{a, title={A}}\n@article{\n  title = {B},\n  year = 2020\n}")
    assert ([work.key for work in keyless.works], [told[:8] for told in keyless.left_out]) == (["a"], ["line 3: "])
    cut_off = read_export("x", b"@article{a, title={A}}\n@article{b, title={B}")
    assert ([work.key for work in cut_off.works], cut_off.notes) == (["a"], [])
    assert [told[:8] for told in cut_off.left_out] == ["line 2: "]


def test_every_entry_of_a_bib_file_that_does_not_become_a_work_is_told() -> None:
    text = """@xdata{x, publisher={P}} @book{parent, title={All of tea}, xdata={x}} @misc{bare, year=2020}
    @inbook{part, crossref={parent}, pages={1--2}} @article{a, title={A}, doi={https://doi.org/10.5555/a}}
    @softwareversion{code, title={Brew}, version={2}}"""
    export = read_export("x", text.encode())
    assert [(work.key, work.type, work.doi) for work in export.works] == [
        ("a", "article", "10.5555/a"), ("code", "software", ""),
    ]  # fmt: skip
    told = " ".join(export.left_out)
    assert [key for key in ("parent", "bare", "part", "x") if f"`{key}`" in told] == ["parent", "bare", "part"]


def test_what_zotero_writes_for_itself_and_a_notice_are_told() -> None:
    export = read_export("x", b'[{"itemType": "book", "title": "Tea"}, {"data": {}}, {"title": "Retraction: Tea"}]')
    assert [work.title for work in export.works] == ["Retraction: Tea"]
    assert all("export it as CSL JSON" in told for told in export.left_out)
    assert len(export.left_out) == 2
    assert "a notice about another work" in export.notes[0]


def test_a_book_of_pubmed_as_a_whole_is_no_chapter_of_itself() -> None:
    assert read_work("OWN - NLM\nBTI - The book of tea.\nPB  - P\n") == {"type": "book", "publisher": "P"}
