"""No shop is linked: which addresses are a shop's."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from explainer.loading.bibliography_fields import VERBATIM
from explainer.model.reference import Reference
from explainer.model.shop_addresses import LEFT_OUT, Shops, without_shops
from explainer.model.vocabulary import Design

FILM = "films.example/watch?v=tea"
COPY = "copies.example/AbC12"


# Which addresses are a shop's


def seller(url: str, archive_url: str = "", key: str = "shop") -> Reference:
    return Reference(key, "online", "T", url=url, archive_url=archive_url, design=Design.SELLER_PAGE)


@pytest.fixture(scope="module")
def shops() -> Shops:
    works = [
        seller("https://shop.example.org/tea"),
        seller(f"https://www.{FILM}", f"https://{COPY}", key="film"),
        seller("https://web.archive.org/web/2026/http://Gone.example:80/x?a=1", "https://archive.ph/AbC", key="gone"),
        seller("https://web.archive.org/web/2026/lost.example/x.html", key="lost"),
        seller("https://k\u00e4fer.example/", key="umlaut"),
    ]
    lists = (
        ["listed.example", "sleepytea"],
        ["films.example", "copies.example", "sleepytea-museum.example"],
        ["Tea-Palace", "O.P.M."],
    )
    return without_shops({one.key: one for one in works}, *lists)[1]


KNOWN = (
    "https://shop.example.org/tea", "http://shop.example.org", "HTTPS://WWW.Shop.Example.ORG:8443/a?b#c",
    "//shop.example.org/", "https:shop.example.org", "https:/shop.example.org/", "https:\\\\shop.example.org\\x",
    "https://me:secret@shop.example.org/", "mailto:me@shop.example.org", "https://en.shop.example.org/",
    "https://shop.example.org./", "https://shop%2Eexample.org/", "https://shop\u3002example\u3002org/",
    "https://web.archive.org/web/2020*/https://shop.example.org/tea",
    "https://web.archive.org/web/2020/shop.example.org/tea", "https://archive.ph/2020/https://shop.example.org/",
    "https://search.example/url?q=https%3A%2F%2Fshop.example.org%2Ftea&x=1",
    "https://search.example/url?q=https%253A%252F%252Fshop.example.org%252Ftea",
    "https://films.example/watch?v=tea", "https://www.films.example/watch?v=tea#t=1", "https://copies.example/AbC12/",
    "https://gone.example/", "https://archive.ph/AbC", "https://lost.example/other", "https://xn--kfer-loa.example/",
    "https://listed.example/blog", "https://a.b.listed.example",
)  # fmt: skip
LIKELY = (
    "https://teapalace.example/", "https://buy-tea-palace-now.example/x", "https://opm.example", "https://good-sleepy-tea.example",
    "https://a.myshopify.com/", "https://www.amazon.co.uk/dp/1", "https://amazon.com/x", "https://www.etsy.com/listing/1",
    "https://tea.shop/", "https://shop.tea.example/", "https://store.tea.example",
    "https://tea.example/product/red", "https://tea.example/Products/red", "https://tea.example/collections/red",
    "https://tea.example/shop", "https://tea.example/en/shop/?page=2", "https://tea.example/cart",
    "https://tea.example/?p=1&add-to-cart=3", "https://web.archive.org/web/2026/https://tea.example/products/red",
)  # fmt: skip
NONE = (
    "https://health.example.org/tired", "https://a-shop.example.org/", "https://example.org/shop.example.orgs",
    "https://notshop.example.org.evil.example/", "https://films.example/watch?v=other", "https://films.example/shop/",
    "https://copies.example/AbC123", "https://archive.ph/other", "https://web.archive.org/web/2026/https://health.example.org/",
    "https://www.sleepytea-museum.example/collections/red", "https://opmuseum.example/", "https://s3.amazonaws.com/x",
    "https://store.samhsa.gov/product/TIP-63", "https://www.tga.gov.au/products/a", "https://www.york.ac.uk/shop/",
    "https://europa.eu/shop", "https://bishop.example/", "https://tea.example/workshop", "https://tea.example/collections",
    "https://tea.example/products", "https://shop.example/", "shop", "claims/shop/a.yml", "", "https://", "http://localhost:8000/shop/",
    "https://doi.org/10.5555/warm.2020.45", "https://web.archive.org/web/2026/x.html",
    "what-is-sleepytea.md", "sleepytea.svg",
)  # fmt: skip


@pytest.mark.parametrize("address", [*KNOWN, *LIKELY, *NONE])
def test_whether_an_address_is_a_shops(address: str, shops: Shops) -> None:
    why = shops.why(address)
    assert why.startswith("looks like") if address in LIKELY else why == "is a shop's address" * (address in KNOWN)
    assert shops.is_listed(address) is (address in KNOWN)


@pytest.mark.parametrize(
    "address", [one for one in (*KNOWN, *LIKELY) if "://" in one and " " not in one and "\\" not in one]
)
def test_a_text_that_contains_an_address_of_a_shop(address: str, shops: Shops) -> None:
    for text in (f"See [it]({address}), too.", f'<a href="{address}">', f"See <{address}>.", f"So ({address})."):
        (hit,) = shops.in_text(text)
        assert text[hit[0] :].startswith(hit[1])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They sell it at shop.example.org.", ["shop.example.org"]),
        ("At www.shop.example.org/tea, or me@shop.example.org!", ["www.shop.example.org/tea", "shop.example.org"]),
        ("It ends. So it is e.g. 2.5 mg, i.e. docs/shop/index.md and ../shop.example.org.md", []),
        ("me@health.example.org and doi:10.5555/shop.example.org", []),
    ],
)
def test_bare_hosts_in_a_text(text: str, found: list[str], shops: Shops) -> None:
    assert [address for _, address, _ in shops.in_text(text)] == found


@pytest.mark.parametrize("part", ["a.", "a", "/", "//a", "a.b/", "@a.b", "https://", "%2F", "a-", "=http://a.b", "\\"])
def test_long_texts_are_searched_quickly(part: str, shops: Shops) -> None:
    began = time.process_time()
    list(shops.in_text(part * (100_000 // len(part))))
    assert time.process_time() - began < 5


# What a reference loses


def test_a_page_at_a_shops_address_is_published_without_any() -> None:
    news = Reference("news", "online", "T", url="https://a.myshopify.com/x", doi="10.5555/x", design=Design.NEWS)
    paper = Reference("paper", "article", "T", url="https://paper.example/", doi="10.5555/y", design=Design.COHORT)
    unknown = Reference("unknown", "misc", "T", note="Its address is not known.", design=Design.SELLER_PAGE)
    works = {one.key: one for one in (news, paper, unknown, seller("https://shop.example.org/", key="shop"))}
    published, shops = without_shops(works)
    assert {key: (one.url, one.links) for key, one in published.items()} == {
        "news": ("", ()),
        "paper": ("https://paper.example/", (("doi:10.5555/y", "https://doi.org/10.5555/y"),)),
        "unknown": ("", ()),
        "shop": ("", ()),
    }
    assert published["paper"] is paper
    assert published["unknown"] is unknown, "nothing was taken, so nothing is said"
    assert published["shop"].note == LEFT_OUT
    assert shops.withheld == {
        "news": {"url": "https://a.myshopify.com/x", "doi": "10.5555/x"},
        "shop": {"url": "https://shop.example.org/"},
    }


def test_every_field_that_is_an_address_or_becomes_one_is_taken() -> None:
    """A further such field, added to the bibliography, has to be taken out of sellers' pages too."""
    fields = sorted(VERBATIM - {"isbn"})
    whole = replace(seller(""), **dict.fromkeys(fields, "x"))  # type: ignore[arg-type] # all of these are texts
    published, shops = without_shops({"shop": whole})
    assert [name for name in fields if getattr(published["shop"], name)] == []
    assert set(shops.withheld["shop"]) == set(fields)
