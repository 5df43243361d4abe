"""Scripts with data for pages: for the forms in the browser, and for the panel in an emergency.

The data of the forms is the schema of a claim file, the words of its values, the site's topics, warning signs and
works, and the patterns of the checks that a page can make. All of it comes from the models, so that the forms ask for
what the models ask for.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from explainer.checks.amounts import PATTERNS as AMOUNTS
from explainer.checks.certainty import ALSO, FIRM, NEEDS, YES_NO, answer_to
from explainer.checks.traced_numbers import PATTERNS as NUMBERS
from explainer.loading import form_words
from explainer.loading.bibliography_fields import ALWAYS, IDENTIFIERS, REGISTER_TYPES, REQUIRED
from explainer.model import vocabulary
from explainer.model.base import CITEKEY
from explainer.model.claim import MAX_ANSWER_WORDS, MAX_QUOTED_WORDS
from explainer.model.reference import WORK_TYPES, Reference
from explainer.model.search_words import EmergencyWords
from explainer.model.site_data import Country
from explainer.model.vocabulary import HelpKind, Kind, Term, Verdict
from explainer.pages.site_view import STARTS, SiteView
from explainer.publish.schema import claim_schema

_UNKNOWN_TO_BROWSERS = re.compile(r"\(\?[#aiLmsux(]|\\[AZ]|\(\?P=|[*+?}]\+")
_WHEN_USED = frozenset({"works", "claims"})
"""The parts of the forms' data that grow with the content; they are loaded when somebody uses a form."""
_TITLE = 90
"""The most characters of a work's title in a list of choices."""
SCRIPTS = ("assets/emergency-data.js", "assets/emergency-words.js", "assets/emergency.js")
"""The scripts of the panel: the words and numbers, which a build writes; the matching; the panel itself."""


def form_script(view: SiteView) -> str:
    """Return the script with the data of the forms, without the parts that are loaded when somebody uses a form."""
    return _script("formData", {name: value for name, value in form_data(view).items() if name not in _WHEN_USED})


def works_script(view: SiteView) -> str:
    """Return the script with the works that can be cited in the forms, and the claims that are there already."""
    return _script("formWorks", {name: value for name, value in form_data(view).items() if name in _WHEN_USED})


def _script(name: str, data: Any) -> str:
    return f"self.{name}={json.dumps(data, ensure_ascii=False, separators=(',', ':'))};\n"


def form_data(view: SiteView) -> dict[str, Any]:
    """Return the data of the forms, ready for JSON."""
    words, said = view.wording, view.wording.group("forms")
    helps = {" ".join(text.split()): said[f"model.{key}"] for key, text in form_words.model_help()}
    schema = _light(claim_schema(view.library), helps)
    used = [terms for terms in vars(vocabulary).values() if isinstance(terms, type) and issubclass(terms, Term)]
    names = dict.fromkeys(key.partition(".")[0] for key in _below(said, "text."))
    patterns = {name: javascript(pattern) for name, pattern in {**AMOUNTS, **NUMBERS, "yes_no": YES_NO}.items()}
    return {
        "subject": view.data.site.subject.lower().split(),
        "schema": schema,
        "sections": [
            [*_headed(said, part), [one for one in asked if one in schema["properties"]]]
            for part, asked in form_words.CLAIM_SECTIONS.items()
        ],
        "labels": _below(said, "label."),
        "help": {
            **dict.fromkeys(form_words.NO_HELP, ""),
            **_below(said, "help."),
            **{f"source.{name}": text for name, text in _below(said, "source_help.").items()},
        },
        "texts": {name: words.for_script(f"forms.text.{name}") for name in names},
        "kinds": _by_field(
            {kind: (NEEDS[kind] | ALSO.get(kind, frozenset())) & set(schema["properties"]) for kind in Kind}
        ),
        "starts": {
            kind: {level: words.plain(why) for (of, level), why in STARTS.items() if of is kind} for kind in Kind
        },
        "steps": dict(vocabulary.GRADE_STEPS),
        "answers": {v: {meant: words.label(answer_to(v, meant)) for meant in ("yes", "no")} for v in Verdict},
        "firm": sorted(FIRM),
        "most": {"words": MAX_QUOTED_WORDS, "short_answer": MAX_ANSWER_WORDS},
        "values": {
            terms.__name__: [
                [value, words.label(value), words.explanation(value)] for value in view.library.terms(terms)
            ]
            for terms in used
            if list(terms)
        },
        "topics": [[topic.id, topic.name, topic.summary] for topic in view.data.topics],
        "signs": [
            [card.heading, [[sign.id, sign.text] for sign in view.data.care.signs if sign.card == card.id]]
            for card in view.data.care.cards
        ],
        "works": [_work(reference) for reference in view.references],
        "claims": [[claim.id, claim.question, claim.claim] for claim in view.claims],
        "patterns": patterns,
        "source": {
            "sections": [[*_headed(said, part), names] for part, names in form_words.SOURCE_SECTIONS.items()],
            "help": _below(said, "model.source-"),
            "always": ALWAYS,
            "types": [[name, said[f"type.{name}"]] for name in WORK_TYPES],
            "only": form_words.ONLY_OF_TYPE,
            "required": {kind: [_asked(one, kind) for one in groups] for kind, groups in REQUIRED.items()},
            "registers": form_words.REGISTERS,
            "register_types": REGISTER_TYPES,
            "identifiers": {name: [javascript(form), example] for name, (form, example) in IDENTIFIERS.items()},
            "key": CITEKEY,
        },
    }


def _below(texts: Mapping[str, str], group: str) -> dict[str, str]:
    return {key.removeprefix(group): text for key, text in texts.items() if key.startswith(group)}


def _headed(texts: Mapping[str, str], part: str) -> tuple[str, str]:
    """Return the heading of a part of a form, and the line below it or ""."""
    return texts[f"section.{part}"], texts.get(f"section.{part}_lead", "")


def _asked(fields: Iterable[str], kind: str) -> list[str]:
    """Return required fields of a reference under their names in the form for a type of entry."""
    container = "journal" if kind == "article" else "booktitle"
    named = {"container": container, "accessed": "urldate", "event": "eventtitle"}
    return [named.get(name, name) for name in fields]


def javascript(pattern: re.Pattern[str]) -> list[str]:
    """Return the source and flags of a pattern in JavaScript. Raises ValueError if JavaScript lacks its syntax."""
    source = pattern.pattern.replace("(?P<", "(?<")
    if found := _UNKNOWN_TO_BROWSERS.search(source):
        raise ValueError(f"`{found.group()}` in a pattern is unknown to browsers")
    return [source, "i" if pattern.flags & re.IGNORECASE else ""]


def _by_field(needs: Mapping[Kind, Iterable[str]]) -> dict[str, list[str]]:
    names = dict.fromkeys(name for fields in needs.values() for name in sorted(fields))
    return {name: [kind for kind, fields in needs.items() if name in fields] for name in names}


def _work(reference: Reference) -> list[str]:
    title = reference.title if len(reference.title) <= _TITLE else f"{reference.title[:_TITLE].rstrip()}\u2026"
    return [reference.key, f"{reference.short}. {title}", reference.design or "", reference.doi, reference.pmid]


def _light(node: Any, helps: Mapping[str, str]) -> Any:
    """Return a schema without the keywords for editors, and with the site's `helps` in place of the descriptions.

    A property may have the name of such a keyword, and stays: its value is a schema, that of a keyword is text.
    """
    if isinstance(node, list):
        return [_light(one, helps) for one in node]
    if not isinstance(node, dict):
        return node
    light = {
        name: _light(value, helps)
        for name, value in node.items()
        if isinstance(value, dict) or name not in {"title", "default", "$schema", "description"}
    }
    if isinstance(original := node.get("description"), str) and (text := helps.get(" ".join(original.split()))):
        light["description"] = text
    return light


def emergency_script(words: EmergencyWords, countries: Iterable[Country], doctor_page: str) -> str:
    """Return the script with the words and the numbers.

    `countries` are the countries with helplines; `doctor_page` is the address of the care advice, from the site's root.
    """
    offered = {kind for group in words.groups for kind in group.offers}
    data = {
        "doctor": doctor_page,
        "panel": words.panel.model_dump(mode="json"),
        "countries": [_country(country, offered, words.panel.emergency) for country in countries],
        "words": words.model_dump(mode="json", exclude={"panel"}, exclude_defaults=True),
    }
    return _script("emergencyHelp", data)


def _country(country: Country, offered: set[HelpKind], emergency: str) -> dict[str, Any]:
    """Return a country for the panel: its name, its regions, and the lines that can be dialled, by kind of help."""
    lines: dict[str, list[list[str]]] = {}
    if country.emergency:
        named = [line.name for line in country.lines if HelpKind.EMERGENCY in line.serves]
        lines[HelpKind.EMERGENCY] = [[named[0] if named else emergency, country.emergency, country.emergency]]
    for line in country.lines:
        for kind in line.serves:
            if kind in offered and kind is not HelpKind.EMERGENCY and line.tel:
                hours = [line.hours] if line.hours else []
                lines.setdefault(kind, []).append([line.name, line.number or line.tel, line.tel, *hours])
    return {"id": country.id, "name": country.name, "regions": country.regions or (country.id,), "lines": lines}
