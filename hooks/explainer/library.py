"""The library: all content of a site, loaded from a root folder. The only reader of the file system.

Reads claims/<topic>/<id>.yml, bibliography.bib, docs/data/*.yml and the prose pages of docs/. Everything that can be
wrong comes back as problems; what could be read is there all the same, so that one run reports on all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from explainer.authored import Authored
from explainer.bibliography import read_bibliography
from explainer.dataparts import DataParts, parts_of, site_data, whole_of
from explainer.lockfile import LOCK, Lock, read_lock
from explainer.model import Claim
from explainer.problems import Problem
from explainer.reference import Reference
from explainer.sitedata import DATA_FILES, REQUIRED_DATA, SiteData
from explainer.source import Document, Mark, decode, read_yaml
from explainer.source import Path as Place
from explainer.standing import with_standing
from explainer.validate import salvage, validate

BIBLIOGRAPHY = "bibliography.bib"
CLAIMS = "claims"
DOCS = "docs"
DATA = "docs/data"
MAX_DATA_BYTES = 512 * 1024
MAX_PAGE_BYTES = 512 * 1024


@dataclass(frozen=True, slots=True)
class ProsePage:
    """A page of docs/ as it was written."""

    path: str
    name: str
    text: str
    figures: Mapping[str, str] = field(default_factory=dict)
    """Numbers that the page shows and no finding carries: the number -> where it comes from. From the front matter."""


@dataclass(frozen=True)
class Library:
    """All content, by id. `documents` keeps the marks of each claim file and data file, by path."""

    claims: Mapping[str, Claim] = field(default_factory=dict)
    references: Mapping[str, Reference] = field(default_factory=dict)
    data: SiteData | None = None
    """All data, or None where a file of it is missing or cannot be read: no page can be made then."""
    read_data: DataParts | None = None
    prose: tuple[ProsePage, ...] = ()
    documents: Mapping[str, Document] = field(default_factory=dict)
    claim_paths: Mapping[str, str] = field(default_factory=dict)
    claim_files: int = 0
    salvaged: Mapping[str, Claim] = field(default_factory=dict)
    """What could be read of claims that break the form: for checks alone, never to be shown."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """Text of the claim files and the bibliography as it was read, by path."""
    lock: Lock | None = None
    """What registers said of the references, and when; None where they have never been compared."""

    @property
    def complete(self) -> bool:
        """Whether every claim file became a claim. If not, what only the whole can tell cannot be told."""
        return len(self.claims) == self.claim_files

    @property
    def parts(self) -> DataParts:
        """The data file by file, as far as each could be read: for checks."""
        return self.read_data or whole_of(self.data)

    def mark(self, path: str, place: Place, *, key: bool = False) -> Mark:
        """Return the place of a value in a file that was read, or the top of the file."""
        document = self.documents.get(path)
        return document.mark(place, key=key) if document else Mark()

    def claims_of(self, topic: str) -> tuple[Claim, ...]:
        """Return the claims of a topic, by question."""
        return tuple(sorted((c for c in self.claims.values() if c.topic == topic), key=lambda c: c.question))


def load_library(root: Path) -> tuple[Library, list[Problem]]:
    """Load everything below `root`.

    Returns the library and the problems of form: those of `source`, `validate` and `bibliography`, and F16 a file
    that cannot be read, F17 a missing file or folder, F18 an unfit file name, F19 an id that two files share.
    """
    problems: list[Problem] = []
    documents: dict[str, Document] = {}
    texts: dict[str, str] = {}
    claims, salvaged, paths, files = _load_claims(root, documents, texts, problems)
    (data, parts), lock = _load_data(root, documents, problems), _load_lock(root, problems)
    references = _load_references(root, texts, problems)
    return (
        Library(
            claims=claims,
            references=with_standing(references, lock, parts.links.records if parts.links else ()),
            data=data,
            read_data=parts,
            lock=lock,
            prose=tuple(_load_prose(root, problems)),
            documents=documents,
            claim_paths=paths,
            claim_files=files,
            salvaged=salvaged,
            texts=texts,
        ),
        problems,
    )


def _load_claims(
    root: Path, documents: dict[str, Document], texts: dict[str, str], problems: list[Problem]
) -> tuple[dict[str, Claim], dict[str, Claim], dict[str, str], int]:
    claims: dict[str, Claim] = {}
    salvaged: dict[str, Claim] = {}
    paths: dict[str, str] = {}
    files = 0
    for path in _files(root, CLAIMS, problems):
        shown = _shown(root, path)
        if path.suffix != ".yml":
            if path.suffix == ".yaml" or path.parent != root / CLAIMS:
                problems.append(
                    Problem(
                        "F18", shown, "is not a claim file", "Name it claims/<topic>/<id>.yml, or move it elsewhere."
                    )
                )
            continue
        files += 1
        if path.parent.parent != root / CLAIMS:
            problems.append(Problem("F18", shown, "is not in a topic's folder", "Move it to claims/<topic>/<id>.yml."))
            continue
        document = _read(root, path, documents, problems, texts=texts)
        name = path.stem
        if name in paths:
            problems.append(
                Problem(
                    "F19", shown, f"has the same id as {paths[name]}", "Give the file another name; ids are for ever."
                )
            )
            continue
        paths[name] = shown  # what cannot be read is there all the same: others may link to it
        if document is None:
            continue
        claim, found = validate(document, Claim, {"id": name})
        problems += found
        if claim:
            claims[name] = claim
        elif (rest := salvage(document, Claim, {"id": name})) is not None:
            salvaged[name] = rest
    return claims, salvaged, paths, files


def _load_references(root: Path, texts: dict[str, str], problems: list[Problem]) -> dict[str, Reference]:
    raw = _bytes(root, root / BIBLIOGRAPHY, problems)
    if raw is None:
        return {}
    texts[BIBLIOGRAPHY] = raw.decode("utf-8", errors="replace")
    references, found = read_bibliography(BIBLIOGRAPHY, raw)
    problems += found
    return references


def _load_lock(root: Path, problems: list[Problem]) -> Lock | None:
    raw = _bytes(root, root / LOCK, problems) if (root / LOCK).exists() else None
    lock, found = read_lock(LOCK, raw) if raw is not None else (None, [])
    problems += found
    return lock


def _load_data(
    root: Path, documents: dict[str, Document], problems: list[Problem]
) -> tuple[SiteData | None, DataParts]:
    read: dict[str, Authored | None] = {}
    salvaged: dict[str, Authored | None] = {}
    for name, model in DATA_FILES.items():
        path = root / DATA / f"{name}.yml"
        if path.is_file() or path.is_symlink():
            document = _read(root, path, documents, problems, MAX_DATA_BYTES)
            read[name], found = validate(document, model) if document else (None, [])
            problems += found
            if document and {problem.code for problem in found} == {"F10"}:  # nothing is wrong but a field too many
                salvaged[name] = salvage(document, model)
        elif name in REQUIRED_DATA:
            read[name] = None
            problems.append(Problem("F17", _shown(root, path), "is missing", "Add the file; see the documentation."))
    whole = None not in read.values()
    return site_data(read) if whole else None, parts_of({**read, **salvaged}, documents, whole=whole)


def _load_prose(root: Path, problems: list[Problem]) -> Iterable[ProsePage]:
    for path in _files(root, DOCS, problems):
        if path.suffix != ".md" or (root / DATA) in path.parents:
            continue
        raw = _bytes(root, path, problems)
        if raw is None:
            continue
        shown = _shown(root, path)
        text, found = decode(shown, raw, MAX_PAGE_BYTES)
        problems += found
        if not found:
            figures, found = _page_figures(shown, text)
            problems += found
            yield ProsePage(shown, path.relative_to(root / DOCS).as_posix(), text, figures)


def _page_figures(path: str, text: str) -> tuple[dict[str, str], list[Problem]]:
    """Read `figures` from a page's front matter. Its other keys belong to the site generator and are let be."""
    if not text.startswith("---\n") or (end := text.find("\n---", 3)) < 0:
        return {}, []
    # A blank first line in place of the fence keeps the line numbers right.
    document, problems = read_yaml(path, text[3:end].encode())
    figures = document.data.get("figures", {}) if document and isinstance(document.data, dict) else {}
    if document and not (isinstance(figures, dict) and all(isinstance(value, str) for value in figures.values())):
        mark = document.mark(("figures",))
        fix = 'Write them as `"38": "hillk2025, 38 of 304"`.'
        return {}, [*problems, Problem("F13", path, "`figures` is no group of texts", fix, mark.line, mark.column)]
    return {key: str(value) for key, value in figures.items()} if isinstance(figures, dict) else {}, problems


def _files(root: Path, folder: str, problems: list[Problem]) -> list[Path]:
    """Return the files below a folder in a stable order, without hidden ones; links out of it are not followed."""
    base = root / folder
    if not base.is_dir():
        problems.append(
            Problem("F17", folder, "is missing", f"Make the folder `{folder}`, or run from the right place.")
        )
        return []
    found = []
    for path in sorted(base.rglob("*")):
        if any(part.startswith(".") for part in path.relative_to(base).parts):
            continue
        if not _strays(root, path, problems) and path.is_file():
            found.append(path)
    return found


def _strays(root: Path, path: Path, problems: list[Problem]) -> bool:
    """Tell whether a path is a link that leads out of the project, nowhere or in a circle, and report it."""
    if not path.is_symlink():
        return False
    try:
        if path.resolve(strict=True).is_relative_to(root.resolve()):
            return False
        said = "leads out of the project"
    except (OSError, RuntimeError):  # RuntimeError: a circle, before Python 3.13
        said = "is a link that leads nowhere"
    problems.append(Problem("F16", _shown(root, path), said, "Replace the link by a file."))
    return True


def _read(
    root: Path,
    path: Path,
    documents: dict[str, Document],
    problems: list[Problem],
    most: int | None = None,
    texts: dict[str, str] | None = None,
) -> Document | None:
    raw = _bytes(root, path, problems)
    if raw is None:
        return None
    shown = _shown(root, path)
    if texts is not None:
        texts[shown] = raw.decode("utf-8", errors="replace")
    document, found = read_yaml(shown, raw, most) if most else read_yaml(shown, raw)
    problems += found
    if document is None:
        return None
    documents[shown] = document
    # What was read past a problem of form (a key that stands twice, say) is still checked further: all in one run.
    return document


def _bytes(root: Path, path: Path, problems: list[Problem]) -> bytes | None:
    if _strays(root, path, problems):
        return None
    try:
        return path.read_bytes()
    except FileNotFoundError:
        problems.append(Problem("F17", _shown(root, path), "is missing", "Add the file."))
    except OSError as error:
        problems.append(
            Problem("F16", _shown(root, path), f"cannot be read: {error.strerror}", "Check its permissions.")
        )
    return None


def _shown(root: Path, path: Path) -> str:
    """Return a path as problems name it; bytes of a name that are no UTF-8 become replacement characters."""
    return path.relative_to(root).as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "replace")
