"""Shows reviewers what a change makes readers see: pictures at a phone's width of each page, before and after.

    PYTHONPATH=tests:hooks python -m changed_pages BEFORE AFTER FOLDER

BEFORE and AFTER are built sites. FOLDER gets the pictures, an index.html with both beside each other, and summary.md,
which names the pages and what only a person can judge. `make pictures SINCE=origin/main` builds both and does it.
"""

from __future__ import annotations

import html
import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageChops

from browsers import launched, serving
from builders import REPOSITORY

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

WIDTH, PIECE, SHOWN, ABOVE = 360, 8_000, 2_400, 160
"""In pixels: a phone; what a browser draws at once; what of a tall page is shown, and how much above the change."""
MOST, TRIED = 30, 90
"""So many pages are shown in pictures, and so many are looked at for a difference that is seen; more are named."""
ARTIFACT = "pictures-before-and-after"
"""What the pictures are called that check.yml keeps."""
EVERY_PAGE = "index.html"
"""The page that is shown where the frame or the style of all pages changed."""

_ARTICLE = re.compile(r"<article\b.*</article>", re.DOTALL)
_ADDRESS = re.compile(r"\.[0-9a-f]{8}\.min\.")
_REVIEW = re.compile(r"^## Reviewing a claim\n(.*?)(?=^## )", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Changed:
    """A page that looks different: its path in the site, and whether it is `new`, `changed` or `gone`."""

    page: str
    how: str

    @property
    def stem(self) -> str:
        """The beginning of the names of its pictures."""
        return self.page.removesuffix(".html").removesuffix("/index").replace("/", "-")

    def pictures(self, folder: Path) -> list[str]:
        """Return the names of its pictures in a folder, before and after."""
        names = [f"{self.stem}-{when}.png" for when in ("before", "after")]
        return [name for name in names if (folder / name).is_file()]


def changed_pages(before: Path, after: Path) -> list[Changed]:
    """Return the pages whose text differs between two built sites, claims first; then one for a changed frame or style.

    Only what stands in the main part of a page is compared: the frame is the same on all.
    """
    old, new = (dict(_articles(site)) for site in (before, after))
    found = [
        Changed(page, "new" if page not in old else "gone" if page not in new else "changed")
        for page in sorted({*old, *new}, key=lambda page: (not page.startswith("claims/"), page))
        if old.get(page) != new.get(page)
    ]
    if _frame(before) != _frame(after) and EVERY_PAGE not in {one.page for one in found}:
        found.append(Changed(EVERY_PAGE, "in its frame or style, as all pages"))
    return found


def _articles(site: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(site.rglob("*.html")):
        if match := _ARTICLE.search(path.read_text(encoding="utf-8")):
            yield (
                path.relative_to(site).as_posix(),
                re.sub(r"\s+|(?<=>)\s+(?=<)", " ", match.group()).replace("> <", "><"),
            )


def _frame(site: Path) -> tuple[str, ...]:
    page = site / EVERY_PAGE
    text = _ARTICLE.sub("", page.read_text(encoding="utf-8")) if page.is_file() else ""
    styles = (path.read_text(encoding="utf-8") for path in sorted((site / "assets").glob("*.css")))
    return (re.sub(r"<(meta|script|link)\b[^>]*>", "", _ADDRESS.sub(".", text)), *styles)


def take(found: list[Changed], before: Path, after: Path, folder: Path) -> list[Changed]:
    """Write pictures of the first pages into a folder, cut to where they begin to differ.

    Returns the pages without those whose pictures are the same: of them nothing that differs is seen.
    """
    seen: list[Changed] = []
    with launched() as browser, serving(before) as old, serving(after) as new:
        context = browser.new_context(viewport={"width": WIDTH, "height": 740}, reduced_motion="reduce")
        for number, one in enumerate(found):
            if len(seen) == MOST or number == TRIED:
                seen += found[number:]
                break
            for home, site, when in ((old, before, "before"), (new, after, "after")):
                if (site / one.page).is_file():
                    _take(context, home + one.page.removesuffix("index.html"), folder / f"{one.stem}-{when}.png")
            if _cut([folder / name for name in one.pictures(folder)]):
                seen.append(one)
        context.close()
    return seen


def _take(context: BrowserContext, address: str, path: Path) -> None:
    page = context.new_page()
    page.goto(address, wait_until="load")
    page.wait_for_function("() => document.fonts.status === 'loaded'")
    height = page.evaluate("document.documentElement.scrollHeight")
    whole = Image.new("RGB", (WIDTH, height))
    for top in range(0, height, PIECE):
        part = {"x": 0, "y": top, "width": WIDTH, "height": min(PIECE, height - top)}
        whole.paste(Image.open(io.BytesIO(page.screenshot(full_page=True, clip=part))), (0, top))  # type: ignore[arg-type]
    whole.save(path)
    page.close()


def _cut(paths: list[Path]) -> bool:
    """Cut tall pictures to what can be looked at: of two, from where they begin to differ.

    Returns whether there is something to see; two that are the same are deleted.
    """
    images = [Image.open(path).convert("RGB") for path in paths]
    top = 0
    if len(images) == 2:
        shared = (0, 0, WIDTH, min(image.height for image in images))
        differs = ImageChops.difference(images[0].crop(shared), images[1].crop(shared)).getbbox()
        if not differs and images[0].height == images[1].height:
            for path in paths:
                path.unlink()
            return False
        top = max((differs[1] if differs else shared[3]) - ABOVE, 0)
    for image, path in zip(images, paths, strict=True):
        if image.height > SHOWN:
            start = min(top, image.height - SHOWN)
            image.crop((0, start, WIDTH, start + SHOWN)).save(path)
    return True


def summary(found: list[Changed] | None, folder: Path, questions: str) -> str:
    """Return what a reviewer is told, as Markdown: the pages with their pictures, and what only a person can judge.

    `found` is None where the version before could not be built. The link to index.html is the one that check.yml turns
    into the address of the pictures.
    """
    lines = ["## What readers will see change on a phone", ""]
    if found is None:
        lines.append("The version before this change could not be built with today's packages: there are no pictures.")
    elif found:
        lines += ["| Page | | Pictures |", "|---|---|---|"]
        lines += [f"| {one.page} | {one.how} | {', '.join(one.pictures(folder)) or 'none'} |" for one in found]
        where = f"[{ARTIFACT}](index.html): download it, unpack it, and open its `index.html`"
        lines += ["", f"They are in {where}. It shows before and after beside each other."]
        if len(found) > MOST:
            lines.append(f"Of {len(found)} pages the first {MOST} are shown in pictures. The others are only named.")
    else:
        lines.append("No page looks different.")
    return "\n".join([*lines, "", "## What only a person can judge", "", questions.strip(), ""])


def overview(found: list[Changed], folder: Path) -> str:
    """Return a page that shows the pictures, before and after beside each other."""
    rows = []
    for one in found:
        shown = "".join(
            f'<td><img src="{html.escape(name)}" alt="{html.escape(name)}" width="{WIDTH}"></td>'
            for name in one.pictures(folder)
        )
        title = html.escape(f"{one.page}: {one.how}")
        rows.append(f"<h2>{title}</h2><table><tr valign=top>{shown}</tr></table>")
    return f'<!doctype html><meta charset="utf-8"><title>Before and after</title>{"".join(rows)}\n'


def questions_of(guide: Path) -> str:
    """Return what the guide for maintainers asks of a reviewer; nothing where it does not say."""
    found = _REVIEW.search(guide.read_text(encoding="utf-8")) if guide.is_file() else None
    return found[1] if found else ""


def main(before: Path, after: Path, folder: Path) -> int:
    """Compare two built sites, write everything into a folder, and return how many pages look different."""
    found = changed_pages(before, after) if before.is_dir() else None
    folder.mkdir(parents=True, exist_ok=True)
    if found:
        found = take(found, before, after, folder)
        (folder / "index.html").write_text(overview(found, folder), encoding="utf-8")
    questions = questions_of(REPOSITORY / "docs" / "maintaining.md")
    (folder / "summary.md").write_text(summary(found, folder, questions), encoding="utf-8")
    return len(found or ())


if __name__ == "__main__":
    count = main(*map(Path, sys.argv[1:4]))
    sys.stdout.write(f"{count} pages look different; see {sys.argv[3]}.\n")
