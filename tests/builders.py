"""Small valid content to build tests on: a claim, a bibliography and a whole site about chamomile tea.

Everything here is made up. A test takes what is valid and changes the one thing that it is about:

    text = make_claim(verdict="supported", certainty__level="high")
    root = write_site(tmp_path, claims={"sleep/helps-people-sleep": text})
    assert codes(problems_of(root)) == ["G01"]

`write_site(tmp_path)` without changes is a site without a single problem, advice included, on the day `TODAY`.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml

from explainer.checks import run_checks
from explainer.loading.library import Library, load_library
from explainer.loading.validate import validate
from explainer.loading.yaml_reader import read_yaml
from explainer.memory import Memory
from explainer.model.claim import Claim
from explainer.pages.plan import page_clashes, plan_pages
from explainer.pages.site_view import SiteView
from explainer.problems import Problem, in_order
from explainer.publish import Place, planned_files

T = TypeVar("T")
REPOSITORY = Path(__file__).parent.parent
"""The checkout that the tests run in."""

AT_NIGHT = bool(os.environ.get("EVERY_VIEW"))
"""Whether there is time for more of the same: all pages, longer texts, more examples."""

IN_A_HURRY = bool(os.environ.get("MAKE_QUICK"))
"""Whether `make quick` asks, which tries each case of a rule under that rule alone."""


def examples(most: int) -> int:
    """Return how many examples hypothesis tries: so many at night, a fifth of them by day, or `EXAMPLES` times that."""
    return (most if AT_NIGHT else max(10, most // 5)) * int(os.environ.get("EXAMPLES", "1"))


TODAY = date(2026, 11, 22)
"""The day on which `problems_of` checks."""

EPOCH = str(int(datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC).timestamp()))
"""The same day for the environment variable SOURCE_DATE_EPOCH, for commands that ask what day it is."""

CLAIM_ID = "helps-people-sleep"
CLAIM_PATH = f"claims/sleep/{CLAIM_ID}.yml"


class _Drop:
    """Marks a field that is to be left out."""

    def __repr__(self) -> str:
        return "DROP"


DROP: Any = _Drop()
"""As a value in `make_claim(field=DROP)` it leaves the field out."""


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Writes a value that stands twice twice, not as an anchor and an alias."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 -- the name is the library's
        return True


_ORDER = {info.alias or name: number for number, (name, info) in enumerate(Claim.model_fields.items())}
"""Where a field of a claim file stands; fields that no claim has come last."""

_CLAIM: dict[str, Any] = {
    "question": "How well does chamomile tea help people sleep?",
    "claim": "Chamomile tea makes you sleep through the night.",
    "topic": "sleep",
    "leaning": "promise",
    "appearances": [{"source": "shop2021", "by": "seller", "words": "sleep through the night"}],
    "kind": "effect",
    "verdict": "unproven",
    "certainty": {
        "level": "very-low",
        "start": "low",
        "rated_down": {"imprecision": 1},
        "why": "Only one small survey asked people about it.",
    },
    "short_answer": "Nobody can say yet. The only study asked few people and compared them with nobody.",
    "evidence": {
        "for": [
            {
                "finding": "In a survey of 80 tea drinkers in Norway, 30 said that they slept better.",
                "cite": ["jones2019"],
                "where": "Table 2",
                "figures": {"80": "n = 80", "30": "30 (37.5%)"},
            }
        ],
        "against": [
            {
                "finding": "In a small trial of 40 adults, sleep was the same with tea and with hot water.",
                "cite": ["smith2020"],
                "where": "abstract",
                "figures": {"40": "forty adults"},
            }
        ],
        "unknown": [{"finding": "Nobody has studied people who sleep badly for years."}],
    },
    "what_it_means": "A warm cup may be pleasant. Whether it changes sleep is not known.",
    "see_a_doctor": ["tired-for-weeks"],
    "related": [],
    "checked": "2026-06-01",
    "check_by": "2027-06-01",
    "changes": [{"date": "2026-06-01", "verdict": "unproven", "certainty": "very-low", "note": "First published."}],
}


def claim_data(**changes: Any) -> dict[str, Any]:
    """Return the data of a valid claim with changes.

    A name with double underscores reaches inside: `certainty__level="low"`, `evidence__for=[...]`,
    `evidence__for__0__cite=[]`. The value `DROP` leaves a field out.
    """
    data: dict[str, Any] = copy.deepcopy(_CLAIM)
    for name, value in changes.items():
        *way, last = [int(part) if part.isdigit() else part for part in name.split("__")]
        here: Any = data
        for part in way:
            here = here[part]
        if value is DROP:
            del here[last]
        elif isinstance(here, list) and last == len(here):
            here.append(value)
        else:
            here[last] = value
    return dict(sorted(data.items(), key=lambda item: _ORDER.get(item[0], len(_ORDER))))


def make_claim(**changes: Any) -> str:
    """Return the YAML text of a valid claim file with changes, given as to `claim_data`."""
    return make_yaml(claim_data(**changes))


def make_yaml(data: Any) -> str:
    """Return data as YAML text, in the order that it has, without anchors and with a line a value."""
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1000)


def claim(claim_id: str = CLAIM_ID, **changes: Any) -> Claim:
    """Return a valid claim with changes as a value; fails where the changes make it unfit for the model."""
    document, problems = read_yaml(CLAIM_PATH, make_claim(**changes).encode())
    assert document is not None, problems
    value, more = validate(document, Claim, {"id": claim_id})
    assert value is not None, more
    return value


ENTRIES: dict[str, str] = {
    "smith2020": """\
@article{smith2020,
  author       = {Smith, Anna and Berg, Ole},
  title        = {Chamomile tea and sleep: a randomised trial},
  journal      = {Journal of Warm Drinks},
  year         = {2020},
  volume       = {12},
  number       = {3},
  pages        = {45--52},
  doi          = {10.5555/warm.2020.45},
  design       = {randomised-trial},
  participants = {40},
  population   = {40 adults in Norway},
  funding      = {a university},
  status       = {ok},
  verified     = {full},
  topics       = {sleep},
}
""",
    "jones2019": """\
@article{jones2019,
  author       = {Jones, Bo},
  title        = {What tea drinkers say of their nights},
  journal      = {Survey Letters},
  year         = {2019},
  volume       = {4},
  pages        = {1--9},
  doi          = {10.5555/survey.2019.1},
  design       = {cross-sectional},
  participants = {80},
  population   = {80 tea drinkers in Norway},
  status       = {ok},
  verified     = {full},
  topics       = {sleep},
}
""",
    "shop2021": """\
@online{shop2021,
  author       = {{Tea Shop}},
  title        = {Why our tea is good for your nights},
  year         = {2021},
  url          = {https://shop.example.org/tea},
  urldate      = {2026-06-01},
  design       = {seller-page},
  verified     = {full},
  topics       = {sleep},
}
""",
    "health2022": """\
@online{health2022,
  author       = {{Health Service}},
  title        = {When tiredness needs a doctor},
  year         = {2022},
  url          = {https://health.example.org/tired},
  urldate      = {2026-06-01},
  design       = {information-page},
  verified     = {full},
  topics       = {sleep, safety},
}
""",
}
"""The entries of the default bibliography, by key. All of them are cited by the default site."""

BIBLIOGRAPHY = "\n".join(ENTRIES.values())

SITE = """\
name: Chamomile, checked
subject: chamomile tea
emergency: If someone cannot breathe, call emergency services now.
emergency_link: When to see a doctor
doctor_page: when-to-see-a-doctor.md
method_page: how-we-judge.md
glossary_page: glossary.md
sources_page: sources/index.md
claims_page: claims/index.md
review_note: No clinician has reviewed this page yet.
disclaimer: This site explains evidence. It does not replace advice from someone who knows you.
data_licence: CC-BY-4.0
owner: The Tea Society
contact: https://tea.example.org/contact
names: [CYP3A4]
"""

PLAIN_SITE = """\
name: Bridges, checked
subject: wooden bridges
health: false
method_page: how-we-judge.md
glossary_page: glossary.md
sources_page: sources/index.md
claims_page: claims/index.md
disclaimer: This site explains evidence on bridges.
owner: The county
contact: mailto:bridges@example.org
"""
"""site.yml of a site that is not about health."""

TOPICS = """\
topics:
  - id: sleep
    name: Sleep
    page: sleep.md
    summary: What studies show about the tea and sleep.
  - id: safety
    name: Safety
    page: safety.md
    summary: Allergies and medicines.
"""

CARE = """\
cards:
  - id: emergency
    urgency: emergency
    heading: Call emergency services now if someone
    lead: Do not wait to see whether it passes.
    after: Stay with the person until the crew is there.
  - id: soon
    urgency: soon
    heading: Make an appointment if you
    lead: Say that you drink the tea.
    after: Ask before you stop a medicine.
signs:
  - id: swollen-throat
    card: emergency
    text: has a swelling throat after the tea
    short: Swollen throat
    group: allergy
    cite: [health2022]
  - id: tired-for-weeks
    card: soon
    text: have slept badly for weeks
    short: Tired for weeks
    group: sleep
    cite: [health2022]
tell_the_doctor:
  - text: How often you drink the tea.
"""

HELPLINES = """\
countries:
  - id: "no"
    name: Norway
    emergency: "113"
    lines:
      - name: Poison line
        serves: [poison]
        number: 22 59 13 00
        tel: "+4722591300"
        hours: always
        purpose: Advice after someone swallowed something.
        sources:
          - name: Health Service
            url: https://health.example.org/lines
        checked: 2026-06-01
"""
"""For docs/data/helplines.yml. Not part of the default site."""

EMERGENCY = """\
panel:
  heading: Ring now
  announce: Numbers stand below the box.
  emergency: Ambulance
  country: Where you are
  choose: Pick a country
  other: Elsewhere
  unknown: Ring the emergency number of your country.
  no_emergency: "No number is confirmed for {country}."
  no_poison: "No poison line is confirmed for {country}."
  no_crisis: "No crisis line is confirmed for {country}."
  doctor: What to do
lists:
  NOT: [not, cant, wont]
groups:
  - id: breathing
    offers: [emergency, poison]
    searches_also: allergic
    lead: Ring if someone cannot breathe.
    typed: [NOT breath*, throat ~ swollen, seizure]
    alone: [breath]
  - id: suicide
    offers: [crisis, emergency]
    always: true
    searches_instead: safety
    lead: You can talk to someone now.
    typed: [suicid*, want die, kill+myself]
exceptions: [want+to+die+down]
questions: [does+tea]
acute: [my|he|she]
spelt_right: [seizures]
"""
"""For docs/data/emergency.yml. Part of a site with helplines."""

GLOSSARY = """\
terms:
  - id: randomised-trial
    term: randomised trial
    also: [RCT]
    definition: A study in which chance decides who gets what.
  - id: survey
    term: survey
    definition: A study that asks people once.
"""
"""For docs/data/glossary.yml. Not part of the default site."""

ARTICLE = f"""\
source: shop2021
statements:
  - id: S1
    says: The tea lets people sleep through the night.
    claim: {CLAIM_ID}
  - id: S2
    says: The tea is grown without chemicals.
"""
"""For docs/data/article.yml. Not part of the default site."""

SYNONYMS = f"""\
ignore: [is, it, the, "no"]
synonyms:
  - typed: [insomnia, cannot sleep]
    means: [sleep, fall asleep]
  - typed: [allergic, anaphylaxis]
    means: [allerg]
    pages: [safety.md, claims/{CLAIM_ID}.md]
"""
"""For docs/data/synonyms.yml. Not part of the default site."""

TASKS = """\
tasks:
  - page: sleep.md
    summary: What to do in a bad night.
    topics: [safety]
"""
"""For docs/data/tasks.yml. Not part of the default site."""

NOTED = f"""\
topics:
  - id: sleep
    name: Sleep
    page: sleep.md
    summary: What studies show about the tea and sleep.
    harms_to_know:
      - claim: {CLAIM_ID}
      - text: It can set off an allergy. [@health2022]
    other_options:
      - text: A dark room may help.
        claim: {CLAIM_ID}
      - text: A walk was tested. [@jones2019, p. 4]
  - id: safety
    name: Safety
    page: safety.md
    summary: Allergies and medicines.
    harms_to_know: [{{text: "It can stain. [@health2022]"}}]
    other_options: [{{claim: {CLAIM_ID}}}]
"""
"""For docs/data/topics.yml, with notes. Not part of the default site."""

DISCERN = """\
source: health2022
questions:
  - {id: aims, asks: What is the page for?, at: lead}
  - {id: works, asks: From which works is it?, at: sources}
  - {id: day, asks: As of when?, at: checked}
  - {id: without, asks: What happens without it?, at: if-you-do-nothing}
pages:
  - page: sleep.md
    at: {without: what-happens-then}
  - page: safety.md
    unfit: {without: The page is about allergies.}
"""
"""For docs/data/discern.yml, with `HEALTH`. Not part of the default site."""

HEALTH: dict[str, str] = {
    "docs/data/site.yml": f"{SITE}decision_aid: true\n",
    "docs/data/topics.yml": NOTED,
    "docs/data/discern.yml": DISCERN,
    "docs/sleep.md": "# Sleep\n\nA trial found nothing [@smith2020, abstract].\n\n"
    "## Nothing, then? { #what-happens-then }\n\nSleep comes.\n",
}
"""A site by which readers decide about their health."""

PAGES: dict[str, str] = {
    "docs/index.md": "# Chamomile, checked\n\n<!-- explainer:topics -->\n",
    "docs/sleep.md": "# Sleep\n\nA trial found no difference [@smith2020, abstract].\n\n"
    "<!-- explainer:claims topic=sleep -->\n",
    "docs/safety.md": "# Safety\n\nAllergies are rare [@health2022; @jones2019, p. 4].\n",
    "docs/when-to-see-a-doctor.md": "# When to see a doctor\n\n<!-- explainer:care-cards -->\n",
    "docs/how-we-judge.md": "# How we judge\n\n<!-- explainer:verdicts -->\n\n<!-- explainer:certainty -->\n",
    "docs/glossary.md": "# Glossary\n\n<!-- explainer:glossary -->\n",
    "docs/sources/index.md": "# Sources\n\n<!-- explainer:sources -->\n",
    "docs/claims/index.md": "# All claims\n\n<!-- explainer:claims -->\n",
}

DATA: dict[str, str] = {
    "docs/data/site.yml": SITE,
    "docs/data/topics.yml": TOPICS,
    "docs/data/care.yml": CARE,
    "docs/data/words.yml": "brands: []\n",
}


def write_site(
    root: Path,
    claims: Mapping[str, str | bytes] | None = None,
    bib: str | bytes | None = BIBLIOGRAPHY,
    **files: str | bytes | None,
) -> Path:
    """Write a site's content below `root` and return `root`.

    `claims` maps `topic/id` to the text of a claim file; without it there is one valid claim. `bib` is the text of
    bibliography.bib, None for no such file. `files` adds or replaces any file by its path, and with None leaves a
    default one out: `write_site(root, **{"docs/extra.md": "# Extra", "docs/data/care.yml": None})`. With helplines come
    the words of an emergency.
    """
    for name, raw in _content(claims, bib, files).items():
        _put(root / name, raw)
    (root / "claims").mkdir(parents=True, exist_ok=True)
    return root


_valid_claim = cache(make_claim)

WriteSite = Callable[..., Path]
"""`write_site` or `rewrite_site` for a folder that is known: takes the content and returns the folder."""

_STANDS: dict[Path, dict[str, bytes]] = {}
"""What `rewrite_site` has written into each folder."""


def rewrite_site(
    root: Path,
    claims: Mapping[str, str | bytes] | None = None,
    bib: str | bytes | None = BIBLIOGRAPHY,
    **files: str | bytes | None,
) -> Path:
    """Do as `write_site` into a folder that only this writes to: only what differs from the site before is written.

    For tests that only read. Writing a whole site costs as much as checking it.
    """
    wanted, stands = _content(claims, bib, files), _STANDS.setdefault(root, {})
    (root / "claims").mkdir(parents=True, exist_ok=True)
    for name in stands.keys() - wanted.keys():
        (root / name).unlink()
        del stands[name]
        for folder in (root / name).relative_to(root).parents[:-1]:
            if folder != Path("claims") and not any((root / folder).iterdir()):
                (root / folder).rmdir()
    for name, raw in wanted.items():
        if stands.get(name) != raw:
            _put(root / name, raw)
            stands[name] = raw
    return root


def _content(
    claims: Mapping[str, str | bytes] | None, bib: str | bytes | None, files: Mapping[str, str | bytes | None]
) -> dict[str, bytes]:
    """Return the bytes of each file of a site by its path."""
    content: dict[str, str | bytes | None] = {**PAGES, **DATA, "bibliography.bib": bib}
    if "docs/data/helplines.yml" in files:
        content["docs/data/emergency.yml"] = EMERGENCY
    for name, text in ({f"sleep/{CLAIM_ID}": _valid_claim()} if claims is None else claims).items():
        content[f"claims/{name}.yml"] = text
    content |= files
    return {
        name: text.encode() if isinstance(text, str) else text for name, text in content.items() if text is not None
    }


def _put(path: Path, raw: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(raw)


def write_plain_site(root: Path, **files: str | bytes | None) -> Path:
    """Write a site that is not about health below `root`, with a claim of each way of judging, and return `root`."""
    entry = """\
@report{bridge2020,
  author       = {Berg, Ole},
  title        = {How long wooden bridges stand},
  institution  = {Office of Roads},
  year         = {2020},
  design       = {cross-sectional},
  population   = {bridges of one county},
  verified     = {full},
  topics       = {bridges},
}
"""
    findings = {
        "for": [
            {
                "finding": "Of 40 bridges in one county, 30 stood for longer.",
                "cite": ["bridge2020"],
                "where": "Table 1",
                "figures": {"40": "forty", "30": "30"},
            }
        ],
        "against": {"none_found": {"searched": "2026-06-01", "terms": "surveys of bridges"}},
        "unknown": [{"finding": "Nobody has counted bridges elsewhere."}],
    }
    shared: dict[str, Any] = {
        "claim": "Wooden bridges stand for a hundred years.",
        "topic": "bridges",
        "leaning": "neutral",
        "appearances": [{"source": "bridge2020", "by": "official", "words": "stand for a hundred years"}],
        "verdict": "supported",
        "certainty": DROP,
        "short_answer": "Yes, most did in the one county where they were counted.",
        "claim_answers": "yes",
        "evidence": findings,
        "what_it_means": "An old bridge of wood is no bad sign by itself.",
        "see_a_doctor": DROP,
        "changes": [{"date": "2026-06-01", "verdict": "supported", "note": "First published."}],
    }
    claims = {
        "bridges/stand-long": make_claim(
            kind="frequency", base="Bridges of one county.", question="Do wooden bridges stand for long?", **shared
        ),
        "bridges/wood-lasts": make_claim(
            kind="effect", question="Does tar make bridges last?", **shared | {"claim": "Tar makes bridges last."}
        ),
    }
    topics = "topics:\n  - {id: bridges, name: Bridges, page: bridges.md, summary: How long they stand.}\n"
    pages: dict[str, str | bytes | None] = {
        **dict.fromkeys((*PAGES, "docs/data/care.yml", "docs/data/words.yml")),
        "docs/data/site.yml": PLAIN_SITE,
        "docs/data/topics.yml": topics,
        "docs/index.md": "# Bridges, checked\n\n<!-- explainer:topics -->\n\n<!-- explainer:search -->\n",
        "docs/bridges.md": "# Bridges\n\n<!-- explainer:claims topic=bridges -->\n",
        "docs/how-we-judge.md": "# How we judge\n\n<!-- explainer:verdicts -->\n\n<!-- explainer:kinds -->\n\n"
        "<!-- explainer:limits -->\n",
        "docs/glossary.md": "# Glossary\n\n<!-- explainer:glossary -->\n",
        "docs/sources/index.md": "# Sources\n\n<!-- explainer:sources -->\n",
        "docs/claims/index.md": "# All claims\n\n<!-- explainer:claims -->\n\n<!-- explainer:evidence-map -->\n",
    }
    return write_site(root, claims, entry, **{**pages, **files})


class _AllRead(Memory):
    """Keeps all that was read of a file's bytes: the sites of most tests differ in one file."""

    def recall(self, name: Hashable, made_of: Any, make: Callable[[], T]) -> T:
        try:
            hash(made_of)
        except TypeError:
            return make()
        return super().recall((name, made_of), None, make)


_ALL_READ = _AllRead()


def library_of(root: Path) -> Library:
    """Load the content below `root`, whatever is wrong with it."""
    return load_library(root, _ALL_READ)[0]


@cache
def real_content() -> tuple[Library, tuple[Problem, ...]]:
    """Return the content of this checkout and what its readers tell of it, read once for all tests that only look."""
    library, problems = load_library(REPOSITORY, _ALL_READ)
    return library, tuple(problems)


def published(view: SiteView, place: Place | None = None) -> dict[str, str]:
    """Return the text of each published file beside the pages by its path."""
    return {path: file.write() for path, file in planned_files(view, place or Place()).items()}


def problems_of(root: Path, today: date = TODAY) -> list[Problem]:
    """Return every problem of the content below `root` in order, as `claims check` would."""
    library, problems = load_library(root, _ALL_READ)
    problems += run_checks(library, today)
    if library.data:
        problems += page_clashes(library, plan_pages(SiteView(library, today)))
    return in_order(problems)


def codes(problems: Iterable[Problem]) -> list[str]:
    """Return the codes of problems, in their order."""
    return [problem.code for problem in problems]


def places(problems: Iterable[Problem]) -> list[tuple[str, str, int]]:
    """Return (code, path, line) of problems, in their order."""
    return [(problem.code, problem.path, problem.line) for problem in problems]


def line_of(text: str, part: str, *, nth: int = 1) -> int:
    """Return the number, from 1, of the `nth` line that holds `part`."""
    found = [number for number, line in enumerate(text.split("\n"), start=1) if part in line]
    assert len(found) >= nth, f"{part!r} stands on {len(found)} lines"
    return found[nth - 1]


def site_of_all_parts(root: Path) -> Path:
    """Write a small site below `root` with something for every directive to show, and return its folder."""
    return write_site(
        root,
        claims={
            f"sleep/{CLAIM_ID}": make_claim(),
            "safety/is-safe": make_claim(topic="safety", question="Is it safe?"),
        },
        **{
            "docs/data/helplines.yml": HELPLINES,
            "docs/data/glossary.yml": GLOSSARY,
            "docs/data/article.yml": ARTICLE,
            "docs/data/tasks.yml": TASKS,
        },
    )
