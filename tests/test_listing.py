"""Long lists in parts: nothing lost, nothing cut that fits, every part a whole page, and short lists as they were."""

from __future__ import annotations

import json
import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import CLAIM_ID, EPOCH, SITE, TODAY, codes, library_of, make_claim, problems_of, write_site
from explainer.loading.page_texts import wording_of
from explainer.model.site_data import ENTRIES_PER_PAGE
from explainer.model.vocabulary import Level, Verdict
from explainer.pages.long_lists import Group, listing, listings, page_of_topic, part_of, split
from explainer.pages.site_view import SiteView
from long_lists import ADDRESS, CLAIMS, DUE, MOST, VERDICTS, long_claims, write_long_lists
from site_builders import Page, build_on_the_day, claims, fingerprints, read_pages, write_project

ROWS = {
    "claims": '<li data-topic="',
    "sources": '<tr data-words="',
    "faq": '<details class="x-question"',
    "history": '<time datetime="',
    "overdue": "<span>due ",
    "uses": 'class="x-role"',
}
"""Name of a list -> what stands once in each of its entries."""

LISTS = {
    "claims/": ("claims", "parts", 40),
    "sources/": ("sources", "parts", 34),
    "faq/": ("faq", "parts", 40),
    "changes/": ("overdue", "overdue", DUE),
    "sources/jones2019/": ("uses", "uses", 52),
}
"""Address of a page -> its list, the folder of the list's parts, and how many entries there are."""


# How a list is cut

ENGLISH = wording_of(None)
SIZES = st.lists(st.integers(0, 40), max_size=12)


def groups_of(sizes: list[int]) -> list[Group]:
    return [Group(f"g{n}", f"Group {n}", tuple((n, one) for one in range(size))) for n, size in enumerate(sizes)]


@given(SIZES, st.integers(1, 25))
def test_parts_hold_every_entry_once_in_order_and_never_too_many(sizes: list[int], most: int) -> None:
    groups = groups_of(sizes)
    parts = split(groups, most, ENGLISH)
    held = [entry for part in parts for group in part for entry in group.entries]
    assert held == [entry for group in groups for entry in group.entries]
    counts = [sum(len(group.entries) for group in part) for part in parts]
    assert max(counts) <= most
    assert all(counts[1:]), "no further part is empty"
    assert [group.key for part in parts for group in part if not group.continued] == [group.key for group in groups]


@given(SIZES, st.integers(1, 25))
def test_a_group_that_fits_is_not_cut_and_one_that_goes_on_says_so(sizes: list[int], most: int) -> None:
    groups = groups_of(sizes)
    parts = split(groups, most, ENGLISH)
    pieces = Counter(group.key for part in parts for group in part)
    for group in groups:
        assert pieces[group.key] == max(1, -(-len(group.entries) // most))
    for part in parts:
        assert not any(group.continued for group in part[1:])
        assert all(group.heading.endswith("(continued)") is bool(group.continued) for group in part)


@given(SIZES)
def test_what_fits_on_one_page_is_one_part(sizes: list[int]) -> None:
    assert split(groups_of(sizes), max(1, sum(sizes)), ENGLISH) == [groups_of(sizes)]


def test_a_short_list_is_whole_and_leads_nowhere_else(tmp_path: Path) -> None:
    view = SiteView(library_of(write_site(tmp_path)), TODAY)
    assert view.data.site.entries_per_page == ENTRIES_PER_PAGE == 500
    assert listings(view) == ()
    whole = listing(view, "claims/index.md", "claims")
    assert not whole.split
    assert [group.key for group in whole.parts[0].groups] == ["sleep", "safety"]
    assert page_of_topic(view, "sleep") == page_of_topic(view, "no-such-topic") == "claims/index.md"
    with pytest.raises(KeyError):
        part_of(view, "claims/index.md")


@pytest.mark.parametrize("value", ["0", "5001", "many"])
def test_what_is_not_a_size_is_reported(tmp_path: Path, value: str) -> None:
    root = write_site(tmp_path, **{"docs/data/site.yml": f"{SITE}entries_per_page: {value}\n"})
    problems = problems_of(root)
    assert {problem.path for problem in problems} == {"docs/data/site.yml"}
    assert "entries_per_page" in problems[0].message


def test_nothing_depends_on_the_size_below_it(tmp_path: Path) -> None:
    some = dict(list(long_claims().items())[::13])
    wide, default = (
        build_on_the_day(write_long_lists(tmp_path / str(most), most=most, claims=some))
        for most in (5000, ENTRIES_PER_PAGE)
    )
    assert fingerprints(wide) == fingerprints(default)


def test_of_the_real_site_what_readers_browse_is_in_one_part(real_pages: dict[str, Page]) -> None:
    parted = {name.partition("/")[0] for name, page in real_pages.items() if "x-page--part" in page.source}
    assert parted <= {"changes", "corrections", "sources"}, parted


# A site of long lists


@pytest.fixture(scope="module")
def root(long_site: Path) -> Iterator[Path]:
    """A site with forty claims and ten entries on a page, built strictly."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
        yield long_site.parent


@pytest.fixture(scope="module")
def pages(root: Path) -> dict[str, Page]:
    return {name.removesuffix("index.html"): page for name, page in read_pages(root / "site").items()}


@pytest.fixture(scope="module")
def parts(pages: dict[str, Page]) -> dict[str, Page]:
    return {name: page for name, page in pages.items() if "x-page--part" in page.source}


def of(pages: dict[str, Page], home: str, folder: str) -> list[Page]:
    """Return the page that a list begins on, and the pages of its further parts."""
    further = sorted((int(name.split("/")[-2]), name) for name in pages if re.fullmatch(rf"{home}{folder}/\d+/", name))
    assert [number for number, _ in further] == list(range(2, len(further) + 2))
    return [pages[home], *(pages[name] for _, name in further)]


def test_the_built_site_is_whole_and_every_link_leads_somewhere(root: Path) -> None:
    done = claims("built", "--root", root, root / "site")
    assert done.exit_code == 0, done.output[-2000:]


def test_no_page_holds_more_than_its_share(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        for row in ROWS.values():
            if row == ROWS["history"]:  # two lists on the page, and a claim's own history
                continue
            assert page.source.count(row) <= MOST, (name, row)
    for home, folder in (("changes/", "history"), ("corrections/", "parts")):
        assert all(page.source.count(ROWS["history"]) <= MOST for page in of(pages, home, folder)[1:])
        assert len(of(pages, home, folder)) > 4


@pytest.mark.parametrize("home", LISTS)
def test_the_parts_together_hold_every_entry_once(pages: dict[str, Page], home: str) -> None:
    name, folder, count = LISTS[home]
    rows = [
        urljoin(page.name, link)
        for page in of(pages, home, folder)
        for line in page.source.splitlines()
        if ROWS[name] in line
        for link in re.findall(r'<a [^>]*?href="([^"]+)"', line)[:1]
    ]
    assert len(rows) == count
    if name != "uses":
        assert len(set(rows)) == count


@pytest.mark.parametrize("home", LISTS)
def test_every_part_is_a_page_of_its_own(pages: dict[str, Page], root: Path, home: str) -> None:
    _, folder, count = LISTS[home]
    found = of(pages, home, folder)
    sitemap = (root / "site/sitemap.xml").read_text(encoding="utf-8")
    assert len({page.title for page in found}) == len(found)
    for number, page in enumerate(found, start=1):
        place = page.name.removesuffix("index.html")
        assert len(page.ids) == len(set(page.ids))
        (nav,) = [part for part in page.source.split("<nav ") if "Parts of the list" in part and folder in part][:1]
        nav = nav.partition("</nav>")[0]
        leads = {posixpath.normpath(posixpath.join(place, link)) for link in re.findall('href="([^"]+)"', nav)}
        assert leads == {other.name.removesuffix("/index.html") for other in found} - {place.rstrip("/")}
        assert nav.count('aria-current="page"') == 1
        assert ('rel="next"' in nav) is (number < len(found))
        assert ('rel="prev"' in nav) is (number > 1)
        if number == 1:
            continue
        assert f"part {number} of {len(found)}" in page.title
        assert f"of {count}" in page.main
        assert f'<link rel="canonical" href="{ADDRESS}{place}">' in page.source
        assert f"<loc>{ADDRESS}{place}</loc>" in sitemap
        ends = [e.attributes["href"] for e in page.elements if e.tag == "link" and e.attributes.get("rel") == "prev"]
        before = found[number - 2].name.removesuffix("index.html")
        assert [posixpath.normpath(posixpath.join(place, end)) for end in ends] == [before.rstrip("/")]
        assert [e for e in page.elements if e.has_class("x-crumb")]
        data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page.source)[1])  # type: ignore[index]
        way = data["@graph"][0]["breadcrumb"]["itemListElement"]
        assert way[-2]["item"] == f"{ADDRESS}{home}"


def test_a_topic_that_goes_on_says_so_and_one_that_fits_is_whole(pages: dict[str, Page]) -> None:
    heads = [
        re.findall(r"<h2[^>]*>([^<]+)", page.source.partition('class="x-claims"')[2])
        for page in of(pages, "claims/", "parts")
    ]
    assert heads == [["Sleep"], ["Sleep (continued)"], ["Sleep (continued)"], ["Safety"], ["Safety (continued)"]]
    answers = [re.findall(r'<h2[^>]*id="faq-(\w+)"[^>]*>([^<]+)', page.source) for page in of(pages, "faq/", "parts")]
    assert answers[3:] == [[("safety", "Safety")], [("safety", "Safety (continued)")]]


def test_links_to_a_topic_lead_to_the_part_that_it_begins_on(pages: dict[str, Page]) -> None:
    assert "../parts/4/#topic-safety" in pages["claims/safety-00/"].main_links
    assert "../#topic-sleep" in pages["claims/sleep-00/"].main_links
    assert "topic-safety" in pages["claims/"].ids, "an old address still finds a way on"
    assert "faq-safety" in pages["faq/"].ids
    more = pages["sleep/"]
    assert more.main_links.count("../claims/#topic-sleep") == 2, "below the list, and beside the text"
    assert len([link for link in more.main_links if "/claims/sleep-" in link]) == MOST


def test_a_filter_knows_how_many_there_are_and_stands_on_the_first_page_alone(
    pages: dict[str, Page], parts: dict[str, Page]
) -> None:
    assert 'data-filter-total="40"' in pages["claims/"].source
    assert 'data-filter-total="34"' in pages["sources/"].source
    assert not [name for name, page in parts.items() if "data-filter=" in page.source]
    assert "../../" in parts["claims/parts/2/"].main_links


def test_structured_data_has_the_questions_of_the_page_alone(pages: dict[str, Page]) -> None:
    asked: list[str] = []
    for page in of(pages, "faq/", "parts"):
        data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page.source)[1])  # type: ignore[index]
        here = [one["name"] for one in data["@graph"][0]["mainEntity"]]
        assert all(question in page.main for question in here)
        asked += here
    assert len(asked) == len(set(asked)) == sum(CLAIMS.values())


def test_the_search_finds_claims_and_no_parts_of_lists(root: Path) -> None:
    index = json.loads((root / "site/search/search_index.json").read_text(encoding="utf-8"))
    places = [entry["location"] for entry in index["docs"]]
    assert "claims/safety-14/" in places
    assert not [place for place in places if re.search(r"/\d+/", place)]


def test_copies_and_export_hold_the_same_parts_and_lead_to_each_other(root: Path, tmp_path: Path) -> None:
    done = claims("export", "--root", root, tmp_path)
    assert done.exit_code == 0, done.output
    for folder, first in ((tmp_path, "claims/index.md"), (root / "site", "claims/index.md")):
        copies = [path for path in folder.rglob("*.md") if re.search(r"/\d+(/index)?\.md$", path.as_posix())]
        assert len(copies) > 30
        lines = {line for path in [folder / first, *copies] for line in path.read_text(encoding="utf-8").splitlines()}
        assert len([line for line in lines if re.match(r"- \[Does \w+ tea.*\) The claim: ", line)]) == sum(
            CLAIMS.values()
        )
        for path in [*copies, folder / first]:
            text = path.read_text(encoding="utf-8")
            assert text.count("# ") >= 1
            for link in re.findall(r"\]\(([^)#:]+\.md)[^):]*\)", text):
                assert (path.parent / link).resolve().is_file(), (path, link)


def test_a_page_of_the_author_where_a_part_belongs_is_reported(tmp_path: Path) -> None:
    root = write_long_lists(tmp_path)
    (root / "docs/claims/parts").mkdir(parents=True)
    (root / "docs/claims/parts/2.md").write_text("# Mine\n", encoding="utf-8")
    assert "F27" in codes(problems_of(root))


def test_a_claim_may_be_called_as_a_part_is(tmp_path: Path) -> None:
    found = {f"sleep/{name}": make_claim(question=f"When is it {name}?") for name in ("parts", "claims", CLAIM_ID)}
    site = f"{SITE}entries_per_page: 1\n"
    pages = read_pages(build_on_the_day(write_project(tmp_path, claims=found, **{"docs/data/site.yml": site})))
    assert "When is it parts?" in pages["claims/parts/index.html"].title
    assert "All claims, part 2 of 3" in pages["claims/parts/2/index.html"].main


# The evidence map of many claims


@pytest.mark.parametrize("name", ["evidence-map/", ""])
def test_the_map_of_many_claims_counts_them_and_leads_to_the_list(pages: dict[str, Page], name: str) -> None:
    page = pages[name]
    links = [e for e in page.elements if e.in_main and "?topic=" in e.attributes.get("href", "")]
    pictures = [
        e for e in links if e.has_class("x-verdict--unproven") or "x-verdict--" in e.attributes.get("class", "")
    ]
    assert len(pictures) == 2 * len(CLAIMS) * len(VERDICTS), "a wide picture and a narrow one"
    counted: Counter[str] = Counter()
    for link in pictures[: len(pictures) // 2]:
        said = link.attributes["aria-label"]
        address = urlsplit(urljoin(page.name, link.attributes["href"]))
        assert address.path == "claims/"
        chosen = {key: value[0] for key, value in parse_qs(address.query).items()}
        assert Verdict(chosen["verdict"]).label in said
        assert Level(chosen["certainty"]).label.lower() in said
        counted[chosen["topic"]] += int(re.search(r": (\d+) claims?,", said)[1])  # type: ignore[index]
    assert counted == CLAIMS
    assert not [link for link in page.main_links if re.search(r"claims/(sleep|safety)-\d", link)]
    table = [e for e in links if e not in pictures]
    assert len(table) == (len(CLAIMS) * len(VERDICTS) if name else 0)
