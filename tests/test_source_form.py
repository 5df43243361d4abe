"""The form for a source in a browser: what it asks of whom and when, and that its entry reads back as it was typed."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from browsers import documented_exception, too_wide
from explainer.building.build import register_origins
from explainer.loading.bibliography import read_bibliography
from explainer.loading.bibliography_fields import HELP, REQUIRED
from explainer.loading.form_words import ONLY_OF_TYPE, REGISTERS, SOURCE_SECTIONS
from explainer.model.reference import WORK_TYPES, Name, Reference
from explainer.model.vocabulary import Design, Verified
from explainer.network.settings import SERVICES
from explainer.references.bibtex import bibtex
from site_builders import build, read_pages, write_project

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Route

OPEN = Callable[..., "BrowserContext"]
REPO = "https://git.example.org/a/b"
PAGES = {
    "docs/add-a-source.md": "# Add a source\n\n<!-- explainer:source-form -->\n",
    "docs/guide.md": "# Guide\n\n<!-- explainer:fields -->\n",
}
CROSSREF, NCBI = "https://api.crossref.org/works/10.5555%2Fnights.2024", "https://eutils.ncbi.nlm.nih.gov/"
CSL = "https://data.crosscite.org/"
NAMED = {"crossref": CROSSREF, "ncbi": NCBI, "csl": CSL}
RECORD = {
    "type": "journal-article",
    "title": ["Nights & <i>tea</i>: 100% of a {survey}"],
    "container-title": ["Journal of Nights"],
    "author": [
        {"family": "Berg", "given": "Anna M."},
        {"name": "Tea and Sleep Group"},
        {"family": "Smith", "given": "Jo", "suffix": "Jr"},
    ],
    "issued": {"date-parts": [[2024, 3]]},
    "volume": "7",
    "issue": "2",
    "page": "11-19",
    "DOI": "10.5555/nights.2024",
}
SUMMARY = {
    "uid": "12345678",
    "title": "Nights and tea.",
    "authors": [{"name": "Berg AM", "authtype": "Author"}],
    "pubdate": "2024 Mar",
    "fulljournalname": "Journal of nights",
    "articleids": [{"idtype": "doi", "value": "10.5555/nights.2024"}],
    "pubtype": ["Retracted Publication"],
}


WHOLE_RECORD = {
    "status": "ok",
    "message-type": "work",
    "message": {
        "indexed": {"date-parts": [[2026, 3, 2]], "date-time": "2026-03-02T09:00:00Z", "timestamp": 1772442000000},
        "publisher": "Tea Press",
        "license": [{"start": {"date-parts": [[2024, 3, 1]]}, "content-version": "vor", "delay-in-days": 0,
                     "URL": "https://creativecommons.org/licenses/by/4.0/"}],
        "abstract": "<jats:p>Tea.</jats:p>",
        "original-title": [],
        "subtitle": ["A survey"],
        "relation": {},
        "published-online": {"date-parts": [[2023, 12, 30]]},
        "published": {"date-parts": [[2023, 12, 30]]},
        "journal-issue": {"issue": "2", "published-print": {"date-parts": [[2024, 3]]}},
        "URL": "https://doi.org/10.5555/nights.2024",
        **RECORD,
        "title": ["Nights and tea"],
        "author": [{"ORCID": "https://orcid.org/0000-0000-0000-0000", "authenticated-orcid": False, "given": "Anna M.",
                    "family": "Berg", "sequence": "first", "affiliation": [{"name": "A university"}]}],
    },
}  # fmt: skip
"""What api.crossref.org answers for a work, with much that no form takes."""
WHOLE_SUMMARY = {
    "header": {"type": "esummary", "version": "0.3"},
    "result": {
        "uids": ["12345678"],
        "12345678": {
            **SUMMARY,
            "epubdate": "2023 Dec 30",
            "source": "J Nights",
            "authors": [{"name": "Berg AM", "authtype": "Author", "clusterid": ""},
                        {"name": "Tea and Sleep Group", "authtype": "CollectiveName", "clusterid": ""}],
            "lastauthor": "Berg AM",
            "sorttitle": "nights and tea",
            "volume": "7",
            "issue": "2",
            "pages": "11-19",
            "pubtype": ["Journal Article"],
            "articleids": [{"idtype": "pubmed", "idtypen": 1, "value": "12345678"},
                           {"idtype": "pmc", "idtypen": 8, "value": "PMC1234567"}],
            "references": [],
            "booktitle": "",
        },
    },
}  # fmt: skip
"""What PubMed's esummary answers in JSON, likewise."""
OF_DATACITE = {
    "type": "dataset",
    "id": "https://doi.org/10.5281/tea.1",
    "categories": ["Sleep"],
    "language": "eng",
    "author": [{"family": "Berg", "given": "Anna M."}, {"literal": "Tea and Sleep Group"}],
    "issued": {"date-parts": [[2024, 3, 1]]},
    "abstract": "Answers.",
    "DOI": "10.5281/TEA.1",
    "publisher": "Zenodo",
    "title": "Answers of tea drinkers",
    "copyright": "CC BY 4.0",
}
"""CSL-JSON as DataCite answers it: no lists where Crossref has them."""
OPEN_TO_ALL = {"Access-Control-Allow-Origin": "*"}


@pytest.fixture(scope="session")
def source_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_project(tmp_path_factory.mktemp("source-form"), settings={"repo_url": REPO}, **PAGES)
    return build(root)


class Asked:
    """A page whose requests to other hosts are answered here: by JSON where an address begins so, else by 404.

    An answer may be a function that is given the request instead. `answers` may be changed while the page is open.
    """

    def __init__(self, page: Page, home: str, answers: dict[str, Any]) -> None:
        self.page, self.answers, self.addresses, self.errors = page, answers, [], []
        self.headers: list[dict[str, str]] = []
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)

        def reply(route: Route) -> None:
            url = route.request.url
            if url.startswith(home):
                route.continue_()
                return
            self.addresses.append(url)
            self.headers.append(route.request.all_headers())
            found = next((body for begin, body in self.answers.items() if url.startswith(begin)), None)
            if callable(found):
                found(route)
            elif found is None:  # as Crossref says it
                route.fulfill(status=404, headers=OPEN_TO_ALL, content_type="text/plain", body="Resource not found.")
            else:
                route.fulfill(headers=OPEN_TO_ALL, content_type="application/json", body=json.dumps(found))

        page.route("**/*", reply)
        page.goto(f"{home}add-a-source/")

    def ask(self, typed: str) -> str:
        """Type an identifier, press the button, and return what the page then says."""
        self.page.get_by_label("DOI or PMID").fill(typed)
        self.page.get_by_role("button", name="Ask Crossref").click()
        state = self.page.locator(".x-section [role=status]").first
        self.page.wait_for_function(
            "(e) => e.textContent && !e.textContent.startsWith('Asking')", arg=state.element_handle()
        )
        return state.inner_text()


@pytest.fixture
def asked(page_context: OPEN, source_site: Path, served: Callable[[Path], str]) -> Callable[..., Asked]:
    def opened(**answers: Any) -> Asked:
        page = page_context(viewport={"width": 360, "height": 740}, locale="en-GB").new_page()
        return Asked(page, served(source_site), {NAMED[name]: body for name, body in answers.items()})

    return opened


def test_every_field_is_known_and_every_type_has_what_it_needs() -> None:
    names = [name for fields in SOURCE_SECTIONS.values() for name in fields]
    assert set(names) <= set(HELP)
    assert set(WORK_TYPES) == set(REQUIRED)
    assert set(ONLY_OF_TYPE) <= set(names)
    assert {kind for kinds in ONLY_OF_TYPE.values() for kind in kinds} <= set(REQUIRED)
    assert REGISTERS["crossref"][1] == SERVICES["crossref"]
    assert REGISTERS["ncbi"][1] == SERVICES["ncbi"]


def test_registers_may_be_asked_by_one_page_alone(source_site: Path) -> None:
    assert len(register_origins()) == 3
    pages = read_pages(source_site)
    for name, page in pages.items():
        policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page.source)
        assert policy
        connect = next(part for part in policy[1].split("; ") if part.startswith("connect-src"))
        mine = name == "add-a-source/index.html"
        assert connect == " ".join(["connect-src 'self'", *(register_origins() if mine else ())]), name
        assert ("source-form.js" in page.source) is mine
    assert f"connect-src 'self' {' '.join(register_origins())};" in documented_exception()


def fields(form: Page, *names: str) -> list[str]:
    """Return what stands in the fields of each name."""
    return [field.input_value() for name in names for field in form.locator(f"[name={name}]").all()]


@pytest.mark.browser
def test_nothing_is_asked_before_the_button_and_then_only_what_it_says(asked: Callable[..., Asked]) -> None:
    page = asked(crossref={"message": RECORD})
    page.page.get_by_label("DOI or PMID").fill("https://doi.org/10.5555/nights.2024")
    page.page.get_by_role("heading", name="The work", exact=True).click()
    page.page.wait_for_timeout(200)
    assert page.addresses == []
    assert "Crossref, DataCite or PubMed" in page.page.locator(".x-section").first.inner_text()
    assert "Filled in from Crossref" in page.ask("https://doi.org/10.5555/nights.2024")
    assert page.addresses == [CROSSREF]
    assert page.errors == []


@pytest.mark.browser
def test_another_page_cannot_ask_even_if_a_script_tried(asked: Callable[..., Asked]) -> None:
    page = asked(crossref={"message": RECORD})
    page.page.goto(page.page.url.replace("add-a-source", "sleep"))
    refused = page.page.evaluate(f"fetch('{CROSSREF}').then(() => false, () => true)")
    assert refused
    assert page.addresses == []


def add_what_a_reader_says(form: Page, topic: str = "Sleep") -> None:
    """Fill in what no register holds, and let the entry be made."""
    form.get_by_label("Survey or snapshot").check()
    form.get_by_label("Participants").fill("80")
    form.get_by_label("Population").fill("80 tea drinkers in Norway")
    form.get_by_label("None declared").check()
    form.get_by_label("Details checked", exact=True).check()
    form.get_by_label(topic, exact=True).check()
    form.get_by_role("button", name="Check, and make the entry").click()


@pytest.mark.browser
def test_a_doi_becomes_an_entry_that_reads_back(asked: Callable[..., Asked], tmp_path: Path) -> None:
    page = asked(crossref={"message": RECORD})
    form = page.page
    page.ask("doi: 10.5555/nights.2024")
    add_what_a_reader_says(form)
    assert too_wide(form) == []
    text = form.locator(".x-file").input_value()
    found, problems = read_bibliography("bibliography.bib", text.encode())
    assert problems == []
    [entry] = found.values()
    assert entry.key == "berg2024"
    assert entry.title == "Nights & tea: 100% of a {survey}"
    people = [(name.family, name.literal) for name in entry.authors]
    assert people == [("Berg", False), ("Tea and Sleep Group", True), ("Smith", False)]
    assert (entry.authors[0].given, entry.authors[2].suffix) == (("Anna", "M."), "Jr")
    assert (entry.container, entry.year, entry.pages) == ("Journal of Nights", "2024", "11\u201319")
    assert (entry.design, entry.participants, entry.topics) == (Design.CROSS_SECTIONAL, 80, ("sleep",))
    opened = form.get_by_role("link", name="Open bibliography.bib").get_attribute("href")
    assert opened == f"{REPO}/edit/main/bibliography.bib"


@pytest.mark.browser
def test_a_pmid_is_looked_up_and_a_retraction_is_told(asked: Callable[..., Asked]) -> None:
    page = asked(ncbi={"result": {"12345678": SUMMARY}}, crossref={"message": RECORD})
    said = page.ask("PMID: 12345678")
    assert "Filled in from PubMed, Crossref" in said
    assert "retracted" in said
    assert fields(page.page, "pmid", "doi") == ["12345678", "10.5555/nights.2024"]
    assert fields(page.page, "author")[0] == "Berg, Anna M."
    assert page.page.get_by_label("Retracted", exact=True).is_checked()


@pytest.mark.browser
def test_whole_answers_of_each_register_are_read(asked: Callable[..., Asked]) -> None:
    page = asked(crossref=WHOLE_RECORD, ncbi=WHOLE_SUMMARY, csl=OF_DATACITE)
    form = page.page
    assert page.ask("10.5555/nights.2024").startswith("Filled in from Crossref.")
    assert fields(form, "title", "author", "journal", "year") == [
        "Nights and tea: A survey", "Berg, Anna M.", "Journal of Nights", "2024"
    ]  # fmt: skip
    assert fields(form, "volume", "number", "pages", "publisher") == ["7", "2", "11-19", ""]
    form.reload()
    assert page.ask("10.5281/tea.1").startswith("Filled in from DataCite.")
    assert form.get_by_label("A data set", exact=True).is_checked()
    assert fields(form, "title", "publisher", "year") == ["Answers of tea drinkers", "Zenodo", "2024"]
    assert fields(form, "author") == ["Berg, Anna M.", "Tea and Sleep Group"]
    form.reload()
    assert page.ask("12345678").startswith("Filled in from PubMed.")
    assert fields(form, "title", "journal", "year", "pmcid") == [
        "Nights and tea", "Journal of nights", "2024", "PMC1234567"
    ]  # fmt: skip
    assert fields(form, "author") == ["Berg, A. M.", "Tea and Sleep Group"]
    assert [address.split("?")[0] for address in page.addresses] == [
        CROSSREF, f"{CROSSREF.rpartition('/')[0]}/10.5281%2Ftea.1", f"{CSL}10.5281/tea.1",
        f"{NCBI}entrez/eutils/esummary.fcgi",
    ]  # fmt: skip
    assert page.headers[2]["accept"] == "application/vnd.citationstyles.csl+json"
    assert [one.keys() & {"referer", "cookie", "authorization"} for one in page.headers] == [set()] * 4


def told(**answer: Any) -> Callable[[Route], None]:
    return lambda route: route.fulfill(**({"headers": OPEN_TO_ALL, "content_type": "application/json"} | answer))


FAILURES: dict[str, tuple[Callable[[Route], None], str]] = {
    "asked too often": (told(status=429, body="{}"), "429"),
    "out of order": (told(status=503, body="<html>"), "503"),
    "a page in place of data": (told(body="<!doctype html><title>Log in</title>"), "SyntaxError"),
    "cut off": (told(body='{"message": {"title": ["Nigh'), "SyntaxError"),
    "open to another site alone": (
        told(headers={"Access-Control-Allow-Origin": "https://a.example"}, body=json.dumps(WHOLE_RECORD)),
        "TypeError",
    ),
    "no connection": (lambda route: route.abort("connectionreset"), "TypeError"),
    "no answer": (lambda _: None, "TimeoutError"),
}
"""What a register may do instead of answering, and the reason that readers are told."""
ODD = [[], "x", {"message": []}, {"message": {"title": {}, "author": "B"}}, {"message": {"title": [None]}},
       {"result": {"12345678": {"error": "cannot get document summary"}}}, {"result": []}]  # fmt: skip
"""JSON in which no work is found."""


LESS_PATIENT = """() => {
  const own = AbortSignal.timeout;
  self.waits = [];
  AbortSignal.timeout = (most) => { waits.push(most); return own.call(AbortSignal, 400); };
}"""
"""Gives up early, and notes how long the form would have waited."""


@pytest.mark.browser
def test_a_register_that_fails_is_told_and_the_form_goes_on(asked: Callable[..., Asked]) -> None:
    page = asked()
    form = page.page
    form.evaluate(LESS_PATIENT)
    form.get_by_label("Title", exact=True).fill("What I typed")
    for register, typed in (("crossref", "10.5555/nights.2024"), ("ncbi", "12345678")):
        for what, (answer, why) in FAILURES.items():
            page.answers = {NAMED[register]: answer}
            said = page.ask(typed)
            assert said == f"No answer came ({why}). Fill in the form by hand, or try again later.", (register, what)
        for odd in ODD:
            page.answers = {NAMED[register]: odd}
            assert page.ask(typed) == f"No register knows {typed}. Look for a slip, or fill in the form by hand.", odd
    assert set(form.evaluate("waits")) == {20_000}
    assert fields(form, "title", "author", "journal") == ["What I typed", "", ""]
    with_doi = {"result": {"12345678": SUMMARY | {"pubtype": []}}}
    for what, (answer, _) in FAILURES.items():  # PubMed alone is enough
        page.answers = {NCBI: with_doi, CROSSREF: answer}
        assert page.ask("12345678").startswith("Filled in from PubMed."), what
    assert fields(form, "title", "doi") == ["Nights and tea", "10.5555/nights.2024"]


@pytest.mark.browser
def test_what_no_register_has_is_filled_in_by_hand(asked: Callable[..., Asked]) -> None:
    page = asked()
    assert "No register knows 10.5555/nights.2024" in page.ask("10.5555/nights.2024")
    assert len(page.addresses) == 2
    assert "key smith2020" in page.ask("10.5555/WARM.2020.45")
    assert len(page.addresses) == 2, "a work that is there is not asked for"
    form = page.page
    form.get_by_label("DOI or PMID").fill("nights")
    form.get_by_role("button", name="Ask Crossref").click()
    assert "neither a DOI" in form.locator(".x-section").first.inner_text()
    form.get_by_role("button", name="Check, and make the entry").click()
    told = form.locator(".x-summary").inner_text()
    assert all(words in told for words in ("What it is: Choose one.", "Title:", "Design: Choose one."))
    form.get_by_label("A web page").check()
    form.get_by_label("Title", exact=True).fill("Tea at night")
    form.get_by_label("Web address").fill("javascript:alert(1)")
    form.get_by_label("Patient information").check()
    form.get_by_label("Details checked in part").check()
    form.get_by_role("button", name="Check, and make the entry").click()
    assert "full address" in form.locator(".x-summary").inner_text()
    form.get_by_label("Web address").fill("https://health.example.org/night")
    form.get_by_role("button", name="Check, and make the entry").click()
    assert "url          = {https://health.example.org/night}" in form.locator(".x-file").input_value()
    assert "Look at this again" in form.locator(".x-result").inner_text()


@pytest.mark.browser
def test_entries_are_written_as_the_command_line_writes_them(asked: Callable[..., Asked], tmp_path: Path) -> None:
    """The writer of the package is held to reading back what it wrote; here the two are compared on many texts."""
    drawn = random.Random(7)  # noqa: S311 -- the same texts each time
    signs = [*"abc XYZ 019{}\\~$%&#_<>-\u2013\u2014\u00a0", "DNA", "iPad", "<b>", " and ", "é", "\u0391", "\U0001f642"]
    texts = [" ".join("".join(drawn.choices(signs, k=drawn.randint(1, 60))).split(" ")) for _ in range(300)]
    texts = [text for text in texts if text.strip()]
    given, wanted = [], []
    for text in texts:
        people = [{"name": text, "body": True}, {"name": "Berg, Anna"}]
        shared = {"title": text, "year": "2024", "doi": "10.5555/a_b{c}", "population": text}
        more = {"key": "k", "design": "cohort", "status": "ok", "verified": "full"}
        given.append({"type_of_entry": "article", "author": people, "journal": text, **shared, **more})
        authors = (Name(text, literal=True), Name("Berg", ("Anna",)))
        work = Reference(key="k", type="article", authors=authors, container=text, **shared)
        wanted.append(bibtex([replace(work, design=Design.COHORT, verified=Verified.FULL)]))
    written = asked().page.evaluate("(values) => values.map(sourceForm.entry)", given)
    assert len(written) > 250
    for mine, theirs in zip(written, wanted, strict=True):
        assert mine == theirs


@pytest.mark.browser
def test_what_is_typed_is_known_as_a_doi_or_a_pmid(asked: Callable[..., Asked]) -> None:
    doi, pmid = ["10.5555/a.b(1)", ""], ["", "12345678"]
    cases = {
        "10.5555/a.b(1)": doi, "doi:10.5555/a.b(1)": doi, "https://doi.org/10.5555/a.b(1)": doi,
        "DOI 10.5555/a.b(1) ": doi,
        "https://dx.doi.org/10.5555%2Fa.b(1)": doi, "12345678": pmid, "PMID: 12345678": pmid,
        "https://pubmed.ncbi.nlm.nih.gov/12345678/": pmid, "http://www.ncbi.nlm.nih.gov/pubmed/12345678": pmid,
        "nights": None, "": None, "10.5555": None, "0123": None, "https://example.org/12345678": None,
    }  # fmt: skip
    found = asked().page.evaluate("(typed) => typed.map((one) => sourceForm.identified(one) || null)", list(cases))
    assert dict(zip(cases, found, strict=True)) == cases
