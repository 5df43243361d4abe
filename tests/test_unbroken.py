"""Short names with a hyphen stay on one line, and nothing else is touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from explainer.pages.page_context import unbroken_page


@pytest.mark.parametrize(
    "name", ["7-OH", "7-OHM", "5-HT", "12-HETE", "7-hydroxy", "7-hydroxymitragynine", "5-Hydroxytryptophan"]
)
def test_a_short_name_stays_together(name: str) -> None:
    assert unbroken_page(f"It holds ({name}), a <b>.") == f'It holds (<span class="x-name">{name}</span>), a <b>.'


@pytest.mark.parametrize(
    "text",
    ["2019-20", "COVID-19", "9-O-demethylmitragynine", "long-term", "a 7 -OH", "1995-NY", "24-hour", "40-year-old"],
)
def test_longer_names_and_numbers_may_break(text: str) -> None:
    assert unbroken_page(text) == text


@given(st.text().map(escape))
def test_the_words_are_the_same(text: str) -> None:
    assert unbroken_page(text).replace('<span class="x-name">', "").replace("</span>", "") == text


def test_names_in_links_and_headings_of_a_page_stay_together_once_and_code_is_let_be() -> None:
    name = '<span class="x-name">7-OH</span>'
    page = '<h2 id="is-7-OH">{0}?</h2><p>{0} <a href="7-OH/">on <b>{0}</b></a></p>'
    kept = "<pre><code>7-OH</code> 7-OH</pre><svg><path/><title>7-OH</title></svg>"
    assert unbroken_page(page.format("7-OH") + kept + "7-OH") == page.format(name) + kept + name
