"""Findings as a table. Source of the rules: RFC 4180: a header, lines that end with CRLF, quotes where needed."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from functools import partial

from explainer.dataset.records import ClaimRecord, Dataset, FindingRecord, plain
from explainer.pages.site_view import SiteView
from explainer.publish.serialize import finding_records

_FORMULA = frozenset("=+-@\t\r\n")


def findings_csv(view: SiteView, whole: Dataset) -> str:
    """Return all findings as CSV in UTF-8: the columns of the record in its order; missing values are empty cells."""
    designs = {reference.key: str(reference.design or "not-stated") for reference in whole.references}
    out = io.StringIO()
    csv.DictWriter(out, list(FindingRecord.model_fields), lineterminator="\r\n").writeheader()
    for record in whole.claims:
        used = {key: designs[key] for key in record.cites if key in designs}
        out.write(view.memory.recall(("rows", record.id), (record, used), partial(_rows, record, used)))
    return out.getvalue()


def _rows(record: ClaimRecord, designs: Mapping[str, str]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(FindingRecord.model_fields), lineterminator="\r\n")
    for row in finding_records(record, designs):
        writer.writerow({name: "" if value is None else _cell(value) for name, value in plain(row).items()})
    return out.getvalue()


def _cell(value: object) -> object:
    """Return a value as a cell: a text that a spreadsheet would run as a formula gets an apostrophe in front.

    Source: OWASP, "CSV Injection": cells that begin with =, +, -, @, a tab or a line end.
    """
    return f"'{value}" if isinstance(value, str) and value[:1] in _FORMULA else value
