"""Web addresses: no shop is linked (S27, S29), and no address leads into a private network (L09).

Which addresses are a shop's is decided in `explainer.model.shop_addresses`.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator

from explainer.checks.reader_texts import hit_in
from explainer.checks.runner import Context, Hit, rule
from explainer.loading.address_inventory import written_addresses
from explainer.loading.library import BIBLIOGRAPHY, Library
from explainer.loading.yaml_reader import scalars
from explainer.model.shop_addresses import Shops, may_hold_address, split_address
from explainer.model.vocabulary import Design, Speaker
from explainer.network.guard import exact, refusal

WORDS = "docs/data/words.yml"
_NOT_A_SHOP = "If it is no shop's, add its host to `not_shops` in docs/data/words.yml."
_FIX = f"Delete it. To quote a seller, cite a source with `design = {{seller-page}}` under `appearances`. {_NOT_A_SHOP}"
_FIELD = re.compile(r"(?:^|[,{])\s*([A-Za-z_]+)\s*=\s*[{\"]", re.MULTILINE)
_OWN_RULE = frozenset({"url", "archive_url", "doi"})
"""Fields that are never published as links: S29 covers two of them, and a DOI does not lead to a shop."""
_SPOKEN = frozenset({Design.INFORMATION_PAGE, Design.COMMENTARY})


@rule(
    "S27",
    "A link to a shop",
    bad="docs/safety.md: See [their tests](https://teaville.example/products/tea).",
    good="docs/safety.md: Some sellers show tests of their own.",
)
def no_shop_is_linked(context: Context) -> Iterator[Hit]:
    """No page, claim, data file or field of the bibliography holds the address of a shop, as a link or in words.

    That is the host of every seller's page in the bibliography, what docs/data/words.yml lists under `shops` and
    `brands`, copies of such pages in archives, and what looks like a shop: its host (such as one of myshopify.com) or
    its path (such as /products/). A host that only looks like one is listed under `not_shops`.
    """
    library = context.library
    for page in library.prose:
        yield from _in_file(library.shops, page.path, page.text)
    for picture in library.pictures.values():
        yield from _in_file(library.shops, picture.path, picture.text)
    for path, document in library.documents.items():
        if path != WORDS and _may_hold_address(library.texts.get(path)):
            for place, value in scalars(document.data, keys=True):
                for _, address, why in library.shops.in_text(value):
                    yield Hit(_message(address, why), _FIX, place, path)
    yield from _in_bibliography(library)


@rule(
    "S29",
    "A shop that is not marked as one",
    bad="url = {https://teaville.example/blog/sleep},\ndesign = {information-page},",
    good="url = {https://teaville.example/blog/sleep},\ndesign = {seller-page},",
)
def shops_are_marked(context: Context) -> Iterator[Hit]:
    """A source at a shop's address, or in which a seller speaks for itself, has `design = {seller-page}`.

    Its address is then left out of everything that is published, and it cannot carry a finding (S14). A work that has
    a DOI or a number in PubMed is no seller's page, whoever wrote it: its `interest` says so.
    """
    library = context.library
    for key, taken in library.shops.withheld.items():
        reference = library.references[key]
        for field, value in taken.items():
            why = library.shops.why(value) if field in {"url", "archive_url"} else ""
            if reference.design is not Design.SELLER_PAGE and why:
                message = f"`{key}` is not marked as a seller's page, and {_message(value, why)}"
                fix = f"Write `design = {{seller-page}}`, or cite the work itself. {_NOT_A_SHOP}"
            elif reference.design is Design.SELLER_PAGE and field in {"doi", "pmid", "pmcid"}:
                message = f"`{key}` is marked as a seller's page and has a {field.upper()}"
                fix = "Give it the design of the work that it is."
            else:
                continue
            yield Hit(message, fix, path=BIBLIOGRAPHY, mark=reference.mark_of(field))
    for claim_id, claim in library.claims.items():
        for number, appearance in enumerate(claim.appearances):
            source = library.references.get(appearance.source) if appearance.by is Speaker.SELLER else None
            if source and source.url and not source.doi and source.design in _SPOKEN:
                message = f"a seller speaks in `{appearance.source}`, which is not marked as a seller's page"
                fix = "Write `design = {seller-page}` in its entry, or say under `by` who speaks."
                yield Hit(message, fix, ("appearances", number, "source"), library.claim_paths[claim_id])


def _in_file(shops: Shops, path: str, text: str) -> Iterator[Hit]:
    for start, address, why in shops.in_text(text):
        yield hit_in(path, text, start, _message(address, why), _FIX)


def _may_hold_address(text: str | None) -> bool:
    """Return whether a file may contain an address, other than that of its schema in the first line: a quick test."""
    return text is None or may_hold_address(text, text.find("\n") if text.startswith("#") else 0)


def _in_bibliography(library: Library) -> Iterator[Hit]:
    """Yield a hit for each shop's address in bibliography.bib, also in fields that are not published today."""
    text = library.texts.get(BIBLIOGRAPHY, "")
    fields = [(match.start(1), match[1].lower()) for match in _FIELD.finditer(text)]
    for start, address, why in library.shops.in_text(text):
        before = bisect_left(fields, (start,))
        field = fields[before - 1][1] if before else ""
        if field not in _OWN_RULE:
            yield hit_in(BIBLIOGRAPHY, text, start, _message(address, why), _FIX)


def _message(address: str, why: str) -> str:
    return f"`{split_address(address)[0]}` {why}"


# Addresses that must not be requested, by the guard of the network


@rule(
    "L09",
    "An address that is not public",
    bad="docs/safety.md: See [the report](http://169.254.169.254/latest/).",
    good="docs/safety.md: See [the report](https://example.org/report).",
)
def links_are_public(context: Context) -> Iterator[Hit]:
    """An address leads to the public internet and carries no user name or password.

    It does not lead to a private or reserved IP address, however it is written, to a cloud's metadata service, to a
    local name or to a host without a dot. Readers could not open it, and `claims links` must not: it runs on machines
    that can reach such addresses.
    """
    for address, spot in written_addresses(context.library):
        if why := refusal(exact(address)):
            message = f"{address[:200]} is not a public address: {why}"
            fix = "Give the page's address on the public internet."
            yield Hit(message, fix, path=spot.path, mark=spot.mark)
