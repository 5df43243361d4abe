"""The real site as it is built: every page, every link, and what must never or always stand on a page."""

from __future__ import annotations

import html
import json
import os
import posixpath
import re
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urlsplit

import html5lib
import pytest

from builders import REPOSITORY
from explainer.addressing import claim_page, source_page
from explainer.building.all_rules import RULES
from explainer.loading.library import Library
from site_builders import Page, claims

# What Material for MkDocs itself writes that is not valid HTML, as html5lib names it. Nothing, as of version 9.8.1.
ALLOWED_ERRORS: frozenset[str] = frozenset()

DOSE = re.compile(
    r"(?<![\w.])(?:\d[\d.,]*|half an?|one|two|three|four|five|six|seven|eight|nine|ten)[\s\u00a0-]?"
    r"(?:(?:-|\u2013|to)\s?\d[\d.,]*[\s\u00a0]?)?"
    r"(?:mg|milligrams?|mcg|\u00b5g|micrograms?|g|grams?|ml|millilit(?:re|er)s?|ounces?|oz|teaspoons?|tsp|tablespoons?"
    r"|tbsp|scoops?|spoonfuls?|capsules?|tablets?|pills?|gummies)\b(?![\s-]proteins?\b)"
    r"(?!\s?(?:/|per)\s?(?:g|gram|ml|l|litre|kg|kilogram)\b)",  # how strong a product is, or a blood level: no dose
    re.IGNORECASE,
)
SCHEDULE = re.compile(
    r"\b(?:(?:once|twice|(?:two|three|four|\d+) times) (?:a|per|each) day|(?:once|twice) daily"
    r"|every (?:\d+|two|three|four|six|eight|twelve) hours)\b",
    re.IGNORECASE,
)
SPOKEN = ("aria-label", "alt", "title", "data-preview", "placeholder")
"""Attributes whose text readers see or hear."""


@pytest.fixture(scope="module")
def pages(real_pages: dict[str, Page]) -> dict[str, Page]:
    """Every page but the one for lost addresses, which stands for no page of its own."""
    return {name: page for name, page in real_pages.items() if name != "404.html"}


def built(name: str) -> str:
    """Return the file that a page of docs/ becomes."""
    stem = name.removesuffix(".md")
    return f"{stem}.html" if stem == "index" or stem.endswith("/index") else f"{stem}/index.html"


def target(page: str, address: str) -> str:
    """Return the file that an address inside the site leads to from a page."""
    path = unquote(urlsplit(address).path)
    if not path:
        return page
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(page), path))
    return posixpath.normpath(posixpath.join(joined, "index.html")) if path.endswith(("/", ".")) else joined


def inside(address: str) -> bool:
    parts = urlsplit(address)
    return not parts.scheme and not parts.netloc


def test_every_claim_source_and_prose_page_is_built(pages: dict[str, Page], library: Library) -> None:
    wanted = {built(claim_page(claim)) for claim in library.claims}
    wanted |= {built(source_page(key)) for key in library.references}
    wanted |= {built(page.name) for page in library.prose}
    assert len(library.claims) >= 40
    assert len(library.references) >= 100
    assert wanted <= set(pages)


def test_the_check_of_the_built_site_finds_nothing(real_site: Path) -> None:
    done = claims("built", "--root", REPOSITORY, real_site)
    assert done.exit_code == 0, done.output[-3000:]


def test_claims_and_sources_link_to_each_other(pages: dict[str, Page], library: Library) -> None:
    lost = []
    for claim in library.claims.values():
        here = built(claim_page(claim.id))
        reached = {target(here, link) for link in pages[here].main_links if inside(link)}
        for key in claim.citekeys():
            there = built(source_page(key))
            if there not in reached:
                lost.append(f"{here} -> {there}")
            if here not in {target(there, link) for link in pages[there].main_links if inside(link)}:
                lost.append(f"{there} -> {here}")
    assert lost == []


def test_each_source_page_names_only_pages_that_cite_it(pages: dict[str, Page], library: Library) -> None:
    for key in library.references:
        here = built(source_page(key))
        named = {target(here, link) for link in pages[here].main_links if inside(link)}
        for name in named & {built(claim_page(claim)) for claim in library.claims}:
            claim_id = name.removeprefix("claims/").removesuffix("/index.html")
            assert here in {target(name, link) for link in pages[name].main_links if inside(link)}, (key, claim_id)


def test_each_citation_has_its_entry_in_the_list_and_numbers_run_from_one(pages: dict[str, Page]) -> None:
    cited = 0
    for page in pages.values():
        marks = [e.attributes for e in page.with_class("x-cite")]
        order = [f"#{name}" for name in page.ids if name.startswith("ref-")]
        cited += len(marks)
        for mark in marks:
            assert mark["href"].removeprefix("#") in page.ids, (page.name, mark)
            assert mark["data-preview"].strip(), (page.name, mark)
            number = re.match(r"\d+", mark["aria-label"])
            assert number, (page.name, mark)
            assert int(number.group()) == order.index(mark["href"]) + 1, (page.name, mark)
    assert cited > 500


def test_each_claim_page_holds_all_that_its_file_says(pages: dict[str, Page], library: Library) -> None:
    for claim in library.claims.values():
        page = pages[built(claim_page(claim.id))]
        for text in (claim.question, claim.claim, claim.verdict.label, claim.basis.label):
            assert text in page.main, (claim.id, text)
        for appearance in claim.appearances:
            assert appearance.words in page.main, claim.id
        for _, _, finding in claim.findings():
            assert finding.finding in page.main, claim.id
            for printed in finding.figures.values():
                assert " ".join(printed.split()) in page.main, claim.id
        for sign in claim.see_a_doctor:
            assert library.data is not None
            assert next(s.text for s in library.data.care.signs if s.id == sign) in page.main, (claim.id, sign)


def test_no_style_loads_from_elsewhere(real_site: Path, real_pages: dict[str, Page]) -> None:
    """Of what an element loads the check of the built site tells."""
    styled = [(page.name, one) for page in real_pages.values() for one in page.elements if "style" in one.attributes]
    foreign = [f"{name}: {one.tag}" for name, one in styled if "url(" in one.attributes["style"]]
    for path in (real_site / "assets").glob("*.css"):  # our own; the browser tests watch what Material's load
        css = path.read_text(encoding="utf-8")
        found = [*re.findall(r"url\(\s*[\"']?([^)\"']+)", css), *re.findall(r"@import\s+[\"']([^\"']+)", css)]
        foreign += [f"{path.name}: {address}" for address in found if not inside(address) and address[:5] != "data:"]
    assert foreign == []


def test_links_to_other_hosts_tell_them_nothing(real_pages: dict[str, Page]) -> None:
    seen = 0
    for name, page in real_pages.items():
        assert any(e.tag == "meta" and e.attributes.get("name") == "referrer" for e in page.elements), name
        for element in page.elements:
            if element.tag == "a" and element.attributes.get("href", "").startswith("http"):
                rel = set(element.attributes.get("rel", "").split())
                assert rel >= {"noopener", "noreferrer", "external"}, (name, element.attributes)
                seen += 1
    assert seen > 1000


def test_links_lead_to_the_web_a_phone_or_a_mailbox(pages: dict[str, Page]) -> None:
    schemes = Counter(urlsplit(link).scheme for page in pages.values() for link in page.links)
    assert set(schemes) <= {"", "https", "http", "tel", "mailto"}
    assert schemes["https"] > 100


def test_the_pages_are_valid_html(real_pages: dict[str, Page]) -> None:
    """html5lib takes 30 ms a page: of the pages made of entries one in 16 is read, and all of them at night."""
    wrong: Counter[str] = Counter()
    first: dict[str, str] = {}
    of_entries = [name for name in real_pages if name.startswith(("sources/", "rules/"))]
    left_out = set() if os.environ.get("EVERY_VIEW") else set(of_entries) - set(of_entries[::16])
    for name, page in real_pages.items():
        if name in left_out:
            continue
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        parser.parse(page.source)
        for position, code, _ in parser.errors:
            if code not in ALLOWED_ERRORS:
                wrong[code] += 1
                first.setdefault(code, f"{name}:{position[0]}")
    assert dict(wrong) == {}, first


def test_each_page_has_one_first_heading_and_a_description(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        assert sum(element.tag == "h1" for element in page.elements) == 1, name
        described = [
            e.attributes.get("content", "") for e in page.elements if e.attributes.get("name") == "description"
        ]
        assert len(described) == 1, name
        assert described[0].strip(), name


def test_titles_are_not_used_twice(pages: dict[str, Page]) -> None:
    counted = Counter(html.unescape(page.title) for page in pages.values())
    assert all(counted)
    assert {title: count for title, count in counted.items() if count > 1} == {}


def test_every_page_says_what_to_do_in_an_emergency(real_pages: dict[str, Page], library: Library) -> None:
    assert library.data is not None
    site = library.data.site
    doctor = built(site.doctor_page)
    for name, page in real_pages.items():
        assert site.emergency in page.text, name
        links = [link.removeprefix("/") if name == "404.html" else link for link in page.links]
        assert doctor in {target(name, link) for link in links if inside(link)}, name


def test_every_page_says_that_no_clinician_has_reviewed_it(real_pages: dict[str, Page], library: Library) -> None:
    assert library.data is not None
    site = library.data.site
    for name, page in real_pages.items():
        if name.startswith("claims/") and (claim := library.claims.get(name.split("/")[1])) and claim.clinical_review:
            assert claim.clinical_review.name in page.text, name
        else:
            assert site.review_note in page.text, name
        assert site.disclaimer in page.text, name


def test_no_page_names_a_dose(real_pages: dict[str, Page]) -> None:
    found = []
    for name, page in real_pages.items():
        spoken = " \n ".join(e.attributes[a] for e in page.elements for a in SPOKEN if a in e.attributes)
        for text in (page.prose, spoken, page.title):
            for pattern in (DOSE, SCHEDULE):
                found += [f"{name}: {text[max(0, m.start() - 40) : m.end() + 20]}" for m in pattern.finditer(text)]
    assert found == []


@pytest.mark.parametrize(
    ("text", "dose"),
    [
        ("Take 5 g at night", True),
        ("about 2.5 to 5 grams", True),
        ("two teaspoons", True),
        ("13.9 to 270 mg per gram", False),
        ("a level of 10 mg/l in blood", False),
        ("Lydecker AG", False),
        ("Gutridge 2020. G protein-biased opioids", False),
        ("in 5 groups", False),
    ],
)
def test_the_dose_pattern_sees_doses_alone(text: str, dose: bool) -> None:
    assert bool(DOSE.search(text)) is dose


def test_nothing_of_the_making_is_left_on_a_page(real_pages: dict[str, Page], library: Library) -> None:
    left = re.compile(r"<!--\s*(?:x:|explainer:)|\{\{|\{%|[\ue000\ue001]|\bUndefined\b")
    cited = re.compile(rf"\[@(?:{'|'.join(map(re.escape, library.references))})\b")
    for name, page in real_pages.items():
        markup = re.sub(r"<(pre|code|script)\b.*?</\1>", "", page.source, flags=re.DOTALL)
        assert not left.search(markup), name
        assert not cited.search(page.prose), name


def test_the_search_finds_claims_and_leaves_sources_and_rules_out(real_site: Path, library: Library) -> None:
    index = json.loads((real_site / "search" / "search_index.json").read_text(encoding="utf-8"))["docs"]
    places = [entry["location"] for entry in index]
    assert len(set(places)) == len(places)
    for claim in library.claims.values():
        assert f"claims/{claim.id}/" in places, claim.id
    listed = [place for place in places if re.match(r"(sources|rules)/[^#]", place)]
    assert listed == []


def test_what_contributors_write_is_not_published(real_site: Path) -> None:
    names = {path.relative_to(real_site).as_posix() for path in real_site.rglob("*") if path.is_file()}
    assert not [name for name in names if name.endswith((".yml", ".yaml", ".j2", ".py"))]


def test_examples_of_rules_are_shown_as_they_are_written(real_site: Path) -> None:
    seen = 0
    for code, rule in RULES.items():
        markup = (real_site / "rules" / code.lower() / "index.html").read_text(encoding="utf-8")
        shown = [
            html.unescape(example) for example in re.findall(r"<pre[^>]*><code>(.*?)</code></pre>", markup, re.DOTALL)
        ]
        assert shown == [rule.bad, rule.good], code
        assert "`" not in markup.partition("<article")[2].partition("<pre")[0], code
        seen += 1
    assert seen > 50
