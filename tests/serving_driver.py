"""Serves a site in this process, edit by edit, and compares each time with a cold build. See test_serving.py.

Run as `python serving_driver.py ROOT`, with the package to try on the path; prints JSON: for each edit the files that
differ from a cold build, and how many pages were built.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config

from builders import BIBLIOGRAPHY, CLAIM_ID, CLAIM_PATH, NOTED, make_claim
from site_builders import fingerprints

Edit = Callable[[Path], None]
EDITS: dict[str, Edit] = {}


def edit(function: Edit) -> Edit:
    """Note an edit; they are made one after the other."""
    EDITS[function.__name__] = function
    return function


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path} does not hold {old!r}"
    _write(path, text.replace(old, new))


@edit
def nothing_at_all(root: Path) -> None:
    pass


@edit
def a_sentence_of_a_claim(root: Path) -> None:
    _write(root / CLAIM_PATH, make_claim(what_it_means="Drink it if you like it. It is only tea."))


@edit
def a_question(root: Path) -> None:
    _write(root / CLAIM_PATH, make_claim(question="How does chamomile tea mend the night?"))


@edit
def a_new_claim(root: Path) -> None:
    text = make_claim(topic="safety", question="When is it a new claim?", related=[CLAIM_ID])
    _write(root / "claims/safety/sets-off-allergies.yml", text)


@edit
def notes_of_topics_that_lead_to_a_claim(root: Path) -> None:
    _write(root / "docs/data/topics.yml", NOTED)


@edit
def the_question_that_another_claim_links_to(root: Path) -> None:
    _write(root / CLAIM_PATH, make_claim(question="How does chamomile tea help at night?"))


@edit
def a_claim_moved(root: Path) -> None:
    (root / "claims/safety/sets-off-allergies.yml").unlink()
    text = make_claim(topic="safety", question="When is it a new claim?", moved_from=["sets-off-allergies"])
    _write(root / "claims/safety/causes-allergies.yml", text)


@edit
def a_claim_deleted(root: Path) -> None:
    (root / "claims/safety/causes-allergies.yml").unlink()


@edit
def a_source(root: Path) -> None:
    _write(root / "bibliography.bib", BIBLIOGRAPHY.replace("Journal of Warm Drinks", "Annals of Kettles"))


@edit
def a_sign_of_the_care_cards(root: Path) -> None:
    data = yaml.safe_load((root / "docs/data/care.yml").read_text(encoding="utf-8"))
    data["signs"][0]["text"] = "sees the kettle float"
    _write(root / "docs/data/care.yml", yaml.safe_dump(data, sort_keys=False))


@edit
def a_term_of_the_glossary(root: Path) -> None:
    _write(root / "docs/data/glossary.yml", "terms:\n  - {id: tea, term: tea, definition: Leaves in hot water.}\n")


@edit
def a_page_in_prose(root: Path) -> None:
    page = root / "docs/sleep.md"
    _write(page, page.read_text(encoding="utf-8") + "\nOne more line.\n")


@edit
def a_new_page_in_prose(root: Path) -> None:
    _write(root / "docs/extra.md", "---\ntitle: Extra page\n---\n\n# Extra\n\nSee [sleep](sleep.md).\n")


@edit
def the_heading_of_a_page_in_the_navigation(root: Path) -> None:
    _write(root / "docs/extra.md", "# Another heading\n\nSee [sleep](sleep.md).\n")


@edit
def a_page_in_prose_deleted(root: Path) -> None:
    (root / "docs/extra.md").unlink()


@edit
def a_template_of_the_theme(root: Path) -> None:
    _change(root / "hooks/theme/partials/copyright.html", "x-honest", "x-honest x-changed")


@edit
def a_template_of_a_page(root: Path) -> None:
    _change(root / "hooks/explainer/pages/templates/claim.html.j2", "x-meaning", "x-meaning x-changed")


@edit
def a_style_sheet_put_back_from_an_older_day(root: Path) -> None:
    sheet = root / "hooks/theme/assets/print.css"
    _write(sheet, sheet.read_text(encoding="utf-8") + "\n/* older */\n")
    os.utime(sheet, (1, 1))


@edit
def the_configuration(root: Path) -> None:
    config = yaml.safe_load((root / "mkdocs.yml").read_text(encoding="utf-8"))
    config |= {"site_name": "Another name", "repo_url": "https://example.org/repo", "edit_uri": "edit/main/docs/"}
    _write(root / "mkdocs.yml", yaml.safe_dump(config, sort_keys=False))


@edit
def a_build_that_fails_before_it_writes(root: Path) -> None:
    _write(root / CLAIM_PATH, make_claim(verdict="maybe"))


@edit
def a_build_that_fails_half_way(root: Path) -> None:
    _write(root / CLAIM_PATH, make_claim(question="When is this ever seen?"))
    _write(root / "docs/zz-last.md", "---\ntemplate: nowhere.html\n---\n\n# Last\n")


@edit
def back_to_what_it_was_before(root: Path) -> None:
    (root / "docs/zz-last.md").unlink()
    _write(root / CLAIM_PATH, make_claim(question="How does chamomile tea help at night?"))


# From here on a page of a list holds two entries


def _another(root: Path, number: int, **changes: Any) -> None:
    """Write one more claim on safety, whose page stands behind those on sleep."""
    text = make_claim(topic="safety", question=f"When is it claim {number}?", claim=f"It is claim {number}.", **changes)
    _write(root / f"claims/safety/more-{number}.yml", text)


@edit
def lists_that_come_to_stand_in_parts(root: Path) -> None:
    site = root / "docs/data/site.yml"
    _write(site, site.read_text(encoding="utf-8") + "entries_per_page: 2\n")
    named = ("faq", "history", "corrections", "overdue", "withdrawn", "evidence-map", "claims topic=safety")
    _write(root / "docs/long.md", "# Long\n\n" + "".join(f"<!-- explainer:{name} -->\n\n" for name in named))
    for number in range(4):
        _another(root, number)


@edit
def a_verdict_shown_in_another_part(root: Path) -> None:
    _another(root, 3, verdict="partly", changes__0__verdict="partly")


@edit
def a_short_answer_shown_in_another_part(root: Path) -> None:
    _another(root, 3, verdict="partly", changes__0__verdict="partly", short_answer="Nobody knows.")


@edit
def a_sentence_that_no_list_shows(root: Path) -> None:
    _another(root, 0, what_it_means="It is a warm drink.")


# What follows leaves the number of claims and of verdicts, which every page is made of, as it is.


@edit
def two_verdicts_swapped_in_other_parts(root: Path) -> None:
    _another(root, 3, short_answer="Nobody knows.")
    _another(root, 2, verdict="partly", changes__0__verdict="partly")


@edit
def a_topic_that_begins_on_another_part(root: Path) -> None:
    for number in range(2):  # from the second topic to the first
        (root / f"claims/safety/more-{number}.yml").unlink()
        text = make_claim(question=f"When is it claim {number}?", claim=f"It is claim {number}.")
        _write(root / f"claims/sleep/more-{number}.yml", text)


@edit
def a_name_that_links_to_another_part_show(root: Path) -> None:
    _change(root / "bibliography.bib", "Jones, Bo", "Jonas, Bo")


@edit
def the_topics_as_they_were(root: Path) -> None:
    for number in range(2):
        (root / f"claims/sleep/more-{number}.yml").unlink()
        _another(root, number)


@edit
def a_correction_a_withdrawal_a_move_and_what_is_due(root: Path) -> None:
    first = {"date": "2026-06-01", "verdict": "unproven", "certainty": "very-low", "note": "First published."}
    mended = {**first, "note": "A wrong number.", "correction": True}
    for number in range(4):
        _another(root, number, changes=[first, mended], check_by="2026-07-01", moved_from=[f"old-{number}"])
        _another(root, number + 10, withdrawn={"date": "2026-06-02", "reason": f"Nobody says {number}."})


@edit
def a_reason_in_another_part(root: Path) -> None:
    _another(root, 13, withdrawn={"date": "2026-06-02", "reason": "Nobody ever said it."})


@edit
def more_claims_in_the_first_topic(root: Path) -> None:
    for number in range(3):
        _write(root / f"claims/sleep/first-{number}.yml", make_claim(question=f"Another {number}?"))


@edit
def a_work_in_another_part(root: Path) -> None:
    bibliography = root / "bibliography.bib"
    _change(bibliography, "When tiredness needs a doctor", "When sleep needs a doctor")


@edit
def a_part_that_is_no_longer_there(root: Path) -> None:
    for name in ("first-0", "first-1", "first-2"):
        (root / f"claims/sleep/{name}.yml").unlink()
    (root / "claims/safety/more-3.yml").unlink()


@edit
def lists_that_are_whole_again(root: Path) -> None:
    _change(root / "docs/data/site.yml", "entries_per_page: 2\n", "")


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
    for name, make in EDITS.items():
        make(root)
        before = fingerprints(served)
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
