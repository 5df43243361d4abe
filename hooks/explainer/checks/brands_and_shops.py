"""Safety (D), part two: no brands and no shops. The site's own data lists them."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.checks.reader_texts import ALL, any_of
from explainer.checks.runner import Context
from explainer.checks.text_rules import Fault, text_rule
from explainer.model.claim import Claim

_FIX = "Leave the name out: say `a product` or `a seller`."


@text_rule(
    "D07",
    "A brand or a shop",
    voices=ALL,
    in_code=True,
    bad="finding: Tea Palace capsules held more than the label said.   (Tea Palace is in docs/data/words.yml)",
    good="finding: One brand's capsules held more than the label said.",
)
def brands(text: str, context: Context, claim: Claim | None) -> Iterator[Fault]:
    """No text names a brand or a shop of the trade: even a warning that names one tells people where to buy.

    docs/data/words.yml lists them. Every field is read, those too that quote others: of a quotation, take the words
    beside the name. A claim about a named document, such as a recall, gives that reason under `allow`. Of a reference
    all is read that we write; what the work itself prints, as D01 has it.
    """
    if not (words := context.parts.words) or not words.brands:
        return
    fix = f"{_FIX} A claim about a named document may say so under `allow`." if claim else _FIX
    for found in any_of(words.brands).finditer(text):
        yield found.start(), f"names a brand or a shop: `{' '.join(found.group().split())}`", fix
