"""The picture of a claim for those who share its page: the question, the claim, and the verdict with its certainty.

It is made where the site's address is known, since only then a page can name it. Drawn anew only when what it shows
has changed, as `social` has it. At a quarter of its size, as networks show it, all of it can be read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from explainer.model.claim import Claim
from explainer.model.vocabulary import GRADE_STEPS, Level, Verdict
from explainer.model.wording import Wording
from explainer.publish import social
from explainer.publish.social import BOLD, EDGE, FONT, HEIGHT, REGULAR, WIDTH, Drawing, kept_picture, light_colours

FOLDER = "assets/share"
_SIZES = (84, 74, 64, 56, 48)
"""Of the question, from which the first is taken at which it fits."""
_LINES = 4
_DOT = 13
_COLOURS = 64
"""Enough for the smooth edges of letters in four colours."""


@dataclass(frozen=True, slots=True)
class ClaimCard:
    """What the picture of a claim shows, in its own words."""

    site: str
    question: str
    claim: str
    """With a word before it that says what it is."""
    verdict: Verdict
    label: str
    basis: str
    filled: int
    """Of the four marks of certainty; none are drawn for a claim that has no certainty."""

    @property
    def words(self) -> str:
        """The picture in words, for those who do not see it."""
        return f"{self.question} {self.claim} {self.label}, {self.basis.lower()}. {self.site}."


def picture_of(claim: Claim) -> str:
    """Return where the picture of a claim lies, from the site's root."""
    return f"{FOLDER}/{claim.id}.png"


def claim_card(claim: Claim, site: str, words: Wording) -> ClaimCard:
    """Return what the picture of a claim shows."""
    filled = GRADE_STEPS[claim.basis] if isinstance(claim.basis, Level) else 0
    said = f"{words.plain('claims.the_claim')} {claim.claim}"
    return ClaimCard(
        site, claim.question, said, claim.verdict, words.label(claim.verdict), words.label(claim.basis), filled
    )


class ClaimPictures:
    """Draws the pictures of one build. `assets` holds the site's font and colours, `cache` keeps what was drawn."""

    def __init__(self, assets: Path, cache: Path) -> None:
        """Read the font and the colours; raises OSError where they cannot be read."""
        self._font, self._colours, self._cache = (assets / FONT).read_bytes(), light_colours(assets), cache
        code = (Path(module).read_text(encoding="utf-8") for module in (__file__, social.__file__))
        parts = (repr(sorted(self._colours.items())), version("pillow"), *code)
        self._base = hashlib.sha256(b"\0".join([self._font, *(part.encode() for part in parts)]))

    def made_of(self, card: ClaimCard) -> str:
        """Return a digest of all that a picture is made of: the same for the same picture."""
        digest = self._base.copy()
        digest.update(repr(card).encode())
        return digest.hexdigest()

    def png(self, card: ClaimCard) -> bytes:
        """Return a picture as PNG, drawn or as it was kept."""
        return kept_picture(self._cache, self.made_of(card), lambda: self._drawn(card))

    def forget_others(self, cards: Iterable[ClaimCard]) -> None:
        """Delete what the cache keeps beside the pictures of these cards."""
        known = {self.made_of(card) for card in cards}
        for kept in self._cache.glob("*.png"):
            if kept.stem not in known:
                with suppress(OSError):
                    kept.unlink()

    def _drawn(self, card: ClaimCard) -> bytes:
        drawing, room = Drawing(self._font, self._colours), WIDTH - 2 * EDGE
        tone = str(card.verdict)
        drawing.pen.rectangle(drawing.at((0, 0), (28, HEIGHT)), self._colours[tone])
        drawing.words((EDGE, 44), card.site, 38, "soft", BOLD)
        size = next((it for it in _SIZES if len(drawing.lines(card.question, it, room, BOLD)) < _LINES), _SIZES[-1])
        for number, line in enumerate(drawing.lines(card.question, size, room, BOLD)[:_LINES]):
            drawing.words((EDGE, 104 + 1.14 * size * number), line, size, "ink", BOLD)
        for number, line in enumerate(drawing.lines(card.claim, 38, room)[:2]):
            drawing.words((EDGE, 394 + 44 * number), line, 38, "soft")
        drawing.mark(card.verdict, (EDGE - 6, 508), 3.2)
        drawing.words((EDGE + 88, 500), card.label, 60, tone, BOLD)
        for number in range(4 if card.filled else 0):
            spot = (WIDTH - EDGE - 4 * 40 + 40 * number + 8, 526)
            box = drawing.at(spot, (spot[0] + 2 * _DOT, spot[1] + 2 * _DOT))
            fill = self._colours["soft"] if number < card.filled else None
            drawing.pen.ellipse(box, fill, self._colours["soft"], 6)
        left = WIDTH - EDGE - (4 * 40 + 14 if card.filled else 0)
        drawing.words((left, 516), card.basis, 42, "soft", REGULAR, anchor="ra")
        return drawing.png(_COLOURS)
