"""The events of MkDocs, and nothing else: each hands over to the package `explainer`, which knows no MkDocs.

Hook modules live as long as the process, through every rebuild of `mkdocs serve`, so the state of a build is one
value that `on_pre_build` replaces.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError
from mkdocs.plugins import CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils import write_file

from explainer.addressing import Addressing, claim_page, source_page
from explainer.built import missing_pages
from explainer.checks import RULES, run_checks
from explainer.clock import today
from explainer.context import PageContext
from explainer.documents import expand, finish, words_only
from explainer.frame import Frame
from explainer.headings import Heading, Permalink
from explainer.library import Library, load_library
from explainer.outputs import FEED_FORMS, FEEDS, feed_data
from explainer.pages import PlannedPage, page_clashes, plan_pages
from explainer.problems import as_text, has_errors, in_order
from explainer.publish import Place, Shown, planned_files, structured_data
from explainer.render import Renderer, keep_compiled
from explainer.views import SiteView

log = get_plugin_logger("claims")

WATCHED = ("claims", "bibliography.bib", "references.lock.json")


class _MadeFile(File):
    """A file that is made when its turn comes to be written, and forgotten again: so thousands fit in memory."""

    make: Callable[[], str]

    @property  # type: ignore[misc] # what is made cannot be set
    def content_bytes(self) -> bytes:
        return self.make().encode()

    @property  # type: ignore[misc]
    def content_string(self) -> str:
        return self.make()

    def is_modified(self) -> bool:
        return True

    def copy_file(self, dirty: bool = False) -> None:
        if dirty and not self.is_modified():
            return
        try:
            Path(self.abs_dest_path).write_bytes(self.content_bytes)
        except FileNotFoundError:  # the first file of its folder
            write_file(self.content_bytes, self.abs_dest_path)


class _GeneratedPage(Page):
    """A page that is finished HTML: it has no Markdown, and its HTML is made when the page is written."""

    def __init__(self, file: File, config: Any, planned: PlannedPage, meta: dict[str, Any]) -> None:
        super().__init__(None, file, config)
        self.planned = planned
        self.update_date = planned.updated.isoformat()
        self._meta = meta

    def read_source(self, config: Any) -> None:  # noqa: ARG002 -- as MkDocs calls it
        self.markdown, self.meta = "", dict(self._meta)

    def render(self, config: Any, files: Files) -> None:  # noqa: ARG002 -- as MkDocs calls it
        self.content = ""

    def finish(self, html: str, headings: Iterable[Heading]) -> None:
        """Take the page's HTML and its headings, in their order."""
        self.content = html
        links = [AnchorLink(one.title, one.anchor, one.level) for one in headings]
        for link in links[1:]:
            links[0].children.append(link)
        self.toc = TableOfContents(links[:1])
        self.present_anchor_ids = {link.id for link in links}


@dataclass
class Build:
    """One build: its content, and what its pages leave for each other."""

    library: Library
    view: SiteView
    renderer: Renderer
    planned: dict[str, PlannedPage]
    place: Place
    contexts: dict[str, tuple[PageContext, list[Any]]] = field(default_factory=dict)
    finished: str = ""


_build: Build | None = None


def _current() -> Build:
    if _build is None:
        raise PluginError("the content was not loaded: this event came before on_pre_build")
    return _build


def _root(config: Any) -> Path:
    return Path(config.config_file_path).parent if config.config_file_path else Path.cwd()


def on_config(config: Any) -> Any:
    """Watch the content while serving; without a repository there is nowhere to edit."""
    root = _root(config)
    if not config.repo_url:
        config.edit_uri = ""
    config.watch = [*config.watch, *(str(root / name) for name in WATCHED if (root / name).exists())]
    return config


def on_pre_build(config: Any) -> None:
    """Load and check everything before MkDocs cleans the old site, so that a failed build leaves it as it was."""
    global _build
    _build = None
    library, problems = load_library(_root(config))
    problems += run_checks(library, today(), errors_only=True)
    view = SiteView(library, today(), RULES) if library.data else None
    planned = _wanted(plan_pages(view), library) if view else []
    problems = in_order([*problems, *page_clashes(library, planned)])
    if has_errors(problems) or view is None:
        errors = [problem for problem in problems if problem.severity == "error"]
        raise PluginError(f"{len(errors)} problems in the content:\n{as_text(errors)}")
    addressing = Addressing(directory_urls=config.use_directory_urls)
    place = Place(config.site_url or "", addressing, config.site_description or "")
    renderer = Renderer(view, addressing, config.repo_url or "", _edit_base(config), place.address, _permalink(config))
    _build = Build(library, view, renderer, {page.name: page for page in planned}, place)


def on_files(files: Files, config: Any) -> Files:
    """Add the generated pages and data, none of them in the navigation: there they would be repeated on every page."""
    build = _current()
    for name, planned in build.planned.items():
        file = _made(config, name, partial(build.renderer.page, planned), InclusionLevel.NOT_IN_NAV)
        if config.edit_uri:
            file.edit_uri = f"../{planned.origin}"
        _GeneratedPage(file, config, planned, build.renderer.meta(planned))
        files.append(file)
    for name, write in ({} if os.environ.get("CLAIMS_ONLY") else planned_files(build.view, build.place)).items():
        # Under another name, and then where it belongs: MkDocs would make a page of what ends with .md.
        file = _made(config, f"{name}.txt" if name.endswith(".md") else name, write)
        file.dest_uri = name
        files.append(file)
    return files


def _made(
    config: Any, name: str, make: Callable[[], str], inclusion: InclusionLevel = InclusionLevel.UNDEFINED
) -> _MadeFile:
    file = _MadeFile(name, None, config.site_dir, config.use_directory_urls, inclusion=inclusion)
    file.generated_by = "claims"
    file.make = make
    return file


def on_nav(nav: Any, config: Any, files: Files) -> Any:
    """Give each generated page its list as a parent, so that the navigation shows where the reader is."""
    for name, page in _current().planned.items():
        file, parent = files.get_file_from_path(name), files.get_file_from_path(page.parent)
        if file and file.page and parent and parent.page:
            file.page.parent = parent.page.parent or parent.page  # type: ignore[assignment] # a page is a fit parent
    return nav


@event_priority(100)  # first: other hooks and plugins see the expanded page
def on_page_markdown(markdown: str, page: Any, config: Any, files: Files) -> str:
    """Put the generated parts and the numbered citations into prose pages."""
    build = _current()
    name = page.file.src_uri
    if name in build.planned:
        return markdown
    context = PageContext(build.view, name, build.renderer.addressing)
    expanded, held = expand(markdown, context, build.renderer)
    build.contexts[name] = (context, held)
    return expanded


def on_page_content(html: str, page: Any, config: Any, files: Files) -> str:
    """Link citations and terms in prose pages."""
    build = _current()
    if page.file.src_uri in build.planned:
        return html
    context, held = build.contexts.pop(page.file.src_uri)
    return finish(html, context, held)


@event_priority(100)  # first: search is given the words, without the marks
def _written_out(context: Any, page: Any, config: Any, nav: Any) -> Any:
    """Write a generated page's HTML."""
    build = _current()
    if page.file.src_uri in build.planned:
        html, headings = build.renderer.body(page.planned)
        build.finished = html
        page.finish(words_only(html), headings)
    return context


@event_priority(-100)  # last: search has read the words by now, and the template shows what is put here
def _put_in_place(context: Any, page: Any, config: Any, nav: Any) -> Any:
    """Put the finished page in place; give the theme JSON-LD, the plain copy, and where a moved page has gone."""
    build = _current()
    name = page.file.src_uri
    planned = build.planned.get(name)
    if planned:
        page.content, build.finished = build.finished, ""
    kind, subject = (planned.kind, planned.subject) if planned else (None, "")
    shown = Shown(name, planned.title if planned else page.title, page.meta.get("description", ""), kind, subject)
    context["structured_data"] = structured_data(build.view, build.place, shown)
    context["plain_copy"] = build.place.copies.written(name)
    if "moved_to" in page.meta and page.canonical_url:
        page.canonical_url = build.place.page(claim_page(subject))
    return context


on_page_context = CombinedEvent(_written_out, _put_in_place)


def on_post_page(output: str, page: Any, config: Any) -> str:
    """Forget a generated page's HTML once it is written."""
    if page.file.src_uri in _current().planned:
        page.content = ""
    return output


def on_env(env: Any, config: Any, files: Files) -> Any:
    """Give the theme's templates the site's own texts."""
    build = _current()
    env.auto_reload = False  # a build reads each template once
    keep_compiled(env)
    env.globals["frame"] = Frame(set(build.planned))
    env.globals["site_texts"] = build.view.data.site
    env.globals["doctor_url"] = build.renderer.addressing.built(build.view.data.site.doctor_page)
    env.globals["site_feeds"] = [{"title": feed.title, "path": feed_data(feed, FEED_FORMS[0])} for feed in FEEDS]
    return env


def on_post_build(config: Any) -> None:
    """Count the pages written against the content loaded: a page lost on the way is an error."""
    site = Path(config.site_dir)
    if os.environ.get("CLAIMS_ONLY"):
        return
    problems = missing_pages(_current().library, lambda name: (site / name).is_file(), config.use_directory_urls)
    if problems:
        raise PluginError(f"{len(problems)} pages are missing from {site.name}/:\n{as_text(in_order(problems))}")


def _wanted(planned: list[PlannedPage], library: Library) -> list[PlannedPage]:
    """Return the pages to build: all, or for `claims preview` those of one claim and its sources."""
    only = library.claims.get(os.environ.get("CLAIMS_ONLY", ""))
    if only is None:
        return planned
    names = {claim_page(only.id), *(source_page(key) for key in only.citekeys())}
    return [page for page in planned if page.name in names]


def _permalink(config: Any) -> Permalink:
    """Return how headings link to themselves, as the Markdown extension `toc` is told to do it for pages in prose."""
    told = (config.mdx_configs or {}).get("toc") or {}
    mark = told.get("permalink", False)
    return Permalink("&para;" if mark is True else str(mark or ""), told.get("permalink_title", Permalink().title))


def _edit_base(config: Any) -> str:
    """Return the address below which the project's files are edited, or nothing where there is no repository."""
    if not config.repo_url or not config.edit_uri:
        return ""
    base = (
        config.edit_uri if "://" in config.edit_uri else f"{config.repo_url.rstrip('/')}/{config.edit_uri.lstrip('/')}"
    )
    return base.removesuffix("docs/")
