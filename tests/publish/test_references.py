"""References as BibTeX, CSL-JSON, RIS and NBIB, each read by an independent reader and compared with the library."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import nbib
import pytest
import rispy
from citeproc.source.json import CiteProcJSON
from pybtex.database import parse_string

from explainer.addressing import source_page
from explainer.dataset.file_names import FORMS, bibliography_data, reference_data
from explainer.loading.bibliography import read_bibliography
from explainer.loading.library import Library
from explainer.model.reference import Name, Reference
from explainer.model.vocabulary import Design, Interest, Standing, Verified
from explainer.pages.how_to_cite import pasted
from explainer.pages.site_view import SiteView
from explainer.problems import Mark
from explainer.publish import WRITERS
from explainer.references.bibtex import bibtex
from explainer.references.csl import csl_item
from explainer.references.nbib import nbib as medline
from explainer.references.ris import ris, span
from explainer.references.vancouver import author_line
from site_builders import Page

Text = Callable[[str], str]
FORM = {form.ending: form for form in FORMS}


def plain(reference: Reference) -> Reference:
    """Return a reference without what only its file knows."""
    return replace(reference, mark=Mark(), declared=None)


def reread(text: str) -> dict[str, Reference]:
    found, problems = read_bibliography("bibliography.bib", text.encode())
    assert problems == []
    return {key: plain(reference) for key, reference in found.items()}


HARD = Reference(
    key="hard:2020-a",
    type="article",
    title="Kratom & {the} US in 50% of $ cases: what_is #1? An \u03b1-test \u2013 of ~Things^2 \\ and \u201cmore\u201d",
    authors=(
        Name("Berg", ("Anna", "Maria"), "van der", "Jr"),
        Name("World Health & Safety Group, Inc", literal=True),
        Name("Firdayani"),
        Name("Ó Súilleabháin", ("J.-P.",)),
    ),
    more_authors=True,
    editors=(Name("Curie", ("Marie",)),),
    container="Annals of Tea & Sleep",
    year="2020",
    volume="12",
    number="3\u20134",
    pages="847\u2013854",
    doi="10.1016/S0022-2836(05)80360-2",
    pmid="12345",
    pmcid="PMC678",
    url="https://a.example/b_c?d=%20&e=~f#g",
    note="One \u2013 two \u2014 three.",
    design=Design.COHORT,
    participants=0,
    population="40 {adults}",
    ties="They're paid",
    interests=(Interest.INDUSTRY, Interest.AGENCY),
    status=Standing.RETRACTED,
    verified=Verified.FULL,
    topics=("sleep", "heart"),
)


# BibTeX


def test_the_bibliography_reads_back_as_it_was(text: Text, library: Library) -> None:
    assert reread(text("bibliography.bib")) == {key: plain(one) for key, one in library.references.items()}


def test_a_hard_entry_reads_back_as_it_was() -> None:
    assert reread(bibtex([HARD])) == {HARD.key: plain(HARD)}


@pytest.mark.parametrize("title", ["one } two", "one { two", "} one {"])
def test_braces_that_would_break_the_file_are_left_out(title: str) -> None:
    [back] = reread(bibtex([replace(HARD, title=title)])).values()
    assert back.title.split() == re.sub("[{}]", "", title).split()


def test_pybtex_reads_every_entry(text: Text, library: Library) -> None:
    entries = parse_string(text("bibliography.bib"), "bibtex").entries
    assert set(entries.keys()) == set(library.references)
    for key, reference in library.references.items():
        entry = entries[key]
        assert entry.type == reference.type
        assert len(entry.persons.get("author", [])) == len(reference.authors) + reference.more_authors
        assert entry.fields.get("doi", "") == reference.doi
        assert entry.fields.get("year", "") == reference.year
    again = parse_string(parse_string(text("bibliography.bib"), "bibtex").to_string("yaml"), "yaml")
    assert again.entries == entries, "it goes round in pybtex itself"


# CSL-JSON

NAME_PARTS = ("family", "given", "dropping-particle", "non-dropping-particle", "suffix", "literal")


def official(name: str) -> str:
    """Return a file of the CSL 1.0.2 schema, which comes with citeproc-py."""
    spec = importlib.util.find_spec("citeproc")
    assert spec is not None
    assert spec.origin is not None
    return (Path(spec.origin).parent / "data/schema/schemas/styles" / name).read_text(encoding="utf-8")


def listed(text: str, name: str) -> list[str]:
    """Return the quoted words of a definition in a RELAX NG file, up to the next definition."""
    body = re.split(rf"^ *{re.escape(name)} =", text, flags=re.MULTILINE)[1]
    return re.findall(r'"([^"]+)"', re.split(r"^ *[\w.-]+ =|^}", re.sub(r"#[^\n]*", "", body), flags=re.MULTILINE)[0])


@pytest.fixture(scope="module")
def csl_schema() -> Any:
    """A JSON Schema of CSL-JSON made from the types and variables of the official schema."""
    variables = official("csl-variables.rnc")
    name = {
        "type": "object",
        "properties": {part: {"type": "string"} for part in NAME_PARTS},
        "anyOf": [{"required": ["family"]}, {"required": ["literal"]}],
        "additionalProperties": False,
    }
    parts = {"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 3}
    day = {
        "type": "object",
        "properties": {
            "date-parts": {"type": "array", "items": parts, "minItems": 1, "maxItems": 2},
            "literal": {"type": "string"},
        },
        "additionalProperties": False,
        "minProperties": 1,
    }
    fields: dict[str, Any] = {
        "id": {"type": "string"},
        "type": {"enum": listed(official("csl-types.rnc"), "item-types")},
    }
    for kind, form in (
        ("names", {"type": "array", "items": name, "minItems": 1}),
        ("dates", day),
        ("strings", {"type": "string", "minLength": 1}),
        ("titles", {"type": "string", "minLength": 1}),
        ("numbers", {"type": ["string", "number"]}),
    ):
        found = listed(variables, f"variables.{kind}")
        assert len(found) > 4, kind
        fields |= dict.fromkeys(found, form)
    assert {"article-journal", "webpage"} <= set(fields["type"]["enum"])
    assert {"title", "author", "issued", "DOI", "page"} <= set(fields)
    item = {"type": "object", "properties": fields, "required": ["id", "type"], "additionalProperties": False}
    return {"type": "array", "items": item}


def test_csl_json_is_valid(text: Text, library: Library, csl_schema: Any) -> None:
    items = json.loads(text("bibliography.csl.json"))
    jsonschema.Draft202012Validator(csl_schema).validate(items)
    jsonschema.Draft202012Validator(csl_schema).validate([csl_item(HARD)])
    assert {item["id"] for item in items} == set(library.references)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(csl_schema).validate([items[0] | {"type": "blog"}])


def test_citeproc_reads_every_item(text: Text, library: Library) -> None:
    read = CiteProcJSON(json.loads(text("bibliography.csl.json")))
    assert len(read) == len(library.references)
    for key, reference in library.references.items():
        item = read[key.lower()]
        assert str(item["title"]) == reference.title
        assert len(item.get("author", [])) == len(reference.authors) + reference.more_authors
        if reference.year.isdecimal():
            assert item["issued"]["year"] == int(reference.year)
        if reference.doi:
            assert str(item["DOI"]) == reference.doi


def test_a_hard_item_keeps_its_names_and_its_standing() -> None:
    item = csl_item(HARD)
    assert item["author"] == [
        {"family": "Berg", "given": "Anna Maria", "non-dropping-particle": "van der", "suffix": "Jr"},
        {"literal": "World Health & Safety Group, Inc"},
        {"family": "Firdayani"},
        {"family": "Ó Súilleabháin", "given": "J.-P."},
        {"literal": "others"},
    ]
    assert item["title"] == HARD.title
    assert item["status"] == "retracted"
    assert item["page"] == "847-854"


# RIS and NBIB


def test_rispy_reads_every_record(text: Text, library: Library) -> None:
    raw = text("bibliography.ris")
    assert raw.count("\r\n") == raw.count("\n")
    records = {record["id"]: record for record in rispy.loads(raw)}
    assert set(records) == set(library.references)
    for key, reference in library.references.items():
        record = records[key]
        assert record["title"] == reference.title
        assert len(record.get("authors", [])) == len(reference.authors)
        assert record.get("doi", "") == reference.doi
        assert record.get("year", "") == reference.year
        assert record.get("start_page", "") == span(reference.pages)[0]
        assert set(record.get("urls", [])) >= {address for _, address in reference.links}


def test_a_hard_record_in_ris() -> None:
    [record] = rispy.loads(ris([HARD]))
    assert record["authors"][0] == "van der Berg, Anna Maria, Jr"
    assert (record["start_page"], record["end_page"]) == ("847", "854")


def test_nbib_reads_every_record(text: Text, library: Library, view: SiteView) -> None:
    records = nbib.read(text("bibliography.nbib"))
    assert len(records) == len(view.references)
    for record, reference in zip(records, view.references, strict=True):
        assert record["title"].rstrip(".?!") == reference.title.rstrip(".?!")
        assert record.get("doi", "") == reference.doi
        assert str(record.get("pubmed_id", "")) == reference.pmid
        assert record.get("publication_date", "") == reference.year
        people = [name for name in reference.authors if not name.literal]
        assert [one["author_abbreviated"] for one in record.get("authors", [])] == [author_line(one) for one in people]


def test_lines_of_nbib_are_short_and_go_on_indented() -> None:
    lines = medline([HARD]).splitlines()
    assert all(re.match(r"[A-Z]{2,4} {0,2}- \S| {6}\S", line) for line in lines)
    assert all(len(line) <= 88 for line in lines)
    assert "PT  - Retracted Publication" in lines


@pytest.mark.parametrize(
    ("pages", "parts"),
    [
        ("847\u2013854", ("847", "854")),
        ("e123", ("e123", "")),
        ("S1-S9", ("S1", "S9")),
        ("", ("", "")),
        ("1, 4", ("1, 4", "")),
    ],
)
def test_spans_of_pages(pages: str, parts: tuple[str, str]) -> None:
    assert span(pages) == parts


# Each source by itself


def test_the_forms_that_pages_offer_are_those_that_are_written() -> None:
    assert [form.ending for form in FORMS] == list(WRITERS)


def test_each_source_has_its_own_files(real_site: Path, library: Library) -> None:
    for reference in library.references.values():
        for form in FORMS:
            written = (real_site / reference_data(reference.key, form)).read_bytes().decode("utf-8")
            assert written == WRITERS[form.ending]([reference])
    for form in FORMS:
        assert (real_site / bibliography_data(form)).is_file()


def test_each_source_page_offers_them_and_a_line_to_paste(
    real_pages: dict[str, Page], library: Library, view: SiteView
) -> None:
    for reference in library.references.values():
        name = source_page(reference.key).removesuffix(".md")
        page = real_pages[f"{name}/index.html"]
        for form in FORMS:
            assert f"../{name.removeprefix('sources/')}.{form.ending}" in page.main_links, (name, form.ending)
        line = " ".join(pasted(view, reference).split())
        assert line in page.main, name
        assert line.startswith(view.formatted(reference.key))
        if reference.doi:
            assert f"doi: {reference.doi}" in line
        elif reference.links:
            assert reference.links[0][1] in line or reference.pmid in line
