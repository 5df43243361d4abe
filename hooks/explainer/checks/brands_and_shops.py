"""Safety (D), part two: no brands and no shops. Which there are is told by the site's own data."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.checks.reader_texts import ALL, all_texts, any_of, library_hits
from explainer.checks.runner import Context, Hit, rule
from explainer.model.claim import Claim
from explainer.rules import Scope

_FIX = "Leave the name out: say `a product` or `a seller`."


@rule(
    "D07",
    "A brand or a shop",
    bad="finding: Tea Palace capsules held more than the label said.   (Tea Palace is in docs/data/words.yml)",
    good="finding: One brand's capsules held more than the label said.",
)
def no_brands(claim: Claim, context: Context) -> Iterator[Hit]:
    """No text of a claim names a brand or a shop of the trade: even a warning that names one tells people where to buy.

    docs/data/words.yml lists them. Every field is read, those too that quote others: of a quotation, take the words
    beside the name. A claim about a named document, such as a recall, gives that reason under `allow`.
    """
    brands = context.parts.words.brands if context.parts.words else ()
    if not brands:
        return
    for place, text in all_texts(claim):
        if found := any_of(brands).search(text):
            yield Hit(f"names a brand or a shop: `{found.group()}`",
                      f"{_FIX} A claim about a named document may say so under `allow`.", place)  # fmt: skip


@rule(
    "D08",
    "A brand or a shop on a page",
    scope=Scope.LIBRARY,
    bad="docs/safety.md: Tea Palace sells it.   (Tea Palace is in docs/data/words.yml)",
    good="docs/safety.md: Many sellers offer it.",
)
def pages_name_no_brand(context: Context) -> Iterator[Hit]:
    """What D07 says of claims holds for all else that is shown, as D04 has it: pages, pictures, data and references."""
    brands = context.parts.words.brands if context.parts.words else ()
    if not brands:
        return
    find, message = any_of(brands).finditer, "names a brand or a shop: `{found}`"
    yield from library_hits(context.library, find, message, _FIX, ALL, code=True)
