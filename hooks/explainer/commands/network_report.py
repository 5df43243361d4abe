"""What a run on the network found, for people: the summary on the terminal and the report for an issue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from explainer.foreign_text import as_code
from explainer.network.outcome import Outcome
from explainer.problems import Problem, Severity
from explainer.upkeep.results import LinksReport, VerifyReport
from explainer.upkeep.verify_problems import entries_by

NOTHING = "Nothing could be checked: there is no way to the internet from here. No file was changed."
_SHOWN = 200


def links_counts(report: LinksReport) -> dict[str, object]:
    """Return the figures of a check of links."""
    counts: dict[str, object] = {outcome.value: report.count(outcome) for outcome in Outcome}
    return {
        "addresses": len(report.results),
        "asked": report.asked,
        "requests": report.requests,
        **counts,
        "not_asked": report.not_asked,
        "silent_services": list(report.silent_services),
    }


def links_summary(counts: Mapping[str, object]) -> str:
    """Return these figures in one line."""
    outcomes = ", ".join(f"{counts[outcome.value]} {outcome.value}" for outcome in Outcome)
    silent = "".join(f"; {name} gave no usable answer at all" for name in _listed(counts["silent_services"]))
    left = counts["not_asked"]
    more = (
        f"; {left} not asked for want of time or since their host was left alone, first the next time" if left else ""
    )
    return f"{counts['addresses']} addresses, {counts['asked']} of them asked now: {outcomes}{more}{silent}"


def verify_counts(report: VerifyReport) -> dict[str, object]:
    """Return the figures of a comparison with the registers."""
    return {
        "entries": len(report.entries),
        "compared": sum(bool(entry.records) for entry in report.entries),
        "differing": sum(bool(entry.differences) for entry in report.entries),
        "not_fully_asked": sum(bool(entry.failures) for entry in report.entries),
        "requests": report.requests,
        **entries_by(report.entries),
    }


def verify_summary(counts: Mapping[str, object]) -> str:
    """Return these figures in one line."""
    failed = counts["not_fully_asked"]
    more = f"; for {failed} not every register could be asked, and nothing is known from there" if failed else ""
    return (
        f"{counts['entries']} entries, {counts['compared']} compared with a register: "
        f"{counts['differing']} differ, {counts['retracted']} retracted, {counts['concern']} under concern{more}"
    )


def as_markdown(title: str, summary: str, problems: Sequence[Problem]) -> str:
    """Return a report for an issue: what fails first, then what is good to know. Texts are shown as code."""
    parts = [f"## {title}", "", f"{summary}.", ""]
    for heading, chosen in (
        ("To be mended", [p for p in problems if p.severity is Severity.ERROR]),
        ("Good to know", [p for p in problems if p.severity is not Severity.ERROR]),
    ):
        if chosen:
            parts += [f"### {heading} ({len(chosen)})", "", *(_item(problem) for problem in chosen[:_SHOWN])]
            if len(chosen) > _SHOWN:
                parts.append(f"- and {len(chosen) - _SHOWN} more")
            parts.append("")
    if not problems:
        parts += ["Nothing to mend.", ""]
    return "\n".join(parts)


def _item(problem: Problem) -> str:
    return f"- {problem.code} {as_code(f'{problem.path}:{problem.line}')} {as_code(problem.message)} {problem.fix}"


def _listed(value: object) -> Iterable[object]:
    return value if isinstance(value, list) else []
