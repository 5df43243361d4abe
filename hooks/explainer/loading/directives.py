"""Directives: lines of a prose page that are replaced by generated content.

A line `<!-- explainer:claims topic=pain -->` in a page of docs/ is replaced by the list of claims of that topic. Being
an HTML comment, it is invisible where the page is shown as it is, as on GitHub.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from explainer.loading.citation_syntax import mark_of, mask_markdown
from explainer.problems import Mark

_LISTS: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
DIRECTIVES: dict[str, tuple[tuple[str, ...], str]] = {
    name: (tuple(_LISTS["arguments"].get(name, ())), text) for name, text in _LISTS["replaced_by"].items()
}
"""Name -> (arguments, what it is replaced by)."""
HEALTH_DIRECTIVES = frozenset({"care-cards", "tell-the-doctor", "helplines", "crisis-lines", "certainty"})
"""Directives that only a site about health can use."""
FORMS = frozenset({"claim-form", "source-form"})
ENGLISH_DIRECTIVES = frozenset({"rules", "fields", "directives", "data-fields"})
"""Directives whose content is in English only."""

_LINE = re.compile(r"^[ \t]*<!--\s*explainer:(?P<name>[\w-]*)(?P<args>[^>]*?)-->[ \t]*$", re.MULTILINE)
_LIKE_ONE = re.compile(
    r"(?:<|&lt;)!\s?[-\u2013\u2014]+\s*(?:exp[a-z]{2,6}er\s*[:\s-]\s*\w|[a-z-]+\s+(?:topic|ids|names|most|file)=)",
    re.IGNORECASE,
)
_ARGUMENT = re.compile(r"(?<!\w)(?P<name>[a-z]+)=(?P<value>[\w,./-]+)")


class Directive(NamedTuple):
    """A directive in a page, and its place there.

    `unread` has the arguments that cannot be parsed, and those that are repeated.
    """

    name: str
    arguments: Mapping[str, str]
    unread: str
    start: int
    end: int
    mark: Mark

    def listed(self, argument: str) -> list[str]:
        """Return the values of an argument that lists them with commas, such as `ids`."""
        return [value for value in self.arguments.get(argument, "").split(",") if value]


@lru_cache(maxsize=512)  # half a dozen rules read each page
def find_directives(markdown: str) -> tuple[Directive, ...]:
    """Return the directives of a page in order, without those that stand in code."""
    directives = []
    for match in _LINE.finditer(_uncoded(markdown)):
        parts = list(_ARGUMENT.finditer(match["args"]))
        arguments = {part["name"]: part["value"] for part in parts}
        counts = Counter(part["name"] for part in parts)
        repeated = [part[0] for part in parts if counts[part["name"]] > 1]
        unread = " ".join([*repeated, _ARGUMENT.sub("", match["args"]).strip()]).strip()
        directives.append(
            Directive(match["name"], arguments, unread, match.start(), match.end(), mark_of(markdown, match.start()))
        )
    return tuple(directives)


def lost_directives(markdown: str) -> tuple[Mark, ...]:
    """Return the places of comments that were meant as directives but are not: they would vanish from the page."""
    uncoded = _uncoded(markdown)
    spans = [(directive.start, directive.end) for directive in find_directives(markdown)]
    return tuple(
        mark_of(markdown, match.start())
        for match in _LIKE_ONE.finditer(uncoded)
        if not any(start <= match.start() < end for start, end in spans)
    )


def _uncoded(markdown: str) -> str:
    """Return a page's text with its code masked."""
    # Comments would be masked like all HTML. With their openings hidden, only those in code are.
    return mask_markdown(markdown.replace("<!--", "\0!--")).replace("\0!--", "<!--")
