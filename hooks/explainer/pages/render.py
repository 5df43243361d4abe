"""Rendering pages with Jinja as HTML, from which plain Markdown is made, and the variables of the templates."""

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from hashlib import sha256
from typing import Any

import jinja2
import yaml
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from explainer.addressing import Addressing, Face, claim_page, rule_page
from explainer.dataset import file_names
from explainer.dataset.records import data_fields
from explainer.loading.citation_syntax import without_citations
from explainer.loading.directives import DIRECTIVES
from explainer.loading.field_help import CLAIM, fields_of
from explainer.model import vocabulary
from explainer.model.history import revisions
from explainer.pages.counts import limits, read_levels, second_readings, tally
from explainer.pages.evidence_map import NARROW, evidence_map, map_rows
from explainer.pages.headings import Heading, Permalink
from explainer.pages.how_searched import how_searched
from explainer.pages.how_to_cite import cite_claim, cite_dataset, pasted
from explainer.pages.long_lists import LISTS, USES, listing, part_of
from explainer.pages.page_context import PageContext, Reporting
from explainer.pages.plain_markdown import plain_markdown
from explainer.pages.plan import PageKind, PlannedPage
from explainer.pages.research_years import research_years
from explainer.pages.site_view import STARTS, SiteView, certainty_marks, once_per_build
from explainer.rules import GROUPS

WITHOUT_NUMBERS = frozenset({"sources", USES, "helplines"})
"""Lists without crisis lines above them, whatever their words: titles of works, and the helplines themselves."""

_Arguments = Mapping[str, str]
_Dumper: type = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class Renderer:
    """Renders the pages of a build, as HTML or as plain Markdown."""

    def __init__(
        self,
        view: SiteView,
        addressing: Addressing,
        repository: str = "",
        edit_base: str = "",
        address: str = "",
        permalink: Permalink = Permalink(),  # noqa: B008 -- frozen
    ) -> None:
        """Take the view and the form of the pages.

        `repository` is the address of the project's repository, and `edit_base` the address below which files are
        edited; if they are empty, pages have no links to report or to edit. `address` is the site's; if it is empty,
        pages are cited without an address. `permalink` is how headings of the site link to themselves.
        """
        self.view = view
        self._permalink = permalink
        self.addressing = addressing
        self.reporting = Reporting(view.wording, repository, address, view.data.site.contact or "", addressing)
        self._shared = {
            "reporting": self.reporting,
            "edit_base": edit_base,
            "new_base": edit_base.replace("/edit/", "/new/", 1),  # GitHub's address for a new file
            "address": address,
        }
        self._environment = environment(view)

    def page(self, planned: PlannedPage) -> str:
        """Return a generated page with its front matter.

        A YAML library writes the front matter, since MkDocs shows broken front matter as text.
        """
        meta = yaml.dump(self.meta(planned), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1000)
        return f"---\n{meta}---\n\n{self.body(planned)[0]}"

    def meta(self, planned: PlannedPage) -> dict[str, Any]:
        """Return the front matter of a generated page."""
        meta: dict[str, Any] = {"title": planned.title, "description": planned.description, "kind": planned.kind.value}
        meta["hide"] = ["navigation", "toc"]  # the page uses the whole width; a claim page links its own sections
        if planned.kind is PageKind.CLAIM:
            meta["search"] = {"boost": 2}
        else:  # sources, rules and parts are found by name, but never before the answers
            meta["search"] = {"exclude": True} if planned.kind is PageKind.MOVED else {"boost": 0.3}
        if planned.kind is PageKind.PART:
            whole, part = part_of(self.view, planned.name)
            for name, other in (("previous", part.number - 1), ("next", part.number + 1)):
                if other <= len(whole.parts):
                    meta[name] = self.addressing.link(planned.name, whole.parts[other - 1].page)
        if planned.kind is PageKind.MOVED:
            meta["moved_to"] = self.addressing.link(planned.name, claim_page(planned.subject))
        if self.addressing.face is Face.SITE:  # the theme's templates print these two as they are
            meta |= {name: str(escape(meta[name])) for name in ("title", "description")}
            meta["search"] = {"exclude": True}  # the package `search` makes the entries instead
        return meta

    def body(self, planned: PlannedPage) -> tuple[str, list[Heading]]:
        """Return the body of a generated page, as HTML or plain Markdown, and the headings of the HTML."""
        context = PageContext(self.view, planned.name, self.addressing, permalink=self._permalink)
        subject: dict[str, Any] = {"planned": planned}
        if planned.kind is PageKind.RULE:
            subject["rule"] = self.view.rules[planned.subject]
        elif planned.kind is PageKind.SOURCE:
            subject["reference"] = self.view.library.references[planned.subject]
            uses = self.view.uses.get(planned.subject, ())
            long = len(uses) > self.view.data.site.entries_per_page
            whole = listing(self.view, planned.name, USES, planned.subject) if long else None
            subject |= {"list": whole, "uses": whole.parts[0].entries if whole else uses}
        elif planned.kind is PageKind.PART:
            subject["list"], subject["part"] = part_of(self.view, planned.name)
            subject["without_numbers"] = WITHOUT_NUMBERS
        else:
            subject["claim"] = self.view.library.claims[planned.subject]
        return self._render(planned.kind.value, context, subject).lstrip("\n"), context.headings

    def directive(self, name: str, arguments: Mapping[str, str], context: PageContext) -> str:
        """Return the part that replaces a directive of a prose page.

        `arguments` are those written in the page. Known arguments that are missing there are empty strings.
        """
        known = {argument: arguments.get(argument, "") for argument in DIRECTIVES[name][0]}
        subject: dict[str, Any] = {"arguments": known}
        if name in LISTS:
            whole = listing(self.view, context.name, name)
            subject |= {"list": whole, "part": whole.parts[0]}
        if name in _PARTS:
            subject |= _PARTS[name](self.view, known)
        part = self._render(f"parts/{name}", context, subject).strip("\n")
        if name in WITHOUT_NUMBERS or "tel:" in part or not self.view.speaks_of_suicide(part):
            return part
        return f"{self._render('parts/crisis-lines', context, {}).strip()}\n\n{part}"

    def below_title(self, context: PageContext) -> str:
        """Return what comes below the title of a prose page: authors, links, and dates if it has any."""
        dates = self.view.dates_of(context.name)
        topic = next((topic for topic in self.view.data.topics if topic.page == context.name), None)
        subject = {"dates": dates, "topic": topic, "title": self.view.page_titles.get(context.name, context.name)}
        return self._render("below-title", context, subject).strip("\n")

    def sources(self, context: PageContext) -> str:
        """Return the numbered list of the sources that a page cites; empty without citations."""
        return self._render("parts/source-list", context, {}).strip("\n") if context.numbers else ""

    def _render(self, template: str, context: PageContext, subject: dict[str, Any]) -> str:
        loaded = self._environment.get_template(f"{template}.html.j2")
        written = loaded.render(
            page=context, view=self.view, site=self.view.data.site, data=self.view.data, **self._shared, **subject
        )
        return plain_markdown(written) if context.plain else written


@once_per_build
def environment(view: SiteView) -> jinja2.Environment:
    """Return the environment of the templates, with the site's words and what all templates may use."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("explainer.pages"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    made.filters |= {
        "capital": lambda text: f"{text[:1].upper()}{text[1:]}",
        "dots": _dots,
        "uncited": without_citations,
    }
    made.globals |= {
        "t": view.wording,
        "terms": view.library.terms,
        "map_rows": map_rows(view),
        "certainty_marks": certainty_marks,
        "vocabulary": vocabulary,
        "Verdict": vocabulary.Verdict,
        "Level": vocabulary.Level,
        "starts": STARTS,
        "coded": coded,
        "revisions": revisions,
        "pasted": pasted,
        "cite_claim": cite_claim,
        "cite_dataset": cite_dataset,
        "claim_data": file_names.claim_data,
        "reference_data": file_names.reference_data,
        "feed_data": file_names.feed_data,
        "reference_formats": file_names.FORMATS,
        "form_data": file_names.FORM_DATA,
        "form_works": file_names.FORM_WORKS,
    }
    keep_compiled(made)
    return made


def keep_compiled(environment: jinja2.Environment) -> None:
    """Make a Jinja environment keep its compiled templates on disk: compiling them takes a tenth of a small build.

    They are in the user's folder for temporary files, under the checksum of each template's source. Environments of
    another version or with other options have files of their own. Without such a folder, nothing is kept.
    """
    options = ("trim_blocks", "lstrip_blocks", "keep_trailing_newline")
    facts = [jinja2.__version__, *(str(getattr(environment, name)) for name in options)]
    facts += [environment.undefined.__name__, str(environment.autoescape is True), *sorted(environment.extensions)]
    kind = sha256("\n".join(facts).encode()).hexdigest()[:12]
    with suppress(RuntimeError, OSError):
        environment.bytecode_cache = _Compiled(pattern=f"explainer-{kind}-%s.cache")


class _Compiled(jinja2.FileSystemBytecodeCache):
    """Compiled templates on disk. A full or read-only disk is no error."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def _dots(count: int, first: int, last: int, columns: int = 20) -> Markup:
    """Return an SVG path of the dots `first` to `last`, counted from 0, on a grid of `count` dots."""
    steps = (f"M{6 + 10 * (n % columns)} {6 + 10 * (n // columns)}h0" for n in range(first, min(last, count)))
    return Markup("".join(steps))  # noqa: S704 -- digits only


def coded(text: str) -> Markup:
    """Return a description of the models as HTML, with code for what is between backticks."""
    parts = text.split("`")
    code = Markup("<code>{}</code>")
    return Markup("").join(code.format(part) if number % 2 else escape(part) for number, part in enumerate(parts))


_PARTS: Mapping[str, Callable[[SiteView, _Arguments], dict[str, Any]]] = {
    "balance": lambda view, _: {"tally": tally(view.library)},
    "data-fields": lambda _view, _: {"groups": data_fields()},
    "data-files": lambda view, _: {
        "files": file_names.outputs(view.library.claims, view.library.references, view.topics, view.wording),
        "feed_media": {form.media for form in file_names.FEED_FORMATS},
    },
    "directives": lambda _view, _: {"directives": DIRECTIVES},
    "designs": lambda view, _: {"counts": Counter(str(work.design) for work in view.references if work.design)},
    "evidence-map": lambda view, _: {"map": evidence_map(view), "narrow": evidence_map(view, NARROW)},
    "feeds": lambda view, _: {
        "feeds": file_names.FEEDS,
        "feed_formats": file_names.FEED_FORMATS,
        "topics": [(topic.id, topic.name) for topic in view.data.topics],
    },
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
