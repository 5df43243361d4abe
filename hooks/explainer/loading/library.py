"""The library: all content of a site, loaded from its root folder. Only this module reads content from the disk.

It loads claims/<topic>/<id>.yml, bibliography.bib, docs/data/*.yml, docs/pictures/ and the prose pages of docs/. Faults
are returned as problems, together with everything that could be read, so that one run reports them all.
"""

import os
import re
import stat
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TypeVar

from explainer.file_kinds import is_backup, odd_kind
from explainer.loading.asked_questions import QUESTIONS, AskedQuestion, read_questions
from explainer.loading.bibliography import read_bibliography
from explainer.loading.bibtex_syntax import keys_in
from explainer.loading.lockfile import LOCK, Lock, read_lock, with_standing
from explainer.loading.page_texts import own_texts, wording_of
from explainer.loading.picture_files import FOLDER as PICTURES
from explainer.loading.picture_files import Picture, read_picture
from explainer.loading.prose_page import ProsePage, unfit_file
from explainer.loading.read_files import data_of, is_about_health, read_prose
from explainer.loading.validate import ReadFile, read_fields
from explainer.loading.yaml_reader import MAX_BIBLIOGRAPHY_BYTES, MAX_DATA_BYTES, Document, Place, read_yaml
from explainer.memory import Memory
from explainer.model.base import Authored, as_id
from explainer.model.claim import Claim, PlainClaim
from explainer.model.reference import Reference, with_letters
from explainer.model.searches import ScreenedWorks
from explainer.model.shop_addresses import Shops, without_shops
from explainer.model.site_data import (
    DATA_FILES,
    ENGLISH,
    REQUIRED_DATA,
    REQUIRED_FOR_HEALTH,
    DataParts,
    SiteData,
    WordLists,
    own_values,
    terms_of,
)
from explainer.model.vocabulary import T, known
from explainer.model.wording import Wording
from explainer.problems import Mark, Problem, nearest
from explainer.rules import describe

BIBLIOGRAPHY = "bibliography.bib"
CLAIMS = "claims"
DOCS = "docs"
DATA = "docs/data"
SETTINGS = "mkdocs.yml"
_PAGE_NAME = re.compile(r"(?:[a-z0-9][a-z0-9_-]*/)*[a-z0-9][a-z0-9_-]*\.md")
_NAMED_LIKE_FILES = frozenset({".yml", ".yaml", ".md", ".svg"})
V = TypeVar("V")


describe(
    "F16",
    "A file that cannot be read",
    "Permissions, a link that leads out of the project or to a folder, a pipe, a socket or a device, or a folder with "
    "the name of a file. Site generators follow links to folders, and would publish what no rule has read.",
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
    "Claims are named claims/<topic>/<id>.yml. In docs/data/ stand the files that the documentation names, and no "
    "others. The name of a page is its address: small letters, digits and hyphens.",
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


@dataclass(frozen=True, eq=False)
class Library:
    """All content, mostly by id. `documents` has the parsed claim and data files by path, for the places of values."""

    claims: Mapping[str, Claim] = field(default_factory=dict)
    references: Mapping[str, Reference] = field(default_factory=dict)
    """The references as they may be published: those at shops without their addresses."""
    unread: frozenset[str] | None = frozenset()
    """Keys, in lower case, of entries of the bibliography that cannot be read; None if the file itself cannot."""
    shops: Shops = field(default_factory=Shops)
    data: SiteData | None = None
    """All data, or None if a file is missing or cannot be read: then no page can be made."""
    read_data: DataParts | None = None
    prose: tuple[ProsePage, ...] = ()
    page_files: frozenset[str] = frozenset()
    """The names of all pages, also of those that cannot be read."""
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    picture_files: frozenset[str] = frozenset()
    """The names of all pictures, also of those that cannot be shown."""
    documents: Mapping[str, Document] = field(default_factory=dict)
    claim_paths: Mapping[str, str] = field(default_factory=dict)
    claim_files: int = 0
    salvaged: Mapping[str, Claim] = field(default_factory=dict)
    """What could be salvaged of invalid claims: for rules only, never shown."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """The text of the claim files and the bibliography, by path."""
    questions: tuple[AskedQuestion, ...] = ()
    """Questions that readers ask, to test the search with."""
    lock: Lock | None = None
    """What registers said of the references; None if they have never been compared."""

    @property
    def complete(self) -> bool:
        """Whether every claim and page could be read. If not, rules that need the whole site are skipped."""
        return len(self.claims) == self.claim_files and len(self.prose) >= len(self.page_files)

    @cached_property
    def parts(self) -> DataParts:
        """The data files that could be read, for rules."""
        return self.read_data or self.data or DataParts()

    @cached_property
    def wording(self) -> Wording:
        """The texts around the content, in the site's language."""
        parts = self.parts
        language = parts.site.language if parts.site else ENGLISH
        return wording_of(parts.texts, parts.vocabulary, health=parts.health, language=language)

    @cached_property
    def by_identifier(self) -> Mapping[str, str]:
        """A DOI in lower case, or a PMID -> the key of its entry."""
        entries = self.references.values()
        return {name: entry.key for entry in entries for name in (entry.doi.casefold(), entry.pmid) if name}

    def terms(self, kind: type[T]) -> tuple[T, ...]:
        """Return the values of a vocabulary on this site, in the order in which pages list them."""
        return terms_of(kind, self.parts.vocabulary, health=self.parts.health)

    def mark(self, path: str, place: Place, *, key: bool = False) -> Mark:
        """Return the place of a value in a claim or data file; the top of the file if it was not parsed."""
        document = self.documents.get(path)
        return document.mark(place, key=key) if document else Mark()


def load_library(root: Path, memory: Memory | None = None) -> tuple[Library, list[Problem]]:
    """Load everything below `root`. With a `memory`, files with the same bytes as last time are not parsed again.

    Returns the library and the problems of the parsers, with F16 a file that cannot be read, F17 a missing file or
    folder, F18 a wrong file name, and F19 an id that two files share.
    """
    loader = _Loader(root, memory or Memory())
    loader.load_data()
    loader.load_settings()
    with known(own_values(loader.parts.vocabulary)):
        loader.load_claims()
        loader.load_references()
    library = Library(
        claims=loader.claims,
        references=loader.references,
        unread=loader.unread(),
        shops=loader.shops,
        data=loader.data,
        read_data=loader.parts,
        lock=loader.lock,
        prose=tuple(loader.prose()),
        page_files=frozenset(loader.page_files),
        picture_files=frozenset(path.stem for path in (root / PICTURES).glob("*.svg")),
        pictures={picture.name: picture for picture in loader.pictures()},
        documents=loader.documents,
        claim_paths=loader.paths,
        claim_files=loader.claim_files,
        salvaged=loader.salvaged,
        texts=loader.texts,
        questions=loader.optional(QUESTIONS, read_questions) or (),
    )
    return library, loader.problems


class _Loader:
    """Loads a site part by part and collects the problems."""

    def __init__(self, root: Path, memory: Memory) -> None:
        self.root, self.memory = root, memory
        self.problems: list[Problem] = []
        self.documents: dict[str, Document] = {}
        self.texts: dict[str, str] = {}
        self.claims: dict[str, Claim] = {}
        self.salvaged: dict[str, Claim] = {}
        self.paths: dict[str, str] = {}
        self.claim_files = 0
        self.references: dict[str, Reference] = {}
        self.shops = Shops()
        self.lock: Lock | None = None
        self.data: SiteData | None = None
        self.parts = DataParts()
        self.page_files: set[str] = set()

    def load_data(self) -> None:
        read: dict[str, Authored | None] = {}
        salvaged: dict[str, Authored | None] = {}
        for name, model in DATA_FILES.items():
            shown = f"{DATA}/{name}.yml"
            path = self.root / shown
            site = self.documents.get(f"{DATA}/site.yml")
            if os.path.lexists(path):
                raw = self._bytes(path)
                if raw is None:
                    read[name] = None
                    continue
                most = MAX_BIBLIOGRAPHY_BYTES if model is ScreenedWorks else MAX_DATA_BYTES  # a program adds the works
                parse = partial(read_fields, shown, raw, model, most=most)
                file: ReadFile[Authored] = self.memory.recall(("data", name), raw, parse)
                read[name] = file.value
                self.problems += [*file.syntax, *file.meaning]
                if file.document:
                    self.documents[shown] = file.document
                if {problem.code for problem in file.meaning} == {"F10"}:  # then the rest is checked in the same run
                    salvaged[name] = file.salvaged
            elif name in REQUIRED_DATA or (name in REQUIRED_FOR_HEALTH and is_about_health(read.get("site"), site)):
                read[name] = None
                fix = REQUIRED_FOR_HEALTH.get(name, "Add the file; see the documentation.")
                self._report("F17", shown, "is missing", fix)
        read_here = {"README.md", *(f"{name}.yml" for name in DATA_FILES)}
        for path in self._files(DATA) if (self.root / DATA).is_dir() else ():
            if path.relative_to(self.root / DATA).as_posix() not in read_here:
                guess = nearest(path.stem, DATA_FILES)
                fix = f"Did you mean `{guess}.yml`?" if guess else "Delete or move it."
                self._report("F18", self._shown(path), "is not a data file that the site reads", fix)
        made_of = (read, salvaged, self.documents.get(f"{DATA}/site.yml"))
        self.data, self.parts = self.memory.recall("data", made_of, lambda: data_of(*made_of))

    def load_settings(self) -> None:
        """Load mkdocs.yml for the rules, as far as it can be read. MkDocs, which knows its tags, tells other faults."""
        path = self.root / SETTINGS
        if _is_plain(path) and (raw := self._bytes(path)) is not None:
            document, problems = self.memory.recall(SETTINGS, raw, partial(read_yaml, SETTINGS, raw))
            self.problems += [problem for problem in problems if problem.code in {"F01", "F03", "F05", "F56"}]
            if document:
                self.documents[SETTINGS] = document

    def load_claims(self) -> None:
        model, own = Claim if self.parts.health else PlainClaim, self.parts.vocabulary
        for path in sorted(self.root.iterdir()):
            if path.name != CLAIMS and path.name.lower() in {"claim", "claims"}:
                fix = "Move its files to claims/<topic>/."
                self._report("F18", self._shown(path), "is a folder that is not read", fix)
            if path.suffix in {".yml", ".yaml"} and b"\nverdict:" in (self._bytes(path) or b""):
                fix = "Move it to claims/<topic>/<id>.yml."
                self._report("F18", self._shown(path), "is a claim that is not read", fix)
        for path in self._files(CLAIMS):
            shown, name = self._shown(path), as_id(path.stem) or path.stem  # F12 tells of a name that is no id
            if path.suffix != ".yml":
                if path.suffix == ".yaml" or path.parent != self.root / CLAIMS:
                    fix = "Name it claims/<topic>/<id>.yml, or move it elsewhere."
                    self._report("F18", shown, "is not a claim file", fix)
                continue
            self.claim_files += 1
            if path.parent.parent != self.root / CLAIMS:
                self._report("F18", shown, "is not in a topic's folder", "Move it to claims/<topic>/<id>.yml.")
                continue
            raw = self._bytes(path)
            read: ReadFile[Claim] | None = None
            if raw is not None:
                self.texts[shown] = raw.decode("utf-8", errors="replace")
                parse = partial(read_fields, shown, raw, model, {"id": path.stem})
                read = self.memory.recall(("claim", shown), (raw, model, own), parse)
                self.problems += read.syntax
                if read.document:
                    self.documents[shown] = read.document
            if name in self.paths:
                fix = "Give the file another name; ids are for ever."
                self._report("F19", shown, f"has the same id as {self.paths[name]}", fix)
                continue
            self.paths[name] = shown  # also for a claim that cannot be read: others may link to it
            if read:
                self.problems += read.meaning
                if read.value:
                    self.claims[name] = read.value
                elif read.salvaged:
                    self.salvaged[name] = read.salvaged

    def load_references(self) -> None:
        """Load the references as they may be published, with the standing that counts, and what is known of shops."""
        self.lock = lock = self.optional(LOCK, read_lock)
        raw = self._bytes(self.root / BIBLIOGRAPHY)
        if raw is None:
            return
        parts, recall = self.parts, self.memory.recall
        self.texts[BIBLIOGRAPHY] = raw.decode("utf-8", errors="replace")
        read, problems = recall(BIBLIOGRAPHY, (raw, parts.vocabulary), lambda: read_bibliography(BIBLIOGRAPHY, raw))
        self.problems += problems
        excepted = parts.links.records if parts.links else ()
        standing = recall("standing", (read, lock, excepted), lambda: with_letters(with_standing(read, lock, excepted)))
        words = parts.words or WordLists()
        lists = words.shops, words.not_shops, words.brands
        say = wording_of(parts.texts).plain
        note, undated = say("source.no_shop"), say("source.undated")
        if undated != own_texts()["source.undated"]:
            standing = {key: work if work.year else replace(work, undated=undated) for key, work in standing.items()}
        made_of = (standing, lists, note)
        self.references, self.shops = recall("shops", made_of, lambda: without_shops(standing, *lists, note=note))

    def unread(self) -> frozenset[str] | None:
        text = self.texts.get(BIBLIOGRAPHY)
        return None if text is None or "\0" in text else keys_in(text) - {key.lower() for key in self.references}

    def prose(self) -> Iterator[ProsePage]:
        pages: list[ProsePage] = []
        files = {path.relative_to(self.root).as_posix(): path for path in self._files(DOCS)}
        files = {shown: path for shown, path in files.items() if not shown.startswith(f"{DATA}/")}
        for shown, path in files.items():
            if path.suffix == ".md":
                name = shown.removeprefix(f"{DOCS}/")
                self.page_files.add(name)
                if not _PAGE_NAME.fullmatch(name):
                    fix = "Use small letters, digits and hyphens, as in how-we-judge.md."
                    self._report("F18", self._shown(path), "has a name that makes no plain address of a page", fix)
                pages += self._parsed(path, ("prose", name), partial(read_prose, self._shown(path), name))
        for shown, path in files.items():
            if fix := unfit_file(shown, (page.text for page in pages)):
                self._report("F33", self._shown(path), "would be published without any rule reading it", fix)
        yield from pages

    def pictures(self) -> Iterator[Picture]:
        for path in self._files(PICTURES) if (self.root / PICTURES).is_dir() else ():
            if path.suffix == ".svg" and path.parent == self.root / PICTURES:
                shown = self._shown(path)
                yield from self._parsed(path, ("picture", shown), partial(read_picture, shown))

    def optional(self, name: str, parse: Callable[[str, bytes], tuple[V, list[Problem]]]) -> V | None:
        """Return the content of a file that a site need not have, or None."""
        path = self.root / name
        return next(self._parsed(path, name, partial(parse, name)), None) if os.path.lexists(path) else None

    def _parsed(
        self, path: Path, key: Hashable, parse: Callable[[bytes], tuple[V | None, list[Problem]]]
    ) -> Iterator[V]:
        """Yield the content of a file; nothing if it cannot be read."""
        if (raw := self._bytes(path)) is not None:
            value, problems = self.memory.recall(key, raw, partial(parse, raw))
            self.problems += problems
            if value is not None:
                yield value

    def _files(self, folder: str) -> list[Path]:
        """Return the files below a folder in a stable order, without hidden files and editors' backups.

        Links that lead out of the project or to a folder, and what is neither a file nor a folder, are problems.
        """
        base = self.root / folder
        if not base.is_dir():
            self._report("F17", folder, "is missing", f"Make the folder `{folder}`, or run from the right place.")
            return []
        paths: list[Path] = []
        for folder, inner, names in os.walk(base):
            inner[:] = [name for name in inner if not name.startswith(".")]
            paths += (Path(folder, name) for name in (*inner, *names) if not (name[0] == "." or is_backup(name)))
        return [
            path
            for path in sorted(paths)
            if _is_plain(path) or (not (self._strays(path) or self._is_odd(path)) and path.is_file())
        ]

    def _is_odd(self, path: Path) -> bool:
        """Return whether a path cannot have content (a pipe, a device, a folder named like a file), and report it."""
        try:
            kind = odd_kind(path)
        except OSError:
            return False  # reported when it is read
        if not kind and path.is_dir() and path.suffix.lower() in _NAMED_LIKE_FILES:
            kind = "is a folder with the name of a file"
        if kind:
            self._report("F16", self._shown(path), kind, "Put a file in its place, or remove it.")
        return bool(kind)

    def _strays(self, path: Path) -> bool:
        """Return whether a path is a link to a folder, out of the project or to nothing, and report it."""
        if not path.is_symlink():
            return False
        try:
            target = path.resolve(strict=True)
            inside = target.is_relative_to(self.root.resolve())
            if inside and not target.is_dir():
                return False
            said = "is a link to a folder" if inside else "leads out of the project"
        except (OSError, RuntimeError):  # RuntimeError: a loop of links, before Python 3.13
            said = "is a link that leads nowhere"
        self._report("F16", self._shown(path), said, "Replace the link by a file.")
        return True

    def _bytes(self, path: Path) -> bytes | None:
        shown = self._shown(path)
        try:
            if not _is_plain(path) and (self._strays(path) or self._is_odd(path)):
                return None
            if (size := path.stat().st_size) > MAX_BIBLIOGRAPHY_BYTES:  # before it fills the memory
                said = f"is {size:,} bytes long; the limit is {MAX_BIBLIOGRAPHY_BYTES:,}"
                self._report("F02", shown, said, "Shorten or split the file.")
                return None
            return path.read_bytes()
        except FileNotFoundError:
            self._report("F17", shown, "is missing", "Add the file.")
        except OSError as error:
            self._report("F16", shown, f"cannot be read: {error.strerror}", "Check its permissions.")
        return None

    def _report(self, code: str, shown: str, message: str, fix: str) -> None:
        self.problems.append(Problem(code, shown, message, fix))

    def _shown(self, path: Path) -> str:
        """Return a path as problems name it; bytes that are not UTF-8 become replacement characters."""
        return path.relative_to(self.root).as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _is_plain(path: Path) -> bool:
    """Return whether a path is a regular file, not a link: the only test that most files need."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False
