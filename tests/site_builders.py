"""Whole sites for tests: a project around the content of `builders`, and builds of it.

A small site inherits the real mkdocs.yml, so that its tests hold the configuration that is published too.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from html import unescape
from pathlib import Path
from typing import Any
from unittest.mock import patch

import jinja2
import yaml
from click.testing import CliRunner, Result

from builders import EPOCH, REPOSITORY, write_site
from explainer.cli import main
from explainer.html_tags import start_tag, tags

HOOK = REPOSITORY / "hooks" / "mkdocs_hooks.py"
PLACES = ("SITE_URL", "REPO_URL", "EDIT_URI")
"""Variables of the environment that mkdocs.yml reads; unset in tests, so that every machine builds the same pages."""

_COMMENT = re.compile("<!--.*?-->", re.DOTALL)
VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})


def environment(epoch: str | None = EPOCH, **extra: str) -> dict[str, str]:
    """Return the environment for a command: quiet, with this package, without addresses, on the given day."""
    kept = {name: value for name, value in os.environ.items() if name not in {*PLACES, "SOURCE_DATE_EPOCH"}}
    day = {"SOURCE_DATE_EPOCH": epoch} if epoch else {}
    own = {"PYTHONPATH": str(REPOSITORY / "hooks"), "NO_MKDOCS_2_WARNING": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    return {**kept, **day, **own, **extra}


def run(module: str, *arguments: str, cwd: Path, epoch: str | None = EPOCH, **extra: str) -> Any:
    """Run `python -m module` and return what it said and its exit status."""
    return python("-m", module, *arguments, cwd=cwd, epoch=epoch, **extra)


def python(*arguments: str, cwd: Path = REPOSITORY, epoch: str | None = EPOCH, **extra: str) -> Any:
    """Run Python with these arguments, variables besides, and return what it said and its exit status."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env=environment(epoch, **extra),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def claims(*arguments: str | Path) -> Result:
    """Run the command `claims` in this process."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def write_config(root: Path, *, hook: bool = True, **settings: Any) -> Path:
    """Write a mkdocs.yml that inherits the real one, with every page of docs/ in the navigation."""
    pages = sorted(path.relative_to(root / "docs").as_posix() for path in (root / "docs").rglob("*.md"))
    config: dict[str, Any] = {
        "INHERIT": str(REPOSITORY / "mkdocs.yml"),
        "site_name": "Small site",
        "site_description": "A site for tests.",
        "hooks": [str(HOOK)] if hook else [],
        "watch": [],
        "nav": pages,
        **settings,
    }
    path = root / "mkdocs.yml"
    path.write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
    return path


def write_project(root: Path, *, settings: Mapping[str, Any] | None = None, hook: bool = True, **content: Any) -> Path:
    """Write a small site's content (see `builders.write_site`) and its mkdocs.yml below `root`, and return `root`."""
    write_site(root, **content)
    write_config(root, hook=hook, **(settings or {}))
    return root


_walk = jinja2.FileSystemLoader.list_templates
_INSTALLED = Path(sysconfig.get_path("purelib"))


@cache
def _installed_files(folder: str) -> list[str]:
    return [name for name in _walk(jinja2.FileSystemLoader(folder)) if not name.startswith(".")]


def _list_templates(self: jinja2.FileSystemLoader) -> list[str]:
    """List the files of themes as MkDocs does for each build; those that stay as they were installed only once.

    Material has ten thousand icons there, in a folder that MkDocs leaves out.
    """
    found: set[str] = set()
    for folder in map(str, self.searchpath):
        installed = _INSTALLED in Path(folder).parents
        found.update(_installed_files(folder) if installed else _walk(jinja2.FileSystemLoader(folder)))
    return sorted(found)


jinja2.FileSystemLoader.list_templates = _list_templates  # type: ignore[method-assign]


def build(root: Path, *, strict: bool = True, **overrides: Any) -> Path:
    """Build a site with MkDocs in this process and return its folder. Raises what stopped the build."""
    from mkdocs.commands.build import build as mkdocs_build
    from mkdocs.config import load_config
    from mkdocs.exceptions import Abort, BuildError

    config = load_config(str(root / "mkdocs.yml"), strict=strict, **overrides)
    config.plugins.on_startup(command="build", dirty=False)
    try:
        mkdocs_build(config)
    except Abort as abort:  # MkDocs logs the error that it was raised for
        raise (abort.__context__ if isinstance(abort.__context__, BuildError) else abort) from None
    finally:
        config.plugins.on_shutdown()
    return Path(config.site_dir)


def build_on_the_day(root: Path, *, strict: bool = True, **variables: str) -> Path:
    """Build as `build` does, with the day of `builders` and other variables for as long as it takes, no longer."""
    with patch.dict(os.environ, {"SOURCE_DATE_EPOCH": EPOCH, **variables}):
        return build(root, strict=strict)


def fingerprints(folder: Path) -> dict[str, str]:
    """Return a digest of each file below a folder, by its path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@dataclass(slots=True)
class Element:
    """An element of a page as it was opened: its name, attributes, line and whether it stands in the main part."""

    tag: str
    attributes: Mapping[str, str]
    line: int
    in_main: bool

    def has_class(self, name: str) -> bool:
        """Tell whether the element has a class."""
        return name in self.attributes.get("class", "").split()


def pieces(source: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Yield each tag of a page with the text before it, without comments and with characters for references."""
    end = 0
    for tag in tags(source):
        text = _COMMENT.sub("", source[end : tag.start()])
        yield unescape(text) if "&" in text else text, tag
        end = tag.end()


class _Reader:
    def __init__(self, source: str) -> None:
        self.elements: list[Element] = []
        self.shown: list[str] = []
        self.main: list[str] = []
        self.prose: list[str] = []
        self.scripts: list[str] = []
        self._open: list[str] = []
        line, counted = 1, 0
        for text, tag in pieces(source):
            self._note(text)
            name = tag["name"].lower()
            if tag["closing"]:
                if name in self._open:
                    while self._open.pop() != name:
                        pass
                continue
            line, counted = line + source.count("\n", counted, tag.start()), tag.start()
            in_main = name == "article" or "article" in self._open
            self.elements.append(Element(name, start_tag(tag[0])[1], line, in_main))
            if name not in VOID and not tag[0].endswith("/>"):
                self._open.append(name)

    def _note(self, text: str) -> None:
        if not text:
            return
        if "script" in self._open or "style" in self._open:
            self.scripts.append(text)
        elif "body" in self._open:
            self.shown.append(text)
            if "pre" not in self._open and "code" not in self._open:
                self.prose.append(text)
            if "article" in self._open:
                self.main.append(text)


@dataclass
class Page:
    """A built page, read once."""

    name: str
    source: str = field(repr=False)

    @cached_property
    def _read(self) -> _Reader:
        return _Reader(self.source)

    @property
    def elements(self) -> list[Element]:
        """Every element in its order."""
        return self._read.elements

    @property
    def scripts(self) -> str:
        """The text of all scripts and style sheets in the page."""
        return "".join(self._read.scripts)

    @cached_property
    def text(self) -> str:
        """What the page shows, frame included, with single spaces."""
        return " ".join("".join(self._read.shown).split())

    @cached_property
    def prose(self) -> str:
        """What the page shows outside code, with single spaces: without the examples of what not to write."""
        return " ".join("".join(self._read.prose).split())

    @cached_property
    def main(self) -> str:
        """What the main part shows, with single spaces."""
        return " ".join("".join(self._read.main).split())

    @property
    def title(self) -> str:
        """The title as it is written in the source."""
        found = re.search(r"<title>(.*?)</title>", self.source, re.DOTALL)
        return found[1].strip() if found else ""

    @cached_property
    def ids(self) -> list[str]:
        """The id of every element that has one."""
        return [element.attributes["id"] for element in self.elements if "id" in element.attributes]

    @cached_property
    def links(self) -> list[str]:
        """Where the links of the page lead, as written."""
        return [e.attributes["href"] for e in self.elements if e.tag == "a" and "href" in e.attributes]

    @cached_property
    def main_links(self) -> list[str]:
        """Where the links of the main part lead, as written."""
        return [e.attributes["href"] for e in self.elements if e.tag == "a" and e.in_main and "href" in e.attributes]

    def with_class(self, name: str) -> Iterator[Element]:
        """Yield the elements that have a class."""
        return (element for element in self.elements if element.has_class(name))


def read_pages(site: Path) -> dict[str, Page]:
    """Return every HTML page of a built site by its path."""
    return {
        path.relative_to(site).as_posix(): Page(path.relative_to(site).as_posix(), path.read_text(encoding="utf-8"))
        for path in sorted(site.rglob("*.html"))
    }
