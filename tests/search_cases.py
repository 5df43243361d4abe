"""Cases of the rules on searches (E): a site's searches, runs and works, each with one change."""

from __future__ import annotations

import re

from builders import CLAIM_ID, TODAY, library_of
from builders_more import Case, again, files
from explainer.model.searches import Screened, ScreenedWorks, SearchRun
from explainer.upkeep.watch_problems import WatchReport, watch_problems

SEARCHES = """\
searches:
  - id: sleep
    topic: sleep
    question: Does the tea help people sleep?
    responsible: The keepers
    start: 2026-11-01
    reviewed: 2026-11-01
    queries:
      pubmed: (chamomile[tiab] OR matricaria[mh]) AND sleep[tiab]
      crossref: chamomile sleep
  - id: safety
    topic: safety
    question: Does the tea harm people?
    responsible: The keepers
    start: 2026-11-01
    reviewed: 2026-11-01
    queries:
      europe-pmc: chamomile AND TITLE:harm
"""
"""docs/data/searches.yml of the small site."""

RUN = """\
  - search: sleep
    source: pubmed
    words: (chamomile[tiab] OR matricaria[mh]) AND sleep[tiab]
    day: 2026-11-20
    outcome: done
    seen: 12
"""
OTHER_RUN = RUN.replace("pubmed", "crossref")

SCREENED = f"""\
runs:
{RUN}works:
  - title: A new trial of the tea
    year: 2026
    doi: 10.5555/fresh
    searches: [sleep]
    sources: [pubmed]
    seen: 2026-11-20
    status: to-read
"""
"""docs/data/screened.yml of the small site."""

WORKS, PAGE = "docs/data/screened.yml", "docs/data/searches.yml"
PUBMED = "(chamomile[tiab] OR matricaria[mh]) AND sleep[tiab]"
ASIDE = {"status": "set-aside", "reason": "off-topic", "by": "A. Reader", "decided": "2026-11-21"}
CITED = {
    "status": "cited",
    "key": "smith2020",
    "by": "A. Reader",
    "decided": "2026-11-21",
    "doi": "10.5555/warm.2020.45",
}


def searched(old: str = "", new: str = "", line: str = "", also: str = "") -> Case:
    """The site with searches, one text in them replaced the first time that it stands there."""
    assert old in SEARCHES
    content = {PAGE: SEARCHES.replace(old, new, 1) if old else SEARCHES, WORKS: SCREENED}
    return Case(content, PAGE, line, frozenset(also.split()))


def query(source: str, words: str) -> Case:
    """The site with one query changed or added."""
    kept = re.sub(rf"(?m)^      {source}: .*\n", "", SEARCHES.removesuffix(LAST))
    line = f"      {source}: '{words}'\n"
    content = {PAGE: kept.replace("    queries:\n", f"    queries:\n{line}") + LAST}
    return Case(content, PAGE, line.strip())


def seen(works: str = "", runs: str = "", line: str = "", also: str = "") -> Case:
    """The site with runs and works after those of `SCREENED`."""
    text = SCREENED.replace("works:\n", f"{runs}works:\n") + works
    return Case({PAGE: SEARCHES, WORKS: text}, WORKS, line, frozenset(also.split()))


def work(title: str = "Another work", **fields: str) -> str:
    """Return an entry of screened.yml; an empty field is left out."""
    held = {"title": title, "year": "2026", "doi": "10.5555/new", "searches": "[sleep]", "sources": "[pubmed]",
            "seen": "2026-11-20", "status": "to-read", **fields}  # fmt: skip
    lines = [f"{name}: {value}\n" for name, value in held.items() if value]
    return "  - " + "    ".join(lines)


def many(count: int) -> str:
    """Return so many works."""
    return "".join(work(f"Work {number}", doi=f"10.5555/{number}") for number in range(count))


def came(works: int = 0, outcome: str = "done", why: str | None = None) -> Case:
    """A run of `claims watch` with new works, or of a source that failed."""
    new = tuple(
        Screened(title=f"Work {n}", doi=f"10.5555/{n}", searches=("sleep",), sources=("pubmed",), seen=TODAY,
                 status="to-read") for n in range(works)
    )  # fmt: skip
    run = SearchRun(search="sleep", source="pubmed", words="tea", day=TODAY, outcome=outcome, why=why)
    report = WatchReport(ScreenedWorks(works=new), new, (run,))
    return Case(path=WORKS, find=lambda root: watch_problems(library_of(root), report))


UNREADABLE = [
    ("pubmed", "(chamomile[tiab] AND sleep[tiab]"),
    ("pubmed", "chamomile[tiab]) AND sleep"),
    ("pubmed", 'chamomile AND "good sleep'),
    ("pubmed", "chamomile[tibia]"),
    ("pubmed", "chamomile[tiab] and sleep[tiab]"),
    ("pubmed", "chamomile OR AND sleep"),
    ("pubmed", "chamomile AND"),
    ("pubmed", "(OR chamomile) AND sleep"),
    ("pubmed", "cha*"),
    ("pubmed", "chamomile AND ()"),
    ("pubmed", "chamomile AND \u201csleep\u201d"),
    ("europe-pmc", "chamomile AND TITEL:sleep"),
    ("europe-pmc", "chamomile[tiab]"),
    ("clinical-trials", "chamomile or sleep"),
    ("openalex", "(chamomile AND sleep]"),
    ("crossref", "chamomile AND sleep"),
    ("crossref", "(chamomile) sleep"),
    ("crossref", "chamomile matricaria sleep insomnia night"),
    ("federal-register", '"chamomile'),
]
READABLE = [
    ("pubmed", '("a b"[tiab:~3] OR chamomil*[TIAB]) NOT (review[pt] OR 2020:2026[dp])'),
    ("pubmed", '"salt and pepper"[ti]'),
    ("europe-pmc", '(TITLE_ABS:"good sleep" OR PUB_YEAR:[2020 TO 2026]) AND SRC:PPR'),
    ("clinical-trials", 'AREA[Phase]PHASE3 AND (chamomile OR "good or bad sleep")'),
    ("openalex", '(chamomile AND "good sleep") NOT (horse OR cow)'),
    ("crossref", "chamomile and sleep"),
    ("federal-register", 'chamomile | "good sleep"'),
    ("stored-copies", "chamomile (tea; sleep"),
]
LONG = "Warm drinks before bed and what follows"
LAST = SEARCHES[SEARCHES.index("  - id: safety") :]

NAMED = [
    searched("topic: safety", "topic: saftey", "topic: saftey", "E01"),
    searched("topic: safety", "topic: safety\n    claims: [no-claim]", "claims: [no-claim]", "E01"),
    seen(work(searches="[slip]"), line="searches: [slip]", also="E10"),
    seen(runs=OTHER_RUN.replace("search: sleep", "search: slip"), line="search: slip"),
    seen(work(claims="[{claim: no-claim, why: words}]"), line="claims: [{claim: no-claim"),
    Case({WORKS: SCREENED}, WORKS, "- search:"),
]
"""What names something that does not exist."""

BROKEN: dict[str, list[Case]] = {
    "E01": [searched(LAST, ""), searched("topic: safety", f"topic: safety\n    claims: [{CLAIM_ID}]")],
    "E02": [query(source, words) for source, words in UNREADABLE],
    "E04": [
        searched("start: 2026-11-01", "start: 2999-01-01", "start: 2999"),
        seen(work(seen="2999-01-01"), line="seen: 2999"),
        seen(work(**{**ASIDE, "decided": "2026-11-01"}), line="decided: 2026-11-01"),
        again(seen(runs=f"{OTHER_RUN}    first: 2026-11-21\n", line="day: 2026-11-20"), 2),
    ],
    "E05": [searched("reviewed: 2026-11-01", "reviewed: 2025-01-01", "reviewed: 2025")],
    "E06": [
        seen(work(**{**ASIDE, "reason": ""}), line="status: set-aside"),
        seen(work(**{**CITED, "key": ""}), line="status: cited"),
        seen(work(**{**ASIDE, "by": ""}), line="status: set-aside"),
        again(seen(work(reason="off-topic"), line="status: to-read"), 2),
    ],
    "E07": [
        seen(work(**ASIDE, doi="10.5555/WARM.2020.45"), line="status: set-aside"),
        again(seen(work(doi="10.5555/warm.2020.45"), line="status: to-read"), 2),
        seen(work(**{**CITED, "key": "nobody1999"}), line="key: nobody1999"),
        seen(work(**{**CITED, "key": "jones2019"}), line="key: jones2019"),
    ],
    "E08": [
        seen(work() + work("A third work", doi="10.5555/NEW"), line="title: A third work"),
        seen(work(LONG) + work(LONG.upper(), doi="10.5555/third"), line=f"title: {LONG.upper()}"),
        seen(work() + work("A third work", doi="10.5555/3", also="[10.5555/new]"), line="title: A third work"),
    ],
    "E09": [seen(work(seen="2026-08-01"), line="seen: 2026-08-01")],
    "E11": [came(1)],
    "E12": [came(outcome="failed", why="answered 500"), came(outcome="partial", why="gave 1 of 2 records")],
    "E10": [
        seen(work(sources="[openalex]"), line="sources: [openalex]"),
        seen(work(searches="[sleep, safety]", sources="[openalex]"), line="sources: [openalex]"),
        seen(many(12), line="seen: 12"),
        again(seen(runs=RUN, line="- search: sleep"), 2),
    ],
}

KEPT: dict[str, list[Case]] = {
    "E01": [searched(), files(), searched(LAST, f"{LAST}  - {LAST[4:].replace('id: safety', 'id: more')}")],
    "E02": [query(source, words) for source, words in READABLE],
    "E04": [seen(work(**ASIDE)), seen(runs=f"{OTHER_RUN}    first: 2026-11-02\n")],
    "E05": [searched("reviewed: 2026-11-01", "reviewed: 2025-12-01")],
    "E06": [seen(work(**ASIDE)), seen(work(**CITED)), seen(work(note="Seen again."))],
    "E07": [seen(work(**CITED)), seen(work(doi="", pmid='"123"'))],
    "E08": [
        seen(
            work(doi="", trial="NCT00000001") + work("Its results", doi="", trial="NCT00000001", kind="trial-results")
        ),
        seen(work(LONG) + work(LONG, doi="10.5555/third", year="2024")),
        seen(work(LONG) + work(LONG, doi="10.5555/third", kind="preprint")),
        seen(work("The tea") + work("The tea", doi="10.5555/third")),
    ],
    "E09": [seen(work(seen="2026-09-01")), seen(work(**ASIDE, seen="2026-01-01"))],
    "E11": [came()],
    "E12": [came()],
    "E10": [
        seen(many(11)),
        seen(runs=RUN.replace("outcome: done\n    seen: 12", "outcome: failed\n    why: answered 500")),
    ],
}
