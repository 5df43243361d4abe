"""The events of MkDocs. Each calls the rest of the package, which does not import MkDocs.

A hook module lives as long as the process, through all rebuilds of `mkdocs serve`. So the state of a build is one value
that `on_pre_build` replaces, and the memory of a server is another, made when the server starts.
"""

import gc
import logging
import os
import re
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.exceptions import PluginError
from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils import write_file
from mkdocs.utils.meta import get_data

from explainer import THEME
from explainer.addressing import claim_page
from explainer.building.build import (
    WATCHED,
    Build,
    begin_second_process,
    expanded,
    is_offline,
    picture_for_sharing,
    policy_options,
    prepare,
    project_root,
    published,
    shown,
    theme_texts,
    write_search,
)
from explainer.building.check_built import missing_pages
from explainer.building.content_security import finished, guarded_redirect
from explainer.building.known_plugins import unfit_plugins
from explainer.building.own_theme import MATERIAL, SCRIPTS, SPEAKING, STYLES, quiet_header, theme_language
from explainer.building.search import mark_kinds, worker_config
from explainer.building.serving import Serving, show_failures, trusts
from explainer.building.written_site import OFFLINE_WORKER, ONE_SHEET, embed_fonts, lighten
from explainer.file_kinds import is_backup
from explainer.model.site_data import ENGLISH
from explainer.pages.cache_keys import of_page
from explainer.pages.headings import Heading
from explainer.pages.page_context import unbroken_page
from explainer.pages.plan import PlannedPage
from explainer.pages.prose import finish, without_placeholders
from explainer.pages.render import keep_compiled
from explainer.problems import as_text, in_order
from explainer.publish import PlannedFile
from explainer.publish.jsonld import structured_data
from explainer.publish.social import sharing

_IDS = re.compile(r'\bid="([^"]+)"')
_build: Build | None = None
_served = False
_serving: Serving | None = None
"""The memory of a server that only builds what has changed (`mkdocs serve --dirty`). A plain build has none."""


class _MadeFile(File):
    """A file whose content is only made when it is written, so that thousands need not fit into memory together."""

    make: Callable[[], str | bytes]
    made_of: Callable[[], Any]
    is_left_out = False
    _new: bool | None = None

    @property  # type: ignore[misc] # read-only here
    def content_bytes(self) -> bytes:
        made = self.make()
        return made if isinstance(made, bytes) else made.encode()

    @property  # type: ignore[misc]
    def content_string(self) -> str:
        return self.content_bytes.decode()

    def is_modified(self) -> bool:
        """Return whether the file has to be written: always, unless a server knows that it has not changed."""
        if _serving is None:
            return True
        if self._new is None:
            self._new = _serving.is_new(self.dest_uri, self.made_of())
        return self._new

    def copy_file(self, dirty: bool = False) -> None:
        if self.is_left_out or (dirty and not self.is_modified()):
            return
        try:
            Path(self.abs_dest_path).write_bytes(self.content_bytes)
        except FileNotFoundError:  # the first file of its folder
            write_file(self.content_bytes, self.abs_dest_path)


class _GeneratedPage(Page):
    """A page without Markdown: its HTML is made when the page is written."""

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
        """Take the HTML of the page, and its headings in their order."""
        self.content = html
        links = [AnchorLink(heading.title, heading.anchor, heading.level) for heading in headings]
        for link in links[1:]:
            links[0].children.append(link)
        self.toc = TableOfContents(links[:1])
        self.present_anchor_ids = set(_IDS.findall(html))  # all ids, since links lead to others than headings too


def on_startup(command: str, dirty: bool) -> None:
    """Note whether this is a server, and whether it only builds what has changed."""
    global _served, _serving
    _served = command == "serve"
    _serving = Serving() if dirty and _served else None


@event_priority(100)  # before the theme's plugin for offline pages, which would load a script from another host
def on_config(config: Any) -> Any:
    """Refuse unfit plugins, lay our theme over Material, and let a server watch the content."""
    global _serving
    if config.strict:
        _count_warnings()
    if reasons := unfit_plugins(config):
        raise PluginError(reasons)
    if _serving and not trusts(config):
        _serving = None
    if is_offline(config):
        config.extra["polyfills"] = [OFFLINE_WORKER]
    if config.theme.name == MATERIAL:
        _lay_over(config)
    root = project_root(config)
    if not os.environ.get("SOURCE_DATE_EPOCH", "x").strip():
        del os.environ["SOURCE_DATE_EPOCH"]  # set and empty means not set; MkDocs would read a number
    if not config.repo_url:
        config.edit_uri = ""  # without a repository there is nothing to edit
    config.watch = [*config.watch, *(str(root / name) for name in WATCHED if (root / name).exists())]
    return config


def _count_warnings() -> None:
    """Let warnings through to the counter by which `--strict` stops a build: `--quiet` would drop them before it."""
    for name in ("mkdocs", "properdocs"):
        logger = logging.getLogger(name)
        if logger.level > logging.WARNING:
            logger.setLevel(logging.WARNING)


def _lay_over(config: Any) -> None:
    """Put the package's theme between Material and the site's own folder, and add its styles and scripts."""
    own = THEME.resolve()
    if all(Path(folder).resolve() != own for folder in config.theme.dirs):
        config.theme.dirs.insert(1 if config.theme.custom_dir else 0, str(own))
    own_sheets = STYLES if _served else ()  # else they are parts of the one sheet
    config.extra_css = [*own_sheets, *(path for path in config.extra_css if path not in STYLES)]
    scripts = [ExtraScriptValue(path) for path in SCRIPTS]
    for script in scripts:
        script.defer = True
    config.extra_javascript = [*scripts, *(script for script in config.extra_javascript if str(script) not in SCRIPTS)]


def on_pre_build(config: Any) -> None:
    """Load and check everything before MkDocs deletes the old site, so that a failed build leaves it unchanged."""
    global _build
    _build = None
    try:
        build, problems = prepare(config, _serving.memory if _serving else None)
        if build and (language := build.view.data.site.language) != ENGLISH:
            config.theme["language"] = theme_language(language, config.theme.dirs)
    except ValueError as error:  # a setting, the language, or the day in the environment, is not valid
        raise PluginError(str(error)) from error
    if build is None:
        raise PluginError(f"{len(problems)} problems in the content:\n{as_text(problems)}")
    if _serving:
        _serving.begin(config, build.view, build.card)  # turns garbage collection off until the pages are served
    kinds = mark_kinds(build.view.wording)
    config.extra["tags"] = {**config.extra.get("tags", {}), **kinds}  # for verdicts in the theme's search
    _build = build
    gc.freeze()  # the content lives as long as the build: searching it for garbage would take a tenth of the time


@event_priority(100)  # first, so that plugins such as redirects see these pages too
def on_files(files: Files, config: Any) -> Files:
    """Add the generated pages and data. They are not in the navigation, which would repeat them on every page."""
    build = _current()
    for file in [file for file in files if is_backup(Path(file.src_uri).name)]:
        files.remove(file)  # an editor's backup is no content
    for name, planned in build.planned.items():
        made = PlannedFile(partial(build.renderer.page, planned), partial(of_page, build.view, planned))
        file = _made(config, name, made, InclusionLevel.NOT_IN_NAV)
        file.abs_src_path = str(project_root(config) / planned.origin)  # for plugins that need a page's time of change
        if config.edit_uri:
            file.edit_uri = f"../{planned.origin}"
        _GeneratedPage(file, config, planned, build.renderer.meta(planned))
        files.append(file)
    for name, made in (published(build, config) if build.whole else {}).items():
        # MkDocs would make a page of a file that ends with .md, so it gets another name until it is written.
        file = _made(config, f"{name}.txt" if name.endswith(".md") else name, made)
        file.dest_uri = name
        if name in (*SPEAKING, *STYLES) and (of_theme := files.get_file_from_path(name)):  # replaced by the site's own
            files.remove(of_theme)
        files.append(file)
    return files


def _made(
    config: Any, name: str, made: PlannedFile[Any], inclusion: InclusionLevel = InclusionLevel.UNDEFINED
) -> _MadeFile:
    file = _MadeFile(name, None, config.site_dir, config.use_directory_urls, inclusion=inclusion)
    file.generated_by = "claims"
    file.make, file.made_of = made.write, made.made_of
    return file


def on_nav(nav: Any, config: Any, files: Files) -> Any:
    """Make its list the parent of each generated page, so that the navigation shows where the reader is."""
    for name, page in _current().planned.items():
        file, parent = files.get_file_from_path(name), files.get_file_from_path(page.parent)
        if file and file.page and parent and parent.page:
            file.page.parent = parent.page.parent or parent.page  # type: ignore[assignment] # a page works too
    for file in files.documentation_pages():
        if file.page and file.src_uri not in _current().planned:
            file.page.update_date = ""  # MkDocs's default is the day of the build, on which nothing was updated
    if _serving:
        _serving.mark(_current(), files, get_data)
    return nav


@event_priority(100)  # first, so that other hooks and plugins see the expanded page
def on_page_markdown(markdown: str, page: Any, config: Any, files: Files) -> str:
    """Put the generated parts and placeholders for the citations into prose pages."""
    build = _current()
    name = page.file.src_uri
    if name in build.planned:
        return markdown
    if name not in build.expanded:
        context, citations, build.expanded[name] = expanded(build, name, markdown)
        build.contexts[name] = (context, citations)
    return build.expanded.pop(name)


def on_page_content(html: str, page: Any, config: Any, files: Files) -> str:
    """Link citations and terms in prose pages."""
    expansion = _current().contexts.pop(page.file.src_uri, None)
    if not expansion:
        return html
    page.title = without_placeholders(page.title or "")
    _without_citations(page.toc)
    return unbroken_page(finish(html, *expansion))


def _without_citations(links: Iterable[Any]) -> None:
    """Remove the citations from a table of contents."""
    for link in links:
        link.title = without_placeholders(link.title)
        _without_citations(link.children)


def on_page_context(context: Any, page: Any, config: Any, nav: Any) -> Any:
    """Make the HTML of a generated page, and pass JSON-LD, the plain copy and facts for sharing to the theme."""
    build = _current()
    name = page.file.src_uri
    if name in build.planned:
        body, headings = build.renderer.body(page.planned)
        page.finish(unbroken_page(body), headings)
    shown_page = shown(build, page)
    context["structured_data"] = structured_data(build.view, build.place, shown_page)
    context["plain_copy"] = build.place.copies.written(name)
    if "moved_to" in page.meta and page.canonical_url:
        page.canonical_url = build.place.page(claim_page(shown_page.subject))
    picture = picture_for_sharing(build, shown_page) if build.whole else None
    context["sharing"] = sharing(build.card, build.place, shown_page, page.canonical_url or "", picture)
    return context


@event_priority(-100)  # last, so that the policy is about the page as plugins leave it
def on_post_page(output: str, page: Any, config: Any) -> str:
    """Add the policy of the page. Drop the HTML of a generated page; a server remembers a prose page."""
    build = _current()
    build.built.add(page.url)
    if page.file.src_uri in build.planned:
        page.content = ""
    elif _serving:
        _serving.pages[page.file.src_uri] = (page.title, dict(page.meta))
    return output if _served else finished(output, **policy_options(build, config, page.file.src_uri))


def on_post_template(output: str, template_name: str, config: Any) -> str:
    """Add the policy of 404.html. A server adds a script to each page that no policy would allow."""
    guarded = template_name.endswith(".html") and not _served
    return finished(output, **policy_options(_current(), config)) if guarded else output


def on_env(env: Any, config: Any, files: Files) -> Any:
    """Pass the site's texts to the theme's templates, and begin to write the files that need no pages."""
    build = _current()
    build.files = files
    env.auto_reload = False  # a build reads each template only once
    keep_compiled(env)
    env.filters["search_config"] = worker_config
    env.filters["quiet_header"] = quiet_header
    env.globals.update(theme_texts(build, config), one_sheet="" if _served else f"assets/{ONE_SHEET}")
    if not _serving:
        begin_second_process(build, files)
    return env


@event_priority(100)  # before the search index is written
def _close(config: Any) -> None:
    """Wait for the second process, and check that every claim and reference has its page."""
    build, site = _current(), Path(config.site_dir)
    if build.second_process:
        try:
            build.second_process.finish()
        except RuntimeError as error:
            raise PluginError(f"a file could not be written:\n{error}".rstrip()) from error
    if not _served:
        lighten(site)
    if is_offline(config):
        embed_fonts(site)
    if not build.whole:
        return
    problems = missing_pages(build.library, lambda name: (site / name).is_file(), build.renderer.addressing)
    if problems:
        raise PluginError(f"{len(problems)} pages are missing from {site.name}/:\n{as_text(in_order(problems))}")
    if _serving:
        _serving.close(site, {file.dest_uri for file in build.files})


@event_priority(-50)  # after the search plugin has written its index, before anything copies it
def _complete_search(config: Any) -> None:
    write_search(_current(), config)


@event_priority(-100)  # last, because the plugin redirects writes its pages after all others
def _guard_redirects(config: Any) -> None:
    """Add a policy to each page of the plugin redirects."""
    plugin = None if _served else config.plugins.get("redirects")
    for old in plugin.config["redirect_maps"] if plugin else ():
        path = Path(config.site_dir, File(old, "", "", config.use_directory_urls).dest_uri)
        if path.is_file() and path.suffix == ".html":
            page = guarded_redirect(path.read_text(encoding="utf-8"), offline=is_offline(config))
            path.write_text(page, encoding="utf-8")


on_post_build = CombinedEvent(_close, _complete_search, _guard_redirects)


def _current() -> Build:
    if _build is None:
        raise PluginError("the content was not loaded: this event came before on_pre_build")
    return _build


@event_priority(-100)  # last, because plugins may change the server's builder
def on_serve(server: Any, config: Any, builder: Any) -> Any:
    """Show in the browser why a build failed, and in the terminal why the server cannot listen."""
    show_failures(server)
    server.server_bind = partial(_listen, server.server_bind, config.dev_addr)
    return server


def _listen(bind: Callable[[], object], address: Any) -> None:
    try:
        bind()
    except (OSError, OverflowError) as error:
        why = f"{getattr(error, 'strerror', None) or error}".rstrip(".")
        elsewhere = "End what listens there, or serve elsewhere: mkdocs serve --dirty --dev-addr localhost:8001"
        raise PluginError(f"The server cannot listen at {address.host}:{address.port}: {why}. {elsewhere}") from error


def on_build_error(error: Exception) -> None:
    """Stop the second process, and turn garbage collection on again."""
    gc.enable()
    if _build and _build.second_process:
        _build.second_process.stop()
