"""The command that goes through new evidence: screen. Each work is cited, set aside with a reason, or left to read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from explainer.commands.shared import put_out, root_option
from explainer.commands.write_claim import on_terminal
from explainer.foreign_text import printable

if TYPE_CHECKING:
    from explainer.loading.library import Library
    from explainer.model.searches import Screened

CITED, ASIDE, LATER, QUIT = "c", "s", "l", "q"


@click.command()
@root_option
@click.option("--list", "listing", is_flag=True, help="List what is to be read, and ask nothing.")
@click.option("--by", default="", help="Who decides. Asked for where it is not given.")
@click.argument("topics", nargs=-1, metavar="[TOPIC]...")
def screen(root: Path, listing: bool, by: str, topics: tuple[str, ...]) -> None:
    """Go through the works that are to be read, and decide on each. With TOPICs, only theirs.

    Cite a work after its entry is in bibliography.bib (`claims new-source` makes it). Each decision is written to
    docs/data/screened.yml at once, so that nothing is lost by leaving. Without a terminal, they are listed.
    """
    from explainer.clock import today
    from explainer.commands.network_run import replace_file
    from explainer.loading.library import load_library
    from explainer.model.searches import SCREENED, SEARCHES
    from explainer.model.vocabulary import Screening
    from explainer.upkeep.screened_file import screened_text

    library, unread = load_library(root)
    if library.data is None or any(problem.path in {SEARCHES, SCREENED} for problem in unread):
        raise click.UsageError(f"the data of the site, {SEARCHES} or {SCREENED} cannot be read: claims check")
    held, topic_of = library.data.screened, {one.id: one.topic for one in library.data.searches}
    waiting = [
        number
        for number, work in enumerate(held.works)
        if work.status is Screening.TO_READ
        and (not topics or any(topic_of.get(search) in topics for search in work.searches))
    ]
    if listing or not on_terminal():
        for number in waiting:
            put_out(printable("\n".join(_shown(held.works[number], library))))
        click.echo(f"{len(waiting)} works are to be read.", err=True)
        return
    by = by or (click.prompt("Who decides").strip() if waiting else "")
    for place, number in enumerate(waiting, start=1):
        work = held.works[number]
        click.echo(f"\n{place} of {len(waiting)}\n" + printable("\n".join(_shown(work, library))))
        decision = _decision(work, library)
        if decision is None:
            break
        if decision:
            changed = work.model_copy(update={**decision, "by": by, "decided": today(), "program": False})
            works = (*held.works[:number], changed, *held.works[number + 1 :])
            held = held.model_copy(update={"works": works})
            replace_file(root / SCREENED, screened_text(held, (root / SCREENED).read_text(encoding="utf-8")))
    left = sum(held.works[number].status is Screening.TO_READ for number in waiting)
    click.echo(f"{len(waiting) - left} decided, {left} left to read.", err=True)


def _decision(work: Screened, library: Library) -> dict[str, object] | None:
    """Ask what becomes of a work; return the fields that change, none for later, or None to leave."""
    from explainer.model.vocabulary import Screening, SetAside

    choice = _asked(
        "[c]ite, [s]et aside, [l]ater, [q]uit", lambda typed: typed[:1].lower(), (CITED, ASIDE, LATER, QUIT)
    )
    if choice == QUIT:
        return None
    if choice == CITED:
        named = {
            identifier.casefold(): one.key for one in library.references.values() for identifier in (one.doi, one.pmid)
        }
        known = next((named[one] for one in work.identifiers if one in named), "")
        key = _asked("Key in bibliography.bib", str, library.references, known)
        return {"status": Screening.CITED, "key": key, "reason": None}
    if choice == ASIDE:
        reasons = list(SetAside)
        for number, reason in enumerate(reasons, start=1):
            click.echo(f"  {number} {reason.label}: {reason.explanation}")
        picked = _asked("Reason", str, [f"{number}" for number in range(1, len(reasons) + 1)])
        note = click.prompt("Note (may be empty)", default="", show_default=False).strip()[:900]
        return {"status": Screening.SET_ASIDE, "reason": reasons[int(picked) - 1], "note": note or work.note}
    return {}


def _asked(question: str, read: Callable[[str], str], allowed: object, default: str = "") -> str:
    """Ask until the answer is one of those allowed."""
    while True:
        answer = read(click.prompt(question, default=default or None).strip())
        if answer in allowed:  # type: ignore[operator] # a tuple, a list or a mapping
            return answer
        click.echo(f"There is no `{answer}` here.")


def _shown(work: Screened, library: Library) -> list[str]:
    """Return what is known of a work, in lines."""
    sources = ", ".join(source.label for source in work.sources)
    lines = [work.title, f"  {work.year or 'no year'}, {work.kind.label.lower()}; {sources}; seen {work.seen}",
             f"  {work.address}"]  # fmt: skip
    lines += [f"  {work.note}"] if work.note else []
    for one in work.claims:
        asked = library.claims[one.claim].question if one.claim in library.claims else one.claim
        lines.append(f"  may touch: {asked} ({one.why})")
    return lines
