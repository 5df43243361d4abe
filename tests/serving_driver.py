"""Serves a site in this process, edit by edit, and compares each time with a cold build. See test_serving.py.

Run as `python serving_driver.py ROOT`, with the package to try on the path; prints JSON: for each edit the files that
differ from a cold build, and how many pages were built.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config

from builders import BIBLIOGRAPHY, CLAIM_ID, CLAIM_PATH, NOTED, make_claim
from site_builders import fingerprints


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path} does not hold {old!r}"
    _write(path, text.replace(old, new))


def _another(root: Path, number: int, **changes: Any) -> None:
    """Write one more claim on safety, whose page stands behind those on sleep."""
    text = make_claim(topic="safety", question=f"When is it claim {number}?", claim=f"It is claim {number}.", **changes)
    _write(root / f"claims/safety/more-{number}.yml", text)


def edits(root: Path) -> Iterator[str]:
    """Make one edit after another to the site below `root`, and yield the name of each once it is made."""
    yield "nothing at all"

    _write(root / CLAIM_PATH, make_claim(what_it_means="Drink it if you like it. It is only tea."))
    yield "a sentence of a claim"

    _write(root / CLAIM_PATH, make_claim(question="How does chamomile tea mend the night?"))
    yield "a question"

    text = make_claim(topic="safety", question="When is it a new claim?", related=[CLAIM_ID])
    _write(root / "claims/safety/sets-off-allergies.yml", text)
    yield "a new claim"

    _write(root / "docs/data/topics.yml", NOTED)
    yield "notes of topics that lead to a claim"

    _write(root / CLAIM_PATH, make_claim(question="How does chamomile tea help at night?"))
    yield "the question that another claim links to"

    (root / "claims/safety/sets-off-allergies.yml").unlink()
    text = make_claim(topic="safety", question="When is it a new claim?", moved_from=["sets-off-allergies"])
    _write(root / "claims/safety/causes-allergies.yml", text)
    yield "a claim moved"

    (root / "claims/safety/causes-allergies.yml").unlink()
    yield "a claim deleted"

    _write(root / "bibliography.bib", BIBLIOGRAPHY.replace("Journal of Warm Drinks", "Annals of Kettles"))
    yield "a source"

    data = yaml.safe_load((root / "docs/data/care.yml").read_text(encoding="utf-8"))
    data["signs"][0]["text"] = "sees the kettle float"
    _write(root / "docs/data/care.yml", yaml.safe_dump(data, sort_keys=False))
    yield "a sign of the care cards"

    _write(root / "docs/data/glossary.yml", "terms:\n  - {id: tea, term: tea, definition: Leaves in hot water.}\n")
    yield "a term of the glossary"

    page = root / "docs/sleep.md"
    _write(page, page.read_text(encoding="utf-8") + "\nOne more line.\n")
    yield "a page in prose"

    _write(root / "docs/extra.md", "---\ntitle: Extra page\n---\n\n# Extra\n\nSee [sleep](sleep.md).\n")
    yield "a new page in prose"

    _write(root / "docs/extra.md", "# Another heading\n\nSee [sleep](sleep.md).\n")
    yield "the heading of a page in the navigation"

    (root / "docs/extra.md").unlink()
    yield "a page in prose deleted"

    _change(root / "hooks/theme/partials/copyright.html", "x-honest", "x-honest x-changed")
    yield "a template of the theme"

    _change(root / "hooks/explainer/pages/templates/claim.html.j2", "x-meaning", "x-meaning x-changed")
    yield "a template of a page"

    sheet = root / "hooks/theme/assets/print.css"
    _write(sheet, sheet.read_text(encoding="utf-8") + "\n/* older */\n")
    os.utime(sheet, (1, 1))
    yield "a style sheet put back from an older day"

    config = yaml.safe_load((root / "mkdocs.yml").read_text(encoding="utf-8"))
    config |= {"site_name": "Another name", "repo_url": "https://example.org/repo", "edit_uri": "edit/main/docs/"}
    _write(root / "mkdocs.yml", yaml.safe_dump(config, sort_keys=False))
    yield "the configuration"

    _write(root / CLAIM_PATH, make_claim(verdict="maybe"))
    yield "a build that fails before it writes"

    _write(root / CLAIM_PATH, make_claim(question="When is this ever seen?"))
    _write(root / "docs/zz-last.md", "---\ntemplate: nowhere.html\n---\n\n# Last\n")
    yield "a build that fails half way"

    (root / "docs/zz-last.md").unlink()
    _write(root / CLAIM_PATH, make_claim(question="How does chamomile tea help at night?"))
    yield "back to what it was before"

    # From here on a page of a list holds two entries
    site = root / "docs/data/site.yml"
    _write(site, site.read_text(encoding="utf-8") + "entries_per_page: 2\n")
    named = ("faq", "history", "corrections", "overdue", "withdrawn", "evidence-map", "claims topic=safety")
    _write(root / "docs/long.md", "# Long\n\n" + "".join(f"<!-- explainer:{name} -->\n\n" for name in named))
    for number in range(4):
        _another(root, number)
    yield "lists that come to stand in parts"

    _another(root, 3, verdict="partly", changes__0__verdict="partly")
    yield "a verdict shown in another part"

    _another(root, 3, verdict="partly", changes__0__verdict="partly", short_answer="Nobody knows.")
    yield "a short answer shown in another part"

    _another(root, 0, what_it_means="It is a warm drink.")
    yield "a sentence that no list shows"

    # What follows leaves the number of claims and of verdicts, which every page is made of, as it is.
    _another(root, 3, short_answer="Nobody knows.")
    _another(root, 2, verdict="partly", changes__0__verdict="partly")
    yield "two verdicts swapped in other parts"

    for number in range(2):  # from the second topic to the first
        (root / f"claims/safety/more-{number}.yml").unlink()
        text = make_claim(question=f"When is it claim {number}?", claim=f"It is claim {number}.")
        _write(root / f"claims/sleep/more-{number}.yml", text)
    yield "a topic that begins on another part"

    _change(root / "bibliography.bib", "Jones, Bo", "Jonas, Bo")
    yield "a name that links show in another part"

    for number in range(2):
        (root / f"claims/sleep/more-{number}.yml").unlink()
        _another(root, number)
    yield "the topics as they were"

    first = {"date": "2026-06-01", "verdict": "unproven", "certainty": "very-low", "note": "First published."}
    mended = {**first, "note": "A wrong number.", "correction": True}
    for number in range(4):
        _another(root, number, changes=[first, mended], check_by="2026-07-01", moved_from=[f"old-{number}"])
        _another(root, number + 10, withdrawn={"date": "2026-06-02", "reason": f"Nobody says {number}."})
    yield "a correction, a withdrawal, a move and what is due"

    _another(root, 13, withdrawn={"date": "2026-06-02", "reason": "Nobody ever said it."})
    yield "a reason in another part"

    for number in range(3):
        _write(root / f"claims/sleep/first-{number}.yml", make_claim(question=f"Another {number}?"))
    yield "more claims in the first topic"

    bibliography = root / "bibliography.bib"
    _change(bibliography, "When tiredness needs a doctor", "When sleep needs a doctor")
    yield "a work in another part"

    for name in ("first-0", "first-1", "first-2"):
        (root / f"claims/sleep/{name}.yml").unlink()
    (root / "claims/safety/more-3.yml").unlink()
    yield "a part that is no longer there"

    _change(root / "docs/data/site.yml", "entries_per_page: 2\n", "")
    yield "lists that are whole again"


def _build(root: Path, site: Path, *, served: bool, hook: Any = None) -> tuple[str, int]:
    """Build as a server does, or cold, and return the error if there was one and how many pages were written."""
    kept = hook._serving if hook else None
    config = load_config(str(root / "mkdocs.yml"), site_dir=str(site))
    if hook and not served:
        hook._serving = None
    elif hook is None:
        config.plugins.on_startup(command="serve", dirty=True)
    try:
        build(config, dirty=served)
    except (Exception, SystemExit) as error:
        return type(error).__name__, 0
    finally:
        module = sys.modules["explainer.mkdocs_events"]
        count = len(module._build.built) if module._build else 0
        if hook:
            hook._serving = kept
    return "", count


def main(root: Path, served: Path, cold: Path) -> dict[str, Any]:
    """Serve the site below `root` into `served` through all edits and return what was seen."""
    logging.disable(logging.CRITICAL)
    _build(root, served, served=True)
    hook = next(module for name, module in sys.modules.items() if name == "explainer.mkdocs_events")
    told: dict[str, Any] = {}
    ours = fingerprints(served)
    for name in edits(root):
        before = ours
        error, count = _build(root, served, served=True, hook=hook)
        expected, _ = _build(root, cold, served=False, hook=hook)
        ours, theirs = fingerprints(served), fingerprints(cold)
        told[name] = {
            "error": error,
            "cold_error": expected,
            "pages": count,
            "all": sum(path.endswith(".html") for path in ours),
            "differing": []
            if error
            else sorted(path for path in ours.keys() | theirs.keys() if ours.get(path) != theirs.get(path)),
            "untouched": before == ours,
        }
    return told


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    sys.stdout.write(json.dumps(main(folder / "project", folder / "served", folder / "cold")))
