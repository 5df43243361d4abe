"""Every page as plain Markdown that stands on its own: what `claims export` writes, and the copies beside the pages."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from builders import (
    BIBLIOGRAPHY,
    CLAIM_ID,
    ENTRIES,
    EPOCH,
    GLOSSARY,
    HELPLINES,
    REPOSITORY,
    make_claim,
    write_site,
)
from explainer.addressing import Addressing, claim_page
from explainer.loading.citation_syntax import mask_markdown
from explainer.loading.library import Library
from explainer.model.vocabulary import Standing
from site_builders import claims, run

Plain = tuple[Path, Addressing]

LINK = re.compile(r"(?<!\\)\]\(\s*<?([^()\s<>]*(?:\([^()\s<>]*\)[^()\s<>]*)*)>?(?:\s+\"[^\"]*\")?\s*\)")
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]+\]:\s*<?(\S+?)>?\s*$", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*\s*$", re.MULTILINE)
_ANCHOR = re.compile(r"<a\s+(?:id|name)=\"([^\"]+)\"")


def without_code(text: str) -> str:
    """Blank out code, in which a link or an element is only shown."""
    text = re.sub(r"^(`{3,}|~{3,}).*?^\1\s*$", "", text, flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", "", text, flags=re.DOTALL)


def slug(heading: str) -> str:
    """Return the anchor that Markdown generators give a heading (Python-Markdown, GitHub and their kin)."""
    shown = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    shown = re.sub(r"\\(.)", r"\1", shown)
    shown = re.sub(r"[^\w\s-]", "", shown).strip().lower()
    return re.sub(r"[\s]+", "-", shown)


def anchors(text: str) -> set[str]:
    return {slug(heading) for heading in _HEADING.findall(without_code(text))} | set(_ANCHOR.findall(text))


def pages(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.md"))
    }


def test_every_link_leads_to_a_file_and_an_anchor(plain: Plain) -> None:
    folder, _ = plain
    texts = pages(folder)
    broken = []
    seen = 0
    for name, text in texts.items():
        plain = without_code(text)
        for address in (*LINK.findall(plain), *_DEFINITION.findall(plain)):
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            seen += 1
            assert not parts.path.startswith("/"), f"{name}: {address}"
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path)))
            target = name if not parts.path else target
            if target not in texts:
                if not (folder / target).is_file():
                    broken.append(f"{name}: {address}")
            elif parts.fragment and unquote(parts.fragment) not in anchors(texts[target]):
                broken.append(f"{name}: {address} (anchor)")
    assert seen > 1000
    assert broken == []


def test_no_mark_of_the_site_is_left(plain: Plain) -> None:
    for name, text in pages(plain[0]).items():
        shown = without_code(text)
        assert not re.search(r"<[a-z][^>]*\b(?:class|style|on\w+)=", shown), name
        assert not re.search(r"<(?:div|span|svg|section|table|details|figure)\b", shown), name
        assert "<!--x:" not in shown, name
        assert not re.search(r"^<!--\s*explainer:", shown, re.MULTILINE), name
        assert not re.search(r"\{\s*[#.:][\w-]", shown), name
        assert not re.search(r"\{\{|\{%", shown), name
        assert "\ue000" not in shown, name
        assert not re.search(r"(?<!\\)\[@[A-Za-z]", mask_markdown(shown)), name


def test_each_page_has_one_title_and_ends_cleanly(plain: Plain) -> None:
    for name, text in pages(plain[0]).items():
        body = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
        assert len(re.findall(r"^# ", without_code(body), re.MULTILINE)) == 1, name
        assert text.endswith("\n"), name
        assert not text.endswith("\n\n"), name
        assert "\n\n\n" not in text, name


def test_claims_are_whole(plain: Plain, library: Library) -> None:
    folder, layout = plain
    for claim in library.claims.values():
        text = re.sub(r"\\(.)", r"\1", (folder / layout.written(claim_page(claim.id))).read_text(encoding="utf-8"))
        assert claim.short_answer.split("[@")[0] in text, claim.id
        assert claim.verdict.label in text
        assert claim.basis.label in text
        for _, _, finding in claim.findings():
            assert finding.finding in text, claim.id
        for key in claim.citekeys():
            assert f'<a id="ref-{key}">' in text, claim.id


def test_what_became_of_a_source_is_said(tmp_path: Path) -> None:
    bib = BIBLIOGRAPHY.replace(ENTRIES["smith2020"], ENTRIES["smith2020"].replace("{ok}", "{retracted}"))
    told = make_claim(allow={"S15": "The page tells of the retraction."})
    root = write_site(tmp_path / "site", claims={f"sleep/{CLAIM_ID}": told}, bib=bib)
    done = claims("export", "--root", root, tmp_path / "out")
    assert done.exit_code == 0, done.output
    texts = pages(tmp_path / "out")
    top, *_ = texts[f"claims/{CLAIM_ID}.md"].split("\n## ")
    assert Standing.RETRACTED.label in top
    assert "](../sources/smith2020.md)" in top
    assert Standing.RETRACTED.label in texts["sources/smith2020.md"]
    assert Standing.RETRACTED.label not in texts["sources/jones2019.md"]
    assert "The page tells of the retraction." in texts[f"claims/{CLAIM_ID}.md"]


def test_an_export_can_be_repeated_exactly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    root = write_site(tmp_path / "site", **{"docs/data/helplines.yml": HELPLINES, "docs/data/glossary.yml": GLOSSARY})
    assert claims("export", "--root", root, tmp_path / "one").exit_code == 0
    for seed in "01":  # in another process, where sets are in another order
        again = tmp_path / seed
        done = run("explainer", "export", "--root", str(root), str(again), cwd=REPOSITORY, PYTHONHASHSEED=seed)
        assert done.returncode == 0, done.stderr
        assert pages(again) == pages(tmp_path / "one")
