"""Goes through every page of a built site in a browser, and notes what is wrong with it.

A view is a width with a colour scheme. Every page is seen in all four. axe goes with all its rules through two of them,
one of each width and one of each scheme, in turn. In the other two it goes with the rules that read colours, for no
other rule hears of the scheme, through what is the page's own. Pages that each stand for a kind get all rules in every
view, and so does every page with EVERY_VIEW set in the environment. Two browsers work side by side.
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

from browsers import count_sheets, launched, too_wide

if TYPE_CHECKING:
    from playwright.sync_api import Page

WIDTHS = (360, 1280)
SCHEMES = {"light": "default", "dark": "slate"}
VIEWS = tuple(product(SCHEMES, WIDTHS))
TURNS = ((("light", 1280), ("dark", 360)), (("dark", 1280), ("light", 360)))
"""Views that have both widths and both schemes between them."""
NARROWEST = 320
"""What WCAG 2.2, 1.4.10 (Reflow) asks for: a window of 1280 at 400 %."""

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules among them that read colours."""
WHOLE = "html"
OWN = ".md-content"
"""What a page has of its own. What stands around it is the same on all pages, and is seen with those of a kind."""
SHEETS = ("claims/",)
"""Where pages stand that are told how many sheets they fill on paper."""
_RUN = """async ([where, rules]) => {
  const options = {runOnly: rules, resultTypes: ["violations"]};
  const found = await axe.run(where, options);
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
    """What was seen of which pages, how often axe went through each view with all rules and with those of colours, how
    many sheets a page fills, and what was wrong, with page and view.
    """

    pages: set[str] = field(default_factory=set)
    checked: Counter[tuple[str, int]] = field(default_factory=Counter)
    coloured: Counter[tuple[str, int]] = field(default_factory=Counter)
    sheets: dict[str, int] = field(default_factory=dict)
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
    """A page, and the views in which axe goes through it with all rules."""

    address: str
    thorough: Sequence[tuple[str, int]]


def _work(pages: Sequence[str], kinds: set[str]) -> Iterator[Task]:
    for number, address in enumerate(pages):
        every = address in kinds or bool(os.environ.get("EVERY_VIEW"))
        yield Task(address, VIEWS if every else TURNS[number % len(TURNS)])


def _look(page: Page, home: str, task: Task, axe: str, seen: Survey) -> None:
    address = task.address
    answer = page.goto(home + address, wait_until="load")
    if answer is None or not answer.ok:
        seen.failed.append(f"{address}: {answer and answer.status}")
        return
    page.evaluate("() => document.fonts.ready.then(() => true)")
    page.evaluate(axe)
    seen.pages.add(address)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for scheme in SCHEMES:
            _look_at(page, address, (scheme, width), (scheme, width) in task.thorough, seen)
    page.evaluate(_LARGER, "250%")  # the theme's own is 125 %
    seen.wide += [f"{address} (text of 200 %): {part}" for part in too_wide(page)]
    page.evaluate(_LARGER, "")
    page.set_viewport_size({"width": NARROWEST, "height": 800})
    seen.wide += [f"{address} ({NARROWEST}): {part}" for part in too_wide(page)]
    if address.startswith(SHEETS) and address not in SHEETS:
        seen.sheets[address] = count_sheets(page)


def _look_at(page: Page, address: str, view: tuple[str, int], thorough: bool, seen: Survey) -> None:
    scheme, width = view
    name = f"{address} ({scheme}, {width})"
    page.evaluate("(scheme) => { document.body.dataset.mdColorScheme = scheme; }", SCHEMES[scheme])
    if (page.evaluate(_SHADE) > 128) is not (scheme == "light"):
        seen.shades.append(name)
    seen.wide += [f"{name}: {part}" for part in too_wide(page)]
    run = [WHOLE, {"type": "tag", "values": RULES}] if thorough else [OWN, {"type": "rule", "values": COLOURS}]
    seen.inaccessible += [f"{name}: {problem}" for problem in page.evaluate(_RUN, run)]
    (seen.checked if thorough else seen.coloured)[view] += 1
