"""What a rule is, the list of all rules, and the run over a library."""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from pkgutil import iter_modules

from explainer.loading.data_parts import DataParts
from explainer.loading.library import Library
from explainer.loading.yaml_reader import Path as Place
from explainer.memory import Memory, NoMemory
from explainer.model.claim import Claim
from explainer.problems import Problem, Severity
from explainer.rules import RULES, Rule, Scope, describe

BIBLIOGRAPHY = "bibliography.bib"


describe(
    "F26",
    "An allowance that excuses nothing",
    "`allow` names a rule that the claim does not break, or that does not exist. The list can only shrink.",
    bad="allow: {D01: was needed once}",
    good="no such line",
)


@dataclass(frozen=True, slots=True)
class Context:
    """What every rule may know: the library and the day of the check."""

    library: Library
    today: date

    @property
    def names(self) -> tuple[str, ...]:
        """The site's declared names, which are neither numbers nor our words."""
        return self.parts.names

    @property
    def parts(self) -> DataParts:
        """The data files that could be read."""
        return self.library.parts

    @property
    def latest(self) -> date:
        """The last day that is no future for anyone: east of here it may be tomorrow already."""
        return self.today + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hit:
    """A broken rule: where, what is wrong, how to mend it. `path` is empty for the claim's own file."""

    message: str
    fix: str
    place: Place = ()
    path: str = ""
    line: int = 0
    column: int = 1
    on_key: bool = False


ClaimCheck = Callable[[Claim, Context], Iterator[Hit]]
LibraryCheck = Callable[[Context], Iterator[Hit]]


ALLOWANCE = "F26"

_OF_PARTS = ("S", "N", "D", "W", "F20", "F21", "F22")
"""Rules that speak of single sentences and citations: they hold for a claim of which another part cannot be read."""


def rule(
    code: str, title: str, *, bad: str, good: str, severity: Severity = Severity.ERROR, scope: Scope = Scope.CLAIM
) -> Callable[[Callable[..., Iterator[Hit]]], Callable[..., Iterator[Hit]]]:
    """Register a function as a rule; its docstring becomes the rule's documentation."""

    def register(check: Callable[..., Iterator[Hit]]) -> Callable[..., Iterator[Hit]]:
        describe(code, title, check.__doc__ or "", bad=bad, good=good, severity=severity, scope=scope, check=check)
        return check

    return register


def run_checks(
    library: Library, today: date, *, errors_only: bool = False, memory: Memory | None = None
) -> list[Problem]:
    """Apply every rule to a library and return the problems, allowances taken into account. Raises nothing.

    With `errors_only`, rules that can only warn or advise are left out: a build stops at errors and shows nothing else.
    With a `memory`, a claim is checked again only where it, or what rules of claims may look at, is another one:
    the references, the data, the ids and the day. They never look at other claims.
    """
    context = Context(library, today)
    memory = memory or NoMemory()
    problems: list[Problem] = []
    around = memory.recall(
        "around", (library.references, library.unread, library.parts, library.claim_paths, today), object
    )
    for claim_id, claim in library.claims.items():
        path = library.claim_paths[claim_id]
        check = partial(_problems_of, claim, context, path, errors_only=errors_only)
        problems += memory.recall(("checks", claim_id), (claim, library.texts.get(path), around), check)
    for claim_id, claim in library.salvaged.items():
        found = _claim_problems(claim, context, library.claim_paths[claim_id])
        problems += [problem for problem in found if problem.code.startswith(_OF_PARTS)]
    for known in RULES.values():
        if errors_only and known.severity is not Severity.ERROR:
            continue
        over_all = known.check if known.scope is Scope.LIBRARY else known.elsewhere
        if over_all is not None:
            problems += [_problem(known, hit, library, hit.path) for hit in over_all(context)]
    return problems


def _problems_of(claim: Claim, context: Context, path: str, *, errors_only: bool) -> list[Problem]:
    return list(_claim_problems(claim, context, path, errors_only=errors_only))


def _claim_problems(claim: Claim, context: Context, path: str, *, errors_only: bool = False) -> Iterator[Problem]:
    used: Counter[str] = Counter()
    for known in RULES.values():
        if known.scope is not Scope.CLAIM or known.check is None:
            continue
        if errors_only and known.severity is not Severity.ERROR and known.code not in claim.allow:
            continue  # where it is allowed it has to be tried: an allowance that is not needed is an error
        for hit in known.check(claim, context):
            if known.code in claim.allow:
                used[known.code] += 1
            else:
                yield _problem(known, hit, context.library, path)
    yield from _idle_allowances(claim, used, context.library, path)


def _idle_allowances(claim: Claim, used: Counter[str], library: Library, path: str) -> Iterator[Problem]:
    for code in claim.allow:
        if used[code]:
            continue
        known = RULES.get(code)
        if known is None or known.scope is not Scope.CLAIM:
            hit = Hit(
                f"`allow` names `{code}`, which no claim can be excused from", "Delete the line.", ("allow", code)
            )
        else:
            hit = Hit(f"`allow` excuses {code}, which this claim does not break", "Delete the line.", ("allow", code))
        yield _problem(RULES[ALLOWANCE], hit, library, path)


def _problem(known: Rule, hit: Hit, library: Library, path: str) -> Problem:
    path = hit.path or path
    if hit.line:
        line, column = hit.line, hit.column
    else:
        mark = library.mark(path, hit.place, key=hit.on_key)
        line, column = mark.line, mark.column
    return Problem(known.code, path, hit.message, hit.fix, line, column, known.severity)


for _module in iter_modules([str(Path(__file__).parent)]):
    importlib.import_module(f"explainer.checks.{_module.name}")
