"""A page of docs/ as its author wrote it, with the figures that its front matter names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from explainer.loading.citation_syntax import front_matter_end
from explainer.loading.yaml_reader import read_yaml
from explainer.problems import Problem


@dataclass(frozen=True, slots=True)
class ProsePage:
    """A page of docs/ as it was written."""

    path: str
    name: str
    text: str
    figures: Mapping[str, str] = field(default_factory=dict)
    """Numbers that the page shows and no finding carries: the number -> where it comes from. From the front matter."""


def front_matter(text: str) -> str:
    """Return the front matter of a page without its fences, each line where it stands in the file, or nothing."""
    lines = text.split("\n")
    return "\n".join(["", *lines[1 : front_matter_end(lines) - 1]]) if front_matter_end(lines) else ""


def page_figures(path: str, text: str) -> tuple[dict[str, str], list[Problem]]:
    """Read `figures` from a page's front matter. Its other keys belong to the site generator and are let be.

    Returns the figures, and as problems those of `read_yaml` and F13 figures that are no group of texts.
    """
    header = front_matter(text)
    if not header:
        return {}, []
    document, problems = read_yaml(path, header.encode())
    figures = document.data.get("figures", {}) if document and isinstance(document.data, dict) else {}
    if document and not (isinstance(figures, dict) and all(isinstance(value, str) for value in figures.values())):
        mark = document.mark(("figures",))
        fix = 'Write them as `"38": "hillk2025, 38 of 304"`.'
        return {}, [*problems, Problem("F13", path, "`figures` is no group of texts", fix, mark.line, mark.column)]
    return {key: str(value) for key, value in figures.items()} if isinstance(figures, dict) else {}, problems
