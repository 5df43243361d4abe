"""Which addresses are linked, and the addresses of identifiers."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import examples
from explainer.model.web_addresses import DOI, PMCID, PMID, doi_url, pmcid_url, pmid_url, safe_url


@pytest.mark.parametrize(
    "address",
    (
        "https://example.org | http://example.org/ | HTTPS://EXAMPLE.ORG/A | "
        "https://example.org:8443/a/b.html?x=1&y=%20z#part | https://example.org/~anna/(a)--b_c,d;e | "
        "https://xn--mller-kva.example/ | https://m\u00fcller.example/\u00fc | https://192.0.2.1/ | "
        "https://[2001:db8::1]/ | https://example.org/@anna"
    ).split(" | "),
)
def test_a_web_address_is_kept_letter_by_letter(address: str) -> None:
    assert safe_url(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        " ",
        "example.org",
        "/a",
        "#a",
        "//example.org/a",
        "https:",
        "https://",
        "https:///a",
        "https:example.org",
        "https://:80/",
        "ftp://example.org",
        "mailto:me@example.org",
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "java\tscript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "https://user@example.org/",
        "https://user:secret@example.org/",
        "https://@example.org/",
        "https://example.org/a b",
        "https://example.org/a\nb",
        "https://example.org/a\u00a0b",
        "https://example.org/\x00",
        "https://example.org/\x1f",
        "https://example.org:port/",
        "https://example.org:99999/",
        "https://[::1",
        "https://example.org\\@evil.example/",
        'https://example.org/"x',
        "https://example.org/'x",
        "https://example.org/<x>",
        "https://example.org/`x`",
    ],
)
def test_anything_else_is_refused(address: str) -> None:
    assert safe_url(address) is None


@settings(deadline=None, derandomize=True, max_examples=examples(500))
@given(st.text(alphabet="htps:/@.[]\\ \t\n\"'<>#?%eax0:\u00a0\u2028", max_size=30))
def test_what_is_kept_is_safe_in_an_attribute(address: str) -> None:
    kept = safe_url(address)
    if kept is not None:
        parts = urlsplit(kept)
        assert parts.scheme in {"http", "https"}
        assert parts.hostname
        assert not set(kept) & set("\"'<>`\\ \t\n")


@pytest.mark.parametrize(
    "doi",
    (
        "10.1000/xyz123 | 10.1000.10/123 | "
        "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2 | 10.1234/a#b?c%d | "
        "10.1234/\u00fc | 10.1234/a/b//c | 10.123456789/x"
    ).split(" | "),
)
def test_a_doi_leads_to_itself(doi: str) -> None:
    assert DOI.match(doi)
    address = doi_url(doi)
    assert safe_url(address) == address
    parts = urlsplit(address)
    assert (parts.netloc, parts.query, parts.fragment) == ("doi.org", "", "")
    assert unquote(parts.path) == f"/{doi}"


@pytest.mark.parametrize("char", list('%"#?<>{}'))
def test_what_an_address_cannot_hold_is_encoded(char: str) -> None:
    assert doi_url(f"10.1234/a{char}b") == f"https://doi.org/10.1234/a%{ord(char):02X}b"


@pytest.mark.parametrize(
    ("form", "fits", "others"),
    [
        (DOI, [], ["10.12/x", "10.1000", "10.1000/", "11.1000/x", "doi:10.1000/x", "https://doi.org/10.1000/x",
                   "10.1000/a b"]),
        (PMID, ["1", "12345678", "123456789"], ["0", "012", "1a", "1234567890", "PMID1"]),
        (PMCID, ["PMC1", "PMC1234567"], ["1234567", "pmc1", "PMC0", "PMC", "PMC1a"]),
    ],
    ids=["DOI", "PMID", "PMCID"],
)  # fmt: skip
def test_an_identifier_has_its_form(form: re.Pattern[str], fits: list[str], others: list[str]) -> None:
    assert [text for text in (*fits, "", *others) if form.match(text)] == fits


def test_the_addresses_of_pubmed_and_its_archive() -> None:
    assert pmid_url("123") == "https://pubmed.ncbi.nlm.nih.gov/123/"
    assert pmcid_url("PMC123") == "https://pmc.ncbi.nlm.nih.gov/articles/PMC123/"
