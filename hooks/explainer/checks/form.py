"""Form (F) across files: what no single file can show."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import partial

from explainer.checks.reader_texts import TODO
from explainer.checks.runner import Context, Hit, rule
from explainer.loading.citation_syntax import unclosed_fence
from explainer.loading.directives import DIRECTIVES, find_directives
from explainer.loading.field_help import FILES
from explainer.loading.library import CLAIMS
from explainer.loading.yaml_reader import Path as Place
from explainer.model.claim import Claim
from explainer.model.site_data import DataParts
from explainer.model.synonyms import SYNONYMS
from explainer.problems import Mark, Severity
from explainer.rules import Scope
from explainer.suggestions import did_you_mean


@rule(
    "F20",
    "The topic is not the folder",
    bad="claims/heart/slows-the-heart.yml with `topic: pain`",
    good="claims/heart/slows-the-heart.yml with `topic: heart`",
)
def topic_is_folder(claim: Claim, context: Context) -> Iterator[Hit]:
    """A claim stands in the folder of its topic, so that it can be found by looking, and its topic must exist."""
    folder = context.library.claim_paths[claim.id].split("/")[1]
    if claim.topic != folder:
        yield Hit(
            f"`topic` is `{claim.topic}`, but the folder is `{folder}`",
            "Change the topic, or move the file.",
            ("topic",),
        )
    known = context.parts.topics
    if known is not None and claim.topic not in (topics := [topic.id for topic in known]):
        yield Hit(
            f"there is no topic `{claim.topic}`",
            did_you_mean(claim.topic, topics, f"Use one of: {', '.join(topics)}."),
            ("topic",),
        )


@rule(
    "F21",
    "A related claim does not exist",
    bad="related: [slows-the-hart]",
    good="related: [slows-the-heart]",
)
def related_exist(claim: Claim, context: Context) -> Iterator[Hit]:
    """`related` names other claims by id; a page cannot link to one that is not there, nor to itself."""
    known = context.library.claim_paths
    for number, other in enumerate(claim.related):
        place = ("related", number)
        if other == claim.id:
            yield Hit("`related` names the claim itself", "Delete it.", place)
        elif other not in known:
            yield Hit(
                f"there is no claim `{other}`",
                did_you_mean(other, known, "Delete it, or add that claim."),
                place,
            )


@rule(
    "F22",
    "A care sign does not exist",
    bad="see_a_doctor: [chestpain]",
    good="see_a_doctor: [chest-pain]",
)
def signs_exist(claim: Claim, context: Context) -> Iterator[Hit]:
    """`see_a_doctor` names signs of docs/data/care.yml by id."""
    care = context.parts.care
    if care is None:
        return
    known = [sign.id for sign in care.signs]
    for number, sign in enumerate(claim.see_a_doctor):
        if sign not in known and sign != TODO.lower():
            yield Hit(
                f"there is no sign `{sign}` in docs/data/care.yml",
                did_you_mean(sign, known, f"Use one of: {', '.join(known)}."),
                ("see_a_doctor", number),
            )


@rule(
    "F23",
    "Data that does not fit together",
    scope=Scope.LIBRARY,
    bad="docs/data/article.yml: statement S19 with a claim that does not quote the article",
    good="the claim's appearances hold the article as a source",
)
def data_fits(context: Context) -> Iterator[Hit]:
    """The data files refer to pages, cards, references and claims that exist; ids in them are not used twice."""
    pages = {page.name for page in context.library.prose}
    yield from _missing_pages(context.parts, pages)
    yield from _ids_used_twice(context.parts)
    yield from _missing_cards(context.parts)
    yield from _missing_topics(context.parts)
    yield from _missing_claims(context)
    yield from _missing_first(context)
    yield from _missing_search_pages(context, pages)
    if context.parts.article:
        yield from _article_hits(context)


def _missing_pages(parts: DataParts, pages: set[str]) -> Iterator[Hit]:
    fields = ("doctor_page", "method_page", "glossary_page", "sources_page", "claims_page") if parts.site else ()
    named: list[tuple[str, Place, str]] = [
        ("site", (field,), page) for field in fields if (page := getattr(parts.site, field))
    ]
    named += [("topics", ("topics", n, "page"), topic.page) for n, topic in enumerate(parts.topics or ())]
    named += [("tasks", ("tasks", n, "page"), task.page) for n, task in enumerate(parts.tasks or ())]
    for file, place, page in named:
        if page not in pages:
            yield Hit(
                f"there is no page docs/{page}", "Add the page, or correct its name.", place, f"docs/data/{file}.yml"
            )


def _ids_used_twice(parts: DataParts) -> Iterator[Hit]:
    care = parts.care
    for file, group, ids in (
        ("topics", "topics", [topic.id for topic in parts.topics or ()]),
        ("care", "cards", [card.id for card in care.cards] if care else []),
        ("care", "signs", [sign.id for sign in care.signs] if care else []),
        ("helplines", "countries", [country.id for country in parts.helplines or ()]),
        ("glossary", "terms", [term.id for term in parts.glossary or ()]),
    ):
        for number, name in enumerate(ids):
            if name in ids[:number]:
                yield Hit(
                    f"the id `{name}` stands twice",
                    "Keep one of the two.",
                    (group, number, "id"),
                    f"docs/data/{file}.yml",
                )


def _missing_cards(parts: DataParts) -> Iterator[Hit]:
    cards = {card.id for card in parts.care.cards} if parts.care else set()
    for number, sign in enumerate(parts.care.signs if parts.care else ()):
        if sign.card not in cards:
            yield Hit(
                f"there is no card `{sign.card}`",
                "Use the id of a card.",
                ("signs", number, "card"),
                "docs/data/care.yml",
            )


def _missing_topics(parts: DataParts) -> Iterator[Hit]:
    """Yield the topics that tasks name but the site does not have; nothing if the topics could not be read."""
    topics = {topic.id for topic in parts.topics or ()}
    for number, task in enumerate(parts.tasks or () if topics else ()):
        for nth, name in enumerate(task.topics):
            if name not in topics:
                place: Place = ("tasks", number, "topics", nth)
                yield Hit(f"there is no topic `{name}`", "Use the id of a topic.", place, "docs/data/tasks.yml")


def _missing_claims(context: Context) -> Iterator[Hit]:
    """Yield the claims that notes of topics name and that there are not."""
    known = context.library.claim_paths
    for number, topic in enumerate(context.parts.topics or ()):
        for field, nth, note in topic.notes():
            if note.claim and note.claim not in known:
                fix = did_you_mean(note.claim, known, "Use the id of a claim.")
                place = ("topics", number, field, nth, "claim")
                yield Hit(f"there is no claim `{note.claim}`", fix, place, "docs/data/topics.yml")


def _missing_first(context: Context) -> Iterator[Hit]:
    """Yield what topics name first and what is no claim of theirs."""
    for number, topic in enumerate(context.parts.topics or ()):
        for nth, name in enumerate(topic.first):
            claim = context.library.claims.get(name)
            if name not in context.library.claim_paths or (claim and claim.topic != topic.id):
                yield Hit(f"the topic `{topic.id}` has no claim `{name}`", "Use the id of a claim of this topic.",
                          ("topics", number, "first", nth), "docs/data/topics.yml")  # fmt: skip


def _missing_search_pages(context: Context, pages: set[str]) -> Iterator[Hit]:
    synonyms = context.parts.synonyms
    for number, synonym in enumerate(synonyms.synonyms if synonyms else ()):
        for nth, page in enumerate(synonym.pages):
            folder, _, claim = page.removesuffix(".md").rpartition("/")
            if page not in pages and not (folder == CLAIMS and claim in context.library.claim_paths):
                yield Hit(f"there is no page {page}", "Name a page below docs/ or claims/<id>.md.",
                          ("synonyms", number, "pages", nth), SYNONYMS)  # fmt: skip


def _article_hits(context: Context) -> Iterator[Hit]:
    library, article = context.library, context.parts.article
    if article is None:
        return
    path = "docs/data/article.yml"
    for number, statement in enumerate(article.statements):
        if statement.claim is None:
            continue
        place = ("statements", number, "claim")
        claim = library.claims.get(statement.claim)
        if statement.claim not in library.claim_paths:
            yield Hit(f"there is no claim `{statement.claim}`", "Use the id of a claim.", place, path)
        elif claim and article.source not in {appearance.source for appearance in claim.appearances}:
            yield Hit(
                f"the claim `{claim.id}` has no appearance in `{article.source}`",
                "Add the article's words to the claim's appearances.",
                place,
                path,
            )


@rule(
    "F24",
    "A directive that means nothing",
    scope=Scope.LIBRARY,
    bad="<!-- explainer:claim topic=pain -->",
    good="<!-- explainer:claims topic=pain -->",
)
def directives_known(context: Context) -> Iterator[Hit]:
    """A line `<!-- explainer:NAME key=value -->` in a page becomes a generated part; name and keys must exist."""
    topics = [topic.id for topic in context.parts.topics or ()]
    for page in context.library.prose:
        for found in find_directives(page.text):
            at = partial(Hit, path=page.path, mark=found.mark)
            if found.name not in DIRECTIVES:
                fix = did_you_mean(found.name, DIRECTIVES, f"Use one of: {', '.join(DIRECTIVES)}.")
                yield at(f"there is no directive `{found.name}`", fix)
                continue
            allowed = DIRECTIVES[found.name][0]
            for name in found.arguments:
                if name not in allowed:
                    yield at(f"`{found.name}` takes no `{name}`", "Delete it.")
            if found.unread:
                yield at(f"`{found.unread}` cannot be read", "Write key=value, without spaces.")
            if (topic := found.arguments.get("topic")) and topics and topic not in topics:
                yield at(f"there is no topic `{topic}`", f"Use one of: {', '.join(topics)}.")
            if (file := found.arguments.get("file")) and file not in FILES:
                yield at(f"there are no fields of `{file}`", f"Use one of: {', '.join(FILES)}.")
            for claim in found.arguments.get("ids", "").split(","):
                if claim and claim not in context.library.claim_paths:
                    yield at(f"there is no claim `{claim}`", "Use the ids of claims, with commas.")


@rule(
    "F31",
    "A code block that nothing closes",
    scope=Scope.LIBRARY,
    bad="```yaml\nverdict: mixed",
    good="```yaml\nverdict: mixed\n```",
)
def fences_closed(context: Context) -> Iterator[Hit]:
    """Everything after the fence would be taken for code: citations and parts in it would not be seen."""
    for page in context.library.prose:
        if line := unclosed_fence(page.text):
            fix = "Close it with the same marks on a line of their own."
            yield Hit("this code block is never closed", fix, path=page.path, mark=Mark(line))


@rule(
    "F25",
    "An old address that is in use",
    scope=Scope.LIBRARY,
    bad="moved_from: [slows-the-heart] while claims/heart/slows-the-heart.yml exists",
    good="moved_from: [an-id-no-claim-has-now]",
)
def moved_is_free(context: Context) -> Iterator[Hit]:
    """`moved_from` keeps old addresses alive; one address can lead to one claim only."""
    taken: dict[str, str] = {name: name for name in context.library.claim_paths}
    for claim in context.library.claims.values():
        for number, old in enumerate(claim.moved_from):
            if old in taken:
                yield Hit(
                    f"`{old}` already belongs to `{taken[old]}`",
                    "Delete it here or there.",
                    ("moved_from", number),
                    context.library.claim_paths[claim.id],
                )
            taken[old] = claim.id


@rule(
    "F45",
    "Nobody answers for the site",
    severity=Severity.ADVICE,
    scope=Scope.LIBRARY,
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


@rule(
    "F40",
    "A claim that is there already",
    severity=Severity.WARNING,
    scope=Scope.LIBRARY,
    bad="claims/heart/steadies-the-pulse.yml with question and claim of claims/heart/slows-the-heart.yml",
    good="a question and a claim of its own",
)
def no_claim_twice(context: Context) -> Iterator[Hit]:
    """One question and one sentence are judged on one page, so that two pages cannot answer them differently.

    A file that was copied to begin a new claim keeps them until they are changed. Case and punctuation do not matter.
    """
    paths = context.library.claim_paths
    by_words: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in context.library.claims.values():
        if TODO not in claim.question + claim.claim:
            by_words[_words(claim.question), _words(claim.claim)].append(claim)
    for same in by_words.values():
        first, *others = sorted(same, key=lambda claim: (claim.changes[0].date, claim.id))
        for claim in others:
            fix = "Write the question and the claim of this file, or add to the other one and delete this file."
            yield Hit(f"has the question and the claim of {paths[first.id]}", fix, ("question",), paths[claim.id])


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
