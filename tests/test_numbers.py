"""Numbers: which are rounded rightly, and which of a text need a trace."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explainer.checks.traced_numbers import matches, shown_numbers


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ("21.4", "21.4%"),
        ("21.40", "21.4%"),
        ("21", "21.4%"),
        ("20", "21.4%"),
        ("22", "21.5%"),
        ("21", "21.5%"),
        ("22", "21.6%"),
        ("25", "24.9 s"),
        ("11", "11.2 s"),
        ("0.5", "0.49"),
        ("0.05", "0.049"),
        ("1", "0.95"),
        ("1", "0.6%"),
        ("0", "0.4%"),
        ("10", "9.6"),
        ("100", "99.6%"),
        ("100", "96"),
        ("8049", "8,049 people"),
        ("8050", "8,049 people"),
        ("8000", "8,049 people"),
        ("1200", "1,234"),
        ("30", "30 (37.5%)"),
        ("38", "30 (37.5%)"),
        ("37", "30 (37.5%)"),
        ("100", "per 100"),
        ("100", "100 users, 100 controls"),
        ("10", "Ten"),
        ("40", "forty adults"),
        ("17", "seventeen cases"),
        ("50", "half of them"),
        ("0", "none"),
        ("2", "twice"),
        ("1", "the first"),
        ("100", "one hundred"),
        ("3", "slow heart 2, fast heart 3"),
        ("12", "n=12"),
        ("5", "(5/80)"),
        ("80", "(5/80)"),
        ("24", "twenty-four patients"),
        ("24", "Twenty four patients"),
        ("106", "one hundred and six"),
        ("2345", "two thousand three hundred and forty-five"),
        ("200000", "two hundred thousand"),
        ("99", "ninety-nine"),
        ("5", "five or six"),
        ("6", "five or six"),
        ("1000", "1 000"),
        ("1807", "n = 1\u00a0807"),
        ("1807", "1\u202f807 exposures"),
        ("1234567", "1 234 567"),
        ("100", "Table 2 100 users"),
    ],
)
def test_the_number_of_the_source_matches_also_if_rounded(shown: str, printed: str) -> None:
    assert matches(shown, printed)


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ("22", "21.4%"),
        ("21", "21.6%"),
        ("20", "25.1%"),
        ("21.45", "21.4%"),
        ("37.5", "37%"),
        ("214", "21.4%"),
        ("2", "21.4%"),
        ("5", "0.5"),
        ("1", "0.4%"),
        ("0", "0.6%"),
        ("10", "5.1"),
        ("10", "6"),
        ("100", "51"),
        ("100", "94"),
        ("1000", "501"),
        ("9000", "8,049"),
        ("8060", "8,049"),
        ("8", "8,049"),
        ("49", "8,049"),
        ("3", "30"),
        ("300", "30"),
        ("7", "seventeen"),
        ("60", "sixteen"),
        ("21", ""),
        ("21", "many"),
        ("100", "a few"),
        ("4", "twenty-four patients"),
        ("6", "one hundred and six"),
        ("11", "five or six"),
        ("807", "n = 1\u00a0807"),
        ("1", "1\u202f807 exposures"),
        ("12", "ten, two"),
    ],
)
def test_another_number_does_not_match(shown: str, printed: str) -> None:
    assert not matches(shown, printed)


def test_a_number_of_a_hundred_digits_is_compared_and_does_no_harm() -> None:
    long = "9" * 100
    assert matches(long, long)
    assert not matches("8", long)


@settings(deadline=None, derandomize=True)
@given(st.decimals(min_value=0, max_value=100_000, places=3), st.integers(min_value=0, max_value=2))
def test_rounding_half_up_to_fewer_decimals_is_always_right(number: Decimal, places: int) -> None:
    rounded = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    assert matches(f"{rounded:f}", f"{number:f}")


@settings(deadline=None, derandomize=True)
@given(st.integers(min_value=1, max_value=99_999), st.integers(min_value=1, max_value=99_999))
def test_whole_numbers_match_only_what_is_near(shown: int, printed: int) -> None:
    """A whole number that is shown is off by less than half of the source's first place."""
    if matches(str(shown), str(printed)):
        assert abs(shown - printed) * 2 <= 10 ** (len(str(printed)) - 1)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("21 of 100 calls", ["21", "100"]),
        ("21.4% of calls", ["21.4"]),
        ("8,049 people, then 12,345,678", ["8049", "12345678"]),
        ("of 10, 20, and 30.", ["10", "20", "30"]),
        ("between 5-9 and 10\u201320", ["5", "9", "10", "20"]),
        ("(3) [4] \u201c5\u201d", ["3", "5"]),
        ("0 of 0.5", ["0", "0.5"]),
        ("no digits at all, not one", []),
        ("", []),
        ("In 2019 and in 1836.", []),
        ("from 2011 to 2017", []),
        ("in the 1990s", []),
        ("2,019 calls", ["2019"]),
        ("2019 calls among 21,500", ["21500"]),
        ("2000 people were asked", ["2000"]),
        ("of 1807 US patients", ["1807"]),
        ("of 1807 poison-centre users", ["1807"]),
        ("In 2019, people were asked", []),
        ("In 2019 some people were asked", []),
        ("In 2019 two men were asked", []),
        ("By May 2019 people knew", []),
        ("It began in 2019. People were asked", []),
        ("2019. people", []),
        ("1499 and 2100", ["1499", "2100"]),
        ("on 3 May 2019", []),
        ("on 3 May", []),
        ("on May 3, 2019", []),
        ("on May 3", []),
        ("As of November 2026, 3 states", ["3"]),
        ("the enzyme CYP3A4 and B12", []),
        ("version 1.2.3", ["1.2"]),
    ],
)
def test_which_numbers_of_a_text_need_a_trace(text: str, numbers: list[str]) -> None:
    assert shown_numbers(text, ()) == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("7-hydroxymitragynine in 7 samples", ["7"]),
        ("7-Hydroxymitragynine", []),
        ("7-hydroxymitragynines of 3", ["7", "3"]),
        ("Vitamin B 12 tablets", ["12"]),
        ("Route 66", []),
        ("Route 660", ["660"]),
    ],
)
def test_digits_within_declared_names_are_no_numbers(text: str, numbers: list[str]) -> None:
    assert shown_numbers(text, ("7-hydroxymitragynine", "Route 66")) == numbers
