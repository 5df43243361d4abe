"""The words of an emergency: what a site hands to its pages, and what the matching makes of what somebody types."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
import yaml
from py_mini_racer import MiniRacer
from pydantic import ValidationError

from builders import EMERGENCY, HELPLINES, REPOSITORY, library_of, write_site
from explainer.model.search_words import EmergencyWords, forms_of
from explainer.model.site_data import Helplines
from explainer.publish.page_scripts import SCRIPTS, emergency_script

ASSETS = REPOSITORY / "hooks" / "theme" / "assets"
PHRASES: dict[str, dict[str, list[str]]] = yaml.safe_load(
    (REPOSITORY / "tests" / "data" / "emergency-phrases.yml").read_text(encoding="utf-8")
)
Find = Callable[[str], list[str]]


def told(script: str) -> dict[str, Any]:
    """Return what a script hands to the pages."""
    start, _, rest = script.partition("=")
    assert start == "self.emergencyHelp"
    held: dict[str, Any] = json.loads(rest.strip().removesuffix(";"))
    return held


def small(**changes: Any) -> dict[str, Any]:
    return {**yaml.safe_load(EMERGENCY), **changes}


def test_the_pages_are_handed_words_texts_and_the_lines_that_can_be_dialled(tmp_path: Path) -> None:
    lines = HELPLINES + (
        "      - name: Night line\n        serves: [crisis, poison]\n        number: 116 111\n        tel: '116111'\n"
        "        purpose: To talk.\n        sources: [{name: Health Service}]\n        checked: 2026-06-01\n"
        "      - name: Web line\n        serves: [crisis]\n        url: https://health.example.org/chat\n"
        "        purpose: To write.\n        sources: [{name: Health Service}]\n        checked: 2026-06-01\n"
        "  - id: xx\n    name: Elsewhere\n    regions: [aa, bb]\n    lines:\n"
        "      - name: Ambulance there\n        serves: [emergency]\n        number: 1\n        tel: '15'\n"
        "        purpose: Help.\n        sources: [{name: Health Service}]\n        checked: 2026-06-01\n"
    )
    lines = lines.replace("number: 1\n", "number: '15'\n")
    data = library_of(write_site(tmp_path, **{"docs/data/helplines.yml": lines})).data
    assert data is not None
    assert data.emergency is not None
    held = told(emergency_script(data.emergency, data.helplines, "help/"))
    norway, elsewhere = held["countries"]
    assert norway["lines"] == {
        "emergency": [["Ambulance", "113", "113"]],
        "poison": [["Poison line", "22 59 13 00", "+4722591300", "always"], ["Night line", "116 111", "116111"]],
        "crisis": [["Night line", "116 111", "116111"]],
    }, "a service that cannot be dialled is left out"
    assert (norway["regions"], elsewhere["regions"]) == (["no"], ["aa", "bb"])
    assert elsewhere["lines"] == {}, "the emergency number is the country's own, and none is confirmed there"
    assert held["doctor"] == "help/"
    assert held["panel"]["heading"] == "Ring now"
    assert "panel" not in held["words"]


def test_a_line_of_a_country_names_its_emergency_services() -> None:
    text = HELPLINES.replace("serves: [poison]", "serves: [emergency]")
    countries = Helplines.model_validate(yaml.safe_load(text)).countries
    held = told(emergency_script(EmergencyWords.model_validate(small()), countries, ""))
    assert held["countries"][0]["lines"]["emergency"] == [["Poison line", "113", "113"]]


PHRASES_OF_A_FORM = {
    True: [
        "want die",
        "want+die",
        "want ... die",
        "want|wish die",
        "suicid*",
        "NOT breath*|NOT",
        "22+pills",
        "dör",
        "a b ~ c",
    ],
    False: [
        "",
        "Want die",
        "can't",
        "want  die",
        "want .. die",
        "|die",
        "die|",
        "want + die",
        "*",
        "di*e",
        "a_b",
        "a ~",
        "a ~ b ~ c",
    ],
}


@pytest.mark.parametrize(("fits", "phrase"), [(fits, one) for fits, all_ in PHRASES_OF_A_FORM.items() for one in all_])
def test_a_phrase_has_words_gaps_choices_and_lists(fits: bool, phrase: str) -> None:
    groups = [{"id": "one", "offers": ["crisis"], "lead": "Ring.", "typed": [phrase]}]
    with nullcontext() if fits else pytest.raises(ValidationError):
        assert EmergencyWords.model_validate(small(groups=groups)).groups[0].typed == (phrase,)


def test_lists_are_written_out_for_the_rules() -> None:
    words = EmergencyWords.model_validate(small())
    assert forms_of("NOT|hard breath* ... now") == [["NOT", "hard"], ["breath*"], ["now"]]
    assert words.forms("NOT|hard breath*") == [("not", "cant", "wont", "hard"), ("breath*",)]


@functools.cache
def matching(words: str) -> Find:
    """Return the function by which the pages find emergencies, with words as the pages are handed them, in JSON."""
    v8 = MiniRacer()
    v8.eval("const self = globalThis;" + (ASSETS / Path(SCRIPTS[1]).name).read_text(encoding="utf-8"))
    v8.eval(f"const compiled = self.emergencyWords.compile({words})")
    return lambda text: json.loads(str(v8.eval(f"JSON.stringify(compiled.find({json.dumps(text)}))")))


WORDS = json.dumps({
    "lists": {"NOT": ["not", "cant", "wont"]},
    "groups": [
        {
            "id": "breathing",
            "typed": ["NOT breath*", "seizure", "over+dose|dosed", "unconscious", "blue ~ lips+now"],
            "alone": ["fit"],
        },
        {"id": "suicide", "always": True, "typed": ["want die", "kill+myself", "think ... dying", "suicid*"]},
    ],
    "exceptions": ["want+to+die+for", "seizure+of"],
    "questions": ["does+tea"],
    "acute": ["my|he"],
    "spelt_right": ["unconscionable", "seizures"],
})  # fmt: skip

OPENS_BY = {
    "suicide": (
        # words and the gaps between them
        "want to die | I want, just want, to die | i think all the time of dying | "
        # misspelt, doubled, in signs, run together, half typed
        "suuuicidal | suic\u00eddal | sucidal | su1cidal | k*ll myself | k!ll myself | killmyself | suici | "
        # beside an exception or a general question
        "an outfit to want to die for and want to die | does tea make you suicidal"
    ),
    "breathing": (
        "blue lips now | lips now went blue | he cant breathe | "
        "he can\u2019t breathe | he CAN'T BREATHE!! | wont even breathe | "
        "siezure | seizuer | seizurre | seizur | uncontious | unconcious | over dosed | overdosed | cant brea | "
        "unconsc | "
        # alone, and beside a general question
        "fit | Fit? | does tea give my son a seizure"
    ),
}
OPENS = {text: name for name, texts in OPENS_BY.items() for text in texts.split(" | ")}

STAYS_SHUT = (
    "",
    " ",
    "die",
    "die want to",
    "want a cup of tea or die",
    "lips blue now",
    "a fit of laughter",
    "fits",
    "to want to die for",
    "the seizure of the goods",
    "seizures",
    "does tea cause a seizure",
    "cant bake bread",
    "cant brew",
    "wont brea ",
    "uncon",
    "outfit",
    "kill me",
    "killmyselves",
    "7",
    "\u0e0a\u0e32",
    "x" * 5000,
    "*** !!! ???",
)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        *((text, [kind]) for text, kind in OPENS.items()),
        *((text, []) for text in STAYS_SHUT),
        ("want to die cant breathe", ["breathing", "suicide"]),  # in the order of the data
    ],
)
def test_an_emergency_is_found_however_it_is_typed_and_no_other_word(text: str, kinds: list[str]) -> None:
    assert matching(WORDS)(text) == kinds


def test_a_file_without_lists_or_exceptions_works() -> None:
    find = matching('{"groups": [{"id": "one", "typed": ["help"]}]}')
    assert find("help me") == ["one"]
    assert find("me") == []


def test_a_long_text_is_read_at_once() -> None:
    """Somebody may paste a page; the box must go on taking letters."""
    find = matching(real_words())
    find("warm")
    page_of_text = "i took some tea and could not sleep because of the noise over there " * 40
    begun = monotonic()
    find(page_of_text)
    assert monotonic() - begun < 1.5


# The words of this site


@functools.cache
def real_words() -> str:
    data = library_of(REPOSITORY).data
    assert data is not None
    assert data.emergency is not None
    return json.dumps(told(emergency_script(data.emergency, data.helplines, ""))["words"])


def all_of(kind: str) -> list[str]:
    return [text for part in PHRASES[kind].values() for text in part]


def test_there_are_enough_phrases_and_half_were_kept_back() -> None:
    for kind in ("emergency", "harmless"):
        assert len(set(all_of(kind))) >= 40
        assert len(PHRASES[kind]["held_back"]) >= 20


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind in ("emergency", "harmless") for text in all_of(kind)]
)
def test_help_opens_for_an_emergency_alone(kind: str, text: str) -> None:
    assert bool(matching(real_words())(text)) is (kind == "emergency")


def test_the_questions_of_this_site_are_no_emergencies() -> None:
    """But for the one about a child: whoever types it may have the child before them."""
    library = library_of(REPOSITORY)
    find = matching(real_words())
    opens = {claim.id for claim in library.claims.values() if find(claim.question)}
    assert opens <= {"child-swallows-some"}
