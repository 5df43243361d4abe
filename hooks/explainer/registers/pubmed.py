"""NCBI's E-utilities: records of PubMed and PubMed Central by number. Source: NBK25499, section "ESummary".

A number that has no record is in the answer, with an `error`. If a number is missing from the answer, the answer is
incomplete.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from explainer.loading.exported_references import abbreviated_name
from explainer.model.notices import Notice, bare_title, notice_state, says_retracted, state_of, state_of_kind
from explainer.model.reference import Name
from explainer.model.vocabulary import Register, State
from explainer.network.answer import WebAnswer
from explainer.network.outcome import Judgement, Outcome
from explainer.network.settings import Settings
from explainer.registers.record import ODD, Reading, Record, absent, data_of, failed, given, notes_in, rows, text, texts

BATCH = 100
"""Numbers in one request; NCBI wants POST from about 200 on."""

_YEAR = re.compile(r"\b(?:18|19|20)\d\d\b|^(?:18|19|20)\d\d")
_RETRACTED_TYPE = re.compile(r"^(?:retracted|withdrawn)\b")
_LINKED = re.compile(r" in$")
_LINKING = re.compile(r" (?:of|for)$")
"""PubMed's publication types ("Retracted Publication"), the links from a work to notices about it ("Retraction in",
"Expression of concern in"; MEDLINE/PubMed data elements, "Comments and corrections"), and from a notice to the work
("Retraction of", "Expression of concern for"). Europe PMC has the same."""

NOTICE_TYPES = re.compile(r"^(?:retraction (?:of publication|notice)|published erratum|expression of concern)$")


def address(settings: Settings, database: str, numbers: Iterable[str]) -> str:
    """Return the address that asks for the summaries of records. `database` is `pubmed` or `pmc`."""
    asked = {"db": database, "id": ",".join(numbers), "retmode": "json", "version": "2.0", "tool": "claims-explainer",
             **given(email=settings.contact, api_key=settings.ncbi_key)}  # fmt: skip
    return f"{settings.service('ncbi')}/esummary.fcgi?{urlencode(asked, safe=',')}"


def judge_numbers(answer: WebAnswer, numbers: Iterable[str], what: str) -> dict[str, Judgement]:
    """Return the outcome for each number of a database; `what` is the name of such numbers for people, such as PMID."""
    there, gone = (
        Judgement(Outcome.OK, f"the {what} has a record"),
        Judgement(Outcome.DEAD, f"no record has this {what}"),
    )
    return {
        number: gone if row is None else Judgement(Outcome.UNKNOWN, row) if isinstance(row, str) else there
        for number, row in rows_of(answer, numbers)
    }


def read_summaries(answer: WebAnswer, numbers: Iterable[str]) -> dict[str, Reading]:
    """Return for each PMID what PubMed says: record and notices, absent, or failed."""
    readings = {}
    for number, row in rows_of(answer, numbers):
        if row is None:
            readings[number] = absent(Register.PUBMED)
        elif isinstance(row, str) or not _title(row):
            readings[number] = failed(Register.PUBMED, row if isinstance(row, str) else "a record without a title")
        else:
            notices = tuple(notices_about(row))
            readings[number] = Reading(Register.PUBMED, state_of(notices), record=_record(number, row), notices=notices)
    return readings


def rows_of(answer: WebAnswer, numbers: Iterable[str]) -> Iterator[tuple[str, dict[str, Any] | str | None]]:
    """Yield each number with its record, None if the database has no record, or the reason why that is not known."""
    result = result_of(answer)
    for number in numbers:
        row = result if isinstance(result, str) else result.get(number, "an answer without this number")
        if isinstance(row, dict) and (other := text(f"{row.get('uid')}")) != number:
            row = f"an answer about another number, {other[:20]}: the two may have been merged"
        if isinstance(row, dict) and "error" in row:
            said = text(row["error"])
            missing = "cannot get document summary" in said.lower()
            yield number, None if missing else said[:200] or "an error without words"
        else:
            yield number, row


def result_of(answer: WebAnswer) -> dict[str, dict[str, Any]] | str:
    """Return the records in an answer by number, or the reason why there are none."""
    data = data_of(answer)
    if isinstance(data, str):
        return data
    result = data.get("result")
    if not isinstance(result, dict):
        return text(data.get("error"))[:200] or ODD
    return {number: row for number, row in result.items() if isinstance(row, dict)}


def notices_about(row: Mapping[str, Any]) -> Iterator[Notice]:
    """Yield what a record says about its own work."""
    kinds, links = row.get("pubtype"), row.get("references")
    if not isinstance(kinds, list) or not isinstance(links, list):
        yield Notice(State.UNKNOWN, said_by="no list of kinds or links")
    yield from notices_of_kinds(texts(kinds))
    if says_retracted(_title(row)):
        yield Notice(State.RETRACTED, said_by="the title")
    for other in notes_in(links):
        link = text(other.get("reftype"))
        if not link:
            yield Notice(State.UNKNOWN, said_by="a link of no kind")
        if state := state_of_link(link, to_work=False):
            doi = re.search(r"doi: (10\.\S+?)\.?(?=\s|$)", text(other.get("refsource")))
            yield Notice(state, doi=doi[1] if doi else "", said_by="linked record")


def notices_of_kinds(kinds: Iterable[str]) -> list[Notice]:
    """Return what publication types ("Retracted Publication") say about a record's own work."""
    retracted = Notice(State.RETRACTED, said_by="publication type")
    return [retracted for kind in kinds if _RETRACTED_TYPE.match(kind.lower())]


def state_of_link(link: str, *, to_work: bool) -> State | None:
    """Return what a kind of link says about the linked work (`to_work`: "Retraction of"), or about the record's own."""
    linked = link.lower()
    state = state_of_kind(linked) if (_LINKING if to_work else _LINKED).search(linked) else State.UNKNOWN
    return None if state is State.UNKNOWN else state


def updated_work(row: Mapping[str, Any]) -> State | None:
    """Return the state that a notice gives the work that it is about; None for a record that is not a notice."""
    types = [kind.lower() for kind in texts(row.get("pubtype")) if NOTICE_TYPES.match(kind.lower())]
    return state_of_kind(types[0]) if types else notice_state(_title(row))


def _title(row: Mapping[str, Any]) -> str:
    return text(row.get("title")) or text(row.get("booktitle"))


def _record(number: str, row: Mapping[str, Any]) -> Record:
    later = [linked for linked in rows(row.get("references")) if text(linked.get("reftype")).lower() == "update in"]
    ids = {text(ident.get("idtype")): text(ident.get("value")) for ident in rows(row.get("articleids"))}
    years = [
        match[0] for part in ("pubdate", "epubdate", "sortpubdate") if (match := _YEAR.search(text(row.get(part))))
    ]
    title = bare_title(_title(row).removesuffix(".")).removesuffix(".").strip("[]").removesuffix(".")
    return Record(
        Register.PUBMED,
        titles=texts(["" if title.lower() == "not available" else title, row.get("vernaculartitle")]),
        authors=tuple(
            Name(name, literal=True) if text(author.get("authtype")) == "CollectiveName" else abbreviated_name(name)
            for author in rows(row.get("authors"))
            if (name := text(author.get("name")))
        ),
        years=tuple(dict.fromkeys(years)),
        journals=texts([row.get("fulljournalname"), row.get("source"), row.get("booktitle")]),
        doi=ids.get("doi", ""),
        pmid=number,
        pmcid=ids.get("pmc", ""),
        preprint="Preprint" in texts(row.get("pubtype")),
        later=texts([f"{text(linked.get('refsource'))} PMID {linked.get('pmid')}" for linked in later]),
    )
