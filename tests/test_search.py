"""What a search finds on a small fixed site: forms of words, slips, phrases, rare words, and what is not understood."""

from __future__ import annotations

import json
import re
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import CLAIM_ID, SYNONYMS, library_of, make_claim, problems_of, write_site
from explainer import THEME
from explainer.addressing import Addressing, claim_page
from explainer.building.own_theme import STYLES, styles_with_verdicts
from explainer.building.search import mark_kinds, worker_config
from explainer.loading.page_texts import wording_of
from explainer.model.search_words import Synonym, typed_for
from explainer.model.vocabulary import Kind, Level, Verdict
from explainer.search.entries import make_index
from explainer.search.index import Index, IndexEntry, amounts_of, telling_words
from explainer.search.stems import is_telling, stem, stems_of, words_of
from explainer.search.worker import SearchAnswer, SearchWorker, search_file

SETTINGS = '<script id="__config" type="application/json">{"base": ".", "search": "a.js", "translations": {}}</script>'
IGNORED = frozenset({"is", "it", "the", "does", "can", "you", "with", "and", "about"})


def index_of(root: Path, *, synonyms: str | None = SYNONYMS, **claim: Any) -> Index:
    files = {"docs/data/synonyms.yml": synonyms} if synonyms else {}
    write_site(root, claims={f"sleep/{CLAIM_ID}": make_claim(**claim)}, **files)
    assert [problem for problem in problems_of(root) if problem.severity == "error" and problem.code != "F57"] == []
    library = library_of(root)
    assert library.data is not None
    return make_index(library, library.data, Addressing())


def ask(index: Index, question: str) -> SearchAnswer:
    return SearchWorker(index).ask(question)


def searching(*entries: IndexEntry) -> SearchWorker:
    return SearchWorker(Index(entries, IGNORED))


def entry_for(index: Index, location: str) -> IndexEntry:
    return next(entry for entry in index.entries if entry.location == location)


def page(
    name: str, title: str, text: str = "", *, boost: float = 1.0, is_list: bool = False, **leads: float
) -> IndexEntry:
    told = {words.replace("_", " "): share for words, share in leads.items()}
    amounts = amounts_of({"title": title, "text": text}, told, (), IGNORED)
    words = telling_words([title, text, *told], IGNORED)
    return IndexEntry(name, title, text, boost=boost, is_list=is_list, amounts=amounts, words=words)


TEA = searching(
    page("sleep", "Does the tea help you sleep?", "Nobody knows. A few people slept longer.", insomnia=1.0),
    page("beer", "Can you drink the tea with alcohol?", "Nobody knows.", beer=1.0, wine=1.0),
    page("stop", "Does the tea help you stop drinking?", "Nobody knows.", stop_drinking=1.0, quit_drinking=1.0),
    page("dreams", "Does the tea change dreams?", "One person with insomnia took paroxetine."),
    page("seizures", "Can the tea cause a seizure?", "Yes, it can."),
    page("addiction", "Is the tea addictive?", "It depends."),
    *(page(f"help-{n}", f"Does the tea help with {what}?") for n, what in enumerate(("pain", "colds", "work", "luck"))),
    page("sources", "Sources", "Seizer B. Insomnie. Beere K.", is_list=True, boost=0.3),
)


def found(question: str) -> tuple[str, ...]:
    return TEA.ask(question).found


ASKED = {
    "beer": "beers | drnking",
    "sleep": "insomnia | sleeping | INSOMNIA?! | insom | insom nia",
    "addiction": "can you get addicted | addiction | adicteddreams | addicton",
    "seizures": "siezure | seizurres | can teh tea cuase a seizuer",
    "stop": "how do I stop drinking | stopdrinking | stopp drnking",
    # a rare word weighs more than common ones
    "dreams": "tea and paroxetine | does the tea help you with paroxetine | doesthetea change dreams",
    "help-0": "pian",
}


@pytest.mark.parametrize(("first", "question"), [(name, one) for name in ASKED for one in ASKED[name].split(" | ")])
def test_the_page_that_answers_comes_first(first: str, question: str) -> None:
    assert found(question)[0] == first


def test_the_order_of_the_words_does_not_matter() -> None:
    assert found("dreams tea") == found("tea dreams")


@pytest.mark.parametrize(("question", "first"), [("tea with white claw", "drinks"), ("white tea", "colours")])
def test_the_words_of_a_phrase_do_not_lead_elsewhere(question: str, first: str) -> None:
    """A page that a phrase leads to has all its words, so a page with one of them does not come before it."""
    pages = [page("colours", "White and green"), page("drinks", "Alcohol", white_claw=0.6), page("claw", "Claw")]
    both = searching(*pages, *(page(f"p{n}", f"Tea {n}") for n in range(9)))
    assert both.ask(question).found[0] == first


def test_a_phrase_of_words_that_say_nothing_leads_to_its_page() -> None:
    """Of `c section` one word would be left, of `about you` none."""
    pages = [
        page("parts", "Sections"),
        page("surgery", "Operations", c_section=0.6),
        page("us", "Authors", about_you=1.0),
    ]
    both = searching(*pages, *(page(f"p{n}", f"Tea {n}") for n in range(9)))
    assert both.ask("can you with a c-section").found[0] == "surgery"
    assert both.ask("section").found[0] == "parts"
    assert both.ask("and about you").found == ("us",)
    assert both.ask("you").found == both.ask("you about").found == ()
    assert both.ask("abuot tea").guessed == {}, "a misspelt word that says nothing still says nothing"


@pytest.mark.parametrize(("question", "first"), [("is it safe", "safety"), ("is it safe with honey", "honey")])
def test_a_phrase_gains_little_by_words_that_say_nothing(question: str, first: str) -> None:
    pages = [page("safety", "Risks", is_it_safe=1.0), page("honey", "Is it safe to take the tea with honey?")]
    others = ["Safe honey."] * 5 + ["Safe."] * 15 + [""] * 10
    many = [page(f"p{n}", f"Tea {n}", text) for n, text in enumerate(others)]
    assert searching(*pages, *many).ask(question).found[0] == first


def test_a_word_that_many_pages_mention_in_passing_still_tells_what_few_are_about() -> None:
    about = [
        page("green", "Is green other than black?"),
        page("odd", "Is odd other than even?"),
        *(page(f"o{n}", "", "Odd.") for n in range(15)),
    ]
    passing = [IndexEntry(f"p{n}", "", amounts=amounts_of({"words": "green"}, {}, (), IGNORED)) for n in range(20)]
    assert searching(*about, *passing).ask("odd green").found[0] == "green"


def test_unknown_words_are_reported_and_the_rest_is_answered() -> None:
    answer = TEA.ask("wellbutrin and beer")
    assert answer.unknown == ("wellbutrin",)
    assert answer.found[0] == "beer"
    assert TEA.ask("wellbutrin").found == ()
    assert TEA.ask("siezure").guessed == {"siezure": "seizur"}
    assert TEA.ask("is it the").found == ()
    said_nothing = TEA.ask("abuot beer")
    assert (said_nothing.guessed, said_nothing.unknown) == ({}, ()), "a misspelt word that says nothing is left out"
    assert TEA.ask("seizuer").guessed == {"seizuer": "seizur"}, "`Seizer` in the list of sources is not what is meant"


def test_a_long_text_is_read_and_not_more_than_a_page_of_results_is_given() -> None:
    many = searching(*(page(f"p{n}", f"Tea number {n}") for n in range(40)))
    assert len(many.ask("tea " * 5000).found) == 15


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Is 7-OH safe?", ["is", "7oh", "safe"]),
        ("7 oh and 7\u2011OH", ["7oh", "and", "7oh"]),
        ("Can't, the tea's caf\u00e9", ["cant", "the", "tea", "cafe"]),
        ("long-lasting\u2014pain", ["long", "lasting", "pain"]),
        ("", []),
    ],
)
def test_texts_are_split_into_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words
    assert words_of("took 3 of the 7 oh", frozenset({"of"})) == ["took", "3", "of", "the", "7oh"]


def test_a_contraction_of_ignored_words_says_nothing_and_a_word_that_ends_like_one_does() -> None:
    ignored = frozenset("have could we that they need so be do".split())
    words = "havent couldnt weve thats theyre needs sore want liver paint".split()
    assert [word for word in words if is_telling(word, ignored)] == ["sore", "want", "liver", "paint"]


@pytest.mark.parametrize(
    "forms",
    [
        ("beer", "beers"), ("seizure", "seizures"), ("addict", "addicted", "addiction", "addictive"),
        ("dependence", "dependent", "dependency"), ("stop", "stops", "stopped", "stopping"), ("study", "studies"),
        ("pregnant", "pregnancy"), ("interact", "interaction", "interactions", "interacting"),
    ],
)  # fmt: skip
def test_forms_of_a_word_meet(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize(
    "pair", [("liver", "live"), ("heart", "hear"), ("use", "us"), ("7oh", "oh"), ("stress", "stres")]
)
def test_other_words_stay_apart(pair: tuple[str, str]) -> None:
    assert stem(pair[0]) != stem(pair[1])


ODD = "tea's Tea\u2019s 7 oh OH of 3 cups caf\u00e9 sores ss ies ations \u0e14\u0e34 \u2013 - it's weve".split()


@given(st.lists(st.sampled_from(ODD)))
def test_the_worker_reads_words_as_the_index_does(words: list[str]) -> None:
    text = " ".join(words)
    telling = "words.filter(isTelling).map(stem)"
    read = TEA.run(f"((words) => [words, {telling}])(wordsOf({json.dumps(text)}))")
    assert read == [words_of(text, IGNORED), stems_of(text, IGNORED)]


COMMON = "alcohol beer depressed driving drinks kratom leaf legal pain seizure seizures well"
COMMONS = searching(*(page(f"p{n}", COMMON) for n in range(3)))


def near(typed: str) -> list[tuple[str, int]]:
    """Return the stems that a word may be a slip for, each with its cost, the nearest first."""
    return [(one["own"], one["cost"]) for one in COMMONS.run(f"nearest({json.dumps(typed)})")]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("leagal", "legal"), ("legall", "legal"), ("legla", "legal"), ("lehal", "legal"),
        ("ligal", "legal"), ("alchohol", "alcohol"), ("alkohol", "alcohol"), ("siezure", "seizur"),
        ("seisure", "seizur"), ("sezures", "seizur"), ("deppresion", "depress"), ("dpressed", "depress"),
        ("cratom", "kratom"), ("rkatom", "kratom"), ("drinkz", "drink"), ("pian", "pain"), ("seizuring", "seizur"),
        *((other, "") for other in ("beet", "wellbutrin", "lead", "lexapro", "paxil", "7oh", "", "\u0e14\u0e34")),
    ],
)  # fmt: skip
def test_a_misspelt_word_is_read_as_the_nearest_and_another_word_is_not_guessed_at(typed: str, meant: str) -> None:
    assert [nearest for nearest, _ in near(typed)][:1] == [meant] * bool(meant)


def test_slips_that_people_make_cost_less_than_others() -> None:
    cost = {typed: near(typed)[0][1] for typed in ("seizzure", "siezure", "sekzure", "sepzure", "seizure")}
    assert sorted(cost, key=cost.__getitem__) == ["seizure", "seizzure", "siezure", "sekzure", "sepzure"]
    assert cost["seizure"] == 0


def test_the_reading_that_fits_the_other_words_wins() -> None:
    two = searching(page("lever", "Do levers bend?"), page("liver", "Is the liver hurt?"))
    assert two.ask("levir hurt").found[0] == "liver"
    assert two.ask("levir bend").found[0] == "lever"


def test_a_page_whose_title_is_asked_for_comes_before_those_that_say_more_of_it() -> None:
    pages = [page("more", "Does pain go away with sleep?", "Pain, pain and pain.", pain=1.0), page("pain", "Pain")]
    both = searching(*pages, *(page(f"p{n}", f"Tea {n}") for n in range(9)))
    assert both.ask("pain").found[0] == "pain"
    assert both.ask("sleep pain").found[0] == "more"


def test_a_known_word_counts_as_a_slip_only_if_it_is_rare() -> None:
    firm = searching(page("lever", "Do levers bend?"), page("liver", "Is the liver hurt?"))
    assert firm.ask("lever").found == ("lever",)
    weak = IndexEntry(
        "far", "Far", amounts=amounts_of({"words": "seizers"}, {}, (), IGNORED), words=frozenset({"seizers"})
    )
    both = searching(weak, page("seizures", "Can it cause a seizure?")).ask("seizers")
    assert set(both.found) == {"far", "seizures"}
    assert both.guessed == {}


# The entries of a site


def test_a_claim_is_found_by_its_question_answer_and_findings(tmp_path: Path) -> None:
    index = index_of(tmp_path)
    entry = entry_for(index, f"claims/{CLAIM_ID}/")
    claim = library_of(tmp_path).claims[CLAIM_ID]
    assert entry.title == claim.question
    assert entry.marks == (f"The claim: {claim.claim}", claim.verdict.label, claim.basis.label)
    assert "[@" not in entry.text
    for _, _, finding in claim.findings():
        for one in stems_of(finding.finding, index.ignored):
            assert one in entry.amounts, one
    assert ask(index, "insomnia").found[0] == entry.location, "what is typed for its words"
    assert ask(index, "anaphylaxis").found[:2] == ("safety/", entry.location), "of several pages, most to the first"
    assert "insomnia" not in f"{entry.title} {entry.text}".casefold()
    without = index_of(tmp_path / "without", synonyms=None)
    assert ask(without, "help people sleep").found[0] == entry.location


def test_only_claims_whose_pages_are_built_have_an_entry(tmp_path: Path) -> None:
    index_of(tmp_path)
    library = library_of(tmp_path)
    assert library.data is not None
    none = make_index(library, library.data, Addressing(), ["claims/another.md"])
    assert not [entry for entry in none.entries if entry.location.startswith("claims/") and entry.marks]
    some = make_index(library, library.data, Addressing(directory_urls=False), [claim_page(CLAIM_ID)])
    assert f"claims/{CLAIM_ID}.html" in {entry.location for entry in some.entries}


def test_a_withdrawn_claim_says_so_and_comes_after_the_others(tmp_path: Path) -> None:
    old = index_of(tmp_path / "old", withdrawn={"date": "2026-05-01", "reason": "It was two claims."})
    new = index_of(tmp_path / "new")
    withdrawn, kept = (entry_for(index, f"claims/{CLAIM_ID}/") for index in (old, new))
    assert withdrawn.marks == ("Withdrawn",)
    assert withdrawn.boost < kept.boost


def test_pages_are_found_by_their_headings_and_can_be_left_out_or_weighed(tmp_path: Path) -> None:
    pages = {
        "docs/extra.md": "---\ntitle: More\ndescription: About cups.\n---\n\n# Cups\n\n## The saucer\n\nWords.\n",
        "docs/out.md": "---\nsearch: {exclude: true}\n---\n\n# Teapot\n",
        "docs/low.md": "---\nsearch: {boost: 0.1}\n---\n\n# Kettle and saucer\n",
    }
    library = library_of(write_site(tmp_path, **pages))
    assert library.data is not None
    index = make_index(library, library.data, Addressing())
    entry = entry_for(index, "extra/")
    assert (entry.title, entry.text) == ("Cups", "About cups.")
    assert ask(index, "saucers").found == ("extra/", "low/")
    assert ask(index, "teapot").found == ()


def test_the_page_of_all_sources_is_found_by_authors_and_titles(tmp_path: Path) -> None:
    index = index_of(tmp_path)
    entry = entry_for(index, "sources/")
    assert entry.is_list
    for reference in library_of(tmp_path).references.values():
        for name in (author.family for author in reference.authors):
            assert set(stems_of(name)) <= set(entry.amounts)


def test_the_page_of_all_rules_is_found_by_their_codes(tmp_path: Path) -> None:
    write_site(tmp_path, **{"docs/rules.md": "# Rules\n"})
    with (tmp_path / "docs/data/site.yml").open("a", encoding="utf-8") as site:
        site.write("rules_page: rules.md\n")
    library = library_of(tmp_path)
    assert library.data is not None
    index = make_index(library, library.data, Addressing())
    assert ask(index, "g09").found == ("rules/",)
    assert ask(index, "g0z").found == ()


# What a browser is given


def unpacked(packed: dict[str, Any]) -> dict[str, dict[int, float]]:
    """Return the weights as the worker reads them."""
    words = {}
    for name in ("words", "phrases"):
        words[name] = [""]
        for same, rest in re.findall("([A-Z])([^A-Z]*)", packed[name]):
            words[name].append(words[name][-1][: ord(same) - ord("A")] + rest)
    keys = [*sorted({stem(word) for word in words["words"][1:]}), *words["phrases"][1:]]
    rows = {}
    for key, pages, weights in zip(keys, packed["pages"].split("|"), packed["weights"].split("|"), strict=True):
        if pages:
            rows[key] = dict(zip(accumulate(map(int, pages.split(","))), map(int, weights.split(",")), strict=True))
    return rows


def test_the_browser_gets_the_index_with_the_numbers_that_it_computes_with(tmp_path: Path) -> None:
    index = index_of(tmp_path, short_answer="Less < more & <i>so</i>.", claim="Less < more, it's said.")
    made = search_file(index, {"config": {"lang": ["en"], "separator": "x"}, "docs": [{"location": "old"}]})
    assert made["config"]["separator"] == "x", "the theme reads its own settings too"
    assert len(made["docs"]) == len(index.entries)
    doc = next(doc for doc in made["docs"] if doc["location"] == f"claims/{CLAIM_ID}/")
    assert doc["text"] == "Less &lt; more &amp; &lt;i&gt;so&lt;/i&gt;."
    assert doc["tags"][0] == "The claim: Less &lt; more, it's said."
    assert unpacked(made["config"]["index"]) == index.weights


def test_the_theme_is_given_another_worker() -> None:
    changed = worker_config(f"<p>&amp;</p>{SETTINGS}<p>after</p>", "../b.js")
    assert changed.startswith("<p>&amp;</p><script")
    assert changed.endswith("</script><p>after</p>")
    settings = json.loads(changed.split('json">')[1].split("</script>")[0])
    assert (settings["search"], settings["base"]) == ("../b.js", ".")


@pytest.mark.parametrize("html", ["<p>nothing</p>", SETTINGS.replace('"search"', '"find"')])
def test_a_theme_that_has_changed_stops_the_build(html: str) -> None:
    with pytest.raises(ValueError, match="settings have changed"):
        worker_config(html, "b.js")


def test_every_mark_of_a_result_has_a_shape_or_a_colour() -> None:
    kinds = mark_kinds(wording_of(None))
    labels = {value.label for terms in (Verdict, Level, Kind) for value in terms}
    assert labels | {"Withdrawn"} == set(kinds)
    sheets = ((THEME / name).read_text(encoding="utf-8") for name in STYLES)
    style = styles_with_verdicts("".join(sheets))
    for verdict in Verdict:
        assert re.search(rf"\.md-tag--{verdict} \{{[^}}]*--md-tag-icon: url", style), verdict


def test_synonyms_are_found_by_beginnings_of_words_and_by_phrases() -> None:
    synonyms = [
        Synonym(typed=("hooked", "habit"), means=("addict", "not stop")),
        Synonym(typed=("hooked",), means=("depend",), pages=("help.md",)),
    ]
    assert typed_for("Addiction and DEPENDENCE", synonyms) == ["hooked", "habit"]
    assert typed_for("They could not stop.", synonyms) == ["hooked", "habit"]
    assert typed_for("An unaddicted, independent person stopped.", synonyms) == []
