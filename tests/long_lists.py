"""A small site whose lists are long for it: forty claims and as many changes, with ten entries on a page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from builders import BIBLIOGRAPHY, ENTRIES, SITE, claim_data, make_yaml
from site_builders import write_project

MOST = 10
CLAIMS = {"sleep": 25, "safety": 15}
WITHDRAWN = 12
DUE = 13
WORKS = 30
ADDRESS = "https://tea.example.org/"
ANSWERS = {"unproven": "Nobody knows", "contradicted": "No", "partly": "Partly"}
VERDICTS = (("unproven", "very-low"), ("contradicted", "low"), ("partly", "low"))

PAGES = {
    "docs/faq.md": "# Questions and answers\n\n<!-- explainer:faq -->\n",
    "docs/evidence-map.md": "# Evidence map\n\n<!-- explainer:evidence-map -->\n",
    "docs/changes.md": "# What changed\n\n<!-- explainer:overdue -->\n\n## All\n\n<!-- explainer:history -->\n",
    "docs/corrections.md": "# Corrections\n\n<!-- explainer:corrections -->\n\n<!-- explainer:withdrawn -->\n",
    "docs/index.md": "# Tea\n\n<!-- explainer:search -->\n\n<!-- explainer:evidence-map table=no -->\n",
}


def long_claims() -> dict[str, str]:
    """Return the files of the claims by topic and id: live ones, some of them due, and some that were withdrawn."""
    found = {}
    for topic, count in CLAIMS.items():
        for number in range(count):
            found[f"{topic}/{topic}-{number:02}"] = make_yaml(long_claim(topic, number))
    for number in range(WITHDRAWN):
        data = long_claim("sleep", 100 + number) | {"withdrawn": {"date": "2026-06-02", "reason": "Said by nobody."}}
        found[f"sleep/gone-{number:02}"] = make_yaml(data)
    return found


def long_claim(topic: str, number: int) -> dict[str, Any]:
    """Return the data of a claim of the site, known by its number in its topic."""
    verdict, certainty = VERDICTS[number % len(VERDICTS)]
    changes: dict[str, Any] = {
        "question": f"Does {topic} tea number {number} help?",
        "claim": f"{topic.capitalize()} tea number {number} helps everyone.",
        "topic": topic,
        "claim_answers": "yes",
        "short_answer": f"{ANSWERS[verdict]}. This is what is said of {topic} tea.",
        "verdict": verdict,
        "certainty__level": certainty,
        "certainty__rated_down": {"imprecision": 1} if certainty == "very-low" else {},
        "changes__0__verdict": verdict,
        "changes__0__certainty": certainty,
        "related": [],
        "evidence__for__0__cite": ["jones2019", f"work{number % WORKS:02}"],
    }
    if topic == "sleep" and number < DUE:
        changes["check_by"] = "2026-07-01"
    data = claim_data(**changes)
    first = data["changes"][0]
    data["changes"] = [first, {**first, "note": "We had miscounted.", "correction": True}]
    return data


def long_bibliography() -> str:
    """Return the entries of the default site and many more works."""
    survey = ENTRIES["jones2019"]
    more = [
        survey.replace("jones2019", f"work{number:02}")
        .replace("Jones, Bo", f"Writer{number:02}, Bo")
        .replace("survey.2019.1", f"survey.2019.{number + 100}")
        .replace("their nights", f"their nights, part {number}")
        for number in range(WORKS)
    ]
    return "\n".join([BIBLIOGRAPHY, *more])


def write_long_lists(root: Path, most: int = MOST, claims: Mapping[str, str] | None = None, **settings: Any) -> Path:
    """Write the site below `root`, with `most` entries on a page, of all claims or of these, and return `root`."""
    site = f"{SITE}entries_per_page: {most}\n"
    return write_project(
        root,
        settings={"site_url": ADDRESS, **settings},
        claims=claims or long_claims(),
        bib=long_bibliography(),
        **PAGES,
        **{"docs/data/site.yml": site},
    )
