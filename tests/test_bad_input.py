"""A site in which everything is wrong: one run tells every fault, each in its file, on its line, with its code.

`SITE` below is one content root with more than a hundred kinds of bad input. Each is written down beside the text that
holds it, so that a rule that no longer sees its fault, or one that sees a fault where there is none, fails by name.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from builders import (
    ARTICLE,
    BIBLIOGRAPHY,
    CARE,
    CLAIM_ID,
    DROP,
    EMERGENCY,
    ENTRIES,
    EPOCH,
    GLOSSARY,
    HELPLINES,
    SITE,
    TOPICS,
    WriteSite,
    line_of,
    make_claim,
    problems_of,
    write_site,
)
from explainer import cli
from explainer.cli import main
from explainer.commands.shared import examined
from explainer.loading.yaml_reader import MAX_BIBLIOGRAPHY_BYTES as MAX_BIBLIOGRAPHY
from explainer.problems import Problem, Severity

Expected = tuple[str, str, int]
"""Code, path, line."""


def alone(text: str, path: str) -> str:
    """Return a claim file whose question no other file asks."""
    name = path.rpartition("/")[2].removesuffix(".yml")[::-1]  # backwards, since some are words of verdicts
    return text.replace("How well does chamomile tea help", f"How well does tea ({name}) help")


@dataclass
class Site:
    """A content root that is being put together, with what should be told of it."""

    files: dict[str, str | bytes] = field(default_factory=dict)
    expected: list[Expected] = field(default_factory=list)

    def add(self, path: str, text: str | bytes, *faults: tuple[str, str | int]) -> None:
        """Add a file; a fault is a code and the number of its line, or a part of the first line that holds it."""
        assert path not in self.files
        if isinstance(text, str) and path.startswith("claims/"):
            text = alone(text, path)
        self.files[path] = text
        for code, where in faults:
            line = where if isinstance(where, int) else line_of(str(text), where)
            self.expected.append((code, path, line))

    def claim(self, name: str, *faults: tuple[str, str | int], text: str | bytes | None = None, **changes: Any) -> None:
        """Add a claim file with faults, in the topic `sleep` unless the name says another."""
        path = f"claims/{name if '/' in name else f'sleep/{name}'}.yml"
        self.add(path, make_claim(**changes) if text is None else text, *faults)


def graded(level: str, start: str = "low", verdict: str = "mixed", **down: str) -> dict[str, Any]:
    """Return the changes for a claim with this verdict and certainty, its history agreeing."""
    return {
        "verdict": verdict,
        "certainty__level": level,
        "certainty__start": start,
        "certainty__rated_down": down,
        "changes__0__verdict": verdict,
        "changes__0__certainty": level,
    }


def found_in(number: str) -> dict[str, Any]:
    """Return the figures of the default first finding and one more number."""
    return {"80": "n = 80", "30": "30 (37.5%)", number: number}


def _claims_of_bad_form(site: Site) -> None:
    base = make_claim()
    # YAML
    site.claim("yaml-open-list", ("F01", "related: ["), text=base.replace("related: []", "related: ["))
    site.claim("yaml-open-quote", ("F01", 1), text=base.replace("question: ", 'question: "', 1))
    site.claim("yaml-colon-in-text", ("F01", "It says:"), text=base.replace("means: ", "means: It says: tea: ", 1))
    site.claim("yaml-tab", ("F01", "\tlevel:"), text=base.replace("  level:", "\tlevel:", 1))
    site.claim("yaml-bad-indent", ("F01", " start:"), text=base.replace("  start:", " start:", 1))
    site.claim("yaml-at-sign", ("F01", 2), text=base.replace("claim: ", "claim: @ ", 1))
    site.claim("yaml-list-on-top", ("F08", 1), text="- question: Why?\n")
    site.claim("yaml-empty", ("F08", 1), text=b"")
    site.claim("yaml-plain-words", ("F08", 1), text="Chamomile tea helps people sleep.\n")
    site.claim("yaml-two-documents", ("F08", "---"), text=f"{base}---\nmore: x\n")
    site.claim("yaml-list-as-key", ("F08", "? [one"), text=f"{base}? [one, two]\n: x\n")
    site.claim("yaml-too-deep", ("F09", 1), text="related: " + "[" * 25 + "]" * 25 + "\n")
    site.claim("yaml-far-too-deep", ("F09", "verdict: ["), text=base.replace("unproven", "[" * 500 + "]" * 500, 1))
    site.claim("key-twice", ("F05", "topic: safety"), text=f"{base}topic: safety\n")
    nested = base.replace("  start: low\n", "  start: low\n  start: high\n")
    site.claim("key-twice-inside", ("F05", "start: high"), text=nested)
    site.claim("anchor", ("F06", "&here"), text=base.replace("topic: sleep", "topic: &here sleep"))
    aliased = f"{base}moved_from: *here\n"
    site.claim("alias", ("F06", "*here"), ("F13", "*here"), text=aliased)
    site.claim("tag", ("F06", "!!str"), text=base.replace("topic: sleep", "topic: !!str sleep"))
    site.claim("merge-key", ("F06", "<<:"), ("F10", "<<:"), text=f"{base}<<: {{leaning: alarm}}\n")
    site.claim("word-no", ("F07", "words: no"), text=base.replace("sleep through the night", "no", 2).replace(
        "claim: Chamomile tea makes you no.", "claim: Tea makes you sleep."))  # fmt: skip
    site.claim("word-null", ("F07", "where: ~"), text=base.replace("where: Table 2", "where: ~"))
    site.claim("clock-time", ("F07", "where: 1:30"), text=base.replace("where: Table 2", "where: 1:30"))
    site.claim("octal", ("F07", "where: 012"), text=base.replace("where: Table 2", "where: 012"))
    site.claim("bare-date", ("F07", "where: 2020"), text=base.replace("where: Table 2", "where: 2020-01-01"))
    # Bytes
    site.claim("too-large", ("F02", 1), text=f"{base}# {'x' * 65_536}\n")
    site.claim("latin-1", ("F03", 2), text="topic: sleep\nclaim: Caf\xe9\n".encode("latin-1"))
    site.claim("utf-16", ("F03", 1), text=base.encode("utf-16"))
    site.claim("cut-off-letter", ("F03", 1), text="claim: Café".encode()[:-1])
    site.claim("nul", ("F04", 2), text=base.replace("claim: ", "claim: \0", 1))
    site.claim("escape-sequence", ("F04", 1), text="claim: \x1b[31mred\n")
    site.claim("right-to-left", ("F04", "\u202e"), text=base.replace("small survey", "small \u202esurvey"))
    site.claim("zero-width", ("F04", "\u200b"), text=base.replace("small survey", "sm\u200ball survey"))
    site.claim("old-mac-line-ends", ("F04", 1), text="topic: sleep\rclaim: It helps.\n")
    escaped = base.replace("why: Only one small survey", 'why: "Only one small \\u202esurvey"\n#')
    site.claim("hidden-by-an-escape", ("F04", "\\u202e"), text=escaped)
    # Fields
    site.claim("field-misspelt", ("F10", "verdikt:"), verdikt="mixed")
    site.claim("field-misspelt-inside", ("F10", "levl:"), certainty__levl="low")
    site.claim("field-misspelt-in-a-list", ("F10", "wher:"), evidence__for__0__wher="p. 2")
    site.claim("field-that-is-a-tag-of-ours", ("F10", "findings:"), findings="x")
    site.claim("field-id", ("F10", "id: x"), id="x")
    site.claim("field-missing", ("F11", 1), short_answer=DROP)
    site.claim("field-missing-inside", ("F11", "level: very-low"), certainty__why=DROP)
    site.claim("side-missing", ("F11", "for:"), evidence__against=DROP)
    site.claim("verdict-unknown", ("F12", "verdict: perhaps"), verdict="perhaps")
    site.claim("level-unknown", ("F12", "level: medium"), certainty__level="medium")
    site.claim("reason-unknown", ("F12", "bias:"), certainty__rated_down={"bias": "1"})
    site.claim("speaker-unknown", ("F12", "by: doctor"), appearances__0__by="doctor")
    site.claim("statement-as-question", ("F12", "question: Tea"), question="Tea helps people sleep.")
    site.claim("sign-unfit", ("F12", "- Chest Pain"), see_a_doctor=["Chest Pain"])
    site.claim("citekey-unfit", ("F12", "- Jones et al"), evidence__for__0__cite=["Jones et al. 2019"])
    site.claim("asked-by-nobody-known", ("F12", "asked_by:"), asked_by="sellers")
    site.claim("Unfit_Name", ("F12", 1))
    site.claim("text-for-a-list", ("F13", "cite: jones2019"), evidence__for__0__cite="jones2019")
    site.claim("list-for-a-text", ("F13", "- It helps."), claim=["It helps."])
    site.claim("text-for-a-group", ("F13", "certainty: low"), certainty="low")
    site.claim("group-for-a-list", ("F13", "a: b"), see_a_doctor={"a": "b"})
    site.claim("date-in-words", ("F13", "checked: in June"), checked="in June")
    site.claim("date-that-is-none", ("F13", "check_by:"), check_by="2027-02-30")
    site.claim("date-another-way-round", ("F13", "checked: 01.06.2026"), checked="01.06.2026")
    site.claim("date-of-a-search", ("F13", "searched:"), evidence__for={"none_found": {"terms": "x", "searched": "x"}})
    site.claim("steps-in-words", ("F13", "imprecision: one"), certainty__rated_down={"imprecision": "one"})
    site.claim("answer-too-long", ("F14", "short_answer:"), short_answer="It may. " * 31)
    thirteen = "one two three four five six seven eight nine ten eleven twelve thirteen"
    site.claim("quote-too-long", ("F14", "words:"), appearances__0__words=thirteen)
    site.claim("text-empty", ("F14", "claim: ''"), claim="")
    site.claim("question-too-long", ("F14", "question:"), question=f"Does {'very ' * 20}hot tea help?")
    site.claim("side-empty", ("F14", "for: []"), evidence__for=[])
    site.claim("history-empty", ("F14", "changes: []"), changes=[])
    site.claim("nobody-says-it", ("F15", "appearances:"), appearances=[])
    site.claim("three-steps", ("F15", "imprecision: '3'"), certainty__rated_down={"imprecision": "3"})
    more = {"count": "31", "of": "30", "what": "slept better"}
    site.claim("part-over-whole", ("F15", "count:"), evidence__for__0__frequency=more)
    # Places
    site.add("claims/sleep/wrong-ending.yaml", base, ("F18", 1))
    site.add("claims/sleep/deeper/one.yml", base, ("F18", 1))
    site.add("claims/no-topic.yml", base, ("F18", 1))
    site.add("claims/sleep/notes.txt", "x", ("F18", 1))
    site.claim("safety/shared-id", topic="safety")
    site.claim("sleep/shared-id", ("F19", 1))


def _claims_that_do_not_fit(site: Site) -> None:
    site.claim("safety/topic-of-another-folder", ("F20", "topic: sleep"))
    site.claim("law/topic-unknown", ("F20", "topic: law"), topic="law")
    site.claim("related-unknown", ("F21", "- helps-people-slep"), related=["helps-people-slep"])
    site.claim("related-to-itself", ("F21", "- related-to-itself"), related=["related-to-itself"])
    site.claim("sign-unknown", ("F22", "- chest-pain"), see_a_doctor=["chest-pain"])
    site.claim("old-id-in-use", ("F25", "- shared-id"), moved_from=["shared-id"])
    site.claim("old-id-twice-one", moved_from=["an-old-id"])
    site.claim("old-id-twice-two", ("F25", "- an-old-id"), moved_from=["an-old-id"])
    site.claim("allowance-idle", ("F26", "D01:"), allow={"D01": "It was needed once."})
    site.claim("allowance-unknown", ("F26", "Q99:"), allow={"Q99": "So."})
    site.claim("allowance-of-a-form", ("F26", "F10:"), allow={"F10": "So."})
    # Citations
    site.claim("key-unknown", ("S10", "- jonse2019"), evidence__for__0__cite=["jones2019", "jonse2019"])
    site.claim("key-unknown-of-a-quote", ("S10", "source: shop2020"), appearances__0__source="shop2020")
    site.claim("key-unknown-in-the-answer", ("S10", "short_answer:"), short_answer="Perhaps [@nobody1999].")
    site.claim("citation-unreadable", ("S11", "short_answer:"), short_answer="Perhaps [@smith2020 and others].")
    site.claim("finding-without-source", ("S13", "finding: In a survey"), evidence__for__0__cite=[])
    site.claim("finding-without-place", ("S13", "finding: In a survey"), evidence__for__0__where=DROP)
    site.claim("seller-as-evidence", ("S14", "- shop2021"), evidence__for__0__cite=["shop2021"])
    site.claim("retracted-as-evidence", ("S15", "- retracted2018"), evidence__for__0__cite=["retracted2018"])
    site.claim("doubted-as-evidence", ("S15", "- doubted2018"), evidence__against__0__cite=["doubted2018"])
    # Time
    site.claim("due-before-checked", ("T01", "check_by:"), ("T03", "check_by:"), check_by="2026-05-31")
    early = {"date": "2026-05-01", "verdict": "unproven", "note": "Earlier."}
    site.claim("history-out-of-order", ("T01", "2026-05-01"), changes__1=early)
    site.claim("checked-in-the-future", ("T02", "checked:"), checked="2026-11-24")
    site.claim("changed-in-the-future", ("T02", "- date:"), changes__0__date="2199-01-01")
    site.claim("overdue", ("T03", "check_by:"), checked="2020-01-01", check_by="2021-01-01",
               changes__0__date="2020-01-01")  # fmt: skip
    site.claim("history-ends-elsewhere", ("T04", "  verdict: mixed"), changes__0__verdict="mixed")
    site.claim("history-less-sure", ("T04", "  certainty: low"), changes__0__certainty="low")


def _claims_that_are_not_fair(site: Site) -> None:
    # Doses
    traced = {"evidence__for__0__finding": "Of 80 people 30 took 5.", "evidence__for__0__figures": found_in("5")}
    site.claim("amount", ("D01", "short_answer:"), short_answer="Some take 5 grams of it.", **traced)
    site.claim("amount-in-words", ("D01", "what_it_means:"), what_it_means="Two teaspoons are the usual amount.")
    site.claim("schedule", ("D02", "what_it_means:"), what_it_means="Drink it twice a day.")
    site.claim("way-of-taking", ("D02", "short_answer:"), short_answer="It works best on an empty stomach.")
    site.claim("taper", ("D03", "what_it_means:"), what_it_means="Taper down over some weeks.")
    # Balance
    many = [{"finding": f"No effect was seen in the {word} of many long and careful studies of the very same question.",
             "cite": ["smith2020"], "where": "abstract"} for word in ("first", "next", "last")]  # fmt: skip
    brief = [{"finding": "Some slept.", "cite": ["jones2019"], "where": "p. 1"}]
    site.claim("lopsided", ("B01", "for:"), evidence__against=many, evidence__for=brief)
    site.claim("verdict-in-the-title", ("B02", "question:"), question="Why is it a myth that the tea helps?")
    # Certainty
    site.claim("does-not-add-up", ("G01", "level: moderate"), **graded("moderate"))
    site.claim("level-that-is-gone", ("F12", "level: established"), certainty__level="established")
    site.claim("kind-unknown", ("F12", "kind: opinion"), kind="opinion")
    site.claim("fact-that-is-graded", ("G07", "kind: fact"), ("G07", "certainty:"), kind="fact")
    site.claim("advice-of-nobody", ("G07", "kind: advice"), kind="advice", certainty=DROP, changes__0__certainty=DROP)
    site.claim("start-in-between", ("G02", "start: moderate"), **graded("moderate", "moderate"))
    up = graded("high", "high", imprecision="1") | {"certainty__rated_up": {"large-effect": "1"}}
    site.claim("rated-up-and-down", ("G08", "large-effect:"), **up)
    site.claim("verb-too-strong", ("G03", "short_answer:"), short_answer="It causes sleep.")
    mice = {"evidence__for__0__cite": ["mouse2017"], "evidence__against__0__cite": ["mouse2017"]}
    site.claim("certain-of-mice", ("G04", "level: low"), **graded("low"), **mice)
    firm = graded("very-low", "low", "supported", imprecision="1")
    site.claim("firm-on-nothing", ("G05", "verdict: supported"), **firm)
    site.claim("good-and-unproven", ("G06", "verdict: unproven"), **graded("high", "high", "unproven"))
    asked = {"question": "Is the tea safe?", "claim": "The tea harms.", "claim_answers": "no"}
    site.claim("answer-that-is-none", ("G09", "short_answer:"), **asked)
    site.claim("answer-not-asked-for", ("G09", "claim_answers:"), claim_answers="yes")
    site.claim("answer-left-open", ("G09", "question:"), question="Does the tea help?")
    site.claim(
        "untested-in-people", ("G10", "verdict: untested"), **graded("very-low", "low", "untested", imprecision="1")
    )
    # Numbers
    site.claim("number-untraced", ("N01", "finding: In a survey"), evidence__for__0__figures={"80": "n = 80"})
    site.claim("number-untraced-in-the-answer", ("N01", "short_answer:"), short_answer="It helped 77 people.")
    picture = {"count": "3", "of": "8", "what": "slept better"}
    site.claim("number-untraced-in-a-picture", ("N01", "finding: In a survey"), ("N01", "finding: In a survey"),
               evidence__for__0__frequency=picture)  # fmt: skip
    site.claim("figure-not-shown", ("N02", "'99':"), evidence__for__0__figures=found_in("99"))
    wrong = {"80": "n = 80", "30": "36 (45.0%)"}
    site.claim("figure-not-printed", ("N03", "'30':"), evidence__for__0__figures=wrong)
    site.claim("figure-no-number", ("N02", "many:"), ("N03", "many:"), evidence__for__0__figures=found_in("many"))
    huge = {"80": f"{'1' * 40}.5", "30": "30"}
    site.claim("figure-beyond-counting", ("N03", "'80':"), evidence__for__0__figures=huge)
    percent = {"evidence__for__0__finding": "Sleep rose by 30% that year.", "evidence__for__0__figures": {"30": "30%"}}
    site.claim("percent-without-base", ("N04", "finding: Sleep"), **percent)
    odds = {"evidence__for__0__finding": "Sleep was 2 times as likely.", "evidence__for__0__figures": {"2": "2.0"}}
    site.claim("relative-alone", ("N05", "finding: Sleep"), **odds)
    # Words
    site.claim("loaded-word", ("W01", "short_answer:"), short_answer="A miracle, some say.")
    site.claim("word-for-people", ("W08", "what_it_means:"), what_it_means="Tea addicts may disagree.")
    site.claim("vague-time", ("W03", "short_answer:"), short_answer="It is currently unknown.")
    site.claim("left-to-do", ("W05", "short_answer:"), ("W05", "- todo"), short_answer="TODO", see_a_doctor=["todo"])
    site.claim("word-unexplained", ("W07", "short_answer:"), short_answer="The apigenin may do it.")


def _bibliography(site: Site) -> None:
    jones, smith, shop = ENTRIES["jones2019"], ENTRIES["smith2020"], ENTRIES["shop2021"]
    mouse = jones.replace("jones2019", "mouse2017").replace("cross-sectional", "animal")
    retracted = jones.replace("jones2019", "retracted2018").replace("{ok}", "{retracted}")
    doubted = jones.replace("jones2019", "doubted2018").replace("{ok}", "{concern}")
    faults: list[tuple[str, str, str]] = []

    def entry(key: str, text: str, *told: tuple[str, str]) -> str:
        faults.extend((code, key, part) for code, part in told)
        text = text.replace("jones2019", key).replace("smith2020", key).replace("shop2021", key)
        return text.replace("10.5555/", f"10.5555/{key}.").replace("What tea drinkers", f"What {key}").replace(
            "Chamomile tea and sleep", f"Tea {key}").replace("Why our tea", f"Why {key}")  # fmt: skip

    parts = [
        BIBLIOGRAPHY,
        entry("mouse2017", mouse),
        entry("retracted2018", retracted),
        entry("doubted2018", doubted),
        entry("keytwice2001", jones),
        entry("KeyTwice2001", smith, ("S02", "@article{KeyTwice2001")),
        entry("type2002", jones.replace("@article", "@artikel"), ("S03", "@artikel{type2002")),
        entry("noauthor2003", jones.replace("  author       = {Jones, Bo},\n", ""), ("S04", "@article{noauthor2003")),
        entry("notitle2004", jones.replace("  title        = {What tea drinkers say of their nights},\n", ""),
              ("S04", "@article{notitle2004")),
        entry("blanktitle2004", jones.replace("{What tea drinkers say of their nights}", "{\\emph{}}"),
              ("S04", "{\\emph{}}")),
        entry("nodate2005", shop.replace("  urldate      = {2026-06-01},\n", ""), ("S04", "@online{nodate2005")),
        entry("design2006", jones.replace("{cross-sectional}", "{snapshot}"), ("S05", "{snapshot}")),
        entry("people2007", jones.replace("{80}", "{about 80}"), ("S05", "{about 80}")),
        entry("status2008", jones.replace("{ok}", "{fine}"), ("S05", "{fine}")),
        entry("verified2009", jones.replace("{full}", "{fully}"), ("S05", "{fully}")),
        entry("accessed2010", shop.replace("{2026-06-01}", "{2026-06-31}"), ("S05", "{2026-06-31}")),
        entry("doi2011", jones.replace("{10.5555/survey", "{doi:10.5555/survey"), ("S06", "{doi:10.5555")),
        entry("pmid2012", jones.replace("  status", "  pmid         = {PMID 12},\n  status"), ("S06", "{PMID 12}")),
        entry("pmcid2013", jones.replace("  status", "  pmcid        = {123},\n  status"), ("S06", "{123}")),
        entry("script2014", shop.replace("https://shop", "javascript:shop"), ("S07", "{javascript")),
        entry("user2015", shop.replace("//shop", "//me:secret@shop"), ("S07", "{https://me:secret")),
        entry("field2016", jones.replace("  journal ", "  jornal  "), ("S08", "jornal"), ("S04", "@article{field2016")),
        entry("fieldtwice2017", jones.replace("  status", "  year         = {2018},\n  status"), ("S08", "{2018}")),
        entry("samedoi2018", jones).replace("10.5555/samedoi2018.", "10.5555/"),
        entry("nodesign2019", jones.replace("  design       = {cross-sectional},\n", ""),
              ("S17", "@article{nodesign2019")),
        entry("future2020", shop.replace("{2026-06-01}", "{2199-01-01}"), ("T05", "@online{future2020")),
        entry("open2021", "@article{open2021,\n  title = {An open brace,\n}\n", ("S01", "")),
    ]  # fmt: skip
    faults.append(("S16", "samedoi2018", "@article{samedoi2018"))
    text = "\n".join(parts)
    site.files["bibliography.bib"] = text
    for code, key, part in faults:
        start = text.index(f"{{{key},")
        if code == "S01":  # the parser notices where the file ends
            site.expected.append((code, "bibliography.bib", text.rstrip("\n").count("\n") + 1))
            continue
        position = text.index(part, text.rindex("\n", 0, start) if "\n" in text[:start] else 0)
        site.expected.append((code, "bibliography.bib", text.count("\n", 0, position) + 1))


def _data(site: Site) -> None:
    text = SITE.replace("method_page: how-we-judge.md", "method_page: no-such-page.md").replace(
        "disclaimer: This", "disclaimer: No miracle. This"
    )
    site.add("docs/data/site.yml", f"{text}jargon: [apigenin]\n", ("F23", "method_page:"), ("W01", "disclaimer:"))
    twice = TOPICS + "  - id: sleep\n    name: Sleep again\n    page: nowhere.md\n    summary: The same once more.\n"
    second = line_of(twice, "id: sleep", nth=2)
    site.add("docs/data/topics.yml", twice, ("F23", second), ("F23", "page: nowhere.md"))
    care = CARE.replace("card: soon", "card: later").replace("cite: [health2022]", "cite: [nobody2000]", 1)
    care = care.replace("How often you drink the tea.", "Whether you take 5 grams.").replace(
        "urgency: emergency", "urgency: today"
    )
    site.add(
        "docs/data/care.yml",
        care,
        ("F23", "card: later"),
        ("D06", "- id: emergency"),
        ("D06", "- id: soon"),
        ("S11", "nobody2000"),
        ("D01", "5 grams"),
    )
    old = HELPLINES.replace("checked: 2026-06-01", "checked: 2024-06-01")
    more = HELPLINES.split("lines:\n")[1].replace("checked: 2026-06-01", "checked: 2199-01-01")
    more = more.replace("        number: 22 59 13 00\n", "")
    site.add(
        "docs/data/helplines.yml",
        old + more.replace("Poison line", "Night line") + "    name: Norge\n",
        ("D05", "2024-06-01"),
        ("D05", "2199-01-01"),
        ("D06", "Night line"),
        ("F05", "name: Norge"),
    )
    site.add(
        "docs/data/glossary.yml",
        GLOSSARY + "  - id: survey\n    term: no\n    definition: A word.\n",
        ("F23", line_of(GLOSSARY, "id: survey") + 3),
        ("F07", "term: no"),
    )
    article = ARTICLE.replace("source: shop2021", "source: shop2020").replace(
        f"claim: {CLAIM_ID}", "claim: helps-people-sleep-well"
    )
    article += f"    claim: {CLAIM_ID}\n"
    site.add(
        "docs/data/article.yml",
        article,
        ("S11", "source:"),
        ("F23", "claim: helps-people-sleep-well"),
    )


def _pages(site: Site) -> None:
    site.add("docs/bytes.md", b"# Caf\xe9\n", ("F03", 1))
    site.add("docs/hidden.md", "# A\n\nb\u2066c\n", ("F04", 3))
    site.add("docs/long.md", b"# Long\n" + b"x" * 524_288, ("F02", 1))
    site.add("docs/front.md", "---\nfigures: 7\n---\n# Front\n", ("F13", 2))
    site.add(f"docs/claims/{CLAIM_ID}.md", "# The same address\n")
    site.expected.append(("F27", f"claims/sleep/{CLAIM_ID}.yml", 1))
    site.add(
        "docs/directives.md",
        "# Directives\n\n"
        "<!-- explainer:claim -->\n\n"
        "<!-- explainer:topics topic=sleep -->\n\n"
        "<!-- explainer:claims topic = sleep -->\n\n"
        "<!-- explainer:claims topic=slep -->\n\n"
        f"<!-- explainer:answers ids={CLAIM_ID},no-such-claim -->\n\n"
        "<!-- explainer: -->\n\n"
        "    <!-- explainer:in-code -->\n",
        ("F24", 3),
        ("F24", 5),
        ("F24", 7),
        ("F24", 9),
        ("F24", 11),
        ("F24", 13),
    )
    site.add(
        "docs/citations.md",
        "# Citations\n\nKnown [@smith2020, p. 2].\n\nUnknown [@smiht2020].\n\n"
        "Broken [@smith2020, p. 2; and more].\n\nOver a line [@jones2019;\n@nobody1999].\n\nNone [@].\n\n"
        "Not one of these: `[@code1]`, [@link](https://example.org/), me@example.org, <!-- [@comment1] -->\n",
        ("S11", 5),
        ("S11", 7),
        ("S11", 9),
        ("S11", 12),
    )
    site.add(
        "docs/words.md",
        "# Words\n\nTake 5 grams.\n\nDrink it twice a day.\n\nTaper off alone.\n\nA miracle.\n\n"
        "There were 77 people.\n\nThe apigenin does it.\n\n`5 grams of miracle in code`\n",
        ("D01", 3),
        ("D02", 5),
        ("D03", 7),
        ("W01", 9),
        ("W07", 13),
        ("D01", 15),
    )


def everything_wrong() -> Site:
    """Return a content root with every kind of bad input, and what should be told of it."""
    site = Site()
    site.claim(CLAIM_ID)
    _claims_of_bad_form(site)
    _claims_that_do_not_fit(site)
    _claims_that_are_not_fair(site)
    _bibliography(site)
    _data(site)
    _pages(site)
    return site


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Site, list[Problem]]:
    """A site with every fault: its folder, what is to be told of it, and what is told."""
    site = everything_wrong()
    root = tmp_path_factory.mktemp("wrong") / "site"
    files = dict(site.files)
    bib = files.pop("bibliography.bib")
    write_site(root, {}, bib, **files)
    outside = root.parent / "outside.yml"
    outside.write_text("a-word-from-outside: x\n", encoding="utf-8")
    for name, target in (("leads-out", outside), ("leads-nowhere", root / "none"), ("leads-round", root / "claims/x")):
        link = root / f"claims/sleep/{name}.yml"
        link.symlink_to(link if name == "leads-round" else target)
        site.expected.append(("F16", f"claims/sleep/{name}.yml", 1))
    return root, site, problems_of(root)


def test_one_run_tells_every_fault_in_its_place_and_nothing_else(wrong: tuple[Path, Site, list[Problem]]) -> None:
    _, site, problems = wrong
    told = sorted((p.code, p.path, p.line) for p in problems if p.severity is not Severity.ADVICE)
    expected = sorted(site.expected)
    assert [fault for fault in expected if fault not in told] == [], "not told"
    assert [fault for fault in told if fault not in expected] == [], "told, but not there"
    assert len({code for code, _, _ in expected}) >= 60
    assert len(expected) >= 150


def test_every_problem_says_what_is_wrong_and_how_to_mend_it(wrong: tuple[Path, Site, list[Problem]]) -> None:
    root, _, problems = wrong
    for problem in problems:
        assert problem.message.strip(), problem
        assert problem.fix.strip(), problem
        assert "\n" not in problem.message + problem.fix, problem
        assert len(problem.message) < 500, problem
        lines = (root / problem.path).read_bytes().count(b"\n") + 1 if (root / problem.path).is_file() else 1
        assert 1 <= problem.line <= lines, problem
        assert problem.column >= 1, problem
        assert "Traceback" not in problem.message


EXAMINED = cache(examined)
"""What the command finds out, once for all forms: each then tells it in its own way."""


@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_the_command_tells_the_same_in_every_form(
    form: str, wrong: tuple[Path, Site, list[Problem]], monkeypatch: pytest.MonkeyPatch
) -> None:
    root, _, problems = wrong
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    monkeypatch.setattr(cli, "examined", EXAMINED)
    result = CliRunner().invoke(main, ["check", "--root", str(root), "--format", form])
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    assert "a-word-from-outside" not in result.output, "what a link outside leads to is not for showing"
    if form == "json":
        listed = json.loads(result.stdout)["problems"]
        assert [(p["code"], p["path"], p["line"], p["column"]) for p in listed] == [
            (p.code, p.path, p.line, p.column) for p in problems
        ]
    elif form == "github":
        assert len(result.stdout.splitlines()) == len(problems)
    else:
        for problem in problems:
            assert f"{problem.location} {problem.code} " in result.stdout


DATA_FAULTS: list[tuple[str, str, str, str | int]] = [
    ("site", SITE.replace("name: Chamomile, checked\n", ""), "F11", 1),
    ("site", f"{SITE}colour: green\n", "F10", "colour:"),
    ("site", SITE.replace("how-we-judge.md", "../how-we-judge.md"), "F12", "method_page:"),
    ("site", SITE.replace("[CYP3A4]", "CYP3A4"), "F13", "names:"),
    ("site", "", "F08", 1),
    ("site", SITE.replace("name: Chamomile", "name: [Chamomile"), "F01", 1),
    ("topics", "topics: []\n", "F14", 1),
    ("topics", TOPICS.replace("id: sleep", "id: Sleep"), "F12", "id: Sleep"),
    ("care", CARE.replace("urgency: soon", "urgency: later"), "F12", "urgency: later"),
    ("care", CARE.replace("cite: [health2022]", "cite: []", 1), "F14", "cite: []"),
    ("helplines", HELPLINES.replace("https://health", "ftp://health"), "F12", "url:"),
    ("helplines", HELPLINES.replace("+4722591300", "22 59"), "F12", "tel:"),
    ("helplines", HELPLINES.replace('"113"', "113 or 112"), "F12", "emergency:"),
    ("helplines", HELPLINES.replace("[poison]", "[comfort]"), "F12", "serves:"),
    ("helplines", HELPLINES.replace("name: Norway", "name: Norway\n    regions: [NOR]"), "F12", "regions:"),
    ("helplines", HELPLINES.replace("2026-06-01", "2026-6-1"), "F13", "checked:"),
    ("emergency", EMERGENCY.replace("NOT breath*", "can't breathe"), "F12", "typed:"),
    ("emergency", EMERGENCY.replace("NOT breath*", "WHO breath*"), "F23", 20),
    ("emergency", EMERGENCY.replace("offers: [crisis, emergency]", "offers: [nobody]"), "F12", "offers: [nobody]"),
    ("emergency", EMERGENCY.replace("crisis line is confirmed for {country}", "crisis line"), "F12", "no_crisis:"),
    ("emergency", EMERGENCY.replace("  doctor: What to do\n", ""), "F11", "heading:"),
    ("glossary", GLOSSARY.replace("    definition: A study that asks people once.\n", ""), "F11", "- id: survey"),
    ("article", ARTICLE.replace("id: S2", "id: two"), "F12", "id: two"),
]


@pytest.mark.parametrize(("name", "text", "code", "where"), DATA_FAULTS)
def test_a_data_file_of_bad_form_is_reported(
    shared_site: WriteSite, name: str, text: str, code: str, where: str | int
) -> None:
    """By themselves: without whole data the checks that need it have nothing to go by."""
    path = f"docs/data/{name}.yml"
    problems = problems_of(shared_site(**{path: text}))
    line = where if isinstance(where, int) else line_of(text, where)
    assert [(p.code, p.path, p.line) for p in problems if p.severity is Severity.ERROR] == [(code, path, line)]


def test_what_only_a_whole_library_can_tell_is_reported_once_every_claim_can_be_read(tmp_path: Path) -> None:
    """As long as a claim cannot be read, what it cites and traces is not known, and a false alarm would be told."""
    unused = ENTRIES["jones2019"].replace("jones2019", "unused2000").replace("10.5555/", "10.5555/u")
    unused = unused.replace("What tea drinkers", "What others")
    bib = f"{BIBLIOGRAPHY}\n{unused}"
    page = "# Numbers\n\nThere were 77 people and 40 more [@smith2020].\n"
    stale = '---\nfigures: {"7": "days of the week"}\n---\n# Stale\n'
    lean = {f"sleep/lean-{letter}": alone(make_claim(), letter) for letter in "abcdefgh"}
    files = {"docs/numbers.md": page, "docs/stale.md": stale}
    broken = write_site(tmp_path / "broken", {**lean, "sleep/broken": "a: ["}, bib, **files)
    whole = write_site(tmp_path / "whole", lean, bib, **files)
    expected = [("S12", "bibliography.bib", line_of(bib, "unused2000")), ("N06", "docs/numbers.md", 3)]
    expected.append(("N06", "docs/stale.md", 2))
    told = problems_of(whole)
    assert [(p.code, p.path, p.line) for p in told if p.severity is not Severity.ADVICE] == expected
    assert ("B03", "claims", 1) in [(p.code, p.path, p.line) for p in told], "all of them on one side"
    assert not {"S12", "N06"} & {p.code for p in problems_of(broken)}


@pytest.mark.parametrize(
    ("bib", "codes"),
    [
        *((bib, set()) for bib in (b"", b"@comment{anything at all}", b"@preamble{{x}}")),
        (b"\xff\xfe", {"F03"}),
        (b"% " + b"x" * MAX_BIBLIOGRAPHY, {"F02", "S31"}),
        *((bib, {"S01"}) for bib in (b"words that are no entry", b"@", b"@article", b"@article{", b"@article{a")),
        *((bib, {"S01"}) for bib in (b"@article{a,", b"@article{a, title", b"@article{a, title = {x}")),
        (b"@article{a, title = {" + b"{" * 5000, {"S01"}),
        (b"@article{a, title = undefined}", {"S01"}),
        (b'@article{a, title = "x" # "y" # }', {"S01"}),
        *((bib, {"S01"}) for bib in (b"@article{,title={x}}", b"@string{a = b}")),
    ],
)
def test_a_bibliography_of_any_bytes_is_reported_and_never_raises(
    shared_site: WriteSite, bib: bytes, codes: set[str]
) -> None:
    told = {p.code for p in problems_of(shared_site(bib=bib)) if p.path == "bibliography.bib"}
    assert told - {"F28"} == codes
