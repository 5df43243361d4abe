"""What readers will see change between two versions of the content: verdicts, numbers and sentences, old and new."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from explainer.loading.library import Library
from explainer.model.claim import Claim
from explainer.pages.plain_markdown import markdown_escape

_UNSEEN = frozenset({"allow"})


@dataclass(frozen=True, slots=True)
class Change:
    """One changed value of a claim, reference or page; empty `old` means new, empty `new` means gone."""

    subject: str
    place: str
    old: str
    new: str

    @property
    def is_conclusion(self) -> bool:
        """Whether it is a verdict or a certainty, the two answers that readers come for."""
        return self.place in {"verdict", "certainty.level"}


def differences(old: Library, new: Library) -> list[Change]:
    """Return what differs between two libraries, claims first, then references, then pages in prose."""
    return [
        *_claims(old, new),
        *_records(
            "reference",
            {key: _reference(old, key) for key in old.references},
            {key: _reference(new, key) for key in new.references},
        ),
        *_records(
            "page",
            {page.path: dict(enumerate_lines(page.text)) for page in old.prose},
            {page.path: dict(enumerate_lines(page.text)) for page in new.prose},
        ),
    ]


def as_markdown(changes: list[Change]) -> str:
    """Return the changes as Markdown for a reviewer: conclusions first, then everything by subject."""
    if not changes:
        return "Nothing that the public sees changes.\n"
    lines = ["## What the public will see change", ""]
    if conclusions := [change for change in changes if change.is_conclusion]:
        lines += ["### Conclusions", "", "| Claim | | Before | After |", "|---|---|---|---|"]
        lines += [
            f"| {change.subject} | {change.place} | {change.old or 'new'} | {change.new or 'gone'} |"
            for change in conclusions
        ]
        lines.append("")
    subject = ""
    for change in changes:
        if change.subject != subject:
            subject = change.subject
            lines += ["", f"### {subject}", ""]
        lines.append(f"- `{change.place}`")
        lines += [f"    - before: {_shown(change.old)}"] if change.old else []
        lines += [f"    - after: {_shown(change.new)}"] if change.new else ["    - gone"]
    return "\n".join(lines) + "\n"


def enumerate_lines(text: str) -> Iterator[tuple[str, str]]:
    """Yield the lines of a page by their own text, so that moving a line is no change."""
    for line in text.split("\n"):
        if line.strip():
            yield line.strip(), line.strip()


def _claims(old: Library, new: Library) -> list[Change]:
    before = {name: dict(_leaves(_seen(claim))) for name, claim in old.claims.items()}
    after = {name: dict(_leaves(_seen(claim))) for name, claim in new.claims.items()}
    return list(_records("claim", before, after))


def _seen(claim: Claim) -> dict[str, Any]:
    data = claim.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return {name: value for name, value in data.items() if name not in _UNSEEN}


def _reference(library: Library, key: str) -> dict[str, str]:
    reference = library.references[key]
    names = (
        "title",
        "year",
        "doi",
        "pmid",
        "url",
        "design",
        "participants",
        "population",
        "funding",
        "ties",
        "status",
        "verified",
    )
    found = {name: str(value) for name in names if (value := getattr(reference, name))}
    return found | ({"interest": ", ".join(reference.interests)} if reference.interests else {})


def _leaves(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, f"{place}.{key}" if place else str(key))
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            yield from _leaves(inner, f"{place}[{number}]")
    else:
        yield place, str(value)


def _records(kind: str, old: dict[str, dict[str, str]], new: dict[str, dict[str, str]]) -> Iterator[Change]:
    for name in sorted({*old, *new}):
        before, after = old.get(name, {}), new.get(name, {})
        for place in dict.fromkeys([*before, *after]):
            if before.get(place, "") != after.get(place, ""):
                shown = "text" if kind == "page" else place
                yield Change(f"{kind} {name}", shown, before.get(place, ""), after.get(place, ""))


def _shown(text: str) -> str:
    return markdown_escape(" ".join(text.split()))
