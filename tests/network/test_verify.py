"""`claims verify` from its call to its exit status and the lock file, and what the check and the pages make of that."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import site_builders
from builders import AT_NIGHT, BIBLIOGRAPHY, CLAIM_ID, REPOSITORY, TODAY, codes, library_of, problems_of, write_site
from explainer.addressing import Addressing
from explainer.cli import main
from explainer.clock import today
from explainer.loading.lockfile import LOCK, Compared, read_lock, verifiable
from explainer.model.notices import fields_of
from explainer.model.vocabulary import Register, State
from explainer.pages.plan import plan_pages
from explainer.pages.render import Renderer
from explainer.pages.site_view import SiteView
from explainer.problems import Problem, Severity
from network.conftest import Claims
from network.internet import Odd, Page, Reply, Services, crossref_work, pubmed_summary
from network.test_links import commit, lines
from network.test_services import COLUMNS, row

TITLE = "Chamomile tea and sleep: a randomised trial"
SMITH, JONES = "10.5555/warm.2020.45", "10.5555/survey.2019.1"
LINKS = "docs/data/links.yml"


@pytest.fixture
def filled(services: Services) -> Services:
    """The services with the two sources of the small site, as its bibliography has them."""
    services.works |= {
        SMITH: crossref_work(TITLE, "Smith", 2020, "Journal of Warm Drinks"),
        JONES: crossref_work("What tea drinkers say of their nights", "Jones", 2019, "Survey Letters"),
    }
    services.openalex |= {f"doi:{SMITH}": False, f"doi:{JONES}": False}
    return services


def forget_crossref(services: Services) -> None:
    """Crossref answers 404, while doi.org still leads to a record (CrossRef/rest-api-doc issues 486 and 564)."""
    del services.works[SMITH]
    author = [{"family": "Smith", "given": "Anna"}]
    services.csl[SMITH] = {"title": TITLE, "DOI": SMITH, "issued": {"date-parts": [[2020]]}, "author": author}
    services.csl[SMITH]["container-title"] = "Journal of Warm Drinks"


def lock_of(root: Path) -> dict[str, Any]:
    entries: dict[str, Any] = json.loads((root / LOCK).read_text())["entries"]
    return entries


def update(kind: str, doi: str = "10.5555/notice") -> dict[str, Any]:
    return {"type": kind, "DOI": doi, "source": "publisher", "label": kind, "updated": {"date-parts": [[2026, 1, 2]]}}


def errors(problems: list[Problem]) -> list[str]:
    return [problem.code for problem in problems if problem.severity is Severity.ERROR]


def shown(root: Path, name: str, today: date = TODAY) -> str:
    """Return a generated page of the site, as Markdown with its HTML parts."""
    view = SiteView(library_of(root), today)
    planned = {page.name: page for page in plan_pages(view)}
    return Renderer(view, Addressing()).page(planned[name])


# Comparing


def test_everything_agrees(root: Path, filled: Services, verify: Claims) -> None:
    result = verify()
    assert (result.exit_code, result.stdout) == (0, ""), result.output
    assert "2 entries, 2 compared with a register: 0 differ, 0 retracted" in result.stderr
    held = lock_of(root)
    assert list(held) == ["jones2019", "smith2020"]
    smith = held["smith2020"]
    assert (smith["compared"], smith["compared_with"], smith["day"]) == ("same", ["crossref"], str(TODAY))
    assert {name: said["state"] for name, said in smith["registers"].items()} == {
        "crossref": "clean",
        "crossref-updates": "clean",
        "openalex": "clean",
    }
    assert codes(problems_of(root)) == []
    assert len(filled.internet.targets("crossref.test")) == 3, "two records and one question for their notices"


DIFFERENT: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "title": ({"title": ["Camomile tea and sleep: a randomised trial"]}, "title", "Chamomile", "Camomile"),
    "number": ({"title": ["Chamomile tea and sleep: 2 randomised trials"]}, "title", "a randomised", "2 randomised"),
    "author": ({"author": [{"family": "Smythe", "given": "Anna"}]}, "author", "Smith", "Smythe"),
    "year": ({"issued": {"date-parts": [[2021]]}, "published-print": {"date-parts": [[2021]]}}, "year", "2020", "2021"),
    "journal": ({"container-title": ["Journal of Cold Drinks"]}, "journal", "Warm", "Cold"),
    "a preprint": ({"type": "posted-content", "subtype": "preprint"}, "status", "ok", "preprint"),
}


@pytest.mark.parametrize("name", DIFFERENT)
def test_differences_are_reported_with_both_values(name: str, root: Path, filled: Services, verify: Claims) -> None:
    change, field, ours, theirs = DIFFERENT[name]
    filled.works[SMITH] |= change
    result = verify(status=1)
    (line,) = lines(result, "R01")
    assert re.match(r"bibliography\.bib:1:1 R01 `smith2020`: ", line)
    assert f"{field} is `" in line
    before, after = line.split(" here and ")
    assert ours in before
    assert theirs in after
    assert lock_of(root)["smith2020"]["compared"] == "different"
    assert codes(problems_of(root)) == ["S23"]


ALIKE: dict[str, dict[str, Any]] = {
    "case and signs": {"title": ["CHAMOMILE Tea &amp; Sleep \u2014 <i>A Randomised Trial</i>."]},
    "subtitle apart": {"title": ["Chamomile tea and sleep"], "subtitle": ["a randomised trial"]},
    "printed a year later": {"issued": {"date-parts": [[2019, 12]]}},
    "short name of the journal": {"container-title": ["The Journal of Warm Drinks (Oslo)"]},
    "journal with a subtitle": {"container-title": ["Journal of Warm Drinks: tea"]},
    "accents": {"author": [{"family": "Sm\u00edth"}]},
    "a name of several parts": {"author": [{"family": "van der Smith"}]},
    "escaped twice": {"title": ["Chamomile tea &amp;amp; sleep: a <i>randomised</i> trial"]},
    "a DOI as an address": {"DOI": f"https://doi.org/{SMITH}"},
    "no journal given": {"container-title": []},
    "no author given": {"author": []},
}


@pytest.mark.parametrize("name", ALIKE)
def test_other_spellings_are_not_differences(name: str, filled: Services, verify: Claims) -> None:
    filled.works[SMITH] |= ALIKE[name]
    verify(status=0)


@pytest.mark.parametrize(
    ("theirs", "told"),
    [
        ("Smith Berg", ""),
        ("Smith", ""),
        ("SMITH van-der-Berg", ""),
        ("Smith Ole", ""),
        ("Smith \u5c71\u7530", ""),
        ("Smith Borg", "`Berg (2 of 2)` here and `Borg (2 of 2)`"),
        ("Smith Lee Berg", "`Berg (2 of 2)` here and `Lee (2 of 3)`"),
        ("Smith Berg Lee", "`nobody more` here and `Lee (3 of 3)`"),
    ],
)
def test_a_co_author_whom_no_register_has_so_is_a_remark(
    theirs: str, told: str, root: Path, filled: Services, verify: Claims
) -> None:
    """What a register leaves out, writes otherwise or turns round is none, nor is what one register has as we do."""
    filled.works[SMITH]["author"] = [{"family": name.replace("-", " "), "given": "A. B."} for name in theirs.split()]
    found = lines(verify(status=0), "R06")
    assert [told in line for line in found] == ([True] if told else [])
    filled.pubmed["77"] = pubmed_summary(TITLE, authors=[{"name": "Smith A"}, {"name": "Berg O"}])
    bib = with_pmid().replace("Berg, Ole", "Berg, Ole and others") if theirs == "Smith Berg Lee" else with_pmid()
    assert not lines(verify("--root", write_site(root, bib=bib), status=0), "R06")


RELATED = {"is-preprint-of": [{"id-type": "doi", "id": "https://doi.org/10.5555/Paper", "asserted-by": "subject"}]}
UPDATED = [{"refsource": "J Tea. 2021;3(2):1. doi: 10.5555/b", "reftype": "Update in", "pmid": 9, "note": ""}]


@pytest.mark.parametrize(("work", "summary", "name"), [
    ({"relation": RELATED}, {}, "Crossref: 10.5555/Paper"),
    ({"relation": {"is-preprint-of": {"id-type": "uri", "id": "https://x.example/p"}}}, {}, "https://x.example/p"),
    ({}, {"references": UPDATED}, "PubMed: J Tea. 2021;3(2):1. doi: 10.5555/b PMID 9"),
    ({"relation": {"is-preprint-of": [{"id": SMITH}, 7, {}], "has-preprint": [{"id": "10.5555/a"}]}}, {}, ""),
    ({"relation": {"is-replaced-by": [{"id": "10.5555/c"}], "has-version": [{"id": "10.5555/a"}]}}, {}, "10.5555/c"),
    ({"updated-by": [update("new_version")]}, {}, "Crossref: 10.5555/notice"),
    ({"relation": {"is-preprint-of": None}}, {"references": [{**UPDATED[0], "reftype": "Update of"}]}, ""),
    ({"relation": [RELATED]}, {}, ""),
])  # fmt: skip
def test_a_later_version_is_told_to_keepers_and_readers(
    work: dict[str, Any], summary: dict[str, Any], name: str, root: Path, filled: Services, verify: Claims
) -> None:
    filled.works[SMITH] |= work
    filled.pubmed["77"] = pubmed_summary(TITLE, **summary)
    write_site(root, bib=with_pmid().replace("status       = {ok}", "status       = {preprint}", 1))
    found = lines(verify(status=1 if name else 0), "R01")
    assert [name in line and "this one (`preprint`), says" in line for line in found] == ([True] if name else [])
    assert ("version must be corrected by hand" in verify("--fix").stderr) is bool(name)
    assert codes(problems_of(root)) == (["S23"] if name else [])
    assert ("There is a later version of it: " in shown(root, "sources/smith2020.md")) is bool(name)
    (root / LINKS).write_text("records:\n  - {key: smith2020, field: version, reason: Both., until: 2027-05-01}\n")
    assert not lines(verify(), "R01")


@pytest.mark.parametrize(
    ("work", "said"),
    [
        (crossref_work("Corrosion of steel in sea water", "Wright", 2011, "Steel"),
         "another work (Wright: Corrosion of steel in sea water)"),
        ({"DOI": "10.5555/its-new-name"}, "10.5555/its-new-name"),
    ],
)  # fmt: skip
def test_a_doi_of_another_work_or_of_another_name(
    work: dict[str, Any], said: str, filled: Services, verify: Claims
) -> None:
    filled.works[SMITH] |= work
    (line,) = lines(verify(status=1), "R01")
    assert f"doi is `{SMITH}` here and `{said}` in Crossref" in line
    result, by_hand = verify("--fix"), "another work" in said
    assert (result.stdout == "") is by_hand
    assert ("smith2020: doi must be corrected by hand" in result.stderr) is by_hand


def with_pmid(pmid: str = "77") -> str:
    return BIBLIOGRAPHY.replace("doi          = {10.5555/warm.2020.45},", f"doi = {{{SMITH}}},\n  pmid = {{{pmid}}},")


def test_pubmed_is_compared_too(root: Path, filled: Services, verify: Claims) -> None:
    ids = [{"idtype": "doi", "value": SMITH.upper()}, {"idtype": "pubmed", "value": "77"}]
    filled.pubmed["77"] = pubmed_summary(TITLE, "Smith A", articleids=ids)
    write_site(root, bib=with_pmid())
    verify(status=0)
    assert lock_of(root)["smith2020"]["compared_with"] == ["crossref", "pubmed"]


@pytest.mark.parametrize(
    ("summary", "words"),
    [
        (
            pubmed_summary("Sea water and steel", "Wright B"),
            "pmid is `77` here and `another work (Wright: Sea water and steel)`",
        ),
        (
            pubmed_summary(TITLE, articleids=[{"idtype": "doi", "value": "10.5555/x"}]),
            f"doi is `{SMITH}` here and `10.5555/x` in PubMed",
        ),
    ],
    ids=["another work", "another DOI"],
)
def test_a_pmid_that_does_not_fit(
    summary: dict[str, Any], words: str, tmp_path: Path, filled: Services, claims: Claims
) -> None:
    filled.pubmed["77"] = summary
    result = claims("verify", "--root", write_site(tmp_path, bib=with_pmid()), status=1)
    assert words in lines(result, "R01")[0]
    assert len(lines(result, "R01")) == 1


def test_identifiers_that_lead_nowhere(root: Path, filled: Services, verify: Claims) -> None:
    del filled.works[SMITH], filled.openalex[f"doi:{SMITH}"]
    write_site(root, bib=with_pmid("999"))
    result = verify(status=1)
    assert len(lines(result, "R03")) == 2
    assert lock_of(root)["smith2020"]["compared"] == "absent"
    assert "No register knows its DOI" in shown(root, "sources/smith2020.md")


def test_the_doi_of_another_register(root: Path, filled: Services, verify: Claims) -> None:
    forget_crossref(filled)
    verify(status=0)
    assert lock_of(root)["smith2020"]["compared_with"] == ["doi"]
    asked = [asked for asked in filled.internet.asked if asked.host == "doi.test"]
    assert {one.headers["accept"] for one in asked} == {"application/vnd.citationstyles.csl+json"}


@pytest.mark.parametrize("doi", "S0022-2836(05)80360-2 (SICI)17:15/16<1661::AID>3.0.CO;2-2 a,b a?b#c%2Fd".split())
def test_awkward_dois_are_asked_for_as_they_are(doi: str, root: Path, filled: Services, verify: Claims) -> None:
    doi = f"10.5555/{doi}"
    filled.works[doi.lower()] = filled.works.pop(SMITH)
    filled.openalex[f"doi:{doi.lower()}"] = False
    filled.updates[doi.lower()] = [{"DOI": "10.5555/notice", "update-to": [update("correction", doi)]}]
    write_site(root, bib=BIBLIOGRAPHY.replace(SMITH, doi.replace("%", r"\%").replace("#", r"\#")))
    verify(status=0)
    updates = lock_of(root)["smith2020"]["registers"]["crossref-updates"]
    if "," in doi:
        assert updates["state"] == "skipped", "the filter cannot hold it, and that is said"
        assert "comma" in updates["why"]
    else:
        assert updates["state"] == "corrected"


# Retractions


def retract_crossref(services: Services) -> None:
    services.works[SMITH]["updated-by"] = [update("retraction")]


def retract_backwards(services: Services) -> None:
    services.updates[SMITH] = [{"DOI": "10.5555/notice", "update-to": [update("retraction", SMITH)]}]


def retract_pubmed(services: Services) -> None:
    services.pubmed["77"] = pubmed_summary(TITLE, pubtype=["Journal Article", "Retracted Publication"])


def retract_openalex(services: Services) -> None:
    services.openalex[f"doi:{SMITH}"] = True


RETRACTED: dict[str, Callable[[Services], None]] = {
    "crossref": retract_crossref,
    "crossref, in place": lambda services: services.works[SMITH].update({"update-to": [update("retraction", SMITH)]}),
    "crossref-updates": retract_backwards,
    "pubmed": retract_pubmed,
    "openalex": retract_openalex,
    "retraction-watch": lambda _: None,
}


def watched(register: str, tmp_path: Path) -> list[str]:
    """Return what is typed besides for a register: the file of Retraction Watch, if it is that one."""
    path = tmp_path / "retraction_watch.csv"
    path.write_text(f"{COLUMNS}\n{row('Retraction', SMITH)}\n")
    return ["--retraction-watch", str(path)] if register == "retraction-watch" else []


@pytest.mark.parametrize("register", RETRACTED)
def test_one_register_is_enough(register: str, tmp_path: Path, root: Path, filled: Services, verify: Claims) -> None:
    filled.pubmed["77"] = pubmed_summary(TITLE)
    RETRACTED[register](filled)
    more = watched(register, tmp_path)
    write_site(root, bib=with_pmid())
    result = verify(*more, status=1)
    (line,) = lines(result, "R02")
    assert "`smith2020` is retracted" in line
    states = {name: said["state"] for name, said in lock_of(root)["smith2020"]["registers"].items()}
    name = register.removesuffix(", in place")
    assert states.pop(name) == "retracted"
    assert set(states.values()) == {"clean"}
    found = problems_of(root)
    assert "S20" in codes(found)
    assert {"S15", "S20"} == set(errors(found)), "the claim that rests on it fails too"
    assert "Retracted" in shown(root, f"claims/{CLAIM_ID}.md")
    page = shown(root, "sources/smith2020.md")
    assert "The journal has withdrawn it. It is no evidence." in page
    assert f"Retracted, says {Register(name).label}." in page


@pytest.mark.parametrize(
    ("kind", "code", "status"),
    [("expression_of_concern", "R02", 1), ("correction", "R05", 0), ("reinstatement", "R05", 0)],
)
def test_other_notices(kind: str, code: str, status: int, root: Path, filled: Services, verify: Claims) -> None:
    filled.works[SMITH]["updated-by"] = [update(kind)]
    result = verify(status=status)
    assert len(lines(result, code)) == 1
    assert ("x-note--unsound" in shown(root, f"claims/{CLAIM_ID}.md")) is (kind == "expression_of_concern")


@pytest.mark.skipif(not AT_NIGHT, reason="only at night: by day small sites show the rules and the banner")
def test_a_retraction_in_the_real_content(tmp_path: Path) -> None:
    """A copy of the real content with one retraction in its lock file: the check is red, the banners are on."""
    root = tmp_path / "copy"
    root.mkdir()
    for name in ("claims", "docs"):
        shutil.copytree(REPOSITORY / name, root / name)
    shutil.copyfile(REPOSITORY / "bibliography.bib", root / "bibliography.bib")
    library = library_of(root)
    view = SiteView(library, today())
    chosen = next(
        one
        for one in library.references.values()
        if one.doi and len({use.claim.id for use in view.uses.get(one.key, ()) if use.role.startswith("speaks")}) >= 2
    )
    resting = {use.claim.id for use in view.uses[chosen.key]}
    said = {"state": "retracted", "day": "2026-11-20", "notices": [{"state": "retracted", "day": "2026-11-01"}]}
    write_lock(root, chosen.key, registers={"crossref": said})

    found = problems_of(root, today())
    assert [problem for problem in found if problem.code == "S20" and chosen.key in problem.message]
    assert {problem.path for problem in found if problem.code == "S15"} == {library.claim_paths[one] for one in resting}
    after = SiteView(library_of(root), today())
    renderer = Renderer(after, Addressing())
    banners = {
        page.subject
        for page in plan_pages(after)
        if page.kind.value == "claim" and "x-note--unsound" in renderer.page(page)
    }
    assert banners == resting
    page = next(page for page in plan_pages(after) if page.kind.value == "source" and page.subject == chosen.key)
    assert "x-note--unsound" in renderer.page(page)
    assert "20 November 2026: " in renderer.page(page)


def write_lock(root: Path, key: str, **changes: Any) -> None:
    """Write a lock file with one entry that fits the entry of the bibliography, with changes."""
    from explainer.loading.lockfile import fingerprint

    reference = library_of(root).references[key]
    entry = {
        "doi": reference.doi,
        "pmid": reference.pmid,
        "fingerprint": fingerprint(fields_of(reference)),
        "compared": "same",
        "compared_with": ["crossref"],
        "day": "2026-11-20",
        "registers": {"crossref": {"state": "clean", "day": "2026-11-20"}},
        **changes,
    }
    data = {"version": 1, "about": "", "entries": {key: {name: value for name, value in entry.items() if value}}}
    (root / LOCK).write_text(json.dumps(data))


# Failures


FAILURES: dict[str, Page] = {
    "500": Reply(500),
    "503 with Retry-After": Reply(503, headers={"Retry-After": "3600"}),
    "reset": Odd.RESET,
    "page": Reply(200, b"<title>Maintenance</title>"),
    "page with 404": Reply(404, b"<title>Not found</title>"),
    "moved to a page": Reply(302, b"", {"Location": "/works/elsewhere"}),
}
"""One of each kind; what is no answer is told in test_services."""


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("service", ["crossref", "ncbi", "openalex"])
def test_no_failure_of_a_service_counts_as_clean(
    service: str, failure: str, root: Path, filled: Services, verify: Claims
) -> None:
    filled.pubmed["77"] = pubmed_summary(TITLE)
    filled.failing[service] = FAILURES[failure]
    write_site(root, bib=with_pmid())
    result = verify(status=4)
    assert "not every register could be asked" in result.stderr
    assert lines(result, "R04")
    assert not lines(result, "R02") + lines(result, "R03")
    lock, _ = read_lock(LOCK, (root / LOCK).read_bytes())
    assert lock is not None
    smith = lock.entries["smith2020"]
    assert smith.standing is State.UNKNOWN
    assert "S21" in codes(problems_of(root))
    page = shown(root, "sources/smith2020.md")
    assert "could not be asked" in page
    assert "No notice of a correction, concern or retraction in" not in page


@pytest.mark.parametrize("before", ["clean", "retracted"])
def test_a_failure_keeps_what_was_known_and_clears_nothing(
    before: str, root: Path, filled: Services, verify: Claims
) -> None:
    filled.openalex[f"doi:{SMITH}"] = before == "retracted"
    verify()
    filled.failing["openalex"] = Reply(500)
    result = verify(later=7)
    said = lock_of(root)["smith2020"]["registers"]["openalex"]
    assert (said["state"], said["before"]["state"], said["before"]["day"]) == ("unknown", before, str(TODAY))
    assert said["day"] == str(TODAY + timedelta(days=7))
    assert result.exit_code == (1 if before == "retracted" else 4)
    later = SiteView(library_of(root), TODAY + timedelta(days=7))
    assert bool(later.unsound(later.library.claims[CLAIM_ID])) is (before == "retracted")


@pytest.mark.parametrize("answered", [True, False])
def test_a_register_that_fails_for_good_is_an_error(
    answered: bool, root: Path, filled: Services, verify: Claims
) -> None:
    if answered:
        verify(status=0)
    filled.failing["openalex"] = Reply(410)
    for later in (7, 28):
        assert "R04 warning" in verify(status=4, later=later).stdout
    found = lines(verify(status=1, later=36), "R04")
    since = TODAY + timedelta(days=0 if answered else 7)
    assert [f"It has given none since {since}" in line and "warning" not in line for line in found] == [True, True]
    verify("smith2020", status=4, later=36)  # what a change touches is not blocked by a service
    write_site(root, **{LINKS: exception("standing", register="openalex")})
    found = lines(verify(status=1, later=36), "R04")
    assert [("`smith2020`" in line, "warning" in line) for line in found] == [(True, True), (False, False)]


def test_a_service_that_is_left_out_is_reported_as_such(
    root: Path, filled: Services, verify: Claims, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAIMS_WITHOUT", "openalex")
    verify(status=0)
    assert lock_of(root)["smith2020"]["registers"]["openalex"]["state"] == "skipped"
    assert filled.internet.targets("openalex.test") == []
    assert "in Crossref and Crossref notices." in shown(root, "sources/smith2020.md")


# What cannot be read


@pytest.mark.parametrize(
    "bib",
    [
        BIBLIOGRAPHY.encode() + b"\xff",
        BIBLIOGRAPHY.replace("@article{smith2020,", "@article{smith2020 x,"),
        BIBLIOGRAPHY.replace("@article{smith2020,", "@article{smith2020, title = {x"),
        None,
    ],
    ids=["no UTF-8", "two words as key", "no brace", "no file"],
)
def test_a_retraction_is_not_forgotten_while_its_entry_cannot_be_read(
    bib: str | bytes | None, root: Path, filled: Services, verify: Claims
) -> None:
    filled.works[SMITH]["updated-by"] = [update("retraction")]
    verify(status=1)
    before = lock_of(root)["smith2020"]
    (root / "bibliography.bib").unlink()
    if bib is not None:
        (root / "bibliography.bib").write_bytes(bib if isinstance(bib, bytes) else bib.encode())
    result = verify()
    assert result.exit_code in {1, 4}, result.output
    assert "bibliography.bib" in result.stderr
    assert lock_of(root)["smith2020"]["registers"] == before["registers"]


def test_what_is_said_of_a_deleted_entry_is_forgotten(root: Path, filled: Services, verify: Claims) -> None:
    verify(status=0)
    text = BIBLIOGRAPHY[BIBLIOGRAPHY.index("@", BIBLIOGRAPHY.index("smith2020")) :]
    (root / "bibliography.bib").write_text(text, encoding="utf-8")
    verify()
    assert "smith2020" not in lock_of(root)


# Memory


def test_a_run_that_was_stopped_resumes(
    root: Path, filled: Services, verify: Claims, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("explainer.upkeep.verify._second_questions", _stopped)
        assert isinstance(verify().exception, RuntimeError)
    assert not (root / LOCK).exists()
    first = len(filled.internet.asked)
    assert first == 4
    verify("--fresh", status=0)
    (left,) = filled.internet.asked[first:]
    assert left.query["filter"][0].count("updates:") == 2


def _stopped(*_: Any) -> Any:
    raise RuntimeError("the machine was switched off")


def test_recent_answers_are_not_asked_for_again(root: Path, filled: Services, verify: Claims) -> None:
    filled.failing["openalex"] = Reply(500)
    verify()
    first = len(filled.internet.asked)
    del filled.failing["openalex"]
    verify(status=0)
    assert {asked.host for asked in filled.internet.asked[first:]} == {"openalex.test"}, (
        "only the failure is asked again"
    )
    before = (root / LOCK).read_text()
    again = len(filled.internet.asked)
    verify(status=0)
    assert len(filled.internet.asked) == again
    assert (root / LOCK).read_text() == before


def test_only_some_entries(root: Path, filled: Services, verify: Claims) -> None:
    verify("smith2020", status=0)
    assert list(lock_of(root)) == ["smith2020"]
    assert codes(problems_of(root)) == ["S21"]
    verify("jones2019", status=0)
    assert list(lock_of(root)) == ["jones2019", "smith2020"]
    verify("nobody1999", status=2)


def test_only_what_has_changed_since_a_commit(root: Path, filled: Services, verify: Claims) -> None:
    commit(root)
    text = (root / "bibliography.bib").read_text()
    (root / "bibliography.bib").write_text(text.replace("{2019}", "{2018}").replace("a university", "nobody"))
    result = verify("--since", "HEAD", "--no-write", status=1)
    assert len(lines(result, "R01")) == 1
    assert {target for target in filled.internet.targets("openalex.test") if "warm" in target} == set()
    assert not (root / LOCK).exists()


# Exceptions and corrections


def exception(field: str, until: str = "2027-05-01", register: str = "") -> str:
    named = f"\n    register: {register}" if register else ""
    return f"records:\n  - key: smith2020\n    field: {field}{named}\n    reason: Seen in print.\n    until: {until}\n"


@pytest.mark.parametrize("register", ["", "crossref"])
def test_an_exception_excuses_a_difference(register: str, root: Path, filled: Services, verify: Claims) -> None:
    filled.works[SMITH] |= DIFFERENT["author"][0]
    write_site(root, **{LINKS: exception("author", register=register)})
    verify(status=0)
    assert codes(problems_of(root)) == []


@pytest.mark.parametrize(
    ("field", "until", "register", "code"),
    [("author", "2027-05-01", "", "L06"), ("year", "2026-11-21", "", "L07"), ("year", "2027-05-01", "pubmed", "L06")],
)
def test_an_exception_that_does_not_hold(
    field: str, until: str, register: str, code: str, root: Path, filled: Services, verify: Claims
) -> None:
    filled.works[SMITH] |= DIFFERENT["year"][0]
    write_site(root, **{LINKS: exception(field, until, register)})
    result = verify(status=1)
    assert lines(result, code)
    assert lines(result, "R01")


def test_a_register_that_is_wrong_about_a_retraction(root: Path, filled: Services, verify: Claims) -> None:
    retract_openalex(filled)
    write_site(root, **{LINKS: exception("standing", register="openalex")})
    verify(status=0)
    assert codes(problems_of(root)) == []
    assert "x-note--unsound" not in shown(root, f"claims/{CLAIM_ID}.md")


@pytest.mark.parametrize("name", DIFFERENT)
def test_a_corrected_entry_is_proposed(name: str, root: Path, filled: Services, verify: Claims) -> None:
    filled.works[SMITH] |= DIFFERENT[name][0]
    before = (root / "bibliography.bib").read_text()
    result = verify("--fix", status=1)
    assert (root / "bibliography.bib").read_text() == before
    subprocess.run(["git", "init", "--quiet"], cwd=root, check=True, timeout=30)
    subprocess.run(["git", "apply", "-"], cwd=root, input=result.stdout, text=True, check=True, timeout=30)
    assert (root / "bibliography.bib").read_text() != before
    verify(status=0)


# The lock file, offline


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"version": 2, "entries": {}}',
        '{"version": 1, "entries": {"a": {}}}',
        '{"version": 1, "x": 1}',
        "<<<<<<< HEAD\n{}",
        "[" * 100_000,
        '{"version": 1, "entries": {"a": {"fingerprint": "x", "compared": "fine", "day": "2026-01-01"}}}',
    ],
)
def test_a_lock_file_that_cannot_be_read(text: str, root: Path) -> None:
    write_site(root, **{LOCK: text})
    assert codes(problems_of(root)) == ["S24"]


def test_without_a_lock_file_the_site_says_so(root: Path) -> None:
    assert codes(problems_of(root)) == []
    assert "Not yet compared with the registers." in shown(root, "sources/smith2020.md")
    assert "no register to compare it with" in shown(root, "sources/shop2021.md")


def test_the_real_site_claims_no_comparison_that_was_not_made() -> None:
    library = library_of(REPOSITORY)
    if library.lock is not None:
        assert all(entry.registers for entry in library.lock.entries.values())
        return
    view = SiteView(library, TODAY)
    for reference in library.references.values():
        note = view.register_note(reference)
        assert note.day is None
        assert ("Not yet compared" in note.compared) is verifiable(reference)


def test_every_outcome_has_its_words_on_the_page(root: Path) -> None:
    for compared in Compared:
        for state in State:
            write_lock(
                root,
                "smith2020",
                compared=compared.value,
                registers={"crossref": {"state": state.value, "day": "2026-11-20"}},
                differences=[{"field": "year", "ours": "1", "theirs": "2", "register": "crossref"}],
            )
            note = SiteView(library_of(root), TODAY).register_note(library_of(root).references["smith2020"])
            assert note.compared.endswith(".")
            assert note.notices.endswith(".")
            assert ("No notice of" in note.notices) is (state is State.CLEAN)


def test_the_summary_of_the_check_counts(root: Path, claims: Claims) -> None:
    def said() -> str:
        return site_builders.claims("check", "--root", root).stderr

    assert "0 of 2 references with a DOI or PMID compared with registers; run: claims verify" in said()
    write_lock(root, "smith2020")
    assert "1 of 2 references with a DOI or PMID compared with registers, the oldest on 2026-11-20" in said()


# What a register has under the identifier of a work


@pytest.mark.parametrize(
    ("title", "state"),
    [
        (f"Notice of Retraction: {TITLE}", "retracted"),
        (f"Expression of Concern: {TITLE}", "concern"),
        (f"Erratum: {TITLE}", "corrected"),
        (f"Retraction of the soul: {TITLE}", "clean"),
    ],
)
def test_a_notice_under_the_doi_of_the_work_itself(
    title: str, state: str, verify: Claims, filled: Services, root: Path
) -> None:
    filled.works[SMITH] |= {"title": [title]}
    verify("smith2020")
    assert lock_of(root)["smith2020"]["registers"]["crossref"]["state"] == state


def test_an_entry_of_a_notice_is_not_retracted_by_its_own_title(verify: Claims, filled: Services, root: Path) -> None:
    bib = root / "bibliography.bib"
    bib.write_text(bib.read_text().replace(TITLE, f"Retraction: {TITLE}"), encoding="utf-8")
    filled.works[SMITH] |= {"title": [f"Retraction: {TITLE}"]}
    verify("smith2020", status=0)


@pytest.mark.parametrize("told", [[{"type": "nullification", "DOI": "10.5555/n"}], [{}], "a notice"])
def test_a_record_with_a_notice_that_cannot_be_read_is_told(told: Any, verify: Claims, filled: Services) -> None:
    filled.works[SMITH] |= {"updated-by": told}
    result = verify("smith2020", status=4)
    assert "`smith2020`: Crossref gave no usable answer: it has a notice that cannot be read" in result.stdout
    assert "a retraction may be missing" in result.stderr


def test_a_merged_number_is_told(verify: Claims, filled: Services, root: Path) -> None:
    bib = root / "bibliography.bib"
    bib.write_text(
        bib.read_text().replace("@article{smith2020,", "@article{smith2020,\n  pmid = {77},"), encoding="utf-8"
    )
    filled.pubmed["77"] = {"uid": "78", **pubmed_summary(TITLE)}
    assert "about another number, 78: the two may have been merged" in verify("smith2020", status=4).stdout


def test_a_retraction_is_told_even_if_it_cannot_be_written(verify: Claims, filled: Services, root: Path) -> None:
    filled.works[SMITH] |= {"updated-by": [{"type": "retraction", "DOI": "10.5555/n"}]}
    (root / LOCK).mkdir()
    (root / f"{LOCK}.new").mkdir()
    assert "cannot be read" in verify("smith2020", status=2).stderr
    (root / LOCK).rmdir()
    result = verify("smith2020", status=2)
    assert "R02 `smith2020` is retracted" in result.stdout
    assert f"{root / LOCK}: Is a directory" in result.stderr


@pytest.mark.timeout(20)
@pytest.mark.parametrize("typed", ["verify --retraction-watch", "links --cache", "watch --cache", "import"])
def test_a_pipe_with_a_name_is_not_waited_for(typed: str, root: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    done = CliRunner().invoke(main, [*typed.split(), str(tmp_path / "pipe"), "--root", str(root)])
    assert (done.exit_code, "is a pipe." in done.output) == (2, True), done.output


def test_what_was_written_while_the_registers_were_asked_is_not_lost(
    verify: Claims, filled: Services, root: Path
) -> None:
    verify("smith2020", status=0)
    text = (root / LOCK).read_text()

    def meanwhile(asked: Any, count: int) -> Reply:
        (root / LOCK).write_text(text + "\n")
        return filled._openalex(asked, count)

    filled.failing["openalex"] = meanwhile
    filled.works[SMITH] |= {"updated-by": [{"type": "retraction", "DOI": "10.5555/n"}]}
    result = verify("--fresh", status=2)
    assert "R02 `smith2020` is retracted" in result.stdout
    assert f"{LOCK} was changed while this ran" in result.stderr
    assert (root / LOCK).read_text() == text + "\n"
