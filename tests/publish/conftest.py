"""What the tests of the published data share: the real site's files, and a small site with every kind of history."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from builders import CLAIM_ID, ENTRIES, SITE, TODAY, make_claim, published
from builders_more import drawing
from explainer.clock import today
from explainer.loading.library import Library, load_library
from explainer.pages.site_view import SiteView
from explainer.publish.place import Place
from site_builders import write_project

ADDRESS = "https://tea.example.org/checked/"
OTHER, GONE = "sets-off-allergies", "calms-the-nerves"
CHANGES = [
    {"date": "2025-01-10", "verdict": "supported", "certainty": "low", "note": "First published."},
    {"date": "2025-06-01", "verdict": "supported", "note": "A clearer sentence."},
    {"date": "2026-02-03", "verdict": "unproven", "certainty": "low", "note": "A new trial.", "correction": True},
    {"date": "2026-06-01", "verdict": "unproven", "certainty": "very-low", "note": "A second reading, \"a<b\" & more."},
]  # fmt: skip
CLAIMS = {
    f"sleep/{CLAIM_ID}": make_claim(
        changes=CHANGES,
        related=[OTHER],
        appearances__1={"source": "health2022", "by": "official", "words": "tea for the night"},
    ),
    f"safety/{OTHER}": make_claim(
        question="How does chamomile tea set off allergies?",
        claim="Chamomile tea is dangerous for people with hay fever; it is, they say.",
        topic="safety",
        leaning="alarm",
        related=[CLAIM_ID],
        appearances=[],
        asked_by="readers",
        evidence__against={"none_found": {"searched": "2026-05-01", "terms": "tea and allergies"}},
        evidence__for__0__frequency={"count": 30, "of": 80, "what": "drinkers who slept better"},
        moved_from=["causes-allergies", "allergies"],
        clinical_review={"name": "A. Person, nurse", "date": "2026-06-01"},
        short_answer="Nobody can say yet, and one trial [@smith2020, abstract] found nothing.",
    ),
    f"sleep/{GONE}": make_claim(
        question="How does chamomile tea calm the nerves?",
        claim="Chamomile tea calms you.",
        changes=[{"date": "2025-01-10", "verdict": "unproven", "certainty": "very-low", "note": "First published."}],
        withdrawn={"date": "2026-05-05", "reason": "It is answered elsewhere."},
    ),
}
TEXTS = (
    SITE + "data_page: data.md\n"
    'citation:\n  title: "Chamomile, checked: the data"\n  authors: ["The \\"Tea\\" Group"]\n  keywords: [tea, sleep]\n'
)
PAGES = {
    "docs/data/site.yml": TEXTS,
    "docs/data.md": "# Data\n\n## How to cite\n\n<!-- explainer:cite-data -->\n\n## Files\n\n"
    "<!-- explainer:data-files -->\n\n## Feeds\n\n<!-- explainer:feeds -->\n\n## Fields\n\n"
    "<!-- explainer:data-fields -->\n",
    "docs/faq.md": "# Questions\n\nSee [sleep](sleep.md#more) and `[not](a-link.md)`.\n\n<!-- explainer:faq -->\n",
    "docs/changes.md": "# Changes\n\n<!-- explainer:history -->\n",
    "docs/corrections.md": "# Corrections\n\n<!-- explainer:corrections -->\n\n<!-- explainer:withdrawn -->\n",
    "docs/sleep.md": "# Sleep\n\nA trial found no difference [@smith2020, abstract].\n\n## More { #more }\n\n"
    "![A cup](pictures/cup.svg)\n\n<!-- explainer:claims topic=sleep -->\n",
    "docs/pictures/cup.svg": drawing(),
}
BIBLIOGRAPHY = "\n".join(
    {**ENTRIES, "smith2020": ENTRIES["smith2020"].replace("funding      = {a university},",
     "funding      = {a tea company & its {BBC} friends},\n  interest     = {industry, lawsuits},")}.values()
)  # fmt: skip


@pytest.fixture(scope="session")
def small_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small site with a changed, a corrected, a moved, a reviewed and a withdrawn claim."""
    return write_project(tmp_path_factory.mktemp("published"), claims=CLAIMS, bib=BIBLIOGRAPHY, **PAGES)


@pytest.fixture(scope="session")
def small(small_root: Path) -> SiteView:
    """The view of that site on the day of the tests."""
    library, problems = load_library(small_root)
    assert problems == []
    return SiteView(library, TODAY)


@pytest.fixture(scope="session")
def small_files(small: SiteView) -> dict[str, str]:
    """What that site publishes at an address."""
    return published(small, Place(ADDRESS))


@pytest.fixture(scope="session")
def view(library: Library) -> SiteView:
    """The view of the real content."""
    return SiteView(library, today())


@pytest.fixture
def text(real_site: Path) -> Callable[[str], str]:
    """A function that reads a file of the real site, with its line ends as they are."""
    return lambda name: (real_site / name).read_bytes().decode("utf-8")
