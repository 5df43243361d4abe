"""What a reviewer is shown of a change: the pages that look different, each before and after, and no others."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from PIL import Image

from builders import AT_NIGHT, CLAIM_ID, REPOSITORY, make_claim
from changed_pages import ARTIFACT, SHOWN, WIDTH, Changed, changed_pages, main, questions_of
from site_builders import build_on_the_day, write_project


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two small sites: in the second the claim answers otherwise, there is a claim more, and a page is gone."""
    extra = {"docs/extra.md": "# Extra\n\nMore on the tea.\n"}
    changed = make_claim(short_answer="Nobody can say. The only study asked few people and compared them with nobody.")
    more = make_claim(question="How safe is chamomile tea?", claim="Chamomile tea is safe.")
    contents = (extra, {"claims": {f"sleep/{CLAIM_ID}": changed, "sleep/is-safe": more}})
    old, new = (build_on_the_day(write_project(tmp_path_factory.mktemp("site"), **content)) for content in contents)
    return old, new


def test_the_pages_that_differ_are_named_and_no_others(sites: tuple[Path, Path]) -> None:
    found = {one.page: one.how for one in changed_pages(*sites)}
    assert found[f"claims/{CLAIM_ID}/index.html"] == "changed"
    assert found["claims/is-safe/index.html"] == "new"
    assert found["extra/index.html"] == "gone"
    assert found["sleep/index.html"] == "changed", "it lists the claims"
    assert not {"how-we-judge/index.html", "when-to-see-a-doctor/index.html", "glossary/index.html"} & set(found)
    assert next(iter(found)).startswith("claims/")
    assert changed_pages(sites[0], sites[0]) == []


def test_a_change_of_the_style_is_shown_on_one_page(tmp_path: Path) -> None:
    for name, colour in (("a", "red"), ("b", "blue")):
        (tmp_path / name / "assets").mkdir(parents=True)
        (tmp_path / name / "index.html").write_text("<p>x</p><article>y</article>", encoding="utf-8")
        (tmp_path / name / "assets" / "x.css").write_text(f"p {{color: {colour}}}", encoding="utf-8")
    [one] = changed_pages(tmp_path / "a", tmp_path / "b")
    assert (one.page, one.stem) == ("index.html", "index")
    assert "style" in one.how


def test_the_names_of_pictures_tell_the_page() -> None:
    assert Changed("claims/a-claim/index.html", "new").stem == "claims-a-claim"
    assert Changed("404.html", "new").stem == "404"


def test_a_reviewer_is_asked_what_the_guide_asks() -> None:
    questions = questions_of(REPOSITORY / "docs" / "maintaining.md")
    assert all(words in questions for words in ("**Ties.**", "**Sources.**", "**Both sides.**"))
    assert "## " not in questions
    assert questions_of(REPOSITORY / "no-such.md") == ""


def test_the_summary_leads_to_the_pictures_and_asks_even_where_there_are_none(tmp_path: Path) -> None:
    workflow = yaml.safe_load((REPOSITORY / ".github/workflows/check.yml").read_text(encoding="utf-8"))
    steps = workflow["jobs"]["check"]["steps"]
    [kept] = [number for number, step in enumerate(steps) if step.get("with", {}).get("name") == ARTIFACT]
    [told] = [number for number, step in enumerate(steps) if "pictures/summary.md" in step.get("run", "")]
    assert kept < told, "the address is known once they are kept"
    assert steps[told]["env"]["PICTURES"] == f"${{{{ steps.{steps[kept]['id']}.outputs.artifact-url }}}}"
    assert "](index.html)" in steps[told]["run"]
    assert main(tmp_path / "no-such", tmp_path, tmp_path / "out") == 0
    text = (tmp_path / "out/summary.md").read_text(encoding="utf-8")
    assert "could not be built" in text
    assert "**Ties.**" in text


@pytest.mark.skipif(not AT_NIGHT, reason="only at night: by day the pages that differ are named, without pictures")
@pytest.mark.browser
def test_pictures_show_before_and_after(sites: tuple[Path, Path], tmp_path: Path) -> None:
    count = main(*sites, tmp_path)
    assert 0 < count <= len(changed_pages(*sites))
    pictures = {path.name for path in tmp_path.glob("*.png")}
    stem = f"claims-{CLAIM_ID}"
    assert {f"{stem}-before.png", f"{stem}-after.png", "claims-is-safe-after.png", "extra-before.png"} <= pictures
    assert not {"claims-is-safe-before.png", "extra-after.png"} & pictures
    before, after = (Image.open(tmp_path / f"{stem}-{when}.png") for when in ("before", "after"))
    assert {before.width, after.width} == {WIDTH}
    assert max(before.height, after.height) <= SHOWN
    assert before.tobytes() != after.tobytes()
    told = (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert f"| claims/{CLAIM_ID}/index.html | changed | {stem}-before.png, {stem}-after.png |" in told
    assert f"[{ARTIFACT}](index.html)" in told
    assert "What only a person can judge" in told
    assert "**Ties.**" in told
    shown = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert all(f'src="{name}"' in shown for name in pictures)
