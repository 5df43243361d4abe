"""Findings as a table. Source of the rules: RFC 4180: a header, lines that end with CRLF, quotes where needed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from explainer.dataform import FindingRecord, plain


def findings_csv(rows: Iterable[FindingRecord]) -> str:
    """Return findings as CSV in UTF-8: the columns of the record in its order; what is not there is an empty cell."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(FindingRecord.model_fields), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: "" if value is None else value for name, value in plain(row).items()} for row in rows)
    return out.getvalue()
