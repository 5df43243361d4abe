"""One build of a site: its content, checked and ready to be written.

MkDocs's configuration, files and pages are used through their attributes only.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from explainer import THEME
from explainer.addressing import Addressing, claim_page, source_page
from explainer.building.all_rules import RULES
from explainer.building.content_security import ThemeScripts
from explainer.building.own_theme import Frame, own_assets
from explainer.building.second_process import SecondProcess, begin
from explainer.checks import run_checks
from explainer.clock import today
from explainer.dataset.file_names import FEED_FORMATS, FEEDS, FORM_DATA, FORM_WORKS, feed_data
from explainer.loading.form_words import REGISTERS
from explainer.loading.library import DOCS, Library, load_library
from explainer.memory import Memory
from explainer.model.site_data import ENGLISH
from explainer.pages.headings import Permalink
from explainer.pages.page_context import PageContext
from explainer.pages.plan import PageKind, PlannedPage, page_clashes, plan_pages
from explainer.pages.prose import expand
from explainer.pages.render import Renderer
from explainer.pages.site_view import SiteView
from explainer.problems import Problem, has_errors, in_order
from explainer.publish import PlannedFile, file_clashes, planned_files
from explainer.publish.jsonld import Shown
from explainer.publish.page_scripts import SCRIPTS, emergency_script, form_script, works_script
from explainer.publish.place import Place
from explainer.publish.social import IMAGE, ClaimCard, Pictures, SiteCard, claim_card, picture_of, social_card
from explainer.search.entries import make_index
from explainer.search.worker import WORKER, search_file

MANY_FILES = 200
"""The number of files from which a second process saves more time than it costs."""
ROBOTS = "robots.txt"
_ROBOTS = "User-agent: *\nAllow: /\n\nSitemap: {}\n"
"""RFC 9309: everybody may read everything. The sitemap must have its full address, so the site must have one."""
WATCHED = ("claims", "bibliography.bib", "references.lock.json")


@dataclass
class Build:
    """The content of one build, and its state between the events."""

    library: Library
    view: SiteView
    renderer: Renderer
    planned: dict[str, PlannedPage]
    place: Place
    card: SiteCard
    contexts: dict[str, tuple[PageContext, list[Any]]] = field(default_factory=dict)
    """Name of a prose page -> what `finish` needs once its Markdown is HTML."""
    expanded: dict[str, str] = field(default_factory=dict)
    built: set[str] = field(default_factory=set)
    """The addresses of the pages that this build has written."""
    files: Any = ()
    second_process: SecondProcess | None = None
    scripts: ThemeScripts | None = None

    @property
    def whole(self) -> bool:
        """Whether this is a full build, not that of a single claim for `claims preview`."""
        return not os.environ.get("CLAIMS_ONLY")


def prepare(config: Any, memory: Memory | None = None) -> tuple[Build | None, list[Problem]]:
    """Load and check the content of a configuration's project.

    Returns the build and no problems, or None and the errors. Raises ValueError if a setting, or the day in the
    environment, is not valid.
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
    """Return the published files beside the pages: data, copies, pictures for sharing, scripts and robots.txt."""
    view, wording = build.view, build.view.wording
    files: dict[str, PlannedFile[Any]] = {**planned_files(view, build.place)}
    pictures = Pictures(THEME / "assets", project_root(config) / ".build" / "social")
    cards: dict[str, SiteCard | ClaimCard] = {IMAGE: build.card}
    if build.place.address:  # without it no page can name the picture of a claim
        cards |= {picture_of(claim): claim_card(claim, view.data.site.name, wording) for claim in view.claims}
        pictures.forget_others(cards.values())
    for path, card in cards.items():
        files[path] = PlannedFile(partial(pictures.png, card), partial(pictures.made_of, card))
    for path, text in own_assets(wording).items():
        files[path] = PlannedFile(partial(str, text), lambda: wording.all)
    if any(view.page_with(form) for form in ("claim-form", "source-form")):
        for path, script in ((FORM_DATA, form_script), (FORM_WORKS, works_script)):
            files[path] = PlannedFile(partial(script, view), lambda: (view.claims, view.references, view.data))
    if words := view.data.emergency:
        made_of = (words, view.data.helplines, build.renderer.addressing.built(view.data.site.doctor_page))
        files[SCRIPTS[0]] = PlannedFile(partial(emergency_script, *made_of), lambda: made_of)
    if build.place.address and not (Path(config.docs_dir) / ROBOTS).is_file():  # a file of the site's own comes first
        files[ROBOTS] = PlannedFile(lambda: _ROBOTS.format(build.place.file("sitemap.xml")), lambda: build.place)
    return files


def expanded(build: Build, name: str, markdown: str) -> tuple[PageContext, list[Any], str]:
    """Return the context of a prose page, its citations, which `finish` puts into its HTML, and its expanded text."""
    context = PageContext(build.view, name, build.renderer.addressing)
    text, citations = expand(markdown, context, build.renderer)
    return context, citations, text


def shown(build: Build, page: Any) -> Shown:
    """Return a page of MkDocs as it is shown. MkDocs's own titles are escaped HTML."""
    name = page.file.src_uri
    planned = build.planned.get(name)
    if planned:
        return Shown(name, planned.title, planned.description, planned.kind, planned.subject)
    return Shown(name, unescape(page.title), page.meta.get("description", ""))


def picture_for_sharing(build: Build, page: Shown) -> tuple[str, str] | None:
    """Return the path of the picture of a claim's page, and the picture in words; None for any other page."""
    claim = build.library.claims.get(page.subject) if page.kind is PageKind.CLAIM else None
    card = claim_card(claim, build.view.data.site.name, build.view.wording) if claim else None
    return (picture_of(claim), card.words) if claim and card else None


def begin_second_process(build: Build, files: Any) -> None:
    """Begin to write the published files beside the pages in a second process, if there are many.

    This process then skips these files; `build.second_process.finish()` waits for them.
    """
    made = [file for file in files if hasattr(file, "made_of") and not file.is_documentation_page()]
    if len(made) < MANY_FILES:
        return
    build.second_process = begin(file.copy_file for file in made)
    for file in made:
        file.is_left_out = build.second_process is not None


def write_search(build: Build, config: Any) -> None:
    """Replace the search index of the theme's plugin by ours, if the plugin has written one."""
    path = Path(config.site_dir) / "search" / "search_index.json"
    if not path.is_file():
        return
    view = build.view
    made = make_index(view.library, view.data, build.renderer.addressing, build.planned, view.memory)
    content = search_file(made, json.loads(path.read_bytes()))
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def is_offline(config: Any) -> bool:
    """Tell whether the site is built to be opened from a disk."""
    plugin = config.plugins.get("material/offline")
    return plugin is not None and bool(plugin.config.enabled)


def policy_options(build: Build, config: Any, name: str = "") -> dict[str, Any]:
    """Return the options for the policy of the page `name`, as `finished` takes them.

    Previews open from a disk. Only the page with the form for a source may ask other hosts: the registers.
    """
    asks = bool(name) and name == build.view.page_with("source-form")
    if build.scripts is None:
        build.scripts = ThemeScripts(Path(folder) for folder in config.theme.dirs)
    offline = is_offline(config) or not build.whole
    return {"scripts": build.scripts, "offline": offline, "connect": register_origins() if asks else ()}


def register_origins() -> tuple[str, ...]:
    """Return the origins of the registers that the form for a source asks, for a policy."""
    addresses = (urlsplit(address) for _, address in REGISTERS.values())
    return tuple(f"{address.scheme}://{address.netloc}" for address in addresses)


def theme_texts(build: Build, config: Any) -> dict[str, Any]:
    """Return the variables of the theme's templates: the site's texts, and parts that pages share."""
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
            {"title": build.view.wording.plain(f"feeds.{feed.name}"), "path": feed_data(feed, FEED_FORMATS[0])}
            for feed in FEEDS
        ],
    }


def project_root(config: Any) -> Path:
    """Return the folder of the configuration file."""
    return Path(config.config_file_path).parent if config.config_file_path else Path.cwd()


def _wanted(planned: Iterable[PlannedPage], library: Library) -> tuple[PlannedPage, ...]:
    """Return the pages to build: all, or for `claims preview` only those of one claim and its sources."""
    only = library.claims.get(os.environ.get("CLAIMS_ONLY", ""))
    if only is None:
        return tuple(planned)
    names = {claim_page(only.id), *(source_page(key) for key in only.citekeys())}
    return tuple(page for page in planned if page.name in names)


def _permalink(config: Any) -> Permalink:
    """Return how headings link to themselves, from the settings of the Markdown extension `toc` for prose pages."""
    toc = (config.mdx_configs or {}).get("toc") or {}
    mark = toc.get("permalink", False)
    return Permalink("&para;" if mark is True else str(mark or ""), toc.get("permalink_title", Permalink().title))


def _edit_base(config: Any) -> str:
    """Return the address below which the project's files are edited; empty without a repository."""
    if not config.repo_url or not config.edit_uri:
        return ""
    edit = config.edit_uri
    base = edit if "://" in edit else f"{config.repo_url.rstrip('/')}/{edit.lstrip('/')}"
    return base.removesuffix("docs/")
