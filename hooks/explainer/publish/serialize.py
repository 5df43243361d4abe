"""The serializer: the content as records of `dataform`. Every output is made from these, and nothing is typed twice."""

from __future__ import annotations

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
                (reference, place, claims := _claims_using(view, reference)),
                partial(reference_record, view, place, reference, claims),
            )
            for reference in view.references
        ),
        searches=view.data.searches,
        search_runs=view.data.screened.runs,
        screened=view.data.screened.works,
    )


def claim_record(view: SiteView, place: Place, claim: Claim, studies: tuple[str, ...]) -> ClaimRecord:
    """Return a claim as a record: what its file says, and what follows from it.

    `studies` are the keys of the studies behind its findings.
    """
    written = {name: getattr(claim, name) for name in type(claim).model_fields}
    return ClaimRecord.model_construct(
        **written,
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


def claim_file(whole: Dataset, record: ClaimRecord, held: Mapping[str, ReferenceRecord], place: Place) -> ClaimFile:
    """Return what `claims/<id>.json` holds: the claim as in the whole, with those of the `held` references it cites."""
    return ClaimFile.model_construct(
        **{name: getattr(record, name) for name in type(record).model_fields},
        schema_address=place.file(schema_data("claim"), claim_data(record.id)),
        version=whole.version,
        licence=whole.licence,
        references=tuple(held[key] for key in record.cites if key in held),
    )


def history_record(view: SiteView, revision: Revision) -> HistoryRecord:
    """Return an entry of a claim's history as a record."""
    return HistoryRecord(
        urn=claim_urn(view.data.site.subject, revision.claim, "history", str(revision.number)),
        claim=revision.claim.id,
        number=revision.number,
        date=revision.day,
        kind=revision.kind,
        verdict=revision.verdict,
        certainty=revision.certainty,
        verdict_before=revision.verdict_before,
        certainty_before=revision.certainty_before,
        conclusion_changed=revision.conclusion_changed,
        correction=revision.correction,
        method=revision.method,
        note=revision.note,
    )


def reference_record(view: SiteView, place: Place, reference: Reference, claims: tuple[str, ...]) -> ReferenceRecord:
    """Return a reference as a record, with its formatted text, its addresses and the claims that use it."""
    return ReferenceRecord(
        key=reference.key,
        text=view.formatted(reference.key),
        type=reference.type,
        title=reference.title,
        authors=(*map(author_line, reference.authors), *(["et al."] if reference.more_authors else [])),
        container=reference.container or None,
        year=reference.year or None,
        doi=reference.doi or None,
        pmid=reference.pmid or None,
        pmcid=reference.pmcid or None,
        links=tuple(address for _, address in reference.links),
        archive=reference.archive_url or None,
        page=place.page(source_page(reference.key)),
        design=reference.design,
        step=reference.design.rung if reference.design else None,
        participants=reference.participants,
        population=reference.population or None,
        funding=reference.funding or None,
        ties=reference.ties or None,
        interests=reference.interests,
        status=reference.status,
        verified=reference.verified,
        claims=claims,
    )


def finding_records(record: ClaimRecord, designs: Mapping[str, str]) -> Iterator[FindingRecord]:
    """Yield the findings of a claim, a record each, in the order of the page. `designs` are those of what it cites."""
    for side, number, finding in record.findings():
        often = finding.frequency
        level = {key: str(level) for level, keys in finding.reading.items() for key in keys}
        yield FindingRecord(
            claim=record.id,
            state=record.state,
            topic=record.topic,
            question=record.question,
            sentence=record.claim,
            leaning=record.leaning,
            verdict=record.verdict,
            kind=record.kind,
            certainty=record.level,
            checked=record.checked,
            check_by=record.check_by,
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


def _claims_using(view: SiteView, reference: Reference) -> tuple[str, ...]:
    return tuple(dict.fromkeys(use.claim.id for use in view.uses.get(reference.key, ())))


def _studies(view: SiteView, claim: Claim) -> Iterator[str]:
    """Yield the keys of the studies behind the findings for and against a claim, each once."""
    seen: set[str] = set()
    for side, _, finding in claim.findings():
        for key in finding.cite if side != "unknown" else ():
            reference = view.library.references.get(key)
            if key not in seen and reference and reference.design and reference.design.rung is not Rung.OTHER:
                seen.add(key)
                yield key
