"""The commands for writing claims: new, preview."""

from pathlib import Path

import click

from explainer.commands.network_run import usable
from explainer.commands.shared import called, examined, on_terminal, put_out, replace_file, root_option, stop_on_errors
from explainer.problems import did_you_mean


@click.command()
@root_option
@click.argument("claim_id", metavar="[ID]", default="")
@click.option("--topic", default="", help="Topic of the claim: an id of docs/data/topics.yml.")
@click.option("--question", default="", help="The question that readers ask, ending with a question mark.")
@click.option("--claim", default="", help="The sentence under review, as those who say it would say it.")
@click.option("--leaning", default="", help="Which side it helps if believed: promise, alarm or neutral.")
@click.option("--by", default="", help="Who makes the claim: seller, user, news, official or researcher.")
@click.option("--source", default="", help="Key in bibliography.bib of the text in which it is made.")
@click.option("--words", default="", help="The telling words there, at most 12.")
@click.option("--no-input", is_flag=True, help="Ask nothing, even on a terminal.")
@click.option("--dry-run", is_flag=True, help="Print the file instead of writing it.")
def new(root: Path, claim_id: str, dry_run: bool, no_input: bool, **given: str) -> None:
    """Write a commented claim file to fill in. ID becomes the file's name and its address, for ever.

    On a terminal it asks for what is missing; Enter leaves a TODO. Elsewhere ID and --topic must be given.
    """
    from explainer.commands.scaffold import Asked, ask, new_claim
    from explainer.loading.library import load_library

    library, _ = load_library(root)
    if not no_input and on_terminal():
        claim_id, given = ask(library, claim_id, given)
    for name, value in (("ID", claim_id), ("--topic", given["topic"])):
        if not value:
            raise click.UsageError(f"{name} is missing; on a terminal this command asks for it.")
    path, text = usable(new_claim, library, claim_id, Asked(**given))
    if dry_run:
        put_out(text, nl=False)
        return
    target = root / path
    if target.exists():
        raise click.UsageError(f"{path} exists already.")
    target.parent.mkdir(parents=True, exist_ok=True)
    replace_file(target, text)
    click.echo(f"Wrote {path}. Fill in every TODO, then run: {called()} check {path}")


@click.command()
@root_option
@click.argument("claim_id", metavar="ID")
def preview(root: Path, claim_id: str) -> None:
    """Build the page of claim ID alone, fast, into .build/preview, and say where it is."""
    from explainer.addressing import Addressing, claim_page
    from explainer.commands.build_site import run_generator

    library, problems = examined(root)
    if claim_id not in library.claim_paths:
        guess = did_you_mean(claim_id, library.claim_paths)
        raise click.UsageError(f"there is no claim {claim_id}. {guess}".rstrip())
    stop_on_errors(problems)
    folder = root.resolve() / ".build" / "preview"
    run_generator(root, "mkdocs", folder, only=claim_id)
    click.echo(folder / Addressing().built(claim_page(claim_id)) / "index.html")
