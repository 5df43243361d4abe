"""The library: all content of a site, loaded from a root folder. The only reader of the file system.

Reads claims/<topic>/<id>.yml, bibliography.bib, docs/data/*.yml and the prose pages of docs/. Everything that can be
wrong comes back as problems; what could be read is there all the same, so that one run reports on all of it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path

from explainer.file_kinds import is_backup, odd_kind
from explainer.loading.asked_questions import QUESTIONS, AskedQuestion, read_questions
from explainer.loading.bibliography import read_bibliography
from explainer.loading.bibtex_syntax import keys_in
from explainer.loading.data_parts import DataParts, is_about_health, parts_of, site_data, whole_of
from explainer.loading.lockfile import LOCK, Lock, read_lock
from explainer.loading.page_texts import own_texts, wording_of
from explainer.loading.picture_files import FOLDER as PICTURES
from explainer.loading.picture_files import Picture, read_picture
from explainer.loading.prose_page import ProsePage, unfit_file
from explainer.loading.read_files import read_claim, read_data, read_prose
from explainer.loading.retraction_status import with_standing
from explainer.loading.yaml_reader import MAX_BIBLIOGRAPHY_BYTES, Document
from explainer.loading.yaml_reader import Path as Place
from explainer.memory import Memory, NoMemory
from explainer.model.base import Authored
from explainer.model.claim import Claim, PlainClaim
from explainer.model.reference import Reference
from explainer.model.shop_addresses import Shops, without_shops
from explainer.model.site_data import (
    CARE,
    DATA_FILES,
    ENGLISH,
    REQUIRED_DATA,
    SiteData,
    Vocabularies,
    WordLists,
    own_values,
    terms_of,
)
from explainer.model.vocabulary import T, known
from explainer.model.wording import Wording
from explainer.problems import Mark, Problem
from explainer.rules import describe

BIBLIOGRAPHY = "bibliography.bib"
CLAIMS = "claims"
DOCS = "docs"
DATA = "docs/data"
_NAMED_LIKE_FILES = frozenset({".yml", ".yaml", ".md", ".svg"})


describe(
    "F16",
    "A file that cannot be read",
    (
        "Permissions, a link that leads out of the project or to a folder, a pipe, a socket or a device, or a folder "
        "with the name of a file. Site generators follow links to folders, and would publish what no rule has read."
    ),
    bad="claims/pain/x.yml as a link to a file elsewhere, or docs/more as a link to a folder",
    good="the file itself",
)
describe(
    "F17",
    "Something is missing",
    "A file or folder that the site needs is not there.",
    bad="a project without docs/data/site.yml",
    good="the file, with its fields",
)
describe(
    "F18",
    "A file in the wrong place",
    "Claims are named claims/<topic>/<id>.yml.",
    bad="claims/pain/x.yaml",
    good="claims/pain/x.yml",
)
describe(
    "F19",
    "An id that two files share",
    "The file name is the claim's id and its address, for ever, whatever its folder.",
    bad="claims/pain/x.yml and claims/heart/x.yml",
    good="two names",
)


@dataclass(frozen=True)
class Library:
    """All content, by id. `documents` keeps the marks of each claim file and data file, by path."""

    claims: Mapping[str, Claim] = field(default_factory=dict)
    references: Mapping[str, Reference] = field(default_factory=dict)
    """The works as they may be published: those of shops without their addresses."""
    unread: frozenset[str] | None = frozenset()
    """Keys, in lower case, of entries that are in the bibliography but cannot be read."""
    shops: Shops = field(default_factory=Shops)
    data: SiteData | None = None
    """All data, or None where a file of it is missing or cannot be read: no page can be made then."""
    read_data: DataParts | None = None
    prose: tuple[ProsePage, ...] = ()
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    documents: Mapping[str, Document] = field(default_factory=dict)
    claim_paths: Mapping[str, str] = field(default_factory=dict)
    claim_files: int = 0
    salvaged: Mapping[str, Claim] = field(default_factory=dict)
    """What could be read of claims that break the form: for checks alone, never to be shown."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """Text of the claim files and the bibliography as it was read, by path."""
    questions: tuple[AskedQuestion, ...] = ()
    """What readers ask, to see whether it is found; none where no file has them."""
    lock: Lock | None = None
    """What registers said of the references, and when; None where they have never been compared."""

    @property
    def complete(self) -> bool:
        """Whether every claim file became a claim. If not, rules that need the whole site are skipped."""
        return len(self.claims) == self.claim_files

    @property
    def parts(self) -> DataParts:
        """The data file by file, as far as each could be read: for checks."""
        return self.read_data or whole_of(self.data)

    @cached_property
    def wording(self) -> Wording:
        """The texts of the pages, in the site's language."""
        parts = self.parts
        language = parts.site.language if parts.site else ENGLISH
        return wording_of(parts.texts, parts.vocabulary, health=parts.health, language=language)

    def terms(self, kind: type[T]) -> tuple[T, ...]:
        """Return the values of a vocabulary on this site, in the order in which pages list them."""
        return terms_of(kind, self.parts.vocabulary, health=self.parts.health)

    def mark(self, path: str, place: Place, *, key: bool = False) -> Mark:
        """Return the place of a value in a file that was read, or the top of the file."""
        document = self.documents.get(path)
        return document.mark(place, key=key) if document else Mark()

    def claims_of(self, topic: str) -> tuple[Claim, ...]:
        """Return the claims of a topic, by question."""
        return tuple(sorted((c for c in self.claims.values() if c.topic == topic), key=lambda c: c.question))


def load_library(root: Path, memory: Memory | None = None) -> tuple[Library, list[Problem]]:
    """Load everything below `root`. With a `memory`, files that hold the same bytes as last time are not read again.

    Returns the library and the problems of form: those of `source`, `validate` and `bibliography`, and F16 a file
    that cannot be read, F17 a missing file or folder, F18 an unfit file name, F19 an id that two files share.
    """
    memory = memory or NoMemory()
    problems: list[Problem] = []
    documents: dict[str, Document] = {}
    texts: dict[str, str] = {}
    data, parts = _load_data(root, memory, documents, problems)
    form = Claim if parts.health else PlainClaim
    with known(own_values(parts.vocabulary)):
        claims, salvaged, paths, files = _load_claims(root, memory, documents, texts, problems, form, parts.vocabulary)
    lock = _load_lock(root, memory, problems)
    with known(own_values(parts.vocabulary)):
        references, shops = _load_references(root, memory, texts, problems, lock, parts)
    return (
        Library(
            claims=claims,
            references=references,
            unread=_unread(texts.get(BIBLIOGRAPHY), references),
            shops=shops,
            data=data,
            read_data=parts,
            lock=lock,
            prose=tuple(_load_prose(root, memory, problems)),
            pictures={picture.name: picture for picture in _load_pictures(root, memory, problems)},
            documents=documents,
            claim_paths=paths,
            claim_files=files,
            salvaged=salvaged,
            texts=texts,
            questions=_load_questions(root, memory, problems),
        ),
        problems,
    )


def _load_claims(
    root: Path,
    memory: Memory,
    documents: dict[str, Document],
    texts: dict[str, str],
    problems: list[Problem],
    form: type[Claim],
    own: Vocabularies | None,
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
        name = path.stem
        raw = _bytes(root, path, problems)
        made = partial(read_claim, shown, name, raw, form) if raw is not None else None
        read = memory.recall(("claim", shown), (raw, form, own), made) if made else None
        if read:
            texts[shown] = read.text
            problems += read.form
            if read.document:
                documents[shown] = read.document
        if name in paths:
            problems.append(
                Problem(
                    "F19", shown, f"has the same id as {paths[name]}", "Give the file another name; ids are for ever."
                )
            )
            continue
        paths[name] = shown  # what cannot be read is there all the same: others may link to it
        if read is None:
            continue
        problems += read.meaning
        if read.claim:
            claims[name] = read.claim
        elif read.rest is not None:
            salvaged[name] = read.rest
    return claims, salvaged, paths, files


def _load_references(
    root: Path, memory: Memory, texts: dict[str, str], problems: list[Problem], lock: Lock | None, parts: DataParts
) -> tuple[dict[str, Reference], Shops]:
    """Return the references as they may be published, with the standing that counts, and what is known of shops."""
    raw = _bytes(root, root / BIBLIOGRAPHY, problems)
    if raw is None:
        return {}, Shops()
    texts[BIBLIOGRAPHY] = raw.decode("utf-8", errors="replace")
    read, found = memory.recall(BIBLIOGRAPHY, (raw, parts.vocabulary), lambda: read_bibliography(BIBLIOGRAPHY, raw))
    problems += found
    records = parts.links.records if parts.links else ()
    stand = memory.recall("standing", (read, lock, records), lambda: with_standing(read, lock, records))
    words = parts.words or WordLists()
    lists = words.shops, words.not_shops, words.brands
    say = wording_of(parts.texts).plain
    note, undated = say("source.no_shop"), say("source.undated")
    if undated != own_texts()["source.undated"]:
        stand = {key: one if one.year else replace(one, undated=undated) for key, one in stand.items()}
    return memory.recall("shops", (stand, lists, note), lambda: without_shops(stand, *lists, note=note))


def _load_questions(root: Path, memory: Memory, problems: list[Problem]) -> tuple[AskedQuestion, ...]:
    raw = _bytes(root, root / QUESTIONS, problems) if (root / QUESTIONS).exists() else None
    if raw is None:
        return ()
    questions, found = memory.recall(QUESTIONS, raw, lambda: read_questions(QUESTIONS, raw))
    problems += found
    return questions


def _unread(text: str | None, references: Mapping[str, Reference]) -> frozenset[str] | None:
    return None if text is None else keys_in(text) - {key.lower() for key in references}


def _load_lock(root: Path, memory: Memory, problems: list[Problem]) -> Lock | None:
    raw = _bytes(root, root / LOCK, problems) if os.path.lexists(root / LOCK) else None
    if raw is None:
        return None
    lock, found = memory.recall(LOCK, raw, lambda: read_lock(LOCK, raw))
    problems += found
    return lock


def _load_data(
    root: Path, memory: Memory, documents: dict[str, Document], problems: list[Problem]
) -> tuple[SiteData | None, DataParts]:
    read: dict[str, Authored | None] = {}
    salvaged: dict[str, Authored | None] = {}
    for name, model in DATA_FILES.items():
        path = root / DATA / f"{name}.yml"
        shown = _shown(root, path)
        if path.exists() or path.is_symlink():
            raw = _bytes(root, path, problems)
            if raw is None:
                read[name] = None
                continue
            document, read[name], rest, found = memory.recall(
                ("data", name), raw, partial(read_data, shown, model, raw)
            )
            problems += found
            if document:
                documents[shown] = document
            if rest:
                salvaged[name] = rest
        elif name in REQUIRED_DATA or (name == CARE and is_about_health(read.get("site"), documents)):
            read[name] = None
            problems.append(Problem("F17", shown, "is missing", "Add the file; see the documentation."))
    whole = None not in read.values()
    site = documents.get(f"{DATA}/site.yml")
    return memory.recall(
        "data",
        (read, salvaged, site),
        lambda: (site_data(read) if whole else None, parts_of({**read, **salvaged}, documents, whole=whole)),
    )


def _load_prose(root: Path, memory: Memory, problems: list[Problem]) -> Iterable[ProsePage]:
    for path in _files(root, DOCS, problems):
        if fix := unfit_file(path.relative_to(root).as_posix()):
            problems.append(Problem("F33", _shown(root, path), "would be published unread by any rule", fix))
        if path.suffix != ".md" or (root / DATA) in path.parents:
            continue
        raw = _bytes(root, path, problems)
        if raw is None:
            continue
        shown, name = _shown(root, path), path.relative_to(root / DOCS).as_posix()
        page, found = memory.recall(("prose", name), raw, partial(read_prose, shown, name, raw))
        problems += found
        if page:
            yield page


def _load_pictures(root: Path, memory: Memory, problems: list[Problem]) -> Iterable[Picture]:
    for path in _files(root, PICTURES, problems) if (root / PICTURES).is_dir() else ():
        if path.suffix == ".svg" and (raw := _bytes(root, path, problems)) is not None:
            shown = _shown(root, path)
            picture, found = memory.recall(("picture", shown), raw, partial(read_picture, shown, raw))
            problems += found
            if picture:
                yield picture


def _files(root: Path, folder: str, problems: list[Problem]) -> list[Path]:
    """Return the files below a folder in a stable order, without hidden ones and backups of editors.

    Reported are links that lead out of the project or to a folder, and what is neither a file nor a folder.
    """
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
        if is_backup(path.name) or _strays(root, path, problems) or _is_odd(root, path, problems):
            continue
        if path.is_file():
            found.append(path)
    return found


def _is_odd(root: Path, path: Path, problems: list[Problem]) -> bool:
    """Tell whether a path can hold no content: a pipe, a socket, a device, a folder named like a file."""
    try:
        kind = odd_kind(path)
    except OSError:
        return False  # a file that cannot be read is reported when it is read
    if not kind and path.is_dir() and path.suffix.lower() in _NAMED_LIKE_FILES:
        kind = "is a folder with the name of a file"
    if kind:
        problems.append(Problem("F16", _shown(root, path), kind, "Put a file in its place, or take it away."))
    return bool(kind)


def _strays(root: Path, path: Path, problems: list[Problem]) -> bool:
    """Tell whether a path is a link to a folder, or one that leads out of the project or nowhere, and report it."""
    if not path.is_symlink():
        return False
    try:
        target = path.resolve(strict=True)
        if target.is_relative_to(root.resolve()) and not target.is_dir():
            return False
        said = "is a link to a folder" if target.is_dir() else "leads out of the project"
        if target.is_dir() and not target.is_relative_to(root.resolve()):
            said = "leads out of the project"
    except (OSError, RuntimeError):  # RuntimeError: a circle, before Python 3.13
        said = "is a link that leads nowhere"
    problems.append(Problem("F16", _shown(root, path), said, "Replace the link by a file."))
    return True


def _bytes(root: Path, path: Path, problems: list[Problem]) -> bytes | None:
    if _strays(root, path, problems):
        return None
    try:
        if _is_odd(root, path, problems):
            return None
        if (size := path.stat().st_size) > MAX_BIBLIOGRAPHY_BYTES:  # before it fills the memory
            said = f"is {size:,} bytes long; {MAX_BIBLIOGRAPHY_BYTES:,} are the most"
            problems.append(Problem("F02", _shown(root, path), said, "Shorten or split the file."))
            return None
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
