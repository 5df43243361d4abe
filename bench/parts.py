"""Prints how our own time in a build is spent, stage by stage: seconds of processor, as JSON."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from explainer.addressing import Addressing
from explainer.building.all_rules import RULES
from explainer.building.search import search_file
from explainer.checks import run_checks
from explainer.clock import today
from explainer.loading.bibliography import read_bibliography
from explainer.loading.library import BIBLIOGRAPHY, load_library
from explainer.pages.plan import plan_pages
from explainer.pages.render import Renderer
from explainer.pages.site_view import SiteView
from explainer.publish import planned_files
from explainer.publish.place import Place
from explainer.search.entries import make_index


def main() -> None:
    """Time the stages of one build below the folder given."""
    taken: dict[str, float] = {}
    last = time.process_time()

    def done(stage: str) -> None:
        nonlocal last
        now = time.process_time()
        taken[stage] = now - last
        last = now

    root = Path(sys.argv[1])
    raw = (root / BIBLIOGRAPHY).read_bytes()
    last = time.process_time()
    read_bibliography(BIBLIOGRAPHY, raw)
    done("bibliography")
    library, _ = load_library(root)
    done("read and validate")
    taken["read and validate"] -= taken["bibliography"]
    run_checks(library, today(), errors_only=True)
    done("check")
    view = SiteView(library, today(), RULES)
    planned = plan_pages(view)
    dict(view.uses)
    done("resolve")
    renderer = Renderer(view, Addressing())
    for page in planned:
        renderer.body(page)
    done("render")
    names = {page.name for page in planned}
    search_file(make_index(library, view.data, Addressing(), names), {"config": {}, "docs": []})
    done("search")
    files = planned_files(view, Place())
    for stage, wanted in (("plain copies", True), ("data", False)):
        for path, file in files.items():
            if path.endswith(".md") is wanted:
                file.write()
        done(stage)
    print(json.dumps(taken))


if __name__ == "__main__":
    main()
