"""Asks Lighthouse about the main kinds of pages, as a phone on a slow line sees them: `make lighthouse`.

Performance depends on the machine: on a busy one run it again. The three other figures do not.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from browsers import browser_paths, serving
from page_kinds import KINDS

PAGES = ("home", "claim", "topic", "all-claims", "evidence-map", "faq", "doctor")
WANTED = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}


def figures(program: Path, address: str) -> dict[str, int]:
    """Return Lighthouse's figures of a page, from 0 to 100. Raises CalledProcessError where it cannot look."""
    command = [str(program), address, "--quiet", "--output=json", "--chrome-flags=--headless=new --no-sandbox"]
    environment = {"CHROME_PATH": next(browser_paths(""), ""), **os.environ}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=True)
    return {name: round(100 * part["score"]) for name, part in json.loads(done.stdout)["categories"].items()}


def main(site: Path, program: Path) -> int:
    """Print the figures of each page, the best performance of three looks, and return 1 if one is too low."""
    low = 0
    with serving(site) as home:
        for kind in PAGES:
            looks = [figures(program, home + KINDS[kind])]
            while looks[-1]["performance"] < WANTED["performance"] and len(looks) < 3:
                looks.append(figures(program, home + KINDS[kind]))
            best = max(looks, key=lambda look: look["performance"])
            sys.stdout.write(f"{kind}: {', '.join(f'{name} {value}' for name, value in best.items())}\n")
            low |= any(best[name] < least for name, least in WANTED.items())
    return int(low)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
