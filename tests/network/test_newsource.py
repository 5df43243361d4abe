"""`claims new-source` from its call to its exit status and the entry it writes, with all services on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import site_builders
from builders import BIBLIOGRAPHY, EPOCH, codes, examples, library_of, problems_of, write_site
from explainer.loading.bibliography import read_bibliography
from explainer.loading.bibliography_fields import is_isbn
from explainer.model.reference import Name, Reference
from explainer.model.vocabulary import Standing, Verified
from explainer.model.web_addresses import DOI, PMID
from explainer.problems import Problem, Severity
from explainer.upkeep.bibtex_entries import TO_FILL, appended, blank_entry, entry_of, identify, key_for
from network.conftest import Claims
from network.internet import Internet, Odd, Reply, Services, as_json, crossref_work, pubmed_summary
from network.test_verify import RELATED, UPDATED, update

BIB = "bibliography.bib"
DREAMS = "10.5555/dreams.2024.7"
TITLE = "Dreams after chamomile tea in 30 adults: a diary study"


def full_work(**more: Any) -> dict[str, Any]:
    """Return a record as full as Crossref's are."""
    return {
        **crossref_work(TITLE, "Nordmann", 2024, "Journal of Warm Drinks"),
        "author": [
            {"given": "Anna B.", "family": "Nordmann", "sequence": "first", "affiliation": []},
            {"given": "Jos\u00e9", "family": "\u00c1lvarez y Soto", "suffix": "Jr", "affiliation": []},
            {"name": "The Tea & Sleep Group", "affiliation": []},
        ],
        "volume": "9",
        "issue": "2",
        "page": "101-110",
        "publisher": "Warm Press",
        **more,
    }


def read(root: Path) -> tuple[dict[str, Reference], list[Problem]]:
    return read_bibliography(BIB, (root / BIB).read_bytes())


def new_of(root: Path) -> Reference:
    """Return the one entry that the default bibliography does not have."""
    held = library_of(root).references
    (key,) = set(held) - set(read_bibliography(BIB, BIBLIOGRAPHY.encode())[0])
    return held[key]


def test_a_doi_becomes_an_entry_of_what_crossref_holds(root: Path, services: Services, new_source: Claims) -> None:
    services.works[DREAMS] = full_work()
    new_source(DREAMS, status=0)
    text = (root / BIB).read_text(encoding="utf-8")
    assert text.startswith(BIBLIOGRAPHY), "what was there stays to the letter"
    found = new_of(root)
    assert found.key == "nordmann2024"
    assert (found.type, found.title, found.container) == ("article", TITLE, "Journal of Warm Drinks")
    assert (found.year, found.volume, found.number, found.pages) == ("2024", "9", "2", "101\u2013110")
    assert found.authors == (
        Name("Nordmann", ("Anna", "B.")),
        Name("\u00c1lvarez y Soto", ("Jos\u00e9",), suffix="Jr"),
        Name("The Tea & Sleep Group", literal=True),
    )
    assert (found.doi, found.pmid, found.url, found.publisher) == (DREAMS, "", "", "")
    assert (found.status, found.verified) == (Standing.OK, Verified.PARTIAL)


def test_nothing_that_only_a_reader_knows_is_filled_and_all_of_it_is_named(
    root: Path, services: Services, new_source: Claims
) -> None:
    services.works[DREAMS] = full_work(funder=[{"name": "Tea Board"}], abstract="<p>30 adults.</p>")
    done = new_source(DREAMS)
    found = new_of(root)
    assert (found.design, found.participants, found.population, found.funding, found.ties) == (None, None, "", "", "")
    assert found.interests == found.topics == ()
    for name in TO_FILL:
        assert name in done.stderr
    problems = [p for p in problems_of(root) if p.path == BIB]
    assert set(codes(problems)) == {"S12", "S17", "S26"}, "cited nowhere yet, no design, and the blanks"
    assert all(found.key in p.message or "`" in p.message for p in problems)
    told = {name for name in TO_FILL for p in problems if p.code == "S26" and f"`{name}`" in p.message}
    assert told == set(TO_FILL) - {"design"}


def test_a_pmid_is_asked_at_pubmed_and_its_doi_at_crossref(root: Path, services: Services, new_source: Claims) -> None:
    ids = [{"idtype": "doi", "value": DREAMS}, {"idtype": "pmc", "value": "PMC777"}]
    services.pubmed["555"] = pubmed_summary(
        TITLE, "Nordmann AB", "2024", "J Warm Drinks", articleids=ids, volume="9", issue="2", pages="101-10"
    )
    services.works[DREAMS] = full_work()
    new_source("PMID: 555", status=0)
    found = new_of(root)
    assert (found.doi, found.pmid, found.pmcid) == (DREAMS, "555", "PMC777")
    assert found.authors[0] == Name("Nordmann", ("Anna", "B.")), "Crossref has the names in full"
    assert found.container == "Journal of Warm Drinks"


def test_a_pmid_without_a_doi_is_filled_by_pubmed_alone(root: Path, services: Services, new_source: Claims) -> None:
    services.pubmed["555"] = pubmed_summary(
        "A letter on tea", "van der Berg OL Jr", "1988", "The Drinks Letters", volume="3", pages="7-9",
        authors=[{"name": "van der Berg OL Jr", "authtype": "Author"},
                 {"name": "Tea Group of Norway", "authtype": "CollectiveName"}],
    )  # fmt: skip
    new_source("https://pubmed.ncbi.nlm.nih.gov/555/?from=x", status=0)
    found = new_of(root)
    assert (found.title, found.year, found.container, found.doi) == (
        "A letter on tea",
        "1988",
        "The Drinks Letters",
        "",
    )
    assert (found.authors[0].suffix, found.authors[0].given) == ("Jr", ("O.", "L."))
    assert found.authors[1] == Name("Tea Group of Norway", literal=True)


def test_a_doi_of_another_register_is_asked_there(root: Path, services: Services, new_source: Claims) -> None:
    services.csl["10.5281/tea.1"] = {
        "type": "report", "title": "Tea by the numbers", "DOI": "10.5281/tea.1", "publisher": "Tea Office",
        "author": [{"family": "Berg", "given": "Ole"}, {"literal": "Tea Office"}], "issued": {"date-parts": [[2023]]},
    }  # fmt: skip
    new_source("doi:10.5281/tea.1", status=0)
    found = new_of(root)
    assert (found.key, found.type, found.publisher, found.year) == ("berg2023", "report", "Tea Office", "2023")


@pytest.mark.parametrize(
    ("kind", "more", "expected"),
    [
        ("book", {"ISBN": ["9789240081789"], "publisher": "WHO"}, {"type": "book", "isbn": "9789240081789"}),
        ("book-chapter", {"container-title": ["Teas"]}, {"type": "incollection", "container": "Teas"}),
        ("dissertation", {}, {"type": "thesis"}),
        ("posted-content", {"subtype": "preprint"}, {"type": "misc", "status": Standing.PREPRINT}),
        (
            "proceedings-article",
            {"container-title": ["Notes on Drinks", "Proceedings of Tea 2020"], "ISBN": ["9789240081789"]},
            {"type": "inproceedings", "container": "Proceedings of Tea 2020", "series": "Notes on Drinks",
             "isbn": "9789240081789"},
        ),
        ("dataset", {}, {"type": "dataset"}),
        ("component", {}, {"type": "misc"}),
        ("journal-article", {"DOI": "10.1/<x>", "issued": {"date-parts": [[2999]]}, "published-print": None},
         {"doi": DREAMS, "year": ""}),
        # what publishers send to Crossref beside the value itself
        ("journal-article", {"title": ["Tea &lt;i&gt;in&lt;/i&gt; 10<sup>6</sup> cells of <mml:mi>x</mml:mi>"]},
         {"title": "Tea in 10\u2076 cells of x"}),
        ("journal-article", {"volume": "ahead-of-print", "issue": "n/a", "page": "-", "article-number": "e12"},
         {"volume": "", "number": "", "pages": "e12"}),
        ("journal-article", {"author": [{"given": "Bo Jr", "family": "Roy"}, {"given": "Al", "family": "Lee, MD, PhD"},
                                        {"given": "Bo, RN", "family": "Li,", "suffix": "MPH"}, {"given": "Tran, An"},
                                        {"given": "Bo", "family": "King, III"}]},
         {"authors": (Name("Roy", ("Bo",), suffix="Jr"), Name("Lee", ("Al",)), Name("Li", ("Bo",)),
                      Name("Tran", ("An",)), Name("King", ("Bo",), suffix="III"))}),
    ],
)  # fmt: skip
def test_kinds_of_works(
    tmp_path: Path, services: Services, claims: Claims, kind: str, more: dict[str, Any], expected: dict[str, Any]
) -> None:
    services.works[DREAMS] = full_work(type=kind, **more)
    root = write_site(tmp_path)
    claims("new-source", "--root", root, DREAMS, status=0)
    found = new_of(root)
    assert {name: getattr(found, name) for name in expected} == expected


def test_fields_that_a_register_lacks_are_left_out_and_named(
    root: Path, tmp_path: Path, services: Services, claims: Claims, new_source: Claims
) -> None:
    services.works[DREAMS] = {"title": ["Tea"], "type": "journal-article"}
    done = new_source(DREAMS, status=0)
    assert "author, journal" in done.stderr
    assert "year" in done.stderr
    found = new_of(root)
    assert (found.authors, found.container, found.year, found.volume) == ((), "", "", "")
    services.works[DREAMS] = full_work(**{"updated-by": 7})
    done = claims("new-source", "--root", write_site(tmp_path / "notices"), DREAMS, status=4)
    assert "a notice that cannot be read" in done.stderr


# Refusals


@pytest.mark.parametrize(
    ("typed", "by"),
    [
        ("10.5555/WARM.2020.45", "DOI"),
        ("https://doi.org/10.5555/warm.2020.45", "DOI"),
        ("https://www.doi.org/10.5555%2Fwarm.2020.45", "DOI"),
        ("pmid:777", "PMID"),
    ],
)
def test_a_work_that_is_there_is_refused_before_anybody_is_asked(
    root: Path, internet: Internet, new_source: Claims, typed: str, by: str
) -> None:
    bib = BIBLIOGRAPHY.replace("  doi          = {10.5555/survey.2019.1},", "  pmid         = {777},")
    write_site(root, bib=bib)
    done = new_source(typed, status=2)
    assert by in done.stderr
    assert ("smith2020" if by == "DOI" else "jones2019") in done.stderr
    assert internet.asked == []
    assert (root / BIB).read_text(encoding="utf-8") == bib


def test_a_work_that_is_there_under_another_identifier_is_known_by_its_title_or_its_ids(
    root: Path, services: Services, new_source: Claims
) -> None:
    services.works[DREAMS] = full_work(
        title=["Chamomile Tea and Sleep &amp; a Randomised Trial".replace(" &amp;", ":")],
        issued={"date-parts": [[2020]]}, **{"published-print": None},
    )  # fmt: skip
    services.pubmed["9"] = pubmed_summary("Any", articleids=[{"idtype": "doi", "value": "10.5555/warm.2020.45"}])
    for typed, by in ((DREAMS, "title"), ("9", "DOI")):
        done = new_source(typed)
        assert (done.exit_code, by in done.stderr, "smith2020" in done.stderr) == (2, True, True), done.stderr
    assert (root / BIB).read_text(encoding="utf-8") == BIBLIOGRAPHY


@pytest.mark.parametrize(
    "typed", ["tea", "10.5555", "PMC123", "0", "https://example.org/10.5555/x y", "10.5555/a b", ""]
)
def test_a_text_that_is_not_an_identifier_is_an_unusable_call(
    root: Path, new_source: Claims, internet: Internet, typed: str
) -> None:
    new_source(typed, status=2)
    assert internet.asked == []
    assert (root / BIB).read_text(encoding="utf-8") == BIBLIOGRAPHY


def test_an_identifier_that_no_register_knows_writes_nothing(root: Path, new_source: Claims) -> None:
    for typed in ("10.5555/nobody", "123456"):
        done = new_source(typed)
        assert (done.exit_code, "Nothing was written" in done.stderr) == (1, True)
    assert (root / BIB).read_text(encoding="utf-8") == BIBLIOGRAPHY


def test_a_record_without_a_title_is_not_taken_for_none(services: Services, new_source: Claims) -> None:
    services.works[DREAMS] = full_work(type="grant", title=None)
    done = new_source(DREAMS, status=4)
    assert "a record without a title" in done.stderr


@pytest.mark.parametrize("key", ["SMITH2020", "2020smith", "a b", "x" * 81, "a{b"])
def test_a_key_that_is_taken_or_unfit_is_refused(services: Services, new_source: Claims, key: str) -> None:
    services.works[DREAMS] = full_work()
    new_source(DREAMS, "--key", key, status=2)


# Without an answer


def test_without_internet_there_is_an_entry_to_fill_in(tmp_path: Path, services: Services, claims: Claims) -> None:
    services.failing |= {"crossref": Odd.RESET, "ncbi": Odd.RESET}
    for number, (typed, name) in enumerate(((DREAMS, "doi"), ("555", "pmid"))):
        root = write_site(tmp_path / str(number))
        claims("new-source", "--root", root, typed, status=3)
        text = (root / BIB).read_text(encoding="utf-8")
        assert f"{name:<12} = {{{typed}}}," in text
        assert "% author: Family, Given" in text
        problems = [p for p in problems_of(root) if p.path == BIB and p.severity is Severity.ERROR]
        assert {p.code for p in problems} == {"S04"}, "only the title is missing to read it"
        filled = text.replace("title        = {},", "title        = {Tea},")
        (root / BIB).write_text(filled, encoding="utf-8")
        assert getattr(new_of(root), name) == typed


@pytest.mark.parametrize(
    "answer", [Reply(503), Reply(200, b"<title>Maintenance</title>"), as_json({"status": "failed"}), Odd.GARBAGE]
)
def test_a_failed_register_is_not_reported_as_lacking_the_work(
    root: Path, services: Services, new_source: Claims, answer: Reply | str
) -> None:
    services.failing["crossref"] = answer
    done = new_source(DREAMS)
    assert done.exit_code in {3, 4} if answer is Odd.GARBAGE else done.exit_code == 4, done.stderr
    assert f"doi          = {{{DREAMS}}}," in (root / BIB).read_text(encoding="utf-8")


def test_pubmed_alone_is_enough_where_crossref_fails(root: Path, services: Services, new_source: Claims) -> None:
    services.pubmed["555"] = pubmed_summary(TITLE, "Nordmann AB", articleids=[{"idtype": "doi", "value": DREAMS}])
    services.failing["crossref"] = Reply(500)
    done = new_source("555", status=4)
    assert "Crossref" in done.stderr
    assert (new_of(root).title, new_of(root).doi) == (TITLE, DREAMS)


def test_an_entry_that_waits_to_be_filled_in_is_there_already(
    root: Path, services: Services, new_source: Claims
) -> None:
    """Once without the internet, then with it: not two entries of one work."""
    new_source(DREAMS, "--offline", status=0)
    before = (root / BIB).read_text(encoding="utf-8")
    services.works[DREAMS] = full_work()
    done = new_source(f"https://doi.org/{DREAMS.upper()}", status=2)
    assert f"line {before[: before.index(DREAMS)].count(chr(10)) + 1} " in done.stderr
    assert (root / BIB).read_text(encoding="utf-8") == before


def test_offline_asks_nobody(root: Path, internet: Internet, new_source: Claims) -> None:
    new_source(DREAMS, "--offline", "--key", "dreams", status=0)
    assert internet.asked == []
    assert "@article{dreams," in (root / BIB).read_text(encoding="utf-8")


# Standing, and what registers disagree on


@pytest.mark.parametrize("more", [{"updated-by": [update("retraction")]}, {"title": [f"RETRACTED: {TITLE}"]}])
def test_a_retracted_work_is_written_with_its_standing_and_exits_1(
    more: dict[str, Any], root: Path, services: Services, new_source: Claims
) -> None:
    services.works[DREAMS] = full_work(**more)
    done = new_source(DREAMS, status=1)
    assert "retracted" in done.stderr
    assert (new_of(root).status, new_of(root).title) == (Standing.RETRACTED, TITLE)


def test_a_doi_that_leads_to_another_work_is_reported_and_not_merged(
    root: Path, services: Services, new_source: Claims
) -> None:
    services.pubmed["555"] = pubmed_summary(
        "Coffee and the hearts of older dogs", "Kaffe B", articleids=[{"idtype": "doi", "value": DREAMS}]
    )
    services.works[DREAMS] = full_work()
    done = new_source("555")
    assert TITLE[:40] in done.stderr
    found = new_of(root)
    assert (found.title, found.authors[0].family) == ("Coffee and the hearts of older dogs", "Kaffe")
    assert found.volume == ""


@pytest.mark.parametrize(("work", "summary", "name"), [
    ({"subtype": "preprint", "relation": RELATED}, {}, "10.5555/Paper"),
    ({"updated-by": [update("new-version", "10.5555/v2")]}, {}, "10.5555/v2"),
    ({}, {"references": UPDATED}, "J Tea. 2021;3(2):1. doi: 10.5555/b PMID 9"),
    ({"relation": {"is-preprint-of": [{"id": DREAMS}]}}, {}, ""),
])  # fmt: skip
def test_a_later_version_is_told(
    work: dict[str, Any], summary: dict[str, Any], name: str, services: Services, new_source: Claims
) -> None:
    ids = [{"idtype": "doi", "value": DREAMS}]
    services.works[DREAMS] = full_work(**work)
    services.pubmed["555"] = pubmed_summary(TITLE, articleids=ids, **summary)
    told = new_source("555", status=0).stderr
    assert [line for line in told.splitlines() if "later version" in line] == (
        [f"There is a later version of it: {name}. Read that one, and cite it."] if name else []
    )


# Printing, keys, and texts of every kind


@pytest.mark.parametrize("answered", ["10.5555/another.1", DREAMS.upper()])
def test_a_record_of_another_doi_than_the_one_asked_for_is_reported(
    answered: str, services: Services, new_source: Claims
) -> None:
    services.works[DREAMS] = full_work(DOI=answered)
    done = new_source(DREAMS, status=0)
    assert (f"another DOI, {answered}: check" in done.stderr) == (answered != DREAMS.upper())


def test_print_writes_the_entry_to_the_output_alone(root: Path, services: Services, new_source: Claims) -> None:
    services.works[DREAMS] = full_work()
    done = new_source(DREAMS, "--print", status=0)
    assert (root / BIB).read_text(encoding="utf-8") == BIBLIOGRAPHY
    references, problems = read_bibliography(BIB, done.stdout.encode())
    assert list(references) == ["nordmann2024"]
    assert {p.code for p in problems} == {"S26"}


def test_keys_are_free_and_plain(tmp_path: Path) -> None:
    held = library_of(write_site(tmp_path)).references
    for family, key in (
        ("Smith", "smith2020_b"),
        ("\u00c1lvarez y Soto", "alvarezysoto2020"),
        ("\u674e", "source2020"),
    ):
        assert key_for(held, Reference("", "article", "T", (Name(family),), year="2020")) == key
    taken = {
        f"li{end}": Reference(f"li{end}", "misc", "T") for end in ("", *(f"_{c}" for c in "bcdefghijklmnopqrstuvwxyz"))
    }
    for key in ("li_27", "li_28"):
        assert key_for(taken, Reference("", "misc", "T", (Name("Li"),))) == key
        taken[key] = Reference(key, "misc", "T")


def test_a_bibliography_that_is_broken_is_left_alone(tmp_path: Path, services: Services, claims: Claims) -> None:
    services.works[DREAMS] = full_work()
    broken = BIBLIOGRAPHY + "\n@article{open2020, title = {Never closed\n"
    root = write_site(tmp_path, bib=broken)
    claims("new-source", "--root", root, DREAMS, status=2)
    assert (root / BIB).read_text(encoding="utf-8") == broken
    missing = write_site(tmp_path / "none", bib=None)
    claims("new-source", "--root", missing, DREAMS, status=0)
    assert list(read(missing)[0]) == ["nordmann2024"]


LINE = st.text(st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn", "Cf", "Zl", "Zp")), max_size=60)


@settings(max_examples=examples(300), deadline=None, derandomize=True)
@given(title=LINE.filter(str.strip), family=LINE.filter(str.strip), journal=LINE, given=LINE)
def test_any_text_of_a_register_comes_back_from_our_own_parser(
    title: str, family: str, journal: str, given: str
) -> None:
    work = Reference("", "article", " ".join(title.split()), (Name(" ".join(family.split()), tuple(given.split())),),
                     container=" ".join(journal.split()), year="2020", doi="10.1000/x")  # fmt: skip
    text = appended(BIBLIOGRAPHY, entry_of(work, "new2020", "Crossref"), BIB)
    references, problems = read_bibliography(BIB, text.encode())
    assert set(references) >= set(read_bibliography(BIB, BIBLIOGRAPHY.encode())[0])
    assert {p.code for p in problems} <= {"F03", "F04", "S04", "S05", "S26", "S30"}
    if "new2020" in references:
        assert references["new2020"].doi == "10.1000/x"


def test_every_part_of_a_blank_entry_is_a_known_field() -> None:
    references, problems = read_bibliography(
        BIB, blank_entry("new", doi="10.1000/x").replace("title        = {}", "title = {T}").encode()
    )
    assert list(references) == ["new"]
    assert {p.code for p in problems} == {"S26"}


@settings(max_examples=examples(300), deadline=None, derandomize=True)
@given(st.from_regex(DOI, fullmatch=True) | st.from_regex(PMID, fullmatch=True) | st.text(max_size=40))
def test_what_is_typed_becomes_an_identifier_in_our_form_or_is_refused(typed: str) -> None:
    try:
        doi, pmid = identify(typed)
    except ValueError:
        return
    assert bool(doi) != bool(pmid)
    assert DOI.match(doi) if doi else PMID.match(pmid)
    for more in (f"doi:{doi}", f"https://doi.org/{doi}") if doi and "%" not in doi else ():
        assert identify(more) == (doi, "")


# idutils, the library for identifiers, beside our own forms


@pytest.mark.parametrize("digits", ["978924008178", "030640615", "080442957", "979109636211"])
def test_isbns_are_those_of_idutils(digits: str) -> None:
    idutils = pytest.importorskip("idutils")
    for last in "0123456789X":
        for text in (digits + last, f"{digits[:3]}-{digits[3:]}-{last}", f"{digits} {last}"):
            assert is_isbn(text) == bool(idutils.is_isbn(text)), text
    assert sum(is_isbn(digits + last) for last in "0123456789X") == 1


def test_what_our_forms_take_idutils_takes_too() -> None:
    import idutils

    references = read_bibliography(BIB, (Path(__file__).parents[2] / BIB).read_bytes())[0].values()
    assert sum(bool(one.doi) for one in references) > 100
    for one in references:
        assert not one.doi or idutils.normalize_doi(one.doi) == one.doi
        assert not one.pmid or idutils.normalize_pmid(one.pmid) == one.pmid
        assert not one.pmcid or idutils.is_pmcid(one.pmcid)
        assert not one.isbn or idutils.is_isbn(one.isbn)


def test_addresses_of_this_machine_are_not_asked_without_permission(
    root: Path, internet: Internet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAIMS_SERVICE_CROSSREF", internet.url("127.0.0.1", ""))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    assert site_builders.claims("new-source", "--root", root, DREAMS).exit_code == 2
    assert internet.asked == []
