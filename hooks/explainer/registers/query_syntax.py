"""Check a search query against the syntax of the source that it is for.

Most sources that cannot parse a query search for something else and do not say so. References: PubMed Help,
"Search field descriptions and tags"; Europe PMC reference guide 6.9.0, appendix 1; developers.openalex.org, "Search";
clinicaltrials.gov, "Constructing complex search queries"; api.crossref.org and federalregister.gov/developers.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from explainer.model.vocabulary import SearchSource

_LISTS: dict[str, list[str]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
PUBMED_TAGS, EUROPE_PMC_FIELDS = frozenset(_LISTS["pubmed_tags"]), frozenset(_LISTS["europe_pmc_fields"])
"""PubMed's field tags, in lower case (`[tiab:~3]` is a proximity search), and the fields of Europe PMC."""

LONGEST = 3500
"""OpenAlex accepts addresses of about 4 KB, of which the other parameters need some."""

MOST_NAMES = 4
"""The most words of a query for Crossref, which returns every work that has any of the words."""

_BOOLEAN = (SearchSource.PUBMED, SearchSource.EUROPE_PMC, SearchSource.CLINICAL_TRIALS, SearchSource.OPENALEX)
_QUOTED = re.compile(r'"[^"]*"')
_TAG = re.compile(r"\[([^\[\]]*)\]")
_FIELD = re.compile(r"\b([A-Za-z][A-Za-z_]*):")
_OPERATOR = r"(?:AND|OR|NOT)"
_LOWER = re.compile(r"(?<![\w-])(and|or|not)(?![\w-])")
_TWO = re.compile(rf"\b{_OPERATOR}\s+(?:AND|OR)\b")
_EDGE = re.compile(rf"(?:^|\()\s*(?:AND|OR)\b|\b{_OPERATOR}\s*(?:\)|$)")
_PAIRS = {")": "(", "]": "[", "}": "{"}


def faults(source: SearchSource, words: str) -> Iterator[str]:
    """Yield what is wrong with a query, each worded to follow "the query for SOURCE"; nothing for a good query."""
    if source is SearchSource.STORED_COPIES:
        return
    if words.count('"') % 2:
        yield "has a quotation mark that is not closed"
        return
    if any(mark in words for mark in "\u201c\u201d\u201e\u00ab\u00bb"):
        yield 'has curly quotation marks, where the source reads only `"`'
    bare = _QUOTED.sub(" phrase ", words)
    if wrong := _unbalanced(bare):
        yield wrong
    if source in _BOOLEAN:
        yield from _operators(bare)
    if source is SearchSource.PUBMED:
        yield from _pubmed(bare)
    elif source is SearchSource.EUROPE_PMC:
        for name in _FIELD.findall(bare):
            if name not in EUROPE_PMC_FIELDS:
                yield f"names the field `{name}:`, which Europe PMC does not have"
    elif source is SearchSource.CROSSREF and (re.search(r'[()\[\]"]', words) or re.search(rf"\b{_OPERATOR}\b", words)):
        yield "has brackets, quotation marks or AND, OR, NOT, which Crossref reads as words"
    elif source is SearchSource.CROSSREF and len(words.split()) > MOST_NAMES:
        yield f"has more than {MOST_NAMES} words, and Crossref returns every work that has any of them: keep names only"
    elif source is SearchSource.OPENALEX and len(words) > LONGEST:
        yield f"is longer than {LONGEST} characters, more than an address of OpenAlex may hold"
    tagged = [tag for tag in _TAG.findall(bare) if tag.strip().lower() in PUBMED_TAGS]
    if source is not SearchSource.PUBMED and source is not SearchSource.CLINICAL_TRIALS and tagged:
        yield f"has a field tag of PubMed: `[{tagged[0]}]`"


def _unbalanced(bare: str) -> str:
    opened: list[str] = []
    for char in bare:
        if char in "([{":
            opened.append(char)
        elif char in _PAIRS and (not opened or opened.pop() != _PAIRS[char]):
            return f"has a `{char}` that nothing opens"
    if opened:
        return f"has a `{opened[-1]}` that is not closed"
    return "has empty brackets" if re.search(r"\(\s*\)|\[\s*\]", bare) else ""


def _operators(bare: str) -> Iterator[str]:
    if lower := _LOWER.search(bare):
        yield f"writes `{lower[1]}` in small letters, which is read as a word: write {lower[1].upper()}"
    if two := _TWO.search(bare):
        yield f"has two operators in a row: `{two[0]}`"
    if edge := _EDGE.search(bare):
        yield f"has an operator with nothing on one side: `{edge[0].strip()}`"


def _pubmed(bare: str) -> Iterator[str]:
    for tag in _TAG.findall(bare):
        name = re.sub(r":~\d+$", "", tag.strip().lower())
        if name and name not in PUBMED_TAGS:
            yield f"has the field tag `[{tag}]`, which PubMed does not have"
    for word in re.findall(r"[^\s()\[\]]+\*", bare):
        if len(word) < 5:
            yield f"cuts `{word}` too short: PubMed needs four letters before a `*`"
