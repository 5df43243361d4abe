"""The command `claims start`: a small complete site on another subject, made from the package alone."""

import json
import os
import re
from collections.abc import Iterator
from datetime import timedelta
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import click

from explainer import __version__
from explainer.clock import today
from explainer.commands.network_run import usable
from explainer.commands.shared import examined, filled_at_once, on_terminal, refuse_full
from explainer.problems import errors_in

PACKAGE = "claims-explainer"
TEMPLATES = Path(__file__).parent.parent / "start"
LONGEST = 80
LICENCES = {
    "CC-BY-4.0": "Creative Commons Attribution 4.0 International,\n",
    "CC-BY-SA-4.0": "Creative Commons Attribution-ShareAlike 4.0 International,\n",
    "CC0-1.0": "CC0 1.0 Universal, ",
}
"""SPDX id of a licence for texts and data -> its name, as it stands before its address."""
HELPLINES_ROW = (
    "| `docs/data/helplines.yml` | not there yet: numbers to call by country, each with the page on which you saw it. "
    "`emergency.yml` belongs beside it. Until then pages say that no numbers are listed |\n"
)
_SLOT = re.compile(r"@@(\w+)@@")


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--name", default="", help="The site's name.")
@click.option("--subject", default="", help="What it is about, in a word or two.")
@click.option("--address", default="", help="Where it will stand on the web; may be left out.")
@click.option("--licence", type=click.Choice([*LICENCES]), help="Of texts and data. Default: CC-BY-4.0.")
@click.option("--health/--no-health", default=None, help="Whether it is about health. Default: it is.")
@click.option(
    "--engine", default="", help="What pip installs: a requirement, a path or address, or a folder of wheels."
)
@click.option("--no-input", is_flag=True, help="Ask nothing, even on a terminal.")
def start(
    folder: Path, name: str, subject: str, address: str, licence: str | None, health: bool | None, engine: str,
    no_input: bool,
) -> None:  # fmt: skip
    """Write a small complete site into DIR, which must be empty. `make site`, `make check` and `make test` pass in it.

    On a terminal it asks for what is missing. Elsewhere --name and --subject must be given.
    """
    refuse_full(folder, besides=".git")
    if on_terminal() and not no_input:
        name = name or click.prompt("The site's name", err=True)
        subject = subject or click.prompt("What it is about, in a word or two", err=True)
        address = address or click.prompt("Its address on the web, if there is one", "", err=True, show_default=False)
        licence = licence or click.prompt(
            "Licence of texts and data", "CC-BY-4.0", type=click.Choice([*LICENCES]), err=True
        )
        health = click.confirm("Is it about health?", default=True, err=True) if health is None else health
    slots = usable(values, name, subject, address, licence or "CC-BY-4.0", health=health is not False)
    slots["requirements"] = usable(requirements, engine, folder)
    with filled_at_once(folder) as new:
        for path, text in files(slots, health=health is not False):
            target = new / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
            if text.startswith("#!"):
                target.chmod(0o755)
        _write_schema(new)
        if wrong := errors_in(examined(new)[1]):  # a name can be what no text may be, such as the mark of a list
            said = f"{wrong[0].path} would be wrong: {wrong[0].message}"
            raise click.UsageError(f"with this --name or --subject, {said}.")
    click.echo(f"Wrote a site into {folder}. Go there and run: make site")
    if "file:" in slots["requirements"] or "--find-links" in slots["requirements"]:
        click.echo("requirements.txt names a place on this machine. Where the site is built elsewhere, name another.")


def values(name: str, subject: str, address: str, licence: str, *, health: bool) -> dict[str, str]:
    """Return the values for the slots of the templates, by name. Raises ValueError for invalid options."""
    for option, text in (("--name", name), ("--subject", subject)):
        if not text.strip():
            raise ValueError(f"{option} is missing; on a terminal this command asks for it.")
        if len(text) > LONGEST or not text.isprintable() or re.search(r"[<>&@`\[\]]", text):
            raise ValueError(f"{option}: at most {LONGEST} characters on one line, none of them < > & @ ` [ ].")
    if address and not re.fullmatch(r"https?://[^\s<>\"']+", address):
        raise ValueError("--address begins with https:// or http://.")
    from explainer.publish.place import licence_address

    day = today()
    description = f"Claims about {subject}, with the evidence on both sides."
    return {
        "name": name,
        "subject": subject,
        "licence": licence,
        "licence_text": f"{LICENCES[licence]}{licence_address(licence)}legalcode.",
        "name_yaml": json.dumps(name, ensure_ascii=False),
        "subject_yaml": json.dumps(subject, ensure_ascii=False),
        "description_yaml": json.dumps(description, ensure_ascii=False),
        "address_yaml": json.dumps(address),
        "today": day.isoformat(),
        "later": (day + timedelta(days=365)).isoformat(),
        "nav_health": "  - When to see a doctor: when-to-see-a-doctor.md\n" if health else "",
        "helplines_row": HELPLINES_ROW if health else "",
        "see_a_doctor": "see_a_doctor: [cannot-be-woken]\n" if health else "",
        "issue_note": "No account of your own health, please: issues are public." if health else "Issues are public.",
    }


def requirements(engine: str, folder: Path) -> str:
    """Return the lines of requirements.txt with which pip finds the package.

    `engine` is a requirement, an address, a path to a wheel or a checkout, or a folder of wheels; if it is empty, the
    package comes from where pip took the installed one. If a folder of wheels has MkDocs too, pip uses that folder
    alone. Raises ValueError for a missing path.
    """
    engine = engine or _installed_from()
    path = Path(engine)
    if "://" in engine:
        return f"{PACKAGE} @ {engine}"
    if path.is_dir() and not (path / "pyproject.toml").is_file():
        if not any(path.glob("claims_explainer-*.whl")):
            raise ValueError(f"there is no wheel of {PACKAGE} in {engine}.")
        alone = ["--no-index"] if any(path.glob("mkdocs-*.whl")) else []
        return "\n".join([*alone, f"--find-links {_seen_from(folder, path)}", PACKAGE])
    if path.exists():
        return f"{PACKAGE} @ {path.resolve().as_uri()}"
    if engine.endswith(".whl") or os.sep in engine:
        raise ValueError(f"there is no {engine}.")
    return engine


def files(slots: dict[str, str], *, health: bool) -> Iterator[tuple[str, str]]:
    """Yield the path and the text of each file of a new site, with the `slots` filled in."""
    templates: dict[str, Path] = {}
    for part in ("common", "health" if health else "plain"):
        base = TEMPLATES / part
        templates |= {path.relative_to(base).as_posix(): path for path in sorted(base.rglob("*")) if path.is_file()}
    for name, path in sorted(templates.items()):
        target = re.sub(r"(^|/)dot\.", r"\1.", name).removesuffix(".tmpl")
        yield target, _SLOT.sub(lambda slot: slots[slot[1]], path.read_text(encoding="utf-8"))


def _seen_from(folder: Path, path: Path) -> str:
    """Return a path relative to the new site if it is inside, else the absolute path."""
    full, base = path.resolve(), folder.resolve()
    return full.relative_to(base).as_posix() if full.is_relative_to(base) else full.as_posix()


def _installed_from() -> str:
    """Return the address that pip installed the package from, or else a requirement of this version."""
    try:
        noted = distribution(PACKAGE).read_text("direct_url.json")
    except PackageNotFoundError:
        noted = None
    address = json.loads(noted).get("url", "") if noted else ""
    return address or f"{PACKAGE}=={__version__}"


def _write_schema(folder: Path) -> None:
    from explainer.loading.library import load_library
    from explainer.publish.schema import claim_schema

    schema = json.dumps(claim_schema(load_library(folder)[0]), ensure_ascii=False, indent=2)
    (folder / "claims" / "claim.schema.json").write_text(f"{schema}\n", encoding="utf-8")
