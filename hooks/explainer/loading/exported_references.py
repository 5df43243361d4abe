"""Read the exports of reference managers and PubMed: CSL-JSON, RIS, NBIB and BibTeX.

Sources: the CSL-JSON schema (csl-data.json) with what Zotero writes, the RIS format specification of 2001 and the tags
of 2011, and "MEDLINE/PubMed Data Element (Field) Descriptions". Control characters are removed; identifiers and
addresses of a wrong form are left out and reported.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from itertools import takewhile
from typing import Any

from explainer.clock import SHORT_MONTHS
from explainer.loading import bibliography_fields as bib
from explainer.loading.bibliography import read_bibliography
from explainer.loading.bibtex_syntax import keys_in
from explainer.loading.latex import without_markup
from explainer.loading.yaml_reader import MAX_BIBLIOGRAPHY_BYTES, decode
from explainer.model.notices import notice_state, says_retracted
from explainer.model.reference import CHAPTERS, Name, Reference, types_read
from explainer.model.vocabulary import Standing

_CSL_TYPES, _RIS_TYPES = types_read("csl"), types_read("ris")
_TAGGED = re.compile(r"([A-Z][A-Z0-9])(?:[ \u00a0]{2}|\t)-\s?(.*)$")
_LOOSELY_TAGGED = re.compile(r"([A-Z][A-Z0-9])[ \u00a0]{1,2}-(?: (.*))?$")
_MEDLINE = re.compile(r"([A-Z]{2,4}) {0,2}- ?(.*)$")
_NOTED = re.compile(r"^(PMID|PMCID|DOI|arXiv)\s*:\s*(\S+)$", re.IGNORECASE | re.MULTILINE)
"""Fields that Zotero writes as lines into the note."""
_DOI_NOTED = re.compile(r"(?:doi:\s*|https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
"""Where older exports have the DOI: in a note, as the kind of work, or as the address."""
_NO_NOTE = re.compile(f"(?i){_DOI_NOTED.pattern}|{bib.SCOPUS_NOTE.pattern}")
_DOI_ADDRESS = re.compile(r"(?i)(\bdoi\s*=\s*[{\"]+)(?:https?://(?:dx\.)?doi\.org/|doi:\s*)(?=10\.)")
"""In a .bib file, an address in the place of a DOI, as ScienceDirect and Wiley write it."""
_SUFFIX = re.compile(r"\s+(Jr|Sr|2nd|3rd|4th|II|III|IV)\.?$")
_DEGREES = re.compile(r"(?:,\s*(?:M\.?D|Ph\.?D|Pharm\.?D|R\.?N|M\.?P\.?H|[BM]\.?Sc|D\.?O)\.?)+$", re.IGNORECASE)
_WITH_INITIALS = re.compile(r"(.+) ((?:[^\W\d_]\.[- ]?){1,4})")


@dataclass(slots=True)
class Export:
    """The works of a file, with the keys that they have there; what was left out, and what to check, in words."""

    works: list[Reference] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_export(name: str, raw: bytes) -> Export:
    """Return the works of an export. Raises ValueError, with a message for people, for any other file."""
    text, problems = decode(name, raw, MAX_BIBLIOGRAPHY_BYTES)
    if not text.strip():
        raise ValueError(f"{name} {problems[0].message}. {problems[0].fix}" if problems else f"{name} is empty.")
    start = text.lstrip()
    if start[0] in "[{":
        return _csl(name, text)
    if first := re.search(r"^(?:TY|ER)( {1,2})-", text, re.MULTILINE):
        line = _TAGGED if len(first[1]) == 2 else _LOOSELY_TAGGED
        works = map(_ris_values, _records(text, line, "ER", "TY"))
    elif re.search(r"^(?:PMID|TI {2}|OWN )- ", text, re.MULTILINE):
        works = map(_medline_values, _records(text, _MEDLINE, "", "PMID"))
    elif re.search(r"^\s*@\s*\w+\s*[{(]", text, re.MULTILINE):
        return _bibtex(name, text)
    else:
        again = "Export the works anew in one of these forms, in PubMed with Send to, Citation manager"
        raise ValueError(f"{name} is none of CSL-JSON, RIS, NBIB (PubMed) and BibTeX. {again}.")
    export = Export()
    for number, values in enumerate(works, start=1):
        _add(export, values, f"record {number} of {name}")
    return export


def _bibtex(name: str, text: str) -> Export:
    text = _DOI_ADDRESS.sub(r"\1", text)
    references, problems = read_bibliography(name, text.encode())
    lost = keys_in(text) - {key.lower() for key in references}
    shown = {"S01", "S02", "S03", "S05", "S06", "S07", "S30"}  # the check of the new entry reports the others again
    export = Export(list(references.values()))
    for problem in problems:
        keyless = problem.code == "S01" and not problem.message.startswith("`")
        gone = keyless or problem.code == "S02" or any(f"`{key}`" in problem.message.lower() for key in lost)
        if gone or problem.code in shown:
            (export.left_out if gone else export.notes).append(f"line {problem.line}: {problem.message}")
    told = " ".join(export.left_out).lower()
    why = "has no title, or only lends its fields to other entries"
    export.left_out += [f"`{key}` {why}" for key in sorted(lost) if f"`{key}`" not in told]
    return export


def _add(export: Export, values: Mapping[str, Any], where: str) -> None:
    """Add the work with these fields if it has a title, and notes on what was left out of it."""
    texts = {name: text for name, value in values.items() if isinstance(value, str) and (text := _clean(value))}
    rest = {name: value for name, value in values.items() if not isinstance(value, str)}
    if "title" not in texts:
        export.left_out.append(f"{where} has no title")
        return
    for name in ("volume", "number", "pages"):
        if texts.get(name, "").lower() in bib.NOT_YET:
            del texts[name]
    texts["doi"] = re.sub(r"(?i)^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", texts.get("doi", "").rstrip("."))
    if texts.get("isbn"):
        texts["isbn"] = bib.first_isbn(texts["isbn"])
    shown = texts["title"][:60]
    checked = {name: texts.pop(name) for name in ("year", "doi", "pmid", "pmcid", "url") if texts.get(name)}
    for _, name, message, _ in bib.drop_unfit(checked):
        export.notes.append(f"`{shown}`: {message}, so its {name} is left out")
    texts.pop("doi", None)
    texts |= checked
    texts["pages"] = page_range(texts.get("pages", ""))
    if says_retracted(texts["title"]):
        rest["status"] = Standing.RETRACTED
    if notice_state(texts["title"]):
        export.notes.append(f"`{shown}`: this is a notice about another work, by its title")
    export.works.append(Reference(**{"key": "", "type": "misc", **texts, **rest}))


def page_range(text: str) -> str:
    """Return a page range with an en dash; anything else, such as an article number, unchanged."""
    return re.sub(r"^([A-Za-z]?\d+)\s*[-\u2013]+\s*([A-Za-z]?\d+)$", "\\1\u2013\\2", text)


def _clean(text: str) -> str:
    return without_markup("".join(char if char.isprintable() else " " for char in text))


# CSL-JSON


def _csl(name: str, text: str) -> Export:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{name} is not valid JSON: {error}.") from error
    items = data.get("items", data.get("references", [data])) if isinstance(data, dict) else data
    export = Export()
    for number, item in enumerate(items if isinstance(items, list) else [], start=1):
        if isinstance(item, dict) and {"itemType", "data"} & item.keys():
            export.left_out.append(f"item {number} of {name} is in Zotero's own form: export it as CSL JSON")
        elif isinstance(item, dict):
            _add(export, _csl_values(item), f"item {number} of {name}")
        else:
            export.left_out.append(f"item {number} of {name} is not a record")
    return export


def _csl_values(item: Mapping[str, Any]) -> dict[str, Any]:
    def text(*names: str) -> str:
        for name in names:
            value = item.get(name)
            if isinstance(value, list):
                value = value[0] if value else ""
            if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
                return str(value)
        return ""

    kind = "misc" if text("type") == "article" else _CSL_TYPES.get(text("type"), "misc")  # CSL's is a preprint
    year, month = _csl_date(item.get("issued"))
    note = text("note")
    noted = {match[1].upper(): match[2] for match in _NOTED.finditer(note)}
    values: dict[str, Any] = {
        "key": text("citation-key", "id"),
        "type": kind,
        "title": text("title"),
        "authors": csl_names(item.get("author")),
        "editors": csl_names(item.get("editor")),
        "translators": csl_names(item.get("translator")),
        "book_authors": csl_names(item.get("container-author")),
        "container": text("container-title"),
        "short_container": text("container-title-short", "journalAbbreviation") if kind == "article" else "",
        "publisher": "" if kind == "article" else text("publisher"),
        "address": "" if kind == "article" else text("publisher-place"),
        "series": text("collection-title") if kind != "article" else "",
        "edition": text("edition"),
        "year": year,
        "month": month,
        "volume": text("volume"),
        "number": text("number", "issue", "collection-number"),
        "pages": text("page", "article-number"),
        "extent": text("number-of-pages"),
        "genre": text("genre") if kind in {"thesis", "report", "patent"} else "",
        "version": text("version"),
        "event": text("event-title", "event"),
        "doi": text("DOI") or noted.get("DOI", ""),
        "pmid": text("PMID") or noted.get("PMID", ""),
        "pmcid": text("PMCID") or noted.get("PMCID", ""),
        "isbn": text("ISBN") if kind in {"book", *CHAPTERS} else "",
        "url": text("URL"),
        "accessed": _whole_day(item.get("accessed")),
        "eprint": f"arXiv:{noted['ARXIV']}" if re.fullmatch(r"[\w./-]+", noted.get("ARXIV", "")) else "",
        "note": _NOTED.sub("", note).strip(),
    }
    if text("type") == "article" or text("genre").lower() == "preprint":
        values["status"] = Standing.PREPRINT
    return values


def csl_parts(value: Any) -> list[list[int]]:
    """Return the days of a CSL date as lists of numbers: two for a range, [] if there is none."""
    value = {"raw": value} if isinstance(value, str) else value
    if not isinstance(value, dict):
        return []
    parts = value.get("date-parts")
    if isinstance(parts, list):
        try:
            days = ([int(number) for number in takewhile(bool, day)] for day in parts if isinstance(day, list))
            return [day for day in days if day]
        except (TypeError, ValueError, OverflowError):
            return []
    raw = str(value.get("raw") or value.get("literal") or "")
    match = re.fullmatch(r"(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?(?:T.*)?", raw.strip())
    return [[int(number) for number in match.groups() if number]] if match else []


def _csl_date(value: Any) -> tuple[str, str]:
    parts = csl_parts(value)
    if not parts:
        words = str(value.get("literal") or value.get("raw") or "") if isinstance(value, dict) else ""
        return bib.in_words(words.strip()) or (bib.years_of(words.strip()), "")
    first, last = parts[0], parts[-1]
    if first[0] != last[0]:
        return f"{first[0]}-{last[0]}", ""
    month = SHORT_MONTHS[first[1] - 1] if len(first) > 1 and 1 <= first[1] <= 12 else ""
    return f"{first[0]:04}", f"{month} {first[2]}" if month and len(first) > 2 else month


def csl_day(value: Any) -> date | None:
    """Return the first day of a CSL date, or None; missing parts count as 1."""
    with suppress(IndexError, OverflowError, ValueError):
        return date(*(*csl_parts(value)[0], 1, 1)[:3])
    return None


def _whole_day(value: Any) -> date | None:
    return csl_day(value) if any(len(day) > 2 for day in csl_parts(value)[:1]) else None


def csl_names(people: Any) -> tuple[Name, ...]:
    """Return the names of CSL-JSON, or of Crossref, which calls a body's `name` what CSL calls `literal`."""
    names: list[Name] = []
    for person in people if isinstance(people, list) else [people]:
        if isinstance(person, str):
            names += _comma_names([person])
        if not isinstance(person, dict):
            continue
        parts = {name: _clean(str(person.get(name) or "")) for name in ("family", "given", "literal", "name", "suffix",
                 "non-dropping-particle", "dropping-particle")}  # fmt: skip
        particle = " ".join(parts[name] for name in ("dropping-particle", "non-dropping-particle") if parts[name])
        parts["suffix"] = _DEGREES.sub("", f", {parts['suffix']}").lstrip(", ")
        for name in ("family", "given"):  # publishers leave degrees and commas behind a name, and suffixes
            parts[name] = _DEGREES.sub("", parts[name]).rstrip(" ,")
            if not parts["suffix"] and (suffix := _SUFFIX.search(parts[name])):
                parts[name], parts["suffix"] = parts[name][: suffix.start()].rstrip(" ,"), suffix[1]
        if body := parts["literal"] or ("" if parts["family"] else parts["name"]):
            names.append(Name(body, literal=True))
        elif parts["given"] and not parts["family"]:
            names.append(_comma_name(parts["given"]))
        elif parts["family"] and not parts["given"] and " " in parts["family"]:
            names.append(Name(parts["family"], literal=True))
        elif parts["family"]:
            names.append(Name(parts["family"], tuple(parts["given"].split()), particle, parts["suffix"]))
    return tuple(names)


# RIS


def _records(text: str, line: re.Pattern[str], end: str, begin: str = "") -> Iterator[list[tuple[str, str]]]:
    """Yield the records of a tagged format as lists of (tag, value). A line without a tag continues the one before.

    A record ends with a line with the tag `end`, or before one with `begin`; without an `end`, with a blank line.
    """
    record: list[tuple[str, str]] = []
    for written in text.splitlines():
        match = line.match(written)
        if match and match[1] == end:
            yield record
            record = []
        elif match:
            if match[1] == begin and record:  # the line that ends a record is missing
                yield record
                record = []
            record.append((match[1], (match[2] or "").strip()))
        elif record and written.strip():
            record[-1] = record[-1][0], f"{record[-1][1]} {written.strip()}"
        elif record and not end:
            yield record
            record = []
    if record:
        yield record


class _Tags(dict[str, list[str]]):
    """The values of a record by tag; a call returns the first value of the first of these tags that has one, or ""."""

    def __init__(self, record: Iterable[tuple[str, str]]) -> None:
        super().__init__()
        for tag, value in record:
            if value:
                self.setdefault("AU" if tag == "A1" else tag, []).append(value)  # authors may stand under both

    def __call__(self, *tags: str) -> str:
        return next((self[tag][0] for tag in tags if tag in self), "")


def _ris_values(record: Iterable[tuple[str, str]]) -> dict[str, Any]:
    text = _Tags(record)
    kind = _RIS_TYPES.get(text("TY").upper(), "article" if text("JO", "JF") else "misc")
    article, book = kind == "article", kind == "book"
    year, month = _slashed(text("DA", "PY", "Y1"))
    short_year, _ = _slashed(text("PY", "Y1", "DA"))
    ends = [part for part in (text("SP"), text("EP")) if part and part.lower() not in bib.NOT_YET]
    pages = ends[0] if ends and ends[0].endswith(f"-{ends[-1]}") else "\u2013".join(dict.fromkeys(ends))
    pages = pages or (re.sub("^ARTN ", "", text("AR", "C7")) if article else "")
    editors = [*text.get("ED", []), *text.get("A3" if book else "A2", [])]
    noted = (value for tag in ("N1", "M3", "UR") for value in text.get(tag, []))
    return {
        "key": text("ID"),
        "type": kind,
        "title": text("TI", "T1", "CT", "BT" if book else "TI"),
        "authors": _comma_names(text.get("AU", [])),
        "editors": () if kind == "patent" else _comma_names(editors),
        "holders": _comma_names(text.get("A2", [])) if kind == "patent" else (),
        "translators": _comma_names(text.get("A4", [])),
        "container": "" if book else text(*(("JO", "JF", "T2", "JA", "J2") if article else ("T2", "BT", "JO", "JF"))),
        "short_container": text("J2", "JA") if article and text("JO", "JF", "T2") else "",
        "series": text("T2" if book else "T3") if not article and kind != "inproceedings" else "",
        "event": text("C3") if kind == "inproceedings" else "",
        "publisher": "" if article else text("PB"),
        "address": "" if article else text("CY", "PP"),
        "edition": text("ET"),
        "year": year or short_year,
        "month": month or bib.month_of(text("DA")),
        "volume": text("VL"),
        "number": text("IS", "M1" if not article else "IS"),
        "pages": "" if book else pages,
        "extent": text("SP") if book and text("SP").isdigit() else "",
        "genre": text("M3") if not _DOI_NOTED.fullmatch(text("M3")) and kind in {"thesis", "report", "patent"} else "",
        "doi": text("DO") or next((found[1] for value in noted if (found := _DOI_NOTED.fullmatch(value))), ""),
        "pmid": text("AN") if text("AN").isdigit() and re.search("(?i)^$|med|nlm", text("DB", "DP")) else "",
        "pmcid": next((value for value in text.get("C2", []) if re.fullmatch(r"PMC\d+", value)), ""),
        "isbn": text("SN") if kind in {"book", *CHAPTERS} else "",
        "url": text("UR").split(";")[0].strip(),
        "accessed": _whole_day("/".join(text("Y2").split("/")[:3])),
        "note": " ".join(note for note in text.get("N1", []) if not _NO_NOTE.fullmatch(note)),
    }


def _slashed(text: str) -> tuple[str, str]:
    """Return year and month of RIS's YYYY/MM/DD/, or of a year."""
    match = re.match(r"(\d{4})(?:[/-](\d{1,2})?(?:[/-](\d{1,2}))?)?", text)
    if match is None:
        return bib.in_words(text) or (bib.years_of(text), "")
    month = SHORT_MONTHS[int(match[2]) - 1] if match[2] and 1 <= int(match[2]) <= 12 else ""
    whole = bib.years_of(text) if re.fullmatch(r"\d{4}-\d{4}", text) else ""
    return whole or match[1], f"{month} {int(match[3])}" if month and match[3] and not whole else month


def _comma_names(texts: Iterable[str]) -> tuple[Name, ...]:
    several = (
        re.split(r"\s*;\s*|\s+and\s+" if text.count(",") > 1 else r"\s*;\s*", without_markup(text)) for text in texts
    )
    return tuple(_comma_name(name) for names in several for name in names if name)


def _comma_name(text: str) -> Name:
    """Return a name written "Family, Given, Suffix" or "Family G."; else it is a body's, or a single name."""
    family, *rest = (_clean(part) for part in text.split(","))
    rest = [part for part in rest if part]
    if not rest and (initials := _WITH_INITIALS.fullmatch(family)):
        family, rest = initials[1], [initials[2].replace(".", ". ")]
    if not rest:
        return Name(family, literal=" " in family or text.strip().endswith(","))
    if len(rest) == 1 and (suffix := _SUFFIX.search(rest[0]) or _SUFFIX.search(family)):  # as PubMed, as Scopus has it
        family, rest = _SUFFIX.sub("", family), [_SUFFIX.sub("", rest[0]), suffix[1]]
    particle, family = _particle_of(family)
    return Name(family, tuple(rest[0].split()), particle, rest[1] if len(rest) > 1 else "")


def _particle_of(family: str) -> tuple[str, str]:
    """Return the words in lower case before a family name, and the rest: ("van der", "Berg")."""
    words = family.split()
    first = next((number for number, word in enumerate(words) if not word.islower()), 0)
    return " ".join(words[:first]), " ".join(words[first:])


# NBIB


def _medline_values(record: Iterable[tuple[str, str]]) -> dict[str, Any]:
    text = _Tags(record)
    people: list[Name] = []
    full = any(tag == "FAU" for tag, _ in record)
    for tag, value in record:
        if tag == "FAU" and value and not value.endswith(","):
            people.append(_comma_name(value) if "," in value else Name(_clean(value)))
        elif tag == "AU" and value and not full:
            people.append(_comma_name(value) if "," in value else abbreviated_name(_clean(value)))  # ERIC has commas
        elif tag == "CN" and value:
            people.append(Name(_clean(value), literal=True))

    kinds = {value.lower() for value in text.get("PT", [])}
    chapter = "BTI" in text and "TI" in text and text("BTI").rstrip(".") != text("TI").rstrip(".")
    kind = "article" if text("JT", "TA") else "incollection" if chapter else "book" if "BTI" in text else "misc"
    kind = next((ours for word, ours in (("dissertation", "thesis"), ("technical report", "report"),
                 ("dataset", "dataset")) if any(word in value for value in kinds)), kind)  # fmt: skip
    years = re.match(r"(\d{4})(?:-(\d{4}))?\s*(.*)$", text("DP"))
    in_year = bib.in_words(text("DP")) or (bib.years_of(text("DP")), "")
    identifiers = [*text.get("LID", []), *text.get("AID", [])]
    article_number = (re.fullmatch(r"(e?\d{1,8}) \[pii\]", value) for value in text.get("LID", []))
    pages = text("PG") or next((found[1] for found in article_number if found), "")
    if short := re.fullmatch(r"([A-Za-z]?)(\d+)-(\d+)", pages):
        pages = f"{short[1]}{short[2]}\u2013{short[1]}{short[2][: -len(short[3])]}{short[3]}"
    title = text("TI", "BTI")
    return {
        "type": kind,
        "title": title[:-1] if title.endswith(".") and not title.endswith("..") else title,
        "authors": tuple(people),
        "editors": _comma_names(text.get("FED", [])),
        "container": text("JT", "TA") if kind == "article" else text("BTI") if kind == "incollection" else "",
        "short_container": text("TA") if kind == "article" and text("JT") else "",
        "publisher": "" if kind == "article" else text("PB"),
        "address": "" if kind == "article" else text("PL"),
        "edition": text("EN"),
        "year": ("-".join(part for part in years.groups()[:2] if part)) if years else in_year[0],
        "month": bib.month_of(years[3]) if years else in_year[1],
        "volume": text("VI"),
        "number": text("IP"),
        "pages": pages,
        "doi": next((value.removesuffix("[doi]").strip() for value in identifiers if value.endswith("[doi]")), ""),
        "pmid": text("PMID"),
        "pmcid": text("PMC"),
        "isbn": text("ISBN") if kind in {"book", "incollection"} else "",
        "note": text("GN"),
        **({"status": Standing.CONCERN} if "ECI" in text else {}),
        **({"status": Standing.RETRACTED} if "retracted publication" in kinds or "RIN" in text else {}),
        **({"status": Standing.PREPRINT} if "preprint" in kinds else {}),
    }


def abbreviated_name(text: str) -> Name:
    """Return a name that PubMed abbreviates, "Post SL Jr": the family name, then initials without full stops."""
    suffix = _SUFFIX.search(text)
    family, _, initials = (text[: suffix.start()] if suffix else text).rpartition(" ")
    if not family:
        return Name(text)
    given = tuple(f"{letter}." for letter in initials if letter.isalpha())
    return Name(family, given, suffix=suffix[1] if suffix else "")
