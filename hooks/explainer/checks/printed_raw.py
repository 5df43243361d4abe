"""Form (F39): nothing that was meant as a citation, a link or a note is printed as it was written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from explainer.checks.reader_texts import all_texts
from explainer.checks.runner import Context, Hit, rule
from explainer.loading.citation_syntax import find_citations, mask_code
from explainer.loading.prose_page import ProsePage, front_matter
from explainer.rules import Scope

_CITING = frozenset({("short_answer",), ("what_it_means",), ("certainty", "why"), ("withdrawn", "reason")})
"""Fields of a claim whose citations are shown as such, beside its findings."""
_KEY = r"@(?P<key>[A-Za-z][\w:.+-]*)"
_WORDS_BEFORE = re.compile(rf"(?<!\\)\[(?!@)[^\[\]\n]*?(?:(?<![\w.+-])|(?<=\[-)){_KEY}[^\[\]\n]*\](?!\()")
_IN_A_LINK = re.compile(r"(?<!\\)\[[^\[\]\n]*\[@[^\[\]\n]*\][^\[\]\n]*\](?=[(\[])")
_BY_LABEL = re.compile(r"(?<![\\!\]])\[(?P<text>[^\[\]\n^@][^\[\]\n]*)\]\[(?P<label>[^\[\]@\n]*)\]")
_NOTE = re.compile(r"(?<!\\)\[\^(?P<label>[^\[\]\s]+)\](?!:)")
_DEFINED = re.compile(r"^[ ]{0,3}\[(?P<label>[^\]\n]+)\]:", re.MULTILINE)
_SNIPPET = re.compile(r"^[ \t]*-+8<-+.*$", re.MULTILINE)
_HOW = "Write [@key], [@key, p. 4] or [@a; @b], outside links; words stand before the bracket."


@rule(
    "F39",
    "A citation, link or note that is printed as it is written",
    scope=Scope.LIBRARY,
    bad="docs/pain.md: It helps few [see @post2019, p. 4]. More [here][nope].",
    good="docs/pain.md: It helps few, see [@post2019, p. 4]. More [here](safety.md).",
)
def nothing_is_printed_raw(context: Context) -> Iterator[Hit]:
    """What begins like a citation is one; links by a label and footnotes have the line that defines them.

    A citation has no words or hyphen before its key and does not stand within a link, in front matter, or in a field of
    a claim that shows none. Those that do: `finding`, `short_answer`, `what_it_means`, `why` of the certainty, `reason`
    of a withdrawal. A page takes in no other file (`--8<--`): what stands there is read by no rule, and its citations
    would be printed raw.
    """
    for page in context.library.prose:
        text = mask_code(page.text)
        for start, message, fix in sorted(_in_page(page, text, context.library.references)):
            before = page.text[:start]
            line, column = before.count("\n") + 1, start - before.rfind("\n")
            yield Hit(message, fix, path=page.path, line=line, column=column)
    for claim in context.library.claims.values():
        for place, value in all_texts(claim):
            shown = place in _CITING or place[-1:] == ("finding",)
            if "[@" in value and not shown and find_citations(value):
                fix = "Name the source under `cite` of a finding, or in `short_answer` or `what_it_means`."
                path = context.library.claim_paths[claim.id]
                yield Hit("a citation would be printed here as it is written", fix, place, path)


def _in_page(page: ProsePage, text: str, known: Iterable[str]) -> Iterator[tuple[int, str, str]]:
    keys = set(known)
    for match in _WORDS_BEFORE.finditer(text):
        key = match["key"].rstrip(".:")
        if key in keys or re.search(r"\d{4}", key):
            yield match.start(), f"`{match[0][:60]}` is no citation, and would be printed as it is", _HOW
    for match in _IN_A_LINK.finditer(text):
        yield match.start(), f"`{match[0][:60]}` has a citation within a link, which would be printed as it is", _HOW
    labels = {match["label"].casefold() for match in _DEFINED.finditer(text)}
    for match in _BY_LABEL.finditer(text):
        if (match["label"] or match["text"]).casefold() not in labels:
            yield match.start(), f"`{match[0][:60]}` leads nowhere: no line defines its label", "Write [text](address)."
    for match in _NOTE.finditer(text):
        if f"^{match['label']}".casefold() not in labels:
            yield match.start(), f"`{match[0][:60]}` is a note that no line defines", "Write the note, or take it out."
    for match in _SNIPPET.finditer(text):
        yield match.start(), "takes in another file, which no rule reads", "Write the text in this page."
    header = front_matter(page.text)
    for citation in find_citations(header) if "[@" in header else ():
        fix = "Cite it in the text of the page."
        yield (
            page.text.find("---\n") + 3 + citation.start,
            "a citation in front matter is printed as it is written",
            fix,
        )
