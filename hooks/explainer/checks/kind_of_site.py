"""Form (F) of the site as a whole: whether it is about health, and its language."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.checks.runner import Context, Hit, rule
from explainer.loading.directives import ENGLISH_DIRECTIVES, FORMS, HEALTH_DIRECTIVES, find_directives
from explainer.loading.library import DATA
from explainer.loading.page_texts import own_texts
from explainer.model.claim import OF_HEALTH_CLAIMS
from explainer.model.site_data import ENGLISH, HEALTH_DATA, HEALTH_FIELDS, SiteTexts, WordLists
from explainer.model.wording import SLOT, flat
from explainer.suggestions import did_you_mean

SITE = f"{DATA}/site.yml"
TEXTS = f"{DATA}/texts.yml"
WORDS = f"{DATA}/words.yml"
_LISTS = {
    "amounts": "units of what people take, such as `Gramm`",
    "brands": "brands and shops of the trade",
    "emergencies": "words of an emergency, such as `Krampfanfall`",
    "sells": "words that promise too much",
    "scares": "words that frighten",
}
"""List of words.yml that a site about health needs in a language that the rules do not know -> what is in it."""


@rule(
    "F50",
    "A part of a site about health on another",
    bad="health: false   in docs/data/site.yml, beside docs/data/care.yml",
    good="health: false   without care advice, helplines, `see_a_doctor`, `certainty` and `clinical_review`",
)
def health_is_whole(context: Context) -> Iterator[Hit]:
    """A site with `health: false` has no part of a site about health: a few of them alone would mislead.

    These parts are the line on emergencies, the page of the care advice, the note on review, docs/data/care.yml,
    helplines.yml and emergency.yml; of claims `see_a_doctor`, the grading `certainty`, and `clinical_review`; and the
    directives that show any of it.
    """
    if context.parts.health:
        return
    fix = "Delete it, or write `health: true`."
    written = context.library.documents
    site = written[SITE].data if SITE in written else {}
    for name in HEALTH_FIELDS:
        if isinstance(site, dict) and name in site:
            yield Hit(f"`{name}` is for a site about health", fix, (name,), SITE, on_key=True)
    for name in HEALTH_DATA:
        if f"{DATA}/{name}.yml" in written:
            yield Hit("this file is for a site about health", fix, path=f"{DATA}/{name}.yml")
    for claim_id, claim in context.library.claims.items():
        for name in OF_HEALTH_CLAIMS:
            if getattr(claim, name):
                path = context.library.claim_paths[claim_id]
                yield Hit(f"`{name}` is for a site about health", fix, (name,), path, on_key=True)
    for page in context.library.prose:
        for found in find_directives(page.text):
            if found.name in HEALTH_DIRECTIVES:
                what = f"`{found.name}` shows what only a site about health has"
                yield Hit(what, "Delete the line.", path=page.path, mark=found.mark)


@rule(
    "F51",
    "A text of the pages that does not fit",
    bad="texts: {claim: {withdrawn: Zurückgezogen.}}   without the day",
    good="texts: {claim: {withdrawn: Zurückgezogen am {day}.}}",
)
def texts_fit(context: Context) -> Iterator[Hit]:
    """docs/data/texts.yml replaces texts of the package. Each has a key of the package and the same values in braces.

    If `language` of site.yml is not `en`, every text is there: otherwise pages would mix two languages. Those of the
    forms may be missing if no page has a form. A text with a count has the plural forms of the language: in Polish
    `one`, `few` and `many`.
    """
    parts = context.parts
    language = parts.site.language if parts.site else ENGLISH
    own = own_texts(health=parts.health, language=language)
    said = dict(flat(parts.texts.texts)) if parts.texts else {}
    for key, text in said.items():
        place = ("texts", *key.split("."))
        if key not in own:
            if key in own_texts(health=parts.health):
                continue  # a form that English has and this language never needs
            yield Hit(f"there is no text `{key}`", did_you_mean(key, own, "`claims texts` prints all."), place, TEXTS)
            continue
        wanted, there = set(SLOT.findall(own[key])), set(SLOT.findall(text))
        if wanted != there or text.count("{") != len(SLOT.findall(text)) or text.count("}") != text.count("{"):
            shown = ", ".join(f"{{{name}}}" for name in sorted(wanted)) or "no value"
            yield Hit(f"`{key}` is to hold {shown}, and nothing else in braces", f"In English: {own[key]}",
                      place, TEXTS)  # fmt: skip
    if language.startswith(ENGLISH):
        return
    forms = any(found.name in FORMS for page in context.library.prose for found in find_directives(page.text))
    missing = [key for key in own if key not in said and (forms or not key.startswith("forms."))]
    if missing and (parts.texts or TEXTS not in context.library.documents):
        shown = ", ".join(missing[:5]) + (" and others" if len(missing) > 5 else "")
        path = TEXTS if parts.texts else SITE
        yield Hit(f"{len(missing)} texts are not in the language `{language}`: {shown}",
                  f"Save what `claims texts` prints as {TEXTS}, and translate it.", path=path)  # fmt: skip


@rule(
    "F53",
    "A table in English on a site in another language",
    bad="<!-- explainer:rules -->   on a site with language: de",
    good="a page of the site's own on how to contribute, which leads to `claims explain`",
)
def tables_are_in_the_language(context: Context) -> Iterator[Hit]:
    """A site in another language has no tables of rules, fields and directives: they are in English alone.

    They are for those who work on the files. The commands of the package say the same: `claims explain` tells what a
    rule means, and `claims new` explains each field in the file that it writes.
    """
    site = context.parts.site
    if site is None or site.language.startswith(ENGLISH):
        return
    if site.rules_page:
        yield Hit("the pages of the rules are in English", "Leave it out.", ("rules_page",), SITE, on_key=True)
    for page in context.library.prose:
        for found in find_directives(page.text):
            if found.name in ENGLISH_DIRECTIVES:
                what = f"what stands in the place of `{found.name}` is in English"
                yield Hit(what, "Delete the line.", path=page.path, mark=found.mark)


@rule(
    "F52",
    "A language whose words the rules do not know",
    bad="language: de   without lists in docs/data/words.yml",
    good="language: de   and docs/data/words.yml with amounts, brands, emergencies, sells and scares",
)
def language_has_its_words(context: Context) -> Iterator[Hit]:
    """The rules that keep readers from harm know English words. A site about health in another language lists its own.

    Without the lists no rule would see an amount, a brand, an emergency, or a word that sells or frightens.
    """
    site: SiteTexts | None = context.parts.site
    if site is None or not site.health or site.language.startswith(ENGLISH):
        return
    if context.parts.words is None and WORDS in context.library.documents:
        return  # it cannot be read, which is reported elsewhere
    words = context.parts.words or WordLists()
    for name, what in _LISTS.items():
        if not getattr(words, name):
            where = WORDS if WORDS in context.library.documents else SITE
            yield Hit(f"there is no list `{name}` for the language `{site.language}`",
                      f"Add `{name}` to {WORDS}: {what}.", path=where)  # fmt: skip
