"""Glossary terms in texts."""

from __future__ import annotations

from itertools import pairwise

import pytest

from explainer.loading.glossary import TermIndex
from explainer.model.site_data import GlossaryTerm


def term(term_id: str, word: str, *also: str) -> GlossaryTerm:
    return GlossaryTerm(id=term_id, term=word, also=also, definition="What it means.")


TERMS = TermIndex(
    [
        term("trial", "trial"), term("rct", "randomised trial", "RCT", "randomized trial"), term("case", "case"),
        term("case-report", "case report"), term("opioid", "opioid"), term("receptor", "opioid receptor"),
        term("risk-of-bias", "risk of bias"), term("ci", "confidence interval (95%)"), term("mu", "\u00b5-receptor"),
        term("half-life", "half-life"), term("us-law", "U.S. law"),
    ]
)  # fmt: skip


def found(text: str, seen: set[str] | None = None) -> list[tuple[str, str]]:
    return [(it.term.id, text[it.start : it.end]) for it in TERMS.find(text, set() if seen is None else seen)]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("A trial was done.", [("trial", "trial")]),
        ("Two trials were done.", [("trial", "trials")]),
        ("TRIALS were done.", [("trial", "TRIALS")]),
        ("A randomised trial.", [("rct", "randomised trial")]),
        ("Randomised Trials, then.", [("rct", "Randomised Trials")]),
        ("An RCT, or two RCTs.", [("rct", "RCT")]),
        ("A randomised  \n trial.", [("rct", "randomised  \n trial")]),
        ("An opioid receptor and an opioid.", [("receptor", "opioid receptor"), ("opioid", "opioid")]),
        ("Its half-life is short.", [("half-life", "half-life")]),
        ("The confidence interval (95%) is wide.", [("ci", "confidence interval (95")]),
        ("At the \u00b5-receptor.", [("mu", "\u00b5-receptor")]),
        ("By U.S. law.", [("us-law", "U.S. law")]),
        ("(trial)", [("trial", "trial")]),
        ("trial", [("trial", "trial")]),
        # a term does not reach over the end of a sentence, nor into another word
        ("It was one case. Report it.", [("case", "case")]),
        ("An opioid (receptor unknown).", [("opioid", "opioid")]),
        *((text, []) for text in ("pretrial industrial trialled", "trial-like", "na\u00efvetrial", "\u00e9trial", "")),
        *(
            (text, [])
            for text in ("randomised", "the risk, of bias", "an opioids-based", "half - life", "a trial's end")
        ),
    ],
)
def test_terms_are_found_in_any_case_and_in_the_plural_the_longest_first(
    text: str, terms: list[tuple[str, str]]
) -> None:
    assert found(text) == terms


def test_only_the_first_use_is_found_and_remembered() -> None:
    seen: set[str] = set()
    assert found("A trial, a case and a trial.", seen) == [("trial", "trial"), ("case", "case")]
    assert seen == {"trial", "case"}
    assert found("One more trial and a case report.", seen) == [("case-report", "case report")]


def test_a_known_long_term_does_not_uncover_the_short_one_in_it() -> None:
    seen = {"rct"}
    assert found("A randomised trial, then a trial.", seen) == [("trial", "trial")]
    (only,) = TERMS.find("A randomised trial, then a trial.", {"rct"})
    assert only.start == len("A randomised trial, then a ")


def test_a_glossary_without_terms_or_of_terms_without_letters_finds_nothing() -> None:
    assert [*TermIndex([]).find("A trial.", set()), *TermIndex([term("x", "!?")]).find("What!?", set())] == []


def test_terms_come_in_the_order_of_the_text_and_do_not_overlap() -> None:
    text = "Opioid receptors: a case report, a trial, an opioid, an RCT, a case."
    places = [(it.start, it.end) for it in TERMS.find(text, set())]
    assert places == sorted(places)
    assert all(before[1] <= after[0] for before, after in pairwise(places))
    assert len(places) == 6
