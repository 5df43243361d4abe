"""Goes through every page of a built site in a browser, and notes what is wrong with it.

A view is a width with a colour scheme. Pages that each stand for a kind are seen in all four views. Every other page
is seen in two, one of each width and one of each scheme. So are those that one template makes of a record (sources,
rules), but axe, which takes most of the time, goes through one view of each, in turn all four. With EVERY_VIEW set in
the environment it goes through both. Two browsers work side by side.
"""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import axe_playwright_python

from browsers import launched, too_wide

if TYPE_CHECKING:
    from playwright.sync_api import Page

WIDTHS = (360, 1280)
SCHEMES = {"light": "default", "dark": "slate"}
VIEWS = tuple(product(SCHEMES, WIDTHS))
TURNS = tuple((view, other) for view in VIEWS for other in VIEWS if view[0] != other[0] and view[1] != other[1])
NARROWEST = 320
"""What WCAG 2.2, 1.4.10 (Reflow) asks for: a window of 1280 at 400 %."""

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
FROM_RECORDS = ("sources/", "rules/")
"""Where pages stand that one template makes of a record each."""
_RUN = """async (tags) => {
  const options = {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]};
  const found = await axe.run(options);
  return found.violations.flatMap((it) => it.nodes.slice(0, 3).map((node) =>
    `${it.id} (${it.impact}): ${node.target} ${node.failureSummary}`));
}"""
_SHADE = """() => {
  const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number);
  return (r + g + b) / 3;
}"""
_LARGER = "(size) => { document.documentElement.style.fontSize = size; }"


@dataclass
class Survey:
    """What was seen of which pages, how often axe went through each view, and what was wrong, with page and view."""

    pages: set[str] = field(default_factory=set)
    views: int = 0
    checked: Counter[tuple[str, int]] = field(default_factory=Counter)
    inaccessible: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    wide: list[str] = field(default_factory=list)
    shades: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def survey(home: str, pages: Iterable[str], kinds: Iterable[str], browsers: int = 2) -> Survey:
    """Look at every page of the site served at `home`; those of `kinds` in every view."""
    seen = Survey()
    work = _work(sorted(pages), set(kinds))
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
    """A page, the views to see it in, and through how many of them axe goes."""

    address: str
    views: Sequence[tuple[str, int]]
    checked: int


def _work(pages: Sequence[str], kinds: set[str]) -> Iterator[Task]:
    for number, address in enumerate(pages):
        views = VIEWS if address in kinds else TURNS[number % len(TURNS)]
        record = address.startswith(FROM_RECORDS) and address not in {*kinds, *FROM_RECORDS}
        yield Task(address, views, 1 if record and not os.environ.get("EVERY_VIEW") else len(views))


def _look(page: Page, home: str, task: Task, axe: str, seen: Survey) -> None:
    address = task.address
    answer = page.goto(home + address, wait_until="load")
    if answer is None or not answer.ok:
        seen.failed.append(f"{address}: {answer and answer.status}")
        return
    page.evaluate("() => document.fonts.ready.then(() => true)")
    page.evaluate(axe)
    seen.pages.add(address)
    for number, (scheme, width) in enumerate(task.views):
        name = f"{address} ({scheme}, {width})"
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("(scheme) => { document.body.dataset.mdColorScheme = scheme; }", SCHEMES[scheme])
        if (page.evaluate(_SHADE) > 128) is not (scheme == "light"):
            seen.shades.append(name)
        seen.wide += [f"{name}: {part}" for part in too_wide(page)]
        if number < task.checked:
            seen.inaccessible += [f"{name}: {problem}" for problem in page.evaluate(_RUN, RULES)]
            seen.checked[scheme, width] += 1
        seen.views += 1
    page.set_viewport_size({"width": NARROWEST, "height": 800})
    seen.wide += [f"{address} ({NARROWEST}): {part}" for part in too_wide(page)]
    if task.checked < 2:
        return
    page.set_viewport_size({"width": 1280, "height": 800})
    page.evaluate(_LARGER, "250%")  # the theme's own is 125 %
    seen.wide += [f"{address} (text of 200 %): {part}" for part in too_wide(page)]
    page.evaluate(_LARGER, "")
