"""The pictures that are shown where a page is shared: one of the site, and one of each claim.

A picture is drawn anew only if what it shows has changed: drawn pictures are kept under the digest of all that goes
into them. Pillow, the library that draws, is imported only then. Pages can name a picture only if the site's address is
known. At a quarter of its size, as networks show it, a picture can still be read.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple
from urllib.parse import urlsplit

from explainer.model.claim import Claim
from explainer.model.vocabulary import Verdict
from explainer.model.wording import Wording
from explainer.pages.site_view import SiteView, certainty_marks
from explainer.publish.jsonld import Shown
from explainer.publish.place import Place

if TYPE_CHECKING:
    from PIL import ImageDraw, ImageFont

IMAGE = "assets/social-preview.png"
FOLDER = "assets/share"
WIDTH, HEIGHT = 1200, 630
"""The size that networks ask for: 1.91 to 1."""

_FINER = 2
"""Pictures are drawn this many times larger and then reduced, so that edges are smooth."""
EDGE = 80
_ROOM = WIDTH - 2 * EDGE
_MARK = 24
"""The marks are drawn on a field of 24 by 24, as on the pages."""
FONT, _COLOURS = "fonts/source-sans-3.woff2", "explainer.css"
_COLOUR = re.compile(r"--x-([a-z-]+): (#[0-9a-f]{6});")
REGULAR, BOLD = 400, 700
_QUESTION_SIZES, _QUESTION_LINES = (84, 74, 64, 56, 48), 4
"""The sizes of a question, the largest first that fits into so many lines."""
_DOT = 13

Spot = tuple[float, float]


class Sharing(NamedTuple):
    """What networks are told about a page that is shared: Open Graph's properties, and the kind of card."""

    properties: tuple[tuple[str, str], ...]
    card: str


@dataclass(frozen=True)
class SiteCard:
    """What the picture of the site shows: its name, what it is, and how the verdicts fall."""

    colours: ClassVar[int] = 0
    """The most colours of the file; 0 is no limit."""
    name: str
    about: str
    counts: tuple[tuple[Verdict, str, int], ...]
    host: str
    note: str
    """What the counts are of."""

    @property
    def words(self) -> str:
        """The picture in words, for those who do not see it."""
        counts = ", ".join(f"{label.lower()} {count}" for _, label, count in self.counts)
        return f"{self.name}. {self.note}: {counts}."

    def draw(self, on: Drawing) -> None:
        """Draw the picture."""
        on.words((EDGE, 72), on.shorten(self.name, 76, BOLD, _ROOM), 76, "ink", BOLD)
        for number, line in enumerate(on.lines(self.about, 34, _ROOM)[:3]):
            on.words((EDGE, 182 + 46 * number), line, 34, "soft")
        on.pen.line(on.at((EDGE, 352), (WIDTH - EDGE, 352)), on.colours["rule"], 2 * _FINER)
        step = _ROOM / len(self.counts)
        for number, (verdict, label, count) in enumerate(self.counts):
            x = EDGE + number * step
            on.mark(verdict, (x - 6, 392), 3.0)
            on.words((x + 80, 384), str(count), 64, str(verdict), BOLD)
            on.words((x, 478), on.shorten(label, 25, REGULAR, step - 10), 25, "ink")
        on.words((EDGE, 548), self.note, 25, "soft")
        on.words((WIDTH - EDGE, 548), self.host, 25, "soft", anchor="ra")


@dataclass(frozen=True)
class ClaimCard:
    """What the picture of a claim shows: the question, the claim, and the verdict with its certainty."""

    colours: ClassVar[int] = 64
    """Enough for the smooth edges of letters in four colours; without a limit the file is three times as large."""
    site: str
    question: str
    claim: str
    """The claim, after a word that says that it is one."""
    verdict: Verdict
    label: str
    basis: str
    filled: int
    """How many of the four marks of certainty are filled; none are drawn for a claim without certainty."""

    @property
    def words(self) -> str:
        """The picture in words, for those who do not see it."""
        return f"{self.question} {self.claim} {self.label}, {self.basis.lower()}. {self.site}."

    def draw(self, on: Drawing) -> None:
        """Draw the picture."""
        tone = str(self.verdict)
        on.pen.rectangle(on.at((0, 0), (28, HEIGHT)), on.colours[tone])
        on.words((EDGE, 44), self.site, 38, "soft", BOLD)
        fitting = (
            size for size in _QUESTION_SIZES if len(on.lines(self.question, size, _ROOM, BOLD)) < _QUESTION_LINES
        )
        size = next(fitting, _QUESTION_SIZES[-1])
        for number, line in enumerate(on.lines(self.question, size, _ROOM, BOLD)[:_QUESTION_LINES]):
            on.words((EDGE, 104 + 1.14 * size * number), line, size, "ink", BOLD)
        for number, line in enumerate(on.lines(self.claim, 38, _ROOM)[:2]):
            on.words((EDGE, 394 + 44 * number), line, 38, "soft")
        on.mark(self.verdict, (EDGE - 6, 508), 3.2)
        on.words((EDGE + 88, 500), self.label, 60, tone, BOLD)
        for number in range(4 if self.filled else 0):
            x, y = WIDTH - EDGE - 4 * 40 + 40 * number + 8, 526
            fill = on.colours["soft"] if number < self.filled else None
            on.pen.ellipse(on.at((x, y), (x + 2 * _DOT, y + 2 * _DOT)), fill, on.colours["soft"], 6)
        left = WIDTH - EDGE - (4 * 40 + 14 if self.filled else 0)
        on.words((left, 516), self.basis, 42, "soft", REGULAR, anchor="ra")


def social_card(view: SiteView, place: Place) -> SiteCard:
    """Return what the picture of a site shows. Withdrawn claims do not count."""
    claims = [claim for claim in view.claims if claim.withdrawn is None]
    words = view.wording
    counts = tuple((one, words.label(one), sum(claim.verdict is one for claim in claims)) for one in Verdict)
    note = words.plain("social.note", count=len(claims))
    return SiteCard(view.data.site.name, place.description, counts, urlsplit(place.address).netloc, note)


def claim_card(claim: Claim, site: str, words: Wording) -> ClaimCard:
    """Return what the picture of a claim shows."""
    text = f"{words.plain('claims.the_claim')} {claim.claim}"
    verdict, basis = words.label(claim.verdict), words.label(claim.basis)
    return ClaimCard(site, claim.question, text, claim.verdict, verdict, basis, certainty_marks(claim.basis))


def picture_of(claim: Claim) -> str:
    """Return the path of the picture of a claim, from the site's root."""
    return f"{FOLDER}/{claim.id}.png"


def sharing(
    card: SiteCard, place: Place, shown: Shown, address: str, picture: tuple[str, str] | None = None
) -> Sharing:
    """Return what networks are told about a page that is shared (The Open Graph protocol, ogp.me).

    `address` is the page's own, `picture` the path of its picture and the picture in words; without it the picture of
    the site is named. If the site's address is not known, neither addresses nor a picture are named, since relative
    addresses mean nothing elsewhere.
    """
    properties = [
        ("og:type", "website" if shown.kind is None else "article"),
        ("og:site_name", card.name),
        ("og:title", card.name if shown.name == "index.md" else shown.title),
        ("og:description", shown.description or place.description),
    ]
    if not place.address:
        return Sharing(tuple(properties), "summary")
    properties += [("og:url", address)] if address else []
    image, words = picture or (IMAGE, card.words)
    properties += [("og:image", place.file(image)), ("og:image:type", "image/png")]
    properties += [("og:image:width", str(WIDTH)), ("og:image:height", str(HEIGHT)), ("og:image:alt", words)]
    return Sharing(tuple(properties), "summary_large_image")


class Pictures:
    """The pictures of a build. `assets` has the site's font and colours; `cache` keeps the drawn pictures."""

    def __init__(self, assets: Path, cache: Path) -> None:
        """Read the font and the colours. Raises OSError if they cannot be read."""
        self._font, self._colours, self._cache = (assets / FONT).read_bytes(), light_colours(assets), cache
        parts = (repr(sorted(self._colours.items())), version("pillow"), Path(__file__).read_text(encoding="utf-8"))
        self._base = hashlib.sha256(b"\0".join([self._font, *(part.encode() for part in parts)]))

    def made_of(self, card: SiteCard | ClaimCard) -> str:
        """Return a digest of everything that a picture is made of: equal for equal pictures."""
        digest = self._base.copy()
        digest.update(repr(card).encode())
        return digest.hexdigest()

    def png(self, card: SiteCard | ClaimCard) -> bytes:
        """Return a picture as PNG, from the cache or drawn. A cache that cannot be written is ignored."""
        kept = self._cache / f"{self.made_of(card)}.png"
        with suppress(OSError):
            return kept.read_bytes()
        drawing = Drawing(self._font, self._colours)
        card.draw(drawing)
        png = drawing.png(card.colours)
        with suppress(OSError):
            self._cache.mkdir(parents=True, exist_ok=True)
            fresh = kept.with_suffix(f".{os.getpid()}")
            fresh.write_bytes(png)
            fresh.replace(kept)  # in one step, so that a build beside this one never reads half a picture
        return png

    def forget_others(self, cards: Iterable[SiteCard | ClaimCard]) -> None:
        """Delete all other pictures from the cache."""
        known = {self.made_of(card) for card in cards}
        for kept in self._cache.glob("*.png"):
            if kept.stem not in known:
                with suppress(OSError):
                    kept.unlink()


def light_colours(assets: Path) -> dict[str, str]:
    """Return the colours of the light scheme, which come first in the style sheet."""
    colours: dict[str, str] = {}
    for name, colour in _COLOUR.findall((assets / _COLOURS).read_text(encoding="utf-8")):
        colours.setdefault(name, colour)
    return {str(verdict): verdict.light for verdict in Verdict} | colours


class Drawing:
    """A picture being drawn: the sheet, the pen, the font and the colours by name."""

    def __init__(self, font: bytes, colours: dict[str, str]) -> None:
        """Begin a sheet in the colour of paper, with the bytes of a font file."""
        from PIL import Image, ImageDraw

        self.sheet = Image.new("RGB", (WIDTH * _FINER, HEIGHT * _FINER), colours["paper"])
        self.pen: ImageDraw.ImageDraw = ImageDraw.Draw(self.sheet)
        self.colours = colours
        self._font = font
        self._sizes: dict[tuple[float, int], ImageFont.FreeTypeFont] = {}

    def at(self, *spots: Spot) -> list[Spot]:
        """Return points of the picture as points of the larger sheet."""
        return [(x * _FINER, y * _FINER) for x, y in spots]

    def font(self, size: float, weight: int) -> ImageFont.FreeTypeFont:
        """Return the font at a size, in units of the picture."""
        if (size, weight) not in self._sizes:
            from PIL import ImageFont

            font = ImageFont.truetype(io.BytesIO(self._font), size * _FINER)
            font.set_variation_by_axes([weight])
            self._sizes[size, weight] = font
        return self._sizes[size, weight]

    def words(self, spot: Spot, text: str, size: float, colour: str, weight: int = REGULAR, **more: Any) -> None:
        """Write a line of text with its upper left corner at a point, or the corner that `anchor` names."""
        self.pen.text(self.at(spot)[0], text, self.colours[colour], self.font(size, weight), **more)

    def wide(self, text: str, size: float, weight: int) -> float:
        """Return the width of a line of text."""
        return self.font(size, weight).getlength(text) / _FINER

    def shorten(self, text: str, size: float, weight: int, room: float) -> str:
        """Return a text as one line of at most `room` units, cut with three dots if it is longer."""
        text = " ".join(text.split())
        if self.wide(text, size, weight) <= room:
            return text
        while text and self.wide(f"{text}...", size, weight) > room:
            text = text[:-1].rstrip()
        return f"{text}..."

    def png(self, most_colours: int = 0) -> bytes:
        """Return the finished picture as PNG, with at most `most_colours` colours unless that is 0."""
        out, picture = io.BytesIO(), self.sheet.reduce(_FINER)
        (picture.quantize(most_colours) if most_colours else picture).save(out, "PNG")
        return out.getvalue()

    def lines(self, text: str, size: float, room: float, weight: int = REGULAR) -> list[str]:
        """Return a text as lines of at most `room` units."""
        lines = [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and self.wide(longer, size, weight) > room:
                lines.append(word)
            else:
                lines[-1] = longer
        return [self.shorten(line, size, weight, room) for line in lines if line]

    def mark(self, verdict: Verdict, spot: Spot, scale: float) -> None:
        """Draw the mark of a verdict in the shape that it has on pages (templates/_marks.html.j2)."""
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
        else:  # a verdict without a mark here gets its colour alone, never the mark of another
            self.pen.rectangle(round_box(8), colour)
        if verdict is Verdict.SUPPORTED:
            stroke([(7, 12.5), (10.4, 15.9), (17, 9)], 2.4)
        elif verdict is Verdict.MIXED:
            stroke([(10.5, 7.5), (6, 12), (10.5, 16.5)], 2.2)
            stroke([(13.5, 7.5), (18, 12), (13.5, 16.5)], 2.2)
        elif verdict is Verdict.CONTRADICTED:
            stroke([(6.8, 12), (17.2, 12)], 2.8)
