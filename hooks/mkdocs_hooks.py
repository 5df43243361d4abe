"""The events of MkDocs, and nothing else: each hands over to the package `explainer`, which knows no MkDocs.

Hook modules live as long as the process, through every rebuild of `mkdocs serve`, so the state of a build is one
value that `on_pre_build` replaces.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel

from explainer.addressing import Addressing, claim_page, source_page
from explainer.built import missing_pages
from explainer.checks import RULES, run_checks
from explainer.clock import today
from explainer.context import PageContext
from explainer.documents import expand, finish, hold, release, words_only
from explainer.library import Library, load_library
from explainer.offline import embed_fonts
from explainer.outputs import FEED_FORMS, FEEDS, feed_data
from explainer.pages import PlannedPage, page_clashes, plan_pages
from explainer.policy import finished
from explainer.problems import as_text, has_errors, in_order
from explainer.publish import Place, Shown, publish, structured_data
from explainer.render import Renderer
from explainer.views import SiteView

log = get_plugin_logger("claims")

OFFLINE_WORKER = "assets/iframe-worker.js"
"""Its name is what keeps the theme's plugin from adding its own."""
WATCHED = ("claims", "bibliography.bib", "references.lock.json")


@dataclass
class Build:
    """One build: its content, and what its pages leave for each other."""

    library: Library
    view: SiteView
    renderer: Renderer
    planned: dict[str, PlannedPage]
    place: Place
    contexts: dict[str, tuple[PageContext, list[Any]]] = field(default_factory=dict)
    blocks: dict[str, list[str]] = field(default_factory=dict)
    headings: dict[str, str] = field(default_factory=dict)


_build: Build | None = None
_served = False


def on_startup(command: str, dirty: bool) -> None:
    """Note whether pages are served while they are written: a script that no policy knows is then put into each."""
    global _served
    _served = command == "serve"


def _current() -> Build:
    if _build is None:
        raise PluginError("the content was not loaded: this event came before on_pre_build")
    return _build


def _root(config: Any) -> Path:
    return Path(config.config_file_path).parent if config.config_file_path else Path.cwd()


@event_priority(100)  # before the theme's plugin for offline pages, which would load a script from another host
def on_config(config: Any) -> Any:
    """Watch the content while serving; without a repository there is nowhere to edit."""
    if _is_offline(config):
        config.extra["polyfills"] = [OFFLINE_WORKER]
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
    renderer = Renderer(view, addressing, config.repo_url or "", _edit_base(config), place.address)
    _build = Build(library, view, renderer, {page.name: page for page in planned}, place)


def on_files(files: Files, config: Any) -> Files:
    """Add the generated pages and data, none of them in the navigation: there they would be repeated on every page."""
    build = _current()
    for name, page in build.planned.items():
        file = File.generated(config, name, content=build.renderer.page(page), inclusion=InclusionLevel.NOT_IN_NAV)
        if config.edit_uri:
            file.edit_uri = f"../{page.origin}"
        files.append(file)
    for name, content in ({} if os.environ.get("CLAIMS_ONLY") else publish(build.view, build.place)).items():
        # Under another name, and then where it belongs: MkDocs would make a page of what ends with .md.
        file = File.generated(config, f"{name}.txt" if name.endswith(".md") else name, content=content.encode())
        file.dest_uri = name
        files.append(file)
    return files


def on_nav(nav: Any, config: Any, files: Files) -> Any:
    """Give each generated page its list as a parent, so that the navigation shows where the reader is."""
    for name, page in _current().planned.items():
        file, parent = files.get_file_from_path(name), files.get_file_from_path(page.parent)
        if file and file.page and parent and parent.page:
            file.page.parent = parent.page.parent or parent.page  # type: ignore[assignment] # a page is a fit parent
    return nav


@event_priority(100)  # first: other hooks and plugins see the expanded page
def on_page_markdown(markdown: str, page: Any, config: Any, files: Files) -> str:
    """Put the generated parts and the numbered citations into prose pages; date the generated ones."""
    build = _current()
    name = page.file.src_uri
    if name in build.planned:
        page.update_date = build.planned[name].updated.isoformat()
        markdown, build.blocks[name] = hold(markdown)
        return markdown
    context = PageContext(build.view, name, build.renderer.addressing)
    expanded, held = expand(markdown, context, build.renderer)
    build.contexts[name] = (context, held)
    return expanded


def on_page_content(html: str, page: Any, config: Any, files: Files) -> str:
    """Link citations and terms in prose pages; of generated ones give search the words, and keep the rest for later."""
    build = _current()
    name = page.file.src_uri
    if name in build.planned:
        build.headings[name] = html
        return words_only(html, build.blocks[name])
    context, held = build.contexts.pop(name)
    return finish(html, context, held)


@event_priority(-100)  # last: search has read the words by now, and the template shows what is put here
def on_page_context(context: Any, page: Any, config: Any, nav: Any) -> Any:
    """Put the finished page in place; give the theme JSON-LD, the plain copy, and where a moved page has gone."""
    build = _current()
    name = page.file.src_uri
    if name in build.planned:
        page.content = release(build.headings.pop(name), build.blocks.pop(name))
    planned = build.planned.get(name)
    kind, subject = (planned.kind, planned.subject) if planned else (None, "")
    shown = Shown(name, planned.title if planned else page.title, page.meta.get("description", ""), kind, subject)
    context["structured_data"] = structured_data(build.view, build.place, shown)
    context["plain_copy"] = build.place.copies.written(name)
    if "moved_to" in page.meta and page.canonical_url:
        page.canonical_url = build.place.page(claim_page(subject))
    return context


def on_env(env: Any, config: Any, files: Files) -> Any:
    """Give the theme's templates the site's own texts."""
    build = _current()
    env.globals["site_texts"] = build.view.data.site
    env.globals["doctor_url"] = build.renderer.addressing.built(build.view.data.site.doctor_page)
    env.globals["is_offline"] = _is_offline(config)
    env.globals["site_feeds"] = [{"title": feed.title, "path": feed_data(feed, FEED_FORMS[0])} for feed in FEEDS]
    return env


def on_post_page(output: str, page: Any, config: Any) -> str:
    """Give the finished page its policy."""
    return _finished(output, config)


def on_post_template(output: str, template_name: str, config: Any) -> str:
    """Give the page for what is not there its policy."""
    return _finished(output, config) if template_name.endswith(".html") else output


def on_post_build(config: Any) -> None:
    """Count the pages written against the content loaded: a page lost on the way is an error."""
    site = Path(config.site_dir)
    if _is_offline(config):
        embed_fonts(site)
    written = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    if os.environ.get("CLAIMS_ONLY"):
        return
    problems = missing_pages(_current().library, written, config.use_directory_urls)
    if problems:
        raise PluginError(f"{len(problems)} pages are missing from {site.name}/:\n{as_text(in_order(problems))}")


def _finished(output: str, config: Any) -> str:
    # A preview is opened from the disk too.
    on_disk = _is_offline(config) or bool(os.environ.get("CLAIMS_ONLY"))
    return output if _served else finished(output, offline=on_disk)


def _is_offline(config: Any) -> bool:
    """Tell whether the pages are to open from a disk."""
    plugin = config.plugins.get("material/offline")
    return plugin is not None and bool(plugin.config.enabled)


def _wanted(planned: list[PlannedPage], library: Library) -> list[PlannedPage]:
    """Return the pages to build: all, or for `claims preview` those of one claim and its sources."""
    only = library.claims.get(os.environ.get("CLAIMS_ONLY", ""))
    if only is None:
        return planned
    names = {claim_page(only.id), *(source_page(key) for key in only.citekeys())}
    return [page for page in planned if page.name in names]


def _edit_base(config: Any) -> str:
    """Return the address below which the project's files are edited, or nothing where there is no repository."""
    if not config.repo_url or not config.edit_uri:
        return ""
    base = (
        config.edit_uri if "://" in config.edit_uri else f"{config.repo_url.rstrip('/')}/{config.edit_uri.lstrip('/')}"
    )
    return base.removesuffix("docs/")
