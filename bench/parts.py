"""Prints how our own time in a build is spent: loading, checking, planning, rendering, publishing; seconds, as JSON."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from explainer.addressing import Addressing
from explainer.checks import RULES, run_checks
from explainer.clock import today
from explainer.documents import hold
from explainer.library import load_library
from explainer.pages import plan_pages
from explainer.publish import publish
from explainer.render import Renderer
from explainer.views import SiteView


def main() -> None:
    """Time the stages of one build below the folder given."""
    taken: dict[str, float] = {}
    last = time.perf_counter()

    def done(stage: str) -> None:
        nonlocal last
        now = time.perf_counter()
        taken[stage] = now - last
        last = now

    library, _ = load_library(Path(sys.argv[1]))
    done("read and validate")
    run_checks(library, today())
    done("check")
    view = SiteView(library, today(), RULES)
    planned = plan_pages(view)
    done("plan")
    renderer = Renderer(view, Addressing())
    for page in planned:
        hold(renderer.page(page))
    done("render")
    publish(view)
    done("publish")
    print(json.dumps(taken))


if __name__ == "__main__":
    main()
