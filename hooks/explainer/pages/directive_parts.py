"""The variables of the template of each directive, beyond the page and the site."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from explainer.addressing import rule_page
from explainer.dataset.file_names import FEED_FORMS, FEEDS, outputs
from explainer.dataset.records import data_fields
from explainer.loading.directives import DIRECTIVES
from explainer.loading.field_help import CLAIM, fields_of
from explainer.pages.counts import limits, read_levels, second_readings, tally
from explainer.pages.evidence_map import NARROW, evidence_map
from explainer.pages.how_searched import how_searched
from explainer.pages.long_lists import LISTS, listing
from explainer.pages.research_years import research_years
from explainer.pages.site_view import SiteView, designs_used
from explainer.rules import GROUPS

_Arguments = Mapping[str, str]


def part_context(view: SiteView, page: str, name: str, arguments: _Arguments) -> dict[str, Any]:
    """Return the variables of the template of the directive `name` on a page.

    `arguments` are those written in the page; known arguments that are missing there are empty strings.
    """
    known = {argument: arguments.get(argument, "") for argument in DIRECTIVES[name][0]}
    context: dict[str, Any] = {"arguments": known}
    if name in LISTS:
        whole = listing(view, page, name)
        context |= {"list": whole, "part": whole.parts[0]}
    if name in _PARTS:
        context |= _PARTS[name](view, known)
    return context


def _feeds(view: SiteView, _: _Arguments) -> dict[str, Any]:
    topics = [(topic.id, topic.name) for topic in view.data.topics]
    scopes = [("", view.wording.plain("filter.all_topics")), *topics]
    return {"feeds": FEEDS, "feed_forms": FEED_FORMS, "scopes": scopes}


_PARTS: Mapping[str, Callable[[SiteView, _Arguments], dict[str, Any]]] = {
    "balance": lambda view, _: {"tally": tally(view.library)},
    "data-fields": lambda _view, _: {"groups": data_fields()},
    "data-files": lambda view, _: {
        "files": outputs(view.library.claims, view.library.references, view.topics, view.wording)
    },
    "directives": lambda _view, _: {"directives": DIRECTIVES},
    "designs": lambda view, _: {"counts": designs_used(view.references)},
    "evidence-map": lambda view, _: {"map": evidence_map(view), "narrow": evidence_map(view, NARROW)},
    "feeds": _feeds,
    "fields": lambda _view, arguments: {"fields": fields_of(arguments["file"] or CLAIM)},
    "kinds": lambda view, _: {"counts": tally(view.library)["by_kind"]},
    "limits": lambda view, _: {"counts": limits(view.library)},
    "picture": lambda view, arguments: {"pictures": view.pictures(arguments["names"])},
    "research-years": lambda view, _: {"years": research_years(view)},
    "rules": lambda _view, _: {"groups": GROUPS, "rule_page": rule_page},
    "read-levels": lambda view, _: {"counts": read_levels(view.library)},
    "searches": lambda view, _: {"how": how_searched(view.data, view.data.searches)},
    "second-readings": lambda view, _: {"readings": second_readings(view.library)},
}
"""Name of a directive -> the variables of its template, for directives that need more than arguments and the view."""
