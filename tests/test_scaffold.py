"""A new claim file: commented from the model, and clean but for what is left to be filled in."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import CLAIM_ID, EPOCH, TODAY, codes, examples, library_of, make_claim, problems_of, write_site
from explainer.commands.scaffold import Asked
from explainer.commands.scaffold import new_claim as new_claim_of
from explainer.loading.library import Library
from explainer.loading.yaml_reader import read_yaml
from explainer.model.claim import Claim
from explainer.problems import Severity

PROFILE = settings(
    max_examples=examples(200),
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def new_claim(library: Library, claim_id: str, topic: str, question: str = "", **more: str) -> tuple[str, str]:
    return new_claim_of(library, claim_id, Asked(topic, question, **more))


def data_of(path: str, text: str) -> dict[str, Any]:
    document, problems = read_yaml(path, text.encode())
    assert not problems
    assert document is not None
    assert isinstance(document.data, dict)
    return document.data


@pytest.fixture(autouse=True)
def _on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    claims = {f"sleep/{CLAIM_ID}": make_claim(moved_from=["helps-sleep"]), "safety/broken": "a: ["}
    return library_of(write_site(tmp_path_factory.mktemp("site"), claims))


@pytest.mark.parametrize("question", ["", "Does it cause dreams?", "How often does it cause dreams?"])
def test_a_new_claim_is_clean_but_for_its_todos(tmp_path: Path, question: str) -> None:
    root = write_site(tmp_path)
    path, text = new_claim(library_of(root), "causes-dreams", "sleep", question)
    assert path == "claims/sleep/causes-dreams.yml"
    (root / path).write_text(text, encoding="utf-8")
    problems = [problem for problem in problems_of(root) if problem.severity is not Severity.ADVICE]
    assert set(codes(problems)) == {"W05"}
    assert {problem.path for problem in problems} == {path}
    lines = text.split("\n")
    assert all(re.search("todo", lines[problem.line - 1], re.IGNORECASE) for problem in problems)
    left = [n for n, line in enumerate(lines, 1) if re.search(r"\bTODO\b|\[todo\]", line) and line[:1] != "#"]
    assert sorted({problem.line for problem in problems}) == left, "each TODO is told"


def test_a_todo_that_is_filled_in_is_not_reported(tmp_path: Path) -> None:
    root = write_site(tmp_path)
    path, text = new_claim(library_of(root), "causes-dreams", "sleep", "Does chamomile tea cause dreams?")
    filled = text.replace("[todo]", "[tired-for-weeks]").replace("cite: [TODO]", "cite: [smith2020]")
    filled = re.sub(r"TODO [\w ,]+", "Nobody knows yet.", filled)
    (root / path).write_text(filled, encoding="utf-8")
    assert [p for p in problems_of(root) if p.severity is not Severity.ADVICE] == []


def test_a_new_claim_has_the_days_a_question_to_fill_in_and_the_schema_for_editors(library: Library) -> None:
    path, text = new_claim(library, "causes-dreams", "sleep")
    data = data_of(path, text)
    assert data["checked"] == TODAY.isoformat()
    assert date.fromisoformat(str(data["check_by"])) - TODAY == timedelta(days=365)
    assert re.search(r"^question: .*TODO.*\?", text, re.MULTILINE)
    assert text.startswith("# yaml-language-server: $schema=../claim.schema.json\n")


def test_the_help_of_every_field_to_fill_in_stands_above_it(library: Library) -> None:
    _, text = new_claim(library, "causes-dreams", "sleep")
    for name in ("question", "claim", "short_answer", "what_it_means", "see_a_doctor"):
        above = text[: re.search(rf"^{name}:", text, re.MULTILINE).start()].splitlines()[-1]  # type: ignore[union-attr]
        assert above.startswith("#")
        help_text = Claim.model_fields[name].description
        assert help_text is not None
        assert help_text.split()[-1] in above


ODD = ("Does it help: yes or no?", "Is it 'safe' # or not?", 'Is it "natural"?', "Does a back\\slash \\n help?",
       "- does a list help?", "{topic} and {day}?", "100% sure of it?", "@home, does it work?", "*Does it* help?",
       "Does  it \n help\tat all?", "Hjelper te p\u00e5 s\u00f8vnen?", "no no no no no?")  # fmt: skip


@PROFILE
@given(question=st.one_of(st.sampled_from(ODD), st.text(max_size=100).map(lambda text: f"{text}?")))
def test_any_text_is_a_question_that_comes_back_or_refused(library: Library, question: str) -> None:
    try:
        path, text = new_claim(library, "one", "sleep", question)
    except ValueError:
        assert question not in ODD
        return
    data = data_of(path, text)
    assert (data["question"], data["topic"]) == (" ".join(question.split()), "sleep")


def test_the_file_says_who_makes_the_claim(tmp_path: Path) -> None:
    root = write_site(tmp_path)
    more = {"claim": 'Tea: it "causes" dreams #1', "leaning": "alarm", "by": "news", "source": "shop2021"}
    path, text = new_claim(
        library_of(root), "causes-dreams", "sleep", "Does tea cause dreams?", words="no: a dream", **more
    )
    (root / path).write_text(text, encoding="utf-8")
    assert {p.code for p in problems_of(root) if p.severity is not Severity.ADVICE} == {"W05"}
    data = data_of(path, text)
    assert data["claim"] == more["claim"]
    assert data["leaning"] == "alarm"
    assert data["appearances"] == [{"source": "shop2021", "by": "news", "words": "no: a dream"}]
    assert "asked_by" not in data


UNFIT_IDS = ["", "Capital", "two words", "under_score", "-a", "a-", "a--b", "../x", "a/b", "a.yml", "å", "a\n", "\0"]
UNFIT_QUESTIONS = [
    "No question",
    "Why?",
    "?",
    "x" * 90 + "?",
    "Is it\u200b so?",
    "Does it \x07help?",
    "Is\u202e it?",
]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        *(({"claim_id": claim_id}, "valid id") for claim_id in (*UNFIT_IDS, "x" * 81)),
        *(({"question": question}, "question") for question in UNFIT_QUESTIONS),
        # an id that is taken, whatever its topic or state, and a former one
        ({"claim_id": CLAIM_ID, "topic": "safety"}, f"claims/sleep/{CLAIM_ID}.yml"),
        ({"claim_id": "broken"}, "claims/safety/broken.yml"),
        ({"claim_id": "helps-sleep", "topic": "safety"}, CLAIM_ID),
        # an unknown topic
        ({"topic": "slep"}, "`sleep`"),
        ({"topic": "zzz"}, "sleep, safety"),
        ({"source": "shop202", "by": "news", "words": "tea"}, "shop2021"),
        ({"source": "nobody", "by": "news", "words": "tea"}, "Add it first"),
        ({"source": "shop2021", "by": "news"}, "--words"),
        ({"source": "shop2021", "words": "tea"}, "--by"),
        ({"source": "shop2021", "by": "news", "words": " ".join(["tea"] * 13)}, "12 words"),
        ({"by": "everybody"}, "seller"),
        ({"leaning": "left"}, "promise"),
        ({"claim": "x" * 301}, "300"),
        ({"claim": "a\u200bb"}, "hidden"),
    ],
)
def test_invalid_values_are_refused_with_a_message(library: Library, more: dict[str, str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        new_claim(library, **{"claim_id": "one", "topic": "sleep", **more})


@PROFILE
@given(sentence=st.text(min_size=1, max_size=60), words=st.text(min_size=1, max_size=30))
def test_any_sentence_and_any_words_come_back_as_they_were_typed(library: Library, sentence: str, words: str) -> None:
    try:
        path, text = new_claim(library, "one", "sleep", claim=sentence, by="user", source="shop2021", words=words)
    except ValueError:
        return
    data = data_of(path, text)
    if sentence.strip():
        assert data["claim"] == " ".join(sentence.split())
    assert data["appearances"][0]["words"] == " ".join(words.split())
