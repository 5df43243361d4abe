"""Takes a picture of each kind of page, in both colours and at both widths: `make screenshots`, then look at them."""

from __future__ import annotations

import sys
from itertools import product
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

from browsers import BROWSER_ARGUMENTS, browser_paths, serving
from page_kinds import KINDS

VIEWS = tuple(product(("light", "dark"), (360, 1280)))


def take(site: Path, folder: Path) -> int:
    """Write <kind>-<colours>-<width>.png of each kind of page into a folder, and return how many."""
    folder.mkdir(parents=True, exist_ok=True)
    with serving(site) as home, sync_playwright() as playwright:
        path = next(browser_paths(playwright.chromium.executable_path), None)
        browser = playwright.chromium.launch(executable_path=path, args=BROWSER_ARGUMENTS)
        for scheme, width in VIEWS:
            context = browser.new_context(
                viewport={"width": width, "height": 800},
                color_scheme=scheme,  # type: ignore[arg-type]
                reduced_motion="reduce",
            )
            page = context.new_page()
            for kind, address in KINDS.items():
                page.goto(home + address, wait_until="load")
                page.wait_for_function("() => document.fonts.status === 'loaded'")
                page.screenshot(path=folder / f"{kind}-{scheme}-{width}.png", full_page=True)
            context.close()
        browser.close()
    return len(KINDS) * len(VIEWS)


if __name__ == "__main__":
    try:
        count = take(Path(sys.argv[1]), Path(sys.argv[2]))
    except Error as error:
        sys.exit(f"no browser could be used: {error.message.splitlines()[0]}")
    sys.stdout.write(f"Wrote {count} pictures to {sys.argv[2]}.\n")
