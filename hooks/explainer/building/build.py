"""One build of a site: its content, checked and ready to be written. Knows a configuration by its attributes alone."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from explainer.addressing import Addressing, claim_page, source_page
from explainer.building.all_rules import RULES
from explainer.building.content_security import ThemeScripts
from explainer.building.own_theme import own_assets, theme_folder
from explainer.building.search import WORKER, search_file
from explainer.building.second_process import Aside, begin
from explainer.building.theme_cache import Frame
from explainer.checks import run_checks
from explainer.clock import today
from explainer.dataset.file_names import FEED_FORMS, FEEDS, FORM_DATA, FORM_WORKS, feed_data
from explainer.loading.form_words import REGISTERS
from explainer.loading.library import DOCS, Library, load_library
from explainer.memory import Memory
from explainer.model.site_data import ENGLISH
from explainer.pages.headings import Permalink
from explainer.pages.page_context import PageContext
from explainer.pages.plan import Kind, PlannedPage, page_clashes, plan_pages
from explainer.pages.prose import expand
from explainer.pages.render import Renderer
from explainer.pages.site_view import SiteView
from explainer.problems import Problem, has_errors, in_order
from explainer.publish import Place, PlannedFile, Shown, file_clashes, planned_files
from explainer.publish.claim_card import ClaimPictures, claim_card, picture_of
from explainer.publish.emergency_script import SCRIPTS, emergency_script
from explainer.publish.form_data import form_script, works_script
from explainer.publish.social import IMAGE, Card, image_made_of, social_card, social_image
from explainer.search.entries import make_index

MANY_FILES = 200
"""From as many on a second process gains more than it costs."""
ROBOTS = "robots.txt"
_ROBOTS = "User-agent: *\nAllow: /\n\nSitemap: {}\n"
"""RFC 9309: everybody may read everything; the map is named by its whole address, so there is none without one."""
WATCHED = ("claims", "bibliography.bib", "references.lock.json")


@dataclass
class Build:
    """The content of one build, and what its pages leave for each other."""

    library: Library
    view: SiteView
    renderer: Renderer
    planned: dict[str, PlannedPage]
    place: Place
    card: Card
    contexts: dict[str, tuple[PageContext, list[Any]]] = field(default_factory=dict)
    expanded: dict[str, str] = field(default_factory=dict)
    built: set[str] = field(default_factory=set)
    files: Any = ()
    aside: Aside | None = None
    scripts: ThemeScripts | None = None

    @property
    def whole(self) -> bool:
        """Whether this is a build of everything, and not of one claim for `claims preview`."""
        return not os.environ.get("CLAIMS_ONLY")


def prepare(config: Any, memory: Memory | None = None) -> tuple[Build | None, list[Problem]]:
    """Load and check the content of the project that a configuration belongs to.

    Returns the build and no problem, or no build and the problems that are errors. Raises ValueError where a setting
    or the day in the environment is none.
    """
    library, problems = load_library(project_root(config), memory)
    problems += run_checks(library, today(), errors_only=True, memory=memory)
    view = SiteView(library, today(), RULES, memory) if library.data else None
    planned = _wanted(plan_pages(view), library) if view else ()
    clashes = file_clashes(view, project_root(config) / DOCS) if view else []
    problems = in_order([*problems, *page_clashes(library, planned), *clashes])
    if has_errors(problems) or view is None:
        return None, [problem for problem in problems if problem.severity == "error"]
    addressing = Addressing(directory_urls=config.use_directory_urls)
    own = view.data.site.language
    language = own if own != ENGLISH else str(config.theme["language"] or ENGLISH)
    place = Place(config.site_url or "", addressing, config.site_description or "", language)
    renderer = Renderer(view, addressing, config.repo_url or "", _edit_base(config), place.address, _permalink(config))
    pages = {page.name: page for page in planned}
    return Build(library, view, renderer, pages, place, social_card(view, place)), []


def published(build: Build, config: Any) -> dict[str, PlannedFile[Any]]:
    """Return what is published beside the pages: data, copies, and the picture for those who share a page."""
    assets, cache = theme_folder() / "assets", project_root(config) / ".build" / "social"
    image = PlannedFile(partial(social_image, build.card, assets, cache), partial(image_made_of, build.card, assets))
    files = planned_files(build.view, build.place) | {IMAGE: image}
    for name, write in own_assets(build.view.wording).items():
        files[name] = PlannedFile(write, lambda: build.view.wording.all)
    if any(build.view.page_with(form) for form in ("claim-form", "source-form")):
        view = build.view
        for name, script in ((FORM_DATA, form_script), (FORM_WORKS, works_script)):
            files[name] = PlannedFile(partial(script, view), lambda: (view.claims, view.references, view.data))
    if build.place.address:  # else no page can name them
        pictures = ClaimPictures(assets, cache / "claims")
        cards = {
            picture_of(claim): claim_card(claim, build.view.data.site.name, build.view.wording)
            for claim in build.view.claims
        }
        pictures.forget_others(cards.values())
        for path, card in cards.items():
            files[path] = PlannedFile(partial(pictures.png, card), partial(pictures.made_of, card))
    if words := build.view.data.emergency:
        made_of = (words, build.view.data.helplines, build.renderer.addressing.built(build.view.data.site.doctor_page))
        files[SCRIPTS[0]] = PlannedFile(partial(emergency_script, *made_of), lambda: made_of)
    if build.place.address and not (Path(config.docs_dir) / ROBOTS).is_file():  # one of the site's own counts instead
        files[ROBOTS] = PlannedFile(lambda: _ROBOTS.format(build.place.file("sitemap.xml")), lambda: build.place)
    return files


def expanded(build: Build, name: str, markdown: str) -> tuple[PageContext, list[Any], str]:
    """Return a page in prose with its generated parts, and what is needed to finish it once it is HTML."""
    context = PageContext(build.view, name, build.renderer.addressing)
    text, held = expand(markdown, context, build.renderer)
    return context, held, text


def shown(build: Build, page: Any) -> Shown:
    """Return a page, as the site generator knows it, as it is shown; its own title and description are escaped."""
    name = page.file.src_uri
    planned = build.planned.get(name)
    if planned:
        return Shown(name, planned.title, planned.description, planned.kind, planned.subject)
    return Shown(name, unescape(page.title), page.meta.get("description", ""))


def picture_for_sharing(build: Build, told: Shown) -> tuple[str, str] | None:
    """Return where the picture of a claim's page lies, and what it shows in words; None for any other page."""
    claim = build.library.claims.get(told.subject) if told.kind is Kind.CLAIM else None
    return (
        (picture_of(claim), claim_card(claim, build.view.data.site.name, build.view.wording).words) if claim else None
    )


def write_aside(build: Build, files: Any) -> None:
    """Begin to write what is published beside the pages in a process of its own, where there is much of it.

    Whoever waits for the build calls `build.aside.finish()`; the files then leave themselves out.
    """
    made = [file for file in files if hasattr(file, "made_of") and not file.is_documentation_page()]
    if len(made) < MANY_FILES:
        return
    build.aside = begin(file.copy_file for file in made)
    for file in made:
        file.is_written_aside = build.aside is not None


def abandon(build: Build | None) -> None:
    """Stop what is at work for a build that has failed."""
    if build and build.aside:
        build.aside.stop()


def write_search(build: Build, config: Any) -> None:
    """Write the search index in place of the one that the theme's plugin has written, where there is one."""
    path = Path(config.site_dir) / "search" / "search_index.json"
    if not path.is_file():
        return
    view = build.view
    made = make_index(view.library, view.data, build.renderer.addressing, build.planned, view.memory)
    found = search_file(made, json.loads(path.read_bytes()))
    path.write_text(json.dumps(found, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def is_offline(config: Any) -> bool:
    """Tell whether the pages are to open from a disk."""
    plugin = config.plugins.get("material/offline")
    return plugin is not None and bool(plugin.config.enabled)


def policy_options(build: Build, config: Any, name: str = "") -> dict[str, Any]:
    """Return what the policy of the page `name` allows for: the theme's scripts, a disk as in previews, registers.

    Registers may be asked by the page with the form for a source alone.
    """
    asks = bool(name) and name == build.view.page_with("source-form")
    if build.scripts is None:
        build.scripts = ThemeScripts(Path(folder) for folder in config.theme.dirs)
    offline = is_offline(config) or not build.whole
    return {"scripts": build.scripts, "offline": offline, "connect": register_origins() if asks else ()}


def register_origins() -> tuple[str, ...]:
    """Return the hosts of the registers that the form for a source asks, as a policy names them."""
    parts = (urlsplit(address) for _, address in REGISTERS.values())
    return tuple(f"{one.scheme}://{one.netloc}" for one in parts)


def theme_texts(build: Build, config: Any) -> dict[str, Any]:
    """Return what the theme's templates are given: the site's own texts, and parts that pages share."""
    site = build.view.data.site
    return {
        "frame": Frame(set(build.planned)),
        "site_texts": site,
        "t": build.view.wording,
        "is_offline": is_offline(config),
        "task_pages": {task.page for task in build.view.data.tasks},
        "emergency_scripts": SCRIPTS if build.whole and build.view.data.emergency else (),
        "reporting": build.renderer.reporting,
        "search_worker": WORKER,
        "doctor_url": build.renderer.addressing.built(site.doctor_page or site.claims_page),
        "site_feeds": [
            {"title": build.view.wording.plain(f"feeds.{feed.name}"), "path": feed_data(feed, FEED_FORMS[0])}
            for feed in FEEDS
        ],
    }


def project_root(config: Any) -> Path:
    """Return the folder of the configuration file."""
    return Path(config.config_file_path).parent if config.config_file_path else Path.cwd()


def _wanted(planned: Iterable[PlannedPage], library: Library) -> tuple[PlannedPage, ...]:
    """Return the pages to build: all, or for `claims preview` those of one claim and its sources."""
    only = library.claims.get(os.environ.get("CLAIMS_ONLY", ""))
    if only is None:
        return tuple(planned)
    names = {claim_page(only.id), *(source_page(key) for key in only.citekeys())}
    return tuple(page for page in planned if page.name in names)


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
