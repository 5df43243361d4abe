"""Every rule: content that breaks it, reported with its code at its place, and content that comes near and keeps it.

In `BROKEN` and `KEPT` each case is a whole site, made by `builders` with the one change that the case is about. A new
rule needs a case in each; a test below says which is missing. The messages of `BROKEN`, with their columns, are kept in
golden/messages.txt, which `pytest --update-golden` rewrites; read the difference before you commit it.
"""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

import search_cases
from builders import (
    ARTICLE,
    BIBLIOGRAPHY,
    CARE,
    CLAIM_ID,
    CLAIM_PATH,
    DROP,
    EMERGENCY,
    ENTRIES,
    GLOSSARY,
    HEALTH,
    HELPLINES,
    IN_A_HURRY,
    NOTED,
    PLAIN_SITE,
    SITE,
    SYNONYMS,
    TASKS,
    TODAY,
    TOPICS,
    WriteSite,
    claim,
    codes,
    line_of,
    make_claim,
    places,
    problems_of,
    write_plain_site,
    write_site,
)
from builders_more import (
    BARE,
    BIB,
    CRISIS_LINE,
    EXCEPTIONS,
    LOCK,
    WEB,
    Case,
    again,
    asked,
    built,
    clashes,
    compared,
    data,
    differing,
    drawing,
    entry,
    excepted,
    files,
    finding,
    health,
    link_out,
    link_within,
    lock_file,
    locked,
    made,
    many,
    nested,
    of_smith,
    page,
    picture,
    reading,
    two,
    written,
)
from explainer.building.all_rules import RULES, rule_for
from explainer.checks.runner import Context, Hit
from explainer.loading.asked_questions import QUESTIONS
from explainer.loading.library import Library
from explainer.loading.page_texts import as_file, own_texts, wording_of
from explainer.loading.yaml_reader import MAX_BYTES
from explainer.model.claim import Claim
from explainer.model.vocabulary import Register, State
from explainer.model.wording import Wording
from explainer.network.outcome import Outcome
from explainer.problems import Problem, as_text

SHORT = "The study was small."
GRADED = {"verdict": "unproven", "certainty": "very-low", "first_verdict": "unproven", "first_certainty": "very-low"}
SECOND = {"date": "2026-11-22", "agreed": "true", **GRADED, "note": "Both read the same works."}
NUMBER = '        number: 22 59 13 00\n        tel: "+4722591300"\n'


BRANDS = "brands: [Tea Palace, Teaville]\n"
OLD = {"checked": "2025-11-20", "check_by": "2028-01-01", "changes__0__date": "2025-11-20"}
OLD_LAW = made(**OLD)
NEW_WORK = "@article{new2021, title = {T}, doi = {10.5555/new}}\n"
"""A work that no register was asked about yet, and that comes first."""
FAST_TOPICS = TOPICS.replace("tea and sleep.", "tea and sleep.\n    ages_fast: true")


OTHER_CLAIM = make_claim(question="What else?")


def fact() -> dict[str, Any]:
    """Return the changes that make a claim a matter of fact."""
    established = {"where": "a handbook", "as_of": "2026-05-01"}
    return {"kind": "fact", "certainty": DROP, "changes__0__certainty": DROP, "established": established}


def opposite(verdict: str, answer: str) -> dict[str, Any]:
    """Return the changes for a claim that points the other way than its question, with a verdict and an answer."""
    asked = {"question": "Is the tea safe?", "claim": "The tea harms.", "claim_answers": "no", "short_answer": answer}
    return asked | fact() | {"verdict": verdict, "changes__0__verdict": verdict}


WITH_PMID = BIBLIOGRAPHY.replace("@article{smith2020,", "@article{smith2020,\n  pmid = {12345678},")
CHECKLIST, GROUPS = "docs/data/discern.yml", "docs/data/topics.yml"
WITH_CRISIS_LINE = HELPLINES + CRISIS_LINE


def on_crisis(text: str, line: str = "", words: str = "", **files: str) -> Case:
    """A page more, on a site that has a crisis line; `words` is the text of docs/data/words.yml."""
    more = {"docs/data/words.yml": words} if words else {}
    content = {"docs/extra.md": text, "docs/data/helplines.yml": WITH_CRISIS_LINE, **more, **files}
    return Case(content, "docs/extra.md", line)


def plain(path: str = "", line: str = "", more: str = "", also: str = "", **files: str) -> Case:
    """A site that is not about health, with these files besides its own; `more` is put at the end of the file."""

    def instead(root: Path) -> None:
        shutil.rmtree(root)
        write_plain_site(root, **files)
        if more:
            (root / path).write_text((root / path).read_text(encoding="utf-8") + more, encoding="utf-8")

    return Case(path=path, line=line, also=frozenset(also.split()), prepare=instead)


def speaks(text: str) -> Callable[[Path], None]:
    """Let the claim of a site say this of what it means."""
    return lambda root: (root / CLAIM_PATH).write_text(make_claim(what_it_means=text), encoding="utf-8") and None


GERMAN = SITE + "language: de\n"
GERMAN_TEXTS = as_file(wording_of(None))
WITHOUT_FORMS = as_file(Wording({key: text for key, text in own_texts().items() if not key.startswith("forms.")}))
FORM = {"docs/extra.md": "# Extra\n\n<!-- explainer:source-form -->\n"}
GERMAN_WORDS = (
    "amounts: [Gramm]\nnumbers: [drei]\nbrands: [Teehaus]\n"
    "emergencies: [krampfanf]\nsells: [Wundermittel]\nscares: [Horror]\n"
)


def german(words: str = GERMAN_WORDS, path: str = "", line: str = "", **files: str) -> Case:
    """A site in German, its texts in a file, with these lists of words."""
    own = {"docs/data/site.yml": GERMAN, "docs/data/texts.yml": GERMAN_TEXTS, "docs/data/words.yml": words}
    return Case({**own, **files}, path, line)


def asking(words: list[str], line: str = "", more: str = "", page: str = f"{CLAIM_ID} /sleep") -> Case:
    """A site with a question for each of these words, answered by its one claim and by the page of the topic."""
    rows = "".join(f"{word} {n},forum,a thread,m{n},{page},tune\n" for n, word in enumerate(words))
    text = f"words,said_by,source,meaning,pages,half\n{rows}{more}"
    return Case({QUESTIONS: text}, QUESTIONS, line)


def settings(without: str = "\n\n", line: str = "", instead: str = "") -> Case:
    """A site with mkdocs.yml without a part, or with another instead, and a page with markup of two extensions."""
    whole = f"{SET}plugins: [search, offline]\nmarkdown_extensions: [attr_list, admonition, tables]\n"
    return Case({"mkdocs.yml": whole.replace(without, instead), "docs/extra.md": MARKED_UP}, "mkdocs.yml", line)


def calling(text: str, line: str = "", also: str = "") -> Case:
    """A site with a helpline, and a page with this text."""
    content = {"docs/data/helplines.yml": HELPLINES, "docs/extra.md": f"# Extra\n\n{text}\n"}
    return Case(content, "docs/extra.md", line, frozenset(also.split()))


SET = "site_name: T\nhooks: [hooks/mkdocs_hooks.py]\nexclude_docs: /data/\n"
MARKED_UP = '# Extra\n\n## Part { #part }\n\n!!! note "Title"\n    Text.\n'
ON_ONE_LINE = "\n@misc{{a2020, title = {{T}}, design = {{record}}, topics = {{{}}}}}\n"
"""An entry without a field that begins a line, on a topic."""


def deep(levels: int) -> str:
    """Return a picture with its text so many levels deep."""
    return drawing("<g>" * (levels - 2) + '<text x="4" y="20">The flower</text>' + "</g>" * (levels - 2))


def heavy(size: int) -> str:
    """Return a page that weighs a little more than this when it is compressed."""
    drawn = random.Random(8)  # noqa: S311 -- the same page each time
    return f"<p>{drawn.randbytes(size).hex()}</p>"


LISTING = "# Safety\n\n<!-- explainer:claims -->\n"
MANY = {
    f"sleep/more-{n}": make_claim(question=f"Is tea number {n} warm?", claim=f"Tea number {n} is warm.")
    for n in range(100)
}

BROKEN: dict[str, list[Case]] = {
    # Form, while a file is read
    "F01": [
        written(make_claim() + "note: We looked: nothing\n", "We looked"),
        written(make_claim() + "note: [unclosed\n", "note: ["),
        written(make_claim() + "related: - other\n", "related: -", also="F05"),
        settings("exclude_docs: /data/", "exclude", "exclude_docs:/data/"),
        page("---\ntitle: x\nfigures: {a: [b\n---\n\n# Extra\n", "figures:"),
    ],
    "F02": [written(make_claim() + "#" * MAX_BYTES + "\n")],
    "F03": [
        written(make_claim().replace("chamomile", "kamille \u00e4").encode("latin-1"), "kamille"),
        written(make_claim().encode("utf-16-le")),
        written(b"{\\rtf1\\ansi question: Does it help?\\par}\n"),
        written(b"<!DOCTYPE html>\n<title>Tea: a guide</title>\n"),
    ],
    "F04": [
        written(make_claim().replace("Chamomile tea makes", "Chamomile\u200b tea makes"), "claim:"),
        written(make_claim().replace("Chamomile tea makes", "Chamomile\u202e tea makes"), "claim:"),
    ],
    "F05": [
        written(make_claim() + "topic: safety\n", "topic: safety"),
        written(make_claim().replace("  by: seller\n", "  by: seller\n  source: smith\n  by: user\n"), "source: smith"),
        page("---\ntitle: x\ntitle: z\n---\n\n# Extra\n", "title: z"),
    ],
    "F06": [
        written(make_claim().replace("related: []", "related: &all []"), "&all"),
        written(make_claim().replace("related: []", "related: !!seq []"), "!!seq"),
    ],
    "F07": [
        written(make_claim(appearances__0__words="off").replace("'off'", "off"), "words: off"),
        written(make_claim(appearances__0__words="1:30").replace("'1:30'", "1:30"), "words: 1:30"),
    ],
    "F08": [
        written("- a list\n- at the top\n"),
        written(make_claim() + "---\nmore: text\n", "---"),
        *(page(f"{top}title: Extra\n---\n\n# Extra\n") for top in ("\n---\n", "+++\n", "\u2014\n")),
        page("# Extra\n\n---\ntitle: Extra\nfigures:\n  a: b\n---\n", "---"),
    ],
    "F09": [written(nested(21), "related: [[", also="F13")],
    "F10": [written(make_claim() + "verdikt: mixed\n", "verdikt")],
    "F11": [
        made(short_answer=DROP),
        written(make_claim()[: make_claim().index("what_it_means:")], "question:"),
        page("---\ntitle: Extra\n---\n\n", "---"),
    ],
    "F12": [
        made("verdict: maybe", verdict="maybe"),
        made("topic: Sleep Well", topic="Sleep Well"),
        Case({"claims": {"sleep/a-claim (1)": make_claim()}}, "claims/sleep/a-claim (1).yml"),
        Case({"claims": {"sleep/A_claim": make_claim()}, "docs/extra.md": "# Extra\n\n[It](claims/a-claim.md)\n",
              "docs/data/article.yml": ARTICLE.replace(CLAIM_ID, "a-claim")}, "claims/sleep/A_claim.yml"),
        page("---\nhide: [everything]\n---\n\n# Extra\n", "hide:"),
    ],
    "F13": [
        made("checked:", checked="yesterday"),
        made("related:", related="other"),
        written(make_claim().replace("where: Table 2", "where: true"), "where: true"),
        written(make_claim(claim="TRUE").replace("'TRUE'", "TRUE"), "claim:"),
        data("topics", TOPICS, "name: Sleep", "name: true", "name: true", also="F23"),
        page("---\ntitle: 1.10\n---\n\n# Extra\n", "title:"),
        page("---\nsearch: {boost: lots}\n---\n\n# Extra\n", "search:"),
        page("---\ndescription: true\n---\n\n# Extra\n", "description:"),
        page("---\nfigures: [7]\n---\n\n# Extra\n", "figures:"),
    ],
    "F14": [
        Case({"claims": {f"sleep/{'a' * 81}": make_claim()}}, f"claims/sleep/{'a' * 81}.yml"),
        made("words:", appearances__0__words=" ".join(["tea"] * 13)),
        made("short_answer:", short_answer=" ".join(["tea"] * 61)),
        page('---\nfigures: {"7": }\n---\n\n# Extra\n\nSeven.\n', "figures:"),
    ],
    "F15": [
        made("read: full", evidence__unknown__0__read="full"),
        made("appearances:", appearances=[]),
        data("synonyms", SYNONYMS, "    means: [sleep, fall asleep]\n", "", "- typed: [insomnia"),
        made("imprecision:", certainty__rated_down={"imprecision": "3"}),
    ],
    "F16": [Case(path="claims/sleep/linked.yml", prepare=link_out)],
    "F17": [
        files(BIB, bib=None, also="S31"),
        *(files(f"docs/data/{name}.yml", **{f"docs/data/{name}.yml": None}) for name in ("care", "words")),
    ],
    "F18": [
        Case({"docs/data/glosary.yml": "terms: []\n"}, "docs/data/glosary.yml"),
        files("claims/sleep/other.yaml", **{"claims/sleep/other.yaml": make_claim()}),
        files("claims/sleep/deep/other.yml", **{"claims/sleep/deep/other.yml": make_claim()}),
        files("claims/loose.yml", **{"claims/loose.yml": make_claim()}),
        files("Claims", **{"Claims/sleep/other.yml": make_claim()}),
        files("other.yml", **{"other.yml": make_claim()}),
        *(Case({f"docs/data/{name}": "terms: []\n"}, f"docs/data/{name}")
          for name in ("glossary.json", "glossary.yml.txt", "more/glossary.yml", "extra.md", "extra.docx")),
        *(Case({f"docs/{name}.md": "# Extra\n"}, f"docs/{name}.md")
          for name in ("Extra", "my extra", "extra (1)", "what now?", "\u00fcber-uns", "More/extra")),
    ],
    "F19": [Case({"claims": {f"safety/{CLAIM_ID}": make_claim(topic="safety"), f"sleep/{CLAIM_ID}": make_claim()}})],
    # Form, across files
    "F20": [
        made("topic: safety", topic="safety"),
        Case({"claims": {"slep/other": make_claim(topic="slep")}}, "claims/slep/other.yml", "topic: slep"),
    ],
    "F21": [made("- help-people-sleep", related=["help-people-sleep"]), made(f"- {CLAIM_ID}", related=[CLAIM_ID])],
    "F22": [made("- tired-for-week", see_a_doctor=["swollen-throat", "tired-for-week"])],
    "F23": [
        data("site", SITE, "glossary.md", "nowhere.md", "nowhere.md"),
        data("topics", TOPICS, "page: safety.md", "page: nowhere.md", "nowhere.md"),
        again(made("- tired-for-weeks", see_a_doctor=["tired-for-weeks", "swollen-throat", "tired-for-weeks"]), 2),
        again(made("- jones2019", evidence__for__0__cite=["jones2019", "smith2020", "jones2019"]), 2),
        data("words", "brands: [Teaville,\n  Teaville]\n", line="  Teaville"),
        again(data("topics", TOPICS, "id: safety", "id: sleep", "id: sleep", also="S35"), 2),
        data("care", CARE, "card: soon", "card: sooon", "sooon", also="D06"),
        data("article", ARTICLE, CLAIM_ID, "no-such-claim", "no-such-claim"),
        data("synonyms", SYNONYMS, "safety.md", "nowhere.md", "nowhere.md"),
        data("tasks", TASKS, "sleep.md", "nowhere.md", "nowhere.md"),
        data("tasks", TASKS, "[safety]", "[sleep, safet]", "safet]"),
        data("topics", TOPICS, "name: Safety", f"first: [{CLAIM_ID}]\n    name: Safety", "first:"),
        data("synonyms", SYNONYMS, f"claims/{CLAIM_ID}.md", "claims/no-such-claim.md", "no-such-claim"),
        data("topics", NOTED, f"- claim: {CLAIM_ID}", "- claim: no-such-claim", "no-such-claim"),
        again(data("topics", TOPICS, "page: safety.md", "page: sleep.md", "page: sleep.md"), 2),
        again(data("tasks", TASKS + TASKS.removeprefix("tasks:\n"), line="page: sleep.md"), 2),
        again(data("article", ARTICLE, "id: S2", "id: S1", "id: S1"), 2),
        again(data("emergency", EMERGENCY, "id: suicide", "id: breathing", "id: breathing"), 2),
        data("emergency", EMERGENCY, "[NOT breath*", "[NIGHT+wake, NOT breath*", "NIGHT"),
        again(search_cases.searched("id: safety", "id: sleep", "- id: sleep"), 2),
        *search_cases.NAMED,
        data("site", SITE, "name: ", "data_page: data.md\nname: ", "data_page:"),
        data("glossary", GLOSSARY, "definition: A study that asks", "also: [rct]\n    definition: A study that asks",
             "also: [rct]"),
        data("glossary", GLOSSARY, "term: survey", "term: Randomised Trial", "term: Randomised"),
    ],
    "F24": [
        page("# Extra\n\n<!--explainer: claims topic=sleep-->\n", "explainer:"),
        *(page(f"# Extra\n\n<!-- explainer:{name} -->\n", "explainer:")
          for name in ("article", "searches", "tasks", "answers", "marks")),
        page("# Extra\n\n<!-- explainer:claim topic=sleep -->\n", "explainer:"),
        page("# Extra\n\n<!\u2013 explainer:claims topic=sleep \u2013>\n", "explainer:"),
        page("# Extra\n\n<!-- explainer:claims topik=sleep -->\n", "explainer:"),
        page("# Extra\n\n<!-- explainer:claims sleep -->\n", "explainer:"),
        page("# Extra\n\n<!-- explainer:claims topic=slep -->\n", "explainer:"),
        page("# Extra\n\n<!-- explainer:answers ids=no-such-claim -->\n", "explainer:"),
        *(page(f"# Extra\n\n<!-- explainer:fields file={name} -->\n", "explainer:")
          for name in ("car", "links", "reading", "screened")),
        page("# Extra\n\n<!-- explainer:changes most=-1 -->\n", "explainer:"),
        page("# Extra\n\n<!-- explainer:changes most=x -->\n", "explainer:"),
        page("# Extra\n\n<!-- explainer:claims topic=sleep topic=safety -->\n", "explainer:"),
        page("# Extra\n\nSee <!-- explainer:claims topic=sleep -->\n", "explainer:"),
        page("# Extra\n\n<!-- explaner:claims topic=sleep -->\n", "explaner:"),
        page("# Extra\n\n<!-- explainer claims -->\n", "explainer "),
        page("# Extra\n\n<!-- claims topic=sleep -->\n", "<!--"),
        page("# Extra\n\n&lt;!-- explainer:claims --&gt;\n", "&lt;"),
        page("# Extra\n\n<!-- explainer:claims Topic=sleep -->\n", "explainer:"),
        page("# Extra\n\n<!-- explainer:claims topic=sleep --> here.\n", "explainer:"),
        page("# Extra\n\n- <!-- explainer:claims topic=sleep -->\n", "explainer:"),
        page("# Extra\n\n<!-- Explainer:claims topic=sleep -->\n", "Explainer:"),
        page("# Extra\n\n<!-- explainer:claims topic=sleep\n", "explainer:"),
    ],
    "F25": [
        Case({"claims": two(moved_from=["other-claim"])}, line="- other-claim"),
        made(f"- {CLAIM_ID}", moved_from=[CLAIM_ID]),
        *(data("reading", f"grades:\n  {CLAIM_PATH}: 5.0\n  {gone}: 5.0\n", line=gone)
          for gone in ("claims/sleep/old-name.yml", "docs/gone.md")),
    ],
    "F26": [made("D01:", allow={"D01": "was needed once"}), made("Z99:", allow={"Z99": "no such rule"})],
    "F27": [
        Case({f"docs/claims/{CLAIM_ID}.md": "# Mine\n"}, find=clashes),
        Case({"bib": BIBLIOGRAPHY + "@misc{a.1, title = {T}}\n@misc{a-1, title = {U}}\n"}, BIB, "{a-1,", find=clashes),
    ],
    "F28": [
        written(make_claim().replace("topic: sleep\n", "topic: sleep  \n"), "topic:"),
        written(make_claim().rstrip("\n"), "note: First"),
        written(make_claim().replace("\n", "\r\n")),
    ],
    "F30": [
        written(re.sub(r"(question: .*\n)(claim: .*\n)", r"\2\1", make_claim()), "claim:"),
    ],
    "F40": [
        Case({"claims": two(claim="chamomile tea is SAFE", question="How safe - is chamomile tea?",
                            changes__0__date="2026-06-02", checked="2026-06-02")}, line="question:"),
        Case({"claims": {f"sleep/{name}": make_claim() for name in ("a-claim", "b-claim")}},
             "claims/sleep/b-claim.yml", "question:"),
        Case({"claims": two(question="How safe is chamomile tea?", changes__0__date="2026-06-02",
                            checked="2026-06-02")}, line="question:"),
    ],
    "F31": [
        page("# Extra\n\n```yaml\nverdict: mixed\n\nIt rose [@nobody].\n", "```yaml"),
        page("# Extra\n\n```\none\n```\n\n~~~\ntwo\n```\n", "~~~"),
    ],
    "F60": [
        settings(lost, line) for lost, line in (
            ("hooks: [hooks/mkdocs_hooks.py]", "site_name"), ("exclude_docs: /data/", "site_name"),
            ("search, ", "plugins:"), ("attr_list, ", "markdown_extensions:"), ("admonition, ", "markdown_extensions:"))
    ],
    # Sources, while the bibliography is read
    "S01": [
        entry(line="title", title="{x} y"),
        entry(line="a#b2020", also="S12", add="\n@misc{a#b2020, title = {T}, design = {record}}\n"),
    ],
    "S02": [entry(add=f"\n{ENTRIES['smith2020'].replace('{smith2020', '{Smith2020')}", line="{Smith2020")],
    "S03": [entry(add="\n@artikel{other, title = {T}}\n", line="@artikel", also="S12 S17")],
    "S04": [
        entry(line="@article{smith2020", journal=None),
        entry("shop2021", line="@online{shop2021", urldate=None),
        entry(line="title =", title="{\\emph{}}", also="S31"),
    ],
    "S05": [
        entry(line="design =", design="{trial}", also="S17"),
        entry(line="participants =", participants="{forty}"),
        entry("shop2021", line="urldate =", urldate="{2026-02-30}", also=""),
        entry("shop2021", line="urldate =", urldate="{20260601}"),
        entry(line="year =", year="{later}"),
    ],
    "S06": [entry(line="doi =", doi="{https://doi.org/10.5555/warm.2020.45}"), entry(line="pmid =", pmid="{PMID 1}"),
            entry(line="isbn =", isbn="{978-92-4-008178-8}")],
    "S07": [entry("shop2021", line="url =", url="{javascript:alert(1)}")],
    "S08": [
        entry(line="jornal", jornal="{x}"),
        entry(line="year         = {2020}", journal="{Journal of Warm Drinks},\n  year = {2019}"),
    ],
    # Sources, across files
    "S10": [
        made("- smith202", evidence__against__0__cite=["smith202"], also="S12 N06"),
        made("source: shop202", appearances__0__source="shop202", also="S12"),
        made("what_it_means:", what_it_means="A warm cup may be pleasant [@nobody1999]."),
        made("finding: In a small", evidence__against__0__finding="In a small trial 40 slept [@nobody1999]."),
        made("why:", certainty__why="One small trial [@nobody1999]."),
    ],
    "S11": [
        page("# Extra\n\nIt rose [@smith202].\n", "It rose"),
        page("# Extra\n\nIt rose\n[@smith2020, p. 4; 5].\n", "[@smith2020"),
        made("short_answer:", short_answer="It is not known [@smith2020 abstract]."),
        made("why:", certainty__why="One small trial [@smith2020 abstract]."),
        data("care", CARE, "cite: [health2022]", "cite: [health2021]", "health2021"),
        data("article", ARTICLE, "source: shop2021", "source: shop202", "source:", also="F23"),
        data("topics", NOTED, "[@jones2019, p. 4]", "[@jones201]", "jones201"),
        data("topics", NOTED, "[@jones2019, p. 4]", "[@jones2019 p. 4]", "jones2019 p"),
        health(CHECKLIST, "health2022", "health2021", "health2021"),
    ],
    "S12": [entry(add="\n@misc{nobody1999, title = {Never cited}, design = {record}}\n", line="nobody1999")],
    "S13": [
        made("finding: In a small trial", evidence__against__0__cite=DROP),
        made("finding: In a small trial", evidence__against__0__where=DROP),
        made("finding: Nobody has studied", evidence__unknown__0__cite=["smith2020"]),
    ],
    "S14": [made("- shop2021", evidence__against__0__cite=["smith2020", "shop2021"])],
    "S15": [
        Case(entry(status="{retracted}").content, CLAIM_PATH, "- smith2020"),
        Case(entry("shop2021", status="{concern}").content, CLAIM_PATH, "source: shop2021"),
    ],
    "S16": [
        entry("jones2019", line="@article{jones2019", doi="{10.5555/WARM.2020.45}"),
        entry("jones2019", line="@article{jones2019", author="{Smith, A.}", year="{2020}",
              title="{Chamomile Tea and Sleep -- A Randomised Trial}"),
    ],
    "S17": [entry(line="@article{smith2020", design=None)],
    "S25": [entry(line="@article{smith2020", ties="{One author advises sellers}")],
    "S35": [
        entry(line="topics =", topics="{sleep, saftey}"),
        Case({"bib": BIBLIOGRAPHY + ON_ONE_LINE.format("tea")}, BIB, "@misc{a2020", frozenset({"S12"})),
    ],
    "S26": [entry(line="population =", population="{}"), entry("jones2019", line="funding =", funding="{}")],
    "S27": [
        page("# Extra\n\nSee [tests](https://shop.example.org/lab).\n", "See ["),
        page('# Extra\n\nSee <a href="//www.SHOP.example.org:443/">tests</a>.\n', "See <a"),
        page("# Extra\n\n[They say](https://bit.ly/3xYz).\n", "They say"),
        page("# Extra\n\nThey sell it at `shop.example.org`.\n", "They sell"),
        page("# Extra\n\nThey sell it at https://shop.example.org/tea.\n", "They sell"),
        page("# Extra\n\nAsk me@shop.example.org\n", "Ask me"),
        page("# Extra\n\n<https://archive.example/2026*/https%3A%2F%2Fshop.example.org/>\n", "<https"),
        page("# Extra\n\n![tea][a]\n\n[a]: https://sleepy.myshopify.com/a\n", "[a]: ", also="F32"),
        page("# Extra\n\n[Tea](https://sleepy.example/Products/tea)\n", "[Tea]"),
        Case({"docs/extra.md": "# Extra\n\n[Tea](https://tea-palace.example/)\n", "docs/data/words.yml": BRANDS},
             "docs/extra.md", "[Tea]"),
        Case({"docs/extra.md": "# Extra\n\n[Tea](https://a.sleepy.example/) [it](https://goodsleeptea.example)\n",
              "docs/data/words.yml": "shops: [sleepy.example]\n"}, "docs/extra.md", "[Tea]"),
        Case({"docs/extra.md": "# Extra\n\n[Tea](https://goodsleeptea.example)\n",
              "docs/data/words.yml": "shops: [sleeptea]\n"}, "docs/extra.md", "[Tea]"),
        Case({**entry("shop2021", url="{https://films.example/watch?v=1}").content, "docs/data/words.yml":
              "not_shops: [films.example]\n", "docs/extra.md": "# Extra\n\n<https://films.example/watch?v=1>\n"},
             "docs/extra.md", "<https"),
        picture(drawing("<text>shop.example.org</text>"), "<text"),
        data("helplines", HELPLINES, "https://health.example.org/lines", "https://shop.example.org/", "//shop"),
        data("care", CARE, "badly for weeks", "badly, as shop.example.org says", "as shop"),
        data("topics", TOPICS, "Allergies and", "Allergies, shop.example.org and", "shop.example"),
        data("glossary", GLOSSARY, "asks people once", "asks shop.example.org once", "asks shop"),
        data("site", SITE, "disclaimer: This", "disclaimer: See shop.example.org. This", "See shop"),
        replace(excepted("https://shop.example.org/tea", line="address:"), also=frozenset({"L06"})),
        made("where:", appearances__0__where="shop.example.org, under Sleep"),
        made("note:", changes__0__note="First seen at https://shop.example.org/tea.", also="F57"),
        made("'80':", evidence__for__0__figures={"80": "80, shop.example.org", "30": "30"}),
        entry(line="note =", note="{Sold at https://shop.example.org/tea.}"),
        entry(line="howpublished =", howpublished="{\\url{https://shop.example.org}}", also="S29"),
        entry("shop2021", line="title =", title="{Nights at shop.example.org}"),
    ],
    "S28": [
        Case(path="index.html", line="shop", find=built(**{"index.html": "\n<a href='https://shop.example.org/'>x</a>"})),
        Case(path="a.json", line="Shop", find=built(**{"a.json": '{\n"x": "Shop.example.org/tea"}'})),
        Case({"docs/data/words.yml": "shops: [sleepy.example]\n"}, "index.html", "sleepy",
             find=built(**{"index.html": "\n<form action='//www.sleepy.example'></form>"})),
    ],
    "S29": [
        entry("health2022", line="url =", url="{https://shop.example.org/tired}"),
        entry("health2022", line="archive_url =", archive_url="{https://tea.example/product/sleepy}"),
        entry("shop2021", line="doi = {10.5555/tea", doi="{10.5555/tea.1}"),
        made("source: health2022", appearances__0__source="health2022", also="S12"),
    ],
    "S18": [entry(line="pages =", pages="{45-52}"), entry(line="pages =", pages="{45\u201352}")],
    "S30": [
        entry(line="author ", author="{Jones B, Smith C}"),
        entry(line="author ", author="{Food and Drug Administration}"),
    ],
    "S31": [entry(line="% end", add="\n% end\n", author="{Jones, B} y", also="S01")],
    "S32": [
        entry(line=f"@misc{{{key},", also="S12", add=f"\n@misc{{{key}, title = {{T}}, design = {{record}}}}\n")
        for key in ("DBLP:conf/x", "m\u00fcller2020", "2020smith", "o'neil2020", "smith2020.", "a" * 81)
    ],
    "S33": [made("smith2020: full", evidence__for__0__read={"smith2020": "full"})],
    # Balance
    "S34": [data("topics", NOTED, " [@health2022]", "", "It can set off")],
    "B01": [made("against:", **finding("Sleep was the same."))],
    "B02": [made("question:", question="Why is it a myth that tea helps people sleep?")],
    "B03": [Case(many({"promise": 7, "alarm": 2}), "claims"), Case(many({"alarm": 8}), "claims")],
    # Certainty
    "B06": [
        health(GROUPS, "    harms_to_know: [{", "    harms_to_know: [] # [{", "- id: safety"),
        health(GROUPS, f"    other_options: [{{claim: {CLAIM_ID}}}]\n", "", "- id: safety"),
    ],
    "B07": [
        health(CHECKLIST, "source", DROP),
        health(CHECKLIST, "  - page: safety.md\n    unfit: {without: The page is about allergies.}\n", "", "pages:"),
        health(CHECKLIST, "pages:\n", "pages:\n  - page: nowhere.md\n", "nowhere.md"),
        health(CHECKLIST, "what-happens-then", "what-happens-next", "without: what"),
        health(CHECKLIST, "unfit: {", "unfit: {with: Nobody asks., ", "unfit: {with"),
        health(CHECKLIST, "    at: {without: what-happens-then}\n", "", "- page: sleep.md"),
        health(CHECKLIST, "    unfit: {", "    at: {without: lead}\n    unfit: {", "at: {without: lead"),
        replace(health("docs/sleep.md", "Sleep comes.", "", "at: {without"), path=CHECKLIST),
    ],
    "G01": [
        made("level: low", certainty__level="low", changes__0__certainty="low"),
        made("level:", certainty__level="high", changes__0__certainty="high", verdict="mixed",
             changes__0__verdict="mixed"),
        made("level:", certainty__rated_down={}, certainty__rated_up={"large-effect": 1}),
    ],
    "G02": [
        made("start: moderate", certainty__start="moderate", certainty__rated_down={"imprecision": 2}),
        made("start: very-low", certainty__start="very-low"),
    ],
    "G03": [
        made("short_answer:", short_answer="It causes deep sleep."),
        made("what_it_means:", what_it_means="That proves little."),
    ],
    "G04": [
        Case(
            {
                **made(certainty__level="low", certainty__rated_down={}, changes__0__certainty="low", **more).content,
                "bib": re.sub(r"(design +=) {(?:randomised-trial|cross-sectional)}", r"\1 {animal}", BIBLIOGRAPHY),
            },
            line="level:",
        )
        for more in ({}, {"evidence__unknown__0__cite": ["health2022"], "evidence__unknown__0__where": "the page"})
    ],
    "G05": [made("verdict: supported", verdict="supported", changes__0__verdict="supported")],
    "G06": [
        made("verdict: unproven", certainty__level="moderate", certainty__start="high",
             changes__0__certainty="moderate"),
    ],
    "G07": [
        made("kind: frequency", kind="frequency"),
        made("kind: effect", certainty=DROP, changes__0__certainty=DROP),
        made("kind: occurs", kind="occurs", certainty=DROP, changes__0__certainty=DROP),
        made("kind: fact", kind="fact", certainty=DROP, changes__0__certainty=DROP),
        made("kind: advice", kind="advice", certainty=DROP, changes__0__certainty=DROP),
        made("certainty:", kind="advice", advised_by=["smith2020"]),
        made("base:", base="80 tea drinkers"),
        made("differs:", differs=["smith2020"]),
    ],
    "G08": [
        made("large-effect:", certainty__rated_up={"large-effect": 1}, certainty__level="low",
             changes__0__certainty="low"),
        made("dose-response:", certainty__start="high", certainty__rated_down={},
             certainty__rated_up={"dose-response": 1},
             certainty__level="high", changes__0__certainty="high", verdict="mixed", changes__0__verdict="mixed"),
    ],
    "G09": [
        made("short_answer:", question="Does the tea help?", claim_answers="yes"),
        made("short_answer:", **opposite("supported", "Yes. It harms.")),
        made("short_answer:", **opposite("contradicted", "No. It does not.")),
        made("short_answer:", **opposite("supported", "Nobody knows. Few asked.")),
        made("short_answer:", **opposite("partly", "Yes, in part.")),
        made("question:", question="Does the tea help?"),
        made("claim_answers:", claim_answers="no"),
    ],
    "G10": [made("verdict: untested", verdict="untested", changes__0__verdict="untested")],
    "G11": [
        Case(
            {"claims": {f"sleep/{CLAIM_ID}": make_claim(second_reading=SECOND), "sleep/more": OTHER_CLAIM}},
            "claims",
        ),
    ],
    # Numbers
    "N01": [
        made("finding: Of 50", **finding("Of 50 adults in a small trial, most slept the same with tea.")),
        made("short_answer:", short_answer="Of 17 people, nobody can say."),
        made("finding: One", **finding("One in five adults in a small trial slept better with tea than without it.")),
        made("short_answer:", short_answer="Two out of three slept badly."),
        made("short_answer:", short_answer="Thirty-seven percent slept badly."),
        made("short_answer:", short_answer="Of 1\u00a0807 people, some slept badly."),
        made("what_it_means:", what_it_means="Nine of every ten sleep."),
        made("finding: A small", **finding("A small trial of adults found the same sleep.", frequency={
            "count": 3, "of": 40, "what": "slept well"}, figures={"40": "forty adults"})),
    ],
    "N09": [
        made("short_answer:", short_answer="Of those people 37,5 % slept better.", also="N01"),
        made("short_answer:", short_answer="Most (0,375 of them) slept.", also="N01"),
        page("# Extra\n\nMost, 37,5 of a\nhundred.\n", "37,5", also="N06"),
    ],
    "N02": [made("1 in 6:", **finding("In a small trial, one in five adults slept the same with tea.",
                                      {"one in five": "20%", "1 in 6": "17%"})),
            made("'41':", **finding("In a small trial of 40 adults, sleep was the same with tea.",
                                    {"40": "forty adults", "41": "41"}))],
    "N03": [
        made("'80':", evidence__for__0__figures={"80": "n = 86", "30": "30 (37.5%)"}),
        made("one in five:", **finding("In a small trial, one in five adults slept.", {"one in five": "8 of 33"})),
        made("30 of:", evidence__for__0__figures={"80": "n = 80", "30": "30", "30 of": "30"}, also="N02"),
        made("'80':", evidence__for__0__figures={"80": f"{'1' * 40}.5", "30": "30"}),  # too long to be rounded
    ],
    "N04": [made("There was an effect", **finding("There was an effect on sleep, a small one: 21%.", {"21": "21.4%"}))],
    "N05": [made("finding: The odds", **finding("The odds ratio for better sleep was 2, and it was very uncertain.",
                                                {"2": "2"}))],
    "N06": [
        picture(drawing("<text>77 of them</text>"), "77"),
        picture(drawing().replace("its stalk", "41 petals"), "41 petals"),
        page("# Extra\n\nThey asked\nall 26 men.\n", "26 men"),
        page("# Extra\n\nThey asked.\nOne in five men slept.\n", "One in five"),
        page('---\nfigures: {"26": "seen there"}\n---\n# Extra\n\nThey asked men.\n', "figures:"),
        page('---\nfigures:\n  "26": seen there\n---\n# Extra\n\nThey asked men.\n', '"26":'),
    ],
    # Safety
    "D01": [
        replace(german(path=CLAIM_PATH, line="what_it_means:"), prepare=speaks("Drei Gramm sind viel.")),
        made("finding: They took", **finding("They took 5 grams of tea before the night, and sleep was the same.",
                                             {"5": "five"})),
        made("short_answer:", short_answer="Two capsules did nothing, and 12 capsules little."),
        made("finding: They took", **finding("They took 5 g of tea before the night, and sleep was the same.", {})),
        page("# Extra\n\nThey took 5 g.\n", "5 g"),
        made("question:", question="How do three glasses a day help?"),
        made("claim: Ten", claim="Ten leaves a day bring sleep."),
        made("words:", appearances__0__words="a spoonful before you sleep"),
        made("where: the tip", appearances__0__where="the tip on 5 g/day"),
        made("where: Table 2", evidence__for__0__where="Table 2, two and a half teaspoons"),
        made("'80':", evidence__for__0__figures={"80": "n = 80, a glass a day", "30": "30 (37.5%)"}),
        made("what:", evidence__for__0__frequency={"count": 30, "of": 80, "what": "slept well after half a spoon"}),
        made("terms:", evidence__against={"none_found": {"searched": "2026-06-01", "terms": "tea, a couple of cups"}}),
        made("note: Said", changes__0__note="Said that 2-3 caps are usual."),
        made("reason:", withdrawn={"date": "2026-06-01", "reason": "It named thirty leaves."}),
        made("note: Both took", second_reading={**SECOND, "note": "Both took 0.5 mg/kg as a fact."}),
        picture(drawing("<text>They took 5 grams</text>"), "They took 5 grams", also="N06"),
        page("# Extra\n\nMost people\ntake two capsules.\n", "two capsules"),
        page("# Extra\n\nNo safe amount.\n\n`5 grams`\n", "5 grams"),
        page("# Extra\n\nNo safe amount.\n\n```sh\nten leaves\n```\n", "ten leaves"),
        page("---\ntitle: Extra\ndescription: A glass a day.\n---\n\n# Extra\n", "A glass a day"),
        page('# Extra\n\n[Five\ncups](safety.md "a title")\n', "[Five"),
        data("care", CARE, "Ask before you stop a medicine.", "Take one teaspoon.", "teaspoon"),
        data("care", CARE, "Swollen throat", "Three glasses daily", "Three glasses"),
        data("synonyms", SYNONYMS, "ignore:", "note: Three spoonfuls.\nignore:", "note:"),
        entry(line="@article{smith2020", population="{40 adults who drank three cups a day}"),
        entry("jones2019", line="@article{jones2019", note="{Read in a copy. They took 5 g.}"),
        entry("shop2021", line="@online{shop2021", title="{Why two glasses a day are good for your nights}"),
    ],
    "D02": [
        made("what_it_means:", what_it_means="Drink it twice a day."),
        made("words:", appearances__0__words="seven times a day on an empty stomach"),
        page("# Extra\n\nDrink it twice a day.\n", "twice"),
        data("helplines", HELPLINES, "always", "every 4 hours", "every 4"),
    ],
    "D03": [
        made("what_it_means:", what_it_means="Taper off slowly, then stop."),
        made("note: Said to", changes__0__note="Said to taper off slowly."),
        page("# Extra\n\nTaper down by yourself.\n", "Taper"),
    ],
    "D05": [
        data("helplines", HELPLINES, "checked: 2026-06-01", "checked: 2025-11-21", "checked:"),
        data("helplines", HELPLINES, "checked: 2026-06-01", "checked: 2026-11-24", "checked:"),
    ],
    "D06": [
        data("care", CARE, "urgency: emergency", "urgency: today", "- id: emergency"),
        data("care", CARE, "card: soon", "card: emergency", "- id: soon"),
        data("helplines", HELPLINES, NUMBER, "", "name: Poison line"),
        data("helplines", HELPLINES, '        tel: "+4722591300"\n', "", "name: Poison line"),
        data("helplines", HELPLINES, "        number: 22 59 13 00\n", "", "name: Poison line"),
    ],
    "D15": [
        data("helplines", HELPLINES, "+4722591300", "+4722591308", "tel:"),
        data("helplines", HELPLINES, "22 59 13 00", "22-59-13-08 (free)", "tel:"),
        data("helplines", HELPLINES, "serves: [poison]", "serves: [emergency]", "emergency:"),
        calling("Call [22 59 13 00](tel:+4722591308).", "tel:"),
    ],
    "D16": [
        *(calling(f"Call {number}.{cited}", "Call", also="S12" * (not cited))
          for number, cited in (("22 59 13 08", ""), ("22 59 31 00", " [@smith2020]"), ("0800 555 1234", ""),
                                ("(800) 555-1234", ""), ("or text 300", ""), ("113 or 999", ""))),
        replace(calling(""), content={**made(what_it_means="Ring 911 if you cannot breathe.").content,
                                      "docs/data/helplines.yml": HELPLINES}, path=CLAIM_PATH, line="what_it_means"),
        page("# Extra\n\nRing 1 800 555-1234 now.\n", "Ring"),
    ],
    "D07": [
        Case({**made(short_answer="Tea Palace has it.").content, "docs/data/words.yml": BRANDS}, line="short_answer:"),
        Case({**made(question="Who knows Teaville?").content, "docs/data/words.yml": BRANDS}, line="question:"),
        *(Case({"docs/extra.md": f"# Extra\n\nIt is {name}.\n", "docs/data/words.yml": BRANDS}, "docs/extra.md", "It")
          for name in ("Tea\nPalace", "**Tea** Palace", "Tea&nbsp;Palace", "TeaPalace", "Tea-Palace")),
        Case({**made(changes__0__note="The TEA PALACE page was added.").content, "docs/data/words.yml": BRANDS},
             line="note: The TEA"),
        Case({**made(appearances__0__words="sleep with Tea Palace").content, "docs/data/words.yml": BRANDS},
             line="words: sleep"),
        Case({**made(evidence__for__0__where="the Teaville page").content, "docs/data/words.yml": BRANDS},
             line="where: the Teaville"),
        Case({"docs/extra.md": "# Extra\n\nSee\nTea Palace.\n", "docs/data/words.yml": BRANDS}, "docs/extra.md",
             "Tea Palace"),
        Case({"docs/data/topics.yml": TOPICS.replace("Allergies", "Teaville"), "docs/data/words.yml": BRANDS},
             "docs/data/topics.yml", "Teaville"),
        Case({"docs/extra.md": "# Extra\n\nMany sell it. `Tea Palace`\n", "docs/data/words.yml": BRANDS},
             "docs/extra.md", "Tea Palace"),
        Case({**entry(funding="{Tea Palace}").content, "docs/data/words.yml": BRANDS}, BIB, "@article{smith2020"),
        Case({**entry("shop2021", author="{{Tea Palace}}").content, "docs/data/words.yml": BRANDS}, BIB,
             "@online{shop2021"),
    ],
    "D09": [
        data("site", SITE, "call emergency services now", "wait and see", "emergency: If"),
        data("care", CARE, "Call emergency services now if", "Rest if", "heading: Rest"),
        data("care", CARE, "until the crew is there", "and read [more](more.md)", "- id: emergency", also="F57"),
        page("# When to see a doctor\n\nSee one.\n", name="docs/when-to-see-a-doctor.md"),
    ],
    "D10": [
        replace(german(path=CLAIM_PATH, line="see_a_doctor:"), prepare=speaks("Einige hatten Krampfanfälle.")),
        made("see_a_doctor:", what_it_means="Some people had a seizure."),
        made("see_a_doctor:", short_answer="Nobody has counted overdoses.", see_a_doctor=["tired-for-weeks"]),
    ],
    "D11": [page("# Extra\n\nSome people\ncollapsed.\n", "collapsed")],
    "D12": [Case({"docs/data/helplines.yml": HELPLINES, "docs/data/emergency.yml": None}, "docs/data/helplines.yml")],
    "D13": [
        data("emergency", EMERGENCY, "want+to+die+down", "die", "exceptions:"),
        data("emergency", EMERGENCY, "want+to+die+down", "wants|want die", "exceptions:"),
        data("emergency", EMERGENCY, "want+to+die+down", "breathing", "exceptions:"),
        data("emergency", EMERGENCY, "want+to+die+down", "cant breathe", "exceptions:"),
        data("emergency", EMERGENCY, "want+to+die+down", "swollen ... throat", "exceptions:"),
        data("emergency", EMERGENCY, "want+to+die+down", "breathe ~ cant", "exceptions:"),
    ],
    "D17": [
        Case({"docs/data/words.yml": "sells: [miracle tea]\nbrands: []\n"}, "docs/data/words.yml", "brands:"),
        Case({"docs/data/words.yml": f"shops: []\n{BRANDS}"}, "docs/data/words.yml", "shops:"),
    ],
    "D14": [
        on_crisis("# Extra\n\nSome think\nof suicide.\n", "of suicide"),
        on_crisis("# Extra\n\nSuicidal thoughts.\n\n## More\n\n<!-- explainer:crisis-lines -->\n", "Suicidal"),
        on_crisis("# Extra\n\n<!-- explainer:crisis-lines -->\n\n### On suicide\n\nHelp.\n", "### On"),
        on_crisis("# Extra\n\nSuicide.\n\n`<!-- explainer:crisis-lines -->`\n", "Suicide."),
        on_crisis("# Extra\n\nSuicide.\n\n<!-- explainer:care-cards -->\n", "Suicide."),
        on_crisis("# Extra\n\nSuicide.\n\n<!-- explainer:helplines -->\n", "Suicide."),
        on_crisis("# Extra\n\nSee [suicidal thoughts](safety.md).\n", "suicidal"),
        on_crisis("# Extra\n\nA word of sorrow.\n", "A word", words="crisis: [word of sorr]\n"),
        Case({"docs/extra.md": "# Extra\n\nSuicide.\n\n<!-- explainer:crisis-lines -->\n"}, "docs/extra.md", "Suicide"),
        Case({"docs/extra.md": "# Extra\n\nSuicide.\n\n<!-- explainer:crisis-lines -->\n",
              "docs/data/helplines.yml": HELPLINES}, "docs/extra.md", "Suicide"),
        Case({"docs/extra.md": "# Extra\n\nSuicide.\n\nSuicide.\n", **made(short_answer="Suicide.").content},
             "docs/extra.md", "Suicide"),
        Case({**made(changes__0__note="It was on suicide.").content, "docs/data/helplines.yml": HELPLINES},
             line="note: It was"),
        data("care", CARE, "has a swelling throat", "is thinking of suicide", "suicide"),
        Case({"docs/data/glossary.yml": GLOSSARY.replace("asks people once", "asks about suicide"),
              "docs/data/helplines.yml": HELPLINES}, "docs/data/glossary.yml", "suicide"),
    ],
    # Words
    "W01": [
        made("short_answer:", short_answer="A deadly herb."),
        made("what_it_means:", what_it_means="It is a scourge."),
        made("why:", certainty__why="It is shocking."),
        picture(drawing("<text>A miracle</text>"), "A miracle"),
        page("# Extra\n\nA plant.\n\nA miracle\nplant.\n", "A miracle"),
        data("topics", TOPICS, "Allergies and medicines.", "Why it is a scourge.", "scourge"),
    ],
    "W03": [
        made("short_answer:", short_answer="It is currently not known."),
        page("# Extra\n\nTea is\nlegal these days.\n", "legal these"),
        data("topics", TOPICS, "Allergies and medicines.", "Currently legal.", "Currently"),
    ],
    "W08": [
        made("addicts", evidence__for__0__finding="In a survey, addicts slept better: 30 of 80."),
        made("what: regular", **finding("A small trial of 40 adults found the same sleep.", {"40": "40", "3": "3"},
                                       frequency={"count": 3, "of": 40, "what": "regular users who slept"})),
        made("note: The users", changes__0__note="The users became chamomile tea users."),
        page("# Extra\n\nA plant.\n\nMany\naddicts drink it.\n", "addicts"),
        page("# Extra\n\nMost chamomile tea users sleep.\n", "users"),
        data("topics", TOPICS, "Allergies and medicines.", "Why drug users drink it.", "users"),
    ],
    "W10": [
        made("short_answer:", short_answer="It is a breakthrough."),
        Case({**made(what_it_means="Sleepy gold, they say.").content, "docs/data/words.yml": "sells: [sleepy gold]\n"},
             line="what_it_means:"),
        page("# Extra\n\nA time\n\nbomb is a time bomb.\n", "is a time bomb"),
        Case({"docs/extra.md": "# Extra\n\nA weed of\nsorrow.\n\nA weed of sorrow.\n",
              "docs/data/words.yml": "scares: [weed of sorrow]\n"}, "docs/extra.md", "A weed of sorrow"),
        data("topics", TOPICS, "Allergies and medicines.", "A breakthrough.", "breakthrough"),
    ],
    "W12": [
        made("short_answer:", short_answer="As of October 2025 it is not known."),
        made("short_answer:", short_answer="As of April 2026 it is not known.", check_by="2026-12-01"),
        page("# Extra\n\nAs of October 2025 it is legal.\n", "As of"),
        data("topics", TOPICS, "Allergies and medicines.", "Legal as of 2024.", "as of 2024"),
    ],
    "W04": [made("short_answer:", short_answer=f"{' '.join(['tea'] * 25)} cup. {' '.join(['tea'] * 25)} cup.")],
    "W05": [
        made("short_answer:", short_answer="TODO"),
        made("- todo", see_a_doctor=["todo"]),
        made("- TODO", evidence__against__0__cite=["TODO"], also="S12 N06"),
    ],
    "W06": [page("# Extra\n\n" + "Epidemiological heterogeneity necessitates characterisation. " * 12)],
    "W07": [
        Case({"docs/data/site.yml": f"{SITE}jargon: [polysomnography]\n", "docs/data/glossary.yml": GLOSSARY,
              "docs/extra.md": "# Extra\n\nThey did\npolysomnography.\n"}, "docs/extra.md", "polysomnography"),
        Case({"docs/data/site.yml": f"{SITE}jargon: [warm cup]\n", "docs/data/glossary.yml": GLOSSARY},
             CLAIM_PATH, "what_it_means:"),
        data("site", f"{SITE}jargon: [X]\n", "[X]", "[warm cup, sleep]", "jargon:"),
    ],
    **search_cases.BROKEN,
    # Time
    # Questions
    "Q01": [
        asking(["help sleep"] * 18 + ["zzz"] * 2, "zzz 18"),
        asking(["help sleep"] * 15 + ["allergies"] * 5, "allergies 15"),
    ],
    "Q02": [
        *(asking(["sleep"], "sleep 0", page=name) for name in ("helps-people-slep", "/sleep/", "claims/sleep")),
        asking(["sleep"], "sleep 1,", "sleep 1,forum,,sleep,,tune\n"),
        asking([], "in no half", "in no half,a,b,c,d,e\n"),
        asking(["sleep"], "open", '"open,forum,a thread,open,none,tune\n"closed, too",forum,a,b,none,tune\n'),
        asking(["sleep"], "lost\0", "lost\0,forum,a thread,lost,none,tune\n"),
        asking([], "long", f'"long{"x" * 140_000}",forum,a thread,long,,tune\n'),
        Case({QUESTIONS: asking(["sleep", "sleep"]).content[QUESTIONS].replace(",", ";")}, QUESTIONS),
    ],
    "T01": [
        made("check_by:", checked="2026-11-22", check_by="2026-11-22"),
        *(made("check_by", check_by=day) for day in ("2999-01-01", "9999-12-31")),
        made("date: '2026-05-31'", changes__1={"date": "2026-05-31", "verdict": "unproven", "note": "Again."}),
    ],
    "T02": [
        made("checked: '2026-11-24'", checked="2026-11-24"),
        made("date: '2026-11-24'", changes__0__date="2026-11-24"),
        made("date: '2026-11-24'", clinical_review={"name": "A Nurse", "date": "2026-11-24"}),
        made("date: '2026-11-24'", second_reading={**SECOND, "date": "2026-11-24"}),
    ],
    "T03": [made("check_by:", check_by="2026-11-21")],
    "T06": [
        Case({**OLD_LAW.content, "docs/data/topics.yml": FAST_TOPICS},
             line="checked:"),
        Case({**OLD_LAW.content, **entry(design="{law}").content}, line="checked:"),
        made("checked:", **OLD, evidence__for__0__finding="In the past year, 30 of 80 tea drinkers slept better."),
    ],
    "T04": [
        made("verdict: mixed", changes__0__verdict="mixed"),
        made("certainty: low", changes__0__certainty="low"),
    ],
    "T05": [
        entry("shop2021", line="@online{shop2021", urldate="{2026-11-24}"),
        entry("smith2020", line="@article{smith2020", year="{2091}"),
    ],
    # What registers and hosts said
    "S20": [
        locked("@article{smith2020", also="S15", smith2020=reading(State.RETRACTED)),
        locked("@article{smith2020", also="S15", smith2020=reading(State.CONCERN)),
        Case({LOCK: lock_file(BIBLIOGRAPHY.replace("{smith2020,", "{former,"), former=reading(State.RETRACTED))}, BIB,
             "@article{smith2020", frozenset({"S15", "S21", "S22"})),
        Case({LOCK: lock_file(WITH_PMID, smith2020=reading(State.RETRACTED, Register.PUBMED)),
              "bib": WITH_PMID.replace("warm.2020.45", "warm.2020.46")}, BIB, "@article{smith2020",
             frozenset({"S15", "S21", "S22"})),
    ],
    "S21": [
        locked("@article{jones2019", jones2019=None),
        locked("@article{smith2020", smith2020=reading(State.UNKNOWN)),
        Case({LOCK: lock_file(), **entry(doi="{10.5555/warm.2020.46}").content}, BIB, "@article{smith2020",
             frozenset({"S22"})),
    ],
    "S22": [
        locked("@article{smith2020", smith2020=reading(day=TODAY - timedelta(days=121))),
        Case({LOCK: lock_file(BIBLIOGRAPHY + "@misc{gone, title = {T}, doi = {10.5555/gone}}\n")}, LOCK),
        Case({LOCK: lock_file(), **entry(title="{Another title than then}").content}, BIB, "@article{smith2020"),
    ],
    "S23": [
        locked("@article{smith2020", differences=(differing(),)),
        Case({LOCK: lock_file(differences=(differing(),)), "bib": NEW_WORK + BIBLIOGRAPHY}, BIB, "@article{smith2020",
             frozenset({"S04", "S12", "S17", "S21"})),
    ],
    "S24": [Case({LOCK: text}, LOCK) for text in ("<<<<<<< ours", '{"version": 99}', '{"version": 1, "entries": 3}')],
    "L01": [Case(path=BIB, line=WEB, find=asked(Outcome.DEAD))],
    "L02": [
        Case(path=BIB, line=WEB, find=asked(Outcome.BLOCKED, 61)),
        Case(path=BIB, line=WEB, find=asked(Outcome.UNKNOWN, 61)),
    ],
    "L03": [Case(path=BIB, line=WEB, find=asked(Outcome.MOVED))],
    "L04": [Case(path=BIB, line=WEB, find=asked(Outcome.BLOCKED, 60))],
    "L05": [Case(path=BIB, line=WEB, find=asked(Outcome.UNKNOWN, 60))],
    "F56": [
        written(f"{make_claim()}<<<<<<< main\nrelated: []\n=======\nrelated: [a]\n>>>>>>> patch-1\n", "<<<<<<<"),
        page("# Extra\n\n<<<<<<< HEAD\nTea.\n=======\nWarm tea.\n>>>>>>> patch-1\n", line="<<<<<<<"),
        page("# Extra\n\nTea.\n\n>>>>>>> 1a2b3c4 (Warm tea)\n", line=">>>>>>>"),
        files(BIB, "<<<<<<<", "S31", **{BIB: f"{BIBLIOGRAPHY}<<<<<<< patch-1\n"}),
    ],
    "F38": [
        written(make_claim().replace("what_it_means: ", "what_it_means: Worse in lot #2, as seen. "), "what_it_means"),
        written(make_claim().replace("claim: ", "claim: In lot #2 ", 1), "claim:"),
        data("glossary", GLOSSARY, "definition: ", "definition: As in lot #2, a ", line="definition: As"),
        page("---\ntitle: Lot #2 and more\n---\n\n# Extra\n", line="title"),
    ],
    "F50": [
        plain("docs/data/site.yml", "review_note", "review_note: Nobody did.\n"),
        plain("docs/data/care.yml", **{"docs/data/care.yml": CARE.replace("[health2022]", "[bridge2020]")}),
        plain("docs/extra.md", "explainer:", **{"docs/extra.md": "# More\n\n<!-- explainer:certainty -->\n"}),
        plain("claims/bridges/stand-long.yml", "clinical", "clinical_review: {name: Jo, date: 2026-06-01}\n"),
        plain("claims/bridges/wood-lasts.yml", "see_a_doctor:", "see_a_doctor:\n  - tired\n", also="F30"),
        plain("claims/bridges/stand-long.yml", "certainty:", "certainty: {level: low, start: low, why: Few}\n", "F30"),
    ],
    "F51": [
        data("texts", "texts:\n  claim:\n    doctor: Ask\n", "doctor", "docter", "docter"),
        data("texts", "texts:\n  claim:\n    withdrawn: Gone {day}.\n", "{day}", "then", "then"),
        data("texts", "texts:\n  claim:\n    doctor: Ask\n", "Ask", "Ask {0.x}", "Ask"),
        german(path="docs/data/texts.yml", **{"docs/data/texts.yml": "texts:\n  claim:\n    doctor: Zum Arzt\n"}),
        german(path="docs/data/site.yml", **{"docs/data/texts.yml": None}),
        german(path="docs/data/texts.yml", **{"docs/data/texts.yml": WITHOUT_FORMS, **FORM}),
        german(path="docs/data/texts.yml", **{"docs/data/site.yml": GERMAN.replace("de\n", "pl\n")}),
    ],
    "F55": [
        files("mkdocs.yml", "  language", **{"mkdocs.yml": f"{SET}theme:\n  language: de\n"}),
        files("mkdocs.yml", "theme", **{"mkdocs.yml": SET + "x: !ENV [X, y]\ntheme: {name: x, language: pt-BR}\n"}),
        german(path="mkdocs.yml", line="theme", **{"mkdocs.yml": SET + "theme: {language: en}\n"}),
    ],
    "F53": [
        german(path="docs/extra.md", line="explainer:", **{"docs/extra.md": "# Extra\n\n<!-- explainer:rules -->\n"}),
        german(path="docs/data/site.yml", line="rules", **{"docs/data/site.yml": f"{GERMAN}rules_page: safety.md\n"}),
    ],
    "F52": [
        german(GERMAN_WORDS.replace("amounts: [Gramm]\n", ""), "docs/data/words.yml"),
        german(GERMAN_WORDS.replace("emergencies: [krampfanf]\n", ""), "docs/data/words.yml"),
    ],
    "F39": [
        page("# Extra\n\nIt helps [see @smith2020, p. 4].\n", line="It helps", also="S12 N06"),
        page("# Extra\n\nIt helps [-@smith2020].\n", line="It helps", also="N06"),
        page("# Extra\n\nMore [here [@smith2020]](sleep.md).\n", line="More"),
        page("# Extra\n\nMore [here][nope].\n", line="More"),
        page("# Extra\n\nMore.[^1]\n", line="More", also="N06"),
        page("# Extra\n\n--8<-- \"other.md\"\n", line="--8<--", also="N06"),
        page("# Extra\n\n!!! note \u201cAt night\u201d\n    Sleep well.\n", line="!!!"),
        page('# Extra\n\n!!! note "At night"\nSleep well.\n', line="!!!"),
        page("---\ndescription: It helps [@smith2020].\n---\n\n# Extra\n", line="description"),
        made("claim:", claim="Chamomile tea makes sleep longer [@smith2020]."),
        made("note:", changes__0__note="First published [@smith2020]."),
        page("# Extra\n\nIt helps [@smith2020.\n\nMore [@jones2019].\n", line="It helps", also="N06"),
        page("# Extra\n\nIt helps [@smith2020, p. 4\n\n- one\n", line="It helps", also="N06"),
        page("# Extra\n\nMore [@jones2019] and [@nobody\n", line="More"),
        made("finding: In a small", evidence__against__0__finding="In a small trial [@smith2020, 40 people slept."),
        made("why:", certainty__why="One small trial [see @smith2020]."),
        made("question:", question="Does [@jones2019 help?", also="G09"),
        data("topics", NOTED, "[@jones2019, p. 4]", "[@jones2019", "jones2019", also="N06 S34"),
        data("topics", TOPICS, "tea and sleep.", "tea and sleep [@jones2019].", "tea and sleep", also="S12"),
    ],
    "F54": [
        page("# Extra\n\nIt helps @smith2020.\n", line="It helps", also="N06"),
        page("# Extra\n\nIt helps (@Smith2021, p. 4).\n", line="It helps", also="N06"),
        page("# Extra\n\nIt helps @smith2020].\n", line="It helps", also="N06"),
        made("short_answer:", short_answer="No. One trial saw no longer sleep @smith2020."),
        made("why:", certainty__why="One small trial; @smiht2020."),
        data("topics", NOTED, "[@jones2019, p. 4]", "@jones2019", "jones2019", also="S34"),
        entry(population="{adults, see @jones2019}", line="@article{smith2020"),
    ],
    "T10": [
        page("---\nchecked: 2026-11-22\n---\n\n# Extra\n", "checked:"),
        page("---\nchecked: 2026-11-24\ncheck_by: 2027-11-24\n---\n\n# Extra\n", "checked:"),
        page("---\nchecked: 2026-11-22\ncheck_by: 2026-11-22\n---\n\n# Extra\n", "check_by:"),
        page("---\nchecked: 2026-11-22\n'check_by': 2999-11-22\n---\n\n# Extra\n", "check_by"),
        page("---\nchecked: 2025-11-22\ncheck_by: 2025-11-21\n---\n\n# Extra\n", "check_by:"),
    ],
    "T11": [page("---\nchecked: 2025-11-21\ncheck_by: 2026-11-21\n---\n\n# Extra\n", "check_by:")],
    "F45": [data("site", SITE, "owner: The Tea Society\n"), data("site", SITE, "contact: https://tea.example.org/contact\n")],
    "L08": [Case(path=BIB, line=WEB, find=asked(Outcome.DOUBTFUL))],
    "L09": [
        page("# Extra\n\nSee [it](http://169.254.169.254/latest/).\n", line="See"),
        page("# Extra\n\n<http://2130706433/>\n", line="<http"),
        page("# Extra\n\n<http://user:secret@example.org/>\n", line="<http"),
        page("# Extra\n\n[it](http://[fd00:ec2::a]/x)\n", line="[it]"),
        entry("health2022", line="url = {http://intranet", url="{http://intranet/}"),
    ],
    "L06": [
        excepted("https://nowhere.example.org/", line="- address"),
        replace(excepted(line="- address"), find=asked(Outcome.OK)),
    ],
    "L07": [
        excepted(until="2026-11-21", line="until:"),
        excepted(until="2027-11-24", line="until:"),
    ],
    "R01": [
        of_smith(compared(reading(), differences=(differing(),))),
        of_smith(compared(reading(), differences=(differing("version", "preprint", "10.5555/paper"),))),
    ],
    "R02": [
        of_smith(compared(reading(State.RETRACTED))),
        of_smith(compared(reading(), reading(State.CONCERN, Register.PUBMED))),
    ],
    "R03": [
        of_smith(compared(reading(State.ABSENT), reading(State.ABSENT, Register.DOI))),
    ],
    "R04": [of_smith(compared(reading(), reading(State.UNKNOWN, Register.PUBMED)))],
    "R05": [
        of_smith(compared(reading(State.CORRECTED))),
        of_smith(compared(reading(State.REINSTATED))),
    ],
    "R06": [of_smith(compared(reading(authors="Smith Borg")))],
    # The built site
    "V01": [
        Case(path=CLAIM_PATH, find=built(**{f"claims/{CLAIM_ID}/index.html": None})),
        Case(path=BIB, find=built(**{"sources/smith2020/index.html": None})),
    ],
    "V02": [
        Case(path="index.html", line="pian", find=built(**{"index.html": "<p>\n<a href='pian/'>Pain</a>"})),
        Case(path="index.html", find=built(**{"index.html": "<img src='a.png'>"})),
    ],
    "V03": [Case(path="index.html", find=built(**{"index.html": f"<a href='claims/{CLAIM_ID}/#nowhere'>x</a>"}))],
    "V04": [
        Case(path="index.html", find=built(**{"index.html": "<img src='https://cdn.example/a.png'>"})),
        Case(path="index.html", find=built(**{"index.html": "<script src='//cdn.example/a.js'></script>"})),
        Case(path="index.html", find=built(**{"index.html": "<link rel='stylesheet' href='https://cdn.example/a.css'>"})),
    ],
    "V05": [
        Case({"claims": {f"sleep/{CLAIM_ID}": make_claim(moved_from=["old-name"])}}, CLAIM_PATH, "- old-name",
             find=built(**{"claims/old-name/index.html": "<a href='../../'>elsewhere</a>"})),
    ],
    "V06": [Case(path="index.html", find=built(**{"index.html": f"{BARE}<h1>Home</h1>"}))],
    "V07": [
        Case(path="index.html", line="alert", find=built(**{"index.html": "<p>\n<script>alert(1)</script>"})),
        Case(path="index.html", find=built(**{"index.html": '<script type="module">alert(1)</script>'})),
        Case(path="index.html", find=built(**{"index.html": '<p onclick="alert(1)">x</p>'})),
        Case(path="index.html", find=built(**{"index.html": '<a href=" JavaScript:alert(1)">x</a>'})),
    ],
    "V08": [
        Case(path=CLAIM_PATH, find=built(**{f"claims/{CLAIM_ID}/index.html": heavy(20_000)})),
        Case(path="docs/safety.md", find=built(**{"safety/index.html": heavy(35 * 1024)})),
        Case(path="other/index.html", find=built(**{"other/index.html": heavy(35 * 1024)})),
    ],
    "F32": [
        page("# Extra\n\nText\n{ #__config }\n", "{ #__config"),
        page("# Extra\n\n<span id='__search'>x</span>\n", "<span"),
        page("# Extra\n\n## Part { #__drawer }\n", "## Part"),
        page("# Extra\n\nText\n{ data-md-component=search }\n", "data-md"),
        page("# Extra\n\n<div data-clipboard-text='x'>x</div>\n", "<div"),
        page("# Extra\n\nText <script>alert(1)</script>\n", "<script>"),
        page("# Extra\n\n<details><summary>More</summary>\n\nText\n", "<details>"),
        page("# Extra\n\n<p><span>Text\n\nMore</p>\n", "<span>"),
        page("# Extra\n\n![a leaf](https://pictures.example/leaf.png)\n", "![a"),
        page("# Extra\n\n![a leaf][leaf]\n\n[leaf]: //pictures.example/leaf.png\n", "[leaf]: "),
    ],
    "F59": [
        page("# Extra\n\n## Part\n\n# More\n", "# More"),
        page("# Extra\n\n## One { #part }\n\n## Two { .x #part }\n", "## Two"),
    ],
    "F58": [
        *(page(f"# Extra\n\nWords.\n\nSee [it]({address}).\n", "See") for address in (
            "sleep.html", "sleep/", "/sleep/", "sleep", "Sleep.md", "slep.md", "docs/sleep.md", "docs\\sleep.md",
            f"claims/sleep/{CLAIM_ID}.md", f"../claims/sleep/{CLAIM_ID}.yml", f"claims/{CLAIM_ID}/", "sleep.html#x")),
        page("# Extra\n\nSee [it](sleep.md).\n", "See", name="docs/more/extra.md"),
    ],
    "F57": [
        Case({"docs/extra.md": "# Extra\n\nA ~~b~~ c.[^1]\n\n[^1]: A note.\n",
              "mkdocs.yml": f"{SET}markdown_extensions: [pymdownx.extra]\n"}, "docs/extra.md", "A ~~b~~ c.[^1]"),
        *(made("short_answer:", short_answer=f"Nobody can say. {text}") for text in (
            "It helps few [Smith 2020].", "It helps few [Smith et al., 2020].", "It helps few \\cite{smith2020}.",
            "It helps few [smith2020].", "It helps few [1].", "It helps few [1, 2\u20134].", "It helps (Smith 2020).",
            "It helps few (Smith and Berg, 2020).", "It helps few {Smith, 2020}.", "It helps few :cite:`smith2020`.",
            "See [[sleep]].", "**Not** yet.", "*Not* yet.", "<b>Not</b> yet.", "Not&nbsp;yet.", "See [it](sleep.md).",
            "Not yet.[^1]", "Not [citation needed].", "\\textit{Matricaria} is the tea.", "One.\\nTwo.", "{{ x }}",
            "Not yet.\u301012\u2020source\u3011", ":contentReference[oaicite:0]{index=0}", "See turn0search1.",
            "Few [1][2].", "As an AI language model, I see few.", "See [insert name here].", "TBD", "<!-- hidden -->",
            "Few.\u00b9")),
        made("what_it_means:", what_it_means="- A cup is warm. - It may not help."),
        made("what_it_means:", what_it_means="> A cup is warm."),
        Case({"docs/data/glossary.yml": GLOSSARY.replace("A study that", "A <em>study</em> that")},
             "docs/data/glossary.yml", "<em>"),
        Case({"docs/data/glossary.yml": GLOSSARY.replace("A study that", "A [study](sleep.md) that")},
             "docs/data/glossary.yml", "[study]"),
        *(page(f"# Extra\n\nWords.\n\n{text}\n", text.split("\n")[0]) for text in (
            "It helps few [Smith 2020].", "It helps few \\citep[p.~x]{smith2020}.", "It helps few [smith2020].",
            "It helps few [1].", "It helps few (Smith 2020).", "See [[sleep|it]].", "See (sleep)[sleep.md].",
            "See [sleep] (sleep.md).", "See [sleep](sleep.md and more.", '??? note "A"\n    Sleep.',
            '=== "A"\n    Sleep.', "Press ++ctrl++.", "o\tone\no\ttwo", "> [!NOTE]\n> Sleep.", ":::note\nSleep.\n:::",
            ".. note::\n    Sleep.", "!! note\n    Sleep.", "\u2022 one\n\u2022 two", "-one\n-two", "1) one\n2) two",
            "== Part ==", "'''Sleep''' is long.", "Sleep :smile: well.", "See {{ page }}.", "Sleep <!-- more.",
            "Lorem ipsum dolor.", "TODO: write it.", "$x^y$ is sleep.",
            "![](pictures/leaf.svg)", "[](sleep.md)", "See [sleep]().", "**Sleep is long.", "Sleep is ~~short~~ long.",
            "Sleep is ==long==.", "[^1]: A note.", "*[REM]: a part of sleep", "See https://health.example.org/x, too.",
            "- www.health.example.org", "## Part {#part", "Sleep\n---", "Sleep is long.\n-----")),
        made("where:", evidence__for__0__where="https://health.example.org/x, Table 2"),
        data("glossary", GLOSSARY, "asks people once", "asks people ~~twice~~ once", "~~twice~~"),
        data("glossary", GLOSSARY, "asks people once", "asks people once, see www.health.example.org", "www."),
        *(page(f"# Extra\n\n{text}\n", line) for text, line in (
            ("These:\n- one\n- two", "- one"), ("## Part\nThese are\ntwo:\n* one", "* one"),
            ("- a\n\n    b\n    - c", "- c"),
            ("| a | b |\n| x | y |", "| a"), ("| a | b |\n|---|\n| x | y |", "| a"), ("Of\n| a |\n|---|\n| x |", "| a"),
            ("| a | b |\n|---|---|\n| x | y | z |", "| x"))),
    ],
    "F33": [
        *(Case({f"docs/{name}": "<p>x</p>\n"}, f"docs/{name}") for name in (
            "extra.html", "extra.MD", "extra.md.txt", "extra.docx", "extra.ODT", "extra.rst", "extra.pdf", "extra.yml",
            "claims/extra.yml", "extra.bib", "extra.mdx", "extra.txt", "notes", "pictures/leaf.SVG",
            "pictures/more/leaf.svg")),
    ],
    "P01": [
        picture(drawing("<script>alert(1)</script>"), "script", also="P04"),
        picture(drawing('<path d="M0 0" onclick="alert(1)"/>'), "onclick", also="P04"),
        picture(drawing('<path d="M0 0" fill="#f00"/>'), "#f00", also="P04"),
        picture(drawing("<g>"), "</svg>", also="P04"),
        picture(drawing(" " * 8192), "", also="P04"),
        picture(deep(21), "<g><g>"),
    ],
    "P02": [
        picture(drawing().replace("<desc>A flower with its stalk.</desc>", ""), also="P04"),
        picture(drawing().replace("The flower</title>", " </title>"), also="P04"),
    ],
    "P03": [
        picture(drawing('<text font-size="14">Leaf</text>', box="0 0 900 300"), "Leaf", also="P04"),
        picture(drawing('<g font-size="11"><text>Leaf</text></g>'), "Leaf", also="P04"),
        picture(drawing().replace("viewBox", "width").replace("0 0 328 100", "328"), also="P04"),
    ],
    "P04": [
        picture(drawing(), "explainer:", path="docs/extra.md", names="flowr", also="P06"),
        picture(drawing(), "explainer:", path="docs/extra.md", names="flower,flower"),
        page("# Extra\n\n<!-- explainer:picture -->\n\nSchematic.\n", "explainer:"),
    ],
    "P05": [
        picture(drawing(), "explainer:", path="docs/extra.md", below="## Next\n\nText [@smith2020]."),
        picture(drawing(), "explainer:", path="docs/extra.md", below=""),
    ],
    "P06": [files("docs/pictures/flower.svg", **{"docs/pictures/flower.svg": drawing()})],
}  # fmt: skip

KEPT: dict[str, list[Case]] = {
    "F01": [made(claim="We looked: nothing # yet"), written("# a comment\n" + make_claim())],
    "F02": [written(make_claim() + "#" * (MAX_BYTES - len(make_claim()) - 1) + "\n")],
    "F03": [made(claim="Kamille macht s\u00fc\u00dfe Tr\u00e4ume."), written(b"\xef\xbb\xbf" + make_claim().encode())],
    "F04": [made(claim="Tea \u2013 \u201cwarm\u201d, \u00b5g, \U0001f375 makes you sleep.")],
    "F05": [written(make_claim())],
    "F06": [made(claim="Tea & sleep: *all* of it!")],
    "F07": [made(appearances__0__words="no"), made(appearances__0__words="yes or no")],
    "F08": [written("---\n" + make_claim())],
    "F09": [Case(written(nested(19)).content, also=frozenset({"F13"}))],
    "F10": [made(leaning="neutral")],
    "F11": [made(leaning=DROP, related=DROP)],
    "F12": [made(verdict="partly", changes__0__verdict="partly")],
    "F13": [
        made(checked="2026-06-02"),
        written(make_claim().replace("where: Table 2", "where: 12")),
        written(make_claim().replace("where: Table 2", 'where: "true"')),
        written(make_claim().replace("forty adults", "40.0")),
        page("---\ntitle: '1.10'\n---\n\n# Extra\n"),
    ],
    "F14": [
        made(appearances__0__words=" ".join(["tea"] * 12)),
        made(short_answer=". ".join(["Tea tea tea tea tea tea"] * 10) + "."),
    ],
    "F15": [
        Case({
            **written(make_claim(appearances=[]).replace("appearances: []", "asked_by: readers")).content,
            "docs/extra.md": "# Extra\n\nA shop says more [@shop2021].\n",
        })
    ],
    "F16": [Case(prepare=link_within)],
    "F17": [files(), files(**{"docs/data/glossary.yml": GLOSSARY})],
    "F18": [files(**{"codecov.yml": "x: {}\n", "claims/README.md": "# Claims\n", "claims/.hidden/x.yaml": "x"})],
    "F19": [Case({"claims": two()})],
    "F20": [Case({"claims": two()})],
    "F21": [Case({"claims": two(related=["other-claim"])})],
    "F22": [made(see_a_doctor=["tired-for-weeks", "swollen-throat"])],
    "F23": [
        data("article", ARTICLE),
        data("helplines", HELPLINES),
        data("glossary", GLOSSARY),
        data("synonyms", SYNONYMS),
        data("tasks", TASKS),
        data("topics", TOPICS, "id: safety", "id: soon", also="S35"),
        data("glossary", GLOSSARY, "also: [RCT]", "also: [RCT, rct, Randomised trial]"),
        Case({"docs/data/tasks.yml": TASKS, "docs/sleep.md": "# Sleep\n\n<<<<<<<\n=======\n>>>>>>>\n"},
             also=frozenset({"F56", "S12", "P06"})),
        data("article", ARTICLE, "source: shop2021", "source: nobody2021", also="S11"),
        data("topics", TOPICS, "name: Sleep", f"first: [{CLAIM_ID}]\n    name: Sleep"),
    ],
    "F24": [
        page(f"# Extra\n\n<!-- explainer:claims topic=safety -->\n\n<!-- explainer:answers ids={CLAIM_ID} -->\n"),
        page("# Extra\n\n    <!-- explainer:nothing -->\n\n<!-- a comment -->\n"),
        page("# Extra\n\n<!-- explainer:fields file=texts -->\n\n<!-- explainer:fields file=topics -->\n"),
        Case({"docs/data/tasks.yml": TASKS, "docs/extra.md": "# Extra\n\n<!-- explainer:tasks -->\n"}),
        page("# Extra\n\nWrite `<!-- explainer:faq -->` there.\n\n<!-- explainer:changes most=5 -->\n"),
    ],
    "F25": [
        made(moved_from=["old-name", "older-name"]),
        Case({"claims": two(moved_from=["old-name"]), "docs/data/reading.yml":
              f"grades: {{claims/safety/{CLAIM_ID}.yml: 5.0, claims/sleep/old-name.yml: 5.0, docs/sleep.md: 5.0}}\n"}),
    ],
    "F40": [
        Case({"claims": two(claim="Chamomile tea is safe.")}),
    ],
    "F26": [made(verdict="supported", changes__0__verdict="supported", allow={"G05": "the reason"})],
    "F27": [Case({"docs/claims/other.md": "# Mine\n"}, find=clashes)],
    "F28": [written(make_claim()), written("# a comment\n\n\n" + make_claim())],
    "F30": [written("# a comment above\n" + make_claim())],
    "F31": [page("# Extra\n\n```\n~~~\n```\n\n~~~~ yaml\n```\n~~~~\n\nIt rose [@smith2020].\n")],
    "F60": [
        settings(),
        settings("plugins: [search, offline]\n"),
        files(**{"mkdocs.yml": "INHERIT: ../whole.yml\n"}),
        settings("attr_list", instead="pymdownx.extra"),
        Case({**settings("attr_list, ").content, "docs/extra.md": "# Extra\n\n!!! note\n    Text.\n"}),
    ],
    "S01": [entry(title="{x {y} z}")],
    "S02": [entry(add="\n@misc{smith2020b, title = {Another}, design = {record}}\n", also="S12")],
    "S03": [entry(add="\n@REPORT{other, author = {A}, title = {T}, institution = {I}, date = {2020}, "
                  "design = {record}}\n", also="S12")],
    "S04": [entry(journal=None, verified="{partial}")],
    "S05": [entry(design="{human-laboratory}", status="{corrected}", participants="{0}")],
    "S06": [entry(doi="{10.5555/warm.2020.45}", pmid="{123}", pmcid="{PMC123}", isbn="{978-92-4-008178-9}")],
    "S07": [entry("shop2021", url="{http://shop.example.org/~tea/a--b?x=1&y=2}")],
    "S08": [entry(keywords="{tea}", abstract="{long}")],
    "S10": [made(what_it_means="A warm cup may be pleasant [@jones2019, p. 4].")],
    "S11": [
        page("# Extra\n\nIt rose [@smith2020, abstract; @jones2019].\n\n`[@nobody]` and me@nobody.example\n"),
        made(short_answer="It is not known [@smith2020, abstract]."),
    ],
    "S12": [Case({**entry(add="\n@misc{seen1999, title = {Cited}, design = {record}}\n").content,
                  "docs/extra.md": "# Extra\n\nSee it [@seen1999].\n"})],
    "S13": [made(evidence__unknown__0__cite=["smith2020"], evidence__unknown__0__where="Table 2")],
    "S14": [entry("health2022", design="{seller-page}")],
    "S15": [
        entry(status="{corrected}"),
        Case({**made(allow={"S15": "the claim is about it"}).content, **entry(status="{retracted}").content}),
    ],
    "S16": [entry("jones2019", title="{Chamomile tea and sleep: a randomised trial}", year="{2021}")],
    "S17": [entry(design="{other}".replace("other", "narrative-review"))],
    "S25": [entry(ties="{One author advises sellers}", interest="{industry}"), entry(funding="{a shop}")],
    "S35": [
        entry(topics="{sleep,safety}"),
        entry(topics="{}", also="S26"),
        Case({"bib": BIBLIOGRAPHY + ON_ONE_LINE.format("sleep")}, also=frozenset({"S12"})),
    ],
    "S26": [entry(population=None, funding="{a university}")],
    "S27": [
        page("# Extra\n\nSee www.health.example.org.\n", also="F57"),
        page("# Extra\n\n[A](https://health.example.org/tired) [b](https://agency.gov/products/a) docs/shop/a.md\n"),
        page("# Extra\n\n[Their shop](../shop/index.md), e.g. me@health.example.org, <https://tea.example/workshop>\n"),
        Case({"docs/extra.md": "# Extra\n\n<https://museum.example/collections/tea>\n",
              "docs/data/words.yml": "not_shops: [museum.example]\n"}),
        Case({**entry("shop2021", url="{https://films.example/watch?v=1}").content, "docs/data/words.yml":
              "not_shops: [films.example]\n", "docs/extra.md": "# Extra\n\n<https://films.example/watch?v=2>\n"}),
        made(appearances__0__where="under Sleep, in the shop"),
        entry("shop2021", archive_url="{https://archive.example/2026/https://shop.example.org/tea}"),
    ],
    "S28": [
        Case(find=built(**{"index.html": "<a href='https://health.example.org/'>x</a> <a href='shop/'>y</a> shop",
                           "shop/index.html": "a-shop.example.org"})),
    ],
    "S29": [
        made(appearances__0__source="smith2020", also="S12"),
        made(appearances__0__source="health2022", appearances__0__by="official", also="S12"),
        entry("shop2021", url="{https://sleepy.myshopify.com/}"),
    ],
    "S18": [entry(pages="{45--52}"), entry(pages="{e1004}"), entry(doi="{10.5555/45-52}")],
    "S30": [entry(author="{Jones, B. and {Food and Drug Administration} and Smith, Carl}")],
    "S31": [entry()],
    "S32": [
        entry(also="S12", add=f"\n@misc{{{key}, title = {{T}}, design = {{record}}}}\n")
        for key in ("DBLP:conf-x", "a_b+c.d-2020", "X")
    ],
    "S33": [made(evidence__for__0__read="abstract"), made(evidence__for__0__read={"jones2019": "second-hand"})],
    "S34": [data("topics", NOTED)],
    "B01": [
        made(**finding("Sleep was the same tonight.")),
        made(**finding("Sleep was the same."), allow={"B01": "one small trial is all there is"}),
        made(evidence__against={"none_found": {"searched": "2026-06-01", "terms": "tea and sleep"}}),
    ],
    "B02": [made(question="How strong is the tea beside a sleeping pill?")],
    "B03": [
        Case(many({"promise": 5, "alarm": 3})),
        Case(many({"promise": 7})),
        Case(many({"promise": 4, "alarm": 4, "neutral": 9})),
        Case(many({"promise": 8, "alarm": 4})),
    ],
    "B06": [Case(HEALTH), data("topics", TOPICS)],
    "B07": [
        Case(HEALTH),
        data("topics", NOTED),
        health("docs/sleep.md", "## Nothing, then? { #what-happens-then }", "## What *happens*, then? [@smith2020]"),
    ],
    "G01": [
        made(certainty__level="low", certainty__rated_down={}, changes__0__certainty="low"),
        made(certainty__level="moderate", certainty__start="high", changes__0__certainty="moderate", verdict="mixed",
             changes__0__verdict="mixed"),
        made(certainty__rated_down={"imprecision": 2, "indirectness": 2, "risk-of-bias": 1}),
        made(certainty__level="high", certainty__rated_down={}, verdict="mixed", changes__0__verdict="mixed",
             certainty__rated_up={"large-effect": 2, "dose-response": 1}, changes__0__certainty="high"),
    ],
    "G02": [made(certainty__start="high", certainty__rated_down={"imprecision": 2, "indirectness": 1})],
    "G03": [
        made(short_answer="It may help. We are very uncertain whether it does."),
        made(short_answer="It causes sleep.", **fact()),
    ],
    "G04": [
        Case({**made(certainty__level="low", certainty__rated_down={}, changes__0__certainty="low").content,
              **entry(design="{animal}").content}),
        entry(design="{animal}"),
    ],
    "G05": [
        made(verdict="partly", changes__0__verdict="partly"),
        made(verdict="supported", changes__0__verdict="supported", certainty__level="low", certainty__rated_down={},
             changes__0__certainty="low"),
        made(verdict="supported", changes__0__verdict="supported", **fact()),
    ],
    "G06": [made(certainty__start="high", certainty__rated_down={"imprecision": 1, "risk-of-bias": 2})],
    "G07": [
        made(),
        made(kind="frequency", base="80 tea drinkers in Norway"),
        made(**fact()),
        made(kind="occurs", certainty=DROP, changes__0__certainty=DROP, cases={"described": "possible", "why": "One."}),
        made(kind="advice", certainty=DROP, changes__0__certainty=DROP, advised_by=["smith2020"]),
        made(kind="advice", certainty=DROP, changes__0__certainty=DROP, advised_by=["smith2020"],
             differs=["jones2019"]),
    ],
    "G08": [
        made(certainty__rated_down={}, certainty__rated_up={"large-effect": 1}, certainty__level="moderate",
             changes__0__certainty="moderate", verdict="mixed", changes__0__verdict="mixed"),
    ],
    "G09": [
        made(question="Does the tea help?", claim_answers="yes", short_answer="Nobody knows. Few were asked."),
        made(**opposite("supported", "No. It harms.")),
        made(**opposite("contradicted", "Yes. It harms nobody.")),
        made(**opposite("partly", "Partly. It harms some.")),
        made(question="What does the tea do?", short_answer="It warms."),
    ],
    "G10": [
        made(verdict="untested", changes__0__verdict="untested", evidence__for__0__about="other",
             evidence__against__0__about="other"),
    ],
    "G11": [made(), made(second_reading=SECOND)],
    "N01": [
        made(**finding("On 3 May 2019, in a trial of 40 adults and CYP3A4, sleep was the same.", {"40": "forty"})),
        made(short_answer="Of 80 people asked in 2019, 30 slept better."),
        made(**finding("A small trial of 40 adults found the same sleep.", {"40": "forty adults", "3": "3"},
                       frequency={"count": 3, "of": 40, "what": "slept well"})),
        made(**finding("In a phase 2 trial of tea, one in five adults with type 2 diabetes slept better.",
                       {"one in five": "8 of 40 (20.1%)"}), short_answer="One in five slept better; see table 3."),
        made(**finding("In a small trial of tea, two of three adults slept better.", {"2": "two", "3": "three"})),
    ],
    "N09": [
        made(**finding("In a trial of 1\u202f807 adults, 37.5% of 2 000 slept the same.",
                       {"1,807": "1 807", "37.5": "37,5 %", "2 000": "2000"})),
        made(**finding("In a trial, forty percent of adults slept the same.", {"forty percent": "40 %"})),
        page('---\nfigures: {"2,000": x, "4,000,000": x, "800428786": x}\n---\n\n# Extra\n\n'
             "In 2,000 of 4,000,000 [@smith2020, p. 4,5], 800 428 786.\n"),
    ],
    "N02": [made(**finding("In a small trial of 1,040 adults, sleep was the same.", {"1040": "1,040"}))],
    "N03": [
        made(evidence__for__0__figures={"80": "n = 79.6", "30": "30.4%"}),
        made(**finding("In a small trial of tea, one in four adults slept better.", {"one in four": "525 (25.5%)"})),
        made(**finding("In a small trial of tea, two of three adults slept better.", {"2 of 3": "two of the three"})),
    ],
    "N04": [made(**finding("There was an effect on sleep in 21% of the adults.", {"21": "21.4%"}))],
    "N05": [made(**finding("The odds ratio was 2: sleep was better in 4 of 40 with tea.",
                           {"2": "2", "4": "4", "40": "40"}))],
    "N06": [
        picture(drawing("<text>40 people</text>")),
        page("# Extra\n\n1. They asked\n2. 80 drinkers in 2019 [@jones2019, Table 2]. `99`\n"),
        page("# Extra\n\n## Part { #part-77 }\n\n## Other {: .row-9 #at-8 }\n\nCall +47 22 59 13 00. [@smith2020]\n"),
        page('---\nfigures: {"26": "seen there"}\n---\n# Extra\n\nThey asked 26 men [@smith2020,\np. 44].\n'),
        page("title: Extra\n---\n\nThey asked 26 men.\n", also="F08"),
        page("---\nchecked: yesterday\ncheck_by: 2000-01-01\n---\n\n# Extra\n\nThey asked 26 men.\n", also="F13"),
        page('---\nfigures: {"one in five": "seen there"}\n---\n# Extra\n\nOne in five of them [@smith2020].\n'),
    ],
    "D01": [
        made(**finding("They took a modest amount of tea in a small trial; 9 drugs were found.", {"9": "nine"})),
        made(what_it_means="A cup may be pleasant."),
        made(short_answer="They had 5 g of tea.", allow={"D01": "the harm of these 5 g needs it"},
             evidence__for__0__finding="Of 80 tea drinkers, 30 slept better; 5 g was it.",
             evidence__for__0__figures={"80": "80", "30": "30", "5": "5"}),
        page('---\nfigures: {"26": "26 men, 5 g each"}\n---\n# Extra\n\nNo safe amount. 26 men [@smith2020].\n'),
        page("# Extra\n\nSafe in one of nine or more ways, and in two groups.\n"),
        page("# Extra\n\nNo amount <!-- of 5 g --> is known: [words](5-grams.md).\n"),
        data("care", CARE, "badly for weeks", "badly for months"),
        data("synonyms", SYNONYMS, "[insomnia,", "[two cups, insomnia,"),
        entry(title="{Chamomile tea and sleep: a trial of 5 g}"),
        entry("shop2021", url="{https://shop.example.org/5-grams}"),
    ],
    "D02": [
        made(what_it_means="Ask twice. Some drink it every day."),
        made(evidence__for__0__where="Table 2, hormones measured twice a day"),
    ],
    "D03": [made(what_it_means="Ask a clinician to plan a taper with you.")],
    "D05": [
        data("helplines", HELPLINES, "checked: 2026-06-01", "checked: 2025-11-22"),
        data("helplines", HELPLINES, "checked: 2026-06-01", "checked: 2026-11-23"),
    ],
    "D06": [data("helplines", HELPLINES, NUMBER, "        url: https://health.example.org/chat\n")],
    "D15": [
        data("helplines", HELPLINES),
        *(data("helplines", HELPLINES, NUMBER, f'        number: "{number}"\n        tel: "{tel}"\n')
          for number, tel in (("1-800-222-HELP", "+18002224357"), ("022 591-300 or 113", "+4722591300"),
                              ("+47 (0)22 59 13 00", "+4722591300"), ("113 (call or text)", "113"), ("000", "000"))),
        data("helplines", HELPLINES, f"serves: [poison]\n{NUMBER}",
             'serves: [emergency]\n        number: "113"\n        tel: "113"\n'),
        calling("Call [+47 22 59 13 00](tel:+4722591300) or [them](tel:+4722591300)."),
    ],
    "D16": [
        calling("Call 22 59 13 00 or 113 or (in Sweden) +46 10 456 67 00. [@smith2020]"),
        page("# Extra\n\nRing 911 now.\n"),
        calling("Of them 31 call 200 people. `ring 999` 02-02-2024 [@smith2020]", also="N06"),
        calling("See ISSN 0976-6308, 10.5555/0123456789, 1998-2000 2001 and 1 000 000 000. [@smith2020]", also="N06"),
    ],
    "D07": [
        Case({**made(appearances__0__words="it brings sleep", short_answer="Teavilles are towns.").content,
              "docs/data/words.yml": BRANDS}),
        Case({**made(short_answer="Tea Palace took it back.", allow={"D07": "the claim is about this recall"}).content,
              "docs/data/words.yml": BRANDS}),
        made(short_answer="Tea Palace sells it."),
        Case({"docs/extra.md": "# Extra\n\nMany sell it. [Tea](tea-palace.md)\n", "docs/data/words.yml": BRANDS}),
        Case({**entry(title="{A recall by Tea Palace}").content, "docs/data/words.yml": BRANDS}),
    ],
    "D09": [
        data("site", SITE, "call emergency services now", "ring 113"),
        data("care", CARE.replace("Call emergency services now", "Act now"), "Do not wait", "Call 113. Do not wait"),
    ],
    "D10": [
        made(what_it_means="Some people had a seizure.", see_a_doctor=["tired-for-weeks", "swollen-throat"]),
        made(what_it_means="Anti-seizure medicines were studied."),
        made(what_it_means="Some people had a seizure.", see_a_doctor=["swollen-throt"], also="F22"),
        made(what_it_means="They had a seizure.", allow={"D10": "all of them were animals"}),
    ],
    "D11": [
        page("# Extra\n\nSome people had a seizure: [help](when-to-see-a-doctor.md).\n"),
        page("# Extra\n\nSome people had a seizure: [help](../when-to-see-a-doctor.md#top).\n",
             name="docs/sub/extra.md"),
        page("# Extra\n\nSome people had a seizure.\n\n<!-- explainer:care-cards -->\n"),
    ],
    "D12": [data("helplines", HELPLINES), data("emergency", EMERGENCY)],
    "D13": [
        data("emergency", EMERGENCY, "want+to+die+down", "to+die+for, does breath*, want+this, die want, swollen+lips"),
        data("emergency", EMERGENCY, "exceptions: [want+to+die+down]\n", ""),
    ],
    "D17": [files(**{"docs/data/words.yml": text}) for text in ("brands: []\nshops: []\nsells: []\n", BRANDS)],
    "D14": [
        on_crisis("# Extra\n\nSome think of suicide.\n\n<!-- explainer:crisis-lines -->\n\nAnd suicidal.\n"),
        on_crisis("# Extra\n\n## One\n\n## On suicide\n\n<!-- explainer:crisis-lines -->\n\n## Two\n"),
        on_crisis("# Extra\n\n`suicide` <!-- suicide --> [help](suicide.md). The end of life.\n"),
        on_crisis("# Extra\n\nSuicide.\n\n<!-- explainer:care-cards -->\n",
                  **{"docs/data/care.yml": CARE.replace("has a swelling throat", "is thinking of suicide")}),
        on_crisis("# Extra\n\nSuicide.\n", words="crisis: [sorrow]\n"),
        Case({**made(what_it_means="Suicide was not studied.").content, "docs/data/helplines.yml": WITH_CRISIS_LINE}),
    ],
    "W01": [
        made(short_answer="People have died after taking it."),
        made(appearances__0__words="a deadly miracle", claim="It is a deadly miracle."),
        Case({**made(short_answer="The Institute on Drug Abuse says so.").content,
              "docs/data/site.yml": SITE.replace("[CYP3A4]", "[Institute on Drug Abuse]")}),
        page("# Extra\n\nA plant that people take. `miracle` [words](miracle.md)\n"),
        Case({"docs/data/site.yml": SITE.replace("[CYP3A4]", "[Institute on Drug Abuse]"),
              "docs/extra.md": "# Extra\n\nThe Institute on Drug Abuse says so.\n"}),
    ],
    "W03": [made(short_answer="As of November 2026 it is not known.")],
    "W08": [
        made(claim="Addicts sleep well.", question="How do drug users sleep?", appearances__0__words="junkies sleep"),
        Case({**made(short_answer="The Addicts Archive says so.").content,
              "docs/data/site.yml": SITE.replace("[CYP3A4]", "[Addicts Archive]")}),
        made(what_it_means="It is about addicts.", allow={"W08": "the name of the register is quoted"}),
        page("# Extra\n\nPeople with a use disorder drink it. `addicts`\n"),
    ],
    "W10": [
        made(claim="It is a breakthrough.", appearances__0__words="a time bomb"),
        made(short_answer="They call it a plague.", allow={"W10": "the word itself is under review"}),
        Case({"docs/data/words.yml": "sells: [sleepy gold]\nscares: [weed of sorrow]\nbrands: [Tea Palace]\n"}),
        page("# Extra\n\nA product whose strength nobody knows. `time bomb`\n"),
    ],
    "W12": [
        made(short_answer="As of November 2025 it is not known.", check_by="2027-06-01"),
        made(short_answer="As of late 2025 it is not known."),
        made(short_answer="In May 2012 it was not known."),
        made(short_answer="As of May 2012 it was not known.", check_by="9999-12-31", also="T01"),
        page("# Extra\n\nAs of November 2025 it is legal. `currently`\n"),
        data("topics", TOPICS, "Allergies and medicines.", "Legal as of 2025."),
    ],
    "W04": [made(short_answer=f"{' '.join(['Tea'] * 24)} cup. {' '.join(['Tea'] * 24)} cup.")],
    "W05": [made(short_answer="Nothing is left to do.")],
    "W06": [page("# Extra\n\n" + "The tea is warm. People like to drink it at night. " * 12)],
    "W07": [
        Case({"docs/data/site.yml": f"{SITE}jargon: [RCT]\n", "docs/data/glossary.yml": GLOSSARY,
              "docs/extra.md": "# Extra\n\nAn RCT, then.\n"}),
        Case({"docs/data/site.yml": f"{SITE}jargon: [warm]\n",
              "docs/data/glossary.yml": f"{GLOSSARY}  - id: warm\n    term: Warm\n    definition: Not cold.\n"}),
    ],
    "Q01": [
        asking(["help sleep"] * 19 + ["zzz"]),
        asking(["zzz"] * 19),
        asking([], "", "".join(f"zzz {n},forum,a thread,m{n},{CLAIM_ID},held\n" for n in range(40))),
        asking(["zzz"] * 40, page="none"),
    ],
    "Q02": [
        asking(["sleep"], "", "buy,a,b,c,none,held\n", f"{CLAIM_ID} /claims /sources/smith2020 /"),
        Case({QUESTIONS: "\ufeff" + asking(["sleep"]).content[QUESTIONS].replace("\n", "\r\n")}),
        Case({QUESTIONS: '"words", "said_by", "source", "meaning", "pages", "half"\n"a, b",c,d,e,none,"tune"\n'}),
    ],
    "T01": [made(check_by="2030-11-22", changes__1={"date": "2026-06-01", "verdict": "unproven", "note": "Again."})],
    "T02": [made(checked="2026-11-22", changes__0__date="2026-11-23",
                 clinical_review={"name": "A Nurse", "date": "2026-11-22"}, second_reading=SECOND)],
    "T03": [
        made(check_by="2026-11-22"),
        made(check_by="2026-11-21", withdrawn={"date": "2026-11-20", "reason": "Nobody says it any more."}),
    ],
    "T04": [made(changes__0__verdict="mixed",
                 changes__1={"date": "2026-06-02", "verdict": "unproven", "note": "Again."})],
    "T06": [
        OLD_LAW,
        Case({"docs/data/topics.yml": FAST_TOPICS}),
        made(**{**OLD, "checked": "2025-11-21"}, evidence__for__0__finding="In the past year, 30 of 80 slept better."),
        made(**OLD, evidence__for__0__finding="In the past year, 30 of 80 slept better.",
             withdrawn={"date": "2026-11-20", "reason": "Nobody says it any more."}),
    ],
    "T05": [
        entry("shop2021", urldate="{2026-11-22}"),
        entry("shop2021", urldate="{2026-11-23}"),
        entry("smith2020", year="{2027}"),
        entry("smith2020", year="{in press}"),
    ],
    "S20": [locked(), Case({LOCK: lock_file(smith2020=reading(State.RETRACTED)), **entry(status="{retracted}").content},
                           also=frozenset({"S15"}))],
    "S21": [locked(), locked(shop2021=None)],
    "S22": [
        locked(smith2020=reading(day=TODAY - timedelta(days=120))),
        Case({LOCK: lock_file(), **entry(funding="{somebody else}").content}),
    ],
    "S23": [
        locked(),
        Case({LOCK: lock_file(differences=(differing(),)), EXCEPTIONS: "records:\n  - key: smith2020\n    field: year\n"
              "    reason: The printed issue has ours.\n    until: 2027-01-31\n"}),
    ],
    "S24": [locked()],
    "L01": [Case(find=asked(Outcome.OK)), replace(excepted(), find=asked(Outcome.DEAD))],
    "L02": [Case(find=asked(Outcome.BLOCKED, 60), also=frozenset({"L04"})), Case(find=asked(Outcome.OK, 999))],
    "L03": [Case(find=asked(Outcome.OK))],
    "L04": [Case(find=asked(Outcome.OK))],
    "L05": [Case(find=asked(Outcome.OK))],
    "F56": [page("Extra\n=======\n\n>>>>>>> is no mark alone.\n")],
    "F38": [
        written(make_claim().replace("topic: sleep", "topic: sleep   # a topic")),
    ],
    "F50": [plain(), Case()],
    "F51": [data("texts", "texts:\n  claim:\n    doctor: Ask a doctor\n"), german(), german(**FORM),
            german(**{"docs/data/texts.yml": WITHOUT_FORMS})],
    "F55": [
        german(**{"mkdocs.yml": SET + "theme: {language: de}\n"}),
        plain(**{"docs/data/site.yml": f"{PLAIN_SITE}language: en-GB\n", "mkdocs.yml": SET + "theme: {language: en}"}),
        files(**{"mkdocs.yml": f"{SET}theme: material\n"}),
        files(**{"mkdocs.yml": SET + "theme: {language: !ENV [X, de]}\n"}),
        files(also="F01", **{"mkdocs.yml": f"{SET}theme: [\n"}),
    ],
    "F53": [german(**FORM), page("# Extra\n\n<!-- explainer:rules -->\n\n<!-- explainer:fields -->\n")],
    "F52": [german(), plain(**{"docs/data/site.yml": PLAIN_SITE + "language: en-GB\n"})],
    "F39": [
        page("# Extra\n\nIt helps [@smith2020, p. 4]; write to [me@example.org] or [a list @ home].\n"),
        page("# Extra\n\n`[see @smith2020]` and [here][there] and [sleep].\n\n[there]: sleep.md\n[sleep]: sleep.md\n"),
        page('# Extra\n\n!!! note "At night"\n\n    Sleep well.\n\n- one\n\n    !!! note\n        Two.\n'),
        page("# Extra\n\n- [ ] to do\n- [x][y] in \\[brackets\\]\n\n[y]: sleep.md\n"),
        made(short_answer="No. One trial saw no longer sleep [@smith2020]."),
        page("# Extra\n\n`[@smith2020` and \\[@smith2020 and [@there](sleep.md) and <!-- [@smith2020 -->.\n"),
        made(evidence__against__0__finding="In a small trial [@smith2020], 40 people slept no longer."),
        made(certainty__why="One small trial with 40 people [@smith2020]."),
    ],
    "F54": [
        page("# Extra\n\nWrite to smith2020@jones2019.example, @teahouse, @jones or @user@smith2020.example.\n"),
        page("# Extra\n\n`@smith2020` \\[@smith2020] [@smith2020] <https://x.example/@smith2020>\n\n    @smith2020\n"),
        made(short_answer="No. Ask @teahouse or smith2020@tea.example."),
        made(appearances__0__words="thanks @smith2020"),
    ],
    "T10": [page("---\nchecked: 2026-11-22\ncheck_by: 2027-11-22\n---\n\n# Extra\n"), page("# Extra\n")],
    "T11": [page("---\nchecked: 2025-11-22\ncheck_by: 2026-11-22\n---\n\n# Extra\n")],
    "F45": [data("site", SITE, "name: ", "editor: A. Berg\nname: ")],
    **search_cases.KEPT,
    "L08": [Case(find=asked(Outcome.OK)), replace(excepted(), find=asked(Outcome.DOUBTFUL))],
    "L09": [
        page("# Extra\n\n`http://127.0.0.1:8000/`, <https://8.8.8.8/>, <https://stra\u00dfe.de/>\n"),
        page("# Extra\n\n```\nhttp://localhost:8000/\n```\n"),
    ],
    "L06": [excepted(), excepted("health.example.org"), replace(excepted(), find=asked(Outcome.BLOCKED),
                                                              also=frozenset({"L04"}))],
    "L07": [excepted(until="2026-11-22"), excepted(until="2027-11-23")],
    "R01": [Case(find=compared(reading()))],
    "R02": [
        Case(find=compared(reading())),
        Case(entry(status="{retracted}").content, find=compared(reading(State.RETRACTED))),
    ],
    "R03": [Case(find=compared(reading(), reading(State.ABSENT, Register.PUBMED)))],
    "R04": [Case(find=compared(reading(), reading(State.ABSENT, Register.OPENALEX)))],
    "R05": [Case(entry(status="{corrected}").content, find=compared(reading(State.CORRECTED)))],
    "R06": [Case(find=compared(reading(authors="Smith Berg"))), Case(find=compared(reading(authors="Smith")))],
    "V01": [Case(find=built())],
    "V02": [
        Case(find=built(**{"index.html": f"<a href='claims/{CLAIM_ID}/'>x</a> <a href='https://example.org/'>y</a>"})),
        Case(find=built(**{f"claims/{CLAIM_ID}/index.html": "<a href='../../sources/smith2020/'>x</a>"})),
        Case(find=built(**{"404.html": "<a href='/'>home</a>"})),
    ],
    "V03": [
        Case(find=built(**{"index.html": f"<a href='claims/{CLAIM_ID}/#top'>x</a>"})),
        Case(find=built(**{"index.html": "<a id='a b' href='#a%20b'>x</a> <a href='#'>y</a>"})),
    ],
    "V04": [
        Case(find=built(**{"index.html": "<a href='https://example.org/a.png'>x</a>"})),
        Case(find=built(**{"index.html": "<img src='data:image/png,x'>"})),
    ],
    "V05": [
        Case({"claims": {f"sleep/{CLAIM_ID}": make_claim(moved_from=["old-name"])}},
             find=built(**{"claims/old-name/index.html": f"<a href='../{CLAIM_ID}/'>moved</a>"})),
    ],
    "V06": [Case(find=built())],
    "V07": [Case(find=built(**{"index.html": '<script type="application/json">{"on": 1}</script>'}))],
    "V08": [
        Case(find=built(**{f"claims/{CLAIM_ID}/index.html": "<p>again</p>" * 9_000})),
        Case(find=built(**{"safety/index.html": heavy(30_000)})),
        Case({"claims": {f"sleep/{CLAIM_ID}": make_claim(), **MANY}, "docs/safety.md": LISTING},
             find=built(**{"safety/index.html": heavy(35 * 1024)})),
    ],
    "F32": [
        page("# Extra\n\n`<script>` in code, x<sub>n</sub> ![a leaf](pictures/leaf.png)\n"),
        page("# Extra\n\n## Part { #part data-search-exclude }\n\n<span id='here' aria-hidden='true'>x</span>\n"),
    ],
    "F59": [page("# Extra { #extra }\n\n## Part\n\n```\n# code\n```\n\n## Part { #part-two }\n")],
    "F58": [
        page(f"# Extra\n\n[a](sleep.md#x) [b](claims/{CLAIM_ID}.md) [c](sources/smith2020.md) [d](#sleep) "
             "[e](data/sleep.json) [f](https://sleep.example/sleep.html) [g](other.md) `[h](sleep.html)`\n"),
        page("# Extra\n\n[a](../sleep.md) [b](<../sleep.md> \"Sleep\") [c](..)\n", name="docs/more/extra.md"),
    ],
    "F57": [
        Case({"docs/extra.md": "# Extra\n\nA ~~b~~ c.[^1] See https://health.example.org/x\n\n[^1]: A note.\n",
              "mkdocs.yml": SET + "markdown_extensions: [footnotes, pymdownx.tilde, {pymdownx.magiclink: {x: 1}}]\n"}),
        page("# Extra\n\n[a](https://a.example/) <https://b.example/> [c] `https://c.example/` a~b~~c x==y\n\n---\n"
             "\nSleep\n\n---\n\n| a |\n|---|\n| x |\n\n## Part { #part .x }\n\n[c]: https://c.example/\n"),
        data("helplines", HELPLINES, NUMBER, "        number: www.a.example\n        url: https://a.example/\n"),
        made(short_answer="No [@smith2020]. As of May 2026 (a review) [in Norway] sleep is 5 < 6 & 7 > 4 *, said two."
             .replace("5 < 6 & 7 > 4", "a < b & c > d")),
        made(certainty__why="One trial (of 2020), and others (Norway 2020), [in May 2020]."),
        made(evidence__for__0__figures={"80": "n = 80 [1] <b>", "30": "**30** (Smith 2020)"}),
        page("# Extra\n\n**One** *two* [Smith 2020](sleep.md) [smith2020][a] [a] `[1]` `{{ x }}` (see sleep)."
             "\n\n- one -two\n- [ ] two\n\n[a]: sleep.md\n"),
        page("# Extra\n\n<!-- a comment -->\n\nSee [it](sleep.md) (or not), [@smith2020] <span>x</span> &amp; it.\n"),
        page("# Extra\n\n## Part\n- one\nof more\n- two\n\n    - three\n    - four\n\nSo - long -\n\n1. one\n1. two\n"),
        page("# Extra\n\n## Part\n| a | b |\n|:--|--:|\n| `|` x \\| | **y** |\n| y |\n\n"
             "!!! note\n    | a |\n    |---|\n    | b |\n"),
        page("# Extra\n\n**One** and ***two***, `**`, \\**\n\n![A leaf](sleep.md) [one](sleep.md)\n\n    **code\n"),
    ],
    "F33": [
        files(**{"docs/robots.txt": "User-agent: *\n", "docs/CNAME": "tea.example\n", "docs/pictures/extra.png": "x"}),
        files(**{"docs/an extra.pdf": "x", "docs/sleep.md": "# Sleep\n\nA [list](an%20extra.pdf).\n"}),
    ],
    "P01": [
        picture(drawing('<g stroke="var(--x-accent, currentColor)"><circle cx="4" cy="4" r="2.5"/></g> <!-- note -->')),
        picture(drawing('<text x="1" y="9"><tspan font-weight="700">A &lt; B &amp; C</tspan></text>')),
        picture(deep(20)),
        files(**{"docs/pictures/NOTES": "not a picture"}),
    ],
    "P02": [picture(drawing())],
    "P03": [
        picture(drawing('<text font-size="12">Leaf</text>', box="0 0 328 100")),
        picture(drawing('<g font-size="13"><text>Leaf</text></g>', box="0,0,340,100")),
        picture(drawing('<text font-size="12">Leaf</text>', box="0 0 100 100")),
    ],
    "P04": [picture(drawing()), page("# Extra\n\n`<!-- explainer:picture names=none -->`\n")],
    "P05": [
        picture(drawing(), below="A flower. Schematic, not to scale."),
        picture(drawing(), below="A flower\nof a trial [@smith2020]."),
    ],
    "P06": [picture(drawing())],
}  # fmt: skip


Sites = Callable[[Case], Path]


@pytest.fixture(scope="module")
def site_of(tmp_path_factory: pytest.TempPathFactory, shared_site: WriteSite) -> Sites:
    """A function that writes the site of a case and returns its folder: a shared one, if the case only reads it."""

    def write(case: Case) -> Path:
        if case.prepare is None and case.find is problems_of:
            return shared_site(**case.content)
        root = write_site(tmp_path_factory.mktemp("rules") / "site", **case.content)
        if case.prepare:
            case.prepare(root)
        return root

    return write


def told(problems: list[Problem], code: str) -> list[tuple[str, int]]:
    return [(problem.path, problem.line) for problem in problems if problem.code == code]


def cases(table: Mapping[str, list[Case]]) -> list[Any]:
    return [
        pytest.param(code, case, id=f"{code}-{number}")
        for code, found in table.items()
        for number, case in enumerate(found, start=1)
    ]


MESSAGES = Path(__file__).parent / "golden" / "messages.txt"
_PARTS = re.split(r"(?m)^\[(\w+-\d+)\]\n", MESSAGES.read_text(encoding="utf-8"))
KEPT_WORDS = dict(zip(_PARTS[1::2], _PARTS[2::2], strict=True))
"""What is told in each case of `BROKEN`, by its name: the problems of its rule, as people read them."""


def keep_words(name: str, words: str) -> None:
    """Write down what a case is told; words of cases that are no longer there are dropped."""
    KEPT_WORDS[name] = words
    kept = {case.id: KEPT_WORDS[case.id] for case in cases(BROKEN) if case.id in KEPT_WORDS}
    MESSAGES.write_text("".join(f"[{name}]\n{words}" for name, words in kept.items()), encoding="utf-8")


def under(code: str, *more: str) -> AbstractContextManager[Any]:
    """In a hurry, leave out the rules that look at what was read, but for these; what readers tell stays.

    F26 is about what other rules say, so it needs them all.
    """
    if not IN_A_HURRY or code == "F26":
        return nullcontext()
    kept = {name: rule for name, rule in RULES.items() if name in {code, *more} or not (rule.check or rule.elsewhere)}
    return patch.dict(RULES, kept, clear=True)


@pytest.mark.parametrize(("code", "case"), cases(BROKEN))
def test_a_broken_rule_is_reported_once_at_its_place(
    site_of: Sites, code: str, case: Case, request: pytest.FixtureRequest
) -> None:
    root = site_of(case)
    with under(code, *case.also):
        problems = case.find(root)
    line = 1
    if case.line:
        built_page = root / "site" / case.path
        line = line_of(
            (built_page if built_page.is_file() else root / case.path).read_bytes().decode("utf-8", "replace"),
            case.line,
            nth=case.nth,
        )
    assert told(problems, code) == [(case.path, line)], problems
    assert {problem.severity for problem in problems if problem.code == code} == {RULES[code].severity}
    assert set(codes(problems)) <= {code, *case.also}
    for problem in problems:
        assert problem.message.strip()
        assert problem.fix.strip()
        assert "\n" not in problem.message + problem.fix
    name = request.node.callspec.id
    words = as_text([problem for problem in problems if problem.code == code]) + "\n"
    if request.config.getoption("--update-golden"):
        keep_words(name, words)
    assert words == KEPT_WORDS.get(name), "golden/messages.txt has other words; run: pytest --update-golden"


def test_words_are_kept_of_every_case_and_no_other() -> None:
    assert list(KEPT_WORDS) == [case.id for case in cases(BROKEN)], "run: pytest --update-golden"


@pytest.mark.parametrize(("code", "case"), cases(KEPT))
def test_a_rule_that_is_kept_reports_nothing(site_of: Sites, code: str, case: Case) -> None:
    root = site_of(case)
    with under(code):
        problems = case.find(root)
    assert set(codes(problems)) <= case.also, problems


TOLD_AT_KEYS = [
    ("B01", 1, "against"), ("B07", 2, "pages"), ("F50", 1, "review_note"), ("F50", 5, "see_a_doctor"),
    ("F53", 2, "rules_page"), ("G07", 7, "base"), ("G07", 8, "differs"), ("G09", 7, "claim_answers"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "number", "key"), TOLD_AT_KEYS)
def test_a_fault_of_a_whole_field_is_reported_at_its_name(site_of: Sites, code: str, number: int, key: str) -> None:
    """Its value may stand lines below, or be nothing that can be pointed at."""
    case = BROKEN[code][number - 1]
    root = site_of(case)
    (problem,) = (problem for problem in case.find(root) if problem.code == code)
    line = (root / problem.path).read_text(encoding="utf-8").splitlines()[problem.line - 1]
    assert line[problem.column - 1 :].startswith(f"{key}:")


def of_claims(count: int) -> tuple[Case, list[str]]:
    """Return a site with so many claims that were read once, and their ids."""
    once = {f"once-{n}": make_claim(question=f"What of tea {n}?") for n in range(count)}
    claims = {f"sleep/{name}": text for name, text in once.items()}
    return Case({"claims": {**claims, "sleep/twice": make_claim(second_reading=SECOND)}}), list(once)


def of_entries(count: int) -> tuple[Case, list[str]]:
    """Return a site that cites so many entries that cannot be read, and their keys."""
    keys = [f"gone{n}" for n in range(count)]
    bib = BIBLIOGRAPHY + "".join(f"\n@article{{{key}, author = {{Jones, B}} y, title = {{T}}}}\n" for key in keys)
    text = make_claim(evidence__for__0__cite=["jones2019", *keys])
    return Case({"bib": bib, "claims": {f"sleep/{CLAIM_ID}": text}}), keys


def of_texts(count: int) -> tuple[Case, list[str]]:
    """Return a site in German that lacks so many texts, and their names."""
    own = {key: text for key, text in own_texts(language="de").items() if not key.startswith("forms.")}
    gone = list(own)[:count]
    left = as_file(Wording({key: text for key, text in own.items() if key not in gone}))
    return german(**{"docs/data/texts.yml": left}), gone


@pytest.mark.parametrize(("code", "lacking"), [("G11", of_claims), ("S31", of_entries), ("F51", of_texts)])
@pytest.mark.parametrize("count", [5, 6])
def test_a_message_counts_all_and_names_five(
    site_of: Sites, code: str, lacking: Callable[[int], tuple[Case, list[str]]], count: int
) -> None:
    case, names = lacking(count)
    (message,) = (problem.message for problem in problems_of(site_of(case)) if problem.code == code)
    assert message.startswith(f"{count} ")
    assert [name in message for name in names] == [True] * 5 + [False] * (count - 5)
    assert message.endswith(" and others") == (count > 5)


def test_problems_that_follow_from_the_bibliography_are_listed_after_its_own(shared_site: WriteSite) -> None:
    """The last line may be the longest, and hold a fault of its own."""
    bib = BIBLIOGRAPHY.replace(ENTRIES["jones2019"], "") + "\n@article{jones2019, title = {What drinkers say of sleep}"
    told = [problem.code for problem in problems_of(shared_site(bib=bib)) if problem.path == BIB]
    assert told[-2:] == ["S01", "S31"]


# The list of rules


def test_every_rule_has_a_case_that_breaks_it_and_one_that_keeps_it() -> None:
    assert set(BROKEN) == set(RULES)
    assert set(KEPT) == set(RULES)
    assert all(BROKEN.values())
    assert all(KEPT.values())
    assert len({rule.title for rule in RULES.values()}) == len(RULES), "no two have one title"


@pytest.mark.parametrize("code", RULES)
def test_every_rule_is_documented(code: str) -> None:
    rule = RULES[code]
    assert re.fullmatch(r"[A-Z]\d\d", code)
    assert rule.code == code
    for text in (rule.title, rule.text, rule.bad, rule.good):
        assert text.strip()
    assert rule.text.rstrip().endswith((".", "!", "?", ")"))
    assert rule.bad != rule.good


def test_a_rule_is_found_by_its_code_in_any_case() -> None:
    found = {typed: rule_for(typed) for typed in ("D01", "d01", " w05 ", "D99", "")}
    assert found == {"D01": RULES["D01"], "d01": RULES["D01"], " w05 ": RULES["W05"], "D99": None, "": None}


# Allowances

ALLOWED = [code for code, rule in RULES.items() if rule.check]
NOT_ALLOWED = [code for code, rule in RULES.items() if not rule.check]


def with_allowance(case: Case, code: str) -> Case:
    """Return the case with `allow: {code: ...}` in its claim file."""
    claims = case.content.get("claims") or {f"sleep/{CLAIM_ID}": make_claim()}
    allowed = {name: f"{text}allow:\n  {code}: the reason\n" for name, text in claims.items()}
    return Case({**case.content, "claims": allowed}, case.path, case.line, case.also)


@pytest.mark.parametrize("code", ALLOWED)
def test_an_allowance_with_its_reason_excuses_a_rule_of_claims(site_of: Sites, code: str) -> None:
    for case in BROKEN[code][:2] if IN_A_HURRY else BROKEN[code]:
        if isinstance(case.content.get("claims"), dict) or code in {"S15", "G04"}:
            problems = problems_of(site_of(with_allowance(case, code)))
            assert code not in codes(problems)
            assert "F26" not in codes(problems)


def excused_in_vain(root: Path, allow: Iterable[str]) -> list[str]:
    """Return the codes under `allow` of a valid claim that are told of, each at its own line; fails for any other."""
    text = make_claim(allow=dict.fromkeys(allow, "was needed once"))
    problems = problems_of(write_site(root, claims={f"sleep/{CLAIM_ID}": text}))
    assert set(codes(problems)) == {"F26"}
    lines = text.splitlines()
    return [lines[line - 1].split(":")[0].strip() for _, line in told(problems, "F26")]


def test_an_allowance_that_excuses_nothing_is_reported_at_its_line(tmp_path: Path) -> None:
    """Nor does one excuse from rules of reading and of the whole."""
    for number, allowed in enumerate((ALLOWED, ALLOWED[:1], [*NOT_ALLOWED, "Z99"], ["Z99"])):
        assert excused_in_vain(tmp_path / str(number), allowed) == allowed


def test_an_allowance_does_not_hide_a_rule_of_the_whole(tmp_path: Path) -> None:
    claims = {f"sleep/{CLAIM_ID}": make_claim(short_answer="Known [@smith2020 abstract].", allow={"S11": "please"})}
    assert set(codes(problems_of(write_site(tmp_path, claims=claims)))) == {"S11", "F26"}


def test_an_allowance_does_not_reach_another_rule_or_another_claim(tmp_path: Path) -> None:
    loaded = {"short_answer": "A deadly herb, currently."}
    claims = {
        f"sleep/{CLAIM_ID}": make_claim(**loaded, allow={"W01": "a quotation"}),
        "sleep/other": make_claim(**loaded, question="What else?"),
    }
    problems = problems_of(write_site(tmp_path, claims=claims))
    assert [(p.code, p.path) for p in problems] == [
        ("W03", CLAIM_PATH), ("W01", "claims/sleep/other.yml"), ("W03", "claims/sleep/other.yml"),
    ]  # fmt: skip


def test_an_allowance_of_another_form_is_reported(tmp_path: Path) -> None:
    for number, (allow, code) in enumerate(
        [({"W1": "x"}, "F12"), ({"w01": "x"}, "F12"), ({"W01": ""}, "F14"), ({"W01": ["x"]}, "F13"), (["W01"], "F13")]
    ):
        claims = {f"sleep/{CLAIM_ID}": make_claim(allow=allow)}
        assert codes(problems_of(write_site(tmp_path / str(number), claims=claims))) == [code], allow


# The words of single rules: texts that a rule catches, and near ones that it lets be.


def hits(code: str, text: str, **changes: Any) -> list[Hit]:
    check = RULES[code].check
    assert check is not None
    subject: Claim = claim(short_answer=text, **changes)
    return list(check(subject, Context(Library(), TODAY)))


CAUGHT = {
    "D01": [
        "They took 5 g.", "They took 5g.", "about 2.5 grams", "1,000 mg", "10-15 g", "10 to 15 grams", "5\u201310 mg",
        "two grams", "a teaspoon", "one scoop", "half a teaspoon", "half an ounce", "3 capsules", "three capsules",
        "several pills", "a few drops", "two cups", "a 5-gram bag", "500 \u00b5g", "a tablespoon",
        "three and a half glasses a day", "about three glasses daily", "ten leaves a day", "more than a glass a day",
        "3.5 glasses a day", "10 leaves a day", "a handful of leaves", "two and a half teaspoons", "half a spoon",
        "a couple of cups", "one glass daily", "thirty leaves", "a spoonful", "2-3 caps", "5 g/day", "0.5 mg/kg",
        "\u00bd teaspoon", "1\u00bd cups", "1/2 cup", "\u00bd a cup", "a quarter of a teaspoon", "two or three leaves",
        "a cup of strong tea every morning", "They drank two bottles.", "two bottles a day", "They took a handful.",
        "half a tablet", "1.5 tablets", "twenty-four capsules", "a hundred and six leaves", "three large glasses",
        "They took the whole packet.", "a daily glass", "one capsule, three times a day", "a shot a day",
        "one tablet every four hours", "2 litres of tea", "half a dozen pills", "one and a half cups", "a glass or two",
        "1 tablet daily", "They chewed 30 leaves.", "2000 leaves", "two-three leaves", "10 leaves from one tree",
        "Ten fresh leaves!", "Take 5 gr of it.", "a quarter ounce", "a half gram",
    ],
    "D02": [
        "Take it once a day.", "twice a day", "three times per day", "4 times a day", "every 6 hours",
        "every four hours", "twice daily", "on an empty stomach", "before meals", "before bed", "toss and wash",
        "Toss & wash", "seven times a day", "Those tested drank it twice a day.",
        "2x daily", "3\u00d7 a day", "They were asked. Drink it once a day.",
        "It is measured, then taken every 12 hours.",
    ],
    "D03": [
        "taper off", "Taper down", "taper by yourself", "cut down by half", "cutting it down by a little",
        "reduce your amount by half each week", "lower the amount by 10 every day", "drop it by a tenth every week",
        "cut your dose in half each week", "Halve it every few days.",
    ],
    "W01": [
        "a miracle", "Miraculous!", "a natural high", "a wonder drug", "game-changer", "a deadly herb", "a killer",
        "a nightmare", "an epidemic of tea", "a scourge", "scary",
    ],
    "W08": [
        "junkies", "an abuser", "addicts", "drug abuse", "to get clean", "Regular users slept.", "drug users",
        "non-users",        "alcoholics", "a drug habit", "They kicked the habit.", "drug-seeking", "a dirty urine",
        "who suffers from pain",
        "sufferers", "committed suicide", "Diabetics too.", "an addicted baby", "born addicted", "the mentally ill",
        "victims of addiction", "heroin user", "long-term users",
    ],
    "W10": [
        "a breakthrough", "completely safe", "100% safe", "100 % natural", "an all-natural tea", "a cure-all", "Magic!",
        "a superherb", "nature's answer", "ancient wisdom", "amazing", "a ticking time bomb", "a plague", "zombies",
        "Russian roulette", "It skyrocketed.", "hooked", "out of control", "devastating", "a gateway drug",
        "legal highs",        "an explosion in calls",
    ],
    "W12": [
        "As of May 2020 it is so.", "as of 2019", "as of late 2019", "As of early 2025", "as of June 2019, nobody knew",
        "as of mid-2020", "As of may 2025",
    ],
    "W03": ["recently", "Currently it is not.", "nowadays", "at the moment", "these days", "in recent years"],
    "G03": ["It causes sleep.", "That proves it.", "It definitely helps.", "without doubt", "It guarantees sleep."],
}  # fmt: skip

LET_BE = {
    "D01": [
        "15 volunteers", "100 people", "2 groups", "a cup of tea", "one capsule maker", "10 mg/l in blood",
        "gramophone", "the 5-grammar book", "three drugs", "milligrams were not told", "a pill", "MGM-15",
        "a drop in blood pressure", "one tablet computer", "12 people a day", "three leaves on each branch",
        "a handful of people", "Only a handful were asked.", "31 long-term leaf chewers", "12 bottles were tested",
        "a G protein", "7-OH shots", "five doses were compared", "10 mg per litre of blood", "a bag of leaves",
        "half of the people", "a third of the men", "People can stop.", "two packets were analysed",
        "a daily leaf chewer", "The plan of July 2026 leaves it out.", "In 2019 tablets were sold.",
        "half an hour", "a quarter of them",
    ],
    "D02": [
        "every day", "once", "a meal", "people asked twice", "an empty room", "before the trial",
        "They measured FSH and LH twice a day.", "Rats were given it and tested twice a day.",
        "Those who drank it were interviewed every four hours.", "Blood was drawn before meals.", "2x as many a day",
    ],
    "D03": ["a taper planned with a clinician", "It was cut.", "Fewer people take it.", "reduce the risk", "tapering",
            "cut the deaths by half", "They cut it by hand each day."],
    "W01": ["clean water", "clinically", "addiction", "dependence", "people who use it", "use disorder", "a killjoy"],
    "W08": [
        "people who use it", "use disorder", "addiction", "addictive", "clean water", "an alcoholic drink",
        "user names", "pain that people suffer",
        "suicide", "a habit", "addressed", "two drug uses", "a disabled button", "a drug abuse clinic in the north",
        "the Alcohol Abuse Centre",
    ],
    "W10": [
        "a safe place", "a complete list", "naturally", "hooks", "time", "highs and lows", "a flood in the village",
        "legal", "an explosive device", "magicians", "magnesium",
    ],
    "W12": [
        "As of November 2026 it is so.", "as of late 2026", "as of 2026", "as of 2025", "As of June 2026",
        "In May 2019",        "as of old", "as of yesterday", "as of 3 May",
    ],
    "W03": ["in 2019", "as of November 2026", "the current law", "a recent survey"],
    "G03": ["It may cause sleep.", "because", "probably", "It is caused by tea.", "prove"],
}  # fmt: skip


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in CAUGHT.items() for text in texts])
def test_words_that_a_rule_catches(code: str, text: str) -> None:
    assert [hit.place for hit in hits(code, text)] == [("short_answer",)]


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in LET_BE.items() for text in texts])
def test_words_that_a_rule_lets_pass(code: str, text: str) -> None:
    assert hits(code, text) == []


@pytest.mark.parametrize("code", CAUGHT)
def test_quoted_words_are_let_pass_unless_they_say_how_to_take_it(code: str) -> None:
    for text in CAUGHT[code]:
        found = hits(code, SHORT, claim=f"They say: {text}", question=f"Is it so: {text[:60]}?")
        places = [("question",), ("claim",)] if code in {"D01", "D02", "D03"} else []
        assert [hit.place for hit in found] == places


def test_titles_that_give_the_answer_away() -> None:
    give = ["Is it a myth?", "Is it proven safe?", "What is the truth about tea?", "Is it FALSE that tea helps?"]
    ask_openly = ["Does tea help?", "Can tea improve sleep?", "Is the truth known?", "Who is wronged?"]
    for question in (*give, *ask_openly):
        found = hits("B02", SHORT, question=question)
        assert [hit.place for hit in found] == [("question",)] * (question in give), question


# The run over a library


def test_the_readable_parts_of_an_invalid_claim_are_checked(tmp_path: Path) -> None:
    text = make_claim(verdict="maybe", short_answer="A deadly herb.", related=["no-such-claim"])
    assert set(codes(problems_of(write_site(tmp_path, claims={f"sleep/{CLAIM_ID}": text})))) == {"F12", "W01", "F21"}


def test_one_run_tells_the_faults_of_all_files(tmp_path: Path) -> None:
    """The claims and pages of the cases above, all in one site, and a broken bibliography: no fault hides another.

    Left out are N06, since it is not known what is traced as long as a claim cannot be read, and a claim that names
    itself.
    """
    files: dict[str, str | bytes] = {}
    wanted = {("S03", BIB, BIBLIOGRAPHY.count("\n") + 2)}
    for param in cases(BROKEN):
        code, case = param.values
        if case.find is not problems_of or code == "N06" or param.id == "F21-2":
            continue
        if case.content.keys() == {"docs/extra.md"}:
            path, text = f"docs/{param.id.lower()}.md", case.content["docs/extra.md"]
        elif case.content.keys() == {"claims"} and case.content["claims"].keys() == {f"sleep/{CLAIM_ID}"}:
            path, text = f"claims/sleep/{param.id.lower()}.yml", case.content["claims"][f"sleep/{CLAIM_ID}"]
        else:
            continue
        files[path] = text
        shown = text if isinstance(text, str) else text.decode("utf-8", "replace")
        wanted.add((code, path, line_of(shown, case.line, nth=case.nth) if case.line else 1))
    root = write_site(tmp_path, bib=f"{BIBLIOGRAPHY}\n@artikel{{x, title = {{T}}}}\n", **files)
    assert wanted - set(places(problems_of(root))) == set()
    assert len(wanted) > 300


def test_the_rules_of_time_depend_on_the_day_of_the_check_alone(tmp_path: Path) -> None:
    root = write_site(tmp_path)
    assert problems_of(root, date(2027, 6, 1)) == []
    assert codes(problems_of(root, date(2027, 6, 2))) == ["T03"]
    assert set(codes(problems_of(root, date(2026, 5, 30)))) == {"T02", "T05"}
    assert problems_of(root, date(2026, 5, 31)) == [], "east of the check it may be tomorrow"


BROKEN_DATA = {
    "site": (SITE.replace("subject:", "subjekt:"), "F10"),
    "topics": (TOPICS.replace("id: sleep", "id: Sleep Well", 1), "F12"),
    "care": (CARE.replace("card: soon", "card: sooon") + "more: true\n", "F10"),
    "helplines": ("countries: none\n", "F13"),
    "glossary": ("terms: [", "F01"),
    "article": ("- a list\n", "F08"),
    "words": ("brands: Tea Palace\n", "F13"),
    "links": ("addresses: [{}]\n", "F11"),
}


@pytest.mark.parametrize("name", BROKEN_DATA)
def test_a_data_file_that_cannot_be_read_silences_no_rule_about_the_others(tmp_path: Path, name: str) -> None:
    """Faults in every other data file, and in what is checked against them, are told in the same run."""
    whole = {
        "site": f"{SITE}jargon: [polysomnography]\n".replace("glossary.md", "nowhere.md"),
        "topics": TOPICS.replace("page: safety.md", "page: nowhere.md"),
        "care": CARE.replace("card: soon", "card: sooon"),
        "helplines": HELPLINES.replace("checked: 2026-06-01", "checked: 2020-06-01"),
        "glossary": GLOSSARY.replace("id: survey", "id: randomised-trial"),
        "article": ARTICLE.replace(CLAIM_ID, "no-such-claim"),
        "words": "brands: [Tea Palace]\n",
        "links": "addresses:\n  - {address: health.example.org, reason: Seen., until: 2020-01-01}\n",
    }
    expected = {
        "site": ("F23", "docs/data/site.yml"),
        "topics": ("F23", "docs/data/topics.yml"),
        "care": ("F23", "docs/data/care.yml"),
        "helplines": ("D05", "docs/data/helplines.yml"),
        "glossary": ("F23", "docs/data/glossary.yml"),
        "article": ("F23", "docs/data/article.yml"),
        "words": ("D07", CLAIM_PATH),
        "links": ("L07", "docs/data/links.yml"),
    }
    text, code = BROKEN_DATA[name]
    root = write_site(
        tmp_path,
        claims={f"sleep/{CLAIM_ID}": make_claim(short_answer="The Tea Palace has CYP3A4.")},
        **{f"docs/data/{other}.yml": text if other == name else content for other, content in whole.items()},
    )
    found = {(problem.code, problem.path) for problem in problems_of(root)}
    assert (code, f"docs/data/{name}.yml") in found
    # What can be told of a file past a field that nobody knows is told too.
    unseen = {expected[name]} if code != "F10" or name == "site" else set()
    assert found >= set(expected.values()) - unseen
    assert "N01" not in {told for told, _ in found}, "declared names are known though site.yml breaks its form"


def test_rules_that_need_all_data_are_skipped_if_a_part_cannot_be_read(tmp_path: Path) -> None:
    """No false alarm: what an unreadable file cites, explains or links to is not known."""
    root = write_site(
        tmp_path,
        bib=BIBLIOGRAPHY + "\n@misc{seen1999, title = {Cited}, design = {record}}\n",
        **{
            "docs/data/site.yml": f"{SITE}jargon: [RCT]\n",
            "docs/data/glossary.yml": "terms: [",
            "docs/data/article.yml": "- a list\n",
            "docs/extra.md": "# Extra\n\nAn RCT, then.\n",
        },
    )
    assert set(codes(problems_of(root))) == {"F01", "F08"}
