"""Pages as text: the only user of Jinja. One view object feeds both faces of a page."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from typing import Any

import jinja2
import yaml
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from explainer import vocabulary
from explainer.addressing import Addressing, Face, claim_page, rule_page
from explainer.citations import without_citations
from explainer.clock import long_date
from explainer.context import PageContext, markdown_escape
from explainer.directives import DIRECTIVES
from explainer.evidence_map import NARROW, evidence_map
from explainer.fields import CLAIM, fields_of
from explainer.headings import Heading, Permalink
from explainer.listing import LISTS, USES, listing, part_of
from explainer.pages import Kind, PlannedPage
from explainer.published import PUBLISHED_PARTS, PUBLISHED_WORDS
from explainer.research_years import research_years
from explainer.rulebook import GROUPS
from explainer.statistics import limits, second_readings, tally
from explainer.views import SiteView, certainty_marks, designs_used

WITHOUT_NUMBERS = frozenset({"sources", USES, "helplines"})
"""Lists that no crisis lines stand above, whatever words are in them: titles of works, and helplines themselves."""

_CODE = re.compile("`([^`]+)`")
_Dumper: type = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class Renderer:
    """Writes the pages of one build. Holds the compiled templates; makes a fresh context for every page."""

    def __init__(
        self,
        view: SiteView,
        addressing: Addressing,
        repository: str = "",
        edit_base: str = "",
        address: str = "",
        permalink: Permalink = Permalink(),  # noqa: B008 -- frozen
    ) -> None:
        """Take the view and the face.

        `repository` is the address of the project's repository, or empty; `edit_base` the address below which files
        are edited, or empty. Where they are empty, pages have no links to report or to edit. `address` is the site's,
        or empty; then pages are cited without an address. `permalink` is how headings of the site link to themselves.
        """
        self.view = view
        self._permalink = permalink
        self.addressing = addressing
        self._shared = {"repository": repository.rstrip("/"), "edit_base": edit_base, "address": address}
        self._environment = _environment(addressing.face)
        self._suffix = "md" if addressing.face is Face.PLAIN else "html"

    def page(self, planned: PlannedPage) -> str:
        """Return a generated page whole: its front matter, and its body in the face of this renderer."""
        return front_matter(self.meta(planned)) + self.body(planned)[0]

    def meta(self, planned: PlannedPage) -> dict[str, Any]:
        """Return what the front matter of a generated page says."""
        meta = _meta(planned)
        if planned.kind is Kind.PART:
            found, part = part_of(self.view, planned.name)
            for name, other in (("previous", part.number - 1), ("next", part.number + 1)):
                if other <= len(found.parts):
                    meta[name] = self.addressing.link(planned.name, found.parts[other - 1].page)
        if planned.kind is Kind.MOVED:
            meta["moved_to"] = self.addressing.link(planned.name, claim_page(planned.subject))
        if self.addressing.face is Face.SITE:  # the theme's templates print these two as they are
            meta |= {name: str(escape(meta[name])) for name in ("title", "description")}
            meta["search"] = {"exclude": True}  # `search` makes its entry, without parsing a page for it
        return meta

    def body(self, planned: PlannedPage) -> tuple[str, list[Heading]]:
        """Return a generated page without front matter, as HTML or plain Markdown, and the headings of the HTML."""
        context = PageContext(self.view, planned.name, self.addressing, permalink=self._permalink)
        subject: dict[str, Any] = {"planned": planned}
        if planned.kind is Kind.RULE:
            subject["rule"] = self.view.rules[planned.subject]
        elif planned.kind is Kind.SOURCE:
            subject["reference"] = self.view.library.references[planned.subject]
            uses = self.view.uses.get(planned.subject, ())
            long = len(uses) > self.view.data.site.entries_per_page
            found = listing(self.view, planned.name, USES, planned.subject) if long else None
            subject |= {"list": found, "uses": found.parts[0].entries if found else uses}
        elif planned.kind is Kind.PART:
            subject["list"], subject["part"] = part_of(self.view, planned.name)
            subject["without_numbers"] = WITHOUT_NUMBERS
        else:
            subject["claim"] = self.view.library.claims[planned.subject]
        return self._render(planned.kind.value, context, subject).lstrip("\n"), context.headings

    def directive(self, name: str, arguments: dict[str, str], context: PageContext) -> str:
        """Return what a directive of a prose page is replaced by."""
        subject: dict[str, Any] = {"arguments": {known: arguments.get(known, "") for known in DIRECTIVES[name][0]}}
        if name in LISTS:
            found = listing(self.view, context.name, name)
            subject |= {"list": found, "part": found.parts[0]}
        if name == "balance":
            subject["tally"] = tally(self.view.library)
        if name == "rules":
            subject |= {"groups": GROUPS, "rule_page": rule_page}
        if name == "fields":
            subject["fields"] = fields_of(arguments.get("file") or CLAIM)
        if name == "limits":
            subject["counts"] = limits(self.view.library)
        if name == "second-readings":
            subject["readings"] = second_readings(self.view.library)
        if name == "evidence-map":
            subject |= {"map": evidence_map(self.view), "narrow": evidence_map(self.view, NARROW)}
        if name == "research-years":
            subject["years"] = research_years(self.view)
        if name == "picture":
            subject["pictures"] = self.view.pictures(arguments.get("names", ""))
        if name == "designs":
            subject["counts"] = designs_used(self.view.references)
        if name in PUBLISHED_PARTS:
            subject |= PUBLISHED_PARTS[name](self.view)
        part = self._render(f"parts/{name}", context, subject).strip("\n")
        if name in WITHOUT_NUMBERS or "tel:" in part or not self.view.speaks_of_suicide(part):
            return part
        return f"{self._render('parts/crisis-lines', context, {}).strip()}\n\n{part}"

    def sources(self, context: PageContext) -> str:
        """Return the numbered list of the sources that a page cites, or nothing."""
        return self._render("parts/source-list", context, {}).strip("\n") if context.numbering.numbers else ""

    def _render(self, template: str, context: PageContext, subject: dict[str, Any]) -> str:
        loaded = self._environment.get_template(f"{template}.{self._suffix}.j2")
        return loaded.render(
            page=context, view=self.view, site=self.view.data.site, data=self.view.data, **self._shared, **subject
        )


def front_matter(meta: dict[str, Any]) -> str:
    """Return YAML front matter. Written by a YAML library: broken front matter would be shown as text."""
    return f"---\n{yaml.dump(meta, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1000)}---\n\n"


def _meta(planned: PlannedPage) -> dict[str, Any]:
    meta: dict[str, Any] = {"title": planned.title, "description": planned.description, "kind": planned.kind.value}
    meta["hide"] = ["navigation", "toc"]  # the page uses the whole width; a claim page links its own sections
    if planned.kind in {Kind.SOURCE, Kind.RULE, Kind.PART}:
        meta["search"] = {"boost": 0.3}  # found by name, but never before the answers
    elif planned.kind is Kind.MOVED:
        meta["search"] = {"exclude": True}
    else:
        meta["search"] = {"boost": 2}
    return meta


def _environment(face: Face) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("explainer"),
        autoescape=face is Face.SITE,  # noqa: S701 -- plain Markdown is no HTML; its texts are escaped as Markdown
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    words: dict[str, Callable[..., Any]] = {
        "long_date": long_date,
        "number": lambda value: f"{value:,}",
        "md": _heading if face is Face.SITE else markdown_escape,
        "capital": lambda text: f"{text[:1].upper()}{text[1:]}",
        "dots": _dots,
        "uncited": without_citations,
        "with_code": _with_code,
    }
    environment.filters.update(words)
    environment.globals.update(
        certainty_marks=certainty_marks,
        vocabulary=vocabulary,
        Verdict=vocabulary.Verdict,
        Level=vocabulary.Level,
        **PUBLISHED_WORDS,
    )
    keep_compiled(environment)
    return environment


def keep_compiled(environment: jinja2.Environment) -> None:
    """Let an environment of Jinja keep its compiled templates on disk: compiling them is a tenth of a small build.

    They lie in the user's own folder for temporary files, by the checksum of each template's source; an environment
    that would compile otherwise, of another version or with other options, has its own. Without such a folder
    templates are compiled anew.
    """
    options = ("trim_blocks", "lstrip_blocks", "keep_trailing_newline")
    told = [jinja2.__version__, *(str(getattr(environment, name)) for name in options)]
    told += [environment.undefined.__name__, str(environment.autoescape is True), *sorted(environment.extensions)]
    kind = sha256("\n".join(told).encode()).hexdigest()[:12]
    with suppress(RuntimeError, OSError):
        environment.bytecode_cache = _Compiled(pattern=f"explainer-{kind}-%s.cache")


class _Compiled(jinja2.FileSystemBytecodeCache):
    """Compiled templates on disk; a full or read-only disk is no reason to fail."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def _heading(text: str) -> Markup:
    """Escape a text for a Markdown heading of the site: first as Markdown, then what HTML would read."""
    return Markup(markdown_escape(text).replace('"', "&quot;"))  # noqa: S704 -- escaped here


def _with_code(text: str) -> Markup:
    """Escape a text in which words between backticks are code, for HTML."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 -- escaped here


def _dots(count: int, first: int, last: int, columns: int = 20) -> Markup:
    """Return an SVG path of round marks for places `first` to `last` (from 0) on a grid; `count` is the whole."""
    steps = (f"M{6 + 10 * (n % columns)} {6 + 10 * (n // columns)}h0" for n in range(first, min(last, count)))
    return Markup("".join(steps))  # noqa: S704 -- digits only
