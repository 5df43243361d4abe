"""The command `claims import`: entries of the bibliography from the export of a reference manager or of PubMed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from explainer.commands.network_run import CLEAN, FOUND, replace_file, usable
from explainer.commands.shared import called, put_out, root_option

if TYPE_CHECKING:
    from explainer.model.reference import Reference


@click.command("import")
@root_option
@click.option("--print", "only_print", is_flag=True, help="Print the entries instead of adding them.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_references(root: Path, file: Path, only_print: bool) -> None:
    """Add the works of an export to bibliography.bib: CSL-JSON, RIS, NBIB (PubMed) or .bib, as Zotero and others write.

    What only a reader of a work can know stays blank, and the command says what. A work that is there already, by its
    DOI, its PMID or its title, is not added again. The network is not asked: `claims verify` compares with registers.

    Exit status: 0 every work of the file was added, 1 some were left out (the command says which and why), 2 a file
    that cannot be read, or a call that cannot be carried out.
    """
    from explainer.loading.exported_references import read_export
    from explainer.loading.library import BIBLIOGRAPHY, load_library
    from explainer.upkeep.bibtex_entries import TO_FILL, already_there, appended, entry_of, key_like

    try:
        raw = file.read_bytes()
    except OSError as error:
        raise click.UsageError(f"{file} cannot be read: {error.strerror}.") from error
    export = usable(read_export, file.name, raw)
    library, _ = load_library(root)
    known: dict[str, Reference] = dict(library.references)
    taken = {*(key.casefold() for key in known), *(library.unread or ())}
    entries: list[str] = []
    for work in export.works:
        if double := already_there(known, work):
            held, by = double
            export.left_out.append(f"`{work.title[:80]}` is there already, by its {by}: `{held.key}`")
            continue
        key = usable(key_like, taken, work)
        taken.add(key.casefold())
        known[key] = replace(work, key=key)
        entries.append(entry_of(work, key, file.name))
    if entries:
        _write(root / BIBLIOGRAPHY, entries, appended, only_print)
    for note in export.notes:
        click.echo(f"To look at: {note}.", err=True)
    for left in export.left_out:
        click.echo(f"Left out: {left}.", err=True)
    done = f"{'Printed' if only_print else 'Added'} {len(entries)}, left out {len(export.left_out)}."
    click.echo(f"{done} Left for you in each entry: {', '.join(TO_FILL)}." if entries else done, err=True)
    if entries and not only_print:
        click.echo(f"Then run: {called()} check {BIBLIOGRAPHY}", err=True)
    raise SystemExit(FOUND if export.left_out else CLEAN)


def _write(path: Path, entries: list[str], appended: Callable[[str, str, str], str], only_print: bool) -> None:
    text = "\n".join(entries)
    if only_print:
        put_out(text, nl=False)
        return
    try:
        old = path.read_bytes().decode("utf-8") if path.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"{path.name} cannot be read: {error}") from error
    replace_file(path, usable(appended, old, text, path.name))
