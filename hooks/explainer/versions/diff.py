"""What readers will see change between two versions of the content: verdicts, numbers, sentences, helplines."""

from collections.abc import Iterator
from hashlib import sha256
from typing import NamedTuple

from explainer.loading.library import DATA, Library
from explainer.loading.validate import place_name
from explainer.loading.yaml_reader import Data, scalars
from explainer.pages.plain_markdown import markdown_escape
from explainer.references.vancouver import vancouver

_Values = dict[str, dict[str, str]]
"""Name of a claim, reference or file -> its values by their place."""
_FIELDS = "doi pmid pmcid url archive_url design participants population funding ties status verified".split()
"""The fields of a reference that are compared beside its text in Vancouver style."""
_UNSEEN = frozenset(f"{DATA}/{name}.yml" for name in ("links", "reading", "words"))
"""The data files that no page shows."""


class ChangedValue(NamedTuple):
    """One changed value of a claim, reference or file. `old` is empty for a new value, `new` for a deleted one."""

    subject: str
    place: str
    old: str
    new: str

    @property
    def is_conclusion(self) -> bool:
        """Whether the value is a verdict or a certainty, the two answers that readers come for."""
        return self.place in {"verdict", "certainty.level"}


def differences(old: Library, new: Library) -> list[ChangedValue]:
    """Return what differs between two libraries: claims first, then references, data files, pages and pictures."""
    kinds = {"claim": _claims, "reference": _references, "data": _data, "page": _pages, "picture": _pictures}
    return [change for kind, values in kinds.items() for change in _compared(kind, values(old), values(new))]


def as_markdown(changes: list[ChangedValue]) -> str:
    """Return the changes as Markdown for a reviewer: conclusions first, then everything by subject."""
    if not changes:
        return "Nothing that the public sees changes.\n"
    lines = ["## What the public will see change", ""]
    if conclusions := [change for change in changes if change.is_conclusion]:
        lines += ["### Conclusions", "", "| Claim | | Before | After |", "|---|---|---|---|"]
        lines += [f"| {one.subject} | {one.place} | {one.old or 'new'} | {one.new or 'gone'} |" for one in conclusions]
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


def _claims(library: Library) -> _Values:
    dumped = {
        name: claim.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"allow"})
        for name, claim in library.claims.items()
    }
    return {name: _leaves(data) for name, data in dumped.items()}


def _references(library: Library) -> _Values:
    values = {
        key: {"text": vancouver(reference)}
        | {name: str(getattr(reference, name) or "") for name in _FIELDS}
        | {"interest": ", ".join(reference.interests), "topics": ", ".join(reference.topics)}
        for key, reference in library.references.items()
    }
    return {key: {name: value for name, value in fields.items() if value} for key, fields in values.items()}


def _data(library: Library) -> _Values:
    files = {path: document.data for path, document in library.documents.items() if path.startswith(f"{DATA}/")}
    return {path: _leaves(data) for path, data in files.items() if path not in _UNSEEN}


def _pages(library: Library) -> _Values:
    """Return the lines of each page under their own text, so that moving a line is no change."""
    stripped = {page.path: map(str.strip, page.text.split("\n")) for page in library.prose}
    return {path: {line: line for line in lines if line} for path, lines in stripped.items()}


def _pictures(library: Library) -> _Values:
    """Return the words of each picture, and a digest of its drawing, since nobody reads SVG in a report."""
    return {
        picture.path: {"words": picture.text, "drawing": f"SHA-256 {sha256(picture.content.encode()).hexdigest()}"}
        for picture in library.pictures.values()
    }


def _leaves(data: Data) -> dict[str, str]:
    """Return each single value of nested data under its place, such as `evidence.for[1].finding`."""
    return {place_name(place): str(value) for place, value in scalars(data)}


def _compared(kind: str, old: _Values, new: _Values) -> Iterator[ChangedValue]:
    for name in sorted({*old, *new}):
        before, after = old.get(name, {}), new.get(name, {})
        for place in dict.fromkeys([*before, *after]):
            if before.get(place, "") != after.get(place, ""):
                shown = "text" if kind == "page" else place
                yield ChangedValue(f"{kind} {name}", shown, before.get(place, ""), after.get(place, ""))


def _shown(text: str) -> str:
    return markdown_escape(" ".join(text.split()))
