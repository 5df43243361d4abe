"""The published files beside the pages: data, schemas, references, feeds, JSON-LD and plain copies of the pages."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel
from pydantic_core import to_json

from explainer.addressing import claim_page
from explainer.dataset.file_names import (
    CALENDAR,
    DATASET,
    FILE_SCHEMA,
    FORMATS,
    LLMS,
    TABLE,
    bibliography_data,
    claim_data,
    reference_data,
    schema_data,
)
from explainer.dataset.records import DATA_VERSION, MovedRecord, plain
from explainer.pages.cache_keys import of_claim_file, of_everything, of_page, of_prose_copy, of_topic
from explainer.pages.plain_copies import plain_pages
from explainer.pages.plan import plan_pages
from explainer.pages.site_view import SiteView
from explainer.problems import Problem
from explainer.publish.due_calendar import calendar
from explainer.publish.feeds import feeds
from explainer.publish.llms import llms_txt
from explainer.publish.place import Place
from explainer.publish.schema import PUBLISHED, claim_schema, published_schema
from explainer.publish.serialize import claim_file, dataset, findings_csv

T = TypeVar("T", str, bytes)


@dataclass(frozen=True, slots=True)
class PlannedFile(Generic[T]):
    """A file to publish: a function that returns its content, and one for what it is made of (see `cache_keys`)."""

    write: Callable[[], T]
    made_of: Callable[[], Any]


def data_files(view: SiteView, place: Place) -> dict[str, str]:
    """Return the content of the published files except the copies of pages, by their path below the site's root."""
    return {path: file.write() for path, file in _data(view, place).items()}


def planned_files(view: SiteView, place: Place) -> dict[str, PlannedFile[str]]:
    """Return the published files beside the pages, by their path below the site's root.

    They are the data (claims.json, claims/<id>.json, claims.csv) with its schemas, the references in four formats,
    feeds and a calendar, llms.txt, and a plain Markdown copy beside each page. `outputs` says what each is for. A
    file's content is made only when the file is written, so that the files need not fit into memory together.
    """
    copies = plain_pages(view, place.copies, place.address)
    made_of = {page.name: partial(of_page, view, page) for page in plan_pages(view)}
    made_of |= {page.name: partial(of_prose_copy, view, page) for page in view.library.prose}
    beside = {place.copies.written(name): PlannedFile(write, made_of[name]) for name, write in copies.items()}
    return _data(view, place) | beside


def file_clashes(view: SiteView, docs: Path) -> list[Problem]:
    """Report F27: a file below docs/ with the path of a published file, which would overwrite it silently."""
    made = planned_files(view, Place())
    return [
        Problem("F27", f"docs/{name}", f"would be written over by {name}, which is made from the claims", "Rename it.")
        for path in sorted(docs.rglob("*"))
        if path.suffix != ".md" and (name := path.relative_to(docs).as_posix()) in made and path.is_file()
    ]


def _data(view: SiteView, place: Place) -> dict[str, PlannedFile[str]]:
    everything = partial(of_everything, view)
    whole = cache(partial(dataset, view, place))  # made when the first file that needs it is written
    by_name = cache(lambda: {record.key: record for record in whole().references})
    claims = cache(lambda: {record.id: record for record in whole().claims})

    def of_claim(claim_id: str) -> str:
        return _record(claim_file(whole(), claims()[claim_id], by_name(), place))

    files = {
        DATASET: PlannedFile(lambda: _record(whole()), everything),
        TABLE: PlannedFile(lambda: findings_csv(view, whole()), everything),
        CALENDAR: PlannedFile(lambda: calendar(view, whole(), place), everything),
        LLMS: PlannedFile(lambda: llms_txt(view, place), everything),
        FILE_SCHEMA: PlannedFile(lambda: _json(claim_schema(view.library)), lambda: view.library.parts.vocabulary),
    }
    for name in PUBLISHED:
        files[schema_data(name)] = PlannedFile(partial(_schema, name, place), tuple)
    for form in FORMATS:
        files[bibliography_data(form)] = PlannedFile(partial(form.write, view.references), lambda: view.references)
        for one in view.references:
            files[reference_data(one.key, form)] = PlannedFile(partial(form.write, (one,)), partial(tuple, (one,)))
    for claim in view.claims:
        made_of = partial(of_claim_file, view, claim)
        files[claim_data(claim.id)] = PlannedFile(partial(of_claim, claim.id), made_of)
        for old in claim.moved_from:
            files[claim_data(old)] = PlannedFile(partial(_moved, claim.id, old, place), made_of)
    for path, (topic, write) in feeds(view, whole, place).items():
        files[path] = PlannedFile(write, partial(of_topic, view, topic))
    return files


def _schema(name: str, place: Place) -> str:
    return _json(published_schema(name, place))


def _moved(claim_id: str, old: str, place: Place) -> str:
    """Return the content of a former address of a claim's data: where the claim is now."""
    moved = MovedRecord(id=old, moved_to=claim_id, page=place.page(claim_page(claim_id)))
    data = place.file(claim_data(claim_id), claim_data(old))
    return _json({"version": DATA_VERSION, **plain(moved), "data": data})


def _record(record: BaseModel) -> str:
    return record.model_dump_json(by_alias=True, indent=1) + "\n"


def _json(value: Any) -> str:
    """Return indented JSON. Pydantic writes it, since Python's own writer is slow if it indents."""
    return to_json(value, indent=1).decode() + "\n"
