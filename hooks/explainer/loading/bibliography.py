"""Turn the entries of a .bib file into references (fields in plain text, typed values) and problems."""

import re
from datetime import date
from functools import lru_cache
from typing import TypeVar
from urllib.parse import unquote

from explainer.clock import SHORT_MONTHS
from explainer.loading import bibliography_fields as bib
from explainer.loading.bibtex_syntax import Entry, by_key, inherit, read_entries
from explainer.loading.latex import plain_text, verbatim
from explainer.loading.person_names import read_names
from explainer.loading.yaml_reader import MAX_BIBLIOGRAPHY_BYTES, decode
from explainer.model.base import CITEKEY, LONGEST_KEY
from explainer.model.notices import says_retracted
from explainer.model.reference import CHAPTERS, Name, Reference
from explainer.model.vocabulary import Design, Interest, Standing, Term, Verified
from explainer.problems import Problem, Severity, did_you_mean
from explainer.rules import describe

_T = TypeVar("_T", bound=Term)
_near = lru_cache(did_you_mean)  # an export repeats its fields in each entry

_ADDRESS = re.compile(r"\\url\s*\{([^{}]*)\}|(https?://[^\s{}]+)")
_ACCESSED = re.compile(
    r"[\s.,;(\[]*(?:last |date )?(?:accessed|visited|retrieved)(?: on)?:?\s+([\w ,-]+?)[)\]. ]*$", re.IGNORECASE
)
_ARXIV = re.compile(r"(?:arXiv:)?(\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[A-Z]{2})?/\d{7}(?:v\d+)?)", re.IGNORECASE)
_REGISTERS = {"pubmed": "pmid", "pmid": "pmid", "medline": "pmid", "pmc": "pmcid", "pmcid": "pmcid", "doi": "doi"}
"""Value of `eprinttype` -> the field that the number belongs in."""
_TITLES = frozenset({"title", "maintitle", "container", "short_container", "series", "event"})
_MARKUP = re.compile(
    r"</?(?:(?:mml|jats|ce|sb):[\w.-]+|(?:inline|disp)-formula|tex(?:-math)?|math|m(?:su[bp]|row|frac|sqrt|i|n|o)|br|div|font)"
    r"(?![\w-])|\\(?:[A-Za-z]{2,}|[`'^\"=.]\w)|[_^]\{|\{\{\w|\$[^$\s]*[_^][^$]*\$"
)
"""Markup that remains in a title after LaTeX and formatting tags were read: MathML, and LaTeX that was escaped once
more, as Google Scholar and some converters do."""
_LABELS = {
    "volume": re.compile(r"(?i)^vol(?:ume|\.)?\s*(?=\d)"),
    "number": re.compile(r"(?i)^(?:number|issue|no\.|nr\.)\s*(?=\d)"),
    "pages": re.compile(r"(?i)^(?:pages|pp?\.|pp?(?=\s))\s*(?=\w)"),
}
_YEAR_BEHIND = re.compile(r"(?<=\d) - \d{4}$")
"""Frontiers exports `Volume 8 - 2017`."""
_MONTH = "|".join(SHORT_MONTHS)
_DAY_OF_TABLE = re.compile(rf"(?i)\d{{1,2}}-(?:{_MONTH})|(?:{_MONTH})-\d{{2}}")
"""What a spreadsheet makes of `3-4`: 4-Mar, 03-Apr or Mar-04."""
_ODD_PAGES = re.compile(r"(?i)doi|PMID|^[-\u2013]|[-\u2013.,;:]$|\d\s+(?:to|bis|until)\s+\d|\d[_ ]\d")
_VOLUME_AND_NUMBER = re.compile(r"(?i)(\d+)(?:\s*\(|,?\s*(?:issue|number|n[or]\.)\s*)(\d+(?:-\d+)?)\)?")
_HOW_MANY = re.compile(r"(?i)\d+ ?(?:pages|pp|pgs|p)\.?")
_NOTED_PMID = re.compile(r"(?i)PMID:? ?(\d{1,8})\.?")
_PUBLICATION_STATES = {"inpress": "in press", "inpreparation": "in preparation", "prepublished": "forthcoming"}

describe(
    "S03",
    "An unknown entry type",
    "Known are the types of BibTeX and biblatex: article, book, incollection, inproceedings, report, thesis, online, "
    "dataset, software, patent, misc and those like them. Another is read as the type that its fields fit.",
    bad="@artikel{...}",
    good="@article{...}",
)
describe(
    "S04",
    "A missing field of a reference",
    "An article needs author, title, journal and year; a web page author, title, url (or a note that says where it "
    "was read) and urldate; and so on.",
    bad="@article{a2020, title = {x}}",
    good="@article{a2020, author = {...}, title = {...}, journal = {...}, year = {2020}}",
)
describe(
    "S32",
    "A key that cannot be cited",
    "A key that is cited begins with a letter from a to z, followed by such letters, digits and `: _ + - .`, and does "
    "not end with a colon or full stop. BibTeX allows more, and exports make use of it.",
    bad="@article{DBLP:conf/tea/Smith20, ...}",
    good="@article{smith2020, ...}",
    severity=Severity.WARNING,
)
describe(
    "S26",
    "A blank field of a reference",
    "`claims new-source` leaves blank what only a reader of the work can know: who was studied, who paid, which ties.",
    bad="funding = {},",
    good="funding = {US National Institutes of Health},   or no such line, where the work says nothing",
    severity=Severity.WARNING,
)


def read_bibliography(path: str, raw: bytes) -> tuple[dict[str, Reference], list[Problem]]:
    """Return the usable references of a .bib file by citekey, and the problems. Raises nothing for any input.

    The problems are those of this module and of `bibtex_syntax`, `bibliography_fields` and `person_names`, and F02 to
    F04 for the file itself.
    """
    text, problems = decode(path, raw, MAX_BIBLIOGRAPHY_BYTES)
    read, faults = read_entries(path, text)
    if not (read or faults) and re.search(r"^\s*[^%\s]", text, re.MULTILINE) and "@" not in text:
        fix = "If it was exported by another program in another format, add it with: claims import FILE."
        faults = [Problem("S01", path, "has no BibTeX entry", fix)]
    entries, repeated = by_key(path, read)
    problems += [*faults, *repeated, *inherit(path, entries)]
    references: dict[str, Reference] = {}
    parents = {of for key, entry in entries.items() if (of := _parent(entry)) != key}
    for key, entry in entries.items():
        if entry.type == "xdata" or (key in parents and "design" not in entry.fields):  # only fields for other entries
            continue
        reader = _EntryReader(path, entry)
        reference = reader.reference()
        problems += reader.problems
        if reference:
            references[reference.key] = reference
    return references, problems


class _EntryReader:
    """Reads one entry and collects its problems."""

    def __init__(self, path: str, entry: Entry) -> None:
        self.problems: list[Problem] = []
        self._path, self._entry = path, entry
        self._values: dict[str, str] = {}
        """Our name of a field -> its value."""
        self._spelled: dict[str, str] = {}
        """Our name of a field -> its name in the entry."""
        self._reported: set[str] = set()
        """Our names of the fields whose value was reported as unusable: they are not reported as missing too."""

    def reference(self) -> Reference | None:
        """Return the reference, or None if the entry has no usable title."""
        entry = self._entry
        if not re.fullmatch(CITEKEY.strip("^$"), entry.key) or entry.key[-1] in ".:" or len(entry.key) > LONGEST_KEY:
            fix = f"Rename it as `smith2020`: letters from a to z and digits, {LONGEST_KEY} at most."
            if sign := re.search(r"""[{}()"#%=\\]""", entry.key):
                self._report("S01", "", f"BibTeX allows no `{sign.group()}` in a key", fix)
            else:
                self._report("S32", "", "a key of this form cannot be cited", fix, Severity.WARNING)
        kind = self._kind()
        self._read_values(kind)
        self._read_numbers(kind)
        self._read_note()
        self._read_eprint()
        self._read_dates()
        self._report_missing(kind)
        self._report_blank()
        texts = self._texts()
        texts["eprint"] = self._values.get("eprint", "")
        design = self._term("design", Design)
        marked = says_retracted(texts.get("title", ""))
        status = self._term("status", Standing) or (Standing.RETRACTED if marked else Standing.OK)
        verified = self._term("verified", Verified) or Verified.PARTIAL
        interests = [self._term("interest", Interest, word) for word in bib.listed(self._values.get("interest", ""))]
        participants, accessed = self._participants(), self._accessed()
        authors, more_authors = self._names("author")
        editors, more_editors = self._names("editor")
        if not texts.get("title"):
            if "title" in texts:
                self._report("S04", "title", "has a title without any text", "Write the title.")
            return None
        return Reference(
            key=entry.key,
            type=kind,
            authors=authors,
            more_authors=more_authors,
            editors=editors,
            more_editors=more_editors,
            accessed=accessed,
            design=design,
            participants=participants,
            status=status,
            verified=verified,
            topics=bib.listed(self._values.get("topics", "")),
            interests=tuple(interest for interest in interests if interest),
            mark=entry.mark,
            marks=(
                *((name, field.mark) for name, field in entry.fields.items() if field.value),
                *(() if entry.whole else [("design", entry.mark)]),  # what follows a fault in the entry is not missing
            ),
            translators=self._names("translator")[0],
            book_authors=self._names("bookauthor")[0],
            holders=self._names("holder")[0],
            **texts,
        )

    def _report(self, code: str, name: str, message: str, fix: str, severity: Severity = Severity.ERROR) -> None:
        """Add a problem at the field `name` (as the entry spells it), or at the entry if it has no such field."""
        fields = self._entry.fields
        mark = fields[name].mark if name in fields else self._entry.mark
        said = f"`{self._entry.key}`: {message}"
        self.problems.append(Problem(code, self._path, said, fix, *mark, severity))

    def _kind(self) -> str:
        """Return our type of the work. An unknown type is a problem; the type then follows from the fields."""
        entry = self._entry
        if entry.type == "inbook" and "booktitle" not in entry.fields:
            return "book"  # BibTeX's own @inbook: the title is the book's, and a chapter or pages of it are cited
        if kind := bib.TYPES.get(entry.type):
            return kind
        kind = "article" if {"journal", "journaltitle"} & entry.fields.keys() else "misc"
        kind = "incollection" if "booktitle" in entry.fields else kind
        if entry.type == "set":
            self._report("S03", "", "`@set` is not a work itself", "Cite the entries of the set, and delete this one.")
        else:
            known = ", ".join(sorted(set(bib.TYPES.values())))
            hint = did_you_mean(entry.type, bib.TYPES, f"Use one of: {known}.", mark="@")
            self._report("S03", "", f"`@{entry.type}` is not an entry type that we know; it is read as `@{kind}`", hint)
        return kind

    def _read_values(self, kind: str) -> None:
        fields = self._entry.fields
        for name in fields:
            if name not in bib.KNOWN_FIELDS:
                hint = _near(name, bib.KNOWN_FIELDS, "Delete it.")
                self._report("S08", name, f"the field `{name}` is not known", hint, Severity.WARNING)
            elif name in bib.BETTER and fields[name].value and name in bib.ALIASES and bib.BETTER[name] not in fields:
                fix = f"Write `{bib.BETTER[name]}`."
                self._report("S08", name, f"`{name}` is read as `{bib.BETTER[name]}`", fix, Severity.WARNING)
        aliases = sorted(bib.ALIASES, key=lambda name: name == "booktitle" and kind == "article")
        before = ("booktitle",) if kind in CHAPTERS else ("school", "institution") if kind == "thesis" else ()
        for name in (*before, *(name for name in bib.KNOWN_FIELDS if name not in bib.ALIASES), *aliases):
            ours = bib.ALIASES.get(name, name)
            field = fields.get(name)
            if field and field.value and ours not in self._values:
                self._values[ours], self._spelled[ours] = field.value, name
        for part, whole in bib.SUBTITLES.items():
            part_of = self._spelled.get(whole)
            fits = whole != "container" or (part_of == "booktitle") == (part == "booksubtitle")
            if part in self._values and whole in self._values and fits:
                self._values[whole] = _joined(self._values[whole], self._values[part])
        if "title" in self._values and "subtitle" in self._values:
            self._values["title"] = _joined(self._values["title"], self._values.pop("subtitle"))
        chapter = fields.get("chapter")
        if kind == "book" and chapter and chapter.value and "extent" not in self._values:
            self._values["extent"], self._spelled["extent"] = f"Chapter {chapter.value}", "chapter"
        self._read_address()
        self._read_genre(kind)
        if "note" not in self._values and (rest := [self._values[name] for name in bib.NOTES if name in self._values]):
            self._values["note"] = ". ".join(rest)
            self._spelled["note"] = next(name for name in bib.NOTES if name in self._values)

    def _read_numbers(self, kind: str) -> None:
        """Drop values that are not a volume, number or pages (S05), and labels such as `Vol.` in front of them."""
        for name, label in _LABELS.items():
            if name not in self._values:
                continue
            value = label.sub("", self._values[name])
            self._values[name] = _YEAR_BEHIND.sub("", value) if name == "volume" else value
            if value.strip("{} ").lower() in bib.NOT_YET:
                said, fix = f"`{value}` does not give the {name} of a work", "Delete the field until the work has one."
            elif name == "pages" and kind != "book" and _HOW_MANY.fullmatch(value):
                said, fix = f"`{value}` says how many pages there are, not which", "Write `pagetotal`."
            elif name == "pages" and (_ODD_PAGES.search(value) or _backwards(value)):
                said = f"`{value}` is neither a page nor a range of pages"
                fix = "Write it as in 12--15, e12 or S3--S5, the first page first."
            elif name == "volume" and (both := _VOLUME_AND_NUMBER.fullmatch(value)):
                said = f"`{value}` is a volume with its number"
                fix = f"Write `volume = {{{both[1]}}}` and `number = {{{both[2]}}}`."
            elif _DAY_OF_TABLE.fullmatch(value):
                said = f"`{value}` is a day, which a spreadsheet makes of two numbers"
                fix = f"Copy the {name} from the work again, as in 3--4."
            else:
                continue
            del self._values[name]
            self._report("S05", self._spelled[name], said, fix, Severity.WARNING)

    def _read_note(self) -> None:
        """Move a PMID from the note to its own field, and drop a note that only counts citations."""
        note = re.sub("[{}]", "", self._values.get("note", ""))
        if (found := _NOTED_PMID.fullmatch(note)) and self._values.get("pmid", found[1]) == found[1]:
            self._values["pmid"] = found[1]
            self._spelled.setdefault("pmid", self._spelled.pop("note"))
            del self._values["note"]
        elif bib.SCOPUS_NOTE.fullmatch(note):
            del self._values["note"]

    def _read_address(self) -> None:
        """Move an address, and a date of access, from `howpublished` to their fields; the rest is the publisher."""
        published = self._entry.fields.get("howpublished")
        address = _ADDRESS.search(published.value) if published else None
        if published is None or address is None:
            return
        if "url" not in self._values:
            self._values["url"], self._spelled["url"] = address[1] or address[2], "howpublished"
        if self._spelled.get("publisher") == "howpublished":
            rest = published.value.replace(address[0], "")
            if (read := _ACCESSED.search(rest)) and (day := bib.day_in_words(read[1])):
                rest = rest[: read.start()]
                if "accessed" not in self._values:
                    self._values["accessed"], self._spelled["accessed"] = day.isoformat(), "howpublished"
            rest = rest.strip(" :,.;{}()")
            if re.fullmatch(r"(?i)|available (?:at|from|online)|online|website|web|url", rest):
                del self._values["publisher"]
            else:
                self._values["publisher"] = rest

    def _read_genre(self, kind: str) -> None:
        genre = self._values.get("genre", "")
        genre = bib.BIBSTRINGS.get(genre.lower(), genre) or bib.GENRES.get(self._entry.type, "")
        if genre and kind in {"thesis", "report", "patent", "misc", "unpublished", "dataset", "software"}:
            self._values["genre"] = genre
            self._spelled.setdefault("genre", "type")
        else:
            self._values.pop("genre", None)

    def _read_eprint(self) -> None:
        """Move the number of a preprint server, or of PubMed, to `eprint` or to the field that it belongs in."""
        number = verbatim(self._values.pop("eprint", ""))
        kind = self._values.pop("eprinttype", "").lower()
        if number.lower().startswith("doi:"):
            number, kind = number[4:].strip(), "doi"
        if not number:
            return
        arxiv = _ARXIV.fullmatch(number)
        is_address = number.lower().startswith(("http://", "https://"))
        ours = "url" if is_address else _REGISTERS.get(kind, "")
        if arxiv and kind in {"", "arxiv"}:
            self._values["eprint"] = f"arXiv:{arxiv[1]}"
        elif ours:
            if ours not in self._values:
                self._values[ours], self._spelled[ours] = number, "eprint"
        elif kind == "arxiv":
            self._report("S06", "eprint", f"`{number[:60]}` is not a number of arXiv", "Write it as 2001.01234.")
        elif kind == "hdl":
            self._values.setdefault("url", f"https://hdl.handle.net/{number}")
        else:
            plain = re.sub(r"[^\w./:-]", "", number)
            self._values["eprint"] = f"{kind}:{plain}" if kind else plain

    def _read_dates(self) -> None:
        """Parse the year and month (from `date` if there is no `year`), and the days of a meeting."""
        month = self._values.pop("month", "")
        shown = bib.month_of(plain_text(month)[0]) if month else ""
        if month and not shown:
            fix = "Write jan, or January, with or without a day."
            self._report("S05", "month", f"`{month[:60]}` is not a month", fix, Severity.WARNING)
        day = self._entry.fields.get("day")
        if shown and day and (number := re.fullmatch(r"(\d{1,2})\.?(?:st|nd|rd|th)?", day.value)):
            shown = shown if " " in shown or "-" in shown else f"{shown} {int(number[1])}"
        if (found := re.fullmatch(r"(\w{3}) (\d+)", shown)) and not bib.is_day(found[1], int(found[2])):
            said, shown = f"there is no {shown}", found[1]
            self._report("S05", "day" if day else "month", said, "Correct the day, or delete it.", Severity.WARNING)
        text = self._values.get("date")
        if words := bib.in_words(plain_text(self._values.get("year", ""))[0]):
            self._values["year"], shown = words[0], shown or words[1]
        if text is not None:
            written = plain_text(text)[0]
            years = bib.years_of(written)
            read = bib.date_of(text) or bib.in_words(written) or ((years, "") if years else None)
            if read and ("year" not in self._values or self._values["year"] == read[0]):
                self._values["year"], shown = read[0], shown or read[1]
                self._spelled.setdefault("year", "date")
            elif read:
                said = f"`date` says {read[0]} and `year` {self._values['year']}, which is taken"
                self._report("S05", "date", said, "Keep the right one of the two.", Severity.WARNING)
            elif "year" not in self._values:
                fix = "Write it as YYYY-MM-DD, YYYY-MM or YYYY."
                self._report("S05", "date", f"`{text[:60]}` is not a date", fix)
                self._reported.add("year")
        if "year" not in self._values and self._values.get("pubstate"):
            self._values["year"] = _PUBLICATION_STATES.get(self._values["pubstate"].lower(), self._values["pubstate"])
            self._spelled["year"] = "pubstate"
        if shown:
            self._values["month"] = shown
        if met := bib.date_of(self._values.get("eventdate", "")):
            self._values["eventdate"] = " ".join(part for part in met if part)

    def _report_missing(self, kind: str) -> None:
        partial = self._values.get("verified") == Verified.PARTIAL  # some fields could not be seen
        for group in bib.REQUIRED_OF_TYPE.get(self._entry.type, bib.REQUIRED[kind]):
            if partial and group != ["title"]:
                continue
            missing = not any(name in self._values or name in self._reported for name in group)
            if missing and self._entry.whole:
                shown = " or ".join(bib.SHOWN.get(name, name) for name in group)
                fix = f"Add the field {shown}, or, where it could not be seen, say `verified = {{partial}}`."
                if group == ["title"]:
                    fix = "Add the field title: without it there is no entry."
                self._report("S04", "", f"has no {shown}", fix)

    def _report_blank(self) -> None:
        for name in bib.LEFT_TO_PEOPLE if self._entry.whole else ():
            if name in self._entry.fields and not self._entry.fields[name].value:
                fix = "Fill it in as the work states it, or delete the line."
                self._report("S26", name, f"`{name}` is blank", fix, Severity.WARNING)

    def _texts(self) -> dict[str, str]:
        """Return the fields that are plain text, without those of a wrong form, which are reported."""
        texts: dict[str, str] = {}
        for name in bib.PLAIN:
            if name not in self._values:
                continue
            if name in bib.VERBATIM:
                texts[name] = verbatim(self._values[name])
                if name == "doi" and re.search(r"%(?:28|29|3[ABCEabce]|5[BDbd])", texts[name]):
                    texts[name] = unquote(texts[name])  # copied from an address
                continue
            texts[name], trouble = plain_text(self._values[name], markup=name in _TITLES)
            if name in _TITLES and not trouble and (found := _MARKUP.search(texts[name])):
                said = f"`{found.group()}` is markup that we cannot read"
                self._report("S05", self._spelled[name], said, "Write the title in plain text, signs and powers too.")
            if trouble:
                what, fix = "is LaTeX that we cannot read", "Write the letter or sign itself."
                if trouble[0] == "^":
                    what, fix = "is a power that plain text cannot show", "Write it in words, or as 1.2 x 10^6."
                self._report("S05", self._spelled[name], f"`{trouble}` {what}", fix)
        if "pages" in texts:
            between = r"\s*(?:[-\u2013\u2014]{2,}|[\u2010-\u2013\u2212])\s*|(?<=\d)\u2014(?=\d)"
            texts["pages"] = re.sub(between, "\u2013", texts["pages"])
        for code, name, message, fix in bib.drop_unfit(texts):
            self._report(code, self._spelled.get(name, name), message, fix)
        if self._values.get("month"):
            texts["month"] = self._values["month"]
        meeting = (texts.pop("event", ""), plain_text(self._values.get("eventdate", ""))[0], texts.pop("venue", ""))
        texts["event"] = "; ".join(part for part in meeting if part) if meeting[0] else ""
        texts.pop("subtitle", None)
        renamed = {"maintitle": "main_title"}
        return {renamed.get(name, name): text for name, text in texts.items()}

    def _names(self, name: str) -> tuple[tuple[Name, ...], bool]:
        read = read_names(self._values.get(name, ""))
        for severity, message, fix in read.problems:
            self._report("S05" if severity is Severity.ERROR else "S30", name, f"`{name}`: {message}", fix, severity)
        return read.names, read.more

    def _term(self, name: str, vocabulary: type[_T], word: str = "") -> _T | None:
        """Return the value of a vocabulary for the field `name` (or for `word`, a part of it); None if it has none."""
        word = word or self._values.get(name, "")
        if not word:
            return None
        try:
            return vocabulary(word)  # type: ignore[call-arg] # by value: the other arguments belong to members
        except ValueError:
            allowed = [str(value) for value in vocabulary]
            fix = f"{did_you_mean(word, allowed)} Allowed: {', '.join(allowed)}.".lstrip()
            self._report("S05", name, f"`{name}` has the unknown value `{word[:60]}`", fix)
            return None

    def _participants(self) -> int | None:
        count = self._values.get("participants")
        if count is not None and not re.fullmatch(r"\d{1,9}", count):
            self._report("S05", "participants", "`participants` is not a whole number", "Write digits only.")
            return None
        return int(count) if count else None

    def _accessed(self) -> date | None:
        accessed = bib.day_of(self._values.get("accessed", ""))
        if "accessed" in self._values and accessed is None:
            spelled = self._spelled["accessed"]
            self._report("S05", spelled, "the access date is not a date that exists", "Write it as YYYY-MM-DD.")
        return accessed


def _parent(entry: Entry) -> str:
    """Return the key that the entry's `crossref` names, in lower case, or ""."""
    return entry.fields["crossref"].value.lower() if "crossref" in entry.fields else ""


def _backwards(pages: str) -> bool:
    """Tell whether a range of pages ends before it begins; 124-9 ends on page 129."""
    found = re.fullmatch(r"(\d+)\s*[-\u2010-\u2015\u2212]+\s*(\d+)", pages)
    return found is not None and int(found[1][: -len(found[2])] + found[2]) < int(found[1])


def _joined(title: str, rest: str) -> str:
    """Return a title and its subtitle, with a colon between unless the title ends with a punctuation mark."""
    return f"{title} {rest}" if re.search(r"[?!.:]\}*$", title) else f"{title}: {rest}"
