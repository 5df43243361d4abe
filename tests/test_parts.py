"""Long lists in parts, without a build: which entries each part has, what it is called, and what it leads to."""

from __future__ import annotations

import pytest

from builders import SITE, TODAY, library_of, make_claim, write_site
from explainer.addressing import Addressing, Face
from explainer.pages.long_lists import listing, listings, page_of_topic, part_of
from explainer.pages.plan import PageKind, plan_pages
from explainer.pages.render import Renderer
from explainer.pages.site_view import SiteView

HOME = "claims/index.md"


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> SiteView:
    """Return a site of five claims on sleep and one on safety, two entries a part."""
    claims = {
        f"sleep/sleep-{n}": make_claim(question=f"Does it help {n}?", checked=f"2026-06-0{n}") for n in range(1, 6)
    }
    claims["safety/safe"] = make_claim(topic="safety", question="Is it safe?")
    files = {
        "docs/data/site.yml": f"{SITE}entries_per_page: 2\n",
        "docs/lists.md": "# Lists\n\n<!-- explainer:history -->\n\n<!-- explainer:overdue -->\n",
    }
    return SiteView(library_of(write_site(tmp_path_factory.mktemp("parts"), claims, **files)), TODAY)


def test_each_entry_stands_in_one_part_and_a_topic_that_goes_on_is_no_beginning(view: SiteView) -> None:
    whole = listing(view, HOME, "claims")
    assert (whole.total, whole.split, whole.filtered) == (6, True, True)
    assert [(part.number, part.page, part.first, part.last) for part in whole.parts] == [
        (1, HOME, 1, 2), (2, "claims/parts/2.md", 3, 4), (3, "claims/parts/3.md", 5, 6),
    ]  # fmt: skip
    assert [[claim.id for claim in part.entries] for part in whole.parts] == [
        ["sleep-1", "sleep-2"], ["sleep-3", "sleep-4"], ["sleep-5", "safe"],
    ]  # fmt: skip
    assert [claim.id for claim in whole.parts[2].of("safety")] == ["safe"]
    assert [(part.number, group.key) for part, group in whole.begun_later] == [(3, "safety")]
    assert (page_of_topic(view, "sleep"), page_of_topic(view, "safety")) == (HOME, "claims/parts/3.md")
    assert whole.range_of(whole.parts[1]) == view.wording.plain("parts.entries", first="3", last="4", total="6")
    assert [part.updated.day for part in whole.parts] == [2, 4, 5]


def test_lists_without_topics_say_from_where_to_where_and_only_long_ones_have_parts(view: SiteView) -> None:
    assert {(whole.home, whole.name) for whole in listings(view)} >= {(HOME, "claims"), ("lists.md", "history")}
    assert all(len(whole.parts) > 1 for whole in listings(view))
    assert "overdue" not in {whole.name for whole in listings(view)}, "nothing is overdue"
    sources = listing(view, "sources/index.md", "sources")
    first, last = (view.references[n].short for n in (0, 1))
    assert sources.parts[0].holds == view.wording.plain("parts.range", first=first, last=last)
    (uses,) = (whole for whole in listings(view) if whole.subject == "smith2020")
    assert (uses.home, uses.total, [part.page for part in uses.parts[1:]]) == (
        "sources/smith2020.md", 6, ["sources/smith2020/uses/2.md", "sources/smith2020/uses/3.md"],
    )  # fmt: skip


@pytest.mark.parametrize("face", Face)
def test_a_part_leads_to_the_one_before_and_the_one_after_it(view: SiteView, face: Face) -> None:
    addressing = Addressing(face)
    renderer = Renderer(view, addressing)
    planned = {page.name: page for page in plan_pages(view) if page.kind is PageKind.PART}
    for number, before, after in ((2, HOME, "claims/parts/3.md"), (3, "claims/parts/2.md", None)):
        name = f"claims/parts/{number}.md"
        whole, part = part_of(view, name)
        meta = renderer.meta(planned[name])
        assert meta["previous"] == addressing.link(name, before)
        assert meta.get("next") == (addressing.link(name, after) if after else None)
        assert (planned[name].parent, planned[name].updated) == (HOME, part.updated)
        assert planned[name].title == whole.title_of(part)
        body = renderer.body(planned[name])[0]
        held = {claim.id for claim in part.entries}
        for claim in view.claims:
            assert (addressing.link(name, f"claims/{claim.id}.md") in body) is (claim.id in held)
