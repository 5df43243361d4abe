"""The machine-readable outputs, all from one serializer."""

from __future__ import annotations

import json
from typing import Any

from explainer.publish.records import DATA_VERSION, claim_record, claim_schema
from explainer.views import SiteView

__all__ = ["DATA_VERSION", "claim_record", "claim_schema", "publish"]


def publish(view: SiteView) -> dict[str, str]:
    """Return the data files of a site by their path below its root.

    `claims.json` holds all claims, `claims/<id>.json` each one, `claim.schema.json` the form of a claim file.
    """
    records = [claim_record(view, claim) for claim in view.claims]
    whole = {
        "version": DATA_VERSION,
        "subject": view.data.site.subject,
        "licence": view.data.site.data_licence,
        "clinical_review": "none" if not any(claim.clinical_review for claim in view.claims) else "see each claim",
        "claims": records,
    }
    files = {"claims.json": _json(whole), "claim.schema.json": _json(claim_schema())}
    files |= {f"claims/{record['id']}.json": _json({"version": DATA_VERSION, **record}) for record in records}
    return files


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
