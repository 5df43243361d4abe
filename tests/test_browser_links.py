"""How many links a reader meets on the pages of the real site before their text ends."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from builders import AT_NIGHT, REPOSITORY, library_of
from explainer.addressing import claim_page
from page_kinds import KINDS, address

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

WIDTHS = (360, 1280)
FRAMES = False
KEPT = Callable[..., "Page"]


MOST_LINKS = 60
LISTS = ("all-claims", "changes", "corrections", "evidence-map", "rules", "sources")
"""Lists of links, which are what one comes for. Other pages may end in one: home in the map of all claims."""
END_OF_TEXT = {"Sources", "The claims we checked", "Related questions"}


def in_order(nodes: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Return role and name of each node of a browser's accessibility tree, as a page is read."""
    known, left, found = {node["nodeId"]: node for node in nodes}, [nodes[0]["nodeId"]], []
    while left:
        node = known.get(left.pop())
        if node:
            left += reversed(node.get("childIds", ()))
            if not node["ignored"]:
                found.append((node["role"]["value"], node.get("name", {}).get("value", "")))
    return found


COUNTED: dict[tuple[int, str], int] = {}
"""How many links were counted, by the page of the browser and the address: two tests ask for some of the same."""


def links_before_the_end(page: Page, home: str, places: Iterable[str]) -> dict[str, int]:
    """Count them as a screen reader meets them: in the browser's tree, in order, up to the list of works or claims."""
    tree = page.context.new_cdp_session(page)
    found = {}
    for place in places:
        if (id(page), place) not in COUNTED:
            page.goto(home + place)
            read = in_order(tree.send("Accessibility.getFullAXTree")["nodes"])
            ends = (n for n, (role, name) in enumerate(read) if role == "heading" and name in END_OF_TEXT)
            COUNTED[id(page), place] = sum(role == "link" for role, _ in read[: next(ends, len(read))])
        found[place] = COUNTED[id(page), place]
    assert max(found.values()) > 20, "no links were seen"
    return found


@pytest.mark.parametrize("width", WIDTHS if AT_NIGHT else WIDTHS[1:])
def test_few_links_stand_before_the_end_of_the_text(kept_page: KEPT, home: str, width: int) -> None:
    """By night on every page that is written by hand; by day on one of each kind and those with the most links."""
    library = library_of(REPOSITORY)
    most_works = max(library.claims.values(), key=lambda claim: len(claim.citekeys()))
    more = ["safety/", "stopping/", "contribute/", "data-and-feeds/", address(claim_page(most_works.id))]
    if AT_NIGHT:
        more += [address(page.name) for page in library.prose]
    lists = {KINDS.get(name, f"{name}/") for name in LISTS}
    page = kept_page(viewport={"width": width, "height": 800}, locale="en-GB")
    found = links_before_the_end(page, home, {*KINDS.values(), *more} - lists)
    assert {place: count for place, count in found.items() if count > MOST_LINKS} == {}


@pytest.fixture(scope="module")
def speaking(real_site: Path) -> list[str]:
    """The pages that speak of thoughts of suicide, but for the lists of changes."""
    texts = {path.parent.relative_to(real_site).as_posix(): path for path in real_site.rglob("index.html")}
    return [
        f"{place}/"
        for place, path in texts.items()
        if not place.startswith(("changes", "corrections")) and "data-crisis" in path.read_text(encoding="utf-8")
    ]


def test_crisis_lines_are_few_links_whatever_country_the_browser_names(
    kept_page: KEPT, home: str, speaking: list[str]
) -> None:
    """Of these one country is listed, one is not, and one browser names none.

    Countries differ by a line or two, so by day a page with far fewer links than the most is read for the first alone.
    """
    for locale in ("en-GB", "ja-JP", "de"):
        page = kept_page(viewport={"width": 1280, "height": 800}, locale=locale)
        found = links_before_the_end(page, home, speaking)
        assert {place: count for place, count in found.items() if count > MOST_LINKS} == {}, locale
        if not AT_NIGHT:
            speaking = [place for place, count in found.items() if count > MOST_LINKS - 6]
