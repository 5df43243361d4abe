"""The machine-readable outputs, all from one serializer: `records` fills the forms that `dataform` declares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel
from pydantic_core import to_json

from explainer.addressing import claim_page
from explainer.dataset.file_names import (
    CALENDAR,
    DATASET,
    FILE_SCHEMA,
    FORMS,
    LLMS,
    TABLE,
    bibliography_data,
    claim_data,
    reference_data,
    schema_data,
)
from explainer.dataset.records import DATA_VERSION, ClaimRecord, Dataset, MovedRecord, ReferenceRecord, plain
from explainer.model.reference import Reference
from explainer.pages.cache_keys import of_claim_file, of_everything, of_page, of_prose_copy, of_topic
from explainer.pages.plain_copies import plain_pages
from explainer.pages.plan import plan_pages
from explainer.pages.site_view import SiteView
from explainer.problems import Problem
from explainer.publish.due_calendar import calendar
from explainer.publish.feeds import feeds
from explainer.publish.jsonld import Shown, structured_data
from explainer.publish.llms import llms_txt
from explainer.publish.place import Place
from explainer.publish.schema import PUBLISHED, claim_schema, published_schema
from explainer.publish.serialize import claim_file, dataset
from explainer.publish.tables import findings_csv
from explainer.references.bibtex import bibtex
from explainer.references.csl import csl_json
from explainer.references.nbib import nbib
from explainer.references.ris import ris

__all__ = [
    "DATA_VERSION",
    "Place",
    "Shown",
    "claim_schema",
    "data_files",
    "file_clashes",
    "planned_files",
    "publish",
    "structured_data",
]

WRITERS = {"bib": bibtex, "csl.json": csl_json, "ris": ris, "nbib": nbib}
"""Ending of a form of references -> what writes it."""


T = TypeVar("T", str, bytes)


@dataclass(frozen=True, slots=True)
class PlannedFile(Generic[T]):
    """A file to be published: what writes it, and what tells the values that it is made of (see `dependence`)."""

    write: Callable[[], T]
    made_of: Callable[[], Any]


def publish(view: SiteView, place: Place | None = None) -> dict[str, str]:
    """Return the published files of a site by their path below its root, all written out. See `planned_files`."""
    return {path: file.write() for path, file in planned_files(view, place or Place()).items()}


def data_files(view: SiteView, place: Place) -> dict[str, str]:
    """Return the published files that are no copies of pages, by their path below the site's root, all written out."""
    return {path: file.write() for path, file in _data(view, place, _Whole(view, place)).items()}


def planned_files(view: SiteView, place: Place) -> dict[str, PlannedFile[str]]:
    """Return what is published beside the pages, by the path of each file below the site's root.

    The data (claims.json, claims/<id>.json, claims.csv) with its schemas, the references in four forms, feeds and a
    calendar, llms.txt, and a plain-Markdown copy beside each page. `outputs` says what each is for. Nothing is worked
    out before a file is written, so that no file has to be kept in memory.
    """
    copies = plain_pages(view, place.copies, place.address)
    made_of = {page.name: partial(of_page, view, page) for page in plan_pages(view)}
    made_of |= {page.name: partial(of_prose_copy, view, page) for page in view.library.prose}
    beside = {place.copies.written(name): PlannedFile(write, made_of[name]) for name, write in copies.items()}
    return _data(view, place, _Whole(view, place)) | beside


def file_clashes(view: SiteView, docs: Path) -> list[Problem]:
    """Report F27: a file below docs/ with the name of one that is made, which would be written over without a word."""
    made = planned_files(view, Place())
    return [
        Problem("F27", f"docs/{name}", f"would be written over by {name}, which is made from the claims", "Rename it.")
        for path in sorted(docs.rglob("*"))
        if path.suffix != ".md" and (name := path.relative_to(docs).as_posix()) in made and path.is_file()
    ]


class _Whole:
    """What several files are made of: the content as one record, worked out when the first of them is written."""

    def __init__(self, view: SiteView, place: Place) -> None:
        self._view, self._place = view, place

    @cached_property
    def dataset(self) -> Dataset:
        return dataset(self._view, self._place)

    @cached_property
    def claims(self) -> Mapping[str, ClaimRecord]:
        return {record.id: record for record in self.dataset.claims}

    @cached_property
    def references(self) -> Mapping[str, ReferenceRecord]:
        return {record.key: record for record in self.dataset.references}


def _data(view: SiteView, place: Place, whole: _Whole) -> dict[str, PlannedFile[str]]:
    everything = partial(of_everything, view)
    works = partial(getattr, view, "references")
    files = {
        DATASET: PlannedFile(lambda: _whole_record(view, whole.dataset), everything),
        TABLE: PlannedFile(lambda: findings_csv(view, whole.dataset), everything),
        CALENDAR: PlannedFile(lambda: calendar(view, whole.dataset, place), everything),
        LLMS: PlannedFile(lambda: llms_txt(view, place), everything),
        FILE_SCHEMA: PlannedFile(lambda: _json(claim_schema(view.library)), lambda: view.library.parts.vocabulary),
    }
    files |= {schema_data(name): PlannedFile(partial(_schema, name, place), tuple) for name in PUBLISHED}
    for form in FORMS:
        files[bibliography_data(form)] = PlannedFile(partial(WRITERS[form.ending], view.references), works)
    for claim in view.claims:
        made_of = partial(of_claim_file, view, claim)
        files[claim_data(claim.id)] = PlannedFile(partial(_claim, whole, claim.id, place), made_of)
        for old in claim.moved_from:
            files[claim_data(old)] = PlannedFile(partial(_tombstone, claim.id, old, place), made_of)
    for one in view.references:
        for form in FORMS:
            files[reference_data(one.key, form)] = PlannedFile(
                partial(WRITERS[form.ending], (one,)), partial(_itself, one)
            )
    for path, (topic, write) in feeds(view, lambda: whole.dataset, place).items():
        files[path] = PlannedFile(write, partial(of_topic, view, topic))
    return files


def _itself(reference: Reference) -> Reference:
    return reference


def _schema(name: str, place: Place) -> str:
    return _json(published_schema(name, place))


def _claim(whole: _Whole, claim_id: str, place: Place) -> str:
    return _record(claim_file(whole.dataset, whole.claims[claim_id], whole.references, place))


def _tombstone(claim_id: str, old: str, place: Place) -> str:
    """Return what stands at a former address of a claim's data: where the claim is now."""
    moved = MovedRecord(id=old, moved_to=claim_id, page=place.page(claim_page(claim_id)))
    data = place.file(claim_data(claim_id), claim_data(old))
    return _json({"version": DATA_VERSION, **plain(moved), "data": data})


def _whole_record(view: SiteView, whole: Dataset) -> str:
    """Return claims.json, of the texts of its records: a server has those of the records that stayed the same."""
    text = _record(whole.model_copy(update={"claims": (), "references": ()}))
    recall = view.memory.recall
    claims = [recall(("claim", "text", one.id), one, partial(_indented, one)) for one in whole.claims]
    references = [recall(("reference", "text", one.key), one, partial(_indented, one)) for one in whole.references]
    for name, texts in (("claims", claims), ("references", references)):
        if texts:
            held = ",\n  ".join(texts)
            text = text.replace(f'"{name}": []', f'"{name}": [\n  {held}\n ]', 1)
    return text


def _indented(record: BaseModel) -> str:
    return record.model_dump_json(by_alias=True, indent=1).replace("\n", "\n  ")


def _record(record: BaseModel) -> str:
    return record.model_dump_json(by_alias=True, indent=1) + "\n"


def _json(value: Any) -> str:
    """Return JSON that people can read too: by pydantic's writer, since Python's own is slow where it indents."""
    return to_json(value, indent=1).decode() + "\n"
