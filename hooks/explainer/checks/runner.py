"""Apply the rules to a library. A rule is a function with `@rule`, `@warning`, `@advice` or `@text_rule` above it."""

import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, partial
from inspect import signature
from pathlib import Path
from pkgutil import iter_modules
from typing import NamedTuple

from explainer.loading.directives import Directive, find_directives
from explainer.loading.library import BIBLIOGRAPHY, DATA, Library
from explainer.loading.prose_page import ProsePage
from explainer.loading.yaml_reader import Place
from explainer.memory import Memory
from explainer.model.claim import Claim
from explainer.model.reference import Reference
from explainer.model.site_data import ENGLISH, DataParts, WordLists
from explainer.problems import Mark, Problem, Severity, folded
from explainer.rules import RULES, Rule, describe

describe(
    "F26",
    "An allowance that excuses nothing",
    "`allow` names a rule that the claim does not break, or that does not exist. The list can only shrink.",
    bad="allow: {D01: was needed once}",
    good="no such line",
)


_NO_WORDS = WordLists()


@dataclass(frozen=True)
class Context:
    """What a rule may use: the library and the day of the check."""

    library: Library
    today: date

    @cached_property
    def parts(self) -> DataParts:
        """The data files that could be read."""
        return self.library.parts

    @cached_property
    def words(self) -> WordLists:
        """The word lists of docs/data/words.yml, without any words if there is none that could be read."""
        return self.parts.words or _NO_WORDS

    def directives(self) -> Iterator[tuple[ProsePage, Directive]]:
        """Yield every directive of the prose pages, with its page."""
        return ((page, directive) for page in self.library.prose for directive in find_directives(page.text))

    @cached_property
    def is_english(self) -> bool:
        """Whether the site is in English, the language whose words the rules know."""
        return self.parts.site is None or self.parts.site.language.startswith(ENGLISH)

    @property
    def latest(self) -> date:
        """The last day that does not count as the future: in time zones further east it may be tomorrow already."""
        return self.today + timedelta(days=1)


class Hit(NamedTuple):
    """A broken rule: what is wrong, how to fix it, and where. `path` is "" for the claim's own file.

    The place in the file is a `mark`, or the `place` of a value of a claim or data file (`on_key`: of its key).
    """

    message: str
    fix: str
    place: Place = ()
    path: str = ""
    mark: Mark | None = None
    on_key: bool = False


def at_entry(reference: Reference, message: str, fix: str) -> Hit:
    """Return a hit at an entry of the bibliography."""
    return Hit(message, fix, path=BIBLIOGRAPHY, mark=reference.mark)


_OF_PARTS = ("S", "N", "D", "W", "F20", "F21", "F22")
"""Rules, by how their codes begin, that also apply to what could be read of an invalid claim."""


def rule(
    code: str, title: str, *, bad: str, good: str, severity: Severity = Severity.ERROR
) -> Callable[[Callable[..., Iterator[Hit]]], Callable[..., Iterator[Hit]]]:
    """Return a decorator that registers a function as a rule. The function's docstring is the rule's documentation.

    A rule on claims takes a claim and the context, any other rule the context alone.
    """

    def register(check: Callable[..., Iterator[Hit]]) -> Callable[..., Iterator[Hit]]:
        of_claims, of_all = (check, None) if len(signature(check).parameters) == 2 else (None, check)
        text = check.__doc__ or ""
        describe(code, title, text, bad=bad, good=good, severity=severity, check=of_claims, elsewhere=of_all)
        return check

    return register


warning = partial(rule, severity=Severity.WARNING)
advice = partial(rule, severity=Severity.ADVICE)


def run_checks(
    library: Library, today: date, *, errors_only: bool = False, memory: Memory | None = None
) -> list[Problem]:
    """Return the problems of a library under all rules, without those that a claim's `allow` excuses. Raises nothing.

    With `errors_only`, rules that only warn or advise are skipped: a build stops at errors and shows nothing else. With
    a `memory`, a claim is checked again only if it, the references, the data, the ids or the day have changed: rules on
    claims may look at nothing else.
    """
    problems: list[Problem] = []
    if library.documents and f"{DATA}/site.yml" not in library.documents:
        return problems  # without the site's names and subject, most of what the rules say would be wrong
    context = Context(library, today)
    memory = memory or Memory()
    around = memory.recall(
        "around", (library.references, library.unread, library.parts, library.claim_paths, today), object
    )
    for claim_id, claim in library.claims.items():
        path = library.claim_paths[claim_id]
        check = partial(_claim_problems, claim, context, path, errors_only=errors_only)
        problems += memory.recall(("checks", claim_id), (claim, library.texts.get(path), around), check)
    for claim_id, claim in library.salvaged.items():
        in_claim = _claim_problems(claim, context, library.claim_paths[claim_id])
        problems += [problem for problem in in_claim if problem.code.startswith(_OF_PARTS)]
    for each in RULES.values():
        if errors_only and each.severity is not Severity.ERROR:
            continue
        if each.elsewhere is not None:
            problems += folded(_problem(each, hit, library, hit.path) for hit in each.elsewhere(context))
    return problems


def _claim_problems(claim: Claim, context: Context, path: str, *, errors_only: bool = False) -> list[Problem]:
    problems: list[Problem] = []
    used: set[str] = set()
    for each in RULES.values():
        if each.check is None:
            continue
        if errors_only and each.severity is not Severity.ERROR and each.code not in claim.allow:
            continue  # a rule under `allow` is always applied: an allowance that is not needed is an error
        for hit in each.check(claim, context):
            if each.code in claim.allow:
                used.add(each.code)
            else:
                problems.append(_problem(each, hit, context.library, path))
    for code in claim.allow:
        if code not in used:
            excusable = code in RULES and RULES[code].check
            why = "which this claim does not break" if excusable else "from which no claim can be excused"
            message = f"`allow` excuses {code}, {why}"
            hit = Hit(message, "Delete the line.", ("allow", code))
            problems.append(_problem(RULES["F26"], hit, context.library, path))
    return problems


def _problem(broken: Rule, hit: Hit, library: Library, path: str) -> Problem:
    path = hit.path or path
    mark = hit.mark or library.mark(path, hit.place, key=hit.on_key)
    return Problem(broken.code, path, hit.message, hit.fix, *mark, broken.severity)


for _module in iter_modules([str(Path(__file__).parent)]):
    importlib.import_module(f"explainer.checks.{_module.name}")
