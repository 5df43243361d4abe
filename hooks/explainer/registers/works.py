"""Turn a register's record of a work into a reference, for a new entry of the bibliography.

From Crossref (api.crossref.org/swagger-ui), CSL-JSON of other registers, and PubMed (NBK25499).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from explainer.loading.bibliography_fields import NOT_YET, REGISTER_TYPES
from explainer.loading.exported_references import csl_names, page_range
from explainer.model.notices import STANDINGS, bare_title, notice_state
from explainer.model.reference import CHAPTERS, Reference
from explainer.model.vocabulary import Register, Standing, State
from explainer.network.answer import WebAnswer
from explainer.registers import crossref, doi_org, pubmed
from explainer.registers.compare import same_work
from explainer.registers.record import doi_of, text, texts, years_of

_STANDINGS = {**STANDINGS, State.CLEAN: Standing.OK}
_FROM_BETTER_TO_WORSE = (
    State.UNKNOWN, State.CLEAN, State.REINSTATED, State.CORRECTED, State.CONCERN, State.RETRACTED,
)  # fmt: skip
_FILLED = ("authors", "container", "publisher", "year", "volume", "number", "pages", "doi", "pmid", "pmcid", "isbn")


@dataclass(frozen=True, slots=True)
class Work:
    """A work from one or two registers. The reference has no key yet: the command that adds it chooses one."""

    reference: Reference
    registers: tuple[Register, ...]
    state: State = State.UNKNOWN
    other_title: str = ""
    """The title in the second register, if it is that of another work."""
    notice: tuple[State, str] | None = None
    """If it is a notice about another work: the state that it gives that work, and that work's DOI or ""."""


def crossref_work(answer: WebAnswer, doi: str) -> Work | None:
    """Return the work of a DOI from Crossref's answer, or None if Crossref has no record with a title."""
    message = crossref.message_of(answer, "work")
    if isinstance(message, str) or not texts(message.get("title")):
        return None
    state = crossref.read_work(answer, doi).state
    notice = next(iter(crossref.updated_works(message)), None)
    return Work(_with_standing(_from_json(message, doi), state), (Register.CROSSREF,), state, notice=notice)


def csl_work(answer: WebAnswer, doi: str) -> Work | None:
    """Return the work of a DOI from the CSL-JSON of its own register, or None if that has no record."""
    reading, data = doi_org.read_csl(answer, doi), answer.json()
    if reading.record is None:
        return None
    named = next((state for title in texts(data.get("title")) if (state := notice_state(title))), None)
    state = reading.state if reading.state is State.RETRACTED else State.UNKNOWN
    notice = (named, "") if named else None
    return Work(_with_standing(_from_json(data, doi), state), (Register.DOI,), state, notice=notice)


def pubmed_work(answer: WebAnswer, pmid: str) -> Work | None:
    """Return the work of a PMID from PubMed's summary, or None if PubMed has no record."""
    reading, result = pubmed.read_summaries(answer, [pmid])[pmid], pubmed.result_of(answer)
    if reading.record is None or isinstance(result, str):
        return None
    row, record = result[pmid], reading.record
    container = text(row.get("fulljournalname")) or text(row.get("source"))
    reference = Reference(
        key="",
        type="article" if container else "misc",
        title=next(iter(record.titles), text(row.get("title"))),
        authors=record.authors,
        container=container,
        year=record.years[0] if record.years else "",
        volume=text(row.get("volume")),
        number=text(row.get("issue")),
        pages=page_range(text(row.get("pages"))),
        doi=doi_of(record.doi),
        pmid=pmid,
        pmcid=record.pmcid,
        status=Standing.PREPRINT if record.preprint else Standing.OK,
    )
    named = pubmed.updated_work(row)
    notice = (named, "") if named else None
    return Work(_with_standing(reference, reading.state), (Register.PUBMED,), reading.state, notice=notice)


def together(first: Work, second: Work) -> Work:
    """Return one work from two registers: the second fills the fields that the first lacks, and the worse state counts.

    If the titles differ too much the second is about another work: only its title is kept, as `other_title`.
    """
    mine, theirs = first.reference, second.reference
    if not same_work(mine.title, theirs.title):
        return replace(first, other_title=theirs.title)
    filled = {name: getattr(theirs, name) for name in _FILLED if not getattr(mine, name) and getattr(theirs, name)}
    worst = max((first.state, second.state), key=_FROM_BETTER_TO_WORSE.index)
    merged = _with_standing(replace(mine, **filled), worst)
    return Work(merged, (*first.registers, *second.registers), worst, notice=first.notice or second.notice)


def _with_standing(reference: Reference, state: State) -> Reference:
    if state not in _STANDINGS or (state is State.CLEAN and reference.status is Standing.PREPRINT):
        return reference
    return replace(reference, status=_STANDINGS[state])


def _from_json(data: Mapping[str, Any], doi: str) -> Reference:
    """Return the reference of a Crossref message or of CSL-JSON, which name nearly all fields alike."""
    kind = REGISTER_TYPES.get(text(data.get("type")).lower(), "misc")
    title = bare_title(texts(data.get("title"))[0])
    for subtitle in texts(data.get("subtitle"))[:1]:
        title = title if subtitle.lower() in title.lower() else f"{title}: {subtitle}"
    published = years_of(data.get(name) for name in ("published-print", "issued", "published", "published-online"))
    numbers, part = texts(data.get("ISBN")), kind in CHAPTERS
    containers = list(texts(data.get("container-title")))
    series = containers.pop(0) if part and len(containers) > 1 else ""  # Crossref lists the book's series first
    authors = csl_names(data.get("author"))
    given = (text(data.get(name)) for name in ("volume", "issue", "page"))
    volume, number, pages = ("" if value.lower() in NOT_YET else value for value in given)
    return Reference(
        key="",
        type=kind,
        title=title,
        authors=authors,
        editors=() if authors else csl_names(data.get("editor")),
        container=next(iter(containers), ""),
        series=series,
        publisher="" if kind == "article" else text(data.get("publisher")),
        year=published[0] if published else "",
        volume=volume,
        number=number,
        pages=page_range(pages) or text(data.get("article-number")),
        doi=doi_of(data.get("DOI")) or doi,
        isbn=numbers[0] if (part or kind == "book") and numbers else "",
        status=Standing.PREPRINT if text(data.get("subtype")) == "preprint" else Standing.OK,
    )
