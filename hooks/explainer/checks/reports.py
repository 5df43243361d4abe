"""Problems as reports: with the offending line shown, and as SARIF for code-scanning tools."""

import json
from collections.abc import Mapping, Sequence
from itertools import groupby

from explainer.foreign_text import printable
from explainer.problems import Problem, Severity, in_order
from explainer.rules import RULES

_WIDTH = 100
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "note"}


def as_listing(problems: Sequence[Problem], texts: Mapping[str, str]) -> str:
    """Return the problems by file: each with the offending line, its place marked, and the fix.

    `texts` maps paths to the text of files; for other files no line is shown.
    """
    blocks = []
    for path, of_file in groupby(in_order(problems), key=lambda problem: problem.path):
        lines = texts.get(path, "").split("\n")
        blocks.append("\n".join(part for problem in of_file for part in _shown(problem, lines)))
    return printable("\n\n".join(blocks))


def _shown(problem: Problem, lines: list[str]) -> list[str]:
    shown = [problem.headline]
    if 0 < problem.line <= len(lines) and (line := lines[problem.line - 1].rstrip()):
        # A window round the place, so that a long line does not wrap in a terminal.
        start = max(0, min(problem.column - 1 - _WIDTH // 2, len(line) - _WIDTH))
        window = line[start : start + _WIDTH].replace("\t", " ")
        number = f"{problem.line:>5}"
        shown += [f"{number} | {window}", f"{' ' * len(number)} | {' ' * (problem.column - 1 - start)}^"]
    if problem.fix:
        shown.append(f"    fix: {problem.fix}")
    return shown


def as_sarif(problems: Sequence[Problem], version: str) -> str:
    """Return the problems in SARIF 2.1.0 (OASIS), with the rules' documentation."""
    codes = sorted({problem.code for problem in problems})
    rules = [
        {
            "id": code,
            "shortDescription": {"text": RULES[code].title},
            "fullDescription": {"text": RULES[code].text or RULES[code].title},
            "defaultConfiguration": {"level": _LEVELS[RULES[code].severity]},
        }
        for code in codes
        if code in RULES
    ]
    results = []
    for problem in problems:
        file = {"uri": problem.path, "uriBaseId": "%SRCROOT%"}
        region = {"startLine": problem.line, "startColumn": problem.column}
        place = {"physicalLocation": {"artifactLocation": file, "region": region}}
        message = {"text": f"{problem.message}. Fix: {problem.fix}"}
        level = _LEVELS[problem.severity]
        results.append({"ruleId": problem.code, "level": level, "message": message, "locations": [place]})
    driver = {"name": "claims", "semanticVersion": version, "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2)
