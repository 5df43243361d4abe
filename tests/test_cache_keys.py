"""What a page is made of: a change of something that it shows changes its key, and no other change does."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from builders import BIBLIOGRAPHY, CLAIM_ID, PAGES, TODAY, library_of, make_claim, write_site
from builders_more import lock_file
from explainer.pages.cache_keys import of_claim_file, of_page, of_prose_copy, of_topic
from explainer.pages.plan import plan_pages
from explainer.pages.site_view import SiteView

OWN, OTHER = f"claims/{CLAIM_ID}.md", "claims/other.md"
MADE = {name.removeprefix("docs/") for name, text in PAGES.items() if "explainer:" in text}
"""The pages with a part that is made of data: their copies change with everything."""


def content(
    own: Mapping[str, Any] | None = None, other: Mapping[str, Any] | None = None, **more: Any
) -> dict[str, Any]:
    """Return a site of two claims of different topics, the first related to the second, with changes to them."""
    claims = {
        f"sleep/{CLAIM_ID}": make_claim(**{"related": ["other"]} | dict(own or {})),
        "safety/other": make_claim(
            **{
                "topic": "safety",
                "question": "How safe is it?",
                "claim": "It is safe.",
                "evidence__for__0__cite": ["smith2020"],
            }
            | dict(other or {})
        ),
    }
    return {"claims": claims, **more}


def keys_of(root: Path, site: Mapping[str, Any]) -> dict[str, Any]:
    library = library_of(write_site(root, **site))
    view = SiteView(library, TODAY)
    pages = {planned.name: of_page(view, planned) for planned in plan_pages(view)}
    copies = {page.name: of_prose_copy(view, page) for page in library.prose}
    files = {f"{claim.id}.json": of_claim_file(view, claim) for claim in view.claims}
    return pages | copies | files | {f"feed {topic}": of_topic(view, topic) for topic in ("", "sleep", "safety")}


def work(old: str, new: str) -> dict[str, Any]:
    assert old in BIBLIOGRAPHY
    return content(bib=BIBLIOGRAPHY.replace(old, new))


BOTH = {f"{CLAIM_ID}.json", "other.json", OWN, OTHER}


@pytest.mark.parametrize(
    ("site", "changed"),
    [
        (content(), set()),
        (content(own={"what_it_means": "Nobody can tell."}), {OWN, f"{CLAIM_ID}.json", "feed ", "feed sleep"}),
        (content(other={"what_it_means": "Nobody can tell."}), {OTHER, "other.json", "feed ", "feed safety"}),
        (
            content(other={"question": "How safe is it at night?"}),
            {OTHER, OWN, "other.json", "feed ", "feed safety", "sources/smith2020.md", "sources/shop2021.md", *BOTH},
        ),
        (work("When tiredness needs", "When it needs"), {"sources/health2022.md", "safety.md"}),
        (work("What tea drinkers", "What some"), {"sources/jones2019.md", "safety.md", OWN, f"{CLAIM_ID}.json"}),
        (work("Why our tea", "Why the tea"), {"sources/shop2021.md", *BOTH}),
        (content(**{"references.lock.json": lock_file(jones2019=None)}), {"sources/smith2020.md"}),
    ],
    ids=["nothing", "a claim", "a related claim in its text", "a related claim in its question", "a page's work",
         "a claim's work", "where a claim was heard", "what registers said"],
)  # fmt: skip
def test_a_page_is_made_of_what_it_shows(tmp_path: Path, site: Mapping[str, Any], changed: set[str]) -> None:
    before, after = keys_of(tmp_path / "before", content()), keys_of(tmp_path / "after", site)
    assert before.keys() == after.keys()
    assert {name for name in before if before[name] != after[name]} - MADE == changed


def test_a_page_with_a_part_made_of_data_is_made_of_all_of_it(tmp_path: Path) -> None:
    before = keys_of(tmp_path / "before", content())
    after = keys_of(tmp_path / "after", work("When tiredness needs", "When it needs"))
    assert {name for name in MADE if before[name] != after[name]} == MADE
