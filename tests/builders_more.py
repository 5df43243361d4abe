"""Cases for the tests of rules: sites with one change each, built sites, and what registers and hosts answered."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from builders import (
    BIBLIOGRAPHY,
    CLAIM_ID,
    CLAIM_PATH,
    DROP,
    ENTRIES,
    HEALTH,
    TODAY,
    library_of,
    make_claim,
    problems_of,
)
from explainer.building.check_built import check_site
from explainer.loading.address_inventory import inventory
from explainer.loading.bibliography import read_bibliography
from explainer.loading.library import Library
from explainer.loading.lockfile import written as lock_text
from explainer.model.notices import Difference, Notice
from explainer.model.reference import Name
from explainer.model.vocabulary import Register, State
from explainer.network.outcome import Outcome
from explainer.pages.plan import page_clashes, plan_pages
from explainer.pages.site_view import SiteView
from explainer.problems import Problem
from explainer.registers.record import Reading, Record
from explainer.upkeep.link_problems import LinkResult, link_problems
from explainer.upkeep.verify_problems import SourceResult, new_lock, verify_problems

BIB = "bibliography.bib"

CRISIS_LINE = """\
      - name: Crisis line
        serves: [crisis]
        number: 116 123
        tel: "116123"
        hours: at any hour
        purpose: Somebody to talk to.
        sources: [{name: Health Service}]
        checked: 2026-06-01
"""
"""For a country in docs/data/helplines.yml: a line for somebody who thinks of suicide."""


@dataclass(frozen=True)
class Case:
    """A site's content, where its rule is broken, and which other rules may have something to say of it."""

    content: Mapping[str, Any] = field(default_factory=dict)
    path: str = CLAIM_PATH
    line: str = ""
    """Words of the line that is told, where it is not the first."""
    also: frozenset[str] = frozenset()
    prepare: Callable[[Path], None] | None = None
    find: Callable[[Path], list[Problem]] = problems_of
    nth: int = 1
    """Which of the lines with these words."""


def made(line: str = "", also: str = "", allow: Mapping[str, str] | None = None, **changes: Any) -> Case:
    """A claim with changes."""
    if allow:
        changes["allow"] = dict(allow)
    return written(make_claim(**changes), line, also)


def written(text: str | bytes, line: str = "", also: str = "") -> Case:
    """A claim file with this text."""
    return Case({"claims": {f"sleep/{CLAIM_ID}": text}}, CLAIM_PATH, line, frozenset(also.split()))


def entry(key: str = "smith2020", line: str = "", also: str = "", add: str = "", **fields: str | None) -> Case:
    """The bibliography with fields of an entry changed, left out (None) or added, and text added at its end."""
    text = ENTRIES[key]
    for name, value in fields.items():
        replacement = "" if value is None else f"  {name} = {value},\n"
        text, count = re.subn(rf"(?m)^  {name} .*\n", replacement.replace("\\", r"\\"), text)
        if not count:
            text = text.replace(",\n", f",\n{replacement}", 1)
    whole = BIBLIOGRAPHY.replace(ENTRIES[key], text) + add
    return Case({"bib": whole}, BIB, line, frozenset(also.split()))


def files(path: str = "", line: str = "", also: str = "", **changes: str | bytes | None) -> Case:
    """The site with files replaced or added."""
    return Case(changes, path, line, frozenset(also.split()))


def again(case: Case, nth: int) -> Case:
    """Return the case with its rule broken on the `nth` line that holds its words."""
    return replace(case, nth=nth)


def page(text: str, line: str = "", name: str = "docs/extra.md", also: str = "") -> Case:
    """The site with a page more."""
    return Case({name: text}, name, line, frozenset(also.split()))


def data(name: str, text: str, old: str = "", new: str = "", line: str = "", also: str = "") -> Case:
    """The site with a data file changed."""
    path = f"docs/data/{name}.yml"
    assert old in text
    return Case({path: text.replace(old, new, 1) if old else text}, path, line, frozenset(also.split()))


def health(path: str, old: str, new: str, line: str = "", also: str = "") -> Case:
    """The site by which readers decide about their health, with one of its files changed, or left out by `new` DROP."""
    assert old in HEALTH[path]
    changed = {path: None if new is DROP else HEALTH[path].replace(old, new, 1)}
    return Case({**HEALTH, **changed}, path, line, frozenset(also.split()))


def drawing(inside: str = '<text x="4" y="20">The flower</text>', box: str = "0 0 328 100", more: str = "") -> str:
    """Return a picture with this inside it; `more` are further attributes of its root."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" fill="none" stroke="currentColor"{more}>\n'
        f"<title>The flower</title>\n<desc>A flower with its stalk.</desc>\n{inside}\n</svg>\n"
    )


def picture(
    drawn: str | bytes,
    line: str = "",
    *,
    path: str = "docs/pictures/flower.svg",
    below: str = "Drawn from a trial [@smith2020].",
    names: str = "flower",
    also: str = "",
) -> Case:
    """The site with a picture, and a page that shows it with a caption below."""
    shown = f"# Extra\n\n<!-- explainer:picture names={names} -->\n\n{below}\n"
    content = {"docs/pictures/flower.svg": drawn, "docs/extra.md": shown}
    return Case(content, path, line, frozenset(also.split()))


def nested(depth: int) -> str:
    return make_claim().replace("related: []", f"related: {'[' * depth}x{']' * depth}")


def many(leanings: Mapping[str, int]) -> dict[str, Any]:
    """Return a site's content with claims of each leaning."""
    return {
        "claims": {
            f"sleep/claim-{leaning}-{number}": make_claim(leaning=leaning, question=f"What of {leaning} {number}?")
            for leaning, count in leanings.items()
            for number in range(count)
        }
    }


def two(**changes: Any) -> dict[str, str]:
    """Return two claims; the changes are to the first."""
    other = make_claim(topic="safety", question="How safe is chamomile tea?", claim="Chamomile tea is safe.")
    return {f"sleep/{CLAIM_ID}": make_claim(**changes), "safety/other-claim": other}


def link_out(root: Path) -> None:
    (root.parent / "elsewhere.yml").write_text(make_claim(), encoding="utf-8")
    (root / "claims/sleep/linked.yml").symlink_to(root.parent / "elsewhere.yml")


def link_within(root: Path) -> None:
    (root / "docs/linked.md").symlink_to(root / "docs/safety.md")


def clashes(root: Path) -> list[Problem]:
    library = library_of(root)
    return page_clashes(library, plan_pages(SiteView(library, TODAY)))


POLICY = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">'
BARE = "without a policy: "


def built(**changes: str | None) -> Callable[[Path], list[Problem]]:
    """Return the check of a built site with every page it needs, and with changes.

    Each page has a policy, but for those whose text begins with `BARE`.
    """

    def find(root: Path) -> list[Problem]:
        library, site = library_of(root), root / "site"
        names = [f"claims/{name}/index.html" for name in library.claims]
        names += [f"sources/{name}/index.html" for name in library.references]
        content: dict[str, str | None] = dict.fromkeys([*names, "index.html"], '<h1 id="top">Page</h1>\n')
        for name, text in {**content, **changes}.items():
            if text is not None:
                (site / name).parent.mkdir(parents=True, exist_ok=True)
                guarded = text.removeprefix(BARE) if text.startswith(BARE) else POLICY + text
                (site / name).write_text(guarded, encoding="utf-8")
        return check_site(library, site)

    return find


_FINDING = {"cite": ["smith2020"], "where": "abstract"}


def finding(text: str, figures: Mapping[str, str] | None = None, **more: Any) -> dict[str, Any]:
    """Return the changes that make this the one finding against."""
    return {
        "evidence__against": [{"finding": text, **_FINDING, **({"figures": dict(figures)} if figures else {}), **more}]
    }


# What the network said, without any network.

WEB = "https://health.example.org/tired"
"""The address of an entry of the default bibliography."""

LOCK = "references.lock.json"
EXCEPTIONS = "docs/data/links.yml"


def asked(outcome: Outcome, days: int = 0) -> Callable[[Path], list[Problem]]:
    """Return the check of links in which one address came out so, and was not seen good for some days."""

    def find(root: Path) -> list[Problem]:
        library = library_of(root)
        since = date.fromordinal(TODAY.toordinal() - days)
        results = [
            LinkResult(link, outcome if link.address == WEB else Outcome.OK, "as told", since=since)
            for link in inventory(library)
        ]
        assert WEB in {result.link.address for result in results}
        return link_problems(library, results, TODAY, 60)

    return find


def reading(
    state: State = State.CLEAN, register: Register = Register.CROSSREF, day: date = TODAY, authors: str = ""
) -> Reading:
    """Return what a register answered: with a record where it knows the work, and a notice where there is one."""
    if state in {State.UNKNOWN, State.ABSENT}:
        return Reading(register, state, "as told", day=day)
    notices = () if state is State.CLEAN else (Notice(state, day, "10.5555/notice"),)
    record = Record(register, authors=tuple(map(Name, authors.split())))
    return Reading(register, state, record=record, notices=notices, day=day)


def differing(field: str = "year", ours: str = "2020", theirs: str = "2019") -> Difference:
    return Difference(field, ours, theirs, Register.CROSSREF)


def compared(*readings: Reading, differences: tuple[Difference, ...] = ()) -> Callable[[Path], list[Problem]]:
    """Return the check of sources in which the registers answered so about one entry."""

    def find(root: Path) -> list[Problem]:
        library = library_of(root)
        entries = [SourceResult(library.references["smith2020"], readings, differences)]
        return verify_problems(library, entries, new_lock(library, entries, TODAY), TODAY)

    return find


def of_smith(find: Callable[[Path], list[Problem]]) -> Case:
    """The site as it is, with a problem of one entry that this check tells."""
    return Case(path=BIB, line="@article{smith2020", find=find)


def lock_file(bib: str = BIBLIOGRAPHY, differences: tuple[Difference, ...] = (), **about: Reading | None) -> str:
    """Return a lock file in which every entry with a DOI is compared and clean, but for what `about` says."""
    references = read_bibliography(BIB, bib.encode())[0]
    entries = [
        SourceResult(reference, (answer,), differences if key == "smith2020" else ())
        for key, reference in references.items()
        if reference.doi and (answer := about.get(key, reading())) is not None
    ]
    return lock_text(new_lock(Library(references=references), entries, TODAY))


def locked(line: str = "", also: str = "", path: str = BIB, **about: Any) -> Case:
    """The site with such a lock file."""
    return Case({LOCK: lock_file(**about)}, path, line, frozenset(also.split()))


def excepted(address: str = WEB, until: str = "2027-01-31", line: str = "") -> Case:
    """The site with an exception for an address."""
    text = f"addresses:\n  - address: {address}\n    reason: Someone has looked.\n    until: {until}\n"
    return Case({EXCEPTIONS: text}, EXCEPTIONS, line)
