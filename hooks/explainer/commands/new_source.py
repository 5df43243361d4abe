"""The commands that add works to bibliography.bib: `claims new-source` by DOI or PMID, `claims import` from a file."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

import click

from explainer.commands import network_run as run
from explainer.commands.shared import bytes_of, called, no_pipe, put_out, replace_file, root_option
from explainer.foreign_text import printable

if TYPE_CHECKING:
    from explainer.loading.library import Library
    from explainer.model.reference import Reference
    from explainer.registers.works import Work


@click.command("new-source")
@root_option
@click.argument("identifier", metavar="DOI|PMID")
@click.option("--key", default="", help="Key of the entry. Default: the first author's name and the year.")
@click.option("--print", "only_print", is_flag=True, help="Print the entry instead of adding it to bibliography.bib.")
@click.option("--offline", is_flag=True, help="Ask no register: write the entry to be filled in by hand.")
@run.timeout_option
@run.private_option
def new_source(root: Path, identifier: str, key: str, only_print: bool, offline: bool, **options: Any) -> None:
    """Add a work to bibliography.bib by its DOI or PMID, with the data of Crossref, its own register and PubMed.

    What only a reader of the work can know stays blank, and the command lists it. Without a way to the internet the
    entry has the identifier alone, with a comment at every field.

    Exit status: 0 an entry was filled, 1 no register knows the identifier (nothing is written) or the work is
    retracted or under concern, 2 a call that cannot be carried out, such as a work that is there already, 3 no
    register could be reached, 4 a register gave no usable answer (after 3 and 4 there is an entry to fill in by hand,
    or one that is filled in part).
    """
    from explainer.loading.library import BIBLIOGRAPHY, load_library
    from explainer.model.reference import Reference
    from explainer.model.vocabulary import State
    from explainer.upkeep.bibtex_entries import TO_FILL, already_there, blank_entry, entry_of, identify, key_for
    from explainer.upkeep.lookup import LookUp, look_up

    doi, pmid = run.usable(identify, identifier)
    library, _ = load_library(root)
    _refuse_known(already_there(library.references, Reference(key="", type="misc", title="", doi=doi, pmid=pmid)))
    _refuse_input(library, key, doi or pmid)
    looked = LookUp(online=False)
    if not offline:
        settings = run.settings_of({**options, "delay": None, "concurrency": 24})
        with run.journal_of(root / ".cache" / "new-source.jsonl") as journal:
            looked = look_up(settings, journal, doi=doi, pmid=pmid)
    done = "`{}` is printed, not written." if only_print else "Wrote `{}` at the end of bibliography.bib."
    if looked.work is None:
        if looked.online and not looked.failures and not offline:
            typed = printable(doi or pmid)
            click.echo(f"No register knows {typed}: check it for typing errors. Nothing was written.", err=True)
            raise SystemExit(run.FOUND)
        key = key or key_for(library.references, Reference(key="", type="misc", title="new"))
        _write(root, blank_entry(key, doi=doi, pmid=pmid), only_print)
        why = "; ".join(looked.failures) or ("as asked" if offline else "no way to the internet")
        click.echo(f"{done.format(key)} No register was read ({why}): fill in every field.", err=True)
        raise SystemExit(run.CLEAN if offline else run.INCOMPLETE if looked.online else run.NOTHING_CHECKED)
    work = looked.work
    _refuse_known(already_there(library.references, work.reference))
    _refuse_notice(work)
    key = key or key_for(library.references, work.reference)
    registers = " and ".join(register.label for register in work.registers)
    _write(root, entry_of(work.reference, key, registers), only_print)
    click.echo(f"{done.format(key)} From {registers}. For you to fill in: {', '.join(TO_FILL)}.", err=True)
    if missing := _missing(work.reference):
        click.echo(f"The registers do not have: {', '.join(missing)}.", err=True)
    answered = work.reference.doi
    if doi and not answered.casefold().endswith(doi.casefold()):  # a register answers for a replaced DOI with its heir
        click.echo(printable(f"The register answered with another DOI, {answered}: check which is meant."), err=True)
    if work.other_title:
        other = printable(work.other_title[:160])
        click.echo(f"The other identifier leads to another work, `{other}`: check which one is meant.", err=True)
    for name in looked.later:
        click.echo(printable(f"There is a later version of it: {name[:300]}. Read that one, and cite it."), err=True)
    for failure in looked.failures:
        click.echo(printable(f"Not answered: {failure}"), err=True)
    click.echo(f"Then run: {called()} check {BIBLIOGRAPHY}, and: {called()} verify {key}", err=True)
    if work.state in {State.RETRACTED, State.CONCERN}:
        click.echo(f"It is {work.reference.status.label.lower()}: no finding can rest on it.", err=True)
        raise SystemExit(run.FOUND)
    raise SystemExit(run.INCOMPLETE if looked.failures else run.CLEAN)


def _refuse_input(library: Library, key: str, identifier: str) -> None:
    """Raise UsageError if an unreadable entry has the identifier already, or if the key is not valid or is taken."""
    from explainer.loading.library import BIBLIOGRAPHY
    from explainer.upkeep.bibtex_entries import is_key, line_with

    if line := line_with(library.texts.get(BIBLIOGRAPHY, ""), identifier):
        raise click.UsageError(
            f"line {line} of {BIBLIOGRAPHY} has it, in an entry that cannot be read yet: fill it in, or delete it."
        )
    if key and (not is_key(key) or key.casefold() in map(str.casefold, library.references)):
        raise click.UsageError(f"the key `{key}` is taken or not valid: a letter first, then letters and digits.")


def _refuse_notice(work: Work) -> None:
    """Exit with status 1 if the work is a notice about another: its entry would get the `status` of the other work."""
    from explainer.model.vocabulary import State

    if work.notice is None:
        return
    state, doi = work.notice
    about = f"the work {doi}" if doi else "another work"
    verdict = {State.RETRACTED: "is retracted", State.CONCERN: "is under concern", State.CORRECTED: "was corrected",
               State.REINSTATED: "was reinstated"}.get(state, "has changed")  # fmt: skip
    title = printable(work.reference.title[:160])
    add = f": {called()} new-source {quote(doi)}" if doi else ""
    click.echo(f"`{title}` is a notice, which says that {about} {verdict}. Nothing was written. Add the work "
               f"itself{add}; an entry of the notice is written by hand.", err=True)  # fmt: skip
    raise SystemExit(run.FOUND)


def _refuse_known(known: tuple[Reference, str] | None) -> None:
    """Raise UsageError if the bibliography has the work: `known` is its entry, and what it is known by."""
    if known:
        entry, by = known
        place = f"`{entry.key}`, bibliography.bib line {entry.mark.line}"
        raise click.UsageError(f"the work is there already, by its {by}: {place}.")


def _write(root: Path, text: str, only_print: bool) -> None:
    """Add entries to the end of the bibliography, or print them. Raises UsageError if they do not fit there."""
    from explainer.loading.library import BIBLIOGRAPHY
    from explainer.upkeep.bibtex_entries import appended

    path = root / BIBLIOGRAPHY
    try:
        old = bytes_of(path).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"{BIBLIOGRAPHY} cannot be read: {error}") from error
    new = run.usable(appended, old, text, BIBLIOGRAPHY)
    if only_print:
        put_out(text, nl=False)
    else:
        replace_file(path, new, old.encode())


def _missing(work: Reference) -> list[str]:
    """Return the required fields that a work lacks, under their names for people."""
    from explainer.loading.bibliography_fields import REQUIRED, SHOWN

    names = {"author": "authors", "editor": "editors"}
    return [
        " or ".join(SHOWN.get(name, name) for name in group)
        for group in REQUIRED[work.type]
        if not any(getattr(work, names.get(name, name)) for name in group)
    ]


@click.command("import")
@root_option
@click.option("--print", "only_print", is_flag=True, help="Print the entries instead of adding them.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), callback=no_pipe)
def import_references(root: Path, file: Path, only_print: bool) -> None:
    """Add the works of an export to bibliography.bib: CSL-JSON, RIS, NBIB (PubMed) or .bib, as Zotero and others write.

    What only a reader of a work can know stays blank, and the command lists it. A work that is there already, by its
    DOI, its PMID or its title, is not added again. The network is not used: `claims verify` compares with registers.

    Exit status: 0 every work of the file was added, 1 some were left out (the command says which and why), 2 a file
    that cannot be read, or a call that cannot be carried out.
    """
    from dataclasses import replace

    from explainer.loading.exported_references import read_export
    from explainer.loading.library import BIBLIOGRAPHY, load_library
    from explainer.loading.yaml_reader import MAX_BIBLIOGRAPHY_BYTES
    from explainer.upkeep.bibtex_entries import TO_FILL, already_there, entry_of, key_like

    try:
        with file.open("rb") as opened:
            raw = opened.read(MAX_BIBLIOGRAPHY_BYTES + 1)  # a device or a pipe may never end
    except OSError as error:
        raise click.UsageError(f"{file} cannot be read: {error.strerror}.") from error
    export = run.usable(read_export, file.name, raw)
    library, _ = load_library(root)
    known: dict[str, Reference] = dict(library.references)
    taken = {*(key.casefold() for key in known), *(library.unread or ())}
    entries: list[str] = []
    for work in export.works:
        if double := already_there(known, work):
            entry, by = double
            export.left_out.append(f"`{work.title[:80]}` is there already, by its {by}: `{entry.key}`")
            continue
        key = key_like(taken, work)
        taken.add(key.casefold())
        known[key] = replace(work, key=key)
        entries.append(entry_of(work, key, file.name))
    if entries:
        _write(root, "\n".join(entries), only_print)
    for note in export.notes:
        click.echo(f"To check: {note}.", err=True)
    for left in export.left_out:
        click.echo(f"Left out: {left}.", err=True)
    done = f"{'Printed' if only_print else 'Added'} {len(entries)}, left out {len(export.left_out)}."
    click.echo(f"{done} For you to fill in, in each entry: {', '.join(TO_FILL)}." if entries else done, err=True)
    if entries and not only_print:
        click.echo(f"Then run: {called()} check {BIBLIOGRAPHY}", err=True)
    raise SystemExit(run.FOUND if export.left_out else run.CLEAN)
