"""A site that is served while it is written: only what an edit changes is made again, and never less.

Lives as long as the server. Knows a generator's configuration, files and pages by their attributes alone.
"""

from __future__ import annotations

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

from explainer.building.build import Build, expanded
from explainer.building.own_theme import theme_folder
from explainer.loading.prose_page import front_matter
from explainer.memory import Memory, Written
from explainer.pages.site_view import SiteView
from explainer.publish import Shown, structured_data

_TEMPLATES = Path(__file__).parent.parent / "pages" / "templates"
_SETTINGS = (
    "site_name", "site_url", "site_description", "site_author", "copyright", "repo_url", "repo_name", "edit_uri",
    "edit_uri_template", "use_directory_urls", "nav", "extra", "extra_css", "extra_javascript", "extra_templates",
    "markdown_extensions", "mdx_configs", "validation", "exclude_docs", "not_in_nav", "draft_docs",
)  # fmt: skip


@dataclass
class Serving:
    """What is remembered between the builds of one server."""

    memory: Memory = field(default_factory=Memory)
    written: Written = field(default_factory=Written)
    frame: Any = None
    pages: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    """Name of a page in prose -> its title and front matter, as they were when it was last built."""

    def begin(self, config: Any, view: SiteView, card: Any) -> None:
        """Begin a build with what all its files depend on. `card` is what pages say where they are shared."""
        gc.disable()
        self.written.begin()
        theme = [*filter(None, [config.theme.custom_dir]), theme_folder()]
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
        """Tell whether a file of the site has to be written: it is new, or made of something else than it was."""
        return self.written.is_new(path, (made_of, self.frame))

    def mark(self, build: Build, files: Any, split: Callable[[str], tuple[str, Any]]) -> None:
        """Tell which files that the generator reads itself have to be written: pages by what they come to show.

        `split` parts a page's text from its front matter. Pages that stay get the title and front matter that they had,
        since navigation shows those.
        """
        names = tuple(sorted(files.src_uris))
        for file in files:
            if hasattr(file, "made_of") or file.abs_src_path is None:
                continue
            if file.is_documentation_page():
                new = self._is_new_page(build, file, names, split)
            else:
                new = self.is_new(file.dest_uri, file_state(file.abs_src_path)())
            file.is_modified = partial(bool, new)  # the generator would go by the file's age

    def _is_new_page(self, build: Build, file: Any, names: Any, split: Callable[[str], tuple[str, Any]]) -> bool:
        name = file.src_uri
        text, meta = split(file.content_string)
        context, held, text = expanded(build, name, text)
        title = build.view.page_titles.get(name, name)
        told = structured_data(build.view, build.place, Shown(name, title, str(meta.get("description", ""))))
        new = self.is_new(file.dest_uri, (text, held, meta, told, names))
        if new:
            build.contexts[name], build.expanded[name] = (context, held), text
        elif file.page:
            file.page.title, file.page.meta = self.pages[name]
        return new

    def close(self, site: Path, written: set[str]) -> None:
        """End a build that wrote only what changed: take away what is no longer wanted.

        `written` are the paths of all files of the site.
        """
        for path in self.written.end(written):
            (site / path).unlink(missing_ok=True)
        tidy_up_later()


def trusts(config: Any) -> bool:
    """Tell whether every plugin is known to make the same of a page whatever else was built; quiet MkDocs if so.

    MkDocs warns of a build that leaves out what did not change. Here nothing is left out that did, so the warning
    would be wrong; with a plugin that is not known everything is built, as without a memory.
    """
    known = {"material/search", *config.hooks}
    known |= {
        name for name, plugin in config.plugins.items() if name == "material/offline" and not plugin.config.enabled
    }
    trusted = set(config.plugins) <= known
    if trusted:
        logging.getLogger("mkdocs.commands.build").addFilter(_not_dirty)
    else:
        unknown = ", ".join(sorted(set(config.plugins) - known))
        logging.getLogger("mkdocs.plugins.claims").warning("Every save builds everything, because of: %s", unknown)
    return trusted


_FAILED = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Not built</title>
<style>body {{ font: 1rem/1.5 system-ui, sans-serif; margin: 2rem }} pre {{ white-space: pre-wrap }}</style>
<h1>The site was not built</h1>
<p>Here is why. This page looks for the mended site every second.</p>
<pre>{why}</pre>
<script>
(async () => {{
  for (;;) {{
    await new Promise(wake => setTimeout(wake, 1000));
    const now = await fetch(location.href).catch(() => null);
    if (now && now.headers.get("X-Failure") !== "{number}") location.reload();
  }}
}})();
</script>
</html>
"""


def show_failures(server: Any) -> None:
    """Let the generator's server show why a build failed, in place of every page, until a build succeeds.

    It would else let each page wait for that, with the reason in the terminal alone.
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
            known = isinstance(error, SystemExit)  # the generator has written down the error that it was raised for
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
        return [_FAILED.format(why=escape(reasons[-1]), number=number).encode()]

    server.builder = builder
    server.set_app(app)


def _not_dirty(record: logging.LogRecord) -> bool:
    return "'dirty' build" not in record.getMessage()


def tidy_up_later() -> None:
    """Collect the garbage of a build when its pages have been served; a build itself does without."""
    timer = Timer(1.0, _collect)
    timer.daemon = True
    timer.start()


def _collect() -> None:
    gc.enable()
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def digest(folders: Iterable[Path]) -> str:
    """Return a checksum of all templates below some folders: their names and their bytes."""
    found = sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".html", ".j2", ".xml"}:
                found.update(f"{path}\0".encode())
                found.update(path.read_bytes())
    return found.hexdigest()


def file_state(path: str) -> Callable[[], tuple[int, int]]:
    """Return what tells whether a file on disk is still the one it was: when it was changed, and its size."""

    def state() -> tuple[int, int]:
        found = Path(path).stat()
        return found.st_mtime_ns, found.st_size

    return state
