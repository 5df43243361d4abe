"""How a work is written out, field by field: CSL-JSON, RIS, PubMed's form and BibTeX."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from explainer.model.reference import Name, Reference
from explainer.model.vocabulary import Standing
from explainer.references.bibtex import bibtex
from explainer.references.exchange_formats import csl_json, nbib, ris

LEE, LI = Name("Lee", ("Bo",)), Name("Li", ("Al",), "de", "Jr")
PLAIN = Reference("k", "misc", "Tea")


def work(kind: str = "misc", **fields: Any) -> Reference:
    return Reference("k", kind, "Tea", **fields)


def more(write: Any, one: Reference) -> list[str]:
    """Return the lines that a work has more than one without anything."""
    plain = write([PLAIN]).splitlines()
    return [line.strip() for line in write([one]).splitlines() if line not in plain]


@pytest.mark.parametrize(
    ("one", "csl", "in_ris", "in_nbib", "in_bibtex"),
    [
        (work(year="2019-2021"), {"issued": {"date-parts": [[2019], [2021]]}}, ["PY  - 2019-2021"],
         ["DP  - 2019-2021"], ["year         = {2019-2021},"]),
        (work(year="in press"), {"issued": {"literal": "in press"}}, ["PY  - in press"], ["DP  - in press"],
         ["year         = {in press},"]),
        (work(year="2020", month="Mar 4-6"), {"issued": {"date-parts": [[2020, 3, 4], [2020, 3, 6]]}},
         ["PY  - 2020", "DA  - 2020/03/04/"], ["DP  - 2020 Mar 4-6"],
         ["year         = {2020},", "month        = {Mar 4-6},"]),
        (work(year="2020", month="Jan-Feb"), {"issued": {"date-parts": [[2020, 1], [2020, 2]]}},
         ["PY  - 2020", "DA  - 2020/01//"], ["DP  - 2020 Jan-Feb"],
         ["year         = {2020},", "month        = {Jan-Feb},"]),
        (work(year="2020", month="Spring"), {"issued": {"date-parts": [[2020]]}}, ["PY  - 2020"],
         ["DP  - 2020 Spring"], ["year         = {2020},", "month        = {Spring},"]),
        (work(year="2020", month="Spring-Summer"), {"issued": {"date-parts": [[2020]]}}, ["PY  - 2020"],
         ["DP  - 2020 Spring-Summer"], ["year         = {2020},", "month        = {Spring-Summer},"]),
        (work(accessed=date(2026, 1, 2)), {"accessed": {"date-parts": [[2026, 1, 2]]}}, ["Y2  - 2026/01/02/"], [],
         ["urldate      = {2026-01-02},"]),
        (work(authors=(LEE, LI), more_authors=True),
         {"author": [{"family": "Lee", "given": "Bo"},
                     {"family": "Li", "given": "Al", "non-dropping-particle": "de", "suffix": "Jr"}]},
         ["AU  - Lee, Bo", "AU  - de Li, Al, Jr"], ["FAU - Lee, Bo", "AU  - Lee B", "FAU - de Li, Al, Jr",
         "AU  - de Li A Jr"], ["author       = {Lee, Bo and de Li, Jr, Al and others},"]),
        (work(editors=(LEE,)), {"editor": [{"family": "Lee", "given": "Bo"}]}, ["A2  - Lee, Bo"],
         ["FED - Lee, Bo", "ED  - Lee B"], ["editor       = {Lee, Bo},"]),
        (work(translators=(LEE,)), {"translator": [{"family": "Lee", "given": "Bo"}]}, ["A4  - Lee, Bo"], [],
         ["translator   = {Lee, Bo},"]),
        (work(holders=(Name("Firm", literal=True), Name("B"))), {"authority": "Firm; B"}, ["A2  - Firm", "A2  - B"],
         [], ["holder       = {{Firm} and B},"]),
        (work(doi="10.5555/a", pmcid="PMC2", url="https://a.example/"),
         {"DOI": "10.5555/a", "PMCID": "PMC2", "URL": "https://a.example/"},
         ["DO  - 10.5555/a", "C2  - PMC2", "UR  - https://doi.org/10.5555/a",
          "UR  - https://pmc.ncbi.nlm.nih.gov/articles/PMC2/", "UR  - https://a.example/"],
         ["PMC - PMC2", "LID - 10.5555/a [doi]", "AID - 10.5555/a [doi]"],
         ["doi          = {10.5555/a},", "pmcid        = {PMC2},", "url          = {https://a.example/},"]),
        (work(doi="10.5555/a", url="https://doi.org/10.5555/a"), {"DOI": "10.5555/a",
         "URL": "https://doi.org/10.5555/a"}, ["DO  - 10.5555/a", "UR  - https://doi.org/10.5555/a"],
         ["LID - 10.5555/a [doi]", "AID - 10.5555/a [doi]"],
         ["doi          = {10.5555/a},", "url          = {https://doi.org/10.5555/a},"]),
        (work(eprint="arXiv:2101.1"),
         {"URL": "https://arxiv.org/abs/2101.1", "archive": "arXiv", "archive_location": "arXiv:2101.1"},
         ["UR  - https://arxiv.org/abs/2101.1"], [],
         ["eprint       = {2101.1},", "eprinttype   = {arxiv},"]),
        (work(eprint="7"), {"archive_location": "7"}, [], [], ["eprint       = {7},"]),
        (work(pages="10\u201319"), {"page": "10-19"}, ["SP  - 10", "EP  - 19"], ["PG  - 10-9"],
         ["pages        = {10--19},"]),
        (work(pages="e5"), {"page": "e5"}, ["SP  - e5"], ["PG  - e5"], ["pages        = {e5},"]),
        (work(extent="200"), {"number-of-pages": "200"}, ["SP  - 200"], [], ["pagetotal    = {200},"]),
        (work(status=Standing.RETRACTED), {"status": "retracted"}, [], ["PT  - Retracted Publication"],
         ["status       = {retracted},"]),
        (work(volume="1", number="2", edition="2", genre="G", version="3", note="N"),
         {"volume": "1", "issue": "2", "edition": "2", "genre": "G", "version": "3", "note": "N"},
         ["ET  - 2", "M3  - G", "VL  - 1", "IS  - 2", "N1  - N"],
         ["VI  - 1", "IP  - 2", "EN  - 2", "PT  - G", "GN  - N"],
         ["edition      = {2},", "volume       = {1},", "number       = {2},", "type         = {G},",
          "version      = {3},", "note         = {N},"]),
        (work(participants=0, population="nobody"), {}, [], [],
         ["participants = {0},", "population   = {nobody},"]),
    ],
)  # fmt: skip
def test_each_field_is_written_where_other_programs_look_for_it(
    one: Reference, csl: dict[str, Any], in_ris: list[str], in_nbib: list[str], in_bibtex: list[str]
) -> None:
    (item,), (plain,) = json.loads(csl_json([one])), json.loads(csl_json([PLAIN]))
    assert {name: value for name, value in item.items() if name not in plain} == csl
    assert more(ris, one) == in_ris
    assert more(nbib, one) == in_nbib
    assert more(bibtex, one) == in_bibtex


@pytest.mark.parametrize(
    ("kind", "number"),
    [("article", "issue"), ("report", "number"), ("patent", "number"), ("book", "collection-number"),
     ("incollection", "collection-number")],
)  # fmt: skip
def test_a_number_is_that_of_the_issue_the_work_or_the_series(kind: str, number: str) -> None:
    (item,) = json.loads(csl_json([work(kind, number="7", series="S")]))
    assert item[number] == "7"
    (item,) = json.loads(csl_json([work("book", number="7")]))
    assert item["issue"] == "7"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        (Name("Berg", ("Jan",), "van"), "van Berg, Jan"),
        (Name("d'Urso", ("Anna",)), "{d'Urso}, Anna"),
        (Name("Roy and Li", ("A",)), "{Roy and Li}, A"),
        (Name("Smith", ("Anna", "and", "B,C")), "Smith, Anna {and} {B,C}"),
    ],
)
def test_a_name_is_braced_in_bibtex_where_it_would_be_read_as_another(name: Name, written: str) -> None:
    assert more(bibtex, work(authors=(name,))) == [f"author       = {{{written}}},"]


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        (f"{'x' * 40} {'y' * 40}", [f"TI  - {'x' * 40} {'y' * 40}."]),
        (f"{'x' * 40} {'y' * 41}", [f"TI  - {'x' * 40}", f"      {'y' * 41}."]),
        (f"{'x' * 50}-{'y' * 40}", [f"TI  - {'x' * 50}-{'y' * 40}."]),
    ],
    ids=["88", "89", "one word"],
)
def test_a_long_field_of_nbib_goes_on_below_and_no_word_is_split(title: str, lines: list[str]) -> None:
    written = nbib([replace(PLAIN, title=title)]).splitlines()
    assert [line for line in written if "xxx" in line or "yyy" in line] == lines


def test_an_nbib_file_begins_with_a_work_of_pubmed() -> None:
    assert [line for line in nbib([PLAIN, work(pmid="7")]).splitlines() if line.startswith(("PMID", "OWN"))] == [
        "PMID- 7",
        "OWN - NOTNLM",
    ]


@pytest.mark.parametrize(("kind", "tag"), [("inproceedings", "C3"), ("misc", "T3")])
def test_a_meeting_stands_in_ris_where_its_type_has_it(kind: str, tag: str) -> None:
    assert [line[:2] for line in ris([work(kind, event="Tea Days")]).splitlines() if "Tea Days" in line] == [tag]
