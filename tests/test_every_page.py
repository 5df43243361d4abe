"""Every page of the real site, in a real browser: accessible, quiet, local, and never wider than the window."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from browsers import launched, most_sheets
from builders import REPOSITORY, library_of
from explainer.addressing import claim_page
from explainer.model.claim import Claim
from page_kinds import KINDS, address
from shapes import shape
from survey import VIEWS, Survey, survey

pytestmark = [pytest.mark.browser, pytest.mark.timeout(5400 if os.environ.get("EVERY_VIEW") else 900)]

# Rules of axe-core that Material for MkDocs itself breaks, each with the reason why it is left. None, as of 9.8.1.
LEFT_TO_MATERIAL: dict[str, str] = {}


PRINTED = 8
"""As many claims, the longest, are printed; with EVERY_VIEW all of them."""


@pytest.fixture(scope="module")
def claims() -> list[Claim]:
    """The claims whose sheets are counted, the longest first."""
    library = library_of(REPOSITORY)
    longest = sorted(library.claims.values(), key=lambda claim: -len(claim.model_dump_json()))
    return longest if os.environ.get("EVERY_VIEW") else longest[:PRINTED]


@pytest.fixture(scope="module")
def pages(real_site: Path) -> dict[str, str]:
    """The source of every page by its address."""
    return {
        path.relative_to(real_site).as_posix().removesuffix("index.html"): path.read_text(encoding="utf-8")
        for path in real_site.rglob("*.html")
    }


@pytest.fixture(scope="module")
def seen(pages: dict[str, str], home: str, claims: list[Claim]) -> Survey:
    with launched():
        """A browser starts here; else this is skipped aloud."""
    return survey(home, pages, set(KINDS.values()), {address(claim_page(claim.id)) for claim in claims})


def test_every_page_was_looked_at_and_those_of_a_kind_in_every_view(seen: Survey, pages: dict[str, str]) -> None:
    kinds = set(KINDS.values())
    assert seen.failed == []
    assert seen.opened | seen.placed == set(pages)
    assert not seen.opened & seen.placed
    assert seen.shades == []
    assert sum(seen.checked.values()) >= len(seen.opened) + 3 * len(kinds)
    assert min(seen.checked[view] for view in VIEWS) >= len(kinds)


def test_each_element_was_on_a_page_that_was_opened(seen: Survey, pages: dict[str, str]) -> None:
    of_opened = {element for address in seen.opened for element in shape(pages[address])}
    assert of_opened == {element for source in pages.values() for element in shape(source)}
    if not os.environ.get("EVERY_VIEW"):
        assert len(seen.opened) < len(pages) / 4, "few pages are alike: is a value that differs part of the shape?"


def test_axe_finds_nothing(seen: Survey) -> None:
    assert [it for it in seen.inaccessible if it.split(": ")[1].split()[0] not in LEFT_TO_MATERIAL] == []


@pytest.mark.parametrize("what", ["said", "foreign", "wide"])
def test_no_page_writes_to_the_console_asks_another_host_or_is_wider_than_its_window(seen: Survey, what: str) -> None:
    assert getattr(seen, what) == []


def test_a_claim_fills_two_sheets_of_paper(seen: Survey, claims: list[Claim]) -> None:
    sheets = {claim.id: seen.sheets[address(claim_page(claim.id))] for claim in claims}
    assert sheets
    assert {claim.id: sheets[claim.id] for claim in claims if sheets[claim.id] > most_sheets(claim)} == {}


SHEET = """
body { background: #fff; color: #000; margin: 0; font: 16px sans-serif }
[data-md-color-scheme=slate] { background: #000; color: #fff }
button { font: 10px sans-serif; padding: 0; border: 0; margin: 0; background: #fff; color: #000 }
pre { overflow: auto; width: 300px }
"""
PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    '<title>{0}</title><link rel="stylesheet" href="/s.css"></head><body><main class="md-main"><h1>{0}</h1>{1}</main>'
)
FAULTS = {
    "": ("<p>Words.</p>" * 40 + "<button>Send</button><pre>a</pre>", ""),
    "wide/": (f"<p>{'x' * 200}</p><button>Send</button><pre>a</pre>", "wide"),
    "small/": ("<p>Words.</p>" + "<button>x</button>" * 6 + "<pre>a</pre>", "target-size"),
    "scrolled/": (f"<p>Words.</p><button>Send</button><pre>{'x' * 90}</pre>", "scrollable-region-focusable"),
    "whole/": ("<p>Other words.</p><button>Send</button><pre>b</pre>", ""),
    "alike/": ("<p>Other words.</p><pre>b</pre>", ""),
    "nameless/": ("<p>Other words.</p>" * 20 + "<button></button>", "button-name"),
    "both/": (f"<p>{'x' * 200}</p>", "wide"),
}


@pytest.fixture
def surveyed(
    tmp_path: Path, served: Callable[[Path], str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[Survey, set[str]]]:
    """A function that goes through a site of pages with these texts, and returns what was seen and the addresses."""

    def go(inside: Mapping[str, str], *, kinds: bool = False, css: str = "", lost: str = "") -> tuple[Survey, set[str]]:
        monkeypatch.delenv("EVERY_VIEW", raising=False)
        (tmp_path / "s.css").write_text(SHEET + css, encoding="utf-8")
        pages = {name: PAGE.format(name or "Home", text) for name, text in inside.items()}
        for name, source in pages.items():
            (tmp_path / name).mkdir(exist_ok=True)
            (tmp_path / name / "index.html").write_text(source, encoding="utf-8")
        pages |= {lost: pages[""][:-9]} if lost else {}
        return survey(served(tmp_path), pages, set(pages) if kinds else set(), browsers=1), set(pages)

    return go


def test_a_page_that_is_not_opened_is_still_seen_to_be_wrong(surveyed: Callable[..., tuple[Survey, set[str]]]) -> None:
    seen, pages = surveyed({name: inside for name, (inside, _) in FAULTS.items()}, lost="lost/")
    assert (seen.opened, seen.placed) == ({""}, pages - {""})
    assert seen.failed == ["lost/: could not be put in another's place"]
    said = [(line.split(" (")[0], "wide") for line in seen.wide]
    said += [(line.split(" (")[0], line.split("): ")[1].split()[0]) for line in seen.inaccessible]
    assert set(said) == {(name, fault) for name, (_, fault) in FAULTS.items() if fault}


def test_axe_goes_through_what_is_new_on_an_opened_page(surveyed: Callable[..., tuple[Survey, set[str]]]) -> None:
    named, nameless = "<ul><li><img src='' alt=''></li></ul>", "<em><button></button></em>"
    seen, pages = surveyed({"": "<p>Words.</p>", "named/": named, "nameless/": nameless})
    assert seen.opened == pages
    assert [line.split()[:1] + line.split(": ")[1].split()[:1] for line in seen.inaccessible] == [
        ["nameless/", "button-name"]
    ]


def test_of_elements_that_stand_alike_one_has_its_colours_looked_at(
    surveyed: Callable[..., tuple[Survey, set[str]]],
) -> None:
    faint = '<p class="a">Faint</p>'
    inside = {"": f"{faint}{faint}", "again/": faint, "other/": "<p>In <b>other</b> words</p>", "fine/": "<p>Words</p>"}
    seen, _ = surveyed(inside, kinds=True, css=".a, b { color: #ccc }")
    said = sorted(line.split("): ")[0] + ")" for line in seen.inaccessible if "color-contrast" in line)
    dark, light = ([f"{name} ({scheme}, {width})" for name in ("", "other/") for width in (1280, 360)]
                   for scheme in ("dark", "light"))  # fmt: skip
    assert light == [line for line in said if "light" in line]
    assert not set(said) - {*dark, *light}
