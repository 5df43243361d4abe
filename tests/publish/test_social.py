"""The picture for sharing, and what pages say of themselves where they are shared."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from PIL import Image

from builders import CLAIM_ID, REPOSITORY, TODAY, library_of, make_claim, write_site
from explainer.loading.page_texts import wording_of
from explainer.model.vocabulary import Verdict
from explainer.pages.site_view import SiteView
from explainer.publish.place import Place
from explainer.publish.social import HEIGHT, IMAGE, WIDTH, Pictures, SiteCard, claim_card, picture_of, social_card
from site_builders import build_on_the_day, write_project

ASSETS = REPOSITORY / "hooks" / "theme" / "assets"
COUNTS = tuple((verdict, verdict.label, 3) for verdict in Verdict)
CARD = SiteCard("Tea, checked", "What the tea does.", COUNTS, "example.org", "18 claims, each with its sources")


def social_image(card: SiteCard, cache: Path) -> bytes:
    return Pictures(ASSETS, cache).png(card)


def drawn(card: SiteCard, tmp_path: Path) -> Image.Image:
    return Image.open(io.BytesIO(social_image(card, tmp_path))).convert("RGB")


def test_the_picture_has_the_size_that_is_asked_for_and_is_small(tmp_path: Path) -> None:
    raw = social_image(CARD, tmp_path)
    with Image.open(io.BytesIO(raw)) as image:
        assert image.format == "PNG"
        assert image.size == (WIDTH, HEIGHT) == (1200, 630)
    assert len(raw) < 200_000


def test_the_picture_shows_every_verdict_in_its_colour(tmp_path: Path) -> None:
    style = (ASSETS / "explainer.css").read_text(encoding="utf-8")
    colours = drawn(CARD, tmp_path).getcolors(WIDTH * HEIGHT)
    assert colours
    seen = {f"#{r:02x}{g:02x}{b:02x}": count for count, (r, g, b) in colours}
    frame = {
        name: match[1] for name in ("ink", "soft", "paper") if (match := re.search(rf"--x-{name}: (#\w{{6}})", style))
    }
    assert len(frame) == 3
    for name, colour in {**{str(verdict): verdict.light for verdict in Verdict}, **frame}.items():
        assert seen.get(colour, 0) > 100, name


def test_the_same_facts_give_the_same_bytes_and_others_give_others(tmp_path: Path) -> None:
    first = social_image(CARD, tmp_path / "a")
    assert social_image(CARD, tmp_path / "b") == first
    more = ((Verdict.SUPPORTED, "Supported", 4), *CARD.counts[1:])
    for other in (
        replace(CARD, counts=more), replace(CARD, name="Tea"), replace(CARD, about="x"), replace(CARD, host="")
    ):  # fmt: skip
        assert social_image(other, tmp_path / "a") != first


def test_a_cache_that_cannot_be_written_is_ignored(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert social_image(CARD, tmp_path / "file" / "cache")[:4] == b"\x89PNG"


@pytest.mark.parametrize("text", ["", "word " * 200, "x" * 500, "Æøå \u2013 \u201cq\u201d \U0001f375\n\t"])
def test_texts_of_any_length_stay_within_the_margins(tmp_path: Path, text: str) -> None:
    image = drawn(replace(CARD, name=text or "Tea", about=text), tmp_path)
    paper = image.getpixel((0, 0))
    for x in range(WIDTH - 60, WIDTH):
        assert all(image.getpixel((x, y)) == paper for y in range(0, HEIGHT, 3))


def test_a_claim_has_a_picture_that_is_kept_by_what_it_shows(tmp_path: Path) -> None:
    root = write_site(tmp_path / "site")
    claim = library_of(root).claims[CLAIM_ID]
    card = claim_card(claim, "Tea, checked", wording_of(None))
    assert claim.claim in card.words
    assert claim.verdict.label in card.words
    pictures = Pictures(ASSETS, tmp_path / "kept")
    raw = pictures.png(card)
    with Image.open(io.BytesIO(raw)) as image:
        assert image.size == (WIDTH, HEIGHT)
        small = image.convert("L").resize((300, 157))
        assert small.getextrema()[0] < 80, "the question is dark and large where networks show it small"
    assert len(raw) < 40_000
    (kept,) = (tmp_path / "kept").iterdir()
    kept.write_bytes(b"kept")
    assert pictures.png(card) == b"kept", "an unchanged picture is not drawn again"
    other = replace(card, question=card.question * 9, verdict=Verdict.MIXED, basis="A matter of fact", filled=0)
    assert pictures.png(other) != raw
    pictures.forget_others([other])
    assert len([*(tmp_path / "kept").iterdir()]) == 1
    assert pictures.png(card) == raw, "drawn again, to the same bytes"


def test_a_card_counts_verdicts_without_withdrawn_claims(tmp_path: Path) -> None:
    gone = {"date": "2026-01-01", "reason": "It was not clear what it meant."}
    texts = {
        f"sleep/{CLAIM_ID}": make_claim(verdict="mixed"),
        "sleep/gone": make_claim(verdict="mixed", question="When is it gone?", withdrawn=gone),
    }
    view = SiteView(library_of(write_site(tmp_path, claims=texts)), TODAY)
    card = social_card(view, Place("https://example.org/tea/", description="A site."))
    assert {verdict: count for verdict, _, count in card.counts if count} == {Verdict.MIXED: 1}
    assert [verdict for verdict, _, _ in card.counts] == list(Verdict)
    assert (card.host, card.about) == ("example.org", "A site.")
    assert "evidence is mixed 1" in card.words
    assert "1 claim," in card.words


def test_reading_and_checking_load_no_library_that_draws() -> None:
    code = "import sys, explainer.cli, explainer.publish.social; sys.exit('PIL' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY / "hooks", check=False).returncode == 0


def told(html: str) -> dict[str, str]:
    found = re.findall(r'<meta (?:property="(og:[\w:]+)"|name="(twitter:\w+)") content="([^"]*)">', html)
    assert len({one or other for one, other, _ in found}) == len(found)
    return {one or other: unescape(value) for one, other, value in found}


@pytest.mark.parametrize("address", ["", "https://example.org/tea/"])
def test_pages_say_what_they_are_and_name_addresses_only_where_they_are_known(tmp_path: Path, address: str) -> None:
    question = 'How does "tea" & honey help <sleep>?'
    root = write_project(
        tmp_path,
        claims={f"sleep/{CLAIM_ID}": make_claim(question=question)},
        settings={"site_url": address},
        **{"docs/extra.md": "---\ndescription: It's more.\n---\n\n# Extra & more\n\nText.\n"},
    )
    site = build_on_the_day(root)
    assert (site / IMAGE).is_file()
    pages = {
        name: told((site / name / "index.html").read_text(encoding="utf-8"))
        for name in ("", "extra", f"claims/{CLAIM_ID}")
    }
    claim, extra, home = pages[f"claims/{CLAIM_ID}"], pages["extra"], pages[""]
    assert (claim["og:title"], claim["og:type"]) == (question, "article")
    assert (extra["og:title"], extra["og:description"]) == ("Extra & more", "It's more.")
    assert (home["og:title"], home["og:description"]) == ("Chamomile, checked", "A site for tests.")
    for name, page in pages.items():
        assert page["og:site_name"] == "Chamomile, checked"
        if address:
            own = name.startswith("claims/")
            assert page["og:image"] == f"{address}{picture_of(library_of(root).claims[CLAIM_ID]) if own else IMAGE}"
            assert (site / page["og:image"].removeprefix(address)).is_file()
            assert page["og:url"] == f"{address}{name}{'/' if name else ''}"
            assert page["twitter:card"] == "summary_large_image"
            assert (page["og:image:width"], page["og:image:height"]) == ("1200", "630")
            assert page["og:image:alt"].startswith(question if own else "Chamomile, checked. 1 claim,")
        else:
            assert not [key for key in page if key.startswith(("og:image", "og:url"))]
            assert page["twitter:card"] == "summary"
            assert not list(site.glob("assets/share/*")), "no page can name them"
