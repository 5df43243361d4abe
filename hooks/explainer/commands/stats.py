"""The whole site in figures, for those who keep it: counts, balance, reading grades, and what is due."""

from __future__ import annotations

import statistics
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from explainer.checks.reading_grade import reading_grades
from explainer.loading.library import Library
from explainer.pages.counts import limits, second_readings, tally

SOON = timedelta(days=60)
READING = "docs/data/reading.yml"


def overview(library: Library, today: date) -> dict[str, Any]:
    """Return the figures of a library as plain data."""
    grades = reading_grades(library)
    claims = library.claims.values()
    return {
        "claims": len(library.claims),
        "references": len(library.references),
        **tally(library),
        "limits": limits(library),
        "second_readings": second_readings(library),
        "reading": {
            "median": statistics.median(grades.values()) if grades else None,
            "highest": max(grades.values(), default=None),
            "hardest": dict(sorted(grades.items(), key=lambda item: -item[1])[:5]),
        },
        "due": sorted(claim.id for claim in claims if claim.check_by < today),
        "due_soon": sorted(claim.id for claim in claims if today <= claim.check_by < today + SOON),
    }


def overview_text(figures: dict[str, Any]) -> str:
    """Return the figures as lines for a terminal: nested ones indented below their name."""
    lines: list[str] = []

    def add(name: str, value: Any, depth: int) -> None:
        label = f"{'  ' * depth}{name.replace('_', ' ')}"
        if isinstance(value, dict):
            lines.append(f"{label}:")
            for key, inner in value.items():
                add(str(key), inner, depth + 1)
        elif isinstance(value, list):
            lines.append(f"{label}: {', '.join(map(str, value)) or 'none'}")
        else:
            lines.append(f"{label}: {f'{value:.2f}' if isinstance(value, float) else value}")

    for name, value in figures.items():
        add(name, value, 0)
    return "\n".join(lines)


def write_reading_grades(root: Path, library: Library) -> str:
    """Write the reading grade that each file has reached, the lower of the noted one and today's; return the path.

    Files that are gone are dropped. Raises OSError where the file cannot be written.
    """
    reading = library.data.reading if library.data else None
    before = reading.grades if reading else {}
    grades = {path: min(grade, before.get(path, grade)) for path, grade in sorted(reading_grades(library).items())}
    head = "# The reading grade of each file, which may only go down. Written by `claims stats --write-reading`.\n"
    body = "".join(f"  {path}: {grade}\n" for path, grade in grades.items())
    (root / READING).write_text(f"{head}grades:\n{body}", encoding="utf-8")
    return READING
