"""Claims and what they become, side by side: `golden/<case>/` holds a claim, a bibliography and what is made of them.

`pytest --update-golden` rewrites what is made; read the difference before you keep it. Where something is wrong there
are only the problems: such a claim never becomes a page.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from builders import CLAIM_ID, ENTRIES, TODAY, make_claim, problems_of, write_site
from explainer.addressing import Addressing, Face
from explainer.loading.library import load_library
from explainer.pages.plan import PlannedPage, plan_pages
from explainer.pages.render import Renderer
from explainer.pages.site_view import SiteView
from explainer.problems import as_text, has_errors

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
    if has_errors(problems):  # then a build stops before it writes a page
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


def test_there_are_cases_of_every_kind() -> None:
    assert len(CASES) >= 6
    kept = {name: {path.name for path in (GOLDEN / name).iterdir()} for name in CASES}
    pages = {"claim.site.html", "claim.plain.md"}
    assert sum(pages <= files for files in kept.values()) >= 4
    assert sum(not pages & files for files in kept.values()) >= 2
