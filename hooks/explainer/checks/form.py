"""Form (F) and pictures (P) across files: names that lead somewhere, and what no single file can show."""

import re
from collections import defaultdict
from collections.abc import Collection, Container, Iterator
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from pydantic import BaseModel

from explainer.checks.reader_texts import TODO
from explainer.checks.runner import Context, Hit, advice, rule, warning
from explainer.loading.citation_syntax import unclosed_fence
from explainer.loading.directives import DIRECTIVES, Directive, lost_directives
from explainer.loading.field_help import FILES
from explainer.loading.library import CLAIMS, DATA, DOCS
from explainer.loading.prose_page import ProsePage
from explainer.loading.read_files import INNER
from explainer.loading.yaml_reader import Place
from explainer.model.claim import Claim
from explainer.model.searches import SCREENED, SEARCHES
from explainer.model.site_data import DATA_FILES, GlossaryTerm, SiteTexts
from explainer.problems import Mark, did_you_mean, nearest


@rule(
    "F20",
    "The topic is not the folder",
    bad="claims/heart/slows-the-heart.yml with `topic: pain`",
    good="claims/heart/slows-the-heart.yml with `topic: heart`",
)
def topic_is_folder(claim: Claim, context: Context) -> Iterator[Hit]:
    """A claim stands in the folder of its topic, so that it can be found by looking, and its topic must exist."""
    folder = context.library.claim_paths[claim.id].split("/")[1]
    topics = [topic.id for topic in context.parts.topics or ()]
    if topics and claim.topic not in topics:
        fix = did_you_mean(claim.topic, topics, f"Use one of: {', '.join(topics)}.")
        yield Hit(f"there is no topic `{claim.topic}`", fix, ("topic",))
    elif claim.topic != folder:
        message = f"`topic` is `{claim.topic}`, but the folder is `{folder}`"
        other = f", or write `topic: {folder}`" if folder in topics else ""
        yield Hit(message, f"Move the file to claims/{claim.topic}/{other}.", ("topic",))


@rule("F21", "A related claim does not exist", bad="related: [slows-the-hart]", good="related: [slows-the-heart]")
def related_exist(claim: Claim, context: Context) -> Iterator[Hit]:
    """`related` names other claims by id; a page cannot link to one that is not there, nor to itself."""
    known = context.library.claim_paths
    for number, other in enumerate(claim.related):
        place = ("related", number)
        if other == claim.id:
            yield Hit("`related` names the claim itself", "Delete it.", place)
        elif other not in known:
            fix = did_you_mean(other, known, "Delete it, or add that claim.")
            yield Hit(f"there is no claim `{other}`", fix, place)


@rule("F22", "A care sign does not exist", bad="see_a_doctor: [chestpain]", good="see_a_doctor: [chest-pain]")
def signs_exist(claim: Claim, context: Context) -> Iterator[Hit]:
    """`see_a_doctor` names signs of docs/data/care.yml by id."""
    care = context.parts.care
    if care is None:
        return
    known = [sign.id for sign in care.signs]
    for number, sign in enumerate(claim.see_a_doctor):
        if sign not in known and sign != TODO.lower():
            fix = did_you_mean(sign, known, f"Use one of: {', '.join(known)}.")
            yield Hit(f"there is no sign `{sign}` in docs/data/care.yml", fix, ("see_a_doctor", number))


_PAGES_OF_SITE = frozenset(name for name in SiteTexts.model_fields if name.endswith("_page")) - {"entries_per_page"}


@rule(
    "F23",
    "Data that does not fit together",
    bad="docs/data/article.yml: statement S19 with a claim that does not quote the article",
    good="one of the claim's appearances has the article as its source",
)
def data_fits(context: Context) -> Iterator[Hit]:
    """The data files refer to pages, cards, references, topics, searches and claims that exist.

    No two entries of a list have one id or one page, no list names one thing twice, also in claims, and the glossary
    explains each word once.
    """
    for file, place, name, known, what in _names_in_data(context):
        if name and known is not None and name not in known:
            fix = did_you_mean(name, known, f"Use the id of an existing {what}, or add it.")
            yield Hit(f"there is no {what} `{name}`", fix, place, f"{DATA}/{file}.yml")
    yield from _misplaced_in_data(context)
    library = context.library
    named = [(f"{DATA}/{file}.yml", getattr(context.parts, file), INNER.get(file)) for file in DATA_FILES]
    named += [(library.claim_paths[claim.id], claim, None) for claim in library.claims.values()]
    for path, value, inner in named:
        for place, name in _named_twice(value, (inner,) if inner else ()):
            what = f"`{name}` stands" if isinstance(place[-1], int) else f"the {place[-1]} `{name}` is used"
            yield Hit(f"{what} twice", "Keep one of the two, or correct its name.", place, path)
    explained: dict[str, GlossaryTerm] = {}
    for n, term in enumerate(context.parts.glossary or ()):
        for place, form in (("term",), term.term), *((("also", nth), form) for nth, form in enumerate(term.also)):
            if (first := explained.setdefault(form.casefold(), term)).id != term.id:
                message, fix = f"`{form}` is explained by the term `{first.id}` already", "Keep it in one of the two."
                yield Hit(message, fix, ("terms", n, *place), f"{DATA}/glossary.yml")


def _named_twice(value: Any, place: Place) -> Iterator[tuple[Place, str]]:
    """Yield (place, name) of each text, `id` or `page` that stands before in the same list, at any depth of a value."""
    for field in ("", "id", "page") if isinstance(value, tuple) else ():
        names = [str(getattr(entry, field, "")) if field else entry for entry in value]
        twice = [n for n, name in enumerate(names) if name and isinstance(name, str) and name in names[:n]]
        yield from (((*place, n, field) if field else (*place, n), f"{names[n]}") for n in twice)
    for part, inner in enumerate(value) if isinstance(value, tuple) else value or ():
        if isinstance(inner, (tuple, BaseModel)):
            yield from _named_twice(inner, (*place, "for" if part == "for_" else part))


def _names_in_data(context: Context) -> Iterator[tuple[str, Place, str, Collection[str] | None, str]]:
    """Yield (file, place, name, names that exist, what they name) of every name by which a data file refers to one.

    The names are None if the file that has them cannot be read or is missing.
    """
    parts, claims = context.parts, context.library.claim_paths
    topics = None if parts.topics is None else [topic.id for topic in parts.topics]
    searches = [search.id for search in parts.searches or ()] or None
    cards = [card.id for card in parts.care.cards] if parts.care else None
    for n, sign in enumerate(parts.care.signs if parts.care else ()):
        yield "care", ("signs", n, "card"), sign.card, cards, "card"
    for n, task in enumerate(parts.tasks or ()):
        yield from (("tasks", ("tasks", n, "topics", nth), id_, topics, "topic") for nth, id_ in enumerate(task.topics))
    for n, topic in enumerate(parts.topics or ()):
        for field, nth, note in topic.notes():
            yield "topics", ("topics", n, field, nth, "claim"), note.claim or "", claims, "claim"
    for n, search in enumerate(parts.searches or ()):
        yield "searches", ("searches", n, "topic"), search.topic, topics, "topic"
        for nth, claim in enumerate(search.claims):
            yield "searches", ("searches", n, "claims", nth), claim, claims, "claim"
    for n, run in enumerate(parts.screened.runs if parts.screened else ()):
        yield "screened", ("runs", n, "search"), run.search, searches, "search"
    for n, work in enumerate(parts.screened.works if parts.screened else ()):
        yield from (("screened", ("works", n, "searches"), id_, searches, "search") for id_ in work.searches)
        yield from (("screened", ("works", n, "claims"), each.claim, claims, "claim") for each in work.claims)
    lists = parts.emergency.lists if parts.emergency else {}
    for place, name in parts.emergency.list_names() if parts.emergency else ():
        yield "emergency", place, name, lists, "list of words"
    for n, statement in enumerate(parts.article.statements if parts.article else ()):
        yield "article", ("statements", n, "claim"), statement.claim or "", claims, "claim"


def _misplaced_in_data(context: Context) -> Iterator[Hit]:
    """Yield a hit for each page that is named and not there, and each name of something that is of no use there."""
    parts, library, pages = context.parts, context.library, context.library.page_files
    named: list[tuple[str, Place, str]] = [
        *(("site", (field,), str(page)) for field, page in parts.site or () if page and field in _PAGES_OF_SITE),
        *(("topics", ("topics", n, "page"), topic.page) for n, topic in enumerate(parts.topics or ())),
        *(("tasks", ("tasks", n, "page"), task.page) for n, task in enumerate(parts.tasks or ())),
    ]
    for file, place, page in named:
        if page not in pages:
            near = nearest(page.removesuffix(".md"), sorted(name.removesuffix(".md") for name in pages))
            fix = f"Did you mean `{near}.md`?" if near else "Add the page, or correct its name."
            yield Hit(f"there is no page docs/{page}", fix, place, f"{DATA}/{file}.yml")
    ids = {topic.id for topic in parts.topics or ()}
    for n, topic in enumerate(parts.topics or ()):
        for nth, name in enumerate(topic.first):
            claim = library.claims.get(name)
            if name not in library.claim_paths or (claim and claim.topic != topic.id and claim.topic in ids):
                message, fix = f"the topic `{topic.id}` has no claim `{name}`", "Use the id of a claim of this topic."
                yield Hit(message, fix, ("topics", n, "first", nth), f"{DATA}/topics.yml")
    for n, synonym in enumerate(parts.synonyms.synonyms if parts.synonyms else ()):
        for nth, page in enumerate(synonym.pages):
            folder, _, name = page.removesuffix(".md").rpartition("/")
            if not (page in pages or (folder == CLAIMS and name in library.claim_paths)):
                place, fix = ("synonyms", n, "pages", nth), "Name a page below docs/ or claims/<id>.md."
                yield Hit(f"there is no page {page}", fix, place, f"{DATA}/synonyms.yml")
    source = parts.article.source if parts.article else ""
    for n, statement in enumerate(parts.article.statements if parts.article else ()):
        claim = library.claims.get(statement.claim or "")
        if claim and source in library.references and source not in {each.source for each in claim.appearances}:
            message, fix = f"the claim `{claim.id}` has no appearance in `{source}`", "Add the article's words to them."
            yield Hit(message, fix, ("statements", n, "claim"), f"{DATA}/article.yml")
    if parts.screened and parts.screened.runs and parts.searches == ():
        yield Hit("there are no searches for these runs to name", f"Put {SEARCHES} back.", ("runs",), SCREENED)


@rule(
    "F24",
    "A directive that cannot be carried out",
    bad="<!-- explainer:claim topic=pain -->",
    good="<!-- explainer:claims topic=pain -->",
)
def directives_known(context: Context) -> Iterator[Hit]:
    """A line `<!-- explainer:NAME key=value -->` in a page becomes a generated part; name and keys must exist.

    It has a line of its own, outside lists and quotations. Elsewhere it is a comment, which vanishes unnoticed. A data
    file that it shows, or whose fields it explains, is there: so a file that was lost is missed.
    """
    topics = [topic.id for topic in context.parts.topics or ()]
    for page, directive in context.directives():
        for message, fix in _faults_of(directive, topics, context.library.claim_paths):
            yield Hit(message, fix, path=page.path, mark=directive.mark)
        named = directive.name in {"article", "searches", "tasks"}
        shown = directive.name if named else directive.arguments.get("file")
        if context.parts.whole and shown in _MISSED and not getattr(context.parts, shown):
            fix = "Put the file back, or delete the line if the site never had it."
            yield Hit(f"there is no {DATA}/{shown}.yml for it to show", fix, path=page.path, mark=directive.mark)
    for page in context.library.prose:
        for mark in lost_directives(page.text):
            fix = "Write it as <!-- explainer:NAME key=value --> on a line of its own, outside lists and quotations."
            yield Hit("this comment is not read as a directive", fix, path=page.path, mark=mark)


_MISSED = DATA_FILES.keys() - {"texts", "vocabulary"}
"""The data files that a directive needs; the other two change what the package has, and a guide may explain them."""


def _faults_of(directive: Directive, topics: list[str], claims: Container[str]) -> Iterator[tuple[str, str]]:
    """Yield message and fix for everything in a directive that is unknown or cannot be read."""
    if directive.name not in DIRECTIVES:
        fix = "Write the name right behind the colon: <!-- explainer:NAME key=value -->"
        if directive.name:
            fix = did_you_mean(directive.name, DIRECTIVES, f"Use one of: {', '.join(DIRECTIVES)}.")
        yield f"there is no directive `{directive.name}`", fix
        return
    for name in directive.arguments:
        if name not in DIRECTIVES[directive.name][0]:
            yield f"`{directive.name}` takes no `{name}`", "Delete it."
    if directive.unread:
        yield (
            f"`{directive.unread}` cannot be read",
            "Write key=value in small letters, without spaces or quotation marks, each key once.",
        )
    if (most := directive.arguments.get("most")) and not re.fullmatch(r"[1-9]\d{0,3}", most):
        yield f"`most` cannot be `{most}`", "Write a number of at least 1."
    if (topic := directive.arguments.get("topic")) and topics and topic not in topics:
        yield f"there is no topic `{topic}`", f"Use one of: {', '.join(topics)}."
    if (file := directive.arguments.get("file")) and file not in FILES:
        yield f"there are no fields of `{file}`", f"Use one of: {', '.join(FILES)}."
    if "ids" in DIRECTIVES[directive.name][0] and not directive.arguments.get("ids"):
        yield "names no claim, and shows nothing", "Write ids=, and the ids of claims with commas, without spaces."
    for claim in directive.listed("ids"):
        if claim not in claims:
            yield f"there is no claim `{claim}`", "Use the ids of claims, with commas."


@rule("F31", "A code block that nothing closes", bad="```yaml\nverdict: mixed", good="```yaml\nverdict: mixed\n```")
def fences_closed(context: Context) -> Iterator[Hit]:
    """Everything after the fence would be taken for code: citations and parts in it would not be seen."""
    for page in context.library.prose:
        if line := unclosed_fence(page.text):
            fix = "Close it with the same marks on a line of their own."
            yield Hit("this code block is never closed", fix, path=page.path, mark=Mark(line))


@rule(
    "F25",
    "An old address that is in use, or lost",
    bad="moved_from: [slows-the-heart] while claims/heart/slows-the-heart.yml exists",
    good="moved_from: [an-id-no-claim-has-now]",
)
def moved_is_free(context: Context) -> Iterator[Hit]:
    """`moved_from` keeps old addresses alive; one address can lead to one claim only.

    docs/data/reading.yml lists the claims and pages that there were. Others may link to one that is gone: a claim under
    a new name says so in `moved_from`, and one that nobody makes any more is `withdrawn`, not deleted.
    """
    taken: dict[str, str] = {name: name for name in context.library.claim_paths}
    for claim in context.library.claims.values():
        for number, old in enumerate(claim.moved_from):
            if old in taken:
                message = f"`{old}` already belongs to `{taken[old]}`"
                fix = "Delete it here or there."
                yield Hit(message, fix, ("moved_from", number), context.library.claim_paths[claim.id])
            taken[old] = claim.id
    known = {*taken, *context.library.page_files}
    for path in context.parts.reading.grades if context.library.complete and context.parts.reading else ():
        of_claim = path.startswith(f"{CLAIMS}/")
        name = PurePosixPath(path).stem if of_claim else path.removeprefix(f"{DOCS}/")
        if name not in known:
            fix = f"Write `moved_from: [{name}]` into the claim's new file, or put the file back with `withdrawn`."
            fix = fix if of_claim else "Put the page back, with a link to where its text stands now."
            message = "the file is gone, and with it an address to which others may link"
            fix = f"{fix} If it was never published, delete this line."
            yield Hit(message, fix, ("grades", path), f"{DATA}/reading.yml", on_key=True)


@advice(
    "F45",
    "Nobody answers for the site",
    bad="docs/data/site.yml without owner or contact",
    good='owner: "The Tea Society"\ncontact: https://tea.example.org/contact',
)
def somebody_answers(context: Context) -> Iterator[Hit]:
    """Readers ask who publishes a page and how to reach them: `owner`, `contact` and, where it is another, `editor`.

    Until they are filled in, the foot of every page says that no owner is named. Only the owner can fill them in.
    """
    site = context.parts.site
    if site and (missing := [name for name in ("owner", "contact") if not getattr(site, name)]):
        yield Hit(f"does not say who answers for the site: {' and '.join(f'`{name}`' for name in missing)} missing",
                  "Name a person or body that has agreed to it. Invent nobody.", path="docs/data/site.yml")  # fmt: skip


@warning(
    "F40",
    "A claim that is there already",
    bad="claims/heart/steadies-the-pulse.yml with the question of claims/heart/slows-the-heart.yml",
    good="a question of its own",
)
def no_claim_twice(context: Context) -> Iterator[Hit]:
    """A question is answered on one page: a reader who finds it twice cannot know which of two answers counts.

    A file that was copied to begin a new claim keeps it until it is changed. Case and punctuation do not matter.
    """
    paths = context.library.claim_paths
    by_words: dict[str, list[Claim]] = defaultdict(list)
    for claim in context.library.claims.values():
        if TODO not in claim.question:
            by_words[_words(claim.question)].append(claim)
    for same in by_words.values():
        first, *others = sorted(same, key=lambda claim: (claim.changes[0].date, claim.id))
        for claim in others:
            what = "the question and the claim" if _words(claim.claim) == _words(first.claim) else "the question"
            fix = "Write the question of this file's own claim, or add to the other file and delete this one."
            yield Hit(f"has {what} of {paths[first.id]}", fix, ("question",), paths[claim.id])


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


@rule(
    "P04",
    "A picture that is not there",
    bad="<!-- explainer:picture names=leef -->",
    good="<!-- explainer:picture names=leaf -->",
)
def pictures_exist(context: Context) -> Iterator[Hit]:
    """`names` are files of docs/pictures/ without their ending, with commas; a page shows each of them once."""
    seen: set[tuple[str, str]] = set()
    for page, directive, names in _shown(context):
        at = partial(Hit, path=page.path, mark=directive.mark)
        if not names:
            yield at("names no picture", "Write names=leaf, or names=tree,leaf.")
        for name in names:
            if name in context.library.picture_files - context.library.pictures.keys():
                continue  # the problems of its own file say what is wrong
            if name not in context.library.pictures:
                fix = did_you_mean(name, context.library.pictures, f"Add docs/pictures/{name}.svg.")
                yield at(f"there is no picture `{name}` that can be shown", fix)
            elif (page.path, name) in seen:
                yield at(f"shows `{name}` a second time", "Show it once a page.")
            seen.add((page.path, name))


def _shown(context: Context) -> Iterator[tuple[ProsePage, Directive, list[str]]]:
    """Yield (page, directive, names of pictures) for every directive that shows pictures."""
    for page, directive in context.directives():
        if directive.name == "picture":
            yield page, directive, directive.listed("names")


@rule(
    "P05",
    "A picture without a caption",
    bad="<!-- explainer:picture names=leaf -->\n\n## The next heading",
    good="<!-- explainer:picture names=leaf -->\n\nThe leaf. Schematic, not to scale. [@flora2021]",
)
def pictures_have_captions(context: Context) -> Iterator[Hit]:
    """The paragraph below a picture is its caption: it cites the sources, or says that the drawing is schematic."""
    for page, directive, _ in _shown(context):
        caption = re.match(r"\s*([^\n]+(?:\n[^\n]+)*)", page.text[directive.end :])
        if not (caption and re.search(r"\[@|\bschematic\b", caption[1], re.IGNORECASE)):
            message = "the paragraph below the picture neither cites a source nor says that it is schematic"
            fix = "Write the caption there: what the picture shows, and its sources."
            yield Hit(message, fix, path=page.path, mark=directive.mark)


@warning(
    "P06",
    "A picture that no page shows",
    bad="docs/pictures/leaf.svg, and no page that names it",
    good="<!-- explainer:picture names=leaf -->",
)
def pictures_are_shown(context: Context) -> Iterator[Hit]:
    """A picture without a page has no caption and no sources, and its numbers are traced nowhere."""
    shown = {name for _, _, names in _shown(context) for name in names}
    for name, picture in context.library.pictures.items() if context.library.complete else ():
        if name not in shown:
            yield Hit(f"no page shows `{name}`", "Show it, or delete it.", path=picture.path)
