"""Form (F) of the site as a whole: whether it is about health, and its language."""

from collections.abc import Iterator

from explainer.checks.runner import Context, Hit, rule, warning
from explainer.loading.directives import ENGLISH_DIRECTIVES, FORMS, HEALTH_DIRECTIVES
from explainer.loading.library import DATA, SETTINGS
from explainer.loading.page_texts import own_texts
from explainer.model.claim import OF_HEALTH_CLAIMS
from explainer.model.site_data import ENGLISH, HEALTH_DATA, HEALTH_FIELDS
from explainer.model.wording import SLOT, flat
from explainer.problems import did_you_mean

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
"""The lists of words.yml that a site about health needs unless it is in English -> what is in each."""


@rule(
    "F50",
    "A part that only a site about health has",
    bad="health: false   in docs/data/site.yml, beside docs/data/care.yml",
    good="health: false   without care advice, helplines, `see_a_doctor`, `certainty` and `clinical_review`",
)
def health_is_whole(context: Context) -> Iterator[Hit]:
    """A site with `health: false` has none of the parts that only a site about health has: a few alone would mislead.

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
        if name in site:
            yield Hit(f"`{name}` is for a site about health", fix, (name,), SITE, on_key=True)
    for name in HEALTH_DATA:
        if f"{DATA}/{name}.yml" in written:
            yield Hit("this file is for a site about health", fix, path=f"{DATA}/{name}.yml")
    for claim_id, claim in context.library.claims.items():
        for name in OF_HEALTH_CLAIMS:
            if getattr(claim, name):
                path = context.library.claim_paths[claim_id]
                yield Hit(f"`{name}` is for a site about health", fix, (name,), path, on_key=True)
    for page, directive in context.directives():
        if directive.name in HEALTH_DIRECTIVES:
            message = f"`{directive.name}` shows what only a site about health has"
            yield Hit(message, "Delete the line.", path=page.path, mark=directive.mark)


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
    given = dict(flat(parts.texts.texts)) if parts.texts else {}
    for key, text in given.items():
        place = ("texts", *key.split("."))
        if key not in own:
            if key in own_texts(health=parts.health):
                continue  # a form that English has and this language never needs
            yield Hit(f"there is no text `{key}`", did_you_mean(key, own, "`claims texts` prints all."), place, TEXTS)
            continue
        wanted, slots = set(SLOT.findall(own[key])), SLOT.findall(text)
        if wanted != set(slots) or text.count("{") != len(slots) or text.count("}") != len(slots):
            shown = ", ".join(f"{{{name}}}" for name in sorted(wanted)) or "no value"
            yield Hit(f"`{key}` must contain {shown}, and nothing else in braces", f"In English: {own[key]}",
                      place, TEXTS)  # fmt: skip
    if context.is_english:
        return
    forms = any(directive.name in FORMS for _, directive in context.directives())
    missing = [key for key in own if key not in given and (forms or not key.startswith("forms."))]
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

    They are for those who work on the files. The commands give the same help: `claims explain` tells what a rule means,
    and `claims new` explains each field in the file that it writes.
    """
    if context.is_english:
        return
    if context.parts.site and context.parts.site.rules_page:
        yield Hit("the pages of the rules are in English", "Leave it out.", ("rules_page",), SITE, on_key=True)
    for page, directive in context.directives():
        if directive.name in ENGLISH_DIRECTIVES:
            message = f"the table that `{directive.name}` shows is in English"
            yield Hit(message, "Delete the line.", path=page.path, mark=directive.mark)


@warning(
    "F55",
    "Two languages of one site",
    bad="language: de   in docs/data/site.yml, and theme: {language: en} in mkdocs.yml",
    good="language: de   in both",
)
def languages_agree(context: Context) -> Iterator[Hit]:
    """The site's `language` and that of the theme in mkdocs.yml are the same; a region may differ, as in `en-GB`.

    Without `language` a site is in English: its own texts are, and the rules look for English words. Where both are
    given, the theme follows the site.
    """
    settings, site = context.library.documents.get(SETTINGS), context.parts.site
    theme = settings.data.get("theme") if settings else None
    language = theme.get("language") if isinstance(theme, dict) else None
    if site is None or not isinstance(language, str):
        return
    theirs, ours = (tag.lower().replace("_", "-").partition("-")[0] for tag in (language, site.language))
    if theirs == ours:
        return
    fix = f"Write `language: {language}` into {SITE}, or `language: {site.language}` here."
    yield Hit(f"the theme is in `{language}`, and the site in `{site.language}`", fix, ("theme", "language"), SETTINGS)


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
    site = context.parts.site
    if site is None or not site.health or context.is_english:
        return
    if context.parts.words is None and WORDS in context.library.documents:
        return  # it cannot be read, which is reported elsewhere
    for name, what in _LISTS.items():
        if not getattr(context.words, name):
            where = WORDS if WORDS in context.library.documents else SITE
            yield Hit(f"there is no list `{name}` for the language `{site.language}`",
                      f"Add `{name}` to {WORDS}: {what}.", path=where)  # fmt: skip
