"""Goes through every page of a built site in a browser, and notes what is wrong with it.

A view is a width with a colour scheme. A page that stands for its kind is seen in all four views, with all rules of axe
and at 200 % text. Of the others, pages of one shape (`shapes`) are looked at together: one of them, the longest, is
opened once: its width is measured in both windows and the narrowest, its console and requests are listened to, and axe
goes through it with all rules in one view, the next page's in the next. Its twins are not opened: each is put in its
place, its width is measured in the same windows, and axe goes through it on a phone with `BY_LAYOUT`, the rules that
ask where things come to stand; test_every_page_read looks at every page for what else may differ between twins. With
EVERY_VIEW set in the environment every page is opened and seen as those of a kind are. Two browsers work side by side.
"""

from __future__ import annotations

import os
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import axe_playwright_python

from browsers import TOO_WIDE, count_sheets, launched, too_wide
from shapes import shape

if TYPE_CHECKING:
    from playwright.sync_api import Page

WIDTHS = (360, 1280)
SCHEMES = {"light": "default", "dark": "slate"}
VIEWS = tuple(product(SCHEMES, WIDTHS))
NARROWEST = 320
"""What WCAG 2.2, 1.4.10 (Reflow) asks for: a window of 1280 at 400 %."""

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
BY_LAYOUT = ["target-size", "scrollable-region-focusable"]
_RUN = """async ([type, values]) => {
  const options = {runOnly: {type, values}, resultTypes: ["violations"]};
  const found = await axe.run(document, options);
  return found.violations.flatMap((it) => it.nodes.slice(0, 3).map((node) =>
    `${it.id} (${it.impact}): ${node.target} ${node.failureSummary}`));
}"""
SHADE = """() => {
  const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number);
  return (r + g + b) / 3;
}"""
_FETCH = """async ([home, ...addresses]) => {
  const read = async (address) => {
    const answer = await fetch(home + address);
    const main = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".md-main");
    return answer.ok && main ? [address, document.importNode(main, true)] : [address, null];
  };
  window.twins = await Promise.all(addresses.map(read));
  return twins.filter(([, main]) => !main).map(([address]) => address);
}"""
_EACH = """async (look) => {
  const said = [];
  for (const [address, main] of twins.filter(([, main]) => main)) {
    document.querySelector(".md-main").replaceWith(main);
    said.push(...(await look()).map((it) => [address, it]));
  }
  return said;
}"""
_LARGER = "(size) => { document.documentElement.style.fontSize = size; }"


@dataclass
class Survey:
    """Which pages were opened, which were put in a twin's place, how often axe went through each view, how many sheets
    of paper pages fill, and what was wrong, with page and view.
    """

    opened: set[str] = field(default_factory=set)
    twins: set[str] = field(default_factory=set)
    checked: Counter[tuple[str, int]] = field(default_factory=Counter)
    sheets: dict[str, int] = field(default_factory=dict)
    inaccessible: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    wide: list[str] = field(default_factory=list)
    shades: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def survey(
    home: str, pages: Mapping[str, str], kinds: Set[str], printed: Set[str] = frozenset(), browsers: int = 2
) -> Survey:
    """Look at every page of the site served at `home`: those of `kinds` in every view, those of `printed` on paper.

    `pages` gives the source of each page by its address.
    """
    seen = Survey()
    work = _work(pages, kinds, printed)
    lock = threading.Lock()

    def go() -> None:
        try:
            with launched() as browser:
                context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
                page = context.new_page()
                context.set_default_timeout(60_000)
                where = [""]
                host = urlsplit(home).netloc
                page.on("console", lambda it: seen.said.append(f"{where[0]}: {it.text}") if it.type != "log" else None)
                page.on("pageerror", lambda error: seen.said.append(f"{where[0]}: {error}"))
                page.on(
                    "request",
                    lambda it: (
                        None
                        if urlsplit(it.url).netloc == host or it.url.startswith(("data:", "blob:"))
                        else seen.foreign.append(f"{where[0]}: {it.url}")
                    ),
                )
                axe = AXE.read_text(encoding="utf-8")
                while True:
                    with lock:
                        task = next(work, None)
                    if task is None:
                        break
                    where[0] = task.address
                    _look(page, home, task, axe, seen)
                context.close()
        except Exception as error:
            seen.failed.append(f"{type(error).__name__}: {error}")

    threads = [threading.Thread(target=go) for _ in range(browsers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


@dataclass(frozen=True)
class Task:
    """A page, the views in which axe goes through it, whether it is printed, and its twins that are not opened."""

    address: str
    views: Sequence[tuple[str, int]]
    printed: bool
    twins: Sequence[str] = ()

    @property
    def thorough(self) -> bool:
        """Whether the page stands for its kind."""
        return len(self.views) == len(VIEWS)


def _work(pages: Mapping[str, str], kinds: Set[str], printed: Set[str]) -> Iterator[Task]:
    if os.environ.get("EVERY_VIEW"):
        yield from (Task(address, VIEWS, address in printed) for address in sorted(pages))
        return
    for number, (address, *twins) in enumerate(_groups(pages, kinds | printed)):
        views = VIEWS if address in kinds else VIEWS[number % len(VIEWS) :][:1]
        yield Task(address, views, address in printed, twins)


def _groups(pages: Mapping[str, str], opened: Set[str]) -> list[list[str]]:
    """Return the pages of each shape, first the one to open; pages of `opened` are opened in any case."""
    shapes: dict[object, list[str]] = defaultdict(list)
    for address in sorted(pages, key=lambda it: (it not in opened, -len(pages[it]), it)):
        shapes[shape(pages[address])].append(address)
    groups = []
    for first, *others in shapes.values():
        groups.append([first, *(it for it in others if it not in opened)])
        groups += [[it] for it in others if it in opened]
    return sorted(groups)


def _look(page: Page, home: str, task: Task, axe: str, seen: Survey) -> None:
    address = task.address
    answer = page.goto(home + address, wait_until="load")
    if answer is None or not answer.ok:
        seen.failed.append(f"{address}: {answer and answer.status}")
        return
    page.evaluate("() => document.fonts.ready.then(() => true)")
    page.evaluate(axe)
    seen.opened.add(address)
    for width in (NARROWEST, *WIDTHS):
        page.set_viewport_size({"width": width, "height": 800})
        seen.wide += [f"{address} ({width}): {part}" for part in too_wide(page)]
        for scheme in (scheme for scheme, wanted in task.views if wanted == width):
            _look_at(page, address, (scheme, width), seen)
    if task.thorough:
        page.evaluate(_LARGER, "250%")  # the theme's own is 125 %
        seen.wide += [f"{address} (text of 200 %): {part}" for part in too_wide(page)]
        page.evaluate(_LARGER, "")
    if task.printed:
        seen.sheets[address] = count_sheets(page)
    if task.twins:
        _look_at_twins(page, home, task, seen)


def _look_at(page: Page, address: str, view: tuple[str, int], seen: Survey) -> None:
    scheme, width = view
    page.evaluate("(scheme) => { document.body.dataset.mdColorScheme = scheme; }", SCHEMES[scheme])
    if (page.evaluate(SHADE) > 128) is not (scheme == "light"):
        seen.shades.append(f"{address} ({scheme}, {width})")
    seen.inaccessible += [
        f"{address} ({scheme}, {width}): {problem}" for problem in page.evaluate(_RUN, ["tag", RULES])
    ]
    seen.checked[view] += 1


def _look_at_twins(page: Page, home: str, task: Task, seen: Survey) -> None:
    lost = page.evaluate(_FETCH, [home, *task.twins])
    seen.failed += [f"{address}: could not be put in its twin's place" for address in lost]
    for width in (NARROWEST, *WIDTHS):
        page.set_viewport_size({"width": width, "height": 800})
        seen.wide += [f"{address} ({width}): {part}" for address, part in page.evaluate(f"({_EACH})({TOO_WIDE})")]
    page.set_viewport_size({"width": WIDTHS[0], "height": 800})
    look = f"() => ({_RUN})(['rule', {BY_LAYOUT}])"
    seen.inaccessible += [f"{address} ({WIDTHS[0]}): {part}" for address, part in page.evaluate(f"({_EACH})({look})")]
    seen.twins |= set(task.twins)
