"""The content as the records that `dataset.records` declares, from which all published data is written."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from functools import partial

from explainer.addressing import claim_page, source_page
from explainer.dataset.file_names import claim_data, schema_data
from explainer.dataset.records import (
    DATA_VERSION,
    ClaimFile,
    ClaimRecord,
    Dataset,
    FindingRecord,
    HistoryRecord,
    MovedRecord,
    ReferenceRecord,
    TopicRecord,
    plain,
)
from explainer.model.claim import Claim
from explainer.model.history import Revision, last_day, revisions
from explainer.model.reference import Reference
from explainer.model.vocabulary import Rung
from explainer.pages.how_searched import searches_of
from explainer.pages.how_to_cite import cite_dataset
from explainer.pages.site_view import SiteView
from explainer.publish.place import Place, claim_urn
from explainer.references.vancouver import author_line

_OF_CLAIM = ("state", "topic", "question", "leaning", "verdict", "kind", "checked", "check_by")
"""The fields that a finding's record has from its claim."""
_FORMULA = frozenset("=+-@\t\r\n")
"""Characters that begin a formula in a spreadsheet."""


def dataset(view: SiteView, place: Place) -> Dataset:
    """Return all content as one record."""
    site = view.data.site
    return Dataset(
        schema_address=place.file(schema_data("claims")),
        version=DATA_VERSION,
        name=site.name,
        subject=site.subject,
        licence=site.data_licence,
        citation=cite_dataset(view, place.address),
        updated=view.last_day,
        clinical_review="see each claim" if any(claim.clinical_review for claim in view.claims) else "none",
        topics=tuple(
            TopicRecord(id=topic.id, name=topic.name, summary=topic.summary, page=place.page(topic.page))
            for topic in view.data.topics
        ),
        claims=tuple(
            view.memory.recall(
                ("claim record", claim.id),
                (
                    claim,
                    place,
                    site.subject,
                    view.data.searches,
                    view.data.screened,
                    studies := tuple(_studies(view, claim)),
                ),
                partial(claim_record, view, place, claim, studies),
            )
            for claim in view.claims
        ),
        moved=tuple(
            MovedRecord(id=old, moved_to=claim.id, page=place.page(claim_page(claim.id)))
            for claim in view.claims
            for old in claim.moved_from
        ),
        references=tuple(
            view.memory.recall(
                ("reference record", reference.key),
                (reference, place, claims := tuple({use.claim.id: None for use in view.uses.get(reference.key, ())})),
                partial(reference_record, view, place, reference, claims),
            )
            for reference in view.references
        ),
        searches=view.data.searches,
        search_runs=view.data.screened.runs,
        screened=view.data.screened.works,
    )


def claim_record(view: SiteView, place: Place, claim: Claim, studies: tuple[str, ...]) -> ClaimRecord:
    """Return a claim as a record: the fields of its file, and those that follow from them.

    `studies` are the keys of the studies that its findings cite.
    """
    return ClaimRecord.model_construct(
        **{name: getattr(claim, name) for name in type(claim).model_fields},
        urn=claim_urn(view.data.site.subject, claim),
        page=place.page(claim_page(claim.id)),
        state="withdrawn" if claim.withdrawn else "current",
        updated=last_day([claim]) or claim.checked,
        cites=claim.citekeys(),
        studies=studies,
        history=tuple(history_record(view, revision) for revision in revisions(claim)),
        searches=tuple(search.id for search in searches_of(view.data, claim)),
        new_evidence=len(view.new_evidence(claim)),
    )


def claim_file(
    whole: Dataset, record: ClaimRecord, references: Mapping[str, ReferenceRecord], place: Place
) -> ClaimFile:
    """Return the content of `claims/<id>.json`: the claim's record, with the records of the references it cites."""
    return ClaimFile.model_construct(
        **{name: getattr(record, name) for name in type(record).model_fields},
        schema_address=place.file(schema_data("claim"), claim_data(record.id)),
        version=whole.version,
        licence=whole.licence,
        references=tuple(references[key] for key in record.cites if key in references),
    )


def history_record(view: SiteView, revision: Revision) -> HistoryRecord:
    """Return an entry of a claim's history as a record."""
    own = {
        "urn": claim_urn(view.data.site.subject, revision.claim, "history", str(revision.number)),
        "claim": revision.claim.id,
        "date": revision.day,
    }
    same = [name for name in HistoryRecord.model_fields if name not in own]
    return HistoryRecord(**own, **{name: getattr(revision, name) for name in same})


def reference_record(view: SiteView, place: Place, reference: Reference, claims: tuple[str, ...]) -> ReferenceRecord:
    """Return a reference as a record, with its formatted text, its addresses and the claims that use it."""
    own = {
        "text": view.formatted(reference.key),
        "authors": (*map(author_line, reference.authors), *(["et al."] if reference.more_authors else [])),
        "links": tuple(address for _, address in reference.links),
        "archive": reference.archive_url or None,
        "page": place.page(source_page(reference.key)),
        "step": reference.design.rung if reference.design else None,
        "claims": claims,
    }
    same = {name: getattr(reference, name) for name in ReferenceRecord.model_fields if name not in own}
    return ReferenceRecord(**own, **{name: None if value == "" else value for name, value in same.items()})


def finding_records(record: ClaimRecord, designs: Mapping[str, str]) -> Iterator[FindingRecord]:
    """Yield the findings of a claim as records, in the order of the page. `designs` are those of the cited works."""
    same = {name: getattr(record, name) for name in _OF_CLAIM}
    for side, number, finding in record.findings():
        often = finding.frequency
        level = {key: str(level) for level, keys in finding.reading.items() for key in keys}
        yield FindingRecord(
            **same,
            claim=record.id,
            sentence=record.claim,
            certainty=record.level,
            side=side,
            number=number + 1,
            finding=finding.finding,
            cite=" ".join(finding.cite),
            designs=" ".join(designs.get(key, "not-stated") for key in finding.cite),
            where=finding.where or "",
            read=" ".join(level.get(key, "not-stated") for key in finding.cite),
            figures=json.dumps(finding.figures, ensure_ascii=False),
            frequency_count=often.count if often else None,
            frequency_of=often.of if often else None,
            frequency_what=often.what if often else "",
        )


def _studies(view: SiteView, claim: Claim) -> Iterator[str]:
    """Yield the keys of the studies that the findings for and against a claim cite, each once."""
    known = view.library.references
    for key in dict.fromkeys(key for side, _, one in claim.findings() if side != "unknown" for key in one.cite):
        if key in known and (design := known[key].design) and design.rung is not Rung.OTHER:
            yield key


def findings_csv(view: SiteView, whole: Dataset) -> str:
    """Return all findings as CSV (RFC 4180), with the fields of the record as columns; a missing value is empty."""
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
    """Return a value as a cell, with an apostrophe before a formula so that it is not run (OWASP, "CSV Injection")."""
    return f"'{value}" if isinstance(value, str) and value[:1] in _FORMULA else value
