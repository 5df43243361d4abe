"""The commands about the published data: data, citation, changelog, release, offline."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from explainer import __version__
from explainer.clock import today
from explainer.commands.network_run import usable
from explainer.commands.shared import filled_at_once, put_out, refuse_full, replace_file, root_option

if TYPE_CHECKING:
    from explainer.pages.site_view import SiteView


@click.command()
@root_option
@click.option("--address", default="", help="Address of the site, for complete addresses in the data.")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
def data(root: Path, address: str, folder: Path) -> None:
    """Write the published data, schemas, references and feeds into DIR, without building the site."""
    from explainer.publish import data_files
    from explainer.publish.place import Place

    refuse_full(folder)
    files = data_files(_view(root), Place(address))
    with filled_at_once(folder) as new:
        for name, text in files.items():
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            (new / name).write_bytes(text.encode())
    click.echo(f"Wrote {len(files)} files to {folder}.")


@click.command()
@root_option
@click.option("--released", default="", metavar="DATE", help="Day of the release, YYYY-MM-DD. Default: today.")
def citation(root: Path, released: str) -> None:
    """Print CITATION.cff, made from docs/data/site.yml and the version."""
    from datetime import date

    from explainer.publish.release import citation_cff

    day = usable(date.fromisoformat, released) if released else today()
    put_out(usable(citation_cff, _view(root), __version__, day), nl=False)


@click.command()
@root_option
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW", default="")
def changelog(root: Path, old: str, new: str) -> None:
    """Show the conclusions that changed from tag or commit OLD to NEW, or to the files as they are now."""
    put_out(_changelog(root, old, new), nl=False)


@click.command()
@root_option
@click.option("--since", default="", metavar="TAG", help="The previous release. Default: the last tag, if any.")
@click.option("--address", default="", envvar="SITE_URL", help="Address of the site, for the citation.")
@click.argument("site", metavar="SITE", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
def release(root: Path, since: str, address: str, site: Path, folder: Path) -> None:
    """Pack the built SITE with its data, schemas and checksums into a zip file in DIR.

    The same SITE and the same SOURCE_DATE_EPOCH give the same file, to the last byte.
    """
    from explainer.publish.release import citation_cff, release_files, release_name, sums, zipped
    from explainer.versions.since_commit import last_tag

    if folder.resolve().is_relative_to(site.resolve()):
        raise click.UsageError(f"{folder} lies in {site}: the next release would have this one in it.")
    view = _view(root)
    files = {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}
    before = since or last_tag(root)
    beside = {"CONCLUSIONS.md": _changelog(root, before, "")}
    if (root / "LICENSE").is_file():
        beside["LICENSE"] = (root / "LICENSE").read_text(encoding="utf-8")
    if view.data.site.citation:
        beside["CITATION.cff"] = citation_cff(view, __version__, view.today)
    name = release_name(view, __version__)
    try:
        packed = zipped(name, release_files(view, __version__, files, beside, address), view.today)
    except KeyError as error:
        raise click.UsageError(f"{site} is no built site: it has no {error.args[0]}.") from error
    folder.mkdir(parents=True, exist_ok=True)
    replace_file(folder / f"{name}.zip", packed)
    replace_file(folder / f"{name}.zip.sha256", sums({f"{name}.zip": packed}))
    replace_file(folder / f"{name}.CONCLUSIONS.md", beside["CONCLUSIONS.md"])
    click.echo(f"Wrote {folder / name}.zip: {len(files)} files of the site, {len(packed):,} bytes.")
    if not before:
        none = "No earlier tag is known here, so every claim counts as new."
        click.echo(f"{none} Was there a release? Name it with --since, or: git fetch --unshallow --tags", err=True)


@click.command()
@root_option
@click.argument("site", metavar="SITE", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
def offline(root: Path, site: Path, folder: Path) -> None:
    """Pack a SITE that was built to open from a disk (`make offline`) into a zip file in DIR."""
    from explainer.building.written_site import offline_files
    from explainer.publish.release import release_name, zipped

    view = _view(root)
    try:
        files = offline_files(site)
    except ValueError as error:
        raise click.UsageError(f"{error}; run: make offline") from error
    name = f"{release_name(view, __version__)}-offline"
    packed = zipped(name, files, view.today)
    folder.mkdir(parents=True, exist_ok=True)
    replace_file(folder / f"{name}.zip", packed)
    click.echo(f"Wrote {folder / name}.zip: {len(files)} files, {len(packed):,} bytes. Unpack it and open index.html.")


def _view(root: Path) -> SiteView:
    """Return the content as pages see it, today. Raises UsageError if its data cannot be read."""
    from explainer.loading.library import load_library
    from explainer.pages.site_view import SiteView

    library, _ = load_library(root)
    if library.data is None:
        raise click.UsageError(f"the content of {root} cannot be read; run: claims check")
    return SiteView(library, today())


def _changelog(root: Path, old: str, new: str) -> str:
    """Return the changelog from commit `old` (or from nothing) to commit `new` (or to the files as they are)."""
    from explainer.loading.library import Library, load_library
    from explainer.versions.changelog import changelog as changelog_of
    from explainer.versions.since_commit import library_at

    before = usable(library_at, root, old) if old else Library()
    after = usable(library_at, root, new) if new else load_library(root)[0]
    for name, library in ((old, before), (new or "now", after)):
        if name and not library.complete:
            lost = library.claim_files - len(library.claims)
            click.echo(f"{lost} claim files of {name} cannot be read and are left out.", err=True)
    return changelog_of(before, after, (old, new or "now") if old else ("nothing", "the first release"))
