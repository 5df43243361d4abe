"""Sources (S): citations that lead somewhere, and references that may be relied on."""

import re
from collections.abc import Iterator

from explainer.checks.reader_texts import TODO
from explainer.checks.runner import Context, Hit, at_entry, rule, warning
from explainer.loading.citation_syntax import cited_in, cited_in_markdown, find_citations, find_in_markdown, mark_of
from explainer.loading.library import BIBLIOGRAPHY, DATA, Library
from explainer.loading.yaml_reader import Place
from explainer.model.claim import Claim
from explainer.model.vocabulary import Design, Interest, Standing
from explainer.problems import Mark, did_you_mean


def cited_places(claim: Claim) -> Iterator[tuple[Place, str]]:
    """Yield every citekey of a claim with its place in the file."""
    for number, appearance in enumerate(claim.appearances):
        yield ("appearances", number, "source"), appearance.source
    for side, number, finding in claim.findings():
        for position, key in enumerate(finding.cite):
            yield ("evidence", side, number, "cite", position), key
    for place, text in claim.citing_texts():
        yield from ((place, key) for key in cited_in(text))


def cited_keys(library: Library) -> set[str]:
    """Return every citekey that the content of a library uses: claims, pages and data."""
    return set(_all_places(library))


def _all_places(library: Library) -> Iterator[str]:
    """Yield the key of every citation in claims, pages and data, with repeats."""
    for claim in library.claims.values():
        yield from (key for _, key in cited_places(claim))
    for page in library.prose:
        yield from cited_in_markdown(page.text)
    yield from (key for _, _, key in _keys_in_data(library))


def _keys_in_data(library: Library) -> Iterator[tuple[str, Place, str]]:
    """Yield (path, place, key) of the keys in fields of data files, and in the notes of topics."""
    parts = library.parts
    for number, sign in enumerate(parts.care.signs if parts.care else ()):
        for position, key in enumerate(sign.cite):
            yield f"{DATA}/care.yml", ("signs", number, "cite", position), key
    for file, work in (("article", parts.article), ("discern", parts.discern)):
        if work:
            yield f"{DATA}/{file}.yml", ("source",), work.source
    for path, place, text in notes_of_topics(library):
        yield from ((path, place, key) for key in cited_in(text))


def notes_of_topics(library: Library) -> Iterator[tuple[str, Place, str]]:
    """Yield (path, place, text) of the notes of topics."""
    for number, topic in enumerate(library.parts.topics or ()):
        for field, nth, note in topic.notes():
            yield f"{DATA}/topics.yml", ("topics", number, field, nth, "text"), note.text or ""


@rule("S10", "An unknown citekey", bad="cite: [posst2019]", good="cite: [post2019]")
def claim_keys_known(claim: Claim, context: Context) -> Iterator[Hit]:
    """Every citekey must be the key of an entry of bibliography.bib."""
    for place, key in cited_places(claim):
        if key != TODO:
            yield from (Hit(*fault, place) for fault in _unknown(context.library, key))


@rule("S11", "An unknown citation on a page", bad="Calls rose [@posst2019].", good="Calls rose [@post2019, abstract].")
def page_keys_known(context: Context) -> Iterator[Hit]:
    """Citations in pages, data and texts have the form [@key], [@key, Table 2] or [@a; @b], with known keys."""
    library, how = context.library, "Write [@key], [@key, Table 2] or [@a; @b]."
    for page in library.prose:
        for citation in find_in_markdown(page.text):
            mark = mark_of(page.text, citation.start)
            if not citation.pointers:
                shown = page.text[citation.start : citation.end]
                yield Hit(f"`{shown}` is not a citation", how, path=page.path, mark=mark)
            for pointer in citation.pointers:
                yield from (Hit(*fault, path=page.path, mark=mark) for fault in _unknown(library, pointer.key))
    for path, place, key in _keys_in_data(library):
        yield from (Hit(*fault, place, path) for fault in _unknown(library, key))
    of_claims = (
        (library.claim_paths[claim.id], place, text)
        for claim in library.claims.values()
        for place, text in claim.citing_texts()
    )
    for path, place, text in (*of_claims, *notes_of_topics(library)):
        if not all(citation.pointers for citation in find_citations(text)):
            yield Hit("a citation here cannot be read", how, place, path)


def _unknown(library: Library, key: str) -> Iterator[tuple[str, str]]:
    """Yield message and fix if a key has no entry. S31 counts those whose entry cannot be read."""
    if key not in library.references and not _follows(library, key):
        fix = did_you_mean(key, library.references, "Add the entry to bibliography.bib, or correct the key.")
        yield f"`{key}` is not in {BIBLIOGRAPHY}", fix


@warning(
    "S31",
    "Citations of entries that cannot be read",
    bad="cite: [post2019]   where the entry `post2019` lacks a brace",
    good="the corrected entry",
)
def unread_entries_counted(context: Context) -> Iterator[Hit]:
    """A citation whose entry stands in the bibliography and cannot be read is no problem of its own.

    Such citations are left out and counted in one line: they disappear when the entry is mended.
    """
    follow = [key for key in _all_places(context.library) if _follows(context.library, key) and key != TODO]
    if follow:
        named = ", ".join(f"`{key}`" for key in list(dict.fromkeys(follow))[:5])
        more = " and others" if len(set(follow)) > 5 else ""
        count = f"{len(follow)} {'citation' if len(follow) == 1 else 'citations'}"
        message = f"{count} of entries that cannot be read, left out of this list: {named}{more}"
        fix = f"Mend the problems of {BIBLIOGRAPHY}, or give entries that others inherit a `design`; then check again."
        lines = context.library.texts.get(BIBLIOGRAPHY, "").rstrip("\n").split("\n")
        end = Mark(len(lines), len(lines[-1]) + 1)  # so that it is listed after the faults that it follows from
        yield Hit(message, fix, path=BIBLIOGRAPHY, mark=end)


def _follows(library: Library, key: str) -> bool:
    """Return whether a key has an entry that cannot be read, so that its citation follows from that problem."""
    return key not in library.references and (library.unread is None or key.lower() in library.unread)


@warning(
    "S12",
    "A reference that nothing cites",
    bad="an entry in bibliography.bib whose key stands in no claim and on no page",
    good="every entry is cited somewhere",
)
def references_used(context: Context) -> Iterator[Hit]:
    """An entry that nothing cites misleads about what the site rests on."""
    if not (context.library.complete and context.parts.whole):
        return  # what cannot be read may cite it
    used = cited_keys(context.library)
    for reference in context.library.references.values():
        if reference.key not in used:
            yield at_entry(reference, f"`{reference.key}` is cited nowhere", "Cite it, or delete the entry.")


@rule(
    "S13",
    "A finding without its source",
    bad="- finding: Calls rose.",
    good="- finding: Calls rose.\n  cite: [post2019]\n  where: abstract",
)
def findings_cited(claim: Claim, context: Context) -> Iterator[Hit]:
    """A finding for or against cites at least one reference and says where in it the fact stands."""
    for side, number, finding in claim.findings():
        place = ("evidence", side, number, "finding")
        if side != "unknown" and not finding.cite:
            yield Hit("this finding cites nothing", "Add `cite: [key]` and `where:`.", place)
        elif finding.cite and not finding.where:
            message = "this finding does not say where in the source it stands"
            fix = "Add `where: abstract`, or a table or page."
            yield Hit(message, fix, place)


@rule("S14", "A seller as evidence", bad="cite: [a-shop-page]", good="appearances:\n  - source: a-shop-page")
def sellers_are_no_evidence(claim: Claim, context: Context) -> Iterator[Hit]:
    """A seller's page may be shown as the place where a claim is made; it cannot carry a finding."""
    for side, number, finding in claim.findings():
        for position, key in enumerate(finding.cite):
            reference = context.library.references.get(key)
            if reference and reference.design is Design.SELLER_PAGE:
                message = f"`{key}` is a seller's page"
                fix = "Cite the study itself, or move it to `appearances`."
                yield Hit(message, fix, ("evidence", side, number, "cite", position))


@rule(
    "S15", "A retracted or doubted work as evidence", bad="cite: [a-retracted-paper]", good="cite: [a-work-that-stands]"
)
def standing_is_sound(claim: Claim, context: Context) -> Iterator[Hit]:
    """A retracted work is no evidence, and one under concern needs a reason.

    A claim about the retraction itself says so in `allow`.
    """
    for place, key in cited_places(claim):
        reference = context.library.references.get(key)
        if reference and reference.status in {Standing.RETRACTED, Standing.CONCERN}:
            yield Hit(f"`{key}` is {reference.status.label.lower()}", "Remove it, or explain it under `allow`.", place)


@rule("S16", "The same work under two keys", bad="two entries with one DOI", good="one entry a work")
def works_once(context: Context) -> Iterator[Hit]:
    """One work is one entry: the same DOI, PMID or title under two keys would count it twice."""
    seen: dict[tuple[str, str], str] = {}
    for reference in context.library.references.values():
        plain = re.sub(r"\W+", " ", reference.title).casefold().strip()
        who = reference.authors[0].family.casefold() if reference.authors else ""
        ids = [
            ("DOI", reference.doi.casefold()),
            ("PMID", reference.pmid),
            ("title", f"{plain} {who} {reference.year}"),
        ]
        for kind, value in ids:
            if not value or (kind == "title" and len(plain) < 20):
                continue
            first = seen.setdefault((kind, value), reference.key)
            if first != reference.key:
                message = f"`{reference.key}` has the same {kind} as `{first}`"
                yield at_entry(reference, message, "Merge the two entries.")
                break


@rule(
    "S17",
    "A reference without its kind of work",
    bad="@article{post2019, title = {...}}",
    good="design = {poison-centre},",
)
def design_given(context: Context) -> Iterator[Hit]:
    """`design` says what kind of work a reference is; pages show it at each finding and the ladder counts it."""
    for reference in context.library.references.values():
        if reference.design is None and "design" not in dict(reference.marks):  # S05 reports an invalid value
            message = f"`{reference.key}` has no `design`"
            fix = f"Add `design = {{...}}`, one of: {', '.join(str(d) for d in context.library.terms(Design))}."
            yield at_entry(reference, message, fix)


@rule(
    "S35",
    "A reference on an unknown topic",
    bad="topics = {pain, slep},",
    good="topics = {pain, sleep},   both with an entry in docs/data/topics.yml",
)
def topics_exist(context: Context) -> Iterator[Hit]:
    """`topics` of a reference names topics of docs/data/topics.yml by id, with commas: the published data says so."""
    known = [topic.id for topic in context.parts.topics or ()]
    for reference in context.library.references.values() if known else ():
        for name in reference.topics:
            if name not in known:
                message = f"there is no topic `{name}`"
                fix = did_you_mean(name, known, f"Use one of: {', '.join(known)}.")
                fix = "Write commas between topics." if ";" in name else fix
                yield Hit(message, fix, path=BIBLIOGRAPHY, mark=reference.mark_of("topics"))


@warning(
    "S25",
    "Ties without their kind",
    bad="ties = {One author advises sellers},",
    good="ties = {One author advises sellers},\ninterest = {industry},",
)
def ties_have_a_kind(context: Context) -> Iterator[Hit]:
    """`interest` says what kind of stake the ties are, so that the data can be asked for works with industry ties."""
    for reference in context.library.references.values():
        if reference.ties and not reference.interests:
            message = f"`{reference.key}` has `ties` and no `interest`"
            fix = f"Add `interest = {{...}}`, one or more of: {', '.join(Interest)}."
            yield at_entry(reference, message, fix)


@rule(
    "S33",
    "How much was read of a work that the finding does not cite",
    bad="cite: [smith2020]\nread: {jones2019: full}",
    good="cite: [smith2020, jones2019]\nread: {smith2020: abstract, jones2019: full}",
)
def read_what_is_cited(claim: Claim, context: Context) -> Iterator[Hit]:
    """`read` of a finding says how much of each work it cites was read, and names no other work."""
    for side, number, finding in claim.findings():
        for key in finding.read:
            if key not in finding.cite:
                yield Hit(f"`read` names `{key}`, which the finding does not cite", "Cite it, or take it out.",
                          ("evidence", side, number, "read", key))  # fmt: skip
