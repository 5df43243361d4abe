"""Goes through every page of a built site in a browser, and notes what is wrong with it.

A view is a width with a colour scheme. A page that stands for its kind is seen in all four views and at 200 % text; in
both widths axe applies all rules to it, and in the dark scheme those about colours. Another is opened only if it has an
element that no page opened before has, as `shapes` tells elements apart: its width is measured in both windows and the
narrowest, its console and requests are listened to, and axe goes with all rules through its new elements in one view,
the next page's in the next. Colours hang on the style sheets: of elements that stand in the same ones, one in a view is
looked at. All others are put, one after the other, in the place of an opened page that is most like them, and measured
in the same windows. In one of the two windows axe goes through one in eight of them with all rules but those about
colours. Pages put together just like one before them (twins) are measured in the narrowest window alone, and left to
the rules that ask where things come to stand; where twins are many, one in eight is. What else may differ
test_every_page_read reads of every page. With EVERY_VIEW set in the environment every page is opened and seen as those
of a kind are. Two browsers work side by side.
"""

from __future__ import annotations

import json
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
from shapes import Shape, shape

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
COLOURS = ["color-contrast", "link-in-text-block"]
_RUN = """async ([type, values, without, within]) => {
  const options = {runOnly: {type, values}, resultTypes: ["violations"]};
  if (without) options.rules = Object.fromEntries(without.map((rule) => [rule, {enabled: false}]));
  const found = await axe.run(within || document, options);
  return found.violations.flatMap((it) => it.nodes.slice(0, 3).map((node) =>
    `${it.id} (${it.impact}): ${node.target} ${node.failureSummary}`));
}"""
_MARK = """([known, wordless]) => {
  const signs = new Map(), seen = new Set(known), found = [];
  const sign = (e) => {
    if (!e) return "";
    if (!signs.has(e)) {
      const own = [e.tagName, e.getAttribute("class"), e.getAttribute("style"), e.cellIndex, ...e.getAttributeNames()];
      signs.set(e, `${sign(e.parentElement)}>${own}`);
    }
    return signs.get(e);
  };
  const all = [...document.body.querySelectorAll("*")];
  const speaks = (e) => e.matches(wordless) || [...e.childNodes].some((it) => it.nodeType === 3 && it.data.trim());
  for (const e of all.filter(speaks)) {
    if (seen.has(sign(e))) continue;
    seen.add(sign(e));
    found.push(e);
  }
  found.forEach((e) => e.setAttribute("data-new", ""));
  return found.map(sign);
}"""
"""Marks the first of the elements with words that stand in the same elements, by class and style, as none before. Those
that are used or looked at without words are marked too."""
WORDLESS = "button, input, select, textarea, img"
_ONLY_NEW = """axe.configure({noHtml: true, rules: [
  {id: "color-contrast", selector: "[data-new], [data-new] *"},
  {id: "link-in-text-block", selector:
    "a[href][data-new], [role=link][data-new], [data-new] a[href], [data-new] [role=link]"}]})"""
"""Lets the rules about colours look at what is marked alone, in the same run as all others: a run costs its start.
Writing out the HTML of each element that a rule looks at would cost a tenth more, and nobody reads it."""
SHADE = """() => {
  const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number);
  return (r + g + b) / 3;
}"""
PARTS = ["[data-md-component=skip]", ".md-main"]
"""What of a page is its own, below the head: the link to its heading, and all between the tabs and the foot."""
_FETCH = """async ([home, addresses, parts]) => {
  const read = async (address) => {
    const answer = await fetch(home + address);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const own = parts.map((part) => page.querySelector(part)).map((it) => it && document.importNode(it, true));
    return [address, answer.ok && own.at(-1) ? own : null];
  };
  window.placed = new Map(await Promise.all(addresses.map(read)));
  return addresses.filter((address) => !placed.get(address));
}"""
_LOOKS = {
    "wide": TOO_WIDE,
    "layout": f"() => ({_RUN})({json.dumps(['rule', BY_LAYOUT, []])})",
    "all but colours": f"() => ({_RUN})({json.dumps(['tag', RULES, COLOURS])})",
}
_EACH = f"""async ([plan, parts]) => {{
  const looks = {{{", ".join(f"{json.dumps(name)}: {look}" for name, look in _LOOKS.items())}}}, said = [];
  for (const [address, names] of plan.filter(([address]) => placed.get(address))) {{
    placed.get(address).forEach((own, number) => own && document.querySelector(parts[number]).replaceWith(own));
    for (const name of names) said.push(...(await looks[name]()).map((it) => [name, address, it]));
  }}
  return said;
}}"""
"""Puts each page of a plan in the place of the one that is open, and looks at it in the ways that the plan names."""
MANY = 40
"""So many twins are seen by axe one in eight: they differ in their words alone."""
_LARGER = "(size) => { document.documentElement.style.fontSize = size; }"


@dataclass
class Survey:
    """Which pages were opened, which were put in another's place, how often axe went through each view, which elements
    had their colours looked at in it, how many sheets of paper pages fill, and what was wrong, with page and view.
    """

    opened: set[str] = field(default_factory=set)
    placed: set[str] = field(default_factory=set)
    checked: Counter[tuple[str, int]] = field(default_factory=Counter)
    coloured: defaultdict[tuple[str, int], set[str]] = field(default_factory=lambda: defaultdict(set))
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
            with launched(frames=False) as browser:
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
    """A page to open, the views in which axe goes through it, whether it is printed, and the pages that take its place:
    its twins, and those that are like it.
    """

    address: str
    views: Sequence[tuple[str, int]]
    printed: bool
    twins: Sequence[str] = ()
    alike: Sequence[str] = ()

    @property
    def thorough(self) -> bool:
        """Whether the page stands for its kind."""
        return len(self.views) == len(VIEWS)


def _work(pages: Mapping[str, str], kinds: Set[str], printed: Set[str]) -> Iterator[Task]:
    if os.environ.get("EVERY_VIEW"):
        yield from (Task(address, VIEWS, address in printed) for address in sorted(pages))
        return
    for number, (address, (twins, alike)) in enumerate(sorted(opened(pages, kinds | printed).items())):
        views = VIEWS if address in kinds else VIEWS[number % len(VIEWS) :][:1]
        yield Task(address, views, address in printed, twins, alike)


def opened(pages: Mapping[str, str], wanted: Set[str]) -> dict[str, tuple[list[str], list[str]]]:
    """Return the pages to open, those of `wanted` among them, each with its twins and those that are like it.

    Every page is in it once, and every element of a page is on one that is opened.
    """
    shapes = {address: shape(pages[address]) for address in sorted(pages, key=lambda it: (-len(pages[it]), it))}
    found: dict[str, tuple[list[str], list[str]]] = {}
    first: dict[Shape, str] = {}

    def open_it(address: str) -> Shape:
        found[address] = ([], [])
        first.setdefault(shapes[address], address)
        return shapes[address]

    missing = frozenset().union(*shapes.values()).difference(*(open_it(it) for it in shapes if it in wanted))
    while missing:
        missing -= open_it(max(shapes, key=lambda it: len(shapes[it] & missing)))
    for address, made in shapes.items():
        if address in found:
            continue
        if made in first:
            found[first[made]][0].append(address)
        else:
            first[made] = max(found, key=lambda it: len(shapes[it] & made))
            found[first[made]][1].append(address)
    return found


def _look(page: Page, home: str, task: Task, axe: str, seen: Survey) -> None:
    address = task.address
    answer = page.goto(home + address, wait_until="load")
    if answer is None or not answer.ok:
        seen.failed.append(f"{address}: {answer and answer.status}")
        return
    page.evaluate("() => document.fonts.ready.then(() => true)")
    page.evaluate(axe)
    if not os.environ.get("EVERY_VIEW"):
        page.evaluate(_ONLY_NEW)
    seen.opened.add(address)
    for width in _from_here(page):
        page.set_viewport_size({"width": width, "height": 800})
        seen.wide += [f"{address} ({width}): {part}" for part in too_wide(page)]
        for scheme in (scheme for scheme, wanted in task.views if wanted == width):
            _look_at(page, address, (scheme, width), seen, thorough=task.thorough)
    if task.thorough:
        page.set_viewport_size({"width": 1280, "height": 800})
        page.evaluate(_LARGER, "250%")  # the theme's own is 125 %
        seen.wide += [f"{address} (text of 200 %): {part}" for part in too_wide(page)]
        page.evaluate(_LARGER, "")
    if task.printed:
        seen.sheets[address] = count_sheets(page)
    if task.twins or task.alike:
        _look_at_placed(page, home, task, seen)


def _from_here(page: Page) -> Sequence[int]:
    """Return the widths of windows, from the one that the window has: each change lays a page out anew."""
    widths = (NARROWEST, *WIDTHS)
    here = page.viewport_size
    return widths if here and here["width"] == NARROWEST else widths[::-1]


def _look_at(page: Page, address: str, view: tuple[str, int], seen: Survey, *, thorough: bool) -> None:
    scheme, width = view
    page.evaluate("(scheme) => { document.body.dataset.mdColorScheme = scheme; }", SCHEMES[scheme])
    if (page.evaluate(SHADE) > 128) is not (scheme == "light"):
        seen.shades.append(f"{address} ({scheme}, {width})")
    seen.checked[view] += 1
    if os.environ.get("EVERY_VIEW"):
        said = page.evaluate(_RUN, ["rule", COLOURS] if scheme == "dark" else ["tag", RULES])
    else:
        new = page.evaluate(_MARK, [sorted(seen.coloured[view]), WORDLESS])
        seen.coloured[view] |= set(new)
        said = _of_new(page, bool(new), thorough=thorough, dark=scheme == "dark")
        page.evaluate('() => document.querySelectorAll("[data-new]").forEach((e) => e.removeAttribute("data-new"))')
    seen.inaccessible += [f"{address} ({scheme}, {width}): {problem}" for problem in said]


def _of_new(page: Page, new: bool, *, thorough: bool, dark: bool) -> list[str]:
    """Return what axe says of a page with all rules, or of its new elements alone unless the page stands for its kind.

    In the dark scheme the page of a kind was seen with the other rules before, in the same width.
    """
    if not thorough:
        return page.evaluate(_RUN, ["tag", RULES, None, "[data-new]"]) if new else []
    if dark:
        return page.evaluate(_RUN, ["rule", COLOURS]) if new else []
    return page.evaluate(_RUN, ["tag", RULES, None if new else COLOURS])


def _look_at_placed(page: Page, home: str, task: Task, seen: Survey) -> None:
    placed = [*task.twins, *task.alike]
    seen.failed += [f"{it}: could not be put in another's place" for it in page.evaluate(_FETCH, [home, placed, PARTS])]

    def look(width: int, plan: Mapping[str, Sequence[str]]) -> None:
        page.set_viewport_size({"width": width, "height": 800})
        for how, address, part in page.evaluate(_EACH, [list(plan.items()), PARTS]):
            (seen.wide if how == "wide" else seen.inaccessible).append(f"{address} ({width}): {part}")

    step = len(WIDTHS) if len(task.twins) < MANY else len(WIDTHS) * 8
    for width in _from_here(page):
        if width == NARROWEST:
            look(width, dict.fromkeys(placed, ("wide",)))
            continue
        number = WIDTHS.index(width)
        plan = {**dict.fromkeys(task.twins[number::step], ("layout",)), **dict.fromkeys(task.alike, ("wide",))}
        look(width, plan | dict.fromkeys(task.alike[number * 8 :: 16], ("wide", "all but colours")))
    seen.placed |= set(placed)
