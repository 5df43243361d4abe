"""Bad input of kinds that no single rule is about: data files of bad form, and a bibliography of any bytes.

The faults of claims and pages, in one site, are in test_rules.py; those of YAML and of fields in test_source.py and
test_validate.py.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from builders import (
    ARTICLE,
    BIBLIOGRAPHY,
    CARE,
    EMERGENCY,
    ENTRIES,
    GLOSSARY,
    HELPLINES,
    SITE,
    TOPICS,
    WriteSite,
    codes,
    line_of,
    make_claim,
    places,
    problems_of,
    write_site,
)
from explainer.loading.yaml_reader import MAX_BIBLIOGRAPHY_BYTES as MAX_BIBLIOGRAPHY
from explainer.problems import Severity

EXCEPTION = "records:\n  - key: nobody1999\n    field: colour\n    reason: Seen.\n    until: 2027-01-01\n"
DATA_FAULTS: list[tuple[str, str, str, str | int]] = [
    ("site", SITE.replace("name: Chamomile, checked\n", ""), "F11", 1),
    ("site", f"{SITE}colour: green\n", "F10", "colour:"),
    ("site", SITE.replace("how-we-judge.md", "../how-we-judge.md"), "F12", "method_page:"),
    ("site", SITE.replace("[CYP3A4]", "CYP3A4"), "F13", "names:"),
    ("site", "", "F08", 1),
    ("site", SITE.replace("name: Chamomile", "name: [Chamomile"), "F01", 1),
    ("site", SITE.replace("CC-BY-4.0", "CC BY 4.0"), "F12", "data_licence:"),
    ("site", SITE.replace("CC-BY-4.0", "CC-BY-40"), "F12", "data_licence:"),
    ("words", "crisis: []\n", "F14", "crisis:"),
    ("topics", "topics: []\n", "F14", 1),
    ("topics", TOPICS.replace("id: sleep", "id: Sleep"), "F12", "id: Sleep"),
    ("topics", TOPICS.replace("page: sleep.md", "page: ../sleep.md"), "F12", "page: ../sleep.md"),
    ("helplines", HELPLINES.replace("https://health", "javascript:health"), "F12", "url:"),
    ("care", CARE.replace("urgency: soon", "urgency: later"), "F12", "urgency: later"),
    ("care", CARE.replace("cite: [health2022]", "cite: []", 1), "F14", "cite: []"),
    ("helplines", HELPLINES.replace("https://health", "ftp://health"), "F12", "url:"),
    ("helplines", HELPLINES.replace("+4722591300", "22 59"), "F12", "tel:"),
    ("helplines", HELPLINES.replace('"113"', "113 or 112"), "F12", "emergency:"),
    ("helplines", HELPLINES.replace("[poison]", "[comfort]"), "F12", "serves:"),
    ("helplines", HELPLINES.replace("name: Norway", "name: Norway\n    regions: [NOR]"), "F12", "regions:"),
    ("helplines", HELPLINES.replace("2026-06-01", "2026-6-1"), "F13", "checked:"),
    ("emergency", EMERGENCY.replace("NOT breath*", "can't breathe"), "F12", "typed:"),
    ("emergency", EMERGENCY.replace("NOT breath*", "WHO breath*"), "F23", 20),
    ("emergency", EMERGENCY.replace("offers: [crisis, emergency]", "offers: [nobody]"), "F12", "offers: [nobody]"),
    ("emergency", EMERGENCY.replace("crisis line is confirmed for {country}", "crisis line"), "F12", "no_crisis:"),
    ("emergency", EMERGENCY.replace("  doctor: What to do\n", ""), "F11", "heading:"),
    ("glossary", GLOSSARY.replace("    definition: A study that asks people once.\n", ""), "F11", "- id: survey"),
    ("article", ARTICLE.replace("id: S2", "id: two"), "F12", "id: two"),
    ("links", EXCEPTION.replace("nobody1999", "smith2020"), "F12", "field:"),
    ("links", EXCEPTION.replace("colour", "year"), "L06", "key:"),
]


@pytest.mark.parametrize(("text", "code"), [(None, "F17"), ("", "F08"), ("<<<<<<< a\n=======\n>>>>>>> b\n", "F56")])
def test_a_lost_site_file_is_the_one_fault(shared_site: WriteSite, text: str | None, code: str) -> None:
    """The rules wait for the names that it declares: without them they would take digits in names for numbers."""
    claims = {"sleep/named": make_claim(short_answer="Nobody knows whether CYP3A4 matters.")}
    assert codes(problems_of(shared_site(claims, **{"docs/data/site.yml": text}))) == [code]


@pytest.mark.parametrize(("name", "text", "code", "where"), DATA_FAULTS)
def test_a_data_file_of_bad_form_is_reported(
    shared_site: WriteSite, name: str, text: str, code: str, where: str | int
) -> None:
    """By themselves: without whole data the checks that need it have nothing to go by."""
    path = f"docs/data/{name}.yml"
    problems = problems_of(shared_site(**{path: text}))
    line = where if isinstance(where, int) else line_of(text, where)
    assert places(p for p in problems if p.severity is Severity.ERROR) == [(code, path, line)]


def test_what_only_a_whole_library_can_tell_is_reported_once_every_claim_can_be_read(tmp_path: Path) -> None:
    """As long as a claim cannot be read, what it cites and traces is not known, and a false alarm would be told."""
    unused = ENTRIES["jones2019"].replace("jones2019", "unused2000").replace("10.5555/", "10.5555/u")
    unused = unused.replace("What tea drinkers", "What others")
    bib = f"{BIBLIOGRAPHY}\n{unused}"
    page = "# Numbers\n\nThere were 77 people and 40 more [@smith2020].\n"
    stale = '---\nfigures: {"7": "days of the week"}\n---\n# Stale\n'
    lean = {f"sleep/lean-{letter}": make_claim(question=f"How well does {letter} help sleep?") for letter in "abcdefgh"}
    files = {"docs/numbers.md": page, "docs/stale.md": stale}
    broken = write_site(tmp_path / "broken", {**lean, "sleep/broken": "a: ["}, bib, **files)
    whole = write_site(tmp_path / "whole", lean, bib, **files)
    expected = [("S12", "bibliography.bib", line_of(bib, "unused2000")), ("N06", "docs/numbers.md", 3)]
    expected.append(("N06", "docs/stale.md", 2))
    told = problems_of(whole)
    assert places(p for p in told if p.severity is not Severity.ADVICE) == expected
    assert ("B03", "claims", 1) in places(told), "all of them on one side"
    assert not {"S12", "N06"} & {p.code for p in problems_of(broken)}
    emptied = problems_of(write_site(tmp_path / "emptied", lean, bib, **files, **{"docs/sleep.md": ""}))
    assert [(p.code, p.path) for p in emptied if p.severity is not Severity.ADVICE] == [("F11", "docs/sleep.md")]


@pytest.mark.parametrize(
    ("bib", "codes"),
    [
        *((bib, set()) for bib in (b"", b"@comment{anything at all}", b"@preamble{{x}}")),
        (b"\xff\xfe", {"F03"}),
        (b"% " + b"x" * MAX_BIBLIOGRAPHY, {"F02", "S31"}),
        *((bib, {"S01"}) for bib in (b"words that are no entry", b"@", b"@article", b"@article{", b"@article{a")),
        *((bib, {"S01"}) for bib in (b"@article{a,", b"@article{a, title", b"@article{a, title = {x}")),
        (b"@article{a, title = {" + b"{" * 5000, {"S01"}),
        (b"@article{a, title = undefined}", {"S01"}),
        (b'@article{a, title = "x" # "y" # }', {"S01"}),
        *((bib, {"S01"}) for bib in (b"@article{,title={x}}", b"@string{a = b}")),
    ],
)
def test_a_bibliography_of_any_bytes_is_reported_and_never_raises(
    shared_site: WriteSite, bib: bytes, codes: set[str]
) -> None:
    told = {p.code for p in problems_of(shared_site(bib=bib)) if p.path == "bibliography.bib"}
    assert told - {"F28"} == codes
