"""The commands of those who write claims: new, preview."""

from __future__ import annotations

from pathlib import Path

import click

from explainer.commands.shared import examined, put_out, root_option


@click.command()
@root_option
@click.argument("claim_id", metavar="ID")
@click.option("--topic", required=True, help="Topic of the claim: an id of docs/data/topics.yml.")
@click.option("--question", default="", help="The question that readers ask, ending with a question mark.")
@click.option("--dry-run", is_flag=True, help="Print the file instead of writing it.")
def new(root: Path, claim_id: str, topic: str, question: str, dry_run: bool) -> None:
    """Write a commented claim file to fill in. ID becomes the file's name and its address, for ever."""
    from explainer.library import load_library
    from explainer.scaffold import new_claim

    library, _ = load_library(root)
    try:
        path, text = new_claim(library, claim_id, topic, question)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    if dry_run:
        put_out(text, nl=False)
        return
    target = root / path
    if target.exists():
        raise click.UsageError(f"{path} exists already.")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    click.echo(f"Wrote {path}. Fill in every TODO, then run: claims check {path}")


@click.command()
@root_option
@click.argument("claim_id", metavar="ID")
def preview(root: Path, claim_id: str) -> None:
    """Build the page of claim ID alone, fast, into .build/preview, and say where it is."""
    import os
    import subprocess
    import sys

    from explainer.addressing import Addressing, claim_page
    from explainer.validate import closest

    library, problems = examined(root)
    if claim_id not in library.claim_paths:
        guess = closest(claim_id, list(library.claim_paths))
        raise click.UsageError(f"there is no claim {claim_id}." + (f" Did you mean {guess}?" if guess else ""))
    from explainer.problems import as_text, has_errors

    if has_errors(problems):
        click.echo(as_text([problem for problem in problems if problem.severity == "error"]))
        raise SystemExit(1)
    folder = root.resolve() / ".build" / "preview"
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(folder)]
    environment = {**os.environ, "CLAIMS_ONLY": claim_id, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=root, env=environment, check=False)  # noqa: S603 -- our own interpreter
    if done.returncode:
        raise SystemExit(1)
    click.echo(folder / Addressing().built(claim_page(claim_id)) / "index.html")
