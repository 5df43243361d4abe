"""The words by which registers and publishers say that a work is retracted, doubted or corrected.

By words and not by lists of names: registers add names (`retraction-notice`, `retracted`, `withdrawn_article`), and one
that is on no list must not pass for nothing.
"""

from __future__ import annotations

import re

from explainer.model.vocabulary import State

_KINDS = (
    (re.compile(r"reinstat|unretract|retraction of (?:the |a )?retraction|retract\w* in error"), State.REINSTATED),
    (re.compile(r"partial\w* (?:retract|withdr)"), State.CONCERN),
    (re.compile(r"retract|withdr[ae]w|remov(?:al|ed)"), State.RETRACTED),
    (re.compile(r"concern"), State.CONCERN),
    (re.compile(r"correct|corrig|errat|addend|clarif|amend"), State.CORRECTED),
)
"""Words in the names of notices; the first that fits counts."""

_WORK = r"(?:[ -]+(?:article|chapter|paper|publication|preprint|book|report|study|manuscript))?"
_GONE = r"(?:retracted|withdrawn|removed)"
_LEADING = (
    # [Retracted] Title, (Retracted article) Title
    re.compile(
        rf"^\W*[\[(\u3010\uff3b]\s*{_GONE}{_WORK}\s*[:.]?\s*[\])\u3011\uff3d]\s*[:.\u2013\u2014-]?\s*", re.IGNORECASE
    ),
    # Retracted: Title, RETRACTED ARTICLE. Title, Withdrawn - Title
    re.compile(rf"^\W*{_GONE}{_WORK}\W*?(?:[:\uff1a]|\s[\u2013\u2014-]\s|\.\s)\s*", re.IGNORECASE),
    re.compile(r"^\W*temporary removal\s*:\s*", re.IGNORECASE),
)
_CAPITALS = re.compile(r"^\W*(?:RETRACTED|WITHDRAWN)(?:[ -]+(?:ARTICLE|CHAPTER|PAPER))?\s+")
"""In capitals the bare word counts, where the rest is not in capitals: "Withdrawn patients" is a title like others."""
_TRAILING = re.compile(
    rf"\s*(?:[\[(]\s*(?:retracted|withdrawn){_WORK}\b[^\])]*[\])]|\s[\u2013\u2014-]\s*(?:retracted|withdrawn){_WORK})\W*$",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"^\W*(?:(?:retraction|withdrawal) (?:note|notice)\b"
    r"|(?:notice|statement|note) of (?:retraction|withdrawal|concern)\b"
    r"|(?:partial )?retraction(?:\W*\Z|\s*[:\u2013\u2014]| to\b| of[: ]+[\"\u201c'\u2018\[])"
    r"|(?:editorial )?expression of (?:editorial )?concern\b"
    r"|(?:author |publisher |editorial )?correction(?:\W*\Z|\s*[:\u2013\u2014]| to[: ]+)"
    r"|(?:corrigendum|erratum|errata)\b)",
    re.IGNORECASE,
)


def state_of_kind(kind: str) -> State:
    """Return what a notice of a kind means for the work that it is about; UNKNOWN where no word says it."""
    words = re.sub(r"[\W_]+", " ", kind).strip().lower()
    return next((state for pattern, state in _KINDS if pattern.search(words)), State.UNKNOWN)


def says_retracted(title: str) -> bool:
    """Tell whether a title says that its own work is retracted, as publishers write it before or after the title."""
    return bare_title(title) != title.strip()


def bare_title(title: str) -> str:
    """Return a title without the words that publishers put before or after the titles of retracted works."""
    bare = title.strip()
    found = next((match for pattern in _LEADING if (match := pattern.match(bare))), None)
    if found is None and not bare.isupper():
        found = _CAPITALS.match(bare)
    bare = bare[found.end() :] if found else bare
    return (_TRAILING.sub("", bare) or bare).strip()


def notice_state(title: str) -> State | None:
    """Return what a title that is a notice about another work ("Retraction: ...") does to that work, or None."""
    found = _NOTICE.match(title)
    return state_of_kind(found[0]) if found else None
