"""The picture that is shown where a page of the site is shared: its name, what it is, and how the verdicts fall.

Drawn anew only when what it shows has changed; a copy is kept by the digest of all that goes into it. Pillow, the only
library that draws, is loaded no earlier than that.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from explainer.model.vocabulary import Verdict
from explainer.pages.site_view import SiteView
from explainer.publish.jsonld import Shown
from explainer.publish.place import Place

if TYPE_CHECKING:
    from PIL import ImageDraw, ImageFont

IMAGE = "assets/social-preview.png"
WIDTH, HEIGHT = 1200, 630
"""What the networks that show such pictures ask for: 1.91 to 1."""

_FINER = 2
"""Drawn larger by this and then made small, so that edges are smooth."""
EDGE = 80
_MARK = 24
"""The marks are drawn on a field of 24 by 24, as on the pages."""
FONT, _COLOURS = "fonts/source-sans-3.woff2", "explainer.css"
_COLOUR = re.compile(r"--x-([a-z-]+): (#[0-9a-f]{6});")
REGULAR, BOLD = 400, 700

Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Sharing:
    """What a page says of itself where it is shared: Open Graph's properties, and the kind of card."""

    properties: tuple[tuple[str, str], ...]
    card: str


@dataclass(frozen=True, slots=True)
class Card:
    """What the picture shows, in its own words."""

    name: str
    about: str
    counts: tuple[tuple[Verdict, str, int], ...]
    host: str
    note: str
    """What the counts are of."""

    @property
    def words(self) -> str:
        """The picture in words, for those who do not see it."""
        told = ", ".join(f"{label.lower()} {count}" for _, label, count in self.counts)
        return f"{self.name}. {self.note}: {told}."


def social_card(view: SiteView, place: Place) -> Card:
    """Return what the picture of a site shows. Withdrawn claims do not count."""
    claims = [claim for claim in view.claims if claim.withdrawn is None]
    words = view.wording
    counts = tuple((one, words.label(one), sum(claim.verdict is one for claim in claims)) for one in Verdict)
    note = words.plain("social.note", count=len(claims))
    return Card(view.data.site.name, place.description, counts, urlsplit(place.address).netloc, note)


def sharing(card: Card, place: Place, shown: Shown, address: str, picture: tuple[str, str] | None = None) -> Sharing:
    """Return what a page says where it is shared (The Open Graph protocol, ogp.me).

    `address` is the page's own, `picture` where its own picture lies, and that picture in words; without one the page
    shows that of the site. Where the site's is not known, neither addresses nor a picture are named, since
    relative ones mean nothing there.
    """
    told = [
        ("og:type", "website" if shown.kind is None else "article"),
        ("og:site_name", card.name),
        ("og:title", card.name if shown.name == "index.md" else shown.title),
        ("og:description", shown.description or place.description),
    ]
    if not place.address:
        return Sharing(tuple(told), "summary")
    told += [("og:url", address)] if address else []
    image, words = picture or (IMAGE, card.words)
    told += [("og:image", place.file(image)), ("og:image:type", "image/png")]
    told += [("og:image:width", str(WIDTH)), ("og:image:height", str(HEIGHT))]
    told += [("og:image:alt", words)]
    return Sharing(tuple(told), "summary_large_image")


def social_image(card: Card, assets: Path, cache: Path) -> bytes:
    """Return the picture as PNG.

    `assets` holds the site's font and colours, `cache` is a folder in which one drawn picture is kept. Raises OSError
    where the font or the colours cannot be read; a cache that cannot be written is done without.
    """
    font, colours = (assets / FONT).read_bytes(), light_colours(assets)
    return kept_picture(cache, image_made_of(card, assets), lambda: Drawing(font, colours).card(card), alone=True)


def kept_picture(cache: Path, digest: str, draw: Callable[[], bytes], *, alone: bool = False) -> bytes:
    """Return the picture that a folder keeps under a digest, else draw and keep it; `alone`: in place of all others.

    A folder that cannot be written is done without.
    """
    kept = cache / f"{digest}.png"
    with suppress(OSError):
        return kept.read_bytes()
    drawn = draw()
    with suppress(OSError):
        cache.mkdir(parents=True, exist_ok=True)
        for old in cache.glob("*.png") if alone else ():
            old.unlink()
        fresh = kept.with_suffix(".new")
        fresh.write_bytes(drawn)
        fresh.replace(kept)  # at once, so that a build beside this one never reads half a picture
    return drawn


def image_made_of(card: Card, assets: Path) -> str:
    """Return a digest of all that the picture is made of: the same for the same picture."""
    font, colours = (assets / FONT).read_bytes(), light_colours(assets)
    parts = (repr(card), repr(sorted(colours.items())), version("pillow"), Path(__file__).read_text(encoding="utf-8"))
    return hashlib.sha256(b"\0".join([font, *(part.encode() for part in parts)])).hexdigest()


def light_colours(assets: Path) -> dict[str, str]:
    """Return the colours of the light scheme, which stand first in the style sheet."""
    colours: dict[str, str] = {}
    for name, colour in _COLOUR.findall((assets / _COLOURS).read_text(encoding="utf-8")):
        colours.setdefault(name, colour)
    return {str(verdict): verdict.light for verdict in Verdict} | colours


class Drawing:
    """One picture on its way: the sheet, the pen and what it writes with."""

    def __init__(self, font: bytes, colours: dict[str, str]) -> None:
        """Take the bytes of the font, and colours by name."""
        from PIL import Image, ImageDraw

        self.sheet = Image.new("RGB", (WIDTH * _FINER, HEIGHT * _FINER), colours["paper"])
        self.pen: ImageDraw.ImageDraw = ImageDraw.Draw(self.sheet)
        self.colours = colours
        self._font = font
        self._sizes: dict[tuple[float, int], ImageFont.FreeTypeFont] = {}

    def card(self, card: Card) -> bytes:
        """Draw the picture of the site."""
        room = WIDTH - 2 * EDGE
        self.words((EDGE, 72), self.shorten(card.name, 76, BOLD, room), 76, "ink", BOLD)
        for number, line in enumerate(self.lines(card.about, 34, room)[:3]):
            self.words((EDGE, 182 + 46 * number), line, 34, "soft")
        self.pen.line(self.at((EDGE, 352), (WIDTH - EDGE, 352)), self.colours["rule"], 2 * _FINER)
        step = room / len(card.counts)
        for number, (verdict, label, count) in enumerate(card.counts):
            x = EDGE + number * step
            self.mark(verdict, (x - 6, 392), 3.0)
            self.words((x + 80, 384), str(count), 64, str(verdict), BOLD)
            self.words((x, 478), self.shorten(label, 25, REGULAR, step - 10), 25, "ink")
        self.words((EDGE, 548), card.note, 25, "soft")
        self.words((WIDTH - EDGE, 548), card.host, 25, "soft", anchor="ra")
        return self.png()

    def at(self, *spots: Spot) -> list[Spot]:
        """Return places of the picture as places of the sheet."""
        return [(x * _FINER, y * _FINER) for x, y in spots]

    def font(self, size: float, weight: int) -> ImageFont.FreeTypeFont:
        """Return the font at a size of the picture."""
        if (size, weight) not in self._sizes:
            from PIL import ImageFont

            font = ImageFont.truetype(io.BytesIO(self._font), size * _FINER)
            font.set_variation_by_axes([weight])
            self._sizes[size, weight] = font
        return self._sizes[size, weight]

    def words(self, spot: Spot, text: str, size: float, colour: str, weight: int = REGULAR, **more: Any) -> None:
        """Write a line of text, with its upper left corner at a place, unless `anchor` says another."""
        self.pen.text(self.at(spot)[0], text, self.colours[colour], self.font(size, weight), **more)

    def wide(self, text: str, size: float, weight: int) -> float:
        """Return how wide a line of text is."""
        return self.font(size, weight).getlength(text) / _FINER

    def shorten(self, text: str, size: float, weight: int, room: float) -> str:
        """Return a text as one line that fits, cut at a letter with three dots where it would not."""
        text = " ".join(text.split())
        if self.wide(text, size, weight) <= room:
            return text
        while text and self.wide(f"{text}...", size, weight) > room:
            text = text[:-1].rstrip()
        return f"{text}..."

    def png(self, most_colours: int = 0) -> bytes:
        """Return the finished picture; with a limit of colours it weighs a third."""
        out, picture = io.BytesIO(), self.sheet.reduce(_FINER)
        (picture.quantize(most_colours) if most_colours else picture).save(out, "PNG")
        return out.getvalue()

    def lines(self, text: str, size: float, room: float, weight: int = REGULAR) -> list[str]:
        """Return a text as lines that fit."""
        lines = [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and self.wide(longer, size, weight) > room:
                lines.append(word)
            else:
                lines[-1] = longer
        return [self.shorten(line, size, weight, room) for line in lines if line]

    # The marks of verdicts, in the shapes that pages give them (templates/_marks.html.j2).

    def mark(self, verdict: Verdict, spot: Spot, scale: float) -> None:
        """Draw the mark of a verdict."""
        colour, paper = self.colours[str(verdict)], self.colours["paper"]

        def place(x: float, y: float) -> Spot:
            return spot[0] + x * scale, spot[1] + y * scale

        def round_box(radius: float) -> list[Spot]:
            middle = _MARK / 2
            return self.at(place(middle - radius, middle - radius), place(middle + radius, middle + radius))

        def stroke(points: Iterable[Spot], width: float) -> None:
            spots = self.at(*(place(x, y) for x, y in points))
            half = width * scale * _FINER / 2
            self.pen.line(spots, paper, round(2 * half), joint="curve")
            for x, y in (spots[0], spots[-1]):
                self.pen.ellipse((x - half, y - half, x + half, y + half), paper)

        pen = round(2.2 * scale * _FINER)
        if verdict is Verdict.PARTLY:
            self.pen.ellipse(round_box(10), outline=colour, width=pen)
            self.pen.pieslice(round_box(10), -90, 90, colour)
        elif verdict is Verdict.UNPROVEN:
            for start in range(0, 360, 36):
                self.pen.arc(round_box(10.1), start - 11, start + 12, colour, pen)
        elif verdict is Verdict.UNTESTED:
            self.pen.ellipse(round_box(10), outline=colour, width=round(1.6 * scale * _FINER))
            self.pen.ellipse(round_box(1.8), colour)
        elif verdict in {Verdict.SUPPORTED, Verdict.MIXED, Verdict.CONTRADICTED}:
            self.pen.ellipse(round_box(10), colour)
        else:  # a verdict without a drawing here has none of another's: its colour alone, and its word beside it
            self.pen.rectangle(round_box(8), colour)
        if verdict is Verdict.SUPPORTED:
            stroke([(7, 12.5), (10.4, 15.9), (17, 9)], 2.4)
        elif verdict is Verdict.MIXED:
            stroke([(10.5, 7.5), (6, 12), (10.5, 16.5)], 2.2)
            stroke([(13.5, 7.5), (18, 12), (13.5, 16.5)], 2.2)
        elif verdict is Verdict.CONTRADICTED:
            stroke([(6.8, 12), (17.2, 12)], 2.8)
