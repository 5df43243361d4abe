"""Whatever is fed to the readers and checks, none of them raises, and what they return holds together.

The inputs are good files with damage done to them, what is written in the characters that the grammars live on, and
noise, the same each time. `EXAMPLES=100 pytest tests/test_properties.py` tries a hundred times as many.
"""

from __future__ import annotations

import copy
import random
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from builders import (
    ARTICLE,
    AT_NIGHT,
    BIBLIOGRAPHY,
    CARE,
    CLAIM_ID,
    CLAIM_PATH,
    GLOSSARY,
    HELPLINES,
    SITE,
    TODAY,
    TOPICS,
    claim_data,
    codes,
    examples,
    make_claim,
    make_yaml,
    problems_of,
    write_site,
)
from explainer.checks import run_checks
from explainer.checks.fixes import BIBLIOGRAPHY_MENDERS, CLAIM_MENDERS, mend
from explainer.loading.bibliography import read_bibliography
from explainer.loading.citation_syntax import find_citations, find_in_markdown, mask_markdown
from explainer.loading.directives import DIRECTIVES, find_directives
from explainer.loading.library import Library, ProsePage
from explainer.loading.odd_characters import hidden_in
from explainer.loading.validate import salvage, validate
from explainer.loading.yaml_reader import MAX_BYTES, Document, decode, read_yaml
from explainer.model.claim import Claim
from explainer.model.site_data import DATA_FILES, SiteData
from explainer.problems import Problem, Severity, as_github, as_json, as_text, in_order
from explainer.references.vancouver import vancouver

PAGE = """\
---
title: Sleep
figures: {"7": "days"}
---
# Sleep

A trial found no difference [@smith2020, abstract], nor did others [@jones2019; @health2022, p. 4-5]. Not `[@code]`,
not [a link](https://example.org/a_(b) "t"), not <https://example.org>, not me@example.org, not \\[@escaped].

<!-- explainer:claims topic=sleep -->

* a list [@smith2020]

        code in it [@no]

    ``` not a fence
~~~ text
[@fenced]
~~~
> quoted [@smith2020;
> @jones2019]

<div class="x" markdown>[@smith2020]</div> <!-- a
comment [@no] --> ![picture][ref] [ref]: x

[ref]: https://example.org [@no]
[^1]: A note [@smith2020].

    indented code [@no] <!-- explainer:topics -->

| a | b |
|---|---|
| 5 | 10 % |

<!-- explainer:answers ids=helps-people-sleep,another -->
"""

BIB_ODDITIES = r"""
@string{jwd = "Journal of Warm Drinks"}
@comment{nothing}
@preamble{"\newcommand{x}"}
@article(odd2001, author = "van der Berg, A. B. and {World Health Body} and others",
  title = {An {Odd} {\'E}tude: $\alpha$ \& \emph{so} on~---~100\%}, journal = jwd # " and " # {Tea}, year = 2001,
  pages = "1--2", month = jan, doi = {10.5555/a_b(c)<d>;e}, note = {\url{https://example.org/~me/a%20b}})
@book{x, editor = {M{\"u}ller, {\O}.}, title = {T}, publisher = {P}, date = {2001-02-03}}
@online{y, author = {{}}, title = {\textit{A} \ss\ \o {\aa}}, urldate = {2026-01-01},
  url = {https://example.org/a--b?c=d&e=f#g}}
"""

SEEDS: dict[str, list[bytes]] = {
    "yaml": [
        make_claim().encode(),
        make_claim(
            evidence__for={"none_found": {"searched": "2026-05-01", "terms": "tea"}},
            evidence__against__0__frequency={"count": "3", "of": "40", "what": "slept"},
            clinical_review={"name": "A. Berg", "date": "2026-06-01"},
            moved_from=["an-old-id"],
            allow={"B01": "So."},
            related=["another"],
        ).encode(),
        make_claim(verdict="supported", certainty__level="high", certainty__start="high").encode(),
        b'a: &x [1, *x, {b: !!str "c\\u202e"}]\n<<: *x\n? [k]\n: v\nd: |2-\n  e\nf: >+\n  g\n\n---\nh: ~\n...\n',
        *(text.encode() for text in (SITE, TOPICS, CARE, HELPLINES, GLOSSARY, ARTICLE)),
    ],
    "bib": [BIBLIOGRAPHY.encode(), BIB_ODDITIES.encode(), BIBLIOGRAPHY.encode() + BIB_ODDITIES.encode()],
    "markdown": [PAGE.encode(), PAGE.replace("\n", "\r\n").encode(), b"[@a, b; @c]" * 3, b"```\n[@a]\n```\n    [@b]\n"],
}

_TOKENS = r"""
: | - | ? | , | [ | ] | { | } | # | & | * | ! | > | ' | " | % | @ | ` | ~ | < | = | \ | / | . | _ | ^ | $ | ( | )
<< | ... | --- | -- | \\ | .. | ]: | ](x) | [@ | [@a] | [@a, | ; @b | [^1]: | \[ | `` | ``` | ~~~
<!-- | --> | <a | </a> | <pre> | <!-- explainer: | explainer:claims | topic=
!!str | &a | *a | %YAML 1.1 | {{ | }} | \u202e | \x00 | \n | no | yes | null
@article{ | @online{ | @string{ | @comment{ | title = | {\' | \textbf{ | \url{ | and | others | 10.1/ | https:// | # "x"
0 | 1 | 99 | 1:30 | 010 | 2026-01-01 | 2026-13-45 | 1e999 | 5 grams | 50% | 1,000.5 | 11111111111111111111111111111111.5
twice a day | half of | 2 times as likely | miracle | recently | TODO | taper down by | odds ratio | CYP3A4 | May 2026
findings: | none_found: | [key]: | for_: | id: | evidence: | figures: | allow: {B01: x} | verdict: | level: | cite: [a]
"""
TOKENS: list[bytes] = [
    *(token.strip().encode() for token in _TOKENS.replace("\n", " | ").split(" | ") if token.strip()),
    b"|",
    b"\n",
    b"\n\n",
    b" ",
    b"    ",
    b"\t",
    b"\r\n",
    b"\r",
    b"\0",
    b"\xff",
    b"\xc3",
    "\u202e\u200b\u2028\ufeff".encode(),
    "é日😀ß".encode(),
    "\u0663\u00b2".encode(),
]


PROFILE = settings(
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)


SYNTAX = st.sampled_from([token.decode("utf-8", "replace") for token in TOKENS])
PIECES = st.one_of(SYNTAX, st.text(max_size=8), st.sampled_from(["\n", " ", "\n    ", "\n- "]))
WRITTEN = st.lists(PIECES, max_size=25).map(lambda pieces: "".join(pieces).encode())
BYTES = st.binary(max_size=200)
LINES = [line for seeds in SEEDS.values() for seed in seeds for line in seed.split(b"\n")]
WOUNDS = st.one_of(
    SYNTAX.map(str.encode), SYNTAX.map(lambda token: token.encode() * 30), st.binary(max_size=4), st.sampled_from(LINES)
)
"""A token, many of it, a few bytes, or a line of another good file."""


@st.composite
def damaged(draw: st.DrawFn, kind: str) -> bytes:
    """Draw a seed with a few places cut and written over. Shrinks to fewer and smaller wounds."""
    data = draw(st.sampled_from(SEEDS[kind]))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        size = draw(st.sampled_from((0, 1, 3, 20, 300)))
        wound = draw(WOUNDS)
        data = data[:at] + wound + data[at + size :]
    return data


def inputs(kind: str) -> st.SearchStrategy[bytes]:
    """Bytes that are noise, written in the characters of the grammars, or a good file that was damaged."""
    return st.one_of(damaged(kind), WRITTEN, BYTES)


def hold_places(problems: list[Problem], raw: bytes) -> None:
    """Hold that every problem has a place in the text and can be told in every form."""
    lines = len(re.findall(rb"\r\n?|\n", raw)) + 1
    for problem in problems:
        assert 1 <= problem.line <= lines, problem
        assert problem.column >= 1, problem
        assert problem.message, problem
    ordered = in_order(problems)
    for told in (as_text(ordered), as_json(ordered, {}), as_github(ordered)):
        told.encode()


def hold_document(document: Document) -> None:
    stack: list[tuple[tuple[str | int, ...], object]] = [((), document.data)]
    while stack:
        place, value = stack.pop()
        assert place in document.values, place
        if isinstance(value, dict):
            assert all((*place, key) in document.keys for key in value)
            stack += [((*place, key), inner) for key, inner in value.items()]
        elif isinstance(value, list):
            stack += [((*place, number), inner) for number, inner in enumerate(value)]
        else:
            assert isinstance(value, str), value


def _data() -> SiteData:
    texts = {"site": SITE, "topics": TOPICS, "care": CARE, "glossary": GLOSSARY, "helplines": HELPLINES}
    values = {}
    for name, text in texts.items():
        document, problems = read_yaml(f"docs/data/{name}.yml", text.encode())
        assert document is not None, problems
        values[name], problems = validate(document, DATA_FILES[name])
        assert not problems
    return SiteData(
        site=values["site"],
        topics=values["topics"].topics,  # type: ignore[union-attr]
        care=values["care"],
        glossary=values["glossary"].terms,  # type: ignore[union-attr]
        helplines=values["helplines"].countries,  # type: ignore[union-attr]
        whole=True,
    )


_DATA = _data()
_REFERENCES = read_bibliography("bibliography.bib", BIBLIOGRAPHY.encode())[0]


def hold_claim(raw: bytes) -> list[Problem]:
    """Read a claim file, validate or salvage it, put it through every rule, and return all that is told of it."""
    document, problems = read_yaml(CLAIM_PATH, raw)
    if document is None:
        hold_places(problems, raw)
        return problems
    value, more = validate(document, Claim, {"id": CLAIM_ID})
    assert value is not None or more or problems
    rest = None if value else salvage(document, Claim, {"id": CLAIM_ID})
    library = Library(
        claims={CLAIM_ID: value} if value else {},
        salvaged={CLAIM_ID: rest} if rest else {},
        references=_REFERENCES,
        data=_DATA,
        documents={CLAIM_PATH: document},
        claim_paths={CLAIM_ID: CLAIM_PATH},
        claim_files=1,
        texts={CLAIM_PATH: decode(CLAIM_PATH, raw)[0]},
    )
    told = [*problems, *more, *(problem for problem in run_checks(library, TODAY) if problem.path == CLAIM_PATH)]
    hold_places(told, raw)
    return told


def hold_bibliography(raw: bytes) -> list[Problem]:
    """Read a bibliography: whatever is in it, each reference can be shown and each address is safe."""
    references, problems = read_bibliography("bibliography.bib", raw)
    hold_places(problems, raw)
    for key, reference in references.items():
        assert key == reference.key
        assert reference.title
        assert 1 <= reference.mark.line <= raw.count(b"\n") + 1
        for text in (vancouver(reference), reference.short, *(part for link in reference.links for part in link)):
            text.encode()
        assert all(address.startswith(("https://", "http://")) for _, address in reference.links)
    library = Library(references=references, data=_DATA)
    return (
        [problem for problem in run_checks(library, TODAY) if problem.path == "bibliography.bib"] if references else []
    )


def hold_page(raw: bytes) -> None:
    """Read a page: masking keeps its shape, what is found lies in it in order, and every rule can read it."""
    text, problems = decode("docs/x.md", raw)
    hold_places(problems, raw)
    if problems:
        text = raw.decode("utf-8", "replace")
    masked = mask_markdown(text)
    assert len(masked) == len(text)
    assert [at for at, ch in enumerate(masked) if ch == "\n"] == [at for at, ch in enumerate(text) if ch == "\n"]
    assert all(ch in (" ", text[at]) for at, ch in enumerate(masked)), "masking writes nothing but spaces"
    for found in (find_citations(text), find_in_markdown(text)):
        end = 0
        for citation in found:
            assert end <= citation.start < citation.end <= len(text)
            end = citation.end
            shown = text[citation.start : citation.end]
            assert shown.startswith("[@")
            assert shown.endswith("]")
            assert all(pointer.key in shown for pointer in citation.pointers)
    end = 0
    for directive in find_directives(text):
        assert end <= directive.start < directive.end <= len(text)
        end = directive.end
        assert text[directive.start : directive.end].strip().startswith("<!--")
        assert directive.mark.line == text.count("\n", 0, directive.start) + 1
    library = Library(prose=(ProsePage("docs/x.md", "x.md", text),), references=_REFERENCES, data=_DATA)
    checked = [problem for problem in run_checks(library, TODAY) if problem.path == "docs/x.md"]
    hold_places(checked, raw)


def hold_mending(raw: bytes) -> None:
    """Mend: once is enough, and a claim or bibliography that was good is still good and means the same."""
    text, problems = decode("x", raw)
    if problems:
        return
    mended = mend(text, CLAIM_MENDERS)
    assert mend(mended, CLAIM_MENDERS) == mended
    before, told = read_yaml("x.yml", text.encode())
    if before is not None and not told and validate(before, Claim, {"id": "x"})[0]:
        after, told = read_yaml("x.yml", mended.encode())
        assert after is not None
        assert validate(after, Claim, {"id": "x"})[0] == validate(before, Claim, {"id": "x"})[0]
    mended = mend(text, BIBLIOGRAPHY_MENDERS)
    assert mend(mended, BIBLIOGRAPHY_MENDERS) == mended


@settings(PROFILE, max_examples=examples(500))
@given(inputs("yaml"))
def test_yaml(raw: bytes) -> None:
    """A document or a problem, and a place for everything in it."""
    document, problems = read_yaml("x.yml", raw)
    hold_places(problems, raw)
    assert document is not None or problems
    if document is not None:
        hold_document(document)
        assert read_yaml("x.yml", raw) == (document, problems), "the same each time"


@settings(PROFILE, max_examples=examples(400))
@given(inputs("yaml"))
@example(make_claim(findings="x").encode())
@example(make_claim(none_found="x").encode())
@example((make_claim() + "'[key]': x\n").encode())
@example(make_claim(evidence__for__0__figures={"80": "1" * 60 + ".5", "30": "30"}).encode())
@example(make_claim().replace("unproven", "[" * 990 + "]" * 990, 1).encode())
def test_claims(raw: bytes) -> None:
    hold_claim(raw)


@settings(PROFILE, max_examples=examples(300))
@given(BYTES)
def test_claims_with_values_of_another_kind(raw: bytes) -> None:
    """A claim in which a few values are of another kind: every model and every rule can take it."""
    source = random.Random(raw)  # noqa: S311 -- damage, not secrets
    data: dict[str, Any] = claim_data()
    for _ in range(source.choice((1, 2, 4))):
        here: Any = data
        while True:
            key = source.choice(list(here) if isinstance(here, dict) else range(len(here)))
            if not isinstance(here[key], (dict, list)) or not here[key] or source.randrange(3) == 0:
                break
            here = here[key]
        word = source.choice(TOKENS).decode("utf-8", "replace")
        other: tuple[Any, ...] = (
            word,
            [],
            {},
            [word],
            {word: word},
            [[word]],
            [{word: word}],
            None,
            word * 200,
            -1,
            1.5,
        )
        here[key] = source.choice((*other, copy.deepcopy(here[key])))
        if isinstance(here, dict) and source.randrange(4) == 0:
            here[word] = here.pop(key)
        if not data:
            return
    hold_claim(make_yaml(data).encode())


@settings(PROFILE, max_examples=examples(200))
@given(inputs("markdown"))
def test_claims_of_any_words(raw: bytes) -> None:
    """A claim of good form whose texts, numbers and quotes are the input: every rule can read it."""
    text = " ".join(raw.decode("utf-8", "replace").split())
    texts = [text[start : start + 250] for start in range(0, 2000, 250)]
    changes = {
        "claim": texts[0],
        "short_answer": texts[1],
        "what_it_means": texts[2],
        "certainty__why": texts[3],
        "evidence__for__0__finding": texts[4],
        "evidence__for__0__where": texts[5],
        "evidence__for__0__figures": {
            texts[6][:20]: texts[7],
            "80": texts[6],
            **dict.fromkeys(texts[4].split(), text[:300]),
        },
        "appearances__0__words": " ".join(texts[5].split()[:12]),
        "changes__0__note": texts[6],
        "question": f"{texts[7][:80]}?",
    }
    changes = {name: value for name, value in changes.items() if not isinstance(value, str) or value.strip()}
    hold_claim(make_claim(**changes).encode())


@settings(PROFILE, max_examples=examples(150))
@example(b"{.")
@given(inputs("yaml"))
def test_data(raw: bytes) -> None:
    """A data file: each model takes or refuses it."""
    document, read = read_yaml("docs/data/x.yml", raw)
    for model in DATA_FILES.values() if document else ():
        value, problems = validate(document, model)
        assert not problems if value else problems or read, "refused without a word, or taken with one"
        hold_places(problems, raw)


@settings(PROFILE, max_examples=examples(300))
@given(inputs("bib"))
@example(b"@article{a, title = {" + b"{" * 3000)
@example(b"@misc{a, title = {\\textit{}}}")
@example(b"@article{a, author = {and and}, title = {\\'}}")
def test_bibliographies(raw: bytes) -> None:
    hold_bibliography(raw)


@settings(PROFILE, max_examples=examples(500))
@given(inputs("markdown"))
@example(b"a <b and\n\n<!-- explainer:topics -->\n")
@example(b"don`t\n\nsee [@a]\n\nwon`t")
@example(b"[@" + b"a" * 2000 + b"]")
def test_pages(raw: bytes) -> None:
    hold_page(raw)


@pytest.mark.parametrize("kind", ["yaml", "bib"])
@settings(PROFILE, max_examples=examples(150))
@given(data=st.data())
def test_mending(kind: str, data: st.DataObject) -> None:
    hold_mending(data.draw(inputs(kind)))


@settings(PROFILE, max_examples=examples(15))
@given(inputs("yaml"))
def test_whole_sites(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    """A whole site in which every kind of file is the same damaged bytes."""
    names = ("claims/sleep/odd.yml", "docs/odd.md", "docs/data/glossary.yml")
    problems_of(write_site(tmp_path_factory.mktemp("odd"), bib=raw, **dict.fromkeys(names, raw)))


# What was written is what is read

VISIBLE = st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp", "Cn", "Co")), max_size=40).filter(
    # The reader takes a closing quotation mark in a text that PyYAML writes without any as one of a word processor's.
    lambda text: not any(hidden_in(text)) and not text.endswith(('"', "\u2019", "\u201d", "\u00bb"))
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
    hold_page(f"a{part * (times if AT_NIGHT else times // 2)}b".encode())


def test_the_seeds_themselves_are_good() -> None:
    """Damage is done to something whole, or the tests above would see little more than noise."""
    assert hold_claim(SEEDS["yaml"][0]) == []
    assert codes(hold_bibliography(BIBLIOGRAPHY.encode())).count("S12") == 3
