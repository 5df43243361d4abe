"""The search of a large site: an index in parts, of which a reader loads those that a question needs.

The theme's search loads everything at once, which is best for some hundred claims and not for thousands. With
`extra: {search: sharded}` in mkdocs.yml the same entries are given to Pagefind (MIT licence, an optional package), and
a worker of ours asks its parts in the theme's own words, so that box, keys and results stay as they are.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from html import escape
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from explainer.building.search import Entry

WHOLE, SHARDED = "whole", "sharded"

WORKER = "assets/search-sharded.js"

META_WEIGHTS = {"leads": 20, "title": 10, "also": 5, "text": 0.5, "marks": 0, "page": 0, "location": 0}
"""How much a match weighs beside one in the other words of a page; a weight times the entry's own `boost` decides."""

BEST = 12
"""How many entries are shown: each costs a reader a request."""

_KEPT = re.compile(
    r"pagefind\.js|pagefind-entry\.json|wasm\.(?!unknown)[\w-]+\.pagefind|.*\.pf_(?:meta|index|fragment|filter)"
)
_TAG = re.compile(r"<[^>]+>")
_CONFIG = re.compile(r'(<script id="__config" type="application/json">)(.*?)(</script>)', re.DOTALL)


class NoPagefindError(RuntimeError):
    """The package that makes the index in parts is not installed, or its program does not run."""


def write_shards(index: Mapping[str, Any], folder: Path, fallback: Mapping[str, str]) -> dict[str, Any]:
    """Write the entries of a search index as an index in parts, and return what is left to load at once: settings.

    `fallback` has `title` and `location` of the page that is shown where the parts cannot be loaded. Raises
    NoPagefindError where Pagefind is not installed or fails.
    """
    if find_spec("pagefind") is None:
        raise NoPagefindError(
            f"an index in parts needs Pagefind: pip install 'pagefind[bin]', or set `search: {WHOLE}`"
        )
    shutil.rmtree(folder, ignore_errors=True)
    titles = {entry["location"]: entry["title"] for entry in index["docs"]}
    with TemporaryDirectory() as name:
        for number, entry in enumerate(index["docs"]):
            (Path(name) / f"{number}.html").write_text(_record(entry, titles), encoding="utf-8")
        # The command and not the package's own functions: those wait a tenth of a second for each page.
        command = [sys.executable, "-m", "pagefind", "--site", name, "--output-path", str(folder), "--quiet"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 -- no word of others in it
    if done.returncode:
        raise NoPagefindError(f"Pagefind made no index: {(done.stdout + done.stderr).strip()}")
    for path in folder.rglob("*"):
        if path.is_file() and not _KEPT.fullmatch(path.name):
            path.unlink()  # its own pages and scripts, of which nothing is used
    parts = {"folder": f"{folder.parent.name}/{folder.name}/", "weights": META_WEIGHTS, "best": BEST, **fallback}
    return {"config": {**index["config"], "parts": parts}, "docs": []}


def worker_config(html: str, worker: str) -> str:
    """Return the theme's settings in a page, with another worker for its search, and other words for what it found.

    Raises ValueError where the page holds no such settings: another version of the theme, whose search would stay.
    """
    found = _CONFIG.search(html)
    settings = json.loads(found[2]) if found else {}
    if not found or "search" not in settings:
        raise ValueError("the theme's settings have changed: an index in parts cannot be shown")
    settings["search"] = worker
    settings["translations"] |= {"search.result.one": "1 match", "search.result.other": "The # best matches"}
    text = json.dumps(settings).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return f"{html[: found.start(2)]}{text}{html[found.end(2) :]}"


def _record(entry: Entry, titles: Mapping[str, str]) -> str:
    """Return an entry as a page for Pagefind. What it shows or weighs apart is metadata; the rest is content."""
    place, _, part = entry["location"].partition("#")
    is_claim = "tags" in entry
    meta = {"title": entry["title"], "also": entry.get("also", ""), "leads": entry.get("leads", "")}
    meta |= {"text": entry["text"] if is_claim else "", "marks": "|".join(entry.get("tags", ()))}
    meta |= {"page": titles.get(place, "") if part else "", "location": entry["location"]}
    content = f"{'' if is_claim else _TAG.sub(' ', entry['text'])} {entry.get('words', '')}"
    kept = "".join(f'<i data-pagefind-meta="{k}[title]" title="{escape(v)}"></i>' for k, v in meta.items() if v)
    boost = f'<i data-pagefind-filter="boost[title]" title="{entry.get("boost", 1)}"></i>'
    words = content.strip() or entry["title"]
    return f'<html lang="en"><body data-pagefind-body>{kept}{boost}<p>{words}</p></body></html>'
