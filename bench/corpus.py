"""Synthetic content of real shape, for measuring: N claims and a bibliography, the same for the same seed."""

from __future__ import annotations

import argparse
import random
import shutil
from itertools import accumulate
from pathlib import Path

HERE = Path(__file__).parent
PROJECT = HERE.parent

_NOUNS = (
    "people records calls surveys leaves sleep pain effect group clinic study number answer week sign heart liver "
    "blood report series sample country product label reader doctor medicine sample trial volunteer register"
).split()
_VERBS = "reported noted counted showed named answered took drank slept felt found gave kept met left said".split()
_LINKS = "among after before with without during near under for".split()
_DESIGNS = (
    "cross-sectional case-report case-series systematic-review randomised-trial animal laboratory poison-centre"
).split()
_TOPICS = ("sleep", "calm", "digestion", "safety")
_SIGNS = ("chest-pain", "fainting", "rash", "no-sleep")
_ANSWERS = {"supported": "Yes.", "partly": "Partly.", "mixed": "Nobody knows.", "unproven": "Nobody knows.",
            "contradicted": "No."}  # fmt: skip
"""Verdict -> how the short answer to a question of yes or no begins, as rule G09 asks."""


class Words(random.Random):
    """Chance that also picks words: of a few, or of many, the n-th of them n times rarer than the first (Zipf)."""

    def __init__(self, seed: int, vocabulary: int = 0) -> None:
        """Take the seed, and how many words there are; 0 for the few above."""
        super().__init__(seed)
        letters = random.Random(seed)
        more = ("".join(letters.choices("aeiounrstlmdkp", k=letters.randint(4, 10))) for _ in range(vocabulary))
        self.pool = [*dict.fromkeys([*_NOUNS, *more])] if vocabulary else []
        self.weights = list(accumulate(1 / rank for rank in range(10, len(self.pool) + 10)))


def write_corpus(root: Path, claims: int, references: int, seed: int = 1, vocabulary: int = 0) -> None:
    """Write a whole site below `root`: configuration, hook, theme, data, prose, `claims` claims, `references` entries.

    The shape is that of the real content: two to four findings a side, one or two citations each, and as many words.
    For a search the words must differ as those of a language do: `vocabulary` says how many there are.
    """
    random_ = Words(seed, vocabulary)
    if root.exists():
        shutil.rmtree(root)
    (root / "docs/data").mkdir(parents=True)
    shutil.copytree(PROJECT / "hooks", root / "hooks", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    _write(root / "mkdocs.yml", _configuration())
    for name, text in _data().items():
        _write(root / "docs" / name, text)
    keys = [f"author{number}" for number in range(references)]
    _write(root / "bibliography.bib", "\n".join(_entry(random_, key, number) for number, key in enumerate(keys)))
    ids = [f"claim-{number}" for number in range(claims)]
    for number, name in enumerate(ids):
        topic = _TOPICS[number % len(_TOPICS)]
        _write(root / "claims" / topic / f"{name}.yml", _claim(random_, name, topic, keys, ids, number))


def _configuration() -> str:
    text = (PROJECT / "mkdocs.yml").read_text(encoding="utf-8")
    head, _, _ = text.partition("\nnav:")
    return f"{head}\nnav:\n  - Home: index.md\n  - Claims: claims/index.md\n  - Sources: sources/index.md\n"


def _data() -> dict[str, str]:
    pages = {
        "index.md": "# Home\n\nWords.\n",
        "help.md": "# Help\n\n<!-- explainer:care-cards -->\n",
        "method.md": "# Method\n\n<!-- explainer:verdicts -->\n",
        "glossary.md": "# Glossary\n\n<!-- explainer:glossary -->\n",
        "claims/index.md": "# Claims\n\n<!-- explainer:claims -->\n",
        "sources/index.md": "# Sources\n\n<!-- explainer:sources -->\n",
    }
    pages |= {f"{topic}.md": f"# {topic.title()}\n\nWords.\n" for topic in _TOPICS}
    signs = "".join(
        f"  - {{id: {sign}, card: emergency, text: has {sign}, short: Sign {n}, group: body, cite: [author0]}}\n"
        for n, sign in enumerate(_SIGNS)
    )
    topics = "".join(f"  - {{id: {t}, name: {t.title()}, page: {t}.md, summary: About {t}.}}\n" for t in _TOPICS)
    terms = "".join(
        f"  - {{id: {noun}, term: {noun} {link}, definition: A {noun} and what it is.}}\n"
        for noun, link in zip(dict.fromkeys(_NOUNS), _LINKS * 9, strict=False)
    )
    return pages | {
        "data/site.yml": (
            "name: Tea, checked\nsubject: tea\nemergency: Call for help.\nemergency_link: Help\ndoctor_page: help.md\n"
            "method_page: method.md\nglossary_page: glossary.md\nsources_page: sources/index.md\n"
            "claims_page: claims/index.md\nreview_note: Nobody has reviewed this.\ndisclaimer: This is no advice.\n"
        ),
        "data/topics.yml": f"topics:\n{topics}",
        "data/care.yml": (
            "cards:\n  - {id: emergency, urgency: emergency, heading: Call now if someone, lead: Call., after: Wait.}\n"
            f"signs:\n{signs}tell_the_doctor:\n  - {{text: What you took}}\n"
        ),
        "data/glossary.yml": f"terms:\n{terms}",
        "data/synonyms.yml": (
            f"ignore: [{', '.join(_LINKS)}, is, it, does, the, of, most]\nsynonyms:\n"
            + "".join(f"  - {{typed: [{noun}ish, {noun}like, my {noun}], means: [{noun}]}}\n" for noun in _NOUNS)
        ),
    }


def _design(number: int) -> str:
    return _DESIGNS[number % len(_DESIGNS)]


def _about_people(key: str) -> bool:
    return _design(int(key.removeprefix("author"))) not in {"animal", "laboratory"}


def _sentence(random_: Words, words: int) -> str:
    if random_.pool:
        return f"{' '.join(random_.choices(random_.pool, cum_weights=random_.weights, k=words)).capitalize()}."
    body = [random_.choice((_NOUNS, _VERBS, _LINKS)[n % 3]) for n in range(words)]
    return f"{' '.join(body).capitalize()}."


def _asked(random_: Words) -> str:
    return _sentence(random_, 5).lower().rstrip(".") if random_.pool else "most people"


def _finding(random_: Words, keys: list[str]) -> str:
    part, whole = random_.randint(2, 90), random_.choice((100, 128, 340, 1807))
    cites = random_.sample(keys, random_.choice((1, 1, 1, 2)))
    if not any(_about_people(key) for key in cites):  # a claim without a study in people could not stand at low
        cites[0] = random_.choice([key for key in keys[: len(_DESIGNS)] if _about_people(key)])
    return (
        f"    - finding: >-\n        {_sentence(random_, 14)} {part} of {whole} people were counted. "
        f"{_sentence(random_, 12)}\n"
        f"      cite: [{', '.join(cites)}]\n      where: abstract\n"
        f'      figures: {{"{part}": "{part} people", "{whole}": "{whole} in all"}}\n'
    )


def _claim(random_: Words, name: str, topic: str, keys: list[str], ids: list[str], number: int) -> str:
    verdict, begins = list(_ANSWERS.items())[number % len(_ANSWERS)]
    related = [other for other in random_.sample(ids, min(3, len(ids))) if other != name]
    sides = {
        side: "".join(_finding(random_, keys) for _ in range(random_.randint(2, 4))) for side in ("for", "against")
    }
    return (
        f"question: Does {name.replace('-', ' ')} hold for {_asked(random_)}?\nclaim: {_sentence(random_, 9)}\n"
        f"topic: {topic}\n"
        f"leaning: {random_.choice(('promise', 'alarm', 'neutral'))}\nasked_by: readers\n"
        f'kind: effect\nclaim_answers: "yes"\nverdict: {verdict}\n'
        "certainty:\n  level: low\n  start: low\n  rated_down: {}\n"
        f"  why: {_sentence(random_, 16)}\n"
        f"short_answer: >-\n  {begins} {' '.join(_sentence(random_, 11) for _ in range(4))}\n"
        f"evidence:\n  for:\n{sides['for']}  against:\n{sides['against']}  unknown:\n"
        f"    - finding: {_sentence(random_, 15)}\n    - finding: {_sentence(random_, 12)}\n"
        f"what_it_means: >-\n  {' '.join(_sentence(random_, 12) for _ in range(3))}\n"
        f"see_a_doctor: [{', '.join(random_.sample(_SIGNS, 2))}]\nrelated: [{', '.join(related)}]\n"
        "checked: 2026-01-01\ncheck_by: 2030-12-31\n"
        f"changes:\n  - {{date: 2026-01-01, verdict: {verdict}, certainty: low, note: First published.}}\n"
    )


def _entry(random_: Words, key: str, number: int) -> str:
    authors = " and ".join(f"Name{random_.randint(1, 999)}, Given A." for _ in range(random_.randint(1, 9)))
    return (
        f"@article{{{key},\n  author = {{{authors}}},\n  title = {{{_sentence(random_, 12)[:-1]} number {number}}},\n"
        f"  journal = {{Journal of {random_.choice(_NOUNS).title()}}},\n  year = {{{random_.randint(1990, 2025)}}},\n"
        f"  volume = {{{random_.randint(1, 99)}}},\n  number = {{{random_.randint(1, 12)}}},\n"
        f"  pages = {{{random_.randint(1, 400)}--{random_.randint(401, 900)}}},\n  doi = {{10.1234/x.{number}}},\n"
        f"  design = {{{_design(number)}}},\n  participants = {{{random_.randint(1, 4000)}}},\n"
        f"  population = {{people in a place}},\n  verified = {{full}},\n}}\n"
    )


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--claims", type=int, default=300)
    parser.add_argument("--references", type=int, default=0, help="default: one for each claim, 5,000 at most")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    write_corpus(options.folder, options.claims, options.references or min(options.claims, 5000), options.seed)
