"""BibTeX and biblatex in, references and problems out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import pytest

from builders import REPOSITORY, codes
from explainer.loading.bibliography import read_bibliography
from explainer.loading.yaml_reader import MAX_BIBLIOGRAPHY_BYTES
from explainer.model.reference import Name, Reference, with_letters
from explainer.model.vocabulary import Design, Standing, Verified
from explainer.problems import Problem, Severity

PATH = "bibliography.bib"
ARTICLE = "author = {Smith, Anna}, title = {A title}, journal = {Letters}, year = {2020}"


@dataclass(frozen=True)
class Read:
    """What a text was read as."""

    references: dict[str, Reference]
    problems: list[Problem]

    @property
    def only(self) -> Reference:
        (reference,) = self.references.values()
        return reference

    @property
    def places(self) -> list[tuple[str, int, int]]:
        return [(problem.code, problem.line, problem.column) for problem in self.problems]


def read(text: str | bytes) -> Read:
    references, problems = read_bibliography(PATH, text.encode() if isinstance(text, str) else text)
    assert all(problem.path == PATH for problem in problems)
    return Read(references, problems)


def clean(text: str) -> Reference:
    """Read one entry that has nothing wrong with it."""
    done = read(text)
    assert done.problems == []
    return done.only


def with_field(field: str) -> Read:
    """Read an article that has one field more."""
    return read(f"@article{{a2020, {ARTICLE}, {field}}}")


def names(value: str) -> tuple[Name, ...]:
    return clean(f"@article{{a2020, author = {{{value}}}, title = {{T}}, journal = {{J}}, year = 2020}}").authors


SICI = "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2"

# Entry types


def test_an_unknown_entry_type_is_reported_and_the_others_are_read() -> None:
    done = read(f"@artikel{{a, {ARTICLE}}}\n@article{{b, {ARTICLE}}}")
    assert done.places == [("S03", 1, 1)]
    assert "article" in done.problems[0].fix
    assert {key: one.type for key, one in done.references.items()} == {"a": "article", "b": "article"}


@pytest.mark.parametrize(
    ("entry", "field", "value"),
    [
        ("@article{k, author={A, B}, title={T}, journaltitle={Letters}, date={2020-03-04}}", "container", "Letters"),
        ("@article{k, author={A, B}, title={T}, journaltitle={Letters}, date={2020-03-04}}", "year", "2020"),
        ("@article{k, author={A, B}, title={T}, journaltitle={Letters}, date={2019/2020}}", "year", "2019-2020"),
        ("@article{k, author={A, B}, title={T}, journal={J}, year={2020}, date={2020-03-04}}", "year", "2020"),
        ("@report{k, author={A, B}, title={T}, institution={I}, date={2001}}", "publisher", "I"),
        ("@report{k, author={A, B}, title={T}, organization={O}, date={2001}}", "publisher", "O"),
        ("@thesis{k, author={A, B}, title={T}, school={S}, date={2001}}", "publisher", "S"),
        ("@book{k, author={A, B}, title={T}, publisher={P}, location={Oslo}, year=2001}", "address", "Oslo"),
        ("@incollection{k, author={A, B}, title={T}, booktitle={C}, publisher={P}, year=2001}", "container", "C"),
        ("@online{k, author={A, B}, title={T}, note={seen}, urldate={2020-01-31}}", "accessed", date(2020, 1, 31)),
        # in any case
        ("@ARTICLE{Key2020, AUTHOR={A, B}, Title={A title}, JOURNAL={Letters}, YEAR={2020}}", "key", "Key2020"),
        ("@ARTICLE{Key2020, AUTHOR={A, B}, Title={A title}, JOURNAL={Letters}, YEAR={2020}}", "title", "A title"),
        ("@ARTICLE{Key2020, AUTHOR={A, B}, Title={A title}, JOURNAL={Letters}, YEAR={2020}}", "container", "Letters"),
        # nothing said of checking means checked in part
        (f"@article{{k, {ARTICLE}}}", "verified", Verified.PARTIAL),
        (f"@article{{k, {ARTICLE}}}", "status", Standing.OK),
        *((f"@article{{k, {ARTICLE}, participants = {{{n}}}}}", "participants", n) for n in (0, 40, 999_999_999)),
    ],
)  # fmt: skip
def test_spellings_of_biblatex_and_bibtex_mean_the_same_field(entry: str, field: str, value: object) -> None:
    assert getattr(clean(entry), field) == value


def test_every_field_reaches_the_reference() -> None:
    reference = clean(
        """@article{k2020,
          author = {Smith, Anna}, editor = {Berg, Ole}, title = {T}, journal = {J}, publisher = {P}, address = {Oslo},
          edition = {2nd}, year = {2020}, volume = {12}, number = {3}, pages = {45--52}, doi = {10.5555/x.1},
          pmid = {12345678}, pmcid = {PMC1234567}, isbn = {978-0-00-000000-2}, url = {https://x.org/a},
          archive_url = {https://archive.example/a}, urldate = {2026-06-01}, note = {N}, design = {cohort},
          participants = {80}, population = {80 adults}, funding = {a university}, ties = {none}, status = {corrected},
          verified = {full}, topics = {sleep, safety}, month = jan, abstract = {never shown}}"""
    )
    assert reference == Reference(
        key="k2020", type="article", title="T", authors=(Name("Smith", ("Anna",)),), editors=(Name("Berg", ("Ole",)),),
        container="J", publisher="P", address="Oslo", edition="2nd", year="2020", volume="12", number="3",
        pages="45\u201352", doi="10.5555/x.1", pmid="12345678", pmcid="PMC1234567", isbn="978-0-00-000000-2",
        url="https://x.org/a", archive_url="https://archive.example/a", accessed=date(2026, 6, 1), note="N",
        design=Design.COHORT, participants=80, population="80 adults", funding="a university", ties="none",
        status=Standing.CORRECTED, verified=Verified.FULL, topics=("sleep", "safety"), mark=reference.mark,
        marks=reference.marks, month="Jan",
    )  # fmt: skip


# Missing, unknown and unfit fields

REQUIRED = {
    "article": ("article", "author = {A, B}", "title = {T}", "journal = {J}", "year = {2020}"),
    "book": ("book", "author = {A, B}", "title = {T}", "publisher = {P}", "year = {2020}"),
    "Book": ("book", "editor = {A, B}", "title = {T}", "publisher = {P}", "year = {2020}"),
    "incollection": (
        "incollection", "author = {A, B}", "title = {T}", "booktitle = {C}", "publisher = {P}", "year = {2020}"
    ),
    "techreport": ("report", "author = {A, B}", "title = {T}", "institution = {I}", "year = {2020}"),
    "report": ("report", "author = {A, B}", "title = {T}", "institution = {I}", "date = {2001-05}"),
    "misc": ("misc", "title = {T}"),
    "online": ("online", "author = {A, B}", "title = {T}", "url = {https://x.org}", "urldate = {2020-01-31}"),
    "www": ("online", "author = {A, B}", "title = {T}", "note = {seen as a copy}", "urldate = {2020-01-31}"),
    "thesis": ("thesis", "author = {A, B}", "title = {T}", "school = {U}", "year = {2020}"),
}  # fmt: skip
"""Type of entry -> what it is read as, and the least that it must have."""


@pytest.mark.parametrize("kind", REQUIRED)
def test_an_entry_type_is_read_and_a_missing_field_is_reported_at_the_entry(kind: str) -> None:
    read_as, *fields = REQUIRED[kind]
    assert clean(f"@{kind}{{k, {', '.join(fields)}}}").type == read_as
    for missing in fields:
        done = read(f"\n\n@{kind}{{k, {', '.join(field for field in fields if field != missing)}}}")
        assert [(p.code, p.severity, p.line) for p in done.problems] == [("S04", Severity.ERROR, 3)], missing


def test_a_record_checked_in_part_may_lack_fields_but_not_the_title() -> None:
    assert read("@article{k, title = {T}, verified = {partial}}").problems == []
    untitled = read("@article{k, author = {A, B}, verified = {partial}}")
    assert (codes(untitled.problems), untitled.references) == (["S04"], {})
    empty = read("@article{k, author = {}, title = {T}, journal = {J}, year = {2020}}")
    assert codes(empty.problems) == ["S04"], "an empty field is a missing one"


@pytest.mark.parametrize(
    ("field", "code", "severity", "hint"),
    [
        ("jornal = {x}", "S08", Severity.WARNING, "journal"),
        ("zzzz = {x}", "S08", Severity.WARNING, ""),
        ("design = {randomized-trial}", "S05", Severity.ERROR, "randomised-trial"),
        ("status = {retrcted}", "S05", Severity.ERROR, "retracted"),
        ("verified = {yes}", "S05", Severity.ERROR, "full"),
        ("participants = {about 80}", "S05", Severity.ERROR, ""),
        ("participants = {1,200}", "S05", Severity.ERROR, ""),
        ("participants = {1000000000}", "S05", Severity.ERROR, ""),
        ("participants = {4.5}", "S05", Severity.ERROR, ""),
        ("participants = {-4}", "S05", Severity.ERROR, ""),
        ("urldate = {2020-02-30}", "S05", Severity.ERROR, "YYYY-MM-DD"),
        ("urldate = {June 2020}", "S05", Severity.ERROR, "YYYY-MM-DD"),
        ("urldate = {20200601}", "S05", Severity.ERROR, "YYYY-MM-DD"),
        ("urldate = {2020-W23-1}", "S05", Severity.ERROR, "YYYY-MM-DD"),
        (r"note = {the \frobnicate{x} sign}", "S05", Severity.ERROR, ""),
    ],
)
def test_an_unknown_field_or_value_is_reported_at_its_place(
    field: str, code: str, severity: Severity, hint: str
) -> None:
    text = f"@article{{a2020,\n  {ARTICLE},\n    {field},\n}}"
    done = read(text)
    assert [(p.code, p.severity, p.line, p.column) for p in done.problems] == [(code, severity, 3, 5)]
    assert hint in done.problems[0].fix
    assert list(done.references) == ["a2020"]


@pytest.mark.parametrize("year", "20 20199 19th 2019a later MMXX 2020--2019 0999 2100".split())
def test_what_is_neither_a_year_nor_years_is_reported(year: str) -> None:
    done = read(f"@article{{k, author = {{A, B}}, title = {{T}}, journal = {{J}},\n  year = {{{year}}}}}")
    assert done.places == [("S05", 2, 3)]
    assert done.only.year == ""


@pytest.mark.parametrize(
    ("entry", "line", "said"),
    [
        (
            "author = {A, B},\n  title = {T},\n  booktitle = {C}, year = 2020,\n  topics = sleep,\n}",
            5,
            "without braces",
        ),
        ("author = {A, B},\n  title = {T},", 1, "not closed from line 1"),
        ("author = {A, B},\n  title = {T,", 3, "not closed from line 3"),
        ("author = A, B.,\n  title = T,\n}", 2, "without braces"),
        ("author = {A, B},\n  title = {T},\n  crossref = {gone},\n}", 4, "there is no such entry"),
    ],
)
def test_one_mistake_in_an_entry_is_one_problem(entry: str, line: int, said: str) -> None:
    done = read(f"@inproceedings{{k,\n  {entry}")
    assert len(done.problems) == 1
    assert said in done.problems[0].message
    assert done.problems[0].line == line or "not closed" in said


def test_pages_that_run_backwards_and_what_was_pasted_with_them_are_told() -> None:
    for field in (
        "pages = {9--1}",
        "pages = {145-39}",
        "pages = {45-52. doi: 10.5555/x}",
        "volume = {1(2)}",
        "volume = {1, Issue 2}",
    ):
        done = with_field(field)
        assert [(p.code, p.severity) for p in done.problems] == [("S05", Severity.WARNING)], field
    for field in ("pages = {124-9}", "pages = {S9--S12}", "pages = {98--105}", "volume = {1}"):
        assert with_field(field).problems == [], field


def test_a_field_that_is_used_twice_is_reported_and_the_first_is_kept() -> None:
    done = with_field("note = {one},\n  note = {two}")
    assert done.places == [("S08", 2, 3)]
    assert {p.severity for p in done.problems} == {Severity.WARNING}
    assert done.only.note == "one"


# Keys


@pytest.mark.parametrize("second", ["smith2020", "Smith2020", "SMITH2020"])
def test_a_key_that_is_used_twice_is_reported_whatever_its_case(second: str) -> None:
    done = read(
        f"@article{{smith2020, {ARTICLE}, note = {{first}}}}\n\n"
        f"  @article{{{second}, {ARTICLE}, note = {{second}}}}\n@misc{{other, title = {{T}}}}"
    )
    assert done.places == [("S02", 3, 3)]
    assert done.references["smith2020"].note == "first"
    assert list(done.references) == ["smith2020", "other"]


# Syntax


@pytest.mark.parametrize(
    ("broken", "line", "column", "said"),
    [
        ("@article{bad,\n  title = {x}\n  author = {A, B},\n}", 3, 3, "no comma"),
        ("@article{bad,\n  year = 2020\n  author = {A, B},\n}", 3, 3, "no comma"),
        ("@article{bad,\n  title = {x},\n  author = {A, B}\n", 5, 1, "not closed from line 3"),
        ("@article{bad,\n  title = {x,\n  author = {A, B},\n}\n", 6, 1, "not closed from line 2"),
        ("@article{,\n  title = {x},\n}", 1, 10, "no key"),
        ("@article{\n  title = {x},\n}", 2, 9, "no key"),
        ("@article{bad two,\n  title = {x},\n}", 1, 17, "a space stands in its key"),
        ("@article{bad 2020,\n  title = {x},\n}", 1, 14, "a space stands in its key"),
        ("@article{bad,\n  title = nosuchmacro,\n}", 2, 22, "nosuchmacro"),
        ("@article{bad,\n  title = \u201cx\u201d,\n}", 2, 11, "`\u201c` is no quotation mark"),
        ("@article{bad,\n  title : {x},\n}", 2, 9, "place of `=`"),
        ("@article{bad,\n  title = {x}, % a note\n}", 2, 16, "`%` stands"),
        ("@article{bad,\n  title = {x},\n% author = {A, B},\n  year = 2020}", 3, 1, "`%` stands"),
        ("@article{bad,\n  title = {x}},\n  author = {A, B},\n}", 3, 3, "before `author`"),
        ("@article{bad, title = {x,\n year = 2020\n}\n", 5, 1, "not closed from line 1"),
        ("@article{bad,\n  title = Two words,\n}", 2, 14, "without braces"),
        ("@article{bad,\n  title = {x};\n}", 2, 14, "`;` stands where a comma or `}` belongs"),
        ("@article{bad,\n  title = ,\n}", 2, 11, "where a value belongs"),
        ('@article{bad,\n  title = "x,\n  year = {2020},\n}', 4, 2, "quotation mark of line 2"),
        ("@article{bad,\n  title = {x},\n", 4, 9, "not closed from line 2"),
        ("article{bad,\n  title = {x},\n}", 1, 1, "`bad`: has no `@`"),
        ("TY  - JOUR\nTI  - x", 1, 1, "part of no entry"),
        ("% remark\n\nSmith A. Tea. 2020.", 3, 1, "part of no entry"),
    ],
)
def test_a_syntax_error_has_its_place_and_the_other_entries_are_read(
    broken: str, line: int, column: int, said: str
) -> None:
    done = read(f"{broken}\n@article{{good, {ARTICLE}}}\n\n@article{{better, {ARTICLE}}}\n")
    assert done.places == [("S01", line, column)]
    assert said in done.problems[0].message
    assert {"good", "better"} <= set(done.references)
    assert done.references["better"].title == "A title"


def test_several_broken_entries_are_reported_in_one_run() -> None:
    text = f"@article{{one, title = }}\n@article{{good, {ARTICLE}}}\n@article{{two, = x}}\n@article{{fine, {ARTICLE}}}"
    done = read(text)
    assert [p.line for p in done.problems if p.code == "S01"] == [1, 3]
    assert {"good", "fine"} <= set(done.references)


def test_an_entry_that_is_lost_within_a_broken_one_is_reported_once_at_its_place() -> None:
    bad = "@article{bad, title = {x, note = {a @book{lost, year = 2020},\n y @book{Lost, }\n @misc{read, title = {x}}"
    done = read(f"{bad}\n@article{{good, {ARTICLE}}}\n")
    assert [(p.line, p.column) for p in done.problems if p.code == "S01"][1:] == [(1, 37)]
    assert {"read", "good"} <= set(done.references)


def test_comments_and_preambles_are_passed_over() -> None:
    text = f'% said of nothing\n@comment{{old, {ARTICLE}}}\n@preamble{{"x"}}\n% prose\n}}\n@article{{k, {ARTICLE}}}'
    done = read(text)
    assert done.problems == []
    assert list(done.references) == ["k"]
    assert done.only.mark.line == 6


def test_each_entry_knows_its_line() -> None:
    text = "@misc{one, title = {One}}\n\n% a comment\n@misc{two,\n  title = {Two},\n}\n  @misc{three, title = {3}}\n"
    marks = {key: (reference.mark.line, reference.mark.column) for key, reference in read(text).references.items()}
    assert marks == {"one": (1, 1), "two": (4, 1), "three": (7, 3)}


# Macros


def test_macros_are_put_in() -> None:
    done = read('@string{jwd = "Journal of Warm Drinks"}\n@article{k, author = {A, B}, title = "On " # {tea}, '
                "journal = jwd, year = 2020, month = mar}")  # fmt: skip
    assert done.problems == []
    assert (done.only.container, done.only.title, done.only.year) == ("Journal of Warm Drinks", "On tea", "2020")


def test_macros_of_one_file_are_unknown_in_the_next() -> None:
    read('@string{leak = "Leaked"}')
    assert codes(read("@article{k, author={A, B}, title={T}, journal = leak, year = 2020}").problems) == ["S01"]


# Names


@pytest.mark.parametrize(
    ("value", "read_as"),
    [
        ("Anna Smith", Name("Smith", ("Anna",))),
        ("van der Berg, Jan", Name("Berg", ("Jan",), particle="van der")),
        ("Ludwig van Beethoven", Name("Beethoven", ("Ludwig",), particle="van")),
        ("King, Jr., Martin Luther", Name("King", ("Martin", "Luther"), suffix="Jr.")),
        ("de la Cruz, III, Ana Mar{\\'i}a", Name("Cruz", ("Ana", "Mar\u00eda"), particle="de la", suffix="III")),
        ("{World Health Organization}", Name("World Health Organization", literal=True)),
        ("{Food and Drug Administration}", Name("Food and Drug Administration", literal=True)),
        ("{The {FDA} Panel}", Name("The FDA Panel", literal=True)),
    ],
)
def test_a_name_is_read(value: str, read_as: Name) -> None:
    """As its parts; how it is then written stands in test_real_bibliographies."""
    assert names(value) == (read_as,)


@pytest.mark.parametrize(
    ("value", "families", "more"),
    [
        # separated by `and` in any case and over lines
        ("Smith, A and Berg, B\n   and {Barnes and Noble} AND Lee, C", "Smith; Berg; Barnes and Noble; Lee", False),
        ("Smith, Anna and others", "Smith", True),
        ("Smith, A and Others, B and {others}", "Smith; Others; others", False),
    ],
)
def test_names_are_told_apart(value: str, families: str, more: bool) -> None:
    entry = clean(f"@article{{k, author = {{{value}}}, title = {{T}}, journal = {{J}}, year = 2020}}")
    assert ("; ".join(name.family for name in entry.authors), entry.more_authors) == (families, more)


# Identifiers and addresses


@pytest.mark.parametrize(
    ("name", "written", "kept"),
    [
        *(("doi", doi, doi) for doi in ("10.1000/xyz123", "10.1000.10/123", "10.1000/a_b--c")),
        ("doi", SICI, SICI),
        ("doi", "{10.1000/a_b--c}", "10.1000/a_b--c"),
        ("doi", r"10.1000/a\_b\%c", "10.1000/a_b%c"),  # without the backslashes of LaTeX
        ("pmid", "1", "1"),
        ("pmid", "12345678", "12345678"),
        ("pmcid", "PMC1234567", "PMC1234567"),
        ("url", "https://x.org/~anna/a--b_c?x=1&y=2%20z#part", "https://x.org/~anna/a--b_c?x=1&y=2%20z#part"),
        ("url", r"https://x.org/a\_b?x=1\&y=2\%20z\#p", "https://x.org/a_b?x=1&y=2%20z#p"),
        ("url", r"https://x.org/\~{}anna", "https://x.org/~anna"),
        ("url", "HTTPS://X.org:8443/(a)", "HTTPS://X.org:8443/(a)"),
    ],
)
def test_an_identifier_or_address_is_kept_as_it_is(name: str, written: str, kept: str) -> None:
    done = with_field(f"{name} = {{{written}}}")
    assert done.problems == []
    assert getattr(done.only, name) == kept


@pytest.mark.parametrize(
    "field",
    (
        "doi = {https://doi.org/10.1000/x} | doi = {doi:10.1000/x} | doi = {10.1000/x y} | doi = {10.12/x} | "
        "doi = {10.1000/} | pmid = {PMID 123} | pmid = {0123} | pmid = {https://pubmed.ncbi.nlm.nih.gov/123/} | "
        "pmcid = {1234567} | pmcid = {PMC} | pmcid = {pmc123}"
    ).split(" | "),
)
def test_an_identifier_of_another_form_is_reported_and_not_linked(field: str) -> None:
    done = with_field(f"\n  {field}")
    assert done.places == [("S06", 2, 3)]
    assert getattr(done.only, field.split()[0]) == ""
    assert done.only.links == ()


@pytest.mark.parametrize("field", ["url", "archive_url"])
@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:x",
        "file:///etc/passwd", "ftp://x.org/a", "//x.org/a", "/a", "x.org", "https:///a", "https://",
        "https://user:secret@x.org/", "https://x.org/a b", "https://x.org:99999/", "https://[::1",
        'https://x.org/"onmouseover="alert(1)', "https://x.org/<b>", "http://x.org\\@evil.example",
    ],
)  # fmt: skip
def test_an_unsafe_address_is_reported_and_dropped(field: str, address: str) -> None:
    done = with_field(f"\n  {field} = {{{address}}}")
    assert done.places == [("S07", 2, 3)]
    assert getattr(done.only, field) == ""


def test_links_go_to_the_lasting_identifiers_before_the_address() -> None:
    reference = with_field("doi = {10.1000/x}, pmid = {12}, pmcid = {PMC34}, url = {https://x.org/}").only
    assert [address for _, address in reference.links] == [
        "https://doi.org/10.1000/x",
        "https://pubmed.ncbi.nlm.nih.gov/12/",
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC34/",
    ]
    assert with_field("url = {https://x.org/}").only.links == (("https://x.org/", "https://x.org/"),)


# The file itself


def test_a_file_that_is_too_large_is_reported_and_not_read() -> None:
    text = f"@article{{k, {ARTICLE}}}\n"
    done = read(text + "%" * MAX_BIBLIOGRAPHY_BYTES)
    assert codes(done.problems) == ["F02"]
    assert done.references == {}
    assert read(text + "%" * (MAX_BIBLIOGRAPHY_BYTES - len(text))).problems == []


def test_five_thousand_works_of_the_usual_length_fit_twice() -> None:
    text = (REPOSITORY / "bibliography.bib").read_bytes()
    assert 2 * 5000 * len(text) / text.count(b"\n@") < MAX_BIBLIOGRAPHY_BYTES


@pytest.mark.parametrize(
    ("raw", "places"),
    [
        (b"% fine\n% M\xfcller\n", [("F03", 2, 4)]),
        ("@misc{k,\n title = {a\u202eb}}".encode(), [("F04", 2, 12)]),
        # a byte order mark and line ends of Windows do no harm
        (b"\xef\xbb\xbf% x\r\n@misc{k,\r\n  title = {T},\r\n  bogus = {y},\r\n}\r\n", [("S08", 4, 3)]),
    ],
)
def test_what_is_no_clean_text_is_reported_with_its_place(raw: bytes, places: list[tuple[str, int, int]]) -> None:
    done = read(raw)
    assert done.places == places
    assert list(done.references) == ["k"] * (b"title" in raw)


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Kept as it is", "Kept as it is 2020"),
        ("x" * 40, f"{'x' * 40} 2020"),
        ("A rather long title: a supplement with much to say", "A rather long title: a supplement with… 2020"),
        ("A title that ends before its subtitle (2nd: more)", "A title that ends before its subtitle… 2020"),
        ("x" * 60, f"{'x' * 39}… 2020"),
    ],
)
def test_a_work_without_authors_goes_by_its_title_cut_between_words(title: str, shown: str) -> None:
    assert Reference("key", "misc", title, year="2020").short == shown


@pytest.mark.parametrize(
    ("works", "shown"),
    [
        ("post2019 post2020 roast2019", "Post 2019, Post 2020, Roast 2019"),
        ("post2019 post2019tea roast2019", "Post 2019a, Post 2019b, Roast 2019"),
        ("post2019tea brew2019 post2019", "Post 2019b, Brew 2019, Post 2019a"),  # as before, in another order
        ("post2019 post2019sleep post2019tea", "Post 2019a, Post 2019b, Post 2019c"),  # only those after it move
        ("post posttea post2019", "Post, no date (a), Post, no date (b), Post 2019"),
    ],
)
def test_only_works_of_one_name_and_year_have_letters_in_the_order_of_their_keys(works: str, shown: str) -> None:
    read = re.findall(r"((post|roast|brew)(\d*)\w*)", works)
    named = {key: Reference(key, "misc", key, (Name(name.title()),), year=year) for key, name, year in read}
    assert ", ".join(work.short for work in with_letters(named).values()) == shown


def test_there_are_letters_for_any_number_of_works_and_they_stand_apart_from_words() -> None:
    works = {f"{number:02}": Reference(f"{number:02}", "misc", "Tea", year="in press") for number in range(28)}
    assert [work.letter for work in with_letters(works).values()][24:] == ["y", "z", "aa", "ab"]
    assert with_letters(works)["27"].short == "Tea in press (ab)"
