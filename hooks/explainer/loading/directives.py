"""Directives: the places in a prose page where generated parts go.

A line `<!-- explainer:claims topic=pain -->` in a page of docs/ is replaced by the list of claims of that topic. An
HTML comment shows nothing where the page is read as it is, on GitHub for example.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from explainer.loading.citation_syntax import mark_of, mask_markdown
from explainer.problems import Mark

DIRECTIVES: dict[str, tuple[tuple[str, ...], str]] = {
    "claims": (("topic",), "the list of claims, all or of one topic"),
    "topics": ((), "a tile for each topic"),
    "tasks": ((), "a tile for each task"),
    "answers": (("ids",), "a tile for each of the named claims: question, verdict, certainty, short answer"),
    "marks": (("ids",), "a line for each of the named claims: the claim, verdict and certainty"),
    "evidence-map": (
        ("table",),
        "a picture and a table of all claims: verdict by certainty, grouped by topic; `table=no` leaves the table out",
    ),
    "picture": (
        ("names",),
        "pictures of docs/pictures/, side by side if there is room; the paragraph below is their caption",
    ),
    "research-years": ((), "a picture and a table of the works behind the findings: how many a year, by kind"),
    "search": ((), "a box to look up a question; without JavaScript it leads to the list of all claims"),
    "faq": ((), "every question with its short answer, by topic"),
    "sources": ((), "the table of all references"),
    "glossary": ((), "all terms with their definitions"),
    "care-cards": ((), "the care advice, one card an urgency"),
    "tell-the-doctor": ((), "the list to take to the doctor"),
    "helplines": ((), "helplines by country"),
    "crisis-lines": ((), "numbers to call for somebody who thinks of suicide, those of the reader's country first"),
    "article": ((), "the statements of the article that is checked, with their verdicts"),
    "kinds": ((), "the kinds of claims with how each is judged, and the terms for single cases"),
    "verdicts": ((), "the table of verdicts"),
    "verdicts-by-topic": (
        (),
        "a table of all claims by topic and verdict: each number leads to the list of its claims",
    ),
    "certainty": ((), "the table of certainty levels and GRADE's reasons"),
    "balance": ((), "who says the claims and how the verdicts fall"),
    "limits": ((), "what the site has not done or seen, in numbers"),
    "searches": ((), "how evidence was searched for: sources, words, days, counts, and what became of each work"),
    "read-levels": ((), "how much of each cited work was read: in full, in the abstract, or second-hand"),
    "second-readings": ((), "how often two independent readers agreed"),
    "changes": (("most",), "the latest changes of claims, ten or as many as `most` says"),
    "history": ((), "every change of every claim: what was said before, what is said now, and why"),
    "corrections": ((), "the changes that mended an error of ours"),
    "withdrawn": ((), "claims that were withdrawn, and former ids of claims"),
    "report": ((), "how to report an error: the public form, and the address for those without an account"),
    "claim-form": ((), "a form that asks for a claim field by field and hands over its file; it needs JavaScript"),
    "source-form": (
        (),
        "a form that makes an entry of the bibliography, from registers if the reader asks them; it needs JavaScript",
    ),
    "overdue": ((), "claims whose check-by date has passed"),
    "rules": ((), "the rules of the check, by group"),
    "fields": (("file",), "the fields of a claim file, of the bibliography, or of a file of docs/data"),
    "directives": ((), "the lines such as this one: name, arguments, and what each is replaced by"),
    "designs": ((), "the kinds of studies and works"),
    "data-files": ((), "the files that are published beside the pages"),
    "data-fields": ((), "the fields of the published data"),
    "feeds": ((), "the feeds, of all topics and of each"),
    "cite-data": ((), "how to cite the data, ready to paste"),
}
"""Name -> (arguments, what it is replaced by)."""
HEALTH_DIRECTIVES = frozenset({"care-cards", "tell-the-doctor", "helplines", "crisis-lines", "certainty"})
"""Those that show what only a site about health has."""
FORMS = frozenset({"claim-form", "source-form"})
ENGLISH_DIRECTIVES = frozenset({"rules", "fields", "directives", "data-fields"})
"""Those that show what is in English alone."""

_LINE = re.compile(r"^[ \t]*<!--\s*explainer:(?P<name>[\w-]*)(?P<args>[^>]*?)-->[ \t]*$", re.MULTILINE)
_ARGUMENT = re.compile(r"(?P<name>[a-z]+)=(?P<value>[\w,./-]+)")


@dataclass(frozen=True, slots=True)
class Directive:
    """A directive in a page: its name and arguments, and where it stands."""

    name: str
    arguments: Mapping[str, str]
    unread: str
    start: int
    end: int
    mark: Mark


@lru_cache(maxsize=512)  # half a dozen rules ask for each page
def find_directives(markdown: str) -> tuple[Directive, ...]:
    """Return the directives of a page in order; those inside code do not count. `unread` is what could not be read."""
    # Comments are masked like all HTML: hide their openings, so that only what stands in code is masked.
    uncoded = mask_markdown(markdown.replace("<!--", "\0!--")).replace("\0!--", "<!--")
    found = []
    for match in _LINE.finditer(uncoded):
        arguments = {part["name"]: part["value"] for part in _ARGUMENT.finditer(match["args"])}
        unread = _ARGUMENT.sub("", match["args"]).strip()
        found.append(
            Directive(match["name"], arguments, unread, match.start(), match.end(), mark_of(markdown, match.start()))
        )
    return tuple(found)
