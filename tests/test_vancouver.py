"""References as readers see them, held against "Citing Medicine" (National Library of Medicine, 2nd edition).

Two departures are the site's own and stand here too: journal titles in full, and an en dash in page ranges.
"""

from __future__ import annotations

import re
from datetime import date
from itertools import product
from typing import Any

import pytest

from explainer.model.reference import Name, Reference
from explainer.references.vancouver import author_line, english, ordinal, pages_short, vancouver

SMITH = Name("Smith", ("Anna", "B."))
BERG = Name("Berg", ("Jan",), particle="van der")
SERVICE = Name("Health Service", literal=True)
DAY = date(2026, 6, 1)


def ref(kind: str = "article", title: str = "Tea and sleep", **fields: Any) -> Reference:
    return Reference(key="k", type=kind, title=title, **fields)


REFERENCES: dict[str, tuple[Reference, str]] = {
    # what no work of test_nlm_style has; that holds every kind and most of what a reference may lack
    "book of a series": (
        ref("book", authors=(SMITH,), publisher="Tea Press", year="2001", series="Tea books", number="7b"),
        "Smith AB. Tea and sleep. Tea Press; 2001. (Tea books; no. 7b).",
    ),
    "book of many editors": (
        ref("book", editors=tuple(Name(family, ("X",)) for family in "ABCDEFGH")),
        "A X, B X, C X, D X, E X, F X, et al., editors. Tea and sleep.",
    ),
    "thesis": (
        ref("thesis", authors=(SMITH,), address="Oslo", publisher="University of Oslo", year="2019"),
        "Smith AB. Tea and sleep [thesis]. Oslo: University of Oslo; 2019.",
    ),
    "web page on a site": (
        ref("online", authors=(SERVICE,), container="Tea Portal", accessed=date(2025, 12, 31)),
        "Health Service. Tea and sleep [Internet]. Tea Portal [cited 2025 Dec 31].",
    ),
    "web page on a site of a publisher": (
        ref("online", authors=(SERVICE,), container="Tea Portal", publisher="Ministry", year="2022", accessed=DAY),
        "Health Service. Tea and sleep [Internet]. Ministry; 2022 [cited 2026 Jun 1].",
    ),
    "anything else in something": (
        ref("misc", authors=(SERVICE,), container="Gazette", year="1999", volume="3", pages="1--2", accessed=DAY),
        "Health Service. Tea and sleep. Gazette. 1999;3:1\u20132. [cited 2026 Jun 1].",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFERENCES)
def test_a_reference_is_written(name: str) -> None:
    reference, written = REFERENCES[name]
    assert vancouver(reference) == written


@pytest.mark.parametrize(
    ("name", "written"),
    [
        (Name("Smith", ("Anna",)), "Smith A"),
        (Name("Smith", ("Anna", "Berta")), "Smith AB"),
        (Name("Smith", ("A.", "B.")), "Smith AB"),
        (Name("Smith", ("A.B.",)), "Smith AB"),
        (Name("Smith", ("AB",)), "Smith AB"),
        (Name("Smith", ("KLM",)), "Smith KLM"),
        (Name("Smith", ("KLMN",)), "Smith K"),
        (Name("Smith", ("\u02bbAziz",)), "Smith A"),
        (Name("Smith", ("Robert", "(Bob)", "Lee")), "Smith RL"),
        (Name("Smith", ("Robert", "\u201cBob\u201d")), "Smith R"),
        (Name("Silva", ("Jo\u00e3o", "da", "Costa")), "Silva J da C"),
        (Name("Wong", ("Kai", "\u738b")), "Wong K \u738b"),
        (Name("Smith", ("anna",)), "Smith A"),
        (Name("Lagrot", ("Jean-Louis",)), "Lagrot JL"),
        (Name("Li", ("Y.-Z.",)), "Li YZ"),
        (Name("Al", ("Bo",)), "Al B"),
        (Name("Harris", ("D'Arcy",)), "Harris D"),
        (Name("\u00c1lvarez", ("\u00c9mile",)), "\u00c1lvarez \u00c9"),
        (Name("Beethoven", ("Ludwig",), particle="van"), "van Beethoven L"),
        (Name("Leong Abdullah", ("Mohammad",)), "Leong Abdullah M"),
        (Name("O'Brien", ("Conan",)), "O'Brien C"),
        (Name("King", ("Martin", "Luther"), suffix="Jr."), "King ML Jr"),
        (Name("King", ("Martin",), suffix="Sr"), "King M Sr"),
        (Name("Jones", ("James", "G."), suffix="II"), "Jones JG 2nd"),
        (Name("Adams", ("John", "A."), suffix="III"), "Adams JA 3rd"),
        (Name("Plato"), "Plato"),
        (Name("World Health Organization", literal=True), "World Health Organization"),
    ],
)
def test_a_name_is_written_as_family_name_and_initials(name: Name, written: str) -> None:
    assert author_line(name) == written


@pytest.mark.parametrize(
    "title",
    [
        *("Use of Kratom in the USA: a DNA study.", "MITRAGYNINE AND pH.", "kratom, lower case.", "$100 & more <b>."),
        "\u201cQuoted\u201d words (and brackets).",
        *("Is it safe?", "Take care!", "It works. It does."),  # with an end of their own
    ],
)
def test_the_title_is_kept_letter_by_letter_with_its_own_end(title: str) -> None:
    given = title if title.count(".") > 1 else title.removesuffix(".")
    assert vancouver(ref(title=given, authors=(SMITH,), container="J", year="2020")) == f"Smith AB. {title} J. 2020."


@pytest.mark.parametrize(
    ("pages", "short"),
    [
        ("847-854", "847\u201354"),
        ("847--854", "847\u201354"),
        ("847\u2013854", "847\u201354"),
        ("847 - 854", "847\u201354"),
        ("124-128", "124\u20138"),
        ("199-201", "199\u2013201"),
        ("5-9", "5\u20139"),
        ("99-101", "99\u2013101"),
        ("1200-1210", "1200\u201310"),
        ("45-45", "45"),
        ("S9-S9", "S9"),
        ("54-47", "54\u201347"),
        ("12", "12"),
        ("e1004", "e1004"),
        ("S12-S19", "S12\u20139"),
        ("S9-S12", "S9\u2013S12"),
        ("S12-19", "S12-19"),
        ("123A-125A", "123A-125A"),
        ("iv-vi", "iv-vi"),
        ("1-4, 9-12", "1-4, 9-12"),
        ("", ""),
    ],
)
def test_page_ranges_are_shortened_to_what_changes(pages: str, short: str) -> None:
    assert pages_short(pages) == short


@pytest.mark.parametrize(
    ("ending", "numbers"),
    [
        ("st", (1, 21, 91, 101)),
        ("nd", (2, 22, 102)),
        ("rd", (3, 23, 103)),
        ("th", (4, 10, 11, 12, 13, 19, 29, 111, 113)),
    ],
)
def test_a_number_in_order_ends_as_it_is_spoken(ending: str, numbers: tuple[int, ...]) -> None:
    assert [ordinal(number, english) for number in numbers] == [f"{number}{ending}" for number in numbers]


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@pytest.mark.parametrize(("month", "name"), list(enumerate(MONTHS, start=1)))
def test_the_day_of_access_has_the_month_in_three_letters(month: int, name: str) -> None:
    shown = vancouver(ref("online", authors=(SERVICE,), accessed=date(2026, month, 9)))
    assert shown.endswith(f"[cited 2026 {name} 9].")


FIELDS: dict[str, Any] = {
    "authors": (SMITH,),
    "editors": (BERG,),
    "container": "Letters",
    "publisher": "Press",
    "address": "Oslo",
    "edition": "2nd",
    "year": "2020",
    "volume": "12",
    "number": "3",
    "pages": "45-52",
    "accessed": DAY,
}
STRAY = re.compile(r"^[^\w$]|[;:,] *[.;:,]|\.\.| [.;:,)]|\(\)|\[\]| {2}|: ?$|In: (?![A-Zv])|\. \.|;\.")


@pytest.mark.parametrize("kind", ["article", "book", "incollection", "report", "misc", "online", "thesis"])
def test_whatever_is_missing_leaves_no_stray_punctuation(kind: str) -> None:
    found = {}
    for chosen in product((True, False), repeat=len(FIELDS)):
        given = {name: value for (name, value), there in zip(FIELDS.items(), chosen, strict=True) if there}
        shown = vancouver(ref(kind, **given))
        if STRAY.search(shown) or not shown.endswith(".") or "Tea and sleep" not in shown:
            found[tuple(given)] = shown
    assert found == {}
