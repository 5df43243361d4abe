"""Known bad news of a source: signalled in whatever words, and never cleared by an answer that is not there."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from builders import BIBLIOGRAPHY, codes, problems_of, write_site
from explainer.loading.lockfile import LOCK
from explainer.model.notices import bare_title, notice_state, says_retracted
from explainer.model.vocabulary import State
from explainer.problems import Problem, as_github, as_text
from network.conftest import Claims
from network.internet import Reply, Services, as_json, crossref_work, pubmed_summary
from network.test_links import lines
from network.test_verify import (
    RETRACTED,
    SMITH,
    TITLE,
    filled,
    forget_crossref,
    retract_crossref,
    retract_openalex,
    update,
    watched,
    with_pmid,
)

__all__ = ["filled"]  # a fixture


def forget_openalex(services: Services) -> None:
    del services.openalex[f"doi:{SMITH}"]


def another_version(services: Services) -> None:
    other = {"id": "https://openalex.org/W2", "doi": "https://doi.org/10.5555/other", "is_retracted": False}
    services.failing["openalex"] = as_json(other)


def another_doi(services: Services) -> None:
    services.works[SMITH] = {**services.works[SMITH], "DOI": "10.5555/its-new-name", "updated-by": []}


def forget_pubmed(services: Services) -> None:
    del services.pubmed["77"]


def fail(service: str) -> Callable[[Services], None]:
    def failing(services: Services) -> None:
        services.failing[service] = Reply(503)

    return failing


def nothing(services: Services) -> None:
    """The file of Retraction Watch is not given the next time."""


LOST: dict[str, tuple[str, Callable[[Services], None]]] = {
    "Crossref 404": ("crossref", forget_crossref),
    "Crossref has another DOI": ("crossref", another_doi),
    "Crossref 503": ("crossref", fail("crossref")),
    "notices in Crossref, whose record is gone": ("crossref-updates", forget_crossref),
    "notices in Crossref 503": ("crossref-updates", fail("crossref")),
    "OpenAlex 404": ("openalex", forget_openalex),
    "OpenAlex has another version": ("openalex", another_version),
    "PubMed has no record": ("pubmed", forget_pubmed),
    "Retraction Watch not given": ("retraction-watch", nothing),
}


@pytest.mark.parametrize("name", LOST)
def test_a_missing_answer_clears_no_retraction(
    name: str, tmp_path: Path, root: Path, filled: Services, verify: Claims
) -> None:
    register, lose = LOST[name]
    filled.pubmed["77"] = pubmed_summary(TITLE)
    RETRACTED[register](filled)
    more = watched(register, tmp_path)
    write_site(root, bib=with_pmid())
    verify(*more, status=1)
    lose(filled)
    for days in (7, 14, 200):
        result = verify(status=1, later=days)
        assert "`smith2020` is retracted" in lines(result, "R02")[0]
        assert "S20" in codes(problems_of(root))


def test_a_register_left_out_clears_no_retraction(
    filled: Services, verify: Claims, monkeypatch: pytest.MonkeyPatch
) -> None:
    retract_openalex(filled)
    verify()
    monkeypatch.setenv("CLAIMS_WITHOUT", "openalex")
    result = verify(status=1)
    assert "OpenAlex: retracted (is_retracted) on 2026-11-22; it was not asked now" in lines(result, "R02")[0]


def test_a_register_can_withdraw_its_retraction(root: Path, filled: Services, verify: Claims) -> None:
    retract_crossref(filled)
    verify()
    del filled.works[SMITH]["updated-by"]
    verify("--fresh", status=0)
    assert codes(problems_of(root)) == []


def test_a_person_can_except_a_retraction(root: Path, filled: Services, verify: Claims) -> None:
    retract_crossref(filled)
    verify()
    forget_crossref(filled)
    (root / "docs/data/links.yml").write_text(
        "records:\n  - {key: smith2020, field: standing, reason: Another work was meant., until: 2027-05-01}\n"
    )
    verify("--fresh", status=0)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("10.5555/warm.2020.45},", "10.5555/warm.2020.45},\n  pmid = {77},"),
        ("10.5555/warm.2020.45", "10.5555/WARM.2020.45"),
        ("@article{smith2020,", "@article{smith2020tea,"),
    ],
    ids=["a PMID is added", "the DOI in capitals", "another key"],
)
def test_an_edit_of_the_entry_clears_no_retraction(
    old: str, new: str, root: Path, filled: Services, verify: Claims
) -> None:
    retract_crossref(filled)
    verify()
    (root / "bibliography.bib").write_text(BIBLIOGRAPHY.replace(old, new))
    assert "S20" in codes(problems_of(root))
    filled.pubmed["77"] = pubmed_summary(TITLE)
    forget_crossref(filled)
    verify(status=1)
    assert "S20" in codes(problems_of(root))


def test_another_doi_is_another_work(root: Path, filled: Services, verify: Claims) -> None:
    retract_crossref(filled)
    verify()
    (root / "bibliography.bib").write_text(BIBLIOGRAPHY.replace(SMITH, "10.5555/warm.2020.46"))
    assert "S20" not in codes(problems_of(root))


def test_a_lock_file_that_cannot_be_read_is_not_written_over(root: Path, filled: Services, verify: Claims) -> None:
    retract_crossref(filled)
    verify()
    torn = f"<<<<<<< ours\n{(root / LOCK).read_text()}"
    (root / LOCK).write_text(torn)
    result = verify()
    assert (result.exit_code, (root / LOCK).read_text()) == (2, torn)
    assert "would forget what registers said before" in result.stderr


# The words


MARKED = (
    "Retracted: Tea and sleep | RETRACTED: Tea and sleep | [Retracted] Tea and sleep | [RETRACTED] Tea and sleep | "
    "(Retracted) Tea and sleep | (Retracted Article) Tea and sleep | Retracted article: Tea and sleep | "
    "RETRACTED ARTICLE: Tea and sleep | RETRACTED CHAPTER: Tea and sleep | Retracted paper. Tea and sleep | "
    "**Retracted**: Tea and sleep | Retracted - Tea and sleep | RETRACTED Tea and sleep | "
    "WITHDRAWN: Tea and sleep | Withdrawn: Tea and sleep | TEMPORARY REMOVAL: Tea and sleep | "
    "Tea and sleep (Retracted) | Tea and sleep (Retracted article. See vol. 12, pg. 34, 2021) | "
    "Tea and sleep [retracted] | Tea and sleep \u2013 RETRACTED"
).split(" | ")
PLAIN = (
    "Withdrawal: signs and care | Withdrawn patients and sleep | WITHDRAWN PATIENTS AND SLEEP | "
    "Retracted eyelids in tea drinkers | Removed tonsils and sleep | Why papers are retracted: a survey | "
    "Correction of low sodium in adults | A retraction of the nipple | Concern about tea"
).split(" | ")


@pytest.mark.parametrize("title", [*MARKED, *PLAIN])
def test_titles_of_retracted_works_and_those_that_only_sound_like_it(title: str) -> None:
    marked = title in MARKED
    assert says_retracted(title) is marked
    assert bare_title(title) == ("Tea and sleep" if marked else title)
    assert notice_state(title) is None


NOTICES = {
    State.RETRACTED: "Retraction: Tea and sleep | "
    "Retraction notice to \u201cTea and sleep\u201d [J Tea 2 (2020) 3] | Retraction Note: Tea and sleep | "
    "Notice of Retraction: Tea and sleep | Statement of Retraction: Tea and sleep | Retraction to: Tea and sleep",
    State.CONCERN: "Expression of Concern: Tea and sleep",
    State.CORRECTED: "Corrigendum to \u201cTea and sleep\u201d | Erratum: Tea and sleep | "
    "Author Correction: Tea and sleep | Correction to: Tea and sleep",
}


@pytest.mark.parametrize(("state", "title"), [(state, one) for state in NOTICES for one in NOTICES[state].split(" | ")])
def test_titles_of_notices(state: State, title: str) -> None:
    assert notice_state(title) is state
    assert not says_retracted(title)


@pytest.mark.parametrize("register", ["crossref", "doi", "pubmed"])
def test_a_title_that_says_retracted_counts_in_every_register(
    register: str, tmp_path: Path, filled: Services, claims: Claims
) -> None:
    title = f"{TITLE} (Retracted)"
    filled.pubmed["77"] = pubmed_summary(title if register == "pubmed" else TITLE)
    if register == "crossref":
        filled.works[SMITH]["title"] = [title]
    elif register == "doi":
        forget_crossref(filled)
        filled.csl[SMITH]["title"] = title
    result = claims("verify", "--root", write_site(tmp_path, bib=with_pmid()), status=1)
    assert lines(result, "R02")
    assert not lines(result, "R01"), "the words before the title are no difference"


# New entries


def test_a_notice_is_no_source(root: Path, services: Services, new_source: Claims) -> None:
    services.works["10.5555/n1"] = crossref_work("Tea at night", **{"update-to": [update("retraction", "10.5555/x")]})
    services.works["10.5555/n2"] = crossref_work("Retraction: Tea at night")
    services.works["10.5555/n4"] = crossref_work("Tea", **{"update-to": [update("retraction", "10.5555/x;$(ls)")]})
    services.csl["10.5281/n3"] = {"title": "Expression of Concern: Tea at night", "DOI": "10.5281/n3"}
    services.pubmed["9"] = pubmed_summary("Tea at night", pubtype=["Retraction of Publication"])
    for typed, told in (
        ("10.5555/n1", "the work 10.5555/x is retracted"),
        ("10.5555/n2", "another work is retracted"),
        ("10.5555/n4", "new-source '10.5555/x;$(ls)'"),
        ("10.5281/n3", "another work is under concern"),
        ("9", "another work is retracted"),
    ):
        result = new_source(typed)
        assert result.exit_code == 1, typed
        assert told in result.stderr
        assert (root / "bibliography.bib").read_text() == BIBLIOGRAPHY


def test_a_new_version_is_a_source(services: Services, new_source: Claims) -> None:
    services.works["10.5555/v2"] = crossref_work("Tea at night", **{"update-to": [update("new_version", "10.5555/v1")]})
    new_source("10.5555/v2", status=0)
    services.pubmed["9"] = pubmed_summary("Tea at dawn", pubtype=["Preprint"])
    assert "= {preprint}" in new_source("--print", "9", status=0).stdout


# Control characters

EVIL = "Tea\x00 \x1b[31mred\x1b[0m \u202eecar\u202c \x9b2J ##[add-mask]x \ud800"


def test_texts_of_registers_are_cleaned_before_they_are_written_or_printed(
    tmp_path: Path, root: Path, filled: Services, verify: Claims, new_source: Claims
) -> None:
    filled.works["10.5555/x"] = crossref_work(EVIL, family="Ber\x1bg\u202e", journal="J\x00 Tea\x9b")
    filled.works[SMITH]["title"] = [f"Chamomile tea and sleep: a {EVIL} randomised trial"]
    new_source("10.5555/x", status=0)
    results = [verify("--format", form, "--report", tmp_path / "r.md", "--fresh")
               for form in ("text", "github", "json")]  # fmt: skip
    written = (root / "bibliography.bib").read_text() + (root / LOCK).read_text() + (tmp_path / "r.md").read_text()
    shown = "".join(result.output for result in results)
    assert "10.5555/x" in written
    for text in (written, shown):
        assert not [ch for ch in text if (ord(ch) < 32 and ch != "\n") or 127 <= ord(ch) < 160 or ch in "\u202e\u202c"]
        text.encode("utf-8")
    assert "##[" not in results[0].output + results[1].output
    assert json.loads(results[2].stdout)["problems"]


def test_what_is_printed_can_neither_move_a_cursor_nor_command_a_log() -> None:
    problem = Problem("X01", "a.md", "\x1b[2J\u202e ##[group]x\n::add-mask::y", "\x07", 1, 1)
    for text in (as_text([problem]), as_github([problem])):
        assert not set(text) & set("\x1b\x07\u202e")
        assert "##[" not in text
        assert not [line for line in text.splitlines()[1:] if line.lstrip().startswith("::")]
    assert r"\x1b[2J\u202e" in as_text([problem])
