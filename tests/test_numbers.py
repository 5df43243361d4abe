"""Numbers: which are rounded rightly, and which of a text need a trace."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explainer.checks.traced_numbers import matches, shown_numbers


@pytest.mark.parametrize(
    ("printed", "right", "wrong"),
    [
        ("21.4%", "21.4 21.40 21 20", "22 21.45 214 2"),
        ("21.5%", "22 21", ""),
        ("21.6%", "22", "21"),
        ("24.9 s", "25", ""),
        ("11.2 s", "11", ""),
        ("0.49", "0.5", ""),
        ("0.049", "0.05", ""),
        ("0.95", "1", ""),
        ("0.6%", "1", "0"),
        ("0.4%", "0", "1"),
        ("9.6", "10", ""),
        ("99.6%", "100", ""),
        ("96", "100", ""),
        ("8,049 people", "8049 8050 8000", "9000 8060 8 49"),
        ("1,234", "1200", ""),
        ("30 (37.5%)", "30 38 37", ""),
        ("per 100", "100", ""),
        ("100 users, 100 controls", "100", ""),
        ("Ten", "10", ""),
        ("forty adults", "40", ""),
        ("seventeen cases", "17", "7"),
        ("half of them", "50", ""),
        ("none", "0", ""),
        ("twice", "2", ""),
        ("the first", "1", ""),
        ("one hundred", "100", ""),
        ("slow heart 2, fast heart 3", "3", ""),
        ("n=12", "12", ""),
        ("(5/80)", "5 80", ""),
        ("twenty-four patients", "24", "4"),
        ("Twenty four patients", "24", ""),
        ("one hundred and six", "106", "6"),
        ("two thousand three hundred and forty-five", "2345", ""),
        ("two hundred thousand", "200000", ""),
        ("ninety-nine", "99", ""),
        ("five or six", "5 6", "11"),
        ("1 000", "1000", ""),
        ("n = 1\u00a0807", "1807", "807"),
        ("1\u202f807 exposures", "1807", "1"),
        ("1 234 567", "1234567", ""),
        ("Table 2 100 users", "100", ""),
        ("25.1%", "", "20"),
        ("37%", "", "37.5"),
        ("0.5", "", "5"),
        ("5.1", "", "10"),
        ("6", "", "10"),
        ("51", "", "100"),
        ("94", "", "100"),
        ("501", "", "1000"),
        ("30", "", "3 300"),
        ("sixteen", "", "60"),
        ("", "", "21"),
        ("many", "", "21"),
        ("a few", "", "100"),
        ("ten, two", "", "12"),
    ],
)
def test_the_number_of_the_source_matches_also_if_rounded(printed: str, right: str, wrong: str) -> None:
    assert [shown for shown in (*right.split(), *wrong.split()) if matches(shown, printed)] == right.split()


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
        # digits within declared names are no numbers
        ("7-hydroxymitragynine in 7 samples", ["7"]),
        ("7-Hydroxymitragynine", []),
        ("7-hydroxymitragynines of 3", ["7", "3"]),
        ("Vitamin B 12 tablets", ["12"]),
        ("Route 66", []),
        ("Route 660", ["660"]),
    ],
)
def test_which_numbers_of_a_text_need_a_trace(text: str, numbers: list[str]) -> None:
    assert shown_numbers(text, ("7-hydroxymitragynine", "Route 66")) == numbers
