"""The note on a source's page says what the registers said, and never more than they were asked."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from builders import library_of, rewrite_site
from explainer.loading.library import Library
from explainer.loading.lockfile import Compared, Lock, LockedEntry, fingerprint, read_lock, written
from explainer.loading.page_texts import wording_of
from explainer.model.notices import Difference, Notice, Said, fields_of
from explainer.model.vocabulary import Register, State
from explainer.pages.register_note import RegisterNote, register_counts, register_note

DAY = date(2026, 3, 1)
CROSSREF, PUBMED, OPENALEX = Register.CROSSREF, Register.PUBMED, Register.OPENALEX
WORDS = wording_of(None)


def differing(*names: str) -> tuple[Difference, ...]:
    return tuple(Difference(name, "a", "b", CROSSREF) for name in names)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return library_of(rewrite_site(tmp_path_factory.mktemp("noted")))


def locked(site: Library, states: dict[Register, State], key: str = "smith2020", **more: Any) -> Library:
    """Return the site with what registers said of a work."""
    reference = site.references[key]
    said = {
        register: Said(register, state, DAY, notices=(Notice(state),) if state is State.RETRACTED else ())
        for register, state in states.items()
    }
    values = {"doi": reference.doi, "fingerprint": fingerprint(fields_of(reference)), "day": DAY, "registers": said}
    entry = LockedEntry.model_construct(**{"compared": Compared.SAME, "compared_with": (CROSSREF,)} | values | more)
    return replace(site, lock=Lock.model_construct(entries={key: entry}))


def note(library: Library, key: str = "smith2020") -> RegisterNote:
    return register_note(library, library.references[key])


def say(key: str, **values: str) -> str:
    return WORDS.plain(f"registers.{key}", **values)


def test_the_lock_file_is_sorted_and_has_no_empty_values_and_is_read_again() -> None:
    entry = LockedEntry(doi="10.5555/\u00e9", fingerprint="f", compared=Compared.SAME, day=DAY)
    lock = Lock(entries={"smith2020": entry, "jones2019": entry.model_copy(update={"doi": "", "pmid": "7"})})
    text = written(lock)
    assert list(json.loads(text)) == ["version", "about", "entries"]
    assert text[text.index(' "entries"') :] == (
        ' "entries": {\n'
        '  "jones2019": {\n   "pmid": "7",\n   "fingerprint": "f",\n   "compared": "same",\n'
        '   "day": "2026-03-01"\n  },\n'
        '  "smith2020": {\n   "doi": "10.5555/\u00e9",\n   "fingerprint": "f",\n   "compared": "same",\n'
        '   "day": "2026-03-01"\n  }\n }\n}\n'
    )
    assert read_lock("references.lock.json", text.encode()) == (lock, [])


def test_a_work_without_a_number_or_that_nobody_compared_has_no_day(site: Library) -> None:
    assert note(site, "shop2021") == RegisterNote(say("no_number"))
    assert note(site) == RegisterNote(say("not_compared"))
    assert note(locked(site, {CROSSREF: State.CLEAN}), "jones2019") == RegisterNote(say("not_compared"))


NAME = {one: WORDS.label(one) for one in (CROSSREF, PUBMED, OPENALEX)}
ALL = say("listed", names=f"{NAME[CROSSREF]}, {NAME[PUBMED]}", last=NAME[OPENALEX])
BOTH = say("listed", names=NAME[CROSSREF], last=NAME[PUBMED])


@pytest.mark.parametrize(
    ("entry", "compared"),
    [
        ({}, say("same", names=NAME[CROSSREF])),
        ({"compared_with": (CROSSREF, PUBMED)}, say("same", names=BOTH)),
        ({"compared_with": (CROSSREF, PUBMED, OPENALEX)}, say("same", names=ALL)),
        (
            {"compared": Compared.DIFFERENT, "differences": differing("year", "year", "colour")},
            say("different", names=NAME[CROSSREF], fields=say("listed", names=say("field_year"), last="colour")),
        ),
        ({"compared": Compared.ABSENT}, say("absent")),
        ({"compared": Compared.UNKNOWN}, say("not_asked")),
        ({"fingerprint": "other"}, f"{say('same', names=NAME[CROSSREF])} {say('changed_since')}"),
    ],
)
def test_the_note_says_with_what_a_work_was_compared_and_what_came_of_it(
    site: Library, entry: dict[str, Any], compared: str
) -> None:
    made = note(locked(site, {CROSSREF: State.CLEAN}, **entry))
    assert (made.compared, made.day) == (compared, DAY)


@pytest.mark.parametrize(
    ("states", "notices"),
    [
        ({CROSSREF: State.CLEAN}, say("clean", names=NAME[CROSSREF])),
        ({CROSSREF: State.CLEAN, PUBMED: State.ABSENT}, say("clean", names=NAME[CROSSREF])),
        (
            {CROSSREF: State.CLEAN, PUBMED: State.UNKNOWN},
            f"{say('unknown', why=say('failed', names=NAME[PUBMED]))} {say('no_notice', names=NAME[CROSSREF])}",
        ),
        (
            {CROSSREF: State.CORRECTED, PUBMED: State.UNKNOWN},
            f"{say('unknown', why=say('failed', names=NAME[PUBMED]))} {say('no_notice', names=NAME[CROSSREF])}",
        ),
        ({CROSSREF: State.UNKNOWN, PUBMED: State.UNKNOWN}, say("unknown", why=say("failed", names=BOTH))),
        ({PUBMED: State.ABSENT}, say("unknown", why=say("unlisted"))),
        (
            {CROSSREF: State.RETRACTED, PUBMED: State.CLEAN},
            say("says", standing=WORDS.label(State.RETRACTED), names=NAME[CROSSREF]),
        ),
        (
            {CROSSREF: State.RETRACTED, PUBMED: State.RETRACTED},
            say("says", standing=WORDS.label(State.RETRACTED), names=BOTH),
        ),
    ],
)
def test_the_note_names_the_registers_with_notices_and_those_that_did_not_answer(
    site: Library, states: dict[Register, State], notices: str
) -> None:
    assert note(locked(site, states)).notices == notices


def test_only_works_that_were_compared_as_they_are_count(site: Library) -> None:
    assert register_counts(site) == {"comparable": 2, "compared": 0, "oldest": None}
    clean = {CROSSREF: State.CLEAN}
    assert register_counts(locked(site, clean)) == {"comparable": 2, "compared": 1, "oldest": "2026-03-01"}
    for change in ({"compared": Compared.UNKNOWN}, {"fingerprint": "other"}):
        assert register_counts(locked(site, clean, **change))["compared"] == 0
    both = locked(site, clean).lock, locked(site, clean, "jones2019", day=date(2026, 2, 28)).lock
    entries = {key: entry for lock in both if lock for key, entry in lock.entries.items()}
    counted = register_counts(replace(site, lock=Lock.model_construct(entries=entries)))
    assert counted == {"comparable": 2, "compared": 2, "oldest": "2026-02-28"}
