"""Whatever is fed to the readers and checks, none of them raises, and what they return holds together.

The targets are those of fuzz.py, which says what each of them holds. Here they run briefly and the same way each time.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import fuzz
from builders import AT_NIGHT, BIBLIOGRAPHY, examples, make_claim, make_yaml
from explainer.loading.citation_syntax import find_citations, find_in_markdown, mask_markdown
from explainer.loading.directives import DIRECTIVES, find_directives
from explainer.loading.odd_characters import hidden_in
from explainer.loading.yaml_reader import MAX_BYTES, read_yaml
from explainer.problems import Severity

PROFILE = settings(
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)


SYNTAX = st.sampled_from([token.decode("utf-8", "replace") for token in fuzz.TOKENS])
PIECES = st.one_of(SYNTAX, st.text(max_size=8), st.sampled_from(["\n", " ", "\n    ", "\n- "]))
WRITTEN = st.lists(PIECES, max_size=25).map(lambda pieces: "".join(pieces).encode())
BYTES = st.binary(max_size=200)


@st.composite
def damaged(draw: st.DrawFn, kind: str) -> bytes:
    """Draw a seed with a few places cut and written over. Shrinks to fewer and smaller wounds."""
    data = draw(st.sampled_from(fuzz.SEEDS[kind]))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        size = draw(st.sampled_from((0, 1, 3, 20, 300)))
        wound = draw(st.one_of(SYNTAX.map(str.encode), st.binary(max_size=4)))
        data = data[:at] + wound + data[at + size :]
    return data


def inputs(kind: str) -> st.SearchStrategy[bytes]:
    """Bytes that are noise, written in the characters of the grammars, or a good file that was damaged."""
    return st.one_of(damaged(kind), WRITTEN, BYTES)


def hold(target: fuzz.Target, raw: bytes) -> list[str]:
    """Run a target to its end; it raises where something does not hold."""
    return list(target(raw))


@settings(PROFILE, max_examples=examples(500))
@given(inputs("yaml"))
def test_yaml(raw: bytes) -> None:
    hold(fuzz.yaml_target, raw)


@settings(PROFILE, max_examples=examples(400))
@given(inputs("yaml"))
@example(make_claim(findings="x").encode())
@example(make_claim(none_found="x").encode())
@example((make_claim() + "'[key]': x\n").encode())
@example(make_claim(evidence__for__0__figures={"80": "1" * 60 + ".5", "30": "30"}).encode())
@example(make_claim().replace("unproven", "[" * 990 + "]" * 990, 1).encode())
def test_claims(raw: bytes) -> None:
    hold(fuzz.claim_target, raw)


@settings(PROFILE, max_examples=examples(300))
@given(BYTES)
def test_claims_with_values_of_another_kind(raw: bytes) -> None:
    hold(fuzz.fields_target, raw)


@settings(PROFILE, max_examples=examples(200))
@given(inputs("markdown"))
def test_claims_of_any_words(raw: bytes) -> None:
    hold(fuzz.words_target, raw)


@settings(PROFILE, max_examples=examples(150))
@given(inputs("yaml"))
def test_data(raw: bytes) -> None:
    hold(fuzz.data_target, raw)


@settings(PROFILE, max_examples=examples(300))
@given(inputs("bib"))
@example(b"@article{a, title = {" + b"{" * 3000)
@example(b"@misc{a, title = {\\textit{}}}")
@example(b"@article{a, author = {and and}, title = {\\'}}")
def test_bibliographies(raw: bytes) -> None:
    hold(fuzz.bibliography_target, raw)


@settings(PROFILE, max_examples=examples(500))
@given(inputs("markdown"))
@example(b"a <b and\n\n<!-- explainer:topics -->\n")
@example(b"don`t\n\nsee [@a]\n\nwon`t")
@example(b"[@" + b"a" * 2000 + b"]")
def test_pages(raw: bytes) -> None:
    hold(fuzz.markdown_target, raw)


@pytest.mark.parametrize("kind", ["yaml", "bib"])
@settings(PROFILE, max_examples=examples(150))
@given(data=st.data())
def test_mending(kind: str, data: st.DataObject) -> None:
    hold(fuzz.mend_target, data.draw(inputs(kind)))


@settings(PROFILE, max_examples=examples(15))
@given(inputs("yaml"))
def test_whole_sites(raw: bytes) -> None:
    hold(fuzz.site_target, raw)


# What was written is what is read

VISIBLE = st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp", "Cn", "Co")), max_size=40).filter(
    lambda text: not any(hidden_in(text))
)
NESTED = st.recursive(
    VISIBLE,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(VISIBLE, inner, max_size=4)),
    max_leaves=20,
)


@settings(PROFILE, max_examples=examples(200))
@given(st.dictionaries(VISIBLE, NESTED, max_size=5))
def test_data_written_as_yaml_is_read_as_it_was(data: dict[str, Any]) -> None:
    raw = make_yaml(data).encode()
    if len(raw) > MAX_BYTES:
        return
    document, problems = read_yaml("x.yml", raw)
    errors = {problem.code for problem in problems if problem.severity is Severity.ERROR}
    assert errors <= {"F07"}, "PyYAML does not quote every word that YAML 1.1 changes"
    assert document is not None
    assert document.data == data


AROUND = st.sampled_from(
    [
        "`{}`",
        "``{}``",
        "    {}",
        "\t{}",
        "```\n{}\n```",
        "~~~~ text\n{}\n~~~~",
        "<!-- {} -->",
        "<!--\n\n{}\n-->",
        "<a title='{}'>",
        "[see {}](x.md)",
        "![{}](x.png)",
        "<pre>{}</pre>",
        "\\{}",
    ]
)
KEYS = st.from_regex(r"[A-Za-z][A-Za-z0-9_+-]{0,20}", fullmatch=True)
LOCATORS = st.one_of(st.just(""), st.from_regex(r"[A-Za-z0-9][A-Za-z0-9 ./()-]{0,30}[A-Za-z0-9.)]", fullmatch=True))
PROSE = st.from_regex(r"[A-Za-z ,.()\n]{0,60}", fullmatch=True)


@settings(PROFILE, max_examples=examples(200))
@given(st.lists(st.tuples(PROSE, st.lists(st.tuples(KEYS, LOCATORS), min_size=1, max_size=8)), max_size=5), PROSE)
def test_citations_that_are_written_are_found_in_their_place(
    parts: list[tuple[str, list[tuple[str, str]]]], end: str
) -> None:
    text = ""
    expected = []
    for prose, pointers in parts:
        shown = "; ".join(f"@{key}, {locator}" if locator else f"@{key}" for key, locator in pointers)
        text += f"{prose} "
        told = [(key, " ".join(locator.split())) for key, locator in pointers]
        expected.append((len(text), len(text) + len(shown) + 2, told))
        text += f"[{shown}] "
    text += end
    found = [(c.start, c.end, [(p.key, p.locator) for p in c.pointers]) for c in find_citations(text)]
    assert found == expected


@settings(PROFILE, max_examples=examples(150))
@given(KEYS, AROUND)
def test_what_looks_like_a_citation_in_code_or_markup_is_none(key: str, around: str) -> None:
    page = f"Before.\n\n{around.format(f'[@{key}]')}\n\nAfter [@{key}].\n"
    found = find_in_markdown(page)
    assert [(c.start, [p.key for p in c.pointers]) for c in found] == [(page.rindex("[@"), [key])]
    assert "After [@" in mask_markdown(page)


ARGUMENTS = st.dictionaries(
    st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.from_regex(r"[\w,./-]{1,12}", fullmatch=True), max_size=3
)


@settings(PROFILE, max_examples=examples(100))
@given(st.lists(st.tuples(st.sampled_from(sorted(DIRECTIVES)), ARGUMENTS), max_size=5))
def test_directives_that_are_written_are_found(written: list[tuple[str, dict[str, str]]]) -> None:
    lines = ["# Page", ""]
    for name, arguments in written:
        words = [name, *(f"{key}={value}" for key, value in arguments.items())]
        lines += [f"<!-- explainer:{' '.join(words)} -->", "", "x", ""]
    found = find_directives("\n".join(lines))
    assert [(d.name, dict(d.arguments), d.unread) for d in found] == [(name, args, "") for name, args in written]
    assert [d.mark.line for d in found] == [3 + 4 * number for number in range(len(written))]


OVER_AND_OVER = [
    *((part, 40_000) for part in ("`", "a", "*", "[", "\n", " ", "-", "1", "_", "|", "~", ">", "\t")),
    *((part, 20_000) for part in ("a.b", "1.", "[a", "<a", "5-", "- ", "> ", "a@", "](", "[]", "1 of ", "| ", "\n\n")),
    *((part, 3_000) for part in ("[@", "[@a; ", "[@a] ", "[a\n", "``a`", "\\[")),
    *((part, 500) for part in ("<!--", "<!-- explainer:", "<pre>")),
]


@pytest.mark.timeout(30)
@pytest.mark.parametrize(("part", "times"), OVER_AND_OVER, ids=lambda value: repr(value))
def test_a_page_that_is_one_thing_over_and_over_takes_no_time(part: str, times: int) -> None:
    """Patterns that try again from every character would take minutes for these."""
    hold(fuzz.markdown_target, f"a{part * (times if AT_NIGHT else times // 2)}b".encode())


def test_the_seeds_themselves_are_good() -> None:
    """Damage is done to something whole, or the tests above would see little more than noise."""
    assert hold(fuzz.claim_target, fuzz.SEEDS["yaml"][0]) == []
    assert hold(fuzz.bibliography_target, BIBLIOGRAPHY.encode()).count("S12") == 3
    assert hold(fuzz.mend_target, fuzz.SEEDS["yaml"][0]) == []
