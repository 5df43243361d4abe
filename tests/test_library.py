"""Loading a site from a folder: what is read, what is told of files, and that a fault in one hides none in another."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from builders import (
    ARTICLE,
    BIBLIOGRAPHY,
    CARE,
    CLAIM_ID,
    CLAIM_PATH,
    DROP,
    ENTRIES,
    GLOSSARY,
    HELPLINES,
    PAGES,
    codes,
    line_of,
    make_claim,
    places,
    problems_of,
    rewrite_site,
    write_site,
)
from explainer.loading.library import Library, load_library
from explainer.problems import Mark, Problem


def load(root: Path) -> tuple[Library, list[tuple[str, str, int]]]:
    library, problems = load_library(root)
    return library, places(problems)


def of(problems: list[Problem], *wanted: str) -> list[tuple[str, str, int]]:
    return places(problem for problem in problems if problem.code in wanted)


OPTIONAL = {"docs/data/helplines.yml": HELPLINES, "docs/data/glossary.yml": GLOSSARY, "docs/data/article.yml": ARTICLE}


@pytest.mark.parametrize("content", [{}, OPTIONAL], ids=["what must be", "with all that may be"])
def test_the_site_of_the_builders_has_no_problem(tmp_path: Path, content: dict[str, str]) -> None:
    """All other tests rest on this one."""
    assert problems_of(write_site(tmp_path, **content)) == []


def test_everything_is_read(tmp_path: Path) -> None:
    claims = {f"sleep/{CLAIM_ID}": make_claim(), "safety/causes-allergies": make_claim(topic="safety")}
    library, problems = load(write_site(tmp_path, claims, **OPTIONAL))
    assert not problems
    assert set(library.claims) == {CLAIM_ID, "causes-allergies"}
    assert library.claim_paths == {CLAIM_ID: CLAIM_PATH, "causes-allergies": "claims/safety/causes-allergies.yml"}
    assert library.claim_files == 2
    assert library.complete
    assert list(library.references) == list(ENTRIES)
    assert {page.path: page.text for page in library.prose} == PAGES
    assert {page.name for page in library.prose} == {name.removeprefix("docs/") for name in PAGES}
    assert library.data is not None
    assert library.data.site.subject == "chamomile tea"
    assert [topic.id for topic in library.data.topics] == ["sleep", "safety"]
    assert [country.id for country in library.data.helplines] == ["no"]
    assert [term.id for term in library.data.glossary] == ["randomised-trial", "survey"]
    assert library.data.article is not None


def test_data_that_may_be_left_out_is_empty(tmp_path: Path) -> None:
    library, _ = load(write_site(tmp_path))
    assert library.data is not None
    assert library.data.helplines == library.data.glossary == ()
    assert library.data.article is None
    assert library.data.site.data_licence == "CC-BY-4.0"


def test_the_place_of_every_value_can_be_asked(tmp_path: Path) -> None:
    library, _ = load(write_site(tmp_path))
    text = make_claim()
    assert library.mark(CLAIM_PATH, ("verdict",)).line == line_of(text, "verdict:")
    assert library.mark(CLAIM_PATH, ("certainty", "level"), key=True).line == line_of(text, "level:")
    assert library.mark("docs/data/care.yml", ("signs", 1, "card")).line == line_of(CARE, "card: soon")
    assert library.mark("docs/index.md", ("x",)) == Mark(1, 1)


def test_loading_is_the_same_each_time_and_changes_no_file(tmp_path: Path) -> None:
    claims = {f"sleep/claim-{n}": make_claim() for n in range(20)} | {"sleep/broken": "a: ["}
    root = write_site(tmp_path, claims)
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    first = load_library(root)
    second = load_library(root)
    assert list(first[0].claims) == list(second[0].claims) == sorted(first[0].claims)
    assert first[1] == second[1]
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


def test_the_root_may_be_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_site(tmp_path / "site", {"sleep/broken": '"\\z": 1'})
    monkeypatch.chdir(tmp_path / "site")
    assert load(Path())[1] == [("F01", "claims/sleep/broken.yml", 1)]
    monkeypatch.chdir(tmp_path)
    assert load(Path("site"))[1] == [("F01", "claims/sleep/broken.yml", 1)]


def test_a_site_in_the_shared_folder_is_what_it_would_be_in_a_folder_of_its_own(tmp_path: Path) -> None:
    """The tests of rules rely on it: nothing of the site before is left, not even an empty folder."""

    def below(root: Path) -> dict[str, bytes | None]:
        return {p.relative_to(root).as_posix(): p.read_bytes() if p.is_file() else None for p in root.rglob("*")}

    sites: list[dict[str, Any]] = [
        {"docs/pictures/a.svg": "<svg/>", "docs/deep/down/x.md": "# X\n", "docs/data/care.yml": None},
        {"docs/deep": "a file\n", "docs/sleep.md": "# Other\n"},
        {"claims": {"safety/other": make_claim()}, "bib": None},
        {"claims": {}},
        {},
    ]
    for number, content in enumerate([*sites, *reversed(sites)]):
        fresh = write_site(tmp_path / str(number), **content)
        assert below(rewrite_site(tmp_path / "shared", **content)) == below(fresh)


def test_windows_line_ends_change_nothing(tmp_path: Path) -> None:
    unix, _ = load(write_site(tmp_path / "unix"))
    files: dict[str, str | bytes | None] = {name: text.replace("\n", "\r\n") for name, text in PAGES.items()}
    claims = {f"sleep/{CLAIM_ID}": make_claim().replace("\n", "\r\n")}
    windows, problems = load(write_site(tmp_path / "windows", claims, BIBLIOGRAPHY.replace("\n", "\r\n"), **files))
    assert not problems
    assert windows.claims == unix.claims
    assert windows.references == unix.references
    assert windows.prose == unix.prose
    assert windows.documents[CLAIM_PATH].values == unix.documents[CLAIM_PATH].values


# What is missing


def test_an_empty_folder_lacks_everything_and_says_so(tmp_path: Path) -> None:
    library, problems = load(tmp_path)
    assert library.data is None
    assert not library.claims
    assert sorted(problems) == [
        ("F17", "bibliography.bib", 1),
        ("F17", "claims", 1),
        ("F17", "docs", 1),
        ("F17", "docs/data/care.yml", 1),
        ("F17", "docs/data/site.yml", 1),
        ("F17", "docs/data/topics.yml", 1),
        ("F17", "docs/data/words.yml", 1),
    ]
    assert codes(problems_of(tmp_path)) == ["F17"] * 7, "the other checks have nothing to add"
    for name in ("claims", "docs"):  # a file in the place of a folder
        (tmp_path / name).write_text("")
    assert {("F17", "claims", 1), ("F17", "docs", 1)} <= set(load(tmp_path)[1])


CARE_WITH_A_FAULT = CARE.replace("emergency\n", "someday\n", 2)


@pytest.mark.parametrize(
    ("content", "problems", "data"),
    [
        *(
            ({f"docs/data/{name}.yml": None}, [("F17", f"docs/data/{name}.yml")], False)
            for name in ("site", "topics", "care")
        ),
        ({"docs/data/care.yml": CARE_WITH_A_FAULT, "bibliography.bib": ""}, [("F12", "docs/data/care.yml")], False),
        ({"bib": None}, [("F17", "bibliography.bib")], True),  # the rest is read
        ({"claims": {}}, [], True),  # a site without claims
    ],
)
def test_what_is_missing_or_wrong_is_reported_and_not_used(
    tmp_path: Path, content: dict[str, Any], problems: list[tuple[str, str]], data: bool
) -> None:
    library, told = load(write_site(tmp_path, **content))
    assert [(code, path) for code, path, _ in told] == problems
    assert (library.data is not None, library.complete) == (data, True)
    assert bool(library.references) is ("bib" not in content and "bibliography.bib" not in content)
    assert set(library.claims) == (set() if "claims" in content else {CLAIM_ID})


# Names and places of files


@pytest.mark.parametrize(
    ("name", "code"),
    [
        *((f"claims/{name}", "F18") for name in ("sleep/one.yaml", "one.yaml", "one.yml", "sleep/deeper/one.yml")),
        *((f"claims/sleep/{name}", "F18") for name in ("one.YML", "notes.txt", "README.md")),
        *((f"claims/sleep/{name}.yml", "F12") for name in ("Capital", "two words", "under_score", "-dash")),
        (f"claims/sleep/{'x' * 81}.yml", "F14"),
        ("claims/sleep/two\nlines.yml", "F12"),
        ("claims/sleep/søvn.yml", "F12"),
        # others beside the topics, and hidden ones, are let be
        *(
            (f"claims/{name}", "")
            for name in "README.md claim.schema.json .hidden.yml sleep/.one.yml.swp .d/a.yml".split()
        ),
    ],
)  # fmt: skip
def test_a_file_in_the_wrong_place_or_with_an_unfit_name_is_reported(tmp_path: Path, name: str, code: str) -> None:
    library, problems = load(write_site(tmp_path, **{name: make_claim() if code else "\0 nothing: to: see"}))
    assert problems == [(code, name, 1)] * bool(code)
    assert set(library.claims) == {CLAIM_ID}


def test_an_id_that_two_topics_share_is_reported_at_the_second(tmp_path: Path) -> None:
    claims = {"sleep/one": make_claim(), "safety/one": make_claim(topic="safety")}
    library, problems = load(write_site(tmp_path, claims))
    assert problems == [("F19", "claims/sleep/one.yml", 1)]
    assert library.claims["one"].topic == "safety"


def test_a_name_that_is_no_utf_8_is_reported_in_letters_that_can_be_printed(tmp_path: Path) -> None:
    root = write_site(tmp_path)
    try:
        Path(os.fsdecode(os.fsencode(root / "claims/sleep") + b"/caf\xe9.yml")).write_text(make_claim())
    except OSError:
        pytest.skip("this file system allows no such name")
    problems = problems_of(root)
    assert len(problems) == 1
    assert problems[0].path.encode()
    assert problems[0].path.startswith("claims/sleep/caf")


# Links and what cannot be read


@pytest.mark.parametrize("link", [CLAIM_PATH, "claims/sleep/another.yml", "docs/index.md", "docs/notes.md",
                                  "bibliography.bib", "docs/data/site.yml", "docs/data/glossary.yml",
                                  "references.lock.json"])  # fmt: skip
@pytest.mark.parametrize("target", ["out", "nowhere", "itself"])
def test_a_link_that_leads_out_or_nowhere_is_reported_and_not_read(tmp_path: Path, link: str, target: str) -> None:
    secret = tmp_path / "secret"
    secret.write_text("word-that-must-not-show: [")
    path = write_site(tmp_path / "site") / link
    path.unlink(missing_ok=True)
    path.symlink_to({"out": secret, "nowhere": tmp_path / "site" / "none", "itself": path}[target])
    problems = problems_of(tmp_path / "site")
    assert of(problems, "F16") == [("F16", link, 1)]
    assert ("is a link that leads nowhere" in str(problems)) is (target != "out")
    assert "word-that-must-not-show" not in str(problems)
    assert not of(problems, "F01", "F17")


def test_a_link_within_the_project_is_a_file(tmp_path: Path) -> None:
    root = write_site(tmp_path)
    (root / CLAIM_PATH).rename(root / "kept.txt")
    (root / CLAIM_PATH).symlink_to(root / "kept.txt")
    library, problems = load(root)
    assert not problems
    assert set(library.claims) == {CLAIM_ID}


def test_a_read_that_fails_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_site(tmp_path)
    whole = Path.read_bytes

    def read(path: Path) -> bytes:
        if path.name in {f"{CLAIM_ID}.yml", "sleep.md", "site.yml"}:
            raise PermissionError(13, "Permission denied")
        return whole(path)

    monkeypatch.setattr(Path, "read_bytes", read)
    assert sorted(of(problems_of(root), "F16")) == [
        ("F16", CLAIM_PATH, 1),
        ("F16", "docs/data/site.yml", 1),
        ("F16", "docs/sleep.md", 1),
    ]


# Pages


def test_pages_are_the_markdown_files_of_docs_but_not_those_of_its_data(tmp_path: Path) -> None:
    files = {"docs/a/b/c.md": "# C\n", "docs/data/README.md": "# no page\n", "docs/pic.png": "x", "docs/.x.md": "x"}
    library, problems = load(write_site(tmp_path, **files))
    assert not problems
    assert {page.name for page in library.prose} - {name.removeprefix("docs/") for name in PAGES} == {"a/b/c.md"}


@pytest.mark.parametrize(
    ("raw", "code", "line"),
    [
        (b"# Caf\xe9\n", "F03", 1), (b"# A\n\nb\x00c\n", "F04", 3), ("# A\n\nsee \u202eabc\n".encode(), "F04", 3),
        (b"# A\n" + b"x" * (512 * 1024), "F02", 1),
    ],
)  # fmt: skip
def test_a_page_that_is_no_clean_text_is_reported(tmp_path: Path, raw: bytes, code: str, line: int) -> None:
    library, problems = load(write_site(tmp_path, **{"docs/new.md": raw}))
    assert problems == [(code, "docs/new.md", line)]
    assert "new.md" in library.page_files, "what leads to it leads somewhere"
    read = [page.text for page in library.prose if page.name == "new.md"]
    assert bool(read) == (code == "F04"), "what is left of it without the characters is checked in the same run"
    assert not {"\0", "\u202e"} & set("".join(read))


def test_a_page_may_say_in_its_front_matter_where_its_numbers_come_from(tmp_path: Path) -> None:
    page = '---\ntitle: x\nfigures: {"7": "days of the week"}\n---\n# Week\n\nIt has 7 days.\n'
    library, problems = load(write_site(tmp_path, **{"docs/new.md": page}))
    assert not problems
    assert {p.name: dict(p.figures) for p in library.prose if p.figures} == {"new.md": {"7": "days of the week"}}


# One fault hides no other and makes none


def test_a_claim_that_cannot_be_read_is_still_there_for_others_to_link_to(tmp_path: Path) -> None:
    claims = {"sleep/one": make_claim(related=["two"]), "sleep/two": '"\\z": 1\n'}
    article = ARTICLE.replace(CLAIM_ID, "two")
    problems = problems_of(write_site(tmp_path, claims, **{"docs/data/article.yml": article}))
    assert codes(problems) == ["F01"]


def test_a_claim_that_cannot_be_read_does_not_make_its_sources_look_unused(tmp_path: Path) -> None:
    assert codes(problems_of(write_site(tmp_path, {f"sleep/{CLAIM_ID}": make_claim(checked=DROP)}))) == ["F11"]


def test_two_broken_files_with_one_id_are_reported_separately(tmp_path: Path) -> None:
    problems = problems_of(write_site(tmp_path, {"sleep/one": '"\\z": 1\n', "safety/one": '"\\z": 1\n'}))
    assert places(problems) == [
        ("F01", "claims/safety/one.yml", 1),
        ("F01", "claims/sleep/one.yml", 1),
        ("F19", "claims/sleep/one.yml", 1),
    ]


def test_a_fault_of_form_does_not_hide_what_other_rules_find(tmp_path: Path) -> None:
    text = make_claim(short_answer="Take 5 grams, they say.", verdict="perhaps", related=["no-such-claim"])
    text += "topic: sleep\n"
    found = codes(problems_of(write_site(tmp_path, {f"sleep/{CLAIM_ID}": text})))
    assert {"F05", "F12", "F21", "D01"} <= set(found)


def test_a_broken_claim_is_never_shown(tmp_path: Path) -> None:
    library, _ = load(write_site(tmp_path, {f"sleep/{CLAIM_ID}": make_claim(verdict="perhaps")}))
    assert library.claims == {}
    assert library.claim_files == 1
    assert not library.complete
