"""Claims and what they become, side by side: `golden/<case>/` holds a claim, a bibliography and what is made of them.

`pytest --update-golden` rewrites what is made; read the difference before you keep it. Where something is wrong there
are only the problems: such a claim never becomes a page.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from builders import (
    ARTICLE,
    CLAIM_ID,
    ENTRIES,
    HELPLINES,
    SITE,
    TASKS,
    TODAY,
    library_of,
    make_claim,
    problems_of,
    write_site,
)
from builders_more import drawing
from explainer.addressing import Addressing, Face
from explainer.loading.directives import DIRECTIVES
from explainer.loading.library import load_library
from explainer.pages.page_context import PageContext
from explainer.pages.plan import PlannedPage, plan_pages
from explainer.pages.prose import expand
from explainer.pages.render import Renderer
from explainer.pages.site_view import SiteView
from explainer.problems import as_text, has_errors
from long_lists import long_bibliography, long_claims
from search_cases import SCREENED, SEARCHES

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(path.name for path in GOLDEN.iterdir() if (path / "claim.yml").is_file())
GLOSSARY = """\
terms:
  - id: randomised-trial
    term: randomised trial
    definition: A study in which chance decides who gets what.
"""


def made_of(case: Path, root: Path) -> dict[str, str]:
    """Return what a case becomes, by file name."""
    claim = (case / "claim.yml").read_text(encoding="utf-8")
    bibliography = (case / "bibliography.bib").read_text(encoding="utf-8")
    cited_anyway = [text for key, text in ENTRIES.items() if f"{{{key}," not in bibliography]
    topic = re.search(r"^topic: (sleep|safety)$", claim, re.MULTILINE)
    write_site(
        root,
        claims={f"{topic[1] if topic else 'sleep'}/{case.name}": claim, f"sleep/{CLAIM_ID}": make_claim()},
        bib="\n".join([bibliography, *cited_anyway]),
        **{"docs/data/glossary.yml": GLOSSARY},
    )
    problems = problems_of(root)
    found = {"problems.txt": f"{as_text(problems)}\n" if problems else ""}
    if has_errors(one for one in problems if one.code != "F57"):  # then a build stops before it writes a page
        return found

    view = SiteView(load_library(root)[0], TODAY)
    first = re.search(r"^@\w+\{([^,]+),", bibliography, re.MULTILINE)
    wanted = {"claim": f"claims/{case.name}.md", "source": f"sources/{first[1]}.md" if first else ""}
    planned: dict[str, PlannedPage] = {page.name: page for page in plan_pages(view)}
    for kind, name in wanted.items():
        if name in planned:
            for face, ending in ((Face.SITE, "html"), (Face.PLAIN, "md")):
                found[f"{kind}.{face}.{ending}"] = Renderer(view, Addressing(face)).page(planned[name])
    return found


@pytest.mark.parametrize("name", CASES)
def test_a_claim_becomes_what_is_kept(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    case = GOLDEN / name
    made = made_of(case, tmp_path)
    inputs = {"claim.yml", "bibliography.bib"}
    kept = {path.name: path for path in sorted(case.iterdir()) if path.name not in inputs}
    if request.config.getoption("--update-golden"):
        for path in kept.values():
            path.unlink()
        for file, text in made.items():
            (case / file).write_text(text, encoding="utf-8")
        return
    assert set(made) == set(kept), "run: pytest --update-golden"
    for file, text in made.items():
        assert text == kept[file].read_text(encoding="utf-8"), f"{name}/{file}; run: pytest --update-golden"


OF_THE_PROGRAM = {
    "rules",
    "fields",
    "directives",
    "data-files",
    "data-fields",
    "feeds",
    "cite-data",
    "claim-form",
    "source-form",
}
"""Directives that show what the program knows, whatever the content: any other change of it would change them."""


@pytest.mark.parametrize("most", [2, 500], ids=["in-parts", "whole"])
def test_generated_parts_become_what_is_kept(most: int, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Every directive on a site with claims of several verdicts, years and readings, in both faces."""
    grades = {"verdict": "unproven", "certainty": "very-low", "first_verdict": "partly", "first_certainty": "very-low"}
    reading = {"date": "2026-11-22", "agreed": True, **grades, "note": "Both read the same works."}
    claims = {
        **dict(list(long_claims().items())[::9]),
        f"sleep/{CLAIM_ID}": make_claim(second_reading=reading, evidence__for__0__cite=["jones2019", "smith2020"]),
        "safety/is-safe": make_claim(topic="safety", question="Is it safe?"),
    }
    data = {"helplines": HELPLINES, "glossary": GLOSSARY, "article": ARTICLE, "tasks": TASKS, "searches": SEARCHES,
            "screened": SCREENED, "site": f"{SITE}entries_per_page: {most}\n"}  # fmt: skip
    files = {f"docs/data/{name}.yml": text for name, text in data.items()}
    root = write_site(tmp_path, claims, long_bibliography(), **files, **{"docs/pictures/flower.svg": drawing()})
    view = SiteView(library_of(root), TODAY)
    values = {
        "topic": "sleep",
        "ids": f"{CLAIM_ID},is-safe",
        "most": "2",
        "names": "flower",
        "file": "care",
        "table": "no",
    }
    for face, ending in ((Face.SITE, "html"), (Face.PLAIN, "md")):
        made = ""
        for name, (arguments, _) in DIRECTIVES.items():
            if name in OF_THE_PROGRAM:
                continue
            full = " ".join(f"{one}={values[one]}" for one in arguments)
            needed = {"ids", "names"} & set(arguments)
            for given in [full] if needed or not full else ["", full]:
                line = f"<!-- explainer:{name} {given} -->"
                addressing = Addressing(face)
                context = PageContext(view, "page.md", addressing)
                made += f"{line}\n{expand(line, context, Renderer(view, addressing))[0]}\n"
        kept = GOLDEN / "parts" / f"{request.node.callspec.id}.{face}.{ending}"
        if request.config.getoption("--update-golden"):
            kept.write_text(made, encoding="utf-8")
        assert made == kept.read_text(encoding="utf-8"), f"{kept.name}; run: pytest --update-golden"


def test_there_are_cases_of_every_kind() -> None:
    assert len(CASES) >= 6
    kept = {name: {path.name for path in (GOLDEN / name).iterdir()} for name in CASES}
    pages = {"claim.site.html", "claim.plain.md"}
    assert sum(pages <= files for files in kept.values()) >= 4
    assert sum(not pages & files for files in kept.values()) >= 2
