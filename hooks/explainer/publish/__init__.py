"""The machine-readable outputs, all from one serializer: `records` fills the forms that `dataform` declares."""

from __future__ import annotations

import json
from typing import Any

from explainer.dataform import DATA_VERSION, MovedRecord, plain
from explainer.export import plain_pages
from explainer.outputs import (
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
from explainer.publish.bibtex import bibtex
from explainer.publish.calendar import calendar
from explainer.publish.csl import csl_json
from explainer.publish.feeds import feeds
from explainer.publish.jsonld import Shown, structured_data
from explainer.publish.llms import llms_txt
from explainer.publish.nbib import nbib
from explainer.publish.place import Place
from explainer.publish.records import claim_file, dataset, finding_records
from explainer.publish.ris import ris
from explainer.publish.schema import PUBLISHED, claim_schema, published_schema
from explainer.publish.tables import findings_csv
from explainer.views import SiteView

__all__ = ["DATA_VERSION", "Place", "Shown", "claim_schema", "publish", "structured_data"]

WRITERS = {"bib": bibtex, "csl.json": csl_json, "ris": ris, "nbib": nbib}
"""Ending of a form of references -> what writes it."""


def publish(view: SiteView, place: Place | None = None) -> dict[str, str]:
    """Return the published files of a site by their path below its root.

    The data (claims.json, claims/<id>.json, claims.csv) with its schemas, the references in four forms, feeds and a
    calendar, llms.txt, and a plain-Markdown copy beside each page. `outputs` says what each is for.
    """
    held = place or Place()
    return data_files(view, held) | dict(plain_copies(view, held))


def data_files(view: SiteView, place: Place) -> dict[str, str]:
    """Return the published files that are no copies of pages, by their path below the site's root."""
    whole = dataset(view, place)
    files = {
        DATASET: _json(plain(whole)),
        TABLE: findings_csv(finding_records(whole)),
        FILE_SCHEMA: _json(claim_schema()),
        CALENDAR: calendar(whole, place),
        LLMS: llms_txt(view, place),
    }
    files |= {schema_data(name): _json(published_schema(name, place)) for name in PUBLISHED}
    files |= {claim_data(one.id): _json(plain(claim_file(whole, one, place))) for one in whole.claims}
    files |= {claim_data(one.id): _json(_tombstone(one, place)) for one in whole.moved}
    for form in FORMS:
        write = WRITERS[form.ending]
        files[bibliography_data(form)] = write(view.references)
        files |= {reference_data(one.key, form): write([one]) for one in view.references}
    return files | dict(feeds(view, whole, place))


def plain_copies(view: SiteView, place: Place) -> dict[str, str]:
    """Return a plain-Markdown copy of each page, by its path: beside the built page."""
    return {place.copies.written(name): text for name, text in plain_pages(view, place.copies, place.address)}


def _tombstone(moved: MovedRecord, place: Place) -> dict[str, Any]:
    """Return what stands at a former address of a claim's data: where the claim is now."""
    data = place.file(claim_data(moved.moved_to), claim_data(moved.id))
    return {"version": DATA_VERSION, **plain(moved), "data": data}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
