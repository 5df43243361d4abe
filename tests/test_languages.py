"""A site in another language: every word of the package's own comes from its file of texts.

The content is written in Greek letters, the texts of the file stand in brackets, and what the theme says itself is
German. So what is left in Latin letters on a page, outside the brackets, is a word that no file says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import material
import pytest
import yaml

from builders import (
    ARTICLE,
    CARE,
    CLAIM_ID,
    DROP,
    EMERGENCY,
    ENTRIES,
    GLOSSARY,
    HELPLINES,
    REPOSITORY,
    SITE,
    TASKS,
    TOPICS,
    claim_data,
    make_yaml,
    problems_of,
    write_site,
)
from builders_more import CRISIS_LINE
from explainer import THEME
from explainer.building.own_theme import SPEAKING, texts_in, worded
from explainer.loading.page_texts import OWN, as_file, own_texts, wording_of
from explainer.loading.written_texts import texts_of
from explainer.model.claim import Claim
from explainer.model.site_data import DATA_FILES
from explainer.model.wording import Wording, counting_forms, flat
from search_cases import PUBMED, SCREENED, SEARCHES
from site_builders import Element, build, claims, read_pages, write_config

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

LATIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
GREEK = str.maketrans(LATIN, "αβψδεφγηιξκλμνοπϙρστθωςχυζΑΒΨΔΕΦΓΗΙΞΚΛΜΝΟΠϘΡΣΤΘΩϹΧΥΖ")
SPOKEN = ("aria-label", "title", "alt", "placeholder", "content", "data-said", "data-label", "data-preview")
KEPT = re.compile(r"[A-Z]\d\d|S\d+|told-before")
"""Codes of rules and of statements, and the former id of a claim, which are no words."""
NAMES = (
    "doi", "PubMed", "PMID", "PMCID", "DOI", "NBIB", "BibTeX", "CSL-JSON", "RIS", "JSON", "CSV", "FeedAtom", "Feed",
    "Atom", "JavaScript", "Material for MkDocs", "CC-BY-4", r"https?\S*", r"10\.5555/\S+", "text/markdown",
    "width=device-width", "initial-scale", "light dark", "no-referrer", "summary_large_image", "article", "website",
    r"a@b\.example", r"mkdocs[\w.-]*", r"material[\w.-]*",
)  # fmt: skip
REFERENCE = re.compile(rf"(?<![A-Za-z])(?:{'|'.join(NAMES)})(?![A-Za-z])")
"""Names, and what is written for programs."""


def greek(text: str) -> str:
    """Return a text in Greek letters, but for citations, directives and targets of links."""
    kept = re.compile(r"\[[^\]]*@[^\]]*\]|<!--.*?-->|\]\([^)]*\)|\{[^}]*\}", re.DOTALL)
    parts, position = [], 0
    for found in kept.finditer(text):
        parts += [text[position : found.start()].translate(GREEK), found.group()]
        position = found.end()
    return "".join([*parts, text[position:].translate(GREEK)])


def in_greek(data: Any, model: Any, *, keep: Callable[[tuple[Any, ...]], bool] = lambda _: False) -> str:
    """Return data as YAML with every text of its model in Greek letters."""
    value = model.model_validate(data)
    for one in texts_of(value):
        if keep(one.place):
            continue
        here: Any = data
        for part in one.place[:-1]:
            here = here[part]
        if one.place[-1] in here if isinstance(here, dict) else True:
            here[one.place[-1]] = greek(one.text)
    return make_yaml(data)


def claim(**changes: Any) -> str:
    if "evidence__against" not in changes:
        changes["evidence__against__0__figures"] = {"40": "40 adults"}
    return in_greek(claim_data(**changes), _WithId, keep=lambda place: place[-1] == "asked_by")


class _WithId(Claim):
    id: str = "an-id"


LATER = {"date": "2026-07-01", "verdict": "unproven", "certainty": "very-low", "note": "Changed."}
GRADED = {"verdict": "unproven", "certainty": "very-low", "first_verdict": "mixed", "first_certainty": "low"}


def content() -> dict[str, Any]:
    """Return a site with a claim of every kind and state, all its words in Greek letters."""
    of_fact = {"certainty": DROP, "changes__0__certainty": DROP}
    established = {"where": "a handbook", "as_of": "2026-05-01"}
    told: dict[str, str] = {
        f"sleep/{CLAIM_ID}": claim(),
        "sleep/told": claim(
            kind="frequency",
            base="Drinkers.",
            moved_from=["told-before"],
            second_reading={"date": "2026-11-22", "agreed": "false", **GRADED, "note": "Compared."},
            clinical_review={"name": "Jo Berg, nurse", "date": "2026-06-01"},
            related=[CLAIM_ID],
            evidence__for__0__frequency={"count": 30, "of": 80, "what": "tea drinkers"},
            changes__1={**LATER, "correction": "true"},
            changes__0__verdict="mixed",
            changes__0__certainty="low",
            evidence__against={"none_found": {"searched": "2026-06-01", "terms": "trials"}},
        ),
        "sleep/method": claim(
            changes__1={**LATER, "method": "true"},
            evidence__for__0__about="other",
        ),
        "safety/case": claim(
            topic="safety", kind="occurs", cases={"described": "probable", "why": "It fits."}, **of_fact
        ),
        "safety/fact": claim(topic="safety", kind="fact", established=established, asked_by="readers", **of_fact),
        "safety/advice": claim(
            topic="safety", kind="advice", advised_by=["health2022"], differs=["smith2020"], **of_fact
        ),
        "safety/nobody-differs": claim(topic="safety", kind="advice", advised_by=["health2022"], **of_fact),
        "safety/gone": claim(topic="safety", withdrawn={"date": "2026-11-01", "reason": "Of no use."}),
        "safety/late": claim(topic="safety", check_by="2026-07-01", checked="2026-01-01", changes__0__date="2026-01-01",
                             allow={"G05": "It fits."}, verdict="supported", changes__0__verdict="supported"),
    }  # fmt: skip
    bib = "\n".join(ENTRIES.values()).replace("{ok}", "{corrected}", 1)
    bib = bib.replace("{a university}", "{a university},\n  ties         = {none},\n  interest     = {unclear}")
    return {"claims": told, "bib": _FIELD.sub(_in_greek, f"{bib}\n{OF_ALL_KINDS}")}


SEEN = "design = {information-page}, verified = {full}, topics = {sleep}"
OF_ALL_KINDS = "\n".join(
    f"@{kind}{{{kind}1,\n  title = {{Tea}},\n{more}  {SEEN},\n}}\n"
    for kind, more in {
        "book": """\
  editor = {Smith, A.},
  translator = {Berg, O. and Smith, A.},
  publisher = {Press},
  series = {Teas},
  edition = {3}, volume = {2}, number = {4}, pages = {1--20}, pagetotal = {90}, year = {2019},
""",
        "incollection": """\
  author = {A, B and C, D and E, F and G, H and I, J and K, L and M, N},
  booktitle = {Teas},
  editor = {Smith, A. and Berg, O.},
  publisher = {Press},
  pages = {1--9}, year = {2019},
""",
        "report": "  author = {A, B},\n  institution = {Office},\n  number = {7}, date = {2019-03-04},\n",
        "thesis": "  author = {A, B},\n  institution = {School},\n  year = {2019},\n",
        "patent": "  author = {A, B},\n  holder = {Tea, C.},\n  number = {7}, date = {2019-05},\n",
        "dataset": "  author = {A, B},\n  publisher = {Press},\n  version = {2}, year = {2019},\n",
        "software": "  author = {A, B},\n  year = {2019},\n",
        "unpublished": "  author = {A, B},\n",
    }.items()
)
"""An entry of each kind, for the words that stand in its reference: editor, edition, Report No., no date."""
_FIELD = re.compile(
    r"^(  (author|editor|translator|holder|title|booktitle|journal|series|publisher|institution|population|funding"
    r"|ties) +=) \{(.*)\}",
    re.MULTILINE,
)


def _in_greek(field: re.Match[str]) -> str:
    text = field[3].translate(GREEK)
    people = field[2] in {"author", "editor", "translator", "holder"}
    kept = text.replace(" and ".translate(GREEK), " and ") if people else text
    return f"{field[1]} {{{kept}}}"


def data_files() -> dict[str, str]:
    site = yaml.safe_load(SITE) | {
        "language": "de",
        "data_page": "data.md",
        "written_by": "They",
        "owner": "They",
        "editor": "She",
    }
    site["contact"] = "mailto:a@b.example"
    texts = {key: f"⟦{text}⟧" for key, text in own_texts().items()}
    words = {
        "amounts": ["Gramm"],
        "brands": ["Teehaus"],
        "emergencies": ["krampfanf"],
        "sells": ["x-x"],
        "scares": ["y-y"],
    }
    made = {
        name: in_greek(yaml.safe_load(text), DATA_FILES[name])
        for name, text in {
            "topics": TOPICS, "care": CARE, "glossary": GLOSSARY, "tasks": TASKS, "article": ARTICLE,
            "helplines": HELPLINES + CRISIS_LINE,
        }.items()
    }  # fmt: skip
    made["site"] = in_greek(site, DATA_FILES["site"])
    searches = in_greek(yaml.safe_load(SEARCHES), DATA_FILES["searches"], keep=lambda place: "queries" in place)
    made["searches"] = re.sub(r"(pubmed|crossref|europe-pmc): .*", r"\1: 1", searches)
    aside = "".join(
        WORK.format(number=number, status=status)
        for number, status in enumerate(
            ["to-read", "set-aside\n    reason: off-topic\n    by: Jo Berg\n    decided: 2026-11-21"]
        )
    )
    made["screened"] = SCREENED.replace("A new trial of the tea", greek("Trial")).replace(PUBMED, "1") + aside
    made["words"] = make_yaml(words)
    made["texts"] = as_file(Wording(texts))
    made["emergency"] = in_greek(yaml.safe_load(EMERGENCY), DATA_FILES["emergency"])
    return {f"docs/data/{name}.yml": text for name, text in made.items()}


WORK = """\
  - title: Σλεεπ {number}
    doi: 10.5555/fresh{number}
    searches: [sleep]
    sources: [pubmed]
    seen: 2026-11-20
    status: {status}
    claims: [{{claim: told, why: ωορδ}}]
"""
PARTS = (
    "topics", "tasks", "search", "evidence-map", "research-years", "faq", "tell-the-doctor", "helplines",
    "crisis-lines", "article", "kinds", "verdicts", "certainty", "balance", "limits", "second-readings", "changes",
    "history", "corrections", "withdrawn", "overdue", "designs", "feeds", "report",
    "searches", "read-levels", "verdicts-by-topic", "claim-form", "source-form", "data-files",
)  # fmt: skip
"""The directives of one page. Others have pages of their own, or are for sites in English alone."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("de")
    lines = "\n\n".join(f"<!-- explainer:{name} -->" for name in PARTS)
    named = f"<!-- explainer:answers ids={CLAIM_ID} -->\n\n<!-- explainer:marks ids={CLAIM_ID} -->"
    pages = {
        "docs/index.md": "# Ψηα\n\n<!-- explainer:claims topic=sleep -->\n",
        "docs/sleep.md": f"# Σλεεπ\n\n{named}\n\n{lines}\n",
        "docs/safety.md": "# Σαφ\n\nΨΨ [@health2022; @jones2019, 4].\n",
        "docs/when-to-see-a-doctor.md": "# Ωηεν\n\n<!-- explainer:care-cards -->\n",
        "docs/how-we-judge.md": "# Ηοω\n\n<!-- explainer:verdicts -->\n",
        "docs/glossary.md": "# Γλοσς\n\n<!-- explainer:glossary -->\n",
        "docs/sources/index.md": "# Σοθ\n\n<!-- explainer:sources -->\n",
        "docs/claims/index.md": "# Αλλ\n\n<!-- explainer:claims -->\n",
        "docs/data.md": "# Δατα\n\n<!-- explainer:cite-data -->\n",
    }
    write_site(root, **content(), **data_files(), **pages)
    contents = {"title": greek("On"), "permalink": True, "permalink_title": greek("Link"), "toc_depth": 3}
    assert [problem for problem in problems_of(root) if problem.severity == "error"] == []
    write_config(
        root, site_name="Ψηα", site_description="Ψηαμ.", copyright="Θ", site_url="https://site.example/",
        repo_url="https://git.example/a/b", theme={"palette": []},
        nav=["index.md", {greek("More"): ["sleep.md", "safety.md"]}],
        markdown_extensions=["attr_list", "admonition", "tables", "def_list", {"toc": contents}],
        not_in_nav="*.md",
    )  # fmt: skip
    made = build(root)
    assert claims("built", "--root", root, made).exit_code == 0
    return made


def in_german() -> set[str]:
    """Return what the theme says itself."""
    folder = Path(material.__file__).parent / "templates" / "partials" / "languages"
    return set(re.findall(r'": "(.*)"', (folder / "de.html").read_text(encoding="utf-8")))


def unsaid(text: str) -> list[str]:
    """Return the words in Latin letters that stand outside brackets."""
    while text != (text := re.sub(r"⟦[^⟦⟧]*⟧", " ", text)):
        pass
    for said in sorted(in_german(), key=len, reverse=True):
        text = text.replace(said, " ") if len(said) > 3 else text
    return re.findall(r"[A-Za-z][A-Za-z'-]+", REFERENCE.sub(" ", KEPT.sub(" ", text)))


def spoken(elements: list[Element]) -> Iterator[str]:
    for element in elements:
        if element.tag == "meta" and element.attributes.get("property", "").startswith(
            ("og:url", "og:image", "og:type")
        ):
            continue
        if element.tag == "meta" and element.attributes.get("http-equiv"):
            continue
        yield from (text for name in SPOKEN if (text := element.attributes.get(name)))


def test_no_template_has_a_word_of_its_own() -> None:
    """Whether or not a page of the site below shows that part: all words come from texts."""
    left = {}
    for path in (*TEMPLATES.rglob("*.j2"), *THEME.rglob("*.html")):
        text = OF_JINJA.sub(" ", path.read_text(encoding="utf-8"))
        attributes = re.findall(r'(?:aria-label|title|alt|placeholder)="([^"]*)"', text)
        if words := unsaid(" ".join([re.sub(r"<[^>]*>", " ", text), *attributes])):
            left[path.name] = words
    assert set(left.pop("directives.html.j2")) >= {"Parts", "that", "are", "made"}, "in English alone"
    assert left == {"rule.html.j2": ["allow"]}, "a field of a claim"


TEMPLATES = REPOSITORY / "hooks" / "explainer" / "pages" / "templates"
OF_JINJA = re.compile(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}|<!--.*?-->|<(script|style)\b.*?</\1>", re.DOTALL)


def test_code_names_texts_that_exist_and_no_text_is_left_over() -> None:
    """A misspelt key would otherwise fail only on a page that shows it, which the content may not have."""
    texts = {re.sub(r"\.(?:one|other)$", "", key) for key, _ in flat(yaml.safe_load(OWN.read_text("utf-8"))["texts"])}
    files = [path for path in (REPOSITORY / "hooks").rglob("*.*") if path.suffix in {".py", ".j2", ".html", ".js"}]
    code = "\n".join(path.read_text(encoding="utf-8") for path in files)
    asked = set(re.findall(r"""\b(?:t|say|plain)\(\s*["']([a-z_]+(?:\.\w+)+)["'][,)]""", code))
    assert asked - texts - own_texts().keys() == set()
    named = set(re.findall(r"""["']([a-z_]+(?:\.\w+)+)["']""", code))
    begun = ("forms.", *re.findall(r"""["']([a-z_]+\.[a-z_.]*)(?:\{|["'] ~)""", code))  # those of forms go as a group
    assert [key for key in sorted(texts - named) if not key.startswith(begun)] == []


def test_no_page_has_a_word_that_no_file_says(site: Path) -> None:
    pages = read_pages(site)
    assert '<html lang="de"' in pages["index.html"].source
    assert {"claims/told/index.html", "claims/told-before/index.html", "sources/smith2020/index.html"} <= set(pages)
    left = {}
    for name, page in pages.items():
        words = unsaid(f"{page.prose}\n{page.title}") + [
            word for text in spoken(page.elements) for word in unsaid(text)
        ]
        if words:
            left[name] = sorted(set(words))
    assert left == {}


def test_copies_feeds_and_calendar_say_nothing_else(site: Path) -> None:
    for line in (site / "feeds/check-by.ics").read_text(encoding="utf-8").replace("\n ", "").splitlines():
        assert (
            line.split(":")[0] not in {"SUMMARY", "DESCRIPTION", "X-WR-CALNAME"} or unsaid(line.split(":", 1)[1]) == []
        )
    for path in (*site.rglob("*.md"), *(site / "feeds").rglob("*.json"), site / "llms.txt"):
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".json":
            told = json.loads(text)
            items = [f"{item['title']} {item['summary']} {item['content_html']}" for item in told["items"]]
            text = " ".join([told["title"], told["description"], *items])
        text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
        shown = re.sub(r"<[^>]*>|\]\([^)]*\)|`[^`\n]*`", " ", text)
        assert (path.name, unsaid(shown)) == (path.name, [])


@pytest.mark.browser
def test_scripts_add_no_word_that_no_file_says(
    site: Path, page_context: Callable[..., BrowserContext], served: Callable[[Path], str]
) -> None:
    """Each kind of page as a browser shows it, and what the forms ask, answer and tell when they are sent empty."""
    page, home, left = page_context(locale="de-DE").new_page(), served(site), {}
    for name in ("", "sleep/", "claims/", "claims/told/", "sources/", "sources/smith2020/", "glossary/", "data/"):
        page.goto(f"{home}{name}")
        shown = page.evaluate(SHOWN)
        if words := sorted({word for text in shown for word in unsaid(text)}):
            left[name] = words
    assert left == {}


SHOWN = """() => {
  for (const button of document.querySelectorAll(".x-list-of > p > button, .x-form [type=submit]")) button.click();
  for (const code of document.querySelectorAll("code, script, style, noscript")) code.remove();
  const named = ["aria-label", "title", "alt", "placeholder", "label"];
  const said = [...document.querySelectorAll("*")].flatMap((it) => named.map((name) => it.getAttribute(name)));
  return [document.body.textContent, ...said].filter(Boolean);
}"""
"""Every text of a page, shown or folded away, after its forms were opened wide and sent empty."""


def test_the_scripts_are_given_the_sites_words(site: Path) -> None:
    english = wording_of(None)
    for name in SPEAKING:
        ours = texts_in((THEME / name).read_text(encoding="utf-8"))
        assert ours == {key: english.for_script(f"scripts.{key}") for key in ours}
        theirs = texts_in((site / name).read_text(encoding="utf-8").replace("};", "\n};", 1))
        assert theirs == {key: in_brackets(text) for key, text in ours.items()}


def in_brackets(text: str | dict[str, str]) -> str | dict[str, str]:
    return f"⟦{text}⟧" if isinstance(text, str) else {form: f"⟦{one}⟧" for form, one in text.items()}


def test_a_text_that_counts_has_the_forms_of_its_language() -> None:
    """Polish has three: by Unicode's CLDR 1 is `one`, 2 to 4 and 22 are `few`, 5, 12 and 0 are `many`."""
    polish = own_texts(language="pl")
    forms = {"one": "pytanie", "few": "pytania", "many": "pytań"}
    assert {key for key in polish if key.startswith("topics.count.")} == {f"topics.count.{form}" for form in forms}
    assert "texts" in yaml.safe_load(as_file(Wording(polish, "pl")))
    words = Wording({f"topics.count.{form}": f"{{count}} {text}" for form, text in forms.items()}, "pl")
    shown = [words.plain("topics.count", count=count) for count in (0, 1, 2, 4, 5, 12, 21, 22, "1,003")]
    assert shown == ["0 pytań", "1 pytanie", "2 pytania", "4 pytania", "5 pytań", "12 pytań", "21 pytań", "22 pytania",
                     "1,003 pytania"]  # fmt: skip
    assert [counting_forms(one) for one in ("en-GB", "de", "ja", "fr")] == [
        ("other", "one"), ("other", "one"), ("other",), ("one", "other")
    ]  # fmt: skip
    assert counting_forms("qqq") == counting_forms("en")


def test_a_script_is_given_the_forms_of_its_language() -> None:
    script = (THEME / "assets/filter.js").read_text(encoding="utf-8")
    forms = {"one": "{count} teza", "few": "{count} tezy", "many": "{count} tez"}
    own = {f"scripts.claims_all.{form}": text for form, text in forms.items()}
    theirs = texts_in(worded(script, Wording({**own_texts(language="pl"), **own}, "pl")).replace("};", "\n};", 1))
    assert theirs["claims_all"] == forms
    assert set(theirs["works_found"]) == {"one", "few", "many"}


@pytest.mark.browser
def test_a_browser_counts_as_the_build_does(page_context: Callable[..., BrowserContext]) -> None:
    """The form of a word beside a number, in languages with one form to six, and in one that neither of them knows."""
    page = page_context().new_page()
    script = (THEME / "assets/explainer.js").read_text(encoding="utf-8")
    numbers = [*range(130), 1000, 1002, 10_005]
    for language in ("en", "en-GB", "de", "ja", "fr", "pl", "ru", "cs", "sl", "lt", "ga", "ar", "qqq"):
        page.set_content(f"<!doctype html><html lang={language}><body><article></article></body></html>")
        page.add_script_tag(content=script)
        texts = {form: form for form in counting_forms(language)}
        words = Wording({f"x.{form}": form for form in texts}, language)
        shown = page.evaluate("([texts, them]) => them.map((count) => say(texts, { count }))", [texts, numbers])
        assert shown == [words.plain("x", count=number) for number in numbers], language
    page.set_content("<!doctype html><html lang=pl><body><article></article></body></html>")
    page.add_script_tag(content=script)
    assert page.evaluate("say('{left} z {count}: {what}, {other}', { left: 2, count: 12345, what: '$&' })") == (
        "2 z 12\u00a0345: $&, {other}"
    )
