"""Feeds the readers and checks with damaged input for as long as one likes; not collected by pytest.

    python tests/fuzz.py --minutes 10

Each target takes bytes and must neither raise nor take long, and what it returns must hold together. Inputs are seeds
cut, spliced and sprinkled with the characters that the grammars live on. An input that breaks a target is written to a
folder and can be tried again with `--replay FILE --target NAME`. test_properties.py runs the same targets briefly.
"""

from __future__ import annotations

import argparse
import copy
import random
import re
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parent.parent / "hooks"), str(Path(__file__).parent)]

from builders import (
    ARTICLE,
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
    make_claim,
    make_yaml,
    problems_of,
    write_site,
)
from explainer.checks import run_checks
from explainer.checks.fixes import BIBLIOGRAPHY_MENDERS, CLAIM_MENDERS, mend
from explainer.loading.bibliography import read_bibliography
from explainer.loading.citation_syntax import find_citations, find_in_markdown, mask_markdown
from explainer.loading.directives import find_directives
from explainer.loading.library import Library, ProsePage
from explainer.loading.validate import salvage, validate
from explainer.loading.yaml_reader import Document, decode, read_yaml
from explainer.model.claim import Claim
from explainer.model.site_data import DATA_FILES, SiteData
from explainer.problems import Problem, as_github, as_json, as_text, in_order
from explainer.references.vancouver import vancouver

Target = Callable[[bytes], Iterator[str]]
"""Takes an input, yields the codes of the problems found, and raises where something does not hold."""

SLOW_SECONDS = 2.0

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


def mutate(source: random.Random, seed: bytes, other: bytes) -> bytes:
    """Return `seed` after some random damage; `other` is what pieces are borrowed from."""
    data = bytearray(seed)
    for _ in range(source.choice((1, 1, 2, 3, 5, 9))):
        at = source.randrange(len(data) + 1)
        size = min(source.choice((1, 1, 2, 4, 8, 40, 200)), len(data) - at)
        match source.randrange(9):
            case 0:
                del data[at : at + size]
            case 1 | 2 | 3:
                data[at:at] = source.choice(TOKENS)
            case 4:
                data[at : at + size] = source.choice(TOKENS) * source.choice((1, 1, 2, 30))
            case 5:
                data[at:at] = data[at : at + size] * source.choice((1, 2, 20))
            case 6:
                start = source.randrange(len(other) + 1)
                data[at : at + size] = other[start : start + source.choice((5, 50, 500))]
            case 7:
                data[at : at + 1] = bytes([source.randrange(256)])
            case 8 if source.randrange(4) == 0:
                del data[at:]
            case _:
                lines = bytes(data).split(b"\n")
                source.shuffle(lines)
                data = bytearray(b"\n".join(lines)) if source.randrange(8) == 0 else data
    return bytes(data[:60_000])


def _placed(problems: list[Problem], raw: bytes) -> Iterator[str]:
    """Hold that every problem has a place in the text, can be told in every form, and yield its code."""
    lines = len(re.findall(rb"\r\n?|\n", raw)) + 1
    for problem in problems:
        assert 1 <= problem.line <= lines, problem
        assert problem.column >= 1, problem
        assert problem.message, problem
        yield problem.code
    ordered = in_order(problems)
    for told in (as_text(ordered), as_json(ordered, {}), as_github(ordered)):
        told.encode()


def _hold_document(document: Document) -> None:
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


def yaml_target(raw: bytes) -> Iterator[str]:
    """Reading YAML: a document or a problem, and a place for everything in it."""
    document, problems = read_yaml("x.yml", raw)
    yield from _placed(problems, raw)
    assert document is not None or problems
    if document is not None:
        _hold_document(document)
        assert read_yaml("x.yml", raw) == (document, problems), "the same each time"


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


def words_target(raw: bytes) -> Iterator[str]:
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
    yield from claim_target(make_claim(**changes).encode())


def fields_target(raw: bytes) -> Iterator[str]:
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
    yield from claim_target(make_yaml(data).encode())


def claim_target(raw: bytes) -> Iterator[str]:
    """A claim file: read, validated, salvaged, and put through every rule."""
    document, problems = read_yaml(CLAIM_PATH, raw)
    if document is None:
        yield from _placed(problems, raw)
        return
    value, more = validate(document, Claim, {"id": CLAIM_ID})
    assert value is not None or more
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
    checked = [problem for problem in run_checks(library, TODAY) if problem.path == CLAIM_PATH]
    yield from _placed([*problems, *more, *checked], raw)


def data_target(raw: bytes) -> Iterator[str]:
    """A data file: each model takes or refuses it."""
    document, _ = read_yaml("docs/data/x.yml", raw)
    if document is None:
        return
    for model in DATA_FILES.values():
        value, problems = validate(document, model)
        assert (value is None) == bool(problems)
        yield from _placed(problems, raw)


def bibliography_target(raw: bytes) -> Iterator[str]:
    """A bibliography: whatever is in it, each reference can be shown and each address is safe."""
    references, problems = read_bibliography("bibliography.bib", raw)
    yield from _placed(problems, raw)
    for key, reference in references.items():
        assert key == reference.key
        assert reference.title
        assert 1 <= reference.mark.line <= raw.count(b"\n") + 1
        for text in (vancouver(reference), reference.short, *(part for link in reference.links for part in link)):
            text.encode()
        assert all(address.startswith(("https://", "http://")) for _, address in reference.links)
    if references:
        library = Library(references=references, data=_DATA)
        yield from (p.code for p in run_checks(library, TODAY) if p.path == "bibliography.bib")


def markdown_target(raw: bytes) -> Iterator[str]:
    """A page: masking keeps its shape, what is found lies in it in order, and every rule can read it."""
    text, problems = decode("docs/x.md", raw)
    yield from _placed(problems, raw)
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
    yield from _placed(checked, raw)


def mend_target(raw: bytes) -> Iterator[str]:
    """Mending: once is enough, and a claim or bibliography that was good is still good and means the same."""
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
    yield from ()


def site_target(raw: bytes) -> Iterator[str]:
    """A whole site in which every kind of file is the same damaged bytes."""
    names = ("claims/sleep/odd.yml", "docs/odd.md", "docs/data/glossary.yml")
    with tempfile.TemporaryDirectory() as folder:
        root = write_site(Path(folder), bib=raw, **dict.fromkeys(names, raw))
        for problem in problems_of(root):
            yield problem.code


TARGETS: dict[str, tuple[Target, str]] = {
    "yaml": (yaml_target, "yaml"),
    "claim": (claim_target, "yaml"),
    "words": (words_target, "markdown"),
    "fields": (fields_target, "yaml"),
    "data": (data_target, "yaml"),
    "bibliography": (bibliography_target, "bib"),
    "markdown": (markdown_target, "markdown"),
    "mend-claim": (mend_target, "yaml"),
    "mend-bibliography": (mend_target, "bib"),
    "site": (site_target, "yaml"),
}
"""Name -> the target and the kind of seeds it is fed with."""


@dataclass
class Figures:
    """What was seen of one target."""

    runs: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    codes: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)


def try_one(name: str, raw: bytes, figures: Figures, folder: Path) -> None:
    """Run one input through a target, count, and keep what broke it."""
    started = time.process_time()  # not that of the clock: the machine may be busy
    said = ""
    try:
        figures.codes.update(TARGETS[name][0](raw))
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        said = f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"
    took = time.process_time() - started
    if not said and took > SLOW_SECONDS:
        said = "slow"
    figures.runs += 1
    figures.seconds += took
    figures.slowest = max(figures.slowest, took)
    if said:
        figures.failures[said] += 1
        if figures.failures[said] == 1:
            folder.mkdir(parents=True, exist_ok=True)
            kept = folder / f"{name}-{sum(figures.failures.values())}.bin"
            kept.write_bytes(raw)
            sys.stderr.write(f"{name}: {said} ({kept})\n")


def main() -> int:
    """Run, print figures, and return 1 if anything broke."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--target", choices=sorted(TARGETS), action="append")
    parser.add_argument("--replay", type=Path, help="try this file instead, on every chosen target")
    parser.add_argument("--keep", type=Path, default=Path(".build/fuzz"), help="folder for inputs that break a target")
    options = parser.parse_args()
    names = options.target or sorted(TARGETS)
    figures = {name: Figures() for name in names}
    if options.replay:
        for name in names:
            for _ in TARGETS[name][0](options.replay.read_bytes()):
                pass
        return 0
    source = random.Random(options.seed)  # noqa: S311 -- damage, not secrets
    everything = [seed for seeds in SEEDS.values() for seed in seeds]
    end = time.monotonic() + options.minutes * 60
    while time.monotonic() < end:
        for name in names:
            if name == "site" and source.randrange(20):
                continue
            seeds = SEEDS[TARGETS[name][1]] if source.randrange(10) else everything
            try_one(name, mutate(source, source.choice(seeds), source.choice(everything)), figures[name], options.keep)
    out = sys.stdout.write
    out(f"{'target':20}{'runs':>10}{'a second':>10}{'slowest s':>11}{'codes':>7}{'failures':>10}\n")
    for name, seen in figures.items():
        rate = seen.runs / seen.seconds if seen.seconds else 0
        broken = sum(seen.failures.values())
        out(f"{name:20}{seen.runs:>10}{rate:>10.0f}{seen.slowest:>11.3f}{len(seen.codes):>7}{broken:>10}\n")
    out(f"seed {options.seed}, {sum(seen.runs for seen in figures.values())} runs\n")
    return 1 if any(seen.failures for seen in figures.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
