"""What whole-site tests share: the real site, built once; a local web server; a browser."""

from __future__ import annotations

import compileall
import functools
import gc
import os
import runpy
import subprocess
import sys
import sysconfig
import tempfile
import time
import venv
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from browsers import launched, serving
from builders import AT_NIGHT, REPOSITORY, WriteSite, examples, library_of, rewrite_site
from explainer.addressing import Addressing, Face
from explainer.loading.library import Library
from long_lists import write_long_lists
from site_builders import PLACES, Page, build_on_the_day, claims, environment, read_pages, run

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext
    from playwright.sync_api import Page as OpenPage

LOOPBACK = Path(__file__).parent / "loopback"
os.environ["TESTS_LOOPBACK_LOG"] = str(Path(tempfile.mkdtemp(prefix="loopback-")) / "left")
runpy.run_path(str(LOOPBACK / "sitecustomize.py"))  # for this process; the hook stays until it ends
_start = subprocess.Popen.__init__


def _kept_here(self: Any, *arguments: Any, **more: Any) -> None:
    """Start a process as asked, with the guard on its path: environments of tests name a path of their own."""
    given = dict(more.get("env") or os.environ)
    given["PYTHONPATH"] = os.pathsep.join(filter(None, (str(LOOPBACK), given.get("PYTHONPATH", ""))))
    given["TESTS_LOOPBACK_LOG"] = os.environ["TESTS_LOOPBACK_LOG"]
    _start(self, *arguments, **{**more, "env": given})


subprocess.Popen.__init__ = _kept_here  # type: ignore[method-assign]
os.environ["NO_MKDOCS_2_WARNING"] = "1"
sys.dont_write_bytecode = False  # or pytest would rewrite each assertion anew in every run, a sixth of make quick
for _name in PLACES:
    os.environ.pop(_name, None)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that rewrites the expected files of the golden tests."""
    parser.addoption("--update-golden", action="store_true", help="rewrite tests/golden/ from what is rendered now")


def pytest_configure(config: pytest.Config) -> None:
    """Compile the package once, before the workers begin: the processes that tests start keep nothing compiled."""
    from hypothesis import settings  # here, since pytest rewrites its modules too, and those above are not kept

    settings.register_profile("tests", max_examples=examples(settings.default.max_examples))
    settings.load_profile("tests")
    if not hasattr(config, "workerinput"):
        compileall.compile_dir(REPOSITORY / "hooks" / "explainer", quiet=2)


FIRST = """
test_every_page.py test_serv test_small_sites test_every_page test_web test_links test_bad_answers test_new_terminal
test_browser test_emergency_panel test_offline test_guide test_policy test_source_form test_search_browser test_weight
test_wheel
""".split()
"""The beginnings of the names of the files to begin with: the one that takes longest, those that need no built site,
those that wait while others work, and the other long ones, one of which, begun last, would keep a core waiting."""


def pytest_xdist_auto_num_workers() -> int:
    """Return how many workers `-n auto` starts: three for two cores, since a third of the time tests wait.

    They wait for a browser, a server, a process that they started, or a clock.
    """
    cores = os.cpu_count() or 1
    return cores + cores // 2


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take or wait longest first."""
    gc.freeze()  # what was loaded stays: nobody need look through it again,
    gc.set_threshold(20_000, 20, 50)  # and what tests make goes by itself, mostly
    items.sort(key=lambda item: next((n for n, name in enumerate(FIRST) if item.path.name.startswith(name)), 99))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Iterator[None]:
    """Fail a test during which a Python process of the tests tried to leave the loopback interface."""
    yield
    if os.path.exists(left := os.environ["TESTS_LOOPBACK_LOG"]):  # noqa: PTH110 -- asked after each of the tests
        log = Path(left)
        tried = log.read_text(encoding="utf-8")[:2000]
        log.unlink()
        pytest.fail(f"a test tried to leave this machine:\n{tried}", pytrace=False)


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], str]) -> Path:
    """Return a folder that all workers share, made by the first that asks for it; the others wait.

    `make` writes the folder and returns '', or what went wrong; then each test that needs the folder fails with that.
    """
    base = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    done = base / f"{name}.done"
    try:
        (base / f"{name}.begun").touch(exist_ok=False)
    except FileExistsError:
        while not done.exists():
            time.sleep(0.1)
    else:
        said = "it was not finished"
        try:
            said = make(base / name)
        finally:
            aside = done.with_suffix(".aside")
            aside.write_text(said, encoding="utf-8")
            aside.rename(done)
    if said := done.read_text(encoding="utf-8"):
        pytest.fail(f"{name} cannot be made:\n{said}", pytrace=False)
    return base / name


@pytest.fixture(scope="session")
def shared_site(tmp_path_factory: pytest.TempPathFactory) -> WriteSite:
    """`write_site` without the folder, for tests that only read: they share one, where only what differs is written."""
    return functools.partial(rewrite_site, tmp_path_factory.mktemp("shared") / "site")


@pytest.fixture(scope="session")
def library() -> Library:
    """The real content, read."""
    return library_of(REPOSITORY)


@pytest.fixture(scope="session")
def real_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real content, built strictly, once for all workers. Nothing may be written into it."""

    def make(folder: Path) -> str:
        now = str(int(time.time()))
        folder.with_suffix(".epoch").write_text(now, encoding="utf-8")
        done = run("mkdocs", "build", "--strict", "--site-dir", str(folder), cwd=REPOSITORY, epoch=now)
        return (done.stdout + done.stderr)[-3000:] if done.returncode else ""

    return once(tmp_path_factory, "real-site", make)


@pytest.fixture(scope="session")
def long_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with forty claims and ten entries on a page, below its content. Nothing may be written into it."""
    return _long_site(tmp_path_factory, "long")


@pytest.fixture(scope="session")
def long_offline_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same site, built to be opened from a disk."""
    return _long_site(tmp_path_factory, "long-offline", OFFLINE="true")


def _long_site(factory: pytest.TempPathFactory, name: str, **variables: str) -> Path:
    def make(folder: Path) -> str:
        build_on_the_day(write_long_lists(folder), **variables)
        return ""

    return once(factory, name, make) / "site"


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as a wheel, built once for all workers."""

    def make(folder: Path) -> str:
        options = ("--no-deps", "--no-build-isolation", "--no-index", "--quiet", "--wheel-dir", str(folder))
        done = run("pip", "wheel", str(REPOSITORY), *options, cwd=folder.parent)
        return (done.stdout + done.stderr)[-3000:] if done.returncode else ""

    return next(once(tmp_path_factory, "wheel", make).glob("*.whl"))


@pytest.fixture(scope="session")
def offline(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], dict[str, str]]:
    """A function that makes a site's virtual environment and returns the variables to run commands in it offline.

    Every package but this one is found there already.
    """

    def make(folder: Path) -> str:
        folder.mkdir()
        for path in Path(sysconfig.get_path("purelib")).iterdir():
            if not path.name.startswith(("claims_explainer", "_claims_explainer", "__editable__")):
                (folder / path.name).symlink_to(path)
        return ""

    packages = once(tmp_path_factory, "packages", make)

    def ready(root: Path) -> dict[str, str]:
        venv.create(root / ".venv", with_pip=False)
        kept = environment(None, PYTHONPATH=str(packages), PIP_NO_INDEX="1", PIP_DISABLE_PIP_VERSION_CHECK="1")
        return {name: value for name, value in kept.items() if name != "VIRTUAL_ENV"}

    return ready


@pytest.fixture(scope="session")
def real_epoch(real_site: Path) -> str:
    """The SOURCE_DATE_EPOCH with which the real content was built: what is compared with it is built with that too."""
    return real_site.with_suffix(".epoch").read_text(encoding="utf-8")


@pytest.fixture(scope="session", params=["copies", *(["export"] if AT_NIGHT else [])])
def plain(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Addressing]:
    """The real content as plain Markdown, and how it is laid out: the copies beside the pages, by night an export too.

    Nothing may be written into the folder.
    """
    if request.param == "copies":
        return request.getfixturevalue("real_site"), Addressing(Face.PLAIN, beside=True)

    def make(folder: Path) -> str:
        done = claims("export", "--root", REPOSITORY, folder)
        return done.output[-3000:] if done.exit_code else ""

    return once(tmp_path_factory, "real-export", make), Addressing(Face.PLAIN)


@pytest.fixture(scope="session")
def real_pages(real_site: Path) -> dict[str, Page]:
    """Every page of the real site by its path, each read once."""
    return read_pages(real_site)


@pytest.fixture(scope="session")
def served() -> Iterator[Callable[[Path], str]]:
    """A function that serves a folder on this machine alone and returns its address, ending with a slash."""
    with ExitStack() as servers:
        yield functools.cache(lambda folder: servers.enter_context(serving(folder)))


@pytest.fixture(scope="session")
def home(real_site: Path, served: Callable[[Path], str]) -> str:
    """The address at which the real site is served."""
    return served(real_site)


@pytest.fixture(scope="module")
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """A Chromium without a window. Where there is none, tests are skipped aloud, or fail if REQUIRE_BROWSER is set.

    It draws nothing for a module that says `FRAMES = False`, whose tests read and use the keyboard. It is kept for a
    module and no longer: while Playwright runs, its event loop stands in the way of every other.
    """
    frames = getattr(request.module, "FRAMES", True)
    with launched(frames=frames) as started:
        yield started


@pytest.fixture
def page_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """A function that opens a fresh browser context with the options given; all are closed after the test."""
    opened: list[BrowserContext] = []

    def open_context(**options: Any) -> BrowserContext:
        context = browser.new_context(**options)
        opened.append(context)
        return context

    yield open_context
    for context in opened:
        context.close()


@pytest.fixture(scope="module")
def kept_page(browser: Browser) -> Callable[..., OpenPage]:
    """A function that gives a page of a context with the options given, as new: it keeps nothing of what was before.

    The pages of one module that want the same options are one page: a context and a page of its own cost a third of
    opening an address. For tests that neither listen to a page or context nor put scripts or routes into it.
    """
    pages: dict[str, OpenPage] = {}

    def page_with(**options: Any) -> OpenPage:
        page = pages.get(name := repr(sorted(options.items())))
        if page is None:
            page = pages[name] = browser.new_context(**options).new_page()
            page.set_default_timeout(20_000)
        else:
            page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
            page.context.clear_cookies()
            page.goto("about:blank")
            page.emulate_media(media="null", color_scheme=options.get("color_scheme", "light"))
            if "viewport" in options:
                page.set_viewport_size(options["viewport"])
        return page

    return page_with
