"""References as BibTeX, CSL-JSON, RIS and NBIB, each read by an independent reader and compared with the library."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import bibtexparser
import jsonschema
import nbib
import pytest
import rispy
from citeproc.source.json import CiteProcJSON
from pybtex.database import parse_string

from explainer.addressing import source_page
from explainer.dataset.file_names import FORMATS, bibliography_data, reference_data
from explainer.loading.bibliography import read_bibliography
from explainer.loading.library import Library
from explainer.model.reference import Name, Reference
from explainer.model.vocabulary import Design, Interest, Standing, Verified
from explainer.pages.how_to_cite import pasted
from explainer.pages.site_view import SiteView
from explainer.problems import Mark
from explainer.references.bibtex import bibtex
from explainer.references.exchange_formats import csl_item, ris, span
from explainer.references.exchange_formats import nbib as medline
from explainer.references.vancouver import author_line
from site_builders import Page

Text = Callable[[str], str]
FORM = {form.ending: form for form in FORMATS}


def plain(reference: Reference) -> Reference:
    """Return a reference without what only its file and its library know."""
    return replace(reference, mark=Mark(), marks=(), declared=None, letter="")


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
        Name("McNeil-Santiel"),
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
        assert len(item.get("author", [])) == len(reference.authors)
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
        {"family": "McNeil-Santiel"},
        {"family": "Ó Súilleabháin", "given": "J.-P."},
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


def test_nbib_reads_every_record(text: Text, view: SiteView) -> None:
    records = nbib.read(text("bibliography.nbib"))
    ordered = sorted(view.references, key=lambda one: not one.pmid)
    assert len(records) == len(ordered)
    for record, reference in zip(records, ordered, strict=True):
        assert record["title"].rstrip(".?!") == reference.title.rstrip(".?!")
        assert record.get("doi", "") == reference.doi
        assert str(record.get("pubmed_id", "")) == reference.pmid
        assert record.get("publication_date", "").partition(" ")[0] == reference.year
        people = [name for name in reference.authors if not name.literal]
        bodies = [name.family for name in reference.authors if name.literal]
        shown = [one.get("author_abbreviated") for one in record.get("authors", [])]
        assert [name for name in shown if name] == [author_line(one) for one in people]
        assert [one["author"] for one in record.get("authors", []) if not one.get("author_abbreviated")] == [
            f"{body}," for body in bodies
        ]


def test_a_file_of_medline_is_one_for_zotero_if_a_work_of_it_is_in_pubmed(text: Text) -> None:
    """Its importer looks for `PMID-` at the beginning of the file."""
    assert re.match(r"PMID- \d", text("bibliography.nbib"))
    unknown = replace(HARD, pmid="")
    assert medline([unknown, HARD]).startswith("PMID- 12345")
    assert medline([unknown]).startswith("PMC - PMC678\nOWN - NOTNLM\n")


def test_lines_of_nbib_are_short_and_go_on_indented() -> None:
    lines = medline([HARD]).splitlines()
    assert all(re.match(r"[A-Z]{2,4} {0,2}- \S| {6}\S", line) for line in lines)
    assert all(len(line) <= 88 for line in lines)
    assert "PT  - Retracted Publication" in lines


def test_a_long_word_stands_beside_its_tag() -> None:
    word = f"https://a.example/{'x' * 100}"
    assert f"GN  - {word}\n" in medline([replace(HARD, note=word)])


@pytest.mark.parametrize("note", ["One\n\nTwo", "One\r\nTwo", "One\u2028Two", "One\x0b\x0cTwo"])
def test_no_line_of_ris_is_empty(note: str) -> None:
    written = ris([replace(HARD, note=note)])
    assert "N1  - One Two\r\n" in written
    assert all(line.strip() for line in written.splitlines())


@pytest.mark.parametrize(("kind", "tag"), [("book", "tertiary_authors"), ("incollection", "secondary_authors")])
def test_rispy_knows_the_editors_and_translators(kind: str, tag: str) -> None:
    [record] = rispy.loads(ris([replace(HARD, type=kind, translators=(Name("Lee", ("Bo",)),))]))
    assert record[tag] == ["Curie, Marie"]
    assert record["subsidiary_authors"] == ["Lee, Bo"]
    assert "unknown_tag" not in record


@pytest.mark.parametrize(
    "name",
    [
        Name("van Dijk", ("T",)),
        Name("Berg", ("Jan",), "van der"),
        Name("de Berg", ("Jan",), "van"),
        Name("Williams", ("Amanda", "C.", "de", "C.")),
        Name("Smith, Jones", ("A.",)),
        Name("Barnes and Noble", ("A.",)),
        Name("Barnes and Noble", literal=True),
        Name("y Gasset", ("Jos\u00e9",)),
        Name("King", ("Martin",), suffix="Jr"),
    ],
)
def test_a_name_reads_back_as_it_was(name: Name) -> None:
    [back] = reread(bibtex([replace(HARD, authors=(name,))])).values()
    assert back.authors == (name,)


@pytest.mark.parametrize(
    "title", ["so\\-called", "10$^6$ cells", "<i>x</i> \\textless i\\textgreater{} y", "`a' ``b''"]
)
def test_what_was_read_from_latex_reads_back(title: str) -> None:
    found, problems = read_bibliography("bibliography.bib", f"@misc{{k, title = {{{title}}}}}".encode())
    assert problems == []
    assert reread(bibtex(found.values())) == {"k": plain(found["k"])}


FULL = Reference(
    key="full2020", type="incollection", title="Tea", authors=(Name("Smith", ("Anna",)),), more_authors=True,
    editors=(Name("Berg", ("Ole",)),), more_editors=True, translators=(Name("Lee", ("Bo",)),),
    book_authors=(Name("Roy", ("Al",)),), main_title="All plants", container="Leaves", publisher="Press",
    address="Oslo", edition="2nd", year="1984-1986", month="", volume="2", number="5", series="Plants",
    pages="1\u20139", isbn="978-0-00-000000-2", url="https://x.org/", eprint="arXiv:2001.01234", verified=Verified.FULL,
)  # fmt: skip
KINDS = (
    FULL,
    replace(FULL, type="inproceedings", event="Tea Days; 2019 May 3-5; Oslo", year="2020", month="Mar 4"),
    replace(FULL, type="book", container="", book_authors=(), extent="182", year="in press", pages=""),
    replace(HARD, short_container="Ann Tea", month="Jan-Feb", more_authors=False),
    Reference("p", "patent", "Tea", authors=(Name("Smith", ("A",)),), holders=(Name("Tea Inc", literal=True),),
              number="US 6,980,855", genre="United States patent", year="2005", month="Dec 27"),
    Reference("t", "thesis", "Tea", authors=(Name("Smith", ("A",)),), genre="master's thesis", publisher="U"),
    Reference("d", "dataset", "Tea", authors=(Name("Smith", ("A",)),), version="2.1", publisher="Zenodo", year="2005"),
    Reference("s", "software", "Tea", authors=(Name("Smith", ("A",)),), version="2.1", year="2005"),
    Reference("u", "unpublished", "Tea", authors=(Name("Smith", ("A",)),), year="2005"),
    Reference("r", "report", "Tea", authors=(Name("Smith", ("A",)),), genre="Working paper", number="7", year="2005"),
)  # fmt: skip


@pytest.mark.filterwarnings("ignore:The following arguments for Reference are unsupported. event_title")
@pytest.mark.parametrize("reference", KINDS, ids=lambda one: f"{one.type}-{one.key}")
def test_every_kind_reads_back_as_it_was_and_in_other_readers(reference: Reference, csl_schema: Any) -> None:
    assert reread(bibtex([reference])) == {reference.key: plain(reference)}
    item = csl_item(reference)
    jsonschema.Draft202012Validator(csl_schema).validate([item])
    assert str(CiteProcJSON([item])[reference.key.lower()]["title"]) == item["title"]
    [record] = rispy.loads(ris([reference]))
    assert record["title"] == item["title"]
    assert "unknown_tag" not in record
    [read] = nbib.read(medline([reference]))
    assert read["title"].rstrip(".?!") == item["title"].rstrip(".?!")
    [entry] = bibtexparser.parse_string(bibtex([reference])).entries
    assert (entry.entry_type, entry.key) == (reference.type, reference.key)
    assert len(entry["author"].split(" and ")) == len(reference.authors) + reference.more_authors


def test_bibtexparser_reads_every_entry(text: Text, library: Library) -> None:
    parsed = bibtexparser.parse_string(text("bibliography.bib"))
    assert parsed.failed_blocks == []
    assert {entry.key for entry in parsed.entries} == set(library.references)
    for entry in parsed.entries:
        reference = library.references[entry.key]
        fields = {field.key: field.value for field in entry.fields}
        assert fields.get("doi", "") == reference.doi
        assert fields.get("year", "") == reference.year
        assert fields.get("pages", "") == reference.pages.replace("\u2013", "--")


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


def test_each_source_has_its_own_files(real_site: Path, library: Library) -> None:
    for reference in library.references.values():
        for form in FORMATS:
            written = (real_site / reference_data(reference.key, form)).read_bytes().decode("utf-8")
            assert written == form.write([reference])
    for form in FORMATS:
        assert (real_site / bibliography_data(form)).is_file()


def test_each_source_page_offers_them_and_a_line_to_paste(
    real_pages: dict[str, Page], library: Library, view: SiteView
) -> None:
    for reference in library.references.values():
        name = source_page(reference.key).removesuffix(".md")
        page = real_pages[f"{name}/index.html"]
        for form in FORMATS:
            assert f"../{name.removeprefix('sources/')}.{form.ending}" in page.main_links, (name, form.ending)
        line = " ".join(pasted(view, reference).split())
        assert line in page.main, name
        assert line.startswith(view.formatted(reference.key))
        if reference.doi:
            assert f"doi: {reference.doi}" in line
        elif reference.links:
            assert reference.links[0][1] in line or reference.pmid in line
