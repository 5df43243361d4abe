"""Serving a site while people write it: an edit rebuilds all that it changes, and nothing else.

The state lives as long as the server. MkDocs's configuration, files and pages are used through their attributes only.
"""

import gc
import logging
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from html import escape
from pathlib import Path
from threading import Timer
from typing import Any

from explainer import THEME
from explainer.building.build import Build, expanded
from explainer.loading.prose_page import front_matter
from explainer.memory import Memory, Written
from explainer.pages.site_view import SiteView
from explainer.publish.jsonld import Shown, structured_data

_TEMPLATES = Path(__file__).parent.parent / "pages" / "templates"
_SETTINGS = (
    "site_name", "site_url", "site_description", "site_author", "copyright", "repo_url", "repo_name", "edit_uri",
    "edit_uri_template", "use_directory_urls", "nav", "extra", "extra_css", "extra_javascript", "extra_templates",
    "markdown_extensions", "mdx_configs", "validation", "exclude_docs", "not_in_nav", "draft_docs",
)  # fmt: skip


@dataclass
class Serving:
    """The memory of a server between its builds."""

    memory: Memory = field(default_factory=Memory)
    written: Written = field(default_factory=Written)
    frame: Any = None
    pages: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    """Name of a prose page -> its title and front matter when it was last built."""

    def begin(self, config: Any, view: SiteView, card: Any) -> None:
        """Begin a build: note the values that all files depend on. `card` is the site's picture for sharing."""
        gc.disable()
        self.written.begin()
        theme = [*filter(None, [config.theme.custom_dir]), THEME]
        titles = [(page.name, view.page_titles[page.name], front_matter(page.text)) for page in view.library.prose]
        self.frame = (
            {name: repr(config[name]) for name in _SETTINGS},
            {name: repr(config.theme[name]) for name in config.theme},
            {name: repr(getattr(plugin, "config", "")) for name, plugin in config.plugins.items()},
            digest([*(Path(folder) for folder in theme), _TEMPLATES]),
            view.data,
            card,
            view.today,
            sorted(titles),
        )

    def is_new(self, path: str, made_of: Any) -> bool:
        """Return whether a file of the site has to be written: it is new, or made of other values than before."""
        return self.written.is_new(path, (made_of, self.frame))

    def mark(self, build: Build, files: Any, split: Callable[[str], tuple[str, Any]]) -> None:
        """Mark which of MkDocs's own files have to be written: a page if what it shows has changed.

        `split` separates the text of a page from its front matter. Unchanged pages get their former title and front
        matter, which the navigation shows.
        """
        names = tuple(sorted(files.src_uris))
        for file in files:
            if hasattr(file, "made_of") or file.abs_src_path is None:
                continue
            if file.is_documentation_page():
                new = self._is_new_page(build, file, names, split)
            else:
                status = Path(file.abs_src_path).stat()
                new = self.is_new(file.dest_uri, (status.st_mtime_ns, status.st_size))
            file.is_modified = partial(bool, new)  # MkDocs would compare the ages of files

    def _is_new_page(self, build: Build, file: Any, names: Any, split: Callable[[str], tuple[str, Any]]) -> bool:
        name = file.src_uri
        text, meta = split(file.content_string)
        context, citations, text = expanded(build, name, text)
        title = build.view.page_titles.get(name, name)
        data = structured_data(build.view, build.place, Shown(name, title, str(meta.get("description", ""))))
        new = self.is_new(file.dest_uri, (text, citations, meta, data, names))
        if new:
            build.contexts[name], build.expanded[name] = (context, citations), text
        elif file.page:
            file.page.title, file.page.meta = self.pages[name]
        return new

    def close(self, site: Path, written: set[str]) -> None:
        """End a build: delete the files that are not in `written`, the paths of all files of the site."""
        for path in self.written.end(written):
            (site / path).unlink(missing_ok=True)
        timer = Timer(1.0, _collect)  # after the pages have been served; during a build the collector is off
        timer.daemon = True
        timer.start()


def trusts(config: Any) -> bool:
    """Return whether all plugins are known to treat a page the same, whatever else is built.

    If so, MkDocs's warning that a build leaves out unchanged pages is silenced, since here they are left out rightly.
    With an unknown plugin every build is a full one, and a warning says so.
    """
    known = {"material/search", *config.hooks}
    known |= {
        name for name, plugin in config.plugins.items() if name == "material/offline" and not plugin.config.enabled
    }
    trusted = set(config.plugins) <= known
    if trusted:
        logging.getLogger("mkdocs.commands.build").addFilter(lambda record: "'dirty' build" not in record.getMessage())
    else:
        unknown = ", ".join(sorted(set(config.plugins) - known))
        logging.getLogger("mkdocs.plugins.claims").warning("Every save builds everything, because of: %s", unknown)
    return trusted


def show_failures(server: Any) -> None:
    """Make MkDocs's server show why a build failed, in place of every page, until a build succeeds.

    Otherwise each page would just keep loading, with the reason in the terminal only.
    """
    build, answer = server.builder, server.serve_request
    reasons: list[str] = []
    failed = False

    def builder() -> None:
        nonlocal failed
        try:
            build()
            failed = False
        except (Exception, SystemExit) as error:
            known = isinstance(error, SystemExit)  # MkDocs has printed the error that caused it
            if not known:
                traceback.print_exc()
            reasons.append(str((error.__context__ if known else None) or error))
            failed = True

    def app(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if not failed or path.startswith("/livereload/") or not path.endswith(("/", ".html")):
            return answer(environ, start_response)  # type: ignore[no-any-return]
        number = str(len(reasons))
        headers = [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store"), ("X-Failure", number)]
        start_response("503 Service Unavailable", headers)
        page = Path(__file__).with_name("not_built.html").read_text(encoding="utf-8")
        return [page.replace("@@number@@", number).replace("@@why@@", escape(reasons[-1])).encode()]

    server.builder = builder
    server.set_app(app)


def _collect() -> None:
    gc.enable()
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def digest(folders: Iterable[Path]) -> str:
    """Return a checksum of the names and contents of all templates below these folders."""
    checksum = sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".html", ".j2", ".xml"}:
                checksum.update(f"{path}\0".encode())
                checksum.update(path.read_bytes())
    return checksum.hexdigest()
