"""Measures what the hook costs: against the same pages as plain Markdown, at several sizes, paired, as medians.

Writes bench/RESULTS.md. `make bench` runs it; nothing in the tests depends on its figures.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import search
from corpus import PROJECT, write_corpus
from served import seconds_until_served

WORK = PROJECT / ".build" / "bench"
PACKAGES = ("mkdocs", "mkdocs-material", "markdown", "pydantic", "pybtex", "pyyaml", "jinja2", "mkdocs-bibtex")
BIBTEX_ENVIRONMENT = WORK / "bibtex"


@dataclass(frozen=True)
class Run:
    """One run of a command: seconds by the clock, seconds of processor, peak memory in MiB."""

    wall: float
    cpu: float
    memory: float


def measure(command: list[str], folder: Path) -> Run:
    """Run a command to its end and return what it took. Raises RuntimeError with its output if it fails."""
    log = WORK / "last.log"
    started = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, stdout=output, stderr=output, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - started
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{log.read_text(errors='replace')[-2000:]}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def paired(commands: dict[str, Callable[[], Run]], rounds: int) -> dict[str, list[Run]]:
    """Run the commands in turn, A B C A B C, so that a drifting machine treats all alike; one round warms up."""
    results: dict[str, list[Run]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, run in commands.items():
            taken = run()
            if number:
                results[name].append(taken)
    return results


def prepare(claims: int) -> dict[str, Path]:
    """Write a corpus of this size and its twins: the same pages as plain Markdown, and for mkdocs-bibtex."""
    root = WORK / str(claims)
    write_corpus(root, claims, min(claims, 5000))
    plain = WORK / f"{claims}-plain"
    shutil.rmtree(plain, ignore_errors=True)
    (plain).mkdir(parents=True)
    export = [claims_command(), "export", "--root", str(root), str(plain / "docs")]
    subprocess.run(export, check=True, capture_output=True)
    _plain_config(plain, [])
    folders = {"ours": root, "plain": plain}
    if bibtex_available():
        twin = WORK / f"{claims}-bibtex"
        shutil.rmtree(twin, ignore_errors=True)
        shutil.copytree(plain, twin)
        shutil.copy(root / "bibliography.bib", twin / "bibliography.bib")
        _cite_by_footnote(twin)
        _plain_config(twin, ["  - bibtex:", "      bib_file: bibliography.bib"])
        folders["bibtex"] = twin
    return folders


def _plain_config(folder: Path, plugins: list[str]) -> None:
    text = "\n".join(
        [
            "site_name: Plain",
            "theme: {name: material, font: false, features: [navigation.tabs, navigation.top, navigation.footer]}",
            "plugins:",
            "  - search",
            *plugins,
            "markdown_extensions:",
            "  [attr_list, admonition, tables, def_list, footnotes, {toc: {permalink: true, toc_depth: 3}}]",
            "nav: [{Home: index.md}, {Claims: claims/index.md}, {Sources: sources/index.md}]",
            "validation: {nav: {omitted_files: ignore}, links: {anchors: ignore}}",
        ]
    )
    (folder / "mkdocs.yml").write_text(text + "\n", encoding="utf-8")


def _cite_by_footnote(twin: Path) -> None:
    """Give the claim pages of the twin mkdocs-bibtex's citations in place of our numbers."""
    for page in (twin / "docs/claims").glob("claim-*.md"):
        body, _, _ = page.read_text(encoding="utf-8").partition("\n## Sources")
        keys = sorted({part.split(")")[0] for part in body.split("(#ref-")[1:]})
        for key in keys:
            body = body.replace(f"(#ref-{key})", f" [@{key}]")
        page.write_text(body + "\n\n## Sources\n\n\\bibliography\n", encoding="utf-8")


def claims_command() -> str:
    """Return the path of the `claims` command beside this interpreter."""
    return str(Path(sys.executable).parent / "claims")


def bibtex_available() -> bool:
    """Tell whether mkdocs-bibtex is installed in its own environment below .build/bench/bibtex."""
    return (BIBTEX_ENVIRONMENT / "bin/mkdocs").exists()


def main() -> None:
    """Measure and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="30,300,3000")
    parser.add_argument("--large", action="store_true", help="measure 10,000 claims too")
    parser.add_argument("--search", action="store_true", help="measure the search in a browser too")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    sizes = [int(size) for size in options.sizes.split(",")] + ([10_000] if options.large else [])
    table: dict[int, dict[str, list[Run]]] = {}
    served: dict[int, float] = {}
    parts: dict[int, dict[str, float]] = {}
    mkdocs = str(Path(sys.executable).parent / "mkdocs")
    theirs = str(BIBTEX_ENVIRONMENT / "bin/mkdocs")
    for size in sizes:
        folders = prepare(size)
        commands = {
            "check": lambda f=folders: measure([claims_command(), "check"], f["ours"]),
            "ours": lambda f=folders: measure([mkdocs, "build", "--quiet"], f["ours"]),
            "plain": lambda f=folders: measure([mkdocs, "build", "--quiet"], f["plain"]),
        }
        if "bibtex" in folders and size <= 300:
            commands["bibtex"] = lambda f=folders: measure([theirs, "build", "--quiet"], f["bibtex"])
        table[size] = paired(commands, options.rounds if size < 3000 else max(1, options.rounds // 2))
        served[size] = seconds_until_served(folders["ours"], mkdocs)
        shown = subprocess.run([sys.executable, str(PROJECT / "bench/parts.py"), str(folders["ours"])],
                               check=True, capture_output=True, text=True)  # fmt: skip
        parts[size] = json.loads(shown.stdout)
        print(f"measured {size}", file=sys.stderr)
    searched = f"\n{kept}" if (kept := search.kept_section()) else ""
    (PROJECT / "bench/RESULTS.md").write_text(report(table, served, parts) + searched, encoding="utf-8")
    if options.search:
        search.write(search.measure([60, *(size for size in sizes if size >= 300)], options.rounds))


def report(table: dict[int, dict[str, list[Run]]], served: dict[int, float], parts: dict[int, dict[str, float]]) -> str:
    """Return the results as Markdown."""
    lines = ["# Measured", "", f"Written by `make bench` on {time.strftime('%Y-%m-%d')}. {_machine()}", ""]
    head = "claims what wall[s] CPU[s] peak[MiB] wall/plain memory/plain".split()
    lines += [_row(head), "|---" * len(head) + "|"]
    names = {
        "check": "`claims check`",
        "ours": "full build with the hook",
        "plain": "the same pages as plain Markdown, no hook",
        "bibtex": "mkdocs-bibtex on equal pages",
    }
    for size, runs in table.items():
        for name, found in runs.items():
            ratios = [mine.wall / plain.wall for mine, plain in zip(found, runs["plain"], strict=True)]
            memory = statistics.median(run.memory for run in found)
            floor = statistics.median(run.memory for run in runs["plain"])
            lines.append(
                _row(
                    [
                        f"{size:,}",
                        names[name],
                        f"{_median(found, 'wall'):.2f}",
                        f"{_median(found, 'cpu'):.2f}",
                        f"{memory:.0f}",
                        f"{statistics.median(ratios):.2f}",
                        f"{memory / floor:.2f}",
                    ]
                )
            )
    sizes = sorted(table)
    if len(sizes) > 1:
        first, last = sizes[-2], sizes[-1]
        for name in ("ours", "plain"):
            grown = _median(table[last][name], "wall") / _median(table[first][name], "wall")
            exponent = math.log(grown) / math.log(last / first)
            lines += ["", f"Growth from {first:,} to {last:,} claims, {names[name]}: exponent {exponent:.2f}."]
    lines += [
        "",
        "Peak memory is that of the largest process; a second one, which shares it, writes data and copies. CPU is "
        "that of both. `wall/plain` is the median of the ratios within a round.",
    ]
    lines += ["", "| claims | seconds from saving a claim to the page being served |", "|---|---|"]
    lines += [f"| {size:,} | {seconds:.2f} |" for size, seconds in served.items()]
    stages = list(next(iter(parts.values())))
    lines += [
        "",
        "Our own part of a build, in seconds of processor:",
        "",
        _row(["claims", *stages]),
        "|---" * (len(stages) + 1) + "|",
    ]
    lines += [_row([f"{size:,}", *(f"{value:.2f}" for value in taken.values())]) for size, taken in parts.items()]
    return "\n".join(lines) + "\n"


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _median(runs: list[Run], name: str) -> float:
    return statistics.median(getattr(run, name) for run in runs)


def _machine() -> str:
    found = []
    for package in PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return f"{os.cpu_count()} processors, Python {platform.python_version()}, {', '.join(found)}."


if __name__ == "__main__":
    main()
